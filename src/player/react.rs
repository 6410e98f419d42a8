//! How a control on the running screen reacts: gestures, values that wait for the engine, and how it looks meanwhile.
//!
//! What fires is said by the control's row: a gesture or a changed property leads to the event that names it as cause.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use egui::accesskit::Action;
use egui::{
    Color32, CornerRadius, CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo,
};

use super::Play;
use super::common::{ENABLED, LEADS_TO};
use super::controls::ControlClass;
use super::device::{self, Device, DeviceLook, Sureness};
use super::dialog::DialogState;
use super::grid::TableView;
use super::live::LiveValues;
use super::pace::{AT_ONCE, Due, HeldValues, INTERVAL};
use super::paint::{Look, Paint, Touch};
use super::press::HeldDown;
use super::property::{Handle, Holdable, Values};
use super::scene::SceneState;
use super::scroll::ScrollState;
use super::stage::Stage;
use crate::i18n::Lang;
use crate::model::control::Control;
use crate::model::id::{ControlId, SourceId};
use crate::model::row::Cause;
use crate::model::run::Fire;
use crate::model::showing::Destination;
use crate::model::source::table::Table;
use crate::model::value::Value;

/// How long a control looks pressed at least, in seconds: a short tap must be seen.
const PRESS: f64 = 0.15;
/// Within what time two taps are one double tap, in seconds.
const DOUBLE: f64 = 0.4;
/// How long it takes the engine at most to tell what became of what was asked for, in seconds.
const ASKED: f64 = 0.3;
/// How long the ring around a tapped button runs, in seconds.
const RING: f64 = 0.35;

/// What the running screen remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The run that all this belongs to, by its start.
    since: Option<Instant>,
    /// Values that the user has set and the engine has not confirmed.
    pub(super) live: LiveValues,
    /// Values that the user has set and the app does not know of yet.
    held: HeldValues,
    /// What was asked of devices, until the engine tells of it, and when.
    asked: BTreeMap<ControlId, (Value, f64)>,
    /// What stands in text fields, as typed.
    typed: BTreeMap<ControlId, String>,
    /// The control that the pointer went down on.
    pub(super) pressed: Option<ControlId>,
    /// What was tapped last, and when.
    tapped: Option<(ControlId, f64)>,
    /// What is held down.
    pub(super) down: Option<HeldDown>,
    /// The control whose tap waits for an answer.
    pub(super) asks: Option<ControlId>,
    /// What is done with what the app asks.
    pub(super) dialog: DialogState,
    /// When controls were touched last, in the interface's seconds.
    touched: BTreeMap<ControlId, f64>,
    /// How tables were scrolled, unfolded and widened.
    tables: BTreeMap<ControlId, TableView>,
    /// The screens that it has shown.
    pub(super) scene: SceneState,
    /// How far its repeaters are scrolled.
    pub(super) scroll: ScrollState,
}

impl State {
    /// Forgets everything where another run has begun.
    pub(super) fn follow(&mut self, since: Instant) {
        if self.since != Some(since) {
            *self = Self { since: Some(since), ..Self::default() };
        }
    }

    /// Where the person has gone since the last frame, or what turns by itself.
    pub fn take_goes(&mut self) -> Vec<Destination> {
        std::mem::take(&mut self.scene.goes)
    }
}

/// What a control works with while it reacts.
pub struct Reaction<'a> {
    stage: &'a Stage<'a>,
    state: &'a mut State,
    fires: &'a mut Vec<Fire>,
    control: &'a Control,
    class: &'static ControlClass,
    /// The property that the user has changed, until the engine has taken it over.
    own: Option<(&'static str, Value)>,
    /// What it writes to by itself.
    device: Option<Device<'a>>,
}

impl std::fmt::Debug for Reaction<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reaction").field("control", &self.control.id).finish_non_exhaustive()
    }
}

impl<'a> Reaction<'a> {
    pub(super) fn new(
        stage: &'a Stage<'a>,
        state: &'a mut State,
        fires: &'a mut Vec<Fire>,
        control: &'a Control,
        class: &'static ControlClass,
    ) -> Self {
        Self { stage, state, fires, control, class, own: None, device: Device::of(control) }
    }

    /// A text of the project as it is shown: in the language that the app speaks.
    pub(super) fn said<'b>(&self, text: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.stage.play.project.languages.said(text)
    }

    /// The control.
    pub(super) fn control(&self) -> &'a Control {
        self.control
    }

    /// Where it stands, and what the running screen remembers.
    pub(super) fn parts(&mut self) -> (&'a Stage<'a>, &mut State) {
        (self.stage, self.state)
    }

    /// Its kind.
    pub(super) fn class(&self) -> &'static ControlClass {
        self.class
    }

    /// Whether the pointer went down on it and is down still.
    pub(super) fn is_pressed(&self) -> bool {
        self.state.pressed == Some(self.control.id)
    }

    /// Whether somebody types in another field of this kind.
    pub(super) fn others_have_focus(&self, ui: &Ui) -> bool {
        let Some(focused) = ui.memory(egui::Memory::focused) else { return false };
        let others = self.stage.screen.controls.iter().filter(|other| other.id != self.control.id);
        others.filter(|other| other.kind == self.control.kind).any(|other| self.stage.id(ui, other) == focused)
    }

    /// Whether a button or the app itself waits for an answer.
    pub(super) fn is_asking(&self) -> bool {
        self.state.asks.is_some() || !self.stage.play.dialogs.is_empty()
    }

    /// What is held down.
    pub(super) fn down(&mut self) -> &mut Option<HeldDown> {
        &mut self.state.down
    }

    /// Its place in the window.
    pub(super) fn rect(&self) -> Rect {
        self.stage.rect(self.control)
    }

    /// The screen's place in the window.
    pub(super) fn screen_rect(&self) -> Rect {
        self.stage.place
    }

    /// Points for one pixel of the screen.
    pub(super) fn scale(&self) -> f32 {
        self.stage.scale
    }

    /// Language of hints.
    pub(super) fn lang(&self) -> Lang {
        self.stage.play.lang
    }

    /// Its id in the interface.
    pub(super) fn id(&self, ui: &Ui) -> Id {
        self.stage.id(ui, self.control)
    }

    /// Its properties, with the one that the user changes as shown.
    pub(super) fn values(&self) -> Values<'_> {
        let own = self.own.as_ref().map(|(key, value)| (*key, value));
        self.stage.values(self.control).with(own)
    }

    /// What a property holds.
    pub(super) fn get<T: Holdable>(&self, property: Handle<T>) -> T::Seen<'_> {
        self.values().get(property)
    }

    /// Whether it reacts.
    pub(super) fn is_enabled(&self) -> bool {
        let is_barred = |device: &Device<'_>| device.barred(self.stage, self.control).is_some();
        self.get(ENABLED) && !self.device.as_ref().is_some_and(is_barred)
    }

    /// How sure it is of what it shows.
    pub(super) fn sureness(&self) -> Sureness {
        self.device.as_ref().map_or(Sureness::Known, |device| device.sureness(self.stage, self.control))
    }

    /// What was asked of its device, while that has not answered.
    pub(super) fn wish(&self) -> Option<&Value> {
        let asked = self.state.asked.get(&self.control.id).map(|(value, _)| value);
        asked.or_else(|| device::wish(self.stage, self.control))
    }

    /// Whether it shows what its device tells, and nothing else.
    fn has_state(&self) -> bool {
        self.device.as_ref().is_some_and(Device::has_state)
    }

    /// Whether the app does something when this happens.
    pub(super) fn has_handler(&self, cause: Cause) -> bool {
        self.class.def.fired_by(cause).is_some_and(|trigger| self.control.handlers.contains_key(trigger.key))
    }

    /// Listens at the control's place while it is enabled.
    pub(super) fn sense(&self, ui: &Ui, sense: Sense) -> Response {
        let sense = if self.is_enabled() { sense } else { Sense::hover() };
        ui.interact(self.rect(), self.id(ui), sense)
    }

    /// Tells a screen reader its name, what it is and what it shows.
    pub(super) fn describe(&self, response: &Response) {
        response.widget_info(|| WidgetInfo {
            label: Some(self.control.name.clone()),
            enabled: self.is_enabled(),
            ..(self.class.describe)(&self.look())
        });
    }

    /// The property that the user changes, as it is shown: ours until the engine confirms it.
    pub(super) fn shown<T: Holdable>(&mut self, ui: &Ui, property: Handle<T>, is_typing: bool) -> T::Seen<'_> {
        let engine = || self.stage.values(self.control).value(property);
        let now = ui.input(|input| input.time);
        if let Some(value) = self.state.live.shown(self.control.id, engine, now, is_typing) {
            self.own = Some((property.key(), value));
        }
        self.settle_asked(ui, now, is_typing);
        if is_typing && let Some((value, _)) = self.state.asked.get(&self.control.id) {
            // What somebody is changing is not changed under the finger.
            self.own = Some((property.key(), value.clone()));
        }
        if let Some(value) = self.state.held.get(self.control.id) {
            self.own = Some((property.key(), value.clone()));
        }
        if self.state.live.waits() {
            // Wakes up to believe the engine where no confirmation comes.
            ui.ctx().request_repaint_after(Duration::from_secs(1));
        }
        self.get(property)
    }

    /// The user has changed a property: it is shown at once, and its event fires.
    pub(super) fn change<T: Holdable + Into<Value>>(&mut self, ui: &Ui, property: Handle<T>, value: T) {
        self.tell(ui, property, value.into());
    }

    fn tell<T: Holdable>(&mut self, ui: &Ui, property: Handle<T>, value: Value) {
        let (id, now) = (self.control.id, ui.input(|input| input.time));
        if self.has_state() {
            self.state.asked.insert(id, (value.clone(), now));
        } else {
            let engine = self.stage.values(self.control).value(property);
            self.state.live.set(id, engine, value.clone(), now);
            self.own = Some((property.key(), value.clone()));
        }
        self.fire(Cause::Change(property.key()), Some((property.key().to_owned(), value)));
    }

    /// Lets go of what was asked for: the engine has had the time to tell of it.
    fn settle_asked(&mut self, ui: &Ui, now: f64, is_typing: bool) {
        let Some((_, at)) = self.state.asked.get(&self.control.id) else { return };
        let left = at + ASKED - now;
        if left > 0.0 {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
        } else if !is_typing {
            self.state.asked.remove(&self.control.id);
        }
    }

    /// The user is changing a property: it is shown at once, and reported when [`Self::report`] says so.
    pub(super) fn hold<T: Holdable + Into<Value>>(&mut self, property: Handle<T>, value: T) {
        let value: Value = value.into();
        self.state.held.set(self.control.id, value.clone());
        self.own = Some((property.key(), value));
    }

    /// Whether something that was changed is not reported yet.
    pub(super) fn holds_back(&self) -> bool {
        self.state.held.get(self.control.id).is_some()
    }

    /// Reports what is held, as often and as late as the control says; `over` once the user is done with it.
    pub(super) fn report<T: Holdable>(&mut self, ui: &Ui, property: Handle<T>, reports: Handle<String>, over: bool) {
        let free = over || self.get(reports) == AT_ONCE.key;
        let interval = self.get(INTERVAL) / 1000.0;
        match self.state.held.due(self.control.id, free, interval, ui.input(|input| input.time)) {
            Due::No => {}
            Due::In(seconds) => ui.ctx().request_repaint_after(Duration::from_secs_f64(seconds)),
            Due::Now(value) => self.tell(ui, property, value),
        }
    }

    /// Sets a property without an event: what goes with one that fires, or follows from what came.
    pub(super) fn set<T>(&mut self, property: Handle<T>, value: Value) {
        let change = Some((property.key().to_owned(), value));
        self.fires.push(Fire { control: self.control.id, trigger: String::new(), change });
    }

    /// The table of the data source in a property.
    pub(super) fn table(&self, property: Handle<SourceId>) -> Option<&'a Table> {
        self.stage.play.tables.get(&self.get(property)?)
    }

    /// Fires the event of a cause, with the property that the user has changed; nothing where the row has none.
    pub(super) fn fire(&mut self, cause: Cause, change: Option<(String, Value)>) {
        if matches!(cause, Cause::Tap | Cause::Row) {
            let to = self.get(LEADS_TO);
            self.state.scene.goes.extend(to);
        }
        if let Some(trigger) = self.class.def.fired_by(cause) {
            let control = self.control.id;
            self.fires.push(Fire { control, trigger: trigger.key.to_owned(), change });
        }
    }

    /// Whether it was tapped: by pointer (however long it was held), keyboard or screen reader. Fires the event of that.
    ///
    /// egui's own click ends when the finger stays too long or trembles; a button on a touch screen must not.
    pub(super) fn tapped(&mut self, ui: &Ui, response: &Response) -> bool {
        if !self.is_enabled() {
            return false;
        }
        let (pressed, released, at, now) = ui.input(|input| {
            let pointer = &input.pointer;
            (pointer.primary_pressed(), pointer.primary_released(), pointer.latest_pos(), input.time)
        });
        let id = self.control.id;
        if pressed && response.is_pointer_button_down_on() {
            self.state.pressed = Some(id);
            self.state.touched.insert(id, now);
        }
        let was_pressed = self.state.pressed == Some(id);
        let is_tapped = if was_pressed && released {
            self.state.pressed = None;
            at.is_some_and(|at| response.interact_rect.contains(at))
        } else {
            !was_pressed && response.clicked()
        };
        if is_tapped {
            self.state.touched.insert(id, now);
            if self.asks() {
                self.state.asks = Some(id);
                return true;
            }
            self.fire(Cause::Tap, None);
            let before = self.state.tapped.replace((id, now));
            if before.is_some_and(|(of, at)| of == id && now - at <= DOUBLE) && self.has_handler(Cause::DoubleTap) {
                self.state.tapped = None;
                self.fire(Cause::DoubleTap, None);
            }
        }
        is_tapped
    }

    /// How it looks after [`Self::tapped`].
    pub(super) fn touch(&self, response: &Response) -> Touch {
        if !self.is_enabled() {
            Touch::Disabled
        } else if self.state.pressed == Some(self.control.id) && response.contains_pointer() {
            Touch::Pressed
        } else if response.has_focus() {
            Touch::Focused
        } else if response.hovered() {
            response.ctx.set_cursor_icon(CursorIcon::PointingHand);
            Touch::Hovered
        } else {
            Touch::Idle
        }
    }

    /// How far it is pressed, 0 to 1.
    pub(super) fn press_motion(&self, ui: &Ui, response: &Response, touch: Touch) -> f32 {
        let now = ui.input(|input| input.time);
        let left = self.state.touched.get(&self.control.id).map_or(0.0, |at| at + PRESS - now);
        if left > 0.0 {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(left));
        }
        let is_down = touch == Touch::Pressed || left > 0.0;
        ui.ctx().animate_bool_with_time(response.id.with("press"), is_down, 0.06)
    }

    /// A ring that runs outwards after a tap.
    pub(super) fn ring(&self, ui: &Ui, color: Handle<Color32>, radius: Handle<f64>) {
        let id = self.control.id;
        let Some(at) = self.state.touched.get(&id).filter(|_| self.state.pressed != Some(id)) else { return };
        let part = ((ui.input(|input| input.time) - at) / RING) as f32;
        if !(0.0..1.0).contains(&part) {
            return;
        }
        ui.ctx().request_repaint();
        let grown = self.rect().expand(10.0 * part * self.scale().max(0.5));
        let radius = (self.get(radius) as f32 * self.scale() + 10.0 * part).clamp(0.0, 255.0) as u8;
        let stroke = Stroke::new(3.0 * (1.0 - part), self.get(color).gamma_multiply(1.0 - part));
        ui.painter().rect_stroke(grown, CornerRadius::same(radius), stroke, StrokeKind::Outside);
    }

    /// Takes what is typed in it, to be given back with [`Self::keep_typed`].
    pub(super) fn take_typed(&mut self) -> String {
        self.state.typed.remove(&self.control.id).unwrap_or_default()
    }

    /// Keeps what is typed in it until the next frame.
    pub(super) fn keep_typed(&mut self, text: String) {
        self.state.typed.insert(self.control.id, text);
    }

    /// What was done to the table, to be given back with [`Self::keep_view`].
    pub(super) fn take_view(&mut self) -> TableView {
        self.state.tables.remove(&self.control.id).unwrap_or_default()
    }

    /// Keeps what was done to the table until the next frame.
    pub(super) fn keep_view(&mut self, view: TableView) {
        self.state.tables.insert(self.control.id, view);
    }

    /// Draws it.
    pub(super) fn paint(&self, ui: &Ui, touch: Touch, motion: Option<f32>) {
        self.paint_with(ui, touch, motion, self.class.paint);
    }

    /// Draws it with another painter than that of the designer.
    pub(super) fn paint_with(&self, ui: &Ui, touch: Touch, motion: Option<f32>, painter: impl FnOnce(&Paint<'_>)) {
        painter(&Paint {
            look: self.look(),
            painter: ui.painter(),
            rect: self.rect(),
            scale: self.scale(),
            touch,
            motion,
            clock: Some(ui.input(|input| input.time)),
            device: DeviceLook { sureness: self.sureness(), wish: self.wish() },
        });
        if self.wish().is_some() {
            // The ring goes round.
            ui.ctx().request_repaint_after(Duration::from_millis(33));
        }
    }

    fn look(&self) -> Look<'_> {
        let Play { tables, images, traces, outages, lang, .. } = *self.stage.play;
        Look { values: self.values(), tables, images, traces, outages, lang }
    }
}

/// Steps up and down from the keyboard or a screen reader.
pub(super) fn steps(ui: &Ui, response: &Response) -> f64 {
    let mut steps = ui.input(|input| {
        input.num_accesskit_action_requests(response.id, Action::Increment) as f64
            - input.num_accesskit_action_requests(response.id, Action::Decrement) as f64
    });
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input_mut(|input| {
            let keys = [(Key::ArrowRight, 1.0), (Key::ArrowUp, 1.0), (Key::ArrowLeft, -1.0), (Key::ArrowDown, -1.0)];
            for (key, by) in keys {
                steps += input.count_and_consume_key(Modifiers::NONE, key) as f64 * by;
            }
        });
    }
    steps
}

/// The reaction of what is either on or off and changes with each tap; its part moves for so many seconds.
pub(super) fn switch(ui: &Ui, reaction: &mut Reaction<'_>, property: Handle<bool>, seconds: f32) {
    let response = reaction.sense(ui, Sense::click());
    let on = reaction.shown(ui, property, false);
    let wished = reaction.wish().and_then(Value::as_bool).unwrap_or(on);
    if reaction.tapped(ui, &response) {
        reaction.change(ui, property, !wished);
    }
    reaction.describe(&response);
    let target = match reaction.sureness() {
        Sureness::Unknown => 0.5,
        Sureness::Known | Sureness::Assumed => f32::from(u8::from(reaction.get(property))),
    };
    let motion = ui.ctx().animate_value_with_time(response.id.with("on"), target, seconds);
    reaction.paint(ui, reaction.touch(&response), Some(motion));
}

/// The reaction of what only shows something: it can be tapped where it has a handler.
pub(super) fn area(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let reacts = reaction.has_handler(Cause::Tap) || reaction.get(LEADS_TO).is_some();
    let response = reaction.sense(ui, if reacts { Sense::click() } else { Sense::hover() });
    reaction.describe(&response);
    let mut touch = Touch::Idle;
    if reacts {
        reaction.tapped(ui, &response);
        touch = reaction.touch(&response);
        if reaction.press_motion(ui, &response, touch) > 0.0 {
            touch = Touch::Pressed;
        }
    }
    reaction.paint(ui, touch, None);
}
