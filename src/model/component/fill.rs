//! An instance's values in the place of the parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ComponentFace, in_braces};
use crate::model::arrange::scaled;
use crate::model::binding::{Binding, Origin, RowChoice};
use crate::model::blocks::{Graph, SCRIPT, Slot};
use crate::model::command::CommandTopic;
use crate::model::control::Control;
use crate::model::fit::{Anchor, Anchors, ScreenFit};
use crate::model::handler::Handler;
use crate::model::id::ConnectionId;
use crate::model::item::{Item, Rewrite};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::reference;
use crate::model::screen::{Area, Screen};
use crate::model::value::Value;

/// What stands in the place of the parameters of an instance.
pub(super) struct Filling<'a> {
    values: Vec<(&'a str, Value)>,
    /// Connections that others take the place of.
    links: BTreeMap<ConnectionId, ConnectionId>,
    /// Where nothing is filled in, and a parameter only gets another name: that.
    renamed: Option<&'a str>,
}

/// How a value is written where it comes to stand.
pub(in crate::model) type Escape<'a> = &'a dyn Fn(String) -> String;

impl<'a> Filling<'a> {
    pub(super) fn new(project: &Project, face: &'a ComponentFace, instance: &Control) -> Self {
        let (mut values, mut links) = (Vec::new(), BTreeMap::new());
        for parameter in &face.parameters {
            let given = instance.given(parameter);
            match given {
                Property::Literal(value) => values.push((parameter.name.as_str(), value.clone())),
                Property::Ref(item) => {
                    let name = project.name_of(item).unwrap_or_default();
                    values.push((parameter.name.as_str(), Value::from(name)));
                    let usual = parameter.default.item().and_then(Item::connection);
                    if let (Some(usual), Some(given)) = (usual, item.connection()) {
                        links.entry(usual).or_insert(given);
                    }
                }
                Property::List(_) | Property::Bound(_) | Property::Command(_) => {}
            }
        }
        Self { values, links, renamed: None }
    }

    /// What gives a parameter another name.
    pub(super) fn renaming(old: &'a str, new: &'a str) -> Self {
        Self { values: vec![(old, in_braces(new).into())], links: BTreeMap::new(), renamed: Some(new) }
    }

    /// The connection that takes the place of this one.
    pub(super) fn link(&self, id: &ConnectionId) -> Option<&ConnectionId> {
        self.links.get(id).filter(|new| *new != id)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// A text with what stands for parameters in it; `None` where nothing does.
    pub(super) fn text(&self, text: &str) -> Option<String> {
        self.written(text, &|value| value)
    }

    /// The same, where values have to be written in a way of their own.
    fn written(&self, text: &str, escape: Escape<'_>) -> Option<String> {
        let mut rest = text;
        let (mut done, mut changed) = (String::new(), false);
        // From left to right, so that braces in a value mean nothing.
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            let inner = from.get(1..).unwrap_or_default();
            let found = inner.find('}').and_then(|end| Some((end, self.value(inner.get(..end)?)?)));
            done.push_str(before);
            if let Some((end, value)) = found {
                done.push_str(&escape(value.to_text()));
                rest = inner.get(end + 1..).unwrap_or_default();
                changed = true;
            } else {
                done.push('{');
                rest = inner;
            }
        }
        done.push_str(rest);
        changed.then_some(done)
    }

    fn fill(&self, text: &mut String) {
        if let Some(new) = self.text(text) {
            *text = new;
        }
    }

    /// The value that a text is as a whole, with its type.
    fn whole(&self, text: &str) -> Option<&Value> {
        self.value(text.strip_prefix('{')?.strip_suffix('}')?)
    }

    fn fill_value(&self, value: &mut Value) {
        match value {
            Value::Text(text) => match self.whole(text) {
                Some(whole) => *value = whole.clone(),
                None => self.fill(text),
            },
            Value::List(list) => list.iter_mut().for_each(|each| self.fill_value(each)),
            Value::Record(record) => record.values_mut().for_each(|each| self.fill_value(each)),
            Value::Bool(_) | Value::Number(_) | Value::Raw(_) => {}
        }
    }

    fn property(&self, property: &mut Property) {
        match property {
            // What a text is called stays a text, whatever it reads like.
            Property::Literal(Value::Text(text)) => self.fill(text),
            Property::Literal(value) => self.fill_value(value),
            Property::List(list) => list.iter_mut().for_each(|each| self.property(each)),
            Property::Bound(binding) => {
                if let Some(value) = self.plain(binding) {
                    *property = Property::from(value.clone());
                } else {
                    *property = Property::from(self.binding(binding));
                }
            }
            Property::Command(command) => *property = Property::from(self.command(command)),
            Property::Ref(_) => {}
        }
    }

    /// The value of a parameter that a property has just as it is.
    fn plain(&self, binding: &Binding) -> Option<&Value> {
        let Origin::Parameter(name) = &binding.from else { return None };
        let is_plain = self.renamed.is_none() && {
            let plain = Binding { empty: binding.empty.clone(), ..Binding::to(binding.from.clone()) };
            *binding == plain
        };
        is_plain.then(|| self.value(name))?
    }

    fn binding(&self, binding: &Binding) -> Binding {
        let mut out = binding.clone();
        match &mut out.from {
            Origin::Topic { filter, path, .. } => {
                self.fill(filter);
                self.fill(path);
            }
            Origin::Column { row: RowChoice::OfTopic(topic), .. } => self.fill(topic),
            Origin::Lua(text) => *text = self.lua(text),
            // What is made of it is made while the app runs, in its language.
            Origin::Parameter(name) => match (self.value(name).map(reference::lua_literal), self.renamed) {
                (Some(_), Some(new)) => new.clone_into(name),
                (Some(literal), None) => out.from = Origin::Lua(literal),
                (None, _) => {}
            },
            Origin::Variable(_) | Origin::Column { .. } | Origin::Property { .. } => {}
        }
        for text in [&mut out.time, &mut out.prefix, &mut out.suffix] {
            self.fill(text);
        }
        out.table.iter_mut().for_each(|(from, to)| {
            self.fill(from);
            self.fill_value(to);
        });
        out.otherwise.iter_mut().chain(&mut out.empty).for_each(|value| self.fill_value(value));
        if let Some(availability) = &mut out.availability {
            self.fill(&mut availability.topic);
            self.fill(&mut availability.offline);
        }
        out
    }

    fn command(&self, command: &CommandTopic) -> CommandTopic {
        let mut out = command.clone();
        for text in [&mut out.topic, &mut out.message, &mut out.on, &mut out.off, &mut out.path] {
            self.fill(text);
        }
        out
    }

    fn lua(&self, text: &str) -> String {
        reference::with_texts(text, &|inner, escape| self.written(inner, escape))
    }

    fn graph(&self, graph: &mut Graph) {
        for (key, slot) in graph.blocks.values_mut().flat_map(|block| &mut block.slots) {
            match slot {
                // In code braces are tables.
                Slot::Literal(Value::Text(text)) if key == SCRIPT => *text = self.lua(text),
                Slot::Literal(value) => self.fill_value(value),
                Slot::Wire(_) | Slot::Ref(_) => {}
            }
        }
    }

    /// A control of the master as one of the instance's, still with the references of the master.
    pub(super) fn control(&self, control: &mut Control) {
        control.properties.values_mut().for_each(|property| self.property(property));
        for rule in &mut control.rules {
            let rule = Arc::make_mut(rule);
            rule.set.values_mut().for_each(|value| self.fill_value(value));
            for comparison in rule.when.comparisons_mut() {
                if let Some(left) = &comparison.left {
                    comparison.left = Some(Arc::new(self.binding(left)));
                }
                self.fill_value(&mut comparison.right);
            }
        }
        for handler in control.handlers.values_mut() {
            match Arc::make_mut(handler) {
                Handler::Blocks(graph) => self.graph(graph),
                Handler::Lua(text) => *text = self.lua(text),
            }
        }
    }
}

/// Where a control of the master stands in an instance: it grows with the whole, or keeps to the edges where the master
/// says so.
pub(super) fn placed(master: &Screen, instance: &Control, area: &Area, anchors: Anchors) -> Area {
    let to = &instance.area;
    if master.fit == ScreenFit::Adapt {
        let more = (to.w - master.width, to.h - master.height);
        return anchors.placed(area, more).moved(to.x, to.y);
    }
    scaled(area, &Area::new(0.0, 0.0, master.width, master.height), to)
}

/// What keeps a part at its place in the instance, where the page around both adapts.
pub(super) fn anchors_in(instance: &Control) -> Anchors {
    let kept = |anchor| if anchor == Anchor::Both { Anchor::Start } else { anchor };
    Anchors { x: kept(instance.anchors.x), y: kept(instance.anchors.y) }
}

/// What an instance shows, on its screen and with its values, from back to front. The parts have the ids that they have in
/// the master; none where there is no master.
pub fn parts(project: &Project, instance: &Control) -> Vec<Control> {
    let Some((master, face)) = project.master_of(instance) else { return Vec::new() };
    let filling = Filling::new(project, face, instance);
    let linked = |item: &Item| {
        let link = item.connection().and_then(|id| filling.link(&id).cloned());
        link.map_or(Rewrite::Keep, |link| Rewrite::To(link.into()))
    };
    let each = master.controls.iter().map(|control| {
        let area = placed(master, instance, &control.area, control.anchors);
        let mut part = Control { area, handlers: BTreeMap::new(), ..control.clone() };
        reference::rewrite_control(&mut part, &linked);
        filling.control(&mut part);
        part
    });
    each.collect()
}

/// Gives a parameter another name in a control of its master.
pub(in crate::model) fn rename_parameter(control: &mut Control, old: &str, new: &str) {
    Filling::renaming(old, new).control(control);
}

/// Whether a control of a master uses a parameter anywhere.
pub fn uses_parameter(control: &Control, name: &str) -> bool {
    let mark = in_braces(name);
    let of_property = |property: &Property| match property {
        Property::Bound(binding) => matches!(&binding.from, Origin::Parameter(known) if known == name),
        _ => false,
    };
    let terms = control.rules.iter().flat_map(|rule| rule.when.comparisons()).filter_map(|it| it.left.as_ref());
    let mut terms = terms.map(|left| matches!(&left.from, Origin::Parameter(known) if known == name));
    control.properties.values().any(of_property)
        || terms.any(|uses| uses)
        || ron::to_string(control).is_ok_and(|text| text.contains(&mark))
}
