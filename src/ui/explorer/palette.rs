//! The control palette: cards to drag onto the screen.

use egui::accesskit::Role;
use egui::text::LayoutJob;
use egui::{
    Align, CornerRadius, CursorIcon, DragAndDrop, Id, Key, LayerId, Order, Pos2, Rect, Response, Sense, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::components::new_on;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::language;
use crate::language::block::ControlGroup;
use crate::language::new_control_on;
use crate::model::component::with_suggestion;
use crate::model::edit::Edit;
use crate::model::id::ScreenId;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets::{self, Landmark, landmark};

/// What a card carries while it is dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaletteDrag {
    /// The kind of a control.
    Kind(&'static str),
    /// A component.
    Component(ScreenId),
}

/// A card of the palette.
#[derive(Clone, Copy)]
struct PaletteCard<'a> {
    makes: PaletteDrag,
    icon: &'static str,
    label: &'a str,
    help: &'a str,
}

const GAP: f32 = 6.0;
const HEIGHT: f32 = 60.0;
/// Most cards in a row.
const COLUMNS: usize = 3;
/// A card is no narrower, so that no name breaks within a word.
const LEAST: f32 = 68.0;

const GROUPS: [(ControlGroup, Text); 3] = [
    (ControlGroup::Input, t("Eingabe", "Input")),
    (ControlGroup::Display, t("Anzeige", "Display")),
    (ControlGroup::Shapes, t("Formen", "Shapes")),
];

/// Draws it.
pub(super) fn palette_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, screen: ScreenId) {
    let mut cards = Vec::new();
    let project = view.editor.project();
    let own = project.components().filter(|master| project.can_hold(screen, master.id));
    let own: Vec<_> = own
        .map(|master| PaletteCard {
            makes: PaletteDrag::Component(master.id),
            icon: "component",
            label: &master.name,
            help: t("Ein Exemplar dieser Komponente", "An instance of this component").get(view.lang),
        })
        .collect();
    section_ui(ui, view, (out, &mut cards), (t("Komponenten", "Components"), own, screen));
    for (group, title) in GROUPS {
        let defs = language::controls().filter(|def| def.group == group);
        let all = defs.map(|def| PaletteCard {
            makes: PaletteDrag::Kind(def.kind),
            icon: def.icon,
            label: def.label.get(view.lang),
            help: def.help.get(view.lang),
        });
        section_ui(ui, view, (out, &mut cards), (title, all.collect(), screen));
    }
    take_card(ui, &cards);
}

/// A heading with its cards; nothing where there are none.
fn section_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (out, placed): (&mut Outbox, &mut Vec<(Rect, PaletteDrag)>),
    (title, cards, screen): (Text, Vec<PaletteCard<'_>>, ScreenId),
) {
    if cards.is_empty() {
        return;
    }
    widgets::section(ui, title.get(view.lang));
    let side = PAD - 2.0;
    let room = ui.available_width() - 2.0 * side;
    let columns = (((room + GAP) / (LEAST + GAP)) as usize).clamp(1, COLUMNS);
    let width = (room + GAP) / columns as f32 - GAP;
    for row in cards.chunks(columns) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            ui.add_space(side);
            for card in row {
                placed.push((card_ui(ui, view, out, (*card, width, screen)), card.makes));
            }
        });
        ui.add_space(GAP);
    }
}

/// A drag takes the card that the pointer went down on, however far it has come since in one frame.
fn take_card(ui: &Ui, cards: &[(Rect, PaletteDrag)]) {
    let (origin, at) = ui.input(|input| {
        let pointer = &input.pointer;
        let drags = pointer.primary_down() && pointer.is_decidedly_dragging();
        (pointer.press_origin().filter(|_| drags), pointer.press_start_time())
    });
    let Some((origin, at)) = origin.zip(at) else { return };
    // Once a press: a drag that was given up with Esc stays given up.
    let key = Id::unique("press that took a card");
    if ui.data(|data| data.get_temp(key)) == Some(at) || ui.ctx().layer_id_at(origin) != Some(ui.layer_id()) {
        return;
    }
    let visible = ui.clip_rect();
    let taken = cards.iter().find(|(rect, _)| rect.intersect(visible).contains(origin));
    if let Some((_, makes)) = taken {
        ui.data_mut(|data| data.insert_temp(key, at));
        DragAndDrop::set_payload(ui.ctx(), *makes);
    }
}

fn card_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, card: (PaletteCard<'_>, f32, ScreenId)) -> Rect {
    let (card, width, screen) = card;
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click_and_drag());
    let label = card.label;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    let hot = response.hovered() || response.has_focus();
    paint_card(ui, rect, &card, hot);
    if let PaletteDrag::Kind(kind) = card.makes {
        landmark::here(ui, Landmark::Card(kind), rect);
    }
    if DragAndDrop::payload::<PaletteDrag>(ui.ctx()).is_some_and(|drag| *drag == card.makes)
        && let Some(pointer) = ui.ctx().pointer_interact_pos()
    {
        ghost(ui, pointer, &card);
    }
    let by_key = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if response.double_clicked() || by_key {
        add(view, out, card.makes, screen);
    }
    let help = t("Auf den Bildschirm ziehen oder doppelt anklicken", "Drag onto the screen or double-click");
    // Beside the whole side, not over the next cards.
    let row = Rect::from_min_max(rect.min, pos2(ui.clip_rect().right(), rect.bottom()));
    tooltip((response, row), card.help, help.get(view.lang), &theme);
    rect
}

fn tooltip((response, row): (Response, Rect), what: &str, how: &str, theme: &Theme) {
    let faint = theme.faint;
    widgets::tip_ui(response.on_hover_cursor(CursorIcon::Grab), row, |ui| {
        ui.label(what);
        ui.label(egui::RichText::new(how).font(theme::regular(11.5)).color(faint));
    });
}

fn paint_card(ui: &Ui, rect: Rect, card: &PaletteCard<'_>, hot: bool) {
    let theme = Theme::current(ui);
    let fill = if hot { ui.visuals().widgets.hovered.weak_bg_fill } else { theme.raised };
    let stroke = if hot { egui::Stroke::new(1.0, theme.faint) } else { theme.border() };
    ui.painter().rect(rect, CornerRadius::same(7), fill, stroke, StrokeKind::Inside);
    let icon = if hot { theme.accent } else { theme.muted };
    let mut job = LayoutJob::simple(card.label.to_owned(), theme::regular(11.5), theme.text, rect.width() - 6.0);
    (job.halign, job.wrap.max_rows) = (Align::Center, 2);
    if matches!(card.makes, PaletteDrag::Component(_)) {
        // What people call it may be one long word.
        (job.wrap.max_rows, job.wrap.break_anywhere) = (1, true);
    }
    let name = ui.fonts_mut(|fonts| fonts.layout_job(job));
    // A name of two lines is read to its end; the icon makes room.
    let (icon_y, foot) = if name.rows.len() > 1 { (17.0, 3.0) } else { (22.0, 9.0) };
    widgets::icon_at(ui, pos2(rect.center().x, rect.top() + icon_y), card.icon, 20.0, icon);
    ui.painter().galley(pos2(rect.center().x, rect.bottom() - foot - name.size().y), name, theme.text);
}

/// What hangs at the pointer while a card is dragged.
fn ghost(ui: &mut Ui, pointer: Pos2, card: &PaletteCard<'_>) {
    let layer = LayerId::new(Order::Tooltip, Id::unique("palette ghost"));
    ui.with_visual_transform(egui::emath::TSTransform::IDENTITY, |ui| {
        let mut child = ui.new_child(egui::UiBuilder::new().layer_id(layer).max_rect(ui.ctx().content_rect()));
        child.set_clip_rect(ui.ctx().content_rect());
        child.multiply_opacity(0.9);
        paint_card(&child, Rect::from_center_size(pointer, vec2(72.0, HEIGHT)), card, true);
    });
}

/// Puts a new control where there is room on the screen.
fn add(view: &View<'_>, out: &mut Outbox, makes: PaletteDrag, screen: ScreenId) {
    let project = view.editor.project();
    let Some(on) = project.screen(screen) else { return };
    match makes {
        PaletteDrag::Component(master) => {
            if let Some(edit) = new_on(project, screen, master) {
                out.edit(edit);
            }
        }
        PaletteDrag::Kind(kind) => {
            let Some(def) = language::control(kind) else { return };
            let mut control = new_control_on(on, def, view.lang);
            with_suggestion(view.editor.project(), screen, &mut control);
            control.area = on.free_spot((control.area.w, control.area.h));
            out.edit(Edit::AddControls(screen, vec![control]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::language::control;
    use crate::model::screen::Screen;

    #[test]
    fn new_controls_can_be_told_apart() {
        for (lang, first, second) in [(Lang::De, "Antippen", "Antippen 2"), (Lang::En, "Tap me", "Tap me 2")] {
            let mut screen = Screen::new(ScreenId(1), "Start");
            let button = control("button").unwrap();
            for expected in [first, second] {
                let new = new_control_on(&screen, button, lang);
                assert_eq!(new.properties.get("text"), Some(&expected.into()));
                screen.controls.push(new);
            }
        }
    }
}
