//! The one table of fact kinds, their columns, and the words of closed columns. Rules are checked against it when they are loaded.

pub(crate) use super::kind::{Column, Kind};
use super::kind::{about_module, closed, text};

/// What modules use of the core.
const USED: &[&str] = &["function", "class", "constant", "method", "property", "class-constant", "file", "page", "table", "column"];
const YES_NO: &[&str] = &["yes", "no"];
const SURE: Column = closed("confidence", &["certain", "likely"]);

/// Every kind, sorted by name.
pub(crate) const KINDS: &[Kind] = &[
    about_module(
        "api.file",
        "a file `class/api_*.class.php`",
        &[
            text("file"),
            closed("state", &["found", "other", "missing"]),
            text("expected"),
            text("declared"),
            closed("reachable", YES_NO),
            text("wanted"),
        ],
    ),
    about_module(
        "behaviour",
        "something that the module uses and that works otherwise on the target, or no longer, though no declaration of the core shows it",
        &[
            closed("what", &["function", "method", "property", "class-constant", "hook", "trigger", "variable", "word"]),
            text("name"),
            closed("state", &["changed", "gone"]),
            text("since"),
            text("advice"),
            text("times"),
            text("target"),
        ],
    ),
    about_module(
        "bound",
        "a declared version bound, held against the target when there is one",
        &[
            closed("which", &["dolibarr-min", "dolibarr-max", "php-min", "php-max"]),
            text("property"),
            closed("shape", &["array", "string", "pair", "other"]),
            text("text"),
            text("target"),
            closed("fits", &["yes", "no", "unknown"]),
        ],
    ),
    about_module(
        "call",
        "a call whose arguments do not fit what the target declares, though they fit some other release",
        &[
            closed("what", &["function", "method", "constructor"]),
            text("name"),
            closed("problem", &["too-few", "too-many", "moved", "hidden", "not-static"]),
            text("about"),
            text("given"),
            text("signature"),
            text("times"),
            text("target"),
            closed("before", YES_NO),
            SURE,
        ],
    ),
    about_module(
        "collision",
        "values that modules share and that have to be their own; told at the last of them",
        &[
            closed(
                "what",
                &[
                    "const-name",
                    "constant",
                    "cron-label",
                    "menu-entry",
                    "numero",
                    "permission-id",
                    "rights-class",
                    "table",
                    "top-menu",
                    "trigger-class",
                ],
            ),
            text("values"),
            text("others"),
            closed("with", &["core", "module"]),
            closed("detail", &["none", "deleted", "same-columns", "other-columns"]),
            SURE,
        ],
    ),
    about_module("conflict", "an installed module that the module declares a conflict with", &[text("other"), text("other_dir"), SURE]),
    about_module(
        "core.copied",
        "a PHP file of the module that bears the path of one of the core",
        &[closed("how", &["found-first", "template", "model", "copy"]), text("path"), text("more"), SURE],
    ),
    Kind {
        name: "core.file",
        about: "a file that PHP runs and that is not as the official list has it; those that were not modified are told together",
        columns: &[
            closed("what", &["modified", "missing", "foreign", "stale", "line-ends", "packaging", "never-packaged", "module"]),
            text("path"),
            text("note"),
            text("files"),
            closed("unalterable", YES_NO),
            text("release"),
        ],
        module: false,
    },
    about_module(
        "core.taken",
        "a name of the module that the core uses for one of its own",
        &[closed("what", &["table", "trigger-class"]), text("value")],
    ),
    about_module(
        "core.written",
        "code of the module that changes a file of the core, or one below a directory of it",
        &[
            text("path"),
            closed("what", &["file", "inside"]),
            closed("deed", &["writes", "deletes"]),
            closed("by", &["descriptor", "code"]),
            text("function"),
            SURE,
        ],
    ),
    about_module("dependency.cycle", "modules that need each other in a circle", &[text("path"), SURE]),
    about_module(
        "dependency.unmet",
        "a dependency on a descriptor that is not there; `core` tells whether the core was read",
        &[
            text("name"),
            text("found"),
            closed("spelling", &["absent", "other-case"]),
            text("country"),
            closed("limited", YES_NO),
            closed("core", &["known", "unknown"]),
            SURE,
        ],
    ),
    about_module(
        "deprecated",
        "something that the module uses and the target calls deprecated",
        &[
            closed("what", &["function", "class", "method", "property", "global", "enabled", "right", "prefix"]),
            text("name"),
            text("times"),
            text("target"),
            text("since"),
            closed("replaced", YES_NO),
            text("replacement"),
            SURE,
        ],
    ),
    about_module(
        "descriptor.fault",
        "something that PHP refuses while Dolibarr loads or activates the descriptor",
        &[closed("what", &["syntax", "missing-class", "missing-parent", "missing-include", "signature", "fatal-call"]), text("detail")],
    ),
    about_module(
        "descriptor.php4-constructor",
        "a constructor that has the name of the class",
        &[closed("php", &["7", "8", "unknown"]), SURE],
    ),
    about_module(
        "duplicate",
        "the same value twice inside one module",
        &[closed("what", &["cron-label", "menu-entry", "permission-id"]), text("value")],
    ),
    about_module(
        "event",
        "a hook context, hook method or trigger code that an earlier release knows and the target does not",
        &[
            closed("what", &["context", "hook", "trigger"]),
            text("name"),
            text("contexts"),
            closed("state", &["gone", "already"]),
            text("hint"),
            text("seen"),
            text("target"),
        ],
    ),
    about_module(
        "guard",
        "something that a test on the release lets run on one major release that lacks it, next to one that has it",
        &[closed("what", USED), text("name"), text("release"), text("times")],
    ),
    about_module(
        "hooks",
        "hook contexts of a descriptor and the actions class behind them",
        &[
            closed("state", &["found", "no-file", "elsewhere", "other-case", "no-class"]),
            text("contexts"),
            closed("wide", YES_NO),
            text("expected"),
            text("expected_class"),
            text("other"),
        ],
    ),
    about_module(
        "identity",
        "how name, directory and activation constant fit together",
        &[
            text("const_name"),
            text("wanted_const"),
            text("wanted_dir"),
            text("parts"),
            closed("dir_fits", YES_NO),
            closed("dir_needed", YES_NO),
            closed("const_fits", YES_NO),
            closed("const_form", &["module", "part", "invalid"]),
        ],
    ),
    about_module(
        "include.missing",
        "a file of the module's own that its code includes whatever is there, and that is not there",
        &[text("path"), closed("how", &["requires", "includes"]), closed("packaged", YES_NO)],
    ),
    about_module("library", "PHP libraries that modules ship in other versions", &[text("versions"), closed("apart", &["major", "minor"])]),
    about_module(
        "module.twice",
        "two descriptors with one class; told at the one that Dolibarr is likely to meet last",
        &[closed("place", &["core", "other-root", "other-directory", "other-case"]), text("other"), text("other_dir")],
    ),
    about_module(
        "name.taken",
        "a name or number of the module that the core of the target uses for something of its own",
        &[
            closed("what", &["function", "class", "numero", "permission"]),
            text("name"),
            text("by"),
            text("since"),
            closed("always", YES_NO),
            closed("before", YES_NO),
            text("target"),
        ],
    ),
    about_module("numero", "the module's number", &[text("numero"), closed("state", &["missing", "reserved", "template", "own"])]),
    about_module(
        "override",
        "a method that does not fit the one of the core that it overrides, so that PHP refuses the class; or an abstract one that is missing",
        &[
            text("method"),
            closed(
                "reason",
                &[
                    "final",
                    "static",
                    "not-static",
                    "visibility",
                    "fewer",
                    "reference",
                    "required",
                    "type",
                    "returns",
                    "abstract",
                    "untyped",
                ],
            ),
            text("about"),
            text("parent"),
            text("signature"),
            text("target"),
            text("php"),
            closed("before", YES_NO),
            SURE,
        ],
    ),
    about_module(
        "override.property",
        "a property that does not fit the one of the core that its class inherits, so that PHP refuses the class",
        &[
            text("property"),
            closed("reason", &["visibility", "static", "not-static", "typed", "untyped"]),
            text("parent"),
            text("declared"),
            text("target"),
            closed("before", YES_NO),
        ],
    ),
    Kind {
        name: "package",
        about: "a zip archive of modules that Dolibarr's page for deploying them does not take as it is",
        columns: &[closed("what", &["name", "directory", "left-behind", "version"]), text("file"), text("wanted"), text("found")],
        module: false,
    },
    about_module(
        "patch.file",
        "a file of the core that a patch file of the module is aimed at",
        &[
            text("path"),
            closed("deed", &["changes", "adds", "deletes"]),
            text("hunks"),
            closed("state", &["there", "gone", "not-yet", "unknown"]),
            text("seen"),
            text("target"),
            SURE,
        ],
    ),
    about_module("permission", "a permission", &[text("id"), text("label"), closed("level1", &["set", "empty", "unknown"])]),
    about_module(
        "php.function",
        "a function of PHP that the version of PHP calls deprecated or no longer has",
        &[text("name"), closed("state", &["deprecated", "removed"]), text("since"), text("instead"), text("php"), text("times")],
    ),
    about_module(
        "rights-class",
        "the key under which permissions, menus and cron jobs are stored",
        &[closed("state", &["set", "empty"]), closed("permissions", YES_NO), text("name")],
    ),
    about_module(
        "sql.never",
        "SQL files that activation passes over, by whether their names are among those that it runs",
        &[text("files"), closed("name_fits", YES_NO)],
    ),
    Kind {
        name: "stray",
        about: "something in a root that Dolibarr passes over",
        columns: &[
            closed("what", &["archive", "old-copy", "skipped", "misplaced-descriptor", "no-descriptor", "loose-file"]),
            text("path"),
            text("note"),
        ],
        module: false,
    },
    Kind {
        name: "suppression",
        about: "a comment that is to set findings of a rule aside and does not",
        columns: &[closed("state", &["incomplete", "unknown-rule", "unused"]), text("rule"), text("lacks"), text("hint")],
        module: false,
    },
    about_module(
        "table.changed",
        "a table of the core or of another module that SQL of the module changes, in files that are run or in code",
        &[
            closed(
                "what",
                &["add-column", "alter", "change-column", "clear", "column-of-core", "drop", "drop-column", "rename", "rewrite"],
            ),
            text("table"),
            text("columns"),
            closed("owner", &["core", "module"]),
            text("other"),
            text("target"),
            SURE,
        ],
    ),
    about_module(
        "trigger",
        "a file in `core/triggers/`",
        &[
            text("file"),
            closed("skipped", &["no", "directory", "name", "no-run", "not-declared"]),
            closed("bound", &["all", "own", "installed", "absent", "unknown"]),
            text("bound_to"),
            closed("state", &["found", "other", "missing"]),
            text("expected"),
            text("declared"),
            closed("method", &["runTrigger", "run_trigger", "none"]),
        ],
    ),
    about_module(
        "use",
        "something of the core that the module uses and the target lacks: gone since the installed release, not there yet, or already missing",
        &[
            closed("what", USED),
            text("on"),
            text("name"),
            text("shown"),
            text("times"),
            closed("how", &["runs", "declares", "requires", "includes", "links", "reads", "writes", "asks"]),
            closed("stops_all", YES_NO),
            closed("state", &["gone", "not-yet", "already", "never"]),
            text("target"),
            text("seen"),
            closed("replaced", YES_NO),
            text("replacement"),
            text("hint"),
            SURE,
        ],
    ),
    about_module("version", "the module's own version", &[closed("state", &["known", "empty", "unknown"]), text("version")]),
    about_module(
        "version.other",
        "another place that claims to know the module's version and says something else",
        &[closed("source", &["changelog", "version-file", "git-tag"]), text("version"), text("other"), SURE],
    ),
];

/// The kind of that name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_say_what_a_row_means_and_columns_are_there_once() {
        assert!(KINDS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for kind in KINDS {
            assert!(!kind.about.is_empty() && !kind.about.ends_with('.'), "{}", kind.name);
            let mut names = kind.column_names();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}", kind.name);
        }
    }
}
