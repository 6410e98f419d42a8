//! Text boxes that a scanner types into.

use super::*;

fn scanned(harness: &mut Harness<'_, App>, code: &str) {
    harness.event(Event::Text(code.to_owned()));
    harness.run_steps(1);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
}

#[test]
fn every_scan_counts_wherever_somebody_has_tapped_and_the_field_is_empty_for_the_next() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Eingabe", "scanner", Value::from(true));
    harness.run_steps(3);
    assert!(harness.get_by_label("Eingabe").is_focused(), "nothing else has the keyboard");
    for code in ["4006381", "4006381", " 007 "] {
        scanned(&mut harness, code);
        assert_eq!(harness.get_by_label("Eingabe").value().unwrap_or_default(), "");
    }
    harness.get_by_label("Licht").click();
    harness.run_steps(4);
    scanned(&mut harness, "9");
    let scans = fired(&harness).into_iter().filter(|(_, trigger, _)| trigger == "text_changed");
    let codes: Vec<String> = scans.map(|(.., change)| change.unwrap().1.to_text()).collect();
    assert_eq!(codes, ["4006381", "4006381", "007", "9"]);
    // A table has the keyboard, and takes no letters.
    harness.get_by_label("Verlauf").focus();
    harness.run_steps(2);
    for letter in ["4", "2"] {
        harness.event(Event::Text(letter.to_owned()));
        harness.run_steps(2);
    }
    scanned(&mut harness, "1");
    let last = fired(&harness).pop().unwrap().2.unwrap().1;
    assert_eq!(last, Value::from("421"));
    // Enter alone is no scan.
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(fired(&harness).iter().filter(|(_, trigger, _)| trigger == "text_changed").count(), 5);
}
