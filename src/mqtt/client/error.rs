//! Why a connection failed or ended, from what either library says.

use std::error::Error;
use std::io;

use super::Endpoint;
use super::api::Disconnect;
use crate::model::connection::Login;
use crate::model::run::Refusal;
use crate::mqtt::dial;

/// How the library's words begin when an HTTP server answered something else than a WebSocket.
const HTTP_ANSWER: &str = "HTTP error: ";

/// What it means for people that connecting failed.
pub(super) fn while_connecting(disconnect: Disconnect, target: &Endpoint) -> Refusal {
    let settings = &target.spec.settings;
    match disconnect {
        Disconnect::Failed(err) => match io_inside(err.as_ref()) {
            Some(err) => dial::refusal(err, &target.spec, &target.dialer),
            None => Refusal::Other { what: err.to_string() },
        },
        Disconnect::TimedOut => Refusal::NoAnswer { secs: u64::from(settings.connect_timeout_secs) },
        Disconnect::Closed => Refusal::ClosedAtOnce,
        Disconnect::Malformed(_) | Disconnect::NotMqtt => Refusal::NotMqtt,
        Disconnect::LoginRefused if settings.login == Login::Certificate => Refusal::NotAuthorized,
        Disconnect::LoginRefused => Refusal::WrongLogin,
        Disconnect::Refused(refusal) => refusal,
        Disconnect::OddConfirmation(code) => Refusal::Other { what: odd(code) },
        Disconnect::NoWebSocket(what) => match what.strip_prefix(HTTP_ANSWER) {
            Some(status) => Refusal::WebSocketRefused { what: status.to_owned() },
            None if what.to_ascii_lowercase().contains("subprotocol") => Refusal::NoMqttInWebSocket,
            None => Refusal::NotWebSocket,
        },
    }
}

/// What it means that a session ended.
pub(super) fn while_up(disconnect: Disconnect) -> Refusal {
    match disconnect {
        Disconnect::Failed(err) => match io_inside(err.as_ref()) {
            Some(err) => dial::end_reason(err),
            None => Refusal::Lost,
        },
        Disconnect::TimedOut | Disconnect::Closed | Disconnect::NotMqtt | Disconnect::NoWebSocket(_) => Refusal::Lost,
        Disconnect::LoginRefused => Refusal::NotAuthorized,
        Disconnect::Malformed(what) => Refusal::Other { what },
        Disconnect::Refused(refusal) => refusal,
        Disconnect::OddConfirmation(code) => Refusal::Other { what: odd(code) },
    }
}

fn odd(code: u8) -> String {
    format!("0x{code:02x}")
}

/// The input/output error behind an error.
pub(super) fn io_inside<'a>(err: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    match err.downcast_ref() {
        Some(err) => Some(err),
        None => io_inside(err.source()?),
    }
}
