//! What is set in one go, letter by letter or by dragging: only its end is kept. So a recording stays short, and of a
//! secret that somebody types no beginning stays.

use std::sync::Arc;
use std::time::Duration;

use super::{HIDDEN, Recorded, RecordedInput, RecordedMoment, Recording};
use crate::model::property::Property;
use crate::model::run::{Fire, PropertyChange, Publish, RunEvent};
use crate::model::value::Value;

/// So many moments are looked through at most for what is set in one go.
const MOST_BETWEEN: usize = 256;
/// The same for what somebody has typed before it was a secret.
const MOST_TYPED: usize = 4_096;
/// What is set anew sooner than this is dragged or typed.
const IN_ONE_GO: Duration = Duration::from_secs(1);
/// Instances that follow each other faster are not looked at one by one.
const AT_ONCE: Duration = Duration::from_millis(250);

impl Recording {
    /// Leaves out what this takes the place of, where nothing but looks has changed by it.
    pub(super) fn leave_out_typing(&mut self, at: Duration, next: &Fire) {
        let Some((key, to)) = &next.change else { return };
        let before = self.set_before(at, next);
        let since = self.typing.take_if(|(control, known, _)| *control == next.control && known == key);
        let since = since.filter(|_| before.is_some()).map(|(_, _, since)| since);
        let first = before.and_then(|index| self.moments.get(index)).map_or(at, |moment| moment.at);
        self.typing = Some((next.control, key.clone(), since.unwrap_or(first)));
        let Some(before) = before else { return };
        self.leave_out_from(before, |moment| match &moment.what {
            Recorded::Input(_) => false,
            // What does not change again is not told again.
            Recorded::Event(RunEvent::Property(PropertyChange { control, property, value })) => {
                *control != next.control || property != key || value == to
            }
            _ => true,
        });
    }

    /// Where that stands.
    fn set_before(&self, at: Duration, next: &Fire) -> Option<usize> {
        let (key, to) = next.change.as_ref()?;
        if !self.only_looks_change(next) {
            return None;
        }
        for (index, moment) in self.moments.iter().enumerate().rev().take(MOST_BETWEEN) {
            match &moment.what {
                Recorded::Input(RecordedInput::Fire(fire)) => {
                    let (known, value) = fire.change.as_ref()?;
                    let is_same = fire.control == next.control && fire.trigger == next.trigger && known == key;
                    let goes_on = at.saturating_sub(moment.at) < IN_ONE_GO || is_typed_on(value, to);
                    return (is_same && goes_on).then_some(index);
                }
                Recorded::Event(RunEvent::Property(_) | RunEvent::Variable { .. } | RunEvent::Quality { .. }) => {}
                Recorded::Event(_) | Recorded::Input(_) | Recorded::Instances(_) => return None,
            }
        }
        None
    }

    /// Whether nothing runs and nothing is sent by it. Of a part of an instance that is not known.
    fn only_looks_change(&self, fire: &Fire) -> bool {
        self.project.control(fire.control).is_some_and(|control| {
            let sends = |property: &Property| matches!(property, Property::Command(_));
            !control.handlers.contains_key(&fire.trigger) && !control.properties.values().any(sends)
        })
    }

    /// Instances that come at once take the place of those before, where nobody has done anything in between.
    pub(super) fn leave_out_instances(&mut self, at: Duration) {
        let near = |moment: &RecordedMoment| at.saturating_sub(moment.at) <= AT_ONCE;
        let mut latest = self.moments.iter().enumerate().rev().take(MOST_BETWEEN);
        let until = latest.find(|(_, it)| !near(it) || matches!(it.what, Recorded::Input(_) | Recorded::Instances(_)));
        if let Some((index, moment)) = until
            && near(moment)
            && matches!(moment.what, Recorded::Instances(_))
        {
            self.leave_out_from(index, |moment| !matches!(moment.what, Recorded::Instances(_)));
        }
    }

    fn leave_out_from(&mut self, index: usize, stays: impl Fn(&RecordedMoment) -> bool) {
        for moment in self.moments.split_off(index) {
            if stays(&moment) {
                self.moments.push_back(moment);
            } else {
                self.bytes -= moment.bytes;
            }
        }
    }

    /// What somebody has typed turns out to be a secret: its beginnings go as well, wherever they stand since.
    pub(super) fn hide_typing(&mut self, last: &Fire) {
        let Some((key, Value::Text(whole))) = &last.change else { return };
        let since = self.typing.as_ref().map_or(Duration::MAX, |(_, _, since)| *since);
        let mut from = self.moments.partition_point(|moment| moment.at < since);
        for (index, moment) in self.moments.iter().enumerate().rev().take(MOST_TYPED) {
            let Recorded::Input(RecordedInput::Fire(Fire { control, change: Some((known, value)), .. })) = &moment.what
            else {
                continue;
            };
            if *control != last.control || known != key {
                continue;
            }
            if !matches!(value, Value::Text(text) if whole.starts_with(text.as_str())) {
                break;
            }
            from = from.min(index);
        }
        for moment in self.moments.range_mut(from..) {
            hide_in(&mut moment.what, whole);
        }
    }
}

/// Whether somebody has typed on, or has taken letters away.
fn is_typed_on(before: &Value, now: &Value) -> bool {
    let (Value::Text(before), Value::Text(now)) = (before, now) else { return false };
    before.starts_with(now.as_str()) || now.starts_with(before.as_str())
}

/// Hides what is the beginning of this text.
fn hide_in(what: &mut Recorded, whole: &str) {
    let value = match what {
        Recorded::Input(RecordedInput::Fire(Fire { change: Some((_, value)), .. }))
        | Recorded::Event(RunEvent::Property(PropertyChange { value, .. }) | RunEvent::Variable { value, .. }) => value,
        Recorded::Event(RunEvent::Published(publish)) => {
            if !publish.payload.is_empty() && whole.as_bytes().starts_with(&publish.payload) {
                *publish = Arc::new(Publish { payload: HIDDEN.as_bytes().to_vec(), ..Publish::clone(publish) });
            }
            return;
        }
        _ => return,
    };
    if matches!(value, Value::Text(text) if !text.is_empty() && whole.starts_with(text.as_str())) {
        *value = Value::from(HIDDEN);
    }
}
