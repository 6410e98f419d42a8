//! The project as it is run: each instance with its parts beside it as plain controls, and no masters.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fill::{Filling, anchors_in, placed};
use super::weight::shared_out;
use super::{Cells, INSTANCES, MASTER, REPEATER, RepeatedRows, Weights};
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::id::ControlId;
use crate::model::indexed::Indexed;
use crate::model::item::{Item, Rewrite};
use crate::model::layer::Layer;
use crate::model::names::TakenNames;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::reference::{self, Spelled};
use crate::model::screen::Screen;

/// What a part of the running project is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PartOrigin {
    /// A control of the master of an instance.
    Part(ControlId, ControlId),
    /// The instance that a repeater has for a row.
    Row(ControlId, String),
}

/// The ids of the parts of instances: the same part has the same one, whatever else is edited while the app runs, and
/// whichever rows come and go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartIds {
    by_origin: BTreeMap<PartOrigin, ControlId>,
    masters: BTreeMap<ControlId, ControlId>,
    /// How many were given out; none is given twice.
    given: u32,
}

impl PartIds {
    fn of(&mut self, origin: PartOrigin) -> ControlId {
        let home = match &origin {
            PartOrigin::Part(_, control) => *control,
            PartOrigin::Row(repeater, _) => *repeater,
        };
        // Numbers that count up from 1 do not come here.
        let next = ControlId(u32::MAX - self.given);
        let id = *self.by_origin.entry(origin).or_insert(next);
        self.given += u32::from(id == next);
        self.masters.insert(id, home);
        id
    }

    /// What they hold, in bytes.
    pub fn bytes(&self) -> usize {
        let names = self.by_origin.keys().map(|origin| match origin {
            PartOrigin::Part(..) => 0,
            PartOrigin::Row(_, key) => key.len(),
        });
        let of_each = size_of::<PartOrigin>() + 3 * size_of::<ControlId>();
        size_of::<Self>() + self.by_origin.len() * of_each + names.sum::<usize>()
    }

    /// Forgets the parts that a project does not have any more.
    pub fn keep_those_of(&mut self, project: &Project) {
        let all: BTreeSet<ControlId> =
            project.screens.iter().flat_map(|screen| &screen.controls).map(|control| control.id).collect();
        self.by_origin.retain(|_, id| all.contains(id));
        self.masters.retain(|id, _| all.contains(id));
    }

    /// The control of the project that a part is made of; any other control is its own.
    pub fn home(&self, control: ControlId) -> ControlId {
        let mut home = control;
        // A repeater may be a part itself.
        while let Some(next) = self.masters.get(&home) {
            home = *next;
        }
        home
    }

    /// The handler in the project that this one of a part is made of.
    pub fn home_of(&self, at: &HandlerRef) -> HandlerRef {
        match at.control() {
            Some(control) => HandlerRef { owner: self.home(control).into(), trigger: at.trigger.clone() },
            None => at.clone(),
        }
    }

    /// The place in the project that this one of a part is made of.
    pub fn home_place(&self, place: Place) -> Place {
        match place {
            Place::Block(at, block) => Place::Block(self.home_of(&at), block),
            Place::Handler(at, line) => Place::Handler(self.home_of(&at), line),
            Place::Item(Item::Control(id)) => Place::item(self.home(id)),
            place => place,
        }
    }
}

/// The project as it is run: of repeaters, with an instance for each of their rows, and none for those without any.
pub fn unfolded<'a>(project: &'a Project, ids: &mut PartIds, rows: &RepeatedRows) -> Cow<'a, Project> {
    if project.components().next().is_none() {
        return Cow::Borrowed(project);
    }
    let weights = Weights::of(project);
    let (left_out, mut room) = shared_out(project, &weights);
    let mut out = project.clone();
    let mut screens: Vec<Arc<Screen>> = Vec::new();
    for screen in project.screens.iter().filter(|screen| screen.component.is_none()) {
        if !screen.controls.iter().any(|control| control.master().is_some()) {
            screens.push(Arc::clone(screen));
            continue;
        }
        let mut id_of = |origin| ids.of(origin);
        let mut repeating = Repeating { rows, weights: &weights, room: &mut room };
        let mut unfolding = Unfolding::new(project, screen, &mut id_of, Some(&mut repeating));
        for control in &screen.controls {
            if left_out.contains(&control.id) {
                unfolding.out.push(control.clone());
            } else {
                unfolding.whole(control);
            }
        }
        let controls: Indexed<Control> = unfolding.out.into();
        screens.push(Arc::new(Screen { controls, ..(**screen).clone() }));
    }
    out.screens = screens.into();
    Cow::Owned(out)
}

/// The parts of an instance as plain controls of its screen, with ids from `next` on and the names that they have in
/// the master; an instance among them stays one.
pub(in crate::model) fn detached(
    project: &Project,
    screen: &Screen,
    instance: &Control,
    next: &mut u32,
) -> Vec<Control> {
    let mut id_of = |_| {
        *next += 1;
        ControlId(*next - 1)
    };
    let mut unfolding = Unfolding::new(project, screen, &mut id_of, None);
    unfolding.instance(instance);
    let mut parts = unfolding.out;
    for part in &mut parts {
        part.layer.part_of = None;
    }
    parts
}

/// What repeaters are unfolded by.
struct Repeating<'a, 'b> {
    rows: &'a RepeatedRows,
    weights: &'a Weights<'a>,
    /// How many more parts there may be.
    room: &'b mut usize,
}

struct Unfolding<'a, 'b> {
    project: &'a Project,
    /// The screen that all this comes to stand on.
    screen: &'a Screen,
    /// The id of what is made of something.
    id_of: &'b mut dyn FnMut(PartOrigin) -> ControlId,
    names: TakenNames,
    /// Whether instances among the parts are unfolded too, and parts have the name of their instance before their own;
    /// and by what repeaters are.
    whole: Option<&'b mut Repeating<'a, 'b>>,
    out: Vec<Control>,
}

impl<'a, 'b> Unfolding<'a, 'b> {
    fn new(
        project: &'a Project,
        screen: &'a Screen,
        id_of: &'b mut dyn FnMut(PartOrigin) -> ControlId,
        whole: Option<&'b mut Repeating<'a, 'b>>,
    ) -> Self {
        let names = TakenNames::new(screen.controls.iter().map(|control| control.name.as_str()));
        Self { project, screen, id_of, names, whole, out: Vec::new() }
    }

    /// Adds a control, with its parts where it is an instance.
    fn whole(&mut self, control: &Control) {
        let at = self.out.len();
        self.out.push(control.clone());
        if control.kind == REPEATER {
            let count = self.repeated(control);
            self.out[at].properties.insert(INSTANCES.to_owned(), (count as f64).into());
            return;
        }
        self.instance(control);
        if self.out.len() > at + 1 {
            self.out[at].properties.insert(MASTER.to_owned(), true.into());
        }
    }

    /// Adds an instance for each row of a repeater, as long as there is room; how many.
    fn repeated(&mut self, repeater: &Control) -> usize {
        let Some((master, _)) = self.project.master_of(repeater) else { return 0 };
        let Some(repeating) = &self.whole else { return 0 };
        let rows = repeating.rows.get(&repeater.id).map_or(&[][..], Vec::as_slice);
        let Some(each) = repeating.weights.each(repeater) else { return 0 };
        let cells = Cells::of(repeater, master);
        for (place, row) in rows.iter().enumerate() {
            let Some(left) = self.whole.as_ref().and_then(|repeating| repeating.room.checked_sub(each)) else {
                return place;
            };
            if let Some(repeating) = &mut self.whole {
                *repeating.room = left;
            }
            let id = (self.id_of)(PartOrigin::Row(repeater.id, row.key.clone()));
            let name = self.names.take(&format!("{} {}", repeater.name, row.label));
            let instance = row.instance(repeater, (id, name), cells.area(place));
            self.whole(&instance);
        }
        rows.len()
    }

    /// Adds the parts of an instance, if it is one; [`super::left_out`] has seen to it that there is an end to them.
    fn instance(&mut self, instance: &Control) {
        let Some((master, face)) = self.project.master_of(instance) else { return };
        let filling = Filling::new(self.project, face, instance);
        let named: BTreeMap<ControlId, (ControlId, String)> = master
            .controls
            .iter()
            .map(|control| {
                let whole = format!("{} {}", instance.name, control.name);
                let name = self.names.take(if self.whole.is_some() { &whole } else { &control.name });
                (control.id, ((self.id_of)(PartOrigin::Part(instance.id, control.id)), name))
            })
            .collect();
        let here = self.screen;
        let fate = |item: &Item| match item {
            Item::Control(id) => named.get(id).map_or(Rewrite::Keep, |(new, _)| Rewrite::To((*new).into())),
            Item::Screen(id) if *id == master.id => Rewrite::To(here.id.into()),
            Item::Connection(id) => filling.link(id).map_or(Rewrite::Keep, |link| Rewrite::To(link.clone().into())),
            _ => Rewrite::Keep,
        };
        let name_of = |spelled: &Spelled| match &spelled.item {
            Item::Control(id) => named.get(id).map(|(_, name)| name.clone()),
            Item::Screen(id) if *id == master.id => Some(here.name.clone()),
            Item::Connection(id) => filling.link(id).map(|link| link.0.clone()),
            _ => None,
        };
        for control in &master.controls {
            let Some((id, name)) = named.get(&control.id) else { continue };
            let mut part = control.clone();
            let scripts: Vec<(HandlerRef, String)> = control
                .scripts()
                .map(|(at, text)| {
                    let spelled = reference::spelled(self.project, &at, text);
                    let names: Vec<(&Spelled, String)> =
                        spelled.iter().filter_map(|each| Some((each, name_of(each)?))).collect();
                    let text = reference::respelled(text, &names);
                    (at, text)
                })
                .collect();
            for (at, text) in scripts {
                part.set_script(&at, text);
            }
            reference::rewrite_control(&mut part, &fate);
            filling.control(&mut part);
            part.area = placed(master, instance, &control.area, control.anchors);
            part.anchors = anchors_in(instance);
            part.layer = Layer { part_of: Some(instance.id), ..Layer::default() };
            (part.id, part.name) = (*id, name.clone());
            if self.whole.is_some() {
                self.whole(&part);
            } else {
                self.out.push(part);
            }
        }
    }
}
