//! Rows, file and values agree, whatever row is added.

mod docs;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::i18n::Lang;
use crate::model::address::parse_address;

fn of(settings: &[(&str, Value)]) -> Connection {
    let settings = settings.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Connection { id: ConnectionId::from_random(7), name: "Halle".to_owned(), settings }
}

#[test]
fn defaults_are_those_of_the_documentation() {
    let settings = Connection::to_host(ConnectionId::from_random(7), "Halle", "broker", 1883).mqtt().unwrap();
    assert_eq!((settings.port, settings.keep_alive_secs, settings.tls), (1883, 15, false));
    assert_eq!(settings.offline, OfflineRule::Brief);
    assert_eq!(settings.outbox, OutboxBounds::default());
    assert!(matches!(Connection::local_broker("Lokaler Broker").kind(), ConnectionKind::Local(_)));
}

#[test]
fn each_row_has_a_key_of_its_own_and_a_default_that_its_type_takes() {
    for kind in KINDS {
        let mut keys = BTreeSet::from([KIND]);
        let values = SettingValues::of(kind.rows, &BTreeMap::new());
        for row in kind.rows {
            assert!(keys.insert(row.key), "{row:?} is there twice");
            assert!(!row.label.de.is_empty() && !row.label.en.is_empty(), "{row:?} has no label");
            if !matches!(row.ty, SettingType::Secret) {
                assert!(row.is_usual(&values), "{row:?}: {}", row.usual(&values));
            }
            if let SettingType::Number { min, max, .. } = row.ty {
                assert!(min <= max && (min..=max).contains(&values.number(row)), "{row:?}");
            }
            if let When::Filled(key) = row.when {
                assert!(kind.rows.iter().any(|other| other.key == key), "{row:?} asks for {key}");
            }
        }
        assert!(values.brief(kind.rows, Lang::De).is_empty(), "nothing differs from the usual");
    }
}

/// A value other than the usual one.
fn unusual(row: &SettingDef, values: &SettingValues) -> Option<Value> {
    let text = match row.ty {
        SettingType::Text | SettingType::File | SettingType::UrlPath | SettingType::Verbatim => "/anders".to_owned(),
        SettingType::Number { min, max, .. } => {
            let usual = values.number(row);
            crate::model::value::number_to_text(if usual == min { max } else { min })
        }
        SettingType::Choice(choices) => choices.iter().find(|choice| choice.key != row.usual(values))?.key.to_owned(),
        SettingType::Flag => (!values.flag(row)).to_string(),
        SettingType::Secret => return None,
    };
    row.ty.value(&text)
}

#[test]
fn what_differs_from_the_usual_survives_and_a_default_leaves_no_trace() {
    for kind in KINDS {
        for row in kind.rows {
            let values = SettingValues::of(kind.rows, &BTreeMap::new());
            let Some(value) = unusual(row, &values) else { continue };
            let before = BTreeMap::from([(row.key.to_owned(), value.clone())]);
            let values = SettingValues::of(kind.rows, &before);
            let mut after = before.clone();
            values.write(kind.rows, &mut after);
            let kept = after.get(row.key);
            if row.is_meant(&values) {
                assert_eq!(kept, Some(&value), "{row:?}");
            } else {
                assert_eq!(kept, None, "{row:?} has no meaning here");
            }
            // Back to the usual.
            let mut values = values;
            values.set(row, row.usual(&values));
            values.write(kind.rows, &mut after);
            assert_eq!(after.contains_key(row.key), row.always, "{row:?}");
        }
    }
}

#[test]
fn what_is_out_of_range_is_brought_into_it_and_what_a_newer_version_wrote_stays() {
    let nan = Value::Number(f64::NAN);
    let connection =
        of(&[("host", "h".into()), ("keep_alive", 1.0.into()), ("outbox_mib", nan), ("port", 99_999.0.into())]);
    let mqtt = connection.mqtt().unwrap();
    assert_eq!((mqtt.keep_alive_secs, mqtt.outbox.bytes, mqtt.port), (5, 64 * 1024 * 1024, 65_535));
    let newer =
        of(&[("offline", "spool".into()), ("trust", Value::Raw("Pinned([1])".to_owned())), ("tls", true.into())]);
    assert_eq!(newer.mqtt().unwrap().offline, OfflineRule::default());
    let mut settings = newer.settings.clone();
    let mut values = newer.values();
    values.write(newer.def().rows, &mut settings);
    settings.remove("port");
    assert_eq!(settings, newer.settings, "a value that is not known here survives");
    values.choose(&rows::OFFLINE, OfflineRule::Refuse);
    values.write(newer.def().rows, &mut settings);
    assert_eq!(settings["offline"], Value::from("refuse"), "unless another was chosen");
}

#[test]
fn a_connection_of_format_1_keeps_its_messages_unless_it_says_otherwise() {
    for (said, rule) in [(None, OfflineRule::Buffer), (Some("refuse"), OfflineRule::Refuse)] {
        let mut old = of(&[("host", "h".into())]);
        old.settings.extend(said.map(|said| ("offline".to_owned(), Value::from(said))));
        old.buffer_unless_said();
        let settings = old.mqtt().unwrap();
        assert_eq!((settings.offline, settings.outbox.age_secs), (rule, OutboxBounds::default().age_secs));
    }
}

#[test]
fn two_connections_go_where_their_kind_says() {
    let to = |host: &str, port: u16| Connection::to_host(ConnectionId::from_random(7), "Halle", host, port);
    assert!(to("Broker.Halle", 1883).goes_where(&to("broker.halle ", 1883)));
    assert!(!to("broker.halle", 1883).goes_where(&to("broker.halle", 1884)));
    let local = Connection::local_broker("Lokal");
    assert!(local.goes_where(&Connection::local_broker("Anders")) && !local.goes_where(&to("127.0.0.1", 1883)));
    assert_eq!(to("::1", 1883).address().as_deref(), Some("[::1]:1883"));
    assert_eq!(local.address(), None);
}

#[test]
fn what_a_connection_needs_follows_from_its_rows() {
    let needs = |settings: &[(&str, Value)]| of(settings).needs();
    let tls = ("tls", true.into());
    let user = ("login", "password".into());
    let own = [("trust", "own".into()), ("ca_file", "ca.crt".into())];
    assert_eq!(needs(&[("host", "h".into())]), Needs::default());
    assert_eq!(Connection::local_broker("Lokal").needs(), Needs::default());
    assert!(needs(std::slice::from_ref(&user)).password);
    let ca = |settings: &[(&str, Value)]| needs(settings).ca;
    assert_eq!(ca(&own), None, "without TLS nothing is checked");
    let own = [tls.clone(), own[0].clone(), own[1].clone()];
    assert_eq!(ca(&own), Some(KeptIn::File("ca.crt".to_owned())));
    assert_eq!(ca(&[&own[..], &[("ca_pem", "PEM".into())]].concat()), Some(KeptIn::Project("PEM".to_owned())));
    let certificate = [("login", "certificate".into()), ("certificate_file", "c.p12".into())];
    assert_eq!(needs(&certificate), Needs::default(), "a certificate needs TLS");
    let client = ClientNeeds { certificate: Some(KeptIn::File("c.p12".to_owned())), key: None };
    let certificate = [&[tls][..], &certificate].concat();
    assert_eq!(needs(&certificate), Needs { client: Some(client), ..Needs::default() });
    assert!(needs(&[&certificate[..], &[("user", "u".into())]].concat()).password, "a certificate and a user");
}

#[test]
fn a_start_leads_a_connection_elsewhere_and_what_the_address_leaves_open_stays() {
    let to = |connection: &Connection, address: &str| {
        let led = connection.redirected(&parse_address(address).unwrap());
        assert_eq!((&led.id, &led.name), (&connection.id, &connection.name));
        (led.is_local(), led.mqtt().unwrap())
    };
    let own = of(&[
        ("host", "h".into()),
        ("port", 1999.0.into()),
        ("tls", true.into()),
        ("login", "password".into()),
        ("user", "ich".into()),
        ("client_id", "pult-3".into()),
        ("neu", Value::Raw("Neu(1)".to_owned())),
    ]);
    let (_, mqtt) = to(&own, "test");
    assert_eq!((mqtt.host.as_str(), mqtt.port, mqtt.tls), ("test", PORT_TLS, true), "the usual port of the other one");
    assert_eq!((mqtt.login, mqtt.user.as_str(), mqtt.client_id.as_str()), (Login::Password, "ich", "pult-3"));
    let (_, mqtt) = to(&own, "ws://anna:pw@test:99/weg");
    assert_eq!((mqtt.port, mqtt.tls, mqtt.transport), (99, false, Transport::WebSocket));
    assert_eq!((mqtt.path.as_str(), mqtt.user.as_str()), ("/weg", "anna"));
    let local = Connection::local_broker("Lokal");
    let (is_local, mqtt) = to(&local, "mqtt://127.0.0.1:1884");
    assert_eq!((is_local, mqtt.host.as_str(), mqtt.port, mqtt.tls), (false, "127.0.0.1", 1884, false));
    assert_eq!(own.redirected(&parse_address("test").unwrap()).settings["neu"], own.settings["neu"]);
}
