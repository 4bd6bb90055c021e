//! Tests of the facets that are read from properties.

use super::sample::{at, descriptor, list, map, one_of, s, unknown, when};
use super::*;
use crate::model::field::Field;
use crate::model::site::{FileEntry, Git};
use crate::model::value::Value;
use crate::php::loader::Source;

struct NoFiles;

impl Loader for NoFiles {
    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
    fn read(&self, _: &str) -> Option<Source> {
        None
    }
    fn is_file(&self, _: &str) -> bool {
        false
    }
    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn main_root(&self) -> Option<&str> {
        None
    }
    fn roots(&self) -> Vec<&str> {
        Vec::new()
    }
}

fn known<T>(value: T, line: u32) -> Field<T> {
    Field::Known(value, at(line))
}

fn right(line: u32, id: Value, level: &str) -> Value {
    map(line, [("0", id), ("1", s("Read")), ("4", s(level))])
}

#[test]
fn permission_ids_are_cast_as_dolibarr_does() {
    let found =
        permissions::permissions(&descriptor([("rights", list(3, [right(3, s("50000101"), "read"), right(4, unknown("f"), ""), s("x")]))]));
    assert_eq!(found.len(), 2);
    assert_eq!((&found[0].id, &found[0].level1, &found[0].module), (&known(50_000_101, 3), &known("read".into(), 3), &Field::Absent));
    assert!(matches!(found[1].id, Field::Unknown(_)));
}

#[test]
fn a_permission_under_a_condition_carries_it_in_its_id() {
    let all = list(3, [right(3, Value::Int(1), "read"), right(4, Value::Int(2), "write")]);
    let value = one_of([("c", all), ("!c", list(3, [right(3, Value::Int(1), "read")]))]);
    let found = permissions::permissions(&descriptor([("rights", value)]));
    assert_eq!(found.iter().map(|p| &p.id).collect::<Vec<_>>(), [&known(1, 3), &Field::OneOf(vec![(vec![when("c")], 2)], at(4))]);
}

#[test]
fn constants_and_directories_in_all_shapes() {
    let row = list(1, [s("A"), s("chaine"), Value::Int(1), s(""), Value::Int(0), s("current"), Value::Int(1)]);
    let short = list(1, [s("B"), s("chaine"), s("")]);
    let dirs = list(1, [s("/a/temp"), s(""), list(1, [s("NAME"), s("/b")]), s("/a/temp")]);
    let descriptor = descriptor([("const", list(1, [row, short])), ("dirs", dirs)]);
    let found = constants::constants(&descriptor);
    let flat: Vec<_> =
        found.iter().map(|c| (c.name.known().map(String::as_str), c.value.known().map(String::as_str), c.deleted_on_unactive)).collect();
    assert_eq!(flat, [(Some("A"), Some("1"), true), (Some("B"), Some(""), false)]);
    let dirs: Vec<String> = constants::directories(&descriptor).into_iter().map(|dir| dir.value).collect();
    assert_eq!(dirs, ["/a/temp", "/b"]);
}

#[test]
fn tabs_split_at_colons() {
    let texts = [
        s("thirdparty:+(2)mytab:Title,class,/file,method:lang@mod:1:/mod/tab.php?id=__ID__"),
        map(2, [("data", s("invoice:+old:Title:@mod:/mod/old.php")), ("entity", s("0"))]),
        s("product:-stock:NU:1"),
        s("broken"),
        s("a:+b:T:l:x ? 1 : 2:/u.php"),
        list(1, []),
        s(""),
        unknown("f"),
    ];
    let found = tabs::tabs(&descriptor([("tabs", list(1, texts))]));
    let flat: Vec<_> = found.iter().map(|t| (&*t.object, t.adds, &*t.name, &*t.title, &*t.url)).collect();
    let expected = [
        ("thirdparty", true, "mytab", "Title", "/mod/tab.php?id=__ID__"),
        ("invoice", true, "old", "Title", "/mod/old.php"),
        ("product", false, "stock", "", ""),
        ("", true, "", "", ""),
        ("a", true, "b", "T", ""),
        ("", true, "", "", ""),
    ];
    assert_eq!(flat, expected);
    assert!(matches!(found[5].text, Field::Unknown(_)));
}

#[test]
fn boxes_of_new_and_old_descriptors() {
    let rows = [map(1, [("file", s("a.php@m"))]), map(2, [("1", s("b.php@m"))])];
    let found = boxes::boxes(&descriptor([("boxes", list(1, rows))]));
    assert_eq!(found.into_iter().map(|b| b.file).collect::<Vec<_>>(), [known("a.php@m".into(), 1), known("b.php@m".into(), 2)]);
}

#[test]
fn cron_jobs_and_menus_are_read_by_name() {
    let job = map(
        1,
        [("label", s("L")), ("jobtype", s("method")), ("class", s("/m/c.php")), ("frequency", Value::Int(2)), ("unitfrequency", s("3600"))],
    );
    let menu = map(1, [("fk_menu", Value::Int(0)), ("type", s("top")), ("titre", s("T")), ("position", Value::Int(1001))]);
    let descriptor = descriptor([("cronjobs", list(1, [job])), ("menu", list(1, [menu]))]);
    let job = &cron::cron_jobs(&descriptor)[0];
    assert_eq!((&job.label, &job.unit, &job.command), (&known("L".into(), 1), &known(3600, 1), &Field::Absent));
    let menu = &menus::menus(&descriptor)[0];
    assert_eq!((&menu.parent, &menu.position, &menu.url), (&known("0".into(), 1), &known(1001, 1), &Field::Absent));
}

#[test]
fn dictionaries_lose_the_prefix_and_the_misspelt_property_counts() {
    let tables = map(1, [("tabname", list(2, [s("llx_a"), s("b")])), ("tablib", list(5, [s("A")]))]);
    for name in ["dictionaries", "dictionnaries"] {
        let found = dictionaries::dictionaries(&descriptor([("dictionaries", list(1, [])), (name, tables.clone())]));
        let flat: Vec<_> = found.iter().map(|d| (&d.table, &d.label)).collect();
        assert_eq!(flat, [(&known("a".into(), 2), &known("A".into(), 5)), (&known("b".into(), 3), &Field::Absent)]);
    }
}

#[test]
fn exports_have_the_label_of_their_key() {
    let codes = map(1, [("2", s("mod_2")), ("5", s("mod_5"))]);
    let labels = map(3, [("5", s("Five")), ("2", s("Two"))]);
    let found = exchange::exports(&descriptor([("export_code", codes), ("export_label", labels)]));
    let flat: Vec<_> = found.iter().map(|e| (e.code.known().map(String::as_str), e.label.known().map(String::as_str))).collect();
    assert_eq!(flat, [(Some("mod_2"), Some("Two")), (Some("mod_5"), Some("Five"))]);
}

#[test]
fn a_label_goes_with_the_element_that_has_its_key_in_the_same_world() {
    let codes = one_of([("c", list(1, [s("lots"), s("moves")])), ("!c", list(2, [s("moves")]))]);
    let labels = one_of([("c", list(5, [s("Lots"), s("Moves")])), ("!c", list(6, [s("Moves")]))]);
    let found = exchange::exports(&descriptor([("export_code", codes), ("export_label", labels)]));
    let lots = Field::OneOf(vec![(vec![when("c")], "Lots".to_owned())], at(5));
    assert_eq!(found.iter().map(|e| &e.label).collect::<Vec<_>>(), [&lots, &known("Moves".into(), 6)]);
}

#[test]
fn hook_contexts_in_all_shapes() {
    let contexts = |hooks: Value| {
        let (found, open, place) = parts::hook_contexts(&descriptor([("module_parts", map(7, [("hooks", hooks)]))]));
        assert_eq!(place, Some(at(7)));
        (found.into_iter().map(|context| context.value).collect::<Vec<_>>(), open)
    };
    let two = |open| (vec!["a".to_owned(), "b".to_owned()], open);
    assert_eq!(contexts(list(1, [s("a"), s("b"), s("a")])), two(false));
    assert_eq!(contexts(map(1, [("data", list(1, [s("a"), s("b")])), ("entity", s("0"))])), two(false));
    assert_eq!(contexts(map(1, [("data", s("a:b")), ("entity", s("0"))])), two(false));
    assert_eq!(contexts(s("a:b")), two(false));
    assert_eq!(contexts(list(1, [s("a"), unknown("f"), s("b")])), two(true));
    assert_eq!(contexts(one_of([("c", list(1, [s("a")])), ("!c", list(3, [s("a"), s("b")]))])), two(false));
    assert_eq!(contexts(Value::Int(1)), (vec![], false));
    assert_eq!(parts::hook_contexts(&descriptor([("module_parts", unknown("f"))])), (vec![], true, None));
}

#[test]
fn parts_are_on_as_dolibarr_sees_them() {
    let parts = [
        ("triggers", Value::Int(1)),
        ("Models", s("0")),
        ("css", list(1, [])),
        ("js", map(1, [("data", list(1, [])), ("entity", s("0"))])),
        ("tpl", one_of([("c", Value::Int(1)), ("!c", Value::Int(0))])),
    ];
    let descriptor = descriptor([("module_parts", map(7, parts))]);
    let on = ["triggers", "models", "css", "js", "tpl", "login"].map(|key| parts::part_is_on(&descriptor, key));
    assert_eq!(on, [Some(true), Some(false), Some(false), Some(false), None, Some(false)]);
    let values: Vec<_> = parts::parts(&descriptor).into_iter().map(|part| part.value).collect();
    assert_eq!(values, [Some("1".to_owned()), Some("0".to_owned()), None, None, None]);
}

#[test]
fn identity_takes_lists_and_single_texts() {
    let descriptor = descriptor([
        ("numero", s("500100")),
        ("config_page_url", s("setup.php@m")),
        ("langfiles", list(4, [s("m@m")])),
        ("version", Value::Float(1.2)),
    ]);
    let found = identity::identity(&descriptor);
    assert_eq!(found.numero, known(500_100, 9));
    assert_eq!((&*found.config_pages[0].value, found.langfiles[0].place.line), ("setup.php@m", 4));
    assert_eq!(identity::version(&descriptor), known("1.2".into(), 9));
}

#[test]
fn files_belong_to_external_modules_only() {
    let file = |path: &str, size| FileEntry { path: path.to_owned(), size };
    let mut dir = ModuleDir {
        root: 0,
        name: "sample".to_owned(),
        path: "/custom/sample".to_owned(),
        shown: "custom/sample".to_owned(),
        in_place: true,
        descriptors: ["modOther", "modSample"].map(|name| format!("/custom/sample/core/modules/{name}.class.php")).to_vec(),
        files: vec![file("README.md", 5), file("langs/en_US/sample.lang", 7), file("x.PHP", 30)],
        git: Git::None,
    };
    let (own, _) = module(&NoFiles, &dir, descriptor([]));
    assert_eq!((own.core, own.files, own.php_files, own.bytes), (false, 3, 1, 42));
    assert_eq!(own.siblings, ["modOther"]);
    (dir.name, dir.files) = (String::new(), Vec::new());
    let (core, _) = module(&NoFiles, &dir, descriptor([("numero", Value::Int(1))]));
    assert!(core.core && core.siblings.is_empty());
    assert_eq!(core.identity.numero, known(1, 9));
}
