//! The project as a file: reads and writes it on jobs, and takes in how that went.
//!
//! It never writes over a file that it does not know, unless the user has said so.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::connections::Changed;
use super::jobs::Done;
use super::{App, examples};
use crate::editor::command::{Action, Command};
use crate::editor::effect::Over;
use crate::editor::state::{Dialog, Said};
use crate::i18n::t;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::value::Value;
use crate::say;
use crate::session::specs::Provide as _;
use crate::store::secrets::Secrets;
use crate::store::{self, LoadError, Opened, SaveError, Saved, Stamp, files};

/// The file of a project, and what it held when it was read or written last. Known to the jobs that write it.
#[derive(Clone, Debug, Default)]
pub(super) struct Document(Arc<Mutex<Option<(PathBuf, Stamp)>>>);

impl Document {
    fn of(path: &Path, stamp: Stamp) -> Self {
        Self(Arc::new(Mutex::new(Some((path.to_owned(), stamp)))))
    }

    /// What may be written over at this path.
    fn over(&self, path: &Path, over: Over) -> store::Over {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (over, known.as_ref()) {
            (Over::Anything, _) => store::Over::Anything,
            (Over::Known, Some((file, stamp))) if file == path => store::Over::Same(*stamp),
            (Over::Known | Over::Nothing | Over::NewFolder, _) => store::Over::Nothing,
        }
    }

    fn written(&self, path: &Path, stamp: Stamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((path.to_owned(), stamp));
    }
}

impl App {
    /// Asks for a file: with the system's dialog, or by a path to type.
    pub(super) fn ask_path(&mut self, save: bool, name: String) {
        let lang = self.editor.lang;
        self.shown.projects = self.projects_folder();
        if !self.system_dialogs {
            self.editor.dialog = Some(Dialog::AskPath(save));
            return;
        }
        let title = if save { t("Projekt speichern", "Save project") } else { t("Projekt öffnen", "Open project") };
        let kind = t("Steckbrett-Projekt", "Steckbrett project").get(lang);
        self.jobs.choose(save, title.get(lang), kind, (self.shown.projects.clone(), name));
    }

    /// Where project files are looked for first: beside this one, beside the last one, among the documents, at home.
    fn projects_folder(&self) -> Option<PathBuf> {
        let folder = |path: &PathBuf| path.parent().map(Path::to_owned);
        let last = self.editor.path.as_ref().or_else(|| self.settings.recent.first()).and_then(folder);
        let (home, documents) = self.folders.clone();
        last.or(documents).or(home)
    }

    pub(super) fn typed(&self, path: &Path) -> PathBuf {
        files::typed(self.folders.0.as_deref(), self.projects_folder().as_deref(), path)
    }

    pub(super) fn load(&self, path: &Path) {
        let path = self.typed(path);
        self.jobs.start("load", move || {
            let opened = store::load_stamped(&path);
            Some(Done::Loaded(path, Box::new(opened)))
        });
    }

    pub(super) fn save(&mut self, path: &Path, project: Arc<Project>, over: Over) {
        let path = self.typed(path);
        self.shown.saving = true;
        let (number, document) = (self.editor.document(), self.document.clone());
        self.jobs.start_in_order(move || {
            let folder = path.parent().filter(|_| over == Over::NewFolder);
            let made = folder.map_or(Ok(()), store::make_folder);
            let result = made.and_then(|()| store::save_over(&path, &project, document.over(&path, over)));
            if let Ok(Saved::Written(stamp)) = result {
                document.written(&path, stamp);
            }
            Some(Done::Saved(path, project, number, result))
        });
    }

    pub(super) fn open_example(&mut self, ctx: &egui::Context, file: &str) {
        let Some(text) = examples::text(file) else { return };
        match store::parse(text) {
            // Without a path, so that saving asks where: the example itself stays as it is.
            Ok(opened) => self.opened(ctx, opened, None),
            Err(err) => tracing::error!("example {file:?} cannot be read: {err}"),
        }
    }

    fn opened(&mut self, ctx: &egui::Context, opened: Opened, file: Option<(PathBuf, Stamp)>) {
        if self.editor.running && !self.player {
            self.editor.running = false;
            self.stop_app(ctx);
        }
        if let Some((path, _)) = &file {
            self.settings.remember(path);
            self.shown.recent.clone_from(&self.settings.recent);
            self.save_settings();
        }
        self.leave_project();
        self.document = file.as_ref().map(|(path, stamp)| Document::of(path, *stamp)).unwrap_or_default();
        let name = opened.project.name.clone();
        let effects = self.editor.open(opened.project, file.map(|(path, _)| path));
        self.carry_out(ctx, effects);
        let sentence = t("Projekt geöffnet:", "Project opened:");
        let said = Said::new(|lang| format!("{} {}", sentence.get(lang), say::quoted(&name, lang)));
        self.log_line(said, Place::Project);
        for at in opened.repaired {
            let sentence = t(
                "Die Bausteine waren beschädigt und wurden so weit wie möglich gerettet.",
                "The blocks were damaged and have been saved as far as possible.",
            );
            self.log_warning(Said::new(|lang| sentence.get(lang).to_owned()), Place::Handler(at, None));
        }
        self.look_for_passwords();
        self.load_messages();
        if self.player {
            self.command(ctx, Command::Do(Action::Run));
        }
    }

    /// Another project takes the place of the one that was open.
    pub(super) fn leave_project(&mut self) {
        self.document = Document::default();
        self.shown.images.clear();
        self.shown.log.clear();
        self.leave_monitor();
    }

    /// Takes in that a project file was read.
    pub(super) fn loaded(&mut self, ctx: &egui::Context, path: PathBuf, result: Result<(Opened, Stamp), LoadError>) {
        match result {
            Ok((opened, stamp)) => self.opened(ctx, opened, Some((path, stamp))),
            Err(err) => self.load_failed(&path, &err),
        }
    }

    fn load_failed(&mut self, path: &Path, err: &LoadError) {
        let lang = self.editor.lang;
        self.settings.forget(path);
        self.shown.recent.clone_from(&self.settings.recent);
        let title = t("Das Projekt kann nicht geöffnet werden", "The project cannot be opened").get(lang);
        self.editor.failed(title.to_owned(), format!("{}\n\n{}", path.display(), say::load_error(err, lang)));
    }

    /// Takes in how writing a project went; `number` is that of the project in the editor.
    pub(super) fn saved(
        &mut self,
        ctx: &egui::Context,
        path: PathBuf,
        (project, number): (Arc<Project>, u64),
        result: Result<Saved, SaveError>,
    ) {
        let lang = self.editor.lang;
        self.shown.saving = false;
        match result {
            Ok(Saved::Written(_)) => {}
            Ok(Saved::Exists) => return self.editor.dialog = Some(Dialog::Overwrite(path)),
            Ok(Saved::Changed) => return self.editor.dialog = Some(Dialog::ChangedOutside(path)),
            Err(SaveError::NoFolder { .. }) => return self.editor.dialog = Some(Dialog::NoFolder(path)),
            Err(err) => return self.editor.dialog = Some(Dialog::NotSaved(path, say::save_error(&err, lang))),
        }
        let old = self.keys();
        self.settings.remember(&path);
        self.shown.recent.clone_from(&self.settings.recent);
        self.save_settings();
        let sentence = t("Gespeichert:", "Saved:");
        self.log_line(Said::new(|lang| format!("{} {}", sentence.get(lang), path.display())), Place::Project);
        if number != self.editor.document() {
            // Another project is open by now; its place is not this file.
            return;
        }
        let moved = self.editor.path.as_ref() != Some(&path);
        let effects = self.editor.saved(path, &project);
        self.store_messages();
        if moved {
            let (home, new, journals) = (self.home.clone(), self.keys(), self.session.journals());
            self.jobs.start_in_order(move || {
                let copied = Secrets::new(&home).copy(old.key(), new.key());
                // Passwords stay with the old file too. Messages do not, or they would be sent by both.
                let moved = journals.move_all(old.outbox(), new.outbox());
                copied.and(moved).err().map(|err| Done::Failed(err.to_string()))
            });
            self.connections_may_differ(Changed::Password);
            // Images are named from the project file on.
            self.shown.images.clear();
            self.read_images(&project, false);
        }
        self.carry_out(ctx, effects);
    }

    /// Takes in the answer of the system's file dialog; `Err` where there is no such dialog.
    pub(super) fn chosen(&mut self, ctx: &egui::Context, save: bool, file: Result<Option<PathBuf>, ()>) {
        match file {
            Ok(Some(path)) if save => {
                let full = with_ending(path.clone());
                // The dialog has asked about the file that was chosen, not about the one with the ending added.
                let command = if full == path { Command::Overwrite(full) } else { Command::SaveTo(full) };
                self.command(ctx, command);
            }
            // Asks again where something was changed while the dialog was open.
            Ok(Some(path)) => self.command(ctx, Command::OpenPath(path)),
            Ok(None) => self.editor.forget_pending(),
            Err(()) => self.editor.dialog = Some(Dialog::AskPath(save)),
        }
    }

    pub(super) fn look_for_passwords(&mut self) {
        let keys = self.keys();
        let connections = self.editor.project().connections.clone();
        self.jobs.start_in_order(move || {
            let with = connections.iter().filter(|connection| keys.password(connection).is_some());
            Some(Done::Passwords(with.map(|connection| connection.id.clone()).collect()))
        });
    }

    /// Reads images that the project names and that were not read yet; with `again` also those that could not be.
    pub(super) fn read_images(&mut self, project: &Project, again: bool) {
        let images = project.screens.iter().flat_map(|screen| &screen.controls).filter(|image| image.kind == "image");
        let names: Vec<String> = images
            .filter_map(|control| control.properties.get("file").and_then(Property::literal).and_then(Value::as_text))
            .filter(|name| !name.is_empty())
            .filter(|name| match self.shown.images.get(*name) {
                None => true,
                Some(None) => again,
                Some(Some(_)) => false,
            })
            .map(str::to_owned)
            .collect();
        for name in names {
            let path = files::resolve(self.editor.path.as_deref(), &name);
            self.shown.images.insert(name.clone(), None);
            self.jobs.start("image", move || Some(Done::Image(name, files::read(&path).ok().map(Arc::from))));
        }
    }

    /// Whoever comes back to the window may have mended a file that could not be read.
    pub(super) fn look_again(&mut self, ctx: &egui::Context) {
        if ctx.input(|input| input.events.contains(&egui::Event::WindowFocused(true))) {
            let project = Arc::clone(self.editor.project());
            self.read_images(&project, true);
            self.look_for_addresses();
        }
    }
}

/// A project file ends in `.ron`, also where the user leaves that out.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("ron") }
}
