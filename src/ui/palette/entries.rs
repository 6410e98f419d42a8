//! What the command palette can find: actions, things of the project by name, and (in `inside`) what stands in them.

use super::inside;
use crate::editor::command::{ACTIONS, Action, Command};
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language;
use crate::model::handler::HandlerRef;
use crate::ui::{menu, screen_icon};

/// Something to find.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Name of its icon.
    pub(super) icon: &'static str,
    /// What it is called.
    pub(super) label: String,
    /// What kind of thing it is, or where.
    pub(super) hint: String,
    /// Its shortcut.
    pub(super) keys: String,
    /// What choosing it asks for.
    pub(super) commands: Vec<Command>,
    /// Whether it is something inside of a thing, which nobody looks for without a word of it.
    pub(super) is_inside: bool,
}

/// All of it: first actions that can be carried out now, then the project, then the examples.
pub(super) fn all(view: &View<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    actions(view, &mut entries);
    screens(view, &mut entries);
    data(view, &mut entries);
    inside::all(view, &mut entries);
    for example in &view.data.examples {
        entries.push(Entry {
            icon: "app-window",
            label: example.name.clone(),
            hint: t("Beispiel", "Example").get(view.lang).to_owned(),
            keys: String::new(),
            commands: vec![Command::OpenExample(example.file)],
            is_inside: false,
        });
    }
    entries
}

fn actions(view: &View<'_>, entries: &mut Vec<Entry>) {
    let can = |action| !matches!(action, Action::Palette | Action::Find) && menu::enabled(action, view);
    for def in ACTIONS.iter().filter(|def| can(def.action)) {
        entries.push(Entry {
            icon: "chevron-right",
            label: def.text.get(view.lang).to_owned(),
            hint: def.menu.text().get(view.lang).to_owned(),
            keys: def.shortcut.map(|shortcut| shortcut.text(view.lang)).unwrap_or_default(),
            commands: vec![Command::Do(def.action)],
            is_inside: false,
        });
    }
}

fn screens(view: &View<'_>, entries: &mut Vec<Entry>) {
    for screen in &view.editor.project().screens {
        let tab = Command::OpenTab(Tab::Screen(screen.id));
        let kind = match screen.component {
            Some(_) => t("Komponente", "Component"),
            None => t("Bildschirm", "Screen"),
        };
        entries.push(Entry {
            icon: screen_icon(screen),
            label: screen.name.clone(),
            hint: kind.get(view.lang).to_owned(),
            keys: String::new(),
            commands: vec![tab.clone()],
            is_inside: false,
        });
        for control in &screen.controls {
            let def = language::control(&control.kind);
            let kind = def.map_or(control.kind.as_str(), |def| def.label.get(view.lang));
            let select = Command::Select(Selection::one(control.id));
            entries.push(Entry {
                icon: def.map_or("square", |def| def.icon),
                label: control.name.clone(),
                hint: format!("{kind} · {}", screen.name),
                keys: String::new(),
                commands: vec![tab.clone(), select],
                is_inside: false,
            });
            for key in control.handlers.keys() {
                let trigger = def.and_then(|def| def.triggers.iter().find(|trigger| trigger.key == *key));
                entries.push(Entry {
                    icon: "zap",
                    label: format!(
                        "{} · {}",
                        control.name,
                        trigger.map_or_else(|| key.clone(), |trigger| trigger.title(view.lang))
                    ),
                    hint: screen.name.clone(),
                    keys: String::new(),
                    commands: vec![Command::OpenTab(Tab::Handler(HandlerRef::new(control.id, key)))],
                    is_inside: false,
                });
            }
        }
    }
}

fn data(view: &View<'_>, entries: &mut Vec<Entry>) {
    let project = view.editor.project();
    let mut add = |icon, label: &str, hint: &str, selection| {
        entries.push(Entry {
            icon,
            label: label.to_owned(),
            hint: hint.to_owned(),
            keys: String::new(),
            commands: vec![Command::Select(selection)],
            is_inside: false,
        });
    };
    let kind = t("Verbindung", "Connection").get(view.lang);
    for connection in &project.connections {
        add("plug", connection.shown_name(view.lang), kind, Selection::one(connection.id.clone()));
    }
    let kind = t("Datenquelle", "Data source").get(view.lang);
    for source in &project.sources {
        add("rss", &source.name, kind, Selection::one(source.id));
    }
    let kind = t("Variable", "Variable").get(view.lang);
    for variable in &project.variables {
        add("variable", &variable.name, kind, Selection::one(variable.id));
    }
    for (at, _) in project.handlers().filter(|(at, _)| at.control().is_none()) {
        let Some(label) = language::handler_title(project, &at, view.lang) else { continue };
        let hint = crate::say::kind(at.owner.kind());
        entries.push(Entry {
            icon: "zap",
            label,
            hint: hint.get(view.lang).to_owned(),
            keys: String::new(),
            commands: vec![Command::OpenTab(Tab::Handler(at))],
            is_inside: false,
        });
    }
}
