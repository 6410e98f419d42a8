//! What is held down, and that it is let go: the end of a press is told whatever ends it.
//!
//! A press lives from frame to frame: in each the control has to say that it is still down. So the finger that slides
//! off, the control that disappears, the screen that changes and the window that loses the focus all end it, and so does
//! the running app that is out of sight. (What the app itself does at its end: `engine/thread/command.rs`.)

use std::time::Duration;

use egui::{Key, Response, Ui};

use super::react::{Reaction, State};
use crate::model::command::{REPEAT_MS, SendMoment};
use crate::model::id::ControlId;
use crate::model::row::Cause;
use crate::model::run::Fire;
use crate::player::controls::ControlClass;

/// What is held down.
#[derive(Debug)]
pub(super) struct HeldDown {
    control: ControlId,
    /// The event that ends it.
    released: &'static str,
    /// Whether its control has said in this frame that it is still down.
    is_alive: bool,
    /// When it was told last, in the interface's seconds.
    told: f64,
}

impl HeldDown {
    pub(super) fn is_of(&self, control: ControlId) -> bool {
        self.control == control
    }
}

impl State {
    /// Ends the press whose control has not said in this frame that it goes on.
    pub(super) fn end_presses(&mut self, fires: &mut Vec<Fire>) {
        let Some(mut down) = self.down.take() else { return };
        if std::mem::take(&mut down.is_alive) {
            self.down = Some(down);
        } else {
            fires.push(Fire { control: down.control, trigger: down.released.to_owned(), change: None });
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
    /// Fires that it is pressed, is still pressed, and is let go, where anybody wants to know.
    pub(super) fn pressing(&mut self, ui: &Ui, response: &Response) {
        let Some(repeat) = self.wants_presses() else { return };
        let (id, class) = (self.control().id, self.class());
        let has_focus = response.has_focus();
        let (is_down, is_new, now) = ui.input(|input| {
            let pointer = &input.pointer;
            let at = pointer.latest_pos().filter(|at| response.interact_rect.contains(*at));
            let by_pointer = pointer.primary_down() && at.is_some() && response.is_pointer_button_down_on();
            let by_key = has_focus && input.key_down(Key::Space);
            let is_new = (by_pointer && pointer.primary_pressed()) || (by_key && input.key_pressed(Key::Space));
            ((by_pointer || by_key) && input.focused, is_new, input.time)
        });
        let is_down = is_down && self.is_enabled();
        if is_down && is_new && self.down().is_none() {
            *self.down() = Some(HeldDown { control: id, released: released(class), is_alive: true, told: now });
            self.fire(Cause::Press, None);
        }
        let Some(down) = self.down().as_mut().filter(|down| down.is_of(id)) else { return };
        down.is_alive = is_down;
        let Some(every) = repeat.filter(|_| is_down) else { return };
        let left = down.told + every.as_secs_f64() - now;
        if left <= 0.0 {
            down.told = now;
            self.fire(Cause::Hold, None);
        }
        ui.ctx().request_repaint_after(if left > 0.0 { Duration::from_secs_f64(left) } else { every });
    }

    /// Whether anybody wants to know that it is pressed; and after which time again, if so.
    fn wants_presses(&self) -> Option<Option<Duration>> {
        let command = self.control().command().filter(|command| command.sends == SendMoment::Held);
        let repeats = command.map(|command| command.repeat_ms).filter(|ms| *ms > 0);
        let repeats = repeats.or_else(|| self.has_handler(Cause::Hold).then_some(REPEAT_MS));
        let wants =
            command.is_some() || [Cause::Press, Cause::Release, Cause::Hold].iter().any(|c| self.has_handler(*c));
        // Twenty times a second is as often as a network likes it.
        wants.then(|| repeats.map(|ms| Duration::from_millis(u64::from(ms.max(50)))))
    }
}

fn released(class: &'static ControlClass) -> &'static str {
    class.def.fired_by(Cause::Release).map_or("", |trigger| trigger.key)
}
