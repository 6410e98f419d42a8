//! Tests from the outside: the source tree, the example projects, and the program against a real broker.
//!
//! One binary. Nothing here talks to anything but 127.0.0.1, and nothing waits but through [`wait`].

#![cfg(test)]

mod attacks;
mod broker;
mod cases;
mod checks;
mod components;
mod contributing;
mod ears;
mod edited;
mod field;
mod foreign;
mod kept;
mod kiosk;
mod languages;
mod large;
mod links;
mod main_job;
mod numbers;
mod panels;
mod projects;
mod promises;
mod proxy;
mod publishing;
mod receiving;
mod repeaters;
mod replays;
mod report;
mod screen;
mod scripted;
mod secrets;
mod signed;
mod sound;
mod steckbrett;
mod stories;
mod tidy;
mod trust;
mod wait;
mod web;
mod window;
