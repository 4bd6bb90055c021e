//! One public fact of a core as a line of text, and the file that such lines make. Knows no releases but the one it is told.
//! Uses the standard library alone, since `build.rs` reads the shipped files with it.

use std::collections::BTreeSet;
use std::fmt;

/// The version of the format, in the first line of a facts file.
pub(crate) const FORMAT: &str = "1";
/// Largest facts file that is read or written, in bytes; those of a core have about 2 MB, and in memory each takes ten times as much.
#[allow(dead_code, reason = "the build script reads shipped files")]
pub(crate) const FILE_LIMIT: u64 = 64 << 20;
/// How many rows a facts file may have; those of a core have less than 40,000.
pub(crate) const ROW_LIMIT: usize = 1_000_000;

/// The shape of a property that no class declares, see [`Kind::Property`].
#[allow(dead_code, reason = "the build script takes every shape as it is")]
pub(crate) const DYNAMIC: &str = "dynamic";

/// The only header word that may come several times.
const UNVERIFIED: &str = "unverified";

/// What a fact is about. The order is the one in files and tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// A PHP file; shape `page` when it can be opened in a browser.
    Path,
    /// A function; shape: its signature.
    Function,
    /// A class, interface, trait or enum; shape: the line that declares it, without its name.
    Class,
    /// A method; shape: modifiers and signature.
    Method,
    /// A property; shape: modifiers and type. The shape `dynamic` says that neither the class nor one above it declares the property,
    /// but that code assigns it: methods of the class to `$this->name`, or a function to `$x->name` where it gives `$x` nothing
    /// but `new` objects of the class. Such a row says that the name is in use, not that every object has it.
    Property,
    /// A constant of a class; shape: modifiers, and `= value` when that is a literal.
    ClassConstant,
    /// A property by its old name, which `deprecatedProperties()` maps to the one in the shape.
    Renamed,
    /// A constant made by `define()` or `const`; shape: `= value` when that is a literal.
    Define,
    /// A hook context; the file is the one that calls `initHooks()` for it.
    Context,
    /// A hook method that `executeHooks()` runs; shape: the contexts there, or `*` when any caller's may be.
    Hook,
    /// A trigger code that is fired.
    Trigger,
    /// A table, without prefix.
    Table,
    /// A column of a table.
    Column,
    /// A module of the core by its class; shape: numero, name, constant name and `rights_class`.
    Module,
    /// A permission of the core by its id; shape: what is asked in `hasRight()`.
    Permission,
    /// A route of the REST API, such as `GET /invoices/{id}`; shape: the method that answers.
    Route,
}

impl Kind {
    pub(crate) const ALL: [Self; 16] = [
        Self::Path,
        Self::Function,
        Self::Class,
        Self::Method,
        Self::Property,
        Self::ClassConstant,
        Self::Renamed,
        Self::Define,
        Self::Context,
        Self::Hook,
        Self::Trigger,
        Self::Table,
        Self::Column,
        Self::Module,
        Self::Permission,
        Self::Route,
    ];

    /// How the kind is written in files.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Function => "function",
            Self::Class => "class",
            Self::Method => "method",
            Self::Property => "property",
            Self::ClassConstant => "class-constant",
            Self::Renamed => "renamed",
            Self::Define => "define",
            Self::Context => "context",
            Self::Hook => "hook",
            Self::Trigger => "trigger",
            Self::Table => "table",
            Self::Column => "column",
            Self::Module => "module",
            Self::Permission => "permission",
            Self::Route => "route",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether names that differ in case are one: PHP's functions, classes and methods, and SQL's names.
    pub(crate) fn ignores_case(self) -> bool {
        matches!(self, Self::Function | Self::Class | Self::Method | Self::Table | Self::Column | Self::Module | Self::Hook)
    }

    /// What stands between the owner and the name.
    pub(crate) fn separator(self) -> Option<&'static str> {
        match self {
            Self::Method | Self::Property | Self::ClassConstant | Self::Renamed => Some("::"),
            Self::Column => Some("."),
            _ => None,
        }
    }
}

/// A fact. Every field is one line without tabs, see [`Row::line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Row<'a> {
    pub kind: Kind,
    /// The class or table that it belongs to; empty for kinds without a separator.
    pub owner: &'a str,
    pub name: &'a str,
    /// What may change while the name stays, see [`Kind`].
    pub shape: &'a str,
    /// The file it stands in, relative to `htdocs`; empty for members, which stand where their owner stands.
    pub file: &'a str,
    /// More, as `word value` joined by `; `: `deprecated <names that the comment gives instead>`, `type <class of the doc comment>`,
    /// `in <function>`, `composed`.
    pub notes: &'a str,
}

impl<'a> Row<'a> {
    /// Reads a line; an error says what is wrong with it.
    pub(crate) fn parse(line: &'a str) -> Result<Self, String> {
        let mut fields = line.split('\t');
        let word = fields.next().unwrap_or_default();
        let kind = Kind::parse(word).ok_or_else(|| {
            let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            format!("`{word}` is no kind of fact; there are {}", words.join(", "))
        })?;
        let mut next = || fields.next().unwrap_or_default();
        let (key, shape, file, notes) = (next(), next(), next(), next());
        let (owner, name) = match kind.separator() {
            Some(separator) => key.split_once(separator).ok_or_else(|| format!("`{key}` lacks `{separator}`"))?,
            None => ("", key),
        };
        if name.is_empty() {
            return Err("the name is missing".to_owned());
        }
        if fields.next().is_some() {
            return Err("more than 5 fields".to_owned());
        }
        Ok(Self { kind, owner, name, shape, file, notes })
    }

    /// The fact as one line. Control characters, and those that turn the reading direction or hide, become spaces, so that nothing
    /// of a hostile core can end a field or deceive a reader.
    pub(crate) fn line(&self) -> String {
        let mut line =
            String::with_capacity(self.owner.len() + self.name.len() + self.shape.len() + self.file.len() + self.notes.len() + 24);
        line.push_str(self.kind.word());
        line.push('\t');
        if let Some(separator) = self.kind.separator() {
            push(&mut line, self.owner);
            line.push_str(separator);
        }
        push(&mut line, self.name);
        let fields = [self.shape, self.file, self.notes];
        let used = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        for field in &fields[..used] {
            line.push('\t');
            push(&mut line, field);
        }
        line
    }
}

fn push(line: &mut String, text: &str) {
    // Nearly all text is plain, and then nobody has to look at its letters.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        line.push_str(text);
    } else {
        line.extend(text.chars().map(|c| if is_unsafe(c) { ' ' } else { c }));
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The value of one of several notes, see [`Row::notes`].
pub(crate) fn note<'a>(notes: &'a str, word: &str) -> Option<&'a str> {
    notes.split("; ").find_map(|note| match note.strip_prefix(word)? {
        "" => Some(""),
        rest => rest.strip_prefix(' '),
    })
}

/// A facts file that was read.
#[derive(Debug, Clone)]
pub(crate) struct FactsFile<'a> {
    /// `release`, `php-min` and so on with their values, in file order.
    pub header: Vec<(&'a str, &'a str)>,
    pub rows: Vec<Row<'a>>,
}

/// What is wrong with a facts file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// From 1.
    pub line: usize,
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl<'a> FactsFile<'a> {
    /// Reads a file: header lines `word value`, an empty line, rows. Whatever an editor makes of line ends and of the file's start.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate().map(|(i, line)| (i + 1, line));
        let fault = |line: usize, reason: &str| Fault { line, reason: reason.to_owned() };
        let (mut header, mut words, mut ended) = (Vec::new(), BTreeSet::new(), false);
        for (number, line) in lines.by_ref() {
            if line.is_empty() {
                ended = true;
                break;
            }
            let Some((word, value)) = line.split_once(' ') else { return Err(fault(number, "a header line is `word value`")) };
            if !words.insert(word) && word != UNVERIFIED {
                return Err(Fault { line: number, reason: format!("the header names `{word}` a second time") });
            }
            header.push((word, value));
        }
        if header.first() != Some(&("dolivet-facts", FORMAT)) {
            return Err(Fault { line: 1, reason: format!("the first line is not `dolivet-facts {FORMAT}`; build the file anew") });
        }
        if !ended {
            return Err(fault(text.lines().count(), "the header ends early; an empty line has to follow it"));
        }
        let mut rows = Vec::new();
        for (number, line) in lines {
            if rows.len() == ROW_LIMIT {
                return Err(Fault { line: number, reason: format!("more than the {ROW_LIMIT} facts that are read") });
            }
            rows.push(Row::parse(line).map_err(|reason| Fault { line: number, reason })?);
        }
        let file = Self { header, rows };
        if file.header("release").is_none_or(|release| !release.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(fault(1, "the header names no `release`"));
        }
        let (said, there) = (file.header("facts"), file.rows.len());
        if said.is_some_and(|said| said != there.to_string()) {
            let reason = format!("{there} facts are there, and the header says {}", said.unwrap_or_default());
            return Err(Fault { line: text.lines().count(), reason });
        }
        Ok(file)
    }

    /// A value of the header.
    pub(crate) fn header(&self, word: &str) -> Option<&'a str> {
        self.header.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "dolivet-facts 1\nrelease 22.0.4\n\nfunction\tdol_now\t($mode = 'auto')\tcore/lib/functions.lib.php\nmethod\tFacture::create\t($user)\t\tdeprecated other(); type X\ncolumn\tfacture.rowid\n";

    #[test]
    fn lines_come_back_as_they_were() {
        let file = FactsFile::parse(FILE).unwrap();
        assert_eq!(file.header("release"), Some("22.0.4"));
        let again: String = file.rows.iter().map(|row| row.line() + "\n").collect();
        assert!(FILE.ends_with(&again), "{again}");
        let method = file.rows[1];
        assert_eq!(
            (method.owner, method.name, note(method.notes, "deprecated"), note(method.notes, "type")),
            ("Facture", "create", Some("other()"), Some("X"))
        );
        assert_eq!((note(method.notes, "dep"), note("composed; in x", "composed")), (None, Some("")));
    }

    #[test]
    fn a_broken_file_is_told_with_line_and_reason() {
        let fault = |text: &str| FactsFile::parse(text).unwrap_err();
        let start = "dolivet-facts 1\nrelease 22\n\n";
        assert_eq!(fault("").line, 1);
        assert_eq!(fault("dolivet-facts 2\nrelease 1\n\n").line, 1);
        let short = fault("dolivet-facts 1\nrelease 1\nfacts 2\n\nclass\tA\n");
        assert_eq!((short.line, short.reason.as_str()), (5, "1 facts are there, and the header says 2"));
        assert!(fault("dolivet-facts 1\nrelease 1").reason.starts_with("the header ends early"));
        assert_eq!(fault("dolivet-facts 1\n\n").reason, "the header names no `release`");
        for (row, reason) in [
            ("thing\tx", "`thing` is no kind"),
            ("function", "name is missing"),
            ("method\tx", "lacks `::`"),
            ("class\ta\tb\tc\td\te", "more than 5"),
            ("", "`` is no kind"),
        ] {
            let fault = fault(&format!("{start}class\tA\n{row}\n"));
            assert!(fault.line == 5 && fault.reason.contains(reason), "{fault}");
        }
    }

    #[test]
    fn what_editors_add_does_no_harm() {
        let file = FactsFile::parse(FILE).unwrap();
        let text = format!("\u{feff}{}", FILE.replace('\n', "\r\n"));
        let again = FactsFile::parse(&text).unwrap();
        assert_eq!((again.header, again.rows), (file.header, file.rows));
    }

    #[test]
    fn headers_and_rows_are_bounded() {
        let fault = |text: &str| FactsFile::parse(text).unwrap_err().to_string();
        assert_eq!(fault("dolivet-facts 1\nrelease 1\nrelease 2\n\n"), "line 3: the header names `release` a second time");
        assert!(FactsFile::parse("dolivet-facts 1\nrelease 1\nunverified a\nunverified b\n\n").is_ok());
        let many = format!("dolivet-facts 1\nrelease 1\n\n{}", "class\tA\n".repeat(ROW_LIMIT + 1));
        assert_eq!(fault(&many), format!("line {}: more than the {ROW_LIMIT} facts that are read", ROW_LIMIT + 4));
    }

    #[test]
    fn nothing_ends_a_field_early() {
        let row = Row { kind: Kind::Define, owner: "", name: "A\tB", shape: "= 'x\n\u{202e}y'", file: "", notes: "" };
        assert_eq!(row.line(), "define\tA B\t= 'x  y'");
    }
}
