//! Texts with holes, `#[name]#`, and what comes into them. Pure.

use super::value::Value;

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands there.
    Text(&'a str),
    /// The name of a hole.
    Hole(&'a str),
}

/// Cuts a template at its holes.
pub fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut begins = template.split("#[");
    found.extend(begins.next().map(Piece::Text));
    for piece in begins {
        match piece.split_once("]#") {
            Some((name, rest)) if !name.trim().is_empty() => found.extend([Piece::Hole(name), Piece::Text(rest)]),
            Some(_) | None => found.extend([Piece::Text("#["), Piece::Text(piece)]),
        }
    }
    found
}

/// The names of its holes, each as often as it stands there.
pub fn holes(template: &str) -> impl Iterator<Item = &str> {
    pieces(template).into_iter().filter_map(|piece| match piece {
        Piece::Hole(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// A hole with this name.
pub fn hole(name: &str) -> String {
    format!("#[{name}]#")
}

/// Whether the end of the JSON that was read so far is inside quotes.
#[derive(Debug, Default)]
pub struct Quotes {
    /// It is.
    pub open: bool,
    escaped: bool,
}

impl Quotes {
    /// Reads on.
    pub fn read(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                _ if self.escaped => self.escaped = false,
                '\\' if self.open => self.escaped = true,
                '"' => self.open = !self.open,
                _ => {}
            }
        }
    }
}

/// A template with its holes filled in; in JSON texts are escaped, and quoted where no quotes are around the hole.
pub fn filled(template: &str, is_json: bool, value_of: &dyn Fn(&str) -> Option<Value>) -> String {
    let (mut out, mut quotes) = (String::new(), Quotes::default());
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => {
                quotes.read(text);
                out.push_str(text);
            }
            Piece::Hole(name) => match value_of(name) {
                None if is_json && !quotes.open => out.push_str("null"),
                None => {}
                Some(value) if !is_json => out.push_str(&value.to_text()),
                Some(value) if !quotes.open => out.push_str(&value.to_json()),
                Some(value) => {
                    let quoted = Value::from(value.to_text()).to_json();
                    let inside = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                    out.push_str(inside.unwrap_or_default());
                }
            },
        }
    }
    out
}

/// A template whose holes of one name get another.
pub fn renamed(template: &str, old: &str, new: &str) -> String {
    let written = pieces(template).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Hole(name) if name.eq_ignore_ascii_case(old) => hole(new),
        Piece::Hole(name) => hole(name),
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_as_text_and_as_json() {
        let values = |name: &str| match name {
            "n" => Some(Value::from(5.0)),
            "t" => Some(Value::from("a\"b")),
            _ => None,
        };
        assert_eq!(filled("x#[n]#y#[t]##[?]#", false, &values), "x5ya\"b");
        assert_eq!(
            filled(r#"{"n":#[n]#,"t":#[t]#,"in":"<#[t]#>","?":#[?]#}"#, true, &values),
            r#"{"n":5,"t":"a\"b","in":"<a\"b>","?":null}"#
        );
        assert_eq!(filled("#[ ]# #[n", false, &values), "#[ ]# #[n");
        assert_eq!(renamed("#[Soll]# / #[x]#", "soll", "ziel"), "#[ziel]# / #[x]#");
    }
}
