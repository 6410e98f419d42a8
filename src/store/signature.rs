//! Signatures of projects, and the keys whose signatures count on this computer.
//!
//! A signature is a file `NAME.ron.minisig` beside the project, in the format of minisign (Ed25519 over `BLAKE2b`,
//! <https://jedisct1.github.io/minisign/>), so that its tool makes keys for it and checks it too. Signed is the file of the
//! project, and in the trusted comment each file that the project names: `with:SHA256:NAME`, the name percent-encoded.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};

use minisign::{KeyPair, PublicKey, PublicKeyBox, SecretKeyBox, SignatureBox};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::digest::sha256;
use super::files::{self, FileError};
use super::home::Home;
use super::{disk, text};
use crate::language::reach::reach;
use crate::model::project::Project;
use crate::model::reach::Contact;

/// Largest signature and key that is read, in bytes.
const MOST: u64 = 1024 * 1024;

/// How secret keys begin, in Base64: the algorithms `Ed`, `Sc` (scrypt) and `B2` (`BLAKE2b`), by minisign's description of
/// its formats; without a password there are two zero bytes in the place of `Sc`.
const PROTECTED: &str = "RWRTY0Iy";
const PLAIN: &str = "RWQAAEIy";

/// What is encoded in names of files: all that could end them.
const IN_NAMES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'/');

/// What is to be thought of the signature of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignatureVerdict {
    /// There is none.
    #[default]
    Unsigned,
    /// The project and its files are as this key has signed them, which counts here.
    Good {
        /// What the key is called here.
        by: String,
    },
    /// By a key that does not count here.
    UnknownKey {
        /// Its number, as minisign prints it.
        key: String,
    },
    /// The project is not what was signed.
    Changed {
        /// What the key is called here.
        by: String,
    },
    /// A file that the project names is not what was signed, or was not signed.
    OtherFile {
        /// As the project names it.
        name: String,
    },
    /// It is no signature, or the keys of this computer cannot be read.
    Unreadable {
        /// The words of the system or of the library.
        what: String,
    },
}

/// Why something cannot be signed, or a key not be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// A file cannot be read or written.
    #[error("{what}: {path:?}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What kind of trouble.
        kind: io::ErrorKind,
        /// The words of the system.
        what: String,
    },
    /// A file that the project names cannot be read.
    #[error("{0}")]
    File(FileError),
    /// No key is in it.
    #[error("not a key: {path:?}")]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// The key has a password, and this is not it.
    #[error("wrong password")]
    WrongPassword,
    /// The words of the library.
    #[error("{0}")]
    Library(String),
}

impl SignError {
    fn io(path: &Path, err: &io::Error) -> Self {
        Self::Io { path: path.to_owned(), kind: err.kind(), what: err.to_string() }
    }
}

/// A key to sign with, as its file holds it.
#[derive(Debug)]
pub struct SigningKey {
    path: PathBuf,
    text: String,
    protected: bool,
}

impl SigningKey {
    /// Makes a key: its secret half at `path`, protected by the password unless that is empty; its public half beside it,
    /// `.pub` appended, which is given back. A file that is there stays as it is.
    ///
    /// # Errors
    /// [`SignError`]; [`io::ErrorKind::AlreadyExists`] where one of the two is there.
    pub fn make(path: &Path, password: &str) -> Result<PathBuf, SignError> {
        let public = disk::with_suffix(path, ".pub");
        if public.exists() {
            return Err(SignError::io(&public, &io::ErrorKind::AlreadyExists.into()));
        }
        let pair = if password.is_empty() {
            KeyPair::generate_unencrypted_keypair()
        } else {
            KeyPair::generate_encrypted_keypair(Some(password.to_owned()))
        };
        let texts = pair.and_then(|pair| Ok((pair.sk.to_box(None)?.into_string(), pair.pk.to_box()?.into_string())));
        let (secret, shown) = texts.map_err(|err| SignError::Library(err.to_string()))?;
        disk::create_private(path, secret.as_bytes()).map_err(|err| SignError::io(path, &err))?;
        disk::write(&public, shown.as_bytes(), disk::Access::Usual).map_err(|err| SignError::io(&public, &err))?;
        Ok(public)
    }

    /// The key in a file.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn load(path: &Path) -> Result<Self, SignError> {
        let text = key_text(path)?;
        let key = text.lines().nth(1).unwrap_or_default();
        let protected = key.starts_with(PROTECTED);
        if !protected && !key.starts_with(PLAIN) {
            return Err(SignError::NotAKey { path: path.to_owned() });
        }
        Ok(Self { path: path.to_owned(), protected, text })
    }

    /// Whether it needs a password.
    pub fn is_protected(&self) -> bool {
        self.protected
    }

    /// Signs a project file, and the files that it names; gives back where the signature lies.
    ///
    /// # Errors
    /// [`SignError`]. The signature that was there is unchanged then.
    pub fn sign(self, file: &Path, project: &Project, password: &str) -> Result<PathBuf, SignError> {
        let not_a_key = || SignError::NotAKey { path: self.path.clone() };
        let boxed = SecretKeyBox::from_string(&self.text).map_err(|_no_key| not_a_key())?;
        let key = if self.protected {
            boxed.into_secret_key(Some(password.to_owned())).map_err(|err| match err.kind() {
                minisign::ErrorKind::Verify => SignError::WrongPassword,
                _ => not_a_key(),
            })?
        } else {
            boxed.into_unencrypted_secret_key().map_err(|_no_key| not_a_key())?
        };
        let content = disk::read(file, super::MAX_BYTES).map_err(|err| SignError::io(file, &err))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let mut comment = format!("timestamp:{now}\tfile:{}", encoded(&name));
        for (name, sum) in named_files(file, project) {
            let sum = sum.map_err(SignError::File)?;
            // Writing to a text cannot fail.
            let _written = write!(comment, "\twith:{sum}:{}", encoded(&name));
        }
        let signed = minisign::sign(
            None,
            &key,
            Cursor::new(&content),
            Some(&comment),
            Some("signature of a Steckbrett project"),
        );
        let text = signed.map_err(|err| SignError::Library(err.to_string()))?.into_string();
        let path = signature_file(file);
        disk::write(&path, text.as_bytes(), disk::Access::Usual).map_err(|err| SignError::io(&path, &err))?;
        Ok(path)
    }
}

/// The keys whose signatures count on this computer, `signers.ron`: by the name that they have here.
#[derive(Clone, Debug)]
pub struct SignerKeys {
    file: PathBuf,
}

impl SignerKeys {
    /// Those of this home.
    pub fn new(home: &Home) -> Self {
        Self { file: home.signers_file() }
    }

    /// The keys in their text form, by name.
    ///
    /// # Errors
    /// Those of the system; [`io::ErrorKind::InvalidData`] where the file is damaged. Nobody counts then, and not everybody.
    pub fn all(&self) -> io::Result<BTreeMap<String, String>> {
        let Some(content) = disk::read_if_there(&self.file)? else { return Ok(BTreeMap::new()) };
        text::options().from_bytes(&content).map_err(|err| io::Error::new(io::ErrorKind::InvalidData, err.to_string()))
    }

    /// Whether there are any, so that a locked panel runs only what one of them has signed.
    pub fn any(&self) -> bool {
        self.all().map_or(true, |keys| !keys.is_empty())
    }

    /// From now on the signatures of a key count here: one in a file, or one in its text form.
    /// Another key of this name counts no longer.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn add(&self, name: &str, key: &str) -> Result<(), SignError> {
        let path = Path::new(key);
        let key = if let Ok(key) = PublicKey::from_base64(key) {
            key
        } else {
            let boxed = PublicKeyBox::from_string(&key_text(path)?);
            let key = boxed.and_then(PublicKeyBox::into_public_key);
            key.map_err(|_no_key| SignError::NotAKey { path: path.to_owned() })?
        };
        self.change(|keys| keys.insert(name.to_owned(), key.to_base64())).map(|_before| ())
    }

    /// From now on it counts no longer; `false` where there is none of this name.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn remove(&self, name: &str) -> Result<bool, SignError> {
        self.change(|keys| keys.remove(name)).map(|removed| removed.is_some())
    }

    fn change<T>(&self, change: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Result<T, SignError> {
        let failed = |err: io::Error| SignError::io(&self.file, &err);
        let mut keys = self.all().map_err(failed)?;
        let result = change(&mut keys);
        let text = text::options().to_string_pretty(&keys, text::pretty());
        let text = text.map_err(|err| SignError::Library(err.to_string()))?;
        disk::write(&self.file, text.as_bytes(), disk::Access::Private).map_err(failed)?;
        Ok(result)
    }
}

/// Where the signature of a project file lies.
pub fn signature_file(file: &Path) -> PathBuf {
    disk::with_suffix(file, ".minisig")
}

/// What is to be thought of the signature of a project; `content` is what was read from its file.
pub(super) fn verdict(home: &Home, file: &Path, content: &[u8], project: &Project) -> SignatureVerdict {
    let unreadable = |what: String| SignatureVerdict::Unreadable { what };
    let text = match disk::read(&signature_file(file), MOST) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(err) if err.kind() == io::ErrorKind::NotFound => return SignatureVerdict::Unsigned,
        Err(err) => return unreadable(err.to_string()),
    };
    let signature = match SignatureBox::from_string(&text) {
        Ok(signature) => signature,
        Err(err) => return unreadable(err.to_string()),
    };
    let keys = match SignerKeys::new(home).all() {
        Ok(keys) => keys,
        Err(err) => return unreadable(err.to_string()),
    };
    let mut known = keys.into_iter().filter_map(|(name, key)| Some((name, PublicKey::from_base64(&key).ok()?)));
    let Some((by, key)) = known.find(|(_, key)| key.keynum() == signature.keynum()) else {
        let number: Vec<String> = signature.keynum().iter().rev().map(|byte| format!("{byte:02X}")).collect();
        return SignatureVerdict::UnknownKey { key: number.concat() };
    };
    // Quiet, without a copy to the output, and without the older kind that does not cover all.
    if minisign::verify(&key, &signature, Cursor::new(content), true, false, false).is_err() {
        return SignatureVerdict::Changed { by };
    }
    let comment = signature.trusted_comment().unwrap_or_default();
    let signed: BTreeMap<String, &str> = comment
        .split('\t')
        .filter_map(|part| part.strip_prefix("with:")?.split_once(':'))
        .map(|(sum, name)| (percent_decode_str(name).decode_utf8_lossy().into_owned(), sum))
        .collect();
    let differs = |(name, sum): &(String, Result<String, FileError>)| {
        sum.as_ref().ok().map(String::as_str) != signed.get(name).copied()
    };
    match named_files(file, project).into_iter().find(differs) {
        Some((name, _)) => SignatureVerdict::OtherFile { name },
        None => SignatureVerdict::Good { by },
    }
}

/// The files that a project names, each with the digest of what it holds.
fn named_files(file: &Path, project: &Project) -> Vec<(String, Result<String, FileError>)> {
    let names = reach(project).into_iter().filter_map(|contact| match contact {
        Contact::File { name } => Some(name),
        _ => None,
    });
    names
        .map(|name| {
            let sum = files::read(&files::resolve(Some(file), &name)).map(|content| sha256(&content));
            (name, sum)
        })
        .collect()
}

fn encoded(name: &str) -> String {
    utf8_percent_encode(name, IN_NAMES).to_string()
}

/// What a file with a key holds.
fn key_text(path: &Path) -> Result<String, SignError> {
    let content = disk::read(path, MOST).map_err(|err| SignError::io(path, &err))?;
    String::from_utf8(content).map_err(|_no_text| SignError::NotAKey { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::known::KnownProjects;
    use crate::store::{self, LoadError};

    struct Signed {
        folder: tempfile::TempDir,
        home: Home,
        file: PathBuf,
        key: PathBuf,
    }

    impl Signed {
        /// A project with a picture, signed by a key that counts here.
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let home = Home::at(&folder.path().join("home"));
            home.create().unwrap();
            let (file, key) = (folder.path().join("panel.ron"), folder.path().join("werk.key"));
            std::fs::write(folder.path().join("plan ü.png"), "PNG").unwrap();
            let signed = Self { folder, home, file, key };
            signed.write("plan ü.png");
            let public = SigningKey::make(&signed.key, "").unwrap();
            SignerKeys::new(&signed.home).add("Werk 1", public.to_str().unwrap()).unwrap();
            signed.sign();
            signed
        }

        fn write(&self, picture: &str) {
            let text = format!(
                r##"(format: 2, name: "P", id: "p", next_id: 9, screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10,
                background: "#ffffff", controls: [(id: 2, kind: "image", name: "Bild", area: (x: 0, y: 0, w: 9, h: 9),
                properties: {{"file": "{picture}"}})])])"##
            );
            std::fs::write(&self.file, text).unwrap();
        }

        fn sign(&self) {
            let project = store::load(&self.file).unwrap().project;
            SigningKey::load(&self.key).unwrap().sign(&self.file, &project, "").unwrap();
        }

        fn verdict(&self) -> SignatureVerdict {
            match KnownProjects::new(&self.home).open(&self.file, true) {
                Ok((_, _, standing)) => standing.signature,
                Err(LoadError::NotSigned(verdict)) => verdict,
                Err(err) => panic!("{err}"),
            }
        }
    }

    #[test]
    fn what_was_signed_is_good_until_one_byte_of_it_is_another() {
        let signed = Signed::new();
        assert_eq!(signed.verdict(), SignatureVerdict::Good { by: "Werk 1".to_owned() });
        let standing = KnownProjects::new(&signed.home).open(&signed.file, false).unwrap().2;
        assert_eq!(standing.untrusted, None, "a signature that counts is trust");
        let mut content = std::fs::read(&signed.file).unwrap();
        content.push(b' ');
        std::fs::write(&signed.file, content).unwrap();
        assert_eq!(signed.verdict(), SignatureVerdict::Changed { by: "Werk 1".to_owned() });
        let standing = KnownProjects::new(&signed.home).open(&signed.file, false).unwrap().2;
        assert!(standing.untrusted.is_some());
    }

    #[test]
    fn the_files_of_a_project_are_signed_with_it() {
        let signed = Signed::new();
        let other = |name: &str| SignatureVerdict::OtherFile { name: name.to_owned() };
        std::fs::write(signed.folder.path().join("plan ü.png"), "PNg").unwrap();
        assert_eq!(signed.verdict(), other("plan ü.png"));
        std::fs::remove_file(signed.folder.path().join("plan ü.png")).unwrap();
        assert_eq!(signed.verdict(), other("plan ü.png"));
        let project = store::load(&signed.file).unwrap().project;
        let refused = SigningKey::load(&signed.key).unwrap().sign(&signed.file, &project, "");
        assert!(matches!(refused, Err(SignError::File(_))));
    }

    #[test]
    fn who_signed_counts() {
        let signed = Signed::new();
        let keys = SignerKeys::new(&signed.home);
        assert!(keys.remove("Werk 1").unwrap() && !keys.remove("Werk 1").unwrap() && !keys.any());
        assert!(matches!(signed.verdict(), SignatureVerdict::UnknownKey { key } if key.len() == 16));
        // One that says it were the same key, and is not.
        let shown = std::fs::read_to_string(disk::with_suffix(&signed.key, ".pub")).unwrap();
        let public = PublicKeyBox::from_string(&shown).unwrap().into_public_key().unwrap();
        let other = KeyPair::generate_unencrypted_keypair().unwrap().pk;
        let mut bytes = other.to_bytes();
        bytes[2..10].copy_from_slice(public.keynum());
        keys.add("Werk 2", &PublicKey::from_bytes(&bytes).unwrap().to_base64()).unwrap();
        assert_eq!(signed.verdict(), SignatureVerdict::Changed { by: "Werk 2".to_owned() });
        keys.add("Werk 2", &public.to_base64()).unwrap();
        assert_eq!(signed.verdict(), SignatureVerdict::Good { by: "Werk 2".to_owned() });
    }

    #[test]
    fn no_signature_and_no_list_of_keys_are_no_leave() {
        let signed = Signed::new();
        std::fs::write(signed.home.signers_file(), "{").unwrap();
        assert!(matches!(signed.verdict(), SignatureVerdict::Unreadable { .. }));
        assert!(SignerKeys::new(&signed.home).any(), "a damaged list is no empty one");
        std::fs::write(signature_file(&signed.file), "unsigned").unwrap();
        assert!(matches!(signed.verdict(), SignatureVerdict::Unreadable { .. }));
        std::fs::remove_file(signature_file(&signed.file)).unwrap();
        assert_eq!(signed.verdict(), SignatureVerdict::Unsigned);
    }

    #[test]
    fn keys_are_never_written_over_and_may_have_a_password() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("k");
        SigningKey::make(&key, "geheim").unwrap();
        let text = std::fs::read_to_string(&key).unwrap();
        assert!(matches!(SigningKey::make(&key, ""), Err(SignError::Io { kind: io::ErrorKind::AlreadyExists, .. })));
        assert_eq!(std::fs::read_to_string(&key).unwrap(), text);
        let file = folder.path().join("p.ron");
        let project = Project::new("P", "Start", "Lokal");
        store::save(&file, &project).unwrap();
        let sign = |password: &str| SigningKey::load(&key).unwrap().sign(&file, &project, password);
        assert!(SigningKey::load(&key).unwrap().is_protected());
        assert_eq!(sign("falsch"), Err(SignError::WrongPassword));
        assert_eq!(sign("geheim"), Ok(signature_file(&file)));
        assert!(matches!(SigningKey::load(&file), Err(SignError::NotAKey { .. })));
    }
}
