//! The lean tree on small sources: offsets, encodings, errors, depth.

use std::sync::Arc;

use super::tree::*;
use super::{Arena, File, parse};

fn parsed<'a>(arena: &'a Arena, text: impl AsRef<[u8]>) -> File<'a> {
    parse(arena, &Arc::from("a.php"), text.as_ref())
}

fn first_value<'a>(file: &File<'a>) -> Expr<'a> {
    match file.stmts.iter().find_map(|s| if let StmtKind::Expr(e) = s.kind { Some(e.kind) } else { None }) {
        Some(ExprKind::Assign { value, .. }) => *value,
        other => panic!("no assignment: {other:?}"),
    }
}

#[test]
fn a_file_in_latin_1_keeps_its_bytes_and_offsets() {
    let arena = Arena::new();
    let file = parsed(&arena, b"<?php // \xE9\n$a = 'L\\'\xE9t\xE9'; $b = \"\xE0 $c \\n\xE8\";");
    assert_eq!(file.errors, []);
    let value = first_value(&file);
    assert!(matches!(value.kind, ExprKind::Str(b"L'\xE9t\xE9")), "{value:?}");
    assert_eq!(&file.text[value.span.start as usize..value.span.end as usize], b"'L\\'\xE9t\xE9'");
    let StmtKind::Expr(Expr { kind: ExprKind::Assign { value, .. }, .. }) = file.stmts[1].kind else { panic!("no second assignment") };
    let ExprKind::Interpolated([Part::Text(before), _, Part::Text(after)]) = value.kind else { panic!("{value:?}") };
    assert_eq!((*before, *after), (&b"\xE0 "[..], &b" \n\xE8"[..]));
}

#[test]
fn a_byte_order_mark_and_crlf_keep_offsets() {
    let arena = Arena::new();
    let file = parsed(&arena, "\u{FEFF}<?php\r\n\r\n$a = 'x';");
    let value = first_value(&file);
    assert_eq!(&file.text[value.span.start as usize..value.span.end as usize], b"'x'");
    let place = file.place(value.span);
    assert_eq!((place.line, place.column), (3, 6));
}

#[test]
fn a_long_chain_is_one_flat_node() {
    let arena = Arena::new();
    let text = format!("<?php $a = 'x'{};", " . 'y'".repeat(20_000));
    let ExprKind::Chain(first, rest) = first_value(&parsed(&arena, text)).kind else { panic!("no chain") };
    assert!(matches!(first.kind, ExprKind::Str(b"x")));
    assert_eq!(rest.len(), 20_000);
}

#[test]
fn what_nests_too_deeply_is_an_error_and_the_rest_stays() {
    for text in ["(", "[", "-", "f(", "!", "$a ? $b : ("] {
        let arena = Arena::new();
        let file = parsed(&arena, format!("<?php class A {{}} $a = {};", text.repeat(10_000)));
        assert!(file.broken_from.is_some(), "{text}");
        assert_eq!(file.classes().len(), 1, "{text}");
    }
    let arena = Arena::new();
    let file = parsed(&arena, format!("<?php $a = $b{}; class A {{}}", "->f()".repeat(10_000)));
    assert!(file.broken_from.is_some());
    assert_eq!(file.classes().len(), 1);
}

#[test]
fn classes_are_found_in_conditions_and_namespaces() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php namespace A { class B {} } namespace { if (1) { class C extends \\A\\B {} } else { trait D {} } }");
    let names: Vec<_> = file.classes().iter().map(|c| (c.name, c.extends.first().map(|e| e.0))).collect();
    assert_eq!(names, [("B", None), ("C", Some("A\\B")), ("D", None)]);
}

#[test]
fn what_only_newer_php_refuses_does_not_break_a_file() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php $a = $s{0};");
    assert_eq!(file.broken_from, None);
    assert_eq!(file.errors.len(), 1);
}

#[test]
fn doc_comments_stay_with_their_methods() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php class A { /** @url GET x */ public static function f(?int &$a = 1, string ...$b): array {} }");
    let method = file.classes()[0].methods[0];
    assert_eq!(method.function.doc, Some("/** @url GET x */"));
    assert_eq!(method.function.returns, Some("array"));
    assert_eq!((method.function.params[0].kind, method.function.params[0].by_ref), (Some("?int"), true));
    assert!(method.is_static && method.function.params[1].variadic);
}

#[test]
fn foreign_bytes_come_back_whatever_escapes_stand_beside_them() {
    let arena = Arena::new();
    let file = parsed(&arena, b"<?php $a = \"\\x14\\n\"; $b = \"z\\n \xE9z\xE8\"; function \xE9z() {}");
    assert_eq!(file.errors, []);
    assert!(matches!(first_value(&file).kind, ExprKind::Str(b"\x14\n")));
    let StmtKind::Expr(Expr { kind: ExprKind::Assign { value, .. }, .. }) = file.stmts[1].kind else { panic!("no second assignment") };
    assert!(matches!(value.kind, ExprKind::Str(b"z\n \xE9z\xE8")), "{value:?}");
    assert!(matches!(file.stmts[2].kind, StmtKind::Function(f) if f.name == "\u{E9}z"));
}

#[test]
fn a_backslash_before_a_quote_stays_in_a_heredoc() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php $a = <<<\"X\"\n\\\"a \\\\\" \" $b \\\" {$c[\"k\"]} \\\"\nX;");
    let ExprKind::Interpolated([Part::Text(a), _, Part::Text(b), _, Part::Text(c)]) = first_value(&file).kind else { panic!("{file:?}") };
    assert_eq!((*a, *b, *c), (&b"\\\"a \\\" \" "[..], &b" \\\" "[..], &b" \\\""[..]));
}

#[test]
fn a_banner_is_no_doc_comment() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php /*****\n * x\n *****/ class A { public $a; /**< b */ public $b; /**\t@c */ public $c; }");
    let class = file.classes()[0];
    assert_eq!(class.doc, None);
    assert_eq!([class.properties[1].doc, class.properties[2].doc], [None, Some("/**\t@c */")]);
}

#[test]
fn constants_are_told_from_names_and_keywords() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php $a = [\\TRUE, \\null, SELF, $o->{NAME}, $o->NAME];");
    let ExprKind::Array([yes, null, own, computed, named]) = first_value(&file).kind else { panic!("{file:?}") };
    assert!(matches!((yes.value.kind, null.value.kind, own.value.kind), (ExprKind::Bool(true), ExprKind::Null, ExprKind::Const("SELF"))));
    assert!(matches!(computed.value.kind, ExprKind::Prop(_, Member::Computed(Expr { kind: ExprKind::Const("NAME"), .. }))));
    assert!(matches!(named.value.kind, ExprKind::Prop(_, Member::Name("NAME", _))));
}

#[test]
fn a_file_that_breaks_off_has_no_method_without_name() {
    let arena = Arena::new();
    let file = parsed(&arena, "<?php class A { function f() {} public static function ");
    let names: Vec<_> = file.classes()[0].methods.iter().map(|m| m.function.name).collect();
    assert_eq!(names, ["f"]);
}

#[test]
fn what_would_take_minutes_is_refused() {
    for unit in ["<<<A\n", "$a = 1; // c\n"] {
        let arena = Arena::new();
        let file = parsed(&arena, format!("<?php {}", unit.repeat(200_000)));
        assert_eq!((file.broken_from, file.stmts.len()), (Some(0), 0));
        assert_eq!(parsed(&arena, format!("<?php {}", unit.repeat(1_000))).errors.iter().filter(|e| e.span.end == 0).count(), 0);
    }
}
