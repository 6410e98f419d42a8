//! Names in the code for things that blocks refer to by id.

use std::collections::BTreeMap;

use super::{Code, Emit, Expr, Node, quoted};
use crate::language::api::{functions, timers};
use crate::language::block::{SlotDef, Takes};
use crate::language::checks::{bad_function, empty_slot, missing_reference};
use crate::language::fixes;
use crate::language::{SlotView, column_in, property, source_in};
use crate::model::blocks::Slot;
use crate::model::function::Function;
use crate::model::item::Item;
use crate::model::names::is_ident;
use crate::model::place::Place;
use crate::model::problem::Fix;
use crate::model::project::Project;
use crate::model::source::{Column, Source};
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;

impl<'a> Emit<'a> {
    fn missing(&mut self, node: &Node<'_>, slot: &str) {
        self.asks(node, slot);
        let chosen = match node.block.slots.get(slot) {
            None => false,
            Some(Slot::Literal(value)) => !matches!(value.to_text().as_str(), "" | "0"),
            Some(Slot::Ref(_) | Slot::Wire(_)) => true,
        };
        let (place, label) = (self.place(node), self.label(node, slot));
        let fix = self.only_connection(node, slot, &place);
        let problem = if chosen { missing_reference::at(place, &label) } else { empty_slot::at(place, &label) };
        self.report(problem.with_fix(fix));
    }

    /// Where a connection is to be chosen and there is but one: chooses it.
    fn only_connection(&self, node: &Node<'_>, slot: &str, place: &Place) -> Option<Fix> {
        let takes = crate::language::slot(self.project, node.block, slot)?.takes;
        let [only] = &self.project.connections[..] else { return None };
        if takes != Takes::Connection {
            return None;
        }
        fixes::set_slot(place, fixes::CHOOSE_IT, slot, Some(Item::from(only.id.clone()).into()))
    }

    /// The thing chosen in a slot; a problem where it is not there.
    fn chosen<T>(&mut self, node: &Node<'_>, slot: &str, find: impl Fn(&'a Project, &Item) -> Option<T>) -> Option<T> {
        let found = node.block.item(slot).and_then(|item| find(self.project, item));
        if found.is_none() {
            self.missing(node, slot);
        }
        found
    }

    /// The id of the connection chosen in a slot, as it stands in the code.
    pub fn connection(&mut self, node: &Node<'_>, slot: &str) -> String {
        self.chosen(node, slot, |project, item| project.connection(&item.connection()?).map(|_| ()));
        let id = node.block.item(slot).and_then(Item::connection);
        quoted(id.as_ref().map_or("", |id| id.as_str()))
    }

    /// The variable chosen in a slot.
    pub fn variable(&mut self, node: &Node<'_>, slot: &str) -> Option<&'a Variable> {
        self.chosen(node, slot, |project, item| project.variable(item.variable()?))
    }

    /// `data.name` of the variable chosen in a slot, and its type.
    pub fn variable_name(&mut self, node: &Node<'_>, slot: &str) -> Option<(String, Ty)> {
        let variable = self.variable(node, slot)?;
        Some((format!("data.{}", variable.ident), variable.ty))
    }

    /// `data.name` of the data source chosen in the slot `source`.
    pub fn source_name(&mut self, node: &Node<'_>) -> Option<String> {
        let source = self.chosen(node, "source", |project, item| project.source(item.source()?))?;
        Some(format!("data.{}", source.ident))
    }

    /// `data.name` of the list chosen in the slot `source`.
    pub fn list_name(&mut self, node: &Node<'_>) -> Option<String> {
        let list = |project: &'a Project, item: &Item| project.source(item.source()?).filter(|source| source.is_list());
        self.asks(node, "source");
        Some(format!("data.{}", self.chosen(node, "source", list)?.ident))
    }

    /// What stands in the slots of the columns of the list chosen in the slot `source`, by their titles.
    pub fn cells(&mut self, node: &Node<'_>) -> Vec<(String, Expr)> {
        let list = source_in(self.project, node.block);
        let columns = list.map(Source::columns).unwrap_or_default();
        let cell = |column: &Column<'_>| {
            let view = SlotView::cell(column.id?, column);
            Some((column.title.to_owned(), self.fill(node, &view, column.ty.ty())))
        };
        columns.iter().filter_map(cell).collect()
    }

    /// The column chosen in the slot `column`, as quoted text.
    pub fn column(&mut self, node: &Node<'_>) -> String {
        self.asks(node, "column");
        let Some(source) = source_in(self.project, node.block) else { return quoted("") };
        let Some(column) = column_in(source, node.block, "column") else {
            self.missing(node, "column");
            return quoted("");
        };
        quoted(column.script_name())
    }

    /// The column of the event's data source chosen in a slot, as quoted text; or the wired value that gives its title.
    pub fn event_column(&mut self, node: &Node<'_>, of: &SlotDef) -> Expr {
        let slot = of.key;
        self.asks(node, slot);
        if node.block.wire(slot).is_some() {
            return self.arg(node, of);
        }
        let source = self.handler.source().and_then(|id| self.project.source(id));
        let column = source.and_then(|source| column_in(source, node.block, slot));
        if column.is_none() && (source.is_some() || !node.block.slots.contains_key(slot)) {
            self.missing(node, slot);
        }
        Code::new(node, quoted(column.map_or("", |column| column.script_name()))).atom()
    }

    /// `timers.name` of the timer chosen in a slot.
    pub fn timer(&mut self, node: &Node<'_>, slot: &str) -> Option<String> {
        let timer = self.chosen(node, slot, |project, item| project.timer(item.timer()?))?;
        Some(format!("{}.{}", timers::OF, timer.ident))
    }

    /// The function chosen in a slot.
    pub fn function(&mut self, node: &Node<'_>, slot: &str) -> Option<&'a Function> {
        self.asks(node, slot);
        self.chosen(node, slot, |project, item| project.function(item.function()?))
    }

    /// What stands in the slots of a function's inputs, in their order.
    pub fn arguments(&mut self, node: &Node<'_>, function: &Function) -> Vec<Expr> {
        let inputs = function.parameters.iter();
        inputs.map(|parameter| self.fill(node, &SlotView::argument(parameter), parameter.ty)).collect()
    }

    /// The identifier of the input of this function that is chosen in a slot.
    pub fn parameter(&mut self, node: &Node<'_>, function: &Function, slot: &str) -> Option<String> {
        self.asks(node, slot);
        let chosen = node.block.literal(slot).and_then(Value::as_number);
        let Some(parameter) = chosen.and_then(|id| function.parameter(id as u32)) else {
            self.missing(node, slot);
            return None;
        };
        if self.handler_ref().owner.function() != Some(function.id) {
            self.report(bad_function::foreign_input(self.place(node)));
            return None;
        }
        self.locals.get(&parameter.name).cloned()
    }

    /// The screen chosen in a slot, as quoted name.
    pub fn screen(&mut self, node: &Node<'_>, slot: &str) -> Option<String> {
        let screen = self.chosen(node, slot, |project, item| project.screen(item.screen()?))?;
        Some(quoted(&screen.name))
    }

    /// `screens['S'].C.prop` of the control and property chosen in the slots `control` and `property`, and its type.
    pub fn property(&mut self, node: &Node<'_>) -> Option<(String, Ty)> {
        let (screen, control) = self.chosen(node, "control", |project, item| project.find_control(item.control()?))?;
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
        self.asks(node, slot);
        let name = node.block.literal(slot).map(Value::to_text).unwrap_or_default();
        self.locals.get(name.trim()).cloned()
    }

    /// Declares all local variables of the handler at its top, so that each is known in all branches; those that only
    /// loops give a value are known where the loop is.
    pub(super) fn declare_locals(&mut self) {
        let mut found = BTreeMap::new();
        for (&id, block) in &self.graph.blocks {
            let Some(def) = crate::language::block(&block.kind) else { continue };
            let of_loop = def.form.branches().iter().any(|branch| branch.is_loop);
            for slot in def.slots.iter().filter(|slot| slot.takes == Takes::Local) {
                let name = block.literal(slot.key).map(Value::to_text).unwrap_or_default();
                if name.trim().is_empty() {
                    continue;
                }
                let (_, set, looped) = found.entry(name.trim().to_owned()).or_insert(((id, block), false, false));
                *set |= !of_loop && !def.form.is_value();
                *looped |= of_loop;
            }
        }
        // Inside of a function its inputs are local variables that have a value already.
        if let Some(function) = self.handler_ref().owner.function().and_then(|id| self.project().function(id)) {
            let names = function.parameters.iter().map(|parameter| parameter.name.clone());
            self.locals.extend(names.zip(functions::parameter_names(function)));
        }
        found.retain(|name, _| !self.locals.contains_key(name));
        for (name, ((id, block), set, looped)) in found {
            let ident = self.free_name(&name);
            if set || !looped {
                self.line(Code::new(&Node { id, block }, format!("local {ident}")));
            }
            self.locals.insert(name, ident);
        }
    }
}
