//! `conf/conf.php`, read without running it: where the roots are, and how the database is named. No other variable is evaluated
//! unless one of these is built from it, and none is kept, because the file holds passwords.

use std::cell::Cell;
use std::collections::HashMap;

use super::files::Files;
use super::paths::{join, name, normal, parent, relative};
use crate::base::Span;
use crate::model::place::{Problem, ProblemKind};
use crate::model::site::Conf;
use crate::php::loader::Loader;
use crate::php::tree::{BinaryOp, Callee, Expr, ExprKind, Part, StmtKind};
use crate::php::{Arena, File, parse};

const MAIN: &str = "dolibarr_main_document_root";
const ALTERNATES: &str = "dolibarr_main_document_root_alt";
const DATA: &str = "dolibarr_main_data_root";
const PREFIX: &str = "dolibarr_main_db_prefix";
const DRIVER: &str = "dolibarr_main_db_type";

/// How many expressions are evaluated for one value.
const STEPS: u32 = 1_000;
/// Longest path that is built.
const LENGTH: usize = 4_096;

/// Reads `conf/conf.php` of a main root. `None` when there is none, or when it cannot be read, which is common: it is the
/// web server's own.
pub(super) fn read(files: &Files, main: &str) -> Option<Conf> {
    let path = join(main, "conf/conf.php");
    let source = files.read(&path)?;
    let arena = Arena::new();
    let file = parse(&arena, &source.shown, &source.bytes);
    let mut settings = Settings { file: &path, values: HashMap::new(), steps: Cell::new(0) };
    let mut conf = Conf { file: source.shown.to_string(), ..Conf::default() };
    if let Some(at) = file.broken_from {
        // The parser's message may quote the source, so it is not repeated.
        report(files, &file, Span { start: at, end: at }, "does not parse; what stands behind is not read");
    }
    file.each_top_level(|stmt| {
        let broken = file.broken_from.is_some_and(|at| stmt.span.start >= at);
        let StmtKind::Expr(expr) = stmt.kind else { return };
        let (variable, value) = match expr.kind {
            ExprKind::Assign { target: Expr { kind: ExprKind::Var(variable), .. }, value, .. } => (*variable, *value),
            ExprKind::AssignOp(Expr { kind: ExprKind::Var(variable), .. }, _, _) => (*variable, expr),
            _ => return,
        };
        if broken {
            return;
        }
        let wanted = [MAIN, ALTERNATES, DATA, PREFIX, DRIVER].contains(&variable);
        if wanted {
            settings.steps.set(0);
            let text = settings.text(&value);
            let certain = file.stmts.iter().any(|top| std::ptr::eq(top, stmt));
            if text.is_none() {
                report(files, &file, stmt.span, &format!("the value of `${variable}` cannot be told without running PHP"));
            } else if !certain {
                report(files, &file, stmt.span, &format!("`${variable}` is set under a condition; this value is taken"));
            }
            if certain || text.is_some() {
                keep(&mut conf, variable, text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
            }
        }
        settings.values.insert(variable, value);
    });
    Some(conf)
}

/// The alternate roots that are there, in the order of `conf.php`. Without any, `custom` is one, as in `filefunc.inc.php`.
///
/// Paths that name the machine the site comes from are looked for at the same distance from the main root.
pub(super) fn alternates(files: &Files, main: &str, conf: Option<&Conf>) -> Vec<String> {
    let mut roots: Vec<String> = Vec::new();
    let custom = join(main, "custom");
    let named = conf.map_or(&[][..], |conf| &conf.document_root_alt);
    for path in named {
        let document_root = conf.and_then(|conf| conf.document_root.as_deref());
        match here(files, main, document_root, path) {
            Some(dir) if files.is_same(&dir, main) || roots.iter().any(|known| files.is_same(known, &dir)) => {}
            Some(dir) => roots.push(dir),
            None => {
                let message = format!("`${ALTERNATES}` names `{path}`, which is not here");
                files.problem(&join(main, "conf/conf.php"), ProblemKind::Configuration, message);
            }
        }
    }
    if roots.is_empty() && files.is_dir(&custom) {
        roots.push(custom);
    }
    roots
}

/// Where a root of `conf.php` is on this machine.
fn here(files: &Files, main: &str, document_root: Option<&str>, path: &str) -> Option<String> {
    let path = normal(path);
    let there = |dir: &String| files.sees_dir(dir);
    let document_root = document_root.map(normal);
    match document_root {
        Some(root) if !files.is_same(&root, main) => {
            let distance = relative(&root, &path);
            let known = !distance.starts_with('/') && !distance.contains(':') && distance.matches("..").count() <= 2;
            known.then(|| normal(&join(main, &distance))).filter(there).or_else(|| Some(join(main, name(&path))).filter(there))
        }
        _ => Some(path.clone()).filter(|p| p.starts_with('/') || p.contains(':')).filter(there),
    }
}

fn keep(conf: &mut Conf, variable: &str, value: Option<String>) {
    match variable {
        MAIN => conf.document_root = value,
        DATA => conf.data_root = value,
        PREFIX => conf.db_prefix = value,
        DRIVER => conf.db_type = value,
        // Dolibarr splits at both and does not trim the parts: `master.inc.php`.
        _ => conf.document_root_alt = value.iter().flat_map(|v| v.split([',', ';'])).filter(|v| !v.is_empty()).map(str::to_owned).collect(),
    }
}

fn report(files: &Files, file: &File<'_>, span: Span, message: &str) {
    files.report(Problem { place: file.place(span), kind: ProblemKind::Configuration, message: message.to_owned() });
}

/// What `conf.php` has set so far, not yet evaluated.
struct Settings<'a, 'p> {
    file: &'p str,
    values: HashMap<&'a str, Expr<'a>>,
    steps: Cell<u32>,
}

impl Settings<'_, '_> {
    /// The text of an expression made of strings, their joins, `__DIR__`, `dirname` and variables of such.
    fn text(&self, expr: &Expr<'_>) -> Option<String> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > STEPS {
            return None;
        }
        let text = match expr.kind {
            ExprKind::Str(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            ExprKind::Int(n) => n.to_string(),
            ExprKind::Null | ExprKind::Bool(false) => String::new(),
            ExprKind::Magic("__DIR__") => parent(self.file).to_owned(),
            ExprKind::Magic("__FILE__") => self.file.to_owned(),
            ExprKind::Const("DIRECTORY_SEPARATOR") => "/".to_owned(),
            ExprKind::Var(name) => self.text(self.values.get(name)?)?,
            ExprKind::Silence(inner) => self.text(inner)?,
            ExprKind::Interpolated(parts) => self.joined(parts.iter().map(|part| match part {
                Part::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                Part::Expr(expr) => self.text(expr),
            }))?,
            ExprKind::Chain(first, rest) if rest.iter().all(|(op, _)| *op == BinaryOp::Concat) => {
                self.joined(std::iter::once(self.text(first)).chain(rest.iter().map(|(_, expr)| self.text(expr))))?
            }
            ExprKind::Call(Callee::Name(function, _), args) => {
                let first = self.text(&args.first()?.value)?;
                match function.to_ascii_lowercase().as_str() {
                    // A link in the path stays one: it is followed when the directory is opened.
                    "realpath" => normal(&first),
                    "trim" if args.len() == 1 => first.trim().to_owned(),
                    "dirname" => {
                        let levels = args.get(1).map_or(Some(1), |arg| self.text(&arg.value)?.parse::<usize>().ok())?;
                        (0..levels.min(64)).fold(first, |path, _| parent(&path).to_owned())
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        (text.len() <= LENGTH).then_some(text)
    }

    fn joined(&self, parts: impl Iterator<Item = Option<String>>) -> Option<String> {
        let mut text = String::new();
        for part in parts {
            text += &part?;
            if text.len() > LENGTH {
                return None;
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn site(conf: &str) -> (tempfile::TempDir, Files, String) {
        let dir = tempfile::tempdir().unwrap();
        let main = dir.path().canonicalize().unwrap().join("htdocs").to_str().unwrap().to_owned();
        for sub in ["conf", "custom", "more", "../beside"] {
            fs::create_dir_all(join(&main, sub)).unwrap();
        }
        fs::write(join(&main, "conf/conf.php"), conf).unwrap();
        let files = Files::new(main.clone());
        (dir, files, main)
    }

    #[test]
    fn only_harmless_settings_are_kept() {
        let (_dir, files, main) = site(
            "<?php\n$base = dirname(__DIR__);\n$dolibarr_main_document_root=$base;\n\
             $dolibarr_main_document_root_alt=\"$base/custom,{$base}/more\";\n$dolibarr_main_db_prefix='erp_';\n\
             $dolibarr_main_db_pass='secret';\n$dolibarr_main_data_root=realpath(__DIR__.'/../../documents');",
        );
        let conf = read(&files, &main).unwrap();
        assert_eq!(conf.document_root.as_deref(), Some(&*main));
        assert_eq!(conf.db_prefix.as_deref(), Some("erp_"));
        assert_eq!(conf.data_root, Some(join(parent(&main), "documents")));
        assert_eq!(alternates(&files, &main, Some(&conf)), [join(&main, "custom"), join(&main, "more")]);
        assert!(!format!("{conf:?}{:?}", files.problems()).contains("secret"));
    }

    #[test]
    fn roots_of_another_machine_are_found_here() {
        let (_dir, files, main) = site(
            r#"<?php $dolibarr_main_document_root="C:/xampp/erp"; $dolibarr_main_document_root_alt="C:/xampp/erp/more;C:\\xampp\\beside,D:/gone";"#,
        );
        let conf = read(&files, &main).unwrap();
        assert_eq!(alternates(&files, &main, Some(&conf)), [join(&main, "more"), join(parent(&main), "beside")]);
        let problems = files.problems();
        assert!(problems.len() == 1 && problems[0].message.contains("`D:/gone`"), "{problems:?}");
    }

    #[test]
    fn what_cannot_be_told_is_a_problem_and_custom_is_taken() {
        let loop_ = "$a=$b.$b; $b=$a.$a;";
        for value in ["getenv('ROOT')", "$a", "$undefined"] {
            let (_dir, files, main) = site(&format!("<?php {loop_} $dolibarr_main_document_root_alt={value};"));
            let conf = read(&files, &main).unwrap();
            assert_eq!(alternates(&files, &main, Some(&conf)), [join(&main, "custom")]);
            assert_eq!(files.problems().len(), 1, "{value}");
        }
    }
}
