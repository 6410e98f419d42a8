//! What tables make of messages.

use super::*;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::source::{Subscription, setting};
use crate::model::time::Moment;

fn source(kind: MessageKind, subscriptions: Vec<Subscription>) -> Source {
    let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
    source.settings.insert(setting::KIND.to_owned(), Value::from(kind.key()));
    source.subscriptions = subscriptions;
    source
}

fn row(topic: &str, message: &str) -> Message {
    Message {
        at_ms: 0,
        topic: topic.to_owned(),
        message: message.to_owned(),
        retained: false,
        qos: 0,
        raw: None,
        properties: None,
    }
}

fn klima() -> Vec<Subscription> {
    vec![
        Subscription::column("Temperatur", "werk/+/klima", "temp", ColumnType::Number),
        Subscription::column("Feuchte", "werk/+/klima", "feuchte", ColumnType::Number),
        Subscription::column("Tor", "werk/+/tor", "", ColumnType::Bool),
        Subscription::plain("werk/#"),
    ]
}

fn cells(table: &Table, index: usize) -> Vec<String> {
    table.line(index).unwrap().cells.iter().map(Cell::to_text).collect()
}

#[test]
fn last_has_one_row_in_which_each_column_keeps_its_last_value() {
    let mut table = Table::new(&source(MessageKind::Last, klima()));
    assert_eq!(table.columns(), ["Temperatur", "Feuchte", "Tor"]);
    table.push(row("werk/1/klima", r#"{"temp": 21.5, "feuchte": 40}"#));
    let taken = table.push(row("werk/1/tor", "auf"));
    assert_eq!((taken.change.refreshed.len(), taken.notes[0].why), (0, Unreadable::NotABool));
    let taken = table.push(row("werk/2/klima", r#"{"temp": 22}"#));
    assert_eq!(taken.change.refreshed, [0]);
    let taken = table.push(row("werk/1/tor", "an"));
    assert_eq!(taken.change.refreshed, [2]);
    assert_eq!((table.len(), cells(&table, 0)), (1, vec!["22".to_owned(), "40".to_owned(), "true".to_owned()]));
    assert_eq!(table.newest().unwrap().row.topic, "werk/1/tor");
}

#[test]
fn nodes_have_a_row_for_each_topic_in_a_steady_order() {
    let mut table = Table::new(&source(MessageKind::Nodes, klima()));
    for (topic, message) in [
        ("werk/2/klima", r#"{"temp": 2}"#),
        ("werk/1/klima", r#"{"temp": 1, "feuchte": 10}"#),
        ("werk/2/klima", r#"{"temp": 3}"#),
        ("werk/9/sonst", "x"),
        ("werk/1/klima", r#"{"temp": 4}"#),
    ] {
        table.push(row(topic, message));
    }
    let topics: Vec<&str> = table.lines().map(|line| line.row.topic.as_str()).collect();
    assert_eq!(topics, ["werk/1/klima", "werk/2/klima", "werk/9/sonst"]);
    assert_eq!(cells(&table, 0), ["4", "10", ""]);
    assert_eq!(table.newest().unwrap().row.topic, "werk/1/klima");
    assert_eq!(table.of_topic("werk/2/klima").unwrap().cells[0], Cell::Number(3.0));
    assert_eq!(table.of_topic("werk/3/klima"), None);
}

#[test]
fn nodes_are_bounded_and_the_oldest_goes() {
    let mut source = source(MessageKind::Nodes, klima());
    source.settings.insert(setting::ROWS.to_owned(), Value::from(2.0));
    let mut table = Table::new(&source);
    for (at_ms, topic) in [(1, "werk/b"), (2, "werk/a"), (3, "werk/b"), (4, "werk/c")] {
        table.push(Message { at_ms, ..row(topic, "x") });
    }
    let topics: Vec<&str> = table.lines().map(|line| line.row.topic.as_str()).collect();
    assert_eq!(topics, ["werk/b", "werk/c"]);
}

#[test]
fn all_keeps_the_newest_messages() {
    let mut source = source(MessageKind::All, klima());
    source.settings.insert(setting::ROWS.to_owned(), Value::from(2.0));
    let mut table = Table::new(&source);
    for temp in 1..=3 {
        table.push(row("werk/1/klima", &format!("{{\"temp\": {temp}}}")));
    }
    assert_eq!((table.len(), table.received), (2, 3));
    assert_eq!(
        (cells(&table, 0), cells(&table, 1)),
        (vec!["3".to_owned(), String::new(), String::new()], vec!["2".to_owned(), String::new(), String::new()])
    );
    table.clear();
    assert!(table.is_empty() && table.newest().is_none());
}

#[test]
fn what_cannot_be_read_is_told_once_a_topic_and_counted_always() {
    let mut table = Table::new(&source(MessageKind::All, klima()));
    let first = table.push(row("werk/1/klima", "{\"temp\": \"21,5\"}"));
    let note =
        |column: &str, why| UnreadableNote { topic: "werk/1/klima".to_owned(), column: Some(column.to_owned()), why };
    assert_eq!(first.notes, [note("Temperatur", Unreadable::NotANumber), note("Feuchte", Unreadable::NoPath)]);
    assert_eq!(table.push(row("werk/1/klima", "kaputt")).notes, []);
    assert_eq!(table.push(row("werk/2/klima", "kaputt")).notes.len(), 2);
    assert_eq!(table.unreadable, 6);
    assert_eq!(table.push(row("werk/3/klima", "")).notes, [], "a deleted value is no fault");
}

#[test]
fn a_column_may_have_several_paths() {
    let subscriptions = vec![
        Subscription::column("Wert", "a/#", "x", ColumnType::Number),
        Subscription::column("wert", "a/#", "y", ColumnType::Number),
    ];
    let mut table = Table::new(&source(MessageKind::Last, subscriptions));
    let taken = table.push(row("a/1", "{\"y\": 5}"));
    assert_eq!((taken.notes, cells(&table, 0)), (Vec::new(), vec!["5".to_owned()]));
}

#[test]
fn json_payloads_are_checked_and_taken_apart() {
    let mut source = source(
        MessageKind::All,
        vec![
            Subscription::column("Wert", "a", "", ColumnType::Automatic),
            Subscription::column("Wann", "a", "", ColumnType::Time),
        ],
    );
    source.settings.insert(setting::PAYLOAD.to_owned(), Value::from("json"));
    let mut table = Table::new(&source);
    assert_eq!(table.push(row("a", "\"2026-11-22\"")).notes, []);
    assert_eq!(table.line(0).unwrap().cells[0], Cell::Text("2026-11-22".to_owned()));
    assert_eq!(table.line(0).unwrap().cells[1], Cell::Time(Moment { ms: 1_795_305_600_000, floating: true }));
    let bad = table.push(row("a", "an"));
    assert_eq!(bad.notes, [UnreadableNote { topic: "a".to_owned(), column: None, why: Unreadable::NotJson }]);
    assert_eq!(table.line(0).unwrap().cells[0], Cell::Empty);
}

#[test]
fn the_usual_columns_follow_the_message_type_unless_some_are_chosen() {
    let table = |kind| Table::new(&source(kind, klima()));
    let titled = [ShownColumn::Titled(0), ShownColumn::Titled(1), ShownColumn::Titled(2)];
    assert_eq!(table(MessageKind::Last).shown("")[..], [&[ShownColumn::Time][..], &titled].concat());
    assert_eq!(table(MessageKind::Nodes).shown("\n")[0], ShownColumn::Topic);
    assert_eq!(table(MessageKind::All).shown("fort").len(), 5);
    assert_eq!(table(MessageKind::All).shown("tor\nmessage"), [ShownColumn::Titled(2), ShownColumn::Message]);
    let plain = Table::new(&source(MessageKind::Last, Vec::new()));
    assert_eq!(plain.shown(""), [ShownColumn::Time, ShownColumn::Topic, ShownColumn::Message]);
}

#[test]
fn bytes_are_shown_as_hex() {
    let mut source = source(MessageKind::All, vec![Subscription::column("Hex", "a", "", ColumnType::Text)]);
    source.settings.insert(setting::PAYLOAD.to_owned(), Value::from("binary"));
    let mut table = Table::new(&source);
    table.push(row("a", "Hi\n"));
    assert_eq!(table.line(0).unwrap().row.message, "48 69 0A");
    assert_eq!(cells(&table, 0), ["48 69 0A"]);
    assert!(table.knows(&Message { retained: true, ..row("a", "Hi\n") }));
}

#[test]
fn a_stored_value_told_again_is_known() {
    let mut table = Table::new(&source(MessageKind::All, klima()));
    table.push(row("werk/1/tor", "an"));
    let again = |message: &str, retained| Message { retained, ..row("werk/1/tor", message) };
    assert!(table.knows(&again("an", true)));
    assert!(!table.knows(&again("an", false)));
    assert!(!table.knows(&again("aus", true)));
}

/// Whoever applies what a table publishes has the same table, whatever comes and however few rows are kept.
#[test]
fn a_table_that_follows_shows_the_same() {
    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;

    let messages =
        proptest::collection::vec(("[a-d]", "(an|aus|1|x{400}|y{900}|\\{\"t\": [0-9]\\})", 0_i64..50), 0..40);
    let kinds = proptest::sample::select(MessageKind::ALL);
    let mut runner = TestRunner::default();
    let ran = runner.run(&(messages, kinds, 1_u32..6), |(messages, kind, most)| {
        let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
        source.subscriptions = vec![
            Subscription::column("Temp", "a", "t", ColumnType::Number),
            Subscription::column("Alles", "#", "", ColumnType::Text),
        ];
        source.settings.insert(setting::KIND.to_owned(), Value::from(kind.key()));
        source.settings.insert(setting::ROWS.to_owned(), Value::from(f64::from(most)));
        let (mut table, mut follower) = (Table::new(&source), Table::new(&source));
        (table.most_bytes, follower.most_bytes) = (3_000, 3_000);
        for (topic, message, at_ms) in messages {
            let taken = table.push(Message { at_ms, topic, message, ..Message::default() });
            follower.apply(&taken.change);
            prop_assert_eq!(table.lines().collect::<Vec<_>>(), follower.lines().collect::<Vec<_>>());
            prop_assert_eq!(table.newest(), follower.newest());
            prop_assert_eq!((table.received, table.unreadable), (follower.received, follower.unreadable));
            prop_assert!(table.len() <= most as usize);
            let held: usize = table.lines().map(TableRow::bytes).sum();
            prop_assert_eq!((table.bytes, follower.bytes, table.crowded_out), (held, held, follower.crowded_out));
            prop_assert!(held <= 3_000 || table.len() == 1);
        }
        Ok(())
    });
    ran.unwrap();
}

#[test]
fn rows_hold_a_bounded_number_of_bytes_and_the_first_time_is_told() {
    for kind in [MessageKind::All, MessageKind::Nodes] {
        let mut source = source(kind, Vec::new());
        source.settings.insert(setting::MIB.to_owned(), Value::from(1.0));
        let mut table = Table::new(&source);
        let mut push = |number: i64, bytes: usize| {
            let row = Message { at_ms: number, ..row(&format!("t/{}", 9 - number), &"x".repeat(bytes)) };
            table.push(row).begins_to_crowd
        };
        assert_eq!([push(1, 10), push(2, 400_000), push(3, 400_000)], [false; 3]);
        assert_eq!([push(4, 400_000), push(5, 400_000)], [true, false], "the older ones go, told once");
        let kept = |table: &Table| {
            let mut kept: Vec<i64> = table.lines().map(|line| line.row.at_ms).collect();
            kept.sort_unstable();
            kept
        };
        let mut table_with = |row: Message| {
            table.push(row);
            kept(&table)
        };
        assert_eq!(table_with(Message { at_ms: 6, ..row("t/0", "klein") }), [4, 5, 6]);
        assert_eq!(table_with(Message { at_ms: 7, ..row("t/1", &"x".repeat(2 << 20)) }), [7], "however large it is");
        assert_eq!((table.crowded_out, table.newest().unwrap().row.at_ms), (6, 7));
        table.clear();
        assert_eq!((table.bytes, table.crowded_out), (0, 0));
    }
}
