//! Words that dialogs and inspector share: settings, states and places as people read them.

use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::model::connection::Connection;
use crate::model::handler::HandlerRef;
use crate::model::id::ConnectionId;
use crate::model::item::ItemKind;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::Status;
use crate::model::topic::TopicFilter;
use crate::model::types::Ty;

/// The types of variables, in the order of the lists.
pub(in crate::ui) const TYPES: [Ty; 4] = [Ty::Text, Ty::Number, Ty::Bool, Ty::List];

/// What stands below the field with the values of a list.
pub(in crate::ui) const ONE_A_LINE: Text = t(
    "Ein Wert je Zeile. Aus einer Tabellenkalkulation lassen sich Zeilen mit Überschriften einfügen.",
    "One value a line. Rows with titles can be pasted from a spreadsheet.",
);

/// What stands below a field with a text that is no value of this type.
pub(in crate::ui) fn unreadable(ty: Ty) -> Text {
    match ty {
        Ty::Number => t("Das ist keine Zahl", "This is not a number"),
        Ty::Time => t("Eine Zeit sieht so aus: 2026-11-22 14:02", "A time looks like 2026-11-22 14:02"),
        Ty::Color => t("Eine Farbe sieht so aus: #102030", "A color looks like #102030"),
        Ty::List => t("Eine Liste sieht so aus: [1, 2]", "A list looks like [1, 2]"),
        Ty::Record => t("Ein Datensatz sieht so aus: {\"a\": 1}", "A record looks like {\"a\": 1}"),
        Ty::Text | Ty::Bool | Ty::Any => t("Das passt nicht zum Typ", "This does not fit the type"),
    }
}

/// The heading above the connections of the user.
pub(in crate::ui) const PERSONAL: Text = t("Persönlich", "Personal");

/// The mark of a connection whose server is not checked.
pub(in crate::ui) const UNCHECKED: Text = t("ungeprüft", "unchecked");

/// `host:port`, for lists.
pub(in crate::ui) fn address(connection: &Connection, local_port: Option<u16>) -> String {
    let local = || local_port.map_or_else(|| "127.0.0.1".to_owned(), |port| format!("127.0.0.1:{port}"));
    connection.address().unwrap_or_else(local)
}

/// The settings worth a line: label and value.
pub(in crate::ui) fn settings(
    connection: &Connection,
    local_port: Option<u16>,
    lang: Lang,
) -> Vec<(&'static str, String)> {
    let mut lines = vec![(t("Adresse", "Address").get(lang), address(connection, local_port))];
    if connection.is_local() {
        let text = t("im Programm eingebaut", "built in").get(lang);
        lines.push((t("Broker", "Broker").get(lang), text.to_owned()));
    } else {
        lines.extend(connection.values().facts(connection.def().rows, lang));
    }
    lines
}

/// How a connection is doing, as a sentence.
pub(in crate::ui) fn status(view: &View<'_>, id: &ConnectionId) -> String {
    crate::say::status(view.data.statuses.get(id).unwrap_or(&Status::Idle), view.lang)
}

/// Icon and words of a place, from the outside in.
pub(in crate::ui) fn place(project: &Project, place: &Place, lang: Lang) -> (&'static str, String) {
    let gone = || t("gelöscht", "deleted").get(lang).to_owned();
    match place {
        Place::Project => ("folder", project.name.clone()),
        Place::Item(item) => {
            (icon(item.kind()), crate::say::shown_name(project, item, lang).map_or_else(gone, str::to_owned))
        }
        Place::Handler(at, line) => {
            let handler = handler_text(project, at, lang);
            let line = match (line, lang) {
                (None, _) => String::new(),
                (Some(line), Lang::De) => format!(" · Zeile {line}"),
                (Some(line), Lang::En) => format!(" · line {line}"),
            };
            ("file-code", format!("{handler}{line}"))
        }
        Place::Block(at, id) => {
            let block = project.handler(at).and_then(|handler| handler.graph()).and_then(|graph| graph.block(*id));
            let label = block.and_then(|block| language::block(&block.kind)).map(|def| def.label.get(lang));
            let handler = handler_text(project, at, lang);
            ("workflow", label.map_or_else(|| handler.clone(), |label| format!("{handler} · {label}")))
        }
    }
}

/// The icon of a kind of thing.
pub(in crate::ui) fn icon(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Screen => "monitor",
        ItemKind::Control => "square",
        ItemKind::Connection => "cable",
        ItemKind::Source => "database",
        ItemKind::Column => "columns-2",
        ItemKind::Variable => "variable",
        ItemKind::Timer => "timer",
        ItemKind::Function => "square-function",
        ItemKind::App => "folder-kanban",
    }
}

/// `Senden · Tapped · angetippt`.
fn handler_text(project: &Project, at: &HandlerRef, lang: Lang) -> String {
    language::handler_title(project, at, lang).unwrap_or_else(|| t("gelöscht", "deleted").get(lang).to_owned())
}

/// The topic filters of a text, one a line; blanks around them and empty lines go.
pub(in crate::ui) fn topics(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// What is wrong with the first bad filter of a text, as a sentence.
pub(in crate::ui) fn topics_flaw(text: &str, lang: Lang) -> Option<String> {
    topics(text).iter().find_map(|topic| {
        let error = TopicFilter::parse(topic).err()?;
        Some(format!("{topic}: {}", crate::say::topic_error(&error, lang)))
    })
}
