//! Grundlagen → Farben.

use super::slots::{self, BASICS};
use crate::i18n::{Text, same, t};
use crate::language::api::brushes;
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, t("Farben", "Colors")], Hue::Control, ROWS);

const fn color(key: &'static str, label: Text, default: &'static str, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Color), Literal::Text(default), help)
}

const FIXED: SlotDef = color("color", same(""), "#2e7d32", t("Die Farbe.", "The color."));
const ONE: SlotDef = color("a", same(""), "#2e7d32", t("Die eine Farbe.", "The one color."));
const OTHER: SlotDef = color("b", t("mit", "with"), "#c62828", t("Die andere Farbe.", "The other color."));
const SHARE: SlotDef = slots::number(
    "share",
    t("zu (%)", "by (%)"),
    50.0,
    t("Wie viel von der anderen: 0 ist nichts, 100 nur sie.", "How much of the other one: 0 is none, 100 only that."),
);

const PART: Text = t("Von 0 bis 255.", "From 0 to 255.");
const RED: SlotDef = slots::number("r", t("Rot", "Red"), 255.0, PART);
const GREEN: SlotDef = slots::number("g", t("Grün", "Green"), 128.0, PART);
const BLUE: SlotDef = slots::number("b", t("Blau", "Blue"), 0.0, PART);

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "color",
        icon: "palette",
        label: t("Farbe", "Color"),
        help: t("Eine feste Farbe.", "A fixed color."),
        words: &["color", "farbe", "hex", "colour"],
        form: Form::value(Ty::Color, fixed).saying(Says::Slots),
        slots: &[FIXED],
    },
    BlockDef {
        kind: "color_mix",
        icon: "blend",
        label: t("Farben mischen", "Mix colors"),
        help: t(
            "Eine Farbe zwischen zwei anderen, etwa für einen Wert zwischen kalt und heiß.",
            "A color between two others, for a value between cold and hot, say.",
        ),
        words: &["color", "farbe", "mischen", "mix", "verlauf", "blend", "gradient", "colour"],
        form: Form::value(Ty::Color, mix),
        slots: &[ONE, OTHER, SHARE],
    },
    BlockDef {
        kind: "color_rgb",
        icon: "palette",
        label: t("Farbe aus Rot, Grün, Blau", "Color from red, green, blue"),
        help: t("Eine Farbe aus ihren drei Anteilen.", "A color from its three parts."),
        words: &["color", "farbe", "rgb", "rot", "grün", "blau", "red", "green", "blue", "colour"],
        form: Form::value(Ty::Color, rgb),
        slots: &[RED, GREEN, BLUE],
    },
];

fn fixed(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, &FIXED)
}

fn mix(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![e.arg(n, &ONE), e.arg(n, &OTHER), e.arg(n, &SHARE)];
    Code::call(n, &brushes::MIX, args)
}

fn rgb(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![e.arg(n, &RED), e.arg(n, &GREEN), e.arg(n, &BLUE)];
    Code::call(n, &brushes::RGB, args)
}
