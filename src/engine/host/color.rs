//! `brushes.…`: colours.

use mlua::Value as LuaValue;

use super::{Call, HostFn, host_fn};
use crate::engine::convert::text_of;
use crate::engine::fault::Stop;
use crate::language::api::brushes;
use crate::model::run::FaultKind;
use crate::model::types::is_color;

pub(super) const FUNCTIONS: &[HostFn] =
    &[host_fn(&brushes::FROM_HEX, from_hex), host_fn(&brushes::MIX, mix), host_fn(&brushes::RGB, rgb)];

fn from_hex(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    let hex = text.trim().trim_start_matches('#').to_lowercase();
    let turned = match hex.split_at_checked(2) {
        Some((opacity, color)) if hex.len() == 8 => format!("#{color}{opacity}"),
        _ => format!("#{hex}"),
    };
    if is_color(&turned) {
        return call.give(&turned);
    }
    Err(wrong(call, 0))
}

fn wrong(call: &Call<'_>, index: usize) -> Stop {
    FaultKind::WrongType { to: call.name.to_owned(), wanted: "color", got: text_of(call.arg(index)) }.into()
}

/// Red, green, blue and opacity of an argument: digits, or a colour of the project by its key.
fn parts(call: &Call<'_>, index: usize) -> Result<[f64; 4], Stop> {
    let text = call.text(index)?;
    let live = call.host.live.borrow();
    let digits = live.project.looks.resolve(&text);
    if !is_color(digits) {
        return Err(wrong(call, index));
    }
    let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    Ok([part(1), part(3), part(5), part(7)].map(|part| f64::from(part.unwrap_or(255))))
}

/// The digits of a colour; without the opacity where nothing is seen through it.
fn given(call: &Call<'_>, parts: [f64; 4]) -> Result<LuaValue, Stop> {
    let [r, g, b, a] = parts.map(|part| part.round().clamp(0.0, 255.0) as u8);
    call.give(&if a == 255 { format!("#{r:02x}{g:02x}{b:02x}") } else { format!("#{r:02x}{g:02x}{b:02x}{a:02x}") })
}

/// So many percent of the second colour in the first one.
fn mix(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (one, other) = (parts(call, 0)?, parts(call, 1)?);
    let share = call.number_or(2, 50.0)?.clamp(0.0, 100.0) / 100.0;
    let mut mixed = one;
    for (part, other) in mixed.iter_mut().zip(other) {
        *part += (other - *part) * share;
    }
    given(call, mixed)
}

/// From red, green and blue, each from 0 to 255.
fn rgb(call: &Call<'_>) -> Result<LuaValue, Stop> {
    given(call, [call.number(0)?, call.number(1)?, call.number(2)?, 255.0])
}
