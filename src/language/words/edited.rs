//! Translations go along when a text is written otherwise: people mend a typo and do not think of other languages.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::texts;
use crate::model::edit::{Edit, apply};
use crate::model::project::Project;

/// The edit, with what it means for translations: where it writes one text otherwise that stands nowhere else, its
/// translations become those of the new one. `None` where it means nothing for them.
pub fn following(project: &Project, edit: &Edit) -> Option<Edit> {
    if project.languages.texts.is_empty() || !may_rewrite(edit) {
        return None;
    }
    let mut next = project.clone();
    apply(&mut next, edit).ok()?;
    let (before, after) = (written(project), written(&next));
    let gone: Vec<&String> = before.difference(&after).collect();
    let come: Vec<&String> = after.difference(&before).collect();
    let ([old], [new]) = (&gone[..], &come[..]) else { return None };
    let known = &next.languages.texts;
    if !known.contains_key(*old) || known.contains_key(*new) {
        return None;
    }
    let mut languages = (*next.languages).clone();
    languages.rewrite(old, new);
    let languages = Edit::SetLanguages(Arc::new(languages));
    Some(Edit::All(edit.label_in(project), vec![edit.clone(), languages]))
}

fn written(project: &Project) -> BTreeSet<String> {
    texts(project).into_iter().map(|each| each.text).collect()
}

/// Whether an edit can write a text otherwise; those that come with every move of the pointer cannot.
fn may_rewrite(edit: &Edit) -> bool {
    match edit {
        Edit::SetProperty(..)
        | Edit::SetRules(..)
        | Edit::SetParameter(..)
        | Edit::SetHandler(..)
        | Edit::Graph(..)
        | Edit::SetSource(_)
        | Edit::Rename(..) => true,
        Edit::All(_, edits) => edits.iter().any(may_rewrite),
        _ => false,
    }
}
