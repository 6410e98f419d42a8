//! Bound properties in a run: what follows what, who wins, and what is out of date.

use super::*;
use crate::model::binding::{self, Availability, Binding, BoundColumn, Origin, RowChoice};
use crate::model::id::ColumnId;
use crate::model::property::Property;
use crate::model::run::{NotShown, PropertyChange, Quality};
use crate::model::source::{ColumnType, Message, Subscription};

fn property(control: u32, key: &str) -> Origin {
    Origin::Property { control: ControlId(control), property: key.to_owned() }
}

pub(super) fn topic(filter: &str, path: &str) -> Origin {
    let connection = ConnectionId::local();
    Origin::Topic { connection, filter: filter.to_owned(), path: path.to_owned(), ty: ColumnType::Automatic }
}

/// A run of the usual project with these properties bound: control, key, and to what.
fn bound(all: Vec<(u32, &str, Binding)>, chunks: Vec<Arc<Chunk>>) -> Run {
    bound_in(all, chunks, |_| {})
}

/// The same with more that is done to the first screen.
pub(super) fn bound_in(all: Vec<(u32, &str, Binding)>, chunks: Vec<Arc<Chunk>>, more: impl FnOnce(&mut Screen)) -> Run {
    let mut project = Arc::unwrap_or_clone(project());
    let mut source = Source::new(SourceId(61), "Klima", "Klima", ConnectionId::local());
    let mut column = Subscription::column("Temperatur", "werk/+", "temp", ColumnType::Number);
    column.column = Some(ColumnId(70));
    source.subscriptions = vec![column];
    project.sources.push(source);
    let first = project.screen_mut(ScreenId(1)).unwrap();
    first.controls.push(control(13, "slider", "Regler"));
    first.controls.push(control(14, "text", "Anzeige"));
    first.controls.push(control(15, "value", "Wert"));
    for (id, key, binding) in all {
        let of = first.controls.iter_mut().find(|control| control.id.0 == id).unwrap();
        of.properties.insert(key.to_owned(), Property::from(binding));
    }
    more(first);
    let project = Arc::new(binding::expanded(&project).into_owned());
    let program =
        Program { project, chunks, variables: Vec::new(), locale: LOCALE, words: say::fault, first_number: 1 };
    let ports = Ports { outgoing: Box::new(Outbox::default()), wake: Arc::new(|| {}) };
    let handle = Engine::start(program, ports, Limits::default());
    Run { handle, outbox: Outbox::default(), seen: Vec::new() }
}

impl Run {
    pub(super) fn arrives(&self, source: u32, topic: &str, message: &str, retained: bool) {
        let row = Message { topic: topic.to_owned(), message: message.to_owned(), retained, ..Message::default() };
        assert!(self.handle.send(EngineMsg::Message { source: SourceId(source), row }), "the inbox has room");
    }

    /// Waits until a property has this value.
    pub(super) fn until_shown(&mut self, control: u32, key: &str, value: impl Into<Value>) {
        let wanted = PropertyChange { control: ControlId(control), property: key.to_owned(), value: value.into() };
        self.until(&format!("{wanted:?}"), |event| *event == RunEvent::Property(wanted.clone()));
    }

    pub(super) fn shown(&self, control: u32) -> Vec<String> {
        let of = |event: &RunEvent| match event {
            RunEvent::Property(change) if change.control.0 == control => Some(change.value.to_text()),
            _ => None,
        };
        self.seen.iter().filter_map(of).collect()
    }
}

#[test]
fn a_label_follows_a_topic_without_a_handler_and_no_source_is_told() {
    let celsius = Binding {
        decimals: Some(1),
        suffix: " °C".to_owned(),
        empty: Some("–".into()),
        ..Binding::to(topic("werk/temp", "t"))
    };
    let mut run = bound(vec![(14, "text", celsius)], Vec::new());
    run.arrives(u32::MAX, "werk/temp", r#"{"t": 21.46}"#, true);
    run.until_shown(14, "text", "21,5 °C");
    run.arrives(u32::MAX, "werk/temp", r#"{"anderes": 1}"#, false);
    run.arrives(u32::MAX, "werk/temp", "kein JSON", false);
    run.until(
        "the note",
        |event| matches!(event, RunEvent::NotShown { control, why: NotShown::Unreadable(_) } if control.0 == 14),
    );
    run.arrives(u32::MAX, "werk/temp", r#"{"t": 7}"#, false);
    run.until_shown(14, "text", "7,0 °C");
    let told = |event: &RunEvent| matches!(event, RunEvent::Message { .. } | RunEvent::Source { .. });
    assert!(!run.seen.iter().any(told), "{:?}", run.seen);
}

#[test]
fn properties_follow_variables_columns_and_each_other() {
    let newest =
        Origin::Column { source: SourceId(61), column: BoundColumn::Own(ColumnId(70)), row: RowChoice::Newest };
    let of_topic = Origin::Column {
        source: SourceId(61),
        column: BoundColumn::Fixed("message".to_owned()),
        row: RowChoice::OfTopic("werk/b".to_owned()),
    };
    let all = vec![
        (13, "value", Binding { scale: 2.0, ..Binding::to(Origin::Variable(VariableId(51))) }),
        (14, "text", Binding::to(property(13, "value"))),
        (10, "text", Binding::to(newest)),
        (11, "text", Binding::to(of_topic)),
    ];
    let mut run = bound(all, vec![lua(10, "data.Zahl = 21.25 peakboard.log(screens.Start.Anzeige.text)")]);
    run.until_shown(14, "text", "0");
    run.arrives(61, "werk/a", r#"{"temp": 3}"#, false);
    run.until_shown(10, "text", "3");
    run.arrives(61, "werk/b", "{}", false);
    run.until_shown(11, "text", "{}");
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.shown(13), ["0", "42.5"]);
    assert_eq!(run.shown(14), ["0", "42,5"]);
    assert_eq!(run.logs(), ["42,5"], "scripts see it as any property, at once");
    assert_eq!(run.shown(10).last().unwrap(), "3", "a message about something else leaves the column as it was");
    assert_eq!(run.faults(), []);
}

#[test]
fn a_script_wins_until_the_next_news() {
    let all = vec![(14, "text", Binding::to(topic("a", "")))];
    let mut run = bound(all, vec![lua(10, "screens.Start.Anzeige.text = 'von Hand'")]);
    run.arrives(u32::MAX, "a", "1", false);
    run.until_shown(14, "text", "1");
    run.tap(10);
    run.until_shown(14, "text", "von Hand");
    run.arrives(u32::MAX, "a", "1", false);
    run.until_shown(14, "text", "1");
}

#[test]
fn a_value_that_does_not_fit_is_told_once_and_the_old_one_stays() {
    let all = vec![(13, "value", Binding::to(topic("a", "")))];
    let mut run = bound(all, vec![lua(10, "peakboard.log(screens.Start.Regler.value)")]);
    for message in ["40", "warm", "heiß", "41", "kalt"] {
        run.arrives(u32::MAX, "a", message, false);
    }
    run.tap(10);
    run.until_end(10);
    let unfit = |event: &RunEvent| match event {
        RunEvent::NotShown { why: NotShown::Unfit { property, value, wanted: Ty::Number }, .. } => {
            Some(format!("{property} {value}"))
        }
        _ => None,
    };
    assert_eq!(run.seen.iter().filter_map(unfit).collect::<Vec<_>>(), ["value warm", "value kalt"]);
    assert_eq!((run.shown(13), run.logs()), (vec!["40".to_owned(), "41".to_owned()], vec!["41".to_owned()]));
    assert_eq!(run.faults(), []);
}

/// A gauge has no value until one comes: that is no fault, and the first message that does not fit is one.
#[test]
fn what_has_no_value_yet_is_told_only_when_one_comes_that_does_not_fit() {
    let all = vec![(15, "value", Binding::to(topic("a", "")))];
    let mut run = bound(all, vec![lua(10, "peakboard.log(screens.Start.Wert.value)")]);
    run.tap(10);
    run.until_end(10);
    assert!(!run.seen.iter().any(|event| matches!(event, RunEvent::NotShown { .. })), "{:?}", run.seen);
    run.arrives(u32::MAX, "a", "defekt", false);
    run.until("the note", |event| matches!(event, RunEvent::NotShown { .. }));
    run.arrives(u32::MAX, "a", "22.5", false);
    run.until_shown(15, "value", 22.5);
}

#[test]
fn a_circle_is_harmless() {
    let all = vec![
        (10, "text", Binding { prefix: "x".to_owned(), ..Binding::to(property(11, "text")) }),
        (11, "text", Binding { prefix: "y".to_owned(), ..Binding::to(property(10, "text")) }),
        (14, "text", Binding::to(property(10, "text"))),
    ];
    let mut run = bound(all, vec![lua(12, "screens.Start.Knopf.text = 'gesetzt'")]);
    run.tap(12);
    run.until_end(12);
    assert!(run.seen.len() < 20, "{:?}", run.seen);
}

/// Whether the label's text is worth this now.
fn quality(quality: Quality) -> impl Fn(&RunEvent) -> bool {
    let event = RunEvent::Quality { control: ControlId(14), property: "text".to_owned(), quality };
    move |seen: &RunEvent| *seen == event
}

#[test]
fn a_device_says_that_it_is_not_there_and_the_value_stays() {
    let device = Some(Availability { topic: "lampe/status".to_owned(), offline: "Offline".to_owned() });
    let lamp = Binding { availability: device, ..Binding::to(topic("lampe", "")) };
    let mut run = bound(vec![(14, "text", lamp)], Vec::new());
    run.arrives(u32::MAX, "lampe", "an", true);
    run.arrives(u32::MAX - 1, "lampe/status", "offline", true);
    run.until("offline", quality(Quality::Offline));
    run.arrives(u32::MAX - 1, "lampe/status", "online", false);
    run.until("online", quality(Quality::Good));
    assert_eq!(run.shown(14).last().unwrap(), "an");
}

#[test]
fn silence_makes_a_value_stale_and_a_message_fresh_but_not_a_stored_one() {
    let quick = Binding { stale_after: Some(0.05), ..Binding::to(topic("a", "")) };
    let mut run = bound(vec![(14, "text", quick)], Vec::new());
    let stale = |is: bool| quality(if is { Quality::Stale } else { Quality::Good });
    run.arrives(u32::MAX, "a", "alt", true);
    run.until_shown(14, "text", "alt");
    run.until("stale", stale(true));
    run.arrives(u32::MAX, "a", "älter", true);
    run.until_shown(14, "text", "älter");
    assert!(!run.seen.iter().any(stale(false)));
    run.arrives(u32::MAX, "a", "neu", false);
    run.until("fresh", stale(false));
    run.until("stale again", stale(true));
    assert!(run.handle.is_idle(), "a timer is no work");
}

#[test]
fn an_expression_is_calculated_when_something_changes_that_it_names() {
    let script = |text: &str| Origin::Lua(text.to_owned());
    let all = vec![
        (14, "text", Binding { suffix: " km".to_owned(), ..Binding::to(script("data.Zahl / 1000 -- in km")) }),
        (10, "text", Binding::to(script("if_nothing"))),
        (11, "text", Binding::to(script("screens.Start.Anzeige.text .. '!'"))),
        (
            12,
            "text",
            Binding {
                empty: Some("leer".into()),
                ..Binding::to(script("data.Messwerte.first and data.Messwerte.first.message"))
            },
        ),
    ];
    let mut run = bound(all, vec![lua(10, "for i = 1, 500 do data.Zahl = i end peakboard.log('fertig')")]);
    run.until_shown(14, "text", "0 km");
    run.until_shown(11, "text", "0 km!");
    run.arrives(60, "a/b", "angekommen", false);
    run.until_shown(12, "text", "angekommen");
    run.tap(10);
    run.until_shown(14, "text", "0,5 km");
    run.until_shown(11, "text", "0,5 km!");
    assert!(run.shown(14).len() < 10, "coalesced: {:?}", run.shown(14));
    assert_eq!(run.faults(), [], "nil is nothing, and no fault");
    let bound_handler =
        |event: &RunEvent| matches!(event, RunEvent::HandlerStarted { handler } if handler.bound_key().is_some());
    assert!(!run.seen.iter().any(bound_handler));
}

#[test]
fn an_expression_that_fails_is_told_once_at_its_control() {
    let all = vec![(14, "text", Binding::to(Origin::Lua("data.Zahl + data.Name".to_owned())))];
    let mut run =
        bound(all, vec![lua(10, "data.Name = 'x' wait(0) data.Name = 'y' wait(0) data.Name = '2' wait(0.01)")]);
    run.tap(10);
    run.until_shown(14, "text", "2");
    run.until_end(10);
    let faults: Vec<Place> = run.faults().into_iter().map(|fault| fault.place).collect();
    assert_eq!(faults, [Place::item(ControlId(14))]);
}

#[test]
fn what_a_person_sets_goes_into_the_variable_and_what_a_script_sets_does_not() {
    let doubled = || Binding { scale: 2.0, ..Binding::to(Origin::Variable(VariableId(51))) };
    let all = vec![(13, "value", doubled()), (14, "text", doubled()), (12, "text", doubled())];
    let mut run = bound(all, vec![lua(10, "screens.Start.Regler.value = 80 peakboard.log(data.Zahl)")]);
    let set = |run: &Run, control: u32, key: &str, value: Value| {
        let (control, trigger) = (ControlId(control), "changed".to_owned());
        let change = Some((key.to_owned(), value));
        assert!(run.handle.send(EngineMsg::Fire { control, trigger, change }));
    };
    set(&run, 13, "value", 43.0.into());
    run.until_shown(14, "text", "43");
    assert!(run.seen.contains(&RunEvent::Variable { variable: VariableId(51), value: 21.5.into() }));
    set(&run, 12, "text", "7,5".into());
    run.until_shown(13, "value", 7.5);
    for text in ["7,", "sieben"] {
        set(&run, 12, "text", text.into());
    }
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["3.5"]);
    let unfit = |event: &&RunEvent| matches!(event, RunEvent::NotShown { .. });
    assert_eq!(run.seen.iter().filter(unfit).count(), 1, "{:?}", run.seen);
}
