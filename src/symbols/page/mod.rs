//! What a file puts into the page: the text that each function prints or builds, and the forms and links in it that carry no token.
//! Never says which of them need one.

mod forms;
mod links;
mod scripts;
mod text;

use links::Source;
use text::Text;

use crate::base::Span;
use crate::model::sent::Way;
use crate::php::eval::release::Assigned;
use crate::php::tree::Expr;

/// How much of a line in front of a constant is read.
const LONGEST_LINE: usize = 256;
/// Words of which every page of Dolibarr has some.
const DOLIBARR: [&str; 8] = ["$conf->", "$langs->", "DOL_", "MAIN_DB_PREFIX", "dol_", "langs.", "llxHeader", "main.inc.php"];

/// What the function around puts into the page.
#[derive(Default)]
pub(super) struct Page<'a> {
    /// Whether the file can hold a form or a link at all.
    pub is_wanted: bool,
    printed: Text,
    /// Texts that may be printed elsewhere, or not at all.
    held: Text,
    /// Whether what is read stands in a text already.
    pub is_inside: bool,
    /// Handed on from function to function.
    source: Source<'a>,
}

/// A form or a link as it stands in the text of a function.
pub(super) struct Found {
    pub way: Way,
    pub page: String,
    pub sure: bool,
    /// Where in the text it stands.
    at: usize,
    /// What it starts with in the source too, in small letters.
    word: String,
}

impl<'a> Page<'a> {
    pub(super) fn of(file: &'a [u8]) -> Self {
        let has = |word: &&str| memchr::memmem::find(file, word.as_bytes()).is_some();
        // Whole programs lie in some modules that know nothing of Dolibarr and its tokens.
        let is_wanted = ["action=", "<form", "<FORM", ".ajax(", ".post("].iter().any(has) && DOLIBARR.iter().any(has);
        Self { is_wanted, source: Source::new(file), ..Self::default() }
    }

    /// The page of a function within the one that this is of.
    pub(super) fn inner(&mut self) -> Self {
        Self { is_wanted: self.is_wanted, source: std::mem::take(&mut self.source), ..Self::default() }
    }

    /// Takes up again where a function within it has ended.
    pub(super) fn come_back(&mut self, inner: Self) {
        self.source = inner.source;
    }

    /// Adds what is printed where code is reached behind the test `at`.
    pub(super) fn print(&mut self, expr: &Expr<'a>, file: &[u8], assigned: Assigned<'_, 'a>, at: Option<usize>) {
        if self.is_wanted {
            self.printed.add(expr, file, assigned, at);
        }
    }

    /// Adds what stands outside of PHP.
    pub(super) fn print_html(&mut self, span: Span, file: &[u8], at: Option<usize>) {
        if self.is_wanted {
            self.printed.html(span, file, at);
        }
    }

    /// Adds a text that may be printed elsewhere, unless it stands in one that is there already.
    pub(super) fn hold(&mut self, expr: &Expr<'a>, file: &[u8], assigned: Assigned<'_, 'a>, at: Option<usize>) {
        if !self.is_inside {
            self.held.holds(expr, file, assigned, at);
        }
    }

    /// Adds the address of a link.
    pub(super) fn link(&mut self, expr: &Expr<'a>, file: &[u8], assigned: Assigned<'_, 'a>, at: Option<usize>) {
        self.held.link(expr, file, assigned, at);
    }

    /// What carries no token, with its place and the test around it.
    pub(super) fn without_token(&self, file: &[u8]) -> Vec<(Found, Span, Option<usize>)> {
        let mut all = Vec::new();
        for text in [&self.printed, &self.held] {
            let mut found = forms::without_token(text, &self.source);
            found.extend(links::without_token(text, &self.source));
            found.extend(scripts::without_token(text, &self.source));
            all.extend(found.into_iter().map(|found| {
                let (span, guard) = text.place(found.at, found.word.as_bytes(), file);
                (found, span, guard)
            }));
        }
        all
    }
}

/// Whether a file switches the protection off, by a constant that it defines one way or another.
pub(super) fn is_unprotected(file: &[u8]) -> bool {
    memchr::memmem::find_iter(file, "NOCSRFCHECK").any(|at| {
        let before = &file[at.saturating_sub(LONGEST_LINE)..at];
        let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii_start();
        let asked = line.trim_ascii_end().strip_suffix(b"'").or_else(|| line.strip_suffix(b"\"")).unwrap_or(line).trim_ascii_end();
        let is_asked = asked.strip_suffix(b"(").is_some_and(|asked| asked.trim_ascii_end().ends_with(b"defined"));
        !is_asked && !["//", "#", "*", "/*"].iter().any(|mark| line.starts_with(mark.as_bytes()))
    })
}

#[cfg(test)]
mod tests;
