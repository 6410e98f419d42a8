//! What variables hold over the end of the app: `values/<project>.ron` in the folder of the program.
//!
//! The file is RON, `(format: 1, values: {7: 12})`, by the ids of the variables, which are never given twice. Only
//! variables that keep their value are in it, and only once they have got another one than they start with. It belongs to
//! the identity of the project, so a file that is renamed or moved keeps its values, and a copy begins anew.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::secrets::ProjectKey;
use super::{disk, text};
use crate::model::id::VariableId;
use crate::model::project::Project;
use crate::model::value::Value;

const FORMAT: u32 = 1;
/// Most bytes that all values of a project may take together; they are written again whenever one has changed.
pub const MOST: usize = 4 << 20;

/// Values by variable.
pub type ValuesById = BTreeMap<VariableId, Value>;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct ValuesContent {
    format: u32,
    values: ValuesById,
}

/// The file with the kept values of a project. Two windows that run the same project write it one over the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptValues {
    home: Home,
    file: PathBuf,
}

impl KeptValues {
    /// Those of this project.
    pub fn of(home: &Home, project: &Project) -> Self {
        let name = ProjectKey::of(&project.id).folder_name();
        Self { home: home.clone(), file: home.values_folder().join(format!("{name}.ron")) }
    }

    /// All of them. A file that cannot be understood is put aside as `.bad`, and there are none.
    ///
    /// # Errors
    /// Those of the system.
    pub fn load(&self) -> io::Result<ValuesById> {
        let most = MOST as u64 * 4;
        let content = match disk::read(&self.file, most) {
            Ok(content) => content,
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(ValuesById::new()),
            Err(err) => return Err(err),
        };
        let content = text::options().from_bytes::<ValuesContent>(&content).unwrap_or_else(|err| {
            tracing::warn!("kept values cannot be understood: {err}: {:?}", self.file);
            disk::put_aside(&self.file);
            ValuesContent::default()
        });
        Ok(content.values)
    }

    /// Writes all of them; without any, there is no file.
    ///
    /// # Errors
    /// Those of the system, and too much of them; then the file is as it was.
    pub fn write(&self, values: &ValuesById) -> io::Result<()> {
        if values.is_empty() {
            return match std::fs::remove_file(&self.file) {
                Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err),
                Ok(()) | Err(_) => Ok(()),
            };
        }
        if values.values().map(Value::bytes).sum::<usize>() > MOST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let content = ValuesContent { format: FORMAT, values: values.clone() };
        let text = text::options().to_string_pretty(&content, text::pretty()).map_err(io::Error::other)?;
        self.home.create()?;
        disk::make_private_folder(&self.home.values_folder())?;
        disk::write(&self.file, text.as_bytes(), disk::Access::Private)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> (tempfile::TempDir, KeptValues) {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptValues::of(&Home::at(&folder.path().join("home")), &Project::new("P", "Start", "Lokal"));
        (folder, kept)
    }

    #[test]
    fn values_of_each_type_come_back_and_none_leaves_no_file() {
        let (_folder, kept) = kept();
        assert_eq!(kept.load().unwrap(), ValuesById::new());
        let list = Value::List(vec![Value::from("a"), Value::from(1.5)]);
        let all = [Value::from("x\n\"y\""), Value::from(0.1), Value::from(true), list];
        let values: ValuesById = (1..).map(VariableId).zip(all).collect();
        kept.write(&values).unwrap();
        assert_eq!(kept.load().unwrap(), values);
        kept.write(&ValuesById::new()).unwrap();
        kept.write(&ValuesById::new()).unwrap();
        assert!(!kept.file.exists());
    }

    #[test]
    fn what_cannot_be_understood_is_put_aside_and_what_is_too_much_changes_nothing() {
        let (_folder, kept) = kept();
        let values = ValuesById::from([(VariableId(1), Value::from(1.0))]);
        kept.write(&values).unwrap();
        let large = ValuesById::from([(VariableId(1), Value::from("x".repeat(MOST + 1)))]);
        assert_eq!(kept.write(&large).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(kept.load().unwrap(), values);
        std::fs::write(&kept.file, "(format: 1, values: {1: ").unwrap();
        assert_eq!(kept.load().unwrap(), ValuesById::new());
        assert!(!kept.file.exists(), "it is put aside");
    }
}
