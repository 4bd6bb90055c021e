//! From bytes to the lean tree, with the errors that the parser met.

use std::sync::{Arc, OnceLock};

use php_rs_parser::diagnostics::{ForbiddenRule, ParseError, Phase};
use php_rs_parser::{ParseOptions, parse_arena_with};

use super::Arena;
use super::lower::{Lower, Marks};
use super::source::Text;
use super::tree::{Class, Stmt, StmtKind};
use crate::base::{LineIndex, Span};
use crate::model::place::Place;

/// What the parser may go through for one file, in comments; a few seconds.
const MAX_STEPS: u64 = 1 << 33;

/// Files of fewer bytes cannot reach [`MAX_STEPS`].
const SMALL: usize = 100 << 10;

/// The largest file that is parsed, in bytes. The largest one seen in a core or module has 1.6 MB, and the parser's time can
/// grow with the square of the size.
const LARGE: usize = 4 << 20;

/// A parsed file.
#[derive(Debug)]
pub(crate) struct File<'a> {
    /// The file as shown to people.
    pub shown: Arc<str>,
    /// The original bytes.
    pub text: &'a [u8],
    /// Top-level statements.
    pub stmts: &'a [Stmt<'a>],
    /// Errors, in source order.
    pub errors: Vec<SyntaxError>,
    /// Where the first error that breaks the text lies: what comes behind may be invented.
    pub broken_from: Option<u32>,
    /// The squares of the lengths of all chains of operators, summed up: what the rules of PHP 7 cost the parser.
    pub chains: u64,
    /// Made when the first place is asked for: most files have none.
    lines: OnceLock<LineIndex>,
}

/// An error of the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub span: Span,
    /// The parser's message.
    pub message: String,
    /// The parser's name for the rule that is broken, such as `curly-offset-access`.
    pub rule: Option<&'static str>,
    /// Whether the text itself is broken. Otherwise PHP refuses it in a later check, or only newer PHP does (`$s{0}`, `(real)`).
    pub broken: bool,
}

impl<'a> File<'a> {
    /// The place of a span's start.
    pub(crate) fn place(&self, span: Span) -> Place {
        let (line, column) = self.lines.get_or_init(|| LineIndex::new(self.text)).line_column(self.text, span.start);
        Place { file: self.shown.clone(), line, column }
    }

    /// Every class-like declaration at top level, in namespaces and in conditions, in source order.
    pub(crate) fn classes(&self) -> Vec<&'a Class<'a>> {
        let mut found = Vec::new();
        self.each_top_level(|stmt| {
            if let StmtKind::Class(class) = stmt.kind {
                found.push(class);
            }
        });
        found
    }

    /// Visits statements at top level, in namespaces, blocks and conditions, in source order.
    pub(crate) fn each_top_level(&self, mut visit: impl FnMut(&'a Stmt<'a>)) {
        let mut todo: Vec<&'a Stmt<'a>> = self.stmts.iter().rev().collect();
        while let Some(stmt) = todo.pop() {
            visit(stmt);
            let inner: Vec<&'a [Stmt<'a>]> = match stmt.kind {
                StmtKind::Namespace(_, body) | StmtKind::Block(body) | StmtKind::Other(_, body) => vec![body],
                StmtKind::If { branches, otherwise } => branches.iter().map(|b| b.1).chain(otherwise).collect(),
                _ => continue,
            };
            todo.extend(inner.into_iter().flatten().rev());
        }
    }
}

/// Parses a file. Text that is not UTF-8 keeps its bytes in strings, and every offset is one of the file.
pub(crate) fn parse<'a>(arena: &'a Arena, shown: &Arc<str>, bytes: &[u8]) -> File<'a> {
    parse_with(arena, shown, arena.bytes(bytes), |_| None)
}

/// Parses a file as [`parse`] does, but keeps only declarations and the code that `find` marks in the text that the parser reads.
pub(crate) fn skim<'a>(arena: &'a Arena, shown: &Arc<str>, bytes: &'a [u8], find: impl Fn(&[u8]) -> Marks) -> File<'a> {
    parse_with(arena, shown, bytes, |text| Some(find(text)))
}

fn parse_with<'a>(arena: &'a Arena, shown: &Arc<str>, bytes: &'a [u8], find: impl Fn(&[u8]) -> Option<Marks>) -> File<'a> {
    let text = Text::new(arena, bytes, false);
    let file = parse_text(arena, shown, text, &find);
    if text.is_foreign() && file.broken_from.is_some() {
        let again = parse_text(arena, shown, Text::new(arena, bytes, true), &find);
        if again.broken_from.is_none() {
            return again;
        }
    }
    file
}

fn parse_text<'a>(arena: &'a Arena, shown: &Arc<str>, text: Text<'a>, find: &impl Fn(&[u8]) -> Option<Marks>) -> File<'a> {
    if let Some(refusal) = refusal(text.parsed.as_bytes()) {
        let errors = vec![SyntaxError { span: Span::default(), message: refusal.to_owned(), rule: None, broken: true }];
        return File {
            shown: shown.clone(),
            text: text.bytes,
            stmts: &[],
            errors,
            broken_from: Some(0),
            chains: 0,
            lines: OnceLock::new(),
        };
    }
    let options = ParseOptions::default().source_map(false);
    let result = parse_arena_with(&arena.bump, text.parsed, &options);
    let program = arena.bump.alloc(result.program);
    let mut lower = Lower::new(arena, text, find(text.parsed.as_bytes()));
    let stmts = lower.file(&program.stmts);
    let mut errors: Vec<SyntaxError> = result.errors.iter().map(|error| syntax_error(error, &text)).collect();
    let too_deep = |span| SyntaxError { span, message: "expression nests too deeply".to_owned(), rule: None, broken: true };
    errors.extend(lower.too_deep.map(too_deep));
    errors.sort_by_key(|error| error.span);
    File {
        shown: shown.clone(),
        text: text.bytes,
        stmts,
        broken_from: errors.iter().find(|e| e.broken).map(|e| e.span.start),
        errors,
        chains: lower.chains,
        lines: OnceLock::new(),
    }
}

/// Why a file is not given to the parser, if it is not.
pub(super) fn refusal(text: &[u8]) -> Option<&'static str> {
    if text.len() > LARGE {
        return Some("the file is larger than 4 MiB, too large to be read as PHP");
    }
    is_costly(text).then_some("the file holds more comments or heredocs than can be read in reasonable time")
}

/// Whether the parser would work for minutes: it goes through all comments at each statement, and through the rest of
/// the file at each heredoc that never ends. Only files made for that purpose come near the limit.
fn is_costly(text: &[u8]) -> bool {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let steps =
        |comments: u64, stmts: u64, heredocs: u64| comments.saturating_mul(stmts).max(heredocs.saturating_mul(length).saturating_mul(4));
    let at_most = |is: fn(u8) -> bool| count(text, is);
    let most = || steps(at_most(|c| matches!(c, b'#' | b'/')), at_most(|c| matches!(c, b';' | b'{' | b'}')), at_most(|c| c == b'<'));
    if text.len() < SMALL || most() <= MAX_STEPS {
        return false;
    }
    let (mut comments, mut stmts, mut heredocs) = (0_u64, 0_u64, 0_u64);
    for window in text.windows(3) {
        match window {
            [b';' | b'{' | b'}', ..] => stmts += 1,
            [b'#', ..] | [b'/', b'/' | b'*', _] => comments += 1,
            b"<<<" => heredocs += 1,
            _ => {}
        }
    }
    steps(comments, stmts, heredocs) > MAX_STEPS
}

/// How many bytes are of a kind. Sums of small portions fit into bytes, which processors add many at a time.
fn count(text: &[u8], is: impl Fn(u8) -> bool) -> u64 {
    text.chunks(usize::from(u8::MAX)).map(|part| u64::from(part.iter().map(|byte| u8::from(is(*byte))).sum::<u8>())).sum()
}

/// What PHP 8 dropped but the parser still understands does not break the text.
fn syntax_error(error: &ParseError, text: &Text<'_>) -> SyntaxError {
    let dropped = [
        ForbiddenRule::CallTimePassByReference,
        ForbiddenRule::CurlyOffsetAccess,
        ForbiddenRule::RealCast,
        ForbiddenRule::ReferenceAssignNew,
    ];
    let rule = error.forbidden_rule();
    let understood = rule.is_some_and(|rule| dropped.contains(&rule));
    SyntaxError {
        span: text.span(error.span()),
        message: error.to_string(),
        rule: rule.map(ForbiddenRule::as_str),
        broken: error.phase() == Phase::Parse && !understood,
    }
}
