//! Properties and events that several controls have; each control says its own defaults.

use egui::{Color32, Frame, Margin, Stroke, Ui};

use super::looks::STYLE_NAMES;
use super::paint::{Paint, Touch, shade};
use super::property::Handle;
use super::react::Reaction;
use super::row::Section;
use crate::i18n::{Text, same, t};
use crate::model::looks::{STYLE_KEY, TEXT_STYLES};
use crate::model::row::{Cause, Choice, Literal, TriggerDef};
use crate::model::showing::Destination;

/// Whether the control is shown.
pub const VISIBLE: Handle<bool> = Handle::flag("visible", t("Sichtbar", "Visible"), Section::General, true);
/// Whether it reacts.
pub const ENABLED: Handle<bool> = Handle::flag("enabled", t("Aktiv", "Enabled"), Section::General, true);

/// Whether it blinks.
pub const BLINK: Handle<bool> = Handle::flag("blink", t("Blinkt", "Blinking"), Section::Look, false);

/// Where a tap leads.
pub const LEADS_TO: Handle<Option<Destination>> = Handle::leads_to("leads_to", t("Führt zu", "Leads to"));

/// Key of the words on a control.
pub const TEXT_KEY: &str = "text";

/// Key of what says when a control reports.
pub const REPORTS_KEY: &str = "reports";
/// The choice of reporting only what it ends with.
pub const AT_THE_END: &str = "end";

/// The words on a control.
pub(super) const fn text(default: Text) -> Handle<String> {
    Handle::text(TEXT_KEY, same("Text"), Literal::Words(default))
}

/// What stands in it while it is empty.
pub(super) const fn placeholder(default: Text) -> Handle<String> {
    Handle::text("placeholder", t("Platzhalter", "Placeholder"), Literal::Words(default))
}

/// Its text style: what says size, weight and colour of the letters where the control has none of its own.
pub(super) const TEXT_STYLE: Handle<String> =
    Handle::choice(STYLE_KEY, t("Textstil", "Text style"), Section::Look, &STYLES, "own");

const STYLES: [Choice; 1 + TEXT_STYLES.len()] = {
    let own = t("Größe, Stärke und Farbe stehen am Control", "Size, weight and color stand at the control");
    let of_project = t("Steht in den Textstilen des Projekts", "Stands in the text styles of the project");
    let mut choices = [Choice { key: "own", label: t("eigener", "its own"), help: own }; 1 + TEXT_STYLES.len()];
    let mut at = 0;
    while at < TEXT_STYLES.len() {
        choices[at + 1] = Choice { key: TEXT_STYLES[at].key, label: STYLE_NAMES[at], help: of_project };
        at += 1;
    }
    choices
};

/// The size of its letters, in screen pixels.
pub(super) const fn font_size(default: f64) -> Handle<f64> {
    Handle::number("font_size", t("Schriftgröße", "Font size"), Section::Look, (6.0, 200.0), default)
}

/// Whether its letters are bold.
pub(super) const fn bold(default: bool) -> Handle<bool> {
    Handle::flag("bold", t("Fett", "Bold"), Section::Look, default)
}

/// How round its corners are, in screen pixels.
pub(super) const fn radius(default: f64) -> Handle<f64> {
    Handle::number("radius", t("Ecken", "Corners"), Section::Look, (0.0, 200.0), default)
}

/// Its main colour.
pub(super) const fn fill(default: &'static str) -> Handle<Color32> {
    Handle::color("color", t("Farbe", "Color"), default)
}

/// The colour of its letters.
pub(super) const fn text_color(default: &'static str) -> Handle<Color32> {
    Handle::color("text_color", t("Schriftfarbe", "Text color"), default)
}

/// The usual ink on something light.
pub(super) const DARK_TEXT: Handle<Color32> = text_color("text");
/// Something light.
pub(super) const WHITE: Handle<Color32> = fill("surface");
/// The line around it.
pub(super) const BORDER_COLOR: Handle<Color32> =
    Handle::color("border_color", t("Rahmenfarbe", "Border color"), "line");

/// How wide the line around it is, in screen pixels.
pub(super) const BORDER: Handle<f64> =
    Handle::number("border", t("Rahmenbreite", "Border width"), Section::Look, (0.0, 50.0), 0.0);
/// What a shape is filled with.
pub(super) const SHAPE_COLOR: Handle<Color32> = fill("inset");

/// Ground and line of a shape, the ground a little darker while it is pressed.
pub(super) fn shape_look(paint: &Paint<'_>) -> (Color32, Stroke) {
    let color = paint.get(SHAPE_COLOR);
    let color = if paint.touch == Touch::Pressed { shade(color, -0.08) } else { color };
    let width = paint.px(paint.get(BORDER) as f32);
    (color, if width > 0.0 { Stroke::new(width, paint.get(BORDER_COLOR)) } else { Stroke::NONE })
}

/// What a list or a calendar stands on that opens below a control.
pub(super) fn popup_frame(ui: &Ui, reaction: &Reaction<'_>, radius: Handle<f64>) -> Frame {
    let radius = reaction.get(radius) as f32;
    Frame::new()
        .fill(reaction.get(WHITE).to_opaque())
        .stroke(Stroke::new(1.0, reaction.get(BORDER_COLOR)))
        .corner_radius((radius * reaction.scale()).clamp(0.0, 24.0))
        .inner_margin(Margin::same(4))
        .shadow(ui.visuals().popup_shadow)
}

/// Where its text stands.
pub(super) const fn align(default: &'static str) -> Handle<String> {
    Handle::choice("align", t("Ausrichtung", "Alignment"), Section::Look, ALIGN, default)
}

const ALIGN: &[Choice] = &[
    Choice { key: "left", label: t("Links", "Left"), help: t("Am linken Rand", "At the left edge") },
    Choice { key: "center", label: t("Mitte", "Center"), help: t("In der Mitte", "In the middle") },
    Choice { key: "right", label: t("Rechts", "Right"), help: t("Am rechten Rand", "At the right edge") },
];

/// The alignment that a choice of [`align`] means.
pub(super) fn halign(key: &str) -> egui::Align {
    match key {
        "center" => egui::Align::Center,
        "right" => egui::Align::Max,
        _ => egui::Align::Min,
    }
}

/// How texts stand between the upper and the lower edge.
pub(super) const VERTICAL: Handle<String> =
    Handle::choice("vertical", t("Vertikal", "Vertical"), Section::Look, VERTICALS, "middle");

const VERTICALS: &[Choice] = &[
    Choice { key: "top", label: t("Oben", "Top"), help: t("Am oberen Rand", "At the upper edge") },
    Choice { key: "middle", label: t("Mitte", "Middle"), help: t("In der Mitte", "In the middle") },
    Choice { key: "bottom", label: t("Unten", "Bottom"), help: t("Am unteren Rand", "At the lower edge") },
];

/// What a choice of [`VERTICAL`] means.
pub(super) fn valign(key: &str) -> egui::Align {
    match key {
        "top" => egui::Align::Min,
        "bottom" => egui::Align::Max,
        _ => egui::Align::Center,
    }
}

/// It was tapped.
pub(super) const TAPPED: TriggerDef = TriggerDef {
    key: "tapped",
    name: "Tapped",
    words: t("angetippt", "tapped"),
    help: t("Wenn angetippt", "When tapped"),
    sentence: t("Wenn „{}“ angetippt wird", "When “{}” is tapped"),
    cause: Cause::Tap,
};

/// It was tapped twice.
pub(super) const DOUBLE_TAPPED: TriggerDef = TriggerDef {
    key: "double_tapped",
    name: "DoubleTapped",
    words: t("doppelt getippt", "double-tapped"),
    help: t("Wenn zweimal kurz angetippt", "When tapped twice in a short time"),
    sentence: t("Wenn „{}“ doppelt angetippt wird", "When “{}” is double-tapped"),
    cause: Cause::DoubleTap,
};

/// It was held down for a while.
pub(super) const LONG_PRESSED: TriggerDef = TriggerDef {
    key: "long_pressed",
    name: "LongPressed",
    words: t("lange gedrückt", "long-pressed"),
    help: t("Wenn eine halbe Sekunde gehalten", "When held for half a second"),
    sentence: t("Wenn „{}“ lange gedrückt wird", "When “{}” is pressed for long"),
    cause: Cause::LongPress,
};

/// It was pressed, whatever becomes of that.
pub(super) const PRESSED: TriggerDef = TriggerDef {
    key: "pressed",
    name: "Pressed",
    words: t("gedrückt", "pressed"),
    help: t("Sobald der Finger daraufliegt", "As soon as the finger is on it"),
    sentence: t("Wenn „{}“ gedrückt wird", "When “{}” is pressed"),
    cause: Cause::Press,
};

/// It is pressed no more.
pub(super) const RELEASED: TriggerDef = TriggerDef {
    key: "released",
    name: "Released",
    words: t("losgelassen", "released"),
    help: t(
        "Wenn losgelassen, auch wenn der Finger wegrutscht, der Bildschirm wechselt oder das Fenster den Fokus verliert",
        "When released, also when the finger slides off, the screen changes or the window loses the focus",
    ),
    sentence: t("Wenn „{}“ losgelassen wird", "When “{}” is released"),
    cause: Cause::Release,
};

/// It is pressed still.
pub(super) const HELD: TriggerDef = TriggerDef {
    key: "held",
    name: "Held",
    words: t("gehalten", "held"),
    help: t("Immer wieder, solange gedrückt", "Again and again while pressed"),
    sentence: t("Solange „{}“ gedrückt ist", "While “{}” is pressed"),
    cause: Cause::Hold,
};

/// It was switched on or off, which is in this property.
pub(super) const fn toggled(of: Handle<bool>) -> TriggerDef {
    TriggerDef {
        key: "toggled",
        name: "Toggled",
        words: t("umgeschaltet", "toggled"),
        help: t("Wenn umgeschaltet", "When toggled"),
        sentence: t("Wenn „{}“ umgeschaltet wird", "When “{}” is toggled"),
        cause: Cause::Change(of.key()),
    }
}

/// Its value was changed, which is in this property.
pub(super) const fn value_changed<T>(of: Handle<T>) -> TriggerDef {
    TriggerDef {
        key: "value_changed",
        name: "ValueChanged",
        words: t("Wert geändert", "value changed"),
        help: t("Wenn sich der Wert ändert", "When the value changes"),
        sentence: t("Wenn sich der Wert von „{}“ ändert", "When the value of “{}” changes"),
        cause: Cause::Change(of.key()),
    }
}
