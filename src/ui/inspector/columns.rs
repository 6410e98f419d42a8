//! The property *Spalten* of a table: all columns of its data source that may be shown, each with a tick.

use egui::Ui;

use super::property::PropertyEditor;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::blocks::source::FIXED_COLUMNS;
use crate::model::item::Item;
use crate::model::property::Property;
use crate::model::source::Source;
use crate::ui::Outbox;
use crate::ui::widgets;

/// Draws the field; `of` is the property that holds the data source.
pub(super) fn columns_ui(editor: &PropertyEditor<'_>, ui: &mut Ui, view: &View<'_>, (of, out): (&str, &mut Outbox)) {
    let lang = editor.lang;
    let source = editor.other(of);
    let source = source.as_ref().and_then(Property::item).and_then(Item::source);
    let source = source.and_then(|id| view.editor.project().source(id));
    let mut entries: Vec<(Property, String)> =
        FIXED_COLUMNS.iter().map(|(key, label)| (Property::from(*key), label.get(lang).to_owned())).collect();
    let own = source.map(Source::columns).unwrap_or_default();
    entries.extend(own.into_iter().filter_map(|column| Some((Item::from(column.id?).into(), column.title.to_owned()))));
    let chosen = editor.list();
    // What is gone can be taken out of the list by itself.
    let gone = chosen.iter().filter(|chosen| !entries.iter().any(|(other, _)| other == *chosen));
    let gone: Vec<_> = gone.map(|chosen| (chosen.clone(), t("gelöscht", "deleted").get(lang).to_owned())).collect();
    entries.extend(gone);
    let word = |chosen: &Property| entries.iter().find(|(other, _)| other == chosen).map(|(_, label)| label.as_str());
    let words: Vec<&str> = chosen.iter().filter_map(word).collect();
    let usual = t("die üblichen", "the usual ones").get(lang);
    let shown = if words.is_empty() { usual.to_owned() } else { words.join(", ") };
    let color = editor.color(ui);
    widgets::choice_field(ui, editor.label, (&shown, color), |ui| {
        if ui.selectable_label(chosen.is_empty(), usual).clicked() {
            out.edit(editor.edit(None));
        }
        ui.separator();
        for (key, label) in &entries {
            let mut on = chosen.contains(key);
            if ui.checkbox(&mut on, label).changed() {
                let kept = chosen.iter().filter(|other| *other != key);
                // A new one goes to the end, so that the order of ticking is the order of the columns.
                let list: Vec<Property> = kept.chain(on.then_some(key)).cloned().collect();
                let value = (!list.is_empty()).then_some(Property::List(list));
                out.edit(editor.edit(value));
            }
        }
    });
}
