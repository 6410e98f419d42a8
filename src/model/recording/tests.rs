//! What is kept of a run.

use std::collections::BTreeMap;

use super::*;
use crate::model::control::Control;
use crate::model::fit::Anchors;
use crate::model::handler::Handler;
use crate::model::id::SourceId;
use crate::model::layer::Layer;
use crate::model::place::Place;
use crate::model::run::{Level, Properties};
use crate::model::screen::Area;
use crate::model::source::Source;
use crate::model::source::convert::Cell;
use crate::model::source::table::{RowsChange, Table};
use crate::model::topic::TopicName;

fn recording(bounds: RecordingBounds) -> Recording {
    Recording::new(Arc::new(Project::new("P", "Start", "Lokal")), 0, bounds)
}

fn changed(value: &str) -> RunEvent {
    let (control, property) = (ControlId(7), "text".to_owned());
    RunEvent::Property(PropertyChange { control, property, value: Value::from(value) })
}

#[test]
fn of_a_long_run_whole_seconds_go_and_what_held_then_stays() {
    let mut recording = recording(RecordingBounds { moments: 100, bytes: usize::MAX });
    for index in 0..1_000_u64 {
        recording.take_event(Duration::from_millis(index * 100), &changed(&index.to_string()));
        assert!(recording.moments().len() <= 100);
    }
    let first = recording.moments().front().unwrap();
    assert_eq!(first.at.subsec_nanos(), 0, "a whole second begins");
    assert_eq!(recording.forgotten(), first.at.checked_sub(Duration::from_millis(100)));
    let last = first.at.as_millis() / 100 - 1;
    assert_eq!(recording.held_before(), [Recorded::Event(changed(&last.to_string()))]);
    assert_eq!(recording.count(), 1_000);
}

#[test]
fn what_is_held_is_bounded_in_bytes_and_each_text_is() {
    let mut recording = recording(RecordingBounds { moments: usize::MAX, bytes: 1 << 20 });
    for _ in 0..100 {
        recording.take_event(Duration::ZERO, &changed(&"ä".repeat(40_000)));
    }
    assert!(recording.bytes() <= 1 << 20 && recording.moments().len() > 3);
    assert_eq!(recording.cut(), 100);
    let of_moments = recording.moments().iter().map(|moment| moment.bytes).sum::<usize>();
    assert_eq!(recording.bytes(), of_moments + recording.before.bytes);
    assert!(recording.before.bytes > 60_000, "what held is counted");
}

#[test]
fn no_secret_of_a_connection_is_kept_wherever_it_turns_up() {
    let mut recording = recording(RecordingBounds::default());
    recording.hide([Password::new("geheim!"), Password::new("ab")]);
    let text = |text: &str| {
        Arc::new(Message {
            at_ms: 0,
            topic: "t".to_owned(),
            message: text.to_owned(),
            retained: false,
            qos: 0,
            raw: None,
            properties: None,
        })
    };
    recording.take_event(Duration::ZERO, &changed("Es ist geheim!"));
    recording.take_event(Duration::ZERO, &changed("ab"));
    recording.take_event(Duration::ZERO, &changed("aber"));
    recording.take_input(Duration::ZERO, &RecordedInput::Came(ConnectionId::local(), text("{geheim!}")));
    let given = DialogAnswer::Given(Value::List(vec![Value::from("geheim!")]));
    recording.take_input(Duration::ZERO, &RecordedInput::Answer(given));
    let dialog = crate::model::dialog::AppDialog {
        number: 1,
        title: String::new(),
        text: "Ist es geheim!?".to_owned(),
        form: crate::model::dialog::DialogForm::Message { done: String::new() },
        insists: false,
    };
    recording.take_event(Duration::ZERO, &RunEvent::Dialog(Arc::new(dialog)));
    let all = format!("{:?}", recording.moments());
    assert!(!all.contains("geheim!"), "{all}");
    assert!(!all.contains("\"ab\"") && all.contains("aber") && all.contains(HIDDEN), "{all}");
}

const LIST: SourceId = SourceId(5);

fn with_list(bounds: RecordingBounds) -> Recording {
    let mut project = Project::new("P", "Start", "Lokal");
    project.sources.push(Source::new(LIST, "Liste", "Liste", ConnectionId::local()));
    Recording::new(Arc::new(project), 0, bounds)
}

fn rows(change: RowsChange) -> RunEvent {
    RunEvent::Source { source: LIST, change: SourceChange::Rows(change) }
}

fn line(text: &str) -> Arc<TableRow> {
    TableRow::of_list(vec![Cell::Text(text.to_owned())])
}

fn held_table(recording: &Recording) -> Option<Arc<Table>> {
    recording.held_before().into_iter().find_map(|held| match held {
        Recorded::Event(RunEvent::Source { change: SourceChange::Redesigned(table), .. }) => Some(table),
        _ => None,
    })
}

#[test]
fn whole_lists_count_with_all_their_rows_and_the_last_ones_are_kept() {
    let mut recording = with_list(RecordingBounds { moments: usize::MAX, bytes: 1 << 20 });
    for second in 0..50 {
        let lines = (0..100).map(|_| line(&second.to_string().repeat(500))).collect();
        recording.take_event(Duration::from_secs(second), &rows(RowsChange::All(lines)));
        assert!(recording.bytes() <= 1 << 20);
    }
    let kept = recording.moments().len();
    assert!((2..20).contains(&kept), "{kept}");
    let table = held_table(&recording).unwrap();
    let last = (49 - kept).to_string().repeat(500);
    assert_eq!(table.lines().next().unwrap().cells, [Cell::Text(last)]);
    assert_eq!(table.len(), 100);
}

#[test]
fn rows_that_take_too_much_room_are_given_up_until_there_are_all_anew() {
    let mut recording = with_list(RecordingBounds { moments: 2, bytes: 100_000 });
    let mut second = 0;
    let mut take = |recording: &mut Recording, change: RowsChange| {
        second += 1;
        recording.take_event(Duration::from_secs(second), &rows(change));
    };
    for _ in 0..100 {
        take(&mut recording, RowsChange::Insert(0, line(&"x".repeat(1_000))));
    }
    assert_eq!(held_table(&recording).map(|table| table.len()), None, "half of the rows would be wrong");
    assert!(recording.bytes() <= 100_000);
    take(&mut recording, RowsChange::All(vec![line("a")]));
    take(&mut recording, RowsChange::Insert(1, line("b")));
    take(&mut recording, RowsChange::Insert(2, line("c")));
    take(&mut recording, RowsChange::Insert(3, line("d")));
    assert_eq!(held_table(&recording).map(|table| table.len()), Some(2));
}

#[test]
fn instances_count_what_they_hold_follow_each_other_and_the_last_are_kept() {
    let mut recording = recording(RecordingBounds { moments: 4, bytes: usize::MAX });
    let of = |number: u32| (PartIds::default(), RepeatedRows::from([(ControlId(number), Vec::new())]));
    for (number, ms) in [(1, 0), (2, 100), (3, 1_000), (4, 2_000)] {
        let (parts, rows) = of(number);
        recording.take_instances(Duration::from_millis(ms), parts, rows);
    }
    let all: Vec<_> = recording.moments().iter().map(|moment| moment.what.clone()).collect();
    let told = |number: u32| Recorded::Instances(Arc::new(of(number)));
    assert_eq!(all, [told(2), told(3), told(4)], "those that come at once count once");
    for second in 3..6 {
        recording.take_event(Duration::from_secs(second), &changed("x"));
    }
    assert_eq!(recording.held_before(), [told(3)]);
}

fn typed(text: &str, trigger: &str) -> RecordedInput {
    let change = Some(("text".to_owned(), Value::from(text)));
    RecordedInput::Fire(Fire { control: ControlId(7), trigger: trigger.to_owned(), change })
}

/// A recording of an app that has a text box with this handler.
fn with_box(handler: Option<&str>) -> Recording {
    let mut project = Project::new("P", "Start", "Lokal");
    let handlers = handler.into_iter().map(|key| (key.to_owned(), Arc::new(Handler::Lua(String::new()))));
    let control = Control {
        id: ControlId(7),
        kind: "text_box".to_owned(),
        name: "Feld".to_owned(),
        area: Area { x: 0.0, y: 0.0, w: 10.0, h: 10.0 },
        layer: Layer::default(),
        anchors: Anchors::default(),
        properties: BTreeMap::new(),
        rules: Vec::new(),
        handlers: handlers.collect(),
    };
    let screen = Arc::make_mut(&mut project.screens[0]);
    screen.controls.push(control);
    Recording::new(Arc::new(project), 0, RecordingBounds::default())
}

fn type_letters(recording: &mut Recording, text: &str) {
    for end in 1..=text.len() {
        let (at, text) = (Duration::from_millis(end as u64), text.get(..end).unwrap());
        recording.take_input(at, &typed(text, "text_changed"));
        recording.take_event(at, &changed(text));
        let variable = VariableId(9);
        recording.take_event(at, &RunEvent::Variable { variable, value: Value::from(text) });
    }
}

#[test]
fn of_a_text_that_is_typed_the_end_is_kept_where_nothing_runs_by_it() {
    let inputs = |recording: &Recording| -> Vec<Recorded> {
        let all = recording.moments().iter().map(|moment| moment.what.clone());
        all.filter(|what| matches!(what, Recorded::Input(_))).collect()
    };
    let mut recording = with_box(None);
    type_letters(&mut recording, "Milch");
    assert_eq!(inputs(&recording), [Recorded::Input(typed("Milch", "text_changed"))]);
    let properties = recording.moments().iter().filter(|it| it.what == Recorded::Event(changed("Milch"))).count();
    assert_eq!((properties, recording.moments().len()), (1, 7), "besides five of the variable");
    assert_eq!(recording.bytes(), recording.moments().iter().map(|moment| moment.bytes).sum::<usize>());
    // A tap in between parts them, and so does a handler.
    recording.take_input(Duration::from_secs(1), &RecordedInput::Go(Destination::Next));
    recording.take_input(Duration::from_secs(1), &typed("Milch!", "text_changed"));
    assert_eq!(inputs(&recording).len(), 3);
    // Another text is typed anew; one that is typed slowly goes on.
    recording.take_input(Duration::from_secs(3), &typed("K", "text_changed"));
    recording.take_input(Duration::from_secs(9), &typed("Käse", "text_changed"));
    assert_eq!(inputs(&recording).len(), 4);
    let mut recording = with_box(Some("text_changed"));
    type_letters(&mut recording, "Milch");
    assert_eq!(inputs(&recording).len(), 5);
}

#[test]
fn of_a_secret_that_is_typed_no_beginning_stays() {
    for handler in [None, Some("text_changed")] {
        let mut recording = with_box(handler);
        recording.hide([Password::new("geheim!")]);
        type_letters(&mut recording, "geheim!");
        let all = format!("{:?}", recording.moments());
        for end in 1..=7 {
            assert!(!all.contains(&format!("{:?}", "geheim!".get(..end).unwrap())), "{end}: {all}");
        }
        assert!(all.contains(HIDDEN));
    }
}

#[test]
fn what_variables_start_with_and_topics_and_properties_of_messages_hide_it_too() {
    let mut recording = recording(RecordingBounds::default());
    recording.hide([Password::new("geheim!")]);
    let long = "x".repeat(100_000);
    recording.start_with(&[(VariableId(1), Value::from("geheim!")), (VariableId(2), Value::from(long))]);
    assert_eq!(recording.variables()[0].1, Value::from(HIDDEN));
    assert!(recording.variables()[1].1.bytes() < 70_000 && recording.cut() == 1 && recording.bytes() > 60_000);
    let properties = Properties {
        response_topic: Some("antwort/geheim!".to_owned()),
        correlation: Some(b"\xffgeheim!".to_vec()),
        content_type: Some("geheim!".to_owned()),
        user: vec![("Bearer".to_owned(), "geheim!".to_owned())],
        ..Properties::default()
    };
    let publish = Publish {
        number: 1,
        connection: ConnectionId::local(),
        topic: TopicName::parse("halle/geheim!/licht").unwrap(),
        payload: b"\xff\xfegeheim!".to_vec(),
        retain: false,
        qos: 0,
        properties: properties.clone(),
        offline: None,
        from: Place::Project,
        ran: None,
        at: std::time::Instant::now(),
    };
    recording.take_event(Duration::ZERO, &RunEvent::Published(Arc::new(publish)));
    let row = Message { topic: "a".to_owned(), properties: Some(Box::new(properties)), ..Message::default() };
    recording.take_input(Duration::ZERO, &RecordedInput::Came(ConnectionId::local(), Arc::new(row)));
    let Recorded::Event(RunEvent::Published(kept)) = &recording.moments()[0].what else { panic!() };
    assert_eq!(kept.topic.as_str(), format!("halle/{HIDDEN}/licht"));
    assert_eq!(kept.payload, HIDDEN.as_bytes());
    assert_eq!(kept.properties.correlation.as_deref(), Some(HIDDEN.as_bytes()));
    let all = format!("{:?}", recording.moments());
    assert!(!all.contains("geheim!"), "{all}");
}

#[test]
fn a_short_password_and_one_that_is_a_word_of_ours_leave_everything_else_there() {
    let mut recording = with_list(RecordingBounds::default());
    recording.hide([Password::new("1"), Password::new("Source"), Password::new("a\"b'c\n")]);
    for text in ["10", "1", "Source", "so: a\"b'c\n"] {
        recording.take_event(Duration::ZERO, &rows(RowsChange::Insert(0, line(text))));
    }
    let kept: Vec<_> = recording.moments().iter().map(|moment| moment.what.clone()).collect();
    let [Recorded::Event(RunEvent::Source { change: SourceChange::Rows(RowsChange::Insert(0, line)), .. })] = &kept[..]
    else {
        panic!("{kept:?}")
    };
    assert_eq!(line.cells, [Cell::Text("10".to_owned())]);
    recording.take_event(Duration::ZERO, &RunEvent::Timer(crate::model::id::TimerId(1), true));
    let log = RunEvent::Log { level: Level::Info, text: "1 mal".to_owned(), place: Place::Project };
    recording.take_event(Duration::ZERO, &log);
    assert_eq!(recording.moments().len(), 3);
}
