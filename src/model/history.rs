//! Undo and redo by snapshots: a project is cheap to keep, since screens are shared between versions.

use std::sync::Arc;

use super::edit::{Created, Edit, EditError, apply};
use super::project::Project;
use crate::i18n::Text;

/// The project and its past.
#[derive(Clone, Debug)]
pub struct History {
    current: Arc<Project>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    saved: Arc<Project>,
    /// Edits with the same key as the last one join its step, until the step is sealed.
    open: Option<String>,
}

#[derive(Clone, Debug)]
struct Step {
    label: Text,
    /// The project on the other side of the step.
    other: Arc<Project>,
}

impl History {
    /// A project without a past, as it was saved or made.
    pub fn new(project: Project) -> Self {
        let current = Arc::new(project);
        Self { saved: Arc::clone(&current), current, undo: Vec::new(), redo: Vec::new(), open: None }
    }

    /// The project as it is now.
    pub fn project(&self) -> &Arc<Project> {
        &self.current
    }

    /// Whether there is something that is not saved.
    pub fn is_dirty(&self) -> bool {
        !Arc::ptr_eq(&self.current, &self.saved) && self.current != self.saved
    }

    /// The project as it is now has been saved.
    pub fn mark_saved(&mut self, project: &Arc<Project>) {
        self.saved = Arc::clone(project);
    }

    /// Makes an edit as a step of its own, or joins the last step where `merge` is its key.
    ///
    /// # Errors
    /// As [`apply`]; nothing has changed then.
    pub fn apply(&mut self, edit: &Edit, merge: Option<&str>) -> Result<Created, EditError> {
        let mut next = (*self.current).clone();
        let created = apply(&mut next, edit)?;
        if next == *self.current {
            return Ok(created);
        }
        let joins = merge.is_some() && merge == self.open.as_deref() && !self.undo.is_empty();
        let before = std::mem::replace(&mut self.current, Arc::new(next));
        if !joins {
            self.undo.push(Step { label: edit.label(), other: before });
        }
        self.redo.clear();
        self.open = merge.map(str::to_owned);
        Ok(created)
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
        self.redo.push(Step { label: step.label, other: undone });
        true
    }

    /// Makes the step that was taken back last again; `false` if there is none.
    pub fn redo(&mut self) -> bool {
        self.seal();
        let Some(step) = self.redo.pop() else { return false };
        let before = std::mem::replace(&mut self.current, step.other);
        self.undo.push(Step { label: step.label, other: before });
        true
    }

    /// The name of the step that undo would take back.
    pub fn undo_label(&self) -> Option<Text> {
        self.undo.last().map(|step| step.label)
    }

    /// The name of the step that redo would make again.
    pub fn redo_label(&self) -> Option<Text> {
        self.redo.last().map(|step| step.label)
    }

    /// The names of all steps that can be taken back, the last one first.
    pub fn undo_labels(&self) -> impl Iterator<Item = Text> {
        self.undo.iter().rev().map(|step| step.label)
    }
}
