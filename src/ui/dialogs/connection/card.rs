//! A certificate as a card: whose it is, from whom, for how long, and what is wrong with it.

use egui::{Color32, Label, RichText, Ui};

use super::security::framed;
use crate::i18n::{Lang, Text};
use crate::model::certificate::{Card, Finding, Report, Weight};
use crate::say;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Most names of a certificate that are shown.
const NAMES: usize = 4;

/// Draws the card; whether it shall be taken into the project, which is offered for files.
pub(super) fn card_ui(ui: &mut Ui, lang: Lang, report: &Report, (path, take): (&str, Option<Text>)) -> bool {
    let Some(card) = &report.card else {
        findings_ui(ui, lang, &report.findings, path);
        return false;
    };
    let theme = Theme::current(ui);
    let border = match report.weight() {
        Some(Weight::Error) => theme.bad,
        Some(Weight::Warning) => theme.warn,
        Some(Weight::Hint) | None => theme.line,
    };
    let mut embed = false;
    framed(ui, border, |ui| {
        let title = RichText::new(&card.subject).font(theme::semibold(13.0)).color(theme.text);
        ui.horizontal(|ui| {
            ui.label(crate::ui::icon::icon("badge-check", theme.muted));
            ui.add(Label::new(title).truncate()).on_hover_text(format!("SHA-256 {}", card.fingerprint));
        });
        for line in lines(card, lang) {
            ui.add(Label::new(RichText::new(line).size(12.0).color(theme.muted)).wrap());
        }
        findings_ui(ui, lang, &report.findings, path);
        if let Some(take) = take.filter(|_| report.weight() != Some(Weight::Error)) {
            embed = widgets::link(ui, take.get(lang)).clicked();
        }
    });
    embed
}

/// The facts of a card, a line each.
fn lines(card: &Card, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let by = match (card.self_signed, lang) {
        (true, Lang::De) => "selbst ausgestellt".to_owned(),
        (true, Lang::En) => "self-signed".to_owned(),
        (false, Lang::De) => format!("ausgestellt von {}", card.issuer),
        (false, Lang::En) => format!("issued by {}", card.issuer),
    };
    let kind = match (card.is_ca, lang) {
        (true, Lang::De) => "Zertifizierungsstelle · ",
        (true, Lang::En) => "Certificate authority · ",
        (false, _) => "",
    };
    lines.push(format!("{kind}{by} · {}", card.key));
    lines.push(say::validity(card, lang));
    if !card.names.is_empty() {
        let mut names = card.names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
        if card.names.len() > NAMES {
            names.push_str(", …");
        }
        lines.push(match lang {
            Lang::De => format!("für {names}"),
            Lang::En => format!("for {names}"),
        });
    }
    if card.count > 1 {
        lines.push(match lang {
            Lang::De => format!("{} Zertifikate in der Datei", card.count),
            Lang::En => format!("{} certificates in the file", card.count),
        });
    }
    lines
}

/// What is wrong, a sentence each, in the colour of its weight.
pub(super) fn findings_ui(ui: &mut Ui, lang: Lang, findings: &[Finding], path: &str) {
    let theme = Theme::current(ui);
    for finding in findings {
        let (icon, color) = look(finding.weight(), &theme);
        ui.horizontal_top(|ui| {
            ui.label(crate::ui::icon::icon(icon, color));
            let sentence = RichText::new(say::finding(finding, path, lang)).size(12.0).color(color);
            ui.add(Label::new(sentence).wrap());
        });
    }
}

fn look(weight: Weight, theme: &Theme) -> (&'static str, Color32) {
    match weight {
        Weight::Error => ("circle-alert", theme.bad),
        Weight::Warning => ("triangle-alert", theme.warn),
        Weight::Hint => ("info", theme.muted),
    }
}
