//! Declarations of the host functions: what a script may call, for completion, help and `docs/lua.md`.
//!
//! The functions themselves are in `engine/host`; a test there compares both with a real Lua state.

use std::fmt::Write as _;

use crate::i18n::{Text, t};

/// A function, property or object that scripts may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiDef {
    /// The full name, such as `text.join`; in angle brackets where the project's own names stand.
    pub name: &'static str,
    /// How it is written, with its arguments and result.
    pub signature: &'static str,
    /// What it does, in a sentence or two.
    pub doc: Text,
}

const fn row(name: &'static str, signature: &'static str, doc: Text) -> ApiDef {
    ApiDef { name, signature, doc }
}

/// All of them, in the order of the documentation.
pub const API: &[ApiDef] = &[
    row(
        "connections.getfromid",
        "connections.getfromid(id) → connection",
        t("Die Verbindung mit dieser Kennung, etwa 'lokal'", "The connection with this id, such as 'lokal'"),
    ),
    row(
        "connection.publish",
        "connection.publish(topic, message [, options])",
        t(
            "Sendet eine Nachricht; kehrt zurück, sobald sie angenommen ist. Mit QoS 1, anders durch Optionen wie { qos = 0 }",
            "Sends a message; returns as soon as it is accepted. With QoS 1, otherwise by options such as { qos = 0 }",
        ),
    ),
    row(
        "connection.publishretain",
        "connection.publishretain(topic, message [, options])",
        t(
            "Wie publish; der Broker behält die Nachricht. Eine leere Nachricht löscht die behaltene",
            "Like publish; the broker keeps the message. An empty message clears the one it keeps",
        ),
    ),
    row(
        "connection.publishwait",
        "connection.publishwait(topic, message [, options]) → true | false, why",
        t(
            "Sendet und wartet auf die Bestätigung des Brokers, ohne Angabe höchstens 10 s (timeout); bei QoS 0, bis sie auf dem Weg ist. assert(…) darum macht aus false einen Fehler",
            "Sends and waits for the broker to confirm, at most 10 s unless given (timeout); with QoS 0, until it is on its way. assert(…) around it turns false into an error",
        ),
    ),
    row(
        "connection.clearretained",
        "connection.clearretained(topic)",
        t("Löscht, was der Broker zu diesem Topic behält", "Clears what the broker keeps for this topic"),
    ),
    row(
        "connection.request",
        "connection.request(topic, message [, options]) → answer | nil, why",
        t(
            "Sendet eine Anfrage und wartet auf die Antwort, ohne Angabe höchstens 5 s (timeout). Sie wird auf responsetopic erwartet; ohne Angabe mit MQTT 5 auf einem eigenen Topic, sonst auf topic/antwort",
            "Sends a request and waits for the answer, at most 5 s unless given (timeout). It is expected on responsetopic; unless given, with MQTT 5 on a topic of its own, else on topic/antwort",
        ),
    ),
    row(
        "connection.connect",
        "connection.connect()",
        t(
            "Verbindet wieder, was disconnect getrennt hat; wartet nicht, bis die Verbindung steht",
            "Connects again what disconnect has disconnected; does not wait until the connection is up",
        ),
    ),
    row(
        "connection.disconnect",
        "connection.disconnect()",
        t(
            "Trennt die Verbindung bis zum nächsten connect; Nachrichten werden gepuffert oder abgelehnt, wie an ihr eingestellt",
            "Disconnects until the next connect; messages are buffered or refused, as the connection says",
        ),
    ),
    row(
        "connection.isconnected",
        "connection.isconnected() → true | false",
        t("Ob die Verbindung gerade steht", "Whether the connection is up now"),
    ),
    row(
        "connection.connected",
        "connection.connected → true | false",
        t("Ob die Verbindung gerade steht", "Whether the connection is up now"),
    ),
    row(
        "data.<variable>",
        "data.Name, data.Name = value",
        t(
            "Liest oder setzt eine Variable; Zahlen und Wahrheitswerte werden für Text-Variablen zu Text",
            "Reads or sets a variable; numbers and truth values become text for text variables",
        ),
    ),
    row(
        "data.<source>.count",
        "data.Name.count → number",
        t("Wie viele Zeilen die Datenquelle hält", "How many rows the data source keeps"),
    ),
    row(
        "data.<source>[i]",
        "data.Name[i].Zeit | .Topic | .Nachricht | .Spalte",
        t(
            "Eine Zeile mit ihren Spalten: 0 ist die oberste, nil gibt es jenseits der letzten. Auch .Time, .Message, .retained, .qos und .at_ms",
            "A row with its columns: 0 is the top one, nil beyond the last one. Also .Time, .Message, .retained, .qos and .at_ms",
        ),
    ),
    row("data.<source>.first", "data.Name.first → row | nil", t("Die neueste Zeile", "The newest row")),
    row(
        "data.<source>.value",
        "data.Name.value(column [, topic]) → value | nil",
        t(
            "Was zuletzt in eine Spalte kam; mit topic das, was zuletzt auf diesem Topic kam. Zeiten sind Text: 2026-11-22 14:02:11",
            "What came last for a column; with topic what came last on that topic. Times are text: 2026-11-22 14:02:11",
        ),
    ),
    row(
        "data.<source>.cell",
        "data.Name.cell(row, column) → value | nil",
        t("Ein Wert der Tabelle; die oberste Zeile ist 0", "A value of the table; the top row is 0"),
    ),
    row(
        "data.<source>.bytopic",
        "data.Name.bytopic(topic) → row | nil",
        t("Die neueste Zeile eines Topics", "The newest row of a topic"),
    ),
    row("data.<source>.clear", "data.Name.clear()", t("Vergisst alle Zeilen", "Forgets all rows")),
    row(
        "data.<source>.enabled",
        "data.Name.enabled, data.Name.enabled = true | false",
        t(
            "Ob die Datenquelle empfängt; sie lässt sich ein- und ausschalten",
            "Whether the data source receives; it can be switched on and off",
        ),
    ),
    row(
        "e.<member>",
        "e.topic | .message | .retained | .time | .row.Spalte",
        t(
            "Nur in der Logik einer Datenquelle (Refreshed): die Nachricht, um die es geht, und ihre Zeile",
            "Only in the logic of a data source (Refreshed): the message that it is about, and its row",
        ),
    ),
    row(
        "e.istitlerefreshed",
        "e.istitlerefreshed(column) → true | false",
        t(
            "Ob die Nachricht einen Wert für diese Spalte gebracht hat",
            "Whether the message has brought a value for this column",
        ),
    ),
    row(
        "screens.<screen>.<control>.<property>",
        "screens['Screen'].Control.property, … = value",
        t(
            "Liest oder setzt eine Eigenschaft. screens[0] ist der erste Bildschirm",
            "Reads or sets a property. screens[0] is the first screen",
        ),
    ),
    row(
        "peakboard.log",
        "peakboard.log(value)",
        t(
            "Schreibt ins Protokoll. Heißt wie in Peakboard, damit Skripte von dort auch hier laufen",
            "Writes to the log. Named as in Peakboard, so that scripts from there run here too",
        ),
    ),
    row(
        "runtime.shownotification",
        "runtime.shownotification(text [, options])",
        t("Zeigt kurz einen Hinweis", "Shows a notification for a while"),
    ),
    row(
        "notifieroptions.formessages",
        "notifieroptions.formessages([ms]) → options",
        t("Wie lange ein Hinweis bleibt", "How long a notification stays"),
    ),
    row(
        "notifieroptions.forerrormessages",
        "notifieroptions.forerrormessages([ms]) → options",
        t("Wie lange ein Hinweis auf einen Fehler bleibt", "How long an error notification stays"),
    ),
    row(
        "runtime.showscreen",
        "runtime.showscreen(name | index)",
        t("Zeigt einen anderen Bildschirm", "Shows another screen"),
    ),
    row(
        "runtime.currentscreenname",
        "runtime.currentscreenname → text",
        t("Der Name des gezeigten Bildschirms", "The name of the screen that is shown"),
    ),
    row("wait", "wait(seconds)", t("Wartet; andere Abläufe laufen weiter", "Waits; other handlers go on meanwhile")),
    row(
        "trycatch",
        "trycatch(function() … end) → ok, ex",
        t(
            "Fängt Fehler: ok ist dann false, ex hat message, type und code",
            "Catches errors: ok is false then, ex has message, type and code",
        ),
    ),
    row(
        "trycatchfn",
        "trycatchfn(function() … end, function(ex) … end)",
        t("Ruft bei einem Fehler die zweite Funktion auf", "Calls the second function if there is an error"),
    ),
    row(
        "text.join",
        "text.join(a, b, …) → text",
        t("Hängt Werte aneinander; nil zählt als leer", "Joins values; nil counts as empty"),
    ),
    row("text.of", "text.of(value) → text", t("Der Wert als Text: 5, nicht 5.0", "The value as text: 5, not 5.0")),
    row(
        "text.format",
        "text.format(template, { name = value }) → text",
        t("Füllt die Platzhalter #[name]#", "Fills in the placeholders #[name]#"),
    ),
    row(
        "text.json",
        "text.json(template, { name = value }) → text",
        t(
            "Wie format, aber als gültiges JSON: Text wird maskiert, außerhalb von Anführungszeichen auch eingefasst",
            "Like format, but as valid JSON: text is escaped, and quoted where it stands outside quotes",
        ),
    ),
    row("text.length", "text.length(text) → number", t("Anzahl der Zeichen", "Number of characters")),
    row("text.upper", "text.upper(text) → text", t("In Großbuchstaben", "In upper case")),
    row("text.lower", "text.lower(text) → text", t("In Kleinbuchstaben", "In lower case")),
    row(
        "text.contains",
        "text.contains(text, part) → true | false",
        t("Ob ein Teil vorkommt", "Whether it contains a part"),
    ),
    row("text.trim", "text.trim(text) → text", t("Ohne Leerraum am Rand", "Without blanks around it")),
    row(
        "text.replace",
        "text.replace(text, old, new) → text",
        t("Ersetzt jedes Vorkommen", "Replaces every occurrence"),
    ),
    row(
        "text.part",
        "text.part(text, from [, count]) → text",
        t(
            "Ein Teil ab dem Zeichen from (das erste ist 1), sonst bis zum Ende",
            "A part from the character from on (the first one is 1), to the end unless count is given",
        ),
    ),
    row(
        "number.of",
        "number.of(text) → number | nil",
        t(
            "Die Zahl in einem Text, mit Punkt; nil, wenn es keine ist",
            "The number in a text, with a dot; nil if it is none",
        ),
    ),
    row(
        "number.round",
        "number.round(number [, digits]) → number",
        t("Rundet, ab der Hälfte weg von null", "Rounds, halves away from zero"),
    ),
    row(
        "number.random",
        "number.random(min, max) → number",
        t(
            "Eine Zufallszahl; ganz, wenn beide Grenzen ganz sind",
            "A random number; a whole one if both bounds are whole",
        ),
    ),
    row("list.new", "list.new(a, b, …) → list", t("Eine Liste mit diesen Werten", "A list of these values")),
    row("list.add", "list.add(list, value)", t("Hängt einen Wert an", "Appends a value")),
    row(
        "list.get",
        "list.get(list, index) → value | nil",
        t("Ein Wert der Liste; der erste ist 1", "A value of the list; the first one is 1"),
    ),
    row(
        "list.count",
        "list.count(list) → number",
        t("Wie viele Werte in der Liste sind", "How many values are in the list"),
    ),
];

/// The declaration of a name, in any case.
pub fn find(name: &str) -> Option<&'static ApiDef> {
    API.iter().find(|def| def.name.eq_ignore_ascii_case(name))
}

/// The functions that a line of Lua calls, in the order of the documentation.
pub fn called_in(line: &str) -> impl Iterator<Item = &'static ApiDef> {
    API.iter().filter(move |def| {
        // A connection is what `getfromid` gives: its functions stand behind a dot.
        let call = def.name.strip_prefix("connection").filter(|rest| rest.starts_with('.')).unwrap_or(def.name);
        line.split(call).skip(1).any(|rest| rest.starts_with('('))
    })
}

/// What `publish`, `publishretain`, `publishwait` and `request` take as their last argument.
const OPTIONS: &str = "
## Options of a message

A table, all entries optional: `{ qos = 0, expiry = 60, contenttype = 'application/json', format = 'json' }`.

| Entry | English | Deutsch |
| --- | --- | --- |
| `qos` | 0, 1 or 2 | 0, 1 oder 2 |
| `retain` | `true`: the broker keeps the message | `true`: der Broker behält die Nachricht |
| `format` | `'text'`, `'json'` (checked), `'number'`, `'bool'`, `'hex'` or `'base64'` (bytes); what does not fit is an error | `'text'`, `'json'` (geprüft), `'number'`, `'bool'`, `'hex'` oder `'base64'` (Bytes); was nicht passt, ist ein Fehler |
| `timeout` | seconds that `publishwait` and `request` wait | Sekunden, die `publishwait` und `request` warten |
| `responsetopic` | where an answer is expected (publishing: MQTT 5) | wo eine Antwort erwartet wird (beim Senden: MQTT 5) |
| `expiry` | seconds until the message is not worth delivering (MQTT 5) | Sekunden, bis die Nachricht verfällt (MQTT 5) |
| `contenttype` | what the message is, as a MIME type (MQTT 5) | was die Nachricht ist, als MIME-Typ (MQTT 5) |
| `properties` | `{ name = 'value' }`, or the text `'name=value; name2=value2'` (MQTT 5) | `{ name = 'wert' }` oder der Text `'name=wert; name2=wert2'` (MQTT 5) |
";

/// The content of `docs/lua.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# What Lua handlers can call\n\n\
         <!-- Generated from src/catalog/api.rs: `UPDATE_DOCS=1 cargo test --lib catalog::api`. -->\n\n\
         The language is Lua in its Luau dialect. Members are found in any case: `data.Zahl` and `data.zahl` are the same.\n\
         Calls use a dot; a colon works too. Numbers become text with a dot and without a needless `.0`.\n\n\
         | Write | English | Deutsch |\n| --- | --- | --- |\n",
    );
    for def in API {
        let signature = def.signature.replace('|', "\\|");
        // Writing to a String cannot fail.
        if writeln!(text, "| `{signature}` | {} | {} |", def.doc.en, def.doc.de).is_err() {
            break;
        }
    }
    text.push_str(
        "\nLua's own libraries `string`, `table`, `math`, `bit32`, `utf8`, `buffer`, `os` (time only) and `debug` (reading only) are there, read-only.\n\
         Missing on purpose: loading code, files, other programs, coroutines.\n\
         A handler may compute for 5 seconds without `wait`, all scripts together may use 256 MiB, one script may be 256 KiB long.\n\
         Globals are gone when the handler ends; what shall stay belongs into a variable.\n",
    );
    text.push_str(OPTIONS);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lua.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, markdown()).unwrap();
        }
        let saved = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(saved, markdown(), "run again with UPDATE_DOCS=1");
    }

    #[test]
    fn the_calls_of_a_line_are_found() {
        let names = |line| called_in(line).map(|def| def.name).collect::<Vec<_>>();
        let line = "connections.getfromid('lokal').publish('a', text.join('b', 1))";
        assert_eq!(names(line), ["connections.getfromid", "connection.publish", "text.join"]);
        assert_eq!(names("peakboard.log('wait')"), ["peakboard.log"]);
        assert_eq!(names("local x = 5"), [""; 0]);
        assert!(find("peakboard.log").is_some_and(|def| def.doc.en.contains("Named as in Peakboard")));
    }

    #[test]
    fn names_are_unique_and_found_in_any_case() {
        for (index, def) in API.iter().enumerate() {
            assert!(!API[..index].iter().any(|other| other.name == def.name), "{}", def.name);
        }
        assert_eq!(find("Text.Join").map(|def| def.name), Some("text.join"));
        assert_eq!(find("nothing"), None);
    }
}
