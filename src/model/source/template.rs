//! Templates: how devices say what of their payload is the value, where a data path does not say enough.
//!
//! Such as `{{ value_json.energy / 1000 }}` or `{% if value_json.output %}on{% else %}off{% endif %}`; the language is that
//! of Jinja, with the names that the discovery of Home Assistant has (home-assistant.io, "Templating"). They come from
//! strangers: what they may cost is bounded, and they see nothing but the payload.

use std::sync::{Arc, OnceLock};

use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value, context, filters, tests};

use super::json::without_bom;

/// What running one may cost, in steps of the library, which counts what texts hold too.
const FUEL: u64 = 200_000;
/// Longest payload that is handed to one, and longest text that may come out, in bytes.
const LONGEST: usize = 64 << 10;
/// Longest template, in bytes.
const LONGEST_TEMPLATE: usize = 4 << 10;

/// A template that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayloadTemplate {
    text: Arc<str>,
}

impl PayloadTemplate {
    /// Whether a text is meant as a template, and not as a data path.
    pub fn is_one(text: &str) -> bool {
        text.contains("{{") || text.contains("{%")
    }

    /// Reads a template; `None` where it breaks the rules or uses what does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() <= LONGEST_TEMPLATE && environment().template_from_str(text).is_ok();
        fits.then(|| Self { text: Arc::from(text) })
    }

    /// What it makes of a payload; `None` where what it needs is not in there, or where it costs too much.
    pub fn run(&self, payload: &str) -> Option<String> {
        if payload.len() > LONGEST {
            return None;
        }
        let json = serde_json::from_str::<serde_json::Value>(without_bom(payload)).ok();
        let json = json.map_or(Value::UNDEFINED, |json| Value::from(Serde(&json)));
        let template = environment().template_from_str(&self.text).ok()?;
        let text = template.render(context! { value => payload, value_json => json }).ok()?;
        let text = text.trim();
        (!text.is_empty() && text.len() <= LONGEST).then(|| text.to_owned())
    }
}

fn environment() -> &'static Environment<'static> {
    static SHARED: OnceLock<Environment<'static>> = OnceLock::new();
    SHARED.get_or_init(|| {
        // Empty: what is not named here does not exist.
        let mut all = Environment::empty();
        all.set_fuel(Some(FUEL));
        // Printing what is not there is no value; asking whether it is there is allowed.
        all.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        all.add_filter("abs", filters::abs);
        all.add_filter("bool", filters::bool);
        all.add_filter("count", filters::length);
        all.add_filter("d", filters::default);
        all.add_filter("default", filters::default);
        all.add_filter("first", filters::first);
        all.add_filter("float", float);
        all.add_filter("int", int);
        all.add_filter("is_defined", is_defined);
        all.add_filter(
            "iif",
            |value: Value, yes: Value, no: Option<Value>| if value.is_true() { yes } else { no.unwrap_or_default() },
        );
        all.add_filter("join", filters::join);
        all.add_filter("last", filters::last);
        all.add_filter("length", filters::length);
        all.add_filter("lower", filters::lower);
        all.add_filter("max", filters::max);
        all.add_filter("min", filters::min);
        all.add_filter("multiply", |value: f64, by: f64| value * by);
        all.add_filter("add", |value: f64, more: f64| value + more);
        all.add_filter("replace", filters::replace);
        all.add_filter("round", filters::round);
        all.add_filter("split", filters::split);
        all.add_filter("string", filters::string);
        all.add_filter("to_json", filters::tojson);
        all.add_filter("tojson", filters::tojson);
        all.add_filter("from_json", from_json);
        all.add_filter("trim", filters::trim);
        all.add_filter("upper", filters::upper);
        all.add_test("defined", tests::is_defined);
        all.add_test("undefined", tests::is_undefined);
        all.add_test("none", tests::is_none);
        all.add_test("number", tests::is_number);
        all.add_test("string", tests::is_string);
        all.add_test("mapping", tests::is_mapping);
        all.add_test("true", tests::is_true);
        all.add_test("false", tests::is_false);
        all.add_function("float", float);
        all.add_function("int", int);
        all.set_unknown_method_callback(|_state, value, method, arguments| {
            // `value_json.get('power', 0)`, as in Python.
            if method != "get" {
                return Err(Error::from(ErrorKind::UnknownMethod));
            }
            let (key, default): (&Value, Option<Value>) = minijinja::value::from_args(arguments)?;
            let found = value.get_item(key)?;
            Ok(if found.is_undefined() { default.unwrap_or_else(|| Value::from(())) } else { found })
        });
        all
    })
}

/// A number, or what stands for one that cannot be read.
#[expect(clippy::needless_pass_by_value, reason = "the library hands it over")]
fn float(value: &Value, default: Option<Value>, named: Kwargs) -> Result<Value, Error> {
    let default = default.map_or_else(|| named.get::<Option<Value>>("default"), |default| Ok(Some(default)))?;
    named.assert_all_used()?;
    let read = match value.as_str() {
        Some(text) => text.trim().parse().ok(),
        None => f64::try_from(value.clone()).ok().or_else(|| bool::try_from(value.clone()).ok().map(f64::from)),
    };
    match read.filter(|number: &f64| number.is_finite()) {
        Some(number) => Ok(Value::from(number)),
        None => default.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "not a number")),
    }
}

fn int(value: &Value, default: Option<Value>, named: Kwargs) -> Result<Value, Error> {
    let number = float(value, default, named)?;
    Ok(f64::try_from(number.clone()).map_or(number, |number| Value::from(number.trunc() as i64)))
}

/// Nothing comes of what is not there: the value that was there stays.
fn is_defined(value: Value) -> Result<Value, Error> {
    if value.is_undefined() { Err(Error::from(ErrorKind::UndefinedError)) } else { Ok(value) }
}

fn from_json(text: &str) -> Result<Value, Error> {
    let json = serde_json::from_str::<serde_json::Value>(text);
    json.map(|json| Value::from(Serde(&json))).map_err(|_bad| Error::from(ErrorKind::BadSerialization))
}

#[cfg(test)]
mod checks {
    use super::*;

    #[track_caller]
    fn gives(template: &str, payload: &str, wanted: Option<&str>) {
        let template = PayloadTemplate::parse(template).unwrap_or_else(|| panic!("{template}"));
        assert_eq!(template.run(payload).as_deref(), wanted, "{template:?} {payload}");
    }

    /// As publishers send them; the forms are those of `zigbee2mqtt`, Shelly's script, `rtl_433`, EMS-ESP and `zwave-js-ui`.
    #[test]
    fn what_devices_send() {
        gives("{{ value_json.energy / 1000 }}", r#"{"energy":1500}"#, Some("1.5"));
        gives("{{ value_json.t | float | round(1) }}", r#"{"t":"21.46"}"#, Some("21.5"));
        gives("{{ float(value_json.t) * 9 / 5 + 32 }}", r#"{"t":20}"#, Some("68.0"));
        gives("{% if value_json.output %}on{% else %}off{% endif %}", r#"{"output":true}"#, Some("on"));
        gives("{{ 'ON' if value == '1' else 'OFF' }}", "1", Some("ON"));
        gives("{% if 'temp' in value_json %}{{ value_json.temp }}{% endif %}", r#"{"x":1}"#, None);
        gives("{% if value_json.a is defined %}{{ value_json.a }}{% else %}-{% endif %}", "{}", Some("-"));
        gives("{{ value_json.mode | default('auto') | lower }}", r#"{"mode":"HEAT"}"#, Some("heat"));
        gives("{{ value_json.mode | default('auto') }}", "{}", Some("auto"));
        gives("{{ {1: 'low', 2: 'high'}[value_json.speed] | default('off') }}", r#"{"speed":2}"#, Some("high"));
        gives("{{ value_json.get('power', 0) }}", "{}", Some("0"));
        gives("{{ value_json.rssi | int(-100) }}", r#"{"rssi":"x"}"#, Some("-100"));
        gives("{{ value_json.b | float(default=0) | multiply(2.5) }}", r#"{"b":4}"#, Some("10.0"));
        gives("{{ value_json.color | tojson }}", r#"{"color":{"r":1}}"#, Some(r#"{"r": 1}"#));
        gives("{{ value | is_defined }}", " auf ", Some("auf"));
    }

    #[test]
    fn what_is_not_there_gives_nothing() {
        for template in [
            "{{ value_json.a }}",
            "{{ value_json.a.b }}",
            "{{ value_json.a | is_defined }}",
            "{{ value_json.a | float }}",
        ] {
            gives(template, r#"{"x":1}"#, None);
            gives(template, "kein JSON", None);
        }
        assert_eq!(PayloadTemplate::parse("{{ value | unheard_of }}").and_then(|template| template.run("1")), None);
        for broken in ["{{ value", "{% if %}", "{{ value | }}"] {
            assert!(PayloadTemplate::parse(broken).is_none(), "{broken}");
        }
        assert!(PayloadTemplate::parse(&"{{ value }}".repeat(1000)).is_none(), "too long");
    }

    #[test]
    fn strangers_cannot_make_it_run_or_grow_for_ever() {
        let steps: Vec<String> = (0..40).map(|n| format!("{{% set a{} = a{n} ~ a{n} %}}", n + 1)).collect();
        gives(&format!("{{% set a0 = value %}}{}{{{{ a40 }}}}", steps.concat()), "xxxxxxxxxxxxxxxx", None);
        gives(
            "{% for a in value_json %}{% for b in value_json %}{% for c in value_json %}x{% endfor %}{% endfor %}{% endfor %}",
            &format!("[{}0]", "0,".repeat(2000)),
            None,
        );
        gives("{{ 'x' * 100000000 }}", "1", None);
        gives(
            "{{ value | replace('x', value) | replace('x', value) | replace('x', value) }}",
            &"x".repeat(10_000),
            None,
        );
        gives("{{ value }}", &"x".repeat(LONGEST + 1), None);
        gives("{{ range(10) }}", "1", None);
    }
}
