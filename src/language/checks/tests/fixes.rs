//! Every quick fix mends what it stands beside.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::i18n::Lang;
use crate::language::lower::{Lowerer, lower};
use crate::language::testing::{project, with_blocks, with_lua};
use crate::language::{control, new_control};
use crate::model::binding::{Binding, Origin};
use crate::model::connection::{Keyed as _, Version, rows};
use crate::model::control::Control;
use crate::model::edit::{Edit, apply};
use crate::model::formatting::{Comparator, Comparison, Condition, FormatRule};
use crate::model::id::{ControlId, SourceId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::timer::Schedule;
use crate::model::value::Value;

/// Clicks the fix of the problem with this key until none has one; then no such problem is left.
#[track_caller]
fn mend(mut project: Project, key: &'static str) -> Project {
    let told = |project: &Project| lower(project).problems.into_iter().filter(|problem| problem.check.key == key);
    let before = told(&project).count();
    assert!(before > 0, "{key} is not told");
    for _ in 0..before {
        let Some(problem) = told(&project).next() else { break };
        let fix = problem.fix.unwrap_or_else(|| panic!("{key} has no fix"));
        let edit = fix.edit(&project).unwrap();
        apply(&mut project, &edit).unwrap();
    }
    let left: Vec<_> = told(&project).map(|problem| problem.wording.de).collect();
    assert!(left.is_empty(), "{key}: {left:?}");
    project
}

/// One block with these slots.
fn block(kind: &str, slots: &str) -> Project {
    with_blocks(&format!(r#"(first: 9, blocks: {{9: (kind: "{kind}", slots: {{{slots}}})}})"#)).0
}

fn with_first(change: impl FnOnce(&mut Control)) -> Project {
    let (mut project, _) = project();
    change(&mut Arc::make_mut(&mut project.screens[0]).controls[0]);
    project
}

fn rule(left: bool, key: &str, value: Value) -> Project {
    let left = left.then(|| Arc::new(Binding::to(Origin::Lua("1".to_owned()))));
    let when = Condition::Is(Comparison { left, op: Comparator::Equal, right: 1.0.into() });
    let set = if key.is_empty() { BTreeMap::new() } else { BTreeMap::from([(key.to_owned(), value)]) };
    with_first(|control| control.rules = vec![Arc::new(FormatRule { name: "Warm".to_owned(), when, set })])
}

/// Projects with something to mend, by the check that tells it.
fn broken() -> Vec<(&'static str, Project)> {
    let mut all = vec![
        ("bad_topic", block("mqtt_publish", r#""topic": "halle/+/licht/#""#)),
        ("bad_topic", block("mqtt_publish", r#""topic": "halle\nlicht""#)),
        ("odd_topic", block("mqtt_publish", r#""topic": " /halle/licht ""#)),
        ("not_a_number", block("wait", r#""seconds": "bald""#)),
        ("not_a_number", block("mqtt_publish", r#""topic": "a", "expiry": "-1""#)),
        ("bad_payload", block("mqtt_publish", r#""topic": "a", "message": "{", "form": "json""#)),
        ("bad_properties", block("mqtt_publish", r#""topic": "a", "properties": "ohne""#)),
        ("missing_reference", block("mqtt_publish", r#""topic": "a", "connection": Connection("weg")"#)),
        ("web_access", block("http_request", r#""url": "https://api.example.com/x""#)),
        ("outside_loop", block("break", "")),
        ("bad_function", block("function_return", "")),
        ("empty_handler", with_blocks("(blocks: {})").0),
        ("loose_blocks", with_blocks(r#"(blocks: {9: (kind: "log", next: 10), 10: (kind: "log")}, positions: {9: (x: 1.0, y: 1.0)})"#).0),
        (
            "unreachable",
            with_blocks(r#"(first: 9, blocks: {9: (kind: "return", next: 10), 10: (kind: "log", next: 11), 11: (kind: "log")})"#).0,
        ),
        (
            "bad_wire",
            with_blocks(r#"(first: 9, blocks: {9: (kind: "wait", slots: {"seconds": Wire(10)}), 10: (kind: "text", slots: {"text": "2"})})"#).0,
        ),
        (
            "bad_pattern",
            with_blocks(r#"(first: 9, blocks: {9: (kind: "log", slots: {"text": Wire(10)}), 10: (kind: "pattern_extract", slots: {"text": "a", "pattern": "(a"})})"#).0,
        ),
        ("unknown_name", with_lua("prnt('a')").0),
        ("open_rule", rule(false, "", 0.0.into())),
        ("bad_rule", rule(true, "farbe", "#ff0000".into())),
        ("bad_rule", rule(true, "color", "rot".into())),
        ("missing_reference", with_first(|control| {
            let gone = Origin::Property { control: ControlId(900), property: "text".to_owned() };
            control.properties.insert("text".to_owned(), Binding::to(gone).into());
        })),
        ("binding_circle", with_first(|control| {
            let own = Origin::Property { control: control.id, property: "text".to_owned() };
            control.properties.insert("text".to_owned(), Binding::to(own).into());
        })),
    ];
    let mut old = block("mqtt_publish", r#""topic": "a", "expiry": "60", "content_type": "text/plain""#);
    old.connections[0].settings.insert(rows::VERSION.key.to_owned(), Value::from(Version::V311.key()));
    all.push(("only_version_5", old));
    for when in [
        Schedule::Every { ms: 1 },
        Schedule::Once { ms: 0 },
        Schedule::Daily { times: ["6:30".to_owned().try_into().unwrap()].into(), weekdays: BTreeSet::new() },
    ] {
        let (mut timed, _) = project();
        timed.timers[0].when = when;
        all.push(("bad_timer", timed));
    }
    let mut twins = project().0;
    let twin = Control { id: ControlId(900), ..twins.screens[0].controls[0].clone() };
    Arc::make_mut(&mut twins.screens[0]).controls.push(twin);
    twins.next_id = 1_000;
    all.push(("duplicate_name", twins));
    let mut bare = project().0;
    bare.sources.truncate(1);
    let mut table = new_control(control("table").unwrap(), Lang::De);
    table.properties.insert("source".to_owned(), Property::from(Item::from(SourceId(900))));
    Arc::make_mut(&mut bare.screens[0]).controls = vec![table].into();
    all.push(("no_source", bare));
    all
}

#[test]
fn every_fix_mends_what_it_stands_beside() {
    let mut keys = BTreeSet::new();
    for (key, project) in broken() {
        mend(project, key);
        keys.insert(key);
    }
    assert!(keys.len() >= 15, "only {} kinds of problems have a fix", keys.len());
}

/// What was lowered before knows no other settings of the connection than those that it depends on.
#[test]
fn a_fix_of_a_connection_leaves_what_was_changed_since() {
    let mut old = block("mqtt_publish", r#""topic": "a", "expiry": "60""#);
    old.connections[0].settings.insert(rows::VERSION.key.to_owned(), Value::from(Version::V311.key()));
    let mut lowerer = Lowerer::new(None);
    lowerer.update(&old);
    let mut renamed = old.connections[0].clone();
    renamed.settings.insert("client_id".to_owned(), Value::from("neu"));
    apply(&mut old, &Edit::SetConnection(renamed)).unwrap();
    let fix = lowerer.update(&old).problems.remove(0).fix.unwrap();
    let edit = fix.edit(&old).unwrap();
    apply(&mut old, &edit).unwrap();
    assert_eq!(old.connections[0].settings.get("client_id"), Some(&Value::from("neu")));
    assert_eq!(lowerer.update(&old).problems, []);
}

#[test]
fn what_is_mended_says_what_was_meant() {
    let topic = |project: &Project| {
        let handler = project.handlers().find_map(|(_, handler)| handler.graph().cloned()).unwrap();
        handler.blocks.values().next().and_then(|block| block.literal("topic").cloned())
    };
    let tidy = mend(block("mqtt_publish", r#""topic": " /halle/licht ""#), "odd_topic");
    assert_eq!(topic(&tidy), Some(Value::from("halle/licht")));
    let tidy = mend(block("mqtt_publish", r#""topic": "halle/+/licht/#""#), "bad_topic");
    assert_eq!(topic(&tidy), Some(Value::from("halle/licht")));
}
