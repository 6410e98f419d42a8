//! What a repeater says: of what it makes an instance of its component each.

use std::collections::BTreeMap;

use super::{MASTER, ParameterKind, in_braces};
use crate::model::binding::{Binding, Origin};
use crate::model::control::Control;
use crate::model::id::{ConnectionId, ScreenId, SourceId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::source::ColumnType;
use crate::model::template::hole;
use crate::model::value::Value;

/// Key of the row of a repeater.
pub const REPEATER: &str = "repeater";
/// Key of the property with the topics that it has an instance of each: a binding to a filter.
pub const TOPICS: &str = "topics";
/// Key of the property with the data source or list that it has an instance of each row of.
pub const ROWS: &str = "source";
/// Key of the property that says in which order they stand: nothing as they come, a column, or `topic`.
pub const ORDER: &str = "order";
/// Key of the property that says how many there are at most.
pub const MOST: &str = "most";
/// Key of the property that says how they are arranged.
pub const ARRANGE: &str = "arrange";
/// Key of the property that says how many stand side by side; 0 is as many as have room.
pub const COLUMNS: &str = "columns";
/// Key of the property with the distance between them.
pub const GAP: &str = "gap";
/// Key of the property that a repeater has while the app runs: how many instances there are.
pub const INSTANCES: &str = "instances";

/// How many there are at most where nothing is said.
pub const USUAL_MOST: f64 = 100.0;
/// No more than so many, whatever is said.
pub const MOST_INSTANCES: f64 = 1_000.0;
/// The distance between them where nothing is said.
pub const USUAL_GAP: f64 = 20.0;

/// Of what a repeater has an instance each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated<'a> {
    /// Of each topic.
    Topics {
        /// The connection.
        connection: &'a ConnectionId,
        /// The filter, with a wildcard where the topics differ.
        filter: &'a str,
    },
    /// Of each row of a data source.
    Rows(SourceId),
}

impl Control {
    /// Of what it has an instance each; `None` of any other control, and where nothing is chosen.
    pub fn repeats(&self) -> Option<Repeated<'_>> {
        if self.kind != REPEATER {
            return None;
        }
        if let Some(rows) = self.properties.get(ROWS) {
            return rows.item().and_then(Item::source).map(Repeated::Rows);
        }
        match &self.topics_origin()?.from {
            Origin::Topic { connection, filter, .. } => Some(Repeated::Topics { connection, filter }),
            _ => None,
        }
    }

    /// The binding to the topics of a repeater.
    pub fn topics_origin(&self) -> Option<&Binding> {
        self.properties.get(TOPICS)?.binding().map(AsRef::as_ref)
    }

    /// How many instances it has at most.
    pub fn most_instances(&self) -> usize {
        let most = self.properties.get(MOST).and_then(Property::literal).and_then(Value::as_number);
        most.filter(|most| most.is_finite()).unwrap_or(USUAL_MOST).clamp(1.0, MOST_INSTANCES) as usize
    }

    /// Whether a property of a repeater is none of its instances'.
    pub(super) fn is_own(key: &str) -> bool {
        key != MASTER && !key.starts_with('{')
    }
}

/// What a repeater of a component most likely says, by what that says itself: one of `hall/machine1` has an instance of
/// each `hall/+`, with the topic and what tells it apart as its parameters.
pub fn suggested(project: &Project, master: ScreenId) -> BTreeMap<String, Property> {
    let mut out = BTreeMap::new();
    let Some(screen) = project.screen(master) else { return out };
    let Some(face) = &screen.component else { return out };
    let prefix = face.parameters.iter().find(|parameter| parameter.kind == ParameterKind::Prefix);
    let begin = prefix.and_then(|prefix| prefix.default.literal()).and_then(Value::as_text).filter(|it| !it.is_empty());
    let (Some(prefix), Some(begin)) = (prefix, begin) else { return out };
    let mut levels: Vec<&str> = begin.split('/').collect();
    let place = levels.len();
    if let Some(last) = levels.last_mut() {
        *last = "+";
    }
    let used = screen.controls.iter().flat_map(Control::items).find_map(|item| item.connection());
    let own = || project.connections.first().map_or_else(ConnectionId::local, |connection| connection.id.clone());
    let filter = format!("{}/#", levels.join("/"));
    let (connection, path, ty) = (used.unwrap_or_else(own), String::new(), ColumnType::Automatic);
    out.insert(TOPICS.to_owned(), Binding::to(Origin::Topic { connection, filter, path, ty }).into());
    out.insert(in_braces(&prefix.name), hole("topic").into());
    if let Some(title) = face.parameters.iter().find(|parameter| parameter.kind == ParameterKind::Text) {
        out.insert(in_braces(&title.name), hole(&format!("topic.{place}")).into());
    }
    out
}

/// Lets a new repeater show the component that was made last and can stand there, where there is one.
pub fn with_suggestion(project: &Project, on: ScreenId, new: &mut Control) {
    if new.kind != REPEATER {
        return;
    }
    let fitting = project.components().filter(|master| project.can_hold(on, master.id)).last();
    if let Some(master) = fitting {
        new.properties.insert(MASTER.to_owned(), Item::from(master.id).into());
        new.properties.extend(suggested(project, master.id));
    }
}
