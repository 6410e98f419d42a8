//! The looks of a project: eleven colours that have names, and text styles. What refers to them changes with them.
//!
//! A colour property holds digits (`#2b78d8`) or the key of one of the eleven (`primary`); which digits that are, the theme
//! says, or the project where it has another one. What a project says nothing about is as the light theme has it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::value::Value;

/// Colours and text styles of a project, as far as they are not those of the light theme.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectLooks {
    /// Key of the theme; the light one where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub theme: String,
    /// Colours that are not as in the theme, by key: `#rrggbb`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub colors: BTreeMap<String, String>,
    /// Names that colours have in this project, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Text styles that are not as usual, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub styles: BTreeMap<String, TextLook>,
}

/// What the letters of a text style look like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLook {
    /// Size of the letters, in screen pixels.
    pub size: f32,
    /// Whether they are bold.
    #[serde(default)]
    pub bold: bool,
    /// Their colour: digits, or the key of a colour of the project.
    pub color: String,
}

/// The keys of the eleven colours: what colour properties hold that refer to them.
pub const ROLES: [&str; 11] =
    ["background", "surface", "inset", "line", "text", "muted", "primary", "accent", "good", "warning", "bad"];

/// Eleven colours that go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColorTheme {
    /// Key in the project file.
    pub key: &'static str,
    /// Its colours, in the order of [`ROLES`].
    pub colors: [&'static str; 11],
}

/// The themes. The first one is that of projects that say nothing, so its colours never change.
pub const COLOR_THEMES: [ColorTheme; 8] = [
    ColorTheme {
        key: "light",
        colors: [
            "#f5f7fb", "#ffffff", "#e4e9f2", "#c9d0dc", "#1c212b", "#5c6678", "#2b78d8", "#e8722a", "#2fbf71",
            "#f2b632", "#d64550",
        ],
    },
    ColorTheme {
        key: "dark",
        colors: [
            "#14171d", "#20252e", "#2e3542", "#3f4858", "#edf0f5", "#a7b0bf", "#4c93ea", "#d9641d", "#3cc97e",
            "#f4bd45", "#f06a70",
        ],
    },
    ColorTheme {
        key: "contrast",
        colors: [
            "#000000", "#000000", "#262626", "#ffffff", "#ffffff", "#e6e6e6", "#4db2ff", "#b34700", "#33e07f",
            "#ffd500", "#ff7a7a",
        ],
    },
    ColorTheme {
        key: "control_room",
        colors: [
            "#c9cccf", "#d9dbdd", "#bcc0c4", "#9aa0a6", "#1d2328", "#474f56", "#2f5f8a", "#4a5b6b", "#2c6e49",
            "#c98a00", "#c01f2e",
        ],
    },
    ColorTheme {
        key: "workshop",
        colors: [
            "#23262a", "#2f3338", "#3d4248", "#565c64", "#f4f2ec", "#b9bbb8", "#f2b705", "#b8560b", "#6fbf4b",
            "#f2b705", "#f0655a",
        ],
    },
    ColorTheme {
        key: "ocean",
        colors: [
            "#0d2136", "#15304c", "#1f4163", "#35597f", "#eaf4fb", "#a9c3d8", "#2fb5c7", "#1d7fc0", "#45cf9c",
            "#f5c451", "#ff7f78",
        ],
    },
    ColorTheme {
        key: "forest",
        colors: [
            "#f3f1e7", "#fffdf6", "#e3e4d3", "#c3c8b0", "#22301f", "#55634d", "#2f7a4b", "#8a5a2b", "#3a9a52",
            "#d9a21b", "#bf3f34",
        ],
    },
    ColorTheme {
        key: "indigo",
        colors: [
            "#191733", "#252247", "#343062", "#4d4885", "#f1effb", "#b9b4dc", "#8f7ff0", "#c0447f", "#5fd0a5",
            "#f3c35b", "#ff7d8f",
        ],
    },
];

/// A named text style, and how it looks where the project says nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextStyle {
    /// Key in the project file.
    pub key: &'static str,
    /// Size of its letters, in screen pixels.
    pub size: f32,
    /// Whether they are bold.
    pub bold: bool,
    /// Key of their colour.
    pub color: &'static str,
}

const fn style(key: &'static str, size: f32, bold: bool, color: &'static str) -> TextStyle {
    TextStyle { key, size, bold, color }
}

/// The text styles, in the order of the list.
pub const TEXT_STYLES: [TextStyle; 6] = [
    style("title", 44.0, true, "text"),
    style("heading", 28.0, true, "text"),
    style("body", 22.0, false, "text"),
    style("caption", 17.0, false, "muted"),
    style("figure", 56.0, true, "text"),
    style("emphasis", 22.0, true, "primary"),
];

/// The properties that a text style gives a control where it has none of its own.
pub const STYLED: [&str; 3] = ["font_size", "bold", "text_color"];
/// The property that says which text style a control has.
pub const STYLE_KEY: &str = "text_style";

impl ProjectLooks {
    /// Whether it says nothing.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The theme in use.
    pub fn theme(&self) -> &'static ColorTheme {
        COLOR_THEMES.iter().find(|theme| theme.key == self.theme).unwrap_or(&COLOR_THEMES[0])
    }

    /// The digits behind the key of a colour of the project; anything else as it is.
    pub fn resolve<'a>(&'a self, color: &'a str) -> &'a str {
        let color = color.trim();
        let Some(index) = ROLES.iter().position(|role| *role == color) else { return color };
        self.colors.get(color).map_or_else(|| self.theme().colors[index], String::as_str)
    }

    /// How a text style looks; `None` for one that is not known.
    pub fn style(&self, key: &str) -> Option<TextLook> {
        let usual = TEXT_STYLES.iter().find(|style| style.key == key)?;
        let usual = || TextLook { size: usual.size, bold: usual.bold, color: usual.color.to_owned() };
        Some(self.styles.get(key).cloned().unwrap_or_else(usual))
    }

    /// What a text style says of a property; `None` for properties that it says nothing about.
    pub fn styled(&self, style: &str, property: &str) -> Option<Value> {
        if !STYLED.contains(&property) {
            return None;
        }
        let look = self.style(style)?;
        Some(match property {
            "font_size" => Value::from(f64::from(look.size)),
            "bold" => Value::from(look.bold),
            _ => Value::from(look.color),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_that_of_the_project_else_of_the_theme_and_digits_are_themselves() {
        let mut looks = ProjectLooks::default();
        assert_eq!(looks.resolve("primary"), "#2b78d8");
        assert_eq!(looks.resolve(" #102030 "), "#102030");
        assert_eq!(looks.resolve("türkis"), "türkis");
        looks.theme = "dark".to_owned();
        assert_eq!(looks.resolve("background"), "#14171d");
        looks.colors.insert("primary".to_owned(), "#00aa55".to_owned());
        assert_eq!(looks.resolve("primary"), "#00aa55");
    }

    #[test]
    fn looks_survive_the_file_and_what_is_usual_is_not_written() {
        assert_eq!(ron::to_string(&ProjectLooks::default()).unwrap(), "()");
        let mut looks = ProjectLooks { theme: "ocean".to_owned(), ..ProjectLooks::default() };
        let look = TextLook { size: 30.0, bold: true, color: "accent".to_owned() };
        looks.styles.insert("title".to_owned(), look);
        let back: ProjectLooks = ron::from_str(&ron::to_string(&looks).unwrap()).unwrap();
        assert_eq!(back, looks);
        assert_eq!(looks.styled("title", "text_color"), Some(Value::from("accent")));
        assert_eq!(looks.styled("title", "radius"), None);
        assert_eq!(looks.styled("nichts", "bold"), None);
    }
}
