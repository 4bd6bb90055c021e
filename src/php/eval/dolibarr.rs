//! Constants and functions of Dolibarr and PHP whose result depends on the site, the release or the files at hand.

use super::files::normal;
use super::run::{Frame, Run};
use super::version;
use crate::base::{Span, Version};
use crate::model::value::{Array, Reason, Value};
use crate::php::tree::Arg;

impl<'a> Run<'a, '_, '_> {
    pub(super) fn constant(&mut self, frame: &Frame<'a>, name: &str, span: Span) -> Value {
        let short = name.rsplit('\\').next().unwrap_or(name);
        if let Some(value) = self.constants.get(short) {
            return value.clone();
        }
        let (reason, detail) = match short {
            "DOL_DOCUMENT_ROOT" => match self.sources.loader.main_root() {
                Some(root) => return Value::str(root),
                None => (Reason::Site, short),
            },
            "DOL_VERSION" => match &self.release {
                Some(release) => return Value::str(release.as_str()),
                None => (Reason::Release, short),
            },
            "MAIN_DB_PREFIX" => return Value::str("llx_"),
            "DIRECTORY_SEPARATOR" => return Value::str("/"),
            "PHP_EOL" => return Value::str("\n"),
            "PHP_INT_MAX" => return Value::Int(i64::MAX),
            "JSON_THROW_ON_ERROR" => return Value::Int(4_194_304),
            "JSON_OBJECT_AS_ARRAY" | "ENT_QUOTES" | "ENT_COMPAT" | "COUNT_RECURSIVE" | "LOCK_EX" | "STR_PAD_RIGHT" | "STR_PAD_LEFT" => {
                (Reason::Unsupported, short)
            }
            _ if short.starts_with("DOL_") || short.starts_with("MAIN_") => (Reason::Site, short),
            _ if short.starts_with("PHP_") => (Reason::Php, short),
            _ if ["E_", "LOG_", "JSON_", "M_", "SORT_"].iter().any(|prefix| short.starts_with(prefix)) => (Reason::Php, short),
            _ => (Reason::Undefined, short),
        };
        self.unknown(frame, span, reason, detail)
    }

    /// What looks like a function but needs its arguments unevaluated, or the variables around it.
    pub(super) fn syntax_like(&mut self, frame: &mut Frame<'a>, name: &str, args: &'a [Arg<'a>], span: Span) -> Option<Value> {
        match (name, args) {
            ("define", [constant, value, ..]) => {
                let (constant, value) = (self.expr(frame, &constant.value), self.expr(frame, &value.value));
                self.constants.entry(constant.to_text()?).or_insert(value);
                Some(Value::Bool(true))
            }
            ("compact" | "extract", _) => Some(self.unknown(frame, span, Reason::Unsupported, name)),
            ("func_get_args" | "get_object_vars", _) => Some(self.unknown(frame, span, Reason::Unsupported, name)),
            ("get_class", [] | [_]) => {
                let class = self.this.as_ref().map(|c| c.class.name);
                let own = args.first().is_none_or(|arg| matches!(arg.value.kind, crate::php::tree::ExprKind::Var("this")));
                let class = if args.is_empty() { frame.class.as_ref().map(|c| c.class.name) } else { class };
                own.then(|| Value::str(class.unwrap_or("")))
            }
            ("array_push" | "array_unshift", [target, rest @ ..]) => Some(self.push(frame, name == "array_unshift", target, rest, span)),
            ("array_pop" | "array_shift", [target]) => Some(self.pull(frame, name == "array_shift", target, span)),
            _ => None,
        }
    }

    fn push(&mut self, frame: &mut Frame<'a>, front: bool, target: &'a Arg<'a>, rest: &'a [Arg<'a>], span: Span) -> Value {
        let mut new: Vec<(Value, _)> =
            rest.iter().map(|arg| (self.expr(frame, &arg.value), frame.unit.file.place(arg.value.span))).collect();
        let Value::Array(old) = self.expr(frame, &target.value) else {
            return self.unknown(frame, span, Reason::Unsupported, "array_push()");
        };
        let array = if front {
            let mut array = Array::default();
            new.drain(..).for_each(|(value, place)| array.push(value, place));
            append(&mut array, &old);
            array
        } else {
            let mut array = old;
            new.drain(..).for_each(|(value, place)| array.push(value, place));
            array
        };
        self.bound(&array);
        let count = i64::try_from(array.items().len()).unwrap_or(i64::MAX);
        self.assign(frame, &target.value, Value::Array(array));
        Value::Int(count)
    }

    fn pull(&mut self, frame: &mut Frame<'a>, front: bool, target: &'a Arg<'a>, span: Span) -> Value {
        let Value::Array(old) = self.expr(frame, &target.value) else { return Value::Null };
        if old.open {
            return self.unknown(frame, span, Reason::Unsupported, "array_pop()");
        }
        let items = old.items();
        let Some(taken) = (if front { items.first() } else { items.last() }).cloned() else { return Value::Null };
        let mut rest = old.clone();
        rest.remove(&taken.key);
        let rest = if front {
            let mut renumbered = Array::default();
            append(&mut renumbered, &rest);
            renumbered
        } else {
            rest
        };
        self.assign(frame, &target.value, Value::Array(rest));
        taken.value
    }

    /// Functions of Dolibarr, and those of PHP that look at files, versions, classes or the clock.
    pub(super) fn dolibarr_function(&mut self, frame: &mut Frame<'a>, name: &str, args: &[Value], span: Span) -> Option<Value> {
        let first = args.first().and_then(Value::to_text);
        Some(match name {
            "getdolglobalstring" | "getdolglobalint" | "getdolglobalbool" | "getdolglobalfloat" | "ismodenabled" | "getentity"
            | "dol_getidfromcode" | "getdoluserstring" | "getdoluserint" | "gpost" | "getpost" | "getpostint" | "img_picto"
            | "img_warning" | "dol_escape_htmltag" | "dol_print_error" | "dol_syslog" | "price" | "uselocaltax" => {
                let text = self.source(frame, span);
                self.unknown(frame, span, Reason::Site, text)
            }
            "dol_now"
            | "time"
            | "date"
            | "microtime"
            | "mktime"
            | "dol_mktime"
            | "dol_print_date"
            | "rand"
            | "mt_rand"
            | "random_int"
            | "uniqid"
            | "strtotime"
            | "dol_getdate"
            | "dol_time_plus_duree"
            | "idate" => self.unknown(frame, span, Reason::Moment, format!("{name}()")),
            "versiondolibarrarray" => match self.release.clone() {
                Some(release) => Value::list(release.as_str().split(['.', '-']).map(Value::str), &frame.unit.file.place(span)),
                None => self.unknown(frame, span, Reason::Release, "versiondolibarrarray()"),
            },
            "versioncompare" => Value::Int(i64::from(levels(args.first()?)?.compare(&levels(args.get(1)?)?))),
            "version_compare" => {
                let order = version::compare(&first?, &args.get(1)?.to_text()?);
                match args.get(2).map(Value::to_text) {
                    None => Value::Int(order as i64),
                    Some(operator) => Value::Bool(version::holds(order, &operator?)?),
                }
            }
            "phpversion" | "extension_loaded" | "ini_get" | "php_sapi_name" | "php_uname" | "memory_get_usage" => {
                self.unknown(frame, span, Reason::Php, format!("{name}()"))
            }
            _ => return self.file_function(frame, name, args, span),
        })
    }

    /// Functions that look at files, constants, classes and types.
    fn file_function(&mut self, frame: &mut Frame<'a>, name: &str, args: &[Value], span: Span) -> Option<Value> {
        let first = args.first().and_then(Value::to_text);
        Some(match name {
            "dol_buildpath" => self.buildpath(frame, &first?, args, span),
            "dol_include_once" => {
                let path = self.find(&first?);
                match path {
                    Some(path) => self.include_path(frame, &path, true, false, span),
                    None => {
                        self.lost_include = true;
                        Value::Bool(false)
                    }
                }
            }
            "file_exists" | "is_file" | "is_readable" | "dol_is_file" | "is_dir" | "dol_is_dir" => self.exists(frame, &first?, span),
            "file_get_contents" => self.content(frame, &first?, span),
            "file" => self.unknown(frame, span, Reason::File, first?),
            "constant" => self.constant(frame, &first?, span),
            "defined" => self.constants.contains_key(&first?).then_some(Value::Bool(true))?,
            "class_exists" => self.class(&first?).map(|_| Value::Bool(true))?,
            "function_exists" => self.has_function(&first?).map(|_| Value::Bool(true))?,
            "is_object" => match args.first()? {
                Value::Unknown(u) if u.reason == Reason::Object => Value::Bool(true),
                Value::Unknown(_) => args.first()?.clone(),
                _ => Value::Bool(false),
            },
            "is_array" | "is_string" | "is_numeric" | "is_null" | "is_int" if !args.first()?.is_known() => match (name, args.first()?) {
                (_, Value::Array(_)) => Value::Bool(name == "is_array"),
                (_, other) => other.clone(),
            },
            "error_log" | "error_reporting" | "ini_set" | "set_time_limit" | "dol_mkdir" | "trigger_error" => Value::Bool(true),
            _ => return None,
        })
    }

    /// `dol_buildpath` of `core/lib/functions.lib.php`: the first root that has the path; the main root when none does.
    fn buildpath(&mut self, frame: &Frame<'a>, path: &str, args: &[Value], span: Span) -> Value {
        if args.get(1).is_some_and(|kind| kind.to_int() != Some(0)) {
            return self.unknown(frame, span, Reason::Site, "dol_buildpath()");
        }
        match (self.find(path), self.sources.loader.main_root()) {
            (Some(found), _) => Value::str(found),
            (None, Some(root)) => Value::str(format!("{root}/{}", path.trim_start_matches('/'))),
            (None, None) => self.unknown(frame, span, Reason::Site, "dol_buildpath()"),
        }
    }

    /// The first root that holds a file or directory; the module's own directory counts under its name without any root.
    fn find(&self, path: &str) -> Option<String> {
        let loader = self.sources.loader;
        let relative = path.trim_start_matches('/');
        let parent = self.module_dir.rsplit_once('/').map_or("", |(dir, _)| dir);
        let mut roots: Vec<&str> = loader.roots();
        if !roots.contains(&parent) {
            roots.push(parent);
        }
        let candidates = roots.iter().map(|root| normal(&format!("{root}/{relative}")));
        candidates.into_iter().find(|path| loader.is_file(path) || !loader.list(path).is_empty())
    }

    /// Below the module's directory, and below the roots of a site with its core, what is not there does not exist.
    fn exists(&mut self, frame: &Frame<'a>, path: &str, span: Span) -> Value {
        let path = normal(path);
        let loader = self.sources.loader;
        if loader.is_file(&path) || !loader.list(&path).is_empty() {
            return Value::Bool(true);
        }
        let known = |dir: &str| path.starts_with(&format!("{dir}/"));
        if known(&self.module_dir) || (loader.main_root().is_some() && loader.roots().into_iter().any(known)) {
            return Value::Bool(false);
        }
        self.unknown(frame, span, Reason::File, path)
    }

    fn content(&mut self, frame: &Frame<'a>, path: &str, span: Span) -> Value {
        let path = normal(path);
        match self.sources.loader.read(&path) {
            Some(source) if source.bytes.len() <= super::run::MAX_STRING => Value::str(source.bytes),
            Some(_) => self.unknown(frame, span, Reason::Limit, path),
            None if path.starts_with(&format!("{}/", self.module_dir)) => Value::Bool(false),
            None => self.unknown(frame, span, Reason::File, path),
        }
    }
}

/// Appends elements, numbering those without a name anew.
fn append(array: &mut Array, more: &Array) {
    for item in more.items() {
        match &item.key {
            crate::model::value::Key::Int(_) => array.push(item.value.clone(), item.place.clone()),
            key => array.set(key.clone(), item.value.clone(), item.place.clone()),
        }
    }
    array.open |= more.open;
}

/// A version array.
fn levels(value: &Value) -> Option<Version> {
    let array = value.as_array().filter(|array| !array.open)?;
    let words: Option<Vec<String>> = array.items().iter().map(|item| item.value.to_text()).collect();
    Some(Version::from_levels(&words?))
}
