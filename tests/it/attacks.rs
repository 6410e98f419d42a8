//! Scripts that want too much of lists, patterns, JSON, dialogs, timers, dates, texts, functions, groups, HTTP, sounds and
//! messages. Each runs in
//! a process of its own with four gigabytes and a minute of the processor from the system, and needs far less; beside it
//! another handler goes on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use steckbrett::i18n::Lang;
use steckbrett::language::{control, new_control};
use steckbrett::model::control::Control;
use steckbrett::model::edit::{Edit, LayerEdit, apply};
use steckbrett::model::function::{CALLED, Function, Parameter};
use steckbrett::model::handler::Handler;
use steckbrett::model::id::{ColumnId, FunctionId, ScreenId, SourceId, TimerId};
use steckbrett::model::item::Item;
use steckbrett::model::project::Project;
use steckbrett::model::source::list::{ListColumn, RowList};
use steckbrett::model::source::{ColumnType, Source};
use steckbrett::model::timer::{Schedule, TICK, Timer};
use steckbrett::model::types::Ty;
use steckbrett::model::value::Value;
use steckbrett::store::{WritePolicy, save_over};

use crate::steckbrett::Steckbrett;

/// What such a script may cost the computer, in KiB.
const MOST_MEMORY: u64 = 512 << 10;

/// Fills the list.
const FULL: &str =
    "local t = {} for i = 1, 9999 do t[i] = { Name = 'Zeile ' .. i, Zahl = i } end data.L.replacelistwith(t) t = nil ";

/// The beginning of what is said of a script that ran too long.
const LONG: &str = "The script ran for 5 s without a pause";
const MEMORY: &str = "The script needs too much memory.";
const FULL_LIST: &str = "The list “L” is full";

/// How a script ends: by the fault that begins so, or by having done what it wanted.
enum End {
    Fault(&'static str),
    Done,
    /// By one of these two, whichever bound a computer meets first.
    Either(&'static str, &'static str),
    /// It goes on and harms nobody.
    Never,
}
use End::{Done, Either, Fault, Never};

/// A button *B* with the script, *C* that is alive, a group, a list, a function that calls itself, a timer that starts
/// itself.
fn project(lua: &str) -> Project {
    let mut project = Project::new("P", "Start", "Lokal");
    let button = |name: &str, lua: &str| {
        let mut button: Control = new_control(control("button").unwrap(), Lang::En);
        name.clone_into(&mut button.name);
        button.handlers.insert("tapped".to_owned(), Arc::new(Handler::Lua(lua.to_owned())));
        button
    };
    let buttons = vec![button("B", lua), button("C", "peakboard.log('alive ' .. #{ 1, 2 })")];
    let added = apply(&mut project, &Edit::AddControls(ScreenId(1), buttons)).unwrap();
    let ids = added.all(Item::control);
    apply(&mut project, &Edit::Layers(LayerEdit::Group(ids, "G".to_owned()))).unwrap();
    let column = |title, ty, id| ListColumn::new(title, ty).with_id(Some(ColumnId(id)));
    let columns = vec![column("Name", ColumnType::Text, 500), column("Zahl", ColumnType::Number, 501)];
    let list = RowList { columns, rows: vec![vec![Value::from("a"), Value::from(1.0)]] };
    project.sources.push(Source::of_list(SourceId(502), "L", "L", list));
    let handlers = |key: &str, lua: &str| BTreeMap::from([(key.to_owned(), Arc::new(Handler::Lua(lua.to_owned())))]);
    let (name, ident) = ("F".to_owned(), "F".to_owned());
    let parameters = vec![Parameter { id: 1, name: "N".to_owned(), ty: Ty::Any }];
    let handlers_of_f = handlers(CALLED, "return functions.F(N) .. 'x'");
    project.functions.push(Function {
        id: FunctionId(503),
        name,
        ident,
        parameters,
        last_parameter: 1,
        gives: Some(Ty::Any),
        handlers: handlers_of_f,
    });
    let (name, ident) = ("T".to_owned(), "T".to_owned());
    let tick = handlers(TICK, "for i = 1, 1000 do timers.T.start() end peakboard.log('tick')");
    let when = Schedule::Every { ms: 100 };
    project.timers.push(Timer { id: TimerId(504), name, ident, when, starts: false, handlers: tick });
    project.web = vec!["127.0.0.1".to_owned()];
    project.next_id = 1000;
    project
}

/// Runs a script until it ends as it should, and looks at what it has cost.
fn contained(name: &str, lua: &str, end: &End) {
    let app = Steckbrett::new();
    let file: PathBuf = app.write("p.ron", "");
    let text = format!("{lua}\npeakboard.log('done')");
    save_over(&file, &project(&text), WritePolicy::Anything).unwrap();
    let mut run = app.headless_within(&file, 4 << 20, 60);
    run.say("tap B");
    run.say("tap C");
    run.expect("log", &[("text", json!("alive 2"))]);
    let mut ends = |first: &str, second: &str| {
        let is_end = |event: &serde_json::Value| event["t"] == "fault" || event["text"] == "done";
        let event = run.expect_that(&format!("{name}: {first}"), is_end);
        let text = event["text"].as_str().unwrap();
        assert!(text.starts_with(first) || text.starts_with(second), "{name}: {text}");
    };
    match end {
        Fault(said) => ends(said, said),
        Either(first, second) => ends(first, second),
        Done => {
            run.expect("log", &[("text", json!("done"))]);
        }
        Never => {}
    }
    // Others go on behind it too.
    let most = run.most_memory();
    assert!(most < MOST_MEMORY, "{name}: {most} KiB");
    let (_, _, took) = run.quit_with();
    assert!(took < Duration::from_secs(40), "{name}: {took:?}");
}

/// Runs all of them, two at a time: what meets a bound of size must not meet that of time before.
fn all_contained(scripts: &[(&str, String, End)]) {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((name, lua, end)) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // All of them are told, not the first one that fails.
                    if std::panic::catch_unwind(|| contained(name, lua, end)).is_err() {
                        failed.lock().unwrap().push(*name);
                    }
                }
            });
        }
    });
    assert_eq!(failed.into_inner().unwrap(), [""; 0]);
}

#[test]
fn lists_and_groups_take_no_computer_down() {
    let script = |name, lua: &str, end| (name, lua.to_owned(), end);
    let filled = |name, lua: &str, end| (name, format!("{FULL}{lua}"), end);
    all_contained(&[
        filled("add for ever", "while true do data.L.add({ Name = 'x' }) end", Fault(FULL_LIST)),
        script(
            "long cells",
            "local s = ('x'):rep(8388608) while true do data.L.add({ Name = s }) end",
            Fault(FULL_LIST),
        ),
        script("doubled", "while true do data.L.addtohublist(data.L) end", Fault(FULL_LIST)),
        script("a million rows", "data.L.replacelistwith(table.create(5000000, { Name = 'x' }))", Fault(MEMORY)),
        script(
            "a row of everything",
            "local t = {} for i = 1, 1e5 do t['c' .. i] = i end data.L.add(t)",
            Fault("`data.L[…].c"),
        ),
        filled("sorted for ever", "while true do data.L.sortasc('Name') data.L.sortdesc('Zahl') end", Fault(LONG)),
        filled("rows hoarded", "local t = {} while true do t[#t + 1] = data.L.rows() end", Either(MEMORY, LONG)),
        filled(
            "entries for ever",
            "while true do data.L.setentry(0, { Name = tostring(os.clock()) }) end",
            Fault(LONG),
        ),
        script(
            "shown and hidden for ever",
            "local g = screens[0].groups.G while true do g.hide() g.show() end",
            Fault(LONG),
        ),
    ]);
}

#[test]
fn patterns_json_and_texts_take_no_computer_down() {
    let script = |name, lua: &str, end| (name, lua.to_owned(), end);
    all_contained(&[
        script("nested repeats", "peakboard.log(tostring(text.matches(('a'):rep(50000) .. 'b', '^(a|aa)+$')))", Done),
        script("a huge pattern", "text.matches('a', '((a{1000}){1000}){1000}')", Fault("The pattern")),
        script(
            "many patterns",
            "for i = 1, 1e9 do text.matches('x', 'x{' .. i % 900 + 1 .. '}' .. i) end",
            Fault(LONG),
        ),
        script("replaced by more", "text.replacepattern(('a'):rep(1000000), 'a', ('b'):rep(1000000))", Fault(MEMORY)),
        script("everything found", "text.extractall(('a'):rep(8000000), 'a')", Fault(MEMORY)),
        script("deep JSON", "json.parse(('['):rep(1000000))", Fault(MEMORY)),
        script("wide JSON", "json.parse('[' .. ('1,'):rep(4000000) .. '1]')", Fault(MEMORY)),
        script("a long path", "json.getvaluefrompath('{\"a\": 1}', ('a.'):rep(20000), 'x')", Done),
        script("a circle", "local t = {} t.t = t peakboard.log(text.json('#[t]#', { t = t }))", Done),
        script(
            "placeholders",
            "string.gsubph(('#[a]#'):rep(1000000), { a = ('x'):rep(1000000) })",
            Either(MEMORY, LONG),
        ),
        script("filled up", "text.padstart('x', 1e15, 'yz')", Fault(MEMORY)),
        script("split", "text.split((','):rep(8000000), ',')", Either(MEMORY, LONG)),
    ]);
}

#[test]
fn dialogs_timers_dates_and_functions_take_no_computer_down() {
    let script = |name, lua: &str, end| (name, lua.to_owned(), end);
    all_contained(&[
        script("asked for ever", "while true do runtime.confirm('Really?') end", Never),
        script("a million answers", "runtime.choose('Which?', table.create(1000000, 'a'))", Fault(MEMORY)),
        script("a long question", "runtime.showmessage(('x'):rep(60000000))", Fault(MEMORY)),
        script("a timer for ever", "while true do timers.T.start() end", Fault(LONG)),
        script("a timer that starts itself", "timers.T.start() wait(1)", Done),
        script(
            "years",
            "for _, n in ipairs({ 1e300, -1e300, 0 / 0, 1 / 0 }) do pcall(date.addyear, 0, n) pcall(date.tostring, n, 'yyyy') pcall(date.create, n) end",
            Done,
        ),
        script(
            "a long pattern",
            "date.parse(('9'):rep(1000000), ('yyyy'):rep(250000))",
            Fault("“date.parse” wants a time"),
        ),
        script(
            "weeks for ever",
            "local i = 0 while true do i = i + 1 date.getweeknumberofyear(i * 86400) end",
            Fault(LONG),
        ),
        script("a function in itself", "functions.F(1)", Fault("Functions")),
        script("caught in itself", "local function f() return trycatch(f) end while true do f() end", Fault(LONG)),
    ]);
}

#[test]
fn requests_sounds_and_messages_take_no_computer_down() {
    let script = |name, lua: &str, end| (name, lua.to_owned(), end);
    let connection = |name, lua: &str, end| (name, format!("local c = connections.getfromid('lokal') {lua}"), end);
    all_contained(&[
        // Nobody listens at that port.
        script("asked for ever", "while true do http.tryfetch('GET', 'http://127.0.0.1:9/') end", Never),
        script("a huge content", "http.post('http://127.0.0.1:9/', nil, ('x'):rep(60000000))", Fault(MEMORY)),
        script(
            "headers for ever",
            "local h = {} for i = 1, 1e5 do h['X-' .. i] = ('x'):rep(100) end http.get('http://127.0.0.1:9/', h)",
            Fault(MEMORY),
        ),
        script("a long address", "http.get('http://127.0.0.1:9/' .. ('x'):rep(10000000))", Fault("")),
        script(
            "addresses made up",
            "for i = 1, 1e6 do pcall(http.get, 'http://127.0.0.1.' .. i .. '.example.com/') end",
            Never,
        ),
        script(
            "an answer in a million years",
            "for _, n in ipairs({ 1e300, 0 / 0, 1 / 0, -1 }) do pcall(http.tryfetch, 'GET', 'http://127.0.0.1:9/', { timeout = n }) end",
            Done,
        ),
        script("sounds for ever", "while true do runtime.playsound('click') end", Fault(LONG)),
        script("tones out of reach", "while true do runtime.beep(0 / 0, 1e300) runtime.stopsounds() end", Fault(LONG)),
        script("colors for ever", "while true do brushes.mix('#000000', '#ffffff', 0 / 0) end", Fault(LONG)),
        connection(
            "topics for ever",
            "local i = 0 while true do i = i + 1 c.publish('t/' .. i, 'x', { onchange = true, qos = 0 }) end",
            Never,
        ),
        connection("the same for ever", "while true do c.publish('t', 'x', { onchange = true }) end", Fault(LONG)),
    ]);
}
