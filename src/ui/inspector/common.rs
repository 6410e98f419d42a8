//! What several selected controls have in common: their properties and values.
//!
//! Pure; draws nothing.

use crate::i18n::Lang;
use crate::language::{self, block::PropertyDef};
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::looks::{ProjectLooks, STYLE_KEY};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Area;
use crate::model::value::Value;

/// The selected controls, all on one screen; never empty.
#[derive(Debug)]
pub(super) struct Chosen<'a> {
    pub(super) controls: Vec<&'a Control>,
    looks: &'a ProjectLooks,
}

/// A property that all selected controls have.
#[derive(Debug)]
pub(super) struct SharedProperty {
    pub(super) def: &'static PropertyDef,
    /// What it holds; `None` where the controls differ, or nothing is chosen.
    pub(super) value: Option<Property>,
    /// Whether every control has the default, set or not.
    pub(super) is_default: bool,
}

impl<'a> Chosen<'a> {
    /// The controls that still exist; `None` where none does.
    pub(super) fn new(project: &'a Project, ids: &[ControlId]) -> Option<Self> {
        let controls: Vec<_> = ids.iter().filter_map(|id| project.control(*id)).collect();
        (!controls.is_empty()).then_some(Self { controls, looks: &project.looks })
    }

    /// The control chosen last: the one whose row gives the order.
    pub(super) fn last(&self) -> &'a Control {
        self.controls[self.controls.len() - 1]
    }

    /// The control, where it is only one.
    pub(super) fn only(&self) -> Option<&'a Control> {
        (self.controls.len() == 1).then(|| self.last())
    }

    /// The ids of all.
    pub(super) fn ids(&self) -> Vec<ControlId> {
        self.controls.iter().map(|control| control.id).collect()
    }

    /// A text that stays the same while the same controls are selected, to tell fields apart.
    pub(super) fn key(&self) -> String {
        format!("{:?}", self.ids())
    }

    /// The properties that all have, with the same editor.
    pub(super) fn properties(&self, lang: Lang) -> Vec<SharedProperty> {
        let Some(def) = language::control(&self.last().kind) else { return Vec::new() };
        let all_have = |property: &PropertyDef| {
            self.controls.iter().all(|control| {
                language::property(&control.kind, property.key).is_some_and(|other| other.holds == property.holds)
            })
        };
        let properties = def.properties.iter().filter(|property| all_have(property));
        properties.map(|property| self.shared(property, lang)).collect()
    }

    fn shared(&self, def: &'static PropertyDef, lang: Lang) -> SharedProperty {
        let mut values = self.controls.iter().map(|control| value(self.looks, control, def.key, lang));
        let first = values.next().flatten();
        let same = values.all(|other| other == first);
        let default = |control| usual(self.looks, control, def.key, lang);
        let is_default = same && first == default(self.controls[0]);
        SharedProperty { def, value: first.filter(|_| same), is_default }
    }

    /// A number of all areas; `None` where they differ.
    pub(super) fn side(&self, read: impl Fn(&Area) -> f32) -> Option<f64> {
        let first = read(&self.controls[0].area);
        let same = self.controls.iter().all(|control| read(&control.area) == first);
        // Two decimals, as the field shows them: so the nearest f32 of 120.1 reads 120.1.
        same.then(|| (f64::from(first) * 100.0).round() / 100.0)
    }
}

/// The value of a property: what was set, or the row's default.
fn value(looks: &ProjectLooks, control: &Control, key: &str, lang: Lang) -> Option<Property> {
    control.properties.get(key).cloned().or_else(|| usual(looks, control, key, lang))
}

/// What a property is where nothing was set: as the text style of the control says, or its row.
fn usual(looks: &ProjectLooks, control: &Control, key: &str, lang: Lang) -> Option<Property> {
    let style = control.properties.get(STYLE_KEY).and_then(Property::literal).and_then(Value::as_text);
    let styled = style.and_then(|style| looks.styled(style, key));
    let default = || language::property(&control.kind, key)?.default.value(lang);
    styled.or_else(default).map(Property::Literal)
}
