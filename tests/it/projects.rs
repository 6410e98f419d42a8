//! The example projects: each reads, is sound, and is laid out with care.
//!
//! They are the first thing a newcomer opens, so what stands in them is a promise.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use steckbrett::language::lower::lower;
use steckbrett::model::blocks::check::check_invariants;
use steckbrett::model::component::{ComponentFace, MASTER, ORDER, REPEATER, ROWS, TOPICS, in_braces};
use steckbrett::model::connection::{Connection, OfflineRule};
use steckbrett::model::project::{FORMAT, Project};
use steckbrett::model::screen::{Area, Screen};
use steckbrett::model::topic::TopicFilter;
use steckbrett::store::test_files::is_test;
use steckbrett::{language, store};

use crate::steckbrett::Steckbrett;

/// The path of an example in `projects/`.
pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("projects").join(name)
}

/// All examples, by name.
pub(crate) fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|ext| ext == "ron")).collect();
    // Their tests lie beside them.
    files.retain(|path| !is_test(path));
    files.sort();
    files
}

fn load(path: &Path) -> Project {
    let opened = store::load(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
    assert!(opened.repaired.is_empty(), "{} breaks rules: {:?}", path.display(), opened.repaired);
    opened.project
}

#[test]
fn the_examples_and_their_english_twins_are_there() {
    let names: Vec<_> =
        examples().iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    for name in [
        "bestaetigen-und-fragen.ron",
        "default-und-retained.ron",
        "mqtt-senden.ron",
        "sensorwerte.ron",
        "topic-und-json.ron",
        "zwei-buttons-eine-verbindung.ron",
        "default-and-retained.ron",
        "mqtt-send.ron",
        "sensor-values.ron",
        "topic-and-json.ron",
        "two-buttons-one-connection.ron",
        "confirm-and-ask.ron",
        "foerderband.ron",
        "conveyor.ron",
        "zuhause.ron",
        "smart-home.ron",
        "auftragsterminal.ron",
        "order-terminal.ron",
        "energie.ron",
        "energy.ron",
        "maschinenhalle.ron",
        "machine-hall.ron",
        "einkaufsliste.ron",
        "shopping-list.ron",
        "sprachen.ron",
        "languages.ron",
    ] {
        assert!(names.iter().any(|known| known == name), "{name} is missing from {names:?}");
    }
}

#[test]
fn every_example_is_sound() {
    for path in examples() {
        let project = load(&path);
        let name = path.display();
        assert_eq!(project.format, FORMAT, "{name}");
        let sentences = project.purpose.split_inclusive(". ").count();
        assert_eq!(sentences, 2, "{name}: the purpose is two sentences, not {sentences}");
        check_ids(&project, &name.to_string());
        for source in &project.sources {
            assert!(
                source.link().is_none_or(|id| project.connection(id).is_some()),
                "{name}: source {:?}",
                source.name
            );
            for topic in source.filters() {
                TopicFilter::parse(topic).unwrap_or_else(|err| panic!("{name}: {topic:?}: {err:?}"));
            }
        }
        for (at, handler) in project.handlers() {
            let graph = handler.graph().unwrap_or_else(|| panic!("{name}: {at:?} is not made of blocks"));
            assert_eq!(check_invariants(graph), Ok(()), "{name}: {at:?}");
            assert!(graph.loose().is_empty(), "{name}: {at:?} has loose blocks");
        }
    }
}

fn check_ids(project: &Project, name: &str) {
    let mut ids: Vec<u32> = project.sources.iter().map(|source| source.id.0).collect();
    ids.extend(project.variables.iter().map(|variable| variable.id.0));
    for screen in &project.screens {
        ids.push(screen.id.0);
        ids.extend(screen.controls.iter().map(|control| control.id.0));
    }
    ids.extend(
        project
            .handlers()
            .filter_map(|(_, handler)| handler.graph())
            .flat_map(|graph| graph.blocks.keys().map(|id| id.0)),
    );
    let unique: BTreeSet<u32> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "{name}: an id is used twice");
    assert!(ids.iter().all(|id| *id < project.next_id), "{name}: next_id {} is taken", project.next_id);
}

#[test]
fn every_example_lowers_without_a_problem() {
    for path in examples() {
        let project = load(&path);
        let name = path.display();
        let lowered = lower(&project);
        assert!(lowered.problems.is_empty(), "{name}: {:#?}", lowered.problems);
        assert_eq!(lowered.chunks.len(), project.handlers().count(), "{name}");
        for block in
            project.handlers().filter_map(|(_, handler)| handler.graph()).flat_map(|graph| graph.blocks.values())
        {
            let slots = language::slots(&project, block);
            for key in block.slots.keys() {
                let known = key == language::COUNT || slots.iter().any(|slot| slot.key == *key);
                assert!(known, "{name}: {} has no slot {key:?}", block.kind);
            }
        }
    }
}

#[test]
fn the_seed_example_reads_as_the_seed_page_says() {
    let lowered = lower(&load(&example("mqtt-senden.ron")));
    assert_eq!(
        lowered.chunks[0].pretty.trim_end(),
        "connections.getfromid('lokal').publish('steckbrett/demo', screens['Start'].Eingabe.text)"
    );
}

/// So that saving an example changes nothing but what was edited.
#[test]
fn every_example_is_written_as_the_program_writes_it() {
    for path in examples() {
        let written = store::to_text(&load(&path)).unwrap();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, written, "open and save {}", path.display());
    }
}

#[test]
fn every_example_is_laid_out_with_care() {
    for path in examples() {
        let project = load(&path);
        for screen in &project.screens {
            check_layout(&project, screen, &path.display().to_string());
        }
    }
}

/// On the grid, inside the screen with a margin, no overlap but on a card, known kinds and properties only.
fn check_layout(project: &Project, screen: &Screen, name: &str) {
    let inside = |outer: &Area, inner: &Area| {
        outer.x <= inner.x && outer.y <= inner.y && inner.right() <= outer.right() && inner.bottom() <= outer.bottom()
    };
    // A component has its margin where it stands.
    let margin = if screen.component.is_some() { 0.0 } else { 40.0 };
    let page = Area::new(margin, margin, screen.width - 2.0 * margin, screen.height - 2.0 * margin);
    let mut names = BTreeSet::new();
    for (index, control) in screen.controls.iter().enumerate() {
        let at = format!("{name}: {}", control.name);
        let Area { x, y, w, h } = control.area;
        assert!([x, y, w, h].iter().all(|edge| edge % screen.grid == 0.0), "{at} is off the grid");
        assert!(inside(&page, &control.area), "{at} touches the edge of the screen");
        assert!(names.insert(control.name.to_lowercase()), "{at}: the name is used twice");
        let def = language::control(&control.kind).unwrap_or_else(|| panic!("{at}: unknown kind {}", control.kind));
        for key in control.properties.keys() {
            let given = |face: &ComponentFace| face.parameters.iter().any(|each| in_braces(&each.name) == *key);
            let of_instance = project.master_of(control).is_some_and(|(_, face)| key == MASTER || given(face));
            let of_repeater = control.kind == REPEATER && [MASTER, TOPICS, ROWS, ORDER].contains(&key.as_str());
            let known = of_instance || of_repeater || def.properties.iter().any(|property| property.key == key);
            assert!(known, "{at}: unknown property {key}");
        }
        for trigger in control.handlers.keys() {
            assert!(def.triggers.iter().any(|known| known.key == trigger), "{at}: unknown trigger {trigger}");
        }
        for below in &screen.controls[..index] {
            let on_card = below.kind == "rectangle" && inside(&below.area, &control.area);
            assert!(on_card || !below.area.intersects(&control.area), "{at} lies on {}", below.name);
        }
    }
}

/// Files as format 1 wrote them are kept in `tests/it/format1`: the examples of then, and a project with every use of a
/// column. They open without a word, say the same in Lua, and read back the same once they are saved in today's format.
#[test]
fn files_of_format_1_open_without_a_word_and_mean_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/format1");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ext| ext != "ron") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("format: 1,"), "{path:?}");
        let opened = store::parse(&text).unwrap();
        assert_eq!(opened.repaired, [], "{path:?}");
        let buffers = |one: &Connection| one.mqtt().unwrap().offline == OfflineRule::Buffer;
        assert!(opened.project.connections.iter().all(buffers), "messages wait as they did: {path:?}");
        let lowered = lower(&opened.project);
        assert_eq!(lowered.problems, [], "{path:?}");
        let written = store::to_text(&opened.project).unwrap();
        assert!(written.starts_with("(\n  format: 2,\n"), "{path:?}");
        let again = store::parse(&written).unwrap().project;
        assert_eq!(again, opened.project, "{path:?}");
        assert_eq!(lower(&again).chunks, lowered.chunks, "{path:?}");
        // What the program of then said of it stands beside the file.
        let said = Steckbrett::new().run(["lua".as_ref(), path.as_os_str()]);
        assert_eq!(said.stdout, std::fs::read_to_string(path.with_extension("lua")).unwrap(), "{path:?}");
        count += 1;
    }
    assert!(count >= 14, "{count}");
}
