//! The start and the end of an app.

use super::*;
use crate::model::id::AppId;
use crate::model::project::{STARTED, STOPPED};

/// A run in which the start and the end of the app do something, and a button.
fn app(start: &str, stop: &str, tapped_text: &str) -> Run {
    let of_app = |trigger: &str, text: &str| {
        Arc::new(Chunk { handler: HandlerRef::new(AppId, trigger), ..Arc::unwrap_or_clone(lua(10, text)) })
    };
    start_project(project(), vec![of_app(STARTED, start), of_app(STOPPED, stop), lua(10, tapped_text)])
}

/// Waits for the end of the run.
#[track_caller]
fn until_ended(run: &mut Run) {
    let until = Instant::now() + LIMIT;
    while !run.handle.has_ended() {
        assert!(Instant::now() < until, "{:?}", run.seen);
        run.seen.extend(run.handle.wait_event(Duration::from_millis(20)));
    }
    while let Some(event) = run.handle.try_event() {
        run.seen.push(event);
    }
}

#[test]
fn the_start_and_the_end_of_an_app_are_events() {
    let stop = "wait(0.05) connections.getfromid('lokal').publish('status', 'offline') peakboard.log('end')";
    let mut run = app("peakboard.log('start')", stop, "peakboard.log('tap') wait(60) peakboard.log('never')");
    run.tap(10);
    run.until("tap", |event| matches!(event, RunEvent::Log { text, .. } if text == "tap"));
    run.handle.finish();
    run.tap(10);
    until_ended(&mut run);
    assert_eq!(run.logs(), ["start", "tap", "end"], "what waits is over, and nothing new begins");
    assert_eq!(run.outbox.sent.lock().unwrap()[0].topic.as_str(), "status");
}

#[test]
fn the_end_is_bounded_whatever_it_fires() {
    for stop in ["wait(1000)", "while true do end", "error('no')", "data.Zahl = 1 peakboard.log('end')"] {
        let mut run = app("", stop, "");
        run.until("start", |event| matches!(event, RunEvent::HandlerEnded { .. }));
        let before = Instant::now();
        run.handle.finish();
        until_ended(&mut run);
        assert!(before.elapsed() < Duration::from_secs(8), "{stop}: {:?}", before.elapsed());
    }
}

#[test]
fn an_app_without_a_last_word_ends_at_once() {
    let mut run = start(vec![lua(10, "wait(60)")]);
    run.tap(10);
    run.handle.finish();
    assert!(!run.handle.is_finishing());
    until_ended(&mut run);
}

#[test]
fn an_app_that_is_edited_ends_as_it_was_edited() {
    let of_end = Arc::new(Chunk {
        handler: HandlerRef::new(AppId, STOPPED),
        ..Arc::unwrap_or_clone(lua(10, "peakboard.log('end')"))
    });
    let become_other = |run: &Run, chunks| {
        assert!(run.handle.send(EngineMsg::Become { project: project(), chunks, edited: true, told: Vec::new() }));
    };
    let mut run = start(Vec::new());
    become_other(&run, vec![Arc::clone(&of_end)]);
    run.handle.finish();
    until_ended(&mut run);
    assert_eq!(run.logs(), ["end"]);
    let mut run = start(vec![of_end]);
    become_other(&run, Vec::new());
    run.handle.finish();
    assert!(!run.handle.is_finishing(), "there is nothing to wait for");
}
