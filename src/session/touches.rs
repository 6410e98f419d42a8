//! What people do to a running app.

use super::Session;
use crate::engine::EngineMsg;
use crate::model::dialog::DialogAnswer;
use crate::model::recording::RecordedInput;
use crate::model::run::Fire;
use crate::model::showing::Destination;

impl Session {
    /// Hands an event of a control to the app; `false` if it cannot take more.
    pub fn fire(&mut self, fire: Fire) -> bool {
        self.note(&RecordedInput::Fire(fire.clone()));
        let Fire { control, trigger, change } = fire;
        self.engine.as_ref().is_some_and(|engine| engine.send(EngineMsg::Fire { control, trigger, change }))
    }

    /// Goes to another screen of the app; `false` if it cannot take more.
    pub fn go(&mut self, to: Destination) -> bool {
        self.note(&RecordedInput::Go(to));
        self.engine.as_ref().is_some_and(|engine| engine.send(EngineMsg::Go(to)))
    }

    /// Answers a dialog of the app.
    pub fn answer(&mut self, dialog: u64, answer: DialogAnswer) {
        self.note(&RecordedInput::Answer(answer.clone()));
        self.tell_surely(EngineMsg::Answer { dialog, answer });
    }
}
