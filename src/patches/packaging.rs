//! What packagers of Dolibarr are known to change or to leave out, so that it is no alarm.

use crate::site::Listed;

/// Listed files that no archive of the project has: `build/makepack-dolibarr.pl` takes them out, and no public copy of any release
/// from 10 to 23 was found with them. A `*` stands for any text.
const NEVER_PACKAGED: [&str; 11] = [
    "cache.manifest",
    "includes/autoload.php",
    "includes/mike42/escpos-php/doc/*",
    "includes/parsedown/LICENSE.txt",
    "includes/phpoffice/phpexcel/license.md",
    "includes/sabre/sabre/*/tests/*",
    "includes/tecnickcom/tcpdf/LICENSE.TXT",
    "includes/tecnickcom/tcpdf/fonts/dejavu-fonts-ttf-*",
    "includes/tecnickcom/tcpdf/tools/*",
    "langs/*/README.md",
    "theme/common/fontawesome-5/svgs/*",
];
/// Where packages for Debian, Red Hat and their kind keep the configuration: the lines stand in the file as comments, and the
/// package's own patch takes the marks away (`build/debian/patches/`, `build/rpm/dolibarr-forrpm.patch`).
pub(super) const CONFIGURED: &str = "filefunc.inc.php";
const NAMES: [(&[u8], &[u8], &[u8]); 2] = [
    (b"$conffile", b"$conffile = \"conf/conf.php\";", b"//$conffile = \"/etc/dolibarr/conf.php\";"),
    (b"$conffiletoshow", b"$conffiletoshow = \"htdocs/conf/conf.php\";", b"//$conffiletoshow = \"/etc/dolibarr/conf.php\";"),
];

/// Why a listed file may be absent from a sound installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// No archive has it.
    Never,
    /// It only documents something.
    Documentation,
}

/// Whether a sound installation may lack a listed file.
pub(super) fn absent(path: &str) -> Option<Absent> {
    if NEVER_PACKAGED.iter().any(|pattern| matches(pattern, path)) {
        return Some(Absent::Never);
    }
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let tells = ["readme", "license", "licence", "changelog", "copying", "authors", "contributing"];
    let is_told = matches!(ending, "md" | "txt" | "") && tells.iter().any(|word| stem.starts_with(word));
    (is_told || ending == "md").then_some(Absent::Documentation)
}

/// Whether a package for an operating system set the place of `conf.php`; then it may take libraries from the system too.
pub(super) fn is_of_system(content: &[u8]) -> bool {
    content.split(|byte| *byte == b'\n').any(|line| line.trim_ascii() == b"$conffile = \"/etc/dolibarr/conf.php\";")
}

/// Whether a file is pristine but for the place of `conf.php`.
pub(super) fn keeps_conf_elsewhere(path: &str, content: &[u8], pristine: &Listed) -> bool {
    path == CONFIGURED && pristine.is_of(&with_own_conf(content))
}

/// The text with the official lines on `conf.php`, as far as it has lines on that.
fn with_own_conf(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut seen = [0; NAMES.len()];
    for line in content.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.trim_ascii();
        let bare = bare.strip_prefix(b"//").unwrap_or(bare).trim_ascii_start();
        let is_set =
            |name: &[u8]| bare.strip_prefix(name).and_then(|rest| rest.trim_ascii_start().strip_prefix(b"=")).is_some_and(is_literal);
        match NAMES.iter().position(|(name, _, _)| is_set(name)) {
            // The first line is that of the archive, the second that of packages.
            Some(which) if seen[which] < 2 => {
                out.extend_from_slice(if seen[which] == 0 { NAMES[which].1 } else { NAMES[which].2 });
                out.push(b'\n');
                seen[which] += 1;
            }
            _ => out.extend_from_slice(line),
        }
    }
    out
}

/// Whether a text is one string without anything that PHP would look into, and the end of the statement.
fn is_literal(text: &[u8]) -> bool {
    let Some(text) = text.trim_ascii().strip_suffix(b";") else { return false };
    let text = text.trim_ascii();
    let inner = [b'\'', b'"'].iter().find_map(|quote| text.strip_prefix(&[*quote])?.strip_suffix(&[*quote]));
    inner.is_some_and(|inner| inner.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/._- :".contains(byte)))
}

/// Whether a path fits a pattern with `*` for any text.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    rest.is_empty() || last == Some("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Sum;

    #[test]
    fn what_is_never_packaged_is_no_alarm() {
        assert_eq!(absent("langs/zh_CN/README.md"), Some(Absent::Never));
        assert_eq!(absent("theme/common/fontawesome-5/svgs/solid/car.svg"), Some(Absent::Never));
        assert_eq!(absent("includes/sabre/sabre/dav/tests/a/b.php"), Some(Absent::Never));
        assert_eq!(absent("includes/stripe/LICENSE.md"), Some(Absent::Documentation));
        assert_eq!(absent("core/x/license.txt"), Some(Absent::Documentation));
        for path in ["langs/fr_FR/main.lang", "includes/sabre/sabre/dav/lib/a.php", "robots.txt", "x/cache.manifest", "license.php"] {
            assert_eq!(absent(path), None, "{path}");
        }
    }

    #[test]
    fn the_place_of_the_configuration_may_differ_and_nothing_else() {
        let official = "<?php\n$conffile = \"conf/conf.php\";\n$conffiletoshow = \"htdocs/conf/conf.php\";\n// packages\n\
            //$conffile = \"/etc/dolibarr/conf.php\";\n//$conffiletoshow = \"/etc/dolibarr/conf.php\";\n$result = @include_once $conffile;\n";
        let listed = Listed { sum: Sum::sha256(official.as_bytes()), size: None };
        let debian = official.replace("//$conf", "$conf");
        let own = official.replace("\"conf/conf.php\"", "'/srv/x/conf.php'");
        let more = debian.replace("<?php", "<?php evil();");
        let fits = |text: &str| keeps_conf_elsewhere(CONFIGURED, text.as_bytes(), &listed);
        assert_eq!((fits(&debian), fits(&own), fits(&more)), (true, true, false));
        for code in ["\"conf/conf.php\"; system($_GET['c']);", "\"{$_GET['c']}\";", "\"a\".b().\"c\";"] {
            assert!(!fits(&official.replace("\"conf/conf.php\";", code)), "{code}");
        }
        assert!(!keeps_conf_elsewhere("main.inc.php", debian.as_bytes(), &listed));
    }
}
