//! A moment of a recording in words.

use crate::editor::record::{MomentKind, kind_of};
use crate::i18n::{Lang, quoted, t};
use crate::language;
use crate::language::blocks::sound::signal_name;
use crate::model::app_test::TestStep;
use crate::model::dialog::DialogAnswer;
use crate::model::excerpt::{SENTENCE, shortened};
use crate::model::handler::HandlerRef;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::recording::{Recorded, RecordedInput};
use crate::model::run::{Fire, RunEvent};
use crate::model::showing::Destination;
use crate::model::sound::SoundOrder;
use crate::model::value::Value;
use crate::say;

/// A moment in words.
pub(super) struct Told {
    pub(super) icon: &'static str,
    pub(super) kind: MomentKind,
    pub(super) text: String,
    /// Where what has happened stands in the project.
    pub(super) place: Option<Place>,
}

/// A moment in words.
pub(super) fn told(what: &Recorded, project: &Project, lang: Lang) -> Told {
    let kind = kind_of(what);
    let new = |icon, text, place| Told { icon, kind, text, place };
    let thing = |item: Item| quoted(say::shown_name(project, &item, lang).unwrap_or("?"), lang);
    match what {
        Recorded::Input(RecordedInput::Fire(fire)) => {
            new("pointer", touch(fire, project, lang), Some(Place::item(fire.control)))
        }
        Recorded::Input(RecordedInput::Go(to)) => {
            let to = match to {
                Destination::Screen(id) | Destination::PopUp(id) => thing(Item::Screen(*id)),
                Destination::Next => t("nächster Screen", "next screen").get(lang).to_owned(),
                Destination::Previous => t("voriger Screen", "previous screen").get(lang).to_owned(),
                Destination::Last => t("Screen davor", "screen before").get(lang).to_owned(),
                Destination::Close => t("Pop-up zu", "pop-up closed").get(lang).to_owned(),
            };
            new("pointer", to, None)
        }
        Recorded::Input(RecordedInput::Answer(answer)) => {
            let text = match answer {
                DialogAnswer::Given(value) => {
                    let given = match value {
                        Value::Bool(true) => t("Ja", "Yes").get(lang).to_owned(),
                        Value::Bool(false) => t("Nein", "No").get(lang).to_owned(),
                        other => short(&other.to_text(), lang),
                    };
                    format!("{} {given}", t("Antwort:", "Answer:").get(lang))
                }
                DialogAnswer::Cancelled | DialogAnswer::Ended => {
                    t("Frage geschlossen", "Question closed").get(lang).to_owned()
                }
            };
            new("pointer", text, None)
        }
        Recorded::Input(RecordedInput::Came(_, row) | RecordedInput::Reply(row)) => {
            let text = format!("{} = {}", row.topic, short(&row.message, lang));
            new("arrow-down-left", text, None)
        }
        Recorded::Event(event) => event_told(event, kind, project, lang),
        Recorded::Instances(_) => new("circle", String::new(), None),
    }
}

fn touch(fire: &Fire, project: &Project, lang: Lang) -> String {
    let name = say::shown_name(project, &Item::Control(fire.control), lang).unwrap_or("?");
    let name = quoted(name, lang);
    let kind = project.control(fire.control).map(|control| control.kind.as_str()).unwrap_or_default();
    if let Some((key, value)) = &fire.change {
        let value = short(&value.to_text(), lang);
        // What a person sets fires; what else changes by it is told by its name.
        if fire.trigger.is_empty() {
            let label = language::property_label(kind, key);
            return format!("{name} · {} → {value}", label.get(lang));
        }
        return format!("{name} → {value}");
    }
    let triggers = language::control(kind).map_or(&[][..], |def| def.triggers);
    let trigger = triggers.iter().find(|trigger| trigger.key == fire.trigger);
    let words = trigger.map_or(fire.trigger.as_str(), |trigger| trigger.gloss(lang).unwrap_or(trigger.name));
    format!("{name} {words}")
}

fn event_told(event: &RunEvent, kind: MomentKind, project: &Project, lang: Lang) -> Told {
    let new = |icon, text, place| Told { icon, kind, text, place };
    let thing = |item: Item| quoted(say::shown_name(project, &item, lang).unwrap_or("?"), lang);
    match event {
        RunEvent::Published(publish) => {
            let text = String::from_utf8_lossy(&publish.payload);
            let text = format!("{} = {}", publish.topic.as_str(), short(&text, lang));
            new("arrow-up-right", text, Some(publish.from.clone()))
        }
        RunEvent::Variable { variable, value } => {
            let text = format!("{} = {}", thing(Item::Variable(*variable)), short(&value.to_text(), lang));
            new("variable", text, Some(Place::item(*variable)))
        }
        RunEvent::Screen(id) => new("monitor", thing(Item::Screen(*id)), Some(Place::item(*id))),
        RunEvent::PopUps(open) => {
            let text = open.last().map_or_else(
                || t("Pop-up zu", "Pop-up closed").get(lang).to_owned(),
                |id| format!("{} {}", t("Pop-up", "Pop-up").get(lang), thing(Item::Screen(*id))),
            );
            new("monitor", text, None)
        }
        RunEvent::Log { text, place, .. } => new("info", short(text, lang), Some(place.clone())),
        RunEvent::Notification { text, .. } => new("info", short(text, lang), None),
        RunEvent::Fault(fault) => {
            let text = short(&say::fault(&fault.kind, lang), lang);
            new("circle-x", text, Some(fault.place.clone()))
        }
        RunEvent::Sound(SoundOrder::Play(sound)) => {
            let name = signal_name(&sound.name).map_or(sound.name.as_str(), |name| name.get(lang));
            let name = if name.is_empty() { t("Piepton", "Beep").get(lang) } else { name };
            new("volume-2", format!("{} {name}", t("Klang:", "Sound:").get(lang)), None)
        }
        RunEvent::Dialog(dialog) => {
            let text = format!("{} {}", t("Frage:", "Question:").get(lang), short(&dialog.text, lang));
            new("info", text, None)
        }
        RunEvent::Status { connection, status } => {
            let text = format!("{}: {}", thing(connection.clone().into()), say::status(status, lang));
            new("plug", text, None)
        }
        RunEvent::Fate { fate, .. } => new("circle-x", say::fate(fate, lang), None),
        RunEvent::HandlerStarted { handler } => {
            new("play", ran(handler, project, lang), Some(Place::Handler(handler.clone(), None)))
        }
        _ => new("circle", String::new(), None),
    }
}

fn ran(handler: &HandlerRef, project: &Project, lang: Lang) -> String {
    let title = language::handler_title(project, handler, lang).unwrap_or_default();
    format!("{} {title}", t("Ablauf", "Handler").get(lang))
}

/// What is expected, in words.
pub(super) fn expectation(step: &TestStep, lang: Lang) -> String {
    let pair = |de: &str, en: &str, name: &str, value: &Value| {
        let verb = if lang == Lang::De { de } else { en };
        format!("{} {verb} {}", quoted(name, lang), quoted(&short(&value.to_text(), lang), lang))
    };
    match step {
        TestStep::Shows(name, value) => pair("zeigt", "shows", name, value),
        TestStep::Holds(name, value) => pair("ist", "is", name, value),
        _ => String::new(),
    }
}

fn short(text: &str, lang: Lang) -> String {
    shortened(text, SENTENCE.min(200), lang).replace(['\n', '\r'], " ")
}
