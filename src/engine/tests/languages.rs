//! The language that an app speaks: which one that is, what follows from it, and that nothing that is sent follows.

use proptest::prelude::*;

use super::*;
use crate::i18n::{LanguageTag, LanguageWish};
use crate::model::binding::{Binding, Origin};
use crate::model::languages::SpokenLanguage;

/// A project in three languages, with a number that is shown as text.
fn in_languages(spoken: SpokenLanguage, pairs: &[(&str, &str)]) -> Arc<Project> {
    let mut project = Project::clone(&project());
    let mut shown = control(13, "text", "Anzeige");
    let number = Binding { decimals: Some(2), ..Binding::to(Origin::Variable(VariableId(51))) };
    shown.properties.insert("text".to_owned(), number.into());
    project.screen_mut(ScreenId(1)).unwrap().controls.push(shown);
    let languages = Arc::make_mut(&mut project.languages);
    languages.tags = ["de", "en", "pl"].map(str::to_owned).to_vec();
    languages.spoken = spoken;
    for (text, translated) in pairs {
        languages.set(text, "pl", translated);
    }
    Arc::new(project)
}

fn languages(run: &Run) -> Vec<String> {
    let tag = |event: &RunEvent| match event {
        RunEvent::Language(tag) => Some(tag.clone()),
        _ => None,
    };
    run.seen.iter().filter_map(tag).collect()
}

#[test]
fn a_handler_changes_the_language_and_numbers_follow() {
    let text = "data.Zahl = 1.5 peakboard.log(screens.Start.Anzeige.text)
        app.setlanguage('English') peakboard.log(screens.Start.Anzeige.text)
        app.setlanguage('pl') peakboard.log(app.language .. ' ' .. app.translate('Stopp') .. ' ' .. app.translate('Fremd'))
        app.setlanguage('pl')";
    let project = in_languages(SpokenLanguage::OfSystem, &[("Stopp", "Zatrzymaj")]);
    let mut run = start_project(project, vec![lua(10, text)]);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["1,50", "1.50", "pl Zatrzymaj Fremd"]);
    assert_eq!(languages(&run), ["de", "en", "pl"]);
    assert_eq!(run.faults(), []);
}

#[test]
fn a_variable_says_the_language_and_is_told_of_another_one_by_name() {
    let text = "data.Name = 'pl' peakboard.log(app.language) data.Name = 'Deutsch' peakboard.log(app.language)
        app.setlanguage('en') peakboard.log(data.Name .. ' ' .. app.language) data.Name = 'nichts' peakboard.log(app.language)";
    let project = in_languages(SpokenLanguage::InVariable(VariableId(50)), &[]);
    let mut run = start_project(project, vec![lua(10, text)]);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["pl", "de", "English en", "de"]);
    assert_eq!(run.faults(), []);
}

#[test]
fn a_language_that_the_app_does_not_have_is_a_fault_and_one_without_any_says_nothing() {
    let mut run = start_project(in_languages(SpokenLanguage::OfSystem, &[]), vec![lua(10, "app.setlanguage('fr')")]);
    run.tap(10);
    run.until("fault", |event| matches!(event, RunEvent::Fault(_)));
    let mut run = start(vec![lua(10, "peakboard.log('<' .. app.language .. '>' .. app.translate('x'))")]);
    run.tap(10);
    run.until_end(10);
    assert_eq!((run.logs(), languages(&run)), (vec!["<>x".to_owned()], Vec::new()));
}

/// The app, where somebody has asked for a language.
fn start_asked(project: Arc<Project>, chunks: Vec<Arc<Chunk>>, locale: Locale) -> Run {
    let program = Program { project, chunks, variables: Vec::new(), locale, words: say::fault, first_number: 1 };
    let outbox = Outbox::default();
    let ports = Ports { outgoing: Box::new(outbox.clone()), wake: Arc::new(|| {}) };
    Run { handle: Engine::start(program, ports, Limits::default()), outbox, seen: Vec::new() }
}

#[test]
fn a_program_in_english_writes_as_before_where_a_language_it_has_was_spoken_in_between() {
    let text = "data.Zahl = 1.5 app.setlanguage('de') peakboard.log(screens.Start.Anzeige.text)
        app.setlanguage('fr') peakboard.log(screens.Start.Anzeige.text)";
    let mut project = Project::clone(&in_languages(SpokenLanguage::OfSystem, &[]));
    // Neither the first nor the last is one that the program writes itself.
    Arc::make_mut(&mut project.languages).tags = ["pl", "de", "fr"].map(str::to_owned).to_vec();
    let mut run = start_asked(Arc::new(project), vec![lua(10, text)], Locale { lang: Lang::En, ..LOCALE });
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["1,50", "1.50"]);
}

#[test]
fn what_was_asked_for_at_the_start_is_in_the_variable_that_says_it_and_leads_back() {
    let text = "peakboard.log(data.Name .. ' ' .. app.language) data.Name = 'de' peakboard.log(app.language)";
    let project = in_languages(SpokenLanguage::InVariable(VariableId(50)), &[]);
    let locale = LOCALE.wishing(LanguageWish::Told(LanguageTag::new("pl")));
    let mut run = start_asked(project, vec![lua(10, text)], locale);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["pl pl", "de"]);
    assert_eq!(languages(&run), ["pl", "de"]);
}

#[test]
fn what_was_written_over_a_bound_number_stays_when_the_language_changes() {
    let text = "data.Zahl = 1.5 screens.Start.Anzeige.text = 'Hand' app.setlanguage('en')
        peakboard.log(screens.Start.Anzeige.text) data.Zahl = 2.5 peakboard.log(screens.Start.Anzeige.text)";
    let mut run = start_project(in_languages(SpokenLanguage::OfSystem, &[]), vec![lua(10, text)]);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["Hand", "2.50"]);
}

#[test]
fn languages_that_are_edited_while_the_app_runs_are_told_and_written_at_once() {
    let mut project = Project::clone(&in_languages(SpokenLanguage::Fixed("pl".to_owned()), &[]));
    let chunks = || vec![lua(10, "data.Zahl = 1.5 peakboard.log(app.language .. ' ' .. screens.Start.Anzeige.text)")];
    let mut run = start_project(Arc::new(project.clone()), chunks());
    run.tap(10);
    run.until_end(10);
    // Another one at the place of the one that was spoken.
    let changed = Arc::make_mut(&mut project.languages);
    changed.tags = vec!["de".to_owned(), "en".to_owned()];
    changed.spoken = SpokenLanguage::Fixed("en".to_owned());
    let become_other =
        EngineMsg::Become { project: Arc::new(project), chunks: chunks(), edited: true, told: Vec::new() };
    assert!(run.handle.send(become_other));
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["pl 1,50", "en 1.50"]);
    assert_eq!(languages(&run), ["pl", "en"]);
}

#[test]
fn what_was_asked_for_at_the_start_wins() {
    let project = in_languages(SpokenLanguage::Fixed("en".to_owned()), &[]);
    let locale = LOCALE.wishing(LanguageWish::Told(LanguageTag::new("pl")));
    let chunks = vec![lua(10, "peakboard.log(app.language)")];
    let mut run = start_asked(project, chunks, locale);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.logs(), ["pl"]);
}

/// What an app does by itself and by a handler, whatever its texts are in another language: all that it sends.
fn sent(language: &str, pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut project = Project::clone(&in_languages(SpokenLanguage::Fixed(language.to_owned()), pairs));
    let button = project.control_mut(ControlId(11)).unwrap();
    button.properties.insert("text".to_owned(), Value::from("Stopp").into());
    let text = "local c = connections.getfromid('lokal') local b = screens.Start.Zweiter
        c.publish('a', b.text) b.text = 'Läuft' c.publish('b', b.text)
        if b.text == 'Läuft' then c.publish('c', 'Hand') end
        runtime.shownotification('Stopp') c.publish('d', 'Stopp Läuft Hand')";
    let mut run = start_project(Arc::new(project), vec![lua(10, text)]);
    run.tap(10);
    run.until_end(10);
    assert_eq!(run.faults(), []);
    let sent = run.outbox.sent.lock().unwrap();
    sent.iter().map(|it| (it.topic.as_str().to_owned(), String::from_utf8_lossy(&it.payload).into_owned())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn translating_never_changes_what_is_sent(stop in "\\PC{1,12}", runs in "\\PC{1,12}", hand in "\\PC{1,12}") {
        let pairs = [("Stopp", stop.as_str()), ("Läuft", &runs), ("Hand", &hand), ("Stopp Läuft Hand", &stop)];
        let plain = sent("de", &[]);
        prop_assert_eq!(&sent("pl", &pairs), &plain);
        prop_assert_eq!(plain.len(), 4);
    }
}
