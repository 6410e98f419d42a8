//! Words that are edited where they stand.

use super::*;

fn double_click(harness: &mut Harness<'_, App>, at: Pos2) {
    for _ in 0..2 {
        press(harness, at);
    }
    harness.run_steps(3);
}

fn press(harness: &mut Harness<'_, App>, pos: Pos2) {
    harness.hover_at(pos);
    for pressed in [true, false] {
        let modifiers = Modifiers::NONE;
        harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
    }
    harness.run_steps(1);
}

fn write(harness: &mut Harness<'_, App>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run_steps(2);
}

fn words(harness: &Harness<'_, App>, id: ControlId) -> String {
    let control = harness.state().editor.project().control(id).unwrap();
    control.properties["text"].literal().unwrap().to_text()
}

#[test]
fn a_double_click_on_a_text_edits_it_there() {
    for (lang, field) in [(Lang::De, "Text von Titel"), (Lang::En, "Text of Titel")] {
        let mut harness = harness(lang);
        let at = center(&harness, "Titel, Text");
        double_click(&mut harness, at);
        assert!(harness.get_by_label(field).is_focused());
        write(&mut harness, "Halle");
        harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
        harness.run_steps(2);
        write(&mut harness, "7");
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        assert_eq!(words(&harness, TITLE), "Halle\n7");
        assert!(harness.query_by_label(field).is_none(), "Enter ends it");
        assert_eq!(harness.state().editor.history.undo_labels().count(), 1, "one step");
        assert_eq!(harness.state().editor.active, Some(Tab::Screen(SCREEN)), "no event was opened");
    }
}

#[test]
fn a_double_click_on_a_button_opens_its_event_and_makes_no_handler() {
    let mut harness = harness(Lang::De);
    let before = std::sync::Arc::clone(harness.state().editor.project());
    let at = center(&harness, "Senden, Button");
    double_click(&mut harness, at);
    let tapped = HandlerRef::new(SEND, "tapped");
    assert_eq!(harness.state().editor.active, Some(Tab::Handler(tapped)));
    assert_eq!(*harness.state().editor.project(), before, "looking is no edit");
}

#[test]
fn typing_while_a_control_is_selected_begins_its_text_anew() {
    let mut harness = harness(Lang::De);
    let at = center(&harness, "Senden, Button");
    press(&mut harness, at);
    write(&mut harness, "L");
    write(&mut harness, "os");
    assert_eq!(words(&harness, SEND), "Los");
    assert!(harness.get_by_label("Text von Senden").is_focused());
    let elsewhere = at + vec2(0.0, 300.0);
    press(&mut harness, elsewhere);
    harness.run_steps(2);
    assert!(harness.query_by_label("Text von Senden").is_none());
    write(&mut harness, "x");
    assert_eq!(words(&harness, SEND), "Los", "nothing is selected now");
}
