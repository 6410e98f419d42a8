//! Against real brokers on 127.0.0.1: our own and mosquitto.

mod certificates;
mod crossing;
mod faults;
mod found_certificates;
mod kept;
mod limits;
mod link;
mod local;
mod local_broker;
mod poison;
mod reasons;
mod refusals;
mod remote;
mod sessions;
