//! JUnit XML, as CI systems show it: one test for the core's release, one for its files, one for each module.

use std::fmt::Write;

use super::{Deviations, files, told};
use crate::model::deviation::Deviation;
use crate::report::Format;
use crate::report::escape::xml;

/// The format `junit`.
#[derive(Debug)]
pub(crate) struct Junit;

/// A test: class, name, what went wrong, and why it was not run.
struct Case<'a> {
    class: &'a str,
    name: String,
    failures: Vec<&'a Deviation>,
    skipped: Option<&'static str>,
}

impl Format<Deviations<'_>> for Junit {
    fn write(&self, deviations: &Deviations<'_>, out: &mut String) {
        let site = deviations.of(None);
        let of = |word: &str| site.iter().copied().filter(|deviation| deviation.what.as_str() == word).collect::<Vec<_>>();
        let skipped = deviations.comparison.core.is_none().then_some("one of the states does not know the core's files");
        let mut cases = vec![
            Case { class: "site", name: "release of the core".to_owned(), failures: of("release"), skipped: None },
            Case { class: "site", name: "files of the core".to_owned(), failures: of("core"), skipped },
        ];
        if let Some(signed) = deviations.signed {
            // Without a valid signature there is no report.
            cases.push(Case { class: "manifest", name: signed.told(), failures: Vec::new(), skipped: None });
        }
        for compared in &deviations.comparison.modules {
            let failures = deviations.of(Some(&compared.module)).into_iter().filter(|deviation| deviation.what.counts()).collect();
            cases.push(Case { class: &compared.module.dir, name: compared.module.class.clone(), failures, skipped: None });
        }
        let failed = cases.iter().filter(|case| !case.failures.is_empty()).count();
        let skipped = cases.iter().filter(|case| case.skipped.is_some()).count();
        let errors = deviations.problems.len();
        let total = cases.len() + errors;
        let _ = writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>");
        let _ = writeln!(
            out,
            "  <testsuite name=\"dolivet manifest verify\" tests=\"{total}\" failures=\"{failed}\" errors=\"{errors}\" skipped=\"{skipped}\">"
        );
        cases.iter().for_each(|case| write(case, out));
        for problem in deviations.problems {
            let (file, message) = (xml(&problem.place.file), xml(&problem.message));
            let _ = writeln!(
                out,
                "    <testcase classname=\"not read\" name=\"{file}\"><error message=\"{message}\" type=\"{}\"/></testcase>",
                problem.kind.as_str()
            );
        }
        out.push_str("  </testsuite>\n</testsuites>\n");
    }
}

fn write(case: &Case<'_>, out: &mut String) {
    let _ = write!(out, "    <testcase classname=\"{}\" name=\"{}\"", xml(case.class), xml(&case.name));
    if case.failures.is_empty() && case.skipped.is_none() {
        return out.push_str("/>\n");
    }
    out.push_str(">\n");
    for deviation in &case.failures {
        let names: Vec<String> = files(&deviation.what).iter().map(|(word, file)| format!("{word}: {file}")).collect();
        let (message, word) = (xml(&told(&deviation.what)), deviation.what.as_str());
        let _ = writeln!(out, "      <failure message=\"{message}\" type=\"{word}\">{}</failure>", xml(&names.join("\n")));
    }
    if let Some(why) = case.skipped {
        let _ = writeln!(out, "      <skipped message=\"{}\"/>", xml(why));
    }
    out.push_str("    </testcase>\n");
}
