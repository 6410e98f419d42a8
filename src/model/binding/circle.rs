//! Bindings that hang on each other in a circle: told by a check, and not followed in a run.

use std::collections::BTreeSet;

use super::{Origin, bindings};
use crate::model::formatting::term_at;
use crate::model::id::ControlId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::reference;

/// What a binding follows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// A variable, a data source, a control; a connection where it is a topic.
    pub item: Item,
    /// Which property of the control; `None` where any of them may be meant.
    pub property: Option<String>,
}

/// What the binding of a property follows.
pub fn reads(project: &Project, (control, key): (ControlId, &str), origin: &Origin) -> BTreeSet<Read> {
    let whole = |item: Item| Read { item, property: None };
    match origin {
        Origin::Property { control, property } => {
            BTreeSet::from([Read { item: (*control).into(), property: Some(property.clone()) }])
        }
        Origin::Lua(text) => {
            let items = reference::named_in(project, control, key, text).into_iter().map(|item| match item {
                Item::Column(id) => project.column(id).map_or(item, |(source, _)| source.id.into()),
                item => item,
            });
            // A script that looks at the control it stands in does not wake itself up.
            items.filter(|item| *item != Item::from(control)).map(whole).collect()
        }
        Origin::Column { source, .. } => BTreeSet::from([whole((*source).into())]),
        Origin::Variable(_) | Origin::Topic { .. } | Origin::Parameter(_) => {
            origin.items().into_iter().map(whole).collect()
        }
    }
}

/// A bound property, or a comparison of a rule.
struct BoundNode {
    control: ControlId,
    key: String,
    reads: BTreeSet<Read>,
    /// The properties that change with it.
    sets: Vec<String>,
}

/// The properties and comparisons that are bound in a circle, each with its control.
pub fn circles(project: &Project) -> BTreeSet<(ControlId, String)> {
    let all: Vec<BoundNode> = bindings(project)
        .map(|(control, key, binding)| BoundNode {
            control: control.id,
            reads: reads(project, (control.id, &key), &binding.from),
            sets: match term_at(&key).and_then(|(rule, _)| control.rules.get(rule)) {
                Some(rule) => rule.set.keys().cloned().collect(),
                None => vec![key.clone().into_owned()],
            },
            key: key.into_owned(),
        })
        .collect();
    let follows = |index: usize| {
        let reads: &BTreeSet<Read> = &all[index].reads;
        let of_controls = reads.iter().filter_map(|read| Some((read.item.control()?, read.property.as_deref())));
        let bound = of_controls.flat_map(|(id, property)| {
            let fits = move |node: &BoundNode| {
                let is_read = |key: &String| property.is_none_or(|property| property.eq_ignore_ascii_case(key));
                node.control == id && node.sets.iter().any(is_read)
            };
            (0..all.len()).filter(|other| fits(&all[*other])).collect::<Vec<_>>()
        });
        bound.collect::<Vec<usize>>()
    };
    let in_circle = |start: usize| {
        let (mut seen, mut open) = (BTreeSet::new(), follows(start));
        while let Some(next) = open.pop() {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                open.extend(follows(next));
            }
        }
        false
    };
    let found = (0..all.len()).filter(|index| in_circle(*index));
    found.map(|index| (all[index].control, all[index].key.clone())).collect()
}
