//! The command line's grammar and help, in both languages.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::Exit;
use super::sign::KeyTask;
use super::test::TestWish;
use crate::i18n::{Lang, Text, t};
use crate::model::kiosk::ExitGesture;

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cli {
    pub(super) task: Task,
}

/// Options of commands that connect.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct LiveOptions {
    /// `NAME=mqtt://host:port`.
    pub(super) connect: Vec<String>,
    /// `VARIABLE=VALUE`.
    pub(super) set: Vec<String>,
    /// Language of the app, by tag or name.
    pub(super) language: Option<String>,
    /// The project is trusted, wherever it comes from.
    pub(super) trust: bool,
}

// By hand: an address may hold a password.
impl std::fmt::Debug for LiveOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveOptions")
            .field("connect", &self.connect.len())
            .field("set", &self.set)
            .field("language", &self.language)
            .field("trust", &self.trust)
            .finish()
    }
}

/// Options of a locked window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KioskOptions {
    /// Environment variable with the PIN; without one it is the stored one.
    pub(super) pin_env: Option<String>,
    pub(super) gesture: ExitGesture,
}

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Task {
    Edit { file: Option<PathBuf>, trust: bool },
    Run { file: PathBuf, full_screen: bool, headless: bool, kiosk: Option<KioskOptions>, live: LiveOptions },
    Check { file: PathBuf },
    Test(TestWish),
    Lua { file: PathBuf },
    Tap { file: PathBuf, control: String, event: String, timeout_secs: f64, live: LiveOptions },
    Report { file: Option<PathBuf>, out: Option<PathBuf>, yes: bool },
    InstallKiosk { file: PathBuf, kiosk: KioskOptions, trust: bool },
    Import { file: PathBuf, out: Option<PathBuf> },
    ImportNames { at: PathBuf },
    Sign { file: PathBuf, key: PathBuf, password_env: Option<String> },
    Keys(KeyTask),
    Broker { port: u16, lan: bool, password_env: Option<String> },
}

fn file_arg(lang: Lang) -> Arg {
    let help = t("Projektdatei (.ron)", "Project file (.ron)").get(lang);
    Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(help)
}

fn connect_arg(lang: Lang) -> Arg {
    let help = t(
        "Eine Verbindung woandershin richten: \"Halle 1=mqtt://host:1883\"",
        "Point a connection elsewhere: \"Hall 1=mqtt://host:1883\"",
    );
    Arg::new("connect").long("connect").value_name("NAME=URL").action(ArgAction::Append).help(help.get(lang))
}

fn set_arg(lang: Lang) -> Arg {
    let help = t("Eine Variable beim Start setzen", "Set a variable at the start").get(lang);
    Arg::new("set").long("set").value_name("VARIABLE=VALUE").action(ArgAction::Append).help(help)
}

fn language_arg(lang: Lang) -> Arg {
    let help = t(
        "Sprache der App, wo sie mehrere hat: ihr Kürzel oder Name, wie pl oder Polski",
        "Language of the app where it has several: its tag or name, such as pl or Polski",
    );
    Arg::new("language").long("language").value_name("TAG").help(help.get(lang))
}

fn trust_arg(lang: Lang) -> Arg {
    let help = t(
        "Dem Projekt vertrauen, auch wenn es nicht von diesem Rechner ist",
        "Trust the project, even if it is not from this computer",
    );
    Arg::new("trust").long("trust").action(ArgAction::SetTrue).help(help.get(lang))
}

fn gesture_arg(lang: Lang) -> Arg {
    let help = t(
        "Was nach der PIN fragt: die Ecke oben links halten (hold) oder fünfmal antippen (taps)",
        "What asks for the PIN: to hold the upper left corner (hold), or to tap it five times (taps)",
    );
    let keys = ExitGesture::ALL.map(ExitGesture::key);
    Arg::new("gesture")
        .long("gesture")
        .value_name("GESTURE")
        .value_parser(keys)
        .default_value("hold")
        .help(help.get(lang))
}

fn pin_arg(lang: Lang) -> Arg {
    let help = t(
        "Umgebungsvariable mit der PIN, 4 bis 12 Ziffern; ohne sie gilt die von „kiosk install“",
        "Environment variable with the PIN, 4 to 12 digits; without it, that of “kiosk install” counts",
    );
    Arg::new("pin-env").long("pin-env").value_name("VARIABLE").help(help.get(lang))
}

fn report_command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    Command::new("report")
        .about(say(t(
            "Zeigen, was für eine Fehlermeldung gebraucht wird: ohne Passwörter, Nachrichten und Namen",
            "Show what a bug report needs: without passwords, messages and names",
        )))
        .arg(file_arg(lang).required(false))
        .arg(Arg::new("out").long("out").value_name("FILE").value_parser(value_parser!(PathBuf)).help(say(t(
            "Danach in eine Datei schreiben, nach einer Rückfrage",
            "Then write it to a file, after a question",
        ))))
        .arg(
            Arg::new("yes")
                .long("yes")
                .action(ArgAction::SetTrue)
                .help(say(t("Ohne Rückfrage", "Without the question"))),
        )
}

fn kiosk_command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    let install = Command::new("install")
        .about(say(t(
            "Eine App beim Anmelden verriegelt starten, und nach einem Absturz wieder (systemd)",
            "Start an app locked with the login, and again after a crash (systemd)",
        )))
        .arg(file_arg(lang))
        .arg(pin_arg(lang))
        .arg(gesture_arg(lang))
        .arg(trust_arg(lang));
    Command::new("kiosk")
        .about(say(t("Eine App als Panel einrichten", "Set an app up as a panel")))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(install)
}

fn key_password_arg(lang: Lang) -> Arg {
    let help = t(
        "Umgebungsvariable mit dem Passwort des Schlüssels; ohne sie wird danach gefragt",
        "Environment variable with the password of the key; without it, it is asked for",
    );
    Arg::new("password-env").long("password-env").value_name("VARIABLE").help(help.get(lang))
}

fn import_command(lang: Lang) -> Command {
    let file = t("Projekt von Peakboard Designer (.pbmx)", "Project of Peakboard Designer (.pbmx)").get(lang);
    let out = t(
        "Projektdatei, die entsteht; sonst heißt sie wie die andere, mit .ron",
        "Project file that is made; else it is called as the other one, with .ron",
    );
    let names = t(
        "Nur zählen, welche Namen die Skripte brauchen und hier nicht finden; FILE darf auch ein Ordner sein",
        "Only count which names the scripts need and do not find here; FILE may be a folder too",
    );
    Command::new("import")
        .about(
            t(
                "Ein Projekt von Peakboard Designer übernehmen und sagen, was davon fehlt",
                "Take over a project of Peakboard Designer, and say what of it is missing",
            )
            .get(lang),
        )
        .arg(Arg::new("file").value_name("FILE").required(true).value_parser(value_parser!(PathBuf)).help(file))
        .arg(Arg::new("out").long("out").value_name("FILE").value_parser(value_parser!(PathBuf)).help(out.get(lang)))
        .arg(Arg::new("names").long("names").action(ArgAction::SetTrue).conflicts_with("out").help(names.get(lang)))
}

fn sign_command(lang: Lang) -> Command {
    let key = t("Geheime Hälfte des Schlüssels, von „keys new“", "Secret half of the key, by “keys new”").get(lang);
    Command::new("sign")
        .about(t("Ein Projekt signieren", "Sign a project").get(lang))
        .arg(file_arg(lang))
        .arg(
            Arg::new("key").long("key").value_name("KEY").required(true).value_parser(value_parser!(PathBuf)).help(key),
        )
        .arg(key_password_arg(lang))
}

fn keys_command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    let new = Command::new("new")
        .about(say(t(
            "Einen Schlüssel machen: KEY bleibt geheim, KEY.pub kommt auf die Panels",
            "Make a key: KEY stays secret, KEY.pub goes to the panels",
        )))
        .arg(Arg::new("key").value_name("KEY").required(true).value_parser(value_parser!(PathBuf)))
        .arg(key_password_arg(lang));
    let trust = Command::new("trust")
        .about(say(t(
            "Signaturen eines Schlüssels gelten auf diesem Rechner",
            "Signatures of a key count on this computer",
        )))
        .arg(
            Arg::new("key")
                .value_name("KEY")
                .required(true)
                .help(say(t("Datei .pub, oder die Zeile darin", "File .pub, or the line in it"))),
        )
        .arg(Arg::new("name").long("name").value_name("NAME").help(say(t(
            "Wie der Schlüssel hier heißt; sonst wie seine Datei",
            "What the key is called here; else as its file",
        ))));
    let list = Command::new("list").about(say(t("Die Schlüssel zeigen, die gelten", "Show the keys that count")));
    let forget = Command::new("forget")
        .about(say(t("Ein Schlüssel gilt nicht mehr", "A key counts no longer")))
        .arg(Arg::new("name").value_name("NAME").required(true));
    Command::new("keys")
        .about(say(t(
            "Schlüssel machen, und sagen, wessen Signaturen gelten",
            "Make keys, and say whose signatures count",
        )))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([new, trust, list, forget])
}

fn key_task(sub: &ArgMatches) -> Option<KeyTask> {
    let (name, sub) = sub.subcommand()?;
    let text = |id: &str| sub.try_get_one::<String>(id).ok().flatten().cloned();
    Some(match name {
        "new" => KeyTask::New { file: sub.get_one::<PathBuf>("key")?.clone(), password_env: text("password-env") },
        "trust" => KeyTask::Trust { key: text("key")?, name: text("name") },
        "list" => KeyTask::List,
        "forget" => KeyTask::Forget { name: text("name")? },
        _ => return None,
    })
}

/// A time in seconds: a number above 0.
fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(secs) if secs > 0.0 && secs.is_finite() => Ok(secs),
        Ok(_) | Err(_) => Err("> 0".to_owned()),
    }
}

fn tap_command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    Command::new("tap")
        .about(say(t(
            "Ein Ereignis eines Controls auslösen und auf die Bestätigung des Brokers warten",
            "Fire one event of a control and wait for the broker's confirmation",
        )))
        .arg(file_arg(lang))
        .arg(Arg::new("control").value_name("CONTROL").required(true))
        .arg(
            Arg::new("event")
                .long("event")
                .value_name("EVENT")
                .default_value("tapped")
                .help(say(t("Welches Ereignis", "Which event"))),
        )
        .arg(
            Arg::new("timeout")
                .long("timeout")
                .value_name("SECONDS")
                .default_value("10")
                .value_parser(seconds)
                .help(say(t("Wie lange höchstens", "How long at most"))),
        )
        .arg(connect_arg(lang))
        .arg(set_arg(lang))
        .arg(trust_arg(lang))
}

fn test_command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    Command::new("test")
        .about(say(t(
            "Tests von Apps ausführen, ohne Netz und ohne zu warten, und sagen, was anders ist",
            "Run tests of apps, without a network and without waiting, and say what differs",
        )))
        .arg(
            Arg::new("tests")
                .value_name("FILE")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help(say(t(
                    "Tests (NAME.test.ron), Projekte mit Tests daneben, oder Ordner",
                    "Tests (NAME.test.ron), projects with tests beside them, or folders",
                ))),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(say(t("Eine JSON-Zeile je Test", "One line of JSON for each test"))),
        )
        .arg(
            Arg::new("junit")
                .long("junit")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help(say(t("Zusätzlich einen Bericht als JUnit-XML schreiben", "Write a report as JUnit XML too"))),
        )
}

fn broker_command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    Command::new("broker")
        .about(say(t("Den lokalen Broker starten", "Start the local broker")))
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .default_value("1883")
                .value_parser(value_parser!(u16))
                .help(say(t("Gewünschter Port; 0 für irgendeinen", "Wished port; 0 for any"))),
        )
        .arg(Arg::new("lan").long("lan").action(ArgAction::SetTrue).help(say(t(
            "Auch für andere Geräte im Netzwerk; nur mit Passwort",
            "For other devices in the network too; only with a password",
        ))))
        .arg(Arg::new("password-env").long("password-env").value_name("VARIABLE").help(say(t(
            "Umgebungsvariable mit dem Passwort für andere Geräte",
            "Environment variable with the password for other devices",
        ))))
}

pub(super) fn command(lang: Lang) -> Command {
    let say = move |text: Text| text.get(lang);
    Command::new("steckbrett")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say(t(
            "Kleine Touch-Apps bauen, die MQTT sprechen: Controls ziehen, Bausteine verdrahten.",
            "Build small touch apps that talk MQTT: drag controls, wire blocks.",
        )))
        .args_conflicts_with_subcommands(true)
        .arg(file_arg(lang).required(false))
        .subcommand(
            Command::new("edit")
                .about(say(t("Den Editor öffnen", "Open the editor")))
                .arg(file_arg(lang).required(false))
                .arg(trust_arg(lang)),
        )
        .subcommand(
            Command::new("run")
                .about(say(t("Die App ausführen", "Run the app")))
                .arg(file_arg(lang))
                .arg(
                    Arg::new("fullscreen")
                        .long("fullscreen")
                        .action(ArgAction::SetTrue)
                        .help(say(t("Den ganzen Bildschirm füllen", "Fill the whole screen"))),
                )
                .arg(Arg::new("kiosk").long("kiosk").action(ArgAction::SetTrue).requires("fullscreen").help(say(t(
                    "Verriegelt: kein Weg hinaus außer einer Geste und der PIN",
                    "Locked: no way out but a gesture and the PIN",
                ))))
                .arg(pin_arg(lang).requires("kiosk"))
                .arg(gesture_arg(lang))
                .arg(Arg::new("headless").long("headless").action(ArgAction::SetTrue).help(say(t(
                    "Ohne Fenster: Befehle von der Standardeingabe, JSON-Zeilen auf der Ausgabe",
                    "Without a window: commands from standard input, JSON lines on the output",
                ))))
                .arg(connect_arg(lang))
                .arg(set_arg(lang))
                .arg(language_arg(lang))
                .arg(trust_arg(lang)),
        )
        .subcommand(Command::new("check").about(say(t("Probleme auflisten", "List problems"))).arg(file_arg(lang)))
        .subcommand(
            Command::new("lua")
                .about(say(t("Das erzeugte Lua ausgeben", "Print the generated Lua")))
                .arg(file_arg(lang)),
        )
        .subcommand(test_command(lang))
        .subcommand(tap_command(lang))
        .subcommand(import_command(lang))
        .subcommand(report_command(lang))
        .subcommand(kiosk_command(lang))
        .subcommand(sign_command(lang))
        .subcommand(keys_command(lang))
        .subcommand(broker_command(lang))
}

/// Reads the command line; help, version and mistakes are printed here.
pub(super) fn parse(lang: Lang) -> Result<Cli, Exit> {
    let matches = command(lang).try_get_matches().map_err(|err| {
        let exit = if err.use_stderr() { Exit::Usage } else { Exit::Ok };
        if let Err(err) = err.print() {
            tracing::debug!("cannot print: {err}");
        }
        exit
    })?;
    let task = match matches.subcommand() {
        None => Task::Edit { file: matches.get_one("file").cloned(), trust: false },
        Some((name, sub)) => task(name, sub).ok_or_else(|| {
            if let Err(err) = writeln!(std::io::stderr().lock(), "{}", command(lang).render_help()) {
                tracing::debug!("cannot print: {err}");
            }
            Exit::Usage
        })?,
    };
    Ok(Cli { task })
}

fn task(name: &str, sub: &ArgMatches) -> Option<Task> {
    let file = sub.try_get_one::<PathBuf>("file").ok().flatten().cloned();
    let many = |id: &str| sub.get_many::<String>(id).into_iter().flatten().cloned().collect();
    let language = || sub.try_get_one::<String>("language").ok().flatten().cloned();
    let live = || LiveOptions {
        connect: many("connect"),
        set: many("set"),
        language: language(),
        trust: sub.get_flag("trust"),
    };
    Some(match name {
        "edit" => Task::Edit { file, trust: sub.get_flag("trust") },
        "run" => Task::Run {
            file: file?,
            full_screen: sub.get_flag("fullscreen"),
            headless: sub.get_flag("headless"),
            kiosk: sub.get_flag("kiosk").then(|| kiosk_options(sub)),
            live: live(),
        },
        "report" => Task::Report { file, out: sub.get_one::<PathBuf>("out").cloned(), yes: sub.get_flag("yes") },
        "kiosk" => {
            let (_, install) = sub.subcommand()?;
            let (file, trust) = (install.get_one::<PathBuf>("file")?.clone(), install.get_flag("trust"));
            Task::InstallKiosk { file, kiosk: kiosk_options(install), trust }
        }
        "sign" => Task::Sign {
            file: file?,
            key: sub.get_one::<PathBuf>("key")?.clone(),
            password_env: sub.get_one::<String>("password-env").cloned(),
        },
        "keys" => Task::Keys(key_task(sub)?),
        "check" => Task::Check { file: file? },
        "import" if sub.get_flag("names") => Task::ImportNames { at: file? },
        "import" => Task::Import { file: file?, out: sub.get_one::<PathBuf>("out").cloned() },
        "test" => Task::Test(TestWish {
            files: sub.get_many::<PathBuf>("tests")?.cloned().collect(),
            json: sub.get_flag("json"),
            junit: sub.get_one::<PathBuf>("junit").cloned(),
        }),
        "lua" => Task::Lua { file: file? },
        "tap" => Task::Tap {
            file: file?,
            control: sub.get_one::<String>("control")?.clone(),
            event: sub.get_one::<String>("event")?.clone(),
            timeout_secs: *sub.get_one::<f64>("timeout")?,
            live: live(),
        },
        "broker" => Task::Broker {
            port: *sub.get_one::<u16>("port")?,
            lan: sub.get_flag("lan"),
            password_env: sub.get_one::<String>("password-env").cloned(),
        },
        _ => return None,
    })
}

fn kiosk_options(sub: &ArgMatches) -> KioskOptions {
    let chosen = sub.get_one::<String>("gesture");
    let gesture = ExitGesture::ALL.into_iter().find(|gesture| chosen.is_some_and(|key| key == gesture.key()));
    KioskOptions { pin_env: sub.get_one::<String>("pin-env").cloned(), gesture: gesture.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_is_sound_in_both_languages() {
        command(Lang::De).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn a_time_limit_is_a_number_above_zero() {
        let limit = |text: &str| {
            command(Lang::En).try_get_matches_from(["steckbrett", "tap", "a.ron", "Senden", "--timeout", text]).is_ok()
        };
        assert!(limit("0.5") && limit("3600"));
        assert!(!limit("nan") && !limit("inf") && !limit("0") && !limit("bald"));
    }

    #[test]
    fn a_file_alone_opens_the_editor() {
        let matches = command(Lang::En).try_get_matches_from(["steckbrett", "a.ron"]).unwrap();
        assert_eq!(matches.get_one::<PathBuf>("file"), Some(&PathBuf::from("a.ron")));
        let matches = command(Lang::En).try_get_matches_from(["steckbrett", "tap", "a.ron", "Senden"]).unwrap();
        let (name, sub) = matches.subcommand().unwrap();
        assert!(matches!(task(name, sub), Some(Task::Tap { event, .. }) if event == "tapped"));
    }
}
