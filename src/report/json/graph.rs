//! `dolivet.graph/v1`: who needs and refuses whom. Nodes are named by their position in `modules`.

use serde::Serialize;

use super::common::{Condition, Name, Place, conditions, name_of, place};
use crate::graph::SaidBy;
use crate::model::module::Relation;
use crate::report::Web;

#[derive(Serialize)]
pub(super) struct Graph<'a> {
    schema: &'static str,
    modules: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
    missing: Vec<Missing<'a>>,
    conflicts: Vec<Edge<'a>>,
    cycles: Vec<Vec<usize>>,
    activation_order: Vec<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<Without>,
}

#[derive(Serialize)]
struct Node<'a> {
    #[serde(flatten)]
    name: Name<'a>,
    core: bool,
}

#[derive(Serialize)]
struct Edge<'a> {
    from: usize,
    to: usize,
    said_by: &'static str,
    #[serde(flatten)]
    entry: Entry<'a>,
}

#[derive(Serialize)]
struct Missing<'a> {
    from: usize,
    class: &'a str,
    #[serde(flatten)]
    entry: Entry<'a>,
}

#[derive(Serialize)]
struct Entry<'a> {
    country: Option<&'a str>,
    when: Vec<Condition<'a>>,
    place: Place<'a>,
}

#[derive(Serialize)]
struct Without {
    module: usize,
    breaks: Vec<usize>,
}

pub(super) fn graph<'a>(web: &'a Web<'_>) -> Graph<'a> {
    let drawn = web.drawn();
    let at = |i: usize| drawn.binary_search(&i).ok();
    let path = |indices: &[usize]| indices.iter().filter_map(|i| at(*i)).collect::<Vec<_>>();
    let edge = |from, to, said_by, relation| Some(Edge { from: at(from)?, to: at(to)?, said_by, entry: entry(relation) });
    let graph = web.graph;
    let nodes = drawn.iter().map(|i| &web.inventory.modules[*i]);
    Graph {
        schema: "dolivet.graph/v1",
        modules: nodes.map(|module| Node { name: name_of(module), core: module.core }).collect(),
        edges: graph.edges().filter_map(|e| edge(e.from, e.to, word(e.said_by), &e.relation)).collect(),
        missing: graph
            .missing()
            .iter()
            .filter_map(|m| Some(Missing { from: at(m.from)?, class: &m.relation.class, entry: entry(&m.relation) }))
            .collect(),
        conflicts: graph.conflicts().iter().filter_map(|c| edge(c.from, c.to, "conflictwith", &c.relation)).collect(),
        cycles: graph.cycles().iter().filter(|c| c.iter().all(|i| at(*i).is_some())).map(|c| path(c)).collect(),
        activation_order: path(&graph.activation_order()),
        without: web.without.and_then(|gone| Some(Without { module: at(gone)?, breaks: path(&graph.breaks_without(gone)) })),
    }
}

fn word(said_by: SaidBy) -> &'static str {
    match said_by {
        SaidBy::Depends => "depends",
        SaidBy::RequiredBy => "requiredby",
    }
}

fn entry(relation: &Relation) -> Entry<'_> {
    Entry { country: relation.country.as_deref(), when: conditions(&relation.when), place: place(&relation.place) }
}
