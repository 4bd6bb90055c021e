//! Which PHP a release wants, from the text of its installer. Never parses it as PHP.

/// What the header calls it, and the variable of `install/check.php` or `install/inc.php` that holds it.
const LIMITS: [(&str, &str); 3] =
    [("php-min", "$arrayphpminversionerror"), ("php-low", "$arrayphpminversionwarning"), ("php-max", "$arrayphpmaxversionwarning")];

/// The files that may hold the limits; the first one that does counts.
pub(super) const FILES: [&str; 3] = ["install/check.php", "install/inc.php", "core/lib/admin.lib.php"];

/// Header lines: below `php-min` the installer stops, below `php-low` and above `php-max` it warns.
pub(super) fn php(texts: &[String]) -> Vec<(&'static str, String)> {
    LIMITS.into_iter().filter_map(|(word, variable)| Some((word, texts.iter().find_map(|text| limit(text, variable))?))).collect()
}

/// `$variable = array(7, 1, 0)` or `[7, 1, 0]`.
fn limit(text: &str, variable: &str) -> Option<String> {
    text.match_indices(variable).find_map(|(at, _)| {
        let value = text[at + variable.len()..].trim_start().strip_prefix('=')?.trim_start();
        let list = value.strip_prefix("array(").or_else(|| value.strip_prefix('['))?;
        let list = &list[..list.find([')', ']'])?];
        let numbers: Vec<&str> = list.split(',').map(str::trim).collect();
        numbers.iter().all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())).then(|| numbers.join("."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_from_arrays_of_both_kinds() {
        let text = "if ($arrayphpminversionerror) {}\n$arrayphpminversionerror = array(7, 1, 0);\n$arrayphpmaxversionwarning=[8,4,0];";
        let broken = "$arrayphpminversionwarning = array($x);".to_owned();
        assert_eq!(php(&[broken, text.to_owned()]), [("php-min", "7.1.0".to_owned()), ("php-max", "8.4.0".to_owned())]);
    }
}
