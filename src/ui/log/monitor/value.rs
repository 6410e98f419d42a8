//! A message as people read it: JSON on several lines and in colours, and what is new against the message before.
//!
//! Pure but for the colours.

use egui::text::{LayoutJob, TextFormat};

use super::mark;
use crate::editor::monitor::topic::TopicValue;
use crate::i18n::Lang;
use crate::model::source::json::{Json, without_bom};
use crate::model::source::table::hex;
use crate::player::cell::bytes_line;
use crate::ui::theme::{self, Theme};

/// Most bytes of a message that are laid out.
pub(super) const SHOWN: usize = 40_000;
/// Most lines that are compared; longer messages are shown one after the other.
const COMPARED: usize = 400;

/// JSON with one member a line, in the order and with the numbers it came with; any other text as it is.
pub(super) fn pretty(text: &str) -> String {
    let trimmed = without_bom(text).trim();
    let is_tree = trimmed.starts_with(['{', '[']) && trimmed.len() <= SHOWN;
    if !is_tree || Json::check(trimmed).is_err() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(trimmed.len() * 2);
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    let mut chars = trimmed.chars().peekable();
    while let Some(c) = chars.next() {
        if in_text {
            out.push(c);
            in_text = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            c if c.is_whitespace() => {}
            '{' | '[' => {
                out.push(c);
                while chars.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c => {
                in_text = c == '"';
                out.push(c);
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth).for_each(|_| out.push_str("  "));
}

/// How a line differs from the message before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueChange {
    Same,
    Gone,
    New,
}

/// The lines of two texts, each said once where both have it.
pub(super) fn diff<'a>(before: &'a str, after: &'a str) -> Vec<(ValueChange, &'a str)> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (&old[same..], &new[same..]);
    let mut out: Vec<_> = old[..same].iter().map(|line| (ValueChange::Same, *line)).collect();
    if old_rest.len() > COMPARED || new_rest.len() > COMPARED {
        out.extend(old_rest.iter().map(|line| (ValueChange::Gone, *line)));
        out.extend(new_rest.iter().map(|line| (ValueChange::New, *line)));
        return out;
    }
    // Longest common subsequence from the end, so that it can be read from the beginning.
    let width = new_rest.len() + 1;
    let mut table = vec![0_u32; (old_rest.len() + 1) * width];
    for i in (0..old_rest.len()).rev() {
        for j in (0..new_rest.len()).rev() {
            table[i * width + j] = if old_rest[i] == new_rest[j] {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old_rest.len() || j < new_rest.len() {
        let both = i < old_rest.len() && j < new_rest.len();
        if both && old_rest[i] == new_rest[j] {
            out.push((ValueChange::Same, new_rest[j]));
            (i, j) = (i + 1, j + 1);
        } else if j >= new_rest.len() || (both && table[(i + 1) * width + j] >= table[i * width + j + 1]) {
            out.push((ValueChange::Gone, old_rest[i]));
            i += 1;
        } else {
            out.push((ValueChange::New, new_rest[j]));
            j += 1;
        }
    }
    out
}

/// Text in colours: names, texts, numbers and words of JSON.
pub(super) fn job(theme: &Theme, text: &str, is_json: bool, width: f32) -> LayoutJob {
    let mut job = LayoutJob { keep_trailing_whitespace: true, ..LayoutJob::default() };
    job.wrap.max_width = width;
    // Long runs without blanks, such as base64, break anywhere.
    job.wrap.break_anywhere = !is_json;
    if !is_json {
        append(&mut job, text, theme.text);
        return job;
    }
    for (piece, kind) in json_tokens(text) {
        let color = match kind {
            ValueToken::Name => theme.code_host,
            ValueToken::Text => theme.code_text,
            ValueToken::Number => theme.code_number,
            ValueToken::Word => theme.code_keyword,
            ValueToken::Plain => theme.muted,
        };
        append(&mut job, piece, color);
    }
    job
}

pub(super) fn append(job: &mut LayoutJob, text: &str, color: egui::Color32) {
    let format = TextFormat { font_id: theme::mono(12.5), color, line_height: Some(18.0), ..TextFormat::default() };
    job.append(text, 0.0, format);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueToken {
    Name,
    Text,
    Number,
    Word,
    Plain,
}

/// The pieces of JSON text; together they are the text.
fn json_tokens(text: &str) -> Vec<(&str, ValueToken)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (end, kind) = match first {
            '"' => {
                let end = text_end(rest);
                let is_name = rest.split_at(end).1.trim_start().starts_with(':');
                (end, if is_name { ValueToken::Name } else { ValueToken::Text })
            }
            '-' | '0'..='9' => (run(rest, |c| c.is_ascii_alphanumeric() || "+-.".contains(c)), ValueToken::Number),
            c if c.is_alphabetic() => (run(rest, char::is_alphanumeric), ValueToken::Word),
            _ => (run(rest, |c| c != '"' && c != '-' && !c.is_alphanumeric()).max(first.len_utf8()), ValueToken::Plain),
        };
        let (piece, after) = rest.split_at(end);
        out.push((piece, kind));
        rest = after;
    }
    out
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn text_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A value in one line: of one that is no text its bytes. Where something is looked for, the part that has it.
pub(super) fn entry_line(entry: &TopicValue, most: usize, needle: &str, lang: Lang) -> String {
    if let Some(raw) = &entry.raw {
        return bytes_line(raw, entry.bytes, lang);
    }
    if needle.is_empty() {
        return one_line(&entry.message, most);
    }
    let (dots, text) = mark::around(&entry.message, needle);
    format!("{dots}{}", one_line(text, most))
}

/// What goes to the clipboard: of a value that is no text its bytes in hexadecimal.
pub(super) fn copied(entry: &TopicValue) -> String {
    entry.raw.as_deref().map_or_else(|| entry.message.to_string(), hex)
}

/// One line of a message: the beginning, line breaks as blanks.
pub(super) fn one_line(message: &str, most: usize) -> String {
    message.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A number as this language writes it, with at most six digits after the point.
pub(super) fn number_text(number: f64, lang: Lang) -> String {
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    if lang == Lang::De { text.replace('.', ",") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_gets_lines_and_keeps_its_order_and_numbers() {
        let text = r#"{"z":1.50,"a":[1, 2],"leer":{ },"t":"x\"{,"}"#;
        let lines = "{\n  \"z\": 1.50,\n  \"a\": [\n    1,\n    2\n  ],\n  \"leer\": {},\n  \"t\": \"x\\\"{,\"\n}";
        assert_eq!(pretty(text), lines);
        assert_eq!(pretty(lines), lines);
        for plain in ["{kaputt", "21.5", "", "an\naus", "[1,"] {
            assert_eq!(pretty(plain), plain);
        }
    }

    #[test]
    fn a_difference_names_only_the_lines_that_differ() {
        let lines = diff("{\n  \"a\": 1,\n  \"b\": 2\n}", "{\n  \"a\": 3,\n  \"b\": 2\n}");
        let changed: Vec<_> = lines.iter().filter(|(change, _)| *change != ValueChange::Same).collect();
        assert_eq!(changed, [&(ValueChange::Gone, "  \"a\": 1,"), &(ValueChange::New, "  \"a\": 3,")]);
        assert_eq!(lines.len(), 5);
        assert_eq!(diff("", "x"), [(ValueChange::New, "x")]);
        assert_eq!(diff("x", "x"), [(ValueChange::Same, "x")]);
        let many = format!("{}b", "a\n".repeat(1000));
        assert_eq!(diff("c", &many).len(), 1002);
    }

    #[test]
    fn tokens_of_json_are_the_whole_text() {
        for text in ["{\"a\": -1.5e3, \"b\": [true, null, \"ü\\\"x\"]}", "\"offen", "", "x\"", "🙂-"] {
            assert_eq!(json_tokens(text).iter().map(|(piece, _)| *piece).collect::<String>(), text);
        }
        let kinds: Vec<_> = json_tokens("{\"a\": 1}").iter().map(|(_, kind)| *kind).collect();
        assert_eq!(
            kinds,
            [ValueToken::Plain, ValueToken::Name, ValueToken::Plain, ValueToken::Number, ValueToken::Plain]
        );
    }

    #[test]
    fn long_and_binary_messages_become_one_short_line() {
        let line = one_line(&"a\nb\u{0}".repeat(1000), 400);
        assert_eq!(line.chars().count(), 400);
        assert!(!line.chars().any(char::is_control));
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(number_text(21.50, Lang::De), "21,5");
        assert_eq!(number_text(-0.000_000_1, Lang::En), "0");
        assert_eq!(number_text(1e6, Lang::En), "1000000");
    }
}
