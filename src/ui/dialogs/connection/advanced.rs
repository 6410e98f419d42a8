//! *Erweitert*: what most people never touch, with a line that says what differs from the usual.

use egui::{RichText, Ui, vec2};

use super::{ConnectionForm, flaw_ui, narrow, text_row};
use crate::i18n::{Lang, Text, t};
use crate::model::connection::{OfflineRule, Version};
use crate::ui::dialogs::draft::check::{Field, Flaw};
use crate::ui::dialogs::draft::{self, CONNECT_TIMEOUT, Draft, EXPIRY, KEEP_ALIVE, NoteDraft};
use crate::ui::dialogs::{fold, labels, row};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

const VERSIONS: [Version; 2] = [Version::V311, Version::V5];
const RULES: [OfflineRule; 2] = [OfflineRule::Buffer, OfflineRule::Refuse];
/// Width of a field for a number.
const NUMBER: f32 = 72.0;

/// Draws the heading, and the fields where it is open.
pub(super) fn advanced_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
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
    session_ui(ui, lang, form, flaws);
    offline_ui(ui, lang, form, flaws);
    notes_ui(ui, lang, form, flaws);
}

/// What differs from the usual, in short.
pub(super) fn summary(draft: &Draft, lang: Lang) -> String {
    let usual = Draft::of(&crate::model::connection::Connection {
        id: draft.id.clone(),
        name: String::new(),
        settings: [].into(),
    });
    let word = |text: Text| text.get(lang).to_owned();
    let mut parts = Vec::new();
    if draft.version != usual.version {
        parts.push("MQTT 5".to_owned());
    }
    if !draft.client_id.trim().is_empty() {
        parts.push(word(t("feste Client-ID", "fixed client id")));
    }
    if draft.keep_alive != usual.keep_alive {
        parts.push(format!("Keep-alive {} s", draft.keep_alive.trim()));
    }
    if draft.connect_timeout != usual.connect_timeout {
        parts.push(word(t("Zeitlimit", "time limit")));
    }
    if draft.persistent {
        parts.push(word(t("dauerhafte Sitzung", "persistent session")));
    }
    if draft.tls && !draft.server_name.trim().is_empty() {
        parts.push(word(t("Servername", "server name")));
    }
    if draft.offline != usual.offline {
        parts.push(word(t("offline ablehnen", "refuse offline")));
    } else if draft.outbox != usual.outbox {
        parts.push(word(t("Puffer", "buffer")));
    }
    for (note, text) in [
        (&draft.birth, t("Nachricht beim Verbinden", "birth message")),
        (&draft.close, t("Nachricht beim Trennen", "close message")),
        (&draft.will, t("Letzter Wille", "last will")),
    ] {
        if note.is_used() {
            parts.push(word(text));
        }
    }
    parts.join(" · ")
}

fn session_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    row(ui, t("MQTT-Version", "MQTT version").get(lang), |ui| {
        let labels = VERSIONS.map(Version::key);
        let chosen = usize::from(form.draft.version == Version::V5);
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            form.draft.version = VERSIONS[i];
        }
    });
    client_id_ui(ui, lang, form);
    let (keep_alive, timeout) = (form.flaw(flaws, Field::KeepAlive), form.flaw(flaws, Field::ConnectTimeout));
    let tip = t(
        "So oft meldet sich die App beim Broker, auch wenn nichts zu senden ist; so merken beide einen Abbruch",
        "How often the app shows the broker that it is there, also with nothing to send; so both notice a break",
    );
    let look = (t("Keep-alive", "Keep-alive").get(lang), KEEP_ALIVE, tip.get(lang));
    seconds_ui(ui, look, &mut form.draft.keep_alive, keep_alive);
    let tip = t("So lange darf das Verbinden dauern", "How long connecting may take");
    let look = (t("Zeitlimit", "Time limit").get(lang), CONNECT_TIMEOUT, tip.get(lang));
    seconds_ui(ui, look, &mut form.draft.connect_timeout, timeout);
    lasting_ui(ui, lang, form, flaws);
    if form.draft.tls {
        let label = t("Servername", "Server name").get(lang);
        let hint = t(
            "wie der Host; nötig, wenn das Zertifikat anders heißt",
            "as the host; needed if the certificate has another",
        );
        let flaw = form.flaw(flaws, Field::ServerName);
        text_row(ui, label, hint.get(lang), &mut form.draft.server_name, flaw);
    }
}

fn client_id_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm) {
    let label = t("Client-ID", "Client ID").get(lang);
    row(ui, label, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = ui.available_width() - theme::BUTTON - 4.0;
            let hint = t("jedes Mal eine neue, zufällige", "a new random one each time").get(lang);
            narrow(ui, width, Input::new(label).hint(hint), &mut form.draft.client_id);
            let tip = t("Neue feste Client-ID", "New fixed client id").get(lang);
            if widgets::icon_button(ui, "refresh-cw", tip).clicked() {
                form.draft.client_id = draft::new_client_id();
            }
        });
        if !form.draft.client_id.trim().is_empty() {
            let text = t(
                "Nur ein Gerät darf diese ID verwenden; zwei werfen sich gegenseitig hinaus",
                "Only one device may use this id; two of them throw each other out",
            );
            widgets::remark(ui, text.get(lang));
        }
    });
}

/// A number of seconds, with its unit behind it.
fn seconds_ui(ui: &mut Ui, (label, hint, tip): (&str, &str, &str), text: &mut String, flaw: Option<&Flaw>) {
    row(ui, label, |ui| {
        ui.horizontal(|ui| {
            let response = narrow(ui, NUMBER, Input::new(label).hint(hint).bad(flaw.is_some()), text);
            response.on_hover_text(tip);
            unit(ui, "s");
        });
        flaw_ui(ui, flaw);
    });
}

fn unit(ui: &mut Ui, text: &str) {
    let theme = Theme::current(ui);
    ui.label(RichText::new(text).color(theme.muted));
}

fn lasting_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    let flaw = form.flaw(flaws, Field::Expiry);
    row(ui, t("Sitzung", "Session").get(lang), |ui| {
        let labels = [t("Jedes Mal neu", "New each time").get(lang), t("Dauerhaft", "Persistent").get(lang)];
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, usize::from(form.draft.persistent), width) {
            form.draft.persistent = i == 1;
            // The broker finds a session again by its client id.
            if form.draft.persistent && form.draft.client_id.trim().is_empty() {
                form.draft.client_id = draft::new_client_id();
            }
        }
        if !form.draft.persistent {
            return;
        }
        if form.draft.version == Version::V5 {
            ui.horizontal(|ui| {
                unit(ui, t("Broker vergisst sie nach", "The broker forgets it after").get(lang));
                let name = t("Ablauf der Sitzung", "Session expiry").get(lang);
                narrow(ui, NUMBER, Input::new(name).hint(EXPIRY).bad(flaw.is_some()), &mut form.draft.expiry);
                unit(ui, "s");
            });
            flaw_ui(ui, flaw);
        }
        let text = t(
            "Der Broker hebt auf, was während einer Unterbrechung ankommt",
            "The broker keeps what arrives during an interruption",
        );
        widgets::remark(ui, text.get(lang));
    });
}

fn offline_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    row(ui, t("Wenn offline", "While offline").get(lang), |ui| {
        let labels = RULES.map(|rule| labels::offline_text(rule).get(lang));
        let chosen = usize::from(form.draft.offline == OfflineRule::Refuse);
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            form.draft.offline = RULES[i];
        }
        let remark = match form.draft.offline {
            OfflineRule::Buffer => {
                t("Nachrichten warten, bis die Verbindung steht", "Messages wait for the connection")
            }
            OfflineRule::Refuse => t("Der Baustein meldet einen Fehler", "The block reports an error"),
        };
        widgets::remark(ui, remark.get(lang));
        if form.draft.offline == OfflineRule::Buffer {
            outbox_ui(ui, lang, form, flaws);
        }
    });
}

fn outbox_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    let [messages, mib, hours] =
        [Field::OutboxMessages, Field::OutboxMib, Field::OutboxHours].map(|field| form.flaw(flaws, field));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        unit(ui, t("höchstens", "at most").get(lang));
        let outbox = &mut form.draft.outbox;
        let name = t("Nachrichten", "Messages").get(lang);
        narrow(ui, 64.0, Input::new(name).bad(messages.is_some()), &mut outbox.messages);
        unit(ui, t("Nachrichten,", "messages,").get(lang));
        narrow(ui, 48.0, Input::new("MiB").bad(mib.is_some()), &mut outbox.mib);
        unit(ui, "MiB,");
        let name = t("Stunden", "Hours").get(lang);
        narrow(ui, 48.0, Input::new(name).bad(hours.is_some()), &mut outbox.hours);
        unit(ui, "h");
    });
    for flaw in [messages, mib, hours] {
        flaw_ui(ui, flaw);
    }
    let muted = Theme::current(ui).muted;
    let name = t("Über Neustarts behalten", "Keep over restarts").get(lang);
    if widgets::switch(ui, name, Some(form.draft.outbox.keep), (name, muted)) {
        form.draft.outbox.keep = !form.draft.outbox.keep;
    }
}

fn notes_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    let (birth, close, will) =
        (form.flaw(flaws, Field::Birth), form.flaw(flaws, Field::Close), form.flaw(flaws, Field::Will));
    let look = (t("Beim Verbinden", "On connecting"), t("Topic; leer: nichts senden", "topic; empty: send nothing"));
    note_ui(ui, lang, look, &mut form.draft.birth, birth);
    let look = (t("Beim Trennen", "On closing"), t("Topic; leer: nichts senden", "topic; empty: send nothing"));
    note_ui(ui, lang, look, &mut form.draft.close, close);
    let look = (
        t("Letzter Wille", "Last will"),
        t("Topic; der Broker sendet, wenn die App verschwindet", "topic; the broker sends when the app vanishes"),
    );
    note_ui(ui, lang, look, &mut form.draft.will, will);
}

/// A message of the connection: its topic, and the rest once there is one.
fn note_ui(ui: &mut Ui, lang: Lang, (label, hint): (Text, Text), note: &mut NoteDraft, flaw: Option<&Flaw>) {
    let label = label.get(lang);
    row(ui, label, |ui| {
        Input::new(label).mono().hint(hint.get(lang)).bad(flaw.is_some()).show(ui, &mut note.topic);
        flaw_ui(ui, flaw);
        if !note.is_used() && note.message.is_empty() {
            return;
        }
        let name = format!("{label}: {}", t("Nachricht", "message").get(lang));
        let hint = t("Nachricht", "Message").get(lang);
        Input::new(&name).hint(hint).show(ui, &mut note.message);
        ui.horizontal(|ui| {
            let muted = Theme::current(ui).muted;
            let qos = usize::from(note.qos.min(2));
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
                note.qos = u8::try_from(level).unwrap_or(1);
            }
            let name = format!("{label}: retained");
            if widgets::switch(ui, &name, Some(note.retain), ("Retained", muted)) {
                note.retain = !note.retain;
            }
        });
    });
}
