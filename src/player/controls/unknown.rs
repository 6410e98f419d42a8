//! What stands for a control that this version does not know: it is kept, shows its kind and does nothing.

use egui::{Align, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup};
use crate::theme::{Theme, regular};

/// Not among the rows: nobody can choose it.
pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "",
        group: ControlGroup::Shapes,
        icon: "square",
        label: t("unbekannt", "unknown"),
        help: same(""),
        size: (200.0, 100.0),
        properties: &[],
        triggers: &[],
    },
    paint,
    react,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let theme = Theme::LIGHT;
    paint.painter.rect(paint.rect, 4, theme.line, Stroke::new(1.0, theme.faint), StrokeKind::Inside);
    let kind = &paint.look.values.control().kind;
    let text = format!("{kind}\n{}", CLASS.def.label.get(paint.look.lang));
    paint.lines(&text, regular(paint.px(18.0).clamp(8.0, 32.0)), theme.muted, Align::Center, paint.rect.shrink(4.0));
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::hover());
    reaction.describe(&response);
    reaction.paint(ui, Touch::Idle, None);
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
