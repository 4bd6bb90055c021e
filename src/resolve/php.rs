//! What modules use of PHP itself that the version they are to run on calls deprecated, no longer has, or does not have yet.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use super::classes::Classes;
use super::row::rows;
use crate::base::{PhpSet, Version};
use crate::core_facts::{Passes, Passing, is_passing_function, passing};
use crate::model::fact::Fact;
use crate::model::inventory::{Aims, Inventory};
use crate::model::module::{Bound, Module};
use crate::model::place::Place;
use crate::model::uses::{Native, NativeUse, Thing, Use, Uses};

/// The versions that modules are to run on: the one that was named, else all that the target's release runs on
/// (`install/check.php`, read from the header of its facts).
pub(crate) fn php_versions(target: Option<Target<'_>>, aims: &Aims) -> Option<PhpSet> {
    if let Some(php) = &aims.php {
        return Some(PhpSet::only(php));
    }
    let Target { known, bit } = target?;
    let bound = |word| Version::parse(known.header(bit, word)?);
    // Releases before 16 name no newest version; all of them run on the last PHP 7.
    let newest = bound("php-max").or_else(|| Version::parse("7.4"))?;
    Some(PhpSet::between(&bound("php-min")?, &newest))
}

/// One fact for each thing and module, with all its places. What a test for the thing or for PHP's version keeps from running is no
/// mistake.
pub(super) fn facts(inventory: &Inventory, on: PhpSet, aims: &Aims, facts: &mut Vec<Fact>) {
    let classes = Classes::of(inventory.uses.iter().flat_map(|(_, files)| files));
    for (index, files) in &inventory.uses {
        let Some(module) = inventory.modules.get(*index) else { continue };
        let (on, shown) = meant(module, on, aims);
        let own: BTreeSet<&Thing> = files.iter().flat_map(|file| &file.declares).map(|declaration| &declaration.thing).collect();
        let mut found: BTreeMap<(&'static str, String, Trouble), BTreeSet<&Place>> = BTreeMap::new();
        for file in files {
            let uses =
                file.uses.iter().filter_map(|used| Some((of_use(file, used, on).filter(|_| !own.contains(&used.thing))?, &used.place)));
            let natives = file.natives.iter().filter_map(|used| Some((of_native(file, used, on, &classes)?, &used.place)));
            for (key, place) in uses.chain(natives) {
                found.entry(key).or_default().insert(place);
            }
        }
        for ((what, name, trouble), places) in found {
            facts.extend(rows("php", module, places).map(|fact| {
                fact.with("what", what)
                    .with("name", name)
                    .with("state", trouble.state)
                    .with("when", trouble.when)
                    .with("instead", if trouble.instead.is_empty() { "something else" } else { trouble.instead })
                    .with("php", shown.as_str())
            }));
        }
    }
}

/// What is wrong with a use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Trouble {
    state: &'static str,
    /// Since when, or until when.
    when: String,
    instead: &'static str,
}

type Found = (&'static str, String, Trouble);

/// The versions that count for a module, and how they are told.
pub(super) fn meant(module: &Module, on: PhpSet, aims: &Aims) -> (PhpSet, String) {
    match &aims.php {
        Some(php) => (on, php.as_str().to_owned()),
        None => {
            let on = allowed(module, on);
            (on, range(on))
        }
    }
}

/// The versions that a module lets itself be switched on with (`core/modules/DolibarrModules.class.php: _init` and `admin/modules.php`).
fn allowed(module: &Module, on: PhpSet) -> PhpSet {
    let version = |bound: &Bound| if let Bound::Version(version, _) = bound { Some(version.clone()) } else { None };
    let least = version(&module.requires.php_min).map_or(PhpSet::ALL, |least| PhpSet::since(&least));
    let newer = version(&module.requires.php_max).map_or(PhpSet::NONE, |most| PhpSet::since(&most).minus(PhpSet::only(&most)));
    on.and(least).minus(newer)
}

fn of_use(file: &Uses, used: &Use, on: PhpSet) -> Option<Found> {
    let (what, name, known) = match &used.thing {
        Thing::Function(name) if is_passing_function(name) => {
            let count = used.args.filter(|args| !args.open).map(|args| args.count);
            match count.and_then(|count| passing(Passes::Function, &format!("{name}/{count}"))) {
                Some(known) => ("function", format!("{name}({})", if count == Some(0) { "" } else { "…" }), known),
                None => ("function", format!("{name}()"), passing(Passes::Function, name)?),
            }
        }
        Thing::Constant(name) => ("constant", name.clone(), passing(Passes::Constant, name)?),
        _ => return None,
    };
    Some((what, name, trouble(reached(file, used.guard, on), Lost::of(known), known.instead)?))
}

fn of_native(file: &Uses, used: &NativeUse, on: PhpSet, classes: &Classes<'_>) -> Option<Found> {
    let (what, passes) = match used.what {
        Native::Setting => ("setting", Passes::Setting),
        Native::Syntax => ("syntax", Passes::Syntax),
        Native::Null => ("null", Passes::Null),
        Native::Constructor => return of_constructor(on),
        Native::OnClass => return of_class(classes, used, reached(file, used.guard, on)),
    };
    let known = passing(passes, &used.name);
    let mut lost = known.map(Lost::of).unwrap_or_default();
    lost.removed = lost.removed.or(used.refused);
    // The compiler sees what no test around it lets run, unless that is a class or function of its own.
    let on = if used.refused.is_empty() { reached(file, used.guard, on) } else { on };
    // Of an argument the function alone is told, without the number.
    let name = used.name.split_once('/').filter(|_| used.what == Native::Null).map_or(used.name.as_str(), |(function, _)| function);
    let called = known.and_then(|known| known.called).or(used.message.as_deref()).unwrap_or(name);
    Some((what, called.to_owned(), trouble(on, lost, known.map_or("", |known| known.instead))?))
}

/// Up to PHP 7 a method with the name of its class was the constructor.
fn of_constructor(on: PhpSet) -> Option<Found> {
    Some(("constructor", String::new(), trouble(on, Lost::with_8(), "__construct()")?))
}

/// Up to PHP 7 any method could be called on its class.
fn of_class(classes: &Classes<'_>, used: &NativeUse, on: PhpSet) -> Option<Found> {
    let (class, name) = used.name.split_once("::")?;
    let (owner, method) = classes.method(class, name)?;
    let is_static = method.shape.split('(').next()?.split(' ').any(|word| word == "static");
    let trouble = trouble(on, Lost::with_8(), "an object").filter(|_| !is_static)?;
    Some(("method", format!("{}::{}()", owner.written, method.name), trouble))
}

/// The versions that do not take something, and those that complain of it.
#[derive(Default)]
struct Lost {
    removed: PhpSet,
    deprecated: PhpSet,
    known: Option<&'static Passing>,
}

impl Lost {
    fn of(known: &'static Passing) -> Self {
        let removed = known.removed.as_ref().map_or(PhpSet::NONE, PhpSet::since);
        Self { removed, deprecated: PhpSet::since(&known.deprecated).minus(removed), known: Some(known) }
    }

    /// What PHP 7 called deprecated and PHP 8 dropped.
    fn with_8() -> Self {
        let removed = PhpSet::of(|version| version >= (8, 0));
        Self { removed, deprecated: PhpSet::of(|version| version >= (7, 0)).minus(removed), known: None }
    }

    /// The first version of a set of these, as the lists have it where it is older than any that is held.
    fn since(&self, set: PhpSet) -> Option<String> {
        let listed = self.known.map(|known| if set == self.removed { known.removed.as_ref() } else { Some(&known.deprecated) });
        let first = listed.flatten().map(|version| version.as_str().to_owned()).or_else(|| set.names().next())?;
        Some(format!("since PHP {first}"))
    }
}

/// The versions of `on` on which code behind a guard runs.
fn reached(file: &Uses, guard: Option<usize>, on: PhpSet) -> PhpSet {
    let there = |thing: &Thing| {
        let known = match thing {
            Thing::Function(name) => passing(Passes::Function, name)?,
            Thing::Constant(name) => passing(Passes::Constant, name)?,
            _ => return None,
        };
        Some(PhpSet::ALL.minus(known.removed.as_ref().map_or(PhpSet::NONE, PhpSet::since)))
    };
    file.reached_on_php(guard, on, &there)
}

/// What is wrong on some version of `on`, the worst first.
fn trouble(on: PhpSet, lost: Lost, instead: &'static str) -> Option<Trouble> {
    let (removed, deprecated) = (on.and(lost.removed), on.and(lost.deprecated));
    let taken = PhpSet::ALL.minus(lost.removed);
    let newest = |set: PhpSet| set.versions().next_back();
    let is_new = !removed.is_empty() && newest(taken) > newest(lost.removed);
    let (state, when) = match () {
        () if lost.removed == PhpSet::ALL => ("removed", "by every version".to_owned()),
        // What only older versions lack is not read in every file, so it is told of one version alone.
        () if is_new && removed != on => return None,
        () if is_new => {
            let first = taken.minus(PhpSet::of(|version| Some(version) < newest(lost.removed))).names().next()?;
            ("missing", format!("before PHP {first}"))
        }
        () if !removed.is_empty() => (if removed == on { "removed" } else { "removed-somewhere" }, lost.since(lost.removed)?),
        () if !deprecated.is_empty() => ("deprecated", lost.since(lost.deprecated)?),
        () => return None,
    };
    Some(Trouble { state, when, instead })
}

/// `7.1 to 8.4`
fn range(set: PhpSet) -> String {
    let (first, last) = (set.names().next().unwrap_or_default(), set.names().next_back().unwrap_or_default());
    if first == last { first } else { format!("{first} to {last}") }
}
