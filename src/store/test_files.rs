//! Files of tests of apps: `NAME.test.ron` beside the project `NAME.ron`.

use std::io;
use std::path::{Path, PathBuf};

use super::{LoadError, SaveError, content_up_to, disk, text};
use crate::model::app_test::{AppTest, TEST_FORMAT};

/// How the name of such a file ends.
pub const ENDING: &str = ".test.ron";
/// Largest file that is read, in bytes.
const MOST: u64 = 16 << 20;

/// Whether a file is a test, by its name.
pub fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(ENDING))
}

/// The tests of a project: `NAME.test.ron` and all `NAME.….test.ron` beside it that are of no other one, in the order of
/// their names.
///
/// # Errors
/// Those of the system.
pub fn tests_of(project: &Path) -> io::Result<Vec<PathBuf>> {
    let stem = project.file_stem().map(|stem| format!("{}.", stem.to_string_lossy())).unwrap_or_default();
    let all = tests_in(folder_of(project))?;
    let of_it = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&stem));
    // One that cannot be read is told of where its name leads.
    let leads_to_it = |path: &PathBuf| is_same(&project_of(path, &load(path).unwrap_or_default()), project);
    Ok(all.into_iter().filter(of_it).filter(leads_to_it).collect())
}

/// Whether both are the same file.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    one == other || real(one) == real(other)
}

/// What a test has to say of its project: nothing where its own name leads to it.
pub fn project_to_name(path: &Path, project: &Path) -> String {
    if is_same(&project_of(path, &AppTest::default()), project) {
        return String::new();
    }
    project.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The tests in a folder, in the order of their names.
///
/// # Errors
/// Those of the system.
pub fn tests_in(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if is_test(&path) && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The project that a test is of.
pub fn project_of(path: &Path, test: &AppTest) -> PathBuf {
    if !test.project.is_empty() {
        return folder_of(path).join(&test.project);
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.strip_suffix(ENDING).unwrap_or(&name);
    let folder = folder_of(path);
    // `counter.long.test.ron` is of `counter.ron`, unless there is a `counter.long.ron`.
    let candidates = std::iter::successors(Some(stem), |stem| stem.rsplit_once('.').map(|(head, _)| head));
    let all: Vec<PathBuf> = candidates.map(|stem| folder.join(format!("{stem}.ron"))).collect();
    let there = all.iter().find(|path| path.is_file()).or_else(|| all.first());
    there.cloned().unwrap_or_default()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Where the first test of a project that has no file yet lies: `NAME.test.ron`, else `NAME.2.test.ron`, and so on.
pub fn free_path(project: &Path) -> PathBuf {
    let stem = project.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = folder_of(project);
    let numbered = (2..).map(|number| format!("{stem}.{number}{ENDING}"));
    let mut all = std::iter::once(format!("{stem}{ENDING}")).chain(numbered).map(|name| folder.join(name));
    all.find(|path| !path.exists()).unwrap_or_default()
}

/// Reads a test.
///
/// # Errors
/// As [`super::load`].
pub fn load(path: &Path) -> Result<AppTest, LoadError> {
    let content = content_up_to(path, MOST)?;
    let read = std::str::from_utf8(&content).map_err(|err| {
        let (line, column) = text::position(&content[..err.valid_up_to()]);
        LoadError::NotText { line, column }
    })?;
    parse(read)
}

/// Reads a test from its text.
///
/// # Errors
/// As [`super::parse`].
pub fn parse(content: &str) -> Result<AppTest, LoadError> {
    text::read_test(content, TEST_FORMAT)
}

/// Writes a test; what was there is replaced.
///
/// # Errors
/// As [`super::save`].
pub fn save(path: &Path, test: &AppTest) -> Result<(), SaveError> {
    let failed = |err: io::Error| SaveError::Io { path: path.to_owned(), kind: err.kind(), what: err.to_string() };
    let text = to_text(test)?;
    disk::replace(path, text.as_bytes(), disk::Access::Usual).map(drop).map_err(failed)
}

/// The text of a test: a step a line.
///
/// # Errors
/// [`SaveError::Text`] if it has none.
pub fn to_text(test: &AppTest) -> Result<String, SaveError> {
    let written = |err: ron::Error| SaveError::Text { what: err.to_string() };
    let head = AppTest { steps: Vec::new(), ..test.clone() };
    let head = text::options().to_string_pretty(&head, text::pretty()).map_err(written)?;
    let steps = test.steps.iter().map(|step| {
        text::options().to_string_pretty(step, text::pretty().depth_limit(0)).map(|step| format!("    {step},\n"))
    });
    let steps = steps.collect::<Result<String, _>>().map_err(written)?;
    let whole = head.replacen("steps: [],", &format!("steps: [\n{steps}  ],"), 1);
    Ok(format!("{whole}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::app_test::{TestMessage, TestStep};
    use crate::model::value::Value;

    #[test]
    fn a_test_reads_back_as_it_was_written_a_step_a_line() {
        let message =
            TestMessage { topic: "a/b".to_owned(), text: "ein \"an\"\n".to_owned(), ..TestMessage::default() };
        let bytes =
            TestMessage { topic: "a".to_owned(), retained: true, ..TestMessage::default() }.with_payload(&[255, 0]);
        assert_eq!(bytes.payload(), Some(vec![255, 0]));
        let steps = vec![
            TestStep::At(1.5),
            TestStep::Tap("Ein".to_owned()),
            TestStep::Set("Name".to_owned(), Value::from("Milch")),
            TestStep::Receive(message),
            TestStep::Sends(bytes),
            TestStep::Fails,
        ];
        let variables = [("Zahl".to_owned(), Value::from(3.0))].into();
        let test = AppTest { nothing_else: true, variables, steps, ..AppTest::default() };
        let text = to_text(&test).unwrap();
        assert!(text.contains("    Tap(\"Ein\"),\n"), "{text}");
        assert_eq!(parse(&text).unwrap(), test, "{text}");
    }

    #[test]
    fn a_broken_file_says_where_and_a_newer_one_that_it_is() {
        let wrong = "(\n  format: 1,\n  steps: [\n    Tapp(\"Ein\"),\n  ],\n)";
        let Err(LoadError::Syntax { line, what, .. }) = parse(wrong) else { panic!() };
        assert_eq!(line, 4);
        assert!(what.contains("Tapp"), "{what}");
        let newer = "(\n  format: 7,\n  steps: [Dance],\n)";
        assert_eq!(parse(newer), Err(LoadError::Newer { format: 7 }));
        assert!(matches!(parse("(format: 1, stepps: [])"), Err(LoadError::Syntax { .. })));
        assert_eq!(parse(""), Err(LoadError::NotAProject));
    }

    #[test]
    fn a_test_lies_beside_its_project_and_finds_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["zähler.ron", "zähler.test.ron", "zähler.lang.test.ron", "zähler2.test.ron"] {
            std::fs::write(at(name), "").unwrap();
        }
        assert_eq!(tests_of(&at("zähler.ron")).unwrap(), [at("zähler.lang.test.ron"), at("zähler.test.ron")]);
        let test = AppTest::default();
        assert_eq!(project_of(&at("zähler.lang.test.ron"), &test), at("zähler.ron"));
        assert_eq!(project_of(&at("zähler2.test.ron"), &test), at("zähler2.ron"));
        let named = AppTest { project: "andere.ron".to_owned(), ..test };
        assert_eq!(project_of(&at("zähler.test.ron"), &named), at("andere.ron"));
        assert_eq!(free_path(&at("zähler.ron")), at("zähler.2.test.ron"));
        assert_eq!(free_path(&at("neu.ron")), at("neu.test.ron"));
    }

    #[test]
    fn of_two_projects_whose_names_begin_alike_each_has_its_own_tests() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["halle.ron", "halle.2.ron", "halle", "halle.2.lang.test.ron"] {
            std::fs::write(at(name), "").unwrap();
        }
        let (test, named) = (at("halle.test.ron"), at("halle.2.test.ron"));
        assert_eq!(project_to_name(&test, &at("halle.ron")), "");
        assert_eq!(project_to_name(&named, &at("halle.ron")), "halle.ron");
        assert_eq!(project_to_name(&test, &at("halle")), "halle");
        save(&test, &AppTest { format: TEST_FORMAT, ..AppTest::default() }).unwrap();
        let project = "halle.ron".to_owned();
        save(&named, &AppTest { format: TEST_FORMAT, project, ..AppTest::default() }).unwrap();
        assert_eq!(tests_of(&at("halle.ron")).unwrap(), [named, test]);
        assert_eq!(tests_of(&at("halle.2.ron")).unwrap(), [at("halle.2.lang.test.ron")]);
        assert_eq!(tests_of(&at("halle")).unwrap(), [""; 0].map(PathBuf::from));
    }
}
