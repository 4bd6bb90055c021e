//! What works otherwise, or no longer, since a release though no declaration of the core shows it, from `rules/uses/behaviour.txt`.
//! Never judges.

use std::sync::OnceLock;

use foldhash::{HashMap, HashMapExt};

use super::lists::lines;
use crate::model::uses::Sort;

const TEXT: &str = include_str!("../../rules/uses/behaviour.txt");

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Behaviour {
    /// The major release that has it first.
    pub since: u32,
    /// Whether nothing answers to the name any more.
    pub gone: bool,
    pub subject: Subject,
    /// The classes of a member; empty for what is no member.
    pub owners: Vec<&'static str>,
    pub name: &'static str,
    /// What has to hold of a call, all of it.
    pub tests: Vec<Test>,
    /// A word that stands in modules which know the new way too; may be empty.
    pub instead: &'static str,
    pub advice: &'static str,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    Function,
    Method,
    Property,
    ClassConstant,
    Hook,
    Trigger,
    Variable,
    Word,
}

/// A test on a call. Arguments count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    /// Fewer arguments than this.
    Fewer(usize),
    Count(usize),
    /// An argument is one of these texts.
    Is(usize, Vec<&'static str>),
    /// An argument, or any, has one of these words in it.
    Has(Option<usize>, Vec<&'static str>),
    /// An argument is a text that is not empty.
    Text(usize),
    /// An argument is an array.
    List(usize),
    /// An argument is a condition in SQL, and no search filter.
    Sql(usize),
    /// An argument holds the options of a list with a condition in SQL.
    Filter(usize),
    /// The object is of a class of the module.
    Own,
    /// The object is of a class of the core.
    Core,
    /// The file includes this one of the core.
    With(&'static str),
    Without(&'static str),
    /// The file's path below the module starts so.
    In(&'static str),
    /// A variable that a function takes from the page.
    Global,
    /// A variable that the page sets.
    Assigned,
}

impl Subject {
    /// The word for it, in the data and in facts.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Function => "function",
            Self::Method => "method",
            Self::Property => "property",
            Self::ClassConstant => "class-constant",
            Self::Hook => "hook",
            Self::Trigger => "trigger",
            Self::Variable => "variable",
            Self::Word => "word",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let all =
            [Self::Function, Self::Method, Self::Property, Self::ClassConstant, Self::Hook, Self::Trigger, Self::Variable, Self::Word];
        all.into_iter().find(|subject| subject.as_str() == word)
    }

    fn of(sort: Sort) -> Option<Self> {
        match sort {
            Sort::Function => Some(Self::Function),
            Sort::Method => Some(Self::Method),
            Sort::Property => Some(Self::Property),
            Sort::ClassConstant => Some(Self::ClassConstant),
            Sort::Variable => Some(Self::Variable),
            Sort::Word => Some(Self::Word),
            _ => None,
        }
    }
}

/// All changes, with the ways to them.
struct All {
    list: Vec<Behaviour>,
    /// Those of names in code, for each [`Subject`]; of functions and methods in small letters.
    named: HashMap<Subject, HashMap<String, Vec<usize>>>,
    /// Words by the longest name in them; those that only show that the new way is known have no change.
    words: HashMap<&'static [u8], Vec<(&'static str, Option<usize>)>>,
    /// The lengths of those names by their first bytes, a bit each: most names in texts are none of them.
    lengths: [u64; 256],
}

impl All {
    fn may_be_word(&self, name: &[u8]) -> bool {
        name.first().is_some_and(|first| self.lengths[usize::from(*first)] & length(name) != 0)
    }
}

/// The bit for a length. The last one stands for all that are longer.
fn length(name: &[u8]) -> u64 {
    1 << name.len().min(63)
}

fn all() -> &'static All {
    static ALL: OnceLock<All> = OnceLock::new();
    ALL.get_or_init(|| {
        let list: Vec<Behaviour> = lines(TEXT).filter_map(row).collect();
        let mut all = All { list, named: HashMap::new(), words: HashMap::new(), lengths: [0; 256] };
        for (at, one) in all.list.iter().enumerate() {
            match one.subject {
                Subject::Word => all.words.entry(longest_name(one.name).as_bytes()).or_default().push((one.name, Some(at))),
                subject => all.named.entry(subject).or_default().entry(key(subject, one.name)).or_default().push(at),
            }
            if !one.instead.is_empty() {
                all.words.entry(longest_name(one.instead).as_bytes()).or_default().push((one.instead, None));
                all.named.entry(Subject::Variable).or_default().entry(one.instead.trim_start_matches('$').to_owned()).or_default();
            }
        }
        for (name, first) in all.words.keys().filter_map(|name| Some((name, name.first()?))) {
            all.lengths[usize::from(*first)] |= length(name);
        }
        all
    })
}

/// Every change.
pub(crate) fn behaviours() -> &'static [Behaviour] {
    &all().list
}

/// Whether a use of a name is worth keeping, or for [`Sort::Given`] the arguments of a call.
pub(crate) fn is_told(sort: Sort, name: &str) -> bool {
    match sort {
        Sort::Word => words_in(name).next().is_some(),
        Sort::Given => {
            let has_tests = |subject: Subject| named(subject, name).iter().any(|at| !all().list[*at].tests.is_empty());
            has_tests(Subject::Function) || has_tests(Subject::Method)
        }
        _ => Subject::of(sort).and_then(|subject| all().named.get(&subject)).is_some_and(|names| names.contains_key(name)),
    }
}

/// The changes of a name, or of the words in a piece of text.
pub(crate) fn behaviours_of(sort: Sort, name: &str) -> Vec<&'static Behaviour> {
    let list = &all().list;
    match Subject::of(sort) {
        Some(Subject::Word) => words_in(name).filter_map(|at| list.get(at?)).collect(),
        Some(subject) => named(subject, name).iter().filter_map(|at| list.get(*at)).collect(),
        None => Vec::new(),
    }
}

/// Whether a word stands in a text, with no name that is longer around it.
pub(crate) fn stands_in(text: &str, word: &str) -> bool {
    let is_name = |byte: Option<u8>| byte.is_some_and(is_of_name);
    let (first, last) = (word.bytes().next(), word.bytes().next_back());
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].bytes().next_back(), text[at + word.len()..].bytes().next());
        !(is_name(first) && is_name(before) || is_name(last) && is_name(after))
    })
}

fn named(subject: Subject, name: &str) -> &'static [usize] {
    all().named.get(&subject).and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
}

/// The words that stand in a piece of text, each with its change.
fn words_in(text: &str) -> impl Iterator<Item = Option<usize>> {
    let all = all();
    let names = text.as_bytes().split(|byte| !is_of_name(*byte)).filter(|name| name.len() > 2 && all.may_be_word(name));
    let found = names.filter_map(|name| all.words.get(name)).flatten();
    found.filter(|(word, _)| stands_in(text, word)).map(|(_, at)| *at)
}

fn longest_name(word: &'static str) -> &'static str {
    let names = word.split(|c: char| !u8::try_from(c).is_ok_and(is_of_name));
    names.max_by_key(|name| name.len()).unwrap_or(word)
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn key(subject: Subject, name: &str) -> String {
    match subject {
        Subject::Function | Subject::Method => name.to_ascii_lowercase(),
        _ => name.to_owned(),
    }
}

fn row(line: &'static str) -> Option<Behaviour> {
    let [since, state, thing, tests, instead, advice] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let (subject, thing) = thing.split_once(' ')?;
    let subject = Subject::parse(subject)?;
    let is_member = matches!(subject, Subject::Method | Subject::Property | Subject::ClassConstant);
    let (owners, name) =
        if is_member { thing.split_once("::").map(|(owners, name)| (owners.split('|').collect(), name))? } else { (Vec::new(), thing) };
    let gone = match state {
        "gone" => true,
        "changed" => false,
        _ => return None,
    };
    let tests: Option<Vec<Test>> = tests.split(' ').filter(|test| !test.is_empty()).map(test).collect();
    Some(Behaviour { since: since.parse().ok()?, gone, subject, owners, name, tests: tests?, instead, advice })
}

fn test(word: &'static str) -> Option<Test> {
    let number = |text: &str| text.parse().ok();
    let any_of = |text: &'static str| text.split('|').collect();
    match word {
        "own" => return Some(Test::Own),
        "core" => return Some(Test::Core),
        "global" => return Some(Test::Global),
        "assigned" => return Some(Test::Assigned),
        _ => {}
    }
    if let Some(count) = word.strip_prefix("args<") {
        return number(count).map(Test::Fewer);
    }
    if let Some(count) = word.strip_prefix("args=") {
        return number(count).map(Test::Count);
    }
    if let Some(path) = word.strip_prefix("with:") {
        return Some(Test::With(path));
    }
    if let Some(path) = word.strip_prefix("without:") {
        return Some(Test::Without(path));
    }
    if let Some(start) = word.strip_prefix("in:") {
        return Some(Test::In(start));
    }
    let end = word.find(['=', '~', ':'])?;
    let (at, rest) = (&word[..end], &word[end + 1..]);
    match (&word[end..=end], rest) {
        ("=", texts) => Some(Test::Is(number(at)?, any_of(texts))),
        ("~", words) if at == "any" => Some(Test::Has(None, any_of(words))),
        ("~", words) => Some(Test::Has(Some(number(at)?), any_of(words))),
        (_, "text") => number(at).map(Test::Text),
        (_, "list") => number(at).map(Test::List),
        (_, "filter") => number(at).map(Test::Filter),
        (_, "sql") => number(at).map(Test::Sql),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_read_and_nothing_is_told_twice() {
        let lines: Vec<&str> = lines(TEXT).collect();
        let mut seen = std::collections::HashSet::new();
        for line in lines {
            let one = row(line).unwrap_or_else(|| panic!("{line}"));
            assert!((10..=24).contains(&one.since), "{line}");
            assert!(seen.insert((one.since, one.subject, one.owners.clone(), one.name, format!("{:?}", one.tests))), "{line}");
            let is_told = one.advice.chars().next().is_some_and(|c| !c.is_uppercase()) && !one.advice.ends_with('.');
            assert!(is_told && one.advice.matches('`').count().is_multiple_of(2), "{line}");
        }
    }

    #[test]
    fn words_are_found_whole() {
        assert!(stands_in("a/plugins/flot/x.js", "plugins/flot") && stands_in("?sall=1", "?sall=") && stands_in("GETPOST(", "GETPOST("));
        assert!(!stands_in("rights->propale", "rights->propal") && !stands_in("NO_AB", "AB") && !stands_in("", "AB"));
        assert!(is_told(Sort::Word, "global->MAIN_COUNTRIES_IN_EEC") && !is_told(Sort::Word, "XMAIN_COUNTRIES_IN_EEC"));
        assert!(is_told(Sort::Given, "getpost") && !is_told(Sort::Given, "exec") && is_told(Sort::Function, "exec"));
        assert_eq!(behaviours_of(Sort::Word, "MAIN_COUNTRIES_IN_EEC")[0].since, 14);
    }
}
