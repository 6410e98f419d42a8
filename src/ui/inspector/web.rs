//! Which hosts the project may ask over HTTP.

use egui::Ui;

use super::{State, fold_line, padded};
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::edit::Edit;
use crate::model::web::host_from_input;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// Draws them, and a field for another one.
pub(super) fn web_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let (project, lang) = (view.editor.project(), view.lang);
    let title = t("Web-Zugriff", "Web access").get(lang);
    let title = match project.web.len() {
        0 => format!("{title} ({})", t("keiner", "none").get(lang)),
        hosts => format!("{title} ({hosts})"),
    };
    if fold_line(ui, &title, state.unfolded.web) {
        state.unfolded.web = !state.unfolded.web;
    }
    if !state.unfolded.web {
        return;
    }
    let without = |host: &str| project.web.iter().filter(|kept| *kept != host).cloned().collect::<Vec<_>>();
    for host in &project.web {
        padded(ui, &format!("web/{host}"), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                widgets::icon_in_line(ui, "globe", 14.0, Theme::current(ui).muted);
                let room = ui.available_width() - 30.0;
                ui.scope(|ui| {
                    ui.set_width(room);
                    ui.add(egui::Label::new(host).truncate());
                });
                let remove = format!("{}: {host}", t("Nicht mehr erlauben", "No longer allow").get(lang));
                if widgets::icon_button(ui, "x", &remove).clicked() {
                    out.edit(Edit::SetWeb(without(host)));
                }
            });
        });
    }
    let label = t("Host erlauben", "Allow a host").get(lang);
    widgets::field_below(ui, label, |ui| {
        let typed = &mut state.new_host;
        let kept = host_from_input(typed);
        let bad = !typed.trim().is_empty() && kept.is_none();
        let response = Input::new(label).hint("api.example.com").bad(bad).show(ui, typed);
        // Enter and leaving the field both mean it: nobody looks for a button beside one line.
        if response.lost_focus()
            && let Some(host) = kept
        {
            typed.clear();
            let mut hosts = without(&host);
            hosts.push(host);
            out.edit(Edit::SetWeb(hosts));
        }
        if bad {
            let says = t(
                "Einen Rechner nennen: api.example.com, 10.0.0.5:8080 oder *.example.com",
                "Name a computer: api.example.com, 10.0.0.5:8080 or *.example.com",
            );
            widgets::flaw(ui, says.get(lang));
        } else if project.web.is_empty() {
            let says = t(
                "Nur diese Rechner darf die App mit „HTTP-Anfrage“ fragen.",
                "Only these computers may be asked by the app with “HTTP request”.",
            );
            ui.label(egui::RichText::new(says.get(lang)).color(Theme::current(ui).muted));
        }
    });
}

#[cfg(test)]
mod tests {
    use egui::Key;

    use crate::editor::Editor;
    use crate::i18n::Lang;
    use crate::ui::inspector::inspector_ui;
    use crate::ui::testing::{click, fill, project, shows, stage};

    #[test]
    fn a_host_is_allowed_by_typing_it_and_no_longer_by_its_cross() {
        let editor = Editor::new(project(&[], Lang::De).0, None, Lang::De);
        let mut harness = stage(editor, |ui, view, state, out| {
            ui.set_max_width(300.0);
            inspector_ui(ui, view, &mut state.inspector, out);
        });
        click(&mut harness, "Web-Zugriff (keiner)");
        for (typed, kept) in [("https://API.example.com/v1", 1), ("kein host", 1)] {
            fill(&mut harness, "Host erlauben", typed);
            harness.key_press(Key::Enter);
            harness.run();
            assert_eq!(harness.state().editor.project().web.len(), kept, "{typed}");
        }
        assert_eq!(harness.state().editor.project().web, ["api.example.com"]);
        // What is no host stays in the field, with a word about it.
        assert!(shows(&harness, "Einen Rechner nennen"));
        click(&mut harness, "Nicht mehr erlauben: api.example.com");
        assert!(harness.state().editor.project().web.is_empty());
        assert!(shows(&harness, "Web-Zugriff (keiner)"));
    }
}
