//! Typed handles of properties, and the properties of one control as they are now.
//!
//! A property is named once, by the constant that is its handle: what reads it as another type does not compile.
//! Reading makes no key and copies no value; it happens for each property in each frame.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use egui::Color32;

use super::row::{Holds, PropertyDef, Reading, Section};
use crate::i18n::{Lang, Text, t};
use crate::model::command::{COMMAND_KEY, CommandTopic};
use crate::model::control::Control;
use crate::model::id::{ControlId, SourceId};
use crate::model::item::Item;
use crate::model::looks::{STYLE_KEY, STYLED};
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::row::{Choice, Literal};
use crate::model::showing::Destination;
use crate::model::value::Value;
use crate::theme::parse_color;

/// The colour that a text of a project means: its digits, or the key of one of the project's colours.
pub fn color_in(project: &Project, text: &str) -> Option<Color32> {
    parse_color(project.looks.resolve(text))
}

/// Properties that differ from the project, by control and key.
pub type Properties = BTreeMap<ControlId, BTreeMap<String, Value>>;

/// A property that holds a `T`.
#[derive(Debug)]
pub struct Handle<T> {
    /// What the row says about it.
    pub def: PropertyDef,
    ty: PhantomData<fn() -> T>,
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> Handle<T> {
    const fn new(key: &'static str, label: Text, section: Section, holds: Holds, default: Literal) -> Self {
        let reading = if matches!(holds, Holds::Text | Holds::Lines) { Reading::Text } else { Reading::None };
        let (required, traced, fixed) = (false, false, false);
        Self {
            def: PropertyDef { key, label, section, holds, default, required, traced, fixed, reading },
            ty: PhantomData,
        }
    }

    /// Its key.
    pub const fn key(self) -> &'static str {
        self.def.key
    }

    /// The same property, in this section of the inspector.
    #[must_use]
    pub const fn in_section(mut self, section: Section) -> Self {
        self.def.section = section;
        self
    }

    /// The same property, of which the running app keeps what it was over time.
    #[must_use]
    pub const fn traced(mut self) -> Self {
        self.def.traced = true;
        self
    }

    /// The same property, which nothing changes while the app runs.
    #[must_use]
    pub const fn fixed(mut self) -> Self {
        self.def.fixed = true;
        self
    }

    /// The same property, which people read like this.
    #[must_use]
    pub const fn read_as(mut self, reading: Reading) -> Self {
        self.def.reading = reading;
        self
    }

    /// The same property, without which the control is of no use.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.def.required = true;
        self
    }
}

impl Handle<f64> {
    /// A number between two bounds.
    pub const fn number(
        key: &'static str,
        label: Text,
        section: Section,
        (min, max): (f64, f64),
        default: f64,
    ) -> Self {
        Self::new(key, label, section, Holds::Number { min, max }, Literal::Number(default))
    }
}

impl Handle<Option<f64>> {
    /// A number that may be missing, as at first.
    pub const fn maybe(key: &'static str, label: Text, section: Section) -> Self {
        Self::new(key, label, section, Holds::Number { min: -1e12, max: 1e12 }, Literal::Nothing)
    }
}

impl Handle<bool> {
    /// A truth value.
    pub const fn flag(key: &'static str, label: Text, section: Section, default: bool) -> Self {
        Self::new(key, label, section, Holds::Bool, Literal::Bool(default))
    }
}

impl Handle<Color32> {
    /// A colour.
    pub const fn color(key: &'static str, label: Text, default: &'static str) -> Self {
        Self::new(key, label, Section::Look, Holds::Color, Literal::Text(default))
    }
}

impl Handle<CommandTopic> {
    /// A topic that changes of this property are sent to; none at first.
    pub const fn command<T>(of: Handle<T>) -> Self {
        Self::new(COMMAND_KEY, COMMAND, Section::Write, Holds::Command { of: Some(of.def.key) }, Literal::Nothing)
    }

    /// A topic that a button sends to; none at first.
    pub const fn button_command() -> Self {
        Self::new(COMMAND_KEY, COMMAND, Section::Write, Holds::Command { of: None }, Literal::Nothing)
    }
}

/// What the property is called.
const COMMAND: Text = t("Schreibt nach", "Writes to");

impl Handle<Option<Destination>> {
    /// Where a tap leads; nowhere at first.
    pub const fn leads_to(key: &'static str, label: Text) -> Self {
        Self::new(key, label, Section::General, Holds::Destination, Literal::Nothing)
    }
}

impl Holdable for Option<Destination> {
    type Seen<'a> = Self;

    fn read<'a>(project: &'a Project, content: PropertyContent<'a>) -> Option<Self> {
        match content {
            PropertyContent::Designed(Property::Ref(Item::Screen(id))) => Some(Some(Destination::Screen(*id))),
            _ => Some(content.value().and_then(Value::as_text).and_then(|text| Destination::named(project, text))),
        }
    }

    fn of_literal(_: &Project, _: Literal) -> Self::Seen<'_> {
        None
    }
}

impl Handle<SourceId> {
    /// A data source, none at first.
    pub const fn source(key: &'static str, label: Text) -> Self {
        Self::new(key, label, Section::Data, Holds::Source, Literal::Nothing)
    }
}

impl Handle<String> {
    /// One line of text.
    pub const fn text(key: &'static str, label: Text, default: Literal) -> Self {
        Self::new(key, label, Section::General, Holds::Text, default)
    }

    /// Several lines of text.
    pub const fn lines(key: &'static str, label: Text, default: Literal) -> Self {
        Self::new(key, label, Section::General, Holds::Lines, default)
    }

    /// The key of one of these.
    pub const fn choice(
        key: &'static str,
        label: Text,
        section: Section,
        choices: &'static [Choice],
        default: &'static str,
    ) -> Self {
        Self::new(key, label, section, Holds::Choice(choices), Literal::Text(default))
    }

    /// Columns of the data source in another property.
    pub const fn columns(key: &'static str, label: Text, of: Handle<SourceId>) -> Self {
        Self::new(key, label, Section::Data, Holds::Columns { source: of.def.key }, Literal::Nothing)
    }

    /// The name of an icon.
    pub const fn icon(key: &'static str, label: Text, default: &'static str) -> Self {
        Self::new(key, label, Section::General, Holds::Icon, Literal::Text(default))
    }

    /// The path of an image file.
    pub const fn image(key: &'static str, label: Text) -> Self {
        Self::new(key, label, Section::General, Holds::Image, Literal::Text(""))
    }
}

/// What a property holds: as it stands in the project, or as the app or the user has set it.
#[derive(Clone, Copy, Debug)]
pub enum PropertyContent<'a> {
    /// In the project.
    Designed(&'a Property),
    /// While the app runs; a reference by its name.
    Live(&'a Value),
}

impl<'a> PropertyContent<'a> {
    /// The value, where it is one and no reference.
    fn value(self) -> Option<&'a Value> {
        match self {
            // Until something has come.
            Self::Designed(Property::Bound(binding)) => binding.empty.as_ref(),
            Self::Designed(property) => property.literal(),
            Self::Live(value) => Some(value),
        }
    }
}

/// A type that a property can hold.
pub trait Holdable {
    /// What a reader gets: it borrows what is large.
    type Seen<'a>;

    /// Reads a content; `None` where it is of another type.
    fn read<'a>(project: &'a Project, content: PropertyContent<'a>) -> Option<Self::Seen<'a>>;

    /// Reads a default of a row.
    fn of_literal(project: &Project, literal: Literal) -> Self::Seen<'_>;

    /// Reads what a text style says; nothing for types of which it says nothing.
    fn of_style<'a>(_project: &'a Project, _value: &Value) -> Option<Self::Seen<'a>> {
        None
    }
}

impl Holdable for f64 {
    type Seen<'a> = Self;

    fn read<'a>(_project: &'a Project, content: PropertyContent<'a>) -> Option<Self> {
        // One that is none or endless, as a file may have it, counts as not set.
        content.value()?.as_number().filter(|number| number.is_finite())
    }

    fn of_literal(_project: &Project, literal: Literal) -> Self::Seen<'_> {
        match literal {
            Literal::Number(number) => number,
            Literal::Nothing | Literal::Text(_) | Literal::Words(_) | Literal::Bool(_) => 0.0,
        }
    }

    fn of_style(_project: &Project, value: &Value) -> Option<Self> {
        value.as_number().filter(|number| number.is_finite())
    }
}

impl Holdable for Option<f64> {
    type Seen<'a> = Self;

    fn read<'a>(_project: &'a Project, content: PropertyContent<'a>) -> Option<Self> {
        Some(content.value().and_then(Value::as_number))
    }

    fn of_literal(_: &Project, _: Literal) -> Self::Seen<'_> {
        None
    }
}

impl Holdable for bool {
    type Seen<'a> = Self;

    fn read<'a>(_project: &'a Project, content: PropertyContent<'a>) -> Option<Self> {
        content.value()?.as_bool()
    }

    fn of_literal(_project: &Project, literal: Literal) -> Self::Seen<'_> {
        literal == Literal::Bool(true)
    }

    fn of_style(_project: &Project, value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Holdable for String {
    type Seen<'a> = Cow<'a, str>;

    fn read<'a>(project: &'a Project, content: PropertyContent<'a>) -> Option<Cow<'a, str>> {
        let of_value = |value: &'a Value| value.as_text().map_or_else(|| Cow::Owned(value.to_text()), Cow::Borrowed);
        match content {
            PropertyContent::Designed(property @ (Property::Ref(_) | Property::List(_))) => {
                Some(Cow::Owned(property.script_text(project)))
            }
            PropertyContent::Designed(Property::Literal(_) | Property::Bound(_) | Property::Command(_))
            | PropertyContent::Live(_) => content.value().map(of_value),
        }
    }

    fn of_literal(_project: &Project, literal: Literal) -> Self::Seen<'_> {
        match literal {
            Literal::Text(text) => Cow::Borrowed(text),
            // A project has its own words; only one that was written by hand falls back to these.
            Literal::Words(words) => Cow::Borrowed(words.get(Lang::De)),
            Literal::Nothing | Literal::Number(_) | Literal::Bool(_) => Cow::Borrowed(""),
        }
    }
}

/// What cannot be read as a colour is invisible.
impl Holdable for Color32 {
    type Seen<'a> = Self;

    fn read<'a>(project: &'a Project, content: PropertyContent<'a>) -> Option<Self> {
        Some(content.value()?.as_text().and_then(|text| color_in(project, text)).unwrap_or(Self::TRANSPARENT))
    }

    fn of_literal(project: &Project, literal: Literal) -> Self::Seen<'_> {
        match literal {
            Literal::Text(text) => color_in(project, text).unwrap_or(Self::TRANSPARENT),
            Literal::Nothing | Literal::Words(_) | Literal::Number(_) | Literal::Bool(_) => Self::TRANSPARENT,
        }
    }

    fn of_style(project: &Project, value: &Value) -> Option<Self> {
        color_in(project, value.as_text()?)
    }
}

impl Holdable for CommandTopic {
    type Seen<'a> = Option<&'a Self>;

    fn read<'a>(_project: &'a Project, content: PropertyContent<'a>) -> Option<Option<&'a Self>> {
        match content {
            PropertyContent::Designed(property) => Some(property.command()),
            PropertyContent::Live(_) => None,
        }
    }

    fn of_literal(_: &Project, _: Literal) -> Self::Seen<'_> {
        None
    }
}

impl Holdable for SourceId {
    type Seen<'a> = Option<Self>;

    fn read<'a>(project: &'a Project, content: PropertyContent<'a>) -> Option<Option<Self>> {
        Some(match content {
            PropertyContent::Designed(property) => property.item().and_then(Item::source),
            PropertyContent::Live(value) => {
                let name = value.as_text()?.to_lowercase();
                project.sources.iter().find(|source| source.name.to_lowercase() == name).map(|source| source.id)
            }
        })
    }

    fn of_literal(_: &Project, _: Literal) -> Self::Seen<'_> {
        None
    }
}

/// The properties of a control as they are now.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// What references of the control mean.
    project: &'a Project,
    control: &'a Control,
    /// What the app has set.
    live: Option<&'a BTreeMap<String, Value>>,
    /// What the user has just changed, and the app has not taken over.
    own: Option<(&'static str, &'a Value)>,
}

impl<'a> Values<'a> {
    /// As they stand in the project.
    pub fn designed(project: &'a Project, control: &'a Control) -> Self {
        Self { project, control, live: None, own: None }
    }

    /// As they are while the app runs.
    pub fn running(project: &'a Project, control: &'a Control, properties: &'a Properties) -> Self {
        Self { project, control, live: properties.get(&control.id), own: None }
    }

    /// The same, with one that the user has just changed.
    #[must_use]
    pub fn with(self, own: Option<(&'static str, &'a Value)>) -> Self {
        Self { own, ..self }
    }

    /// The project that the control belongs to.
    pub fn project(&self) -> &'a Project {
        self.project
    }

    /// The control that has them.
    pub fn control(&self) -> &'a Control {
        self.control
    }

    /// A text of the project as it is shown: in the language that the app speaks.
    pub fn said<'b>(&self, text: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.project.languages.said(text)
    }

    /// What a property holds: what is set, else what its row says.
    pub fn get<T: Holdable>(&self, property: Handle<T>) -> T::Seen<'a> {
        let content = self.set(property.key());
        let set = content.and_then(|content| T::read(self.project, content));
        let nothing_yet =
            property.def.while_bound(matches!(content, Some(PropertyContent::Designed(Property::Bound(_)))));
        let styled = || T::of_style(self.project, &self.styled(property.key()).filter(|_| content.is_none())?);
        set.or_else(styled).unwrap_or_else(|| T::of_literal(self.project, nothing_yet))
    }

    /// What the text style of the control says of a property.
    fn styled(&self, key: &'static str) -> Option<Value> {
        if !STYLED.contains(&key) {
            return None;
        }
        let style = self.set(STYLE_KEY)?.value()?.as_text()?;
        self.project.looks.styled(style, key)
    }

    /// The same as a value of its own.
    pub(super) fn value<T>(&self, property: Handle<T>) -> Value {
        let default = || property.def.default.value(Lang::De).unwrap_or_else(|| Value::from(""));
        match self.set(property.key()) {
            Some(PropertyContent::Live(value) | PropertyContent::Designed(Property::Literal(value))) => value.clone(),
            Some(PropertyContent::Designed(Property::Bound(binding))) => {
                binding.empty.clone().or_else(|| property.def.while_bound(true).value(Lang::De)).unwrap_or_else(default)
            }
            Some(PropertyContent::Designed(property)) => Value::from(property.script_text(self.project)),
            None => default(),
        }
    }

    fn set(&self, key: &'static str) -> Option<PropertyContent<'a>> {
        #[cfg(test)]
        ASKED.with_borrow_mut(|asked| asked.insert(key));
        let own = self.own.filter(|(own, _)| *own == key).map(|(_, value)| value);
        let live = own.or_else(|| self.live?.get(key)).map(PropertyContent::Live);
        live.or_else(|| self.control.properties.get(key).map(PropertyContent::Designed))
    }
}

#[cfg(test)]
std::thread_local! {
    /// Keys of properties that were read on this thread: painters may ask for those of their row only.
    pub(super) static ASKED: std::cell::RefCell<std::collections::BTreeSet<&'static str>> = const {
        std::cell::RefCell::new(std::collections::BTreeSet::new())
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::same;

    const SIZE: Handle<f64> = Handle::number("size", same("Size"), Section::Look, (0.0, 9.0), 4.0);
    const NAME: Handle<String> = Handle::text("name", same("Name"), Literal::Text("x"));

    #[test]
    fn what_the_user_does_comes_before_the_app_and_that_before_the_project() {
        let project = Project::new("P", "Start", "Lokal");
        let mut control = crate::language::new_control(crate::language::control("text").unwrap(), Lang::De);
        assert_eq!(Values::designed(&project, &control).get(SIZE), 4.0);
        control.properties.insert("size".to_owned(), 5.0.into());
        assert_eq!(Values::designed(&project, &control).get(SIZE), 5.0);
        let properties = Properties::from([(control.id, BTreeMap::from([("size".to_owned(), Value::from(6.0))]))]);
        let running = Values::running(&project, &control, &properties);
        assert_eq!(running.get(SIZE), 6.0);
        let own = Value::from(7.0);
        assert_eq!(running.with(Some(("size", &own))).get(SIZE), 7.0);
        assert_eq!(running.with(Some(("name", &own))).get(SIZE), 6.0);
    }

    #[test]
    fn a_text_is_borrowed_and_a_value_of_another_type_is_the_default() {
        let project = Project::new("P", "Start", "Lokal");
        let mut control = crate::language::new_control(crate::language::control("text").unwrap(), Lang::De);
        assert_eq!(Values::designed(&project, &control).get(NAME), "x");
        control.properties.insert("name".to_owned(), "Halle".into());
        control.properties.insert("size".to_owned(), "groß".into());
        let values = Values::designed(&project, &control);
        assert!(matches!(values.get(NAME), Cow::Borrowed("Halle")));
        assert_eq!(values.get(SIZE), 4.0);
        control.properties.insert("name".to_owned(), 2.5.into());
        assert_eq!(Values::designed(&project, &control).get(NAME), "2.5");
    }
}
