//! The languages of the app and its translations: a table with a row for each text and a column for each language.
//!
//! What is typed counts at once, as an undo step for each field; closing the dialog leaves it as it is.

mod file;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, Layout, RichText, Ui, vec2};

use self::file::TranslationFile;
use self::table::TranslationSpot;
use super::{Buttons, Frame, Look, tall_modal_ui};
use crate::i18n::{Lang, t};
use crate::language::words::{self, ReadText};
use crate::model::edit::Edit;
use crate::model::languages::{AppLanguages, KNOWN_LANGUAGES, SpokenLanguage};
use crate::model::project::Project;
use crate::model::types::Ty;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

const WIDTH: f32 = 1120.0;
const HEIGHT: f32 = 560.0;
/// With less room the head has two lines.
const NARROW: f32 = 980.0;

/// What the dialog remembers.
#[derive(Debug, Default)]
pub(super) struct LanguagesForm {
    search: String,
    only_missing: bool,
    /// What the project has, and the project that it was found in.
    found: Option<(Arc<Project>, FoundTexts)>,
    /// The texts in the rows, and what they were chosen by: a row does not go while somebody fills it in.
    rows: Vec<String>,
    rows_of: Option<RowsOf>,
    /// The project for which this was looked at last, with the search and the filter.
    rows_seen: Option<(Arc<Project>, String, bool)>,
    /// The field that had the keyboard in the last frame, and the one that gets it next.
    at: Option<TranslationSpot>,
    next: Option<TranslationSpot>,
    /// How far the rows are scrolled, in points.
    scrolled: f32,
    file: TranslationFile,
}

/// What rows are chosen by.
#[derive(Debug, PartialEq, Eq)]
struct RowsOf {
    search: String,
    only_missing: bool,
    tags: Vec<String>,
    all: BTreeSet<String>,
}

/// The texts of a project.
#[derive(Debug, Default)]
struct FoundTexts {
    texts: Vec<ReadText>,
    /// Translations of texts that nobody reads any more.
    unused: Vec<String>,
    /// How many have no translation, for each language but the first.
    missing: Vec<usize>,
}

impl LanguagesForm {
    /// Brings what is known of the project up to date.
    fn follow(&mut self, project: &Arc<Project>) {
        if self.found.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, project)) {
            return;
        }
        let texts = words::texts(project);
        let unused = words::unused(project, &texts);
        let languages = &project.languages;
        let missing = languages.others().iter().map(|tag| words::missing(languages, &texts, tag)).collect();
        self.found = Some((Arc::clone(project), FoundTexts { texts, unused, missing }));
    }

    /// Chooses the rows anew where the search, the filter or the texts themselves are others.
    fn choose_rows(&mut self, project: &Arc<Project>) {
        let Some((_, found)) = &self.found else { return };
        let is_seen = self.rows_seen.as_ref().is_some_and(|(of, search, only_missing)| {
            Arc::ptr_eq(of, project) && *search == self.search && *only_missing == self.only_missing
        });
        if is_seen {
            return;
        }
        self.rows_seen = Some((Arc::clone(project), self.search.clone(), self.only_missing));
        let languages = &project.languages;
        let all = found.texts.iter().map(|each| &each.text).chain(&found.unused).cloned().collect();
        let search = self.search.trim().to_lowercase();
        let by = RowsOf { search, only_missing: self.only_missing, tags: languages.tags.clone(), all };
        if self.rows_of.as_ref() == Some(&by) {
            return;
        }
        let search = &by.search;
        let has = |text: &str| {
            let translations = languages.texts.get(text).into_iter().flat_map(|known| known.values());
            search.is_empty()
                || text.to_lowercase().contains(search)
                || translations.into_iter().any(|known| known.to_lowercase().contains(search))
        };
        let lacks = |each: &ReadText| languages.others().iter().any(|tag| words::is_missing(languages, each, tag));
        let texts = found.texts.iter().filter(|each| !self.only_missing || lacks(each)).map(|each| &each.text);
        let unused = found.unused.iter().filter(|_| !self.only_missing);
        self.rows = texts.chain(unused).filter(|text| has(text)).cloned().collect();
        self.rows_of = Some(by);
    }
}

/// Draws the dialog; whether it is to be closed.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut LanguagesForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let project = frame.view.editor.project();
    form.follow(project);
    form.choose_rows(project);
    file::follow(frame, form, out);
    let look = Look {
        title: t("Sprachen der App", "App languages").get(lang),
        width: WIDTH,
        lang,
        height: HEIGHT,
        strip: 0.0,
    };
    let buttons = Buttons { primary: t("Fertig", "Done").get(lang), cancel: None, ready: true };
    let mut leaves = false;
    let has_several = project.languages.has_several();
    // Both parts of the dialog work on the form, one after the other.
    let cell = std::cell::RefCell::new((form, out));
    let answer = tall_modal_ui(
        ui,
        look,
        &buttons,
        |ui| {
            let (form, out) = &mut *cell.borrow_mut();
            if has_several {
                head_ui(ui, frame, form, out);
                leaves = table::table_ui(ui, frame, form, out);
            } else {
                begin_ui(ui, frame, out);
            }
        },
        |_| {},
        |ui| {
            let (form, out) = &mut *cell.borrow_mut();
            if has_several {
                file::buttons_ui(ui, frame, form, out);
            }
        },
    );
    answer.close || answer.submit || leaves
}

fn set(out: &mut Outbox, languages: AppLanguages) {
    out.edit(Edit::SetLanguages(Arc::new(languages)));
}

/// What stands here while the app has one language: what this is for, and how to begin.
fn begin_ui(ui: &mut Ui, frame: Frame<'_>, out: &mut Outbox) {
    let (lang, theme) = (frame.lang, Theme::current(ui));
    ui.add_space(48.0);
    ui.vertical_centered(|ui| {
        ui.set_max_width(520.0);
        widgets::icon_in_line(ui, "languages", 40.0, theme.accent);
        ui.add_space(10.0);
        let title = t("Die App in mehreren Sprachen", "The app in several languages");
        ui.label(RichText::new(title.get(lang)).font(theme::semibold(18.0)).color(theme.text));
        let words = t(
            "Alle Texte bleiben, wie sie sind. Dazu kommt eine Tabelle mit Übersetzungen; welche Sprache gezeigt wird, sagt der Computer, eine Variable oder ein Baustein. Gesendet wird immer dasselbe.",
            "All texts stay as they are. A table of translations is added; the computer, a variable or a block says which language is shown. What is sent stays the same.",
        );
        ui.add(egui::Label::new(RichText::new(words.get(lang)).color(theme.muted)).wrap());
        ui.add_space(16.0);
        let languages = &frame.view.editor.project().languages;
        let written = languages.tags.first().map_or_else(|| usual_tag(lang), String::clone);
        ui.allocate_ui_with_layout(vec2(420.0, theme::ROW), Layout::top_down(Align::Min), |ui| {
            let label = t("Die Texte sind in", "Texts are in").get(lang);
            super::row(ui, label, |ui| written_ui(ui, lang, label, languages, (&written, out)));
            let label = t("Übersetzt in", "Translated into").get(lang);
            super::row(ui, label, |ui| {
                let words = t("Sprache wählen …", "Choose a language…").get(lang);
                add_ui(ui, frame, (label, words), &written, out);
            });
        });
    });
}

/// The language that texts of a new app are in: that of whoever makes it.
fn usual_tag(lang: Lang) -> String {
    lang.code().to_lowercase()
}

/// Chooses the language that texts are written in.
fn written_ui(ui: &mut Ui, lang: Lang, label: &str, languages: &AppLanguages, (written, out): (&str, &mut Outbox)) {
    let text = Theme::current(ui).text;
    widgets::choice_field(ui, label, (&say::language(written), text), |ui| {
        for known in KNOWN_LANGUAGES.iter().filter(|known| !languages.others().iter().any(|tag| tag == known.tag)) {
            let words = entry_words(known.tag, lang);
            if ui.selectable_label(known.tag == written, words).clicked() {
                let mut changed = languages.clone();
                match changed.tags.first_mut() {
                    Some(first) => known.tag.clone_into(first),
                    None => changed.tags.push(known.tag.to_owned()),
                }
                set(out, changed);
            }
        }
    });
}

/// A language in a list: in its own words, and in those of whoever chooses it.
fn entry_words(tag: &str, lang: Lang) -> String {
    let own = say::language(tag);
    match crate::model::languages::known_language(tag).map(|known| known.name.get(lang)) {
        Some(name) if name != own => format!("{own} · {name}"),
        _ => own,
    }
}

/// Chooses a language that comes to those that there are; `written` is the first where there is none yet.
fn add_ui(ui: &mut Ui, frame: Frame<'_>, (label, words): (&str, &str), written: &str, out: &mut Outbox) {
    let languages = &frame.view.editor.project().languages;
    let muted = Theme::current(ui).muted;
    widgets::choice_field(ui, label, (words, muted), |ui| {
        let is_new = |tag: &str| tag != written && !languages.tags.iter().any(|known| known == tag);
        for known in KNOWN_LANGUAGES.iter().filter(|known| is_new(known.tag)) {
            if ui.selectable_label(false, entry_words(known.tag, frame.lang)).clicked() {
                let mut changed = AppLanguages::clone(languages);
                if changed.tags.is_empty() {
                    changed.tags.push(written.to_owned());
                }
                changed.tags.push(known.tag.to_owned());
                set(out, changed);
            }
        }
    });
}

/// Search and filter, which language the app speaks, and another language; one below the other where there is little room.
fn head_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut LanguagesForm, out: &mut Outbox) {
    let is_narrow = ui.available_width() < NARROW;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        filter_ui(ui, frame, form);
        if !is_narrow {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| choices_ui(ui, frame, out));
        }
    });
    if is_narrow {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| choices_ui(ui, frame, out));
        });
    }
    ui.add_space(4.0);
}

/// A part of a line with a width of its own.
fn part(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, theme::BUTTON), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        content(ui);
    });
}

fn filter_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut LanguagesForm) {
    let lang = frame.lang;
    let search = t("Text suchen", "Search texts").get(lang);
    part(ui, 240.0, |ui| {
        let field = widgets::search_field(ui, &mut form.search, (search, lang), "");
        if frame.fresh {
            field.request_focus();
        }
    });
    let words = t("Nur fehlende", "Missing only").get(lang);
    let ink = Theme::current(ui).text;
    if widgets::switch(ui, words, Some(form.only_missing), (words, ink)) {
        form.only_missing = !form.only_missing;
    }
}

/// Which language the app speaks, and another language; from the right.
fn choices_ui(ui: &mut Ui, frame: Frame<'_>, out: &mut Outbox) {
    let (lang, project) = (frame.lang, frame.view.editor.project());
    let label = t("Sprache hinzufügen", "Add language").get(lang);
    part(ui, 190.0, |ui| add_ui(ui, frame, (label, label), project.languages.tag(0), out));
    let label = t("Die App zeigt", "The app shows").get(lang);
    part(ui, 230.0, |ui| spoken_ui(ui, lang, project, label, out));
    ui.label(RichText::new(label).color(Theme::current(ui).muted));
}

/// Chooses which language the app speaks.
fn spoken_ui(ui: &mut Ui, lang: Lang, project: &Arc<Project>, label: &str, out: &mut Outbox) {
    let languages = &project.languages;
    let words = |spoken: &SpokenLanguage| match spoken {
        SpokenLanguage::OfSystem => t("die Sprache des Computers", "the computer's language").get(lang).to_owned(),
        SpokenLanguage::Fixed(tag) => format!("{} {}", t("immer", "always").get(lang), say::language(tag)),
        SpokenLanguage::InVariable(id) => {
            let name = project.variable(*id).map_or("?", |variable| variable.name.as_str());
            format!("{} {}", t("die Sprache in", "the language in").get(lang), say::quoted(name, lang))
        }
    };
    let text = Theme::current(ui).text;
    let fixed = languages.tags.iter().map(|tag| SpokenLanguage::Fixed(tag.clone()));
    let texts = project.variables.iter().filter(|variable| variable.ty == Ty::Text);
    let variables = texts.map(|variable| SpokenLanguage::InVariable(variable.id));
    let all: Vec<SpokenLanguage> = std::iter::once(SpokenLanguage::OfSystem).chain(fixed).chain(variables).collect();
    widgets::choice_field(ui, label, (&words(&languages.spoken), text), |ui| {
        for spoken in all {
            if ui.selectable_label(spoken == languages.spoken, words(&spoken)).clicked() {
                let mut changed = AppLanguages::clone(languages);
                changed.spoken = spoken;
                set(out, changed);
            }
        }
        let hint = t(
            "Eine Text-Variable mit dem Kürzel oder dem Namen der Sprache wechselt sie, während die App läuft.",
            "A text variable with the tag or the name of a language changes it while the app runs.",
        );
        widgets::remark(ui, hint.get(lang));
    });
}
