//! `screens`: the properties of all controls.

use std::rc::Rc;

use mlua::{Lua, Table, Value as LuaValue};

use super::{Call, Host, closed, wrap};
use crate::engine::convert::{from_lua, number_of, text_of, to_lua, wrong_type};
use crate::engine::fault::Stop;
use crate::model::id::{ControlId, ScreenId};
use crate::model::run::{FaultKind, RunEvent};

/// Keys of the ids inside the objects.
const SCREEN: &str = "id";
const CONTROL: &str = "control";

/// The metatable of `screens`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let refuse = wrap(lua, host, "screens".to_owned(), |call| Err(unknown(call.text(1)?)))?;
    let get = wrap(lua, host, "screens".to_owned(), get_property)?;
    let set = wrap(lua, host, "screens".to_owned(), set_property)?;
    let control = closed(lua, &[("__index", get), ("__newindex", set)])?;
    let controls = wrap(lua, host, "screens".to_owned(), move |call| get_control(call, &control))?;
    let screen = closed(lua, &[("__index", controls), ("__newindex", refuse.clone())])?;
    let screens = wrap(lua, host, "screens".to_owned(), move |call| get_screen(call, &screen))?;
    closed(lua, &[("__index", screens), ("__newindex", refuse)])
}

fn unknown(name: String) -> Stop {
    FaultKind::UnknownName { name }.into()
}

/// The screen that a value names: its name, or its place in the project, from 0.
pub(super) fn screen_of(call: &Call<'_>, value: &LuaValue) -> Result<ScreenId, Stop> {
    let live = call.host.live.borrow();
    let found = match number_of(value) {
        Some(number) if number >= 0.0 && number.fract() == 0.0 => {
            live.project.screens.get(number as usize).map(|screen| screen.id)
        }
        Some(_) => None,
        None => live.screen_named(&text_of(value)),
    };
    found.ok_or_else(|| match number_of(value) {
        Some(_) => unknown(format!("screens[{}]", text_of(value))),
        None => unknown(format!("screens['{}']", text_of(value))),
    })
}

fn get_screen(call: &Call<'_>, meta: &Table) -> Result<LuaValue, Stop> {
    let screen = screen_of(call, call.arg(1))?;
    let object = call.lua.create_table()?;
    object.raw_set(SCREEN, screen.0)?;
    object.set_metatable(Some(meta.clone()))?;
    object.set_readonly(true);
    Ok(LuaValue::Table(object))
}

fn get_control(call: &Call<'_>, meta: &Table) -> Result<LuaValue, Stop> {
    let screen = ScreenId(call.table(0)?.raw_get(SCREEN)?);
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    let Some(control) = live.control_named(screen, &name) else {
        let screen = live.project.screen(screen).map_or_else(String::new, |screen| screen.name.clone());
        return Err(unknown(format!("screens['{screen}'].{name}")));
    };
    let object = call.lua.create_table()?;
    object.raw_set(CONTROL, control.0)?;
    object.set_metatable(Some(meta.clone()))?;
    object.set_readonly(true);
    Ok(LuaValue::Table(object))
}

fn control_of(call: &Call<'_>) -> Result<ControlId, Stop> {
    Ok(ControlId(call.table(0)?.raw_get(CONTROL)?))
}

fn get_property(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let control = control_of(call)?;
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    if let Some(value) = live.property(control, &name) {
        return Ok(to_lua(call.lua, &value)?);
    }
    let control = live.project.control(control).map_or("", |control| &control.name);
    Err(unknown(format!("{control}.{name}")))
}

fn set_property(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let control = control_of(call)?;
    let name = call.text(1)?;
    let Some(value) = from_lua(call.arg(2)) else {
        return Err(wrong_type(&name, "string", call.arg(2)).into());
    };
    let change = call.host.live.borrow_mut().set_property(control, &name, &value)?;
    if let Some(change) = change {
        call.host.tell(RunEvent::Property(change));
    }
    Ok(LuaValue::Nil)
}
