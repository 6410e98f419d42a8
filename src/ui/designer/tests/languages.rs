//! The screen in another language while it is designed.

use std::sync::Arc;

use super::*;

#[test]
fn the_switch_shows_another_language_and_what_is_edited_stays_what_is_written() {
    let mut harness = harness(Lang::De);
    assert!(harness.query_by_label("Gezeigte Sprache").is_none(), "one language needs no switch");
    let project = harness.state().editor.project();
    let mut languages = (*project.languages).clone();
    languages.tags = vec!["de".to_owned(), "pl".to_owned()];
    let written = project.control(SEND).unwrap().properties["text"].literal().unwrap().to_text();
    languages.set(&written, "pl", "Wyślij");
    let edit = Edit::SetLanguages(Arc::new(languages));
    harness.state_mut().editor.dispatch(Command::Edit { edit, merge: None });
    harness.run_steps(3);
    harness.get_by_label("PL").click();
    harness.run_steps(3);
    let shown = harness.state().state.language.shown_text(SEND);
    assert_eq!(shown.as_deref(), Some("Wyślij"));
    // Typing begins the text as it is written, and its translation goes along.
    let at = center(&harness, "Senden, Button");
    harness.hover_at(at);
    for pressed in [true, false] {
        let (pos, button, modifiers) = (at, PointerButton::Primary, Modifiers::NONE);
        harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    harness.run_steps(1);
    harness.event(Event::Text("Los".to_owned()));
    harness.run_steps(2);
    let project = harness.state().editor.project();
    assert_eq!(project.control(SEND).unwrap().properties["text"].literal().unwrap().to_text(), "Los");
    assert_eq!(project.languages.translation("Los", "pl"), Some("Wyślij"));
    let shown = harness.state().state.language.shown_text(SEND);
    assert_eq!(shown.as_deref(), Some("Wyślij"));
}
