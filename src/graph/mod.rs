//! Dependencies, conflicts, cycles, activation order, what breaks if a module goes. Knows no severities and no message texts.

mod build;
mod core_modules;
mod queries;

use petgraph::graph::DiGraph;

use crate::model::module::Relation;

pub(crate) use build::build;

/// What the modules of an inventory want from each other. Modules are named by their index in `Inventory::modules`.
#[derive(Debug)]
pub(crate) struct Graph {
    /// A node for each module, with the module's own index; an edge leads from the module that needs to the one that is needed.
    net: DiGraph<(), Edge>,
    missing: Vec<Missing>,
    conflicts: Vec<Conflict>,
    cycles: Vec<Vec<usize>>,
}

/// One module needs another that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The module that needs.
    pub from: usize,
    /// The module that is needed.
    pub to: usize,
    /// Who says so.
    pub said_by: SaidBy,
    /// The entry that says so.
    pub relation: Relation,
}

/// Which of the two descriptors declares an [`Edge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SaidBy {
    /// `depends` of the module that needs: Dolibarr activates the other one along with it.
    Depends,
    /// `requiredby` of the needed module alone: Dolibarr deactivates the needing one along with it.
    RequiredBy,
}

/// A module needs one that is neither installed nor part of any core.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// The module that needs.
    pub from: usize,
    /// The entry that names the missing one.
    pub relation: Relation,
}

/// A module refuses another that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The module that refuses.
    pub from: usize,
    /// The module that is refused.
    pub to: usize,
    /// The entry that says so.
    pub relation: Relation,
}

impl Graph {
    /// Unmet dependencies, by module and then as declared.
    pub(crate) fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// Cycles of `depends`, each as the path that leads back to its first module, which is the one with the smallest index.
    pub(crate) fn cycles(&self) -> &[Vec<usize>] {
        &self.cycles
    }

    /// Conflicts between modules that are there, by module and then as declared.
    pub(crate) fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Everything that one module needs of another: first `depends`, then `requiredby`; by module and then as declared.
    pub(crate) fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.net.edge_weights()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::{inventory, module, relation};

    /// A site from lines `class: needed, needed`; a class without a directory of its own is a core module.
    fn graph(core: &[&str], external: &[(&str, &[&str])]) -> Graph {
        let mut modules = Vec::new();
        for (class, depends) in external {
            let mut one = module(&class.to_lowercase(), class);
            one.requires.depends = depends.iter().map(|c| relation(c)).collect();
            modules.push(one);
        }
        modules.extend(core.iter().map(|class| module("", class)));
        build(&inventory(modules))
    }

    #[test]
    fn names_are_compared_without_case_and_unknown_ones_are_missing() {
        let graph = graph(&["modSociete"], &[("modA", &["MODSOCIETE", "modNowhere"])]);
        assert_eq!(graph.edges().map(|e| (e.from, e.to)).collect::<Vec<_>>(), [(0, 1)]);
        assert_eq!(graph.missing().iter().map(|m| m.relation.class.as_str()).collect::<Vec<_>>(), ["modNowhere"]);
    }

    #[test]
    fn without_a_core_the_names_of_core_modules_are_not_missing() {
        let graph = graph(&[], &[("modA", &["modfacture", "modNowhere"])]);
        assert_eq!(graph.missing().len(), 1);
        let with_core = self::graph(&["modSociete"], &[("modA", &["modFacture"])]);
        assert_eq!(with_core.missing().len(), 1, "this core has no modFacture");
    }

    #[test]
    fn a_cycle_is_a_path_from_its_first_module_and_covers_every_member() {
        let graph =
            graph(&[], &[("modX", &["modC"]), ("modA", &["modB"]), ("modB", &["modC", "modA"]), ("modC", &["modA"]), ("modS", &["modS"])]);
        assert_eq!(graph.cycles(), [vec![1, 2], vec![1, 2, 3], vec![4]]);
    }

    #[test]
    fn dependencies_come_first_and_what_hangs_on_a_module_breaks_with_it() {
        let graph = graph(&["modSociete"], &[("modA", &["modB"]), ("modB", &["modSociete"]), ("modC", &[])]);
        assert_eq!(graph.activation_order(), [3, 1, 0, 2]);
        assert_eq!(graph.breaks_without(3), [0, 1]);
        assert_eq!(graph.breaks_without(2), [0usize; 0]);
    }

    #[test]
    fn required_by_is_the_inverse_edge_unless_depends_says_it_already() {
        let mut a = module("a", "modA");
        a.requires.required_by = vec![relation("modB"), relation("modC")];
        let mut b = module("b", "modB");
        b.requires.depends = vec![relation("modA")];
        let mut c = module("c", "modC");
        c.requires.conflicts = vec![relation("modc"), relation("modA"), relation("modGone")];
        let graph = build(&inventory(vec![a, b, c]));
        let edges: Vec<_> = graph.edges().map(|e| (e.from, e.to, e.said_by)).collect();
        assert_eq!(edges, [(1, 0, SaidBy::Depends), (2, 0, SaidBy::RequiredBy)]);
        assert_eq!(graph.conflicts().iter().map(|c| (c.from, c.to)).collect::<Vec<_>>(), [(2, 0)]);
        assert_eq!(graph.breaks_without(0), [1, 2]);
    }

    #[test]
    fn of_two_modules_with_one_class_the_one_that_dolibarr_finds_first_is_meant() {
        let graph = graph(&["modTwice"], &[("modTwice", &[]), ("modA", &["modTwice"])]);
        assert_eq!(graph.edges().map(|e| e.to).collect::<Vec<_>>(), [2]);
    }
}
