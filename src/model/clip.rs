//! What was copied, with what it takes to be understood in another project: name, kind and type of everything that it
//! refers to outside itself.
//!
//! An id alone means nothing elsewhere: there the same number is another thing.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::blocks::Block;
use super::blocks::edit::Fragment;
use super::connection::Connection;
use super::control::Control;
use super::embedded::{EmbeddedFile, FilesByName};
use super::formatting::{FormatRule, term_at};
use super::function::Function;
use super::handler::Handler;
use super::id::{ColumnId, ControlId, ScreenId, SourceId};
use super::item::Item;
use super::picture;
use super::project::Project;
use super::reference::{self, Spelled};
use super::screen::Screen;
use super::sound;
use super::source::Source;
use super::timer::Timer;
use super::variable::Variable;

/// What stands in the clipboard, as RON text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "SteckbrettClip")]
pub struct Clip {
    /// The open project that it comes from; only the same window knows its own mark again.
    pub from: String,
    /// What was copied.
    pub content: Content,
    /// What it refers to and does not hold itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<Outside>,
    /// The names that its scripts spell out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spelled: Vec<Spelled>,
    /// The images of the project that it shows.
    #[serde(default, skip_serializing_if = "FilesByName::is_empty")]
    pub images: FilesByName,
    /// The sounds of the project that its blocks play.
    #[serde(default, skip_serializing_if = "FilesByName::is_empty")]
    pub sounds: FilesByName,
}

/// What was copied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// Controls with their handlers.
    Controls(Vec<Control>),
    /// Blocks.
    Blocks(Fragment),
    /// The rules of a control by which it changes its look, and the control.
    Rules(ControlId, Vec<Arc<FormatRule>>),
}

/// A thing that was referred to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outside {
    /// A connection, without its secrets.
    Connection(Connection),
    /// A variable.
    Variable(Variable),
    /// A timer, without its handlers.
    Timer(Timer),
    /// A function, with what it does: what that refers to is there too.
    Function(Function),
    /// A data source, without its handlers.
    Source(Source),
    /// A column of a data source, which is also there.
    Column {
        /// What references mean.
        id: ColumnId,
        /// Its title.
        title: String,
        /// Its data source.
        source: SourceId,
    },
    /// The master of a component, with all that is in it: what that refers to is there too.
    Component(Arc<Screen>),
    /// A screen.
    Screen {
        /// What references mean.
        id: ScreenId,
        /// Its name.
        name: String,
    },
    /// A control.
    Control {
        /// What references mean.
        id: ControlId,
        /// Key of its row.
        kind: String,
        /// Its name.
        name: String,
        /// The name of its screen.
        screen: String,
    },
}

impl Outside {
    /// What references to it hold.
    pub fn item(&self) -> Item {
        match self {
            Self::Connection(connection) => connection.id.clone().into(),
            Self::Variable(variable) => variable.id.into(),
            Self::Timer(timer) => timer.id.into(),
            Self::Function(function) => function.id.into(),
            Self::Source(source) => source.id.into(),
            Self::Column { id, .. } => (*id).into(),
            Self::Component(master) => master.id.into(),
            Self::Screen { id, .. } => (*id).into(),
            Self::Control { id, .. } => (*id).into(),
        }
    }

    /// Its name, as people see it.
    pub fn name(&self) -> &str {
        match self {
            Self::Connection(connection) => &connection.name,
            Self::Variable(variable) => &variable.name,
            Self::Timer(timer) => &timer.name,
            Self::Function(function) => &function.name,
            Self::Source(source) => &source.name,
            Self::Column { title, .. } => title,
            Self::Component(master) => &master.name,
            Self::Screen { name, .. } | Self::Control { name, .. } => name,
        }
    }

    /// The controls that it has in itself.
    pub fn controls(&self) -> &[Control] {
        match self {
            Self::Component(master) => &master.controls,
            _ => &[],
        }
    }

    /// The handlers that come along with it.
    fn handlers(&self) -> impl Iterator<Item = &Arc<Handler>> {
        let own = if let Self::Function(function) = self { Some(function.handlers.values()) } else { None };
        own.into_iter().flatten().chain(self.controls().iter().flat_map(|control| control.handlers.values()))
    }

    /// What is known of a thing; `None` where it is gone.
    fn of(project: &Project, item: &Item) -> Option<Self> {
        Some(match item {
            Item::Connection(id) => Self::Connection(project.connection(id)?.clone()),
            Item::Variable(id) => {
                let variable = project.variable(*id)?.clone();
                Self::Variable(Variable { handlers: std::collections::BTreeMap::new(), ..variable })
            }
            Item::Timer(id) => {
                let mut timer = project.timer(*id)?.clone();
                timer.handlers.clear();
                Self::Timer(timer)
            }
            Item::Function(id) => Self::Function(project.function(*id)?.clone()),
            Item::Source(id) => {
                let mut source = project.source(*id)?.clone();
                source.handlers.clear();
                Self::Source(source)
            }
            Item::Column(id) => {
                let (source, column) = project.column(*id)?;
                Self::Column { id: *id, title: column.title.to_owned(), source: source.id }
            }
            // Each project is one itself.
            Item::App(_) => return None,
            Item::Screen(id) if project.screen(*id)?.component.is_some() => {
                let mut master = (**project.screen(*id)?).clone();
                master.handlers.clear();
                Self::Component(Arc::new(master))
            }
            Item::Screen(id) => Self::Screen { id: *id, name: project.screen(*id)?.name.clone() },
            Item::Control(id) => {
                let (screen, control) = project.find_control(*id)?;
                let (kind, name) = (control.kind.clone(), control.name.clone());
                Self::Control { id: *id, kind, name, screen: screen.name.clone() }
            }
        })
    }
}

impl Clip {
    /// Controls of a project, to be pasted here or elsewhere.
    pub fn of_controls(project: &Project, from: &str, controls: Vec<Control>) -> Self {
        let (items, mut spelled) = named_by(project, &controls);
        let own: BTreeSet<Item> = controls.iter().map(|control| control.id.into()).collect();
        let outside = outside(project, items, &own);
        spelled.extend(in_whole(project, &outside));
        let of_components = outside.iter().flat_map(Outside::controls);
        let images = controls.iter().chain(of_components).flat_map(|control| shown_by(project, control)).collect();
        let own_handlers = controls.iter().flat_map(|control| control.handlers.values());
        let handlers = own_handlers.chain(outside.iter().flat_map(Outside::handlers)).map(|handler| &**handler);
        let sounds = sound::played_by(project, handlers);
        Self { from: from.to_owned(), content: Content::Controls(controls), outside, spelled, images, sounds }
    }

    /// The rules of a control, to be put behind those of another one here or elsewhere.
    pub fn of_rules(project: &Project, from: &str, control: &Control) -> Self {
        let terms = control.scripts().filter(|(at, _)| at.bound_key().is_some_and(|key| term_at(key).is_some()));
        let mut spelled: Vec<Spelled> = terms.flat_map(|(at, text)| reference::spelled(project, &at, text)).collect();
        let by_id = control.rules.iter().flat_map(|rule| rule.items());
        let items = by_id.chain(spelled.iter().map(|spelled| spelled.item.clone())).collect();
        let outside = outside(project, items, &BTreeSet::from([control.id.into()]));
        spelled.extend(in_whole(project, &outside));
        let content = Content::Rules(control.id, control.rules.clone());
        let (images, sounds) = (shown_by(project, control).collect(), FilesByName::new());
        Self { from: from.to_owned(), content, outside, spelled, images, sounds }
    }

    /// Blocks of a project, to be pasted here or elsewhere.
    pub fn of_blocks(project: &Project, from: &str, blocks: Fragment) -> Self {
        let items = blocks.blocks.values().flat_map(Block::items).collect();
        let outside = outside(project, items, &BTreeSet::new());
        let spelled = in_whole(project, &outside);
        let images = FilesByName::new();
        let mut sounds = sound::played_by_blocks(project, blocks.blocks.values());
        sounds.extend(sound::played_by(project, outside.iter().flat_map(Outside::handlers).map(|handler| &**handler)));
        Self { from: from.to_owned(), content: Content::Blocks(blocks), outside, spelled, images, sounds }
    }
}

/// The images of the project that a control shows.
fn shown_by(project: &Project, control: &Control) -> impl Iterator<Item = (String, Arc<EmbeddedFile>)> {
    let named = picture::named_by(control);
    named.filter_map(|name| Some((name.to_owned(), Arc::clone(project.images.get(name)?))))
}

/// What controls with their handlers refer to, and the names that their scripts spell out.
fn named_by(project: &Project, controls: &[Control]) -> (Vec<Item>, Vec<Spelled>) {
    let mut items = Vec::new();
    let mut spelled = Vec::new();
    for control in controls {
        items.extend(control.items());
        let graphs = control.handlers.values().filter_map(|handler| handler.graph());
        items.extend(graphs.flat_map(|graph| graph.items()).map(|(_, item)| item));
        spelled.extend(control.scripts().flat_map(|(at, text)| reference::spelled(project, &at, text)));
    }
    items.extend(spelled.iter().map(|spelled| spelled.item.clone()));
    // A group is nothing that another project could have.
    spelled.extend(
        controls.iter().flat_map(Control::scripts).flat_map(|(at, text)| reference::spelled_groups(project, &at, text)),
    );
    (items, spelled)
}

/// The names that the functions and components among these things spell out.
fn in_whole(project: &Project, outside: &[Outside]) -> Vec<Spelled> {
    let functions = outside.iter().filter(|outside| matches!(outside, Outside::Function(_)));
    let mut spelled: Vec<Spelled> =
        functions.flat_map(|function| reference::spelled_by(project, &function.item())).collect();
    let components = outside.iter().filter(|outside| matches!(outside, Outside::Component(_)));
    spelled.extend(components.flat_map(|component| named_by(project, component.controls()).1));
    spelled
}

/// What is referred to inside of a thing that comes along as a whole; `None` of all others.
fn referred_inside(project: &Project, item: &Item) -> Option<Vec<Item>> {
    if item.function().is_some() {
        return Some(reference::referred_by(project, item).into_iter().collect());
    }
    let master = project.screen(item.screen()?)?;
    let face = master.component.as_ref()?;
    let own = |item: &Item| item.control().is_some_and(|id| master.control(id).is_some());
    let items = named_by(project, &master.controls).0.into_iter().filter(|item| !own(item));
    Some(items.chain(face.items()).filter(|item| *item != master.id.into()).collect())
}

/// What is known of these things and of what they stand on, what others stand on first.
fn outside(project: &Project, items: Vec<Item>, own: &BTreeSet<Item>) -> Vec<Outside> {
    let mut all: BTreeSet<Item> = items.into_iter().filter(|item| !own.contains(item)).collect();
    // What a function does may call others, what is in a component may be others, and so on.
    let mut open: Vec<Item> = all.iter().cloned().collect();
    while let Some(item) = open.pop() {
        let more = referred_inside(project, &item).unwrap_or_default();
        for item in more.into_iter().filter(|item| !own.contains(item)) {
            if all.insert(item.clone()) {
                open.push(item);
            }
        }
    }
    let sources: Vec<Item> =
        all.iter().filter_map(|item| project.column(item.column()?).map(|(source, _)| Item::from(source.id))).collect();
    all.extend(sources);
    let connections: Vec<Item> =
        all.iter().filter_map(|item| Some(Item::from(project.source(item.source()?)?.link()?.clone()))).collect();
    all.extend(connections);
    let mut known: Vec<Outside> = all.iter().filter_map(|item| Outside::of(project, item)).collect();
    known.sort_by_key(|outside| match outside {
        Outside::Connection(_) => 0,
        Outside::Variable(_) | Outside::Timer(_) => 1,
        Outside::Source(_) => 2,
        Outside::Column { .. } => 3,
        Outside::Screen { .. } => 4,
        Outside::Control { .. } => 5,
        // What they do refers to all others.
        Outside::Function(_) => 6,
        Outside::Component(_) => 7,
    });
    known
}
