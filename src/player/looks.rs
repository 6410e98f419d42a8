//! What the colours, themes and text styles of projects are called. What they are stands in [`crate::model::looks`].

use crate::i18n::{Lang, Text, t};
use crate::model::looks::{COLOR_THEMES, ProjectLooks, TEXT_STYLES};

/// One of the eleven colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColorRole {
    /// What colour properties hold that refer to it.
    pub key: &'static str,
    /// How it is called where the project has no name of its own for it.
    pub name: Text,
    /// What it is for.
    pub help: Text,
}

const fn role(key: &'static str, name: Text, help: Text) -> ColorRole {
    ColorRole { key, name, help }
}

/// The eleven colours, in the order of [`ROLES`].
pub const COLOR_ROLES: [ColorRole; 11] = [
    role("background", t("Hintergrund", "Background"), t("Worauf alles steht", "What everything stands on")),
    role("surface", t("Fläche", "Surface"), t("Karten, Felder, Tabellen", "Cards, fields, tables")),
    role("inset", t("Vertiefung", "Inset"), t("Was sich von Flächen abhebt", "What stands out from surfaces")),
    role("line", t("Linie", "Line"), t("Rahmen und Trennlinien", "Borders and dividers")),
    role("text", t("Schrift", "Text"), t("Alles, was gelesen wird", "All that is read")),
    role("muted", t("Leise Schrift", "Quiet text"), t("Beschriftungen und Titelzeilen", "Captions and header rows")),
    role("primary", t("Hauptfarbe", "Main color"), t("Was man bedient und abliest", "What is used and read")),
    role("accent", t("Betonung", "Emphasis"), t("Das Wichtigste, auch Buttons", "What matters most, buttons too")),
    role("good", t("Gut", "Good"), t("Läuft, an, in Ordnung", "Running, on, in order")),
    role("warning", t("Warnung", "Warning"), t("Muss jemand sehen", "Somebody has to see it")),
    role("bad", t("Fehler", "Fault"), t("Muss jemand beheben", "Somebody has to mend it")),
];

/// Names of the themes and a sentence about each, in the order of [`COLOR_THEMES`].
pub const THEME_NAMES: [(Text, Text); COLOR_THEMES.len()] = [
    (t("Hell", "Light"), t("Klar und freundlich, für helle Räume", "Clear and friendly, for bright rooms")),
    (t("Dunkel", "Dark"), t("Blendet nicht, für dunkle Räume", "Does not dazzle, for dark rooms")),
    (t("Hoher Kontrast", "High contrast"), t("Für Gegenlicht und schwache Augen", "For glare and weak eyes")),
    (
        t("Leitwarte", "Control room"),
        t("Ruhiges Grau: Farbe hat nur, was auffallen soll", "Calm gray: only what shall stand out has color"),
    ),
    (t("Werkstatt", "Workshop"), t("Graphit und Signalgelb", "Graphite and signal yellow")),
    (t("Ozean", "Ocean"), t("Tiefes Blau und Türkis", "Deep blue and turquoise")),
    (t("Wald", "Forest"), t("Grün und helles Holz", "Green and light wood")),
    (t("Indigo", "Indigo"), t("Violett und Rosé auf Nachtblau", "Violet and rose on midnight blue")),
];

/// Names of the text styles, in the order of [`TEXT_STYLES`].
pub const STYLE_NAMES: [Text; TEXT_STYLES.len()] = [
    t("Titel", "Title"),
    t("Überschrift", "Heading"),
    t("Fließtext", "Body"),
    t("Beschriftung", "Caption"),
    t("Zahl", "Figure"),
    t("Betont", "Emphasized"),
];

/// What a colour of the project is called.
pub fn role_name<'a>(looks: &'a ProjectLooks, role: &ColorRole, lang: Lang) -> &'a str {
    looks.names.get(role.key).map_or_else(|| role.name.get(lang), String::as_str)
}

/// The colour of the project that is meant by its key, or by its name in any case.
pub fn role_named(looks: &ProjectLooks, text: &str, lang: Lang) -> Option<&'static ColorRole> {
    let text = text.trim();
    let is_name = |role: &&ColorRole| role_name(looks, role, lang).to_lowercase() == text.to_lowercase();
    COLOR_ROLES.iter().find(|role| role.key == text).or_else(|| COLOR_ROLES.iter().find(is_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::looks::ROLES;

    #[test]
    fn every_colour_has_a_name_of_its_own() {
        assert_eq!(COLOR_ROLES.map(|role| role.key), ROLES);
        let mut known = std::collections::BTreeSet::new();
        for role in COLOR_ROLES {
            assert!(known.insert(role.key) && known.insert(role.name.de), "{}", role.key);
        }
        let mut looks = ProjectLooks::default();
        looks.names.insert("primary".to_owned(), "Firmengrün".to_owned());
        assert_eq!(role_named(&looks, "firmengrün", Lang::De).unwrap().key, "primary");
        assert_eq!(role_named(&looks, "text", Lang::En).unwrap().key, "text");
        assert!(role_named(&looks, "#102030", Lang::De).is_none());
    }
}
