//! SQL texts → tables and columns. Never judges.

mod statement;
mod token;

pub(crate) use statement::changes;
