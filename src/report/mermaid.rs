//! The graph for Mermaid, as GitHub and many wikis render it. Labels are escaped as HTML entities.

use std::fmt::Write;

use super::escape::mermaid;
use super::{Format, Web};
use crate::graph::SaidBy;
use crate::model::module::Relation;

/// The format `mermaid`.
#[derive(Debug)]
pub(crate) struct Mermaid;

impl Format<Web<'_>> for Mermaid {
    fn write(&self, web: &Web<'_>, out: &mut String) {
        let drawn = web.drawn();
        let is_drawn = |i: usize| drawn.binary_search(&i).is_ok();
        out.push_str("flowchart LR\n");
        for i in &drawn {
            let module = &web.inventory.modules[*i];
            let label = mermaid(&module.descriptor.class);
            let (open, close) = if module.core { ("([", "])") } else { ("[", "]") };
            let gone = if web.without == Some(*i) { " (off)" } else { "" };
            let _ = writeln!(out, "  n{i}{open}\"{label}{gone}\"{close}");
        }
        for edge in web.graph.edges().filter(|edge| is_drawn(edge.from) && is_drawn(edge.to)) {
            let arrow = if edge.said_by == SaidBy::RequiredBy { "-.->" } else { "-->" };
            let _ = writeln!(out, "  n{} {arrow}{} n{}", edge.from, label(&edge.relation), edge.to);
        }
        for (at, missing) in web.graph.missing().iter().enumerate().filter(|(_, missing)| is_drawn(missing.from)) {
            let _ = writeln!(out, "  m{at}>\"{} (missing)\"]", mermaid(&missing.relation.class));
            let _ = writeln!(out, "  n{} -->{} m{at}", missing.from, label(&missing.relation));
        }
        for conflict in web.graph.conflicts().iter().filter(|c| is_drawn(c.from) && is_drawn(c.to)) {
            let _ = writeln!(out, "  n{} --x|conflict| n{}", conflict.from, conflict.to);
        }
    }
}

fn label(relation: &Relation) -> String {
    relation.country.as_ref().map(|country| format!("|\"{}\"|", mermaid(country))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::build;
    use crate::model::sample::{inventory, module, relation};

    #[test]
    fn a_conflict_and_a_missing_module() {
        let mut a = module("a", "modA");
        a.requires.depends = vec![relation("mod\"Gone")];
        a.requires.conflicts = vec![relation("modB")];
        let inventory = inventory(vec![a, module("b", "modB")]);
        let mut out = String::new();
        Mermaid.write(&Web { inventory: &inventory, graph: &build(&inventory), without: None }, &mut out);
        let expected =
            "flowchart LR\n  n0[\"modA\"]\n  n1[\"modB\"]\n  m0>\"mod#34;Gone (missing)\"]\n  n0 --> m0\n  n0 --x|conflict| n1\n";
        assert_eq!(out, expected);
    }
}
