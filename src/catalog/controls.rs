//! The controls: one row each. Inspector, palette, scripts and file format follow from it.

use super::def::{Choice, ControlDef, ControlGroup, Holds, Literal, PropertyDef, Section, TriggerDef};
use crate::i18n::{Text, same, t};

const fn property(key: &'static str, label: Text, section: Section, holds: Holds, default: Literal) -> PropertyDef {
    PropertyDef { key, label, section, holds, default }
}

const fn color(key: &'static str, label: Text, default: &'static str) -> PropertyDef {
    property(key, label, Section::Look, Holds::Color, Literal::Text(default))
}

const fn number(key: &'static str, label: Text, section: Section, range: (f64, f64), default: f64) -> PropertyDef {
    property(key, label, section, Holds::Number { min: range.0, max: range.1 }, Literal::Number(default))
}

const VISIBLE: PropertyDef = yes_no("visible", t("Sichtbar", "Visible"), true);
const ENABLED: PropertyDef = yes_no("enabled", t("Aktiv", "Enabled"), true);

const fn font_size(default: f64) -> PropertyDef {
    number("font_size", t("Schriftgröße", "Font size"), Section::Look, (6.0, 200.0), default)
}

const fn bold(default: bool) -> PropertyDef {
    property("bold", t("Fett", "Bold"), Section::Look, Holds::Bool, Literal::Bool(default))
}

const fn radius(default: f64) -> PropertyDef {
    number("radius", t("Ecken", "Corners"), Section::Look, (0.0, 200.0), default)
}

/// The words on a control.
const fn text(default: Text) -> PropertyDef {
    property("text", same("Text"), Section::General, Holds::Text, Literal::Words(default))
}

/// What stands in it while it is empty.
const fn placeholder(default: Text) -> PropertyDef {
    property("placeholder", t("Platzhalter", "Placeholder"), Section::General, Holds::Text, Literal::Words(default))
}

const fn yes_no(key: &'static str, label: Text, default: bool) -> PropertyDef {
    property(key, label, Section::General, Holds::Bool, Literal::Bool(default))
}

const fn fill(default: &'static str) -> PropertyDef {
    color("color", t("Farbe", "Color"), default)
}

const fn text_color(default: &'static str) -> PropertyDef {
    color("text_color", t("Schriftfarbe", "Text color"), default)
}

/// The usual ink on something light.
const DARK_TEXT: PropertyDef = text_color("#1c212b");
const WHITE: PropertyDef = fill("#ffffff");
const BORDER_COLOR: PropertyDef = color("border_color", t("Rahmenfarbe", "Border color"), "#c9d0dc");

const fn align(default: &'static str) -> PropertyDef {
    property("align", t("Ausrichtung", "Alignment"), Section::Look, Holds::Choice(ALIGN), Literal::Text(default))
}

const ALIGN: &[Choice] = &[
    Choice { key: "left", label: t("Links", "Left"), help: t("Am linken Rand", "At the left edge") },
    Choice { key: "center", label: t("Mitte", "Center"), help: t("In der Mitte", "In the middle") },
    Choice { key: "right", label: t("Rechts", "Right"), help: t("Am rechten Rand", "At the right edge") },
];

const FIT: &[Choice] = &[
    Choice {
        key: "contain",
        label: t("Ganz zeigen", "Show whole"),
        help: t("Das ganze Bild, mit Rand", "The whole image, with margins"),
    },
    Choice {
        key: "cover",
        label: t("Ausfüllen", "Fill"),
        help: t("Füllt die Fläche, schneidet ab", "Fills the area, crops the image"),
    },
    Choice { key: "stretch", label: t("Strecken", "Stretch"), help: t("Verzerrt das Bild", "Distorts the image") },
];

const TAPPED: TriggerDef = TriggerDef {
    key: "tapped",
    name: "Tapped",
    help: t("Wenn angetippt", "When tapped"),
    sentence: t("Wenn „{}“ angetippt wird", "When “{}” is tapped"),
};
const TEXT_CHANGED: TriggerDef = TriggerDef {
    key: "text_changed",
    name: "TextChanged",
    help: t("Wenn sich der Text ändert", "When the text changes"),
    sentence: t("Wenn sich der Text von „{}“ ändert", "When the text of “{}” changes"),
};
const TOGGLED: TriggerDef = TriggerDef {
    key: "toggled",
    name: "Toggled",
    help: t("Wenn umgeschaltet", "When toggled"),
    sentence: t("Wenn „{}“ umgeschaltet wird", "When “{}” is toggled"),
};
const VALUE_CHANGED: TriggerDef = TriggerDef {
    key: "value_changed",
    name: "ValueChanged",
    help: t("Wenn sich der Wert ändert", "When the value changes"),
    sentence: t("Wenn sich der Wert von „{}“ ändert", "When the value of “{}” changes"),
};

/// All controls, in the order of the palette.
pub const CONTROLS: &[ControlDef] = &[
    ControlDef {
        kind: "button",
        group: ControlGroup::Input,
        icon: "rectangle-ellipsis",
        label: same("Button"),
        help: t("Löst beim Antippen etwas aus", "Does something when tapped"),
        size: (220.0, 80.0),
        properties: &[
            text(t("Antippen", "Tap me")),
            ENABLED,
            VISIBLE,
            fill("#e8722a"),
            text_color("#ffffff"),
            font_size(26.0),
            bold(true),
            radius(14.0),
        ],
        triggers: &[TAPPED],
    },
    ControlDef {
        kind: "text_box",
        group: ControlGroup::Input,
        icon: "text-cursor-input",
        label: t("Textfeld", "Text box"),
        help: t("Nimmt Text oder Zahlen entgegen", "Takes text or numbers"),
        size: (360.0, 64.0),
        properties: &[
            property("text", same("Text"), Section::General, Holds::Text, Literal::Text("")),
            placeholder(t("Text eingeben …", "Enter text…")),
            yes_no("numeric", t("Nur Zahlen", "Numbers only"), false),
            yes_no("multiline", t("Mehrzeilig", "Multiline"), false),
            ENABLED,
            VISIBLE,
            WHITE,
            DARK_TEXT,
            BORDER_COLOR,
            font_size(22.0),
            radius(10.0),
        ],
        triggers: &[TEXT_CHANGED, TAPPED],
    },
    ControlDef {
        kind: "toggle",
        group: ControlGroup::Input,
        icon: "toggle-right",
        label: t("Schalter", "Toggle"),
        help: t("Schaltet um: an oder aus", "Switches: on or off"),
        size: (220.0, 56.0),
        properties: &[
            yes_no("on", t("An", "On"), false),
            text(t("Schalter", "Toggle")),
            ENABLED,
            VISIBLE,
            color("color", t("Farbe an", "Color on"), "#2fbf71"),
            color("off_color", t("Farbe aus", "Color off"), "#b6bfcd"),
            DARK_TEXT,
            font_size(22.0),
        ],
        triggers: &[TOGGLED],
    },
    ControlDef {
        kind: "slider",
        group: ControlGroup::Input,
        icon: "sliders-horizontal",
        label: t("Regler", "Slider"),
        help: t("Stellt eine Zahl ein", "Sets a number"),
        size: (360.0, 56.0),
        properties: &[
            number("value", t("Wert", "Value"), Section::General, (-1e9, 1e9), 50.0),
            number("min", same("Minimum"), Section::General, (-1e9, 1e9), 0.0),
            number("max", same("Maximum"), Section::General, (-1e9, 1e9), 100.0),
            number("step", t("Schritt", "Step"), Section::General, (0.0, 1e9), 1.0),
            yes_no("show_value", t("Wert anzeigen", "Show value"), true),
            ENABLED,
            VISIBLE,
            fill("#2b78d8"),
            DARK_TEXT,
            font_size(20.0),
        ],
        triggers: &[VALUE_CHANGED],
    },
    ControlDef {
        kind: "dropdown",
        group: ControlGroup::Input,
        icon: "chevrons-up-down",
        label: t("Auswahl", "Dropdown"),
        help: t("Wählt einen Eintrag aus einer Liste", "Picks one entry of a list"),
        size: (280.0, 64.0),
        properties: &[
            property("selected", t("Gewählt", "Selected"), Section::General, Holds::Text, Literal::Text("")),
            property(
                "options",
                t("Einträge", "Entries"),
                Section::General,
                Holds::Lines,
                Literal::Words(t("Eins\nZwei\nDrei", "One\nTwo\nThree")),
            ),
            placeholder(t("Bitte wählen …", "Please choose…")),
            ENABLED,
            VISIBLE,
            WHITE,
            DARK_TEXT,
            BORDER_COLOR,
            font_size(22.0),
            radius(10.0),
        ],
        triggers: &[VALUE_CHANGED],
    },
    ControlDef {
        kind: "text",
        group: ControlGroup::Display,
        icon: "type",
        label: same("Text"),
        help: t("Zeigt Text", "Shows text"),
        size: (280.0, 48.0),
        properties: &[
            property("text", same("Text"), Section::General, Holds::Lines, Literal::Words(t("Text", "Text"))),
            VISIBLE,
            DARK_TEXT,
            color("color", t("Hintergrund", "Background"), "#00000000"),
            font_size(28.0),
            bold(false),
            align("left"),
            radius(0.0),
        ],
        triggers: &[TAPPED],
    },
    ControlDef {
        kind: "table",
        group: ControlGroup::Display,
        icon: "table-2",
        label: t("Tabelle", "Table"),
        help: t("Zeigt, was eine Datenquelle empfängt", "Shows what a data source receives"),
        size: (720.0, 320.0),
        properties: &[
            property("source", t("Datenquelle", "Data source"), Section::Data, Holds::Source, Literal::Nothing),
            property("columns", t("Spalten", "Columns"), Section::Data, Holds::Columns, Literal::Nothing),
            number("rows", t("Max. Zeilen", "Max. rows"), Section::Data, (1.0, 10_000.0), 200.0),
            VISIBLE,
            WHITE,
            DARK_TEXT,
            color("header_color", t("Kopfzeile", "Header"), "#5c6678"),
            font_size(18.0),
            radius(12.0),
        ],
        triggers: &[],
    },
    ControlDef {
        kind: "image",
        group: ControlGroup::Display,
        icon: "image",
        label: t("Bild", "Image"),
        help: t("Zeigt eine Bilddatei (PNG oder JPEG)", "Shows an image file (PNG or JPEG)"),
        size: (240.0, 180.0),
        properties: &[
            property("file", t("Datei", "File"), Section::General, Holds::Image, Literal::Text("")),
            VISIBLE,
            property("fit", t("Einpassen", "Fit"), Section::Look, Holds::Choice(FIT), Literal::Text("contain")),
            number("opacity", t("Deckkraft %", "Opacity %"), Section::Look, (0.0, 100.0), 100.0),
            radius(0.0),
        ],
        triggers: &[TAPPED],
    },
    ControlDef {
        kind: "rectangle",
        group: ControlGroup::Shapes,
        icon: "square",
        label: t("Rechteck", "Rectangle"),
        help: t("Fläche zum Gliedern", "An area that structures the screen"),
        size: (320.0, 200.0),
        properties: &[
            VISIBLE,
            fill("#e4e9f2"),
            BORDER_COLOR,
            number("border", t("Rahmenbreite", "Border width"), Section::Look, (0.0, 50.0), 0.0),
            radius(12.0),
        ],
        triggers: &[TAPPED],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// German puts a space before three dots that stand for words, English does not.
    #[test]
    fn three_dots_stand_as_the_language_wants() {
        for property in CONTROLS.iter().flat_map(|control| control.properties) {
            if let Literal::Words(words) = property.default {
                let text = words.get(crate::i18n::Lang::En);
                assert!(!text.contains(" …"), "{}: {text}", property.key);
            }
        }
    }
}
