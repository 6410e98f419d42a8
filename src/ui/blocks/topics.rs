//! Topics on the canvas: one dragged here from the monitor, and what the broker has stored on a block's topic.

use std::time::Duration;

use egui::text::LayoutJob;
use egui::{Align2, DragAndDrop, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::Outbox;
use super::layout::Row;
use super::scene::{FIELDS, Scene};
use crate::editor::monitor::TopicDrag;
use crate::editor::monitor::topic::{Stored, Topic};
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::Takes;
use crate::model::blocks::Block;
use crate::model::id::BlockId;
use crate::model::item::Item;
use crate::model::run::Status;
use crate::ui::theme::{icons, regular};

/// The longest piece of a stored value that is shown.
const SHOWN: usize = 24;
/// Narrower than this, words beside a topic say nothing.
const LEAST_WORDS: f32 = 40.0;

/// Every free topic slot that is seen: block, row and key.
fn topic_rows<'a>(scene: &Scene<'a>) -> impl Iterator<Item = (BlockId, &'a Row, &'a str)> {
    let layouts = scene.layout.blocks.iter();
    layouts.flat_map(|(id, layout)| {
        layout.rows.iter().filter_map(move |row| match row.slot() {
            Some((view, None)) if view.takes == Takes::Topic => Some((*id, row, view.key.as_ref())),
            Some(_) | None => None,
        })
    })
}

/// Lets a topic that is dragged over the canvas fall into the slot below the pointer.
pub(super) fn drop(ui: &Ui, scene: &Scene<'_>, out: &mut Outbox) {
    let Some(dragged) = DragAndDrop::payload::<TopicDrag>(ui.ctx()) else { return };
    let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
    if !scene.camera.rect.contains(pointer) {
        return;
    }
    let mut target = None;
    for (id, row, key) in topic_rows(scene) {
        let field = scene.camera.area(row.field);
        // A little more than the field catches it.
        let near = scene.camera.area(row.rect).expand(8.0).contains(pointer);
        let color = if near { scene.theme.accent } else { scene.theme.select };
        let width = if near { 2.0 } else { 1.0 };
        ui.painter().rect_stroke(field, 5.0, Stroke::new(width, color), StrokeKind::Outside);
        if near {
            target = Some((id, key));
        }
    }
    if !ui.input(|input| input.pointer.any_released()) {
        return;
    }
    DragAndDrop::clear_payload(ui.ctx());
    if let Some((id, key)) = target
        && let Some(block) = scene.block(id)
    {
        out.edit(dragged.edit(scene.at, block, id, key));
    }
}

/// Paints beside each topic what is stored there now, as far as the monitor knows; gives where, on the screen.
pub(super) fn stored_notes(ui: &Ui, scene: &Scene<'_>) -> Vec<Rect> {
    let mut taken = Vec::new();
    if scene.camera.zoom < FIELDS {
        return taken;
    }
    for (id, row, key) in topic_rows(scene) {
        if !scene.sees(row.rect.expand(200.0)) {
            continue;
        }
        let Some(note) = scene.block(id).and_then(|block| note(scene, block, key)) else { continue };
        taken.push(note_ui(ui, scene, (id, row), &note));
    }
    taken
}

/// What is said beside a topic.
#[derive(Debug, PartialEq, Eq)]
struct TopicNote {
    text: String,
    stored: bool,
    /// Since when, for the next picture.
    age: Option<Duration>,
}

fn note(scene: &Scene<'_>, block: &Block, key: &str) -> Option<TopicNote> {
    let topic = language::slot_value(block, key)?.as_text().filter(|topic| !topic.is_empty())?.to_owned();
    let def = language::block(&block.kind)?;
    let slot = def.slots.iter().find(|slot| slot.takes == Takes::Connection)?;
    let connection = block.item(slot.key).and_then(Item::connection)?;
    let monitor = &scene.view.data.topics;
    let known = monitor.tree.topic(&connection, &topic);
    let up = scene.view.data.statuses.get(&connection) == Some(&Status::Connected);
    if !up {
        return None;
    }
    let now_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
    match known {
        Some(topic) => of_topic(topic, now_ms, scene.lang),
        None if monitor.hears(&connection, &topic) => Some(nothing(scene.lang)),
        None => None,
    }
}

fn nothing(lang: Lang) -> TopicNote {
    TopicNote { text: t("nichts gespeichert", "nothing stored").get(lang).to_owned(), stored: false, age: None }
}

fn of_topic(topic: &Topic, now_ms: i64, lang: Lang) -> Option<TopicNote> {
    let age = |since_ms: i64| Duration::from_millis(u64::try_from(now_ms - since_ms).unwrap_or(0));
    let with_age = |words: crate::i18n::Text, message: &str, age: Option<Duration>, stored| {
        let mut text = format!("{}: {}", words.get(lang), shortened(message));
        if let Some(age) = age {
            text = format!("{text} · {}", age_text(age, lang));
        }
        TopicNote { text, stored, age }
    };
    match topic.stored() {
        Stored::Nothing => Some(nothing(lang)),
        Stored::Value { message, since_ms, sure: true } => {
            Some(with_age(t("gespeichert", "stored"), message, since_ms.map(age), true))
        }
        Stored::Value { message, since_ms, sure: false } => {
            Some(with_age(t("vermutlich gespeichert", "probably stored"), message, since_ms.map(age), true))
        }
        Stored::Unknown => {
            let last = topic.last()?;
            Some(with_age(t("zuletzt", "last"), &last.message, Some(age(last.at_ms)), false))
        }
    }
}

fn shortened(message: &str) -> String {
    let line: String = message.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if message.chars().nth(SHOWN).is_some() { format!("{line}…") } else { line }
}

/// How long ago, in one unit.
fn age_text(age: Duration, lang: Lang) -> String {
    let minutes = age.as_secs() / 60;
    let (number, unit) = match minutes {
        0 => return t("gerade eben", "just now").get(lang).to_owned(),
        1..60 => (minutes, t("min", "min")),
        60..1440 => (minutes / 60, t("h", "h")),
        _ => (minutes / 1440, t("d", "d")),
    };
    match lang {
        Lang::De => format!("vor {number} {}", unit.get(lang)),
        Lang::En => format!("{number} {} ago", unit.get(lang)),
    }
}

fn note_ui(ui: &Ui, scene: &Scene<'_>, (id, row): (BlockId, &Row), note: &TopicNote) -> Rect {
    let zoom = scene.camera.zoom;
    // Beside the whole block: another slot may stand at the right of this one.
    let right = scene.layout.blocks.get(&id).map_or_else(|| row.rect.right(), |layout| layout.rect.right());
    let at = scene.camera.pos(pos2(right + 12.0, row.rect.center().y));
    let color = if note.stored { scene.theme.accent } else { scene.theme.faint };
    let painter = ui.painter();
    let glyph = crate::ui::icon::glyph(if note.stored { "pin" } else { "pin-off" });
    painter.text(at, Align2::LEFT_CENTER, glyph, icons(12.0 * zoom), color);
    // Cut at the edge of the canvas; where hardly a word is left, the pin says it when it is pointed at.
    let room = scene.camera.rect.right() - 8.0 - (at.x + 17.0 * zoom);
    let shown = if room < LEAST_WORDS { "" } else { note.text.as_str() };
    let mut job = LayoutJob::simple(shown.to_owned(), regular(11.5 * zoom), scene.theme.muted, room.max(0.0));
    // Two lines stand beside a row without touching the next one's.
    job.wrap.max_rows = 2;
    let galley = painter.layout_job(job);
    let is_cut = galley.elided || shown.is_empty();
    let rect = Rect::from_min_size(at + vec2(17.0 * zoom, -galley.size().y / 2.0), galley.size());
    let place = rect.union(Rect::from_center_size(at + vec2(6.0 * zoom, 0.0), vec2(14.0, 16.0) * zoom));
    let response = ui.interact(place, scene.id.with(("stored", id.0)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &note.text));
    painter.galley(rect.min, galley, scene.theme.muted);
    let help = t(
        "Default: nur wer gerade zuhört, bekommt die Nachricht. Retained: der Broker merkt sich den letzten Wert und \
         gibt ihn jedem, der später dazukommt.",
        "Default: only those listening right now get the message. Retained: the broker keeps the last value and gives \
         it to everybody who comes later.",
    );
    let help = help.get(scene.lang);
    response.on_hover_text(if is_cut { format!("{}\n\n{help}", note.text) } else { help.to_owned() });
    if let Some(age) = note.age {
        // The next picture shows the next minute.
        ui.ctx().request_repaint_after(Duration::from_secs(60 - age.as_secs() % 60));
    }
    place
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::editor::monitor::tree::Tree;
    use crate::model::id::ConnectionId;
    use crate::model::source::Message;

    #[test]
    fn what_is_stored_is_said_with_its_age() {
        let (mut tree, local) = (Tree::default(), ConnectionId::local());
        let mut take = |message: &str, retained: bool, at_ms: i64| {
            let row =
                Message { at_ms, topic: "t".to_owned(), message: message.to_owned(), retained, ..Message::default() };
            tree.take(&local, &row, Instant::now());
            let note = of_topic(tree.topic(&local, "t").unwrap(), 200_000, Lang::De).unwrap();
            (note.text, note.stored)
        };
        assert_eq!(take("an", false, 199_000), ("zuletzt: an · gerade eben".to_owned(), false));
        assert_eq!(take("an", true, 199_000), ("gespeichert: an".to_owned(), true));
        assert_eq!(take("aus", false, 20_000), ("vermutlich gespeichert: aus · vor 3 min".to_owned(), true));
        assert_eq!(take("", false, 20_000), ("nichts gespeichert".to_owned(), false));
        assert_eq!(age_text(Duration::from_hours(49), Lang::En), "2 d ago");
        assert_eq!(shortened(&"x\n".repeat(20)).chars().count(), SHOWN + 1);
    }
}
