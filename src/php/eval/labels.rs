//! Translations of a module: `langs/en_US/*.lang`, as `core/class/translate.class.php: load` reads them.

use std::collections::BTreeMap;

use crate::php::loader::Loader;

/// The language that every module is expected to bring along.
const LOCALE: &str = "langs/en_US";

/// Reads the labels of a module. What stands in several files is taken from the first one.
pub(super) fn read(loader: &dyn Loader, module_dir: &str) -> BTreeMap<String, String> {
    let dir = format!("{module_dir}/{LOCALE}");
    let mut labels = BTreeMap::new();
    for name in loader.list(&dir).into_iter().filter(|name| name.ends_with(".lang")) {
        let Some(source) = loader.read(&format!("{dir}/{name}")) else { continue };
        for line in String::from_utf8_lossy(&source.bytes).lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, text)) = line.split_once('=') {
                labels.entry(key.trim().to_owned()).or_insert_with(|| text.trim().to_owned());
            }
        }
    }
    labels
}
