//! Libraries of others that a module brings along.

use super::place::Place;

/// A library in a module's directory, or one that the module names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Where its name counts.
    pub ecosystem: Ecosystem,
    /// Its name there, for example `guzzlehttp/guzzle` or `jquery`.
    pub name: String,
    /// Its version, as written.
    pub version: Option<String>,
    /// Its licences as declared, of which one may be chosen.
    pub licences: Vec<String>,
    /// What tells of it.
    pub place: Place,
    /// Where else the same version of it lies.
    pub more: Vec<Place>,
    /// How it is known.
    pub known_by: KnownBy,
    /// Whether its files are there.
    pub shipped: bool,
    /// Whether it is for development only.
    pub dev: bool,
    /// Packages that it needs, by name.
    pub requires: Vec<String>,
    /// The first part of the namespace of its PHP code as it lies there, in small letters; empty for code without one, nothing where
    /// there is no class. Whoever gives a library a namespace of its own changes it.
    pub namespace: Option<String>,
}

/// Where the name of a [`Library`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ecosystem {
    /// Packagist.
    Composer,
    /// The npm registry.
    Npm,
    /// None.
    Generic,
}

impl Ecosystem {
    /// The word that stands for it in every output, also in package URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Composer => "composer",
            Self::Npm => "npm",
            Self::Generic => "generic",
        }
    }
}

/// How a [`Library`] is known, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnownBy {
    /// Composer's `installed.json`.
    Installed,
    /// `composer.lock`.
    Lock,
    /// Its own `composer.json` or `package.json`.
    Manifest,
    /// What stands in one of its files.
    Content,
    /// The name of one of its files.
    FileName,
}

impl KnownBy {
    /// The word that stands for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Lock => "lock",
            Self::Manifest => "manifest",
            Self::Content => "content",
            Self::FileName => "file-name",
        }
    }
}
