//! What the code of a module uses of the core, and when that code runs: plain data, not yet held against any release.

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use super::declared::{ClassDecl, ClassForm, MethodDecl, PropertyDecl};
use super::facets::SqlChange;
use super::guard::About;
pub(crate) use super::guard::{Answering, Condition, Guard};
use super::place::Place;
use super::sent::{Sent, Stripped};
pub(crate) use super::thing::{Accessor, Cased, Sort, Thing};
pub(crate) use super::written::{Deed, Start, Target, Written};
use crate::base::{PhpSet, is_path_end};

/// How something is used, which decides what happens where it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum How {
    /// A call, a constant that is read, `new A`, `A::b()`.
    Runs,
    /// `extends`, `implements` or `use` of a class: the file does not even load.
    Declares,
    /// `require`: the page ends.
    Requires,
    /// `include`: PHP warns and goes on.
    Includes,
    /// The address of a page in a string.
    Links,
    /// A property that is read.
    Reads,
    /// A property that is written.
    Writes,
    /// `isset()`, `empty()`, `??`: PHP says nothing where it is not there.
    Asks,
}

/// One use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    pub thing: Thing,
    /// The name as written.
    pub written: String,
    pub how: How,
    pub place: Place,
    /// The innermost test around it, as an index of [`Uses::guards`].
    pub guard: Option<usize>,
    /// Whose member it is, as an index of [`Uses::types`]; `None` where the file does not tell, and for what is no member.
    pub receiver: Option<usize>,
    /// What a call is given.
    pub args: Option<Args>,
    /// Its arguments one by one, where these are worth keeping.
    pub given: Box<[Given]>,
    /// Whether it runs as soon as the file is loaded: outside of all functions, or where Dolibarr makes an object of the file's class
    /// at once, in its constructor and under no condition.
    pub at_load: bool,
}

impl Use {
    fn guards(&mut self) -> impl Iterator<Item = &mut Option<usize>> {
        let Self { guard, args, .. } = self;
        [Some(guard), args.as_mut().map(|args| &mut args.chosen)].into_iter().flatten()
    }
}

/// An argument as far as the call tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Given {
    /// A text or whole number; `…` stands for what is put into it.
    Text(String),
    /// An array that is written there, with all texts in it.
    List(String),
    Other,
}

/// The arguments of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Args {
    pub count: usize,
    /// Whether some are spread or named, so that the count says little.
    pub open: bool,
    /// Whether the call stands outside of the class and those below it, as far as that can be seen.
    pub outside: bool,
    /// Whether the method is called on the class itself, from outside of any class.
    pub on_class: bool,
    /// Whether a method calls what it overrides, as in `parent::same()`: that happens where somebody calls it.
    pub to_parent: bool,
    /// The test that says what is given, where that is one on the release, as an index of [`Uses::guards`].
    pub chosen: Option<usize>,
    /// Which of them PHP cannot pass by reference, by bits: what is computed or written there. Those behind the first 32 are left out.
    pub values: u32,
}

/// What a value can be an instance of, as far as one file tells. Numbers are indexes of [`Uses::types`]; names of classes are whole
/// and in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// `new A`: this class and none below it.
    New(String),
    /// PHP itself sees to it: `$this`, a parameter with a type.
    Class(String),
    /// A comment or a habit of Dolibarr says so.
    Said(String),
    /// Elements of this type.
    List(usize),
    /// An element of a list.
    Element(usize),
    /// What a property holds.
    Property(usize, String),
    /// What a method returns.
    Returned(usize, String),
    /// What a function returns.
    Function(String),
    Either(Vec<usize>),
}

/// Something of PHP's own, beside functions and constants, that not every version takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NativeUse {
    pub what: Native,
    /// The name of a setting or class; for syntax a word of `rules/php/syntax.txt`, else what the parser calls it.
    pub name: String,
    pub place: Place,
    pub guard: Option<usize>,
    /// The versions whose parser or compiler refuses the file for it.
    pub refused: PhpSet,
    /// Why, in the parser's words.
    pub message: Option<String>,
}

/// What a [`NativeUse`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Native {
    /// A setting of `php.ini`.
    Setting,
    Syntax,
    /// A constructor that has the name of its class.
    Constructor,
    /// `null`, given to a function of PHP: its name in small letters, `/` and the number of the argument.
    Null,
    /// A method that is called on its class, where there is no object: `class::method` in small letters.
    OnClass,
}

/// Code of a branch, where a test decides whether it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    /// The test, as an index of [`Uses::guards`].
    pub guard: usize,
    /// The test's place, or that of the first statement behind `else`.
    pub place: Place,
}

/// A query that changes a table or every row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Altered {
    pub change: SqlChange,
    pub guard: Option<usize>,
}

/// A query that selects rows of a table, whatever company they belong to, and says nothing of which rows are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Without prefix, in small letters.
    pub table: String,
    pub place: Place,
    pub guard: Option<usize>,
}

/// A file that another one includes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Included {
    pub path: String,
    /// Whether the path is that of the file as shown, rather than one below some root.
    pub is_shown: bool,
    pub guard: Option<usize>,
    /// Whether PHP looks for it in the directory of the page too, because only a relative path is given.
    pub searched: bool,
    /// Whether PHP stops where the file is not there.
    pub required: bool,
    /// Whether that happens whenever the file around is loaded: at its top level, in no branch.
    pub always: bool,
    pub place: Place,
}

impl Included {
    /// Whether it means a file as shown. A module that is read alone is shown without its directory.
    pub(crate) fn means(&self, shown: &str) -> bool {
        if self.is_shown { self.path == shown } else { is_path_end(shown, &self.path) || is_path_end(&self.path, shown) }
    }
}

/// Something that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub thing: Thing,
    pub place: Place,
    pub guard: Option<usize>,
}

/// What one file uses and declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// The file as shown.
    pub file: Arc<str>,
    /// Files that it includes, as far as their paths are told: relative to `htdocs`, to a root of modules or to the file's own directory.
    pub includes: Vec<Included>,
    pub uses: Vec<Use>,
    pub natives: Vec<NativeUse>,
    pub guards: Vec<Guard>,
    /// Branches with code in them, of `if` alone.
    pub branches: Vec<Branch>,
    /// Functions and methods that tests on the release may lie in.
    pub answering: Vec<Answering>,
    /// Functions, classes and constants that the file declares.
    pub declares: Vec<Declaration>,
    pub classes: Vec<ClassDecl>,
    /// What functions of the file return, by name in small letters, where that is told.
    pub returns: Vec<(String, usize)>,
    pub types: Vec<Type>,
    /// Queries that change tables or every row of one.
    pub alters: Vec<Altered>,
    /// Queries that select rows of any company.
    pub selects: Vec<Selection>,
    /// Calls that change files.
    pub writes: Vec<Written>,
    /// Forms, links and calls by scripts without a token.
    pub sent: Vec<Sent>,
    /// Whether there can be comments in the file that set findings aside.
    pub comments: bool,
    /// Whether the file switches off that Dolibarr asks for a token.
    pub unprotected: bool,
    /// Fields that lose their markup.
    pub stripped: Vec<Stripped>,
    /// Calls of methods that were kept, by receiver, `None` where the file does not tell.
    pub calls: BTreeMap<Option<usize>, usize>,
}

impl Uses {
    /// The releases of `all` on which code behind a guard can run. `there` tells on which something is there, `None` when that is not known.
    pub(crate) fn reached(&self, guard: Option<usize>, all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> u32 {
        self.behind(guard, About::Releases, all, there)
    }

    /// The releases of `all` on which a use is reached, as [`Uses::reached`].
    pub(crate) fn use_reached(&self, used: &Use, all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> u32 {
        let about = match used.thing {
            Thing::Property(..) => About::Properties,
            Thing::File(_) => About::Files,
            _ => About::Releases,
        };
        self.behind(used.guard, about, all, there)
    }

    /// The versions of PHP on which code behind a guard can run, as [`Uses::reached`].
    pub(crate) fn reached_on_php(&self, guard: Option<usize>, all: PhpSet, there: &dyn Fn(&Thing) -> Option<PhpSet>) -> PhpSet {
        all.kept(self.behind(guard, About::Php, all.bits(), &|thing| there(thing).map(PhpSet::bits)))
    }

    /// Whether code lies behind a test that is about the release in a way that cannot be told.
    pub(crate) fn is_unclear(&self, guard: Option<usize>) -> bool {
        self.around(guard).any(|guard| guard.condition.is_unclear())
    }

    /// Whether code lies behind a test that it answers with no itself, so that whoever changes the answer runs it.
    pub(crate) fn is_off(&self, guard: Option<usize>) -> bool {
        self.around(guard).any(|guard| guard.condition.is_off() && guard.lets_run(u32::MAX) == 0)
    }

    /// Whether any test of the file asks whether one of these is there.
    pub(crate) fn asks_for(&self, is: &dyn Fn(&Thing) -> bool) -> bool {
        self.guards.iter().any(|guard| guard.condition.asks_for(is))
    }

    /// Whether a test tells releases apart.
    pub(crate) fn is_on_release(&self, guard: Option<usize>) -> bool {
        guard.and_then(|at| self.guards.get(at)).is_some_and(|guard| guard.condition.is_on_release())
    }

    /// Takes out the tests that tell nothing, as if they had never been read.
    pub(crate) fn drop_silent(&mut self) {
        if !self.guards.iter().any(|guard| guard.condition.is_silent()) {
            return;
        }
        let all = std::mem::take(&mut self.guards);
        self.branches.retain(|branch| !all[branch.guard].condition.is_silent());
        // What each test is from now on: itself, or the next one around it that is left.
        let mut left: Vec<Option<usize>> = Vec::with_capacity(all.len());
        for mut guard in all {
            guard.outer = guard.outer.and_then(|outer| left[outer]);
            if guard.condition.is_silent() {
                left.push(guard.outer);
            } else {
                left.push(Some(self.guards.len()));
                self.guards.push(guard);
            }
        }
        self.branches.iter_mut().for_each(|branch| branch.guard = left[branch.guard].unwrap_or_default());
        self.guarded().for_each(|guard| *guard = guard.and_then(|at| left[at]));
    }

    /// The innermost tests around everything that has some, but for branches and tests.
    fn guarded(&mut self) -> impl Iterator<Item = &mut Option<usize>> {
        let Self { includes, uses, natives, declares, classes, alters, selects, writes, sent, stripped, .. } = self;
        let code = includes.iter_mut().map(|one| &mut one.guard).chain(uses.iter_mut().flat_map(Use::guards));
        let code = code.chain(natives.iter_mut().map(|one| &mut one.guard)).chain(writes.iter_mut().map(|one| &mut one.guard));
        let names = declares.iter_mut().map(|one| &mut one.guard).chain(classes.iter_mut().map(|one| &mut one.guard));
        let queries = alters.iter_mut().map(|one| &mut one.guard).chain(selects.iter_mut().map(|one| &mut one.guard));
        let pages = sent.iter_mut().map(|one| &mut one.guard).chain(stripped.iter_mut().map(|one| &mut one.guard));
        code.chain(names).chain(queries).chain(pages)
    }

    /// A test and those around it, from the inside.
    pub(crate) fn around(&self, guard: Option<usize>) -> impl Iterator<Item = &Guard> {
        let at = |at: Option<usize>| at.and_then(|at| self.guards.get(at));
        std::iter::successors(at(guard), move |guard| at(guard.outer))
    }

    /// The releases of `all` on which a test lets its code run, whatever lies around it and whatever else it asks.
    pub(crate) fn let_run(&self, guard: usize, all: u32) -> u32 {
        self.guards.get(guard).map_or(all, |guard| guard.lets_run(all))
    }

    fn behind(&self, guard: Option<usize>, about: About, all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> u32 {
        // Of what else is not known the tests around may say whether it is there.
        let known = |thing: &Thing| there(thing).or_else(|| Some(if self.says(guard, thing)? { all } else { 0 }));
        self.around(guard).fold(all, |set, guard| set & guard.condition.can(about, guard.holds, all, &known))
    }

    /// Whether a test and those around it let code run only where something is there, or only where it is not; `None` where they tell
    /// neither, or both.
    fn says(&self, guard: Option<usize>, thing: &Thing) -> Option<bool> {
        let mut said = self.around(guard).filter_map(|guard| guard.condition.says(thing, guard.holds));
        let first = said.next()?;
        said.all(|other| other == first).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_tell_nothing_leave_no_trace() {
        let guard = |outer, condition| Guard { outer, condition, holds: true };
        let place = Place::file("a.php");
        let declared = |guard| Declaration { thing: Thing::Constant("A".to_owned()), place: place.clone(), guard };
        let (set, other) = (Condition::Releases(0b01), Condition::Not(Box::new(Condition::Unknown)));
        let mut uses = Uses {
            guards: vec![
                guard(None, other.clone()),
                guard(Some(0), set.clone()),
                guard(Some(1), other),
                guard(Some(2), Condition::Unclear),
            ],
            branches: (0..4).map(|guard| Branch { guard, place: place.clone() }).collect(),
            declares: vec![declared(Some(0)), declared(Some(1)), declared(Some(2)), declared(Some(3)), declared(None)],
            ..Uses::default()
        };
        uses.drop_silent();
        assert_eq!(uses.guards, [guard(None, set), guard(Some(0), Condition::Unclear)]);
        assert_eq!(uses.branches.iter().map(|branch| branch.guard).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(uses.declares.iter().map(|one| one.guard).collect::<Vec<_>>(), [None, Some(0), Some(0), Some(1), None]);
        assert!(uses.is_unclear(Some(1)) && !uses.is_unclear(Some(0)));
    }

    #[test]
    fn an_include_means_files_by_how_its_path_is_told() {
        let place = Place::file("a.php");
        let included = |path: &str, is_shown| {
            let (path, place) = (path.to_owned(), place.clone());
            Included { path, is_shown, guard: None, searched: false, required: true, always: true, place }
        };
        for (path, is_shown, file, is_meant) in [
            ("alpha/tpl/a.tpl.php", false, "tpl/a.tpl.php", true),
            ("alpha/tpl/a.tpl.php", false, "custom/alpha/tpl/a.tpl.php", true),
            ("tpl/a.tpl.php", false, "custom/alpha/tpl/a.tpl.php", true),
            ("alpha/tpl/a.tpl.php", false, "custom/alpha/a.tpl.php", false),
            ("alpha/tpl/a.tpl.php", false, "xa.tpl.php", false),
            ("lib/a.php", true, "lib/a.php", true),
            ("lib/a.php", true, "x/lib/a.php", false),
        ] {
            assert_eq!(included(path, is_shown).means(file), is_meant, "{path} {file}");
        }
    }
}
