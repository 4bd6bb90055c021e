//! Deviations by module, the result at the end.

use super::{Deviations, files, told};
use crate::model::deviation::{Deviation, What};
use crate::report::human::{problems, push_line};
use crate::report::style::Ink;
use crate::report::{Format, Human, terminal, text};

/// How many files of a deviation are named.
const NAMED: usize = 10;

impl Format<Deviations<'_>> for Human {
    fn write(&self, deviations: &Deviations<'_>, out: &mut String) {
        let site = deviations.of(None);
        if !site.is_empty() {
            push_line(out, &self.look.paint(Ink::Bold, "the installation"));
            site.iter().for_each(|deviation| self.deviation(deviation, out));
            out.push('\n');
        }
        for compared in &deviations.comparison.modules {
            let own = deviations.of(Some(&compared.module));
            if own.is_empty() {
                continue;
            }
            let directory = self.look.paint(Ink::Bold, &text::directory(&compared.module.dir));
            push_line(out, &format!("{directory}  {}", terminal(&compared.module.class)));
            own.iter().for_each(|deviation| self.deviation(deviation, out));
            out.push('\n');
        }
        problems(self.look, deviations.problems, out);
        if let Some(signed) = deviations.signed.filter(|_| !self.look.quiet) {
            push_line(out, &self.look.wrap(&terminal(&signed.told()), 2));
        }
        let ink = if deviations.shown().any(|deviation| deviation.what.counts()) { Ink::Red } else { Ink::Green };
        push_line(out, &self.look.paint(ink, &self.look.wrap(&deviations.result(), 2)));
    }
}

impl Human {
    fn deviation(&self, deviation: &Deviation, out: &mut String) {
        let ink = if matches!(deviation.what, What::Facet { .. }) { Ink::Dim } else { Ink::Yellow };
        let line = self.look.wrap(&terminal(&told(&deviation.what)), 4);
        push_line(out, &format!("  {}", self.look.paint(ink, &line)));
        let files = files(&deviation.what);
        for (word, file) in files.iter().take(NAMED) {
            push_line(out, &format!("    {word:<9} {}", terminal(file)));
        }
        if files.len() > NAMED {
            push_line(out, &format!("    and {} more", files.len() - NAMED));
        }
    }
}
