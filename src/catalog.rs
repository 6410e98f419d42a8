//! All blocks and controls, one declarative row each; everything else derives from the rows.
//!
//! A new block is one row in the file of its category. Start reading at [`def`].

pub mod api;
pub mod controls;
pub mod def;
pub mod emit;

mod comment;
mod control;
mod logic;
mod math;
mod mqtt;
mod screen;
mod slots;
pub mod source;
mod text;
mod variable;

use std::borrow::Cow;

pub use self::mqtt::QOS;

use self::controls::CONTROLS;
use self::def::{
    BlockDef, Category, ControlDef, Extra, Form, Gives, Hue, Literal, PropertyDef, SlotDef, Takes, TriggerDef,
};
use crate::i18n::{Lang, Text, same, t};
use crate::model::blocks::Block;
use crate::model::blocks::check::{Shape, Ty};
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::id::{ControlId, SourceId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::screen::Screen;
use crate::model::source::{Column, Source};
use crate::model::value::Value;

/// The rows of all categories, in palette order.
const ROWS: &[&[BlockDef]] = &[
    variable::ROWS,
    source::ROWS,
    control::ROWS,
    mqtt::ROWS,
    screen::ROWS,
    logic::ROWS,
    math::ROWS,
    text::ROWS,
    comment::ROWS,
];

/// All blocks, in palette order.
pub fn blocks() -> impl Iterator<Item = &'static BlockDef> {
    ROWS.iter().flat_map(|rows| rows.iter())
}

/// The block of this kind; `None` for one that this version does not know.
pub fn block(kind: &str) -> Option<&'static BlockDef> {
    blocks().find(|def| def.kind == kind)
}

/// The control of this kind; `None` for one that this version does not know.
pub fn control(kind: &str) -> Option<&'static ControlDef> {
    CONTROLS.iter().find(|def| def.kind == kind)
}

impl Category {
    /// The headings above it in the palette, the outermost first.
    pub fn path(self) -> &'static [Text] {
        const DATA: Text = t("Daten", "Data");
        const FUNCTIONS: Text = t("Funktionen", "Functions");
        const BASICS: Text = t("Grundlagen", "Basics");
        const MQTT: &[Text] =
            &[FUNCTIONS, t("In externen Systemen veröffentlichen", "Publish to external systems"), same("MQTT")];
        const APPLICATION: &[Text] = &[FUNCTIONS, t("Anwendung", "Application")];
        const VARIABLES: &[Text] = &[DATA, t("Variablen", "Variables")];
        const LOCALS: &[Text] = &[DATA, t("Lokale Variablen", "Local variables")];
        const SOURCES: &[Text] = &[DATA, t("Datenquellen", "Data sources")];
        const CONTROL_PROPERTIES: &[Text] = &[same("Controls"), t("Eigenschaften", "Properties")];
        const LOGIC: &[Text] = &[BASICS, t("Logik & Schleifen", "Logic & loops")];
        const MATH: &[Text] = &[BASICS, t("Mathematik", "Math")];
        const TEXT: &[Text] = &[BASICS, same("Text")];
        const COMMENT: &[Text] = &[BASICS, t("Kommentar", "Comment")];
        match self {
            Self::Mqtt => MQTT,
            Self::Application => APPLICATION,
            Self::Variables => VARIABLES,
            Self::Locals => LOCALS,
            Self::Sources => SOURCES,
            Self::Controls => CONTROL_PROPERTIES,
            Self::Logic => LOGIC,
            Self::Math => MATH,
            Self::Text => TEXT,
            Self::Comment => COMMENT,
        }
    }

    /// The colour family of its blocks.
    pub fn hue(self) -> Hue {
        match self {
            Self::Mqtt | Self::Sources => Hue::Mqtt,
            Self::Application | Self::Comment => Hue::System,
            Self::Variables | Self::Locals => Hue::Variable,
            Self::Controls => Hue::Control,
            Self::Logic => Hue::Logic,
            Self::Math => Hue::Number,
            Self::Text => Hue::Text,
        }
    }
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
    /// The name of a hole in a template.
    Hole(String),
}

impl SlotLabel {
    /// The label as shown.
    pub fn get(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Self::Fixed(text) => Cow::Borrowed(text.get(lang)),
            Self::Item(number) => Cow::Owned(format!("{number}.")),
            Self::Hole(name) => Cow::Borrowed(name),
        }
    }
}

impl Literal {
    /// The value it stands for, in the user's language where it is made of words.
    pub fn value(self, lang: Lang) -> Option<Value> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(Value::from(text)),
            Self::Words(text) => Some(Value::from(text.get(lang))),
            Self::Number(number) => Some(Value::from(number)),
            Self::Bool(value) => Some(Value::from(value)),
        }
    }
}

impl From<&'static SlotDef> for SlotView {
    fn from(def: &'static SlotDef) -> Self {
        Self {
            key: Cow::Borrowed(def.key),
            label: SlotLabel::Fixed(def.label),
            takes: def.takes,
            default: def.default,
            required: def.required,
        }
    }
}

/// The slots of a block as they are now; none for an unknown kind.
pub fn slots(block: &Block) -> Vec<SlotView> {
    let Some(def) = self::block(&block.kind) else { return Vec::new() };
    let mut slots: Vec<SlotView> = def.slots.iter().map(SlotView::from).collect();
    match def.extra {
        Extra::None => {}
        Extra::Items { takes, .. } => {
            slots.extend((1..=item_count(block)).map(|number| SlotView {
                key: Cow::Owned(item_key(number)),
                label: SlotLabel::Item(number),
                takes,
                default: Literal::Text(""),
                required: false,
            }));
        }
        Extra::Holes { template } => {
            let text = slot_value(block, template).map(|value| value.to_text()).unwrap_or_default();
            slots.extend(holes(&text).into_iter().map(|name| SlotView {
                key: Cow::Owned(hole_key(&name)),
                label: SlotLabel::Hole(name),
                takes: Takes::Value(Ty::Any),
                default: Literal::Text(""),
                required: false,
            }));
        }
    }
    slots
}

/// One slot of a block as it is now.
pub fn slot(block: &Block, key: &str) -> Option<SlotView> {
    slots(block).into_iter().find(|slot| slot.key == key)
}

/// Key of the slot that holds how many items a block has.
pub const COUNT: &str = "count";

/// Key of the `number`th item, from 1.
pub fn item_key(number: usize) -> String {
    format!("item{number}")
}

/// Key of the slot of a hole.
pub fn hole_key(name: &str) -> String {
    format!("hole:{name}")
}

/// How many items a block with repeated slots has.
pub fn item_count(block: &Block) -> usize {
    let Some(Extra::Items { min, max, .. }) = self::block(&block.kind).map(|def| def.extra) else { return 0 };
    let count = block.literal(COUNT).and_then(Value::as_number).unwrap_or(min as f64);
    (count as usize).clamp(min, max)
}

/// The distinct names of the `#[name]#` holes in a template, in order.
pub fn holes(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in template.split("#[").skip(1) {
        if let Some((name, _)) = piece.split_once("]#")
            && !name.trim().is_empty()
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The literal in a slot, or the row's default; `None` where it is wired or empty.
pub fn slot_value(block: &Block, key: &str) -> Option<Value> {
    if block.wire(key).is_some() {
        return None;
    }
    if let Some(value) = block.literal(key) {
        return Some(value.clone());
    }
    let def = self::block(&block.kind)?.slots.iter().find(|slot| slot.key == key)?;
    def.default.value(Lang::De)
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
        handlers: std::collections::BTreeMap::new(),
    }
}

/// A new control for this screen: where others of its kind read the same, its text gets a number (`Antippen 2`).
pub fn new_control_on(screen: &Screen, def: &ControlDef, lang: Lang) -> Control {
    let mut new = new_control(def, lang);
    let Some(Property::Literal(Value::Text(usual))) = new.properties.get("text").cloned() else { return new };
    let taken: Vec<&Property> = screen.controls.iter().filter_map(|control| control.properties.get("text")).collect();
    let numbered = (2..).map(|number| Property::from(format!("{usual} {number}")));
    let free = std::iter::once(Property::from(usual.as_str())).chain(numbered).find(|text| !taken.contains(&text));
    if let Some(text) = free {
        new.properties.insert("text".to_owned(), text);
    }
    new
}

/// A property of a control's row.
pub fn property(kind: &str, key: &str) -> Option<&'static PropertyDef> {
    control(kind)?.properties.iter().find(|property| property.key.eq_ignore_ascii_case(key))
}

/// What a property holds: what was set, or the row's default.
pub fn property_value(control: &Control, key: &str) -> Option<Property> {
    match control.properties.get(key) {
        Some(value) => Some(value.clone()),
        None => property(&control.kind, key)?.default.value(Lang::De).map(Property::Literal),
    }
}

/// What scripts see of a property: references by name, lists one a line.
pub fn script_value(project: &Project, control: &Control, key: &str) -> Option<Value> {
    match property_value(control, key) {
        Some(Property::Literal(value)) => Some(value),
        Some(property) => Some(Value::from(script_text(project, &property))),
        // Nothing is chosen.
        None => property(&control.kind, key).map(|_| Value::from("")),
    }
}

/// The data source that a control shows: the one that a script has named while the app runs, else the chosen one.
pub fn source_shown(project: &Project, control: &Control, live: Option<&Value>) -> Option<SourceId> {
    if let Some(name) = live.and_then(Value::as_text) {
        return project.sources.iter().find(|source| source.name.to_lowercase() == name.to_lowercase()).map(|s| s.id);
    }
    let chosen = control.properties.get("source").and_then(Property::item).and_then(Item::source)?;
    project.source(chosen).map(|source| source.id)
}

fn script_text(project: &Project, property: &Property) -> String {
    match property {
        Property::Ref(item) => project.name_of(item).unwrap_or_default().to_owned(),
        Property::Literal(value) => value.to_text(),
        Property::List(list) => list.iter().map(|each| script_text(project, each)).collect::<Vec<_>>().join("\n"),
    }
}

/// How a block hangs, and the type it gives; `None` for an unknown kind.
pub fn shape(project: &Project, block: &Block) -> Option<Shape> {
    let def = self::block(&block.kind)?;
    Some(match &def.form {
        Form::Statement(_) => Shape::Statement { has_next: true },
        Form::Value(Gives::Fixed(ty)) => Shape::Value(*ty),
        Form::Value(Gives::VariableIn(slot)) => {
            let variable = block.item(slot).and_then(Item::variable).and_then(|id| project.variable(id));
            Shape::Value(variable.map_or(Ty::Any, |variable| variable.ty))
        }
        Form::Value(Gives::PropertyIn(slot)) => Shape::Value(property_type(project, block, slot)),
        Form::Value(Gives::ColumnIn(slot)) => Shape::Value(column_type(project, block, slot)),
    })
}

/// The data source chosen in the slot `source` of a block.
pub fn source_in<'a>(project: &'a Project, block: &Block) -> Option<&'a Source> {
    block.item("source").and_then(Item::source).and_then(|id| project.source(id))
}

/// The control chosen in the slot `control` of a block.
pub fn control_in<'a>(project: &'a Project, block: &Block) -> Option<(&'a Screen, &'a Control)> {
    let found = block.item("control").and_then(Item::control).and_then(|id| project.find_control(id));
    found.map(|(screen, control)| (screen.as_ref(), control))
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
    let fixed = source::FIXED_COLUMNS.iter().find(|(fixed, _)| *fixed == key);
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
        Item::Source(_) => source::TRIGGERS,
        Item::Screen(_) | Item::Connection(_) | Item::Column(_) | Item::Variable(_) => &[],
    }
}

/// The name of whose handler it is, and the name of its trigger; `None` where the owner is gone.
pub fn handler_names<'a>(project: &'a Project, at: &'a HandlerRef) -> Option<(&'a str, &'a str)> {
    let name = project.name_of(&at.owner)?;
    let trigger = triggers(project, &at.owner).iter().find(|trigger| trigger.key == at.trigger);
    Some((name, trigger.map_or(at.trigger.as_str(), |trigger| trigger.name)))
}

/// The type of the property chosen in `slot`, of the control chosen in `control`.
fn property_type(project: &Project, block: &Block, slot: &str) -> Ty {
    match (control_in(project, block), block.literal(slot).and_then(Value::as_text)) {
        (Some((_, control)), Some(key)) => property(&control.kind, key).map_or(Ty::Any, |property| property.holds.ty()),
        (Some(_) | None, _) => Ty::Any,
    }
}
