//! Places of a project in words.

use super::{pick, quoted};
use crate::catalog;
use crate::i18n::Lang;
use crate::model::handler::HandlerRef;
use crate::model::place::Place;
use crate::model::project::Project;

/// A place in words: `Baustein „MQTT Veröffentlichen“ in „Senden · Tapped“ auf „Start“`.
pub fn place(project: &Project, place: &Place, lang: Lang) -> String {
    match place {
        Place::Project => pick(lang, "Projekt", "Project"),
        Place::Screen(id) => {
            let name = project.screen(*id).map(|screen| screen.name.as_str());
            named("Bildschirm", "Screen", name, lang)
        }
        Place::Control(screen, control) => {
            let name = project.control(*screen, *control).map(|control| control.name.as_str());
            let (name, screen) = (quoted_or_gone(name, lang), screen_name(project, place, lang));
            pick(lang, format!("{name} auf {screen}"), format!("{name} on {screen}"))
        }
        Place::Handler(at, line) => {
            let handler = handler(project, at, lang);
            let screen = screen_name(project, place, lang);
            let words = pick(lang, format!("{handler} auf {screen}"), format!("{handler} on {screen}"));
            match line {
                Some(line) => pick(lang, format!("{words}, Zeile {line}"), format!("{words}, line {line}")),
                None => words,
            }
        }
        Place::Block(at, id) => {
            let block = project.handler(at).and_then(|handler| handler.graph()).and_then(|graph| graph.block(*id));
            let label =
                block.map(|block| catalog::block(&block.kind).map_or(block.kind.as_str(), |def| def.label.get(lang)));
            let block = named("Baustein", "Block", label, lang);
            let (handler, screen) = (handler(project, at, lang), screen_name(project, place, lang));
            pick(lang, format!("{block} in {handler} auf {screen}"), format!("{block} in {handler} on {screen}"))
        }
        Place::Connection(id) => {
            let name = project.connection(id).map(|connection| connection.name.as_str());
            named("Verbindung", "Connection", name, lang)
        }
        Place::Source(id) => {
            named("Datenquelle", "Data source", project.source(*id).map(|source| source.name.as_str()), lang)
        }
        Place::Variable(id) => {
            named("Variable", "Variable", project.variable(*id).map(|variable| variable.name.as_str()), lang)
        }
    }
}

fn named(de: &str, en: &str, name: Option<&str>, lang: Lang) -> String {
    format!("{} {}", pick(lang, de, en), quoted_or_gone(name, lang))
}

fn quoted_or_gone(name: Option<&str>, lang: Lang) -> String {
    name.map_or_else(|| pick(lang, "(gelöscht)", "(deleted)"), |name| quoted(name, lang))
}

/// The quoted name of the screen that a place is on.
fn screen_name(project: &Project, place: &Place, lang: Lang) -> String {
    let id = match place {
        Place::Screen(id) | Place::Control(id, _) => Some(*id),
        Place::Handler(at, _) | Place::Block(at, _) => Some(at.screen),
        Place::Project | Place::Connection(_) | Place::Source(_) | Place::Variable(_) => None,
    };
    quoted_or_gone(id.and_then(|id| project.screen(id)).map(|screen| screen.name.as_str()), lang)
}

/// A handler: `„Senden · Tapped“`.
fn handler(project: &Project, at: &HandlerRef, lang: Lang) -> String {
    let Some(control) = project.control(at.screen, at.control) else { return quoted_or_gone(None, lang) };
    let trigger = catalog::control(&control.kind)
        .and_then(|def| def.triggers.iter().find(|trigger| trigger.key == at.trigger))
        .map_or(at.trigger.as_str(), |trigger| trigger.name);
    quoted(&format!("{} · {trigger}", control.name), lang)
}
