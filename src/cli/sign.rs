//! Signing: `sign` and `keys`.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::{env, io};

use super::{Exit, complain, print};
use crate::i18n::{Lang, Text, t};
use crate::say;
use crate::store::Opened;
use crate::store::home::Home;
use crate::store::signature::{SignError, SignerKeys, SigningKey};

const PASSWORD: Text = t("Passwort des Schlüssels: ", "Password of the key: ");
const NEW_PASSWORD: Text = t("Passwort für den Schlüssel (leer: keines): ", "Password for the key (empty: none): ");
const AGAIN: Text = t("Noch einmal: ", "Once more: ");
const DIFFERENT: Text = t("Die beiden Passwörter sind verschieden.", "The two passwords differ.");
const NOBODY_TO_ASK: Text = t(
    "Ohne Terminal kann niemand nach dem Passwort gefragt werden: --password-env VARIABLE nennt die Umgebungsvariable, in der es steht.",
    "Without a terminal nobody can be asked for the password: --password-env VARIABLE names the environment variable that holds it.",
);

/// What is to be done with the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyTask {
    /// Makes one.
    New { file: PathBuf, password_env: Option<String> },
    /// Its signatures count here from now on.
    Trust { key: String, name: Option<String> },
    /// Prints those that count.
    List,
    /// It counts no longer.
    Forget { name: String },
}

/// Signs a project file.
pub(super) fn sign(opened: &Opened, file: &Path, key: &Path, password_env: Option<&str>, lang: Lang) -> Exit {
    let key = match SigningKey::load(key) {
        Ok(key) => key,
        Err(err) => return failed(&err, lang),
    };
    let password = if key.is_protected() { password(password_env, PASSWORD, lang) } else { Ok(String::new()) };
    let signed = match password {
        Ok(password) => key.sign(file, &opened.project, &password),
        Err(sentence) => return complain(&sentence, Exit::Usage),
    };
    match signed {
        Ok(signature) => {
            let written = t("Signiert:", "Signed:").get(lang);
            print(&format!("{written} {}\n", signature.display()));
            Exit::Ok
        }
        Err(err) => failed(&err, lang),
    }
}

/// Keeps the keys.
pub(super) fn keys(task: &KeyTask, home: &Home, lang: Lang) -> Exit {
    let signers = SignerKeys::new(home);
    let done = match task {
        KeyTask::New { file, password_env } => return new_key(file, password_env.as_deref(), lang),
        KeyTask::List => signers.all().map_err(|err| SignError::Library(err.to_string())).map(|keys| {
            let mut text = String::new();
            for (name, key) in keys {
                // Writing to a text cannot fail.
                let _written = writeln!(text, "{key}  {name}");
            }
            text
        }),
        KeyTask::Trust { key, name } => {
            let of_file = Path::new(key).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let name = name.clone().or(of_file).unwrap_or_else(|| key.clone());
            signers.add(&name, key).map(|()| {
                let said = t(
                    "gilt ab jetzt. Ein verriegeltes Panel (run --kiosk) führt nur noch aus, was signiert ist.",
                    "counts from now on. A locked panel (run --kiosk) runs only what is signed.",
                );
                format!("{} {}\n", say::quoted(&name, lang), said.get(lang))
            })
        }
        KeyTask::Forget { name } => match signers.remove(name) {
            Ok(true) => {
                let said = t("gilt nicht mehr.", "counts no longer.");
                Ok(format!("{} {}\n", say::quoted(name, lang), said.get(lang)))
            }
            Ok(false) => {
                let said = t(
                    "heißt hier kein Schlüssel. Die Namen zeigt: steckbrett keys list",
                    "is no key here. The names are shown by: steckbrett keys list",
                );
                return complain(&format!("{} {}", say::quoted(name, lang), said.get(lang)), Exit::Usage);
            }
            Err(err) => Err(err),
        },
    };
    match done {
        Ok(text) => {
            print(&text);
            Exit::Ok
        }
        Err(err) => failed(&err, lang),
    }
}

fn new_key(file: &Path, password_env: Option<&str>, lang: Lang) -> Exit {
    let once = match password(password_env, NEW_PASSWORD, lang) {
        Ok(password) => password,
        Err(sentence) => return complain(&sentence, Exit::Usage),
    };
    if password_env.is_none() && !once.is_empty() {
        match password(None, AGAIN, lang) {
            Ok(twice) if twice == once => {}
            Ok(_) => return complain(DIFFERENT.get(lang), Exit::Usage),
            Err(sentence) => return complain(&sentence, Exit::Usage),
        }
    }
    match SigningKey::make(file, &once) {
        Ok(public) => {
            let (secret, shown) = (file.display(), public.display());
            print(&match lang {
                Lang::De => format!(
                    "{secret} signiert und bleibt geheim.\n{shown} kommt auf die Panels: steckbrett keys trust {shown}\n"
                ),
                Lang::En => format!(
                    "{secret} signs and stays secret.\n{shown} goes to the panels: steckbrett keys trust {shown}\n"
                ),
            });
            Exit::Ok
        }
        Err(err) => failed(&err, lang),
    }
}

fn failed(error: &SignError, lang: Lang) -> Exit {
    complain(&say::sign_error(error, lang), Exit::File)
}

/// The password of a key, from the environment or from whoever sits at the terminal; the error is a sentence.
fn password(password_env: Option<&str>, question: Text, lang: Lang) -> Result<String, String> {
    if let Some(variable) = password_env {
        let missing = match lang {
            Lang::De => format!("Die Umgebungsvariable {variable} ist nicht gesetzt."),
            Lang::En => format!("The environment variable {variable} is not set."),
        };
        return env::var(variable).map_err(|_not_set| missing);
    }
    if !io::stdin().is_terminal() {
        return Err(NOBODY_TO_ASK.get(lang).to_owned());
    }
    rpassword::prompt_password(question.get(lang)).map_err(|err| err.to_string())
}
