//! What code puts into the page, on its way through expressions and functions; `page` puts it together.

use super::expressions::is_text;
use super::page::{Found, Page};
use super::reader::{At, Reader};
use crate::model::sent::Sent;
use crate::php::tree::{Arg, Expr, ExprKind, Stmt};

/// How many forms and links of one file are kept.
const MOST: usize = 1_000;

impl<'a> Reader<'_, 'a, 'a> {
    /// Enters a function, and gives back what the one around it has put into the page so far.
    pub(super) fn enter_page(&mut self) -> Page<'a> {
        let inner = self.page.inner();
        std::mem::replace(&mut self.page, inner)
    }

    /// Leaves a function for the one around it, and keeps what it lets the browser send.
    pub(super) fn leave_page(&mut self, outer: Page<'a>) {
        let page = std::mem::replace(&mut self.page, outer);
        for (Found { way, page: name, sure, .. }, span, guard) in page.without_token(self.file.text) {
            if self.found.sent.len() < MOST && self.file.broken_from.is_none_or(|from| span.end <= from) {
                self.found.sent.push(Sent { way, page: name, sure, place: self.file.place(span), guard });
            }
        }
        self.page.come_back(page);
    }

    /// Puts an expression into the page, behind what was printed before; `read` reads what lies in it.
    pub(super) fn prints(&mut self, expr: &'a Expr<'a>, at: At, read: impl FnOnce(&mut Self)) {
        self.page.print(expr, self.file.text, &|name| self.body.assigned(name), at);
        self.within(is_text(expr), read);
    }

    /// Puts what stands outside of PHP into the page.
    pub(super) fn prints_html(&mut self, stmt: &Stmt<'a>, at: At) {
        self.page.print_html(stmt.span, self.file.text, at);
    }

    /// Whether an expression is a text that is to be read here; `read` reads what lies in it.
    pub(super) fn in_page(&mut self, expr: &'a Expr<'a>, is_text: bool, at: At, read: impl FnOnce(&mut Self)) {
        if !self.page.is_wanted {
            return read(self);
        }
        if is_text {
            self.page.hold(expr, self.file.text, &|name| self.body.assigned(name), at);
        }
        self.within(is_text, read);
    }

    /// A text within a text stands there already; what a call in between is given is another one.
    fn within(&mut self, is_text: bool, read: impl FnOnce(&mut Self)) {
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
            self.page.link(value, self.file.text, &|name| self.body.assigned(name), at);
        }
    }
}
