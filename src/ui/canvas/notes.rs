//! What stands beside blocks: problems in words with their fix, receipts of messages, what runs right now.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use egui::{Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Outbox;
use super::paint::{Edge, Mood};
use super::scene::{FIELDS, Scene, TEXTS};
use crate::editor::state::Receipt;
use crate::i18n::{Lang, Text, t};
use crate::model::edit::Edit;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::problem::{Fix, Problem, Severity};
use crate::model::run::Fate;
use crate::say;
use crate::ui::theme::{icons, regular};

/// How long a block stays lit after it ran.
const LIT: Duration = Duration::from_millis(300);
/// Width of what stands beside a block.
const WIDTH: f32 = 190.0;

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
        if let Some(run) = scene.view.run {
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
        let bad = self
            .problems
            .get(&id)
            .is_some_and(|problems| problems.iter().any(|p| p.kind.severity() == Severity::Error));
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

/// Paints problems and receipts at the right of their blocks.
pub(super) fn beside(ui: &Ui, scene: &Scene<'_>, moods: &Moods<'_>, out: &mut Outbox) {
    if scene.camera.zoom < TEXTS {
        return;
    }
    for (&id, layout) in &scene.layout.blocks {
        if !scene.sees(layout.rect.expand(WIDTH + 20.0)) {
            continue;
        }
        let mut top = layout.rect.top() + 4.0;
        if let Some(problems) = moods.problems.get(&id) {
            for (number, problem) in problems.iter().enumerate() {
                top = problem_ui(ui, scene, (id, number), pos2(layout.rect.right() + 12.0, top), problem, out);
            }
        }
        let receipt = scene.view.run.and_then(|run| run.receipts.get(&(scene.at.clone(), id)));
        if let Some(receipt) = receipt {
            receipt_lines(ui, scene, layout.rect, top, receipt);
        }
        if layout.loose && layout.parent.is_none() && scene.camera.zoom >= FIELDS {
            let text = t("hängt an keinem Ereignis", "hangs on no event").get(scene.lang);
            let at = scene.camera.pos(layout.rect.left_top() - vec2(0.0, 4.0));
            let font = regular(11.0 * scene.camera.zoom);
            ui.painter().text(at, egui::Align2::LEFT_BOTTOM, text, font, scene.theme.muted);
        }
    }
}

/// Paints a problem in words, with its fix as a link; gives where the next line goes.
fn problem_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    id: (BlockId, usize),
    place: egui::Pos2,
    problem: &Problem,
    out: &mut Outbox,
) -> f32 {
    let zoom = scene.camera.zoom;
    let color = match problem.kind.severity() {
        Severity::Error => scene.theme.bad,
        Severity::Hint => scene.theme.warn,
    };
    let sentence = say::problem(scene.project, problem, scene.lang);
    let painter = ui.painter();
    let at = scene.camera.pos(place);
    painter.circle_filled(at + vec2(3.0, 8.0) * zoom, 3.5 * zoom, color);
    let galley = painter.layout(sentence.clone(), regular(12.0 * zoom), color, WIDTH * zoom);
    let text_at = at + vec2(12.0 * zoom, 0.0);
    let rect = Rect::from_min_size(text_at, galley.size());
    let response = ui.interact(rect, scene.id.with(("problem", id.0.0, id.1)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &sentence));
    painter.galley(text_at, galley, color);
    let mut bottom = rect.bottom();
    if let (Some(Fix::Graph(at, edit)), false) = (&problem.fix, scene.read_only) {
        let text = t("Beheben", "Fix").get(scene.lang);
        let galley = painter.layout_no_wrap(text.to_owned(), regular(12.0 * zoom), color);
        let link = Rect::from_min_size(pos2(rect.left(), bottom), galley.size());
        let response = ui.interact(link, scene.id.with(("fix", id.0.0, id.1)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, text));
        painter.galley(link.min, galley, color);
        painter.hline(link.x_range(), link.bottom(), Stroke::new(1.0, color));
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            out.edit(Edit::Graph(at.clone(), edit.clone()));
        }
        bottom = link.bottom();
    }
    place.y + (bottom - at.y) / zoom + 4.0
}

/// Paints what became of the last message of a block: handed over, then confirmed.
fn receipt_lines(ui: &Ui, scene: &Scene<'_>, block: Rect, top: f32, receipt: &Receipt) {
    let zoom = scene.camera.zoom;
    let mut at = scene.camera.pos(pos2(block.right() + 12.0, top + 2.0));
    for (number, (good, text)) in receipt_texts(receipt, scene.lang).into_iter().enumerate() {
        let (icon, color) = match good {
            Some(true) => ("check", scene.theme.run),
            Some(false) => ("x", scene.theme.bad),
            None => ("clock", scene.theme.warn),
        };
        let painter = ui.painter();
        let glyph = crate::ui::icon::glyph(icon);
        painter.text(at, egui::Align2::LEFT_TOP, glyph, icons(13.0 * zoom), color);
        let galley = painter.layout(text.clone(), regular(11.5 * zoom), scene.theme.muted, WIDTH * zoom);
        let rect = Rect::from_min_size(at + vec2(18.0 * zoom, 0.0), galley.size());
        let response = ui.interact(rect, scene.id.with(("receipt", receipt.number, number)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
        painter.galley(rect.min, galley, scene.theme.muted);
        at.y = rect.bottom() + 3.0 * zoom;
    }
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
