//! The language of the blocks: what there is, one declarative row each, and how it becomes Lua.
//!
//! A new block is one row in the file of its category. Start reading at `language/block.rs`, then [`lower`]. The rows of
//! the controls stand in `player/controls`, each beside its painter and its reaction; here they are looked up.
//! Nothing here runs anything.

pub mod api;
pub mod assist;
pub mod block;
pub mod blocks;
pub mod checks;
pub mod color;
pub mod emit;
mod fixes;
pub mod lower;
pub mod raise;
pub mod reach;
pub mod source_map;
#[cfg(test)]
pub(crate) mod testing;
pub mod words;

use std::borrow::Cow;

pub use self::blocks::CATEGORIES;

use self::block::{BlockDef, ControlDef, Form, Gives, Hue, Literal, PropertyDef, Repeat, SlotDef, Takes, TriggerDef};
use crate::i18n::{Lang, Locale, Text, Wording, same};
use crate::model::blocks::check::Shape;
use crate::model::blocks::{Block, Slot, column_key};
use crate::model::control::Control;
use crate::model::formatting::term_at;
use crate::model::function::{Function, Parameter};
use crate::model::handler::HandlerRef;
use crate::model::id::{ColumnId, ControlId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Screen;
use crate::model::source::{Column, ColumnType, Source};
use crate::model::template;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::player;

pub use crate::player::common::{AT_THE_END, REPORTS_KEY, TEXT_KEY};

/// All blocks, in palette order.
pub fn blocks() -> impl Iterator<Item = &'static BlockDef> {
    CATEGORIES.iter().flat_map(|category| category.rows.iter())
}

/// The block of this kind; `None` for one that this version does not know.
pub fn block(kind: &str) -> Option<&'static BlockDef> {
    blocks().find(|def| def.kind == kind)
}

/// All controls, in palette order.
pub fn controls() -> impl Iterator<Item = &'static ControlDef> {
    player::controls::rows()
}

/// The control of this kind; `None` for one that this version does not know.
pub fn control(kind: &str) -> Option<&'static ControlDef> {
    controls().find(|def| def.kind == kind)
}

/// The colour family of the blocks of this kind; that of the system for one that this version does not know.
pub fn hue(kind: &str) -> Hue {
    let category = CATEGORIES.iter().find(|category| category.rows.iter().any(|def| def.kind == kind));
    category.map_or(Hue::System, |category| category.hue)
}

/// Whether the flow ends with this block, so that nothing may follow.
pub fn ends_flow(block: &Block) -> bool {
    self::block(&block.kind).is_some_and(|def| matches!(def.form, Form::Statement { ends: true, .. }))
}

/// A slot of a block as it is now: from the row's list, or derived from what the user entered.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotView {
    /// Key in the project file.
    pub key: Cow<'static, str>,
    /// The row's text, or the name of a hole.
    pub label: SlotLabel,
    /// What it takes.
    pub takes: Takes,
    /// What it holds when nothing was set.
    pub default: Literal,
    /// Whether the user must fill it.
    pub required: bool,
}

/// What stands beside a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotLabel {
    /// From the row.
    Fixed(Text),
    /// The number of an item, from 1.
    Item(usize),
    /// The name of a hole in a template, or of an input of a function.
    Hole(String),
}

impl SlotLabel {
    /// The label in both languages.
    pub fn wording(&self) -> Wording {
        match self {
            Self::Fixed(text) => (*text).into(),
            Self::Item(number) => format!("{number}.").into(),
            Self::Hole(name) => name.as_str().into(),
        }
    }

    /// The label as shown.
    pub fn get(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Self::Fixed(text) => Cow::Borrowed(text.get(lang)),
            Self::Item(number) => Cow::Owned(format!("{number}.")),
            Self::Hole(name) => Cow::Borrowed(name),
        }
    }
}

impl SlotView {
    /// The slot of a row as it is in this block.
    fn of(project: &Project, block: &Block, def: &SlotDef) -> Self {
        Self {
            key: Cow::Borrowed(def.key),
            label: SlotLabel::Fixed(def.label),
            takes: def.typed_by.map_or(def.takes, |what| Takes::Value(type_of(project, block, what))),
            default: def.default,
            required: def.required,
        }
    }

    /// The same as the `number`th of a repeated slot, from 1; it has the number for a label unless the row gives one.
    fn item(mut self, number: usize) -> Self {
        self.key = Cow::Owned(item_key(number));
        if self.label == SlotLabel::Fixed(same("")) {
            self.label = SlotLabel::Item(number);
        }
        self
    }

    /// The slot of an input of a function that is called.
    fn argument(parameter: &Parameter) -> Self {
        let default = match parameter.ty {
            Ty::Number => Literal::Number(0.0),
            Ty::Bool => Literal::Bool(false),
            Ty::Text | Ty::Any => Literal::Text(""),
            Ty::Time | Ty::Color | Ty::List | Ty::Record => Literal::Nothing,
        };
        Self {
            key: Cow::Owned(argument_key(parameter)),
            label: SlotLabel::Hole(parameter.name.clone()),
            takes: Takes::Value(parameter.ty),
            default,
            required: false,
        }
    }

    /// The slot of a column of a list that gets a row.
    fn cell(id: ColumnId, column: &Column<'_>) -> Self {
        let default = match column.ty {
            ColumnType::Number => Literal::Number(0.0),
            ColumnType::Bool => Literal::Bool(false),
            ColumnType::Automatic | ColumnType::Text | ColumnType::Time => Literal::Text(""),
        };
        Self {
            key: Cow::Owned(column_key(id)),
            label: SlotLabel::Hole(column.title.to_owned()),
            takes: Takes::Value(column.ty.ty()),
            default,
            required: false,
        }
    }

    /// The slot of a hole in a template.
    fn hole(name: &str) -> Self {
        Self {
            key: Cow::Owned(hole_key(name)),
            label: SlotLabel::Hole(name.to_owned()),
            takes: Takes::Value(Ty::Any),
            default: Literal::Text(""),
            required: false,
        }
    }
}

/// The slots of a block as they are now, in this project; none for an unknown kind.
pub fn slots(project: &Project, block: &Block) -> Vec<SlotView> {
    let Some(def) = self::block(&block.kind) else { return Vec::new() };
    let mut slots: Vec<SlotView> = Vec::new();
    for slot in def.slots {
        let view = SlotView::of(project, block, slot);
        match slot.repeat {
            None => slots.push(view),
            Some(repeat) => slots.extend((1..=repeat.count(block)).map(|number| view.clone().item(number))),
        }
    }
    if calls(def)
        && let Some(function) = function_in(project, block)
    {
        slots.extend(function.parameters.iter().map(SlotView::argument));
    }
    if def.slots.iter().any(|slot| slot.takes == Takes::NewRow)
        && let Some(list) = source_in(project, block)
    {
        slots.extend(list.columns().iter().filter_map(|column| Some(SlotView::cell(column.id?, column))));
    }
    for slot in def.slots {
        let names = match slot.takes {
            Takes::Template => holes,
            Takes::Fields => fields,
            _ => continue,
        };
        let text = slot_value(block, slot.key).map(|value| value.to_text()).unwrap_or_default();
        slots.extend(names(&text).iter().map(|name| SlotView::hole(name)));
    }
    slots
}

/// One slot of a block as it is now.
pub fn slot(project: &Project, block: &Block, key: &str) -> Option<SlotView> {
    slots(project, block).into_iter().find(|slot| slot.key == key)
}

/// Key of the slot that holds how many items a block has.
pub const COUNT: &str = "count";

/// Key of the repeated slot in a row; its items have numbers behind it.
pub const ITEM: &str = "item";

/// Key of the `number`th item, from 1.
pub fn item_key(number: usize) -> String {
    format!("{ITEM}{number}")
}

/// Key of the slot with what a function gets as this input.
pub fn argument_key(parameter: &Parameter) -> String {
    format!("input:{}", parameter.id)
}

/// Whether the block calls the function that is chosen in it.
fn calls(def: &BlockDef) -> bool {
    let takes = |takes| def.slots.iter().any(|slot| slot.takes == takes);
    takes(Takes::Function) && !takes(Takes::Parameter)
}

/// The function chosen in the slot `function` of a block.
pub fn function_in<'a>(project: &'a Project, block: &Block) -> Option<&'a Function> {
    project.function(block.item("function")?.function()?)
}

/// The input that is chosen in a slot, of the function chosen in `function`.
pub fn parameter_in<'a>(project: &'a Project, block: &Block, slot: &str) -> Option<&'a Parameter> {
    function_in(project, block)?.parameter(block.literal(slot).and_then(Value::as_number)? as u32)
}

/// Key of the slot of a hole.
pub fn hole_key(name: &str) -> String {
    format!("hole:{name}")
}

impl Repeat {
    /// How many items this block has.
    pub fn count(self, block: &Block) -> usize {
        let count = block.literal(COUNT).and_then(Value::as_number).unwrap_or(self.min as f64);
        (count as usize).clamp(self.min, self.max)
    }
}

/// The distinct names of the `#[name]#` holes in a template, in order.
pub fn holes(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in template::holes(template) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The distinct names in a text with commas between them, in order; one that would be cut as a hole is left out.
pub fn fields(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(',').map(str::trim) {
        if !name.is_empty() && !name.contains("]#") && !name.contains("#[") && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The literal in a slot, or the row's default; `None` where it is wired or empty.
pub fn slot_value(block: &Block, key: &str) -> Option<Value> {
    let def = self::block(&block.kind).and_then(|def| def.slots.iter().find(|slot| slot.key == key));
    literal_in(block, key, def.map_or(Literal::Nothing, |def| def.default))
}

/// The literal under this key, or the default; `None` where it is wired or empty.
fn literal_in(block: &Block, key: &str, default: Literal) -> Option<Value> {
    match block.slots.get(key) {
        Some(Slot::Wire(_) | Slot::Ref(_)) => None,
        Some(Slot::Literal(value)) => Some(value.clone()),
        None => default.value(Lang::De),
    }
}

/// A new block of this row, with the texts that depend on the language filled in.
pub fn new_block(def: &BlockDef, lang: Lang) -> Block {
    let mut block = Block::new(def.kind);
    for slot in def.slots {
        if let (Literal::Words(_), Some(value)) = (slot.default, slot.default.value(lang)) {
            block = block.with(slot.key, value);
        }
    }
    block
}

/// A new control of this row at its usual size, with the texts that depend on the language filled in.
pub fn new_control(def: &ControlDef, lang: Lang) -> Control {
    let properties = def
        .properties
        .iter()
        .filter(|property| matches!(property.default, Literal::Words(_)))
        .filter_map(|property| Some((property.key.to_owned(), property.default.value(lang)?.into())))
        .collect();
    Control {
        id: ControlId(0),
        kind: def.kind.to_owned(),
        name: def.label.get(lang).to_owned(),
        area: crate::model::screen::Area::new(0.0, 0.0, def.size.0, def.size.1),
        properties,
        layer: crate::model::layer::Layer::default(),
        anchors: crate::model::fit::Anchors::default(),
        rules: Vec::new(),
        handlers: std::collections::BTreeMap::new(),
    }
}

/// A new control for this screen: where others of its kind read the same, its text gets a number (`Antippen 2`).
pub fn new_control_on(screen: &Screen, def: &ControlDef, lang: Lang) -> Control {
    let mut new = new_control(def, lang);
    let Some(Property::Literal(Value::Text(usual))) = new.properties.get(TEXT_KEY).cloned() else { return new };
    let taken: Vec<&Property> = screen.controls.iter().filter_map(|control| control.properties.get(TEXT_KEY)).collect();
    let numbered = (2..).map(|number| Property::from(format!("{usual} {number}")));
    let free = std::iter::once(Property::from(usual.as_str())).chain(numbered).find(|text| !taken.contains(&text));
    if let Some(text) = free {
        new.properties.insert(TEXT_KEY.to_owned(), text);
    }
    new
}

/// A property of a control's row.
pub fn property(kind: &str, key: &str) -> Option<&'static PropertyDef> {
    control(kind)?.properties.iter().find(|property| property.key.eq_ignore_ascii_case(key))
}

/// Names of the reference product for properties, so that its scripts run as they are; generated code has the keys.
const PROPERTY_ALIASES: &[(&str, &str)] = &[
    ("ischecked", "on"),
    ("ison", "on"),
    ("selectedvalue", "selected"),
    ("isvisible", "visible"),
    ("visibility", "visible"),
    ("isenabled", "enabled"),
    ("background", "color"),
    ("fill", "color"),
    ("trailbrush", "color"),
    ("foreground", "text_color"),
    ("borderbrush", "border_color"),
    ("maximum", "max"),
    ("minimum", "min"),
    ("source", "file"),
];

/// A property by the name that a script gives it: its key in any case, else what the reference product calls it.
pub fn scripted_property(kind: &str, name: &str) -> Option<&'static PropertyDef> {
    property(kind, name).or_else(|| {
        let alias = PROPERTY_ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        property(kind, alias?.1)
    })
}

/// What a property of a control of this kind is called; its key where this version does not know it.
pub fn property_label(kind: &str, key: &str) -> Wording {
    property(kind, key).map_or_else(|| key.into(), |property| property.label.into())
}

/// What something bound is called: a property, or the rule whose comparison it is.
pub fn bound_label(control: &Control, key: &str) -> Wording {
    term_at(key).map_or_else(|| property_label(&control.kind, key), |(rule, _)| rule_label(control, rule))
}

/// What the rule at this place, from 0, is called.
pub fn rule_label(control: &Control, index: usize) -> Wording {
    match control.rules.get(index).map(|rule| rule.name.trim()) {
        Some(name) if !name.is_empty() => name.into(),
        _ => Wording::new(format!("Regel {}", index + 1), format!("Rule {}", index + 1)),
    }
}

/// What a property holds: what was set, or the row's default.
pub fn property_value(control: &Control, key: &str) -> Option<Property> {
    match control.properties.get(key) {
        // A number that is none or endless, as a file may have it, counts as not set; it stays in the file.
        Some(value) if value.literal().and_then(Value::as_number).is_none_or(f64::is_finite) => Some(value.clone()),
        Some(_) | None => property(&control.kind, key)?.default.value(Lang::De).map(Property::Literal),
    }
}

/// What scripts see of a property: references by name, lists one a line.
pub fn script_value(project: &Project, control: &Control, key: &str) -> Option<Value> {
    match property_value(control, key) {
        Some(Property::Literal(value)) => Some(value),
        Some(Property::Bound(binding)) => {
            let def = property(&control.kind, key)?;
            // The language is of no matter: nothing has come.
            let empty = binding.value_of(None, def.holds.ty(), Locale::utc(Lang::De));
            empty.or_else(|| Some(def.while_bound(true).value(Lang::De).unwrap_or_else(|| Value::from(""))))
        }
        Some(property) => Some(Value::from(property.script_text(project))),
        // Nothing is chosen.
        None => property(&control.kind, key).map(|_| Value::from("")),
    }
}

/// How a block hangs, and the type it gives; `None` for an unknown kind.
pub fn shape(project: &Project, block: &Block) -> Option<Shape> {
    let def = self::block(&block.kind)?;
    Some(match &def.form {
        Form::Statement { ends, .. } => Shape::Statement { has_next: !ends },
        Form::Value { gives, .. } => Shape::Value(type_of(project, block, *gives)),
    })
}

/// The type that is meant, with what is chosen in the block.
fn type_of(project: &Project, block: &Block, gives: Gives) -> Ty {
    match gives {
        Gives::Fixed(ty) => ty,
        Gives::VariableIn(slot) => {
            let variable = block.item(slot).and_then(Item::variable).and_then(|id| project.variable(id));
            variable.map_or(Ty::Any, |variable| variable.ty)
        }
        Gives::PropertyIn(slot) => property_type(project, block, slot),
        Gives::ColumnIn(slot) => column_type(project, block, slot),
        Gives::ResultOf(_) => function_in(project, block).and_then(|function| function.gives).unwrap_or(Ty::Any),
        Gives::ParameterIn(slot) => parameter_in(project, block, slot).map_or(Ty::Any, |parameter| parameter.ty),
    }
}

/// The data source chosen in the slot `source` of a block.
pub fn source_in<'a>(project: &'a Project, block: &Block) -> Option<&'a Source> {
    project.source(block.item("source")?.source()?)
}

/// The control chosen in the slot `control` of a block.
pub fn control_in<'a>(project: &'a Project, block: &Block) -> Option<(&'a Screen, &'a Control)> {
    let (screen, control) = project.find_control(block.item("control")?.control()?)?;
    Some((screen.as_ref(), control))
}

/// A column that is chosen in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenColumn<'a> {
    /// One that every row has, by its key.
    Fixed(&'static str),
    /// One of the data source.
    Own(Column<'a>),
}

impl<'a> ChosenColumn<'a> {
    /// How scripts name it.
    pub fn script_name(self) -> &'a str {
        match self {
            Self::Fixed(key) => key,
            Self::Own(column) => column.title,
        }
    }
}

/// The column of the source `of` chosen in a slot; `None` where there is no such column.
pub fn column_in<'a>(of: &'a Source, block: &Block, slot: &str) -> Option<ChosenColumn<'a>> {
    if let Some(id) = block.item(slot).and_then(Item::column) {
        return of.column(id).map(ChosenColumn::Own);
    }
    let key = slot_value(block, slot)?.to_text();
    let fixed = blocks::source::FIXED_COLUMNS.iter().find(|(fixed, _)| *fixed == key);
    // A title that was typed into the file is as good as a reference.
    fixed.map(|(fixed, _)| ChosenColumn::Fixed(fixed)).or_else(|| of.column_titled(&key).map(ChosenColumn::Own))
}

/// The type of the column chosen in `slot`, of the data source chosen in `source`.
fn column_type(project: &Project, block: &Block, slot: &str) -> Ty {
    let column = source_in(project, block).and_then(|source| column_in(source, block, slot));
    match column {
        Some(ChosenColumn::Fixed(_)) => Ty::Text,
        Some(ChosenColumn::Own(column)) => column.ty.ty(),
        None => Ty::Any,
    }
}

/// The triggers that a handler of its owner may have.
pub fn triggers(project: &Project, owner: &Item) -> &'static [TriggerDef] {
    match owner {
        Item::Control(id) => {
            let def = project.control(*id).and_then(|control| self::control(&control.kind));
            def.map_or(&[], |def| def.triggers)
        }
        Item::Source(id) if project.source(*id).is_some_and(Source::is_list) => blocks::rows::TRIGGERS,
        Item::Source(_) => blocks::source::TRIGGERS,
        Item::Screen(_) => blocks::screen::TRIGGERS,
        Item::Variable(_) => blocks::variable::TRIGGERS,
        Item::Timer(_) => blocks::timer::TRIGGERS,
        Item::Function(_) => blocks::function::TRIGGERS,
        Item::App(_) => blocks::screen::APP_TRIGGERS,
        Item::Connection(_) | Item::Column(_) => &[],
    }
}

/// Whether the owner of a handler can report its trigger; yes where it is of a kind that this version does not know.
pub fn has_trigger(project: &Project, at: &HandlerRef) -> bool {
    let triggers = triggers(project, &at.owner);
    triggers.is_empty() || triggers.iter().any(|trigger| trigger.key == at.trigger)
}

/// The name of whose handler it is, and the name of its trigger; `None` where the owner is gone.
pub fn handler_names<'a>(project: &'a Project, at: &'a HandlerRef) -> Option<(&'a str, &'a str)> {
    let name = project.name_of(&at.owner)?;
    let trigger = triggers(project, &at.owner).iter().find(|trigger| trigger.key == at.trigger);
    Some((name, trigger.map_or(at.trigger.as_str(), |trigger| trigger.name)))
}

/// Name of the owner and of the trigger with its explanation, one after the other: `Senden · Tapped · angetippt`.
pub fn handler_title(project: &Project, at: &HandlerRef, lang: Lang) -> Option<String> {
    let (owner, name) = handler_names(project, at)?;
    let trigger = triggers(project, &at.owner).iter().find(|trigger| trigger.key == at.trigger);
    let title = trigger.map_or_else(|| name.to_owned(), |trigger| trigger.title(lang));
    Some(format!("{owner} · {title}"))
}

/// The type of the property chosen in `slot`, of the control chosen in `control`.
fn property_type(project: &Project, block: &Block, slot: &str) -> Ty {
    match (control_in(project, block), block.literal(slot).and_then(Value::as_text)) {
        (Some((_, control)), Some(key)) => property(&control.kind, key).map_or(Ty::Any, |property| property.holds.ty()),
        (Some(_) | None, _) => Ty::Any,
    }
}

#[cfg(test)]
mod tests;
