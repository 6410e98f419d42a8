//! Who may name whom: the tables stand in `ARCHITECTURE.md`, and are read from there.
//!
//! A row names a module and those that it may name. What is not used must not stand there either, so the tables are true.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::tokens::{self, Path};

/// The chapter of the table of modules.
const MODULES: &str = "Who may import whom";
/// What the headings of the tables of rooms begin with; the module's name follows.
const ROOMS: &str = "Rooms of ";

/// A table: each name with those that it may name.
type Table = BTreeMap<String, BTreeSet<String>>;

/// All tables.
pub(super) struct Layers {
    modules: Table,
    /// Everyone may name them.
    leaves: BTreeSet<String>,
    /// By module, the files and folders in it.
    rooms: BTreeMap<String, Table>,
}

/// An arrow that is used, and where: the table it belongs to, from, to.
pub(super) type Arrow = (String, String, String);

impl Layers {
    /// Reads the tables of the text of `ARCHITECTURE.md`.
    pub(super) fn read(text: &str) -> Self {
        let (mut modules, mut leaves, mut rooms) = (Table::new(), BTreeSet::new(), BTreeMap::<String, Table>::new());
        let mut heading = "";
        for line in text.lines() {
            if let Some(title) = line.strip_prefix('#') {
                heading = title.trim_start_matches('#').trim();
            }
            let Some((names, may)) = row(line) else { continue };
            if heading == MODULES && may.contains("*") {
                leaves.extend(names);
            } else if heading == MODULES {
                modules.extend(names.into_iter().map(|name| (name, may.clone())));
            } else if let Some(module) = heading.strip_prefix(ROOMS) {
                let table = rooms.entry(module.trim_matches('`').to_owned()).or_default();
                table.extend(names.into_iter().map(|name| (name, may.clone())));
            }
        }
        Self { modules, leaves, rooms }
    }

    /// What is wrong with one file; the arrows that it uses go into `used`.
    pub(super) fn check(&self, source: &Source<'_>, used: &mut BTreeSet<Arrow>) -> Vec<(usize, String)> {
        let Some(module) = source.module() else { return Vec::new() };
        let own: Vec<&str> = module.split('/').collect();
        let mut found = Vec::new();
        if !self.modules.contains_key(own[0]) && !self.leaves.contains(own[0]) {
            found.push((1, format!("module `{}` has no row in ARCHITECTURE.md", own[0])));
            return found;
        }
        let rooms = self.rooms.get(own[0]);
        if let (Some(rooms), Some(room)) = (rooms, own.get(1).filter(|_| !source.is_test(1)))
            && !rooms.contains_key(*room)
        {
            found.push((1, format!("`{room}` has no row among the rooms of `{}` in ARCHITECTURE.md", own[0])));
            return found;
        }
        for path in tokens::paths(&source.tokens) {
            // A test beside the code may use what stands above it: rows are tested by lowering them.
            let Some(target) = target(&own, &path).filter(|_| !source.is_test(path.line)) else { continue };
            let Some(to) = target.first() else { continue };
            let (table, from, to, title) = if to != own[0] {
                (&self.modules, own[0], to.as_str(), MODULES.to_owned())
            } else if let (Some(rooms), Some(to)) = (rooms, target.get(1)) {
                (rooms, own.get(1).copied().unwrap_or_default(), to.as_str(), format!("{ROOMS}{}", own[0]))
            } else {
                continue;
            };
            // The frame around the rooms names them all.
            if from == to || from.is_empty() || !table.contains_key(to) {
                continue;
            }
            if table.get(from).is_some_and(|may| may.contains(to)) {
                used.insert((title, from.to_owned(), to.to_owned()));
            } else {
                found.push((path.line, format!("`{from}` must not name `{to}` ({title})")));
            }
        }
        found
    }

    /// What the tables allow and nobody uses.
    pub(super) fn unused(&self, used: &BTreeSet<Arrow>) -> Vec<String> {
        let rooms = self.rooms.iter().map(|(module, table)| (format!("{ROOMS}{module}"), table));
        let tables = std::iter::once((MODULES.to_owned(), &self.modules)).chain(rooms);
        let arrows = tables.flat_map(|(title, table)| {
            let of_row = move |(from, may): (&String, &BTreeSet<String>)| {
                may.iter().map(|to| (title.clone(), from.clone(), to.clone())).collect::<Vec<Arrow>>()
            };
            table.iter().flat_map(of_row)
        });
        let left = arrows.filter(|arrow| !used.contains(arrow));
        left.map(|(title, from, to)| format!("ARCHITECTURE.md, {title}: `{from}` does not name `{to}`")).collect()
    }
}

/// A row `| names | may name |`, as names without their ticks; `*` stands for everyone may name it.
fn row(line: &str) -> Option<(Vec<String>, BTreeSet<String>)> {
    let mut cells = line.strip_prefix('|')?.strip_suffix('|')?.split('|');
    let (names, may) = (cells.next()?, cells.next()?);
    if names.contains("--") || !names.contains('`') {
        return None;
    }
    let list = |cell: &str| cell.split(',').map(|name| name.trim().trim_matches('`').to_owned()).collect::<Vec<_>>();
    let may = if may.contains("everyone") { vec!["*".to_owned()] } else { list(may) };
    Some((list(names), may.into_iter().filter(|name| !name.is_empty()).collect()))
}

/// What a path leads to, from the root of the crate on; nothing where that is another crate or a name near by.
fn target(own: &[&str], path: &Path) -> Option<Vec<String>> {
    let segments = &path.segments;
    let supers = segments.iter().take_while(|segment| *segment == "super").count();
    match segments[0].as_str() {
        "crate" | "steckbrett" => Some(segments[1..].to_vec()),
        "super" => {
            let above = own.get(..own.len().checked_sub(supers)?)?;
            Some(above.iter().map(|&name| name.to_owned()).chain(segments[supers..].iter().cloned()).collect())
        }
        _ => None,
    }
}
