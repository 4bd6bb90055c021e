//! What a file puts into the page: the text that each function prints or builds, and the forms and links in it that carry no token.
//! Never says which of them need one.

mod forms;
mod links;
mod scripts;
mod text;

use links::Source;
use text::Text;

use super::reader::{At, Reader};
use crate::model::sent::{Sent, Way};
use crate::php::tree::{Arg, Expr, ExprKind, Stmt};

/// How many forms and links of one file are kept.
const MOST: usize = 1_000;

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
    is_inside: bool,
    /// Handed on from function to function.
    source: Source<'a>,
}

/// A form or a link as it stands in the text of a function.
struct Found {
    way: Way,
    page: String,
    sure: bool,
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

impl<'a> Reader<'_, 'a, 'a> {
    /// Enters a function, and gives back what the one around it has put into the page so far.
    pub(super) fn enter_page(&mut self) -> Page<'a> {
        let inner = Page { is_wanted: self.page.is_wanted, source: std::mem::take(&mut self.page.source), ..Page::default() };
        std::mem::replace(&mut self.page, inner)
    }

    /// Leaves a function for the one around it, and keeps what it lets the browser send.
    pub(super) fn leave_page(&mut self, outer: Page<'a>) {
        let page = std::mem::replace(&mut self.page, outer);
        for text in [&page.printed, &page.held] {
            let mut found = forms::without_token(text, &page.source);
            found.extend(links::without_token(text, &page.source));
            found.extend(scripts::without_token(text, &page.source));
            for Found { way, page: name, sure, at, word } in found {
                let (span, guard) = text.place(at, word.as_bytes(), self.file.text);
                if self.found.sent.len() < MOST && self.file.broken_from.is_none_or(|from| span.end <= from) {
                    self.found.sent.push(Sent { way, page: name, sure, place: self.file.place(span), guard });
                }
            }
        }
        self.page.source = page.source;
    }

    /// Puts an expression into the page, behind what was printed before; `read` reads what lies in it.
    pub(super) fn prints(&mut self, expr: &'a Expr<'a>, at: At, read: impl FnOnce(&mut Self)) {
        if self.page.is_wanted {
            self.page.printed.add(expr, self.file.text, &|name| self.body.assigned(name), at);
        }
        let around = std::mem::replace(&mut self.page.is_inside, super::expressions::is_text(expr));
        read(self);
        self.page.is_inside = around;
    }

    /// Puts what stands outside of PHP into the page.
    pub(super) fn prints_html(&mut self, stmt: &Stmt<'a>, at: At) {
        if self.page.is_wanted {
            self.page.printed.html(stmt.span, self.file.text, at);
        }
    }

    /// Whether an expression is a text that is to be read here; `read` reads what lies in it.
    pub(super) fn in_page(&mut self, expr: &'a Expr<'a>, is_text: bool, at: At, read: impl FnOnce(&mut Self)) {
        if !self.page.is_wanted {
            return read(self);
        }
        if is_text && !self.page.is_inside {
            self.page.held.holds(expr, self.file.text, &|name| self.body.assigned(name), at);
        }
        // A text within a text stands there already; what a call in between is given is another one.
        let around = std::mem::replace(&mut self.page.is_inside, is_text);
        read(self);
        self.page.is_inside = around;
    }

    /// The address that `dolGetButtonAction` and `dolGetButtonTitle` make a link of (`core/lib/functions.lib.php`).
    pub(super) fn button(&mut self, lower: &str, args: &'a [Arg<'a>], at: At) {
        if !self.page.is_wanted || !matches!(lower, "dolgetbuttonaction" | "dolgetbuttontitle") {
            return;
        }
        // Buttons that delete are given a token by the function itself.
        let is_given = matches!(args.get(2).map(|arg| arg.value.kind), Some(ExprKind::Str(b"delete" | b"danger")));
        if let Some(Arg { value, .. }) = args.get(3)
            && !(is_given && lower == "dolgetbuttonaction")
        {
            self.page.held.link(value, self.file.text, &|name| self.body.assigned(name), at);
        }
    }
}

#[cfg(test)]
mod tests;
