//! Apps that hang on a wall: the lock of `run --kiosk`, and `kiosk install`, which writes a unit for systemd.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use super::args::KioskOptions;
use super::{Exit, complain, print};
use crate::i18n::{Lang, Text, t};
use crate::model::kiosk::KioskLock;
use crate::model::password::{Password, Secret};
use crate::model::project::Project;
use crate::say;
use crate::store::home::{self, Home};
use crate::store::known::KnownProjects;
use crate::store::secrets::{BoundSecret, ProjectKey, SecretStore, kiosk_pin};

/// What the unit is called.
const UNIT: &str = "steckbrett-kiosk.service";

const NO_PIN: Text = t(
    "Für --kiosk fehlt eine PIN aus 4 bis 12 Ziffern: --pin-env VARIABLE nennt die Umgebungsvariable, in der sie steht.",
    "For --kiosk a PIN of 4 to 12 digits is missing: --pin-env VARIABLE names the environment variable that holds it.",
);

/// The lock that was asked for; the error is a sentence.
pub(super) fn lock(options: &KioskOptions, home: &Home, lang: Lang) -> Result<KioskLock, String> {
    let pin = if let Some(variable) = &options.pin_env {
        env::var(variable).ok().map(|pin| Password::new(&pin))
    } else {
        let kept = SecretStore::new(home).kept(&ProjectKey::personal(), &kiosk_pin(), Secret::Password);
        kept.map(|kept| kept.word())
    };
    match pin.filter(|pin| KioskLock::is_pin(pin.reveal())) {
        Some(pin) => Ok(KioskLock { pin, gesture: options.gesture }),
        None => Err(NO_PIN.get(lang).to_owned()),
    }
}

/// Writes a unit that starts the app locked, and keeps the PIN.
pub(super) fn install(project: &Project, file: &Path, options: &KioskOptions, home: &Home, lang: Lang) -> Exit {
    let lock = match lock(options, home, lang) {
        Ok(lock) => lock,
        Err(sentence) => return complain(&sentence, Exit::Usage),
    };
    // From wherever the service is started, it means the same.
    let file = fs::canonicalize(file).unwrap_or_else(|_not_there| file.to_owned());
    let kept = SecretStore::new(home).set(
        &ProjectKey::personal(),
        (&kiosk_pin(), Secret::Password),
        Some(BoundSecret::new(&lock.pin, None)),
    );
    let written = kept
        .and_then(|()| KnownProjects::new(home).trust(&file, project))
        .and_then(|()| write(&project.name, &file, options, home));
    match written {
        Ok(unit) => {
            let (unit, told) = (unit.display(), say::exit_gesture(lock.gesture).get(lang));
            let next = t("Geschrieben. Einschalten mit:", "Written. Switch it on with:").get(lang);
            print(&format!(
                "{unit}\n{next}\n  systemctl --user daemon-reload\n  systemctl --user enable --now {UNIT}\n{told}\n"
            ));
            Exit::Ok
        }
        Err(err) => {
            let what = t("Das Panel kann nicht eingerichtet werden:", "The panel cannot be set up:").get(lang);
            complain(&format!("{what} {err}"), Exit::File)
        }
    }
}

fn write(name: &str, file: &Path, options: &KioskOptions, home: &Home) -> io::Result<PathBuf> {
    let folder = config_folder().ok_or_else(|| io::Error::other("no home folder"))?.join("systemd").join("user");
    fs::create_dir_all(&folder)?;
    let path = folder.join(UNIT);
    let elsewhere = env::var_os(home::VARIABLE).is_some().then(|| home.folder());
    fs::write(&path, unit(name, &env::current_exe()?, file, options.gesture.key(), elsewhere))?;
    Ok(path)
}

/// Where the user's units lie below.
fn config_folder() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CONFIG_HOME").filter(|folder| folder.is_absolute()).or_else(|| Some(set("HOME")?.join(".config")))
}

/// The unit. Whoever leaves by the PIN is out; a crash starts the app again.
fn unit(name: &str, program: &Path, file: &Path, gesture: &str, home: Option<&Path>) -> String {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut unit = format!(
        "[Unit]\nDescription=Steckbrett: {}\nPartOf=graphical-session.target\nAfter=graphical-session.target\nStartLimitIntervalSec=0\n\n[Service]\n",
        name.replace('%', "%%")
    );
    if let Some(home) = home {
        let variable = quoted(&format!("{}={}", home::VARIABLE, home.display()), false);
        // Writing to a text cannot fail.
        let _written = writeln!(unit, "Environment={variable}");
    }
    let (program, file) = (quoted(&program.to_string_lossy(), true), quoted(&file.to_string_lossy(), true));
    let _written = write!(
        unit,
        "ExecStart={program} run {file} --fullscreen --kiosk --gesture {gesture}\nRestart=on-failure\nRestartSec=2\n\n[Install]\nWantedBy=graphical-session.target\n"
    );
    unit
}

/// A word of a unit as systemd reads it: in quotes, with what would mean something else escaped.
fn quoted(text: &str, is_command: bool) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '%' => out.push_str("%%"),
            '$' if is_command => out.push_str("$$"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_says_what_is_run_whatever_the_names_hold() {
        let unit = unit(
            "Halle\n7 100%",
            Path::new("/opt/steckbrett"),
            Path::new("/apps/a \"b\" $HOME %h.ron"),
            "hold",
            Some(Path::new("/var/lib/panel 1")),
        );
        assert!(unit.contains("Description=Steckbrett: Halle 7 100%%\n"), "{unit}");
        assert!(unit.contains("Environment=\"STECKBRETT_HOME=/var/lib/panel 1\"\n"), "{unit}");
        let command = "ExecStart=\"/opt/steckbrett\" run \"/apps/a \\\"b\\\" $$HOME %%h.ron\" --fullscreen --kiosk --gesture hold\n";
        assert!(unit.contains(command), "{unit}");
        assert!(unit.contains("Restart=on-failure\n") && unit.contains("StartLimitIntervalSec=0\n"));
    }
}
