//! A real broker for a scenario: an own mosquitto process on a free port of 127.0.0.1, and clients beside ours.
//!
//! Killed through its handle, never by name. A machine without mosquitto fails loudly.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::iter;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use tempfile::TempDir;

use crate::wait;

/// What a subscriber prints of each message: whether it was stored, quality of service, topic, payload.
const FORMAT: &str = "%r %q %t %p";

/// How long anything may take before a test fails.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// Client ids of the test's own clients begin so.
const PROBE: &str = "probe-";

/// A port that nothing listens on right now.
pub(crate) fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    // The system may name a port again that was let go a moment ago, and who asked for two would have one.
    let mut ports = iter::repeat_with(|| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
    let mut given = GIVEN.lock().unwrap();
    ports.find(|port| given.insert(*port)).unwrap()
}

/// A user and a password that the broker asks for.
#[derive(Clone, Copy)]
pub(crate) struct Login {
    pub(crate) user: &'static str,
    pub(crate) password: &'static str,
}

/// A running mosquitto.
pub(crate) struct Broker {
    child: Child,
    port: u16,
    /// Where it takes `WebSocket`s.
    web: u16,
    folder: TempDir,
    login: Option<Login>,
}

impl Broker {
    /// A broker that lets everyone in.
    pub(crate) fn start() -> Self {
        Self::start_with(None)
    }

    /// A broker that wants a user and a password.
    pub(crate) fn start_with_login(login: Login) -> Self {
        Self::start_with(Some(login))
    }

    /// A broker that lets everyone in, on this port.
    pub(crate) fn start_at(port: u16) -> Self {
        Self::try_start(port, None, "persistence false\n").expect("the port is free")
    }

    /// A broker that remembers sessions and stored values when it is restarted.
    pub(crate) fn start_lasting() -> Self {
        let persistence =
            "persistence true\npersistence_location FOLDER/\nmax_queued_messages 0\nqueue_qos0_messages true\n";
        (0..5).find_map(|_| Self::try_start(free_port(), None, persistence)).expect("one of five free ports")
    }

    /// A broker that lets everyone in, with further settings, for which it may put files into the folder it gets.
    pub(crate) fn start_configured(settings: impl Fn(&Path) -> String) -> Self {
        let start = |_| {
            let folder = TempDir::new().unwrap();
            let settings = format!("persistence false\n{}", settings(folder.path()));
            Self::try_start_in(folder, free_port(), None, &settings)
        };
        (0..5).find_map(start).expect("one of five free ports")
    }

    /// Ends it as the system ends a service, and starts it again after `pause` has come true.
    pub(crate) fn restart(&mut self, pause: impl FnOnce()) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(found("kill", status).success());
        self.child.wait().unwrap();
        pause();
        let before = self.starts();
        self.child = Self::launch(self.folder.path());
        assert!(self.comes_up(before + 1), "mosquitto does not come back");
    }

    fn start_with(login: Option<Login>) -> Self {
        // Between finding a port and using it another process may take it: then the next one.
        for _ in 0..5 {
            if let Some(broker) = Self::try_start(free_port(), login, "persistence false\n") {
                return broker;
            }
        }
        panic!("mosquitto did not start on any of five free ports");
    }

    fn launch(folder: &Path) -> Child {
        let log = std::fs::File::options().create(true).append(true).open(folder.join("log")).unwrap();
        found("mosquitto", program("mosquitto").arg("-c").arg(folder.join("mosquitto.conf")).stderr(log).spawn())
    }

    /// Whether it has started for this many times; `false` if it has ended at once. Its own word counts: on a port that
    /// it could not have, somebody else may answer.
    fn comes_up(&mut self, starts: usize) -> bool {
        wait::until(LIMIT, "mosquitto to listen or to end", || {
            if self.child.try_wait().unwrap().is_some() {
                return Some(false);
            }
            (self.starts() >= starts).then_some(true)
        })
    }

    /// How often it has said that it listens on all its ports.
    fn starts(&self) -> usize {
        self.log().lines().filter(|line| line.contains("mosquitto version") && line.ends_with(" running")).count()
    }

    /// Starts mosquitto and waits until it answers; `None` if it ended at once.
    fn try_start(port: u16, login: Option<Login>, settings: &str) -> Option<Self> {
        Self::try_start_in(TempDir::new().unwrap(), port, login, settings)
    }

    fn try_start_in(folder: TempDir, port: u16, login: Option<Login>, settings: &str) -> Option<Self> {
        let access = login.map_or_else(
            || "allow_anonymous true\n".to_owned(),
            |login| {
                let file = folder.path().join("passwords");
                let status = program("mosquitto_passwd")
                    .args(["-c", "-b"])
                    .arg(&file)
                    .args([login.user, login.password])
                    .status();
                assert!(found("mosquitto_passwd", status).success(), "mosquitto_passwd failed");
                format!("allow_anonymous false\npassword_file {}\n", file.display())
            },
        );
        // `user root`: started as root it would else drop its rights and then fail to read the folder.
        // Without `socket_domain` a WebSocket would be taken on all interfaces.
        let web = free_port();
        let listeners =
            format!("listener {port} 127.0.0.1\nlistener {web} 127.0.0.1\nprotocol websockets\nsocket_domain ipv4\n");
        let settings = settings.replace("FOLDER", &folder.path().display().to_string());
        let config = format!("user root\n{settings}log_type all\n{listeners}{access}");
        std::fs::write(folder.path().join("mosquitto.conf"), config).unwrap();
        let mut broker = Self { child: Self::launch(folder.path()), port, web, folder, login };
        broker.comes_up(1).then_some(broker)
    }

    /// The port it listens on, on 127.0.0.1.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The value of `--connect` that points the local broker's connection here.
    pub(crate) fn connect(&self) -> String {
        let login = self.login.map_or_else(String::new, |login| format!("{}:{}@", login.user, login.password));
        format!("lokal=mqtt://{login}127.0.0.1:{}", self.port)
    }

    /// As [`Self::connect`], in a WebSocket.
    pub(crate) fn connect_by_web(&self) -> String {
        format!("lokal=ws://127.0.0.1:{}/mqtt", self.web)
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log_file()).unwrap()).into_owned()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// How many sessions clients have opened that are not the test's own.
    pub(crate) fn sessions(&self) -> usize {
        let own = format!(" as {PROBE}");
        self.log().lines().filter(|line| line.contains("New client connected") && !line.contains(&own)).count()
    }

    /// A client that listens to a topic filter; returns when the broker has accepted the subscription.
    pub(crate) fn subscribe(&self, filter: &str) -> Subscriber {
        self.subscribe_with(filter, &["-q", "1", "-F", FORMAT])
    }

    /// As [`Self::subscribe`], for a client whose session outlives a restart of the broker.
    pub(crate) fn subscribe_lastingly(&self, filter: &str, qos: &str) -> Subscriber {
        self.subscribe_with(filter, &["-c", "-q", qos, "-F", FORMAT])
    }

    /// As [`Self::subscribe`], with these options of `mosquitto_sub`.
    pub(crate) fn subscribe_with(&self, filter: &str, options: &[&str]) -> Subscriber {
        let id = probe_id();
        let mut command = self.client("mosquitto_sub", &id);
        command.args(["-t", filter]).args(options).stdout(Stdio::piped());
        let mut child = found("mosquitto_sub", command.spawn());
        let stdout = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                // The test is over when nobody takes the line.
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let accepted = format!("Sending SUBACK to {id}");
        wait::until(LIMIT, "the subscription", || self.log().contains(&accepted).then_some(()));
        Subscriber { child, lines }
    }

    /// Publishes a message by a client that is not ours.
    pub(crate) fn publish(&self, topic: &str, message: &str) {
        self.publish_with(topic, message, &[]);
    }

    /// As [`Self::publish`], with these options of `mosquitto_pub`.
    pub(crate) fn publish_with(&self, topic: &str, message: &str, options: &[&str]) {
        let mut command = self.client("mosquitto_pub", &probe_id());
        let status = command.args(["-q", "1", "-t", topic, "-m", message]).args(options).status();
        assert!(found("mosquitto_pub", status).success(), "mosquitto_pub failed:\n{}", self.log());
    }

    /// Publishes a message that the broker stores.
    pub(crate) fn publish_retained(&self, topic: &str, message: &str) {
        self.publish_with(topic, message, &["-r"]);
    }

    /// Waits until the broker stores this value for a topic, or none.
    #[track_caller]
    pub(crate) fn until_stored(&self, topic: &str, value: Option<&str>) {
        wait::until(LIMIT, "the stored value", || {
            let mut command = self.client("mosquitto_sub", &probe_id());
            let output = command.args(["-t", topic, "--retained-only", "-W", "1", "-C", "1"]).output();
            let stored = String::from_utf8(found("mosquitto_sub", output).stdout).unwrap();
            (stored.trim_end() == value.unwrap_or_default()).then_some(())
        });
    }

    /// Takes over the session of the client with this id, which the broker then throws out.
    pub(crate) fn kick(&self, id: &str) {
        let status = self.client("mosquitto_pub", id).args(["-t", "kick", "-m", "x"]).status();
        assert!(found("mosquitto_pub", status).success(), "mosquitto_pub failed:\n{}", self.log());
    }

    fn client(&self, name: &str, id: &str) -> Command {
        let mut command = client(name, self.port, id);
        if let Some(login) = self.login {
            command.args(["-u", login.user, "-P", login.password]);
        }
        command
    }
}

/// Publishes at any broker that lets everyone in, with these options of `mosquitto_pub`.
pub(crate) fn publish_at(port: u16, topic: &str, options: &[&str]) {
    let status = client("mosquitto_pub", port, &probe_id()).args(["-q", "1", "-t", topic]).args(options).status();
    assert!(found("mosquitto_pub", status).success(), "mosquitto_pub failed");
}

fn client(name: &str, port: u16, id: &str) -> Command {
    let mut command = program(name);
    command.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-i", id]);
    command
}

impl Drop for Broker {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A client that prints each message as `retained qos topic payload`.
pub(crate) struct Subscriber {
    child: Child,
    lines: Receiver<String>,
}

impl Subscriber {
    /// A client of any broker that lets everyone in; returns when its subscription is accepted.
    pub(crate) fn at(port: u16, filter: &str) -> Self {
        Self::at_with(port, filter, FORMAT)
    }

    /// As [`Self::at`], with lines of this format, which begin with a digit.
    pub(crate) fn at_with(port: u16, filter: &str, format: &str) -> Self {
        // What it says about itself comes late unless its output is written line by line.
        let mut command = program("stdbuf");
        command.args(["-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", &port.to_string(), "-i", &probe_id()]);
        command.args(["-q", "1", "-d"]);
        command.args(["-t", filter, "-F", format]).stdout(Stdio::piped());
        let mut child = found("mosquitto_sub", command.spawn());
        let stdout = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        let (accepted, is_accepted) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                let Ok(line) = line else { return };
                // What the client says about itself begins with a word, messages with a number.
                let gone = if line.starts_with("Subscribed") {
                    accepted.send(()).is_err()
                } else {
                    line.starts_with(|c: char| c.is_ascii_digit()) && sender.send(line).is_err()
                };
                if gone {
                    return;
                }
            }
        });
        let subscriber = Self { child, lines };
        is_accepted.recv_timeout(LIMIT).expect("the subscription is accepted");
        subscriber
    }

    /// All messages up to the one with this payload.
    #[track_caller]
    pub(crate) fn until(&self, payload: &str) -> Vec<String> {
        let mut all = Vec::new();
        loop {
            let line = self.next();
            let is_last = line.ends_with(&format!(" {payload}"));
            all.push(line);
            if is_last {
                return all;
            }
        }
    }

    /// The next message, as `retained qos topic payload`.
    #[track_caller]
    pub(crate) fn next(&self) -> String {
        match self.lines.recv_timeout(LIMIT) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => panic!("no message within {LIMIT:?}"),
            Err(RecvTimeoutError::Disconnected) => panic!("mosquitto_sub has ended"),
        }
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Ends a process of ours and waits until it is gone.
pub(crate) fn end(child: &mut Child) {
    // It may have ended by itself; then there is nothing left to kill.
    if matches!(child.try_wait(), Ok(None)) {
        let ended = child.kill().and_then(|()| child.wait());
        // A second panic while one is under way would abort all tests.
        assert!(ended.is_ok() || std::thread::panicking(), "cannot end a process: {ended:?}");
    }
}

fn probe_id() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{PROBE}{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A program of the mosquitto packages; Debian puts the broker where only root's path leads.
fn program(name: &str) -> Command {
    let path = Path::new("/usr/sbin").join(name);
    let mut command = if path.exists() { Command::new(path) } else { Command::new(name) };
    command.stdin(Stdio::null());
    command
}

#[track_caller]
fn found<T>(name: &str, result: std::io::Result<T>) -> T {
    result.unwrap_or_else(|err| {
        panic!("{name}: {err}\nThe tests talk to a real broker: apt-get install mosquitto mosquitto-clients")
    })
}

#[test]
fn the_scenarios_stand_on_a_broker_that_works() {
    let broker = Broker::start_with_login(Login { user: "anna", password: "kiesel-42" });
    let listener = broker.subscribe("halle1/#");
    broker.publish("halle1/a", "läuft");
    assert_eq!(listener.next(), "0 1 halle1/a läuft");
    assert_eq!(broker.sessions(), 0, "{}", broker.log());
    assert_eq!(broker.connect(), format!("lokal=mqtt://anna:kiesel-42@127.0.0.1:{}", broker.port));
}
