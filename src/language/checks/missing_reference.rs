//! Something is chosen that is no longer there.

use crate::i18n::{Wording, t};
use crate::language;
use crate::language::block::{Holds, PropertyDef};
use crate::language::fixes;
use crate::model::binding::Origin;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::property::Property;

/// The check.
pub static CHECK: Check = Check {
    key: "missing_reference",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, &"Text".into())],
};

/// Connections of sources, and properties with what they are bound to; what blocks choose is looked at where they are lowered.
fn find(project: &Project, problems: &mut Vec<Problem>) {
    let gone = project.sources.iter().filter(|source| source.link().is_some_and(|id| project.connection(id).is_none()));
    problems.extend(gone.map(|source| at(Place::item(source.id), &t("Verbindung", "Connection").into())));
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        let properties = language::control(&control.kind).map(|def| def.properties).unwrap_or_default();
        for property in properties.iter().filter(|property| is_gone(project, control, property)) {
            let clear = Edit::SetProperty(vec![control.id], property.key.to_owned(), None);
            let fix = fixes::edit(fixes::CLEAR, clear);
            problems.push(at(Place::item(control.id), &property.label.into()).with_fix(Some(fix)));
        }
        for (index, rule) in control.rules.iter().enumerate() {
            let left = rule.when.comparisons().into_iter().filter_map(|comparison| comparison.left.as_ref());
            let is_gone = rule.items().iter().any(|item| !project.has(item));
            if is_gone || left.into_iter().any(|left| is_of_nothing(project, &left.from)) {
                let fix = fixes::without_rule(control, index);
                problems.push(at(Place::item(control.id), &language::rule_label(control, index)).with_fix(Some(fix)));
            }
        }
    }
}

/// Whether a property refers to what is gone, and nobody else says so.
fn is_gone(project: &Project, control: &Control, property: &PropertyDef) -> bool {
    let items = |key: &str| control.properties.get(key).map(Property::items).unwrap_or_default();
    let gone = |key: &str| items(key).into_iter().any(|item| !project.has(&item));
    let said = match property.holds {
        // A control without a data source, see `no_source`.
        Holds::Source => property.required,
        // Its columns went with it.
        Holds::Columns { source } => gone(source),
        _ => false,
    };
    !said && (gone(property.key) || follows_nothing(project, control, property.key))
}

/// Whether a property is bound to one that its control does not have.
fn follows_nothing(project: &Project, control: &Control, key: &str) -> bool {
    let binding = control.properties.get(key).and_then(Property::binding);
    binding.is_some_and(|binding| is_of_nothing(project, &binding.from))
}

fn is_of_nothing(project: &Project, origin: &Origin) -> bool {
    match origin {
        Origin::Property { control, property } => {
            project.control(*control).is_some_and(|of| language::property(&of.kind, property).is_none())
        }
        Origin::Variable(_) | Origin::Column { .. } | Origin::Topic { .. } | Origin::Lua(_) | Origin::Parameter(_) => {
            false
        }
    }
}

/// The problem of what is chosen in a slot.
pub fn at(place: Place, slot: &Wording) -> Problem {
    let slot = slot.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("{}: Das Gewählte gibt es nicht mehr. Neu wählen.", slot.de),
            format!("{}: What was chosen no longer exists. Choose again.", slot.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::i18n::Lang;
    use crate::language::lower::lower;
    use crate::language::testing::{filled, found, found_in, graph_with, project, said};
    use crate::model::handler::{Handler, HandlerRef};
    use crate::model::id::{
        AppId, ColumnId, ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId, VariableId,
    };
    use crate::model::item::{Item, ItemKind};
    use crate::model::reference::references;

    /// A thing of each kind that is not there.
    fn gone(kind: ItemKind) -> Item {
        match kind {
            ItemKind::Screen => ScreenId(900).into(),
            ItemKind::Control => ControlId(900).into(),
            ItemKind::Connection => ConnectionId("weg".to_owned()).into(),
            ItemKind::Source => SourceId(900).into(),
            ItemKind::Column => ColumnId(900).into(),
            ItemKind::Variable => VariableId(900).into(),
            ItemKind::Timer => TimerId(900).into(),
            ItemKind::Function => FunctionId(900).into(),
            ItemKind::App => AppId.into(),
        }
    }

    /// Whoever refers to what is gone is told so, at the very place.
    #[track_caller]
    fn assert_all_said(project: &Project, what: &str) {
        let problems = lower(project).problems;
        let mut count = 0;
        for gone in references(project).iter().filter(|reference| !project.has(&reference.item)) {
            assert!(problems.iter().any(|problem| problem.place == gone.place), "{what}: {gone:?}");
            count += 1;
        }
        assert!(count > 0, "{what} refers to nothing");
    }

    #[test]
    fn every_slot_and_property_that_refers_to_what_is_gone_is_told() {
        let (sound, _) = project();
        let at = HandlerRef::new(sound.screens[0].controls[0].id, "tapped");
        for def in language::blocks() {
            for slot in def.slots {
                let Some(kind) = slot.takes.item() else { continue };
                let mut block = filled(&sound, def);
                block.slots.insert(slot.key.to_owned(), gone(kind).into());
                let mut project = sound.clone();
                let handlers = project.handlers_mut(&at.owner).unwrap();
                handlers.insert(at.trigger.clone(), Arc::new(Handler::Blocks(graph_with(def, block))));
                assert_all_said(&project, &format!("{} {}", def.kind, slot.key));
            }
        }
        for def in language::controls() {
            for property in def.properties {
                let held = match property.holds {
                    Holds::Source => Property::from(gone(ItemKind::Source)),
                    Holds::Destination => Property::from(gone(ItemKind::Screen)),
                    Holds::Columns { .. } => Property::List(vec![gone(ItemKind::Column).into()]),
                    _ => continue,
                };
                let mut control = language::new_control(def, Lang::De);
                control.properties.insert("source".to_owned(), Item::from(sound.sources[0].id).into());
                control.properties.insert(property.key.to_owned(), held);
                let mut project = sound.clone();
                Arc::make_mut(&mut project.screens[0]).controls.push(control);
                assert_all_said(&project, &format!("{} {}", def.kind, property.key));
            }
        }
    }

    #[test]
    fn what_blocks_and_sources_have_chosen_must_be_there() {
        let gone = r#"(first: 9, blocks: {9: (kind: "variable_set", slots: {"variable": Variable(99)})})"#;
        assert_eq!(found(gone), ["missing_reference"]);
        assert!(said(gone)[0].starts_with("„Variable“: Das Gewählte"));
        assert_eq!(found(r#"(first: 9, blocks: {9: (kind: "variable_set")})"#), ["empty_slot"]);
        let (mut project, _) = project();
        project.sources[0].connection = ConnectionId("weg".to_owned());
        assert_eq!(found_in(&project), ["empty_handler", "missing_reference"]);
    }
}
