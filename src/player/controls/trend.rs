//! A trend: what up to four values were over time, as lines on a time axis, with a cursor that tells them.
//!
//! What is drawn is thinned out before (see `model/trace`): a picture costs what it is wide.

use egui::{Align, Color32, CursorIcon, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::{Lang, same, t};
use crate::model::row::{Cause, Literal};
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, font_size};
use crate::player::measure::{ALARM_ABOVE, ALARM_BELOW, DECIMALS, Severity, UNIT, WARN_ABOVE, WARN_BELOW, shown};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::plot::{Plot, PlotLine, Scale, sample};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::theme::regular;

/// A value, what it is called, and its colour.
struct Series {
    value: Handle<Option<f64>>,
    name: Handle<String>,
    color: Handle<Color32>,
}

const SERIES: [Series; 4] = [
    Series {
        value: Handle::maybe("value", t("Wert", "Value"), Section::General).traced(),
        name: Handle::text("name", t("Name", "Name"), Literal::Text("")),
        color: Handle::color("color", t("Farbe", "Color"), "primary"),
    },
    Series {
        value: Handle::maybe("value2", t("Wert 2", "Value 2"), Section::General).traced(),
        name: Handle::text("name2", t("Name 2", "Name 2"), Literal::Text("")),
        color: Handle::color("color2", t("Farbe 2", "Color 2"), "#e67e22"),
    },
    Series {
        value: Handle::maybe("value3", t("Wert 3", "Value 3"), Section::General).traced(),
        name: Handle::text("name3", t("Name 3", "Name 3"), Literal::Text("")),
        color: Handle::color("color3", t("Farbe 3", "Color 3"), "#1d9a5b"),
    },
    Series {
        value: Handle::maybe("value4", t("Wert 4", "Value 4"), Section::General).traced(),
        name: Handle::text("name4", t("Name 4", "Name 4"), Literal::Text("")),
        color: Handle::color("color4", t("Farbe 4", "Color 4"), "#8e44ad"),
    },
];

const TEXT: Handle<String> =
    Handle::text(TEXT_KEY, t("Beschriftung", "Caption"), Literal::Words(t("Verlauf", "Trend")));
const MINUTES: Handle<f64> =
    Handle::number("minutes", t("Zeitraum min", "Span min"), Section::Data, (0.1, 10_080.0), 10.0);
const LOW: Handle<Option<f64>> = Handle::maybe("min", same("Minimum"), Section::Data);
const HIGH: Handle<Option<f64>> = Handle::maybe("max", same("Maximum"), Section::Data);
const AREA: Handle<bool> = Handle::flag("area", t("Fläche", "Area"), Section::Look, true);
const FONT_SIZE: Handle<f64> = font_size(18.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "trend",
        group: ControlGroup::Display,
        icon: "chart-line",
        label: t("Verlauf", "Trend"),
        help: t("Zeigt bis zu vier Werte über der Zeit", "Shows up to four values over time"),
        size: (640.0, 260.0),
        properties: &[
            SERIES[0].value.def,
            TEXT.def,
            UNIT.def,
            SERIES[0].name.def,
            SERIES[1].value.def,
            SERIES[1].name.def,
            SERIES[2].value.def,
            SERIES[2].name.def,
            SERIES[3].value.def,
            SERIES[3].name.def,
            VISIBLE.def,
            MINUTES.def,
            LOW.def,
            HIGH.def,
            ALARM_BELOW.def,
            WARN_BELOW.def,
            WARN_ABOVE.def,
            ALARM_ABOVE.def,
            DECIMALS.def,
            SERIES[0].color.def,
            SERIES[1].color.def,
            SERIES[2].color.def,
            SERIES[3].color.def,
            AREA.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react,
    describe,
};

/// The spans that a tap on the chip goes through, in minutes; that of the property comes first.
const SPANS: [f64; 5] = [1.0, 10.0, 60.0, 480.0, 1440.0];

fn paint(paint: &Paint<'_>) {
    draw(paint, paint.get(MINUTES), None);
}

/// The place of the chip that tells the span.
fn chip(rect: Rect, line: f32) -> Rect {
    let size = vec2(line * 3.2, line * 1.3);
    Rect::from_min_size(pos2(rect.right() - size.x, rect.top()), size)
}

/// The height of a line of small letters.
fn line_height(size: f64, scale: f32) -> f32 {
    (size as f32 * scale).clamp(6.0, 60.0)
}

/// A span in few letters: `10 min`, `8 h`, `7 d`.
fn span_text(minutes: f64, lang: Lang) -> String {
    let (number, unit) = match minutes {
        ..1.0 => (minutes * 60.0, "s"),
        1.0..60.0 => (minutes, "min"),
        60.0..=1440.0 => (minutes / 60.0, "h"),
        _ => (minutes / 1440.0, t("T", "d").get(lang)),
    };
    format!("{} {unit}", crate::player::measure::number((number * 10.0).round() / 10.0, None, lang))
}

fn draw(paint: &Paint<'_>, minutes: f64, cursor: Option<f32>) {
    let ink = paint.get(DARK_TEXT);
    let line = line_height(paint.get(FONT_SIZE), paint.scale);
    let small = regular(line * 0.8);
    let lang = paint.look.lang;
    let chip = chip(paint.rect, line);
    paint.painter.rect_filled(chip, chip.height() / 2.0, ink.gamma_multiply(0.08));
    paint.line(&span_text(minutes, lang), small.clone(), ink.gamma_multiply(0.75), Align::Center, chip);
    let mut head = Rect::from_min_max(paint.rect.min, pos2(chip.left() - line * 0.5, chip.bottom()));
    let caption = paint.get(TEXT);
    let caption = caption.trim();
    if !caption.is_empty() {
        let words = regular(line);
        let width = paint.painter.layout_no_wrap(caption.to_owned(), words.clone(), ink).size().x;
        paint.line(caption, words, ink.gamma_multiply(0.8), Align::Min, head);
        head.set_left((head.left() + width + line).min(head.right()));
    }
    for series in SERIES {
        let name = paint.get(series.name);
        if name.trim().is_empty() || head.width() < line * 2.0 {
            continue;
        }
        let width = paint.painter.layout_no_wrap(name.trim().to_owned(), small.clone(), ink).size().x;
        paint.painter.circle_filled(
            pos2(head.left() + line * 0.3, head.center().y),
            line * 0.25,
            paint.get(series.color),
        );
        let words = head.with_min_x(head.left() + line * 0.8);
        paint.line(name.trim(), small.clone(), ink.gamma_multiply(0.75), Align::Min, words);
        head.set_left((words.left() + width + line).min(head.right()));
    }
    let now_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
    let span_ms = (minutes * 60_000.0).max(1000.0) as i64;
    let below = paint.rect.with_min_y(chip.bottom() + line * 0.7);
    let scale = Scale { from_ms: now_ms - span_ms, to_ms: now_ms, low: paint.get(LOW), high: paint.get(HIGH) };
    let plot =
        Plot { paint, scale, ink, small: line * 0.75, lines: lines(paint, now_ms, span_ms), area: paint.get(AREA) };
    let limits = [ALARM_BELOW, WARN_BELOW, WARN_ABOVE, ALARM_ABOVE].map(|limit| paint.get(limit));
    let severities = [Severity::Alarm, Severity::Warning, Severity::Warning, Severity::Alarm];
    let limits: Vec<(f64, Severity)> =
        limits.into_iter().zip(severities).filter_map(|(limit, severity)| Some((limit?, severity))).collect();
    plot.draw(below, &limits, cursor);
    if paint.clock.is_some() && !plot.lines.is_empty() {
        // The axis goes on by a pixel.
        let millis = (span_ms as f64 / f64::from(below.width().max(1.0))).clamp(100.0, 60_000.0);
        paint.painter.ctx().request_repaint_after(std::time::Duration::from_millis(millis as u64));
    }
}

/// What has come of each series; in the designer, where nothing runs, a sample.
fn lines<'a>(paint: &Paint<'a>, now_ms: i64, span_ms: i64) -> Vec<PlotLine<'a>> {
    let control = paint.look.values.control();
    let of = |index: usize, series: &Series| {
        let color = paint.get(series.color);
        let trace = paint.look.traces.get(&(control.id, series.value.key().to_owned()));
        let name = paint.get(series.name).trim().to_owned();
        if let Some(trace) = trace {
            return Some(PlotLine { color, name, trace: std::borrow::Cow::Borrowed(trace), is_sample: false });
        }
        let is_used = index == 0 || control.properties.contains_key(series.value.key());
        let is_sample = paint.clock.is_none() && is_used;
        is_sample.then(|| {
            let trace = std::borrow::Cow::Owned(sample(now_ms, span_ms, index));
            PlotLine { color, name, trace, is_sample }
        })
    };
    SERIES.iter().enumerate().filter_map(|(index, series)| of(index, series)).collect()
}

/// Tapped on its chip it shows another span, pressed or pointed at it tells the values there.
fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click_and_drag());
    reaction.describe(&response);
    let line = line_height(reaction.get(FONT_SIZE), reaction.scale());
    let id: Id = reaction.id(ui).with("span");
    let usual = reaction.get(MINUTES);
    let chosen = ui.data(|data| data.get_temp::<f64>(id)).unwrap_or(usual);
    let chip = ui.interact(chip(reaction.rect(), line).expand(line * 0.4), id, Sense::click());
    let name = t("Zeitraum", "Span").get(reaction.lang());
    chip.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("{name} {}", span_text(chosen, reaction.lang())))
    });
    if chip.clicked() {
        let next = SPANS.iter().copied().find(|span| *span > chosen && *span != usual);
        let next = next.or_else(|| (chosen != usual && usual > chosen).then_some(usual));
        let next = next.unwrap_or(if chosen == usual { SPANS[0] } else { usual });
        ui.data_mut(|data| data.insert_temp(id, next));
    }
    let tapped = !chip.hovered() && reaction.tapped(ui, &response) && reaction.has_handler(Cause::Tap);
    let touch = if tapped { Touch::Pressed } else { Touch::Idle };
    if chip.hovered() {
        ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
    }
    let over = response.contains_pointer() || response.is_pointer_button_down_on();
    let cursor = ui.input(|input| input.pointer.latest_pos()).filter(|_| over && !chip.contains_pointer());
    reaction.paint_with(ui, touch, None, |paint| draw(paint, chosen, cursor.map(|at| at.x)));
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let told = SERIES.iter().filter_map(|series| {
        let value = look.get(series.value)?;
        let name = look.get(series.name);
        Some(format!("{} {} {}", name.trim(), shown(look, Some(value)), look.get(UNIT).trim()).trim().to_owned())
    });
    let told: Vec<String> = told.collect();
    let words = if told.is_empty() { t("kein Wert", "no value").get(look.lang).to_owned() } else { told.join(", ") };
    let text = format!("{}: {words}", look.get(TEXT).trim());
    WidgetInfo { current_text_value: Some(text), ..WidgetInfo::new(Role::Image) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_few_letters() {
        for (minutes, de, en) in [
            (0.5, "30 s", "30 s"),
            (1.0, "1 min", "1 min"),
            (10.0, "10 min", "10 min"),
            (90.0, "1,5 h", "1.5 h"),
            (1440.0, "24 h", "24 h"),
            (10_080.0, "7 T", "7 d"),
        ] {
            assert_eq!((span_text(minutes, Lang::De), span_text(minutes, Lang::En)), (de.to_owned(), en.to_owned()));
        }
    }
}
