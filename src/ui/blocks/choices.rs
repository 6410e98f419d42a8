//! The lists that open from a field: connections, variables, controls, fixed choices.

use egui::{Align2, Key, Modifiers, PopupCloseBehavior, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::Outbox;
use super::fields::{FieldState, set};
use super::paint::parts::elided;
use super::scene::Scene;
use super::tab_order::{self, TabStop};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::sounds::SoundCommand;
use crate::i18n::{Lang, t};
use crate::language::block::Takes;
use crate::language::blocks::sound::SIGNAL_NAMES;
use crate::language::{self, SlotView};
use crate::model::blocks::edit::GraphEdit;
use crate::model::blocks::{Block, Slot};
use crate::model::function::{Function, Parameter};
use crate::model::id::BlockId;
use crate::model::item::Item;
use crate::model::source::{Column, Source};
use crate::model::timer::Timer;
use crate::model::value::Value;
use crate::say;
use crate::ui::theme::regular;
use crate::ui::widgets::tip;

/// From this many entries on, a list has a search field.
const LONG: usize = 9;

/// A list that is open.
#[derive(Debug)]
pub(super) struct OpenList {
    block: BlockId,
    slot: String,
    search: String,
    fresh: bool,
    /// The entry that Enter chooses; none until an arrow key or the search says so.
    index: Option<usize>,
    /// Whether it was opened with the keyboard, which then goes back to the field.
    pub(super) by_keys: bool,
    /// Whether it opened by itself: what is chosen leads on to the next empty field.
    guides: bool,
}

impl OpenList {
    pub(super) fn new(block: BlockId, slot: String) -> Self {
        Self { block, slot, search: String::new(), fresh: true, index: None, by_keys: false, guides: false }
    }

    /// One that opens by itself, for a new block.
    pub(super) fn guiding(block: BlockId, slot: String) -> Self {
        Self { guides: true, ..Self::new(block, slot) }
    }
}

/// What the keyboard asks of an open list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Press {
    Nothing,
    Down,
    Up,
    Enter,
    Escape,
    /// Tab, and whether it goes back.
    Tab(bool),
}

impl Press {
    fn take(ui: &Ui) -> Self {
        if let Some(back) = super::fields::tab_pressed(ui) {
            return Self::Tab(back);
        }
        let keys = [
            (Key::ArrowDown, Self::Down),
            (Key::ArrowUp, Self::Up),
            (Key::Enter, Self::Enter),
            (Key::Escape, Self::Escape),
        ];
        let pressed = |(key, press)| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)).then_some(press);
        keys.into_iter().find_map(pressed).unwrap_or(Self::Nothing)
    }
}

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq)]
enum Act {
    /// Puts this into the slot.
    Set(Slot),
    /// Opens the dialog for a new data source.
    NewSource,
    /// Opens the dialog for a new variable.
    NewVariable,
    /// Opens the dialog for a new timer.
    NewTimer,
    /// Opens the dialog for a new function.
    NewFunction,
    /// Asks for a sound file.
    NewSound,
}

/// An entry of a list.
#[derive(Clone, Debug, PartialEq)]
struct ChoiceEntry {
    label: String,
    detail: String,
    indent: bool,
    act: Act,
}

impl ChoiceEntry {
    fn new(label: &str, detail: &str, value: impl Into<Slot>) -> Self {
        Self { label: label.to_owned(), detail: detail.to_owned(), indent: false, act: Act::Set(value.into()) }
    }

    /// One that makes something new.
    fn making(label: &str, act: Act) -> Self {
        Self { label: label.to_owned(), detail: String::new(), indent: false, act }
    }

    fn below(mut self) -> Self {
        self.indent = true;
        self
    }
}

fn entries(scene: &Scene<'_>, block: &Block, view: &SlotView) -> Vec<ChoiceEntry> {
    let project = scene.project;
    let lang = scene.lang;
    match view.takes {
        Takes::Choice(choices) => choices
            .iter()
            .map(|choice| ChoiceEntry::new(choice.label.get(lang), choice.help.get(lang), choice.key))
            .collect(),
        Takes::Sound => {
            let own = t("im Projekt", "in the project").get(lang);
            let own = project.sounds.keys().map(|name| ChoiceEntry::new(name, own, name.as_str()));
            let signals = SIGNAL_NAMES.iter().map(|(key, name)| ChoiceEntry::new(name.get(lang), "", *key));
            let new = ChoiceEntry::making(t("Klangdatei aufnehmen …", "Add sound file…").get(lang), Act::NewSound);
            own.chain(signals).chain([new]).collect()
        }
        Takes::Connection => connections(scene),
        Takes::Variable => {
            let mut out: Vec<ChoiceEntry> = project
                .variables
                .iter()
                .map(|variable| {
                    let ty = say::type_label(variable.ty).get(lang);
                    ChoiceEntry::new(&variable.name, ty, Item::from(variable.id))
                })
                .collect();
            out.push(ChoiceEntry::making(t("Neue Variable …", "New variable…").get(lang), Act::NewVariable));
            out
        }
        Takes::Screen => {
            let screens = project.screens.iter().filter(|screen| screen.component.is_none());
            screens.map(|screen| ChoiceEntry::new(&screen.name, "", Item::from(screen.id))).collect()
        }
        Takes::Timer => {
            let entry =
                |timer: &Timer| ChoiceEntry::new(&timer.name, &say::schedule(&timer.when, lang), Item::from(timer.id));
            let new = ChoiceEntry::making(t("Neuer Zeitgeber …", "New timer…").get(lang), Act::NewTimer);
            project.timers.iter().map(entry).chain([new]).collect()
        }
        Takes::Function => functions(scene),
        Takes::Parameter => inputs(scene, block),
        Takes::Control => project
            .screens
            .iter()
            .flat_map(|screen| {
                screen
                    .controls
                    .iter()
                    .map(|control| ChoiceEntry::new(&control.name, &screen.name, Item::from(control.id)))
            })
            .collect(),
        Takes::Property => {
            let def = language::control_in(project, block).and_then(|(_, control)| language::control(&control.kind));
            def.into_iter()
                .flat_map(|def| def.properties)
                .map(|property| {
                    ChoiceEntry::new(
                        property.label.get(lang),
                        say::type_label(property.holds.ty()).get(lang),
                        property.key,
                    )
                })
                .collect()
        }
        Takes::Source => {
            project.sources.iter().map(|s| ChoiceEntry::new(&s.name, &table_words(s, lang), Item::from(s.id))).collect()
        }
        Takes::List | Takes::NewRow => {
            let lists = project.sources.iter().filter(|source| source.is_list());
            let entry = |list: &Source| ChoiceEntry::new(&list.name, &table_words(list, lang), Item::from(list.id));
            let new = ChoiceEntry::making(t("Neue Liste …", "New list…").get(lang), Act::NewVariable);
            lists.map(entry).chain([new]).collect()
        }
        Takes::Column => columns(scene, language::source_in(project, block)),
        Takes::EventColumn => own_columns(scene, scene.at.source().and_then(|id| project.source(id))),
        Takes::Local => locals(scene),
        Takes::Language => {
            project.languages.tags.iter().map(|tag| ChoiceEntry::new(&say::language(tag), tag, tag.as_str())).collect()
        }
        Takes::Value(_) | Takes::Topic | Takes::Template | Takes::Fields | Takes::Note | Takes::Lua => Vec::new(),
    }
}

/// What a data source listens to, or the columns of a list.
fn table_words(source: &Source, lang: Lang) -> String {
    let columns = || source.columns().iter().map(|column| column.title).collect::<Vec<_>>().join(", ");
    if source.is_list() {
        format!("{}: {}", t("Liste", "List").get(lang), columns())
    } else {
        source.filters().join(", ")
    }
}

/// The functions, each with what goes in and what comes out.
fn functions(scene: &Scene<'_>) -> Vec<ChoiceEntry> {
    let entry = |function: &Function| {
        ChoiceEntry::new(&function.name, &say::function_shape(function, scene.lang), Item::from(function.id))
    };
    let new = ChoiceEntry::making(t("Neue Funktion …", "New function…").get(scene.lang), Act::NewFunction);
    scene.project.functions.iter().map(entry).chain([new]).collect()
}

/// The inputs of the function that is chosen in the block.
fn inputs(scene: &Scene<'_>, block: &Block) -> Vec<ChoiceEntry> {
    let entry = |parameter: &Parameter| {
        let ty = say::type_label(parameter.ty).get(scene.lang);
        ChoiceEntry::new(&parameter.name, ty, Value::from(f64::from(parameter.id)))
    };
    let function = language::function_in(scene.project, block);
    function.into_iter().flat_map(|function| &function.parameters).map(entry).collect()
}

/// The names of local variables that blocks of the handler have.
fn locals(scene: &Scene<'_>) -> Vec<ChoiceEntry> {
    let blocks = scene.graph.blocks.values();
    let slots =
        blocks.flat_map(|block| language::slots(scene.project, block).into_iter().map(move |slot| (block, slot)));
    let mut names: Vec<&str> = slots
        .filter(|(_, slot)| slot.takes == Takes::Local)
        .filter_map(|(block, slot)| block.literal(&slot.key).and_then(Value::as_text))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| ChoiceEntry::new(name, "", name)).collect()
}

/// The columns of a data source, its own first.
fn columns(scene: &Scene<'_>, source: Option<&Source>) -> Vec<ChoiceEntry> {
    let fixed = language::blocks::source::FIXED_COLUMNS
        .iter()
        .map(|(key, label)| ChoiceEntry::new(label.get(scene.lang), "", *key));
    let fixed = fixed.filter(|_| !source.is_some_and(Source::is_list));
    own_columns(scene, source).into_iter().chain(fixed).collect()
}

/// The columns that a data source has of its own.
fn own_columns(scene: &Scene<'_>, source: Option<&Source>) -> Vec<ChoiceEntry> {
    let own = source.map(Source::columns).unwrap_or_default();
    let entry = |column: Column<'_>| {
        Some(ChoiceEntry::new(column.title, say::column_type(column.ty, scene.lang), Item::from(column.id?)))
    };
    own.into_iter().filter_map(entry).collect()
}

/// Each connection with its sources below it; a source stands for its connection. Each says which of both it is.
fn connections(scene: &Scene<'_>) -> Vec<ChoiceEntry> {
    let mut out = Vec::new();
    for connection in &scene.project.connections {
        let inside = || t("in diesem Programm", "in this program").get(scene.lang).to_owned();
        let address = connection.address().unwrap_or_else(inside);
        let detail = format!("{} · {address}", t("Verbindung", "connection").get(scene.lang));
        out.push(ChoiceEntry::new(connection.shown_name(scene.lang), &detail, Item::from(connection.id.clone())));
        for source in scene.project.sources.iter().filter(|source| source.connection == connection.id) {
            let what = t("Datenquelle", "data source").get(scene.lang);
            out.push(ChoiceEntry::new(&source.name, what, Item::from(connection.id.clone())).below());
        }
    }
    let label = t("Neue MQTT-Datenquelle …", "New MQTT data source…").get(scene.lang).to_owned();
    let detail = t("verbinden und senden", "connect and send").get(scene.lang).to_owned();
    out.push(ChoiceEntry { label, detail, indent: false, act: Act::NewSource });
    out
}

/// Shows the open list below its field.
pub(super) fn popup_ui(ui: &Ui, scene: &Scene<'_>, state: &mut FieldState, out: &mut Outbox) {
    let Some(mut open) = state.open.take() else { return };
    let row = scene.layout.blocks.get(&open.block).and_then(|layout| layout.row(&open.slot));
    let (Some(row), Some(block)) = (row, scene.block(open.block)) else { return };
    let Some((view, _)) = row.slot() else { return };
    let all = entries(scene, block, view);
    if open.fresh {
        // The keyboard begins at what is chosen now.
        let set = block.slots.get(view.key.as_ref()).cloned();
        let now = set.or_else(|| language::slot_value(block, &view.key).map(Slot::Literal));
        let is_now = |entry: &ChoiceEntry| matches!(&entry.act, Act::Set(value) if now.as_ref() == Some(value));
        open.index = all.iter().position(is_now);
    }
    let anchor = scene.camera.area(row.field);
    let mut stays = true;
    // The key that opened it is not meant for it.
    let press = if open.fresh { Press::Nothing } else { Press::take(ui) };
    let close = if open.fresh { PopupCloseBehavior::IgnoreClicks } else { PopupCloseBehavior::CloseOnClickOutside };
    let id = scene.id.with(("list", open.block.0, open.slot.as_str()));
    let chosen = egui::Popup::new(id, ui.ctx().clone(), anchor, ui.layer_id())
        .open_bool(&mut stays)
        .close_behavior(close)
        .gap(2.0)
        .width(anchor.width().max(if view.takes == Takes::Connection { 340.0 } else { 230.0 }))
        .show(|ui| list(ui, scene, &mut open, (&all, view), press))
        .and_then(|shown| shown.inner);
    open.fresh = false;
    let stop = TabStop::slot(open.block, &open.slot);
    if let Press::Tab(back) = press {
        if let Some(next) = tab_order::next(scene.layout, &stop, back) {
            super::fields::to_stop(scene, next, state, out);
        }
        return;
    }
    let closes = chosen.is_some() || !stays || press == Press::Escape;
    if closes && open.by_keys {
        state.wants = Some(stop);
    }
    if let Some(act) = chosen {
        if open.guides || !matches!(act, Act::Set(_)) {
            state.then = Some((open.block, ui.ctx().cumulative_pass_nr()));
        }
        let slot = Some((scene.at.clone(), open.block, open.slot.clone()));
        match act {
            Act::Set(value) => out.edit(scene.edit(choose(scene, block, (open.block, &open.slot), value))),
            Act::NewSource => out.push(Command::OpenDialog(Dialog::NewSource(slot))),
            Act::NewVariable => out.push(Command::OpenDialog(Dialog::NewVariable(slot))),
            Act::NewTimer => out.push(Command::OpenDialog(Dialog::NewTimer(slot))),
            Act::NewFunction => out.push(Command::OpenDialog(Dialog::NewFunction(slot))),
            Act::NewSound => out.push(Request::Sound(SoundCommand::Choose(slot))),
        }
    } else if !closes {
        state.open = Some(open);
    }
}

/// The change that a choice makes: with a control, its main property too, unless the control has the chosen one.
pub(super) fn choose(scene: &Scene<'_>, block: &Block, (id, slot): (BlockId, &str), value: Slot) -> GraphEdit {
    let control = match &value {
        Slot::Ref(Item::Control(id)) => scene.project.find_control(*id),
        Slot::Ref(_) | Slot::Wire(_) | Slot::Literal(_) => None,
    };
    let edit = set(id, slot, value);
    let Some((_, control)) = control.filter(|_| slot == "control") else { return edit };
    let has_property = language::block(&block.kind)
        .is_some_and(|def| def.slots.iter().any(|slot| slot.key == "property" && slot.takes == Takes::Property));
    let chosen = block.literal("property").and_then(Value::as_text);
    if !has_property || chosen.is_some_and(|key| language::property(&control.kind, key).is_some()) {
        return edit;
    }
    let main = language::control(&control.kind).and_then(|def| def.properties.first());
    match main {
        Some(main) => GraphEdit::All(vec![edit, set(id, "property", Value::from(main.key))]),
        None => edit,
    }
}

fn list(
    ui: &mut Ui,
    scene: &Scene<'_>,
    open: &mut OpenList,
    (all, view): (&[ChoiceEntry], &SlotView),
    press: Press,
) -> Option<Act> {
    ui.spacing_mut().item_spacing.y = 1.0;
    let names = view.takes == Takes::Local;
    let searches = all.len() > LONG || names;
    if searches {
        search_ui(ui, scene, open, names);
    }
    let needle = open.search.trim().to_lowercase();
    let hits = |entry: &&ChoiceEntry| {
        needle.is_empty()
            || entry.label.to_lowercase().contains(&needle)
            || entry.detail.to_lowercase().contains(&needle)
    };
    let mut shown: Vec<ChoiceEntry> = all.iter().filter(hits).cloned().collect();
    let name = open.search.trim();
    if names && !name.is_empty() && !all.iter().any(|entry| entry.label == name) {
        shown.insert(0, ChoiceEntry::new(name, t("neu", "new").get(scene.lang), name));
    }
    let last = shown.len().saturating_sub(1);
    match press {
        Press::Down => open.index = Some(open.index.map_or(0, |index| (index + 1).min(last))),
        Press::Up => open.index = Some(open.index.map_or(last, |index| index.saturating_sub(1))),
        Press::Enter => return shown.get(open.index.unwrap_or(0).min(last)).map(|entry| entry.act.clone()),
        Press::Nothing | Press::Escape | Press::Tab(_) => {}
    }
    if shown.is_empty() {
        ui.label(t("Nichts zur Auswahl", "Nothing to choose").get(scene.lang));
    }
    let mut chosen = None;
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for (number, entry) in shown.iter().enumerate() {
            let current = open.index.or_else(|| searches.then_some(0)) == Some(number);
            let moved = current && (open.fresh || matches!(press, Press::Down | Press::Up));
            if entry_ui(ui, scene, entry, number, (current, moved)) {
                chosen = Some(entry.act.clone());
            }
        }
    });
    chosen
}

/// The search field of a long list.
fn search_ui(ui: &mut Ui, scene: &Scene<'_>, open: &mut OpenList, names: bool) {
    let hint = if names { t("Name der Variable", "Name of the variable") } else { t("Suchen", "Search") };
    let field = TextEdit::singleline(&mut open.search).hint_text(hint.get(scene.lang)).desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name(hint.get(scene.lang));
    if open.fresh {
        response.request_focus();
    }
    if response.changed() {
        open.index = None;
    }
}

fn entry_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    entry: &ChoiceEntry,
    number: usize,
    (current, moved): (bool, bool),
) -> bool {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("entry", number)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &entry.label));
    let painter = ui.painter();
    if moved {
        response.scroll_to_me(None);
    }
    if response.hovered() || response.has_focus() || current {
        painter.rect_filled(rect, 5.0, scene.theme.select_bg);
    }
    let left = rect.left() + if entry.indent { 24.0 } else { 8.0 };
    let color = match entry.act {
        Act::Set(_) => scene.theme.text,
        Act::NewSource | Act::NewVariable | Act::NewTimer | Act::NewFunction | Act::NewSound => scene.theme.select,
    };
    let galley = painter.layout_no_wrap(entry.label.clone(), regular(13.0), color);
    let used = left + galley.size().x + 12.0 - rect.left();
    elided(painter, pos2(left, rect.center().y), &entry.label, regular(13.0), color, rect.right() - 8.0 - left);
    let room = rect.width() - used - 8.0;
    let detail = painter.layout_no_wrap(entry.detail.clone(), regular(11.0), scene.theme.faint);
    if detail.size().x <= room {
        let at = pos2(rect.right() - 8.0, rect.center().y);
        painter.text(at, Align2::RIGHT_CENTER, &entry.detail, regular(11.0), scene.theme.faint);
        response.clicked()
    } else {
        tip(response, &entry.detail).clicked()
    }
}
