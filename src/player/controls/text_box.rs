//! A text box: border, text, and the placeholder where it is empty; a real text field while the app runs.

use std::borrow::Cow;

use egui::text::{CCursor, CCursorRange};
use egui::{
    Align, Align2, Color32, Event, Frame, Key, Margin, Rect, Response, RichText, Role, Sense, Stroke, StrokeKind,
    TextEdit, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::model::command::CommandTopic;
use crate::model::excerpt::{self, shortened_words};
use crate::model::row::{Cause, Literal, TriggerDef};
use crate::model::value::{number_from_text, with_dot};
use crate::player::common::{
    BLINK, BORDER_COLOR, DARK_TEXT, ENABLED, TAPPED, TEXT_KEY, TEXT_STYLE, VISIBLE, WHITE, font_size, placeholder,
    radius,
};
use crate::player::pace::{INTERVAL, ON_ENTER};
use crate::player::paint::{Look, Paint, Touch, faded, shade, spoken};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading, Section};
use crate::theme::{Theme, regular};

const TEXT: Handle<String> = Handle::text(TEXT_KEY, same("Text"), Literal::Text("")).read_as(Reading::None);
const PLACEHOLDER: Handle<String> = placeholder(t("Text eingeben …", "Enter text…"));
const NUMERIC: Handle<bool> = Handle::flag("numeric", t("Nur Zahlen", "Numbers only"), Section::General, false);
const MULTILINE: Handle<bool> = Handle::flag("multiline", t("Mehrzeilig", "Multiline"), Section::General, false);
const SCANNER: Handle<bool> = Handle::flag("scanner", t("Für Scanner", "For scanners"), Section::General, false);
const FONT_SIZE: Handle<f64> = font_size(22.0);
const RADIUS: Handle<f64> = radius(10.0);

const TEXT_CHANGED: TriggerDef = TriggerDef {
    key: "text_changed",
    name: "TextChanged",
    words: t("Text geändert", "text changed"),
    help: t("Wenn sich der Text ändert", "When the text changes"),
    sentence: t("Wenn sich der Text von „{}“ ändert", "When the text of “{}” changes"),
    cause: Cause::Change(TEXT.key()),
};
const COMMITTED: TriggerDef = TriggerDef {
    key: "committed",
    name: "Committed",
    words: t("abgeschlossen", "committed"),
    help: t("Bei Enter oder wenn das Feld verlassen wird", "On Enter, or when the field is left"),
    sentence: t("Wenn die Eingabe in „{}“ fertig ist", "When the entry in “{}” is done"),
    cause: Cause::Commit,
};
const FOCUSED: TriggerDef = TriggerDef {
    key: "focus_in",
    name: "FocusIn",
    words: t("Feld betreten", "field entered"),
    help: t("Wenn die Eingabe beginnt", "When typing begins"),
    sentence: t("Wenn die Eingabe in „{}“ beginnt", "When typing into “{}” begins"),
    cause: Cause::FocusIn,
};
const LEFT: TriggerDef = TriggerDef {
    key: "focus_out",
    name: "FocusOut",
    words: t("Feld verlassen", "field left"),
    help: t("Wenn das Feld verlassen wird", "When the field is left"),
    sentence: t("Wenn „{}“ verlassen wird", "When “{}” is left"),
    cause: Cause::FocusOut,
};
const COMMAND: Handle<CommandTopic> = Handle::command(TEXT);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "text_box",
        group: ControlGroup::Input,
        icon: "text-cursor-input",
        label: t("Textfeld", "Text box"),
        help: t("Nimmt Text oder Zahlen entgegen", "Takes text or numbers"),
        size: (360.0, 64.0),
        properties: &[
            TEXT.def,
            PLACEHOLDER.def,
            NUMERIC.def,
            MULTILINE.def,
            SCANNER.def,
            ON_ENTER.def,
            INTERVAL.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            WHITE.def,
            DARK_TEXT.def,
            BORDER_COLOR.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[TEXT_CHANGED, TAPPED, COMMITTED, FOCUSED, LEFT],
    },
    paint,
    react,
    describe,
};

/// Space between border and text, in screen pixels.
const INSET: f32 = 18.0;

fn paint(paint: &Paint<'_>) {
    frame(paint);
    let disabled = paint.is_disabled();
    let text = paint.get(TEXT);
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let is_empty = text.is_empty();
    let (shown, ink) = if is_empty { (paint.get(PLACEHOLDER), ink.gamma_multiply(0.5)) } else { (text, ink) };
    let mut inner = paint.rect.shrink2(vec2(paint.px(INSET), paint.px(6.0)));
    let font = paint.font(FONT_SIZE, false);
    if !excerpt::is_editable(&shown) {
        let clear = clear_rect(paint.rect, paint.scale);
        paint.icon("x", clear.center(), font.size.min(clear.height()), ink.gamma_multiply(0.7));
        let words = shortened_words(shown.len(), paint.look.lang);
        let small = regular(font.size * 0.7);
        let wanted = paint.painter.layout_no_wrap(words.clone(), small.clone(), ink).size().x;
        let left = (clear.left() - wanted - 1.0).max(inner.left() + inner.width() * 0.3);
        paint.line(&words, small, ink.gamma_multiply(0.7), Align::Max, inner.with_min_x(left).with_max_x(clear.left()));
        inner.set_right(left - paint.px(12.0));
    }
    if paint.get(MULTILINE) {
        paint.top_lines(&shown, font, ink, inner.shrink2(vec2(0.0, paint.px(6.0))));
    } else {
        paint.line(&shown, font, ink, Align::Min, inner);
    }
}

/// Where a text that is too long to be edited is thrown away.
fn clear_rect(rect: Rect, scale: f32) -> Rect {
    let side = (44.0 * scale).clamp(1.0, rect.height().max(1.0));
    Rect::from_center_size(pos2(rect.right() - side / 2.0 - 4.0 * scale, rect.center().y), vec2(side, side))
}

/// All but the text, which a real field shows while the app runs.
fn frame(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let radius = paint.radius(RADIUS);
    paint.painter.rect_filled(paint.rect, radius, faded(paint.get(WHITE), disabled));
    let (color, width) = match paint.touch {
        Touch::Focused | Touch::Pressed => (Theme::LIGHT.select, 3.0),
        Touch::Hovered => (shade(paint.get(BORDER_COLOR), -0.2), 2.0),
        Touch::Idle | Touch::Disabled => (faded(paint.get(BORDER_COLOR), disabled), 2.0),
    };
    let stroke = Stroke::new(paint.px(width).max(1.0), color);
    paint.painter.rect_stroke(paint.rect, radius, stroke, StrokeKind::Inside);
    if paint.device.wish.is_some() {
        let radius = (paint.rect.height() * 0.16).min(paint.px(12.0)).max(3.0);
        let right = paint.rect.right() - paint.px(INSET) * 0.5 - radius;
        paint.pending_ring(pos2(right, paint.rect.center().y), radius);
    }
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    if reaction.get(SCANNER) {
        return react_scanner(ui, reaction);
    }
    if !excerpt::is_editable(&reaction.shown(ui, TEXT, false)) {
        return react_long(ui, reaction);
    }
    let is_enabled = reaction.is_enabled();
    let is_numeric = reaction.get(NUMERIC);
    let id = reaction.id(ui);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let mut text = reaction.take_typed();
    let shown = reaction.shown(ui, TEXT, has_focus);
    // What was typed stays as typed ("1,50") as long as it means what the app has ("1.5").
    if meaning(&text, is_numeric) != shown {
        text.clear();
        text.push_str(&shown);
    }
    reaction.paint_with(ui, touch(ui, reaction, has_focus), None, frame);
    let response = edit(ui, reaction, &mut text, is_enabled);
    if is_numeric {
        text.retain(is_part_of_number);
    }
    if response.changed() {
        let said = meaning(&text, is_numeric).into_owned();
        if reaction.get(TEXT) != said {
            reaction.hold(TEXT, said);
        }
    }
    // A press elsewhere counts before what is pressed there: a button that sends the text sends the new one.
    let rect = reaction.rect();
    let leaves = ui.input(|input| {
        let at = input.pointer.latest_pos();
        input.pointer.any_pressed() && at.is_some_and(|at| !rect.contains(at))
    });
    reaction.report(ui, TEXT, ON_ENTER, leaves || !response.has_focus());
    if response.clicked() && is_enabled && reaction.has_handler(Cause::Tap) {
        reaction.fire(Cause::Tap, None);
    }
    tell_focus(reaction, &response);
    reaction.keep_typed(text);
}

fn touch(ui: &Ui, reaction: &Reaction<'_>, has_focus: bool) -> Touch {
    match (reaction.is_enabled(), has_focus) {
        (false, _) => Touch::Disabled,
        (true, true) => Touch::Focused,
        (true, false) if ui.rect_contains_pointer(reaction.rect()) => Touch::Hovered,
        (true, false) => Touch::Idle,
    }
}

/// Fires that typing begins and ends; after what was typed, so that whoever hears of its end finds it.
fn tell_focus(reaction: &mut Reaction<'_>, response: &Response) {
    let (begins, ends) = (response.gained_focus(), response.lost_focus());
    for (cause, is_so) in [(Cause::FocusIn, begins), (Cause::Commit, ends), (Cause::FocusOut, ends)] {
        if is_so && reaction.has_handler(cause) {
            reaction.fire(cause, None);
        }
    }
}

/// The letters that come while something has the keyboard that takes none, such as a table.
fn letters(ui: &Ui) -> String {
    ui.input_mut(|input| {
        let mut caught = String::new();
        input.events.retain(|event| match event {
            Event::Text(text) => {
                caught.push_str(text);
                false
            }
            _ => true,
        });
        caught
    })
}

/// A scanner types like a keyboard, and Enter at the end. The field has the keyboard whenever nothing else has it, each
/// Enter counts, the same code twice too, and the field is empty for the next one; the property holds the last.
fn react_scanner(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let is_enabled = reaction.is_enabled();
    let is_numeric = reaction.get(NUMERIC);
    let id = reaction.id(ui);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let mut text = reaction.take_typed();
    reaction.shown(ui, TEXT, has_focus);
    let is_free = is_enabled && !reaction.is_asking() && !reaction.others_have_focus(ui);
    let caught = if is_free && !has_focus { letters(ui) } else { String::new() };
    text.push_str(&caught);
    reaction.paint_with(ui, touch(ui, reaction, has_focus), None, frame);
    let response = edit(ui, reaction, &mut text, is_enabled);
    if is_numeric {
        text.retain(is_part_of_number);
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let said = meaning(text.trim(), is_numeric).into_owned();
        if !said.is_empty() {
            reaction.change(ui, TEXT, said);
        }
        text.clear();
    }
    tell_focus(reaction, &response);
    if is_free && (!caught.is_empty() || ui.memory(|memory| memory.focused().is_none())) {
        response.request_focus();
        // What is scanned goes behind what was caught.
        let mut state = TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(text.chars().count()))));
        state.store(ui.ctx(), response.id);
    }
    if response.clicked() && is_enabled && reaction.has_handler(Cause::Tap) {
        reaction.fire(Cause::Tap, None);
    }
    reaction.keep_typed(text);
}

/// A text that would hold up the window with each key is shown only, and can be thrown away.
fn react_long(ui: &Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click());
    reaction.describe(&response);
    reaction.tapped(ui, &response);
    reaction.paint(ui, reaction.touch(&response), None);
    if !reaction.is_enabled() {
        return;
    }
    let clear = ui.interact(clear_rect(reaction.rect(), reaction.scale()), response.id.with("clear"), Sense::click());
    let words = t("Text leeren", "Clear text").get(reaction.lang());
    clear.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    if clear.on_hover_text(words).clicked() {
        reaction.change(ui, TEXT, String::new());
    }
}

/// The field says itself what stands in it; this is for where there is none.
fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { current_text_value: Some(spoken(&look.get(TEXT), look.lang)), ..WidgetInfo::new(Role::TextInput) }
}

fn edit(ui: &mut Ui, reaction: &Reaction<'_>, text: &mut String, is_enabled: bool) -> Response {
    let rect = reaction.rect();
    let ink: Color32 = reaction.get(DARK_TEXT);
    let ink = if is_enabled { ink } else { ink.gamma_multiply(0.4) };
    let font = regular((reaction.get(FONT_SIZE) as f32 * reaction.scale()).clamp(1.0, 400.0));
    let hint = RichText::new(reaction.get(PLACEHOLDER)).font(font.clone()).color(ink.gamma_multiply(0.5));
    let is_multiline = reaction.get(MULTILINE) && !reaction.get(SCANNER);
    let inset = (INSET * reaction.scale()).clamp(0.0, 120.0) as i8;
    let margin = Margin { top: if is_multiline { inset * 2 / 3 } else { 0 }, ..Margin::symmetric(inset, 0) };

    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect));
    inner.shrink_clip_rect(rect);
    // The app has its own colours, whatever the theme of the editor is.
    let visuals = inner.visuals_mut();
    visuals.selection.bg_fill = Theme::LIGHT.select.gamma_multiply(0.35);
    visuals.selection.stroke.color = ink;
    visuals.text_cursor.stroke.color = ink;
    let field = if is_multiline { TextEdit::multiline(text) } else { TextEdit::singleline(text) };
    let field = field
        .id(reaction.id(ui))
        .frame(Frame::NONE.inner_margin(margin))
        .font(font)
        .text_color(ink)
        .hint_text(hint)
        .desired_width(rect.width())
        .min_size(vec2(rect.width(), rect.height()))
        .align(if is_multiline { Align2::LEFT_TOP } else { Align2::LEFT_CENTER })
        .char_limit(excerpt::EDITABLE)
        .interactive(is_enabled);
    let response = inner.put(rect, field).accessible_name(&reaction.control().name);
    if !is_enabled {
        ui.ctx().accesskit_node_builder(response.id, egui::accesskit::Node::set_disabled);
    }
    response
}

/// What a typed text means: itself, or in a field for numbers the number with a dot (nothing while there is none).
///
/// Its digits stay as they are: `007` and `1.50` are what the user wanted to send.
fn meaning(text: &str, is_numeric: bool) -> Cow<'_, str> {
    if !is_numeric {
        return Cow::Borrowed(text);
    }
    let text = with_dot(text);
    Cow::Owned(if number_from_text(&text).is_some() { text } else { String::new() })
}

fn is_part_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_mean_the_same_with_comma_and_dot() {
        assert_eq!(meaning("1,50", true), "1.50");
        assert_eq!(meaning("1234567890123456789", true), "1234567890123456789");
        assert_eq!(meaning("1.5", true), "1.5");
        assert_eq!(meaning("-", true), "");
        assert_eq!(meaning("1,50", false), "1,50");
        assert!(!is_part_of_number('x'));
    }
}
