//! Lua that shall become blocks: made into a sound graph or refused, and what was made means what it writes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::language::lower;
use steckbrett::language::raise::{RaiseError, raise};
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::handler::{Handler, HandlerRef};
use steckbrett::model::project::Project;
use steckbrett::store;

const PROJECT: &str = r##"(format: 2, name: "P", id: "p", next_id: 9, connections: [(id: "lokal", name: "Lokal", settings: {"kind": "local"})],
    sources: [(id: 5, name: "Klima", ident: "Klima", connection: "lokal", topics: ["a/#"])],
    variables: [(id: 6, name: "linie", ident: "linie", type: Text, initial: "A")],
    screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
        (id: 2, kind: "button", name: "B", area: (x: 0, y: 0, w: 200, h: 80), handlers: {"tapped": Lua("")})])])"##;

/// The blocks of this Lua in the place of the handler, and the Lua that they write.
fn written(project: &mut Project, at: &HandlerRef, lua: &str) -> Result<String, RaiseError> {
    let raised = raise(project, at, lua)?;
    let set = Edit::SetHandler(at.clone(), Some(Handler::Blocks(raised.graph)));
    apply(project, &set).expect("what was raised can stand in a handler");
    Ok(lower::lower(project).chunk(at).expect("a handler has Lua").pretty.clone())
}

fuzz_target!(|bytes: &[u8]| {
    let mut project = store::parse(PROJECT).expect("the project is good").project;
    let (at, _) = project.handlers().next().expect("it has a handler");
    let Ok(once) = written(&mut project, &at, &String::from_utf8_lossy(bytes)) else { return };
    store::to_text(&project).expect("what was raised can be written");
    match written(&mut project, &at, &once) {
        Ok(twice) => assert_eq!(once, twice, "what blocks write becomes the same blocks"),
        Err(RaiseError::Syntax(line)) => panic!("line {line} of what the blocks write is no Lua:\n{once}"),
        Err(RaiseError::TooMuch) => {}
    }
});
