//! What is held down, and that it is let go: the end of a press is told whatever ends it.
//!
//! A press lives from frame to frame: in each the control has to say that it is still down. So the finger that slides
//! off, the control that disappears, the screen that changes and the window that loses the focus all end it, and so does
//! the running app that is out of sight. (What the app itself does at its end: `engine/thread/command.rs`.)

use std::time::Duration;

use egui::{Event, Key, Response, Ui};

use super::react::{Reaction, State};
use crate::model::command::{CommandTopic, REPEAT_MS, SendMoment};
use crate::model::id::ControlId;
use crate::model::row::Cause;
use crate::model::run::Fire;
use crate::player::controls::ControlClass;

/// How long a finger stays until that is a long press, in seconds.
const LONG: f64 = 0.5;

/// What is held down, until everything is let go.
#[derive(Debug)]
pub(super) struct HeldDown {
    control: ControlId,
    /// The event that ends it.
    released: &'static str,
    /// Whether its control has said in this frame that it is still down.
    is_alive: bool,
    /// Whether it has ended, though the finger may still be down elsewhere: it does not begin again by coming back.
    is_over: bool,
    /// When it began, and when it was told last, in the interface's seconds.
    since: f64,
    told: f64,
    /// Whether it was told that it is a long one.
    is_long: bool,
}

impl State {
    /// Ends the press whose control has not said in this frame that it goes on.
    pub(super) fn end_presses(&mut self, fires: &mut Vec<Fire>) {
        let Some(down) = &mut self.down else { return };
        if !std::mem::take(&mut down.is_alive) && !std::mem::replace(&mut down.is_over, true) {
            fires.push(Fire { control: down.control, trigger: down.released.to_owned(), change: None });
        }
    }

    /// No pointer is down any more.
    pub(super) fn let_go(&mut self) {
        self.pressed = None;
        if self.down.as_ref().is_some_and(|down| down.is_over) {
            self.down = None;
        }
    }

    /// The running app is out of sight, or at its end: whatever is held down is let go.
    pub fn release(&mut self, fires: &mut Vec<Fire>) {
        if let Some(down) = &mut self.down {
            down.is_alive = false;
        }
        self.end_presses(fires);
    }
}

impl Reaction<'_> {
    /// Fires that it is pressed, is still pressed, and is let go, where anybody wants to know; after [`Self::tapped`],
    /// which says whether it was tapped.
    pub(super) fn pressing(&mut self, ui: &Ui, response: &Response, is_tapped: bool) {
        if !self.wants_presses() {
            return;
        }
        let (id, released) = (self.control().id, released(self.class()));
        let (has_focus, is_pressed) = (response.has_focus(), self.is_pressed());
        let (goes_on, by_pointer, by_key, now) = ui.input(|input| {
            let is_over_it = input.pointer.latest_pos().is_some_and(|at| response.interact_rect.contains(at));
            let by_key = has_focus && input.key_down(Key::Space);
            let goes_on = input.focused && !input.key_pressed(Key::Escape);
            (goes_on, is_pressed && is_over_it, by_key, input.time)
        });
        let is_down = (by_pointer || by_key) && goes_on && self.is_enabled();
        let begins = self.down().is_none() && (is_down || is_tapped);
        if begins && (by_pointer || is_tapped || space_goes_down(ui)) {
            let down = HeldDown {
                control: id,
                released,
                is_alive: true,
                is_over: false,
                since: now,
                told: now,
                is_long: false,
            };
            *self.down() = Some(down);
            self.fire(Cause::Press, None);
        }
        let repeat = self.repeats();
        let Some(down) = self.down().as_mut().filter(|down| down.control == id && !down.is_over) else { return };
        down.is_alive = is_down;
        if !is_down {
            return;
        }
        let is_long = now - down.since >= LONG && !std::mem::replace(&mut down.is_long, now - down.since >= LONG);
        let (since_told, to_long) = (now - down.told, down.since + LONG - now);
        let is_due = repeat.is_some_and(|every| since_told >= every.as_secs_f64());
        if is_due {
            // In step, however late the picture is.
            down.told = now - repeat.map_or(0.0, |every| since_told % every.as_secs_f64());
        }
        let next = repeat.map(|every| down.told + every.as_secs_f64() - now);
        if is_due {
            self.fire(Cause::Hold, None);
        }
        if is_long {
            self.fire(Cause::LongPress, None);
        }
        for left in next.into_iter().chain(Some(to_long)).filter(|left| *left > 0.0) {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
        }
    }

    /// What it sends to, where it sends while it is held.
    fn held_command(&self) -> Option<&CommandTopic> {
        self.control().command().filter(|command| command.sends == SendMoment::Held)
    }

    /// Whether anybody wants to know that it is pressed.
    fn wants_presses(&self) -> bool {
        let causes = [Cause::Press, Cause::Release, Cause::Hold, Cause::LongPress];
        let sends = self.control().command().is_some_and(|command| command.sends != SendMoment::Tapped);
        sends || causes.iter().any(|cause| self.has_handler(*cause))
    }

    /// After which time it is told again that it is pressed.
    fn repeats(&self) -> Option<Duration> {
        let of_command = self.held_command().map(|command| command.repeat_ms).filter(|ms| *ms > 0);
        let ms = of_command.or_else(|| self.has_handler(Cause::Hold).then_some(REPEAT_MS))?;
        // Twenty times a second is as often as a network likes it.
        Some(Duration::from_millis(u64::from(ms.max(50))))
    }
}

fn released(class: &'static ControlClass) -> &'static str {
    class.def.fired_by(Cause::Release).map_or("", |trigger| trigger.key)
}

/// Whether the space bar goes down in this frame; that it repeats is no new press.
fn space_goes_down(ui: &Ui) -> bool {
    let goes_down = |event: &Event| matches!(event, Event::Key { key: Key::Space, pressed: true, repeat: false, .. });
    ui.input(|input| input.events.iter().any(goes_down))
}
