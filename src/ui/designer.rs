//! The designer: controls on a screen, to be placed, moved, resized and wired up.
//!
//! It only reads the project. A drag is previewed here and becomes one edit when it ends.

mod columns;
mod draw;
mod drop;
mod geometry;
mod gesture;
mod inline;
mod language;
mod menu;
mod repeated;
mod toolbar;
mod value_drop;
mod viewport;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Rect, Sense, Ui, UiBuilder, WidgetInfo};

use self::geometry::{EqualGap, Guide};
use self::gesture::Drag;
use self::viewport::Viewport;
use super::Outbox;
use super::theme::Theme;
use super::widgets;
use crate::editor::bound;
use crate::editor::once::LastSeen;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::control::Control;
use crate::model::id::{ControlId, ScreenId};
use crate::model::project::Project;
use crate::model::screen::{Area, Screen, ScreenSpot};
use crate::model::source::table::Table;
use crate::model::value::Value;
use crate::player::paint::{Look, Tables, Traces};
use crate::player::property::{Properties, Values};

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    viewports: BTreeMap<ScreenId, Viewport>,
    drag: Drag,
    /// Where dragged controls are shown until the drag ends.
    preview: BTreeMap<ControlId, Area>,
    /// The widths of columns while they are dragged: the property and what it says.
    widths: Option<(ControlId, &'static str, Value)>,
    /// What the dragged controls are aligned with.
    guides: Vec<Guide>,
    /// The gaps beside the dragged controls that are as wide as others.
    equal_gaps: Vec<EqualGap>,
    /// Where the pointer was last over a screen, in its pixels; nothing while it is elsewhere.
    pointer: Option<ScreenSpot>,
    /// Where on the screen the open menu was asked for.
    menu_at: Option<ScreenSpot>,
    /// The last menu action that was carried out.
    acted: LastSeen,
    /// The last pass in which the designer was drawn.
    pass: u64,
    /// The tables of the data sources, empty, and the project that they were made for.
    tables: Option<(Arc<Project>, Arc<Tables>)>,
    /// What instances of components show.
    parts: repeated::KnownParts,
    /// A topic or thing that was dropped, until it is chosen what it becomes.
    dropped: Option<value_drop::DroppedValue>,
    /// The words that are edited where they stand.
    inline: Option<inline::Inline>,
    /// The language that is looked at.
    language: language::LanguageLook,
}

impl State {
    /// Where the pointer is over a screen, in its pixels.
    pub fn pointer(&self, ui: &Ui) -> Option<ScreenSpot> {
        // What was not drawn in the last frame has no pointer over it.
        self.pointer.filter(|_| ui.ctx().cumulative_pass_nr() <= self.pass + 1)
    }

    /// What tables show while nothing runs: the columns of their sources. Made anew only after an edit.
    fn tables(&mut self, project: &Arc<Project>) -> Arc<Tables> {
        if let Some((of, tables)) = &self.tables
            && Arc::ptr_eq(of, project)
        {
            return Arc::clone(tables);
        }
        let tables = project.sources.iter().map(|source| (source.id, Table::new(source))).collect();
        let (_, tables) = self.tables.insert((Arc::clone(project), Arc::new(tables)));
        Arc::clone(tables)
    }
}

/// Nothing runs here.
static NO_TRACES: Traces = Traces::new();

/// What the parts of the designer share in a frame.
struct Canvas<'a> {
    view: &'a View<'a>,
    /// The project as it is shown, in the language that is looked at.
    project: &'a Arc<Project>,
    /// The screen as it is written: what is selected, moved and copied.
    screen: &'a Screen,
    /// The screen as it is shown, in that language.
    shown: &'a Screen,
    /// Its place in the window.
    rect: Rect,
    port: Viewport,
    theme: Theme,
    /// The selected controls of this screen, the last one chosen at the end.
    selected: Vec<ControlId>,
    /// The tables of the data sources: those of the running app, else empty ones.
    tables: &'a Tables,
    /// What bound properties show now, or a sample of it.
    bound: Properties,
}

impl Canvas<'_> {
    /// The area of a control as it is shown: where it is dragged to, else where it stands.
    fn area(&self, state: &State, id: ControlId) -> Option<Area> {
        state.preview.get(&id).copied().or_else(|| Some(self.screen.control(id)?.area))
    }

    /// The areas of these controls as they stand in the project.
    fn areas(&self, ids: &[ControlId]) -> Vec<(ControlId, Area)> {
        ids.iter().filter_map(|id| Some((*id, self.screen.control(*id)?.area))).collect()
    }

    /// A control as it stands in the project; what is bound, as it is now.
    fn look<'a>(&'a self, state: &'a State, control: &'a Control) -> Look<'a> {
        let dragged = state.widths.as_ref().filter(|(id, ..)| *id == control.id).map(|(_, key, value)| (*key, value));
        self.look_of(Values::running(self.project, control, &self.bound).with(dragged))
    }

    /// What has these properties.
    fn look_of<'a>(&'a self, values: Values<'a>) -> Look<'a> {
        let data = self.view.data;
        Look {
            values,
            tables: self.tables,
            images: &data.images,
            traces: self.view.run().map_or(&NO_TRACES, |run| &run.traces),
            outages: &[],
            lang: self.view.lang,
        }
    }

    /// The screen as an area.
    fn whole(&self) -> Area {
        Area::new(0.0, 0.0, self.screen.width, self.screen.height)
    }

    /// What is selected and not locked.
    fn movable(&self) -> Vec<ControlId> {
        let is_locked = |id: &ControlId| self.screen.control(*id).is_none_or(|control| control.layer.locked);
        self.selected.iter().copied().filter(|id| !is_locked(id)).collect()
    }

    fn text(&self, text: crate::i18n::Text) -> &'static str {
        text.get(self.view.lang)
    }
}

/// Draws it.
pub fn designer_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, screen: ScreenId) {
    let project = state.language.project(view.editor.project());
    let (Some(shown), Some(screen)) = (project.screen(screen), view.editor.project().screen(screen)) else { return };
    let rect = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(rect);
    let mut inner = ui.new_child(UiBuilder::new().id_salt(("designer", screen.id.0)).max_rect(rect));
    inner.shrink_clip_rect(rect);
    let ui = &mut inner;

    let port = update_viewport(ui, view, state, screen, rect);
    let chosen = view.editor.selection.control_ids();
    let selected = chosen.into_iter().filter(|id| screen.control(*id).is_some()).collect();
    let empty = state.tables(view.editor.project());
    let tables = view.run().map_or(&*empty, |run| &run.tables);
    let mut bound = bound::samples(view, screen);
    state.language.translate(view.editor.project(), &mut bound);
    let canvas = Canvas {
        view,
        project: &project,
        screen,
        shown,
        rect,
        port,
        theme: Theme::current(ui),
        selected,
        tables,
        bound,
    };

    let background = ui.interact(rect, ui.scope_id().with("canvas"), Sense::click_and_drag());
    let name = canvas.text(t("Zeichenfläche", "Canvas"));
    background.widget_info(|| WidgetInfo::labeled(egui::Role::Canvas, true, name));
    let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|_| ui.rect_contains_pointer(rect));
    state.pointer = pointer.map(|at| ScreenSpot { screen: screen.id, at: canvas.port.place(at) });
    gesture::background(ui, &canvas, state, out, &background);
    let hovered = gesture::controls(ui, &canvas, state, out);
    gesture::handles(ui, &canvas, state);
    columns::handles(ui, &canvas, state, out);
    gesture::go_on(ui, &canvas, state, out);
    gesture::keys(ui, &canvas, state, out);
    let ghost = drop::update(ui, &canvas, out);

    draw::canvas(ui, &canvas);
    draw::screen(ui, &canvas, state);
    draw::selection(ui, &canvas, state, hovered);
    if let Some(ghost) = ghost {
        draw::ghost(ui, &canvas, state, &ghost);
    }
    draw::label(ui, &canvas);
    inline::show(ui, &canvas, state, out);
    if matches!(state.drag, Drag::Move { .. }) {
        gesture::hint(ui, &canvas, state);
    } else {
        toolbar::show(ui, &canvas, out);
    }
    if let Some(action) = widgets::zoom_buttons(ui, canvas.rect, canvas.port.zoom(), view.lang) {
        out.act(action);
    }
    language::show(ui, view, state, rect);
    drop::files(ui, &canvas, out);
    value_drop::update(ui, &canvas, &mut state.dropped, out);
    menu::background(&background, &canvas, state, out);
}

fn update_viewport(ui: &Ui, view: &View<'_>, state: &mut State, screen: &Screen, rect: Rect) -> Viewport {
    let pass = ui.ctx().cumulative_pass_nr();
    // An action from a time when another tab was in front was for that tab.
    let was_hidden = pass > state.pass + 1 && state.pass > 0;
    state.pass = pass;
    let port = state.viewports.entry(screen.id).or_default();
    port.update(ui, rect, screen);
    if let Some(action) = view.editor.canvas_action.unseen(&mut state.acted)
        && !was_hidden
    {
        port.act(*action, screen);
    }
    *port
}
