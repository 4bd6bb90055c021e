//! Fields that an editor for HTML fills, and what is read of them with a filter that takes the markup out. Knows one file at a time: a
//! field of the same name elsewhere may be another one.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Span;
use crate::model::sent::Stripped;
use crate::php::File;
use crate::php::tree::{Arg, Expr, ExprKind};

/// How many reads of one file are kept.
const MOST: usize = 1_000;
/// Filters that take all markup out; without a filter that is what newer releases do (`core/lib/functions.lib.php: GETPOST`).
const STRIPPING: [&str; 4] = ["", "alpha", "alphanohtml", "nohtml"];

/// What a file does with fields, as far as it goes.
#[derive(Default)]
pub(super) struct Editors<'a> {
    /// Whether the file has editors at all.
    is_wanted: bool,
    names: BTreeSet<&'a [u8]>,
    reads: BTreeMap<&'a [u8], Vec<Read<'a>>>,
    count: usize,
}

struct Read<'a> {
    filter: &'a [u8],
    span: Span,
    at: Option<usize>,
}

impl<'a> Editors<'a> {
    pub(super) fn of(file: &[u8]) -> Self {
        Self { is_wanted: memchr::memmem::find(file, b"DolEditor").is_some(), ..Self::default() }
    }

    /// `new DolEditor('name', …)`; the one that is called `ace` is for plain text.
    pub(super) fn editor(&mut self, class: &str, args: &'a [Arg<'a>]) {
        let is_plain = || args.iter().any(|arg| matches!(arg.value.kind, ExprKind::Str(b"ace")));
        if let Some(Arg { value: Expr { kind: ExprKind::Str(name), .. }, .. }) = args.first()
            && class == "doleditor"
            && !is_plain()
        {
            self.names.insert(name);
        }
    }

    /// `GETPOST('name', 'filter')`
    pub(super) fn posted(&mut self, lower: &str, args: &'a [Arg<'a>], span: Span, at: Option<usize>) {
        if lower != "getpost" || !self.is_wanted || self.count >= MOST {
            return;
        }
        let Some(Arg { value: Expr { kind: ExprKind::Str(name), .. }, .. }) = args.first() else { return };
        let filter: &[u8] = match args.get(1).map(|arg| arg.value.kind) {
            None => b"",
            // An empty one has other reasons and another meaning.
            Some(ExprKind::Str(filter)) if !filter.is_empty() => filter,
            Some(_) => b"?",
        };
        self.count += 1;
        self.reads.entry(name).or_default().push(Read { filter, span, at });
    }

    /// The reads that lose the markup, unless another one of the same field keeps it.
    pub(super) fn stripped(&self, file: &File<'_>) -> Vec<Stripped> {
        let mut kept = Vec::new();
        for (name, reads) in self.reads.iter().filter(|(name, _)| self.names.contains(*name)) {
            let strips = |read: &Read<'_>| STRIPPING.iter().any(|filter| filter.as_bytes() == read.filter);
            if !reads.iter().all(strips) {
                continue;
            }
            let sound = reads.iter().filter(|read| file.broken_from.is_none_or(|from| read.span.end <= from));
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            kept.extend(sound.map(|read| Stripped {
                name: text(name),
                filter: text(read.filter),
                place: file.place(read.span),
                guard: read.at,
            }));
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::php::{Arena, parse};
    use crate::symbols::read;

    fn stripped(code: &str) -> Vec<(String, String)> {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("a.php"), format!("<?php {code}").as_bytes());
        read(&file, &[], &|_, _| false).stripped.into_iter().map(|read| (read.name, read.filter)).collect()
    }

    #[test]
    fn a_read_loses_the_markup_only_where_no_other_one_keeps_it() {
        let editor = "function a() { $editor = new DolEditor('note', '', '', 200); } ";
        let one = |filter: &str| vec![("note".to_owned(), filter.to_owned())];
        assert_eq!(stripped(&format!("{editor} $a->note = GETPOST('note');")), one(""));
        assert_eq!(stripped(&format!("{editor} $a->note = GETPOST('note', 'alphanohtml');")), one("alphanohtml"));
        for silent in [
            "GETPOST('note', 'restricthtml')",
            "GETPOST('note', 'none')",
            "GETPOST('note', '')",
            "GETPOST('note', $how)",
            "GETPOST('other')",
        ] {
            assert!(stripped(&format!("{editor} {silent};")).is_empty(), "{silent}");
        }
        assert!(stripped(&format!("{editor} GETPOST('note'); GETPOST('note', 'restricthtml');")).is_empty());
        assert!(stripped("GETPOST('note'); // DolEditor").is_empty());
        assert!(stripped("new DolEditor('note', GETPOST('note'), '', 200, '', '', false, 'ace');").is_empty());
    }
}
