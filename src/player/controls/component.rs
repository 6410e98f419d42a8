//! An instance of a component. What it shows are controls beside it while the app runs, and drawn by the designer until
//! then; here is only what is drawn where there is no component.

use egui::{Align, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::model::component::{COMPONENT, is_unfolded};
use crate::player::common::VISIBLE;
use crate::player::paint::{Look, Paint, Touch};
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup};
use crate::theme::{Theme, regular};

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: COMPONENT,
        group: ControlGroup::Component,
        icon: "component",
        label: t("Komponente", "Component"),
        help: t(
            "Zeigt, was in der Komponente gestaltet ist, mit eigenen Werten für deren Parameter",
            "Shows what is designed in the component, with values of its own for its parameters",
        ),
        size: (240.0, 160.0),
        properties: &[VISIBLE.def],
        triggers: &[],
    },
    paint,
    react,
    describe,
};

fn paint(paint: &Paint<'_>) {
    if is_unfolded(paint.look.values.control()) {
        return;
    }
    let theme = Theme::LIGHT;
    let stroke = Stroke::new(paint.px(1.5).max(1.0), theme.faint);
    paint.painter.rect_stroke(paint.rect, paint.round(paint.px(8.0)), stroke, StrokeKind::Inside);
    let words = t("Komponente fehlt", "Component is missing").get(paint.look.lang);
    paint.line(words, regular(paint.px(18.0).clamp(1.0, 100.0)), theme.faint, Align::Center, paint.rect);
}

/// What is in it reacts by itself.
fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::hover());
    reaction.describe(&response);
    reaction.paint(ui, Touch::Idle, None);
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
