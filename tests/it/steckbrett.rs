//! The program itself, as a person at a shell uses it: with a state folder of its own, without a display.

use std::ffi::{OsStr, OsString};
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::broker::{LIMIT, end, free_port};
use crate::wait;

/// The exit codes, as documented in `docs/cli.md`.
pub(crate) mod exit {
    pub(crate) const OK: i32 = 0;
    pub(crate) const PROBLEM: i32 = 1;
    pub(crate) const USAGE: i32 = 2;
    pub(crate) const NO_CONNECTION: i32 = 3;
    pub(crate) const FILE: i32 = 5;
}

/// The program with a state folder of its own.
pub(crate) struct Steckbrett {
    home: TempDir,
    lang: &'static str,
    env: Vec<(&'static str, String)>,
    /// Whether what it runs is trusted; most tests write their projects by hand.
    trusts: bool,
}

/// What the program said, and how it ended.
pub(crate) struct Sentence {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Steckbrett {
    /// The program, speaking English.
    pub(crate) fn new() -> Self {
        Self { home: TempDir::new().unwrap(), lang: "C", env: Vec::new(), trusts: true }
    }

    /// With an environment variable.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    /// As it is for everybody else: what it runs has to be trusted.
    pub(crate) fn wary(mut self) -> Self {
        self.trusts = false;
        self
    }

    /// The folder with its state.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program, speaking German.
    pub(crate) fn german() -> Self {
        Self { lang: "de_DE.UTF-8", ..Self::new() }
    }

    /// The port of its local broker.
    #[track_caller]
    pub(crate) fn local_port(&self) -> u16 {
        let file = self.home.path().join("broker").join("broker.port");
        wait::until(LIMIT, "the port of the local broker", || std::fs::read_to_string(&file).ok()?.trim().parse().ok())
    }

    /// A broker that was killed leaves the note of its port behind; the next one is not to be mistaken for it.
    pub(crate) fn forget_local_port(&self) {
        let removed = std::fs::remove_file(self.home.path().join("broker").join("broker.port"));
        assert!(removed.is_ok() || !self.home.path().join("broker").join("broker.port").exists(), "{removed:?}");
    }

    /// Bytes in the files of its outboxes.
    pub(crate) fn kept_bytes(&self) -> u64 {
        let projects = std::fs::read_dir(self.home.path().join("outbox")).into_iter().flatten().flatten();
        let files = projects.flat_map(|project| std::fs::read_dir(project.path()).unwrap().flatten());
        files.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    }

    /// A file in its state folder, for projects made by a test.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// What says that a project is trusted.
    fn trust(&self) -> Option<&'static str> {
        self.trusts.then_some("--trust")
    }

    fn command(&self) -> Command {
        self.command_as(env!("CARGO_BIN_EXE_steckbrett"))
    }

    fn command_as(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("STECKBRETT_HOME", self.home.path())
            .env("LANG", self.lang)
            .env_remove("LC_ALL")
            .env_remove("LC_MESSAGES")
            .env_remove("LANGUAGE")
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env("STECKBRETT_KEYRING", "off")
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs it to its end.
    #[track_caller]
    pub(crate) fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Sentence {
        let mut args: Vec<OsString> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        if args.first().is_some_and(|task| task == "tap" || task == "run") {
            args.extend(self.trust().map(OsString::from));
        }
        let mut child = self.command().args(args).stdin(Stdio::null()).spawn().unwrap();
        let stdout = collect(child.stdout.take().unwrap());
        let stderr = collect(child.stderr.take().unwrap());
        let mut child = Running(child);
        let status = wait::until(LIMIT, "the program to end", || child.0.try_wait().unwrap());
        Sentence {
            code: status.code().expect("ended by a signal"),
            stdout: stdout.join().unwrap(),
            stderr: stderr.join().unwrap(),
        }
    }

    /// Starts `broker`: the local broker in a process of its own; returns when it is reached.
    pub(crate) fn local_broker(&self) -> Running {
        self.local_broker_at(free_port())
    }

    /// As [`Self::local_broker`], which shall listen on this port.
    pub(crate) fn local_broker_at(&self, port: u16) -> Running {
        let mut child =
            self.command().args(["broker", "--port", &port.to_string()]).stdin(Stdio::null()).spawn().unwrap();
        collect(child.stdout.take().unwrap());
        collect(child.stderr.take().unwrap());
        let running = Running(child);
        self.local_port();
        running
    }

    /// Starts `run FILE --headless`.
    pub(crate) fn headless(&self, file: &Path, args: &[&str]) -> Headless {
        let mut command = self.command();
        command.arg("run").arg(file).arg("--headless").args(args).args(self.trust());
        Headless::of(command)
    }

    /// As [`Self::headless`], in a process that the system gives no more than so many KiB and seconds of its processor.
    pub(crate) fn headless_within(&self, file: &Path, kib: u64, secs: u64) -> Headless {
        let mut command = self.command_as("sh");
        command.args(["-c", &format!("ulimit -v {kib} && ulimit -t {secs} && exec \"$0\" \"$@\"")]);
        command.arg(env!("CARGO_BIN_EXE_steckbrett")).arg("run").arg(file).arg("--headless").args(self.trust());
        Headless::of(command)
    }
}

impl Sentence {
    /// Fails with everything the program said, unless it ended with this code.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless each of these stands in the error output.
    #[track_caller]
    pub(crate) fn complains(&self, words: &[&str]) {
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is missing in:\n{}", self.stderr);
        }
    }
}

/// A process that ends when the test does.
pub(crate) struct Running(Child);

impl Running {
    /// Its number in the system.
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

/// A run without a window: commands in, JSON lines out.
pub(crate) struct Headless {
    child: Running,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    seen: Vec<Value>,
    stderr: Option<JoinHandle<String>>,
}

impl Headless {
    fn of(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = child.stdout.take().unwrap();
        let stderr = collect(child.stderr.take().unwrap());
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
        Self { child: Running(child), stdin: Some(stdin), lines, seen: Vec::new(), stderr: Some(stderr) }
    }

    /// Writes one command line.
    pub(crate) fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("still running");
        writeln!(stdin, "{line}").unwrap();
        stdin.flush().unwrap();
    }

    /// The first JSON object, seen already or yet to come, of this type whose fields have these values.
    #[track_caller]
    pub(crate) fn expect(&mut self, kind: &str, fields: &[(&str, Value)]) -> Value {
        let fits = |event: &Value| event["t"] == kind && fields.iter().all(|(key, value)| event[*key] == *value);
        self.expect_that(&format!("{kind} with {fields:?}"), fits)
    }

    /// The first JSON object, seen already or yet to come, that fits.
    #[track_caller]
    pub(crate) fn expect_that(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(event) = self.seen.iter().find(|event| fits(event)) {
            return event.clone();
        }
        let deadline = Instant::now() + LIMIT;
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            let event = self.take(&line);
            if fits(&event) {
                return event;
            }
        }
        end(&mut self.child.0);
        let seen: Vec<String> = self.seen.iter().map(Value::to_string).collect();
        let stderr = self.stderr.take().map(|reader| reader.join().unwrap()).unwrap_or_default();
        panic!("no {what}; seen:\n{}\nstderr:\n{stderr}", seen.join("\n"));
    }

    fn take(&mut self, line: &str) -> Value {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|err| panic!("{line:?} is no JSON: {err}"));
        assert!(event["at_ms"].is_number(), "no time in {line}");
        self.seen.push(event.clone());
        event
    }

    /// Looks on for `limit`; gives all that was seen from the start.
    pub(crate) fn watch(&mut self, limit: Duration) -> &[Value] {
        let deadline = Instant::now() + limit;
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.take(&line);
        }
        assert!(Instant::now() >= deadline, "the program has ended");
        &self.seen
    }

    /// Its number in the system.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its processor time so far, in hundredths of a second.
    pub(crate) fn ticks(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.0.id())).unwrap();
        // The name of the program, in brackets, may hold blanks.
        let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }

    /// The most memory that it has used so far, in KiB.
    pub(crate) fn most_memory(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.0.id())).unwrap();
        let line = text.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Writes `quit`, and gives all that was seen from the start, the exit code, and how long the end took.
    #[track_caller]
    pub(crate) fn quit_with(mut self) -> (Vec<Value>, i32, Duration) {
        self.say("quit");
        self.stdin = None;
        self.ended()
    }

    /// As [`Self::quit_with`], once something else has told it to end.
    #[track_caller]
    pub(crate) fn ended(mut self) -> (Vec<Value>, i32, Duration) {
        let asked = Instant::now();
        self.expect("end", &[]);
        let status = wait::until(LIMIT, "the headless run to end", || self.child.0.try_wait().unwrap());
        (std::mem::take(&mut self.seen), status.code().expect("ended by a signal"), asked.elapsed())
    }

    /// Ends the program as a power cut would.
    pub(crate) fn kill(mut self) {
        end(&mut self.child.0);
    }

    /// Waits until so many messages have had this fate.
    #[track_caller]
    pub(crate) fn expect_fates(&mut self, fate: &str, count: usize) {
        self.expect_count(fate, count, |event| event["fate"] == fate);
    }

    /// Waits until so many objects of this type with this payload were seen.
    #[track_caller]
    pub(crate) fn expect_times(&mut self, kind: &str, payload: &str, count: usize) {
        self.expect_count(payload, count, |event| event["t"] == kind && event["payload"] == payload);
    }

    #[track_caller]
    fn expect_count(&mut self, what: &str, count: usize, fits: impl Fn(&Value) -> bool) {
        let mut found = self.seen.iter().filter(|event| fits(event)).count();
        while found < count {
            // Thousands may take longer, as long as something happens.
            let line = self.lines.recv_timeout(LIMIT);
            let line = line.unwrap_or_else(|err| panic!("{err}: only {found} of {count} are {what}"));
            let event = self.take(&line);
            found += usize::from(fits(&event));
        }
    }

    /// Writes `quit`, waits for a clean end, and gives all that was seen from the start.
    #[track_caller]
    pub(crate) fn quit(mut self) -> Vec<Value> {
        self.say("quit");
        self.stdin = None;
        self.expect("end", &[("faults", Value::from(0))]);
        let status = wait::until(LIMIT, "the headless run to end", || self.child.0.try_wait().unwrap());
        let stderr = self.stderr.take().expect("taken here only").join().unwrap();
        assert_eq!(status.code(), Some(exit::OK), "{stderr}");
        std::mem::take(&mut self.seen)
    }
}

/// Reads a pipe to its end, so that the program never waits for a reader.
fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
