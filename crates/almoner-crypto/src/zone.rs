//! The keys of one zone: a secret from which the zone's own keys are derived, and the versions of the key-encryption key that
//! wraps the patients' keys. Both lie in `zone.ring`, wrapped by the key service.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use almoner_base::{Clock, Secret};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::kms::{read_private, write_new, write_over};
use crate::{DataKey, Error, KeyRing, KeyUses, Kms, KmsKind, KmsSettings, LocalKms, SigningKey};

const FORMAT: u8 = 2;
const SECRET_AAD: &[u8] = b"almoner zone secret v2";

/// What a zone's process holds once it has opened its key folder.
pub struct ZoneKeys {
    folder: PathBuf,
    kms: Box<dyn Kms>,
    file: RingFile,
    secret: DataKey,
    ring: KeyRing,
    /// The next version, where it had to be had from the service before the process let go of it.
    spare: Option<(DataKey, Vec<u8>)>,
    opened: AtomicU64,
    sealed: AtomicU64,
}

#[derive(Clone, Encode, Decode)]
#[cbor(map)]
struct RingFile {
    #[n(0)]
    format: u8,
    #[n(1)]
    secret: ByteVec,
    /// Oldest first.
    #[n(2)]
    versions: Vec<Version>,
}

#[derive(Clone, Encode, Decode)]
#[cbor(map)]
struct Version {
    #[n(0)]
    number: u32,
    #[n(1)]
    wrapped: ByteVec,
}

impl ZoneKeys {
    /// Makes `zone.key` and `zone.ring` in an existing folder: the root key is a local file.
    ///
    /// # Errors
    /// The files exist already, or the random source or the disk failed.
    pub fn create(folder: &Path, passphrase: Option<&Secret<String>>) -> Result<Self, Error> {
        let kms = LocalKms::create(&folder.join("zone.key"), passphrase)?;
        Self::create_with(folder, Box::new(kms))
    }

    /// Makes `zone.ring` under the root key of a service.
    ///
    /// # Errors
    /// The file exists already, or the service, the random source or the disk failed.
    pub fn create_with(folder: &Path, kms: Box<dyn Kms>) -> Result<Self, Error> {
        let (secret, wrapped) = kms.generate(SECRET_AAD)?;
        let (first, first_wrapped) = kms.generate(&version_aad(1))?;
        let versions = vec![Version { number: 1, wrapped: first_wrapped.into() }];
        let file = RingFile { format: FORMAT, secret: wrapped.into(), versions };
        write_new(&path(folder), &encoded(&file)?)?;
        let ring = KeyRing::new(BTreeMap::from([(1, first)]));
        Ok(Self { folder: folder.to_owned(), kms, file, secret, ring, spare: None, opened: 0.into(), sealed: 2.into() })
    }

    /// Opens the files that [`ZoneKeys::create`] made.
    ///
    /// # Errors
    /// A file is missing, damaged or readable by others, the passphrase does not fit, or the settings name another service.
    pub fn open(folder: &Path, passphrase: Option<&Secret<String>>) -> Result<Self, Error> {
        if KmsSettings::read(folder)? != (KmsSettings::Local {}) {
            return Err(Error::KmsElsewhere);
        }
        Self::open_with(folder, Box::new(LocalKms::open(&folder.join("zone.key"), passphrase)?))
    }

    /// Opens `zone.ring` by the service that holds its root key.
    ///
    /// # Errors
    /// The file is missing, damaged or readable by others, or the service does not open it.
    pub fn open_with(folder: &Path, kms: Box<dyn Kms>) -> Result<Self, Error> {
        let path = path(folder);
        if !path.exists() {
            return Err(Error::RingMissing);
        }
        let bytes = read_private(&path)?;
        let mut decoder = minicbor::Decoder::new(&bytes);
        let file: RingFile = decoder.decode().map_err(|_| Error::KeyFileDamaged)?;
        let ascending = file.versions.is_sorted_by(|a, b| a.number < b.number);
        if decoder.position() != bytes.len() || file.format != FORMAT || file.versions.is_empty() || !ascending {
            return Err(Error::KeyFileDamaged);
        }
        let secret = kms.unwrap(&file.secret, SECRET_AAD)?;
        let mut versions = BTreeMap::new();
        for version in &file.versions {
            versions.insert(version.number, kms.unwrap(&version.wrapped, &version_aad(version.number))?);
        }
        let opened = AtomicU64::new(1 + u64::try_from(versions.len()).unwrap_or(0));
        let (folder, ring) = (folder.to_owned(), KeyRing::new(versions));
        Ok(Self { folder, kms, file, secret, ring, spare: None, opened, sealed: 0.into() })
    }

    /// Opens the keys of a zone by the service that its `kms.toml` names, or makes them if the zone was never `ready`. A crash
    /// between the two files of a local zone is made good. `credential` opens the service: a passphrase, a token and so on.
    ///
    /// # Errors
    /// As for [`ZoneKeys::create`], [`ZoneKeys::open`] and [`KmsSettings::open`].
    pub fn open_or_create(
        folder: &Path,
        credential: Option<&Secret<String>>,
        clock: &Arc<dyn Clock>,
        ready: bool,
    ) -> Result<Self, Error> {
        let settings = KmsSettings::read(folder)?;
        let is_local = settings == KmsSettings::Local {};
        if is_local && !ready && !folder.join("zone.key").exists() {
            return Self::create(folder, credential);
        }
        let kms = settings.open(folder, credential, clock)?;
        if ready || path(folder).exists() { Self::open_with(folder, kms) } else { Self::create_with(folder, kms) }
    }

    /// Lets go of a key service that is another process, and of every connection to it: a process that confines itself calls
    /// this first. What is open stays open. To rotate, the keys must have been let go with `rotates`, which asks the service
    /// for the next version before.
    ///
    /// # Errors
    /// The service or the random source failed.
    pub fn let_go(mut self, rotates: bool) -> Result<Self, Error> {
        let kind = self.kms.kind();
        if kind == KmsKind::Local {
            return Ok(self);
        }
        // A rotation that was cut short goes on with the version that it has.
        if rotates && self.ring.versions().count() == 1 {
            self.spare = Some(self.kms.generate(&version_aad(self.next_version()?))?);
            self.sealed.fetch_add(1, Ordering::Relaxed);
        }
        self.kms = Box::new(LetGo(kind));
        Ok(self)
    }

    /// The key for one purpose of the zone, such as `index`.
    #[must_use]
    pub fn key(&self, purpose: &str) -> DataKey {
        self.secret.derive(&[b"zone-key\0", purpose.as_bytes()].concat())
    }

    /// The signing key for one purpose of the zone, such as `audit`.
    ///
    /// # Errors
    /// The backend refuses the seed.
    pub fn signing_key(&self, purpose: &str) -> Result<SigningKey, Error> {
        SigningKey::derive(&self.secret, &[b"zone-signing\0", purpose.as_bytes()].concat())
    }

    /// The key-encryption key, for the data keys of patients.
    #[must_use]
    pub fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// What was used since this was asked last, for the audit log: of the root key and of the key-encryption key.
    #[must_use]
    pub fn take_uses(&self) -> KeyUses {
        let (wrapped, unwrapped) = self.ring.take_uses();
        let (opened, sealed) = (self.opened.swap(0, Ordering::Relaxed), self.sealed.swap(0, Ordering::Relaxed));
        KeyUses { kms: self.kms.kind(), opened, sealed, wrapped, unwrapped }
    }

    /// Which service holds the root key.
    #[must_use]
    pub fn kms(&self) -> KmsKind {
        self.kms.kind()
    }

    /// Adds a version of the key-encryption key, under which new keys are wrapped from now on; gives its number. What the older
    /// ones wrapped is to be rewrapped; then [`ZoneKeys::destroy_old_versions`].
    ///
    /// # Errors
    /// The service, the random source or the disk failed; then nothing changed.
    pub fn add_version(&mut self) -> Result<u32, Error> {
        let number = self.next_version()?;
        let (key, wrapped) = match self.spare.take() {
            Some(spare) => spare,
            None => {
                let made = self.kms.generate(&version_aad(number))?;
                self.sealed.fetch_add(1, Ordering::Relaxed);
                made
            }
        };
        let mut file = self.file.clone();
        file.versions.push(Version { number, wrapped: wrapped.into() });
        self.write(file)?;
        self.ring.add(number, key);
        Ok(number)
    }

    /// Begins a rotation: adds a version, unless one that was cut short has left the one that it was moving to. Gives the version
    /// that is to wrap everything.
    ///
    /// # Errors
    /// As for [`ZoneKeys::add_version`].
    pub fn begin_rotation(&mut self) -> Result<u32, Error> {
        if self.ring.versions().count() > 1 { Ok(self.ring.newest()) } else { self.add_version() }
    }

    /// Destroys all versions but the newest: what they wrapped can not be opened any more, in no copy of the data, unless
    /// somebody kept a copy of this key folder too. Gives how many that were.
    ///
    /// # Errors
    /// The disk failed.
    pub fn destroy_old_versions(&mut self) -> Result<u64, Error> {
        let newest = self.ring.newest();
        let old = self.ring.versions().filter(|number| *number != newest).count();
        let mut file = self.file.clone();
        file.versions.retain(|version| version.number == newest);
        self.write(file)?;
        self.ring.keep_newest();
        Ok(u64::try_from(old).unwrap_or(u64::MAX))
    }

    /// Puts the zone's keys under the root key of another service. The keys themselves stay. The caller then writes
    /// `kms.toml` and, where the old root key was a file, removes it.
    ///
    /// # Errors
    /// The service or the disk failed; then nothing changed.
    pub fn move_to(&mut self, kms: Box<dyn Kms>) -> Result<(), Error> {
        let secret = kms.wrap(&self.secret, SECRET_AAD)?;
        let mut file = RingFile { format: FORMAT, secret: secret.into(), versions: Vec::new() };
        for number in self.ring.versions() {
            let wrapped = kms.wrap(self.ring.key(number).ok_or(Error::VersionMissing(number))?, &version_aad(number))?;
            file.versions.push(Version { number, wrapped: wrapped.into() });
        }
        self.sealed.fetch_add(1 + u64::try_from(file.versions.len()).unwrap_or(0), Ordering::Relaxed);
        self.write(file)?;
        self.kms = kms;
        Ok(())
    }

    fn next_version(&self) -> Result<u32, Error> {
        self.ring.newest().checked_add(1).ok_or(Error::Key)
    }

    fn write(&mut self, file: RingFile) -> Result<(), Error> {
        write_over(&path(&self.folder), &encoded(&file)?)?;
        self.file = file;
        Ok(())
    }
}

/// In the place of a service that the process let go of.
struct LetGo(KmsKind);

impl Kms for LetGo {
    fn kind(&self) -> KmsKind {
        self.0
    }

    fn wrap(&self, _: &DataKey, _: &[u8]) -> Result<Vec<u8>, Error> {
        Err(Error::Service(self.0.word(), "this process has let go of it"))
    }

    fn unwrap(&self, _: &[u8], _: &[u8]) -> Result<DataKey, Error> {
        Err(Error::Service(self.0.word(), "this process has let go of it"))
    }
}

impl fmt::Debug for ZoneKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ZoneKeys({}, {:?})", self.kms.kind().word(), self.ring)
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("zone.ring")
}

fn encoded(file: &RingFile) -> Result<Vec<u8>, Error> {
    minicbor::to_vec(file).map_err(|_| Error::KeyFileDamaged)
}

/// Services may write this into their logs.
fn version_aad(number: u32) -> Vec<u8> {
    format!("almoner key-encryption key v{number}").into_bytes()
}

#[cfg(test)]
mod tests;
