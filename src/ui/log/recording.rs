//! The recording of the last run: a time line of what happened, the screen and the values as they were then, and what a
//! test of it shall expect.

mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Align, Color32, Key, Layout, Rect, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use self::words::{expectation, told};
use crate::editor::command::{Action, Command};
use crate::editor::record::{LookedAt, MomentKind, RecordingCommand};
use crate::editor::replayed::shown_in;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::app_test::TestStep;
use crate::model::run::Level;
use crate::player::{self, Play};
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets::{self, TreeRow};

const ROW: f32 = 22.0;
/// Height of the time line.
const LINE: f32 = 34.0;
/// With less room than this there is no picture.
const FOR_PICTURE: f32 = 640.0;
/// The time line ends no earlier than this after the start.
const SHORTEST: f64 = 1.0;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub(super) struct State {
    play: player::State,
    /// The moment that was shown last: a new one comes into sight.
    shown: Option<usize>,
}

fn ask(out: &mut Outbox, command: RecordingCommand) {
    out.push(Request::Recording(command));
}

/// Draws it.
pub(super) fn recording_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let recorded = &view.data.recorded;
    // Only now somebody wants to see it.
    if recorded.waits {
        ask(out, RecordingCommand::Look);
    }
    let Some(looked_at) = &recorded.looked_at else {
        if !recorded.waits && recorded.looking.is_none() {
            empty_ui(ui, view, out);
        }
        return;
    };
    if looked_at.told.is_empty() {
        let words = t("In diesem Lauf ist nichts geschehen.", "Nothing happened in this run.");
        widgets::empty_state(ui, words.get(view.lang), None);
        return;
    }
    saved_ui(ui, view);
    time_line_ui(ui, view.lang, looked_at, out);
    let whole = ui.available_rect_before_wrap();
    let has_picture = whole.width() >= FOR_PICTURE;
    let list = (whole.width() * if has_picture { 0.38 } else { 0.55 }).round();
    let values = (whole.width() * if has_picture { 0.28 } else { 0.45 }).round();
    let theme = Theme::current(ui);
    let part = |left: f32, width: f32| {
        Rect::from_min_size(pos2(whole.left() + left, whole.top()), vec2(width, whole.height()))
    };
    for x in [list, whole.width() - values] {
        ui.painter().vline(whole.left() + x, whole.y_range(), theme.border());
    }
    let child = |ui: &mut Ui, salt: &str, rect: Rect| {
        let mut child =
            ui.new_child(UiBuilder::new().id_salt(salt).max_rect(rect).layout(Layout::top_down(Align::Min)));
        child.shrink_clip_rect(rect);
        child
    };
    list_ui(&mut child(ui, "moments", part(0.0, list)), view, (looked_at, state), out);
    if has_picture {
        let place = part(list, whole.width() - list - values).shrink(8.0);
        picture_ui(&mut child(ui, "then", place), view, (looked_at, state), out);
    }
    let place = part(whole.width() - values, values).shrink2(vec2(PAD, 6.0));
    values_ui(&mut child(ui, "values", place), view, looked_at, out);
}

/// There is nothing to look at.
fn empty_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let lang = view.lang;
    if view.run().is_some() {
        let words = t(
            "Die App wird aufgezeichnet: was getippt wird, was kommt und was sie daraus macht.",
            "The app is recorded: what is tapped, what comes, and what it makes of it.",
        );
        let look = t("Bis jetzt ansehen", "Look at it so far").get(lang);
        if widgets::empty_state(ui, words.get(lang), Some(look)) {
            ask(out, RecordingCommand::Look);
        }
        return;
    }
    let words = t(
        "Nach jedem Lauf steht hier, was geschehen ist. Daraus wird auf Wunsch ein Test, der es wiederholt.",
        "After each run, what happened appears here. It can become a test that does it again.",
    );
    let start = t("App starten", "Start the app").get(lang);
    if widgets::empty_state(ui, words.get(lang), Some(start)) {
        out.act(Action::Run);
    }
}

/// What has become of the test that was saved last.
fn saved_ui(ui: &mut Ui, view: &View<'_>) {
    let Some((level, sentence)) = &view.data.recorded.saved else { return };
    let theme = Theme::current(ui);
    let (icon, color) = match level {
        Level::Info => ("check", theme.run),
        Level::Warning => ("triangle-alert", theme.warn),
        Level::Error => ("circle-x", theme.bad),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.raised);
    let text = sentence.get(view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    widgets::icon_at(ui, pos2(rect.left() + PAD + 7.0, rect.center().y), icon, 14.0, color);
    let galley = widgets::elided(ui, text, theme::regular(13.0), theme.text, rect.width() - 2.0 * PAD - 22.0);
    let is_cut = galley.elided;
    ui.painter().galley(pos2(rect.left() + PAD + 22.0, rect.center().y - galley.size().y / 2.0), galley, theme.text);
    if is_cut {
        widgets::tip(response, text);
    }
}

/// From right to left: what can be done with it.
pub(super) fn tools_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let (lang, recorded) = (view.lang, &view.data.recorded);
    if recorded.looked_at.as_ref().is_none_or(|looked_at| looked_at.told.is_empty()) {
        return;
    }
    let has_file = view.editor.path.is_some();
    let save = t("Als Test speichern", "Save as test").get(lang);
    let button = ui.add_enabled_ui(has_file && !recorded.saving, |ui| widgets::button(ui, save)).inner;
    if button.clicked() {
        ask(out, RecordingCommand::Save);
    }
    let tip = if has_file {
        t(
            "Legt neben dem Projekt eine Datei an, die diesen Lauf wiederholt und sagt, was anders ist: „steckbrett test“",
            "Makes a file beside the project that does this run again and says what differs: “steckbrett test”",
        )
    } else {
        t("Zuerst das Projekt speichern: der Test liegt daneben.", "Save the project first: the test lies beside it.")
    };
    widgets::tip(button, tip.get(lang));
    if view.run().is_some()
        && widgets::icon_button(ui, "rotate-cw", t("Bis jetzt ansehen", "Look at it so far").get(lang)).clicked()
    {
        ask(out, RecordingCommand::Look);
    }
}

fn color(kind: MomentKind, theme: &Theme) -> Color32 {
    match kind {
        MomentKind::Touch => theme.select,
        MomentKind::Came => theme.warn,
        MomentKind::Sent => theme.run,
        MomentKind::Done => theme.faint,
        MomentKind::Wrong => theme.bad,
    }
}

fn seconds(at: Duration, lang: Lang) -> String {
    let secs = at.as_secs();
    let mark = if lang == Lang::De { ',' } else { '.' };
    format!("{:02}:{:02}{mark}{:03}", secs / 60, secs % 60, at.subsec_millis())
}

/// All moments along the time; what is dragged or clicked is looked at.
fn time_line_ui(ui: &mut Ui, lang: Lang, looked_at: &LookedAt, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click_and_drag());
    let line = rect.shrink2(vec2(PAD, 0.0)).with_max_x(rect.right() - 96.0);
    let moments = looked_at.recording.moments();
    let begin = looked_at.recording.forgotten().unwrap_or_default().as_secs_f64();
    let end = moments.back().map_or(SHORTEST, |moment| moment.at.as_secs_f64().max(begin + SHORTEST));
    let x_of = |secs: f64| line.left() + line.width() * ((secs - begin) / (end - begin)).clamp(0.0, 1.0) as f32;
    ui.painter().hline(line.x_range(), rect.center().y, Stroke::new(2.0, theme.raised));
    // Of thousands no more are drawn than there are points.
    let mut last = (f32::NEG_INFINITY, MomentKind::Done);
    for (index, kind) in looked_at.told.iter().zip(&looked_at.kinds) {
        let Some(moment) = moments.get(*index) else { continue };
        let (x, kind) = (x_of(moment.at.as_secs_f64()), *kind);
        if x - last.0 < 1.5 && last.1 == kind {
            continue;
        }
        last = (x, kind);
        let (up, down) = match kind {
            MomentKind::Touch | MomentKind::Came => (11.0, -1.0),
            MomentKind::Sent => (-1.0, 11.0),
            MomentKind::Wrong => (11.0, 11.0),
            MomentKind::Done => (4.0, 4.0),
        };
        let middle = rect.center().y;
        ui.painter().vline(x, middle - up..=middle + down, Stroke::new(2.0, color(kind, &theme)));
    }
    let at = looked_at.at_secs();
    let (x, ink) = (x_of(at), if response.has_focus() { theme.select } else { theme.text });
    ui.painter().vline(x, rect.y_range().shrink(3.0), Stroke::new(1.5, ink));
    ui.painter().circle_filled(pos2(x, rect.center().y), 5.0, ink);
    let shown = seconds(Duration::from_secs_f64(at), lang);
    let galley = widgets::elided(ui, &shown, theme::mono(12.5), theme.text, 90.0);
    ui.painter().galley(
        pos2(rect.right() - PAD - galley.size().x, rect.center().y - galley.size().y / 2.0),
        galley,
        theme.text,
    );
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, theme.border());
    response.widget_info(|| WidgetInfo {
        label: Some(t("Zeitleiste", "Time line").get(lang).to_owned()),
        current_text_value: Some(shown.clone()),
        ..WidgetInfo::new(Role::Slider)
    });
    let by_pointer = response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged()).map(|pos| {
        let secs = begin + f64::from((pos.x - line.left()) / line.width().max(1.0)) * (end - begin);
        let distance = |index: &&usize| moments.get(**index).map_or(f64::MAX, |it| (it.at.as_secs_f64() - secs).abs());
        looked_at.told.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).copied()
    });
    let chosen = by_pointer.flatten().or_else(|| by_keys(ui, looked_at, response.has_focus()));
    if response.clicked() {
        response.request_focus();
    }
    if let Some(index) = chosen.filter(|index| looked_at.shown != Some(*index)) {
        ask(out, RecordingCommand::Show(index));
    }
}

/// The moment beside the one that is looked at, by the arrow keys.
fn by_keys(ui: &Ui, looked_at: &LookedAt, has_focus: bool) -> Option<usize> {
    if !has_focus {
        return None;
    }
    ui.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
            memory.set_focus_lock_filter(id, filter);
        }
    });
    let by = ui.input(|input| {
        input.num_presses(Key::ArrowRight).cast_signed() - input.num_presses(Key::ArrowLeft).cast_signed()
    });
    let at = looked_at.told.iter().position(|index| Some(*index) == looked_at.shown)?;
    (by != 0).then(|| looked_at.told.get(at.saturating_add_signed(by)).copied()).flatten()
}

fn list_ui(ui: &mut Ui, view: &View<'_>, (looked_at, state): (&LookedAt, &mut State), out: &mut Outbox) {
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    let mut area = ScrollArea::vertical().id_salt("moments").auto_shrink(false);
    if state.shown != looked_at.shown {
        state.shown = looked_at.shown;
        let at = looked_at.told.iter().position(|index| Some(*index) == looked_at.shown).unwrap_or_default();
        let middle = at as f32 * ROW - ui.available_height() / 2.0 + ROW;
        area = area.vertical_scroll_offset(middle.max(0.0));
    }
    area.show_rows(ui, ROW, looked_at.told.len(), |ui, rows| {
        for index in looked_at.told.iter().skip(rows.start).take(rows.len()) {
            ui.push_id(index, |ui| row_ui(ui, view, (looked_at, *index), out));
        }
    });
}

fn row_ui(ui: &mut Ui, view: &View<'_>, (looked_at, index): (&LookedAt, usize), out: &mut Outbox) {
    let theme = Theme::current(ui);
    let Some(moment) = looked_at.recording.moments().get(index) else { return };
    let told = told(&moment.what, &looked_at.recording.project, view.lang);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let time = seconds(moment.at, view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{time} {}", told.text)));
    if looked_at.shown == Some(index) {
        ui.painter().rect_filled(rect, 0.0, theme.select_bg);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let y = rect.center().y;
    let galley = widgets::elided(ui, &time, theme::mono(12.0), theme.faint, 80.0);
    ui.painter().galley(pos2(rect.left() + PAD, y - galley.size().y / 2.0), galley, theme.faint);
    let left = rect.left() + PAD + 76.0;
    widgets::icon_at(ui, pos2(left + 7.0, y), told.icon, 13.0, color(told.kind, &theme));
    let ink = if told.kind == MomentKind::Wrong { theme.bad } else { theme.text };
    let galley = widgets::elided(ui, &told.text, theme::regular(13.0), ink, rect.right() - 34.0 - left - 22.0);
    let is_cut = galley.elided;
    ui.painter().galley(pos2(left + 22.0, y - galley.size().y / 2.0), galley, ink);
    if response.clicked() {
        ask(out, RecordingCommand::Show(index));
    }
    let is_near = response.hovered() || looked_at.shown == Some(index);
    let button = Rect::from_center_size(pos2(rect.right() - 16.0, y), vec2(22.0, ROW));
    if let Some(place) = told.place.filter(|_| is_near) {
        let go = ui.interact(button, response.id.with("go"), Sense::click());
        let words = t("Zeigen, wo das steht", "Show where this stands").get(view.lang);
        go.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
        widgets::icon_at(ui, button.center(), "crosshair", 14.0, if go.hovered() { theme.text } else { theme.muted });
        if go.clicked() {
            out.push(Command::GoTo(place));
        }
        widgets::tip(go, words);
    } else if looked_at.expects_at(index) {
        widgets::icon_at(ui, button.center(), "check", 14.0, theme.run);
    }
    if is_cut {
        widgets::tip(response, told.text);
    }
}

/// The screen as it was; what is clicked on it is expected to show what it shows.
fn picture_ui(ui: &mut Ui, view: &View<'_>, (looked_at, state): (&LookedAt, &mut State), out: &mut Outbox) {
    let (run, project) = (&looked_at.state, looked_at.state.shown(&looked_at.recording.project));
    let connected: BTreeSet<_> = project.connections.iter().map(|connection| connection.id.clone()).collect();
    let play = Play {
        project,
        screen: run.screen,
        popups: &run.popups,
        since: run.since,
        properties: &run.properties,
        quality: &run.quality,
        commands: &run.commands,
        connected: &connected,
        tables: &run.tables,
        images: &view.data.images,
        traces: &run.traces,
        notifications: &[],
        dialogs: &run.dialogs,
        stoppable: false,
        outages: &[],
        marks: &[],
        lang: view.lang,
    };
    let room = ui.available_rect_before_wrap();
    let mut inner = ui.new_child(UiBuilder::new().id_salt("picture").max_rect(room));
    // It is a picture: nothing on it reacts, and it is not paler for that.
    inner.visuals_mut().disabled_alpha = 1.0;
    inner.disable();
    let mut nothing = Vec::new();
    player::play_ui(&mut inner, &play, &mut state.play, &mut nothing);
    let response = ui.interact(room, ui.scope_id().with("picture"), Sense::click());
    let pointer = response.hover_pos();
    let screen = project.screen(run.popups.last().copied().unwrap_or(run.screen));
    let under = screen.into_iter().flat_map(|screen| screen.controls.iter().rev()).find_map(|control| {
        let place = player::place_of(&play, room, control.id)?;
        let shown = shown_in(run, &looked_at.recording, control, view.lang)?;
        place.contains(pointer?).then_some((place, TestStep::Shows(control.name.clone(), shown)))
    });
    let Some((place, step)) = under else { return };
    let theme = Theme::current(ui);
    ui.painter().rect_stroke(place.expand(2.0), 3.0, Stroke::new(1.5, theme.select), egui::StrokeKind::Outside);
    let expects = t("Ein Test soll erwarten:", "A test shall expect:").get(view.lang);
    let tip = format!("{expects} {}", expectation(&step, view.lang));
    if response.clicked() {
        ask(out, RecordingCommand::Expect(step));
    }
    widgets::tip(response, tip);
}

/// What controls show and variables are; a click expects it.
fn values_ui(ui: &mut Ui, view: &View<'_>, looked_at: &LookedAt, out: &mut Outbox) {
    let (lang, run, recording) = (view.lang, &looked_at.state, &looked_at.recording);
    let project = run.shown(&recording.project);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().id_salt("values").auto_shrink(false).show(ui, |ui| {
        let secs = say::number((looked_at.at_secs() * 1000.0).floor() / 1000.0, lang);
        let title = match lang {
            Lang::De => format!("Bei {secs} s · Klick: erwarten"),
            Lang::En => format!("At {secs} s · click to expect"),
        };
        widgets::remark(ui, &title);
        ui.add_space(4.0);
        let screens = run.popups.iter().rev().chain([&run.screen]).filter_map(|id| project.screen(*id));
        let controls = screens.flat_map(|screen| &screen.controls);
        let mut shown: Vec<_> = controls
            .filter(|control| project.control_by_name(&control.name).is_some_and(|(_, it)| it.id == control.id))
            .filter_map(|control| Some((control, shown_in(run, recording, control, lang)?)))
            .collect();
        // What the app has changed is of interest first.
        shown.sort_by_key(|(control, _)| !run.properties.contains_key(&control.id));
        for (control, value) in shown {
            value_ui(ui, lang, (looked_at, TestStep::Shows(control.name.clone(), value)), out);
        }
        let variables = project.variables.iter().filter_map(|it| Some((it, run.variables.get(&it.id)?)));
        for (variable, value) in variables {
            value_ui(ui, lang, (looked_at, TestStep::Holds(variable.name.clone(), value.clone())), out);
        }
    });
}

fn value_ui(ui: &mut Ui, lang: Lang, (looked_at, step): (&LookedAt, TestStep), out: &mut Outbox) {
    let (TestStep::Shows(name, value) | TestStep::Holds(name, value)) = &step else { return };
    let is_expected = looked_at.is_expected(&step);
    let value = value.to_text().replace('\n', " ");
    let icon = if is_expected { "check" } else { "circle" };
    let color = Theme::current(ui).run;
    let row = TreeRow::new(name).icon(icon).hint(&value).selected(is_expected);
    let row = if is_expected { row.color(color) } else { row };
    let id = match &step {
        TestStep::Holds(..) => "variable",
        _ => "control",
    };
    let response = ui.push_id((id, name.as_str()), |ui| row.show(ui)).inner;
    let response = widgets::tip(response, expectation(&step, lang));
    if response.clicked() {
        ask(out, RecordingCommand::Expect(step));
    }
}
