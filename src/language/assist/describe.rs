//! What a name is, in words: for the help beside it and for the list of completions.

use std::ops::Range;

use crate::i18n::{Text, Wording, t};
use crate::language::{self, api};
use crate::model::handler::HandlerRef;
use crate::model::id::{ControlId, VariableId};
use crate::model::item::{Item, ItemKind};
use crate::model::project::Project;
use crate::model::reference::{
    LocalKind, LocalName, LuaMeaning, Member, MemberOf, OpenCall, locals_at, name_at, open_call, script_name,
};
use crate::model::types::Ty;

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// What functions are found under, such as `text`.
    Table,
    /// Something to call.
    Function,
    /// Something to read, perhaps to set.
    Property,
    /// A thing of the project.
    Thing(ItemKind),
    /// A group of controls.
    Group,
    /// A name that the text defines.
    Local(LocalKind),
    /// A word of Lua.
    Word,
    /// A value to choose.
    Value,
}

impl NameKind {
    /// What it is called; `None` of a thing of the project, whose kinds have names already.
    pub fn text(self) -> Option<Text> {
        Some(match self {
            Self::Table => t("Sammlung", "Collection"),
            Self::Function => t("Funktion", "Function"),
            Self::Property => t("Eigenschaft", "Property"),
            Self::Thing(_) => return None,
            Self::Group => t("Gruppe", "Group"),
            Self::Local(LocalKind::Function) => t("Funktion dieses Skripts", "Function of this script"),
            Self::Local(LocalKind::Parameter) => t("Eingabe der Funktion", "Input of the function"),
            Self::Local(LocalKind::Loop) => t("Variable der Schleife", "Variable of the loop"),
            Self::Local(LocalKind::Variable | LocalKind::Global) => {
                t("Variable dieses Skripts", "Variable of this script")
            }
            Self::Word => t("Wort von Lua", "Word of Lua"),
            Self::Value => t("Wert", "Value"),
        })
    }
}

/// What stands beside a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameDetail {
    /// Nothing.
    None,
    /// A type of values.
    Type(Ty),
    /// Words in both languages.
    Words(Wording),
    /// A piece of code.
    Code(String),
}

/// What is said of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Where the name stands, in bytes.
    pub range: Range<usize>,
    /// How it is written, with what it is given and gives.
    pub title: String,
    /// What it is.
    pub kind: NameKind,
    /// What stands beside that.
    pub detail: NameDetail,
    /// What it does.
    pub help: Option<Wording>,
    /// Whose value can be told while the app runs.
    pub live: Option<LiveName>,
    /// Where it is defined.
    pub defined: Option<Definition>,
}

/// Something that has a value while the app runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveName {
    /// A variable of the project.
    Variable(VariableId),
    /// A property of a control, by its key.
    Property(ControlId, String),
}

/// Where a name is defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// In the project.
    Item(Item),
    /// In this text, in bytes.
    Here(Range<usize>),
}

/// The call around a place, for who writes what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallHelp {
    /// What is called, up to the bracket.
    pub name: String,
    /// What it is given, as it is written.
    pub arguments: Vec<String>,
    /// Which of them is being written; `None` where it takes no more.
    pub current: Option<usize>,
    /// What it gives; empty for nothing.
    pub gives: String,
    /// What it does.
    pub help: Option<Wording>,
    /// Where its bracket stands, in bytes.
    pub open: usize,
}

/// What the name at a byte is; `None` where there is none, or nothing is known of it.
pub fn describe(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Option<Described> {
    let found = name_at(project, at, text, offset)?;
    let range = found.range;
    match found.means {
        LuaMeaning::Item(item) => of_item(project, &item, range),
        LuaMeaning::Group(screen, path) => {
            let screen = project.screen(screen)?;
            let title = format!("screens['{}'].groups['{}']", screen.name, path.last()?);
            let (kind, detail) = (NameKind::Group, on_screen(&screen.name));
            Some(Described { range, title, kind, detail, help: None, live: None, defined: None })
        }
        LuaMeaning::Member(member) => of_member(project, &member, range),
        LuaMeaning::Bare(name) => of_bare(project, at, &name, range),
        LuaMeaning::Local(local) => Some(of_local(project, text, &local, range)),
    }
}

fn on_screen(screen: &str) -> NameDetail {
    NameDetail::Words(Wording::new(format!("auf „{screen}“"), format!("on “{screen}”")))
}

fn of_row(row: &'static api::ApiDef, range: Range<usize>) -> Described {
    let kind = match row.usage {
        api::Usage::Call(_) => NameKind::Function,
        api::Usage::Read | api::Usage::ReadWrite => NameKind::Property,
    };
    let detail = match row.usage {
        api::Usage::Read => NameDetail::Words(t("nur zu lesen", "read only").into()),
        api::Usage::Call(_) | api::Usage::ReadWrite => NameDetail::None,
    };
    let help = Some(row.doc.into());
    Described { range, title: row.signature(), kind, detail, help, live: None, defined: None }
}

/// What a thing of the project is.
pub(super) fn of_item(project: &Project, item: &Item, range: Range<usize>) -> Option<Described> {
    let written = script_name(project, item)?;
    let (mut detail, mut help, mut live) = (NameDetail::None, None, None);
    let title = match item {
        Item::Variable(id) => {
            let variable = project.variable(*id)?;
            detail = NameDetail::Type(variable.ty);
            live = Some(LiveName::Variable(*id));
            let start = variable.initial.to_text();
            let start: String = start.lines().next().unwrap_or_default().chars().take(40).collect();
            if !start.is_empty() {
                help = Some(Wording::new(format!("Am Anfang: {start}"), format!("At the start: {start}")));
            }
            format!("data.{written}")
        }
        Item::Source(id) => {
            let source = project.source(*id)?;
            let titles: Vec<&str> = source.columns().into_iter().map(|column| column.title).collect();
            if !titles.is_empty() {
                let titles = titles.join(", ");
                help = Some(Wording::new(format!("Spalten: {titles}"), format!("Columns: {titles}")));
            }
            if source.is_list() {
                detail = NameDetail::Words(t("Liste", "List").into());
            }
            format!("data.{written}")
        }
        Item::Screen(_) => format!("screens['{written}']"),
        Item::Control(id) => {
            let (screen, control) = project.find_control(*id)?;
            let def = language::control(&control.kind);
            let kind = def.map_or_else(|| Wording::from(control.kind.as_str()), |def| def.label.into());
            detail = NameDetail::Words(Wording::new(
                format!("{} auf „{}“", kind.de, screen.name),
                format!("{} on “{}”", kind.en, screen.name),
            ));
            let key = def.and_then(|def| def.properties.first()).map(|property| property.key.to_owned());
            live = key.map(|key| LiveName::Property(*id, key));
            format!("screens['{}'].{written}", screen.name)
        }
        Item::Column(id) => {
            let (source, column) = project.column(*id)?;
            detail = NameDetail::Type(column.ty.ty());
            format!("data.{} · {written}", source.ident)
        }
        Item::Timer(id) => {
            project.timer(*id)?;
            format!("timers.{written}")
        }
        Item::Function(id) => {
            let function = project.function(*id)?;
            if let Some(ty) = function.gives {
                detail = NameDetail::Type(ty);
            }
            api::functions::signature(function)
        }
        Item::Connection(_) => {
            detail = NameDetail::Words(project.name_of(item).unwrap_or_default().into());
            format!("connections.getfromid('{written}')")
        }
        Item::App(_) => return None,
    };
    let (kind, defined) = (NameKind::Thing(item.kind()), Some(Definition::Item(item.clone())));
    Some(Described { range, title, kind, detail, help, live, defined })
}

fn of_member(project: &Project, member: &Member, range: Range<usize>) -> Option<Described> {
    if let MemberOf::Controls(ids) = &member.of {
        let control = project.control(*ids.first()?)?;
        if let Some(property) = language::scripted_property(&control.kind, &member.name) {
            let (screen, control) = project.find_control(control.id)?;
            let title = format!("screens['{}'].{}.{}", screen.name, control.name, property.key);
            let label: Wording = property.label.into();
            let (kind, detail) = (NameKind::Property, NameDetail::Type(property.holds.ty()));
            let live = (ids.len() == 1).then(|| LiveName::Property(control.id, property.key.to_owned()));
            let defined = Some(Definition::Item(control.id.into()));
            return Some(Described { range, title, kind, detail, help: Some(label), live, defined });
        }
    }
    if let MemberOf::Function(id) = member.of {
        return of_item(project, &id.into(), range);
    }
    api::of_member(&member.of, &member.name).map(|row| of_row(row, range))
}

fn of_bare(project: &Project, at: &HandlerRef, name: &str, range: Range<usize>) -> Option<Described> {
    let input = at.owner.function().and_then(|id| project.function(id)).and_then(|function| {
        let names = api::functions::parameter_names(function);
        let place = names.iter().position(|input| input == name)?;
        Some((function, function.parameters.get(place)?))
    });
    if let Some((function, parameter)) = input {
        let kind = NameKind::Local(LocalKind::Parameter);
        let detail = NameDetail::Type(parameter.ty);
        let defined = Some(Definition::Item(function.id.into()));
        return Some(Described { range, title: name.to_owned(), kind, detail, help: None, live: None, defined });
    }
    if let Some(row) = api::declared("", name) {
        return Some(of_row(row, range));
    }
    let folded = name.to_lowercase();
    let is_table = api::objects().any(|object| object == folded) || api::lua::members(name).is_some();
    let help = table_help(&folded).map(Wording::from);
    if is_table {
        let (title, kind) = (folded, NameKind::Table);
        return Some(Described { range, title, kind, detail: NameDetail::None, help, live: None, defined: None });
    }
    None
}

/// What is found under a name of the host, in a sentence.
pub(super) fn table_help(name: &str) -> Option<Text> {
    Some(match name {
        "data" => t("Variablen, Listen und Datenquellen der App", "Variables, lists and data sources of the app"),
        "screens" => t("Bildschirme mit ihren Controls", "Screens with their controls"),
        "connections" => t("Verbindungen, über die gesendet wird", "Connections to send on"),
        "runtime" => {
            t("Bildschirme wechseln, Meldungen und Pop-ups zeigen", "Change screens, show messages and pop-ups")
        }
        "timers" => t("Zeitgeber starten und anhalten", "Start and stop timers"),
        "functions" => t("Funktionen der App aufrufen", "Call functions of the app"),
        "text" => t("Mit Texten arbeiten", "Work with texts"),
        "number" => t("Zahlen runden und schreiben", "Round and write numbers"),
        "list" => t("Mit Listen arbeiten", "Work with lists"),
        "time" | "date" => t("Mit Datum und Uhrzeit rechnen", "Calculate with date and time"),
        "json" => t("JSON lesen und schreiben", "Read and write JSON"),
        "http" => t("Andere Computer im Netz fragen", "Ask other computers"),
        "regex" => t("Muster in Texten suchen", "Look for patterns in texts"),
        "dialog" => t("Fragen stellen und auf die Antwort warten", "Ask and wait for the answer"),
        "brushes" => t("Farben mit ihrem Namen", "Colors by their names"),
        "peakboard" => t("Ins Protokoll schreiben", "Write to the log"),
        "e" => t("Die Nachricht, um die es geht", "The message that this is about"),
        "math" => t("Rechnen, von Lua", "Calculating, of Lua"),
        "string" => t("Texte, von Lua", "Texts, of Lua"),
        "table" => t("Tabellen, von Lua", "Tables, of Lua"),
        "os" => t("Uhr, von Lua", "Clock, of Lua"),
        _ => return None,
    })
}

fn of_local(project: &Project, text: &str, local: &LocalName, range: Range<usize>) -> Described {
    let title = if local.kind == LocalKind::Function {
        format!("{}({})", local.name, local.given.join(", "))
    } else {
        local.name.clone()
    };
    let line = crate::model::reference::line_of(text, local.declared.start);
    let code = text.lines().nth(line as usize - 1).unwrap_or_default().trim();
    let short: String = code.chars().take(80).collect();
    let help = Some(Wording::new(format!("Zeile {line}: {short}"), format!("Line {line}: {short}")));
    let (kind, detail) = (NameKind::Local(local.kind), type_of(project, text, local));
    let defined = Some(Definition::Here(local.declared.clone()));
    Described { range, title, kind, detail, help, live: None, defined }
}

/// Of what type a local variable certainly is, by what stands behind its first `=`.
pub(super) fn type_of(_project: &Project, text: &str, local: &LocalName) -> NameDetail {
    let is_set = matches!(local.kind, LocalKind::Variable | LocalKind::Global);
    let Some(behind) = text.get(local.declared.end..).filter(|_| is_set) else { return NameDetail::None };
    let Some(value) = behind.trim_start().strip_prefix('=').filter(|rest| !rest.starts_with('=')) else {
        return NameDetail::None;
    };
    let value = value.lines().next().unwrap_or_default().split("--").next().unwrap_or_default().trim();
    let ty = match value {
        "true" | "false" => Some(Ty::Bool),
        _ if value.parse::<f64>().is_ok() => Some(Ty::Number),
        _ if value.starts_with(['\'', '"', '`', '[']) && !value.contains("..") => Some(Ty::Text),
        _ if value.starts_with('{') => Some(Ty::List),
        _ => None,
    };
    if let Some(ty) = ty {
        return NameDetail::Type(ty);
    }
    // A single call gives what is declared of it.
    let called = value.split('(').next().filter(|_| value.ends_with(')')).unwrap_or_default();
    let row = api::rows().find(|row| row.path().eq_ignore_ascii_case(called) && !row.gives.is_empty());
    row.map_or(NameDetail::None, |row| NameDetail::Code(row.gives.to_owned()))
}

/// The call around a byte; `None` where there is none, or nothing is known of it.
pub fn call_help(project: &Project, at: &HandlerRef, text: &str, offset: usize) -> Option<CallHelp> {
    let call = open_call(project, at, text, offset)?;
    let (name, arguments, gives, help) = parts(project, text, &call)?;
    let last = arguments.len().checked_sub(1);
    let many = arguments.last().is_some_and(|last| last.contains('…'));
    let current = if call.argument < arguments.len() { Some(call.argument) } else { last.filter(|_| many) };
    Some(CallHelp { name, arguments, current, gives, help, open: call.open })
}

type Parts = (String, Vec<String>, String, Option<Wording>);

fn parts(project: &Project, text: &str, call: &OpenCall) -> Option<Parts> {
    let Some(member) = &call.member else {
        if let Some(local) = locals_at(text, call.open).into_iter().find(|local| local.name == call.name) {
            let is_known = local.kind == LocalKind::Function;
            return is_known.then(|| (local.name.clone(), local.given, String::new(), None));
        }
        return of_api(api::declared("", &call.name)?);
    };
    if let MemberOf::Function(id) = member.of {
        let function = project.function(id)?;
        let written = |ty: Ty| ty.name().to_owned();
        let names = api::functions::parameter_names(function).into_iter().zip(&function.parameters);
        let arguments = names.map(|(name, parameter)| format!("{name}: {}", written(parameter.ty))).collect();
        let gives = function.gives.map(written).unwrap_or_default();
        return Some((format!("functions.{}", function.ident), arguments, gives, None));
    }
    of_api(api::of_member(&member.of, &member.name)?)
}

fn of_api(row: &'static api::ApiDef) -> Option<Parts> {
    let api::Usage::Call(arguments) = row.usage else { return None };
    let written = arguments.iter().map(|argument| match argument.count {
        api::Count::One | api::Count::Many => argument.name.to_owned(),
        api::Count::Optional => format!("[{}]", argument.name),
    });
    let title = row.signature();
    let name = title.split('(').next().unwrap_or_default().to_owned();
    Some((name, written.collect(), row.gives.to_owned(), Some(row.doc.into())))
}
