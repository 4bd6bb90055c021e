//! Calls of one world: functions and methods of the module, class members, constants and includes.

use super::files::normal;
use super::run::{ClassUnit, Frame, FunctionUnit, Run};
use super::stmt::Flow;
use crate::base::Span;
use crate::model::module::{FaultKind, Property};
use crate::model::place::Place;
use crate::model::value::{Array, Reason, Value};
use crate::php::tree::{Arg, Callee, ClassRef, Expr, Function, Member, Visibility};

impl<'a> Run<'a, '_, '_> {
    pub(super) fn call(&mut self, frame: &mut Frame<'a>, callee: &Callee<'a>, args: &'a [Arg<'a>], span: Span) -> Value {
        let Callee::Name(name, _) = callee else {
            return self.unknown(frame, span, Reason::Unsupported, "computed function");
        };
        let lower = name.rsplit('\\').next().unwrap_or(name).to_ascii_lowercase();
        if let Some(own) = self.functions.get(&lower).cloned() {
            let callee = Frame::new(own.unit.clone());
            return self.invoke(frame, callee, own.function, args, span);
        }
        if let Some(value) = self.syntax_like(frame, &lower, args, span) {
            return value;
        }
        let values: Vec<Value> = args.iter().map(|arg| self.expr(frame, &arg.value)).collect();
        let plain = args.iter().all(|arg| arg.name.is_none() && !arg.spread);
        if plain && let Some(value) = self.dolibarr_function(frame, &lower, &values, span) {
            return value;
        }
        if plain
            && values.iter().all(Value::is_known)
            && let Some(value) = super::builtins::call(&lower, &values, &frame.unit.file.place(span))
        {
            self.spend(&value);
            return value;
        }
        self.unfollowed(frame, &lower, args, &values, span)
    }

    /// A function that is not evaluated: its result is not known, and neither is what it changes.
    fn unfollowed(&mut self, frame: &mut Frame<'a>, name: &str, args: &'a [Arg<'a>], values: &[Value], span: Span) -> Value {
        for at in super::builtins::changes(name) {
            if let Some(arg) = args.get(*at) {
                self.lose(frame, &arg.value);
            }
        }
        let cause = values.iter().find_map(|value| match value {
            Value::Unknown(u) if super::builtins::is_pure(name) => Some(u.clone()),
            _ => None,
        });
        cause.map_or_else(|| self.unknown(frame, span, Reason::Call, format!("{name}()")), Value::Unknown)
    }

    /// Runs a function of the module's own with its arguments, and hands back what it takes by reference.
    fn invoke(
        &mut self,
        frame: &mut Frame<'a>,
        mut callee: Frame<'a>,
        function: &'a Function<'a>,
        args: &'a [Arg<'a>],
        span: Span,
    ) -> Value {
        callee.function = function.name;
        if args.iter().any(|arg| arg.name.is_some() || arg.spread) {
            return self.unknown(frame, span, Reason::Unsupported, "named or spread arguments");
        }
        let values: Vec<Value> = args.iter().map(|arg| self.expr(frame, &arg.value)).collect();
        for (i, param) in function.params.iter().enumerate() {
            let value = if param.variadic {
                let mut rest = Array::default();
                values.iter().skip(i).for_each(|value| rest.push(value.clone(), frame.unit.file.place(span)));
                Value::Array(rest)
            } else {
                match (values.get(i), &param.default) {
                    (Some(value), _) => value.clone(),
                    (None, Some(default)) => self.expr(&mut callee, default),
                    (None, None) => Value::Null,
                }
            };
            callee.vars.insert(param.name, value);
        }
        let flow = self.deeper(|run| run.stmts(&mut callee, function.body));
        for (param, arg) in function.params.iter().zip(args).filter(|(param, _)| param.by_ref) {
            let value = callee.vars.get(param.name).cloned().unwrap_or(Value::Null);
            self.assign(frame, &arg.value, value);
        }
        match flow {
            Some(Flow::Return(value)) => value,
            Some(_) => Value::Null,
            None => self.unknown(frame, span, Reason::Limit, function.name),
        }
    }

    pub(super) fn method_call(
        &mut self,
        frame: &mut Frame<'a>,
        object: &'a Expr<'a>,
        member: &Member<'a>,
        args: &'a [Arg<'a>],
        span: Span,
    ) -> Value {
        let receiver = self.expr(frame, object);
        let Some(name) = self.member(frame, member) else {
            return self.unknown(frame, span, Reason::Unsupported, "computed method");
        };
        let Value::Unknown(receiver) = receiver else {
            return self.unknown(frame, span, Reason::Call, format!("->{name}()"));
        };
        if receiver.detail == "this"
            && let Some(this) = self.this.clone()
        {
            return self.own_method(frame, &this, &name, args, span);
        }
        let values: Vec<Value> = args.iter().map(|arg| self.expr(frame, &arg.value)).collect();
        let lower = name.to_ascii_lowercase();
        if receiver.detail == "langs" && lower.starts_with("trans") {
            let key = values.first().and_then(Value::to_text).unwrap_or_default();
            if let Some(label) = self.sources.label(&self.module_dir, &key) {
                return Value::str(label);
            }
            return self.unknown(frame, span, Reason::Translation, key);
        }
        if receiver.detail == "db" && (lower == "prefix" || lower == "escape") {
            return if lower == "prefix" { Value::str("llx_") } else { values.first().cloned().unwrap_or(Value::Null) };
        }
        let text = self.source(frame, span);
        self.unknown(frame, span, Reason::Site, text)
    }

    /// A method of the object under construction, searched from `from` upwards.
    fn own_method(&mut self, frame: &mut Frame<'a>, from: &ClassUnit<'a>, name: &str, args: &'a [Arg<'a>], span: Span) -> Value {
        let chain = self.chain(from);
        let found = self.find_method(&chain, name);
        match found {
            Some((class, function)) => {
                let mut callee = Frame::new(class.unit.clone());
                callee.class = Some(class);
                self.invoke(frame, callee, function, args, span)
            }
            None => {
                for arg in args {
                    self.expr(frame, &arg.value);
                }
                if self.is_whole(&chain) {
                    self.fatal_call(frame, span, format!("nothing declares the method `{name}`"));
                }
                self.unknown(frame, span, Reason::Call, format!("{name}()"))
            }
        }
    }

    /// Whether every method of the chain is known: it ends in the core's own base class, and nothing is made up on the way.
    fn is_whole(&mut self, chain: &[ClassUnit<'a>]) -> bool {
        let magic = |class: &ClassUnit<'a>| class.class.methods.iter().any(|m| m.function.name.eq_ignore_ascii_case("__call"));
        let traits =
            chain.iter().flat_map(|class| class.class.traits).all(|(name, _)| self.classes.contains_key(&name.to_ascii_lowercase()));
        let ends = chain.last().is_some_and(|last| last.class.extends.is_empty());
        self.sources.loader.main_root().is_some() && ends && traits && !chain.iter().any(magic)
    }

    /// A method by name in a chain of classes, traits included.
    fn find_method(&mut self, chain: &[ClassUnit<'a>], name: &str) -> Option<(ClassUnit<'a>, &'a Function<'a>)> {
        for class in chain {
            let traits: Vec<ClassUnit<'a>> = class.class.traits.iter().filter_map(|(name, _)| self.class(name)).collect();
            for holder in std::iter::once(class).chain(&traits) {
                if let Some(method) = holder.class.methods.iter().find(|m| m.function.name.eq_ignore_ascii_case(name)) {
                    return Some((holder.clone(), &method.function));
                }
            }
        }
        None
    }

    pub(super) fn static_call(
        &mut self,
        frame: &mut Frame<'a>,
        class: &ClassRef<'a>,
        member: &Member<'a>,
        args: &'a [Arg<'a>],
        span: Span,
    ) -> Value {
        let name = self.member(frame, member).unwrap_or_default();
        let found = match class {
            ClassRef::Name(name, span) => self.class_of(frame, name, *span),
            ClassRef::Computed(_) => None,
        };
        if let Some(found) = found {
            return self.own_method(frame, &found, &name, args, span);
        }
        for arg in args {
            self.expr(frame, &arg.value);
        }
        let text = self.source(frame, span);
        self.unknown(frame, span, Reason::Call, text)
    }

    /// `self`, `static`, `parent` or a class by name.
    pub(super) fn class_of(&mut self, frame: &Frame<'a>, name: &str, _span: Span) -> Option<ClassUnit<'a>> {
        match name.to_ascii_lowercase().as_str() {
            "self" => frame.class.clone(),
            "static" => self.this.clone(),
            "parent" => {
                let parent = frame.class.as_ref()?.class.extends.first()?.0;
                self.class(parent)
            }
            _ => self.class(name),
        }
    }

    /// The values that properties have before the constructor runs, from the farthest parent down.
    pub(super) fn declare_defaults(&mut self, chain: &[ClassUnit<'a>]) {
        for class in chain.iter().rev() {
            let mut frame = Frame::new(class.unit.clone());
            frame.class = Some(class.clone());
            let traits: Vec<ClassUnit<'a>> = class.class.traits.iter().filter_map(|(name, _)| self.class(name)).collect();
            for property in traits.iter().chain([class]).flat_map(|c| c.class.properties) {
                // A property with a type and without a default is not there until it is set.
                if property.is_static || (property.kind.is_some() && property.default.is_none()) {
                    continue;
                }
                let value = property.default.as_ref().map_or(Value::Null, |e| self.expr(&mut frame, e));
                let place = class.unit.file.place(property.span);
                self.properties.insert(property.name.to_owned(), Property { value, place });
            }
        }
    }

    /// Runs the constructor; the place of one in the style of PHP 4 is returned.
    pub(super) fn run_constructor(&mut self, chain: &[ClassUnit<'a>]) -> Option<Place> {
        let (class, function, old) = self.constructor(chain)?;
        let mut callee = Frame::new(class.unit.clone());
        let place = old.then(|| class.unit.file.place(function.name_span));
        callee.class = Some(class);
        let db = function.params.first().map(|p| p.name);
        let mut caller = Frame::new(callee.unit.clone());
        if let Some(name) = db {
            let db = self.unknown(&caller, function.name_span, Reason::Object, "db");
            callee.vars.insert(name, db);
        }
        for param in function.params.iter().skip(1) {
            let value = param.default.as_ref().map_or(Value::Null, |e| self.expr(&mut caller, e));
            callee.vars.insert(param.name, value);
        }
        callee.function = function.name;
        let flow = self.deeper(|run| run.stmts(&mut callee, function.body));
        if flow == Some(Flow::Throw) {
            self.fatal_call(&callee, function.name_span, "the constructor throws");
        }
        self.drop_hidden(chain);
        place
    }

    /// The nearest constructor. One with the name of its class counts only where no `__construct` is nearer.
    fn constructor(&mut self, chain: &[ClassUnit<'a>]) -> Option<(ClassUnit<'a>, &'a Function<'a>, bool)> {
        for class in chain {
            let named = |name: &str| class.class.methods.iter().find(|m| m.function.name.eq_ignore_ascii_case(name));
            if let Some(method) = named("__construct") {
                return Some((class.clone(), &method.function, false));
            }
            if let Some(method) = named(class.class.name) {
                return Some((class.clone(), &method.function, true));
            }
        }
        None
    }

    /// Only public properties are read by Dolibarr.
    fn drop_hidden(&mut self, chain: &[ClassUnit<'a>]) {
        for property in chain.iter().flat_map(|c| c.class.properties).filter(|p| p.visibility != Visibility::Public) {
            self.properties.remove(property.name);
        }
        self.properties.remove("db");
    }

    pub(super) fn static_prop(&mut self, frame: &mut Frame<'a>, class: &ClassRef<'a>, member: &Member<'a>, span: Span) -> Value {
        let (ClassRef::Name(class, class_span), Some(name)) = (class, self.member(frame, member)) else {
            return self.unknown(frame, span, Reason::Unsupported, "computed static property");
        };
        let Some(class) = self.class_of(frame, class, *class_span) else {
            let text = self.source(frame, span);
            return self.unknown(frame, span, Reason::Undefined, text);
        };
        for holder in self.chain(&class) {
            let key = (holder.class.name.to_ascii_lowercase(), name.clone());
            if let Some(value) = self.statics.get(&key) {
                return value.clone();
            }
            if let Some(property) = holder.class.properties.iter().find(|p| p.is_static && p.name == name) {
                let mut own = Frame::new(holder.unit.clone());
                own.class = Some(holder.clone());
                let value = property.default.as_ref().map_or(Value::Null, |e| self.expr(&mut own, e));
                self.statics.insert(key, value.clone());
                return value;
            }
        }
        self.unknown(frame, span, Reason::Undefined, name)
    }

    pub(super) fn class_const(&mut self, frame: &mut Frame<'a>, class: &ClassRef<'a>, member: &Member<'a>, span: Span) -> Value {
        let (ClassRef::Name(class_name, class_span), Some(name)) = (class, self.member(frame, member)) else {
            return self.unknown(frame, span, Reason::Unsupported, "computed class constant");
        };
        let found = self.class_of(frame, class_name, *class_span);
        if name.eq_ignore_ascii_case("class") {
            return Value::str(found.map_or(*class_name, |c| c.class.name));
        }
        let chain = found.map(|c| self.chain(&c)).unwrap_or_default();
        for holder in chain {
            if let Some(constant) = holder.class.constants.iter().find(|c| c.name == name) {
                let mut own = Frame::new(holder.unit.clone());
                own.class = Some(holder.clone());
                let value = constant.value.as_ref().and_then(|e| self.deeper(|run| run.expr(&mut own, e)));
                return value.unwrap_or(Value::Null);
            }
        }
        let text = self.source(frame, span);
        self.unknown(frame, span, Reason::Undefined, text)
    }

    pub(super) fn include(&mut self, frame: &mut Frame<'a>, path: &'a Expr<'a>, once: bool, required: bool, span: Span) -> Value {
        let value = self.expr(frame, path);
        let Some(path) = value.to_text() else {
            self.lost_include = true;
            return value;
        };
        // A relative path is searched beside the file that includes it.
        let path = if path.starts_with('/') { path } else { format!("{}/{path}", frame.unit.path.rsplit_once('/').map_or("", |p| p.0)) };
        self.include_path(frame, &normal(&path), once, required, span)
    }

    /// Runs a file of the module in the frame that includes it. Files of the core declare nothing that descriptors are made of.
    pub(super) fn include_path(&mut self, frame: &mut Frame<'a>, path: &str, once: bool, required: bool, span: Span) -> Value {
        if once && self.included.contains(path) {
            return Value::Bool(true);
        }
        let in_module = path.starts_with(&format!("{}/", self.module_dir));
        if !self.sources.loader.is_file(path) {
            // Without a core at hand, a path out of the module proves nothing.
            if required && (in_module || self.sources.loader.main_root().is_some()) {
                self.fault(FaultKind::MissingInclude, self.sources.loader.shown(path), frame.unit.file.place(span));
            }
            self.lost_include |= !in_module;
            return Value::Bool(false);
        }
        if self.is_core_file(path) {
            return self.core_fragment(frame, path, span);
        }
        self.included.insert(path.to_owned());
        let Some(unit) = self.sources.unit(path) else {
            self.lost_include = true;
            return self.unknown(frame, span, Reason::File, path);
        };
        let outer = std::mem::replace(&mut frame.unit, unit);
        let flow = self.deeper(|run| run.load(frame));
        frame.unit = outer;
        match flow {
            Some(Flow::Return(value)) => value,
            _ => Value::Int(1),
        }
    }

    /// Whether a path belongs to the core rather than to a module below one of the roots.
    fn is_core_file(&self, path: &str) -> bool {
        let Some(root) = self.sources.loader.main_root() else { return false };
        let alternates = self.sources.loader.roots();
        let below = |dir: &str| path.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
        // The directory of the core's own descriptors is the whole core.
        let in_module = self.module_dir != root && below(&self.module_dir);
        below(root) && !in_module && !alternates.into_iter().skip(1).any(below)
    }

    /// `core/commonfieldsinexport.inc.php` and its kind add fields from the database to the exports.
    fn core_fragment(&mut self, frame: &mut Frame<'a>, path: &str, span: Span) -> Value {
        if path.ends_with("inexport.inc.php") || path.ends_with("inimport.inc.php") {
            let place = frame.unit.file.place(span);
            for name in
                ["export_fields_array", "export_TypeFields_array", "export_entities_array", "export_help_array", "import_fields_array"]
            {
                let new = || Property { value: Value::Null, place: place.clone() };
                let property = self.properties.entry(name.to_owned()).or_insert_with(new);
                if property.value == Value::Null {
                    property.value = Value::Array(Array::default());
                }
                if let Value::Array(array) = &mut property.value {
                    array.open = true;
                }
            }
            return self.unknown(frame, span, Reason::Site, path);
        }
        Value::Int(1)
    }

    /// Functions by name, for `function_exists`.
    pub(super) fn has_function(&self, name: &str) -> Option<&FunctionUnit<'a>> {
        self.functions.get(&name.to_ascii_lowercase())
    }
}
