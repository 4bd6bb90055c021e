//! Questions to the graph: cycles, activation order, what breaks. Every answer is the same from run to run.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, DfsPostOrder, EdgeFiltered, Reversed};

use super::{Edge, Graph, SaidBy};

type Net = DiGraph<(), Edge>;

impl Graph {
    /// Every module, each after those that its `depends` name. Inside a cycle there is no such order: there the smallest
    /// index comes last, as Dolibarr would activate it when it is asked for that one.
    pub(crate) fn activation_order(&self) -> Vec<usize> {
        let depends = EdgeFiltered::from_fn(&self.net, |edge| edge.weight().said_by == SaidBy::Depends);
        let mut walk = DfsPostOrder::empty(&depends);
        let mut order = Vec::with_capacity(self.net.node_count());
        for start in self.net.node_indices() {
            walk.move_to(start);
            while let Some(node) = walk.next(&depends) {
                order.push(node.index());
            }
        }
        order
    }

    /// The modules that no longer have what they need when module `index` is switched off, directly or through others.
    pub(crate) fn breaks_without(&self, index: usize) -> Vec<usize> {
        let start = NodeIndex::new(index);
        if self.net.node_weight(start).is_none() {
            return Vec::new();
        }
        let inverse = Reversed(&self.net);
        let mut walk = Dfs::new(&inverse, start);
        let mut broken = BTreeSet::new();
        while let Some(node) = walk.next(&inverse) {
            broken.insert(node.index());
        }
        broken.remove(&index);
        broken.into_iter().collect()
    }
}

/// For each knot of modules that need each other: shortest cycles that together pass through all of them.
pub(super) fn cycles(net: &Net) -> Vec<Vec<usize>> {
    let depends = EdgeFiltered::from_fn(net, |edge| edge.weight().said_by == SaidBy::Depends);
    let mut found = BTreeSet::new();
    for knot in tarjan_scc(&depends) {
        let knot: BTreeSet<usize> = knot.into_iter().map(NodeIndex::index).collect();
        let mut covered = BTreeSet::new();
        for start in &knot {
            if covered.contains(start) {
                continue;
            }
            if let Some(mut path) = shortest_cycle(net, &knot, *start) {
                covered.extend(path.iter().copied());
                let first = path.iter().enumerate().min_by_key(|(_, node)| **node).map_or(0, |(i, _)| i);
                path.rotate_left(first);
                found.insert(path);
            }
        }
    }
    found.into_iter().collect()
}

/// The shortest way from `start` back to itself inside a knot; among equals the one through the smallest indices.
fn shortest_cycle(net: &Net, knot: &BTreeSet<usize>, start: usize) -> Option<Vec<usize>> {
    let mut came_from = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let needs = net.edges(NodeIndex::new(node)).map(|edge| edge.weight());
        let next: BTreeSet<usize> = needs.filter(|e| e.said_by == SaidBy::Depends && knot.contains(&e.to)).map(|e| e.to).collect();
        if next.contains(&start) {
            let mut path = vec![node];
            while let Some(before) = path.last().filter(|last| **last != start).and_then(|last| came_from.get(last)) {
                path.push(*before);
            }
            path.reverse();
            return Some(path);
        }
        for to in next {
            if let std::collections::btree_map::Entry::Vacant(free) = came_from.entry(to) {
                free.insert(node);
                queue.push_back(to);
            }
        }
    }
    None
}
