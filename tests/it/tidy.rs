//! Reads the source tree and enforces what no compiler checks: who may import whom, and the house rules.
//!
//! A violation prints `file:line: rule`. Who may import whom is read from `ARCHITECTURE.md`.

mod layers;
mod names;
mod tokens;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::layers::{Arrow, Layers};
use self::names::TypeNames;
use self::tokens::{Kind, Token};

/// Most lines a file may have.
const MAX_LINES: usize = 600;

/// How many of a hundred types may bear a name that another type bears too. It only ever falls.
const MAX_SHARED_NAMES: f64 = 10.0;

/// Which files may name a crate or a part of the standard library; a folder's name covers `foo.rs` and `foo/`.
const OWNERS: &[(&[&str], &[&str])] = &[
    (&["egui"], &["theme", "player", "ui", "app"]),
    (&["egui_extras"], &["ui", "app"]),
    (&["eframe"], &["app"]),
    (&["egui_system_font_provider"], &["app/system_fonts"]),
    (&["rfd"], &["app"]),
    (&["mlua"], &["engine"]),
    (&["tokio"], &["mqtt"]),
    (&["rumqttc"], &["mqtt/client", "mqtt/broker/wire"]),
    (&["rumqttc_v5"], &["mqtt/client", "mqtt/broker/wire"]),
    (&["x509_parser"], &["certificates"]),
    (&["p12_keystore"], &["certificates"]),
    (&["pkcs8"], &["certificates"]),
    (&["p521"], &["mqtt/tls"]),
    (&["ring"], &["certificates", "mqtt/tls", "store/age", "store/digest", "store/vault"]),
    (&["keyring"], &["store/vault"]),
    (&["full_moon"], &["language/raise/tree"]),
    (&["scrypt"], &["store/age"]),
    (
        &["std", "fs"],
        &["store", "app/jobs", "log", "cli", "mqtt/broker", "mqtt/fuzzing", "mqtt/journal", "mqtt/tls/renewal"],
    ),
    (&["tempfile"], &["store", "sound"]),
    (&["clap"], &["cli"]),
    // Where texts for people are made; the layers between only say what is.
    (
        &["crate", "i18n", "t"],
        &[
            "say",
            "language",
            "model/binding",
            "model/connection",
            "model/edit",
            "model/preference",
            "player",
            "editor",
            "ui",
            "app",
            "cli",
        ],
    ),
];

/// A source file, cut into what the rules look at.
struct Source<'a> {
    /// Path from the project's folder, with `/`.
    path: &'a str,
    text: &'a str,
    tokens: Vec<Token>,
    /// First line of the tests at the end of the file; all of it where the file is a test.
    tests_from: usize,
}

impl<'a> Source<'a> {
    fn new(path: &'a str, text: &'a str) -> Self {
        let is_test = path.starts_with("tests/")
            || ["/tests.rs", "/testing.rs"].iter().any(|name| path.ends_with(name))
            || path.contains("/tests/");
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        // Only a module with its body here; `mod tests;` near the top is another file.
        let test_module = lines
            .windows(2)
            .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{'));
        let tests_from = if is_test { 1 } else { test_module.map_or(usize::MAX, |index| index + 1) };
        Self { path, text, tokens: tokens::tokens(text), tests_from }
    }

    /// `mqtt/client` for `src/mqtt/client.rs`; `None` outside `src/`.
    fn module(&self) -> Option<&'a str> {
        self.path.strip_prefix("src/")?.strip_suffix(".rs")
    }

    /// Whether the file is `src/<unit>.rs` or lies in `src/<unit>/`.
    fn is_in(&self, unit: &str) -> bool {
        self.module().is_some_and(|module| {
            module.strip_prefix(unit).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    fn is_test(&self, line: usize) -> bool {
        line >= self.tests_from
    }
}

/// The tables of `ARCHITECTURE.md`.
fn architecture() -> Layers {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    Layers::read(&std::fs::read_to_string(path).unwrap())
}

/// Everything wrong with one file, as `file:line: rule`; the arrows of the tables that it uses go into `used`.
fn violations(source: &Source<'_>, layers: &Layers, used: &mut BTreeSet<Arrow>) -> Vec<String> {
    let mut found = layers.check(source, used);
    check_file(source, &mut found);
    check_words(source, &mut found);
    check_owners(source, &mut found);
    check_colors(source, &mut found);
    check_sleep(source, &mut found);
    check_texts(source, &mut found);
    found.sort_by_key(|(line, _)| *line);
    found.into_iter().map(|(line, rule)| format!("{}:{line}: {rule}", source.path)).collect()
}

/// What is wrong, and in which line.
type Found = Vec<(usize, String)>;

fn check_file(source: &Source<'_>, found: &mut Found) {
    let lines = source.text.lines().count();
    if lines > MAX_LINES {
        found.push((lines, format!("{lines} lines; split by concern before {MAX_LINES}")));
    }
    if source.path.ends_with("/mod.rs") {
        found.push((1, "no mod.rs: use foo.rs beside foo/".to_owned()));
    }
    if !source.text.starts_with("//!") {
        found.push((1, "a file opens with //! saying what it is for".to_owned()));
    }
}

/// Words that mean unfinished work. Put together here so that this file does not break its own rule.
fn check_words(source: &Source<'_>, found: &mut Found) {
    const WORDS: &[&str] =
        &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!"), concat!("unimple", "mented!")];
    const EXCUSES: &[&str] = &[concat!("noch nicht ", "unterstützt"), concat!("not yet ", "supported")];
    for (index, line) in source.text.lines().enumerate() {
        let small = line.to_lowercase();
        let word = WORDS.iter().find(|word| line.contains(**word));
        if let Some(word) = word.or_else(|| EXCUSES.iter().find(|words| small.contains(**words))) {
            found.push((index + 1, format!("{word:?}: finish it, or leave it out")));
        }
        if line.trim_start().starts_with(concat!("#[", "ignore")) {
            found.push((index + 1, "no ignored tests: mend it or delete it".to_owned()));
        }
    }
}

fn check_owners(source: &Source<'_>, found: &mut Found) {
    if source.module().is_none() {
        return;
    }
    for path in tokens::paths(&source.tokens) {
        if source.is_test(path.line) {
            continue;
        }
        for (name, owners) in OWNERS {
            if path.starts_with(name)
                && (path.segments.len() > 1 || is_use(source, path.line))
                && !owners.iter().any(|owner| source.is_in(owner))
            {
                found.push((path.line, format!("only {} may name {}", owners.join(", "), name.join("::"))));
            }
        }
    }
}

/// Whether a line is an import, where a single name is a crate and not a variable.
fn is_use(source: &Source<'_>, line: usize) -> bool {
    source.text.lines().nth(line - 1).is_some_and(|text| {
        let text = text.trim_start();
        text.starts_with("use ") || text.starts_with("pub use ") || text.starts_with("pub(crate) use ")
    })
}

fn check_colors(source: &Source<'_>, found: &mut Found) {
    if source.module().is_none() || source.is_in("theme") || source.is_in("ui/theme") {
        return;
    }
    let rule = "colours are made in theme.rs and ui/theme.rs only";
    for path in tokens::paths(&source.tokens) {
        let makes = path.segments.windows(2).any(|pair| {
            matches!(pair[0].as_str(), "Color32" | "Rgba" | "Hsva")
                && (pair[1].starts_with("from_") || pair[1] == "new")
        });
        if makes && !source.is_test(path.line) {
            found.push((path.line, rule.to_owned()));
        }
    }
    if !source.is_in("ui") && !source.is_in("app") {
        return;
    }
    for token in &source.tokens {
        let digits = match &token.kind {
            Kind::Str(text) => text.strip_prefix('#'),
            Kind::Word(word) => word.strip_prefix("0x"),
            Kind::PathSep | Kind::Punct(_) => None,
        };
        let is_color =
            digits.is_some_and(|digits| matches!(digits.len(), 6 | 8) && digits.chars().all(|c| c.is_ascii_hexdigit()));
        if is_color && !source.is_test(token.line) {
            found.push((token.line, rule.to_owned()));
        }
    }
}

/// A thread that sleeps is late or slow, and a test that sleeps is both.
fn check_sleep(source: &Source<'_>, found: &mut Found) {
    if source.path == "tests/it/wait.rs" {
        return;
    }
    for path in tokens::paths(&source.tokens) {
        let in_test = source.is_test(path.line) && path.segments.len() > 1 && path.ends_with(&["sleep"]);
        if in_test || path.ends_with(&["thread", "sleep"]) {
            found.push((path.line, "no sleeping: wait for a condition (tests: wait::until)".to_owned()));
        }
    }
}

/// German words for people stand beside their English ones, in `t("…", "…")`.
fn check_texts(source: &Source<'_>, found: &mut Found) {
    if !["player", "ui", "app", "cli", "editor", "model/edit"].iter().any(|unit| source.is_in(unit)) {
        return;
    }
    // For each open parenthesis, whether it belongs to `t(`.
    let mut open: Vec<bool> = Vec::new();
    for (index, token) in source.tokens.iter().enumerate() {
        match &token.kind {
            Kind::Punct('(') => {
                let before = index.checked_sub(1).map(|index| &source.tokens[index].kind);
                open.push(before == Some(&Kind::Word("t".to_owned())));
            }
            Kind::Punct(')') => {
                open.pop();
            }
            Kind::Str(text) if text.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü', 'ß']) => {
                if !open.contains(&true) && !in_german_arm(&source.tokens[..index]) && !source.is_test(token.line) {
                    found.push((token.line, format!("{text:?} has no English: use t(\"…\", \"…\")")));
                }
            }
            Kind::Word(_) | Kind::Str(_) | Kind::PathSep | Kind::Punct(_) => {}
        }
    }
}

/// Whether the tokens end inside a match arm for German, as `format!` needs it: its English arm must follow then.
fn in_german_arm(tokens: &[Token]) -> bool {
    let mut words = tokens.iter().rev().filter_map(|token| match &token.kind {
        Kind::Word(word) => Some(word.as_str()),
        Kind::Str(_) | Kind::PathSep | Kind::Punct(_) => None,
    });
    words.find(|word| matches!(*word, "De" | "En" | "fn" | "const")) == Some("De")
}

/// All Rust files below a folder.
fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Longer than this, nobody reads it; what is only about one module stands in its first lines.
const MAX_ARCHITECTURE_LINES: usize = 200;

#[test]
fn the_architecture_is_read_in_one_sitting() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let lines = std::fs::read_to_string(path).unwrap().lines().count();
    assert!(lines <= MAX_ARCHITECTURE_LINES, "ARCHITECTURE.md has {lines} lines, at most {MAX_ARCHITECTURE_LINES}");
}

#[test]
fn the_source_tree_keeps_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        rust_files(&root.join(folder), &mut files);
    }
    files.sort();
    assert!(files.len() > 50, "only {} Rust files found below {}", files.len(), root.display());
    let (layers, mut used, mut names, mut found) = (architecture(), BTreeSet::new(), TypeNames::default(), Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        let source = Source::new(&path, &text);
        found.extend(violations(&source, &layers, &mut used));
        names.take(&source);
    }
    found.extend(layers.unused(&used));
    let shared = names.shared_percent();
    if shared > MAX_SHARED_NAMES {
        let worst = names.worst().into_iter().take(20).collect::<Vec<_>>().join("\n  ");
        found.push(format!(
            "{shared:.1} % of all types bear a name that another one bears too, at most {MAX_SHARED_NAMES} % may; the worst:\n  {worst}"
        ));
    }
    assert!(found.is_empty(), "{} violations:\n{}\n", found.len(), found.join("\n"));
}

/// Tables for snippets.
const TABLES: &str = "
## Who may import whom
| module | may name |
| --- | --- |
| `i18n` | (everyone may name them) |
| `model`, `store`, `say`, `cli`, `player` | |
| `language`, `mqtt`, `engine`, `editor`, `session` | `model` |
| `app`, `ui` | `model`, `say` |
### Rooms of `ui`
| room | may name |
| --- | --- |
| `theme` | |
| `log` | `theme` |
";

/// Checks one snippet: the line and a word of the rule for each violation expected.
#[track_caller]
fn check(path: &str, text: &str, expected: &[(usize, &str)]) {
    let text = format!("//! For a test.\n{text}");
    let found = violations(&Source::new(path, &text), &Layers::read(TABLES), &mut BTreeSet::new());
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (violation, (line, word)) in found.iter().zip(expected) {
        assert!(violation.starts_with(&format!("{path}:{line}: ")), "{violation}");
        assert!(violation.contains(word), "{violation}");
    }
}

#[test]
fn a_layer_that_reaches_up_is_found_however_it_is_written() {
    check("src/model/a.rs", "use crate::language::block;", &[(2, "`language`")]);
    check("src/mqtt/a.rs", "use crate::{\n    engine::msg,\n    model::id,\n};", &[(3, "`engine`")]);
    check("src/ui/log/a.rs", "fn f() { crate::store::load(); }", &[(2, "`store`")]);
    check("src/editor/a.rs", "use super::super::ui::View;", &[(2, "`ui`")]);
    check("src/ui/log/a.rs", "use crate::i18n::t;\nuse crate::say;\nuse super::session;", &[]);
    check("src/player/a.rs", "use crate::editor::view::View;", &[(2, "`editor`")]);
    check("src/player/a.rs", "use crate::ui::widgets;", &[(2, "`ui`")]);
    check("src/language/a.rs", "#[cfg(test)]\nmod tests {\n    use crate::engine::msg;\n}", &[]);
    check("src/language/a.rs", "#[cfg(test)]\nmod tests;\nuse crate::engine::msg;", &[(4, "`engine`")]);
    check("src/wizard.rs", "", &[(1, "no row")]);
    check("src/app/a.rs", "use crate::cli::Exit;", &[(2, "`cli`")]);
}

#[test]
fn a_room_that_reaches_aside_is_found() {
    check("src/ui/theme.rs", "use super::log;", &[(2, "`theme` must not name `log` (Rooms of ui)")]);
    check("src/ui/theme/a.rs", "use crate::ui::log::log_ui;", &[(2, "`log`")]);
    check("src/ui/log.rs", "use crate::ui::{Outbox, theme};\nuse self::theme::Theme;", &[]);
    check("src/ui.rs", "use self::log::log_ui;\nuse crate::ui::theme;", &[]);
    check("src/ui/cellar.rs", "", &[(1, "`cellar` has no row among the rooms of `ui`")]);
}

#[test]
fn a_row_that_grants_what_nobody_uses_is_found() {
    let (layers, mut used) = (Layers::read(TABLES), BTreeSet::new());
    for (path, text) in [("src/ui/log.rs", "use crate::ui::theme;"), ("src/app.rs", "use crate::{model, say};")] {
        violations(&Source::new(path, text), &layers, &mut used);
    }
    let unused = layers.unused(&used);
    assert!(
        unused.contains(&"ARCHITECTURE.md, Who may import whom: `ui` does not name `say`".to_owned()),
        "{unused:?}"
    );
    assert!(!unused.iter().any(|row| row.contains("`app`") || row.contains("Rooms")), "{unused:?}");
}

#[test]
fn names_that_two_types_bear_are_counted() {
    let mut names = TypeNames::default();
    let files = [
        ("src/a.rs", "struct Form;\nenum State {}\nimpl Iterator for Form {\n    type Item = u8;\n}"),
        ("src/b.rs", "pub(super) struct Form;\npub enum State {}\ntype Item = u8;"),
        ("src/b/tests.rs", "struct Form;"),
    ];
    for (path, text) in files {
        names.take(&Source::new(path, text));
    }
    assert_eq!(names.worst(), ["Form ×2: a, b"]);
    assert_eq!(names.shared_percent(), 40.0);
}

#[test]
fn a_crate_is_named_by_its_owner_only() {
    check("src/model/a.rs", "use std::{fmt, fs};", &[(2, "std::fs")]);
    check("src/engine/a.rs", "fn f(ui: &egui::Ui) {}", &[(2, "egui")]);
    check("src/mqtt/pool.rs", "use rumqttc::Client;", &[(2, "rumqttc")]);
    check("src/mqtt/client.rs", "use rumqttc::Client;\nuse tokio::select;", &[]);
    check("src/mqtt/client/v5.rs", "use rumqttc_v5::Client;", &[]);
    check("src/mqtt/connection.rs", "use rumqttc_v5::Client;", &[(2, "rumqttc_v5")]);
    check("src/app/jobs.rs", "use std::fs::File;", &[]);
    check("src/model/a.rs", "// egui::Ui is not ours\nconst A: &str = \"egui::Ui\";", &[]);
}

#[test]
fn unfinished_work_is_found() {
    check("src/say.rs", &format!("// {}: later", concat!("TO", "DO")), &[(2, "finish it")]);
    check("src/say.rs", &format!("const A: &str = \"{}\";", concat!("Not yet ", "supported")), &[(2, "finish it")]);
    check("src/say.rs", &format!("{}]", concat!("#[", "ignore")), &[(2, "ignored")]);
    check("src/model/mod.rs", "", &[(1, "mod.rs")]);
    check("src/say.rs", &"\n".repeat(MAX_LINES), &[(601, "601 lines")]);
    let bare = Source::new("src/say.rs", "fn f() {}");
    assert_eq!(violations(&bare, &architecture(), &mut BTreeSet::new()).len(), 1);
}

#[test]
fn colours_texts_and_sleeping_have_their_place() {
    check("src/ui/log/a.rs", "const A: Color32 = Color32::from_rgb(1, 2, 3);", &[(2, "colours")]);
    check("src/ui/log/a.rs", "const A: &str = \"#ff00aa\";", &[(2, "colours")]);
    check("src/ui/theme.rs", "const A: Color32 = egui::Color32::from_rgb(1, 2, 3);", &[]);
    check("src/ui/log/a.rs", "fn f() { label(\"Löschen\"); g(t(\"Größe\", \"Size\")) }", &[(2, "Löschen")]);
    check("src/ui/log/a.rs", "fn f() { match lang { De => format!(\"{a} wählen\"), En => g(\"ö\") } }", &[(2, "ö")]);
    check("src/mqtt/a.rs", "fn f() { std::thread::sleep(d); }", &[(2, "sleep")]);
    check("tests/it/a.rs", "async fn f() { tokio::time::sleep(d).await; }", &[(2, "sleep")]);
}
