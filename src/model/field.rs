//! What is known of a value that a module declares.

use super::place::Place;
use super::value::{Condition, Unknown};

/// A property of a descriptor that may be known, one of several, unknown, or not set.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Field<T> {
    /// Never set.
    #[default]
    Absent,
    /// Known.
    Known(T, Place),
    /// One of several, by conditions.
    OneOf(Vec<(Vec<Condition>, T)>, Place),
    /// Set, but not known.
    Unknown(Unknown),
}

impl<T> Field<T> {
    /// The value when it is known for certain.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            _ => None,
        }
    }

    /// Every value that it can have.
    pub fn possible(&self) -> Vec<&T> {
        match self {
            Self::Known(value, _) => vec![value],
            Self::OneOf(choices, _) => choices.iter().map(|(_, value)| value).collect(),
            Self::Absent | Self::Unknown(_) => Vec::new(),
        }
    }

    /// Where it was set.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::Known(_, place) | Self::OneOf(_, place) => Some(place),
            Self::Unknown(unknown) => Some(&unknown.place),
            Self::Absent => None,
        }
    }
}
