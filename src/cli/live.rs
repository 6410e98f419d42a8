//! What `run --headless` and `tap` share: overrides, starting a session; and `broker`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::args::LiveOptions;
use super::{Exit, complain, print, system_language};
use crate::i18n::{Lang, LanguageTag, LanguageWish, Locale, t};
use crate::language::lower::{Lowered, lower};
use crate::model::address::parse_address;
use crate::model::connection::Connection;
use crate::model::control::Control;
use crate::model::id::{ConnectionId, VariableId};
use crate::model::password::Secret;
use crate::model::project::Project;
use crate::model::run::{Refusal, RunEvent, Status};
use crate::model::screen::Screen;
use crate::model::value::Value;
use crate::mqtt::BrokerOptions;
use crate::say;
use crate::session::keeper::KeptAtStart;
use crate::session::overrides::Overrides;
use crate::session::secrets::ProjectSecrets;
use crate::session::specs::{Redirect, specs};
use crate::session::{Session, SessionEvent};
use crate::store::home::Home;
use crate::store::secrets::variable as variable_of;
use crate::store::values::KeptValues;

/// A wait that only an event ends.
pub(super) const LONG: Duration = Duration::from_hours(1);

/// Reads `--connect` and `--set`; the error is a sentence.
pub(super) fn overrides(live: &LiveOptions, project: &Project, lang: Lang) -> Result<Overrides, String> {
    let redirects = live.connect.iter().map(|text| redirect(text, project, lang)).collect::<Result<_, _>>()?;
    let variables = live.set.iter().map(|text| variable(text, project, lang)).collect::<Result<_, _>>()?;
    let language = match &live.language {
        Some(wanted) => told(wanted, project, lang)?,
        None => LanguageWish::OfSystem(system_language()),
    };
    Ok(Overrides { redirects, variables, language })
}

/// The language of the app that `--language` means; the error is a sentence with those that there are.
fn told(wanted: &str, project: &Project, lang: Lang) -> Result<LanguageWish, String> {
    let languages = &project.languages;
    if let Some(place) = languages.find(wanted) {
        return Ok(LanguageWish::Told(LanguageTag::new(languages.tag(place))));
    }
    let known: Vec<&str> = languages.tags.iter().map(String::as_str).collect();
    Err(unknown(t("Die App spricht kein", "The app does not speak"), wanted, &known, lang))
}

fn split<'a>(text: &'a str, option: &str, lang: Lang) -> Result<(&'a str, &'a str), String> {
    text.split_once('=').map(|(name, value)| (name.trim(), value)).ok_or_else(|| {
        let sentence = t("erwartet NAME=WERT, bekam", "expects NAME=VALUE, got");
        format!("{option} {} {text:?}", sentence.get(lang))
    })
}

fn redirect(text: &str, project: &Project, lang: Lang) -> Result<Redirect, String> {
    let (name, address) = split(text, "--connect", lang)?;
    let known = project.connections.iter().any(|c| c.name.eq_ignore_ascii_case(name) || c.id.as_str() == name);
    if !known {
        let names: Vec<_> = project.connections.iter().map(|connection| connection.name.as_str()).collect();
        return Err(unknown(t("Keine Verbindung heißt", "No connection is called"), name, &names, lang));
    }
    // The address may hold a password, so it is not repeated.
    let address = parse_address(address).map_err(|_reason| {
        let sentence = t(
            "Die Adresse kann nicht gelesen werden. Erwartet wird mqtt://host:port, für",
            "The address cannot be read. Expected is mqtt://host:port, for",
        );
        format!("{} {name:?}", sentence.get(lang))
    })?;
    Ok(Redirect { connection: name.to_owned(), address })
}

fn variable(text: &str, project: &Project, lang: Lang) -> Result<(VariableId, Value), String> {
    let (name, value) = split(text, "--set", lang)?;
    let found = project.variables.iter().find(|v| v.name.eq_ignore_ascii_case(name) || v.ident == name);
    let Some(variable) = found else {
        let names: Vec<_> = project.variables.iter().map(|variable| variable.name.as_str()).collect();
        return Err(unknown(t("Keine Variable heißt", "No variable is called"), name, &names, lang));
    };
    let parsed = variable.ty.parse(value).map(|value| (variable.id, value));
    parsed.ok_or_else(|| {
        let sentence = t("passt nicht zur Variablen", "does not fit the variable");
        format!("{value:?} {} {}.", sentence.get(lang), say::quoted(&variable.name, lang))
    })
}

/// The control with this name and its screen; the error is a sentence with those that there are.
pub(super) fn find_control<'a>(
    project: &'a Project,
    name: &str,
    lang: Lang,
) -> Result<(&'a Arc<Screen>, &'a Control), String> {
    project.control_by_name(name).ok_or_else(|| {
        let controls = project.screens.iter().flat_map(|screen| screen.controls.iter());
        let names: Vec<_> = controls.map(|control| control.name.as_str()).collect();
        unknown(t("Kein Control heißt", "No control is called"), name, &names, lang)
    })
}

/// A sentence about a name that nothing has, with those that there are.
pub(super) fn unknown(what: crate::i18n::Text, name: &str, known: &[&str], lang: Lang) -> String {
    let list = known.join(", ");
    let there_are = t("Vorhanden:", "There are:").get(lang);
    format!("{} {}. {there_are} {list}", what.get(lang), say::quoted(name, lang))
}

/// A project that runs, for commands without a window.
pub(super) struct HeadlessRun {
    pub(super) session: Session,
    /// Connections that the project uses.
    pub(super) connections: Vec<ConnectionId>,
    /// Connections that cannot even be tried.
    pub(super) refused: Vec<(ConnectionId, Refusal)>,
}

/// Starts a project without a window.
pub(super) fn start(
    project: &Arc<Project>,
    file: &Path,
    (overrides, trust): (Overrides, bool),
    home: &Home,
    lang: Lang,
) -> HeadlessRun {
    let lowered: Lowered = lower(project);
    let secrets = ProjectSecrets::new(home, Some(file), project);
    let secrets = if trust { secrets.trusting() } else { secrets };
    let (specs, refused) = specs(project, &secrets, &overrides.redirects);
    let connections = specs.iter().map(|spec| spec.id.clone()).collect();
    for (id, why) in &refused {
        if let Some(connection) = project.connection(id).filter(|_| why.asks_for_secret()) {
            complain(&secret_hint(connection, lang), Exit::Ok);
        }
    }
    let mut session = Session::new(local_broker(home), Arc::new(|| {}));
    let kept = KeptAtStart::load(KeptValues::of(home, project), project);
    let given = (Some(kept), overrides.variables);
    session.start(project, &lowered, specs, given, (Locale::here(lang).wishing(overrides.language), say::fault));
    HeadlessRun { session, connections, refused }
}

/// How a secret is given without a window.
fn secret_hint(connection: &Connection, lang: Lang) -> String {
    let variable = variable_of(&connection.name, Secret::Password).unwrap_or_default();
    let name = say::quoted(&connection.name, lang);
    match lang {
        Lang::De => format!(
            "Das Passwort von {name} lässt sich in der Umgebungsvariablen {variable} oder im Editor eingeben; leer heißt: ohne Passwort."
        ),
        Lang::En => format!(
            "The password of {name} can be given in the environment variable {variable} or in the editor; empty means none."
        ),
    }
}

/// The local broker of this user, shared by all processes.
pub(crate) fn local_broker(home: &Home) -> BrokerOptions {
    BrokerOptions { folder: Some(home.broker_folder()), port: crate::model::connection::PORT }
}

/// Why a status means that a connection does not work; `None` while it does or may yet.
pub(super) fn trouble(status: &Status) -> Option<&Refusal> {
    match status {
        Status::Failed(why) | Status::Retrying { why, .. } => Some(why),
        Status::Idle | Status::Connecting { .. } | Status::Connected | Status::Disconnected => None,
    }
}

/// Runs the local broker until the process is ended.
pub(super) fn broker(port: u16, lan: Option<&str>, home: &Home, lang: Lang) -> Exit {
    let options = BrokerOptions { folder: Some(home.broker_folder()), port };
    let mut session = Session::new(options, Arc::new(|| {}));
    if let Some(password) = lan {
        session.open_broker_to_lan(password);
    }
    session.start_broker();
    loop {
        for event in session.wait(LONG) {
            match event {
                SessionEvent::BrokerStarted { port, shared } => {
                    let what = if shared {
                        t("Der lokale Broker läuft schon:", "The local broker runs already:")
                    } else {
                        t("Der lokale Broker läuft:", "The local broker runs:")
                    };
                    let stop = t("Ende mit Strg+C.", "Stop with Ctrl+C.");
                    let (what, stop) = (what.get(lang), stop.get(lang));
                    print(&format!("{what} mqtt://127.0.0.1:{port}\nmosquitto_sub -p {port} -t '#' -v\n{stop}\n"));
                    if shared && lan.is_some() {
                        let sentence = t(
                            "Er lässt nur dieses Gerät zu. Das andere Programm zuerst beenden.",
                            "It lets only this device in. End the other program first.",
                        );
                        return complain(sentence.get(lang), Exit::Problem);
                    }
                    if shared {
                        return Exit::Ok;
                    }
                    if lan.is_some() {
                        let sentence = t(
                            "Andere Geräte verbinden sich mit der Adresse dieses Geräts, beliebigem Benutzer und dem Passwort.",
                            "Other devices connect with the address of this device, any user and the password.",
                        );
                        print(&format!("{}\n", sentence.get(lang)));
                    }
                }
                SessionEvent::Run(RunEvent::Status { status: Status::Failed(why), .. }) => {
                    return complain(&say::refusal(&why, lang), Exit::NoConnection);
                }
                SessionEvent::Run(_)
                | SessionEvent::Instances(_)
                | SessionEvent::Passed { .. }
                | SessionEvent::Counters { .. }
                | SessionEvent::Outbox { .. }
                | SessionEvent::Fate { .. }
                | SessionEvent::NotKept(_)
                | SessionEvent::Trial(_) => {}
            }
        }
    }
}
