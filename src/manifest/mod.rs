//! The manifest of a site: which code belonged to the data of a backup. Made, read, and held against another one; a frozen schema of
//! its own. Never reads a site itself and holds no sentences.

mod compare;
mod create;
mod places;
mod scope;
mod signature;
mod statement;
mod v1;

use crate::model::place::{Place, Problem, ProblemKind};

pub(crate) use compare::compare;
pub(crate) use create::{Core, Parts, create};
pub(crate) use places::{Places, numbered, remote};
pub(crate) use scope::{Bases, paths, scope};
pub(crate) use signature::{Refused, SIGNATURE_LIMIT, Signer, Verifier, is_locked, public_key, sign, unlock, verify};
pub(crate) use statement::statement;
pub(crate) use v1::Manifest;

/// What `site.opened` says of a whole Dolibarr.
const INSTALLATION: &str = "installation";

/// Largest manifest that is read, in bytes; one of a hundred modules has about 10 MB.
pub(crate) const SIZE_LIMIT: u64 = 256 << 20;

impl Manifest {
    /// The text of a manifest: the same manifest gives the same bytes.
    pub(crate) fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plain structs with text keys always serialize");
        text.push('\n');
        text
    }

    /// What the site's content could not be told of, as problems.
    pub(crate) fn unread(&self) -> Vec<Problem> {
        let told = |problem: &v1::Problem| {
            let kind = ProblemKind::parse(&problem.kind).unwrap_or(ProblemKind::Unreadable);
            Problem { place: Place::file(problem.file.as_str()), kind, message: problem.message.clone() }
        };
        self.problems.iter().filter(|problem| problem.unread).map(told).collect()
    }

    /// Whether it is of a whole Dolibarr, rather than of modules alone.
    pub(crate) fn is_whole(&self) -> bool {
        self.site.opened == INSTALLATION
    }

    /// Reads a manifest. An error says what is wrong, and where.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct Head {
            schema: String,
        }
        let told = |error: serde_json::Error| error.to_string();
        let head: Head = serde_json::from_str(text).map_err(told)?;
        if head.schema != v1::SCHEMA {
            return Err(format!("its schema is `{}`, and this dolivet reads `{}`", head.schema, v1::SCHEMA));
        }
        let manifest: Self = serde_json::from_str(text).map_err(told)?;
        manifest.checked()
    }

    /// Refuses a manifest whose sums do not fit each other: somebody has altered it.
    fn checked(self) -> Result<Self, String> {
        for module in &self.modules {
            let whole = tree(module.files.iter().map(|(path, file)| (path, &file.sha256)));
            let unix = tree(module.files.iter().map(|(path, file)| (path, file.unix.as_ref().unwrap_or(&file.sha256))));
            if (&whole, &unix) != (&module.tree, &module.tree_unix) {
                return Err(format!("it was altered: the sum over the files of `{}` is another", module.class));
            }
        }
        Ok(self)
    }
}

/// The sum over a tree: SHA-256 over the lines that `sha256sum` prints for its files.
fn tree<'f>(files: impl Iterator<Item = (&'f String, &'f String)>) -> String {
    let mut lines = String::new();
    for (path, sum) in files {
        let escaped = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
        let mark = if escaped.len() > path.len() { "\\" } else { "" };
        lines.extend([mark, sum, "  ", &escaped, "\n"]);
    }
    crate::site::checksum(lines.as_bytes())
}

#[cfg(test)]
mod tests;
