//! What a file puts into the page: the text that each function prints or builds, and the forms and links in it that carry no token.
//! Never says which of them need one.

mod forms;
mod links;
mod text;

use text::Text;

use super::reader::{At, Reader};
use crate::model::sent::{Sent, Way};
use crate::php::tree::{Arg, Expr, ExprKind, Stmt};

/// How many forms and links of one file are kept.
const MOST: usize = 1_000;

/// What the function around puts into the page.
#[derive(Default)]
pub(super) struct Page {
    /// Whether the file can hold a form or a link at all.
    pub is_wanted: bool,
    text: Text,
    /// Whether what is read stands in the text already.
    is_inside: bool,
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

impl Page {
    pub(super) fn of(file: &[u8]) -> Self {
        let has = |word: &[u8]| memchr::memmem::find(file, word).is_some();
        Self { is_wanted: has(b"action=") || has(b"<form") || has(b"<FORM"), ..Self::default() }
    }
}

impl<'a> Reader<'_, 'a, 'a> {
    /// Enters a function, and gives back what the one around it has put into the page so far.
    pub(super) fn enter_page(&mut self) -> Page {
        let is_wanted = self.page.is_wanted;
        std::mem::replace(&mut self.page, Page { is_wanted, ..Page::default() })
    }

    /// Leaves a function for the one around it, and keeps what it lets the browser send.
    pub(super) fn leave_page(&mut self, outer: Page) {
        let page = std::mem::replace(&mut self.page, outer);
        if page.text.is_empty() {
            return;
        }
        let mut found = forms::without_token(&page.text, self.file.text);
        found.extend(links::without_token(&page.text, self.file.text));
        for Found { way, page: name, sure, at, word } in found {
            let (span, guard) = page.text.place(at, word.as_bytes(), self.file.text);
            if self.found.sent.len() < MOST && self.file.broken_from.is_none_or(|from| span.end <= from) {
                self.found.sent.push(Sent { way, page: name, sure, place: self.file.place(span), guard });
            }
        }
    }

    /// Puts an expression into the page, behind what was printed before; `read` reads what lies in it.
    pub(super) fn prints(&mut self, expr: &'a Expr<'a>, at: At, read: impl FnOnce(&mut Self)) {
        if self.page.is_wanted {
            self.page.text.prints(expr, self.file.text, &|name| self.body.assigned(name), at);
        }
        let around = std::mem::replace(&mut self.page.is_inside, super::expressions::is_text(expr));
        read(self);
        self.page.is_inside = around;
    }

    /// Puts what stands outside of PHP into the page.
    pub(super) fn prints_html(&mut self, stmt: &Stmt<'a>, at: At) {
        if self.page.is_wanted {
            self.page.text.html(stmt.span, self.file.text, at);
        }
    }

    /// Whether an expression is a text that is to be read here; `read` reads what lies in it.
    pub(super) fn in_page(&mut self, expr: &'a Expr<'a>, is_text: bool, at: At, read: impl FnOnce(&mut Self)) {
        if !self.page.is_wanted {
            return read(self);
        }
        if is_text && !self.page.is_inside {
            self.page.text.holds(expr, self.file.text, &|name| self.body.assigned(name), at);
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
            self.page.text.link(value, self.file.text, &|name| self.body.assigned(name), at);
        }
    }
}

#[cfg(test)]
mod tests;
