//! What to tell a person when the work could not be done. The only place with advice on how to use dolivet.

use crate::error::Error;
use crate::model::inventory::Inventory;
use crate::model::module::Module;
use crate::rules::Rule;

/// Why nothing was done, and what to do next. Not escaped.
#[derive(Debug)]
pub(super) struct Failure {
    pub message: String,
    pub advice: Vec<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Error::UnknownSymbol { near, .. } = &error {
            let near = if near.is_empty() { None } else { Some(format!("did you mean: {}", near.join(", "))) };
            let how =
                "names are written as in PHP and SQL: `dol_now`, `Facture::create`, `facture.ref`, `BILL_VALIDATE`, `compta/index.php`";
            return Self { message: error.to_string(), advice: near.into_iter().chain([how.to_owned()]).collect() };
        }
        let advice = match &error {
            Error::NotFound { .. } => {
                "check the spelling; modules are given as `htdocs`, `htdocs/custom`, one module or an archive of these, a core as `htdocs`, an archive or `repo.git@ref`"
            }
            Error::Unreadable { .. } => "run dolivet as a user who may read this directory; it never writes",
            Error::NoDolibarr { .. } => {
                "give the directory that holds `main.inc.php`, a directory of modules such as `htdocs/custom`, one module, or an archive of these"
            }
            Error::NoCore { .. } => {
                "give the `htdocs` of a Dolibarr, the directory that holds it, an archive of it, or a Git repository as `repo.git@ref`"
            }
            Error::NoRelease { .. } => "restore these files from the archive of the release",
            Error::Archive { .. } => "give the archive as it was made or downloaded, or unpack it and give the directory",
            Error::Repository { .. } => "`git branch --all` and `git tag` list what there is; write it as `repo.git@ref`",
            Error::UnknownRelease { .. } => {
                "give one of these, or the path of the release's `htdocs`, archive or Git repository (`repo.git@ref`)"
            }
            Error::NoPristine { .. } | Error::OtherRelease { .. } => {
                "name the release as it was published with `--against`: its `htdocs`, an archive, or a Git repository as `repo.git@tag`"
            }
            Error::Manifest { .. } => "give the file as `dolivet manifest create` wrote it, or take it from the backup again",
            Error::Facts { .. } => "write the file anew with `dolivet facts build`",
            Error::UnknownSymbol { .. } | Error::Rule { .. } => "this is a fault of dolivet itself; please report it with this line",
            Error::Staged { .. } => "give a directory in a Git work tree, or leave `--staged` out",
            Error::Settings { .. } => "mend the file, or leave it aside with `--no-config`; `dolivet init` shows every setting",
            Error::Baseline { .. } => "write it anew with `--write-baseline`, or leave it aside with `--no-baseline`",
            Error::Write { .. } => "make room on the disk or choose another place to write to",
        };
        Self { message: error.to_string(), advice: vec![advice.to_owned()] }
    }
}

/// The modules whose class, name or directory is `wanted`, ignoring case.
pub(super) fn find_modules(inventory: &Inventory, wanted: &str) -> Result<Vec<usize>, Failure> {
    let is_meant = |module: &Module| {
        let last = module.shown.rsplit('/').next().unwrap_or_default();
        let name = module.identity.name.known().map_or("", String::as_str);
        let class = module.descriptor.class.as_str();
        // A core module has no directory of its own by which it could be meant.
        let directory = if module.core { ["", ""] } else { [last, module.shown.as_str()] };
        [class, name]
            .into_iter()
            .chain(directory)
            .any(|known| !known.is_empty() && known.eq_ignore_ascii_case(wanted.trim_end_matches('/')))
    };
    let found: Vec<usize> = (0..inventory.modules.len()).filter(|i| is_meant(&inventory.modules[*i])).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let classes = inventory.modules.iter().filter(|module| !module.core).map(|module| module.descriptor.class.as_str());
    let classes: Vec<&str> = classes.collect();
    let advice =
        if classes.is_empty() { "there is no external module here".to_owned() } else { format!("there are: {}", classes.join(", ")) };
    Err(Failure { message: format!("no module is called `{wanted}`"), advice: vec![advice] })
}

/// What cannot be done without a target.
pub(super) fn without_target(message: &str) -> Failure {
    let advice = vec!["name the release with `--target` or `--core`, or with `target` in `dolivet.toml`".to_owned()];
    Failure { message: message.to_owned(), advice }
}

/// The rule of this id.
pub(super) fn find_rule<'a>(rules: &'a [Rule], wanted: &str) -> Result<&'a Rule, Failure> {
    rules.iter().find(|rule| rule.id == wanted).ok_or_else(|| {
        let is_near = |rule: &&Rule| wanted.split('-').any(|part| part.len() > 2 && rule.id.split('-').any(|word| word == part));
        let near: Vec<&str> = rules.iter().filter(is_near).map(|rule| rule.id.as_str()).collect();
        let near = if near.is_empty() { Vec::new() } else { vec![format!("did you mean: {}", near.join(", "))] };
        let advice = near.into_iter().chain(["`dolivet rules` lists all rules".to_owned()]).collect();
        Failure { message: format!("no rule is called `{wanted}`"), advice }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample::{inventory, module};

    #[test]
    fn a_module_is_found_by_class_name_or_directory() {
        let site = inventory(vec![module("alpha", "modAlphaX"), module("", "modSociete")]);
        for wanted in ["modalphax", "AlphaX", "alpha", "custom/alpha/"] {
            assert_eq!(find_modules(&site, wanted).unwrap(), [0], "{wanted}");
        }
        assert_eq!(find_modules(&site, "societe").unwrap(), [1]);
        let failure = find_modules(&site, "modules").unwrap_err();
        assert_eq!(failure.advice, ["there are: modAlphaX"]);
    }
}
