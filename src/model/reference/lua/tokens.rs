//! Cuts Lua into what names are made of. Comments and blanks are gone; a broken text gives what it has.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of Lua that can be part of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LuaTokenKind<'a> {
    /// A name or a word of the language.
    Name(&'a str),
    /// A text, decoded.
    Text(Cow<'a, str>),
    /// A number.
    Number(&'a str),
    /// One character of anything else.
    Sign(char),
}

/// A piece of Lua and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LuaToken<'a> {
    pub(super) kind: LuaTokenKind<'a>,
    pub(super) range: Range<usize>,
}

/// What a text ends in, where that is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OpenEnd {
    /// Code.
    Code,
    /// A comment.
    Comment,
    /// A text in these quotes, which begins at this byte.
    Text(char, usize),
}

/// So deep may code lie in texts that lie in code: it is read by calls in calls.
const DEEPEST: usize = 100;

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<LuaToken<'_>> {
    tokens_and_end(text).0
}

/// All tokens of a text, and what its end lies in.
pub(super) fn tokens_and_end(text: &str) -> (Vec<LuaToken<'_>>, OpenEnd) {
    let mut out = Vec::new();
    let mut tokenizer = Tokenizer { text, at: 0, end: OpenEnd::Code, depth: 0 };
    tokenizer.code(&mut out, None);
    (out, tokenizer.end)
}

struct Tokenizer<'a> {
    text: &'a str,
    at: usize,
    /// What was still open when the text ended.
    end: OpenEnd,
    /// In how many interpolated texts it lies.
    depth: usize,
}

impl<'a> Tokenizer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, while_true: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let len = rest.find(|c| !while_true(c)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or_default()
    }

    /// Reads until the text ends, or until the brace that ends a part of an interpolated text; whether that came.
    fn code(&mut self, out: &mut Vec<LuaToken<'a>>, end: Option<char>) -> bool {
        let mut depth = 0_usize;
        while let Some(c) = self.peek() {
            let from = self.at;
            if c.is_whitespace() {
                self.skip(char::is_whitespace);
                continue;
            }
            if self.rest().starts_with("--") {
                self.at += 2;
                let is_long = self.long_text().is_some();
                if is_long {
                    if self.end != OpenEnd::Code {
                        self.end = OpenEnd::Comment;
                    }
                } else {
                    self.skip(|c| c != '\n');
                    if self.rest().is_empty() {
                        self.end = OpenEnd::Comment;
                    }
                }
                continue;
            }
            if end == Some(c) && depth == 0 {
                self.at += 1;
                return true;
            }
            let kind = match c {
                '\'' | '"' => LuaTokenKind::Text(self.quoted(c)),
                '`' => {
                    self.interpolated(out);
                    continue;
                }
                '[' => match self.long_text() {
                    Some(text) => LuaTokenKind::Text(Cow::Borrowed(text)),
                    None => self.sign(c),
                },
                _ if c.is_ascii_digit() => {
                    LuaTokenKind::Number(self.skip(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_')))
                }
                _ if c.is_ascii_alphabetic() || c == '_' => {
                    LuaTokenKind::Name(self.skip(|c| c.is_ascii_alphanumeric() || c == '_'))
                }
                _ => self.sign(c),
            };
            match kind {
                LuaTokenKind::Sign('{') => depth += 1,
                LuaTokenKind::Sign('}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            out.push(LuaToken { kind, range: from..self.at });
        }
        false
    }

    fn sign(&mut self, c: char) -> LuaTokenKind<'a> {
        self.at += c.len_utf8();
        LuaTokenKind::Sign(c)
    }

    /// A text in `[[…]]` or `[=[…]=]`, if one begins here.
    fn long_text(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let inner = rest.strip_prefix('[')?;
        let level = inner.len() - inner.trim_start_matches('=').len();
        let body = inner.get(level..)?.strip_prefix('[')?;
        let close = format!("]{}]", "=".repeat(level));
        let found = body.find(&close);
        if found.is_none() {
            self.end = OpenEnd::Text('[', self.at);
        }
        let len = found.unwrap_or(body.len());
        self.at += (2 + level + len + close.len()).min(rest.len());
        body.get(..len)
    }

    /// A text in quotes, which begins here.
    fn quoted(&mut self, quote: char) -> Cow<'a, str> {
        let begin = self.at;
        self.at += 1;
        let rest = self.rest();
        let mut escaped = false;
        let end = rest.char_indices().find(|&(_, c)| {
            let ends = !escaped && (c == quote || c == '\n');
            escaped = !escaped && c == '\\';
            ends
        });
        if end.is_none() {
            self.end = OpenEnd::Text(quote, begin);
        }
        let len = end.map_or(rest.len(), |(index, _)| index);
        self.at += len + end.map_or(0, |(_, c)| c.len_utf8());
        let raw = rest.get(..len).unwrap_or_default();
        if raw.contains('\\') { Cow::Owned(unescaped(raw)) } else { Cow::Borrowed(raw) }
    }

    /// A text in backticks: itself where it has no braces, else an empty one and the code in them, with `;` between.
    fn interpolated(&mut self, out: &mut Vec<LuaToken<'a>>) {
        let (from, place) = (self.at, out.len());
        let empty = |at: usize| LuaToken { kind: LuaTokenKind::Text(Cow::Borrowed("")), range: at..at + 1 };
        out.push(empty(from));
        self.at += 1;
        let mut closed = false;
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '`' => {
                    closed = true;
                    break;
                }
                '\\' => self.at += self.peek().map_or(0, char::len_utf8),
                // Deeper than anybody means it, a brace is text.
                '{' if self.depth < DEEPEST => {
                    out.push(LuaToken { kind: LuaTokenKind::Sign(';'), range: self.at - 1..self.at });
                    self.depth += 1;
                    let closes = self.code(out, Some('}'));
                    self.depth -= 1;
                    if !closes {
                        // The end lies in the code in the braces.
                        return;
                    }
                }
                _ => {}
            }
        }
        if !closed {
            self.end = OpenEnd::Text('`', from);
        }
        if out.len() > place + 1 {
            out.push(LuaToken { kind: LuaTokenKind::Sign(';'), range: self.at.saturating_sub(1)..self.at });
        } else if let Some(token) = out.get_mut(place) {
            let raw = self.text.get(from + 1..self.at.saturating_sub(1)).unwrap_or_default();
            let text = if raw.contains('\\') { Cow::Owned(unescaped(raw)) } else { Cow::Borrowed(raw) };
            *token = LuaToken { kind: LuaTokenKind::Text(text), range: from..self.at };
        }
    }
}

/// What a quoted text means; of the escapes those that names need.
fn unescaped(raw: &str) -> String {
    let mut out = String::new();
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        tokens(text)
            .into_iter()
            .map(|token| match token.kind {
                LuaTokenKind::Name(name) => name.to_owned(),
                LuaTokenKind::Text(text) => format!("<{text}>"),
                LuaTokenKind::Number(number) => format!("#{number}"),
                LuaTokenKind::Sign(sign) => sign.to_string(),
            })
            .collect()
    }

    #[test]
    fn texts_comments_and_names_are_told_apart() {
        assert_eq!(shown("a.b -- data.X\n['c']"), ["a", ".", "b", "[", "<c>", "]"]);
        assert_eq!(shown("--[[ data.X\n]] x = [=[ data ]] ]=]"), ["x", "=", "< data ]] >"]);
        assert_eq!(shown(r#"'it\'s' "a""#), ["<it's>", "<a>"]);
        let parts = ["<>", ";", "data", ".", "A", ";", "{", "#1", "}", ";", "b"];
        assert_eq!(shown("`x {data.A} \\` {{1}} y` b"), parts);
        assert_eq!(shown("f `x` `"), ["f", "<x>", "<>"]);
        assert_eq!(shown("screens[0].Ä"), ["screens", "[", "#0", "]", ".", "Ä"]);
        for broken in ["'abc", "[[abc", "--[[", "`a{", "'a\\", "["] {
            let _whole = shown(broken);
        }
    }

    #[test]
    fn what_the_end_lies_in_is_known() {
        let end = |text| tokens_and_end(text).1;
        for text in ["", "a.", "f('x')", "-- a\n", "--[[ a ]] b", "'a\nb", "`a{", "`a{b.", "[[a]]", "`a{b}c`"] {
            assert_eq!(end(text), OpenEnd::Code, "{text}");
        }
        for text in ["--", "a -- b", "--[[ a\nb", "x --[==[ ]]"] {
            assert_eq!(end(text), OpenEnd::Comment, "{text}");
        }
        assert_eq!(end("f('a"), OpenEnd::Text('\'', 2));
        assert_eq!(end("f(\"a' "), OpenEnd::Text('"', 2));
        assert_eq!(end("x = [[a"), OpenEnd::Text('[', 4));
        assert_eq!(end("`a{b}c"), OpenEnd::Text('`', 0));
    }

    #[test]
    fn braces_in_texts_may_lie_as_deep_as_they_want() {
        let deep = "`{".repeat(50_000);
        let _whole = tokens_and_end(&deep);
        let closed = format!("{}a{} b", "`{".repeat(20), "}`".repeat(20));
        assert_eq!(shown(&closed).last().map(String::as_str), Some("b"));
    }

    #[test]
    fn ranges_are_those_of_the_source() {
        let text = "x = screens[ \"Tom's\" ]";
        let token = tokens(text).into_iter().find(|token| matches!(token.kind, LuaTokenKind::Text(_))).unwrap();
        assert_eq!(text.get(token.range), Some("\"Tom's\""));
    }
}
