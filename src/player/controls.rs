//! All controls, one file each: row, painter, reaction and what a screen reader hears. Everything else derives from them.
//!
//! A new control is a file here, its `mod` line and its line in [`CLASSES`].
//! The rows are read without a window too (check, `--headless`); only painters and reactions use egui.

mod bar;
mod button;
mod chart;
mod checkbox;
mod clock;
mod component;
mod connection_state;
mod date_time;
mod dropdown;
mod ellipse;
mod gauge;
mod icon;
mod image;
mod lamp;
mod line;
mod qr_code;
mod radio;
mod rectangle;
mod repeater;
mod segments;
mod slider;
mod stepper;
mod table;
mod tank;
mod text;
mod text_box;
mod tiles;
mod toggle;
mod trend;
mod triangle;
mod unknown;
mod value;

use egui::{Ui, WidgetInfo};

use super::grid::ColumnEdges;
use super::paint::{Look, Paint};
use super::react::Reaction;
use super::row::ControlDef;

/// A kind of control.
pub struct ControlClass {
    /// What inspector, palette, scripts and file format read.
    pub def: ControlDef,
    /// Draws it, in designer and run mode.
    pub paint: fn(&Paint<'_>),
    /// Lets it react on the running screen: which gesture changes which property. Also calls for painting.
    pub react: fn(&mut Ui, &mut Reaction<'_>),
    /// What a screen reader hears besides its name: the role, and what it shows.
    pub describe: fn(&Look<'_>) -> WidgetInfo,
}

impl std::fmt::Debug for ControlClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ControlClass").field("def", &self.def).finish_non_exhaustive()
    }
}

/// All kinds, in the order of the palette.
static CLASSES: &[&ControlClass] = &[
    &button::CLASS,
    &text_box::CLASS,
    &toggle::CLASS,
    &checkbox::CLASS,
    &slider::CLASS,
    &stepper::CLASS,
    &dropdown::CLASS,
    &date_time::CLASS,
    &segments::CLASS,
    &radio::CLASS,
    &text::CLASS,
    &value::CLASS,
    &gauge::CLASS,
    &bar::CLASS,
    &tank::CLASS,
    &lamp::CLASS,
    &trend::CLASS,
    &chart::CLASS,
    &table::CLASS,
    &tiles::CLASS,
    &repeater::CLASS,
    &image::CLASS,
    &icon::CLASS,
    &qr_code::CLASS,
    &clock::CLASS,
    &connection_state::CLASS,
    &rectangle::CLASS,
    &ellipse::CLASS,
    &triangle::CLASS,
    &line::CLASS,
    &component::CLASS,
];

/// The class of this kind; for one that this version does not know, that which says so.
pub fn class(kind: &str) -> &'static ControlClass {
    CLASSES.iter().find(|class| class.def.kind == kind).map_or(&unknown::CLASS, |class| *class)
}

/// The edges between the columns of a control that has such, as it is drawn, and the property that keeps them.
pub fn column_edges(paint: &Paint<'_>) -> Option<(&'static str, ColumnEdges)> {
    (paint.look.values.control().kind == table::CLASS.def.kind).then(|| table::column_edges(paint))
}

/// The rows, in the order of the palette.
pub fn rows() -> impl Iterator<Item = &'static ControlDef> {
    CLASSES.iter().map(|class| &class.def)
}

#[cfg(test)]
mod tests;
