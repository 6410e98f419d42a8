//! Images inside the project file, how they fill a place, and why one cannot be shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::embedded::TooLarge;
use super::formatting::FormatRule;
use super::project::Project;
use super::property::Property;
use super::value::Value;

/// Why an image cannot be shown or taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFlaw {
    /// The file is missing or cannot be read.
    Unreadable,
    /// It is no image of a known kind, or a broken one.
    Unknown,
    /// Too many bytes or pixels.
    TooLarge,
    /// A drawing that takes too long to be drawn.
    TooComplex,
}

impl From<TooLarge> for PictureFlaw {
    fn from(_: TooLarge) -> Self {
        Self::TooLarge
    }
}

/// How an image fills a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureFit {
    /// All of it, with its ratio.
    Whole,
    /// It fills the place with its ratio; what juts out is not seen.
    #[default]
    Fill,
    /// It fills the place, out of ratio too.
    Stretch,
    /// In its own size, again and again.
    Tile,
}

impl PictureFit {
    /// All, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Fill, Self::Whole, Self::Stretch, Self::Tile];
}

/// The image of the ground of a screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundImage {
    /// The name of an image inside the project, else the path of a file from the project file on.
    pub file: String,
    /// How it fills the screen.
    #[serde(default)]
    pub fit: PictureFit,
}

/// Key of the property that names an image.
pub const IMAGE_KEY: &str = "file";

/// The images that a control and its rules name.
pub fn named_by(control: &Control) -> impl Iterator<Item = &str> {
    let own = control.properties.get(IMAGE_KEY).filter(|_| control.kind == "image").and_then(Property::literal);
    let by_rules = control.rules.iter().filter_map(|rule| rule.set.get(IMAGE_KEY));
    own.into_iter().chain(by_rules).filter_map(Value::as_text).filter(|name| !name.is_empty())
}

/// Writes other names into a control and its rules.
pub fn rename_in(control: &mut Control, names: &BTreeMap<String, String>) {
    if let Some(name) = new_name(control.properties.get(IMAGE_KEY).and_then(Property::literal), names) {
        control.properties.insert(IMAGE_KEY.to_owned(), Value::from(name).into());
    }
    rename_in_rules(&mut control.rules, names);
}

/// Writes other names into rules.
pub fn rename_in_rules(rules: &mut [Arc<FormatRule>], names: &BTreeMap<String, String>) {
    for rule in rules {
        if let Some(name) = new_name(rule.set.get(IMAGE_KEY), names) {
            Arc::make_mut(rule).set.insert(IMAGE_KEY.to_owned(), Value::from(name));
        }
    }
}

fn new_name<'a>(value: Option<&Value>, names: &'a BTreeMap<String, String>) -> Option<&'a str> {
    value.and_then(Value::as_text).and_then(|name| names.get(name)).map(String::as_str)
}

/// The names of all images that a project means without running: of controls, their rules and grounds.
pub fn named(project: &Project) -> impl Iterator<Item = &str> {
    let grounds = project.screens.iter().filter_map(|screen| screen.image.as_ref()).map(|image| image.file.as_str());
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    grounds.filter(|name| !name.is_empty()).chain(controls.flat_map(named_by))
}
