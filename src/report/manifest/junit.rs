//! A restore as tests: one for the core's release, one for its files, one for each module.

use super::{Deviations, files, told};
use crate::model::deviation::Deviation;
use crate::report::Format;
use crate::report::junit::{Case, Junit, Outcome, Sort, Suite, write};

impl Format<Deviations<'_>> for Junit {
    fn write(&self, deviations: &Deviations<'_>, out: &mut String) {
        let site = deviations.of(None);
        let of = |word: &str| site.iter().copied().filter(|deviation| deviation.what.as_str() == word).map(failure).collect::<Vec<_>>();
        let mut core = of("core");
        if deviations.comparison.core.is_none() {
            core.push(outcome(Sort::Skipped, "one of the states does not know the core's files", ""));
        }
        let mut cases = vec![case("site", "release of the core", of("release")), case("site", "files of the core", core)];
        if let Some(signed) = deviations.signed {
            // Without a valid signature there is no report.
            cases.push(case("manifest", &signed.told(), Vec::new()));
        }
        for compared in &deviations.comparison.modules {
            let failures = deviations.of(Some(&compared.module)).into_iter().filter(|deviation| deviation.what.counts()).map(failure);
            cases.push(case(&compared.module.dir, &compared.module.class, failures.collect()));
        }
        for problem in deviations.problems {
            cases.push(case("not read", &problem.place.file, vec![outcome(Sort::Error, &problem.message, problem.kind.as_str())]));
        }
        write(&[Suite { name: "dolivet manifest verify".to_owned(), cases, output: String::new() }], out);
    }
}

fn case(class: &str, name: &str, outcomes: Vec<Outcome>) -> Case {
    Case { class: class.to_owned(), name: name.to_owned(), outcomes }
}

fn outcome(sort: Sort, message: &str, kind: &str) -> Outcome {
    Outcome { sort, message: message.to_owned(), kind: kind.to_owned(), text: String::new() }
}

fn failure(deviation: &Deviation) -> Outcome {
    let names: Vec<String> = files(&deviation.what).iter().map(|(word, file)| format!("{word}: {file}")).collect();
    Outcome { text: names.join("\n"), ..outcome(Sort::Failure, &told(&deviation.what), deviation.what.as_str()) }
}
