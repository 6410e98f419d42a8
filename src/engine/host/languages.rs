//! `app.…`: the languages of the app.

use mlua::Value as LuaValue;

use super::{Call, HostFn, Run, host_fn};
use crate::engine::fault::{Stop, unknown};
use crate::language::api::{ApiDef, languages};

pub(super) const FUNCTIONS: &[HostFn] =
    &[host_fn(&languages::TRANSLATE, translate), host_fn(&languages::SET_LANGUAGE, set_language)];

/// What is read and not called.
pub(super) const MEMBERS: &[(&ApiDef, Run)] = &[(&languages::LANGUAGE, |call| {
    let live = call.host.live.borrow();
    call.give(live.language_tag())
})];

fn translate(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    let live = call.host.live.borrow();
    call.give(&live.translated(&text))
}

fn set_language(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let wanted = call.text(0)?;
    let place = call.host.live.borrow().project.languages.find(&wanted);
    let Some(place) = place else {
        let project = std::sync::Arc::clone(&call.host.live.borrow().project);
        let known = project.languages.tags.iter().map(String::as_str);
        return Err(unknown(wanted.clone(), &wanted, known).into());
    };
    let events = call.host.live.borrow_mut().speak(place);
    call.host.emit_all(events);
    Ok(LuaValue::Nil)
}
