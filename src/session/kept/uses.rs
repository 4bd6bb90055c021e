//! What code uses and declares, as it is kept. A field that is new has to be named here before anything compiles.

use std::sync::Arc;

use super::coded::{Coded, Given, Made, enums, structs};
use crate::base::PhpSet;
use crate::model::facets::{SqlChange, SqlChangeKind};
use crate::model::place::{Place, Problem, ProblemKind};
use crate::model::sent::{Sent, Stripped, Way};
use crate::model::uses::{
    Accessor, Altered, Answering, Args, Branch, ClassDecl, ClassForm, Condition, Declaration, Deed, Given as Argument, Guard, How,
    Included, MethodDecl, Native, NativeUse, PropertyDecl, Selection, Start, Target, Thing, Type, Use, Uses, Written,
};

structs! {
    Uses {
        file, includes, uses, natives, guards, branches, answering, declares, classes, returns, types, alters, selects, writes, sent,
        unprotected, stripped, calls, comments
    }
    Use { thing, written, how, place, guard, receiver, args, given, at_load }
    Args { count, open, outside, on_class, to_parent, chosen, values }
    ClassDecl { name, written, kind, parents, traits, methods, properties, undeclared, is_open, fields, constants, place, guard }
    MethodDecl { name, shape, returns, place }
    PropertyDecl { name, shape, place }
    NativeUse { what, name, place, guard, refused, message }
    Sent { way, page, sure, place, guard }
    Stripped { name, filter, place, guard }
    Branch { guard, place }
    Altered { change, guard }
    Selection { table, place, guard }
    SqlChange { kind, table, columns, place }
    Written { function, deed, target, place, guard, by_descriptor }
    Target { start, path, whole }
    Included { path, is_shown, guard, searched, required, always, place }
    Declaration { thing, place, guard }
    Guard { outer, condition, holds }
    Answering { class, name, code }
    Problem { place, kind, message }
}

enums! {
    Thing {
        0 Function(name), 1 Class(name), 2 Constant(name), 3 Method(class, name), 4 Property(class, name), 5 ClassConstant(class, name),
        6 Accessor(accessor), 7 File(path), 8 Table(name), 9 Column(table, name),
        10 Word(text), 11 Variable(name), 12 Context(name), 13 Hook(name)
    }
    Accessor { 0 Global, 1 Enabled, 2 Right, 3 Prefix, 4 Token }
    How { 0 Runs, 1 Declares, 2 Requires, 3 Includes, 4 Links, 5 Reads, 6 Writes, 7 Asks }
    Type {
        0 New(class), 1 Class(class), 2 Said(class), 3 List(of), 4 Element(of), 5 Property(of, name), 6 Returned(of, name), 7 Function(name),
        8 Either(list)
    }
    ClassForm { 0 Concrete, 1 Abstract, 2 Interface, 3 Trait }
    Condition { 0 Releases(set), 1 Exists(thing), 2 Not(inner), 3 All(parts), 4 Any(parts), 5 Unknown, 6 Php { can, must }, 7 Asks(test), 8 Unclear, 9 Set(thing), 10 Off }
    Native { 0 Setting, 1 Syntax, 2 Constructor, 3 Null, 4 OnClass }
    Argument { 0 Text(text), 1 List(text), 2 Other }
    Way { 0 Form, 1 Script, 2 Link { action, is_open } }
    Deed { 0 Writes, 1 Deletes }
    Start { 0 Htdocs, 1 Here, 2 Server }
    SqlChangeKind {
        0 Create, 1 AddColumn, 2 ChangeColumn, 3 DropColumn, 4 Alter, 5 Rename, 6 Drop, 7 Clear, 8 Rewrite, 9 Data
    }
    ProblemKind { 0 Unreadable, 1 Link, 2 Limit, 3 Syntax, 4 Git, 5 Configuration, 6 Data }
}

/// The file that everything is in.
impl Coded for Arc<str> {
    fn put(&self, made: &mut Made) {
        made.is_whole &= Arc::ptr_eq(self, &made.file) || *self == made.file;
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        Some(given.file.clone())
    }
}

impl Coded for PhpSet {
    fn put(&self, made: &mut Made) {
        self.bits().put(made);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        u32::take(given).map(|bits| Self::ALL.kept(bits))
    }
}

impl Coded for Place {
    fn put(&self, made: &mut Made) {
        let Self { file, line, column } = self;
        file.put(made);
        line.put(made);
        column.put(made);
    }

    fn take(given: &mut Given<'_>) -> Option<Self> {
        Some(Self { file: Coded::take(given)?, line: Coded::take(given)?, column: Coded::take(given)? })
    }
}

/// Whether every number names something, and no test lies in itself.
pub(super) fn are_sound(uses: &Uses) -> bool {
    let is_guard = |at: Option<usize>| at.is_none_or(|at| at < uses.guards.len());
    let is_type = |at: &Option<usize>| at.is_none_or(|at| at < uses.types.len());
    let in_type = |one: &Type| match one {
        Type::List(of) | Type::Element(of) | Type::Property(of, _) | Type::Returned(of, _) => is_type(&Some(*of)),
        Type::Either(list) => list.iter().all(|of| is_type(&Some(*of))),
        Type::New(_) | Type::Class(_) | Type::Said(_) | Type::Function(_) => true,
    };
    let in_class = |class: &ClassDecl| {
        is_guard(class.guard)
            && class.methods.iter().all(|method| is_type(&method.returns))
            && class.properties.iter().all(|(_, held)| is_type(held))
    };
    uses.guards.iter().enumerate().all(|(at, guard)| guard.outer.is_none_or(|outer| outer < at))
        && uses.branches.iter().all(|branch| is_guard(Some(branch.guard)))
        && uses.includes.iter().all(|included| is_guard(included.guard))
        && uses.uses.iter().all(|used| is_guard(used.guard) && is_guard(used.args.and_then(|args| args.chosen)) && is_type(&used.receiver))
        && uses.natives.iter().all(|native| is_guard(native.guard))
        && uses.declares.iter().all(|declared| is_guard(declared.guard))
        && uses.classes.iter().all(in_class)
        && uses.returns.iter().all(|(_, returned)| is_type(&Some(*returned)))
        && uses.types.iter().all(in_type)
        && uses.alters.iter().all(|altered| is_guard(altered.guard))
        && uses.selects.iter().all(|selected| is_guard(selected.guard))
        && uses.writes.iter().all(|written| is_guard(written.guard))
        && uses.sent.iter().all(|sent| is_guard(sent.guard))
        && uses.stripped.iter().all(|stripped| is_guard(stripped.guard))
        && uses.calls.keys().all(is_type)
}
