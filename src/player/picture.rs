//! Decoded images: PNG, JPEG and SVG. Reading one is pure and bounded in size and time; it opens no file and no network.
//!
//! A picture keeps its own texture, so both go together. A drawing (SVG) is drawn anew where it is shown larger than
//! before, as fine as can be done in an instant.

mod svg;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use egui::epaint::RectShape;
use egui::mutex::Mutex;
use egui::{
    Color32, ColorImage, Context, CornerRadius, Painter, Rect, TextureFilter, TextureHandle, TextureOptions,
    TextureWrapMode, Vec2, pos2,
};

use self::svg::Drawing;
use crate::model::embedded::EmbeddedFile;
use crate::model::picture::{PictureFit, PictureFlaw};

/// Larger images are scaled down: graphics cards have limits, and screens have fewer pixels. In pixels.
const LARGEST: u32 = 2048;
/// Images with longer sides are not even decoded. In pixels.
const LONGEST_SIDE: u32 = 16_384;
/// Most memory for decoding one, in bytes.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;

/// Images by name: of the project, else files by path as in the project.
pub type Images = BTreeMap<String, LoadedImage>;

/// An image that was asked for.
#[derive(Clone, Debug)]
pub struct LoadedImage {
    /// The bytes of the project that it was made of; none of one that lies in a file.
    pub from: Option<Arc<EmbeddedFile>>,
    /// What has become of it; `None` while it is being read.
    pub picture: Option<Result<Arc<Picture>, PictureFlaw>>,
}

impl LoadedImage {
    /// Why it cannot be shown.
    pub fn flaw(&self) -> Option<PictureFlaw> {
        self.picture.as_ref()?.as_ref().err().copied()
    }
}

/// The picture of this name, where there is one.
pub fn picture<'a>(images: &'a Images, name: &str) -> Option<&'a Picture> {
    images.get(name)?.picture.as_ref()?.as_deref().ok()
}

/// A decoded image.
pub struct Picture {
    size: Vec2,
    source: PictureSource,
    /// Its texture as it is and as it repeats itself; with each the longest side that it was drawn for.
    textures: Mutex<[Option<(u32, TextureHandle)>; 2]>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("size", &self.size).field("source", &self.source).finish_non_exhaustive()
    }
}

#[derive(Debug)]
enum PictureSource {
    Pixels(Arc<ColorImage>),
    Drawing(Box<Drawing>),
}

impl Picture {
    /// Reads an image file. It may take a second: not for the thread of the window.
    ///
    /// # Errors
    /// [`PictureFlaw`].
    pub fn read(bytes: &[u8]) -> Result<Self, PictureFlaw> {
        let (size, source) = if ::image::guess_format(bytes).is_ok() {
            let pixels = decode(bytes)?;
            (Vec2::new(pixels.size[0] as f32, pixels.size[1] as f32), PictureSource::Pixels(Arc::new(pixels)))
        } else {
            let drawing = Drawing::read(bytes)?;
            (drawing.size(), PictureSource::Drawing(Box::new(drawing)))
        };
        Ok(Self { size, source, textures: Mutex::default() })
    }

    /// Its own size, in pixels.
    pub fn size(&self) -> Vec2 {
        self.size
    }

    /// Its texture, fine enough for a longest side of so many points; nothing where it cannot be drawn.
    fn texture(&self, ctx: &Context, side: f32, tiles: bool) -> Option<TextureHandle> {
        let mut textures = self.textures.lock();
        let slot = &mut textures[usize::from(tiles)];
        let wanted = match &self.source {
            PictureSource::Pixels(_) => 0,
            PictureSource::Drawing(drawing) => {
                let pixels = (side * ctx.pixels_per_point()).ceil().clamp(1.0, LARGEST as f32) as u32;
                pixels.next_power_of_two().max(64).min(drawing.finest())
            }
        };
        if let Some((drawn, texture)) = slot
            && *drawn >= wanted
        {
            return Some(texture.clone());
        }
        let pixels = match &self.source {
            PictureSource::Pixels(pixels) => Arc::clone(pixels),
            PictureSource::Drawing(drawing) => Arc::new(drawing.draw(wanted)?),
        };
        let wrap_mode = if tiles { TextureWrapMode::Repeat } else { TextureWrapMode::ClampToEdge };
        let options = TextureOptions { wrap_mode, mipmap_mode: Some(TextureFilter::Linear), ..TextureOptions::LINEAR };
        let texture = ctx.load_texture("picture", pixels, options);
        *slot = Some((wanted, texture.clone()));
        Some(texture)
    }

    /// Paints it into a place; `scale` is how many points one of its pixels has where it shows its own size.
    pub fn paint(&self, painter: &Painter, (rect, radius): (Rect, CornerRadius), fit: PictureFit, look: PictureLook) {
        let (place, uv) = placed(fit, rect, self.size * look.scale);
        let shown = if fit == PictureFit::Tile { self.size * look.scale } else { place.size() / uv.size() };
        let Some(texture) = self.texture(painter.ctx(), shown.max_elem(), fit == PictureFit::Tile) else { return };
        painter.add(RectShape::filled(place, radius, look.tint).with_texture(texture.id(), uv));
    }
}

/// How a picture is painted besides its place.
#[derive(Clone, Copy, Debug)]
pub struct PictureLook {
    /// White where it keeps its colours.
    pub tint: Color32,
    /// Points for one of its own pixels.
    pub scale: f32,
}

/// Where an image of this size goes, and which part of it is shown.
fn placed(fit: PictureFit, rect: Rect, size: Vec2) -> (Rect, Rect) {
    let all = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    let times = rect.size() / size.max(Vec2::splat(1e-3));
    match fit {
        PictureFit::Stretch => (rect, all),
        PictureFit::Tile => (rect, Rect::from_min_size(all.min, times)),
        PictureFit::Fill => {
            let part = times / times.max_elem().max(f32::MIN_POSITIVE);
            (rect, Rect::from_center_size(all.center(), part))
        }
        PictureFit::Whole => (Rect::from_center_size(rect.center(), size * times.min_elem()), all),
    }
}

fn decode(bytes: &[u8]) -> Result<ColorImage, PictureFlaw> {
    let reader = ::image::ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.ok().ok_or(PictureFlaw::Unknown)?;
    let mut limits = ::image::Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let image = reader.decode().map_err(|err| match err {
        ::image::ImageError::Limits(_) => PictureFlaw::TooLarge,
        _ => PictureFlaw::Unknown,
    })?;
    let image = if image.width().max(image.height()) > LARGEST { image.thumbnail(LARGEST, LARGEST) } else { image };
    let image = image.to_rgba8();
    let size = [image.width() as usize, image.height() as usize];
    Ok(ColorImage::from_rgba_unmultiplied(size, image.as_raw()))
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    #[test]
    fn images_keep_their_ratio_unless_stretched() {
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(200.0, 100.0));
        let (place, uv) = placed(PictureFit::Whole, rect, vec2(50.0, 50.0));
        assert_eq!((place.width(), place.height(), uv.width()), (100.0, 100.0, 1.0));
        let (place, uv) = placed(PictureFit::Fill, rect, vec2(50.0, 50.0));
        assert_eq!((place, uv.width(), uv.height()), (rect, 1.0, 0.5));
        assert_eq!(placed(PictureFit::Stretch, rect, vec2(50.0, 50.0)).0, rect);
        let (place, uv) = placed(PictureFit::Tile, rect, vec2(50.0, 50.0));
        assert_eq!((place, uv), (rect, Rect::from_min_size(pos2(0.0, 0.0), vec2(4.0, 2.0))));
    }

    #[test]
    fn what_is_no_image_is_not_decoded_and_one_of_too_many_pixels_neither() {
        assert_eq!(Picture::read(b"no image").unwrap_err(), PictureFlaw::Unknown);
        assert_eq!(Picture::read(b"").unwrap_err(), PictureFlaw::Unknown);
        let png = |width, height| {
            let mut png = Cursor::new(Vec::new());
            ::image::GrayImage::new(width, height).write_to(&mut png, ::image::ImageFormat::Png).unwrap();
            png.into_inner()
        };
        assert_eq!(Picture::read(&png(3, 2)).unwrap().size(), vec2(3.0, 2.0));
        let broken = &png(300, 200)[..60];
        assert_eq!(Picture::read(broken).unwrap_err(), PictureFlaw::Unknown);
        assert_eq!(Picture::read(&png(LONGEST_SIDE + 1, 1)).unwrap_err(), PictureFlaw::TooLarge);
    }
}
