//! Projects of Peakboard Designer (`.pbmx`), read as ours: screens, controls, variables, lists, MQTT, timers, functions and
//! scripts. What has no counterpart is left out, and told at its place.
//!
//! Only reads. The file is a zip archive; `Peakboard.json` in it is the model of the designer, and the form was found by
//! looking at the public templates of its maker. Passwords in it are never taken.

mod archive;
mod controls;
mod data;
mod drawing;
mod fields;
mod follow;
mod logic;
mod look;
mod rules;
mod screens;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use self::archive::Archive;
use self::fields::Fields;
use self::follow::Followed;
use self::logic::GlobalFunction;
use super::known::FileStanding;
use super::repair::repair;
use super::{LoadError, content_up_to};
use crate::model::embedded::{self, EmbeddedFile};
use crate::model::handler::Handler;
use crate::model::id::{ColumnId, ScreenId, SourceId, VariableId};
use crate::model::looks::TextLook;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::reference::ForeignNames;
use crate::model::screen::Screen;
use crate::model::sound::SoundKind;

/// How the files end.
pub const ENDING: &str = "pbmx";

/// Most that is told of what was left out.
const MOST_TOLD: usize = 1_000;

/// A project from elsewhere.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// What it has become.
    pub project: Project,
    /// What was left out or is another thing now, and where.
    pub left: Vec<(Place, LeftOut)>,
    /// Events that nothing here fires, with the scripts that hang on them, as far as they are told.
    pub unheard: Vec<(String, String)>,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PbmxError {
    /// It is no zip archive.
    #[error("no archive: {what}")]
    NoArchive {
        /// The words of the library.
        what: String,
    },
    /// It is one, and has no project in it.
    #[error("no model in the archive")]
    NoModel,
    /// A part of it cannot be read.
    #[error("{part}: {what}")]
    Damaged {
        /// Which part.
        part: String,
        /// The words of the library.
        what: String,
    },
    /// It is larger, unpacked, than any such file should be.
    #[error("too much in the archive")]
    TooMuch,
}

/// Something that was not taken over as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// A control of a kind that we do not have; a frame marks its place.
    Control(String),
    /// A control that another one stands for.
    Differs {
        /// Its kind there.
        theirs: String,
        /// Key of ours.
        ours: String,
    },
    /// A form of chart; columns stand for it.
    ChartForm(String),
    /// A text that follows something that is not there or cannot be followed.
    Binding(String),
    /// How a value is written.
    Format(String),
    /// A rule of how something looks.
    Rule(String),
    /// An event that nothing here fires.
    Event(String),
    /// A sign that we do not have.
    Icon(String),
    /// A picture that is not in the file.
    Image(String),
    /// A picture on a button.
    ButtonImage,
    /// A sound that is not in the file, of another kind, or too large.
    Sound(String),
    /// A check of what is typed.
    Validation,
    /// A screen that is passed over.
    Skipped,
    /// More controls on a screen than are read.
    TooMany(usize),
    /// A calculation of rows, of so many steps; the rows are those that were seen last.
    Dataflow(usize),
    /// Rows from another system; they are those that were seen last.
    Source(String),
    /// A value that is kept when the app ends.
    Kept,
    /// A variable that is shared over a server.
    Shared,
    /// A connection to something that is no MQTT broker.
    Connection {
        /// What it is called.
        name: String,
        /// Its kind there.
        kind: String,
    },
    /// A password, which is not taken.
    Password,
    /// Messages whose connection is not in the file.
    NoConnection,
    /// A script that is longer than may run.
    LongScript,
}

/// What a name behind `data.` has become.
#[derive(Clone, Debug)]
enum DataPart {
    Variable(VariableId),
    Rows {
        source: SourceId,
        /// By title, in lower case.
        columns: HashMap<String, ColumnId>,
    },
    /// The time, in a pattern.
    Clock(String),
}

/// Largest file that is read, in bytes; the largest seen has 40 MB, most of it pictures.
const MOST_FILE_BYTES: u64 = 128 * 1024 * 1024;

/// Whether a file is one of these, by its name.
pub fn is_pbmx(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Opens a file; nobody has trusted what it has become.
///
/// # Errors
/// [`LoadError`] where it cannot be read.
pub fn open(path: &Path) -> Result<(Foreign, FileStanding), LoadError> {
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut foreign = read(&content_up_to(path, MOST_FILE_BYTES)?, &name)?;
    // Names and sizes may be anything there.
    repair(&mut foreign.project)?;
    let standing = FileStanding::unknown(&foreign.project);
    Ok((foreign, standing))
}

/// Reads the content of a file; `name` is what the project is called where it does not say so itself.
///
/// # Errors
/// [`PbmxError`].
pub fn read(bytes: &[u8], name: &str) -> Result<Foreign, PbmxError> {
    let mut archive = Archive::open(bytes)?;
    let model = archive.json("Peakboard.json")?.ok_or(PbmxError::NoModel)?;
    let model = Fields(&model);
    let (title, version) = manifest(&archive.text("Manifest.xml")?.unwrap_or_default());
    let painted = archive.text("Peakboard.xml")?.map(|xml| screens::painted(&xml)).unwrap_or_default();
    let connections = archive.json("Connections.pbcx")?.unwrap_or_default();
    let functions = archive.json("Resources/ScriptFunctionCollection.json")?.unwrap_or_default();
    let title = title.trim_end_matches(".pbmx").trim();
    let mut project = Project::new(if title.is_empty() { name } else { title }, "", "Lokaler Broker");
    project.screens.clear();
    let styles = look::styles(model);
    project.looks = look::looks(&styles);
    let mut import = Import {
        project,
        archive,
        left: Vec::new(),
        unheard: Vec::new(),
        data: HashMap::new(),
        styles,
        names: ForeignNames::default(),
        globals: Vec::new(),
        resources: resources(model),
        painted,
        version,
        pictures: HashMap::new(),
        picture_bytes: 0,
    };
    import.connections(&connections);
    import.elements(model);
    import.know_functions(&functions);
    import.screens(model);
    import.events(model);
    import.timers(model);
    import.take_functions(&functions);
    import.take_globals();
    import.sounds();
    if import.project.screens.is_empty() {
        let id = ScreenId(import.project.take_id());
        import.project.screens.push(Arc::new(Screen::new(id, "Start")));
    }
    Ok(Foreign { project: import.project, left: import.left, unheard: import.unheard })
}

/// A project on its way to be ours.
struct Import<'a> {
    project: Project,
    archive: Archive<'a>,
    left: Vec<(Place, LeftOut)>,
    unheard: Vec<(String, String)>,
    data: HashMap<String, DataPart>,
    styles: Vec<(String, TextLook)>,
    /// What scripts call otherwise.
    names: ForeignNames,
    /// Functions in files of Lua.
    globals: Vec<GlobalFunction>,
    /// Paths of resources, by their ids.
    resources: HashMap<String, String>,
    /// Of each screen what is painted, from back to front.
    painted: Vec<Vec<[i64; 4]>>,
    version: (u32, u32),
    /// Pictures that were looked for, by path: their names in the project.
    pictures: HashMap<String, Option<String>>,
    picture_bytes: usize,
}

impl Import<'_> {
    fn leave(&mut self, at: Place, what: LeftOut) {
        if self.left.len() < MOST_TOLD {
            self.left.push((at, what));
        }
    }

    /// Leaves out what happens at an event that nothing here fires.
    fn leave_event(&mut self, at: Place, event: String, handler: Option<&Handler>) {
        if let Some(Handler::Lua(text)) = handler
            && self.unheard.len() < MOST_TOLD
        {
            self.unheard.push((event.clone(), text.clone()));
        }
        self.leave(at, LeftOut::Event(event));
    }

    fn style(&self, name: &str) -> Option<&TextLook> {
        let name = name.to_lowercase();
        self.styles.iter().find(|(other, _)| *other == name).map(|(_, look)| look)
    }

    /// Where in the archive the picture of a control lies.
    fn resource(&self, fields: Fields<'_>, key: &str) -> Option<String> {
        let path = fields.part(key).text("Path");
        let path = if path.is_empty() { self.resources.get(&fields.text(key))?.clone() } else { path };
        (!path.is_empty()).then_some(path)
    }

    /// Takes a drawing into the project; its name there.
    fn drawing(&mut self, name: &str, svg: String) -> Option<String> {
        self.embed(&format!("{name}.svg"), svg.into_bytes())
    }

    /// Takes a picture out of the archive into the project; its name there.
    fn picture(&mut self, path: &str) -> Option<String> {
        let path = path.replace('\\', "/");
        if let Some(name) = self.pictures.get(&path) {
            return name.clone();
        }
        let bytes = self.archive.bytes(&format!("Resources/{path}")).ok().flatten();
        let name = bytes.and_then(|bytes| self.embed(path.rsplit('/').next().unwrap_or_default(), bytes));
        self.pictures.insert(path, name.clone());
        name
    }

    /// Takes the sounds of the archive into the project: scripts name them by their files.
    fn sounds(&mut self) {
        let mut paths: Vec<String> = self.resources.values().map(|path| path.replace('\\', "/")).collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            let name = path.rsplit('/').next().unwrap_or_default();
            if ![".wav", ".ogg", ".oga", ".mp3", ".wma", ".m4a", ".aac", ".flac"]
                .iter()
                .any(|end| name.to_ascii_lowercase().ends_with(end))
            {
                continue;
            }
            let bytes = self.archive.bytes(&format!("Resources/{path}")).ok().flatten().unwrap_or_default();
            // Scripts name a file without its folder: of two that are called the same they get the first.
            let is_sound = SoundKind::of(&bytes).is_ok() && !self.project.sounds.contains_key(name);
            if let Ok(sound) = EmbeddedFile::new(bytes)
                && is_sound
                && embedded::check_room(&self.project.sounds, name, &sound).is_ok()
            {
                self.project.sounds.insert(name.to_owned(), Arc::new(sound));
            } else {
                self.leave(Place::Project, LeftOut::Sound(name.to_owned()));
            }
        }
    }

    /// Puts an image into the project, once however often it is shown; `None` where it or all together are too large.
    fn embed(&mut self, name: &str, bytes: Vec<u8>) -> Option<String> {
        let size = bytes.len();
        if self.picture_bytes + size > embedded::MAX_FILES_BYTES {
            return None;
        }
        let image = EmbeddedFile::new(bytes).ok()?;
        let name = embedded::free_name(&self.project.images, name, &image);
        if self.project.images.insert(name.clone(), Arc::new(image)).is_none() {
            self.picture_bytes += size;
        }
        Some(name)
    }
}

fn resources(model: Fields<'_>) -> HashMap<String, String> {
    let path =
        |resource: Fields<'_>| Some((resource.text("ID"), resource.text("Path"))).filter(|(id, _)| !id.is_empty());
    model.list("Resources").filter_map(path).collect()
}

/// Title and version of the designer that made the file.
fn manifest(xml: &str) -> (String, (u32, u32)) {
    let options = roxmltree::ParsingOptions { nodes_limit: 10_000, ..roxmltree::ParsingOptions::default() };
    let Ok(document) = roxmltree::Document::parse_with_options(xml, options) else { return Default::default() };
    let text = |name: &str| {
        let node = document.descendants().find(|node| node.is_element() && node.tag_name().name() == name);
        node.and_then(|node| node.text()).unwrap_or_default().to_owned()
    };
    let version = text("CreatedDesignerVersion");
    let mut parts = version.split('.').map(|part| part.trim().parse().unwrap_or(0));
    (text("Title"), (parts.next().unwrap_or(0), parts.next().unwrap_or(0)))
}
