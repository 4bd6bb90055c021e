//! The graph for Graphviz. Colours nothing that shape and style cannot say as well.

use std::fmt::Write;

use super::escape::dot;
use super::{Format, Web};
use crate::graph::SaidBy;
use crate::model::module::Relation;

/// The format `dot`.
#[derive(Debug)]
pub(crate) struct Dot;

impl Format<Web<'_>> for Dot {
    fn write(&self, web: &Web<'_>, out: &mut String) {
        let drawn = web.drawn();
        let is_drawn = |i: usize| drawn.binary_search(&i).is_ok();
        out.push_str("digraph modules {\n  rankdir=LR;\n  node [shape=box];\n");
        for i in &drawn {
            let module = &web.inventory.modules[*i];
            let style = match (web.without == Some(*i), module.core) {
                (true, _) => ", style=dashed",
                (false, true) => ", shape=ellipse",
                (false, false) => "",
            };
            let _ = writeln!(out, "  n{i} [label=\"{}\"{style}];", dot(&module.descriptor.class));
        }
        for edge in web.graph.edges().filter(|edge| is_drawn(edge.from) && is_drawn(edge.to)) {
            let style = if edge.said_by == SaidBy::RequiredBy { "style=dotted" } else { "style=solid" };
            let _ = writeln!(out, "  n{} -> n{} [{style}{}];", edge.from, edge.to, label(&edge.relation));
        }
        for (at, missing) in web.graph.missing().iter().enumerate().filter(|(_, missing)| is_drawn(missing.from)) {
            let class = dot(&missing.relation.class);
            let _ = writeln!(out, "  m{at} [label=\"{class} (missing)\", style=dashed, color=red];");
            let _ = writeln!(out, "  n{} -> m{at} [color=red{}];", missing.from, label(&missing.relation));
        }
        for conflict in web.graph.conflicts().iter().filter(|c| is_drawn(c.from) && is_drawn(c.to)) {
            let _ = writeln!(out, "  n{} -> n{} [style=bold, color=red, arrowhead=tee, label=\"conflict\"];", conflict.from, conflict.to);
        }
        out.push_str("}\n");
    }
}

fn label(relation: &Relation) -> String {
    relation.country.as_ref().map(|country| format!(", label=\"{}\"", dot(country))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::build;
    use crate::model::sample::{inventory, module, relation};

    #[test]
    fn nodes_edges_and_what_is_missing() {
        let mut a = module("a", "modA\"]");
        let mut only_fr = relation("modSociete");
        only_fr.country = Some("FR".to_owned());
        a.requires.depends = vec![only_fr, relation("modGone")];
        let inventory = inventory(vec![a, module("", "modSociete"), module("", "modUnused")]);
        let mut out = String::new();
        Dot.write(&Web { inventory: &inventory, graph: &build(&inventory), without: None }, &mut out);
        let expected = "digraph modules {\n  rankdir=LR;\n  node [shape=box];\n  n0 [label=\"modA\\\"]\"];\n  \
            n1 [label=\"modSociete\", shape=ellipse];\n  n0 -> n1 [style=solid, label=\"FR\"];\n  \
            m0 [label=\"modGone (missing)\", style=dashed, color=red];\n  n0 -> m0 [color=red];\n}\n";
        assert_eq!(out, expected);
    }
}
