//! Hook contexts of the descriptor, and the actions class where `core/class/hookmanager.class.php: initHooks` looks for it.
//! Never says whether a method is a hook that the core calls.

use super::facts_of_classes::{bears_name, descriptor_names, find_class, has_file, lineage, methods, module_key, shown, ucfirst};
use super::parts;
use crate::model::facets::{Actions, Hooks};
use crate::model::module::Descriptor;
use crate::model::place::{Place, Placed};
use crate::model::site::ModuleDir;
use crate::php::loader::Loader;
use crate::php::tree::{Arg, Callee, Class, Expr, ExprKind, Method, Stmt, StmtKind, Visibility};
use crate::php::walk::{Node, walk};
use crate::php::{Arena, File, parse};

/// The hooks of a module.
pub(super) fn hooks(loader: &dyn Loader, dir: &ModuleDir, descriptor: &Descriptor) -> Hooks {
    let (contexts, open, place) = parts::hook_contexts(descriptor);
    let key = module_key(descriptor);
    let own = key.as_ref().map(|key| format!("class/actions_{key}.class.php"));
    let path = key.as_ref().zip(own.as_ref()).and_then(|(key, own)| locate(loader, dir, key, own));
    let mut actions = path.as_ref().and_then(|path| actions(loader, path, key.as_deref().unwrap_or_default()));
    // What is wrong with a class that another module of that name brings along is told there.
    if let Some(actions) = actions.as_mut().filter(|_| !path.as_ref().is_some_and(|path| path.starts_with(&format!("{}/", dir.path)))) {
        actions.printing.clear();
    }
    let siblings: Vec<String> = descriptor_names(dir).map(|name| name.get(3..).unwrap_or_default().to_ascii_lowercase()).collect();
    let is_other = |file: &str| {
        let name = file.rsplit('/').next().unwrap_or(file).to_ascii_lowercase();
        let module = name.strip_prefix("actions_").and_then(|rest| rest.strip_suffix(".class.php"));
        let looked_at =
            path.as_ref().is_some_and(|path| path.strip_prefix(&dir.path).is_some_and(|rest| rest.trim_start_matches('/') == file));
        let of_sibling = siblings.len() > 1 && module.is_some_and(|m| key.as_deref() != Some(m) && siblings.iter().any(|s| s == m));
        module.is_some() && !looked_at && !of_sibling
    };
    Hooks {
        contexts,
        open,
        place,
        expected_file: key.as_ref().zip(own.as_ref()).map(|(key, own)| format!("/{key}/{own}")),
        actions,
        other_files: dir.files.iter().filter(|file| is_other(&file.path)).map(|file| shown(dir, &file.path)).collect(),
    }
}

/// The path at which `dol_include_once('/<key>/…')` finds the file: in any root, under the module's key, letter by letter.
fn locate(loader: &dyn Loader, dir: &ModuleDir, key: &str, own: &str) -> Option<String> {
    if bears_name(dir, key) && has_file(dir, own) {
        return Some(format!("{}/{own}", dir.path));
    }
    loader.roots().into_iter().map(|root| format!("{root}/{key}/{own}")).find(|path| loader.is_file(path))
}

fn actions(loader: &dyn Loader, path: &str, key: &str) -> Option<Actions> {
    let source = loader.read(path)?;
    let arena = Arena::new();
    let file = parse(&arena, &source.shown, &source.bytes);
    let expected_class = format!("Actions{}", ucfirst(key));
    let class = find_class(&file, &expected_class).0;
    let is_hook = |name: &str| !name.starts_with("__") && !name.eq_ignore_ascii_case(&expected_class);
    let hooks = class.map_or_else(Vec::new, |class| methods(&file, class));
    let is_one = |m: &&Method<'_>| m.visibility == Visibility::Public && !m.is_abstract && is_hook(m.function.name);
    let hooks: Vec<&Method<'_>> = hooks.into_iter().filter(is_one).collect();
    let printing = |m: &&Method<'_>| Some((m.function.name.to_owned(), prints(&file, m))).filter(|(_, prints)| !prints.is_empty());
    Some(Actions {
        class: class.map(|class| Placed::new(class.name.to_owned(), file.place(class.name_span))),
        methods: hooks.iter().map(|m| Placed::new(m.function.name.to_owned(), file.place(m.function.name_span))).collect(),
        printing: hooks.iter().filter_map(printing).collect(),
        priority: class.map_or(Some(50), |class| priority(&file, class)),
        file: Place::file(source.shown.clone()),
        expected_class,
    })
}

/// Where a method prints, if it does and leaves nothing in `$this->resprints`. None where it ends the page, or where other methods of the object
/// may fill that.
fn prints(file: &File<'_>, method: &Method<'_>) -> Vec<Place> {
    let (mut found, mut is_open) = (Vec::new(), false);
    let is_this = |expr: &Expr<'_>| matches!(expr.kind, ExprKind::Var("this"));
    let hands_on = |args: &[Arg<'_>]| args.iter().any(|arg| is_this(&arg.value));
    walk(method.function.body, |node| match node {
        Node::Stmt(Stmt { kind: StmtKind::Echo(_), span }) => found.push(file.place(*span)),
        Node::Stmt(_) => {}
        Node::Expr(expr) => match &expr.kind {
            ExprKind::Print(_) => found.push(file.place(expr.span)),
            ExprKind::Call(Callee::Name(name, _), args) => {
                if ["printf", "vprintf"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
                    found.push(file.place(expr.span));
                }
                is_open |= hands_on(args) || name.to_ascii_lowercase().starts_with("ob_");
            }
            ExprKind::MethodCall(base, _, args) => is_open |= is_this(base) || hands_on(args),
            // `parent::…` and the like are methods of the object too.
            ExprKind::StaticCall(..) => is_open = true,
            ExprKind::New(_, args) => is_open |= hands_on(args),
            ExprKind::Prop(_, member) => is_open |= member.name().is_none_or(|name| name.eq_ignore_ascii_case("resprints")),
            ExprKind::Exit(_) | ExprKind::Include { .. } => is_open = true,
            _ => {}
        },
    });
    if is_open { Vec::new() } else { found }
}

/// `$priority`: the property's default, or what the constructor sets; an empty one counts as 50. `None` when it is not a literal.
fn priority(file: &File<'_>, class: &Class<'_>) -> Option<i64> {
    let lineage = lineage(file, class);
    let declared = lineage.iter().flat_map(|class| class.properties).find(|property| property.name == "priority");
    let mut value = declared.and_then(|property| property.default).map_or(Some(0), |default| integer(&default));
    let constructor = lineage.iter().flat_map(|class| class.methods).find(|m| m.function.name.eq_ignore_ascii_case("__construct"));
    walk(constructor.map_or(&[], |m| m.function.body), |node| {
        if let Node::Expr(Expr { kind: ExprKind::Assign { target, value: assigned, .. }, .. }) = node
            && let ExprKind::Prop(Expr { kind: ExprKind::Var("this"), .. }, member) = target.kind
            && member.name() == Some("priority")
        {
            value = integer(assigned);
        }
    });
    value.map(|number| if number == 0 { 50 } else { number })
}

fn integer(expr: &Expr<'_>) -> Option<i64> {
    match expr.kind {
        ExprKind::Int(number) => Some(number),
        ExprKind::Str(text) => std::str::from_utf8(text).ok()?.parse().ok(),
        ExprKind::Null | ExprKind::Bool(false) => Some(0),
        ExprKind::Negate(Expr { kind: ExprKind::Int(number), .. }) => number.checked_neg(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    const ACTIONS: &str = "<?php class Base { public $priority = 60; public function fromBase() {} private function hidden() {} }
class ACTIONSSample extends Base { public function __construct($db) {} public function doActions() {} protected function help() {} function __get($n) {} }";

    #[test]
    fn the_actions_class_is_found_in_any_case_with_what_it_inherits() {
        let site = Memory::new("sample", "", &[("class/actions_sample.class.php", ACTIONS), ("class/Actions_Sample.class.php", "")]);
        let hooks = hooks(&site, &site.dir, &site.descriptor());
        assert_eq!(hooks.expected_file.as_deref(), Some("/sample/class/actions_sample.class.php"));
        let actions = hooks.actions.expect("it is there");
        assert_eq!(actions.expected_class, "ActionsSample");
        assert_eq!(actions.class.map(|class| class.value).as_deref(), Some("ACTIONSSample"));
        let methods: Vec<(&str, u32)> = actions.methods.iter().map(|m| (m.value.as_str(), m.place.line)).collect();
        assert_eq!(methods, [("doActions", 2), ("fromBase", 1)]);
        assert_eq!(actions.priority, Some(60));
        let others: Vec<&str> = hooks.other_files.iter().map(|place| &*place.file).collect();
        assert_eq!(others, ["sample/class/Actions_Sample.class.php"]);
    }

    #[test]
    fn the_directory_must_bear_the_constants_name() {
        let site = Memory::new("Sample", "", &[("class/actions_sample.class.php", ACTIONS)]);
        let found = hooks(&site, &site.dir, &site.descriptor());
        assert!(found.actions.is_none());
        assert_eq!(found.other_files.len(), 1);
    }

    #[test]
    fn priorities_are_literals_or_not_known() {
        for (code, expected) in [
            ("public $priority = 0;", Some(50)),
            ("function __construct() { $this->priority = 7; }", Some(7)),
            ("public $priority = X;", None),
        ] {
            let text = format!("<?php class ActionsSample {{ {code} }}");
            let site = Memory::new("sample", "", &[("class/actions_sample.class.php", text.as_str())]);
            assert_eq!(hooks(&site, &site.dir, &site.descriptor()).actions.and_then(|a| a.priority), expected, "{code}");
        }
    }

    #[test]
    fn prints_count_where_the_method_does_all_of_it_itself() {
        let printing = |body: &str| {
            let text = format!("<?php class ActionsSample {{ function printFieldListWhere() {{ {body} }} }}");
            let site = Memory::new("sample", "", &[("class/actions_sample.class.php", text.as_str())]);
            let actions = hooks(&site, &site.dir, &site.descriptor()).actions.expect("it is there");
            actions.printing.into_iter().map(|(name, places)| (name, places.len())).collect::<Vec<_>>()
        };
        let one = |count| vec![("printFieldListWhere".to_owned(), count)];
        assert_eq!(printing("if ($a) { echo 'a', 'b'; } print 'c'; printf('d'); return 0;"), one(3));
        for silent in [
            "return 0;",
            "$this->resprints = 'a'; print 'b';",
            "print 'a'; $this->$b = 'c';",
            "print 'a'; $this->b();",
            "print 'a'; parent::printFieldListWhere();",
            "print 'a'; b($this);",
            "print 'a'; exit;",
            "ob_start(); print 'a';",
            "include 'a.tpl.php'; print 'b';",
            "$f = print_r($a, true);",
        ] {
            assert!(printing(silent).is_empty(), "{silent}");
        }
    }
}
