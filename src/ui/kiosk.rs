//! The app in a locked window: drawn as ever, but no key, gesture or dialog of the program is looked at, only the one
//! gesture that asks for the PIN.
//!
//! It must never draw a dialog, a menu or a command: whatever is not here cannot be reached.

use std::time::{Duration, Instant};

use egui::{Align2, Event, Id, Key, Modal, Rect, Ui, pos2, vec2};

use super::theme::{self, Theme};
use super::{Outbox, UiState, run};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::kiosk::{ExitGesture, KioskLock};
use crate::model::run::Level;
use crate::player::toasts;
use crate::say;

/// Side of the corner that is held or tapped, in points: a finger.
const CORNER: f32 = 72.0;
/// How long it is held.
const HELD: Duration = Duration::from_secs(3);
/// How often it is tapped, and within which time.
const TAPS: usize = 5;
const TAPPED_WITHIN: Duration = Duration::from_secs(4);
/// The PIN is no longer asked for once nobody has typed for so long.
const PATIENCE: Duration = Duration::from_secs(20);
/// The way out is told for so long.
const TOLD: Duration = Duration::from_secs(8);
/// After so many wrong PINs nobody is asked for a while.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(30);

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct LockState {
    /// Since when the corner is held.
    held: Option<Instant>,
    taps: Vec<Instant>,
    pad: Option<PinPad>,
    told_until: Option<Instant>,
    wrong: u32,
    paused_until: Option<Instant>,
}

/// The question for the PIN.
#[derive(Debug)]
struct PinPad {
    typed: String,
    since: Instant,
    wrong: bool,
}

/// Draws the app, and over it the question for the PIN.
pub(super) fn locked_ui(ui: &mut Ui, view: &View<'_>, lock: &KioskLock, state: &mut UiState, out: &mut Outbox) {
    let now = Instant::now();
    let room = ui.max_rect();
    if view.run().is_some() {
        run::run_ui(ui, view, &mut state.run, out);
    } else {
        waiting_ui(ui, view);
    }
    let kiosk = &mut state.kiosk;
    let told_until = *kiosk.told_until.get_or_insert(now + TOLD);
    toasts(ui, &[(Level::Info, say::exit_gesture(lock.gesture).get(view.lang).to_owned(), told_until)], room);
    follow_gesture(ui, lock.gesture, kiosk, now);
    pad_ui(ui, view.lang, lock, kiosk, now, out);
}

/// Why no app is there: it is about to start, or cannot.
fn waiting_ui(ui: &mut Ui, view: &View<'_>) {
    let theme = Theme::current(ui);
    let words = match (&view.editor.dialog, &view.data.preview) {
        (Some(Dialog::Message(title, sentence)), _) => format!("{title}\n\n{sentence}"),
        (_, Some(_)) => t(
            "Diesem Projekt vertraut hier niemand. Es startet, sobald ihm im Editor vertraut wurde.",
            "Nobody trusts this project here. It starts once it is trusted in the editor.",
        )
        .get(view.lang)
        .to_owned(),
        (_, None) => t("Die App startet …", "The app starts…").get(view.lang).to_owned(),
    };
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme.bg);
    ui.centered_and_justified(|ui| ui.label(egui::RichText::new(words).font(theme::regular(16.0)).color(theme.text)));
}

/// Watches the corner, whatever control lies there.
fn follow_gesture(ui: &Ui, gesture: ExitGesture, state: &mut LockState, now: Instant) {
    if state.pad.is_some() {
        return;
    }
    let corner = Rect::from_min_size(ui.max_rect().min, vec2(CORNER, CORNER));
    let (down, pressed, at) =
        ui.input(|input| (input.pointer.primary_down(), input.pointer.primary_pressed(), input.pointer.interact_pos()));
    let inside = at.is_some_and(|at| corner.contains(at));
    let asked = match gesture {
        ExitGesture::Hold if down && inside => {
            let held = *state.held.get_or_insert(now);
            let left = HELD.saturating_sub(now.duration_since(held));
            ui.ctx().request_repaint_after(left);
            left.is_zero()
        }
        ExitGesture::Hold => {
            state.held = None;
            false
        }
        ExitGesture::Taps => {
            if pressed && inside {
                state.taps.push(now);
            } else if pressed {
                state.taps.clear();
            }
            state.taps.retain(|tap| now.duration_since(*tap) < TAPPED_WITHIN);
            state.taps.len() >= TAPS
        }
    };
    if asked {
        state.held = None;
        state.taps.clear();
        state.pad = Some(PinPad { typed: String::new(), since: now, wrong: false });
        // What is typed now is for the pad alone.
        ui.memory_mut(|memory| memory.stop_text_input());
    }
}

/// What was pressed on the pad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PinKey {
    Digit(char),
    Back,
    Done,
    Close,
}

fn pad_ui(ui: &Ui, lang: Lang, lock: &KioskLock, state: &mut LockState, now: Instant, out: &mut Outbox) {
    let Some(pad) = &mut state.pad else { return };
    let paused = state.paused_until.and_then(|until| until.checked_duration_since(now));
    let left = PATIENCE.saturating_sub(now.duration_since(pad.since));
    ui.ctx().request_repaint_after(paused.unwrap_or(left).min(left));
    let pressed: Vec<PinKey> = typed(ui).into_iter().chain(buttons_ui(ui, lang, pad, paused)).collect();
    let mut closes = left.is_zero();
    for pressed in pressed {
        pad.since = now;
        match pressed {
            PinKey::Close => closes = true,
            PinKey::Digit(digit) if pad.typed.len() < *KioskLock::DIGITS.end() => {
                pad.wrong = false;
                pad.typed.push(digit);
            }
            PinKey::Digit(_) => {}
            PinKey::Back => {
                pad.typed.pop();
            }
            PinKey::Done if paused.is_some() => pad.typed.clear(),
            PinKey::Done if pad.typed == lock.pin.reveal() => {
                out.push(Request::LeaveKiosk);
                closes = true;
            }
            PinKey::Done => {
                pad.typed.clear();
                pad.wrong = true;
                state.wrong += 1;
                if state.wrong.is_multiple_of(TRIES) {
                    state.paused_until = Some(now + PAUSE);
                }
            }
        }
    }
    if closes {
        state.pad = None;
    }
}

/// What was typed on a keyboard.
fn typed(ui: &Ui) -> Vec<PinKey> {
    ui.input(|input| {
        let events = input.events.iter().filter_map(|event| match event {
            Event::Text(text) => text.chars().find(char::is_ascii_digit).map(PinKey::Digit),
            Event::Key { key: Key::Enter, pressed: true, .. } => Some(PinKey::Done),
            Event::Key { key: Key::Backspace, pressed: true, .. } => Some(PinKey::Back),
            Event::Key { key: Key::Escape, pressed: true, .. } => Some(PinKey::Close),
            _ => None,
        });
        events.collect()
    })
}

const KEY: f32 = 64.0;
const GAP: f32 = 10.0;
const PAD: f32 = 20.0;

/// Draws the pad, large enough for fingers.
fn buttons_ui(ui: &Ui, lang: Lang, pad: &PinPad, paused: Option<Duration>) -> Vec<PinKey> {
    let theme = Theme::current(ui);
    let id = Id::unique("kiosk pin");
    let mut pressed = Vec::new();
    // What lies below cannot be touched meanwhile.
    let modal = Modal::new(id).backdrop_color(theme::shade(150)).frame(egui::Frame::NONE);
    modal.show(ui.ctx(), |ui| {
        let size = vec2(3.0 * KEY + 2.0 * GAP + 2.0 * PAD, 4.0 * (KEY + GAP) + KEY * 0.7 + 2.0 * PAD + 64.0);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::click_and_drag());
        ui.painter().rect(rect, 12, theme.panel, theme.border(), egui::StrokeKind::Inside);
        let words = match paused {
            Some(left) => {
                let secs = left.as_secs() + 1;
                match lang {
                    Lang::De => format!("Zu oft falsch. Weiter in {secs} s."),
                    Lang::En => format!("Wrong too often. Go on in {secs} s."),
                }
            }
            None if pad.wrong => t("Falsche PIN", "Wrong PIN").get(lang).to_owned(),
            None => t("PIN zum Verlassen", "PIN to leave").get(lang).to_owned(),
        };
        let color = if paused.is_some() || pad.wrong { theme.bad } else { theme.text };
        let top = pos2(rect.center().x, rect.top() + PAD + 6.0);
        let shown = ui.painter().text(top, Align2::CENTER_CENTER, &words, theme::semibold(15.0), color);
        let status = ui.interact(shown, id.with("words"), egui::Sense::hover());
        status.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &words));
        let dots = "●".repeat(pad.typed.len());
        let dots_at = top + vec2(0.0, 34.0);
        ui.painter().text(dots_at, Align2::CENTER_CENTER, dots, theme::regular(18.0), theme.text);
        let keys: [(&str, PinKey); 13] = [
            ("1", PinKey::Digit('1')),
            ("2", PinKey::Digit('2')),
            ("3", PinKey::Digit('3')),
            ("4", PinKey::Digit('4')),
            ("5", PinKey::Digit('5')),
            ("6", PinKey::Digit('6')),
            ("7", PinKey::Digit('7')),
            ("8", PinKey::Digit('8')),
            ("9", PinKey::Digit('9')),
            (t("Löschen", "Delete").get(lang), PinKey::Back),
            ("0", PinKey::Digit('0')),
            ("OK", PinKey::Done),
            (t("Zurück zur App", "Back to the app").get(lang), PinKey::Close),
        ];
        let first = rect.min + vec2(PAD, PAD + 64.0);
        for (number, (label, means)) in keys.into_iter().enumerate() {
            let (column, row) = ((number % 3) as f32, (number / 3) as f32);
            let at = first + vec2(column * (KEY + GAP), row * (KEY + GAP));
            let size = if means == PinKey::Close { vec2(3.0 * KEY + 2.0 * GAP, KEY * 0.7) } else { vec2(KEY, KEY) };
            let place = Rect::from_min_size(at, size);
            let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place).id_salt(("pin", number)));
            let words = egui::RichText::new(label).font(theme::regular(if label.len() == 1 { 22.0 } else { 12.5 }));
            let key = egui::Button::new(words.color(theme.text))
                .fill(theme.raised)
                .corner_radius(8)
                .wrap_mode(egui::TextWrapMode::Extend);
            if child.add_sized(size, key).clicked() {
                pressed.push(means);
            }
        }
    });
    pressed
}
