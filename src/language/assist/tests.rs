//! What is offered and told at places of a text, in a project with something of everything.

use super::complete::{Completion, complete, complete_begun};
use super::describe::{Definition, NameDetail, NameKind, call_help, describe};
use crate::language::testing::{project, with_lua};
use crate::model::edit::{Edit, apply};
use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;
use crate::model::item::ItemKind;
use crate::model::project::Project;
use crate::model::types::Ty;

/// The bar in a text is the place.
fn cut(marked: &str) -> (String, usize) {
    (marked.replace('|', ""), marked.find('|').unwrap())
}

fn offered_in((project, at): &(Project, HandlerRef), marked: &str) -> Vec<Completion> {
    let (text, offset) = cut(marked);
    complete(project, at, &text, offset)
}

/// In the project with one button and one text box on *Start*.
fn offered(marked: &str) -> Vec<Completion> {
    offered_in(&with_lua(""), marked)
}

fn labels(found: &[Completion]) -> Vec<&str> {
    found.iter().map(|each| each.label.as_str()).collect()
}

/// The text once the entry of this name was taken, with a bar at the cursor.
fn taken(found: &[Completion], marked: &str, label: &str) -> String {
    let entry = found.iter().find(|each| each.label == label);
    let entry = entry.unwrap_or_else(|| panic!("no {label} at {marked}: {:?}", labels(found)));
    let mut out = entry.insertion.applied(&cut(marked).0);
    out.insert(entry.insertion.range.start + entry.insertion.caret, '|');
    out
}

#[test]
fn names_of_the_project_are_offered_where_they_stand() {
    let full = project();
    for (marked, wanted) in [
        ("data.|", &["Groesse", "Liste", "Groessen", "Einkauf"][..]),
        ("x = data.Groessen[0].|", &["Temp", "Zeit", "Topic", "Nachricht"]),
        ("x = data.Groessen.first.|", &["Temp", "Zeit"]),
        ("x = data.Groessen.|", &["count", "first", "value", "sum"]),
        ("data.Einkauf.|", &["add", "remove", "count"]),
        ("data.Einkauf.sum('|')", &["Ware", "Menge"]),
        ("data.Einkauf.add({ |", &["Ware", "Menge"]),
        ("data.Einkauf.filter('Ware', '|", &["=", "contains"]),
        ("e.|", &["topic", "message", "row"]),
        ("e.row.|", &["Temp"]),
        ("timers.|", &["Taeglich"]),
        ("timers.Taeglich.|", &["start", "stop"]),
        ("functions.|", &["Rechnen"]),
        ("screens.|", &["Start"]),
        ("screens['|']", &["Start"]),
        ("runtime.showscreen('|')", &["Start"]),
        ("connections.getfromid('|')", &["lokal"]),
        ("connections.getfromid('lokal').|", &["publish", "publishretain"]),
        ("local c = connections.getfromid('lokal')\nc:|", &["publish", "request"]),
        ("runtime.|", &["showscreen", "shownotification"]),
        ("text.|", &["join", "trim"]),
        ("math.|", &["floor", "random", "pi"]),
        ("brushes.|", &["fromhex", "limegreen"]),
        ("local s = 'x'\ns:|", &["upper", "sub"]),
        ("|", &["data", "screens", "wait", "if", "e", "string"]),
    ] {
        let found = offered_in(&full, marked);
        for name in wanted {
            assert!(labels(&found).contains(name), "{marked} offers no {name}: {:?}", labels(&found));
        }
    }
}

#[test]
fn the_best_comes_first() {
    for (marked, first) in [
        ("connections.getfromid('lokal').pub|", "publish"),
        ("da|", "data"),
        ("sc|", "screens"),
        ("local zahl = 1\nza|", "zahl"),
        ("if x th|", "then"),
        ("x = data.gr|", "Groesse"),
        ("Eing|", "Eingabe"),
    ] {
        assert_eq!(labels(&offered(marked)).first(), Some(&first), "{marked}");
    }
    let found = offered("connections.getfromid('lokal').pw|");
    assert_eq!((found[0].label.as_str(), found[0].marks.as_slice()), ("publishwait", &[0, 7][..]));
}

#[test]
fn what_is_taken_stands_as_lua_needs_it() {
    for (marked, label, wanted) in [
        ("x = data.lin|", "linie", "x = data.linie|"),
        ("wa|", "wait", "wait(|)"),
        ("wa|(1)", "wait", "wait|(1)"),
        ("screens.|", "Start", "screens['Start']|"),
        ("screens['S|", "Start", "screens['Start']|"),
        ("screens['|']", "Start", "screens['Start']|"),
        ("screens['|'].x", "Start", "screens['Start']|.x"),
        ("screens[\"|", "Start", "screens[\"Start\"]|"),
        ("connections.get|", "getfromid", "connections.getfromid('|')"),
        ("connections.getfromid('|')", "lokal", "connections.getfromid('lokal'|)"),
        ("connections.getfromid('lokal').publ|", "publish", "connections.getfromid('lokal').publish(|)"),
        // What stands behind quotes that are still open stays.
        ("connections.getfromid('|).publish(x)", "lokal", "connections.getfromid('lokal'|).publish(x)"),
        ("connections.getfromid('|).publish('a', 'b')", "lokal", "connections.getfromid('lokal'|).publish('a', 'b')"),
        ("connections.getfromid('lo|kal).publish(x)", "lokal", "connections.getfromid('lokal'|).publish(x)"),
        ("x = connections.getfromid('| + 1", "lokal", "x = connections.getfromid('lokal'| + 1"),
        ("screens['|].x = 1", "Start", "screens['Start']|.x = 1"),
        ("screens['|].x['y'] = 1", "Start", "screens['Start']|.x['y'] = 1"),
        ("Eing|", "Eingabe", "screens['Start'].Eingabe|"),
        ("x = lin|", "linie", "x = data.linie|"),
        ("da|ta.x", "data", "data|.x"),
        ("screens['Start'].Eingabe.te|", "text", "screens['Start'].Eingabe.text|"),
        ("local function tun(a) end\nt|", "tun", "local function tun(a) end\ntun(|)"),
    ] {
        assert_eq!(taken(&offered(marked), marked, label), wanted, "{marked}");
    }
    let full = project();
    let marked = "data.Einkauf.add({ W|";
    assert_eq!(taken(&offered_in(&full, marked), marked, "Ware"), "data.Einkauf.add({ Ware = |");
}

#[test]
fn nothing_is_offered_unasked_where_no_word_is_begun() {
    let full = project();
    let begun = |marked: &str| {
        let (text, offset) = cut(marked);
        complete_begun(&full.0, &full.1, &text, offset)
    };
    for marked in ["|", "x = 'a'|", "t = {|", "x = 'a' ..|", "x = |", "data.Einkauf.add({|"] {
        assert_eq!(labels(&begun(marked)), [""; 0], "{marked}");
        // Asked for, they are there, and Enter still means a new line.
        let all = offered_in(&full, marked);
        assert!(!all.is_empty() && all.iter().all(|each| !each.is_likely), "{marked}");
    }
    for marked in ["da|", "data.|", "screens['|", "connections.getfromid('|", "data.Einkauf.add({ W|"] {
        assert!(begun(marked).first().is_some_and(|each| each.is_likely), "{marked}");
    }
}

#[test]
fn names_that_are_no_words_get_brackets() {
    let (mut project, at) = with_lua("");
    let id = project.screens[0].controls[1].id;
    apply(&mut project, &Edit::Rename(id.into(), "Größe in m".to_owned())).unwrap();
    apply(&mut project, &Edit::Rename(ScreenId(1).into(), "Tom's".to_owned())).unwrap();
    let both = (project, at);
    for (marked, label, wanted) in [
        ("screens[\"Tom's\"].Gr|", "Größe in m", "screens[\"Tom's\"]['Größe in m']|"),
        ("screens.|", "Tom's", "screens[\"Tom's\"]|"),
    ] {
        assert_eq!(taken(&offered_in(&both, marked), marked, label), wanted);
    }
    // In quotes that it has itself it cannot stand.
    assert!(offered_in(&both, "screens['|").is_empty());
}

#[test]
fn where_nothing_can_be_meant_nothing_is_offered() {
    for marked in ["-- da|", "x = 'da|'", "local da|", "12|", "x = data.linie|", "foo.bar.|", "for i|"] {
        assert_eq!(labels(&offered(marked)), [""; 0], "{marked}");
    }
}

#[test]
fn local_names_are_offered_where_they_can_be_seen() {
    let found = offered("if a then\n  local innen = 1\nend\nlocal aussen = 2\nx = n|");
    assert!(!labels(&found).contains(&"innen"));
    let found = offered("local text2 = 'a'\nlocal zahl = 3\nlocal z2 = number.round(2.5)\nx = |");
    let detail = |name: &str| found.iter().find(|each| each.label == name).unwrap().detail.clone();
    assert_eq!(detail("text2"), NameDetail::Type(Ty::Text));
    assert_eq!(detail("zahl"), NameDetail::Type(Ty::Number));
    assert_eq!(detail("z2"), NameDetail::Code("number".to_owned()));
}

#[test]
fn a_name_is_told_with_what_it_is() {
    let full = project();
    let told = |marked: &str| {
        let (text, offset) = cut(marked);
        describe(&full.0, &full.1, &text, offset)
    };
    for (marked, title, kind) in [
        ("x = data.Gro|esse", "data.Groesse", NameKind::Thing(ItemKind::Variable)),
        ("x = data.Gro|essen.count", "data.Groessen", NameKind::Thing(ItemKind::Source)),
        ("x = data.Groessen.co|unt", "data.Name.count → number", NameKind::Property),
        ("x = data.Groessen[0].Te|mp", "data.Groessen · Temp", NameKind::Thing(ItemKind::Column)),
        ("wa|it(1)", "wait(seconds)", NameKind::Function),
        ("x = functions.Rech|nen(1)", "functions.Rechnen(Zahl)", NameKind::Thing(ItemKind::Function)),
        ("x = scree|ns['Start']", "screens", NameKind::Table),
        ("x = screens['Sta|rt']", "screens['Start']", NameKind::Thing(ItemKind::Screen)),
        ("local a = 1\nx = a|", "a", NameKind::Local(crate::model::reference::LocalKind::Variable)),
        ("connections.getfromid('lok|al')", "connections.getfromid('lokal')", NameKind::Thing(ItemKind::Connection)),
    ] {
        let found = told(marked).unwrap_or_else(|| panic!("nothing at {marked}"));
        assert_eq!((found.title.as_str(), found.kind), (title, kind), "{marked}");
    }
    let local = told("local a = 1\nx = a|").unwrap();
    assert_eq!((local.detail, local.defined), (NameDetail::Type(Ty::Number), Some(Definition::Here(6..7))));
    for marked in ["-- wa|it", "'wa|it'", "if| x then end", "1|2"] {
        assert_eq!(told(marked), None, "{marked}");
    }
}

#[test]
fn a_property_is_told_with_its_type() {
    let (project, at) = with_lua("");
    let text = "screens['Start'].Eingabe.text = 'x'";
    let found = describe(&project, &at, text, text.find("text").unwrap() + 1).unwrap();
    assert_eq!((found.kind, found.detail), (NameKind::Property, NameDetail::Type(Ty::Text)));
    let found = describe(&project, &at, text, text.find("Eing").unwrap() + 1).unwrap();
    assert_eq!(found.kind, NameKind::Thing(ItemKind::Control));
}

#[test]
fn the_call_is_told_with_the_value_that_is_written() {
    let full = project();
    let told = |marked: &str| {
        let (text, offset) = cut(marked);
        call_help(&full.0, &full.1, &text, offset).map(|help| (help.name, help.arguments.join(", "), help.current))
    };
    let help = |name: &str, arguments: &str, current| Some((name.to_owned(), arguments.to_owned(), current));
    for (marked, wanted) in [
        ("wait(|", help("wait", "seconds", Some(0))),
        ("wait(1, |", help("wait", "seconds", None)),
        (
            "connections.getfromid('lokal').publish('a', |",
            help("connection.publish", "topic, message, [options]", Some(1)),
        ),
        ("x = functions.Rechnen(|)", help("functions.Rechnen", "Zahl: number", Some(0))),
        ("x = math.max(1, 2, 3, |", help("math.max", "a, …", Some(1))),
        ("local function f(a, b) end\nf(1, |", help("f", "a, b", Some(1))),
        ("foo(|", None),
        ("wait(1) |", None),
    ] {
        assert_eq!(told(marked), wanted, "{marked}");
    }
}

#[test]
fn half_a_text_hurts_nobody() {
    let (project, at) = project();
    let text = "local c = connections.getfromid('lokal')\nif data.Groesse > 1 then -- ü\n  c.publish(\"a/b\", `x {data['Groesse']} ö`, { qos = 0 })\n  screens['Start'].Knopf.text = [[ä]]\nend @ é";
    for offset in 0..=text.len() {
        let _offered = complete(&project, &at, text, offset);
        let _told = describe(&project, &at, text, offset);
        let _call = call_help(&project, &at, text, offset);
        let half = text.get(..offset).unwrap_or_default();
        let _offered = complete(&project, &at, half, half.len());
    }
}
