//! The files in the program's folder, as a crash, a disk or a person left them. The first byte says which one it is.
//! Whatever stands in it, the program goes on, and nothing that it cannot read is lost.
#![no_main]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use steckbrett::model::past::PastReason;
use steckbrett::model::project::Project;
use steckbrett::store::home::Home;
use steckbrett::store::known::KnownProjects;
use steckbrett::store::personal::Personal;
use steckbrett::store::secrets::{ProjectKey, SecretStore};
use steckbrett::store::settings::Settings;
use steckbrett::store::steps;
use steckbrett::store::timeline::ProjectStates;
use steckbrett::store::values::KeptValues;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let folder = FOLDER.path().join("home");
    fs::create_dir_all(&folder).expect("a folder");
    let home = Home::at(&folder);
    let mut project = Project { id: "p".to_owned(), ..Project::new("P", "Start", "Lokal") };
    match which % 7 {
        0 => {
            fs::write(home.settings_file(), bytes).expect("it can be written");
            Settings::load(&home).save(&home).expect("it can be saved");
        }
        1 => {
            fs::write(home.connections_file(), bytes).expect("it can be written");
            let personal = Personal::new(&home);
            if personal.load().is_ok() {
                let first = project.connections[0].clone();
                let kept = personal.keep(first).expect("one can be added");
                assert_eq!(personal.load().expect("they can be read"), kept);
            }
        }
        2 => {
            let values = KeptValues::of(&home, &project);
            only(&home.values_folder(), &format!("{}.ron", ProjectKey::of("p").folder_name()), bytes);
            let found = values.load().expect("the disk is whole");
            if values.write(&found).is_ok() && !found.is_empty() {
                // As text: no number equals itself that is none.
                assert_eq!(format!("{:?}", values.load().expect("the disk is whole")), format!("{found:?}"));
            }
        }
        3 => {
            fs::write(home.projects_file(), bytes).expect("it can be written");
            let known = KnownProjects::new(&home);
            let path = folder.join("a.ron");
            let _standing = known.look(&path, &mut project);
            let _kept = known.trust(&path, &project);
        }
        4 => {
            steps::keep(&home, &project, &[]).expect("it can be kept");
            let file = home.history_folder().join(ProjectKey::of("p").folder_name()).join("steps");
            let head = fs::read(&file).expect("it was kept");
            fs::write(&file, [&head[..], bytes].concat()).expect("it can be written");
            let _past = steps::load(&home, &project);
        }
        5 => {
            let states = ProjectStates::new(&home, "p");
            only(&home.history_folder().join(ProjectKey::of("p").folder_name()), "1700000000000.ron", bytes);
            for state in states.list() {
                let _opened = states.load(state.at_ms);
            }
            states.keep(&project, &PastReason::Saved, 1_700_000_000_000).expect("it can be kept");
            assert_eq!(states.load(states.list()[0].at_ms).expect("it is whole").project.name, project.name);
        }
        _ => {
            fs::write(home.secrets_file(), bytes).expect("it can be written");
            let secrets = SecretStore::new(&home);
            let _locked = (secrets.is_locked(), secrets.has_any(&ProjectKey::of("p")));
        }
    }
    let left = fs::read_dir(&folder).expect("a folder").count();
    assert!(left > 0, "what cannot be read is put aside");
    fs::remove_dir_all(&folder).expect("it can be removed");
});

fn only(folder: &Path, name: &str, bytes: &[u8]) {
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join(name), bytes).expect("it can be written");
}
