//! Keys in the order in which they were typed, however many come within one frame.
//!
//! egui moves the keyboard at the beginning of a frame: of `3 Tab 4` in one frame the first field would get nothing.
//! What moves the keyboard therefore gets a frame of its own, and what was typed behind it comes after.

use std::collections::VecDeque;

use egui::{Context, Event, Key, RawInput, Ui};

/// Frames until the keyboard is where a key has sent it: a field may have to be opened first.
const PAUSE: u8 = 2;

/// The plugin, with the events that wait for their frame.
#[derive(Debug, Default)]
pub(super) struct KeyOrder {
    waiting: VecDeque<Event>,
    pause: u8,
}

impl egui::Plugin for KeyOrder {
    fn debug_name(&self) -> &'static str {
        "key order"
    }

    fn input_hook(&mut self, _ctx: &Context, input: &mut RawInput) {
        self.waiting.extend(input.events.drain(..));
        if self.pause > 0 && !self.waiting.is_empty() {
            self.pause -= 1;
            return;
        }
        self.pause = 0;
        let now = self.share();
        input.events.extend(self.waiting.drain(..now));
    }

    fn on_end_pass(&mut self, ui: &mut Ui) {
        if !self.waiting.is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

impl KeyOrder {
    /// How many of the waiting events belong into this frame.
    fn share(&mut self) -> usize {
        let all = self.waiting.len();
        let Some(mover) = self.waiting.iter().position(moves_the_keyboard) else { return all };
        if self.waiting.iter().take(mover).any(is_typed) {
            return mover;
        }
        if !self.waiting.iter().skip(mover + 1).any(is_typed) {
            return all;
        }
        self.pause = PAUSE;
        mover + 1
    }
}

fn is_typed(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Ime(_) | Event::Key { pressed: true, .. })
}

/// Whether the keyboard may be elsewhere after this: keys that leave, enter or open something, and clicks.
fn moves_the_keyboard(event: &Event) -> bool {
    match event {
        Event::Key { key, pressed: true, modifiers, .. } => {
            let in_field = matches!(key, Key::A | Key::C | Key::V | Key::X | Key::Y | Key::Z);
            let letter = key.name().len() == 1;
            matches!(key, Key::Tab | Key::Enter | Key::Escape | Key::F2) || (modifiers.command && letter && !in_field)
        }
        Event::PointerButton { pressed, .. } => !pressed,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use egui::{Modifiers, Plugin as _};

    use super::*;

    fn text(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    fn tab() -> Event {
        Event::Key { key: Key::Tab, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE }
    }

    fn frames(events: Vec<Event>) -> Vec<Vec<Event>> {
        let (mut order, ctx) = (KeyOrder::default(), Context::default());
        let mut input = RawInput { events, ..RawInput::default() };
        let mut frames = Vec::new();
        for _ in 0..12 {
            order.input_hook(&ctx, &mut input);
            frames.push(std::mem::take(&mut input.events));
        }
        frames.retain(|frame| !frame.is_empty());
        frames
    }

    #[test]
    fn what_is_typed_around_tab_gets_frames_of_its_own() {
        let all = vec![text("3"), tab(), text("4"), text("5"), tab(), text("6")];
        let split = [vec![text("3")], vec![tab()], vec![text("4"), text("5")], vec![tab()], vec![text("6")]];
        assert_eq!(frames(all), split);
        assert_eq!(frames(vec![tab(), tab()]).concat(), [tab(), tab()]);
        assert_eq!(frames(vec![text("a"), text("b")]), [vec![text("a"), text("b")]]);
    }
}
