//! What is done with controls as wholes: lined up, put in order, grouped, locked and hidden, given the look of another one.

use super::Editor;
use super::command::Action;
use super::tabs::Tab;
use crate::i18n::t;
use crate::language;
use crate::language::block::Section;
use crate::model::arrange::{Arrange, arrange, bounds, scaled};
use crate::model::component::COMPONENT;
use crate::model::control::Control;
use crate::model::edit::{Edit, Guard, LayerEdit, ZOrder};
use crate::model::id::ControlId;
use crate::model::layer::{entered, units, whole_group};
use crate::model::screen::{Area, Screen};

/// What an action of the menu does with the places of controls, and how many it takes.
fn way_of(action: Action) -> Option<(Arrange, usize)> {
    Some(match action {
        Action::AlignLeft => (Arrange::Left, 1),
        Action::AlignCenters => (Arrange::CenterX, 1),
        Action::AlignRight => (Arrange::Right, 1),
        Action::AlignTop => (Arrange::Top, 1),
        Action::AlignMiddles => (Arrange::CenterY, 1),
        Action::AlignBottom => (Arrange::Bottom, 1),
        Action::SpreadX => (Arrange::SpreadX, 3),
        Action::SpreadY => (Arrange::SpreadY, 3),
        Action::SameWidth => (Arrange::SameWidth, 2),
        Action::SameHeight => (Arrange::SameHeight, 2),
        _ => return None,
    })
}

impl Editor {
    /// Whether an action of the menu *Anordnen*, or one for looks, can be carried out now.
    pub(super) fn can_arrange(&self, action: Action) -> bool {
        let chosen = self.selection.control_ids();
        match action {
            Action::Group => chosen.len() > 1,
            Action::Ungroup => self.in_selection(|screen, ids| {
                let depth = entered(screen, ids).len();
                ids.iter().any(|id| screen.control(*id).is_some_and(|control| control.layer.group.len() > depth))
            }),
            Action::Detach => chosen.iter().any(|id| self.is_instance(*id)),
            Action::FreeAll => !self.kept_out().is_empty(),
            Action::PasteStyle => self.style().is_some() && !chosen.is_empty(),
            _ => match way_of(action) {
                Some((_, least)) => self.movable().len() >= least,
                None => !chosen.is_empty(),
            },
        }
    }

    /// Carries out an action of the menu *Anordnen*, or one for looks.
    pub(super) fn do_arrange(&mut self, action: Action) {
        let chosen = self.selection.control_ids();
        let layers = |edit| Edit::Layers(edit);
        let edit = match action {
            Action::Group => layers(LayerEdit::Group(chosen, t("Gruppe", "Group").get(self.lang).to_owned())),
            Action::Ungroup => layers(LayerEdit::Ungroup(chosen)),
            Action::MakeComponent => self.made_component(chosen),
            Action::Detach => Edit::Detach(chosen.into_iter().filter(|id| self.is_instance(*id)).collect()),
            Action::Lock => layers(LayerEdit::Guard(chosen, Guard::Locked, !self.ticked(action))),
            Action::Hide => layers(LayerEdit::Guard(chosen, Guard::Hidden, !self.ticked(action))),
            Action::FreeAll => {
                let kept = self.kept_out();
                let off = |guard| layers(LayerEdit::Guard(kept.clone(), guard, false));
                Edit::All(Action::FreeAll.def().text, vec![off(Guard::Locked), off(Guard::Hidden)])
            }
            Action::BringToFront => Edit::Reorder(chosen, ZOrder::ToFront),
            Action::BringForward => Edit::Reorder(chosen, ZOrder::Forward),
            Action::SendBackward => Edit::Reorder(chosen, ZOrder::Backward),
            Action::SendToBack => Edit::Reorder(chosen, ZOrder::ToBack),
            Action::CopyStyle => {
                let last = chosen.last().and_then(|id| self.project().control(*id)).cloned();
                self.style = last.map(|control| (self.document(), control));
                return;
            }
            Action::PasteStyle => match self.style() {
                Some(from) => self.styled(from, &chosen),
                None => return,
            },
            _ => match way_of(action).and_then(|(how, _)| Some((how, self.arranged(how)?))) {
                Some((_, areas)) => Edit::All(action.def().text, vec![Edit::SetAreas(areas)]),
                None => return,
            },
        };
        self.edit(&edit, None);
    }

    fn is_instance(&self, id: ControlId) -> bool {
        let control = self.project().control(id).filter(|control| control.kind == COMPONENT);
        control.is_some_and(|control| self.project().master_of(control).is_some())
    }

    /// A component with the name of the group that these controls are.
    fn made_component(&self, controls: Vec<ControlId>) -> Edit {
        let screen = controls.first().and_then(|id| self.project().find_control(*id)).map(|(screen, _)| screen);
        let group = screen.and_then(|screen| whole_group(screen, &controls)?.last().cloned());
        let usual = || t("Komponente", "Component").get(self.lang).to_owned();
        let prefix = t("Präfix", "Prefix").get(self.lang).to_owned();
        Edit::MakeComponent { controls, name: group.unwrap_or_else(usual), prefix }
    }

    /// Whether all that is selected is locked, or hidden.
    pub(super) fn is_guarded(&self, guard: Guard) -> bool {
        let on = |control: &Control| match guard {
            Guard::Locked => control.layer.locked,
            Guard::Hidden => control.layer.hidden,
        };
        self.in_selection(|screen, ids| ids.iter().all(|id| screen.control(*id).is_some_and(on)))
    }

    fn in_selection(&self, ask: impl Fn(&Screen, &[ControlId]) -> bool) -> bool {
        let ids = self.selection.control_ids();
        let screen = ids.first().and_then(|id| self.project().find_control(*id));
        screen.is_some_and(|(screen, _)| ask(screen, &ids))
    }

    /// What is selected and not locked, in units that move as one.
    fn movable(&self) -> Vec<Vec<ControlId>> {
        let ids = self.selection.control_ids();
        let Some((screen, _)) = ids.first().and_then(|id| self.project().find_control(*id)) else { return Vec::new() };
        let mut units = units(screen, &ids);
        let is_locked = |id: &ControlId| screen.control(*id).is_none_or(|control| control.layer.locked);
        for unit in &mut units {
            unit.retain(|id| !is_locked(id));
        }
        units.retain(|unit| !unit.is_empty());
        units
    }

    /// Where the units come to stand, each with what is in it.
    fn arranged(&self, how: Arrange) -> Option<Vec<(ControlId, Area)>> {
        let units = self.movable();
        let screen = self.project().screen_of(*units.first()?.first()?)?;
        let screen = self.project().screen(screen)?;
        let area = |id: &ControlId| screen.control(*id).map(|control| control.area);
        let before: Vec<Area> =
            units.iter().map(|unit| bounds(unit.iter().filter_map(area))).collect::<Option<Vec<_>>>()?;
        let after = arrange(how, &before, &Area::new(0.0, 0.0, screen.width, screen.height));
        let mut areas = Vec::new();
        for (unit, (before, after)) in units.iter().zip(before.iter().zip(&after)) {
            areas.extend(unit.iter().filter_map(|id| Some((*id, scaled(&area(id)?, before, after)))));
        }
        Some(areas)
    }

    /// What is locked or hidden on the screen in front.
    fn kept_out(&self) -> Vec<ControlId> {
        let Some(Tab::Screen(screen)) = &self.active else { return Vec::new() };
        let controls = self.project().screen(*screen).into_iter().flat_map(|screen| &screen.controls);
        controls.filter(|control| !control.layer.is_free()).map(|control| control.id).collect()
    }

    /// The control whose look was copied in this project, as it was then.
    fn style(&self) -> Option<&Control> {
        self.style.as_ref().filter(|(document, _)| *document == self.document).map(|(_, control)| control)
    }

    /// Gives controls the look of another one, as far as they have the same properties.
    fn styled(&self, from: &Control, to: &[ControlId]) -> Edit {
        let mut edits = Vec::new();
        for control in to.iter().filter_map(|id| self.project().control(*id)) {
            let rows = language::control(&control.kind).map_or(&[][..], |def| def.properties);
            for def in rows.iter().filter(|def| def.section == Section::Look) {
                if language::property(&from.kind, def.key).is_none_or(|other| other.holds != def.holds) {
                    continue;
                }
                // Another kind may look otherwise where nothing is set.
                let value = if from.kind == control.kind {
                    from.properties.get(def.key).cloned()
                } else {
                    language::property_value(from, def.key)
                };
                if control.properties.get(def.key) != value.as_ref() {
                    edits.push(Edit::SetProperty(vec![control.id], def.key.to_owned(), value));
                }
            }
        }
        Edit::All(Action::PasteStyle.def().text, edits)
    }
}
