//! How a screen comes and goes: as a page or a pop-up, by itself, with a transition; and where a tap leads.

use egui::Ui;

use super::number::NumberField;
use super::row;
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::edit::{Edit, ScreenLook};
use crate::model::id::ScreenId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Screen;
use crate::model::showing::{Destination, PopUp, Showing, Transition};
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// The size of a new pop-up, in pixels.
const POPUP_SIZE: (f32, f32) = (640.0, 400.0);

/// Draws it.
pub(super) fn showing_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let lang = view.lang;
    widgets::section(ui, t("Anzeigen", "Showing").get(lang));
    kind_ui(ui, view, out, screen);
    let showing = &screen.showing;
    let key = format!("screen/{}/showing", screen.id);
    match &showing.popup {
        Some(popup) => {
            let label = t("Daneben", "Beside it").get(lang);
            let word = if popup.closes_outside {
                t("tippen schließt", "a tap closes")
            } else {
                t("tippen tut nichts", "a tap does nothing")
            };
            let color = Theme::current(ui).text;
            let switched = row(ui, &format!("{key}/outside"), label, |ui| {
                widgets::switch(ui, label, Some(popup.closes_outside), (word.get(lang), color))
            });
            if switched {
                let popup = Some(PopUp { closes_outside: !popup.closes_outside });
                out.edit(edit(screen, Showing { popup, ..showing.clone() }));
            }
        }
        None => turn_ui(ui, view, out, (screen, &key)),
    }
    let label = t("Übergang", "Transition").get(lang);
    let ink = Theme::current(ui).text;
    row(ui, &format!("{key}/transition"), label, |ui| {
        widgets::choice_field(ui, label, (transition_text(showing.transition).get(lang), ink), |ui| {
            for transition in Transition::ALL {
                let is_it = transition == showing.transition;
                if ui.selectable_label(is_it, transition_text(transition).get(lang)).clicked() {
                    out.edit(edit(screen, Showing { transition, ..showing.clone() }));
                }
            }
        });
    });
}

fn edit(screen: &Screen, showing: Showing) -> Edit {
    Edit::SetScreen(screen.id, ScreenLook { showing, ..ScreenLook::from(screen) })
}

/// Whether it fills the window or opens over others.
fn kind_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: &Screen) {
    let lang = view.lang;
    let label = t("Art", "Kind").get(lang);
    let words = [t("Seite", "Page"), t("Fenster", "Window")];
    let is_popup = screen.showing.popup.is_some();
    let helps = [
        t("Füllt das Fenster der App", "Fills the window of the app"),
        t(
            "Öffnet sich über der gezeigten Seite, in der Größe des Bildschirms: durch einen Button („Führt zu“), einen Baustein oder Lua",
            "Opens over the page that is shown, in the size of the screen: by a button (“Leads to”), a block or Lua",
        ),
    ];
    let ink = Theme::current(ui).text;
    row(ui, &format!("screen/{}/kind", screen.id), label, |ui| {
        widgets::choice_field(ui, label, (words[usize::from(is_popup)].get(lang), ink), |ui| {
            for (at, word) in words.iter().enumerate() {
                let entry = ui.selectable_label(at == usize::from(is_popup), word.get(lang));
                if widgets::tip(entry, helps[at].get(lang)).clicked() && at != usize::from(is_popup) {
                    out.edit(as_kind(screen, at == 1));
                }
            }
        });
    });
}

/// Makes it a pop-up or a page; an empty one of the usual size becomes as small as a pop-up is.
fn as_kind(screen: &Screen, popup: bool) -> Edit {
    let showing = Showing {
        popup: popup.then_some(PopUp { closes_outside: true }),
        turns_after: screen.showing.turns_after.filter(|_| !popup),
        transition: screen.showing.transition,
    };
    let look = ScreenLook { showing, ..ScreenLook::from(screen) };
    let is_new = popup && screen.controls.is_empty() && screen.width > POPUP_SIZE.0;
    let (width, height) = if is_new { POPUP_SIZE } else { (screen.width, screen.height) };
    let background = if is_new { "surface".to_owned() } else { look.background.clone() };
    Edit::SetScreen(screen.id, ScreenLook { width, height, background, ..look })
}

/// After how many seconds the next page follows.
fn turn_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (screen, key): (&Screen, &str)) {
    let name = t("Weiter nach s", "Goes on after s").get(view.lang);
    let key = format!("{key}/turn");
    let value = Some(screen.showing.turns_after.unwrap_or(0.0));
    let field = NumberField { name, value, range: (0.0, 86_400.0), open: false, lang: view.lang };
    let answer = row(ui, &key, name, |ui| field.show(ui));
    if let Some(seconds) = answer.changed {
        let turns_after = (seconds > 0.0).then_some(seconds);
        out.edit_merged(edit(screen, Showing { turns_after, ..screen.showing.clone() }), &key);
    }
    if answer.ended {
        out.push(Command::Seal);
    }
    let remark = match screen.showing.turns_after {
        None => t("0: bleibt stehen", "0: stays"),
        Some(_) => t(
            "Dann die nächste Seite, die auch weitergeht. Berühren hält sie an.",
            "Then the next page that goes on too. A touch stops it.",
        ),
    };
    row(ui, &format!("{key}/remark"), "", |ui| widgets::remark(ui, remark.get(view.lang)));
}

/// How a transition is called.
fn transition_text(transition: Transition) -> Text {
    match transition {
        Transition::None => t("keiner", "none"),
        Transition::Fade => t("überblenden", "fade"),
        Transition::Slide => t("schieben", "slide"),
    }
}

/// How a destination that is no screen is called.
fn destination_text(to: Destination) -> Text {
    match to {
        Destination::Next => t("nächste Seite", "next page"),
        Destination::Previous => t("vorige Seite", "previous page"),
        Destination::Last => t("zurück", "back"),
        Destination::Close => t("Fenster schließen", "close window"),
        Destination::Screen(_) | Destination::PopUp(_) => t("Bildschirm", "screen"),
    }
}

/// What a property that leads somewhere says.
pub(super) fn destination_name<'a>(project: &'a Project, value: Option<&'a Property>, lang: Lang) -> Option<&'a str> {
    match value? {
        Property::Ref(Item::Screen(id)) => {
            Some(project.screen(*id).map_or_else(|| t("gelöscht", "deleted").get(lang), |screen| &screen.name))
        }
        value => {
            let text = value.literal().and_then(Value::as_text)?;
            let key = Destination::KEYS.iter().find(|(key, _)| *key == text);
            Some(key.map_or(text, |(_, to)| destination_text(*to).get(lang)))
        }
    }
}

/// The list to choose a destination from; `here` is the screen of the control itself. What is chosen is given to `set`:
/// nothing where it leads nowhere.
pub(super) fn destination_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (now, here): (Option<&Property>, ScreenId),
    set: &mut dyn FnMut(Option<Property>),
) {
    let lang = view.lang;
    if ui.selectable_label(now.is_none(), t("nirgendwohin", "nowhere").get(lang)).clicked() {
        set(None);
    }
    for screen in view.editor.project().screens.iter().filter(|screen| screen.id != here && screen.component.is_none())
    {
        let item = Property::from(Item::from(screen.id));
        let words = match screen.showing.popup {
            Some(_) => format!("{} ({})", screen.name, t("Fenster", "window").get(lang)),
            None => screen.name.clone(),
        };
        if ui.selectable_label(now == Some(&item), words).clicked() {
            set(Some(item));
        }
    }
    ui.separator();
    for (key, to) in Destination::KEYS {
        let item = Property::from(key);
        if ui.selectable_label(now == Some(&item), destination_text(to).get(lang)).clicked() {
            set(Some(item));
        }
    }
}
