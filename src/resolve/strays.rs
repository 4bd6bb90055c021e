//! What lies in a root and is no module.

use crate::model::fact::Fact;
use crate::model::site::Layout;

pub(super) fn facts(layout: &Layout, facts: &mut Vec<Fact>) {
    for stray in &layout.strays {
        let columns = [("what", stray.kind.as_str().to_owned()), ("path", stray.place.file.to_string()), ("note", stray.note.clone())];
        facts.push(Fact { kind: "stray", module: None, columns: columns.into(), place: stray.place.clone(), related: Vec::new() });
    }
}
