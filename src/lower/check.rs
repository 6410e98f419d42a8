//! What is imperfect besides the code: loose blocks, unknown controls, connections without a host, names used twice.

use std::collections::BTreeSet;

use crate::catalog;
use crate::catalog::def::Holds;
use crate::model::address::AddressError;
use crate::model::blocks::Graph;
use crate::model::connection::ConnectionKind;
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::source::Source;
use crate::model::source::path::DataPath;
use crate::model::topic::TopicFilter;

pub(super) fn graph(at: &HandlerRef, graph: &Graph, problems: &mut Vec<Problem>) {
    let mut push = |place, kind| problems.push(Problem { place, kind, fix: None });
    if graph.first.is_none() {
        push(Place::Handler(at.clone(), None), ProblemKind::EmptyHandler);
    }
    for root in graph.loose() {
        let count = graph.subtree(root).len();
        push(Place::Block(at.clone(), root), ProblemKind::LooseBlocks { count });
    }
}

pub(super) fn project(project: &Project, problems: &mut Vec<Problem>) {
    let mut push = |place, kind| problems.push(Problem { place, kind, fix: None });
    for connection in &project.connections {
        let ConnectionKind::Mqtt(settings) = connection.kind() else { continue };
        if matches!(crate::model::address::parse_address(&settings.host), Err(AddressError::NoHost)) {
            push(Place::item(connection.id.clone()), ProblemKind::NoHost);
        }
    }
    for source in &project.sources {
        let place = Place::item(source.id);
        if project.connection(&source.connection).is_none() {
            push(place.clone(), ProblemKind::MissingReference { slot: "connection".to_owned() });
        }
        for topic in source.filters() {
            if let Err(why) = TopicFilter::parse(topic) {
                push(place.clone(), ProblemKind::BadTopic { topic: topic.to_owned(), why });
            }
        }
        for subscription in &source.subscriptions {
            if DataPath::parse(subscription.path()).is_err() {
                push(place.clone(), ProblemKind::BadPath { path: subscription.path().to_owned() });
            }
        }
    }
    let mut screens = BTreeSet::new();
    for screen in &project.screens {
        if !screens.insert(screen.name.to_lowercase()) {
            push(Place::item(screen.id), ProblemKind::DuplicateName { name: screen.name.clone() });
        }
        let mut controls = BTreeSet::new();
        for control in &screen.controls {
            let place = Place::item(control.id);
            if !controls.insert(control.name.to_lowercase()) {
                push(place.clone(), ProblemKind::DuplicateName { name: control.name.clone() });
            }
            let Some(def) = catalog::control(&control.kind) else {
                push(place, ProblemKind::UnknownControl { kind: control.kind.clone() });
                continue;
            };
            for property in def.properties.iter().filter(|property| property.required) {
                if property.holds == Holds::Source && chosen_source(project, control, property.key).is_none() {
                    push(place.clone(), ProblemKind::NoSource);
                }
            }
        }
    }
}

/// The data source chosen in a property.
fn chosen_source<'a>(project: &'a Project, control: &Control, key: &str) -> Option<&'a Source> {
    let id = control.properties.get(key).and_then(Property::item).and_then(Item::source)?;
    project.source(id)
}
