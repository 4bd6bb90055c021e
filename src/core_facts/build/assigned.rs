//! Properties that code assigns and no class declares: which object a function writes to follows from the function alone, whether
//! the class or one above declares the property only from the whole core. Never guesses the class of an object.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::diff::parents;
use super::super::row::{DYNAMIC, Kind};
use super::draft::Draft;
use crate::php::tree::{Class, ClassRef, Expr, ExprKind, Member, Param, Stmt, StmtKind};
use crate::php::walk::Node;

/// How many classes above one are looked at.
const LONGEST_LINE: usize = 32;

/// A class and a property, as written.
pub(super) type Owned = (String, String);

/// What the code of one function assigns.
#[derive(Default)]
pub(super) struct Assigned<'a> {
    /// Properties, behind the variable that holds their object.
    properties: Vec<(&'a str, &'a str)>,
    /// Variables, with the class where they get a new object.
    variables: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Assigned<'a> {
    pub(super) fn new(params: &'a [Param<'a>]) -> Self {
        let mut assigned = Self::default();
        assigned.given(params);
        assigned
    }

    /// Takes note of one node of the function.
    pub(super) fn see(&mut self, node: Node<'a>) {
        match node {
            Node::Expr(expr) => match &expr.kind {
                ExprKind::Assign { target, value, .. } => self.target(target, Some(value)),
                ExprKind::AssignOp(target, ..) | ExprKind::AssignCoalesce(target, _) => self.target(target, None),
                ExprKind::Closure(function) => self.given(function.params),
                _ => {}
            },
            Node::Stmt(Stmt { kind: StmtKind::Foreach(each), .. }) => {
                each.key.iter().chain([&each.value]).for_each(|target| self.target(target, None));
            }
            Node::Stmt(Stmt { kind: StmtKind::Try(parts), .. }) => {
                self.variables.extend(parts.catches.iter().filter_map(|catch| Some((catch.var?, None))));
            }
            Node::Stmt(_) => {}
        }
    }

    fn given(&mut self, params: &'a [Param<'a>]) {
        self.variables.extend(params.iter().map(|param| (param.name, None)));
    }

    /// What a target such as `$a`, `$a->b`, `$a->b['c']` or `list($a, $b->c)` says.
    fn target(&mut self, target: &'a Expr<'a>, value: Option<&'a Expr<'a>>) {
        let mut todo = vec![target];
        while let Some(target) = todo.pop() {
            match &target.kind {
                ExprKind::Var(name) => self.variables.push((name, value.and_then(new_class))),
                ExprKind::Array(elements) => todo.extend(elements.iter().map(|element| &element.value)),
                _ => self.properties.extend(property(target)),
            }
        }
    }

    /// The properties with their classes; `own` is the class that the function stands in. A variable counts when all it ever gets
    /// are new objects of one class.
    pub(super) fn owned(&self, own: Option<&Class<'a>>, out: &mut BTreeSet<(&'a str, &'a str)>) {
        // Most functions write to no object but their own.
        let classes = self.properties.iter().any(|(variable, _)| *variable != "this").then(|| self.classes(own));
        for (variable, name) in &self.properties {
            let class = match own {
                Some(own) if *variable == "this" => Some(own.name),
                _ => classes.as_ref().and_then(|classes| *classes.get(variable)?),
            };
            out.extend(class.filter(|class| !class.is_empty()).map(|class| (class, *name)));
        }
    }

    /// The class of each variable that counts.
    fn classes(&self, own: Option<&Class<'a>>) -> HashMap<&'a str, Option<&'a str>> {
        let mut classes = HashMap::new();
        for (name, class) in &self.variables {
            let class = class.and_then(|class| resolved(class, own));
            let known = classes.entry(*name).or_insert(class);
            *known = known.filter(|known| class.is_some_and(|class| class.eq_ignore_ascii_case(known)));
        }
        classes
    }
}

/// `$a->b`, `$a->b['c']` and `$a->b[]` as variable and property.
fn property<'a>(mut target: &'a Expr<'a>) -> Option<(&'a str, &'a str)> {
    while let ExprKind::Index(base, _) = &target.kind {
        target = base;
    }
    match &target.kind {
        ExprKind::Prop(Expr { kind: ExprKind::Var(variable), .. }, Member::Name(name, _)) => Some((variable, name)),
        _ => None,
    }
}

fn new_class<'a>(mut value: &'a Expr<'a>) -> Option<&'a str> {
    while let ExprKind::Assign { value: inner, .. } = &value.kind {
        value = inner;
    }
    if let ExprKind::New(ClassRef::Name(class, _), _) = value.kind { Some(class) } else { None }
}

fn resolved<'a>(class: &'a str, own: Option<&Class<'a>>) -> Option<&'a str> {
    match class.to_ascii_lowercase().as_str() {
        "self" | "static" => own.map(|own| own.name),
        "parent" => own?.extends.first().map(|(name, _)| *name),
        _ => Some(class),
    }
}

/// Rows for what is assigned to classes of the core and declared by neither them nor what stands above them. A class below one
/// with such a row gets none for the same name.
pub(super) fn rows<'s>(drafts: &[Draft], assigned: impl Iterator<Item = &'s Owned>) -> Vec<Draft> {
    let mut core = Core::of(drafts);
    let assigned: BTreeSet<(String, &str)> = assigned.map(|(class, name)| (class.to_ascii_lowercase(), name.as_str())).collect();
    let is_new = |(class, name): &(String, &str)| core.classes.contains_key(class) && !core.has(class, name);
    let new: Vec<(String, &str)> = assigned.into_iter().filter(is_new).collect();
    for (class, name) in &new {
        core.known.entry(class.clone()).or_default().insert(name);
    }
    let own = new.iter().filter(|(class, name)| !core.is_inherited(class, name));
    own.filter_map(|(class, name)| Some(Draft::new(Kind::Property, name).of(core.classes.get(class)?.0).shape(DYNAMIC))).collect()
}

/// The classes of a core by their names in small letters.
#[derive(Default)]
struct Core<'d> {
    /// The name as written, and the classes and traits above.
    classes: HashMap<String, (&'d str, Vec<String>)>,
    /// Properties that are declared, or assigned.
    known: HashMap<String, HashSet<&'d str>>,
}

impl<'d> Core<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        let mut core = Self::default();
        for draft in drafts {
            match draft.kind {
                Kind::Class => {
                    let (_, above) = core.classes.entry(draft.name.to_ascii_lowercase()).or_insert_with(|| (&draft.name, Vec::new()));
                    above.extend(parents(&draft.shape).into_iter().map(str::to_ascii_lowercase));
                }
                Kind::Property => _ = core.known.entry(draft.owner.to_ascii_lowercase()).or_default().insert(&draft.name),
                _ => {}
            }
        }
        core
    }

    fn has(&self, class: &str, name: &str) -> bool {
        self.known.get(class).is_some_and(|names| names.contains(name))
    }

    fn is_inherited(&self, class: &str, name: &str) -> bool {
        let above = |class: &str| self.classes.get(class).into_iter().flat_map(|(_, above)| above).take(LONGEST_LINE);
        let mut todo: Vec<&String> = above(class).collect();
        for _ in 0..LONGEST_LINE {
            let Some(next) = todo.pop() else { return false };
            if next != class && self.has(next, name) {
                return true;
            }
            todo.extend(above(next));
        }
        false
    }
}
