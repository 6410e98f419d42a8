//! Numbers and JSON through the whole program: what a client sends, what columns and Lua make of it, and what goes out.

use serde_json::{Value, json};

use crate::broker::Broker;
use crate::steckbrett::{Headless, Steckbrett};

/// The subscriptions of a source on `z/#`, and what it answers to each message.
fn source(subscriptions: &str, settings: &str, handler: &str) -> String {
    format!(
        r#"sources: [(id: 2, name: "Q", ident: "Q", connection: "lokal", subscriptions: [{subscriptions}],
            settings: {{{settings}}}, handlers: {{"refreshed": Lua("{handler}")}})],"#
    )
}

/// A project with buttons A, B, … that run these handlers.
fn project(sources: &str, handlers: &[&str]) -> String {
    let buttons = handlers.iter().zip('A'..).zip(10..).map(|((handler, name), id)| {
        format!(
            r#"(id: {id}, kind: "button", name: "{name}", area: (x: 0, y: {id}0, w: 100, h: 50), handlers: {{"tapped": {handler}}}),"#
        )
    });
    let buttons: String = buttons.collect();
    format!(
        r##"(format: 1, name: "Zahlen", next_id: 500,
            connections: [(id: "lokal", name: "L", settings: {{"kind": "local"}})], {sources}
            variables: [(id: 3, name: "Nr", ident: "Nr", type: Number, initial: 0),
                (id: 4, name: "Liste", ident: "Liste", type: List, initial: [1, {{"a": "x"}}])],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                {buttons}
                (id: 40, kind: "text", name: "Anzeige", area: (x: 500, y: 0, w: 100, h: 50)),
            ])])"##
    )
}

fn run(app: &Steckbrett, broker: &Broker, text: &str) -> Headless {
    let mut run = app.headless(&app.write("p.ron", text), &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    run
}

/// The payloads of all messages that were confirmed, in order.
fn payloads(seen: &[Value]) -> Vec<&str> {
    seen.iter().filter(|event| event["fate"] == "acknowledged").filter_map(|event| event["payload"].as_str()).collect()
}

/// Numbers of a script read the same in each way out: as text, joined, in JSON, in a log, in a variable, on a control.
#[test]
fn a_number_of_a_script_has_one_text() {
    let numbers = [
        ("1234567890123456", "1234567890123456"),
        ("-1732700000123456", "-1732700000123456"),
        ("9007199254740992", "9007199254740992"),
        ("0.1 + 0.2", "0.3"),
        ("-0.0", "0"),
        ("52.5200081234567", "52.5200081234567"),
        ("10 / 4", "2.5"),
        ("1e-7", "1e-7"),
        ("1e21", "1e21"),
    ];
    let list: Vec<&str> = numbers.iter().map(|(number, _)| *number).collect();
    let script = format!(
        r#"Lua("local c = connections.getfromid('lokal')
            for _, n in ipairs({{{}}}) do
                c.publish('out', n)
                c.publish('out', text.of(n))
                c.publish('out', text.join(n))
                c.publish('out', tostring(n))
                c.publish('out', text.format('#[n]#', {{ n = n }}))
                c.publish('out', text.json('#[n]#', {{ n = n }}))
                c.publish('out', n, {{ format = 'number' }})
                peakboard.log(n)
                data.Nr = n
                c.publish('out', data.Nr)
                screens['Start'].Anzeige.text = n
                c.publish('out', screens['Start'].Anzeige.text)
            end
            c.publish('out', 'x' .. 1234567890123456)")"#,
        list.join(", ")
    );
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let outside = broker.subscribe("out");
    let mut run = run(&app, &broker, &project("", &[&script]));
    run.say("tap A");
    for (number, text) in numbers {
        for way in ["itself", "text.of", "text.join", "tostring", "text.format", "text.json", "number", "data", "text"]
        {
            assert_eq!(outside.next(), format!("0 1 out {text}"), "{number} by {way}");
        }
        run.expect("log", &[("text", json!(text))]);
        run.expect("property", &[("control", json!("Anzeige")), ("value", json!(text))]);
        run.expect("property", &[("variable", json!("Nr")), ("value", serde_json::from_str(text).unwrap())]);
    }
    assert_eq!(outside.next(), "0 1 out x1234567890123456");
    run.quit();
}

/// What is a number as it was typed is sent so; what is none is refused, in each way out.
#[test]
fn a_typed_number_is_sent_as_it_was_typed() {
    let typed = ["1234567890123456789", "1.50", "007", "1.0", "1e3", "1e999", "21.5"];
    let blocks = typed.iter().zip(100..).map(|(text, id)| {
        let next = if id - 99 < typed.len() { format!(", next: {}", id + 1) } else { String::new() };
        format!(
            r#"{id}: (kind: "mqtt_publish", slots: {{"connection": "lokal", "topic": "out", "message": "{text}", "form": "number"}}{next}),"#
        )
    });
    let blocks: String = blocks.collect();
    let more = r#"Blocks((first: 200, blocks: {
        200: (kind: "mqtt_publish", slots: {"connection": "lokal", "topic": "out", "message": "0x10", "form": "number"}, next: 201),
        201: (kind: "mqtt_publish", slots: {"connection": "lokal", "topic": "out", "message": Wire(202)}),
        202: (kind: "text_join", slots: {"count": 3, "item1": "007", "item2": " 1.50 ", "item3": 21.5}),
    }))"#;
    let nothing = r#"Lua("local c, said = connections.getfromid('lokal'), ''
        for _, bad in ipairs({ 1 / 0, 0 / 0 }) do
            said = said .. tostring((pcall(c.publish, 'out', bad, { format = 'number' }))) .. ' '
        end
        peakboard.log(said .. tostring((pcall(text.json, '#[n]#', { n = 0 / 0 }))))")"#;
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let outside = broker.subscribe("out");
    let text = project("", &[&format!("Blocks((first: 100, blocks: {{{blocks}}}))"), more, nothing]);
    let mut run = run(&app, &broker, &text);
    run.say("tap A");
    for text in typed {
        assert_eq!(outside.next(), format!("0 1 out {text}"));
    }
    run.say("tap B");
    assert_eq!(outside.next(), "0 1 out 16");
    assert_eq!(outside.next(), "0 1 out 007 1.50 21.5");
    run.say("tap C");
    run.expect("log", &[("text", json!("false false false"))]);
    let seen = run.quit();
    let sent: Vec<&str> = typed.into_iter().chain(["16", "007 1.50 21.5"]).collect();
    assert_eq!(payloads(&seen), sent);
}

/// Whole numbers arrive in columns with all their digits, and go out again as they came.
#[test]
fn numbers_that_arrive_keep_their_digits() {
    let columns = r#"(title: "Auto", filter: "z/#", settings: {"path": "id"}),
        (title: "Num", filter: "z/#", settings: {"path": "id", "type": "number"}),
        (title: "Txt", filter: "z/#", settings: {"path": "id", "type": "text"}),
        (title: "Ganz", filter: "z/#")"#;
    let answer = "local c = connections.getfromid('lokal') \
        c.publish('echo', text.of(e.row.Auto)) \
        c.publish('echo', text.json('{\\\"id\\\": #[id]#}', {id = e.row.Auto})) \
        peakboard.log(text.join(type(e.row.Auto), ' ', e.row.Num, ' ', e.row.Txt))";
    let source = source(columns, "", answer);
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let outside = broker.subscribe("echo");
    let mut run = run(&app, &broker, &project(&source, &[]));
    for (sent, auto, in_json, log) in [
        ("1234567890123456", "1234567890123456", "1234567890123456", "number 1234567890123456 1234567890123456"),
        ("9007199254740992", "9007199254740992", "9007199254740992", "number 9007199254740992 9007199254740992"),
        // Beyond 2^53 a number of Lua would lose digits.
        ("9007199254740993", "9007199254740993", "\"9007199254740993\"", "string 9007199254740992 9007199254740993"),
        ("-0.0", "0", "0", "number 0 0"),
        ("21.50", "21.5", "21.5", "number 21.5 21.5"),
    ] {
        broker.publish("z/1", &format!("{{\"id\": {sent}}}"));
        assert_eq!(outside.next(), format!("0 1 echo {auto}"));
        assert_eq!(outside.next(), format!("0 1 echo {{\"id\": {in_json}}}"));
        run.expect("log", &[("text", json!(log))]);
    }
    broker.publish("z/2", "1234567890123456");
    let whole = run.expect("message", &[("topic", json!("z/2"))]);
    assert_eq!(whole["columns"]["Ganz"], json!(1_234_567_890_123_456_u64));
    run.quit();
}

/// JSON that is valid is read, whatever is in it; what is no value for a column leaves the others alone.
#[test]
fn json_that_is_valid_is_read() {
    let columns = r#"(title: "A", filter: "j/#", settings: {"path": "a"}),
        (title: "B", filter: "j/#", settings: {"path": "b.c[0]", "type": "number"}),
        (title: "D", filter: "j/#", settings: {"path": "['x.y']", "type": "text"})"#;
    let answer = "peakboard.log(text.join('A=', e.row.A, '|B=', e.row.B, '|D=', e.row.D))";
    let source = source(columns, r#""payload": "json""#, answer);
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let mut run = run(&app, &broker, &project(&source, &[]));
    let deep = format!(r#"{{"a": 1, "b": {{"c": [2.50]}}, "x.y": {}{}}}"#, "[".repeat(200), "]".repeat(200));
    let nested = format!("A=1|B=2.5|D={}{}", "[".repeat(200), "]".repeat(200));
    for (sent, log) in [
        ("\u{feff}{\"a\": 5, \"b\": {\"c\": [1]}, \"x.y\": \"t\"}", "A=5|B=1|D=t"),
        (deep.as_str(), nested.as_str()),
        (r#"{"a": 1e400, "b": {"c": [3]}, "x.y": 1e400}"#, "A=1e400|B=3|D=1e400"),
        (r#"{"a": "\ud800", "b": {"c": [4]}, "x.y": {"z": [ 1, 2 ]}}"#, r#"A="\ud800"|B=4|D={"z":[1,2]}"#),
    ] {
        broker.publish("j/1", sent);
        run.expect("log", &[("text", json!(log))]);
        run.expect("message", &[("payload", json!(sent))]);
    }
    run.quit();
}

/// A list of the project file is a table for Lua, and a list again in the lines of a run.
#[test]
fn lists_go_from_the_file_through_lua_into_json() {
    let script = r#"Lua("local l = data.Liste
        list.add(l, 9007199254740992)
        data.Liste = l
        connections.getfromid('lokal').publish('out', text.json('#[l]#', { l = data.Liste }))")"#;
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let outside = broker.subscribe("out");
    let mut run = run(&app, &broker, &project("", &[script]));
    run.say("tap A");
    assert_eq!(outside.next(), r#"0 1 out [1,{"a":"x"},9007199254740992]"#);
    let list = json!([1, { "a": "x" }, 9_007_199_254_740_992_u64]);
    run.expect("property", &[("variable", json!("Liste")), ("value", list)]);
    run.quit();
}
