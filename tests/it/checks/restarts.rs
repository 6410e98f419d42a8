//! The program itself ends and starts again.
//!
//! It is killed while its broker is away, so nothing is on the wire then: a message of quality of service 2 that was may
//! come twice, since the packet numbers that the broker knows are lost with the program (see ARCHITECTURE.md, Sessions).

use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::{connected, fates, free_port, payloads, project, stream, to};
use crate::broker::{Broker, LIMIT};
use crate::proxy::Proxy;
use crate::steckbrett::{Steckbrett, exit};
use crate::wait;
use crate::window::Window;

#[test]
fn check_23_fifty_messages_survive_the_program_however_it_ends() {
    for killed in [false, true] {
        let app = Steckbrett::new();
        let port = free_port();
        // Slow, so that the last confirmations are still on their way when the program is told to end.
        let proxy = Proxy::start(port, Duration::from_millis(50));
        let settings = format!(r#"{}, "outbox_keep": true"#, to(proxy.port()));
        let file = project(&app, &settings, &stream(49, 2));
        let mut run = app.headless(&file, &[]);
        run.expect("status", &[("status", json!("retrying"))]);
        run.say("tap Senden");
        if killed {
            // 8 bytes once, and for each message 39 and its topic and payload.
            let all = 8 + 50 * (39 + 7) + 9 + 40 * 2 + 4;
            wait::until(LIMIT, "fifty messages on disk", || (app.kept_bytes() >= all).then_some(()));
            run.kill();
        } else {
            let (seen, code, _) = run.quit_with();
            assert_eq!((code, fates(&seen, "dropped").len()), (exit::OK, 0), "kept is not lost: {seen:#?}");
            assert!(seen.iter().any(|event| event["text"].as_str().is_some_and(|text| text.contains("kept until"))));
        }
        let broker = Broker::start_at(port);
        let listener = broker.subscribe_lastingly("strom/#", "2");
        let mut run = app.headless(&file, &[]);
        connected(&mut run);
        let lines = listener.until("Ende");
        let expected: Vec<String> = (1..=49).map(|n| n.to_string()).chain(["Ende".to_owned()]).collect();
        assert_eq!(payloads(&lines), expected, "all, in order, none twice");
        let seen = run.quit();
        assert!(seen.iter().any(|event| event["text"] == "From an earlier run, sent first: 50 messages"), "{seen:#?}");
        let mut run = app.headless(&file, &[]);
        connected(&mut run);
        let seen = run.quit();
        let restored = |event: &Value| event["text"].as_str().is_some_and(|text| text.contains("From an earlier run"));
        assert!(!seen.iter().any(restored), "all was confirmed: {seen:#?}");
        broker.publish("strom/x", "danach");
        assert_eq!(listener.next(), "0 1 strom/x danach", "nothing is sent again");
    }
}

/// Set in the process that the check starts for itself: threads and sockets of other tests must not be counted.
const ALONE: &str = "STECKBRETT_CHECK_25";

#[test]
fn check_25_fifty_starts_and_stops_leave_no_thread_and_no_socket() {
    if std::env::var_os(ALONE).is_none() {
        let name = "checks::restarts::check_25_fifty_starts_and_stops_leave_no_thread_and_no_socket";
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.args(["--exact", name, "--test-threads=1"]).env(ALONE, "1").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let broker = Broker::start();
    let mut window = crate::stories::with_button(&broker, "Senden", ("halle1/x", "an"));
    window.click("Lokaler Broker · bereit");
    window.wait_for("Lokaler Broker 127.0.0.1:");
    window.press(egui::Key::Escape);
    window.show_tab("Start");
    let round = |window: &mut Window| {
        window.start();
        window.stop();
    };
    for _ in 0..3 {
        round(&mut window);
    }
    let before = settled();
    for _ in 0..50 {
        round(&mut window);
    }
    wait::until(LIMIT, "threads and sockets to be as before", || {
        let (threads, sockets) = count();
        (threads <= before.0 && sockets <= before.1).then_some(())
    });
    only_on_this_computer("self");
}

#[test]
fn check_25_a_port_that_is_taken_is_left_alone_fifty_times() {
    let foreign = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = foreign.local_addr().unwrap().port();
    let free = free_port();
    let app = Steckbrett::new();
    for round in 0..50 {
        // Fixed every other time, which must be free again after each end.
        let wished = if round % 2 == 0 { taken } else { free };
        let broker = app.local_broker_at(wished);
        let port = app.local_port();
        assert_eq!(port == wished, wished == free, "round {round}: {port} instead of {wished}");
        let _greeted = TcpStream::connect(("127.0.0.1", port)).expect("it listens there");
        if round % 10 == 0 {
            only_on_this_computer(&broker.id().to_string());
        }
        drop(broker);
        app.forget_local_port();
    }
}

/// Fails if a process listens for others than this computer.
fn only_on_this_computer(process: &str) {
    for address in listening(process) {
        assert!(address.ends_with("0100007F"), "listens on {address}, which is not this computer alone");
    }
}

/// Threads and sockets once nothing changes any more for a moment.
fn settled() -> (usize, usize) {
    let mut last = (count(), std::time::Instant::now());
    wait::until(LIMIT, "threads and sockets to settle", || {
        let now = count();
        if now != last.0 {
            last = (now, std::time::Instant::now());
        }
        (last.1.elapsed() > Duration::from_secs(1)).then_some(now)
    })
}

fn count() -> (usize, usize) {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten().filter_map(|task| {
        // Threads for files and name lookups are the runtime's; they end by themselves after a while.
        let name = std::fs::read_to_string(task.path().join("comm")).ok()?;
        (!name.starts_with("tokio")).then_some(())
    });
    (threads.count(), sockets("self").len())
}

/// The sockets of a process.
fn sockets(process: &str) -> Vec<String> {
    let files = std::fs::read_dir(format!("/proc/{process}/fd")).unwrap().flatten();
    let targets = files.filter_map(|file| std::fs::read_link(file.path()).ok()?.into_os_string().into_string().ok());
    targets.filter_map(|target| Some(target.strip_prefix("socket:[")?.trim_end_matches(']').to_owned())).collect()
}

/// Addresses that a process listens on, as the system writes them.
fn listening(process: &str) -> Vec<String> {
    let own = sockets(process);
    let mut addresses = Vec::new();
    for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
        for line in std::fs::read_to_string(table).unwrap_or_default().lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            if fields[3] == "0A" && own.iter().any(|inode| inode == fields[9]) {
                addresses.push(fields[1].split(':').next().unwrap().to_owned());
            }
        }
    }
    assert!(!addresses.is_empty(), "the local broker listens");
    addresses
}
