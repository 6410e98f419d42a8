//! Requests of the app over HTTP: asked for it, and told what came.

use std::sync::Arc;

use super::Session;
use crate::engine::EngineMsg;
use crate::model::web::{WebError, WebRequest};
use crate::mqtt::Wake;
use crate::web::WebClient;

impl Session {
    /// Asks. A test reaches nothing: there every host is as one that is switched off.
    pub(super) fn ask(&mut self, request: &WebRequest) {
        if self.replaying.is_some() {
            let (number, answer) = (request.number, Err(WebError::Unreachable));
            return self.tell_surely(EngineMsg::Fetched { number, answer });
        }
        self.web.ask(request.clone());
    }

    /// Tells the app what has come.
    pub(super) fn tell_answers(&mut self) {
        for (number, answer) in self.web.take() {
            self.tell_surely(EngineMsg::Fetched { number, answer });
        }
    }
}

/// What asks for one app.
pub(super) fn web_client(wake: &Wake) -> WebClient {
    let wake = Arc::clone(wake);
    WebClient::new(move || wake())
}
