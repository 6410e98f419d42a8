//! The keys of the editor for Lua. They are taken before the field sees them, so that it stays a plain one.

use std::ops::Range;

use egui::{Event, Key, Modifiers, Ui};

use super::{Script, State, cursor};
use crate::editor::view::View;
use crate::language::assist::lines::{self, Edited};
use crate::ui::Outbox;

/// Takes a key with exactly these modifiers, if it was pressed.
pub(super) fn take(ui: &Ui, wanted: Modifiers, key: Key) -> bool {
    ui.input_mut(|input| {
        let is_it = |event: &Event| match event {
            Event::Key { key: pressed, pressed: true, modifiers, .. } => {
                *pressed == key && modifiers.matches_exact(wanted)
            }
            _ => false,
        };
        let found = input.events.iter().position(is_it);
        found.map(|index| input.events.remove(index)).is_some()
    })
}

/// Holds back what comes behind something else in this frame and is taken before the field sees that: keys work on the
/// text that the field knows, and one after the other.
fn in_order(ui: &Ui, state: &mut State) {
    let held = std::mem::take(&mut state.held);
    ui.input_mut(|input| {
        input.events.splice(..0, held);
        let is_ours = |event: &Event| match event {
            Event::Key { key, pressed: true, modifiers, .. } => {
                matches!(key, Key::Enter | Key::Tab | Key::Escape | Key::ArrowUp | Key::ArrowDown)
                    || modifiers.command
                    || modifiers.alt
            }
            _ => false,
        };
        let writes = |event: &Event| {
            matches!(event, Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Key { pressed: true, .. })
        };
        let first = input.events.iter().position(writes).unwrap_or(input.events.len());
        let next = input.events.iter().skip(first + 1).position(is_ours).map(|place| first + 1 + place);
        if let Some(next) = next {
            state.held = input.events.split_off(next);
        }
    });
    if !state.held.is_empty() {
        ui.ctx().request_repaint();
    }
}

/// What the keys of this frame do to the text, and what they open.
pub(super) fn keys(ui: &Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, script: &mut Script<'_>) {
    if !ui.memory(|memory| memory.has_focus(script.id)) {
        state.held.clear();
        return;
    }
    in_order(ui, state);
    let Some(selected) = cursor::selected(ui.ctx(), script.id, script.text) else { return };
    if super::list::keys(ui, state, script) {
        return;
    }
    if let Some(edited) = edited(ui, script.text, &selected) {
        set(ui, state, script, edited);
        return;
    }
    let (ctrl, shift) = (Modifiers::COMMAND, Modifiers::SHIFT);
    if take(ui, ctrl, Key::Space) || take(ui, Modifiers::CTRL, Key::Space) {
        state.help.open = true;
        // On some systems the key types a blank, too.
        ui.input_mut(|input| input.events.retain(|event| !matches!(event, Event::Text(text) if text == " ")));
    }
    if take(ui, ctrl | shift, Key::Space) {
        state.help.calls = true;
    }
    if state.help.calls && take(ui, Modifiers::NONE, Key::Escape) {
        state.help.calls = false;
    }
    if take(ui, Modifiers::NONE, Key::F12) {
        super::help::go_to(ui, view, state, out, script, selected.start);
    }
    if take(ui, Modifiers::NONE, Key::F2) {
        super::rename::begin(view, state, script, selected.start);
    }
    if take(ui, ctrl, Key::F) {
        state.find.open(script.text, &selected, false);
    } else if take(ui, ctrl, Key::H) {
        state.find.open(script.text, &selected, true);
    }
    for (wanted, back) in [(Modifiers::NONE, false), (shift, true)] {
        if take(ui, wanted, Key::F3) {
            state.find.step(ui, script, back);
        }
    }
    if take(ui, ctrl, Key::Period) {
        super::problems::fix_at(view, out, script, selected.start);
    }
}

/// What the keys make of the text; `None` where they leave it as it is.
fn edited(ui: &Ui, text: &str, selected: &Range<usize>) -> Option<Edited> {
    let (alt, ctrl, shift) = (Modifiers::ALT, Modifiers::COMMAND, Modifiers::SHIFT);
    // On German keyboards the slash lies behind the shift key, and beside Enter is a key of its own.
    let comments = [(ctrl, Key::Slash), (ctrl | shift, Key::Slash), (ctrl | shift, Key::Num7), (ctrl, Key::Backslash)];
    if comments.into_iter().any(|(wanted, key)| take(ui, wanted, key)) {
        return Some(lines::comment_toggled(text, selected));
    }
    for (key, down) in [(Key::ArrowUp, false), (Key::ArrowDown, true)] {
        if take(ui, alt, key) {
            return lines::moved(text, selected, down);
        }
        if take(ui, alt | shift, key) {
            return Some(lines::duplicated(text, selected));
        }
    }
    if take(ui, ctrl, Key::D) {
        return Some(lines::duplicated(text, selected));
    }
    if take(ui, alt | shift, Key::F) {
        // With Alt a letter comes as text too.
        ui.input_mut(|input| input.events.retain(|event| !matches!(event, Event::Text(_))));
        let new = lines::formatted(text);
        return Some(Edited { selected: same_place(text, &new, selected), text: new });
    }
    if take(ui, shift, Key::Tab) {
        return Some(lines::outdented(text, selected));
    }
    if take(ui, Modifiers::NONE, Key::Tab) {
        if text.get(selected.clone())?.contains('\n') {
            return Some(lines::indented(text, selected));
        }
        return Some(typed(text, selected, lines::INDENT));
    }
    if take(ui, Modifiers::NONE, Key::Enter) {
        return Some(lines::broken(text, selected));
    }
    None
}

fn typed(text: &str, selected: &Range<usize>, new: &str) -> Edited {
    let mut out = text.to_owned();
    out.replace_range(selected.clone(), new);
    let cursor = selected.start + new.len();
    Edited { text: out, selected: cursor..cursor }
}

/// The same places in a text that differs in its blanks only.
pub(super) fn same_place(old: &str, new: &str, selected: &Range<usize>) -> Range<usize> {
    let of = |byte: usize| {
        let letters = old.get(..byte).unwrap_or(old).chars().filter(|c| !c.is_whitespace()).count();
        let mut left = letters;
        for (at, c) in new.char_indices() {
            if left == 0 && !c.is_whitespace() {
                return at;
            }
            left -= usize::from(!c.is_whitespace() && left > 0);
        }
        new.len()
    };
    let (start, end) = (of(selected.start), of(selected.end));
    start..end.max(start)
}

/// Writes the text with what is selected in it.
pub(super) fn set(ui: &Ui, state: &mut State, script: &mut Script<'_>, edited: Edited) {
    *script.text = edited.text;
    cursor::select(ui.ctx(), script.id, script.text, &edited.selected);
    state.help.list = None;
    state.help.scroll = true;
}
