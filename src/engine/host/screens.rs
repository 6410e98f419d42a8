//! `screens`: the properties of all controls.

use std::rc::Rc;

use mlua::{Lua, Table, Value as LuaValue};

use super::{Call, Host, closed, wrap};
use crate::engine::convert::{from_lua, number_of, text_of, to_lua, wrong_type};
use crate::engine::fault::{Stop, unknown};
use crate::engine::live::unknown_property;
use crate::model::id::{ControlId, ScreenId};
use crate::model::run::RunEvent;

/// Keys of the ids inside the objects.
const SCREEN: &str = "id";
const CONTROL: &str = "control";

/// The metatable of `screens`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let refuse = wrap(lua, host, "screens".to_owned(), |call| Err(unknown(call.text(1)?, "", [].into_iter()).into()))?;
    let get = wrap(lua, host, "screens".to_owned(), get_property)?;
    let set = wrap(lua, host, "screens".to_owned(), set_property)?;
    let control = closed(lua, &[("__index", get), ("__newindex", set)])?;
    let controls = wrap(lua, host, "screens".to_owned(), move |call| get_control(call, &control))?;
    let screen = closed(lua, &[("__index", controls), ("__newindex", refuse.clone())])?;
    let screens = wrap(lua, host, "screens".to_owned(), move |call| get_screen(call, &screen))?;
    closed(lua, &[("__index", screens), ("__newindex", refuse)])
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
    found.ok_or_else(|| {
        let wanted = text_of(value);
        let name =
            if number_of(value).is_some() { format!("screens[{wanted}]") } else { format!("screens['{wanted}']") };
        unknown(name, &wanted, live.project.screens.iter().map(|screen| screen.name.as_str())).into()
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
        let screen = live.project.screen(screen);
        let known = screen.into_iter().flat_map(|screen| &screen.controls).map(|control| control.name.as_str());
        let path = format!("screens['{}'].{name}", screen.map_or("", |screen| &screen.name));
        return Err(unknown(path, &name, known).into());
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
    match live.project.control(control) {
        Some(control) => Err(unknown_property(control, &name).into()),
        None => Err(unknown(name, "", [].into_iter()).into()),
    }
}

fn set_property(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let control = control_of(call)?;
    let name = call.text(1)?;
    let Some(value) = from_lua(call.arg(2))? else {
        return Err(wrong_type(&name, "string", call.arg(2)).into());
    };
    let change = call.host.live.borrow_mut().set_property(control, &name, &value)?;
    if let Some(change) = change {
        call.host.tell(RunEvent::Property(change));
    }
    Ok(LuaValue::Nil)
}
