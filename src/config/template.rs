//! The file that `dolivet init` writes.

/// A commented file of settings, with a target where one is known.
pub(crate) fn template(target: Option<&str>) -> String {
    let target = target.map_or_else(|| "# target = \"24\"".to_owned(), |target| format!("target = \"{target}\""));
    TEXT.replace("{target}", &target)
}

const TEXT: &str = r#"# Settings of dolivet. Options on the command line go first. See docs/configuration.md of dolivet.

# The Dolibarr release to hold modules against, or several (["22", "24"]), the one they run on now, and the PHP version.
{target}
# from = "22.0"
# php = "8.4"

# The level from which on findings make `dolivet check` end with 1: note, warning, error or fatal.
# fail-on = "warning"

# Findings that were there before, as `dolivet check --write-baseline` has written them down.
# baseline = "dolivet-baseline.json"

# Directories of other modules, relative to this file, that are read for what they declare: parents, functions, dependencies.
# Nothing is told of them.
# roots = ["../othermodule"]

# Paths whose findings do not count, as of .gitignore. What their code declares is still known.
# Libraries (vendor/, includes/, node_modules/) are passed over without being named.
# exclude = ["tests", "**/demo/*.php"]

# Levels by rule: off, note, warning, error or fatal. `dolivet explain` lists the rules.
# [levels]
# deprecated-global = "off"

# Levels for some paths or modules alone; the last that fits decides.
# [[override]]
# paths = ["scripts"]
# modules = ["modExample"]
# levels = { function-gone = "warning" }
"#;
