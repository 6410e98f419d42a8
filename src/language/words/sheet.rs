//! Translations as rows of a spreadsheet: one for each text, a column for each language.

use super::{ReadText, unused};
use crate::model::languages::{AppLanguages, KNOWN_LANGUAGES, KnownLanguage, known_language};
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
        let place = column_of(&mut languages, title);
        // Two columns for one language would write over each other.
        let place = place.filter(|place| !columns.contains(&Some(*place)));
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

/// The place of the language that a column is for: the one with just this tag or name, else a new one where it says which.
/// What is only related is another language: `en-US` does not fill in `en-GB`.
fn column_of(languages: &mut AppLanguages, title: &str) -> Option<usize> {
    let title = title.trim();
    let is_name = |known: &KnownLanguage| known.all_names().any(|name| name.to_lowercase() == title.to_lowercase());
    let written = well_written(title);
    let exact = languages.tags.iter().position(|tag| well_written(tag) == written);
    let named = || languages.tags.iter().position(|tag| known_language(tag).is_some_and(is_name));
    exact.or_else(named).or_else(|| {
        let by_tag = known_language(title).map(|_| written);
        let by_name = || KNOWN_LANGUAGES.iter().find(|known| is_name(known)).map(|known| known.tag.to_owned());
        languages.tags.push(by_tag.or_else(by_name)?);
        Some(languages.tags.len() - 1)
    })
}

/// A tag as it is usually written: `PT_br` is `pt-BR`.
fn well_written(tag: &str) -> String {
    let parts = tag.split(['-', '_']).enumerate().map(|(place, part)| match (place, part.len()) {
        (0, _) => part.to_lowercase(),
        (_, 2) => part.to_uppercase(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("-")
}

/// Puts pasted cells into the translations of these texts, from a place on: rows down, languages to the right. Empty ones
/// leave what is there.
pub fn pasted(
    languages: &AppLanguages,
    texts: &[&str],
    (row, column): (usize, usize),
    cells: &[Vec<String>],
) -> AppLanguages {
    let mut out = languages.clone();
    for (text, cells) in texts.iter().skip(row).zip(cells) {
        let filled = languages.others().iter().skip(column).zip(cells).filter(|(_, cell)| !cell.trim().is_empty());
        for (tag, cell) in filled {
            out.set(text, tag, cell.trim());
        }
    }
    out
}
