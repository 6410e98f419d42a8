//! Data sources in a run: columns, the event Refreshed, switching off, and what a slow handler misses.

use super::*;
use crate::model::handler::Handler;
use crate::model::run::SourceChange;
use crate::model::source::convert::Unreadable;
use crate::model::source::{ColumnType, MessageKind, REFRESHED, Runs, Subscription, setting};

const KLIMA: SourceId = SourceId(61);

/// The usual project with a source of two columns.
fn with_columns(kind: MessageKind, runs: Runs) -> Arc<Project> {
    let mut project = Arc::unwrap_or_clone(project());
    let mut source = Source::new(KLIMA, "Klima", "Klima", ConnectionId::local());
    source.subscriptions = vec![
        Subscription::column("Temperatur", "werk/+", "temp", ColumnType::Number),
        Subscription::column("Stand", "werk/+", "am", ColumnType::Time),
    ];
    source.settings.insert(setting::KIND.to_owned(), Value::from(kind.key()));
    source.settings.insert(setting::RUNS.to_owned(), Value::from(runs.key()));
    project.sources.push(source);
    Arc::new(project)
}

fn refreshed(text: &str) -> Arc<Chunk> {
    let mut chunk = Arc::unwrap_or_clone(lua(10, text));
    chunk.handler = HandlerRef::new(KLIMA, REFRESHED);
    Arc::new(chunk)
}

impl Run {
    fn message(&self, topic: &str, message: &str, retained: bool) {
        self.message_to(KLIMA, topic, message, retained);
    }

    /// Reads until the handler of the source has ended so many times.
    fn until_refreshed(&mut self, times: usize) -> Vec<String> {
        let at = HandlerRef::new(KLIMA, REFRESHED);
        let end = RunEvent::HandlerEnded { handler: at };
        while self.seen.iter().filter(|event| **event == end).count() < times {
            self.until("end", |event| *event == end);
        }
        assert_eq!(self.faults(), []);
        self.logs()
    }
}

#[test]
fn the_row_of_a_message_is_gone_through_in_the_order_of_its_columns() {
    let text = "local all = {} for title, value in pairs(e.row) do table.insert(all, title .. '=' .. text.of(value)) end \
                peakboard.log(list.join(all, ';', nil)) \
                for at, row in ipairs(data.Klima) do peakboard.log(at .. row.topic) end";
    let text = text.replace("list.join(all, ';', nil)", "table.concat(all, ';', 2)");
    let mut run = start_project(with_columns(MessageKind::Nodes, Runs::Every), vec![refreshed(&text)]);
    run.message("werk/a", r#"{"temp": 21.5, "am": "x"}"#, false);
    let logs = run.until_refreshed(1);
    assert_eq!(logs[0], r#"Topic=werk/a;Nachricht={"temp": 21.5, "am": "x"};Temperatur=21.5;Stand="#);
    assert_eq!(logs[1], "0werk/a");
}

/// Blocks whose local variables are called as what their own code relies on.
#[test]
fn a_local_variable_does_not_hide_the_message() {
    let mut project = Arc::unwrap_or_clone(with_columns(MessageKind::Nodes, Runs::Every));
    let names: Vec<&str> =
        crate::language::api::objects().chain(crate::language::api::lua::LIBRARY.iter().copied()).collect();
    let graph = names.iter().zip(1..).fold(
        r#"first: 1, blocks: {900: (kind: "log", slots: {"text": Wire(901)}), 901: (kind: "event_message"), "#
            .to_owned(),
        |ron, (name, id)| {
            let next = if id == names.len() { 900 } else { id + 1 };
            format!(r#"{ron}{id}: (kind: "local_set", slots: {{"name": "{name}", "value": 5}}, next: {next}), "#)
        },
    );
    let graph = ron::Options::default()
        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
        .from_str(&format!("({graph}}})"))
        .unwrap();
    let at = HandlerRef::new(KLIMA, REFRESHED);
    let set = Edit::SetHandler(at, Some(Handler::Blocks(graph)));
    apply(&mut project, &set).unwrap();
    let chunks = lower(&project).chunks;
    let mut run = start_project(Arc::new(project), chunks);
    run.message("werk/1", "{}", false);
    assert_eq!(run.until_refreshed(1), ["{}"]);
}

#[test]
fn the_message_has_every_member_that_is_declared() {
    let rows: Vec<String> = crate::language::api::rows()
        .filter(|row| row.of == crate::language::api::event::OF)
        .filter(|row| crate::language::api::event::of_sources().any(|name| name == row.name))
        .map(|row| format!("peakboard.log(text.join('{0} ', {0} ~= nil))", row.path()))
        .collect();
    let mut run = start_project(with_columns(MessageKind::Nodes, Runs::Every), vec![refreshed(&rows.join(" "))]);
    run.message("werk/1", "{}", false);
    let logs = run.until_refreshed(1);
    assert_eq!(logs.len(), rows.len());
    assert!(logs.iter().all(|line| line.ends_with(" true")), "{logs:?}");
}

#[test]
fn a_message_fills_columns_and_runs_the_handler() {
    let text = "peakboard.log(text.join(e.topic, ' ', e.Message, ' ', e.retained, ' ', e.row.TEMPERATUR + 1)) \
                peakboard.log(text.join(e.IsTitleRefreshed('temperatur'), e:istitlerefreshed('Stand'))) \
                local s = data.Klima \
                peakboard.log(text.join(s.value('Temperatur'), ' ', s.value('Stand'), ' ', s.cell(0, 'topic'), ' ', \
                s.value('temperatur', 'werk/2') == nil, s:value('Temperatur', 'werk/1'), s.cell(5, 'Stand') == nil, \
                s.first.stand == s[0].Stand, s.bytopic('werk/1').Temperatur))";
    let mut run = start_project(with_columns(MessageKind::Nodes, Runs::Every), vec![refreshed(text)]);
    run.message("werk/1", r#"{"temp": "21.5", "am": "2026-11-22T14:02:11"}"#, true);
    let logs = run.until_refreshed(1);
    assert_eq!(logs[0], r#"werk/1 {"temp": "21.5", "am": "2026-11-22T14:02:11"} true 22.5"#);
    assert_eq!(logs[1..], ["truetrue", "21.5 2026-11-22 14:02:11 werk/1 true21.5truetrue21.5"]);
    run.message("werk/1", r#"{"temp": 3}"#, false);
    assert_eq!(run.until_refreshed(2)[4], "truefalse");
}

#[test]
fn an_unknown_column_is_a_fault_and_a_control_has_no_message() {
    let run = |text| {
        let run = start_project(with_columns(MessageKind::All, Runs::Every), vec![lua(10, text)]);
        run.tap(10).until_end_of(10)
    };
    let fault = |text| run(text).first().map(|fault| fault.kind.clone());
    let unknown = |name: &str, near: Option<&str>| {
        Some(FaultKind::UnknownName { name: name.to_owned(), near: near.map(str::to_owned) })
    };
    assert_eq!(fault("peakboard.log(data.Klima.value('Temp'))"), unknown("data.Klima.value: Temp", None));
    assert_eq!(fault("data.Klima.enable = true"), unknown("data.Klima.enable", Some("enabled")));
    assert!(matches!(fault("data.Klima.enabled = 'ja'"), Some(FaultKind::WrongType { .. })));
    assert_eq!(fault("peakboard.log(e == nil)"), None);
}

impl Run {
    fn until_end_of(&self, control: u32) -> Vec<Fault> {
        let end = Instant::now() + LIMIT;
        let handler = tapped(control);
        let mut faults = Vec::new();
        while let Some(event) = self.handle.wait_event(end.saturating_duration_since(Instant::now())) {
            match event {
                RunEvent::Fault(fault) => faults.push(fault),
                RunEvent::HandlerEnded { handler: ended } if ended == handler => return faults,
                _ => {}
            }
        }
        panic!("the handler did not end");
    }
}

#[test]
fn what_cannot_be_read_is_told_once_a_topic() {
    let text = "peakboard.log(e.row.Temperatur == nil)";
    let mut run = start_project(with_columns(MessageKind::All, Runs::Every), vec![refreshed(text)]);
    run.message("werk/1", r#"{"temp": "21,5", "am": 5}"#, false);
    run.message("werk/1", r#"{"temp": "22,5", "am": 5}"#, false);
    assert_eq!(run.until_refreshed(2), ["true", "true"]);
    let notes: Vec<_> = run
        .seen
        .iter()
        .filter_map(|event| match event {
            RunEvent::Source { change: SourceChange::Unreadable(note), .. } => Some((note.topic.as_str(), note.why)),
            _ => None,
        })
        .collect();
    assert_eq!(notes, [("werk/1", Unreadable::NotANumber)]);
}

#[test]
fn a_stored_value_told_again_runs_nothing() {
    let mut run = start_project(
        with_columns(MessageKind::Last, Runs::Every),
        vec![refreshed("peakboard.log(text.join(e.topic, e.retained))")],
    );
    run.message("werk/1", r#"{"temp": 1, "am": 5}"#, true);
    run.message("werk/2", r#"{"temp": 2, "am": 5}"#, false);
    // As after a lost session: the broker tells both again.
    run.message("werk/1", r#"{"temp": 1, "am": 5}"#, true);
    run.message("werk/2", r#"{"temp": 2, "am": 5}"#, true);
    run.message("werk/1", r#"{"temp": 9, "am": 5}"#, true);
    assert_eq!(run.until_refreshed(3), ["werk/1true", "werk/2false", "werk/1true"]);
    let told = run.seen.iter().filter(|event| matches!(event, RunEvent::Message { .. })).count();
    assert_eq!(told, 5, "it is seen that they came again");
}

#[test]
fn the_latest_wins_by_topic_where_it_shall() {
    // The first one waits until all others are there.
    let text = "if e.row.Temperatur == 0 then while data.Klima.count < 1 or data.Zahl == 0 do wait(0.001) end end \
                peakboard.log(text.join(e.topic, '=', e.row.Temperatur))";
    let go = lua(10, "data.Zahl = 1");
    let mut run = start_project(with_columns(MessageKind::All, Runs::Latest), vec![go, refreshed(text)]);
    run.message("werk/0", r#"{"temp": 0, "am": 5}"#, false);
    for temp in 1..=50 {
        run.message(
            if temp % 2 == 0 { "werk/a" } else { "werk/b" },
            &format!("{{\"temp\": {temp}, \"am\": 5}}"),
            false,
        );
    }
    run.tap(10);
    assert_eq!(run.until_refreshed(3), ["werk/0=0", "werk/b=49", "werk/a=50"]);
    assert!(!run.seen.iter().any(|event| matches!(event, RunEvent::EventsDropped { .. })), "skipping is meant here");
}

#[test]
fn every_message_waits_until_there_are_too_many_which_is_told() {
    let text = "if e.row.Temperatur == 0 then while data.Zahl == 0 do wait(0.001) end end";
    let go = lua(10, "data.Zahl = 1");
    let mut run = start_project(with_columns(MessageKind::All, Runs::Every), vec![go, refreshed(text)]);
    for temp in 0..1_011 {
        run.message("werk/a", &format!("{{\"temp\": {temp}, \"am\": 5}}"), false);
    }
    run.tap(10);
    run.until_refreshed(1_001);
    let dropped: Vec<u64> = run
        .seen
        .iter()
        .filter_map(|event| match event {
            RunEvent::EventsDropped { count, .. } => Some(*count),
            _ => None,
        })
        .collect();
    assert_eq!(dropped, [10]);
}

#[test]
fn a_source_can_be_switched_off_and_emptied() {
    let text = "data.Klima.enabled = false data.Klima.enabled = false peakboard.log(text.join(data.Klima.enabled, data.Klima.count)) \
                data.Klima.clear() peakboard.log(data.Klima.count)";
    let mut run = start_project(with_columns(MessageKind::All, Runs::Every), vec![lua(10, text), refreshed("")]);
    run.message("werk/1", r#"{"temp": 1, "am": 5}"#, false);
    run.until_refreshed(1);
    run.tap(10);
    run.until("end", |event| matches!(event, RunEvent::HandlerEnded { handler } if *handler == tapped(10)));
    assert_eq!(run.logs(), ["false1", "0"]);
    run.message("werk/1", r#"{"temp": 2, "am": 5}"#, false);
    run.tap(10);
    run.until("end", |event| matches!(event, RunEvent::HandlerEnded { handler } if *handler == tapped(10)));
    assert_eq!(run.logs()[2..], ["false0", "0"]);
    let changes: Vec<_> = run
        .seen
        .iter()
        .filter_map(|event| match event {
            RunEvent::Source { change, .. } => Some(change.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(changes, [SourceChange::Enabled(false), SourceChange::Cleared, SourceChange::Cleared]);
}

#[test]
fn what_waits_and_what_is_kept_is_bounded_in_bytes_and_what_goes_is_told() {
    let mut run = start_project(with_columns(MessageKind::All, Runs::Every), vec![refreshed("while true do end")]);
    let large = "x".repeat(20 << 20);
    // The inbox takes one however large it is, and no second one beside it.
    let mut taken = 0;
    let sent = |run: &Run| {
        let row = Message { topic: "werk/1".to_owned(), message: large.clone(), ..Message::default() };
        run.handle.send(EngineMsg::Message { source: KLIMA, row })
    };
    let end = Instant::now() + LIMIT;
    while taken < 5 && Instant::now() < end {
        if sent(&run) {
            taken += 1;
        } else {
            run.seen.extend(run.handle.wait_event(Duration::from_millis(5)));
        }
    }
    assert_eq!(taken, 5);
    run.until(
        "rows that went",
        |event| matches!(event, RunEvent::Source { change: SourceChange::Crowded { most }, .. } if *most == 64 << 20),
    );
    // One message runs, one waits: more would be 40 MiB.
    run.until("dropped events", |event| matches!(event, RunEvent::EventsDropped { count, .. } if *count >= 1));
}

#[test]
fn an_app_that_feeds_itself_through_the_broker_is_told_once() {
    let mut project = Arc::unwrap_or_clone(with_columns(MessageKind::All, Runs::Every));
    let klima = project.sources.iter_mut().find(|source| source.id == KLIMA).unwrap();
    klima.handlers.insert(REFRESHED.to_owned(), Handler::Lua(String::new()).into());
    let text = "connections.getfromid('lokal').publish(e.topic, text.of(number.of(e.message) + 1))";
    // It makes no difference whether the handler was there when the app began.
    let mut run = start_project(with_columns(MessageKind::All, Runs::Every), Vec::new());
    let (project, chunks) = (Arc::new(project), vec![refreshed(text)]);
    assert!(run.handle.send(EngineMsg::Become { project, chunks, edited: true, told: Vec::new() }));
    let told = |run: &Run| {
        let feeds =
            |event: &&RunEvent| matches!(event, RunEvent::FeedsItself { topic, times: 100, .. } if topic == "werk/1");
        run.seen.iter().filter(feeds).count()
    };
    // What others send by the thousand is none.
    for n in 0..300 {
        run.message("werk/1", &(n * 1000).to_string(), false);
        run.until_refreshed(n + 1);
    }
    assert_eq!(told(&run), 0);
    for n in 0..300 {
        run.message("werk/1", &(n + 7_000_000).to_string(), false);
        run.until_refreshed(n + 301);
        assert_eq!(told(&run), usize::from(n >= 100), "{n}");
    }
}
