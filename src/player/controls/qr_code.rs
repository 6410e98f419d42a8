//! A QR code: a text, mostly a link, that telephones read.

use std::sync::Arc;

use egui::cache::{ComputerMut, FrameCache};
use egui::{Align, Color32, Mesh, Rect, Role, Vec2, WidgetInfo, vec2};
use fast_qr::{ECL, QRBuilder};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::model::row::Literal;
use crate::player::common::{BLINK, TAPPED, TEXT_KEY, VISIBLE, fill};
use crate::player::paint::{Look, Paint, Touch, spoken};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Reading};
use crate::theme::{Theme, regular};

const TEXT: Handle<String> =
    Handle::text(TEXT_KEY, same("Text"), Literal::Text("https://example.com")).read_as(Reading::None);
const COLOR: Handle<Color32> = fill("#1c212b");
const GROUND: Handle<Color32> = Handle::color("ground", t("Grund", "Ground"), "#ffffff");

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "qr_code",
        group: ControlGroup::Display,
        icon: "qr-code",
        label: t("QR-Code", "QR code"),
        help: t("Zeigt einen Text oder Link zum Abfotografieren", "Shows a text or link to be read by a telephone"),
        size: (200.0, 200.0),
        properties: &[TEXT.def, VISIBLE.def, COLOR.def, GROUND.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

/// Light around it, in modules: without it no reader finds the code (ISO/IEC 18004).
const QUIET: usize = 4;
/// More bytes than this fit into no code.
const LONGEST: usize = 2_331;

/// The dark modules of a code, row by row, and how many a row has; `None` where the text is too long.
type Modules = Option<(usize, Arc<[bool]>)>;

#[derive(Default)]
struct Encoder;

impl ComputerMut<&str, Modules> for Encoder {
    fn compute(&mut self, text: &str) -> Modules {
        modules(text)
    }
}

fn modules(text: &str) -> Modules {
    if text.len() > LONGEST {
        return None;
    }
    // A seventh of it may be dirty.
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let all = (0..code.size).flat_map(|row| (0..code.size).map(move |column| (row, column)));
    Some((code.size, all.map(|(row, column)| code[row][column].value()).collect()))
}

fn paint(paint: &Paint<'_>) {
    let text = paint.get(TEXT);
    let side = paint.rect.width().min(paint.rect.height());
    let square = Rect::from_center_size(paint.rect.center(), Vec2::splat(side));
    paint.painter.rect_filled(square, paint.round(paint.px(4.0)), paint.get(GROUND));
    let code = paint
        .painter
        .ctx()
        .memory_mut(|memory| memory.caches.cache::<FrameCache<Modules, Encoder>>().get(&*text).clone());
    let Some((count, modules)) = code.filter(|_| !text.is_empty()) else {
        let words = if text.is_empty() {
            t("Kein Text", "No text")
        } else {
            t("Zu lang für einen QR-Code", "Too long for a QR code")
        };
        let font = regular(paint.px(16.0).clamp(1.0, 100.0));
        paint.lines(words.get(paint.look.lang), font, Theme::LIGHT.faint, Align::Center, square.shrink(side * 0.06));
        return;
    };
    let ink = paint.get(COLOR);
    let ink = if paint.touch == Touch::Pressed { ink.gamma_multiply(0.7) } else { ink };
    let step = side / (count + 2 * QUIET) as f32;
    let begin = square.min + Vec2::splat(step * QUIET as f32);
    let mut mesh = Mesh::default();
    for (row, line) in modules.chunks(count).enumerate() {
        // Neighbours as one piece, so that no light line is seen between them.
        let mut column = 0;
        while column < count {
            let length = line.iter().skip(column).take_while(|dark| **dark).count();
            if length > 0 {
                let at = begin + vec2(column as f32, row as f32) * step;
                mesh.add_colored_rect(Rect::from_min_size(at, vec2(length as f32, 1.02) * step), ink);
            }
            column += length.max(1);
        }
    }
    paint.painter.add(mesh);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let text = look.get(TEXT);
    let text = spoken(text.trim(), look.lang);
    WidgetInfo { current_text_value: Some(text), ..WidgetInfo::new(Role::Image) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_the_size_that_its_text_needs_and_one_that_is_too_long_has_none() {
        let (count, dark) = modules("https://example.com").unwrap();
        assert_eq!((count, dark.len()), (25, 25 * 25));
        // The three squares by which it is found.
        assert!(dark[0] && dark[24] && dark[24 * 25]);
        assert!(modules(&"x".repeat(LONGEST)).is_some());
        assert!(modules(&"x".repeat(LONGEST + 1)).is_none());
    }
}
