//! The colours and text styles of the project: theme, eleven colours, six styles.

use egui::{RichText, Ui, vec2};

use super::color::ColorField;
use super::number::NumberField;
use super::{State, fold_line, reset_arrow, row};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language::color::color_uses;
use crate::model::edit::Edit;
use crate::model::looks::{COLOR_THEMES, ProjectLooks, TEXT_STYLES, TextLook, TextStyle};
use crate::model::place::Place;
use crate::player::looks::{COLOR_ROLES, ColorRole, STYLE_NAMES, THEME_NAMES, role_name};
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Draws them.
pub(super) fn looks_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    widgets::section(ui, t("Farben", "Colors").get(view.lang));
    theme_ui(ui, view, out);
    if fold_line(
        ui,
        t("Farben und Textstile anpassen", "Adapt colors and text styles").get(view.lang),
        state.unfolded.looks,
    ) {
        state.unfolded.looks = !state.unfolded.looks;
    }
    if !state.unfolded.looks {
        return;
    }
    for role in &COLOR_ROLES {
        role_ui(ui, view, (state, out), role);
    }
    widgets::section(ui, t("Textstile", "Text styles").get(view.lang));
    for (style, name) in TEXT_STYLES.iter().zip(STYLE_NAMES) {
        style_ui(ui, view, out, (style, name));
    }
}

fn set(out: &mut Outbox, key: &str, old: &ProjectLooks, change: impl FnOnce(&mut ProjectLooks)) {
    let mut looks = old.clone();
    change(&mut looks);
    out.edit_merged(Edit::SetLooks(looks), key);
}

fn theme_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let looks = &view.editor.project().looks;
    let label = t("Thema", "Theme").get(view.lang);
    let ink = Theme::current(ui).text;
    let changed = t("angepasst", "adapted").get(view.lang);
    let names = COLOR_THEMES.iter().zip(THEME_NAMES);
    let name =
        names.clone().find(|(each, _)| each.key == looks.theme().key).map_or("", |(_, (name, _))| name.get(view.lang));
    let shown = if looks.colors.is_empty() { name.to_owned() } else { format!("{name} · {changed}") };
    row(ui, "project/theme", label, |ui| {
        widgets::choice_field(ui, label, (&shown, ink), |ui| {
            ui.set_min_width(220.0);
            for (each, (name, help)) in names {
                let is_chosen = each.key == looks.theme().key;
                let entry = ui.selectable_label(is_chosen, name.get(view.lang));
                samples(ui, &entry, &each.colors);
                if widgets::tip(entry, help.get(view.lang)).clicked() {
                    let key = if each.key == COLOR_THEMES[0].key { String::new() } else { each.key.to_owned() };
                    // Its colours take the place of one's own; undo brings those back.
                    let colors = std::collections::BTreeMap::new();
                    out.edit(Edit::SetLooks(ProjectLooks { theme: key, colors, ..looks.clone() }));
                }
            }
        });
    });
}

/// The most telling colours of a theme, at the right of its entry.
fn samples(ui: &Ui, entry: &egui::Response, colors: &[&str; 11]) {
    const TELLING: [usize; 5] = [0, 1, 4, 6, 7];
    let line = Theme::current(ui).line;
    for (place, index) in TELLING.into_iter().rev().enumerate() {
        let center = entry.rect.right_center() - vec2(12.0 + 13.0 * place as f32, 0.0);
        let color = theme::parse_color(colors[index]).unwrap_or(line);
        ui.painter().circle(center, 5.5, color, egui::Stroke::new(1.0, line));
    }
}

fn role_ui(ui: &mut Ui, view: &View<'_>, (state, out): (&mut State, &mut Outbox), role: &ColorRole) {
    let project = view.editor.project();
    let looks = &project.looks;
    let key = format!("project/color/{}", role.key);
    let name = role_name(looks, role, view.lang).to_owned();
    let ink = Theme::current(ui).text;
    let builder = egui::UiBuilder::new().scope_id(egui::Id::unique(("inspector", &key)));
    ui.scope_builder(builder, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.add_space(theme::PAD);
            let field =
                ColorField { name: &name, text: looks.resolve(role.key), hint: "", ink, lang: view.lang, project };
            if let Some(color) = field.swatch_ui(ui, false) {
                set(out, &key, looks, |looks| drop(looks.colors.insert(role.key.to_owned(), color)));
            }
            let typed = state.typing.as_ref().filter(|(field, _)| *field == key).map(|(_, text)| text.clone());
            let mut text = typed.unwrap_or_else(|| name.clone());
            let label = match view.lang {
                Lang::De => format!("Name der Farbe {}", role.name.de),
                Lang::En => format!("Name of the color {}", role.name.en),
            };
            let room = ui.available_width() - 78.0;
            let response = ui.scope(|ui| {
                ui.set_max_width(room);
                Input::new(&label).color(ink).hint(role.name.get(view.lang)).show(ui, &mut text)
            });
            let response = widgets::tip(response.inner, role.help.get(view.lang));
            if response.changed() {
                let wanted = text.trim().to_owned();
                let usual = wanted.is_empty() || wanted == role.name.get(view.lang);
                set(out, &format!("{key}/name"), looks, |looks| {
                    if usual {
                        looks.names.remove(role.key);
                    } else {
                        looks.names.insert(role.key.to_owned(), wanted);
                    }
                });
            }
            if response.has_focus() {
                state.typing = Some((key.clone(), text));
            } else if response.lost_focus() {
                state.typing = None;
                out.push(Command::Seal);
            }
            let end = egui::pos2(response.rect.right(), response.rect.center().y);
            if looks.colors.contains_key(role.key) && reset_arrow(ui, end, &key, &name, view.lang) {
                set(out, &key, looks, |looks| drop(looks.colors.remove(role.key)));
            }
            ui.add_space(18.0);
            uses_ui(ui, view, out, role, &name);
        });
    });
}

/// How often a colour is used; a click lists where, and leads there.
fn uses_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, role: &ColorRole, name: &str) {
    let project = view.editor.project();
    let uses = color_uses(project, role.key);
    let theme = Theme::current(ui);
    let label = match view.lang {
        Lang::De => format!("Wo {name} verwendet wird: {}", uses.len()),
        Lang::En => format!("Where {name} is used: {}", uses.len()),
    };
    let count = RichText::new(format!("{}×", uses.len())).size(12.0).color(theme.faint);
    let button =
        ui.add_enabled(!uses.is_empty(), egui::Button::new(count).frame(false).min_size(vec2(28.0, theme::ROW)));
    widgets::name(ui, &button, &label);
    egui::Popup::menu(&button).show(|ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for found in uses {
                let what = found.item.as_ref().and_then(|item| say::shown_name(project, item, view.lang));
                let what = what.unwrap_or_else(|| t("Textstil", "Text style").get(view.lang));
                let entry = ui.button(format!("{what} · {}", found.label.get(view.lang)));
                if let Some(item) = found.item.filter(|_| entry.clicked()) {
                    out.push(Command::GoTo(Place::Item(item)));
                }
            }
        });
    });
}

fn style_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (style, name): (&TextStyle, Text)) {
    let project = view.editor.project();
    let looks = &project.looks;
    let Some(look) = looks.style(style.key) else { return };
    let key = format!("project/style/{}", style.key);
    let name = name.get(view.lang);
    let write = |out: &mut Outbox, look: TextLook| {
        set(out, &key, looks, |looks| drop(looks.styles.insert(style.key.to_owned(), look)));
    };
    let ink = Theme::current(ui).text;
    row(ui, &key, name, |ui| {
        let part = |what: Text| format!("{}: {name}", what.get(view.lang));
        let size = part(t("Größe", "Size"));
        let field = NumberField {
            name: &size,
            value: Some(f64::from(look.size)),
            range: (6.0, 200.0),
            open: false,
            lang: view.lang,
        };
        let answer = ui.allocate_ui(vec2(54.0, theme::ROW), |ui| field.show(ui)).inner;
        if let Some(size) = answer.changed {
            write(out, TextLook { size: size as f32, ..look.clone() });
        }
        if answer.ended {
            out.push(Command::Seal);
        }
        ui.spacing_mut().interact_size.y = theme::ROW;
        let bold = part(t("Fett", "Bold"));
        let icon = if look.bold { "bold" } else { "type" };
        if widgets::icon_button(ui, icon, &bold).clicked() {
            write(out, TextLook { bold: !look.bold, ..look.clone() });
        }
        let color = part(t("Farbe", "Color"));
        let field = ColorField { name: &color, text: &look.color, hint: "", ink, lang: view.lang, project };
        if let Some(color) = field.swatch_ui(ui, true) {
            write(out, TextLook { color, ..look.clone() });
        }
        let end = egui::pos2(ui.max_rect().right(), ui.max_rect().center().y);
        if looks.styles.contains_key(style.key) && reset_arrow(ui, end, &key, name, view.lang) {
            set(out, &key, looks, |looks| drop(looks.styles.remove(style.key)));
        }
    });
}
