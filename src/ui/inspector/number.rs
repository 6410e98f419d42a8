//! Number fields of the inspector: typed with sums, commas and dots, or dragged.

use egui::{Color32, DragValue, Stroke, Ui, pos2, vec2};

use super::arithmetic::evaluate;
use crate::i18n::Lang;
use crate::model::value::number_to_text;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// What a number field shows.
pub(super) struct NumberField<'a> {
    /// AccessKit name.
    pub(super) name: &'a str,
    /// The number; `None` where several things differ, or where there is none and that is the default.
    pub(super) value: Option<f64>,
    /// Smallest and largest.
    pub(super) range: (f64, f64),
    /// Whether having no number is the default, and not that several things differ.
    pub(super) open: bool,
    pub(super) lang: Lang,
}

/// What was done with a number field.
#[derive(Debug, Default)]
pub(super) struct NumberAnswer {
    /// The new number.
    pub(super) changed: Option<f64>,
    /// Typing or dragging is over.
    pub(super) ended: bool,
}

/// A number as the interface writes it: at most two decimals, a comma in German.
pub(super) fn shown(number: f64, lang: Lang) -> String {
    let text = number_to_text((number * 100.0).round() / 100.0);
    match lang {
        Lang::De => text.replace('.', ","),
        Lang::En => text,
    }
}

impl NumberField<'_> {
    /// Draws it, as wide as there is room.
    pub(super) fn show(&self, ui: &mut Ui) -> NumberAnswer {
        let theme = Theme::current(ui);
        let (min, max) = self.range;
        let old = self.value.unwrap_or_else(|| 0.0_f64.clamp(min, max));
        let mut new = old;
        let width = ui.available_width();
        let (response, editing) = ui
            .scope(|ui| {
                // The id of the next widget: the field itself.
                let id = ui.next_auto_id();
                let editing = ui.memory_mut(|memory| {
                    // As the field itself does: the focus that Tab brings arrives here, in the middle of a frame.
                    memory.interested_in_focus(id, ui.layer_id());
                    memory.has_focus(id)
                });
                let color = if editing { theme.text } else { Color32::TRANSPARENT };
                ui.visuals_mut().override_text_color = Some(color);
                ui.spacing_mut().interact_size = vec2(width, theme::ROW);
                ui.spacing_mut().button_padding = vec2(8.0, 0.0);
                let widgets = &mut ui.visuals_mut().widgets;
                widgets.inactive.weak_bg_fill = theme.field;
                widgets.hovered.weak_bg_fill = theme.field;
                widgets.active.weak_bg_fill = theme.field;
                widgets.hovered.bg_stroke = Stroke::new(1.0, theme.faint);
                let speed = if max - min <= 10.0 { 0.05 } else { 1.0 };
                let response = ui.add(
                    DragValue::new(&mut new)
                        .range(min..=max)
                        .clamp_existing_to_range(false)
                        .speed(speed)
                        .max_decimals(2)
                        .custom_formatter(|number, _| if editing { self.text(number, old) } else { String::new() })
                        .custom_parser(evaluate),
                );
                (response, editing)
            })
            .inner;
        if !editing {
            let color = if self.value.is_none() { theme.faint } else { theme.text };
            let mut text = widgets::elided(ui, &self.text(new, old), theme::regular(13.0), color, width - 14.0);
            if text.elided && self.value.is_none() {
                // Half a word says less than that there is none.
                text = widgets::elided(ui, "–", theme::regular(13.0), color, width - 14.0);
            }
            let at = pos2(response.rect.left() + 8.0, response.rect.center().y - text.size().y / 2.0);
            ui.painter().galley(at, text, color);
            // The button itself holds no text: it would stand in the middle.
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(self.text(new, old)));
        }
        widgets::name(ui, &response, self.name);
        let changed = (new != old).then_some(new);
        NumberAnswer { changed, ended: response.lost_focus() || response.drag_stopped() }
    }

    /// Where things differ or there is no number, one is shown only once it was typed or dragged.
    fn text(&self, number: f64, old: f64) -> String {
        if self.value.is_none() && number == old {
            if self.open { "–".to_owned() } else { super::mixed(self.lang).to_owned() }
        } else {
            shown(number, self.lang)
        }
    }
}
