//! `functions`: the functions of the project. Each activation calls copies with its own globals, so that none of them
//! keeps anything from one event to the next.

use std::rc::Rc;

use mlua::{Function as LuaFunction, Lua, MultiValue, Table, Value as LuaValue};

use super::{Call, Host, closed, raise, wrap};
use crate::engine::convert::{from_lua, number_of, to_lua, wrong_type};
use crate::engine::fault::{READ_ONLY, Stop, unknown};
use crate::language::api::functions;
use crate::model::function::{Function, Parameter};
use crate::model::id::FunctionId;
use crate::model::run::FaultKind;
use crate::model::types::Ty;

/// The metatable of `functions`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let index = wrap(lua, host, functions::OF.to_owned(), get)?;
    let refuse = |_: &Call<'_>| Err(FaultKind::BadOperand { what: READ_ONLY.to_owned() }.into());
    closed(lua, &[("__index", index), ("__newindex", wrap(lua, host, functions::OF.to_owned(), refuse)?)])
}

fn get(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    let Some(function) = live.function_named(&name).and_then(|id| live.project.function(id)) else {
        let known = live.project.functions.iter().map(|function| function.ident.as_str());
        return Err(unknown(format!("{}.{name}", functions::OF), &name, known).into());
    };
    let mut current = call.host.current.borrow_mut();
    let Some(current) = current.as_mut() else { return Ok(LuaValue::Nil) };
    if let Some(known) = current.functions.get(&function.id) {
        return Ok(LuaValue::Function(known.clone()));
    }
    let callable = call.host.callable.borrow();
    let Some(callable) = callable.as_ref() else { return Ok(LuaValue::Nil) };
    let body = match callable.bodies.get(&function.id) {
        Some(Ok(body)) => body.deep_clone()?,
        Some(Err(error)) => return Err(error.clone().into()),
        // One in which nothing happens.
        None => call.lua.create_function(|_, ()| Ok(()))?,
    };
    if let Some(globals) = &current.globals {
        body.set_environment(globals.clone())?;
    }
    let made = if is_typed(function) { callable.make.call((body, function.id.0))? } else { body };
    current.functions.insert(function.id, made.clone());
    Ok(LuaValue::Function(made))
}

/// Whether what goes in or comes out has to be looked at.
fn is_typed(function: &Function) -> bool {
    function.gives != Some(Ty::Any) || function.parameters.iter().any(|parameter| parameter.ty != Ty::Any)
}

/// What the functions of the project need: their compiled bodies, and what makes one of them callable.
#[derive(Debug)]
pub(in crate::engine) struct Callable {
    /// By function.
    pub(in crate::engine) bodies: std::collections::BTreeMap<FunctionId, mlua::Result<LuaFunction>>,
    /// Puts the check of inputs and result around a body; written in Lua, so that a body may wait.
    pub(in crate::engine) make: LuaFunction,
}

/// Adds `taken` and `given`, which a call of a function goes through.
pub(super) fn checks(lua: &Lua, host: &Rc<Host>, table: &Table) -> mlua::Result<()> {
    table.raw_set("taken", check(lua, host, taken)?)?;
    table.raw_set("given", check(lua, host, given)?)
}

/// Makes values fit those of a function's declaration.
type Fit = fn(&Lua, &Function, &mut MultiValue) -> Result<MultiValue, Stop>;

fn check(lua: &Lua, host: &Rc<Host>, fit: Fit) -> mlua::Result<LuaFunction> {
    let host = Rc::clone(host);
    lua.create_function(move |lua, mut values: MultiValue| {
        let id = values.pop_front().and_then(|id| number_of(&id)).unwrap_or_default();
        let live = host.live.borrow();
        let Some(function) = live.project.function(FunctionId(id as u32)) else { return Ok(values) };
        fit(lua, function, &mut values).map_err(|stop| raise(stop, host.touch(lua)))
    })
}

fn taken(lua: &Lua, function: &Function, values: &mut MultiValue) -> Result<MultiValue, Stop> {
    let fitted = function.parameters.iter().map(|Parameter { name, ty, .. }| {
        let to = || format!("{}.{}({name})", functions::OF, function.ident);
        fit_value(lua, *ty, to, values.pop_front().unwrap_or(LuaValue::Nil))
    });
    fitted.collect()
}

fn given(lua: &Lua, function: &Function, values: &mut MultiValue) -> Result<MultiValue, Stop> {
    let Some(ty) = function.gives else { return Ok(MultiValue::new()) };
    let to = || format!("{}.{}", functions::OF, function.ident);
    Ok(MultiValue::from_vec(vec![fit_value(lua, ty, to, values.pop_front().unwrap_or(LuaValue::Nil))?]))
}

/// The value as one of this type. What is one already stays it; a list is no copy.
fn fit_value(lua: &Lua, ty: Ty, to: impl Fn() -> String, value: LuaValue) -> Result<LuaValue, Stop> {
    let fits = match ty {
        Ty::Any => true,
        Ty::Text => value.is_string(),
        Ty::Bool => value.is_boolean(),
        Ty::Number => number_of(&value).is_some(),
        Ty::List | Ty::Record => value.is_table(),
        Ty::Time | Ty::Color => false,
    };
    if fits {
        return Ok(value);
    }
    let fitted = from_lua(&value)?.and_then(|value| ty.convert(&value));
    let fitted = fitted.ok_or_else(|| wrong_type(&to(), ty.name(), &value))?;
    Ok(to_lua(lua, &fitted)?)
}
