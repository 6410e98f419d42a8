//! Properties of the selected controls.

use egui::{RichText, Ui};

use super::common::Chosen;
use super::number::NumberField;
use super::{NameField, State, logic, name_field, padded, property, row, rules};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language::{self, block::Section};
use crate::model::edit::Edit;
use crate::model::screen::Area;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Draws it.
pub(super) fn controls_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, chosen: &Chosen<'_>) {
    header_ui(ui, view, state, out, chosen);
    widgets::section(ui, t("Position", "Position").get(view.lang));
    position_ui(ui, view, out, chosen);
    let properties = chosen.properties(view.lang);
    let titles = [
        (Section::General, t("Allgemein", "General")),
        (Section::Write, t("Schreiben", "Write")),
        (Section::Data, t("Daten", "Data")),
        (Section::Look, t("Aussehen", "Look")),
    ];
    for (section, title) in titles {
        let mut drawn = properties.iter().filter(|shared| shared.def.section == section).peekable();
        if drawn.peek().is_none() {
            continue;
        }
        widgets::section(ui, title.get(view.lang));
        for shared in drawn {
            property::property_ui(ui, view, (chosen, shared), (state, out));
        }
    }
    if let Some(control) = chosen.only() {
        logic::logic_ui(ui, view, out, &control.id.into());
        rules::rules_ui(ui, view, (state, out), chosen, control);
    }
}

fn header_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, chosen: &Chosen<'_>) {
    let theme = Theme::current(ui);
    ui.add_space(10.0);
    let key = format!("{}/name", chosen.key());
    padded(ui, &key, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let def = language::control(&chosen.last().kind);
            let Some(control) = chosen.only() else {
                widgets::icon_in_line(ui, "boxes", 16.0, theme.accent);
                let count = chosen.controls.len();
                ui.label(RichText::new(format!("{count} Controls")).font(theme::semibold(14.0)));
                return;
            };
            let kind = def.map_or(control.kind.as_str(), |def| def.label.get(view.lang));
            widgets::icon_in_line(ui, def.map_or("circle-help", |def| def.icon), 16.0, theme.accent);
            let kind_text = RichText::new(kind).size(12.0).color(theme.faint);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(kind_text).on_hover_text(def.map_or("", |def| def.help.get(view.lang)));
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let label = t("Name", "Name").get(view.lang);
                    let field = NameField { key: &key, label, current: &control.name, title: true };
                    if let Some(name) = name_field(ui, state, &field, out) {
                        out.edit_merged(Edit::Rename(control.id.into(), name), key.clone());
                    }
                });
            });
        });
    });
}

/// A side of an area: how it is called, read and written.
struct Side {
    name: Text,
    smallest: f64,
    read: fn(&Area) -> f32,
    write: fn(&mut Area, f32),
}

const SIDES: [[Side; 2]; 2] = [
    [
        Side { name: t("X", "X"), smallest: -10_000.0, read: |area| area.x, write: |area, value| area.x = value },
        Side { name: t("Y", "Y"), smallest: -10_000.0, read: |area| area.y, write: |area, value| area.y = value },
    ],
    [
        Side { name: t("Breite", "Width"), smallest: 1.0, read: |area| area.w, write: |area, value| area.w = value },
        Side { name: t("Höhe", "Height"), smallest: 1.0, read: |area| area.h, write: |area, value| area.h = value },
    ],
];

fn position_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, chosen: &Chosen<'_>) {
    for pair in &SIDES {
        let label = pair.iter().map(|side| side.name.get(view.lang)).collect::<Vec<_>>().join(" · ");
        let key = format!("{}/{label}", chosen.key());
        row(ui, &key, &label, |ui| {
            let width = (ui.available_width() - 6.0) / 2.0;
            for side in pair {
                ui.allocate_ui(egui::vec2(width, theme::ROW), |ui| side_ui(ui, view.lang, out, chosen, side));
            }
        });
    }
}

fn side_ui(ui: &mut Ui, lang: Lang, out: &mut Outbox, chosen: &Chosen<'_>, side: &Side) {
    let name = side.name.get(lang);
    let range = (side.smallest, 10_000.0);
    let answer = NumberField { name, value: chosen.side(side.read), range, open: false, lang }.show(ui);
    if let Some(number) = answer.changed {
        let moved = |area: &Area| {
            let mut area = *area;
            (side.write)(&mut area, number as f32);
            area
        };
        let areas = chosen.controls.iter().map(|control| (control.id, moved(&control.area))).collect();
        out.edit_merged(Edit::SetAreas(areas), format!("{}/{name}", chosen.key()));
    }
    if answer.ended {
        out.push(Command::Seal);
    }
}
