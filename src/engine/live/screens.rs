//! Which screens are shown: a page, and pop-ups over it.

use super::Live;
use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;
use crate::model::run::RunEvent;
use crate::model::screen::{LEFT, SHOWN};
use crate::model::showing::Destination;

impl Live {
    /// Goes somewhere; what is shown then, where that is a change. What hangs on it fires.
    pub(in crate::engine) fn go(&mut self, to: Destination) -> Vec<RunEvent> {
        let (page, popups) = (self.screen, self.popups.len());
        let beside = |forward| self.project.page_beside(page?, forward);
        let screen = match to {
            Destination::Screen(id) | Destination::PopUp(id) => self.project.screen(id).map(|screen| screen.id),
            Destination::Next => beside(true),
            Destination::Previous => beside(false),
            Destination::Last => self.last_screen,
            Destination::Close => return self.close(popups.saturating_sub(1)),
        };
        let Some(screen) = screen else { return Vec::new() };
        let is_popup = self.project.screen(screen).is_some_and(|screen| screen.showing.popup.is_some());
        if (is_popup || matches!(to, Destination::PopUp(_))) && page != Some(screen) {
            return self.open(screen);
        }
        let mut events = self.close(0);
        if page != Some(screen) {
            self.fired.extend(page.map(|old| HandlerRef::new(old, LEFT)));
            self.last_screen = self.screen.replace(screen);
            self.fired.push(HandlerRef::new(screen, SHOWN));
            events.push(RunEvent::Screen(screen));
        }
        events
    }

    /// Opens a pop-up on top; one that is open already comes to the top by closing what lies over it.
    fn open(&mut self, screen: ScreenId) -> Vec<RunEvent> {
        if let Some(at) = self.popups.iter().position(|open| *open == screen) {
            return self.close(at + 1);
        }
        self.popups.push(screen);
        self.fired.push(HandlerRef::new(screen, SHOWN));
        vec![RunEvent::PopUps(self.popups.clone())]
    }

    /// Closes pop-ups from the top until so many are left.
    fn close(&mut self, left: usize) -> Vec<RunEvent> {
        if left >= self.popups.len() {
            return Vec::new();
        }
        let closed = self.popups.split_off(left);
        self.fired.extend(closed.into_iter().rev().map(|old| HandlerRef::new(old, LEFT)));
        vec![RunEvent::PopUps(self.popups.clone())]
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::i18n::{Lang, Locale};
    use crate::model::edit::{Edit, apply};
    use crate::model::project::Project;
    use crate::model::showing::PopUp;

    /// Pop-ups lie over each other and go with their page; each is told as shown and left, and so are pages.
    #[test]
    fn pop_ups_open_over_each_other_and_close_from_the_top() {
        let mut project = Project::new("P", "Eins", "Lokal");
        for name in ["Zwei", "A", "B"] {
            apply(&mut project, &Edit::AddScreen(name.to_owned())).unwrap();
        }
        let [one, two, a, b] = [0, 1, 2, 3].map(|at| project.screens[at].id);
        for id in [a, b] {
            project.screen_mut(id).unwrap().showing.popup = Some(PopUp { closes_outside: true });
        }
        let mut live = Live::new(Arc::new(project), Vec::new(), Locale::utc(Lang::De));
        let open = |popups: &[ScreenId]| vec![RunEvent::PopUps(popups.to_vec())];
        assert_eq!(live.go(Destination::Close), []);
        assert_eq!(live.go(Destination::Screen(a)), open(&[a]));
        assert_eq!(live.go(Destination::Screen(b)), open(&[a, b]));
        assert_eq!(live.go(Destination::PopUp(a)), open(&[a]), "what lies over it goes");
        assert_eq!(
            live.go(Destination::PopUp(two)),
            open(&[a, two]),
            "any screen opens as a window where it is asked for"
        );
        assert_eq!(live.go(Destination::Close), open(&[a]));
        let _fired = live.take_fired();
        assert_eq!(live.go(Destination::Next), [open(&[]).remove(0), RunEvent::Screen(two)]);
        let fired = [(a, LEFT), (one, LEFT), (two, SHOWN)].map(|(screen, key)| HandlerRef::new(screen, key));
        assert_eq!(live.take_fired(), fired);
        assert_eq!(live.go(Destination::Next), [RunEvent::Screen(one)], "pop-ups are no pages");
        assert_eq!(live.go(Destination::Last), [RunEvent::Screen(two)]);
        assert_eq!(live.go(Destination::Screen(two)), []);
    }
}
