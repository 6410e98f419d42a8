//! What an app may reach outside of itself: brokers, topics, files. Plain data; found by `language`, told by `say`.

/// One thing that an app may reach.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contact {
    /// The built-in broker of this computer.
    LocalBroker,
    /// Another broker.
    Broker {
        /// `host:port`.
        address: String,
        /// What protects the way there.
        way: WayThere,
    },
    /// What arrives on a topic filter.
    Listens {
        /// `host:port`; empty for the built-in broker.
        at: String,
        /// The filter.
        filter: String,
    },
    /// Messages on a topic.
    Publishes {
        /// `host:port`; empty for the built-in broker.
        at: String,
        /// The topic; `None` where it is made while the app runs.
        topic: Option<String>,
    },
    /// A computer, over HTTP.
    Web {
        /// The host, as the project allows it.
        host: String,
    },
    /// A file.
    File {
        /// As the project names it.
        name: String,
    },
    /// Lua of its own, which can publish on all of its brokers.
    Script {
        /// All of it.
        text: String,
    },
}

/// What protects the way to a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayThere {
    /// Nothing.
    Plain,
    /// Encrypted; nobody checks with whom.
    Unchecked,
    /// Encrypted and checked.
    Checked,
}

impl Contact {
    /// A text that is the same for the same thing and for no other.
    pub fn key(&self) -> String {
        format!("{self:?}")
    }
}
