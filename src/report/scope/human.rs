//! What a backup has to contain, as a plain list.

use super::Extent;
use crate::report::human::push_line;
use crate::report::style::Ink;
use crate::report::text::directory;
use crate::report::{Format, Human, terminal};

impl Format<Extent<'_>> for Human {
    fn write(&self, extent: &Extent<'_>, out: &mut String) {
        for module in &extent.scope.modules {
            let version = module.version.as_deref().unwrap_or("of unknown version");
            let name = self.look.paint(Ink::Bold, &terminal(&module.module.class));
            push_line(out, &format!("{name} {}", terminal(version)));
            push_line(out, &format!("  code       {}", directory(&module.module.dir)));
            let columns: Vec<String> = module.columns.iter().map(|(table, columns)| format!("{table}: {}", columns.join(", "))).collect();
            let lists = [
                ("table", &module.tables),
                ("columns", &columns),
                ("documents", &module.documents),
                ("constant", &module.constants),
                ("cron job", &module.cron_jobs),
            ];
            for (word, things) in lists {
                things.iter().for_each(|thing| push_line(out, &format!("  {word:<9}  {}", terminal(thing))));
            }
            if !module.unknown.is_empty() {
                push_line(out, &format!("  not known in full: {}", terminal(&module.unknown.join(", "))));
            }
            out.push('\n');
        }
        if !self.look.quiet {
            push_line(out, "the code lies below htdocs, documents below the documents root");
        }
    }
}
