//! Package URLs, and addresses that are safe to hand on: without credentials, and without a place on this machine.

use packageurl::PackageUrl;

use crate::manifest::remote;
use crate::model::library::{Ecosystem, Library};
use crate::model::module::Module;
use crate::model::site::{Git, GitState};

/// The package URL of a module: its commit on GitHub where that is known, else one of our own.
pub(super) fn module(module: &Module, version: Option<&str>) -> Option<String> {
    let own = || purl("generic", Some("dolibarr-module"), &module.descriptor.class, version);
    let Git::Repository(state) = &module.git else { return own() };
    on_github(state).or_else(own)
}

/// A repository around the whole site is not the module's.
fn on_github(state: &GitState) -> Option<String> {
    let commit = state.commit.as_deref().filter(|_| state.own)?;
    let web = web(&remote(state.remote.as_deref()?));
    let (owner, name) = web.strip_prefix("https://github.com/")?.split_once('/')?;
    let is_plain = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let name = name.trim_end_matches('/').trim_end_matches(".git");
    (is_plain(owner) && is_plain(name)).then(|| purl("github", Some(owner), name, Some(commit)))?
}

/// The package URL of a library.
pub(super) fn library(library: &Library) -> String {
    let (group, name) = group(library);
    let version = library.version.as_deref();
    let named = purl(library.ecosystem.as_str(), group, name, version);
    // A name that its ecosystem does not allow is none there.
    named.or_else(|| purl("generic", group, name, version)).unwrap_or_else(|| "pkg:generic/unnamed".to_owned())
}

/// The first part of a library's name, and the rest.
pub(super) fn group(library: &Library) -> (Option<&str>, &str) {
    let parts = library.name.split_once('/').filter(|(group, rest)| !group.is_empty() && !rest.is_empty());
    match (library.ecosystem, parts) {
        (Ecosystem::Composer | Ecosystem::Npm, Some((group, rest))) => (Some(group), rest),
        _ => (None, &library.name),
    }
}

/// A package URL, when its type allows such a name.
pub(super) fn purl(kind: &str, group: Option<&str>, name: &str, version: Option<&str>) -> Option<String> {
    let mut made = PackageUrl::new(kind, name).ok()?;
    if let Some(group) = group {
        made.with_namespace(group).ok()?;
    }
    if let Some(version) = version {
        made.with_version(version).ok()?;
    }
    made.validate().ok()?;
    Some(made.to_string())
}

/// The name of a release in the list of vulnerabilities of NIST.
pub(super) fn cpe(release: &str) -> Option<String> {
    let (version, update) = release.split_once('-').unwrap_or((release, "*"));
    let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    (is_plain(version) && (update == "*" || is_plain(update)))
        .then(|| format!("cpe:2.3:a:dolibarr:dolibarr_erp\\/crm:{version}:{update}:*:*:*:*:*:*"))
}

/// The address at which a browser finds a repository on GitHub; any other as it is.
pub(super) fn web(remote: &str) -> String {
    let plain = ["https://", "http://", "ssh://", "git://", ""].iter().find_map(|scheme| remote.strip_prefix(scheme)).unwrap_or(remote);
    let plain = plain.strip_prefix("git@").unwrap_or(plain);
    let host = plain.get(.."github.com".len()).filter(|host| host.eq_ignore_ascii_case("github.com"));
    match host.map(|host| &plain[host.len()..]) {
        Some(path) if path.starts_with([':', '/']) => format!("https://github.com/{}", path[1..].trim_start_matches('/')),
        _ => remote.to_owned(),
    }
}

/// An address that every reader takes for one, and that holds no user.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (_, rest) = ["https://", "http://", "ssh://", "git://"].iter().find_map(|scheme| Some((scheme, text.strip_prefix(scheme)?)))?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#&=+,;!*()$@".contains(&byte);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let sound =
        !host.is_empty() && !host.contains('@') && host.split(':').skip(1).all(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    (sound && text.len() <= 500 && rest.bytes().all(is_plain) && rest.matches('#').count() < 2).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_no_user_and_no_place_on_a_machine() {
        assert_eq!(web("git@github.com:Acme/Thing.git"), "https://github.com/Acme/Thing.git");
        assert_eq!(web("https://GitHub.com/acme/thing"), "https://github.com/acme/thing");
        assert_eq!(web("https://github.com.evil.org/a/b"), "https://github.com.evil.org/a/b");
        for (text, told) in [
            ("https://example.org/a?b=c#d", Some("https://example.org/a?b=c#d")),
            ("https://user:secret@example.org/a", None),
            ("www.example.org", None),
            ("https://a b", None),
            ("thing.git", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(address(text).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn names_become_package_urls() {
        assert_eq!(purl("composer", Some("Acme"), "Thing", Some("v1.0+x")).as_deref(), Some("pkg:composer/acme/thing@v1.0%2Bx"));
        assert_eq!(purl("npm", Some("@a"), "b", None).as_deref(), Some("pkg:npm/%40a/b"));
        assert_eq!(purl("composer", None, "alone", None), None);
        assert_eq!(purl("generic", None, "a\n\u{202e}", None).as_deref(), Some("pkg:generic/a%0A%E2%80%AE"));
        assert_eq!(cpe("22.0.4").as_deref(), Some("cpe:2.3:a:dolibarr:dolibarr_erp\\/crm:22.0.4:*:*:*:*:*:*:*"));
    }
}
