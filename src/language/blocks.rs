//! The rows of all blocks: a category is its file, with its heading, its blocks and what each of them writes.
//!
//! What rows of several files share stands in `slots`. Nothing is looked up here; that is `language.rs`.

mod color;
mod comment;
mod control;
mod dialog;
mod errors;
pub mod function;
mod json;
mod language;
mod list;
mod local;
mod logic;
pub(in crate::language) mod lua;
mod math;
mod mqtt;
mod pattern;
mod popup;
pub mod rows;
pub mod screen;
mod slots;
pub mod sound;
pub mod source;
mod text;
mod time;
pub mod timer;
pub mod variable;
mod web;

use super::block::CategoryDef;

pub use self::mqtt::QOS;

/// All headings, in the order of the palette.
pub const CATEGORIES: &[&CategoryDef] = &[
    &variable::CATEGORY,
    &local::CATEGORY,
    &list::CATEGORY,
    &rows::CATEGORY,
    &source::CATEGORY,
    &control::CATEGORY,
    &mqtt::CATEGORY,
    &web::CATEGORY,
    &screen::CATEGORY,
    &popup::CATEGORY,
    &dialog::CATEGORY,
    &sound::CATEGORY,
    &language::CATEGORY,
    &timer::CATEGORY,
    &function::CATEGORY,
    &logic::CATEGORY,
    &math::CATEGORY,
    &text::CATEGORY,
    &pattern::CATEGORY,
    &color::CATEGORY,
    &time::CATEGORY,
    &json::CATEGORY,
    &errors::CATEGORY,
    &comment::CATEGORY,
    &lua::CATEGORY,
];
