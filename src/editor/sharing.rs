//! Whether other devices in the network may use the local broker. Plain data; the app keeps it.

/// Whether other devices may use the local broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sharing {
    /// They may, with the password.
    pub on: bool,
    /// A password for them is stored.
    pub stored: bool,
    /// Another process runs the broker, so that our setting does not count.
    pub foreign: bool,
    /// The addresses of this computer in its networks, the likeliest first.
    pub addresses: Vec<String>,
}
