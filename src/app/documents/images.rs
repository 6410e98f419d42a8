//! The images of a project, read on jobs: those inside it, and files that it names. Files that shall go inside, too.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::DocumentDone;
use crate::app::hub::Hub;
use crate::app::jobs::Done;
use crate::app::jobs::dialog::{FileAnswer, FileQuestion};
use crate::editor::command::Command;
use crate::editor::images::{ImageCommand, ImagePlace, show_image};
use crate::i18n::t;
use crate::model::embedded::{EmbeddedFile, free_name};
use crate::model::picture::{PictureFlaw, named};
use crate::model::project::Project;
use crate::player::picture::{LoadedImage, Picture};
use crate::say;
use crate::store::files;

/// Endings of image files.
const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "svg"];

/// An image file that shall be shown.
#[derive(Debug)]
pub(in crate::app) struct TakenImage {
    place: ImagePlace,
    path: PathBuf,
    read: Result<(Arc<Picture>, Option<EmbeddedFile>), PictureFlaw>,
}

/// Reads images that the project has or names and that were not read yet; with `again` also those that could not be:
/// whoever comes back to the window may have mended the file. Of a preview only what is inside it.
pub(super) fn read(hub: &mut Hub, project: &Project, again: bool) {
    let images = &hub.data.images;
    let is_open = |name: &str| match images.get(name) {
        None => true,
        Some(image) => match (project.images.get(name), &image.from) {
            (Some(now), Some(then)) => !Arc::ptr_eq(now, then),
            (None, None) => again && image.flaw().is_some(),
            (Some(_), None) | (None, Some(_)) => true,
        },
    };
    let files = named(project).filter(|name| hub.data.preview.is_none() && !project.images.contains_key(*name));
    let names = project.images.keys().map(String::as_str).chain(files);
    let names: Vec<String> = names.filter(|name| is_open(name)).map(str::to_owned).collect();
    for name in names {
        let from = project.images.get(&name).cloned();
        // What is being read again stays as it is until then.
        if !again || !hub.data.images.contains_key(&name) {
            hub.data.images.insert(name.clone(), LoadedImage { from: from.clone(), picture: None });
        }
        let path = files::resolve(hub.editor.path.as_deref(), &name);
        hub.jobs.start("image", move || {
            let picture = match &from {
                Some(image) => Picture::read(image.bytes()),
                None => files::read(&path).ok().ok_or(PictureFlaw::Unreadable).and_then(|bytes| Picture::read(&bytes)),
            };
            let image = LoadedImage { from, picture: Some(picture.map(Arc::new)) };
            Some(Done::Document(DocumentDone::Image(name, image)))
        });
    }
}

/// Takes in an image, unless another one has taken its name since.
pub(super) fn loaded(hub: &mut Hub, name: String, image: LoadedImage) {
    let wanted = hub.editor.project().images.get(&name);
    let is_same = match (wanted, &image.from) {
        (Some(wanted), Some(from)) => Arc::ptr_eq(wanted, from),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    if is_same {
        hub.data.images.insert(name, image);
    }
}

/// Does what the interface asks for about images.
pub(in crate::app) fn carry_out(hub: &mut Hub, command: ImageCommand) {
    match command {
        ImageCommand::Choose(place) => choose(hub, place),
        ImageCommand::Take(place, path) => hub.jobs.start("image", move || Some(take(place, path))),
    }
}

fn choose(hub: &mut Hub, place: ImagePlace) {
    if !hub.system_dialogs {
        return no_dialog(hub);
    }
    let lang = hub.editor.lang;
    let kinds = vec![(t("Bilder", "Images").get(lang), ENDINGS)];
    let folder = hub.editor.path.as_deref().and_then(Path::parent).map(Path::to_owned);
    let title = t("Bild wählen", "Choose image").get(lang);
    let question = FileQuestion { title, kinds, folder, ..FileQuestion::default() };
    hub.jobs.ask_file(question, move |answer| match answer {
        FileAnswer::File(path) => Some(take(place, path)),
        FileAnswer::NoDialog => Some(Done::Document(DocumentDone::NoImageDialog)),
        FileAnswer::Cancelled => None,
    });
}

/// Tells what to do where the system has no file dialog.
pub(super) fn no_dialog(hub: &mut Hub) {
    let lang = hub.editor.lang;
    let title = t("Hier gibt es keinen Dateidialog", "There is no file dialog here").get(lang);
    let sentence = t(
        "Die Bilddatei auf den Bildschirm ziehen, oder ihren Pfad ab der Projektdatei eintragen.",
        "Drag the image file onto the screen, or enter its path from the project file on.",
    );
    hub.editor.failed(title.to_owned(), sentence.get(lang).to_owned());
}

fn take(place: ImagePlace, path: PathBuf) -> Done {
    let read = files::read(&path).ok().ok_or(PictureFlaw::Unreadable).and_then(|bytes| {
        let picture = Picture::read(&bytes)?;
        Ok((Arc::new(picture), EmbeddedFile::new(bytes).ok()))
    });
    Done::Document(DocumentDone::ImageTaken(Box::new(TakenImage { place, path, read })))
}

/// Puts an image file in: into the project, or where it is too large for that, by its path beside it.
pub(super) fn taken(hub: &mut Hub, taken: TakenImage) {
    let TakenImage { place, path, read } = taken;
    let (lang, project) = (hub.editor.lang, Arc::clone(hub.editor.project()));
    let edit = read.and_then(|(picture, image)| {
        let relative = files::relative(hub.editor.path.as_deref(), &path);
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let size = picture.size().into();
        match image {
            Some(image) => {
                let name = free_name(&project.images, &file, &image);
                let known = project.images.get(&name).cloned();
                let image = known.unwrap_or_else(|| Arc::new(image));
                show_image(&project, &place, (&name, size), Some(image), lang)
            }
            None if Path::new(&relative).is_relative() => show_image(&project, &place, (&relative, size), None, lang),
            None => Err(PictureFlaw::TooLarge),
        }
    });
    match edit {
        Ok(edit) => hub.ask(Command::Edit { edit, merge: None }),
        Err(flaw) => {
            let title = t("Das Bild kann nicht eingesetzt werden", "The image cannot be put in").get(lang);
            let sentence = format!("{}\n\n{}", path.display(), say::picture_flaw(flaw).get(lang));
            hub.editor.failed(title.to_owned(), sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::hub::Next;
    use crate::app::{Start, WindowMode};
    use crate::editor::dialog::Dialog;
    use crate::i18n::Lang;
    use crate::model::edit::Edit;
    use crate::model::embedded::MAX_FILE_BYTES;
    use crate::model::id::ScreenId;
    use crate::session::overrides::Overrides;
    use crate::store::home::Home;
    use crate::store::settings::Settings;

    fn hub(folder: &Path) -> Hub {
        let start = Start {
            file: None,
            mode: WindowMode::Editor,
            lock: None,
            trust: false,
            overrides: Overrides::default(),
            local_port: 0,
            system_dialogs: false,
        };
        let mut hub = Hub::new(&egui::Context::default(), start, Home::at(folder), Settings::default(), Lang::De);
        let _effects = hub.editor.open(Project::new("P", "Start", "Lokal"), Some(folder.join("p.ron")));
        hub
    }

    /// The edits that the editor is asked for when this file is to be shown.
    fn edits(hub: &mut Hub, path: PathBuf) -> Option<Vec<Edit>> {
        while hub.next().is_some() {}
        let Done::Document(DocumentDone::ImageTaken(image)) = take(ImagePlace::Ground(ScreenId(1)), path) else {
            return None;
        };
        taken(hub, *image);
        match hub.next() {
            Some(Next::Command(Command::Edit { edit: Edit::All(_, edits), .. })) => Some(edits),
            _ => None,
        }
    }

    #[test]
    fn an_image_goes_into_the_project_and_one_too_large_for_that_is_named_where_it_lies_beside_it() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut hub = hub(folder.path());
        let mut png = std::io::Cursor::new(Vec::new());
        ::image::GrayImage::new(3, 2).write_to(&mut png, ::image::ImageFormat::Png).unwrap();
        let mut png = png.into_inner();
        let small = elsewhere.path().join("plan.png");
        std::fs::write(&small, &png).unwrap();
        let made = edits(&mut hub, small).unwrap();
        assert!(matches!(&made[0], Edit::SetImage(name, Some(image)) if name == "plan.png" && image.bytes() == png));
        // What follows the end of a PNG belongs to no image.
        png.resize(MAX_FILE_BYTES + 1, 0);
        std::fs::write(folder.path().join("large.png"), &png).unwrap();
        let made = edits(&mut hub, folder.path().join("large.png")).unwrap();
        assert!(matches!(&made[..], [Edit::SetScreen(_, look)] if look.image.as_ref().unwrap().file == "large.png"));
        std::fs::write(elsewhere.path().join("large.png"), &png).unwrap();
        for (name, words) in [("large.png", "zu groß"), ("missing.png", "nicht lesen")] {
            assert!(edits(&mut hub, elsewhere.path().join(name)).is_none());
            let told = hub.editor.dialog.take();
            assert!(matches!(&told, Some(Dialog::Message(_, sentence)) if sentence.contains(words)), "{told:?}");
        }
    }
}
