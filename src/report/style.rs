//! ANSI colours for people. Never asks whether there is a terminal: `Look` says so.

use super::Look;
use crate::model::finding::Level;

/// The few inks in use.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ink {
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    Cyan,
    Alarm,
}

impl Ink {
    /// The ink of a level.
    pub(super) fn of(level: Level) -> Self {
        match level {
            Level::Fatal => Self::Alarm,
            Level::Error => Self::Red,
            Level::Warning => Self::Yellow,
            Level::Note => Self::Cyan,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Red => "1;31",
            Self::Yellow => "33",
            Self::Green => "32",
            Self::Cyan => "36",
            Self::Alarm => "1;37;41",
        }
    }
}

impl Look {
    /// The text in this ink, or as it is when colours are off.
    pub(super) fn paint(self, ink: Ink, text: &str) -> String {
        if self.color { format!("\u{1b}[{}m{text}\u{1b}[0m", ink.code()) } else { text.to_owned() }
    }

    /// Breaks an escaped text at spaces so that it fits behind an indent; lines after the first get the indent.
    pub(super) fn wrap(self, text: &str, indent: usize) -> String {
        let Some(width) = self.width.map(|w| usize::from(w).saturating_sub(indent).max(20)) else { return text.to_owned() };
        let mut out = String::with_capacity(text.len());
        let mut used = 0;
        for word in text.split(' ') {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > width {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += length;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_only_when_the_width_is_known() {
        let narrow = Look { width: Some(24), ..Look::default() };
        assert_eq!(narrow.wrap("one two three four five six", 4), "one two three four\n    five six");
        assert_eq!(Look::default().wrap("one two three four five six", 4), "one two three four five six");
    }

    #[test]
    fn without_colour_no_escape_is_written() {
        assert_eq!(Look::default().paint(Ink::Red, "x"), "x");
        assert_eq!(Look { color: true, ..Look::default() }.paint(Ink::Green, "x"), "\u{1b}[32mx\u{1b}[0m");
    }
}
