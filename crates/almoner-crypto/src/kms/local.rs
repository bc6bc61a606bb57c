//! A key-encryption key in a file of mode 0600: as it is, or sealed under a passphrase by argon2id with the second recommended
//! parameters of RFC 9106, section 4 (64 MiB, 3 passes, 4 lanes). The file is CBOR; its parameters are part of what is
//! authenticated. A key file is never written over: what a lost key sealed is lost, and nobody should lose it by a second
//! `create`.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use almoner_base::Secret;
use argon2::{Algorithm, Argon2, Params, Version};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use zeroize::Zeroize;

use crate::{DataKey, Error, Kms, KmsKind, equal, random_bytes};

/// A key-encryption key in a local file.
#[derive(Debug)]
pub struct LocalKms(DataKey);

const FORMAT: u8 = 1;
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;
/// What a key file may ask of the machine that opens it: 1 GiB, 16 passes, 16 lanes.
const LIMITS: (u32, u32, u32) = (1024 * 1024, 16, 16);
const LARGEST_FILE: u64 = 4096;
const CHECK: &[u8] = b"almoner key file check";

#[derive(Encode, Decode)]
#[cbor(map)]
struct KeyFile {
    #[n(0)]
    format: u8,
    /// Absent where the key lies in the file as it is.
    #[n(1)]
    passphrase: Option<Stretch>,
    /// The key, or the key sealed under the stretched passphrase.
    #[n(2)]
    key: ByteVec,
    /// A code that only the right key gives, so that damage is told from a wrong key.
    #[n(3)]
    check: ByteVec,
}

/// How a passphrase becomes a key.
#[derive(Encode, Decode)]
#[cbor(map)]
struct Stretch {
    #[n(0)]
    salt: ByteVec,
    #[n(1)]
    memory_kib: u32,
    #[n(2)]
    passes: u32,
    #[n(3)]
    lanes: u32,
}

impl Stretch {
    fn key(&self, passphrase: &Secret<String>) -> Result<DataKey, Error> {
        let (memory, passes, lanes) = LIMITS;
        if self.memory_kib > memory || self.passes > passes || self.lanes > lanes {
            return Err(Error::KeyFileDamaged);
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(|_| Error::KeyFileDamaged)?;
        let mut bytes = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &self.salt, &mut bytes)
            .map_err(|_| Error::KeyFileDamaged)?;
        let key = DataKey::from_secret(Secret::new(bytes));
        bytes.zeroize();
        Ok(key)
    }

    fn aad(&self) -> Vec<u8> {
        let mut aad = b"almoner key file\x01argon2id".to_vec();
        for parameter in [self.memory_kib, self.passes, self.lanes] {
            aad.extend_from_slice(&parameter.to_be_bytes());
        }
        aad.extend_from_slice(&self.salt);
        aad
    }
}

impl LocalKms {
    /// Makes a new random key-encryption key and writes its file, complete and durable or not at all.
    ///
    /// # Errors
    /// The file exists already, the passphrase is empty, the random source or the disk failed.
    pub fn create(path: &Path, passphrase: Option<&Secret<String>>) -> Result<Self, Error> {
        let key = DataKey::generate()?;
        let check = ByteVec::from(key.mac(CHECK).to_vec());
        let mut file = match passphrase {
            None => KeyFile { format: FORMAT, passphrase: None, key: key.secret().expose().to_vec().into(), check },
            Some(passphrase) if passphrase.expose().is_empty() => return Err(Error::PassphraseEmpty),
            Some(passphrase) => {
                let salt = ByteVec::from(random_bytes::<16>()?.to_vec());
                let stretch = Stretch { salt, memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES };
                let sealed = stretch.key(passphrase)?.wrap(&key, &stretch.aad())?;
                KeyFile { format: FORMAT, passphrase: Some(stretch), key: sealed.into(), check }
            }
        };
        let mut bytes = minicbor::to_vec(&file).map_err(|_| Error::KeyFileDamaged)?;
        let written = write_new(path, &bytes);
        bytes.zeroize();
        file.key.zeroize();
        written?;
        Ok(Self(key))
    }

    /// Opens a key file.
    ///
    /// # Errors
    /// The file is missing, damaged, readable by others, or the passphrase does not fit.
    pub fn open(path: &Path, passphrase: Option<&Secret<String>>) -> Result<Self, Error> {
        let mut bytes = read_private(path)?;
        let mut decoder = minicbor::Decoder::new(&bytes);
        let decoded = decoder.decode::<KeyFile>();
        let complete = decoder.position() == bytes.len();
        bytes.zeroize();
        let mut file = decoded.map_err(|_| Error::KeyFileDamaged)?;
        if !complete {
            return Err(Error::KeyFileDamaged);
        }
        if file.format != FORMAT {
            return Err(Error::KeyFileDamaged);
        }
        let key = match (&file.passphrase, passphrase) {
            (None, None) => {
                <[u8; 32]>::try_from(file.key.as_slice()).map(|bytes| DataKey::from_secret(Secret::new(bytes))).ok()
            }
            (Some(stretch), Some(passphrase)) => {
                let opened = stretch.key(passphrase)?.unwrap(&file.key, &stretch.aad());
                Some(opened.map_err(|_| Error::PassphraseWrong)?)
            }
            (Some(_), None) => return Err(Error::PassphraseNeeded),
            (None, Some(_)) => return Err(Error::PassphraseNotUsed),
        };
        file.key.zeroize();
        let key = key.ok_or(Error::KeyFileDamaged)?;
        if equal(&key.mac(CHECK), &file.check) { Ok(Self(key)) } else { Err(Error::KeyFileDamaged) }
    }
}

impl Kms for LocalKms {
    fn kind(&self) -> KmsKind {
        KmsKind::Local
    }

    fn wrap(&self, key: &DataKey, aad: &[u8]) -> Result<Vec<u8>, Error> {
        self.0.wrap(key, aad)
    }

    fn unwrap(&self, wrapped: &[u8], aad: &[u8]) -> Result<DataKey, Error> {
        self.0.unwrap(wrapped, aad)
    }
}

/// Writes a file that did not exist: in full under another name, to the disk, then by a link that fails if the name is
/// taken.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    let draft = folder.join(format!(".key-{:016x}", crate::random_u64()?));
    let written = write_draft(&draft, bytes).and_then(|()| fs::hard_link(&draft, path).map_err(Error::from));
    let removed = fs::remove_file(&draft);
    written?;
    removed?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Replaces a file in one step and wipes what it held before, so that an old wrapped key does not linger in free blocks (as far
/// as the file system writes in place).
pub(crate) fn write_over(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut old = OpenOptions::new().write(true).open(path)?;
    let length = usize::try_from(old.metadata()?.len()).unwrap_or(0);
    let draft = folder.join(format!(".key-{:016x}", crate::random_u64()?));
    if let Err(error) = write_draft(&draft, bytes).and_then(|()| fs::rename(&draft, path).map_err(Error::from)) {
        // The old file stands. A draft that can not be removed either says nothing without the root key.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    File::open(folder)?.sync_all()?;
    old.write_all(&vec![0; length])?;
    old.sync_all()?;
    Ok(())
}

fn write_draft(draft: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

pub(crate) fn read_private(path: &Path) -> Result<Vec<u8>, Error> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.mode() & 0o077 != 0 {
        return Err(Error::KeyFilePermissions);
    }
    if metadata.len() > LARGEST_FILE {
        return Err(Error::KeyFileDamaged);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    file.take(LARGEST_FILE).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
