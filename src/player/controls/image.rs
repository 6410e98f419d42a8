//! An image, of the project or in a file.

use egui::{Color32, Rect, Role, Stroke, StrokeKind, Vec2, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::model::picture::{IMAGE_KEY, PictureFit};
use crate::model::row::Choice;
use crate::player::common::{BLINK, LEADS_TO, TAPPED, VISIBLE, radius};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::picture::{PictureLook, picture};
use crate::player::property::{Handle, color_in};
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::theme::regular;

const FILE: Handle<String> = Handle::image(IMAGE_KEY, t("Datei", "File"));
const FIT: Handle<String> = Handle::choice("fit", t("Einpassen", "Fit"), Section::Look, FITS, "contain");
const OPACITY: Handle<f64> =
    Handle::number("opacity", t("Deckkraft %", "Opacity %"), Section::Look, (0.0, 100.0), 100.0);
const RADIUS: Handle<f64> = radius(0.0);

const FITS: &[Choice] = &[
    Choice {
        key: "contain",
        label: t("Ganz zeigen", "Show whole"),
        help: t("Das ganze Bild, mit Rand", "The whole image, with margins"),
    },
    Choice {
        key: "cover",
        label: t("Ausfüllen", "Fill"),
        help: t("Füllt die Fläche, schneidet ab", "Fills the area, crops the image"),
    },
    Choice { key: "stretch", label: t("Strecken", "Stretch"), help: t("Verzerrt das Bild", "Distorts the image") },
    Choice {
        key: "tile",
        label: t("Kacheln", "Tile"),
        help: t("In seiner Größe, immer wieder", "In its own size, again and again"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "image",
        group: ControlGroup::Display,
        icon: "image",
        label: t("Bild", "Image"),
        help: t("Zeigt ein Bild (PNG, JPEG oder SVG)", "Shows an image (PNG, JPEG or SVG)"),
        size: (240.0, 180.0),
        properties: &[FILE.def, LEADS_TO.def, VISIBLE.def, FIT.def, OPACITY.def, RADIUS.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let name = paint.get(FILE);
    let Some(picture) = picture(paint.look.images, &name) else { return placeholder(paint, &name) };
    let shade = if paint.touch == Touch::Pressed { 0.8 } else { 1.0 };
    let opacity = (paint.get(OPACITY) as f32 / 100.0).clamp(0.0, 1.0);
    let look = PictureLook { tint: Color32::WHITE.gamma_multiply(opacity * shade), scale: paint.scale };
    let fit = match &*paint.get(FIT) {
        "cover" => PictureFit::Fill,
        "stretch" => PictureFit::Stretch,
        "tile" => PictureFit::Tile,
        _ => PictureFit::Whole,
    };
    picture.paint(paint.painter, (paint.rect, paint.radius(RADIUS)), fit, look);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { current_text_value: Some(look.get(FILE).into_owned()), ..WidgetInfo::new(Role::Image) }
}

/// What stands where no image is, in the colours of the project.
fn placeholder(paint: &Paint<'_>, name: &str) {
    let color = |role: &str| color_in(paint.look.values.project(), role).unwrap_or(Color32::GRAY);
    let (radius, ink) = (paint.radius(RADIUS), color("muted"));
    paint.painter.rect(paint.rect, radius, color("surface"), Stroke::new(1.0, color("line")), StrokeKind::Inside);
    let size = (paint.rect.height() * 0.3).min(paint.px(48.0));
    let is_missing = paint.look.images.get(name).is_some_and(|image| image.flaw().is_some());
    let icon = if is_missing { "image-off" } else { "image" };
    paint.icon(icon, paint.rect.center() - Vec2::new(0.0, size * 0.3), size, ink);
    let text = if name.is_empty() { t("Kein Bild gewählt", "No image chosen").get(paint.look.lang) } else { name };
    let below = Rect::from_min_max(egui::pos2(paint.rect.left(), paint.rect.center().y + size * 0.4), paint.rect.max);
    let font = regular(paint.px(16.0).clamp(1.0, 100.0));
    paint.line(text, font, ink, egui::Align::Center, below.shrink2(Vec2::new(paint.px(8.0), 0.0)));
}
