//! Where the instances of a repeater stand: side by side in rows, one below the other, or all in one row.

use super::repeat::{ARRANGE, COLUMNS, GAP, USUAL_GAP};
use crate::model::control::Control;
use crate::model::fit::ScreenFit;
use crate::model::screen::{Area, Screen};
use crate::model::value::Value;

/// How instances are arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// As many side by side as have room, or as many as are wished.
    #[default]
    Grid,
    /// One below the other.
    Column,
    /// All side by side.
    Row,
}

impl Arrangement {
    /// Its key in the project file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Column => "column",
            Self::Row => "row",
        }
    }

    /// That of a repeater.
    pub fn of(repeater: &Control) -> Self {
        let key = repeater.properties.get(ARRANGE).and_then(|property| property.literal()).and_then(Value::as_text);
        [Self::Column, Self::Row].into_iter().find(|it| key == Some(it.key())).unwrap_or_default()
    }
}

/// The places of the instances of a repeater.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cells {
    begin: (f32, f32),
    size: (f32, f32),
    gap: f32,
    /// How many stand side by side.
    columns: usize,
}

impl Cells {
    /// Those of a repeater of this component: each as large as the component, and smaller only where the repeater has no
    /// room for that.
    pub fn of(repeater: &Control, master: &Screen) -> Self {
        let number = |key: &str, usual: f64| {
            let number =
                repeater.properties.get(key).and_then(|property| property.literal()).and_then(Value::as_number);
            number.filter(|number| number.is_finite()).unwrap_or(usual)
        };
        let gap = number(GAP, USUAL_GAP).clamp(0.0, 1_000.0) as f32;
        let (w, h) = (repeater.area.w.max(1.0), repeater.area.h.max(1.0));
        let own = (master.width.max(1.0), master.height.max(1.0));
        let adapts = master.fit == ScreenFit::Adapt;
        // As wide as this, with the ratio that it has, or as high as it is where it adapts.
        let wide = |width: f32| match (adapts, width < own.0) {
            (false, true) => (width, own.1 * width / own.0),
            (_, _) => (width, own.1),
        };
        let (columns, size) = match Arrangement::of(repeater) {
            Arrangement::Grid => {
                let wished = number(COLUMNS, 0.0).clamp(0.0, 100.0) as usize;
                let fitting = (((w + gap) / (own.0 + gap)).floor() as usize).max(1);
                let columns = if wished > 0 { wished } else { fitting };
                let share = ((w - gap * (columns as f32 - 1.0)) / columns as f32).max(1.0);
                (columns, wide(if wished > 0 || adapts { share } else { share.min(own.0) }))
            }
            Arrangement::Column => (1, wide(if adapts { w } else { w.min(own.0) })),
            Arrangement::Row if adapts => (usize::MAX, (own.0, h)),
            Arrangement::Row => {
                let part = (h / own.1).min(1.0);
                (usize::MAX, (own.0 * part, own.1 * part))
            }
        };
        Self { begin: (repeater.area.x, repeater.area.y), size, gap, columns }
    }

    /// The place of an instance, by its place among them.
    pub fn area(&self, place: usize) -> Area {
        let (row, column) = (place / self.columns, place % self.columns);
        let (w, h) = self.size;
        let (x, y) = (column as f32 * (w + self.gap), row as f32 * (h + self.gap));
        Area::new(self.begin.0 + x, self.begin.1 + y, w, h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::component::REPEATER;
    use crate::model::id::{ControlId, ScreenId};

    fn cells(set: &[(&str, Value)], fit: ScreenFit) -> Cells {
        let master = Screen { width: 300.0, height: 200.0, fit, ..Screen::new(ScreenId(1), "M") };
        let properties = set.iter().map(|(key, value)| ((*key).to_owned(), value.clone().into())).collect();
        let area = Area::new(10.0, 20.0, 1000.0, 100.0);
        let repeater = Control {
            id: ControlId(2),
            kind: REPEATER.to_owned(),
            name: "R".to_owned(),
            area,
            layer: crate::model::layer::Layer::default(),
            anchors: crate::model::fit::Anchors::default(),
            properties,
            rules: Vec::new(),
            handlers: std::collections::BTreeMap::new(),
        };
        Cells::of(&repeater, &master)
    }

    #[test]
    fn instances_stand_side_by_side_below_each_other_or_in_a_row() {
        let grid = cells(&[], ScreenFit::Whole);
        assert_eq!(
            [grid.area(0), grid.area(3)],
            [Area::new(10.0, 20.0, 300.0, 200.0), Area::new(10.0, 240.0, 300.0, 200.0)]
        );
        let wished = cells(&[(COLUMNS, 4.0.into()), (GAP, 0.0.into())], ScreenFit::Whole);
        assert_eq!(wished.area(5), Area::new(260.0, 20.0 + 200.0 * 250.0 / 300.0, 250.0, 200.0 * 250.0 / 300.0));
        let column = cells(&[(ARRANGE, "column".into())], ScreenFit::Adapt);
        assert_eq!(column.area(1), Area::new(10.0, 240.0, 1000.0, 200.0));
        let row = cells(&[(ARRANGE, "row".into())], ScreenFit::Whole);
        assert_eq!(row.area(2), Area::new(10.0 + 2.0 * 170.0, 20.0, 150.0, 100.0));
    }
}
