//! What stands beside blocks: problems in words with their fix, receipts of messages, what runs right now.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use egui::{Align2, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Outbox;
use super::gesture::Gesture;
use super::layout::BlockLayout;
use super::paint::{Edge, Mood};
use super::scene::{FIELDS, Scene, TEXTS};
use crate::editor::run_state::Receipt;
use crate::i18n::{Lang, Text, t};
use crate::language::checks::loose_blocks;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::problem::{Problem, Severity};
use crate::model::run::Fate;
use crate::say;
use crate::ui::theme::{icons, regular};

/// How long a block stays lit after it ran.
const LIT: Duration = Duration::from_millis(300);
/// Width of what stands beside a block.
const WIDTH: f32 = 190.0;
/// Narrower than this, words would be broken.
const NARROW: f32 = 96.0;

/// What is special about blocks in this frame.
#[derive(Debug)]
pub(super) struct Moods<'a> {
    problems: BTreeMap<BlockId, Vec<&'a Problem>>,
    lit: Vec<BlockId>,
}

impl<'a> Moods<'a> {
    /// Collects what is special, and asks for a frame when a block stops being lit.
    pub(super) fn of(ui: &Ui, scene: &Scene<'a>) -> Self {
        let mut problems: BTreeMap<BlockId, Vec<&Problem>> = BTreeMap::new();
        for problem in scene.view.editor.problems.iter() {
            if let Place::Block(at, block) = &problem.place
                && at == scene.at
            {
                problems.entry(*block).or_default().push(problem);
            }
        }
        let mut lit = Vec::new();
        if let Some(run) = scene.view.run() {
            let now = Instant::now();
            for ((at, block), since) in &run.lit {
                let left = LIT.checked_sub(now.saturating_duration_since(*since));
                if let (true, Some(left)) = (at == scene.at, left) {
                    lit.push(*block);
                    ui.ctx().request_repaint_after(left);
                }
            }
        }
        Self { problems, lit }
    }

    /// How a block is painted.
    pub(super) fn of_block(&self, scene: &Scene<'_>, id: BlockId) -> Mood {
        let bad =
            self.problems.get(&id).is_some_and(|problems| problems.iter().any(|p| p.severity() == Severity::Error));
        let edge = if scene.selected().contains(&id) {
            Edge::Selected
        } else if bad {
            Edge::Bad
        } else {
            Edge::Plain
        };
        Mood { edge, lit: self.lit.contains(&id), ..Mood::default() }
    }
}

/// Where the notes of a block go: a canvas point and the width of their text; `None` where there is no room.
type Spot = Option<(Pos2, f32)>;

/// What is to be said beside a block.
struct Annotation<'a> {
    id: BlockId,
    layout: &'a BlockLayout,
    problems: Vec<(&'a Problem, &'a str)>,
    receipt: Vec<(Option<bool>, String)>,
}

/// Paints problems and receipts at the right of their blocks; where something else lies there, a mark that tells them.
/// Gives where the words stand, on the screen.
pub(super) fn beside(ui: &Ui, scene: &Scene<'_>, moods: &Moods<'_>, gesture: &Gesture, out: &mut Outbox) -> Vec<Rect> {
    let mut taken = Vec::new();
    // Where the words beside a block end, for those of the chips in it.
    let mut told_below: Vec<(BlockId, f32)> = Vec::new();
    if scene.camera.zoom < TEXTS {
        return taken;
    }
    for (&id, layout) in &scene.layout.blocks {
        let is_root = layout.loose && layout.parent.is_none();
        let receipt = scene.view.run().and_then(|run| run.receipts.get(&(scene.at.clone(), id)));
        let problems = moods.problems.get(&id);
        if !(is_root || receipt.is_some() || problems.is_some())
            || gesture.moves(id)
            || !scene.sees(layout.rect.expand(WIDTH + 20.0))
        {
            continue;
        }
        let problems = problems.map_or(&[][..], Vec::as_slice);
        if is_root && scene.camera.zoom >= FIELDS {
            let full = problems.iter().find(|problem| is_loose(problem));
            let full = full.map(|problem| problem.wording.get(scene.lang));
            loose_hint(ui, scene, (id, layout), full);
        }
        let told = problems.iter().filter(|problem| !is_loose(problem));
        let note = Annotation {
            id,
            layout,
            problems: told.map(|problem| (*problem, problem.wording.get(scene.lang))).collect(),
            receipt: receipt.map(|receipt| receipt_texts(receipt, scene.lang)).unwrap_or_default(),
        };
        if note.problems.is_empty() && note.receipt.is_empty() {
            continue;
        }
        match spot(ui, scene, &note, &told_below) {
            Some(place) => {
                let words = note_ui(ui, scene, &note, place, out);
                told_below.push((scene.layout.around(id), scene.camera.canvas(words.max).y));
                taken.push(words);
            }
            None => mark(ui, scene, &note),
        }
    }
    taken
}

/// Sentence above the stack, in a few words.
fn is_loose(problem: &Problem) -> bool {
    *problem.check == loose_blocks::CHECK
}

/// That a stack is attached to no event, above it.
fn loose_hint(ui: &Ui, scene: &Scene<'_>, (id, layout): (BlockId, &BlockLayout), full: Option<&str>) {
    let text = t("hängt an keinem Ereignis", "is attached to no event").get(scene.lang);
    let at = scene.camera.pos(layout.rect.left_top() - vec2(0.0, 4.0));
    let font = regular(11.0 * scene.camera.zoom);
    let rect = ui.painter().text(at, Align2::LEFT_BOTTOM, text, font, scene.theme.muted);
    if !scene.reaches(layout.rect) {
        return;
    }
    let response = ui.interact(rect, scene.id.with(("loose", id.0)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, full.unwrap_or(text)));
    if let Some(full) = full {
        response.on_hover_text(full);
    }
}

/// Where there is room for the notes of a block: at its right, or below a value.
fn spot(ui: &Ui, scene: &Scene<'_>, note: &Annotation<'_>, taken: &[(BlockId, f32)]) -> Spot {
    let zoom = scene.camera.zoom;
    let texts = note.problems.iter().map(|(problem, text)| (*text, problem.fix.is_some()));
    let texts: Vec<(&str, bool)> = texts.chain(note.receipt.iter().map(|(_, text)| (text.as_str(), false))).collect();
    let height = |width: f32| -> f32 {
        let line = |(text, fix): &(&str, bool)| {
            let galley = ui.painter().layout((*text).to_owned(), regular(12.0 * zoom), scene.theme.bad, width * zoom);
            galley.size().y / zoom + 4.0 + if *fix { 16.0 } else { 0.0 }
        };
        texts.iter().map(line).sum()
    };
    let is_free = |rect: Rect| {
        let around = scene.layout.around(note.id);
        let mut others = scene.layout.blocks.iter().filter(|(id, _)| **id != around && !scene.layout.is_chip(**id));
        !others.any(|(_, other)| other.parts.iter().any(|part| part.intersects(rect)))
    };
    let fits = |at: Pos2, width: f32| {
        (width >= NARROW && is_free(Rect::from_min_size(at, vec2(width + 18.0, height(width))))).then_some((at, width))
    };
    // What a chip has to say stands beside the block that it is drawn in.
    let layout = scene.layout.blocks.get(&scene.layout.around(note.id)).unwrap_or(note.layout);
    let rect = layout.rect;
    // At the right of a value that is wired lies the block it feeds: its notes go below it.
    let fed = layout.is_value() && layout.parent.is_some();
    let top = taken.iter().fold(note.layout.rect.top() + 4.0, |top: f32, (owner, bottom)| {
        if *owner == scene.layout.around(note.id) { top.max(*bottom + 2.0) } else { top }
    });
    let beside = super::values::room(scene, scene.layout.around(note.id), layout);
    let right = pos2(rect.right() + 12.0 + beside, top);
    let room = WIDTH.min(scene.camera.seen().right() - right.x - 24.0);
    let beside = (!fed).then(|| fits(right, room)).flatten();
    let below = pos2(rect.left(), top.max(layout.hull().bottom() + 4.0));
    beside.or_else(|| layout.is_value().then(|| fits(below, WIDTH.min(rect.width() - 20.0))).flatten())
}

fn note_ui(ui: &Ui, scene: &Scene<'_>, note: &Annotation<'_>, (at, width): (Pos2, f32), out: &mut Outbox) -> Rect {
    let mut top = at.y;
    for (number, (problem, sentence)) in note.problems.iter().enumerate() {
        let place = pos2(at.x, top);
        top = problem_ui(ui, scene, (note.id, number), (place, width), (problem, sentence), out);
    }
    let bottom = receipt_lines(ui, scene, note, (pos2(at.x, top), width));
    Rect::from_min_max(scene.camera.pos(at), pos2(scene.camera.pos(at).x + (width + 18.0) * scene.camera.zoom, bottom))
}

/// Where no note has room: a mark on the header that tells all of it.
fn mark(ui: &Ui, scene: &Scene<'_>, note: &Annotation<'_>) {
    let zoom = scene.camera.zoom;
    let header = note.layout.header();
    // Beside what makes it a chip; of a chip at its corner.
    let at = match &note.layout.chip {
        Some(_) => header.right_top() + vec2(-5.0, 1.0),
        None if note.layout.can_fold => header.right_center() - vec2(42.0, 0.0),
        None => header.right_center() - vec2(15.0, 0.0),
    };
    let center = scene.camera.pos(at);
    let bad = note.problems.iter().any(|(problem, _)| problem.severity() == Severity::Error)
        || note.receipt.iter().any(|(good, _)| *good == Some(false));
    let (icon, color) = match (bad, note.problems.is_empty()) {
        (true, _) => ("circle-alert", scene.theme.bad),
        (false, false) => ("circle-alert", scene.theme.warn),
        (false, true) => ("circle-check", scene.theme.run),
    };
    let painter = ui.painter();
    painter.circle_filled(center, 8.5 * zoom, scene.theme.panel);
    painter.text(center, Align2::CENTER_CENTER, crate::ui::icon::glyph(icon), icons(14.0 * zoom), color);
    let sentences: Vec<&str> = note.problems.iter().map(|(_, text)| *text).collect();
    let text = sentences.into_iter().chain(note.receipt.iter().map(|(_, text)| text.as_str())).collect::<Vec<_>>();
    let text = text.join("\n");
    let area = Rect::from_center_size(center, vec2(20.0, 20.0) * zoom);
    let response = ui.interact(area, scene.id.with(("mark", note.id.0)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    response.on_hover_text(&text);
}

/// Paints a problem in words, with its fix as a link; gives where the next line goes.
fn problem_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    id: (BlockId, usize),
    (place, width): (Pos2, f32),
    (problem, sentence): (&Problem, &str),
    out: &mut Outbox,
) -> f32 {
    let zoom = scene.camera.zoom;
    let color = match problem.severity() {
        Severity::Error => scene.theme.bad,
        Severity::Hint => scene.theme.warn,
    };
    let painter = ui.painter();
    let at = scene.camera.pos(place);
    painter.circle_filled(at + vec2(3.0, 8.0) * zoom, 3.5 * zoom, color);
    let galley = painter.layout(sentence.to_owned(), regular(12.0 * zoom), color, width * zoom);
    let text_at = at + vec2(12.0 * zoom, 0.0);
    let rect = Rect::from_min_size(text_at, galley.size());
    let response = ui.interact(rect, scene.id.with(("problem", id.0.0, id.1)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, sentence));
    painter.galley(text_at, galley, color);
    let mut bottom = rect.bottom();
    if let Some(fix) = &problem.fix {
        let text = fix.label.get(scene.lang);
        let galley = painter.layout_no_wrap(text.to_owned(), regular(12.0 * zoom), color);
        let link = Rect::from_min_size(pos2(rect.left(), bottom), galley.size());
        let response = ui.interact(link, scene.id.with(("fix", id.0.0, id.1)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, text));
        painter.galley(link.min, galley, color);
        painter.hline(link.x_range(), link.bottom(), Stroke::new(1.0, color));
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
            && let Some(edit) = fix.edit(scene.project)
        {
            out.edit(edit);
        }
        bottom = link.bottom();
    }
    place.y + (bottom - at.y) / zoom + 4.0
}

/// Paints what became of the last message of a block: handed over, then confirmed; gives where it ends.
fn receipt_lines(ui: &Ui, scene: &Scene<'_>, note: &Annotation<'_>, (place, width): (Pos2, f32)) -> f32 {
    let zoom = scene.camera.zoom;
    let mut at = scene.camera.pos(place + vec2(0.0, 2.0));
    for (number, (good, text)) in note.receipt.iter().enumerate() {
        let (icon, color) = match good {
            Some(true) => ("check", scene.theme.run),
            Some(false) => ("x", scene.theme.bad),
            None => ("clock", scene.theme.warn),
        };
        let painter = ui.painter();
        let glyph = crate::ui::icon::glyph(icon);
        painter.text(at, Align2::LEFT_TOP, glyph, icons(13.0 * zoom), color);
        let galley = painter.layout(text.clone(), regular(11.5 * zoom), scene.theme.muted, width * zoom);
        let rect = Rect::from_min_size(at + vec2(18.0 * zoom, 0.0), galley.size());
        let response = ui.interact(rect, scene.id.with(("receipt", note.id.0, number)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        painter.galley(rect.min, galley, scene.theme.muted);
        at.y = rect.bottom() + 3.0 * zoom;
    }
    at.y
}

/// What became of a message, in a few words a line; whether it is good, bad or still open.
fn receipt_texts(receipt: &Receipt, lang: Lang) -> Vec<(Option<bool>, String)> {
    let after = |what: Text, ms: f64| {
        let ms = format!("{ms:.1} ms");
        let ms = if lang == Lang::De { ms.replace('.', ",") } else { ms };
        (Some(true), format!("{} {ms}", what.get(lang)))
    };
    let mut lines: Vec<_> = receipt.sent_after_ms.map(|ms| after(t("gesendet", "sent"), ms)).into_iter().collect();
    match &receipt.fate {
        Fate::Waiting => {
            lines.push((None, t("wartet auf die Verbindung", "waits for the connection").get(lang).to_owned()));
        }
        Fate::Sent => {}
        Fate::Acknowledged => lines.push(after(t("bestätigt", "confirmed"), receipt.after_ms)),
        Fate::Refused(_) | Fate::Dropped(_) => lines.push((Some(false), say::fate(&receipt.fate, lang))),
    }
    lines
}
