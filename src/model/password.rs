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

impl Secret {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Password, Self::Passphrase, Self::Key];
}

/// Where the key lies that stored secrets are locked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the keyring of the system.
    Keyring,
    /// With the service manager, which hands it to this service alone.
    Credential,
    /// In a file beside them.
    File,
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

/// All secrets of one connection that were typed or chosen, and are not in the store yet; empty ones were not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The password of its user.
    pub password: Password,
    /// The passphrase of its private key.
    pub passphrase: Password,
    /// Its private key.
    pub key: Password,
}

impl Secrets {
    /// One of them; empty where it was not typed.
    pub fn get(&self, secret: Secret) -> &Password {
        match secret {
            Secret::Password => &self.password,
            Secret::Passphrase => &self.passphrase,
            Secret::Key => &self.key,
        }
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
