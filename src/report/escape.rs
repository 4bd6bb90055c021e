//! Makes text from modules harmless for the medium it is shown on. Never shortens and never drops a character in silence.

use std::fmt::Write;

/// Whether a character can steer a terminal, turn the reading direction, or hide.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// For a terminal or a plain text: dangerous characters become visible as `\n` or `\u{1b}`.
pub(crate) fn terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_dangerous(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// For the inside of a quoted DOT string.
pub(super) fn dot(text: &str) -> String {
    terminal(text).replace('\\', "\\\\").replace('"', "\\\"")
}

/// For the inside of a quoted Mermaid label, which a browser renders as HTML and Markdown.
pub(super) fn mermaid(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in terminal(text).chars() {
        match c {
            '#' | '"' | '<' | '>' | '&' | '`' | '*' | '_' | '\\' | ';' | '[' | ']' | '(' | ')' | '{' | '}' => {
                write!(out, "#{};", u32::from(c)).expect("writing to a string succeeds");
            }
            _ => out.push(c),
        }
    }
    out
}

/// For Markdown, also inside of a table: nothing is a link, a tag, an emphasis or the end of a cell.
pub(super) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in terminal(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '@' | '!' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    // What looks like an address is a link without any mark.
    out.replace("://", ":&#47;/").replace("www.", "www&#46;")
}

/// For a text or an attribute of XML, which has no way to write most control characters.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            _ if is_dangerous(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => out.extend(c.escape_default()),
            _ => out.push(c),
        }
    }
    out
}

/// For the text of an HTML element in Markdown, where Markdown itself has no marks.
pub(super) fn html(text: &str) -> String {
    terminal(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// For the message of a workflow command of GitHub, which ends at the line's end.
pub(super) fn command(text: &str) -> String {
    terminal(text).replace('%', "%25")
}

/// For a property of a workflow command of GitHub, which ends at a comma or a colon.
pub(super) fn command_property(text: &str) -> String {
    command(text).replace(':', "%3A").replace(',', "%2C")
}

/// For the path of a URI: all but letters, digits, `-`, `.`, `_`, `~` and `/` as percent and bytes.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("writing to a string succeeds");
        }
    }
    out
}

/// For a plain message of SARIF, in which braces are places for arguments and `[text](target)` is a link.
pub(super) fn sarif(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if text.contains("](") { text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]") } else { text }
}

/// For JSON as a whole: what could steer a terminal is written as an escape.
pub(crate) fn visible(json: String) -> String {
    // Between its strings JSON has no such characters but line ends. The text may be large, and most have none at all.
    if !json.contains(|c| c != '\n' && is_dangerous(c)) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    for line in json.split_inclusive('\n') {
        let text = line.strip_suffix('\n').unwrap_or(line);
        out.push_str(&json_fragment(text));
        out.push_str(&line[text.len()..]);
    }
    out
}

/// For the inside of a JSON string that `serde_json` has escaped already: what it lets through becomes `\u202e`.
pub(super) fn json_fragment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_dangerous(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}").expect("writing to a string succeeds");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_control_and_no_turned_direction() {
        assert_eq!(terminal("a\u{1b}[31mé\n\u{202e}x\u{9b}\u{7f}"), r"a\u{1b}[31mé\n\u{202e}x\u{9b}\u{7f}");
        assert_eq!(terminal("C:\\x 日本"), "C:\\x 日本");
    }

    #[test]
    fn quotes_cannot_end_a_label() {
        assert_eq!(dot("a\"]; b\\"), r#"a\"]; b\\"#);
        assert_eq!(mermaid("a\"] <b>#"), "a#34;#93; #60;b#62;#35;");
    }

    #[test]
    fn markdown_is_text() {
        assert_eq!(markdown("a|b <i> _x_ [l](u) &amp;"), r"a\|b &lt;i&gt; \_x\_ \[l\](u) &amp;amp;");
        assert_eq!(markdown("https://x www.y"), "https:&#47;/x www&#46;y");
    }

    #[test]
    fn xml_is_text() {
        assert_eq!(xml("<a b=\"&\">\n\u{1b}\u{202e}"), r"&lt;a b=&quot;&amp;&quot;&gt;&#10;\u{1b}\u{202e}");
    }

    #[test]
    fn a_workflow_command_stays_in_its_line_and_property() {
        assert_eq!(command("100%\r\n::error::x\u{1b}"), r"100%25\r\n::error::x\u{1b}");
        assert_eq!(command_property("a,b:c%\n"), r"a%2Cb%3Ac%25\n");
    }

    #[test]
    fn a_path_in_a_uri_has_nothing_but_plain_characters() {
        assert_eq!(uri("a b/é%?#:\u{1b}.php"), "a%20b/%C3%A9%25%3F%23%3A%1B.php");
    }

    #[test]
    fn a_message_of_sarif_has_neither_links_nor_places() {
        assert_eq!(sarif("a[0] {x}"), "a[0] {{x}}");
        assert_eq!(sarif(r"[click](https://x) \"), r"\[click\](https://x) \\");
    }

    #[test]
    fn html_is_text() {
        assert_eq!(html("<b>&\u{202e}"), r"&lt;b&gt;&amp;\u{202e}");
    }

    #[test]
    fn json_stays_json() {
        let text = format!("\"{}\"", json_fragment("a\u{202e}\u{e0041}é"));
        assert_eq!(text, r#""a\u202e\udb40\udc41é""#);
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), "a\u{202e}\u{e0041}é");
    }
}
