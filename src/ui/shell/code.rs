//! The Lua that the blocks above it become: live, read-only, to select and copy.

use egui::{Align2, Frame, Margin, Response, RichText, ScrollArea, TextEdit, Ui, pos2, vec2};

use crate::editor::selection::Selection;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::api;
use crate::model::excerpt;
use crate::model::handler::HandlerRef;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{CODE_LINE, elided, keep_cursor, long_code, lua_job};

const GUTTER: f32 = 40.0;
const TOP: f32 = 6.0;

/// Draws it.
pub(super) fn code_ui(ui: &mut Ui, view: &View<'_>, at: &HandlerRef) {
    let theme = Theme::current(ui);
    let Some(chunk) = view.editor.lowered.chunk(at).filter(|chunk| !chunk.pretty.trim().is_empty()) else {
        let words = t(
            "Hier steht das Skript als Lua, sobald Bausteine am Ereignis hängen.",
            "The script as Lua appears here once blocks hang on the event.",
        );
        let at = ui.max_rect().min + vec2(14.0, 12.0);
        let galley = elided(ui, words.get(view.lang), theme::regular(12.5), theme.faint, ui.available_width() - 28.0);
        ui.painter().galley(at, galley, theme.faint);
        ui.take_available_space();
        return;
    };
    let text = chunk.pretty.trim_end();
    let name = t("Erzeugtes Lua", "Generated Lua").get(view.lang);
    if !excerpt::is_editable(text) {
        return long_code(ui, name, text);
    }
    ScrollArea::both().auto_shrink(false).id_salt("code").show(ui, |ui| {
        let origin = ui.max_rect().min;
        let line_top = |line: usize| origin.y + TOP + line as f32 * CODE_LINE;
        if let Selection::Blocks(selected_in, blocks) = &view.editor.selection
            && selected_in == at
        {
            for line in blocks.iter().filter_map(|block| chunk.pretty_map.line_of(*block)) {
                let top = line_top(line as usize - 1);
                let row = egui::Rect::from_min_max(
                    pos2(ui.clip_rect().left(), top),
                    pos2(ui.clip_rect().right(), top + CODE_LINE),
                );
                ui.painter().rect_filled(row, 0.0, theme.select_bg.gamma_multiply(0.5));
            }
        }
        for line in 0..text.lines().count() {
            let middle = pos2(origin.x + 22.0, line_top(line) + CODE_LINE / 2.0);
            ui.painter().text(middle, Align2::RIGHT_CENTER, line + 1, theme::mono(12.0), theme.faint);
        }
        let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, _width: f32| {
            let job = lua_job(&theme, text.as_str());
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let margin = Margin { left: GUTTER as i8, right: 14, top: TOP as i8, bottom: 6 };
        let mut shown = text;
        let edit = TextEdit::multiline(&mut shown)
            .frame(Frame::NONE.inner_margin(margin))
            .layouter(&mut layouter)
            .desired_rows(1)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).accessible_name(name);
        keep_cursor(ui, &response);
        if let Some(at) = response.hover_pos() {
            let line = ((at.y - origin.y - TOP) / CODE_LINE).max(0.0) as usize;
            calls_ui(response, view, text.lines().nth(line).unwrap_or_default());
        }
    });
}

/// What the calls of a line do, beside the pointer.
fn calls_ui(response: Response, view: &View<'_>, line: &str) {
    if api::called_in(line).next().is_none() {
        return;
    }
    response.on_hover_ui_at_pointer(|ui| {
        let theme = Theme::current(ui);
        for (number, def) in api::called_in(line).enumerate() {
            if number > 0 {
                ui.add_space(4.0);
            }
            ui.label(RichText::new(def.signature()).font(theme::mono(12.0)));
            ui.label(RichText::new(def.doc.get(view.lang)).color(theme.muted));
        }
    });
}

#[cfg(test)]
mod tests {
    use egui::{Event, Rect, vec2};

    use super::*;
    use crate::editor::Editor;
    use crate::i18n::Lang;
    use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
    use crate::model::blocks::{Block, Port};
    use crate::model::edit::{Edit, apply};
    use crate::ui::testing::{project, shows, stage};

    #[test]
    fn a_call_under_the_pointer_is_explained() {
        let (mut project, controls) = project(&["button"], Lang::De);
        let at = HandlerRef::new(controls[0], "tapped");
        let fragment = Fragment::single(Block::new("log"));
        let insert = GraphEdit::Insert { fragment, to: Target::Port(Port::First) };
        apply(&mut project, &Edit::Graph(at, insert)).unwrap();
        let mut editor = Editor::new(project, None, Lang::De);
        editor.refresh();
        let mut harness = stage(editor, |ui, view, _, _| {
            let at = view.editor.project().handlers().next().map(|(at, _)| at);
            if let Some(at) = at {
                code_ui(ui, view, &at);
            }
        });
        harness.run();
        assert!(!shows(&harness, "Heißt wie in Peakboard"));
        let first = Rect::from_min_size(pos2(GUTTER, TOP), vec2(80.0, CODE_LINE)).center();
        harness.event(Event::PointerMoved(first + vec2(20.0, 8.0)));
        harness.run_steps(40);
        assert!(shows(&harness, "Heißt wie in Peakboard"), "{:?}", harness.root());
    }
}
