//! An image file. Decoded images are kept as textures until their file changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::epaint::RectShape;
use egui::mutex::Mutex;
use egui::{
    Color32, ColorImage, Context, Id, Rect, Role, Stroke, StrokeKind, TextureHandle, TextureOptions, Vec2, WidgetInfo,
    pos2,
};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::Choice;
use crate::player::common::{BLINK, TAPPED, VISIBLE, radius};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::theme::{Theme, regular};

const FILE: Handle<String> = Handle::image("file", t("Datei", "File"));
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
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "image",
        group: ControlGroup::Display,
        icon: "image",
        label: t("Bild", "Image"),
        help: t("Zeigt eine Bilddatei (PNG oder JPEG)", "Shows an image file (PNG or JPEG)"),
        size: (240.0, 180.0),
        properties: &[FILE.def, VISIBLE.def, FIT.def, OPACITY.def, RADIUS.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

/// Larger images are scaled down: graphics cards have limits, and screens have fewer pixels.
const LARGEST: u32 = 2048;

/// Textures by path; with each the file's bytes it was made of, and nothing where they are no image.
#[derive(Clone, Default)]
struct ImageCache(Arc<Mutex<BTreeMap<String, CachedImage>>>);

type CachedImage = (Arc<[u8]>, Option<TextureHandle>);

fn paint(paint: &Paint<'_>) {
    let path = paint.get(FILE);
    let bytes = paint.look.images.get(&*path).and_then(Option::as_ref);
    match bytes.and_then(|bytes| texture(paint.painter.ctx(), &path, bytes)) {
        Some(texture) => draw(paint, &texture),
        None => placeholder(paint, &path),
    }
}

fn draw(paint: &Paint<'_>, texture: &TextureHandle) {
    let (rect, uv) = placed(&paint.get(FIT), paint.rect, texture.size_vec2());
    let shade = if paint.touch == Touch::Pressed { 0.8 } else { 1.0 };
    let opacity = (paint.get(OPACITY) as f32 / 100.0).clamp(0.0, 1.0);
    let tint = Color32::WHITE.gamma_multiply(opacity * shade);
    paint.painter.add(RectShape::filled(rect, paint.radius(RADIUS), tint).with_texture(texture.id(), uv));
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { current_text_value: Some(look.get(FILE).into_owned()), ..WidgetInfo::new(Role::Image) }
}

/// Where an image goes, and which part of it is shown.
fn placed(fit: &str, rect: Rect, size: Vec2) -> (Rect, Rect) {
    let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let (wide, high) = (rect.width() / size.x.max(1.0), rect.height() / size.y.max(1.0));
    match fit {
        "stretch" => (rect, all),
        "cover" => {
            let zoom = wide.max(high).max(f32::MIN_POSITIVE);
            let part = Vec2::new(wide / zoom, high / zoom);
            (rect, Rect::from_center_size(all.center(), part))
        }
        _ => (Rect::from_center_size(rect.center(), size * wide.min(high)), all),
    }
}

fn placeholder(paint: &Paint<'_>, path: &str) {
    let theme = Theme::LIGHT;
    let radius = paint.radius(RADIUS);
    paint.painter.rect(paint.rect, radius, theme.bg, Stroke::new(1.0, theme.line), StrokeKind::Inside);
    let size = (paint.rect.height() * 0.3).min(paint.px(48.0));
    let is_missing = !path.is_empty() && paint.look.images.get(path).is_some_and(Option::is_none);
    let icon = if is_missing { "image-off" } else { "image" };
    paint.icon(icon, paint.rect.center() - Vec2::new(0.0, size * 0.3), size, theme.faint);
    let text = if path.is_empty() { t("Kein Bild gewählt", "No image chosen").get(paint.look.lang) } else { path };
    let below = Rect::from_min_max(pos2(paint.rect.left(), paint.rect.center().y + size * 0.4), paint.rect.max);
    let font = regular(paint.px(16.0).clamp(1.0, 100.0));
    paint.line(text, font, theme.faint, egui::Align::Center, below.shrink2(Vec2::new(paint.px(8.0), 0.0)));
}

fn texture(ctx: &Context, path: &str, bytes: &Arc<[u8]>) -> Option<TextureHandle> {
    let cache = ctx.data_mut(|data| data.get_temp_mut_or_default::<ImageCache>(Id::unique("control images")).clone());
    let mut textures = cache.0.lock();
    if let Some((known, texture)) = textures.get(path)
        && Arc::ptr_eq(known, bytes)
    {
        return texture.clone();
    }
    let texture = decode(bytes).map(|image| ctx.load_texture(path, image, TextureOptions::LINEAR));
    textures.insert(path.to_owned(), (Arc::clone(bytes), texture.clone()));
    texture
}

fn decode(bytes: &[u8]) -> Option<ColorImage> {
    let image = ::image::load_from_memory(bytes).ok()?;
    let image = if image.width().max(image.height()) > LARGEST { image.thumbnail(LARGEST, LARGEST) } else { image };
    let image = image.to_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Some(ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    #[test]
    fn images_keep_their_ratio_unless_stretched() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(200.0, 100.0));
        let (place, uv) = placed("contain", rect, vec2(50.0, 50.0));
        assert_eq!((place.width(), place.height(), uv.width()), (100.0, 100.0, 1.0));
        let (place, uv) = placed("cover", rect, vec2(50.0, 50.0));
        assert_eq!((place, uv.width(), uv.height()), (rect, 1.0, 0.5));
        assert_eq!(placed("stretch", rect, vec2(50.0, 50.0)).0, rect);
    }

    #[test]
    fn what_is_no_image_is_not_decoded() {
        assert!(decode(b"no image").is_none());
        let mut png = std::io::Cursor::new(Vec::new());
        ::image::RgbaImage::new(3, 2).write_to(&mut png, ::image::ImageFormat::Png).unwrap();
        assert_eq!(decode(png.get_ref()).unwrap().size, [3, 2]);
    }
}
