//! The languages of an app and the table of its translations.

use std::sync::Arc;

use super::*;
use crate::editor::sheet::SheetEvent;
use crate::model::languages::AppLanguages;

fn languages(harness: &Harness<'_, Stage>) -> AppLanguages {
    AppLanguages::clone(&harness.state().editor.project().languages)
}

/// Two buttons in German, English and Polish, of which one is translated.
fn translated() -> Project {
    let (mut project, ids) = project(&["button", "button"], Lang::De);
    for (id, text) in ids.iter().zip(["Start", "Stopp"]) {
        let edit = Edit::SetProperty(vec![*id], "text".to_owned(), Some(text.into()));
        apply(&mut project, &edit).unwrap();
    }
    let languages = Arc::make_mut(&mut project.languages);
    languages.tags = ["de", "en", "pl"].map(str::to_owned).to_vec();
    languages.set("Stopp", "en", "Stop");
    languages.set("Alt", "en", "Old");
    project
}

#[test]
fn an_app_gets_its_second_language_by_name() {
    let mut harness = open(project(&["button"], Lang::De).0, Dialog::Languages, Lang::De);
    assert!(shows(&harness, "Die App in mehreren Sprachen"));
    click(&mut harness, "Übersetzt in");
    click(&mut harness, "Dansk · Dänisch");
    assert_eq!(languages(&harness).tags, ["de", "da"]);
    assert!(shows(&harness, "1 fehlt"));
    click(&mut harness, "Sprache hinzufügen");
    click(&mut harness, "Čeština · Tschechisch");
    assert_eq!(languages(&harness).tags, ["de", "da", "cs"]);
    click(&mut harness, "Sprache entfernen: Dansk");
    assert_eq!(languages(&harness).tags, ["de", "cs"]);
    assert_eq!(harness.state().editor.history.undo_labels().count(), 3);
}

#[test]
fn texts_are_translated_by_keys_and_each_field_is_one_step() {
    let mut harness = open(translated(), Dialog::Languages, Lang::De);
    assert!(shows(&harness, "1 fehlt") && shows(&harness, "2 fehlen"));
    fill(&mut harness, "English: Start", "Go");
    assert!(shows(&harness, "vollständig"));
    harness.key_press(Key::Tab);
    harness.run();
    harness.event(egui::Event::Text("Uruchom".to_owned()));
    harness.run();
    // Enter goes down and does not close the dialog.
    harness.key_press(Key::Enter);
    harness.run();
    harness.event(egui::Event::Text("Zatrzymaj".to_owned()));
    harness.run();
    let now = languages(&harness);
    assert_eq!((now.translation("Start", "en"), now.translation("Start", "pl")), (Some("Go"), Some("Uruchom")));
    assert_eq!(now.translation("Stopp", "pl"), Some("Zatrzymaj"));
    assert_eq!(harness.state().editor.history.undo_labels().count(), 3);
}

#[test]
fn only_what_is_missing_is_shown_and_what_is_unused_goes() {
    let mut harness = open(translated(), Dialog::Languages, Lang::En);
    assert!(shows(&harness, "no longer used"));
    click(&mut harness, "Remove 1 no longer used");
    assert!(!languages(&harness).texts.contains_key("Alt"));
    fill(&mut harness, "Polski: Stopp", "Zatrzymaj");
    click(&mut harness, "Missing only");
    assert!(harness.query_by_label("Polski: Stopp").is_none());
    // A row stays while somebody fills it in.
    fill(&mut harness, "English: Start", "Start");
    fill(&mut harness, "Polski: Start", "Uruchom");
    assert_eq!(languages(&harness).translation("Start", "pl"), Some("Uruchom"));
    fill(&mut harness, "Search texts", "zzz");
    assert!(shows(&harness, "No text fits."));
}

#[test]
fn rows_come_from_a_spreadsheet_by_the_clipboard_and_by_a_file() {
    let mut harness = open(translated(), Dialog::Languages, Lang::De);
    field(&harness, "English: Start").focus();
    harness.run();
    harness.event(egui::Event::Paste("Go\tUruchom\nHalt\tZatrzymaj\n".to_owned()));
    harness.run();
    let now = languages(&harness);
    assert_eq!((now.translation("Start", "pl"), now.translation("Stopp", "en")), (Some("Uruchom"), Some("Halt")));
    let csv = "Deutsch;Polski;Français\nStart;Rozpocznij;Démarrer\nFremd;x;y\n";
    harness.state_mut().data.sheet.send(SheetEvent::Read("a.csv".to_owned(), Arc::new(csv.as_bytes().to_vec())));
    harness.run();
    let now = languages(&harness);
    assert_eq!(now.tags, ["de", "en", "pl", "fr"]);
    assert_eq!(
        (now.translation("Start", "pl"), now.translation("Start", "fr")),
        (Some("Rozpocznij"), Some("Démarrer"))
    );
    assert!(shows(&harness, "1 Zeilen passen zu keinem Text"));
}

#[test]
fn one_column_is_pasted_line_by_line_and_what_is_empty_in_it_changes_nothing() {
    let mut project = translated();
    Arc::make_mut(&mut project.languages).set("Alt", "pl", "Stary");
    let mut harness = open(project, Dialog::Languages, Lang::De);
    field(&harness, "Polski: Start").focus();
    harness.run();
    // What is no longer used stands last.
    harness.event(egui::Event::Paste("Uwaga, gorące; szybko\n\nStary, zły\n".to_owned()));
    harness.run();
    let now = languages(&harness);
    assert_eq!(now.translation("Start", "pl"), Some("Uwaga, gorące; szybko"));
    assert_eq!((now.translation("Stopp", "pl"), now.translation("Alt", "pl")), (None, Some("Stary, zły")));
    field(&harness, "English: Start").focus();
    harness.run();
    harness.event(egui::Event::Paste("Go\t\n\t\nOlder\tNowy\n".to_owned()));
    harness.run();
    let now = languages(&harness);
    assert_eq!((now.translation("Start", "en"), now.translation("Stopp", "en")), (Some("Go"), Some("Stop")));
    assert_eq!((now.translation("Alt", "en"), now.translation("Alt", "pl")), (Some("Older"), Some("Nowy")));
    assert_eq!(now.translation("Start", "pl"), Some("Uwaga, gorące; szybko"));
}

#[test]
fn tab_leads_out_of_the_table_at_both_of_its_ends() {
    let mut harness = open(translated(), Dialog::Languages, Lang::De);
    let ends = [("Polski: Alt", egui::Modifiers::NONE), ("English: Start", egui::Modifiers::SHIFT)];
    for (name, modifiers) in ends {
        field(&harness, name).focus();
        harness.run();
        assert!(field(&harness, name).is_focused());
        harness.key_press_modifiers(modifiers, Key::Tab);
        harness.run();
        assert!(!field(&harness, name).is_focused(), "{name}");
        let inside =
            ["English: Start", "English: Stopp", "English: Alt", "Polski: Start", "Polski: Stopp", "Polski: Alt"];
        assert!(inside.iter().all(|other| !field(&harness, other).is_focused()), "{name}");
    }
}

#[test]
fn what_is_missing_is_looked_for_again_when_a_language_comes() {
    let mut project = translated();
    for text in ["Start", "Stopp"] {
        Arc::make_mut(&mut project.languages).set(text, "en", "x");
        Arc::make_mut(&mut project.languages).set(text, "pl", "x");
    }
    let mut harness = open(project, Dialog::Languages, Lang::De);
    click(&mut harness, "Nur fehlende");
    assert!(shows(&harness, "Alles ist übersetzt."));
    click(&mut harness, "Sprache hinzufügen");
    click(&mut harness, "Dansk · Dänisch");
    assert!(harness.query_by_label("Dansk: Start").is_some());
    harness.state_mut().editor.dispatch(Command::Do(crate::editor::command::Action::Undo));
    harness.run();
    assert_eq!(languages(&harness).tags, ["de", "en", "pl"]);
    assert!(shows(&harness, "Alles ist übersetzt."));
}

#[test]
fn the_app_shows_what_a_variable_says_and_a_click_leads_to_where_a_text_stands() {
    let mut project = translated();
    apply(&mut project, &Edit::AddVariable("Sprache".to_owned(), Ty::Text, "de".into())).unwrap();
    let variable = project.variables[0].id;
    let mut harness = open(project, Dialog::Languages, Lang::De);
    click(&mut harness, "Die App zeigt");
    click(&mut harness, "die Sprache in „Sprache“");
    assert_eq!(languages(&harness).spoken.variable(), Some(variable));
    let used = crate::model::reference::uses(harness.state().editor.project(), &[variable.into()]);
    assert_eq!(used, [crate::model::place::Place::Project]);
    harness.get_by_label_contains("Button 2").click();
    harness.run();
    assert!(!is_open(&harness));
    assert_eq!(harness.state().editor.selection.control_ids().len(), 1);
}
