//! What changed between two releases for those who write modules. Old against old finds nothing. Holds no sentence.

mod paths;
mod permissions;

use std::collections::{BTreeMap, BTreeSet};

use paths::paths;
use permissions::permissions;

use super::row::Kind;
use super::shape::Signature;
use super::table::{Entry, Side, Table, Variant};

/// What lies in the tree but is not there for modules: the skeleton that new modules are made from, and the installer, whose
/// tables count all the same.
fn is_offered(file: &str) -> bool {
    !file.starts_with("modulebuilder/template/") && (!file.starts_with("install/") || file.starts_with("install/mysql/"))
}

/// Names of the skeleton, which classes of the core make up for it too (`MYOBJECT_CANCEL`).
const SKELETON: [&str; 2] = ["myobject", "mymodule"];

/// How many classes one may extend on its way up.
const LONGEST_LINE: usize = 32;

/// What happened to a symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    Removed,
    Renamed,
    /// It stands elsewhere: another file, or a class above.
    Moved,
    /// Its shape differs.
    Changed,
    Deprecated,
    Added,
}

impl What {
    pub(crate) const ALL: [Self; 6] = [Self::Removed, Self::Renamed, Self::Moved, Self::Changed, Self::Deprecated, Self::Added];

    /// The word that stands for it in every output.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Deprecated => "deprecated",
            Self::Added => "added",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub kind: Kind,
    /// The whole name: `Facture::create`.
    pub name: String,
    pub what: What,
    /// Shapes, files or contexts before and after, whatever it is that differs; empty where there is none.
    pub before: String,
    pub after: String,
    /// Where it stands in the newer release, or stood.
    pub file: String,
    /// What takes its place, as far as the core says.
    pub replacement: String,
    /// How many members or columns came or went with it, how many files with a library.
    pub members: usize,
}

/// A symbol in both releases; several declarations of one name are several variants.
struct Pair<'t> {
    entry: Entry<'t>,
    old: Vec<Variant<'t>>,
    new: Vec<Variant<'t>>,
}

/// Every change from one release to another, by kind and name.
pub(crate) fn diff(old: Side<'_>, new: Side<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for kind in Kind::ALL {
        let pairs = pairs(kind, old, new);
        match kind {
            Kind::Path => changes.extend(paths(&pairs, old, new)),
            Kind::Permission => changes.extend(permissions(&pairs, old, new)),
            Kind::Renamed => {}
            _ => changes.extend(pairs.iter().filter_map(|pair| change(pair, old, new))),
        }
    }
    for change in changes.iter_mut().filter(|change| change.file.is_empty()) {
        change.file = home(change, new).or_else(|| home(change, old)).unwrap_or_default();
    }
    let is_skeleton = |name: &str| SKELETON.iter().any(|word| name.to_ascii_lowercase().contains(word));
    changes.retain(|change| change.kind == Kind::Path || (is_offered(&change.file) && !is_skeleton(&change.name)));
    changes.sort();
    changes
}

/// The file of the class or table that a member belongs to.
fn home(change: &Change, side: Side<'_>) -> Option<String> {
    let (owner, _) = change.name.split_once(change.kind.separator()?)?;
    let entry = side.table.find(owner_kind(change.kind), "", owner)?;
    entry.variants_in(side.bit).next().map(|variant| variant.file.to_owned())
}

fn pairs<'t>(kind: Kind, old: Side<'t>, new: Side<'t>) -> Vec<Pair<'t>> {
    let mut pairs: BTreeMap<(String, String), Pair<'t>> = BTreeMap::new();
    for (side, is_new) in [(old, false), (new, true)] {
        for entry in side.table.all(kind) {
            let offered = |variant: &Variant<'_>| kind == Kind::Path || is_offered(variant.file);
            let variants: Vec<Variant<'t>> = entry.variants_in(side.bit).filter(offered).collect();
            if variants.is_empty() {
                continue;
            }
            let name = if kind.ignores_case() { entry.name().to_ascii_lowercase() } else { entry.name().to_owned() };
            let pair = pairs.entry((entry.owner().to_ascii_lowercase(), name));
            let pair = pair.or_insert_with(|| Pair { entry, old: Vec::new(), new: Vec::new() });
            if is_new { pair.new = variants } else { pair.old = variants }
        }
    }
    pairs.into_values().collect()
}

fn change(pair: &Pair<'_>, old: Side<'_>, new: Side<'_>) -> Option<Change> {
    match (pair.old.first(), pair.new.first()) {
        // Code that assigns a property comes and goes with what it does; who uses the property has to look there in any case.
        (Some(variant), None) | (None, Some(variant)) if variant.is_dynamic(pair.entry.kind) => None,
        (Some(_), None) => removed(pair, new),
        (None, Some(_)) => added(pair, old),
        _ => changed(pair, old, new),
    }
}

fn of(pair: &Pair<'_>, what: What) -> Change {
    let variants = if pair.new.is_empty() { &pair.old } else { &pair.new };
    let file = variants.first().map_or("", |variant| variant.file).to_owned();
    let (before, after) = (shapes(&pair.old), shapes(&pair.new));
    Change { kind: pair.entry.kind, name: pair.entry.full_name(), what, before, after, file, replacement: String::new(), members: 0 }
}

fn removed(pair: &Pair<'_>, new: Side<'_>) -> Option<Change> {
    let (kind, owner, name) = (pair.entry.kind, pair.entry.owner(), pair.entry.name());
    if is_member(kind) {
        // The class or table that is gone speaks for its members.
        has(new, owner_kind(kind), "", owner).then_some(())?;
        if let Some(above) = ancestor_with(new, kind, owner, name) {
            let declared = new.table.find(kind, &above, name)?.declared() & (1 << new.bit);
            (declared != 0).then_some(())?;
            return Some(Change { after: format!("{above}::{name}"), ..of(pair, What::Moved) });
        }
    }
    let mut change = of(pair, What::Removed);
    change.members = members(pair.entry, pair.old.iter().fold(0, |set, variant| set | variant.releases));
    if kind == Kind::Property
        && let Some(renamed) = renamed(new, owner, name)
    {
        change.what = What::Renamed;
        change.replacement = renamed;
        return Some(change);
    }
    let named = pair.old.iter().filter_map(|variant| variant.note("deprecated")).flat_map(str::split_ascii_whitespace);
    let known: Vec<&str> = named.filter(|name| exists(new, owner, name)).collect();
    change.replacement = known.join(" ");
    Some(change)
}

fn added(pair: &Pair<'_>, old: Side<'_>) -> Option<Change> {
    let kind = pair.entry.kind;
    if is_member(kind) && !has(old, owner_kind(kind), "", pair.entry.owner()) {
        return None;
    }
    let members = members(pair.entry, pair.new.iter().fold(0, |set, variant| set | variant.releases));
    Some(Change { members, ..of(pair, What::Added) })
}

fn changed(pair: &Pair<'_>, old: Side<'_>, new: Side<'_>) -> Option<Change> {
    let kind = pair.entry.kind;
    if matches!(kind, Kind::Hook | Kind::Context) {
        return places(pair);
    }
    let (before, after) = (shapes(&pair.old), shapes(&pair.new));
    let is_value = matches!(kind, Kind::Define | Kind::ClassConstant);
    // Constants set by several pages, or from something that is no literal, have no value to compare.
    let comparable = !is_value || (pair.old.len() == 1 && pair.new.len() == 1 && before.contains('=') && after.contains('='));
    let dynamic = pair.old.iter().chain(&pair.new).any(|variant| variant.is_dynamic(kind));
    let ignored = dynamic || matches!(kind, Kind::Trigger | Kind::Route) || is_same_signature(kind, &before, &after);
    if before != after && comparable && !ignored {
        return Some(of(pair, What::Changed));
    }
    let deprecated = [&pair.old, &pair.new].map(|variants| variants.iter().find_map(|variant| variant.note("deprecated")));
    let (from, to) = (files(&pair.old), files(&pair.new));
    // What only a page declares is out of reach.
    if kind == Kind::Function && to.iter().all(|file| is_page(new, file)) && !from.iter().any(|file| is_page(old, file)) {
        return Some(Change { after: to.into_iter().collect::<Vec<_>>().join(","), ..of(pair, What::Removed) });
    }
    if let [None, Some(names)] = deprecated {
        return Some(Change { replacement: names.to_owned(), ..of(pair, What::Deprecated) });
    }
    let moves = matches!(kind, Kind::Function | Kind::Class) && from.len() == 1 && to.len() == 1 && from != to;
    let first = |files: &BTreeSet<&str>| files.first().copied().unwrap_or_default().to_owned();
    moves.then(|| Change { before: first(&from), after: first(&to), ..of(pair, What::Moved) })
}

/// Whether two signatures are written differently and mean the same.
fn is_same_signature(kind: Kind, before: &str, after: &str) -> bool {
    matches!(kind, Kind::Function | Kind::Method)
        && Signature::parse(before).zip(Signature::parse(after)).is_some_and(|(old, new)| old.differences(&new).is_empty())
}

fn is_page(side: Side<'_>, file: &str) -> bool {
    side.table.find(Kind::Path, "", file).is_some_and(|entry| entry.variants_in(side.bit).any(|variant| variant.shape == "page"))
}

/// Where a hook is run, or a context opened, before and after.
fn places(pair: &Pair<'_>) -> Option<Change> {
    let all = if pair.entry.kind == Kind::Hook { contexts } else { files };
    let (mut before, mut after) = (all(&pair.old), all(&pair.new));
    let (was_any, is_any) = (before.remove("*"), after.remove("*"));
    let only = |a: &BTreeSet<&str>, b: &BTreeSet<&str>| a.difference(b).copied().collect::<Vec<_>>().join(",");
    let (before, after) = match (was_any, is_any) {
        (true, false) => ("*".to_owned(), only(&after, &before)),
        // What runs in any context is gone from none.
        (false, true) => (String::new(), "*".to_owned()),
        _ => (only(&before, &after), only(&after, &before)),
    };
    (!before.is_empty() || !after.is_empty()).then(|| Change { before, after, ..of(pair, What::Changed) })
}

fn is_member(kind: Kind) -> bool {
    kind.separator().is_some()
}

fn owner_kind(kind: Kind) -> Kind {
    if kind == Kind::Column { Kind::Table } else { Kind::Class }
}

fn has(side: Side<'_>, kind: Kind, owner: &str, name: &str) -> bool {
    side.table.find(kind, owner, name).is_some_and(|entry| entry.variants_in(side.bit).next().is_some())
}

/// How many members a class or table has in the releases of `bits`.
fn members(entry: Entry<'_>, bits: u32) -> usize {
    let kinds: &[Kind] = match entry.kind {
        Kind::Class => &[Kind::Method, Kind::Property, Kind::ClassConstant],
        Kind::Table => &[Kind::Column],
        _ => &[],
    };
    kinds.iter().flat_map(|kind| entry.table().members(*kind, entry.name())).filter(|member| member.declared() & bits != 0).count()
}

/// The nearest class above that has such a member.
fn ancestor_with(side: Side<'_>, kind: Kind, class: &str, name: &str) -> Option<String> {
    ancestors(side.table, side.bit, class).into_iter().find(|above| has(side, kind, above, name))
}

/// The classes and traits above a class in one release, nearest first, as far as the core declares them.
pub(crate) fn ancestors(table: &Table, bit: u32, class: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut next = vec![class.to_owned()];
    while let Some(class) = (found.len() < LONGEST_LINE).then(|| next.pop()).flatten() {
        let shapes = table.find(Kind::Class, "", &class).into_iter().flat_map(|entry| entry.variants_in(bit)).map(|variant| variant.shape);
        let above = shapes.flat_map(parents).filter(|above| !found.iter().any(|known| known == above));
        let above: Vec<&str> = above.take(LONGEST_LINE).collect();
        found.extend(above.iter().map(|name| (*name).to_owned()));
        next.extend(above.into_iter().rev().map(str::to_owned));
    }
    found
}

/// How much of the line that declares a class is looked through for those above it; the longest of any core has 300 bytes.
const LONGEST_SHAPE: usize = 8_192;

/// The names in `class extends A implements B use C, D`, traits first, without interfaces. Not more than one may have above it.
pub(super) fn parents(shape: &str) -> Vec<&str> {
    let shape = (0..=LONGEST_SHAPE.min(shape.len())).rev().find_map(|end| shape.get(..end)).unwrap_or_default();
    let list = |word: &str| {
        let text = shape.split_once(word).map_or("", |(_, rest)| rest);
        let end = [" implements ", " use "].iter().filter_map(|next| text.find(next)).min().unwrap_or(text.len());
        text[..end].split(',').map(str::trim).filter(|name| !name.is_empty()).take(LONGEST_LINE).collect::<Vec<_>>()
    };
    list(" use ").into_iter().chain(list(" extends ")).take(LONGEST_LINE).collect()
}

/// The new name of a property: its class or one above says so in `deprecatedProperties()`.
fn renamed(side: Side<'_>, class: &str, name: &str) -> Option<String> {
    let classes = std::iter::once(class.to_owned()).chain(ancestors(side.table, side.bit, class));
    classes.into_iter().find_map(|class| {
        let entry = side.table.find(Kind::Renamed, &class, name)?;
        entry.variants_in(side.bit).next().map(|variant| variant.shape.to_owned())
    })
}

/// Whether a name that a comment gives is there: `f()`, `A::f()`, `->f`, `$p`.
fn exists(side: Side<'_>, class: &str, named: &str) -> bool {
    let name = named.trim_end_matches("()").trim_start_matches("->").trim_start_matches('$');
    let (owner, name) = name.split_once("::").map_or((class, name), |(owner, name)| (owner, name.trim_start_matches('$')));
    let as_member = [Kind::Method, Kind::Property, Kind::ClassConstant].iter().any(|kind| has(side, *kind, owner, name));
    as_member || has(side, Kind::Function, "", name) || has(side, Kind::Class, "", name)
}

fn shapes(variants: &[Variant<'_>]) -> String {
    let shapes: BTreeSet<&str> = variants.iter().map(|variant| variant.shape).filter(|shape| !shape.is_empty()).collect();
    shapes.into_iter().collect::<Vec<_>>().join(" | ")
}

fn files<'t>(variants: &[Variant<'t>]) -> BTreeSet<&'t str> {
    variants.iter().map(|variant| variant.file).collect()
}

fn contexts<'t>(variants: &[Variant<'t>]) -> BTreeSet<&'t str> {
    variants.iter().flat_map(|variant| variant.shape.split(',')).collect()
}

#[cfg(test)]
mod tests {
    use super::super::row::FactsFile;
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let texts = [old, new].map(|rows| format!("dolivet-facts 1\nrelease 1\n\n{rows}"));
        let files: Vec<_> = texts.iter().zip(0..).map(|(text, bit)| (bit, FactsFile::parse(text).unwrap())).collect();
        let table = Table::of(&files);
        let side = |bit| Side { table: &table, bit };
        assert!(diff(side(0), side(0)).is_empty() && diff(side(1), side(1)).is_empty());
        let line = |c: Change| {
            format!("{} {} {} [{}] [{}] {} {}", c.what.word(), c.kind.word(), c.name, c.before, c.after, c.replacement, c.members)
        };
        diff(side(0), side(1)).into_iter().map(line).collect()
    }

    #[test]
    fn the_shipped_releases_do_not_differ_from_themselves() {
        let table = Table::embedded();
        for (bit, release) in table.releases() {
            let side = Side { table: &table, bit };
            assert!(diff(side, side).is_empty(), "{release}");
        }
    }

    #[test]
    fn a_class_with_very_many_parents_is_followed_for_a_while() {
        let parents = (0..300_000).map(|i| format!("B{i}")).collect::<Vec<_>>().join(",");
        let rows = |member: &str| {
            let members: String = (0..2_000).map(|i| format!("method\tA::{member}{i}\t()\n")).collect();
            format!("class\tA\tclass extends {parents}\n{members}")
        };
        let start = std::time::Instant::now();
        assert_eq!(told(&rows("m"), &rows("n")).len(), 4_000);
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    }

    #[test]
    fn removed_symbols_name_what_replaces_them() {
        let old = "function\tf\t()\ta.php\tdeprecated g() gone()\nclass\tA\tclass\ta.php\nproperty\tA::old\nproperty\tA::x\t\t\tdeprecated $y\nclass\tB\tclass\nmethod\tB::m\t()\nproperty\tB::p";
        let new = "function\tg\t()\ta.php\nclass\tA\tclass\ta.php\nproperty\tA::y\nrenamed\tA::old\tnew";
        let expected = [
            "removed function f [()] [] g() 0",
            "added function g [] [()]  0",
            "removed class B [class] []  2",
            "renamed property A::old [] [] new 0",
            "removed property A::x [] [] $y 0",
            "added property A::y [] []  0",
        ];
        assert_eq!(told(old, new), expected);
    }

    #[test]
    fn what_is_only_assigned_neither_comes_nor_goes() {
        let class = "class\tA\tclass extends B\nclass\tB\tclass\n";
        let old = "property\tA::a\tprivate int\nproperty\tA::b\nproperty\tA::c\tdynamic\nproperty\tA::d\tdynamic\nproperty\tA::e\tdynamic";
        let new = "property\tA::a\tdynamic\nproperty\tB::b\tdynamic\nproperty\tA::c\tint\nproperty\tA::d\tint\t\tdeprecated $b\nproperty\tA::f\tdynamic";
        let expected = ["deprecated property A::d [dynamic] [int] $b 0"];
        assert_eq!(told(&format!("{class}{old}"), &format!("{class}{new}")), expected);
        // A class that is gone takes along what it declared.
        assert_eq!(told(&format!("{class}{old}"), "class\tB\tclass"), ["removed class A [class extends B] []  2"]);
    }

    #[test]
    fn what_moves_is_not_gone() {
        let old = "path\ta/tool.php\npath\ta/card.php\npath\tincludes/lib/x.php\npath\tincludes/lib/y.php\nfunction\tf\t()\ta/tool.php\nclass\tA\tclass extends B\nclass\tB\tclass\nmethod\tA::m\t()";
        let new =
            "path\tb/tool.php\npath\tb/card.php\nfunction\tf\t()\tb/tool.php\nclass\tA\tclass extends B\nclass\tB\tclass\nmethod\tB::m\t()";
        let expected = [
            "removed path a/card.php [] []  0",
            "moved path a/tool.php [a/tool.php] [b/tool.php] b/tool.php 0",
            "added path b/card.php [] []  0",
            "removed path includes/lib/ [] []  2",
            "moved function f [a/tool.php] [b/tool.php]  0",
            "moved method A::m [()] [B::m]  0",
            "added method B::m [] [()]  0",
        ];
        assert_eq!(told(old, new), expected);
    }

    #[test]
    fn shapes_values_contexts_and_deprecations() {
        let old = "function\tf\t($a)\nfunction\tpage\t()\ta.php\nfunction\tpage\t($x)\tb.php\ndefine\tD\t= 1\ndefine\tN\ncontext\tc\t\ta.php\nhook\th\ta,b\nhook\tany\t*\nfunction\told\t()";
        let new = "function\tf\t($a, $b)\nfunction\tpage\t($x)\tb.php\nfunction\tpage\t()\ta.php\ndefine\tD\t= 2\ndefine\tN\t= 3\ncontext\tc\t\tb.php\nhook\th\tb,c\nhook\tany\t*\tx.php\nfunction\told\t()\t\tdeprecated f()";
        let expected = [
            "changed function f [($a)] [($a, $b)]  0",
            "deprecated function old [()] [()] f() 0",
            "changed define D [= 1] [= 2]  0",
            "changed context c [a.php] [b.php]  0",
            "changed hook h [a] [c]  0",
        ];
        assert_eq!(told(old, new), expected);
    }

    #[test]
    fn what_modules_cannot_reach_is_not_offered() {
        let old = "function\tf\t()\tlib/f.lib.php\nfunction\tusage\t()\tinstall/inc.php\nclass\tMyObject\tclass\tmodulebuilder/template/a.php\ntrigger\tMYOBJECT_GONE\t\tcore/c.php\ntable\tt\t\tinstall/mysql/tables/llx_t.sql";
        let new = "path\tf/page.php\tpage\nfunction\tf\t()\tf/page.php";
        let expected = ["added path f/page.php [] [page]  0", "removed function f [()] [f/page.php]  0", "removed table t [] []  0"];
        assert_eq!(told(old, new), expected);
    }

    #[test]
    fn permissions_are_told_by_what_is_asked_for() {
        let old = "module\tmodA\t1 A\ta.php\npermission\t11\ta read\t\tin modA\npermission\t12\ta write\t\tin modA\npermission\t13\ta gone\t\tin modA";
        let new = "module\tmodA\t1 A\ta.php\npermission\t11\ta read\t\tin modA\npermission\t14\ta write\t\tin modA\npermission\t12\ta all\t\tin modA";
        let expected =
            ["added permission a all [] [12]  0", "removed permission a gone [13] []  0", "changed permission a write [12] [14]  0"];
        assert_eq!(told(old, new), expected);
    }

    #[test]
    fn hooks_in_any_context_still_tell_the_contexts_they_name() {
        let (old, new) = ("hook\th\t*\ta.php\nhook\th\tx,y\tb.php", "hook\th\t*\ta.php\nhook\th\ty,z\tb.php");
        assert_eq!(told(old, new), ["changed hook h [x] [z]  0"]);
        assert_eq!(told("hook\th\t*", "hook\th\tx"), ["changed hook h [*] [x]  0"]);
    }
}
