//! A colour: a swatch that opens a picker, and the same as text.

use egui::accesskit::Role;
use egui::ecolor::Hsva;
use egui::{Color32, Popup, PopupCloseBehavior, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::i18n::{Lang, t};
use crate::language::block::Hue;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::Input;

/// A colour to edit.
pub(super) struct ColorField<'a> {
    pub(super) name: &'a str,
    /// As it stands in the project; empty where several things differ.
    pub(super) text: &'a str,
    /// What stands in the field while it is empty.
    pub(super) hint: &'a str,
    /// Colour of the text in the field.
    pub(super) ink: Color32,
    pub(super) lang: Lang,
}

/// What was done with it.
#[derive(Debug, Default)]
pub(super) struct ColorAnswer {
    /// The new colour, as it shall stand in the project.
    pub(super) changed: Option<String>,
    /// Typing is over.
    pub(super) ended: bool,
}

impl ColorField<'_> {
    /// Draws it, as wide as there is room.
    pub(super) fn show(&self, ui: &mut Ui) -> ColorAnswer {
        let mut changed = self.swatch_ui(ui);
        let mut typed = self.text.to_owned();
        let bad = theme::parse_color(self.text).is_none() && !self.text.is_empty();
        let response = Input::new(self.name).mono().color(self.ink).hint(self.hint).bad(bad).show(ui, &mut typed);
        if response.changed() {
            changed = Some(typed.trim().to_owned());
        }
        ColorAnswer { changed, ended: response.lost_focus() }
    }

    fn swatch_ui(&self, ui: &mut Ui) -> Option<String> {
        let theme = Theme::current(ui);
        let color = theme::parse_color(self.text);
        let (rect, swatch) = ui.allocate_exact_size(vec2(theme::ROW, theme::ROW), Sense::click());
        let name = match self.lang {
            Lang::De => format!("{} wählen", self.name),
            Lang::En => format!("Pick {}", self.name),
        };
        swatch.widget_info(|| WidgetInfo::labeled(Role::ColorWell, true, &name));
        let stroke = if swatch.hovered() || swatch.has_focus() { theme.select } else { theme.line };
        let painter = ui.painter();
        painter.rect_filled(rect, 6.0, theme.field);
        egui::color_picker::show_color_at(painter, color.unwrap_or(Color32::TRANSPARENT), rect.shrink(4.0));
        painter.rect_stroke(rect, 6.0, Stroke::new(1.0, stroke), StrokeKind::Inside);
        let old = color.unwrap_or(theme.text);
        let popup = Popup::menu(&swatch).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        let picked = popup.show(|ui| picker_ui(ui, old, self.lang))?.inner;
        (picked != old).then(|| theme::color_text(picked))
    }
}

/// Ready colours, then hue, saturation, brightness and opacity; gives the colour as it is now.
///
/// egui's own picker speaks English only and needs an emoji font.
fn picker_ui(ui: &mut Ui, old: Color32, lang: Lang) -> Color32 {
    const HUES: [Hue; 8] =
        [Hue::Event, Hue::Mqtt, Hue::Logic, Hue::Text, Hue::Number, Hue::Variable, Hue::Control, Hue::System];
    let theme = Theme::current(ui);
    let mut picked = old;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for color in HUES.map(|hue| theme.hue(hue)).into_iter().chain([theme.on_color, theme.accent]) {
            let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
            let name = theme::color_text(color);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let stroke = if color == old || response.hovered() { theme.select } else { theme.line };
            ui.painter().rect(rect, 4.0, color, Stroke::new(1.0, stroke), StrokeKind::Inside);
            if response.clicked() {
                picked = color;
            }
        }
    });
    // A grey has no hue: the last one stays, so that the sliders do not jump.
    let id = ui.scope_id().with("hsva");
    let known = ui.data(|data| data.get_temp::<Hsva>(id)).filter(|hsva| Color32::from(*hsva) == picked);
    let mut hsva = known.unwrap_or_else(|| Hsva::from(picked));
    let parts = [
        (t("Farbton", "Hue"), &mut hsva.h, 360.0),
        (t("Sättigung", "Saturation"), &mut hsva.s, 100.0),
        (t("Helligkeit", "Brightness"), &mut hsva.v, 100.0),
        (t("Deckkraft", "Opacity"), &mut hsva.a, 100.0),
    ];
    let mut moved = false;
    for (text, part, scale) in parts {
        let shown = (*part * scale).round();
        let mut number = shown;
        ui.horizontal(|ui| {
            let slider = Slider::new(&mut number, 0.0..=scale).fixed_decimals(0).text(text.get(lang));
            ui.add(slider);
        });
        if number.round() != shown {
            *part = number.round() / scale;
            moved = true;
        }
    }
    if moved {
        picked = Color32::from(hsva);
    }
    ui.data_mut(|data| data.insert_temp(id, hsva));
    picked
}
