//! Properties of modules held against those of the core that their classes inherit: PHP refuses a class whose properties do not fit.

use super::super::row::{row, yes_no};
use super::Move;
use super::classes::Own;
use super::overrides::rank;
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::uses::{ClassForm, PropertyDecl, Uses};

/// A property of a module with those of the core that it stands for.
pub(super) struct Redeclaring<'k> {
    own: Own<'k>,
    property: &'k PropertyDecl,
    /// By releases, with the class that declares it and its shape.
    theirs: Vec<(u32, &'k str, &'k str)>,
}

/// A shape in its parts.
#[derive(Debug, PartialEq, Eq)]
struct Parts<'a> {
    visibility: &'a str,
    is_static: bool,
    kind: String,
}

impl<'k> Move<'k> {
    /// The properties of a file that do not fit those of the core on some release, whatever the target.
    pub(super) fn redeclaring(&self, file: &'k Uses) -> Vec<Redeclaring<'k>> {
        let classes = file.classes.iter().filter(|decl| decl.kind != ClassForm::Trait && self.classes.may_extend_core(decl));
        let fields = classes.flat_map(|decl| decl.fields.iter().map(move |property| (Own { file, decl }, property)));
        let one = |(own, property): (Own<'k>, &'k PropertyDecl)| {
            let declared = self.classes.inherited(Kind::Property, &own, &property.name).declared;
            let theirs = declared.into_iter().filter(|theirs| !theirs.is_own && refusal(&property.shape, theirs.shape).is_some());
            let theirs: Vec<_> = theirs.map(|theirs| (theirs.releases, theirs.owner, theirs.shape)).collect();
            (!theirs.is_empty()).then_some(Redeclaring { own, property, theirs })
        };
        fields.filter_map(one).collect()
    }

    pub(super) fn redeclared(&self, module: &Module, redeclaring: &[Redeclaring<'k>], out: &mut Vec<Fact>) {
        for one in redeclaring.iter().filter(|one| self.is_declared(&one.own)) {
            let on = |bit: u32| one.theirs.iter().find(|(releases, ..)| releases & (1 << bit) != 0);
            let Some((_, owner, shape)) = on(self.to) else { continue };
            let before = self.from.is_some_and(|from| on(from).is_some());
            let Some(reason) = refusal(&one.property.shape, shape).filter(|_| self.is_news(before)) else { continue };
            let name = &one.property.name;
            let fact = row("override.property", module, &one.property.place)
                .with("property", format!("{}::${name}", one.own.decl.written))
                .with("reason", reason)
                .with("parent", *owner)
                .with("declared", format!("{} ${name}", if shape.is_empty() { "public" } else { shape }))
                .with("target", self.version(self.to))
                .with("before", yes_no(before));
            out.push(fact);
        }
    }
}

/// Why PHP refuses a property in place of an inherited one. What is only assigned in the core is no declaration.
fn refusal(mine: &str, theirs: &str) -> Option<&'static str> {
    let (mine, theirs) = (parts(mine), parts(theirs));
    match () {
        () if theirs.visibility == "private" || theirs.kind == "dynamic" => None,
        () if mine.is_static != theirs.is_static => Some(if theirs.is_static { "static" } else { "not-static" }),
        () if rank(mine.visibility) < rank(theirs.visibility) => Some("visibility"),
        () if !mine.kind.is_empty() && theirs.kind.is_empty() => Some("typed"),
        () if mine.kind.is_empty() && !theirs.kind.is_empty() => Some("untyped"),
        () => None,
    }
}

fn parts(shape: &str) -> Parts<'_> {
    let mut parts = Parts { visibility: "", is_static: false, kind: String::new() };
    for word in shape.split(' ') {
        match word {
            "private" | "protected" => parts.visibility = word,
            "static" => parts.is_static = true,
            _ => parts.kind.push_str(word),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_refused_as_php_does() {
        for (mine, theirs, expected) in [
            ("", "", None),
            ("", "protected", None),
            ("protected", "", Some("visibility")),
            ("private", "protected", Some("visibility")),
            ("private", "private", None),
            ("static", "", Some("not-static")),
            ("", "static", Some("static")),
            ("private", "dynamic", None),
            ("string", "", Some("typed")),
            ("", "?int", Some("untyped")),
            ("protected static int", "protected static int", None),
        ] {
            assert_eq!(refusal(mine, theirs), expected, "{mine} for {theirs}");
        }
    }
}
