//! What a page lets the browser send back to Dolibarr without a token, and what it loses of what was sent: plain data, not yet held
//! against any release.

use super::place::Place;

/// A form or a link that carries no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    pub way: Way,
    /// The last name of the page that it names; empty where it goes to the page that it stands in, or where that is not told.
    pub page: String,
    /// Whether all of the address is told.
    pub sure: bool,
    pub place: Place,
    /// The innermost test around it, as an index of [`Uses::guards`](super::uses::Uses::guards).
    pub guard: Option<usize>,
}

/// How something is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Way {
    /// A form with `method="post"`.
    Form,
    /// A call by a script that is sent by POST.
    Script,
    /// A link or a redirection, with the value of `action` in its address; `is_open` where more may follow that is not told.
    Link { action: String, is_open: bool },
}

/// A field of an editor for HTML that is read with a filter which takes the markup out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stripped {
    pub name: String,
    /// Empty where none is given.
    pub filter: String,
    pub place: Place,
    /// The innermost test around it, as [`Sent::guard`].
    pub guard: Option<usize>,
}
