//! Just enough of a Rust lexer for the tidy test: identifiers, strings and punctuation with their lines.
//!
//! Comments are left out, so a rule about code is never broken by a sentence.

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    /// An identifier, a keyword, or a number.
    Word(String),
    /// A string literal, as it stands in the source.
    Str(String),
    /// `::`
    PathSep,
    /// Any other single character.
    Punct(char),
}

/// A path such as `crate::model::id`, spelled out from groups (`crate::{a, b::c}` gives two).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) line: usize,
    pub(crate) segments: Vec<String>,
}

impl Path {
    /// Whether the path begins with these segments.
    pub(crate) fn starts_with(&self, segments: &[&str]) -> bool {
        self.segments.len() >= segments.len() && self.segments.iter().zip(segments).all(|(a, b)| a == b)
    }

    /// Whether the path ends with these segments.
    pub(crate) fn ends_with(&self, segments: &[&str]) -> bool {
        self.segments.len() >= segments.len()
            && self.segments.iter().rev().zip(segments.iter().rev()).all(|(a, b)| a == b)
    }
}

/// The tokens of a source text.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0, line: 1, out: Vec::new() };
    while lexer.step() {}
    lexer.out
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(c == '\n');
        Some(c)
    }

    fn push(&mut self, line: usize, kind: Kind) {
        self.out.push(Token { line, kind });
    }

    /// Reads one token or skips one piece of white space or comment; false at the end.
    fn step(&mut self) -> bool {
        let Some(c) = self.peek(0) else { return false };
        match (c, self.peek(1)) {
            ('/', Some('/')) => while self.peek(0).is_some_and(|c| c != '\n') && self.bump().is_some() {},
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.char_or_lifetime(),
            (':', Some(':')) => {
                let line = self.line;
                self.at += 2;
                self.push(line, Kind::PathSep);
            }
            _ if c.is_alphanumeric() || c == '_' => self.word(),
            _ => {
                let line = self.line;
                self.bump();
                if !c.is_whitespace() {
                    self.push(line, Kind::Punct(c));
                }
            }
        }
        true
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(c) = self.bump() {
            match (c, self.peek(0)) {
                ('/', Some('*')) => {
                    depth += 1;
                    self.bump();
                }
                ('*', Some('/')) => {
                    depth -= 1;
                    self.bump();
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        self.bump();
        let mut text = String::new();
        while let Some(c) = self.bump() {
            match c {
                '"' => break,
                '\\' => text.extend(self.bump()),
                _ => text.push(c),
            }
        }
        self.push(line, Kind::Str(text));
    }

    fn raw_string(&mut self) {
        let line = self.line;
        let mut hashes = 0;
        while self.peek(0) == Some('#') {
            hashes += 1;
            self.bump();
        }
        self.bump();
        let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
        let mut text = String::new();
        while !text.ends_with(&end) {
            let Some(c) = self.bump() else { break };
            text.push(c);
        }
        text.truncate(text.len().saturating_sub(end.len()));
        self.push(line, Kind::Str(text));
    }

    fn char_or_lifetime(&mut self) {
        self.bump();
        if self.peek(0) == Some('\\') {
            self.bump();
            self.bump();
            while self.bump().is_some_and(|c| c != '\'') {}
        } else if self.peek(1) == Some('\'') {
            self.bump();
            self.bump();
        }
    }

    fn word(&mut self) {
        let line = self.line;
        let mut word = String::new();
        while let Some(c) = self.peek(0).filter(|c| c.is_alphanumeric() || *c == '_') {
            word.push(c);
            self.bump();
        }
        let next = self.peek(0);
        let raw_follows = next == Some('"') || (next == Some('#') && matches!(self.peek(1), Some('"' | '#')));
        if matches!(word.as_str(), "r" | "br" | "cr") && raw_follows {
            self.raw_string();
        } else if matches!(word.as_str(), "b" | "c") && next == Some('"') {
            self.string();
        } else {
            self.push(line, Kind::Word(word));
        }
    }
}

/// All paths in the tokens, single names included.
pub(crate) fn paths(tokens: &[Token]) -> Vec<Path> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let inside_path = at > 0 && tokens[at - 1].kind == Kind::PathSep;
        match &tokens[at].kind {
            Kind::Word(_) if !inside_path => at = read_path(tokens, at, &[], &mut out),
            Kind::Word(_) | Kind::Str(_) | Kind::PathSep | Kind::Punct(_) => at += 1,
        }
    }
    out
}

/// Reads the path that starts at `at`, with what stands before its group; returns where to go on.
fn read_path(tokens: &[Token], mut at: usize, prefix: &[String], out: &mut Vec<Path>) -> usize {
    let line = tokens[at].line;
    let mut segments = prefix.to_vec();
    while let Some(Kind::Word(word)) = tokens.get(at).map(|token| &token.kind) {
        segments.push(word.clone());
        at += 1;
        if tokens.get(at).map(|token| &token.kind) != Some(&Kind::PathSep) {
            break;
        }
        at += 1;
        if tokens.get(at).map(|token| &token.kind) == Some(&Kind::Punct('{')) {
            return read_group(tokens, at + 1, &segments, out);
        }
    }
    out.push(Path { line, segments });
    at
}

fn read_group(tokens: &[Token], mut at: usize, prefix: &[String], out: &mut Vec<Path>) -> usize {
    while let Some(token) = tokens.get(at) {
        match &token.kind {
            Kind::Punct('}') => return at + 1,
            Kind::Word(word) if word == "self" => {
                out.push(Path { line: token.line, segments: prefix.to_vec() });
                at += 1;
            }
            Kind::Word(_) => at = read_path(tokens, at, prefix, out),
            Kind::Str(_) | Kind::PathSep | Kind::Punct(_) => at += 1,
        }
    }
    at
}
