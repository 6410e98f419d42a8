//! `import --names`: which names the scripts of another program's projects need and do not find here; nothing is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Exit, complain, print};
use crate::i18n::{Lang, t};
use crate::language::checks::unknown_name;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::project::Project;
use crate::model::reference::line_of;
use crate::store::pbmx;

/// Most that is printed.
const MOST_LINES: usize = 200;

/// What was found in all projects.
#[derive(Default)]
struct Census {
    projects: usize,
    /// Files that cannot be read.
    unread: usize,
    /// The scripts that are here, each once, with whether it finds every name.
    scripts: BTreeMap<String, bool>,
    /// Those that hang on an event that nothing here fires.
    lost: BTreeSet<String>,
    /// How many scripts miss a name, and a line in which it stands.
    missing: BTreeMap<String, (usize, String)>,
}

/// Prints which names are missing, the most frequent first, and how many scripts find all of theirs.
pub(super) fn run(at: &Path, lang: Lang) -> Exit {
    let files = match projects_in(at) {
        Ok(files) if !files.is_empty() => files,
        Ok(_) => {
            let said = t("Hier liegt kein Projekt von Peakboard Designer", "No project of Peakboard Designer is here");
            return complain(&format!("{}: {}", at.display(), said.get(lang)), Exit::File);
        }
        Err(err) => return complain(&format!("{}: {err}", at.display()), Exit::File),
    };
    let mut census = Census::default();
    for file in files {
        match pbmx::open(&file) {
            Ok((foreign, _)) => census.project(&foreign),
            Err(_) => census.unread += 1,
        }
    }
    print(&census.said(lang));
    Exit::Ok
}

/// The file itself, or those in a folder, in order.
fn projects_in(at: &Path) -> std::io::Result<Vec<PathBuf>> {
    if !at.is_dir() {
        return Ok(vec![at.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(at)? {
        files.push(entry?.path());
    }
    files.retain(|file| pbmx::is_pbmx(file));
    files.sort();
    Ok(files)
}

impl Census {
    fn project(&mut self, foreign: &pbmx::Foreign) {
        self.projects += 1;
        for (at, handler) in foreign.project.handlers() {
            if let Handler::Lua(text) = handler.as_ref() {
                self.script(&foreign.project, &at, text);
            }
        }
        for (event, text) in &foreign.unheard {
            if !self.scripts.contains_key(text) && self.lost.insert(text.clone()) {
                let event = event.rsplit('.').next().unwrap_or_default();
                self.misses(format!("({event})"), text.trim().lines().next().unwrap_or_default());
            }
        }
    }

    fn script(&mut self, project: &Project, at: &HandlerRef, text: &str) {
        if self.scripts.contains_key(text) {
            return;
        }
        let unknown = unknown_name::all(project, at, text);
        self.scripts.insert(text.to_owned(), unknown.is_empty());
        let named = unknown.iter().map(|unknown| {
            let at = unknown.range.start;
            (path(text, at, &unknown.name), text.lines().nth(line_of(text, at) as usize - 1).unwrap_or_default())
        });
        for (name, line) in named.collect::<BTreeMap<_, _>>() {
            self.misses(name, line);
        }
    }

    fn misses(&mut self, name: String, line: &str) {
        let line = || line.trim().chars().take(100).collect();
        self.missing.entry(name).or_insert_with(|| (0, line())).0 += 1;
    }

    fn said(&self, lang: Lang) -> String {
        let mut text = String::new();
        let mut missing: Vec<(&String, &(usize, String))> = self.missing.iter().collect();
        missing.sort_by(|(a, (times, _)), (b, (other, _))| other.cmp(times).then(a.cmp(b)));
        for (name, (times, line)) in missing.iter().take(MOST_LINES) {
            // Writing to a text cannot fail.
            let _written = writeln!(text, "{times:5}  {name}    {line}");
        }
        let whole = self.scripts.values().filter(|finds| **finds).count();
        let percent = |of: usize| whole as f64 * 100.0 / of.max(1) as f64;
        let (here, all) = (self.scripts.len(), self.scripts.len() + self.lost.len());
        let said = match lang {
            Lang::De => format!(
                "{} Projekte ({} nicht lesbar), {all} verschiedene Skripte, {} davon an Ereignissen, die es hier nicht gibt.\n\
                 Jeden Namen finden {whole}: {:.1} % der übernommenen, {:.1} % von allen.",
                self.projects,
                self.unread,
                self.lost.len(),
                percent(here),
                percent(all)
            ),
            Lang::En => format!(
                "{} projects ({} not readable), {all} different scripts, {} of them at events that are not here.\n\
                 {whole} find every name: {:.1} % of those taken over, {:.1} % of all.",
                self.projects,
                self.unread,
                self.lost.len(),
                percent(here),
                percent(all)
            ),
        };
        let _written = writeln!(text, "{said}");
        text
    }
}

/// A name with what it is asked of; where a name of a project stands, an ellipsis.
fn path(text: &str, at: usize, name: &str) -> String {
    let line = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    // A name in quotes may have blanks.
    let mut quoted = None;
    let line: String = line
        .chars()
        .map(|c| {
            match quoted {
                Some(open) if open == c => quoted = None,
                None if c == '\'' || c == '"' => quoted = Some(c),
                _ => {}
            }
            if quoted.is_some() && c == ' ' { '_' } else { c }
        })
        .collect();
    let is_of_path = |c: &char| c.is_alphanumeric() || "_.[]:'\"".contains(*c);
    let before: String = line.chars().rev().take_while(is_of_path).collect();
    let before: String = before.chars().rev().map(|c| if "[]:'\"".contains(c) { '.' } else { c }).collect();
    let mut parts: Vec<&str> = before.split('.').filter(|part| !part.is_empty()).collect();
    parts.push(name);
    let first = parts.first().map(|first| first.to_lowercase()).unwrap_or_default();
    let of_project = match first.as_str() {
        "data" | "timers" | "functions" => 1..2,
        "screens" => 1..3,
        _ => 0..0,
    };
    let parts = parts.iter().enumerate().map(|(place, part)| if of_project.contains(&place) { "…" } else { part });
    parts.collect::<Vec<_>>().join(".").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_name_is_told_with_what_it_is_asked_of() {
        for (text, name, told) in [
            ("x = 1\nruntime.playsound('a')", "playsound", "runtime.playsound"),
            ("if screens['A b'].Bild.refresh() then", "refresh", "screens.….….refresh"),
            ("data.Liste.fliegen()", "fliegen", "data.….fliegen"),
            ("data.Weg = 1", "Weg", "data.…"),
            ("mail.send(1)", "mail", "mail"),
        ] {
            assert_eq!(path(text, text.find(name).unwrap(), name), told);
        }
    }
}
