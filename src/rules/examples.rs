//! The examples of the rules as tests: each is written to a directory of its own and read through the whole pipeline. Runs one rule at a time.

use std::fs;
use std::path::Path;

use super::{Example, Rule, all, explained, run, schema};
use crate::base::Version;
use crate::error::Error;
use crate::model::fact::Fact;
use crate::model::inventory::Aims;

/// A core that is just enough: `{release}` stands for its version.
const CORE: [(&str, &str); 5] = [
    ("main.inc.php", "<?php\nrequire_once 'filefunc.inc.php';\n"),
    ("filefunc.inc.php", "<?php\nif (!defined('DOL_VERSION')) {\n\tdefine('DOL_VERSION', '{release}');\n}\n"),
    (
        "core/modules/DolibarrModules.class.php",
        "<?php\nclass DolibarrModules\n{\n\tpublic $db;\n\tpublic $numero;\n\tpublic $name;\n\tpublic $version;\n\tpublic $const_name;\n\
         \tpublic $rights_class;\n\tpublic $rights = array();\n\tpublic $menu = array();\n\tpublic $const = array();\n\tpublic $cronjobs = array();\n\
         \tpublic $module_parts = array();\n\tpublic $depends;\n\tpublic $need_dolibarr_version;\n\tpublic $phpmin;\n\n\
         \tpublic function __construct($db)\n\t{\n\t\t$this->db = $db;\n\t}\n\n\tpublic function init($options = '')\n\t{\n\t\treturn 1;\n\t}\n\n\
         \tpublic function remove($options = '')\n\t{\n\t\treturn 1;\n\t}\n}\n",
    ),
    (
        "core/modules/modSociete.class.php",
        "<?php\ninclude_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';\nclass modSociete extends DolibarrModules\n{\n\
         \tpublic function __construct($db)\n\t{\n\t\t$this->db = $db;\n\t\t$this->numero = 1;\n\t\t$this->name = 'Societe';\n\
         \t\t$this->version = 'dolibarr';\n\t\t$this->const_name = 'MAIN_MODULE_SOCIETE';\n\t\t$this->rights_class = 'societe';\n\t}\n}\n",
    ),
    (
        "core/modules/modFacture.class.php",
        "<?php\ninclude_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';\nclass modFacture extends DolibarrModules\n{\n\
         \tpublic function __construct($db)\n\t{\n\t\t$this->db = $db;\n\t\t$this->numero = 30;\n\t\t$this->name = 'Facture';\n\
         \t\t$this->version = 'dolibarr';\n\t\t$this->const_name = 'MAIN_MODULE_FACTURE';\n\t\t$this->rights_class = 'facture';\n\
         \t\t$this->rights[0] = array(11, 'Read invoices', 'r', 0, 'lire');\n\t}\n}\n",
    ),
];

/// A descriptor whose constructor's body starts at line 7.
const MODULE: &str = "<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';
class {class} extends DolibarrModules
{
	public function __construct($db) {
		$this->db = $db; $this->numero = {numero}; $this->name = '{name}'; $this->version = '1.0'; $this->rights_class = '{dir}'; $this->const_name = 'MAIN_MODULE_{NAME}';
{body}
	}

	public function init($options = '')
	{
		$result = $this->_load_tables('/{dir}/sql/');
		return $this->_init(array(), $options);
	}
}
";

#[test]
fn every_example_finds_what_it_says() {
    let rules = explained().expect("the rules that dolivet brings along load");
    let mut wrong = Vec::new();
    for rule in &rules {
        for example in &rule.examples {
            match places(rule, example) {
                Ok(found) if agrees(&found, &example.finds) => {}
                Ok(found) => wrong.push(format!("{}: {}: found {found:?}, not {:?}", rule.file, example.name, example.finds)),
                Err(error) => wrong.push(format!("{}: {}: {error}", rule.file, example.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn examples_come_last() {
    let without = |rule: &Rule| format!("{:?}", Rule { examples: Vec::new(), ..rule.clone() });
    let rules = explained().expect("the rules that dolivet brings along load");
    let heads: Vec<String> = all().expect("so do their heads").iter().map(|rule| format!("{rule:?}")).collect();
    assert_eq!(heads, rules.iter().map(without).collect::<Vec<_>>());
}

#[test]
fn rules_are_written_alike() {
    for rule in explained().expect("the rules that dolivet brings along load") {
        let file = &rule.file;
        for sentence in [&rule.why, &rule.fix] {
            assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{file}: {sentence}");
        }
        assert!(!rule.title.ends_with('.') && rule.title.starts_with(char::is_uppercase), "{file}: {}", rule.title);
        assert!(!rule.message.ends_with('.') && !rule.message.starts_with(char::is_uppercase), "{file}: {}", rule.message);
        assert_eq!(rule.message.matches('`').count() % 2, 0, "{file}: {}", rule.message);
    }
}

#[test]
fn ids_are_unique_and_filters_differ() {
    let rules = explained().expect("the rules that dolivet brings along load");
    for (at, rule) in rules.iter().enumerate() {
        for other in &rules[at + 1..] {
            assert_ne!(rule.id, other.id);
            assert!((rule.fact.name, &rule.filter) != (other.fact.name, &other.filter), "{} and {} ask the same", rule.file, other.file);
        }
    }
}

/// Where the rule finds something, as `file`, or `file:line:column` when the place is inside the file.
fn places(rule: &Rule, example: &Example) -> Result<Vec<String>, Error> {
    let dir = tempfile::tempdir().expect("the system has a directory for temporary files");
    let opened = write(dir.path(), example);
    let version = |text: &Option<String>| text.as_deref().map(|text| Version::parse(text).expect("the example's version is one"));
    let aims = Aims { target: version(&example.target), php: version(&example.php), ..Aims::default() };
    let facts = crate::session::facts(&opened, &aims)?;
    facts.iter().for_each(conforms);
    let findings = run(std::slice::from_ref(rule), &facts);
    let shown = findings.iter().map(|finding| {
        let file = finding.place.file.strip_prefix("custom/").unwrap_or(&finding.place.file);
        match finding.place.line {
            0 => file.to_owned(),
            line => format!("{file}:{line}:{}", finding.place.column),
        }
    });
    Ok(shown.collect())
}

/// Whether each place is the one that was wanted, whose column and line may be left out.
fn agrees(found: &[String], wanted: &[String]) -> bool {
    let one = |(found, wanted): (&String, &String)| {
        found == wanted || found.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with(':'))
    };
    found.len() == wanted.len() && found.iter().zip(wanted).all(one)
}

/// Writes the example's files and returns the directory to open.
fn write(base: &Path, example: &Example) -> std::path::PathBuf {
    let put = |path: &Path, text: &str| {
        fs::create_dir_all(path.parent().expect("the path has a directory")).expect("the directory can be made");
        fs::write(path, text).expect("the file can be written");
    };
    let custom = base.join("custom");
    fs::create_dir_all(&custom).expect("the directory can be made");
    for (at, (dir, body)) in example.modules.iter().enumerate() {
        let name = dir[..1].to_uppercase() + &dir[1..];
        let numero = (510_001 + at).to_string();
        let text = MODULE
            .replace("{class}", &format!("mod{name}"))
            .replace("{numero}", &numero)
            .replace("{name}", &name)
            .replace("{NAME}", &name.to_uppercase())
            .replace("{dir}", dir)
            .replace("{body}", body);
        put(&custom.join(format!("{dir}/core/modules/mod{name}.class.php")), &text);
    }
    for (path, text) in &example.files {
        put(&custom.join(path), text);
    }
    if let Some(name) = &example.zip {
        return packed(&custom, &base.join(name));
    }
    let Some(release) = &example.core else { return custom };
    for (path, text) in CORE {
        put(&base.join(path), &text.replace("{release}", release));
    }
    base.to_owned()
}

/// Packs what lies in a directory.
fn packed(dir: &Path, archive: &Path) -> std::path::PathBuf {
    let file = fs::File::create(archive).expect("the archive can be made");
    let mut zip = zip::ZipWriter::new(file);
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.expect("the directory can be listed");
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(dir).expect("it lies in the directory");
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(name.to_str().expect("names of examples are UTF-8"), options).expect("a file can be packed");
            std::io::copy(&mut fs::File::open(entry.path()).expect("the file can be opened"), &mut zip).expect("a file can be packed");
        }
    }
    zip.finish().expect("the archive can be finished");
    archive.to_owned()
}

/// A fact has the columns of its kind, no others, and only words that the schema knows.
fn conforms(fact: &Fact) {
    let kind = schema::kind(fact.kind).unwrap_or_else(|| panic!("fact `{}` is not in the schema", fact.kind));
    let mut names = kind.column_names();
    names.sort_unstable();
    assert_eq!(fact.columns.keys().copied().collect::<Vec<_>>(), names, "{}", fact.kind);
    for column in kind.all_columns().filter(|column| !column.words.is_empty()) {
        let value = fact.columns[column.name].as_str();
        assert!(column.words.contains(&value), "{}: {} is `{value}`", fact.kind, column.name);
    }
}
