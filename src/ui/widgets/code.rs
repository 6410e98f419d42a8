//! Colours for Lua: a small scanner that is total, so half-typed text is coloured too.

use egui::text::{LayoutJob, TextFormat};

use crate::language::api;
use crate::model::names::KEYWORDS;
use crate::ui::theme::{self, Theme};

/// Height of a line of code.
pub const CODE_LINE: f32 = 20.0;

/// What a piece of Lua is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// Names, operators, blanks.
    Plain,
    /// `if`, `then`, `local` …
    Keyword,
    /// What the app offers to scripts: `connections`, `data` …
    Host,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// From `--` on.
    Comment,
}

/// The text as pieces that follow each other without gaps.
fn tokens(text: &str) -> Vec<(Token, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (token, length) = next(rest, first);
        let (piece, after) = rest.split_at(length);
        pieces.push((token, piece));
        rest = after;
    }
    pieces
}

fn next(rest: &str, first: char) -> (Token, usize) {
    let until = |end: fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
    if rest.starts_with("--[[") {
        return (Token::Comment, rest.find("]]").map_or(rest.len(), |at| at + 2));
    }
    if rest.starts_with("--") {
        return (Token::Comment, until(|c| c == '\n'));
    }
    if rest.starts_with("[[") {
        return (Token::Text, rest.find("]]").map_or(rest.len(), |at| at + 2));
    }
    if matches!(first, '"' | '\'') {
        return (Token::Text, quoted(rest, first));
    }
    if first.is_ascii_digit() {
        return (Token::Number, until(|c| !c.is_ascii_alphanumeric() && c != '.'));
    }
    if first.is_alphabetic() || first == '_' {
        let length = until(|c| !c.is_alphanumeric() && c != '_');
        let word = rest.get(..length).unwrap_or(rest);
        let token = if KEYWORDS.contains(&word) {
            Token::Keyword
        } else if api::is_host(word) {
            Token::Host
        } else {
            Token::Plain
        };
        return (token, length);
    }
    (Token::Plain, first.len_utf8())
}

/// Length of a text in quotes; it ends at the line's end where the closing quote is missing.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// Lua text in colours, without line breaks of its own.
pub fn lua_job(theme: &Theme, text: &str) -> LayoutJob {
    let mut job = LayoutJob { keep_trailing_whitespace: true, ..LayoutJob::default() };
    job.wrap.max_width = f32::INFINITY;
    for (token, piece) in tokens(text) {
        let color = match token {
            Token::Plain => theme.text,
            Token::Keyword => theme.code_keyword,
            Token::Host => theme.code_host,
            Token::Text => theme.code_text,
            Token::Number => theme.code_number,
            Token::Comment => theme.faint,
        };
        let format = TextFormat {
            font_id: theme::mono(12.5),
            color,
            line_height: Some(CODE_LINE),
            valign: egui::Align::Center,
            ..TextFormat::default()
        };
        job.append(piece, 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_whole_text_in_order() {
        for text in [
            "connections.getfromid('lokal').publish('a/b', \"x\\\"y\") -- gut\nlocal n = 1.5",
            "'offen\nif x then",
            "--[[ mehr\nals eine ]] return",
            "--[[ offen",
            "größe = 'ü\\",
            "",
        ] {
            let joined: String = tokens(text).iter().map(|(_, piece)| *piece).collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn words_texts_and_comments_are_told_apart() {
        let of = |text: &'static str| -> Vec<(Token, &str)> {
            tokens(text).into_iter().filter(|(token, _)| *token != Token::Plain).collect()
        };
        assert_eq!(
            of("if data.x == 'end' then -- end"),
            [
                (Token::Keyword, "if"),
                (Token::Host, "data"),
                (Token::Text, "'end'"),
                (Token::Keyword, "then"),
                (Token::Comment, "-- end"),
            ]
        );
        assert_eq!(of("'offen\nend"), [(Token::Text, "'offen"), (Token::Keyword, "end")]);
        assert_eq!(of("x1 = 0x1F"), [(Token::Number, "0x1F")]);
        // Everything that is declared, and nothing else.
        assert_eq!(
            of("notifieroptions.formessages(e.topic) trycatch waiting assert"),
            ["notifieroptions", "e", "trycatch"].map(|word| (Token::Host, word))
        );
    }
}
