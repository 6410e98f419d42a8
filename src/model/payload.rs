//! What a message is made of: text, JSON, a number, yes or no, or bytes. Checked while typing and again when it is sent.
//!
//! Pure. Never repairs anything: what does not fit is refused with its place.

use std::fmt;

use super::source::json::{Json, without_bom};
use super::source::table::hex as hex_text;
use super::types::truth;
use super::value::{number_from_text, number_to_text};

/// How the message of a publish is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    #[default]
    Text,
    /// As it is, but only if it is valid JSON.
    Json,
    /// A number, as it was typed: `21.50` and `007` are sent so, `0x1F` as `31`.
    Number,
    /// `true` or `false`.
    Bool,
    /// Bytes, two hexadecimal digits each.
    Hex,
    /// Bytes in Base64.
    Base64,
}

/// Why a message cannot be sent in its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayloadError {
    /// No valid JSON; the parser's words, which name line and column.
    Json(String),
    /// No number.
    Number,
    /// Neither yes nor no.
    Bool,
    /// A character that does not belong there: its place, from 1.
    Character(usize, char),
    /// The text ends in the middle of a byte.
    Incomplete,
}

impl Form {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 6] = [Self::Text, Self::Json, Self::Number, Self::Bool, Self::Hex, Self::Base64];

    /// Its name in blocks and scripts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Number => "number",
            Self::Bool => "bool",
            Self::Hex => "hex",
            Self::Base64 => "base64",
        }
    }

    /// The form of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.key().eq_ignore_ascii_case(key))
    }

    /// The bytes of a message; `retain`: the broker is to keep it, so that an empty one clears what it keeps, whatever
    /// the form of the others.
    ///
    /// # Errors
    /// Why the text does not have this form.
    pub fn message(self, text: &str, retain: bool) -> Result<Vec<u8>, PayloadError> {
        if retain && text.is_empty() { Ok(Vec::new()) } else { self.encode(text) }
    }

    /// The bytes of a text.
    ///
    /// # Errors
    /// Why the text does not have this form.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, PayloadError> {
        match self {
            Self::Text => Ok(text.as_bytes().to_vec()),
            // The mark in front of some texts is none of a message (RFC 8259, section 8.1).
            Self::Json => match Json::check(text) {
                Ok(()) => Ok(without_bom(text).as_bytes().to_vec()),
                Err(why) => Err(PayloadError::Json(why)),
            },
            Self::Number => number(text).ok_or(PayloadError::Number),
            Self::Bool => truth(text).map(|on| on.to_string().into_bytes()).ok_or(PayloadError::Bool),
            Self::Hex => hex(text),
            Self::Base64 => base64(text),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A number as it stands there: its digits are the user's. Only hexadecimal ones, which few can read, are written anew.
fn number(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let number = number_from_text(text)?;
    let is_hex = text.contains(['x', 'X']);
    Some(if is_hex { number_to_text(number) } else { text.to_owned() }.into_bytes())
}

/// Bytes from hexadecimal digits; blanks, `:` and `-` between them are fine, and `0x` in front.
fn hex(text: &str) -> Result<Vec<u8>, PayloadError> {
    let trimmed = text.trim_start();
    let skipped = text.chars().count() - trimmed.chars().count();
    let (digits, skipped) = match trimmed.strip_prefix("0x").or_else(|| trimmed.strip_prefix("0X")) {
        Some(rest) => (rest, skipped + 2),
        None => (trimmed, skipped),
    };
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    let mut high = None;
    for (at, c) in digits.chars().enumerate() {
        if c.is_whitespace() || matches!(c, ':' | '-') {
            continue;
        }
        let Some(digit) = c.to_digit(16) else { return Err(PayloadError::Character(skipped + at + 1, c)) };
        match high.take() {
            None => high = Some(digit),
            // Two digits are at most 255.
            Some(high) => bytes.push((high * 16 + digit) as u8),
        }
    }
    if high.is_some() { Err(PayloadError::Incomplete) } else { Ok(bytes) }
}

/// Bytes from Base64, in either alphabet, with or without `=` at the end; blanks are fine.
fn base64(text: &str) -> Result<Vec<u8>, PayloadError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut have, mut count, mut ended) = (0_u32, 0_u32, 0_usize, false);
    for (at, c) in text.chars().enumerate() {
        if c.is_whitespace() {
            continue;
        }
        let value = match c {
            '=' if count % 4 >= 2 || ended => {
                ended = true;
                continue;
            }
            _ if ended => return Err(PayloadError::Character(at + 1, c)),
            'A'..='Z' => c as u32 - 'A' as u32,
            'a'..='z' => c as u32 - 'a' as u32 + 26,
            '0'..='9' => c as u32 - '0' as u32 + 52,
            '+' | '-' => 62,
            '/' | '_' => 63,
            _ => return Err(PayloadError::Character(at + 1, c)),
        };
        count += 1;
        bits = (bits << 6) | value;
        have += 6;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    if count % 4 == 1 { Err(PayloadError::Incomplete) } else { Ok(bytes) }
}

/// How many bytes of a message that is no text are written out where there is one line for it.
pub const HEX_BEGIN: usize = 32;

/// The beginning of a message that is no text: `00 FF 12 …`.
pub fn hex_begin(raw: &[u8]) -> String {
    let begin = raw.get(..HEX_BEGIN).unwrap_or(raw);
    let text = hex_text(begin);
    if begin.len() < raw.len() { format!("{text} …") } else { text }
}

/// Bytes in Base64 with `=` at the end (RFC 4648, section 4); [`Form::Base64`] reads it.
pub fn base64_text(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Names and values from `name=value; name2=value2`, or one a line.
///
/// # Errors
/// The part that has no name or no `=`.
pub fn user_properties(text: &str) -> Result<Vec<(String, String)>, String> {
    let parts = text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.split_once('=') {
            Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.trim().to_owned())),
            Some(_) | None => Err(part.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn gives(form: Form, text: &str, bytes: &[u8]) {
        assert_eq!(form.encode(text).as_deref(), Ok(bytes), "{form} {text:?}");
    }

    #[track_caller]
    fn refuses(form: Form, text: &str, why: PayloadError) {
        assert_eq!(form.encode(text), Err(why), "{form} {text:?}");
    }

    #[test]
    fn texts_become_the_bytes_of_their_form() {
        gives(Form::Text, "Grüße", "Grüße".as_bytes());
        gives(Form::Json, r#"{"a": [1, "ü"]}"#, r#"{"a": [1, "ü"]}"#.as_bytes());
        for typed in ["21.50", "007", "1.0", "1e3", "1234567890123456789", "-0.0", "1e999"] {
            gives(Form::Number, typed, typed.as_bytes());
        }
        let deep = format!("{}1e400{}", "[".repeat(200), "]".repeat(200));
        gives(Form::Json, &deep, deep.as_bytes());
        gives(Form::Json, "\u{feff}{}", b"{}");
        gives(Form::Number, " 21.50 ", b"21.50");
        gives(Form::Number, "0x10", b"16");
        gives(Form::Bool, "Ja", b"true");
        gives(Form::Bool, "0", b"false");
        gives(Form::Hex, "0xDE ad:be-EF", &[0xde, 0xad, 0xbe, 0xef]);
        gives(Form::Hex, "", &[]);
        gives(Form::Base64, "aGFsbG8=", b"hallo");
        gives(Form::Base64, "aGFs bG8", b"hallo");
        gives(Form::Base64, "_-8", &[0xff, 0xef]);
        gives(Form::Base64, "QQ==", b"A");
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_place() {
        for text in ["1,5", "nan", "inf", "-", ""] {
            refuses(Form::Number, text, PayloadError::Number);
        }
        refuses(Form::Bool, "vielleicht", PayloadError::Bool);
        refuses(Form::Hex, " 0xDEg0", PayloadError::Character(6, 'g'));
        refuses(Form::Hex, "abc", PayloadError::Incomplete);
        refuses(Form::Base64, "aG*s", PayloadError::Character(3, '*'));
        refuses(Form::Base64, "QQ==Q", PayloadError::Character(5, 'Q'));
        refuses(Form::Base64, "=QQ", PayloadError::Character(1, '='));
        refuses(Form::Base64, "aGFsb", PayloadError::Incomplete);
        let Err(PayloadError::Json(why)) = Form::Json.encode("{\"a\": 1,\n x}") else { panic!("valid") };
        assert!(why.contains("line 2 column 2"), "{why}");
    }

    #[test]
    fn an_empty_message_clears_in_every_form() {
        for form in Form::ALL {
            assert_eq!(form.message("", true), Ok(Vec::new()), "{form}");
            assert_eq!(form.message("", false), form.encode(""), "{form}");
        }
        assert_eq!(Form::Number.message(" ", true), Err(PayloadError::Number));
    }

    #[test]
    fn base64_is_read_as_others_write_it() {
        // RFC 4648, section 10.
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            gives(Form::Base64, text, bytes.as_bytes());
            assert_eq!(base64_text(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn bytes_that_are_written_are_read_again() {
        let all: Vec<u8> = (0..=255).collect();
        for length in 0..=all.len() {
            gives(Form::Hex, &hex_text(&all[..length]), &all[..length]);
            gives(Form::Base64, &base64_text(&all[..length]), &all[..length]);
        }
    }

    #[test]
    fn forms_are_found_by_their_names() {
        for form in Form::ALL {
            assert_eq!(Form::from_key(form.key()), Some(form));
        }
        assert_eq!(Form::from_key("xml"), None);
    }

    #[test]
    fn user_properties_are_read_in_order() {
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(user_properties("a=1; b = x=y ;\nc="), Ok(vec![own("a", "1"), own("b", "x=y"), own("c", "")]));
        assert_eq!(user_properties(""), Ok(Vec::new()));
        assert_eq!(user_properties("a=1; b"), Err("b".to_owned()));
        assert_eq!(user_properties("=1"), Err("=1".to_owned()));
    }
}
