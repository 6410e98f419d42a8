//! Properties of the selected controls.

use egui::{RichText, Ui};

use super::common::Chosen;
use super::number::NumberField;
use super::{NameField, State, component, logic, mixed, name_field, padded, property, repeater, row, rules};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language::{self, block::Section};
use crate::model::arrange::{bounds, scaled};
use crate::model::edit::Edit;
use crate::model::fit::{Anchor, Anchors, ScreenFit};
use crate::model::layer::whole_group;
use crate::model::screen::Area;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Draws it.
pub(super) fn controls_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, chosen: &Chosen<'_>) {
    header_ui(ui, view, state, out, chosen);
    widgets::section(ui, t("Position", "Position").get(view.lang));
    position_ui(ui, view, out, chosen);
    anchors_ui(ui, view, out, chosen);
    component::instance_ui(ui, view, out, chosen);
    repeater::repeater_ui(ui, view, out, chosen);
    let properties = chosen.properties(view.lang);
    let titles = [
        (Section::General, t("Allgemein", "General")),
        (Section::Write, t("Schreiben", "Write")),
        (Section::Data, t("Daten", "Data")),
        (Section::Look, t("Aussehen", "Look")),
    ];
    for (section, title) in titles {
        // Before the looks, which are many: what it does is in sight.
        if let (Section::Look, Some(control)) = (section, chosen.only()) {
            logic::logic_ui(ui, view, out, &control.id.into());
        }
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
                let count = format!("{} Controls", chosen.controls.len());
                let group = group_of(view, chosen);
                widgets::icon_in_line(ui, if group.is_some() { "group" } else { "boxes" }, 16.0, theme.accent);
                ui.label(RichText::new(group.unwrap_or(&count)).font(theme::semibold(14.0)));
                if group.is_some() {
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        ui.label(RichText::new(&count).size(12.0).color(theme.faint));
                    });
                }
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

/// What they keep their distance to, where their screen adapts to the window.
fn anchors_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, chosen: &Chosen<'_>) {
    let screen = view.editor.project().find_control(chosen.last().id);
    if screen.is_none_or(|(screen, _)| screen.fit != ScreenFit::Adapt) {
        return;
    }
    let ink = Theme::current(ui).text;
    let labels = [t("Anker quer", "Anchor across"), t("Anker hoch", "Anchor down")];
    for (axis, label) in labels.into_iter().enumerate() {
        let of = |anchors: Anchors| if axis == 0 { anchors.x } else { anchors.y };
        let now = of(chosen.last().anchors);
        let is_same = chosen.controls.iter().all(|control| of(control.anchors) == now);
        let shown = if is_same { anchor_texts(now)[axis].get(view.lang) } else { mixed(view.lang) };
        let label = label.get(view.lang);
        row(ui, &format!("{}/anchor{axis}", chosen.key()), label, |ui| {
            widgets::choice_field(ui, label, (shown, ink), |ui| {
                for anchor in Anchor::ALL {
                    if ui
                        .selectable_label(is_same && anchor == now, anchor_texts(anchor)[axis].get(view.lang))
                        .clicked()
                    {
                        out.edit(anchored(chosen, axis, anchor));
                    }
                }
            });
        });
    }
}

/// How an anchor is called on the horizontal axis, and on the vertical one.
fn anchor_texts(anchor: Anchor) -> [Text; 2] {
    match anchor {
        Anchor::Start => [t("links", "left"), t("oben", "top")],
        Anchor::Middle => [t("Mitte", "center"), t("Mitte", "middle")],
        Anchor::End => [t("rechts", "right"), t("unten", "bottom")],
        Anchor::Both => [t("links und rechts", "left and right"), t("oben und unten", "top and bottom")],
    }
}

/// Gives all that are chosen this anchor on an axis.
fn anchored(chosen: &Chosen<'_>, axis: usize, anchor: Anchor) -> Edit {
    let edits = chosen.controls.iter().map(|control| {
        let Anchors { x, y } = control.anchors;
        let anchors = if axis == 0 { Anchors { x: anchor, y } } else { Anchors { x, y: anchor } };
        Edit::SetAnchors(vec![control.id], anchors)
    });
    Edit::All(t("Anker ändern", "Change anchors"), edits.collect())
}

/// The name of the group that is chosen as a whole.
fn group_of<'a>(view: &'a View<'_>, chosen: &Chosen<'_>) -> Option<&'a str> {
    let (screen, _) = view.editor.project().find_control(chosen.last().id)?;
    whole_group(screen, &chosen.ids())?.last().map(String::as_str)
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
    let is_group = group_of(view, chosen).is_some();
    for pair in &SIDES {
        let label = pair.iter().map(|side| side.name.get(view.lang)).collect::<Vec<_>>().join(" · ");
        let key = format!("{}/{label}", chosen.key());
        row(ui, &key, &label, |ui| {
            let width = (ui.available_width() - 6.0) / 2.0;
            for side in pair {
                ui.allocate_ui(egui::vec2(width, theme::ROW), |ui| {
                    side_ui(ui, view.lang, out, (chosen, is_group), side);
                });
            }
        });
    }
}

fn side_ui(ui: &mut Ui, lang: Lang, out: &mut Outbox, (chosen, is_group): (&Chosen<'_>, bool), side: &Side) {
    let name = side.name.get(lang);
    let range = (side.smallest, 10_000.0);
    // A group has a place of its own: around all that is in it.
    let whole = bounds(chosen.controls.iter().map(|control| control.area)).filter(|_| is_group);
    let value = whole.as_ref().map_or_else(|| chosen.side(side.read), |area| Some(f64::from((side.read)(area))));
    let answer = NumberField { name, value, range, open: false, lang }.show(ui);
    if let Some(number) = answer.changed {
        let written = |area: &Area| {
            let mut area = *area;
            (side.write)(&mut area, number as f32);
            area
        };
        let moved = |area: &Area| match &whole {
            Some(whole) => scaled(area, whole, &written(whole)),
            None => written(area),
        };
        let areas = chosen.controls.iter().map(|control| (control.id, moved(&control.area))).collect();
        out.edit_merged(Edit::SetAreas(areas), format!("{}/{name}", chosen.key()));
    }
    if answer.ended {
        out.push(Command::Seal);
    }
}
