//! `docs/lua.md`, made from the rows and held up to date by its test.

use std::fmt::Write as _;

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
| `offline` | `'brief'` (waits 5 s at most), `'buffer'` (waits) or `'refuse'`: what happens while the connection is down, where it is not what the connection says | `'brief'` (wartet höchstens 5 s), `'buffer'` (wartet) oder `'refuse'` (ablehnen): was bei getrennter Verbindung geschieht, wenn es anders sein soll als an ihr eingestellt |
| `responsetopic` | where an answer is expected (publishing: MQTT 5) | wo eine Antwort erwartet wird (beim Senden: MQTT 5) |
| `expiry` | seconds until the message is not worth delivering (MQTT 5) | Sekunden, bis die Nachricht verfällt (MQTT 5) |
| `contenttype` | what the message is, as a MIME type (MQTT 5) | was die Nachricht ist, als MIME-Typ (MQTT 5) |
| `properties` | `{ name = 'value' }`, or the text `'name=value; name2=value2'` (MQTT 5) | `{ name = 'wert' }` oder der Text `'name=wert; name2=wert2'` (MQTT 5) |
";

/// The content of `docs/lua.md`.
fn markdown() -> String {
    let mut text = String::from(
        "# What Lua handlers can call\n\n\
         <!-- Generated from src/language/api: `UPDATE_DOCS=1 cargo test --lib language`. -->\n\n\
         The language is Lua in its Luau dialect. Members are found in any case: `data.Zahl` and `data.zahl` are the same.\n\
         Calls use a dot; a colon works too. Numbers become text with a dot and without a needless `.0`.\n\n\
         | Write | English | Deutsch |\n| --- | --- | --- |\n",
    );
    for row in crate::language::api::rows() {
        let signature = row.signature().replace('|', "\\|");
        let (en, de) = match row.same_as {
            Some(same) => (format!("The same as `{}`", same.path()), format!("Dasselbe wie `{}`", same.path())),
            None => (row.doc.en.to_owned(), row.doc.de.to_owned()),
        };
        writeln!(text, "| `{signature}` | {en} | {de} |").unwrap();
    }
    text.push_str(
        "\nLua's own libraries `string`, `table`, `math`, `bit32`, `utf8`, `buffer`, `os` (time only) and `debug` (reading only) are there, read-only.\n\
         Missing on purpose: loading code, files, other programs, coroutines.\n\
         A handler may compute for 5 seconds without `wait`, all scripts together may use 256 MiB, one script may be 256 KiB long.\n\
         Globals are gone when the handler ends; what must stay belongs in a variable.\n",
    );
    text.push_str(OPTIONS);
    text
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lua.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    let saved = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(saved, markdown(), "run again with UPDATE_DOCS=1");
}
