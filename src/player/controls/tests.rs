//! What holds for every control by its being in the table, on the running screen; the designer has tests of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, Rect, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{CLASSES, class};
use crate::editor::view::ThemeChoice;
use crate::i18n::Lang;
use crate::language;
use crate::language::block::Literal;
use crate::model::edit::{Edit, apply};
use crate::model::handler::Handler;
use crate::model::id::{ConnectionId, ControlId, ScreenId, SourceId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::row::Cause;
use crate::model::run::{Fire, Quality};
use crate::model::source::table::Table;
use crate::model::source::{ColumnType, Message, Source, Subscription};
use crate::player::DeviceLook;
use crate::player::paint::{Look, Paint, Tables, Touch, Traces};
use crate::player::picture::Images;
use crate::player::property::{ASKED, Properties, Values};
use crate::player::{Play, State, play_ui};
use crate::ui::theme;

const SOURCE: SourceId = SourceId(900);

const LOOKS: [(Lang, ThemeChoice); 4] = [
    (Lang::De, ThemeChoice::Dark),
    (Lang::De, ThemeChoice::Light),
    (Lang::En, ThemeChoice::Dark),
    (Lang::En, ThemeChoice::Light),
];

/// A running app with one control.
struct App {
    project: Project,
    properties: Properties,
    quality: BTreeMap<(ControlId, String), Quality>,
    tables: Tables,
    state: State,
    fires: Vec<Fire>,
    since: Instant,
    lang: Lang,
}

/// An app with a control of this kind that has handlers for all its events and, where it shows a source, rows.
fn app(kind: &str, lang: Lang) -> App {
    let mut project = Project::new("Test", "Start", "Lokaler Broker");
    let mut source = Source::new(SOURCE, "Q", "Q", ConnectionId::local());
    source.subscriptions.push(Subscription::column("Wert", "#", "", ColumnType::Number));
    let mut table = Table::new(&source);
    table.push(Message {
        topic: "halle1/A3".to_owned(),
        message: "17".to_owned(),
        retained: true,
        ..Message::default()
    });
    project.sources.push(source);
    let def = language::control(kind).unwrap();
    let mut control = language::new_control(def, lang);
    control.name = "Ding".to_owned();
    control.area = crate::model::screen::Area::new(100.0, 100.0, 400.0, 80.0);
    for property in def.properties.iter().filter(|property| property.required) {
        control.properties.insert(property.key.to_owned(), Item::from(SOURCE).into());
    }
    control.handlers = def.triggers.iter().map(|each| (each.key.to_owned(), Handler::empty().into())).collect();
    apply(&mut project, &Edit::AddControls(ScreenId(1), vec![control])).unwrap();
    App {
        project,
        properties: Properties::new(),
        quality: BTreeMap::new(),
        tables: BTreeMap::from([(SOURCE, table)]),
        state: State::default(),
        fires: Vec::new(),
        since: Instant::now(),
        lang,
    }
}

fn harness(kind: &str, lang: Lang, choice: ThemeChoice) -> Harness<'static, App> {
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .with_step_dt(0.02)
        .with_context_setup(move |ctx| {
            theme::install_fonts(ctx);
            theme::install(ctx, choice);
        })
        .build_ui_state(
            |ui, app: &mut App| {
                let play = Play {
                    project: &app.project,
                    screen: ScreenId(1),
                    popups: &[],
                    since: app.since,
                    properties: &app.properties,
                    quality: &app.quality,
                    commands: &BTreeMap::new(),
                    connected: &BTreeSet::new(),
                    tables: &app.tables,
                    images: &Images::new(),
                    traces: &Traces::new(),
                    notifications: &[],
                    dialogs: &[],
                    stoppable: false,
                    outages: &[],
                    marks: &[],
                    lang: app.lang,
                };
                play_ui(ui, &play, &mut app.state, &mut app.fires);
            },
            app(kind, lang),
        );
    harness.run_steps(2);
    harness
}

fn press(harness: &mut Harness<'_, App>, pos: Pos2) {
    harness.hover_at(pos);
    for pressed in [true, false] {
        harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        // Long enough to be held.
        harness.run_steps(if pressed { 30 } else { 2 });
    }
    harness.run_steps(4);
}

#[test]
fn each_file_of_a_control_is_in_the_table_and_each_kind_is_there_once() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/player/controls");
    let others = ["tests.rs", "unknown.rs"];
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !others.contains(&name.as_str()))
        .collect();
    let kinds: BTreeSet<String> = CLASSES.iter().map(|class| format!("{}.rs", class.def.kind)).collect();
    assert_eq!(files, kinds);
    assert_eq!(kinds.len(), CLASSES.len());
}

#[test]
fn keys_are_unique_and_each_event_names_a_property_that_is_there() {
    for class in CLASSES {
        let def = &class.def;
        let keys: BTreeSet<&str> = def.properties.iter().map(|property| property.key).collect();
        assert_eq!(keys.len(), def.properties.len(), "{}: a key stands twice", def.kind);
        for trigger in def.triggers {
            let is_good = match trigger.cause {
                Cause::Change(key) => keys.contains(key),
                Cause::Message | Cause::Screen | Cause::Value | Cause::Time | Cause::Call | Cause::App => false,
                _ => true,
            };
            assert!(is_good, "{}: {} is fired by {:?}", def.kind, trigger.key, trigger.cause);
            assert!(trigger.sentence.de.contains("{}") && trigger.sentence.en.contains("{}"), "{}", trigger.key);
        }
    }
}

/// German puts a space before three dots that stand for words, English does not.
#[test]
fn three_dots_stand_as_the_language_wants() {
    for property in language::controls().flat_map(|control| control.properties) {
        if let Literal::Words(words) = property.default {
            let text = words.get(Lang::En);
            assert!(!text.contains(" …"), "{}: {text}", property.key);
        }
    }
}

#[test]
fn each_control_paints_itself_and_asks_only_for_properties_of_its_row() {
    let ctx = Context::default();
    theme::install_fonts(&ctx);
    for class in CLASSES {
        let App { project, tables, .. } = app(class.def.kind, Lang::De);
        let control = &project.screens[0].controls[0];
        for (lang, choice) in LOOKS {
            theme::install(&ctx, choice);
            let mut shapes = 0;
            let (images, traces) = (Images::new(), Traces::new());
            ASKED.with_borrow_mut(BTreeSet::clear);
            let output = ctx.run_ui(egui::RawInput::default(), |ui| {
                for touch in [Touch::Idle, Touch::Hovered, Touch::Pressed, Touch::Focused, Touch::Disabled] {
                    for motion in [None, Some(0.5)] {
                        (class.paint)(&Paint {
                            look: Look {
                                values: Values::designed(&project, control),
                                tables: &tables,
                                images: &images,
                                traces: &traces,
                                outages: &[],
                                lang,
                            },
                            painter: ui.painter(),
                            rect: Rect::from_min_size(Pos2::ZERO, vec2(class.def.size.0, class.def.size.1)),
                            scale: 1.0,
                            touch,
                            motion,
                            clock: Some(0.7),
                            device: DeviceLook::default(),
                        });
                    }
                }
                ui.painter().for_each_shape(|_| shapes += 1);
            });
            output.drop_without_applying_deltas();
            assert!(shapes > 0, "{} draws nothing", class.def.kind);
            let asked = ASKED.with_borrow(BTreeSet::clone);
            let known = |key: &&str| class.def.properties.iter().any(|property| property.key == *key);
            assert!(asked.iter().all(known), "{}: {asked:?}", class.def.kind);
        }
    }
}

#[test]
fn each_control_runs_in_both_themes_and_languages_and_tells_a_screen_reader_what_it_is() {
    for class in CLASSES {
        for (lang, choice) in LOOKS {
            let harness = harness(class.def.kind, lang, choice);
            let node = harness.get_by_label("Ding");
            let role = node.accesskit_node().role();
            assert!(!matches!(role, Role::Unknown | Role::GenericContainer), "{}: {role:?}", class.def.kind);
        }
    }
}

/// One round of pointing and typing that knows no kind: whatever an event waits for, it gets.
#[test]
fn each_event_of_each_control_is_fired_by_pointer_and_keyboard_and_no_other() {
    for class in CLASSES {
        let mut harness = harness(class.def.kind, Lang::En, ThemeChoice::Dark);
        let rect = harness.get_by_label("Ding").rect();
        press(&mut harness, rect.left_center() + vec2(rect.width() * 0.25, 0.0));
        if class.def.fired_by(Cause::DoubleTap).is_some() {
            for _ in 0..2 {
                harness.get_by_label("Ding").click();
                harness.run_steps(2);
            }
        }
        harness.event(Event::Text("7".to_owned()));
        harness.run_steps(2);
        harness.key_press(Key::Enter);
        harness.run_steps(2);
        let is_entry = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::ListBoxOption;
        let entries = harness.root().children_recursive().filter(is_entry).map(|node| node.rect().center());
        if let Some(entry) = entries.last() {
            press(&mut harness, entry);
        }
        // What reacts at its ends only.
        if harness.state().fires.is_empty() {
            press(&mut harness, rect.right_center() - vec2(20.0, 0.0));
        }
        let fires = std::mem::take(&mut harness.state_mut().fires);
        for fire in &fires {
            if let ("", Some((key, _))) = (fire.trigger.as_str(), &fire.change) {
                // What goes along with an event, and no event itself.
                assert!(class.def.properties.iter().any(|property| property.key == key), "{}: {key}", class.def.kind);
                continue;
            }
            let trigger = class.def.triggers.iter().find(|trigger| trigger.key == fire.trigger);
            let cause = trigger.unwrap_or_else(|| panic!("{} has no {}", class.def.kind, fire.trigger)).cause;
            let is_expected = match &fire.change {
                Some((key, _)) => {
                    cause == Cause::Change(language::property(class.def.kind, key).map_or("", |property| property.key))
                }
                None => !matches!(cause, Cause::Change(_) | Cause::Message),
            };
            assert!(is_expected, "{}: {fire:?} by {cause:?}", class.def.kind);
        }
        let fired: BTreeSet<&str> =
            fires.iter().map(|fire| fire.trigger.as_str()).filter(|trigger| !trigger.is_empty()).collect();
        let all: BTreeSet<&str> = class.def.triggers.iter().map(|trigger| trigger.key).collect();
        assert_eq!(fired, all, "{}", class.def.kind);
    }
}

/// An app that stands still costs nothing: no control asks for another picture by itself, but a clock for the next
/// minute.
#[test]
fn no_control_at_rest_keeps_the_processor_busy() {
    for class in CLASSES {
        let mut harness = harness(class.def.kind, Lang::En, ThemeChoice::Dark);
        let to_the_minute = Duration::from_secs(60 - u64::from(time::OffsetDateTime::now_utc().second()));
        harness.run_steps(30);
        let output = harness.output().viewport_output.values().map(|output| output.repaint_delay).min().unwrap();
        if class.def.kind == "clock" {
            // A picture may just have been due.
            assert!(output + Duration::from_secs(2) >= to_the_minute || to_the_minute < Duration::from_secs(3));
        } else {
            assert_eq!(output, Duration::MAX, "{}", class.def.kind);
        }
    }
}

#[test]
fn a_kind_that_nobody_knows_has_a_class_that_is_in_no_palette() {
    let unknown = class("gauge from next year");
    assert!(unknown.def.properties.is_empty() && unknown.def.triggers.is_empty());
    assert!(language::controls().all(|def| def.kind != unknown.def.kind));
}
