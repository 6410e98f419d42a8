//! What a Lua handler refers to, as far as its text is certain: `data.X`, `screens['S'].C`, columns of a source.
//!
//! Names are found in any case, as the engine finds them. A local that is set once to a screen, a source or a row
//! stands for it. What is put together while the app runs cannot be known here and is left alone.

mod tokens;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::tokens::{LuaToken, LuaTokenKind, tokens};
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ScreenId, SourceId};
use crate::model::item::Item;
use crate::model::names::is_ident;
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

/// A name that certainly means a thing of the project, and there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// The name as written.
    pub name: String,
    /// In bytes of the text.
    pub at: usize,
    /// The nearest name that exists there, if one is near.
    pub near: Option<String>,
}

/// What was read of a handler's text.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) found: Vec<FoundName>,
    pub(super) unknown: Vec<UnknownName>,
    /// Whether a connection is looked up by something that is no literal.
    pub(super) dynamic: bool,
    /// All texts of the handler.
    pub(super) texts: Vec<String>,
}

/// What an expression stands for, as far as names below it can be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Thing {
    Data,
    Screens,
    Connections,
    Runtime,
    Event(SourceId),
    Screen(ScreenId),
    Source(SourceId),
    Row(SourceId),
    /// Nothing that is followed further.
    Other,
}

/// Reads the names of a handler's text.
pub(super) fn names(project: &Project, at: &HandlerRef, text: &str) -> Names {
    let tokens = tokens(text);
    let locals = locals(&tokens);
    let mut reader = Reader { project, at, tokens: &tokens, locals, aliases: BTreeMap::new(), out: Names::default() };
    reader.out.texts = tokens
        .iter()
        .filter_map(|token| match &token.kind {
            LuaTokenKind::Text(text) => Some(text.to_string()),
            LuaTokenKind::Name(_) | LuaTokenKind::Number(_) | LuaTokenKind::Sign(_) => None,
        })
        .collect();
    reader.read();
    reader.out
}

/// The text with other words in the place of what was found; the ranges must be those of this text.
pub(super) fn replaced(text: &str, mut new: Vec<(Range<usize>, String)>) -> String {
    new.sort_by_key(|(range, _)| range.start);
    let mut out = String::new();
    let mut done = 0;
    for (range, word) in new {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&word);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// A name as it stands in the text in this spelling; `None` where it would have to be escaped.
pub(super) fn written(name: &str, spelling: Spelling) -> Option<String> {
    if spelling == Spelling::Member && is_ident(name) {
        return Some(format!(".{name}"));
    }
    if name.contains(|c: char| c == '\\' || c.is_control()) {
        return None;
    }
    let quote = ['\'', '"'].into_iter().find(|quote| !name.contains(*quote))?;
    match spelling {
        Spelling::Member => Some(format!("[{quote}{name}{quote}]")),
        Spelling::Text => Some(format!("{quote}{name}{quote}")),
        Spelling::Number => None,
    }
}

/// How often each local name is declared or set: only a name that is set once can stand for one thing.
fn locals(tokens: &[LuaToken<'_>]) -> BTreeMap<String, usize> {
    let mut out: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |name: &str| *out.entry(name.to_owned()).or_default() += 1;
    for (index, token) in tokens.iter().enumerate() {
        let LuaTokenKind::Name(word) = token.kind else { continue };
        match word {
            "local" | "for" => {
                // All names of the list in front of `=` or `in`.
                let list = tokens.get(index + 1..).unwrap_or_default();
                for token in list {
                    match token.kind {
                        LuaTokenKind::Name("in") => break,
                        LuaTokenKind::Sign(',') | LuaTokenKind::Name("function") => {}
                        LuaTokenKind::Name(name) => add(name),
                        LuaTokenKind::Sign(_) | LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => break,
                    }
                }
            }
            "function" => {
                let open = tokens.iter().skip(index).position(|token| token.kind == LuaTokenKind::Sign('('));
                let list = open.and_then(|open| tokens.get(index + open + 1..)).unwrap_or_default();
                for token in list {
                    match token.kind {
                        LuaTokenKind::Name(name) => add(name),
                        LuaTokenKind::Sign(')') => break,
                        LuaTokenKind::Sign(_) | LuaTokenKind::Text(_) | LuaTokenKind::Number(_) => {}
                    }
                }
            }
            name => {
                let next = tokens.get(index + 1).map(|token| &token.kind);
                let after = tokens.get(index + 2).map(|token| &token.kind);
                let before = index.checked_sub(1).and_then(|before| tokens.get(before)).map(|token| &token.kind);
                let sets = next == Some(&LuaTokenKind::Sign('=')) && after != Some(&LuaTokenKind::Sign('='));
                let declared = matches!(
                    before,
                    Some(LuaTokenKind::Name("local" | "for") | LuaTokenKind::Sign('.' | ',' | ':' | '{'))
                );
                if sets && !declared {
                    add(name);
                }
            }
        }
    }
    out
}

struct Reader<'a, 't> {
    project: &'a Project,
    at: &'a HandlerRef,
    tokens: &'t [LuaToken<'t>],
    locals: BTreeMap<String, usize>,
    aliases: BTreeMap<String, Thing>,
    out: Names,
}

/// The part of a path behind a thing: a name, and how it stands.
struct PathStep<'t> {
    name: Option<&'t str>,
    number: Option<usize>,
    spelling: Spelling,
    range: Range<usize>,
    /// With the brackets around it, where it stands in some.
    whole: Range<usize>,
    /// The first token behind it.
    next: usize,
}

impl<'t> Reader<'_, 't> {
    fn kind(&self, index: usize) -> Option<&'t LuaTokenKind<'t>> {
        self.tokens.get(index).map(|token| &token.kind)
    }

    fn is_sign(&self, index: usize, sign: char) -> bool {
        self.kind(index) == Some(&LuaTokenKind::Sign(sign))
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
            let Some(thing) = self.root(name) else { continue };
            let end = self.path(thing, index + 1);
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
        Some(match name {
            "data" => Thing::Data,
            "screens" => Thing::Screens,
            "connections" => Thing::Connections,
            "runtime" => Thing::Runtime,
            "e" => Thing::Event(self.at.source()?),
            _ => return None,
        })
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
                Thing::Connections => return (self.connection(&step), next),
                Thing::Runtime => return (self.runtime(&step), next),
                Thing::Event(id) => match step.name.map(str::to_lowercase).as_deref() {
                    Some("row") => (Thing::Row(id), next),
                    Some("istitlerefreshed") => {
                        self.text_argument(id, next, 0);
                        return (Thing::Other, next);
                    }
                    Some(_) | None => return (Thing::Other, next),
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

    /// `.Name`, `['Name']`, `[3]` or `[anything]` at a token.
    fn step(&self, index: usize) -> Option<PathStep<'t>> {
        let open = self.tokens.get(index)?;
        match open.kind {
            LuaTokenKind::Sign('.' | ':') => {
                let token = self.tokens.get(index + 1)?;
                let LuaTokenKind::Name(name) = &token.kind else { return None };
                let range = open.range.start..token.range.end;
                let whole = range.clone();
                Some(PathStep {
                    name: Some(name),
                    number: None,
                    spelling: Spelling::Member,
                    range,
                    whole,
                    next: index + 2,
                })
            }
            LuaTokenKind::Sign('[') => {
                let close = self.close(index)?;
                let inner = self.tokens.get(index + 1)?;
                let single = close == index + 2;
                let (name, number, spelling) = match &inner.kind {
                    LuaTokenKind::Text(text) if single => (Some(text.as_ref()), None, Spelling::Text),
                    LuaTokenKind::Number(number) if single => (None, number.parse().ok(), Spelling::Number),
                    _ => (None, None, Spelling::Number),
                };
                let whole = open.range.start..self.tokens.get(close).map_or(inner.range.end, |token| token.range.end);
                Some(PathStep { name, number, spelling, range: inner.range.clone(), whole, next: close + 1 })
            }
            _ => None,
        }
    }

    /// The bracket that closes the one at `index`.
    fn close(&self, index: usize) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(index) {
            match token.kind {
                LuaTokenKind::Sign('(' | '[' | '{') => depth += 1,
                LuaTokenKind::Sign(')' | ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
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
        let near = nearest(name, known);
        self.out.unknown.push(UnknownName { name: name.to_owned(), at: step.range.start, near });
    }

    fn data(&mut self, step: &PathStep<'_>) -> Thing {
        let Some(name) = step.name else { return Thing::Other };
        let project = self.project;
        let fits =
            |exact: bool, ident: &str| if exact { ident == name } else { ident.to_lowercase() == name.to_lowercase() };
        for exact in [true, false] {
            if let Some(variable) = project.variables.iter().find(|variable| fits(exact, &variable.ident)) {
                self.push_member(variable.id, step);
                return Thing::Other;
            }
            if let Some(source) = project.sources.iter().find(|source| fits(exact, &source.ident)) {
                self.push_member(source.id, step);
                return Thing::Source(source.id);
            }
        }
        self.unknown(step, project.data_idents());
        Thing::Other
    }

    fn screen(&mut self, step: &PathStep<'_>) -> Thing {
        let project = self.project;
        let screen = match (step.name, step.number) {
            (Some(name), _) => named(&project.screens, name, |screen| &screen.name),
            (None, Some(number)) => project.screens.get(number),
            (None, None) => return Thing::Other,
        };
        let Some(screen) = screen else {
            self.unknown(step, project.screens.iter().map(|screen| screen.name.as_str()));
            return Thing::Other;
        };
        self.push(screen.id, step);
        Thing::Screen(screen.id)
    }

    fn control(&mut self, screen: ScreenId, step: &PathStep<'_>) -> Thing {
        let (Some(name), Some(screen)) = (step.name, self.project.screen(screen)) else { return Thing::Other };
        match named(&screen.controls, name, |control| &control.name) {
            Some(control) => self.push_member(control.id, step),
            None => self.unknown(step, screen.controls.iter().map(|control| control.name.as_str())),
        }
        Thing::Other
    }

    /// What stands in a call as its `number`th argument, if that is a single text.
    fn argument(&self, index: usize, number: usize) -> Option<(&'t LuaToken<'t>, bool)> {
        if !self.is_sign(index, '(') {
            // `f 'text'` is a call too.
            let token =
                self.tokens.get(index).filter(|token| matches!(token.kind, LuaTokenKind::Text(_)) && number == 0)?;
            return Some((token, true));
        }
        let close = self.close(index)?;
        let (mut at, mut left) = (index + 1, number);
        let mut depth = 0_usize;
        while left > 0 && at < close {
            match self.kind(at) {
                Some(LuaTokenKind::Sign('(' | '[' | '{')) => depth += 1,
                Some(LuaTokenKind::Sign(')' | ']' | '}')) => depth = depth.saturating_sub(1),
                Some(LuaTokenKind::Sign(',')) if depth == 0 => left -= 1,
                _ => {}
            }
            at += 1;
        }
        let token = self.tokens.get(at).filter(|_| at < close)?;
        let single = at + 1 == close || self.is_sign(at + 1, ',');
        Some((token, single && matches!(token.kind, LuaTokenKind::Text(_) | LuaTokenKind::Number(_))))
    }

    fn argument_step(&self, index: usize, number: usize) -> Option<PathStep<'t>> {
        let (token, certain) = self.argument(index, number)?;
        let range = token.range.clone();
        match (&token.kind, certain) {
            (LuaTokenKind::Text(text), true) => {
                let whole = range.clone();
                Some(PathStep {
                    name: Some(text.as_ref()),
                    number: None,
                    spelling: Spelling::Text,
                    range,
                    whole,
                    next: index,
                })
            }
            (LuaTokenKind::Number(number), true) => {
                let (number, whole) = (number.parse().ok(), range.clone());
                Some(PathStep { name: None, number, spelling: Spelling::Number, range, whole, next: index })
            }
            _ => None,
        }
    }

    fn text_argument(&mut self, source: SourceId, index: usize, number: usize) {
        if let Some(step) = self.argument_step(index, number) {
            self.column(source, &step, false);
        }
    }

    fn connection(&mut self, step: &PathStep<'_>) -> Thing {
        if step.name.is_some_and(|name| name.eq_ignore_ascii_case("getfromid")) {
            match self.argument_step(step.next, 0) {
                Some(argument) => {
                    let id = ConnectionId(argument.name.unwrap_or_default().to_owned());
                    if self.project.connection(&id).is_some() {
                        // The id never changes, so the text is never replaced.
                        self.push(id, &PathStep { spelling: Spelling::Number, ..argument });
                    } else {
                        self.unknown(&argument, self.project.connections.iter().map(|each| each.id.as_str()));
                    }
                }
                None => self.out.dynamic = true,
            }
        } else {
            self.out.dynamic = true;
        }
        Thing::Other
    }

    fn runtime(&mut self, step: &PathStep<'_>) -> Thing {
        if step.name.is_some_and(|name| name.eq_ignore_ascii_case("showscreen"))
            && let Some(argument) = self.argument_step(step.next, 0)
        {
            self.screen(&argument);
            if let Some(found) = self.out.found.last_mut().filter(|found| found.range == argument.range) {
                found.goes = true;
            }
        }
        Thing::Other
    }

    fn source_member(&mut self, source: SourceId, step: &PathStep<'_>) -> (Thing, usize) {
        let Some(name) = step.name else { return (Thing::Row(source), step.next) };
        match name.to_lowercase().as_str() {
            "first" => (Thing::Row(source), step.next),
            "value" => {
                self.text_argument(source, step.next, 0);
                (Thing::Other, step.next)
            }
            "cell" => {
                self.text_argument(source, step.next, 1);
                (Thing::Other, step.next)
            }
            "bytopic" if self.is_sign(step.next, '(') => match self.close(step.next) {
                Some(close) => (Thing::Row(source), close + 1),
                None => (Thing::Other, step.next),
            },
            _ => (Thing::Other, step.next),
        }
    }

    fn column(&mut self, source: SourceId, step: &PathStep<'_>, member: bool) {
        let (Some(name), Some(source)) = (step.name, self.project.source(source)) else { return };
        let wanted = name.trim().to_lowercase();
        let column = source.columns().into_iter().find(|column| column.title.to_lowercase() == wanted);
        if let Some(id) = column.and_then(|column| column.id) {
            if member { self.push_member(id, step) } else { self.push(id, step) }
        } else if !FIXED.contains(&wanted.as_str()) {
            self.unknown(step, source.columns().into_iter().map(|column| column.title));
        }
    }
}

/// What every row has besides the columns of its source, lower case.
const FIXED: &[&str] = &["zeit", "time", "topic", "nachricht", "message", "retained", "qos", "at_ms"];

fn named<'a, T>(things: &'a [T], name: &str, name_of: impl Fn(&'a T) -> &'a str) -> Option<&'a T> {
    let exact = things.iter().find(|thing| name_of(thing) == name);
    exact.or_else(|| {
        let name = name.to_lowercase();
        things.iter().find(|thing| name_of(thing).to_lowercase() == name)
    })
}

/// The name that is nearest to `wanted`, where at most a third of it differs.
pub(super) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted = wanted.to_lowercase();
    let most = (wanted.chars().count() / 3).max(1);
    let best =
        known.map(|name| (distance(&wanted, &name.to_lowercase()), name)).min_by_key(|(distance, _)| *distance)?;
    (best.0 <= most).then(|| best.1.to_owned())
}

/// How many characters differ: inserted, left out, exchanged.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
