//! What a project is: screens with controls, connections, sources, variables, timers, functions and handlers.
//!
//! Pure, total and deterministic: no window, no network, no Lua, no files.
//! Start reading at [`project`]; block graphs are in [`blocks`].

pub mod address;
pub mod app_test;
pub mod arrange;
pub mod binding;
pub mod blocks;
pub mod certificate;
pub mod clip;
pub mod command;
pub mod component;
pub mod connection;
pub mod control;
pub mod cron;
pub mod debug;
pub mod device;
pub mod dialog;
pub mod difference;
pub mod edit;
pub mod embedded;
pub mod excerpt;
pub mod fit;
pub mod formatting;
pub mod function;
pub mod glimpse;
pub mod handler;
pub mod history;
pub mod id;
pub mod indexed;
pub mod invariants;
pub mod item;
pub mod kiosk;
pub mod languages;
pub mod layer;
pub mod link_warning;
pub mod looks;
pub mod names;
pub mod outbox;
pub mod outgoing;
pub mod password;
pub mod past;
pub mod payload;
pub mod picture;
pub mod place;
pub mod preference;
pub mod problem;
pub mod project;
pub mod property;
pub mod reach;
pub mod reached;
pub mod recording;
pub mod reference;
pub mod refusal;
pub mod regex;
pub mod row;
pub mod run;
pub mod saved;
pub mod screen;
pub mod showing;
pub mod sound;
pub mod source;
pub mod target;
pub mod template;
pub mod time;
pub mod timer;
pub mod topic;
pub mod trace;
pub mod types;
pub mod value;
pub mod variable;
pub mod web;

#[cfg(test)]
pub(crate) mod testing;
