//! Carries out effects; files are in `document`, the running app is in `running`.

use std::time::Duration;

use super::connections::Changed;
use super::jobs::Done;
use super::{App, examples};
use crate::editor::effect::Effect;
use crate::editor::state::Said;
use crate::editor::state::ThemeChoice;
use crate::model::place::Place;
use crate::say;
use crate::ui::theme;

impl App {
    pub(super) fn carry_out(&mut self, ctx: &egui::Context, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out_one(ctx, effect);
        }
    }

    fn carry_out_one(&mut self, ctx: &egui::Context, effect: Effect) {
        match effect {
            Effect::AskOpen => self.ask_path(false, String::new()),
            Effect::AskSave(name) => self.ask_path(true, name),
            Effect::Load(path) => self.load(&path),
            Effect::LoadExample(file) => self.open_example(ctx, file),
            Effect::Save(path, project, over) => self.save(&path, project, over),
            Effect::Start(project) => self.start_app(ctx, &project),
            Effect::Stop => self.stop_app(ctx),
            Effect::Fire(fire) => self.fire(fire),
            Effect::ProjectChanged(project) => {
                self.connections_may_differ(Changed::Project);
                self.monitor_follows();
                self.read_images(&project, false);
            }
            Effect::ToggleAlone => self.toggle_alone(ctx),
            Effect::SetPassword(connection, password) => self.set_password(connection, password),
            Effect::SetSecret(connection, secret, word) => self.set_secret(connection, secret, word),
            Effect::CopySecrets(from, to) => self.copy_secrets(&from, to),
            Effect::Personal(ask) => self.ask_personal(ask),
            Effect::Transfer(ask) => self.ask_transfer(ask),
            Effect::ShareBroker(password) => self.share_broker(password),
            Effect::StartBroker => self.session.start_broker(),
            Effect::TestConnection(connection, secrets) => self.test(connection, secrets),
            Effect::ReadCertificates(connection, secrets) => self.read_certificates(*connection, secrets),
            Effect::ChooseFile(role) => self.choose_certificate(role),
            Effect::CopyText(text) => ctx.copy_text(text),
            Effect::Landed(landing) => {
                let said = Said::new(|lang| say::landing(&landing, lang));
                self.log_line(said, Place::Project);
            }
            Effect::RequestPaste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Effect::ToggleTheme => {
                self.shown.theme = match self.shown.theme {
                    ThemeChoice::Dark => ThemeChoice::Light,
                    ThemeChoice::Light => ThemeChoice::Dark,
                };
                theme::install(ctx, self.shown.theme);
                self.settings.dark = Some(self.shown.theme == ThemeChoice::Dark);
                self.save_settings();
            }
            Effect::SetLang(lang) => {
                self.shown.examples = examples::list(lang);
                self.settings.lang = Some(lang);
                self.save_settings();
            }
            Effect::ProjectLeft => self.leave_project(),
            Effect::ClearLog => self.shown.log.clear(),
            Effect::ClearMonitor => self.clear_monitor(),
            Effect::Monitor(ask) => self.ask_monitor(ctx, ask),
            Effect::Quit => self.quit_when_drained(ctx),
            Effect::QuitAnyway => {
                self.last_grace = Duration::ZERO;
                self.close(ctx);
            }
        }
    }

    pub(super) fn save_settings(&self) {
        let (settings, home) = (self.settings.clone(), self.home.clone());
        self.jobs.start_in_order(move || settings.save(&home).err().map(|err| Done::Failed(err.to_string())));
    }
}
