//! Carries out effects; files are in `document`, the running app is in `running`.

use std::time::Duration;

use super::connections::Changed;
use super::jobs::Done;
use super::{App, examples};
use crate::editor::effect::Effect;
use crate::editor::request::Request;
use crate::editor::view::ThemeChoice;
use crate::ui::theme;

impl App {
    pub(super) fn carry_out(&mut self, ctx: &egui::Context, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out_one(ctx, effect);
        }
    }

    fn carry_out_one(&mut self, ctx: &egui::Context, effect: Effect) {
        match effect {
            Effect::Request(request) => self.carry_out_request(ctx, request),
            Effect::AskOpen => self.ask_path(false, String::new()),
            Effect::AskSave(name) => self.ask_path(true, name),
            Effect::Load(path) => self.load(&path),
            Effect::LoadExample(file) => self.open_example(ctx, file),
            Effect::Save(path, project, over) => self.save(&path, project, over),
            Effect::Start(project) => self.start_app(ctx, &project),
            Effect::Stop => self.stop_app(ctx),
            Effect::ProjectChanged(project) => {
                self.connections_may_differ(Changed::Project);
                self.monitor_follows();
                self.read_images(&project, false);
            }
            Effect::ToggleKiosk => self.toggle_alone(ctx),
            Effect::RequestPaste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
            Effect::ToggleTheme => {
                self.data.theme = match self.data.theme {
                    ThemeChoice::Dark => ThemeChoice::Light,
                    ThemeChoice::Light => ThemeChoice::Dark,
                };
                theme::install(ctx, self.data.theme);
                self.settings.dark = Some(self.data.theme == ThemeChoice::Dark);
                self.save_settings();
            }
            Effect::SetLang(lang) => {
                self.data.examples = examples::list(lang);
                self.settings.lang = Some(lang);
                self.save_settings();
            }
            Effect::ProjectLeft => self.leave_project(),
            Effect::Quit => self.quit_when_drained(ctx),
        }
    }

    fn carry_out_request(&mut self, ctx: &egui::Context, request: Request) {
        match request {
            Request::Fire(fire) => self.fire(fire),
            Request::SetPassword(connection, password) => self.set_password(connection, password),
            Request::SetSecret(connection, secret, word) => self.set_secret(connection, secret, word),
            Request::CopySecrets(from, to) => self.copy_secrets(&from, to),
            Request::Personal(ask) => self.ask_personal(ask),
            Request::Transfer(ask) => self.ask_transfer(ask),
            Request::ShareBroker(password) => self.share_broker(password),
            Request::StartBroker => self.session.start_broker(),
            Request::TestConnection(connection, secrets) => self.test(connection, secrets),
            Request::ReadCertificates(connection, secrets) => self.read_certificates(*connection, secrets),
            Request::ChooseFile(role) => self.choose_certificate(role),
            Request::CopyText(text) => ctx.copy_text(text),
            Request::ClearLog => self.data.log.clear(),
            Request::ClearMonitor => self.clear_monitor(),
            Request::Monitor(ask) => self.ask_monitor(ctx, ask),
            Request::QuitAnyway => {
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
