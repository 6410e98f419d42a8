//! Commands: what a control writes to a topic by itself, without a handler.
//!
//! Pure. A device tells its state on one topic and takes commands on another: the state is what the control's property is
//! bound to, the command is this. Whoever sends never believes that it has come true (see `engine/live/wish.rs`).

mod guess;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::binding::{Binding, Origin, as_item};
use super::control::Control;
use super::id::{ConnectionId, VariableId};
use super::item::{Item, Rewrite};
use super::payload::{Form, PayloadError};
use super::project::Project;
use super::source::path::DataPath;
use super::template::{self, filled};
use super::types::Ty;
use super::value::{Value, has_all_of};

use self::guess::{guessed, words};

/// Key of the property that holds it.
pub const COMMAND_KEY: &str = "command";
/// The name of the hole for what was set.
pub const VALUE_HOLE: &str = "value";
/// How long a device may take to tell its new state, in seconds, unless something else is said.
pub const PATIENCE: f64 = 5.0;
/// How often the message of a button that is held is repeated, in milliseconds, unless something else is said.
pub const REPEAT_MS: u32 = 500;

/// A topic that a control writes to, and what it writes there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "Command", deny_unknown_fields)]
pub struct CommandTopic {
    /// The connection.
    #[serde(with = "as_item")]
    pub connection: ConnectionId,
    /// The topic.
    pub topic: String,
    /// The message for a value, with holes: `#[value]#` is what was set, others are variables by name.
    #[serde(default = "value_hole", skip_serializing_if = "is_value_hole")]
    pub message: String,
    /// The message for on; of a button: when it is tapped or pressed.
    #[serde(default = "on", skip_serializing_if = "is_on")]
    pub on: String,
    /// The message for off; of a button: when it is released.
    #[serde(default = "off", skip_serializing_if = "is_off")]
    pub off: String,
    /// Where in a JSON object the message goes; empty: it is the whole payload.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// How the message is read, where it is the whole payload.
    #[serde(default, skip_serializing_if = "is_text", with = "as_key")]
    pub form: Form,
    /// A number is rounded to so many decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// Quality of service, 0 to 2.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub qos: u8,
    /// Whether the broker keeps it. Who connects later is switched by it, so it is rarely right for commands.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retain: bool,
    /// Of a button: when it sends.
    #[serde(default, skip_serializing_if = "is_tapped")]
    pub sends: SendMoment,
    /// Of a button that sends while it is held: the message is repeated after so many milliseconds; 0: never.
    #[serde(default = "repeat_ms", skip_serializing_if = "is_repeat_ms")]
    pub repeat_ms: u32,
    /// How long the device may take to tell its new state, in seconds.
    #[serde(default = "patience", skip_serializing_if = "is_patience")]
    pub patience: f64,
}

/// When a button sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendMoment {
    /// When it is tapped.
    #[default]
    Tapped,
    /// As soon as it is pressed, whatever becomes of that.
    Pressed,
    /// One message when it is pressed and another when it is released.
    Held,
}

/// What a command is sent for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Said<'a> {
    /// A person has set this value.
    Value(&'a Value),
    /// A button was tapped or pressed, or is held on.
    Pressed,
    /// A button was released.
    Released,
}

/// What became of a command whose device tells its state.
#[derive(Clone, Debug, PartialEq)]
pub enum CommandState {
    /// It was sent, and the device has not told its state since.
    Pending {
        /// What was asked for.
        wish: Value,
    },
    /// The device has told its state since, or had it already.
    Settled,
    /// The device has not told its state in time.
    Unconfirmed,
}

/// Why a message cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadMessage {
    /// How it was to be read.
    pub form: Form,
    /// The text that was to be sent.
    pub text: String,
    /// Why it does not fit.
    pub why: PayloadError,
}

fn value_hole() -> String {
    template::hole(VALUE_HOLE)
}

fn is_value_hole(text: &str) -> bool {
    text == value_hole()
}

fn on() -> String {
    "ON".to_owned()
}

fn is_on(text: &str) -> bool {
    text == "ON"
}

fn off() -> String {
    "OFF".to_owned()
}

fn is_off(text: &str) -> bool {
    text == "OFF"
}

fn one() -> u8 {
    1
}

fn repeat_ms() -> u32 {
    REPEAT_MS
}

fn patience() -> f64 {
    PATIENCE
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_text(form: &Form) -> bool {
    *form == Form::Text
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_one(qos: &u8) -> bool {
    *qos == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_tapped(sends: &SendMoment) -> bool {
    *sends == SendMoment::Tapped
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_repeat_ms(ms: &u32) -> bool {
    *ms == REPEAT_MS
}

#[expect(
    clippy::float_cmp_const,
    clippy::trivially_copy_pass_by_ref,
    reason = "the default itself; serde asks by reference"
)]
fn is_patience(secs: &f64) -> bool {
    *secs == PATIENCE
}

/// Forms are written by their names.
mod as_key {
    use super::{Deserialize as _, Deserializer, Form, Serialize as _, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    pub(super) fn serialize<S: Serializer>(form: &Form, serializer: S) -> Result<S::Ok, S::Error> {
        form.key().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Form, D::Error> {
        let key = String::deserialize(deserializer)?;
        Form::from_key(&key).ok_or_else(|| de::Error::custom(format!("{key:?} is no form")))
    }
}

impl CommandTopic {
    /// A command that sends what is set as it is.
    pub fn to(connection: ConnectionId, topic: &str) -> Self {
        Self {
            connection,
            topic: topic.to_owned(),
            message: value_hole(),
            on: on(),
            off: off(),
            path: String::new(),
            form: Form::Text,
            decimals: None,
            qos: 1,
            retain: false,
            sends: SendMoment::Tapped,
            repeat_ms: REPEAT_MS,
            patience: PATIENCE,
        }
    }

    /// The command that probably belongs to a state that is told on this topic, at this data path, with this value last.
    pub fn for_state(connection: ConnectionId, (topic, path): (&str, &str), sample: &str) -> Self {
        let guess = guessed(topic, path);
        let said = guess.words.map(|(on, off)| (on.to_owned(), off.to_owned())).or_else(|| words(sample));
        let usual = Self::to(connection, &guess.topic);
        let (on, off) = said.unwrap_or((usual.on, usual.off));
        Self { path: guess.path, on, off, ..Self::to(usual.connection, &guess.topic) }
    }

    /// Reads a command as it stands in a project file, `Command(connection: …, topic: …)`; `None` for anything else.
    pub fn parse(ron: &str) -> Option<Self> {
        let known: Self =
            ron.trim_start().starts_with("Command").then(|| Binding::options().from_str(ron).ok()).flatten()?;
        has_all_of(&known, ron).then_some(known)
    }

    /// As it stands in a project file.
    ///
    /// # Errors
    /// What RON cannot write.
    pub fn to_ron(&self) -> Result<String, ron::Error> {
        let config = ron::ser::PrettyConfig::new().depth_limit(0).struct_names(true);
        Binding::options().to_string_pretty(self, config)
    }

    /// The same with its connection as `map` says; `None` where that is not there.
    pub fn rewritten(&self, map: &dyn Fn(&Item) -> Rewrite) -> Option<Self> {
        let connection = match map(&self.connection.clone().into()) {
            Rewrite::Keep => self.connection.clone(),
            Rewrite::To(new) => new.connection()?,
            Rewrite::Open => return None,
        };
        Some(Self { connection, ..self.clone() })
    }

    /// The message for this, before its holes are filled.
    pub fn template(&self, said: Said<'_>) -> &str {
        match said {
            Said::Pressed | Said::Value(Value::Bool(true)) => &self.on,
            Said::Released | Said::Value(Value::Bool(false)) => &self.off,
            Said::Value(_) => &self.message,
        }
    }

    /// All messages that it can send, before their holes are filled.
    fn templates(&self) -> [&str; 3] {
        [&self.message, &self.on, &self.off]
    }

    /// The variables that its messages name.
    pub fn variables(&self, project: &Project) -> Vec<VariableId> {
        let named = self.templates().into_iter().flat_map(template::holes).map(str::trim);
        let variable = |name: &str| project.variables.iter().find(|each| each.ident.eq_ignore_ascii_case(name));
        named.filter_map(|name| variable(name).map(|variable| variable.id)).collect()
    }

    /// The same with another name for a variable in its messages.
    #[must_use]
    pub fn renamed(&self, old: &str, new: &str) -> Self {
        let renamed = |text: &str| template::renamed(text, old, new);
        Self { message: renamed(&self.message), on: renamed(&self.on), off: renamed(&self.off), ..self.clone() }
    }

    /// The payload for what was said; `variable` gives the value of a variable by its name.
    ///
    /// # Errors
    /// [`BadMessage`].
    pub fn payload(&self, said: Said<'_>, variable: &dyn Fn(&str) -> Option<Value>) -> Result<Vec<u8>, BadMessage> {
        let value_of = |name: &str| match said {
            Said::Value(value) if name.trim().eq_ignore_ascii_case(VALUE_HOLE) => Some(self.rounded(value)),
            Said::Value(_) | Said::Pressed | Said::Released => variable(name.trim()),
        };
        let form = self.form;
        let text = filled(self.template(said), form == Form::Json && self.path.is_empty(), &value_of);
        if let Some(path) = Some(self.path.trim()).filter(|path| !path.is_empty()) {
            let object = DataPath::parse(path).ok().and_then(|path| path.around(&as_json(&text)));
            return Ok(object.unwrap_or(text).into_bytes());
        }
        form.message(&text, self.retain).map_err(|why| BadMessage { form, text, why })
    }

    fn rounded(&self, value: &Value) -> Value {
        match (value, self.decimals) {
            (Value::Number(number), Some(decimals)) => {
                let scale = 10_f64.powi(i32::from(decimals.min(9)));
                Value::from((number * scale).round() / scale)
            }
            (value, _) => value.clone(),
        }
    }
}

/// A message as a value in JSON: what is valid there as it is, anything else as a text.
fn as_json(text: &str) -> String {
    let is_value = serde_json::from_str::<de::IgnoredAny>(text).is_ok();
    if is_value { text.trim().to_owned() } else { Value::from(text).to_json() }
}

impl Control {
    /// What it writes by itself, if it does.
    pub fn command(&self) -> Option<&CommandTopic> {
        self.properties.get(COMMAND_KEY)?.command()
    }
}

/// All commands of a project, in the order of screens and controls.
pub fn commands(project: &Project) -> impl Iterator<Item = (&Control, &CommandTopic)> {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    controls.filter_map(|control| Some((control, control.command()?)))
}

/// Whether what a property is bound to tells the state of something else: then nobody but that may change it.
pub fn tells_state(binding: &Binding) -> bool {
    match binding.from {
        // Written to as well as read from.
        Origin::Variable(_) | Origin::Parameter(_) => false,
        Origin::Column { .. } | Origin::Topic { .. } | Origin::Property { .. } | Origin::Lua(_) => true,
    }
}

/// What a person has set in a bound property, as its device takes it: the way back of what the binding does.
pub fn for_device(set: &Value, binding: Option<&Binding>, ty: Ty) -> Value {
    let back = binding.filter(|binding| tells_state(binding)).and_then(|binding| match set {
        // On and off have messages of their own.
        Value::Bool(_) => None,
        _ => binding.value_back(set, ty),
    });
    back.unwrap_or_else(|| set.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command() -> CommandTopic {
        CommandTopic::to(ConnectionId::local(), "lampe/set")
    }

    fn sent(command: &CommandTopic, said: Said<'_>) -> String {
        let variable = |name: &str| (name == "rampe").then(|| Value::from(3.0));
        String::from_utf8(command.payload(said, &variable).unwrap()).unwrap()
    }

    #[test]
    fn on_off_and_values_have_their_messages() {
        let on_off = command();
        assert_eq!(sent(&on_off, Said::Value(&true.into())), "ON");
        assert_eq!(sent(&on_off, Said::Value(&false.into())), "OFF");
        assert_eq!(sent(&on_off, Said::Value(&21.5.into())), "21.5");
        assert_eq!(sent(&on_off, Said::Value(&"auf".into())), "auf");
        assert_eq!([sent(&on_off, Said::Pressed), sent(&on_off, Said::Released)], ["ON", "OFF"]);
    }

    #[test]
    fn a_message_can_be_a_field_of_json_or_have_holes() {
        let json = CommandTopic { path: "light.state".to_owned(), ..command() };
        assert_eq!(sent(&json, Said::Value(&true.into())), r#"{"light":{"state":"ON"}}"#);
        assert_eq!(sent(&json, Said::Value(&42.0.into())), r#"{"light":{"state":42}}"#);
        let truth = CommandTopic { on: "true".to_owned(), off: "false".to_owned(), ..json };
        assert_eq!(sent(&truth, Said::Value(&false.into())), r#"{"light":{"state":false}}"#);
        let message = r#"{"brightness":#[Value]#,"transition":#[rampe]#}"#.to_owned();
        let holes = CommandTopic { message, form: Form::Json, decimals: Some(0), ..command() };
        assert_eq!(sent(&holes, Said::Value(&127.5.into())), r#"{"brightness":128,"transition":3}"#);
        let broken = CommandTopic { message: "{#[value]#".to_owned(), ..holes };
        assert!(broken.payload(Said::Value(&1.0.into()), &|_| None).is_err());
    }

    #[test]
    fn what_a_binding_converts_goes_back_the_same_way() {
        let state = Origin::Topic {
            connection: ConnectionId::local(),
            filter: "lampe".to_owned(),
            path: "brightness".to_owned(),
            ty: crate::model::source::ColumnType::Automatic,
        };
        let percent = Binding { scale: 100.0 / 254.0, ..Binding::to(state) };
        let command = CommandTopic { decimals: Some(0), ..command() };
        for shown in 0..=100 {
            let set = for_device(&f64::from(shown).into(), Some(&percent), Ty::Number);
            let sent: f64 = sent(&command, Said::Value(&set)).parse().unwrap();
            let locale = crate::i18n::Locale::utc(crate::i18n::Lang::De);
            let told = percent.value_of(Some(&sent.into()), Ty::Number, locale).unwrap().as_number().unwrap();
            assert!((told - f64::from(shown)).abs() < 0.5, "{shown} comes back as {told}");
            assert!(shown == 0 || sent > 0.0, "{shown} % is not off");
        }
    }

    #[test]
    fn it_stands_in_a_file_with_what_is_special_and_comes_back() {
        let plain = command();
        let ron = plain.to_ron().unwrap();
        assert_eq!(ron, r#"Command(connection: Connection("lokal"), topic: "lampe/set")"#);
        assert_eq!(CommandTopic::parse(&ron), Some(plain.clone()));
        let every = CommandTopic {
            on: "1".to_owned(),
            path: "state".to_owned(),
            form: Form::Number,
            decimals: Some(2),
            qos: 2,
            retain: true,
            sends: SendMoment::Held,
            repeat_ms: 250,
            patience: 9.0,
            ..plain
        };
        assert_eq!(CommandTopic::parse(&every.to_ron().unwrap()), Some(every));
        let newer = ron.replace(')', ", newer: 1)");
        assert_eq!(CommandTopic::parse(&newer), None, "what a newer version has is kept as it stands");
    }
}
