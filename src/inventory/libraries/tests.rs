use super::super::memory::Memory;
use super::*;

/// `name version` of each library, with what else matters of it.
fn read(files: &[(&str, &str)]) -> Vec<String> {
    let site = Memory::new("sample", "", files);
    let found = brought(&site, &site.dir, &site.descriptor());
    let shown = found.libraries.iter().map(|library| {
        let mark = |is: bool, word: &str| if is { format!(" {word}") } else { String::new() };
        format!(
            "{}:{} {} {}{}{}",
            library.ecosystem.as_str(),
            library.name,
            library.version.as_deref().unwrap_or("-"),
            library.known_by.as_str(),
            mark(!library.shipped, "absent"),
            mark(library.dev, "dev"),
        )
    });
    shown.chain(found.problems.iter().map(|problem| format!("{}: {}", problem.place.file, problem.message))).collect()
}

const LIST: &str = "[\n {\n  \"name\": \"psr/log\",\n  \"version\": \"1.1.4\", \"license\": [\"MIT\"], \"require\": []\n }\n]";

#[test]
fn both_shapes_of_installed_json_are_read() {
    let class = "<?php\nnamespace Psr\\Log;\ninterface LoggerInterface {}";
    let of = |json: &str| read(&[("vendor/composer/installed.json", json), ("vendor/psr/log/src/LoggerInterface.php", class)]);
    assert_eq!(of(LIST), ["composer:psr/log 1.1.4 installed"]);
    let object = r#"{"packages": [{"name": "psr/log", "version": "3.0.0", "install-path": "../psr/log", "require": {"php": ">=8"}},
        {"name": "acme/meta", "version": "1.0.0", "type": "metapackage", "install-path": null},
        {"name": "phpunit/phpunit", "version": "9.6", "install-path": "../phpunit/phpunit"}],
        "dev": true, "dev-package-names": ["phpunit/phpunit"]}"#;
    assert_eq!(of(object), ["composer:phpunit/phpunit 9.6 installed absent dev", "composer:psr/log 3.0.0 installed"]);
}

#[test]
fn a_lock_says_what_lies_there_only_where_nothing_else_does() {
    let lock = r#"{"packages": [{"name": "psr/log", "version": "1.1.3"}], "packages-dev": [{"name": "a/tool", "version": "2.0"}]}"#;
    assert_eq!(read(&[("composer.lock", lock)]), ["composer:a/tool 2.0 lock absent dev", "composer:psr/log 1.1.3 lock absent"]);
    let file = ("includes/psr/log/Log.php", "<?php namespace Psr\\Log; class Log {}");
    let manifest = ("composer.json", r#"{"config": {"vendor-dir": "includes/"}}"#);
    assert_eq!(read(&[("composer.lock", lock), manifest, file])[1], "composer:psr/log 1.1.3 lock");
    let elsewhere = ("composer.json", r#"{"config": {"vendor-dir": "../../../etc"}}"#);
    assert!(read(&[("composer.lock", lock), elsewhere]).is_empty());
    // What is installed counts, not what another commit locked; and the lock of a library is about its own tests.
    let files = [
        ("vendor/composer/installed.json", LIST),
        ("vendor/psr/log/src/LoggerInterface.php", "<?php namespace Psr\\Log;"),
        ("vendor/psr/log/composer.lock", lock),
        ("composer.lock", lock),
    ];
    assert_eq!(read(&files), ["composer:psr/log 1.1.4 installed"]);
}

#[test]
fn libraries_put_there_by_hand_are_known_by_their_manifests_and_files() {
    let files = [
        ("lib/parsedown/composer.json", r#"{"name": "erusev/parsedown", "type": "library", "license": "MIT"}"#),
        ("lib/parsedown/Parsedown.php", "<?php\nclass Parsedown\n{\n    const version = '1.6.0';\n"),
        ("lib/stripe/composer.json", r#"{"name": "stripe/stripe-php"}"#),
        ("lib/stripe/VERSION", "10.7.0\n"),
        ("js/select2/package.json", r#"{"name": "select2", "version": "4.0.5", "license": {"type": "MIT", "url": "x"}}"#),
        ("js/select2/composer.json", r#"{"name": "select2/select2"}"#),
        ("js/select2/dist/select2.min.js", "/*! Select2 4.0.6 | https */"),
        ("js/select2/docs/select2.min.js", "/*! Select2 4.0.1 | https */"),
        ("js/jquery-3.4.1.min.js", "!function(){}"),
        ("js/chart.js", "function drawChart() {}"),
        ("js/jquery.min.js", "/*! jQuery v1.7.1 jquery.com */"),
        ("package.json", r#"{"name": "sample", "version": "1.0.0"}"#),
        ("lib/fonts/package.json", r#"{"type": "module"}"#),
    ];
    let wanted = [
        "composer:erusev/parsedown 1.6.0 manifest",
        "composer:stripe/stripe-php 10.7.0 manifest",
        "npm:jquery 1.7.1 content",
        "npm:jquery 3.4.1 file-name",
        "npm:select2 4.0.6 manifest",
    ];
    assert_eq!(read(&files), wanted);
}

#[test]
fn the_namespace_is_that_of_the_code_and_not_of_the_package() {
    let of = |class: &str| {
        let files = [("vendor/composer/installed.json", LIST), ("vendor/psr/log/src/LoggerInterface.php", class)];
        let site = Memory::new("sample", "", &files);
        brought(&site, &site.dir, &site.descriptor()).libraries[0].namespace.clone()
    };
    assert_eq!(of("<?php\nnamespace Psr\\Log;\n").as_deref(), Some("psr"));
    assert_eq!(of("<?php\nnamespace Acme\\Vendor\\Psr\\Log;\n").as_deref(), Some("acme"));
    assert_eq!(of("<?php\nreturn 1;\n"), None);
}

#[test]
fn what_does_not_parse_is_a_problem_and_hides_nothing_else() {
    let files =
        [("vendor/composer/installed.json", "{\"packages\": ["), ("composer.lock", "[1, 2]"), ("js/jquery.js", "/*! jQuery v1.7.1 */")];
    let found = read(&files);
    assert_eq!(found[0], "npm:jquery 1.7.1 content");
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[1].starts_with("sample/vendor/composer/installed.json: does not parse"), "{found:?}");
    let deep = "[".repeat(100_000);
    assert_eq!(read(&[("composer.lock", deep.as_str())]).len(), 1);
}

#[test]
fn a_module_says_its_licence() {
    let licences = |files: &[(&str, &str)]| {
        let site = Memory::new("sample", "", files);
        let found = brought(&site, &site.dir, &site.descriptor()).licences;
        found.into_iter().map(|licence| licence.value).collect::<Vec<_>>()
    };
    assert_eq!(licences(&[("composer.json", r#"{"license": ["MIT", "GPL-3.0-or-later"]}"#)]), ["MIT", "GPL-3.0-or-later"]);
    assert_eq!(licences(&[("COPYING", "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007")]), ["GNU GPL version 3.0"]);
    assert!(licences(&[("LICENSE", "Ask us.")]).is_empty());
}

#[test]
fn packages_that_all_lie_in_one_large_directory_take_no_time() {
    let names: Vec<String> = (0..20_000).map(|number| format!("lib/{number}.php")).collect();
    let packages: Vec<String> =
        (0..4_000).map(|number| format!(r#"{{"name": "a/{number}", "version": "1", "install-path": "../.."}}"#)).collect();
    let json = format!("[{}]", packages.join(","));
    let files: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), "<?php\n")).chain([("vendor/composer/installed.json", &*json)]).collect();
    let start = std::time::Instant::now();
    assert_eq!(read(&files).len(), MAX_LIBRARIES);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn only_so_much_data_is_read() {
    let text = format!("{{\"name\": \"x\", \"version\": \"1\"}}{}", " ".repeat(3 << 20));
    let names: Vec<String> = (0..40).map(|number| format!("lib/{number}/package.json")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), &*text)).collect();
    let found = read(&files);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].contains("bytes that are read of all such files"), "{found:?}");
}
