//! The command line: edit · run · check · lua · tap · broker. The same pieces as the window, without one.

mod args;
mod display;
#[cfg(test)]
mod docs;
mod headless;
mod import;
mod json;
mod kiosk;
mod live;
mod names;
mod offline;
mod report;
mod sign;
mod tap;
mod test;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use self::args::{Cli, Task};
use crate::i18n::{Lang, LanguageTag, LanguageWish, t};
use crate::model::kiosk::KioskLock;
use crate::model::names::visible;
use crate::model::reach::Contact;
use crate::say;
use crate::session::overrides::Overrides;
use crate::store::home::Home;
use crate::store::known::{CopyOf, FileStanding, KnownProjects};
use crate::store::settings::Settings;
use crate::store::signature::{SignatureVerdict, SignerKeys};
use crate::store::{self, LoadError, Opened};

const NO_PASSWORD: crate::i18n::Text = t(
    "Für andere Geräte braucht der Broker ein Passwort: --password-env VARIABLE nennt die Umgebungsvariable, in der es steht.",
    "For other devices the broker needs a password: --password-env VARIABLE names the environment variable that holds it.",
);

const CRASHED: crate::i18n::Text = t(
    "Steckbrett ist durch einen eigenen Fehler beendet worden. Was nicht gespeichert ist, bietet der nächste Start an. Was für einen Bericht gebraucht wird, zeigt: steckbrett report",
    "Steckbrett was ended by a fault of its own. What is not saved is offered at the next start. What a report needs is shown by: steckbrett report",
);

/// How a command ended; each number is told in `docs/cli.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is well.
    Ok = 0,
    /// A problem in the project, or a fault in the run.
    Problem = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// A broker cannot be reached.
    NoConnection = 3,
    /// It took too long.
    Timeout = 4,
    /// A file cannot be read.
    File = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What a window is to show, as the command line says.
#[derive(Debug)]
pub struct WindowOptions {
    /// The project to open.
    pub file: Option<PathBuf>,
    /// Whether to run it at once, without the editor.
    pub kiosk: bool,
    /// Whether to fill the whole screen.
    pub full_screen: bool,
    /// How the window is locked, where it is.
    pub lock: Option<KioskLock>,
    /// Whether the project is trusted, wherever it comes from.
    pub trust: bool,
    /// What the command line changes about the project.
    pub overrides: Overrides,
}

/// Opens a window and comes back when it is closed; the error is in the words of the window library.
pub type OpenWindow = fn(WindowOptions, &Home, Settings, Lang) -> Result<(), String>;

/// Runs the program; windows are opened by `open`, so that the command line needs none.
pub fn main(open: OpenWindow) -> ExitCode {
    let home = Home::from_env();
    let settings = Settings::load(&home);
    let lang = settings.preferences.language().unwrap_or_else(system_lang);
    let cli = match args::parse(lang) {
        Ok(cli) => cli,
        Err(exit) => return exit.into(),
    };
    // Before the log, which would make it a folder that others can look into.
    if let Err(err) = home.create() {
        complain(&format!("{}: {err}", home.folder().display()), Exit::File);
    }
    crate::log::init(Some(&home.log_file()));
    crate::log::catch_panics(home.crash_file(), CRASHED.get(lang));
    run(&cli, &home, settings, lang, open).into()
}

/// The language of the system, from the variables that every program looks at, in their order.
fn system_lang() -> Lang {
    system_locale().map_or(Lang::De, |locale| Lang::from_locale(&locale))
}

fn system_locale() -> Option<String> {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG"))
}

/// The tag of the language of the system; empty where it names none.
fn system_language() -> LanguageTag {
    LanguageTag::new(&system_locale().unwrap_or_default())
}

fn run(cli: &Cli, home: &Home, settings: Settings, lang: Lang, open: OpenWindow) -> Exit {
    match &cli.task {
        Task::Edit { file, trust } => {
            let language = LanguageWish::OfSystem(system_language());
            let (overrides, trust) = (Overrides { language, ..Overrides::default() }, *trust);
            let options =
                WindowOptions { file: file.clone(), kiosk: false, full_screen: false, lock: None, trust, overrides };
            window(open, options, home, settings, lang)
        }
        Task::Run { file, headless: true, live, .. } => {
            with_trusted(file, TrustWish::of(live.trust), home, lang, |opened| {
                headless::run(&Arc::new(opened.project), file, live, home, lang)
            })
        }
        Task::Run { file, full_screen, kiosk, live, .. } => {
            let wish = TrustWish { trust: live.trust, locked: kiosk.is_some() };
            with_trusted(file, wish, home, lang, |opened| {
                let overrides = match live::overrides(live, &opened.project, lang) {
                    Ok(overrides) => overrides,
                    Err(sentence) => return complain(&sentence, Exit::Usage),
                };
                let lock = match kiosk.as_ref().map(|kiosk| kiosk::lock(kiosk, home, lang)).transpose() {
                    Ok(lock) => lock,
                    Err(sentence) => return complain(&sentence, Exit::Usage),
                };
                let (file, full_screen) = (Some(file.clone()), *full_screen);
                let options = WindowOptions { file, kiosk: true, full_screen, lock, trust: live.trust, overrides };
                window(open, options, home, settings.clone(), lang)
            })
        }
        Task::Report { file, out, yes } => report::run(file.as_deref(), out.as_deref(), *yes, (home, &settings), lang),
        Task::InstallKiosk { file, kiosk, trust } => {
            let wish = TrustWish { trust: *trust, locked: true };
            with_trusted(file, wish, home, lang, |opened| kiosk::install(&opened.project, file, kiosk, home, lang))
        }
        Task::Check { file } => check(file, home, lang),
        Task::ImportNames { at } => names::run(at, lang),
        Task::Import { file, out } => import::run(file, out.as_deref(), lang),
        Task::Sign { file, key, password_env } => {
            with_project(file, lang, |opened| sign::sign(&opened, file, key, password_env.as_deref(), lang))
        }
        Task::Keys(task) => sign::keys(task, home, lang),
        Task::Test(wish) => test::run(wish, lang),
        Task::Lua { file } => with_project(file, lang, |opened| offline::lua(&opened, lang)),
        Task::Tap { file, control, event, timeout_secs, live } => {
            with_trusted(file, TrustWish::of(live.trust), home, lang, |opened| {
                let wish = tap::Wish { control, trigger: event, timeout_secs: *timeout_secs };
                tap::run(&Arc::new(opened.project), file, &wish, live, home, lang)
            })
        }
        Task::Broker { port, lan: false, .. } => live::broker(*port, None, home, lang),
        Task::Broker { port, lan: true, password_env } => {
            let password = password_env.as_ref().and_then(|name| std::env::var(name).ok());
            match password.filter(|password| !password.is_empty()) {
                Some(password) => live::broker(*port, Some(&password), home, lang),
                None => complain(NO_PASSWORD.get(lang), Exit::Usage),
            }
        }
    }
}

fn window(open: OpenWindow, options: WindowOptions, home: &Home, settings: Settings, lang: Lang) -> Exit {
    if let Err(sentence) = display::probe(lang) {
        return complain(&sentence, Exit::Problem);
    }
    match open(options, home, settings, lang) {
        Ok(()) => Exit::Ok,
        Err(what) => {
            let title = t("Das Fenster kann nicht geöffnet werden:", "The window cannot be opened:");
            complain(&format!("{} {what}\n{}", title.get(lang), display::headless_hint(lang)), Exit::Problem)
        }
    }
}

fn with_project(file: &Path, lang: Lang, then: impl FnOnce(Opened) -> Exit) -> Exit {
    match store::load(file) {
        Ok(opened) => then(opened),
        Err(err) => not_opened(file, &err, lang),
    }
}

fn not_opened(file: &Path, err: &LoadError, lang: Lang) -> Exit {
    let exit = if matches!(err, LoadError::NotSigned(_)) { Exit::Problem } else { Exit::File };
    complain(&format!("{}: {}", file.display(), say::load_error(err, lang)), exit)
}

fn check(file: &Path, home: &Home, lang: Lang) -> Exit {
    with_standing(file, false, home, lang, |opened, standing| {
        if standing.signature != SignatureVerdict::Unsigned {
            print(&format!("{}\n", say::signature(&standing.signature, lang)));
        }
        offline::check(&opened, lang)
    })
}

fn with_standing(
    file: &Path,
    signed_only: bool,
    home: &Home,
    lang: Lang,
    then: impl FnOnce(Opened, FileStanding) -> Exit,
) -> Exit {
    match KnownProjects::new(home).open(file, signed_only) {
        Ok((opened, _, standing)) => then(opened, standing),
        Err(err) => not_opened(file, &err, lang),
    }
}

/// What is to be trusted.
#[derive(Clone, Copy, Debug)]
struct TrustWish {
    /// Whatever it is.
    trust: bool,
    /// It runs in a locked window, where only what is signed runs once a key counts here.
    locked: bool,
}

impl TrustWish {
    fn of(trust: bool) -> Self {
        Self { trust, locked: false }
    }
}

/// As [`with_project`], for what runs it: only where it is from here, or somebody has trusted or signed it.
fn with_trusted(file: &Path, wish: TrustWish, home: &Home, lang: Lang, then: impl FnOnce(Opened) -> Exit) -> Exit {
    let signed_only = wish.locked && SignerKeys::new(home).any();
    with_standing(file, signed_only, home, lang, |opened, standing| {
        let FileStanding { untrusted, copy_of, .. } = standing;
        if let Some(CopyOf { path, .. }) = copy_of {
            let sentence = match lang {
                Lang::De => {
                    format!("Kopie von {}: läuft ohne deren Passwörter und wartende Nachrichten.", path.display())
                }
                Lang::En => format!("Copy of {}: runs without its passwords and waiting messages.", path.display()),
            };
            complain(&sentence, Exit::Ok);
        }
        match untrusted.filter(|_| !wish.trust) {
            None => then(opened),
            Some(contacts) => complain(&not_trusted(file, &contacts, lang), Exit::Problem),
        }
    })
}

/// Why a project is not run, and what it would do.
fn not_trusted(file: &Path, contacts: &[(Contact, bool)], lang: Lang) -> String {
    let (file, intro, way) = (
        file.display(),
        t(
            "kommt nicht von diesem Rechner, oder es wurde außerhalb von Steckbrett geändert, was es erreichen kann. Es wird nicht ausgeführt. Es würde:",
            "is not from this computer, or what it may reach was changed outside of Steckbrett. It is not run. It would:",
        ),
        t(
            "Mit --trust wird es trotzdem ausgeführt. Auf Dauer vertraut man ihm im Editor.",
            "With --trust it is run all the same. The editor is the place to trust it for good.",
        ),
    );
    let wishes = contacts.iter().map(|(contact, _)| format!("  – {}", say::contact(contact, lang)));
    let lines: Vec<String> =
        [format!("{file} {}", intro.get(lang))].into_iter().chain(wishes).chain([way.get(lang).to_owned()]).collect();
    lines.join("\n")
}

/// Writes a sentence to the error output.
fn complain(sentence: &str, exit: Exit) -> Exit {
    // Where the error output is closed there is nobody left to tell.
    if let Err(err) = writeln!(std::io::stderr().lock(), "{}", visible(sentence)) {
        tracing::warn!("cannot write to the error output: {err}");
    }
    exit
}

/// Writes text to the output, so that nothing in it reaches the terminal as a command; a closed output ends the command quietly, as `| head` expects.
fn print(text: &str) {
    if let Err(err) = std::io::stdout().lock().write_all(visible(text).as_bytes()) {
        tracing::debug!("cannot write to the output: {err}");
    }
}
