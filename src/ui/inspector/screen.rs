//! Properties of a screen.

use egui::{RichText, Ui};

use super::number::NumberField;
use super::{NameField, State, name_field, padded, row};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::model::edit::{Edit, ScreenLook};
use crate::model::id::ScreenId;
use crate::model::screen::Screen;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Draws it; `false` where the screen is gone.
pub(super) fn screen_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, id: ScreenId) -> bool {
    let Some(screen) = view.editor.project().screen(id) else { return false };
    let theme = Theme::current(ui);
    ui.add_space(10.0);
    let key = format!("screen/{id}/name");
    padded(ui, &key, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            widgets::icon_in_line(ui, "monitor", 16.0, theme.accent);
            ui.label(RichText::new(&screen.name).font(theme::semibold(14.0)));
            ui.label(RichText::new(t("Bildschirm", "Screen").get(view.lang)).size(12.0).color(theme.faint));
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
    widgets::section(ui, t("Aussehen", "Look").get(view.lang));
    for side in SIDES {
        side_ui(ui, view, out, screen, side);
    }
    super::color_row(
        ui,
        view,
        (&format!("screen/{id}/background"), t("Hintergrund", "Background").get(view.lang)),
        &screen.background,
        out,
        |background| Edit::SetScreen(id, ScreenLook { background, ..look(screen) }),
    );
    super::logic::logic_ui(ui, view, out, &id.into());
    true
}

fn look(screen: &Screen) -> ScreenLook {
    ScreenLook { width: screen.width, height: screen.height, grid: screen.grid, background: screen.background.clone() }
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
    let mut look = look(screen);
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
