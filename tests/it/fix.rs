//! `dolivet check --fix`: what it changes, and that it changes nothing else.

use std::fs;

use crate::support::{Samples, files, refused, zip};

const DESCRIPTOR: &str = "<?php
include_once DOL_DOCUMENT_ROOT.'/core/modules/DolibarrModules.class.php';
class modMended extends DolibarrModules
{
	public function __construct($db)
	{
		$this->db = $db;
		$this->numero = 510191;
		$this->name = 'Mended';
		$this->version = '1.0';
		$this->const_name = 'MAIN_MODULE_MENDED';
		$this->rights_class = 'mended';
		MINIMUM
		$this->menu[0] = array('type'=>'top', 'titre'=>'Mended', 'url'=>'/mended/a.php', 'enabled'=>'$conf->mended->enabled', 'perms'=>'1');
	}
}
";
const PAGE: &str = "<?php\nif (!empty($conf->global->MENDED_A) && $user->rights->mended->read) {\n\techo $conf->global->MENDED_B;\n}\n$a = $conf->global->MENDED_C;\n";

fn mended(minimum: &str) -> Samples {
    let samples = Samples::new();
    for (name, text) in [("core/modules/modMended.class.php", DESCRIPTOR.replace("MINIMUM", minimum)), ("a.php", PAGE.to_owned())] {
        let path = samples.path().join("mended").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    samples
}

#[test]
fn old_accessors_are_repaired_where_that_changes_nothing_else() {
    let samples = mended("$this->need_dolibarr_version = array(18, 0);");
    let before = files(&samples.path().join("mended"));
    let shown = samples.run(&["check", "mended", "--target", "22", "--diff"]);
    assert_eq!(shown.status.code(), Some(1));
    assert_eq!(files(&samples.path().join("mended")), before, "`--diff` writes nothing");
    let patch = String::from_utf8(shown.stdout).unwrap();
    assert!(patch.contains("+++ b/a.php\n") && patch.contains("+\techo getDolGlobalString('MENDED_B');\n"), "{patch}");

    let fixed = samples.run(&["check", "mended", "--target", "22", "--fix"]);
    assert!(String::from_utf8_lossy(&fixed.stderr).contains("repaired 4 places in 2 files"), "{fixed:?}");
    let page = fs::read_to_string(samples.path().join("mended/a.php")).unwrap();
    let wanted = "<?php\nif (getDolGlobalString('MENDED_A') && $user->hasRight('mended', 'read')) {\n\techo getDolGlobalString('MENDED_B');\n}\n$a = $conf->global->MENDED_C;\n";
    assert_eq!(page, wanted);
    let descriptor = fs::read_to_string(samples.path().join("mended/core/modules/modMended.class.php")).unwrap();
    assert!(descriptor.contains("'enabled'=>'isModEnabled(\"mended\")'"), "{descriptor}");
    assert!(String::from_utf8(fixed.stdout).unwrap().contains("a.php:5:6 [deprecated-global]"));

    let after = files(&samples.path().join("mended"));
    assert_eq!(after.len(), before.len());
    assert_eq!(samples.code(&["check", "mended", "--target", "22", "--diff"]), Some(0), "a second run changes nothing");
}

#[test]
fn a_module_keeps_what_its_oldest_release_needs() {
    for (minimum, changes) in
        [("", false), ("$this->need_dolibarr_version = array(10, 0);", false), ("$this->need_dolibarr_version = array(16);", true)]
    {
        let samples = mended(minimum);
        let output = samples.run(&["check", "mended", "--target", "22", "--diff"]);
        assert_eq!(!output.stdout.is_empty(), changes, "{minimum}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told.contains("not repaired, because `need_dolibarr_version`"), minimum.is_empty(), "{told}");
    }
    refused(&mended(""), &["check", "mended", "--fix"]);
    let samples = mended("");
    fs::write(samples.path().join("mended.zip"), zip(&files(&samples.path().join("mended")))).unwrap();
    assert!(refused(&samples, &["check", "mended.zip", "--target", "22", "--fix"]).contains("unpack it"));
}

#[test]
fn what_is_set_aside_is_not_repaired_and_links_are_not_followed() {
    let samples = mended("$this->need_dolibarr_version = array(18, 0);");
    let page = samples.path().join("mended/a.php");
    fs::write(&page, PAGE.replace("<?php\n", "<?php\n// dolivet-ignore-file deprecated-global, deprecated-rights: older sites\n")).unwrap();
    let patch = String::from_utf8(samples.run(&["check", "mended", "--target", "22", "--diff"]).stdout).unwrap();
    assert!(!patch.contains("b/a.php") && patch.contains("modMended.class.php"), "{patch}");
    #[cfg(unix)]
    {
        fs::rename(&page, samples.path().join("mended/b.inc")).unwrap();
        std::os::unix::fs::symlink("b.inc", &page).unwrap();
        fs::write(samples.path().join("mended/b.inc"), PAGE).unwrap();
        let output = samples.run(&["check", "mended", "--target", "22", "--fix"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(fs::read_to_string(samples.path().join("mended/b.inc")).unwrap(), PAGE);
    }
}

/// A page that reads tokens and properties under old names, and what is made of it for releases from 20 on.
const OLD: &str = "<?php
$invoice = new Facture($db);
print '<a href=\"a.php?token='.$_SESSION['newtoken'].'\">'.$invoice->projet->ref.\" {$invoice->projet->title}\".$other->projet;
$invoice->statut = 1;
$invoice->cond_reglement = 'x';
f($invoice->projet);
function f(Commande $order, Mine $mine)
{
\treturn empty($order->projet) && $mine->projet;
}
class Mine extends Facture
{
\tpublic $projet;
}
class Other extends Propal
{
\tpublic function g()
\t{
\t\treturn $this->projet;
\t}
}
";

#[test]
fn properties_get_their_new_name_where_every_declared_release_takes_one_for_the_other() {
    let renamed = OLD.replace("$invoice->projet->", "$invoice->project->").replace("empty($order->projet)", "empty($order->project)");
    let token = |text: &str| text.replace("$_SESSION['newtoken']", "newToken()");
    let declared = |from: &str| format!("$this->need_dolibarr_version = {from};");
    for (minimum, wanted) in [
        (declared("array(20, 0)"), token(&renamed)),
        (declared("'20.0'"), token(&renamed)),
        (declared("array(19, 0)"), token(OLD)),
        (declared("array(10, 0)"), OLD.to_owned()),
        (String::new(), OLD.to_owned()),
    ] {
        let samples = mended(&minimum);
        fs::write(samples.path().join("mended/old.php"), OLD).unwrap();
        samples.run(&["check", "mended", "--target", "23", "--fix"]);
        assert_eq!(fs::read_to_string(samples.path().join("mended/old.php")).unwrap(), wanted, "{minimum}");
        assert!(!String::from_utf8(samples.run(&["check", "mended", "--target", "23", "--diff"]).stdout).unwrap().contains("old.php"));
    }
    // A class of the module below the core's may hold anything under either name.
    let samples = mended(&declared("array(20, 0)"));
    let below = format!("{OLD}class Below extends Commande\n{{\n\tpublic $projet;\n}}\n");
    fs::write(samples.path().join("mended/old.php"), &below).unwrap();
    samples.run(&["check", "mended", "--target", "23", "--fix"]);
    let text = fs::read_to_string(samples.path().join("mended/old.php")).unwrap();
    assert!(text.contains("empty($order->projet)") && text.contains("$invoice->project->ref"), "{text}");
}
