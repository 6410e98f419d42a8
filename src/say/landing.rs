//! What became of the things that something pasted refers to, as sentences.

use super::{pick, quoted};
use crate::i18n::Lang;
use crate::model::edit::Landing;
use crate::model::item::ItemKind;

/// In one line: what was found here, what was made, what is open.
pub fn landing(landing: &Landing, lang: Lang) -> String {
    let parts = [
        list(&pick(lang, "zugeordnet", "matched"), &landing.matched, lang),
        list(&pick(lang, "angelegt", "created"), &landing.made, lang),
        list(&pick(lang, "fehlt hier und ist zu wählen", "is missing here and has to be chosen"), &landing.open, lang),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    format!("{} {}", pick(lang, "Eingefügt:", "Pasted:"), said.join("; "))
}

fn list(word: &str, things: &[(ItemKind, String)], lang: Lang) -> Option<String> {
    let named = things.iter().map(|(kind, name)| format!("{} {}", super::kind(*kind).get(lang), quoted(name, lang)));
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| format!("{} {word}", named.join(", ")))
}
