//! The format `markdown`.

/// Markdown as GitHub and GitLab render it.
#[derive(Debug)]
pub(crate) struct Markdown;
