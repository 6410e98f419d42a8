//! The property *Spalten* of a table: all columns of its data source that may be shown, each with a tick.

use egui::Ui;

use super::property::Editor;
use crate::catalog::source::FIXED_COLUMNS;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::id::SourceId;
use crate::model::source::Source;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::widgets;

/// Draws the field.
pub(super) fn columns_ui(editor: &Editor<'_>, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let lang = editor.lang;
    let source = editor.other("source").and_then(|value| value.as_number());
    let source = source.and_then(|id| view.editor.project().source(SourceId(id as u32)));
    let mut entries: Vec<(String, String)> =
        FIXED_COLUMNS.iter().map(|(key, label)| ((*key).to_owned(), label.get(lang).to_owned())).collect();
    let titled = source.map(Source::columns).unwrap_or_default();
    entries.extend(titled.into_iter().map(|(title, _)| (title.to_owned(), title.to_owned())));
    let text = editor.text();
    let chosen: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut words: Vec<&str> = Vec::new();
    for key in &chosen {
        words.push(entries.iter().find(|(other, _)| other == key).map_or(*key, |(_, label)| label.as_str()));
    }
    let usual = t("die üblichen", "the usual ones").get(lang);
    let shown = if words.is_empty() { usual.to_owned() } else { words.join(", ") };
    let color = editor.color(ui);
    widgets::choice_field(ui, editor.label, (&shown, color), |ui| {
        if ui.selectable_label(chosen.is_empty(), usual).clicked() {
            out.edit(editor.edit(None));
        }
        ui.separator();
        for (key, label) in &entries {
            let mut on = chosen.contains(&key.as_str());
            if ui.checkbox(&mut on, label).changed() {
                let kept = chosen.iter().copied().filter(|other| other != key);
                // A new one goes to the end, so that the order of ticking is the order of the columns.
                let lines: Vec<&str> = kept.chain(on.then_some(key.as_str())).collect();
                let value = (!lines.is_empty()).then(|| Value::from(lines.join("\n")));
                out.edit(editor.edit(value));
            }
        }
    });
}
