//! What became of things: those that something pasted refers to, and those that differ between two states.

use super::{pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::model::difference::{Change, Difference};
use crate::model::edit::Landing;
use crate::model::item::ItemKind;

/// In one line: what was found here, what was made, what is open.
pub fn landing(landing: &Landing, lang: Lang) -> String {
    let parts = [
        list(&pick(lang, "zugeordnet", "matched"), &landing.matched, lang),
        listed(&pick(lang, "angelegt", "created"), &landing.made, lang, made),
        list(&pick(lang, "fehlt hier und ist zu wählen", "is missing here and has to be chosen"), &landing.open, lang),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    format!("{} {}", pick(lang, "Eingefügt:", "Pasted:"), said.join("; "))
}

/// What has become of a thing, in a line.
pub fn difference(difference: &Difference, lang: Lang) -> String {
    let word: Text = match difference.change {
        Change::Added => t("neu", "new"),
        Change::Changed => t("geändert", "changed"),
        Change::Removed => t("gelöscht", "deleted"),
    };
    let kind = super::kind(difference.item.kind()).get(lang);
    format!("{kind} {} · {}", quoted(&difference.name, lang), word.get(lang))
}

fn list(word: &str, things: &[(ItemKind, String)], lang: Lang) -> Option<String> {
    listed(word, things, lang, super::kind)
}

/// What something pasted brings with it; of screens, that is components only.
fn made(kind: ItemKind) -> Text {
    if kind == ItemKind::Screen { t("Komponente", "Component") } else { super::kind(kind) }
}

fn listed(word: &str, things: &[(ItemKind, String)], lang: Lang, kind: fn(ItemKind) -> Text) -> Option<String> {
    let named = things.iter().map(|(of, name)| format!("{} {}", kind(*of).get(lang), quoted(name, lang)));
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| format!("{} {word}", named.join(", ")))
}
