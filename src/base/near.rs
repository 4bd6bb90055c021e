//! Words that a person may have meant, and lists of them. Never knows what they name.

/// How many words are offered.
const OFFERED: usize = 3;
/// What is longer than any word is not compared, since that takes the square of its length.
const LONGEST: usize = 100;

/// The words nearest to what was written, the nearest first; none where nothing is near.
pub(crate) fn nearest<'w>(written: &str, words: impl IntoIterator<Item = &'w str>) -> Vec<&'w str> {
    if written.len() > LONGEST {
        return Vec::new();
    }
    let limit = (written.len() / 4).max(2);
    let measured = words.into_iter().map(|word| (strsim::osa_distance(written, word), word));
    let mut near: Vec<(usize, &str)> = measured.filter(|(distance, _)| *distance <= limit).collect();
    near.sort_unstable();
    near.into_iter().take(OFFERED).map(|(_, word)| word).collect()
}

/// Words in backticks with commas.
pub(crate) fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_comes_first() {
        let words = ["function-gone", "method-gone", "numero-missing"];
        assert_eq!(nearest("funtion-gone", words), ["function-gone"]);
        assert_eq!(nearest("metod-gon", words), ["method-gone"]);
        assert!(nearest("something else", words).is_empty() && nearest(&"x".repeat(1 << 20), words).is_empty());
    }
}
