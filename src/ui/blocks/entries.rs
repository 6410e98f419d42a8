//! Everything that can be put on the canvas: the rows of the language, and ready-made blocks for what the project has.

use std::sync::Arc;

use crate::i18n::Lang;
use crate::language;
use crate::language::block::Hue;
use crate::model::blocks::Block;
use crate::model::blocks::check::Shape;
use crate::model::handler::HandlerRef;
use crate::model::id::FunctionId;
use crate::model::names::{fold, in_order};
use crate::model::project::Project;
use crate::model::value::Value;
use crate::player::common::TEXT_KEY;

/// Something that can be put on the canvas.
#[derive(Clone, Debug)]
pub(super) struct BlockEntry {
    /// What stands on it.
    pub(super) label: String,
    /// The headings above it.
    pub(super) path: Vec<String>,
    /// What it does.
    pub(super) help: &'static str,
    /// Colour family.
    pub(super) hue: Hue,
    /// Icon of its header.
    pub(super) icon: &'static str,
    /// The block.
    pub(super) block: Block,
    /// How it hangs.
    pub(super) shape: Shape,
    /// Everything it can be found by, in lower case.
    words: String,
    /// For what the project has: the thing by its name or what stands on it, then the label, in lower case.
    titles: Vec<String>,
}

/// The entries of a project, made anew when it changes.
#[derive(Debug, Default)]
pub(super) struct EntryCache {
    of: Option<(Arc<Project>, Option<FunctionId>, Lang)>,
    entries: Arc<Vec<BlockEntry>>,
}

impl EntryCache {
    /// The entries of this project that mean something in this handler.
    pub(super) fn get(&mut self, project: &Arc<Project>, at: &HandlerRef, lang: Lang) -> Arc<Vec<BlockEntry>> {
        let own = at.owner.function();
        let is_known = |of: &(Arc<Project>, _, _)| Arc::ptr_eq(&of.0, project) && (of.1, of.2) == (own, lang);
        if !self.of.as_ref().is_some_and(is_known) {
            let mut entries = all(project, lang);
            entries.retain(|entry| language::blocks::function::belongs(&entry.block, own));
            self.of = Some((Arc::clone(project), own, lang));
            self.entries = Arc::new(entries);
        }
        Arc::clone(&self.entries)
    }
}

/// All entries, in the order of the palette.
fn all(project: &Project, lang: Lang) -> Vec<BlockEntry> {
    let mut out: Vec<BlockEntry> = Vec::new();
    for category in language::CATEGORIES {
        let headings: Vec<String> = category.path.iter().map(|text| text.get(lang).to_owned()).collect();
        for def in category.rows {
            let label = def.label.get(lang).to_owned();
            let Some(mut entry) = entry(project, category.hue, language::new_block(def, lang), label, lang) else {
                continue;
            };
            entry.path.clone_from(&headings);
            for text in category.path {
                entry.words.push_str(&fold(&format!(" {} {}", text.de, text.en)));
            }
            out.push(entry);
        }
        // What the project has stands after the general blocks of the same heading.
        for ready in (category.ready_made)(project, lang) {
            let Some(mut entry) = entry(project, category.hue, ready.block, ready.label, lang) else { continue };
            entry.path = ready.path;
            let caption = caption(project, &entry.block);
            entry.words.push_str(&fold(&format!(" {} {caption}", ready.words)));
            let things = [entry.path.last().map_or("", String::as_str), &caption].map(fold);
            let things = things.iter().filter(|thing| !thing.is_empty());
            entry.titles = things.map(|thing| format!("{thing} {}", fold(&entry.label))).collect();
            out.push(entry);
        }
    }
    out
}

/// What stands on the control that a block is about.
fn caption(project: &Project, block: &Block) -> String {
    let control = language::control_in(project, block).map(|(_, control)| control);
    let text = control.and_then(|control| control.properties.get(TEXT_KEY)?.literal().map(Value::to_text));
    text.unwrap_or_default()
}

fn entry(project: &Project, hue: Hue, block: Block, label: String, lang: Lang) -> Option<BlockEntry> {
    let def = language::block(&block.kind)?;
    let shape = language::shape(project, &block)?;
    let about = [def.label.de, def.label.en, def.help.de, def.help.en];
    let words = fold(&format!("{label} {} {}", about.join(" "), def.words.join(" ")));
    Some(BlockEntry {
        label,
        path: Vec::new(),
        help: def.help.get(lang),
        hue,
        icon: def.icon,
        block,
        shape,
        words,
        titles: Vec::new(),
    })
}

/// How well an entry fits a search, smaller is better; `None` if it does not.
pub(super) fn rank(entry: &BlockEntry, search: &str) -> Option<u8> {
    let search = fold(search.trim());
    // Who has no umlauts on the keyboard writes "veroeffentlichen" or "veroffentlichen".
    let spelled = |word: &str| word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    if !search.split_whitespace().all(|word| entry.words.contains(word) || entry.words.contains(&spelled(word))) {
        return None;
    }
    if search.is_empty() {
        return Some(u8::from(entry.hue != Hue::Mqtt) * 2 + u8::from(!entry.titles.is_empty()));
    }
    let label = fold(&entry.label);
    let by_label = if label.starts_with(&search) {
        2
    } else if in_order(&label, &search).is_some() {
        4
    } else if label.contains(&search) {
        6
    } else {
        8
    };
    // What the project has comes after the general blocks, unless it is named first: "Textfeld Farbe".
    let by_thing = entry.titles.iter().filter_map(|title| match in_order(title, &search)? {
        0 if *title == search => Some(0),
        gaps if title.starts_with(search.split(' ').next()?) => Some(if gaps == 0 { 1 } else { 3 }),
        _ => Some(5),
    });
    let ready_made = u8::from(!entry.titles.is_empty());
    by_thing.chain([by_label + ready_made]).min()
}

/// The entries that fit a search, the best first.
pub(super) fn find<'a>(entries: &'a [BlockEntry], search: &str) -> Vec<&'a BlockEntry> {
    let mut hits: Vec<(u8, &BlockEntry)> =
        entries.iter().filter_map(|entry| Some((rank(entry, search)?, entry))).collect();
    hits.sort_by_key(|(rank, _)| *rank);
    hits.into_iter().map(|(_, entry)| entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, apply};
    use crate::model::id::ScreenId;

    #[test]
    fn what_is_named_first_comes_first() {
        let mut project = Project::new("Halle", "Start", "Lokaler Broker");
        let kinds = ["text_box", "rectangle", "text", "text", "button"];
        let controls = kinds.map(|kind| language::new_control(language::control(kind).unwrap(), Lang::De));
        for mut control in controls {
            if control.kind == "button" {
                control.properties.insert(TEXT_KEY.to_owned(), Value::from("Förderband an").into());
            }
            apply(&mut project, &Edit::AddControls(ScreenId(1), vec![control])).unwrap();
        }
        let entries = all(&project, Lang::De);
        let first = |search: &str| {
            let hit = find(&entries, search)[0];
            (hit.path.last().cloned().unwrap_or_default(), hit.label.clone())
        };
        let entry = |control: &str, label: &str| (control.to_owned(), label.to_owned());
        assert_eq!(first("Textfeld").0, "Textfeld");
        assert_eq!(first("Rechteck Farbe"), entry("Rechteck", "Farbe"));
        assert_eq!(first("rechteck farbe se"), entry("Rechteck", "Farbe setzen"));
        assert_eq!(first("Text 2 Text setzen"), entry("Text 2", "Text setzen"));
        assert_eq!(first("forderband farbe").0, "Button", "by what stands on it");
        assert_eq!(first("mqtt").1, "MQTT Veröffentlichen");
    }
}
