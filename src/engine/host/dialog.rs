//! What the person in front of the app is asked: checks what a script wants to ask, and prepares it. The prelude waits,
//! and the scheduler shows it.

use mlua::{Lua, Table, Value as LuaValue};

use super::{Call, Host, Run, wrap};
use crate::engine::convert::{as_number, text_of, wrong_type};
use crate::engine::fault::{Stop, unknown};
use crate::engine::waits::OpenDialog;
use crate::language::api::{ApiDef, dialog};
use crate::model::dialog::{AppDialog, DialogForm};
use crate::model::excerpt::{LINE, SENTENCE, cut};
use crate::model::run::FaultKind;

/// Most entries that can be chosen from.
const MOST_CHOICES: usize = 1_000;
/// Longest time until a dialog closes by itself, in seconds: a day.
const LONGEST: f64 = 86_400.0;

/// Adds the functions that only the prelude may call.
pub(super) fn install(lua: &Lua, host: &std::rc::Rc<Host>, table: &Table) -> mlua::Result<()> {
    let rows: &[(&ApiDef, Run)] = &[
        (&dialog::SHOW_MESSAGE, show_message),
        (&dialog::CONFIRM, confirm),
        (&dialog::CHOOSE, choose),
        (&dialog::ASK_TEXT, ask_text),
        (&dialog::ASK_NUMBER, ask_number),
        (&dialog::SHOW_DIALOG, show_dialog),
    ];
    for (row, run) in rows {
        table.raw_set(row.name, wrap(lua, host, row.path(), *run)?)?;
    }
    Ok(())
}

/// What may stand in the table at the end of a call.
struct DialogOptions<'a, 'b> {
    call: &'a Call<'b>,
    table: Option<&'a Table>,
}

impl<'a, 'b> DialogOptions<'a, 'b> {
    /// The options at `index`, of which these are known besides title and time.
    fn read(call: &'a Call<'b>, index: usize, known: &[&str]) -> Result<Self, Stop> {
        let table = match call.arg(index) {
            LuaValue::Nil => None,
            _ => Some(call.table(index)?),
        };
        for pair in table.into_iter().flat_map(Table::pairs::<LuaValue, LuaValue>) {
            let key = text_of(&pair?.0);
            let known = || known.iter().copied().chain(["title", "timeout"]);
            if !known().any(|name| name == key) {
                return Err(unknown(format!("{} {{ {key} }}", call.name), &key, known()).into());
            }
        }
        Ok(Self { call, table })
    }

    fn get(&self, key: &str) -> Result<LuaValue, Stop> {
        Ok(self.table.map_or(Ok(LuaValue::Nil), |table| table.raw_get(key))?)
    }

    fn text(&self, key: &str) -> Result<String, Stop> {
        match self.get(key)? {
            LuaValue::Nil => Ok(String::new()),
            value @ (LuaValue::Table(_) | LuaValue::Function(_)) => Err(wrong_type(key, "string", &value).into()),
            value => Ok(cut(&text_of(&value), LINE).into_owned()),
        }
    }

    /// A number; nothing where it is left out or, as in a slot that was left alone, empty.
    fn number(&self, key: &str) -> Result<Option<f64>, Stop> {
        match self.get(key)? {
            LuaValue::Nil => Ok(None),
            LuaValue::String(text) if text.as_bytes().is_empty() => Ok(None),
            value => match as_number(&value).filter(|number| number.is_finite()) {
                Some(number) => Ok(Some(number)),
                None => Err(wrong_type(key, "number", &value).into()),
            },
        }
    }

    /// Prepares the dialog with the text in the first argument; gives its number.
    fn ask(&self, form: DialogForm) -> Result<LuaValue, Stop> {
        let timeout = self.number("timeout")?.filter(|secs| *secs > 0.0).map(|secs| secs.min(LONGEST));
        Ok(prepare(self.call, (self.text("title")?, self.call.text(0)?), form, timeout))
    }
}

fn prepare(call: &Call<'_>, (title, text): (String, String), form: DialogForm, timeout: Option<f64>) -> LuaValue {
    let number = call.host.take_listener();
    let (title, text) = (cut(title.trim(), LINE).into_owned(), cut(text.trim(), SENTENCE).into_owned());
    let dialog = Some(AppDialog { number, title, text, form, insists: false });
    let open = OpenDialog { owner: call.host.owner.get(), dialog, timeout };
    call.host.waits.borrow_mut().add_dialog(number, open);
    LuaValue::Number(number as f64)
}

fn show_message(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let options = DialogOptions::read(call, 1, &["ok"])?;
    options.ask(DialogForm::Message { done: options.text("ok")? })
}

fn confirm(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let options = DialogOptions::read(call, 1, &["yes", "no"])?;
    options.ask(DialogForm::Confirm { yes: options.text("yes")?, no: options.text("no")? })
}

fn choose(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let options = DialogOptions::read(call, 2, &[])?;
    let list = call.table(1)?;
    if list.raw_len() > MOST_CHOICES {
        return Err(FaultKind::Memory.into());
    }
    let choices = list.sequence_values::<LuaValue>().map(|choice| Ok(cut(&text_of(&choice?), LINE).into_owned()));
    options.ask(DialogForm::Choose { choices: choices.collect::<mlua::Result<_>>()? })
}

fn ask_text(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let options = DialogOptions::read(call, 1, &["default", "hint"])?;
    options.ask(DialogForm::Text { given: options.text("default")?, hint: options.text("hint")? })
}

fn ask_number(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let options = DialogOptions::read(call, 1, &["default", "min", "max"])?;
    let [given, min, max] = ["default", "min", "max"].map(|key| options.number(key));
    options.ask(DialogForm::Number { given: given?, min: min?, max: max? })
}

/// As in the reference product: title, text, and the words of one or two buttons.
fn show_dialog(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let words = |index: usize| call.text(index).map(|words| cut(&words, LINE).into_owned());
    let (yes, no) = (words(2)?, words(3)?);
    let form = if no.is_empty() { DialogForm::Message { done: yes } } else { DialogForm::Confirm { yes, no } };
    Ok(prepare(call, (call.text(0)?, call.text(1)?), form, None))
}
