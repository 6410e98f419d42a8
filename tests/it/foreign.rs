//! Projects of Peakboard Designer: taken over on the command line and in the window, where they then work.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

use egui::accesskit::Role;
use steckbrett::i18n::Lang;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::broker::Broker;
use crate::steckbrett::{Steckbrett, exit};
use crate::window::Window;

/// A button that sends, a text that shows what arrives, and a control that there is none of here.
fn project(folder: &TempDir, port: u16) -> PathBuf {
    let connection = format!(
        r#"{{"Ab/c+d=": {{"Server": "127.0.0.1", "Port": {port}, "UserName": "", "Password": "xHeY2sgRRcY3ol1kjOy0cA==",
            "Name": "MQTT Halle", "ElementTypeName": "Peakboard.Designer.ConnectionManager.MqttConnectionInfo"}}}}"#
    );
    let model = r##"{"ScreenSize": {"Width": 1920.0, "Height": 1080.0}, "Data": {"Elements": [
            {"Name": "Kanal", "QueueSize": 15, "ConnectionId": "Ab/c+d=", "ElementTypeName": "MqttListElementInfo",
             "Columns": [{"Name": "tor", "DataType": "String"}], "Value": [],
             "Subscriptions": [{"Title": "tor", "TopicFilter": "halle/+", "QosLevel": 0, "Datapath": ""}]}]},
        "Screens": [{"Title": "Start", "Background": "#FF327788", "Controls": [
            {"ControlTypeName": "ButtonInfo", "Name": "Senden", "Text": "Los", "Width": 400, "Height": 90, "Left": 100, "Top": 100,
             "Events": [{"Name": "Tapped", "Script": "connections.getfromid('Ab/c+d=').publish('halle/tor', 'auf')"}]},
            {"ControlTypeName": "TextBlockInfo", "Name": "Stand", "Text": "{Kanal[0].tor}", "Width": 400, "Height": 90, "Left": 100,
             "Top": 300},
            {"ControlTypeName": "WebViewInfo", "Name": "Netz", "Width": 400, "Height": 90, "Left": 100, "Top": 500}]}]}"##;
    let file = folder.path().join("Halle.pbmx");
    let mut zip = ZipWriter::new(File::create(&file).unwrap());
    for (name, text) in [("Peakboard.json", model), ("Connections.pbcx", &connection)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    file
}

#[test]
fn a_taken_over_project_sends_from_the_command_line() {
    let (broker, folder) = (Broker::start(), TempDir::new().unwrap());
    let file = project(&folder, broker.port());
    let app = Steckbrett::new();
    let said = app.run(["import", file.to_str().unwrap()]).expect(exit::OK);
    assert!(said.stdout.contains("no control like WebView"), "{}", said.stdout);
    assert!(said.stdout.contains("Halle.ron written. One place is not as it was."), "{}", said.stdout);
    let made = file.with_extension("ron");
    // Another file is never written over.
    let text = fs::read_to_string(&made).unwrap();
    fs::write(&made, text.replace("\"Halle\"", "\"Meine Halle\"")).unwrap();
    app.run(["import", file.to_str().unwrap()]).expect(exit::FILE).complains(&["stays as it is", "--out"]);
    let subscriber = broker.subscribe("halle/#");
    app.run(["tap", made.to_str().unwrap(), "Senden"]).expect(exit::OK);
    assert_eq!(subscriber.next(), "0 1 halle/tor auf");
    // No project of ours, and the program says what it is.
    app.run(["check", file.to_str().unwrap()]).expect(exit::FILE).complains(&["steckbrett import"]);
    fs::write(&file, "kein Archiv").unwrap();
    let out = folder.path().join("b.ron");
    let run = ["import", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    app.run(run).expect(exit::FILE).complains(&["no project of Peakboard Designer"]);
    assert!(!out.exists());
}

/// It is from elsewhere, so it is a preview until somebody trusts it; then it runs, and is saved as one of ours.
#[test]
fn a_project_of_another_program_opens_in_the_window_and_runs() {
    let (broker, folder) = (Broker::start(), TempDir::new().unwrap());
    let file = project(&folder, broker.port());
    let subscriber = broker.subscribe("halle/#");
    let mut window = Window::open_with(TempDir::new().unwrap(), Lang::De, |start| {
        start.trust = false;
        start.file = Some(file.clone());
    });
    window.wait_for("Vertrauen");
    window.click_the(Role::Button, "Vertrauen");
    window.wait_for("Eine Stelle ist nicht, wie sie war; das Protokoll nennt sie, ein Klick führt hin");
    assert!(window.is_changed(), "it is in no file yet");
    window.press(egui::Key::F5);
    window.wait_for("Senden");
    window.click_the(Role::Button, "Senden");
    assert_eq!(subscriber.next(), "0 1 halle/tor auf");
    window.wait_for("auf");
}
