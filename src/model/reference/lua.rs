//! What a Lua handler refers to, as far as its text is certain: `data.X`, `screens['S'].C`, `timers.T`, columns of a source.
//!
//! Names are found in any case, as the engine finds them. A local that is set once to a screen, a source or a row
//! stands for it. What is put together while the app runs cannot be known here and is left alone.

mod cursor;
mod foreign;
mod locals;
mod said;
mod scope;
mod steps;
mod things;
mod tokens;
mod write;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use self::cursor::{
    AtCursor, CursorOwner, CursorPlace, LuaMeaning, MeantName, OpenCall, at_cursor, name_at, open_call,
};
pub use self::foreign::{ForeignList, ForeignNames};
pub use self::said::said_texts;
pub use self::scope::{LocalKind, LocalName, local_names, locals_at};
pub(in crate::model) use self::write::InText;
pub use self::write::spelled_as;
pub(super) use self::write::{literal, replaced, with_texts, written};

use self::locals::locals;
use self::steps::PathStep;
use self::tokens::{LuaToken, LuaTokenKind, tokens};
use super::nearest::nearest;
use crate::model::handler::HandlerRef;
use crate::model::id::{ControlId, FunctionId, ScreenId, SourceId, VariableId};
use crate::model::item::Item;
use crate::model::names::{KEYWORDS, ident};
use crate::model::project::Project;

/// How a name stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spelling {
    /// `.Name`, dot included.
    Member,
    /// `'Name'`, quotes included.
    Text,
    /// By its number, which no new name changes.
    Number,
    /// `Name`, alone.
    Bare,
    /// `Name` or `['Name']` as the key of a value in braces.
    Key,
}

/// A thing that the text refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundName {
    pub(super) item: Item,
    pub(super) spelling: Spelling,
    /// Of a screen: the control that is reached through it right behind.
    pub(super) below: Option<Item>,
    /// Of a screen: whether it is gone to, and not looked into.
    pub(super) goes: bool,
    /// In bytes of the text.
    pub(super) range: Range<usize>,
}

/// A group of controls that the text refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundGroup {
    pub(super) screen: ScreenId,
    pub(super) path: Vec<String>,
    /// With the dot or the brackets, in bytes of the text.
    pub(super) range: Range<usize>,
}

/// A name that certainly means a thing of the project, and there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The name as written.
    pub name: String,
    /// How it stands there.
    pub spelling: Spelling,
    /// In bytes of the text.
    pub range: Range<usize>,
    /// The nearest name that exists there, if one is near.
    pub near: Option<String>,
}

impl UnknownName {
    /// The nearest name as it has to stand in the text; `None` where none is near.
    pub fn mended(&self) -> Option<String> {
        written(self.near.as_deref()?, self.spelling)
    }
}

/// What a member is one of, where who knows the rows says which there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberOf {
    /// The global of this name, in lower case.
    Global(String),
    /// A connection.
    Connection,
    /// One of these controls, all with the same name.
    Controls(Vec<ControlId>),
    /// A group of controls.
    ControlGroup,
    /// `data`, where a source itself is set.
    Data,
    /// The value of a variable.
    Variable(VariableId),
    /// A data source.
    Source,
    /// A list with columns.
    List,
    /// A timer.
    Timer,
    /// A function.
    Function(FunctionId),
    /// A row of a data source, where it is set.
    Row,
    /// The event of a data source.
    Event,
}

/// What is done with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Used {
    /// It is read.
    Read,
    /// It is set.
    Set,
    /// It is called.
    Called(Given),
    /// A member of it is asked for.
    LookedInto,
}

/// How many values a call gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    /// So many at least.
    pub least: usize,
    /// Whether it may be more, as where the last one is a call itself.
    pub open: bool,
}

/// A member that the text asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it is one of.
    pub of: MemberOf,
    /// Its name as written.
    pub name: String,
    /// How it stands there.
    pub spelling: Spelling,
    /// What is done with it.
    pub used: Used,
    /// In bytes of the text.
    pub range: Range<usize>,
}

/// A bare name that the text itself does not define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BareName {
    /// The name.
    pub name: String,
    /// What is done with it.
    pub used: Used,
    /// In bytes of the text.
    pub range: Range<usize>,
}

/// What was read of a handler's text.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) found: Vec<FoundName>,
    pub(super) groups: Vec<FoundGroup>,
    pub(super) unknown: Vec<UnknownName>,
    pub(super) members: Vec<Member>,
    pub(super) bare: Vec<BareName>,
    /// The names that the text itself defines.
    pub(super) own: Vec<String>,
    /// Whether a connection is looked up by something that is no literal.
    pub(super) dynamic: bool,
    /// All texts of the handler.
    pub(super) texts: Vec<String>,
    /// Which source a member is one of, by where its name begins.
    sources: BTreeMap<usize, SourceId>,
    /// What the very end of the text leads to.
    ended: Option<Thing>,
}

/// What an expression stands for, as far as names below it can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Thing {
    /// `data`.
    Data,
    /// `screens`.
    Screens,
    /// `connections`.
    Connections,
    /// `runtime`.
    Runtime,
    /// `timers`.
    Timers,
    /// A timer.
    Timer,
    /// `functions`.
    Functions,
    /// The event of a data source.
    Event(SourceId),
    /// A screen.
    Screen(ScreenId),
    /// One that is chosen while the app runs.
    SomeScreen,
    /// One of these controls, all with the same name.
    Controls(Vec<ControlId>),
    /// The groups of a screen, or of one that is chosen while the app runs.
    Groups(Option<ScreenId>),
    /// A group of controls.
    ControlGroup,
    /// A connection.
    Connection,
    /// A variable.
    Variable(VariableId),
    /// A data source.
    Source(SourceId),
    /// A row of a data source.
    Row(SourceId),
    /// Nothing that is followed further.
    Other,
}

/// Reads the names of a handler's text.
pub(super) fn names(project: &Project, at: &HandlerRef, text: &str) -> Names {
    read(project, at, text, false)
}

/// The same, and guesses what is meant by those that are not there.
pub(super) fn names_and_guesses(project: &Project, at: &HandlerRef, text: &str) -> Names {
    read(project, at, text, true)
}

fn read(project: &Project, at: &HandlerRef, text: &str, guesses: bool) -> Names {
    read_from(project, at, &tokens(text), guesses)
}

/// Reads the names in these tokens.
fn read_tokens(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>]) -> Names {
    read_from(project, at, tokens, false)
}

fn read_from(project: &Project, at: &HandlerRef, tokens: &[LuaToken<'_>], guesses: bool) -> Names {
    let locals = locals(tokens);
    let mut reader = Reader { project, at, tokens, locals, aliases: BTreeMap::new(), guesses, out: Names::default() };
    reader.declare_inputs();
    reader.out.texts = tokens
        .iter()
        .filter_map(|token| match &token.kind {
            LuaTokenKind::Text(text) => Some(text.to_string()),
            LuaTokenKind::Name(_) | LuaTokenKind::Number(_) | LuaTokenKind::Sign(_) => None,
        })
        .collect();
    reader.read();
    reader.out.own = reader.locals.into_keys().collect();
    reader.out
}

/// Where these bare names stand in a text that does not declare them itself, and what they become.
pub(super) fn bare_names(text: &str, names: &[(String, String)]) -> Vec<(Range<usize>, String)> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let LuaTokenKind::Name(name) = token.kind else { continue };
        let sign = |at: Option<usize>, signs: &[char]| {
            let token = at.and_then(|at| tokens.get(at));
            token.is_some_and(|token| matches!(token.kind, LuaTokenKind::Sign(sign) if signs.contains(&sign)))
        };
        let is_member = sign(index.checked_sub(1), &['.', ':']) && !sign(index.checked_sub(2), &['.']);
        let is_field = sign(index.checked_sub(1), &['{', ',']) && sign(Some(index + 1), &['=']);
        let new = names.iter().find(|(old, _)| old == name && !is_member && !is_field);
        out.extend(new.map(|(_, new)| (token.range.clone(), new.clone())));
    }
    out
}

struct Reader<'a, 't> {
    project: &'a Project,
    at: &'a HandlerRef,
    tokens: &'t [LuaToken<'t>],
    locals: BTreeMap<String, usize>,
    aliases: BTreeMap<String, Thing>,
    guesses: bool,
    out: Names,
}

impl<'t> Reader<'_, 't> {
    fn kind(&self, index: usize) -> Option<&'t LuaTokenKind<'t>> {
        self.tokens.get(index).map(|token| &token.kind)
    }

    fn is_sign(&self, index: usize, sign: char) -> bool {
        self.kind(index) == Some(&LuaTokenKind::Sign(sign))
    }

    /// Inside of a function its inputs are local variables; a line stands behind those that would hide something.
    fn declare_inputs(&mut self) {
        let function = self.at.owner.function().and_then(|id| self.project.function(id));
        for parameter in function.into_iter().flat_map(|function| &function.parameters) {
            let name = ident(&parameter.name);
            let hidden = format!("{name}_");
            for name in [name, hidden].into_iter().filter(|name| self.root(name).is_none()).collect::<Vec<_>>() {
                *self.locals.entry(name).or_default() += 2;
            }
        }
    }

    fn read(&mut self) {
        for index in 0..self.tokens.len() {
            let Some(LuaTokenKind::Name(name)) = self.kind(index) else { continue };
            // The name of a member begins no path.
            let member = index > 0 && (self.is_sign(index - 1, '.') && !(index > 1 && self.is_sign(index - 2, '.')))
                || index > 0 && self.is_sign(index - 1, ':');
            if member {
                continue;
            }
            let Some(thing) = self.root(name) else {
                self.bare(index, name);
                continue;
            };
            let end = self.path(thing, index + 1);
            if end.1 == self.tokens.len() && self.out.ended.is_none() {
                self.out.ended = Some(end.0.clone());
            }
            self.alias(index, end);
        }
    }

    fn root(&self, name: &str) -> Option<Thing> {
        if let Some(alias) = self.aliases.get(name) {
            return Some(alias.clone());
        }
        if self.locals.contains_key(name) {
            return None;
        }
        // The host's objects are found in any case, the event is not.
        let global = if name == "E" { name.to_owned() } else { name.to_lowercase() };
        Some(match global.as_str() {
            "data" => Thing::Data,
            "screens" => Thing::Screens,
            "connections" => Thing::Connections,
            "runtime" => Thing::Runtime,
            "timers" => Thing::Timers,
            "functions" => Thing::Functions,
            "e" => Thing::Event(self.at.source()?),
            _ => return None,
        })
    }

    /// Notes a name that means nothing here, for who knows what scripts find.
    fn bare(&mut self, index: usize, name: &str) {
        let is_word = KEYWORDS.contains(&name) || matches!(name, "type" | "export");
        let Some(token) = self.tokens.get(index).filter(|_| !is_word && !self.locals.contains_key(name)) else {
            return;
        };
        // In braces it is the name of a member.
        let used = self.used(index + 1);
        if used == Used::Set {
            return;
        }
        self.out.bare.push(BareName { name: name.to_owned(), used, range: token.range.clone() });
        if let Some(step) = self.step(index + 1).filter(|_| used == Used::LookedInto) {
            self.member(MemberOf::Global(name.to_lowercase()), &step);
        }
    }

    fn member(&mut self, of: MemberOf, step: &PathStep<'_>) {
        let Some(name) = step.name else { return };
        let (spelling, range, used) = (step.spelling, step.range.clone(), self.used(step.next));
        self.out.members.push(Member { of, name: name.to_owned(), spelling, used, range });
    }

    /// Remembers `local name = path`, where the name is set once.
    fn alias(&mut self, index: usize, (thing, next): (Thing, usize)) {
        let Some(start) = index.checked_sub(3) else { return };
        let (Some(LuaTokenKind::Name("local")), Some(LuaTokenKind::Name(name))) =
            (self.kind(start), self.kind(start + 1))
        else {
            return;
        };
        // Nothing may follow on it that makes another value of it.
        let goes_on = match self.kind(next) {
            Some(LuaTokenKind::Sign(sign)) => !matches!(sign, ';' | '}'),
            Some(LuaTokenKind::Name("or" | "and") | LuaTokenKind::Text(_) | LuaTokenKind::Number(_)) => true,
            Some(LuaTokenKind::Name(_)) | None => false,
        };
        if self.is_sign(start + 2, '=') && !goes_on && self.locals.get(*name) == Some(&1) && thing != Thing::Other {
            self.aliases.insert((*name).to_owned(), thing);
        }
    }

    /// Follows the members behind a thing; what they end in, and the first token behind them.
    fn path(&mut self, mut thing: Thing, mut index: usize) -> (Thing, usize) {
        // Where the screen stands among what was found, that a control is reached through.
        let mut through = None;
        while let Some(step) = self.step(index) {
            let next = step.next;
            let before = self.out.found.len();
            (thing, index) = match thing {
                Thing::Data => (self.data(&step), next),
                Thing::Screens => {
                    through = Some(before);
                    (self.screen(&step), next)
                }
                Thing::Screen(id) => {
                    let thing = self.control(id, &step);
                    let below = self.out.found.get(before).map(|found| found.item.clone());
                    if let Some(found) = through.and_then(|index: usize| self.out.found.get_mut(index)) {
                        found.below = below;
                    }
                    (thing, next)
                }
                Thing::SomeScreen => (self.some_control(&step), next),
                Thing::Groups(screen) => (self.group(screen, &step, through), next),
                Thing::ControlGroup => {
                    self.member(MemberOf::ControlGroup, &step);
                    return (Thing::Other, next);
                }
                Thing::Controls(ids) => {
                    self.member(MemberOf::Controls(ids), &step);
                    return (Thing::Other, next);
                }
                Thing::Variable(id) => {
                    self.member(MemberOf::Variable(id), &step);
                    return (Thing::Other, next);
                }
                Thing::Connections => self.connection(&step),
                Thing::Connection => {
                    self.member(MemberOf::Connection, &step);
                    return (Thing::Other, next);
                }
                Thing::Runtime => return (self.runtime(&step), next),
                Thing::Timers => (self.timer(&step), next),
                Thing::Functions => (self.function(&step), next),
                Thing::Timer => {
                    self.member(MemberOf::Timer, &step);
                    return (Thing::Other, next);
                }
                Thing::Event(id) => match step.name.map(str::to_lowercase).as_deref() {
                    Some("row") => (Thing::Row(id), next),
                    Some("istitlerefreshed") => {
                        self.out.sources.insert(step.range.start, id);
                        self.member(MemberOf::Event, &step);
                        self.text_argument(id, next, 0);
                        return (Thing::Other, next);
                    }
                    Some(_) | None => {
                        self.member(MemberOf::Event, &step);
                        return (Thing::Other, next);
                    }
                },
                Thing::Source(id) => self.source_member(id, &step),
                Thing::Row(id) => {
                    self.column(id, &step, true);
                    return (Thing::Other, next);
                }
                Thing::Other => return (Thing::Other, next),
            };
        }
        (thing, index)
    }

    fn push(&mut self, item: impl Into<Item>, step: &PathStep<'_>) {
        let (item, spelling, range) = (item.into(), step.spelling, step.range.clone());
        self.out.found.push(FoundName { item, spelling, below: None, goes: false, range });
    }

    /// A member: in brackets only where its name needs them.
    fn push_member(&mut self, item: impl Into<Item>, step: &PathStep<'_>) {
        let (item, range) = (item.into(), step.whole.clone());
        self.out.found.push(FoundName { item, spelling: Spelling::Member, below: None, goes: false, range });
    }

    fn unknown<'n>(&mut self, step: &PathStep<'_>, known: impl Iterator<Item = &'n str>) {
        let Some(name) = step.name else { return };
        let (spelling, range) = (step.spelling, step.range.clone());
        let near = self.guesses.then(|| nearest(name, known)).flatten();
        self.out.unknown.push(UnknownName { name: name.to_owned(), spelling, range, near });
    }
}
