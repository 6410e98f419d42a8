//! Lua with one wrong name or use each, as people write it who know another dialect or type fast; and Lua that is right,
//! where nothing may be told.

use crate::language;
use crate::language::lower::lower;
use crate::language::testing::{filled, graph_with, project as with_source};
use crate::model::edit::{Edit, apply};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::project::Project;
use crate::model::types::Ty;
use crate::model::value::Value;

/// What is wrong in the logic of a button.
const WRONG: &[&str] = &[
    // Connections.
    "data.Groessen.publsh('a', 'b')",
    "data.Groessen.getconection()",
    "data.Text.publish('a', 'b')",
    "connections.get('lokal')",
    "connections.getfromname('Lokal')",
    "connections.getfromid('lokl').publish('a', 'b')",
    "connections.getfromid('lokal').publsh('a', 'b')",
    "connections.getfromid('lokal').publishretained('a', 'b')",
    "connections.getfromid('lokal').publish('a')",
    "local c = connections.getfromid('lokal')\nc.send('a', 'b')",
    "local c = connections.getfromid('lokal')\nif c.connectd then wait(1) end",
    "connections.lokal.publish('a', 'b')",
    // Values of variables.
    "data.Txt = 'a'",
    "local x = data.Zal + 1",
    "data.Zahl.add(1)",
    "local x = data.Text.format('x')()\nlocal y = data.Text.getluadate()",
    "local x = data.Text:uper()",
    "local x = data.Zahl:tostring()",
    // Data sources.
    "data.Groessen.add({})",
    "data.Groessen.insert(0, {})",
    "data.Groessen.remove(0)",
    "data.Groessen[0].Temp = 1",
    "local x = data.Groessen.indexof('a')",
    "local x = data.Groessen.getindex(0)",
    "local x = data.Groessen.contains('a')",
    "local x = data.Groessen.summe('Temp')",
    "local x = data.Groessen.countdifferent('Temp')",
    "data.Groessen.sortasc('Temp')",
    "data.Groessen.sortdesc('Temp')",
    "data.Groessen.replacelistwith({})",
    "data.Groessen.relaod()",
    "data.Groessen.reloadandwait()",
    "if data.Groessen.isenabeld then wait(1) end",
    "data.Groessen.exporttocsv('a.csv')",
    "local x = data.Groessen.format('x')",
    "local x = data.Groessen[0].Tmp",
    "local x = data.Groessen.first.Tempp",
    "local x = data.Groessen.value('Tmp')",
    "local x = data.Groessen.cell(0, 'Tmp')",
    "local x = data.Groessen.bytopic('a/b').Tmp",
    "local x = data.Groessen.count()",
    "data.Groessen.count = 0",
    "data.Groessen = {}",
    "local x = data.Grossen.count",
    // Screens and controls.
    "screens['Strat'].Antippen.text = 'x'",
    "screens.Start.Antipen.text = 'x'",
    "screens['Start'].Antippen.txt = 'x'",
    "screens['Start'].Antippen.isvisble = false",
    "screens['Start'].Antippen.visibilty = 'hidden'",
    "screens['Start'].Antippen.isenabeld = false",
    "screens['Start'].Antippen.backgroud = '#ffffff'",
    "screens['Start'].Antippen.foregroud = '#ffffff'",
    "screens['Start'].Antippen.bordrbrush = '#ffffff'",
    "screens['Start'].Antippen.left = 5",
    "screens['Start'].Antippen.animat('x')",
    "screens['Start'].Antippen.refrsh()",
    "screens['Start'].Antippen.toggle()",
    "screens['Start'].groups['g'].visible = false",
    "screens[0].Antippen.ischecked = true",
    "screens[3].Antippen.text = 'x'",
    "screens[runtime.currentscreenname].Antippen.txt = 'x'",
    "local k = screens['Start'].Antippen\nk.txt = 'x'",
    "local s = screens['Start']\ns.Antipen.text = 'x'",
    // The app.
    "runtime.shownextscren()",
    "runtime.showfirstscreen()",
    "local x = runtime.currentscreenid",
    "runtime.showdialog('a')",
    "runtime.playvideo('a')",
    "runtime.printscreenshot()",
    "local x = runtime.network.ip",
    "local x = runtime.hostname",
    "local x = runtime.lasterrormessage",
    "local x = runtime.curenttime",
    "runtime.stopwaitingui()",
    "runtime.showscreen('Strat')",
    "runtime.showscreen()",
    "runtime.shownotificaton('a')",
    "runtime.shownotification('a', notifieroptions.forwarnings(5))",
    "runtime.currentscreenname = 'Start'",
    "peakboard.shutdown()",
    "peakboard.restart()",
    "peakboard.clearinput()",
    "local x = peakboard.getresource('a')",
    "peakboard.log('a', 'b')",
    "peakbord.log('a')",
    "system.shutdown()",
    // Objects that are not there.
    "timers['t'].start()",
    "flows.run('f')",
    "functions.add(1, 2)",
    "local x = http.hol('http://x')",
    "mail.send('a')",
    "local x = brushes.fromname('red')",
    "local x = keytostring(5)",
    "local x = date.now()",
    "local x = list.neww()",
    // The event, where there is none.
    "local x = e.message",
    "if e.istitlerefreshed('Temp') then wait(1) end",
    // Lua's own libraries.
    "local x = string.firstindex('abc', 'b')",
    "local x = math.flor(1.5)",
    "local x = math.Flor(1.5)",
    "table.inser({}, 1)",
    "local x = os.getenv('HOME')",
    "local x = text.jion('a', 'b')",
    "local x = number.rond(1.5)",
    "prnt('a')",
    "local x = tonumbr('5')",
    "wait()",
    "tryctach(function() end)",
    // Names of the text itself.
    "local wert = 5\npeakboard.log(wrt)",
    "local function hole() return 1 end\nlocal x = hol()",
    "local zaehler = 1\nzaehlr.x = 2",
];

/// What is right, or may be.
const RIGHT: &[&str] = &[
    "data.Groessen.publish('a', 'b')",
    "data.Groessen.getconnection()",
    "data.Groessen.reload()",
    "data.Groessen.reloadandawait()",
    "if data.Groessen.isenabled then wait(1) end",
    "runtime.shownextscreen()",
    "runtime.showpreviousscreen()",
    "local x = runtime.currentscreenindex",
    "local x = json.parse('{}')",
    "screens['Start'].Antippen.isvisible = not screens['Start'].Antippen.IsEnabled",
    "local x = math.Floor(runtime.currenttime) + string.LastIndexOf('abc', 'b')",
    "screens['Start'].Antippen.animate('BLINK')",
    "screens['Start'].Antippen.refresh()",
    "screens['Start'].Antippen.background = brushes.OrangeRed",
    "screens['Start'].Antippen.visibility = visibility.collapsed",
    "screens['Start'].Antippen.background = brushes.fromhex('#ffffff')",
    "local x = date.tostring(date.addday(date.parse('20261122', 'yyyyMMdd'), -7), 'dd.MM.yyyy')",
    "local x = string.firstindexof('abc', 'b') + string.lastindexof('abc', 'b')",
    "local x = string.addleadingcharacters('7', '0', 3)",
    "if string.contains('abc', 'b') then wait(1) end",
    "local x = string.startswith('abc', 'a')",
    "local x = string.endswith('abc', 'a')",
    "local x = string.replace('abc', 'b', 'c')",
    "local x = string.gsubph('#[a]#', { a = 1 })",
    "local x = string.trim(' a ')",
    "local x = string.tostring(5)",
    "local x = math.tonumber('5')",
    "local x = math.roundwithdecimals(1.234, 2)",
    "a, b = 1, 2\nc = {}\nc.x = a + b",
    "local a: number, b: string = 1, 'x'\nprint(a, b:upper())",
    "local t = { name = 'x', wert = 5, [1] = 2 }\nprint(t.name, t.wert)",
    "local obj = {}\nfunction obj:method() return self.x end\nobj:method()",
    "local obj = {}\nfunction obj.fn(a) return a.x end\nobj.fn({ x = 1 })",
    "if string.contains then string.contains('a', 'b') end",
    "if json ~= nil then json.parse('{}') end",
    "_G.helper = function() end\n_G.helper()",
    "local x = ('abc'):upper():lower()",
    "local text = 'x'\nlocal n = text:len()",
    "print(`{data.Text} und {data.Zahl}`, `{('x')}{'y'}`)",
    "local s = data.Text\nprint(s:upper(), s .. 'x', #s)",
    "for i, row in ipairs({ 1 }) do print(i, row) end",
    "local n = data.Groessen\nfor i = 0, n.count - 1 do print(n[i].Temp, n[i].Topic, n[i].at_ms) end",
    "data.Groessen.enabled = not data.Groessen.enabled",
    "data.Zahl += 1\ndata.Text ..= 'x'",
    "DATA.text = Data.TEXT\nScreens[0].antippen.TEXT = 'x'\nRuntime.ShowScreen(0)",
    "connections.getfromid 'lokal'.publish('a', 'b', { qos = 0 })",
    "connections.getfromid('lokal'):publish('a', 'b')",
    "local ok, ex = trycatch(function() local a, b = 1, 2 end)\nif not ok then print(ex.message) end",
    "local f = function(...) return select('#', ...) end\nprint(f(1, 2, 3))",
    "peakboard.log(select(2, pcall(error, 'x')))",
    "local x = data.Liste[1]\nlocal y = data.Satz.name",
    "local e = { topic = 'x' }\nprint(e.topic)",
    "type Punkt = { x: number, y: number }\nlocal p: Punkt = { x = 1, y = 2 }\nprint(p.x)",
    "local t = os.time()\nprint(os.date('%H:%M', t), os.clock())",
    "for wort in string.gmatch('a b', '%a') do print(wort) end",
    "local n = list.new()\nlist.add(n, 1)\nprint(list.count(n), list.get(n, 1))",
    "local s = text.format('#[a]#')\nlocal j = text.json('{}')",
    "repeat local fertig = true until fertig",
    "while true do break end goto_ = 1",
    "local x = if data.Zahl > 1 then 'a' else 'b'\nprint(x)",
    "print(math.pi, math.huge, math.max(1, 2, 3))",
];

/// A project with a source, a variable of each type, and this Lua in the button's `tapped`.
fn with_lua(lua: &str) -> Project {
    let (mut project, _) = with_source();
    let types = [("Text", Ty::Text), ("Zahl", Ty::Number), ("Liste", Ty::List), ("Satz", Ty::Record)];
    for (name, ty) in types {
        let initial = if ty == Ty::Text { Value::from("x") } else { ty.default_value() };
        apply(&mut project, &Edit::AddVariable(name.to_owned(), ty, initial)).unwrap();
    }
    let button = project.screens[0].controls[0].id;
    let mut named = project.control(button).unwrap().clone();
    named.name = "Antippen".to_owned();
    set_control(&mut project, named);
    let at = HandlerRef::new(button, "tapped");
    apply(&mut project, &Edit::SetHandler(at, Some(Handler::Lua(lua.to_owned())))).unwrap();
    project
}

fn set_control(project: &mut Project, control: crate::model::control::Control) {
    let screen = std::sync::Arc::make_mut(&mut project.screens[0]);
    let place = screen.controls.iter().position(|each| each.id == control.id).unwrap();
    screen.controls[place] = control;
}

/// What is said of the button's Lua.
fn said(project: &Project) -> Vec<String> {
    let of_lua =
        |problem: &&crate::model::problem::Problem| problem.place.handler().is_some_and(|at| at.trigger == "tapped");
    lower(project).problems.iter().filter(of_lua).map(|problem| problem.wording.de.to_string()).collect()
}

#[test]
fn each_wrong_name_is_told() {
    let passed: Vec<&str> = WRONG.iter().filter(|lua| said(&with_lua(lua)).is_empty()).copied().collect();
    assert!(WRONG.len() >= 111, "{}", WRONG.len());
    assert_eq!(passed, [""; 0], "{} of {}", passed.len(), WRONG.len());
}

#[test]
fn what_is_right_is_left_alone() {
    for lua in RIGHT {
        assert_eq!(said(&with_lua(lua)), [""; 0], "{lua}");
    }
}

#[test]
fn the_lua_of_blocks_is_right() {
    let (project, at) = with_source();
    for def in language::blocks() {
        let graph = graph_with(def, filled(&project, def));
        let mut project = project.clone();
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Blocks(graph)))).unwrap();
        let chunk = lower(&project).chunk(&at).cloned().unwrap();
        for lua in [&chunk.pretty, &chunk.exec] {
            apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.clone())))).unwrap();
            let problems = lower(&project).problems;
            let of_lua: Vec<&str> = problems
                .iter()
                .filter(|problem| ["unknown_name", "wrong_use", "no_event"].contains(&problem.check.key))
                .map(|problem| &*problem.wording.de)
                .collect();
            assert_eq!(of_lua, [""; 0], "{}\n{lua}", def.kind);
        }
    }
}
