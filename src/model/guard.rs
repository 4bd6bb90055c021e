//! Tests that code lies behind, and where they let it run.

use super::thing::Thing;
use crate::base::PhpSet;

/// A test that code lies behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guard {
    /// The next test around this one.
    pub outer: Option<usize>,
    pub condition: Condition,
    /// Whether the code runs where the test holds, or where it fails.
    pub holds: bool,
}

impl Guard {
    /// The releases of `all` on which the test lets its code run, whatever lies around it and whatever else it asks.
    pub(super) fn lets_run(&self, all: u32) -> u32 {
        self.condition.can(About::Releases, self.holds, all, &|_| None)
    }
}

/// A test as far as it tells where code runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// It holds on exactly these releases, by their bits in the table of facts.
    Releases(u32),
    /// It asks for PHP's version: on which it holds in some patch level, and on which in each.
    Php {
        can: PhpSet,
        must: PhpSet,
    },
    /// It asks whether something is there.
    Exists(Thing),
    /// It asks whether a property is set, which one that is there need not be.
    Set(Thing),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    /// It asks functions of the module: the test as PHP, with whole names of classes. Answered once all files of the module are read.
    Asks(String),
    /// The code itself says no: `$check = 0; if ($check)`.
    Off,
    /// It is about the release, but on which ones it holds cannot be told.
    Unclear,
    /// It rests on something else.
    Unknown,
}

/// A function of a module whose result may tell the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answering {
    /// Its class, whole and in small letters; empty for a function.
    pub class: String,
    /// In small letters, without namespace.
    pub name: String,
    /// As PHP, with whole names of classes.
    pub code: String,
}

/// What a test is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The releases on which code runs.
    Releases,
    /// The releases on which a property is used: one that is not set is taken for one that is not there, since another one stands in for it.
    Properties,
    /// The releases on which a file is included: a class that is not there may only not be loaded yet.
    Files,
    /// The versions of PHP on which code runs.
    Php,
}

impl Condition {
    /// The bits of `all` for which the test can hold, or fail where `wanted` is false. `there` tells for which something is there, `None`
    /// when that is not known.
    pub(super) fn can(&self, about: About, wanted: bool, all: u32, there: &dyn Fn(&Thing) -> Option<u32>) -> u32 {
        let either = |set: u32| if wanted { set } else { all & !set };
        let of = |part: &Self| part.can(about, wanted, all, there);
        match self {
            Self::Releases(set) if about != About::Php => either(*set),
            Self::Off => either(0),
            Self::Php { can, must } if about == About::Php => either(if wanted { can.bits() } else { must.bits() }),
            Self::Exists(Thing::Class(_)) if !wanted && about == About::Files => all,
            Self::Set(_) if !wanted && about != About::Properties => all,
            Self::Exists(thing) | Self::Set(thing) => there(thing).map_or(all, either),
            Self::Not(inner) => inner.can(about, !wanted, all, there),
            Self::All(parts) if wanted => parts.iter().fold(all, |set, part| set & of(part)),
            Self::Any(parts) if !wanted => parts.iter().fold(all, |set, part| set & of(part)),
            Self::All(parts) | Self::Any(parts) => parts.iter().fold(0, |set, part| set | of(part)),
            Self::Releases(_) | Self::Php { .. } | Self::Asks(_) | Self::Unclear | Self::Unknown => all,
        }
    }

    /// Whether something is there wherever the test holds, or fails where `wanted` is false; `None` where it says neither. Of members and
    /// files one name can mean two.
    pub(super) fn says(&self, asked: &Thing, wanted: bool) -> Option<bool> {
        match self {
            Self::Exists(thing @ (Thing::Function(_) | Thing::Class(_) | Thing::Constant(_))) => (thing == asked).then_some(wanted),
            Self::Not(inner) => inner.says(asked, !wanted),
            Self::All(parts) if wanted => parts.iter().find_map(|part| part.says(asked, true)),
            Self::Any(parts) if !wanted => parts.iter().find_map(|part| part.says(asked, false)),
            _ => None,
        }
    }

    /// Whether some part that is no `!`, `&&` or `||` is what is looked for.
    fn any(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::Not(inner) => inner.any(is),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any(is)),
            part => is(part),
        }
    }

    /// Whether it tells nothing on either side.
    pub(crate) fn is_silent(&self) -> bool {
        !self.any(&|part| !matches!(part, Self::Unknown))
    }

    /// Whether some part asks whether one of these is there.
    pub(super) fn asks_for(&self, is: &dyn Fn(&Thing) -> bool) -> bool {
        self.any(&|part| matches!(part, Self::Exists(thing) if is(thing)))
    }

    /// Whether some part of it is switched off.
    pub(super) fn is_off(&self) -> bool {
        self.any(&|part| matches!(part, Self::Off))
    }

    /// Whether it is about the release in a way that cannot be told.
    pub(super) fn is_unclear(&self) -> bool {
        self.any(&|part| matches!(part, Self::Unclear))
    }

    /// Whether it is about the release, or may be.
    pub(crate) fn is_on_release(&self) -> bool {
        self.any(&|part| matches!(part, Self::Releases(_) | Self::Asks(_) | Self::Unclear))
    }

    /// Visits each test that asks functions of the module.
    pub(crate) fn each_asked<'s>(&'s self, visit: &mut dyn FnMut(&'s str)) {
        match self {
            Self::Asks(test) => visit(test),
            Self::Not(inner) => inner.each_asked(visit),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each_asked(visit)),
            _ => {}
        }
    }

    /// Whether some part asks functions of the module.
    pub(crate) fn asks(&self) -> bool {
        self.any(&|part| matches!(part, Self::Asks(_)))
    }

    /// Puts what `answer` says in place of each test that asks functions of the module.
    pub(crate) fn answer(&mut self, answer: &dyn Fn(&str) -> Self) {
        match self {
            Self::Asks(test) => *self = answer(test),
            Self::Not(inner) => inner.answer(answer),
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().for_each(|part| part.answer(answer)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_tells_where_it_can_hold() {
        let foo = Thing::Function("foo".to_owned());
        let there = |thing: &Thing| (*thing == Thing::Function("foo".to_owned())).then_some(0b0011);
        let exists = Condition::Exists(foo);
        let late = Condition::Releases(0b1100);
        let other = Condition::Exists(Thing::Class("x".to_owned()));
        let can = |c: &Condition, wanted| c.can(About::Releases, wanted, 0b1111, &there);
        let sets = |c: &Condition| (can(c, true), can(c, false));
        assert_eq!(sets(&exists), (0b0011, 0b1100));
        assert_eq!(sets(&Condition::Not(Box::new(late.clone()))), (0b0011, 0b1100));
        assert_eq!(sets(&other), (0b1111, 0b1111));
        assert_eq!(sets(&Condition::All(vec![exists.clone(), late.clone()])), (0, 0b1111));
        assert_eq!(sets(&Condition::Any(vec![exists.clone(), late.clone()])), (0b1111, 0));
        assert_eq!(sets(&Condition::All(vec![exists, Condition::Unknown])), (0b0011, 0b1111));
    }

    #[test]
    fn what_is_not_set_or_not_loaded_may_be_there() {
        let there = |_: &Thing| Some(0b0011);
        let can = |about, c: &Condition| (c.can(about, true, 0b1111, &there), c.can(about, false, 0b1111, &there));
        let set = Condition::Set(Thing::Property(String::new(), "a".to_owned()));
        let class = Condition::Exists(Thing::Class("a".to_owned()));
        assert_eq!(can(About::Releases, &set), (0b0011, 0b1111));
        assert_eq!(can(About::Properties, &set), (0b0011, 0b1100));
        assert_eq!(can(About::Releases, &Condition::Not(Box::new(set))), (0b1111, 0b0011));
        assert_eq!(can(About::Releases, &class), (0b0011, 0b1100));
        assert_eq!(can(About::Files, &class), (0b0011, 0b1111));
    }

    #[test]
    fn a_test_tells_on_which_php_it_can_hold() {
        let [old, new] = [PhpSet::of(|version| version < (8, 0)), PhpSet::of(|version| version >= (8, 0))];
        let there = |thing: &Thing| (*thing == Thing::Function("each".to_owned())).then_some(old.bits());
        let exists = Condition::Exists(Thing::Function("each".to_owned()));
        // `PHP_VERSION_ID > 80002` holds on some of PHP 8.0 and fails on some.
        let late = Condition::Php { can: new, must: PhpSet::of(|version| version > (8, 0)) };
        let can = |c: &Condition, wanted| PhpSet::ALL.kept(c.can(About::Php, wanted, PhpSet::ALL.bits(), &there));
        let sets = |c: &Condition| (can(c, true), can(c, false));
        assert_eq!(sets(&exists), (old, new));
        assert_eq!(sets(&late), (new, PhpSet::of(|version| version <= (8, 0))));
        assert_eq!(sets(&Condition::Not(Box::new(late.clone()))), (PhpSet::of(|version| version <= (8, 0)), new));
        assert_eq!(sets(&Condition::All(vec![exists.clone(), late.clone()])), (PhpSet::NONE, PhpSet::ALL));
        assert_eq!(sets(&Condition::Any(vec![exists, Condition::Releases(1)])), (PhpSet::ALL, new));
        assert_eq!(late.can(About::Releases, true, 0b11, &|_| None), 0b11);
    }
}
