//! Texts that have no translation into one of the languages of the app: there they are shown as they are written.

use crate::i18n::Wording;
use crate::language::words;
use crate::model::languages::known_language;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "missing_translation",
    severity: Severity::Hint,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at("pl", 1), at("tlh", 12)],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    let languages = &project.languages;
    if !languages.has_several() {
        return;
    }
    let texts = words::texts(project);
    let missing = languages.others().iter().map(|tag| (tag, words::missing(languages, &texts, tag)));
    problems.extend(missing.filter(|(_, count)| *count > 0).map(|(tag, count)| at(tag, count)));
}

fn at(tag: &str, count: usize) -> Problem {
    let (de, en) = known_language(tag).map_or((tag, tag), |known| (known.name.de, known.name.en));
    let words = if count == 1 {
        Wording::new(
            format!("1 Text ist nicht übersetzt: {de}. Dort steht er, wie er geschrieben ist."),
            format!("1 text is not translated: {en}. There it stands as it is written."),
        )
    } else {
        Wording::new(
            format!("{count} Texte sind nicht übersetzt: {de}. Dort stehen sie, wie sie geschrieben sind."),
            format!("{count} texts are not translated: {en}. There they stand as they are written."),
        )
    };
    CHECK.at(Place::Project, words)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::language::testing::{found_in, project};

    #[test]
    fn what_is_not_translated_is_told_once_for_each_language() {
        let (mut project, _) = project();
        let before = found_in(&project);
        let languages = Arc::make_mut(&mut project.languages);
        languages.tags = vec!["de".to_owned()];
        assert_eq!(found_in(&project), before);
        let texts = crate::language::words::texts(&project);
        assert!(!texts.is_empty());
        let languages = Arc::make_mut(&mut project.languages);
        languages.tags.extend(["en".to_owned(), "pl".to_owned()]);
        for each in &texts {
            languages.set(&each.text, "en", "x");
        }
        let told = found_in(&project).into_iter().filter(|key| *key == "missing_translation").count();
        assert_eq!(told, 1);
    }
}
