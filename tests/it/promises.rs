//! Every test that `docs/promises.md` names exists.

use std::fs;
use std::path::Path;

/// The file that a test's path leads to, and the name of the test.
fn file_of(root: &Path, test: &str) -> Option<(std::path::PathBuf, String)> {
    let (module, name) = test.rsplit_once("::")?;
    let path = match module.strip_prefix("it::") {
        Some(module) => root.join("tests/it").join(module.replace("::", "/")),
        None => root.join("src").join(module.replace("::", "/")),
    };
    Some((path.with_extension("rs"), name.to_owned()))
}

#[test]
fn every_promise_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/promises.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains("::"));
    let (mut promises, mut missing) = (0, Vec::new());
    for row in rows {
        promises += 1;
        let held_by = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
        let tests: Vec<&str> = held_by.split('`').filter(|part| part.contains("::")).collect();
        assert!(!tests.is_empty(), "nothing holds {row}");
        for test in tests {
            let found = file_of(root, test).is_some_and(|(file, name)| {
                let source = fs::read_to_string(file).unwrap_or_default();
                source.contains(&format!("fn {name}(")) && source.contains("#[test]")
            });
            if !found {
                missing.push(test);
            }
        }
    }
    assert!(promises > 20, "only {promises} promises were read");
    assert!(missing.is_empty(), "named and not there: {missing:#?}");
}
