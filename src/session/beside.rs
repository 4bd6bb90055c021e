//! Modules that settings name as `roots`: read for the names that they declare and for what they are. Nothing is ever told of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Options, code, module};
use crate::config;
use crate::core_facts::Known;
use crate::error::Error;
use crate::model::inventory::Beside;
use crate::model::module::Module;
use crate::model::site::{Layout, ModuleDir};
use crate::model::uses::Uses;
use crate::php::{Arena, eval};
use crate::{site, symbols};

/// Reads the modules in these directories that are not among those of `layout` already. With `known` their code is read too.
pub(super) fn read(roots: &[config::Root], layout: &Layout, known: Option<&Known>, options: Options) -> Result<Beside, Error> {
    let real = |path: &str| fs::canonicalize(path).ok();
    let mut seen: BTreeSet<PathBuf> = layout.modules.iter().filter(|dir| !dir.name.is_empty()).filter_map(|dir| real(&dir.path)).collect();
    let mut beside = Beside::default();
    for root in roots {
        let opened = site::open(&root.path, site::Options { with_git: false, with_strays: false, with_sums: false });
        let (files, layout) = opened.map_err(|error| root.error(&error.to_string()))?;
        if files.is_archive() {
            return Err(root.error("it is an archive; unpack it, and name the directory"));
        }
        let is_new = |dir: &&ModuleDir| !dir.name.is_empty() && real(&dir.path).is_some_and(|path| seen.insert(path));
        let dirs: Vec<&ModuleDir> = layout.modules.iter().filter(is_new).collect();
        let arena = Arena::new();
        let base = eval::Base::load(&arena, &files);
        let descriptors: Vec<(&ModuleDir, &String)> = dirs.iter().flat_map(|dir| dir.descriptors.iter().map(|path| (*dir, path))).collect();
        let modules: Vec<Module> = descriptors.into_par_iter().map(|(dir, path)| module(&files, &base, dir, path).0).collect();
        beside.modules.extend(modules);
        let Some(known) = known else { continue };
        let php = dirs.iter().flat_map(|dir| dir.files.iter().map(move |file| (dir, file.path.as_str())));
        let php = php.filter(|(_, path)| path.ends_with(".php") && !site::is_test(path));
        let php: Vec<(usize, String, bool)> = php.map(|(dir, path)| (0, format!("{}/{path}", dir.path), true)).collect();
        let kept = code::kept(&root.path, options, known);
        let found = code::of_files(&files, &php, Some((known, None)), kept.as_ref());
        let mut read: Vec<Uses> = found.into_iter().map(|(_, (uses, _))| uses).collect();
        symbols::answer(&mut read, &known.releases);
        // Which of their files they load says nothing of files with the same name elsewhere.
        read.iter_mut().for_each(|uses| uses.includes.clear());
        beside.uses.extend(read);
    }
    Ok(beside)
}
