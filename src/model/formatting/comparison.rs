//! How a value is compared with what a rule says.

use serde::{Deserialize, Serialize};

use crate::model::types::{truth, truth_of_number};
use crate::model::value::{Value, number_from_input, number_from_text};

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparator {
    /// They are the same.
    Equal,
    /// They are not.
    NotEqual,
    /// The left one is less.
    Less,
    /// It is less or the same.
    AtMost,
    /// It is more.
    Greater,
    /// It is more or the same.
    AtLeast,
    /// The right one stands in it.
    Contains,
    /// It begins with the right one.
    StartsWith,
    /// Nothing has come, or nothing stands in it.
    Empty,
    /// Something stands in it.
    NotEmpty,
}

impl Comparator {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 10] = [
        Self::Equal,
        Self::NotEqual,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::Contains,
        Self::StartsWith,
        Self::Empty,
        Self::NotEmpty,
    ];

    /// Whether there is something to compare with.
    pub fn has_right(self) -> bool {
        !matches!(self, Self::Empty | Self::NotEmpty)
    }

    /// Whether it holds. Where nothing has come nothing holds but that it is empty.
    ///
    /// Numbers are compared as numbers, also where a text says one; truth values by their words (*an*, `on`, 1); all
    /// else as text, without regard to case and to blanks around it. More and less need two numbers, or two texts that
    /// are none, such as times.
    pub fn holds(self, left: Option<&Value>, right: &Value) -> bool {
        let left = left.filter(|left| !left.to_text().trim().is_empty());
        let Some(left) = left else { return self == Self::Empty };
        let texts = || (folded(left), folded(right));
        match self {
            Self::Equal => same(left, right),
            Self::NotEqual => !same(left, right),
            Self::Less => order(left, right).is_some_and(std::cmp::Ordering::is_lt),
            Self::AtMost => order(left, right).is_some_and(std::cmp::Ordering::is_le),
            Self::Greater => order(left, right).is_some_and(std::cmp::Ordering::is_gt),
            Self::AtLeast => order(left, right).is_some_and(std::cmp::Ordering::is_ge),
            Self::Contains => {
                let (left, right) = texts();
                !right.is_empty() && left.contains(&right)
            }
            Self::StartsWith => {
                let (left, right) = texts();
                !right.is_empty() && left.starts_with(&right)
            }
            Self::Empty => false,
            Self::NotEmpty => true,
        }
    }
}

/// As it is compared with other texts.
fn folded(value: &Value) -> String {
    value.to_text().trim().to_lowercase()
}

/// The number that came, or that a text says as devices write it.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => number_from_text(text).or_else(|| number_from_input(text)),
        Value::Bool(_) | Value::List(_) | Value::Record(_) | Value::Raw(_) => None,
    }
    .filter(|number| number.is_finite())
}

fn truth_in(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::Text(text) => truth(text),
        Value::Number(number) => truth_of_number(*number),
        Value::List(_) | Value::Record(_) | Value::Raw(_) => None,
    }
}

fn same(left: &Value, right: &Value) -> bool {
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return (left - right).abs() <= f64::EPSILON * right.abs().max(1.0);
    }
    // Words alone are no truth values: „auf“ and „an“ are two things.
    if matches!(left, Value::Bool(_)) || matches!(right, Value::Bool(_)) {
        return truth_in(left).is_some() && truth_in(left) == truth_in(right);
    }
    folded(left) == folded(right)
}

fn order(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    match (number(left), number(right)) {
        (Some(left), Some(right)) => left.partial_cmp(&right),
        (None, None) => {
            let (left, right) = (folded(left), folded(right));
            (!right.is_empty()).then(|| left.cmp(&right))
        }
        (Some(_), None) | (None, Some(_)) => None,
    }
}
