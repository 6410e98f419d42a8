//! What may be imperfect in a project: one check, one file.
//!
//! A file says when it is a problem, how serious it is, what is said in both languages, and what mends it. A check that
//! needs what is at hand only while blocks are lowered is asked there. Nothing here stops anything.

pub mod bad_command;
pub mod bad_component;
pub mod bad_function;
pub mod bad_json_template;
pub mod bad_path;
pub mod bad_pattern;
pub mod bad_payload;
pub mod bad_properties;
pub mod bad_repeater;
pub mod bad_rule;
pub mod bad_timer;
pub mod bad_topic;
pub mod bad_wire;
pub mod binding_circle;
pub mod binding_script;
pub mod duplicate_name;
pub mod empty_handler;
pub mod empty_slot;
pub mod loose_blocks;
pub mod lua_syntax;
pub mod missing_reference;
pub mod missing_translation;
pub mod no_event;
pub mod no_host;
pub mod no_source;
pub mod not_a_list;
pub mod not_a_number;
pub mod odd_topic;
pub mod only_shown;
pub mod only_version_5;
pub mod open_rule;
pub mod outside_loop;
pub mod too_deep;
pub mod unknown_block;
pub mod unknown_control;
pub mod unknown_name;
pub mod unknown_sound;
pub mod unreachable;
pub mod web_access;
pub mod wrong_use;

use crate::model::handler::{Handler, HandlerRef};
use crate::model::problem::{Check, Finder, Problem};
use crate::model::project::Project;

/// All checks.
pub static CHECKS: &[&Check] = &[
    &bad_command::CHECK,
    &bad_component::CHECK,
    &bad_function::CHECK,
    &bad_json_template::CHECK,
    &bad_path::CHECK,
    &bad_pattern::CHECK,
    &bad_payload::CHECK,
    &bad_properties::CHECK,
    &bad_repeater::CHECK,
    &bad_timer::CHECK,
    &bad_rule::CHECK,
    &bad_topic::CHECK,
    &bad_wire::CHECK,
    &binding_circle::CHECK,
    &binding_script::CHECK,
    &duplicate_name::CHECK,
    &empty_handler::CHECK,
    &empty_slot::CHECK,
    &loose_blocks::CHECK,
    &lua_syntax::CHECK,
    &missing_reference::CHECK,
    &missing_translation::CHECK,
    &no_event::CHECK,
    &no_host::CHECK,
    &no_source::CHECK,
    &not_a_list::CHECK,
    &not_a_number::CHECK,
    &odd_topic::CHECK,
    &only_shown::CHECK,
    &only_version_5::CHECK,
    &open_rule::CHECK,
    &outside_loop::CHECK,
    &too_deep::CHECK,
    &unknown_block::CHECK,
    &unknown_control::CHECK,
    &unknown_name::CHECK,
    &unreachable::CHECK,
    &unknown_sound::CHECK,
    &web_access::CHECK,
    &wrong_use::CHECK,
];

/// What is imperfect about a handler as a whole.
pub(super) fn handler(project: &Project, at: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) {
    for check in CHECKS {
        if let Finder::Handler(find) = check.finder {
            find(project, at, handler, problems);
        }
    }
}

/// What is imperfect besides handlers.
pub(super) fn project(project: &Project, problems: &mut Vec<Problem>) {
    for check in CHECKS {
        if let Finder::Project(find) = check.finder {
            find(project, problems);
        }
    }
}

#[cfg(test)]
mod tests;
