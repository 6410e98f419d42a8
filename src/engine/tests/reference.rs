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

#[test]
fn a_group_is_hidden_and_shown_as_a_whole() {
    let lua = "local s = screens['Start']\n\
               local function log() peakboard.log(tostring(s.groups['Gruppe'].visible) .. tostring(s.Zweiter.visible) .. tostring(s['Feld eins'].visible)) end\n\
               s.Zweiter.visible = false\n\
               s.groups['Gruppe'].hide() log()\n\
               s['Feld eins'].visible = true log()\n\
               screens['start'].Groups['gruppe']:show() log()\n\
               s.groups.Gruppe.isvisible = 'false' log()\n\
               s.Zweiter.isvisible = true\n\
               s.groups['Gruppe'].visibility = 'visible' log()\n\
               s.Zweiter.visible = false s['Feld eins'].visible = false log()\n\
               s.groups['Gruppe'].show() log()";
    let run = with(&[], lua);
    assert_eq!(run.faults(), []);
    // What was hidden by itself stays hidden; of a group in which nothing would be seen all is shown.
    let logs = ["falsefalsefalse", "falsefalsefalse", "truefalsetrue", "falsefalsefalse"];
    assert_eq!(run.logs(), [&logs[..], &["truetruetrue", "falsefalsefalse", "truetruetrue"]].concat());
    // The window is told what is seen, and nothing else.
    let told = run.seen.iter().filter_map(|event| match event {
        RunEvent::Property(change) => Some((change.control.0, change.value.to_text())),
        _ => None,
    });
    let told: Vec<(u32, String)> = told.collect();
    let each = |id, value: &str| (id, value.to_owned());
    let wanted = [
        each(11, "false"),
        each(12, "false"),
        each(12, "true"),
        each(12, "false"),
        each(11, "true"),
        each(12, "true"),
        each(11, "false"),
        each(12, "false"),
        each(11, "true"),
        each(12, "true"),
    ];
    assert_eq!(told, wanted);
    let FaultKind::UnknownName { name, near } = fault("local n = 'Grupe' screens['Start'].groups[n].show()") else {
        panic!()
    };
    assert_eq!((&*name, near.as_deref()), ("screens['Start'].groups['Grupe']", Some("Gruppe")));
    assert!(matches!(fault("screens['Start'].groups['Gruppe'].visible = 'vielleicht'"), FaultKind::WrongType { .. }));
}

/// A list that stands for one of the reference product's server, with this column and two rows.
fn hub(column: &str, lua: &str) -> Run {
    let mut project = Arc::unwrap_or_clone(project());
    let columns = [(column, ColumnType::Number), ("Ware", ColumnType::Text)];
    let columns =
        columns.into_iter().zip(200..).map(|((title, ty), id)| ListColumn::new(title, ty).with_id(Some(ColumnId(id))));
    let rows = vec![vec![Value::from(4.0), Value::from("Mutter")], vec![Value::from(7.0), Value::from("Bolzen")]];
    project.sources.push(Source::of_list(
        SourceId(199),
        "Lager",
        "Lager",
        RowList { columns: columns.collect(), rows },
    ));
    apply(&mut project, &Edit::SetHandler(tapped(10), Some(Handler::Lua(lua.to_owned())))).unwrap();
    let lowered = lower(&project);
    assert_eq!(lowered.problems, []);
    let mut run = start_project(Arc::new(project), lowered.chunks);
    run.tap(10);
    run.until_end(10);
    run
}

#[test]
fn lists_of_a_server_are_written_by_the_ids_of_their_rows() {
    let shown = "local function show() local t = {} for i = 0, data.Lager.count - 1 do t[#t + 1] = data.Lager[i].ID .. data.Lager[i].Ware end peakboard.log(table.concat(t, ' ')) end\n";
    let lua = "local id = data.Lager.appendentry({ Ware = 'Scheibe' }) peakboard.log(id) show()\n\
               data.Lager.setentry(data.Lager[1].ID, { Ware = 'Ventil' })\n\
               data.Lager:setentry('4', { ID = 40, Ware = data.Lager.first.Ware .. '!' }) show()\n\
               data.Lager.removeentry(data.Lager.first.ID) data.Lager.addtohublist(data.Lager) show()\n\
               data.Lager.replacehublistwith({ { ID = 1, Ware = 'x' } }) show()\n\
               data.Lager.first.Ware = 'y' data.Lager.reload() data.Lager.reloadandawait() show()\n\
               data.Lager.clearentries() show()";
    let run = hub("ID", &format!("{shown}{lua}"));
    assert_eq!(run.faults(), []);
    let logs = ["8", "4Mutter 7Bolzen 8Scheibe", "40Mutter! 7Ventil 8Scheibe", "7Ventil 8Scheibe 7Ventil 8Scheibe"];
    assert_eq!(run.logs(), [&logs[..], &["1x", "1y", ""]].concat());
    // Without such a column it is the number of the row.
    let lua = "data.Lager.setentry(data.Lager.indexof('Ware', 'Bolzen'), { Ware = 'b' })\n\
               peakboard.log(data.Lager[1].Ware .. data.Lager.appendentry({ Ware = 'c' })) data.Lager.removeentry(0)\n\
               peakboard.log(data.Lager.count .. data.Lager.first.Ware)";
    assert_eq!(hub("Nr", lua).logs(), ["b2", "2b"]);
    let faults = hub("ID", "data.Lager.setentry(5, { Ware = 'b' })").faults();
    assert!(
        matches!(&faults[0].kind, FaultKind::UnknownName { name, .. } if name == "data.Lager[ID = 5]"),
        "{faults:?}"
    );
}

#[test]
fn colors_have_their_names_and_controls_may_be_moved_and_refreshed() {
    assert_eq!(
        value("brushes.LimeGreen .. brushes.orangered .. brushes[text.lower('Transparent')]"),
        "#32cd32#ff4500#00000000"
    );
    let FaultKind::UnknownName { name, near } = fault("local n = 'limegren' local x = brushes[n]") else { panic!() };
    assert_eq!((&*name, near.as_deref()), ("brushes.limegren", Some("limegreen")));
    let lua = "local s = screens['Start']\n\
               s.Anzeige.trailbrush = brushes.red peakboard.log(s.Anzeige.color)\n\
               s.Knopf.animate('VERTICALSHAKE') s.Knopf:refresh()\n\
               s.Knopf.visibility = visibility.collapsed peakboard.log(tostring(s.Knopf.visible))\n\
               s.Knopf.visibility = Visibility.Visible peakboard.log(tostring(s.Knopf.visible))";
    let run = with(&[("gauge", "Anzeige")], lua);
    assert_eq!((run.faults(), run.logs()), (Vec::new(), ["#ff0000", "false", "true"].map(str::to_owned).to_vec()));
}

#[test]
fn names_of_lua_are_found_in_any_case_where_the_reference_product_finds_them() {
    assert_eq!(value("string.lastIndexOf('a b c', ' ') .. math.Floor(1.5) .. ('x'):Upper()"), "41X");
    assert_eq!(value("runtime.screencount .. ' ' .. tostring(runtime.currenttime > 1.7e9)"), "2 true");
}

#[test]
fn what_no_app_can_do_is_said_in_plain_words() {
    let FaultKind::UnknownName { name, .. } = fault("os.execute('rm -rf /')") else { panic!() };
    assert_eq!(name, "os.execute");
    let said = say::fault(&FaultKind::UnknownName { name, near: None }, Lang::En);
    assert!(said.starts_with("`os.execute`: An app cannot start or end programs."), "{said}");
}

#[test]
fn e_is_what_somebody_typed_or_tapped() {
    let mut project = Arc::unwrap_or_clone(project());
    project.screen_mut(ScreenId(1)).unwrap().controls.push(control(30, "table", "Tabelle"));
    let changed = HandlerRef::new(ControlId(12), "text_changed");
    let tapped_cell = HandlerRef::new(ControlId(30), "cell_tapped");
    for (at, lua) in
        [(&changed, "peakboard.log(e.text .. e['TEXT'])"), (&tapped_cell, "peakboard.log(e.row .. e.Column)")]
    {
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
    }
    let lowered = lower(&project);
    assert!(lowered.problems.iter().all(|problem| problem.check.key == "no_source"), "{:?}", lowered.problems);
    let mut run = start_project(Arc::new(project), lowered.chunks);
    for (at, property, value) in [(&changed, "text", Value::from("neu")), (&tapped_cell, "row", Value::from(2.0))] {
        let change = Some((property.to_owned(), value));
        run.tell(EngineMsg::Fire { control: at.control().unwrap(), trigger: at.trigger.clone(), change });
        let end = RunEvent::HandlerEnded { handler: at.clone() };
        run.until("end", |event| *event == end);
    }
    assert_eq!((run.faults(), run.logs()), (Vec::new(), ["neuneu", "2"].map(str::to_owned).to_vec()));
}
