use super::*;
use crate::graph::build;
use crate::model::sample::{inventory, module};

fn bill(edit: impl Fn(&mut crate::model::module::Module)) -> serde_json::Value {
    let mut one = module("a", "modA");
    edit(&mut one);
    let inventory = inventory(vec![one, module("b", "modB")]);
    let parts = Parts { inventory: &inventory, graph: &build(&inventory), core: &[], spec: "1.6", declared: false, created: None };
    serde_json::from_str(&text(&parts)).expect("it is JSON")
}

#[test]
fn the_number_is_that_of_the_content() {
    let (one, same, other) = (bill(|_| {}), bill(|_| {}), bill(|module| module.descriptor.class = "modC".to_owned()));
    assert_eq!(one, same);
    assert_ne!(one["serialNumber"], other["serialNumber"]);
    let number = one["serialNumber"].as_str().unwrap();
    let digits = number.strip_prefix("urn:uuid:").unwrap();
    assert_eq!(digits.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert!(digits[14..].starts_with('8') && digits[19..].starts_with(['8', '9', 'a', 'b']), "{digits}");
}

#[test]
fn names_are_there_once() {
    let twins = bill(|module| {
        module.shown = "custom/b".to_owned();
        module.descriptor.class = "modB".to_owned();
    });
    let names: Vec<&str> = twins["components"].as_array().unwrap().iter().filter_map(|one| one["bom-ref"].as_str()).collect();
    assert_eq!(names, ["custom/b#modB", "custom/b#modB#2"]);
}
