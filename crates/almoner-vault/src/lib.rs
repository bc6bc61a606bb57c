//! The encrypted store of the PHI zone: raw records, the crosswalk from patients to study ids, secret epochs, the
//! completeness ledger, releases and what has crossed the wall.
//!
//! Records are opaque bytes; the vault knows no FHIR. Each person has a data key under the KMS; chunks of records are
//! compressed, sealed under a key derived for that chunk alone, and appended to pack files. Destroying the data key shreds
//! the person. Every read takes a [`Permit`] and is in the audit log before it returns.
#![warn(missing_docs)]

mod batch;
mod crosswalk;
mod db;
mod ingest;
mod inputs;
mod ledger;
mod order;
mod owners;
mod pack;
mod people;
mod release;
mod rotate;
mod shelf;
mod shred;
mod slots;
#[cfg(test)]
mod testing;
mod tombstones;
mod treating;

use std::path::Path;
use std::sync::Arc;

use almoner_audit::{Entry, Log, Role};
use almoner_base::{Secret, TenantId};
use almoner_crypto::{DataKey, KeyUses, ZoneKeys};
use almoner_store::Database;
use thiserror::Error;

pub use almoner_policy::{FieldGroup, Permit};
pub use batch::{Batch, Count, Record};
pub use crosswalk::{Crossing, Member};
pub use ingest::{IDENTIFIER_AMBIGUOUS, Input, InputState};
pub use inputs::{Prefix, Recognized};
pub use ledger::{InputReport, IssueRow, LedgerRow};
pub use order::{Mark, MovedAway};
pub use people::{PatientId, State};
pub use release::Release;
pub use rotate::{KeyStatus, Rotated};
pub use shelf::Item;

use pack::Packs;

/// Why the vault refused. Holds no content of any record.
#[derive(Debug, Error)]
pub enum Error {
    /// The permit does not allow this.
    #[error("the permit does not allow this action")]
    Permit,
    /// The person's key was destroyed.
    #[error("the person's key was destroyed")]
    Shredded,
    /// Nobody has this study id in this project.
    #[error("no such study id in this project")]
    NoSuchMember,
    /// A pack file is shorter than the database says, or its bytes do not open.
    #[error("a pack file is damaged")]
    PackDamaged,
    /// The file of wrapped keys or that of tombstones is damaged, or has no key for somebody whose key was not destroyed.
    #[error("the vault's file of wrapped keys or of tombstones is damaged")]
    KeysDamaged,
    /// A record or chunk exceeds 4 GiB.
    #[error("a record is too large for the vault")]
    TooLarge,
    /// A stored value can not be read by this build.
    #[error("a stored value is not readable by this build")]
    Schema,
    /// The disk refused.
    #[error("vault storage: {0}")]
    Io(#[from] std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] almoner_store::Error),
    /// A key could not be used.
    #[error(transparent)]
    Crypto(#[from] almoner_crypto::Error),
    /// The audit log refused, so the action was not done.
    #[error(transparent)]
    Audit(#[from] almoner_audit::Error),
}

/// The open vault of one tenant. One process at a time: the home folder's lock sees to that.
pub struct Vault {
    tenant: TenantId,
    database: Database,
    packs: Packs,
    owners: owners::Owners,
    slots: slots::Slots,
    tombstones: tombstones::Tombstones,
    keys: ZoneKeys,
    /// Keyed hashes for look-ups, so that the tables hold no record keys.
    index_key: DataKey,
    /// Opaque ids of the audit log; apart from the index key, since it outlives shredding.
    audit_key: DataKey,
    /// Seals items that are about nobody.
    shelf_key: DataKey,
    log: Arc<Log>,
    next_patient: i64,
    next_chunk: i64,
    known: people::Known,
}

impl Vault {
    /// Opens the vault in `folder` (made where it is missing), repairs what a crash left, and keeps `log` for its entries.
    ///
    /// # Errors
    /// A file, the database or a key can not be used.
    pub fn open(folder: &Path, tenant: TenantId, keys: ZoneKeys, log: impl Into<Arc<Log>>) -> Result<Self, Error> {
        let database = Database::open::<db::migration::Migrator>(&folder.join("vault.db"))?;
        Self::with_database(folder, database, tenant, keys, log)
    }

    /// As [`Vault::open`], with the tables in a database of a PostgreSQL server. Packs, wrapped keys and tombstones stay in
    /// `folder`.
    ///
    /// # Errors
    /// A file, the database or a key can not be used.
    pub fn open_on(
        url: &Secret<String>,
        folder: &Path,
        tenant: TenantId,
        keys: ZoneKeys,
        log: impl Into<Arc<Log>>,
    ) -> Result<Self, Error> {
        let database = Database::connect::<db::migration::Migrator>(url)?;
        Self::with_database(folder, database, tenant, keys, log)
    }

    fn with_database(
        folder: &Path,
        database: Database,
        tenant: TenantId,
        keys: ZoneKeys,
        log: impl Into<Arc<Log>>,
    ) -> Result<Self, Error> {
        let packs_folder = folder.join("packs");
        std::fs::create_dir_all(&packs_folder)?;
        let (next_patient, next_chunk, pack, end) = ingest::positions(&database)?;
        let packs = Packs::open(&packs_folder, pack, end)?;
        let owners = owners::Owners::open(&folder.join("owners"))?;
        let (index_key, audit_key, shelf_key) = (keys.key("index"), keys.key("audit-ids"), keys.key("shelf"));
        let slots = slots::Slots::open(&folder.join("wrapped-keys"))?;
        let (tombstones, destroyed) = tombstones::Tombstones::open(&folder.join("tombstones"), &index_key)?;
        let mut vault = Self {
            tenant,
            database,
            packs,
            owners,
            slots,
            tombstones,
            keys,
            index_key,
            audit_key,
            shelf_key,
            log: log.into(),
            next_patient,
            next_chunk,
            known: people::Known::default(),
        };
        vault.finish_shredding(&destroyed)?;
        vault.log_key_uses()?;
        Ok(vault)
    }

    /// The zone's audit log, for the entries of the room around the vault.
    pub fn log(&self) -> &Arc<Log> {
        &self.log
    }

    /// These entries, and before them those of the keys that were used since the last. Uses are counted, not listed: whose record
    /// was read is in the entry of the read.
    fn with_key_uses(&self, entries: Vec<Entry>) -> Vec<Entry> {
        use almoner_audit::{Action, Count};
        let KeyUses { opened, sealed, wrapped, unwrapped, .. } = self.keys.take_uses();
        let uses = [(Action::KeyOpened, opened), (Action::KeyWrapped, sealed + wrapped), (Action::KeyUnwrapped, unwrapped)];
        let uses = uses.into_iter().filter(|(_, count)| *count > 0);
        let uses = uses.map(|(action, count)| Entry::by_service(Role::Phi, action).count(Count::Keys, count));
        uses.chain(entries).collect()
    }

    fn log_key_uses(&self) -> Result<(), Error> {
        let entries = self.with_key_uses(Vec::new());
        if !entries.is_empty() {
            self.log.append_batch(&entries)?;
        }
        Ok(())
    }

    /// A keyed hash that names a thing in tables and log entries without naming it to their readers.
    fn opaque(&self, kind: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut text = kind.as_bytes().to_vec();
        for part in parts {
            text.push(0);
            text.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            text.extend_from_slice(part);
        }
        self.index_key.mac(&text)
    }
}

/// Tells the log of the keys that were used since the last batch.
impl Drop for Vault {
    fn drop(&mut self) {
        // A log that refuses has refused everybody before; nothing was read that has no entry of its own.
        let _ = self.log_key_uses();
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}
