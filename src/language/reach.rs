//! What an app may reach outside of itself, found in the project without running anything of it.
//!
//! More is better than less: what hangs on nothing counts too, and a topic that is made while the app runs counts as any.

use std::collections::BTreeSet;

use super::block::{Holds, Takes};
use crate::model::binding::{Origin, expanded};
use crate::model::blocks::Block;
use crate::model::component::unfolded_once;
use crate::model::connection::{Announcement, Connection, ConnectionKind, KeptIn, MqttSettings, Trust};
use crate::model::control::Control;
use crate::model::id::ConnectionId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::reach::{Contact, WayThere};
use crate::model::reference;
use crate::model::value::Value;

/// All that it may reach, in order and each once.
pub fn reach(project: &Project) -> Vec<Contact> {
    let project = &*unfolded_once(project);
    let project = &*expanded(project);
    let mut found = ContactFinder { project, found: BTreeSet::new(), lua: Vec::new() };
    found.found.extend(project.web.iter().map(|host| Contact::Web { host: host.clone() }));
    let used = reference::used(project);
    for connection in project.connections.iter().filter(|each| used.contains(&Item::from(each.id.clone()))) {
        found.connection(connection);
    }
    for source in project.sources.iter().filter(|source| !source.is_list()) {
        let at = found.at(&source.connection);
        let filters =
            source.filters().into_iter().map(|filter| Contact::Listens { at: at.clone(), filter: filter.to_owned() });
        found.found.extend(filters);
    }
    for (at, handler) in project.handlers() {
        handler.graph().into_iter().flat_map(|graph| graph.blocks.values()).for_each(|block| found.block(block));
        found.lua.extend(handler.scripts(&at).into_iter().map(|(_, text)| text.to_owned()));
    }
    let is_file =
        |control: &Control, key: &str| super::property(&control.kind, key).is_some_and(|def| def.holds == Holds::Image);
    for ground in project.screens.iter().filter_map(|screen| screen.image.as_ref()) {
        found.property(&Property::from(Value::from(ground.file.as_str())), true);
    }
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        for (key, property) in &control.properties {
            found.property(property, is_file(control, key));
        }
        for (key, value) in control.rules.iter().flat_map(|rule| &rule.set) {
            found.property(&Property::from(value.clone()), is_file(control, key));
        }
        let terms = control.terms().filter_map(|(_, binding)| match &binding.from {
            Origin::Lua(text) => Some(text.clone()),
            _ => None,
        });
        found.lua.extend(terms);
    }
    let ContactFinder { mut found, lua, .. } = found;
    if !lua.is_empty() {
        found.insert(Contact::Script { text: lua.join("\n") });
    }
    found.into_iter().collect()
}

struct ContactFinder<'a> {
    project: &'a Project,
    found: BTreeSet<Contact>,
    lua: Vec<String>,
}

impl ContactFinder<'_> {
    fn at(&self, id: &ConnectionId) -> String {
        self.project.connection(id).and_then(Connection::address).unwrap_or_default()
    }

    fn connection(&mut self, connection: &Connection) {
        let (settings, address) = match connection.kind() {
            ConnectionKind::Local(settings) => (settings, None),
            ConnectionKind::Mqtt(settings) => (settings, connection.address()),
        };
        let at = address.clone().unwrap_or_default();
        self.found.insert(match address {
            None => Contact::LocalBroker,
            Some(address) => Contact::Broker { address, way: way(&settings) },
        });
        let said = [&settings.birth, &settings.close, &settings.will].into_iter().flatten();
        let said =
            said.map(|Announcement { topic, .. }| Contact::Publishes { at: at.clone(), topic: Some(topic.clone()) });
        self.found.extend(said);
        let needs = connection.needs();
        let client = needs.client.into_iter().flat_map(|client| [client.certificate, client.key]);
        let files = client.chain([needs.ca]).flatten().filter_map(|kept| match kept {
            KeptIn::File(name) => Some(Contact::File { name }),
            KeptIn::Project(_) => None,
        });
        self.found.extend(files);
    }

    fn block(&mut self, block: &Block) {
        let Some(def) = super::block(&block.kind) else { return };
        let topics = def.slots.iter().filter(|slot| slot.takes == Takes::Topic);
        let connections: Vec<String> = def
            .slots
            .iter()
            .filter(|slot| slot.takes == Takes::Connection)
            .filter_map(|slot| match block.item(slot.key)? {
                Item::Connection(id) => Some(self.at(id)),
                _ => None,
            })
            .collect();
        for slot in topics {
            let topic = match (block.wire(slot.key), block.literal(slot.key).and_then(Value::as_text)) {
                (None, Some(text)) if !text.is_empty() => Some(text.to_owned()),
                (Some(_), _) => None,
                (None, _) => continue,
            };
            let sends = connections.iter().map(|at| Contact::Publishes { at: at.clone(), topic: topic.clone() });
            self.found.extend(sends);
        }
    }

    fn property(&mut self, property: &Property, is_file: bool) {
        match property {
            Property::Literal(value) if is_file => {
                let name = value.as_text().unwrap_or_default();
                // What lies inside the project is no file.
                if !name.is_empty() && !self.project.images.contains_key(name) {
                    self.found.insert(Contact::File { name: name.to_owned() });
                }
            }
            Property::Bound(binding) => {
                if let Origin::Lua(text) = &binding.from {
                    self.lua.push(text.clone());
                }
            }
            Property::Command(command) => {
                let at = self.at(&command.connection);
                self.found.insert(Contact::Publishes { at, topic: Some(command.topic.clone()) });
            }
            Property::List(list) => list.iter().for_each(|property| self.property(property, is_file)),
            Property::Literal(_) | Property::Ref(_) => {}
        }
    }
}

fn way(settings: &MqttSettings) -> WayThere {
    match (settings.tls, settings.trust) {
        (false, _) => WayThere::Plain,
        (true, Trust::Any) => WayThere::Unchecked,
        (true, Trust::System | Trust::Own | Trust::Both) => WayThere::Checked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::binding::Binding;
    use crate::model::command::CommandTopic;
    use crate::model::component::{REPEATER, with_suggestion};
    use crate::model::edit::{Edit, apply};
    use crate::model::source::ColumnType;

    /// A repeater reaches what all instances together may: wildcards stand for what nobody knows yet.
    #[test]
    fn what_a_repeater_may_reach_is_told_before_anything_is_there() {
        let mut project = Project::new("P", "Start", "Lokal");
        let start = project.screens[0].id;
        let (connection, path, ty) = (ConnectionId::local(), String::new(), ColumnType::Automatic);
        let from = Origin::Topic { connection, filter: "halle/m1/an".to_owned(), path, ty };
        let mut toggle = crate::language::new_control(super::super::control("toggle").unwrap(), crate::i18n::Lang::De);
        toggle.properties.insert("on".to_owned(), Binding::to(from).into());
        let command = CommandTopic::to(ConnectionId::local(), "halle/m1/an/set");
        toggle.properties.insert("command".to_owned(), command.into());
        let made = apply(&mut project, &Edit::AddControls(start, vec![toggle])).unwrap();
        let make =
            Edit::MakeComponent { controls: made.all(Item::control), name: "M".to_owned(), prefix: "P".to_owned() };
        let instance = apply(&mut project, &make).unwrap().first(Item::control).unwrap();
        apply(&mut project, &Edit::Remove(vec![instance.into()])).unwrap();
        assert_eq!(reach(&project), []);
        let def = super::super::control(REPEATER).unwrap();
        let mut repeater = crate::language::new_control(def, crate::i18n::Lang::De);
        with_suggestion(&project, start, &mut repeater);
        apply(&mut project, &Edit::AddControls(start, vec![repeater])).unwrap();
        let at = String::new;
        let found = reach(&project);
        for filter in ["halle/+/#", "halle/+/an"] {
            assert!(found.contains(&Contact::Listens { at: at(), filter: filter.to_owned() }), "{filter}: {found:?}");
        }
        let sends = Contact::Publishes { at: at(), topic: Some("halle/+/an/set".to_owned()) };
        assert!(found.contains(&sends), "{found:?}");
    }
}
