//! The end of a step in which somebody has written: what was only mended keeps its translations.

use super::Editor;
use crate::language::words;
use crate::model::edit::Edit;
use crate::model::project::Project;

impl Editor {
    /// Ends the step that edits with one key join: the field has lost the focus, the drag is over.
    pub(super) fn seal(&mut self) {
        self.keep_words();
        self.history.seal();
    }

    /// Takes translations along over the whole of the step that is open: what was typed in between is nobody's text.
    pub(super) fn keep_words(&mut self) {
        if let Some(before) = self.history.before_open().cloned() {
            self.move_words(&before);
        }
    }

    /// Takes the last step back, as a whole.
    pub(super) fn take_back(&mut self) {
        self.keep_words();
        self.history.undo();
    }

    /// Takes them along after an edit that is a step of its own.
    pub(super) fn keep_words_after(&mut self, before: &Project, edit: &Edit) {
        if words::may_rewrite(before, edit) {
            self.move_words(before);
        }
    }

    fn move_words(&mut self, before: &Project) {
        if let Some(languages) = words::moved(before, self.project()) {
            // What belongs to the step is taken back with it.
            if let Err(err) = self.history.amend(&Edit::SetLanguages(languages.into())) {
                tracing::debug!("translations do not go along: {err}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::editor::command::{Action, Command};
    use crate::i18n::Lang;
    use crate::language;
    use crate::model::edit::apply;
    use crate::model::id::{ControlId, ScreenId};
    use crate::model::item::Item;

    /// A button that says `Stat`, which is translated.
    fn editor() -> (Editor, ControlId) {
        let mut project = Project::new("x", "Start", "Lokal");
        let button = language::new_control(language::control("button").unwrap(), Lang::De);
        let made = apply(&mut project, &Edit::AddControls(ScreenId(1), vec![button])).unwrap();
        let id = made.first(Item::control).unwrap();
        let edit = Edit::SetProperty(vec![id], "text".to_owned(), Some("Stat".into()));
        apply(&mut project, &edit).unwrap();
        let languages = Arc::make_mut(&mut project.languages);
        languages.tags = vec!["de".to_owned(), "pl".to_owned()];
        languages.set("Stat", "pl", "Uruchom");
        (Editor::new(project, None, Lang::De), id)
    }

    fn write(editor: &mut Editor, id: ControlId, text: &str, merge: Option<&str>) {
        let edit = Edit::SetProperty(vec![id], "text".to_owned(), Some(text.into()));
        editor.dispatch(Command::Edit { edit, merge: merge.map(str::to_owned) });
    }

    fn translated(editor: &Editor) -> Vec<&str> {
        editor.project().languages.texts.keys().map(String::as_str).collect()
    }

    #[test]
    fn what_is_typed_is_looked_at_once_when_all_of_it_is_written() {
        let (mut editor, id) = editor();
        for text in ["Sta", "St", "S", "St", "Sta", "Star", "Start"] {
            write(&mut editor, id, text, Some("text"));
            assert_eq!(translated(&editor), ["Stat"], "{text}");
        }
        editor.dispatch(Command::Seal);
        assert_eq!(translated(&editor), ["Start"]);
        editor.dispatch(Command::Do(Action::Undo));
        assert_eq!(translated(&editor), ["Stat"]);
        editor.dispatch(Command::Do(Action::Redo));
        assert_eq!(translated(&editor), ["Start"]);
        assert_eq!(editor.history.undo_labels().count(), 1);
        // Another edit ends it, and so does undo.
        write(&mut editor, id, "Strat", Some("text"));
        write(&mut editor, id, "42", Some("other"));
        assert_eq!(translated(&editor), ["Strat"]);
        editor.dispatch(Command::Do(Action::Undo));
        write(&mut editor, id, "Start", None);
        assert_eq!(translated(&editor), ["Start"]);
    }

    #[test]
    fn another_text_has_no_translation_of_the_old_one() {
        let (mut editor, id) = editor();
        for text in ["Sta", "St", "Sto", "Stop", "Stopp"] {
            write(&mut editor, id, text, Some("text"));
        }
        editor.dispatch(Command::Seal);
        assert_eq!(translated(&editor), ["Stat"]);
        write(&mut editor, id, "Halt", None);
        assert_eq!(translated(&editor), ["Stat"]);
    }
}
