//! What instances of components show while they are designed: each its parts, a repeater some of its instances, all but the
//! first dimmed, so that one sees what it becomes.
//!
//! Parts are made once for each state of the project, not in each frame.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use egui::{Painter, Rect};

use super::draw::paint;
use super::{Canvas, State};
use crate::editor::bound;
use crate::model::component::{REPEATER, parts, samples};
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::project::Project;
use crate::model::screen::Area;
use crate::player::common::{ENABLED, VISIBLE};
use crate::player::controls::class;
use crate::player::paint::Touch;
use crate::player::property::Values;

/// How much is seen of the instances that only show what it becomes.
const DIMMED: f32 = 0.35;
/// So many are kept: a drag makes others in each frame.
const KEPT: usize = 2_000;

/// A control, and where it stands.
type Drawn = (ControlId, usize, [u32; 4]);

type PartsOf = HashMap<Drawn, Rc<Vec<Control>>>;

/// The parts of instances, for one state of the project.
#[derive(Debug, Default)]
pub(super) struct KnownParts(RefCell<(Option<Arc<Project>>, PartsOf)>);

impl KnownParts {
    fn of(
        &self,
        project: &Arc<Project>,
        (control, place): (&Control, usize),
        make: impl Fn() -> Vec<Control>,
    ) -> Rc<Vec<Control>> {
        let mut known = self.0.borrow_mut();
        let is_same = known.0.as_ref().is_some_and(|of| Arc::ptr_eq(of, project));
        if !is_same || known.1.len() > KEPT {
            *known = (Some(Arc::clone(project)), HashMap::new());
        }
        let Area { x, y, w, h } = control.area;
        let key = (control.id, place, [x, y, w, h].map(f32::to_bits));
        Rc::clone(known.1.entry(key).or_insert_with(|| Rc::new(make())))
    }
}

/// Draws what an instance of a component shows; `false` where it is none.
pub(super) fn instance(canvas: &Canvas<'_>, state: &State, painter: &Painter, instance: &Control) -> bool {
    let project = canvas.project;
    if project.master_of(instance).is_none() {
        return false;
    }
    let all = state.parts.of(project, (instance, 0), || whole(project, instance));
    parts_of(canvas, painter, &all);
    true
}

/// The parts of an instance, with those of the instances among them.
fn whole(project: &Project, instance: &Control) -> Vec<Control> {
    let each = parts(project, instance).into_iter().flat_map(|part| match project.master_of(&part) {
        Some(_) if part.kind == REPEATER => samples(project, &part).iter().flat_map(|it| whole(project, it)).collect(),
        Some(_) => whole(project, &part),
        None => vec![part],
    });
    each.collect()
}

fn parts_of(canvas: &Canvas<'_>, painter: &Painter, parts: &[Control]) {
    let project = canvas.project;
    for part in parts {
        let mut painter = painter.clone();
        let live = BTreeMap::from([(part.id, bound::sample_of(canvas.view, part))]);
        let look = canvas.look_of(Values::running(project, part, &live));
        if !look.get(VISIBLE) {
            painter.multiply_opacity(0.3);
        }
        let touch = if look.get(ENABLED) { Touch::Idle } else { Touch::Disabled };
        let rect = canvas.port.rect(&part.area);
        (class(&part.kind).paint)(&paint(canvas, look, &painter, rect, touch));
    }
}

/// Draws the instances that a repeater may have; `false` where it has no component.
pub(super) fn draw(canvas: &Canvas<'_>, state: &State, painter: &Painter, repeater: &Control) -> bool {
    let project = canvas.project;
    if project.master_of(repeater).is_none() {
        return false;
    }
    let rect = canvas.port.rect(&repeater.area);
    let painter = painter.with_clip_rect(painter.clip_rect().intersect(rect));
    let all = state.parts.of(project, (repeater, usize::MAX), || samples(project, repeater));
    for (place, sample) in all.iter().enumerate() {
        let mut painter = painter.clone();
        if place > 0 {
            painter.multiply_opacity(DIMMED);
        }
        // A second key: the sample has the id of the repeater, which may be an instance elsewhere.
        let parts = state.parts.of(project, (sample, place + 1), || whole(project, sample));
        parts_of(canvas, &painter, &parts);
    }
    outline(canvas, &painter, rect);
    true
}

/// The edge of a repeater: what is in it goes on beyond it.
fn outline(canvas: &Canvas<'_>, painter: &Painter, rect: Rect) {
    let stroke = egui::Stroke::new(1.0, canvas.theme.faint.gamma_multiply(0.6));
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    painter.extend(egui::Shape::dashed_line(&corners, stroke, 6.0, 4.0));
}
