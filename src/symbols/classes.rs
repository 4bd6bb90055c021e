//! Classes that a file declares: what they extend, their methods with signatures, and what their properties hold; and those that it names.
//! Never looks another file up.

use foldhash::{HashMap, HashMapExt};

use super::comments;
use super::reader::{Around, At, Reader};
use super::shape;
use super::types::Held;
use crate::base::Span;
use crate::model::place::Place;
use crate::model::uses::{Cased, ClassDecl, ClassForm, Condition, How, MethodDecl, PropertyDecl, Sort, Thing, Type};
use crate::php::tree::{Class, ClassKind, ClassRef, Property};
use crate::site;

impl<'a> Reader<'_, 'a, 'a> {
    pub(super) fn class(&mut self, class: &'a Class<'a>, at: At) {
        let name = if class.name.is_empty() { String::new() } else { self.names.declared(class.name) };
        if !class.name.is_empty() {
            self.declares(Thing::Class(name.clone()), class.name_span, at);
        }
        self.constructor(class, &name, at);
        let [extends, implements, traits] = [class.extends, class.implements, class.traits].map(|list| self.bases(list, at));
        let parent = if class.kind == ClassKind::Class { extends.first().cloned() } else { None };
        let this = (!name.is_empty()).then(|| self.types.put(Type::Class(name.clone())));
        let around = Around { name: name.clone(), parent, this, decl: class, method: "", assigned: HashMap::new() };
        let outer = self.class.replace(around);
        let values = class.constants.iter().filter_map(|c| c.value.as_ref());
        for value in values.chain(class.properties.iter().filter_map(|p| p.default.as_ref())) {
            self.expr(value, at);
        }
        self.field_types(class, at);
        let mut properties = self.properties(class, &name);
        let mut methods = Vec::new();
        let is_made_at_once = site::entry(&self.file.shown).is_some_and(|entry| name.starts_with(entry.of_class()));
        for method in class.methods {
            let function = &method.function;
            let returns = self.returns(function);
            let (shape, place) = (shape::method(self.file, method), self.file.place(function.name_span));
            methods.push(MethodDecl { name: function.name.to_owned(), shape, returns, place });
            self.answering(function, method.span);
            self.class.iter_mut().for_each(|class| class.method = function.name);
            let inside = self.hooked(&name, function.name, at);
            self.constructs = is_made_at_once && function.name.eq_ignore_ascii_case("__construct");
            self.function(function.params, function.doc, function.body, inside);
            self.constructs = false;
        }
        let around = std::mem::replace(&mut self.class, outer).expect("the class was put there above");
        let undeclared = self.assigned(around.assigned, &mut properties);
        if name.is_empty() {
            return;
        }
        let kind = match class.kind {
            ClassKind::Interface => ClassForm::Interface,
            ClassKind::Trait => ClassForm::Trait,
            ClassKind::Class if class.is_abstract => ClassForm::Abstract,
            ClassKind::Class | ClassKind::Enum => ClassForm::Concrete,
        };
        self.found.classes.push(ClassDecl {
            name,
            written: class.name.to_owned(),
            kind,
            parents: extends.into_iter().chain(implements).collect(),
            traits,
            methods,
            properties,
            undeclared,
            is_open: self.is_open,
            fields: class.properties.iter().map(|property| self.field(property)).collect(),
            constants: class.constants.iter().map(|constant| constant.name.to_owned()).collect(),
            place: self.file.place(class.name_span),
            guard: at,
        });
    }

    /// Methods of actions classes run where the core runs a hook of their name (`core/class/hookmanager.class.php: executeHooks`).
    fn hooked(&mut self, class: &str, method: &str, at: At) -> At {
        if !class.starts_with("actions") || method.starts_with("__") {
            return at;
        }
        self.behind(at, Condition::Exists(Thing::Hook(method.to_owned())), true)
    }

    /// Adds what methods assign to what is declared; what is not declared is returned too, with its place.
    fn assigned(&self, assigned: HashMap<&'a str, (Held, Span)>, properties: &mut Vec<(String, Option<usize>)>) -> Vec<(String, Place)> {
        let mut undeclared = Vec::new();
        for (property, (held, first)) in assigned {
            match properties.iter_mut().find(|(known, _)| known == property) {
                Some((_, kind)) => *kind = kind.or(held.number()),
                None => {
                    properties.push((property.to_owned(), held.number()));
                    undeclared.push((property.to_owned(), self.file.place(first)));
                }
            }
        }
        properties.sort();
        undeclared.sort();
        undeclared
    }

    fn field(&self, property: &Property<'a>) -> PropertyDecl {
        PropertyDecl { name: property.name.to_owned(), shape: shape::property(property), place: self.file.place(property.span) }
    }

    fn bases(&mut self, list: &'a [(&'a str, Span)], at: At) -> Vec<String> {
        list.iter().filter_map(|(name, span)| self.class_use(name, *span, How::Declares, at)).collect()
    }

    /// Declared properties with their types, promoted ones and those of the comment of the class.
    fn properties(&mut self, class: &'a Class<'a>, own: &str) -> Vec<(String, Option<usize>)> {
        let mut found = Vec::new();
        let declared = class.properties.iter().map(|p| (p.name, p.kind, comments::one(p.doc, "@var")));
        let promoted = class.methods.iter().flat_map(|method| method.function.params).filter(|param| param.promoted.is_some());
        let said = comments::properties(class.doc).into_iter().map(|(kind, name)| (name, None, Some(kind)));
        for (name, kind, told) in declared.chain(promoted.map(|param| (param.name, param.kind, None))).chain(said) {
            found.push((name.to_owned(), self.types.told(kind, told, &self.names, Some(own)).number()));
        }
        found
    }

    pub(super) fn class_use(&mut self, name: &str, span: Span, how: How, at: At) -> Option<String> {
        let class = self.names.class(name, self.is_global(span))?;
        // Classes in namespaces are nobody's but their module's.
        if !class.contains('\\') && (self.wants(Sort::Class, &class) || self.wants(Sort::Written(Cased::Class), bare(name))) {
            self.put(Thing::Class(class.clone()), name, how, span, at, (None, None));
        }
        Some(class)
    }

    /// `use Name;` does nothing itself, so that only how the name is written is worth keeping.
    pub(super) fn imported(&mut self, kind: &str, name: &str, around: Span, at: At) {
        let bare = bare(name);
        if kind != "class" || bare.contains('\\') || !self.wants(Sort::Written(Cased::Class), bare) {
            return;
        }
        let text = self.file.text.get(around.start as usize..around.end as usize).unwrap_or_default();
        let is_name = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let is_whole = |at: &usize| !is_name(text.get(..*at).and_then(<[u8]>::last)) && !is_name(text.get(at + bare.len()));
        let found = memchr::memmem::find_iter(text, bare).find(is_whole).unwrap_or_default();
        let span = Span { start: around.start + u32::try_from(found).unwrap_or_default(), end: around.end };
        self.put(Thing::Class(bare.to_ascii_lowercase()), bare, How::Asks, span, at, (None, None));
    }

    /// The class that a name in code means, without a use of it.
    pub(super) fn meant(&self, class: &ClassRef<'a>) -> Option<String> {
        let ClassRef::Name(name, span) = class else { return None };
        let around = self.class.as_ref();
        match name.to_ascii_lowercase().as_str() {
            "self" | "static" => around.map(|class| class.name.clone()).filter(|name| !name.is_empty()),
            "parent" => around.and_then(|class| class.parent.clone()),
            _ => self.names.class(name, self.is_global(*span)),
        }
    }
}

/// A name without the `\` in front of it.
fn bare(name: &str) -> &str {
    name.trim_start_matches('\\')
}
