//! Names in the code for things that blocks refer to by id.

use std::collections::BTreeMap;

use super::{Code, Emit, Node, quoted};
use crate::catalog::def::Takes;
use crate::catalog::source::FIXED_COLUMNS;
use crate::catalog::{chosen_id, property, slot_value};
use crate::model::blocks::check::Ty;
use crate::model::control::Control;
use crate::model::id::{ConnectionId, ControlId, ScreenId, SourceId, VariableId};
use crate::model::names::{is_ident, unique_ident};
use crate::model::problem::ProblemKind;
use crate::model::screen::Screen;
use crate::model::value::Value;
use crate::model::variable::Variable;

impl<'a> Emit<'a> {
    fn missing(&mut self, node: &Node<'_>, slot: &str) {
        let chosen = match node.block.literal(slot) {
            None => false,
            Some(value) => !matches!(value.to_text().as_str(), "" | "0"),
        };
        let slot = slot.to_owned();
        let kind = if chosen { ProblemKind::MissingReference { slot } } else { ProblemKind::EmptySlot { slot } };
        self.problem(node, kind);
    }

    /// The id of the connection chosen in a slot, as it stands in the code.
    pub fn connection(&mut self, node: &Node<'_>, slot: &str) -> String {
        let id = ConnectionId(slot_value(node.block, slot).map(|value| value.to_text()).unwrap_or_default());
        if self.project.connection(&id).is_none() {
            self.missing(node, slot);
        }
        quoted(id.as_str())
    }

    /// The variable chosen in a slot.
    pub fn variable(&mut self, node: &Node<'_>, slot: &str) -> Option<&'a Variable> {
        let found = chosen_id(node.block, slot).and_then(|id| self.project.variable(VariableId(id)));
        if found.is_none() {
            self.missing(node, slot);
        }
        found
    }

    /// `data.name` of the variable chosen in a slot, and its type.
    pub fn variable_name(&mut self, node: &Node<'_>, slot: &str) -> Option<(String, Ty)> {
        let variable = self.variable(node, slot)?;
        Some((format!("data.{}", variable.ident), variable.ty))
    }

    /// `data.name` of the data source chosen in the slot `source`.
    pub fn source_name(&mut self, node: &Node<'_>) -> Option<String> {
        let found = chosen_id(node.block, "source").and_then(|id| self.project.source(SourceId(id)));
        if found.is_none() {
            self.missing(node, "source");
        }
        Some(format!("data.{}", found?.ident))
    }

    /// The column chosen in the slot `column`, as quoted text.
    pub fn column(&mut self, node: &Node<'_>) -> String {
        let key = slot_value(node.block, "column").map(|value| value.to_text()).unwrap_or_default();
        let source = chosen_id(node.block, "source").and_then(|id| self.project.source(SourceId(id)));
        let known = source.is_none_or(|source| {
            let titled = source.columns().iter().any(|(title, _)| title.to_lowercase() == key.to_lowercase());
            titled || FIXED_COLUMNS.iter().any(|(fixed, _)| *fixed == key)
        });
        if !known {
            self.missing(node, "column");
        }
        quoted(&key)
    }

    /// The screen chosen in a slot, as quoted name.
    pub fn screen(&mut self, node: &Node<'_>, slot: &str) -> Option<String> {
        let found = chosen_id(node.block, slot).and_then(|id| self.project.screen(ScreenId(id)));
        if found.is_none() {
            self.missing(node, slot);
        }
        Some(quoted(&found?.name))
    }

    fn control(&mut self, node: &Node<'_>) -> Option<(&'a Screen, &'a Control)> {
        let found = chosen_id(node.block, "control").and_then(|id| self.project.find_control(ControlId(id)));
        if found.is_none() {
            self.missing(node, "control");
        }
        found.map(|(screen, control)| (screen.as_ref(), control))
    }

    /// `screens['S'].C.prop` of the control and property chosen in the slots `control` and `property`, and its type.
    pub fn property(&mut self, node: &Node<'_>) -> Option<(String, Ty)> {
        let (screen, control) = self.control(node)?;
        let key = node.block.literal("property").and_then(Value::as_text).unwrap_or("");
        let Some(def) = property(&control.kind, key) else {
            self.missing(node, "property");
            return None;
        };
        let name =
            if is_ident(&control.name) { format!(".{}", control.name) } else { format!("[{}]", quoted(&control.name)) };
        Some((format!("screens[{}]{name}.{}", quoted(&screen.name), def.key), def.holds.ty()))
    }

    /// The identifier of the local variable named in a slot.
    pub fn local(&mut self, node: &Node<'_>, slot: &str) -> Option<String> {
        let name = node.block.literal(slot).map(Value::to_text).unwrap_or_default();
        let ident = self.locals.get(name.trim()).cloned();
        if ident.is_none() {
            self.missing(node, slot);
        }
        ident
    }

    /// The identifier of the local variable named in a slot that may be left empty.
    pub fn local_if_named(&self, node: &Node<'_>, slot: &str) -> Option<String> {
        let name = node.block.literal(slot).map(Value::to_text).unwrap_or_default();
        self.locals.get(name.trim()).cloned()
    }

    /// Declares all local variables of the handler at its top, so that each is known in all branches.
    pub(super) fn declare_locals(&mut self) {
        let mut found = BTreeMap::new();
        for (&id, block) in &self.graph.blocks {
            let slots = crate::catalog::block(&block.kind).map(|def| def.slots).unwrap_or_default();
            for slot in slots.iter().filter(|slot| slot.takes == Takes::Local) {
                let name = block.literal(slot.key).map(Value::to_text).unwrap_or_default();
                if !name.trim().is_empty() {
                    found.entry(name.trim().to_owned()).or_insert((id, block));
                }
            }
        }
        for (name, (id, block)) in found {
            let ident = unique_ident(&name, self.locals.values().map(String::as_str));
            self.line(Code::new(&Node { id, block }, format!("local {ident}")));
            self.locals.insert(name, ident);
        }
    }
}
