//! Colours for Lua text. A rough reader for the eye; the compiler has the last word elsewhere.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Stroke};

use crate::ui::theme::{self, Theme};

/// Height of a line of code.
pub const CODE_LINE: f32 = 20.0;

const KEYWORDS: &[&str] = &[
    "and", "break", "continue", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil",
    "not", "or", "repeat", "return", "then", "true", "until", "while",
];

/// Lua text in colours, without line breaks of its own.
pub fn lua_job(theme: &Theme, text: &str) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: true, ..LayoutJob::default() };
    job.wrap.max_width = f32::INFINITY;
    let mut rest = text;
    while !rest.is_empty() {
        let (length, color) = token(theme, rest);
        let (piece, behind) = rest.split_at(length);
        job.append(piece, 0.0, format(color));
        rest = behind;
    }
    job
}

fn format(color: Color32) -> TextFormat {
    TextFormat {
        font_id: theme::mono(12.5),
        color,
        line_height: Some(CODE_LINE),
        underline: Stroke::NONE,
        valign: egui::Align::Center,
        ..TextFormat::default()
    }
}

/// Length in bytes and colour of the token that `rest` begins with; never 0 bytes.
fn token(theme: &Theme, rest: &str) -> (usize, Color32) {
    let first = rest.chars().next().unwrap_or(' ');
    if rest.starts_with("--") {
        return (rest.find('\n').unwrap_or(rest.len()), theme.faint);
    }
    if first == '\'' || first == '"' {
        return (quoted(rest, first), theme.code_text);
    }
    if first.is_ascii_digit() {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
        return (end, theme.code_number);
    }
    if first.is_alphabetic() || first == '_' {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, _) = rest.split_at(end);
        return (end, if KEYWORDS.contains(&word) { theme.code_keyword } else { theme.text });
    }
    (first.len_utf8(), theme.text)
}

/// Length of a quoted text: to the closing quote, or to the end of its line.
fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => return i,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return i + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::state::ThemeChoice;

    #[test]
    fn every_character_gets_a_colour_once() {
        let theme = Theme::of(ThemeChoice::Dark);
        for text in ["local x = 'ä\\'b' .. \"c\" -- Größe\nreturn 5.5 end", "'open\nnext", "", "'", "\"\\"] {
            let job = lua_job(&theme, text);
            assert_eq!(job.text, text);
        }
    }

    #[test]
    fn keywords_and_texts_differ_from_names() {
        let theme = Theme::of(ThemeChoice::Dark);
        let job = lua_job(&theme, "local name = 'end'");
        let colors: Vec<Color32> = job.sections.iter().map(|section| section.format.color).collect();
        assert_eq!(colors.first(), Some(&theme.code_keyword));
        assert_eq!(colors.last(), Some(&theme.code_text));
        assert!(colors.contains(&theme.text));
    }
}
