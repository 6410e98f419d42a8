//! Undo and redo by snapshots: a project is cheap to keep, since screens are shared between versions.

use std::sync::Arc;

use super::edit::{Created, Edit, EditError, apply};
use super::project::Project;
use crate::i18n::Wording;

/// The project and its past.
#[derive(Clone, Debug)]
pub struct History {
    current: Arc<Project>,
    undo: Vec<UndoStep>,
    redo: Vec<UndoStep>,
    saved: Arc<Project>,
    /// No id of a thing whose making was undone is given to another: what was copied would mean that one.
    next_id: u32,
    /// Edits with the same key as the last one join its step, until the step is sealed.
    open: Option<String>,
}

/// A step that can be taken back or made again.
#[derive(Clone, Debug)]
pub struct UndoStep {
    /// What it does.
    pub label: Wording,
    /// The project on the other side of the step.
    pub other: Arc<Project>,
}

impl History {
    /// A project without a past, as it was saved or made.
    pub fn new(project: Project) -> Self {
        let next_id = project.next_id;
        let current = Arc::new(project);
        Self { saved: Arc::clone(&current), current, next_id, undo: Vec::new(), redo: Vec::new(), open: None }
    }

    /// The project as it is now.
    pub fn project(&self) -> &Arc<Project> {
        &self.current
    }

    /// Whether there is something that is not saved.
    pub fn is_dirty(&self) -> bool {
        !Arc::ptr_eq(&self.current, &self.saved)
    }

    /// The project as it was saved or read last.
    pub fn saved(&self) -> &Arc<Project> {
        &self.saved
    }

    /// The project as it is now has been saved.
    pub fn mark_saved(&mut self, project: &Arc<Project>) {
        self.saved = Arc::clone(project);
    }

    /// What is there now is in no file, as after a crash.
    pub fn mark_unsaved(&mut self) {
        self.saved = Arc::new(Project::clone(&self.current));
    }

    /// Gives the project another identity, now and in its past: it was saved as a copy.
    pub fn set_id(&mut self, id: &str) {
        let dirty = self.is_dirty();
        let steps = self.undo.iter_mut().chain(&mut self.redo).map(|step| &mut step.other);
        for project in steps.chain([&mut self.current]) {
            id.clone_into(&mut Arc::make_mut(project).id);
        }
        if !dirty {
            self.saved = Arc::clone(&self.current);
        }
    }

    /// Makes an edit as a step of its own, or joins the last step where `merge` is its key.
    ///
    /// # Errors
    /// As [`apply`]; nothing has changed then.
    pub fn apply(&mut self, edit: &Edit, merge: Option<&str>) -> Result<Created, EditError> {
        let start = Project { next_id: self.next_id, ..(*self.current).clone() };
        let mut next = start.clone();
        let created = apply(&mut next, edit)?;
        if next == start {
            return Ok(created);
        }
        self.next_id = next.next_id;
        let joins = merge.is_some() && merge == self.open.as_deref() && !self.undo.is_empty();
        let before = std::mem::replace(&mut self.current, Arc::new(next));
        if !joins {
            self.undo.push(UndoStep { label: edit.label_in(&before).into(), other: before });
        }
        self.redo.clear();
        self.open = merge.map(str::to_owned);
        Ok(created)
    }

    /// Whether an edit with this key would join the last step.
    pub fn joins(&self, key: &str) -> bool {
        self.open.as_deref() == Some(key)
    }

    /// The project before the step that edits still join.
    pub fn before_open(&self) -> Option<&Arc<Project>> {
        self.open.as_ref()?;
        self.undo.last().map(|step| &step.other)
    }

    /// Makes an edit that belongs to the last step, whatever that was.
    ///
    /// # Errors
    /// As [`apply`]; nothing has changed then.
    pub fn amend(&mut self, edit: &Edit) -> Result<(), EditError> {
        let mut next = Project::clone(&self.current);
        apply(&mut next, edit)?;
        self.current = Arc::new(next);
        Ok(())
    }

    /// Ends the step that edits with one key join: the field has lost the focus, the drag is over.
    pub fn seal(&mut self) {
        self.open = None;
    }

    /// Takes the last step back; `false` if there is none.
    pub fn undo(&mut self) -> bool {
        self.seal();
        let Some(step) = self.undo.pop() else { return false };
        let undone = std::mem::replace(&mut self.current, step.other);
        self.redo.push(UndoStep { label: step.label, other: undone });
        true
    }

    /// Makes the step that was taken back last again; `false` if there is none.
    pub fn redo(&mut self) -> bool {
        self.seal();
        let Some(step) = self.redo.pop() else { return false };
        let before = std::mem::replace(&mut self.current, step.other);
        self.undo.push(UndoStep { label: step.label, other: before });
        true
    }

    /// The name of the step that undo would take back.
    pub fn undo_label(&self) -> Option<&Wording> {
        self.undo.last().map(|step| &step.label)
    }

    /// The name of the step that redo would make again.
    pub fn redo_label(&self) -> Option<&Wording> {
        self.redo.last().map(|step| &step.label)
    }

    /// The names of all steps that can be taken back, the last one first.
    pub fn undo_labels(&self) -> impl Iterator<Item = &Wording> {
        self.undo.iter().rev().map(|step| &step.label)
    }

    /// The steps that led to what was saved last, the oldest first; `None` where that was no state of the history.
    pub fn past_of_saved(&self) -> Option<&[UndoStep]> {
        if !self.is_dirty() {
            return Some(&self.undo);
        }
        let saved = self.undo.iter().position(|step| Arc::ptr_eq(&step.other, &self.saved))?;
        self.undo.get(..saved)
    }

    /// Takes over what was done before the project was opened: the steps that lead to `opened`, the oldest first. What
    /// has been done since stays.
    pub fn take_past(&mut self, opened: &Arc<Project>, mut past: Vec<UndoStep>) {
        if Arc::ptr_eq(self.undo.first().map_or(&self.current, |step| &step.other), opened) {
            let ids = past.iter().map(|step| step.other.next_id);
            self.next_id = ids.fold(self.next_id, u32::max);
            past.append(&mut self.undo);
            self.undo = past;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::model::invariants::check_project;
    use crate::model::testing;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

        #[test]
        fn undo_and_redo_lead_exactly_back_and_forth(
            project in testing::project(),
            seeds in vec((testing::seed(), prop::option::of("[ab]")), 1..30),
        ) {
            let mut history = History::new(project.clone());
            // The project after each step; the first one is the project before all of them.
            let mut states = vec![project];
            for (seed, merge) in seeds {
                let before = Arc::clone(history.project());
                let edit = seed.edit(&before);
                if history.apply(&edit, merge.as_deref()).is_err() {
                    prop_assert!(Arc::ptr_eq(&before, history.project()), "a failed edit changed the project");
                }
                prop_assert_eq!(check_project(history.project(), &|_, _| true), Ok(()), "{:?}", edit);
                states.truncate(history.undo_labels().count());
                states.push(Project::clone(history.project()));
            }
            let steps = states.len() - 1;
            prop_assert_eq!(history.undo_labels().count(), steps);
            for state in states[..steps].iter().rev() {
                prop_assert!(history.undo());
                prop_assert_eq!(&**history.project(), state);
            }
            prop_assert!(!history.undo() && !history.is_dirty());
            for state in &states[1..] {
                prop_assert!(history.redo());
                prop_assert_eq!(&**history.project(), state);
            }
            prop_assert!(!history.redo());
        }
    }

    #[test]
    fn edits_with_one_key_are_one_step_until_sealed() {
        let mut history = History::new(Project::new("", "Start", "Lokaler Broker"));
        let rename = |name: &str| Edit::RenameProject(name.to_owned());
        for name in ["a", "ab", "abc"] {
            history.apply(&rename(name), Some("name")).unwrap();
        }
        history.seal();
        history.apply(&rename("abcd"), Some("name")).unwrap();
        assert_eq!(history.undo_labels().count(), 2);
        assert!(history.undo());
        assert_eq!(history.project().name, "abc");
        assert!(history.undo());
        assert_eq!(history.project().name, "");
        assert!(!history.is_dirty());
    }

    #[test]
    fn no_id_is_given_again_after_undo() {
        let mut history = History::new(Project::new("", "Start", "Lokaler Broker"));
        let mut add = |name: &str| {
            let created = history.apply(&Edit::AddScreen(name.to_owned()), None).unwrap();
            let edits = history.undo_labels().count();
            let nothing = history.apply(&Edit::RenameProject(history.project().name.clone()), None);
            assert!(nothing.is_ok() && history.undo_labels().count() == edits, "nothing has changed");
            assert!(history.undo());
            created.items
        };
        let first = add("Eins");
        assert_ne!(first, add("Zwei"));
    }

    #[test]
    fn what_was_done_before_is_taken_back_after_what_was_done_since() {
        let rename = |name: &str| Edit::RenameProject(name.to_owned());
        let mut before = History::new(Project::new("a", "Start", "Lokaler Broker"));
        before.apply(&rename("b"), None).unwrap();
        let saved = Arc::clone(before.project());
        before.mark_saved(&saved);
        before.apply(&rename("c"), None).unwrap();
        let past = before.past_of_saved().unwrap().to_vec();
        assert_eq!(past.len(), 1);

        let mut history = History::new(Project { next_id: 1, ..Project::clone(&saved) });
        let opened = Arc::clone(history.project());
        history.apply(&rename("d"), None).unwrap();
        history.take_past(&Arc::new(Project::clone(&opened)), past.clone());
        assert_eq!(history.undo_labels().count(), 1, "of another project");
        history.take_past(&opened, past);
        for name in ["b", "a"] {
            assert!(history.undo());
            assert_eq!(history.project().name, name);
        }
        assert!(!history.undo() && history.redo() && history.redo() && history.project().name == "d");
        assert!(history.next_id >= saved.next_id, "no id is given again");
    }

    #[test]
    fn saved_is_what_was_saved_even_after_undo() {
        let mut history = History::new(Project::new("", "Start", "Lokaler Broker"));
        history.apply(&Edit::RenameProject("a".to_owned()), None).unwrap();
        assert!(history.is_dirty());
        let saved = Arc::clone(history.project());
        history.mark_saved(&saved);
        assert!(!history.is_dirty());
        assert!(history.undo() && history.is_dirty());
        assert!(history.redo() && !history.is_dirty());
    }
}
