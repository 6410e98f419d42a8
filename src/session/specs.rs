//! Which connections a project needs, with everything needed to make them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::model::address::Address;
use crate::model::binding::expanded;
use crate::model::certificate::{Finding, Role};
use crate::model::component::unfolded_once;
use crate::model::connection::{ClientNeeds, Connection, ConnectionKind, KeptIn, MqttSettings, Needs};
use crate::model::id::ConnectionId;
use crate::model::item::Item;
use crate::model::password::{Password, Secret};
use crate::model::project::Project;
use crate::model::reference;
use crate::model::run::Refusal;
use crate::model::target::SecretTarget;
use crate::model::topic::TopicFilter;
use crate::mqtt::{ConnectionSpec, OwnCertificate, SourceSubscription};

/// Where a secret was found, which decides where it may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretOrigin {
    /// Somebody has typed it just now, for what is on the screen.
    Typed,
    /// It is stored for this place; `None`: an older version has not kept for which.
    Stored(Option<SecretTarget>),
    /// Whoever starts the program has given it.
    Environment {
        /// Where it was sent the last time, if ever.
        sent: Option<SecretTarget>,
        /// Whoever starts the program trusts what the file says now.
        trusting: bool,
    },
}

/// A secret, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSecret {
    /// The secret.
    pub word: Password,
    /// Where it comes from.
    pub origin: SecretOrigin,
}

/// Passwords and files, from wherever they are kept.
pub trait SecretSource {
    /// A secret of a connection; an empty one says that there is none to be sent.
    fn find(&self, connection: &Connection, secret: Secret) -> Option<FoundSecret>;

    /// A secret of a connection that stays on this computer.
    fn secret(&self, connection: &Connection, secret: Secret) -> Option<Password> {
        self.find(connection, secret).map(|found| found.word)
    }

    /// A secret from the environment is about to be sent there.
    fn sends(&self, _connection: &Connection, _secret: Secret, _target: &SecretTarget) {}

    /// Whether what is stored cannot be read now.
    fn is_locked(&self) -> bool {
        false
    }

    /// What tells one authority from another.
    fn digest(&self, bytes: &[u8]) -> String;

    /// The content of a certificate or key file named by the project.
    ///
    /// # Errors
    /// What is wrong with it.
    fn file(&self, name: &str) -> Result<Vec<u8>, Finding>;

    /// Where that file lies; `None`: nowhere that it could be read from again.
    fn path(&self, _name: &str) -> Option<PathBuf> {
        None
    }

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

/// The connections that sources, bindings or handlers of a project use.
pub fn used_connections(project: &Project) -> BTreeSet<ConnectionId> {
    used(&expanded(&unfolded_once(project)))
}

fn used(project: &Project) -> BTreeSet<ConnectionId> {
    let used = reference::used(project).into_iter();
    used.filter_map(|item| if let Item::Connection(id) = item { Some(id) } else { None }).collect()
}

/// The connections that sources, bindings or handlers use, and those that cannot be made.
pub fn specs(
    project: &Project,
    secrets: &dyn SecretSource,
    redirects: &[Redirect],
) -> (Vec<ConnectionSpec>, Vec<(ConnectionId, Refusal)>) {
    // Whatever instances of repeaters may need, too.
    let project = &*unfolded_once(project);
    let project = &*expanded(project);
    let mut specs = Vec::new();
    let mut refused = Vec::new();
    let used = used(project);
    for connection in project.connections.iter().filter(|connection| used.contains(&connection.id)) {
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
    let (local, settings) = match led.kind() {
        ConnectionKind::Local(settings) => (true, *settings),
        ConnectionKind::Mqtt(settings) => (false, *settings),
    };
    let given =
        address.and_then(|address| address.login.as_ref()).map(|(_, word)| word).filter(|word| !word.is_empty());
    let way = Way { connection, secrets, led: led.mqtt(), redirected: redirect.is_some() };
    let fetched = way.fetch(&led.needs(), given)?;
    Ok(ConnectionSpec {
        id: connection.id.clone(),
        name: connection.name.clone(),
        local,
        settings,
        password: fetched.password,
        ca: fetched.ca,
        certificate: fetched.certificate,
        passphrase: fetched.passphrase,
        subscriptions: subscriptions(project, &connection.id),
        journal: secrets.journal(connection),
    })
}

/// All that the sources of a project may subscribe to on a connection.
pub(super) fn subscriptions(project: &Project, connection: &ConnectionId) -> Vec<SourceSubscription> {
    let sources = project.sources.iter().filter(|source| source.connection == *connection);
    let each = sources.flat_map(|source| {
        // Filters that break a rule are a problem in the editor; here they are left out.
        source.all_subscriptions().filter_map(|subscription| {
            let filter = TopicFilter::parse(&subscription.filter).ok()?;
            let qos = subscription.qos().unwrap_or_else(|| source.qos());
            Some(SourceSubscription { source: source.id, filter, qos })
        })
    });
    each.collect()
}

/// What a connection needs besides its settings, read from where it is kept.
#[derive(Default)]
struct Fetched {
    password: Option<String>,
    ca: Option<Vec<u8>>,
    certificate: Option<OwnCertificate>,
    passphrase: Password,
}

/// A connection on its way to where it leads.
struct Way<'a> {
    connection: &'a Connection,
    secrets: &'a dyn SecretSource,
    /// Settings with which it is made.
    led: Option<MqttSettings>,
    /// Whoever starts the program has named another address.
    redirected: bool,
}

impl Way<'_> {
    /// Fetches all that is needed; `given` is a password that stands in the address.
    fn fetch(&self, needs: &Needs, given: Option<&String>) -> Result<Fetched, Refusal> {
        let ca = self.read(Role::Ca, needs.ca.as_ref())?;
        let target = self.target(self.led.as_ref(), ca.as_deref());
        let password = match (needs.password, given) {
            (false, _) => None,
            (true, Some(word)) => Some(word.clone()),
            (true, None) => match self.find(Secret::Password, target.as_ref())? {
                Some(word) => Some(word.reveal().to_owned()),
                None if self.secrets.is_locked() => return Err(Refusal::SecretsLocked),
                None => return Err(Refusal::SecretMissing),
            },
        };
        let Some(client) = &needs.client else { return Ok(Fetched { password, ca, ..Fetched::default() }) };
        let missing = |role, what| Refusal::CertificateFile { role, path: String::new(), what };
        let certificate = self
            .read(Role::Certificate, client.certificate.as_ref())?
            .ok_or_else(|| missing(Role::Certificate, Finding::NoCertificate))?;
        let key = match self.read(Role::Key, client.key.as_ref())? {
            Some(key) => key,
            None => match self.find(Secret::Key, target.as_ref())? {
                Some(key) => key.reveal().as_bytes().to_vec(),
                // A file may hold both: PKCS#12 does.
                None if matches!(client.certificate, Some(KeptIn::File(_))) => certificate.clone(),
                None => return Err(missing(Role::Key, Finding::NoKey)),
            },
        };
        let passphrase = self.find(Secret::Passphrase, target.as_ref())?.unwrap_or_default();
        let files = self.files(client);
        Ok(Fetched { password, ca, certificate: Some(OwnCertificate { certificate, key, files }), passphrase })
    }

    /// Where the client certificate and its key lie, if both are files.
    fn files(&self, client: &ClientNeeds) -> Option<(PathBuf, PathBuf)> {
        let path = |kept: Option<&KeptIn>| match kept? {
            KeptIn::File(name) => self.secrets.path(name),
            KeptIn::Project(_) => None,
        };
        let certificate = path(client.certificate.as_ref())?;
        let key = match &client.key {
            Some(_) => path(client.key.as_ref())?,
            // Typed in, or in the file of the certificate.
            None if self.secrets.find(self.connection, Secret::Key).is_some() => return None,
            None => certificate.clone(),
        };
        Some((certificate, key))
    }

    fn read(&self, role: Role, kept: Option<&KeptIn>) -> Result<Option<Vec<u8>>, Refusal> {
        match kept {
            None => Ok(None),
            Some(KeptIn::Project(pem)) => Ok(Some(pem.as_bytes().to_vec())),
            Some(KeptIn::File(name)) => {
                let refusal = |what| Refusal::CertificateFile { role, path: name.clone(), what };
                self.secrets.file(name).map(Some).map_err(refusal)
            }
        }
    }

    fn target(&self, settings: Option<&MqttSettings>, ca: Option<&[u8]>) -> Option<SecretTarget> {
        settings.map(|settings| SecretTarget::of(settings, ca.map(|ca| self.secrets.digest(ca))))
    }

    /// A secret, where it may go to this place.
    fn find(&self, secret: Secret, target: Option<&SecretTarget>) -> Result<Option<Password>, Refusal> {
        let Some(found) = self.secrets.find(self.connection, secret) else { return Ok(None) };
        let Some(now) = target else { return Ok(Some(found.word)) };
        let elsewhere = |before: Option<&SecretTarget>| {
            Err(Refusal::SecretElsewhere {
                secret,
                stored: before.map(|before| Box::new(before.clone())),
                now: Box::new(now.clone()),
            })
        };
        match &found.origin {
            SecretOrigin::Typed => {}
            SecretOrigin::Stored(Some(before)) if before == now => {}
            SecretOrigin::Stored(before) => return elsewhere(before.as_ref()),
            SecretOrigin::Environment { sent: before, trusting } => {
                // An address on the same command line is the answer to the question, but not for a weaker way.
                let file = self.connection.mqtt().filter(|_| self.redirected && !self.connection.is_local());
                let file = self.target(file.as_ref(), None);
                let weaker = before.iter().chain(&file).find(|before| now.is_weaker_than(before));
                if weaker.is_some() {
                    return elsewhere(weaker);
                }
                if self.redirected || before.as_ref() == Some(now) {
                    return Ok(Some(found.word));
                }
                if before.is_some() && !trusting {
                    return elsewhere(before.as_ref());
                }
                self.secrets.sends(self.connection, secret, now);
            }
        }
        Ok(Some(found.word))
    }
}

/// Where the secrets of a connection may go, as it is set now; `None` where its own authority cannot be read.
pub fn target_of(connection: &Connection, secrets: &dyn SecretSource) -> Option<SecretTarget> {
    let way = Way { connection, secrets, led: connection.mqtt(), redirected: false };
    let ca = way.read(Role::Ca, connection.needs().ca.as_ref()).ok()?;
    way.target(way.led.as_ref(), ca.as_deref())
}
