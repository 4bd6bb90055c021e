//! What is offered for CI, held against the command: options that are there, inputs that are declared and used.

use std::collections::BTreeSet;

use crate::support::Samples;

const ACTION: &str = include_str!("../../action.yml");
const GITLAB: &str = include_str!("../../ci/gitlab.yml");
const DOCUMENT: &str = include_str!("../../docs/ci.md");

#[test]
fn every_option_that_ci_uses_is_one_of_the_command() {
    let samples = Samples::new();
    let help = samples.says(&["check", "--help"]);
    for (name, text) in [("action.yml", ACTION), ("ci/gitlab.yml", GITLAB), ("docs/ci.md", DOCUMENT)] {
        // Lines of other commands have options of their own.
        let lines = text.lines().filter(|line| !line.contains("cargo install")).map(|line| line.split("cs2pr").next().unwrap_or(line));
        let text: String = lines.collect::<Vec<_>>().join("\n");
        let options: BTreeSet<&str> = text
            .match_indices("--")
            .map(|(at, _)| word(&text[at..]))
            .filter(|option| option.len() > 2 && !option.starts_with("---"))
            .collect();
        assert!(!options.is_empty(), "{name}");
        for option in options {
            assert!(help.contains(&format!("{option} ")), "{name} uses `{option}`");
        }
    }
    let formats = help.split("--format <FORMAT>").nth(1).unwrap().split(']').next().unwrap();
    for line in DOCUMENT.lines().filter(|line| line.starts_with("| `")) {
        let format = line.split('`').nth(1).unwrap();
        assert!(formats.contains(format), "docs/ci.md has the format `{format}`");
    }
}

/// An option's letters from its two signs on.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(text.len());
    &text[..end]
}

#[test]
fn inputs_of_the_action_are_declared_and_used() {
    let declared = ACTION.split("\ninputs:\n").nth(1).unwrap().split("\noutputs:").next().unwrap();
    let declared: BTreeSet<&str> = declared.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).collect();
    let declared: BTreeSet<&str> = declared.into_iter().map(|line| line.trim().trim_end_matches(':')).collect();
    let used: BTreeSet<&str> = ACTION.split("${{ inputs.").skip(1).map(|rest| rest.split(' ').next().unwrap()).collect();
    assert_eq!(declared, used);
    // An input within a script would be a part of it, whatever is written in it.
    let scripts = ACTION.split("run: |\n").skip(1).map(|rest| rest.split("\n    - ").next().unwrap());
    assert!(scripts.into_iter().all(|script| !script.contains("${{")), "an input is pasted into a script");
    assert!(!ACTION.contains('\t') && !GITLAB.contains('\t'));
}
