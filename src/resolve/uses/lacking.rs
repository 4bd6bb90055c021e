//! On which releases a class lacks a member.

use super::classes::Classes;
use crate::core_facts::{DYNAMIC, Kind};

/// Where one class has a member and where it lacks it.
#[derive(Debug)]
pub(super) struct Lacking {
    pub has: u32,
    pub lacks: u32,
    /// As `lacks`, and no class below has it either.
    pub lacks_below: u32,
    pub replacement: Option<String>,
    /// Whether the core at most assigns it, so that it may have been there only now and then; of what nobody has too.
    pub only_assigned: bool,
    /// The class of the core that a class of a module has it from, where it has it.
    pub from: Option<String>,
}

impl Lacking {
    pub(super) fn of(classes: &Classes<'_>, kind: Kind, class: &str, name: &str) -> Self {
        let member = classes.member(kind, class, name);
        let has = member.has();
        let lacks = classes.exists(class) & !has & !member.open;
        // What the core only assigns depends on the class, and says nothing of one that is the module's own.
        let is_assigned = |shape: &str| kind == Kind::Property && shape == DYNAMIC;
        let only_assigned = member.declared.iter().all(|declared| is_assigned(declared.shape));
        let is_told = classes.own(class).is_empty() || !only_assigned;
        let has = if is_told { has } else { 0 };
        // Where the value can be of a class below, that may have the member.
        let lacks_below = if lacks == 0 || has == 0 { 0 } else { lacks & !classes.below_has(kind, class, name) };
        let core = member.declared.iter().rev().find(|declared| !declared.is_own);
        let replacement = core.and_then(|core| classes.known.instead_of(&classes.known.find(kind, core.owner, name)?));
        let from = core.filter(|_| !classes.own(class).is_empty()).map(|core| core.owner.to_owned());
        Self { has, lacks, lacks_below, replacement, only_assigned, from }
    }
}
