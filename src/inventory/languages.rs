//! Translations: `langs/<locale>/<name>.lang`. Never reads them.

use std::collections::BTreeMap;

use crate::model::facets::Language;
use crate::model::site::ModuleDir;

/// The locales of a module, sorted.
pub(super) fn languages(dir: &ModuleDir) -> Vec<Language> {
    let mut locales: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in &dir.files {
        let parts = file.path.strip_prefix("langs/").and_then(|rest| rest.split_once('/'));
        if let Some((locale, name)) = parts
            && let Some(name) = name.strip_suffix(".lang").filter(|name| !name.contains('/'))
        {
            locales.entry(locale).or_default().push(name.to_owned());
        }
    }
    let language = |(locale, mut files): (&str, Vec<String>)| {
        files.sort();
        Language { locale: locale.to_owned(), files }
    };
    locales.into_iter().map(language).collect()
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    #[test]
    fn lang_files_by_locale() {
        let site = Memory::new(
            "sample",
            "",
            &[("langs/fr_FR/b.lang", ""), ("langs/en_US/a.lang", ""), ("langs/en_US/x.txt", ""), ("langs/a.lang", "")],
        );
        let found: Vec<String> = languages(&site.dir).iter().map(|l| format!("{} {:?}", l.locale, l.files)).collect();
        assert_eq!(found, ["en_US [\"a\"]", "fr_FR [\"b\"]"]);
    }
}
