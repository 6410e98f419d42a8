//! What scripts may call, declared once: for the lowering, the engine, the highlighter, reserved names, completion,
//! help and `docs/lua.md`.
//!
//! Each file below has what is found under one global. The functions themselves are in `engine/host`, row by row for
//! these; a test there compares both with a real Lua state. Nothing here runs anything.

pub mod alias;
pub mod app;
pub mod brushes;
pub mod connection;
pub mod data;
pub mod date;
pub mod dialog;
pub mod event;
pub mod flow;
pub mod functions;
pub mod http;
pub mod hub;
pub mod json;
pub mod languages;
mod library;
pub mod list;
pub mod lua;
pub mod number;
pub mod regex;
pub mod screens;
pub mod sound;
pub mod text;
pub mod time;
pub mod timers;
pub mod visibility;

use crate::i18n::Text;
use crate::model::reference::MemberOf;

/// A function or property that scripts may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiDef {
    /// What it is a member of, such as `text`; empty for a global. In angle brackets where the project's names stand.
    pub of: &'static str,
    /// Its own name, in lower case.
    pub name: &'static str,
    /// How it is used.
    pub usage: Usage,
    /// What it gives, in the words of the documentation; empty for nothing.
    pub gives: &'static str,
    /// What it does, in a sentence or two.
    pub doc: Text,
    /// The row that does the same under the name that generated code has; scripts from elsewhere use this one.
    pub same_as: Option<&'static Self>,
}

/// How a declared name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Called with these arguments.
    Call(&'static [Arg]),
    /// Read.
    Read,
    /// Read and set.
    ReadWrite,
}

/// An argument of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arg {
    /// What stands for it in the documentation.
    pub name: &'static str,
    /// How often it may be given.
    pub count: Count,
}

/// How often an argument may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Once.
    One,
    /// Once or not at all.
    Optional,
    /// As often as one likes; only the last argument may be so.
    Many,
}

impl Arg {
    fn written(&self, is_first: bool) -> String {
        let comma = if is_first { "" } else { ", " };
        match self.count {
            Count::One | Count::Many => format!("{comma}{}", self.name),
            Count::Optional if is_first => format!("[{}]", self.name),
            Count::Optional => format!(" [{comma}{}]", self.name),
        }
    }
}

/// What is declared together.
#[derive(Debug)]
pub struct Group {
    /// The global object that its rows are members of; `None` where something else leads to them.
    pub object: Option<&'static str>,
    /// Its rows, in the order of the documentation.
    pub rows: &'static [&'static ApiDef],
}

/// All of them, in the order of the documentation.
pub const GROUPS: &[&Group] = &[
    &connection::OPENING,
    &connection::GROUP,
    &data::DATA,
    &data::SOURCE,
    &data::LIST,
    &event::GROUP,
    &event::TOUCHED,
    &screens::GROUP,
    &screens::OF_CONTROLS,
    &screens::OF_GROUPS,
    &app::LOGGING,
    &app::RUNTIME,
    &sound::GROUP,
    &dialog::GROUP,
    &app::OPTIONS,
    &languages::GROUP,
    &flow::GROUP,
    &text::GROUP,
    &regex::GROUP,
    &number::GROUP,
    &list::GROUP,
    &time::GROUP,
    &date::GROUP,
    &brushes::GROUP,
    &visibility::GROUP,
    &timers::ALL,
    &timers::GROUP,
    &functions::GROUP,
    &json::GROUP,
    &http::GROUP,
    &lua::GROUP,
    &lua::MATH,
    &alias::STRING,
    &alias::MATH,
    &library::BARE,
    &library::STRING,
    &library::TABLE,
    &library::MATH,
    &library::OS,
];

const fn arg(name: &'static str) -> Arg {
    Arg { name, count: Count::One }
}

const fn option(name: &'static str) -> Arg {
    Arg { name, count: Count::Optional }
}

const fn many(name: &'static str) -> Arg {
    Arg { name, count: Count::Many }
}

impl ApiDef {
    const fn call(of: &'static str, name: &'static str, args: &'static [Arg], gives: &'static str, doc: Text) -> Self {
        Self { of, name, usage: Usage::Call(args), gives, doc, same_as: None }
    }

    const fn member(of: &'static str, name: &'static str, gives: &'static str, doc: Text) -> Self {
        Self { of, name, usage: Usage::Read, gives, doc, same_as: None }
    }

    const fn writable(of: &'static str, name: &'static str, gives: &'static str, doc: Text) -> Self {
        Self { of, name, usage: Usage::ReadWrite, gives, doc, same_as: None }
    }

    /// Another name for a row, as the reference product has it.
    const fn alias(of: &'static str, name: &'static str, row: &'static Self) -> Self {
        Self { of, name, usage: row.usage, gives: row.gives, doc: row.doc, same_as: Some(row) }
    }

    /// The full name, such as `text.join`.
    pub fn path(&self) -> String {
        match self.of {
            "" => self.name.to_owned(),
            of if self.name.starts_with('[') => format!("{of}{}", self.name),
            of => format!("{of}.{}", self.name),
        }
    }

    /// How it is written, with its arguments and result.
    pub fn signature(&self) -> String {
        let name = self
            .path()
            .replace(".<screen>", "['Screen']")
            .replace(".<group>", "['Group']")
            .replace("<control>", "Control")
            .replace("<property>", "property")
            .replace("<color>", "limegreen")
            .replace("<variable>", "Name")
            .replace("<source>", "Name")
            .replace("<list>", "Name")
            .replace("<timer>", "Name")
            .replace("<function>", "Name");
        match self.usage {
            Usage::Call(args) => {
                let written: String = args.iter().enumerate().map(|(number, arg)| arg.written(number == 0)).collect();
                let arrow = if self.gives.is_empty() { "" } else { " → " };
                format!("{name}({written}){arrow}{}", self.gives)
            }
            Usage::Read => format!("{name} → {}", self.gives),
            Usage::ReadWrite => format!("{name}, … = {}", self.gives),
        }
    }

    /// How many values a call must give.
    pub fn least(&self) -> usize {
        self.args().iter().filter(|arg| arg.count == Count::One).count()
    }

    /// How many a call may give; `None` for any number.
    pub fn most(&self) -> Option<usize> {
        let args = self.args();
        args.iter().all(|arg| arg.count != Count::Many).then_some(args.len())
    }

    /// Whether a call may give so many.
    pub fn takes(&self, count: usize) -> bool {
        matches!(self.usage, Usage::Call(_)) && count >= self.least() && self.most().is_none_or(|most| count <= most)
    }

    fn args(&self) -> &'static [Arg] {
        match self.usage {
            Usage::Call(args) => args,
            Usage::Read | Usage::ReadWrite => &[],
        }
    }
}

/// All rows, in the order of the documentation.
pub fn rows() -> impl Iterator<Item = &'static ApiDef> {
    GROUPS.iter().flat_map(|group| group.rows.iter().copied())
}

/// The global objects of the host.
pub fn objects() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().filter_map(|group| group.object)
}

/// Whether a bare name is an object or function of the host.
pub fn is_host(name: &str) -> bool {
    objects().any(|object| object == name) || flow::GROUP.rows.iter().any(|row| row.name == name)
}

/// Whether a bare name means something to scripts, so that a local variable must not have it.
pub fn is_global(name: &str) -> bool {
    is_host(name) || lua::LIBRARY.contains(&name)
}

/// The bare names that mean something to scripts.
pub fn globals() -> impl Iterator<Item = &'static str> {
    let functions = flow::GROUP.rows.iter().map(|row| row.name);
    objects().filter(|object| *object != event::OF).chain(functions).chain(lua::LIBRARY.iter().copied())
}

/// The members of what is declared under this name; those that stand for names of the project are not among them.
pub fn members(of: &'static str) -> impl Iterator<Item = &'static str> {
    let colors = brushes::names().filter(move |_| of == brushes::OF);
    rows().filter(move |row| row.of == of && !row.name.starts_with(['[', '<'])).map(|row| row.name).chain(colors)
}

/// The row of this name, in any case, that is declared under `of`.
pub fn declared(of: &str, name: &str) -> Option<&'static ApiDef> {
    rows().find(|row| row.of == of && row.name.eq_ignore_ascii_case(name))
}

/// What is declared of a member; `None` of those that the project gives, and of those that nobody knows.
pub fn of_member(of: &MemberOf, name: &str) -> Option<&'static ApiDef> {
    match of {
        MemberOf::Global(table) => declared(table, name),
        MemberOf::Connection => declared(connection::OF, name),
        MemberOf::Source => declared(data::SOURCE_OF, name),
        MemberOf::List => declared(data::LIST_OF, name).or_else(|| declared(data::SOURCE_OF, name)),
        MemberOf::Event => declared(event::OF, name),
        MemberOf::ControlGroup => declared(screens::GROUP_OF, name),
        MemberOf::Timer => declared(timers::TIMER_OF, name),
        MemberOf::Controls(_) => declared(screens::CONTROL_OF, name),
        MemberOf::Function(_) | MemberOf::Data | MemberOf::Row | MemberOf::Variable(_) => None,
    }
}

/// The functions that a line of Lua calls, in the order of the documentation.
pub fn called_in(line: &str) -> impl Iterator<Item = &'static ApiDef> {
    rows().filter(move |row| {
        // A connection is what `getfromid` gives: its functions stand behind a dot.
        let call = if row.of == connection::OF { format!(".{}", row.name) } else { row.path() };
        line.split(&call).skip(1).any(|rest| rest.starts_with('('))
    })
}

/// Whether a function of this name shows people the texts that it is given; `new` makes a list of what can be chosen.
pub fn shows(name: &str) -> bool {
    let shown = [&app::SHOW_NOTIFICATION, &languages::TRANSLATE];
    shown.iter().any(|row| row.name == name) || dialog::GROUP.rows.iter().any(|row| row.name == name)
}

#[cfg(test)]
mod tests;
