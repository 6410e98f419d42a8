//! The dialog of a function.

use super::*;
use crate::editor::tabs::Tab;
use crate::model::function::{CALLED, Function, Parameter};
use crate::model::types::Ty;

fn functions(harness: &Harness<'_, Stage>) -> Vec<Function> {
    harness.state().editor.project().functions.to_vec()
}

#[test]
fn a_new_function_gets_its_inputs_and_its_blocks_are_shown() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::NewFunction(None), Lang::De);
    fill(&mut harness, "Name", "Licht schalten");
    click(&mut harness, "Eingabe hinzufügen");
    fill(&mut harness, "Eingabe 1", "Raum");
    click(&mut harness, "Eingabe hinzufügen");
    fill(&mut harness, "Eingabe 2", "raum");
    assert!(shows(&harness, "Eine andere Eingabe heißt schon so"));
    fill(&mut harness, "Eingabe 2", "An");
    click(&mut harness, "Anlegen");
    let function = functions(&harness).remove(0);
    assert_eq!((&*function.name, &*function.ident, function.gives), ("Licht schalten", "Licht_schalten", None));
    let input = |id, name: &str| Parameter { id, name: name.to_owned(), ty: Ty::Number };
    assert_eq!(function.parameters, [input(1, "Raum"), input(2, "An")]);
    let body = Tab::Handler(HandlerRef::new(function.id, CALLED));
    assert_eq!(harness.state().editor.active, Some(body));
}

#[test]
fn inputs_keep_their_number_whatever_becomes_of_the_others() {
    let (mut project, _) = with_halle();
    let mut new = crate::language::testing::function(crate::model::handler::Handler::empty());
    new.parameters.push(Parameter { id: 0, name: "Zweite".to_owned(), ty: Ty::Text });
    let id = apply(&mut project, &Edit::AddFunction(new)).unwrap().first(Item::function).unwrap();
    let mut harness = open(project, Dialog::EditFunction(id), Lang::En);
    harness.get_all_by_label("Delete input").next().unwrap().click();
    harness.run();
    click(&mut harness, "Add input");
    fill(&mut harness, "Input 2", "Third");
    harness.get_all_by_label("Move up").nth(1).unwrap().click();
    harness.run();
    click(&mut harness, "Apply");
    let ids: Vec<(u32, String)> =
        functions(&harness)[0].parameters.iter().map(|each| (each.id, each.name.clone())).collect();
    assert_eq!(ids, [(3, "Third".to_owned()), (2, "Zweite".to_owned())]);
}

#[test]
fn a_new_function_fills_the_slot() {
    let (mut project, _) = with_halle();
    let (at, block) = with_block(&mut project);
    let waiting = (at.clone(), block, "function".to_owned());
    let mut harness = open(project, Dialog::NewFunction(Some(waiting)), Lang::De);
    fill(&mut harness, "Name", "Rechnen");
    click(&mut harness, "Anlegen");
    assert_eq!(slot(&harness, &at, block, "function"), Some(Item::from(functions(&harness)[0].id)));
}
