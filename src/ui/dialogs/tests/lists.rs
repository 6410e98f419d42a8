//! The dialog of a list with columns.

use super::*;
use crate::editor::sheet::{SheetCommand, SheetEvent};
use crate::model::source::list::RowList;
use crate::model::source::{ColumnType, Source};
use crate::model::value::Value;

fn list(harness: &Harness<'_, Stage>) -> Source {
    let sources = &harness.state().editor.project().sources;
    sources.iter().find(|source| source.is_list()).cloned().unwrap()
}

fn rows(harness: &Harness<'_, Stage>) -> RowList {
    RowList::clone(list(harness).list.as_ref().unwrap())
}

#[test]
fn a_list_is_filled_in_and_edited_by_keys() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::NewVariable(None), Lang::De);
    click(&mut harness, "Mit Spalten");
    fill(&mut harness, "Name", "Einkauf");
    fill(&mut harness, "Spalte", "Ware");
    click(&mut harness, "Spalte hinzufügen");
    fill(&mut harness, "Spalte 2", "ware");
    assert!(shows(&harness, "So heißt schon eine andere Spalte"));
    fill(&mut harness, "Spalte 2", "Menge");
    fill(&mut harness, "Ware 1", "Milch");
    harness.key_press(Key::Tab);
    harness.run();
    harness.event(egui::Event::Text("2".to_owned()));
    harness.run();
    // Enter makes a row and does not close the dialog.
    harness.key_press(Key::Enter);
    harness.run();
    harness.event(egui::Event::Text("7".to_owned()));
    harness.run();
    fill(&mut harness, "Ware 2", "Brot");
    click(&mut harness, "Anlegen");
    let made = list(&harness);
    assert_eq!((&*made.name, &*made.ident), ("Einkauf", "Einkauf"));
    let text = Value::from;
    assert_eq!(rows(&harness).rows, [[text("Milch"), text("2")], [text("Brot"), text("7")]]);
    assert!(rows(&harness).columns.iter().all(|column| column.id.is_some()));
}

#[test]
fn rows_of_a_spreadsheet_are_pasted() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::NewVariable(None), Lang::De);
    click(&mut harness, "Mit Spalten");
    harness.get_by_label("Spalte").focus();
    harness.run();
    harness.event(egui::Event::Paste("Ware\tMenge\tDa\nMilch\t1,5\tja\nBrot\t2\tnein\n".to_owned()));
    harness.run();
    click(&mut harness, "Anlegen");
    let list = rows(&harness);
    let types: Vec<ColumnType> = list.columns.iter().map(|column| column.ty()).collect();
    assert_eq!(types, [ColumnType::Text, ColumnType::Number, ColumnType::Bool]);
    assert_eq!(list.rows[0], [Value::from("Milch"), Value::from(1.5), Value::from(true)]);
}

#[test]
fn a_list_that_is_there_is_edited_and_keeps_its_columns() {
    let (project, _) = crate::language::testing::project();
    let old = project.sources.iter().find(|source| source.is_list()).cloned().unwrap();
    let mut harness = open(project, Dialog::EditSource(old.id), Lang::En);
    assert!(shows(&harness, "Edit list"));
    fill(&mut harness, "Menge 1", "many");
    assert!(shows(&harness, "This is not a number"));
    fill(&mut harness, "Menge 1", "3");
    click(&mut harness, "Add row");
    fill(&mut harness, "Ware 2", "Brot");
    click(&mut harness, "Save");
    assert_eq!(list(&harness).columns(), old.columns());
    assert_eq!(rows(&harness).rows, [[Value::from("Milch"), 3.0.into()], ["Brot".into(), "".into()]]);
}

#[test]
fn rows_come_from_a_file_and_go_into_one() {
    let (project, _) = crate::language::testing::project();
    let old = project.sources.iter().find(|source| source.is_list()).cloned().unwrap();
    let mut harness = open(project, Dialog::EditSource(old.id), Lang::De);
    click(&mut harness, "CSV sichern …");
    let csv = "\u{feff}Ware;Menge\nMilch;2\n".to_owned();
    let save = Request::Sheet(SheetCommand::Save { name: "Einkauf".to_owned(), csv });
    assert!(harness.state().asked.contains(&Command::Request(save)));
    let read = |text: &[u8]| SheetEvent::Read("neu.csv".to_owned(), std::sync::Arc::new(text.to_vec()));
    harness.state_mut().data.sheet.send(read(b"Ware,Menge\nK\xe4se,viel\n"));
    harness.run();
    assert!(shows(
        &harness,
        "1 Zeile aus „neu.csv“ geladen. Nicht lesbar: Zeile 1, Spalte „Menge“. Berichtigen, oder der Spalte einen anderen Typ geben."
    ));
    fill(&mut harness, "Menge 1", "3");
    click(&mut harness, "Speichern");
    assert_eq!(list(&harness).columns(), old.columns());
    assert_eq!(rows(&harness).rows, [[Value::from("Käse"), 3.0.into()]]);
}

#[test]
fn a_file_that_cannot_be_taken_changes_nothing_and_says_where_it_is_wrong() {
    let (project, _) = crate::language::testing::project();
    let old = project.sources.iter().find(|source| source.is_list()).cloned().unwrap();
    let mut harness = open(project, Dialog::EditSource(old.id), Lang::De);
    let bytes = std::sync::Arc::new(b"Ware;Menge\n\"Milch;2\nBrot;1\n".to_vec());
    harness.state_mut().data.sheet.send(SheetEvent::Read("neu.csv".to_owned(), bytes));
    harness.run();
    assert!(shows(
        &harness,
        "„neu.csv“, Zeile 2: Ein Anführungszeichen wird nicht geschlossen. Es schließen oder weglassen und die Datei noch einmal laden."
    ));
    click(&mut harness, "Speichern");
    assert_eq!(list(&harness).list, old.list);
}
