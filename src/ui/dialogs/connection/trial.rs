//! How a trial of the settings went: in a strip that is always there, so that nothing moves.

use egui::{RichText, Ui};

use super::ConnectionForm;
use crate::editor::trial::Trial;
use crate::i18n::{Lang, t};
use crate::model::connection::{Version, rows};
use crate::model::run::Reached;
use crate::ui::dialogs::Frame;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Height of the strip: three lines of a sentence.
pub(in crate::ui::dialogs) const STRIP: f32 = 60.0;

/// What the strip shows.
pub(in crate::ui::dialogs) struct TrialLine {
    trial: Option<Trial>,
    /// How it was connected: ` · MQTT 5`.
    how: String,
}

impl TrialLine {
    /// The trial of these very settings; nothing once they have changed.
    pub(in crate::ui::dialogs) fn of(frame: Frame<'_>, form: &ConnectionForm) -> Self {
        let is_current = || form.tried.as_ref() == Some(&(form.draft.connection(), form.draft.secrets()));
        let trial = frame.view.data.trial.as_ref().filter(|_| is_current()).cloned();
        let mut how = String::new();
        if !form.draft.is_local() {
            how.push_str(match form.draft.values.choice(&rows::VERSION) {
                Version::V311 => " · MQTT 3.1.1",
                Version::V5 => " · MQTT 5",
            });
        }
        Self { trial, how }
    }

    /// Draws it.
    pub(in crate::ui::dialogs) fn ui(&self, ui: &mut Ui, lang: Lang) {
        if let Some(trial) = &self.trial {
            trial_line(ui, trial, &self.how, lang);
        } else {
            widgets::remark(ui, t("Noch nicht getestet", "Not tested yet").get(lang));
        }
    }
}

/// The button that tries the settings.
pub(in crate::ui::dialogs) fn test_button(ui: &mut Ui, lang: Lang) -> bool {
    widgets::tool_button(ui, "plug-zap", t("Verbindung testen", "Test connection").get(lang)).clicked()
}

/// How a trial went, as a sentence.
pub(in crate::ui::dialogs) fn trial_line(ui: &mut Ui, trial: &Trial, how: &str, lang: Lang) {
    let theme = Theme::current(ui);
    let (icon, color, sentence) = match trial {
        Trial::Running => {
            ui.add(egui::Spinner::new().size(16.0).color(theme.warn));
            let text = t("Verbinde …", "Connecting…").get(lang);
            ui.label(RichText::new(text).color(theme.muted));
            return;
        }
        Trial::Worked(Reached { ms, tls }) => {
            let tls = tls.map(|version| format!(" · {}", version.name())).unwrap_or_default();
            let text = match lang {
                Lang::De => format!("Verbunden nach {ms} ms{how}{tls}"),
                Lang::En => format!("Connected after {ms} ms{how}{tls}"),
            };
            ("circle-check", theme.run, text)
        }
        Trial::Failed(why) => ("circle-alert", theme.bad, crate::say::refusal(why, lang)),
    };
    ui.label(crate::ui::icon::icon(icon, color));
    ui.add(egui::Label::new(RichText::new(sentence).size(12.5).color(color)).wrap());
}
