//! The local broker for other devices: whether they may use it is a setting, the password for them is in the store of
//! secrets.

use crate::app::hub::Hub;
use crate::app::jobs::Done;
use crate::model::connection::Connection;
use crate::model::password::{Password, Secret};
use crate::model::preference::BROKER_ON_LAN;
use crate::model::value::Value;
use crate::mqtt;
use crate::store::secrets::{BoundSecret, ProjectKey, SecretStore};
use crate::store::upkeep::{NotKept, Upkeep};

/// Reads the password that was kept; before anything that could start the broker, as that waits for the same job.
pub(in crate::app) fn look_for_password(hub: &Hub) {
    let secrets = SecretStore::new(&hub.home);
    hub.jobs.start_in_order(move || Some(Done::BrokerPassword(kept(&secrets))));
}

/// Lets other devices use it with this password, or the one that was kept; or no longer.
pub(in crate::app) fn share(hub: &mut Hub, password: Option<Password>) {
    hub.settings.preferences.set(&BROKER_ON_LAN, Value::Bool(password.is_some()));
    hub.save_settings();
    let secrets = SecretStore::new(&hub.home);
    hub.jobs.start_in_order(move || {
        if let Some(word) = password.filter(|word| !word.is_empty()) {
            let local = Connection::local_broker("").id;
            let key = ProjectKey::personal();
            if let Err(err) = secrets.set(&key, (&local, Secret::Password), Some(BoundSecret::new(&word, None))) {
                return Some(Done::NotKept(NotKept::new(Upkeep::Passwords, &err)));
            }
        }
        Some(Done::BrokerPassword(kept(&secrets)))
    });
}

/// The password is known: it counts at once.
pub(in crate::app) fn password(hub: &mut Hub, password: Option<&Password>) {
    let password = password.filter(|word| !word.is_empty());
    hub.data.sharing.stored = password.is_some();
    let shared = password.filter(|_| hub.settings.preferences.is_on(&BROKER_ON_LAN));
    hub.data.sharing.on = shared.is_some();
    hub.session.open_broker_to_lan(shared.map_or("", Password::reveal));
    look_for_addresses(hub);
}

/// The broker can be reached at this port; `foreign` where another process runs it.
pub(in crate::app) fn started(hub: &mut Hub, port: u16, foreign: bool) {
    hub.data.local_port = Some(port);
    hub.data.sharing.foreign = foreign;
    look_for_addresses(hub);
}

/// Networks come and go.
pub(super) fn look_for_addresses(hub: &mut Hub) {
    hub.data.sharing.addresses = mqtt::addresses().iter().map(ToString::to_string).collect();
}

fn kept(secrets: &SecretStore) -> Option<Password> {
    let kept = secrets.kept(&ProjectKey::personal(), &Connection::local_broker("").id, Secret::Password);
    kept.map(|kept| kept.word())
}
