//! What differs from what a test of an app expects, as a sentence.

use super::{fault, number, place, quoted};
use crate::i18n::{Lang, Text, t};
use crate::model::app_test::{Differs, NamedKind, TestDifference, TestMessage};
use crate::model::excerpt;
use crate::model::project::Project;

/// Where a test differs, and how.
pub fn test_difference(difference: &TestDifference, project: &Project, lang: Lang) -> String {
    let secs = number((difference.at_secs * 1000.0).round() / 1000.0, lang);
    let what = differs(&difference.what, project, lang);
    match (difference.step, lang) {
        (Some(step), Lang::De) => format!("Schritt {}, bei {secs} s: {what}", step + 1),
        (Some(step), Lang::En) => format!("Step {}, at {secs} s: {what}", step + 1),
        (None, Lang::De) => format!("Bei {secs} s: {what}"),
        (None, Lang::En) => format!("At {secs} s: {what}"),
    }
}

/// A folder or project has no tests.
pub const fn no_such_tests() -> Text {
    t(
        "Hier ist kein Test: keine Datei, deren Name auf „.test.ron“ endet.",
        "There is no test here: no file whose name ends in “.test.ron”.",
    )
}

fn payload(message: &TestMessage, lang: Lang) -> String {
    let text = if message.hex.is_empty() { &message.text } else { &message.hex };
    let shown = quoted(&excerpt::shortened(text, excerpt::SENTENCE, lang), lang);
    match (message.retained, lang) {
        (false, _) => shown,
        (true, Lang::De) => format!("{shown} (gespeichert)"),
        (true, Lang::En) => format!("{shown} (retained)"),
    }
}

/// What differs.
pub fn differs(what: &Differs, project: &Project, lang: Lang) -> String {
    let name = |name: &str| quoted(&excerpt::shortened(name, excerpt::SENTENCE, lang), lang);
    let instead = |of: &str, wanted: &str, got: &str, de: &str, en: &str| match lang {
        Lang::De => format!("{} {de} {} statt {}.", name(of), name(got), name(wanted)),
        Lang::En => format!("{} {en} {} instead of {}.", name(of), name(got), name(wanted)),
    };
    match what {
        Differs::NotSent(_) | Differs::SentOther { .. } | Differs::AlsoSent(_) => sent(what, lang),
        Differs::ShowsOther { control, wanted, got } => instead(control, wanted, got, "zeigt", "shows"),
        Differs::HasOther { control, property, wanted, got } => {
            let of = format!("{control} · {property}");
            instead(&of, wanted, got, "ist", "is")
        }
        Differs::HoldsOther { variable, wanted, got } => instead(variable, wanted, got, "ist", "is"),
        Differs::OtherScreen { wanted, got } => match lang {
            Lang::De => format!("Zu sehen ist {} statt {}.", name(got), name(wanted)),
            Lang::En => format!("{} is shown instead of {}.", name(got), name(wanted)),
        },
        Differs::AsksOther { wanted, got: Some(got) } => match lang {
            Lang::De => format!("Die App fragt {} statt {}.", name(got), name(wanted)),
            Lang::En => format!("The app asks {} instead of {}.", name(got), name(wanted)),
        },
        Differs::AsksOther { wanted, got: None } => match lang {
            Lang::De => format!("Die App fragt nichts, erwartet ist {}.", name(wanted)),
            Lang::En => format!("The app asks nothing; {} is expected.", name(wanted)),
        },
        Differs::NotLogged(text) => match lang {
            Lang::De => format!("{} steht nicht im Protokoll.", name(text)),
            Lang::En => format!("{} is not in the log.", name(text)),
        },
        Differs::Failed(found) => {
            let (at, words) = (place(project, &found.place, lang), fault(&found.kind, lang));
            match lang {
                Lang::De => format!("Ein Fehler: {at}: {words}"),
                Lang::En => format!("An error: {at}: {words}"),
            }
        }
        other => step_fails(other, lang),
    }
}

fn sent(what: &Differs, lang: Lang) -> String {
    match (what, lang) {
        (Differs::NotSent(wanted), Lang::De) => {
            format!("Auf {} kam nichts, erwartet ist {}.", quoted(&wanted.topic, lang), payload(wanted, lang))
        }
        (Differs::NotSent(wanted), Lang::En) => {
            format!("Nothing came on {}; {} is expected.", quoted(&wanted.topic, lang), payload(wanted, lang))
        }
        (Differs::SentOther { wanted, got }, Lang::De) => {
            let (topic, wanted, got) = (quoted(&wanted.topic, lang), payload(wanted, lang), payload(got, lang));
            format!("Auf {topic} kam {got} statt {wanted}.")
        }
        (Differs::SentOther { wanted, got }, Lang::En) => {
            let (topic, wanted, got) = (quoted(&wanted.topic, lang), payload(wanted, lang), payload(got, lang));
            format!("On {topic} came {got} instead of {wanted}.")
        }
        (Differs::AlsoSent(got), Lang::De) => {
            format!("Auf {} kam {}, das erwartet kein Schritt.", quoted(&got.topic, lang), payload(got, lang))
        }
        (Differs::AlsoSent(got), Lang::En) => {
            format!("On {} came {}, which no step expects.", quoted(&got.topic, lang), payload(got, lang))
        }
        _ => String::new(),
    }
}

/// Why a step could not be done, or what it has waited for in vain.
fn step_fails(what: &Differs, lang: Lang) -> String {
    let fixed = match what {
        Differs::Missing(kind, name) => {
            let none = match kind {
                NamedKind::Control => t("Kein Control heißt", "No control is called"),
                NamedKind::Variable => t("Keine Variable heißt", "No variable is called"),
                NamedKind::Screen => t("Kein Screen heißt", "No screen is called"),
                NamedKind::Connection => t("Keine Verbindung heißt", "No connection is called"),
            };
            return format!("{} {}.", none.get(lang), quoted(name, lang));
        }
        Differs::NoSuch { control, part } => {
            let none = t("hat weder Ereignis noch Eigenschaft", "has neither event nor property");
            return format!("{} {} {}.", quoted(control, lang), none.get(lang), quoted(part, lang));
        }
        Differs::NotReachable(control) => {
            let off = t("ist ausgeschaltet oder unsichtbar.", "is switched off or hidden.");
            return format!("{} {}", quoted(control, lang), off.get(lang));
        }
        Differs::NotHex(digits) => {
            let none = t("ist keine Folge von Bytes wie „0a ff“.", "is no row of bytes such as “0a ff”.");
            return format!("{} {}", quoted(digits, lang), none.get(lang));
        }
        Differs::NotFailed => t("Es gab keinen Fehler, einer ist erwartet.", "There was no error; one is expected."),
        Differs::NothingAsked => t("Die App fragt gerade nichts.", "The app asks nothing now."),
        Differs::NothingRequested => t("Die App wartet gerade auf keine Antwort.", "The app waits for no answer now."),
        Differs::TimeGoesBack => t("Die Zeit geht rückwärts.", "The time goes back."),
        Differs::Restless => t(
            "Die App kommt nicht zur Ruhe: etwas geht ohne Ende weiter.",
            "The app does not come to rest: something goes on without end.",
        ),
        _ => t("Die App ist zu Ende.", "The app has ended."),
    };
    fixed.get(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_reads_as_a_sentence_in_both_languages() {
        let project = Project::new("P", "Start", "Lokal");
        let message = |text: &str, retained| TestMessage {
            topic: "halle/licht".to_owned(),
            text: text.to_owned(),
            retained,
            ..TestMessage::default()
        };
        let what = Differs::SentOther { wanted: message("an", true), got: message("aus", false) };
        let difference = TestDifference { step: Some(4), at_secs: 1.5, what };
        assert_eq!(
            test_difference(&difference, &project, Lang::De),
            "Schritt 5, bei 1,5 s: Auf „halle/licht“ kam „aus“ statt „an“ (gespeichert)."
        );
        assert_eq!(
            test_difference(&difference, &project, Lang::En),
            "Step 5, at 1.5 s: On “halle/licht” came “aus” instead of “an” (retained)."
        );
        let (control, wanted, got) = ("Anzeige".to_owned(), "21,5 °C".to_owned(), "0 °C".to_owned());
        let shows = Differs::ShowsOther { control, wanted, got };
        assert_eq!(differs(&shows, &project, Lang::De), "„Anzeige“ zeigt „0 °C“ statt „21,5 °C“.");
    }
}
