//! Errors: their kind, their place, and that they stay where they are.

use super::*;
use crate::model::run::RefuseReason;

/// The place of the only fault of a handler made of blocks.
#[track_caller]
fn check_block(text: &str, line: u32) -> FaultKind {
    let mut run = start(vec![blocks(10, text)]);
    run.tap(10);
    run.until_end(10);
    let [fault] = &run.faults()[..] else { panic!("{:?}", run.seen) };
    assert_eq!(fault.place, Place::Block(tapped(10), BlockId(100 + line)), "{text}");
    fault.kind.clone()
}

#[test]
fn a_fault_leads_to_its_block() {
    let kind = check_block("local a = 1\npeakboard.log(\n  'x' .. (\n    a * nil\n  )\n)", 4);
    assert!(matches!(kind, FaultKind::BadOperand { .. }), "{kind:?}");
    let kind = check_block("local a = 1\nif a == 2 then\n  a = 3\nelseif data.Zahl < 'x' then\n  a = 4\nend", 4);
    assert!(matches!(kind, FaultKind::BadOperand { .. }), "{kind:?}");
    let kind = check_block("wait(0)\nlocal c =\n  connections.getfromid('weg')", 3);
    assert_eq!(kind, FaultKind::UnknownConnection { id: "weg".to_owned() });
    let kind = check_block("wait(0)\nscreens[0].Knopf.fehlt = 1", 2);
    assert!(matches!(kind, FaultKind::UnknownName { .. }));
    let kind = check_block("wait(0)\n\nerror('selbst')", 3);
    assert_eq!(kind, FaultKind::Raised { message: "selbst".to_owned() });
    let kind = check_block("wait(0)\nassert(false, 'nein')", 2);
    assert_eq!(kind, FaultKind::Raised { message: "nein".to_owned() });
    let kind = check_block("wait(0)\nerror({ message = 'm' })", 2);
    assert_eq!(kind, FaultKind::Raised { message: "m".to_owned() });
    let kind = check_block("wait(0)\nwait('bald')", 2);
    assert!(matches!(kind, FaultKind::WrongType { .. }));
    let kind = check_block("local x\nstring.rep('a', x)", 2);
    assert!(matches!(kind, FaultKind::WrongType { .. }));
    let kind = check_block("wait(0)\nlocal l = { 1, 2 }\ntable.sort(l, function()\n  wait(1)\nend)", 4);
    assert_eq!(kind, FaultKind::CannotWait);
}

#[test]
fn a_fault_in_lua_has_its_line_and_the_queue_goes_on() {
    let mut run = start(vec![lua(10, "wait(0)\nlocal x = nil + 1")]);
    run.tap(10).tap(10);
    run.until_end(10);
    run.until_end(10);
    let places: Vec<Place> = run.faults().into_iter().map(|fault| fault.place).collect();
    assert_eq!(places, vec![Place::Handler(tapped(10), Some(2)); 2]);
}

#[test]
fn a_text_that_cannot_be_compiled_is_a_fault_when_it_is_fired() {
    let mut run = start(vec![lua(10, "local = 3"), lua(11, "peakboard.log('da')")]);
    run.tap(10).tap(11);
    assert_eq!(run.until_end(11).logs(), ["da"]);
    let [fault] = &run.faults()[..] else { panic!("{:?}", run.seen) };
    assert!(matches!(fault.kind, FaultKind::Syntax { .. }));
    assert_eq!(fault.place, Place::Handler(tapped(10), Some(1)));
}

#[test]
fn syntax_is_checked_with_its_line() {
    assert_eq!(check_syntax("local a = 1\nwait(2)"), Ok(()));
    let (line, what) = check_syntax("local a = 1\nif a then").unwrap_err();
    assert_eq!(line, 2);
    assert!(what.contains("'end'"), "{what}");
    assert!(check_syntax(&"-".repeat(300 << 10)).is_err());
}

#[test]
fn scripts_can_catch_host_errors_and_raise_them_again() {
    let text = "local ok, ex = trycatch(function() connections.getfromid('weg') end) \
                peakboard.log(text.join(ok, ' ', ex.type, ' ', ex.message)) \
                local ok2, message = pcall(function() data.Zahl = {} end) peakboard.log(message) \
                local _, plain = pcall(error, 'eigen') peakboard.log(plain) \
                trycatchfn(function() local x = nil + 1 end, function(e) peakboard.log(e.type) end) \
                peakboard.log(tostring((trycatch(function() end))))";
    assert_eq!(
        logged(text),
        [
            "false unknown_connection Keine Verbindung hat die Kennung „weg“. Im Baustein oder Skript eine vorhandene wählen.",
            "„data.Zahl“ erwartet eine Zahl, bekommen hat es eine Liste",
            "eigen",
            "bad_operand",
            "true",
        ]
    );
    let again = "local ok, ex = trycatch(function() connections.getfromid('weg') end) error(ex)";
    assert_eq!(fault(again), FaultKind::UnknownConnection { id: "weg".to_owned() });
    assert_eq!(
        logged("peakboard.log(select(2, xpcall(function() error('a') end, function(m) return m .. '!' end)))"),
        ["a!"]
    );
}

#[test]
fn a_refused_message_is_a_fault_that_can_be_caught() {
    let outbox = Outbox::default();
    outbox
        .answers
        .lock()
        .unwrap()
        .extend([Answer::Refused(RefuseReason::Offline), Answer::Refused(RefuseReason::Offline)]);
    let text = "local c = connections.getfromid('lokal')\n\
                local ok, ex = trycatch(function() c.publish('a', 1) end) peakboard.log(ex.code)\nc.publish('a', 2)";
    let mut run = start_with(vec![blocks(10, text)], outbox, Limits::default());
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["offline"]);
    let fault = Fault {
        place: Place::Block(tapped(10), BlockId(103)),
        ran: Some(tapped(10)),
        kind: FaultKind::Publish(RefuseReason::Offline),
    };
    assert_eq!(run.faults(), [fault]);
    let refused = |wanted| {
        let is_it = |event: &RunEvent| matches!(event, RunEvent::Fate { number, fate: Fate::Refused(RefuseReason::Offline), .. } if *number == wanted);
        run.seen.iter().any(is_it)
    };
    assert!(refused(1) && refused(2));
}

#[test]
fn running_blocks_are_reported_without_repeats() {
    let mut run = start(vec![blocks(10, "for i = 1, 3 do\n  peakboard.log(i)\nend\npeakboard.log('x')")]);
    run.tap(10);
    run.until_end(10);
    let running: Vec<u32> = run
        .seen
        .iter()
        .filter_map(|event| match event {
            RunEvent::Running { block, .. } => Some(block.0),
            _ => None,
        })
        .collect();
    assert_eq!(running, [102, 104]);
}

#[test]
fn a_fault_names_what_is_not_there_and_the_nearest_that_is() {
    for (text, name, near) in [
        ("local x = mailer.send('a')", "mailer", None),
        ("wait(0)\nprnt('a')", "prnt", Some("print")),
        ("local x = 1\nlocal y = string.contians('a', 'b')", "contians", Some("contains")),
        ("local x = math.flor(1.5)", "flor", Some("floor")),
        ("screens['Strat'].Knopf.text = 'x'", "screens['Strat']", Some("Start")),
        ("screens['Start'].Knoof.text = 'x'", "screens['Start'].Knoof", Some("Knopf")),
        ("screens['Start'].Knopf.txt = 'x'", "Knopf.txt", Some("text")),
        ("local x = screens['Start'].Knopf.txt", "Knopf.txt", Some("text")),
        ("data.Zal = 1", "data.Zal", Some("Zahl")),
        ("local x = data.Messwerte.cout", "data.Messwerte.cout", Some("count")),
        ("peakboard.lgo('x')", "peakboard.lgo", Some("log")),
        ("connections.getfromid('lokal').publsh('a', 'b')", "connection.publsh", Some("publish")),
    ] {
        let wanted = FaultKind::UnknownName { name: name.to_owned(), near: near.map(str::to_owned) };
        assert_eq!(fault(text), wanted, "{text}");
    }
}

#[test]
fn what_lua_says_of_an_operation_is_told_in_words() {
    for (text, de) in [
        ("local a local x = a.b", "`b` gibt es hier nicht: Was davor steht, ist leer."),
        ("local a = 5 local x = a.b", "`b` gibt es hier nicht: Davor steht eine Zahl."),
        ("local a local x = a[{}]", "Mit […] lässt sich hier nichts holen: Davor steht nichts."),
        ("local a a()", "Die Funktion, die hier aufgerufen wird, gibt es nicht."),
        ("local a = 5 a()", "Vor der Klammer steht keine Funktion, sondern eine Zahl."),
        ("local a = 'x' a:foo()", "`foo` gibt es hier nicht: Davor steht Text."),
        ("local a local x = a + 1", "Rechnen (+) geht nur mit Zahlen, hier steht: nichts und eine Zahl."),
        ("local x = -{}", "Rechnen (-) geht nur mit Zahlen, hier steht: eine Liste."),
        (
            "local x = 1 < 'a'",
            "Vergleichen (<) lassen sich nur zwei Zahlen oder zwei Texte, hier steht: eine Zahl und Text.",
        ),
        (
            "local a local x = 'a' .. a",
            "Aneinanderhängen (..) lassen sich nur Texte und Zahlen, hier steht: Text und nichts.",
        ),
        ("local a local x = #a", "Zählen und durchgehen lassen sich nur Listen und Texte, hier steht: nichts."),
        ("local a for x in a do end", "Zählen und durchgehen lassen sich nur Listen und Texte, hier steht: nichts."),
        ("math.pi = 3", "Hier wird etwas gesetzt, das sich nur lesen lässt."),
        ("local a table.insert(a, 1)", "`insert` erwartet als 1. Wert eine Liste, bekommen hat es nichts."),
        ("math.floor()", "`floor` erwartet als 1. Wert eine Zahl, bekommen hat es nichts."),
    ] {
        let kind = fault(text);
        let said = say::fault(&kind, Lang::De);
        assert!(said.starts_with(de) && !said.contains("attempt"), "{text}: {kind:?}: {said}");
    }
}

#[test]
fn what_a_script_catches_is_in_the_language_of_the_app() {
    for (text, de) in [
        ("connections.getfromid('weg')", "Keine Verbindung hat die Kennung „weg“."),
        ("connections.getfromid('lokal').publish('a/+', 'x')", "Nicht gesendet: "),
        (
            "connections.getfromid('lokal').publish('a', 'x', { qos = 7 })",
            "„qos“ erwartet 0, 1 oder 2, bekommen hat es 7",
        ),
        (
            "connections.getfromid('lokal').publish('a', '{', { format = 'json' })",
            "Nicht gesendet: Die Nachricht ist kein gültiges JSON (Zeile 1, Spalte 1: am Ende fehlt })",
        ),
        ("data.Zahl = {}", "„data.Zahl“ erwartet eine Zahl, bekommen hat es eine Liste"),
        ("data.Zal = 1", "`data.Zal` gibt es nicht."),
        ("local x = nil + 1", "Rechnen (+) geht nur mit Zahlen"),
        ("local x = ('a'):rep(1e9)", "Das Skript braucht zu viel Speicher."),
        ("table.move({}, 1, 1e9, 2)", "Das Skript braucht zu viel Speicher."),
        ("assert(false)", "Eine Annahme (assert) stimmt hier nicht."),
        ("table.sort({3, 2, 1}, function() wait(1) end)", "Hier kann nicht gewartet werden."),
        ("local function f() return f() + 1 end f()", "Funktionen rufen einander endlos auf."),
        ("string.find('a', '[a')", "Im Muster fehlt die Klammer ]."),
        ("string.find('a', '%')", "Das Muster endet mit %."),
        ("string.rep('a', 'b')", "„string.rep“ erwartet eine Zahl"),
        ("string.format('%y', 1)", "Eine Angabe nach % ist in string.format falsch."),
        ("string.gsub('a', 'a', '%9')", "Es wird auf eine Klammer (…) verwiesen"),
        ("table.concat({{}})", "table.concat verbindet nur Texte und Zahlen, an Stelle 1 steht: eine Liste."),
        ("for i = 1, nil do end", "for zählt nur mit Zahlen, das Ende ist hier: nichts."),
        ("local a = {} a[nil] = 1", "Was in [ ] steht, ist leer."),
        ("math.random(3, 1)", "`random`: Der kleinste Wert ist größer als der größte."),
        ("table.unpack({}, 1, 1e8)", "Die Liste hat zu viele Einträge"),
        ("utf8.char(-1)", "`char`: Eine Zahl ist hier größer oder kleiner als erlaubt."),
        ("os.time({})", "os.time braucht year, month und day: "),
        ("error('attempt to fly')", "attempt to fly"),
        ("error('h0:1: eigen')", "h0:1: eigen"),
    ] {
        let caught = logged(&format!("local _, why = pcall(function() {text} end) peakboard.log(why)"));
        assert!(matches!(&caught[..], [why] if why.starts_with(de)), "{text}: {caught:?}");
        let caught = logged(&format!("local _, ex = trycatch(function() {text} end) peakboard.log(ex.message)"));
        assert!(matches!(&caught[..], [why] if why.starts_with(de)), "{text}: {caught:?}");
    }
    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().push(Answer::Refused(RefuseReason::Offline));
    let text = "local ok, why = connections.getfromid('lokal').publishwait('a', 1) peakboard.log(why)";
    let mut run = start_with(vec![lua(10, text)], outbox, Limits::default());
    run.tap(10);
    assert!(run.until_end(10).logs()[0].starts_with("Nicht gesendet: Die Verbindung besteht nicht"));
}

#[test]
fn trycatch_gives_the_result() {
    assert_eq!(logged("local ok, r = trycatch(function() return 5 end) peakboard.log(r)"), ["5"]);
}
