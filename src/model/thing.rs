//! What a core may have or lack, by name.

use std::borrow::Cow;

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
    /// A hook context, which only tests ask for.
    Context(String),
    /// A hook whose method is asked for by being one.
    Hook(String),
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
    Context,
    Hook,
    /// A function or method whose arguments are worth keeping.
    Given,
    /// A name as it is written, where PHP takes it in any case.
    Written(Cased),
}

/// What PHP takes in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cased {
    Function,
    Class,
    Method,
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
            Self::Context(name) => (Sort::Context, name.into()),
            Self::Hook(name) => (Sort::Hook, name.into()),
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
    /// `$_SESSION['newtoken']`
    Token,
}

impl Accessor {
    /// What newer releases have instead.
    pub(crate) fn successor(self) -> Thing {
        match self {
            Self::Global => Thing::Function("getdolglobalstring".to_owned()),
            Self::Enabled => Thing::Function("ismodenabled".to_owned()),
            Self::Right => Thing::Method("User".to_owned(), "hasright".to_owned()),
            Self::Prefix => Thing::Method("DoliDB".to_owned(), "prefix".to_owned()),
            Self::Token => Thing::Function("newtoken".to_owned()),
        }
    }
}
