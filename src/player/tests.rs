//! The running app by mouse, keyboard and screen reader, as the window hands it over; the engine is played by the test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::delivery::Deliveries;
use crate::editor::request::Request;
use crate::editor::run_state::{RunState, Spoken};
use crate::editor::view::{UiData, View};
use crate::i18n::Lang;
use crate::language::{control, new_control};
use crate::model::connection::Connection;
use crate::model::control::Control;
use crate::model::dialog::DialogAnswer;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{ConnectionId, ControlId, ScreenId, SourceId};
use crate::model::outbox::Counters;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{
    DropReason, Fate, Fault, FaultKind, Fire, Level, Properties, Publish, Refusal, RunEvent, Status,
};
use crate::model::screen::Area;
use crate::model::showing::Destination;
use crate::model::source::table::Table;
use crate::model::source::{Message, Source};
use crate::model::topic::TopicName;
use crate::model::value::Value;
use crate::player::State;
use crate::theme::install_fonts;
use crate::ui::Outbox;
use crate::ui::run::run_ui;

mod date_time;
mod device;
mod dialog;
mod languages;
mod looks;
mod question;
mod raster;
mod scanner;
mod scene;
mod scroll;
mod sheet;
mod table;
mod tiles;

const SCREEN: ScreenId = ScreenId(1);

/// Kind and name of the controls, in the order of their ids from 2.
const CONTROLS: [(&str, &str); 8] = [
    ("button", "Senden"),
    ("text_box", "Eingabe"),
    ("toggle", "Licht"),
    ("slider", "Helligkeit"),
    ("dropdown", "Linie"),
    ("text", "Titel"),
    ("table", "Verlauf"),
    ("new_gauge", "Anzeige"),
];

struct App {
    editor: Editor,
    data: UiData,
    state: State,
    fired: Vec<Fire>,
    went: Vec<Destination>,
    /// What was answered to dialogs.
    said: Vec<(u64, DialogAnswer)>,
    /// Whether the engine takes over what users change.
    answers: bool,
}

impl App {
    fn run(&mut self) -> &mut RunState {
        self.data.run.as_mut().unwrap()
    }

    fn set(&mut self, name: &str, key: &str, value: Value) {
        let id = id(name);
        self.run().properties.entry(id).or_default().insert(key.to_owned(), value);
    }
}

fn id(name: &str) -> ControlId {
    let index = CONTROLS.iter().position(|(_, other)| *other == name).unwrap();
    ControlId(index as u32 + 2)
}

fn harness(lang: Lang) -> Harness<'static, App> {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    project.sources.push(Source::new(SourceId(9), "Q", "Q", ConnectionId::local()));
    for (index, (kind, name)) in CONTROLS.into_iter().enumerate() {
        let id = ControlId(project.take_id());
        let row = index as f32;
        let area = Area::new(100.0, 20.0 + 96.0 * row, 400.0, 80.0);
        let mut new = control(kind).map_or_else(
            || Control { kind: kind.to_owned(), ..new_control(control("button").unwrap(), lang) },
            |def| new_control(def, lang),
        );
        if name == "Titel" {
            new.handlers.insert("tapped".to_owned(), Handler::empty().into());
        }
        project.screen_mut(SCREEN).unwrap().controls.push(Control { id, name: name.to_owned(), area, ..new });
    }
    let run = RunState {
        screen: SCREEN,
        popups: Vec::new(),
        quality: BTreeMap::new(),
        commands: BTreeMap::new(),
        timers: BTreeSet::new(),
        properties: BTreeMap::new(),
        traces: BTreeMap::new(),
        tables: BTreeMap::new(),
        off: BTreeSet::new(),
        variables: BTreeMap::new(),
        notifications: Vec::new(),
        spoken: Spoken::default(),
        dialogs: Vec::new(),
        failed: BTreeMap::new(),
        lit: BTreeMap::new(),
        paused: Vec::new(),
        slow_line: None,
        seen: BTreeMap::new(),
        receipts: BTreeMap::new(),
        deliveries: Deliveries::default(),
        published: BTreeMap::new(),
        counts: (0, 0),
        counters: BTreeMap::default(),
        since: Instant::now(),
        parts: crate::model::component::PartIds::default(),
        rows: BTreeMap::new(),
        unfolded: None,
        shown_last: None,
    };
    let data = UiData { run: Some(run), ..UiData::default() };
    let editor = Editor::new(project, None, lang);
    let app = App {
        editor,
        data,
        state: State::default(),
        fired: Vec::new(),
        went: Vec::new(),
        said: Vec::new(),
        answers: true,
    };
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_step_dt(0.02)
        .with_context_setup(install_fonts)
        .build_ui_state(frame, app);
    harness.run_steps(2);
    harness
}

fn frame(ui: &mut egui::Ui, app: &mut App) {
    let mut out = Outbox::default();
    run_ui(ui, &View::new(&app.editor, &app.data), &mut app.state, &mut out);
    for command in out.take() {
        let fire = match command {
            Command::Request(Request::Fire(fire)) => fire,
            Command::Request(Request::Go(to)) => {
                app.went.push(to);
                continue;
            }
            Command::Request(Request::Answer(number, answer)) => {
                app.said.push((number, answer));
                continue;
            }
            command => panic!("unexpected {command:?}"),
        };
        if let (true, Some((key, value))) = (app.answers, &fire.change) {
            let run = app.data.run.as_mut().unwrap();
            run.properties.entry(fire.control).or_default().insert(key.clone(), value.clone());
        }
        app.fired.push(fire);
    }
}

/// Control, trigger and change of an event.
type Fired = (ControlId, String, Option<(String, Value)>);

fn fired(harness: &Harness<'_, App>) -> Vec<Fired> {
    harness.state().fired.iter().map(|fire| (fire.control, fire.trigger.clone(), fire.change.clone())).collect()
}

fn fire(name: &str, trigger: &str, change: Option<(&str, Value)>) -> Fired {
    (id(name), trigger.to_owned(), change.map(|(key, value)| (key.to_owned(), value)))
}

fn pointer(harness: &mut Harness<'_, App>, pos: Pos2, pressed: bool) {
    harness.hover_at(pos);
    harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    harness.run_steps(2);
}

#[test]
fn a_tap_fires_once_however_long_the_finger_stays() {
    let mut harness = harness(Lang::De);
    harness.get_by_label("Senden").click();
    harness.run_steps(3);
    assert_eq!(fired(&harness), [fire("Senden", "tapped", None)]);
    let at = harness.get_by_label("Senden").rect().center();
    pointer(&mut harness, at, true);
    harness.hover_at(at + vec2(30.0, 10.0));
    harness.run_steps(80);
    assert_eq!(harness.state().fired.len(), 1, "nothing fires before the finger is lifted");
    pointer(&mut harness, at + vec2(30.0, 10.0), false);
    assert_eq!(harness.state().fired.len(), 2);
}

#[test]
fn a_finger_that_leaves_the_button_does_not_tap() {
    let mut harness = harness(Lang::De);
    let at = harness.get_by_label("Senden").rect().center();
    pointer(&mut harness, at, true);
    pointer(&mut harness, at + vec2(600.0, 0.0), false);
    assert!(fired(&harness).is_empty());
}

#[test]
fn keyboard_and_screen_reader_tap_too() {
    let mut harness = harness(Lang::De);
    harness.key_press(Key::Tab);
    harness.run_steps(2);
    assert!(harness.get_by_label("Senden").is_focused());
    harness.key_press(Key::Space);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().fired.len(), 2);
    harness.get_by_label("Senden").click_accesskit();
    harness.run_steps(2);
    assert_eq!(harness.state().fired.len(), 3);
}

#[test]
fn typing_fires_with_the_text_and_does_not_flicker() {
    let mut harness = harness(Lang::De);
    harness.state_mut().answers = false;
    harness.get_by_label("Eingabe").click();
    harness.run_steps(2);
    for letter in ["H", "a", "llo"] {
        harness.get_by_label("Eingabe").type_text(letter);
        harness.run_steps(2);
    }
    let text = |text: &str| fire("Eingabe", "text_changed", Some(("text", Value::from(text))));
    assert_eq!(fired(&harness), [text("H"), text("Ha"), text("Hallo")]);
    assert_eq!(harness.get_by_label("Eingabe").value().unwrap(), "Hallo");
    // The engine lags behind: what was typed stays.
    harness.state_mut().set("Eingabe", "text", Value::from("H"));
    harness.run_steps(2);
    assert_eq!(harness.get_by_label("Eingabe").value().unwrap(), "Hallo");
    harness.state_mut().set("Eingabe", "text", Value::from("Hallo"));
    harness.run_steps(2);
    // A handler clears the field.
    harness.state_mut().set("Eingabe", "text", Value::from(""));
    harness.run_steps(2);
    assert_eq!(harness.get_by_label("Eingabe").value().unwrap_or_default(), "");
}

#[test]
fn numeric_fields_take_commas_and_give_dots() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Eingabe", "numeric", Value::from(true));
    harness.get_by_label("Eingabe").click();
    harness.run_steps(2);
    harness.get_by_label("Eingabe").type_text("1,x5");
    harness.run_steps(3);
    assert_eq!(fired(&harness), [fire("Eingabe", "text_changed", Some(("text", Value::from("1.5"))))]);
    assert_eq!(harness.get_by_label("Eingabe").value().unwrap(), "1,5");
}

#[test]
fn a_switch_turns_at_once_and_believes_the_engine() {
    let mut harness = harness(Lang::De);
    harness.state_mut().answers = false;
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    assert_eq!(fired(&harness), [fire("Licht", "toggled", Some(("on", Value::from(true))))]);
    let is_on = |harness: &Harness<'_, App>| {
        harness.get_by_label("Licht").accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    };
    assert!(is_on(&harness));
    harness.state_mut().set("Licht", "on", Value::from(true));
    harness.run_steps(1);
    harness.state_mut().set("Licht", "on", Value::from(false));
    harness.run_steps(2);
    assert!(!is_on(&harness));
}

#[test]
fn a_slider_follows_the_pointer_in_steps() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Helligkeit", "step", Value::from(25.0));
    let rect = harness.get_by_label("Helligkeit").rect();
    pointer(&mut harness, rect.left_center() + vec2(1.0, 0.0), true);
    assert_eq!(fired(&harness), [fire("Helligkeit", "value_changed", Some(("value", Value::from(0.0))))]);
    pointer(&mut harness, rect.right_center(), false);
    harness.get_by_label("Helligkeit").decrement_accesskit();
    harness.run_steps(2);
    let values: Vec<f64> =
        harness.state().fired.iter().filter_map(|fire| fire.change.as_ref()?.1.as_number()).collect();
    assert_eq!(values[..1], [0.0]);
    assert!(values.iter().all(|value| value % 25.0 == 0.0), "{values:?}");
    harness.get_by_label("Helligkeit").set_value_accesskit(60.0);
    harness.run_steps(2);
    let last = harness.state().fired.last().unwrap().change.clone();
    assert_eq!(last, Some(("value".to_owned(), Value::from(50.0))));
}

#[test]
fn a_list_opens_and_gives_the_chosen_entry() {
    let mut harness = harness(Lang::En);
    assert!(harness.query_by_label("Two").is_none());
    harness.get_by_label("Linie").click();
    harness.run_steps(4);
    harness.get_by_label("Two").click();
    harness.run_steps(4);
    assert_eq!(fired(&harness), [fire("Linie", "value_changed", Some(("selected", Value::from("Two"))))]);
    assert!(harness.query_by_label("Two").is_none(), "the list closes");
    assert_eq!(harness.get_by_label("Linie").value().unwrap(), "Two");
}

#[test]
fn texts_with_a_handler_react() {
    let mut harness = harness(Lang::De);
    harness.get_by_label("Titel").click();
    harness.run_steps(3);
    assert_eq!(fired(&harness), [fire("Titel", "tapped", None)]);
}

#[test]
fn what_is_disabled_does_nothing_and_what_is_hidden_is_not_there() {
    let mut harness = harness(Lang::De);
    for (_, name) in CONTROLS {
        harness.state_mut().set(name, "enabled", Value::from(false));
    }
    harness.run_steps(2);
    for name in ["Senden", "Eingabe", "Licht", "Helligkeit", "Linie"] {
        harness.get_by_label(name).click();
        harness.run_steps(3);
        assert!(harness.get_by_label(name).accesskit_node().is_disabled(), "{name}");
    }
    harness.event(Event::Text("x".to_owned()));
    harness.run_steps(2);
    assert!(fired(&harness).is_empty());
    harness.state_mut().set("Senden", "visible", Value::from(false));
    harness.run_steps(2);
    assert!(harness.query_by_label("Senden").is_none());
}

#[test]
fn a_table_shows_the_rows_of_its_source() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Verlauf", "source", Value::from("q"));
    let row = |message: &str| Message {
        at_ms: 0,
        topic: "halle1/A3".to_owned(),
        message: message.to_owned(),
        qos: 1,
        ..Message::default()
    };
    let mut table = Table::new(&Source::new(SourceId(9), "Q", "Q", ConnectionId::local()));
    table.push(row("17"));
    table.push(row("18"));
    harness.state_mut().run().tables.insert(SourceId(9), table);
    harness.run_steps(2);
    let text = harness.get_by_label("Verlauf").value().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with("halle1/A3 18") && lines[1].ends_with("halle1/A3 17"), "{text}");
}

#[test]
fn notifications_and_lost_connections_are_shown() {
    for lang in [Lang::De, Lang::En] {
        let mut harness = harness(lang);
        let later = Instant::now() + Duration::from_mins(1);
        harness.state_mut().run().notifications.push((Level::Warning, "Band steht".to_owned(), later));
        let id = Connection::local_broker("").id;
        harness.state_mut().data.statuses.insert(id.clone(), Status::Failed(Refusal::WrongLogin));
        harness.run_steps(2);
        assert!(harness.query_by_label("Band steht").is_some());
        let broker = if lang == Lang::De { "Lokaler Broker: " } else { "Local broker: " };
        assert!(harness.query_by_label_contains(broker).is_some());
        harness.state_mut().data.statuses.insert(id, Status::Connected);
        harness.run_steps(2);
        assert!(harness.query_by_label_contains(broker).is_none());
    }
}

/// A message of the handler of a control, published a while ago.
fn published(name: &str, number: u64) -> Publish {
    Publish {
        number,
        connection: ConnectionId::local(),
        topic: TopicName::parse("halle1/band").unwrap(),
        payload: b"an".to_vec(),
        retain: false,
        qos: 1,
        properties: Properties::default(),
        offline: None,
        from: Place::Handler(HandlerRef::new(id(name), "tapped"), None),
        ran: Some(HandlerRef::new(id(name), "tapped")),
        at: Instant::now().checked_sub(Duration::from_secs(2)).unwrap(),
    }
}

#[test]
fn the_control_that_was_used_says_what_became_of_its_messages() {
    for (lang, waits, sent, lost, held_up) in [
        (
            Lang::De,
            "Wartet",
            "Vom Broker bestätigt",
            "Verworfen: Die Nachricht hat zu lange",
            "Lokaler Broker: 1 wartet",
        ),
        (
            Lang::En,
            "Waiting",
            "Confirmed by the broker",
            "Dropped: The message waited too long",
            "Local broker: 1 waiting",
        ),
    ] {
        let mut harness = harness(lang);
        let project = Arc::clone(harness.state().editor.project());
        let take = |harness: &mut Harness<'_, App>, event: RunEvent| {
            harness.state_mut().run().take(&event, &project, Instant::now());
            harness.run_steps(2);
        };
        let fate = |number, fate| RunEvent::Fate { number, fate, at: Instant::now() };
        let before = harness.get_by_label("Senden").rect();
        harness.state_mut().data.statuses.insert(ConnectionId::local(), Status::Connected);
        let counters = Counters { waiting: 1, ..Counters::default() };
        harness.state_mut().run().counters.insert(ConnectionId::local(), counters);
        take(&mut harness, RunEvent::Published(Arc::new(published("Senden", 1))));
        assert!(harness.query_by_label_contains(&format!("Senden: {waits}")).is_some());
        assert!(harness.query_by_label(held_up).is_some());
        take(&mut harness, fate(1, Fate::Acknowledged));
        assert!(harness.query_by_label(&format!("Senden: {sent}")).is_some());
        assert!(harness.query_by_label(held_up).is_none());
        take(&mut harness, RunEvent::Published(Arc::new(published("Senden", 2))));
        take(&mut harness, fate(2, Fate::Dropped(DropReason::TooOld)));
        let mark = harness.get_by_label_contains(&format!("Senden: {lost}")).rect();
        assert_eq!(harness.get_by_label("Senden").rect(), before, "nothing is shifted");
        harness.state_mut().set("Senden", "visible", Value::from(false));
        harness.run_steps(2);
        let low = harness.get_by_label_contains(&format!("Senden: {lost}")).rect();
        assert!(low.top() > 700.0, "out of sight, so it is told below: {low:?}");
        harness.state_mut().set("Senden", "visible", Value::from(true));
        harness.run_steps(2);
        // Tapped right through the mark.
        let under = before.intersect(mark).center();
        pointer(&mut harness, under, true);
        pointer(&mut harness, under, false);
        assert_eq!(fired(&harness), [fire("Senden", "tapped", None)]);
        take(&mut harness, RunEvent::HandlerStarted { handler: HandlerRef::new(id("Senden"), "tapped") });
        assert!(harness.query_by_label_contains("Senden: ").is_none(), "the next tap is another one");
    }
}

#[test]
fn a_failing_handler_is_seen_at_its_control_until_it_runs_again() {
    for (lang, sentence, mark) in [
        (Lang::De, "Zeile 2: `json` gibt es nicht.", "Licht: `json` gibt es nicht. Die"),
        (Lang::En, "line 2: `json` does not exist.", "Licht: `json` does not exist."),
    ] {
        let mut harness = harness(lang);
        let project = Arc::clone(harness.state().editor.project());
        let at = HandlerRef::new(project.control_by_name("Licht").unwrap().1.id, "toggled");
        let kind = FaultKind::UnknownName { name: "json".to_owned(), near: None };
        let fault = RunEvent::Fault(Fault { place: Place::Handler(at.clone(), Some(2)), ran: Some(at.clone()), kind });
        harness.state_mut().run().take(&fault, &project, Instant::now());
        harness.run_steps(2);
        assert!(harness.query_by_label_contains(sentence).is_some());
        assert!(harness.query_by_label_contains(mark).is_some());
        let again = RunEvent::HandlerStarted { handler: at };
        harness.state_mut().run().take(&again, &project, Instant::now());
        harness.run_steps(2);
        assert!(harness.query_by_label_contains(sentence).is_some(), "to be read to the end");
        assert!(harness.query_by_label_contains(mark).is_none());
    }
}

#[test]
fn a_new_run_starts_afresh() {
    let mut harness = harness(Lang::De);
    harness.state_mut().answers = false;
    harness.get_by_label("Licht").click();
    harness.run_steps(3);
    assert!(harness.state().state.live.waits());
    harness.state_mut().run().since = Instant::now() + Duration::from_secs(1);
    harness.run_steps(2);
    assert!(!harness.state().state.live.waits());
}

#[test]
fn a_text_that_is_too_long_to_be_edited_is_shown_and_can_be_cleared() {
    let mut harness = harness(Lang::De);
    let long = "sehr lang ".repeat(100_000);
    harness.state_mut().set("Eingabe", "text", Value::from(long.as_str()));
    harness.state_mut().set("Titel", "text", Value::from(long.as_str()));
    harness.run_steps(2);
    let said = |harness: &Harness<'_, App>, name: &str| {
        harness.get_by_label(name).accesskit_node().value().unwrap_or_default()
    };
    for name in ["Eingabe", "Titel"] {
        assert!(said(&harness, name).ends_with("… (gekürzt, es sind 1.000.000 Bytes)"), "{name}");
    }
    harness.get_by_label("Text leeren").click();
    harness.run_steps(3);
    assert_eq!(fired(&harness), [fire("Eingabe", "text_changed", Some(("text", Value::from(""))))]);
    assert!(harness.query_by_label("Text leeren").is_none(), "what is short is edited as before");
}

#[test]
fn a_slider_can_report_only_what_it_is_released_on() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Helligkeit", "reports", Value::from("end"));
    let rect = harness.get_by_label("Helligkeit").rect();
    pointer(&mut harness, rect.left_center() + vec2(1.0, 0.0), true);
    harness.hover_at(rect.center());
    harness.run_steps(200);
    assert!(fired(&harness).is_empty(), "not while it is held, however long");
    let shown = harness.get_by_label("Helligkeit").accesskit_node().numeric_value();
    assert!(shown.is_some_and(|value| value > 0.0 && value < 100.0), "it follows the finger");
    pointer(&mut harness, rect.left_center() + vec2(1.0, 0.0), false);
    assert_eq!(fired(&harness).len(), 1);
}

#[test]
fn an_interval_keeps_reports_apart_and_the_last_value_comes() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Helligkeit", "interval", Value::from(10_000.0));
    let rect = harness.get_by_label("Helligkeit").rect();
    pointer(&mut harness, rect.left_center() + vec2(1.0, 0.0), true);
    for part in 1..8 {
        harness.hover_at(rect.left_center() + vec2(rect.width() * 0.08 * part as f32, 0.0));
        harness.run_steps(2);
    }
    assert_eq!(fired(&harness).len(), 1);
    pointer(&mut harness, rect.center(), false);
    harness.run_steps(700);
    let values: Vec<Option<f64>> =
        harness.state().fired.iter().map(|fire| fire.change.as_ref()?.1.as_number()).collect();
    assert_eq!(values.len(), 2, "{values:?}");
}

#[test]
fn a_text_box_can_report_on_enter_or_when_it_is_left() {
    let mut harness = harness(Lang::De);
    harness.state_mut().set("Eingabe", "reports", Value::from("end"));
    harness.get_by_label("Eingabe").click();
    harness.run_steps(2);
    for text in ["2", "1"] {
        harness.event(Event::Text(text.to_owned()));
        harness.run_steps(2);
    }
    let changes = |harness: &Harness<'_, App>| {
        fired(harness).into_iter().filter(|fire| fire.1 == "text_changed").collect::<Vec<_>>()
    };
    assert!(changes(&harness).is_empty());
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(changes(&harness), [fire("Eingabe", "text_changed", Some(("text", Value::from("21"))))]);
    harness.get_by_label("Eingabe").click();
    harness.run_steps(2);
    harness.event(Event::Text("5".to_owned()));
    harness.run_steps(2);
    harness.get_by_label("Senden").click();
    harness.run_steps(2);
    let order: Vec<String> = fired(&harness).into_iter().map(|fire| fire.1).collect();
    assert_eq!(order[order.len() - 2..], ["text_changed", "tapped"], "the button sends what was typed");
}
