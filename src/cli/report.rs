//! `report`: what whoever mends the program needs to know, and nothing else: no password, payload, name, host or path.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::{env, fs};

use super::{Exit, complain, print};
use crate::i18n::{Lang, t};
use crate::language::lower::Lowerer;
use crate::model::preference::PREFERENCES;
use crate::model::problem::Severity;
use crate::say;
use crate::store::home::Home;
use crate::store::secrets::SecretStore;
use crate::store::settings::Settings;
use crate::store::{self, Opened};

/// How many of the last lines of the log it has.
const LINES: usize = 200;

/// Shows the report, and writes it to a file once it was seen.
pub(super) fn run(file: Option<&Path>, out: Option<&Path>, yes: bool, of: (&Home, &Settings), lang: Lang) -> Exit {
    let opened = match file.map(store::load).transpose() {
        Ok(opened) => opened,
        Err(err) => return complain(&say::load_error(&err, lang), Exit::File),
    };
    let text = report(opened.as_ref(), of);
    print(&text);
    let Some(out) = out else { return Exit::Ok };
    if !yes && !agrees(out, lang) {
        return complain(t("Nichts geschrieben.", "Nothing written.").get(lang), Exit::Ok);
    }
    match fs::write(out, text) {
        Ok(()) => Exit::Ok,
        Err(err) => complain(&format!("{}: {err}", out.display()), Exit::File),
    }
}

/// Asks at a terminal; without one nobody can answer.
fn agrees(out: &Path, lang: Lang) -> bool {
    if !std::io::stdin().is_terminal() {
        complain(
            t("Ohne Terminal schreibt nur --yes.", "Without a terminal only --yes writes it.").get(lang),
            Exit::Ok,
        );
        return false;
    }
    let question = match lang {
        Lang::De => format!("Das in {} schreiben? [j/N] ", out.display()),
        Lang::En => format!("Write this to {}? [y/N] ", out.display()),
    };
    let mut error = std::io::stderr().lock();
    let asked = write!(error, "{question}").and_then(|()| error.flush());
    let mut answer = String::new();
    asked.is_ok()
        && std::io::stdin().lock().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_lowercase().as_str(), "j" | "ja" | "y" | "yes")
}

fn report(opened: Option<&Opened>, (home, settings): (&Home, &Settings)) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let mut line = |words: &str| {
        let _written = writeln!(text, "{words}");
    };
    line(&format!("steckbrett {} · {} {}", env!("CARGO_PKG_VERSION"), env::consts::OS, env::consts::ARCH));
    let known = ["DISPLAY", "WAYLAND_DISPLAY", "STECKBRETT_HOME", "STECKBRETT_KEYRING", "CREDENTIALS_DIRECTORY"];
    let set: Vec<&str> = known.into_iter().filter(|name| env::var_os(name).is_some()).collect();
    line(&format!("environment: {}", set.join(" ")));
    line(&format!("key of the passwords: {:?}", SecretStore::new(home).key_place()));
    line("\nsettings");
    for def in PREFERENCES {
        if let Some(value) = settings.preferences.chosen(def) {
            line(&format!("  {} = {value:?}", def.key));
        }
    }
    line(&format!("  recent projects: {}", settings.recent.len()));
    line("\nfiles");
    for (name, bytes) in files(home) {
        line(&format!("  {name}: {bytes} bytes"));
    }
    if let Some(opened) = opened {
        line("\nproject");
        project(opened, &mut line);
    }
    line("\nlog");
    let log = fs::read(home.log_file()).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    for words in lines.iter().skip(lines.len().saturating_sub(LINES)) {
        line(&format!("  {}", without_names(words)));
    }
    text
}

/// The files and folders of the program by size; whatever else lies there is counted together.
fn files(home: &Home) -> BTreeMap<&'static str, u64> {
    const OURS: [&str; 11] = [
        "broker",
        "connections.ron",
        "crash",
        "outbox",
        "projects.ron",
        "recovery",
        "secrets.key",
        "secrets.ron",
        "settings.ron",
        "steckbrett.log",
        "steckbrett.log.old",
    ];
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(home.folder()).into_iter().flatten().flatten() {
        let bytes = match entry.metadata() {
            Ok(data) if data.is_dir() => folder_bytes(&entry.path()),
            Ok(data) => data.len(),
            Err(_) => continue,
        };
        let name = entry.file_name();
        let name = OURS.into_iter().find(|ours| name == *ours).unwrap_or("others");
        *found.entry(name).or_default() += bytes;
    }
    found
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.filter_map(|entry| {
        let data = entry.metadata().ok()?;
        Some(if data.is_dir() { folder_bytes(&entry.path()) } else { data.len() })
    });
    sizes.sum()
}

fn project(opened: &Opened, line: &mut impl FnMut(&str)) {
    let project = &opened.project;
    let controls: usize = project.screens.iter().map(|screen| screen.controls.len()).sum();
    let (screens, connections, sources) = (project.screens.len(), project.connections.len(), project.sources.len());
    let (variables, handlers) = (project.variables.len(), project.handlers().count());
    line(&format!("  {screens} screens, {controls} controls, {connections} connections, {sources} sources"));
    line(&format!("  {variables} variables, {handlers} handlers, {} repaired", opened.repaired.len()));
    let problems = Lowerer::new(Some(crate::engine::check_syntax)).update(project).problems;
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
    line(&format!("  problems: {errors} errors, {} hints", problems.len() - errors));
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in &problems {
        *kinds.entry(problem.check.key).or_default() += 1;
    }
    for (kind, count) in kinds {
        line(&format!("  {kind}: {count}"));
    }
}

/// A line of the log without what a user has named or typed: when, how serious and where in the program, and the words
/// of the program up to what they are about.
fn without_names(line: &str) -> String {
    let mut words = line.split_whitespace();
    let (time, level, target) =
        (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
    // Anything else is the rest of a message of several lines.
    if !time.starts_with("20") || !["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&level) {
        return "…".to_owned();
    }
    let said: Vec<&str> = words.collect();
    let said = said.join(" ");
    // What an app has done wrong is told in the words of its project.
    let is_of_app = !target.starts_with("steckbrett::") || target.starts_with("steckbrett::app::event_log");
    let told = match said.split_once(": ") {
        _ if is_of_app => "…".to_owned(),
        _ if said.starts_with("panic in the thread") => said,
        Some((what, _)) => format!("{}: …", bare(what)),
        None => bare(&said),
    };
    format!("{time} {level} {target} {told}")
}

/// Without what stands in quotes, and without words that are paths, topics or hosts.
fn bare(text: &str) -> String {
    let (mut out, mut quoted) = (String::new(), false);
    for c in text.chars() {
        if c == '"' {
            quoted = !quoted;
            out.push_str(if quoted { "…" } else { "" });
        } else if !quoted {
            out.push(c);
        }
    }
    let names = |word: &str| word.contains(['/', '\\', '@', ':']) || word.trim_end_matches('.').contains('.');
    out.split(' ').map(|word| if names(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_time_and_its_place_in_the_program_and_no_name() {
        for (line, told) in [
            (
                r#"2026-11-27T18:00:00.1Z  WARN steckbrett::store: passwords cannot be read: gone: "/home/anna/x.ron""#,
                "2026-11-27T18:00:00.1Z WARN steckbrett::store: passwords cannot be read: …",
            ),
            (
                "2026-11-27T18:00:00.1Z  WARN steckbrett::app::event_log: “Halle” → “Tor”: geheim 4711",
                "2026-11-27T18:00:00.1Z WARN steckbrett::app::event_log: …",
            ),
            (
                r#"2026 INFO steckbrett::mqtt: the local broker has no room to keep the value of "halle tor""#,
                "2026 INFO steckbrett::mqtt: the local broker has no room to keep the value of …",
            ),
            (
                "2026 WARN steckbrett::mqtt: werk/tor at 10.0.0.9 is damaged",
                "2026 WARN steckbrett::mqtt: … at … is damaged",
            ),
            ("2026 WARN rustls::conn: anna", "2026 WARN rustls::conn: …"),
            (
                "2026 ERROR steckbrett::log: panic in the thread main at src/app.rs:12:3",
                "2026 ERROR steckbrett::log: panic in the thread main at src/app.rs:12:3",
            ),
            ("the second line of what somebody typed", "…"),
            ("", "…"),
        ] {
            assert_eq!(without_names(line), told);
        }
    }
}
