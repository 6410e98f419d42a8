//! *Erweitert*: what most people never touch, with a line that says what differs from the usual.

use egui::{Ui, vec2};

use super::setting::{NUMBER, choice_help, choice_ui, unit_ui};
use super::{ConnectionForm, narrow, row_ui};
use crate::i18n::{Lang, t};
use crate::model::connection::mqtt::rows::{self, AnnouncementRows};
use crate::model::connection::{Lasting, OfflineRule, Version};
use crate::ui::Outbox;
use crate::ui::dialogs::draft::check::{Field, Flaw};
use crate::ui::dialogs::draft::{self, Draft};
use crate::ui::dialogs::{Frame, fold, row};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Draws the heading, and the fields where it is open.
pub(super) fn advanced_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, flaws: &[Flaw], out: &mut Outbox) {
    let lang = frame.lang;
    let bad = flaws.iter().any(|flaw| flaw.field.is_advanced() && (form.strict || !flaw.unfinished));
    let open = form.advanced || bad;
    let title = t("Erweitert", "Advanced").get(lang);
    let differs = summary(&form.draft, lang);
    ui.add_space(2.0);
    if fold(ui, title, &differs, open).clicked() {
        form.advanced = !open;
    }
    if !open {
        return;
    }
    for def in form.draft.kind.rows.iter().filter(|row| row.section.is_advanced()) {
        row_ui(ui, frame, form, def, flaws, out);
    }
}

/// What differs from the usual, in short.
pub(super) fn summary(draft: &Draft, lang: Lang) -> String {
    draft.values.brief(draft.kind.rows, lang).join(" · ")
}

pub(super) fn client_id_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm) {
    let def = &rows::CLIENT_ID;
    let (label, values) = (def.label.get(lang), &mut form.draft.values);
    row(ui, label, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = ui.available_width() - theme::BUTTON - 4.0;
            narrow(ui, width, Input::new(label).hint(def.hint.get(lang)), values.text_mut(def));
            let tip = t("Neue feste Client-ID", "New fixed client id").get(lang);
            if widgets::icon_button(ui, "refresh-cw", tip).clicked() {
                values.set(def, draft::new_client_id());
            }
        });
        if !values.is_blank(def) {
            widgets::remark(ui, def.help.get(lang));
        }
    });
}

pub(super) fn session_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    let flaw = form.flaw(flaws, Field::Setting(&rows::SESSION_EXPIRY));
    let values = &mut form.draft.values;
    row(ui, rows::SESSION.label.get(lang), |ui| {
        let clicked = choice_ui(ui, lang, values, &rows::SESSION);
        if values.choice::<Lasting>(&rows::SESSION) != Lasting::Persistent {
            return;
        }
        // The broker finds a session again by its client id.
        if clicked && values.is_blank(&rows::CLIENT_ID) {
            values.set(&rows::CLIENT_ID, draft::new_client_id());
        }
        if values.choice::<Version>(&rows::VERSION) == Version::V5 {
            ui.horizontal(|ui| {
                let def = &rows::SESSION_EXPIRY;
                unit_ui(ui, t("Broker vergisst sie nach", "The broker forgets it after").get(lang));
                let usual = def.usual(values);
                let input = Input::new(def.label.get(lang)).hint(&usual).flaw(flaw);
                narrow(ui, NUMBER, input, values.text_mut(def));
                unit_ui(ui, "s");
            });
        }
        widgets::remark(ui, choice_help(lang, values, &rows::SESSION));
    });
}

pub(super) fn offline_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    row(ui, rows::OFFLINE.label.get(lang), |ui| {
        choice_ui(ui, lang, &mut form.draft.values, &rows::OFFLINE);
        widgets::remark(ui, choice_help(lang, &form.draft.values, &rows::OFFLINE));
        if form.draft.values.choice::<OfflineRule>(&rows::OFFLINE) == OfflineRule::Buffer {
            outbox_ui(ui, lang, form, flaws);
        }
    });
}

fn outbox_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    let fields = [&rows::OUTBOX_MESSAGES, &rows::OUTBOX_MIB, &rows::OUTBOX_HOURS];
    let [messages, mib, hours] = fields.map(|row| form.flaw(flaws, Field::Setting(row)));
    let values = &mut form.draft.values;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let [count, size, age] = fields;
        unit_ui(ui, t("höchstens", "at most").get(lang));
        narrow(ui, 64.0, Input::new(count.label.get(lang)).flaw(messages), values.text_mut(count));
        unit_ui(ui, t("Nachrichten,", "messages,").get(lang));
        narrow(ui, 48.0, Input::new(size.label.get(lang)).flaw(mib), values.text_mut(size));
        unit_ui(ui, "MiB,");
        narrow(ui, 48.0, Input::new(age.label.get(lang)).flaw(hours), values.text_mut(age));
        unit_ui(ui, "h");
    });
    let keep = &rows::OUTBOX_KEEP;
    let (name, on, muted) = (keep.label.get(lang), values.flag(keep), Theme::current(ui).muted);
    if widgets::switch(ui, name, Some(on), (name, muted)) {
        values.switch(keep, !on);
    }
}

/// A message of the connection: its topic, and the rest once there is one.
pub(super) fn note_ui(
    ui: &mut Ui,
    lang: Lang,
    form: &mut ConnectionForm,
    note: &'static AnnouncementRows,
    flaws: &[Flaw],
) {
    let label = note.topic.label.get(lang);
    let flaw = form.flaw(flaws, Field::Setting(&note.topic));
    let values = &mut form.draft.values;
    row(ui, label, |ui| {
        let hint = note.topic.hint.get(lang);
        Input::new(label).mono().hint(hint).flaw(flaw).show(ui, values.text_mut(&note.topic));
        if values.text(&note.topic).is_empty() && values.text(&note.message).is_empty() {
            return;
        }
        let name = format!("{label}: {}", t("Nachricht", "message").get(lang));
        let hint = note.message.label.get(lang);
        Input::new(&name).hint(hint).show(ui, values.text_mut(&note.message));
        ui.horizontal(|ui| {
            let muted = Theme::current(ui).muted;
            let qos = values.number(&note.qos) as usize;
            let id = format!("{label} qos");
            let clicked = ui
                .push_id(id, |ui| {
                    ui.allocate_ui(vec2(180.0, theme::ROW), |ui| {
                        widgets::segmented(ui, &["QoS 0", "QoS 1", "QoS 2"], qos, 180.0)
                    })
                    .inner
                })
                .inner;
            if let Some(level) = clicked {
                values.set(&note.qos, level.to_string());
            }
            let (name, retain) = (format!("{label}: retained"), values.flag(&note.retain));
            if widgets::switch(ui, &name, Some(retain), ("Retained", muted)) {
                values.switch(&note.retain, !retain);
            }
        });
    });
}
