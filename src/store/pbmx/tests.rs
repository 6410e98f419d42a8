//! Projects of another program, made here in its form: what they become, what is told, and what is refused.

use std::io::{Cursor, Write as _};

use serde_json::{Value as Json, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Foreign, LeftOut, PbmxError, read};
use crate::language;
use crate::model::binding::{Origin, RowChoice};
use crate::model::control::Control;
use crate::model::handler::Handler;
use crate::model::invariants::{BrokenProject, check_project};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::timer::Schedule;
use crate::model::value::Value;
use crate::store;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn model() -> Json {
    let cell = |name: &str, value: Json| json!({ "Name": name, "Value": value });
    let row = |name: &str, amount: f64| json!({ "Value": [cell("Menge", json!(amount)), cell("Name", json!(name))] });
    let columns = json!([{ "Name": "Name", "DataType": "String" }, { "Name": "Menge", "DataType": "Number" }]);
    json!({
        "ScreenSize": { "Width": 1920.0, "Height": 1080 },
        "Styles": [{ "Name": "header1", "Setters": [
            { "Property": "FontSize", "Value": "70" },
            { "Property": "FontWeight", "Value": "Bold" },
            { "Property": "Foreground", "Value": "#FFFF0000" },
        ] }],
        "Resources": [{ "ID": "R1", "Path": "Logo.png", "ResourceTypeName": "FileResourceInfo" },
            { "ID": "R2", "Path": "Ton\\Hupe.mp3" }, { "ID": "R3", "Path": "Weg.wav" }],
        "Data": { "Elements": [
            { "Name": "Zahl", "Value": 3.0, "ElementTypeName": "PeakboardNumberElementInfo",
              "Events": [{ "Name": "Refreshed", "Script": "Rechne(data.Zahl)" }] },
            { "Name": "An", "Value": true, "ElementTypeName": "BooleanElementInfo" },
            { "Name": "Uhr", "TimeFormat": "HH:mm:ss", "ElementTypeName": "TimeElementInfo" },
            { "Name": "Liste", "Columns": columns, "Value": [row("Milch", 2.0), row("Brot", 1.0)],
              "ElementTypeName": "PeakboardListElementInfo" },
            { "Name": "Fluss", "Columns": columns, "Value": [row("Milch", 2.0)], "AppliedSteps": [{}, {}],
              "ElementTypeName": "QueryListElementInfo" },
            { "Name": "Kanal", "QueueSize": 15, "ConnectionId": "Ab/c+d=", "ElementTypeName": "MqttListElementInfo",
              "Columns": [{ "Name": "temp", "DataType": "String" }], "IsEnabled": true,
              "Subscriptions": [{ "Title": "temp", "TopicFilter": "halle/+/temp", "QosLevel": 0, "Datapath": "" }],
              "Events": [{ "Name": "Refreshed", "Script": "data.Zahl = data.Kanal.count" }] },
        ] },
        "Screens": [{
            "Title": "Start", "Background": "#FF327788", "ActivationScript": "data.Zahl = 1",
            "Groups": [{ "ID": 1, "Name": "Fenster", "Visibility": false, "Fixed": true,
                "Groups": [{ "ID": 2, "Name": "Innen", "Groups": [] }] }],
            "Controls": [
                { "ControlTypeName": "TextBlockInfo", "Text": "{Liste[1].Name}", "Font": "header1", "Align": 2, "VAlign": 0,
                  "Width": 200, "Height": 50, "Left": 10, "Top": 10, "Margin": { "Left": 33.0, "Top": 44.0 },
                  "GroupNumber": 2, "Format": "" },
                { "ControlTypeName": "TextBlockInfo", "Text": "{Uhr}", "Width": 200, "Height": 50, "Left": 0, "Top": 0 },
                { "ControlTypeName": "ButtonInfo", "Name": "Senden", "Text": "Los", "Font": "button", "Background": "#80FFC400",
                  "CornerRadius": "20,20,20,20", "Width": 100, "Height": 50, "Left": 0, "Top": 100,
                  "ConditionalFormatting": "\"r\":[{\"t\":\"rot\",\"ab\":[{\"o\":0,\"l\":{\"d\":\"Zahl\",\"rv\":\"{Zahl}\"},\"r\":{\"rv\":\"5\"}}],\"ob\":[{\"ab\":[{\"o\":2,\"l\":{\"rv\":\"{An}\"},\"r\":{\"rv\":\"True\"}}]}],\"tb\":[{\"p\":\"Background\",\"v\":\"#FFFF0000\"},{\"p\":\"Top\",\"v\":\"5\"}]}]",
                  "Events": [{ "Name": "Tapped", "Script": "connections.getfromid('Ab/c+d=').publish('halle', 'an')\r\nRechne(1)" }] },
                { "ControlTypeName": "CheckBoxInfo", "Name": "Haken", "IsChecked": "{An}", "Text": "x", "Width": 1, "Height": 1,
                  "Events": [{ "Name": "Checked", "Script": "data.Zahl = 1" }, { "Name": "Unchecked", "Script": "data.Zahl = 0" }] },
                { "ControlTypeName": "SignalBlockInfo", "Name": "Ampel", "Value": "{Zahl}", "Width": 50, "Height": 90, "Left": 0,
                  "Top": 0, "Signals": "#FFDC143C$Off$N;EQ;1;On|#FFFFA500$Off$N;EQ;2;Blink|#FF6B8E23$On$" },
                { "ControlTypeName": "ImageInfo", "Resource": "R1", "Width": 50, "Height": 50 },
                { "ControlTypeName": "ListView2Info", "Name": "Karten", "Source": "{Liste}", "Width": 300, "Height": 400, "CellGap": 8,
                  "Template": { "Width": 0, "Height": 120, "Background": "#FF112233", "Controls": [
                    { "ControlTypeName": "TextBlockInfo", "Text": "{Liste[0].Menge}", "Font": "header1" },
                    { "ControlTypeName": "TextBlockInfo", "Text": "{Liste[0].Name}", "Font": "default",
                      "Events": [{ "Name": "Tapped", "Script": "data.Zahl = screens['Start'].Karten.getIndex()" }] }] } },
                { "ControlTypeName": "WebViewInfo", "Width": 50, "Height": 50 },
                { "ControlTypeName": "TableGridInfo", "Source": "{Liste}", "Width": 50, "Height": 50,
                  "Columns": "[{\"DataElementName\":\"Menge\",\"Aligment\":\"Left\"}]" },
            ],
        }],
        "Timers": [{ "Name": "Takt", "Interval": 1500, "Mode": "Manual", "Script": "Rechne(2)" }],
    })
}

fn manifest(version: &str) -> String {
    format!(
        "<Manifest xmlns=\"http://x/manifest\"><CreatedDesignerVersion>{version}</CreatedDesignerVersion>\
         <Title>Halle.pbmx</Title><HashedKey>geheim</HashedKey></Manifest>"
    )
}

fn file(model: &Json, version: &str) -> Vec<u8> {
    let connections = json!({
        "Ab/c+d=": { "Server": "broker.example", "Port": 1884, "UserName": "anna", "Password": "xHeY2sgRRcY3ol1kjOy0cA==",
            "UseTls": true, "Name": "MQTT Halle", "ElementTypeName": "Peakboard.Designer.ConnectionManager.MqttConnectionInfo" },
        "Opc": { "Name": "Anlage", "Password": "geheim", "ElementTypeName": "X.OpcUaConnectionInfo" },
    });
    let functions = json!([
        { "Name": "Rechne", "IsUserVisible": true, "ReturnType": "Number", "Script": "return x * 2",
          "Parameters": [{ "ParameterName": "x", "ParameterType": "Number" }] },
        { "Name": "eingebaut", "IsUserVisible": false, "Script": "error('nie')" },
    ]);
    let bom = format!("\u{feff}{model}");
    archive(&[
        ("Connections.pbcx", connections.to_string().as_bytes()),
        ("__MACOSX\\._Peakboard.json", &[0, 1, 2]),
        ("PeakBoard.json", bom.as_bytes()),
        ("Manifest.xml", manifest(version).as_bytes()),
        ("Resources\\Logo.png", b"\x89PNG\r\n\x1a\n"),
        ("Resources\\Ton\\Hupe.mp3", b"ID3\x04"),
        ("Resources\\ScriptFunctionCollection.json", functions.to_string().as_bytes()),
    ])
}

fn taken(version: &str) -> Foreign {
    read(&file(&model(), version), "name").unwrap()
}

fn control<'a>(foreign: &'a Foreign, kind: &str) -> &'a Control {
    foreign.project.screens[0].controls.iter().find(|control| control.kind == kind).unwrap()
}

fn sound(project: &Project) -> Result<(), BrokenProject> {
    check_project(project, &language::has_trigger)
}

fn script(handler: &Handler) -> &str {
    let Handler::Lua(text) = handler else { panic!("{handler:?}") };
    text
}

#[test]
fn what_there_is_becomes_a_whole_project() {
    let foreign = taken("2.9.0");
    let project = &foreign.project;
    assert_eq!(sound(project), Ok(()));
    assert!(store::to_text(project).is_ok());
    assert_eq!(project.name, "Halle");
    let connection = project.connections.iter().find(|connection| connection.name == "MQTT Halle").unwrap();
    assert_eq!((connection.id.as_str(), connection.address().as_deref()), ("Ab/c+d=", Some("broker.example:1884")));
    assert!(connection.mqtt().is_some_and(|mqtt| mqtt.tls));
    let source = project.sources.named("Kanal").unwrap();
    assert_eq!((source.connection.as_str(), source.subscriptions[0].filter.as_str()), ("Ab/c+d=", "halle/+/temp"));
    assert_eq!(script(&source.handlers["refreshed"]), "data.Zahl = data.Kanal.count");
    let list = project.sources.named("Liste").unwrap().list.as_ref().unwrap();
    assert_eq!(list.rows, [vec![Value::from("Milch"), Value::from(2.0)], vec![Value::from("Brot"), Value::from(1.0)]]);
    assert_eq!(project.variables.named("Zahl").unwrap().initial, Value::from(3.0));
    let function = project.functions.named("Rechne").unwrap();
    assert_eq!((function.parameters[0].name.as_str(), project.functions.len()), ("x", 1));
    let timer = project.timers.named("Takt").unwrap();
    assert_eq!((&timer.when, timer.starts), (&Schedule::Every { ms: 1500 }, false));
    assert_eq!(script(&timer.handlers["tick"]), "functions.Rechne(2)");
    assert_eq!(script(&project.screens[0].handlers["shown"]), "data.Zahl = 1");
}

#[test]
fn controls_look_and_follow_as_they_did() {
    let foreign = taken("2.9.0");
    let text = control(&foreign, "text");
    assert_eq!((text.area.x, text.area.y), (33.0, 44.0));
    assert_eq!(text.layer.group, ["Fenster", "Innen"]);
    assert!(text.layer.locked);
    assert_eq!(text.properties["visible"], false.into());
    let look = |key: &str| text.properties[key].literal().and_then(Value::as_text).map(str::to_owned);
    assert_eq!(
        (look("text_style"), look("align"), look("vertical")),
        (Some("title".into()), Some("center".into()), Some("top".into()))
    );
    let Origin::Column { row: RowChoice::Number(1), .. } = text.properties["text"].binding().unwrap().from else {
        panic!("{text:?}")
    };
    assert_eq!(foreign.project.looks.styles["title"].color, "#ff0000");
    assert_eq!(control(&foreign, "clock").properties["pattern"], "HH:mm:ss".into());
    let button = control(&foreign, "button");
    assert_eq!((button.name.as_str(), &button.properties["color"]), ("Senden", &"#ffc40080".into()));
    assert_eq!(
        script(&button.handlers["tapped"]),
        "connections.getfromid('Ab/c+d=').publish('halle', 'an')\nfunctions.Rechne(1)"
    );
    let [rule] = &button.rules[..] else { panic!("{:?}", button.rules) };
    assert_eq!(
        (rule.name.as_str(), rule.when.comparisons().len(), &rule.set["color"]),
        ("rot", 2, &Value::from("#ff0000"))
    );
    let ticked = script(&control(&foreign, "checkbox").handlers["toggled"]);
    assert_eq!(ticked, "if screens['Start']['Haken'].on then\ndata.Zahl = 1\nelse\ndata.Zahl = 0\nend\n");
    let lamps: Vec<_> = foreign.project.screens[0].controls.iter().filter(|control| control.kind == "lamp").collect();
    let names: Vec<_> = lamps.iter().map(|lamp| (lamp.name.as_str(), lamp.area.y, lamp.area.h)).collect();
    assert_eq!(names, [("Ampel", 0.0, 30.0), ("Ampel 2", 30.0, 30.0), ("Ampel 3", 60.0, 30.0)]);
    assert_eq!(control(&foreign, "image").properties["file"], "Logo.png".into());
    assert_eq!(foreign.project.images["Logo.png"].bytes(), b"\x89PNG\r\n\x1a\n");
    let tiles = control(&foreign, "tiles");
    let said =
        ["title", "value", "note", "tile_width", "tile_height", "gap", "color"].map(|key| &tiles.properties[key]);
    let expected: [&Property; 7] = [
        &"#[Name]#".into(),
        &"#[Menge]#".into(),
        &"".into(),
        &300.0.into(),
        &120.0.into(),
        &8.0.into(),
        &"#112233".into(),
    ];
    assert_eq!(said, expected);
    assert_eq!(script(&tiles.handlers["row_tapped"]), "data.Zahl = screens['Start'].Karten.row");
    assert_eq!(control(&foreign, "table").properties["columns"].list().map(<[_]>::len), Some(1));
}

#[test]
fn what_is_missing_is_told_at_its_place() {
    let foreign = taken("2.9.0");
    let told: Vec<&LeftOut> = foreign.left.iter().map(|(_, what)| what).collect();
    let expected = [
        LeftOut::Password,
        LeftOut::Connection { name: "Anlage".to_owned(), kind: "OpcUa".to_owned() },
        LeftOut::Dataflow(2),
        LeftOut::Rule("rot".to_owned()),
        LeftOut::Differs { theirs: "ListView".to_owned(), ours: "tiles".to_owned() },
        LeftOut::Control("WebView".to_owned()),
        LeftOut::Sound("Weg.wav".to_owned()),
    ];
    assert_eq!(told, expected.iter().collect::<Vec<_>>());
    assert_eq!(foreign.project.sounds.keys().collect::<Vec<_>>(), ["Hupe.mp3"]);
    let text = store::to_text(&foreign.project).unwrap();
    for secret in ["xHeY2sgRRcY3ol1kjOy0cA", "geheim", "eingebaut"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

/// From version 3.0 to 4.1 the first control is the one on top.
#[test]
fn controls_lie_over_each_other_as_they_did() {
    let first = |version: &str| taken(version).project.screens[0].controls[0].kind.clone();
    assert_eq!(
        ["2.17.1", "3.0", "3.9.0.2", "4.1.9", "4.2", "5"].map(first),
        ["text", "table", "table", "table", "text", "text"]
    );
    let painted = "<Peakboard><Screens><Screen Title=\"a\"><x:Grid xmlns:x=\"y\">\
         <A Width=\"1\" Height=\"2\" Margin=\"3,4,0,0\"/><B Width=\"5\" Height=\"6.5\" Margin=\"7,8,0,0\"/></x:Grid></Screen></Screens></Peakboard>";
    assert_eq!(super::screens::painted(painted), [vec![[10, 20, 30, 40], [50, 65, 70, 80]]]);
}

#[test]
fn what_is_no_such_file_is_refused() {
    let file = file(&model(), "4.3");
    assert!(matches!(read(b"", "n"), Err(PbmxError::NoArchive { .. })));
    assert!(matches!(read(b"(format: 2)", "n"), Err(PbmxError::NoArchive { .. })));
    assert_eq!(read(&archive(&[("Manifest.xml", b"<a/>")]), "n").unwrap_err(), PbmxError::NoModel);
    let broken = archive(&[("Peakboard.json", b"{\"Screens\":[")]);
    assert!(matches!(read(&broken, "n"), Err(PbmxError::Damaged { part, .. }) if part == "Peakboard.json"));
    // Cut off or changed anywhere it is refused or read, and never more than that.
    for at in (0..file.len()).step_by(97) {
        assert!(read(&file[..at], "n").is_err());
        let mut changed = file.clone();
        changed[at] ^= 0x55;
        if let Ok(foreign) = read(&changed, "n") {
            assert_eq!(sound(&foreign.project), Ok(()));
        }
    }
}

/// A small file that would become a huge one is not unpacked.
#[test]
fn a_bomb_does_not_go_off() {
    let zeros = vec![b' '; 70 * 1024 * 1024];
    let bomb = archive(&[("Peakboard.json", &zeros)]);
    assert!(bomb.len() < 200 * 1024);
    assert_eq!(read(&bomb, "n").unwrap_err(), PbmxError::TooMuch);
}

/// Whatever stands where something else is expected: the rest is taken.
#[test]
fn strange_values_do_no_harm() {
    fn every_place(json: &Json, path: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
        out.push(path.clone());
        let parts: Vec<(String, &Json)> = match json {
            Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Json::Array(list) => list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
            _ => return,
        };
        for (key, value) in parts {
            path.push(key);
            every_place(value, path, out);
            path.pop();
        }
    }
    let model = model();
    let mut places = Vec::new();
    every_place(&model, &mut Vec::new(), &mut places);
    let strange = [json!(null), json!(-1e300), json!("{[}"), json!([[]]), json!({ "Name": "x" })];
    for (index, place) in places.iter().enumerate() {
        let mut changed = model.clone();
        let mut at = &mut changed;
        for key in place {
            at = match at {
                Json::Array(list) => &mut list[key.parse::<usize>().unwrap()],
                other => &mut other[key.as_str()],
            };
        }
        *at = strange[index % strange.len()].clone();
        let foreign = read(&file(&changed, "3.9"), "n").unwrap();
        assert_eq!(sound(&foreign.project), Ok(()), "{place:?}");
        assert!(store::to_text(&foreign.project).is_ok(), "{place:?}");
    }
}
