//! Finds what a person means by a name, and tells what that was in each release.

use super::diff::ancestors;
use super::row::Kind;
use super::table::{Entry, Table, Variant};

/// How many members of one name are told when no class is given.
const MOST: usize = 20;
/// How many near names are told.
const NEAR: usize = 5;

/// A symbol by its releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Story<'t> {
    pub kind: Kind,
    /// The whole name: `Facture::create`.
    pub name: String,
    /// The class that was asked for, where the member is one of a class above it.
    pub asked: Option<String>,
    /// The releases that have it, inherited or not, as bits of the table.
    pub releases: u32,
    /// The classes and traits that it comes from in releases in which its own class does not declare it.
    pub inherited: Vec<(u32, String)>,
    /// What it was, oldest first. Where several pages declare it, variants share releases.
    pub variants: Vec<Variant<'t>>,
    /// For a class or table: how many members it has, each number with its releases.
    pub members: Vec<(u32, usize)>,
    /// For a property: its new names in `deprecatedProperties()`, with the releases that say so.
    pub renamed: Vec<Variant<'t>>,
}

/// Every symbol that is meant by `asked`: `dol_now()`, `Facture->create`, `Facture::$ref`, `llx_facture.ref`, `/compta/card.php`,
/// `BILL_VALIDATE`, a permission's id …
pub(crate) fn find<'t>(table: &'t Table, asked: &str) -> Vec<Story<'t>> {
    let asked = asked.trim();
    let name = asked.trim_end_matches("()").trim_start_matches('\\').replace("->", "::").replace("::$", "::");
    let whole = [name.as_str(), name.trim_start_matches('/'), name.strip_prefix("llx_").unwrap_or(&name), name.trim_start_matches('$')];
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for kind in Kind::ALL {
        for name in whole {
            let (owner, member) = match kind.separator() {
                None => ("", name),
                Some(separator) => match name.split_once(separator) {
                    Some((owner, member)) if !member.contains(separator) => (owner, member),
                    _ => continue,
                },
            };
            if let Some(entry) = table.find(kind, owner, member)
                && !entries.iter().any(|known| known.is(&entry))
            {
                entries.push(entry);
            }
        }
    }
    let mut stories: Vec<Story<'t>> = entries.into_iter().filter(|entry| entry.kind != Kind::Renamed).map(story).collect();
    if stories.is_empty() {
        stories = inherited(table, &name);
    }
    if stories.is_empty() && !name.contains("::") && !name.contains('.') {
        let bare = name.trim_start_matches('$');
        let members = [Kind::Method, Kind::Property, Kind::ClassConstant, Kind::Column].into_iter().flat_map(|kind| table.all(kind));
        stories = members.filter(|entry| entry.name().eq_ignore_ascii_case(bare)).take(MOST).map(story).collect();
    }
    stories
}

/// A member of a class above the one that was asked for.
fn inherited<'t>(table: &'t Table, name: &str) -> Vec<Story<'t>> {
    let Some((class, member)) = name.split_once("::") else { return Vec::new() };
    let mut classes: Vec<String> = Vec::new();
    for (bit, _) in table.releases().into_iter().rev() {
        let new: Vec<String> = ancestors(table, bit, class).into_iter().filter(|above| !classes.contains(above)).collect();
        classes.extend(new);
    }
    let kinds = [Kind::Method, Kind::Property, Kind::ClassConstant];
    let found = classes.iter().flat_map(|above| kinds.iter().filter_map(|kind| table.find(*kind, above, member)));
    found.map(|entry| Story { asked: Some(class.to_owned()), ..story(entry) }).collect()
}

fn story(entry: Entry<'_>) -> Story<'_> {
    let mut variants: Vec<Variant<'_>> = entry.variants().collect();
    let table = entry.table();
    let calendar = table.calendar();
    let first = |set: u32| calendar.iter().position(|(bit, _)| set & (1 << bit) != 0);
    variants.sort_by_key(|variant| (first(variant.releases), variant.shape, variant.file));
    let kinds: &[Kind] = match entry.kind {
        Kind::Class => &[Kind::Method, Kind::Property, Kind::ClassConstant],
        Kind::Table => &[Kind::Column],
        _ => &[],
    };
    let held: Vec<u32> = kinds.iter().flat_map(|kind| table.members(*kind, entry.name())).map(|member| member.declared()).collect();
    let members = if held.is_empty() { Vec::new() } else { counts(&calendar, entry.releases(), &held) };
    let inherited = inherits(entry, &calendar);
    let releases = inherited.iter().fold(entry.releases(), |set, (more, _)| set | more);
    let renamed = table.find(Kind::Renamed, entry.owner(), entry.name()).filter(|_| entry.kind == Kind::Property);
    let renamed = renamed.into_iter().flat_map(|entry| entry.variants()).collect();
    Story { kind: entry.kind, name: entry.full_name(), asked: None, releases, inherited, variants, members, renamed }
}

/// Where a member comes from in the releases in which its class is there and does not declare it.
fn inherits(entry: Entry<'_>, calendar: &[(u32, &str)]) -> Vec<(u32, String)> {
    let (table, kind) = (entry.table(), entry.kind);
    let mut found: Vec<(u32, String)> = Vec::new();
    if !matches!(kind, Kind::Method | Kind::Property | Kind::ClassConstant) {
        return found;
    }
    for (bit, _) in calendar.iter().filter(|(bit, _)| entry.releases() & (1 << bit) == 0) {
        let has = |above: &String| table.find(kind, above, entry.name()).is_some_and(|found| found.releases() & (1 << bit) != 0);
        let Some(above) = ancestors(table, *bit, entry.owner()).into_iter().find(has) else { continue };
        match found.iter_mut().find(|(_, known)| *known == above) {
            Some((set, _)) => *set |= 1 << bit,
            None => found.push((1 << bit, above)),
        }
    }
    found
}

fn counts(calendar: &[(u32, &str)], releases: u32, held: &[u32]) -> Vec<(u32, usize)> {
    let mut told: Vec<(u32, usize)> = Vec::new();
    for (bit, _) in calendar.iter().filter(|(bit, _)| releases & (1 << bit) != 0) {
        let number = held.iter().filter(|set| **set & (1 << bit) != 0).count();
        match told.last_mut() {
            Some((set, known)) if *known == number => *set |= 1 << bit,
            _ => told.push((1 << bit, number)),
        }
    }
    told
}

/// The names nearest to what was asked, nearest first.
pub(crate) fn near(table: &Table, asked: &str) -> Vec<String> {
    let wanted = asked.trim().trim_end_matches("()").replace("->", "::").replace("::$", "::").to_ascii_lowercase();
    let mut found: Vec<(usize, String)> = Vec::new();
    for entry in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Renamed).flat_map(|kind| table.all(kind)) {
        let name = entry.full_name();
        let lower = name.to_ascii_lowercase();
        let limit = wanted.len() / 3 + 1;
        if lower.len().abs_diff(wanted.len()) <= limit {
            let distance = strsim::osa_distance(&wanted, &lower);
            if distance <= limit {
                found.push((distance, name));
            }
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().take(NEAR).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::super::row::FactsFile;
    use super::*;

    const ROWS: &str = "path\tcompta/card.php\tpage\nfunction\tdol_now\t()\nclass\tA\tclass extends B\nclass\tB\tclass\nmethod\tB::save\t()\nproperty\tA::x\nrenamed\tA::x\ty\ntable\tfacture\ncolumn\tfacture.ref\nhook\tdoActions\t*\npermission\t11\tfacture lire";

    fn names(asked: &str) -> Vec<String> {
        let text = format!("dolivet-facts 1\nrelease 1\n\n{ROWS}");
        let table = Table::of(&[(0, FactsFile::parse(&text).unwrap())]);
        find(&table, asked).iter().map(|story| format!("{} {}", story.kind.word(), story.name)).collect()
    }

    #[test]
    fn a_name_is_understood_as_people_write_it() {
        for (asked, found) in [
            ("DOL_NOW()", "function dol_now"),
            ("A->x", "property A::x"),
            ("a::$x", "property A::x"),
            ("A::save()", "method B::save"),
            ("llx_facture", "table facture"),
            ("llx_facture.ref", "column facture.ref"),
            ("/compta/card.php", "path compta/card.php"),
            ("doactions", "hook doActions"),
            ("11", "permission 11"),
            ("save", "method B::save"),
            ("$x", "property A::x"),
        ] {
            assert_eq!(names(asked), [found], "{asked}");
        }
        for asked in ["", "::", "A::", "nothing", "é->"] {
            assert!(names(asked).is_empty(), "{asked}");
        }
    }

    #[test]
    fn a_member_that_a_class_above_has_is_not_gone() {
        let files = [
            "dolivet-facts 1\nrelease 10.0.0\n\nclass\tA\tclass extends B\nclass\tB\tclass\nmethod\tA::m\t()",
            "dolivet-facts 1\nrelease 9.0.0\n\nclass\tA\tclass extends B\nclass\tB\tclass use T\nclass\tT\ttrait\nmethod\tT::m\t()\nmethod\tT::n\t()",
        ];
        let files: Vec<_> = files.iter().zip(0..).map(|(text, bit)| (bit, FactsFile::parse(text).unwrap())).collect();
        let table = Table::of(&files);
        let stories = find(&table, "A::m");
        assert_eq!((stories.len(), stories[0].releases, &stories[0].inherited), (1, 0b11, &vec![(0b10, "T".to_owned())]));
        // The older release comes first, whatever its bit.
        assert_eq!(find(&table, "T").first().map(|story| story.members.clone()), Some(vec![(0b10, 2)]));
        assert_eq!(table.calendar(), [(1, "9.0.0"), (0, "10.0.0")]);
    }

    #[test]
    fn near_names_are_told() {
        let text = format!("dolivet-facts 1\nrelease 1\n\n{ROWS}");
        let table = Table::of(&[(0, FactsFile::parse(&text).unwrap())]);
        assert_eq!(near(&table, "dol_know()"), ["dol_now"]);
        assert_eq!(near(&table, "A->y").first().map(String::as_str), Some("A::x"));
        assert!(near(&table, "something_else_entirely").is_empty());
    }
}
