//! Dialogs: a handler waits for the person in front of the app, and everything else goes on.

use super::*;
use crate::model::dialog::{AppDialog, DialogAnswer, DialogForm};
use crate::model::id::AppId;
use crate::model::project::STOPPED;

/// The next dialog that is shown.
#[track_caller]
fn shown(run: &mut Run) -> Arc<AppDialog> {
    match run.until("dialog", |event| matches!(event, RunEvent::Dialog(_))) {
        RunEvent::Dialog(dialog) => dialog,
        other => panic!("{other:?}"),
    }
}

fn answer(run: &Run, dialog: &AppDialog, answer: DialogAnswer) {
    run.tell(EngineMsg::Answer { dialog: dialog.number, answer });
}

/// What a handler logs of `call` once this was answered, and the dialog that it showed.
#[track_caller]
fn answered(call: &str, given: DialogAnswer) -> (Vec<String>, AppDialog) {
    let mut run = start(vec![lua(10, &format!("peakboard.log(tostring(({call})))"))]);
    run.tap(10);
    let dialog = shown(&mut run);
    answer(&run, &dialog, given);
    run.until_end(10);
    assert_eq!(run.faults(), [], "{call}");
    assert!(run.seen.contains(&RunEvent::DialogClosed(dialog.number)), "{call}");
    (run.logs(), AppDialog::clone(&dialog))
}

#[test]
fn each_question_has_its_form_and_its_answers() {
    let words = str::to_owned;
    let given = |value: &str| DialogAnswer::Given(Value::from(value));
    let yes = || DialogAnswer::Given(Value::from(true));
    let confirm = DialogForm::Confirm { yes: words("Löschen"), no: String::new() };
    let choices = DialogForm::Choose { choices: vec![words("a"), words("2")] };
    let text = DialogForm::Text { given: words("Milch"), hint: words("Was?") };
    let number = DialogForm::Number { given: Some(2.0), min: Some(0.0), max: None };
    let ask = "runtime.confirm('Weg?', { yes = 'Löschen', title = 'Achtung' })";
    let choose = "Runtime:Choose('Was?', { 'a', 2 })";
    let enter = "runtime.asktext('Was?', { default = 'Milch', hint = 'Was?' })";
    let count = "runtime.asknumber('Wie viele?', { default = 2, min = '0', max = '' })";
    for (call, answer, log, form) in [
        (ask, yes(), "true", &confirm),
        (ask, DialogAnswer::Given(Value::from(false)), "false", &confirm),
        (ask, DialogAnswer::Cancelled, "false", &confirm),
        (choose, given("a"), "a", &choices),
        (choose, DialogAnswer::Cancelled, "nil", &choices),
        (enter, given("Brot"), "Brot", &text),
        (count, DialogAnswer::Given(Value::from(2.5)), "2.5", &number),
        (count, DialogAnswer::Cancelled, "nil", &number),
    ] {
        let (logs, dialog) = answered(call, answer);
        assert_eq!((logs, &dialog.form), (vec![words(log)], form), "{call}");
        assert_eq!(dialog.title, if call == ask { "Achtung" } else { "" });
    }
    let message = DialogForm::Message { done: words("Gut") };
    let (logs, dialog) = answered("runtime.showmessage(' Fertig ', { ok = 'Gut' })", yes());
    assert_eq!((logs, dialog.form, dialog.text.as_str()), (vec![words("nil")], message, "Fertig"));
}

/// The dialog of the reference product, as its scripts call it.
#[test]
fn the_dialog_of_the_reference_product_calls_the_function_of_the_answer() {
    let call = "runtime.showdialog('Senden', 'Wirklich?', 'Ja', 'Nein', function() peakboard.log('sent') end)";
    let yes = DialogAnswer::Given(Value::from(true));
    let (logs, dialog) = answered(call, yes.clone());
    assert_eq!(logs, ["sent", "1"]);
    assert_eq!((dialog.title.as_str(), dialog.text.as_str()), ("Senden", "Wirklich?"));
    assert_eq!(answered(call, DialogAnswer::Cancelled).0, ["2"]);
    let one = "runtime.showdialog('Senden', 'Fertig', 'OK')";
    assert_eq!([yes, DialogAnswer::Cancelled].map(|given| answered(one, given).0), [["1"], ["1"]]);
}

#[test]
fn other_handlers_and_messages_go_on_while_one_asks() {
    let asks = "peakboard.log(tostring(runtime.confirm('?')))";
    let mut run = start(vec![lua(10, asks), lua(11, "peakboard.log(data.Messwerte.count)")]);
    run.tap(10);
    let dialog = shown(&mut run);
    run.message_to(SourceId(60), "a/b", "1", false);
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.logs(), ["1"]);
    answer(&run, &dialog, DialogAnswer::Given(Value::from(true)));
    // A second answer comes too late and means nothing.
    answer(&run, &dialog, DialogAnswer::Ended);
    run.until_end(10);
    assert_eq!(run.logs(), ["1", "true"]);
}

#[test]
fn a_dialog_closes_by_itself_after_its_time() {
    assert_eq!(logged("peakboard.log(tostring(runtime.asktext('?', { timeout = 0.02 })))"), ["nil"]);
}

#[test]
fn who_is_asked_again_and_again_may_end_it() {
    let mut run = start(vec![lua(10, "while true do runtime.showmessage('noch einmal') end")]);
    run.tap(10).tap(10);
    for _ in 0..2 {
        let dialog = shown(&mut run);
        assert!(!dialog.insists);
        answer(&run, &dialog, DialogAnswer::Cancelled);
    }
    let dialog = shown(&mut run);
    assert!(dialog.insists);
    answer(&run, &dialog, DialogAnswer::Ended);
    run.until_end(10);
    assert_eq!(run.faults(), []);
    let until = Instant::now() + LIMIT;
    while !run.handle.is_idle() {
        assert!(Instant::now() < until, "the tap that waited asks again");
        std::thread::yield_now();
    }
}

#[test]
fn a_handler_that_fails_or_an_app_that_ends_closes_its_dialogs() {
    // One that cannot wait here is not shown.
    let text = "table.sort({ 1, 2, 3 }, function() return runtime.confirm('?') end)";
    let mut run = start(vec![lua(10, text)]);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.faults()[0].kind, FaultKind::CannotWait);
    assert!(!run.seen.iter().any(|event| matches!(event, RunEvent::Dialog(_) | RunEvent::DialogClosed(_))));
    let stop = Chunk {
        handler: HandlerRef::new(AppId, STOPPED),
        ..Arc::unwrap_or_clone(lua(10, "peakboard.log(tostring(runtime.confirm('Beenden?')))"))
    };
    let mut run = start(vec![lua(10, "runtime.confirm('?')"), Arc::new(stop)]);
    run.tap(10);
    let dialog = shown(&mut run);
    run.handle.finish();
    run.until("close", |event| *event == RunEvent::DialogClosed(dialog.number));
    run.until("last word", |event| matches!(event, RunEvent::Log { text, .. } if text == "false"));
}

#[test]
fn what_cannot_be_asked_says_why() {
    for (call, name) in [
        ("confirm('?', { ja = 'x' })", "runtime.confirm { ja }"),
        ("choose('?', { 'a' }, { yes = 1 })", "runtime.choose { yes }"),
    ] {
        let FaultKind::UnknownName { name: told, .. } = fault(&format!("runtime.{call}")) else { panic!("{call}") };
        assert_eq!(told, name);
    }
    for call in ["asknumber('?', { min = 'wenig' })", "choose('?', 'a')", "confirm('?', 'a')", "confirm({})"] {
        let kind = fault(&format!("runtime.{call}"));
        assert!(matches!(kind, FaultKind::WrongType { .. }), "{call}: {kind:?}");
    }
}
