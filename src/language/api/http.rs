//! `http`: asking other computers, as the project allows it.
//!
//! Declared here, done in `engine/host` and by whoever runs the app.

use super::{ApiDef, Arg, Group, arg, option};
use crate::i18n::{Text, t};

const OF: &str = "http";

pub(super) const GROUP: Group =
    Group { object: Some(OF), rows: &[&FETCH, &TRY_FETCH, &GET, &POST, &PUT, &PATCH, &DELETE] };

/// `http.fetch`
pub const FETCH: ApiDef = ApiDef::call(
    OF,
    "fetch",
    &[arg("method"), arg("url"), option("options")],
    "content, status",
    t(
        "Fragt eine Adresse ab und wartet auf die Antwort; andere Ereignisse laufen weiter. Die Hosts müssen am Projekt unter „Web-Zugriff“ stehen. Keine Antwort und ein Status ab 400 sind Fehler. Optionen: headers, body (Text, oder eine Tabelle, die JSON wird), timeout (s, ohne Angabe 10)",
        "Asks an address and waits for the answer; other events go on. The hosts must stand at the project under “Web access”. No answer and a status from 400 on are errors. Options: headers, body (text, or a table that becomes JSON), timeout (s, 10 unless given)",
    ),
);

/// `http.tryfetch`
pub const TRY_FETCH: ApiDef = ApiDef::call(
    OF,
    "tryfetch",
    &[arg("method"), arg("url"), option("options")],
    "content, status",
    t(
        "Wie fetch, aber jeder Status gilt, und ohne Antwort ist er 0 und der Inhalt der Grund",
        "Like fetch, but any status counts, and without an answer it is 0 and the content is the reason",
    ),
);

const GET: ApiDef = as_there("get");
const POST: ApiDef = as_there("post");
const PUT: ApiDef = as_there("put");
const PATCH: ApiDef = as_there("patch");
const DELETE: ApiDef = as_there("delete");

/// As in the reference product: the answer is an object.
const fn as_there(name: &'static str) -> ApiDef {
    const ARGS: &[Arg] = &[arg("url"), option("headers"), option("body")];
    const DOC: Text = t(
        "Dasselbe als Objekt mit content und status; headers ist { Name = 'Wert' } oder { { name = …, value = … } }",
        "The same as an object with content and status; headers is { Name = 'value' } or { { name = …, value = … } }",
    );
    ApiDef::call(OF, name, ARGS, "answer", DOC)
}
