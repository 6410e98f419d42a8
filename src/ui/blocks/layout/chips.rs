//! Values that are drawn small, as chips inside their slots: what they say, how large they are, whether they fit.

use std::collections::BTreeMap;
use std::rc::Rc;

use egui::{Vec2, pos2, vec2};

use super::rows::{MONO, folds, slot_views};
use super::{Input, PAD, ROW};
use crate::language::block::{Form, Says, Takes};
use crate::language::{self, SlotView};
use crate::model::blocks::Block;
use crate::model::blocks::check::Shape;
use crate::model::id::BlockId;
use crate::model::types::Ty;
use crate::ui::blocks::fields::{is_dropdown, is_switch};
use crate::ui::blocks::labels::{self, SWATCH, Shown};

/// Chips nest no deeper than this; what is deeper is a block with a wire.
const LEVELS: usize = 3;
/// A chip takes no more lines than this, beside that of a template.
const LINES: usize = 2;
/// Height of a field in a chip.
const FIELD: f32 = 17.0;
/// Space inside a chip above and below its content.
const EDGE: f32 = 2.0;
/// Space inside a chip at its ends.
const END: f32 = 8.0;
/// Space between two pieces of a chip.
const SPACE: f32 = 6.0;
/// Room for the icon.
const ICON: f32 = 13.0;
/// Letters of chips, in proportion to those that are measured.
const SMALL: f32 = 12.0 / 13.0;
/// Longer texts are cut off; they are read and edited as a whole while they have the keyboard, or unfolded.
const LONGEST: f32 = 190.0;

/// A template is cut off from this width on only; what is narrower shows all of it.
const TEMPLATE: f32 = 440.0;

/// Widths that blocks with chips take, so that not every letter moves an edge.
const STEP: f32 = 60.0;
/// No block with chips is wider.
pub(super) const WIDEST: f32 = 640.0;

/// A value as a chip, before it has a place.
#[derive(Debug)]
pub(super) struct Chip {
    pub(super) id: BlockId,
    pieces: Vec<Piece>,
    /// Height of a line of it.
    line: f32,
    /// Chips in chips: 1 where there is none in it.
    pub(super) levels: usize,
}

/// A piece of a chip that is not broken.
#[derive(Debug)]
pub(super) struct Piece {
    width: f32,
    /// Whether it stays in the line of the piece before it.
    glued: bool,
    pub(super) what: What,
}

/// What a piece of a chip is.
#[derive(Debug)]
pub(super) enum What {
    /// The icon of its kind.
    Icon,
    /// A word between its slots, or before one.
    Word(String),
    /// A slot with a field.
    Field(SlotView),
    /// A slot with another chip in it.
    Inner(SlotView, Rc<Chip>),
}

/// A chip in the width that it got: its size, and where its pieces lie in it.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) chip: Rc<Chip>,
    pub(super) size: Vec2,
    /// Left upper corner and size of each piece, from the corner of the chip.
    pub(super) places: Vec<egui::Rect>,
}

/// All chips of a handler, made as they are asked for.
#[derive(Debug, Default)]
pub(super) struct Chips {
    /// By block, and whether what was unfolded by hand counts as folded.
    known: BTreeMap<(BlockId, bool), Option<Rc<Chip>>>,
}

impl Chips {
    /// A value as a chip; `None` where it is a block with a wire. With `folded`, as if nothing had been unfolded.
    pub(super) fn get(&mut self, input: &Input<'_>, id: BlockId, folded: bool) -> Option<Rc<Chip>> {
        self.nested(input, id, folded, 0)
    }

    fn nested(&mut self, input: &Input<'_>, id: BlockId, folded: bool, depth: usize) -> Option<Rc<Chip>> {
        if let Some(known) = self.known.get(&(id, folded)) {
            return known.clone();
        }
        // Broken files nest deeper than the rules allow.
        let made = if depth > 2 * LEVELS { None } else { self.make(input, id, folded, depth) };
        self.known.insert((id, folded), made.clone());
        made
    }

    fn make(&mut self, input: &Input<'_>, id: BlockId, folded: bool, depth: usize) -> Option<Rc<Chip>> {
        let block = input.graph.block(id)?;
        let def = language::block(&block.kind)?;
        let Form::Value { says, .. } = def.form else { return None };
        let by_hand = input.graph.unfolded.contains(&id) || input.graph.positions.contains_key(&id);
        if by_hand && !folded || !matches!(language::shape(input.project, block), Some(Shape::Value(_))) {
            return None;
        }
        let measure = |text: &str| (input.measure)(text) * SMALL;
        let word = |text: String, glued| Piece { width: measure(&text), glued, what: What::Word(text) };
        let mut chip =
            Chip { id, pieces: vec![Piece { width: ICON, glued: false, what: What::Icon }], line: FIELD, levels: 1 };
        if says == Says::Name {
            chip.pieces.push(word(def.label.get(input.lang).to_owned(), true));
        }
        let views = slot_views(input.project, block, Some(def));
        let shown = views.into_iter().filter(|view| !folds(block, Some(def), view) || input.folds.opened.contains(&id));
        let mut before: Option<Takes> = None;
        for view in shown {
            // What a chip begins with stands in the first line, with its icon.
            let mut glued = before.is_none() && says != Says::Name;
            let takes = view.takes;
            let pushed = match (before, says) {
                (Some(before), Says::Slots) if names_a_thing(before) && names_a_thing(takes) => Some("·".to_owned()),
                (Some(_), Says::Between(text)) => Some(text.get(input.lang).to_owned()),
                _ => Some(view.label.get(input.lang).into_owned()).filter(|label| says_more(&view, label)),
            };
            if let Some(text) = pushed {
                chip.pieces.push(word(text, glued));
                glued = true;
            }
            before = Some(takes);
            let piece = match block.wire(&view.key) {
                Some(inner) => {
                    let inner = self.nested(input, inner, folded, depth + 1)?;
                    chip.levels = chip.levels.max(inner.levels + 1);
                    chip.line = chip.line.max(inner.line + 2.0 * EDGE);
                    Piece { width: inner.one_line(), glued, what: What::Inner(view, inner) }
                }
                None => Piece { width: field_width(input, block, &view)?, glued, what: What::Field(view) },
            };
            chip.pieces.push(piece);
        }
        (chip.levels <= LEVELS).then(|| Rc::new(chip))
    }
}

/// Whether a slot's field is the name of a thing of the project.
fn names_a_thing(takes: Takes) -> bool {
    is_dropdown(takes) && !matches!(takes, Takes::Choice(_) | Takes::Sound)
}

/// Whether the label of a slot says more than what stands in it.
fn says_more(view: &SlotView, label: &str) -> bool {
    !label.is_empty() && !is_dropdown(view.takes) && !matches!(view.label, language::SlotLabel::Item(_))
}

/// How wide the field of a slot is in a chip; `None` where it needs more than a line.
fn field_width(input: &Input<'_>, block: &Block, view: &SlotView) -> Option<f32> {
    let shown = labels::shown(input.project, input.at, block, view, input.lang);
    let text = match &shown {
        Shown::Text(text) => text.as_str(),
        Shown::Empty(hint) => hint,
        Shown::Gone => labels::GONE.get(input.lang),
    };
    let width = (input.measure)(text) * SMALL;
    Some(match view.takes {
        Takes::Note => return None,
        Takes::Template | Takes::Lua if text.contains('\n') => return None,
        Takes::Template | Takes::Lua => (text.chars().count() as f32 * MONO + 20.0).max(60.0),
        Takes::Choice(_) | Takes::Sound => width + 24.0,
        takes if is_dropdown(takes) => width.min(LONGEST) + 4.0,
        _ if is_switch(view) => {
            let word =
                labels::truth(labels::literal(block, view, input.lang).is_some_and(|v| v.as_bool() == Some(true)));
            (input.measure)(word.get(input.lang)) * SMALL + 36.0
        }
        _ => {
            let least = if labels::literal_type(view.takes) == Ty::Number { 26.0 } else { 34.0 };
            let swatch = if labels::literal_type(view.takes) == Ty::Color { SWATCH } else { 0.0 };
            (width + 14.0 + swatch).clamp(least, LONGEST)
        }
    })
}

impl Chip {
    /// How wide it is in one line.
    pub(super) fn one_line(&self) -> f32 {
        let pieces: f32 = self.pieces.iter().map(|piece| piece.width + SPACE).sum();
        pieces - SPACE + 2.0 * END
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// How many lines it may have: a template comes on top with its own.
    fn most_lines(&self) -> usize {
        let is_template = |piece: &Piece| matches!(&piece.what, What::Field(view) if view.takes == Takes::Template);
        if self.pieces.iter().any(is_template) { LINES + 1 } else { LINES }
    }

    /// Places its pieces in this width; `None` where it needs more lines than a chip may have.
    pub(super) fn fit(self: &Rc<Self>, width: f32) -> Option<Fitted> {
        let room = width - 2.0 * END;
        let (mut x, mut line, mut widest) = (0.0, 0, 0.0_f32);
        let mut places = Vec::new();
        for (number, piece) in self.pieces.iter().enumerate() {
            // A label goes with what it is the label of.
            let after = self.pieces.get(number + 1).filter(|next| next.glued).map_or(0.0, |next| SPACE + next.width);
            let is_template = matches!(&piece.what, What::Field(view) if view.takes == Takes::Template);
            let own = if is_template { piece.width.min(room - ICON - SPACE) } else { piece.width };
            if !piece.glued && x > 0.0 && x + own + after > room {
                (x, line) = (0.0, line + 1);
            }
            if x + own > room + 0.5 || own < piece.width.min(TEMPLATE) {
                return None;
            }
            let height = match &piece.what {
                What::Icon | What::Word(_) | What::Field(_) => FIELD,
                What::Inner(_, inner) => inner.line + 2.0 * EDGE,
            };
            let top = EDGE + line as f32 * (self.line + 2.0 * EDGE) + (self.line - height) / 2.0;
            places.push(egui::Rect::from_min_size(pos2(END + x, top), vec2(own, height)));
            x += own + SPACE;
            widest = widest.max(x - SPACE);
        }
        let lines = (line + 1) as f32;
        let size = vec2(widest + 2.0 * END, lines * (self.line + 2.0 * EDGE));
        (line < self.most_lines()).then(|| Fitted { chip: Rc::clone(self), size, places })
    }

    /// The width of a block that has this chip in a row whose label takes `label`, from `least` on.
    pub(super) fn block_width(self: &Rc<Self>, label: f32, least: f32, most: f32) -> f32 {
        let around = 2.0 * PAD + label;
        let step = |width: f32| least + ((width - least).max(0.0) / STEP).ceil() * STEP;
        let one_line = step(self.one_line() + around);
        if one_line <= most {
            return one_line;
        }
        let steps = std::iter::successors(Some(least), |width| Some(width + STEP)).take_while(|width| *width <= most);
        steps.into_iter().find(|width| self.fit(width - around).is_some()).unwrap_or(least)
    }
}

impl Fitted {
    /// How high the row of a slot with this chip is.
    pub(super) fn row(&self) -> f32 {
        ROW.max(self.size.y + 6.0)
    }
}
