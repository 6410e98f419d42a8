//! The themes of projects: what is written in them can be read, and what refers to them changes with them.

use egui::Color32;

use crate::i18n::Lang;
use crate::language::{control, new_control};
use crate::model::edit::{Edit, apply};
use crate::model::looks::{COLOR_THEMES, ColorTheme, ROLES};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::player::common;
use crate::player::property::Values;
use crate::theme::{contrast, parse_color};

fn color(theme: &ColorTheme, key: &str) -> Color32 {
    let index = ROLES.iter().position(|role| *role == key).unwrap();
    parse_color(theme.colors[index]).unwrap()
}

#[test]
fn what_is_written_in_a_theme_can_be_read_and_its_marks_are_seen() {
    for theme in &COLOR_THEMES {
        let least = |ink: &str, ground: &str, wanted: f32| {
            let found = contrast(color(theme, ink), color(theme, ground));
            assert!(found >= wanted, "{}: {ink} on {ground} {found:.2}, wanted {wanted}", theme.key);
        };
        for ground in ["background", "surface", "inset"] {
            least("text", ground, 7.0);
            least("muted", ground, 4.5);
        }
        // What stands out from what it lies on by more than its words.
        for ground in ["background", "surface"] {
            least("primary", ground, 3.0);
        }
        if theme.key == "contrast" {
            least("text", "background", 15.0);
            least("line", "background", 7.0);
        }
        // Buttons have large white letters; the orange of old projects stays as it was.
        let wanted = if theme.key == "light" { 2.9 } else { 3.5 };
        let on_accent = contrast(Color32::WHITE, color(theme, "accent"));
        assert!(on_accent >= wanted, "{}: white on accent {on_accent:.2}", theme.key);
    }
}

#[test]
fn the_three_signals_of_a_theme_are_told_apart() {
    for theme in &COLOR_THEMES {
        let [good, warning, bad] = ["good", "warning", "bad"].map(|key| color(theme, key));
        for (a, b) in [(good, warning), (warning, bad), (good, bad)] {
            let far = |a: u8, b: u8| i32::from(a.abs_diff(b));
            let distance = far(a.r(), b.r()) + far(a.g(), b.g()) + far(a.b(), b.b());
            assert!(distance > 90, "{}: {a:?} {b:?}", theme.key);
        }
    }
}

#[test]
fn what_refers_to_a_colour_changes_with_it_and_digits_stay() {
    let mut project = Project::new("Halle", "Start", "Lokaler Broker");
    let mut button = new_control(control("button").unwrap(), Lang::De);
    let shown = |project: &Project, button: &crate::model::control::Control| {
        Values::designed(project, button).get(common::fill("accent"))
    };
    // As in every project that says nothing.
    assert_eq!(shown(&project, &button), parse_color("#e8722a").unwrap());
    let mut looks = project.looks.clone();
    looks.theme = "ocean".to_owned();
    apply(&mut project, &Edit::SetLooks(looks.clone())).unwrap();
    assert_eq!(shown(&project, &button), parse_color("#1d7fc0").unwrap());
    button.properties.insert("color".to_owned(), "good".into());
    looks.colors.insert("good".to_owned(), "#0a0b0c".to_owned());
    apply(&mut project, &Edit::SetLooks(looks)).unwrap();
    assert_eq!(shown(&project, &button), parse_color("#0a0b0c").unwrap());
    button.properties.insert("color".to_owned(), "#112233".into());
    assert_eq!(shown(&project, &button), parse_color("#112233").unwrap());
}

#[test]
fn a_text_style_says_what_the_control_does_not() {
    let mut project = Project::new("Halle", "Start", "Lokaler Broker");
    let mut text = new_control(control("text").unwrap(), Lang::De);
    let (size, bold, ink) = (common::font_size(24.0), common::bold(false), common::DARK_TEXT);
    let set = |text: &mut crate::model::control::Control, key: &str, value: Property| {
        text.properties.insert(key.to_owned(), value);
    };
    set(&mut text, "text_style", "caption".into());
    let values = Values::designed(&project, &text);
    assert_eq!((values.get(size), values.get(bold)), (17.0, false));
    assert_eq!(values.get(ink), parse_color("#5c6678").unwrap());
    project.looks.theme = "dark".to_owned();
    set(&mut text, "font_size", 30.0.into());
    let values = Values::designed(&project, &text);
    assert_eq!(values.get(size), 30.0);
    assert_eq!(values.get(ink), parse_color("#a7b0bf").unwrap());
    set(&mut text, "text_style", "gibt es nicht".into());
    assert!(!Values::designed(&project, &text).get(bold));
}
