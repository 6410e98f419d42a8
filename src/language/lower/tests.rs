//! Golden code, problems, and the sweep over all rows.

mod control_flow;
mod dialogs;
mod edits;
mod ends;
mod lists;
mod names;
mod values;

use super::*;
use crate::language::checks::bad_wire;
use crate::language::testing::with_blocks;
use crate::model::blocks::check::WireRefusal;
use crate::model::edit::{Edit, apply};
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::types::Ty;

#[track_caller]
fn check(ron: &str, lua: &str) -> Lowered {
    let (project, at) = with_blocks(ron);
    let lowered = lower(&project);
    assert_eq!(lowered.chunk(&at).unwrap().pretty, lua);
    lowered
}

/// The two lines of the page that the product starts from, byte for byte.
#[test]
fn publish_gives_exactly_the_lines_of_the_reference_page() {
    let lowered = check(
        r#"(first: 9, blocks: {9: (kind: "mqtt_publish", slots: {"topic": "{Topic}", "message": "{Nachricht}"}, next: 10),
            10: (kind: "mqtt_publish", slots: {"kind": "retained", "topic": "{Topic}", "message": "{Nachricht}"})})"#,
        "connections.getfromid('lokal').publish('{Topic}', '{Nachricht}')\n\
         connections.getfromid('lokal').publishretain('{Topic}', '{Nachricht}')\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn values_are_nested_where_they_are_wired_and_faults_reach_them() {
    let ron = r#"(first: 9, blocks: {
        9: (kind: "mqtt_publish", slots: {"topic": Wire(10), "message": Wire(11)}),
        10: (kind: "text_join", slots: {"item1": "halle1/", "item2": Wire(12)}),
        11: (kind: "property_get", slots: {"control": Control(3), "property": "text"}),
        12: (kind: "variable_get", slots: {"variable": Variable(5)}),
    })"#;
    let lowered = check(
        ron,
        "connections.getfromid('lokal').publish(text.join('halle1/', data.linie), screens['Start'].Eingabe.text)\n",
    );
    assert_eq!(lowered.problems, []);
    let chunk = &lowered.chunks[0];
    let lines: Vec<_> =
        chunk.exec.lines().zip(1..).map(|(line, n)| (line.trim(), chunk.exec_map.block_at(n))).collect();
    let id = |n| Some(BlockId(n));
    assert_eq!(
        lines,
        [
            ("connections.getfromid('lokal').publish(", id(9)),
            ("text.join('halle1/',", id(10)),
            ("data.linie", id(12)),
            (")", id(10)),
            (",", id(9)),
            ("screens['Start'].Eingabe.text", id(11)),
            (")", id(9)),
        ]
    );
}

#[test]
fn lists_records_and_times_are_literals_and_wires_of_their_own() {
    let lowered = check(
        r#"(first: 20, blocks: {
            20: (kind: "variable_set", slots: {"variable": Variable(7), "value": "[1, \"a\"]"}, next: 21),
            21: (kind: "variable_set", slots: {"variable": Variable(8), "value": {"b": [true], "a b": 2}}, next: 22),
            22: (kind: "variable_set", slots: {"variable": Variable(9), "value": "2026-11-22"}, next: 23),
            23: (kind: "variable_set", slots: {"variable": Variable(7)}, next: 24),
            24: (kind: "variable_set", slots: {"variable": Variable(7), "value": Wire(30)}, next: 25),
            30: (kind: "variable_get", slots: {"variable": Variable(7)}),
            25: (kind: "log", slots: {"text": Wire(31)}, next: 26),
            31: (kind: "variable_get", slots: {"variable": Variable(9)}),
            26: (kind: "log", slots: {"text": Wire(32)}),
            32: (kind: "variable_get", slots: {"variable": Variable(8)}),
        })"#,
        "data.liste = { 1, 'a' }\ndata.satz = { ['a b'] = 2, b = { true } }\ndata.wann = '2026-11-22'\n\
         data.liste = {}\ndata.liste = data.liste\npeakboard.log(data.wann)\npeakboard.log(data.satz)\n",
    );
    let why = WireRefusal::Type { wanted: Ty::Text, got: Ty::Record };
    let place = Place::Block(lowered.chunks[0].handler.clone(), BlockId(26));
    assert_eq!(lowered.problems, [bad_wire::at(place, &"Text".into(), &why)]);
}

#[test]
fn logic_loops_and_arithmetic_read_like_hand_written_lua() {
    check(
        r#"(first: 9, blocks: {
            9: (kind: "if_else", slots: {"condition": Wire(10)}, branches: {"then": 13, "else": 14}, next: 15),
            10: (kind: "compare", slots: {"a": Wire(11), "op": "gt", "b": "100"}),
            11: (kind: "arithmetic", slots: {"a": Wire(12), "op": "multiply", "b": Wire(18)}),
            12: (kind: "variable_get", slots: {"variable": Variable(4)}),
            18: (kind: "arithmetic", slots: {"a": 1, "op": "add", "b": -2}),
            13: (kind: "log", slots: {"text": "viel"}),
            14: (kind: "variable_change", slots: {"variable": Variable(4)}),
            15: (kind: "repeat", slots: {"times": 3}, branches: {"body": 16}),
            16: (kind: "wait", slots: {"seconds": "0,5"}, next: 17),
            17: (kind: "notify", slots: {"text": "fertig"}),
        })"#,
        "if data.Groesse * (1 + -2) > 100 then\n  peakboard.log('viel')\nelse\n  data.Groesse = data.Groesse + 1\nend\n\
         for _ = 1, 3 do\n  wait(0.5)\n  runtime.shownotification('fertig', notifieroptions.formessages(4000))\nend\n",
    );
}

#[test]
fn the_smallest_or_largest_of_several_numbers() {
    let value = |slots| {
        format!(
            r#"(first: 9, blocks: {{9: (kind: "wait", slots: {{"seconds": Wire(10)}}), 10: (kind: "extreme", slots: {{{slots}}}), 11: (kind: "variable_get", slots: {{"variable": Variable(4)}})}})"#
        )
    };
    check(&value(r#""item1": Wire(11), "item2": "2,5""#), "wait(math.min(data.Groesse, 2.5))\n");
    check(&value(r#""which": "max", "count": 3, "item3": 7"#), "wait(math.max(0, 0, 7))\n");
}

#[test]
fn templates_locals_and_comments() {
    let lowered = check(
        r#"(first: 8, blocks: {
            8: (kind: "comment", slots: {"text": "erst\nzweit"}, next: 9),
            9: (kind: "local_set", slots: {"name": "Größe", "value": Wire(10)}, next: 11),
            10: (kind: "text_template", slots: {"template": "{\"n\": #[n]#, \"s\": #[a b]#}", "form": "json", "hole:n": Wire(12), "hole:a b": "x"}),
            12: (kind: "variable_get", slots: {"variable": Variable(4)}),
            11: (kind: "log", slots: {"text": Wire(13)}),
            13: (kind: "local_get", slots: {"name": "Größe"}),
        })"#,
        "local Groesse\n-- erst\n-- zweit\nGroesse = text.json('{\"n\": #[n]#, \"s\": #[a b]#}', { n = data.Groesse, ['a b'] = 'x' })\npeakboard.log(Groesse)\n",
    );
    assert_eq!(lowered.problems, []);
}

/// A block of this kind with these slots, as the line it becomes.
#[track_caller]
fn line(kind: &str, slots: &str, lua: &str) -> Vec<String> {
    let lowered = check(&format!(r#"(first: 9, blocks: {{9: (kind: "{kind}", slots: {{{slots}}})}})"#), lua);
    lowered.problems.iter().map(|problem| problem.wording.de.to_string()).collect()
}

#[test]
fn only_what_was_changed_stands_in_the_options_of_a_message() {
    let five = |slot: &str| format!("„{slot}“ wird nur mit MQTT 5 gesendet, die Verbindung spricht MQTT 3.1.1");
    let problems = line(
        "mqtt_publish",
        r#""topic": "a", "message": "{\"x\": 1}", "qos": "0", "expiry": "60", "response_topic": "a/r",
           "content_type": "application/json", "properties": "linie=A3; a b=x", "form": "json""#,
        "connections.getfromid('lokal').publish('a', '{\"x\": 1}', { qos = 0, expiry = 60, responsetopic = 'a/r', \
         contenttype = 'application/json', properties = { linie = 'A3', ['a b'] = 'x' }, format = 'json' })\n",
    );
    assert_eq!(problems, ["Verfällt nach (s)", "Antwort-Topic", "Inhaltstyp", "Eigene Eigenschaften"].map(five));
    let unchanged = r#""topic": "a", "message": "x", "qos": "1", "expiry": 0, "form": "text", "properties": """#;
    assert_eq!(line("mqtt_publish", unchanged, "connections.getfromid('lokal').publish('a', 'x')\n"), [""; 0]);
    let twice = line(
        "mqtt_publish",
        r#""topic": "a", "message": "21,5", "properties": "a=1; a=2", "form": "number""#,
        "connections.getfromid('lokal').publish('a', 21.5, { properties = 'a=1; a=2', format = 'number' })\n",
    );
    assert_eq!(twice, [five("Eigene Eigenschaften")]);
    assert_eq!(
        line(
            "mqtt_publish",
            r#""topic": "a", "message": "Ja", "kind": "retained", "form": "bool""#,
            "connections.getfromid('lokal').publishretain('a', true, { format = 'bool' })\n",
        ),
        [""; 0]
    );
}

#[test]
fn a_message_may_have_its_own_rule_while_offline_and_an_empty_one_clears_in_every_form() {
    for (rule, option) in
        [("connection", ""), ("brief", ", { offline = 'brief' }"), ("refuse", ", { offline = 'refuse' }")]
    {
        let lua = format!("connections.getfromid('lokal').publish('a', 'x'{option})\n");
        let slots = format!(r#""topic": "a", "message": "x", "offline": "{rule}""#);
        assert_eq!(line("mqtt_publish", &slots, &lua), [""; 0]);
    }
    for form in ["json", "number", "bool", "hex", "base64"] {
        let lua = format!("connections.getfromid('lokal').publishretain('a', '', {{ format = '{form}' }})\n");
        let slots = format!(r#""topic": "a", "kind": "retained", "form": "{form}""#);
        assert_eq!(line("mqtt_publish", &slots, &lua), [""; 0]);
    }
    let bare = r#""topic": "a", "form": "number""#;
    let lua = "connections.getfromid('lokal').publish('a', '', { format = 'number' })\n";
    assert_eq!(line("mqtt_publish", bare, lua).len(), 1, "one that nobody keeps is none");
}

#[test]
fn a_missing_confirmation_is_a_fault_unless_it_has_a_name() {
    let call = "connections.getfromid('lokal').publishwait('a', 'x'";
    for (slots, lua) in [
        ("", format!("assert({call}))\n")),
        (r#", "confirmed": "ok?""#, format!("local ok\nok = {call})\n")),
        (
            r#", "confirmed": "ok", "reason": "grund", "kind": "retained", "timeout": "2,5", "qos": "2""#,
            format!("local grund\nlocal ok\nok, grund = {call}, {{ timeout = 2.5, retain = true, qos = 2 }})\n"),
        ),
        (r#", "reason": "grund", "timeout": 10"#, format!("local grund\ngrund = select(2, {call}))\n")),
    ] {
        assert_eq!(
            line("mqtt_publish_wait", &format!(r#""topic": "a", "message": "x"{slots}"#), &lua),
            [""; 0],
            "{slots}"
        );
    }
}

#[test]
fn a_missing_answer_is_a_fault_unless_it_is_asked_for() {
    let call = "connections.getfromid('lokal').request('a', 'x'";
    for (slots, lua) in [
        ("", format!("assert({call}))\n")),
        (r#", "answer": "antwort""#, format!("local antwort\nantwort = assert({call}))\n")),
        (r#", "received": "da", "timeout": 1"#, format!("local da\nda = {call}, {{ timeout = 1 }}) ~= nil\n")),
        (
            r#", "answer": "antwort", "received": "da", "response_topic": "r""#,
            format!("local antwort\nlocal da\nantwort = {call}, {{ responsetopic = 'r' }})\nda = antwort ~= nil\n"),
        ),
    ] {
        assert_eq!(line("mqtt_request", &format!(r#""topic": "a", "message": "x"{slots}"#), &lua), [""; 0], "{slots}");
    }
}

#[test]
fn clearing_connecting_and_looking() {
    let lowered = check(
        r#"(first: 9, blocks: {
            9: (kind: "mqtt_clear_retained", slots: {"topic": "a/b"}, next: 10),
            10: (kind: "mqtt_disconnect", next: 11),
            11: (kind: "if", slots: {"condition": Wire(12)}, branches: {"then": 14}),
            12: (kind: "not", slots: {"a": Wire(13)}),
            13: (kind: "mqtt_connected"),
            14: (kind: "mqtt_connect"),
        })"#,
        "connections.getfromid('lokal').clearretained('a/b')\n\
         connections.getfromid('lokal').disconnect()\n\
         if not connections.getfromid('lokal').connected then\n  connections.getfromid('lokal').connect()\nend\n",
    );
    assert_eq!(lowered.problems, []);
}

/// Every block with its defaults lowers to something that is mapped line by line.
#[test]
fn every_row_is_lowered_with_a_total_source_map() {
    for def in crate::language::blocks() {
        let (mut project, at) = with_blocks("(blocks: {})");
        let graph = crate::language::testing::graph_with(def, crate::language::new_block(def, crate::i18n::Lang::De));
        apply(&mut project, &Edit::SetHandler(at, Some(Handler::Blocks(graph)))).unwrap();
        let chunk = Arc::clone(&lower(&project).chunks[0]);
        assert_eq!(chunk.exec.lines().count(), chunk.exec_map.len(), "{}", def.kind);
        assert_eq!(chunk.pretty.lines().count(), chunk.pretty_map.len(), "{}", def.kind);
        let reached = chunk.exec_map.line_of(BlockId(2)).is_some();
        let needs_choice = def.slots.iter().any(|slot| slot.required) || def.kind == "comment";
        assert!(reached || needs_choice, "{} wrote nothing", def.kind);
    }
}
