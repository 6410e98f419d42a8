//! Screens, and where things are on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::component::ComponentFace;
use super::control::Control;
use super::fit::{GroundGradient, ScreenFit};
use super::handler::Handler;
use super::id::{ControlId, ScreenId};
use super::indexed::{Findable, Indexed};
use super::picture::GroundImage;
use super::showing::Showing;

/// Key of the trigger of a screen: it is shown now, also the first one when the app starts.
pub const SHOWN: &str = "shown";
/// Key of the trigger of a screen: another one is shown now.
pub const LEFT: &str = "left";

/// A rectangle in screen pixels, origin at the top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Area {
    /// A rectangle from its left upper corner and its size.
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// The right edge.
    pub fn right(&self) -> f32 {
        self.x + self.w
    }

    /// The lower edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.h
    }

    /// The same rectangle, moved.
    #[must_use]
    pub fn moved(&self, dx: f32, dy: f32) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..*self }
    }

    /// Whether both share a point.
    pub fn intersects(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

/// A point on a screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScreenSpot {
    /// The screen.
    pub screen: ScreenId,
    /// Its pixels from the left and from the top.
    pub at: (f32, f32),
}

/// A screen: its controls in drawing order, the last one on top.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// What blocks refer to.
    pub id: ScreenId,
    /// What people see; unique in the project.
    pub name: String,
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// Grid step in pixels for moving and resizing.
    pub grid: f32,
    /// Background colour: digits, or the key of a colour of the project.
    pub background: String,
    /// The colour that the ground runs into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradient: Option<GroundGradient>,
    /// The image on its ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<GroundImage>,
    /// How it fits a window of another size or ratio.
    #[serde(default, skip_serializing_if = "ScreenFit::is_whole")]
    pub fit: ScreenFit,
    /// How it comes and goes.
    #[serde(default, skip_serializing_if = "Showing::is_plain")]
    pub showing: Showing,
    /// The controls, back to front.
    #[serde(default)]
    pub controls: Indexed<Control>,
    /// What happens when it is shown or left, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
    /// It is no page but the master of a component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<ComponentFace>,
}

impl Findable for Arc<Screen> {
    type Id = ScreenId;

    fn id(&self) -> ScreenId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.name
    }
}

impl Screen {
    /// An empty screen of the usual size.
    pub fn new(id: ScreenId, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            width: 1280.0,
            height: 800.0,
            grid: 10.0,
            background: "background".to_owned(),
            gradient: None,
            image: None,
            fit: ScreenFit::default(),
            showing: Showing::default(),
            controls: Indexed::default(),
            handlers: BTreeMap::new(),
            component: None,
        }
    }

    /// The control with this id.
    pub fn control(&self, id: ControlId) -> Option<&Control> {
        self.controls.by_id(id)
    }

    /// The control with this id, to change it.
    pub fn control_mut(&mut self, id: ControlId) -> Option<&mut Control> {
        self.controls.by_id_mut(id)
    }

    /// The first place, by rows, where something of this size covers no control.
    pub fn free_spot(&self, (w, h): (f32, f32)) -> Area {
        const MARGIN: f32 = 40.0;
        const STEP: f32 = 20.0;
        let columns = ((self.width - MARGIN - w - MARGIN) / STEP).max(0.0) as usize;
        let rows = ((self.height - MARGIN - h - MARGIN) / STEP).max(0.0) as usize;
        let spots = (0..=rows).flat_map(|row| (0..=columns).map(move |column| (column, row)));
        let at =
            |(column, row): (usize, usize)| Area::new(MARGIN + column as f32 * STEP, MARGIN + row as f32 * STEP, w, h);
        let air = |area: &Area| Area::new(area.x - STEP, area.y - STEP, area.w + 2.0 * STEP, area.h + 2.0 * STEP);
        let free = |area: &Area| self.controls.iter().all(|control| !control.area.intersects(&air(area)));
        spots.map(at).find(free).unwrap_or_else(|| {
            // No room at all: beside the last one, so that both can be seen.
            let last = self.controls.last().map_or_else(|| Area::new(MARGIN, MARGIN, w, h), |control| control.area);
            Area::new((last.x + STEP).min(self.width - w).max(0.0), (last.y + STEP).min(self.height - h).max(0.0), w, h)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn new_controls_find_room_beside_each_other() {
        let mut screen = Screen::new(ScreenId(1), "Start");
        for n in 0..6 {
            let area = screen.free_spot((240.0, 90.0));
            let control = Control {
                id: ControlId(n),
                kind: "button".to_owned(),
                name: String::new(),
                area,
                properties: BTreeMap::new(),
                layer: crate::model::layer::Layer::default(),
                anchors: crate::model::fit::Anchors::default(),
                rules: Vec::new(),
                handlers: BTreeMap::new(),
            };
            assert!(screen.controls.iter().all(|other| !other.area.intersects(&control.area)), "number {n}");
            assert!(control.area.right() <= screen.width && control.area.bottom() <= screen.height);
            screen.controls.push(control);
        }
    }

    #[test]
    fn a_control_larger_than_the_screen_still_lands_on_it() {
        let mut screen = Screen::new(ScreenId(1), "Start");
        screen.width = 100.0;
        screen.height = 100.0;
        let area = screen.free_spot((360.0, 200.0));
        assert!(area.x >= 0.0 && area.y >= 0.0);
    }
}
