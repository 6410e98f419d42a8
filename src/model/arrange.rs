//! Lining up, spreading and scaling of rectangles. Pure.

use super::screen::Area;

/// Smallest width and height of a control, in screen pixels.
pub const MIN_SIZE: f32 = 10.0;

/// The smallest rectangle around all of `areas`; `None` for none.
pub fn bounds(areas: impl IntoIterator<Item = Area>) -> Option<Area> {
    areas.into_iter().reduce(|a, b| {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        Area::new(x, y, a.right().max(b.right()) - x, a.bottom().max(b.bottom()) - y)
    })
}

/// `value` at the next step of the grid; unchanged where there is no grid.
pub fn to_grid(value: f32, grid: f32) -> f32 {
    if grid > 0.0 { (value / grid).round() * grid } else { value }
}

/// A way to arrange several things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Left edges in line.
    Left,
    /// Centres on one vertical line.
    CenterX,
    /// Right edges in line.
    Right,
    /// Upper edges in line.
    Top,
    /// Centres on one horizontal line.
    CenterY,
    /// Lower edges in line.
    Bottom,
    /// Equal gaps from left to right.
    SpreadX,
    /// Equal gaps from top to bottom.
    SpreadY,
    /// All as wide as the last one.
    SameWidth,
    /// All as high as the last one.
    SameHeight,
}

/// The areas after arranging, in the same order. A single one is lined up with the screen, which is `whole`.
pub fn arrange(how: Arrange, areas: &[Area], whole: &Area) -> Vec<Area> {
    let (Some(all), Some(last)) = (bounds(areas.iter().copied()), areas.last()) else { return Vec::new() };
    let all = if areas.len() == 1 { *whole } else { all };
    let each = |change: &dyn Fn(&mut Area)| {
        let mut out = areas.to_vec();
        out.iter_mut().for_each(change);
        out
    };
    match how {
        Arrange::Left => each(&|area| area.x = all.x),
        Arrange::CenterX => each(&|area| area.x = (all.x + (all.w - area.w) / 2.0).round()),
        Arrange::Right => each(&|area| area.x = all.right() - area.w),
        Arrange::Top => each(&|area| area.y = all.y),
        Arrange::CenterY => each(&|area| area.y = (all.y + (all.h - area.h) / 2.0).round()),
        Arrange::Bottom => each(&|area| area.y = all.bottom() - area.h),
        Arrange::SpreadX => spread(areas, true, &all),
        Arrange::SpreadY => spread(areas, false, &all),
        Arrange::SameWidth => each(&|area| area.w = last.w),
        Arrange::SameHeight => each(&|area| area.h = last.h),
    }
}

/// The outer two stay, the others get equal gaps between them.
fn spread(areas: &[Area], is_x: bool, all: &Area) -> Vec<Area> {
    let mut out = areas.to_vec();
    if areas.len() < 3 {
        return out;
    }
    let begin = |area: &Area| if is_x { area.x } else { area.y };
    let length = |area: &Area| if is_x { area.w } else { area.h };
    let gap = (length(all) - areas.iter().map(length).sum::<f32>()) / (areas.len() - 1) as f32;
    let mut order: Vec<usize> = (0..areas.len()).collect();
    order.sort_by(|a, b| begin(&areas[*a]).total_cmp(&begin(&areas[*b])));
    let mut at = begin(all);
    for index in order {
        if is_x {
            out[index].x = at.round();
        } else {
            out[index].y = at.round();
        }
        at += length(&areas[index]) + gap;
    }
    out
}

/// `area`, which was inside `before`, in the same place of `after`; never smaller than [`MIN_SIZE`].
pub fn scaled(area: &Area, before: &Area, after: &Area) -> Area {
    let (fx, fy) = (after.w / before.w.max(0.001), after.h / before.h.max(0.001));
    Area::new(
        after.x + (area.x - before.x) * fx,
        after.y + (area.y - before.y) * fy,
        (area.w * fx).max(MIN_SIZE),
        (area.h * fy).max(MIN_SIZE),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area::new(0.0, 0.0, 1280.0, 800.0);

    #[test]
    fn arranging_lines_up_and_spreads() {
        let areas =
            [Area::new(0.0, 0.0, 20.0, 20.0), Area::new(100.0, 30.0, 40.0, 10.0), Area::new(30.0, 60.0, 10.0, 30.0)];
        let xs = |how| arrange(how, &areas, &SCREEN).iter().map(|area| area.x).collect::<Vec<_>>();
        let ys = |how| arrange(how, &areas, &SCREEN).iter().map(|area| area.y).collect::<Vec<_>>();
        assert_eq!(xs(Arrange::Left), [0.0, 0.0, 0.0]);
        assert_eq!(xs(Arrange::Right), [120.0, 100.0, 130.0]);
        assert_eq!(xs(Arrange::CenterX), [60.0, 50.0, 65.0]);
        assert_eq!(ys(Arrange::Top), [0.0, 0.0, 0.0]);
        assert_eq!(ys(Arrange::Bottom), [70.0, 80.0, 60.0]);
        assert_eq!(ys(Arrange::CenterY), [35.0, 40.0, 30.0]);
        // Free: 140 - 20 - 40 - 10 = 70, so gaps of 35.
        assert_eq!(xs(Arrange::SpreadX), [0.0, 100.0, 55.0]);
        assert_eq!(ys(Arrange::SpreadY), [0.0, 35.0, 60.0]);
        assert!(arrange(Arrange::SameWidth, &areas, &SCREEN).iter().all(|area| area.w == 10.0));
        assert!(arrange(Arrange::SameHeight, &areas, &SCREEN).iter().all(|area| area.h == 30.0));
        assert!(arrange(Arrange::Left, &[], &SCREEN).is_empty());
    }

    #[test]
    fn a_single_one_is_lined_up_with_the_screen() {
        let one = [Area::new(100.0, 100.0, 80.0, 40.0)];
        assert_eq!(arrange(Arrange::CenterX, &one, &SCREEN)[0].x, 600.0);
        assert_eq!(arrange(Arrange::Bottom, &one, &SCREEN)[0].y, 760.0);
    }

    #[test]
    fn several_things_scale_together() {
        let before = Area::new(0.0, 0.0, 100.0, 100.0);
        let after = Area::new(10.0, 0.0, 200.0, 50.0);
        assert_eq!(scaled(&Area::new(50.0, 50.0, 50.0, 50.0), &before, &after), Area::new(110.0, 25.0, 100.0, 25.0));
    }
}
