//! What a kind of fact is. Which there are stands in `schema`.

/// A kind of fact.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Its name in rules and facts.
    pub name: &'static str,
    /// What a row says, for people who write rules.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds that it is there"))]
    pub about: &'static str,
    /// Its columns, without those that every fact about a module has.
    pub columns: &'static [Column],
    /// Whether its rows are about a module and so have the columns of [`MODULE`].
    pub module: bool,
}

/// A column.
#[derive(Debug)]
pub(crate) struct Column {
    pub name: &'static str,
    /// The only words that it can hold; empty when it holds free text.
    pub words: &'static [&'static str],
}

/// Columns of every fact about a module: the descriptor's class and the module's directory as shown.
const MODULE: &[Column] = &[text("class"), text("dir")];

impl Kind {
    /// The column of that name.
    pub(crate) fn column(&self, name: &str) -> Option<&'static Column> {
        self.all_columns().find(|column| column.name == name)
    }

    /// The names of its columns.
    pub(crate) fn column_names(&self) -> Vec<&'static str> {
        self.all_columns().map(|column| column.name).collect()
    }

    /// Its columns, those of every module first.
    pub(crate) fn all_columns(&self) -> impl Iterator<Item = &'static Column> {
        let common: &'static [Column] = if self.module { MODULE } else { &[] };
        common.iter().chain(self.columns)
    }
}

pub(super) const fn about_module(name: &'static str, about: &'static str, columns: &'static [Column]) -> Kind {
    Kind { name, about, columns, module: true }
}

pub(super) const fn text(name: &'static str) -> Column {
    Column { name, words: &[] }
}

pub(super) const fn closed(name: &'static str, words: &'static [&'static str]) -> Column {
    Column { name, words }
}
