//! Classes as files of modules declare them.

use super::place::Place;

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
    /// Properties that its methods assign and that it does not declare, nor its comment, with where that happens first.
    pub undeclared: Vec<(String, Place)>,
    /// Whether the file allows dynamic properties, which it can only say with an attribute.
    pub is_open: bool,
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
