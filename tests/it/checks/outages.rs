//! Brokers that are gone, silent, talk out of turn, or let somebody else in, with the pauses and limits that people have.

use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::{Value, json};

use super::{connected, fates, limits, project, to};
use crate::broker::{Broker, LIMIT};
use crate::scripted::{Peer, kind, serve};
use crate::steckbrett::{Headless, Steckbrett};

fn at(event: &Value) -> u64 {
    event["at_ms"].as_u64().unwrap()
}

fn text(event: &Value) -> &str {
    event["text"].as_str().unwrap()
}

fn retrying(run: &mut Headless) -> Value {
    run.expect("status", &[("status", json!("retrying"))])
}

/// Moments at which the program had this status.
fn moments(seen: &[Value], status: &str, since: u64) -> Vec<u64> {
    let of_status = |event: &&Value| event["t"] == "status" && event["status"] == status && at(event) >= since;
    seen.iter().filter(of_status).map(at).collect()
}

#[test]
fn what_a_connection_keeps_briefly_is_told_as_not_sent_after_5_seconds_and_does_not_follow_later() {
    let mut broker = Broker::start_lasting();
    let listener = broker.subscribe_lastingly("strom/#", "1");
    let app = Steckbrett::new();
    let lines = [0, 1].map(|number| format!("c.publish('strom/x', '{number}')\npeakboard.log('tapped {number}')"));
    let settings = format!(r#"{}, "offline": "brief""#, to(broker.port()));
    let mut run = app.headless(&limits::project(&app, &settings, &lines.each_ref().map(String::as_str)), &[]);
    connected(&mut run);
    broker.restart(|| {
        retrying(&mut run);
        run.say("tap B0");
        let tapped = run.expect("log", &[("text", json!("tapped 0"))]);
        let told = run.expect("publish", &[("payload", json!("0")), ("fate", json!("dropped"))]);
        assert!(told["reason"].as_str().unwrap().contains("was not sent"), "{told}");
        let waited = at(&told) - at(&tapped);
        assert!((4500..9000).contains(&waited), "{waited} ms");
    });
    run.say("tap B1");
    assert_eq!(listener.next(), "0 1 strom/x 1", "the other one did not follow");
    run.say("quit");
    run.expect("end", &[("faults", json!(0))]);
}

/// The window shows the same in `stories::waiting`.
#[test]
fn check_05_what_is_tapped_while_the_broker_is_down_for_20_seconds_arrives_once_and_in_order() {
    let mut broker = Broker::start_lasting();
    let listener = broker.subscribe_lastingly("strom/#", "1");
    let app = Steckbrett::new();
    let line = |number| format!("c.publish('strom/x', '{number}')\npeakboard.log('tapped {number}')");
    let lines: Vec<String> = (0..10).map(line).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut run = app.headless(&limits::project(&app, &to(broker.port()), &lines), &[]);
    connected(&mut run);
    broker.restart(|| {
        retrying(&mut run);
        for number in 0..10 {
            run.say(&format!("tap B{number}"));
            let heard = run.expect("log", &[("text", json!(format!("tapped {number}")))]);
            let seen = run.watch(Duration::from_secs(2));
            assert!(at(seen.last().unwrap()) >= at(&heard), "it answers at once");
            assert_eq!(fates(seen, "sent"), Vec::<&str>::new(), "all wait");
        }
    });
    for number in 0..10 {
        assert_eq!(listener.next(), format!("0 1 strom/x {number}"));
    }
    run.expect_fates("acknowledged", 10);
    broker.publish("strom/x", "danach");
    assert_eq!(listener.next(), "0 1 strom/x danach", "none came twice");
    run.quit();
}

#[test]
fn check_09_a_broker_that_stays_gone_is_asked_for_less_and_less_often() {
    let broker = Broker::start();
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(broker.port()), "peakboard.log('x')"), &[]);
    connected(&mut run);
    // Killed, not stopped: no goodbye.
    drop(broker);
    let lost = at(&retrying(&mut run));
    let ticks = run.ticks();
    let minute = Duration::from_mins(1);
    let seen = run.watch(minute);
    let (ends, starts) = (moments(seen, "retrying", lost), moments(seen, "connecting", lost));
    assert!((5..=12).contains(&starts.len()), "attempts at {starts:?}");
    let pauses: Vec<u64> = ends.iter().zip(&starts).map(|(end, start)| start - end).collect();
    // Each is twice the one before, give or take a fifth each.
    assert!(pauses.windows(3).all(|three| three[2] > three[0]), "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= 31_000), "half a minute, and a second for a busy machine: {pauses:?}");
    let used = run.ticks() - ticks;
    assert!(used < 200, "it spins: {used} hundredths of a second of the processor in a minute");
    run.quit();
}

#[test]
fn check_10_a_broker_that_is_silent_at_once_is_named_after_five_seconds() {
    let port = serve(Peer::ignore);
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(port), "peakboard.log('x')"), &[]);
    let began = at(&run.expect("status", &[("status", json!("connecting"))]));
    let status = retrying(&mut run);
    assert!(text(&status).contains("No answer within 5 s."), "{status}");
    let took = at(&status) - began;
    assert!((4900..10_000).contains(&took), "{took} ms");
    run.quit();
}

#[test]
fn check_11_a_broker_that_falls_silent_is_noticed_after_two_times_the_keep_alive() {
    let port = serve(|peer| {
        peer.welcome();
        peer.ignore();
    });
    let app = Steckbrett::new();
    let settings = format!(r#"{}, "keep_alive": 5"#, to(port));
    let mut run = app.headless(&project(&app, &settings, "peakboard.log('x')"), &[]);
    let up = at(&run.expect("status", &[("status", json!("connected"))]));
    let status = retrying(&mut run);
    assert!(text(&status).contains("The connection was lost."), "{status}");
    let took = at(&status) - up;
    assert!((4900..=11_500).contains(&took), "{took} ms");
    run.quit();
}

#[test]
fn check_19_packets_out_of_turn_do_no_harm() {
    let (sender, told) = channel();
    let mut first = true;
    let port = serve(move |peer| {
        peer.welcome();
        if !std::mem::take(&mut first) {
            // After the unknown confirmation: what was not confirmed comes again, and nothing else.
            let (number, _) = peer.publish();
            peer.send(&[kind::PUBACK, 2, number[0], number[1]]);
            return peer.idle();
        }
        // A message with quality of service 2, twice, then its release, and one of what was never sent.
        let message = [&[0, 7][..], b"strom/x", &[0, 9], b"einmal"].concat();
        for first in [0x34, 0x3c] {
            peer.send(&[&[first, message.len() as u8][..], &message].concat());
            assert_eq!(peer.expect(kind::PUBREC)[..2], [0, 9]);
        }
        for number in [9, 77] {
            peer.send(&[kind::PUBREL, 2, 0, number]);
            sender.send(peer.expect(kind::PUBCOMP)[..2].to_vec()).unwrap();
        }
        // Confirmations in the wrong order, then one of what was never sent while a message waits for its own.
        let numbers = [(); 3].map(|()| peer.publish().0);
        for number in numbers.iter().rev() {
            peer.send(&[kind::PUBACK, 2, number[0], number[1]]);
        }
        peer.publish();
        peer.send(&[kind::PUBACK, 2, 0x7f, 0xff]);
        peer.ignore();
    });
    let app = Steckbrett::new();
    let lua = "for i = 1, 4 do connections.getfromid('abc').publish('strom/y', tostring(i)) end";
    let mut run = app.headless(&project(&app, &to(port), lua), &[]);
    run.expect("message", &[("payload", json!("einmal"))]);
    assert_eq!([told.recv_timeout(LIMIT), told.recv_timeout(LIMIT)], [Ok(vec![0, 9]), Ok(vec![0, 77])]);
    run.say("tap Senden");
    run.expect_fates("acknowledged", 4);
    let seen = run.quit();
    let mut done = fates(&seen, "acknowledged");
    done.sort_unstable();
    assert_eq!(done, ["1", "2", "3", "4"]);
    let messages = seen.iter().filter(|event| event["t"] == "message").count();
    assert_eq!(messages, 1, "once: {seen:#?}");
}

#[test]
fn check_21_a_second_program_with_the_same_client_id_is_told_and_waits() {
    let broker = Broker::start();
    let app = Steckbrett::new();
    let settings = format!(r#"{}, "client_id": "presse""#, to(broker.port()));
    let file = project(&app, &settings, "peakboard.log('x')");
    let mut first = app.headless(&file, &[]);
    connected(&mut first);
    let second = app.headless(&file, &[]);
    let kicked = |event: &Value| {
        event["status"] == "retrying" && text(event).starts_with("Another program logs in with the same client id")
    };
    let told = first.expect_that("word of the other program", kicked);
    let seen = first.watch(Duration::ZERO);
    let kicks = moments(seen, "retrying", 0).iter().filter(|moment| **moment <= at(&told)).count();
    assert!((3..=4).contains(&kicks), "told after {kicks} kicks: {seen:#?}");
    let secs: u64 = text(&told).rsplit("in ").next().unwrap().trim_end_matches(" s.").parse().unwrap();
    assert!((15..=30).contains(&secs), "no tight ping-pong: {told}");
    drop(second);
    first.quit();
}
