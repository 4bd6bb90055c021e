//! Functions of the core that do nothing but call another one with what they are given. `benches/oracle/wrappers.py` reads them from cores.

/// What a function calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrapped {
    /// The function that is called in its place.
    pub name: &'static str,
    /// Whether it prints what that one returns; otherwise it returns that.
    pub prints: bool,
    /// From how many arguments on the rest means the same to both.
    pub least: usize,
}

/// By name in small letters, in `core/lib/functions.lib.php` of every release from 10 on that has them.
pub(crate) const WRAPPERS: [(&str, Wrapped); 4] = [
    ("checkval", Wrapped { name: "sanitizeVal", prints: false, least: 0 }),
    ("dol_fiche_end", Wrapped { name: "dol_get_fiche_end", prints: true, least: 0 }),
    ("dol_fiche_head", Wrapped { name: "dol_get_fiche_head", prints: true, least: 2 }),
    ("print_fiche_titre", Wrapped { name: "load_fiche_titre", prints: true, least: 1 }),
];

/// What a function calls, where it does nothing else.
pub(crate) fn wrapped(function: &str) -> Option<&'static Wrapped> {
    WRAPPERS.iter().find(|(name, _)| name.eq_ignore_ascii_case(function)).map(|(_, wrapped)| wrapped)
}

/// What stands for a call of a function, where it does nothing else.
pub(crate) fn in_place_of(function: &str) -> Option<String> {
    wrapped(function).map(|wrapped| format!("{}{}()", if wrapped.prints { "print " } else { "" }, wrapped.name))
}
