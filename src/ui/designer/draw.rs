//! Draws the designer: dots, the screen as a card, its controls, selection, guides. Takes no input.

use egui::epaint::RectShape;
use egui::{
    Align2, Color32, CornerRadius, CursorIcon, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::geometry::{Axis, EqualGap, Guide, between};
use super::gesture::{Drag, HANDLE, selection_bounds, shown_handles};
use super::{Canvas, State, columns, repeated};
use crate::i18n::t;
use crate::model::component::{REPEATER, Weights};
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::layer::{entered, taken_with};
use crate::model::screen::Area;
use crate::player::DeviceLook;
use crate::player::common::{ENABLED, VISIBLE};
use crate::player::controls::class;
use crate::player::ground::{ground, ground_image};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::property::color_in;
use crate::ui::icon::glyph;
use crate::ui::theme::{icons, regular, semibold};

/// Distance of the dots, in points.
const DOTS: f32 = 20.0;

/// The canvas with its dots.
pub(super) fn canvas(ui: &Ui, canvas: &Canvas<'_>) {
    let painter = ui.painter();
    painter.rect_filled(canvas.rect, 0.0, canvas.theme.canvas);
    // One mesh: thousands of single shapes would cost more than everything else.
    let mut dots = Mesh::default();
    let first = canvas.port.first_dot(DOTS);
    let mut y = first.y;
    while y < canvas.rect.bottom() {
        let mut x = first.x;
        while x < canvas.rect.right() {
            dots.add_colored_rect(Rect::from_min_size(pos2(x, y), vec2(1.5, 1.5)), canvas.theme.dot);
            x += DOTS;
        }
        y += DOTS;
    }
    painter.add(Shape::mesh(dots));
}

/// The screen as a card, and the controls on it.
pub(super) fn screen(ui: &Ui, canvas: &Canvas<'_>, state: &State) {
    let painter = ui.painter();
    let card = canvas.port.rect(&canvas.whole());
    painter.add(ui.visuals().window_shadow.as_shape(card, CornerRadius::same(4)));
    let project = canvas.view.editor.project();
    let fill = color_in(project, &canvas.screen.background).unwrap_or(canvas.theme.bg);
    ground(painter, card, (project, canvas.screen), 4, canvas.theme.bg);
    ground_image(painter, (card, 4), canvas.screen, &canvas.view.data.images, canvas.port.zoom());
    let shown = || canvas.shown.controls.iter().filter(|control| !control.layer.hidden);
    let weights = Weights::of(project);
    for control in shown() {
        if let Some(area) = canvas.area(state, control.id) {
            if is_copied(state) {
                draw_control(canvas, state, (painter, &weights), control, &control.area);
            }
            draw_control(canvas, state, (painter, &weights), control, &area);
        }
    }
    for control in shown() {
        if let Some(area) = canvas.area(state, control.id).filter(|_| !control.handlers.is_empty()) {
            bolt(canvas, painter, &area);
        }
    }
    if canvas.screen.controls.is_empty() {
        hint(canvas, painter, card, fill);
    }
}

fn is_copied(state: &State) -> bool {
    matches!(state.drag, Drag::Move { copies: true, .. })
}

fn draw_control(
    canvas: &Canvas<'_>,
    state: &State,
    (painter, weights): (&Painter, &Weights<'_>),
    control: &Control,
    area: &Area,
) {
    let rect = canvas.port.rect(area);
    if !rect.intersects(canvas.rect) {
        return;
    }
    let look = canvas.look(state, control);
    let mut painter = painter.clone();
    if !look.get(VISIBLE) {
        painter.multiply_opacity(0.3);
    }
    if control.kind == REPEATER {
        let repeater = Control { area: *area, ..control.clone() };
        if repeated::draw(canvas, state, &painter, &repeater) {
            return;
        }
    } else if control.master().is_some() && weights.fits(control) {
        let instance = Control { area: *area, ..control.clone() };
        if repeated::instance(canvas, state, &painter, &instance) {
            return;
        }
    }
    let touch = if look.get(ENABLED) { Touch::Idle } else { Touch::Disabled };
    (class(&control.kind).paint)(&paint(canvas, look, &painter, rect, touch));
}

/// What the painter of a control is given.
pub(super) fn paint<'a>(
    canvas: &Canvas<'_>,
    look: Look<'a>,
    painter: &'a Painter,
    rect: Rect,
    touch: Touch,
) -> Paint<'a> {
    let scale = canvas.port.zoom();
    Paint { look, painter, rect, scale, touch, motion: None, clock: None, device: DeviceLook::default() }
}

/// The mark of a control that has a handler.
fn bolt(canvas: &Canvas<'_>, painter: &Painter, area: &Area) {
    let rect = canvas.port.rect(area);
    if rect.width() < 30.0 || rect.height() < 18.0 {
        return;
    }
    // On the edge, beside the handle of the corner: whatever the control shows stays readable.
    let center = rect.right_top() + vec2(-16.0, 0.0);
    painter.circle(center, 8.0, canvas.theme.panel, Stroke::new(1.0, canvas.theme.line));
    painter.text(center, Align2::CENTER_CENTER, glyph("zap"), icons(10.0), canvas.theme.accent);
}

/// What to do on an empty screen.
fn hint(canvas: &Canvas<'_>, painter: &Painter, card: Rect, fill: Color32) {
    let text =
        canvas.text(t("Controls aus der linken Leiste hierher ziehen", "Drag controls here from the left panel"));
    let ink = if fill.intensity() > 0.5 { Color32::BLACK } else { Color32::WHITE }.gamma_multiply(0.5);
    let size = (card.width() / 40.0).clamp(9.0, 16.0);
    let galley = painter.layout_no_wrap(text.to_owned(), regular(size), ink);
    let left = card.center() - vec2(galley.size().x / 2.0 - size, galley.size().y / 2.0);
    let arrow = pos2(left.x - size * 1.2, card.center().y);
    painter.text(arrow, Align2::CENTER_CENTER, glyph("arrow-left"), icons(size * 1.3), ink);
    painter.galley(left, galley, ink);
}

/// What is selected, hovered, about to be selected, and what the drag is aligned with.
pub(super) fn selection(ui: &Ui, canvas: &Canvas<'_>, state: &State, hovered: Option<ControlId>) {
    let painter = ui.painter();
    let select = canvas.theme.select;
    let outline = |id: ControlId, width: f32| {
        if let Some(area) = canvas.area(state, id) {
            let stroke = Stroke::new(width, select);
            painter.rect_stroke(canvas.port.rect(&area), 2, stroke, StrokeKind::Outside);
        }
    };
    let candidates = state.drag.candidates(canvas);
    let hovered = hovered.map(|id| taken_with(canvas.screen, id, &entered(canvas.screen, &canvas.selected)));
    for id in hovered.iter().flatten().chain(&candidates).filter(|id| !canvas.selected.contains(id)) {
        outline(*id, 1.0);
    }
    for id in &canvas.selected {
        outline(*id, if canvas.selected.len() == 1 { 2.0 } else { 1.5 });
    }
    if let Some(all) = selection_bounds(canvas, state) {
        if canvas.selected.len() > 1 {
            let rect = canvas.port.rect(&all).expand(2.0);
            dashed(painter, rect, Stroke::new(1.0, select.gamma_multiply(0.7)));
        }
        let is_locked = canvas.movable().len() < canvas.selected.len();
        if is_locked {
            badge_icon(canvas, painter, &all, "lock");
        } else if !matches!(state.drag, Drag::Move { .. }) {
            for handle in shown_handles(canvas, &all) {
                let square = Rect::from_center_size(canvas.port.point(handle.on(&all)), vec2(HANDLE, HANDLE));
                painter.rect(square, 2, canvas.theme.on_color, Stroke::new(1.5, select), StrokeKind::Inside);
            }
        }
        measure(canvas, painter, state, &all);
    }
    columns::draw(ui, canvas, state);
    guides(canvas, painter, &state.guides);
    equal_gaps(canvas, painter, &state.equal_gaps);
    marquee(canvas, painter, state);
}

/// Size or place of what is dragged, below it.
fn measure(canvas: &Canvas<'_>, painter: &Painter, state: &State, all: &Area) {
    let text = match state.drag {
        Drag::None | Drag::Marquee { .. } | Drag::Column { .. } => return,
        Drag::Move { .. } => format!("{}, {}", all.x.round(), all.y.round()),
        Drag::Resize { .. } => format!("{} × {}", all.w.round(), all.h.round()),
    };
    let at = canvas.port.rect(all).center_bottom() + vec2(0.0, 16.0);
    badge(painter, at, &text, canvas.theme.ground(canvas.theme.select), canvas.theme.on_color);
}

fn badge(painter: &Painter, center: Pos2, text: &str, fill: Color32, ink: Color32) {
    let galley = painter.layout_no_wrap(text.to_owned(), semibold(10.5), ink);
    let rect = Rect::from_center_size(center, galley.size() + vec2(8.0, 3.0));
    painter.rect_filled(rect, 3, fill);
    painter.galley(rect.center() - galley.size() / 2.0, galley, ink);
}

/// A mark at the corner of what is selected.
fn badge_icon(canvas: &Canvas<'_>, painter: &Painter, all: &Area, name: &str) {
    let center = canvas.port.rect(all).left_top();
    painter.circle_filled(center, 9.0, canvas.theme.select);
    painter.text(center, Align2::CENTER_CENTER, glyph(name), icons(11.0), canvas.theme.on_color);
}

/// Gaps that are as wide as each other: a bar with ends in each, and its width.
fn equal_gaps(canvas: &Canvas<'_>, painter: &Painter, gaps: &[EqualGap]) {
    let stroke = Stroke::new(1.0, canvas.theme.guide);
    for EqualGap { axis, gap } in gaps {
        let place = |along: f32| match axis {
            Axis::X => canvas.port.point((along, gap.at)),
            Axis::Y => canvas.port.point((gap.at, along)),
        };
        let end = match axis {
            Axis::X => vec2(0.0, 5.0),
            Axis::Y => vec2(5.0, 0.0),
        };
        let (from, to) = (place(gap.from), place(gap.to));
        for line in [[from, to], [from - end, from + end], [to - end, to + end]] {
            painter.line_segment(line, stroke);
        }
        let text = (gap.to - gap.from).round().to_string();
        badge(painter, from.lerp(to, 0.5), &text, canvas.theme.ground(canvas.theme.guide), canvas.theme.on_color);
    }
}

fn dashed(painter: &Painter, rect: Rect, stroke: Stroke) {
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    painter.extend(Shape::dashed_line(&corners, stroke, 4.0, 3.0));
}

fn guides(canvas: &Canvas<'_>, painter: &Painter, guides: &[Guide]) {
    let stroke = Stroke::new(1.0, canvas.theme.guide);
    let place = |axis: Axis, at: f32, along: f32| match axis {
        Axis::X => canvas.port.point((at, along)),
        Axis::Y => canvas.port.point((along, at)),
    };
    for guide in guides {
        let line = [place(guide.axis, guide.at, guide.from), place(guide.axis, guide.at, guide.to)];
        painter.line_segment(line, stroke);
    }
    for guide in guides {
        let Some(gap) = guide.gap else { continue };
        let (from, to) = (place(guide.axis, gap.at, gap.from), place(guide.axis, gap.at, gap.to));
        painter.line_segment([from, to], stroke);
        let text = (gap.to - gap.from).round().to_string();
        badge(painter, from.lerp(to, 0.5), &text, canvas.theme.ground(canvas.theme.guide), canvas.theme.on_color);
    }
}

fn marquee(canvas: &Canvas<'_>, painter: &Painter, state: &State) {
    let Drag::Marquee { start, end, .. } = &state.drag else { return };
    let rect = canvas.port.rect(&between(*start, *end));
    painter.rect_filled(rect, 0, canvas.theme.select.gamma_multiply(0.12));
    let stroke = Stroke::new(1.0, canvas.theme.select);
    // Drawn to the left it also takes what it touches: dashed, as in drawing programs.
    if end.0 >= start.0 {
        painter.rect_stroke(rect, 0, stroke, StrokeKind::Inside);
    } else {
        dashed(painter, rect, stroke);
    }
}

/// A control that is being dragged in from the palette.
pub(super) fn ghost(ui: &Ui, canvas: &Canvas<'_>, state: &State, control: &Control) {
    let mut painter = ui.painter().clone();
    let rect = canvas.port.rect(&control.area);
    painter.rect_stroke(rect, 2, Stroke::new(2.0, canvas.theme.select), StrokeKind::Outside);
    painter.multiply_opacity(0.7);
    draw_control(canvas, state, (&painter, &Weights::of(canvas.view.editor.project())), control, &control.area);
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
}

/// Size of the screen, at the right upper corner.
pub(super) fn label(ui: &Ui, canvas: &Canvas<'_>) {
    let text = format!("{}×{}", canvas.screen.width, canvas.screen.height);
    let at = canvas.rect.right_top() + vec2(-10.0, 10.0);
    let galley = ui.painter().layout_no_wrap(text, regular(11.0), canvas.theme.faint);
    let rect = Align2::RIGHT_TOP.anchor_size(at, galley.size());
    let back = RectShape::filled(rect.expand2(vec2(6.0, 3.0)), 4, canvas.theme.canvas.gamma_multiply(0.85));
    ui.painter().add(back);
    ui.painter().galley(rect.min, galley, canvas.theme.faint);
}
