//! Every sentence of the checks in both languages, to be read by people when it changes.

mod fixes;
mod probes;

use std::collections::BTreeSet;

use super::*;
use crate::i18n::Lang;
use crate::say;

#[test]
fn every_check_has_its_own_key_and_its_file() {
    let keys: BTreeSet<_> = CHECKS.iter().map(|check| check.key).collect();
    assert_eq!(keys.len(), CHECKS.len());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language/checks");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let files: BTreeSet<_> = files.map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let wanted: BTreeSet<_> = keys.iter().map(|key| (*key).to_owned()).chain(["tests".to_owned()]).collect();
    assert_eq!(files, wanted);
}

#[test]
fn every_check_says_in_both_languages_what_is_wrong() {
    let mut problems = Vec::new();
    for check in CHECKS {
        let samples = (check.samples)();
        assert!(!samples.is_empty() && samples.iter().all(|problem| problem.check == *check), "{}", check.key);
        problems.extend(samples);
    }
    insta::assert_snapshot!(say::testing::table(&problems, |problem, lang: Lang| problem.wording.get(lang).to_owned()));
}
