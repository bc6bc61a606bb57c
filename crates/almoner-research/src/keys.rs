//! The keys of this zone, as an operator sees them. Nothing here is wrapped by the key-encryption key: charts lie under keys that
//! come from the zone's secret. It rotates all the same, so that a key folder of an earlier time says no more than it must.

use almoner_audit::{Count, Entry, Role, Version};
use almoner_crypto::{KeyUses, ZoneKeys};
use almoner_policy::{Action, Permit, Principal, Purpose, Request, Zone};
use serde::Serialize;

use crate::{Error, Room};

/// What a rotation did.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Rotated {
    /// The version of the key-encryption key that is in force now.
    version: u32,
    /// Data keys that this run wrapped anew.
    rewrapped: u64,
    /// Older versions that were destroyed.
    destroyed: u64,
}

/// How the keys stand.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct KeyStatus {
    /// Which service holds the root key.
    root_key: &'static str,
    /// Versions of the key-encryption key, oldest first; more than one while a rotation is unfinished.
    versions: Vec<u32>,
    /// Wrapped data keys.
    data_keys: u64,
    /// Those among them that an older version wraps.
    behind: u64,
}

impl Room {
    /// Replaces the key-encryption key. The log has its entry before the old version is destroyed.
    pub(crate) fn rotate_keys(&self) -> Result<Rotated, Error> {
        let permit = self.permit_operator(Action::RotateKeys)?;
        let mut keys = self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let version = keys.begin_rotation()?;
        let mut entries = uses(&keys);
        entries.push(
            Entry::by_service(Role::Research, almoner_audit::Action::KeyRotated)
                .version(Version::Policy, permit.policy_version())
                .count(Count::Keys, 0),
        );
        self.log.append_batch(&entries)?;
        let destroyed = keys.destroy_old_versions()?;
        Ok(Rotated { version, rewrapped: 0, destroyed })
    }

    pub(crate) fn key_status(&self) -> Result<KeyStatus, Error> {
        self.permit_operator(Action::ReadHealth)?;
        let keys = self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let versions = keys.ring().versions().collect();
        Ok(KeyStatus { root_key: keys.kms().word(), versions, data_keys: 0, behind: 0 })
    }

    /// A permit for looking after the installation; it reads no chart.
    pub(crate) fn permit_operator(&self, action: Action) -> Result<Permit, Error> {
        self.decide(&Request::new(Principal::Cli, action, Zone::Research).purpose(Purpose::Hsysadmin))
    }
}

/// Entries for the root key's uses since this was asked last.
pub(crate) fn uses(keys: &ZoneKeys) -> Vec<Entry> {
    let KeyUses { opened, sealed, .. } = keys.take_uses();
    let uses = [(almoner_audit::Action::KeyOpened, opened), (almoner_audit::Action::KeyWrapped, sealed)];
    let uses = uses.into_iter().filter(|(_, count)| *count > 0);
    uses.map(|(action, count)| Entry::by_service(Role::Research, action).count(Count::Keys, count)).collect()
}
