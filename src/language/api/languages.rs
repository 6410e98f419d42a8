//! `app`: the languages of the app.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group, arg};
use crate::i18n::t;

/// The object that leads to them.
pub const OF: &str = "app";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&TRANSLATE, &LANGUAGE, &SET_LANGUAGE] };

/// `app.translate`
pub const TRANSLATE: ApiDef = ApiDef::call(
    OF,
    "translate",
    &[arg("text")],
    "text",
    t(
        "Ein Text in der Sprache, die die App spricht; wie er ist, wo er nicht übersetzt ist. Was ein Control, ein Dialog oder ein Hinweis zeigt, wird von selbst übersetzt",
        "A text in the language that the app speaks; as it is where it is not translated. What a control, dialog or notification shows is translated by itself",
    ),
);

/// `app.language`
pub const LANGUAGE: ApiDef = ApiDef::member(
    OF,
    "language",
    "text",
    t(
        "Das Kürzel der Sprache, die die App spricht, wie „de“; leer ohne Sprachen",
        "The tag of the language that the app speaks, such as “de”; empty without languages",
    ),
);

/// `app.setlanguage`
pub const SET_LANGUAGE: ApiDef = ApiDef::call(
    OF,
    "setlanguage",
    &[arg("language")],
    "",
    t(
        "Die App spricht eine andere ihrer Sprachen; mit dem Kürzel oder dem Namen, wie „pl“ oder „Polski“",
        "The app speaks another one of its languages; by its tag or its name, such as “pl” or “Polski”",
    ),
);
