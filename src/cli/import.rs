//! `import`: a project of another program as one of ours, and what of it is missing.

use std::fmt::Write as _;
use std::path::Path;

use super::{Exit, complain, not_opened, print};
use crate::i18n::{Lang, t};
use crate::say;
use crate::store::{self, SaveError, Saved, WritePolicy, pbmx};

/// Writes the project beside the file, or where it is said; never over another file.
pub(super) fn run(file: &Path, out: Option<&Path>, lang: Lang) -> Exit {
    let (foreign, _) = match pbmx::open(file) {
        Ok(opened) => opened,
        Err(err) => return not_opened(file, &err, lang),
    };
    let beside = file.with_extension("ron");
    let out = out.unwrap_or(&beside);
    let failed = |err: &SaveError| complain(&say::save_error(err, lang), Exit::File);
    match store::save_over(out, &foreign.project, WritePolicy::Nothing) {
        Ok(Saved::Written(..)) => {}
        Ok(Saved::Exists | Saved::Changed) => {
            let said = t(
                "ist schon da und bleibt, wie es ist. Einen anderen Namen nennen: --out DATEI",
                "is there already and stays as it is. Name another one: --out FILE",
            );
            return complain(&format!("{} {}", out.display(), said.get(lang)), Exit::File);
        }
        Err(err) => return failed(&err),
    }
    let mut text = String::new();
    for (place, left) in &foreign.left {
        let place = say::place(&foreign.project, place, lang);
        // Writing to a text cannot fail.
        let _written = writeln!(text, "{place}: {}", say::left_out(left, lang));
    }
    let said = say::left_out_count(foreign.left.len(), lang);
    let written = t("geschrieben", "written").get(lang);
    let _written = writeln!(text, "{} {written}. {said}.", out.display());
    print(&text);
    Exit::Ok
}
