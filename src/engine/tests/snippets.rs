//! Twenty scripts as the reference product's templates, help and blog have them, written after their descriptions: the
//! project that each is from, what happens there, and what must have come of it.

use super::*;
use crate::language::control as row_of;
use crate::model::dialog::DialogAnswer;
use crate::model::property::Property;
use crate::model::reference::ForeignNames;
use crate::model::source::{REFRESHED, Subscription, setting};
use crate::model::timer::{Schedule, TICK};

/// The source that messages come in on.
const ORDERS: SourceId = SourceId(161);

/// A project in the making, as it comes out of a file of the reference product.
struct Scene {
    project: Project,
    names: ForeignNames,
}

impl Scene {
    fn new() -> Self {
        let mut project = Project::new("Test", "Screen1", "Lokal");
        project.next_id = 1000;
        let first = project.screen_mut(ScreenId(1)).unwrap();
        first.controls = vec![control(10, "button", "Go"), control(11, "button", "Probe")].into();
        // A data source that gives the time.
        let clocks = BTreeMap::from([("time".to_owned(), "HH:mm:ss".to_owned())]);
        Self { project, names: ForeignNames { clocks, ..ForeignNames::default() } }
    }

    fn variable(mut self, name: &str, ty: Ty, initial: impl Into<Value>) -> Self {
        let id = VariableId(self.project.take_id());
        self.project.variables.push(Variable { id, initial: initial.into(), ..variable(1, name, ty) });
        self
    }

    /// A list; what begins with `#` is a number, with `?` a truth value.
    fn list(mut self, name: &str, columns: &[&str], rows: &[&[&str]]) -> Self {
        let ty = |title: &str| match title.chars().next() {
            Some('#') => ColumnType::Number,
            Some('?') => ColumnType::Bool,
            _ => ColumnType::Text,
        };
        let column = |title: &&str| {
            let id = ColumnId(0);
            ListColumn::new(title.trim_start_matches(['#', '?']), ty(title)).with_id(Some(id))
        };
        let mut list = RowList { columns: columns.iter().map(column).collect(), rows: Vec::new() };
        for column in &mut list.columns {
            *column = column.clone().with_id(Some(ColumnId(self.project.take_id())));
        }
        let cell = |(value, title): (&&str, &&str)| match ty(title) {
            ColumnType::Number => Value::from(value.parse::<f64>().unwrap()),
            ColumnType::Bool => Value::from(*value == "true"),
            _ => Value::from(*value),
        };
        list.rows = rows.iter().map(|row| row.iter().zip(columns).map(cell).collect()).collect();
        let id = SourceId(self.project.take_id());
        self.project.sources.push(Source::of_list(id, name, name, list));
        self
    }

    /// The source of messages: titles with their topics, all of them texts.
    fn source(mut self, name: &str, kind: &str, subscriptions: &[(&str, &str)]) -> Self {
        let mut source = Source::new(ORDERS, name, name, ConnectionId::local());
        let column = |(title, topic): &(&str, &str)| Subscription::column(title, topic, "", ColumnType::Text);
        source.subscriptions = subscriptions.iter().map(column).collect();
        source.settings.insert(setting::KIND.to_owned(), Value::from(kind));
        source.settle_columns(&mut || self.project.take_id());
        self.project.sources.push(source);
        self
    }

    fn control(mut self, kind: &str, name: &str, key: &str, value: impl Into<Property>) -> Self {
        let id = self.project.take_id();
        let mut control = control(id, kind, name);
        assert!(row_of(kind).is_some(), "{kind}");
        control.properties.insert(key.to_owned(), value.into());
        self.project.screen_mut(ScreenId(1)).unwrap().controls.push(control);
        self
    }

    fn handler(mut self, at: &HandlerRef, lua: &str) -> Self {
        let lua = self.names.adapted(lua, None);
        apply(&mut self.project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua)))).unwrap();
        self
    }

    /// Starts it: nothing of it may be told while it is typed.
    fn start(self) -> Run {
        let lowered = lower(&self.project);
        let told: Vec<_> = lowered.problems.iter().map(|problem| problem.wording.en.to_string()).collect();
        assert_eq!(told, [""; 0]);
        start_project(Arc::new(self.project), lowered.chunks)
    }

    /// What is logged by `probe` after the button was tapped whose script this is.
    fn tapped(self, lua: &str, probe: &str) -> (Run, String) {
        let mut run = self.handler(&tapped(10), lua).handler(&tapped(11), probe).start();
        run.tap(10);
        run.until_end(10);
        let logs = run.probe();
        (run, logs)
    }

    /// The same after these messages have come to the source whose script this is.
    fn refreshed(self, lua: &str, messages: &[(&str, &str)], probe: &str) -> (Run, String) {
        let at = HandlerRef::new(ORDERS, REFRESHED);
        let mut run = self.handler(&at, lua).handler(&tapped(11), probe).start();
        for (topic, message) in messages {
            run.message_to(ORDERS, topic, message, false);
            run.until("end", |event| *event == RunEvent::HandlerEnded { handler: at.clone() });
        }
        let logs = run.probe();
        (run, logs)
    }
}

impl Run {
    /// Everything logged, once the probe has looked; nothing may have failed.
    fn probe(&mut self) -> String {
        self.tap(11);
        self.until_end(11);
        assert_eq!(self.faults(), []);
        self.logs().join("\n")
    }

    fn sent_lines(&self) -> Vec<String> {
        let sent = self.outbox.sent.lock().unwrap();
        let line = |message: &Publish| {
            let retained = if message.retain { " (retained)" } else { "" };
            format!("{} {}{retained}", message.topic.as_str(), String::from_utf8_lossy(&message.payload))
        };
        sent.iter().map(line).collect()
    }
}

/// Logs each row of a list, its cells one behind the other.
fn rows(list: &str, columns: &[&str]) -> String {
    let cells: Vec<String> = columns.iter().map(|column| format!("tostring(data.{list}[i].{column})")).collect();
    format!("for i = 0, data.{list}.count - 1 do peakboard.log({}) end\n", cells.join(" .. ' ' .. "))
}

#[test]
fn s01_a_button_sends_what_stands_in_a_text_box() {
    let scene = Scene::new().control("text_box", "MessageBox", "text", Value::from("Hello"));
    let lua = "connections.getfromid('lokal').publish('message', screens['Screen1'].MessageBox.text)";
    assert_eq!(scene.tapped(lua, "").0.sent_lines(), ["message Hello"]);
}

fn order() -> Scene {
    Scene::new()
        .source("OrderMQTT", "last", &[("orders", "orders/#")])
        .variable("ProdLine", Ty::Text, "Line2")
        .variable("OrderPlaced", Ty::Bool, true)
        .list("Order", &["Product", "#Amount"], &[&["Bolt", "2"], &["Nut", "10"]])
}

#[test]
fn s02_an_order_is_taken_back() {
    let lua = "data.OrderMQTT.publish('orders/' .. data.ProdLine, '')\ndata.Order.clear()\ndata.OrderPlaced = false";
    let (run, logs) = order().tapped(lua, "peakboard.log(data.Order.count .. tostring(data.OrderPlaced))");
    assert_eq!((run.sent_lines(), &*logs), (vec!["orders/Line2 ".to_owned()], "0false"));
}

#[test]
fn s03_a_list_becomes_a_message() {
    let lua = "local text = ''\nfor index = 0, data.Order.count - 1 do\n\
               \ttext = text .. data.Order[index].Amount .. ' x ' .. data.Order[index].Product .. '  |  '\nend\n\
               data.OrderMQTT.publish('orders/' .. data.ProdLine, text)\n\
               runtime.shownotification('Parts ordered!')\ndata.OrderPlaced = 'true'";
    let (run, logs) = order().tapped(lua, "peakboard.log(tostring(data.OrderPlaced))");
    assert_eq!((run.sent_lines(), &*logs), (vec!["orders/Line2 2 x Bolt  |  10 x Nut  |  ".to_owned()], "true"));
    assert!(
        run.seen.iter().any(|event| matches!(event, RunEvent::Notification { text, .. } if text == "Parts ordered!"))
    );
}

#[test]
fn s04_orders_arrive_by_their_topics() {
    let scene = Scene::new().source("OrderMQTT", "last", &[("orders", "orders/#")]).list(
        "Orders",
        &["Line", "Order", "Timestamp"],
        &[&["Line1", "", ""]],
    );
    let lua = "local line = string.gsub(e.topic, 'orders/', '')\n\nif line ~= '#' then\n\
               \tfor index = 0, data.Orders.count-1 do\n\t\tif data.Orders[index].Line == line then\n\
               \t\t\tdata.Orders[index].Order = data.OrderMQTT[0].orders\n\n\
               \t\t\tif data.Orders[index].Order == '' then\n\t\t\t\tdata.Orders[index].Timestamp = ''\n\
               \t\t\telse\n\t\t\t\tdata.Orders[index].Timestamp = data.Time.format('HH:mm:ss')\n\t\t\tend\n\n\
               \t\t\treturn\n\t\tend\n\tend\n\n\
               \tdata.Orders.add({Line=line, Order=data.OrderMQTT[0]['orders'], Timestamp=data.Time.format('HH:mm:ss')})\nend";
    let messages = [("orders/Line1", "3 x Bolt"), ("orders/Line2", "1 x Nut"), ("orders/Line1", "")];
    let probe = rows("Orders", &["Line", "Order", "Timestamp"]);
    let (_, logs) = scene.refreshed(lua, &messages, &probe);
    let (first, second) = logs.split_once('\n').unwrap();
    assert_eq!(first, "Line1  ");
    let time = second.strip_prefix("Line2 1 x Nut ").unwrap();
    assert!(time.len() == 8 && time.matches(':').count() == 2, "{time}");
}

#[test]
fn s05_a_call_is_json_with_placeholders() {
    let lua = "connections.getfromid('lokal').publish('calls/v1/numeric', string.gsubph([[{\"sender\":\"C001\",\"key\":#[Param2]#,\"battery\":\"high\",\"button\":\"#[Param1]#\"}]], { Param2 = 2, Param1 = 'Button 3' }))";
    let sent = Scene::new().tapped(lua, "").0.sent_lines();
    assert_eq!(sent, [r#"calls/v1/numeric {"sender":"C001","key":2,"battery":"high","button":"Button 3"}"#]);
}

#[test]
fn s06_a_press_is_noted_and_the_one_before_it_goes_into_the_history() {
    let scene = Scene::new()
        .list("DF_Press", &["buttonName", "buttonKey", "date", "StatusText"], &[&["B2", "3", "12:30", "Material"]])
        .list("DF_Open", &["Name", "#Seconds", "#Status"], &[&["B1", "5", "0"], &["B2", "75", "1"]])
        .list(
            "Buttons",
            &["Name", "#Status", "StatusText", "Since"],
            &[&["B1", "0", "", ""], &["B2", "1", "Call", "12:00"]],
        )
        .list("History", &["Button", "#DurationSeconds", "#Status"], &[]);
    let lua = "local i = 0\nif data.DF_Press.count ~= 0 then\n   for i = 0, data.Buttons.count - 1 do\n\
                     if data.DF_Press.first.buttonName == data.Buttons[i].Name then\n\
                        if data.Buttons[i].Status ~= 0 then\n\
                           data.History.add({ Button=data.Buttons[i].Name, DurationSeconds=data.DF_Open[data.DF_Open.indexof(\"Name\", data.Buttons[i].Name)].Seconds, Status=data.DF_Open[data.DF_Open.indexof(\"Name\", data.Buttons[i].Name)].Status })\n\
                        end\n\
                        data.Buttons[i].Since = data.DF_Press.first.date\n\
                        data.Buttons[i].Status = tonumber(data.DF_Press.first.buttonKey)\n\
                        data.Buttons[i].StatusText = data.DF_Press.first.StatusText\n\
                     end\n   end\nend\ndata.DF_Open.reload()";
    let mut probe = rows("Buttons", &["Name", "Status", "StatusText", "Since"]);
    probe.push_str(&rows("History", &["Button", "DurationSeconds", "Status"]));
    assert_eq!(scene.tapped(lua, &probe).1, "B1 0  \nB2 3 Material 12:30\nB2 75 1");
}

#[test]
fn s07_a_station_tells_its_state() {
    let scene = Scene::new().source("StatusData", "last", &[("Station1", "edge/1"), ("Station2", "edge/2")]).list(
        "Workstations",
        &["?Error"],
        &[&["false"][..]; 6],
    );
    let branch = |station: u32, from: u32| {
        let set =
            |on: u32| [0, 1, 2].map(|n| format!("data.Workstations[{}].Error = {}\n", from + n, n == on)).concat();
        format!(
            "e.IsTitleRefreshed('Station{station}') then\n   if data.StatusData[0].Station{station} == '100' then\n{}\
             elseif data.StatusData[0].Station{station} == '200' then\n{}else\n{}end\n",
            set(0),
            set(1),
            set(2)
        )
    };
    let lua = format!("local _ = 0\nif {}elseif {}end", branch(1, 0), branch(2, 3));
    let messages = [("edge/1", "100"), ("edge/2", "200"), ("edge/1", "300")];
    let (_, logs) = scene.refreshed(&lua, &messages, &rows("Workstations", &["Error"]));
    assert_eq!(logs.split('\n').collect::<Vec<_>>(), ["false", "false", "true", "false", "true", "false"]);
}

#[test]
fn s08_the_power_of_machines_comes_into_a_list() {
    let scene = Scene::new().source("PowerData", "last", &[("Machine1", "power/1"), ("Machine2", "power/2")]).list(
        "Workstations",
        &["#CurrentPower", "#CurrentTemperature"],
        &[&["0", "0"], &["0", "0"]],
    );
    let lua = "if e.IsTitleRefreshed('Machine' .. '1') == true then\n\
               \tdata.Workstations[0].CurrentPower = data.PowerData[0].Machine1\n\
               \tdata.Workstations[0].CurrentTemperature = data.PowerData[0].Machine1 * 1.8 + 32\n\
               elseif e.IsTitleRefreshed('Machine' .. '2') == true then\n\
               \tdata.Workstations[1].CurrentPower = data.PowerData[0].Machine2\nend";
    let probe = rows("Workstations", &["CurrentPower", "CurrentTemperature"]);
    let (_, logs) = scene.refreshed(lua, &[("power/1", "20.5"), ("power/2", "7")], &probe);
    assert_eq!(logs, "20.5 68.9\n7 0");
}

#[test]
fn s09_a_timer_looks_for_machines_that_are_silent() {
    let mut scene = Scene::new()
        .source("MachineData", "last", &[("State", "m/#")])
        .variable("Malfunction", Ty::Bool, false)
        .list("Machines", &["Name", "LastSeen", "State"], &[&["A", "20200101000000", "ok"], &["B", "", "ok"]]);
    let watch = TimerId(scene.project.take_id());
    let timer = Timer { id: watch, ident: "Watch".to_owned(), ..crate::language::testing::timer("Watch") };
    scene.project.timers.push(Timer { when: Schedule::Once { ms: 100 }, starts: false, ..timer });
    let at = HandlerRef::new(watch, TICK);
    let lua = "data.MachineData.reload()\nfor i = 0, data.Machines.count - 1 do\n\
               \tif data.Machines[i].LastSeen == '' then\n\t\tdata.Machines[i].LastSeen = data.Time.format('yyyyMMddHHmmss')\n\tend\n\
               \tif date.difference(data.Time.getluadate(), date.parse(data.Machines[i].LastSeen, 'yyyyMMddHHmmss')) > 30 then\n\
               \t\tdata.Machines[i].State = 'silent'\n\tend\nend\n\
               if data.Machines.contains('State', 'silent') then\n\tdata.Malfunction = true\n\tdata.MachineData.publish('alarm', data.Machines.count)\nend\n\
               timers.Watch.stop()";
    let scene = scene.handler(&at, lua).handler(&tapped(10), "timers.Watch.start()");
    let mut probe = rows("Machines", &["Name", "State"]);
    probe.push_str("peakboard.log(tostring(data.Malfunction))");
    let mut run = scene.handler(&tapped(11), &probe).start();
    run.tap(10);
    run.until("end", |event| *event == RunEvent::HandlerEnded { handler: at.clone() });
    assert_eq!(run.probe(), "A silent\nB ok\ntrue");
    assert_eq!(run.sent_lines(), ["alarm 2"]);
}

#[test]
fn s10_a_flag_chooses_the_language() {
    let scene = Scene::new().variable("SelectedLanguage", Ty::Number, 0.0);
    let (_, logs) = scene.tapped("data.SelectedLanguage = 1", "peakboard.log(data.SelectedLanguage)");
    assert_eq!(logs, "1");
}

#[test]
fn s11_and_s12_a_value_is_kept_by_the_broker_and_older_pages_write_capitals() {
    let lua = "connections.getfromid('lokal').publishretain('machine/1/state', true)";
    assert_eq!(Scene::new().tapped(lua, "").0.sent_lines(), ["machine/1/state true (retained)"]);
    let scene = Scene::new().source("MqttDs", "last", &[("a", "a")]);
    assert_eq!(
        scene.tapped("Data.MqttDs.Publish('my/topic', 'Hello world')", "").0.sent_lines(),
        ["my/topic Hello world"]
    );
}

#[test]
fn s13_somebody_is_asked_before_it_is_sent() {
    let lua = "runtime.showdialog('Stop', 'Stop the line?', 'Yes', 'No', function()\n\
               \tconnections.getfromid('lokal').publish('line/stop', 1)\nend, function()\n\tpeakboard.log('no')\nend)";
    for (agrees, sent, logs) in [(true, "line/stop 1", ""), (false, "", "no")] {
        let mut run = Scene::new().handler(&tapped(10), lua).handler(&tapped(11), "").start();
        run.tap(10);
        let RunEvent::Dialog(dialog) = run.until("dialog", |event| matches!(event, RunEvent::Dialog(_))) else {
            panic!()
        };
        run.tell(EngineMsg::Answer { dialog: dialog.number, answer: DialogAnswer::Given(Value::from(agrees)) });
        run.until_end(10);
        assert_eq!((run.sent_lines().join(","), run.probe()), (sent.to_owned(), logs.to_owned()));
    }
}

#[test]
fn s14_an_error_while_sending_is_caught() {
    let lua = "local topic = 'a/b'\nfor _, topic in ipairs({ 'a/b', 'a/#' }) do\n\
               \tlocal success, result = trycatch(function()\n\
               \t\tconnections.getfromid('lokal').publish(topic, 'x')\n\t\treturn 'sent'\n\tend)\n\
               \tif success then\n\t\tpeakboard.log(result)\n\telse\n\
               \t\tpeakboard.log(result.type .. ': ' .. tostring(string.contains(result.message, '#')))\n\tend\nend";
    let (run, logs) = Scene::new().tapped(lua, "");
    assert_eq!((run.sent_lines(), &*logs), (vec!["a/b x".to_owned()], "sent\npublish: true"));
}

#[test]
fn s15_a_switch_sends_1_or_0() {
    for (on, sent) in [(true, "io/DO0 1"), (false, "io/DO0 0")] {
        let scene = Scene::new().source("ET2254", "last", &[("DO0", "io/DO0")]).control(
            "toggle",
            "Toggle1",
            "on",
            Value::from(on),
        );
        let lua = "if screens['Screen1'].Toggle1.ischecked == true then\n\tdata.ET2254.publish('io/DO0', '1')\n\
                   else\n\tdata.ET2254.publish('io/DO0', '0')\nend";
        assert_eq!(scene.tapped(lua, "").0.sent_lines(), [sent]);
    }
}

#[test]
fn s16_a_counter_goes_up_where_the_message_is_the_text_1() {
    let scene = Scene::new().source("ET2254", "last", &[("DI0", "io/DI0")]).variable("Counter", Ty::Number, 0.0);
    let lua = "if data.ET2254[0].DI0 == '1' then\n\tdata.Counter = data.Counter + 1\nend";
    let messages = [("io/DI0", "1"), ("io/DI0", "0"), ("io/DI0", "1")];
    assert_eq!(scene.refreshed(lua, &messages, "peakboard.log(data.Counter)").1, "2");
}

#[test]
fn s17_a_scanner_is_answered_by_its_serial_number() {
    let scene = Scene::new().source("Scanner", "last", &[("scan", "scanner/+/scan")]);
    let lua = "local serial = json.getvaluefrompath(data.Scanner[0].scan, 'device.serial', '')\n\
               if serial ~= '' then\n\tdata.Scanner.publish('scanner/' .. serial .. '/display', string.gsubph([[{\"serial\": \"#[serial]#\", \"code\": \"#[code]#\"}]], { serial = serial, code = json.getvaluefrompath(data.Scanner[0].scan, 'code', '') }))\nend";
    let scan = r#"{"device": {"serial": "M2MR111"}, "code": "4711"}"#;
    let (run, _) = scene.refreshed(lua, &[("scanner/x/scan", scan), ("scanner/y/scan", "{}")], "");
    assert_eq!(run.sent_lines(), [r#"scanner/M2MR111/display {"serial": "M2MR111", "code": "4711"}"#]);
}

#[test]
fn s18_values_are_found_by_their_paths() {
    let lua = "local answer = '{ \"data\": [ { \"name\": \"Pump\", \"values\": [1, 2.5] } ] }'\n\
               peakboard.log(json.getvaluefrompath(answer, 'data[0].name', '#ERROR#'))\n\
               peakboard.log(json.getvaluefrompath(answer, 'data[0].values[1]', '#ERROR#'))\n\
               peakboard.log(json.getvaluefrompath(answer, 'data[1].name', '#ERROR#'))\n\
               for i, item in pairs(json.parse(answer).data) do peakboard.log(i .. item['name']) end";
    assert_eq!(Scene::new().tapped(lua, "").1, "Pump\n2.5\n#ERROR#\n1Pump");
}

#[test]
fn s19_an_older_subscription_reads_the_message_itself() {
    let scene = Scene::new().source("Sensor", "last", &[("v", "sensor/#")]).list("Values", &["Topic", "#Temp"], &[]);
    let lua = "local value = json.parse(message.text)\ndata.Values.add({ Topic = message.topic, Temp = value.temp })";
    let (_, logs) = scene.refreshed(lua, &[("sensor/1", "{\"temp\": 21.5}")], &rows("Values", &["Topic", "Temp"]));
    assert_eq!(logs, "sensor/1 21.5");
}

#[test]
fn s20_a_relay_is_switched_and_its_button_gets_a_color() {
    let scene = Scene::new().source("Relay", "last", &[("r", "relay/#")]).variable("On", Ty::Bool, false);
    let scene = scene.control("button", "Relay1", "text", Value::from("Relay 1"));
    let lua = "if data.On == false then\n\tdata.Relay.publish('relay/1/set', 'on')\n\tdata.On = true\n\
               \tscreens['Screen1'].Relay1.background = brushes.fromhex('#FF27AE60')\nelse\n\
               \tdata.Relay.publish('relay/1/set', 'off')\n\tscreens['Screen1'].Relay1.background = brushes.gray\nend";
    let (run, logs) = scene.tapped(lua, "peakboard.log(screens['Screen1'].Relay1.background)");
    assert_eq!((run.sent_lines(), &*logs), (vec!["relay/1/set on".to_owned()], "#27ae60ff"));
}
