//! Modules in memory for the tests of this folder.

use std::collections::BTreeMap;

use crate::model::module::Descriptor;
use crate::model::site::{FileEntry, Git, ModuleDir};
use crate::php::eval;
use crate::php::loader::{Loader, Source};

/// A custom root with one module, `sample`.
pub(super) struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    pub(super) dir: ModuleDir,
}

impl Memory {
    /// A module with these files, by their path in its directory, and a descriptor `modSample` with this body.
    pub(super) fn new(name: &str, body: &str, files: &[(&str, &str)]) -> Self {
        let descriptor = format!(
            "<?php class modSample extends DolibarrModules {{ function __construct($db) {{ $this->name = 'Sample'; \
             $this->const_name = 'MAIN_MODULE_SAMPLE'; $this->module_parts = array('triggers' => 1); }} {body} }}"
        );
        let path = format!("/custom/{name}");
        let own = ("core/modules/modSample.class.php", descriptor.as_str());
        let files: BTreeMap<String, &str> = files.iter().chain([&own]).map(|(file, text)| ((*file).to_owned(), *text)).collect();
        let dir = ModuleDir {
            root: 0,
            name: name.to_owned(),
            descriptors: files.keys().filter(|f| f.starts_with("core/modules/mod")).map(|f| format!("{path}/{f}")).collect(),
            shown: name.to_owned(),
            in_place: true,
            files: files.iter().map(|(path, text)| FileEntry { path: path.clone(), size: text.len() as u64 }).collect(),
            git: Git::None,
            path: path.clone(),
        };
        let bytes = |(file, text): (String, &str)| (format!("{path}/{file}"), text.as_bytes().to_vec());
        Self { files: files.into_iter().map(bytes).collect(), dir }
    }

    pub(super) fn descriptor(&self) -> Descriptor {
        self.descriptor_of("modSample")
    }

    pub(super) fn descriptor_of(&self, class: &str) -> Descriptor {
        let arena = crate::php::Arena::new();
        eval::descriptor(self, &eval::Base::load(&arena, self), &format!("{}/core/modules/{class}.class.php", self.dir.path), class).0
    }
}

impl Loader for Memory {
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
    fn read(&self, path: &str) -> Option<Source> {
        let bytes = self.files.get(path)?.clone();
        Some(Source { shown: path.trim_start_matches("/custom/").into(), bytes })
    }

    fn is_file(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }

    fn main_root(&self) -> Option<&str> {
        None
    }

    fn roots(&self) -> Vec<&str> {
        vec!["/custom"]
    }
}
