//! `test`: runs tests of apps, without a network and without waiting, and says what differs.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::{Exit, complain};
use crate::i18n::Lang;
use crate::model::app_test::TestDifference;
use crate::model::names::visible;
use crate::model::project::Project;
use crate::replay;
use crate::say;
use crate::store::{self, test_files};

/// What to test, and how it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TestWish {
    /// Tests, projects whose tests lie beside them, and folders.
    pub(super) files: Vec<PathBuf>,
    /// Whether each test is told as a line of JSON.
    pub(super) json: bool,
    /// Where a report for servers that build goes.
    pub(super) junit: Option<PathBuf>,
}

/// How a test went.
struct Report {
    file: PathBuf,
    steps: usize,
    secs: f64,
    result: TestResult,
}

enum TestResult {
    /// What differs, with its step.
    Ran(Vec<(Option<usize>, String)>),
    /// Why it cannot be run.
    NotRun(String),
}

pub(super) fn run(wish: &TestWish, lang: Lang) -> Exit {
    let mut files = Vec::new();
    for path in &wish.files {
        match tests_at(path, lang) {
            Ok(found) => files.extend(found),
            Err(sentence) => return complain(&format!("{}: {sentence}", path.display()), Exit::Usage),
        }
    }
    let reports: Vec<Report> =
        files.into_iter().map(|file| test(file, lang)).inspect(|it| tell(it, wish.json, lang)).collect();
    if !wish.json {
        write(&format!("{}\n", summary(&reports, lang)));
    }
    if let Some(path) = &wish.junit
        && let Err(err) = std::fs::write(path, junit(&reports))
    {
        return complain(&format!("{}: {err}", path.display()), Exit::File);
    }
    let is = |wanted: fn(&TestResult) -> bool| reports.iter().any(|report| wanted(&report.result));
    match () {
        () if is(|result| matches!(result, TestResult::NotRun(_))) => Exit::Usage,
        () if is(|result| matches!(result, TestResult::Ran(differs) if !differs.is_empty())) => Exit::Problem,
        () => Exit::Ok,
    }
}

/// The tests that a path means; the error is a sentence.
fn tests_at(path: &Path, lang: Lang) -> Result<Vec<PathBuf>, String> {
    if test_files::is_test(path) {
        return Ok(vec![path.to_owned()]);
    }
    let found = if path.is_dir() {
        test_files::tests_in(path)
    } else {
        std::fs::metadata(path).and_then(|_| test_files::tests_of(path))
    };
    let found = found.map_err(|err| err.to_string())?;
    if found.is_empty() { Err(say::no_such_tests().get(lang).to_owned()) } else { Ok(found) }
}

fn test(file: PathBuf, lang: Lang) -> Report {
    let not_run = |file: PathBuf, at: &Path, err: &store::LoadError| {
        let what = say::load_error(err, lang);
        let what = if at == file { what } else { format!("{}: {what}", at.display()) };
        Report { file, steps: 0, secs: 0.0, result: TestResult::NotRun(what) }
    };
    let test = match test_files::load(&file) {
        Ok(test) => test,
        Err(err) => return not_run(file.clone(), &file, &err),
    };
    let at = test_files::project_of(&file, &test);
    let project: Arc<Project> = match store::load(&at) {
        Ok(opened) => Arc::new(opened.project),
        Err(err) => return not_run(file, &at, &err),
    };
    let outcome = replay::run(&project, &test, lang);
    let told = |it: &TestDifference| (it.step, say::test_difference(it, &project, lang));
    let differences = outcome.differences.iter().map(told).collect();
    Report { file, steps: test.steps.len(), secs: outcome.secs, result: TestResult::Ran(differences) }
}

fn tell(report: &Report, json: bool, lang: Lang) {
    if json {
        return write(&format!("{}\n", as_json(report)));
    }
    let (mark, color) = if is_fine(report) { ('✓', 32) } else { ('✗', 31) };
    let has_colors = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mark = if has_colors { format!("\u{1b}[{color}m{mark}\u{1b}[0m") } else { mark.to_string() };
    let file = visible(&report.file.display().to_string()).into_owned();
    let (steps, secs) = (report.steps, say::number((report.secs * 10.0).round() / 10.0, lang));
    let size = match lang {
        Lang::De => format!("{steps} {}, {secs} s", if steps == 1 { "Schritt" } else { "Schritte" }),
        Lang::En => format!("{steps} {}, {secs} s", if steps == 1 { "step" } else { "steps" }),
    };
    write(&match &report.result {
        TestResult::NotRun(why) => format!("{mark} {file}\n    {}\n", visible(why)),
        TestResult::Ran(differs) => {
            let lines = differs.iter().map(|(_, line)| format!("    {}\n", visible(line)));
            format!("{mark} {file} ({size})\n{}", lines.collect::<String>())
        }
    });
}

fn is_fine(report: &Report) -> bool {
    matches!(&report.result, TestResult::Ran(differs) if differs.is_empty())
}

fn as_json(report: &Report) -> String {
    let (differs, error) = match &report.result {
        TestResult::Ran(differs) => (differs.as_slice(), None),
        TestResult::NotRun(why) => (&[][..], Some(why)),
    };
    let differs: Vec<_> =
        differs.iter().map(|(step, text)| json!({ "step": step.map(|step| step + 1), "text": text })).collect();
    json!({
        "test": report.file.display().to_string(),
        "ok": is_fine(report),
        "steps": report.steps,
        "secs": report.secs,
        "differences": differs,
        "error": error,
    })
    .to_string()
}

fn summary(reports: &[Report], lang: Lang) -> String {
    let (all, fine) = (reports.len(), reports.iter().filter(|report| is_fine(report)).count());
    match (lang, all - fine) {
        (Lang::De, 0) => format!("{} in Ordnung.", if all == 1 { "1 Test".to_owned() } else { format!("{all} Tests") }),
        (Lang::En, 0) => format!("{} passed.", if all == 1 { "1 test".to_owned() } else { format!("{all} tests") }),
        (Lang::De, bad) => format!("{bad} von {all} nicht in Ordnung."),
        (Lang::En, bad) => format!("{bad} of {all} did not pass."),
    }
}

/// The form that servers that build read.
fn junit(reports: &[Report]) -> String {
    let escaped = |text: &str| {
        let safe = visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        safe.replace('"', "&quot;").replace('\n', "&#10;")
    };
    let case = |report: &Report| {
        let name = escaped(&report.file.display().to_string());
        let inner = match &report.result {
            TestResult::NotRun(why) => format!("<error message=\"{}\"/>", escaped(why)),
            TestResult::Ran(differs) => {
                let lines: Vec<&str> = differs.iter().map(|(_, line)| line.as_str()).collect();
                let first =
                    lines.first().map_or(String::new(), |first| format!("<failure message=\"{}\">", escaped(first)));
                if first.is_empty() { first } else { format!("{first}{}</failure>", escaped(&lines.join("\n"))) }
            }
        };
        format!("  <testcase classname=\"steckbrett\" name=\"{name}\" time=\"{:.3}\">{inner}</testcase>\n", report.secs)
    };
    let count = |wanted: fn(&TestResult) -> bool| reports.iter().filter(|report| wanted(&report.result)).count();
    let failures = count(|result| matches!(result, TestResult::Ran(differs) if !differs.is_empty()));
    let errors = count(|result| matches!(result, TestResult::NotRun(_)));
    let cases: String = reports.iter().map(case).collect();
    let all = reports.len();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"steckbrett\" tests=\"{all}\" failures=\"{failures}\" errors=\"{errors}\">\n{cases}</testsuite>\n"
    )
}

/// Writes what is safe for a terminal already.
fn write(text: &str) {
    if let Err(err) = std::io::stdout().lock().write_all(text.as_bytes()) {
        tracing::debug!("cannot write to the output: {err}");
    }
}
