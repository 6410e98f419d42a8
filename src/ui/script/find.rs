//! Finding and replacing in a script: a bar above the text.

use std::ops::Range;

use egui::text_edit::TextEditOutput;
use egui::{Color32, Context, Frame, Id, Key, Margin, Modifiers, Rect, RichText, Shape, TextEdit, Ui, vec2};

use super::{Script, State, cursor, keys};
use crate::i18n::{Lang, t};
use crate::language::assist::search::Sought;
use crate::language::checks::bad_pattern;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// What is looked for, and whether the bar is open.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own, and any two can go together")]
pub(super) struct FindBar {
    is_open: bool,
    replaces: bool,
    sought: Sought,
    with: String,
    /// The field takes the focus.
    focus: bool,
    /// Its fields, as they were drawn last.
    fields: Vec<Id>,
    /// The whole project is to be searched.
    pub(super) asks_project: bool,
    /// Where it was found in a text of this length, for what was sought then.
    known: Option<(String, Sought, Vec<Range<usize>>)>,
    /// How many were replaced at once.
    replaced: Option<usize>,
    /// The place that was gone to: a text without the keyboard has nothing selected.
    current: Option<Range<usize>>,
}

impl FindBar {
    /// Opens the bar; what is selected is what is looked for.
    pub(super) fn open(&mut self, text: &str, selected: &Range<usize>, replaces: bool) {
        self.is_open = true;
        self.replaces |= replaces;
        self.focus = true;
        self.replaced = None;
        if let Some(words) = text.get(selected.clone()).filter(|words| !words.is_empty() && !words.contains('\n')) {
            words.clone_into(&mut self.sought.words);
            self.sought.pattern = false;
        }
    }

    /// Whether the keyboard is in one of its fields.
    pub(super) fn has_keyboard(&self, ctx: &Context) -> bool {
        self.is_open && ctx.memory(|memory| self.fields.iter().any(|field| memory.has_focus(*field)))
    }

    fn places(&mut self, text: &str) -> &[Range<usize>] {
        let is_known = self.known.as_ref().is_some_and(|(of, sought, _)| of == text && *sought == self.sought);
        if !is_known {
            let found = self.sought.found(text).unwrap_or_default();
            self.known = Some((text.to_owned(), self.sought.clone(), found));
        }
        self.known.as_ref().map_or(&[], |(_, _, found)| found)
    }

    /// Goes to the next place, or the one before; from one end to the other.
    pub(super) fn step(&mut self, ui: &Ui, script: &Script<'_>, back: bool) -> bool {
        let from = self.here(ui, script);
        let places = self.places(script.text);
        let next = if back {
            places.iter().rev().find(|place| place.start < from.start).or_else(|| places.last())
        } else {
            places.iter().find(|place| place.start >= from.end).or_else(|| places.first())
        };
        let Some(next) = next.cloned() else { return false };
        cursor::select(ui.ctx(), script.id, script.text, &next);
        self.current = Some(next);
        true
    }

    /// Where it goes on from: the cursor while the keyboard is in the text, else what was found last.
    fn here(&self, ui: &Ui, script: &Script<'_>) -> Range<usize> {
        let writes = ui.memory(|memory| memory.has_focus(script.id));
        let current = self.current.clone().filter(|_| !writes);
        current.or_else(|| cursor::selected(ui.ctx(), script.id, script.text)).unwrap_or(0..0)
    }
}

/// Draws the bar, if it is open.
pub(super) fn find_ui(ui: &mut Ui, lang: Lang, state: &mut State, script: &mut Script<'_>) {
    if !state.find.is_open {
        return;
    }
    let theme = Theme::current(ui);
    let mut step = None;
    let frame = Frame::NONE.fill(theme.panel).inner_margin(Margin::symmetric(14, 6));
    let escaped = frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            let mut escaped = false;
            ui.horizontal(|ui| escaped |= search_ui(ui, lang, state, script, &mut step));
            if state.find.replaces {
                ui.horizontal(|ui| escaped |= replace_ui(ui, lang, state, script, &mut step));
            }
            flaw_ui(ui, lang, &state.find);
            escaped
        })
        .inner;
    widgets::separator(ui);
    if let Some(back) = step {
        state.help.scroll |= state.find.step(ui, script, back);
    }
    if escaped {
        state.find.is_open = false;
        state.focus = true;
        if let Some(place) = state.find.current.take() {
            cursor::select(ui.ctx(), script.id, script.text, &place);
        }
    }
}

fn flaw_ui(ui: &mut Ui, lang: Lang, find: &FindBar) {
    let Some(flaw) = find.sought.found("").err() else { return };
    let sentence = bad_pattern::sentence(&find.sought.words, flaw);
    ui.label(RichText::new(sentence.get(lang)).color(Theme::current(ui).bad).font(theme::regular(12.0)));
}

fn field(ui: &mut Ui, text: &mut String, name: &str, width: f32) -> egui::Response {
    let theme = Theme::current(ui);
    let frame =
        Frame::NONE.fill(theme.field).stroke(theme.border()).corner_radius(6).inner_margin(Margin::symmetric(8, 4));
    let edit = TextEdit::singleline(text).font(theme::mono(12.5)).frame(frame).desired_width(width);
    let response = ui.add(edit.hint_text(RichText::new(name).color(theme.faint)));
    widgets::name(ui, &response, name);
    response
}

fn search_ui(ui: &mut Ui, lang: Lang, state: &mut State, script: &Script<'_>, step: &mut Option<bool>) -> bool {
    let find = &mut state.find;
    let arrow = if find.replaces { "chevron-down" } else { "chevron-right" };
    if widgets::icon_button(ui, arrow, t("Ersetzen zeigen", "Show replace").get(lang)).clicked() {
        find.replaces = !find.replaces;
    }
    let name = t("Im Skript suchen", "Find in the script").get(lang);
    let response = field(ui, &mut find.sought.words, name, 260.0);
    if std::mem::take(&mut find.focus) {
        widgets::focus_all(ui, &response);
    }
    let left = response.lost_focus();
    find.fields = vec![response.id];
    if left && ui.input(|input| input.key_pressed(Key::Enter)) {
        *step = Some(ui.input(|input| input.modifiers.shift));
        response.request_focus();
    }
    let mut escaped = left && ui.input(|input| input.key_pressed(Key::Escape));
    if response.changed() {
        find.replaced = None;
    }
    for (words, name, on) in [
        ("Aa", t("Groß und klein unterscheiden", "Match case"), &mut find.sought.case),
        ("|ab|", t("Nur ganze Wörter", "Whole words only"), &mut find.sought.whole),
        (".*", t("Als Muster (regulärer Ausdruck)", "As a pattern (regular expression)"), &mut find.sought.pattern),
    ] {
        toggle(ui, words, name.get(lang), on);
    }
    let theme = Theme::current(ui);
    let current = find.current.clone();
    let replaced = find.replaced;
    let is_empty = find.sought.words.is_empty();
    let places = find.places(script.text);
    let number = places.iter().position(|place| Some(place) == current.as_ref()).map(|index| index + 1);
    let words = match (places.len(), number, lang) {
        _ if is_empty => String::new(),
        (0, _, _) if replaced.is_some() => match lang {
            Lang::De => format!("{}-mal ersetzt", replaced.unwrap_or_default()),
            Lang::En => format!("{} replaced", replaced.unwrap_or_default()),
        },
        (0, _, _) => t("Nichts gefunden", "Nothing found").get(lang).to_owned(),
        (count, Some(number), Lang::De) => format!("{number} von {count}"),
        (count, Some(number), Lang::En) => format!("{number} of {count}"),
        (count, None, Lang::De) => format!("{count} gefunden"),
        (count, None, Lang::En) => format!("{count} found"),
    };
    let none = places.is_empty();
    if widgets::icon_button_enabled(
        ui,
        "chevron-up",
        t("Vorheriges (Umschalt+F3)", "Previous (Shift+F3)").get(lang),
        !none,
    )
    .clicked()
    {
        *step = Some(true);
    }
    if widgets::icon_button_enabled(ui, "chevron-down", t("Nächstes (F3)", "Next (F3)").get(lang), !none).clicked() {
        *step = Some(false);
    }
    let color = if none && !is_empty && replaced.is_none() { theme.bad } else { theme.muted };
    ui.label(RichText::new(words).color(color));
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let name = t("Im ganzen Projekt suchen", "Find in the whole project").get(lang);
        escaped |= widgets::icon_button(ui, "x", t("Suche schließen (Esc)", "Close find (Esc)").get(lang)).clicked();
        state.find.asks_project |= widgets::icon_button(ui, "folder-search", name).clicked();
    });
    escaped
}

fn replace_ui(ui: &mut Ui, lang: Lang, state: &mut State, script: &mut Script<'_>, step: &mut Option<bool>) -> bool {
    ui.add_space(theme::BUTTON + 6.0);
    let response = field(ui, &mut state.find.with, t("Ersetzen durch", "Replace with").get(lang), 260.0);
    state.find.fields.push(response.id);
    let mut escaped = false;
    let mut one = false;
    if response.lost_focus() {
        one = ui.input(|input| input.key_pressed(Key::Enter));
        escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if one {
            response.request_focus();
        }
    }
    one |= widgets::tool_button(ui, "replace", t("Ersetzen", "Replace").get(lang)).clicked();
    let all = widgets::tool_button(ui, "replace-all", t("Alle ersetzen", "Replace all").get(lang)).clicked();
    if all {
        let (text, count) = state.find.sought.all_replaced(script.text, &state.find.with);
        *script.text = text;
        state.find.replaced = Some(count);
    } else if one {
        let here = state.find.current.clone().unwrap_or(0..0);
        let hit = state.find.places(script.text).contains(&here);
        if hit && let Some((text, new)) = state.find.sought.replaced(script.text, &here, &state.find.with) {
            *script.text = text;
            state.find.current = Some(new.end..new.end);
        }
        *step = Some(false);
    }
    escaped
}

fn toggle(ui: &mut Ui, words: &str, name: &str, on: &mut bool) {
    let theme = Theme::current(ui);
    let color = if *on { theme.select } else { theme.muted };
    let fill = if *on { theme.select_bg } else { Color32::TRANSPARENT };
    let button = egui::Button::new(RichText::new(words).font(theme::mono(12.0)).color(color)).fill(fill);
    let response = ui.add(button.min_size(vec2(30.0, theme::ROW)));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, *on, name));
    if widgets::tip(response, name).clicked() {
        *on = !*on;
    }
}

/// What lies behind each place that was found.
pub(super) fn found_marks(ui: &Ui, state: &mut State, script: &Script<'_>, output: &TextEditOutput) -> Vec<Shape> {
    if !state.find.is_open {
        return Vec::new();
    }
    let theme = Theme::current(ui);
    let clip = ui.clip_rect();
    let mut shapes = Vec::new();
    let current = state.find.current.clone();
    let places = state.find.places(script.text);
    // Each lies at or below the one before: those above what is seen are not asked one by one.
    let is_above = |place: &Range<usize>| cursor::place(output, script.text, place.start).bottom() < clip.top();
    let seen = places.partition_point(is_above);
    for place in places.iter().skip(seen) {
        let from = cursor::place(output, script.text, place.start);
        if from.top() > clip.bottom() {
            break;
        }
        let to = cursor::place(output, script.text, place.end);
        let rect = Rect::from_min_max(from.min, egui::pos2(to.left().max(from.left() + 2.0), from.bottom()));
        let fill = if current.as_ref() == Some(place) { theme.select } else { theme.warn };
        shapes.push(Shape::rect_filled(rect, 2.0, fill.gamma_multiply(0.4)));
    }
    shapes
}

/// Keys that mean the bar while the keyboard is in one of its fields.
pub(super) fn keys(ui: &Ui, state: &mut State, script: &Script<'_>) {
    if state.find.has_keyboard(ui.ctx()) {
        if keys::take(ui, Modifiers::COMMAND, Key::H) {
            state.find.replaces = true;
        }
        if keys::take(ui, Modifiers::COMMAND, Key::F) {
            state.find.focus = true;
        }
        for (wanted, back) in [(Modifiers::NONE, false), (Modifiers::SHIFT, true)] {
            if keys::take(ui, wanted, Key::F3) {
                state.help.scroll |= state.find.step(ui, script, back);
            }
        }
    }
}
