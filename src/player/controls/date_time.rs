//! A date, a time of day, or both: a field that opens a calendar and buttons for fingers.
//!
//! The value is a text, `2026-11-28`, `14:30` or `2026-11-28T14:30`: as ISO 8601 writes it, without a zone.

use egui::{
    Align, Align2, Color32, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, SetOpenCommand, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::ControlClass;
use crate::i18n::{Lang, Locale, t};
use crate::model::binding::time_as;
use crate::model::command::CommandTopic;
use crate::model::row::{Choice, Literal};
use crate::model::time::{Civil, Moment, Span, add, civil, days_since_1970, time};
use crate::model::value::Value;
use crate::player::common::{
    BLINK, BORDER_COLOR, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, WHITE, font_size, placeholder, popup_frame, radius,
    value_changed,
};
use crate::player::paint::{Look, Paint, Touch, faded, shade};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading, Section};
use crate::theme::{Theme, glyph, icons, regular, semibold};

const VALUE: Handle<String> = Handle::text("value", t("Wert", "Value"), Literal::Text("")).read_as(Reading::None);
const PICKS: Handle<String> = Handle::choice("picks", t("Wählt", "Picks"), Section::General, KINDS, DATE);
const STEP: Handle<f64> = Handle::number("step", t("Schritt min", "Step min"), Section::General, (1.0, 60.0), 5.0);
const PLACEHOLDER: Handle<String> = placeholder(t("Bitte wählen …", "Please choose…"));
const FONT_SIZE: Handle<f64> = font_size(22.0);
const RADIUS: Handle<f64> = radius(10.0);
const COMMAND: Handle<CommandTopic> = Handle::command(VALUE);

const DATE: &str = "date";
const TIME: &str = "time";
const BOTH: &str = "both";

const KINDS: &[Choice] = &[
    Choice { key: DATE, label: t("Datum", "Date"), help: t("Einen Tag: 2026-11-28", "A day: 2026-11-28") },
    Choice { key: TIME, label: t("Uhrzeit", "Time"), help: t("Eine Uhrzeit: 14:30", "A time of day: 14:30") },
    Choice {
        key: BOTH,
        label: t("Datum und Uhrzeit", "Date and time"),
        help: t("Beides: 2026-11-28T14:30", "Both: 2026-11-28T14:30"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "date_time",
        group: ControlGroup::Input,
        icon: "calendar-clock",
        label: t("Datum", "Date"),
        help: t("Nimmt ein Datum oder eine Uhrzeit entgegen", "Takes a date or a time of day"),
        size: (260.0, 64.0),
        properties: &[
            VALUE.def,
            PICKS.def,
            STEP.def,
            PLACEHOLDER.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            WHITE.def,
            DARK_TEXT.def,
            BORDER_COLOR.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[value_changed(VALUE)],
    },
    paint,
    react,
    describe,
};

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// The value as a clock and a calendar here show it, in milliseconds after 1970-01-01.
fn read(value: &str, lang: Lang) -> Option<i64> {
    let at = time(value).or_else(|| time(&format!("1970-01-01T{}", value.trim())))?;
    Some(if at.floating { at.ms } else { Locale::here(lang).local_of(at.ms) })
}

/// The value that this is.
fn said(ms: i64, picks: &str) -> String {
    let Civil { year, month, day, hour, minute, .. } = civil(ms);
    match picks {
        TIME => format!("{hour:02}:{minute:02}"),
        BOTH => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// The same as people write it; what is no time stands as it came.
fn shown(value: &str, picks: &str, lang: Lang) -> String {
    let pattern = match (picks, lang) {
        (TIME, _) => "HH:mm",
        (BOTH, Lang::De) => "dd.MM.yyyy HH:mm",
        (BOTH, Lang::En) => "yyyy-MM-dd HH:mm",
        _ => DATE,
    };
    let at = read(value, lang).map(|ms| Moment { ms, floating: true });
    at.map_or_else(|| value.to_owned(), |at| time_as(at, pattern, Locale::utc(lang)))
}

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let radius = paint.radius(RADIUS);
    let fill = match paint.touch {
        Touch::Pressed => shade(paint.get(WHITE), -0.08),
        Touch::Hovered => shade(paint.get(WHITE), -0.03),
        Touch::Idle | Touch::Focused | Touch::Disabled => paint.get(WHITE),
    };
    paint.painter.rect_filled(paint.rect, radius, faded(fill, disabled));
    let stroke = Stroke::new(paint.px(2.0).max(1.0), faded(paint.get(BORDER_COLOR), disabled));
    paint.painter.rect_stroke(paint.rect, radius, stroke, StrokeKind::Inside);
    paint.focus_ring(paint.rect, radius);
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let (value, picks) = (paint.get(VALUE), paint.get(PICKS));
    let size = paint.px(paint.get(FONT_SIZE) as f32).min(paint.rect.height() * 0.6);
    let sign = pos2(paint.rect.right() - paint.px(16.0) - size / 2.0, paint.rect.center().y);
    if paint.device.wish.is_some() {
        paint.pending_ring(sign, size * 0.42);
    } else {
        paint.icon(if picks == TIME { "clock" } else { "calendar" }, sign, size, ink.gamma_multiply(0.7));
    }
    let (words, ink) = if value.is_empty() {
        (paint.get(PLACEHOLDER).into_owned(), ink.gamma_multiply(0.5))
    } else {
        (shown(&value, &picks, paint.look.lang), ink)
    };
    let inner = paint.rect.shrink2(vec2(paint.px(18.0), 0.0)).with_max_x(sign.x - size / 2.0 - paint.px(6.0));
    paint.shrunk(&words, paint.font(FONT_SIZE, false), ink, Align::Min, inner);
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click());
    let value = reaction.shown(ui, VALUE, false).into_owned();
    let value = reaction.wish().map_or(value, Value::to_text);
    let is_tapped = reaction.tapped(ui, &response);
    let draft_id = response.id.with("draft");
    if is_tapped {
        // What is chosen begins at the value, or now.
        ui.data_mut(|data| data.remove::<i64>(draft_id));
    }
    let popup = Popup::from_response(&response)
        .open_memory(is_tapped.then_some(SetOpenCommand::Toggle))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .gap(4.0)
        .accessible_name(&reaction.control().name)
        .frame(popup_frame(ui, reaction, RADIUS));
    let chosen = popup.show(|ui| {
        let lang = reaction.lang();
        let begin = || read(&value, lang).unwrap_or_else(|| now(lang, reaction.get(STEP)));
        let mut draft = ui.data(|data| data.get_temp(draft_id)).unwrap_or_else(begin);
        let is_done = Picker::new(reaction).ui(ui, &mut draft);
        ui.data_mut(|data| data.insert_temp(draft_id, draft));
        if is_done {
            ui.close();
        }
        is_done.then_some(draft)
    });
    let chosen = chosen.and_then(|shown| shown.inner).map(|draft| said(draft, &reaction.get(PICKS)));
    if let Some(chosen) = chosen.filter(|chosen| *chosen != value) {
        reaction.change(ui, VALUE, chosen);
    }
    reaction.describe(&response);
    reaction.paint(ui, reaction.touch(&response), None);
}

/// Now, on a step.
fn now(lang: Lang, step: f64) -> i64 {
    let now = i64::try_from(::time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    on_step(Locale::here(lang).local_of(now), 0, step)
}

/// So many steps later, on a step and on the same day.
fn on_step(ms: i64, steps: i64, step: f64) -> i64 {
    let step = (step.clamp(1.0, 60.0) as i64) * MINUTE;
    let (day, of_day) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
    day * DAY + ((of_day.div_euclid(step) + steps) * step).rem_euclid(DAY)
}

/// What opens below the field.
struct Picker {
    picks: String,
    step: f64,
    lang: Lang,
    ink: Color32,
    /// Height of letters, and the side of a key.
    size: f32,
    key: f32,
}

impl Picker {
    fn new(reaction: &Reaction<'_>) -> Self {
        let size = (reaction.get(FONT_SIZE) as f32 * reaction.scale()).clamp(13.0, 40.0);
        Self {
            picks: reaction.get(PICKS).into_owned(),
            step: reaction.get(STEP),
            lang: reaction.lang(),
            ink: reaction.get(DARK_TEXT),
            size,
            key: (size * 1.9).max(36.0),
        }
    }

    /// Whether the choice is done.
    fn ui(&self, ui: &mut Ui, draft: &mut i64) -> bool {
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        ui.set_width(self.key * 7.0);
        let mut is_done = if self.picks == TIME {
            false
        } else {
            self.month_ui(ui, draft);
            self.days_ui(ui, draft) && self.picks == DATE
        };
        if self.picks != DATE {
            ui.add_space(8.0);
            is_done |= self.time_ui(ui, draft);
        }
        is_done
    }

    /// A key: words or an icon that can be tapped.
    fn key_ui(
        &self,
        ui: &mut Ui,
        size: Vec2,
        (words, icon): (&str, Option<&str>),
        ground: Option<Color32>,
    ) -> Response {
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
        self.key_paint(ui, rect, &response, (words, icon), ground);
        response
    }

    fn key_paint(
        &self,
        ui: &Ui,
        rect: Rect,
        response: &Response,
        (words, icon): (&str, Option<&str>),
        ground: Option<Color32>,
    ) {
        let painter = ui.painter();
        let round = rect.height() * 0.28;
        let inner = rect.shrink(2.0);
        let hot = response.hovered() || response.has_focus();
        let ink = if ground.is_some() { Theme::LIGHT.on_color } else { self.ink };
        if let Some(ground) = ground {
            painter.rect_filled(inner, round, ground);
        } else if hot {
            painter.rect_filled(inner, round, self.ink.gamma_multiply(0.1));
        }
        let (text, font) = match icon {
            Some(icon) => (glyph(icon).to_string(), icons(self.size)),
            None => (words.to_owned(), if ground.is_some() { semibold(self.size) } else { regular(self.size) }),
        };
        painter.text(rect.center(), Align2::CENTER_CENTER, text, font, ink);
    }

    /// The month, with a key on each side.
    fn month_ui(&self, ui: &mut Ui, draft: &mut i64) {
        ui.horizontal(|ui| {
            let side = Vec2::splat(self.key);
            let back = t("Voriger Monat", "Previous month").get(self.lang);
            let on = t("Nächster Monat", "Next month").get(self.lang);
            let back = self.key_ui(ui, side, (back, Some("chevron-left")), None).clicked();
            let (title, _) = ui.allocate_exact_size(vec2(self.key * 5.0, self.key), Sense::hover());
            let at = Moment { ms: *draft, floating: true };
            let month = time_as(at, "MMMM yyyy", Locale::utc(self.lang));
            ui.painter().text(title.center(), Align2::CENTER_CENTER, month, semibold(self.size), self.ink);
            let on = self.key_ui(ui, side, (on, Some("chevron-right")), None).clicked();
            let by = f64::from(i8::from(on) - i8::from(back));
            *draft = add(at, by, Span::Months(1), Locale::utc(self.lang)).ms;
        });
    }

    /// The days of the month; whether one was chosen.
    fn days_ui(&self, ui: &mut Ui, draft: &mut i64) -> bool {
        let Civil { year, month, .. } = civil(*draft);
        let first = days_since_1970(year, i64::from(month), 1);
        let begin = first - i64::from(civil(first * DAY).weekday);
        let (chosen, today) = (draft.div_euclid(DAY), now(self.lang, 1.0).div_euclid(DAY));
        let size = vec2(self.key * 7.0, self.key * 6.7);
        let (room, _) = ui.allocate_exact_size(size, Sense::hover());
        let column = |day: i64| room.left() + self.key * day as f32;
        for weekday in 0..7 {
            let at = Moment { ms: (begin + weekday) * DAY, floating: true };
            let words = time_as(at, "E", Locale::utc(self.lang));
            let at = pos2(column(weekday) + self.key / 2.0, room.top() + self.key * 0.35);
            ui.painter().text(at, Align2::CENTER_CENTER, words, regular(self.size * 0.7), self.ink.gamma_multiply(0.6));
        }
        let mut is_chosen = false;
        for index in 0..42 {
            let day = begin + index;
            let date = civil(day * DAY);
            if date.month != month {
                continue;
            }
            let top = room.top() + self.key * (0.7 + (index / 7) as f32);
            let rect = Rect::from_min_size(pos2(column(index % 7), top), Vec2::splat(self.key));
            let response = ui.interact(rect, ui.scope_id().with(("day", day)), Sense::click());
            let spoken = shown(&said(day * DAY, DATE), DATE, self.lang);
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, day == chosen, &spoken));
            let ground = (day == chosen).then_some(Theme::LIGHT.select);
            if day == today && day != chosen {
                let ring = Stroke::new(1.5, Theme::LIGHT.select);
                ui.painter().rect_stroke(rect.shrink(2.0), self.key * 0.28, ring, StrokeKind::Inside);
            }
            self.key_paint(ui, rect, &response, (&date.day.to_string(), None), ground);
            if response.clicked() {
                *draft = day * DAY + draft.rem_euclid(DAY);
                is_chosen = true;
            }
        }
        is_chosen
    }

    /// Hours and minutes, and the key that ends the choice.
    fn time_ui(&self, ui: &mut Ui, draft: &mut i64) -> bool {
        let hour = (3_600_000 / MINUTE) as f64;
        let steps = [(t("Stunde", "Hour"), "HH", hour), (t("Minute", "Minute"), "mm", self.step)];
        ui.horizontal(|ui| {
            for (name, pattern, step) in steps {
                let (name, size) = (name.get(self.lang), vec2(self.key, self.key));
                let less = self.key_ui(ui, size, (&format!("{name} −"), Some("minus")), None).clicked();
                let (place, _) = ui.allocate_exact_size(vec2(self.key * 1.5, self.key), Sense::hover());
                let at = Moment { ms: *draft, floating: true };
                let text = time_as(at, pattern, Locale::utc(self.lang));
                ui.painter().text(place.center(), Align2::CENTER_CENTER, text, semibold(self.size * 1.15), self.ink);
                let more = self.key_ui(ui, size, (&format!("{name} +"), Some("plus")), None).clicked();
                let by = i64::from(more) - i64::from(less);
                if pattern == "HH" {
                    // The minutes stay.
                    let of_day = (draft.rem_euclid(DAY) + by * 3_600_000).rem_euclid(DAY);
                    *draft = draft.div_euclid(DAY) * DAY + of_day;
                } else if by != 0 {
                    *draft = on_step(*draft, by, step);
                }
            }
        });
        ui.add_space(6.0);
        let done = t("Übernehmen", "Take it").get(self.lang);
        self.key_ui(ui, vec2(self.key * 7.0, self.key), (done, None), Some(Theme::LIGHT.select)).clicked()
    }
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let told = shown(&look.get(VALUE), &look.get(PICKS), look.lang);
    WidgetInfo { current_text_value: Some(told), ..WidgetInfo::new(Role::ComboBox) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_written_as_iso_8601_has_them() {
        for (value, picks, de, en) in [
            ("2026-11-28", DATE, "28.11.2026", "2026-11-28"),
            ("14:30", TIME, "14:30", "14:30"),
            ("2026-11-28T14:30", BOTH, "28.11.2026 14:30", "2026-11-28 14:30"),
        ] {
            assert_eq!(said(read(value, Lang::De).unwrap(), picks), value);
            assert_eq!(shown(value, picks, Lang::De), de);
            assert_eq!(shown(value, picks, Lang::En), en);
        }
        assert_eq!(shown("morgen", DATE, Lang::De), "morgen", "what is no time stands as it came");
    }

    #[test]
    fn steps_stay_on_their_day() {
        let at = |text: &str| read(text, Lang::De).unwrap();
        assert_eq!(said(on_step(at("14:32"), 1, 5.0), TIME), "14:35");
        assert_eq!(said(on_step(at("14:32"), -1, 15.0), TIME), "14:15");
        assert_eq!(said(on_step(at("2026-11-28T23:55"), 1, 5.0), BOTH), "2026-11-28T00:00");
    }
}
