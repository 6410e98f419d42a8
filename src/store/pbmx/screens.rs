//! Screens: their size and ground, what stands on them, in which groups and in which order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::controls::{Twin, find, usual_name};
use super::fields::Fields;
use super::look::ground;
use super::{Import, LeftOut};
use crate::model::control::Control;
use crate::model::fit::Anchors;
use crate::model::id::{ControlId, ScreenId};
use crate::model::layer::Layer;
use crate::model::names::{TakenNames, unique_name};
use crate::model::picture::{GroundImage, PictureFit};
use crate::model::place::Place;
use crate::model::property::Property;
use crate::model::screen::{Area, Screen};
use crate::model::showing::Transition;

/// Most controls of a screen; the largest seen has some four hundred.
const MOST_CONTROLS: usize = 5_000;

/// A group of theirs.
struct Group {
    path: Vec<String>,
    locked: bool,
    seen: bool,
}

impl Import<'_> {
    /// Makes the screens, without their logic; gives back the fields of each with what they have become.
    pub(super) fn screens(&mut self, model: Fields<'_>) {
        let (width, height) = {
            let size = model.part("ScreenSize");
            let side = |key, usual: f64| size.number(key).unwrap_or(usual).clamp(100.0, 16_384.0) as f32;
            (side("Width", 1920.0), side("Height", 1080.0))
        };
        for fields in model.list("Screens") {
            let id = ScreenId(self.project.take_id());
            let taken: Vec<String> = self.project.screens.iter().map(|screen| screen.name.clone()).collect();
            let title = fields.text("Title");
            let title = if title.trim().is_empty() { "Screen" } else { title.trim() };
            let name = unique_name(title, taken.iter().map(String::as_str));
            let mut screen = Screen { width, height, ..Screen::new(id, &name) };
            let (color, gradient) = ground(&fields.text("Background"));
            screen.background = color.unwrap_or_else(|| "#ffffff".to_owned());
            screen.gradient = gradient;
            screen.showing.turns_after = fields.number("Duration").filter(|seconds| *seconds > 0.0);
            if fields.text("Transition") == "FadeOver" {
                screen.showing.transition = Transition::Fade;
            }
            screen.image = self.ground_image(id, fields);
            self.screen_leftovers(id, fields);
            self.stand(&mut screen, fields);
            self.project.screens.push(Arc::new(screen));
        }
    }

    fn ground_image(&mut self, id: ScreenId, fields: Fields<'_>) -> Option<GroundImage> {
        let path = self.resource(fields, "BackgroundImageResource")?;
        let Some(file) = self.picture(&path) else {
            self.leave(Place::item(id), LeftOut::Image(path));
            return None;
        };
        let fit = match fields.text("BackgroundImageStretch").as_str() {
            "Uniform" => PictureFit::Whole,
            "Fill" => PictureFit::Stretch,
            _ => PictureFit::Fill,
        };
        Some(GroundImage { file, fit })
    }

    fn screen_leftovers(&mut self, id: ScreenId, fields: Fields<'_>) {
        let at = Place::item(id);
        if fields.flag("SkipScreen") == Some(true) || fields.flag("IsEnabled") == Some(false) {
            self.leave(at.clone(), LeftOut::Skipped);
        }
        if !fields.text("ConditionalFormatting").trim().is_empty() {
            self.leave(at, LeftOut::Rule(String::new()));
        }
    }

    /// Puts the controls on a screen, from back to front.
    fn stand(&mut self, screen: &mut Screen, fields: Fields<'_>) {
        let groups = groups(fields);
        let mut parts: Vec<Fields<'_>> = fields.list("Controls").collect();
        if parts.len() > MOST_CONTROLS {
            self.leave(Place::item(screen.id), LeftOut::TooMany(parts.len() - MOST_CONTROLS));
            parts.truncate(MOST_CONTROLS);
        }
        if self.is_front_first(&parts, self.project.screens.len()) {
            parts.reverse();
        }
        // Names that somebody has given come first: scripts know them.
        let mut given = HashSet::new();
        let own: Vec<Option<String>> = parts
            .iter()
            .map(|part| {
                let name = part.text("Name");
                let name = name.trim();
                (!name.is_empty() && given.insert(name.to_lowercase())).then(|| name.to_owned())
            })
            .collect();
        let mut names = TakenNames::new(given.iter().map(String::as_str));
        for (part, own) in parts.into_iter().zip(own) {
            let theirs = part.text("ControlTypeName");
            let name = own.unwrap_or_else(|| names.take(usual_name(&theirs)));
            let group = part.number("GroupNumber").map_or(0, |number| number as i64);
            self.control(screen, part, &name, groups.get(&group));
        }
    }

    fn control(&mut self, screen: &mut Screen, fields: Fields<'_>, name: &str, group: Option<&Group>) {
        let theirs = fields.text("ControlTypeName");
        let twin = find(&theirs);
        let mut control = Control {
            id: ControlId(self.project.take_id()),
            kind: twin.map_or("rectangle", |twin| twin.kind).to_owned(),
            name: name.to_owned(),
            area: area(fields),
            layer: Layer {
                group: group.map(|group| group.path.clone()).unwrap_or_default(),
                locked: fields.flag("Fixed") == Some(true) || group.is_some_and(|group| group.locked),
                ..Layer::default()
            },
            anchors: Anchors::default(),
            properties: BTreeMap::new(),
            rules: Vec::new(),
            handlers: BTreeMap::new(),
        };
        let at = Place::item(control.id);
        if let Some(Twin { fill, differs, kind, .. }) = twin {
            fill(self, fields, &mut control);
            if *differs {
                let (theirs, ours) = (usual_name(&theirs).to_owned(), (*kind).to_owned());
                self.leave(at, LeftOut::Differs { theirs, ours });
            }
        } else {
            self.leave(at, LeftOut::Control(usual_name(&theirs).to_owned()));
            let frame =
                [("border", Property::from(1.0)), ("color", "#00000000".into()), ("border_color", "#808080".into())];
            control.properties.extend(frame.map(|(key, value)| (key.to_owned(), value)));
        }
        if fields.flag("Visibility") == Some(false) || group.is_some_and(|group| !group.seen) {
            control.properties.insert("visible".to_owned(), Property::from(false));
        }
        self.rules(&mut control, fields);
        self.control_events(&mut control, &screen.name, fields);
        let lamps = if control.kind == "lamp" { self.further_lamps(&mut control, screen, fields) } else { Vec::new() };
        screen.controls.push(control);
        for lamp in lamps {
            screen.controls.push(lamp);
        }
    }

    /// A stack of lamps is as many lamps, one below or beside the other.
    fn further_lamps(&mut self, first: &mut Control, screen: &Screen, fields: Fields<'_>) -> Vec<Control> {
        let signals = fields.text("Signals");
        let signals: Vec<&str> = signals.split('|').filter(|signal| !signal.trim().is_empty()).take(20).collect();
        let count = signals.len().max(1) as f32;
        let (dx, dy) =
            if first.area.h >= first.area.w { (0.0, first.area.h / count) } else { (first.area.w / count, 0.0) };
        if dy > 0.0 {
            first.area.h = dy;
        } else {
            first.area.w = dx;
        }
        let mut taken: Vec<String> = screen.controls.iter().map(|control| control.name.clone()).collect();
        taken.push(first.name.clone());
        let mut lamps = Vec::new();
        for (index, signal) in signals.into_iter().enumerate().skip(1) {
            let mut lamp = first.clone();
            lamp.id = ControlId(self.project.take_id());
            lamp.name = unique_name(&first.name, taken.iter().map(String::as_str));
            taken.push(lamp.name.clone());
            lamp.area = lamp.area.moved(dx * index as f32, dy * index as f32);
            lamp.handlers.clear();
            self.lamp_signal(&mut lamp, &fields.text("Value"), signal);
            lamps.push(lamp);
        }
        lamps
    }

    /// Whether the controls of a screen stand from front to back, as from version 3.0 to 4.1.
    ///
    /// The generated form of the screen, which is always from back to front, says it; where it does not, the version.
    fn is_front_first(&self, parts: &[Fields<'_>], screen: usize) -> bool {
        if let Some(painted) = self.painted.get(screen) {
            let mut seen: HashMap<[i64; 4], usize> = HashMap::new();
            for key in painted {
                *seen.entry(*key).or_default() += 1;
            }
            let places: Vec<usize> = parts
                .iter()
                .map(|part| frame(*part))
                .filter(|key| seen.get(key) == Some(&1))
                .filter_map(|key| painted.iter().position(|other| *other == key))
                .collect();
            if places.len() >= 4 {
                let falling = places.windows(2).filter(|pair| pair[0] > pair[1]).count();
                return falling * 2 > places.len() - 1;
            }
        }
        (3, 0) <= self.version && self.version < (4, 2)
    }
}

/// Width, height and distance to the left and the top, by which a control is known again in the generated form.
fn frame(fields: Fields<'_>) -> [i64; 4] {
    let area = area(fields);
    [area.w, area.h, area.x, area.y].map(|side| (f64::from(side) * 10.0).round() as i64)
}

/// Where a control stands. The fields `Left` and `Top` may be out of date; the margin is not.
fn area(fields: Fields<'_>) -> Area {
    let margin = fields.part("Margin");
    let side = |key: &str| margin.number(key).or_else(|| fields.number(key)).unwrap_or(0.0).clamp(-16_384.0, 32_768.0);
    let length = |key: &str| fields.number(key).unwrap_or(100.0).clamp(1.0, 16_384.0);
    Area::new(side("Left") as f32, side("Top") as f32, length("Width") as f32, length("Height") as f32)
}

fn groups(screen: Fields<'_>) -> HashMap<i64, Group> {
    fn read(list: Fields<'_>, parent: &Group, out: &mut HashMap<i64, Group>) {
        let mut names = TakenNames::new(std::iter::empty());
        for fields in list.list("Groups") {
            let name = fields.text("Name");
            let name = names.take(if name.trim().is_empty() { "Group" } else { name.trim() });
            let group = Group {
                path: parent.path.iter().cloned().chain([name]).collect(),
                locked: parent.locked || fields.flag("Fixed") == Some(true),
                seen: parent.seen && fields.flag("Visibility") != Some(false),
            };
            if group.path.len() < 16 {
                read(fields, &group, out);
            }
            if let Some(id) = fields.number("ID") {
                out.insert(id as i64, group);
            }
        }
    }
    let mut out = HashMap::new();
    read(screen, &Group { path: Vec::new(), locked: false, seen: true }, &mut out);
    out
}

/// The controls of each screen in the generated form, from back to front, as [`frame`]s.
pub(super) fn painted(xml: &str) -> Vec<Vec<[i64; 4]>> {
    let options = roxmltree::ParsingOptions { nodes_limit: 500_000, ..roxmltree::ParsingOptions::default() };
    let Ok(document) = roxmltree::Document::parse_with_options(xml, options) else { return Vec::new() };
    let screens = document.descendants().filter(|node| node.has_tag_name_of("Screen"));
    let frames = |screen: roxmltree::Node<'_, '_>| {
        let parts = screen.descendants().filter_map(|node| {
            let number = |key| node.attribute(key)?.trim().parse::<f64>().ok();
            let (width, height, margin) = (number("Width")?, number("Height")?, node.attribute("Margin")?);
            let mut sides = margin.split(',').map(|side| side.trim().parse::<f64>());
            let (left, top) = (sides.next()?.ok()?, sides.next()?.ok()?);
            Some([width, height, left, top].map(|side| (side * 10.0).round() as i64))
        });
        parts.collect()
    };
    screens.map(frames).collect()
}

/// Names without their namespace, which has changed over the years.
trait LocalName {
    fn has_tag_name_of(&self, name: &str) -> bool;
}

impl LocalName for roxmltree::Node<'_, '_> {
    fn has_tag_name_of(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}
