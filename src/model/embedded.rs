//! Files inside the project file: images and sounds.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Largest file inside a project, in bytes.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;
/// Most that all images inside a project have together, and all sounds, in bytes.
pub const MAX_FILES_BYTES: usize = 24 * 1024 * 1024;

/// The bytes of a file inside the project; base64 in the project file.
#[derive(Clone, PartialEq, Eq)]
pub struct EmbeddedFile(Vec<u8>);

/// More than [`MAX_FILE_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Files of one kind by the name that the project means them by.
pub type FilesByName = BTreeMap<String, Arc<EmbeddedFile>>;

impl EmbeddedFile {
    /// A file of these bytes.
    ///
    /// # Errors
    /// [`TooLarge`], as the project file would become.
    pub fn new(bytes: Vec<u8>) -> Result<Self, TooLarge> {
        if bytes.len() > MAX_FILE_BYTES { Err(TooLarge) } else { Ok(Self(bytes)) }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for EmbeddedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EmbeddedFile({} bytes)", self.0.len())
    }
}

impl Serialize for EmbeddedFile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for EmbeddedFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(de::Error::custom)
    }
}

/// Whether another file fits into the project: `name` is the one that it would replace.
///
/// # Errors
/// [`TooLarge`], if all together would be more than [`MAX_FILES_BYTES`].
pub fn check_room(files: &FilesByName, name: &str, file: &EmbeddedFile) -> Result<(), TooLarge> {
    let others = files.iter().filter(|(known, _)| *known != name);
    let bytes: usize = others.map(|(_, file)| file.bytes().len()).sum();
    if bytes + file.bytes().len() > MAX_FILES_BYTES { Err(TooLarge) } else { Ok(()) }
}

/// A name for a file that is taken in: the one that already holds the same bytes, else one that is free.
pub fn free_name(files: &FilesByName, name: &str, file: &EmbeddedFile) -> String {
    let (stem, ending) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let names = std::iter::once(name.to_owned()).chain((2_u32..).map(|n| format!("{stem}-{n}{ending}")));
    let mut fitting = names.filter(|name| files.get(name).is_none_or(|known| **known == *file));
    fitting.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_survives_the_project_file_as_text() {
        let file = EmbeddedFile::new(vec![0, 1, 2, 250, 255]).unwrap();
        let text = ron::to_string(&file).unwrap();
        assert_eq!(text, "\"AAEC+v8=\"");
        assert_eq!(ron::from_str::<EmbeddedFile>(&text).unwrap(), file);
        assert!(ron::from_str::<EmbeddedFile>("\"no base64\"").is_err());
        assert_eq!(EmbeddedFile::new(vec![0; MAX_FILE_BYTES + 1]), Err(TooLarge));
    }

    #[test]
    fn one_file_is_taken_in_once_and_two_of_one_name_are_told_apart() {
        let file = |byte| EmbeddedFile::new(vec![byte]).unwrap();
        let mut files = FilesByName::new();
        assert_eq!(free_name(&files, "logo.png", &file(1)), "logo.png");
        files.insert("logo.png".to_owned(), Arc::new(file(1)));
        assert_eq!(free_name(&files, "logo.png", &file(1)), "logo.png");
        assert_eq!(free_name(&files, "logo.png", &file(2)), "logo-2.png");
        files.insert("logo-2.png".to_owned(), Arc::new(file(2)));
        assert_eq!(free_name(&files, "logo.png", &file(3)), "logo-3.png");
        assert_eq!(free_name(&files, "logo", &file(3)), "logo");
    }
}
