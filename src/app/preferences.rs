//! The program's own settings: keeps what is chosen, and lets it take effect.

use super::examples;
use super::hub::Hub;
use crate::editor::view::ThemeChoice;
use crate::model::preference::{PreferenceDef, THEME};
use crate::model::value::Value;

/// Sets one.
pub(super) fn set(hub: &mut Hub, key: &str, value: Value) {
    let Some(def) = PreferenceDef::find(key) else { return };
    hub.settings.preferences.set(def, value.clone());
    hub.data.preferences.set(def, value);
    hub.save_settings();
    take_effect(hub);
}

/// Sets one to what comes after what it is.
pub(super) fn toggle(hub: &mut Hub, key: &str) {
    // Of dark and light the other one than what is seen, whatever has chosen that.
    let theme = match hub.data.theme() {
        ThemeChoice::Dark => "light",
        ThemeChoice::Light => "dark",
    };
    match PreferenceDef::find(key) {
        Some(def) if def.key == THEME.key => set(hub, key, theme.into()),
        Some(def) => set(hub, key, hub.data.preferences.next(def)),
        None => {}
    }
}

/// What is not read where it is shown: the language is also that of new names.
fn take_effect(hub: &mut Hub) {
    if let Some(lang) = hub.data.preferences.language().filter(|lang| *lang != hub.editor.lang) {
        hub.editor.lang = lang;
        hub.data.examples = examples::list(lang);
    }
}
