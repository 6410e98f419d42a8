//! The gallery of icons: a swatch that opens it, a search, and what was found.

use egui::accesskit::Role;
use egui::{
    CornerRadius, Popup, PopupCloseBehavior, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::field::search_field;
use super::text::icon_at;
use crate::i18n::{Lang, Text, t};
use crate::theme::{icon_names, is_icon};
use crate::ui::theme::{self, Theme};

/// What people look for in German, and the words of names that it stands for.
const GERMAN: &[Text] = &[
    t("alarm", "siren bell alarm"),
    t("antenne", "antenna radio"),
    t("ampel", "traffic"),
    t("anlage", "factory"),
    t("ansicht", "eye view"),
    t("auge", "eye"),
    t("aus", "power off"),
    t("auto", "car"),
    t("batterie", "battery"),
    t("benutzer", "user"),
    t("blatt", "leaf"),
    t("blitz", "zap"),
    t("datei", "file"),
    t("daten", "database"),
    t("dampf", "steam cloud"),
    t("drehen", "rotate refresh"),
    t("druck", "gauge printer"),
    t("fabrik", "factory"),
    t("fahne", "flag"),
    t("fenster", "window"),
    t("feuer", "flame fire"),
    t("feuchte", "droplet"),
    t("garage", "warehouse"),
    t("glocke", "bell"),
    t("haus", "house home"),
    t("heizung", "heater thermometer"),
    t("kamera", "camera"),
    t("kalender", "calendar"),
    t("karte", "map"),
    t("kasten", "box package"),
    t("kühlung", "snowflake"),
    t("lampe", "lamp lightbulb"),
    t("laser", "laser zap"),
    t("lautsprecher", "speaker volume"),
    t("licht", "light lamp sun"),
    t("luft", "wind air fan"),
    t("lüfter", "fan"),
    t("mensch", "user person"),
    t("motor", "cog engine"),
    t("netz", "network wifi globe"),
    t("pfeil", "arrow"),
    t("pumpe", "droplets waves"),
    t("regen", "rain"),
    t("roboter", "bot"),
    t("schalter", "toggle power switch"),
    t("schloss", "lock"),
    t("schlüssel", "key"),
    t("sonne", "sun"),
    t("stecker", "plug"),
    t("stern", "star"),
    t("stopp", "octagon square hand"),
    t("strom", "zap plug power"),
    t("tank", "cylinder fuel container"),
    t("temperatur", "thermometer"),
    t("tropfen", "droplet"),
    t("tür", "door"),
    t("uhr", "clock timer watch"),
    t("ventil", "circle pipette"),
    t("wagen", "truck car"),
    t("warnung", "triangle alert"),
    t("wasser", "droplet water waves"),
    t("werkzeug", "wrench hammer"),
    t("wetter", "cloud sun"),
    t("zahnrad", "cog settings"),
    t("zelle", "battery"),
];

/// Side of an icon in the gallery, in points.
const CELL: f32 = 34.0;
/// So many stand beside each other.
const COLUMNS: usize = 8;

/// The names that are found: all words stand in them, or what a German word stands for.
fn found(search: &str) -> Vec<&'static str> {
    let search = search.trim().to_lowercase();
    let words: Vec<Vec<&str>> = search
        .split_whitespace()
        .map(|word| {
            let meant = GERMAN.iter().filter(|text| text.de.starts_with(word) && word.chars().count() > 2);
            std::iter::once(word).chain(meant.flat_map(|text| text.en.split(' '))).collect()
        })
        .collect();
    let fits = |name: &&str| words.iter().all(|any| any.iter().any(|word| name.contains(word)));
    let mut names: Vec<&str> = icon_names().iter().map(String::as_str).filter(fits).collect();
    // What begins with what was typed, first.
    names.sort_by_key(|name| !name.starts_with(search.as_str()));
    names
}

/// A swatch that shows an icon and opens the gallery; gives the name that was chosen there.
pub fn icon_field(ui: &mut Ui, accessible: &str, name: &str, lang: Lang) -> Option<String> {
    let theme = Theme::current(ui);
    let (rect, swatch) = ui.allocate_exact_size(vec2(theme::ROW, theme::ROW), Sense::click());
    let title = match lang {
        Lang::De => format!("{accessible} wählen"),
        Lang::En => format!("Choose {accessible}"),
    };
    swatch.widget_info(|| WidgetInfo::labeled(Role::Button, true, &title));
    let stroke = if swatch.hovered() || swatch.has_focus() { theme.select } else { theme.line };
    ui.painter().rect(rect, 6.0, theme.field, Stroke::new(1.0, stroke), StrokeKind::Inside);
    icon_at(ui, rect.center(), if is_icon(name) { name } else { "circle-help" }, 15.0, theme.text);
    let search = swatch.id.with("search");
    let popup = Popup::menu(&swatch).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let chosen = popup.show(|ui| gallery_ui(ui, search, name, lang))?.inner;
    if chosen.is_some() {
        Popup::close_all(ui.ctx());
    }
    chosen
}

fn gallery_ui(ui: &mut Ui, id: egui::Id, current: &str, lang: Lang) -> Option<String> {
    let theme = Theme::current(ui);
    ui.set_width(CELL * COLUMNS as f32 + 14.0);
    let mut search = ui.data(|data| data.get_temp::<String>(id)).unwrap_or_default();
    let hint = t("Symbol suchen", "Search icons").get(lang);
    let field = search_field(ui, &mut search, (hint, lang), "");
    if field.changed() {
        ui.data_mut(|data| data.insert_temp(id, search.clone()));
    }
    let names = found(&search);
    if names.is_empty() {
        super::remark(ui, t("Kein Symbol heißt so", "No icon is called that").get(lang));
        return None;
    }
    let mut chosen = None;
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let rows = names.len().div_ceil(COLUMNS);
    // Only what is seen is drawn: there are more than a thousand.
    ScrollArea::vertical().max_height(CELL * 8.0).auto_shrink([false, true]).show_rows(ui, CELL, rows, |ui, seen| {
        for row in seen {
            ui.horizontal(|ui| {
                for name in names.iter().skip(row * COLUMNS).take(COLUMNS) {
                    if cell_ui(ui, &theme, name, *name == current) {
                        chosen = Some((*name).to_owned());
                    }
                }
            });
        }
    });
    chosen
}

fn cell_ui(ui: &mut Ui, theme: &Theme, name: &str, is_current: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(CELL, CELL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_current, name));
    let inner: Rect = rect.shrink(2.0);
    let hot = response.hovered() || response.has_focus();
    if is_current || hot {
        let fill = if is_current { theme.select_bg } else { theme.raised };
        ui.painter().rect_filled(inner, CornerRadius::same(5), fill);
    }
    icon_at(ui, rect.center(), name, 19.0, if hot || is_current { theme.text } else { theme.muted });
    let clicked = response.clicked();
    response.on_hover_text(name);
    clicked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_are_found_by_their_names_and_by_german_words() {
        assert!(icon_names().len() > 1000, "{}", icon_names().len());
        assert_eq!(found("").len(), icon_names().len());
        assert_eq!(found("fan").first(), Some(&"fan"));
        assert!(found("arrow down").iter().all(|name| name.contains("arrow") && name.contains("down")));
        assert!(found("Temperatur").contains(&"thermometer") && found("lüfter").contains(&"fan"));
        assert_eq!(found("gibtesnicht"), [""; 0]);
        for Text { de: german, en: names } in GERMAN {
            assert!(!found(german).is_empty(), "{german}: {names}");
        }
    }
}
