//! What may not be as wished on a connection that is up.

use super::refusal::Refusal;

/// Topic filters that the same is said of: the first ones by name, of the others how many they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterList {
    /// The first ones.
    pub named: Vec<String>,
    /// How many more.
    pub others: usize,
}

impl FilterList {
    /// So many are named.
    const NAMED: usize = 3;
}

impl FromIterator<String> for FilterList {
    fn from_iter<I: IntoIterator<Item = String>>(filters: I) -> Self {
        let mut filters = filters.into_iter();
        let named = filters.by_ref().take(Self::NAMED).collect();
        Self { named, others: filters.count() }
    }
}

/// What may not be as wished on a connection that is up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkWarning {
    /// The broker does not allow to listen to topic filters.
    FiltersRefused {
        /// The filters.
        filters: FilterList,
    },
    /// The broker grants a lower quality of service for topic filters than was asked for.
    QosLowered {
        /// The filters.
        filters: FilterList,
        /// What was asked for.
        asked: u8,
        /// What it grants.
        granted: u8,
    },
    /// The broker takes no message with the quality of service that was asked for; they go with a lower one.
    PublishQosLowered {
        /// The highest that it takes.
        most: u8,
    },
    /// The monitor hears nothing: the broker does not let it in beside the app.
    NotListening {
        /// Why.
        why: Refusal,
    },
    /// A message that arrived was skipped because of its size.
    TooLarge {
        /// Its topic.
        topic: String,
        /// Its size in bytes.
        bytes: usize,
        /// The most that is taken.
        max: usize,
    },
}
