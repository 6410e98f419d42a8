//! What a control is to write by itself cannot be sent, or means nothing.

use crate::i18n::{Wording, t};
use crate::language;
use crate::language::block::Holds;
use crate::model::command::{CommandTopic, Said, SendMoment, VALUE_HOLE, commands};
use crate::model::control::Control;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::source::path::DataPath;
use crate::model::template::holes;
use crate::model::types::Ty;
use crate::model::value::Value;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_command",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || {
        let flaws = [
            CommandFlaw::NoTopic,
            CommandFlaw::Same,
            CommandFlaw::Hole("x".to_owned()),
            CommandFlaw::Path,
            CommandFlaw::Form,
        ];
        flaws.iter().map(|flaw| at(Place::Project, flaw)).collect()
    },
};

/// What is wrong with a command.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CommandFlaw {
    NoTopic,
    /// On and off, or pressed and released, send the same.
    Same,
    /// A hole that is no variable.
    Hole(String),
    /// The path of the JSON field cannot be written to.
    Path,
    /// The message is none of its form, whatever is filled in.
    Form,
}

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for (control, command) in commands(project) {
        let flaws = flaws(project, control, command);
        problems.extend(flaws.iter().map(|flaw| at(Place::item(control.id), flaw)));
    }
}

fn flaws(project: &Project, control: &Control, command: &CommandTopic) -> Vec<CommandFlaw> {
    let def = language::control(&control.kind);
    let of = def.and_then(|def| def.commanded()).flatten();
    let ty = of.and_then(|key| language::property(&control.kind, key)).map(|def| def.holds);
    let mut flaws = Vec::new();
    if command.topic.trim().is_empty() {
        flaws.push(CommandFlaw::NoTopic);
    }
    let two = match ty {
        Some(holds) => holds == Holds::Bool,
        None => command.sends == SendMoment::Held,
    };
    if two && command.on == command.off {
        flaws.push(CommandFlaw::Same);
    }
    let samples: &[Said<'_>] = match ty.map(Holds::ty) {
        None if two => &[Said::Pressed, Said::Released],
        None => &[Said::Pressed],
        Some(Ty::Bool) => &[Said::Value(&Value::Bool(true)), Said::Value(&Value::Bool(false))],
        Some(Ty::Number) => &[Said::Value(&Value::Number(1.0))],
        // What a person types is known when it is typed.
        Some(_) => &[Said::Value(&Value::Bool(true)); 0],
    };
    let templates = match ty.map(Holds::ty) {
        None | Some(Ty::Bool) => vec![command.on.as_str(), if two { command.off.as_str() } else { "" }],
        Some(_) => vec![command.message.as_str()],
    };
    let known = |name: &str| {
        (of.is_some() && name.eq_ignore_ascii_case(VALUE_HOLE))
            || project.variables.iter().any(|variable| variable.ident.eq_ignore_ascii_case(name))
    };
    let unknown = templates.into_iter().flat_map(holes).map(str::trim).find(|name| !known(name));
    flaws.extend(unknown.map(|name| CommandFlaw::Hole(name.to_owned())));
    let path = command.path.trim();
    if !path.is_empty() {
        // What cannot be read at all is told where paths are read.
        let is_bad = DataPath::parse(path).is_ok_and(|path| path.around("1").is_none());
        flaws.extend(is_bad.then_some(CommandFlaw::Path));
    }
    let variable = |name: &str| {
        let of = project.variables.iter().find(|variable| variable.ident.eq_ignore_ascii_case(name));
        of.map(|variable| variable.initial.clone())
    };
    if samples.iter().any(|said| command.payload(*said, &variable).is_err()) {
        flaws.push(CommandFlaw::Form);
    }
    flaws
}

fn at(place: Place, flaw: &CommandFlaw) -> Problem {
    let wording = match flaw {
        CommandFlaw::NoTopic => t(
            "Zum Schreiben fehlt das Befehls-Topic. Eines eintragen, zum Beispiel halle1/licht/set.",
            "The command topic to write to is missing. Enter one, for example hall1/light/set.",
        )
        .into(),
        CommandFlaw::Same => t(
            "Beide Nachrichten sind gleich, das Gerät kann sie nicht unterscheiden. Eine davon ändern.",
            "Both messages are the same, the device cannot tell them apart. Change one of them.",
        )
        .into(),
        CommandFlaw::Hole(name) => {
            let name = Wording::from(name.as_str()).quoted();
            Wording::new(
                format!("Die zu schreibende Nachricht nennt {}. So heißt keine Variable.", name.de),
                format!("The message to write names {}. No variable is called that.", name.en),
            )
        }
        CommandFlaw::Path => t(
            "Das Feld im JSON liegt in einer Liste, dort lässt sich nichts schreiben. Ein Feld mit Namen angeben, oder die ganze Nachricht mit #[value]#.",
            "The JSON field lies in a list, where nothing can be written. Give a field by name, or the whole message with #[value]#.",
        )
        .into(),
        CommandFlaw::Form => t(
            "Die zu schreibende Nachricht hat nicht die gewählte Form. Nachricht oder Form ändern.",
            "The message to write does not have the chosen form. Change the message or the form.",
        )
        .into(),
    };
    CHECK.at(place, wording)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::i18n::Lang;
    use crate::language::testing::{found_in, project};
    use crate::model::id::ConnectionId;
    use crate::model::payload::Form;

    fn found(kind: &str, command: CommandTopic) -> Vec<&'static str> {
        let (mut project, _) = project();
        let def = language::control(kind).unwrap();
        let mut control = Control { name: "Neues".to_owned(), ..language::new_control(def, Lang::De) };
        control.properties.insert("command".to_owned(), command.into());
        Arc::make_mut(&mut project.screens[0]).controls.push(control);
        found_in(&project).split_off(1)
    }

    #[test]
    fn what_cannot_be_sent_is_told() {
        let good = CommandTopic::to(ConnectionId::local(), "a/set");
        for kind in ["toggle", "slider", "text_box", "button", "segments"] {
            assert_eq!(found(kind, good.clone()), [""; 0], "{kind}");
        }
        assert_eq!(found("toggle", CommandTopic { topic: String::new(), ..good.clone() }), ["bad_command"]);
        assert_eq!(found("toggle", CommandTopic { topic: "a/#".to_owned(), ..good.clone() }), ["bad_topic"]);
        let same = CommandTopic { off: "ON".to_owned(), ..good.clone() };
        assert_eq!(found("toggle", same.clone()), ["bad_command"]);
        assert_eq!(found("button", same.clone()), [""; 0]);
        assert_eq!(found("button", CommandTopic { sends: SendMoment::Held, ..same }), ["bad_command"]);
        assert_eq!(found("slider", CommandTopic { message: "#[weg]#".to_owned(), ..good.clone() }), ["bad_command"]);
        assert_eq!(found("slider", CommandTopic { path: "a[0]".to_owned(), ..good.clone() }), ["bad_command"]);
        assert_eq!(found("slider", CommandTopic { path: "a..b".to_owned(), ..good.clone() }), ["bad_path"]);
        assert_eq!(found("toggle", CommandTopic { form: Form::Number, ..good.clone() }), ["bad_command"]);
        let gone = CommandTopic { connection: ConnectionId("weg".to_owned()), ..good };
        assert_eq!(found("toggle", gone), ["missing_reference"]);
    }
}
