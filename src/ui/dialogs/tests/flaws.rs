//! What is wrong is told without moving what may be under the pointer.

use super::*;

#[test]
fn a_sentence_about_a_field_moves_nothing() {
    for lang in [Lang::De, Lang::En] {
        let (project, _) = with_halle();
        let mut harness = open(project, Dialog::NewVariable(None), lang);
        let primary = if lang == Lang::De { "Anlegen" } else { "Create" };
        let place = |harness: &Harness<'_, Stage>| harness.get_by_label(primary).rect();
        fill(&mut harness, "Name", "linie");
        let before = place(&harness);
        fill(&mut harness, "Name", " ");
        let flawed = |harness: &Harness<'_, Stage>| {
            let node = field(harness, "Name");
            egui_kittest::kittest::NodeT::accesskit_node(&node).description().is_some()
        };
        assert!(flawed(&harness) && place(&harness) == before, "{lang:?}");
        fill(&mut harness, "Name", "linie");
        assert!(!flawed(&harness) && place(&harness) == before, "{lang:?}");
    }
}

#[test]
fn a_connection_tells_all_that_is_missing_and_its_buttons_stay() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::EditConnection(None), Lang::De);
    let before = harness.get_by_label("Anlegen").rect();
    fill(&mut harness, "Port", "99999");
    click(&mut harness, "Anlegen");
    assert_eq!(harness.get_by_label("Anlegen").rect(), before);
    let told = |harness: &Harness<'_, Stage>, label: &str| {
        let node = field(harness, label);
        egui_kittest::kittest::NodeT::accesskit_node(&node).description()
    };
    for label in ["Host", "Port"] {
        assert!(told(&harness, label).is_some_and(|sentence| !sentence.is_empty()), "{label}");
    }
}
