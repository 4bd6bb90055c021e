//! Methods of modules held against those of the core that they override: PHP refuses a class whose methods do not fit.

use super::super::row::{is_settled, row, yes_no};
use super::Move;
use super::classes::Own;
use crate::base::{Version, is_path_end};
use crate::core_facts::{Kind, Signature};
use crate::model::facets::box_file;
use crate::model::fact::Fact;
use crate::model::field::Field;
use crate::model::module::Module;
use crate::model::uses::{ClassForm, MethodDecl, Uses};

/// Why PHP refuses an override.
type Refusal<'a> = (&'static str, &'a str);

/// A method of a module with those of the core that it overrides.
pub(super) struct Overriding<'k> {
    own: Own<'k>,
    method: &'k MethodDecl,
    mine: Signature<'k>,
    /// By releases, with the class that declares it and its shape.
    theirs: Vec<(u32, Signature<'k>, &'k str, &'k str)>,
}

impl<'k> Move<'k> {
    /// The overrides of a file, whatever the target.
    pub(super) fn overriding(&self, file: &'k Uses) -> Vec<Overriding<'k>> {
        let methods = file.classes.iter().filter(|decl| decl.kind != ClassForm::Trait && self.classes.may_extend_core(decl));
        let methods = methods.flat_map(|decl| decl.methods.iter().map(move |method| (Own { file, decl }, method)));
        let one = |(own, method): (Own<'k>, &'k MethodDecl)| {
            let theirs = self.classes.inherited(Kind::Method, &own, &method.name).declared.into_iter().filter(|declared| !declared.is_own);
            let theirs: Vec<_> = theirs.filter_map(|d| Some((d.releases, Signature::parse(d.shape)?, d.owner, d.shape))).collect();
            let mine = Signature::parse(&method.shape)?;
            (!theirs.is_empty()).then_some(Overriding { own, method, mine, theirs })
        };
        methods.filter_map(one).collect()
    }

    pub(super) fn overrides(&self, module: &Module, files: &'k [Uses], overriding: &[Overriding<'k>], out: &mut Vec<Fact>) {
        out.extend(overriding.iter().filter(|one| self.is_declared(&one.own)).filter_map(|one| self.refused(module, one)));
        let own = files.iter().flat_map(|file| file.classes.iter().map(move |decl| Own { file, decl }));
        for own in own.filter(|own| own.decl.kind == ClassForm::Concrete && !own.decl.parents.is_empty() && self.is_declared(own)) {
            self.unfinished(module, &own, out);
        }
    }

    /// Whether a class is declared on the target at all.
    pub(super) fn is_declared(&self, own: &Own<'k>) -> bool {
        own.file.reached(own.decl.guard, self.loaded(own.file), &|thing| self.there(thing)) & self.target() != 0
    }

    fn refused(&self, module: &Module, one: &Overriding<'k>) -> Option<Fact> {
        let on = |bit: u32| {
            let theirs = one.theirs.iter().filter(|(releases, ..)| releases & (1 << bit) != 0);
            theirs.filter_map(|theirs| Some((self.refusal(&one.mine, &theirs.1, &one.method.name, bit)?, theirs.2, theirs.3))).next()
        };
        let ((reason, about), owner, shape) = on(self.to)?;
        let before = self.from.is_some_and(|from| on(from).is_some());
        if !self.is_news(before) {
            return None;
        }
        let fact = row("override", module, &one.method.place)
            .with("method", format!("{}::{}", one.own.decl.written, one.method.name))
            .with("reason", reason)
            .with("about", about)
            .with("parent", owner)
            .with("signature", format!("{}{}", one.method.name, &shape[shape.find('(').unwrap_or(0)..]))
            .with("target", self.version(self.to))
            .with("php", self.known.header(self.to, "php-min").unwrap_or_default())
            .with("before", yes_no(before))
            .with("loaded", yes_no(self.is_loaded(module, one.own.file)));
        Some(fact)
    }

    /// Whether anything may load a file. One of a box is loaded where the descriptor names it, with its ending or without
    /// (`core/class/infobox.class.php: InfoBox::listBoxes`), or where the module does so itself.
    fn is_loaded(&self, module: &Module, file: &Uses) -> bool {
        let Some((dir, name)) = file.file.rsplit_once('/') else { return true };
        if !is_path_end(dir, "core/boxes") || self.is_included(file) || !is_settled(module, "boxes") {
            return true;
        }
        let is_named = |shown: &Field<String>| {
            shown.known().is_none_or(|file| box_file(file).split('@').next().is_some_and(|file| is_path_end(file, name)))
        };
        module.boxes.iter().any(|shown| is_named(&shown.file))
    }

    /// What makes PHP refuse `mine` in place of `theirs`
    /// (<https://www.php.net/manual/en/language.oop5.basic.php#language.oop.lsp>).
    fn refusal<'a>(&self, mine: &Signature<'a>, theirs: &Signature<'a>, name: &str, bit: u32) -> Option<Refusal<'a>> {
        if theirs.visibility == "private" {
            return None;
        }
        if theirs.is_final {
            return Some(("final", ""));
        }
        if mine.is_static != theirs.is_static {
            return Some((if theirs.is_static { "static" } else { "not-static" }, ""));
        }
        if rank(mine.visibility) < rank(theirs.visibility) {
            return Some(("visibility", theirs.visibility));
        }
        // PHP 7 only warns of parameters that do not fit, unless the method is abstract.
        let only_warns = !theirs.is_abstract && self.php.as_ref().is_some_and(|php| php.major() < 8);
        if only_warns || name.eq_ignore_ascii_case("__construct") && !theirs.is_abstract {
            return None;
        }
        for (at, param) in theirs.params.iter().enumerate() {
            let Some(own) = mine.params.get(at) else {
                let takes_rest = mine.params.last().is_some_and(|last| last.variadic);
                return if takes_rest { None } else { Some(("fewer", param.name)) };
            };
            if own.by_ref != param.by_ref {
                return Some(("reference", own.name));
            }
            if own.default.is_none() && !own.variadic && (param.default.is_some() || param.variadic) {
                return Some(("required", own.name));
            }
            if own.kind.is_some_and(|kind| self.is_narrower(kind, param.kind, bit)) {
                return Some(("type", own.name));
            }
        }
        let more = mine.params.iter().skip(theirs.params.len()).find(|param| param.default.is_none() && !param.variadic);
        if let Some(param) = more {
            return Some(("required", param.name));
        }
        let untyped = theirs.params.iter().zip(&mine.params).find(|(param, own)| param.kind.is_some() && own.kind.is_none());
        match (mine.returns, theirs.returns, untyped) {
            (None, Some(returns), _) => Some(("returns", returns)),
            // PHP 7.2 was the first to let a parameter go without the type of an abstract method.
            (_, _, Some((param, _))) if theirs.is_abstract && self.runs_below(bit, "7.2") => Some(("untyped", param.name)),
            _ => None,
        }
    }

    /// Whether a release of Dolibarr runs on PHP versions below one; where the version was said, that one counts.
    fn runs_below(&self, bit: u32, php: &str) -> bool {
        let least = self.php.clone().or_else(|| Version::parse(self.known.header(bit, "php-min")?));
        least.zip(Version::parse(php)).is_some_and(|(least, php)| least < php)
    }

    /// Whether a parameter's type certainly takes less than that of the parent.
    fn is_narrower(&self, mine: &str, theirs: Option<&str>, bit: u32) -> bool {
        let Some(theirs) = theirs else { return !mine.eq_ignore_ascii_case("mixed") };
        let parts = |kind: &str| -> Vec<String> {
            let mut parts: Vec<String> =
                kind.trim_start_matches('?').split('|').map(|part| part.trim_start_matches('\\').to_ascii_lowercase()).collect();
            if kind.starts_with('?') {
                parts.push("null".to_owned());
            }
            parts
        };
        let (mine, theirs) = (parts(mine), parts(theirs));
        let takes = |wanted: &String| {
            mine.iter().any(|own| {
                own == wanted
                    || own == "mixed"
                    || own.contains('\\')
                    || own == "object"
                    || own == "self"
                    || self.classes.is_below(wanted, own, bit)
            })
        };
        !theirs.iter().all(takes)
    }

    /// Abstract methods of the core that a class does not have.
    fn unfinished(&self, module: &Module, own: &Own<'k>, out: &mut Vec<Fact>) {
        let missing = |bit: u32| self.abstract_methods(own, bit);
        let now = missing(self.to);
        if now.is_empty() {
            return;
        }
        let before = self.from.map(missing).unwrap_or_default();
        for (name, owner, shape) in now {
            let was = before.iter().any(|(known, ..)| *known == name);
            if !self.is_news(was) {
                continue;
            }
            let fact = row("override", module, &own.decl.place)
                .with("method", format!("{}::{name}", own.decl.written))
                .with("reason", "abstract")
                .with("about", "")
                .with("parent", owner)
                .with("signature", format!("{name}{}", &shape[shape.find('(').unwrap_or(0)..]))
                .with("target", self.version(self.to))
                .with("php", "")
                .with("before", yes_no(was))
                .with("loaded", yes_no(self.is_loaded(module, own.file)));
            out.push(fact);
        }
    }

    /// The abstract methods on one release that nothing above the class fills, by name, class and shape.
    fn abstract_methods(&self, own: &Own<'k>, bit: u32) -> Vec<(&'k str, &'k str, &'k str)> {
        let classes = &self.classes;
        let mut found: Vec<(&str, &str, &str)> = Vec::new();
        for (class, is_interface) in classes.core_above(own, bit) {
            for (name, shapes) in classes.unwritten(class, is_interface).iter() {
                let Some((_, shape)) = shapes.iter().find(|(releases, _)| releases & (1 << bit) != 0) else { continue };
                if found.iter().any(|(known, ..)| known.eq_ignore_ascii_case(name)) {
                    continue;
                }
                let member = classes.member(Kind::Method, &own.decl.name, name);
                let is_filled = member
                    .declared
                    .iter()
                    .any(|d| d.releases & (1 << bit) != 0 && !d.is_abstract() && !(is_interface && d.owner.eq_ignore_ascii_case(class)));
                if !is_filled && member.open & (1 << bit) == 0 {
                    found.push((*name, class, *shape));
                }
            }
        }
        found
    }
}

/// How far a member is seen.
pub(super) fn rank(visibility: &str) -> u8 {
    match visibility {
        "private" => 0,
        "protected" => 1,
        _ => 2,
    }
}
