//! Commands that need neither broker nor window: `check` and `lua`.

use std::fmt::Write as _;

use super::{Exit, print};
use crate::i18n::{Lang, t};
use crate::language::lower::{Lowerer, lower};
use crate::model::place::Place;
use crate::model::problem::Severity;
use crate::say;
use crate::store::Opened;

/// Prints the problems, one a line; fails on errors, not on hints.
pub(super) fn check(opened: &Opened, lang: Lang) -> Exit {
    let project = &opened.project;
    let mut out = String::new();
    for at in &opened.repaired {
        line(&mut out, &say::place(project, &Place::Handler(at.clone(), None), lang), say::REPAIRED.get(lang));
    }
    let problems = Lowerer::new(Some(crate::engine::check_syntax)).update(project).problems;
    let mut errors = opened.repaired.len();
    for problem in &problems {
        let word = match problem.severity() {
            Severity::Error => {
                errors += 1;
                t("Fehler", "error")
            }
            Severity::Hint => t("Hinweis", "hint"),
        };
        let sentence = problem.wording.get(lang);
        line(&mut out, word.get(lang), &format!("{}: {sentence}", say::place(project, &problem.place, lang)));
    }
    if problems.is_empty() && opened.repaired.is_empty() {
        let sentence = t("Keine Probleme in", "No problems in");
        line(&mut out, sentence.get(lang), &say::quoted(&project.name, lang));
    }
    print(&out);
    if errors == 0 { Exit::Ok } else { Exit::Problem }
}

fn line(out: &mut String, first: &str, rest: &str) {
    // Writing to a text cannot fail.
    let _written = writeln!(out, "{first}: {rest}");
}

/// Prints the Lua of all handlers, each below a comment that names it.
pub(super) fn lua(opened: &Opened, lang: Lang) -> Exit {
    let project = &opened.project;
    let parts: Vec<String> = lower(project)
        .chunks
        .iter()
        .map(|chunk| {
            let place = say::place(project, &Place::Handler(chunk.handler.clone(), None), lang);
            format!("-- {place}\n{}", chunk.pretty)
        })
        .collect();
    print(&parts.join("\n"));
    Exit::Ok
}
