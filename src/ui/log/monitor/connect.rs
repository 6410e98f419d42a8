//! The strip above the topics: which connection, which filter, and how it is doing.

use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, pos2, vec2};

use super::{State, topics_text};
use crate::editor::monitor::MonitorCommand;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, count_text, t};
use crate::model::id::ConnectionId;
use crate::model::run::Status;
use crate::model::topic::TopicFilter;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets::{self, Input};

const HEIGHT: f32 = 38.0;

/// Draws it.
pub(super) fn strip_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    connection: Option<&ConnectionId>,
    out: &mut Outbox,
) {
    let theme = Theme::current(ui);
    let (strip, _response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, theme.border());
    let Some(connection) = connection else { return };
    let inner =
        Rect::from_min_max(pos2(strip.left() + PAD, strip.top()), pos2(strip.right() - 8.0, strip.bottom() - 1.0));
    let mut row = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    row.spacing_mut().item_spacing.x = 8.0;
    let room = row.available_width();
    sized(&mut row, (room * 0.24).clamp(110.0, 190.0), |ui| connection_ui(ui, view, state, connection));
    sized(&mut row, (room * 0.22).clamp(90.0, 180.0), |ui| filter_ui(ui, view, state, connection, out));
    if view.run().is_some() {
        state.look_for_uses(view, connection);
    }
    let standing = Standing::of(view, state, connection);
    button_ui(&mut row, state, (connection, standing, view.lang), out);
    status_ui(&mut row, view, connection, standing);
}

fn sized(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(width);
        content(ui);
    });
}

fn connection_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, chosen: &ConnectionId) {
    let theme = Theme::current(ui);
    let project = view.editor.project();
    let name = project.connection(chosen).map_or("", |connection| connection.shown_name(view.lang));
    let label = t("Verbindung des Monitors", "Connection of the monitor").get(view.lang);
    widgets::choice_field(ui, label, (name, theme.text), |ui| {
        for connection in &project.connections {
            if ui.selectable_label(connection.id == *chosen, connection.shown_name(view.lang)).clicked() {
                state.connection = Some(connection.id.clone());
                state.chosen = None;
            }
        }
    });
}

fn filter_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, connection: &ConnectionId, out: &mut Outbox) {
    let label = t("Topic-Filter", "Topic filter").get(view.lang);
    let flaw = TopicFilter::parse(wanted(state)).err();
    let response = Input::new(label).hint("#").mono().bad(flaw.is_some()).show(ui, &mut state.filter);
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter)) {
        listen(state, connection, out);
    }
    let menu = response.clone();
    match flaw {
        Some(flaw) => response.on_hover_text(say::topic_error(&flaw, view.lang)),
        None => response.on_hover_text(
            t(
                "# hört alles, halle/# alles unter halle, $SYS/# den Broker selbst",
                "# hears everything, hall/# all below hall, $SYS/# the broker itself",
            )
            .get(view.lang),
        ),
    };
    menu.context_menu(|ui| {
        for filter in ["#", "$SYS/#"] {
            if ui.button(filter).clicked() {
                filter.clone_into(&mut state.filter);
                listen(state, connection, out);
                ui.close();
            }
        }
    });
}

/// The filter that is meant.
fn wanted(state: &State) -> &str {
    let filter = state.filter.trim();
    if filter.is_empty() { "#" } else { filter }
}

/// Listens, where the filter can be used.
pub(super) fn listen(state: &State, connection: &ConnectionId, out: &mut Outbox) {
    if let Ok(filter) = TopicFilter::parse(wanted(state)) {
        out.push(Request::Monitor(MonitorCommand::Listen(connection.clone(), filter)));
    }
}

/// How monitor and connection stand to each other; the words of button and status follow from it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Nobody uses the connection.
    Apart,
    /// The running app uses it; the monitor sees only what the app sends and receives.
    AppOnly,
    /// The monitor listens.
    Listening {
        /// The running app uses it too, and keeps it when the monitor goes.
        with_app: bool,
        /// Not as it stands in the filter's field.
        other_filter: bool,
        /// The broker has refused, and nobody tries again by themselves.
        failed: bool,
    },
}

impl Standing {
    fn of(view: &View<'_>, state: &State, connection: &ConnectionId) -> Self {
        let status = view.data.statuses.get(connection);
        let app = view.run().is_some() && status.is_some_and(|status| *status != Status::Idle);
        let Some((_, filter)) = view.data.topics.listening.as_ref().filter(|(on, _)| on == connection) else {
            return if app { Self::AppOnly } else { Self::Apart };
        };
        Self::Listening {
            with_app: app && state.is_used(connection),
            other_filter: filter.as_str() != wanted(state),
            failed: matches!(status, Some(Status::Failed(_))),
        }
    }

    /// What the button does, as its words.
    fn button(self) -> Text {
        match self {
            Self::Apart => t("Verbinden", "Connect"),
            Self::AppOnly => t("Mithören", "Listen"),
            Self::Listening { other_filter: true, .. } => t("Übernehmen", "Apply"),
            Self::Listening { failed: true, .. } => t("Erneut versuchen", "Try again"),
            Self::Listening { with_app: true, .. } => t("Nicht mehr mithören", "Stop listening"),
            Self::Listening { .. } => t("Trennen", "Disconnect"),
        }
    }

    /// What the button does, where its words alone do not say it.
    fn hint(self) -> Option<Text> {
        match self {
            Self::AppOnly => Some(t(
                "Bisher ist nur zu sehen, was die App sendet und empfängt. Mithören zeigt alles, was zum Filter passt.",
                "So far only what the app sends and receives can be seen. Listening shows all that fits the filter.",
            )),
            Self::Listening { with_app: true, other_filter: false, failed: false } => {
                Some(t("Die App bleibt verbunden.", "The app stays connected."))
            }
            Self::Apart | Self::Listening { .. } => None,
        }
    }
}

/// Whether only the running app uses a connection.
pub(super) fn is_of_app_only(view: &View<'_>, state: &State, connection: &ConnectionId) -> bool {
    Standing::of(view, state, connection) == Standing::AppOnly
}

fn button_ui(
    ui: &mut Ui,
    state: &State,
    (connection, standing, lang): (&ConnectionId, Standing, Lang),
    out: &mut Outbox,
) {
    let ready = TopicFilter::parse(wanted(state)).is_ok() || matches!(standing, Standing::Listening { .. });
    let words = standing.button().get(lang);
    let response = ui.add_enabled_ui(ready, |ui| widgets::button(ui, words)).inner;
    let clicked = response.clicked();
    if let Some(hint) = standing.hint() {
        response.on_hover_text(hint.get(lang));
    }
    if !clicked {
        return;
    }
    match standing {
        Standing::Listening { other_filter: false, failed: false, .. } => {
            out.push(Request::Monitor(MonitorCommand::Hush));
        }
        Standing::Listening { other_filter: false, failed: true, .. } => {
            // Asked for anew, though nothing has changed.
            out.push(Request::Monitor(MonitorCommand::Hush));
            listen(state, connection, out);
        }
        Standing::Apart | Standing::AppOnly | Standing::Listening { .. } => listen(state, connection, out),
    }
}

fn status_ui(ui: &mut Ui, view: &View<'_>, connection: &ConnectionId, standing: Standing) {
    let theme = Theme::current(ui);
    let status = match (view.data.statuses.get(connection), standing) {
        // Asked for, and nothing was heard of it yet.
        (None | Some(Status::Idle), Standing::Listening { .. }) => &Status::Connecting { attempt: 1 },
        (status, _) => status.unwrap_or(&Status::Idle),
    };
    let color = match status {
        Status::Connected => theme.run,
        Status::Connecting { .. } | Status::Retrying { .. } => theme.warn,
        Status::Failed(_) => theme.bad,
        Status::Idle | Status::Disconnected => theme.faint,
    };
    let (sentence, wrong) = words(view, connection, (status, standing));
    let color_of_text = match (wrong, status) {
        (true, Status::Failed(_)) => theme.bad,
        (true, _) => theme.warn,
        (false, _) => theme.muted,
    };
    widgets::lamp(ui, color, &sentence);
    let galley = widgets::elided(ui, &sentence, theme::regular(12.0), color_of_text, ui.available_width() - 4.0);
    let cut = galley.elided;
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, color_of_text);
    if cut {
        response.on_hover_text(sentence);
    }
}

/// How the connection is doing and what has come so far; whether it is something to worry about.
fn words(view: &View<'_>, connection: &ConnectionId, (status, standing): (&Status, Standing)) -> (String, bool) {
    let lang = view.lang;
    let tree = &view.data.topics.tree;
    if let Status::Failed(_) | Status::Retrying { .. } = status {
        return (say::status(status, lang), true);
    }
    if tree.left_out() > 0 {
        let sentence = match lang {
            Lang::De => format!("Der Monitor ist voll: {} Topics. Weitere fehlen.", tree.topics()),
            Lang::En => format!("The monitor is full: {} topics. Others are missing.", tree.topics()),
        };
        return (sentence, true);
    }
    if view.data.topics.lost > 0 {
        let sentence = match lang {
            Lang::De => format!("{} Nachrichten kamen zu schnell", count_text(view.data.topics.lost, lang)),
            Lang::En => format!("{} messages came too fast", count_text(view.data.topics.lost, lang)),
        };
        return (sentence, true);
    }
    if tree.is_shortened() {
        let sentence =
            t("64 MiB sind voll: frühere Werte werden vergessen", "64 MiB are full: earlier values are forgotten");
        return (sentence.get(lang).to_owned(), true);
    }
    if let Some(waiting) = view.data.topics.waiting() {
        let sentence = match lang {
            Lang::De => format!("Pause · {waiting} Nachrichten warten"),
            Lang::En => format!("Paused · {waiting} messages wait"),
        };
        return (sentence, false);
    }
    let topics = tree.topics_of(connection);
    let sentence = match (standing, status) {
        (Standing::Apart, _) => t("Nicht verbunden", "Not connected").get(lang).to_owned(),
        (Standing::AppOnly, Status::Connected) => {
            t("Von der App verbunden", "Connected by the app").get(lang).to_owned()
        }
        (Standing::AppOnly | Standing::Listening { .. }, _) => say::status(status, lang),
    };
    if standing == Standing::Apart && topics == 0 {
        return (sentence, false);
    }
    (format!("{sentence} · {}", topics_text(topics as u64, lang)), false)
}
