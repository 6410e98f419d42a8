//! What a value was over time: a ring of points with their extremes on coarser and coarser levels.
//!
//! A picture of any stretch of it costs what the picture is wide, not how many points there are: per column of pixels a
//! few [`Extreme`]s are looked at, and no peak is lost. Taking in a point costs nothing that grows.

use std::collections::{BTreeMap, VecDeque};

use super::id::ControlId;

/// So many of one level are one of the next.
const FACTOR: usize = 16;

/// So many points a series has at most, where nobody says otherwise: a day of 20 a second.
pub const USUAL_POINTS: usize = 2_000_000;

/// What properties were over time, by control and key.
pub type Traces = BTreeMap<(ControlId, String), Trace>;

/// The least and the most of a stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    /// The least.
    pub min: f32,
    /// The most.
    pub max: f32,
}

impl Extreme {
    fn of(value: f32) -> Self {
        Self { min: value, max: value }
    }

    fn with(self, other: Self) -> Self {
        Self { min: self.min.min(other.min), max: self.max.max(other.max) }
    }
}

/// A stretch of time as it is drawn: where it begins, and its extremes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// When it begins, in milliseconds since 1970.
    pub at_ms: i64,
    /// The first value in it.
    pub first: f32,
    /// What it has.
    pub extreme: Extreme,
}

/// The values of a property over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// When each came, in milliseconds since 1970; never earlier than the one before.
    times: VecDeque<i64>,
    values: VecDeque<f32>,
    /// The extremes of each whole group of the level below, the oldest first.
    levels: Vec<VecDeque<Extreme>>,
    /// How many points went from the front so far: groups are counted from the very first.
    gone: usize,
    most: usize,
}

impl Trace {
    /// An empty one that keeps so many points.
    pub fn new(most: usize) -> Self {
        Self { most: most.max(FACTOR), ..Self::default() }
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The point that came last.
    pub fn last(&self) -> Option<(i64, f32)> {
        Some((*self.times.back()?, *self.values.back()?))
    }

    /// Takes in a value. One from before the last one counts as of the same moment; one that is no number is left out.
    pub fn push(&mut self, at_ms: i64, value: f32) {
        if !value.is_finite() {
            return;
        }
        let at_ms = self.times.back().map_or(at_ms, |last| at_ms.max(*last));
        self.times.push_back(at_ms);
        self.values.push_back(value);
        self.sum_up();
        while self.values.len() > self.most {
            self.times.pop_front();
            self.values.pop_front();
            self.gone += 1;
            let mut size = FACTOR;
            for level in &mut self.levels {
                // The group that it was the last of.
                if self.gone.is_multiple_of(size) {
                    level.pop_front();
                }
                size = size.saturating_mul(FACTOR);
            }
        }
    }

    /// Brings the levels up to date: each whole group is summed up once.
    fn sum_up(&mut self) {
        let mut end = self.gone + self.values.len();
        for at in 0.. {
            if !end.is_multiple_of(FACTOR) {
                return;
            }
            let sum = if at == 0 {
                let group = self.values.iter().rev().take(FACTOR);
                group.map(|value| Extreme::of(*value)).reduce(Extreme::with)
            } else {
                self.levels.get(at - 1).and_then(|below| below.iter().rev().take(FACTOR).copied().reduce(Extreme::with))
            };
            let Some(sum) = sum else { return };
            if self.levels.len() == at {
                self.levels.push(VecDeque::new());
            }
            if let Some(level) = self.levels.get_mut(at) {
                level.push_back(sum);
            }
            end /= FACTOR;
        }
    }

    /// Index of the first point that is not before this moment.
    fn index_at(&self, at_ms: i64) -> usize {
        self.times.partition_point(|time| *time < at_ms)
    }

    /// The value that counted at this moment: the last one before it or at it.
    pub fn value_at(&self, at_ms: i64) -> Option<f32> {
        let behind = self.times.partition_point(|time| *time <= at_ms);
        self.values.get(behind.checked_sub(1)?).copied()
    }

    /// From one moment to another as so many stretches at most, with the point before the first one; stretches in which
    /// nothing came are left out.
    pub fn stretches(&self, (from_ms, to_ms): (i64, i64), most: usize) -> Vec<Stretch> {
        let begin = self.index_at(from_ms).saturating_sub(1);
        let end = self.index_at(to_ms.saturating_add(1));
        if end.saturating_sub(begin) <= most.saturating_mul(2) {
            return (begin..end).filter_map(|index| self.point(index)).collect();
        }
        let mut out: Vec<Stretch> = self.point(begin).into_iter().collect();
        let width = ((to_ms - from_ms) as f64 / most.max(1) as f64).max(1.0);
        let mut index = begin + 1;
        for column in 1..=most {
            let until = from_ms + (width * column as f64) as i64;
            let next = if column == most { end } else { self.index_at(until).clamp(index, end) };
            if let (Some(first), Some(extreme)) = (self.point(index), self.extreme(index, next)) {
                out.push(Stretch { extreme, ..first });
            }
            index = next;
        }
        out
    }

    fn point(&self, index: usize) -> Option<Stretch> {
        let value = *self.values.get(index)?;
        Some(Stretch { at_ms: *self.times.get(index)?, first: value, extreme: Extreme::of(value) })
    }

    /// The extremes of the points from one index up to another: whole groups by their sum, the rest one by one.
    pub fn extreme(&self, from: usize, to: usize) -> Option<Extreme> {
        let (mut from, to) = (self.gone + from, self.gone + to.min(self.values.len()));
        let mut out: Option<Extreme> = None;
        let mut take = |extreme: Extreme| out = Some(out.map_or(extreme, |out| out.with(extreme)));
        while from < to {
            let (level, size) = self.largest_group(from, to);
            let sum = match level {
                None => self.values.get(from - self.gone).map(|value| Extreme::of(*value)),
                // The first group that is still there stands at the front.
                Some(level) => {
                    self.levels.get(level).and_then(|sums| sums.get(from / size - self.gone / size).copied())
                }
            };
            if let Some(sum) = sum {
                take(sum);
            }
            from += size;
        }
        out
    }

    /// The level of the largest whole group that begins here and ends in time, and its size; `None` is the point itself.
    fn largest_group(&self, from: usize, to: usize) -> (Option<usize>, usize) {
        let (mut level, mut size) = (None, 1);
        for next in 0..self.levels.len() {
            let larger = size * FACTOR;
            if !from.is_multiple_of(larger) || from + larger > to {
                break;
            }
            (level, size) = (Some(next), larger);
        }
        (level, size)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn trace(most: usize, values: &[f32]) -> Trace {
        let mut out = Trace::new(most);
        for (at, value) in (0_i64..).zip(values) {
            out.push(at * 10, *value);
        }
        out
    }

    #[test]
    fn few_points_are_drawn_as_they_are_and_many_lose_no_peak() {
        let values: Vec<f32> = (0..100_000_u32).map(|at| if at == 54_321 { 99.0 } else { (at % 7) as f32 }).collect();
        let trace = trace(1_000_000, &values);
        assert_eq!(
            trace.stretches((100, 150), 100).iter().map(|each| each.at_ms).collect::<Vec<_>>(),
            [90, 100, 110, 120, 130, 140, 150]
        );
        let drawn = trace.stretches((0, 1_000_000), 300);
        assert!(drawn.len() <= 301, "{}", drawn.len());
        assert_eq!(drawn.iter().filter(|each| each.extreme.max == 99.0).count(), 1);
        assert!(drawn.windows(2).all(|pair| pair[0].at_ms < pair[1].at_ms));
        assert_eq!((trace.value_at(-1), trace.value_at(25), trace.last()), (None, Some(2.0), Some((999_990, 4.0))));
    }

    #[test]
    fn what_is_no_number_is_left_out_and_time_never_goes_back() {
        let mut trace = Trace::new(100);
        trace.push(50, 1.0);
        trace.push(60, f32::NAN);
        trace.push(40, 2.0);
        assert_eq!(trace.stretches((0, 100), 10).iter().map(|each| each.at_ms).collect::<Vec<_>>(), [50, 50]);
        assert_eq!(Trace::new(100).stretches((0, 100), 10), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

        #[test]
        fn extremes_are_those_of_the_points(
            values in prop::collection::vec(-1000_i16..1000, 0..1500),
            most in 16_usize..900,
            from in any::<prop::sample::Index>(),
            to in any::<prop::sample::Index>(),
        ) {
            let values: Vec<f32> = values.into_iter().map(f32::from).collect();
            let trace = trace(most, &values);
            let kept = &values[values.len().saturating_sub(most)..];
            prop_assert_eq!(trace.len(), kept.len());
            let (from, to) = (from.index(kept.len() + 1), to.index(kept.len() + 1));
            let part = kept.get(from..to).unwrap_or_default();
            let wanted = part.iter().map(|value| Extreme::of(*value)).reduce(Extreme::with);
            prop_assert_eq!(trace.extreme(from, to), wanted);
        }
    }
}
