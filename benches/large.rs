//! Projects of 100,000 controls, data sources or filters, in ms and beside one of a quarter of that: 4 times as long is
//! linear, and no step may be far above that.

use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use steckbrett::language::lower::Lowerer;
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::id::{ControlId, SourceId};
use steckbrett::model::item::Item;
use steckbrett::model::reference;
use steckbrett::{engine, store};

#[path = "../tests/it/large/projects.rs"]
mod projects;

use self::projects::{many_controls, many_filters, many_sources, run};

const COUNT: u32 = 100_000;

/// Its name, how its file is made, what is renamed in it, and the button that is tapped until something is logged.
type Case = (&'static str, fn(u32) -> String, fn() -> Item, ControlId);

const CASES: [Case; 3] = [
    ("controls", many_controls, || ControlId(2).into(), ControlId(4)),
    ("data sources", many_sources, || SourceId(3).into(), ControlId(2)),
    ("filters of a source", many_filters, || SourceId(3).into(), ControlId(2)),
];

/// What takes how long, in milliseconds.
fn steps((_, make, item, button): &Case, count: u32) -> Vec<(&'static str, f64)> {
    let text = make(count);
    let mut steps = Vec::new();
    let mut began = Instant::now();
    let mut done = |what| {
        steps.push((what, began.elapsed().as_secs_f64() * 1000.0));
        began = Instant::now();
    };
    let mut project = store::parse(&text).expect("a sound project").project;
    done("open");
    let mut lowerer = Lowerer::new(Some(engine::check_syntax));
    let lowered = lowerer.update(&project);
    done("check");
    run(&Arc::new(project.clone()), &lowered, *button);
    done("start, tap, log");
    apply(&mut project, &Edit::Rename(item(), "Neu".to_owned())).expect("it is there");
    black_box(lowerer.update(&project));
    done("rename");
    black_box(reference::counts(&project));
    done("where used");
    black_box(store::to_text(&project).expect("it can be written"));
    done("save");
    steps
}

pub(crate) fn bench() {
    say(&format!("\nprojects of {COUNT}, in ms (beside it times a quarter of it; 4 is linear)"));
    for case in &CASES {
        let (quarter, whole) = (steps(case, COUNT / 4), steps(case, COUNT));
        let figures = whole
            .iter()
            .zip(quarter)
            .map(|((what, whole), (_, quarter))| format!("  {what} {whole:.0} ({:.1})", whole / quarter.max(0.001)));
        say(&format!("  {:20}{}", case.0, figures.collect::<String>()));
    }
}

fn say(words: &str) {
    writeln!(std::io::stdout(), "{words}").expect("somebody reads it");
}
