//! Requests of the app over HTTP: asked for it, and told what came.

use super::Session;
use crate::engine::EngineMsg;
use crate::model::web::{WebError, WebRequest};

impl Session {
    /// Asks. A test reaches nothing: there every host is as one that is switched off.
    pub(super) fn ask(&mut self, request: &WebRequest) {
        if self.replaying.is_some() {
            let (number, answer) = (request.number, Err(WebError::Unreachable));
            // Told once the app rests, as all that comes.
            return self.untold.push_back(EngineMsg::Fetched { number, answer });
        }
        self.beside.web.ask(request.clone());
    }

    /// Tells the app what has come.
    pub(super) fn tell_answers(&mut self) {
        for (number, answer) in self.beside.web.take() {
            let answer = EngineMsg::Fetched { number, answer };
            match &self.ending {
                Some(ending) if self.engine.is_none() => {
                    // An app that ends waits for what its end has asked; a full inbox is read no more.
                    ending.engine.send(answer);
                }
                _ => self.tell_surely(answer),
            }
        }
    }
}
