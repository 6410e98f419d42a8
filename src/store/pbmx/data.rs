//! Connections, variables, lists and what messages arrive in. What comes from other systems is a list of the rows that were
//! seen last.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::fields::Fields;
use super::{DataPart, Import, LeftOut};
use crate::model::connection::{Connection, Keyed as _, Login, rows};
use crate::model::id::{ColumnId, ConnectionId, SourceId, VariableId};
use crate::model::names::{is_ident, unique_ident, unique_name};
use crate::model::place::Place;
use crate::model::source::list::{ListColumn, RowList};
use crate::model::source::{ColumnType, MOST_ROWS, Source, Subscription, setting};
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;

/// Most columns of a list.
const MOST_COLUMNS: usize = 200;

impl Import<'_> {
    /// What a name of theirs has become.
    pub(super) fn data(&self, name: &str) -> Option<&DataPart> {
        self.data.get(&name.trim().to_lowercase())
    }

    /// Takes over the connections to MQTT brokers; scripts name them by their ids, so these stay.
    pub(super) fn connections(&mut self, json: &serde_json::Value) {
        let Some(all) = json.as_object() else { return };
        for (id, fields) in all {
            let fields = Fields(fields);
            let kind = fields.text("ElementTypeName");
            let kind = kind.rsplit('.').next().unwrap_or_default().trim_end_matches("ConnectionInfo").to_owned();
            if kind != "Mqtt" {
                self.leave(Place::Project, LeftOut::Connection { name: fields.text("Name"), kind });
                continue;
            }
            let fits =
                !id.is_empty() && id.len() <= 64 && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\'');
            if !fits || self.project.connection(&ConnectionId(id.clone())).is_some() {
                continue;
            }
            self.mqtt(id, &fields.text("Name"), fields);
        }
    }

    fn mqtt(&mut self, id: &str, name: &str, fields: Fields<'_>) {
        let port = fields.number("Port").unwrap_or(1883.0).clamp(1.0, 65_535.0) as u16;
        let names: Vec<String> = self.project.connections.iter().map(|connection| connection.name.clone()).collect();
        let name = unique_name(if name.is_empty() { "MQTT" } else { name }, names.iter().map(String::as_str));
        let mut connection = Connection::to_host(ConnectionId(id.to_owned()), &name, &fields.text("Server"), port);
        let mut set = |key: &str, value: Value| connection.settings.insert(key.to_owned(), value);
        if fields.flag("UseTls") == Some(true) {
            set(rows::TLS.key, Value::from(true));
        }
        let user = fields.text("UserName");
        let id = connection.id.clone();
        if !user.is_empty() {
            set(rows::LOGIN.key, Value::from(Login::Password.key()));
            set(rows::USER.key, Value::from(user));
        }
        let needs_password = connection.settings.contains_key(rows::LOGIN.key);
        self.project.connections.push(connection);
        if needs_password {
            self.leave(Place::item(id), LeftOut::Password);
        }
    }

    /// Takes over variables and lists.
    pub(super) fn elements(&mut self, model: Fields<'_>) {
        for fields in model.part("Data").list("Elements") {
            let kind = fields.text("ElementTypeName");
            let kind = kind.trim_start_matches("Peakboard").trim_end_matches("ElementInfo").to_owned();
            let name = fields.text("Name");
            if name.trim().is_empty() {
                continue;
            }
            match kind.as_str() {
                "String" => self.variable(&name, Ty::Text, fields),
                "Number" => self.variable(&name, Ty::Number, fields),
                "Boolean" => self.variable(&name, Ty::Bool, fields),
                "Time" => self.time(&name, fields),
                "MqttList" => self.messages(&name, fields),
                _ => self.rows(&name, &kind, fields),
            }
        }
    }

    fn idents(&self, name: &str) -> (String, String) {
        let idents: Vec<String> = self.project.data_idents().map(str::to_owned).collect();
        let taken = || idents.iter().map(String::as_str);
        let is_free = is_ident(name) && !taken().any(|other| crate::model::names::is_same(other, name));
        let ident = if is_free { name.to_owned() } else { unique_ident(name, taken()) };
        let names = self.project.sources.iter().map(|source| source.name.as_str());
        let names = names.chain(self.project.variables.iter().map(|variable| variable.name.as_str()));
        (unique_name(name, names), ident)
    }

    fn know(&mut self, name: &str, part: DataPart) {
        self.data.entry(name.trim().to_lowercase()).or_insert(part);
    }

    fn variable(&mut self, name: &str, ty: Ty, fields: Fields<'_>) {
        let initial = match ty {
            Ty::Number => Value::from(fields.number("Value").unwrap_or(0.0)),
            Ty::Bool => Value::from(fields.flag("Value").unwrap_or(false)),
            _ => Value::from(fields.text("Value")),
        };
        self.add_variable(name, ty, initial);
        if fields.flag("Save") == Some(true)
            && let Some(variable) = self.project.variables.last()
        {
            self.leave(Place::item(variable.id), LeftOut::Kept);
        }
        if fields.flag("ShareWithPeakboardHubMqtt") == Some(true)
            && let Some(variable) = self.project.variables.last()
        {
            self.leave(Place::item(variable.id), LeftOut::Shared);
        }
    }

    fn add_variable(&mut self, name: &str, ty: Ty, initial: Value) {
        let id = VariableId(self.project.take_id());
        let (shown, ident) = self.idents(name);
        self.project.variables.push(Variable {
            id,
            name: shown,
            ident,
            ty,
            initial,
            kept: false,
            handlers: BTreeMap::new(),
        });
        self.know(name, DataPart::Variable(id));
    }

    /// A clock of theirs is no thing of ours: controls show the time by themselves.
    fn time(&mut self, name: &str, fields: Fields<'_>) {
        let pattern = fields.text("TimeFormat");
        let pattern = if pattern.trim().is_empty() { "HH:mm:ss" } else { pattern.trim() };
        let pattern = pattern.replace("tt", "").trim().to_owned();
        self.names.clocks.insert(name.trim().to_lowercase(), pattern.clone());
        self.know(name, DataPart::Clock(pattern));
    }

    fn columns(fields: Fields<'_>) -> Vec<(String, ColumnType)> {
        let mut out: Vec<(String, ColumnType)> = Vec::new();
        for column in fields.list("Columns").take(MOST_COLUMNS) {
            let title = column.text("Name");
            let title = title.trim();
            if title.is_empty() || out.iter().any(|(other, _)| crate::model::names::is_same(other, title)) {
                continue;
            }
            let ty = match column.text("DataType").as_str() {
                "Number" => ColumnType::Number,
                "Boolean" => ColumnType::Bool,
                _ => ColumnType::Text,
            };
            out.push((title.to_owned(), ty));
        }
        out
    }

    /// A list, or what was seen last of a source that we do not have.
    fn rows(&mut self, name: &str, kind: &str, fields: Fields<'_>) {
        let columns = Self::columns(fields);
        let mut list = RowList { columns: Vec::new(), rows: Vec::new() };
        for (title, ty) in &columns {
            list.columns.push(ListColumn::new(title, *ty).with_id(Some(ColumnId(self.project.take_id()))));
        }
        for row in fields.list("Value").take(MOST_ROWS as usize) {
            // Cells have names, and stand in any order.
            let cells: HashMap<String, Fields<'_>> =
                row.list("Value").map(|cell| (cell.text("Name").to_lowercase(), cell)).collect();
            let cell = |(title, ty): &(String, ColumnType)| {
                let cell = cells.get(&title.to_lowercase());
                match (ty, cell) {
                    (ColumnType::Number, Some(cell)) => Value::from(cell.number("Value").unwrap_or(0.0)),
                    (ColumnType::Bool, Some(cell)) => Value::from(cell.flag("Value").unwrap_or(false)),
                    (ColumnType::Number, None) => Value::from(0.0),
                    (ColumnType::Bool, None) => Value::from(false),
                    (_, cell) => Value::from(cell.map(|cell| cell.text("Value")).unwrap_or_default()),
                }
            };
            list.rows.push(columns.iter().map(cell).collect());
        }
        let id = self.add_source(name, |source| source.list = Some(Arc::new(list)));
        match kind {
            "List" => {
                if fields.flag("Save") == Some(true) {
                    self.leave(Place::item(id), LeftOut::Kept);
                }
            }
            "QueryList" => {
                let steps = fields.list("AppliedSteps").count();
                self.leave(Place::item(id), LeftOut::Dataflow(steps));
            }
            _ => self.leave(Place::item(id), LeftOut::Source(known_kind(kind).to_owned())),
        }
    }

    /// What MQTT messages arrive in.
    fn messages(&mut self, name: &str, fields: Fields<'_>) {
        let mut subscriptions = Vec::new();
        for part in fields.list("Subscriptions") {
            let one = |title: String, filter: String, qos: Option<f64>, path: String| {
                let mut settings = BTreeMap::new();
                settings.insert(setting::TYPE.to_owned(), Value::from(ColumnType::Text.key()));
                if let Some(qos) = qos {
                    settings.insert(setting::QOS.to_owned(), Value::from(qos.clamp(0.0, 2.0)));
                }
                if !path.is_empty() {
                    settings.insert(setting::PATH.to_owned(), Value::from(path));
                }
                Subscription { column: None, title, filter, settings }
            };
            let filter = part.text("TopicFilter");
            if !filter.is_empty() {
                subscriptions.push(one(part.text("Title"), filter, part.number("QosLevel"), part.text("Datapath")));
            }
            // Until version 2.6 a subscription had topics, with the quality of service as a word.
            for topic in part.list("Topics") {
                let qos = match topic.text("QosLevel").as_str() {
                    "AtLeastOnce" => Some(1.0),
                    "ExactlyOnce" => Some(2.0),
                    _ => Some(0.0),
                };
                subscriptions.push(one(String::new(), topic.text("Value"), qos, String::new()));
            }
        }
        let mut connection = ConnectionId(fields.text("ConnectionId"));
        if self.project.connection(&connection).is_none() && !fields.text("Server").is_empty() {
            let id = format!("pb{}", self.project.take_id());
            self.mqtt(&id, name, fields);
            connection = ConnectionId(id);
        }
        let known = self.project.connection(&connection).is_some();
        let rows = fields.number("QueueSize").unwrap_or(15.0).clamp(1.0, f64::from(MOST_ROWS));
        let id = self.add_source(name, |source| {
            source.connection = if known { connection } else { ConnectionId::none() };
            source.subscriptions = subscriptions;
            source.settings.insert(setting::ROWS.to_owned(), Value::from(rows));
            if fields.flag("IsEnabled") == Some(false) {
                source.settings.insert(setting::ENABLED.to_owned(), Value::from(false));
            }
        });
        if !known {
            self.leave(Place::item(id), LeftOut::NoConnection);
        }
    }

    fn add_source(&mut self, name: &str, fill: impl FnOnce(&mut Source)) -> SourceId {
        let id = SourceId(self.project.take_id());
        let (shown, ident) = self.idents(name);
        let mut source = Source {
            id,
            name: shown,
            ident,
            connection: ConnectionId::none(),
            topics: Vec::new(),
            subscriptions: Vec::new(),
            settings: BTreeMap::new(),
            list: None,
            handlers: BTreeMap::new(),
        };
        fill(&mut source);
        source.settle_columns(&mut || self.project.take_id());
        let columns =
            source.columns().into_iter().filter_map(|column| Some((column.title.to_lowercase(), column.id?))).collect();
        self.project.sources.push(source);
        self.know(name, DataPart::Rows { source: id, columns });
        id
    }
}

/// A kind of data source, as people call it.
fn known_kind(kind: &str) -> &str {
    let kind = kind.trim_end_matches("List");
    match kind.to_ascii_lowercase().as_str() {
        "hubds" => "Peakboard Hub",
        "hubfiles" => "Peakboard Hub Files",
        "json" => "JSON",
        "opcua" => "OPC UA",
        "sqlservernative" => "SQL Server",
        "xml" => "XML",
        _ => kind,
    }
}
