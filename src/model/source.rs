//! Data sources: topic filters subscribed on a connection, and the rows that arrive; or a list, whose rows the app
//! writes itself ([`list`]).
//!
//! What a source makes of its messages is [`table`]; how a payload becomes a value is [`convert`].

pub mod convert;
pub mod delimited;
pub mod json;
pub mod list;
pub mod path;
pub mod table;
pub mod template;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::list::{ListColumn, RowList};
use super::handler::Handler;
use super::id::{ColumnId, ConnectionId, SourceId};
use super::indexed::Findable;
use super::names::is_same;
use super::run::Properties;
use super::types::Ty;
use super::value::Value;

/// Key of the trigger of a source: a message has arrived and the table is up to date.
pub const REFRESHED: &str = "refreshed";

/// Most rows that a source can keep.
pub const MOST_ROWS: u32 = 10_000;
/// How many MiB they hold unless set.
pub const USUAL_MIB: u32 = 64;
/// Most that can be set.
pub const MOST_MIB: u32 = 1024;

/// Keys of the settings of a source and of its subscriptions.
pub mod setting {
    /// Quality of service, 0 to 2; of the source, or of one subscription.
    pub const QOS: &str = "qos";
    /// How many rows are kept.
    pub const ROWS: &str = "rows";
    /// How many MiB the rows hold at most.
    pub const MIB: &str = "mib";
    /// What the table looks like: `last`, `nodes` or `all`.
    pub const KIND: &str = "kind";
    /// Which messages run the handler: `every` or `latest`.
    pub const RUNS: &str = "runs";
    /// How payloads are read: `text`, `json` or `binary`.
    pub const PAYLOAD: &str = "payload";
    /// Whether the source listens when the app starts.
    pub const ENABLED: &str = "enabled";
    /// Of a subscription: where in the JSON of the payload its value is.
    pub const PATH: &str = "path";
    /// Of a subscription: the type of its column.
    pub const TYPE: &str = "type";
}

/// A data source. Without topic filters it is valid too: it only sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What controls and handlers refer to.
    pub id: SourceId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `data.<ident>`; fixed when the source is made.
    pub ident: String,
    /// The connection it listens on; empty for a list.
    #[serde(default = "ConnectionId::none", skip_serializing_if = "ConnectionId::is_none")]
    pub connection: ConnectionId,
    /// Topic filters without a column of their own, as typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Topic filters that fill columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<Subscription>,
    /// Settings by key, see [`setting`]; unknown keys survive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, Value>,
    /// Columns and rows of a list, which listens to nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<Arc<RowList>>,
    /// What happens when a message has arrived or a list has changed, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
}

impl Findable for Source {
    type Id = SourceId;

    fn id(&self) -> SourceId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.ident
    }
}

/// One topic filter of a source, and the column that it fills.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// What refers to its column means; subscriptions with the same title fill the same column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<ColumnId>,
    /// The title of its column; without one the messages have no column of their own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The topic filter, as typed.
    pub filter: String,
    /// Settings by key, see [`setting`]; unknown keys survive.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, Value>,
}

/// A column of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// What references mean; missing only until the source is part of a project.
    pub id: Option<ColumnId>,
    /// Its title.
    pub title: &'a str,
    /// Its type.
    pub ty: ColumnType,
}

/// What the table of a source looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageKind {
    /// One row; each column holds the last value that came for it.
    Last,
    /// One row for each topic, with its newest values.
    Nodes,
    /// One row for each message, the newest first.
    #[default]
    All,
}

/// Which messages run the handler of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Runs {
    /// Every one; while the handler runs the others wait.
    #[default]
    Every,
    /// Of each topic only the newest waits while the handler runs.
    Latest,
}

/// How payloads are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PayloadForm {
    /// As text; a column with a data path reads it as JSON.
    #[default]
    Text,
    /// As JSON: what is none is noted.
    Json,
    /// As bytes, shown as hex.
    Binary,
}

/// The type of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColumnType {
    /// What the value looks like.
    #[default]
    Automatic,
    /// Text.
    Text,
    /// Number.
    Number,
    /// Truth value.
    Bool,
    /// A point in time.
    Time,
}

macro_rules! keys {
    ($ty:ident: $($variant:ident = $key:literal),+) => {
        impl $ty {
            /// All of them, in the order of the interface.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// How it is written in the project file.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key),+
                }
            }

            /// The one with this key; the usual one for a key that this version does not know.
            pub fn of_key(key: &str) -> Self {
                Self::ALL.iter().copied().find(|each| each.key() == key).unwrap_or_default()
            }
        }
    };
}

keys!(MessageKind: Last = "last", Nodes = "nodes", All = "all");
keys!(Runs: Every = "every", Latest = "latest");
keys!(PayloadForm: Text = "text", Json = "json", Binary = "binary");
keys!(ColumnType: Automatic = "automatic", Text = "text", Number = "number", Bool = "boolean", Time = "time");

impl MessageKind {
    /// How many rows are kept unless set.
    pub fn usual_rows(self) -> u32 {
        match self {
            Self::Last | Self::All => 200,
            Self::Nodes => MOST_ROWS,
        }
    }
}

impl ColumnType {
    /// The type of its values.
    pub fn ty(self) -> Ty {
        match self {
            Self::Automatic => Ty::Any,
            Self::Text => Ty::Text,
            Self::Number => Ty::Number,
            Self::Bool => Ty::Bool,
            Self::Time => Ty::Time,
        }
    }
}

fn text_of<'a>(settings: &'a BTreeMap<String, Value>, key: &str) -> &'a str {
    settings.get(key).and_then(Value::as_text).unwrap_or_default()
}

fn qos_of(settings: &BTreeMap<String, Value>) -> Option<u8> {
    let qos = settings.get(setting::QOS).and_then(Value::as_number)?;
    Some(qos.clamp(0.0, 2.0) as u8)
}

impl Subscription {
    /// A filter without a column.
    pub fn plain(filter: &str) -> Self {
        Self { filter: filter.to_owned(), ..Self::default() }
    }

    /// A filter that fills a column.
    pub fn column(title: &str, filter: &str, path: &str, ty: ColumnType) -> Self {
        let mut out = Self { title: title.to_owned(), filter: filter.to_owned(), ..Self::default() };
        out.set(setting::PATH, Some(path).filter(|path| !path.is_empty()).map(Value::from));
        out.set(setting::TYPE, Some(ty).filter(|ty| *ty != ColumnType::Automatic).map(|ty| Value::from(ty.key())));
        out
    }

    /// Sets or removes a setting.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        match value {
            Some(value) => self.settings.insert(key.to_owned(), value),
            None => self.settings.remove(key),
        };
    }

    /// Where in the JSON of the payload its value is; empty for the whole payload.
    pub fn path(&self) -> &str {
        text_of(&self.settings, setting::PATH)
    }

    /// The type of its column.
    pub fn ty(&self) -> ColumnType {
        ColumnType::of_key(text_of(&self.settings, setting::TYPE))
    }

    /// Its quality of service; `None` takes that of the source.
    pub fn qos(&self) -> Option<u8> {
        qos_of(&self.settings)
    }
}

impl Source {
    /// A source that listens to nothing yet.
    pub fn new(id: SourceId, name: &str, ident: &str, connection: ConnectionId) -> Self {
        Self {
            id,
            name: name.to_owned(),
            ident: ident.to_owned(),
            connection,
            topics: Vec::new(),
            subscriptions: Vec::new(),
            settings: BTreeMap::new(),
            list: None,
            handlers: BTreeMap::new(),
        }
    }

    /// A list with these columns and rows.
    pub fn of_list(id: SourceId, name: &str, ident: &str, list: RowList) -> Self {
        Self { list: Some(Arc::new(list)), ..Self::new(id, name, ident, ConnectionId::none()) }
    }

    /// Whether the app itself writes its rows.
    pub fn is_list(&self) -> bool {
        self.list.is_some()
    }

    /// The connection it listens on; `None` for a list.
    pub fn link(&self) -> Option<&ConnectionId> {
        (!self.is_list()).then_some(&self.connection)
    }

    /// Everything it subscribes to: the plain topic filters first.
    pub fn all_subscriptions(&self) -> impl Iterator<Item = Subscription> + '_ {
        self.topics.iter().map(|filter| Subscription::plain(filter)).chain(self.subscriptions.iter().cloned())
    }

    /// All topic filters, as typed, each once.
    pub fn filters(&self) -> Vec<&str> {
        let all = self.topics.iter().chain(self.subscriptions.iter().map(|subscription| &subscription.filter));
        let mut known = HashSet::new();
        all.map(String::as_str).filter(|filter| known.insert(*filter)).collect()
    }

    /// Its columns, each once, in the order of the subscriptions, with the type of the first.
    pub fn columns(&self) -> Vec<Column<'_>> {
        if let Some(list) = &self.list {
            return list.columns.iter().map(ListColumn::column).collect();
        }
        let mut columns: Vec<Column<'_>> = Vec::new();
        let mut known = HashSet::new();
        for subscription in &self.subscriptions {
            let title = subscription.title.trim();
            if !title.is_empty() && known.insert(title.to_lowercase()) {
                columns.push(Column { id: subscription.column, title, ty: subscription.ty() });
            }
        }
        columns
    }

    /// The column with this id.
    pub fn column(&self, id: ColumnId) -> Option<Column<'_>> {
        if let Some(list) = &self.list {
            return list.columns.iter().find(|column| column.id == Some(id)).map(ListColumn::column);
        }
        self.find_column(|subscription| subscription.column == Some(id))
    }

    /// The column with this title, in any case.
    pub fn column_titled(&self, title: &str) -> Option<Column<'_>> {
        let title = title.trim();
        if let Some(list) = &self.list {
            return list.columns.iter().find(|column| is_same(column.title.trim(), title)).map(ListColumn::column);
        }
        self.find_column(|subscription| is_same(subscription.title.trim(), title))
    }

    /// The first subscription of a column says what it is.
    fn find_column(&self, is_it: impl Fn(&Subscription) -> bool) -> Option<Column<'_>> {
        let subscription = self.subscriptions.iter().find(|each| !each.title.trim().is_empty() && is_it(each))?;
        let title = subscription.title.trim();
        Some(Column { id: subscription.column, title, ty: subscription.ty() })
    }

    /// Gives every column an id of its own, and one id to subscriptions with the same title. Ids that are there stay.
    pub fn settle_columns(&mut self, fresh: &mut dyn FnMut() -> u32) {
        if let Some(list) = &mut self.list {
            let mut taken = HashSet::new();
            let settled = |column: &ListColumn| column.id.is_some_and(|id| taken.insert(id));
            if !list.columns.iter().all(settled) {
                let mut taken = HashSet::new();
                for column in &mut Arc::make_mut(list).columns {
                    let own = column.id.filter(|id| taken.insert(*id));
                    column.id = own.or_else(|| Some(ColumnId(fresh())));
                }
            }
        }
        let (mut known, mut taken): (HashMap<String, ColumnId>, HashSet<ColumnId>) = Default::default();
        for subscription in &mut self.subscriptions {
            let title = subscription.title.trim().to_lowercase();
            if title.is_empty() {
                subscription.column = None;
                continue;
            }
            let shared = known.get(&title).copied();
            let own = subscription.column.filter(|id| !taken.contains(id));
            let id = shared.or(own).unwrap_or_else(|| ColumnId(fresh()));
            subscription.column = Some(id);
            if shared.is_none() {
                known.insert(title, id);
                taken.insert(id);
            }
        }
    }

    /// Quality of service of its subscriptions; 1 unless set.
    pub fn qos(&self) -> u8 {
        qos_of(&self.settings).unwrap_or(1)
    }

    /// How many rows it keeps; 200 unless set, 10,000 topics where each has one row, and 10,000 of a list.
    pub fn max_rows(&self) -> usize {
        let usual = if self.is_list() { MOST_ROWS } else { self.kind().usual_rows() };
        let usual = f64::from(usual);
        let rows = self.settings.get(setting::ROWS).and_then(Value::as_number).unwrap_or(usual);
        rows.clamp(1.0, f64::from(MOST_ROWS)) as usize
    }

    /// How many bytes its rows hold at most; 64 MiB unless set. The newest row is kept however large it is.
    pub fn max_bytes(&self) -> usize {
        let mib = self.settings.get(setting::MIB).and_then(Value::as_number).unwrap_or_else(|| f64::from(USUAL_MIB));
        (mib.clamp(1.0, f64::from(MOST_MIB)) * f64::from(1 << 20)) as usize
    }

    /// What its table looks like; one row a message unless set.
    pub fn kind(&self) -> MessageKind {
        MessageKind::of_key(text_of(&self.settings, setting::KIND))
    }

    /// Which messages run its handler; every one unless set.
    pub fn runs(&self) -> Runs {
        Runs::of_key(text_of(&self.settings, setting::RUNS))
    }

    /// How its payloads are read; as text unless set.
    pub fn payload(&self) -> PayloadForm {
        PayloadForm::of_key(text_of(&self.settings, setting::PAYLOAD))
    }

    /// Whether it listens when the app starts; yes unless set.
    pub fn enabled(&self) -> bool {
        self.settings.get(setting::ENABLED).and_then(Value::as_bool).unwrap_or(true)
    }
}

/// One message that arrived at a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// When it arrived, in milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// The topic it came on.
    pub topic: String,
    /// The payload as text; bytes that are not UTF-8 are replaced by U+FFFD.
    pub message: String,
    /// Whether the broker sent it as a stored value.
    pub retained: bool,
    /// Quality of service it came with.
    pub qos: u8,
    /// The bytes of the message, where they are not UTF-8.
    pub raw: Option<Box<[u8]>>,
    /// What MQTT 5 sent with it, where there is anything.
    pub properties: Option<Box<Properties>>,
}

impl Message {
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        let properties = self.properties.as_ref().map_or(0, |properties| properties.bytes());
        let raw = self.raw.as_ref().map_or(0, |raw| raw.len());
        size_of::<Self>() + self.topic.len() + self.message.len() + raw + properties
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_files_read_unchanged_and_new_ones_are_written_briefly() {
        let old = "(id:3,name:\"Messwerte\",ident:\"Messwerte\",connection:\"lokal\",topics:[\"a/#\"],settings:{\"neu\":[1],\"qos\":0})";
        let source: Source = ron::from_str(old).unwrap();
        assert_eq!(
            (source.kind(), source.runs(), source.payload()),
            (MessageKind::All, Runs::Every, PayloadForm::Text)
        );
        assert_eq!((source.max_rows(), source.qos(), source.enabled()), (200, 0, true));
        assert_eq!(ron::to_string(&source).unwrap(), old);
        let with = Source {
            subscriptions: vec![Subscription::column("T", "a/+", "x.y[0]", ColumnType::Number)],
            topics: Vec::new(),
            settings: BTreeMap::new(),
            ..source
        };
        let written = ron::to_string(&with).unwrap();
        let wanted = "subscriptions:[(title:\"T\",filter:\"a/+\",settings:{\"path\":\"x.y[0]\",\"type\":\"number\"})]";
        assert!(written.contains(wanted), "{written}");
        assert_eq!(ron::from_str::<Source>(&written).unwrap(), with);
    }

    #[test]
    fn columns_and_filters_are_named_once() {
        let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
        source.topics = vec!["a/#".to_owned()];
        source.subscriptions = vec![
            Subscription::column("Temp", "a/#", "t", ColumnType::Number),
            Subscription::column("temp", "b", "t", ColumnType::Text),
            Subscription::column("Zeit im Werk", "b", "ts", ColumnType::Time),
        ];
        assert_eq!(source.filters(), ["a/#", "b"]);
        source.subscriptions[2].column = Some(ColumnId(7));
        let mut next = 20;
        source.settle_columns(&mut || {
            next += 1;
            next
        });
        let columns: Vec<_> = source.columns().into_iter().map(|c| (c.id.map(|id| id.0), c.title, c.ty)).collect();
        assert_eq!(columns, [(Some(21), "Temp", ColumnType::Number), (Some(7), "Zeit im Werk", ColumnType::Time)]);
        assert_eq!(source.subscriptions[1].column, Some(ColumnId(21)), "the same title is the same column");
        let before = source.clone();
        source.settle_columns(&mut || unreachable!("everything has an id"));
        assert_eq!(source, before);
        assert_eq!(source.all_subscriptions().count(), 4);
    }

    #[test]
    fn a_word_of_a_newer_version_means_the_usual() {
        let mut source = Source::new(SourceId(1), "Q", "Q", ConnectionId::local());
        source.settings.insert(setting::KIND.to_owned(), Value::from("treemap"));
        assert_eq!(source.kind(), MessageKind::All);
        source.settings.insert(setting::KIND.to_owned(), Value::from("nodes"));
        assert_eq!((source.kind(), source.max_rows()), (MessageKind::Nodes, 10_000));
    }
}
