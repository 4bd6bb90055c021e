//! Trigger files, as `core/class/interfaces.class.php: run_triggers` finds, names and orders them, and the codes that they
//! compare with the event, also in methods of the class that are given it. Follows no call out of the file.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::facts_of_classes::{assigned_once, bears_name, files_in, find_class, lineage, methods, module_key, owns_files, shown, ucfirst};
use super::parts;
use crate::model::facets::{Trigger, TriggerSkip};
use crate::model::module::Descriptor;
use crate::model::place::Placed;
use crate::model::site::ModuleDir;
use crate::php::loader::Loader;
use crate::php::tree::{Arg, BinaryOp, Callee, Class, ClassRef, Expr, ExprKind, Method, StmtKind};
use crate::php::walk::{Node, walk};
use crate::php::{Arena, File, parse};

/// More lists of codes than any trigger keeps in variables.
const MAX_LOOKUPS: usize = 64;

/// More methods than any trigger hands its event on to.
const MAX_METHODS: usize = 64;

const DIRECTORY: &str = "core/triggers/";

/// The files in `core/triggers/` that are triggers or are named like one, in the order in which Dolibarr runs them.
pub(super) fn triggers(loader: &dyn Loader, dir: &ModuleDir, descriptor: &Descriptor) -> Vec<Trigger> {
    if !owns_files(dir, descriptor) {
        return Vec::new();
    }
    let unread = if parts::part_is_on(descriptor, "triggers") == Some(false) {
        Some(TriggerSkip::NotDeclared)
    } else if module_key(descriptor).is_some_and(|key| !bears_name(dir, &key)) {
        Some(TriggerSkip::Directory)
    } else {
        None
    };
    let mut found: Vec<(String, Trigger)> = files_in(dir, DIRECTORY).filter_map(|name| trigger(loader, dir, name, unread)).collect();
    // `sort_by` keeps the sorted order of equal ones; Dolibarr leaves them in the disk's order.
    found.sort_by(|(a, _), (b, _)| natural_order(a.as_bytes(), b.as_bytes()));
    found.into_iter().map(|(_, trigger)| trigger).collect()
}

/// The trigger in a file, with the text that it is ordered by.
fn trigger(loader: &dyn Loader, dir: &ModuleDir, name: &str, unread: Option<TriggerSkip>) -> Option<(String, Trigger)> {
    let lower = name.to_ascii_lowercase();
    let [order, module, class] = match name_parts(name) {
        Some(parts) => parts,
        // Other files lie here in peace: base classes, `index.php`, notes.
        None if !lower.starts_with("interface") || !(lower.ends_with(".php") || lower.ends_with("norun")) => return None,
        None => ["", "", ""],
    };
    let skipped = match (name_parts(name), lower.ends_with("norun")) {
        (_, true) => Some(TriggerSkip::NoRun),
        (None, _) => Some(TriggerSkip::Name),
        (Some(_), _) => unread,
    };
    let bound_to = module.to_ascii_lowercase();
    let mut trigger = Trigger {
        file: shown(dir, &format!("{DIRECTORY}{name}")),
        skipped,
        order: order.to_owned(),
        bound_to: bound_to.strip_prefix("mod").unwrap_or(&bound_to).to_owned(),
        expected_class: if class.is_empty() { String::new() } else { format!("Interface{}", ucfirst(class)) },
        class: None,
        other_class: None,
        method: None,
        codes: Vec::new(),
    };
    if let Some(source) = loader.read(&format!("{}/{DIRECTORY}{name}", dir.path)) {
        let arena = Arena::new();
        read_class(&parse(&arena, &source.shown, &source.bytes), &mut trigger);
    }
    Some((format!("{order}_{module}_{class}"), trigger))
}

/// `/^interface_([0-9]+)_([^_]+)_(.+)\.class\.php$/i`
fn name_parts(name: &str) -> Option<[&str; 3]> {
    let starts = name.get(..10)?.eq_ignore_ascii_case("interface_");
    let end = name.len().checked_sub(".class.php".len()).filter(|end| *end > 10)?;
    let ends = name.get(end..)?.eq_ignore_ascii_case(".class.php");
    let (order, rest) = name.get(10..end).filter(|_| starts && ends)?.split_once('_')?;
    let (module, class) = rest.split_once('_')?;
    let numbered = !order.is_empty() && order.bytes().all(|b| b.is_ascii_digit());
    (numbered && !module.is_empty() && !class.is_empty()).then_some([order, module, class])
}

fn read_class(file: &File<'_>, trigger: &mut Trigger) {
    let placed = |class: &Class<'_>| Placed::new(class.name.to_owned(), file.place(class.name_span));
    let (class, first) = find_class(file, &trigger.expected_class);
    trigger.class = class.map(placed);
    trigger.other_class = if class.is_none() { first.map(placed) } else { None };
    let Some(class) = class.or(first) else { return };
    let methods = methods(file, class);
    let named = |name: &str| methods.iter().copied().find(|m| m.function.name.eq_ignore_ascii_case(name) && !m.is_abstract);
    let Some(method) = named("runTrigger").or_else(|| named("run_trigger")) else { return };
    trigger.method = Some(Placed::new(method.function.name.to_owned(), file.place(method.function.name_span)));
    let Some(event) = method.function.params.first() else { return };
    let mut codes = Codes {
        file,
        class,
        method,
        event: event.name,
        methods: &methods,
        readers: vec![(method, event.name)],
        found: Vec::new(),
        by_name: false,
        known: BTreeSet::new(),
        lookups: MAX_LOOKUPS,
    };
    let mut read = 0;
    while let Some(&(reader, event)) = codes.readers.get(read) {
        (codes.method, codes.event, read) = (reader, event, read + 1);
        walk(reader.function.body, |node| codes.look(node));
    }
    (codes.method, codes.event) = (method, event.name);
    if codes.by_name {
        codes.add_methods();
    }
    trigger.codes = codes.found;
}

struct Codes<'f, 'a> {
    file: &'f File<'a>,
    class: &'a Class<'a>,
    /// The method that is read.
    method: &'a Method<'a>,
    /// Its parameter that holds the event's code, mostly `action`.
    event: &'a str,
    /// All methods of the class.
    methods: &'f [&'a Method<'a>],
    /// Methods that get the event, each with the parameter that holds it.
    readers: Vec<(&'a Method<'a>, &'a str)>,
    found: Vec<Placed<String>>,
    /// Whether a method's name is made of the code, as the module builder's template does it.
    by_name: bool,
    known: BTreeSet<String>,
    /// How many more lists are looked up.
    lookups: usize,
}

impl<'a> Codes<'_, 'a> {
    fn look(&mut self, node: Node<'a>) {
        match node {
            Node::Stmt(stmt) => {
                if let StmtKind::Switch(subject, cases) = &stmt.kind
                    && self.is_event(subject)
                {
                    cases.iter().filter_map(|case| case.value.as_ref()).for_each(|value| self.add(value));
                }
            }
            Node::Expr(expr) => self.look_at(expr),
        }
    }

    fn look_at(&mut self, expr: &'a Expr<'a>) {
        match &expr.kind {
            ExprKind::Chain(first, rest) => {
                let mut left = *first;
                for (op, right) in *rest {
                    if matches!(op, BinaryOp::Equal | BinaryOp::Identical | BinaryOp::NotEqual | BinaryOp::NotIdentical) {
                        if self.is_event(left) {
                            self.add(right);
                        } else if self.is_event(right) {
                            self.add(left);
                        }
                    }
                    left = right;
                }
            }
            ExprKind::Match(subject, arms) if self.is_event(subject) => {
                arms.iter().filter_map(|arm| arm.conditions).flatten().for_each(|value| self.add(value));
            }
            ExprKind::Call(Callee::Name(name, _), args) if name.eq_ignore_ascii_case("in_array") => {
                if let [needle, list, ..] = args
                    && self.is_event(&needle.value)
                {
                    self.add_list(&list.value);
                }
            }
            ExprKind::Call(Callee::Name(name, _), args) if name.eq_ignore_ascii_case("ucwords") => {
                let mut mentions = false;
                let body = args.iter().map(|arg| &arg.value);
                body.for_each(|value| mentions |= mentions_variable(value, self.event));
                self.by_name |= mentions;
            }
            ExprKind::MethodCall(Expr { kind: ExprKind::Var("this"), .. }, member, args)
            | ExprKind::StaticCall(ClassRef::Name("self" | "static", _), member, args) => {
                if let Some(name) = member.name() {
                    self.hand_on(name, args);
                }
            }
            _ => {}
        }
    }

    /// `return $this->run_trigger($action, …)`, as modules for old releases have it, and helpers for some of the events.
    fn hand_on(&mut self, name: &str, args: &[Arg<'a>]) {
        let Some(at) = args.iter().position(|arg| self.is_event(&arg.value)) else { return };
        let Some(method) = self.methods.iter().copied().find(|method| method.function.name.eq_ignore_ascii_case(name)) else { return };
        let Some(param) = method.function.params.get(at) else { return };
        let is_known = self.readers.iter().any(|(known, event)| std::ptr::eq(*known, method) && *event == param.name);
        if !is_known && self.readers.len() < MAX_METHODS {
            self.readers.push((method, param.name));
        }
    }

    /// `$action`, also as `strtoupper($action)`.
    fn is_event(&self, expr: &Expr<'_>) -> bool {
        match &expr.kind {
            ExprKind::Var(name) => *name == self.event,
            ExprKind::Call(Callee::Name(name, _), [arg]) if ["strtoupper", "trim"].iter().any(|f| name.eq_ignore_ascii_case(f)) => {
                matches!(arg.value.kind, ExprKind::Var(name) if name == self.event)
            }
            _ => false,
        }
    }

    /// The elements of a list that is written out, or that is the only thing ever assigned to a variable, a property's or a
    /// class constant's value.
    fn add_list(&mut self, list: &'a Expr<'a>) {
        self.lookups = self.lookups.saturating_sub(1);
        let list = match &list.kind {
            ExprKind::Array(_) => Some(list),
            _ if self.lookups == 0 => None,
            ExprKind::Var(name) => assigned_once(self.method, name),
            ExprKind::Prop(Expr { kind: ExprKind::Var("this"), .. }, member) => member.name().and_then(|name| self.default_of(name)),
            ExprKind::StaticProp(ClassRef::Name("self" | "static", _), member) => member.name().and_then(|name| self.default_of(name)),
            ExprKind::ClassConst(ClassRef::Name("self" | "static", _), member) => {
                let constants = lineage(self.file, self.class).into_iter().flat_map(|class| class.constants);
                member.name().and_then(|name| constants.into_iter().find(|c| c.name == name)?.value.as_ref())
            }
            _ => None,
        };
        if let Some(Expr { kind: ExprKind::Array(elements), .. }) = list {
            elements.iter().for_each(|element| self.add(&element.value));
        }
    }

    fn default_of(&self, name: &str) -> Option<&'a Expr<'a>> {
        let properties = lineage(self.file, self.class).into_iter().flat_map(|class| class.properties);
        properties.into_iter().find(|property| property.name == name)?.default.as_ref()
    }

    fn add(&mut self, value: &Expr<'_>) {
        if let ExprKind::Str(text) = value.kind
            && !text.is_empty()
        {
            self.add_code(String::from_utf8_lossy(text).into_owned(), value.span);
        }
    }

    fn add_code(&mut self, code: String, span: crate::base::Span) {
        if self.known.insert(code.clone()) {
            self.found.push(Placed::new(code, self.file.place(span)));
        }
    }

    /// `companyCreate` stands for `COMPANY_CREATE`. The template calls such methods with the five arguments of the trigger, by
    /// which they are told from helpers.
    fn add_methods(&mut self) {
        for method in self.methods {
            let name = method.function.name;
            let is_event = method.function.params.len() == 5 && method.function.params[0].name == self.event;
            if is_event && !std::ptr::eq(*method, self.method) && name.bytes().all(|b| b.is_ascii_alphanumeric()) {
                let letter = |c: char| if c.is_ascii_uppercase() { format!("_{c}") } else { c.to_ascii_uppercase().to_string() };
                self.add_code(name.chars().map(letter).collect(), method.function.name_span);
            }
        }
    }
}

fn mentions_variable(expr: &Expr<'_>, name: &str) -> bool {
    let mut calls = vec![expr];
    while let Some(expr) = calls.pop() {
        match &expr.kind {
            ExprKind::Var(found) if *found == name => return true,
            ExprKind::Call(_, args) => calls.extend(args.iter().map(|arg| &arg.value)),
            _ => {}
        }
    }
    false
}

/// PHP's `strnatcmp` on ASCII: runs of digits compare as numbers, white space is passed over.
fn natural_order(a: &[u8], b: &[u8]) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        (a, b) = (without_padding(a), without_padding(b));
        let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (n, m) = (digits(a), digits(b));
        let ((head_a, rest_a), (head_b, rest_b)) =
            if n > 0 && m > 0 { (a.split_at(n), b.split_at(m)) } else { (a.split_at(a.len().min(1)), b.split_at(b.len().min(1))) };
        let order = head_a.len().cmp(&head_b.len()).then(head_a.cmp(head_b));
        if order != Ordering::Equal || head_a.is_empty() {
            return order;
        }
        (a, b) = (rest_a, rest_b);
    }
}

/// Without leading white space and without zeros in front of another digit.
fn without_padding(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b'0', next, ..] if next.is_ascii_digit() => &text[1..],
            [first, ..] if first.is_ascii_whitespace() => &text[1..],
            _ => return text,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::Memory;
    use super::*;

    fn read(files: &[(&str, &str)]) -> Vec<Trigger> {
        let site = Memory::new("sample", "", files);
        triggers(&site, &site.dir, &site.descriptor())
    }

    fn codes(class_body: &str) -> Vec<String> {
        let text = format!("<?php class InterfaceT extends DolibarrTriggers {{ {class_body} }}");
        let found = read(&[("core/triggers/interface_1_all_T.class.php", text.as_str())]);
        found[0].codes.iter().map(|code| code.value.clone()).collect()
    }

    #[test]
    fn files_are_ordered_naturally_and_refused_ones_are_told() {
        let found = read(&[
            ("core/triggers/interface_99_modSample_Late.class.php", "<?php class interfacelate { function run_trigger($a) {} }"),
            ("core/triggers/interface_010_ALL_early.class.php", "<?php class Other { function runtrigger($a) {} }"),
            ("core/triggers/interface_9_mod_a.php", ""),
            ("core/triggers/interface_5_all_Off.class.php-NORUN", ""),
            ("core/triggers/Helper.class.php", ""),
        ]);
        let shown = |t: &Trigger| {
            let name = |p: &Option<Placed<String>>| p.as_ref().map_or("-", |p| p.value.as_str()).to_owned();
            format!("{} {} {:?} {} {} {}", t.order, t.bound_to, t.skipped, name(&t.class), name(&t.other_class), name(&t.method))
        };
        let expected =
            ["010 all None - Other runtrigger", "99 sample None interfacelate - run_trigger", "  Some(NoRun) - - -", "  Some(Name) - - -"];
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
        assert_eq!(found[0].expected_class, "InterfaceEarly");
    }

    #[test]
    fn a_directory_that_is_not_read_is_told() {
        let file = [("core/triggers/interface_1_all_T.class.php", "<?php class InterfaceT {}")];
        let site = Memory::new("other", "", &file);
        assert_eq!(triggers(&site, &site.dir, &site.descriptor())[0].skipped, Some(TriggerSkip::Directory));
        let site = Memory::new("sample", "function x() {}", &file);
        let mut descriptor = site.descriptor();
        descriptor.properties.get_mut("module_parts").expect("it is set").value = crate::model::value::Value::Array(Default::default());
        assert_eq!(triggers(&site, &site.dir, &descriptor)[0].skipped, Some(TriggerSkip::NotDeclared));
    }

    #[test]
    fn codes_are_what_the_event_is_compared_with() {
        let body = "const L = ['C1']; private $list = array('P1');
            function runTrigger($event, $object) {
                switch ($event) { case 'A': if ($object->type == 'NO') {} case 'B': break; default: }
                if ('C' === $event || ($object->x && strtoupper($event) == 'D')) {} elseif ($event != 'E') return 0;
                $codes = array('F', 'G'); $more = ['NO']; $more[] = 'NO';
                in_array($event, $codes); in_array($event, $more); in_array($event, self::L); in_array($event, $this->list, true); in_array('NO', $event);
                return match ($event) { 'H', 'A' => 1, default => strpos($event, 'NO') };
            }";
        assert_eq!(codes(body), ["A", "B", "C", "D", "E", "F", "G", "C1", "P1", "H"]);
    }

    #[test]
    fn methods_that_get_the_event_are_read_too() {
        let body = "function runTrigger($action, $object) { return self::more(1, $action) + $this->RUN_trigger($action, $object) + $this->other('X'); }
            function run_trigger($event, $action) { if ($event == 'A' || $action == 'NO') $this->run_trigger($event, $action); $this->more(2, $event); }
            static function more($object, $code) { switch ($code) { case 'B': self::none($code, $code); } if ($object == 'NO') {} }
            function other($action) { if ($action == 'NO') {} }";
        assert_eq!(codes(body), ["B", "A"]);
    }

    #[test]
    fn methods_named_after_events_are_codes_only_where_they_are_called_by_name() {
        let methods =
            "function companyCreate($action, $o, $u, $l, $c) {} function line2Modify($action, $o, $u, $l, $c) {} function help($action) {}";
        let by_name =
            "$m = lcfirst(str_replace(' ', '', ucwords(str_replace('_', ' ', strtolower($action))))); if (is_callable([$this, $m])) {}";
        assert_eq!(
            codes(&format!("function runTrigger($action, $o, $u, $l, $c) {{ {by_name} }} {methods}")),
            ["COMPANY_CREATE", "LINE2_MODIFY"]
        );
        assert!(codes(&format!("function runTrigger($action, $o, $u, $l, $c) {{ }} {methods}")).is_empty());
    }

    #[test]
    fn natural_order_compares_numbers_as_numbers() {
        let mut names = ["10_a", "9_b", "009_a", "9_a2", "9_a10", "0_z", "100"];
        names.sort_by(|a, b| natural_order(a.as_bytes(), b.as_bytes()));
        assert_eq!(names, ["0_z", "009_a", "9_a2", "9_a10", "9_b", "10_a", "100"]);
    }
}
