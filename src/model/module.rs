//! A module as its descriptor and files describe it.

use std::collections::BTreeMap;

use super::facets::{
    ApiClass, Box_, Constant, CronJob, Dictionary, DocumentModel, Exchange, Hooks, Language, Menu, Migrations, Part, Permission, Tab,
    Trigger,
};
use super::field::Field;
use super::library::Library;
use super::place::{Place, Placed};
use super::site::Git;
use super::value::{Condition, Unknown, Value};
use crate::base::Version;

/// One descriptor and everything that belongs to it.
#[derive(Debug, Clone)]
pub struct Module {
    /// Whether it is Dolibarr's own.
    pub core: bool,
    /// The directory's name below its root; empty for core modules.
    pub dir: String,
    /// The module's directory as shown.
    pub shown: String,
    /// Whether the directory's name counts: see [`super::site::ModuleDir::in_place`].
    pub in_place: bool,
    /// The descriptor's class, file and how it would load.
    pub descriptor: Descriptor,
    /// Who it is.
    pub identity: Identity,
    /// Its version.
    pub version: ModuleVersion,
    /// What it needs and refuses.
    pub requires: Requires,
    /// `rights`
    pub permissions: Vec<Permission>,
    /// `const`
    pub constants: Vec<Constant>,
    /// `dirs`
    pub directories: Vec<Placed<String>>,
    /// `menu`
    pub menus: Vec<Menu>,
    /// `tabs`
    pub tabs: Vec<Tab>,
    /// `boxes`
    pub boxes: Vec<Box_>,
    /// `cronjobs`
    pub cron_jobs: Vec<CronJob>,
    /// `dictionaries`
    pub dictionaries: Vec<Dictionary>,
    /// `module_parts`, as written
    pub parts: Vec<Part>,
    /// Hook contexts of the descriptor, methods of the actions class.
    pub hooks: Hooks,
    /// Files in `core/triggers/`.
    pub triggers: Vec<Trigger>,
    /// Files `class/api_*.class.php`.
    pub api: Vec<ApiClass>,
    /// SQL files.
    pub migrations: Migrations,
    /// What the patch files that it ships change.
    pub patches: Vec<PatchTarget>,
    /// `export_*`
    pub exports: Vec<Exchange>,
    /// `import_*`
    pub imports: Vec<Exchange>,
    /// `langs/<locale>/*.lang`
    pub languages: Vec<Language>,
    /// Numbering and document models in `core/modules/<type>/`.
    pub models: Vec<DocumentModel>,
    /// Libraries of others in its directory. Where descriptors share one, they are those of its owner.
    pub libraries: Vec<Library>,
    /// Its licences as `composer.json` declares them, or as its licence file and its descriptor say.
    pub licences: Vec<Placed<String>>,
    /// Number of files.
    pub files: usize,
    /// Number of PHP files.
    pub php_files: usize,
    /// Size of all files in bytes.
    pub bytes: u64,
    /// Names of other descriptors in the same directory.
    pub siblings: Vec<String>,
    /// Its repository.
    pub git: Git,
}

/// A file that a patch of a module changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatchTarget {
    /// The path as the patch has it, without what tools put in front; below `htdocs` where it names that.
    pub path: String,
    /// Whether the path names `htdocs`.
    pub below_htdocs: bool,
    /// How many hunks change it.
    pub hunks: usize,
    /// `changes`, `adds` or `deletes`.
    pub deed: &'static str,
    /// The header that names it.
    pub place: Place,
}

/// The descriptor itself.
#[derive(Debug, Clone)]
pub struct Descriptor {
    /// The class that Dolibarr instantiates: the file's name without `.class.php`.
    pub class: String,
    /// The class as the file declares it, where it is declared.
    pub declared: Option<Placed<String>>,
    /// The file.
    pub file: Place,
    /// Parents, nearest first, as far as they could be followed; the last one found is `DolibarrModules` when all is well.
    pub parents: Vec<Placed<String>>,
    /// Every public property after construction, by name.
    pub properties: BTreeMap<String, Property>,
    /// What PHP would refuse while Dolibarr loads or activates it.
    pub faults: Vec<Fault>,
    /// Whether its constructor has the name of the class (PHP 4), which PHP 8 does not call.
    pub php4_constructor: Option<Place>,
    /// Whether facts come from behind a syntax error and may be invented.
    pub doubtful: bool,
}

/// A property after construction.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its value.
    pub value: Value,
    /// Where it was last assigned; for defaults of a class, where they are declared.
    pub place: Place,
}

/// Something that PHP refuses while a descriptor is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind.
    pub kind: FaultKind,
    /// What is missing or refused: the class, the path, the signature.
    pub detail: String,
    /// Where.
    pub place: Place,
}

/// Kinds of [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FaultKind {
    /// The file does not parse.
    Syntax,
    /// The class that Dolibarr expects is not declared.
    MissingClass,
    /// The parent class is not found in the module or in what it includes.
    MissingParent,
    /// A file required at load time does not exist.
    MissingInclude,
    /// `init` or `remove` cannot override the parent's method.
    Signature,
    /// A call while constructing stops PHP: to a function or method that nothing defines, or on `null`.
    FatalCall,
}

impl FaultKind {
    /// The word that stands for the kind in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::MissingClass => "missing-class",
            Self::MissingParent => "missing-parent",
            Self::MissingInclude => "missing-include",
            Self::Signature => "signature",
            Self::FatalCall => "fatal-call",
        }
    }
}

/// Who a module is.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `numero`
    pub numero: Field<i64>,
    /// `name`
    pub name: Field<String>,
    /// `const_name`
    pub const_name: Field<String>,
    /// `rights_class`
    pub rights_class: Field<String>,
    /// `family`
    pub family: Field<String>,
    /// `module_position`
    pub position: Field<String>,
    /// `editor_name`
    pub editor_name: Field<String>,
    /// `editor_url`
    pub editor_url: Field<String>,
    /// `picto`
    pub picto: Field<String>,
    /// `description`
    pub description: Field<String>,
    /// `config_page_url`, all of them
    pub config_pages: Vec<Placed<String>>,
    /// `langfiles`
    pub langfiles: Vec<Placed<String>>,
}

/// A module's version, and what else claims to know it.
#[derive(Debug, Clone, Default)]
pub struct ModuleVersion {
    /// `version`; the place tells where it comes from, also when that is another file.
    pub version: Field<String>,
    /// The newest version that the change log names first.
    pub changelog: Option<Placed<String>>,
    /// The content of a `VERSION` file.
    pub version_file: Option<Placed<String>>,
}

/// What a module needs and refuses.
#[derive(Debug, Clone, Default)]
pub struct Requires {
    /// `need_dolibarr_version`
    pub dolibarr_min: Bound,
    /// `max_dolibarr_version`, which Dolibarr never reads
    pub dolibarr_max: Bound,
    /// `phpmin`
    pub php_min: Bound,
    /// `phpmax`, which Dolibarr never reads
    pub php_max: Bound,
    /// `depends`
    pub depends: Vec<Relation>,
    /// `requiredby`
    pub required_by: Vec<Relation>,
    /// `conflictwith`
    pub conflicts: Vec<Relation>,
}

/// A declared version bound.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Bound {
    /// Not declared, or an empty array.
    #[default]
    Absent,
    /// A version array, which Dolibarr compares.
    Version(Version, Place),
    /// Something that Dolibarr never compares: a string, or an array of two versions.
    NeverChecked {
        /// Why Dolibarr passes over it: `string` or `pair`.
        shape: BoundShape,
        /// The value as written.
        text: String,
        /// What the author means, if it can be told.
        meant: Option<Version>,
        /// Where it is set.
        place: Place,
    },
    /// Not known.
    Unknown(Unknown),
}

impl Bound {
    /// What is declared, whether Dolibarr compares it or not.
    pub(crate) fn declared(&self) -> Option<&str> {
        match self {
            Self::Version(version, _) => Some(version.as_str()),
            Self::NeverChecked { text, .. } => Some(text),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// The version that the author means, whether Dolibarr compares it or not.
    pub(crate) fn meant(&self) -> Option<&Version> {
        match self {
            Self::Version(version, _) | Self::NeverChecked { meant: Some(version), .. } => Some(version),
            _ => None,
        }
    }
}

/// Shapes of version bounds that are never checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundShape {
    /// `'17.0'`
    String,
    /// `array('14.0', '18.0')`: taken level by level, not as a range.
    Pair,
    /// A number or anything else.
    Other,
}

/// An entry of `depends`, `requiredby` or `conflictwith`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The descriptor class that is named.
    pub class: String,
    /// The country code that the entry is limited to.
    pub country: Option<String>,
    /// Where it is written.
    pub place: Place,
    /// Conditions under which it is declared.
    pub when: Vec<Condition>,
}
