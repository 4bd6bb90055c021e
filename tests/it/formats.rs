//! The formats of `check`, held against the schemas of those who read them; where reports go, and what paths in them begin with.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use crate::support::{Samples, copy, refused};

/// Golden file and command line.
const CASES: [(&str, &[&str]); 8] = [
    ("check-formats.sarif", &["check", "broken/custom/needy", "--target", "23", "--format", "sarif"]),
    ("check-formats.github", &["check", "behind", "--target", "24", "--level", "warning", "--format", "github"]),
    ("check-formats.gitlab.json", &["check", "broken/custom/needy", "--format", "gitlab"]),
    ("check-formats.checkstyle.xml", &["check", "broken", "--level", "fatal", "--format", "checkstyle"]),
    ("check-formats.junit.xml", &["check", "behind", "--target", "24", "--level", "warning", "--format", "junit", "--fail-on", "error"]),
    ("check-formats.md", &["check", "behind", "--target", "24", "--format", "markdown"]),
    ("check-formats-clean.md", &["check", "healthy", "--target", "22.0.4", "--format", "markdown"]),
    ("check-excerpts.txt", &["check", "behind", "--target", "24", "--level", "error", "--excerpts", "always"]),
];

/// Checks with findings of all kinds, places in other modules, and files that cannot be read.
const CHECKS: [&[&str]; 5] = [
    &["check", "broken", "--target", "22.0.4", "--php", "8.2"],
    &["check", "behind", "--target", "24"],
    &["check", "behind/custom/lagging", "--target", "24"],
    &["check", "patched/site"],
    &["check", "healthy"],
];

#[cfg(feature = "git")]
#[test]
fn formats_are_as_they_were() {
    crate::golden::hold(&CASES);
}

#[test]
fn formats_do_not_depend_on_the_number_of_threads() {
    let samples = Samples::new();
    for (_, arguments) in CASES {
        let with = |threads| samples.says(&[arguments, &["--threads", threads]].concat());
        assert_eq!(with("1"), with("4"), "{arguments:?}");
    }
}

#[test]
fn json_is_what_the_schemas_ask_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schemas = [
        ("sarif", "tests/schemas/sarif-2.1.0.json"),
        ("gitlab", "tests/schemas/gitlab-code-quality.json"),
        ("json", "docs/check.schema.json"),
    ];
    let samples = odd(Samples::new());
    for (format, schema) in schemas {
        let schema: Value = serde_json::from_str(&fs::read_to_string(root.join(schema)).unwrap()).unwrap();
        let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for arguments in CHECKS.into_iter().chain([&["check", "odd"][..]]) {
            let report = json(&samples, &[arguments, &["--format", format]].concat());
            let wrong: Vec<String> = schema.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(wrong.is_empty(), "{format} of {arguments:?}: {wrong:#?}");
        }
        assert!(!schema.is_valid(&serde_json::json!({ "version": 1 })), "the schema of {format} takes anything");
    }
}

#[test]
fn xml_has_the_elements_and_attributes_that_are_read() {
    let junit: &[(&str, &[&str], &[&str])] = &[
        ("testsuites", &["testsuite"], &[]),
        ("testsuite", &["testcase", "system-out"], &["name", "tests", "failures", "errors", "skipped"]),
        ("testcase", &["failure", "error", "skipped"], &["classname", "name"]),
        ("failure", &[], &["message", "type"]),
        ("error", &[], &["message", "type"]),
        ("skipped", &[], &["message", "type"]),
        ("system-out", &[], &[]),
    ];
    let checkstyle: &[(&str, &[&str], &[&str])] = &[
        ("checkstyle", &["file"], &["version"]),
        ("file", &["error"], &["name"]),
        ("error", &[], &["line", "column", "severity", "message", "source"]),
    ];
    let samples = odd(Samples::new());
    for arguments in CHECKS.into_iter().chain([&["check", "odd"][..]]) {
        for (format, shape) in [("junit", junit), ("checkstyle", checkstyle)] {
            hold_xml(&samples.says(&[arguments, &["--format", format]].concat()), shape);
        }
    }
}

/// A tree of elements that has nothing but what `shape` lists: the element, those in it, and its attributes.
fn hold_xml(text: &str, shape: &[(&str, &[&str], &[&str])]) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<usize> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                let name = element.name().as_ref().to_owned();
                let at = shape.iter().position(|(known, _, _)| *known == name).unwrap_or_else(|| panic!("<{name}>"));
                let is_allowed = open.last().map_or(at == 0, |parent| shape[*parent].1.contains(&name.as_str()));
                assert!(is_allowed, "<{name}> is in the wrong place");
                for attribute in attributes(&element) {
                    assert!(shape[at].2.contains(&attribute.as_str()), "<{name} {attribute}=…>");
                }
                open.push(at);
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
}

fn attributes(element: &BytesStart<'_>) -> Vec<String> {
    element.attributes().map(|attribute| attribute.unwrap().key.as_ref().to_owned()).collect()
}

#[test]
fn fingerprints_are_unique_and_stay_when_lines_move() {
    let samples = Samples::new();
    let told = |arguments: &[&str]| -> [Vec<String>; 2] {
        let sarif = json(&samples, &[arguments, &["--format", "sarif"]].concat());
        let gitlab = json(&samples, &[arguments, &["--format", "gitlab"]].concat());
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let results = results.iter().map(|result| result["partialFingerprints"]["dolivet/v1"].as_str().unwrap().to_owned());
        [results.collect(), gitlab.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect()]
    };
    let check = &["check", "behind", "--target", "24"][..];
    let before = told(check);
    for prints in &before {
        assert!(prints.len() > 20);
        assert_eq!(prints.iter().collect::<BTreeSet<_>>().len(), prints.len());
    }
    for (file, content) in crate::support::files(&samples.path().join("behind/custom")) {
        let text = String::from_utf8(content).unwrap();
        fs::write(samples.path().join("behind/custom").join(file), text.replacen("<?php\n", &format!("<?php\n{}", "\n".repeat(10)), 1))
            .unwrap();
    }
    assert_ne!(samples.says(check), Samples::new().says(check), "lines have moved");
    assert_eq!(told(check), before);
    // Which level is shown does not change them either.
    let [errors, _] = told(&[check, &["--level", "error"]].concat());
    assert!(!errors.is_empty() && errors.len() < before[0].len() && errors.iter().all(|print| before[0].contains(print)));
}

#[test]
fn a_name_full_of_signs_ends_no_command_and_no_attribute() {
    let samples = odd(Samples::new());
    let github = samples.says(&["check", "odd", "--format", "github"]);
    assert!(!github.is_empty());
    let starts = ["::error file=odd/", "::warning file=odd/", "::notice file=odd/"];
    assert!(github.lines().all(|line| starts.iter().any(|start| line.starts_with(start))), "{github}");
    assert!(github.contains(r"file=odd/a%2Cb%3Ac%25 \n%3A%3Aerror%3A%3A<x>/core/modules/modOdd.class.php"), "{github}");
    let sarif = json(&samples, &["check", "odd", "--format", "sarif"]);
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(uri["uri"], "odd/a%2Cb%3Ac%25%20%0A%3A%3Aerror%3A%3A%3Cx%3E/core/modules/modOdd.class.php");
    assert_eq!(uri["uriBaseId"], "%SRCROOT%");
    let markdown = samples.says(&["check", "odd", "--format", "markdown"]);
    assert!(!markdown.contains("<x>"), "{markdown}");
}

#[test]
fn paths_begin_where_the_command_runs() {
    let samples = Samples::new();
    let file = |arguments: &[&str], dir: &str| {
        let output =
            samples.command(&[arguments, &["--format", "gitlab"]].concat()).current_dir(samples.path().join(dir)).output().unwrap();
        let issues: Value = serde_json::from_slice(&output.stdout).unwrap();
        issues[0]["location"]["path"].as_str().unwrap().to_owned()
    };
    let inner = "core/modules/modNeedy.class.php";
    assert_eq!(file(&["check", "broken/custom/needy"], ""), format!("broken/custom/needy/{inner}"));
    assert_eq!(file(&["check", &format!("broken/custom/needy/{inner}")], ""), format!("broken/custom/needy/{inner}"));
    assert_eq!(file(&["check", "."], "broken/custom/needy"), inner);
    assert_eq!(file(&["check", "custom/needy"], "broken"), format!("custom/needy/{inner}"));
    // Elsewhere nothing tells of the machine.
    let absolute = samples.path().join("broken/custom/needy");
    assert_eq!(file(&["check", absolute.to_str().unwrap()], "healthy"), inner);
    assert_eq!(file(&["check", "custom/needy", "--path-prefix", "./src/"], "broken"), format!("src/{inner}"));
    assert_eq!(file(&["check", "custom/needy", "--path-prefix", "."], "broken"), inner);
}

#[test]
fn several_reports_come_from_one_run() {
    let samples = Samples::new();
    let shown = samples.says(&["check", "broken", "--output", "sarif=a.sarif", "--output", "junit=b.xml", "--format", "github"]);
    let read = |file: &str| fs::read_to_string(samples.path().join(file)).unwrap();
    assert_eq!(shown, samples.says(&["check", "broken", "--format", "github"]));
    assert_eq!(read("a.sarif"), samples.says(&["check", "broken", "--format", "sarif"]));
    assert_eq!(read("b.xml"), samples.says(&["check", "broken", "--output", "junit"]));
    // A file that is there is overwritten, and colours stay out of files.
    fs::write(samples.path().join("a.sarif"), "x".repeat(1 << 20)).unwrap();
    let shown = samples.says(&["check", "broken", "--output", "human=a.sarif", "--color", "always"]);
    assert_eq!(shown, samples.says(&["check", "broken", "--color", "always"]));
    assert_eq!(read("a.sarif"), samples.says(&["check", "broken"]));
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_read() {
    let samples = Samples::new();
    let says = |arguments: &[&str], words: &str| {
        let text = refused(&samples, &[&["check", "absent"], arguments].concat());
        assert!(text.contains(words), "{arguments:?}: {text}");
    };
    says(&["--output", "sarif=healthy"], "`healthy` is a directory");
    says(&["--output", "sarif=none/a.sarif"], "its directory is not there");
    says(&["--output", "sarif=a", "--output", "junit=healthy/../a"], "two reports would go to `healthy/../a`");
    says(&["--output", "sarif", "--output", "junit=-"], "two reports would go to standard output");
    says(&["--output", "sarif", "--format", "human"], "two reports would go to standard output");
    says(&["--output", "pdf=a"], "no format is called `pdf`");
    says(&["--target", "24", "--explain-verdict", "x", "--output", "sarif=a"], "cannot be used with");
    assert!(!samples.path().join("a").exists());
    let text = refused(&samples, &["check", "behind", "--target", "24", "--explain-verdict", "lagging", "--format", "junit"]);
    assert!(text.contains("has the formats human, table and json"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_link_that_came_with_the_code_is_not_written_through() {
    let samples = Samples::new();
    let precious = samples.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    for (link, to) in [("out.sarif", "precious"), ("new.sarif", "nothing-yet")] {
        std::os::unix::fs::symlink(samples.path().join(to), samples.path().join(link)).unwrap();
        let text = refused(&samples, &["check", "healthy", "--output", &format!("sarif={link}")]);
        assert!(text.contains("is a link"), "{text}");
    }
    assert_eq!(fs::read_to_string(precious).unwrap(), "mine");
    assert!(!samples.path().join("nothing-yet").exists());
    assert_eq!(samples.code(&["check", "healthy", "--output", "sarif=/dev/null"]), Some(0));
}

/// With a module whose directory has signs in its name that mean something in every format.
fn odd(samples: Samples) -> Samples {
    let name = if cfg!(windows) { "a,b%" } else { "a,b:c% \n::error::<x>" };
    copy(&samples.path().join("broken/custom/needy"), &samples.path().join("odd").join(name));
    let modules = samples.path().join("odd").join(name).join("core/modules");
    let text = fs::read_to_string(modules.join("modNeedy.class.php")).unwrap();
    fs::write(modules.join("modOdd.class.php"), text.replace("modNeedy", "modOdd")).unwrap();
    fs::remove_file(modules.join("modNeedy.class.php")).unwrap();
    samples
}

fn json(samples: &Samples, arguments: &[&str]) -> Value {
    serde_json::from_str(&samples.says(arguments)).unwrap()
}
