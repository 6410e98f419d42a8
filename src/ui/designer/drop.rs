//! Controls dragged in from the palette: a ghost under the pointer, a new control where it is let go.

use egui::{DragAndDrop, Ui};

use super::Canvas;
use crate::editor::drag::ItemDrag;
use crate::editor::images::{ImageCommand, ImagePlace};
use crate::editor::request::Request;
use crate::editor::sounds::SoundCommand;
use crate::i18n::t;
use crate::language::{control, new_control_on};
use crate::model::arrange::to_grid;
use crate::model::component::{instance, with_suggestion};
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::screen::ScreenSpot;
use crate::ui::Outbox;
use crate::ui::explorer::PaletteDrag;
use crate::ui::widgets;

/// The control under the pointer, while one is dragged over the canvas; adds it when it is let go.
pub(super) fn update(ui: &Ui, canvas: &Canvas<'_>, out: &mut Outbox) -> Option<Control> {
    let makes = made_by_drag(ui)?;
    let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|at| canvas.rect.contains(*at))?;
    let project = canvas.view.editor.project();
    let mut new = match makes {
        PaletteDrag::Kind(kind) => new_control_on(canvas.screen, control(kind)?, canvas.view.lang),
        PaletteDrag::Component(master) if project.can_hold(canvas.screen.id, master) => {
            instance(project, master, (0.0, 0.0))?
        }
        PaletteDrag::Component(_) => return None,
    };
    let (x, y) = canvas.port.place(pointer);
    let grid = canvas.screen.grid;
    new.area.x = inside(to_grid(x - new.area.w / 2.0, grid).round(), new.area.w, canvas.screen.width);
    new.area.y = inside(to_grid(y - new.area.h / 2.0, grid).round(), new.area.h, canvas.screen.height);
    with_suggestion(project, canvas.screen.id, &mut new);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        out.edit(Edit::AddControls(canvas.screen.id, vec![new]));
        return None;
    }
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
    Some(new)
}

/// What the drag makes: a card of the palette, or a component from the tree.
fn made_by_drag(ui: &Ui) -> Option<PaletteDrag> {
    let card = DragAndDrop::payload::<PaletteDrag>(ui.ctx());
    let row = || DragAndDrop::payload::<ItemDrag>(ui.ctx())?.0.screen().map(PaletteDrag::Component);
    card.map(|card| *card).or_else(row)
}

/// Files dragged in from outside: an image becomes a control where it is let go, a sound goes into the project. While they are dragged, words say so.
pub(super) fn files(ui: &Ui, canvas: &Canvas<'_>, out: &mut Outbox) {
    let (hovering, dropped) = ui.input(|input| (!input.raw.hovered_files.is_empty(), input.raw.dropped_files.clone()));
    if hovering {
        let words = t(
            "Bild oder Klang ablegen: PNG, JPEG, SVG, WAV, Ogg, MP3",
            "Drop image or sound: PNG, JPEG, SVG, WAV, Ogg, MP3",
        );
        let place = canvas.port.rect(&canvas.whole()).intersect(canvas.rect);
        widgets::drop_place(ui, place, canvas.text(words));
    }
    // Some systems do not tell where the pointer is while files are dragged: then the middle of the screen.
    let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|at| canvas.rect.contains(*at));
    let middle = (canvas.screen.width / 2.0, canvas.screen.height / 2.0);
    let at = pointer.map_or(middle, |at| canvas.port.place(at));
    let step = canvas.screen.grid.max(10.0) * 2.0;
    for (n, file) in dropped.iter().enumerate() {
        let by = n as f32 * step;
        let spot = ScreenSpot { screen: canvas.screen.id, at: (at.0 + by, at.1 + by) };
        let path = file.path().to_owned();
        let is_sound = path
            .extension()
            .is_some_and(|end| ["wav", "ogg", "oga", "mp3"].iter().any(|sound| end.eq_ignore_ascii_case(sound)));
        out.push(if is_sound {
            Request::Sound(SoundCommand::Take(path))
        } else {
            Request::Image(ImageCommand::Take(ImagePlace::New(spot), path))
        });
    }
}

/// The nearest place at which something this long lies inside the screen; where it is too long, at its beginning.
fn inside(at: f32, length: f32, room: f32) -> f32 {
    at.min(room - length).max(0.0)
}
