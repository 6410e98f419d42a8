//! A signal lamp: a coloured lens in a metal ring that is off, on or blinks, and its text beside or below it.

use std::f32::consts::TAU;

use egui::ecolor::hsv_from_rgb;
use egui::{Align, Color32, CornerRadius, Mesh, Pos2, Rect, Role, Stroke, Vec2, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::{Text, t};
use crate::model::row::Choice;
use crate::player::blink;
use crate::player::common::{DARK_TEXT, TAPPED, TEXT_STYLE, VISIBLE, font_size, text};
use crate::player::paint::{Look, Paint, Touch, shade, soft_shadow, spoken};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};

const STATE: Handle<String> = Handle::choice("state", t("Zustand", "State"), Section::General, STATES, OFF);
const TEXT: Handle<String> = text(t("Leuchte", "Signal lamp"));
const COLOR: Handle<Color32> = Handle::color("color", t("Farbe", "Color"), "#e5352b");
const FONT_SIZE: Handle<f64> = font_size(22.0);

const OFF: &str = "off";
const ON: &str = "on";
const BLINK: &str = "blink";

const STATES: &[Choice] = &[
    Choice { key: OFF, label: t("Aus", "Off"), help: t("Leuchtet nicht", "Is not lit") },
    Choice { key: ON, label: t("An", "On"), help: t("Leuchtet", "Is lit") },
    Choice { key: BLINK, label: t("Blinkt", "Blinking"), help: t("Blinkt einmal je Sekunde", "Blinks once a second") },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "lamp",
        group: ControlGroup::Display,
        icon: "lightbulb",
        label: t("Leuchte", "Signal lamp"),
        help: t("Zeigt einen Zustand: aus, an oder blinkend", "Shows a state: off, on or blinking"),
        size: (220.0, 72.0),
        properties: &[STATE.def, TEXT.def, VISIBLE.def, COLOR.def, DARK_TEXT.def, TEXT_STYLE.def, FONT_SIZE.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

/// Radius of the metal ring, as a part of the lamp's side; the glow has the rest.
const RING: f32 = 0.41;
/// Radius of the lens, as a part of the ring's.
const LENS: f32 = 0.8;

fn paint(paint: &Paint<'_>) {
    let text = paint.get(TEXT);
    let (lamp, words) = places(paint, !text.trim().is_empty());
    lens(paint, lamp, is_lit(paint));
    let align = if words.left() > lamp.center().x { Align::Min } else { Align::Center };
    paint.line(&text, paint.font(FONT_SIZE, false), paint.get(DARK_TEXT), align, words);
}

/// The places of lamp and text: beside each other, or the text below where the control is not wide.
fn places(paint: &Paint<'_>, has_text: bool) -> (Rect, Rect) {
    let Paint { rect, .. } = *paint;
    let square = |center: Pos2, side: f32| Rect::from_center_size(center, Vec2::splat(side.max(1.0)));
    if !has_text {
        return (square(rect.center(), rect.width().min(rect.height())), Rect::NOTHING);
    }
    if rect.width() >= rect.height() * 1.5 {
        let lamp = square(rect.left_center() + vec2(rect.height() / 2.0, 0.0), rect.height());
        let words = Rect::from_min_max(pos2(lamp.right() + paint.px(8.0), rect.top()), rect.max);
        return (lamp, words);
    }
    let line = (paint.px(paint.get(FONT_SIZE) as f32) * 1.4).min(rect.height() / 2.0);
    let (above, below) = rect.split_top_bottom_at_y(rect.bottom() - line);
    (square(above.center(), above.width().min(above.height())), below)
}

/// Whether it is lit now. In the designer, where nothing moves, one that blinks is lit.
///
/// Asks for the next picture only where that will change: a lamp that does not blink costs nothing.
fn is_lit(paint: &Paint<'_>) -> bool {
    match (&*paint.get(STATE), paint.clock) {
        (BLINK, Some(now)) => blink::is_lit(paint.painter.ctx(), now),
        (ON, _) | (BLINK, None) => true,
        _ => false,
    }
}

fn lens(paint: &Paint<'_>, lamp: Rect, lit: bool) {
    let (center, ring) = (lamp.center(), lamp.width() * RING);
    let lens = ring * LENS;
    let pressed = if paint.touch == Touch::Pressed { -0.2 } else { 0.0 };
    let color = shade(paint.get(COLOR).to_opaque(), pressed);
    if lit {
        let halo = [(0.0, color), (0.8, color.gamma_multiply(0.55)), (1.0, Color32::TRANSPARENT)];
        disc(paint, center, lamp.width() / 2.0, Vec2::ZERO, &halo);
    } else {
        let below = Rect::from_center_size(center, Vec2::splat(ring * 2.0));
        soft_shadow(paint.painter, below, CornerRadius::same(ring.clamp(0.0, 255.0) as u8), paint.scale);
    }
    // Metal: light from above on the outer edge, from below on the inner one.
    let metal = |by: f32| Color32::WHITE.lerp_to_gamma(Color32::BLACK, by);
    disc(paint, center, ring, vec2(0.0, -0.9), &[(0.0, metal(0.1)), (1.0, metal(0.55))]);
    disc(paint, center, ring * 0.91, vec2(0.0, 0.9), &[(0.0, metal(0.3)), (1.0, metal(0.75))]);
    let glass = if lit {
        [(0.0, shade(color, 0.75)), (0.4, shade(color, 0.14)), (1.0, shade(color, -0.14))]
    } else {
        [(0.0, shade(color, -0.4)), (0.6, shade(color, -0.58)), (1.0, shade(color, -0.75))]
    };
    disc(paint, center, lens, vec2(0.0, 0.12), &glass);
    let groove = Stroke::new(paint.px(1.0).max(0.5), Color32::WHITE.gamma_multiply(if lit { 0.16 } else { 0.07 }));
    for part in [0.5, 0.78] {
        paint.painter.circle_stroke(center, lens * part, groove);
    }
    // The sky in the glass.
    let shine = Color32::WHITE.gamma_multiply(if lit { 0.6 } else { 0.4 });
    let at = center + vec2(-0.26, -0.42) * lens;
    disc(paint, at, lens * 0.38, Vec2::ZERO, &[(0.0, shine), (1.0, Color32::TRANSPARENT)]);
}

/// A disc whose colour runs from a focus (0), which lies off the centre by a part of the radius, to its edge (1).
fn disc(paint: &Paint<'_>, center: Pos2, radius: f32, focus: Vec2, stops: &[(f32, Color32)]) {
    const STEPS: u32 = 48;
    let Some((_, last)) = stops.last() else { return };
    let mut mesh = Mesh::default();
    // The edge fades over a point, as the edges of other shapes do.
    let soft = (1.0 + 1.0 / radius.max(1.0), Color32::TRANSPARENT);
    let edge = (*last != Color32::TRANSPARENT).then_some(soft);
    for (rings, (part, color)) in (0_u32..).zip(stops.iter().copied().chain(edge)) {
        let middle = center + focus * radius * (1.0 - part).max(0.0);
        for step in 0..STEPS {
            let angle = TAU * step as f32 / STEPS as f32;
            mesh.colored_vertex(middle + Vec2::angled(angle) * radius * part, color);
        }
        if rings > 0 {
            for step in 0..STEPS {
                let (next, inner, outer) = ((step + 1) % STEPS, (rings - 1) * STEPS, rings * STEPS);
                mesh.add_triangle(inner + step, outer + step, outer + next);
                mesh.add_triangle(inner + step, outer + next, inner + next);
            }
        }
    }
    paint.painter.add(mesh);
}

/// Colour and state, behind the text that stands beside it: `Pumpe: rot, blinkt`.
fn describe(look: &Look<'_>) -> WidgetInfo {
    let state = look.get(STATE);
    let state = STATES.iter().find(|known| known.key == state).unwrap_or(&STATES[0]);
    let words = look.get(TEXT);
    let words = spoken(words.trim(), look.lang);
    let before = if words.is_empty() { String::new() } else { format!("{words}: ") };
    let color = color_word(look.get(COLOR)).get(look.lang);
    let value = format!("{before}{color}, {}", state.label.get(look.lang).to_lowercase());
    WidgetInfo { current_text_value: Some(value), ..WidgetInfo::new(Role::Status) }
}

/// What people call a colour.
fn color_word(color: Color32) -> Text {
    let [red, green, blue, _] = color.to_opaque().to_array().map(|part| f32::from(part) / 255.0);
    let (hue, saturation, value) = hsv_from_rgb([red, green, blue]);
    if value < 0.15 {
        return t("schwarz", "black");
    }
    if saturation < 0.15 {
        return if value > 0.8 { t("weiß", "white") } else { t("grau", "gray") };
    }
    match hue * 360.0 {
        15.0..40.0 => t("orange", "orange"),
        40.0..70.0 => t("gelb", "yellow"),
        70.0..165.0 => t("grün", "green"),
        165.0..195.0 => t("türkis", "turquoise"),
        195.0..255.0 => t("blau", "blue"),
        255.0..290.0 => t("violett", "violet"),
        290.0..335.0 => t("rosa", "pink"),
        _ => t("rot", "red"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::i18n::Lang;
    use crate::language::new_control;
    use crate::model::control::Control;
    use crate::model::project::Project;
    use crate::player::DeviceLook;
    use crate::player::paint::Traces;
    use crate::player::property::Values;

    fn lamp(set: &[(&str, &str)]) -> Control {
        let mut lamp = new_control(&CLASS.def, Lang::De);
        lamp.properties.extend(set.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())));
        lamp
    }

    /// Paints at this time: how long the picture holds, and how many vertices it has.
    fn picture(state: &str, clock: Option<f64>) -> (Duration, usize) {
        let ctx = egui::Context::default();
        crate::theme::install_fonts(&ctx);
        let project = Project::new("P", "Start", "Lokal");
        let lamp = lamp(&[("state", state), ("text", "")]);
        let (tables, images, traces) = (BTreeMap::new(), BTreeMap::new(), Traces::new());
        let mut delay = Duration::MAX;
        let mut vertices = 0;
        // Fonts count from the next frame on, and ask for it.
        for _ in 0..3 {
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                let look = Look {
                    values: Values::designed(&project, &lamp),
                    tables: &tables,
                    images: &images,
                    traces: &traces,
                    outages: &[],
                    lang: Lang::De,
                };
                let rect = Rect::from_min_size(Pos2::ZERO, vec2(72.0, 72.0));
                let painter = ui.painter();
                paint(&Paint {
                    look,
                    painter,
                    rect,
                    scale: 1.0,
                    touch: Touch::Idle,
                    motion: None,
                    clock,
                    device: DeviceLook::default(),
                });
                vertices = 0;
                painter.for_each_shape(|shape| {
                    if let egui::Shape::Mesh(mesh) = &shape.shape {
                        vertices += mesh.vertices.len();
                    }
                });
            });
            delay = output.viewport_output.values().map(|output| output.repaint_delay).min().unwrap();
            output.drop_without_applying_deltas();
        }
        (delay, vertices)
    }

    #[test]
    fn it_blinks_once_a_second_and_asks_for_a_picture_only_then() {
        let (lit, dark) = (picture("on", Some(3.2)), picture("off", Some(3.2)));
        assert!(lit.1 > dark.1, "a lit lamp glows");
        assert_eq!((lit.0, dark.0), (Duration::MAX, Duration::MAX));
        for (clock, like) in [(3.0, lit), (3.4, lit), (3.5, dark), (3.9, dark), (4.1, lit)] {
            let (delay, vertices) = picture("blink", Some(clock));
            assert_eq!(vertices, like.1, "at {clock}");
            assert!(delay <= Duration::from_millis(500), "at {clock}: {delay:?}");
        }
        assert_eq!(picture("blink", None), lit, "nothing moves in the designer");
    }

    #[test]
    fn a_screen_reader_hears_colour_and_state() {
        let told = |set: &[(&str, &str)], lang| {
            let project = Project::new("P", "Start", "Lokal");
            let lamp = lamp(set);
            let (tables, images) = (BTreeMap::new(), BTreeMap::new());
            let (values, traces) = (Values::designed(&project, &lamp), Traces::new());
            describe(&Look { values, tables: &tables, images: &images, traces: &traces, outages: &[], lang })
                .current_text_value
                .unwrap()
        };
        assert_eq!(told(&[], Lang::De), "Leuchte: rot, aus");
        assert_eq!(told(&[("text", "Pumpe"), ("state", "blink")], Lang::De), "Pumpe: rot, blinkt");
        assert_eq!(told(&[("text", ""), ("state", "on"), ("color", "#ffd400")], Lang::En), "yellow, on");
        for (color, word) in [
            ("#00a651", "green"),
            ("#0072ce", "blue"),
            ("#ff8f00", "orange"),
            ("#ffffff", "white"),
            ("#808080", "gray"),
            ("#000000", "black"),
            ("#c21010", "red"),
        ] {
            assert_eq!(told(&[("text", ""), ("color", color)], Lang::En), format!("{word}, off"));
        }
    }
}
