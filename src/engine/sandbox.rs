//! Makes the Lua state that scripts run in, and takes away what they must not have.
//!
//! The libraries are read-only, each activation gets its own globals, and nothing survives an activation but what the
//! host keeps. Which function was taken away for which attack: `tests/escape.rs`.

use std::rc::Rc;

use mlua::chunk::{ChunkMode, Compiler};
use mlua::{Function, Lua, LuaOptions, StdLib, Table, Thread};

use super::host::{self, Host};
use super::live::Event;
use crate::language::api::{self, event};
use crate::language::emit::TELL;

/// Beginning of the chunk names of handlers: `h0`, `h1` …
pub(super) const CHUNK: &str = "h";

/// Longest source text; Luau's compiler is not held back by the memory limit.
pub(super) const MAX_SOURCE: usize = 256 << 10;

const PRELUDE: &str = include_str!("prelude.lua");

/// The state of one run.
#[derive(Debug)]
pub(super) struct Sandbox {
    pub(super) lua: Lua,
    run: Function,
    /// Makes a function of the project callable.
    pub(super) callable: Function,
    globals: Table,
    memory_limit: usize,
    /// In use after the last full collection.
    kept: usize,
}

impl Sandbox {
    /// A closed state with all host functions.
    pub(super) fn new(host: &Rc<Host>, memory_limit: usize) -> mlua::Result<Self> {
        let lua = Lua::new_with(StdLib::ALL_SAFE, LuaOptions::new())?;
        lua.set_compiler(compiler());
        let globals = lua.globals();
        let internal = host::install(&lua, host)?;
        let (run, callable): (Function, Function) =
            lua.load(PRELUDE).set_name("=prelude").set_mode(ChunkMode::Text).call(internal)?;
        // `Screens` and `Data` are written with a capital in older pages of the reference product.
        let fold = lua.create_function(|_, (table, key): (Table, mlua::Value)| match &key {
            mlua::Value::String(text) => table.raw_get::<mlua::Value>(text.to_string_lossy().to_lowercase()),
            _ => Ok(mlua::Nil),
        })?;
        let meta = lua.create_table_from([("__index", fold)])?;
        meta.raw_set("__metatable", false)?;
        for table in api::lua::FOLDED {
            globals.raw_get::<Table>(*table)?.set_metatable(Some(meta.clone()))?;
        }
        globals.set_metatable(Some(meta))?;
        let inherit = lua.create_table()?;
        inherit.raw_set("__index", &globals)?;
        inherit.raw_set("__metatable", false)?;
        inherit.set_readonly(true);
        lua.sandbox(true)?;
        lua.set_memory_limit(memory_limit)?;
        let kept = lua.used_memory();
        Ok(Self { lua, run, callable, globals: inherit, memory_limit, kept })
    }

    /// Compiles a handler.
    pub(super) fn load(&self, index: usize, source: &str) -> mlua::Result<Function> {
        self.compile(index, source, false)
    }

    /// Compiles a handler; with the names of its local variables, where somebody follows it.
    pub(super) fn compile(&self, index: usize, source: &str, named: bool) -> mlua::Result<Function> {
        check_length(source)?;
        let compiler = compiler().set_debug_level(if named { 2 } else { 1 });
        let name = format!("={CHUNK}{index}");
        self.lua.load(source).set_name(name).set_mode(ChunkMode::Text).set_compiler(compiler).into_function()
    }

    /// Compiles a handler whose blocks tell what they give.
    pub(super) fn compile_watched(
        &self,
        number: usize,
        source: &str,
        tell: &Function,
        named: bool,
    ) -> mlua::Result<Function> {
        let source = format!("local {TELL} = ... return function(...) {source}\nend");
        self.compile(number, &source, named)?.call(tell)
    }

    /// A coroutine that runs a handler with globals of its own, which are the third; give it the function when it is
    /// first resumed.
    ///
    /// `event` is the message that it is about, which the script finds as `e`.
    pub(super) fn activate(
        &self,
        handler: &Function,
        event: Option<&Event>,
    ) -> mlua::Result<(Thread, Function, Table)> {
        let globals = self.lua.create_table()?;
        if let Some(event) = event {
            globals.raw_set(event::OF, host::data::event_object(&self.lua, event)?)?;
        }
        globals.set_metatable(Some(self.globals.clone()))?;
        let body = handler.deep_clone()?;
        body.set_environment(globals.clone())?;
        Ok((self.lua.create_thread(self.run.clone())?, body, globals))
    }

    /// Collects garbage when memory gets short: Luau has no collection of its own for that case.
    pub(super) fn tidy(&mut self) -> mlua::Result<()> {
        let used = self.lua.used_memory();
        if used > self.memory_limit / 2 && used > self.kept.saturating_add(self.memory_limit / 8) {
            self.collect()?;
        }
        Ok(())
    }

    /// Collects all garbage now.
    pub(super) fn collect(&mut self) -> mlua::Result<()> {
        self.lua.gc_collect()?;
        self.kept = self.lua.used_memory();
        Ok(())
    }
}

/// Debug level 1 keeps lines for faults; the host's objects are "mutable", or Luau would read `data.x` while loading.
fn compiler() -> Compiler {
    Compiler::new().set_optimization_level(1).set_debug_level(1).set_mutable_globals(api::objects().map(str::to_owned))
}

fn check_length(source: &str) -> mlua::Result<()> {
    if source.len() > MAX_SOURCE {
        let message = format!("{CHUNK}0:1: the script is longer than {} KiB", MAX_SOURCE >> 10);
        return Err(mlua::Error::SyntaxError { message, incomplete_input: false });
    }
    Ok(())
}

/// Whether the compiler takes a text, else the error.
pub(super) fn check_syntax(source: &str) -> mlua::Result<()> {
    check_length(source)?;
    compiler().compile(source).map(|_bytecode| ()).map_err(|error| match error {
        // Its words begin with the line alone.
        mlua::Error::SyntaxError { message, incomplete_input } => {
            mlua::Error::SyntaxError { message: format!("{CHUNK}0:{message}"), incomplete_input }
        }
        other => other,
    })
}
