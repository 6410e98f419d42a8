//! Everything that can be put on the canvas: the rows of the catalog, and ready-made blocks for what the project has.

use std::sync::Arc;

use crate::catalog::def::{Category, Hue};
use crate::catalog::{self, def::BlockDef};
use crate::i18n::{Lang, same, t};
use crate::model::blocks::Block;
use crate::model::blocks::check::Shape;
use crate::model::item::Item;
use crate::model::names::fold;
use crate::model::project::Project;

/// Something that can be put on the canvas.
#[derive(Clone, Debug)]
pub(super) struct Entry {
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
pub(super) struct Cache(Option<(Arc<Project>, Lang, Arc<Vec<Entry>>)>);

impl Cache {
    /// The entries of this project.
    pub(super) fn get(&mut self, project: &Arc<Project>, lang: Lang) -> Arc<Vec<Entry>> {
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
fn all(project: &Project, lang: Lang) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    let mut last = None;
    for def in catalog::blocks() {
        // What the project has stands after the general blocks of the same heading.
        if last != Some(def.category) {
            ready_made(project, last, lang, &mut out);
            last = Some(def.category);
        }
        let path = def.category.path();
        out.extend(entry(project, def, catalog::new_block(def, lang), def.label.get(lang).to_owned(), lang).map(
            |mut entry| {
                entry.path = path.iter().map(|text| text.get(lang).to_owned()).collect();
                for text in path {
                    entry.words.push_str(&fold(&format!(" {} {}", text.de, text.en)));
                }
                entry
            },
        ));
    }
    ready_made(project, last, lang, &mut out);
    out
}

fn ready_made(project: &Project, category: Option<Category>, lang: Lang, out: &mut Vec<Entry>) {
    match category {
        Some(Category::Variables) => variables(project, lang, out),
        Some(Category::Controls) => controls(project, lang, out),
        Some(
            Category::Mqtt
            | Category::Application
            | Category::Locals
            | Category::Sources
            | Category::Logic
            | Category::Math
            | Category::Text
            | Category::Comment,
        )
        | None => {}
    }
}

fn entry(project: &Project, def: &'static BlockDef, block: Block, label: String, lang: Lang) -> Option<Entry> {
    let shape = catalog::shape(project, &block)?;
    let about = [def.label.de, def.label.en, def.help.de, def.help.en];
    let words = fold(&format!("{label} {} {}", about.join(" "), def.words.join(" ")));
    Some(Entry {
        label,
        path: Vec::new(),
        help: def.help.get(lang),
        hue: def.category.hue(),
        icon: def.icon,
        block,
        shape,
        words,
    })
}

/// Set, get and change for each variable.
fn variables(project: &Project, lang: Lang, out: &mut Vec<Entry>) {
    let path = Category::Variables.path();
    for variable in &project.variables {
        let name = &variable.name;
        for (kind, label) in [
            ("variable_set", t("{} setzen", "Set {}")),
            ("variable_get", same("{}")),
            ("variable_change", t("{} ändern", "Change {}")),
        ] {
            let Some(def) = catalog::block(kind) else { continue };
            if kind == "variable_change" && variable.ty != crate::model::types::Ty::Number {
                continue;
            }
            let block = catalog::new_block(def, lang).with("variable", Item::from(variable.id));
            out.extend(entry(project, def, block, label.get(lang).replace("{}", name), lang).map(|mut entry| {
                entry.path = path.iter().map(|text| text.get(lang).to_owned()).chain([name.clone()]).collect();
                entry
            }));
        }
    }
}

/// Set and get for each property of each control.
fn controls(project: &Project, lang: Lang, out: &mut Vec<Entry>) {
    for screen in &project.screens {
        for control in &screen.controls {
            let Some(control_def) = catalog::control(&control.kind) else { continue };
            for property in control_def.properties {
                for (kind, label) in [("property_set", t("{} setzen", "Set {}")), ("property_get", same("{}"))] {
                    let Some(def) = catalog::block(kind) else { continue };
                    let block = catalog::new_block(def, lang)
                        .with("control", Item::from(control.id))
                        .with("property", property.key);
                    let label = label.get(lang).replace("{}", property.label.get(lang));
                    out.extend(entry(project, def, block, label, lang).map(|mut entry| {
                        entry.path = vec!["Controls".to_owned(), screen.name.clone(), control.name.clone()];
                        entry.words.push_str(&fold(&format!(" {} {}", screen.name, control.name)));
                        entry
                    }));
                }
            }
        }
    }
}

/// How well an entry fits a search, smaller is better; `None` if it does not.
pub(super) fn rank(entry: &Entry, search: &str) -> Option<u8> {
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
pub(super) fn find<'a>(entries: &'a [Entry], search: &str) -> Vec<&'a Entry> {
    let mut hits: Vec<(u8, &Entry)> = entries.iter().filter_map(|entry| Some((rank(entry, search)?, entry))).collect();
    hits.sort_by_key(|(rank, _)| *rank);
    hits.into_iter().map(|(_, entry)| entry).collect()
}
