//! Uses of members: methods, properties and constants of classes, each with whose member it is as far as the file tells.

use super::accessors;
use super::reader::{At, Reader};
use super::types::{Held, habitual};
use super::words::one_by_one;
use crate::base::Span;
use crate::model::uses::{Args, Cased, How, Sort, Thing, Type};
use crate::php::tree::{Arg, Callee, ClassRef, Expr, ExprKind, Member};
use crate::php::walk::Node;

/// How deep chains of members are followed.
const DEEPEST: u8 = 12;

impl<'a> Reader<'_, 'a, 'a> {
    pub(super) fn method_call(&mut self, base: &'a Expr<'a>, member: &'a Member<'a>, args: &'a [Arg<'a>], whole: &'a Expr<'a>, at: At) {
        if let Member::Name(name, span) = member {
            let lower = name.to_ascii_lowercase();
            self.ddl(&lower, args, *span, at);
            self.right(&lower, args, *span, at);
            if self.wants_method(&lower, name) {
                let receiver = self.receiver(base);
                // Within a class its own kind can be meant by any variable.
                let outside = self.class.is_none();
                let shape = Args { outside, ..self.arguments(args) };
                self.method(lower, name, receiver, (shape, args), *span, at);
            }
        }
        let around = std::mem::take(&mut self.in_call);
        self.parts(Node::Expr(whole), at);
        self.in_call = around;
    }

    fn wants_method(&self, lower: &str, written: &str) -> bool {
        self.wants(Sort::Method, lower) || self.wants(Sort::Written(Cased::Method), written)
    }

    /// A call of a method, by its name in small letters.
    fn method(&mut self, lower: String, name: &str, receiver: Option<usize>, (shape, args): (Args, &[Arg<'a>]), span: Span, at: At) {
        // What is kept for how it is written alone means the same on every release.
        if self.wants(Sort::Method, &lower) {
            *self.found.calls.entry(receiver).or_default() += 1;
        }
        let is_told = self.wants(Sort::Given, &lower);
        let kept = self.put(Thing::Method(String::new(), lower), name, How::Runs, span, at, (receiver, Some(shape)));
        if let Some(kept) = kept.filter(|_| is_told) {
            kept.given = one_by_one(args);
        }
    }

    pub(super) fn property(&mut self, base: &'a Expr<'a>, member: &'a Member<'a>, how: How, whole: &'a Expr<'a>, at: At) {
        if self.member(base, member, how, whole, at) {
            return;
        }
        // `$a->b->c = 1` reads `$a->b`.
        self.expr(base, at);
        if let Member::Computed(name) = member {
            self.expr(name, at);
        }
    }

    /// The last step of a property; true where all of it is one accessor.
    pub(super) fn member(&mut self, base: &'a Expr<'a>, member: &'a Member<'a>, how: How, whole: &'a Expr<'a>, at: At) -> bool {
        self.setting(base, member, whole.span, at);
        if how != How::Writes
            && let Some((accessor, written)) = accessors::read(base, member)
        {
            self.keep(Thing::Accessor(accessor), &written, How::Reads, whole.span, at);
            return true;
        }
        if let Member::Name(name, span) = member
            && self.wants(Sort::Property, name)
        {
            let receiver = self.receiver(base);
            self.put(Thing::Property(String::new(), (*name).to_owned()), name, how, *span, at, (receiver, None));
            if how == How::Writes {
                self.written.insert(name);
            }
        }
        false
    }

    pub(super) fn new_object(&mut self, class: &'a ClassRef<'a>, args: &'a [Arg<'a>], whole: &'a Expr<'a>, at: At) {
        if let ClassRef::Name(name, span) = class {
            self.class_use(name, *span, How::Runs, at);
            if let Some(class) = self.meant(class) {
                self.editors.editor(&class, args);
                let receiver = Some(self.types.put(Type::New(class)));
                let thing = Thing::Method(String::new(), "__construct".to_owned());
                let shape = self.arguments(args);
                self.put(thing, name, How::Runs, *span, at, (receiver, Some(shape)));
            }
        }
        self.parts(Node::Expr(whole), at);
    }

    pub(super) fn static_call(
        &mut self,
        class: &'a ClassRef<'a>,
        member: &'a Member<'a>,
        args: &'a [Arg<'a>],
        whole: &'a Expr<'a>,
        at: At,
    ) {
        let receiver = self.class_receiver(class, at);
        if let Member::Name(name, span) = member {
            if let ClassRef::Name(class, class_span) = class {
                self.on_class(class, name, *class_span, at);
            }
            let lower = name.to_ascii_lowercase();
            if self.wants_method(&lower, name) {
                let outside = self.class.is_none();
                let to_parent = self.is_to_parent(class, name);
                let shape = Args { outside, on_class: outside, to_parent, ..self.arguments(args) };
                self.method(lower, name, receiver, (shape, args), *span, at);
            }
        }
        self.parts(Node::Expr(whole), at);
    }

    pub(super) fn static_property(&mut self, class: &'a ClassRef<'a>, member: &'a Member<'a>, whole: &'a Expr<'a>, at: At) {
        let receiver = self.class_receiver(class, at);
        if let Member::Name(name, span) = member
            && self.wants(Sort::Property, name)
        {
            self.put(Thing::Property(String::new(), (*name).to_owned()), name, How::Runs, *span, at, (receiver, None));
        }
        self.parts(Node::Expr(whole), at);
    }

    pub(super) fn class_constant(&mut self, class: &'a ClassRef<'a>, member: &'a Member<'a>, whole: &'a Expr<'a>, at: At) {
        // `A::class` is only a name.
        if member.name().is_some_and(|name| name.eq_ignore_ascii_case("class")) {
            return;
        }
        let receiver = self.class_receiver(class, at);
        if let Member::Name(name, span) = member
            && self.wants(Sort::ClassConstant, name)
        {
            self.put(Thing::ClassConstant(String::new(), (*name).to_owned()), name, How::Runs, *span, at, (receiver, None));
        }
        self.parts(Node::Expr(whole), at);
    }

    /// `parent::same()` in a method `same`
    fn is_to_parent(&self, class: &ClassRef<'a>, method: &str) -> bool {
        matches!(class, ClassRef::Name(name, _) if name.eq_ignore_ascii_case("parent"))
            && self.class.as_ref().is_some_and(|class| class.method.eq_ignore_ascii_case(method))
    }

    /// The class before `::`, which is used too.
    fn class_receiver(&mut self, class: &'a ClassRef<'a>, at: At) -> Option<usize> {
        if let ClassRef::Name(name, span) = class {
            self.class_use(name, *span, How::Runs, at);
        }
        let is_fixed = matches!(class, ClassRef::Name(name, _) if !name.eq_ignore_ascii_case("static"));
        let class = self.meant(class)?;
        Some(self.types.put(if is_fixed { Type::New(class) } else { Type::Class(class) }))
    }

    fn receiver(&mut self, base: &Expr<'a>) -> Option<usize> {
        self.held(base).number()
    }

    /// What the value of an expression is an instance of.
    pub(super) fn held(&mut self, expr: &Expr<'a>) -> Held {
        self.held_at(expr, DEEPEST)
    }

    fn held_at(&mut self, expr: &Expr<'a>, depth: u8) -> Held {
        let Some(depth) = depth.checked_sub(1) else { return Held::Unknown };
        let member = |held: Held, name: Option<&str>| match (held, name) {
            (Held::Known(of), Some(name)) => Some((of, name.to_owned())),
            _ => None,
        };
        match &expr.kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) => Held::Nothing,
            ExprKind::Interpolated(_) | ExprKind::Array(_) | ExprKind::Chain(..) | ExprKind::Not(_) | ExprKind::Empty(_) => Held::Nothing,
            ExprKind::Var(name) => self.variable(name),
            ExprKind::New(class, _) => self.meant(class).map_or(Held::Unknown, |class| self.types.known(Type::New(class))),
            ExprKind::Clone(inner) | ExprKind::Silence(inner) | ExprKind::Assign { value: inner, .. } => self.held_at(inner, depth),
            ExprKind::Ternary(test, then, otherwise) => {
                let then = self.held_at(then.unwrap_or(test), depth);
                let otherwise = self.held_at(otherwise, depth);
                self.types.either(then, otherwise)
            }
            ExprKind::Coalesce(a, b) => {
                let (a, b) = (self.held_at(a, depth), self.held_at(b, depth));
                self.types.either(a, b)
            }
            ExprKind::Prop(base, name) => match member(self.held_at(base, depth), name.name()) {
                Some((of, name)) => self.types.known(Type::Property(of, name)),
                None if name.name() == Some("db") => self.types.known(Type::Said("dolidb".to_owned())),
                None => Held::Unknown,
            },
            ExprKind::MethodCall(base, name, _) => match member(self.held_at(base, depth), name.name()) {
                Some((of, name)) => self.types.known(Type::Returned(of, name.to_ascii_lowercase())),
                None => Held::Unknown,
            },
            ExprKind::StaticCall(class, name, _) => match (self.meant(class), name.name()) {
                (Some(class), Some(name)) => {
                    let of = self.types.put(Type::Class(class));
                    self.types.known(Type::Returned(of, name.to_ascii_lowercase()))
                }
                _ => Held::Unknown,
            },
            ExprKind::StaticProp(class, name) => match (self.meant(class), name.name()) {
                (Some(class), Some(name)) => {
                    let of = self.types.put(Type::Class(class));
                    self.types.known(Type::Property(of, name.to_owned()))
                }
                _ => Held::Unknown,
            },
            ExprKind::Call(Callee::Name(name, _), _) => self.types.known(Type::Function(name.to_ascii_lowercase())),
            ExprKind::Index(base, _) => match self.held_at(base, depth) {
                Held::Known(list) => self.types.known(Type::Element(list)),
                _ => Held::Unknown,
            },
            _ => Held::Unknown,
        }
    }

    fn variable(&mut self, name: &str) -> Held {
        if name == "this" {
            return self.class.as_ref().and_then(|class| class.this).map_or(Held::Unknown, Held::Known);
        }
        match self.variables.get(name) {
            Some(held) => held,
            None => habitual(name).map_or(Held::Unknown, |class| self.types.known(Type::Class(class.to_owned()))),
        }
    }
}
