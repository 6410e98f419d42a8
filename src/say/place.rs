//! Places of a project in words.

use super::{pick, quoted};
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;
use crate::model::item::{Item, ItemKind};
use crate::model::place::Place;
use crate::model::project::Project;

/// A place in words: `Baustein „MQTT Veröffentlichen“ in „Senden · Tapped“ auf „Start“`.
pub fn place(project: &Project, place: &Place, lang: Lang) -> String {
    match place {
        Place::Project => pick(lang, "Projekt", "Project"),
        Place::Item(item) => thing(project, item, lang),
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
                block.map(|block| language::block(&block.kind).map_or(block.kind.as_str(), |def| def.label.get(lang)));
            let block = named("Baustein", "Block", label, lang);
            format!("{block} in {}", handler(project, at, lang))
        }
    }
}

/// A thing in words: `Bildschirm „Start“`, `Komponente „Maschine“`, `„Knopf“ auf „Start“`.
pub fn thing(project: &Project, item: &Item, lang: Lang) -> String {
    let name = shown_name(project, item, lang);
    match item {
        Item::App(_) => pick(lang, "Projekt", "Project"),
        Item::Control(id) => match project.screen_of(*id) {
            Some(screen) => on_screen(project, &quoted_or_gone(name, lang), screen, lang),
            None => quoted_or_gone(name, lang),
        },
        Item::Screen(id) if project.components().any(|master| master.id == *id) => {
            named("Komponente", "Component", name, lang)
        }
        Item::Screen(_)
        | Item::Connection(_)
        | Item::Source(_)
        | Item::Column(_)
        | Item::Variable(_)
        | Item::Timer(_)
        | Item::Function(_) => {
            let kind = kind(item.kind()).get(lang);
            format!("{kind} {}", quoted_or_gone(name, lang))
        }
    }
}

/// The name of a thing, that of the local broker in the language of the interface; `None` where it is gone.
pub fn shown_name<'a>(project: &'a Project, item: &Item, lang: Lang) -> Option<&'a str> {
    match item {
        Item::Connection(id) => project.connection(id).map(|connection| connection.shown_name(lang)),
        other => project.name_of(other),
    }
}

/// What a kind of thing is called.
pub fn kind(kind: ItemKind) -> Text {
    match kind {
        ItemKind::Screen => t("Bildschirm", "Screen"),
        ItemKind::Control => t("Control", "Control"),
        ItemKind::Connection => t("Verbindung", "Connection"),
        ItemKind::Source => t("Datenquelle", "Data source"),
        ItemKind::Column => t("Spalte", "Column"),
        ItemKind::Variable => t("Variable", "Variable"),
        ItemKind::Timer => t("Zeitgeber", "Timer"),
        ItemKind::Function => t("Funktion", "Function"),
        ItemKind::App => t("Projekt", "Project"),
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
    let names = language::handler_names(project, at);
    let name = names.map(|(owner, trigger)| format!("{owner} · {trigger}"));
    let name = quoted_or_gone(name.as_deref(), lang);
    match at.control().and_then(|control| project.screen_of(control)) {
        Some(screen) => on_screen(project, &name, screen, lang),
        None => name,
    }
}
