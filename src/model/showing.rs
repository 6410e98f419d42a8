//! How screens take turns: pop-ups over others, going on by themselves, transitions, and where something leads.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::id::ScreenId;
use super::project::Project;
use super::screen::Screen;

/// How a screen comes and goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Showing {
    /// It opens over another screen, in its own size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub popup: Option<PopUp>,
    /// After so many seconds that nobody touches it, the next one is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turns_after: Option<f64>,
    /// How it takes the place of the one before it.
    #[serde(default, skip_serializing_if = "Transition::is_none")]
    pub transition: Transition,
}

impl Showing {
    /// Whether it is as usual.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// A screen that opens over another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PopUp {
    /// Whether a tap beside it closes it.
    pub closes_outside: bool,
}

/// How a screen takes the place of another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Transition {
    /// At once.
    #[default]
    None,
    /// It appears over the other one.
    Fade,
    /// It pushes the other one aside.
    Slide,
}

impl Transition {
    /// All, in the order of the list.
    pub const ALL: [Self; 3] = [Self::None, Self::Fade, Self::Slide];

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// Where somebody or something goes on the screens of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To this screen; one that is a pop-up opens.
    Screen(ScreenId),
    /// This screen opens over the others, whatever it is else.
    PopUp(ScreenId),
    /// To the next page; after the last the first.
    Next,
    /// To the page before; before the first the last.
    Previous,
    /// To the page that was shown before this one.
    Last,
    /// The pop-up on top closes.
    Close,
}

impl Destination {
    /// Those that are no screens, each with the key by which a property means it.
    pub const KEYS: [(&'static str, Self); 4] =
        [("next", Self::Next), ("previous", Self::Previous), ("last", Self::Last), ("close", Self::Close)];

    /// What a text means: one of the keys, else the name of a screen.
    pub fn named(project: &Project, text: &str) -> Option<Self> {
        let key = Self::KEYS.iter().find(|(key, _)| *key == text).map(|(_, to)| *to);
        key.or_else(|| project.screens.named(text).map(|screen| Self::Screen(screen.id)))
    }
}

impl Project {
    /// The screens that fill the window, in their order: all that are no pop-ups and no components.
    pub fn pages(&self) -> impl DoubleEndedIterator<Item = &Arc<Screen>> + Clone {
        self.screens.iter().filter(|screen| screen.showing.popup.is_none() && screen.component.is_none())
    }

    /// The screen that the app starts with.
    pub fn start_screen(&self) -> Option<&Arc<Screen>> {
        self.pages().next().or_else(|| self.screens.first())
    }

    /// The page before or after this one, round and round; `None` where there is no other.
    pub fn page_beside(&self, id: ScreenId, forward: bool) -> Option<ScreenId> {
        let pages: Vec<ScreenId> = self.pages().map(|screen| screen.id).collect();
        let at = pages.iter().position(|page| *page == id)?;
        let to = if forward { at + 1 } else { at + pages.len() - 1 } % pages.len();
        pages.get(to).copied().filter(|to| *to != id)
    }

    /// The page that follows by itself: the next that goes on by itself too, so that others stay out of the round; where
    /// there is none, the next one.
    pub fn turn_from(&self, id: ScreenId) -> Option<ScreenId> {
        let mut at = id;
        while let Some(next) = self.page_beside(at, true).filter(|next| *next != id) {
            if self.screen(next).is_some_and(|screen| screen.showing.turns_after.is_some()) {
                return Some(next);
            }
            at = next;
        }
        self.page_beside(id, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, apply};

    #[test]
    fn pages_go_round_without_pop_ups_and_those_that_turn_stay_among_themselves() {
        let mut project = Project::new("P", "Eins", "Lokal");
        for name in ["Zwei", "Drei", "Frage"] {
            apply(&mut project, &Edit::AddScreen(name.to_owned())).unwrap();
        }
        let ids: Vec<ScreenId> = project.screens.iter().map(|screen| screen.id).collect();
        let popup = Some(PopUp { closes_outside: true });
        project.screen_mut(ids[3]).unwrap().showing.popup = popup.clone();
        assert_eq!(project.page_beside(ids[2], true), Some(ids[0]));
        assert_eq!(project.page_beside(ids[0], false), Some(ids[2]));
        assert_eq!(project.page_beside(ids[3], true), None);
        assert_eq!(project.turn_from(ids[0]), Some(ids[1]));
        project.screen_mut(ids[2]).unwrap().showing.turns_after = Some(5.0);
        assert_eq!((project.turn_from(ids[0]), project.turn_from(ids[2])), (Some(ids[2]), Some(ids[0])));
        project.screen_mut(ids[0]).unwrap().showing.popup = popup;
        assert_eq!(project.start_screen().unwrap().id, ids[1]);
        assert_eq!(Destination::named(&project, "drei"), Some(Destination::Screen(ids[2])));
        assert_eq!(Destination::named(&project, "close"), Some(Destination::Close));
        assert_eq!(Destination::named(&project, "nirgends"), None);
    }
}
