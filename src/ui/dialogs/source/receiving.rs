//! The fields of a source about receiving: its subscriptions as a table, and what becomes of the messages.

use egui::{Align, Layout, RichText, Ui, vec2};

use super::super::connection::{narrow, unit_ui};
use super::super::{Frame, fold, row};
use super::draft::{Receiving, ReceivingPart, RowDraft};
use crate::i18n::{Lang, Text, same, t};
use crate::language;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::source::table::{ShownColumn, Table};
use crate::model::source::{ColumnType, MessageKind, PayloadForm, Runs, Source};
use crate::model::topic::TopicFilter;
use crate::player::cell::cell_text;
use crate::say;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Widths of title, filter, data path, type, quality of service and the button at the end.
const WIDTHS: [f32; 6] = [104.0, 180.0, 152.0, 124.0, 60.0, 28.0];
const GAP: f32 = 6.0;

/// Messages of the monitor that the preview looks through.
const LOOKS: usize = 500;

/// Draws all of it.
/// `beside`: what the connection listens to for other sources, where filters that cross are joined.
pub(super) fn receiving_ui(
    ui: &mut Ui,
    frame: Frame<'_>,
    (connection, beside): (Option<&ConnectionId>, Option<&[TopicFilter]>),
    form: &mut Receiving,
) {
    let lang = frame.lang;
    table_ui(ui, lang, form);
    if let Some(told) = beside.and_then(|others| form.widened(others, lang)) {
        widgets::remark(ui, &told);
    }
    preview_ui(ui, frame, connection, form);
    ui.add_space(4.0);
    kind_ui(ui, lang, form);
    more_ui(ui, lang, form);
}

fn heads(lang: Lang) -> [&'static str; 5] {
    [
        t("Spalte", "Column").get(lang),
        FILTER.get(lang),
        t("Datenpfad", "Data path").get(lang),
        t("Typ", "Type").get(lang),
        "QoS",
    ]
}

const FILTER: Text = t("Topic-Filter", "Topic filter");

fn table_ui(ui: &mut Ui, lang: Lang, form: &mut Receiving) {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        for (head, width) in heads(lang).into_iter().zip(WIDTHS) {
            cell(ui, width, |ui| ui.label(RichText::new(head).font(theme::regular(11.5)).color(theme.muted)));
        }
    });
    let several = form.rows.len() > 1;
    let mut gone = None;
    for (index, draft) in form.rows.iter_mut().enumerate() {
        if row_ui(ui, lang, (index, form.qos), draft) && several {
            gone = Some(index);
        } else if let Some(told) = draft.shared(lang) {
            widgets::remark(ui, &told);
        }
    }
    if let Some(index) = gone {
        form.rows.remove(index);
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        if widgets::tool_button(ui, "plus", t("Topic hinzufügen", "Add topic").get(lang)).clicked() {
            form.rows.push(RowDraft::default());
        }
        let remark = if form.filled().next().is_none() {
            t(
                "Ohne Topics empfängt sie nichts und kann nur senden",
                "Without topics it receives nothing and only sends",
            )
        } else {
            t("+ steht für eine Ebene, # für alles darunter", "+ stands for one level, # for all below")
        };
        widgets::remark(ui, remark.get(lang));
    });
}

fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        content(ui)
    })
    .inner
}

/// The name of a field: that of the first row is the head alone.
fn field_name(head: &str, index: usize) -> String {
    if index == 0 { head.to_owned() } else { format!("{head} {}", index + 1) }
}

/// Draws a subscription; whether it shall go.
fn row_ui(ui: &mut Ui, lang: Lang, (index, of_source): (usize, u8), draft: &mut RowDraft) -> bool {
    let [title, filter, path, ty, qos] = heads(lang).map(|head| field_name(head, index));
    let flaw = draft.flaw(lang);
    let flaw = |part| flaw.as_ref().filter(|(wrong, _)| *wrong == part).map(|(_, sentence)| sentence.as_str());
    ui.push_id(("subscription", index), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            // As high as the button at its end, so that all stands on one line.
            ui.set_min_height(theme::BUTTON);
            cell(ui, WIDTHS[0], |ui| {
                Input::new(&title).hint(t("ohne", "none").get(lang)).flaw(flaw(ReceivingPart::Title)).show(ui, &mut draft.title)
            });
            cell(ui, WIDTHS[1], |ui| {
                let hint = t("halle1/#", "hall1/#").get(lang);
                Input::new(&filter).mono().hint(hint).flaw(flaw(ReceivingPart::Filter)).show(ui, &mut draft.filter)
            });
            cell(ui, WIDTHS[2], |ui| {
                let hint = t("ganze Nachricht", "whole message").get(lang);
                let help = t(
                    "Wo der Wert im JSON steht, zum Beispiel sensor.werte[0].temperatur. Leer: die ganze Nachricht.",
                    "Where in the JSON the value is, for example sensor.values[0].temperature. Empty: the whole message.",
                );
                let field = Input::new(&path).mono().hint(hint).flaw(flaw(ReceivingPart::Path));
                field.show(ui, &mut draft.path).on_hover_text(help.get(lang))
            });
            cell(ui, WIDTHS[3], |ui| type_ui(ui, lang, &ty, draft));
            cell(ui, WIDTHS[4], |ui| qos_ui(ui, lang, (&qos, of_source), draft));
            let remove = field_name(t("Topic entfernen", "Remove topic").get(lang), index);
            widgets::icon_button(ui, "x", &remove).clicked()
        })
        .inner
    })
    .inner
}

fn type_ui(ui: &mut Ui, lang: Lang, name: &str, draft: &mut RowDraft) {
    let color = Theme::current(ui).text;
    widgets::choice_field(ui, name, (say::column_type(draft.ty, lang), color), |ui| {
        for &ty in ColumnType::ALL {
            let help = match ty {
                ColumnType::Automatic => t(
                    "Zahl, ja/nein oder Text, wie die Nachricht aussieht",
                    "Number, yes/no or text, as the message looks",
                ),
                ColumnType::Text => t("Wie es kommt", "As it comes"),
                ColumnType::Number => {
                    t("Mit Punkt: 21.5. Anderes bleibt leer", "With a dot: 21.5. Other things stay empty")
                }
                ColumnType::Bool => t("true, 1, on, ja, an und ihr Gegenteil", "true, 1, on, yes and their opposites"),
                ColumnType::Time => t(
                    "ISO 8601, oder Sekunden oder Millisekunden seit 1970",
                    "ISO 8601, or seconds or milliseconds since 1970",
                ),
            };
            let entry = ui.selectable_label(draft.ty == ty, say::column_type(ty, lang));
            if entry.on_hover_text(help.get(lang)).clicked() {
                draft.ty = ty;
            }
        }
    });
}

/// The quality of service; that of the source, which nearly all take, leaves no trace.
fn qos_ui(ui: &mut Ui, lang: Lang, (name, of_source): (&str, u8), draft: &mut RowDraft) {
    let color = Theme::current(ui).text;
    let chosen = draft.qos.unwrap_or(of_source);
    widgets::choice_field(ui, name, (&chosen.to_string(), color), |ui| {
        for (qos, choice) in (0..).zip(language::blocks::QOS) {
            let entry = ui.selectable_label(chosen == qos, choice.label.get(lang));
            if entry.on_hover_text(choice.help.get(lang)).clicked() {
                draft.qos = (qos != of_source).then_some(qos);
            }
        }
    });
}

/// The values that the last messages seen by the editor would give.
fn preview_ui(ui: &mut Ui, frame: Frame<'_>, connection: Option<&ConnectionId>, form: &Receiving) {
    let Some(connection) = connection else { return };
    let mut source = Source::new(SourceId(0), "", "", connection.clone());
    form.apply(&mut source);
    let filters: Vec<TopicFilter> = source.filters().into_iter().filter_map(|f| TopicFilter::parse(f).ok()).collect();
    let seen = frame.view.data.topics.lines.iter().rev().take(LOOKS).filter(|line| line.connection == *connection);
    let mut rows: Vec<_> = seen.filter(|line| filters.iter().any(|filter| filter.matches(&line.row.topic))).collect();
    rows.truncate(20);
    if rows.is_empty() {
        return;
    }
    let mut table = Table::new(&source);
    for line in rows.iter().rev() {
        table.push(line.row.clone());
    }
    let Some(line) = table.newest() else { return };
    let titled = table.columns().iter().enumerate().map(|(index, title)| {
        let value = cell_text(line, ShownColumn::Titled(index), frame.lang);
        format!("{title} = {}", if value.is_empty() { "–" } else { &value })
    });
    let mut words: Vec<String> = titled.collect();
    if words.is_empty() {
        words.push(format!("{} ← {}", line.row.topic, cell_text(line, ShownColumn::Message, frame.lang)));
    }
    let head = t("Letzte Werte", "Last values").get(frame.lang);
    widgets::remark(ui, &format!("{head}: {}", words.join("   ")));
}

fn kind_ui(ui: &mut Ui, lang: Lang, form: &mut Receiving) {
    let label = t("Nachrichtentyp", "Message type").get(lang);
    row(ui, label, |ui| {
        let labels = [
            t("Letzte Nachricht", "Last message").get(lang),
            t("Knoten je Zeile", "Nodes per row").get(lang),
            t("Alle Nachrichten", "All messages").get(lang),
        ];
        let chosen = MessageKind::ALL.iter().position(|kind| *kind == form.kind).unwrap_or(0);
        let width = ui.available_width();
        if let Some(&kind) = widgets::segmented(ui, &labels, chosen, width).and_then(|i| MessageKind::ALL.get(i)) {
            form.choose(kind);
        }
        let remark = match form.kind {
            MessageKind::Last => t(
                "Eine Zeile: jede Spalte zeigt den letzten Wert, der für sie kam.",
                "One row: each column shows the last value that came for it.",
            ),
            MessageKind::Nodes => t(
                "Eine Zeile je Topic mit seinen neuesten Werten; die Tabelle wächst mit den Topics.",
                "One row for each topic with its newest values; the table grows with the topics.",
            ),
            MessageKind::All => t(
                "Eine Zeile je Nachricht, die neueste oben; ältere fallen unten heraus.",
                "One row for each message, the newest on top; older ones drop out at the bottom.",
            ),
        };
        widgets::remark(ui, remark.get(lang));
    });
    if form.kind != MessageKind::Last {
        let label = t("Zeilen höchstens", "Rows at most").get(lang);
        row(ui, label, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let (rows, size) = (form.most_flaw(lang), form.mib_flaw(lang));
                narrow(ui, 72.0, Input::new(label).flaw(rows), &mut form.most);
                unit_ui(ui, t("und", "and").get(lang));
                let name = t("MiB höchstens", "MiB at most").get(lang);
                narrow(ui, 56.0, Input::new(name).flaw(size), &mut form.mib);
                unit_ui(ui, "MiB");
            });
            let remark = t(
                "Was zuerst erreicht ist, gilt: dann fallen die ältesten Zeilen heraus.",
                "Whichever is reached first counts: then the oldest rows drop out.",
            );
            widgets::remark(ui, remark.get(lang));
        });
    }
}

fn more_ui(ui: &mut Ui, lang: Lang, form: &mut Receiving) {
    let title = t("Mehr zum Empfangen", "More about receiving").get(lang);
    if fold(ui, title, "", form.more).clicked() {
        form.more = !form.more;
    }
    if !form.more {
        return;
    }
    row(ui, t("Logik läuft", "Logic runs").get(lang), |ui| {
        let labels = [
            t("für jede Nachricht", "for every message").get(lang),
            t("nur für die neueste", "only for the latest").get(lang),
        ];
        let width = ui.available_width();
        let chosen = usize::from(form.runs == Runs::Latest);
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            form.runs = if i == 1 { Runs::Latest } else { Runs::Every };
        }
        let remark = match form.runs {
            Runs::Every => t(
                "Läuft die Logik noch, warten bis zu 1000 Nachrichten; weitere werden gezählt und gemeldet.",
                "While the logic runs, up to 1,000 messages wait; more are counted and reported.",
            ),
            Runs::Latest => t(
                "Läuft die Logik noch, wartet von jedem Topic nur die neueste Nachricht.",
                "While the logic runs, only the latest message of each topic waits.",
            ),
        };
        widgets::remark(ui, remark.get(lang));
    });
    row(ui, t("Inhalt", "Content").get(lang), |ui| {
        let labels = [same("Text").get(lang), "JSON", t("Bytes (hex)", "Bytes (hex)").get(lang)];
        let chosen = PayloadForm::ALL.iter().position(|form_of| *form_of == form.payload).unwrap_or(0);
        let width = ui.available_width();
        if let Some(&payload) = widgets::segmented(ui, &labels, chosen, width).and_then(|i| PayloadForm::ALL.get(i)) {
            form.payload = payload;
        }
    });
    let label = t("Empfangen", "Receive").get(lang);
    row(ui, label, |ui| {
        let word = if form.enabled { t("beim Start der App an", "on when the app starts") } else { t("aus", "off") };
        let color = Theme::current(ui).text;
        if widgets::switch(ui, label, Some(form.enabled), (word.get(lang), color)) {
            form.enabled = !form.enabled;
        }
    });
}
