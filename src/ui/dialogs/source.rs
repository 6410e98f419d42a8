//! A data source: new, with a new or an existing connection; or an existing one to edit.

mod draft;
mod receiving;

use egui::{ScrollArea, Ui};

use self::draft::Receiving;
use self::receiving::receiving_ui;
use super::draft::copy_for;
use super::{Answer, Buttons, Frame, Look, cancel, connection, fold, labels, name_row, tall_modal_ui};
use crate::editor::personal::PersonalCommand;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::address::parse_address;
use crate::model::blocks::Slot;
use crate::model::blocks::edit::GraphEdit;
use crate::model::connection::{Connection, Version, rows};
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId, ControlId, SourceId};
use crate::model::item::Item;
use crate::model::names::unique_name;
use crate::model::source::Source;
use crate::model::topic::TopicFilter;
use crate::ui::Outbox;
use crate::ui::widgets;

/// A slot of a block that waits for what the dialog makes.
pub(super) type WaitingSlot = (HandlerRef, BlockId, String);

/// A property of controls that waits for what the dialog makes.
pub(super) type WaitingProperty = (Vec<ControlId>, String);

/// What waits for the new source.
#[derive(Debug)]
enum WaitingPlace {
    /// A slot takes its connection.
    Slot(WaitingSlot),
    /// A property takes the source itself.
    Property(WaitingProperty),
}

/// What stands in the fields.
#[derive(Debug)]
pub(super) struct SourceForm {
    /// The source to edit; `None` makes a new one.
    old: Option<SourceId>,
    waiting: Option<WaitingPlace>,
    name: String,
    /// Whether one of the project's connections is used.
    reuse: bool,
    chosen: ConnectionId,
    /// The chosen one is the user's: the project takes a copy of it.
    personal: bool,
    connection: connection::ConnectionForm,
    /// Height of the fields of a new connection: the list of those that exist takes the same, so nothing moves.
    room: f32,
    receiving: Receiving,
    /// Whether the part about receiving is shown; who only wants to send does not need it.
    receives: bool,
}

impl SourceForm {
    /// A new source.
    pub(super) fn new(view: &View<'_>, slot: Option<WaitingSlot>) -> Self {
        let project = view.editor.project();
        let wanted = t("MQTT-Datenquelle", "MQTT data source").get(view.lang);
        // The one that is selected, else most likely the one that the newest source uses, else one of the project's own.
        let selected = match view.editor.selection.single() {
            Some(Item::Connection(id)) => Some(id.clone()),
            _ => None,
        };
        let newest = || project.sources.iter().rev().find_map(Source::link).cloned();
        let own = || project.connections.iter().rev().find(|one| !one.is_local()).map(|one| one.id.clone());
        let likely = selected.or_else(newest).or_else(own);
        let first = || project.connections.first().map_or_else(ConnectionId::local, |connection| connection.id.clone());
        let slot_is_free = slot.is_none();
        let mut connection = connection::ConnectionForm::new(view, None);
        // Who comes from a block wants to send: a host is all that is missing.
        connection.begins = slot.is_some();
        Self {
            old: None,
            waiting: slot.map(WaitingPlace::Slot),
            name: unique_name(wanted, project.sources.iter().map(|source| source.name.as_str())),
            // Who comes from a block has passed by those that are there.
            reuse: slot_is_free && likely.is_some(),
            chosen: likely.unwrap_or_else(first),
            personal: false,
            connection,
            room: connection::ROOM,
            receiving: Receiving::default(),
            receives: slot_is_free,
        }
    }

    /// A new source that becomes the value of a property.
    pub(super) fn for_property(view: &View<'_>, property: WaitingProperty) -> Self {
        Self { waiting: Some(WaitingPlace::Property(property)), ..Self::new(view, None) }
    }

    /// A new source that listens to a topic of a connection.
    pub(super) fn on(view: &View<'_>, connection: &ConnectionId, topic: &str) -> Self {
        let form = Self::new(view, None);
        let wanted = topic.rsplit('/').find(|level| !level.is_empty() && !"#+".contains(level)).unwrap_or(&form.name);
        let sources = &view.editor.project().sources;
        let name = unique_name(wanted, sources.iter().map(|source| source.name.as_str()));
        let mut source = Source::new(SourceId(0), &name, "", connection.clone());
        source.topics.push(topic.to_owned());
        Self { name, reuse: true, chosen: connection.clone(), receiving: Receiving::of(&source), ..form }
    }

    /// The fields of a source.
    pub(super) fn of(view: &View<'_>, id: SourceId) -> Self {
        let mut form = Self::new(view, None);
        if let Some(source) = view.editor.project().source(id) {
            form.old = Some(id);
            form.reuse = true;
            form.name.clone_from(&source.name);
            form.chosen.clone_from(&source.connection);
            form.receiving = Receiving::of(source);
        }
        form
    }

    /// What a new connection is called: as its host, so that it can be told from its source; made unique.
    fn connection_name(&self, view: &View<'_>) -> String {
        let host = parse_address(self.connection.draft.values.text(&rows::HOST)).map(|address| address.host);
        let wanted = host.unwrap_or_else(|_unfinished| t("Verbindung", "Connection").get(view.lang).to_owned());
        unique_name(&wanted, view.editor.project().connections.iter().map(|c| c.name.as_str()))
    }

    /// What the connection listens to for other sources, where filters that cross are joined: MQTT 3.1.1 does not say for
    /// which of them a message came.
    fn beside(&self, view: &View<'_>) -> Option<Vec<TopicFilter>> {
        let project = view.editor.project();
        let personal = || view.data.personal.iter().find(|one| one.id == self.chosen);
        let version = match (self.reuse, self.personal) {
            (false, _) => Some(self.connection.draft.values.choice(&rows::VERSION)),
            (true, true) => personal()?.version(),
            (true, false) => project.connection(&self.chosen)?.version(),
        };
        if version != Some(Version::V311) {
            return None;
        }
        let here = self.reuse && !self.personal;
        let others =
            project.sources.iter().filter(|one| here && one.connection == self.chosen && self.old != Some(one.id));
        Some(others.flat_map(Source::filters).filter_map(|filter| TopicFilter::parse(filter).ok()).collect())
    }

    fn name_flaw(&self, view: &View<'_>) -> Option<&'static str> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(t("Ein Name fehlt", "A name is missing").get(view.lang));
        }
        let mut others = view.editor.project().sources.iter().filter(|source| Some(source.id) != self.old);
        let taken = others.any(|source| source.name.eq_ignore_ascii_case(name));
        taken.then(|| t("Der Name ist schon vergeben", "This name is taken").get(view.lang))
    }
}

/// Width of the dialog in points: the table of subscriptions needs more than a connection does.
const WIDTH: f32 = 720.0;

/// Draws the dialog; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut SourceForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let (title, primary) = if form.old.is_some() {
        (t("Datenquelle bearbeiten", "Edit data source"), t("Speichern", "Save"))
    } else {
        (t("Neue MQTT-Datenquelle", "New MQTT data source"), t("Anlegen", "Create"))
    };
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready: true };
    connection::follow(&mut form.connection, frame.view, out);
    form.connection.draft.name = form.connection_name(frame.view);
    let new_connection = !form.reuse;
    let trial = new_connection.then(|| connection::Trial::of(frame, &form.connection));
    let mut test = false;
    let (height, strip) = (connection::HEIGHT, connection::STRIP);
    let look = Look { title: title.get(lang), width: WIDTH, lang, height, strip };
    let answer = tall_modal_ui(
        ui,
        look,
        &buttons,
        |ui| body_ui(ui, frame, form, out),
        |ui| {
            if let Some(trial) = trial {
                trial.ui(ui, lang);
            } else {
                let shared = t(
                    "Alle Bausteine und Datenquellen, die diese Verbindung benutzen, teilen sie sich.",
                    "All blocks and data sources that use this connection share it.",
                );
                widgets::remark(ui, shared.get(lang));
            }
        },
        |ui| test = new_connection && connection::test_button(ui, lang),
    );
    if test {
        connection::test_if_complete(&mut form.connection, lang, out);
    }
    finish(frame, form, out, &answer)
}

fn body_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut SourceForm, out: &mut Outbox) {
    let lang = frame.lang;
    let flaw = form.name_flaw(frame.view);
    name_row(ui, (lang, frame.fresh && !form.connection.begins), flaw, &mut form.name);
    ui.add_space(4.0);
    let labels = [
        t("Neue Verbindung", "New connection").get(lang),
        t("Vorhandene Verbindung verwenden", "Use existing connection").get(lang),
    ];
    let width = ui.available_width();
    if let Some(i) = widgets::segmented(ui, &labels, usize::from(form.reuse), width) {
        form.reuse = i == 1;
    }
    ui.add_space(4.0);
    if form.reuse {
        let area = ScrollArea::vertical().id_salt("connections").max_height(form.room);
        area.min_scrolled_height(form.room).auto_shrink(false).show(ui, |ui| connections_ui(ui, frame, form));
    } else {
        let flaws = form.connection.draft.settings_flaws(lang);
        let fields = ui.scope(|ui| connection::fields_ui(ui, frame, &mut form.connection, &flaws, out));
        form.room = fields.response.rect.height();
    }
    ui.add_space(2.0);
    widgets::separator(ui);
    let topics: Vec<&str> = form.receiving.filled().map(|row| row.filter.trim()).collect();
    let hint = match (form.receives, topics.is_empty()) {
        (true, _) => String::new(),
        (false, true) => t("zum Senden nicht nötig", "not needed for sending").get(lang).to_owned(),
        (false, false) => topics.join(", "),
    };
    let title = t("Topics empfangen", "Receive topics").get(lang);
    if fold(ui, title, &hint, form.receives).clicked() {
        form.receives = !form.receives;
    }
    if form.receives {
        let known = (form.reuse && !form.personal).then_some(&form.chosen);
        let beside = form.beside(frame.view);
        receiving_ui(ui, frame, (known, beside.as_deref()), &mut form.receiving);
    }
}

fn connections_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut SourceForm) {
    let project = frame.view.editor.project();
    if project.connections.is_empty() {
        let remark = t("Das Projekt hat noch keine Verbindung", "The project has no connection yet");
        widgets::remark(ui, remark.get(frame.lang));
    }
    for connection in &project.connections {
        let hint = format!("{}   {}", labels::address(connection, frame.view.data.local_port), connection.id);
        let selected = !form.personal && connection.id == form.chosen;
        let name = connection.shown_name(frame.lang);
        let row = widgets::TreeRow::new(name).icon("cable").hint(&hint).selected(selected);
        if row.show(ui).clicked() {
            form.chosen = connection.id.clone();
            form.personal = false;
        }
    }
    personal_ui(ui, frame, form);
}

/// Those of the person that the project does not have yet.
fn personal_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut SourceForm) {
    let project = frame.view.editor.project();
    let is_new = |connection: &&Connection| {
        let same = project.connection(&connection.id);
        same.is_none_or(|same| same.settings != connection.settings)
    };
    let mut offered = frame.view.data.personal.iter().filter(is_new).peekable();
    if offered.peek().is_none() {
        return;
    }
    widgets::section(ui, labels::PERSONAL.get(frame.lang));
    for connection in offered {
        let selected = form.personal && connection.id == form.chosen;
        let address = labels::address(connection, None);
        let row = widgets::TreeRow::new(&connection.name).icon("cable").hint(&address).selected(selected);
        if row.show(ui).clicked() {
            form.chosen = connection.id.clone();
            form.personal = true;
        }
    }
    if form.personal {
        let remark = t(
            "Die gewählte Verbindung wird mit der Datenquelle ins Projekt übernommen",
            "The selected connection is taken into the project together with the data source",
        );
        widgets::remark(ui, remark.get(frame.lang));
    }
}

fn finish(frame: Frame<'_>, form: &mut SourceForm, out: &mut Outbox, answer: &Answer) -> bool {
    if !answer.submit {
        return answer.close;
    }
    form.connection.draft.read_address();
    let project = frame.view.editor.project();
    let connection_flaws = if form.reuse { Vec::new() } else { form.connection.draft.settings_flaws(frame.lang) };
    let personal = frame.view.data.personal.iter().find(|connection| form.personal && connection.id == form.chosen);
    let taken = personal.filter(|_| form.reuse).map(|personal| copy_for(project, personal));
    let missing = if form.personal { taken.is_none() } else { project.connection(&form.chosen).is_none() };
    let connection_gone = form.reuse && missing;
    let receiving_flaw = form.receiving.is_flawed(frame.lang);
    if !connection_flaws.is_empty() || connection_gone || receiving_flaw || form.name_flaw(frame.view).is_some() {
        form.connection.show_flaws(&connection_flaws);
        form.receives |= receiving_flaw;
        return answer.close;
    }
    let mut edits = Vec::new();
    let given = taken.as_ref().map(|copy| PersonalCommand::GiveSecrets(form.chosen.clone(), copy.id.clone()));
    let connection = if let Some(copy) = taken {
        let id = copy.id.clone();
        edits.push(Edit::AddConnection(copy));
        id
    } else if form.reuse {
        form.chosen.clone()
    } else {
        edits.push(Edit::AddConnection(form.connection.draft.connection()));
        form.connection.draft.id.clone()
    };
    let name = form.name.trim().to_owned();
    let label = if let Some(old) = form.old.and_then(|id| project.source(id)) {
        let mut source = Source { name, connection, ..old.clone() };
        form.receiving.apply(&mut source);
        edits.push(Edit::SetSource(source));
        t("Datenquelle ändern", "Change data source")
    } else {
        let value = Some(Slot::from(Item::from(connection.clone())));
        // Number and identifier are given when it is made.
        let mut source = Source::new(SourceId(0), &name, "", connection);
        form.receiving.apply(&mut source);
        edits.push(Edit::InsertSource(source));
        match &form.waiting {
            Some(WaitingPlace::Slot((at, block, slot))) => {
                let set = GraphEdit::SetSlot { block: *block, slot: slot.clone(), value };
                edits.push(Edit::Graph(at.clone(), set));
            }
            Some(WaitingPlace::Property((controls, key))) => {
                // Nothing before it in this step takes a number, so this is the one that the source gets.
                let source = Item::from(SourceId(project.next_id));
                edits.push(Edit::SetProperty(controls.clone(), key.clone(), Some(source.into())));
            }
            None => {}
        }
        t("Datenquelle hinzufügen", "Add data source")
    };
    out.edit(Edit::All(label, edits));
    if let Some(given) = given {
        out.push(Request::Personal(given));
    }
    if !form.reuse {
        form.connection.push_secrets(out);
    }
    true
}
