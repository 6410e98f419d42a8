//! Lua handlers follow when a screen or control gets a new name.
//!
//! Only what certainly means it is rewritten: `screens['Old']`, `screens['S'].Old`, `showscreen('Old')`. Names that are
//! put together while the app runs cannot be known here. Blocks need nothing: they refer by id.

use std::sync::Arc;

use super::super::handler::Handler;
use super::super::id::ScreenId;
use super::super::names::is_ident;
use super::super::project::Project;

const QUOTES: [char; 2] = ['\'', '"'];

/// The screen `old` is called `new` now.
pub(super) fn screen(project: &mut Project, old: &str, new: &str) {
    let Some(new) = quoted(new) else { return };
    rewrite(project, None, &|text| {
        let mut text = text.to_owned();
        for quote in QUOTES {
            for (before, after) in [("screens[", "]"), ("showscreen(", ")")] {
                let from = format!("{before}{quote}{old}{quote}{after}");
                text = replace(&text, &from, |rest| Some((format!("{before}{new}{after}"), rest)));
            }
        }
        text
    });
}

/// The handlers of `copy`, a copy of the screen `old`, mean the controls of the copy, which is called `new`.
/// Where they change the screen they still go to the old one.
pub(super) fn copied_screen(project: &mut Project, copy: ScreenId, old: &str, new: &str) {
    let Some(new) = quoted(new) else { return };
    rewrite(project, Some(copy), &|text| {
        let to = format!("screens[{new}]");
        QUOTES.into_iter().fold(text.to_owned(), |text, quote| {
            let from = format!("screens[{quote}{old}{quote}]");
            replace(&text, &from, |rest| Some((to.clone(), rest)))
        })
    });
}

/// The control `old` on `screen` is called `new` now.
pub(super) fn control(project: &mut Project, screen: &str, old: &str, new: &str) {
    let Some(quoted_new) = quoted(new) else { return };
    let member = if is_ident(new) { format!(".{new}") } else { format!("[{quoted_new}]") };
    rewrite(project, None, &|text| {
        let mut text = text.to_owned();
        for quote in QUOTES {
            let from = format!("screens[{quote}{screen}{quote}]");
            text = replace(&text, &from, |rest| Some((format!("{from}{member}"), after_member(rest, old)?)));
        }
        text
    });
}

/// What follows the member `name`, written `.name` or `['name']`.
fn after_member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix('.').and_then(|text| text.strip_prefix(name)) {
        return (!rest.starts_with(is_word)).then_some(rest);
    }
    QUOTES.into_iter().find_map(|quote| text.strip_prefix(&format!("[{quote}{name}{quote}]")))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Replaces each `from` that is no part of a longer name by what `with` makes of the text behind it.
fn replace<'a>(text: &'a str, from: &str, with: impl Fn(&'a str) -> Option<(String, &'a str)>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        out.push_str(before);
        if let Some((new, behind)) = with(after).filter(|_| !before.ends_with(is_word)) {
            out.push_str(&new);
            rest = behind;
        } else {
            out.push_str(from);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// A name as a text of Lua; none where it would have to be escaped.
fn quoted(name: &str) -> Option<String> {
    if name.contains(|c: char| c == '\\' || c.is_control()) {
        return None;
    }
    QUOTES.into_iter().find(|quote| !name.contains(*quote)).map(|quote| format!("{quote}{name}{quote}"))
}

/// Changes all Lua handlers, or those of one screen; what stays the same stays shared.
fn rewrite(project: &mut Project, only: Option<ScreenId>, change: &dyn Fn(&str) -> String) {
    let mut changed = Vec::new();
    for (at, handler) in project.handlers().filter(|(at, _)| only.is_none_or(|only| at.screen() == Some(only))) {
        if let Handler::Lua(text) = handler.as_ref() {
            let new = change(text);
            if new != *text {
                changed.push((at, new));
            }
        }
    }
    for (at, text) in changed {
        let handlers = project.handlers_mut(at.owner);
        if let Some(handler) = handlers.and_then(|handlers| handlers.get_mut(&at.trigger)) {
            *handler = Arc::new(Handler::Lua(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::control::Control;
    use crate::model::edit::{Edit, apply};
    use crate::model::handler::HandlerRef;
    use crate::model::id::ControlId;
    use crate::model::screen::Area;

    fn text(name: &str) -> Control {
        Control {
            id: ControlId(0),
            kind: "text".to_owned(),
            name: name.to_owned(),
            area: Area { x: 0.0, y: 0.0, w: 1.0, h: 1.0 },
            properties: std::collections::BTreeMap::new(),
            handlers: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn a_copy_of_a_screen_stands_behind_it_and_means_its_own_controls() {
        let mut project = Project::new("P", "Start", "Lokal");
        let screen = project.screens[0].id;
        apply(&mut project, &Edit::AddScreen("Ende".to_owned())).unwrap();
        let id = apply(&mut project, &Edit::AddControls(screen, vec![text("Feld")])).unwrap().controls[0];
        let lua = "screens['Start'].Feld.text = 'x'\nruntime.showscreen('Start')\n".to_owned();
        apply(&mut project, &Edit::SetHandler(HandlerRef::new(screen, id, "tapped"), Some(Handler::Lua(lua)))).unwrap();
        let created = apply(&mut project, &Edit::DuplicateScreen(screen)).unwrap();
        let names: Vec<&str> = project.screens.iter().map(|screen| screen.name.as_str()).collect();
        assert_eq!(names, ["Start", "Start 2", "Ende"]);
        let at = HandlerRef::new(created.screens[0], created.controls[0], "tapped");
        assert_ne!(created.controls[0], id);
        let wanted = "screens['Start 2'].Feld.text = 'x'\nruntime.showscreen('Start')\n";
        assert_eq!(**project.handler(&at).unwrap(), Handler::Lua(wanted.to_owned()));
        apply(&mut project, &Edit::MoveScreen(created.screens[0], 0)).unwrap();
        apply(&mut project, &Edit::MoveScreen(screen, 99)).unwrap();
        let names: Vec<&str> = project.screens.iter().map(|screen| screen.name.as_str()).collect();
        assert_eq!(names, ["Start 2", "Ende", "Start"]);
    }

    #[test]
    fn lua_follows_new_names_of_screens_and_controls() {
        let mut project = Project::new("P", "Start", "Lokal");
        let screen = project.screens[0].id;
        let id = apply(&mut project, &Edit::AddControls(screen, vec![text("Feld")])).unwrap().controls[0];
        let at = HandlerRef::new(screen, id, "tapped");
        let lua = "screens['Start'].Feld.text = screens[\"Start\"]['Feld'].text .. 'Feld Start'\n\
                   screens['Start'].Feldweg.x = myscreens['Start'].Feld\nruntime.showscreen('Start')\n";
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
        apply(&mut project, &Edit::RenameControl(screen, id, "Feld 2".to_owned())).unwrap();
        apply(&mut project, &Edit::RenameScreen(screen, "Tom's".to_owned())).unwrap();
        let wanted = "screens[\"Tom's\"]['Feld 2'].text = screens[\"Tom's\"]['Feld 2'].text .. 'Feld Start'\n\
                      screens[\"Tom's\"].Feldweg.x = myscreens['Start'].Feld\nruntime.showscreen(\"Tom's\")\n";
        assert_eq!(**project.handler(&at).unwrap(), Handler::Lua(wanted.to_owned()));
    }
}
