//! The rows of a repeater while the app runs: what tells its instances apart, and what each gives the parameters.
//!
//! What stands at a parameter is a text with holes (`#[topic]#`, `#[topic.2]#`, `#[Column]#`) or a binding to a column of
//! the rows' source; anything else is the same for all instances.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::fill::anchors_in;
use super::repeat::ORDER;
use super::{
    COMPONENT, Cells, ComponentFace, ComponentParameter, DEEPEST, ParameterKind, PartIds, REPEATER, Repeated,
    in_braces, unfolded,
};
use crate::model::binding::{BoundColumn, Origin, value_in};
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::layer::Layer;
use crate::model::names::is_same;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Area;
use crate::model::source::Source;
use crate::model::source::table::{Table, TableRow};
use crate::model::template::{Piece, pieces};
use crate::model::topic::TopicFilter;
use crate::model::value::{Value, number_from_text};

/// Most instances that are shown of a repeater while it is designed.
const MOST_SAMPLES: usize = 60;

/// The rows of the repeaters of an app, by repeater, in the order in which their instances stand.
pub type RepeatedRows = BTreeMap<ControlId, Vec<RepeatedRow>>;

/// What one instance of a repeater is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct RepeatedRow {
    /// What tells it from the others, and by what it is known again.
    pub key: String,
    /// What it is called behind the name of the repeater.
    pub label: String,
    /// What it gives the parameters, by the keys of an instance.
    values: BTreeMap<String, Property>,
}

/// What a value of a row holds, in bytes.
fn held_by(property: &Property) -> usize {
    size_of::<Property>()
        + match property {
            Property::Literal(value) => value.bytes(),
            Property::List(items) => items.iter().map(held_by).sum(),
            Property::Ref(_) | Property::Bound(_) | Property::Command(_) => 0,
        }
}

impl RepeatedRow {
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        let values = self.values.iter().map(|(key, value)| key.len() + held_by(value));
        size_of::<Self>() + self.key.len() + self.label.len() + values.sum::<usize>()
    }

    /// The instance of this row.
    pub(super) fn instance(&self, repeater: &Control, (id, name): (ControlId, String), area: Area) -> Control {
        let mut properties: BTreeMap<String, Property> = repeater
            .properties
            .iter()
            .filter(|(key, _)| !Control::is_own(key))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        properties.extend(self.values.iter().map(|(key, value)| (key.clone(), value.clone())));
        Control {
            id,
            kind: COMPONENT.to_owned(),
            name,
            area,
            layer: Layer { part_of: Some(repeater.id), ..Layer::default() },
            anchors: anchors_in(repeater),
            properties,
            rules: Vec::new(),
            handlers: BTreeMap::new(),
        }
    }
}

/// What a topic has in the place of the wildcards of a filter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicMatch {
    /// The topic up to where the last `+` stands; the whole of it where there is none.
    pub prefix: String,
    /// What stands in the place of the wildcards.
    pub label: String,
}

impl TopicMatch {
    /// What a topic has in the place of the wildcards of a filter; `None` where it does not match.
    pub fn of(filter: &TopicFilter, topic: &str) -> Option<Self> {
        if !filter.matches(topic) {
            return None;
        }
        let wanted: Vec<&str> = filter.topics().split('/').collect();
        let levels: Vec<&str> = topic.split('/').collect();
        let Some(last) = wanted.iter().rposition(|level| *level == "+") else {
            let fixed = wanted.iter().take_while(|level| **level != "#").count();
            let label = levels.get(fixed..).filter(|rest| !rest.is_empty()).unwrap_or(&levels).join("/");
            return Some(Self { prefix: topic.to_owned(), label });
        };
        let begin = levels.get(..=last)?;
        let open = wanted.iter().zip(begin).filter(|(wanted, _)| **wanted == "+").map(|(_, level)| *level);
        Some(Self { prefix: begin.join("/"), label: open.collect::<Vec<_>>().join("/") })
    }
}

/// Whether what stands at a parameter is another value for each instance.
pub fn per_row(given: &Property) -> bool {
    match given {
        Property::Literal(Value::Text(text)) => pieces(text).iter().any(|piece| matches!(piece, Piece::Hole(_))),
        Property::Bound(binding) => matches!(binding.from, Origin::Column { .. }),
        Property::Ref(_) | Property::List(_) | Property::Literal(_) | Property::Command(_) => false,
    }
}

/// Where the values of a row are read.
enum RowGiven<'a> {
    Topic(&'a TopicMatch),
    Row(&'a Source, &'a Table, &'a TableRow),
}

impl RowGiven<'_> {
    fn topic(&self) -> &str {
        match self {
            Self::Topic(topic) => &topic.prefix,
            Self::Row(_, _, line) => &line.row.topic,
        }
    }

    fn fixed(&self, key: &str) -> Option<Value> {
        match (key, self) {
            ("topic", _) => Some(self.topic().into()),
            ("message", Self::Row(_, _, line)) => Some(line.row.message.as_str().into()),
            _ => None,
        }
    }

    fn cell(&self, index: usize) -> Option<Value> {
        let Self::Row(_, _, line) = self else { return None };
        value_in(line.cells.get(index)?)
    }

    fn column(&self, column: &BoundColumn) -> Option<Value> {
        match (column, self) {
            (BoundColumn::Own(id), Self::Row(source, _, _)) => {
                self.cell(source.columns().iter().position(|column| column.id == Some(*id))?)
            }
            (BoundColumn::Own(_), Self::Topic(_)) => None,
            (BoundColumn::Fixed(key), _) => self.fixed(key),
        }
    }

    /// What a hole stands for.
    fn hole(&self, name: &str) -> Value {
        let name = name.trim();
        let level = name.get(..6).filter(|begin| begin.eq_ignore_ascii_case("topic.")).and_then(|_| name.get(6..));
        if let Some(level) = level.and_then(|level| level.parse::<usize>().ok()) {
            return self.topic().split('/').nth(level.saturating_sub(1)).unwrap_or_default().into();
        }
        let own = match self {
            Self::Row(_, table, _) => table.column(name).map(|index| self.cell(index).unwrap_or_else(|| "".into())),
            Self::Topic(_) => None,
        };
        let fixed = ["topic", "message"].into_iter().find(|key| is_same(key, name)).and_then(|key| self.fixed(key));
        own.or(fixed).unwrap_or_else(|| "".into())
    }

    fn value(&self, given: &Property) -> Option<Value> {
        match given {
            Property::Bound(binding) => match &binding.from {
                Origin::Column { column, .. } => self.column(column),
                _ => None,
            },
            Property::Literal(Value::Text(text)) => {
                let parts = pieces(text).into_iter().map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Hole(name) => self.hole(name).to_text(),
                });
                Some(parts.collect::<String>().into())
            }
            Property::Ref(_) | Property::List(_) | Property::Literal(_) | Property::Command(_) => None,
        }
    }

    fn row(&self, repeater: &Control, face: &ComponentFace, place: usize) -> RepeatedRow {
        let mut values = BTreeMap::new();
        let mut key: Option<(bool, String)> = None;
        for parameter in &face.parameters {
            let name = in_braces(&parameter.name);
            let Some(given) = repeater.properties.get(&name).filter(|given| per_row(given)) else { continue };
            let is_prefix = parameter.kind == ParameterKind::Prefix;
            let value = self.value(given);
            // What tells it apart: where it listens, else the first thing that differs.
            if let Some(value) = value.as_ref().filter(|_| key.as_ref().is_none_or(|(known, _)| is_prefix && !known)) {
                key = Some((is_prefix, value.to_text()));
            }
            // What does not fit stays what the parameter is by itself, and never the text with its holes.
            let value = value.and_then(|value| fitting(parameter, value)).unwrap_or_else(|| parameter.default.clone());
            values.insert(name, value);
        }
        match self {
            Self::Topic(topic) => RepeatedRow { key: topic.prefix.clone(), label: topic.label.clone(), values },
            Self::Row(..) => {
                let key = key.map_or_else(|| (place + 1).to_string(), |(_, key)| key);
                RepeatedRow { label: key.clone(), key, values }
            }
        }
    }
}

/// A value as one of this parameter.
fn fitting(parameter: &ComponentParameter, value: Value) -> Option<Property> {
    let value = match (parameter.kind, &value) {
        (ParameterKind::Number, Value::Text(text)) => Value::from(number_from_text(text.trim())?),
        (ParameterKind::Bool, _) => crate::model::types::Ty::Bool.convert(&value)?,
        (ParameterKind::Text | ParameterKind::Prefix | ParameterKind::Color, _) => value.to_text().into(),
        (ParameterKind::Number | ParameterKind::Connection, _) => value,
    };
    let property = Property::from(value);
    parameter.kind.takes(&property).then_some(property)
}

/// The rows of a repeater of topics, from those that are there in the order in which they came.
pub fn rows_of_topics<'a>(
    repeater: &Control,
    face: &ComponentFace,
    there: impl Iterator<Item = &'a TopicMatch>,
) -> Vec<RepeatedRow> {
    let mut there: Vec<&TopicMatch> = there.collect();
    if repeater.properties.contains_key(ORDER) {
        there.sort_by(|a, b| natural(&a.prefix, &b.prefix));
    }
    let there = there.into_iter().take(repeater.most_instances());
    there.enumerate().map(|(place, topic)| RowGiven::Topic(topic).row(repeater, face, place)).collect()
}

/// The rows of a repeater of a table.
pub fn rows_of_table(repeater: &Control, face: &ComponentFace, (source, table): (&Source, &Table)) -> Vec<RepeatedRow> {
    let mut lines: Vec<RowGiven<'_>> = table.lines().map(|line| RowGiven::Row(source, table, line)).collect();
    let order = repeater.properties.get(ORDER);
    if order.is_some_and(|order| order.binding().is_some()) {
        let text = |given: &RowGiven<'_>| order.and_then(|order| given.value(order)).map(|value| value.to_text());
        lines.sort_by_cached_key(|given| Natural(text(given).unwrap_or_default()));
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let rows = lines.iter().take(repeater.most_instances()).enumerate().map(|(place, given)| {
        let mut row = given.row(repeater, face, place);
        let times = times.entry(row.key.clone()).or_default();
        *times += 1;
        if *times > 1 {
            // The second one with the same value is another one.
            row.key = format!("{}\u{0}{times}", row.key);
        }
        row
    });
    rows.collect()
}

/// The project as it is run, with one instance for each repeater that stands for all that it may have: its topics have
/// wildcards.
pub fn unfolded_once(project: &Project) -> Cow<'_, Project> {
    let (mut ids, mut rows) = (PartIds::default(), RepeatedRows::new());
    // One may be inside of the instances of another one.
    for _ in 0..DEEPEST {
        let whole = unfolded(project, &mut ids, &rows);
        let before = rows.len();
        rows.extend(sample_rows(project, &whole));
        if rows.len() == before {
            break;
        }
    }
    unfolded(project, &mut ids, &rows)
}

/// A row with wildcards for each repeater of a project that runs.
fn sample_rows(project: &Project, whole: &Project) -> RepeatedRows {
    let controls = whole.screens.iter().flat_map(|screen| &screen.controls);
    let each = controls.filter(|control| control.kind == REPEATER).filter_map(|repeater| {
        let (_, face) = project.master_of(repeater)?;
        let mut topic = TopicMatch { prefix: "+".to_owned(), label: "+".to_owned() };
        if let Repeated::Topics { filter, .. } = repeater.repeats()? {
            let filter = TopicFilter::parse(filter).ok()?;
            let levels: Vec<&str> = filter.topics().split('/').collect();
            let end = levels.iter().rposition(|level| *level == "+").map_or(levels.len(), |last| last + 1);
            topic.prefix = levels.get(..end)?.join("/");
        }
        let given = RowGiven::Topic(&topic);
        let mut row = given.row(repeater, face, 0);
        for parameter in face.parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Prefix) {
            let name = in_braces(&parameter.name);
            let Some(said) = repeater.properties.get(&name).filter(|said| per_row(said)) else { continue };
            // A column may hold the begin of any topic.
            let value = given.value(said).filter(|_| said.literal().is_some()).unwrap_or_else(|| "+".into());
            row.values.insert(name, value.into());
        }
        Some((repeater.id, vec![row]))
    });
    each.collect()
}

/// A text that is ordered as people count: `m2` before `m10`.
#[derive(PartialEq, Eq)]
struct Natural(String);

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        natural(&self.0, &other.0)
    }
}

fn without_first(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}

fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        match (digits(left), digits(right)) {
            (from @ 1.., to @ 1..) => {
                let (own, rest) = left.split_at(from);
                let (other, others) = right.split_at(to);
                let (own, other) = (own.trim_start_matches('0'), other.trim_start_matches('0'));
                let order = own.len().cmp(&other.len()).then_with(|| own.cmp(other));
                if order.is_ne() {
                    return order;
                }
                (left, right) = (rest, others);
            }
            _ => match (left.chars().next(), right.chars().next()) {
                (Some(own), Some(other)) if own == other => {
                    (left, right) = (without_first(left), without_first(right));
                }
                (None, None) => return a.cmp(b),
                (own, other) => return own.cmp(&other),
            },
        }
    }
}

/// Instances as a repeater may have them, as many as have room in it: the rows of a list as they are, else what the
/// parameters are by themselves.
pub fn samples(project: &Project, repeater: &Control) -> Vec<Control> {
    let Some((master, face)) = project.master_of(repeater) else { return Vec::new() };
    let list = match repeater.repeats() {
        Some(Repeated::Rows(id)) => project.source(id).filter(|source| source.is_list()),
        _ => None,
    };
    let rows = list.map(|list| rows_of_table(repeater, face, (list, &Table::new(list))));
    let rows = rows.filter(|rows| !rows.is_empty());
    let cells = Cells::of(repeater, master);
    let area = &repeater.area;
    let places = (0..MOST_SAMPLES).map(|place| (place, cells.area(place)));
    let seen = places.take_while(|(_, cell)| cell.x < area.right() && cell.y < area.bottom());
    let each = seen.map_while(|(place, cell)| {
        let sample = RepeatedRow { key: String::new(), label: String::new(), values: usual(repeater, face) };
        let row = match &rows {
            Some(rows) => rows.get(place)?,
            None => &sample,
        };
        Some(row.instance(repeater, (repeater.id, repeater.name.clone()), cell))
    });
    each.collect()
}

/// What each instance has of the parameters where nothing has come yet.
fn usual(repeater: &Control, face: &ComponentFace) -> BTreeMap<String, Property> {
    let open = face.parameters.iter().map(|parameter| (in_braces(&parameter.name), parameter.default.clone()));
    open.filter(|(key, _)| repeater.properties.get(key).is_some_and(per_row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_place_of_wildcards_tells_instances_apart() {
        let of = |filter: &str, topic: &str| {
            TopicMatch::of(&TopicFilter::parse(filter).unwrap(), topic).map(|found| (found.prefix, found.label))
        };
        let found = |prefix: &str, label: &str| Some((prefix.to_owned(), label.to_owned()));
        assert_eq!(of("halle/+", "halle/m7"), found("halle/m7", "m7"));
        assert_eq!(of("halle/+", "halle/m7/zustand"), None);
        assert_eq!(of("halle/+/#", "halle/m7/zustand/x"), found("halle/m7", "m7"));
        assert_eq!(of("+/a/+/zustand", "h1/a/m7/zustand"), found("h1/a/m7", "h1/m7"));
        assert_eq!(of("halle/#", "halle/m7/x"), found("halle/m7/x", "m7/x"));
        assert_eq!(of("halle/#", "halle"), found("halle", "halle"));
    }

    #[test]
    fn people_count() {
        let mut names = ["m10", "m2", "M1", "m02", "a", "m", "2", "10"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["2", "10", "M1", "a", "m", "m02", "m2", "m10"]);
    }
}
