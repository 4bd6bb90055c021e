//! Queries that select rows of one table and hold them neither to a company nor to anything that tells which rows are meant. What of a query is
//! not known, but for the values that its columns are compared with, makes it silent.

use super::query::Tokens;
use super::text::{HOLE, Text};
use super::token::Kind;
use crate::base::Span;

/// A table whose rows are selected whosever they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::symbols) struct Selected {
    /// In small letters and without prefix.
    pub table: String,
    pub span: Span,
    pub at: Option<usize>,
}

/// The table that a query is about, if it says nothing of companies.
pub(super) fn read(text: &Text) -> Option<Selected> {
    let is_selection = text.bytes().trim_ascii_start().get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"select"));
    let speaks = || text.bytes().windows(6).any(|word| word.eq_ignore_ascii_case(b"entity"));
    let tokens = Some(text).filter(|text| is_selection && !text.is_part && text.may_be_query() && !speaks()).and_then(Tokens::new)?;
    let places = |words: &[&str]| (0..tokens.len()).filter(|i| tokens.is_word(*i, words)).collect::<Vec<_>>();
    let (&[0], &[from]) = (places(&["SELECT"]).as_slice(), places(&["FROM"]).as_slice()) else { return None };
    let is_other = !places(&["UNION", "INTO", "WITH", "USING"]).is_empty() || places(&["WHERE"]).len() > 1;
    let table = from + 1;
    let is_known = (0..tokens.len()).filter(|i| tokens.is_hole(*i)).all(|i| is_value(&tokens, i));
    // The newest row is mostly that which was just written, and one row only shows what there is.
    let is_one = tokens.is_word(1, &["MAX"]) || places(&["LIMIT"]).iter().any(|i| tokens.written(i + 1) == b"1");
    if is_other
        || is_one
        || !tokens.is_table(table)
        || !is_known
        || (table..tokens.len()).any(|i| tells_rows(&tokens, i) || is_given(&tokens, i))
    {
        return None;
    }
    let (span, at) = tokens.place(table);
    Some(Selected { table: tokens.lower(table), span, at })
}

/// Whether something that is not known is the bound that a column is compared with, and no more than that.
fn is_value(tokens: &Tokens<'_>, i: usize) -> bool {
    let is_compared = i > 0 && (is_bound(tokens, i - 1) || tokens.is_word(i - 1, &["LIKE", "BETWEEN", "LIMIT"]));
    let is_second = i > 2 && tokens.is_word(i - 1, &["AND"]) && tokens.is_hole(i - 2) && tokens.is_word(i - 3, &["BETWEEN"]);
    tokens.written(i).len() == 1 && (is_compared || is_second)
}

/// Whether a token ends `<`, `>`, `<=`, `>=`, `<>` or `!=`.
fn is_bound(tokens: &Tokens<'_>, i: usize) -> bool {
    let is_sign = |i: usize| [b'<', b'>'].iter().any(|mark| tokens.is_mark(i, *mark));
    is_sign(i) || (i > 0 && tokens.is_mark(i, b'=') && (is_sign(i - 1) || tokens.is_mark(i - 1, b'!')))
}

/// Whether a token is the sign of equality in front of something that the code puts in: rows that something given tells.
fn is_given(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_mark(i, b'=') && !is_bound(tokens, i) && tokens.written(i + 1).contains(&HOLE)
}

/// Whether a token is a column that tells one row, or the rows of one, and a value is asked of it.
fn tells_rows(tokens: &Tokens<'_>, i: usize) -> bool {
    let is_column = matches!(tokens.kind(i), Some(Kind::Word | Kind::Name)) && !tokens.is_mark(i + 1, b'.');
    let name = tokens.lower(i);
    let tells = matches!(name.as_str(), "rowid" | "id" | "barcode" | "import_key")
        || name.starts_with("fk_")
        || name.starts_with("code")
        || name.contains("ref");
    let is_asked = tokens.is_mark(i + 1, b'=') && !tokens.is_mark(i + 3, b'.');
    is_column && tells && (is_asked || tokens.is_word(i + 1, &["IN"]))
}
