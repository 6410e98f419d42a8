//! Drawings in SVG. What refers to files or networks is not followed; texts and pictures inside a drawing are left out.
//!
//! A small file can stand for endless work: things that are used by things that are used again, or effects over large
//! areas. So what a drawing asks for is counted before it is unfolded, and how fine it gets depends on how long it takes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::{Duration, Instant};

use egui::{ColorImage, Vec2};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, roxmltree};

use super::LARGEST;
use crate::model::picture::PictureFlaw;

/// Most characters of a drawing.
const LONGEST_TEXT: usize = 8 * 1024 * 1024;
/// Most parts of one, with all that is drawn again and again.
const MOST_PARTS: u64 = 50_000;
/// Most parts inside each other.
const DEEPEST: usize = 100;
/// Longest side of the trial, in pixels.
const TRIAL: u32 = 128;
/// How long the trial may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long it may take to draw it while the app runs.
const INSTANT: Duration = Duration::from_millis(100);
/// Effects whose work has nothing to do with how large they are.
const HEAVY: [&str; 4] = ["feTurbulence", "feConvolveMatrix", "feMorphology", "feDisplacementMap"];

/// A drawing.
pub(super) struct Drawing {
    tree: Tree,
    finest: u32,
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drawing").field("finest", &self.finest).finish_non_exhaustive()
    }
}

impl Drawing {
    /// Reads one and draws it once, to see how long that takes.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, PictureFlaw> {
        let text = std::str::from_utf8(bytes).ok().ok_or(PictureFlaw::Unknown)?;
        if !text.contains("<svg") {
            return Err(PictureFlaw::Unknown);
        }
        if text.len() > LONGEST_TEXT {
            return Err(PictureFlaw::TooLarge);
        }
        if !has_small_entities(text) {
            return Err(PictureFlaw::TooComplex);
        }
        let limit = u32::try_from(MOST_PARTS * 4).unwrap_or(u32::MAX);
        let options = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: limit, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(text, options).map_err(|err| match err {
            roxmltree::Error::NodesLimitReached => PictureFlaw::TooComplex,
            _ => PictureFlaw::Unknown,
        })?;
        if parts(&document) > MOST_PARTS {
            return Err(PictureFlaw::TooComplex);
        }
        let image_href_resolver =
            ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
        let options = Options { image_href_resolver, ..Options::default() };
        let tree = Tree::from_xmltree(&document, &options).ok().ok_or(PictureFlaw::Unknown)?;
        let mut drawing = Self { tree, finest: TRIAL };
        let began = Instant::now();
        drawing.draw(TRIAL).ok_or(PictureFlaw::Unknown)?;
        let took = began.elapsed();
        if took > PATIENCE {
            return Err(PictureFlaw::TooComplex);
        }
        drawing.finest = finest(took);
        Ok(drawing)
    }

    /// Its own size, in pixels.
    pub(super) fn size(&self) -> Vec2 {
        Vec2::new(self.tree.size().width(), self.tree.size().height())
    }

    /// The longest side up to which it is drawn in an instant, in pixels.
    pub(super) fn finest(&self) -> u32 {
        self.finest
    }

    /// Draws it with a longest side of so many pixels.
    pub(super) fn draw(&self, side: u32) -> Option<ColorImage> {
        let size = self.size();
        let zoom = side as f32 / size.max_elem();
        let pixels = (size * zoom).round().clamp(Vec2::splat(1.0), Vec2::splat(LARGEST as f32));
        let mut pixmap = Pixmap::new(pixels.x as u32, pixels.y as u32)?;
        let scale = pixels / size;
        resvg::render(&self.tree, Transform::from_scale(scale.x, scale.y), &mut pixmap.as_mut());
        let size = [pixmap.width() as usize, pixmap.height() as usize];
        Some(ColorImage::from_rgba_premultiplied(size, pixmap.data()))
    }
}

/// How fine a drawing may be of which the trial took so long: work grows with the area.
fn finest(took: Duration) -> u32 {
    let times = INSTANT.as_secs_f64() / took.as_secs_f64().max(1e-6);
    let side = f64::from(TRIAL) * times.sqrt();
    (side as u32).clamp(TRIAL, LARGEST)
}

/// Whether what the document type declares stands for little text however often it is used.
fn has_small_entities(text: &str) -> bool {
    let mut declared = text.split("<!ENTITY").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()).peekable();
    declared.peek().is_none()
        || declared.all(|value| value.len() <= 256 && !value.contains('&')) && text.matches('&').count() <= 10_000
}

/// How many parts are drawn, with those that are drawn again by reference; more than [`MOST_PARTS`] where it is too
/// much to count.
fn parts(document: &roxmltree::Document<'_>) -> u64 {
    let by_id = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    let has_marks = document.descendants().any(|node| node.has_tag_name("marker"));
    let mut counter =
        PartCounter { by_id: by_id.collect(), by_class: BTreeMap::new(), known: HashMap::new(), has_marks };
    for style in document.descendants().filter(|node| node.has_tag_name("style")) {
        counter.take_style(style.text().unwrap_or_default());
    }
    counter.weight(document.root_element(), &mut Vec::new())
}

struct PartCounter<'a, 'input> {
    by_id: BTreeMap<&'a str, roxmltree::Node<'a, 'input>>,
    /// What the style sheet refers to, by class; under no name what any part may refer to.
    by_class: BTreeMap<&'a str, BTreeSet<&'a str>>,
    known: HashMap<roxmltree::NodeId, u64>,
    /// Whether there are marks for the points of lines.
    has_marks: bool,
}

impl<'a, 'input> PartCounter<'a, 'input> {
    /// What the rules of a style sheet refer to.
    fn take_style(&mut self, sheet: &'a str) {
        for rule in sheet.split('}') {
            let Some((selectors, says)) = rule.split_once('{') else { continue };
            let wanted: Vec<&str> = references(says).collect();
            for selector in selectors.split(',').map(str::trim).filter(|_| !wanted.is_empty()) {
                let simple = |class: &&str| !class.contains([' ', '.', '>', ':', '#', '*', '[']);
                let class = selector.strip_prefix('.').filter(simple).unwrap_or_default();
                self.by_class.entry(class).or_default().extend(&wanted);
            }
        }
    }

    /// The parts of a node, itself included; `above` are those that it lies in or is drawn by.
    fn weight(&mut self, node: roxmltree::Node<'a, 'input>, above: &mut Vec<roxmltree::NodeId>) -> u64 {
        if let Some(known) = self.known.get(&node.id()) {
            return *known;
        }
        // What draws itself is not drawn.
        if above.contains(&node.id()) {
            return 0;
        }
        if above.len() >= DEEPEST || HEAVY.contains(&node.tag_name().name()) {
            return u64::MAX;
        }
        above.push(node.id());
        let mut wanted: Vec<&str> = Vec::new();
        for attribute in node.attributes() {
            let value = attribute.value();
            wanted.extend(references(value));
            if attribute.name() == "href" {
                wanted.extend(value.trim().strip_prefix('#'));
            }
        }
        let classes = node.attribute("class").unwrap_or_default().split_whitespace().chain([""]);
        wanted.extend(classes.filter_map(|class| self.by_class.get(class)).flatten().copied());
        // A mark stands at each point of a line.
        let points = if self.has_marks {
            node.attribute("d").or_else(|| node.attribute("points")).map_or(1, |line| line.len() as u64 / 2 + 1)
        } else {
            1
        };
        let mut total: u64 = 1;
        for target in wanted {
            if let Some(target) = self.by_id.get(target).copied() {
                let times = if target.has_tag_name("marker") { points } else { 1 };
                total = total.saturating_add(self.weight(target, above).saturating_mul(times));
            }
        }
        for child in node.children().filter(roxmltree::Node::is_element) {
            total = total.saturating_add(self.weight(child, above));
        }
        above.pop();
        self.known.insert(node.id(), total);
        total
    }
}

/// The ids in all `url(#…)` of a text.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let inside = rest.split(')').next()?;
        inside.trim().trim_matches(['"', '\'']).strip_prefix('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inside: &str) -> String {
        let begin = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="10">"#;
        format!("{begin}{inside}</svg>")
    }

    #[test]
    fn a_drawing_is_drawn_as_large_as_it_is_shown() {
        let drawing = Drawing::read(svg(r##"<rect width="20" height="10" fill="#ff0000"/>"##).as_bytes()).unwrap();
        assert_eq!(drawing.size(), Vec2::new(20.0, 10.0));
        let image = drawing.draw(400).unwrap();
        assert_eq!((image.size, image.pixels[3_000]), ([400, 200], egui::Color32::from_rgb(255, 0, 0)));
    }

    #[test]
    fn classes_gradients_and_things_used_twice_are_drawn() {
        let inside = r##"<style>.a{fill:url(#g)}</style><defs><linearGradient id="g"><stop stop-color="#00ff00"/></linearGradient>
            <rect id="r" class="a" width="10" height="10"/></defs><use xlink:href="#r"/><use href="#r" x="10"/>"##;
        let image = Drawing::read(svg(inside).as_bytes()).unwrap().draw(20).unwrap();
        assert!(image.pixels.iter().all(|pixel| *pixel == egui::Color32::from_rgb(0, 255, 0)));
    }

    /// Each of them would open a file, take gigabytes or hours, or end the program.
    #[test]
    fn hostile_drawings_open_nothing_and_end_soon() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret.png");
        let mut png = std::io::Cursor::new(Vec::new());
        ::image::RgbaImage::from_pixel(4, 4, ::image::Rgba([255, 0, 0, 255]))
            .write_to(&mut png, ::image::ImageFormat::Png)
            .unwrap();
        std::fs::write(&secret, png.into_inner()).unwrap();
        for path in [secret.display().to_string(), format!("file://{}", secret.display())] {
            let inside = format!(r#"<image width="20" height="10" xlink:href="{path}"/>"#);
            let image = Drawing::read(svg(&inside).as_bytes()).unwrap().draw(64).unwrap();
            assert!(image.pixels.iter().all(|pixel| pixel.a() == 0), "{path}");
        }
        let began = Instant::now();
        let doubled = |n: u32| format!(r#"<g id="g{n}">{}</g>"#, format!(r##"<use href="#g{}"/>"##, n - 1).repeat(10));
        let bomb: String = (1..12).map(doubled).collect();
        let bomb = format!(r#"<g id="g0"><rect width="1" height="1"/></g>{bomb}"#);
        let nested = ["<g opacity=\"0.5\">", "</g>"].map(|part| part.repeat(50_000)).concat();
        let pattern = |n: u32| {
            let inside = format!(r#"<rect width="9" height="9" fill="url(#p{})"/>"#, n - 1).repeat(10);
            format!(r#"<pattern id="p{n}" width="1" height="1">{inside}</pattern>"#)
        };
        let patterns: String = (1..12).map(pattern).collect();
        let noise = r#"<filter id="f"><feTurbulence numOctaves="1000000000"/></filter><rect width="9" height="9" filter="url(#f)"/>"#;
        for inside in [&*bomb, &nested, &patterns, noise] {
            assert_eq!(Drawing::read(svg(inside).as_bytes()).unwrap_err(), PictureFlaw::TooComplex);
        }
        let entity = ["<!DOCTYPE svg [<!ENTITY a \"aaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>", &svg("&b;")].concat();
        assert_eq!(Drawing::read(entity.as_bytes()).unwrap_err(), PictureFlaw::TooComplex);
        let itself = r##"<g id="a"><use href="#a"/><rect width="20" height="10" fill="#00f"/></g>"##;
        let read = Drawing::read(svg(itself).as_bytes());
        assert!(read.is_ok() || read.is_err_and(|flaw| flaw == PictureFlaw::Unknown));
        let huge = svg("").replace("\"20\"", "\"1e30\"");
        assert!(Drawing::read(huge.as_bytes()).map_or(true, |drawing| drawing.draw(64).is_some()));
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }

    #[test]
    fn what_takes_long_is_drawn_less_finely() {
        assert_eq!(finest(Duration::from_micros(10)), LARGEST);
        assert_eq!(finest(INSTANT), TRIAL);
        assert_eq!(finest(INSTANT / 4), TRIAL * 2);
    }
}
