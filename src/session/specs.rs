//! Which connections a project needs, with everything needed to make them.

use std::path::PathBuf;

use crate::model::address::Address;
use crate::model::binding::expanded;
use crate::model::certificate::{Finding, Role};
use crate::model::connection::{Connection, ConnectionKind, KeptIn, Needs};
use crate::model::id::ConnectionId;
use crate::model::item::Item;
use crate::model::password::{Password, Secret};
use crate::model::project::Project;
use crate::model::reference;
use crate::model::run::Refusal;
use crate::model::topic::TopicFilter;
use crate::mqtt::{ConnectionSpec, SourceSubscription};

/// Passwords and files, from wherever they are kept.
pub trait SecretSource {
    /// The password of a connection.
    fn password(&self, connection: &Connection) -> Option<String>;

    /// Passphrase or private key of a connection, from the store of secrets.
    fn secret(&self, connection: &Connection, secret: Secret) -> Option<Password>;

    /// The content of a certificate or key file named by the project.
    ///
    /// # Errors
    /// What is wrong with it.
    fn file(&self, name: &str) -> Result<Vec<u8>, Finding>;

    /// Where messages of a connection are kept that wait in its outbox; `None`: nowhere.
    fn journal(&self, _connection: &Connection) -> Option<PathBuf> {
        None
    }
}

/// Points a connection elsewhere without touching the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Name or id of the connection.
    pub connection: String,
    /// Where to.
    pub address: Address,
}

/// The connections that sources, bindings or handlers use, and those that cannot be made.
pub fn specs(
    project: &Project,
    secrets: &dyn SecretSource,
    redirects: &[Redirect],
) -> (Vec<ConnectionSpec>, Vec<(ConnectionId, Refusal)>) {
    let project = &*expanded(project);
    let mut specs = Vec::new();
    let mut refused = Vec::new();
    let used = reference::used(project);
    let is_used = |connection: &&Connection| used.contains(&Item::from(connection.id.clone()));
    for connection in project.connections.iter().filter(is_used) {
        match spec(project, connection, secrets, redirects) {
            Ok(spec) => specs.push(spec),
            Err(why) => refused.push((connection.id.clone(), why)),
        }
    }
    (specs, refused)
}

/// A project that runs, with its connections as they are in `edited` now. One that was deleted there stays: the app
/// still uses it.
pub fn with_connections_of(running: &Project, edited: &Project) -> Project {
    let mut project = running.clone();
    for connection in &mut project.connections {
        if let Some(now) = edited.connection(&connection.id) {
            connection.clone_from(now);
        }
    }
    project
}

/// Everything needed to make one connection.
///
/// # Errors
/// A file that cannot be used.
pub fn spec(
    project: &Project,
    connection: &Connection,
    secrets: &dyn SecretSource,
    redirects: &[Redirect],
) -> Result<ConnectionSpec, Refusal> {
    let redirect = redirects.iter().find(|redirect| {
        redirect.connection.eq_ignore_ascii_case(&connection.name) || redirect.connection == connection.id.as_str()
    });
    let address = redirect.map(|redirect| &redirect.address);
    let led = address.map_or_else(|| connection.clone(), |address| connection.redirected(address));
    let fetched = fetch(connection, &led.needs(), secrets)?;
    let login = address.and_then(|address| address.login.as_ref());
    let password = login.map(|(_, word)| word.clone()).or(fetched.password);
    let (local, settings) = match led.kind() {
        ConnectionKind::Local(settings) => (true, *settings),
        ConnectionKind::Mqtt(settings) => (false, *settings),
    };
    let subscriptions = project
        .sources
        .iter()
        .filter(|source| source.connection == connection.id)
        .flat_map(|source| {
            // Filters that break a rule are a problem in the editor; here they are left out.
            source.all_subscriptions().filter_map(|subscription| {
                let filter = TopicFilter::parse(&subscription.filter).ok()?;
                Some(SourceSubscription {
                    source: source.id,
                    filter,
                    qos: subscription.qos().unwrap_or_else(|| source.qos()),
                })
            })
        })
        .collect();
    Ok(ConnectionSpec {
        id: connection.id.clone(),
        name: connection.name.clone(),
        local,
        settings,
        password,
        ca: fetched.ca,
        certificate: fetched.certificate,
        passphrase: fetched.passphrase,
        subscriptions,
        journal: secrets.journal(connection),
    })
}

/// What a connection needs besides its settings, read from where it is kept.
#[derive(Default)]
struct Fetched {
    password: Option<String>,
    ca: Option<Vec<u8>>,
    /// With its key.
    certificate: Option<(Vec<u8>, Vec<u8>)>,
    passphrase: Password,
}

fn fetch(connection: &Connection, needs: &Needs, secrets: &dyn SecretSource) -> Result<Fetched, Refusal> {
    let read = |role: Role, kept: &Option<KeptIn>| -> Result<Option<Vec<u8>>, Refusal> {
        match kept {
            None => Ok(None),
            Some(KeptIn::Project(pem)) => Ok(Some(pem.as_bytes().to_vec())),
            Some(KeptIn::File(name)) => {
                let refusal = |what| Refusal::CertificateFile { role, path: name.clone(), what };
                secrets.file(name).map(Some).map_err(refusal)
            }
        }
    };
    let password = needs.password.then(|| secrets.password(connection)).flatten();
    let ca = read(Role::Ca, &needs.ca)?;
    let Some(client) = &needs.client else { return Ok(Fetched { password, ca, ..Fetched::default() }) };
    let missing = |role, what| Refusal::CertificateFile { role, path: String::new(), what };
    let certificate = read(Role::Certificate, &client.certificate)?
        .ok_or_else(|| missing(Role::Certificate, Finding::NoCertificate))?;
    let key = match read(Role::Key, &client.key)? {
        Some(key) => key,
        None => match secrets.secret(connection, Secret::Key) {
            Some(key) => key.reveal().as_bytes().to_vec(),
            // A file may hold both: PKCS#12 does.
            None if matches!(client.certificate, Some(KeptIn::File(_))) => certificate.clone(),
            None => return Err(missing(Role::Key, Finding::NoKey)),
        },
    };
    let passphrase = secrets.secret(connection, Secret::Passphrase).unwrap_or_default();
    Ok(Fetched { password, ca, certificate: Some((certificate, key)), passphrase })
}
