//! Translations as rows of a spreadsheet: one for each text, a column for each language.

use super::{ReadText, unused};
use crate::model::languages::{AppLanguages, known_language};
use crate::model::project::Project;

/// What became of rows that were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadSheet {
    /// Translations that were taken over.
    pub taken: usize,
    /// Rows of texts that the app does not have; they are left out.
    pub unknown: usize,
}

/// All texts with their translations; the first row has the tags of the languages.
pub fn rows(project: &Project, texts: &[ReadText]) -> Vec<Vec<String>> {
    let languages = &project.languages;
    let mut out = vec![languages.tags.clone()];
    let written = texts.iter().map(|each| each.text.clone());
    for text in written.chain(unused(project, texts)) {
        let translated = languages.others().iter().map(|tag| languages.translation(&text, tag).unwrap_or_default());
        let translated: Vec<String> = translated.map(str::to_owned).collect();
        out.push(std::iter::once(text.clone()).chain(translated).collect());
    }
    out
}

/// Takes over rows that somebody has filled in elsewhere: the first names the languages by tag or name, its first cell the
/// one that texts are written in. A language that is not there yet is added where its name says which it is. Cells that are
/// empty leave what is there.
pub fn read(project: &Project, texts: &[ReadText], rows: &[Vec<String>]) -> Option<(AppLanguages, ReadSheet)> {
    let (head, rows) = rows.split_first()?;
    let mut languages = AppLanguages::clone(&project.languages);
    let mut columns = Vec::new();
    for title in head.iter().skip(1) {
        let title = title.trim();
        let place = languages.find(title).or_else(|| {
            let lower = title.to_lowercase();
            let by_name = || {
                let mut all = crate::model::languages::KNOWN_LANGUAGES.iter();
                all.find(|known| known.all_names().any(|name| name.to_lowercase() == lower))
            };
            let tag = known_language(title).map(|_| title.to_owned()).or_else(|| Some(by_name()?.tag.to_owned()))?;
            languages.tags.push(tag);
            Some(languages.tags.len() - 1)
        });
        columns.push(place.filter(|place| *place > 0));
    }
    columns.iter().any(Option::is_some).then_some(())?;
    let mut told = ReadSheet::default();
    for row in rows {
        let Some(text) = row.first().map(|text| text.trim()).filter(|text| !text.is_empty()) else { continue };
        let is_known = texts.iter().any(|each| each.text == text) || languages.texts.contains_key(text);
        if !is_known {
            told.unknown += 1;
            continue;
        }
        for (place, cell) in columns.iter().zip(row.iter().skip(1)) {
            let tag = place.map(|place| languages.tag(place).to_owned());
            if let Some(tag) = tag.filter(|_| !cell.trim().is_empty()) {
                languages.set(text, &tag, cell.trim());
                told.taken += 1;
            }
        }
    }
    Some((languages, told))
}

/// Puts pasted cells into the translations of these texts, from a place on: rows down, languages to the right.
pub fn pasted(
    languages: &AppLanguages,
    texts: &[&str],
    (row, column): (usize, usize),
    cells: &[Vec<String>],
) -> AppLanguages {
    let mut out = languages.clone();
    for (text, cells) in texts.iter().skip(row).zip(cells) {
        for (tag, cell) in languages.others().iter().skip(column).zip(cells) {
            out.set(text, tag, cell.trim());
        }
    }
    out
}
