//! `screens`: the properties of all controls.

use std::rc::Rc;

use mlua::{Function, Lua, Table, Value as LuaValue};

use super::{Call, Host, closed, wrap};
use crate::engine::convert::{from_lua, number_of, text_of, to_lua, wrong_type};
use crate::engine::fault::{Stop, unknown};
use crate::engine::live::groups::group_names;
use crate::engine::live::{mismatch, stored, unknown_property};
use crate::language::api::{self, screens};
use crate::model::id::{ControlId, ScreenId};
use crate::model::layer::group_named;
use crate::model::run::RunEvent;
use crate::model::types::Ty;

/// Keys of the ids inside the objects.
const SCREEN: &str = "id";
const CONTROL: &str = "control";
/// Key of the names of a group and of those around it, the outermost first.
const PATH: &str = "path";

/// The metatable of `screens`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let refuse = wrap(lua, host, "screens".to_owned(), |call| Err(unknown(call.text(1)?, "", [].into_iter()).into()))?;
    let shared = Rc::clone(host);
    let get = wrap(lua, host, "screens".to_owned(), move |call| get_property(call, &shared))?;
    let set = wrap(lua, host, "screens".to_owned(), set_property)?;
    let control = closed(lua, &[("__index", get), ("__newindex", set)])?;
    let groups = groups_metatable(lua, host, refuse.clone())?;
    let controls = wrap(lua, host, "screens".to_owned(), move |call| get_control(call, &control, &groups))?;
    let screen = closed(lua, &[("__index", controls), ("__newindex", refuse.clone())])?;
    let screens = wrap(lua, host, "screens".to_owned(), move |call| get_screen(call, &screen))?;
    closed(lua, &[("__index", screens), ("__newindex", refuse)])
}

/// The metatable of what has the groups of a screen.
fn groups_metatable(lua: &Lua, host: &Rc<Host>, refuse: Function) -> mlua::Result<Table> {
    let shared = Rc::clone(host);
    let get = wrap(lua, host, "groups".to_owned(), move |call| group_member(call, &shared))?;
    let set = wrap(lua, host, "groups".to_owned(), set_group_member)?;
    let group = closed(lua, &[("__index", get), ("__newindex", set)])?;
    let groups = wrap(lua, host, "groups".to_owned(), move |call| get_group(call, &group))?;
    closed(lua, &[("__index", groups), ("__newindex", refuse)])
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

fn get_control(call: &Call<'_>, meta: &Table, groups: &Table) -> Result<LuaValue, Stop> {
    let screen = ScreenId(call.table(0)?.raw_get(SCREEN)?);
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    let Some(control) = live.control_named(screen, &name) else {
        if name.eq_ignore_ascii_case(screens::GROUPS) {
            return object(call, groups, &[(SCREEN, LuaValue::Number(f64::from(screen.0)))]);
        }
        let screen = live.project.screen(screen);
        let known = screen.into_iter().flat_map(|screen| &screen.controls).map(|control| control.name.as_str());
        let path = format!("screens['{}'].{name}", screen.map_or("", |screen| &screen.name));
        return Err(unknown(path, &name, known).into());
    };
    object(call, meta, &[(CONTROL, LuaValue::Number(f64::from(control.0)))])
}

/// An object that scripts cannot change.
fn object(call: &Call<'_>, meta: &Table, fields: &[(&str, LuaValue)]) -> Result<LuaValue, Stop> {
    let object = call.lua.create_table()?;
    for (key, value) in fields {
        object.raw_set(*key, value)?;
    }
    object.set_metatable(Some(meta.clone()))?;
    object.set_readonly(true);
    Ok(LuaValue::Table(object))
}

/// `screens['S'].groups['G']`
fn get_group(call: &Call<'_>, meta: &Table) -> Result<LuaValue, Stop> {
    let screen = ScreenId(call.table(0)?.raw_get(SCREEN)?);
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    let on = live.project.screen(screen);
    let Some(path) = on.and_then(|on| group_named(on, &name)) else {
        let known = on.into_iter().flat_map(|on| group_names(on));
        let path = format!("screens['{}'].groups['{name}']", on.map_or("", |on| &on.name));
        return Err(unknown(path, &name, known).into());
    };
    let path = call.lua.create_sequence_from(path.iter().map(String::as_str))?;
    path.set_readonly(true);
    object(call, meta, &[(SCREEN, LuaValue::Number(f64::from(screen.0))), (PATH, LuaValue::Table(path))])
}

fn group_of(call: &Call<'_>) -> Result<(ScreenId, Vec<String>), Stop> {
    let object = call.table(0)?;
    let path: Table = object.raw_get(PATH)?;
    Ok((ScreenId(object.raw_get(SCREEN)?), path.sequence_values().collect::<mlua::Result<_>>()?))
}

/// A member of a group that is not there.
fn unknown_of_group(path: &[String], name: &str) -> Stop {
    let group = path.last().map_or("", String::as_str);
    unknown(format!("groups['{group}'].{name}"), name, api::members(screens::GROUP_OF)).into()
}

fn group_member(call: &Call<'_>, host: &Rc<Host>) -> Result<LuaValue, Stop> {
    let (screen, path) = group_of(call)?;
    let name = call.text(1)?;
    let shows = match name.to_lowercase().as_str() {
        "show" => true,
        "hide" => false,
        "visible" | "isvisible" | "visibility" => {
            return Ok(LuaValue::Boolean(call.host.live.borrow().is_group_visible(screen, &path)));
        }
        _ => return Err(unknown_of_group(&path, &name)),
    };
    let function = wrap(call.lua, host, name, move |call| {
        set_group(call.host, screen, &path, shows);
        Ok(LuaValue::Nil)
    })?;
    Ok(LuaValue::Function(function))
}

fn set_group_member(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (screen, path) = group_of(call)?;
    let name = call.text(1)?;
    if !["visible", "isvisible", "visibility"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        return Err(unknown_of_group(&path, &name));
    }
    let Some(value) = from_lua(call.arg(2))? else {
        return Err(wrong_type(&name, "boolean", call.arg(2)).into());
    };
    let truth = stored(Ty::Bool, &value).and_then(|value| value.as_bool());
    let on = truth.ok_or_else(|| mismatch(name, "boolean", &value))?;
    set_group(call.host, screen, &path, on);
    Ok(LuaValue::Nil)
}

fn set_group(host: &Host, screen: ScreenId, path: &[String], on: bool) {
    let events = host.live.borrow_mut().set_group_visible(screen, path, on);
    for event in events {
        host.tell(event);
    }
}

fn control_of(call: &Call<'_>) -> Result<ControlId, Stop> {
    Ok(ControlId(call.table(0)?.raw_get(CONTROL)?))
}

fn get_property(call: &Call<'_>, host: &Rc<Host>) -> Result<LuaValue, Stop> {
    let control = control_of(call)?;
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    if let Some(value) = live.property(control, &name) {
        return Ok(to_lua(call.lua, &value)?);
    }
    if api::members(screens::CONTROL_OF).any(|known| known.eq_ignore_ascii_case(&name)) {
        return Ok(LuaValue::Function(wrap(call.lua, host, name, |_| Ok(LuaValue::Nil))?));
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
