//! One world: the state of one run of a constructor, its decisions and its limits.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::files::{Sources, Unit};
use super::ops;
use crate::base::{ReleaseSet, Span, Version};
use crate::model::module::{Fault, FaultKind, Property};
use crate::model::place::{Place, Placed, Problem, ProblemKind};
use crate::model::value::{Condition, Reason, Unknown, Value};
use crate::php::tree::{Class, Expr, ExprKind, Function};

/// Evaluated nodes in one world.
const MAX_STEPS: u32 = 400_000;
/// Calls within calls, includes among them.
const MAX_DEPTH: u32 = 48;
/// Bytes of one string.
pub(super) const MAX_STRING: usize = 1 << 20;
/// Elements of one array.
pub(super) const MAX_ITEMS: usize = 5_000;
/// Levels of arrays in arrays.
pub(super) const MAX_NESTING: usize = 64;
/// Bytes of all strings that one world makes.
const MAX_BYTES: usize = 64 << 20;
/// Parents of a class.
const MAX_PARENTS: usize = 32;

/// What one world left behind.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub properties: BTreeMap<String, Property>,
    pub decisions: Vec<Condition>,
    pub faults: Vec<Fault>,
    pub parents: Vec<Placed<String>>,
    pub php4_constructor: Option<Place>,
    pub problems: Vec<Problem>,
    /// Whether it read something that was left out since nobody asked for it.
    pub read_left_out: bool,
}

/// A class and the file that declares it.
#[derive(Debug, Clone)]
pub(super) struct ClassUnit<'a> {
    pub class: &'a Class<'a>,
    pub unit: Arc<Unit<'a>>,
}

/// A function and the file that declares it.
#[derive(Debug, Clone)]
pub(super) struct FunctionUnit<'a> {
    pub function: &'a Function<'a>,
    pub unit: Arc<Unit<'a>>,
}

/// The variables and surroundings of one call.
#[derive(Debug, Clone)]
pub(super) struct Frame<'a> {
    pub vars: BTreeMap<&'a str, Value>,
    /// What a variable that depends on the release was assigned.
    pub origins: BTreeMap<&'a str, &'a Expr<'a>>,
    pub unit: Arc<Unit<'a>>,
    /// The class whose method runs, for `self` and `parent`.
    pub class: Option<ClassUnit<'a>>,
    pub function: &'a str,
}

impl<'a> Frame<'a> {
    pub(super) fn new(unit: Arc<Unit<'a>>) -> Self {
        Self { vars: BTreeMap::new(), origins: BTreeMap::new(), unit, class: None, function: "" }
    }
}

/// The state of one world.
pub(super) struct Run<'a, 's, 'l> {
    pub sources: &'s Sources<'a, 'l>,
    /// The directory of the module: what lies in it is known, also that something is not there.
    pub module_dir: String,
    script: Vec<bool>,
    default: bool,
    decisions: Vec<Condition>,
    releases: ReleaseSet,
    /// The release that `DOL_VERSION` is while a test is tried on each release.
    pub release: Option<Version>,
    steps: u32,
    bytes: usize,
    depth: u32,
    pub limit: Option<&'static str>,
    pub properties: BTreeMap<String, Property>,
    pub classes: BTreeMap<String, ClassUnit<'a>>,
    pub functions: BTreeMap<String, FunctionUnit<'a>>,
    pub constants: BTreeMap<String, Value>,
    pub statics: BTreeMap<(String, String), Value>,
    pub included: BTreeSet<String>,
    /// Members of `$conf` that were set in this world.
    pub conf_set: BTreeSet<String>,
    pub faults: Vec<Fault>,
    /// Whether an include could not be followed, so that a missing class proves nothing.
    pub lost_include: bool,
    /// The class that is constructed.
    pub this: Option<ClassUnit<'a>>,
    /// See [`Outcome::read_left_out`].
    pub read_left_out: bool,
    /// Statements by their place in memory, and whether they are passed over; loops come by often.
    pub passed_over: HashMap<usize, bool>,
}

impl<'a, 's, 'l> Run<'a, 's, 'l> {
    /// Loads the file, constructs the class and returns what is left. Tests go by `script`, then by `default`.
    pub(super) fn construct(sources: &'s Sources<'a, 'l>, unit: &Arc<Unit<'a>>, class: &str, script: &[bool], default: bool) -> Outcome {
        let mut run = Self {
            sources,
            module_dir: module_dir(&unit.path),
            script: script.to_vec(),
            default,
            decisions: Vec::new(),
            releases: ReleaseSet::ALL,
            release: None,
            steps: 0,
            bytes: 0,
            depth: 0,
            limit: None,
            properties: BTreeMap::new(),
            classes: BTreeMap::new(),
            functions: BTreeMap::new(),
            constants: BTreeMap::new(),
            statics: BTreeMap::new(),
            included: BTreeSet::from([unit.path.clone()]),
            conf_set: BTreeSet::new(),
            faults: Vec::new(),
            lost_include: false,
            this: None,
            read_left_out: false,
            passed_over: HashMap::new(),
        };
        let mut outcome = Outcome::default();
        let mut frame = Frame::new(unit.clone());
        run.load(&mut frame);
        if let Some(declared) = unit.file.classes().into_iter().find(|c| c.name.eq_ignore_ascii_case(class)) {
            let this = ClassUnit { class: declared, unit: unit.clone() };
            run.this = Some(this.clone());
            let chain = run.chain(&this);
            outcome.parents = run.parent_names(&chain);
            run.check_parents(&chain);
            run.declare_defaults(&chain);
            outcome.php4_constructor = run.run_constructor(&chain);
        }
        run.finish(&mut outcome);
        outcome
    }

    fn finish(mut self, outcome: &mut Outcome) {
        if let Some(limit) = self.limit {
            let place = self.this.as_ref().map_or_else(|| Place::file(""), |c| c.unit.file.place(c.class.name_span));
            for property in self.properties.values_mut() {
                property.value = Value::Unknown(Unknown { reason: Reason::Limit, detail: limit.to_owned(), place: place.clone() });
            }
            let message = format!("the descriptor's constructor was not evaluated to its end: {limit}");
            outcome.problems.push(Problem { place, kind: ProblemKind::Limit, message });
        }
        outcome.properties = self.properties;
        outcome.decisions = self.decisions;
        outcome.faults = self.faults;
        outcome.read_left_out = self.read_left_out;
    }

    /// The class and its parents, nearest first; a circle is cut.
    pub(super) fn chain(&mut self, class: &ClassUnit<'a>) -> Vec<ClassUnit<'a>> {
        let mut chain = vec![class.clone()];
        while chain.len() < MAX_PARENTS {
            let Some((name, _)) = chain[chain.len() - 1].class.extends.first() else { break };
            let Some(parent) = self.class(name) else { break };
            if chain.iter().any(|known| std::ptr::eq(known.class, parent.class)) {
                break;
            }
            chain.push(parent);
        }
        chain
    }

    fn parent_names(&self, chain: &[ClassUnit<'a>]) -> Vec<Placed<String>> {
        let named = |c: &ClassUnit<'a>| {
            let (name, span) = c.class.extends.first()?;
            Some(Placed::new((*name).to_owned(), c.unit.file.place(*span)))
        };
        chain.iter().filter_map(named).collect()
    }

    /// A class by name, in any case. `DolibarrModules` is the core's, or the stand-in.
    pub(super) fn class(&mut self, name: &str) -> Option<ClassUnit<'a>> {
        let short = name.rsplit('\\').next().unwrap_or(name).to_ascii_lowercase();
        if let Some(known) = self.classes.get(&short) {
            return Some(known.clone());
        }
        if short != "dolibarrmodules" {
            return None;
        }
        let unit = self.sources.base.clone();
        let class = unit.file.classes().into_iter().find(|c| c.name.eq_ignore_ascii_case("DolibarrModules"))?;
        let found = ClassUnit { class, unit: unit.clone() };
        self.classes.insert(short, found.clone());
        Some(found)
    }

    /// Counts a step; `false` when the limit is met.
    pub(super) fn step(&mut self) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            self.limit.get_or_insert("it takes too many steps");
        }
        self.limit.is_none()
    }

    /// Counts what a new value takes.
    pub(super) fn spend(&mut self, value: &Value) {
        self.bytes += match value {
            Value::Str(s) => s.len(),
            Value::Array(array) => size_of_val(array.items()),
            _ => 0,
        };
        if self.bytes > MAX_BYTES {
            self.limit.get_or_insert("it builds too much data");
        }
    }

    /// Goes one call deeper for the time of `inner`; `None` when that is too deep.
    pub(super) fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.limit.get_or_insert("its calls nest too deeply");
            return None;
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        Some(result)
    }

    pub(super) fn fault(&mut self, kind: FaultKind, detail: impl Into<String>, place: Place) {
        let fault = Fault { kind, detail: detail.into(), place };
        // While a test is tried on each release, nothing really happens.
        if self.release.is_none() && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// A value that is not known.
    pub(super) fn unknown(&self, frame: &Frame<'a>, span: Span, reason: Reason, detail: impl Into<String>) -> Value {
        let mut detail = detail.into();
        if let Some((cut, _)) = detail.char_indices().nth(160) {
            detail.truncate(cut);
        }
        Value::Unknown(Unknown { reason, detail, place: frame.unit.file.place(span) })
    }

    /// The source of an expression with white space folded.
    pub(super) fn source(&self, frame: &Frame<'a>, span: Span) -> String {
        let text = frame.unit.file.text;
        let range = (span.start as usize).min(text.len())..(span.end as usize).min(text.len()).max((span.start as usize).min(text.len()));
        let shown = String::from_utf8_lossy(&text[range]);
        let folded: Vec<&str> = shown.split_whitespace().collect();
        folded.join(" ")
    }

    /// Whether a test holds in this world: what it evaluates to, else what this world has decided for it.
    pub(super) fn decide(&mut self, frame: &mut Frame<'a>, test: &'a Expr<'a>) -> bool {
        let value = self.expr(frame, test);
        if let Some(known) = self.truth(&value) {
            return known;
        }
        let (positive, test) = match test.kind {
            ExprKind::Not(inner) => (false, inner),
            _ => (true, test),
        };
        let releases = match &value {
            Value::Unknown(u) if u.reason == Reason::Release => self.on_each_release(frame, test),
            _ => None,
        };
        let text = self.source(frame, test.span);
        self.decision(text, releases, frame.unit.file.place(test.span)) == positive
    }

    /// Whether a value is true; objects are, whatever else is not known of them.
    pub(super) fn truth(&self, value: &Value) -> Option<bool> {
        match value {
            Value::Unknown(u) if u.reason == Reason::Object => Some(true),
            value => ops::truthy(value),
        }
    }

    /// Takes a side of a test, the same one for the same text, and notes it.
    pub(super) fn decision(&mut self, text: String, releases: Option<ReleaseSet>, place: Place) -> bool {
        if self.release.is_some() {
            return false;
        }
        if let Some(known) = self.decisions.iter().find(|d| d.text == text) {
            return known.holds;
        }
        if let Some(set) = releases {
            let rest = self.releases.minus(set);
            if rest == self.releases || rest == ReleaseSet::NONE {
                return rest == ReleaseSet::NONE;
            }
        }
        let holds = self.script.get(self.decisions.len()).copied().unwrap_or(self.default);
        if let Some(set) = releases {
            self.releases = if holds { self.releases.minus(ReleaseSet::ALL.minus(set)) } else { self.releases.minus(set) };
        }
        self.decisions.push(Condition { text, holds, releases, place });
        holds
    }

    /// The releases on which a test holds; `None` when it rests on something else as well.
    fn on_each_release(&mut self, frame: &Frame<'a>, test: &'a Expr<'a>) -> Option<ReleaseSet> {
        if self.release.is_some() {
            return None;
        }
        let mut all_known = true;
        let (properties, statics, conf_set) = (self.properties.clone(), self.statics.clone(), self.conf_set.clone());
        let set = ReleaseSet::of(|version| {
            self.release = Some(version.clone());
            let value = self.expr(&mut frame.clone(), test);
            let truth = self.truth(&value);
            all_known &= truth.is_some();
            truth == Some(true)
        });
        self.release = None;
        (self.properties, self.statics, self.conf_set) = (properties, statics, conf_set);
        all_known.then_some(set)
    }
}

/// The directory above `core/modules/`, or the file's own where it lies elsewhere.
fn module_dir(path: &str) -> String {
    let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
    dir.strip_suffix("/core/modules").unwrap_or(dir).to_owned()
}

impl Run<'_, '_, '_> {
    /// Whether this world has decided that a test on `member` holds, so that it is there.
    pub(super) fn tested(&self, member: &str) -> bool {
        self.decisions.iter().any(|d| d.text.contains(member) && d.holds != d.text.starts_with("empty("))
    }
}
