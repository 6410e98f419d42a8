//! The keyboard in text fields: whoever comes in by Tab or a first click replaces all, a drag elsewhere leaves, and a
//! field that has nothing of its own to take back leaves Ctrl+Z to the project.

use egui::output::OutputEvent;
use egui::{Id, Key, Ui};

use crate::editor::command::Action;
use crate::ui::{Outbox, widgets};

/// Frames after which Tab has arrived; backwards it takes one more.
const TAB_FRAMES: u8 = 2;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub(super) struct FieldFocus {
    /// The text field with the keyboard.
    field: Option<Id>,
    /// It got the keyboard by a press that is not over yet: a click selects all, a drag what it goes over.
    armed: bool,
    /// Frames in which the keyboard may still arrive by Tab.
    tab: u8,
    /// Whether something was typed since it has the keyboard.
    edited: bool,
    /// Ctrl+Z was pressed in this frame, and the project may have it.
    undo: bool,
}

impl FieldFocus {
    /// Ctrl+Z goes to the field first; to the project if the field has no use for it.
    pub(super) fn offer_undo(&mut self) {
        self.undo = true;
    }

    /// At the end of a frame, when every field has been drawn.
    pub(super) fn follow(&mut self, ui: &Ui, out: &mut Outbox) {
        let ctx = ui.ctx();
        let field = ctx.memory(egui::Memory::focused).filter(|_| ctx.text_edit_focused());
        let (pressed, released, clicked, tab) = ui.input(|input| {
            let pointer = &input.pointer;
            (pointer.any_pressed(), pointer.any_released(), pointer.any_click(), input.key_pressed(Key::Tab))
        });
        self.tab = if tab { TAB_FRAMES } else { self.tab.saturating_sub(1) };
        let typed = ctx.output(|output| output.events.iter().any(is_typed));
        if field == self.field {
            self.edited |= typed;
            if std::mem::take(&mut self.undo)
                && !self.edited
                && let Some(id) = field
            {
                out.act(Action::Undo);
                widgets::select_all(ctx, id);
            }
        } else {
            self.edited = false;
            self.undo = false;
            // Some fields, such as those for numbers, only come to be when the click is over.
            self.armed = pressed || clicked;
            if let Some(id) = field.filter(|id| self.tab > 0 && !widgets::keeps_cursor(ctx, *id)) {
                widgets::select_all(ctx, id);
            }
            self.field = field;
        }
        if clicked
            && self.armed
            && let Some(id) = field.filter(|id| !widgets::keeps_cursor(ctx, *id))
        {
            widgets::select_all(ctx, id);
        }
        self.armed &= !released;
        leave_by_drag(ui, field);
    }
}

/// Whether a field says that its text is another one now; taking back a move of the cursor is told as a change too.
fn is_typed(event: &OutputEvent) -> bool {
    matches!(event, OutputEvent::ValueChanged(info) if info.prev_text_value.is_some())
}

/// A drag that began elsewhere takes the keyboard away from a field, as a click does: what is dropped is worked on next.
fn leave_by_drag(ui: &Ui, field: Option<Id>) {
    let Some(field) = field else { return };
    let origin = ui.input(|input| input.pointer.press_origin().filter(|_| input.pointer.is_decidedly_dragging()));
    let area = ui.ctx().read_response(field).map(|response| response.rect);
    if let (Some(origin), Some(area)) = (origin, area)
        && !area.contains(origin)
    {
        ui.memory_mut(|memory| memory.surrender_focus(field));
    }
}
