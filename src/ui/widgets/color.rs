//! The picker for colours: a field of shades, hue and opacity, the digits, ready colours, those of the project, and a
//! pipette that takes any colour that is seen in the window.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::ecolor::Hsva;
use egui::{
    Area, Color32, ColorImage, CursorIcon, Id, Key, Mesh, Order, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::Input;
use crate::i18n::{Lang, Text, t};
use crate::ui::theme::{self, Theme};

/// Size of the field of shades, in points.
const FIELD: egui::Vec2 = vec2(236.0, 124.0);
/// Height of the bars below it.
const BAR: f32 = 16.0;
/// Steps in which a field or bar is painted: its colours change evenly in between.
const STEPS: u16 = 24;

/// Draws the picker; gives the colour as it is now, opaque or not. `project` are the colours in use, as texts.
pub fn color_picker(ui: &mut Ui, old: Color32, project: &[String], lang: Lang) -> Color32 {
    let project: Vec<Color32> = project.iter().filter_map(|text| theme::parse_color(text)).collect();
    let id = ui.scope_id().with("color picker");
    // A grey has no hue: the last one stays, so that nothing jumps.
    let known = ui.data(|data| data.get_temp::<Hsva>(id)).filter(|hsva| Color32::from(*hsva) == old);
    let mut hsva = known.unwrap_or_else(|| Hsva::from(old));
    ui.set_width(FIELD.x);
    ui.spacing_mut().item_spacing = vec2(4.0, 6.0);
    // All three are drawn, whichever is moved.
    let moved = shades_ui(ui, &mut hsva, lang) | hue_ui(ui, &mut hsva, lang) | opacity_ui(ui, &mut hsva, lang);
    let mut picked = moved.then(|| Color32::from(hsva));
    ui.horizontal(|ui| {
        let taken = pipette_ui(ui, id, lang);
        picked = picked.or(taken).or_else(|| digits_ui(ui, id, picked.unwrap_or(old), lang));
    });
    let of_project = t("Auch in Gebrauch", "In use too");
    for (title, colors) in [(t("Farben", "Colors"), &theme::READY_COLORS[..]), (of_project, &project)] {
        picked = picked.or_else(|| swatches_ui(ui, title.get(lang), colors, old));
    }
    let color = picked.unwrap_or(old);
    if picked.is_some() && Color32::from(hsva) != color {
        hsva = Hsva::from(color);
    }
    ui.data_mut(|data| data.insert_temp(id, hsva));
    color
}

/// Whether the pipette is out: clicks outside mean the colour there.
pub fn is_picking(ui: &Ui) -> bool {
    pipette(ui).is_some()
}

fn shades_ui(ui: &mut Ui, hsva: &mut Hsva, lang: Lang) -> bool {
    let (rect, response) = ui.allocate_exact_size(FIELD, Sense::click_and_drag());
    let name = t("Sättigung und Helligkeit", "Saturation and brightness").get(lang);
    let shown = format!("{:.0} %, {:.0} %", hsva.s * 100.0, hsva.v * 100.0);
    describe(&response, name, &shown);
    let hue = hsva.h;
    let color = |x: f32, y: f32| theme::hsv(hue, x, 1.0 - y);
    ui.painter().add(grid(rect, (STEPS, STEPS), color));
    let changed = dragged(ui, &response, rect).map(|(x, y)| (hsva.s, hsva.v) = (x, 1.0 - y));
    let knob = rect.lerp_inside(vec2(hsva.s, 1.0 - hsva.v));
    let opaque = Color32::from(Hsva { a: 1.0, ..*hsva });
    ui.painter().circle(knob, 6.0, opaque, Stroke::new(2.0, theme::ink_on(opaque)));
    changed.is_some()
}

fn hue_ui(ui: &mut Ui, hsva: &mut Hsva, lang: Lang) -> bool {
    let shown = format!("{:.0}°", hsva.h * 360.0);
    let color = |x: f32, _y: f32| theme::hsv(x, 1.0, 1.0);
    bar_ui(ui, (t("Farbton", "Hue"), lang), &shown, &mut hsva.h, color)
}

fn opacity_ui(ui: &mut Ui, hsva: &mut Hsva, lang: Lang) -> bool {
    let ground = Theme::current(ui).panel;
    let opaque = Color32::from(Hsva { a: 1.0, ..*hsva });
    let shown = format!("{:.0} %", hsva.a * 100.0);
    bar_ui(ui, (t("Deckkraft", "Opacity"), lang), &shown, &mut hsva.a, |x, _y| ground.lerp_to_gamma(opaque, x))
}

fn bar_ui(
    ui: &mut Ui,
    (name, lang): (Text, Lang),
    shown: &str,
    part: &mut f32,
    color: impl Fn(f32, f32) -> Color32,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(FIELD.x, BAR), Sense::click_and_drag());
    describe(&response, name.get(lang), shown);
    let response = response.on_hover_text(format!("{}: {shown}", name.get(lang)));
    ui.painter().add(grid(rect, (STEPS, 1), &color));
    let mut changed = dragged(ui, &response, rect).map(|(x, _)| *part = x).is_some();
    if response.has_focus() {
        let keys = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
        let by = ui.input(|input| {
            f32::from(input.key_pressed(Key::ArrowRight)) - f32::from(input.key_pressed(Key::ArrowLeft))
        });
        *part = (*part + by / 100.0).clamp(0.0, 1.0);
        changed |= by != 0.0;
    }
    let theme = Theme::current(ui);
    let edge = if response.has_focus() { theme.select } else { theme.line };
    ui.painter().rect_stroke(rect, 3.0, Stroke::new(1.0, edge), StrokeKind::Outside);
    let knob = Rect::from_center_size(pos2(egui::lerp(rect.x_range(), *part), rect.center().y), vec2(6.0, BAR + 4.0));
    ui.painter().rect(knob, 3.0, theme.on_color, Stroke::new(1.5, theme.text), StrokeKind::Inside);
    changed
}

fn describe(response: &Response, name: &str, shown: &str) {
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(shown.to_owned()),
        ..WidgetInfo::labeled(Role::Slider, true, name)
    });
}

/// Where the pointer is in a field while it is down there, both parts from 0 to 1.
fn dragged(ui: &Ui, response: &Response, rect: Rect) -> Option<(f32, f32)> {
    let at = response.interact_pointer_pos().filter(|_| ui.input(|input| input.pointer.primary_down()))?;
    let part = |at: f32, from: f32, length: f32| ((at - from) / length).clamp(0.0, 1.0);
    Some((part(at.x, rect.left(), rect.width()), part(at.y, rect.top(), rect.height())))
}

/// A rectangle whose colours change evenly.
fn grid(rect: Rect, (columns, rows): (u16, u16), color: impl Fn(f32, f32) -> Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for y in 0..=rows {
        for x in 0..=columns {
            let part = vec2(f32::from(x) / f32::from(columns), f32::from(y) / f32::from(rows));
            mesh.colored_vertex(rect.lerp_inside(part), color(part.x, part.y));
        }
    }
    let (line, rows, columns) = (u32::from(columns) + 1, u32::from(rows), u32::from(columns));
    for (y, x) in (0..rows).flat_map(|y| (0..columns).map(move |x| (y, x))) {
        let corner = y * line + x;
        mesh.add_triangle(corner, corner + 1, corner + line);
        mesh.add_triangle(corner + 1, corner + line, corner + line + 1);
    }
    mesh
}

/// The digits; a colour once they are one.
fn digits_ui(ui: &mut Ui, id: Id, color: Color32, lang: Lang) -> Option<Color32> {
    let id = id.with("digits");
    let typed: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = typed.unwrap_or_else(|| theme::color_text(color));
    let flaw = t("Eine Farbe sieht so aus: #102030", "A color looks like #102030").get(lang);
    let bad = theme::parse_color(&text).is_none();
    let name = t("Ziffern der Farbe", "Digits of the color").get(lang);
    let response = Input::new(name).mono().flaw(bad.then_some(flaw)).show(ui, &mut text);
    let color = response.changed().then(|| theme::parse_color(&text)).flatten();
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    } else {
        ui.data_mut(|data| data.remove_temp::<String>(id));
    }
    color
}

fn swatches_ui(ui: &mut Ui, title: &str, colors: &[Color32], old: Color32) -> Option<Color32> {
    if colors.is_empty() {
        return None;
    }
    let theme = Theme::current(ui);
    ui.label(egui::RichText::new(title).font(theme::regular(11.0)).color(theme.muted));
    let mut picked = None;
    ui.horizontal_wrapped(|ui| {
        for color in colors {
            let (rect, response) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::click());
            let name = theme::color_text(*color);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let hot = *color == old || response.hovered() || response.has_focus();
            let stroke = if hot { Stroke::new(2.0, theme.select) } else { theme.border() };
            egui::color_picker::show_color_at(ui.painter(), *color, rect.shrink(1.0));
            ui.painter().rect_stroke(rect, 3.0, stroke, StrokeKind::Inside);
            if response.on_hover_text(name).clicked() {
                picked = Some(*color);
            }
        }
    });
    picked
}

/// A picture of the window, from which the next click takes a colour.
#[derive(Clone)]
struct Pipette {
    /// The picker that asked for it.
    of: Id,
    image: Option<Arc<ColorImage>>,
}

impl Pipette {
    fn id() -> Id {
        Id::unique("pipette")
    }
}

fn pipette(ui: &Ui) -> Option<Pipette> {
    ui.data(|data| data.get_temp::<Option<Pipette>>(Pipette::id())).flatten()
}

/// The button of the pipette, and while it is out the colour under the pointer; the colour that was taken.
fn pipette_ui(ui: &mut Ui, of: Id, lang: Lang) -> Option<Color32> {
    let name = t("Farbe aus dem Fenster nehmen", "Take a color from the window").get(lang);
    if super::icon_button(ui, "pipette", name).clicked() {
        let (asked, ctx) = (Pipette { of, image: None }, ui.ctx().clone());
        ui.data_mut(|data| data.insert_temp(Pipette::id(), Some(asked.clone())));
        let taken = move |image| {
            ctx.data_mut(|data| data.insert_temp(Pipette::id(), Some(Pipette { image: Some(image), ..asked })));
            ctx.request_repaint();
        };
        ui.ctx().request_screenshot(taken);
    }
    let pipette = pipette(ui).filter(|pipette| pipette.of == of)?;
    let image = pipette.image?;
    let whole = ui.ctx().content_rect();
    let cover = Area::new(Pipette::id()).order(Order::Tooltip).fixed_pos(whole.min).show(ui.ctx(), |ui| {
        let response = ui.allocate_rect(whole, Sense::click()).on_hover_cursor(CursorIcon::Crosshair);
        let at = ui.input(|input| input.pointer.latest_pos())?;
        let color = color_at(&image, at, ui.ctx().pixels_per_point())?;
        let card = Rect::from_min_size(at + vec2(14.0, 14.0), vec2(44.0, 28.0));
        ui.painter().rect(card, 5.0, color, Stroke::new(2.0, theme::ink_on(color)), StrokeKind::Inside);
        response.clicked().then_some(color)
    });
    let cancelled = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
    if cover.inner.is_some() || cancelled {
        ui.data_mut(|data| data.insert_temp(Pipette::id(), None::<Pipette>));
    }
    cover.inner
}

fn color_at(image: &ColorImage, at: Pos2, scale: f32) -> Option<Color32> {
    let [x, y] = [at.x, at.y].map(|part| (part * scale).max(0.0) as usize);
    (x < image.width() && y < image.height()).then(|| image[(x, y)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_taken_from_the_pixel_under_the_pointer() {
        let mut image = ColorImage::filled([4, 2], Color32::BLACK);
        image[(3, 1)] = Color32::WHITE;
        assert_eq!(color_at(&image, pos2(1.9, 0.9), 2.0), Some(Color32::WHITE));
        assert_eq!(color_at(&image, pos2(0.0, 0.0), 2.0), Some(Color32::BLACK));
        assert_eq!(color_at(&image, pos2(2.0, 0.0), 2.0), None);
    }
}
