//! Geometry of the designer: snapping, guides, resizing, marquee. Pure: knows no window and changes nothing.

use crate::model::arrange::{MIN_SIZE, bounds, to_grid};
use crate::model::screen::Area;

/// Direction of a guide line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// A vertical line: the same x.
    X,
    /// A horizontal line: the same y.
    Y,
}

/// A line that shows what the moved thing is aligned with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guide {
    /// Its direction.
    pub(super) axis: Axis,
    /// Its x or y.
    pub(super) at: f32,
    /// Where it begins on the other axis.
    pub(super) from: f32,
    /// Where it ends.
    pub(super) to: f32,
    /// The free space to the nearest thing it is aligned with.
    pub(super) gap: Option<Gap>,
}

/// Free space between two things, across the axis of a guide.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gap {
    /// Where it begins.
    pub(super) from: f32,
    /// Where it ends.
    pub(super) to: f32,
    /// Where its width is written, on the axis of the guide.
    pub(super) at: f32,
}

/// A free space between two things that is as wide as another one in the same row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct EqualGap {
    /// The axis along which it is measured.
    pub(super) axis: Axis,
    /// Where it begins and ends, and its place on the other axis.
    pub(super) gap: Gap,
}

impl EqualGap {
    fn new(axis: Axis, a: &Area, b: &Area) -> Self {
        let (a, b) = if span(a, axis).0 <= span(b, axis).0 { (a, b) } else { (b, a) };
        let at = beside(a, b, across(axis)).unwrap_or_else(|| stops(a, across(axis))[1]);
        Self { axis, gap: Gap { from: span(a, axis).1, to: span(b, axis).0, at } }
    }
}

/// Two lines nearer than this, in screen pixels, are the same: areas have whole pixels, their centres need not.
const SAME: f32 = 0.51;

/// What things snap to.
#[derive(Clone, Debug)]
pub(super) struct AreaSnap<'a> {
    /// Grid step; 0 for none.
    pub(super) grid: f32,
    /// How near an edge must be to be pulled; `None` switches the guides off.
    pub(super) pull: Option<f32>,
    /// The other things; the first one is the screen itself.
    pub(super) others: &'a [Area],
}

/// Begin, middle and end of a thing on one axis.
fn stops(area: &Area, axis: Axis) -> [f32; 3] {
    match axis {
        Axis::X => [area.x, area.x + area.w / 2.0, area.right()],
        Axis::Y => [area.y, area.y + area.h / 2.0, area.bottom()],
    }
}

fn span(area: &Area, axis: Axis) -> (f32, f32) {
    match axis {
        Axis::X => (area.x, area.right()),
        Axis::Y => (area.y, area.bottom()),
    }
}

fn across(axis: Axis) -> Axis {
    match axis {
        Axis::X => Axis::Y,
        Axis::Y => Axis::X,
    }
}

/// The middle of what both cover on an axis; `None` where they share nothing.
fn beside(a: &Area, b: &Area, axis: Axis) -> Option<f32> {
    let ((a_from, a_to), (b_from, b_to)) = (span(a, axis), span(b, axis));
    let (from, to) = (a_from.max(b_from), a_to.min(b_to));
    (from < to).then_some(f32::midpoint(from, to))
}

/// The free space between two things on an axis, whichever comes first; below zero where they overlap.
fn space(a: &Area, b: &Area, axis: Axis) -> f32 {
    let ((a_from, a_to), (b_from, b_to)) = (span(a, axis), span(b, axis));
    a_from.max(b_from) - a_to.min(b_to)
}

impl AreaSnap<'_> {
    /// The nearest shift that puts one of the `moving` lines onto a line of another thing.
    fn nearest(&self, moving: &[f32], axis: Axis) -> Option<f32> {
        let pull = self.pull?;
        let mut best: Option<f32> = None;
        for other in self.others {
            for to in stops(other, axis) {
                for from in moving {
                    let shift = to - from;
                    if shift.abs() <= pull && best.is_none_or(|known| shift.abs() < known.abs()) {
                        best = Some(shift);
                    }
                }
            }
        }
        best
    }

    /// The shift for a move by `(dx, dy)` of things with the bounds `from`: guides and equal gaps first, the nearer of
    /// them, then the grid.
    pub(super) fn shift(&self, from: &Area, dx: f32, dy: f32) -> (f32, f32) {
        let moved = from.moved(dx, dy);
        let pull = |axis: Axis| {
            let lines = self.nearest(&stops(&moved, axis), axis);
            lines.into_iter().chain(self.nearest_gap(&moved, axis)).min_by(|a, b| a.abs().total_cmp(&b.abs()))
        };
        let x = pull(Axis::X).map_or_else(|| to_grid(moved.x, self.grid) - from.x, |pull| dx + pull);
        let y = pull(Axis::Y).map_or_else(|| to_grid(moved.y, self.grid) - from.y, |pull| dy + pull);
        (x, y)
    }

    /// The two nearest things on each side of `area`, of those that lie in one row with it: before it and behind it, the
    /// nearest first. On the axis X that is left and right.
    fn neighbours(&self, area: &Area, axis: Axis) -> [[Option<Area>; 2]; 2] {
        // The first one is the screen, which is around everything.
        let row = self.others.iter().skip(1).filter(|other| beside(area, other, across(axis)).is_some());
        let middle = stops(area, axis)[1];
        let mut sides = [[None; 2]; 2];
        let (mut before, mut behind): (Vec<Area>, Vec<Area>) = row
            .copied()
            .filter(|other| {
                let (from, to) = span(other, axis);
                to <= middle || from >= middle
            })
            .partition(|other| span(other, axis).1 <= middle);
        before.sort_by(|a, b| span(b, axis).1.total_cmp(&span(a, axis).1));
        behind.sort_by(|a, b| span(a, axis).0.total_cmp(&span(b, axis).0));
        for (side, found) in sides.iter_mut().zip([before, behind]) {
            side[0] = found.first().copied();
            let gap = |other: &&Area| side[0].is_some_and(|first| space(&first, other, axis) > 0.0);
            side[1] = found.iter().skip(1).find(gap).copied();
        }
        sides
    }

    /// The nearest shift that makes the gaps beside `moved` as wide as the next ones, or each other.
    fn nearest_gap(&self, moved: &Area, axis: Axis) -> Option<f32> {
        let pull = self.pull?;
        let [[before, first], [behind, last]] = self.neighbours(moved, axis);
        let (begin, end) = span(moved, axis);
        let as_before = before.zip(first).map(|(near, far)| span(&near, axis).1 + space(&near, &far, axis) - begin);
        let as_behind = behind.zip(last).map(|(near, far)| span(&near, axis).0 - space(&near, &far, axis) - end);
        let between = before
            .zip(behind)
            .map(|(a, b)| f32::midpoint(span(&a, axis).1, span(&b, axis).0) - f32::midpoint(begin, end));
        let all = as_before.into_iter().chain(as_behind).chain(between).filter(|shift| shift.abs() <= pull);
        all.min_by(|a, b| a.abs().total_cmp(&b.abs()))
    }

    /// The gaps beside `area` that are as wide as the next ones, or as each other.
    pub(super) fn equal_gaps(&self, area: &Area) -> Vec<EqualGap> {
        let mut gaps = Vec::new();
        if self.pull.is_none() {
            return gaps;
        }
        for axis in [Axis::X, Axis::Y] {
            let [[before, first], [behind, last]] = self.neighbours(area, axis);
            let rows = [(first, before, Some(*area)), (before, Some(*area), behind), (Some(*area), behind, last)];
            for (a, b, c) in rows {
                let (Some(a), Some(b), Some(c)) = (a, b, c) else { continue };
                let is_same = (space(&a, &b, axis) - space(&b, &c, axis)).abs() < SAME;
                if is_same && space(&a, &b, axis) > 0.0 {
                    gaps.extend([EqualGap::new(axis, &a, &b), EqualGap::new(axis, &b, &c)]);
                }
            }
        }
        gaps.dedup();
        gaps
    }

    /// Where an edge that is dragged to `at` comes to lie.
    pub(super) fn edge(&self, at: f32, axis: Axis) -> f32 {
        match self.nearest(&[at], axis) {
            Some(pull) => at + pull,
            None => to_grid(at, self.grid),
        }
    }

    /// The lines that `area` shares with other things: its edges, or its middle where no edge is shared.
    /// On each axis only the smallest gap is measured, so that the picture stays calm.
    pub(super) fn guides(&self, area: &Area) -> Vec<Guide> {
        if self.pull.is_none() {
            return Vec::new();
        }
        let mut guides = Vec::new();
        for axis in [Axis::X, Axis::Y] {
            let [begin, middle, end] = stops(area, axis);
            let mut found: Vec<Guide> = [begin, end].into_iter().filter_map(|at| self.guide(area, axis, at)).collect();
            if found.is_empty() {
                found.extend(self.guide(area, axis, middle));
            }
            let width = |gap: &Gap| gap.to - gap.from;
            let smallest = found.iter().filter_map(|guide| guide.gap).min_by(|a, b| width(a).total_cmp(&width(b)));
            let mut is_first = true;
            for guide in &mut found {
                guide.gap = guide.gap.filter(|gap| Some(*gap) == smallest && std::mem::take(&mut is_first));
            }
            guides.extend(found);
        }
        guides
    }

    fn guide(&self, area: &Area, axis: Axis, at: f32) -> Option<Guide> {
        let shares = |other: &&Area| stops(other, axis).iter().any(|stop| (stop - at).abs() < SAME);
        let sharing: Vec<&Area> = self.others.iter().filter(shares).collect();
        let whole = bounds(sharing.iter().map(|area| **area).chain([*area])).filter(|_| !sharing.is_empty())?;
        let (from, to) = span(&whole, across(axis));
        let (begin, end) = span(area, across(axis));
        let gap = sharing
            .iter()
            .filter_map(|other| {
                let (first, last) = span(other, across(axis));
                let (from, to) = if last < begin { (last, begin) } else { (end, first) };
                (from < to).then(|| Gap { from, to, at: beside(area, other, axis).unwrap_or(at) })
            })
            .min_by(|a, b| (a.to - a.from).total_cmp(&(b.to - b.from)));
        Some(Guide { axis, at, from, to, gap })
    }
}

/// A handle of the selection: -1, 0 or 1 for left/top, middle, right/bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ResizeHandle {
    /// On the x axis.
    pub(super) x: i8,
    /// On the y axis.
    pub(super) y: i8,
}

impl ResizeHandle {
    /// All eight, clockwise from the left upper corner.
    pub(super) const ALL: [Self; 8] = [
        Self { x: -1, y: -1 },
        Self { x: 0, y: -1 },
        Self { x: 1, y: -1 },
        Self { x: 1, y: 0 },
        Self { x: 1, y: 1 },
        Self { x: 0, y: 1 },
        Self { x: -1, y: 1 },
        Self { x: -1, y: 0 },
    ];

    /// Where it is on `area`.
    pub(super) fn on(self, area: &Area) -> (f32, f32) {
        let part = |side: i8| f32::from(side + 1) / 2.0;
        (area.x + area.w * part(self.x), area.y + area.h * part(self.y))
    }
}

/// `area` with the edges at `handle` moved to `(x, y)`; never smaller than [`MIN_SIZE`].
pub(super) fn resize(area: &Area, handle: ResizeHandle, (x, y): (f32, f32), keep_ratio: bool) -> Area {
    let mut out = *area;
    match handle.x {
        -1 => {
            out.x = x.min(area.right() - MIN_SIZE);
            out.w = area.right() - out.x;
        }
        1 => out.w = (x - area.x).max(MIN_SIZE),
        _ => {}
    }
    match handle.y {
        -1 => {
            out.y = y.min(area.bottom() - MIN_SIZE);
            out.h = area.bottom() - out.y;
        }
        1 => out.h = (y - area.y).max(MIN_SIZE),
        _ => {}
    }
    if keep_ratio && area.w > 0.0 && area.h > 0.0 {
        keep(area, handle, &mut out);
    }
    out
}

/// Gives `out` the ratio of `area`; the corner or edge opposite the handle stays.
fn keep(area: &Area, handle: ResizeHandle, out: &mut Area) {
    let by_width = handle.y == 0 || (handle.x != 0 && out.w / area.w > out.h / area.h);
    let factor = if by_width { out.w / area.w } else { out.h / area.h };
    let factor = factor.max(MIN_SIZE / area.w.min(area.h));
    out.w = area.w * factor;
    out.h = area.h * factor;
    match handle.x {
        -1 => out.x = area.right() - out.w,
        0 => out.x = area.x + (area.w - out.w) / 2.0,
        _ => out.x = area.x,
    }
    match handle.y {
        -1 => out.y = area.bottom() - out.h,
        0 => out.y = area.y + (area.h - out.h) / 2.0,
        _ => out.y = area.y,
    }
}

/// The rectangle between two corners.
pub(super) fn between(a: (f32, f32), b: (f32, f32)) -> Area {
    Area::new(a.0.min(b.0), a.1.min(b.1), (a.0 - b.0).abs(), (a.1 - b.1).abs())
}

/// Whether a marquee from `start` to `end` takes `area`: drawn to the right it must enclose, to the left touch.
pub(super) fn marquee_takes(start: (f32, f32), end: (f32, f32), area: &Area) -> bool {
    let frame = between(start, end);
    if end.0 >= start.0 {
        area.x >= frame.x && area.y >= frame.y && area.right() <= frame.right() && area.bottom() <= frame.bottom()
    } else {
        frame.intersects(area)
    }
}

/// Zoom of a step: eight steps double it.
pub(super) fn zoom_of(step: i32) -> f32 {
    2.0_f32.powf(step as f32 / 8.0)
}

/// The step nearest to a zoom.
pub(super) fn step_of(zoom: f32) -> i32 {
    (zoom.max(0.001).log2() * 8.0).round() as i32
}

/// The largest zoom at which `width` × `height` fits into the room given.
pub(super) fn fitting_zoom(width: f32, height: f32, room: (f32, f32)) -> f32 {
    let zoom = (room.0 / width.max(1.0)).min(room.1 / height.max(1.0));
    zoom.clamp(zoom_of(MIN_STEP), zoom_of(MAX_STEP))
}

/// Smallest zoom step: 6 %.
pub(super) const MIN_STEP: i32 = -32;
/// Largest zoom step: 400 %.
pub(super) const MAX_STEP: i32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area::new(0.0, 0.0, 1280.0, 800.0);

    #[test]
    fn moves_snap_to_the_grid_where_nothing_pulls() {
        let snap = AreaSnap { grid: 10.0, pull: Some(4.0), others: &[SCREEN] };
        assert_eq!(snap.shift(&Area::new(100.0, 100.0, 50.0, 50.0), 13.0, -17.0), (10.0, -20.0));
        let free = AreaSnap { grid: 0.0, pull: None, others: &[SCREEN] };
        assert_eq!(free.shift(&Area::new(100.0, 100.0, 50.0, 50.0), 13.0, -17.0), (13.0, -17.0));
    }

    #[test]
    fn edges_and_centres_of_others_pull_stronger_than_the_grid() {
        let other = Area::new(303.0, 217.0, 100.0, 40.0);
        let snap = AreaSnap { grid: 10.0, pull: Some(4.0), others: &[SCREEN, other] };
        let from = Area::new(0.0, 0.0, 60.0, 30.0);
        let (dx, dy) = snap.shift(&from, 300.0, 400.0);
        assert_eq!((dx, dy), (303.0, 400.0 - 15.0 + 15.0));
        let guides = snap.guides(&from.moved(dx, dy));
        let left = guides.iter().find(|guide| guide.axis == Axis::X && guide.at == 303.0).unwrap();
        assert_eq!((left.from, left.to), (217.0, 430.0));
        assert_eq!(left.gap, Some(Gap { from: 257.0, to: 400.0, at: 333.0 }));
        // The centre of the screen.
        assert_eq!(snap.shift(&from, 612.0, 20.0).0, 610.0);
    }

    #[test]
    fn a_third_thing_in_a_row_is_pulled_to_the_same_gap() {
        let row = [SCREEN, Area::new(103.0, 100.0, 50.0, 40.0), Area::new(177.0, 90.0, 50.0, 60.0)];
        let snap = AreaSnap { grid: 10.0, pull: Some(4.0), others: &row };
        let from = Area::new(0.0, 0.0, 31.0, 33.0);
        // 177 + 50 + 24.
        let (dx, dy) = snap.shift(&from, 253.0, 107.0);
        assert_eq!(dx, 251.0);
        let gaps = snap.equal_gaps(&from.moved(dx, dy));
        let widths: Vec<f32> = gaps.iter().map(|gap| gap.gap.to - gap.gap.from).collect();
        assert_eq!((gaps[0].axis, widths), (Axis::X, vec![24.0, 24.0]));
        // And into the middle of two: 227 to 383.
        let row = [SCREEN, row[2], Area::new(383.0, 100.0, 50.0, 40.0)];
        let snap = AreaSnap { grid: 0.0, pull: Some(4.0), others: &row };
        assert_eq!(snap.shift(&Area::new(0.0, 0.0, 30.0, 33.0), 292.0, 107.0).0, 290.0);
        // Nothing of that where the guides are off.
        let free = AreaSnap { grid: 0.0, pull: None, others: &row };
        assert_eq!(free.shift(&Area::new(0.0, 0.0, 30.0, 33.0), 292.0, 107.0).0, 292.0);
        assert!(free.equal_gaps(&Area::new(290.0, 107.0, 30.0, 33.0)).is_empty());
    }

    #[test]
    fn of_two_things_of_one_height_only_the_edges_are_shown_and_one_gap() {
        let other = Area::new(60.0, 157.0, 710.0, 105.0);
        let snap = AreaSnap { grid: 10.0, pull: Some(4.0), others: &[SCREEN, other] };
        let guides = snap.guides(&Area::new(790.0, 157.0, 410.0, 105.0));
        let lines: Vec<f32> = guides.iter().filter(|guide| guide.axis == Axis::Y).map(|guide| guide.at).collect();
        assert_eq!(lines, [157.0, 262.0]);
        let gaps: Vec<Gap> = guides.iter().filter_map(|guide| guide.gap).collect();
        assert_eq!(gaps, [Gap { from: 770.0, to: 790.0, at: 209.5 }]);
    }

    #[test]
    fn without_pull_there_are_no_guides() {
        let snap = AreaSnap { grid: 10.0, pull: None, others: &[SCREEN] };
        assert!(snap.guides(&Area::new(0.0, 0.0, 10.0, 10.0)).is_empty());
    }

    #[test]
    fn resizing_keeps_the_other_side_and_a_smallest_size() {
        let area = Area::new(100.0, 100.0, 200.0, 100.0);
        let right = ResizeHandle { x: 1, y: 0 };
        assert_eq!(resize(&area, right, (350.0, 0.0), false), Area::new(100.0, 100.0, 250.0, 100.0));
        assert_eq!(resize(&area, right, (0.0, 0.0), false).w, MIN_SIZE);
        let corner = ResizeHandle { x: -1, y: -1 };
        assert_eq!(resize(&area, corner, (50.0, 60.0), false), Area::new(50.0, 60.0, 250.0, 140.0));
        let tiny = resize(&area, corner, (900.0, 900.0), false);
        assert_eq!(tiny, Area::new(290.0, 190.0, 10.0, 10.0));
    }

    #[test]
    fn resizing_with_ratio_keeps_it_at_every_handle() {
        let area = Area::new(100.0, 100.0, 200.0, 100.0);
        for handle in ResizeHandle::ALL {
            let out = resize(&area, handle, (37.0, 411.0), true);
            assert!((out.w / out.h - 2.0).abs() < 0.001, "{handle:?} gave {out:?}");
            assert!(out.w >= MIN_SIZE && out.h >= MIN_SIZE);
            let opposite = ResizeHandle { x: -handle.x, y: -handle.y };
            let (before, after) = (opposite.on(&area), opposite.on(&out));
            assert!((before.0 - after.0).abs() < 0.01 && (before.1 - after.1).abs() < 0.01, "{handle:?}");
        }
    }

    #[test]
    fn marquee_encloses_to_the_right_and_touches_to_the_left() {
        let area = Area::new(50.0, 50.0, 100.0, 100.0);
        assert!(!marquee_takes((0.0, 0.0), (100.0, 100.0), &area));
        assert!(marquee_takes((0.0, 0.0), (150.0, 150.0), &area));
        assert!(marquee_takes((100.0, 100.0), (0.0, 0.0), &area));
        assert!(!marquee_takes((40.0, 40.0), (0.0, 0.0), &area));
    }

    #[test]
    fn zoom_steps_fit() {
        assert_eq!(zoom_of(0), 1.0);
        assert_eq!(zoom_of(8), 2.0);
        assert_eq!(fitting_zoom(1280.0, 800.0, (1280.0, 800.0)), 1.0);
        assert_eq!(fitting_zoom(1280.0, 800.0, (800.0, 600.0)), 0.625);
        assert_eq!(fitting_zoom(1280.0, 800.0, (1.0, 1.0)), zoom_of(MIN_STEP));
        assert_eq!(fitting_zoom(0.0, 0.0, (1e9, 1e9)), zoom_of(MAX_STEP));
        assert_eq!((step_of(1.0), step_of(zoom_of(5)), step_of(0.98)), (0, 5, 0));
    }
}
