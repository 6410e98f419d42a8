//! A password on its way from the dialog to the broker; never part of a project.

use std::fmt;

/// What a connection can have in the store of secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// The password of its user.
    Password,
    /// The passphrase of its private key.
    Passphrase,
    /// Its private key, where no file is named.
    Key,
}

/// A password; its debug form does not show it, so it cannot get into a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password.
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The password itself, to be handed to the broker.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_debug_form_does_not_show_it() {
        assert!(!format!("{:?}", Password::new("geheim-77")).contains("geheim"));
    }
}
