//! What a file uses of PHP's own that not every version has, beside functions and constants: settings, and syntax that the parser takes
//! for granted.

use super::reader::{At, Reader};
use crate::base::{PhpSet, Span};
use crate::model::uses::{Native, NativeUse};
use crate::php::tree::{Arg, Class, ClassKind, Element, Expr, ExprKind, Function, Param, Part};

/// Functions that change the setting whose name they take first. Whoever only asks for one that is gone is told that it is off.
const SETTINGS: [&str; 3] = ["ini_alter", "ini_restore", "ini_set"];

/// Functions that call what they are given, with the number of that argument.
const CALLERS: [(&str, usize); 12] = [
    ("array_filter", 1),
    ("array_map", 0),
    ("array_reduce", 1),
    ("array_walk", 1),
    ("call_user_func", 0),
    ("call_user_func_array", 0),
    ("preg_replace_callback", 1),
    ("register_shutdown_function", 0),
    ("spl_autoload_register", 0),
    ("uasort", 1),
    ("uksort", 1),
    ("usort", 1),
];

impl<'a> Reader<'_, 'a, 'a> {
    /// Keeps a method that is called on its class where there is no object of it: outside of classes, and of templates, which methods include.
    pub(super) fn on_class(&mut self, class: &str, method: &str, span: Span, at: At) {
        let is_global = self.is_global(span);
        if self.class.is_none()
            && !self.file.shown.contains(".tpl.")
            && let Some(class) = self.names.class(class, is_global)
        {
            self.native(Native::OnClass, &format!("{class}::{}", method.to_ascii_lowercase()), span, at);
        }
    }

    /// Keeps the method in `array('Class', 'method')` or `'Class::method'`, given to what calls it.
    pub(super) fn callback(&mut self, function: &str, args: &[Arg<'a>], at: At) {
        let Some((_, which)) = CALLERS.iter().find(|(name, _)| *name == function) else { return };
        let Some(Arg { value, .. }) = args.get(*which) else { return };
        let text = |bytes| std::str::from_utf8(bytes).ok();
        let named = match value.kind {
            ExprKind::Array(
                [
                    Element { value: Expr { kind: ExprKind::Str(class), .. }, .. },
                    Element { value: Expr { kind: ExprKind::Str(method), .. }, .. },
                ],
            ) => text(class).zip(text(method)),
            ExprKind::Str(whole) => text(whole).and_then(|whole| whole.split_once("::")),
            _ => None,
        };
        if let Some((class, method)) = named.filter(|(_, method)| !method.contains(':')) {
            // Names in texts are whole.
            self.on_class(&format!("\\{}", class.trim_start_matches('\\')), method, value.span, at);
        }
    }

    /// Keeps each argument that is `null` as it stands.
    pub(super) fn nulls(&mut self, function: &str, args: &[Arg<'a>], at: At) {
        let is_plain = args.iter().all(|arg| !arg.spread && arg.name.is_none());
        for (i, arg) in args.iter().enumerate().filter(|(_, arg)| is_plain && matches!(arg.value.kind, ExprKind::Null)) {
            self.native(Native::Null, &format!("{function}/{}", i + 1), arg.value.span, at);
        }
    }

    /// Keeps the setting that a call names.
    pub(super) fn php_setting(&mut self, function: &str, args: &[Arg<'a>], at: At) {
        if let Some(Arg { value: Expr { kind: ExprKind::Str(name), span }, .. }) = args.first()
            && SETTINGS.contains(&function)
        {
            self.native(Native::Setting, &String::from_utf8_lossy(name), *span, at);
        }
    }

    /// `"${name}"`; the parser's tree has the same for `"{$name}"`.
    pub(super) fn interpolated(&mut self, pieces: &[Part<'a>], at: At) {
        for part in pieces {
            if let Part::Expr(expr) = part
                && self.file.text[expr.span.start as usize..].starts_with(b"${")
            {
                self.native(Native::Syntax, "dollar-brace-interpolation", expr.span, at);
            }
        }
    }

    /// Parameters whose types or order newer versions complain of.
    pub(super) fn parameters(&mut self, params: &[Param<'a>], at: At) {
        let required = params.iter().rposition(|param| param.default.is_none() && !param.variadic);
        for (i, param) in params.iter().enumerate() {
            let Some(default) = &param.default else { continue };
            let is_null = matches!(default.kind, ExprKind::Null);
            let is_nullable = |kind: &str| {
                kind.starts_with('?') || kind.split('|').any(|part| matches!(part.trim().to_ascii_lowercase().as_str(), "null" | "mixed"))
            };
            let before_required = required.is_some_and(|last| i < last);
            match param.kind {
                // Long the only way to write `?Type`.
                Some(kind) if is_null && !is_nullable(kind) => self.native(Native::Syntax, "implicit-nullable", param.span, at),
                Some(_) if is_null && before_required => self.native(Native::Syntax, "nullable-before-required", param.span, at),
                _ if before_required => self.native(Native::Syntax, "optional-before-required", param.span, at),
                _ => {}
            }
        }
    }

    /// A constructor that has the name of its class. With a namespace it never was one.
    pub(super) fn constructor(&mut self, class: &Class<'a>, name: &str, at: At) {
        let named = |wanted: &str| class.methods.iter().find(|method| method.function.name.eq_ignore_ascii_case(wanted));
        if class.kind == ClassKind::Class
            && !name.contains('\\')
            && let (Some(method), None) = (named(class.name), named("__construct"))
            && !method.is_static
        {
            self.native(Native::Constructor, class.name, method.function.name_span, at);
        }
    }

    /// `function __autoload()`
    pub(super) fn autoload(&mut self, function: &Function<'a>, at: At) {
        if function.name.eq_ignore_ascii_case("__autoload") {
            self.native(Native::Syntax, "autoload-function", function.name_span, at);
        }
    }

    fn native(&mut self, what: Native, name: &str, span: Span, at: At) {
        let (name, place) = (name.to_owned(), self.file.place(span));
        self.found.natives.push(NativeUse { what, name, place, guard: at, refused: PhpSet::NONE, message: None });
    }
}
