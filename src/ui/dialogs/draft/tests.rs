//! Fields become settings and settings fields, and nothing is lost on the way.

use super::check::Field;
use super::*;
use crate::model::connection::{Lasting, PATH, Trust};

fn draft() -> Draft {
    Draft::new(&Project::new("P", "Start", "Lokaler Broker"), Lang::De)
}

#[test]
fn the_port_follows_the_transport_only_where_it_was_the_usual_one() {
    let mut draft = draft();
    for (transport, tls, port) in [
        (Transport::Tcp, true, "8883"),
        (Transport::WebSocket, true, "8084"),
        (Transport::WebSocket, false, "8083"),
        (Transport::Tcp, false, "1883"),
    ] {
        draft.values.set_way(transport, tls);
        assert_eq!(draft.values.text(&rows::PORT), port);
    }
    draft.values.set(&rows::PORT, "2000");
    draft.values.set_way(Transport::WebSocket, true);
    assert_eq!(draft.values.text(&rows::PORT), "2000");
}

#[test]
fn a_pasted_address_fills_the_other_fields() {
    let mut draft = draft();
    draft.values.set(&rows::HOST, "mqtts://anna:geheim@broker.example");
    draft.read_address();
    assert_eq!(
        (draft.values.text(&rows::HOST), draft.values.text(&rows::PORT), draft.way().1),
        ("broker.example", "8883", true)
    );
    assert_eq!((draft.values.text(&rows::USER), draft.secrets().password.reveal()), ("anna", "geheim"));
    let mqtt = draft.connection().mqtt().unwrap();
    assert_eq!((mqtt.login, mqtt.port), (Login::Password, 8883));
    let saved = format!("{:?}", draft.connection());
    assert!(!saved.contains("geheim"), "the password stands in the project: {saved}");
    draft.values.set(&rows::HOST, "wss://broker.example/ws");
    let mqtt = draft.connection().mqtt().unwrap();
    assert_eq!((mqtt.transport, mqtt.tls, mqtt.port, mqtt.path.as_str()), (Transport::WebSocket, true, 8084, "/ws"));
    draft.read_address();
    draft.values.set(&rows::HOST, "mqtt://broker.example");
    let mqtt = draft.connection().mqtt().unwrap();
    assert_eq!((mqtt.transport, mqtt.tls, mqtt.port, mqtt.path.as_str()), (Transport::Tcp, false, 1883, PATH));
}

#[test]
fn a_connection_survives_its_fields() {
    let mut connection = Connection::to_host(ConnectionId::from_random(3), "Halle", "h", 1884);
    let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
    set("neu", Value::Raw("[1]".to_owned()));
    set(rows::OFFLINE.key, Value::from("refuse"));
    assert_eq!(Draft::of(&connection).connection(), connection);
    let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
    set(rows::TLS.key, Value::from(true));
    // From before trust was a setting: the file was trusted besides the system's.
    set(rows::CA_FILE.key, Value::from("ca.pem"));
    assert_eq!(Draft::of(&connection).values.choice::<Trust>(&rows::TRUST), Trust::Both);
    assert_eq!(Draft::of(&connection).connection(), connection);
    let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
    set(rows::TRUST.key, Value::from("own"));
    set(rows::SERVER_NAME.key, Value::from("broker.werk"));
    set(rows::LOGIN.key, Value::from("certificate"));
    set(rows::USER.key, Value::from("anna"));
    set(rows::CERTIFICATE_PEM.key, Value::from("-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"));
    set(rows::VERSION.key, Value::from("5"));
    set(rows::TRANSPORT.key, Value::from("websocket"));
    set(rows::PATH.key, Value::from("/ws"));
    set(rows::CLIENT_ID.key, Value::from("linie-1"));
    set(rows::KEEP_ALIVE.key, Value::from(60.0));
    set(rows::CONNECT_TIMEOUT.key, Value::from(9.0));
    set(rows::SESSION.key, Value::from("persistent"));
    set(rows::SESSION_EXPIRY.key, Value::from(86_400.0));
    set(rows::OUTBOX_MESSAGES.key, Value::from(50.0));
    set(rows::OUTBOX_MIB.key, Value::from(2.5));
    set(rows::OUTBOX_HOURS.key, Value::from(0.5));
    set(rows::OUTBOX_KEEP.key, Value::from(true));
    for prefix in ["birth", "close", "will"] {
        set(&format!("{prefix}_topic"), Value::from("halle/zustand"));
        set(&format!("{prefix}_message"), Value::from(prefix));
        set(&format!("{prefix}_qos"), Value::from(2.0));
        set(&format!("{prefix}_retain"), Value::from(true));
    }
    assert_eq!(Draft::of(&connection).connection(), connection);
    let local = Connection::local_broker("Lokaler Broker");
    assert_eq!(Draft::of(&local).connection(), local);
}

fn own_ca(draft: &mut Draft) {
    draft.values.switch(&rows::TLS, true);
    draft.values.choose(&rows::TRUST, Trust::Own);
}

fn lasting(draft: &mut Draft, expiry: &str) {
    draft.values.choose(&rows::SESSION, Lasting::Persistent);
    draft.values.set(&rows::SESSION_EXPIRY, expiry);
}

#[test]
fn flaws_name_the_field() {
    let project = Project::new("P", "Start", "Lokaler Broker");
    let fields =
        |draft: &Draft| draft.flaws(&project.connections, Lang::De).iter().map(|flaw| flaw.field).collect::<Vec<_>>();
    let mut good = draft();
    assert_eq!(fields(&good), [Field::Setting(&rows::HOST)]);
    good.values.set(&rows::HOST, "h");
    assert_eq!(fields(&good), []);
    let check = |change: &dyn Fn(&mut Draft), wanted: &[Field]| {
        let mut draft = good.clone();
        change(&mut draft);
        assert_eq!(fields(&draft), wanted);
    };
    check(&|draft| draft.values.set(&rows::HOST, "http://x"), &[Field::Setting(&rows::HOST)]);
    check(&|draft| draft.values.set(&rows::PORT, "99999"), &[Field::Setting(&rows::PORT)]);
    check(&|draft| draft.values.choose(&rows::LOGIN, Login::Password), &[Field::Setting(&rows::USER)]);
    check(&|draft| draft.set_login(Login::Certificate), &[Field::Setting(&rows::CERTIFICATE_FILE)]);
    check(&|draft| draft.name = "lokaler broker".to_owned(), &[Field::Name]);
    check(&|draft| own_ca(draft), &[Field::Setting(&rows::CA_FILE)]);
    check(&|draft| draft.values.set(&rows::KEEP_ALIVE, "3"), &[Field::Setting(&rows::KEEP_ALIVE)]);
    check(&|draft| draft.values.set(&rows::CONNECT_TIMEOUT, "1,5"), &[Field::Setting(&rows::CONNECT_TIMEOUT)]);
    check(&|draft| lasting(draft, "bald"), &[Field::Setting(&rows::SESSION_EXPIRY)]);
    check(&|draft| draft.values.set(&rows::OUTBOX_MIB, "0"), &[Field::Setting(&rows::OUTBOX_MIB)]);
    check(&|draft| draft.values.set(&rows::WILL.topic, "halle/#"), &[Field::Setting(&rows::WILL.topic)]);
    check(&|draft| draft.values.set(&rows::BIRTH.message, "da"), &[Field::Setting(&rows::BIRTH.topic)]);
}

#[test]
fn what_cannot_be_read_keeps_its_old_value() {
    let mut connection = Connection::to_host(ConnectionId::from_random(3), "Halle", "h", 1884);
    connection.settings.insert(rows::KEEP_ALIVE.key.to_owned(), Value::from(60.0));
    let mut draft = Draft::of(&connection);
    draft.values.set(&rows::KEEP_ALIVE, "sechzig");
    assert_eq!(draft.connection().mqtt().unwrap().keep_alive_secs, 60);
}

#[test]
fn secrets_are_only_those_that_are_asked_for() {
    let mut draft = draft();
    draft.password = "geheim".to_owned();
    draft.passphrase = "kiesel".to_owned();
    draft.key = Password::new("-----BEGIN PRIVATE KEY-----");
    assert_eq!(draft.secrets(), Secrets::default());
    draft.set_login(Login::Certificate);
    assert_eq!(draft.secrets().password, Password::default());
    assert_eq!(draft.secrets().passphrase, Password::new("kiesel"));
    draft.values.set(&rows::USER, "anna");
    assert_eq!(draft.secrets().password, Password::new("geheim"));
    assert!(!draft.secrets().key.is_empty());
    draft.values.set(&rows::KEY_FILE, "client.key");
    assert!(draft.secrets().key.is_empty(), "a file that is named wins");
    let (connection, _) = draft.certificates().unwrap();
    assert!(!connection.settings.contains_key(rows::HOST.key), "the address is of no concern");
}
