//! Against real brokers on 127.0.0.1: our own and mosquitto.

mod certificates;
mod local;
mod refusals;
mod remote;
