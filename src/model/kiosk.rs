//! A locked window: the app alone, and no way out but a gesture and a PIN. Plain data.

use super::password::Password;

/// What a person does to be asked for the PIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExitGesture {
    /// Hold the upper left corner.
    #[default]
    Hold,
    /// Tap the upper left corner five times.
    Taps,
}

impl ExitGesture {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Hold, Self::Taps];

    /// What it is called on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Taps => "taps",
        }
    }
}

/// How a window is locked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KioskLock {
    /// Digits that open it.
    pub pin: Password,
    /// What leads to the question for them.
    pub gesture: ExitGesture,
}

impl KioskLock {
    /// Fewest and most digits of a PIN.
    pub const DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

    /// Whether a text can be a PIN.
    pub fn is_pin(text: &str) -> bool {
        Self::DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    }
}
