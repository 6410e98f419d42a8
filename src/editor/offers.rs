//! What a topic or a thing of the project that is dropped on a screen can become: the controls that fit its value, bound
//! to it.
//!
//! Pure.

use serde_json::Value as JsonTree;

use super::drag::ItemDrag;
use super::monitor::TopicDrag;
use crate::i18n::Lang;
use crate::language::block::PropertyDef;
use crate::language::{self, AT_THE_END, REPORTS_KEY, TEXT_KEY};
use crate::model::binding::{Binding, Origin};
use crate::model::command::{COMMAND_KEY, CommandTopic};
use crate::model::control::Control;
use crate::model::id::ConnectionId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::source::ColumnType;
use crate::model::source::path::joined;
use crate::model::types::{Ty, truth};
use crate::model::value::{Value, number_from_text};

/// Most fields of a JSON message that are offered.
const FIELDS: usize = 40;
/// Distance of controls that are made together, in pixels of the screen.
const GAP: f32 = 10.0;
/// Longest piece of a value that is shown.
const SHOWN: usize = 40;

/// A control that can show a value: its kind, and the property that the value goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlOffer {
    /// Key of the control's row.
    pub kind: &'static str,
    /// Key of the property.
    pub property: &'static str,
}

const fn offer(kind: &'static str, property: &'static str) -> ControlOffer {
    ControlOffer { kind, property }
}

const NUMBERS: &[ControlOffer] = &[
    offer("value", "value"),
    offer("text", "text"),
    offer("gauge", "value"),
    offer("bar", "value"),
    offer("tank", "value"),
    offer("slider", "value"),
    offer("stepper", "value"),
];
const SWITCHES: &[ControlOffer] =
    &[offer("lamp", "state"), offer("toggle", "on"), offer("checkbox", "on"), offer("text", "text")];
const TEXTS: &[ControlOffer] = &[offer("text", "text"), offer("text_box", "text")];
/// What a data source is shown in.
const TABLE: ControlOffer = offer("table", "source");

/// A value that a message has: the whole of it, or a field of its JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedValue {
    /// Its data path; empty for the whole message.
    pub path: String,
    /// What it was last, perhaps cut.
    pub sample: String,
    /// What it can become, the most likely first.
    pub offers: Vec<ControlOffer>,
}

/// The values that a message has: its fields where it is a JSON object or list, else the message itself.
pub fn offered(message: &str) -> Vec<OfferedValue> {
    let mut fields = Vec::new();
    match serde_json::from_str::<JsonTree>(message.trim_start_matches('\u{feff}')) {
        Ok(tree @ (JsonTree::Object(_) | JsonTree::Array(_))) => collect("", &tree, &mut fields),
        Ok(_) | Err(_) => fields.push(value(String::new(), message)),
    }
    fields
}

fn collect(path: &str, tree: &JsonTree, fields: &mut Vec<OfferedValue>) {
    if fields.len() >= FIELDS {
        return;
    }
    match tree {
        JsonTree::Object(members) => {
            for (name, member) in members {
                collect(&joined(path, name), member, fields);
            }
        }
        JsonTree::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(&format!("{path}[{index}]"), item, fields);
            }
        }
        JsonTree::String(text) => fields.push(value(path.to_owned(), text)),
        JsonTree::Null => fields.push(value(path.to_owned(), "")),
        JsonTree::Bool(_) | JsonTree::Number(_) => fields.push(value(path.to_owned(), &tree.to_string())),
    }
}

fn value(path: String, text: &str) -> OfferedValue {
    let is_number = number_from_text(text).is_some_and(f64::is_finite);
    let (first, second) = match (is_number, truth(text).is_some()) {
        // 0 and 1 may be either.
        (true, true) => (NUMBERS, SWITCHES),
        (true, false) => (NUMBERS, &[][..]),
        (false, true) => (SWITCHES, &[][..]),
        (false, false) => (TEXTS, &[][..]),
    };
    let more = second.iter().filter(|offer| !first.contains(offer));
    let known = first.iter().chain(more).filter(|offer| language::property(offer.kind, offer.property).is_some());
    let sample = text.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    OfferedValue { path, sample, offers: known.copied().collect() }
}

/// What a thing of the project can become on a screen: controls bound to its value, or for a data source a table too.
pub fn of_item(project: &Project, drag: &ItemDrag) -> Option<OfferedValue> {
    let typed = |ty: Ty| match ty {
        Ty::Number => NUMBERS,
        Ty::Bool => SWITCHES,
        _ => TEXTS,
    };
    let (ty, sample) = match &drag.0 {
        Item::Variable(id) => {
            let variable = project.variable(*id)?;
            (variable.ty, variable.initial.to_text())
        }
        Item::Column(id) => match project.column(*id)?.1.ty {
            ColumnType::Number => (Ty::Number, String::new()),
            ColumnType::Bool => (Ty::Bool, String::new()),
            ColumnType::Automatic | ColumnType::Text | ColumnType::Time => (Ty::Text, String::new()),
        },
        Item::Control(id) => {
            let Origin::Property { property, .. } = drag.origin(project)? else { return None };
            let control = project.control(*id)?;
            (language::property(&control.kind, &property)?.holds.ty(), String::new())
        }
        Item::Source(_) => (Ty::Text, String::new()),
        Item::Screen(_) | Item::Connection(_) | Item::Timer(_) | Item::Function(_) | Item::App(_) => return None,
    };
    let table = drag.0.source().is_some().then_some(TABLE);
    Some(OfferedValue {
        path: String::new(),
        sample,
        offers: table.into_iter().chain(typed(ty).iter().copied()).collect(),
    })
}

/// The property of a control that a value goes into which is dropped on it; `None` where it shows none.
pub fn main_property(control: &Control) -> Option<&'static PropertyDef> {
    let offers = [NUMBERS, SWITCHES, TEXTS].concat();
    let offer = offers.iter().find(|offer| offer.kind == control.kind)?;
    language::property(offer.kind, offer.property)
}

/// The control for an offer, bound to its value.
pub fn control(
    offer: ControlOffer,
    value: &OfferedValue,
    (connection, topic): (&ConnectionId, &str),
    lang: Lang,
) -> Option<Control> {
    let drag = TopicDrag { connection: connection.clone(), topic: topic.to_owned() };
    let name = name_of(topic, &value.path);
    bound(offer, value, (drag.origin(&value.path), name), lang)
}

/// The control for an offer of a thing of the project.
pub fn control_of(
    offer: ControlOffer,
    value: &OfferedValue,
    (project, drag): (&Project, &ItemDrag),
    lang: Lang,
) -> Option<Control> {
    let name = project.name_of(&drag.0)?.to_owned();
    if offer == TABLE {
        let mut control = language::new_control(language::control(offer.kind)?, lang);
        control.properties.insert(offer.property.to_owned(), drag.0.clone().into());
        control.name = name;
        return Some(control);
    }
    bound(offer, value, (drag.origin(project)?, name), lang)
}

fn bound(offer: ControlOffer, value: &OfferedValue, (from, name): (Origin, String), lang: Lang) -> Option<Control> {
    let mut control = language::new_control(language::control(offer.kind)?, lang);
    let mut binding = Binding::to(from);
    let def = language::property(offer.kind, offer.property)?;
    if offer.kind == "text" {
        binding.empty = Some(Value::from("–"));
    }
    if offer.kind == "lamp"
        && let Some((on, off)) = words(&value.sample)
    {
        binding.table = vec![(on.to_owned(), "on".into()), (off.to_owned(), "off".into())];
    }
    let told = match &binding.from {
        Origin::Topic { connection, filter, path, .. } => Some((connection.clone(), filter.clone(), path.clone())),
        _ => None,
    };
    if let Some((connection, topic, path)) = told
        && language::control(offer.kind)?.commanded() == Some(Some(def.key))
    {
        let command = CommandTopic::for_state(connection, (&topic, &path), &value.sample);
        control.properties.insert(COMMAND_KEY.to_owned(), command.into());
        if language::property(offer.kind, REPORTS_KEY).is_some() {
            // A device that follows each step of a finger stutters.
            control.properties.insert(REPORTS_KEY.to_owned(), AT_THE_END.into());
        }
    }
    debug_assert!(offer.kind != "lamp" || def.holds.ty() == Ty::Text, "a lamp has a choice of states");
    if offer.property != TEXT_KEY && language::property(offer.kind, TEXT_KEY).is_some() {
        caption(&mut control, &name);
    }
    control.properties.insert(offer.property.to_owned(), Property::from(binding));
    control.name = name;
    Some(control)
}

/// Gives a new control its words, and the width that they need.
pub(super) fn caption(control: &mut Control, words: &str) {
    /// About as wide as a letter of a caption is, what stands beside the words of a toggle, and the most, in pixels.
    const LETTER: f32 = 12.5;
    const BESIDE: f32 = 96.0;
    const MOST: f32 = 640.0;
    control.properties.insert(TEXT_KEY.to_owned(), words.into());
    let needed = (words.chars().count() as f32 * LETTER + BESIDE).min(MOST);
    control.area.w = control.area.w.max((needed / 10.0).ceil() * 10.0);
}

/// Puts controls that are made together one below the other, the first one at this place.
pub fn stack(made: &mut [Control], (left, top): (f32, f32)) {
    let mut top = top;
    for control in made {
        (control.area.x, control.area.y) = (left, top);
        top += control.area.h + GAP;
    }
}

/// Width and height of controls that stand one below the other.
pub fn stacked_size(made: &[Control]) -> (f32, f32) {
    let widest = made.iter().map(|control| control.area.w).fold(0.0, f32::max);
    (widest, made.iter().map(|control| control.area.h + GAP).sum::<f32>() - GAP)
}

/// How the other end says on and off, where one of both is known.
fn words(sample: &str) -> Option<(&'static str, &'static str)> {
    const PAIRS: [(&str, &str); 6] =
        [("true", "false"), ("1", "0"), ("on", "off"), ("yes", "no"), ("ja", "nein"), ("an", "aus")];
    let word = sample.trim().to_lowercase();
    PAIRS.into_iter().find(|(on, off)| word == *on || word == *off)
}

/// What a control is called that shows this: the field, else the last level of the topic.
fn name_of(topic: &str, path: &str) -> String {
    let field = path.rsplit(['.', '\'', '"']).find(|part| !part.trim().is_empty() && *part != "]");
    let level = || topic.rsplit('/').find(|level| !level.is_empty());
    field.or_else(level).unwrap_or(topic).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(message: &str) -> Vec<&'static str> {
        offered(message)[0].offers.iter().map(|offer| offer.kind).collect()
    }

    #[test]
    fn what_fits_the_last_message_is_offered() {
        assert_eq!(kinds("21.5"), ["value", "text", "gauge", "bar", "tank", "slider", "stepper"]);
        assert_eq!(kinds("ON"), ["lamp", "toggle", "checkbox", "text"]);
        assert_eq!(kinds("bereit"), ["text", "text_box"]);
        assert_eq!(kinds("")[..1], ["text"]);
        assert!(kinds("1").starts_with(&["value"]) && kinds("1").contains(&"lamp"));
        let every = offered(r#"{"a": {"b c": [1, "x"]}, "p.q": true, "n": null, "'": 2}"#);
        let paths: Vec<&str> = every.iter().map(|value| value.path.as_str()).collect();
        assert_eq!(
            paths,
            ["\"'\"", "a.b c[0]", "a.b c[1]", "n", "['p.q']"].map(|path| if path == "\"'\"" {
                "[\"'\"]"
            } else {
                path
            })
        );
        for value in &every {
            assert!(crate::model::source::path::DataPath::parse(&value.path).is_ok(), "{}", value.path);
        }
        assert!(offered(&format!("[{}0]", "0,".repeat(5000))).len() <= FIELDS);
    }

    #[test]
    fn every_offer_becomes_a_control_that_shows_the_sample() {
        let topic = (&ConnectionId::local(), "halle1/tor");
        for message in ["21.5", "ON", "off", "ja", "1", "bereit", "true"] {
            let value = &offered(message)[0];
            for offer in &value.offers {
                let control = control(*offer, value, topic, Lang::De).unwrap();
                let binding = control.properties[offer.property].binding().unwrap();
                let ty = language::property(offer.kind, offer.property).unwrap().holds.ty();
                let shown = binding.value_of(Some(&message.into()), ty, crate::i18n::Locale::utc(Lang::De));
                assert!(shown.is_some(), "{message} in {}", offer.kind);
                let lit = if truth(message) == Some(true) { "on" } else { "off" };
                assert!(offer.kind != "lamp" || shown == Some(lit.into()), "{message}");
                assert_eq!(control.name, "tor");
            }
        }
        let field = &offered(r#"{"sensor": {"temp": 3}}"#)[0];
        let control = control(field.offers[0], field, topic, Lang::De).unwrap();
        assert_eq!((control.name.as_str(), control.properties["text"].literal()), ("temp", Some(&"temp".into())));
        // Words that are long are not cut.
        let topic = (&ConnectionId::local(), "halle1/vorlauftemperatur_heizkreis");
        let value = &offered("ON")[0];
        let lamp = super::control(value.offers[0], value, topic, Lang::De).unwrap();
        assert!(lamp.area.w >= 400.0, "{}", lamp.area.w);
    }
}
