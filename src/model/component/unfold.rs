//! The project as it is run: each instance with its parts beside it as plain controls, and no masters.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::MASTER;
use super::fill::{Filling, anchors_in, placed};
use super::left_out;
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

/// The ids of the parts of instances: the same part has the same one, whatever else is edited while the app runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartIds {
    /// By instance and control of its master.
    by_origin: BTreeMap<(ControlId, ControlId), ControlId>,
    masters: BTreeMap<ControlId, ControlId>,
}

impl PartIds {
    fn of(&mut self, instance: ControlId, control: ControlId) -> ControlId {
        // Numbers that count up from 1 do not come here.
        let next = ControlId(u32::MAX - self.by_origin.len() as u32);
        let id = *self.by_origin.entry((instance, control)).or_insert(next);
        self.masters.insert(id, control);
        id
    }

    /// The control of a master that a part is made of; any other control is its own.
    pub fn home(&self, control: ControlId) -> ControlId {
        self.masters.get(&control).copied().unwrap_or(control)
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

/// The project as it is run.
pub fn unfolded<'a>(project: &'a Project, ids: &mut PartIds) -> Cow<'a, Project> {
    if project.components().next().is_none() {
        return Cow::Borrowed(project);
    }
    let left_out = left_out(project);
    let mut out = project.clone();
    let mut screens: Vec<Arc<Screen>> = Vec::new();
    for screen in project.screens.iter().filter(|screen| screen.component.is_none()) {
        if !screen.controls.iter().any(|control| control.master().is_some()) {
            screens.push(Arc::clone(screen));
            continue;
        }
        let mut id_of = |instance, control| ids.of(instance, control);
        let mut unfolding = Unfolding::new(project, screen, &mut id_of);
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
    let mut id_of = |_, _| {
        *next += 1;
        ControlId(*next - 1)
    };
    let mut unfolding = Unfolding { whole: false, ..Unfolding::new(project, screen, &mut id_of) };
    unfolding.instance(instance);
    let mut parts = unfolding.out;
    for part in &mut parts {
        part.layer.part_of = None;
    }
    parts
}

struct Unfolding<'a, 'b> {
    project: &'a Project,
    /// The screen that all this comes to stand on.
    screen: &'a Screen,
    /// The id of the part that a control of a master is in an instance.
    id_of: &'b mut dyn FnMut(ControlId, ControlId) -> ControlId,
    names: TakenNames,
    /// Whether instances among the parts are unfolded too, and parts have the name of their instance before their own.
    whole: bool,
    out: Vec<Control>,
}

impl<'a, 'b> Unfolding<'a, 'b> {
    fn new(
        project: &'a Project,
        screen: &'a Screen,
        id_of: &'b mut dyn FnMut(ControlId, ControlId) -> ControlId,
    ) -> Self {
        let names = TakenNames::new(screen.controls.iter().map(|control| control.name.as_str()));
        Self { project, screen, id_of, names, whole: true, out: Vec::new() }
    }

    /// Adds a control, with its parts where it is an instance.
    fn whole(&mut self, control: &Control) {
        let at = self.out.len();
        self.out.push(control.clone());
        self.instance(control);
        if self.out.len() > at + 1 {
            self.out[at].properties.insert(MASTER.to_owned(), true.into());
        }
    }

    /// Adds the parts of an instance, if it is one; [`left_out`] has seen to it that there is an end to them.
    fn instance(&mut self, instance: &Control) {
        let Some((master, face)) = self.project.master_of(instance) else { return };
        let filling = Filling::new(self.project, face, instance);
        let named: BTreeMap<ControlId, (ControlId, String)> = master
            .controls
            .iter()
            .map(|control| {
                let whole = format!("{} {}", instance.name, control.name);
                let name = self.names.take(if self.whole { &whole } else { &control.name });
                (control.id, ((self.id_of)(instance.id, control.id), name))
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
            if self.whole {
                self.whole(&part);
            } else {
                self.out.push(part);
            }
        }
    }
}
