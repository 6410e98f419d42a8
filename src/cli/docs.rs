//! The text of `docs/cli.md`, made from the rows of the grammar and of the exit codes; what no row says stands here.
//!
//! Only the test below writes it.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};

use super::Exit;
use super::args::command;
use crate::i18n::Lang;

/// What is said of a command below its row.
const NOTES: &[(&str, &str)] = &[
    (
        "run",
        "With `--headless` as in [`run FILE --headless`](#run-file---headless) below; else the app alone, in a window.\n\
         Esc twice ends it; with `--kiosk` only the gesture and the PIN do.\n",
    ),
    (
        "check",
        "Prints one line per problem: where it is, and what to do.\n\
         Hints are printed too, but only errors make it end with 1.\n",
    ),
    (
        "lua",
        "Prints the Lua of every handler as the editor shows it, each below a comment line that names its screen, control \
         and event.\n",
    ),
    (
        "tap",
        "Fires the event as if somebody had touched the control, without a window.\n\
         It ends when the handler and all messages it published have come to their end: with QoS 1 and 2 when the broker \
         has confirmed them, with QoS 0 when they were handed to the network.\n\
         What was published is printed, one line per message with its topic, its payload and what became of it.\n\
         What the app asks meanwhile is printed too and counts as cancelled, as nobody is there to answer.\n\n\
         Where the project uses the local broker, `tap` joins the one that is running, or starts one and says that nobody \
         else can be listening.\n",
    ),
    (
        "import",
        "Makes a project of its own, beside the file or where `--out` says, never over another one.\n\
         Prints one line for everything that is not as it was: where it is, and what to do.\n\n\
         With `--names` nothing is made: it counts which names the scripts of a file, or of all files in a folder, need and \
         do not find here, the most frequent first, and says how many scripts find all of theirs. An event in brackets is \
         one that nothing here fires.\n",
    ),
    (
        "kiosk",
        "`kiosk install FILE --pin-env VARIABLE` keeps the PIN among the passwords and writes a unit for systemd \
         (`~/.config/systemd/user/steckbrett-kiosk.service`) that starts `run FILE --fullscreen --kiosk` with the graphical \
         session and again after a crash; who leaves by gesture and PIN is out.\n\
         The options are those of `run --kiosk`: `--pin-env`, `--gesture`, `--trust`.\n\n\
         A locked window does not lock the computer: keys that the desktop keeps for itself are the business of its \
         session. Panels best run in one that shows a single window, such as `cage`.\n",
    ),
    (
        "sign",
        "Writes the signature to `FILE.minisig`: of the project, and of the images and certificates that it names.\n\
         It is in the format of [minisign](https://jedisct1.github.io/minisign/), whose tool checks it too: \
         `minisign -Vm panel.ron -p werk.key.pub`.\n\
         Who changes the project or one of these files afterwards has to sign again.\n",
    ),
    (
        "keys",
        "`keys new KEY` makes a key: `KEY` signs and stays secret, `KEY.pub` goes to the panels.\n\
         `keys trust KEY.pub [--name NAME]` makes its signatures count on this computer: what it has signed runs without \
         a question, and a locked panel (`run --kiosk`) runs nothing else from then on, whatever `--trust` says.\n\
         `keys list` shows the keys that count, `keys forget NAME` takes one back.\n\
         An older state of a project that was signed stays signed.\n",
    ),
    (
        "report",
        "Prints versions, settings, sizes of files, the number of problems of the project where one is named, and the end of \
         the log: no passwords, messages, names, hosts or paths.\n\
         `--out` writes the same to a file, after a question.\n",
    ),
    (
        "test",
        "FILE is a test (`NAME.test.ron`), a project whose tests lie beside it, or a folder with tests.\n\
         The app runs as ever, but no network is used and nothing is sent: the broker is played, and the clock is moved, so \
         that no test waits. So no trust is needed.\n\
         What differs is told in a sentence with its step and time (exit code 1); a test or project that cannot be read is \
         told as well (exit code 2). Colours are for terminals only, and not where `NO_COLOR` is set.\n\
         `--json` prints an object a line for each test: `test`, `ok`, `steps`, `secs` (of the app), `differences` (`step`, \
         from 1, and `text`) and `error`. What a test can say: [tests.md](tests.md).\n",
    ),
    (
        "broker",
        "Runs it until Ctrl+C, for this computer only; programs of the same user that come later join it.\n\
         With `--lan` other devices in the network may use it too, with any user name and the password that stands in the \
         named environment variable; without a password it refuses to start (exit code 2).\n\
         Clients on this computer need no password.\n",
    ),
];

/// What follows the commands.
const REST: &str = include_str!("docs/rest.md");

/// The content of `docs/cli.md`.
fn markdown() -> String {
    let program = command(Lang::En);
    let mut text = String::from(
        "# The command line\n\n\
         <!-- Generated from src/cli/args.rs and src/cli/docs.rs: `UPDATE_DOCS=1 cargo test --lib cli::docs`. -->\n\n\
         | command | what it does |\n| --- | --- |\n",
    );
    let mut add = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    for sub in program.get_subcommands() {
        add(&format!("| `steckbrett {}` | {} |", usage(sub), about(sub)));
    }
    add("| `steckbrett [FILE]` | the same as `edit` |");
    add("| `steckbrett --help`, `--version` | help, also for each command; the version |");
    add("\nThe program speaks German when `LANG` (or `LC_ALL`) begins with `de`, else English.");
    add("Results go to standard output, everything that is wrong to standard error.");
    add("\n## Exit codes\n\n| code | meaning |\n| --- | --- |");
    for (exit, meaning) in EXITS {
        add(&format!("| {} | {meaning} |", *exit as u8));
    }
    for sub in program.get_subcommands() {
        section(sub, &mut text);
    }
    text.push_str(REST);
    text
}

/// All ways to end, each with its meaning.
const EXITS: &[(Exit, &str)] = &[
    (Exit::Ok, "all went well"),
    (Exit::Problem, "the project has a problem, the run had a fault, or a message was given up"),
    (
        Exit::Usage,
        "the command line cannot be understood: an unknown option, control, event, variable or connection; or a test cannot be run",
    ),
    (Exit::NoConnection, "the broker cannot be reached or has refused"),
    (Exit::Timeout, "not finished within the time limit"),
    (Exit::File, "the file cannot be read, or is not a project"),
];

fn section(sub: &Command, text: &mut String) {
    let options: Vec<&Arg> = sub.get_opts().collect();
    let note = NOTES.iter().find(|(name, _)| *name == sub.get_name()).map(|(_, note)| *note);
    if options.is_empty() && note.is_none() {
        return;
    }
    let positionals: Vec<String> = sub.get_positionals().map(positional).collect();
    let title = format!("{} {}", sub.get_name(), positionals.join(" "));
    let mut rows = String::new();
    for option in options {
        let several =
            if matches!(option.get_action(), ArgAction::Append) { "; may be given several times" } else { "" };
        let usual: Vec<_> = option.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let usual = match usual.first() {
            Some(usual) if !matches!(option.get_action(), ArgAction::SetTrue) => {
                format!("; `{usual}` where it is left out")
            }
            Some(_) | None => String::new(),
        };
        let help = option.get_help().map(ToString::to_string).unwrap_or_default();
        // Writing to a text cannot fail.
        let _written = writeln!(rows, "| `{}` | {help}{usual}{several} |", spelled(option));
    }
    let _written = write!(text, "\n## `{}`\n\n{}.\n", title.trim(), about(sub));
    if !rows.is_empty() {
        let _written = write!(text, "\n| option | what it does |\n| --- | --- |\n{rows}");
    }
    if let Some(note) = note {
        let _written = write!(text, "\n{note}");
    }
}

fn about(sub: &Command) -> String {
    sub.get_about().map(ToString::to_string).unwrap_or_default()
}

/// `run FILE [--fullscreen] …`
fn usage(sub: &Command) -> String {
    let positionals = sub.get_positionals().map(positional);
    let options = sub.get_arguments().filter(|arg| !arg.is_positional() && arg.get_long() != Some("help"));
    let options = options.map(|arg| format!("[{}]", spelled(arg)));
    std::iter::once(sub.get_name().to_owned()).chain(positionals).chain(options).collect::<Vec<_>>().join(" ")
}

fn positional(arg: &Arg) -> String {
    let name = value_name(arg);
    if arg.is_required_set() { name } else { format!("[{name}]") }
}

fn spelled(arg: &Arg) -> String {
    let long = arg.get_long().unwrap_or_default();
    if matches!(arg.get_action(), ArgAction::SetTrue) {
        format!("--{long}")
    } else {
        format!("--{long} {}", value_name(arg))
    }
}

fn value_name(arg: &Arg) -> String {
    match arg.get_value_names().and_then(|names| names.first()) {
        Some(name) => name.to_string(),
        None => arg.get_id().as_str().to_uppercase(),
    }
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    let saved = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(saved, markdown(), "run again with UPDATE_DOCS=1");
}

#[test]
fn notes_are_about_commands_that_there_are() {
    for (name, _) in NOTES {
        assert!(command(Lang::En).get_subcommands().any(|sub| sub.get_name() == *name), "{name}");
    }
}
