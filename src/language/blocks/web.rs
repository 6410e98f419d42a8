//! Funktionen → In externen Systemen veröffentlichen → HTTP.

use super::slots::{FUNCTIONS, PUBLISHING};
use crate::i18n::{same, t};
use crate::language::api::{ApiDef, http, lua};
use crate::language::block::{BlockDef, CategoryDef, Choice, Form, Hue, Literal, SlotDef, Takes};
use crate::language::checks::{not_a_number, web_access};
use crate::language::emit::{Code, Emit, Expr, Node, number_literal, quoted};
use crate::model::types::Ty;
use crate::model::value::number_from_input;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[FUNCTIONS, PUBLISHING, same("HTTP")], Hue::Mqtt, &[REQUEST]);

const METHODS: &[Choice] = &[
    Choice { key: "GET", label: same("GET"), help: t("Holt etwas.", "Gets something.") },
    Choice { key: "POST", label: same("POST"), help: t("Schickt etwas hin.", "Sends something there.") },
    Choice { key: "PUT", label: same("PUT"), help: t("Legt etwas dort ab.", "Puts something there.") },
    Choice { key: "PATCH", label: same("PATCH"), help: t("Ändert dort etwas.", "Changes something there.") },
    Choice { key: "DELETE", label: same("DELETE"), help: t("Löscht dort etwas.", "Deletes something there.") },
];

const METHOD: SlotDef = SlotDef::new(
    "method",
    t("Art", "Type"),
    Takes::Choice(METHODS),
    Literal::Text("GET"),
    t("Was mit dem geschehen soll, was an der Adresse liegt.", "What shall be done with what lies at the address."),
);

const URL: SlotDef = SlotDef::new(
    "url",
    t("Adresse", "Address"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Zum Beispiel https://api.example.com/wetter?ort=Köln. Der Rechner muss am Projekt unter „Web-Zugriff“ erlaubt sein.",
        "For example https://api.example.com/weather?place=London. The computer must be allowed at the project under “Web access”.",
    ),
)
.required();

const BODY: SlotDef = SlotDef::new(
    "body",
    t("Inhalt", "Content"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Was mitgeschickt wird, etwa JSON; bei GET und DELETE meist nichts.",
        "What is sent along, such as JSON; mostly nothing with GET and DELETE.",
    ),
);

const ANSWER: SlotDef = SlotDef::new(
    "answer",
    t("Antwort →", "answer →"),
    Takes::Local,
    Literal::Nothing,
    t(
        "Ein Name für den Text der Antwort. Werte daraus holt „Wert aus JSON“.",
        "A name for the text of the answer. “Value from JSON” gets values out of it.",
    ),
);

const STATUS: SlotDef = SlotDef::new(
    "status",
    t("Status →", "status →"),
    Takes::Local,
    Literal::Nothing,
    t(
        "Ein Name für den Status: 200 ist gut, 404 heißt „gibt es nicht“, 0 „nicht erreicht“. Ohne ihn sind 0 und alles ab 400 Fehler.",
        "A name for the status: 200 is good, 404 means “not there”, 0 “not reached”. Without it, 0 and all from 400 on are errors.",
    ),
);

const HEADERS: SlotDef = SlotDef::new(
    "headers",
    t("Kopfzeilen", "Headers"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Angaben zur Anfrage, zum Beispiel Accept=application/json; X-Linie=A3.",
        "Details of the request, for example Accept=application/json; X-Line=A3.",
    ),
)
.advanced();

const TIMEOUT: SlotDef = SlotDef::new(
    "timeout",
    t("Höchstens warten (s)", "Wait at most (s)"),
    Takes::Value(Ty::Number),
    Literal::Number(10.0),
    t("So lange wird auf die Antwort gewartet.", "So long the answer is waited for."),
)
.advanced();

const REQUEST: BlockDef = BlockDef {
    kind: "http_request",
    icon: "globe",
    label: t("HTTP-Anfrage", "HTTP request"),
    help: t(
        "Fragt ein Gerät oder einen Dienst über seine Web-Adresse und wartet auf die Antwort. Andere Ereignisse laufen weiter.",
        "Asks a device or a service by its web address and waits for the answer. Other events go on meanwhile.",
    ),
    words: &[
        "http", "https", "web", "url", "rest", "api", "get", "post", "put", "anfrage", "request", "webhook", "json",
        "internet",
    ],
    form: Form::statement(request),
    slots: &[METHOD, URL, BODY, ANSWER, STATUS, HEADERS, TIMEOUT],
};

fn request(e: &mut Emit<'_>, n: &Node<'_>) {
    let (answer, status) = (e.local_if_named(n, ANSWER.key), e.local_if_named(n, STATUS.key));
    let call = call(e, n, if status.is_some() { &http::TRY_FETCH } else { &http::FETCH });
    e.line(match (answer, status) {
        (None, None) => call.into(),
        (Some(answer), None) => Code::new(n, format!("{answer} = ")).expr(call),
        (Some(answer), Some(status)) => Code::new(n, format!("{answer}, {status} = ")).expr(call),
        (None, Some(status)) => {
            let second = Code::call(n, &lua::SELECT, vec![Code::name(n, "2"), call]);
            Code::new(n, format!("{status} = ")).expr(second)
        }
    });
}

/// `http.fetch(method, url [, { headers = …, body = …, timeout = … }])`
fn call(e: &mut Emit<'_>, n: &Node<'_>, def: &ApiDef) -> Expr {
    let method = Code::name(n, quoted(&e.choice(n, &METHOD)));
    let typed = e.value(n, &URL).map(|url| url.to_text()).filter(|url| !url.is_empty());
    if let Some(problem) = typed.and_then(|url| web_access::in_slot(e.place(n), e.project(), &url)) {
        e.report(problem);
    }
    let url = e.arg(n, &URL);
    let mut entries = Vec::new();
    for (name, slot) in [("headers", &HEADERS), ("body", &BODY)] {
        if e.is_wired(n, slot) || !e.choice(n, slot).is_empty() {
            entries.push((name.to_owned(), e.arg(n, slot)));
        }
    }
    if let Some(timeout) = timeout(e, n) {
        entries.push(("timeout".to_owned(), timeout));
    }
    let mut args = vec![method, url];
    if !entries.is_empty() {
        args.push(Code::table(n, entries));
    }
    Code::call(n, def, args)
}

/// The time, unless it is the usual one.
fn timeout(e: &mut Emit<'_>, n: &Node<'_>) -> Option<Expr> {
    if let Some(text) = e.value(n, &TIMEOUT).map(|value| value.to_text()) {
        let number = number_from_input(&text);
        if text.trim().is_empty() || number == Some(10.0) {
            return None;
        }
        if let Some(wrong) = number.filter(|number| *number <= 0.0) {
            e.report(not_a_number::in_slot(e.place(n), (TIMEOUT.key, &TIMEOUT.label.into()), &number_literal(wrong)));
        }
    }
    Some(e.arg(n, &TIMEOUT))
}
