//! Files of the core that are not as they were published, as far as PHP runs them.

use super::row::yes_no;
use crate::model::core_state::{Class, CoreFile, CoreState};
use crate::model::fact::Fact;
use crate::model::place::Place;
use crate::model::site::Layout;

pub(super) fn facts(layout: &Layout, core: Option<&CoreState>, facts: &mut Vec<Fact>) {
    let Some(core) = core else { return };
    let main = layout.roots.iter().find(|root| root.main).map_or("", |root| &root.shown);
    let place = |file: &CoreFile| Place::file(if main.is_empty() { file.path.clone() } else { format!("{main}/{}", file.path) });
    for group in core.files.chunk_by(|a, b| a.class == b.class) {
        // Each change is a matter of its own; what is there too much or too little mostly has one cause.
        let length = if group[0].class == Class::Modified { 1 } else { group.len() };
        for files in group.chunks(length) {
            let first = &files[0];
            let columns = [
                ("what", first.class.as_str().to_owned()),
                ("path", first.path.clone()),
                ("note", first.note.clone()),
                ("files", files.len().to_string()),
                ("unalterable", yes_no(files.iter().any(|file| file.unalterable)).to_owned()),
                ("release", core.release.clone()),
            ];
            let related = files[1..].iter().map(|file| (place(file), file.note.clone())).collect();
            facts.push(Fact { kind: "core.file", module: None, columns: columns.into(), place: place(first), related });
        }
    }
}
