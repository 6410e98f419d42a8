//! Properties of a screen.

use egui::{RichText, Ui};

use super::number::NumberField;
use super::{NameField, State, name_field, padded, row};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::model::edit::{Edit, ScreenLook};
use crate::model::fit::{GradientWay, GroundGradient, ScreenFit};
use crate::model::id::ScreenId;
use crate::model::screen::Screen;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use crate::ui::{Outbox, screen_icon};

/// Draws it; `false` where the screen is gone.
pub(super) fn screen_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, id: ScreenId) -> bool {
    let Some(screen) = view.editor.project().screen(id) else { return false };
    let theme = Theme::current(ui);
    ui.add_space(10.0);
    let key = format!("screen/{id}/name");
    padded(ui, &key, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let kind = match &screen.component {
                Some(_) => t("Komponente", "Component"),
                None => t("Bildschirm", "Screen"),
            };
            widgets::icon_in_line(ui, screen_icon(screen), 16.0, theme.accent);
            ui.label(RichText::new(&screen.name).font(theme::semibold(14.0)));
            ui.label(RichText::new(kind.get(view.lang)).size(12.0).color(theme.faint));
        });
    });
    widgets::section(ui, t("Allgemein", "General").get(view.lang));
    let label = t("Name", "Name").get(view.lang);
    row(ui, &format!("{key}/field"), label, |ui| {
        if let Some(name) =
            name_field(ui, state, &NameField { key: &key, label, current: &screen.name, title: false }, out)
        {
            out.edit_merged(Edit::Rename(id.into(), name), key.clone());
        }
    });
    let count = screen.controls.len().to_string();
    super::fact_row(ui, &format!("screen/{id}/count"), t("Controls", "Controls").get(view.lang), &count);
    if let Some(face) = &screen.component {
        super::component::face_ui(ui, view, (state, out), (screen, face));
        widgets::section(ui, t("Aussehen", "Look").get(view.lang));
        for side in SIDES {
            side_ui(ui, view, out, screen, side);
        }
        grows_ui(ui, view, out, screen);
        background_ui(ui, view, out, screen);
        return true;
    }
    widgets::section(ui, t("Aussehen", "Look").get(view.lang));
    preset_ui(ui, view, out, screen);
    for side in SIDES {
        side_ui(ui, view, out, screen, side);
    }
    fit_ui(ui, view, out, screen);
    background_ui(ui, view, out, screen);
    gradient_ui(ui, view, out, screen);
    super::images::ground_ui(ui, view, out, screen);
    super::showing::showing_ui(ui, view, out, screen);
    super::logic::logic_ui(ui, view, out, &id.into());
    true
}

fn background_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    super::color_row(
        ui,
        view,
        (&format!("screen/{}/background", screen.id), t("Hintergrund", "Background").get(view.lang)),
        &screen.background,
        out,
        |background| Edit::SetScreen(screen.id, ScreenLook { background, ..ScreenLook::from(screen) }),
    );
}

/// What becomes of the controls of a component where an instance is larger or smaller than it.
fn grows_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let label = t("Andere Größe", "Another size").get(view.lang);
    let ink = Theme::current(ui).text;
    let adapts = screen.fit == ScreenFit::Adapt;
    let ways = [
        (ScreenFit::Stretch, t("alles wächst mit", "all grows along")),
        (ScreenFit::Adapt, t("Controls halten ihre Anker", "controls keep their anchors")),
    ];
    row(ui, &format!("screen/{}/grows", screen.id), label, |ui| {
        widgets::choice_field(ui, label, (ways[usize::from(adapts)].1.get(view.lang), ink), |ui| {
            for (fit, words) in ways {
                let is_it = adapts == (fit == ScreenFit::Adapt);
                if ui.selectable_label(is_it, words.get(view.lang)).clicked() && !is_it {
                    out.edit(Edit::SetScreen(screen.id, ScreenLook { fit, ..ScreenLook::from(screen) }));
                }
            }
        });
    });
}

/// Sizes that screens often have.
const PRESETS: [(f32, f32, Text); 6] = [
    (1920.0, 1080.0, t("Full HD", "Full HD")),
    (1280.0, 800.0, t("Tablet quer", "Tablet, wide")),
    (800.0, 1280.0, t("Tablet hoch", "Tablet, upright")),
    (1024.0, 600.0, t("7-Zoll-Panel", "7 inch panel")),
    (800.0, 480.0, t("kleines Panel", "Small panel")),
    (412.0, 892.0, t("Telefon", "Phone")),
];

fn preset_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let label = t("Format", "Format").get(view.lang);
    let ink = Theme::current(ui).text;
    let is_it = |(width, height, _): &(f32, f32, Text)| (*width, *height) == (screen.width, screen.height);
    let own = t("eigenes", "its own");
    let shown = PRESETS.iter().find(|preset| is_it(preset)).map_or(own, |(.., name)| *name).get(view.lang);
    row(ui, &format!("screen/{}/preset", screen.id), label, |ui| {
        widgets::choice_field(ui, label, (shown, ink), |ui| {
            for preset in &PRESETS {
                let (width, height, name) = *preset;
                let words = format!("{} · {width} × {height}", name.get(view.lang));
                if ui.selectable_label(is_it(preset), words).clicked() {
                    out.edit(Edit::SetScreen(screen.id, ScreenLook { width, height, ..ScreenLook::from(screen) }));
                }
            }
        });
    });
}

fn fit_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let label = t("Im Fenster", "In the window").get(view.lang);
    let ink = Theme::current(ui).text;
    row(ui, &format!("screen/{}/fit", screen.id), label, |ui| {
        widgets::choice_field(ui, label, (fit_text(screen.fit).get(view.lang), ink), |ui| {
            for fit in ScreenFit::ALL {
                let entry = ui.selectable_label(fit == screen.fit, fit_text(fit).get(view.lang));
                if widgets::tip(entry, fit_help(fit).get(view.lang)).clicked() {
                    out.edit(Edit::SetScreen(screen.id, ScreenLook { fit, ..ScreenLook::from(screen) }));
                }
            }
        });
    });
}

/// How a way to fit is called.
fn fit_text(fit: ScreenFit) -> Text {
    match fit {
        ScreenFit::Whole => t("ganz zeigen", "show all"),
        ScreenFit::Fill => t("füllen", "fill"),
        ScreenFit::Stretch => t("strecken", "stretch"),
        ScreenFit::Fixed => t("feste Größe", "fixed size"),
        ScreenFit::Adapt => t("anpassen", "adapt"),
    }
}

/// One sentence about a way to fit.
fn fit_help(fit: ScreenFit) -> Text {
    match fit {
        ScreenFit::Whole => t(
            "Alles ist zu sehen; was daneben frei bleibt, hat die Farbe des Bildschirms",
            "All is seen; what is left beside it has the color of the screen",
        ),
        ScreenFit::Fill => {
            t("Füllt das Fenster; was übersteht, ist nicht zu sehen", "Fills the window; what juts out is not seen")
        }
        ScreenFit::Stretch => t("Füllt das Fenster, auch verzerrt", "Fills the window, even out of ratio"),
        ScreenFit::Fixed => t(
            "So groß wie gestaltet, in der Mitte; kleiner nur, wo der Platz fehlt",
            "As large as designed, in the middle; smaller only where there is no room",
        ),
        ScreenFit::Adapt => t(
            "Füllt das Fenster; Controls halten ihren Abstand zu den Rändern, an denen sie verankert sind",
            "Fills the window; controls keep their distance to the edges that they are anchored to",
        ),
    }
}
/// How a direction is called.
fn way_text(way: GradientWay) -> Text {
    match way {
        GradientWay::Down => t("nach unten", "downward"),
        GradientWay::Right => t("nach rechts", "to the right"),
        GradientWay::Corner => t("schräg", "diagonal"),
    }
}
/// Whether the ground runs into a second colour, which, and where to.
fn gradient_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let set = |gradient| Edit::SetScreen(screen.id, ScreenLook { gradient, ..ScreenLook::from(screen) });
    let label = t("Verlauf", "Gradient").get(view.lang);
    let ink = Theme::current(ui).text;
    let now = screen.gradient.as_ref();
    let none = t("keiner", "none").get(view.lang);
    let shown = now.map_or(none, |gradient| way_text(gradient.toward).get(view.lang));
    row(ui, &format!("screen/{}/gradient", screen.id), label, |ui| {
        widgets::choice_field(ui, label, (shown, ink), |ui| {
            if ui.selectable_label(now.is_none(), none).clicked() {
                out.edit(set(None));
            }
            for toward in GradientWay::ALL {
                let is_it = now.is_some_and(|gradient| gradient.toward == toward);
                if ui.selectable_label(is_it, way_text(toward).get(view.lang)).clicked() {
                    let to = now.map_or_else(|| "inset".to_owned(), |gradient| gradient.to.clone());
                    out.edit(set(Some(GroundGradient { to, toward })));
                }
            }
        });
    });
    let Some(GroundGradient { to, toward }) = now else { return };
    let key = format!("screen/{}/gradient-to", screen.id);
    let label = t("Verlauf nach", "Gradient to").get(view.lang);
    super::color_row(ui, view, (&key, label), to, out, |to| set(Some(GroundGradient { to, toward: *toward })));
}

struct ScreenSide {
    name: Text,
    range: (f64, f64),
    read: fn(&ScreenLook) -> f32,
    write: fn(&mut ScreenLook, f32),
}

const SIDES: &[ScreenSide] = &[
    ScreenSide {
        name: t("Breite", "Width"),
        range: (50.0, 16_000.0),
        read: |look| look.width,
        write: |look, value| look.width = value,
    },
    ScreenSide {
        name: t("Höhe", "Height"),
        range: (50.0, 16_000.0),
        read: |look| look.height,
        write: |look, value| look.height = value,
    },
    ScreenSide {
        name: t("Raster", "Grid"),
        range: (1.0, 200.0),
        read: |look| look.grid,
        write: |look, value| look.grid = value,
    },
];

fn side_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen, side: &ScreenSide) {
    let name = side.name.get(view.lang);
    let key = format!("screen/{}/{name}", screen.id);
    let mut look = ScreenLook::from(screen);
    let value = Some(f64::from((side.read)(&look)));
    let field = NumberField { name, value, range: side.range, open: false, lang: view.lang };
    let answer = row(ui, &key, name, |ui| field.show(ui));
    if let Some(number) = answer.changed {
        (side.write)(&mut look, number as f32);
        out.edit_merged(Edit::SetScreen(screen.id, look), key);
    }
    if answer.ended {
        out.push(Command::Seal);
    }
}
