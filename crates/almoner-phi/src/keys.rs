//! The keys of this zone, as an operator sees them: versions and counts, never a key and never whose.

use almoner_policy::{Action, Permit, Principal, Purpose, Request, Zone};
use serde::Serialize;

use crate::{Error, Room};

/// What a rotation did.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Rotated {
    /// The version of the key-encryption key that wraps everything now.
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
    /// Replaces the key-encryption key; goes on with a rotation that was cut short.
    pub(crate) fn rotate_keys(&mut self) -> Result<Rotated, Error> {
        let permit = self.permit_operator(Action::RotateKeys)?;
        let almoner_vault::Rotated { version, rewrapped, destroyed } = self.vault.rotate_keys(&permit)?;
        Ok(Rotated { version, rewrapped, destroyed })
    }

    pub(crate) fn key_status(&self) -> Result<KeyStatus, Error> {
        let permit = self.permit_operator(Action::ReadHealth)?;
        let almoner_vault::KeyStatus { kms, versions, data_keys, behind } = self.vault.key_status(&permit)?;
        Ok(KeyStatus { root_key: kms.word(), versions, data_keys, behind })
    }

    /// A permit for looking after the installation; it reads no record.
    pub(crate) fn permit_operator(&self, action: Action) -> Result<Permit, Error> {
        let request = Request::new(Principal::Cli, action, Zone::Phi).purpose(Purpose::Hsysadmin);
        self.decide(&request.tenant(self.tenant.clone()))
    }
}
