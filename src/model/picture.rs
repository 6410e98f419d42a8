//! Images inside the project file, how they fill a place, and why one cannot be shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::control::Control;
use super::formatting::FormatRule;
use super::project::Project;
use super::property::Property;
use super::value::Value;

/// Largest image inside a project, in bytes.
pub const MAX_IMAGE_BYTES: usize = 4 * 1024 * 1024;
/// Most that all images inside a project have together, in bytes.
pub const MAX_IMAGES_BYTES: usize = 24 * 1024 * 1024;

/// The bytes of an image file inside the project; base64 in the file.
#[derive(Clone, PartialEq, Eq)]
pub struct EmbeddedImage(Vec<u8>);

impl EmbeddedImage {
    /// An image of these bytes.
    ///
    /// # Errors
    /// [`PictureFlaw::TooLarge`], as the file would become.
    pub fn new(bytes: Vec<u8>) -> Result<Self, PictureFlaw> {
        if bytes.len() > MAX_IMAGE_BYTES { Err(PictureFlaw::TooLarge) } else { Ok(Self(bytes)) }
    }

    /// The bytes of the image file.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for EmbeddedImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EmbeddedImage({} bytes)", self.0.len())
    }
}

impl Serialize for EmbeddedImage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for EmbeddedImage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(de::Error::custom)
    }
}

/// Images inside a project by the name that properties mean them by.
pub type EmbeddedImages = BTreeMap<String, Arc<EmbeddedImage>>;

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

/// A name for an image file that is taken in: the one that already holds the same bytes, else one that is free.
pub fn free_name(images: &EmbeddedImages, file: &str, image: &EmbeddedImage) -> String {
    let (stem, ending) = file.rsplit_once('.').map_or((file, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let names = std::iter::once(file.to_owned()).chain((2_u32..).map(|n| format!("{stem}-{n}{ending}")));
    let mut fitting = names.filter(|name| images.get(name).is_none_or(|known| **known == *image));
    fitting.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_survives_the_file_as_text() {
        let image = EmbeddedImage::new(vec![0, 1, 2, 250, 255]).unwrap();
        let text = ron::to_string(&image).unwrap();
        assert_eq!(text, "\"AAEC+v8=\"");
        assert_eq!(ron::from_str::<EmbeddedImage>(&text).unwrap(), image);
        assert!(ron::from_str::<EmbeddedImage>("\"no base64\"").is_err());
        assert_eq!(EmbeddedImage::new(vec![0; MAX_IMAGE_BYTES + 1]), Err(PictureFlaw::TooLarge));
    }

    #[test]
    fn one_image_is_taken_in_once_and_two_of_one_name_are_told_apart() {
        let image = |byte| EmbeddedImage::new(vec![byte]).unwrap();
        let mut images = EmbeddedImages::new();
        assert_eq!(free_name(&images, "logo.png", &image(1)), "logo.png");
        images.insert("logo.png".to_owned(), Arc::new(image(1)));
        assert_eq!(free_name(&images, "logo.png", &image(1)), "logo.png");
        assert_eq!(free_name(&images, "logo.png", &image(2)), "logo-2.png");
        images.insert("logo-2.png".to_owned(), Arc::new(image(2)));
        assert_eq!(free_name(&images, "logo.png", &image(3)), "logo-3.png");
        assert_eq!(free_name(&images, "logo", &image(3)), "logo");
    }
}
