//! Timers in a run: they tick, are started and stopped by scripts, and never run twice at once.

use super::*;
use crate::model::timer::{Schedule, TICK};

/// The project with a timer `Takt` that ticks as said, and a button that may act on it.
fn with_timer(when: Schedule, starts: bool, tick: &str, tapped_text: &str) -> Run {
    let mut project = Arc::unwrap_or_clone(project());
    let handlers = [(TICK.to_owned(), Arc::new(Handler::Lua(tick.to_owned())))].into();
    let timer = Timer { when, starts, handlers, ..project.timers[0].clone() };
    project.timers = vec![timer].into();
    let tick = Chunk { handler: HandlerRef::new(TimerId(70), TICK), ..Arc::unwrap_or_clone(lua(10, tick)) };
    start_project(Arc::new(project), vec![Arc::new(tick), lua(10, tapped_text)])
}

/// Waits until the log has so many lines.
#[track_caller]
fn until_logged(run: &mut Run, count: usize) -> Vec<String> {
    while run.logs().len() < count {
        run.until("line in the log", |event| matches!(event, RunEvent::Log { .. }));
    }
    run.logs()
}

#[test]
fn a_timer_starts_with_the_app_and_ticks_until_a_block_stops_it() {
    let tick = "peakboard.log('tick ' .. tostring(timers.Takt.isenabled))";
    let mut run = with_timer(Schedule::Every { ms: 50 }, true, tick, "timers.takt.stop() peakboard.log('stopped')");
    assert_eq!(until_logged(&mut run, 3)[..3], ["tick true"; 3]);
    run.tap(10);
    run.until("stop", |event| *event == RunEvent::Timer(TimerId(70), false));
    // What was under way comes to its end; nothing comes after it.
    run.until_end(10);
    while run.handle.wait_event(Duration::from_millis(50)).is_some() {}
    assert!(run.handle.wait_event(Duration::from_millis(200)).is_none());
}

#[test]
fn one_that_does_not_start_by_itself_is_started_and_ticks_once() {
    let tapped = "Timers.Takt:start() peakboard.log('on ' .. tostring(timers.Takt.IsEnabled))";
    let mut run = with_timer(
        Schedule::Once { ms: 50 },
        false,
        "peakboard.log('tick ' .. tostring(timers.Takt.isenabled))",
        tapped,
    );
    assert!(run.handle.wait_event(Duration::from_millis(150)).is_none(), "nobody has started it");
    run.tap(10);
    assert_eq!(until_logged(&mut run, 2), ["on true", "tick false"]);
    let told: Vec<bool> = run
        .seen
        .iter()
        .filter_map(|event| if let RunEvent::Timer(_, running) = event { Some(*running) } else { None })
        .collect();
    assert_eq!(told, [true, false]);
}

#[test]
fn a_tick_is_left_out_while_the_last_one_runs_still() {
    let tick = "peakboard.log('in') wait(0.2) peakboard.log('out')";
    let mut run = with_timer(Schedule::Every { ms: 50 }, true, tick, "");
    assert_eq!(until_logged(&mut run, 6)[..6], ["in", "out", "in", "out", "in", "out"]);
    let dropped = run.seen.iter().any(|event| matches!(event, RunEvent::EventsDropped { .. }));
    assert!(!dropped, "none waits");
}

#[test]
fn what_is_no_timer_or_no_member_of_one_is_told() {
    for (text, name, near) in [
        ("timers.Takd.start()", "timers.Takd", Some("Takt")),
        ("timers.Takt.strat()", "timers.Takt.strat", Some("start")),
        ("timers.Takt.foo = true", "timers.Takt.foo", None),
    ] {
        let (name, near) = (name.to_owned(), near.map(str::to_owned));
        assert_eq!(fault(text), FaultKind::UnknownName { name, near }, "{text}");
    }
    assert!(matches!(fault("timers.Takt = 1"), FaultKind::BadOperand { .. }));
    assert!(matches!(fault("timers.Takt.isenabled = 'ja'"), FaultKind::WrongType { .. }));
    assert_eq!(run("timers.Takt.isenabled = true assert(timers.Takt.isenabled)").faults(), []);
}

#[test]
fn a_script_that_starts_a_timer_in_a_loop_piles_nothing_up() {
    let tapped = "for _ = 1, 20000 do timers.Takt.start() end peakboard.log('done')";
    // Long enough for the loop on a computer that is busy.
    let mut run = with_timer(Schedule::Once { ms: 2_000 }, false, "peakboard.log('tick')", tapped);
    run.tap(10);
    assert_eq!(until_logged(&mut run, 2), ["done", "tick"]);
}
