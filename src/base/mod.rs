//! Spans, versions and release sets: plain values that know nothing of modules.

pub(crate) mod release;
pub(crate) mod span;
pub(crate) mod version;

pub(crate) use release::ReleaseSet;
pub(crate) use span::{LineIndex, Span};
pub(crate) use version::Version;
