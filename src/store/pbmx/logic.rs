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
use crate::model::reference::ForeignList;
use crate::model::screen::SHOWN;
use crate::model::timer::{LONGEST, SHORTEST, Schedule, TICK, TimeOfDay, Timer};
use crate::model::types::Ty;

/// Most bytes of a script that are taken over; longer ones do not run either.
const MOST_SCRIPT: usize = 256 * 1024;

impl Import<'_> {
    /// The Lua of a script of theirs, as a handler; `None` where there is nothing in it.
    fn script(&mut self, at: &Place, text: &str) -> Option<Arc<Handler>> {
        self.script_in(at, text, None)
    }

    /// The same of what was tapped within the list of this name.
    fn script_in(&mut self, at: &Place, text: &str, list: Option<&ForeignList>) -> Option<Arc<Handler>> {
        let text = text.replace("\r\n", "\n").replace('\0', "");
        if text.trim().is_empty() {
            return None;
        }
        if text.len() > MOST_SCRIPT {
            self.leave(at.clone(), LeftOut::LongScript);
            return None;
        }
        Some(Arc::new(Handler::Lua(self.names.adapted(&text, list))))
    }

    /// The names of the functions, which scripts call.
    pub(super) fn know_functions(&mut self, json: &serde_json::Value) {
        let in_files = self.archive.lua_files().iter().flat_map(|text| global_functions(text)).collect::<Vec<_>>();
        self.names.functions = in_files.iter().map(|function| function.name.clone()).collect();
        self.globals = in_files;
        let all = json.as_array().map_or(&[][..], Vec::as_slice).iter().map(Fields);
        let own = all.filter(|fields| fields.flag("IsUserVisible") == Some(true)).map(|fields| fields.text("Name"));
        self.names.functions.extend(own.filter(|name| is_ident(name)));
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

    /// Takes over the functions that stand in files of Lua, as older projects have them.
    pub(super) fn take_globals(&mut self) {
        for GlobalFunction { name, parameters, body } in std::mem::take(&mut self.globals) {
            if self.project.functions.named(&name).is_some() {
                continue;
            }
            let id = FunctionId(self.project.take_id());
            let parameter = |name: String| Parameter { id: 0, name, ty: Ty::Any };
            let parameters = parameters.into_iter().map(parameter);
            let mut function = Function {
                id,
                name: name.clone(),
                ident: name,
                parameters: parameters.take(crate::model::function::MOST_PARAMETERS).collect(),
                last_parameter: 0,
                gives: body.contains("return").then_some(Ty::Any),
                handlers: BTreeMap::new(),
            };
            function.settle_parameters();
            if let Some(handler) = self.script(&Place::item(id), &body) {
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
            let rows = control.properties.get("source").and_then(|property| property.items().into_iter().next());
            let rows = rows.and_then(|item| Some(self.project.source(item.source()?)?.ident.clone()));
            let list = ForeignList { name: control.name.clone(), rows };
            let parts: Vec<Fields<'_>> = fields.part("Template").list("Controls").collect();
            for event in parts.into_iter().flat_map(|part| part.list("Events")) {
                let Some(handler) = self.script_in(&at, &event.text("Script"), Some(&list)) else { continue };
                if event.text("Name") == "Tapped" && !control.handlers.contains_key(tapped.key) {
                    control.handlers.insert(tapped.key.to_owned(), handler);
                } else {
                    self.leave_event(at.clone(), event.text("Name"), Some(&handler));
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
                        None => self.leave_event(at.clone(), name, Some(&handler)),
                    }
                }
            }
        }
        if switched == (None, None) {
            return;
        }
        let Some(toggled) = triggers.iter().find(|trigger| trigger.key == "toggled") else {
            let (on, off) = switched;
            self.leave_event(at, "Checked".to_owned(), on.or(off).as_deref());
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
                let handler = self.script(&Place::Project, &event.text("Script"));
                self.leave_event(Place::Project, event.text("Name"), handler.as_deref());
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
            _ => self.leave_event(at, format!("{name}.{wanted}"), Some(&handler)),
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

/// A function in a file of Lua.
pub(super) struct GlobalFunction {
    name: String,
    parameters: Vec<String>,
    body: String,
}

/// The functions that begin and end at the left of a file.
fn global_functions(text: &str) -> Vec<GlobalFunction> {
    let mut out = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let head = line.strip_prefix("function ").and_then(|head| head.trim_end().strip_suffix(')')?.split_once('('));
        let Some((name, parameters)) = head.filter(|(name, _)| is_ident(name.trim())) else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != "end").collect();
        let parameters = parameters.split(',').map(str::trim).filter(|name| is_ident(name)).map(str::to_owned);
        let (name, parameters) = (name.trim().to_owned(), parameters.collect());
        out.push(GlobalFunction { name, parameters, body: body.join("\n") });
    }
    out
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
    fn functions_in_files_of_lua_are_found() {
        let text = "-- alt\r\nfunction vote(num, wer)\r\n\tif num then\r\n\t\treturn num\r\n\tend\r\nend\r\n\
                    function string.x(a)\nend\nlocal function y()\nend\nfunction leer()\nend";
        let found = global_functions(text);
        let said: Vec<_> = found.iter().map(|each| (&*each.name, each.parameters.join(","), &*each.body)).collect();
        let body = "\tif num then\n\t\treturn num\n\tend";
        assert_eq!(said, [("vote", "num,wer".to_owned(), body), ("leer", String::new(), "")]);
    }

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
