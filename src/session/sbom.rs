//! From a site to what its bill of materials is made of.

use std::path::Path;

use super::{Code, Options, read_files, threads};
use crate::error::Error;
use crate::graph::Graph;
use crate::model::inventory::Inventory;
use crate::model::library::Library;
use crate::{inventory, site};

/// A site, how it hangs together, and the libraries of its core.
pub(crate) fn sbom(path: &Path, options: Options) -> Result<(Inventory, Graph, Vec<Library>), Error> {
    threads(path, options)?.install(|| {
        let (files, mut read, graph) = read_files(path, options, false, Code::Nothing, &[])?;
        let brought = site::includes(&files, &read.layout).map(|dir| inventory::libraries_in(&files, &dir)).unwrap_or_default();
        read.add_problems(brought.problems.into_iter().chain(files.problems()));
        Ok((read, graph, brought.libraries))
    })
}
