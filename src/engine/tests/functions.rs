//! Each host function.

use super::*;
use crate::model::connection::OfflineRule;
use crate::model::id::ScreenId;
use crate::model::payload::{Form, PayloadError};
use crate::model::run::{Level, Properties, PropertyChange, RefuseReason};

#[track_caller]
fn check(expression: &str, expected: &str) {
    assert_eq!(value(expression), expected, "{expression}");
}

#[test]
fn texts_are_counted_in_characters() {
    check("text.join(nil, true, 3, ' ', 10 / 2, ' ', 0.1 + 0.2)", "true3 5 0.3");
    check("text.of(2 ^ 3)", "8");
    check("text.length('Grüße')", "5");
    check("text.upper('größe')", "GRÖSSE");
    check("text.lower('ÄÖ')", "äö");
    check("text.contains('a.b', '.')", "true");
    check("text.contains('abc', 'x')", "false");
    check("text.trim('  a b \\n')", "a b");
    check("text.replace('1.2.3', '.', '-')", "1-2-3");
    check("text.replace('abc', '', 'x')", "abc");
    check("text.part('Grüße', 3, 2)", "üß");
    check("text.part('abc', 2)", "bc");
    check("text.part('abc', 0, 2)", "a");
    check("text.part('abc', 9)", "");
    check("tostring(5.0)", "5");
    check("Text.JOIN('a', 'b')", "ab");
}

#[test]
fn texts_are_searched_and_cut() {
    check("text.capitalize('größe')", "Größe");
    check("text.capitalize('')", "");
    check("text.startswith('Grüße', 'Gr')", "true");
    check("text.endswith('Grüße', 'Gr')", "false");
    check("text.find('Grüße', 'ße')", "4");
    check("text.find('abcabc', 'x')", "0");
    check("text.findlast('abcabc', 'bc')", "5");
    check("text.count('a.b.c', '.')", "2");
    check("text.count('abc', '')", "0");
    check("table.concat(text.split(' a , b,, c'), '|')", "a|b||c");
    check("table.concat(text.split('Grü', ''), '|')", "G|r|ü");
    check("#text.split('', ',')", "0");
    check("text.padstart(7, 3, '0')", "007");
    check("text.padend('ü', 3, 'xy')", "üxy");
    check("text.padstart('lang', 2)", "lang");
    check("text.padstart('a', 3, '')", "a");
    assert_eq!(fault("text.padstart('a', 1e9)"), FaultKind::Memory);
}

#[test]
fn names_of_the_reference_product_mean_the_same() {
    check("string.contains('abc', 'b')", "true");
    check("('abc'):startswith('a')", "true");
    check("string.gsubph('a #[x]#', { x = 1 })", "a 1");
    check("string.tostring(5.0)", "5");
    check("math.tonumber('2.5') + 1", "3.5");
    check("math.roundwithdecimals(2.345, 2)", "2.35");
    check("math.roundwithoutdecimals(2.5)", "3");
    check("json.getvaluefrompath('{\"a\": [1, 2]}', 'a[1]', 0)", "2");
}

#[test]
fn times_are_those_of_the_calendar() {
    // An hour ahead of UTC.
    check("time.format('2026-11-22T23:02:11Z')", "23.11.2026 00:02:11");
    check("time.format('2026-11-22T13:02:11Z', 'EEEE, d. MMMM')", "Sonntag, 22. November");
    check("time.format('2026-11-22 14:02', 'clock')", "14:02:00");
    check("time.part('2026-11-22T23:30:00Z', 'hour')", "0");
    check("time.part('2026-11-22T23:30:00Z', 'weekday')", "1");
    check("time.part('2026-12-31T12:00', 'dayofyear')", "365");
    check("time.part('2026-12-31T12:00', 'week')", "53");
    check("time.add('2026-01-31T12:00', 1, 'months')", "2026-02-28T12:00:00");
    check("time.difference('2026-11-22T12:00:00Z', '2026-11-22T12:00:01.500Z')", "1.5");
    check("time.create(2026, 11, 22, 14, 2, 11.25)", "2026-11-22T13:02:11.250Z");
    check("time.create(2026, 13, 1)", "2026-12-31T23:00:00Z");
    check("time.of(1795352531)", "2026-11-22T13:02:11Z");
    check("time.of('heute') == nil", "true");
    check("time.unix('2026-11-22T13:02:11Z')", "1795352531");
    check("math.abs(time.difference(time.now(), time.of(time.unix()))) < 5", "true");
    let wrong = FaultKind::WrongType { to: "time.part".to_owned(), wanted: "time", got: "heute".to_owned() };
    assert_eq!(fault("time.part('heute', 'hour')"), wrong);
    assert!(matches!(fault("time.part(0, 'stunde')"), FaultKind::UnknownName { .. }));
    check("time.add(0, 1e300, 'years') ~= nil and time.create(1e300, 1e300, 1e300, 1e300, 1e300) ~= nil", "true");
}

#[test]
fn json_is_read_written_and_changed() {
    check("json.get('{\"a\": {\"b\": [10, \"x\"]}}', 'a.b[1]')", "x");
    check("json.get('{\"a\": 1}', 'b', 'nichts')", "nichts");
    check("json.get('kein JSON', 'b', 7)", "7");
    check("json.get({ a = { b = 3 } }, 'a.b')", "3");
    check("json.get('{\"a\": 12345678901234567890}', 'a')", "12345678901234567890");
    check("json.parse('[1, [2, 3]]')[2][1]", "2");
    check("json.write({ a = { 1, true, 'x' } })", r#"{"a":[1,true,"x"]}"#);
    check("json.write(nil)", "null");
    check("json.set('{\"a\": 1}', 'b.c', 'x')", r#"{"a": 1,"b":{"c":"x"}}"#);
    check("json.set('', 'a', 0.1 + 0.2)", r#"{"a":0.3}"#);
    assert!(matches!(fault("json.parse('{')"), FaultKind::InvalidJson { .. }));
    assert!(matches!(fault("json.set('{\"a\": 1}', 'a.b', 1)"), FaultKind::UnknownName { .. }));
    assert!(matches!(fault("json.parse(string.rep('[', 200) .. string.rep(']', 200))"), FaultKind::InvalidJson { .. }));
}

#[test]
fn templates_are_filled_in() {
    check("text.format('Wert: #[x]#, #[y]##[x]#', { x = 5, y = 'a' })", "Wert: 5, a5");
    check("text.format('#[fehlt]#!')", "!");
    check("text.format('a #[ b', {})", "a #[ b");
    check(
        r##"text.json('{"n": #[n]#, "t": #[t]#, "q": "#[t]#", "b": #[b]#, "z": #[z]#}', { n = 5, t = 'a"b', b = true })"##,
        r#"{"n": 5, "t": "a\"b", "q": "a\"b", "b": true, "z": null}"#,
    );
    assert!(matches!(fault("text.json('{#[x]#}', { x = 1 })"), FaultKind::InvalidJson { .. }));
}

#[test]
fn numbers() {
    check("number.of(' 7 ') + 1", "8");
    check("number.of('1,5') == nil", "true");
    check("number.round(2.5)", "3");
    check("number.round(-2.5)", "-3");
    check("number.round(1.005, 2)", "1.01");
    check("number.round(1234, -2)", "1200");
    check("number.roundup(1.201, 2)", "1.21");
    check("number.roundup(0.1 + 0.2, 1)", "0.3");
    check("number.rounddown(-1.5)", "-2");
    check("number.clamp(150, 0, 100)", "100");
    check("number.clamp(-1, 100, 0)", "0");
    check("number.map(50, 0, 100, 4, 20)", "12");
    check("number.map(5, 1, 1, 7, 9)", "7");
    check("number.format(1234.5, 2, true)", "1.234,50");
    check("number.format(1234.5)", "1234,5");
    check(
        "(function() local r = number.random(0, 1, 1) return r >= 0 and r <= 1 and text.length(r) <= 3 end)()",
        "true",
    );
    check(
        "(function() for i = 1, 200 do local r = number.random(1, 3) if r < 1 or r > 3 or r % 1 ~= 0 then return r end end return 'ok' end)()",
        "ok",
    );
}

#[test]
fn numbers_become_text_as_everywhere_in_lua_too() {
    check("tostring(0.1 + 0.2)", "0.3");
    check("string.format('%s|%5.1f|%%s|%*|%*|%d', 0.1 + 0.2, 2.5, -0.0, true, 3)", "0.3|  2.5|%s|0|true|3");
    check("('%s'):format(1234567890123456)", "1234567890123456");
    check("(function() local n = 0.7 + 0.1 return `n = {n}` end)()", "n = 0.8");
    check("table.concat({ 0.1 + 0.2, 'x', -0.0 }, ' ')", "0.3 x 0");
    check("table.concat({ 1, 2, 3 }, '+', 2, 3)", "2+3");
    let what = "invalid argument #2 to 'format' (string expected, got boolean)".to_owned();
    assert_eq!(fault("string.format('%s', true)"), FaultKind::Other { what });
    // What `..` joins is up to Luau: the same digits, but for the noise of arithmetic and the sign of zero.
    check(
        "'x' .. 1234567890123456 .. ' ' .. 100000000000000000000 .. ' ' .. 0.000001",
        "x1234567890123456 100000000000000000000 0.000001",
    );
    check("'x' .. 0.1 + 0.2", "x0.30000000000000004");
}

#[test]
fn lists() {
    let text = "local l = list.new(1, 'b') list.add(l, true) peakboard.log(text.join(list.count(l), list.get(l, 2), list.get(l, 3), list.get(l, 9)))";
    assert_eq!(logged(text), ["3btrue"]);
    assert!(matches!(fault("list.add(list.new(), nil)"), FaultKind::WrongType { .. }));
    check("list.join(list.insert(list.new('b', 'c'), 1, 'a'))", "a, b, c");
    check("list.join(list.set(list.new(1, 2), 2, 'x'), '-')", "1-x");
    check("list.join(list.remove(list.new(1, 2, 3), 2))", "1, 3");
    check("list.join(list.removevalue(list.new(1, '2', 2, 3), 2))", "1, 3");
    check("list.find(list.new('a', '5', 5), 5)", "2");
    check("list.contains(list.new('a'), 'b')", "false");
    check("list.sum(list.new(1, '2.5', ''))", "3.5");
    check("list.average(list.new(1, 2, 6)) + list.min(list.new(3, 1)) + list.max(list.new(3, 1))", "7");
    check("list.min(list.new()) == nil", "true");
    check("list.join(list.sort(list.new('b', 10, 'A', '9', 2)))", "2, 9, 10, A, b");
    check("list.join(list.reverse(list.new(1, 2)))", "2, 1");
    check("list.join(list.filter(list.new(1, 5, 'x', 10), '>=', 5))", "5, x, 10");
    check("list.join(list.filter(list.new('Milch', 'Brot'), 'contains', 'mi'))", "Milch");
    check("list.join(list.distinct(list.new(1, '1', 2)))", "1, 2");
    let rows = "{ { n = 'b', Preis = 2 }, { n = 'a', Preis = 10 }, { n = 'c' } }";
    check(&format!("list.join(list.sort({rows}, 'preis', true), '', 'n')"), "cab");
    check(&format!("list.sum({rows}, 'Preis') .. list.get({rows}, 2, 'n') .. list.find({rows}, 'c', 'n')"), "12a3");
    assert!(matches!(fault("list.set(list.new(1), 2, 'x')"), FaultKind::UnknownName { .. }));
    assert!(matches!(fault("list.remove(list.new(1), 0)"), FaultKind::UnknownName { .. }));
    assert!(matches!(fault("list.sum(list.new('a'))"), FaultKind::WrongType { .. }));
    assert!(matches!(fault("list.filter(list.new('a'), 'like', 'a')"), FaultKind::UnknownName { .. }));
    assert_eq!(fault("list.sort(table.create(100001, 1))"), FaultKind::Memory);
}

#[test]
fn variables_convert_and_tell_changes_once() {
    let run = run("data.Zahl = '21.5' data.name = 5 data.An = true data.An = true data.Zahl = 0 / 0 data.An = true \
                   data.Zahl = 0 / 0 peakboard.log(data.NAME .. tostring(data.An))");
    assert_eq!(run.logs(), ["5true"]);
    let changes: Vec<_> = run
        .seen
        .iter()
        .filter_map(|event| match event {
            RunEvent::Variable { variable, value } => Some((variable.0, value.to_text())),
            _ => None,
        })
        .collect();
    let expected = [(51, "21.5"), (50, "5"), (52, "true"), (51, "nan")].map(|(id, text)| (id, text.to_owned()));
    assert_eq!(changes, expected);
    let wrong = |got: &str, to: &str, wanted| FaultKind::WrongType { to: to.to_owned(), wanted, got: got.to_owned() };
    assert_eq!(fault("data.Zahl = 'abc'"), wrong("string", "data.Zahl", "number"));
    assert_eq!(fault("data.An = nil"), wrong("nil", "data.An", "boolean"));
    assert_eq!(fault("data.Name = {}"), wrong("table", "data.Name", "string"));
    assert_eq!(fault("local x = data.Fehlt"), FaultKind::UnknownName { name: "data.Fehlt".to_owned(), near: None });
    assert_eq!(
        fault("data.Messwerte = 1"),
        FaultKind::BadOperand { what: "attempt to modify a readonly table".to_owned() }
    );
}

#[test]
fn variables_hold_lists_records_times_and_colors() {
    let json = |name: &str| format!("text.json('#[x]#', {{ x = data.{name} }})");
    let set = |script: &str, name: &str| logged(&format!("{script} peakboard.log({})", json(name)));
    assert_eq!(set("data.Liste = { 1, 'a', { true }, {} }", "Liste"), [r#"[1,"a",[true],[]]"#]);
    assert_eq!(set("data.Satz = { b = { c = 0.1 + 0.2 }, a = {} }", "Satz"), [r#"{"a":[],"b":{"c":0.3}}"#]);
    // Lua has one empty table for both.
    assert_eq!(set("data.Satz = {}", "Satz"), ["[]"]);
    assert_eq!(set("data.Liste = '[1, 2.50]'", "Liste"), ["[1,2.5]"]);
    // What is read is a copy.
    assert_eq!(set("data.Liste = { 1 } local l = data.Liste list.add(l, 2)", "Liste"), ["[1]"]);
    assert_eq!(logged("data.Liste = { 5, 6 } peakboard.log(text.join(#data.Liste, data.Liste[2]))"), ["26"]);
    assert_eq!(logged("data.Wann = 1795352531 peakboard.log(data.Wann)"), ["2026-11-22T13:02:11Z"]);
    assert_eq!(logged("data.Wann = '2026-11-22 14:02' peakboard.log(data.Wann)"), ["2026-11-22 14:02"]);
    assert_eq!(logged("data.Ton = '#A0b1C2' peakboard.log(data.Ton)"), ["#A0b1C2"]);
    for (script, to, wanted, got) in [
        ("data.Liste = { a = 1 }", "data.Liste", "list", "table"),
        ("data.Liste = 5", "data.Liste", "list", "number"),
        ("data.Satz = { 1 }", "data.Satz", "record", "table"),
        ("data.Satz = { a = print }", "data.Satz", "record", "table"),
        ("data.Satz = { 1, a = 2 }", "data.Satz", "record", "table"),
        ("data.Liste = { 1, nil, 3 }", "data.Liste", "list", "table"),
        ("local t = {} t[1] = t data.Liste = t", "data.Liste", "list", "table"),
        ("data.Wann = 'morgen'", "data.Wann", "time", "morgen"),
        ("data.Ton = 'rot'", "data.Ton", "color", "rot"),
        ("data.Zahl = true", "data.Zahl", "number", "boolean"),
    ] {
        let wrong = FaultKind::WrongType { to: to.to_owned(), wanted, got: got.to_owned() };
        assert_eq!(fault(script), wrong, "{script}");
    }
}

#[test]
fn variables_start_with_their_overrides() {
    let variables = vec![(VariableId(51), Value::from("7"))];
    let program = Program {
        project: project(),
        chunks: vec![lua(10, "peakboard.log(data.Zahl + 1)")],
        variables,
        locale: LOCALE,
        words: say::fault,
        first_number: 1,
    };
    let ports = Ports { outgoing: Box::new(Outbox::default()), wake: Arc::new(|| {}) };
    let handle = Engine::start(program, ports, Limits::default());
    let mut run = Run { handle, outbox: Outbox::default(), seen: Vec::new() };
    run.tap(10);
    assert_eq!(run.until_end(10).logs(), ["8"]);
}

#[test]
fn sources_give_their_rows_newest_first() {
    let text = "local s = data.Messwerte peakboard.log(s.count, #s) \
                peakboard.log(text.join(s[0].Nachricht, s[0].message, s[1].Topic, s.first.NACHRICHT, s[3] == nil, #s)) \
                peakboard.log(text.length(s[0].Zeit) .. s[0].Time)";
    let mut run = start(vec![lua(10, text)]);
    for number in 1..=5 {
        let row =
            Message { at_ms: 0, topic: format!("a/{number}"), message: format!("m{number}"), ..Message::default() };
        assert!(run.handle.send(EngineMsg::Message { source: SourceId(60), row }));
    }
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.faults(), []);
    let logs = run.logs();
    assert_eq!(logs[..2], ["3", "m5m5a/4m5true3"]);
    assert!(logs[2].starts_with('8') && logs[2].contains(":00:00"), "{}", logs[2]);
    assert_eq!(run.seen.iter().filter(|event| matches!(event, RunEvent::Message { .. })).count(), 5);
    assert!(matches!(fault("local x = data.Messwerte.Fehlt"), FaultKind::UnknownName { .. }));
}

#[test]
fn properties_are_checked_against_the_catalog() {
    let mut run = start(vec![lua(
        10,
        "screens['Start'].Knopf.text = 5 screens['start']['Feld eins'].TEXT = 'x' Screens[0].knopf.font_size = '1000' \
         screens[0].Knopf.text = '5' peakboard.log(text.join(screens.Start.Knopf.Text, screens['Start']['Feld eins'].text, \
         screens[0].Knopf.font_size, screens[0].Zweiter.enabled))",
    )]);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.faults(), []);
    assert_eq!(run.logs(), ["5x200true"]);
    let changes = run.seen.iter().filter(|event| matches!(event, RunEvent::Property(_))).count();
    assert_eq!(changes, 3, "the same value again is no change");
    assert!(run.seen.contains(&RunEvent::Property(PropertyChange {
        control: ControlId(12),
        property: "text".to_owned(),
        value: Value::from("x"),
    })));
    for text in [
        "screens.Start.Fehlt.text = 1",
        "screens.Fehlt.Knopf.text = 1",
        "screens[9].Knopf.text = 1",
        "local x = screens.Start.Knopf.fehlt",
    ] {
        assert!(matches!(fault(text), FaultKind::UnknownName { .. }), "{text}");
    }
    for text in ["screens[0].Knopf.enabled = 'ja'", "screens[0].Knopf.color = 'rot'", "screens[0].Knopf.text = nil"] {
        assert!(matches!(fault(text), FaultKind::WrongType { .. }), "{text}");
    }
}

#[test]
fn what_a_person_changes_is_not_seen_by_a_handler_that_was_cut_short() {
    // Takes several slices.
    let body = "for i = 1, 800000 do end peakboard.log(screens[0]['Feld eins'].text)";
    let mut run = start(vec![lua(10, body)]);
    let typed = |text: &str| EngineMsg::Fire {
        control: ControlId(12),
        trigger: "text_changed".to_owned(),
        change: Some(("text".to_owned(), Value::from(text))),
    };
    assert!(run.handle.send(typed("eins")));
    run.tap(10);
    assert!(run.handle.send(typed("zwei")));
    assert_eq!(run.until_end(10).logs(), ["eins"]);
}

#[test]
fn what_a_person_changes_is_set_before_the_handler_starts() {
    let mut run = start(vec![lua(12, "peakboard.log(screens[0]['Feld eins'].text)")]);
    let change = Some(("text".to_owned(), Value::from("neu")));
    let fire =
        |trigger: &str| EngineMsg::Fire { control: ControlId(12), trigger: trigger.to_owned(), change: change.clone() };
    assert!(run.handle.send(fire("tapped")));
    assert_eq!(run.until_end(12).logs(), ["neu"]);
    assert!(matches!(run.seen[0], RunEvent::Property(_)));
    assert!(run.handle.send(fire("no_handler")));
}

#[test]
fn log_notifications_and_screens() {
    let run = run("print('a', 5) runtime.shownotification('Hallo') \
                   Runtime.ShowNotification('Oh', notifieroptions.forerrormessages(2500)) \
                   runtime.showscreen('zweite seite') peakboard.log(runtime.currentscreenname) runtime.showscreen(0)");
    assert_eq!(run.faults(), []);
    assert_eq!(run.logs(), ["a\t5", "Zweite Seite"]);
    for expected in [
        RunEvent::Notification { level: Level::Info, text: "Hallo".to_owned(), secs: 4.0 },
        RunEvent::Notification { level: Level::Error, text: "Oh".to_owned(), secs: 2.5 },
        RunEvent::Screen(ScreenId(2)),
        RunEvent::Screen(ScreenId(1)),
    ] {
        assert!(run.seen.contains(&expected), "{expected:?}");
    }
    assert!(matches!(fault("runtime.showscreen('nirgends')"), FaultKind::UnknownName { .. }));
    assert!(matches!(fault("runtime.fehlt()"), FaultKind::UnknownName { .. }));
}

#[test]
fn publishing() {
    let run = run("local c = connections.getfromid('lokal') c.publish('a/b', 'x') c.publishretain('r', nil) \
                   c:publish('colon', 10 / 2) connections.getfromid('lokal').Publish('q', true, { qos = 2 })");
    assert_eq!(run.faults(), []);
    let sent = run.outbox.sent.lock().unwrap().clone();
    let plain: Vec<_> = sent
        .iter()
        .map(|m| (m.number, m.topic.as_str(), String::from_utf8_lossy(&m.payload).into_owned(), m.retain, m.qos))
        .collect();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        plain,
        [
            (1, "a/b", text("x"), false, 1),
            (2, "r", text(""), true, 1),
            (3, "colon", text("5"), false, 1),
            (4, "q", text("true"), false, 2),
        ]
    );
    assert!(run.seen.contains(&RunEvent::Published(sent[0].clone().into())));
    let unknown = FaultKind::UnknownConnection { id: "weg".to_owned() };
    assert_eq!(fault("connections.getfromid('weg').publish('a', 'b')"), unknown);
    let topic = fault("connections.getfromid('lokal').publish('a/#', 'b')");
    assert!(matches!(topic, FaultKind::Publish(RefuseReason::Topic(_))), "{topic:?}");
    assert!(matches!(fault("connections.getfromid('lokal').publish('a', {})"), FaultKind::WrongType { .. }));
    for options in [
        "{ qos = 3 }",
        "{ expiry = -1 }",
        "{ expiry = 'bald' }",
        "{ format = 'xml' }",
        "{ retain = 'ja' }",
        "{ properties = 'ohne Wert' }",
        "5",
    ] {
        let kind = fault(&format!("connections.getfromid('lokal').publish('a', 1, {options})"));
        assert!(matches!(kind, FaultKind::WrongType { .. }), "{options}: {kind:?}");
    }
    let unknown = fault("connections.getfromid('lokal').publish('a', 1, { expire = 5 })");
    assert_eq!(
        unknown,
        FaultKind::UnknownName { name: "publish { expire }".to_owned(), near: Some("expiry".to_owned()) }
    );
    let topic = fault("connections.getfromid('lokal').publish('a', 1, { responsetopic = 'a/+' })");
    assert!(matches!(topic, FaultKind::Publish(RefuseReason::Topic(_))), "{topic:?}");
}

#[test]
fn a_message_carries_what_mqtt_5_sends_with_it() {
    let run = run("local c = connections.getfromid('lokal') \
                   c.publish('a', 'x', { Expiry = 60, responsetopic = 'a/r', contenttype = 'text/plain', \
                     properties = { schicht = 'früh', linie = 3 } }) \
                   c.publish('a', 'x', { properties = 'b=1; a=2; b=3', retain = true, expiry = 0 }) \
                   c.clearretained('weg') c:clearretained('auch')");
    assert_eq!(run.faults(), []);
    let sent = run.outbox.sent.lock().unwrap().clone();
    let own = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let full = Properties {
        expiry_secs: Some(60),
        response_topic: Some("a/r".to_owned()),
        correlation: None,
        content_type: Some("text/plain".to_owned()),
        user: own(&[("linie", "3"), ("schicht", "früh")]),
    };
    assert_eq!(sent[0].properties, full);
    let user = own(&[("b", "1"), ("a", "2"), ("b", "3")]);
    assert_eq!((sent[1].retain, &sent[1].properties), (true, &Properties { user, ..Properties::default() }));
    let cleared: Vec<_> = sent[2..].iter().map(|m| (m.topic.as_str(), m.payload.len(), m.retain, m.qos)).collect();
    assert_eq!(cleared, [("weg", 0, true, 1), ("auch", 0, true, 1)]);
}

#[test]
fn a_message_is_checked_for_its_form() {
    let run = run("local c = connections.getfromid('lokal') \
                   c.publish('a', '{\"x\": [1]}', { format = 'json' }) c.publish('a', nil, { format = 'json' }) \
                   c.publish('a', 10 / 4, { format = 'number' }) c.publish('a', ' 7.0 ', { format = 'number' }) \
                   c.publish('a', true, { format = 'bool' }) c.publish('a', 'Nein', { format = 'bool' }) \
                   c.publish('a', 'ff 00', { format = 'hex' }) c.publish('a', '/+8=', { format = 'base64' })");
    assert_eq!(run.faults(), []);
    let sent: Vec<Vec<u8>> = run.outbox.sent.lock().unwrap().iter().map(|message| message.payload.clone()).collect();
    let expected: [&[u8]; 8] = [b"{\"x\": [1]}", b"null", b"2.5", b"7.0", b"true", b"false", &[0xff, 0], &[0xff, 0xef]];
    assert_eq!(sent, expected);
    let FaultKind::Payload { form: Form::Json, text, why: PayloadError::Json(why) } =
        fault("connections.getfromid('lokal').publish('a', '{1}', { format = 'json' })")
    else {
        panic!("another fault")
    };
    assert!(text == "{1}" && why.contains("line 1 column 2"), "{why}");
    let caught = "local ok, ex = trycatch(function() connections.getfromid('lokal').publish('a', 'viel', \
                  { format = 'number' }) end) peakboard.log(text.join(ex.type, ' ', ex.code, ' ', ex.message))";
    assert_eq!(logged(caught), ["payload number Nicht gesendet: Die Nachricht ist keine Zahl: „viel“"]);
}

#[test]
fn a_connection_knows_whether_it_is_up() {
    let mut run = start(vec![lua(10, "peakboard.log(connections.getfromid('lokal').connected)")]);
    run.tap(10);
    run.until_end(10);
    assert!(run.handle.send(EngineMsg::Status { connection: ConnectionId::local(), connected: true }));
    run.tap(10);
    assert_eq!(run.until_end(10).logs(), ["false", "true"]);
}

#[test]
fn a_message_says_itself_what_happens_to_it_while_offline() {
    let sent = run(
        "local c = connections.getfromid('lokal')\nc.publish('a', '1')\nc.publish('a', '2', { offline = 'Refuse' })\n\
         c.publishretain('a', '3', { offline = 'buffer' })\nc.publish('a', '4', { offline = '' })",
    );
    let rules: Vec<_> = sent.outbox.sent.lock().unwrap().iter().map(|message| message.offline).collect();
    assert_eq!(rules, [None, Some(OfflineRule::Refuse), Some(OfflineRule::Buffer), None]);
    let wrong = fault("connections.getfromid('lokal').publish('a', '', { offline = 'später' })");
    let FaultKind::WrongType { to, wanted, .. } = wrong else { panic!("{wrong:?}") };
    assert_eq!((to.as_str(), wanted), ("offline", "brief, buffer or refuse"));
}

#[test]
fn retained_and_empty_clears_in_every_form() {
    for form in Form::ALL {
        let format = form.key();
        let sent = run(&format!("connections.getfromid('lokal').publishretain('a', '', {{ format = '{format}' }})"));
        assert_eq!(sent.faults(), [], "{format}");
        assert_eq!(sent.outbox.sent.lock().unwrap()[0].payload, b"", "{format}");
    }
    let fault = fault("connections.getfromid('lokal').publish('a', '', { format = 'json' })");
    assert!(matches!(fault, FaultKind::Payload { .. }), "{fault:?}");
}

#[test]
fn a_number_of_a_file_that_is_none_or_endless_counts_as_not_set() {
    let of = |max: f64| {
        let control = Control {
            properties: BTreeMap::from([("max".to_owned(), Value::from(max).into())]),
            ..control(10, "slider", "S")
        };
        crate::language::script_value(&project(), &control, "max")
    };
    assert_eq!((of(f64::NAN), of(f64::INFINITY), of(7.0)), (of(100.0), of(100.0), Some(Value::from(7.0))));
}

#[test]
fn screens_are_gone_through_in_their_order_and_back() {
    let text = "local function at() peakboard.log(runtime.currentscreenindex .. ' ' .. runtime.currentscreenname) end \
                runtime.showlastscreen() at() runtime.shownextscreen() at() Runtime.ShowNextScreen() at() \
                runtime.showpreviousscreen() at() runtime.showlastscreen() at()";
    let run = run(text);
    assert_eq!(run.faults(), []);
    assert_eq!(run.logs(), ["0 Start", "1 Zweite Seite", "0 Start", "1 Zweite Seite", "0 Start"]);
}

/// What older scripts of the reference product ask of a source.
#[test]
fn sources_can_be_reloaded_switched_and_published_over_as_elsewhere() {
    let run = run("data.Messwerte.reload() data.Messwerte:reloadandawait() \
                   data.Messwerte.publish('a/b', 5) data.messwerte.GetConnection().publishretain('r', 'x') \
                   data.Messwerte.isenabled = false \
                   peakboard.log(tostring(data.Messwerte.IsEnabled) .. tostring(data.Messwerte.enabled))");
    assert_eq!(run.faults(), []);
    assert_eq!(run.logs(), ["falsefalse"]);
    let sent = run.outbox.sent.lock().unwrap().clone();
    let sent: Vec<_> = sent.iter().map(|message| (message.topic.as_str(), message.retain)).collect();
    assert_eq!(sent, [("a/b", false), ("r", true)]);
}

#[test]
fn patterns_are_found_read_out_and_replaced() {
    for (expression, text) in [
        ("text.matches('Ofen: 21.5 °C', '\\\\d+')", "true"),
        ("text.matches('Ofen: 21.5 °C', '^\\\\d+$')", "false"),
        ("text.extract('Ofen: 21.5 °C', '([\\\\d.]+) °C')", "21.5"),
        ("text.extract('Ofen: 21.5 °C', '[A-Z]\\\\w+')", "Ofen"),
        ("text.extract('a1b2', '([a-z])(\\\\d)', 2)", "1"),
        ("text.extract('a', 'b')", ""),
        ("list.join(text.extractall('a1 b22 c', '[a-z](\\\\d+)'))", "1, 22"),
        ("#text.extractall('abc', '')", "4"),
        ("text.replacepattern('22.11.2026', '(\\\\d+)\\\\.(\\\\d+)\\\\.(\\\\d+)', '$3-$2-$1')", "2026-11-22"),
        ("text.replacepattern('äöü', '.', '[$0]')", "[ä][ö][ü]"),
    ] {
        assert_eq!(value(expression), text, "{expression}");
    }
    let FaultKind::BadPattern { pattern, .. } = fault("text.matches('a', '(a')") else { panic!() };
    assert_eq!(pattern, "(a");
    assert_eq!(fault("text.matches(string.rep('a', 2e6), 'a')"), FaultKind::Memory);
}

/// The worst patterns on the longest text end soon, or when the time of the script is over.
#[test]
fn no_pattern_takes_for_ever() {
    for pattern in ["(a*)*b", "(a|a)*b", "(a+)+$b", "(.*)(.*)(.*)(.*)[^a]", "(?i)(\\\\w+\\\\s?)+!", "a.*b|a.*c|a.*d"] {
        for call in ["text.matches(s, p)", "text.extractall(s, p)", "text.replacepattern(s, p, 'x')"] {
            let script = format!("local s, p = string.rep('a', 1e6), '{pattern}' local x = {call}");
            let mut run = start_with(vec![lua(10, &script)], Outbox::default(), Limits { slice_secs: 0.5, ..tight() });
            let began = Instant::now();
            run.tap(10);
            run.until_end(10);
            assert!(began.elapsed() < Duration::from_secs(10), "{pattern} {call} {:?}", began.elapsed());
        }
    }
}
