//! A thing of the project that is dragged, and what it can become where it is let go. Pure.

use super::monitor::TopicDrag;
use super::offers;
use crate::language::block::{Holds, PropertyDef, Takes};
use crate::language::{self, SlotView};
use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice};
use crate::model::blocks::{Block, Slot};
use crate::model::control::Control;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;

/// A thing that is being dragged: a variable, a control, a data source, a connection, a column, a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDrag(pub Item);

impl ItemDrag {
    /// Where a property gets its value from that follows the thing; `None` for what has no value.
    pub fn origin(&self, project: &Project) -> Option<Origin> {
        Some(match &self.0 {
            Item::Variable(id) => Origin::Variable(*id),
            Item::Column(id) => {
                let (source, _) = project.column(*id)?;
                Origin::Column { source: source.id, column: BoundColumn::Own(*id), row: RowChoice::Newest }
            }
            Item::Source(id) => {
                let column = BoundColumn::Fixed("message".to_owned());
                Origin::Column { source: *id, column, row: RowChoice::Newest }
            }
            Item::Control(id) => Origin::Property { control: *id, property: self.main_property(project)?.to_owned() },
            Item::Screen(_) | Item::Connection(_) | Item::Timer(_) | Item::Function(_) | Item::App(_) => return None,
        })
    }

    /// The property that a control is for: the first one.
    fn main_property(&self, project: &Project) -> Option<&'static str> {
        let control = project.control(self.0.control()?)?;
        Some(language::control(&control.kind)?.properties.first()?.key)
    }

    /// The block that gives the value of the thing, or shows the screen; `None` for a thing that is gone.
    pub fn block(&self, project: &Project) -> Option<Block> {
        let of = |kind: &str, slot: &str| Block::new(kind).with(slot, self.0.clone());
        Some(match &self.0 {
            Item::Variable(_) => of("variable_get", "variable"),
            Item::Control(_) => of("property_get", "control").with("property", self.main_property(project)?),
            Item::Source(id) if project.source(*id)?.is_list() => of("rows_all", "source"),
            Item::Source(_) => of("source_value", "source"),
            Item::Column(id) => {
                let source = project.column(*id)?.0;
                let kind = if source.is_list() { "rows_values" } else { "source_value" };
                of(kind, "column").with("source", Item::from(source.id))
            }
            Item::Connection(_) => of("mqtt_connected", "connection"),
            Item::Screen(_) => of("show_screen", "screen"),
            Item::Timer(_) => of("timer_start", "timer"),
            Item::Function(_) => of("function_call", "function"),
            Item::App(_) => return None,
        })
    }

    /// What stands in a slot of `block` that is filled with the thing itself, and what then stands in its other slots;
    /// `None` where the slot takes no such thing.
    pub fn fill(&self, project: &Project, block: &Block, view: &SlotView) -> Option<Vec<(String, Slot)>> {
        let slot = |item: Item| vec![(view.key.to_string(), Slot::from(item))];
        match (view.takes, &self.0) {
            // Where a source is chosen, its connection stands in the slot.
            (Takes::Connection, Item::Source(id)) => Some(slot(project.source(*id)?.link()?.clone().into())),
            (Takes::List | Takes::NewRow, item) => {
                let of_column = item.column().and_then(|id| project.column(id)).map(|(source, _)| source);
                let source = of_column.or_else(|| project.source(item.source()?))?;
                source.is_list().then(|| slot(source.id.into()))
            }
            (Takes::Source, Item::Column(id)) => Some(slot(project.column(*id)?.0.id.into())),
            (Takes::Column, Item::Column(id)) => {
                let mut all = slot(self.0.clone());
                let def = language::block(&block.kind)?.slots.iter().find(|slot| slot.takes.is_table())?;
                all.push((def.key.to_owned(), Item::from(project.column(*id)?.0.id).into()));
                Some(all)
            }
            (Takes::EventColumn, _) => None,
            (takes, item) => (takes.item() == Some(item.kind())).then(|| slot(self.0.clone())),
        }
    }
}

/// What can be let go on properties and controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dragged {
    /// A thing of the project.
    Thing(ItemDrag),
    /// A topic.
    Topic(TopicDrag),
}

impl Dragged {
    /// What a property becomes that it is let go on: the source that it shows, or the value that it follows.
    pub fn property(&self, project: &Project, def: &PropertyDef) -> Option<Property> {
        match (self, def.holds) {
            (Self::Thing(drag), Holds::Source) => Some(Property::from(drag.0.source().map(Item::from)?)),
            (Self::Thing(ItemDrag(item @ Item::Screen(_))), Holds::Destination) => Some(item.clone().into()),
            (_, Holds::Source | Holds::Columns { .. } | Holds::Destination) => None,
            (Self::Thing(drag), _) => Some(Binding::to(drag.origin(project)?).into()),
            (Self::Topic(drag), _) => Some(Binding::to(drag.origin("")).into()),
        }
    }

    /// The property of a control that takes it, where it is let go on the control itself, and what that becomes.
    pub fn into_control(&self, project: &Project, control: &Control) -> Option<(&'static PropertyDef, Property)> {
        if matches!(self, Self::Thing(ItemDrag(Item::Control(id))) if *id == control.id) {
            return None;
        }
        let all = language::control(&control.kind)?.properties;
        let shown = all.iter().find(|def| def.holds == Holds::Source).or_else(|| offers::main_property(control))?;
        Some((shown, self.property(project, shown)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::language::testing;
    use crate::model::connection::Connection;
    use crate::model::id::{ConnectionId, VariableId};

    #[test]
    fn every_thing_is_dragged_as_a_block_that_is_known() {
        let (project, _) = testing::project();
        let mut items: Vec<Item> = project.variables.iter().map(|variable| variable.id.into()).collect();
        items.extend(project.sources.iter().map(|source| Item::from(source.id)));
        items.extend(
            project.sources.iter().flat_map(|source| source.columns()).filter_map(|column| column.id.map(Item::from)),
        );
        items.extend(project.connections.iter().map(|connection: &Connection| Item::from(connection.id.clone())));
        items.extend(project.screens.iter().map(|screen| Item::from(screen.id)));
        items.extend(project.screens.iter().flat_map(|screen| &screen.controls).map(|control| Item::from(control.id)));
        let kinds: std::collections::BTreeSet<_> = items.iter().map(Item::kind).collect();
        assert_eq!(kinds.len(), 6, "{kinds:?}");
        for item in items {
            let drag = ItemDrag(item.clone());
            let block = drag.block(&project).unwrap_or_else(|| panic!("{item:?}"));
            let slots = language::slots(&project, &block);
            for (key, slot) in &block.slots {
                let view =
                    slots.iter().find(|view| view.key == key.as_str()).unwrap_or_else(|| panic!("{item:?} {key}"));
                assert!(matches!(slot, Slot::Literal(_)) || view.takes.item().is_some(), "{item:?} {key}");
            }
            // The slot of its own kind takes the thing itself.
            assert!(slots.iter().any(|view| drag.fill(&project, &block, view).is_some()), "{item:?}");
            for offer in offers::of_item(&project, &drag).into_iter().flat_map(|value| value.offers) {
                let value = offers::of_item(&project, &drag).unwrap();
                let control = offers::control_of(offer, &value, (&project, &drag), Lang::De).unwrap();
                assert!(control.properties.contains_key(offer.property), "{item:?} {offer:?}");
            }
        }
    }

    #[test]
    fn what_is_gone_becomes_nothing_and_a_connection_has_no_value() {
        let (project, _) = testing::project();
        assert_eq!(ItemDrag(ConnectionId::local().into()).origin(&project), None);
        let gone = ItemDrag(VariableId(9_999).into());
        assert_eq!(offers::of_item(&project, &gone), None);
    }
}
