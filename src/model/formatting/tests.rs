//! Rules: which one wins, what groups of conditions say, and how values are compared.

use super::*;
use crate::model::binding::Origin;
use crate::model::id::{ConnectionId, ControlId, VariableId};
use crate::model::source::ColumnType;

fn topic(filter: &str) -> Binding {
    let (connection, path) = (ConnectionId::local(), String::new());
    Binding::to(Origin::Topic { connection, filter: filter.to_owned(), path, ty: ColumnType::Automatic })
}

fn is(left: Binding, op: Comparator, right: impl Into<Value>) -> Condition {
    Condition::Is(Comparison { left: Some(Arc::new(left)), op, right: right.into() })
}

fn rule(when: Condition, set: &[(&str, &str)]) -> Arc<FormatRule> {
    let set = set.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect();
    Arc::new(FormatRule { name: String::new(), when, set })
}

#[test]
fn values_are_compared_as_people_read_them() {
    use Comparator::{AtLeast, AtMost, Contains, Empty, Equal, Greater, Less, NotEmpty, NotEqual, StartsWith};
    let time = "2026-11-27T10:00:00Z";
    for (left, op, right, holds) in [
        (Value::from("79.5"), Greater, Value::from(79.0), true),
        ("79,5".into(), Greater, 79.0.into(), true),
        (9.0.into(), Less, "10".into(), true),
        ("9".into(), Less, "10".into(), true),
        (10.0.into(), AtMost, 10.0.into(), true),
        (10.0.into(), AtLeast, 10.5.into(), false),
        ("läuft".into(), Greater, 3.0.into(), false),
        (time.into(), Less, "2026-11-28".into(), true),
        ((0.1 + 0.2).into(), Equal, 0.3.into(), true),
        ("21.0".into(), Equal, 21.0.into(), true),
        ("ON".into(), Equal, "on".into(), true),
        (" an ".into(), Equal, "an".into(), true),
        ("auf".into(), Equal, "an".into(), false),
        (true.into(), Equal, "an".into(), true),
        (true.into(), Equal, 1.0.into(), true),
        (false.into(), NotEqual, "ein".into(), true),
        ("Störung 7".into(), Contains, "störung".into(), true),
        ("Störung 7".into(), StartsWith, "Stör".into(), true),
        ("Störung 7".into(), Contains, "".into(), false),
        ("  ".into(), Empty, "".into(), true),
        ("x".into(), NotEmpty, "".into(), true),
    ] {
        assert_eq!(op.holds(Some(&left), &right), holds, "{left} {op:?} {right}");
    }
    for op in Comparator::ALL {
        assert_eq!(op.holds(None, &"an".into()), op == Empty, "{op:?}: nothing has come");
    }
}

#[test]
fn conditions_are_joined_and_nested_and_count_their_comparisons_in_order() {
    let one = |number: f64| is(topic("a"), Comparator::Equal, number);
    let nested = Condition::All(vec![one(0.0), Condition::Any(vec![one(1.0), one(2.0)])]);
    let with = |values: [f64; 3]| nested.holds(&|place| Some(Value::from(values[place])));
    assert!(with([0.0, 9.0, 2.0]) && with([0.0, 1.0, 9.0]));
    assert!(!with([0.0, 9.0, 9.0]) && !with([9.0, 1.0, 2.0]));
    assert!(!Condition::All(Vec::new()).holds(&|_| None), "nothing said is not enough");
    let open = Condition::Is(Comparison { left: None, op: Comparator::Empty, right: "".into() });
    assert!(!open.holds(&|_| None), "nothing is chosen");
}

/// The rule of the house: a later rule wins over an earlier one, and only where both set the same property.
#[test]
fn later_rules_win_where_they_set_the_same() {
    let rules = [
        rule(is(topic("t"), Comparator::Greater, 60.0), &[("color", "yellow"), ("text", "warm")]),
        rule(is(topic("t"), Comparator::Greater, 80.0), &[("color", "red")]),
    ];
    let set = |t: f64| {
        let value = move |_, _| Some(Value::from(t));
        looks(&rules, &value).into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((set(50.0), set(70.0)), (String::new(), "color=yellow text=warm".to_owned()));
    assert_eq!(set(90.0), "color=red text=warm");
}

#[test]
fn rules_survive_the_file_and_what_is_newer_stays_as_it_stands() {
    for ron in [
        r##"(name:"Warm",when:Is(left: Bound(from: Variable(4)), op: Greater, right: 80),set:{"color":"#ff0000"})"##,
        r#"(when:All([Is(left: Bound(from: Lua("a/b")), op: Empty), Any([Is(op: Equal, right: "an")])]))"#,
        "(when:Between(left: Variable(4), from: 1, to: 2))",
        "(when:All([Is(op: Like, right: 1), Is(op: Empty)]))",
        "(when:Is(op: Empty, /* warum */))",
    ] {
        let rule: FormatRule = ron::from_str(ron).unwrap();
        assert_eq!(ron::to_string(&rule).unwrap(), ron);
    }
    let newer: FormatRule = ron::from_str("(when:Nie)").unwrap();
    assert!(!newer.when.holds(&|_| None));
}

#[test]
fn what_comparisons_refer_to_goes_along_and_may_get_lost() {
    let of = |id: u32| Binding::to(Origin::Variable(VariableId(id)));
    let own = Binding::to(Origin::Property { control: ControlId(7), property: "value".to_owned() });
    let when = Condition::Any(vec![
        is(of(1), Comparator::Equal, 1.0),
        is(of(2), Comparator::Equal, 1.0),
        is(own, Comparator::Equal, 1.0),
    ]);
    let rule = rule(when, &[]);
    assert_eq!(rule.items(), [VariableId(1).into(), VariableId(2).into(), Item::from(ControlId(7))]);
    let map = |item: &Item| match item {
        Item::Variable(VariableId(1)) => Rewrite::To(VariableId(9).into()),
        Item::Variable(_) => Rewrite::Open,
        _ => Rewrite::Keep,
    };
    let new = rule.rewritten(&map);
    assert_eq!(new.items(), [VariableId(9).into(), Item::from(ControlId(7))]);
    assert_eq!(new.when.comparisons().len(), 3, "the comparison stays, and says what it lacks");
}

#[test]
fn names_of_comparisons_are_none_of_properties() {
    assert_eq!(term_at(&term_key(2, 13)), Some((2, 13)));
    for other in ["color", "rule", "rule.", "rule.1", "rule.a.b"] {
        assert_eq!(term_at(other), None, "{other}");
    }
}
