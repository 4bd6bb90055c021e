//! Settings that are right, and mistakes with their places.

use std::fs;
use std::path::Path;

use super::*;

const RULES: [&str; 3] = ["deprecated-global", "function-gone", "method-gone"];

const GOOD: &str = r#"target = "24"
php = "8.4"
fail-on = "error"
baseline = "ci/known.json"
exclude = ["tests", "lib/*.php"]
[levels]
deprecated-global = "off"
function-gone = "note"
[[override]]
paths = ["scripts"]
levels = { function-gone = "fatal" }
[[override]]
modules = ["modA"]
levels = { deprecated-global = "note" }
"#;

/// `docs/dolivet.schema.json`, as the structs have it. `DOLIVET_BLESS=1 cargo test` rewrites it.
#[test]
fn the_schema_is_that_of_the_structs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/dolivet.schema.json");
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(raw::Raw)).unwrap() + "\n";
    if std::env::var_os("DOLIVET_BLESS").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), schema, "docs/dolivet.schema.json is stale (DOLIVET_BLESS=1 rewrites it)");
}

/// A file and its values, as an editor would judge them.
#[test]
fn the_schema_takes_what_is_right_and_no_unknown_key() {
    let schema = serde_json::to_value(schemars::schema_for!(raw::Raw)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let value = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
    assert!(validator.is_valid(&value(GOOD)));
    assert!(!validator.is_valid(&value("tagret = '24'")) && !validator.is_valid(&value("[levels]\na = 'bad'")));
}

#[test]
fn the_last_level_that_fits_decides() {
    let settings = settings("dolivet.toml", GOOD, &RULES).unwrap();
    let module = |dir: &str, class: &str| ModuleRef { dir: dir.into(), class: class.into() };
    let (a, b) = (module("custom/a", "modA"), module("custom/b", "modB"));
    let at = |level| Some(Wanted::At(level));
    assert_eq!(settings.wanted("function-gone", Some(&b), "class/x.php"), at(Level::Note));
    assert_eq!(settings.wanted("function-gone", Some(&b), "scripts/a/x.php"), at(Level::Fatal));
    assert_eq!(settings.wanted("deprecated-global", Some(&a), "x.php"), at(Level::Note));
    assert_eq!(settings.wanted("deprecated-global", None, "x.php"), Some(Wanted::Off));
    assert_eq!(settings.wanted("method-gone", Some(&a), "x.php"), None);
    for (path, excluded) in [("tests/a/b.php", true), ("lib/x.php", true), ("lib/a/x.php", false), ("a/tests/b.php", false)] {
        assert_eq!(settings.is_excluded(path), excluded, "{path}");
    }
    assert_eq!((settings.baseline.as_deref(), settings.fail_on), (Some("ci/known.json"), Some(Level::Error)));
}

#[test]
fn targets_are_one_or_more() {
    let targets = |list: &str| settings("dolivet.toml", &GOOD.replacen("\"24\"", list, 1), &RULES).unwrap().targets;
    let told = |list: &str| targets(list).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        (told("'24'"), told("['24', '9', '22.0.4', '24']")),
        (vec!["24".to_owned()], ["9", "22.0.4", "24"].map(str::to_owned).to_vec())
    );
}

#[test]
fn mistakes_are_refused_with_their_place_and_the_valid_words() {
    let says = |from: &str, to: &str, start: &str| {
        assert!(GOOD.contains(from), "{from}");
        let message = settings("dolivet.toml", &GOOD.replacen(from, to, 1), &RULES).unwrap_err().to_string();
        assert!(message.starts_with(&format!("dolivet.toml:{start}")), "{message}");
    };
    says("target", "tagret", "1:1: unknown field `tagret`, expected one of `target`");
    says("\"24\"", "24", "1:10: invalid type: integer `24`, expected a string");
    says("\"24\"", "\"next\"", "1:10: `next` is no version; write one such as");
    says("\"24\"", "[\"22\", \"next\"]", "1:17: `next` is no version; write one such as");
    says("\"24\"", "[\"22\", 24]", "1:17: invalid type: integer `24`, expected a string");
    says("\"24\"", "[]", "1:10: the list is empty; name a release such as `24`");
    says("\"24\"", &format!("[{}]", vec!["\"24\""; 101].join(", ")), "1:10: there are more than 100 releases");
    says("\"error\"", "\"bad\"", "3:11: unknown level `bad`; valid: `note`, `warning`, `error`, `fatal`");
    says("ci/known.json", "../known.json", "4:12: `../known.json` does not lie beside this file or below it");
    says("php = \"8.4\"", "roots = [\"a\", \"/b\"]", "2:15: `/b` is no path from this file on; write one such as `../othermodule`");
    says("php = \"8.4\"", &format!("roots = [{}]", vec!["\"a\""; 21].join(", ")), "2:110: there are more than 20 `roots`");
    says("\"tests\"", "\"a[\"", "5:12: the pattern `a[` cannot be used: ");
    says("\"tests\"", "\"/srv\"", "5:12: the pattern `/srv` cannot be used: a path is relative");
    says("\"off\"", "\"of\"", "7:21: unknown level `of`; valid: `off`, `note`");
    says("function-gone", "funtion-gone", "8:1: no rule is called `funtion-gone`; did you mean: `function-gone`");
    says("paths = [\"scripts\"]", "", "11:10: an `[[override]]` needs `paths` or `modules`");
    says("target = \"24\"", "target = \"24", "1:13: ");
}

#[test]
fn the_template_is_right_as_it_is_and_with_every_line_switched_on() {
    let plain = template(Some("24"));
    assert_eq!(settings("dolivet.toml", &plain, &RULES).unwrap().targets, [Version::parse("24").unwrap()]);
    let is_setting = |line: &str| line.starts_with("# [") || line.split_once(" = ").is_some_and(|(key, _)| !key[2..].contains(' '));
    let on: String =
        template(None).lines().map(|line| if is_setting(line) { &line[2..] } else { line }).map(|line| format!("{line}\n")).collect();
    let read = settings("dolivet.toml", &on, &RULES).unwrap();
    assert!(read.is_excluded("a/demo/x.php") && read.baseline.is_some() && read.levels.len() == 2, "{on}");
}

#[test]
fn a_file_made_to_do_harm_ends_in_time() {
    let start = std::time::Instant::now();
    let list = |pattern: &str, times: usize| vec![format!("{pattern:?}"); times].join(", ");
    let worst = format!("{{{}}}", vec!["**/*a*b*c*?"; 20].join(","));
    let many = |times: usize| format!("[[override]]\npaths = [{}]\nlevels = {{}}\n", list(&worst, 200)).repeat(times);
    for text in [
        format!("exclude = {}", "[".repeat(500_000)),
        format!("a{} = 1", ".a".repeat(500_000)),
        format!("exclude = [{}]", list("a", 200_000)),
        format!("exclude = [{:?}]", "{".repeat(1 << 19)),
        format!("exclude = [{:?}]", "{".repeat(290)),
        format!("exclude = [{:?}]", "*".repeat(1 << 19)),
        format!("[levels]\n{} = 'off'", "x".repeat(1 << 19)),
        "[[override]]\npaths = []\nlevels = {}\n".repeat(20_000),
    ] {
        assert!(settings("dolivet.toml", &text, &RULES).is_err());
    }
    let read = settings("dolivet.toml", &many(5), &RULES).unwrap();
    assert!(!read.is_excluded(&"ab/".repeat(10_000)) && read.wanted("method-gone", None, &"ab/".repeat(10_000)).is_none());
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}
