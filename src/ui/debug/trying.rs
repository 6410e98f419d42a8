//! The button that runs the logic in front as if its event had come, and what it gets then.

use std::collections::BTreeMap;

use egui::{Id, Popup, PopupCloseBehavior, Ui, vec2};

use crate::editor::debugger::FollowCommand;
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::language;
use crate::model::debug::{Sample, Tryout};
use crate::model::handler::HandlerRef;
use crate::model::row::Cause;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::ui::theme::semibold;
use crate::ui::{Outbox, widgets};

const TRY: Text = t("Ausprobieren", "Try out");

/// What it remembers between frames: what was typed for each handler.
#[derive(Debug, Default)]
pub struct TryState {
    typed: BTreeMap<HandlerRef, Vec<String>>,
    document: u64,
}

/// What comes with the event of a handler.
enum SampleKind {
    Nothing,
    Message,
    /// The property with this key, of this type.
    Value(&'static str, Ty),
    Inputs(Vec<(String, Ty)>),
}

/// Draws the button.
pub fn try_ui(ui: &mut Ui, view: &View<'_>, state: &mut TryState, out: &mut Outbox, at: &HandlerRef) {
    if state.document != view.editor.document() {
        *state = TryState { document: view.editor.document(), ..TryState::default() };
    }
    let response = widgets::tool_button(ui, "play", TRY.get(view.lang));
    let tip = t(
        "Führt diese Logik aus, als wäre ihr Ereignis eingetreten. Läuft die App nicht, startet sie.",
        "Runs this logic as if its event had happened. Starts the app where it does not run.",
    );
    let asked = asked(view, at);
    let response = response.on_hover_text(tip.get(view.lang));
    if matches!(asked, SampleKind::Nothing) {
        if response.clicked() {
            out.push(FollowCommand::TryOut(Tryout { handler: at.clone(), sample: Sample::Nothing }));
        }
        return;
    }
    let typed = state.typed.entry(at.clone()).or_insert_with(|| begin(view, at, &asked));
    let frame = egui::Frame::popup(ui.style()).inner_margin(14);
    let popup = Popup::from_toggle_button_response(&response).id(Id::unique(("try", at)));
    let popup = popup.close_behavior(PopupCloseBehavior::CloseOnClickOutside).frame(frame);
    popup.show(|ui| {
        if form_ui(ui, view, &asked, typed) {
            let sample = sample(&asked, typed);
            out.push(FollowCommand::TryOut(Tryout { handler: at.clone(), sample }));
            ui.close();
        }
    });
}

fn asked(view: &View<'_>, at: &HandlerRef) -> SampleKind {
    let project = view.editor.project();
    if let Some(function) = at.owner.function().and_then(|id| project.function(id)) {
        let inputs: Vec<_> = function.parameters.iter().map(|input| (input.name.clone(), input.ty)).collect();
        return SampleKind::Inputs(inputs);
    }
    let cause = language::triggers(project, &at.owner).iter().find(|trigger| trigger.key == at.trigger);
    match cause.map(|trigger| trigger.cause) {
        Some(Cause::Message) if at.source().and_then(|id| project.source(id)).is_some_and(|of| of.list.is_none()) => {
            SampleKind::Message
        }
        Some(Cause::Change(key)) => {
            let control = at.control().and_then(|id| project.control(id));
            let def = control.and_then(|control| language::property(&control.kind, key));
            def.map_or(SampleKind::Nothing, |def| SampleKind::Value(key, def.holds.ty()))
        }
        _ => SampleKind::Nothing,
    }
}

/// What stands in the fields at first: what came last.
fn begin(view: &View<'_>, at: &HandlerRef, asked: &SampleKind) -> Vec<String> {
    let project = view.editor.project();
    match asked {
        SampleKind::Nothing => Vec::new(),
        SampleKind::Message => {
            let Some(source) = at.source().and_then(|id| project.source(id)) else { return Vec::new() };
            let newest = view.run().and_then(|run| run.tables.get(&source.id)?.newest());
            if let Some(line) = newest {
                return vec![line.row.topic.clone(), line.row.message.clone()];
            }
            let topic = source.filters().first().map(|filter| filter.replace(['+', '#'], "1")).unwrap_or_default();
            vec![topic, "1".to_owned()]
        }
        SampleKind::Value(key, ty) => {
            let control = at.control().and_then(|id| project.control(id));
            let live = view.run().and_then(|run| run.properties.get(&at.control()?)?.get(*key).cloned());
            let value = live.or_else(|| language::script_value(project, control?, key));
            vec![value.unwrap_or_else(|| ty.default_value()).to_text()]
        }
        SampleKind::Inputs(inputs) => inputs.iter().map(|(_, ty)| ty.default_value().to_text()).collect(),
    }
}

/// Draws the fields and what runs it; gives whether it is to run.
fn form_ui(ui: &mut Ui, view: &View<'_>, asked: &SampleKind, typed: &mut [String]) -> bool {
    let lang = view.lang;
    ui.set_width(320.0);
    ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
    ui.label(egui::RichText::new(TRY.get(lang)).font(semibold(13.0)));
    let names: Vec<String> = match asked {
        SampleKind::Nothing => Vec::new(),
        SampleKind::Message => vec!["Topic".to_owned(), t("Nachricht", "Message").get(lang).to_owned()],
        SampleKind::Value(..) => vec![t("Wert", "Value").get(lang).to_owned()],
        SampleKind::Inputs(inputs) => inputs.iter().map(|(name, _)| name.clone()).collect(),
    };
    let mut done = false;
    for (name, text) in names.iter().zip(typed) {
        let field = widgets::form_row(ui, name, |ui| widgets::Input::new(name).mono().show(ui, text));
        done |= field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    }
    if names.is_empty() {
        widgets::remark(ui, t("Diese Funktion hat keine Eingaben", "This function has no inputs").get(lang));
    }
    widgets::primary_button(ui, t("Ausführen", "Run").get(lang)).clicked() || done
}

fn sample(asked: &SampleKind, typed: &[String]) -> Sample {
    let text = |number: usize| typed.get(number).cloned().unwrap_or_default();
    let read = |ty: Ty, text: &str| ty.parse(text).unwrap_or_else(|| Value::from(text));
    match asked {
        SampleKind::Nothing => Sample::Nothing,
        SampleKind::Message => Sample::Message { topic: text(0), message: text(1) },
        SampleKind::Value(key, ty) => Sample::Value((*key).to_owned(), read(*ty, &text(0))),
        SampleKind::Inputs(inputs) => {
            Sample::Inputs(inputs.iter().zip(typed).map(|((_, ty), text)| read(*ty, text)).collect())
        }
    }
}
