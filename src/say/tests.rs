//! Every sentence in both languages, to be read by people when it changes.

use std::io::ErrorKind;
use std::sync::Arc;

use super::testing::table;
use super::*;
use crate::model::address::AddressError;
use crate::model::blocks::check::WireRefusal;
use crate::model::blocks::{Block, Graph};
use crate::model::certificate::{Finding, Role};
use crate::model::connection::Version;
use crate::model::control::Control;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ColumnId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};
use crate::model::password::Secret;
use crate::model::payload::{Form, PayloadError};
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::reach::{Contact, WayThere};
use crate::model::refusal::BrokerReason;
use crate::model::run::{
    DropReason, Fate, FaultKind, FilterList, LinkWarning, NotConfirmed, Refusal, RefuseReason, Status,
};
use crate::model::screen::Area;
use crate::model::source::Source;
use crate::model::target::{SecretTarget, Vouched};
use crate::model::topic::TopicError;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;
use crate::model::web::WebError;
use crate::store::files::FileError;
use crate::store::pbmx::{LeftOut, PbmxError};
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::{LoadError, SaveError};

/// A screen with a button that publishes, a source and a variable.
fn project() -> Project {
    let mut project = Project::new("Halle", "Start", "Lokaler Broker");
    project.sources.push(Source::new(SourceId(7), "Temperatur", "Temperatur", ConnectionId::local()));
    project.variables.push(Variable {
        id: VariableId(8),
        name: "Zähler".to_owned(),
        ident: "Zaehler".to_owned(),
        ty: Ty::Number,
        initial: Value::from(0.0),
        kept: false,
        handlers: std::collections::BTreeMap::new(),
    });
    let blocks = Graph {
        first: Some(BlockId(3)),
        blocks: [(BlockId(3), Block::new("mqtt_publish")), (BlockId(4), Block::new("zukunft"))].into(),
        ..Graph::default()
    };
    let screen = Arc::make_mut(&mut project.screens[0]);
    screen.controls.push(Control {
        id: ControlId(2),
        kind: "button".to_owned(),
        name: "Senden".to_owned(),
        area: Area::new(0.0, 0.0, 100.0, 50.0),
        properties: [].into(),
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: [("tapped".to_owned(), Arc::new(Handler::Blocks(blocks)))].into(),
    });
    project
}

fn tapped() -> HandlerRef {
    HandlerRef::new(ControlId(2), "tapped")
}

#[test]
fn places() {
    let project = project();
    let gone = HandlerRef::new(ControlId(99), "tapped");
    let places = [
        Place::Project,
        Place::item(ScreenId(1)),
        Place::item(ControlId(2)),
        Place::Handler(tapped(), None),
        Place::Handler(tapped(), Some(3)),
        Place::Handler(HandlerRef { trigger: "gehalten".to_owned(), ..tapped() }, None),
        Place::Block(tapped(), BlockId(4)),
        Place::item(ConnectionId::local()),
        Place::item(SourceId(7)),
        Place::Handler(HandlerRef::new(SourceId(7), "refreshed"), Some(2)),
        Place::Block(HandlerRef::new(SourceId(7), "refreshed"), BlockId(4)),
        Place::item(VariableId(8)),
        Place::item(ScreenId(99)),
        Place::item(ControlId(98)),
        Place::item(ColumnId(99)),
        Place::Handler(gone.clone(), None),
        Place::Block(gone, BlockId(4)),
        Place::item(ConnectionId::from_random(1)),
        Place::item(SourceId(99)),
        Place::item(VariableId(99)),
    ];
    insta::assert_snapshot!(table(&places, |thing, lang| place(&project, thing, lang)));
}

#[test]
fn a_block_is_named_by_its_label() {
    // Whatever the first row is.
    let Some(def) = crate::language::blocks().next() else { return };
    let mut project = project();
    let graph = Graph { blocks: [(BlockId(3), Block::new(def.kind))].into(), ..Graph::default() };
    let control = &mut Arc::make_mut(&mut project.screens[0]).controls[0];
    control.handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(graph)));
    let at = Place::Block(tapped(), BlockId(3));
    let words = place(&project, &at, Lang::De);
    assert_eq!(words, format!("Baustein „{}“ in „Senden · Tapped“ auf „Start“", def.label.de));
}

#[test]
fn topics_and_wires() {
    let topics = [
        TopicError::Empty,
        TopicError::Wildcard('+'),
        TopicError::ControlCharacter,
        TopicError::TooLong(70_000),
        TopicError::TooDeep(201),
        TopicError::MisplacedWildcard('#'),
        TopicError::MisplacedWildcard('+'),
        TopicError::Share,
    ];
    let wires = [
        WireRefusal::StatementInSlot,
        WireRefusal::ValueInFlow,
        WireRefusal::Type { wanted: Ty::Number, got: Ty::Text },
        WireRefusal::Type { wanted: Ty::Bool, got: Ty::Any },
        WireRefusal::NoWire,
        WireRefusal::Cycle,
        WireRefusal::NothingMayFollow,
    ];
    insta::assert_snapshot!([table(&topics, topic_error), table(&wires, wire_refusal)].concat());
}

#[test]
fn secrets_and_trust() {
    let place = |tls| {
        let (port, vouched) = if tls { (8883, Some(Vouched::Own("ba7816bf8f01".to_owned()))) } else { (1883, None) };
        Box::new(SecretTarget { host: "broker.example".to_owned(), port, tls, server_name: String::new(), vouched })
    };
    let refusals = [
        Refusal::SecretMissing,
        Refusal::SecretsLocked,
        Refusal::NotTrusted,
        Refusal::SecretElsewhere { secret: Secret::Password, stored: None, now: place(false) },
        Refusal::SecretElsewhere { secret: Secret::Password, stored: Some(place(true)), now: place(false) },
        Refusal::SecretElsewhere { secret: Secret::Password, stored: Some(place(false)), now: place(true) },
    ];
    let contacts = [
        Contact::LocalBroker,
        Contact::Broker { address: "broker.example:8883".to_owned(), way: WayThere::Checked },
        Contact::Broker { address: "broker.example:1883".to_owned(), way: WayThere::Plain },
        Contact::Listens { at: String::new(), filter: "a/#".to_owned() },
        Contact::Publishes { at: "b:1".to_owned(), topic: Some("a/b".to_owned()) },
        Contact::Publishes { at: "b:1".to_owned(), topic: None },
        Contact::Web { host: "api.example.com".to_owned() },
        Contact::File { name: "ca.pem".to_owned() },
        Contact::Script { text: String::new() },
    ];
    insta::assert_snapshot!([table(&refusals, refusal), table(&contacts, contact)].concat());
}

/// This filter and others, so many together.
fn filters(first: &str, count: usize) -> FilterList {
    (0..count).map(|n| if n == 0 { first.to_owned() } else { format!("{first}{n}") }).collect()
}

#[test]
fn refusals() {
    let text = str::to_owned;
    let refusals = [
        Refusal::HostNotFound { host: text("brocker") },
        Refusal::BadAddress { text: text("a b") },
        Refusal::NothingListens { host: text("halle1"), port: 1883 },
        Refusal::NoAnswer { secs: 5 },
        Refusal::Unreachable { host: text("10.0.0.9") },
        Refusal::WrongLogin,
        Refusal::NotAuthorized,
        Refusal::ClientIdRefused,
        Refusal::WrongVersion { wanted: Version::V311 },
        Refusal::WrongVersion { wanted: Version::V5 },
        Refusal::ClientIdTaken,
        Refusal::BrokerStopped,
        Refusal::ShutOut,
        Refusal::TooMuch,
        Refusal::Moved { to: text("broker2.example:1883") },
        Refusal::Moved { to: String::new() },
        Refusal::WebSocketRefused { what: text("404 Not Found") },
        Refusal::NotWebSocket,
        Refusal::BrokerUnavailable,
        Refusal::UnknownCertificate { issuer: text("Werks-CA (Werk GmbH)"), self_signed: false, own_ca: false },
        Refusal::UnknownCertificate { issuer: text("Werks-CA"), self_signed: false, own_ca: true },
        Refusal::UnknownCertificate { issuer: text("broker"), self_signed: true, own_ca: false },
        Refusal::UnknownCertificate { issuer: text("broker"), self_signed: true, own_ca: true },
        Refusal::CertificateExpired { until: 1_773_576_000, now: 1_795_305_600 },
        Refusal::CertificateNotYetValid { from: 1_798_761_600, now: 1_795_305_600 },
        Refusal::WrongCertificateName {
            asked: text("broker.example"),
            names: vec![text("localhost"), text("127.0.0.1")],
        },
        Refusal::WrongCertificateName { asked: text("10.0.0.9"), names: vec![text("10.0.0.9")] },
        Refusal::WrongCertificateName { asked: text("b"), names: (1..7).map(|n| format!("h{n}")).collect() },
        Refusal::WrongCertificateName { asked: text("localhost"), names: Vec::new() },
        Refusal::CertificateUnusable { what: text("invalid purpose") },
        Refusal::CertificateVersion1 { subject: text("localhost") },
        Refusal::CertificateKeyShort { key: text("RSA 1024") },
        Refusal::CertificateSignatureOld,
        Refusal::TlsTooOld,
        Refusal::NoCommonCipher,
        Refusal::CertificateFile { role: Role::Ca, path: text("/x/ca.pem"), what: Finding::NoCertificate },
        Refusal::CertificateFile { role: Role::Key, path: text("client.key"), what: Finding::KeyMismatch },
        Refusal::CertificateFile { role: Role::Key, path: String::new(), what: Finding::NeedsPassphrase },
        Refusal::CertificateFile { role: Role::Certificate, path: String::new(), what: Finding::Damaged },
        Refusal::ClientCertificateMissing,
        Refusal::ClientCertificateExpired { until: Some(1_773_576_000), now: 1_795_305_600 },
        Refusal::ClientCertificateExpired { until: None, now: 1_795_305_600 },
        Refusal::ClientCertificateUnknown { issuer: text("Andere CA") },
        Refusal::ClientCertificateUnknown { issuer: String::new() },
        Refusal::ClientCertificateRefused,
        Refusal::ClientCertificateRevoked,
        Refusal::NotTls,
        Refusal::WantsTls,
        Refusal::ClosedAtOnce,
        Refusal::NoMqttInWebSocket,
        Refusal::Broker { reason: BrokerReason::Ended, words: String::new() },
        Refusal::Broker { reason: BrokerReason::ImplementationSpecific, words: text("Lizenz abgelaufen") },
        Refusal::NotMqtt,
        Refusal::Lost,
        Refusal::LocalBroker { what: text("address in use") },
        Refusal::Other { what: text("broken pipe") },
        Refusal::Other { what: String::new() },
    ];
    let addresses = [AddressError::NoHost, AddressError::Port(text("18x")), AddressError::Scheme(text("http"))];
    let warnings = [
        LinkWarning::FiltersRefused { filters: filters("intern/#", 1) },
        LinkWarning::FiltersRefused { filters: filters("$share/halle/intern/#", 1) },
        LinkWarning::FiltersRefused { filters: filters("intern/#", 100_000) },
        LinkWarning::QosLowered { filters: filters("halle/#", 1), asked: 2, granted: 1 },
        LinkWarning::QosLowered { filters: filters("halle/#", 2), asked: 2, granted: 1 },
        LinkWarning::PublishQosLowered { most: 1 },
        LinkWarning::NotListening { why: Refusal::NotAuthorized },
        LinkWarning::TooLarge { topic: text("kamera/bild"), bytes: 20 * 1024 * 1024, max: 16 * 1024 * 1024 },
    ];
    let tables = [table(&refusals, refusal), table(&addresses, address_error), table(&warnings, link_warning)];
    insta::assert_snapshot!(tables.concat());
}

#[test]
fn findings() {
    let (until, now) = (1_773_576_000, 1_795_305_600);
    let findings = [
        Finding::NotFound,
        Finding::Unreadable { what: "disk on fire".to_owned() },
        Finding::NotAFile,
        Finding::NoAnswer,
        Finding::UnknownFormat,
        Finding::NoCertificate,
        Finding::NoKey,
        Finding::Damaged,
        Finding::NeedsPassphrase,
        Finding::WrongPassphrase,
        Finding::OldEncryption,
        Finding::KeyMismatch,
        Finding::UnsupportedKey,
        Finding::Expired { until, now },
        Finding::NotYetValid { from: now, now: until },
        Finding::ExpiresSoon { until, days: 0 },
        Finding::ExpiresSoon { until, days: 1 },
        Finding::ExpiresSoon { until, days: 12 },
        Finding::NotCa,
        Finding::IsCa,
        Finding::NotForClients,
        Finding::ChainOrder,
        Finding::KeyInside,
    ];
    insta::assert_snapshot!(table(&findings, |thing, lang| finding(thing, "keys/client.pem", lang)));
}

#[test]
fn statuses() {
    let lost = Refusal::Lost;
    let statuses = [
        Status::Idle,
        Status::Disconnected,
        Status::Connecting { attempt: 1 },
        Status::Connecting { attempt: 3 },
        Status::Connected,
        Status::Retrying { attempt: 2, in_ms: 4_200, why: lost.clone() },
        Status::Retrying { attempt: 2, in_ms: 0, why: lost },
        Status::Failed(Refusal::WrongLogin),
    ];
    insta::assert_snapshot!(table(&statuses, status));
}

#[test]
fn fates() {
    let fates = [
        Fate::Waiting,
        Fate::Sent,
        Fate::Acknowledged,
        Fate::Refused(RefuseReason::Offline),
        Fate::Refused(RefuseReason::UnknownConnection),
        Fate::Refused(RefuseReason::Topic(TopicError::Empty)),
        Fate::Refused(RefuseReason::TooLarge { bytes: 1_600_000, max: 262_144 }),
        Fate::Refused(RefuseReason::TooLarge { bytes: 2020, max: 2000 }),
        Fate::Refused(RefuseReason::QueueFull),
        Fate::Dropped(DropReason::OutboxFull),
        Fate::Dropped(DropReason::TooOld),
        Fate::Dropped(DropReason::Unconfirmed),
        Fate::Dropped(DropReason::Stopped),
        Fate::Dropped(DropReason::Rejected),
        Fate::Dropped(DropReason::NotAllowed),
        Fate::Dropped(DropReason::TopicNotAccepted),
        Fate::Dropped(DropReason::Quota),
        Fate::Dropped(DropReason::PayloadFormat),
        Fate::Dropped(DropReason::RetainNotAccepted),
        Fate::Dropped(DropReason::TooLarge { sizes: Some((1_600_000, 262_144)) }),
        Fate::Dropped(DropReason::TooLarge { sizes: None }),
        Fate::Dropped(DropReason::Code { code: 0x83 }),
    ];
    insta::assert_snapshot!(table(&fates, fate));
}

#[test]
fn faults() {
    let text = str::to_owned;
    let wrong_type = |wanted, got: &str| FaultKind::WrongType { to: text("Regler.value"), wanted, got: text(got) };
    let faults = [
        FaultKind::Publish(RefuseReason::Offline),
        FaultKind::UnknownConnection { id: text("abc") },
        FaultKind::UnknownName { name: text("data.Zähler"), near: None },
        FaultKind::UnknownName { name: text("data.Zähler"), near: Some(text("Zaehler")) },
        wrong_type("number", "string"),
        wrong_type("string", "nil"),
        wrong_type("boolean", "table"),
        wrong_type("vector", "function"),
        FaultKind::BadOperand { what: text("attempt to compare number < nil") },
        FaultKind::Payload {
            form: Form::Json,
            text: text("{1}"),
            why: PayloadError::Json(text("key must be a string at line 1 column 2")),
        },
        FaultKind::Payload { form: Form::Number, text: text("viel"), why: PayloadError::Number },
        FaultKind::NotConfirmed(NotConfirmed::TooLate { secs: 2.5 }),
        FaultKind::NotConfirmed(NotConfirmed::Dropped(DropReason::TooOld)),
        FaultKind::NotConfirmed(NotConfirmed::Refused(RefuseReason::Offline)),
        FaultKind::NoAnswer { topic: text("halle1/frage"), secs: 5.0 },
        FaultKind::InvalidJson {
            text: "{\"a\": ".repeat(40),
            why: text("EOF while parsing a value at line 1 column 7"),
        },
        FaultKind::BadPattern { pattern: "(a".to_owned(), flaw: crate::model::regex::PatternFlaw::Unclosed(1) },
        FaultKind::CannotWait,
        FaultKind::TooLong { secs: 2.5 },
        FaultKind::Memory,
        FaultKind::ListFull { list: text("Einkauf"), rows: 10_000, mib: 64 },
        FaultKind::Assertion,
        FaultKind::Syntax { what: text("Expected 'end' at line 3") },
        FaultKind::Raised { message: text("Tank leer\n") },
        FaultKind::Other { what: text("stack overflow") },
        FaultKind::Other { what: text("something new") },
    ];
    insta::assert_snapshot!(table(&faults, fault));
}

#[test]
fn requests_over_http() {
    let text = str::to_owned;
    let why = [
        WebError::Address,
        WebError::NotAllowed { host: text("10.0.0.5:8080") },
        WebError::Header { name: text("X Y") },
        WebError::UnknownHost,
        WebError::Unreachable,
        WebError::Insecure { what: text("invalid peer certificate: UnknownIssuer") },
        WebError::TooLate,
        WebError::TooLarge,
        WebError::Redirects,
        WebError::Status { status: 404 },
        WebError::Status { status: 418 },
        WebError::Status { status: 500 },
        WebError::Busy,
        WebError::Other { what: text("protocol: missing version") },
    ];
    let url = text("https://api.example.com/v1?key=geheim");
    let faults = why.map(|why| FaultKind::Web { url: url.clone(), why, secs: 10.0 });
    let said = table(&faults, fault);
    assert!(!said.contains("geheim"), "{said}");
    insta::assert_snapshot!(said);
}

#[test]
fn files() {
    let path = || std::path::PathBuf::from("/apps/halle.ron");
    let what = || "disk on fire".to_owned();
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::IsADirectory,
        ErrorKind::Unsupported,
        ErrorKind::TimedOut,
        ErrorKind::NotADirectory,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::StorageFull,
        ErrorKind::Other,
    ];
    let mut load: Vec<_> = kinds.map(|kind| LoadError::Io { path: path(), kind, what: what() }).into();
    load.extend([
        LoadError::Syntax {
            line: 7,
            column: 3,
            what: "Expected integer".to_owned(),
            field: Some("next_id".to_owned()),
        },
        LoadError::Syntax { line: 7, column: 3, what: "Expected comma".to_owned(), field: None },
        LoadError::NotText { line: 1, column: 4 },
        LoadError::Archive,
        LoadError::Foreign(PbmxError::NoModel),
        LoadError::Foreign(PbmxError::TooMuch),
        LoadError::Foreign(PbmxError::NoArchive { what: "invalid header".to_owned() }),
        LoadError::Foreign(PbmxError::Damaged { part: "Peakboard.json".to_owned(), what: "eof".to_owned() }),
        LoadError::Conflict { line: 12 },
        LoadError::Newer { format: 3 },
        LoadError::NotAProject,
        LoadError::TooBig { bytes: 70_000_000, max: 67_108_864 },
        LoadError::IdTooLarge { id: u32::MAX },
    ]);
    let mut save: Vec<_> = kinds.map(|kind| SaveError::Io { path: path(), kind, what: what() }).into();
    save.push(SaveError::NoFolder { folder: "/apps/neu".into() });
    save.extend([SaveError::Newer { format: 3 }, SaveError::Text { what: "1:1: Expected comma".to_owned() }]);
    let files = [
        FileError::Io { path: path(), kind: ErrorKind::NotFound, what: what() },
        FileError::Empty { path: path() },
        FileError::TooBig { path: path(), max: 33_554_432 },
    ];
    let files = table(&files, file_error);
    insta::assert_snapshot!([table(&load, load_error), table(&save, save_error), files].concat());
}

#[test]
fn what_was_left_out() {
    let text = || "Halle".to_owned();
    let left = [
        LeftOut::Control(text()),
        LeftOut::Differs { theirs: text(), ours: "tiles".to_owned() },
        LeftOut::ChartForm("Line".to_owned()),
        LeftOut::Binding("{A?B=~C[0].D}".to_owned()),
        LeftOut::Format("D|X".to_owned()),
        LeftOut::Rule(String::new()),
        LeftOut::Rule(text()),
        LeftOut::Event("Swiped".to_owned()),
        LeftOut::Icon(text()),
        LeftOut::Image(String::new()),
        LeftOut::Image("logo.png".to_owned()),
        LeftOut::ButtonImage,
        LeftOut::Sound("hupe.mp3".to_owned()),
        LeftOut::Validation,
        LeftOut::Skipped,
        LeftOut::TooMany(3),
        LeftOut::Dataflow(4),
        LeftOut::Source("Excel".to_owned()),
        LeftOut::Kept,
        LeftOut::Shared,
        LeftOut::Connection { name: text(), kind: "OpcUa".to_owned() },
        LeftOut::Password,
        LeftOut::NoConnection,
        LeftOut::LongScript,
    ];
    insta::assert_snapshot!(table(&left, left_out));
}

#[test]
fn sizes_and_numbers_have_the_mark_of_the_language() {
    assert_eq!(size(1023, Lang::En), "1023 bytes");
    assert_eq!(size(1536, Lang::De), "1,5 KiB");
    assert_eq!(size(1_048_576, Lang::En), "1 MiB");
    assert_eq!(number(0.25, Lang::De), "0,25");
}

#[test]
fn notes_about_what_was_received() {
    use crate::model::source::convert::Unreadable;
    use crate::model::source::table::UnreadableNote;
    let all =
        [Unreadable::NoPath, Unreadable::NotANumber, Unreadable::NotABool, Unreadable::NotATime, Unreadable::NotJson];
    let note = |why| UnreadableNote {
        topic: "halle1/klima".to_owned(),
        column: (why != Unreadable::NotJson).then(|| "Temperatur".to_owned()),
        why,
    };
    insta::assert_snapshot!(table(&all, |why, lang| super::note(&note(*why), lang)));
}

#[test]
fn landings() {
    use crate::model::edit::Landing;
    use crate::model::item::ItemKind;
    let thing = |kind, name: &str| vec![(kind, name.to_owned())];
    let two = vec![(ItemKind::Connection, "Halle".to_owned()), (ItemKind::Variable, "Stück".to_owned())];
    let landings = [
        Landing { matched: thing(ItemKind::Variable, "Thema"), ..Landing::default() },
        Landing { made: two, open: thing(ItemKind::Control, "Anzeige"), ..Landing::default() },
        Landing {
            matched: thing(ItemKind::Screen, "Start"),
            made: thing(ItemKind::Source, "Klima"),
            open: thing(ItemKind::Column, "Temp"),
        },
    ];
    insta::assert_snapshot!(table(&landings, landing));
    let component = Landing { made: thing(ItemKind::Screen, "Maschine"), ..Landing::default() };
    assert_eq!(landing(&component, Lang::De), "Eingefügt: Komponente „Maschine“ angelegt");
}

#[test]
fn what_could_not_be_kept_says_what_that_means_and_what_to_do() {
    let folder = std::path::Path::new("/home/anna/steckbrett");
    let mut told = std::collections::BTreeSet::new();
    for what in Upkeep::ALL {
        for kind in [ErrorKind::StorageFull, ErrorKind::PermissionDenied, ErrorKind::Other] {
            let trouble = NotKept { what, kind, said: "os error 28".to_owned() };
            for lang in [Lang::De, Lang::En] {
                let sentence = not_kept(&trouble, folder, lang);
                assert_eq!(sentence.contains("os error"), kind == ErrorKind::Other, "{sentence}");
                assert!(sentence.contains("/home/anna/steckbrett"), "{sentence}");
                assert!(told.insert(sentence.clone()), "twice: {sentence}");
            }
        }
    }
}
