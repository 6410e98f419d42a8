//! Order, waiting, queues, limits and the end of a run.

use super::*;
use crate::model::run::RefuseReason;

#[test]
fn waiting_handlers_wake_in_the_order_of_their_times() {
    let mut run = start(vec![
        lua(10, "wait(0.08) peakboard.log('b') wait(0.08) peakboard.log('d')"),
        lua(11, "wait(0.02) peakboard.log('a') wait(0.10) peakboard.log('c')"),
    ]);
    run.tap(10).tap(11);
    assert_eq!(run.until_end(10).logs(), ["a", "b", "c", "d"]);
}

#[test]
fn waiting_nothing_gives_the_others_a_turn() {
    let mut run = start(vec![
        lua(10, "peakboard.log('1') wait(0) peakboard.log('3')"),
        lua(11, "peakboard.log('2') wait(-1) peakboard.log('4')"),
    ]);
    // Both start before the first slice only if they are read together, so a third handler keeps the thread busy.
    run.tap(10).tap(11);
    run.until_end(11);
    let logs = run.logs();
    let place = |text: &str| logs.iter().position(|log| log == text).unwrap();
    assert!(place("1") < place("3") && place("2") < place("4"));
}

#[test]
fn events_of_a_busy_handler_queue_up_to_64() {
    let mut run = start(vec![lua(10, "peakboard.log('x') wait(0.2)")]);
    run.tap(10);
    run.until("start", |event| matches!(event, RunEvent::Log { .. }));
    for _ in 0..70 {
        run.tap(10);
    }
    let mut dropped = 0;
    while dropped < 6 {
        match run.until("drop", |event| matches!(event, RunEvent::EventsDropped { .. })) {
            RunEvent::EventsDropped { handler, count } => {
                assert_eq!(handler, tapped(10));
                dropped += count;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(!run.handle.is_idle());
    // The queue drains in order: one of them ends, the next one starts.
    run.until_end(10);
    run.until("next", |event| matches!(event, RunEvent::HandlerStarted { .. }));
}

#[test]
fn an_endless_loop_is_stopped_while_others_run_on() {
    let mut run = start_with(
        vec![blocks(10, "local x = 0\nwhile true do\n  x = x + 1\nend"), lua(11, "peakboard.log('lebt')")],
        Outbox::default(),
        tight(),
    );
    run.tap(10);
    run.until("start", |event| matches!(event, RunEvent::HandlerStarted { .. }));
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.faults(), [], "the other handler got its turn before the loop was stopped");
    run.until_end(10);
    let [fault] = &run.faults()[..] else { panic!("{:?}", run.seen) };
    assert_eq!(fault.kind, FaultKind::TooLong { secs: 0.15 });
    assert!(matches!(fault.place, Place::Block(_, BlockId(102 | 103))), "{fault:?}");
    run.tap(11);
    run.until_end(11);
}

#[test]
fn no_pcall_catches_the_end() {
    let mut run = start_with(
        vec![
            lua(10, "while true do pcall(function() while true do end end) end"),
            lua(11, "local function f() while true do pcall(f) end end f()"),
        ],
        Outbox::default(),
        tight(),
    );
    run.tap(10);
    run.until_end(10);
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.faults().len(), 2);
    assert!(run.faults().iter().all(|fault| fault.kind == FaultKind::TooLong { secs: 0.15 }), "{:?}", run.faults());
}

#[test]
fn a_memory_bomb_is_a_fault_and_the_run_goes_on() {
    let mut run = start_with(
        vec![
            lua(10, "local t = {} while true do t[#t + 1] = string.rep('x', 100000) .. #t end"),
            lua(11, "local t = {} for i = 1, 1000 do t[i] = i end peakboard.log(#t)"),
        ],
        Outbox::default(),
        Limits { slice_secs: 20.0, memory_bytes: 32 << 20 },
    );
    run.tap(10);
    run.until_end(10);
    let [fault] = &run.faults()[..] else { panic!("{:?}", run.seen) };
    assert_eq!(fault.kind, FaultKind::Memory);
    run.tap(11);
    assert_eq!(run.until_end(11).logs(), ["1000"]);
}

#[test]
fn dropping_the_handle_ends_whatever_runs() {
    for text in [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "table.sort({ 1, 2, 3 }, function() while true do end end)",
        "wait(1000)",
        "while true do peakboard.log('viel') end",
        "string.find(string.rep('a', 20000), '.-.-.-.-b')",
    ] {
        let mut run = start(vec![lua(10, text)]);
        run.tap(10);
        run.until("start", |event| matches!(event, RunEvent::HandlerStarted { .. }));
        let began = Instant::now();
        drop(run);
        assert!(began.elapsed() < LAST_WAIT, "{text} took {:?}", began.elapsed());
    }
}

#[test]
fn a_full_queue_makes_the_script_wait() {
    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().extend([Answer::Full, Answer::Full, Answer::Full]);
    let text = "connections.getfromid('lokal').publish('a', 1) peakboard.log('danach')";
    let mut run = start_with(vec![lua(10, text)], outbox, Limits::default());
    run.tap(10);
    assert_eq!(run.until_end(10).logs(), ["danach"]);
    assert_eq!(run.faults(), []);
    assert_eq!(run.outbox.sent.lock().unwrap().len(), 1);
    let told = run.seen.iter().filter(|event| matches!(event, RunEvent::Published(_))).count();
    assert_eq!(told, 1, "tried again is not published again");
}

#[test]
fn a_message_refused_after_waiting_is_a_fault_at_its_block() {
    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().extend([Answer::Refused(RefuseReason::Offline), Answer::Full]);
    let text = "wait(0)\nconnections.getfromid('lokal').publish('a', 1)\npeakboard.log('nie')";
    let mut run = start_with(vec![blocks(10, text)], outbox, Limits::default());
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), [] as [&str; 0]);
    let fault = Fault {
        place: Place::Block(tapped(10), BlockId(102)),
        ran: Some(tapped(10)),
        kind: FaultKind::Publish(RefuseReason::Offline),
    };
    assert_eq!(run.faults(), [fault]);
}

#[test]
fn idle_means_that_everything_was_handled() {
    let mut run = start(vec![lua(10, "connections.getfromid('lokal').publish('a', 1)")]);
    assert!(run.handle.is_idle());
    run.tap(10);
    run.until_end(10);
    assert!(run.handle.send(EngineMsg::Fate { number: 1, fate: Fate::Acknowledged }));
    let end = Instant::now() + LIMIT;
    while !run.handle.is_idle() {
        assert!(Instant::now() < end, "becomes idle");
        std::thread::yield_now();
    }
    assert_eq!(run.handle.rejected(), 0);
    let echoed = std::iter::from_fn(|| run.handle.try_event()).any(|event| matches!(event, RunEvent::Fate { .. }));
    assert!(!echoed, "the session reports fates");
}

#[test]
fn activations_do_not_share_globals() {
    let mut run = start(vec![lua(10, "zaehler = (zaehler or 0) + 1 peakboard.log(zaehler)")]);
    run.tap(10).tap(10);
    run.until_end(10);
    assert_eq!(run.until_end(10).logs(), ["1", "1"]);
}

#[test]
fn the_wake_callback_tells_of_events() {
    let (woken, wakes) = sync_channel(1000);
    let program = Program {
        project: project(),
        chunks: vec![lua(10, "peakboard.log('x')")],
        variables: Vec::new(),
        locale: LOCALE,
        words: say::fault,
        first_number: 1,
    };
    // A full channel has a wake in it already.
    let wake = Arc::new(move || assert!(!matches!(woken.try_send(()), Err(TrySendError::Disconnected(())))));
    let handle = Engine::start(program, Ports { outgoing: Box::new(Outbox::default()), wake }, Limits::default());
    let run = Run { handle, outbox: Outbox::default(), seen: Vec::new() };
    run.tap(10);
    let end = Instant::now() + LIMIT;
    loop {
        wakes.recv_timeout(end.saturating_duration_since(Instant::now())).expect("woken in time");
        let mut events = std::iter::from_fn(|| run.handle.try_event());
        if events.any(|event| matches!(event, RunEvent::HandlerEnded { .. })) {
            return;
        }
    }
}

#[test]
fn screens_tell_when_they_are_shown_and_left() {
    let of_screen = |id: u32, trigger: &str, text: &str| {
        let mut chunk = Arc::unwrap_or_clone(lua(10, text));
        chunk.handler = HandlerRef::new(ScreenId(id), trigger);
        Arc::new(chunk)
    };
    let mut run = start(vec![
        of_screen(1, "shown", "peakboard.log('eins da')"),
        of_screen(1, "left", "peakboard.log('eins weg')"),
        of_screen(2, "shown", "peakboard.log('zwei da') while true do wait(1) end"),
        lua(10, "runtime.showscreen(1) runtime.showscreen(1) peakboard.log('gewechselt')"),
        lua(11, "peakboard.log('Knopf')"),
    ]);
    run.tap(10);
    let ended = HandlerRef::new(ScreenId(1), "left");
    run.until("left", |event| *event == RunEvent::HandlerEnded { handler: ended.clone() });
    // What goes on for ever in the handler of a screen holds nobody up.
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.logs(), ["eins da", "gewechselt", "eins weg", "zwei da", "Knopf"]);
}

/// The order of events is that of what they do, also where the first handler takes several slices.
#[test]
fn a_short_handler_that_is_cut_goes_on_before_the_next_one_begins() {
    let busy = "local from = os.clock() while os.clock() - from < 0.02 do end peakboard.log('eins da')";
    let mut chunk = Arc::unwrap_or_clone(lua(10, busy));
    chunk.handler = HandlerRef::new(ScreenId(1), "shown");
    let mut run = start(vec![Arc::new(chunk), lua(11, "peakboard.log('Knopf')")]);
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.logs(), ["eins da", "Knopf"]);
}

#[test]
fn a_variable_tells_that_it_has_another_value() {
    let mut project = Arc::unwrap_or_clone(project());
    let at = HandlerRef::new(VariableId(51), "refreshed");
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::empty()))).unwrap();
    let mut chunk = Arc::unwrap_or_clone(lua(10, "peakboard.log('Zahl ' .. data.Zahl)"));
    chunk.handler = at;
    let tapped = lua(
        10,
        "data.Zahl = 0 data.Zahl = 1 data.Zahl = 2 data.Name = 'x' wait(0.01) data.Zahl = 2 wait(0.01) data.Zahl = 3",
    );
    let mut run = start_project(Arc::new(project), vec![Arc::new(chunk), tapped]);
    run.tap(10);
    run.until("three", |event| matches!(event, RunEvent::Log { text, .. } if text == "Zahl 3"));
    assert_eq!(run.logs(), ["Zahl 2", "Zahl 3"]);
}
