//! Handlers that somebody follows: where they stop, what they hold there, how they go on, and that nothing else stops.

use super::*;
use crate::language::testing::set_blocks;
use crate::model::debug::{
    Breakpoint, Breakpoints, DebugCommand, PauseReason, PausedHandler, Sample, StepKind, Tryout,
};
use crate::model::function::CALLED;
use crate::model::glimpse::Glimpse;
use crate::model::item::Item;
use crate::model::place::Place;

fn line(control: u32, line: u32) -> Place {
    Place::Handler(tapped(control), Some(line))
}

impl Run {
    fn debug(&self, command: DebugCommand) -> &Self {
        assert!(self.handle.send(EngineMsg::Debug(command)), "the inbox has room");
        self
    }

    fn stop_at(&self, points: &[(Place, Breakpoint)]) -> &Self {
        self.debug(DebugCommand::Breakpoints(points.iter().cloned().collect::<Breakpoints>()))
    }

    fn paused(&mut self) -> PausedHandler {
        match self.until("stop", |event| matches!(event, RunEvent::Paused(_))) {
            RunEvent::Paused(paused) => Arc::unwrap_or_clone(paused),
            _ => unreachable!("asked for above"),
        }
    }

    fn go(&self, id: u64, step: StepKind) -> &Self {
        self.debug(DebugCommand::Go(id, step))
    }

    /// Where the handler stops next after this step; nothing where it ends before.
    fn step(&mut self, id: u64, step: StepKind) -> Option<Place> {
        self.go(id, step);
        let ends = |event: &RunEvent| matches!(event, RunEvent::Paused(_) | RunEvent::HandlerEnded { .. });
        match self.until("step", ends) {
            RunEvent::Paused(paused) => paused.place().cloned(),
            _ => None,
        }
    }
}

fn always() -> Breakpoint {
    Breakpoint::default()
}

#[test]
fn a_handler_that_stops_stands_alone_and_counts_no_time() {
    let text = "peakboard.log('a')\npeakboard.log('b')";
    let mut run = start_with(vec![lua(10, text), lua(11, "peakboard.log('andere')")], Outbox::default(), tight());
    run.stop_at(&[(line(10, 2), always())]).tap(10);
    let paused = run.paused();
    assert_eq!((paused.reason.clone(), paused.place()), (PauseReason::Breakpoint, Some(&line(10, 2))));
    assert_eq!(run.logs(), ["a"]);
    // Many more events of others than its own time would have had room for.
    let until = Instant::now() + Duration::from_millis(400);
    while Instant::now() < until {
        run.tap(11);
        run.until_end(11);
    }
    assert!(!run.handle.is_idle());
    run.seen.clear();
    run.go(paused.activation, StepKind::Continue);
    run.until_end(10);
    assert_eq!((run.logs(), run.faults()), (vec!["b".to_owned()], vec![]));
}

#[test]
fn an_app_with_a_handler_that_stands_ends_at_once() {
    let mut run = start(vec![lua(10, "peakboard.log('a')")]);
    run.stop_at(&[(line(10, 1), always())]).tap(10);
    run.paused();
    let begin = Instant::now();
    run.handle.stop();
    while !run.handle.has_ended() {
        assert!(begin.elapsed() < LIMIT);
        std::thread::yield_now();
    }
    drop(run);
}

/// Twice a function with two blocks, then a log.
fn nested() -> (Run, impl Fn(u32) -> Place, impl Fn(u32) -> Place) {
    let mut project = Arc::unwrap_or_clone(project());
    project.next_id = 200;
    let function = crate::language::testing::function(Handler::empty());
    let id = apply(&mut project, &Edit::AddFunction(Function { gives: None, ..function })).unwrap();
    let id = id.first(Item::function).unwrap();
    let inside = HandlerRef::new(id, CALLED);
    project.next_id = 1_000;
    let body = r#"(first: 300, blocks: {
        300: (kind: "local_set", slots: {"name": "doppelt", "value": Wire(302)}, next: 301),
        302: (kind: "arithmetic", slots: {"a": Wire(303), "op": "multiply", "b": 2}),
        303: (kind: "function_input", slots: {"function": Function(ID), "parameter": 1}),
        301: (kind: "log", slots: {"text": Wire(304)}),
        304: (kind: "local_get", slots: {"name": "doppelt"}),
    })"#;
    apply(&mut project, &set_blocks(inside.clone(), &body.replace("ID", &id.0.to_string()))).unwrap();
    let calls = r#"(first: 400, blocks: {
        400: (kind: "repeat", slots: {"times": 2}, branches: {"body": 401}, next: 403),
        401: (kind: "function_call", slots: {"function": Function(ID), "input:1": Wire(402)}),
        402: (kind: "variable_get", slots: {"variable": Variable(51)}),
        403: (kind: "try", branches: {"body": 404}, next: 405),
        404: (kind: "log", slots: {"text": "versucht"}),
        405: (kind: "log", slots: {"text": "fertig"}),
    })"#;
    apply(&mut project, &set_blocks(tapped(10), &calls.replace("ID", &id.0.to_string()))).unwrap();
    let lowered = lower(&project);
    assert_eq!(lowered.problems, []);
    let run = start_project(Arc::new(project), lowered.chunks);
    let here = |block| Place::Block(tapped(10), BlockId(block));
    (run, here, move |block| Place::Block(inside.clone(), BlockId(block)))
}

#[test]
fn steps_go_over_into_and_out_of_functions_and_loops() {
    let (mut run, here, inside) = nested();
    run.stop_at(&[(here(400), always())]).tap(10);
    let id = run.paused().activation;
    let mut over = Vec::new();
    while let Some(place) = run.step(id, StepKind::Over) {
        over.push(place);
    }
    assert_eq!(over, [401, 401, 403, 404, 405].map(&here));

    run.tap(10);
    let id = run.paused().activation;
    let into: Vec<_> = (0..4).map_while(|_| run.step(id, StepKind::Into)).collect();
    assert_eq!(into, [here(401), inside(300), inside(301), here(401)]);
    assert_eq!(run.step(id, StepKind::Into), Some(inside(300)));
    assert_eq!(run.step(id, StepKind::Out), Some(here(403)));
    assert_eq!(run.step(id, StepKind::To(here(405))), Some(here(405)));
    assert_eq!(run.step(id, StepKind::Over), None);
    assert_eq!(run.faults(), []);
}

#[test]
fn who_has_called_and_what_is_held_is_told_and_can_be_changed() {
    let (mut run, here, inside) = nested();
    run.debug(DebugCommand::SetVariable(VariableId(51), Value::from(4.0)));
    run.stop_at(&[(inside(301), always())]).tap(10);
    let paused = run.paused();
    let places: Vec<_> = paused.frames.iter().map(|frame| frame.place.clone()).collect();
    assert_eq!(places, [inside(301), here(401)]);
    let locals: Vec<_> = paused.frames[0].locals.iter().map(|local| (local.name.as_str(), &local.value)).collect();
    let number = |value: f64| Glimpse::Plain(Value::from(value));
    assert_eq!(locals, [("Zahl", &number(4.0)), ("doppelt", &number(8.0))]);
    let slot = paused.frames[0].locals[1].slot;
    run.debug(DebugCommand::SetLocal { activation: paused.activation, slot, value: Value::from(9.5) });
    let told = run.until("locals", |event| matches!(event, RunEvent::PausedLocals(..)));
    let RunEvent::PausedLocals(_, frames) = told else { unreachable!("asked for above") };
    assert_eq!(frames[0].locals[1].value, number(9.5));
    run.stop_at(&[]).go(paused.activation, StepKind::Continue);
    run.until_end(10);
    assert_eq!(run.logs(), ["9.5", "8", "versucht", "fertig"]);
}

#[test]
fn a_breakpoint_may_wait_for_a_condition_count_and_only_tell() {
    let text = "for i = 1, 6 do\n  local doppelt = i * 2\n  peakboard.log(tostring(doppelt))\nend";
    let stops = |point: Breakpoint| {
        let mut run = start(vec![lua(10, text)]);
        run.stop_at(&[(line(10, 3), point)]).tap(10);
        let ends = |event: &RunEvent| matches!(event, RunEvent::Paused(_) | RunEvent::HandlerEnded { .. });
        let reason = match run.until("stop", ends) {
            RunEvent::Paused(paused) => Some(paused.reason.clone()),
            _ => None,
        };
        (reason, run.logs())
    };
    let condition = |text: &str| Breakpoint { condition: text.to_owned(), ..always() };
    assert_eq!(
        stops(condition("doppelt > 4 and data.Zahl == 0")),
        (Some(PauseReason::Breakpoint), vec!["2".into(), "4".into()])
    );
    assert_eq!(stops(condition("Zahl == 0")).1, [""; 0]);
    assert_eq!(stops(condition("doppelt > 40")).0, None);
    assert!(matches!(stops(condition("doppelt >")).0, Some(PauseReason::BadBreakpoint(_))));
    assert!(matches!(stops(condition("wait(1)")).0, Some(PauseReason::BadBreakpoint(_))));
    assert!(matches!(stops(condition("(function() while true do end end)()")).0, Some(PauseReason::BadBreakpoint(_))));
    assert_eq!(stops(Breakpoint { from_hit: 4, ..always() }).1, ["2", "4", "6"]);
    let log = "i ist #[i]#, halb #[doppelt / 4]#".to_owned();
    let (reason, logs) = stops(Breakpoint { from_hit: 6, log, ..always() });
    assert_eq!((reason, &logs[5..]), (None, &["i ist 6, halb 3".to_owned(), "12".to_owned()][..]));
    assert_eq!(stops(Breakpoint { enabled: false, ..always() }).0, None);
}

/// Whoever sets a breakpoint in what runs for ever does not have to start the app anew.
#[test]
fn what_runs_already_stops_too() {
    let mut run = start(vec![lua(10, "local n = 0\nwhile true do\n  n = n + 1\n  wait(0.001)\nend")]);
    run.tap(10);
    run.until("start", |event| matches!(event, RunEvent::HandlerStarted { .. }));
    run.stop_at(&[(line(10, 3), always())]);
    let paused = run.paused();
    run.stop_at(&[]).debug(DebugCommand::PauseNext(true)).go(paused.activation, StepKind::Continue);
    let paused = run.paused();
    assert_eq!(paused.reason, PauseReason::Asked);
    assert_eq!(
        run.step(paused.activation, StepKind::Over).map(|place| place.handler().cloned()),
        Some(Some(tapped(10)))
    );
}

/// Where nothing can wait, nothing stops.
#[test]
fn what_cannot_wait_goes_on() {
    let text = "local t = {3, 1, 2}\ntable.sort(t, function(a, b)\n  return a < b\nend)\npeakboard.log(t[1])";
    let mut run = start(vec![lua(10, text)]);
    run.stop_at(&[(line(10, 3), always()), (line(10, 5), always())]).tap(10);
    let paused = run.paused();
    assert_eq!(paused.place(), Some(&line(10, 5)));
    run.go(paused.activation, StepKind::Continue);
    run.until_end(10);
    assert_eq!((run.logs(), run.faults()), (vec!["1".to_owned()], vec![]));
}

#[test]
fn all_go_slowly_when_they_shall() {
    let mut run = start(vec![lua(10, "peakboard.log('a')\npeakboard.log('b')")]);
    let begin = Instant::now();
    run.debug(DebugCommand::Slow(true)).tap(10);
    run.until_end(10);
    assert!(begin.elapsed() >= Duration::from_secs(1), "{:?}", begin.elapsed());
    let told = run.seen.iter().filter(|event| matches!(event, RunEvent::At(_))).count();
    assert_eq!(told, 2);
}

impl Run {
    fn try_out(&self, handler: HandlerRef, sample: Sample) -> &Self {
        assert!(self.handle.send(EngineMsg::Try(Tryout { handler, sample })), "the inbox has room");
        self
    }
}

/// A handler runs as if its event had come; what else that would do in the app does not happen.
#[test]
fn a_handler_is_tried_with_a_sample_and_without_its_event() {
    let source = HandlerRef::new(SourceId(60), "refreshed");
    let text = "peakboard.log(e.topic .. ' ' .. e.message)";
    let of_source = Arc::new(Chunk { handler: source.clone(), ..Arc::unwrap_or_clone(lua(10, text)) });
    let mut run = start(vec![lua(10, "peakboard.log('getippt')"), of_source]);
    run.try_out(tapped(10), Sample::Nothing);
    run.until_end(10);
    run.try_out(source.clone(), Sample::Message { topic: "a/b".to_owned(), message: "7".to_owned() });
    run.until("end", |event| *event == RunEvent::HandlerEnded { handler: source.clone() });
    assert_eq!((run.logs(), run.faults()), (vec!["getippt".to_owned(), "a/b 7".to_owned()], vec![]));
    assert!(run.outbox.sent.lock().unwrap().is_empty());
}

#[test]
fn a_function_is_tried_with_inputs_and_tells_its_result() {
    let mut project = Arc::unwrap_or_clone(project());
    let at = HandlerRef::new(FunctionId(80), CALLED);
    let twice = "local doppelt = Zahl * 2\nreturn doppelt";
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(twice.to_owned())))).unwrap();
    let chunks = lower(&project).chunks;
    let mut run = start_project(Arc::new(project), chunks);
    let end = RunEvent::HandlerEnded { handler: at.clone() };
    run.try_out(at.clone(), Sample::Inputs(vec![Value::from(4.5)]));
    run.until("end", |event| *event == end);
    assert_eq!((run.logs(), run.faults()), (vec!["Ergebnis: 9".to_owned()], vec![]));
    // What does not fit is told as it is where the function is called.
    run.try_out(at.clone(), Sample::Inputs(vec![Value::from("viel")]));
    run.until("end", |event| *event == end);
    let [fault] = &run.faults()[..] else { panic!("{:?}", run.faults()) };
    assert!(matches!(fault.kind, FaultKind::WrongType { .. }), "{fault:?}");
    run.stop_at(&[(Place::Handler(at.clone(), Some(2)), always())]);
    run.try_out(at, Sample::Inputs(vec![Value::from(1.0)]));
    let paused = run.paused();
    assert_eq!(paused.frames[0].locals.len(), 2, "{paused:?}");
}

/// Lines of the text that runs are lines of it, whatever the handler is now.
#[test]
fn a_handler_that_stands_and_is_edited_tells_where_it_stands_in_what_it_runs() {
    let mut project = Arc::unwrap_or_clone(project());
    project.next_id = 1_000;
    let three = |project: &mut Project, [one, two, three]: [u32; 3]| {
        let log = |id: u32, next: String| format!(r#"{id}: (kind: "log", slots: {{"text": "{id}"}}{next})"#);
        let blocks =
            [log(one, format!(", next: {two}")), log(two, format!(", next: {three}")), log(three, String::new())];
        let graph = format!("(first: {one}, blocks: {{ {} }})", blocks.join(", "));
        apply(project, &set_blocks(tapped(10), &graph)).unwrap();
        lower(project).chunks
    };
    let chunks = three(&mut project, [400, 401, 402]);
    let at = |block| Place::Block(tapped(10), BlockId(block));
    let mut run = start_project(Arc::new(project.clone()), chunks);
    run.stop_at(&[(at(400), always())]).tap(10);
    let id = run.paused().activation;
    let chunks = three(&mut project, [402, 400, 401]);
    let project = Arc::new(project);
    assert!(run.handle.send(EngineMsg::Become { project, chunks, edited: true, told: Vec::new() }));
    assert_eq!(run.step(id, StepKind::Over), Some(at(401)));
    assert_eq!(run.step(id, StepKind::Over), Some(at(402)));
    assert_eq!(run.step(id, StepKind::Over), None);
    assert_eq!(run.logs(), ["400", "401", "402"]);
}
