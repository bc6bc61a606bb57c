//! What can go wrong with keys, said without showing any.

use std::io;

use thiserror::Error;

/// Why a cryptographic operation was refused. No variant holds key material, plaintext or a path.
#[derive(Debug, Error)]
pub enum Error {
    /// The random source of the operating system failed.
    #[error("the random source failed")]
    Random,
    /// Encryption failed, which happens only for texts beyond the limit of AES-GCM (64 GiB).
    #[error("sealing failed")]
    Seal,
    /// The sealed bytes, their context or the key are not the ones that were used to seal.
    #[error("authentication failed: the sealed bytes, their context or the key differ")]
    Open,
    /// The signature does not belong to these bytes and this key.
    #[error("the signature does not verify")]
    Signature,
    /// The bytes are not a key of this kind.
    #[error("not a key of this kind")]
    Key,
    /// The key file may be read by others than its owner, or is not a plain file.
    #[error("the key file must be a plain file that only its owner can read (hint: chmod 600)")]
    KeyFilePermissions,
    /// The key file cannot be understood, or its content does not agree with its check value.
    #[error("the key file is damaged")]
    KeyFileDamaged,
    /// The key file is protected by a passphrase and none was given.
    #[error("the key file needs a passphrase")]
    PassphraseNeeded,
    /// The key file is not protected by a passphrase, yet one was given.
    #[error("the key file has no passphrase, yet one was given")]
    PassphraseNotUsed,
    /// The passphrase does not open the key file (or the file was altered: the two cannot be told apart).
    #[error("the passphrase does not open the key file")]
    PassphraseWrong,
    /// An empty passphrase protects nothing.
    #[error("an empty passphrase is refused")]
    PassphraseEmpty,
    /// A key service or an object store refused or did not answer; what it said is not told.
    #[error("service `{0}`: {1}")]
    Service(&'static str, &'static str),
    /// A setting of a key service or an object store can not be used.
    #[error("setting of a service can not be used ({0})")]
    Setting(&'static str),
    /// The key folder names another service than a local file, or none where one is needed.
    #[error("the keys of this zone are held by another key service (see kms.toml)")]
    KmsElsewhere,
    /// The key folder was made by a build before keys had versions.
    #[error("the key folder has no `zone.ring` (hint: a home made by an earlier build must be made anew)")]
    RingMissing,
    /// A key was wrapped under a version of the key-encryption key that was destroyed or never was.
    #[error("the key-encryption key of version {0} is not there")]
    VersionMissing(u32),
    /// A certificate, its key or a configuration made of them can not be used.
    #[error("certificate or its key can not be used ({0})")]
    Certificate(&'static str),
    /// Reading or writing the key file failed.
    #[error("key file: {0}")]
    Io(#[from] io::Error),
}
