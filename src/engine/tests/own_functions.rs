//! The functions of the project: what goes in, what comes out, where their faults are, and that they end.

use super::*;
use crate::language::testing::set_blocks;
use crate::model::function::{CALLED, Parameter};
use crate::model::place::Place;

/// Name, inputs, result, and what it does.
type Written<'a> = (&'a str, &'a [(&'a str, Ty)], Option<Ty>, &'a str);

/// The test's project with these functions, each with its inputs, its result and what it does; the first has the id 81.
fn with(functions: &[Written<'_>], tapped: &str) -> Project {
    let mut project = Arc::unwrap_or_clone(project());
    project.next_id = 81;
    for (name, inputs, gives, does) in functions {
        let inputs = inputs.iter().map(|(name, ty)| Parameter { id: 0, name: (*name).to_owned(), ty: *ty });
        let does = Handler::Lua((*does).to_owned());
        let function = crate::language::testing::function(does);
        let function = Function { name: (*name).to_owned(), parameters: inputs.collect(), gives: *gives, ..function };
        apply(&mut project, &Edit::AddFunction(function)).unwrap();
    }
    let set = Edit::SetHandler(super::tapped(10), Some(Handler::Lua(tapped.to_owned())));
    apply(&mut project, &set).unwrap();
    project
}

/// Taps the button of a project and reads on to the end of its handler.
fn tap(project: Project) -> Run {
    let project = Arc::new(project);
    let chunks = lower(&project).chunks;
    let mut run = start_project(project, chunks);
    run.tap(10);
    run.until_end(10);
    run
}

fn only_fault(run: &Run) -> Fault {
    let [fault] = &run.faults()[..] else { panic!("one fault, not {:?}", run.faults()) };
    fault.clone()
}

const NUMBER: Option<Ty> = Some(Ty::Number);

/// The control that was used is the one to be marked, wherever it happened.
#[test]
fn what_happens_in_a_function_is_told_of_the_handler_that_ran() {
    let functions: &[Written<'_>] =
        &[("Senden", &[], None, "connections.getfromid('lokal').publish('a', 'x') error('aus')")];
    let run = tap(with(functions, "functions.Senden()"));
    let published = run.seen.iter().find_map(|event| match event {
        RunEvent::Published(publish) => Some((publish.from.clone(), publish.ran.clone())),
        _ => None,
    });
    let (from, ran) = published.unwrap();
    assert!(from.owner().is_some_and(|owner| owner.function().is_some()), "{from:?}");
    assert_eq!((ran, only_fault(&run).ran), (Some(tapped(10)), Some(tapped(10))));
}

#[test]
fn values_go_in_and_a_result_comes_out() {
    let double: &[Written<'_>] = &[
        ("Verdoppeln", &[("Größe", Ty::Number)], NUMBER, "return Groesse * 2"),
        ("Grüßen", &[("Name", Ty::Text)], None, "peakboard.log('Hallo ' .. Name) return 5"),
        ("Wählen", &[("end", Ty::Any), ("data", Ty::Any)], Some(Ty::Any), "return data_ or end_"),
    ];
    let run = tap(with(
        double,
        "peakboard.log(functions.verdoppeln('2.5') + 1)\n\
         peakboard.log(tostring((Functions.Gruessen(7))))\n\
         peakboard.log(functions.Waehlen(nil, 'b') .. functions.Waehlen('a'))",
    ));
    assert_eq!(run.faults(), []);
    assert_eq!(run.logs(), ["6", "Hallo 7", "nil", "ba"]);
}

#[test]
fn what_does_not_fit_is_told_where_the_function_is_called() {
    let functions: &[Written<'_>] = &[("Rechne", &[("a", Ty::Number)], NUMBER, "if a == 1 then return 'viel' end")];
    for (call, to, wanted, got) in [
        ("functions.Rechne('x')", "functions.Rechne(a)", "number", "string"),
        ("functions.Rechne()", "functions.Rechne(a)", "number", "nil"),
        ("functions.Rechne(1)", "functions.Rechne", "number", "string"),
        ("functions.Rechne(2)", "functions.Rechne", "number", "nil"),
    ] {
        let fault = only_fault(&tap(with(functions, &format!("\n{call}"))));
        let (to, got) = (to.to_owned(), got.to_owned());
        assert_eq!(fault.kind, FaultKind::WrongType { to, wanted, got }, "{call}");
        assert_eq!(fault.place, Place::Handler(tapped(10), Some(2)), "{call}");
    }
}

#[test]
fn a_fault_inside_of_a_function_is_told_there() {
    let functions: &[Written<'_>] = &[
        ("Innen", &[("a", Ty::Any)], None, "local b\nerror('so nicht')"),
        ("Name", &[], None, "\npeakboard.log(data.Nirgends)"),
        ("Syntax", &[], None, "local ="),
    ];
    let inside = |call: &str, id: u32, line: u32| {
        let fault = only_fault(&tap(with(functions, call)));
        let at = HandlerRef::new(FunctionId(id), CALLED);
        assert_eq!(fault.place, Place::Handler(at, Some(line)), "{call}: {:?}", fault.kind);
        fault.kind
    };
    assert_eq!(inside("functions.Innen(1)", 81, 2), FaultKind::Raised { message: "so nicht".to_owned() });
    assert!(matches!(inside("functions.Name()", 82, 2), FaultKind::UnknownName { .. }));
    assert!(matches!(inside("functions.Syntax()", 83, 1), FaultKind::Syntax { .. }));
    let caught = tap(with(functions, "peakboard.log(select(2, pcall(functions.Innen, 1)))"));
    assert_eq!(caught.logs(), ["so nicht"]);
}

#[test]
fn functions_call_each_other_and_themselves_but_not_without_an_end() {
    let functions: &[Written<'_>] = &[
        ("Fakultät", &[("n", Ty::Number)], NUMBER, "if n < 2 then return 1 end return n * functions.Fakultaet(n - 1)"),
        ("Endlos", &[("n", Ty::Number)], NUMBER, "return functions.Hin(n + 1) + 1"),
        ("Hin", &[("n", Ty::Any)], Some(Ty::Any), "return functions.Endlos(n) + 1"),
        ("Fangend", &[], None, "pcall(functions.Fangend) functions.Fangend()"),
    ];
    let run = tap(with(functions, "peakboard.log(functions.Fakultaet(10))"));
    assert_eq!((run.faults(), run.logs()), (vec![], vec!["3628800".to_owned()]));
    let fault = only_fault(&tap(with(functions, "functions.Endlos(1)")));
    assert!(say::fault(&fault.kind, Lang::De).starts_with("Funktionen rufen einander endlos auf."), "{fault:?}");
    assert!(fault.place.handler().is_some_and(|at| at.owner.function().is_some()), "{fault:?}");
    let caught = "local ok, what = pcall(functions.Endlos, 1) peakboard.log(what)";
    assert!(tap(with(functions, caught)).logs()[0].starts_with("Funktionen rufen einander endlos auf."));
    // One that catches its own end goes on until its time is over.
    let project = Arc::new(with(functions, "functions.Fangend()"));
    let mut run = start_all(Arc::clone(&project), lower(&project).chunks, Outbox::default(), tight());
    run.tap(10);
    run.until_end(10);
    only_fault(&run);
}

#[test]
fn a_function_may_wait_and_publish_and_keeps_nothing() {
    let functions: &[Written<'_>] = &[(
        "Senden",
        &[("Text", Ty::Text)],
        Some(Ty::Bool),
        "count = (count or 0) + 1\nwait(0.01)\nconnections.getfromid('lokal').publish('a', Text .. count)\nreturn true",
    )];
    let call = "assert(functions.Senden('x')) functions.Senden('y') peakboard.log(text.of(count))";
    let project = Arc::new(with(functions, call));
    let mut run = start_project(Arc::clone(&project), lower(&project).chunks);
    for _ in 0..2 {
        run.tap(10);
        run.until_end(10);
    }
    assert_eq!(run.faults(), []);
    let sent = run.outbox.sent.lock().unwrap().clone();
    let place = Place::Handler(HandlerRef::new(FunctionId(81), CALLED), Some(3));
    assert_eq!(sent[0].from, place);
    let sent: Vec<String> = sent.iter().map(|each| String::from_utf8_lossy(&each.payload).into_owned()).collect();
    assert_eq!(sent, ["x1", "y2", "x1", "y2"]);
    assert_eq!(run.logs(), ["2", "2"], "its globals are those of the event");
}

#[test]
fn names_that_no_function_has_are_told_and_functions_are_not_replaced() {
    for call in ["functions.Rechne(1)", "local f = functions['Rechne']"] {
        let FaultKind::UnknownName { name, near } = only_fault(&run(call)).kind else { panic!("{call}") };
        assert_eq!((&*name, near.as_deref()), ("functions.Rechne", Some("Rechnen")));
    }
    assert!(matches!(fault("functions.Rechnen = 1"), FaultKind::BadOperand { .. }));
}

#[test]
fn blocks_call_a_function_and_give_its_result_back_from_anywhere() {
    let mut project = with(&[("Prüfen", &[("Wert", Ty::Number)], NUMBER, "")], "");
    let id = FunctionId(81);
    project.next_id = 1000;
    let body = r#"(first: 1, blocks: {
        1: (kind: "try", branches: {"body": 2}, next: 6),
        2: (kind: "repeat", slots: {"times": 3.0}, branches: {"body": 3}),
        3: (kind: "if", slots: {"condition": Wire(4)}, branches: {"then": 7}),
        4: (kind: "compare", slots: {"a": Wire(5), "op": "gt", "b": 3.0}),
        5: (kind: "function_input", slots: {"function": Function(81), "parameter": 1.0}),
        7: (kind: "function_return", slots: {"value": Wire(8)}),
        8: (kind: "function_input", slots: {"function": Function(81), "parameter": 1.0}),
        6: (kind: "function_return", slots: {"value": "0"}),
    })"#;
    apply(&mut project, &set_blocks(HandlerRef::new(id, CALLED), body)).unwrap();
    let caller = r#"(first: 21, blocks: {
        21: (kind: "log", slots: {"text": Wire(22)}, next: 23),
        22: (kind: "function_result", slots: {"function": Function(81), "input:1": "4,5"}),
        23: (kind: "log", slots: {"text": Wire(24)}, next: 25),
        24: (kind: "function_result", slots: {"function": Function(81)}),
        25: (kind: "function_call", slots: {"function": Function(81), "input:1": 1.0}),
    })"#;
    apply(&mut project, &set_blocks(tapped(10), caller)).unwrap();
    let problems = lower(&project).problems;
    assert_eq!(problems, [], "{problems:#?}");
    let run = tap(project);
    assert_eq!((run.faults(), run.logs()), (vec![], vec!["4.5".to_owned(), "0".to_owned()]));
    let ran: Vec<u32> = run
        .seen
        .iter()
        .filter_map(|event| match event {
            RunEvent::Running { handler, block } if *handler == HandlerRef::new(id, CALLED) => Some(block.0),
            _ => None,
        })
        .collect();
    assert_eq!(ran, [] as [u32; 0], "nothing of it asks the host");
}
