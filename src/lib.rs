//! Steckbrett: people who are not programmers build small touch apps that talk MQTT.
//!
//! The modules in reading order; `ARCHITECTURE.md` has the map and says who may import whom.

pub mod i18n;
pub mod model;
pub mod theme;

pub mod player;

pub mod certificates;
pub mod language;

pub mod engine;
pub mod mqtt;
pub mod say;
pub mod sound;
pub mod store;
pub mod web;

pub mod editor;
pub mod session;

pub mod replay;

pub mod ui;

pub mod app;
pub mod cli;
pub mod log;
