//! The data sources that bindings to topics imply: one for each connection, filter, data path and type.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Origin, bindings};
use crate::model::id::{ConnectionId, ControlId, SourceId};
use crate::model::project::Project;
use crate::model::source::{ColumnType, MessageKind, Source, Subscription, setting};
use crate::model::topic::TopicFilter;
use crate::model::value::Value;

/// Title of the only column; no person sees it.
const COLUMN: &str = "value";

/// What tells implied sources apart.
type Wanted = (ConnectionId, String, String, &'static str);

/// The implied sources of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Implied {
    by_wish: BTreeMap<Wanted, SourceId>,
    /// The first control that wants each.
    of: BTreeMap<SourceId, ControlId>,
}

impl Implied {
    /// The source of a topic; `None` for another origin, and where the filter breaks a rule.
    pub fn source(&self, origin: &Origin) -> Option<SourceId> {
        self.by_wish.get(&wanted(origin)?).copied()
    }

    /// The first control that a source is implied by; `None` where it is one that somebody made.
    pub fn control(&self, source: SourceId) -> Option<ControlId> {
        self.of.get(&source).copied()
    }
}

fn wanted(origin: &Origin) -> Option<Wanted> {
    let Origin::Topic { connection, filter, path, ty } = origin else { return None };
    // What a filter that breaks a rule subscribes to is told by a check.
    TopicFilter::parse(filter).ok()?;
    Some((connection.clone(), filter.clone(), path.trim().to_owned(), as_it_comes(*ty).key()))
}

/// How the names of implied sources begin: as no script can write one.
const NAME: char = '\0';

/// Whether nobody has made a source, and a binding implies it.
pub fn is_implied(source: &Source) -> bool {
    // A file may have such a name too, but no such number.
    source.id.0 > u32::MAX / 2 && source.name.starts_with(NAME)
}

/// What an implied source is for.
fn wish_of(source: &Source) -> Option<Wanted> {
    let only = source.subscriptions.first().filter(|_| is_implied(source))?;
    Some((source.connection.clone(), only.filter.clone(), only.path().trim().to_owned(), only.ty().key()))
}

/// The data sources that the bindings of a project imply; the same for the project that is expanded by them, and those that
/// it has already keep their ids.
pub fn implied(project: &Project) -> Implied {
    let known: BTreeMap<Wanted, SourceId> =
        project.sources.iter().filter_map(|source| Some((wish_of(source)?, source.id))).collect();
    // Numbers that count up from 1 do not come here.
    let mut next = known.values().map(|id| id.0.wrapping_sub(1)).min().unwrap_or(u32::MAX);
    let mut out = Implied::default();
    for (control, _, binding) in bindings(project) {
        let wishes = binding.topics().filter_map(|origin| wanted(&origin));
        for wish in wishes.filter(|wish| project.connection(&wish.0).is_some()) {
            let id = *out.by_wish.entry(wish).or_insert_with_key(|wish| {
                known.get(wish).copied().unwrap_or_else(|| {
                    next = next.wrapping_sub(1);
                    SourceId(next.wrapping_add(1))
                })
            });
            out.of.entry(id).or_insert(control.id);
        }
    }
    out
}

/// A source of one column that keeps what came last.
pub(super) fn listening(id: SourceId, on: &ConnectionId, filter: &str, (path, ty): (&str, ColumnType)) -> Source {
    let name = format!("{NAME}{id}");
    let mut source = Source::new(id, &name, &name, on.clone());
    source.settings.insert(setting::KIND.to_owned(), Value::from(MessageKind::Last.key()));
    source.subscriptions.push(Subscription::column(COLUMN, filter, path, as_it_comes(ty)));
    source
}

/// What a number is, the property knows best that shows it.
fn as_it_comes(ty: ColumnType) -> ColumnType {
    if ty == ColumnType::Automatic { ColumnType::Text } else { ty }
}

/// The project as it is run: with the data sources that its bindings imply.
pub fn expanded(project: &Project) -> Cow<'_, Project> {
    let implied = implied(project);
    if implied.by_wish.is_empty() && !project.sources.iter().any(is_implied) {
        return Cow::Borrowed(project);
    }
    let mut out = project.clone();
    out.sources.retain(|source| !is_implied(source));
    for ((connection, filter, path, ty), id) in implied.by_wish {
        out.sources.push(listening(id, &connection, &filter, (&path, ColumnType::of_key(ty))));
    }
    Cow::Owned(out)
}
