//! What keys and mouse do on the canvases besides the menus: one table, by which the hints while something is dragged
//! and the page of keys are written.

use crate::i18n::{Lang, Text, same, t};

/// What a gesture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GesturePlace {
    /// Screens and blocks alike.
    Canvases,
    /// Controls on a screen.
    Screen,
    /// Blocks of a handler.
    Handler,
    /// A handler as Lua.
    Script,
}

impl GesturePlace {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Canvases, Self::Screen, Self::Handler, Self::Script];

    /// The heading.
    pub fn text(self) -> Text {
        match self {
            Self::Canvases => t("Auf den Flächen", "On the canvases"),
            Self::Screen => t("Controls ziehen", "Dragging controls"),
            Self::Handler => t("Bausteine", "Blocks"),
            Self::Script => same("Lua"),
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct GestureDef {
    /// What it is for.
    pub place: GesturePlace,
    /// The keys; those of a drag without the dragging.
    pub keys: Text,
    /// Whether something is dragged meanwhile; such keys stand in the hint of the drag.
    pub dragging: bool,
    /// What it does, to stand behind a colon.
    pub what: Text,
}

const CTRL: Text = t("Strg", "Ctrl");
const SHIFT: Text = t("Umschalt", "Shift");
const ALT: Text = same("Alt");

const fn drag(place: GesturePlace, keys: Text, what: Text) -> GestureDef {
    GestureDef { place, keys, dragging: true, what }
}

const fn press(place: GesturePlace, keys: Text, what: Text) -> GestureDef {
    GestureDef { place, keys, dragging: false, what }
}

/// A control is copied.
pub static COPY_CONTROL: GestureDef = drag(GesturePlace::Screen, CTRL, t("kopieren", "copy"));
/// A control is moved along one axis.
pub static ONE_DIRECTION: GestureDef = drag(GesturePlace::Screen, SHIFT, t("in einer Richtung", "one direction"));
/// A control is moved freely.
pub static OFF_GRID: GestureDef = drag(GesturePlace::Screen, ALT, t("ohne Raster", "off the grid"));
/// A block is taken out of its stack.
pub static ONLY_THIS: GestureDef = drag(GesturePlace::Handler, CTRL, t("nur diesen Baustein", "only this block"));
/// A block is copied.
pub static COPY_BLOCK: GestureDef = drag(GesturePlace::Handler, SHIFT, t("kopieren", "copy"));
/// A value keeps its wire.
pub static KEEP_WIRE: GestureDef = drag(GesturePlace::Handler, ALT, t("Draht behalten", "keep the wire"));
/// A drag is given up.
pub static GIVE_UP: GestureDef = press(GesturePlace::Canvases, same("Esc"), t("Ziehen abbrechen", "give up a drag"));

/// All of them, in the order of the page.
pub static GESTURES: &[&GestureDef] = &[
    &press(GesturePlace::Canvases, t("Strg+Rad", "Ctrl+wheel"), t("zoomen", "zoom")),
    &press(GesturePlace::Canvases, t("Leertaste+Ziehen", "Space+drag"), t("Ausschnitt verschieben", "move the view")),
    &GIVE_UP,
    &press(GesturePlace::Canvases, same("F2"), t("umbenennen", "rename")),
    &COPY_CONTROL,
    &ONE_DIRECTION,
    &OFF_GRID,
    &ONLY_THIS,
    &COPY_BLOCK,
    &KEEP_WIRE,
    &press(
        GesturePlace::Handler,
        t("Umschalt+Eingabe", "Shift+Enter"),
        t("Chip oder mit Leitung", "chip or with a wire"),
    ),
    &press(
        GesturePlace::Handler,
        same("Tab"),
        t("nächstes Feld, sonst Baustein suchen", "next field, else find a block"),
    ),
    &press(GesturePlace::Script, t("Strg+Leertaste", "Ctrl+Space"), t("Vorschläge zeigen", "show suggestions")),
    &press(
        GesturePlace::Script,
        t("Strg+Umschalt+Leertaste", "Ctrl+Shift+Space"),
        t("Aufruf erklären", "explain the call"),
    ),
    &press(GesturePlace::Script, same("F12"), t("dorthin, wo ein Name herkommt", "go to where a name comes from")),
    &press(GesturePlace::Script, same("F2"), t("Namen ändern", "rename")),
    &press(GesturePlace::Script, t("Strg+.", "Ctrl+."), t("Fehler beheben", "mend a mistake")),
    &press(GesturePlace::Script, t("Strg+F, F3", "Ctrl+F, F3"), t("im Skript suchen", "find in the script")),
    &press(GesturePlace::Script, t("Strg+H", "Ctrl+H"), t("suchen und ersetzen", "find and replace")),
    &press(
        GesturePlace::Script,
        t("Strg+#, Strg+/", "Ctrl+/"),
        t("Zeilen zu Kommentaren und zurück", "lines to comments and back"),
    ),
    &press(GesturePlace::Script, same("Alt+↑, Alt+↓"), t("Zeilen verschieben", "move lines")),
    &press(GesturePlace::Script, t("Strg+D", "Ctrl+D"), t("Zeilen verdoppeln", "duplicate lines")),
    &press(GesturePlace::Script, t("Umschalt+Alt+F", "Shift+Alt+F"), t("Skript einrücken", "indent the script")),
];

impl GestureDef {
    /// In the hint of a drag: `Strg: kopieren`.
    pub fn hint(&self, lang: Lang) -> String {
        format!("{}: {}", self.keys.get(lang), self.what.get(lang))
    }

    /// On the page of keys: `Strg+Ziehen`.
    pub fn keys(&self, lang: Lang) -> String {
        let drag = if self.dragging { t("+Ziehen", "+drag") } else { same("") };
        format!("{}{}", self.keys.get(lang), drag.get(lang))
    }

    /// On the page of keys, as a line of its own: `Kopieren`.
    pub fn line(&self, lang: Lang) -> String {
        let mut letters = self.what.get(lang).chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_keys_do_one_thing_in_each_place() {
        let mut seen = BTreeSet::new();
        for def in GESTURES {
            assert!(seen.insert((def.place.text().get(Lang::De), def.keys(Lang::De))), "{}", def.keys(Lang::De));
        }
    }

    #[test]
    fn a_row_reads_in_the_hint_and_on_the_page() {
        assert_eq!(COPY_CONTROL.hint(Lang::De), "Strg: kopieren");
        assert_eq!((COPY_CONTROL.keys(Lang::En), COPY_CONTROL.line(Lang::En)), ("Ctrl+drag".into(), "Copy".into()));
    }
}
