//! Projects from elsewhere: until the user has trusted them with what they may reach, they are a preview, of which nothing
//! runs, connects or reads other files.

use std::sync::Arc;

use super::hub::{AppNotice, Hub};
use super::jobs::Done;
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::monitor::MonitorCommand;
use crate::editor::request::Request;
use crate::editor::transfer::TransferCommand;
use crate::editor::trial::Trial;
use crate::model::run::Refusal;
use crate::store::known::{FileStanding, KnownProjects};
use crate::store::secrets::{ProjectKey, SecretStore};
use crate::store::upkeep::{NotKept, Upkeep};

/// A project from a file is open; what is to be thought of it was looked up when it was read.
pub(super) fn opened(hub: &mut Hub, standing: FileStanding) {
    hub.data.preview = standing.untrusted.filter(|_| !hub.trusting);
    hub.copy_of = standing.copy_of;
    if hub.data.preview.is_some() && hub.editor.dialog.is_none() {
        hub.editor.dialog = Some(Dialog::TrustProject(false));
    } else {
        ask_to_take_over(hub);
    }
}

/// The app of a preview is not started; the user is asked instead.
pub(super) fn keeps_from_running(hub: &mut Hub) -> bool {
    if hub.data.preview.is_none() {
        return false;
    }
    hub.editor.running = false;
    hub.editor.dialog = Some(Dialog::TrustProject(true));
    true
}

/// What would reach out of a preview is not done; where the user has asked for it, they are asked whether to trust.
pub(super) fn keeps_back(hub: &mut Hub, request: &Request) -> bool {
    if hub.data.preview.is_none() {
        return false;
    }
    match request {
        // The user's own connection is nothing of the project.
        Request::TestConnection(attempt) | Request::ReadCertificates(attempt) if attempt.personal => return false,
        Request::TestConnection(_) => hub.data.trial = Some(Trial::Failed(Refusal::NotTrusted)),
        // Asked by the dialog, not by the user.
        Request::ReadCertificates(_) => {}
        Request::Monitor(MonitorCommand::Listen(..) | MonitorCommand::Publish(_) | MonitorCommand::ClearStored(..))
        | Request::Transfer(TransferCommand::Export(_)) => hub.editor.dialog = Some(Dialog::TrustProject(false)),
        _ => return false,
    }
    true
}

/// The user trusts the project as it is now; `run` starts it.
pub(super) fn trust(hub: &mut Hub, run: bool) {
    hub.editor.dialog = None;
    if hub.data.preview.take().is_none() {
        return;
    }
    let project = Arc::clone(hub.editor.project());
    if let Some(path) = hub.editor.path.clone() {
        let home = hub.home.clone();
        hub.jobs.start_in_order(move || {
            let kept = KnownProjects::new(&home).trust(&path, &project);
            kept.err().map(|err| Done::NotKept(NotKept::new(Upkeep::Trust, &err)))
        });
    }
    hub.tell(AppNotice::ProjectTrusted);
    if run {
        hub.ask(Command::Do(Action::Run));
    } else {
        ask_to_take_over(hub);
    }
}

fn ask_to_take_over(hub: &mut Hub) {
    if let Some(copy_of) = &hub.copy_of
        && hub.editor.dialog.is_none()
        && hub.data.preview.is_none()
    {
        hub.editor.dialog = Some(Dialog::TakeOver(copy_of.path.clone()));
    }
}

/// The project takes over the passwords of the one that it is a copy of, or begins without.
pub(super) fn take_over(hub: &mut Hub, wanted: bool) {
    hub.editor.dialog = None;
    let Some(copy_of) = hub.copy_of.take().filter(|_| wanted) else { return };
    let (secrets, to) = (SecretStore::new(&hub.home), hub.secrets().key().clone());
    hub.jobs.start_in_order(move || {
        let copied = secrets.copy(&ProjectKey::of(&copy_of.id), &to);
        copied.err().map(|err| Done::NotKept(NotKept::new(Upkeep::Passwords, &err)))
    });
    hub.tell(AppNotice::SecretsChanged);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::documents::Documents;
    use crate::app::hub::AppPart as _;
    use crate::app::{Start, WindowMode};
    use crate::i18n::Lang;
    use crate::session::overrides::Overrides;
    use crate::store;
    use crate::store::home::Home;
    use crate::store::settings::Settings;

    /// No picture of a preview is read, of whatever it is told.
    #[test]
    fn a_preview_reads_no_images() {
        let folder = tempfile::tempdir().unwrap();
        let start = Start {
            file: None,
            mode: WindowMode::Editor,
            lock: None,
            trust: false,
            overrides: Overrides::default(),
            local_port: 0,
            system_dialogs: false,
        };
        let (ctx, home) = (egui::Context::default(), Home::at(folder.path()));
        let mut hub = Hub::new(&ctx, start, home, Settings::default(), Lang::De);
        let text = r##"(format: 2, name: "P", next_id: 9, screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10,
            background: "#ffffff", controls: [(id: 2, kind: "image", name: "Bild", area: (x: 0, y: 0, w: 9, h: 9),
            properties: {"file": "plan.png"})])])"##;
        let project = store::parse(text).unwrap().project;
        let _effects = hub.editor.open(project, Some(folder.path().join("p.ron")));
        hub.data.preview = Some(Vec::new());
        let mut documents = Documents::default();
        let project = Arc::clone(hub.editor.project());
        for notice in [AppNotice::ProjectChanged(project), AppNotice::WindowFocused, AppNotice::AppStarts] {
            documents.hear(&mut hub, &notice);
        }
        assert!(hub.data.images.is_empty());
        trust(&mut hub, false);
        documents.hear(&mut hub, &AppNotice::ProjectTrusted);
        assert!(hub.data.images.contains_key("plan.png"));
    }
}
