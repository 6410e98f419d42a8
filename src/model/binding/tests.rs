//! Bindings in the file, and what they make of what comes.

use proptest::prelude::*;

use super::*;
use crate::i18n::Lang;
use crate::model::edit::{Edit, apply};
use crate::model::id::ScreenId;
use crate::model::property::Property;
use crate::model::screen::Area;
use crate::model::source::{MessageKind, setting};
use crate::model::testing;

const DE: Locale = Locale { ahead: |_| 60, ..Locale::utc(Lang::De) };
const EN: Locale = Locale { ahead: |_| -300, ..Locale::utc(Lang::En) };

fn binding() -> Binding {
    Binding::to(Origin::Variable(VariableId(1)))
}

fn text(binding: &Binding, came: impl Into<Value>, locale: Locale) -> String {
    binding.value_of(Some(&came.into()), Ty::Text, locale).unwrap().to_text()
}

#[test]
fn the_file_is_read_by_people() {
    let ron = r#"Bound(from: Topic(connection: Connection("lokal"), filter: "halle1/temp", path: "$.t"), decimals: 1, suffix: " °C")"#;
    let property: Property = ron::from_str(ron).unwrap();
    let bound = property.binding().unwrap();
    assert_eq!((bound.decimals, bound.suffix.as_str(), bound.scale), (Some(1), " °C", 1.0));
    assert_eq!(property.items(), [Item::from(ConnectionId::local())]);
    assert_eq!(ron::to_string(&property).unwrap(), ron);
    for other in [
        r#"Bound(from: Column(source: Source(3), column: Column(4), row: OfTopic("a/b")), empty: "–")"#,
        r#"Bound(from: Column(source: Source(3), column: "message"), stale_after: 30.0)"#,
        r#"Bound(from: Property(control: Control(7), property: "value"), scale: 0.5, table: [("0", "zu"), ("1", true)])"#,
        r#"Bound(from: Lua("data.Zahl * 2"))"#,
        r#"Bound(from: Topic(connection: Connection("lokal"), filter: "a"), availability: Availability(topic: "a/da"))"#,
        "Bound(from: Variable(4))",
    ] {
        let property: Property = ron::from_str(other).unwrap();
        assert!(property.binding().is_some(), "{other}");
        assert_eq!(ron::to_string(&property).unwrap(), other);
    }
    // What a newer version writes, and what a person has noted, stays as it is.
    for unknown in [
        "Bound(from: Stern(4))",
        "Bound(from: Variable(4), blinkt: true)",
        "Bound(from: Variable(4), /* warum */ decimals: 1)",
        "Bound(from: Variable(4), empty: Neu(1))",
        "[Bound(from: Variable(4))]",
    ] {
        let property: Property = ron::from_str(unknown).unwrap();
        assert_eq!(property, Property::Literal(Value::Raw(unknown.to_owned())));
        assert_eq!(ron::to_string(&property).unwrap(), unknown);
    }
}

proptest! {
    #[test]
    fn every_binding_survives_the_file(binding in testing::binding()) {
        let ron = binding.to_ron().unwrap();
        prop_assert_eq!(Binding::parse(&ron), Some(binding), "{}", ron);
    }

    #[test]
    fn what_is_made_is_of_the_type_that_is_asked_for(
        binding in testing::binding(),
        came in prop::option::of(testing::value()),
        ty in prop::sample::select(&Ty::ALL[..]),
    ) {
        for locale in [DE, EN] {
            if let Some(value) = binding.value_of(came.as_ref(), ty, locale) {
                prop_assert!(ty.has(&value), "{:?} is no {:?}", value, ty);
            }
        }
    }

    #[test]
    fn digits_are_those_of_the_number(thousandths in -10_000_000_i64..10_000_000, decimals in 0_u8..6) {
        let number = thousandths as f64 / 1000.0;
        let shown = Binding { decimals: Some(decimals), thousands: true, ..binding() };
        let read = |text: String, mark: char| text.replace(|c: char| c != mark && c != '-' && !c.is_ascii_digit(), "").replace(mark, ".");
        let german = read(text(&shown, number, DE), ',');
        prop_assert_eq!(&german, &read(text(&shown, number, EN), '.'));
        let half = 0.5 / 10f64.powi(i32::from(decimals));
        prop_assert!((german.parse::<f64>().unwrap() - number).abs() <= half + 1e-9, "{} of {}", german, number);
    }
}

#[test]
fn numbers_read_as_the_language_writes_them() {
    let shown = |decimals, thousands, number: f64, locale| {
        text(&Binding { decimals, thousands, suffix: " kW".to_owned(), ..binding() }, number, locale)
    };
    assert_eq!(shown(None, false, 21.5, DE), "21,5 kW");
    assert_eq!(shown(None, false, 21.5, EN), "21.5 kW");
    assert_eq!(shown(Some(1), true, 1_234_567.25, DE), "1.234.567,3 kW");
    assert_eq!(shown(Some(2), true, -1234.0, EN), "-1,234.00 kW");
    assert_eq!(shown(Some(0), true, 999.6, EN), "1,000 kW");
    assert_eq!(shown(Some(2), false, 1.005, EN), "1.01 kW", "as it reads, not as it is stored");
    assert_eq!(shown(Some(1), false, -0.04, DE), "0,0 kW", "nothing is below zero");
    assert_eq!(shown(Some(1), true, 1e300, EN), "1e+300 kW".replace('+', ""));
    assert_eq!(shown(Some(1), true, f64::NAN, DE), "nan kW");
}

#[test]
fn a_text_stays_as_it_came_unless_something_is_said_about_its_number() {
    assert_eq!(text(&binding(), "1.10", DE), "1.10");
    assert_eq!(text(&binding(), " läuft ", DE), " läuft ");
    assert_eq!(text(&Binding { decimals: Some(1), ..binding() }, "1.16", DE), "1,2");
    assert_eq!(text(&Binding { suffix: " °C".to_owned(), ..binding() }, "21.5", DE), "21,5 °C");
    assert_eq!(text(&Binding { decimals: Some(1), ..binding() }, "läuft", DE), "läuft");
    assert_eq!(text(&Binding { prefix: "v".to_owned(), ..binding() }, "1.10", DE), "v1.10");
    assert_eq!(text(&binding(), true, DE), "ja");
    assert_eq!(text(&binding(), false, EN), "no");
}

#[test]
fn values_are_calculated_and_looked_up() {
    let fahrenheit = Binding { scale: 1.8, offset: 32.0, decimals: Some(0), suffix: " °F".to_owned(), ..binding() };
    assert_eq!(text(&fahrenheit, "21.5", EN), "71 °F");
    let gate = Binding {
        table: vec![("0".to_owned(), "zu".into()), ("1".to_owned(), "auf".into()), ("ON".to_owned(), "an".into())],
        otherwise: Some("?".into()),
        ..binding()
    };
    for (came, shown) in [("0", "zu"), ("1.0", "auf"), ("on", "an"), (" On ", "an"), ("7", "?"), ("", "?")] {
        assert_eq!(text(&gate, came, DE), shown, "{came}");
    }
    assert_eq!(text(&gate, 1.0, DE), "auf");
    let exact =
        Binding { table: vec![("on".to_owned(), "klein".into()), ("ON".to_owned(), "groß".into())], ..binding() };
    assert_eq!(text(&exact, "ON", DE), "groß");
    assert_eq!(text(&exact, "Off", DE), "Off");
    let color = Binding { table: vec![("0".to_owned(), "#ff0000".into())], ..binding() };
    assert_eq!(color.value_of(Some(&"0".into()), Ty::Color, DE), Some("#ff0000".into()));
    assert_eq!(color.value_of(Some(&"1".into()), Ty::Color, DE), None);
}

#[test]
fn values_are_read_as_what_the_property_holds() {
    let read = |came: &str, ty| binding().value_of(Some(&came.into()), ty, DE);
    for (came, on) in [("ON", true), ("aus", false), ("true", true), ("0", false), ("1.0", true)] {
        assert_eq!(read(came, Ty::Bool), Some(on.into()), "{came}");
    }
    assert_eq!(read("HOLD", Ty::Bool), None);
    assert_eq!(read("21.5", Ty::Number), Some(21.5.into()));
    assert_eq!(read("21,5", Ty::Number), None, "never a wrong number silently");
    assert_eq!(read("nan", Ty::Number), None);
    assert_eq!(binding().value_of(Some(&true.into()), Ty::Number, DE), Some(1.0.into()));
    assert_eq!(binding().value_of(None, Ty::Text, DE), None);
    let empty = Binding { empty: Some("–".into()), suffix: " °C".to_owned(), ..binding() };
    assert_eq!(empty.value_of(None, Ty::Text, DE), Some("–".into()), "without the unit");
    assert_eq!(empty.value_of(None, Ty::Number, DE), None);
}

#[test]
fn times_are_local_and_durations_count() {
    let shown = |time: &str, came: &str, locale| text(&Binding { time: time.to_owned(), ..binding() }, came, locale);
    let at = "2026-11-22T23:02:11Z";
    assert_eq!(shown("date_time", at, DE), "23.11.2026 00:02:11");
    assert_eq!(shown("date_time", at, EN), "2026-11-22 18:02:11");
    assert_eq!(shown("clock", "2026-11-22 14:02", DE), "14:02:00", "without a zone it is shown as it came");
    assert_eq!(shown("date", "1795352531", DE), "22.11.2026");
    assert_eq!(shown("EEEE, d. MMMM yy 'um' H:mm 'Uhr'", at, DE), "Montag, 23. November 26 um 0:02 Uhr");
    assert_eq!(shown("EEE MMM d, h:mm a ''SSS", "2026-11-22T14:02:11.250Z", EN), "Sun Nov 22, 9:02 AM '250");
    assert_eq!(shown("duration", "59.9", DE), "0:59");
    assert_eq!(shown("duration", "3723", DE), "1:02:03");
    assert_eq!(shown("duration", "180000", EN), "2 days 2:00:00");
    assert_eq!(shown("duration", "-90", EN), "-1:30");
    assert_eq!(shown("date", "heute", DE), "heute");
    let number = Binding { time: "date".to_owned(), ..binding() };
    assert_eq!(text(&number, 1_795_352_531_000.0, DE), "22.11.2026");
}

fn label(id: u32, bound: Binding) -> Control {
    Control {
        id: ControlId(id),
        kind: "text".to_owned(),
        name: format!("Text {id}"),
        area: Area::new(0.0, 0.0, 10.0, 10.0),
        properties: [("text".to_owned(), Property::from(bound))].into(),
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: [].into(),
    }
}

fn topic(filter: &str) -> Origin {
    Origin::Topic {
        connection: ConnectionId::local(),
        filter: filter.to_owned(),
        path: String::new(),
        ty: ColumnType::Automatic,
    }
}

fn with_labels(all: Vec<Control>) -> Project {
    let mut project = Project::new("P", "Start", "Lokal");
    project.next_id = 90;
    project.screen_mut(ScreenId(1)).unwrap().controls = all.into();
    project
}

#[test]
fn topics_imply_sources_that_are_shared_and_no_person_sees() {
    let path = Origin::Topic {
        connection: ConnectionId::local(),
        filter: "a".to_owned(),
        path: "t".to_owned(),
        ty: ColumnType::Number,
    };
    let gone = Origin::Topic {
        connection: ConnectionId("weg".to_owned()),
        filter: "a".to_owned(),
        path: String::new(),
        ty: ColumnType::Number,
    };
    let all = [topic("a"), topic("b/+"), topic("a"), path, topic("a/#/b"), topic(""), gone];
    let all = all.into_iter().enumerate().map(|(at, from)| label(10 + at as u32, Binding::to(from))).collect();
    let project = with_labels(all);
    let run = expanded(&project);
    assert_eq!((project.sources.len(), run.sources.len()), (0, 3));
    assert!(run.sources.iter().all(|source| source.kind() == MessageKind::Last && source.filters().len() == 1));
    assert!(run.sources.iter().all(|source| source.settings.contains_key(setting::KIND)));
    let implied = implied(&project);
    assert_eq!(implied, super::implied(&run), "the same where it is expanded");
    assert_eq!(*expanded(&run), *run);
    let first = implied.source(&topic("a")).unwrap();
    assert_eq!((implied.control(first), implied.source(&topic(""))), (Some(ControlId(10)), None));
    assert_eq!(implied.control(SourceId(3)), None);
    assert!(matches!(expanded(&Project::new("P", "S", "L")), Cow::Borrowed(_)));
}

#[test]
fn circles_are_found() {
    let of = |id: u32| Origin::Property { control: ControlId(id), property: "text".to_owned() };
    let bound = |id, from| label(id, Binding::to(from));
    let project = with_labels(vec![
        bound(10, of(11)),
        bound(11, of(12)),
        bound(12, of(10)),
        bound(13, of(10)),
        bound(14, of(14)),
        bound(15, topic("a")),
    ]);
    let found: Vec<u32> = circles(&project).into_iter().map(|(id, _)| id.0).collect();
    assert_eq!(found, [10, 11, 12, 14]);
}

#[test]
fn references_follow_copies() {
    let mut project = with_labels(vec![
        label(10, Binding::to(topic("a"))),
        label(11, Binding::to(Origin::Property { control: ControlId(10), property: "text".to_owned() })),
    ]);
    let copied = project.screens[0].controls.to_vec();
    apply(&mut project, &Edit::AddControls(ScreenId(1), copied)).unwrap();
    let [.., first, second] = project.screens[0].controls.as_slice() else { panic!("two copies") };
    assert_eq!(second.properties["text"].items(), [Item::from(first.id)]);
    let local = Item::from(ConnectionId::local());
    assert_eq!(crate::model::reference::counts(&project)[&local], 2, "a bound topic uses its connection");
    let open = |_: &Item| Rewrite::Open;
    assert_eq!(first.properties["text"].clone().rewritten(&open), None);
}

#[test]
fn what_is_set_goes_back_the_same_way() {
    let fahrenheit = Binding { scale: 1.8, offset: 32.0, suffix: " °F".to_owned(), ..binding() };
    assert_eq!(fahrenheit.value_back(&50.0.into(), Ty::Number), Some(10.0.into()));
    assert_eq!(fahrenheit.value_back(&"51,8 °F".into(), Ty::Number), Some(11.0.into()));
    assert_eq!(fahrenheit.value_back(&"warm".into(), Ty::Number), None);
    assert_eq!(Binding { scale: 0.0, ..binding() }.value_back(&1.0.into(), Ty::Number), None);
    let gate = Binding { table: vec![("0".to_owned(), "zu".into()), ("1".to_owned(), "auf".into())], ..binding() };
    assert_eq!(gate.value_back(&"auf".into(), Ty::Number), Some(1.0.into()));
    let pump = Binding { table: vec![("EIN".to_owned(), true.into()), ("AUS".to_owned(), false.into())], ..binding() };
    assert_eq!(pump.value_back(&false.into(), Ty::Text), Some("AUS".into()));
    assert_eq!(binding().value_back(&true.into(), Ty::Bool), Some(true.into()));
    assert_eq!(binding().value_back(&"A3".into(), Ty::Text), Some("A3".into()));
}
