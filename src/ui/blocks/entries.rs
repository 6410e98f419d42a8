//! Everything that can be put on the canvas: the rows of the catalog, and ready-made blocks for what the project has.

use std::sync::Arc;

use crate::catalog;
use crate::catalog::def::Hue;
use crate::i18n::Lang;
use crate::model::blocks::Block;
use crate::model::blocks::check::Shape;
use crate::model::names::fold;
use crate::model::project::Project;

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
}

/// The entries of a project, made anew when it changes.
#[derive(Debug, Default)]
pub(super) struct EntryCache(Option<(Arc<Project>, Lang, Arc<Vec<BlockEntry>>)>);

impl EntryCache {
    /// The entries of this project.
    pub(super) fn get(&mut self, project: &Arc<Project>, lang: Lang) -> Arc<Vec<BlockEntry>> {
        if let Some((of, cached_lang, entries)) = &self.0
            && Arc::ptr_eq(of, project)
            && *cached_lang == lang
        {
            return Arc::clone(entries);
        }
        let entries = Arc::new(all(project, lang));
        self.0 = Some((Arc::clone(project), lang, Arc::clone(&entries)));
        entries
    }
}

/// All entries, in the order of the palette.
fn all(project: &Project, lang: Lang) -> Vec<BlockEntry> {
    let mut out: Vec<BlockEntry> = Vec::new();
    for category in catalog::CATEGORIES {
        let headings: Vec<String> = category.path.iter().map(|text| text.get(lang).to_owned()).collect();
        for def in category.rows {
            let label = def.label.get(lang).to_owned();
            let Some(mut entry) = entry(project, category.hue, catalog::new_block(def, lang), label, lang) else {
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
            entry.words.push_str(&fold(&format!(" {}", ready.words)));
            out.push(entry);
        }
    }
    out
}

fn entry(project: &Project, hue: Hue, block: Block, label: String, lang: Lang) -> Option<BlockEntry> {
    let def = catalog::block(&block.kind)?;
    let shape = catalog::shape(project, &block)?;
    let about = [def.label.de, def.label.en, def.help.de, def.help.en];
    let words = fold(&format!("{label} {} {}", about.join(" "), def.words.join(" ")));
    Some(BlockEntry { label, path: Vec::new(), help: def.help.get(lang), hue, icon: def.icon, block, shape, words })
}

/// How well an entry fits a search, smaller is better; `None` if it does not.
pub(super) fn rank(entry: &BlockEntry, search: &str) -> Option<u8> {
    let search = fold(search.trim());
    // Who has no umlauts on the keyboard writes "veroeffentlichen" or "veroffentlichen".
    let spelled = |word: &str| word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    if !search.split_whitespace().all(|word| entry.words.contains(word) || entry.words.contains(&spelled(word))) {
        return None;
    }
    let label = fold(&entry.label);
    // Ready-made blocks of what the project has come after the general ones.
    let general = !entry.block.slots.contains_key("control") && !entry.block.slots.contains_key("variable");
    let by_label = if search.is_empty() {
        u8::from(entry.hue != Hue::Mqtt)
    } else if label.starts_with(&search) {
        0
    } else if label.contains(&search) {
        2
    } else {
        4
    };
    Some(by_label + u8::from(!general))
}

/// The entries that fit a search, the best first.
pub(super) fn find<'a>(entries: &'a [BlockEntry], search: &str) -> Vec<&'a BlockEntry> {
    let mut hits: Vec<(u8, &BlockEntry)> =
        entries.iter().filter_map(|entry| Some((rank(entry, search)?, entry))).collect();
    hits.sort_by_key(|(rank, _)| *rank);
    hits.into_iter().map(|(_, entry)| entry).collect()
}
