//! What the tests of this module share: a network with its events, and a real mosquitto.

pub(super) mod scripted;

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{BrokerOptions, ConnectionSpec, MqttEvent, MqttHandle, MqttOptions, Pace, SourceSubscription};
use crate::model::connection::{Connection, Transport, Version};
use crate::model::id::{ConnectionId, SourceId};
use crate::model::password::Password;
use crate::model::place::Place;
use crate::model::run::{Fate, Outgoing, Properties, Publish, PublishError, Reached, Refusal, Status};
use crate::model::source::Message;
use crate::model::topic::{TopicFilter, TopicName};

/// How long a test waits before it fails.
const DEADLINE: Duration = Duration::from_secs(40);

/// A message for the local broker's connection.
pub(super) fn publish(number: u64, topic: &str, payload: &str, qos: u8) -> Publish {
    Publish {
        number,
        connection: ConnectionId::local(),
        topic: TopicName::parse(topic).unwrap(),
        payload: payload.as_bytes().to_vec(),
        retain: false,
        qos,
        properties: Properties::default(),
        offline: None,
        from: Place::Project,
        ran: None,
        at: Instant::now(),
    }
}

/// The connection to the local broker, with sources and their filters.
pub(super) fn local(subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    spec(&Connection::local_broker("Lokaler Broker"), subscriptions)
}

/// A connection to 127.0.0.1, under the id of the local broker, so that [`publish`] fits.
pub(super) fn remote(port: u16, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    spec(&Connection::to_host(ConnectionId::local(), "Halle", "127.0.0.1", port), subscriptions)
}

pub(super) fn spec(connection: &Connection, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let subscriptions = subscriptions.iter().map(|(source, filter)| SourceSubscription {
        source: SourceId(*source),
        filter: TopicFilter::parse(filter).unwrap(),
        qos: 1,
    });
    // Tests wait for what waits, however long a busy machine takes.
    let mut connection = connection.clone();
    connection.buffer_unless_said();
    ConnectionSpec {
        id: connection.id.clone(),
        name: connection.name.clone(),
        local: connection.is_local(),
        settings: connection.mqtt().unwrap(),
        password: None,
        ca: None,
        certificate: None,
        passphrase: Password::default(),
        subscriptions: subscriptions.collect(),
        journal: None,
    }
}

/// All ways that MQTT travels, in all versions.
pub(super) const WAYS: [(Version, Transport); 4] = [
    (Version::V311, Transport::Tcp),
    (Version::V311, Transport::WebSocket),
    (Version::V5, Transport::Tcp),
    (Version::V5, Transport::WebSocket),
];

/// As [`remote`], in MQTT 5.
pub(super) fn remote_v5(port: u16, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = remote(port, subscriptions);
    spec.settings.version = Version::V5;
    spec
}

/// A network and the events that nobody has asked for yet.
pub(super) struct MqttFixture {
    pub(super) mqtt: MqttHandle,
    port: Box<dyn Outgoing>,
    kept: VecDeque<MqttEvent>,
}

impl MqttFixture {
    /// With a local broker in memory.
    pub(super) fn new() -> Self {
        Self::with_broker(BrokerOptions { folder: None, port: 0 })
    }

    pub(super) fn with_broker(broker: BrokerOptions) -> Self {
        Self::with_options(broker, Pace::default())
    }

    /// Tries again a hundred times as fast as people need it.
    pub(super) fn hasty() -> Self {
        let pace = Pace {
            first: Duration::from_millis(5),
            longest: Duration::from_millis(300),
            good: Duration::from_secs(10),
            kicked: Duration::from_millis(150),
            refused: Duration::from_millis(250),
        };
        Self::with_options(BrokerOptions { folder: None, port: 0 }, pace)
    }

    fn with_options(broker: BrokerOptions, pace: Pace) -> Self {
        let mqtt = MqttHandle::spawn(MqttOptions { wake: Arc::new(|| {}), broker, pace });
        let port = mqtt.outgoing();
        Self { mqtt, port, kept: VecDeque::new() }
    }

    /// Connected as `spec` says.
    pub(super) fn connected(spec: ConnectionSpec) -> Self {
        let mut fixture = Self::new();
        fixture.mqtt.configure(vec![spec]);
        fixture.until_status(|status| *status == Status::Connected);
        fixture
    }

    pub(super) fn publish(&self, message: Publish) -> Result<(), PublishError> {
        self.port.publish(Arc::new(message))
    }

    /// The first event, of those not taken yet, that `pick` takes; the others stay.
    pub(super) fn until<T>(&mut self, what: &str, pick: impl Fn(&MqttEvent) -> Option<T>) -> T {
        if let Some(at) = self.kept.iter().position(|event| pick(event).is_some()) {
            let event = self.kept.remove(at).unwrap();
            return pick(&event).unwrap();
        }
        let deadline = Instant::now() + DEADLINE;
        while let Some(event) = self.mqtt.wait_event(deadline.saturating_duration_since(Instant::now())) {
            match pick(&event) {
                Some(found) => return found,
                None => self.kept.push_back(event),
            }
        }
        panic!("no {what}; other events: {:#?}", self.kept.iter().take(50).collect::<Vec<_>>());
    }

    pub(super) fn until_status(&mut self, is_it: impl Fn(&Status) -> bool) -> Status {
        self.until("status", |event| match event {
            MqttEvent::Status { status, .. } if is_it(status) => Some(status.clone()),
            _ => None,
        })
    }

    /// Why the connection has been given up.
    pub(super) fn until_failed(&mut self) -> Refusal {
        match self.until_status(|status| matches!(status, Status::Failed(_))) {
            Status::Failed(refusal) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The next fate of this message.
    pub(super) fn until_fate(&mut self, number: u64) -> Fate {
        self.until("fate", |event| match event {
            MqttEvent::Fate { number: of, fate, .. } if *of == number => Some(fate.clone()),
            _ => None,
        })
    }

    /// The next message for sources.
    pub(super) fn until_message(&mut self) -> (Vec<SourceId>, Message) {
        self.until("message", |event| match event {
            MqttEvent::Message { sources, row, .. } => Some((sources.clone(), row.clone())),
            _ => None,
        })
    }

    /// Topic of the next message the monitor shows.
    pub(super) fn until_passed(&mut self) -> Message {
        self.until("seen message", |event| match event {
            MqttEvent::Passed { row, .. } => Some(row.clone()),
            _ => None,
        })
    }

    /// Waits until the broker has confirmed that this listener can hear.
    pub(super) fn until_listening(&mut self, number: u64) {
        self.until("listener", |event| {
            matches!(event, MqttEvent::Listening { listener } if *listener == number).then_some(())
        });
    }

    pub(super) fn until_broker(&mut self) -> (u16, bool) {
        self.until("broker", |event| match event {
            MqttEvent::BrokerStarted { port, shared } => Some((*port, *shared)),
            _ => None,
        })
    }

    /// Tries `spec` once.
    pub(super) fn trial(&mut self, spec: ConnectionSpec) -> Result<Reached, Refusal> {
        self.mqtt.test(spec);
        self.until("result of the trial", |event| match event {
            MqttEvent::Trial(result) => Some(result.clone()),
            _ => None,
        })
    }

    /// Statuses not taken yet.
    pub(super) fn statuses(&self) -> Vec<&Status> {
        let events = self.kept.iter();
        events
            .filter_map(|event| if let MqttEvent::Status { status, .. } = event { Some(status) } else { None })
            .collect()
    }
}

/// A port that is free now.
pub(super) fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    // The system may name a port again that was let go a moment ago, and who asked for two would have one.
    let mut ports =
        std::iter::repeat_with(|| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port());
    let mut given = GIVEN.lock().unwrap();
    ports.find(|port| given.insert(*port)).unwrap()
}

/// A mosquitto of our own; ends with the test.
pub(super) struct Mosquitto {
    child: Child,
    // Kept open, or mosquitto would write into a closed pipe.
    _log: BufReader<ChildStderr>,
    pub(super) folder: tempfile::TempDir,
}

impl Mosquitto {
    /// On `port`, anonymous.
    pub(super) fn start(port: u16) -> Self {
        Self::configured(port, |_folder| "allow_anonymous true\n".to_owned())
    }

    /// On `port`, and on `web` in a WebSocket, anonymous.
    pub(super) fn with_web(port: u16, web: u16) -> Self {
        // Without `socket_domain` it would listen on all interfaces.
        let listener = format!("listener {web} 127.0.0.1\nprotocol websockets\nsocket_domain ipv4\n");
        Self::configured(port, |_folder| format!("allow_anonymous true\n{listener}"))
    }

    /// On `port`, with the settings that `settings` gives; it may put files into the folder it gets.
    pub(super) fn configured(port: u16, settings: impl FnOnce(&Path) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = String::new();
        write!(config, "user root\nlog_dest stderr\nlog_type information\nlog_type error\n").unwrap();
        write!(config, "connection_messages false\nset_tcp_nodelay true\nlistener {port} 127.0.0.1\n").unwrap();
        config += &settings(folder.path());
        let file = folder.path().join("mosquitto.conf");
        fs::write(&file, config).unwrap();
        let mut command = Command::new(program("mosquitto"));
        command.arg("-c").arg(&file).stderr(Stdio::piped());
        // Limits of OpenSSL that mosquitto itself has no words for.
        let limits = folder.path().join("openssl.cnf");
        if limits.exists() {
            command.env("OPENSSL_CONF", limits);
        }
        let mut child = command.spawn().expect("mosquitto is installed");
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut seen = String::new();
        while !seen.contains(" running") {
            assert!(log.read_line(&mut seen).unwrap() > 0, "mosquitto does not start: {seen}");
        }
        Self { child, _log: log, folder }
    }
}

impl Drop for Mosquitto {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Debian keeps mosquitto out of the `PATH` of plain users.
fn program(name: &str) -> PathBuf {
    let sbin = Path::new("/usr/sbin").join(name);
    if sbin.exists() { sbin } else { PathBuf::from(name) }
}

/// Runs a program that prepares files for a test.
pub(super) fn prepare(name: &str, folder: &Path, arguments: &[&str]) {
    let output = Command::new(name).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
}
