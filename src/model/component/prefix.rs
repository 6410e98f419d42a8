//! What the topics of some controls begin with, and a parameter in its place.

use std::sync::Arc;

use super::in_braces;
use crate::model::binding::{Binding, Origin, RowChoice};
use crate::model::blocks::Slot;
use crate::model::command::CommandTopic;
use crate::model::control::Control;
use crate::model::handler::Handler;
use crate::model::property::Property;
use crate::model::value::Value;

/// Key of the slots of blocks that hold topics.
const TOPIC_SLOT: &str = "topic";

/// How the kinds of blocks begin that publish.
const PUBLISHES: &str = "mqtt_publish";

/// Goes through all topics that a control names as a whole.
fn each_topic(control: &mut Control, change: &mut dyn FnMut(&mut String)) {
    let of_binding = |binding: &Arc<Binding>, change: &mut dyn FnMut(&mut String)| {
        let mut out = (**binding).clone();
        match &mut out.from {
            Origin::Topic { filter, .. } => change(filter),
            Origin::Column { row: RowChoice::OfTopic(topic), .. } => change(topic),
            _ => {}
        }
        if let Some(availability) = &mut out.availability {
            change(&mut availability.topic);
        }
        Arc::new(out)
    };
    for property in control.properties.values_mut() {
        match property {
            Property::Bound(binding) => *binding = of_binding(binding, change),
            Property::Command(command) => {
                let mut topic = command.topic.clone();
                change(&mut topic);
                *command = Arc::new(CommandTopic { topic, ..(**command).clone() });
            }
            Property::Ref(_) | Property::List(_) | Property::Literal(_) => {}
        }
    }
    for rule in &mut control.rules {
        for comparison in Arc::make_mut(rule).when.comparisons_mut() {
            comparison.left = comparison.left.as_ref().map(|left| of_binding(left, change));
        }
    }
    for handler in control.handlers.values_mut() {
        let Handler::Blocks(graph) = Arc::make_mut(handler) else { continue };
        for block in graph.blocks.values_mut() {
            if let Some(Slot::Literal(Value::Text(topic))) = block.slots.get_mut(TOPIC_SLOT) {
                change(topic);
            }
        }
    }
}

/// The levels that all topics of these controls begin with, at least one of each left over; `None` where there are none.
pub(super) fn common(controls: &[Control]) -> Option<String> {
    let mut shared: Option<Vec<String>> = None;
    for control in controls {
        each_topic(&mut control.clone(), &mut |topic| {
            let levels: Vec<&str> = topic.split('/').collect();
            let begin = levels.iter().take(levels.len() - 1).take_while(|level| !level.contains(['+', '#', '{', '$']));
            let begin: Vec<String> = begin.map(|level| (*level).to_owned()).collect();
            shared = Some(match shared.take() {
                Some(mut known) => {
                    let same = known.iter().zip(&begin).take_while(|(known, new)| known == new).count();
                    known.truncate(same);
                    known
                }
                None => begin,
            });
        });
    }
    shared.map(|levels| levels.join("/")).filter(|prefix| !prefix.is_empty())
}

/// Puts a parameter in the place of what the topics of a control begin with.
pub(super) fn replaced(control: &mut Control, prefix: &str, parameter: &str) {
    each_topic(control, &mut |topic| {
        if let Some(rest) = topic.strip_prefix(prefix).filter(|rest| rest.starts_with('/')) {
            *topic = format!("{}{rest}", in_braces(parameter));
        }
    });
}

/// The topics that a control publishes on by itself or by its blocks, where they stand there.
pub fn published(control: &Control) -> Vec<String> {
    let commands = control.properties.values().filter_map(|property| Some(property.command()?.topic.clone()));
    let graphs = control.handlers.values().filter_map(|handler| handler.graph());
    let blocks = graphs.flat_map(|graph| graph.blocks.values()).filter(|block| block.kind.starts_with(PUBLISHES));
    let blocks = blocks.filter_map(|block| Some(block.literal(TOPIC_SLOT)?.as_text()?.to_owned()));
    commands.chain(blocks).collect()
}
