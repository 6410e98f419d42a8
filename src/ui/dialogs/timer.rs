//! A timer: name, when it ticks, whether it starts with the app.

use std::collections::BTreeSet;

use egui::Ui;
use egui::accesskit::Role;

use super::source::WaitingSlot;
use super::{Buttons, Frame, cancel, modal_ui, name_row, now_ms, row};
use crate::editor::view::View;
use crate::i18n::{Lang, Locale, Text, t};
use crate::language::checks::bad_timer::TimerFlaw;
use crate::model::blocks::edit::GraphEdit;
use crate::model::edit::Edit;
use crate::model::id::TimerId;
use crate::model::item::Item;
use crate::model::names::{is_same, unique_name};
use crate::model::timer::{Schedule, TimeOfDay, Timer, all_weekdays};
use crate::model::value::number_from_input;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// What stands in the fields.
#[derive(Debug)]
pub(super) struct TimerForm {
    /// The one that is edited; `None` for a new one.
    timer: Option<Timer>,
    slot: Option<WaitingSlot>,
    name: String,
    mode: usize,
    count: String,
    unit: usize,
    times: String,
    weekdays: BTreeSet<u8>,
    line: String,
    starts: bool,
}

/// The kinds of schedules, in the order of the switch.
const MODES: [Text; 4] =
    [t("Wiederholt", "Repeatedly"), t("Einmal", "Once"), t("Zu Uhrzeiten", "At times of day"), t("Cron", "Cron")];
const EVERY: usize = 0;
const ONCE: usize = 1;
const DAILY: usize = 2;
const CRON: usize = 3;

/// The units of a span, and their milliseconds.
const UNITS: [(&str, f64); 4] = [("ms", 1.0), ("s", 1_000.0), ("min", 60_000.0), ("h", 3_600_000.0)];

impl TimerForm {
    /// A new timer.
    pub(super) fn new(view: &View<'_>, slot: Option<WaitingSlot>) -> Self {
        let wanted = t("Zeitgeber", "Timer").get(view.lang);
        let name = unique_name(wanted, view.editor.project().timers.iter().map(|timer| timer.name.as_str()));
        Self {
            timer: None,
            slot,
            name,
            mode: EVERY,
            count: "5".to_owned(),
            unit: 1,
            times: String::new(),
            weekdays: all_weekdays(),
            line: String::new(),
            starts: true,
        }
    }

    /// One that is there.
    pub(super) fn of(view: &View<'_>, id: TimerId) -> Self {
        let new = Self::new(view, None);
        let Some(timer) = view.editor.project().timer(id) else { return new };
        let mut form = Self { timer: Some(timer.clone()), name: timer.name.clone(), starts: timer.starts, ..new };
        match &timer.when {
            Schedule::Every { ms } | Schedule::Once { ms } => {
                form.mode = if timer.when.repeats() { EVERY } else { ONCE };
                form.unit = match ms {
                    0 => 1,
                    _ if ms.is_multiple_of(3_600_000) => 3,
                    _ if ms.is_multiple_of(60_000) => 2,
                    _ if *ms < 1_000 => 0,
                    _ => 1,
                };
                form.count = say::number(*ms as f64 / UNITS[form.unit].1, view.lang);
            }
            Schedule::Daily { times, weekdays } => {
                form.mode = DAILY;
                form.times = times.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                form.weekdays.clone_from(weekdays);
            }
            Schedule::Cron(line) => {
                form.mode = CRON;
                form.line.clone_from(line);
            }
        }
        form
    }

    /// When it ticks; `None` where a field cannot be read.
    fn when(&self) -> Option<Schedule> {
        Some(match self.mode {
            DAILY => {
                let times = self.times.split([',', ';', ' ', '\n']).map(str::trim).filter(|text| !text.is_empty());
                let times = times.map(TimeOfDay::parse).collect::<Option<_>>()?;
                Schedule::Daily { times, weekdays: self.weekdays.clone() }
            }
            CRON => Schedule::Cron(self.line.trim().to_owned()),
            mode => {
                let ms = (number_from_input(&self.count)? * UNITS[self.unit].1).round();
                let ms = (0.0..=1e12).contains(&ms).then_some(ms as u64)?;
                if mode == ONCE { Schedule::Once { ms } } else { Schedule::Every { ms } }
            }
        })
    }

    fn name_flaw(&self, view: &View<'_>) -> Option<&'static str> {
        let name = self.name.trim();
        if name.is_empty() {
            return Some(t("Ein Name fehlt", "A name is missing").get(view.lang));
        }
        let own = self.timer.as_ref().map(|timer| timer.id);
        let mut others = view.editor.project().timers.iter().filter(|other| Some(other.id) != own);
        let taken = others.any(|other| is_same(&other.name, name));
        taken.then(|| t("Der Name ist schon vergeben", "This name is taken").get(view.lang))
    }

    /// What is wrong with the schedule, as a sentence.
    fn flaw(&self, lang: Lang) -> Option<String> {
        let Some(when) = self.when() else {
            let unread = if self.mode == DAILY {
                t("Uhrzeiten sehen so aus: 06:30, 18:00", "Times of day look like 06:30, 18:00")
            } else {
                t("Das ist keine Zahl", "This is not a number")
            };
            return Some(unread.get(lang).to_owned());
        };
        TimerFlaw::of(&when).map(|flaw| flaw.wording().get(lang).to_owned())
    }

    fn edit(&self, view: &View<'_>) -> Option<Edit> {
        let (name, when, starts) = (self.name.trim().to_owned(), self.when()?, self.starts);
        if let Some(timer) = &self.timer {
            return Some(Edit::SetTimer(Timer { name, when, starts, ..timer.clone() }));
        }
        let (id, ident) = (TimerId(0), String::new());
        let add = Edit::AddTimer(Timer { id, name, ident, when, starts, handlers: std::collections::BTreeMap::new() });
        let Some((at, block, slot)) = self.slot.clone() else { return Some(add) };
        // The timer gets the next free id, so the slot can point at it within the same step.
        let id = Item::from(TimerId(view.editor.project().next_id));
        let fill = Edit::Graph(at, GraphEdit::SetSlot { block, slot, value: Some(id.into()) });
        Some(Edit::All(add.label(), vec![add, fill]))
    }
}

/// Draws the dialog; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut TimerForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let ready = |form: &TimerForm| form.name_flaw(frame.view).is_none() && form.flaw(lang).is_none();
    let (title, primary) = match form.timer {
        None => (t("Neuer Zeitgeber", "New timer"), t("Anlegen", "Create")),
        Some(_) => (t("Zeitgeber", "Timer"), t("Übernehmen", "Apply")),
    };
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready: ready(form) };
    let answer = modal_ui(ui, (title.get(lang), 560.0, lang), &buttons, |ui| body_ui(ui, frame, form), |_| {});
    if !answer.submit || !ready(form) {
        return answer.close;
    }
    if let Some(edit) = form.edit(frame.view) {
        out.edit(edit);
    }
    true
}

fn body_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut TimerForm) {
    let lang = frame.lang;
    let flaw = form.name_flaw(frame.view);
    name_row(ui, (lang, frame.fresh), flaw, &mut form.name);
    row(ui, t("Wann", "When").get(lang), |ui| {
        let width = ui.available_width();
        let modes = MODES.map(|mode| mode.get(lang));
        if let Some(mode) = widgets::segmented(ui, &modes, form.mode, width) {
            form.mode = mode;
        }
    });
    let flaw = form.flaw(lang);
    match form.mode {
        DAILY => daily_ui(ui, lang, form),
        CRON => {
            let label = t("Cron-Zeile", "Cron line").get(lang);
            row(ui, label, |ui| {
                Input::new(label).mono().hint("0 6 * * 1-5").bad(flaw.is_some()).show(ui, &mut form.line);
            });
        }
        _ => span_ui(ui, lang, form),
    }
    row(ui, "", |ui| match &flaw {
        Some(flaw) => widgets::flaw(ui, flaw),
        None => widgets::remark(ui, &remark(form, lang)),
    });
    row(ui, t("Start", "Start").get(lang), |ui| {
        let ink = Theme::current(ui).text;
        let (label, word) = (starts_label(lang), starts_word(form.starts, lang));
        if widgets::switch(ui, label, Some(form.starts), (word, ink)) {
            form.starts = !form.starts;
        }
    });
}

/// What the switch is called that says who starts a timer.
pub(in crate::ui) fn starts_label(lang: Lang) -> &'static str {
    t("Startet mit der App", "Starts with the app").get(lang)
}

/// What stands beside it.
pub(in crate::ui) fn starts_word(starts: bool, lang: Lang) -> &'static str {
    let word = if starts { t("mit der App", "with the app") } else { t("durch Baustein", "by a block") };
    word.get(lang)
}

/// What the schedule means: when it ticks next.
fn remark(form: &TimerForm, lang: Lang) -> String {
    let next = form.when().and_then(|when| say::next_times(&when, now_ms(), 2, Locale::here(lang)));
    match (next, form.mode) {
        (Some(next), _) => format!("{} {next}", t("Als Nächstes:", "Next:").get(lang)),
        (None, ONCE) => {
            t("Tickt einmal, so lange nach seinem Start", "Ticks once, so long after its start").get(lang).to_owned()
        }
        (None, _) => t(
            "Tickt immer wieder, das erste Mal nach dieser Zeit",
            "Ticks again and again, the first time after this time",
        )
        .get(lang)
        .to_owned(),
    }
}

fn span_ui(ui: &mut Ui, lang: Lang, form: &mut TimerForm) {
    let label = if form.mode == EVERY { t("Alle", "Every") } else { t("Nach", "After") }.get(lang);
    let bad = form.flaw(lang).is_some();
    row(ui, label, |ui| {
        ui.horizontal(|ui| {
            let width = ui.available_width();
            ui.scope(|ui| {
                ui.set_max_width(120.0);
                Input::new(label).bad(bad).show(ui, &mut form.count);
            });
            let units = UNITS.map(|(unit, _)| unit);
            if let Some(unit) = widgets::segmented(ui, &units, form.unit, width - 120.0 - ui.spacing().item_spacing.x) {
                form.unit = unit;
            }
        });
    });
}

fn daily_ui(ui: &mut Ui, lang: Lang, form: &mut TimerForm) {
    let label = t("Uhrzeiten", "Times of day").get(lang);
    let bad = form.when().is_none();
    row(ui, label, |ui| Input::new(label).hint("06:30, 18:00").bad(bad).show(ui, &mut form.times));
    row(ui, t("Tage", "Days").get(lang), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = (ui.available_width() - 6.0 * 4.0) / 7.0;
            for (number, name) in (1..).zip(say::WEEKDAYS_SHORT) {
                let on = form.weekdays.contains(&number);
                if day_ui(ui, (name.get(lang), width), on) {
                    if on {
                        form.weekdays.remove(&number)
                    } else {
                        form.weekdays.insert(number)
                    };
                }
            }
        });
    });
}

/// A day that is on or off; whether it was clicked.
fn day_ui(ui: &mut Ui, (name, width): (&str, f32), on: bool) -> bool {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(width, theme::ROW), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, name));
    let fill = if on { theme.select_bg } else { theme.field };
    let line = if on || response.hovered() || response.has_focus() { theme.select } else { theme.line };
    let stroke = egui::Stroke::new(1.0, line);
    ui.painter().rect(rect, egui::CornerRadius::same(6), fill, stroke, egui::StrokeKind::Inside);
    let ink = if on || response.hovered() { theme.text } else { theme.muted };
    let galley = widgets::elided(ui, name, theme::regular(13.0), ink, width - 4.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, ink);
    response.clicked()
}
