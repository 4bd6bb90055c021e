//! Outputs on the samples, held against `tests/golden/`. `DOLIVET_BLESS=1 cargo test` rewrites them.

use std::fs;

use crate::support::Samples;

/// Golden file and command line.
const CASES: [(&str, &[&str]); 40] = [
    ("check-broken.txt", &["check", "broken", "--target", "22.0.4", "--php", "8.2"]),
    ("check-broken-table.txt", &["check", "broken", "--format", "table", "--level", "error"]),
    ("check-broken.json", &["check", "broken", "--target", "22.0.4", "--php", "8.2", "--format", "json"]),
    ("check-broken-quiet.txt", &["check", "broken", "-q", "--level", "fatal"]),
    ("check-healthy.txt", &["check", "healthy"]),
    ("check-behind.txt", &["check", "behind", "--target", "24"]),
    ("check-behind-same.txt", &["check", "behind", "--target", "12.0.1"]),
    ("check-behind.json", &["check", "behind", "--target", "24", "--format", "json"]),
    ("check-behind-why.txt", &["check", "behind", "--target", "24", "--explain-verdict", "lagging"]),
    ("check-core.txt", &["check", "behind", "--core", "cores/newer", "--level", "fatal"]),
    ("matrix-core.txt", &["matrix", "behind", "--core", "cores/newer", "--core", "22.0.1"]),
    ("matrix-core.md", &["matrix", "behind", "--core", "cores/older", "--format", "markdown"]),
    ("matrix-behind.txt", &["matrix", "behind"]),
    ("matrix-behind.json", &["matrix", "behind", "--format", "json"]),
    ("matrix-behind.md", &["matrix", "behind", "--format", "markdown"]),
    ("inventory-healthy.txt", &["inventory", "healthy"]),
    ("inventory-healthy-all.txt", &["inventory", "healthy", "--all"]),
    ("inventory-healthy.json", &["inventory", "healthy", "--format", "json"]),
    ("inventory-broken.txt", &["inventory", "broken"]),
    ("inventory-library.txt", &["inventory", "healthy", "--module", "library"]),
    ("graph-healthy.txt", &["graph", "healthy"]),
    ("graph-healthy.json", &["graph", "healthy", "--format", "json"]),
    ("graph-healthy.dot", &["graph", "healthy", "--format", "dot"]),
    ("graph-healthy.mmd", &["graph", "healthy", "--format", "mermaid"]),
    ("graph-broken.txt", &["graph", "broken"]),
    ("graph-without-product.txt", &["graph", "healthy", "--without", "modProduct"]),
    ("facts-older.facts", &["facts", "build", "cores/older", "-q"]),
    ("facts-newer.facts", &["facts", "build", "cores/newer", "-q"]),
    ("facts-diff.txt", &["facts", "diff", "cores/older", "cores/newer"]),
    ("facts-diff.json", &["facts", "diff", "cores/older", "cores/newer", "--format", "json"]),
    ("facts-diff.md", &["facts", "diff", "cores/older", "cores/newer", "--format", "markdown", "--change", "removed,added"]),
    ("facts-show.txt", &["facts", "show", "Facture->create"]),
    ("facts-show.json", &["facts", "show", "Book::$spot", "--core", "cores/older", "--format", "json"]),
    ("patches.txt", &["patches", "patched/site", "--against", "patched/release", "--target", "patched/update"]),
    ("patches-diff.txt", &["patches", "patched/site", "--against", "patched/release", "--diff", "--details", "-q"]),
    ("patches.json", &["patches", "patched/site", "--against", "patched/release", "--target", "patched/update", "--format", "json"]),
    ("patches.md", &["patches", "patched/site", "--against", "patched/release", "--target", "patched/update", "--format", "markdown"]),
    ("patches-list.txt", &["patches", "patched/site"]),
    ("check-patched.txt", &["check", "patched/site"]),
    ("explain.txt", &["explain", "permission-id-collision"]),
];

// Without Git the inventory says that it was built without Git.
#[cfg(feature = "git")]
#[test]
fn outputs_are_as_they_were() {
    hold(&CASES);
}

/// Holds outputs against their golden files.
#[cfg(feature = "git")]
pub(crate) fn hold(cases: &[(&str, &[&str])]) {
    let samples = Samples::new();
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let bless = std::env::var_os("DOLIVET_BLESS").is_some();
    let mut changed = Vec::new();
    for (file, arguments) in cases {
        // A message must not name the directory of this run.
        let found = samples.says(arguments);
        let path = golden.join(file);
        if bless {
            fs::create_dir_all(&golden).unwrap();
            fs::write(&path, &found).unwrap();
        } else if fs::read_to_string(&path).ok().as_deref() != Some(&found) {
            changed.push(format!("{file}: {}", difference(&fs::read_to_string(&path).unwrap_or_default(), &found)));
        }
    }
    assert!(changed.is_empty(), "outputs changed (DOLIVET_BLESS=1 rewrites them):\n{}", changed.join("\n"));
}

/// The first line in which two texts differ.
#[cfg(feature = "git")]
fn difference(golden: &str, found: &str) -> String {
    let (mut old, mut new, mut line) = (golden.lines(), found.lines(), 0);
    loop {
        line += 1;
        match (old.next(), new.next()) {
            (None, None) => return "only line ends differ".to_owned(),
            (a, b) if a == b => {}
            (a, b) => return format!("line {line}\n  was {}\n  is  {}", a.unwrap_or("(nothing)"), b.unwrap_or("(nothing)")),
        }
    }
}

#[test]
fn the_page_of_rules_is_made_of_the_rules() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let samples = Samples::new();
    let found = samples.says(&["rules", "--format", "markdown"]);
    if std::env::var_os("DOLIVET_BLESS").is_some() {
        fs::write(&page, &found).unwrap();
    }
    assert!(fs::read_to_string(page).ok().as_ref() == Some(&found), "docs/rules.md is stale (DOLIVET_BLESS=1 rewrites it)");
    let json: serde_json::Value = serde_json::from_str(&samples.says(&["rules", "--format", "json"])).unwrap();
    let rules = json["rules"].as_array().unwrap();
    let table = samples.says(&["rules"]);
    assert_eq!((table.lines().count(), &table), (rules.len(), &samples.says(&["explain"])));
    let ids = |wanted: &dyn Fn(&serde_json::Value) -> bool| {
        rules.iter().filter(|rule| wanted(rule)).map(|rule| rule["id"].as_str().unwrap()).collect::<Vec<_>>()
    };
    let fixable = ids(&|rule| rule["fixable"] == true);
    assert!(fixable.contains(&"deprecated-rights") && !fixable.contains(&"function-gone"), "{fixable:?}");
    let packed = ids(&|rule| rule["examples"].as_array().unwrap().iter().any(|example| example["archive"].is_string()));
    assert!(packed.contains(&"package-name-refused") && !packed.contains(&"function-gone"), "{packed:?}");
    for rule in rules {
        let (id, area) = (rule["id"].as_str().unwrap(), rule["area"].as_str().unwrap());
        assert!(found.contains(&format!("\n### {id}\n")) && found.contains(&format!("\n## {area}\n")), "{id}");
        let fires = |example: &serde_json::Value| !example["finds"].as_array().unwrap().is_empty();
        let explained = samples.says(&["explain", id]);
        assert!(explained.contains("(finds nothing here)") || explained.contains(", finds nothing here)"), "{explained}");
        for example in rule["examples"].as_array().unwrap().iter().filter(|example| fires(example)) {
            assert!(explained.contains(&format!("example: {} (", example["name"].as_str().unwrap())), "{explained}");
        }
    }
}

#[test]
fn output_does_not_depend_on_the_number_of_threads() {
    let samples = Samples::new();
    for (_, arguments) in CASES {
        let with = |threads| samples.says(&[arguments, &["--threads", threads]].concat());
        assert_eq!(with("1"), with("4"), "{arguments:?}");
    }
}

#[test]
fn no_secret_of_conf_php_is_in_any_output() {
    let samples = Samples::new();
    for (_, arguments) in CASES {
        let text = samples.says(arguments);
        assert!(!text.contains("never-shown"), "{arguments:?}");
    }
    let conf = fs::read_to_string(samples.path().join("healthy/conf/conf.php")).unwrap();
    assert_eq!(conf.matches("never-shown").count(), 2, "the sample has secrets that could leak");
}

#[test]
fn no_output_holds_what_steers_a_terminal() {
    let samples = Samples::new();
    let lines = CASES.iter().map(|(_, arguments)| arguments.to_vec());
    let formats = ["table", "dot", "mermaid", "json"].map(|format| vec!["graph", "broken", "--format", format]);
    let details = ["table", "json"].map(|format| vec!["inventory", "broken", "--module", "hostile", "--format", format]);
    for arguments in lines.chain(formats).chain(details) {
        let text = samples.says(&arguments);
        let bad = text
            .chars()
            .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
        assert_eq!(bad, None, "{arguments:?}");
    }
    assert!(samples.says(&["inventory", "broken", "--module", "hostile"]).contains(r"\u{1b}[2J\u{1b}[31mall is well\u{202e}\n"));
}
