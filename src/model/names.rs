//! Names that nothing else has yet, and identifiers for scripts made from names.
//!
//! Knows the words of Lua, never what the app offers to scripts: that is declared in `language/api`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization as _;

/// Words of Lua that can be no name.
pub const KEYWORDS: &[&str] = &[
    "and", "break", "continue", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// `wanted`, or `wanted 2`, `wanted 3` …, the first that is not in `taken`.
pub fn unique_name<'a>(wanted: &str, taken: impl Iterator<Item = &'a str>) -> String {
    numbered(wanted, " ", taken)
}

/// An identifier made from `name`, the first that is not in `taken`: `Größe` becomes `Groesse`.
pub fn unique_ident<'a>(name: &str, taken: impl Iterator<Item = &'a str>) -> String {
    numbered(&ident(name), "_", taken)
}

/// An identifier for a local variable called `name`, the first that is not in `taken` and hides no global.
///
/// What a bare name means to scripts is not known here: `is_global` says it.
pub fn unique_local<'a>(name: &str, is_global: fn(&str) -> bool, taken: impl Iterator<Item = &'a str>) -> String {
    let mut wanted = ident(name);
    while is_global(&wanted) {
        wanted.push('_');
    }
    numbered(&wanted, "_", taken)
}

/// Whether two names are one: scripts find things in any case, so two names may not differ by case alone.
pub fn is_same(a: &str, b: &str) -> bool {
    // Most names are ASCII, and there may be thousands to compare.
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(b) } else { a.to_lowercase() == b.to_lowercase() }
}

fn numbered<'a>(wanted: &str, separator: &str, taken: impl Iterator<Item = &'a str>) -> String {
    TakenNames::new(taken).numbered(wanted, separator)
}

/// Names that are taken, to give out many that are not.
#[derive(Debug)]
pub struct TakenNames {
    /// In lower case.
    names: HashSet<String>,
    /// The number that was given out last, by the name in front of it.
    last: HashMap<String, usize>,
}

impl TakenNames {
    /// These are taken.
    pub fn new<'a>(taken: impl Iterator<Item = &'a str>) -> Self {
        Self { names: taken.map(str::to_lowercase).collect(), last: HashMap::new() }
    }

    /// Takes `wanted`, or `wanted 2`, `wanted 3` …, the first that is free.
    pub fn take(&mut self, wanted: &str) -> String {
        let name = self.numbered(wanted, " ");
        self.names.insert(name.to_lowercase());
        name
    }

    fn numbered(&mut self, wanted: &str, separator: &str) -> String {
        let is_free = |name: &str| !self.names.contains(&name.to_lowercase());
        if is_free(wanted) {
            return wanted.to_owned();
        }
        // "Button 2" continues with "Button 3".
        let base = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
        let base = base.strip_suffix(separator).filter(|base| !base.is_empty()).unwrap_or(wanted);
        let last = self.last.entry(base.to_lowercase()).or_insert(1);
        // One more try than there are names in the way, so one of them is free.
        let mut numbers = *last + 1..=*last + self.names.len() + 1;
        let number = numbers.find(|n| is_free(&format!("{base}{separator}{n}"))).unwrap_or(*last);
        *last = number;
        format!("{base}{separator}{number}")
    }
}

/// Whether `text` can stand behind a dot in a script.
pub fn is_ident(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_') && !KEYWORDS.contains(&text)
}

/// A text as it may be shown anywhere: what steers a terminal, ends a name or turns the direction of writing is written
/// out, as `\u{1b}`. Lines and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.replace("\r\n", "\n").chars() {
        if is_hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Whether a character is not seen but does something.
pub fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !matches!(c, '\n' | '\t'))
}

/// A text as it is searched: without capitals, accents and dots.
pub fn fold(text: &str) -> String {
    let plain = text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    plain.collect::<String>().to_lowercase().replace('ß', "ss")
}

/// Whether these words stand in a text in their order, each as the beginning of a word; how many words lie between
/// them, the one in front of the first included. Both are folded.
pub fn in_order(text: &str, words: &str) -> Option<usize> {
    let mut rest = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut skipped = 0;
    for word in words.split_whitespace() {
        loop {
            if rest.next()?.starts_with(word) {
                break;
            }
            skipped += 1;
        }
    }
    Some(skipped)
}

/// An identifier made from `name`.
pub fn ident(name: &str) -> String {
    let spelled = name
        .replace('ä', "ae")
        .replace('ö', "oe")
        .replace('ü', "ue")
        .replace('Ä', "Ae")
        .replace('Ö', "Oe")
        .replace('Ü', "Ue")
        .replace('ß', "ss");
    let mut out = String::new();
    for c in spelled.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() || c == '_' {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    let mut out = out.trim_matches('_').to_owned();
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert_str(0, "v_");
    }
    if KEYWORDS.contains(&out.as_str()) {
        out.push('_');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_written_out() {
        for (text, shown) in [
            ("Halle 1", "Halle 1"),
            ("A\0B", "A\\u{0}B"),
            ("A\u{1b}[31mB\u{202e}x", "A\\u{1b}[31mB\\u{202e}x"),
            ("a\tb\r\nc\u{85}\r\n", "a\tb\nc\\u{85}\n"),
            ("Größe 日本 🙂", "Größe 日本 🙂"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn words_are_found_in_their_order() {
        assert_eq!(in_order("text 2 text setzen", "text 2 text setzen"), Some(0));
        assert_eq!(in_order("rechteck 3 farbe setzen", "rechteck farb"), Some(1));
        assert_eq!(in_order("farbe setzen", "setzen farbe"), None);
        assert_eq!(in_order("rahmenfarbe", "farbe"), None);
    }

    #[test]
    fn searches_need_no_umlauts() {
        assert_eq!(fold("MQTT VERÖFFENTLICHEN, Größe, Café"), "mqtt veroffentlichen, grosse, cafe");
    }

    #[test]
    fn identifiers_of_difficult_names_are_valid_and_distinct() {
        let mut taken: Vec<String> = Vec::new();
        for name in ["Größe", "Groesse", "a b", "a_b", "end", "continue", "data", "1", "", "日本"] {
            let ident = unique_ident(name, taken.iter().map(String::as_str));
            assert!(is_ident(&ident), "{name:?} became {ident:?}");
            taken.push(ident);
        }
        assert_eq!(taken[..4], ["Groesse", "Groesse_2", "a_b", "a_b_2"]);
    }

    #[test]
    fn names_count_on() {
        let taken = ["Button", "Button 2"];
        assert_eq!(unique_name("Button", taken.iter().copied()), "Button 3");
        assert_eq!(unique_name("button 2", taken.iter().copied()), "button 3");
        assert_eq!(unique_name("Text", taken.iter().copied()), "Text");
        let mut names = TakenNames::new(taken.into_iter());
        let given = ["Button", "button 2", "Text", "text", "Button 2"].map(|wanted| names.take(wanted));
        assert_eq!(given, ["Button 3", "button 4", "Text", "text 2", "Button 5"]);
        assert_eq!(unique_name("ÄRGER", ["Ärger"].into_iter()), "ÄRGER 2", "scripts know no case, of umlauts too");
    }
}
