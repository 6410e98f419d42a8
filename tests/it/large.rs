//! Projects of a size that nobody draws by hand work from opening to stopping; how long each step takes is shown by
//! `benches/large.rs`.

mod projects;

use std::sync::Arc;

use steckbrett::language::lower::{Lowered, Lowerer};
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::id::{ControlId, ScreenId, SourceId, VariableId};
use steckbrett::model::item::Item;
use steckbrett::model::project::Project;
use steckbrett::model::reference;
use steckbrett::{engine, store};

use self::projects::{many_controls, many_filters, many_sources, run};

/// How many of each.
const COUNT: u32 = 6_000;

/// Opens and checks; then each edit and what is checked after it.
fn edited(text: &str, edits: &[Edit]) -> (Arc<Project>, Lowered) {
    let mut project = store::parse(text).unwrap().project;
    let mut lowerer = Lowerer::new(Some(engine::check_syntax));
    let lowered = lowerer.update(&project);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems.first());
    let whole = project.clone();
    for edit in edits {
        apply(&mut project, edit).unwrap();
        lowerer.update(&project);
    }
    reference::counts(&project);
    store::to_text(&project).unwrap();
    (Arc::new(whole), lowered)
}

#[test]
fn many_controls_are_no_trouble() {
    let count = COUNT;
    let edits = [
        Edit::Rename(ControlId(2).into(), "Neu".to_owned()),
        Edit::Rename(VariableId(count + 2).into(), "Neu".to_owned()),
        Edit::AddControls(ScreenId(1), Vec::new()),
        Edit::DuplicateScreen(ScreenId(1)),
        Edit::Rename(ScreenId(1).into(), "Seite".to_owned()),
        Edit::Remove((0..count).map(|n| VariableId(count + 2 + n).into()).collect()),
        Edit::Remove((0..count / 2).map(|n| ControlId(2 + n).into()).collect()),
    ];
    let (project, lowered) = edited(&many_controls(count), &edits);
    run(&project, &lowered, ControlId(4));
}

#[test]
fn many_sources_are_no_trouble() {
    let count = COUNT;
    let edits = [
        Edit::Rename(SourceId(3).into(), "Neu".to_owned()),
        Edit::Remove((0..count / 2).map(|n| Item::from(SourceId(3 + n))).collect()),
    ];
    let (project, lowered) = edited(&many_sources(count), &edits);
    run(&project, &lowered, ControlId(2));
}

#[test]
fn many_filters_are_no_trouble() {
    let edits = [Edit::Rename(SourceId(3).into(), "Neu".to_owned())];
    let (project, lowered) = edited(&many_filters(COUNT), &edits);
    run(&project, &lowered, ControlId(2));
}
