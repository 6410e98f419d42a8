//! Numbers as people type them: `100+20`, `3 * (4 - 1,5)`, comma or dot.

use crate::model::value::number_from_input;

/// The value of what was typed; `None` where it is no sum of numbers, or not finite.
pub(super) fn evaluate(text: &str) -> Option<f64> {
    let mut parser = Parser { rest: text };
    let value = parser.sum(0)?;
    parser.skip_blanks();
    (parser.rest.is_empty() && value.is_finite()).then_some(value)
}

/// Deeper nested brackets are refused, so that no text can overflow the stack.
const MAX_DEPTH: u32 = 32;

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, wanted: &[char]) -> Option<char> {
        self.skip_blanks();
        let first = self.rest.chars().next().filter(|c| wanted.contains(c))?;
        self.rest = self.rest.get(first.len_utf8()..).unwrap_or("");
        Some(first)
    }

    fn sum(&mut self, depth: u32) -> Option<f64> {
        let mut value = self.product(depth)?;
        while let Some(sign) = self.take(&['+', '-', '−']) {
            let right = self.product(depth)?;
            value = if sign == '+' { value + right } else { value - right };
        }
        Some(value)
    }

    fn product(&mut self, depth: u32) -> Option<f64> {
        let mut value = self.factor(depth)?;
        while let Some(sign) = self.take(&['*', '×', '/', ':']) {
            let right = self.factor(depth)?;
            value = if matches!(sign, '*' | '×') { value * right } else { value / right };
        }
        Some(value)
    }

    fn factor(&mut self, depth: u32) -> Option<f64> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.take(&['-', '−']).is_some() {
            return Some(-self.factor(depth + 1)?);
        }
        if self.take(&['(']).is_some() {
            let value = self.sum(depth + 1)?;
            self.take(&[')'])?;
            return Some(value);
        }
        self.skip_blanks();
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        number_from_input(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_understood() {
        for (text, value) in [
            ("120", Some(120.0)),
            (" 100+20 ", Some(120.0)),
            ("1,5 * 2", Some(3.0)),
            ("1.5", Some(1.5)),
            ("2+3*4", Some(14.0)),
            ("(2+3)*4", Some(20.0)),
            ("-5 - -2", Some(-3.0)),
            ("1280/3-1", Some(1280.0 / 3.0 - 1.0)),
            ("", None),
            ("gemischt", None),
            ("1+", None),
            ("1/0", None),
            ("1 2", None),
            ("1,2,3", None),
            ("(1", None),
        ] {
            assert_eq!(evaluate(text), value, "{text:?}");
        }
        assert_eq!(evaluate(&"(".repeat(10_000)), None);
        assert_eq!(evaluate(&"-".repeat(10_000)), None);
    }
}
