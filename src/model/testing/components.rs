//! Random changes of components.

use super::Seed;
use crate::model::component::{ComponentParameter, ParameterKind};
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::screen::Screen;

impl Seed {
    /// Makes a component, changes its parameters, or makes plain controls of an instance.
    pub(super) fn component_edit(&self, screen: &Screen, control: &Control) -> Edit {
        let (text, number) = (self.text.clone(), self.picks[2].index(4));
        if control.master().is_some() && self.flag {
            return Edit::Detach(vec![control.id]);
        }
        match &screen.component {
            Some(face) => {
                let kind = ParameterKind::ALL[self.picks[3].index(ParameterKind::ALL.len())];
                let at = (number > 0 && !face.parameters.is_empty()).then(|| number % face.parameters.len());
                let new = ComponentParameter { name: text.clone(), kind, default: text.into() };
                Edit::SetParameter(screen.id, at, (self.flag || at.is_none()).then_some(new))
            }
            None => Edit::MakeComponent { controls: vec![control.id], name: text.clone(), prefix: text },
        }
    }
}
