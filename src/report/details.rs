//! One module in full: every facet with its place. Places in the descriptor itself are shown as `:line:column`.

use std::fmt::Write;
use std::sync::Arc;

use super::escape::terminal;
use super::human::{problems, push_line};
use super::style::Ink;
use super::text::{self, conditions, field};
use super::{Format, Listing, Look};
use crate::graph::Graph;
use crate::model::facets::{SqlFile, TriggerSkip};
use crate::model::field::Field;
use crate::model::module::{Module, Relation};
use crate::model::place::{Place, Placed, Problem};
use crate::model::site::Git;

/// The details view of `inventory`.
#[derive(Debug)]
pub(crate) struct Details {
    /// Colours and width.
    pub look: Look,
}

/// Values longer than this are cut, with the number of characters that are missing.
const LONGEST: usize = 200;

impl Format<Listing<'_>> for Details {
    fn write(&self, listing: &Listing<'_>, out: &mut String) {
        for index in &listing.shown {
            let module = &listing.inventory.modules[*index];
            let mut sheet = Sheet { look: self.look, own: Arc::clone(&module.descriptor.file.file), out };
            sheet.head(module);
            sheet.identity(module);
            sheet.requires(module, *index, listing.graph);
            sheet.descriptor_facets(module);
            sheet.code(module);
            sheet.sql(module);
            sheet.rest(module);
            out.push('\n');
        }
        let shown = |problem: &&Problem| listing.shown.iter().any(|i| lies_in(&problem.place, &listing.inventory.modules[*i]));
        let met: Vec<Problem> = listing.inventory.problems.iter().filter(shown).cloned().collect();
        problems(self.look, &met, out);
    }
}

/// Whether a place is the descriptor or in the module's directory, which a core module does not have for itself.
fn lies_in(place: &Place, module: &Module) -> bool {
    let below = place.file.strip_prefix(module.shown.as_str()).is_some_and(|rest| module.shown.is_empty() || rest.starts_with('/'));
    place.file == module.descriptor.file.file || (!module.core && below)
}

struct Sheet<'a> {
    look: Look,
    own: Arc<str>,
    out: &'a mut String,
}

impl Sheet<'_> {
    fn head(&mut self, module: &Module) {
        let name = self.look.paint(Ink::Bold, &text::name(module));
        let class = terminal(&module.descriptor.class);
        push_line(self.out, &format!("{name} {}  ({class})", field(&module.version.version)));
        push_line(self.out, &format!("  {}", text::place(&module.descriptor.file)));
        for fault in &module.descriptor.faults {
            let words = format!("{}: {}", fault.kind.as_str(), terminal(&fault.detail));
            let words = self.look.paint(Ink::Red, &words);
            self.row("does not load", &words, Some(&fault.place));
        }
        if module.descriptor.doubtful {
            push_line(self.out, "  some of this stands behind a syntax error and may be wrong");
        }
    }

    fn identity(&mut self, module: &Module) {
        let identity = &module.identity;
        self.title("identity");
        self.field("numero", &identity.numero);
        self.field("name", &identity.name);
        self.field("version", &module.version.version);
        self.placed("in change log", module.version.changelog.iter());
        self.placed("in VERSION", module.version.version_file.iter());
        self.field("const_name", &identity.const_name);
        self.field("rights_class", &identity.rights_class);
        self.field("family", &identity.family);
        self.field("position", &identity.position);
        self.field("description", &identity.description);
        self.field("editor", &identity.editor_name);
        self.field("editor's site", &identity.editor_url);
        self.field("picto", &identity.picto);
        self.placed("setup page", identity.config_pages.iter());
        self.placed("language file", identity.langfiles.iter());
    }

    fn requires(&mut self, module: &Module, index: usize, graph: &Graph) {
        let needs = &module.requires;
        self.title("needs");
        self.row("Dolibarr", &text::range(&needs.dolibarr_min, &needs.dolibarr_max), None);
        self.row("PHP", &text::range(&needs.php_min, &needs.php_max), None);
        let is_missing = |wanted: &Relation| graph.missing().iter().any(|m| m.from == index && m.relation == *wanted);
        for wanted in &needs.depends {
            self.relation(if is_missing(wanted) { "MISSING" } else { "module" }, wanted);
        }
        needs.required_by.iter().for_each(|relation| self.relation("required by", relation));
        needs.conflicts.iter().for_each(|relation| self.relation("conflicts with", relation));
    }

    fn descriptor_facets(&mut self, module: &Module) {
        self.list("permissions", &module.permissions, |sheet, p| {
            let levels = [field(&p.level1), field(&p.level2)].join("/");
            let of = p.module.known().map(|m| format!(" of {}", terminal(m))).unwrap_or_default();
            sheet.row(&field(&p.id), &format!("{levels}{of}  {}", cut(&field(&p.label))), Some(&p.place));
        });
        self.list("constants", &module.constants, |sheet, c| {
            sheet.row(&field(&c.name), &cut(&field(&c.value)), Some(&c.place));
        });
        self.list("menus", &module.menus, |sheet, m| {
            sheet.row(&field(&m.kind), &format!("{}  {}", field(&m.title), field(&m.url)), Some(&m.place));
        });
        self.list("tabs", &module.tabs, |sheet, tab| {
            let sign = if tab.adds { '+' } else { '-' };
            let words = if tab.object.is_empty() { cut(&field(&tab.text)) } else { format!("{sign}{}", terminal(&tab.name)) };
            sheet.row(&terminal(&tab.object), &words, Some(&tab.place));
        });
        self.list("boxes", &module.boxes, |sheet, b| sheet.row("", &field(&b.file), Some(&b.place)));
        self.list("cron jobs", &module.cron_jobs, |sheet, job| {
            let what = match job.command.known() {
                Some(command) if !command.is_empty() => terminal(command),
                _ => format!("{}::{} in {}", field(&job.object), field(&job.method), field(&job.class)),
            };
            let every = format!("every {} x {} s", field(&job.frequency), field(&job.unit));
            sheet.row(&field(&job.label), &format!("{}, {every}", cut(&what)), Some(&job.place));
        });
        self.list("dictionaries", &module.dictionaries, |sheet, d| sheet.row(&field(&d.table), &field(&d.label), Some(&d.place)));
        self.list("module parts", &module.parts, |sheet, part| {
            let value = part.value.as_deref().map_or_else(|| "(list or not known)".to_owned(), |v| cut(&terminal(v)));
            sheet.row(&terminal(&part.key), &value, Some(&part.place));
        });
        self.list("data directories", &module.directories, |sheet, d| sheet.row("", &terminal(&d.value), Some(&d.place)));
    }

    fn code(&mut self, module: &Module) {
        let hooks = &module.hooks;
        if !hooks.contexts.is_empty() || hooks.open || hooks.actions.is_some() {
            self.title("hooks");
            self.placed("context", hooks.contexts.iter());
            if hooks.open {
                self.row("context", "? (more that are not known)", hooks.place.as_ref());
            }
            match (&hooks.actions, &hooks.expected_file) {
                (Some(actions), _) => {
                    let class = actions.class.as_ref().map_or_else(|| format!("MISSING {}", actions.expected_class), |c| c.value.clone());
                    let priority = actions.priority.map(|p| format!(", priority {p}")).unwrap_or_default();
                    self.row("class", &format!("{}{priority}", terminal(&class)), Some(&actions.file));
                    self.placed("method", actions.methods.iter());
                }
                (None, Some(expected)) => self.row("class", &format!("MISSING {}", terminal(expected)), None),
                (None, None) => {}
            }
        }
        self.list("triggers", &module.triggers, |sheet, trigger| {
            let skipped = match trigger.skipped {
                None => "",
                Some(TriggerSkip::Name) => " SKIPPED: Dolibarr does not accept the file's name",
                Some(TriggerSkip::NoRun) => " SKIPPED: the name ends in NORUN",
                Some(TriggerSkip::NotDeclared) => " SKIPPED: module_parts has no triggers",
                Some(TriggerSkip::Directory) => " SKIPPED: Dolibarr looks in a directory of another name",
            };
            sheet.row(&terminal(&trigger.expected_class), skipped.trim_start(), Some(&trigger.file));
            sheet.placed("  handles", trigger.codes.iter());
        });
        self.list("REST API", &module.api, |sheet, api| {
            let class = api.class.as_ref().map_or_else(|| format!("MISSING {}", api.expected.join(" or ")), |class| class.value.clone());
            sheet.row(&terminal(&class), "", Some(&api.file));
            for route in &api.routes {
                let words = format!("{}  {}, {}", terminal(&route.path), terminal(&route.method), terminal(&route.access));
                sheet.row(&format!("  {}", terminal(&route.verb)), &words, Some(&route.place));
            }
        });
    }

    fn sql(&mut self, module: &Module) {
        let sql = &module.migrations;
        let files: Vec<(&str, &SqlFile)> = [("runs", &sql.run), ("on upgrade", &sql.on_upgrade), ("NEVER RUNS", &sql.never)]
            .into_iter()
            .flat_map(|(when, files)| files.iter().map(move |file| (when, file)))
            .collect();
        self.list("SQL", &files, |sheet, (when, file)| {
            sheet.row(when, "", Some(&file.file));
            for change in &file.changes {
                let columns = if change.columns.is_empty() { String::new() } else { format!(": {}", terminal(&change.columns.join(", "))) };
                let words = format!("{}{}", terminal(&change.table), cut(&columns));
                sheet.row(&format!("  {}", change.kind.as_str()), &words, Some(&change.place));
            }
        });
    }

    fn rest(&mut self, module: &Module) {
        self.list("exports", &module.exports, |sheet, e| sheet.row(&field(&e.code), &field(&e.label), Some(&e.place)));
        self.list("imports", &module.imports, |sheet, e| sheet.row(&field(&e.code), &field(&e.label), Some(&e.place)));
        self.list("languages", &module.languages, |sheet, l| sheet.row(&terminal(&l.locale), &terminal(&l.files.join(", ")), None));
        self.list("document models", &module.models, |sheet, m| {
            sheet.row(&format!("{} {}", terminal(&m.kind), m.role), &terminal(&m.name), Some(&m.file));
        });
        self.list("libraries", &module.libraries, |sheet, l| {
            let marks = [(!l.shipped, ", not there"), (l.dev, ", for development")];
            let marks: String = marks.into_iter().filter_map(|(on, mark)| on.then_some(mark)).collect();
            let version = l.version.as_deref().map_or_else(|| "?".to_owned(), terminal);
            sheet.row(&terminal(&l.name), &format!("{version}{marks}"), Some(&l.place));
        });
        self.list("licences", &module.licences, |sheet, l| sheet.row("", &terminal(&l.value), Some(&l.place)));
        self.title("files");
        self.row("all", &format!("{}, {} bytes", module.files, module.bytes), None);
        self.row("PHP", &module.php_files.to_string(), None);
        for sibling in &module.siblings {
            self.row("also here", &terminal(sibling), None);
        }
        self.git(&module.git);
    }

    fn git(&mut self, git: &Git) {
        self.title("Git");
        match git {
            Git::Repository(state) => {
                self.row("state", &text::git(git), None);
                let texts = [("commit", &state.commit), ("branch", &state.branch), ("remote", &state.remote), ("tag", &state.tag)];
                for (label, value) in texts {
                    value.iter().for_each(|value| self.row(label, &terminal(value), None));
                }
                let flags = [(state.shallow, "shallow"), (state.linked, "linked work tree"), (state.submodule, "submodule")];
                let flags = flags.into_iter().chain([(!state.own, "repository around the module")]);
                flags.filter(|(on, _)| *on).for_each(|(_, word)| self.row("", word, None));
                state.dirty.iter().for_each(|file| self.row("changed", &terminal(file), None));
                state.untracked.iter().for_each(|file| self.row("untracked", &terminal(file), None));
            }
            Git::Broken(why) => self.row("broken", &terminal(why), None),
            Git::None => self.row("state", "no repository", None),
            Git::NotBuilt => self.row("state", "this dolivet was built without Git", None),
        }
    }

    fn title(&mut self, title: &str) {
        push_line(self.out, &self.look.paint(Ink::Cyan, title));
    }

    /// A section, left out when there is nothing in it.
    fn list<T>(&mut self, title: &str, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        if !items.is_empty() {
            self.title(title);
            items.iter().for_each(|item| each(self, item));
        }
    }

    fn field<T: ToString>(&mut self, label: &str, value: &Field<T>) {
        match value {
            Field::Absent => {}
            Field::OneOf(choices, place) => {
                for (when, value) in choices {
                    let words = format!("{}  {}", cut(&terminal(&value.to_string())), conditions(when));
                    self.row(label, words.trim_end(), Some(place));
                }
            }
            _ => self.row(label, &cut(&field(value)), value.place()),
        }
    }

    fn placed<'b>(&mut self, label: &str, values: impl Iterator<Item = &'b Placed<String>>) {
        for value in values {
            self.row(label, &cut(&terminal(&value.value)), Some(&value.place));
        }
    }

    fn relation(&mut self, label: &str, relation: &Relation) {
        let words = format!("{}  {}", text::relation(relation), conditions(&relation.when));
        self.row(label, words.trim_end(), Some(&relation.place));
    }

    /// A label, an escaped value, and where it stands.
    fn row(&mut self, label: &str, value: &str, place: Option<&Place>) {
        let at = place.map(|place| {
            let full = text::place(place);
            let short = full.strip_prefix(&terminal(&self.own)).filter(|_| place.file == self.own && place.line > 0);
            self.look.paint(Ink::Dim, short.unwrap_or(&full))
        });
        let gap = if value.is_empty() { "" } else { "  " };
        let _ = writeln!(self.out, "{}", format!("  {label:<18} {value}{gap}{}", at.unwrap_or_default()).trim_end());
    }
}

/// An escaped text, cut when it is very long.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} more characters)", &text[..end], text[end..].chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::build;
    use crate::model::facets::Permission;
    use crate::model::sample::{inventory, module};

    #[test]
    fn facets_stand_with_their_places_and_empty_ones_are_left_out() {
        let mut one = module("a", "modA");
        let own = Place { file: Arc::clone(&one.descriptor.file.file), line: 7, column: 3 };
        let other = Place { file: "custom/a/x.php".into(), line: 1, column: 2 };
        one.identity.family = Field::Known("x\u{1b}".repeat(150), other);
        one.permissions.push(Permission {
            id: Field::Known(5001, own.clone()),
            label: Field::Known("Read".to_owned(), own.clone()),
            level1: Field::Known("read".to_owned(), own.clone()),
            level2: Field::Absent,
            module: Field::Absent,
            place: own,
        });
        let inventory = inventory(vec![one]);
        let mut out = String::new();
        let listing = Listing { inventory: &inventory, graph: &build(&inventory), shown: vec![0] };
        Details { look: Look::default() }.write(&listing, &mut out);
        assert!(out.contains("\n  5001               read/-  Read  :7:3\n"), "{out}");
        assert!(out.contains("more characters)  custom/a/x.php:1:2\n"), "{out}");
        assert!(!out.contains('\u{1b}') && !out.contains("triggers"), "{out}");
    }
}
