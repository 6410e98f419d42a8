//! How a screen comes to fill a window of another size or ratio, and where its controls then stand. Pure.

use serde::{Deserialize, Serialize};

use super::screen::Area;

/// How a screen fits a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScreenFit {
    /// All of it is seen, with its ratio; what is left beside it has its colour.
    #[default]
    Whole,
    /// It fills the window with its ratio; what juts out is not seen.
    Fill,
    /// It fills the window, wider or higher than it was made.
    Stretch,
    /// As large as it was made, in the middle; smaller only where it has no room.
    Fixed,
    /// It fills the window, and controls keep to the edges that they are anchored to.
    Adapt,
}

impl ScreenFit {
    /// Whether it is the usual one.
    pub fn is_whole(&self) -> bool {
        *self == Self::Whole
    }

    /// All, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Whole, Self::Fill, Self::Stretch, Self::Fixed, Self::Adapt];
}

/// What a control keeps its distance to on an axis, where its screen adapts to the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Anchor {
    /// The left or upper edge.
    #[default]
    Start,
    /// The middle.
    Middle,
    /// The right or lower edge.
    End,
    /// Both edges: it becomes wider or higher.
    Both,
}

impl Anchor {
    /// All, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Start, Self::Middle, Self::End, Self::Both];

    /// Begin and length with this much more room.
    fn placed(self, begin: f32, length: f32, more: f32) -> (f32, f32) {
        match self {
            Self::Start => (begin, length),
            Self::Middle => (begin + more / 2.0, length),
            Self::End => (begin + more, length),
            Self::Both => (begin, (length + more).max(1.0)),
        }
    }
}

/// What a control keeps its distance to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchors {
    /// On the horizontal axis.
    #[serde(default)]
    pub x: Anchor,
    /// On the vertical one.
    #[serde(default)]
    pub y: Anchor,
}

impl Anchors {
    /// Whether it is left and top, as usual.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Where an area stands on a screen that has become this much wider and higher.
    #[must_use]
    pub fn placed(self, area: &Area, more: (f32, f32)) -> Area {
        let (x, w) = self.x.placed(area.x, area.w, more.0);
        let (y, h) = self.y.placed(area.y, area.h, more.1);
        Area { x, y, w, h }
    }
}

/// A screen in a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fitted {
    /// Its place in the window, in points from the window's corner; it may jut out.
    pub place: Area,
    /// Points for one pixel of the screen, across and down.
    pub scale: (f32, f32),
    /// How much wider and higher the screen is than it was made, in its pixels.
    pub more: (f32, f32),
}

/// Fits a screen of this size into a window of that size.
pub fn fitted(fit: ScreenFit, (width, height): (f32, f32), (w, h): (f32, f32)) -> Fitted {
    let (across, down) = ((w / width.max(1.0)).max(0.01), (h / height.max(1.0)).max(0.01));
    let small = across.min(down);
    let scale = match fit {
        ScreenFit::Whole | ScreenFit::Adapt => (small, small),
        ScreenFit::Fill => (across.max(down), across.max(down)),
        ScreenFit::Stretch => (across, down),
        ScreenFit::Fixed => (small.min(1.0), small.min(1.0)),
    };
    let more = match fit {
        ScreenFit::Adapt => ((w / small - width).max(0.0), (h / small - height).max(0.0)),
        ScreenFit::Whole | ScreenFit::Fill | ScreenFit::Stretch | ScreenFit::Fixed => (0.0, 0.0),
    };
    let size = ((width + more.0) * scale.0, (height + more.1) * scale.1);
    let place = Area::new((w - size.0) / 2.0, (h - size.1) / 2.0, size.0, size.1);
    Fitted { place, scale, more }
}

/// A second colour of the ground of a screen, into which the first one runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundGradient {
    /// The colour at the end: digits, or the key of a colour of the project.
    pub to: String,
    /// Where that is.
    #[serde(default)]
    pub toward: GradientWay,
}

/// The direction in which a ground changes its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GradientWay {
    /// From top to bottom.
    #[default]
    Down,
    /// From left to right.
    Right,
    /// From the left upper corner to the right lower one.
    Corner,
}

impl GradientWay {
    /// All, in the order of the list.
    pub const ALL: [Self; 3] = [Self::Down, Self::Right, Self::Corner];
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: (f32, f32) = (1280.0, 800.0);

    #[test]
    fn a_screen_fits_a_wider_window_in_five_ways() {
        let window = (1920.0, 800.0);
        let fit = |fit| fitted(fit, SCREEN, window);
        assert_eq!(fit(ScreenFit::Whole).place, Area::new(320.0, 0.0, 1280.0, 800.0));
        assert_eq!(fit(ScreenFit::Fill).place, Area::new(0.0, -200.0, 1920.0, 1200.0));
        assert_eq!(fit(ScreenFit::Stretch).scale, (1.5, 1.0));
        assert_eq!(fit(ScreenFit::Stretch).place, Area::new(0.0, 0.0, 1920.0, 800.0));
        assert_eq!(fit(ScreenFit::Adapt).more, (640.0, 0.0));
        assert_eq!(fit(ScreenFit::Adapt).place, Area::new(0.0, 0.0, 1920.0, 800.0));
        let square = fitted(ScreenFit::Whole, SCREEN, (1000.0, 1000.0));
        assert_eq!((square.place, square.scale.0), (Area::new(0.0, 187.5, 1000.0, 625.0), 0.78125));
        let large = fitted(ScreenFit::Fixed, SCREEN, (2560.0, 1600.0));
        assert_eq!(large.place, Area::new(640.0, 400.0, 1280.0, 800.0));
        assert_eq!(fitted(ScreenFit::Fixed, SCREEN, (640.0, 480.0)).scale, (0.5, 0.5));
    }

    #[test]
    fn controls_keep_their_distance_to_the_edges_that_they_are_anchored_to() {
        let area = Area::new(1000.0, 700.0, 200.0, 60.0);
        let more = (640.0, 40.0);
        let placed = |x, y| Anchors { x, y }.placed(&area, more);
        assert_eq!(placed(Anchor::Start, Anchor::Start), area);
        assert_eq!(placed(Anchor::End, Anchor::End), Area::new(1640.0, 740.0, 200.0, 60.0));
        assert_eq!(placed(Anchor::Both, Anchor::Middle), Area::new(1000.0, 720.0, 840.0, 60.0));
    }
}
