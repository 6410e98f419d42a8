//! Screens, and where things are on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::handler::Handler;
use super::id::{ControlId, ScreenId};

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
    /// Background colour, `#rrggbb`.
    pub background: String,
    /// The controls, back to front.
    #[serde(default)]
    pub controls: Vec<Control>,
    /// What happens when it is shown or left, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
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
            background: "#f5f7fb".to_owned(),
            controls: Vec::new(),
            handlers: BTreeMap::new(),
        }
    }

    /// The control with this id.
    pub fn control(&self, id: ControlId) -> Option<&Control> {
        self.controls.iter().find(|control| control.id == id)
    }

    /// The control with this id, to change it.
    pub fn control_mut(&mut self, id: ControlId) -> Option<&mut Control> {
        self.controls.iter_mut().find(|control| control.id == id)
    }
}
