//! The end of the program: asks about unsaved changes, waits for messages that are on their way, and closes the window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::hub::{AppNotice, AppPart, Hub};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::session::told_to_end::when_told_to_end;

/// How long messages and files may take when the window has been closed.
pub(super) const LAST_GRACE: Duration = Duration::from_secs(2);
/// How long a stopped app's messages are held while somebody is asked about them.
const THINKING: Duration = Duration::from_mins(10);

/// The part for the end of the program.
#[derive(Debug)]
pub(super) struct Closing {
    /// The window may close: everything is saved, or the user has said that it need not be.
    allowed: bool,
    /// The window closes once all messages are out; asks when it takes longer than this.
    draining: Option<Instant>,
    /// How long messages may take after the window has been closed.
    grace: Duration,
    /// The system has told the program to end: nobody is there to be asked.
    told: Arc<AtomicBool>,
}

impl Default for Closing {
    fn default() -> Self {
        Self { allowed: false, draining: None, grace: LAST_GRACE, told: Arc::default() }
    }
}

impl AppPart for Closing {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        if matches!(notice, AppNotice::AppStopped) && hub.kiosk_only {
            self.quit(hub);
        }
    }
}

impl Closing {
    /// Has the window closed when the system tells the program to end.
    pub(super) fn listen(&self, hub: &Hub) {
        let (told, ctx) = (Arc::clone(&self.told), hub.ctx.clone());
        when_told_to_end(move || {
            told.store(true, Ordering::SeqCst);
            ctx.request_repaint();
        });
    }

    /// Whether the system has told the program to end. What is not saved then stays where it is kept, for the next start.
    pub(super) fn is_told(&self) -> bool {
        self.told.load(Ordering::SeqCst)
    }

    /// A window that is about to close asks about unsaved changes first.
    pub(super) fn guard(&mut self, hub: &mut Hub) {
        if self.is_told() && !self.allowed {
            return self.close(hub);
        }
        let wants_to_close = hub.ctx.input(|input| input.viewport().close_requested());
        if !wants_to_close || self.allowed {
            return;
        }
        if hub.data.lock.is_some() {
            hub.ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            return;
        }
        if hub.editor.history.is_dirty() && !hub.kiosk_only {
            hub.ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            hub.ask(Command::Do(Action::Quit));
        } else if hub.session.unfinished() > 0 {
            hub.ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.quit(hub);
        }
    }

    /// Closes the window: at once where nothing waits to be sent, else as soon as that is out.
    pub(super) fn quit(&mut self, hub: &mut Hub) {
        if hub.session.unfinished() == 0 {
            self.close(hub);
            return;
        }
        // A stopped app must not give its messages up while somebody is asked about them.
        hub.session.extend_grace(THINKING);
        self.draining = Some(Instant::now() + LAST_GRACE);
        hub.ctx.request_repaint_after(LAST_GRACE);
    }

    /// Closes the window whatever waits.
    pub(super) fn quit_anyway(&mut self, hub: &Hub) {
        self.grace = Duration::ZERO;
        self.close(hub);
    }

    fn close(&mut self, hub: &Hub) {
        self.draining = None;
        self.allowed = true;
        hub.ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }

    /// While the window waits to be closed: whether it can be now, or whether to ask.
    pub(super) fn follow(&mut self, hub: &mut Hub) {
        let Some(until) = self.draining else { return };
        let left = until.saturating_duration_since(Instant::now());
        if hub.session.unfinished() == 0 {
            self.close(hub);
        } else if !left.is_zero() {
            hub.ctx.request_repaint_after(left);
        } else {
            self.draining = None;
            match hub.session.would_be_lost() {
                // All of it is on disk.
                0 => self.quit_anyway(hub),
                count => {
                    hub.editor.dialog = Some(Dialog::StillWaiting(count));
                    hub.ctx.request_repaint();
                }
            }
        }
    }

    /// The window is closed: messages get their last time, then the session ends.
    pub(super) fn end(&self, hub: &mut Hub) {
        hub.session.stop(self.grace);
    }
}
