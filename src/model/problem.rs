//! Problems: what is imperfect in a project. Collected while typing; they never stop anything.
//!
//! Which there are, what each says and what mends it stands in `language/checks`, one check a file.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::edit::{Fragment, GraphEdit, Target};
use super::blocks::{Block, Port};
use super::edit::Edit;
use super::handler::{Handler, HandlerRef};
use super::id::{BlockId, ConnectionId};
use super::place::Place;
use super::project::Project;
use super::value::Value;
use crate::i18n::{Text, Wording};

/// How serious a problem is; `check` fails on errors only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Hint,
    /// The app will not do what was meant.
    Error,
}

/// One kind of problem; two with the same key are the same.
#[derive(Debug)]
pub struct Check {
    /// Its name, that of its file.
    pub key: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// Who looks for it.
    pub finder: Finder,
    /// Problems with everything that it may say.
    #[cfg(test)]
    pub samples: fn() -> Vec<Problem>,
}

impl PartialEq for Check {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Check {
    /// A problem of this kind, with what it says.
    pub fn at(&'static self, place: Place, wording: Wording) -> Problem {
        Problem { place, check: self, wording, fix: None, range: None }
    }
}

/// Who looks for a problem.
#[derive(Clone, Copy, Debug)]
pub enum Finder {
    /// This function, in the project besides its handlers.
    Project(fn(&Project, &mut Vec<Problem>)),
    /// This function, in each handler as a whole.
    Handler(fn(&Project, &HandlerRef, &Handler, &mut Vec<Problem>)),
    /// Who has at hand what it is about: a lowering, or the compiler of Lua.
    WhoKnows,
}

/// Something imperfect, with its place and where possible a fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Which kind.
    pub check: &'static Check,
    /// What it says.
    pub wording: Wording,
    /// A change that mends it.
    pub fix: Option<Fix>,
    /// What it is about in a script, in bytes, where that is less than the line.
    pub range: Option<Range<usize>>,
}

impl Problem {
    /// The same problem, about these bytes of a script.
    #[must_use]
    pub fn over(self, range: Range<usize>) -> Self {
        Self { range: Some(range), ..self }
    }

    /// The same problem, with what mends it.
    #[must_use]
    pub fn with_fix(self, fix: Option<Fix>) -> Self {
        Self { fix, ..self }
    }

    /// How serious it is.
    pub fn severity(&self) -> Severity {
        self.check.severity
    }
}

/// A change that mends a problem, offered as a link beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What stands on the link.
    pub label: Text,
    /// The change.
    pub change: FixChange,
}

/// What mends a problem.
#[derive(Clone, Debug, PartialEq)]
pub enum FixChange {
    /// This edit, as it is: of what the problem itself was found in, which is looked at again whenever it changes.
    Edit(Box<Edit>),
    /// Puts a block between a port and what is plugged in there.
    Between {
        /// The handler.
        handler: HandlerRef,
        /// The port.
        port: Port,
        /// The block to put in.
        block: Block,
        /// The slot of the new block that takes what was plugged in.
        slot: String,
        /// What was plugged in.
        child: BlockId,
    },
    /// Writes another word in a handler's Lua.
    Word {
        /// The handler.
        handler: HandlerRef,
        /// What it replaces, in bytes of the text.
        range: Range<usize>,
        /// The word that stands there.
        old: Arc<str>,
        /// The word to write.
        new: Arc<str>,
    },
    /// Lets the project ask a host over HTTP.
    AllowHost(String),
    /// Gives a connection another setting, and leaves all others as they are by then.
    Setting {
        /// The connection.
        connection: ConnectionId,
        /// The setting's key.
        key: &'static str,
        /// What it becomes.
        value: Value,
    },
}

impl Fix {
    /// The fix as an edit of the project that the problem was found in; `None` where what it mends is gone.
    pub fn edit(&self, project: &Project) -> Option<Edit> {
        match &self.change {
            FixChange::Edit(edit) => Some(Edit::clone(edit)),
            FixChange::Between { handler, port, block, slot, child } => {
                let between = BlockId(project.next_id);
                let fragment = Fragment::single(block.clone());
                let insert = GraphEdit::Insert { fragment, to: Target::Port(port.clone()) };
                let to = Target::Port(Port::Slot(between, slot.clone()));
                let rewire = GraphEdit::Move { root: *child, alone: false, to };
                Some(Edit::Graph(handler.clone(), GraphEdit::All(vec![insert, rewire])))
            }
            FixChange::Word { handler, range, old, new } => {
                let Handler::Lua(text) = project.handler(handler)?.as_ref() else { return None };
                if text.get(range.clone())? != &**old {
                    return None;
                }
                let mut text = text.clone();
                text.replace_range(range.clone(), new);
                Some(Edit::SetHandler(handler.clone(), Some(Handler::Lua(text))))
            }
            FixChange::Setting { connection, key, value } => {
                let mut connection = project.connection(connection)?.clone();
                connection.settings.insert((*key).to_owned(), value.clone());
                Some(Edit::SetConnection(connection))
            }
            FixChange::AllowHost(host) => {
                let mut hosts = project.web.clone();
                if !hosts.contains(host) {
                    hosts.push(host.clone());
                }
                Some(Edit::SetWeb(hosts))
            }
        }
    }
}
