//! Numbers and their text: one form in blocks, Lua, payloads, tables and on screens.
//!
//! Pure, and without a language: a comma is understood where a person types, and never written.

/// Up to here every whole number has its own value; beyond, neighbours fall together.
pub const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// How far from a short decimal a result of arithmetic may lie and still read as it, as a part of its size (2^-46).
const NOISE: f64 = 1.0 / (1_u64 << 46) as f64;

/// A number as text: all its digits, `5` not `5.0`, dot as decimal mark, an exponent only below 1e-6 and from 1e21 on.
///
/// The same form in blocks, Lua, payloads, tables and on screens. What [`number_from_text`] makes of it is the number
/// again; only the noise of arithmetic behind a decimal of at most ten digits is left away (`0.1 + 0.2` reads `0.3`).
pub fn number_to_text(number: f64) -> String {
    if number.fract() != 0.0
        && let Ok(short) = format!("{number:.9e}").parse::<f64>()
        && (short - number).abs() <= number.abs() * NOISE
    {
        return number_to_exact_text(short);
    }
    number_to_exact_text(number)
}

/// As [`number_to_text`], to the last bit: for code and files.
pub fn number_to_exact_text(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    if (1e-6..1e21).contains(&number.abs()) { format!("{number}") } else { format!("{number:e}") }
}

/// The number that a text stands for without doubt: the number reads as it was typed.
///
/// `007`, `1e5`, `+5`, `21.50` and whole numbers beyond 2^53 are texts, which would read otherwise as numbers.
pub fn number_as_typed(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = number_from_text(text)?;
    let has_neighbours = number.fract() != 0.0 || number.abs() <= MAX_WHOLE;
    (has_neighbours && number_to_text(number) == text).then_some(number)
}

/// As [`number_as_typed`], with zeros at the end of the decimals and zeros below zero, as sensors write them: `21.50`
/// and `-0.0` are meant as numbers too.
pub fn number_as_meant(text: &str) -> Option<f64> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1.0, digits),
        None => (1.0, text),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number = match digits.split_once('.') {
        Some((whole, decimals)) if decimals.ends_with('0') => match decimals.trim_end_matches('0') {
            "" => number_as_typed(whole),
            decimals => number_as_typed(&format!("{whole}.{decimals}")),
        },
        Some(_) | None => number_as_typed(digits),
    };
    number.map(|number| sign * number)
}

/// What a person typed as a number, with a dot as decimal mark.
pub fn with_dot(text: &str) -> String {
    text.trim().replacen(',', ".", 1)
}

/// A number from text: blanks around it and a leading sign are fine, `0x1F` too; a comma is not.
pub fn number_from_text(text: &str) -> Option<f64> {
    let text = text.trim();
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    if let Some(hex) = hex {
        return u64::from_str_radix(hex, 16).ok().map(|n| n as f64);
    }
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    text.parse().ok()
}

/// A number from what a person typed: comma or dot as decimal mark.
pub fn number_from_input(text: &str) -> Option<f64> {
    number_from_text(&with_dot(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_read_as_people_expect() {
        for (number, text) in [
            (5.0, "5"),
            (0.1 + 0.2, "0.3"),
            (0.7 + 0.1, "0.8"),
            (-2.5, "-2.5"),
            (1e-3, "0.001"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (100_000.0, "100000"),
            (-0.0, "0"),
            (f64::INFINITY, "inf"),
            (21.5, "21.5"),
            (3.999_999_999_999_999, "4"),
            (52.520_008_123_456_7, "52.5200081234567"),
            (1_732_700_000.123_456, "1732700000.123456"),
            (1_234_567_890_123_456.0, "1234567890123456"),
            (-MAX_WHOLE, "-9007199254740992"),
            (1e20, "100000000000000000000"),
            (1e21, "1e21"),
        ] {
            assert_eq!(number_to_text(number), text);
        }
        // A step of 0.1, made a hundred times.
        let sum = (0..100).fold(0.0, |sum, _| sum + 0.1);
        assert_eq!((sum == 10.0, number_to_text(sum).as_str()), (false, "10"));
    }

    proptest! {
        #[test]
        fn whole_numbers_keep_every_digit(whole in -(1_i64 << 53)..=(1_i64 << 53)) {
            let text = number_to_text(whole as f64);
            prop_assert_eq!(&text, &whole.to_string());
            prop_assert_eq!(number_from_text(&text), Some(whole as f64));
            prop_assert_eq!(number_as_typed(&text), Some(whole as f64));
        }

        #[test]
        fn everyday_decimals_come_back_as_they_were_typed(digits in 1_u64..10_000_000_000, places in 0_usize..10) {
            let typed = format!("{digits:0>width$}", width = places + 1);
            let (whole, decimals) = typed.split_at(typed.len() - places);
            let decimals = decimals.trim_end_matches('0');
            let short = if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") };
            let number = number_from_text(&short).unwrap();
            prop_assert_eq!(number_to_text(number), short);
        }

        #[test]
        fn any_number_is_read_again_but_for_noise(number in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL) {
            prop_assert_eq!(number_from_text(&number_to_exact_text(number)), Some(number));
            let read = number_from_text(&number_to_text(number)).unwrap();
            prop_assert!((read - number).abs() <= number.abs() * NOISE, "{} became {}", number, read);
            prop_assert_eq!(number_to_text(read), number_to_text(number));
        }
    }

    #[test]
    fn texts_are_numbers_where_they_read_back_the_same() {
        for (text, number) in
            [("21.5", 21.5), (" 1.5 ", 1.5), ("0", 0.0), ("-0.5", -0.5), ("9007199254740992", MAX_WHOLE)]
        {
            assert_eq!((number_as_typed(text), number_as_meant(text)), (Some(number), Some(number)), "{text}");
        }
        for (text, number) in [("21.50", 21.5), ("3.0", 3.0), ("-0.10", -0.1), ("-0.0", 0.0), ("-0", 0.0)] {
            assert_eq!((number_as_typed(text), number_as_meant(text)), (None, Some(number)), "{text}");
        }
        for text in
            ["007", "1e5", "0x1F", "1.", ".5", "+5", "-", "--5", "", "9007199254740993", "1234567890123456789", "1,5"]
        {
            assert_eq!((number_as_typed(text), number_as_meant(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn numbers_from_text_take_dots_and_from_input_commas_too() {
        assert_eq!(number_from_text(" 7 "), Some(7.0));
        assert_eq!(number_from_text("0x1F"), Some(31.0));
        assert_eq!(number_from_text(""), None);
        assert_eq!(number_from_text("1,5"), None);
        assert_eq!(number_from_text("inf"), None);
        assert_eq!(number_from_input("1,5"), Some(1.5));
    }
}
