//! Small widgets that the panels share; they know nothing of the project.
//!
//! Each has an AccessKit name: the text it shows, or its tooltip where it is an icon alone.

mod button;
mod bytes;
mod code;
mod color;
mod field;
mod focus;
mod gallery;
mod hint;
mod input;
pub mod landmark;
mod long;
mod row;
mod segmented;
mod tab;
mod text;
mod zoom;

pub use self::button::{button, icon_button, icon_button_enabled, link, primary_button, run_button, tool_button};
pub use self::bytes::{dump, dump_line};
pub use self::code::{CODE_LINE, lua_job};
pub use self::color::{color_picker, is_picking};
pub use self::field::{clear_cross, field_below, field_row, form_row, search_field};
pub use self::focus::{focus_all, focus_part, keep_cursor, keeps_cursor, select_all};
pub use self::gallery::icon_field;
pub use self::hint::{drag_ghost, drag_hint, dragged, drop_place, tip, tip_ui};
pub use self::input::{Input, choice_field, flaw, flaw_beside, name, remark, switch};
pub use self::landmark::Landmark;
pub use self::long::{long_code, shortened_field, too_long_to_edit};
pub use self::row::TreeRow;
pub use self::segmented::segmented;
pub use self::tab::{TabAnswer, TabLook, fitting_width, panel_tab};
pub use self::text::{
    badge, elided, empty_state, icon_at, icon_in_line, key_hint, lamp, lamp_at, section, section_job,
    section_with_plus, separator,
};
pub use self::zoom::{ZOOM_ROOM, percent, zoom_buttons, zoom_place};
