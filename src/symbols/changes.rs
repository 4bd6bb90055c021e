//! What code changes outside of its own variables: tables, by queries and by the methods of the database that build them, and files.
//! Never says whose they are.

use super::reader::{At, Reader};
use super::sql::{Changed, Selected};
use super::targets::{Folder, command};
use crate::base::Span;
use crate::model::facets::{SqlChange, SqlChangeKind};
use crate::model::uses::{Altered, Deed, Selection, Target, Written};
use crate::php::tree::{Arg, Expr, ExprKind};
use crate::site::{self, Entry};

/// How many changes of one file are kept.
const MOST: usize = 1_000;

/// Functions that change files: which of their arguments they write to, and which they delete.
const FUNCTIONS: [(&str, &[usize], &[usize]); 20] = [
    ("copy", &[1], &[]),
    ("dol_copy", &[1], &[]),
    ("dol_delete_dir", &[], &[0]),
    ("dol_delete_dir_recursive", &[], &[0]),
    ("dol_delete_file", &[], &[0]),
    ("dol_move", &[1], &[0]),
    ("dol_move_dir", &[1], &[0]),
    ("dol_move_uploaded_file", &[1], &[]),
    ("dol_uncompress", &[1], &[]),
    ("dolcopydir", &[1], &[]),
    ("dolreplaceinfile", &[2], &[]),
    ("file_put_contents", &[0], &[]),
    ("fopen", &[0], &[]),
    ("link", &[1], &[]),
    ("move_uploaded_file", &[1], &[]),
    ("rename", &[1], &[0]),
    ("rmdir", &[], &[0]),
    ("symlink", &[1], &[]),
    ("touch", &[0], &[]),
    ("unlink", &[], &[0]),
];

/// Functions that run a command.
const COMMANDS: [&str; 5] = ["exec", "passthru", "popen", "shell_exec", "system"];

impl<'a> Reader<'_, 'a, 'a> {
    /// Keeps the queries of a function that change tables.
    pub(super) fn alters(&mut self, changed: Vec<Changed>) {
        for Changed { kind, table, columns, span, at } in changed {
            self.altered((kind, table, columns), span, at);
        }
    }

    /// Keeps the queries of a function that select rows of any company.
    pub(super) fn selects(&mut self, selected: Vec<Selected>) {
        let sound = selected.into_iter().filter(|selected| self.file.broken_from.is_none_or(|from| selected.span.end <= from));
        let kept = sound.map(|Selected { table, span, at }| Selection { table, place: self.file.place(span), guard: at });
        self.found.selects.extend(kept);
    }

    /// `$db->DDLAddField($table, $column, …)` and its kind (`core/db/DoliDB.class.php`).
    pub(super) fn ddl(&mut self, method: &str, args: &'a [Arg<'a>], span: Span, at: At) {
        let kind = match method {
            "ddladdfield" => SqlChangeKind::AddColumn,
            "ddldropfield" => SqlChangeKind::DropColumn,
            "ddldroptable" => SqlChangeKind::Drop,
            "ddlupdatefield" => SqlChangeKind::ChangeColumn,
            _ => return,
        };
        let text = |i: usize| args.get(i).and_then(|arg| self.queries.whole(&arg.value));
        let Some(table) = text(0).and_then(|table| table.strip_prefix("llx_").map(str::to_owned)) else { return };
        let column = if kind == SqlChangeKind::Drop { None } else { text(1) };
        self.altered((kind, table, column.into_iter().collect()), span, at);
    }

    fn altered(&mut self, (kind, table, columns): (SqlChangeKind, String, Vec<String>), span: Span, at: At) {
        if self.found.alters.len() < MOST && self.is_sound(span) {
            let change = SqlChange { kind, table, columns, place: self.file.place(span) };
            self.found.alters.push(Altered { change, guard: at });
        }
    }

    /// Keeps a call that changes a file.
    pub(super) fn writes(&mut self, lower: &str, name: &str, args: &'a [Arg<'a>], span: Span, at: At) {
        if let Ok(index) = FUNCTIONS.binary_search_by(|(known, ..)| (*known).cmp(lower)) {
            let (_, written, deleted) = FUNCTIONS[index];
            // Without a third argument the first one is changed in place.
            let written = if lower == "dolreplaceinfile" && args.len() < 3 { &[0] } else { written };
            if lower == "fopen" && !args.get(1).is_some_and(|mode| is_for_writing(&mode.value)) {
                return;
            }
            let deeds = [(Deed::Writes, written), (Deed::Deletes, deleted)];
            for (deed, arg) in deeds.into_iter().flat_map(|(deed, list)| list.iter().map(move |i| (deed, *i))) {
                let target = args.get(arg).and_then(|arg| self.folded(|folder| folder.fold(&arg.value)));
                self.written(name, deed, target, span, at);
            }
        } else if COMMANDS.contains(&lower) {
            let found = args.first().and_then(|arg| self.folded(|folder| command(folder, &arg.value)));
            if let Some((deed, target)) = found {
                self.written(name, deed, Some(target), span, at);
            }
        }
    }

    fn written(&mut self, name: &str, deed: Deed, target: Option<Target>, span: Span, at: At) {
        let Some(target) = target else { return };
        if self.found.writes.len() < MOST && self.is_sound(span) {
            let by_descriptor = self.class.is_some() && self.depth > 1 && site::entry(&self.file.shown) == Some(Entry::Descriptor);
            let place = self.file.place(span);
            self.found.writes.push(Written { function: name.to_owned(), deed, target, place, guard: at, by_descriptor });
        }
    }

    /// What `read` makes of paths in the function around.
    fn folded<T>(&self, read: impl FnOnce(&Folder<'_, 'a>) -> T) -> T {
        let file = self.file.shown.rsplit('/').next().unwrap_or_default();
        read(&Folder { file, assigned: &|name| self.body.assigned(name) })
    }

    /// Whether a place lies in front of what the parser could not read.
    fn is_sound(&self, span: Span) -> bool {
        self.file.broken_from.is_none_or(|from| span.end <= from)
    }
}

/// Whether a file can change files or tables at all: it has a word that stands in every way to do so.
pub(crate) fn may_change(text: &[u8]) -> bool {
    let words = [
        "file_put_contents",
        "fopen",
        "copy(",
        "dolCopyDir",
        "dolReplaceInFile",
        "unlink",
        "rename",
        "delete_file",
        "delete_dir",
        "dol_move",
        "rmdir",
        "link(",
        "touch",
        "exec(",
        "system(",
        "passthru",
        "popen",
        "ALTER ",
        "DROP ",
        "TRUNCATE ",
        "DELETE FROM",
        "UPDATE ",
        "DDL",
    ];
    words.iter().any(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
}

/// `'w'`, `'a+'` and the like.
fn is_for_writing(mode: &Expr<'_>) -> bool {
    matches!(mode.kind, ExprKind::Str(mode) if mode.iter().any(|byte| b"waxc+".contains(byte)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::uses::Start;
    use crate::php::{Arena, parse};
    use crate::symbols::read;

    fn written(code: &str) -> String {
        let arena = Arena::new();
        let file = parse(&arena, &Arc::from("x/core/modules/modX.class.php"), format!("<?php {code}").as_bytes());
        let shown = |w: &Written| {
            let start = match w.target.start {
                Start::Htdocs => "htdocs",
                Start::Here => "here",
                Start::Server => "server",
            };
            let end = if w.target.whole { "" } else { "…" };
            format!("{:?} {start}:{}{end}", w.deed, w.target.path)
        };
        read(&file, &[], &|_, _| false).writes.iter().map(shown).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_query_that_a_function_makes_something_of_is_not_known_whole() {
        let altered = |code: &str| {
            let arena = Arena::new();
            let file = parse(&arena, &Arc::from("x.php"), format!("<?php {code}").as_bytes());
            read(&file, &[], &|_, _| false)
                .alters
                .iter()
                .map(|a| format!("{} {}", a.change.kind.as_str(), a.change.table))
                .collect::<Vec<_>>()
        };
        assert_eq!(altered("$db->query(strtr('DELETE FROM llx_a', $b));"), [] as [&str; 0]);
        assert_eq!(altered("f($db->query('DELETE FROM llx_a')); $db->query(g('DROP TABLE llx_b'));"), ["clear a", "drop b"]);
        assert_eq!(altered("$db->DDLDropTable(MAIN_DB_PREFIX.'a'); $db->DDLDropTable($b.'a');"), ["drop a"]);
    }

    #[test]
    fn targets_of_calls_that_change_files_are_put_together() {
        for (code, expected) in [
            ("copy($a, DOL_DOCUMENT_ROOT.'/core/a.php');", "Writes htdocs:/core/a.php"),
            ("copy(DOL_DOCUMENT_ROOT.'/core/a.php', DOL_DATA_ROOT.'/a.php');", ""),
            ("$d = DOL_DOCUMENT_ROOT; $f = $d.'/core/'; file_put_contents($f.'a.php', 1);", "Writes htdocs:/core/a.php"),
            ("$f = DOL_DOCUMENT_ROOT; $f = $x; unlink($f);", ""),
            ("fopen(DOL_DOCUMENT_ROOT.'/a', 'r'); fopen(DOL_DOCUMENT_ROOT.'/a', 'w+'); fopen('/a', 'w');", "Writes htdocs:/a"),
            ("rename(__DIR__.'/../a', dirname(__FILE__, 2).'/b');", "Writes here:/../b; Deletes here:/../a"),
            (
                "dol_delete_file(dol_buildpath('/core/a.php', 0)); dol_delete_file(dol_buildpath('/core/a.php', 1));",
                "Deletes htdocs:/core/a.php",
            ),
            ("dol_copy($a, DOL_DOCUMENT_ROOT.'/core/'.$b.'/c.php');", "Writes htdocs:/core/…"),
            ("touch(\"{$_SERVER['DOCUMENT_ROOT']}/core/a.php\");", "Writes server:/core/a.php"),
            ("touch(dirname(realpath(DOL_DOCUMENT_ROOT.'/core/a/b')).DIRECTORY_SEPARATOR.'c');", "Writes htdocs:/core/a/c"),
            ("exec('patch -p1 '.DOL_DOCUMENT_ROOT.'/main.inc.php < '.__DIR__.'/a.patch');", "Writes htdocs:/main.inc.php"),
            ("exec('ls '.DOL_DOCUMENT_ROOT.'/main.inc.php');", ""),
            ("dolReplaceInFile(DOL_DOCUMENT_ROOT.'/a.php', array(1 => 2));", "Writes htdocs:/a.php"),
        ] {
            assert_eq!(written(code), expected, "{code}");
        }
    }
}
