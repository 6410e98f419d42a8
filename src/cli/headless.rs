//! `run --headless`: one command a line from standard input, one JSON object a line for everything that happens.

use std::collections::VecDeque;
use std::io::BufRead as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use serde_json::json;

use super::args::LiveOptions;
use super::json::JsonLines;
use super::live::{find_control, overrides, start, unknown};
use super::{Exit, complain, print};
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::{Cause, Holds, TriggerDef};
use crate::model::dialog::DialogAnswer;
use crate::model::project::Project;
use crate::model::run::{Fire, RunEvent, Status};
use crate::model::value::Value;
use crate::say;
use crate::session::told_to_end::when_told_to_end;
use crate::session::{Session, SessionEvent};
use crate::store::home::Home;

/// How long messages may take to get out after `quit`.
const GRACE: Duration = Duration::from_secs(2);

/// A command from standard input.
#[derive(Debug, PartialEq)]
enum TypedCommand {
    Fire(Fire),
    Wait(Duration),
    Quit,
}

pub(super) fn run(project: &Arc<Project>, file: &Path, live: &LiveOptions, home: &Home, lang: Lang) -> Exit {
    let overrides = match overrides(live, project, lang) {
        Ok(overrides) => overrides,
        Err(sentence) => return complain(&sentence, Exit::Usage),
    };
    let mut running = start(project, file, (overrides, live.trust), home, lang);
    let mut lines = JsonLines::new(Arc::clone(running.session.project()), home, lang);
    // A list may have rows from the start.
    for line in lines.instances(&running.session.instances()) {
        print(&line);
    }
    for (connection, why) in std::mem::take(&mut running.refused) {
        let event = RunEvent::Status { connection, status: Status::Failed(why) };
        show(SessionEvent::Run(event), &mut lines);
    }
    let (input, ended) = read_input(&running.session);
    let mut typed: VecDeque<String> = VecDeque::new();
    let mut closed = false;
    let mut paused_until = Instant::now();
    loop {
        loop {
            match input.try_recv() {
                Ok(line) => typed.push_back(line),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    closed = true;
                    break;
                }
            }
        }
        let mut quit = false;
        while Instant::now() >= paused_until
            && !quit
            && let Some(text) = typed.pop_front()
        {
            match parse(&text, &lines.project, lang) {
                Ok(None) => {}
                Ok(Some(TypedCommand::Fire(fire))) => {
                    if !running.session.fire(fire) {
                        print(&lines.line("log", json!({ "level": "warning", "events_dropped": 1 })));
                    }
                }
                Ok(Some(TypedCommand::Wait(time))) => paused_until = Instant::now() + time,
                Ok(Some(TypedCommand::Quit)) => quit = true,
                Err(sentence) => {
                    lines.faults += 1;
                    print(&lines.line("fault", json!({ "place": text, "text": sentence })));
                }
            }
        }
        let pause = paused_until.saturating_duration_since(Instant::now());
        // The end of the input is a `quit`, and so is being told to end: what is still open gets its time below, but not
        // for ever.
        if quit || ended.load(Ordering::SeqCst) || (closed && typed.is_empty() && pause.is_zero()) {
            break;
        }
        let limit = if typed.is_empty() && !closed { super::live::LONG } else { pause };
        for event in running.session.wait_once(limit) {
            decline(&event, &mut running.session);
            show(event, &mut lines);
        }
    }
    settle(&mut running.session, &mut lines);
    print(&lines.line("end", json!({ "faults": lines.faults, "dropped": lines.dropped })));
    if lines.faults + lines.dropped == 0 { Exit::Ok } else { Exit::Problem }
}

/// Gives what was started the time to end, and shows what becomes of it.
fn settle(session: &mut Session, lines: &mut JsonLines<'_>) {
    let until = Instant::now() + GRACE;
    // What an earlier run left has no line of its own; unconfirmed it would be sent again by the next run.
    while !(lines.all_settled() && session.is_idle() && session.unfinished() == 0) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        for event in session.wait_once(left) {
            decline(&event, session);
            show(event, lines);
        }
    }
    // What the end of the app fires is told too.
    session.end(GRACE);
    if !session.says_goodbye() {
        // All that was sent has had its time.
        session.extend_grace(Duration::ZERO);
    }
    while let Some(left) = session.ends_in().filter(|_| session.says_goodbye()) {
        for event in session.wait_once(left) {
            show(event, lines);
        }
    }
    session.stop(Duration::ZERO);
    for event in session.poll() {
        show(event, lines);
    }
}

/// Nobody is in front of the app: what it asks is cancelled.
fn decline(event: &SessionEvent, session: &mut Session) {
    if let SessionEvent::Run(RunEvent::Dialog(dialog)) = event {
        session.answer(dialog.number, DialogAnswer::Cancelled);
    }
}

fn show(event: SessionEvent, lines: &mut JsonLines<'_>) {
    let line = match event {
        SessionEvent::Run(event) => lines.event(event),
        SessionEvent::Instances(instances) => Some(lines.instances(&instances).concat()).filter(|it| !it.is_empty()),
        SessionEvent::Outbox { connection, notice } => Some(lines.notice(&connection, &notice)),
        SessionEvent::NotKept(not_kept) => Some(lines.not_kept(&not_kept)),
        SessionEvent::Passed { .. }
        | SessionEvent::Counters { .. }
        | SessionEvent::Fate { .. }
        | SessionEvent::BrokerStarted { .. }
        | SessionEvent::Trial(_) => None,
    };
    if let Some(line) = line {
        print(&line);
    }
}

/// Reads standard input on a thread of its own, since reading waits.
fn read_input(session: &Session) -> (Receiver<String>, Arc<AtomicBool>) {
    let (sender, receiver) = sync_channel(1000);
    let ended = Arc::new(AtomicBool::new(false));
    let (wake, told) = (session.waker(), Arc::clone(&ended));
    when_told_to_end(move || {
        told.store(true, Ordering::SeqCst);
        wake();
    });
    let wake = session.waker();
    let read = move || {
        // By bytes: a line that is no text is a wrong command, not the end of the input.
        for line in std::io::stdin().lock().split(b'\n') {
            let Ok(line) = line else { break };
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
            wake();
        }
        drop(sender);
        wake();
    };
    if let Err(err) = std::thread::Builder::new().name("job-stdin".to_owned()).spawn(read) {
        tracing::error!("cannot read standard input: {err}");
    }
    (receiver, ended)
}

/// Reads a command; nothing for an empty line or a comment. The error is a sentence.
fn parse(text: &str, project: &Project, lang: Lang) -> Result<Option<TypedCommand>, String> {
    let text = text.trim_end_matches(['\r', '\n']);
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match word {
        "" | "#" => Ok(None),
        "quit" => Ok(Some(TypedCommand::Quit)),
        "wait" => match rest.trim().parse::<u64>() {
            Ok(ms) => Ok(Some(TypedCommand::Wait(Duration::from_millis(ms)))),
            Err(_) => Err(t("„wait“ erwartet Millisekunden.", "“wait” expects milliseconds.").get(lang).to_owned()),
        },
        "tap" => tap(rest.trim(), project, lang).map(Some),
        "fire" => event(rest.trim(), project, lang).map(Some),
        "set" => {
            let (control, rest) = split_control(rest, project).ok_or_else(|| {
                t("„set“ erwartet CONTROL.EIGENSCHAFT WERT.", "“set” expects CONTROL.PROPERTY VALUE.")
                    .get(lang)
                    .to_owned()
            })?;
            let (property, value) = rest.split_once(' ').unwrap_or((rest, ""));
            set(control, property, value, project, lang).map(Some)
        }
        _ => {
            let what = t("Unbekannter Befehl", "Unknown command");
            Err(unknown(
                what,
                word,
                &["tap CONTROL", "fire CONTROL.EVENT", "set CONTROL.PROPERTY VALUE", "wait MS", "quit"],
                lang,
            ))
        }
    }
}

/// Cuts `Button 2.text Hallo` behind the control: names may hold blanks and dots, so the longest known one counts.
fn split_control<'a>(text: &'a str, project: &Project) -> Option<(&'a str, &'a str)> {
    let dots = text.match_indices('.').filter_map(|(at, dot)| Some((text.get(..at)?, text.get(at + dot.len()..)?)));
    dots.rev().find(|(name, _)| project.control_by_name(name).is_some()).or_else(|| text.split_once('.'))
}

/// A tap fires what the row of the control says; what a tap does not fire at the app, it does not fire here.
fn tap(name: &str, project: &Project, lang: Lang) -> Result<TypedCommand, String> {
    let (_, control) = find_control(project, name, lang)?;
    if let Some(trigger) = language::control(&control.kind).and_then(|def| def.fired_by(Cause::Tap)) {
        return fire(name, trigger.key, None, project, lang);
    }
    let control = say::quoted(&control.name, lang);
    Err(match lang {
        Lang::De => {
            format!("{control} hat kein Ereignis für Antippen. Einen Wert ändert „set CONTROL.EIGENSCHAFT WERT“.")
        }
        Lang::En => format!("{control} has no event for a tap. “set CONTROL.PROPERTY VALUE” changes a value."),
    })
}

/// Any event of the control's row, by its key.
fn event(text: &str, project: &Project, lang: Lang) -> Result<TypedCommand, String> {
    let (name, key) = split_control(text, project)
        .ok_or_else(|| t("„fire“ erwartet CONTROL.EREIGNIS.", "“fire” expects CONTROL.EVENT.").get(lang).to_owned())?;
    let (_, control) = find_control(project, name, lang)?;
    let triggers = language::control(&control.kind).map_or(&[][..], |def| def.triggers);
    let is_meant = |each: &&TriggerDef| each.key.eq_ignore_ascii_case(key) || each.name.eq_ignore_ascii_case(key);
    if let Some(trigger) = triggers.iter().find(is_meant) {
        return fire(name, trigger.key, None, project, lang);
    }
    let keys: Vec<&str> = triggers.iter().map(|trigger| trigger.key).collect();
    Err(unknown(t("Kein Ereignis heißt", "No event is called"), key, &keys, lang))
}

fn fire(
    name: &str,
    trigger: &str,
    change: Option<(String, Value)>,
    project: &Project,
    lang: Lang,
) -> Result<TypedCommand, String> {
    let (_, control) = find_control(project, name, lang)?;
    Ok(TypedCommand::Fire(Fire { control: control.id, trigger: trigger.to_owned(), change }))
}

fn set(name: &str, property: &str, text: &str, project: &Project, lang: Lang) -> Result<TypedCommand, String> {
    let kind = project.control_by_name(name).map(|(_, control)| control.kind.clone()).unwrap_or_default();
    let Some(def) = language::property(&kind, property) else {
        // An unknown control gets the better sentence.
        fire(name, "", None, project, lang)?;
        let names: Vec<_> =
            language::control(&kind).iter().flat_map(|def| def.properties).map(|property| property.key).collect();
        return Err(unknown(t("Keine Eigenschaft heißt", "No property is called"), property, &names, lang));
    };
    let Some(value) = def.holds.ty().parse(text) else {
        let sentence = t("passt nicht zur Eigenschaft", "does not fit the property");
        return Err(format!("{text:?} {} {}.", sentence.get(lang), say::quoted(property, lang)));
    };
    let value = if matches!(def.holds, Holds::Text | Holds::Lines) { Value::from(text) } else { value };
    // A property that only scripts change has no event, but can be set here all the same.
    let trigger = language::control(&kind).and_then(|of| of.fired_by(Cause::Change(def.key)));
    fire(name, trigger.map_or("", |trigger| trigger.key), Some((def.key.to_owned(), value)), project, lang)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::control::Control;
    use crate::model::edit::{Edit, apply};
    use crate::model::screen::Area;

    #[test]
    fn a_property_is_found_behind_names_with_blanks_and_dots() {
        let mut project = Project::new("P", "Start", "Lokal");
        let screen = project.screens[0].id;
        for name in ["Feld", "Feld 2", "Feld 2.b"] {
            let control = Control {
                id: crate::model::id::ControlId(0),
                kind: "text_box".to_owned(),
                name: name.to_owned(),
                area: Area { x: 0.0, y: 0.0, w: 10.0, h: 10.0 },
                properties: std::collections::BTreeMap::new(),
                layer: crate::model::layer::Layer::default(),
                anchors: crate::model::fit::Anchors::default(),
                rules: Vec::new(),
                handlers: std::collections::BTreeMap::new(),
            };
            apply(&mut project, &Edit::AddControls(screen, vec![control])).unwrap();
        }
        for (line, name, value) in [
            ("set Feld.text a b", "Feld", "a b"),
            ("set Feld 2.text Halle 1. Stock", "Feld 2", "Halle 1. Stock"),
            ("set Feld 2.b.text c", "Feld 2.b", "c"),
            ("set feld 2.text", "Feld 2", ""),
        ] {
            let parsed = parse(line, &project, Lang::En).unwrap();
            let Some(TypedCommand::Fire(fire)) = parsed else { panic!("{line}: {parsed:?}") };
            assert_eq!(project.find_control(fire.control).unwrap().1.name, name, "{line}");
            assert_eq!(fire.change, Some(("text".to_owned(), Value::from(value))), "{line}");
        }
        assert!(parse("set Feld text", &project, Lang::En).is_err());
        assert!(parse("set Nichts.text a", &project, Lang::En).unwrap_err().contains("Feld 2"));
    }

    /// Every event of every control, from its row alone: a new control is covered by being in the table.
    #[test]
    fn each_event_of_each_control_is_fired_by_its_cause_and_by_nothing_else() {
        for def in language::controls() {
            let mut project = Project::new("P", "Start", "Lokal");
            let screen = project.screens[0].id;
            let control = Control { name: "X".to_owned(), ..language::new_control(def, Lang::En) };
            apply(&mut project, &Edit::AddControls(screen, vec![control])).unwrap();
            let fired = |line: &str| match parse(line, &project, Lang::En) {
                Ok(Some(TypedCommand::Fire(fire))) => Ok(fire),
                Err(sentence) => Err(sentence),
                other => panic!("{line}: {other:?}"),
            };
            for trigger in def.triggers {
                let line = match trigger.cause {
                    Cause::Tap => "tap X".to_owned(),
                    Cause::Change(key) => format!("set X.{key} {}", sample(language::property(def.kind, key).unwrap())),
                    Cause::DoubleTap
                    | Cause::LongPress
                    | Cause::Commit
                    | Cause::FocusIn
                    | Cause::FocusOut
                    | Cause::Press
                    | Cause::Release
                    | Cause::Hold
                    | Cause::Row
                    | Cause::Cell => format!("fire X.{}", trigger.key),
                    Cause::Message | Cause::Screen | Cause::Value | Cause::Time | Cause::Call | Cause::App => {
                        panic!("{} is a control", def.kind)
                    }
                };
                assert_eq!(fired(&line).unwrap().trigger, trigger.key, "{}: {line}", def.kind);
            }
            for property in def.properties {
                let fire = fired(&format!("set X.{} {}", property.key, sample(property))).unwrap();
                let known = def.fired_by(Cause::Change(property.key)).map_or("", |trigger| trigger.key);
                assert_eq!(fire.trigger, known, "{}.{}", def.kind, property.key);
            }
            if def.fired_by(Cause::Tap).is_none() {
                assert!(fired("tap X").unwrap_err().contains('X'), "{}", def.kind);
            }
        }
    }

    /// A value that the property takes.
    fn sample(property: &language::block::PropertyDef) -> &'static str {
        match property.holds {
            Holds::Text
            | Holds::Lines
            | Holds::Columns { .. }
            | Holds::Image
            | Holds::Icon
            | Holds::Command { .. }
            | Holds::Destination => "a",
            Holds::Number { .. } | Holds::Source => "1",
            Holds::Bool => "true",
            Holds::Color => "#000000",
            Holds::Choice(choices) => choices[0].key,
        }
    }
}
