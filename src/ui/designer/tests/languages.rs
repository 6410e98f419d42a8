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
    // A copy that is dragged off has the text as it is written, too.
    let before = harness.state().editor.project().screen(SCREEN).unwrap().controls.len();
    let at = center(&harness, "Senden, Button");
    drag(&mut harness, at, vec2(0.0, 200.0), Modifiers::ALT);
    release(&mut harness, at + vec2(0.0, 200.0));
    let controls = &harness.state().editor.project().screen(SCREEN).unwrap().controls;
    assert_eq!(controls.len(), before + 1);
    let copied = controls.iter().last().unwrap().properties["text"].literal().unwrap().to_text();
    assert_eq!(copied, written);
    harness.state_mut().editor.dispatch(Command::Do(Action::Undo));
    harness.run_steps(2);
    // Typing begins the text as it is written, and where only a typo is mended its translation goes along.
    let mended = format!("{written}s");
    let at = center(&harness, "Senden, Button");
    harness.hover_at(at);
    for pressed in [true, false] {
        let (pos, button, modifiers) = (at, PointerButton::Primary, Modifiers::NONE);
        harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    harness.run_steps(1);
    harness.event(Event::Text(mended.clone()));
    harness.run_steps(2);
    harness.state_mut().editor.dispatch(Command::Seal);
    harness.run_steps(2);
    let project = harness.state().editor.project();
    assert_eq!(project.control(SEND).unwrap().properties["text"].literal().unwrap().to_text(), mended);
    assert_eq!(project.languages.translation(&mended, "pl"), Some("Wyślij"));
    let shown = harness.state().state.language.shown_text(SEND);
    assert_eq!(shown.as_deref(), Some("Wyślij"));
}
