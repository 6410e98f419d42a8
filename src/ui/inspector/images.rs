//! Fields for images: a name, a button to choose a file, the images of the project; and the list of the latter.

use egui::{Response, Ui};

use super::{State, fold_line, padded, row};
use crate::editor::command::Command;
use crate::editor::images::{ImageCommand, ImagePlace};
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::model::edit::{Edit, ScreenLook};
use crate::model::embedded::EmbeddedFile;
use crate::model::picture::{GroundImage, PictureFit, named};
use crate::model::screen::Screen;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// A field for the name of an image.
pub(super) struct ImageField<'a> {
    /// Its name for screen readers.
    pub(super) label: &'a str,
    /// The name that it holds.
    pub(super) name: String,
    /// What stands in it while it is empty.
    pub(super) hint: &'a str,
    pub(super) color: egui::Color32,
    /// What a chosen file goes to; nothing where none can be chosen.
    pub(super) place: Option<ImagePlace>,
}

/// What was done with an [`ImageField`].
pub(super) enum ImageAnswer {
    /// A name is being typed.
    Typed(String),
    /// One of the project was picked.
    Picked(String),
}

impl ImageField<'_> {
    /// Draws it.
    pub(super) fn show(self, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) -> Option<ImageAnswer> {
        let Self { label, name, hint, color, place } = self;
        let lang = view.lang;
        let mut answer = None;
        ui.vertical(|ui| {
            let flaw = view.data.images.get(&name).and_then(|image| image.flaw());
            let mut typed = name.clone();
            let field = |ui: &mut Ui, typed: &mut String| -> Response {
                Input::new(label).hint(hint).color(color).bad(flaw.is_some()).show(ui, typed)
            };
            let response = match place {
                None => field(ui, &mut typed),
                Some(place) => {
                    ui.horizontal(|ui| {
                        ui.spacing_mut().item_spacing.x = 4.0;
                        let room = ui.available_width() - 30.0;
                        let field = ui.scope(|ui| {
                            ui.set_max_width(room);
                            field(ui, &mut typed)
                        });
                        let choose = t("Bilddatei wählen …", "Choose image file…").get(lang);
                        if widgets::icon_button(ui, "folder-open", choose).clicked() {
                            out.push(Request::Image(ImageCommand::Choose(place)));
                        }
                        field.inner
                    })
                    .inner
                }
            };
            if response.changed() {
                answer = Some(ImageAnswer::Typed(typed.trim().to_owned()));
            }
            if response.lost_focus() {
                out.push(Command::Seal);
            }
            if let Some(flaw) = flaw.filter(|_| !name.is_empty()) {
                widgets::flaw(ui, say::picture_flaw(flaw).get(lang));
            }
            if let Some(picked) = of_project(ui, view, &name) {
                answer = Some(ImageAnswer::Picked(picked));
            }
        });
        answer
    }
}

/// The images of the project to pick from.
fn of_project(ui: &mut Ui, view: &View<'_>, name: &str) -> Option<String> {
    let images = &view.editor.project().images;
    if images.is_empty() {
        let remark =
            t("PNG, JPEG oder SVG. Oder auf den Bildschirm ziehen.", "PNG, JPEG or SVG. Or drag one onto the screen.");
        widgets::remark(ui, remark.get(view.lang));
        return None;
    }
    let label = t("Bilder im Projekt", "Images in the project").get(view.lang);
    let ink = Theme::current(ui).muted;
    let shown = if images.contains_key(name) {
        t("liegt im Projekt", "lies in the project")
    } else {
        t("im Projekt …", "in the project…")
    };
    let picked = widgets::choice_field(ui, label, (shown.get(view.lang), ink), |ui| {
        let names = images.keys().filter(|known| ui.selectable_label(*known == name, known.as_str()).clicked());
        names.last().cloned()
    });
    picked.flatten()
}

/// The image on the ground of a screen, and how it fills it.
pub(super) fn ground_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let set = |image| Edit::SetScreen(screen.id, ScreenLook { image, ..ScreenLook::from(screen) });
    let with = |file: String, fit| set((!file.is_empty()).then_some(GroundImage { file, fit }));
    let now = screen.image.clone().unwrap_or_default();
    let label = t("Bild", "Image").get(view.lang);
    let key = format!("screen/{}/image", screen.id);
    let answer = row(ui, &key, label, |ui| {
        let field = ImageField {
            label,
            name: now.file.clone(),
            hint: t("keins", "none").get(view.lang),
            color: Theme::current(ui).text,
            place: Some(ImagePlace::Ground(screen.id)),
        };
        field.show(ui, view, out)
    });
    match answer {
        Some(ImageAnswer::Typed(file)) => out.edit_merged(with(file, now.fit), key.clone()),
        Some(ImageAnswer::Picked(file)) => out.edit(with(file, now.fit)),
        None => {}
    }
    if screen.image.is_none() {
        return;
    }
    let label = t("Bild füllt", "Image fills").get(view.lang);
    let ink = Theme::current(ui).text;
    row(ui, &format!("{key}/fit"), label, |ui| {
        widgets::choice_field(ui, label, (fit_text(now.fit).get(view.lang), ink), |ui| {
            for fit in PictureFit::ALL {
                if ui.selectable_label(fit == now.fit, fit_text(fit).get(view.lang)).clicked() {
                    out.edit(with(now.file.clone(), fit));
                }
            }
        });
    });
}

/// How a way to fill a place is called.
fn fit_text(fit: PictureFit) -> Text {
    match fit {
        PictureFit::Whole => t("ganz zeigen", "show all"),
        PictureFit::Fill => t("ausfüllen", "fill"),
        PictureFit::Stretch => t("strecken", "stretch"),
        PictureFit::Tile => t("kacheln", "tile"),
    }
}

/// The images inside the project: how large each is, whether something shows it, and a way to take it out.
pub(super) fn images_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let project = view.editor.project();
    if project.images.is_empty() {
        return;
    }
    let lang = view.lang;
    let bytes: usize = project.images.values().map(|image| image.bytes().len()).sum();
    let words = t("Bilder im Projekt", "Images in the project").get(lang);
    let title = format!("{words} ({}, {})", project.images.len(), say::size(bytes as u64, lang));
    if fold_line(ui, &title, state.unfolded.images) {
        state.unfolded.images = !state.unfolded.images;
    }
    if !state.unfolded.images {
        return;
    }
    let used: std::collections::BTreeSet<&str> = named(project).collect();
    for (name, image) in &project.images {
        image_row(ui, view, (name, image, used.contains(name.as_str())), out);
    }
}

fn image_row(ui: &mut Ui, view: &View<'_>, (name, image, is_used): (&str, &EmbeddedFile, bool), out: &mut Outbox) {
    let (lang, theme) = (view.lang, Theme::current(ui));
    padded(ui, &format!("project/image/{name}"), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            widgets::icon_in_line(ui, "image", 14.0, theme.muted);
            let size = say::size(image.bytes().len() as u64, lang);
            let unused = if is_used { "" } else { t(" · unbenutzt", " · unused").get(lang) };
            let facts = format!("{size}{unused}");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let tip = t("Bild aus dem Projekt entfernen", "Remove image from project").get(lang);
                if widgets::icon_button(ui, "trash-2", tip).clicked() {
                    out.edit(Edit::SetImage(name.to_owned(), None));
                }
                ui.label(egui::RichText::new(facts).size(12.0).color(theme.faint));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    ui.add(egui::Label::new(name).truncate());
                });
            });
        });
    });
}
