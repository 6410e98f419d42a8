//! Scripts: those of events, timers, functions. The Lua is taken, which is always what runs; the blocks beside it are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::fields::Fields;
use super::{DataPart, Import, LeftOut};
use crate::language;
use crate::model::control::Control;
use crate::model::function::{CALLED, Function, Parameter};
use crate::model::handler::Handler;
use crate::model::id::{FunctionId, TimerId};
use crate::model::names::{is_ident, unique_ident, unique_name};
use crate::model::place::Place;
use crate::model::screen::SHOWN;
use crate::model::timer::{LONGEST, SHORTEST, Schedule, TICK, TimeOfDay, Timer};
use crate::model::types::Ty;

/// Most bytes of a script that are taken over; longer ones do not run either.
const MOST_SCRIPT: usize = 256 * 1024;

impl Import<'_> {
    /// The Lua of a script of theirs, as a handler; `None` where there is nothing in it.
    fn script(&mut self, at: &Place, text: &str) -> Option<Arc<Handler>> {
        let text = text.replace("\r\n", "\n").replace('\0', "");
        if text.trim().is_empty() {
            return None;
        }
        if text.len() > MOST_SCRIPT {
            self.leave(at.clone(), LeftOut::LongScript);
            return None;
        }
        Some(Arc::new(Handler::Lua(self.names.adapted(&text))))
    }

    /// The names of the functions, which scripts call.
    pub(super) fn know_functions(&mut self, json: &serde_json::Value) {
        let all = json.as_array().map_or(&[][..], Vec::as_slice).iter().map(Fields);
        let own = all.filter(|fields| fields.flag("IsUserVisible") == Some(true)).map(|fields| fields.text("Name"));
        self.names.functions = own.filter(|name| is_ident(name)).collect();
    }

    /// Takes over the functions that somebody has written; some fifty of the program itself stand beside them.
    pub(super) fn take_functions(&mut self, json: &serde_json::Value) {
        for fields in json.as_array().map_or(&[][..], Vec::as_slice).iter().map(Fields) {
            let name = fields.text("Name");
            if fields.flag("IsUserVisible") != Some(true)
                || !is_ident(&name)
                || self.project.functions.named(&name).is_some()
            {
                continue;
            }
            let id = FunctionId(self.project.take_id());
            let ty = |word: &str| match word {
                "String" => Some(Ty::Text),
                "Number" => Some(Ty::Number),
                "Boolean" => Some(Ty::Bool),
                "None" | "" => None,
                _ => Some(Ty::Any),
            };
            let parameter = |fields: Fields<'_>| Parameter {
                id: 0,
                name: fields.text("ParameterName"),
                ty: ty(&fields.text("ParameterType")).unwrap_or(Ty::Any),
            };
            let parameters: Vec<Parameter> =
                fields.list("Parameters").map(parameter).take(crate::model::function::MOST_PARAMETERS).collect();
            let gives = ty(&fields.text("ReturnType"));
            let (shown, ident) = (name.clone(), name);
            let handlers = BTreeMap::new();
            let mut function = Function { id, name: shown, ident, parameters, last_parameter: 0, gives, handlers };
            function.settle_parameters();
            let script = format!("{}\n{}", fields.text("PreFunctionStatement"), fields.text("Script"));
            if let Some(handler) = self.script(&Place::item(id), script.trim_start_matches('\n')) {
                function.handlers.insert(CALLED.to_owned(), handler);
            }
            self.project.functions.push(function);
        }
    }

    /// What happens at a control.
    pub(super) fn control_events(&mut self, control: &mut Control, screen: &str, fields: Fields<'_>) {
        let at = Place::item(control.id);
        let triggers = language::control(&control.kind).map_or(&[][..], |def| def.triggers);
        // What is tapped within a template is a tap on its row.
        if let Some(tapped) = triggers.iter().find(|trigger| trigger.key == "row_tapped") {
            let parts: Vec<Fields<'_>> = fields.part("Template").list("Controls").collect();
            for event in parts.into_iter().flat_map(|part| part.list("Events")) {
                let Some(handler) = self.script(&at, &event.text("Script")) else { continue };
                if event.text("Name") == "Tapped" && !control.handlers.contains_key(tapped.key) {
                    control.handlers.insert(tapped.key.to_owned(), handler);
                } else {
                    self.leave(at.clone(), LeftOut::Event(event.text("Name")));
                }
            }
        }
        // Two events of a box that is ticked are one of ours, which asks for what it is now.
        let mut switched = (None, None);
        for event in fields.list("Events") {
            let name = event.text("Name");
            let Some(handler) = self.script(&at, &event.text("Script")) else { continue };
            match name.as_str() {
                "Checked" => switched.0 = Some(handler),
                "Unchecked" => switched.1 = Some(handler),
                _ => {
                    let ours = if name == "SelectionChanged" {
                        &["SelectionChanged", "ValueChanged"][..]
                    } else {
                        &[name.as_str()]
                    };
                    let found =
                        triggers.iter().find(|trigger| ours.iter().any(|name| trigger.name.eq_ignore_ascii_case(name)));
                    match found {
                        Some(trigger) => {
                            control.handlers.insert(trigger.key.to_owned(), handler);
                        }
                        None => self.leave(at.clone(), LeftOut::Event(name)),
                    }
                }
            }
        }
        if switched == (None, None) {
            return;
        }
        let Some(toggled) = triggers.iter().find(|trigger| trigger.key == "toggled") else {
            self.leave(at, LeftOut::Event("Checked".to_owned()));
            return;
        };
        let text = |handler: Option<Arc<Handler>>| match handler.as_deref() {
            Some(Handler::Lua(text)) => text.clone(),
            _ => String::new(),
        };
        let quoted = screen.replace('\\', "\\\\").replace('\'', "\\'");
        let script = format!(
            "if screens['{quoted}']['{}'].on then\n{}\nelse\n{}\nend\n",
            control.name,
            text(switched.0),
            text(switched.1)
        );
        control.handlers.insert(toggled.key.to_owned(), Arc::new(Handler::Lua(script)));
    }

    /// What happens when a screen is shown, when the rows of a list or a variable change, and in the app as a whole.
    pub(super) fn events(&mut self, model: Fields<'_>) {
        let screens: Vec<_> = self.project.screens.iter().map(|screen| screen.id).collect();
        for (id, fields) in screens.into_iter().zip(model.list("Screens")) {
            let script = match fields.get("ActivationScript") {
                Some(serde_json::Value::String(text)) => text.clone(),
                _ => fields.part("ActivationScript").text("Script"),
            };
            if let Some(handler) = self.script(&Place::item(id), &script)
                && let Some(screen) = self.project.screen_mut(id)
            {
                screen.handlers.insert(SHOWN.to_owned(), handler);
            }
        }
        for fields in model.part("Data").list("Elements") {
            for event in fields.list("Events") {
                self.refreshed(&fields.text("Name"), event);
            }
        }
        for event in model.list("Events") {
            if !event.text("Script").trim().is_empty() {
                self.leave(Place::Project, LeftOut::Event(event.text("Name")));
            }
        }
    }

    fn refreshed(&mut self, name: &str, event: Fields<'_>) {
        let item = match self.data(name) {
            Some(DataPart::Variable(id)) => (*id).into(),
            Some(DataPart::Rows { source, .. }) => (*source).into(),
            Some(DataPart::Clock(_)) | None => crate::model::id::AppId.into(),
        };
        let at = Place::Item(item);
        let Some(handler) = self.script(&at, &event.text("Script")) else { return };
        let Place::Item(item) = &at else { return };
        let wanted = event.text("Name");
        let triggers = language::triggers(&self.project, item);
        let found =
            triggers.iter().find(|trigger| trigger.name.eq_ignore_ascii_case(&wanted)).map(|trigger| trigger.key);
        match (found, self.project.handlers_mut(item)) {
            (Some(key), Some(handlers)) => {
                handlers.insert(key.to_owned(), handler);
            }
            _ => self.leave(at, LeftOut::Event(format!("{name}.{wanted}"))),
        }
    }

    /// Takes over the timers.
    pub(super) fn timers(&mut self, model: Fields<'_>) {
        for fields in model.list("Timers") {
            let id = TimerId(self.project.take_id());
            let name = fields.text("Name");
            let name = if name.trim().is_empty() { "Timer".to_owned() } else { name };
            let name = unique_name(&name, self.project.timers.iter().map(|timer| timer.name.as_str()));
            let taken = || self.project.timers.iter().map(|timer| timer.ident.as_str());
            let is_free = is_ident(&name) && !taken().any(|other| other.eq_ignore_ascii_case(&name));
            let ident = if is_free { name.clone() } else { unique_ident(&name, taken()) };
            let (shortest, longest) = (SHORTEST.as_millis() as u64, LONGEST.as_millis() as u64);
            let ms = (fields.number("Interval").unwrap_or(1000.0).max(0.0) as u64).clamp(shortest, longest);
            let mode = fields.text("Mode");
            let when = match mode.as_str() {
                "Once" => Schedule::Once { ms },
                "OnSchedule" => schedule(&fields.text("ScheduleDataJson")).unwrap_or(Schedule::Every { ms }),
                _ => Schedule::Every { ms },
            };
            let starts = mode != "Manual" && fields.flag("IsEnabled") != Some(false);
            let mut timer = Timer { id, name, ident, when, starts, handlers: BTreeMap::new() };
            if let Some(handler) = self.script(&Place::item(id), &fields.text("Script")) {
                timer.handlers.insert(TICK.to_owned(), handler);
            }
            self.project.timers.push(timer);
        }
    }
}

/// Times of day and weekdays, JSON in a text.
fn schedule(text: &str) -> Option<Schedule> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    let fields = Fields(&json);
    let time = |at: Fields<'_>| {
        let part = |key| at.number(key).unwrap_or(0.0) as u32;
        TimeOfDay::parse(&format!("{:02}:{:02}:{:02}", part("Hour"), part("Minute"), part("Second")))
    };
    let times: BTreeSet<TimeOfDay> = fields.list("rt").filter_map(time).collect();
    let days = (1..).zip(["m", "tu", "w", "th", "f", "sa", "su"]);
    let weekdays = days.filter(|(_, key)| fields.flag(key) == Some(true)).map(|(day, _)| day).collect();
    (!times.is_empty()).then_some(Schedule::Daily { times, weekdays })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_has_times_and_days() {
        let text = r#"{"tn":"time","rt":[{"Hour":8,"Minute":5,"Second":0},{"Hour":16}],"m":true,"f":true}"#;
        let Some(Schedule::Daily { times, weekdays }) = schedule(text) else { panic!("{text}") };
        assert_eq!(times.iter().map(ToString::to_string).collect::<Vec<_>>(), ["08:05", "16:00"]);
        assert_eq!(weekdays.into_iter().collect::<Vec<_>>(), [1, 5]);
        assert_eq!(schedule("{}"), None);
        assert_eq!(schedule("?"), None);
    }
}
