//! Fields become settings and settings fields, and nothing is lost on the way.

use super::check::Field;
use super::*;

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
        draft.set_transport(transport, tls);
        assert_eq!(draft.port, port);
    }
    draft.port = "2000".to_owned();
    draft.set_transport(Transport::WebSocket, true);
    assert_eq!(draft.port, "2000");
}

#[test]
fn a_pasted_address_fills_the_other_fields() {
    let mut draft = draft();
    draft.host = "mqtts://anna:geheim@broker.example".to_owned();
    draft.read_address();
    assert_eq!((draft.host.as_str(), draft.port.as_str(), draft.tls), ("broker.example", "8883", true));
    assert_eq!((draft.user.as_str(), draft.secrets().password.reveal()), ("anna", "geheim"));
    let mqtt = draft.connection().mqtt();
    assert_eq!((mqtt.login, mqtt.port), (Login::Password, 8883));
    let saved = format!("{:?}", draft.connection());
    assert!(!saved.contains("geheim"), "the password stands in the project: {saved}");
    draft.host = "wss://broker.example/ws".to_owned();
    let mqtt = draft.connection().mqtt();
    assert_eq!((mqtt.transport, mqtt.tls, mqtt.port, mqtt.path.as_str()), (Transport::WebSocket, true, 8084, "/ws"));
    draft.read_address();
    draft.host = "mqtt://broker.example".to_owned();
    let mqtt = draft.connection().mqtt();
    assert_eq!((mqtt.transport, mqtt.tls, mqtt.port, mqtt.path.as_str()), (Transport::Tcp, false, 1883, PATH));
}

#[test]
fn a_connection_survives_its_fields() {
    let mut connection = Connection::to_host(ConnectionId::from_random(3), "Halle", "h", 1884);
    let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
    set("neu", Value::Raw("[1]".to_owned()));
    set(setting::OFFLINE, Value::from("refuse"));
    assert_eq!(Draft::of(&connection).connection(), connection);
    let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
    set(setting::TLS, Value::from(true));
    // From before trust was a setting: the file was trusted besides the system's.
    set(setting::CA_FILE, Value::from("ca.pem"));
    assert_eq!(Draft::of(&connection).trust, Trust::Both);
    assert_eq!(Draft::of(&connection).connection(), connection);
    let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
    set(setting::TRUST, Value::from("own"));
    set(setting::SERVER_NAME, Value::from("broker.werk"));
    set(setting::LOGIN, Value::from("certificate"));
    set(setting::USER, Value::from("anna"));
    set(setting::CERTIFICATE_PEM, Value::from("-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"));
    set(setting::VERSION, Value::from("5"));
    set(setting::TRANSPORT, Value::from("websocket"));
    set(setting::PATH, Value::from("/ws"));
    set(setting::CLIENT_ID, Value::from("linie-1"));
    set(setting::KEEP_ALIVE, Value::from(60.0));
    set(setting::CONNECT_TIMEOUT, Value::from(9.0));
    set(setting::SESSION, Value::from("persistent"));
    set(setting::SESSION_EXPIRY, Value::from(86_400.0));
    set(setting::OUTBOX_MESSAGES, Value::from(50.0));
    set(setting::OUTBOX_MIB, Value::from(2.5));
    set(setting::OUTBOX_HOURS, Value::from(0.5));
    set(setting::OUTBOX_KEEP, Value::from(true));
    for prefix in [setting::BIRTH, setting::CLOSE, setting::WILL] {
        set(&format!("{prefix}_topic"), Value::from("halle/zustand"));
        set(&format!("{prefix}_message"), Value::from(prefix));
        set(&format!("{prefix}_qos"), Value::from(2.0));
        set(&format!("{prefix}_retain"), Value::from(true));
    }
    assert_eq!(Draft::of(&connection).connection(), connection);
    let local = Connection::local_broker("Lokaler Broker");
    assert_eq!(Draft::of(&local).connection(), local);
}

#[test]
fn flaws_name_the_field() {
    let project = Project::new("P", "Start", "Lokaler Broker");
    let fields =
        |draft: &Draft| draft.flaws(&project.connections, Lang::De).iter().map(|flaw| flaw.field).collect::<Vec<_>>();
    let mut good = draft();
    assert_eq!(fields(&good), [Field::Host]);
    good.host = "h".to_owned();
    assert_eq!(fields(&good), []);
    let check = |change: &dyn Fn(&mut Draft), wanted: &[Field]| {
        let mut draft = good.clone();
        change(&mut draft);
        assert_eq!(fields(&draft), wanted);
    };
    check(&|draft| draft.host = "http://x".to_owned(), &[Field::Host]);
    check(&|draft| draft.port = "99999".to_owned(), &[Field::Port]);
    check(&|draft| draft.login = Login::Password, &[Field::User]);
    check(&|draft| draft.set_login(Login::Certificate), &[Field::CertificateFile]);
    check(&|draft| draft.name = "lokaler broker".to_owned(), &[Field::Name]);
    check(&|draft| (draft.tls, draft.trust) = (true, Trust::Own), &[Field::CaFile]);
    check(&|draft| draft.keep_alive = "3".to_owned(), &[Field::KeepAlive]);
    check(&|draft| draft.connect_timeout = "1,5".to_owned(), &[Field::ConnectTimeout]);
    check(&|draft| (draft.persistent, draft.expiry) = (true, "bald".to_owned()), &[Field::Expiry]);
    check(&|draft| draft.outbox.mib = "0".to_owned(), &[Field::OutboxMib]);
    check(&|draft| draft.will.topic = "halle/#".to_owned(), &[Field::Will]);
    check(&|draft| draft.birth.message = "da".to_owned(), &[Field::Birth]);
}

#[test]
fn what_cannot_be_read_keeps_its_old_value() {
    let mut connection = Connection::to_host(ConnectionId::from_random(3), "Halle", "h", 1884);
    connection.settings.insert(setting::KEEP_ALIVE.to_owned(), Value::from(60.0));
    let mut draft = Draft::of(&connection);
    draft.keep_alive = "sechzig".to_owned();
    assert_eq!(draft.connection().mqtt().keep_alive_secs, 60);
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
    draft.user = "anna".to_owned();
    assert_eq!(draft.secrets().password, Password::new("geheim"));
    assert!(!draft.secrets().key.is_empty());
    draft.key_file = "client.key".to_owned();
    assert!(draft.secrets().key.is_empty(), "a file that is named wins");
    let (connection, _) = draft.certificates().unwrap();
    assert!(!connection.settings.contains_key(setting::HOST), "the address is of no concern");
}
