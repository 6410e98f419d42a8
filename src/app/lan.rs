//! The local broker for other devices: whether they may use it is a setting, the password for them is in the store of
//! secrets.

use super::App;
use super::jobs::Done;
use crate::model::connection::Connection;
use crate::model::password::{Password, Secret};
use crate::mqtt;
use crate::store::secrets::{ProjectKey, Secrets};

impl App {
    /// Reads the password that was kept; before anything that could start the broker, as that waits for the same job.
    pub(super) fn look_for_broker_password(&self) {
        let secrets = Secrets::new(&self.home);
        self.jobs.start_in_order(move || Some(Done::BrokerPassword(kept(&secrets))));
    }

    /// Lets other devices use it with this password, or the one that was kept; or no longer.
    pub(super) fn share_broker(&mut self, password: Option<Password>) {
        self.settings.broker_on_lan = password.is_some();
        self.save_settings();
        let secrets = Secrets::new(&self.home);
        self.jobs.start_in_order(move || {
            if let Some(word) = password.filter(|word| !word.is_empty()) {
                let local = Connection::local_broker("").id;
                let key = ProjectKey::personal();
                if let Err(err) = secrets.set(&key, (&local, Secret::Password), Some(&word)) {
                    return Some(Done::Failed(err.to_string()));
                }
            }
            Some(Done::BrokerPassword(kept(&secrets)))
        });
    }

    /// The password is known: it counts at once.
    pub(super) fn broker_password(&mut self, password: Option<&Password>) {
        let password = password.filter(|word| !word.is_empty());
        self.shown.lan.stored = password.is_some();
        let shared = password.filter(|_| self.settings.broker_on_lan);
        self.shown.lan.on = shared.is_some();
        self.session.open_broker_to_lan(shared.map_or("", Password::reveal));
        self.look_for_addresses();
    }

    /// Networks come and go.
    pub(super) fn look_for_addresses(&mut self) {
        self.shown.lan.addresses = mqtt::addresses().iter().map(ToString::to_string).collect();
    }
}

fn kept(secrets: &Secrets) -> Option<Password> {
    secrets.kept(&ProjectKey::personal(), &Connection::local_broker(""), Secret::Password)
}
