//! Places of a project in words.

use super::{pick, quoted};
use crate::catalog;
use crate::i18n::Lang;
use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;
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
            on_screen(project, &quoted_or_gone(name, lang), *screen, lang)
        }
        Place::Handler(at, line) => {
            let words = handler(project, at, lang);
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
            format!("{block} in {}", handler(project, at, lang))
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

/// Something with the screen that it is on.
fn on_screen(project: &Project, thing: &str, screen: ScreenId, lang: Lang) -> String {
    let screen = quoted_or_gone(project.screen(screen).map(|screen| screen.name.as_str()), lang);
    pick(lang, format!("{thing} auf {screen}"), format!("{thing} on {screen}"))
}

/// A handler: `„Senden · Tapped“ auf „Start“`; that of a data source is on no screen.
fn handler(project: &Project, at: &HandlerRef, lang: Lang) -> String {
    let names = catalog::handler_names(project, at);
    let name = names.map(|(owner, trigger)| format!("{owner} · {trigger}"));
    let name = quoted_or_gone(name.as_deref(), lang);
    match at.screen() {
        Some(screen) => on_screen(project, &name, screen, lang),
        None => name,
    }
}
