//! Languages for random projects.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::languages::{AppLanguages, SpokenLanguage};

/// None where there are no texts, else two with these as what is translated.
pub(super) fn of_texts<V>(texts: &BTreeMap<String, V>) -> Arc<AppLanguages> {
    let mut out = AppLanguages::default();
    for (number, text) in texts.keys().enumerate() {
        out.tags = vec!["de".to_owned(), "pl".to_owned()];
        out.set(text, "pl", &format!("{text} {number}"));
        out.spoken = SpokenLanguage::Fixed("pl".to_owned());
    }
    Arc::new(out)
}
