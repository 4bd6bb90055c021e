//! What the code of a module uses of the core, and when that code runs: plain data, not yet held against any release.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::facets::SqlChange;
use super::place::Place;

/// Something by name that a core may have or lack. Names that PHP takes in any case are in small letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Thing {
    Function(String),
    Class(String),
    /// A constant made by `define()` or `const`.
    Constant(String),
    /// A method by name; the class is empty where it is not known.
    Method(String, String),
    /// A property by name; the class is empty where it is not known.
    Property(String, String),
    /// A constant of a class; the class is empty where it is not known.
    ClassConstant(String, String),
    /// A way to read configuration that newer releases have a function for.
    Accessor(Accessor),
    /// A PHP file, relative to `htdocs`.
    File(String),
    /// A table of the database, in small letters and without prefix.
    Table(String),
    /// A column by its table and its name, both in small letters.
    Column(String, String),
    /// A piece of a text without space, or a name behind `global->` or `rights->`.
    Word(String),
    /// A variable of the page, by name.
    Variable(String),
}

/// What a [`Thing`] is, without its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sort {
    Function,
    Class,
    Constant,
    Method,
    Property,
    ClassConstant,
    File,
    Table,
    Column,
    Accessor,
    Word,
    Variable,
    /// A function or method whose arguments are worth keeping.
    Given,
}

impl Thing {
    /// The sort and the name of a thing, of a column with its table; of members without their class.
    pub(crate) fn split(&self) -> (Sort, Cow<'_, str>) {
        match self {
            Self::Function(name) => (Sort::Function, name.into()),
            Self::Class(name) => (Sort::Class, name.into()),
            Self::Constant(name) => (Sort::Constant, name.into()),
            Self::Method(_, name) => (Sort::Method, name.into()),
            Self::Property(_, name) => (Sort::Property, name.into()),
            Self::ClassConstant(_, name) => (Sort::ClassConstant, name.into()),
            Self::File(path) => (Sort::File, path.into()),
            Self::Table(name) => (Sort::Table, name.into()),
            Self::Column(table, name) => (Sort::Column, format!("{table}.{name}").into()),
            Self::Accessor(_) => (Sort::Accessor, "".into()),
            Self::Word(text) => (Sort::Word, text.into()),
            Self::Variable(name) => (Sort::Variable, name.into()),
        }
    }
}

/// Ways to read configuration, rights and names that the core has replaced by functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Accessor {
    /// `$conf->global->NAME`
    Global,
    /// `$conf->module->enabled`
    Enabled,
    /// `$user->rights->module->right`
    Right,
    /// `MAIN_DB_PREFIX`
    Prefix,
}

impl Accessor {
    /// What newer releases have instead.
    pub(crate) fn successor(self) -> Thing {
        match self {
            Self::Global => Thing::Function("getdolglobalstring".to_owned()),
            Self::Enabled => Thing::Function("ismodenabled".to_owned()),
            Self::Right => Thing::Method("User".to_owned(), "hasright".to_owned()),
            Self::Prefix => Thing::Method("DoliDB".to_owned(), "prefix".to_owned()),
        }
    }
}

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
    /// Whether it runs as soon as the file is loaded, outside of all functions.
    pub at_load: bool,
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

/// A class, interface or trait that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClassDecl {
    /// With its namespace, in small letters.
    pub name: String,
    pub written: String,
    pub kind: ClassForm,
    /// Parents and interfaces, as [`ClassDecl::name`].
    pub parents: Vec<String>,
    pub traits: Vec<String>,
    pub methods: Vec<MethodDecl>,
    /// Properties with what they hold, where that is told.
    pub properties: Vec<(String, Option<usize>)>,
    /// Properties that it declares in its body.
    pub fields: Vec<PropertyDecl>,
    pub constants: Vec<String>,
    pub place: Place,
    pub guard: Option<usize>,
}

impl ClassDecl {
    /// Traits, parents and interfaces, in the order in which PHP looks members up.
    pub(crate) fn bases(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.traits.iter().chain(&self.parents).map(String::as_str)
    }
}

/// What a class-like declaration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClassForm {
    Concrete,
    Abstract,
    Interface,
    Trait,
}

/// A method that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MethodDecl {
    /// As written.
    pub name: String,
    /// Modifiers and parameters as in the facts of a core.
    pub shape: String,
    pub returns: Option<usize>,
    pub place: Place,
}

/// A property that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PropertyDecl {
    pub name: String,
    /// Modifiers and type as in the facts of a core.
    pub shape: String,
    pub place: Place,
}

/// A query that changes a table or every row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Altered {
    pub change: SqlChange,
    pub guard: Option<usize>,
}

/// A call that changes a file whose path starts at a known place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The function as written.
    pub function: String,
    pub deed: Deed,
    pub target: Target,
    pub place: Place,
    pub guard: Option<usize>,
    /// Whether it stands in a method of a descriptor, which runs when the module is switched on or off.
    pub by_descriptor: bool,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deed {
    /// Its content is another one, whether it was there before or not.
    Writes,
    Deletes,
}

/// A path as far as the code tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub start: Start,
    /// What follows, as it is put together.
    pub path: String,
    /// Whether nothing follows that is not known.
    pub whole: bool,
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// `htdocs`
    Htdocs,
    /// The directory of the file that the code stands in.
    Here,
    /// What the web server calls its root, which is `htdocs` on many sites.
    Server,
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
    pub place: Place,
}

/// Something that a file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub thing: Thing,
    pub place: Place,
    pub guard: Option<usize>,
}

/// A test that code lies behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guard {
    /// The next test around this one.
    pub outer: Option<usize>,
    pub condition: Condition,
    /// Whether the code runs where the test holds, or where it fails.
    pub holds: bool,
}

/// A test as far as it tells where code runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It holds on exactly these releases, by their bits in the table of facts.
    Releases(u32),
    /// It asks whether something is there.
    Exists(Thing),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// It rests on something else.
    Unknown,
}

/// What one file uses and declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// The file as shown.
    pub file: Arc<str>,
    /// Files that it includes, as far as their paths are told: relative to `htdocs`, to a root of modules or to the file's own directory.
    pub includes: Vec<Included>,
    pub uses: Vec<Use>,
    pub guards: Vec<Guard>,
    /// Functions, classes and constants that the file declares.
    pub declares: Vec<Declaration>,
    pub classes: Vec<ClassDecl>,
    /// What functions of the file return, by name in small letters, where that is told.
    pub returns: Vec<(String, usize)>,
    pub types: Vec<Type>,
    /// Queries that change tables or every row of one.
    pub alters: Vec<Altered>,
    /// Calls that change files.
    pub writes: Vec<Written>,
    /// Calls of methods that were kept, by receiver, `None` where the file does not tell.
    pub calls: BTreeMap<Option<usize>, usize>,
}

impl Condition {
    /// The releases of `all` on which the test can hold, or fail where `wanted` is false. `there` tells on which releases something
    /// is there, `None` when that is not known.
    pub(crate) fn can(&self, wanted: bool, all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> u32 {
        let either = |set: u32| if wanted { set } else { all & !set };
        match self {
            Self::Releases(set) => either(*set),
            Self::Exists(thing) => there(thing).map_or(all, either),
            Self::Not(inner) => inner.can(!wanted, all, there),
            Self::All(parts) if wanted => parts.iter().fold(all, |set, part| set & part.can(true, all, there)),
            Self::Any(parts) if !wanted => parts.iter().fold(all, |set, part| set & part.can(false, all, there)),
            Self::All(parts) | Self::Any(parts) => parts.iter().fold(0, |set, part| set | part.can(wanted, all, there)),
            Self::Unknown => all,
        }
    }
}

impl Uses {
    /// The releases of `all` on which code behind a guard can run.
    pub(crate) fn reached(&self, guard: Option<usize>, all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> u32 {
        let (mut set, mut at) = (all, guard);
        while let Some(guard) = at.and_then(|at| self.guards.get(at)) {
            set &= guard.condition.can(guard.holds, all, there);
            at = guard.outer;
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_tells_where_it_can_hold() {
        let foo = Thing::Function("foo".to_owned());
        let there = |thing: &Thing| (*thing == Thing::Function("foo".to_owned())).then_some(0b0011);
        let exists = Condition::Exists(foo);
        let late = Condition::Releases(0b1100);
        let other = Condition::Exists(Thing::Class("x".to_owned()));
        let sets = |c: &Condition| (c.can(true, 0b1111, &there), c.can(false, 0b1111, &there));
        assert_eq!(sets(&exists), (0b0011, 0b1100));
        assert_eq!(sets(&Condition::Not(Box::new(late.clone()))), (0b0011, 0b1100));
        assert_eq!(sets(&other), (0b1111, 0b1111));
        assert_eq!(sets(&Condition::All(vec![exists.clone(), late.clone()])), (0, 0b1111));
        assert_eq!(sets(&Condition::Any(vec![exists.clone(), late.clone()])), (0b1111, 0));
        assert_eq!(sets(&Condition::All(vec![exists, Condition::Unknown])), (0b0011, 0b1111));
    }
}
