//! A round gauge: an arc that is filled up to the value, its limits on the arc, and the value in the middle.

use std::f32::consts::PI;

use egui::epaint::PathStroke;
use egui::{Align, Color32, Pos2, Rect, Role, Shape, Stroke, Vec2, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::{Choice, Literal};
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, fill, font_size};
use crate::player::measure::{
    ALARM_ABOVE, ALARM_BELOW, DECIMALS, MAX, MIN, Measured, UNIT, VALUE, WARN_ABOVE, WARN_BELOW, figures, told,
    track_color, zone_color,
};
use crate::player::paint::{Look, Paint};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::theme::regular;

const TEXT: Handle<String> =
    Handle::text(TEXT_KEY, t("Beschriftung", "Caption"), Literal::Words(t("Rundskala", "Gauge")));
const COLOR: Handle<Color32> = fill("primary");
const FONT_SIZE: Handle<f64> = font_size(44.0);
const FORM: Handle<String> = Handle::choice("form", t("Form", "Shape"), Section::Look, FORMS, HALF);

const HALF: &str = "half";
const WIDE: &str = "wide";
const RING: &str = "ring";

const FORMS: &[Choice] = &[
    Choice { key: HALF, label: t("Halbkreis", "Half circle"), help: t("Von links nach rechts", "From left to right") },
    Choice { key: WIDE, label: t("Dreiviertelkreis", "Three quarters"), help: t("Unten offen", "Open at the bottom") },
    Choice {
        key: RING,
        label: t("Ring", "Ring"),
        help: t("Ein ganzer Kreis, von oben", "A whole circle, from the top"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "gauge",
        group: ControlGroup::Display,
        icon: "gauge",
        label: t("Rundskala", "Gauge"),
        help: t("Zeigt eine Zahl auf einem Bogen mit Grenzen", "Shows a number on an arc with limits"),
        size: (280.0, 190.0),
        properties: &[
            VALUE.def,
            UNIT.def,
            MIN.def,
            MAX.def,
            TEXT.def,
            VISIBLE.def,
            ALARM_BELOW.def,
            WARN_BELOW.def,
            WARN_ABOVE.def,
            ALARM_ABOVE.def,
            DECIMALS.def,
            FORM.def,
            COLOR.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

/// Where the arc begins and how far it goes, clockwise from the right, in half turns.
fn arc_of(form: &str) -> (f32, f32) {
    match form {
        WIDE => (0.75, 1.5),
        RING => (-0.5, 2.0),
        _ => (1.0, 1.0),
    }
}

fn paint(paint: &Paint<'_>) {
    let measured = Measured::of(&paint.look);
    let ink = paint.get(DARK_TEXT);
    let caption = paint.get(TEXT);
    let size = paint.px(paint.get(FONT_SIZE) as f32);
    let small = (size * 0.42).max(paint.px(13.0)).min(paint.rect.height() / 5.0).clamp(1.0, 400.0);
    let mut room = paint.rect;
    if !caption.trim().is_empty() {
        let (above, line) = room.split_top_bottom_at_y(room.bottom() - small * 1.5);
        paint.line(caption.trim(), regular(small), ink.gamma_multiply(0.7), Align::Center, line);
        room = above;
    }
    let form = paint.get(FORM);
    let (begin, sweep) = arc_of(&form);
    // The half circle is half as high as it is wide; three quarters reach 0.71 of the radius below the centre.
    let below = if form == RING { 1.0 } else { (begin * PI).sin().max(0.12) };
    let radius = (room.width() / 2.0).min(room.height() / (1.0 + below)).max(2.0);
    let width = (radius * 0.2).max(1.0);
    let center = pos2(room.center().x, room.center().y + radius * (1.0 - below) / 2.0);
    let arc = Arc { center, radius: radius - width / 2.0, width, begin, sweep };
    arc.draw(paint, (0.0, 1.0), track_color(ink));
    for (from, to, severity) in measured.zones() {
        if let Some(color) = zone_color(severity) {
            arc.draw(paint, (from, to), color);
        }
    }
    if let Some(part) = measured.value.map(|value| measured.part(value)) {
        let color = measured.severity().color().unwrap_or_else(|| paint.get(COLOR).to_opaque());
        arc.draw(paint, (0.0, part), color);
        if part < 1.0 {
            arc.end(paint, part, true, color);
        }
        if part <= 0.0 {
            arc.end(paint, part, false, color);
        }
    }
    let inner = arc.radius - width;
    let middle = if form == HALF { center - vec2(0.0, inner * 0.3) } else { center };
    let place = Rect::from_center_size(middle, vec2(inner * 1.7, inner.min(size * 1.3)));
    figures(paint, &measured, (size.min(radius * 0.5), ink), Align::Center, place);
}

/// A part of a circle's line.
struct Arc {
    center: Pos2,
    radius: f32,
    width: f32,
    /// In half turns, clockwise from the right.
    begin: f32,
    sweep: f32,
}

impl Arc {
    fn at(&self, part: f32) -> Pos2 {
        self.center + Vec2::angled((self.begin + self.sweep * part) * PI) * self.radius
    }

    /// From one part to another, 0 to 1; round where the arc ends.
    fn draw(&self, paint: &Paint<'_>, (from, to): (f32, f32), color: Color32) {
        if to <= from {
            return;
        }
        let steps = (((to - from) * self.sweep * 40.0).ceil() as usize).clamp(2, 96);
        let points = (0..=steps).map(|step| self.at(from + (to - from) * step as f32 / steps as f32)).collect();
        paint.painter.add(Shape::line(points, PathStroke::new(self.width, color)));
        // A ring has no ends.
        if from <= 0.0 && self.sweep < 2.0 {
            self.end(paint, from, false, color);
        }
        if to >= 1.0 && self.sweep < 2.0 {
            self.end(paint, to, true, color);
        }
    }

    /// A round end, which looks on or back: half a disc, so that nothing lies twice on what is pale.
    fn end(&self, paint: &Paint<'_>, part: f32, looks_on: bool, color: Color32) {
        let radial = (self.begin + self.sweep * part) * PI;
        let from = if looks_on { radial } else { radial + PI };
        // A little into the arc: between two smoothed edges one would see through.
        let tangent = Vec2::angled(radial + if looks_on { PI / 2.0 } else { -PI / 2.0 });
        let middle = self.at(part) - tangent * 0.5;
        let points =
            (0_u8..=16).map(|step| middle + Vec2::angled(from + PI * f32::from(step) / 16.0) * self.width / 2.0);
        paint.painter.add(Shape::convex_polygon(points.collect(), color, Stroke::NONE));
    }
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    told(look, &Measured::of(look), &look.get(TEXT), Role::Meter)
}
