//! Devices that say what they are: each with its parts, as they are now, to be dragged on a screen.

use std::collections::BTreeMap;

use egui::accesskit::Role;
use egui::{Key, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{State, connect};
use crate::editor::devices::{DeviceDrag, caption, control_kind};
use crate::editor::offers;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::model::binding::value_in_payload;
use crate::model::device::{DeviceEntry, Entity, EntityKind};
use crate::model::edit::Edit;
use crate::model::excerpt;
use crate::model::id::ConnectionId;
use crate::model::source::ColumnType;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets;

const ROW: f32 = 25.0;
/// So many devices are shown with all their parts.
const FEW: usize = 6;
/// How far parts stand in.
const INDENT: f32 = 22.0;
/// The longest piece of a value that is laid out.
const SHOWN: usize = 120;

/// What the list was made of, and what is open in it.
#[derive(Debug, Default)]
pub(super) struct ShownDevices {
    made_of: Option<(ConnectionId, u64)>,
    entries: Vec<DeviceEntry>,
    open: BTreeMap<String, bool>,
}

/// A line: a device, or one of its parts.
type DeviceLine = (usize, Option<usize>);

/// Draws it.
pub(super) fn devices_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, connection: &ConnectionId, out: &mut Outbox) {
    bring_up_to_date(view, state, connection);
    if state.devices.entries.is_empty() {
        empty_ui(ui, view, state, connection, out);
        return;
    }
    hint_ui(ui, view.lang);
    let lines = lines(state);
    if lines.is_empty() {
        widgets::empty_state(ui, t("Kein Gerät heißt so.", "No device is called that.").get(view.lang), None);
        return;
    }
    ScrollArea::vertical().id_salt("devices").auto_shrink(false).show_rows(ui, ROW, lines.len(), |ui, rows| {
        for line in lines.iter().skip(rows.start).take(rows.len()) {
            ui.push_id(line, |ui| line_ui(ui, view, state, (connection, *line), out));
        }
    });
}

fn bring_up_to_date(view: &View<'_>, state: &mut State, connection: &ConnectionId) {
    let directory = view.data.topics.devices.get(connection);
    let now = directory.map(|directory| (connection.clone(), directory.revision()));
    if state.devices.made_of != now {
        state.devices.entries = directory.map(|directory| directory.devices()).unwrap_or_default();
        state.devices.made_of = now;
    }
}

/// Whether a device shows its parts unless somebody has said otherwise: where there are few, or something is looked for.
fn is_usually_open(state: &State) -> bool {
    state.devices.entries.len() <= FEW || !state.search.trim().is_empty()
}

fn lines(state: &State) -> Vec<DeviceLine> {
    let ShownDevices { entries, open, .. } = &state.devices;
    let needle = state.search.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&needle);
    let usually = is_usually_open(state);
    let mut lines = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let whole = has(&entry.device.name) || has(&entry.device.model);
        let parts: Vec<usize> =
            (0..entry.entities.len()).filter(|part| whole || has(&entry.entities[*part].name)).collect();
        if parts.is_empty() {
            continue;
        }
        lines.push((index, None));
        if open.get(&entry.device.key).copied().unwrap_or(usually) {
            lines.extend(parts.into_iter().map(|part| (index, Some(part))));
        }
    }
    lines
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, state: &State, connection: &ConnectionId, out: &mut Outbox) {
    let lang = view.lang;
    let listening = view.data.topics.listening.as_ref().is_some_and(|(on, _)| on == connection);
    if listening {
        let words = t(
            "Noch hat sich kein Gerät gemeldet. Von selbst melden sich zigbee2mqtt, ESPHome, Tasmota und alles, was Home Assistant Discovery spricht; Shelly, sobald „Generic status update over MQTT“ eingeschaltet ist.",
            "No device has announced itself so far. zigbee2mqtt, ESPHome, Tasmota and all that speaks Home Assistant discovery do so by themselves; Shelly does once “Generic status update over MQTT” is on.",
        );
        widgets::empty_state(ui, words.get(lang), None);
        return;
    }
    let words = t(
        "Verbunden zeigt der Monitor hier die Geräte, die sich melden, mit fertigen Controls.",
        "Once connected, the monitor shows the devices here that announce themselves, with ready controls.",
    );
    let button = t("Monitor verbinden", "Connect the monitor").get(lang);
    if widgets::empty_state(ui, words.get(lang), Some(button)) {
        connect::listen(state, connection, out);
    }
}

fn hint_ui(ui: &mut Ui, lang: Lang) {
    let theme = Theme::current(ui);
    let words = t(
        "Ein Gerät oder einen Teil auf einen Bildschirm ziehen: Zustand, Befehl und Erreichbarkeit sind dann schon verbunden.",
        "Drag a device or a part on a screen: state, command and availability are connected then.",
    );
    let (rect, _response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let galley = widgets::elided(ui, words.get(lang), theme::regular(11.5), theme.muted, rect.width() - 2.0 * PAD);
    ui.painter().galley(pos2(rect.left() + PAD, rect.center().y - galley.size().y / 2.0), galley, theme.muted);
}

fn line_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    (connection, (index, part)): (&ConnectionId, DeviceLine),
    out: &mut Outbox,
) {
    let Some(entry) = state.devices.entries.get(index) else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click_and_drag());
    let theme = Theme::current(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let last = |entity: &Entity| last_message(view, connection, entity);
    let entity = part.and_then(|part| entry.entities.get(part));
    // What is dragged reads all parts of a device: only where somebody takes it.
    let taken = || match entity {
        None => DeviceDrag::whole(connection.clone(), entry, &last),
        Some(entity) => {
            let name = caption(entry, entity);
            DeviceDrag {
                connection: connection.clone(),
                name: name.clone(),
                parts: vec![(name, entity.clone(), last(entity))],
            }
        }
    };
    interact(ui, view, &response, &taken, out);
    if let Some(entity) = entity {
        part_line(ui, view.lang, (rect, &response), entity, last(entity).as_deref());
        return;
    }
    let open = state.devices.open.get(&entry.device.key).copied().unwrap_or_else(|| is_usually_open(state));
    device_line(ui, view.lang, (rect, &response), entry, open);
    if response.clicked() {
        let key = entry.device.key.clone();
        state.devices.open.insert(key, !open);
    }
}

/// The message that came last on the topic of a state.
fn last_message(view: &View<'_>, connection: &ConnectionId, entity: &Entity) -> Option<String> {
    let state = entity.state.as_ref()?;
    let message = &view.data.topics.tree.topic(connection, &state.topic)?.last()?.message;
    let value = value_in_payload(message, state.reading.text(), ColumnType::Automatic)?;
    Some(value.to_text())
}

fn device_line(ui: &Ui, lang: Lang, (rect, response): (Rect, &Response), entry: &DeviceEntry, open: bool) {
    let theme = Theme::current(ui);
    let y = rect.center().y;
    let count = entry.entities.len();
    let parts = match (lang, count) {
        (Lang::De, 1) => "1 Teil".to_owned(),
        (Lang::De, _) => format!("{count} Teile"),
        (Lang::En, 1) => "1 part".to_owned(),
        (Lang::En, _) => format!("{count} parts"),
    };
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(parts.clone()),
        ..WidgetInfo::labeled(Role::TreeItem, true, &entry.device.name)
    });
    let arrow = if open { "chevron-down" } else { "chevron-right" };
    widgets::icon_at(ui, pos2(rect.left() + PAD + 1.0, y), arrow, 13.0, theme.muted);
    let mut x = rect.left() + PAD + 14.0;
    let galley = widgets::elided(ui, &entry.device.name, theme::semibold(13.0), theme.text, rect.width() * 0.5);
    let width = galley.size().x;
    ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, theme.text);
    x += width + 10.0;
    let parts = widgets::elided(ui, &parts, theme::regular(11.5), theme.faint, 90.0);
    let right = rect.right() - 10.0 - parts.size().x;
    let model = widgets::elided(ui, &entry.device.model, theme::regular(11.5), theme.muted, (right - x - 8.0).max(0.0));
    ui.painter().galley(pos2(x, y - model.size().y / 2.0), model, theme.muted);
    ui.painter().galley(pos2(right, y - parts.size().y / 2.0), parts, theme.faint);
}

fn part_line(ui: &Ui, lang: Lang, (rect, response): (Rect, &Response), entity: &Entity, last: Option<&str>) {
    let theme = Theme::current(ui);
    let y = rect.center().y;
    let control = language::control(control_kind(entity, last).0);
    let kind = control.map_or("", |def| def.label.get(lang));
    let name = if entity.name.is_empty() { kind } else { entity.name.as_str() };
    let value = shown(entity, last, lang);
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(value.clone()),
        ..WidgetInfo::labeled(Role::TreeItem, true, name)
    });
    let ink = if entity.is_minor { theme.muted } else { theme.text };
    let mut x = rect.left() + PAD + INDENT;
    widgets::icon_at(ui, pos2(x, y), control.map_or("box", |def| def.icon), 14.0, theme.muted);
    x += 15.0;
    let width = (rect.width() * 0.4).min(320.0);
    let galley = widgets::elided(ui, name, theme::regular(13.0), ink, width);
    ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, ink);
    x += width + 12.0;
    let topic = entity.state.as_ref().map(|state| &state.topic).or_else(|| entity.command.as_ref().map(|to| &to.topic));
    let topic = topic.map_or("", String::as_str);
    let half = (rect.right() - x - 20.0) * 0.5;
    let galley = widgets::elided(ui, &value, theme::mono(12.0), theme.text, half.max(0.0));
    ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, theme.text);
    let galley = widgets::elided(ui, topic, theme::mono(11.0), theme.faint, half.max(0.0));
    ui.painter().galley(pos2(rect.right() - 10.0 - galley.size().x, y - galley.size().y / 2.0), galley, theme.faint);
}

/// What a part is now, as a person reads it.
fn shown(entity: &Entity, last: Option<&str>, lang: Lang) -> String {
    let Some(last) = last else {
        let says_nothing = entity.state.is_none();
        return if says_nothing {
            String::new()
        } else {
            t("noch nichts gehört", "nothing heard yet").get(lang).to_owned()
        };
    };
    let said = match &entity.kind {
        EntityKind::Lamp { words } | EntityKind::Switch { words, .. } if last.eq_ignore_ascii_case(&words.on) => {
            t("an", "on").get(lang).to_owned()
        }
        EntityKind::Lamp { words } | EntityKind::Switch { words, .. } if last.eq_ignore_ascii_case(&words.off) => {
            t("aus", "off").get(lang).to_owned()
        }
        _ => excerpt::cut(last.lines().next().unwrap_or_default(), SHOWN).into_owned(),
    };
    [said.as_str(), entity.unit.as_str()].join(" ").trim().to_owned()
}

/// Dragged, it goes where it is let go; a double click or Enter puts it where there is room on the screen in front.
fn interact(ui: &Ui, view: &View<'_>, response: &Response, taken: &dyn Fn() -> DeviceDrag, out: &mut Outbox) {
    let enter = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if response.double_clicked() || enter {
        insert(view, &taken(), out);
    }
    if response.dragged() {
        let drag = taken();
        super::tree::drag_label(ui, &drag.name);
        response.dnd_set_drag_payload(drag);
    }
}

fn insert(view: &View<'_>, drag: &DeviceDrag, out: &mut Outbox) {
    let project = view.editor.project();
    let in_front = match view.editor.active {
        Some(Tab::Screen(id)) => project.screen(id),
        _ => None,
    };
    let Some(screen) = in_front.or_else(|| project.screens.first()) else { return };
    let mut made = drag.controls(view.lang);
    let area = screen.free_spot(offers::stacked_size(&made));
    offers::stack(&mut made, (area.x, area.y));
    out.edit(Edit::AddControls(screen.id, made));
}
