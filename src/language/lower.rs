//! Blocks to Lua. Never fails: what cannot be lowered becomes a problem with a place.

mod stamps;

use std::collections::HashMap;
use std::sync::Arc;

use self::stamps::{Refers, Stamps};
use super::api::functions;
use super::checks::{self, lua_syntax};
use super::emit::{Emit, Layout};
use crate::model::binding::{self, Origin};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::model::problem::Problem;
use crate::model::project::Project;

use super::source_map::SourceMap;

/// All handlers of a project as Lua.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lowered {
    /// One per handler, in the order of screens and controls.
    pub chunks: Vec<Arc<Chunk>>,
    /// What is imperfect in the whole project.
    pub problems: Vec<Problem>,
}

/// A handler as Lua.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The handler.
    pub handler: HandlerRef,
    /// For people: one statement a line.
    pub pretty: String,
    /// Which block each line of `pretty` comes from.
    pub pretty_map: SourceMap,
    /// For the engine: one value block a line, so that a fault leads to the very block.
    pub exec: String,
    /// Which block each line of `exec` comes from; empty for a handler written in Lua.
    pub exec_map: SourceMap,
}

impl Lowered {
    /// The chunk of a handler.
    pub fn chunk(&self, handler: &HandlerRef) -> Option<&Arc<Chunk>> {
        self.chunks.iter().find(|chunk| chunk.handler == *handler)
    }
}

/// Compiles Lua texts, one after the other: `Err` with the line (from 1) and the compiler's words.
pub type Compile = fn(&[&str]) -> Vec<Result<(), (u32, String)>>;

/// Lowers all handlers and collects what is imperfect.
pub fn lower(project: &Project) -> Lowered {
    Lowerer::default().update(project)
}

/// Keeps what was lowered, so that an edit costs the handlers that it touched and not the project.
///
/// A handler is lowered anew when it is another one, or when a thing that it refers to has become another for it.
#[derive(Debug, Default)]
pub struct Lowerer {
    compile: Option<Compile>,
    known: HashMap<HandlerRef, Known>,
    /// What the compiler said of the scripts that properties are bound to.
    scripts: HashMap<String, Option<String>>,
}

/// A handler as it was lowered last.
#[derive(Debug)]
struct Known {
    handler: Arc<Handler>,
    refers: Refers,
    stamp: u64,
    chunk: Arc<Chunk>,
    /// What the compiler said of it.
    flaw: Option<Problem>,
    problems: Vec<Problem>,
}

impl Lowerer {
    /// One that asks this compiler about Lua text.
    pub fn new(compile: Option<Compile>) -> Self {
        Self { compile, ..Self::default() }
    }

    /// All handlers of a project, and what is imperfect in it; the same as [`lower`] gives, with what the compiler says.
    pub fn update(&mut self, project: &Project) -> Lowered {
        let mut out = self.handlers(project);
        self.check_scripts(project, &mut out.problems);
        checks::project(project, &mut out.problems);
        out
    }

    /// Only what runs: all handlers of a project that comes to run.
    pub fn chunks(&mut self, project: &Project) -> Vec<Arc<Chunk>> {
        self.handlers(project).chunks
    }

    fn handlers(&mut self, project: &Project) -> Lowered {
        let stamps = Stamps::of(project);
        let mut before = std::mem::take(&mut self.known);
        let mut flaws = self.flaws(project, &before).into_iter();
        let mut out = Lowered::default();
        for (at, handler) in project.handlers() {
            // Parts of instances are made anew, and mostly just as they were.
            let is_same = |known: &Known| Arc::ptr_eq(&known.handler, handler) || known.handler == *handler;
            let same = before.remove(&at).filter(is_same);
            let known = match same {
                Some(known) if known.stamp == stamps.stamp(&known.refers) => known,
                Some(known) if handler.graph().is_none() => fresh(project, &at, handler, known.flaw, &stamps),
                _ => {
                    let flaw = if handler.graph().is_none() { flaws.next().flatten() } else { None };
                    let known = fresh(project, &at, handler, flaw, &stamps);
                    let flaw = self.flaw_in_blocks(handler, &known.chunk);
                    Known { flaw: flaw.or(known.flaw), ..known }
                }
            };
            out.chunks.push(Arc::clone(&known.chunk));
            out.problems.extend(known.flaw.iter().chain(&known.problems).cloned());
            self.known.insert(at, known);
        }
        out
    }

    /// What the compiler says of the scripts that properties are bound to; each is compiled once.
    fn check_scripts(&mut self, project: &Project, problems: &mut Vec<Problem>) {
        let Some(compile) = self.compile else { return };
        let before = std::mem::take(&mut self.scripts);
        let scripts: Vec<_> = binding::bindings(project)
            .filter_map(|(control, _, binding)| match &binding.from {
                Origin::Lua(text) => Some((control.id, text)),
                _ => None,
            })
            .collect();
        let new: Vec<&String> =
            scripts.iter().map(|(_, text)| *text).filter(|text| !before.contains_key(*text)).collect();
        let chunks: Vec<String> = new.iter().map(|text| binding::as_chunk(text)).collect();
        let compiled = compile(&chunks.iter().map(String::as_str).collect::<Vec<_>>());
        let said = compiled.into_iter().map(|result| result.err().map(|(_, what)| what));
        let mut flaws: HashMap<&String, Option<String>> = new.into_iter().zip(said).collect();
        flaws.extend(before.iter().map(|(text, flaw)| (text, flaw.clone())));
        for (control, text) in scripts {
            let flaw = flaws.get(text).cloned().flatten();
            problems.extend(flaw.iter().map(|what| lua_syntax::in_binding(control, what)));
            self.scripts.insert(text.clone(), flaw);
        }
    }

    /// What the compiler says of the Lua that stands in blocks, at the block.
    fn flaw_in_blocks(&self, handler: &Handler, chunk: &Chunk) -> Option<Problem> {
        let scripts: Vec<_> = handler.graph()?.scripts().map(|(id, _)| id).collect();
        if scripts.is_empty() {
            return None;
        }
        let (line, what) = (self.compile?)(&[&chunk.pretty]).into_iter().next()?.err()?;
        // What one leaves open is missed further down.
        let block = (1..=line).rev().filter_map(|line| chunk.pretty_map.block_at(line)).find(|id| scripts.contains(id));
        Some(lua_syntax::in_block(&chunk.handler, block.or_else(|| scripts.first().copied())?, &what))
    }

    /// What the compiler says of the handlers in Lua that are not known yet, in their order.
    fn flaws(&self, project: &Project, known: &HashMap<HandlerRef, Known>) -> Vec<Option<Problem>> {
        let Some(compile) = self.compile else { return Vec::new() };
        let is_known =
            |at: &HandlerRef, handler| known.get(at).is_some_and(|known| Arc::ptr_eq(&known.handler, handler));
        let new = project.handlers().filter_map(|(at, handler)| match handler.as_ref() {
            Handler::Lua(text) if !is_known(&at, handler) => Some((at, text.as_str())),
            _ => None,
        });
        let (places, texts): (Vec<_>, Vec<_>) = new.unzip();
        let said = compile(&texts).into_iter().zip(places);
        said.map(|(said, at)| said.err().map(|(line, what)| lua_syntax::at(&at, line, &what))).collect()
    }
}

fn fresh(project: &Project, at: &HandlerRef, handler: &Arc<Handler>, flaw: Option<Problem>, stamps: &Stamps) -> Known {
    let mut problems = Vec::new();
    let chunk = Arc::new(lower_handler(project, at, handler, &mut problems));
    let refers = Refers::of(at, handler);
    Known { handler: Arc::clone(handler), stamp: stamps.stamp(&refers), refers, chunk, flaw, problems }
}

fn lower_handler(project: &Project, at: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) -> Chunk {
    let chunk = match handler {
        Handler::Lua(text) => Chunk {
            handler: at.clone(),
            pretty: text.clone(),
            pretty_map: SourceMap::default(),
            exec: text.clone(),
            exec_map: SourceMap::default(),
        },
        Handler::Blocks(graph) => {
            let mut written = Emit::handler(project, at, graph);
            let (pretty, pretty_blocks) = written.print(Layout::Pretty);
            let (exec, exec_blocks) = written.print(Layout::Exec);
            problems.append(&mut written.problems);
            Chunk {
                handler: at.clone(),
                pretty,
                pretty_map: SourceMap::new(pretty_blocks),
                exec,
                exec_map: SourceMap::new(exec_blocks).with_steps(written.steps()),
            }
        }
    };
    checks::handler(project, at, handler, problems);
    check_scripts_of(project, &chunk, handler, problems);
    with_inputs(project, chunk)
}

/// What is wrong about the Lua that stands in blocks, told at the block: it is read where it stands, among what the other
/// blocks write.
fn check_scripts_of(project: &Project, chunk: &Chunk, handler: &Handler, problems: &mut Vec<Problem>) {
    let Some(graph) = handler.graph().filter(|graph| graph.scripts().next().is_some()) else { return };
    let mut found = Vec::new();
    checks::handler(project, &chunk.handler, &Handler::Lua(chunk.pretty.clone()), &mut found);
    for problem in found {
        let Place::Handler(_, Some(line)) = problem.place else { continue };
        let block = chunk.pretty_map.block_at(line);
        if let Some(block) = block.filter(|id| graph.block(*id).is_some_and(|block| block.script().is_some())) {
            problems.push(Problem { place: Place::Block(chunk.handler.clone(), block), fix: None, ..problem });
        }
    }
}

/// A handler made of blocks as it runs while somebody looks at them: each tells what it gives ([`super::emit::TELL`]).
pub fn watched(project: &Project, at: &HandlerRef) -> Option<Chunk> {
    let graph = project.handler(at)?.graph()?;
    let (exec, blocks) = Emit::watched(project, at, graph).print(Layout::Exec);
    let (pretty, pretty_map) = (String::new(), SourceMap::default());
    Some(with_inputs(
        project,
        Chunk { handler: at.clone(), pretty, pretty_map, exec, exec_map: SourceMap::new(blocks) },
    ))
}

/// A function's inputs are declared in front of what runs, in the same line: what people see stays what they wrote.
fn with_inputs(project: &Project, chunk: Chunk) -> Chunk {
    let function = chunk.handler.owner.function().and_then(|id| project.function(id));
    let names = function.map(functions::parameter_names).unwrap_or_default();
    if names.is_empty() || chunk.exec.is_empty() {
        return chunk;
    }
    Chunk { exec: format!("local {} = ...; {}", names.join(", "), chunk.exec), ..chunk }
}

#[cfg(test)]
mod tests;
