//! The examples that ship with the program, inside its binary: each in German, with an English twin.

use crate::i18n::Lang;
use crate::model::project::Project;

/// File name and text of each, in German and in English.
const EXAMPLES: &[[(&str, &str); 2]] = &[
    [
        ("mqtt-senden.ron", include_str!("../../projects/mqtt-senden.ron")),
        ("mqtt-send.ron", include_str!("../../projects/mqtt-send.ron")),
    ],
    [
        ("foerderband.ron", include_str!("../../projects/foerderband.ron")),
        ("conveyor.ron", include_str!("../../projects/conveyor.ron")),
    ],
    [
        ("zuhause.ron", include_str!("../../projects/zuhause.ron")),
        ("smart-home.ron", include_str!("../../projects/smart-home.ron")),
    ],
    [
        ("auftragsterminal.ron", include_str!("../../projects/auftragsterminal.ron")),
        ("order-terminal.ron", include_str!("../../projects/order-terminal.ron")),
    ],
    [
        ("energie.ron", include_str!("../../projects/energie.ron")),
        ("energy.ron", include_str!("../../projects/energy.ron")),
    ],
    [
        ("maschinenhalle.ron", include_str!("../../projects/maschinenhalle.ron")),
        ("machine-hall.ron", include_str!("../../projects/machine-hall.ron")),
    ],
    [
        ("einkaufsliste.ron", include_str!("../../projects/einkaufsliste.ron")),
        ("shopping-list.ron", include_str!("../../projects/shopping-list.ron")),
    ],
    [
        ("sprachen.ron", include_str!("../../projects/sprachen.ron")),
        ("languages.ron", include_str!("../../projects/languages.ron")),
    ],
    [
        ("default-und-retained.ron", include_str!("../../projects/default-und-retained.ron")),
        ("default-and-retained.ron", include_str!("../../projects/default-and-retained.ron")),
    ],
    [
        ("zwei-buttons-eine-verbindung.ron", include_str!("../../projects/zwei-buttons-eine-verbindung.ron")),
        ("two-buttons-one-connection.ron", include_str!("../../projects/two-buttons-one-connection.ron")),
    ],
    [
        ("bestaetigen-und-fragen.ron", include_str!("../../projects/bestaetigen-und-fragen.ron")),
        ("confirm-and-ask.ron", include_str!("../../projects/confirm-and-ask.ron")),
    ],
    [
        ("topic-und-json.ron", include_str!("../../projects/topic-und-json.ron")),
        ("topic-and-json.ron", include_str!("../../projects/topic-and-json.ron")),
    ],
    [
        ("sensorwerte.ron", include_str!("../../projects/sensorwerte.ron")),
        ("sensor-values.ron", include_str!("../../projects/sensor-values.ron")),
    ],
];

/// File name and text of each in this language.
pub fn all(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    EXAMPLES.iter().map(move |[de, en]| match lang {
        Lang::De => *de,
        Lang::En => *en,
    })
}

/// The text of an example.
pub fn text(file: &str) -> Option<&'static str> {
    EXAMPLES.iter().flatten().find(|(name, _)| *name == file).map(|(_, text)| *text)
}

/// Whether a project is one of them as it shipped, wherever its file lies.
pub fn is_example(project: &Project) -> bool {
    let bare = |project: &Project| Project { id: String::new(), ..project.clone() };
    let project = bare(project);
    let mut all = EXAMPLES.iter().flatten().filter_map(|(_, text)| super::parse(text).ok());
    all.any(|example| bare(&example.project) == project)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::store;

    #[test]
    fn an_example_is_known_by_what_it_holds() {
        let mut project = store::parse(text("mqtt-senden.ron").unwrap()).unwrap().project;
        project.id = "of its place".to_owned();
        assert!(is_example(&project));
        project.purpose.push('.');
        assert!(!is_example(&project));
    }

    /// Everything but words: kinds and places of controls, kinds of blocks.
    fn shape(project: &Project) -> Vec<String> {
        let mut shape = Vec::new();
        for control in project.screens.iter().flat_map(|screen| &screen.controls) {
            shape.push(format!("{} {} {:?}", control.id, control.kind, control.area));
        }
        for (at, handler) in project.handlers() {
            let blocks = handler.graph().into_iter().flat_map(|graph| &graph.blocks);
            shape.extend(blocks.map(|(id, block)| format!("{at:?} {id} {}", block.kind)));
        }
        shape
    }

    #[test]
    fn twins_differ_in_their_words_only() {
        for [(name, de), (_, en)] in EXAMPLES {
            let [de, en] = [de, en].map(|text| store::parse(text).unwrap().project);
            assert_eq!(shape(&de), shape(&en), "{name}");
            assert_ne!(de.purpose, en.purpose, "{name}");
        }
    }

    /// The levels and words that the English twins must not keep from the German ones, as they stand in topics, names
    /// and texts; and words for controls that the rows call otherwise.
    const NOT_ENGLISH: &[&str] = &[
        "anfrage",
        "antwort",
        "antworten",
        "auftrag",
        "ausgabe",
        "befehl",
        "eingabe",
        "ergebnis",
        "feuchte",
        "frage",
        "grund",
        "halle1",
        "klima",
        "lager",
        "linie",
        "maschine",
        "meldung",
        "nachricht",
        "regler",
        "schalter",
        "schicht",
        "senden",
        "sensoren",
        "switch",
        "tor",
        "verkehr",
        "verlauf",
        "wert",
        "zahl",
        "zaehler",
        "zeit",
        "zähler",
    ];

    /// Controls are called as in the palette.
    #[test]
    fn the_german_examples_speak_of_buttons() {
        for [(name, text), _] in EXAMPLES {
            let text = text.to_lowercase();
            assert!(!text.contains("knopf") && !text.contains("knöpf"), "{name}");
        }
    }

    #[test]
    fn the_english_twins_hold_no_german_words() {
        for [_, (name, text)] in EXAMPLES {
            // What is translated into German is.
            let mut project = store::parse(text).unwrap().project;
            project.languages = std::sync::Arc::default();
            let text = store::to_text(&project).unwrap();
            let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
            let left: Vec<String> = words.filter(|word| NOT_ENGLISH.contains(&word.as_str())).collect();
            assert!(left.is_empty(), "{name}: {left:?}");
            let umlaut = text.chars().find(|c| "äöüÄÖÜß„".contains(*c));
            assert_eq!(umlaut, None, "{name}");
        }
    }

    /// Whatever stands in a topic of a German example and is a word of its own has another one in its twin.
    #[test]
    fn topics_are_translated() {
        let levels = |text: &str| -> BTreeSet<String> {
            let texts = text.split('"').filter(|part| part.contains('/') && !part.contains(' '));
            texts.flat_map(|topic| topic.split('/')).map(str::to_owned).collect()
        };
        // Numbers, wildcards, names and words that both languages have.
        let same = [
            "",
            "#",
            "+",
            "1",
            "A3",
            "status",
            "steckbrett",
            "demo",
            "alarm",
            "terminal1",
            "scan",
            "set",
            "m",
            "s",
            "material",
            "min",
        ];
        // What zigbee2mqtt, Tasmota and Shelly call theirs.
        let of_devices =
            ["zigbee2mqtt", "availability", "stat", "tele", "cmnd", "POWER", "SENSOR", "command", "cover:0"];
        // What is translated stands in both of them.
        let bare = |text: &str| {
            let mut project = store::parse(text).unwrap().project;
            project.languages = std::sync::Arc::default();
            store::to_text(&project).unwrap()
        };
        for [(_, de), (name, en)] in EXAMPLES {
            let (de, en) = (&bare(de), &bare(en));
            let kept: Vec<String> = levels(de).intersection(&levels(en)).cloned().collect();
            let kept: Vec<String> = kept
                .into_iter()
                .filter(|level| !same.contains(&level.as_str()) && !of_devices.contains(&level.as_str()))
                .collect();
            assert!(kept.is_empty(), "{name}: {kept:?}");
        }
    }
}
