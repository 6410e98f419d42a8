//! The panel with the recording.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::record::{LookedAt, RecordingCommand};
use crate::editor::request::Request;
use crate::editor::run_state::RunState;
use crate::editor::sentence::Sentence;
use crate::editor::tabs::Panel;
use crate::i18n::Lang;
use crate::model::app_test::TestStep;
use crate::model::recording::{RecordedInput, Recording, RecordingBounds};
use crate::model::run::{Fire, Level, PropertyChange, RunEvent};
use crate::model::value::Value;
use crate::ui::log::log_ui;
use crate::ui::testing::{SCREEN, Stage, click, project, shows, stage};

fn harness(lang: Lang, has_recording: bool) -> Harness<'static, Stage> {
    let (project, controls) = project(&["text_box"], lang);
    let project = Arc::new(project);
    let mut editor = Editor::new(Clone::clone(&*project), None, lang);
    editor.panel = Panel::Recording;
    let mut harness = stage(editor, |ui, view, state, out| log_ui(ui, view, &mut state.log, out));
    if has_recording {
        let mut recording = Recording::new(project, 0, RecordingBounds::default());
        for (secs, text) in [(1, "Milch"), (2, "Käse")] {
            let (control, at, value) = (controls[0], Duration::from_secs(secs), Value::from(text));
            let change = Some(("text".to_owned(), value.clone()));
            let fire = Fire { control, trigger: "text_changed".to_owned(), change };
            recording.take_input(at, &RecordedInput::Fire(fire));
            let property = "text".to_owned();
            recording.take_event(at, &RunEvent::Property(PropertyChange { control, property, value }));
        }
        harness.state_mut().data.recorded.looked_at = Some(LookedAt::new(Arc::new(recording)));
    }
    harness.run();
    harness
}

fn asked(harness: &Harness<'_, Stage>) -> Vec<RecordingCommand> {
    let command = |command: &Command| match command {
        Command::Request(Request::Recording(command)) => Some(command.clone()),
        _ => None,
    };
    harness.state().asked.iter().filter_map(command).collect()
}

#[test]
fn before_the_first_run_and_while_one_runs_it_says_what_will_be_here() {
    for (lang, before, look) in
        [(Lang::De, "Nach jedem Lauf", "Bis jetzt ansehen"), (Lang::En, "After each run", "Look at it so far")]
    {
        let mut harness = harness(lang, false);
        assert!(shows(&harness, before), "{lang:?}");
        let run = RunState::new(harness.state().editor.project(), SCREEN, Instant::now());
        harness.state_mut().data.run = Some(run);
        harness.run();
        click(&mut harness, look);
        assert_eq!(asked(&harness), [RecordingCommand::Look]);
    }
}

#[test]
fn a_run_is_gone_through_once_somebody_looks_at_it() {
    let mut harness = harness(Lang::De, false);
    assert_eq!(asked(&harness), []);
    harness.state_mut().editor.panel = Panel::Log;
    harness.state_mut().data.recorded.waits = true;
    harness.run();
    assert_eq!(asked(&harness), [], "nobody looks at it");
    harness.state_mut().editor.panel = Panel::Recording;
    harness.run();
    assert_eq!(asked(&harness).first(), Some(&RecordingCommand::Look));
    assert!(!shows(&harness, "Nach jedem Lauf"));
}

#[test]
fn a_moment_shows_what_was_then_and_a_click_on_a_value_expects_it() {
    for (lang, box_name) in [(Lang::De, "Textfeld"), (Lang::En, "Text box")] {
        let mut harness = harness(lang, true);
        let first =
            harness.query_all_by_label_contains("Milch").find(|it| it.accesskit_node().role() == Role::ListItem);
        first.expect("a row").click();
        harness.run();
        assert_eq!(asked(&harness), [RecordingCommand::Show(0)]);
        harness.state_mut().data.recorded.looked_at.as_mut().unwrap().show(0);
        harness.run();
        let name = harness.state().editor.project().screens[0].controls[0].name.clone();
        assert!(name.starts_with(box_name), "{name}");
        click(&mut harness, &name);
        let expected = TestStep::Shows(name, Value::from("Milch"));
        assert_eq!(asked(&harness).last(), Some(&RecordingCommand::Expect(expected.clone())));
        let looked_at = harness.state_mut().data.recorded.looked_at.as_mut().unwrap();
        looked_at.expect(expected.clone());
        assert!(looked_at.is_expected(&expected) && looked_at.expects_at(0) && !looked_at.expects_at(2));
        looked_at.show(2);
        assert!(!looked_at.is_expected(&expected), "at another moment it is another step");
        harness.run();
        assert!(shows(&harness, "Käse"));
    }
}

#[test]
fn the_time_line_goes_on_by_keys() {
    let mut harness = harness(Lang::De, true);
    harness.get_by_label("Zeitleiste").focus();
    harness.run();
    harness.key_press(egui::Key::ArrowLeft);
    harness.run();
    assert_eq!(asked(&harness), [RecordingCommand::Show(0)]);
}

#[test]
fn it_is_saved_as_a_test_where_the_project_has_a_file_and_what_became_of_it_is_told() {
    for (lang, save) in [(Lang::De, "Als Test speichern"), (Lang::En, "Save as test")] {
        let mut harness = harness(lang, true);
        click(&mut harness, save);
        assert_eq!(asked(&harness), [], "without a file there is no place beside it");
        harness.state_mut().editor.path = Some("/x/a.ron".into());
        harness.run();
        click(&mut harness, save);
        assert_eq!(asked(&harness), [RecordingCommand::Save]);
        let sentence = Sentence::same("a.test.ron");
        harness.state_mut().data.recorded.saved = Some((Level::Info, sentence));
        harness.run();
        assert!(shows(&harness, "a.test.ron"));
    }
}
