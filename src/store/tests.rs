//! Projects through the file and back.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::model::blocks::{Block, Graph};
use crate::model::edit::{Edit, apply};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ControlId};
use crate::model::screen::Area;
use crate::model::testing;
use crate::model::value::{MAX_NESTING, Value};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn loading_gives_what_was_saved(project in testing::project()) {
        let text = to_text(&project).map_err(|err| TestCaseError::fail(err.to_string()))?;
        let opened = parse(&text).map_err(|err| TestCaseError::fail(format!("{err}\n{text}")))?;
        prop_assert_eq!(&opened.project, &project);
        prop_assert_eq!(opened.repaired, vec![]);
        prop_assert_eq!(&to_text(&opened.project).unwrap(), &text);
        // Git or an editor on another system.
        prop_assert_eq!(parse(&text.replace('\n', "\r\n")).unwrap().project, project);
    }

    #[test]
    fn damaged_text_never_panics_and_says_where(
        project in testing::project(),
        at in any::<prop::sample::Index>(),
        len in 0_usize..20,
        junk in testing::text(),
    ) {
        let mut text: Vec<char> = to_text(&project).unwrap().chars().collect();
        let at = at.index(text.len());
        text.splice(at..(at + len).min(text.len()), junk.chars());
        let text: String = text.into_iter().collect();
        let lines = text.lines().count();
        match parse(&text) {
            // Damage inside of a text is no damage of the file.
            Ok(opened) => testing::check_graphs(&opened.project)?,
            Err(LoadError::Syntax { line, column, .. } | LoadError::NotText { line, column }) => {
                prop_assert!((1..=lines + 1).contains(&line) && column >= 1, "{}:{} of {}", line, column, lines);
            }
            Err(LoadError::Conflict { line }) => prop_assert!((1..=lines).contains(&line)),
            Err(LoadError::Newer { .. } | LoadError::NotAProject | LoadError::IdTooLarge { .. }) => {}
            Err(err @ (LoadError::Io { .. } | LoadError::TooBig { .. } | LoadError::NotSigned(_) | LoadError::Archive | LoadError::Foreign(_))) => prop_assert!(false, "{}", err),
        }
    }

    #[test]
    fn any_text_and_any_cut_is_taken_without_a_panic(text in any::<String>(), cut in any::<prop::sample::Index>()) {
        prop_assert!(parse(&text).is_err());
        let example = example();
        let cut: String = example.chars().take(cut.index(example.chars().count() - 2)).collect();
        prop_assert!(parse(&cut).is_err());
    }
}

/// A small project in which everything occurs.
fn example() -> String {
    let mut project = Project::new("Halle", "Start", "Lokaler Broker");
    let screen = project.screens[0].id;
    let mut control = crate::model::control::Control {
        id: ControlId(0),
        kind: "button".to_owned(),
        name: "Senden".to_owned(),
        area: Area::new(100.0, 80.0, 220.0, 80.0),
        properties: [("text".to_owned(), "Antippen".into())].into(),
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: [].into(),
    };
    let graph: Graph = text::options()
        .from_str(
            r#"(first: 1, blocks: {
                1: (kind: "mqtt_publish", slots: {"topic": "halle/1", "message": Wire(2)}),
                2: (kind: "zukunft", slots: {"x": Neu(a: [1, 2])}),
            }, positions: {2: (x: 300, y: 40)})"#,
        )
        .unwrap();
    control.handlers.insert("tapped".to_owned(), Handler::Blocks(graph).into());
    let lua = "if data.an then\n\tpeakboard.log(\"#1\")\nend\n";
    control.handlers.insert("held".to_owned(), Handler::Lua(lua.to_owned()).into());
    apply(&mut project, &Edit::AddControls(screen, vec![control])).unwrap();
    to_text(&project).unwrap()
}

#[test]
fn the_file_reads_well() {
    insta::assert_snapshot!(example());
}

#[test]
fn unknown_kinds_keys_and_values_survive_as_they_stand() {
    let text = example().replace("\"button\"", "\"hologramm\"").replace(
        "\"Antippen\"",
        "Sprache(\n            de: \"An\", // bleibt\n            en: [0x1F, 'x'],\n          )",
    );
    let project = parse(&text).unwrap().project;
    assert_eq!(to_text(&project).unwrap(), text);
}

#[test]
fn one_change_is_a_small_diff() {
    let before = example();
    let mut project = parse(&before).unwrap().project;
    let control = project.screens[0].controls[0].id;
    apply(&mut project, &Edit::SetProperty(vec![control], "text".to_owned(), Some("Los".into()))).unwrap();
    let after = to_text(&project).unwrap();
    let changed: Vec<_> = before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    assert_eq!(before.lines().count(), after.lines().count());
    assert_eq!(changed.len(), 1, "{changed:?}");
}

#[test]
fn faults_of_the_text_have_line_column_and_field() {
    let example = example();
    let at = |from: &str, to: &str| {
        let text = example.replacen(from, to, 1);
        assert_ne!(text, example, "{from}");
        parse(&text).unwrap_err()
    };
    let line_of = |needle: &str| example.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let check = |err: LoadError, needle: &str, wanted_field: Option<&str>| match err {
        LoadError::Syntax { line, column, field, what } => {
            assert_eq!(line, line_of(needle), "{what}");
            assert!(column > 1 && !what.is_empty());
            assert_eq!(field.as_deref(), wanted_field, "{what}");
        }
        other => panic!("{other}"),
    };
    check(at("x: 100.0", "x: \"links\""), "x: 100.0", Some("screens[0].controls[0].area.x"));
    check(at("width: 1280.0", "breite: 1280.0"), "width: 1280.0", Some("screens[0].breite"));
    check(at("name: \"Senden\",", "name: \"Senden\" oder"), "name: \"Senden\"", None);
}

#[test]
fn conflicts_of_git_are_named() {
    let text = example().replacen("  name: \"Halle\",\n", "<<<<<<< HEAD\n  name: \"A\",\n=======\n>>>>>>> x\n", 1);
    assert_eq!(parse(&text), Err(LoadError::Conflict { line: 3 }));
    for place in ["          properties: {", "      controls: [", "        (", "  ],"] {
        let text =
            example().replacen(&format!("{place}\n"), &format!("{place}\n<<<<<<< HEAD\n=======\n>>>>>>> x\n"), 1);
        assert!(matches!(parse(&text), Err(LoadError::Conflict { .. })), "{place}: {:?}", parse(&text));
    }
    // A Lua text may hold what looks like one.
    let mut project = parse(&example()).unwrap().project;
    let at = HandlerRef::new(project.screens[0].controls[0].id, "held");
    let lua = Handler::Lua("--[[\n<<<<<<< HEAD\n]]".to_owned());
    apply(&mut project, &Edit::SetHandler(at, Some(lua))).unwrap();
    assert_eq!(parse(&to_text(&project).unwrap()).unwrap().project, project);
}

#[test]
fn deep_nesting_is_an_error_with_a_place_and_not_a_crash() {
    for (open, close) in [("[", "]"), ("(x: ", ")"), ("Some(", ")"), ("{1: ", "}")] {
        let deep = format!("{}1{}", open.repeat(20_000), close.repeat(20_000));
        for text in [deep.clone(), example().replacen("\"Antippen\"", &deep, 1)] {
            assert!(matches!(parse(&text), Err(LoadError::Syntax { .. })), "{open}");
        }
    }
}

#[test]
fn newer_files_and_foreign_files_are_refused() {
    let newer = example().replacen("format: 2", "format: 7", 1);
    assert_eq!(parse(&newer), Err(LoadError::Newer { format: 7 }));
    assert_eq!(parse("// later\n(name: \"x\", format: 3)"), Err(LoadError::Newer { format: 3 }));
    assert_eq!(parse("\u{feff}Project(format: 3, neu!! <syntax>"), Err(LoadError::Newer { format: 3 }));
    for foreign in ["", " \n", "()", "(name: \"x\")", "(lang: De, recent: [])", "(format: 0)"] {
        assert_eq!(parse(foreign), Err(LoadError::NotAProject), "{foreign}");
    }
    for no_ron in ["<html>", "{\"format\": 1}", "hallo", "(format: 1,"] {
        assert!(matches!(parse(no_ron), Err(LoadError::Syntax { .. })), "{no_ron}");
    }
}

#[test]
fn a_merge_that_doubled_ids_is_mended() {
    let text = r#"(format: 1, name: "x", next_id: 2,
        connections: [(id: "a", name: "A"), (id: "a", name: "B")],
        variables: [(id: 5, name: "V", ident: "V", type: Text, initial: ""),
                    (id: 5, name: "W", ident: "W", type: Text, initial: "")],
        screens: [(id: 1, name: "S", width: inf, height: 800, grid: 0, background: "", controls: [
            (id: 9, kind: "button", name: "A", area: (x: NaN, y: 0, w: 1, h: 1), handlers: {
                "tapped": Blocks((first: 30, blocks: {30: (kind: "k", next: 31)})) }),
            (id: 9, kind: "button", name: "B", area: (x: 0, y: 0, w: 1, h: 1))])])"#;
    let Opened { project, repaired } = parse(text).unwrap();
    let screen = &project.screens[0];
    assert_eq!(repaired, [HandlerRef::new(ControlId(9), "tapped")]);
    assert_eq!(screen.controls[0].id, ControlId(9));
    assert_eq!(screen.controls[0].area.x, 100.0);
    assert_eq!((screen.width, screen.height, screen.grid), (1280.0, 800.0, 10.0));
    let mut ids = vec![project.variables[0].id.0, project.variables[1].id.0, screen.controls[1].id.0, 9, 30];
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5);
    assert!(ids.iter().all(|id| *id < project.next_id));
    assert_ne!(project.connections[0].id, project.connections[1].id);
    let graph = project.handler(&repaired[0]).unwrap().graph().unwrap();
    assert_eq!((graph.first, graph.blocks[&BlockId(30)].next), (Some(BlockId(30)), None));
    assert_eq!(parse(&text.replace("9,", "4294967295,")), Err(LoadError::IdTooLarge { id: u32::MAX }));
}

#[test]
fn timers_and_functions_have_numbers_of_their_own_too() {
    let text = r#"(format: 2, name: "x", next_id: 2,
        timers: [(id: 7, name: "A", ident: "A", when: Every(ms: 500)), (id: 7, name: "B", ident: "B", when: Cron(""))],
        functions: [(id: 8, name: "F", ident: "F", parameters: [(id: 1, name: "a", type: Number), (id: 1, name: "A", type: Text)]),
                    (id: 8, name: "G", ident: "G")],
        screens: [(id: 1, name: "S", width: 9, height: 8, grid: 1, background: "", controls: [])])"#;
    let project = parse(text).unwrap().project;
    let of_timers = project.timers.iter().map(|timer| timer.id.0);
    let mut ids: Vec<u32> = of_timers.chain(project.functions.iter().map(|function| function.id.0)).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), ids[..2].to_vec()), (4, vec![7, 8]));
    assert!(ids.iter().all(|id| *id < project.next_id));
    let inputs: Vec<(u32, &str)> =
        project.functions[0].parameters.iter().map(|input| (input.id, input.name.as_str())).collect();
    assert_eq!(inputs, [(1, "a"), (2, "A 2")]);
    assert_eq!(crate::model::invariants::check_project(&project, &|_, _| true), Ok(()));
}

/// The number of what is gone is no free one: what still refers to it would mean the next new thing.
#[test]
fn what_a_file_refers_to_and_has_not_keeps_its_number() {
    let block = r#"(first: 3, blocks: {3: (kind: "variable_set", slots: {"variable": Variable(12)})})"#;
    let text = format!(
        r#"(format: 2, name: "x", next_id: 4, screens: [(id: 1, name: "S", width: 9, height: 8, grid: 1, background: "",
            controls: [(id: 2, kind: "button", name: "A", area: (x: 0, y: 0, w: 1, h: 1), handlers: {{
                "tapped": Blocks({block})}})])])"#
    );
    assert_eq!(parse(&text).unwrap().project.next_id, 13);
    assert_eq!(parse(&text.replace("12", "4294967295")).unwrap().project.next_id, 4, "nobody counts up to there");
}

fn folder_with_example() -> (tempfile::TempDir, PathBuf, Project) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("halle.ron");
    let project = parse(&example()).unwrap().project;
    save(&path, &project).unwrap();
    (folder, path, project)
}

#[test]
fn saving_keeps_the_previous_content_once() {
    let (folder, path, mut project) = folder_with_example();
    let backup = folder.path().join("halle.ron.bak");
    assert!(!backup.exists());
    project.name = "Zwei".to_owned();
    save(&path, &project).unwrap();
    assert_eq!(fs::read_to_string(&backup).unwrap(), example());
    // Saving the same again does not push the previous content out.
    save(&path, &project).unwrap();
    assert_eq!(fs::read_to_string(&backup).unwrap(), example());
    assert_eq!(load(&path).unwrap().project, project);
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing else is left behind: {names:?}");
}

#[test]
fn a_save_that_fails_leaves_the_old_file() {
    let (folder, path, mut project) = folder_with_example();
    project.name = "Zwei".to_owned();
    // A folder with something in it cannot be replaced by the backup, not even by root.
    fs::create_dir_all(folder.path().join("halle.ron.bak").join("x")).unwrap();
    assert!(matches!(save(&path, &project), Err(SaveError::Io { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), example());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    let nowhere = folder.path().join("gibt es nicht").join("x.ron");
    assert!(matches!(save(&nowhere, &project), Err(SaveError::NoFolder { .. })));
    make_folder(nowhere.parent().unwrap()).unwrap();
    save(&nowhere, &project).unwrap();
    let in_a_file = make_folder(&path.join("darin"));
    assert!(matches!(in_a_file, Err(SaveError::Io { .. })), "{in_a_file:?}");
}

#[test]
fn a_newer_file_is_not_overwritten() {
    let (folder, path, project) = folder_with_example();
    let newer = "(format: 9, alles: Neu)";
    fs::write(&path, newer).unwrap();
    assert_eq!(save(&path, &project), Err(SaveError::Newer { format: 9 }));
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    assert_eq!(load(&path), Err(LoadError::Newer { format: 9 }));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn values_that_are_no_ron_are_not_saved() {
    let mut project = parse(&example()).unwrap().project;
    let control = project.screens[0].controls[0].id;
    for raw in ["(", "1, \"text\": 2", "#![enable(implicit_some)] 1"] {
        let edit = Edit::SetProperty(vec![control], "text".to_owned(), Some(Value::Raw(raw.to_owned()).into()));
        apply(&mut project, &edit).unwrap();
        assert!(matches!(to_text(&project), Err(SaveError::Text { .. })), "{raw}");
    }
}

/// The deepest place for a value is a slot of a block.
#[test]
fn the_deepest_list_is_read_again() {
    let (_folder, path, mut project) = folder_with_example();
    let deepest = |depth: usize| Value::from_json(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
    assert_eq!(deepest(MAX_NESTING + 1), None);
    let list = deepest(MAX_NESTING).unwrap();
    let at = HandlerRef::new(project.screens[0].controls[0].id, "tapped");
    let mut graph = Graph::default();
    graph.blocks.insert(BlockId(900), Block::new("variable_set").with("value", list));
    apply(&mut project, &Edit::SetHandler(at, Some(Handler::Blocks(graph)))).unwrap();
    project.next_id = 901;
    save(&path, &project).unwrap();
    assert_eq!(load(&path).unwrap().project, project);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let (folder, path, mut project) = folder_with_example();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.path().join("link.ron");
    symlink(&path, &link).unwrap();
    project.name = "Zwei".to_owned();
    save(&link, &project).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(load(&path).unwrap().project, project);
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
}

#[test]
fn unreadable_files_say_why() {
    let (folder, path, _) = folder_with_example();
    let missing = folder.path().join("x.ron");
    assert!(matches!(load(&missing), Err(LoadError::Io { kind: io::ErrorKind::NotFound, .. })));
    assert!(matches!(load(folder.path()), Err(LoadError::Io { .. })));
    fs::write(&path, b"(\n  name: \"\xff\xfe").unwrap();
    assert_eq!(load(&path), Err(LoadError::NotText { line: 2, column: 10 }));
    fs::File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
    assert_eq!(load(&path), Err(LoadError::TooBig { bytes: MAX_BYTES + 1, max: MAX_BYTES }));
}

#[test]
fn a_file_that_was_made_read_only_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fertig.ron");
    let mut project = Project::new("Fertig", "Start", "Lokaler Broker");
    save(&path, &project).unwrap();
    let before = fs::read(&path).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    project.name.push('2');
    let refused = save(&path, &project);
    assert!(matches!(refused, Err(SaveError::Io { kind: io::ErrorKind::PermissionDenied, .. })), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no backup of what was not replaced");
}

#[test]
fn a_file_that_another_program_has_changed_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("halle.ron");
    let mut project = Project::new("Halle", "Start", "Lokal");
    let Ok(Saved::Written(first, _)) = save_over(&path, &project, WritePolicy::Nothing) else { panic!("a new file") };
    assert_eq!(load_stamped(&path).unwrap().1, first);

    project.name = "Halle 2".to_owned();
    assert_eq!(save_over(&path, &project, WritePolicy::Nothing), Ok(Saved::Exists));
    let Ok(Saved::Written(second, _)) = save_over(&path, &project, WritePolicy::Same(first)) else {
        panic!("as it was")
    };

    let theirs = fs::read_to_string(&path).unwrap().replace("Halle 2", "Theirs");
    fs::write(&path, &theirs).unwrap();
    project.name = "Halle 3".to_owned();
    assert_eq!(save_over(&path, &project, WritePolicy::Same(second)), Ok(Saved::Changed));
    assert_eq!(fs::read_to_string(&path).unwrap(), theirs);
    assert!(matches!(save_over(&path, &project, WritePolicy::Anything), Ok(Saved::Written(..))));
    assert_eq!(load(&path).unwrap().project.name, "Halle 3");

    let (_, now) = load_stamped(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(
        matches!(save_over(&path, &project, WritePolicy::Same(now)), Ok(Saved::Written(..))),
        "a file that is gone"
    );
}
