//! What PHP refuses while a descriptor is loaded: missing parents, signatures that do not fit, writing below `null`.

use super::run::{ClassUnit, Frame, Run};
use crate::model::module::FaultKind;
use crate::php::tree::{Expr, ExprKind, Member, Method};

/// Members of `$conf` that are objects whatever modules are on: `core/class/conf.class.php` and `master.inc.php`.
const CONF_OBJECTS: [&str; 14] = [
    "global",
    "file",
    "db",
    "browser",
    "multicompany",
    "cache",
    "entities",
    "currency",
    "theme",
    "format",
    "user",
    "mycompany",
    "admin",
    "societe",
];

impl<'a> Run<'a, '_, '_> {
    /// Missing parents, and overrides that PHP refuses.
    pub(super) fn check_parents(&mut self, chain: &[ClassUnit<'a>]) {
        if let Some(last) = chain.last()
            && let Some((name, span)) = last.class.extends.first()
            && !self.lost_include
            && chain.len() < 32
        {
            let place = last.unit.file.place(*span);
            self.fault(FaultKind::MissingParent, (*name).to_owned(), place);
        }
        for (i, class) in chain.iter().enumerate() {
            for method in class.class.methods {
                let name = method.function.name;
                let overridden =
                    chain[i + 1..].iter().find_map(|p| p.class.methods.iter().find(|m| m.function.name.eq_ignore_ascii_case(name)));
                if let Some(parent) = overridden.filter(|_| !name.eq_ignore_ascii_case("__construct"))
                    && let Some(why) = refused(method, parent)
                {
                    let place = class.unit.file.place(method.function.name_span);
                    self.fault(FaultKind::Signature, format!("{name}() {why}"), place);
                }
            }
        }
    }

    /// `$conf->x->y = …` stops PHP 8 where `$conf->x` is null: until the module `x` is enabled.
    pub(super) fn check_null_object(&mut self, frame: &Frame<'a>, object: &'a Expr<'a>) {
        let ExprKind::Prop(conf, Member::Name(name, _)) = object.kind else { return };
        if !matches!(conf.kind, ExprKind::Var("conf")) || CONF_OBJECTS.contains(&name) || self.conf_set.contains(name) {
            return;
        }
        let member = format!("$conf->{name}");
        if self.tested(&member) {
            return;
        }
        self.fatal_call(frame, object.span, format!("{member} is null until the module is enabled, and PHP 8 stops at a write below it"));
    }
}

/// Why PHP 8 refuses `method` in the place of `parent`; `None` when it does not, or when it cannot be told.
fn refused(method: &Method<'_>, parent: &Method<'_>) -> Option<String> {
    if parent.visibility == crate::php::tree::Visibility::Private {
        return None;
    }
    if method.visibility > parent.visibility {
        return Some("is less visible than in the parent".to_owned());
    }
    if method.is_static != parent.is_static {
        return Some("is static in one and not in the other".to_owned());
    }
    if parent.is_final {
        return Some("is final in the parent".to_owned());
    }
    let (own, theirs) = (method.function.params, parent.function.params);
    let variadic = own.last().is_some_and(|p| p.variadic);
    if own.len() < theirs.len() && !variadic {
        return Some(format!("takes {} parameters, the parent {}", own.len(), theirs.len()));
    }
    for (i, param) in own.iter().enumerate() {
        let needed = param.default.is_none() && !param.variadic;
        let parent = theirs.get(i);
        if needed && parent.is_none_or(|p| p.default.is_some() || p.variadic) {
            return Some(format!("needs the parameter ${}, which the parent does not", param.name));
        }
        if let Some(parent) = parent {
            if param.by_ref != parent.by_ref {
                return Some(format!("takes ${} by reference in one and not in the other", param.name));
            }
            if parent.kind.is_none() && param.kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("mixed")) {
                return Some(format!("has a type for ${}, the parent has none", param.name));
            }
        }
    }
    let returns = parent.function.returns.is_some() && method.function.returns.is_none();
    returns.then(|| "has no return type, the parent has one".to_owned())
}
