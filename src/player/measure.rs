//! What controls that show a measured value share: the value, its unit and decimals, and from where on it is noticed.

use std::sync::Arc;

use egui::epaint::text::{LayoutJob, TextWrapping};
use egui::{Align, Color32, FontId, Galley, Rect, Role, WidgetInfo, pos2};

use super::paint::{Look, Paint};
use super::property::Handle;
use super::row::{Reading, Section};
use crate::i18n::{Lang, Text, same, t};
use crate::model::binding::shown_number;
use crate::model::row::{Choice, Literal};
use crate::theme::{Theme, regular, semibold};

/// What is measured; nothing until something has come.
pub(super) const VALUE: Handle<Option<f64>> = Handle::maybe("value", t("Wert", "Value"), Section::General);
/// What stands behind the value.
pub(super) const UNIT: Handle<String> =
    Handle::text("unit", t("Einheit", "Unit"), Literal::Text("")).read_as(Reading::Unit);
/// The value at the beginning of the scale.
pub(super) const MIN: Handle<f64> = Handle::number("min", same("Minimum"), Section::General, ANY, 0.0);
/// The value at the end of the scale.
pub(super) const MAX: Handle<f64> = Handle::number("max", same("Maximum"), Section::General, ANY, 100.0);
/// How many decimals are shown.
pub(super) const DECIMALS: Handle<String> =
    Handle::choice("decimals", t("Kommastellen", "Decimals"), Section::Look, DECIMAL_PLACES, AS_IS);

const ANY: (f64, f64) = (-1e12, 1e12);
const AS_IS: &str = "auto";

const DECIMAL_PLACES: &[Choice] = &[
    Choice { key: AS_IS, label: t("wie gekommen", "as it came"), help: t("Höchstens drei", "Three at most") },
    Choice { key: "0", label: same("0"), help: t("Ganze Zahl", "Whole number") },
    Choice { key: "1", label: same("1"), help: t("Eine Nachkommastelle", "One decimal") },
    Choice { key: "2", label: same("2"), help: t("Zwei Nachkommastellen", "Two decimals") },
    Choice { key: "3", label: same("3"), help: t("Drei Nachkommastellen", "Three decimals") },
];

const fn limit(key: &'static str, label: Text) -> Handle<Option<f64>> {
    Handle::maybe(key, label, Section::Data)
}

/// Below this it is an alarm.
pub(super) const ALARM_BELOW: Handle<Option<f64>> = limit("alarm_below", t("Rot unter", "Red below"));
/// Below this it is a warning.
pub(super) const WARN_BELOW: Handle<Option<f64>> = limit("warn_below", t("Gelb unter", "Amber below"));
/// Above this it is a warning.
pub(super) const WARN_ABOVE: Handle<Option<f64>> = limit("warn_above", t("Gelb über", "Amber above"));
/// Above this it is an alarm.
pub(super) const ALARM_ABOVE: Handle<Option<f64>> = limit("alarm_above", t("Rot über", "Red above"));

/// How a value stands to its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    /// Inside all limits.
    Normal,
    /// To be noticed.
    Warning,
    /// To be dealt with.
    Alarm,
}

impl Severity {
    /// Its colour; none where nothing is to be noticed.
    pub(super) fn color(self) -> Option<Color32> {
        match self {
            Self::Normal => None,
            Self::Warning => Some(Theme::DARK.warn),
            Self::Alarm => Some(Theme::LIGHT.bad),
        }
    }

    /// What a screen reader says, and what stands beside the colour.
    pub(super) fn word(self, lang: Lang) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Warning => Some(t("Warnung", "warning").get(lang)),
            Self::Alarm => Some(t("Alarm", "alarm").get(lang)),
        }
    }
}

/// A value with its scale and limits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// Nothing until something has come.
    pub(super) value: Option<f64>,
    min: f64,
    max: f64,
    /// Alarm and warning below, warning and alarm above.
    limits: [Option<f64>; 4],
}

impl Measured {
    /// As the control has it.
    pub(super) fn of(look: &Look<'_>) -> Self {
        let (min, max) = (look.get(MIN), look.get(MAX));
        Self { min: min.min(max), max: min.max(max), ..Self::without_scale(look) }
    }

    /// The same for a control that has no scale.
    pub(super) fn without_scale(look: &Look<'_>) -> Self {
        let limits = [ALARM_BELOW, WARN_BELOW, WARN_ABOVE, ALARM_ABOVE].map(|limit| look.get(limit));
        Self { value: look.get(VALUE), min: 0.0, max: 0.0, limits }
    }

    /// Where a number stands on the scale, 0 to 1.
    pub(super) fn part(&self, number: f64) -> f32 {
        if self.max > self.min { ((number - self.min) / (self.max - self.min)).clamp(0.0, 1.0) as f32 } else { 0.0 }
    }

    /// How the value stands to its limits.
    pub(super) fn severity(&self) -> Severity {
        let Some(value) = self.value else { return Severity::Normal };
        let [alarm_below, warn_below, warn_above, alarm_above] = self.limits;
        let below = |limit: Option<f64>| limit.is_some_and(|limit| value < limit);
        let above = |limit: Option<f64>| limit.is_some_and(|limit| value > limit);
        if below(alarm_below) || above(alarm_above) {
            Severity::Alarm
        } else if below(warn_below) || above(warn_above) {
            Severity::Warning
        } else {
            Severity::Normal
        }
    }

    /// The parts of the scale that are to be noticed, from and to (0 to 1), those that lie on top of others last.
    pub(super) fn zones(&self) -> Vec<(f32, f32, Severity)> {
        let [alarm_below, warn_below, warn_above, alarm_above] = self.limits.map(|limit| limit.map(|at| self.part(at)));
        let below = |limit: Option<f32>, severity| limit.map(|at| (0.0, at, severity));
        let above = |limit: Option<f32>, severity| limit.map(|at| (at, 1.0, severity));
        [
            below(warn_below, Severity::Warning),
            above(warn_above, Severity::Warning),
            below(alarm_below, Severity::Alarm),
            above(alarm_above, Severity::Alarm),
        ]
        .into_iter()
        .flatten()
        .filter(|(from, to, _)| to > from)
        .collect()
    }
}

/// What stands where no value has come yet.
pub(super) const NO_VALUE: &str = "–";

/// The value as the control shows it, without its unit.
pub(super) fn shown(look: &Look<'_>, value: Option<f64>) -> String {
    let decimals = look.get(DECIMALS).parse().ok();
    value.map_or_else(|| NO_VALUE.to_owned(), |value| number(value, decimals, look.lang))
}

/// A number with this many decimals, at most three where it is as it came; thousands are parted, as the language does.
pub(super) fn number(value: f64, decimals: Option<u8>, lang: Lang) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    let value = if decimals.is_none() { (value * 1000.0).round() / 1000.0 } else { value };
    shown_number(value, decimals, true, lang)
}

/// Digits behind the point that a step has.
pub(super) fn decimals_of(step: f64) -> u8 {
    (0..6).find(|digits| (step * 10_f64.powi(i32::from(*digits))).fract().abs() < 1e-9).unwrap_or(6)
}

/// Draws the value, and smaller its unit, on one line as large as `size` says and `rect` allows; what is noticed has its
/// colour and a mark.
pub(super) fn figures(paint: &Paint<'_>, measured: &Measured, (size, ink): (f32, Color32), align: Align, rect: Rect) {
    let severity = measured.severity();
    let text = shown(&paint.look, measured.value);
    let unit = paint.get(UNIT);
    let color = severity.color().map_or(ink, |color| color.lerp_to_gamma(ink, 0.25));
    let one_line = |text: &str, font: FontId, color| {
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = TextWrapping::no_max_width();
        paint.painter.layout_job(job)
    };
    let has_unit = !unit.trim().is_empty() && measured.value.is_some();
    let make = |size: f32| {
        let small = (size * 0.5).max(paint.px(17.0)).min(size);
        let behind = has_unit.then(|| one_line(unit.trim(), regular(small), ink.gamma_multiply(0.65)));
        (one_line(&text, semibold(size), color), behind)
    };
    let size = size.min(rect.height() / 1.2).clamp(1.0, 400.0);
    let mark = if severity == Severity::Normal { 0.0 } else { size * 0.7 };
    let width_of = |(number, behind): &(Arc<Galley>, Option<Arc<Galley>>)| {
        number.size().x + behind.as_ref().map_or(0.0, |unit| number.size().y * 0.15 + unit.size().x)
    };
    let mut parts = make(size);
    let room = (rect.width() - mark).max(1.0);
    if width_of(&parts) > room {
        parts = make((size * room / width_of(&parts)).max(1.0));
    }
    let width = width_of(&parts);
    let left = match align {
        Align::Min => rect.left(),
        Align::Center => rect.center().x - f32::midpoint(width, mark),
        Align::Max => rect.right() - width - mark,
    };
    let (number, behind) = parts;
    let top = rect.center().y - number.size().y / 2.0;
    let base = top + baseline(&number);
    paint.painter.galley(pos2(left, top), number, ink);
    if let Some(behind) = behind {
        let at = pos2(left + width - behind.size().x, base - baseline(&behind));
        paint.painter.galley(at, behind, ink);
    }
    if severity != Severity::Normal {
        paint.icon("triangle-alert", pos2(left + width + mark * 0.55, rect.center().y), mark * 0.62, color);
    }
}

/// How far below its top a line of text stands.
fn baseline(galley: &Galley) -> f32 {
    galley.rows.first().and_then(|row| row.glyphs.first()).map_or(0.0, |glyph| glyph.pos.y)
}

/// What a scale is drawn with, where nothing is filled: a breath of the ink, so that it has the colour of what it lies on.
pub(super) fn track_color(ink: Color32) -> Color32 {
    ink.gamma_multiply(0.13)
}

/// The colour of a part of the scale that is to be noticed: quieter than what is measured.
pub(super) fn zone_color(severity: Severity) -> Option<Color32> {
    Some(severity.color()?.gamma_multiply(0.6))
}

/// What a screen reader hears: caption, value, unit, and how it stands to its limits.
pub(super) fn told(look: &Look<'_>, measured: &Measured, caption: &str, role: Role) -> WidgetInfo {
    let value = match measured.value {
        Some(_) => [shown(look, measured.value), look.get(UNIT).into_owned()].join(" ").trim().to_owned(),
        None => t("kein Wert", "no value").get(look.lang).to_owned(),
    };
    let severity = measured.severity().word(look.lang).map(|word| format!(", {word}")).unwrap_or_default();
    let caption = if caption.trim().is_empty() { String::new() } else { format!("{}: ", caption.trim()) };
    let text = format!("{caption}{value}{severity}");
    WidgetInfo { current_text_value: Some(text), value: measured.value, ..WidgetInfo::new(role) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_each_language_writes_them() {
        for (value, decimals, de, en) in [
            (31.5, Some(1), "31,5", "31.5"),
            (1420.0, None, "1.420", "1,420"),
            (1_234_567.891, Some(2), "1.234.567,89", "1,234,567.89"),
            (-0.04, Some(1), "0,0", "0.0"),
            (-1000.0, Some(0), "-1.000", "-1,000"),
            (999.0, None, "999", "999"),
            (48.25, Some(1), "48,3", "48.3"),
            (0.1 + 0.2, None, "0,3", "0.3"),
            (f64::NAN, None, NO_VALUE, NO_VALUE),
        ] {
            assert_eq!(number(value, decimals, Lang::De), de, "{value}");
            assert_eq!(number(value, decimals, Lang::En), en, "{value}");
        }
    }

    #[test]
    fn a_value_has_the_decimals_of_its_step() {
        for (step, digits) in [(1.0, 0), (0.5, 1), (0.25, 2), (10.0, 0), (0.001, 3)] {
            assert_eq!(decimals_of(step), digits, "{step}");
        }
    }

    fn measured(value: Option<f64>) -> Measured {
        Measured { value, min: 0.0, max: 100.0, limits: [Some(5.0), None, Some(70.0), Some(90.0)] }
    }

    #[test]
    fn a_value_is_noticed_outside_its_limits_and_only_there() {
        for (value, severity) in [
            (None, Severity::Normal),
            (Some(4.9), Severity::Alarm),
            (Some(5.0), Severity::Normal),
            (Some(70.0), Severity::Normal),
            (Some(70.1), Severity::Warning),
            (Some(91.0), Severity::Alarm),
        ] {
            assert_eq!(measured(value).severity(), severity, "{value:?}");
        }
    }

    #[test]
    fn zones_lie_on_the_scale_with_alarms_on_top() {
        let zones = measured(None).zones();
        assert_eq!(zones, [(0.7, 1.0, Severity::Warning), (0.0, 0.05, Severity::Alarm), (0.9, 1.0, Severity::Alarm)]);
        assert_eq!(measured(None).part(250.0), 1.0);
        assert_eq!(Measured { max: 0.0, ..measured(None) }.part(3.0), 0.0, "a scale without length");
    }
}
