//! Rules of conditional formatting in a run: what lies over a property, and what is below it.

use super::bound::{bound_in, topic};
use super::*;
use crate::model::binding::{Binding, Origin};
use crate::model::formatting::{Comparator, Comparison, Condition, FormatRule};

fn rule(left: Origin, op: Comparator, right: impl Into<Value>, set: &[(&str, Value)]) -> Arc<FormatRule> {
    let comparison = Comparison { left: Some(Arc::new(Binding::to(left))), op, right: right.into() };
    let set = set.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Arc::new(FormatRule { name: String::new(), when: Condition::Is(comparison), set })
}

/// A run of the usual project in which a control has these rules, and properties are bound.
fn ruled(id: u32, rules: Vec<Arc<FormatRule>>, all: Vec<(u32, &str, Binding)>, chunks: Vec<Arc<Chunk>>) -> Run {
    bound_in(all, chunks, |screen| {
        let of = screen.controls.iter_mut().find(|control| control.id.0 == id).unwrap();
        of.rules = rules;
    })
}

const RED: &str = "#ff0000";

#[test]
fn a_rule_listens_by_itself_and_lies_over_what_the_property_is() {
    let rules = vec![rule(topic("werk/temp", ""), Comparator::Greater, 80.0, &[("text_color", RED.into())])];
    let mut run = ruled(14, rules, Vec::new(), vec![lua(10, "screens.Start.Anzeige.text_color = '#00ff00'")]);
    run.arrives(u32::MAX, "werk/temp", "85", false);
    run.until_shown(14, "text_color", RED);
    // What a handler sets meanwhile is seen when the rule has done its time.
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.shown(14), [RED]);
    run.arrives(u32::MAX, "werk/temp", "20", false);
    run.until_shown(14, "text_color", "#00ff00");
}

#[test]
fn a_later_rule_wins_and_a_property_goes_back_to_what_it_is_bound_to() {
    let value = |above: f64, color: &str| {
        rule(Origin::Variable(VariableId(51)), Comparator::Greater, above, &[("text", color.into())])
    };
    let all = vec![(14, "text", Binding::to(topic("werk/text", "")))];
    let chunks = vec![lua(10, "data.Zahl = 70"), lua(11, "data.Zahl = 90"), lua(12, "data.Zahl = 1")];
    let mut run = ruled(14, vec![value(60.0, "warm"), value(80.0, "heiß")], all, chunks);
    run.arrives(u32::MAX, "werk/text", "gut", false);
    run.until_shown(14, "text", "gut");
    run.tap(10);
    run.until_shown(14, "text", "warm");
    run.tap(11);
    run.until_shown(14, "text", "heiß");
    run.arrives(u32::MAX, "werk/text", "besser", false);
    run.tap(12);
    run.until_shown(14, "text", "besser");
    assert_eq!(run.shown(14), ["gut", "warm", "heiß", "besser"]);
}

#[test]
fn rules_that_hold_from_the_start_and_those_in_lua_count_and_others_follow_them() {
    let rules = vec![
        rule(topic("werk/nie", ""), Comparator::Empty, "", &[("text", "wartet".into())]),
        rule(Origin::Lua("data.Zahl * 2".to_owned()), Comparator::Equal, 10.0, &[("visible", false.into())]),
    ];
    let of = Origin::Property { control: ControlId(14), property: "text".to_owned() };
    let all = vec![(15, "unit", Binding::to(of))];
    let mut run = ruled(14, rules, all, vec![lua(10, "data.Zahl = 5 peakboard.log(screens.Start.Anzeige.text)")]);
    run.until_shown(14, "text", "wartet");
    run.until_shown(15, "unit", "wartet");
    run.tap(10);
    run.until_shown(14, "visible", false);
    assert_eq!(run.logs(), ["wartet"], "a script reads what is shown");
}

#[test]
fn a_rule_that_would_wake_itself_does_nothing() {
    let own = |key: &str| Origin::Property { control: ControlId(14), property: key.to_owned() };
    let rules = vec![
        rule(own("text"), Comparator::NotEqual, "x", &[("text", "x".into())]),
        rule(Origin::Variable(VariableId(51)), Comparator::Equal, 5.0, &[("visible", false.into())]),
    ];
    let mut run = ruled(14, rules, Vec::new(), vec![lua(10, "data.Zahl = 5 screens.Start.Anzeige.text = 'y'")]);
    run.tap(10);
    run.until_shown(14, "visible", false);
    run.until_shown(14, "text", "y");
    assert_eq!(run.shown(14), ["false", "y"]);
}
