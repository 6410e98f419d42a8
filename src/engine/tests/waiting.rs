//! Handlers that wait for the network: confirmations, answers, connecting.

use super::*;
use crate::model::run::{DropReason, NotConfirmed};

fn row(topic: &str, message: &str) -> Message {
    Message {
        at_ms: 0,
        topic: topic.to_owned(),
        message: message.to_owned(),
        retained: false,
        qos: 1,
        raw: None,
        properties: None,
    }
}

/// Starts a handler and waits until it has published.
fn until_published(text: &str) -> (Run, u64) {
    let mut run = start(vec![lua(10, text)]);
    run.tap(10);
    let RunEvent::Published(message) = run.until("message", |event| matches!(event, RunEvent::Published(_))) else {
        panic!("another event")
    };
    (run, message.number)
}

impl Run {
    pub(super) fn tell(&self, msg: EngineMsg) -> &Self {
        assert!(self.handle.send(msg), "the inbox has room");
        self
    }

    fn fate(&self, number: u64, fate: Fate) -> &Self {
        self.tell(EngineMsg::Fate { number, fate })
    }

    fn asked(&self) -> Vec<String> {
        self.outbox.asked.lock().unwrap().clone()
    }
}

const PUBLISH: &str = "local ok, why = connections.getfromid('lokal').publishwait('a', 'x', { timeout = 3600 }) \
                       peakboard.log(text.join(ok, '|', why))";

#[test]
fn a_handler_waits_for_its_confirmation_and_others_go_on() {
    let mut run = start(vec![lua(10, PUBLISH), lua(11, "peakboard.log('anderer')")]);
    run.tap(10);
    let RunEvent::Published(message) = run.until("message", |event| matches!(event, RunEvent::Published(_))) else {
        panic!("another event")
    };
    assert!(run.handle.awaits_fates());
    run.fate(message.number, Fate::Sent).fate(message.number + 1, Fate::Acknowledged).tap(11);
    run.until_end(11);
    assert_eq!(run.logs(), ["anderer"], "sent is not confirmed, and another message is another one");
    run.fate(message.number, Fate::Acknowledged);
    run.until_end(10);
    assert_eq!((run.logs(), run.faults()), (vec!["anderer".to_owned(), "true|".to_owned()], vec![]));
    assert!(!run.handle.awaits_fates());
}

#[test]
fn quality_0_is_confirmed_when_it_is_sent() {
    let (mut run, number) = until_published(
        "peakboard.log(connections.getfromid('lokal').publishwait('a', 'x', { qos = 0, retain = true }))",
    );
    run.fate(number, Fate::Sent);
    assert_eq!(run.until_end(10).logs(), ["true"]);
    assert!(run.outbox.sent.lock().unwrap()[0].retain);
}

#[test]
fn what_is_not_confirmed_is_told_with_its_reason() {
    let (mut run, number) = until_published(PUBLISH);
    run.fate(number, Fate::Dropped(DropReason::TooOld));
    assert_eq!(
        run.until_end(10).logs(),
        [
            "false|Nicht bestätigt: Die Nachricht hat zu lange auf die Verbindung gewartet und wurde nicht gesendet. Die Verbindung prüfen, dann noch einmal senden."
        ]
    );

    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().push(Answer::Refused(RefuseReason::Offline));
    let mut run = start_with(vec![lua(10, PUBLISH)], outbox, Limits::default());
    run.tap(10);
    assert_eq!(
        run.until_end(10).logs(),
        [
            "false|Nicht gesendet: Die Verbindung besteht nicht, und „Wenn offline“ steht auf „Ablehnen“. Die Verbindung prüfen oder „Puffern“ wählen."
        ]
    );

    let text = PUBLISH.replace("3600", "0.05");
    let mut run = start(vec![lua(10, &text)]);
    run.tap(10);
    assert_eq!(
        run.until_end(10).logs(),
        ["false|Die Nachricht wurde nicht in 0,05 s bestätigt. Ankommen kann sie trotzdem noch."]
    );
    assert!(!run.handle.awaits_fates());
    let late = Fate::Acknowledged;
    run.fate(1, late).tap(10);
    assert_eq!(run.until_end(10).logs().len(), 2, "a late confirmation harms nobody");
}

/// What the block writes where nobody takes the result: a missing confirmation does not hide.
#[test]
fn an_assert_raises_the_fault_itself_at_its_block() {
    let text = "wait(0)\nassert(connections.getfromid('lokal').publishwait('a', 'x', { timeout = 0.05 }))";
    let mut run = start(vec![blocks(10, text)]);
    run.tap(10);
    run.until_end(10);
    let place = Place::Block(tapped(10), BlockId(102));
    let kind = FaultKind::NotConfirmed(NotConfirmed::TooLate { secs: 0.05 });
    assert_eq!(run.faults(), [Fault { place, ran: Some(tapped(10)), kind }]);
    let caught = "local ok, ex = trycatch(function() assert(connections.getfromid('lokal').publishwait('a', 'x', \
                  { timeout = 0 })) end) peakboard.log(text.join(ex.type, ' ', ex.code))";
    assert_eq!(logged(caught), ["not_confirmed timeout"]);
    let own = "trycatchfn(function() assert(false, 'eigen') end, function(ex) peakboard.log(ex.type) end)";
    assert_eq!(logged(own), ["raised"]);
    let bad = fault("connections.getfromid('lokal').publishwait('a/#', 'x')");
    assert!(matches!(bad, FaultKind::Publish(RefuseReason::Topic(_))), "{bad:?}");
}

#[test]
fn a_full_queue_is_waited_for_before_the_confirmation() {
    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().extend([Answer::Full, Answer::Full]);
    let mut run = start_with(vec![lua(10, PUBLISH)], outbox, Limits::default());
    run.tap(10);
    run.until("message", |event| matches!(event, RunEvent::Published(_)));
    let end = Instant::now() + LIMIT;
    while run.outbox.sent.lock().unwrap().is_empty() {
        assert!(Instant::now() < end, "never handed over");
        std::thread::yield_now();
    }
    run.fate(1, Fate::Acknowledged);
    assert_eq!(run.until_end(10).logs(), ["true|"]);
}

#[test]
fn a_queue_that_stays_full_is_not_confirmed() {
    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().extend(vec![Answer::Full; 100_000]);
    let text = PUBLISH.replace("3600", "0.05");
    let mut run = start_with(vec![lua(10, &text)], outbox, Limits::default());
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs().len(), 1);
    assert!(run.logs()[0].starts_with("false|"), "{:?}", run.logs());
    let fates = run.seen.iter().filter(|event| matches!(event, RunEvent::Fate { number: 1, .. })).count();
    assert_eq!((fates, run.outbox.sent.lock().unwrap().len()), (1, 0), "one fate, and it is not sent later");
}

#[test]
fn waiting_where_one_cannot_wait_is_a_fault_and_leaves_nothing_behind() {
    let text = "table.sort({ 1, 2 }, function() return connections.getfromid('lokal').publishwait('a', 'x') end)";
    let run = run(text);
    let [fault] = &run.faults()[..] else { panic!("{:?}", run.seen) };
    assert_eq!(fault.kind, FaultKind::CannotWait);
    assert!(!run.handle.awaits_fates());
}

const REQUEST: &str = "local answer, why = connections.getfromid('lokal').request('frage', 'x', { timeout = 3600 }) \
                       peakboard.log(text.join(answer, '|', why))";

#[test]
fn a_request_is_sent_once_its_answer_can_be_heard() {
    let mut run = start(vec![lua(10, REQUEST), lua(11, "peakboard.log('anderer')")]);
    run.tap(10).tap(11);
    run.until_end(11);
    assert_eq!(run.asked(), ["lokal listen 1 frage/antwort"]);
    assert_eq!(run.outbox.sent.lock().unwrap().len(), 0, "nobody would hear the answer yet");
    run.tell(EngineMsg::Heard { listener: 1, row: row("frage/antwort", "zu früh") });
    run.tell(EngineMsg::Listening { listener: 1 });
    let published = run.until("message", |event| matches!(event, RunEvent::Published(_)));
    let RunEvent::Published(message) = published else { panic!("another event") };
    assert_eq!((message.topic.as_str(), message.properties.response_topic.clone()), ("frage", None));
    run.fate(message.number, Fate::Acknowledged);
    run.tell(EngineMsg::Heard { listener: 2, row: row("frage/antwort", "für andere") });
    run.tell(EngineMsg::Heard { listener: 1, row: row("frage/antwort", "42") });
    assert_eq!(run.until_end(10).logs(), ["anderer", "42|"]);
    assert_eq!(run.asked()[1..], ["lokal unlisten 1"]);
}

/// So that the editor shows the receipt at the block.
#[test]
fn messages_of_waiting_blocks_know_their_block() {
    let text = "local c = connections.getfromid('lokal')\nc.publishwait('a', 'x', { timeout = 0 })\n\
                c.request('b', 'y', { timeout = 3600 })";
    let mut run = start(vec![blocks(10, text)]);
    run.tap(10);
    let mut from = Vec::new();
    for _ in 0..2 {
        if let RunEvent::Published(message) = run.until("message", |event| matches!(event, RunEvent::Published(_))) {
            from.push(message.from.clone());
        }
        // Told before it listens, it would not know what is meant.
        let end = Instant::now() + LIMIT;
        while run.asked().is_empty() {
            assert!(Instant::now() < end, "it does not listen");
            std::thread::yield_now();
        }
        run.tell(EngineMsg::Listening { listener: 1 });
    }
    assert_eq!(from, [102, 103].map(|line| Place::Block(tapped(10), BlockId(line))));
}

#[test]
fn a_request_without_an_answer_says_so() {
    let text = REQUEST.replace("3600", "0.05, responsetopic = 'hier'");
    let mut run = start(vec![lua(10, &text)]);
    run.tap(10);
    assert_eq!(
        run.until_end(10).logs(),
        ["|Auf die Anfrage an „frage“ kam in 0,05 s keine Antwort. Prüfen, ob jemand antwortet und wohin."]
    );
    assert_eq!(run.asked(), ["lokal listen 1 hier", "lokal unlisten 1"]);

    let mut run = start(vec![lua(10, REQUEST)]);
    run.tap(10).tell(EngineMsg::Listening { listener: 1 });
    run.until("message", |event| matches!(event, RunEvent::Published(_)));
    run.fate(1, Fate::Dropped(DropReason::Rejected));
    assert_eq!(
        run.until_end(10).logs(),
        [
            "|Nicht bestätigt: Der Broker hat die Verbindung bei dieser Nachricht immer wieder geschlossen. Größe und Topic prüfen."
        ]
    );

    let asserted = "assert(connections.getfromid('lokal').request('frage', 'x', { timeout = 0.05 }))";
    assert_eq!(fault(asserted), FaultKind::NoAnswer { topic: "frage".to_owned(), secs: 0.05 });
}

#[test]
fn connecting_is_handed_on_and_seen_at_once() {
    let text = "local c = connections.getfromid('lokal') c.disconnect() \
                peakboard.log(text.join(c.connected, c.isconnected())) c:connect() peakboard.log(c.isconnected())";
    let mut run = start(vec![lua(10, text)]);
    run.tell(EngineMsg::Status { connection: ConnectionId::local(), connected: true }).tap(10);
    assert_eq!(run.until_end(10).logs(), ["falsefalse", "false"]);
    assert_eq!(run.asked(), ["lokal connect false", "lokal connect true"]);
}
