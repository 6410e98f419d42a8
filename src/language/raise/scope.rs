//! Which local variables may be declared at the top of a handler, as blocks do it, without a difference that shows.

use std::collections::BTreeSet;

use super::tree::{LuaHead, LuaTree};

/// Those that call a function at once that they are given, and forget it.
const AT_ONCE: &[&str] = &["trycatchfn", "trycatch", "pcall"];

/// The local variables of a handler.
#[derive(Debug, Default)]
pub(super) struct Locals {
    /// All that are declared anywhere, those of loops and inputs too, and mean nothing else elsewhere.
    pub(super) all: BTreeSet<String>,
    /// Those that may be declared at the top.
    pub(super) hoisted: BTreeSet<String>,
}

/// Finds them, where these have a value from the start.
pub(super) fn locals(block: &LuaTree, inputs: &[String]) -> Locals {
    let mut finder = LocalsFinder { scopes: vec![inputs.iter().cloned().collect()], ..LocalsFinder::default() };
    finder.all.extend(inputs.iter().cloned());
    finder.tree(block);
    let LocalsFinder { all, plain, odd, free, .. } = finder;
    Locals { all: all.difference(&free).cloned().collect(), hoisted: plain.difference(&odd).cloned().collect() }
}

/// Writes their declarations as what they then are: assignments.
pub(super) fn hoist(tree: &mut LuaTree, locals: &Locals) {
    let is_hoisted = |name: &LuaTree| matches!(&name.head, LuaHead::Name(name) if locals.hoisted.contains(name));
    if tree.head == LuaHead::Local && tree.kids.first().is_some_and(|names| names.kids.iter().all(is_hoisted)) {
        tree.head = LuaHead::Assign;
    }
    for kid in &mut tree.kids {
        hoist(kid, locals);
    }
}

#[derive(Debug, Default)]
struct LocalsFinder {
    scopes: Vec<BTreeSet<String>>,
    all: BTreeSet<String>,
    /// Declared by a statement, with a value.
    plain: BTreeSet<String>,
    /// Not the same when declared further up.
    odd: BTreeSet<String>,
    /// Used where no local variable of this name is known.
    free: BTreeSet<String>,
    /// How many scopes there were where the innermost function begins that may outlive its statement.
    function: Option<usize>,
}

impl LocalsFinder {
    fn is_known(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.contains(name))
    }

    fn declare(&mut self, name: &str) {
        // One within the reach of another is a second one.
        if self.is_known(name) {
            self.odd.insert(name.to_owned());
        }
        self.all.insert(name.to_owned());
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned());
        }
    }

    fn declare_all(&mut self, names: Option<&LuaTree>) {
        for name in names.into_iter().flat_map(|names| &names.kids) {
            if let LuaHead::Name(name) = &name.head {
                self.declare(name);
            }
        }
    }

    fn uses(&mut self, name: &str) {
        let at = self.scopes.iter().rposition(|scope| scope.contains(name));
        // Who means another one by this name must not find it; who keeps it needs one of his own each time.
        let is_kept = matches!((at, self.function), (Some(at), Some(function)) if at < function);
        if at.is_none() {
            self.free.insert(name.to_owned());
        }
        if at.is_none() || is_kept {
            self.odd.insert(name.to_owned());
        }
    }

    fn scoped(&mut self, names: Option<&LuaTree>, kids: &[LuaTree]) {
        self.scopes.push(BTreeSet::new());
        self.declare_all(names);
        for kid in kids {
            // What a loop ends with is known where its end is asked for.
            if kid.head == LuaHead::Block {
                kid.kids.iter().for_each(|kid| self.tree(kid));
            } else {
                self.tree(kid);
            }
        }
        self.scopes.pop();
    }

    fn tree(&mut self, tree: &LuaTree) {
        match &tree.head {
            LuaHead::Name(name) => self.uses(name),
            LuaHead::Block => self.scoped(None, std::slice::from_ref(tree)),
            LuaHead::Repeat => self.scoped(None, &tree.kids),
            LuaHead::Local => {
                let (names, values) = (tree.kids.first(), tree.kids.get(1));
                if let Some(values) = values {
                    self.tree(values);
                }
                // At the top a variable has nothing yet, declared or not; in a loop it would have what it had before.
                let has_values = self.scopes.len() == 2 || values.is_some_and(|values| !values.kids.is_empty());
                for name in names.into_iter().flat_map(|names| &names.kids) {
                    if let LuaHead::Name(name) = &name.head {
                        if has_values { &mut self.plain } else { &mut self.odd }.insert(name.clone());
                    }
                }
                self.declare_all(names);
            }
            LuaHead::Count => {
                let (block, head) = tree.kids.split_last().map_or((None, &[][..]), |(block, head)| (Some(block), head));
                head.iter().skip(1).for_each(|kid| self.tree(kid));
                let name = head.first().map(|name| LuaTree::new(LuaHead::List, vec![name.clone()], 0..0));
                self.scoped(name.as_ref(), block.map(std::slice::from_ref).unwrap_or_default());
            }
            LuaHead::Each => {
                tree.kids.get(1).into_iter().for_each(|kid| self.tree(kid));
                self.scoped(tree.kids.first(), tree.kids.get(2..).unwrap_or_default());
            }
            LuaHead::Function(names) => self.function(names, &tree.kids),
            LuaHead::Call if is_at_once(tree) => {
                for kid in &tree.kids {
                    match &kid.head {
                        LuaHead::Function(names) => {
                            let names =
                                names.iter().map(|name| LuaTree::new(LuaHead::Name(name.clone()), Vec::new(), 0..0));
                            self.scoped(Some(&LuaTree::new(LuaHead::List, names.collect(), 0..0)), &kid.kids);
                        }
                        _ => self.tree(kid),
                    }
                }
            }
            LuaHead::Other(text) => self.words(text),
            _ => tree.kids.iter().for_each(|kid| self.tree(kid)),
        }
    }

    fn function(&mut self, names: &[String], kids: &[LuaTree]) {
        let outer = self.function.replace(self.scopes.len());
        let names = names.iter().map(|name| LuaTree::new(LuaHead::Name(name.clone()), Vec::new(), 0..0)).collect();
        self.scoped(Some(&LuaTree::new(LuaHead::List, names, 0..0)), kids);
        self.function = outer;
    }

    /// What was not read may use any name in it, and keep it.
    fn words(&mut self, text: &str) {
        let keeps = text.contains("function");
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty()) {
            if keeps || !self.is_known(word) {
                self.odd.insert(word.to_owned());
            }
        }
    }
}

fn is_at_once(call: &LuaTree) -> bool {
    let name = call.kids.first().map(|callee| match &callee.head {
        LuaHead::Name(name) => name.as_str(),
        LuaHead::Index => match callee.kids.get(1).map(|key| &key.head) {
            Some(LuaHead::Text(name)) => name.as_str(),
            _ => "",
        },
        _ => "",
    });
    name.is_some_and(|name| AT_ONCE.contains(&name))
}
