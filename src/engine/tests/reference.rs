//! Scripts as the reference product has them, written after the descriptions of its pages: what they do here, unchanged.

use super::*;

/// The test's project with a toggle and an image beside its buttons.
fn with(controls: &[(&str, &str)], lua: &str) -> Run {
    let mut project = Arc::unwrap_or_clone(project());
    let screen = project.screen_mut(ScreenId(1)).unwrap();
    for ((kind, name), id) in controls.iter().zip(20..) {
        screen.controls.push(control(id, kind, name));
    }
    let set = Edit::SetHandler(tapped(10), Some(Handler::Lua(lua.to_owned())));
    apply(&mut project, &set).unwrap();
    let problems = lower(&project).problems;
    assert_eq!(problems, [], "{lua}");
    let chunks = lower(&project).chunks;
    let mut run = start_project(Arc::new(project), chunks);
    run.tap(10);
    run.until_end(10);
    run
}

fn sent(run: &Run) -> Vec<(String, String, bool)> {
    let sent = run.outbox.sent.lock().unwrap();
    let each = |message: &Publish| {
        (message.topic.as_str().to_owned(), String::from_utf8_lossy(&message.payload).into_owned(), message.retain)
    };
    sent.iter().map(each).collect()
}

fn message(topic: &str, payload: &str) -> (String, String, bool) {
    (topic.to_owned(), payload.to_owned(), false)
}

/// Kinds and names of controls, or topics and payloads.
type Pairs = &'static [(&'static str, &'static str)];

/// Each script publishes exactly this.
#[test]
fn published_snippets_publish_what_they_say() {
    let scripts: &[(&str, Pairs, Pairs)] = &[
        // A button that publishes (the page about MQTT).
        ("connections.getfromid('lokal').publish('a/b', 'Hello')", &[], &[("a/b", "Hello")]),
        // The same in older pages, over the data source and in capitals.
        ("Data.Messwerte.Publish('a/b', 'Hello')", &[], &[("a/b", "Hello")]),
        // A variable in the topic, nothing in the message (order parts, reset).
        ("data.Name = 'L1' data.Messwerte.publish('orders/' .. data.Name, '')", &[], &[("orders/L1", "")]),
        // A JSON message with placeholders (call system).
        (
            "data.Name = 'L1'\nconnections.getfromid('lokal').publish('call', string.gsubph([[{\"line\": \"#[line]#\", \"n\": #[n]#}]], { line = data.Name, n = 3 }))",
            &[],
            &[("call", "{\"line\": \"L1\", \"n\": 3}")],
        ),
        // A toggle that publishes 1 or 0 (a page about relays).
        (
            "screens['Start'].Relais.ischecked = 'true'\n\
             if screens['Start'].Relais.ischecked then data.Messwerte.publish('r/1', '1') else data.Messwerte.publish('r/1', '0') end",
            &[("toggle", "Relais")],
            &[("r/1", "1")],
        ),
        // Publishing inside of trycatch (help).
        (
            "local success, result = trycatch(function() connections.getfromid('lokal').publish('a', 1) return 'ok' end)\n\
             if success then connections.getfromid('lokal').publish('b', result) end",
            &[],
            &[("a", "1"), ("b", "ok")],
        ),
        // A value out of JSON by its path (blog).
        (
            "local text = '{\"sensor\": {\"values\": [20.5, 21]}}'\n\
             data.Messwerte.publish('t', json.getvaluefrompath(text, '$.sensor.values[1]', '0'))",
            &[],
            &[("t", "21")],
        ),
        // A table out of JSON (older subscription script).
        ("data.Messwerte.publish('t', json.parse('{\"temp\": 5}').temp)", &[], &[("t", "5")]),
    ];
    for (lua, controls, expected) in scripts {
        let run = with(controls, lua);
        assert_eq!(run.faults(), [], "{lua}");
        let expected: Vec<_> = expected.iter().map(|(topic, payload)| message(topic, payload)).collect();
        assert_eq!(sent(&run), expected, "{lua}");
    }
}

#[test]
fn properties_have_the_names_of_the_reference_product() {
    let lua = "local s = screens['Start']\n\
               s.Knopf.background = brushes.fromhex('#FF27AE60')\n\
               s.Knopf.foreground = brushes.fromhex('27AE60')\n\
               s.Knopf.isvisible = 'false' s.Knopf.IsEnabled = 0\n\
               s.Regler.maximum = '50' s.Regler.minimum = 5\n\
               peakboard.log(s.Knopf.background .. s.Knopf.color .. s.Knopf.text_color)\n\
               peakboard.log(tostring(s.Knopf.visibility) .. tostring(s.Knopf.enabled) .. s.Regler.max .. s.Regler.min)\n\
               s.Knopf.visibility = 'visible' peakboard.log(tostring(s.Knopf.visible))";
    let run = with(&[("slider", "Regler")], lua);
    assert_eq!(run.faults(), []);
    assert_eq!(run.logs(), ["#27ae60ff#27ae60ff#27ae60", "falsefalse505", "true"]);
    assert!(matches!(fault("brushes.fromhex('rot')"), FaultKind::WrongType { wanted: "color", .. }));
    assert!(matches!(fault("data.An = 'vielleicht'"), FaultKind::WrongType { .. }));
    assert_eq!(
        logged("data.An = 'true' peakboard.log(tostring(data.An)) data.An = 0 peakboard.log(tostring(data.An))"),
        ["true", "false"]
    );
}

#[test]
fn dates_are_seconds() {
    for (expression, text) in [
        (
            "date.tostring(date.addday(date.parse('20261122140211', 'yyyyMMddHHmmss'), -7), 'yyyyMMddHHmmss')",
            "20261115140211",
        ),
        ("date.tostring(date.addmonth(date.create(2026, 1, 31), 1), 'dd.MM.yyyy')", "28.02.2026"),
        ("date.tostring(date.addyear(date.addweek(date.create(2026, 1, 1), 1), 1), 'd.M.yy')", "8.1.27"),
        (
            "date.tostring(date.addhour(date.addminute(date.addsecond(date.create(2026, 1, 1), 5), 4), 3), 'HH:mm:ss')",
            "03:04:05",
        ),
        ("date.difference(date.create(2026, 1, 2), date.create(2026, 1, 1)) / 60 / 60 / 24", "1"),
        ("date.getweeknumberofyear(date.create(2026, 11, 22))", "47"),
        ("date.changedateformat('22.11.2026', 'dd.MM.yyyy', 'yyyy-MM-dd')", "2026-11-22"),
        // One hour ahead of UTC, as these tests are.
        ("date.create(1970, 1, 1, 1)", "0"),
        ("date.parse('1970-01-01T00:00:05Z')", "5"),
        ("string.addleadingcharacters(string.tostring(7), '0', 3)", "007"),
        ("string.addendingcharacters('a', '.', 3)", "a.."),
        ("string.firstindexof('abcb', 'b') .. string.lastindexof('abcb', 'b') .. string.firstindexof('a', 'x')", "240"),
    ] {
        assert_eq!(value(expression), text, "{expression}");
    }
    let FaultKind::WrongType { to, wanted, got } = fault("date.parse('gestern', 'dd.MM.yyyy')") else { panic!() };
    assert_eq!((&*to, wanted, &*got), ("date.parse", "time", "gestern"));
}
