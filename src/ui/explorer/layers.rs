//! The controls of a screen as layers: groups, order by dragging, what is locked and hidden. What lies on top stands on top.

use egui::{DragAndDrop, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::rename::{Named, rename_ui};
use super::screens::{handler_ui, item, rename_item};
use super::{State, drag};
use crate::editor::command::{Action, Command};
use crate::editor::drag::ItemDrag;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::language;
use crate::model::control::Control;
use crate::model::edit::{Edit, Guard, LayerEdit, LayerPlace};
use crate::model::handler::HandlerRef;
use crate::model::id::ControlId;
use crate::model::layer::{LayerPart, parts};
use crate::model::screen::Screen;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets::{self, TreeRow};

/// A group is dragged by its row; which controls, the state of the tree knows.
struct GroupDrag;

/// Draws them.
pub(super) fn layers_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, screen: &Screen) {
    parts_ui(ui, view, (state, out), screen, (&[], screen.controls.iter().collect()));
}

fn parts_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    screen: &Screen,
    (path, controls): (&[String], Vec<&Control>),
) {
    for part in parts(controls, path.len()).into_iter().rev() {
        match part {
            LayerPart::One(control) => control_ui(ui, view, state, out, (screen, control)),
            LayerPart::Group(name, controls) => {
                let mut inner = path.to_vec();
                inner.push(name);
                if group_ui(ui, view, (state, out), screen, (&inner, &controls)) {
                    parts_ui(ui, view, (state, out), screen, (&inner, controls));
                }
            }
        }
    }
}

/// The row of a group; whether what is in it is shown.
fn group_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    screen: &Screen,
    (path, controls): (&[String], &[&Control]),
) -> bool {
    let key = (screen.id, path.to_vec());
    let is_open = !state.closed_groups.contains(&key);
    let named = Named::Group(screen.id, path.to_vec());
    let depth = u8::try_from(path.len()).unwrap_or(u8::MAX);
    if rename_ui(ui, view, state, out, (&named, PAD + 10.0 + 16.0 * f32::from(depth))) {
        return is_open;
    }
    let ids: Vec<ControlId> = controls.iter().map(|control| control.id).collect();
    let chosen = chosen(view, screen);
    let is_selected = ids.iter().all(|id| chosen.contains(id));
    let name = path.last().map_or("", String::as_str);
    let row = TreeRow::new(name).icon("group").depth(depth).draggable().selected(is_selected).open(is_open);
    let hint = ids.len().to_string();
    let response = guarded_row(ui, view, out, (row, &hint, &ids), controls);
    if response.drag_started() {
        state.dragged.clone_from(&ids);
        DragAndDrop::set_payload(ui.ctx(), GroupDrag);
    }
    if response.dragged() {
        widgets::drag_ghost(ui, name);
    }
    // What is dragged out of it cannot be what it is dragged to.
    let stays = ids.iter().rev().find(|id| !state.dragged.contains(id)).or_else(|| ids.last());
    let Some(&beside) = stays else { return is_open };
    let parent = path[..path.len() - 1].to_vec();
    // Its lower half leads into it.
    let places = [
        LayerPlace { group: parent, beside, in_front: true },
        LayerPlace { group: path.to_vec(), beside, in_front: true },
    ];
    drop_ui(ui, (state, out), screen, &response, places);
    if response.clicked() {
        let triangle = response.rect.left() + PAD + 16.0 * f32::from(depth + 1);
        if response.interact_pointer_pos().is_some_and(|at| at.x < triangle) {
            if is_open {
                state.closed_groups.insert(key);
            } else {
                state.closed_groups.remove(&key);
            }
        } else {
            select(ui, out, (&ids, &chosen));
        }
    }
    if response.double_clicked() {
        out.push(Command::OpenTab(Tab::Screen(screen.id)));
    }
    response.context_menu(|ui| {
        ui.set_min_width(190.0);
        rename_item(ui, view, state, &named);
        let actions = [Action::Copy, Action::Duplicate, Action::Ungroup, Action::BringToFront, Action::SendToBack];
        actions_ui(ui, view, out, (&ids, &actions));
        guards_ui(ui, view, out, (&ids, controls));
        ui.separator();
        if item(ui, Action::Delete.def().text.get(view.lang)) {
            out.push(Command::Delete(ids.iter().map(|id| (*id).into()).collect()));
        }
    });
    is_open
}

fn control_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    (screen, control): (&Screen, &Control),
) {
    let named = Named::Item(control.id.into());
    let depth = u8::try_from(control.layer.group.len() + 1).unwrap_or(u8::MAX);
    if rename_ui(ui, view, state, out, (&named, PAD + 10.0 + 16.0 * f32::from(depth))) {
        return;
    }
    let def = language::control(&control.kind);
    let kind = def.map_or(control.kind.as_str(), |def| def.label.get(view.lang));
    let chosen = chosen(view, screen);
    let row = TreeRow::new(&control.name)
        .icon(def.map_or("circle-help", |def| def.icon))
        .depth(depth)
        .draggable()
        .selected(chosen.contains(&control.id));
    let response = guarded_row(ui, view, out, (row, kind, &[control.id]), &[control]);
    if response.drag_started() {
        state.dragged = if chosen.contains(&control.id) { chosen.clone() } else { vec![control.id] };
    }
    drag(ui, view, &response, control.id);
    let place = |in_front| LayerPlace { group: control.layer.group.clone(), beside: control.id, in_front };
    drop_ui(ui, (state, out), screen, &response, [place(true), place(false)]);
    state.reveal(&response, view, &control.id.into());
    if response.clicked() {
        select(ui, out, (&[control.id], &chosen));
    }
    if response.double_clicked() {
        out.push(Command::OpenTab(Tab::Screen(screen.id)));
    }
    response.context_menu(|ui| control_menu_ui(ui, view, state, out, control));
    for (trigger, handler) in &control.handlers {
        let triggers = def.map_or(&[][..], |def| def.triggers);
        let at = HandlerRef::new(control.id, trigger);
        handler_ui(ui, view, out, (triggers, &at, handler, depth + 1));
    }
}

/// The selected controls of this screen.
fn chosen(view: &View<'_>, screen: &Screen) -> Vec<ControlId> {
    let mut chosen = view.editor.selection.control_ids();
    chosen.retain(|id| screen.control(*id).is_some());
    chosen
}

/// A row with the switches for locked and hidden at its right, where one is on or the pointer is; else its hint.
fn guarded_row(
    ui: &mut Ui,
    view: &View<'_>,
    out: &mut Outbox,
    (row, hint, ids): (TreeRow<'_>, &str, &[ControlId]),
    controls: &[&Control],
) -> Response {
    let place = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), theme::ROW));
    let is_hot = ui.rect_contains_pointer(place) && DragAndDrop::payload::<ItemDrag>(ui.ctx()).is_none();
    let on = [(Guard::Locked, is_on(controls, Guard::Locked)), (Guard::Hidden, is_on(controls, Guard::Hidden))];
    let shown = is_hot || on.iter().any(|(_, on)| *on);
    let theme = Theme::current(ui);
    let mut row = row.hint(if shown { "" } else { hint });
    if on[1].1 {
        row = row.color(theme.faint);
    }
    let response = ui.push_id(ids, |ui| row.show(ui)).inner;
    if !shown {
        return response;
    }
    for (index, (guard, is_on)) in on.into_iter().enumerate().filter(|(_, (_, is_on))| is_hot || *is_on) {
        let center = pos2(place.right() - PAD - 8.0 - 22.0 * index as f32, place.center().y);
        let icon = match (guard, is_on) {
            (Guard::Hidden, true) => "eye-off",
            (Guard::Hidden, false) => "eye",
            (Guard::Locked, true) => "lock",
            (Guard::Locked, false) => "lock-open",
        };
        let button = ui.interact(
            Rect::from_center_size(center, vec2(20.0, theme::ROW)),
            response.id.with(("guard", index)),
            Sense::click(),
        );
        let words = guard_words(guard, is_on).get(view.lang);
        button.widget_info(|| WidgetInfo::selected(egui::accesskit::Role::Switch, true, is_on, words));
        let color = if button.hovered() { theme.text } else { theme.muted };
        widgets::icon_at(ui, center, icon, 14.0, color);
        if widgets::tip(button, words).clicked() {
            out.edit(Edit::Layers(LayerEdit::Guard(ids.to_vec(), guard, !is_on)));
        }
    }
    response
}

fn is_on(controls: &[&Control], guard: Guard) -> bool {
    controls.iter().all(|control| match guard {
        Guard::Locked => control.layer.locked,
        Guard::Hidden => control.layer.hidden,
    })
}

/// While a control or group of this screen is dragged over a row: a line where it would come to lie, in the upper half
/// the first place, in the lower half the second one.
fn drop_ui(
    ui: &Ui,
    (state, out): (&State, &mut Outbox),
    screen: &Screen,
    response: &Response,
    places: [LayerPlace; 2],
) {
    let control = DragAndDrop::payload::<ItemDrag>(ui.ctx()).and_then(|drag| drag.0.control());
    let is_ours = control.is_some_and(|id| state.dragged.contains(&id))
        || DragAndDrop::has_payload_of_type::<GroupDrag>(ui.ctx());
    let moved = &state.dragged;
    if !is_ours || !moved.iter().all(|id| screen.control(*id).is_some()) {
        return;
    }
    let pointer = ui.input(|input| input.pointer.latest_pos());
    let Some(at) = pointer.filter(|at| response.rect.contains(*at)) else { return };
    let [upper, lower] = places;
    let is_upper = at.y < response.rect.center().y;
    let leads_inside = lower.group.len() > upper.group.len();
    let place = if is_upper { upper } else { lower };
    if moved.contains(&place.beside) {
        return;
    }
    let stroke = Stroke::new(2.0, Theme::current(ui).select);
    let rect = response.rect;
    if leads_inside && !is_upper {
        ui.painter().rect_stroke(rect.shrink(1.0), 3, stroke, egui::StrokeKind::Inside);
    } else {
        let y = if is_upper { rect.top() } else { rect.bottom() };
        ui.painter().hline(rect.left() + PAD + 16.0..=rect.right() - PAD, y, stroke);
    }
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        out.edit(Edit::Layers(LayerEdit::Move(moved.clone(), place)));
    }
}

/// A click selects; with Ctrl or Shift it joins or leaves what is selected.
fn select(ui: &Ui, out: &mut Outbox, (ids, chosen): (&[ControlId], &[ControlId])) {
    let more = ui.input(|input| input.modifiers.command || input.modifiers.shift);
    let mut all = if more { chosen.to_vec() } else { Vec::new() };
    if ids.iter().all(|id| all.contains(id)) {
        all.retain(|id| !ids.contains(id));
    } else {
        all.retain(|id| !ids.contains(id));
        all.extend(ids);
    }
    out.push(Command::Select(if all.is_empty() { Selection::Nothing } else { Selection::controls(all) }));
}

fn control_menu_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    ui.set_min_width(190.0);
    let def = language::control(&control.kind);
    for trigger in def.map_or(&[][..], |def| def.triggers) {
        let words = format!("{} …", trigger.title(view.lang));
        if item(ui, &words) {
            out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(control.id, trigger.key))));
        }
    }
    ui.separator();
    rename_item(ui, view, state, &Named::Item(control.id.into()));
    let actions = [Action::Copy, Action::Duplicate, Action::BringToFront, Action::SendToBack];
    actions_ui(ui, view, out, (&[control.id], &actions));
    guards_ui(ui, view, out, (&[control.id], &[control]));
    ui.separator();
    if item(ui, Action::Delete.def().text.get(view.lang)) {
        out.push(Command::Delete(vec![control.id.into()]));
    }
}

/// Entries for actions with what the row is for.
fn actions_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (ids, actions): (&[ControlId], &[Action])) {
    for action in actions {
        if item(ui, action.def().text.get(view.lang)) {
            out.push(Command::Select(Selection::controls(ids.iter().copied())));
            out.act(*action);
        }
    }
}

fn guards_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (ids, controls): (&[ControlId], &[&Control])) {
    for guard in [Guard::Locked, Guard::Hidden] {
        let is_on = is_on(controls, guard);
        if item(ui, guard_words(guard, is_on).get(view.lang)) {
            out.edit(Edit::Layers(LayerEdit::Guard(ids.to_vec(), guard, !is_on)));
        }
    }
}

/// What a click on the switch does.
fn guard_words(guard: Guard, is_on: bool) -> Text {
    match (guard, is_on) {
        (Guard::Hidden, true) => t("Einblenden", "Show"),
        (Guard::Hidden, false) => t("Beim Gestalten ausblenden", "Hide while designing"),
        (Guard::Locked, true) => t("Entsperren", "Unlock"),
        (Guard::Locked, false) => t("Sperren", "Lock"),
    }
}

#[cfg(test)]
mod tests {
    use egui::{Event, Modifiers, PointerButton, Pos2};
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::editor::Editor;
    use crate::i18n::Lang;
    use crate::ui::explorer::explorer_ui;
    use crate::ui::testing::{SCREEN, Stage, project, stage};

    /// The tree of a screen with three buttons, the first two in a group.
    fn tree() -> (Harness<'static, Stage>, Vec<ControlId>) {
        let (project, ids) = project(&["button", "button", "button"], Lang::De);
        let mut editor = Editor::new(project, None, Lang::De);
        let group = LayerEdit::Group(ids[..2].to_vec(), "Kopf".to_owned());
        editor.dispatch(Command::Edit { edit: Edit::Layers(group), merge: None });
        let mut harness = stage(editor, |ui, view, state, out| explorer_ui(ui, view, &mut state.explorer, out));
        harness.state_mut().state.explorer.tree = true;
        harness.run();
        (harness, ids)
    }

    /// From back to front, each with its group.
    fn order(harness: &Harness<'_, Stage>) -> Vec<String> {
        let screen = harness.state().editor.project().screen(SCREEN).unwrap();
        screen.controls.iter().map(|control| format!("{}:{}", control.layer.group.join("/"), control.name)).collect()
    }

    fn drag(harness: &mut Harness<'_, Stage>, from: Pos2, to: Pos2) {
        let press = |pos, pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        harness.hover_at(from);
        harness.event(press(from, true));
        harness.run_steps(1);
        for part in [0.5, 1.0] {
            harness.hover_at(from.lerp(to, part));
            harness.run_steps(1);
        }
        harness.event(press(to, false));
        harness.run_steps(3);
    }

    #[test]
    fn rows_are_dragged_into_another_order_and_into_groups() {
        let (mut harness, _) = tree();
        assert_eq!(order(&harness), ["Kopf:Button", "Kopf:Button 2", ":Button 3"]);
        let row = |harness: &Harness<'_, Stage>, name: &str| harness.get_by_label(name).rect();
        let (third, first) = (row(&harness, "Button 3"), row(&harness, "Button"));
        drag(&mut harness, third.center(), first.center_bottom() - vec2(0.0, 3.0));
        assert_eq!(order(&harness), ["Kopf:Button 3", "Kopf:Button", "Kopf:Button 2"]);
        // In front of the group, and then, from its row, back into it.
        let (second, group) = (row(&harness, "Button 2"), row(&harness, "Kopf"));
        drag(&mut harness, second.center(), group.center_top() + vec2(0.0, 3.0));
        assert_eq!(order(&harness), ["Kopf:Button 3", "Kopf:Button", ":Button 2"]);
        let (second, group) = (row(&harness, "Button 2"), row(&harness, "Kopf"));
        drag(&mut harness, second.center(), group.center_bottom() - vec2(0.0, 3.0));
        assert_eq!(order(&harness), ["Kopf:Button 3", "Kopf:Button", "Kopf:Button 2"]);
    }

    #[test]
    fn the_row_of_a_group_selects_it_and_switches_lock_what_is_in_it() {
        let (mut harness, ids) = tree();
        harness.get_by_label("Kopf").click();
        harness.run();
        assert_eq!(harness.state().editor.selection.control_ids(), ids[..2]);
        let row = harness.get_by_label("Kopf").rect();
        harness.hover_at(row.center());
        harness.run();
        harness.get_by_label("Sperren").click();
        harness.run();
        let project = harness.state().editor.project();
        let locked: Vec<bool> = ids.iter().map(|id| project.control(*id).unwrap().layer.locked).collect();
        assert_eq!(locked, [true, true, false]);
    }
}
