//! What this room keeps of its own, as typed values: each a sealed item of the vault (see `almoner_vault::Item`).

use almoner_base::Timestamp;
use almoner_vault::{Item, PatientId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Room};

/// What is kept, each kind with names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The state of break-glass, as one value.
    BreakGlass,
    /// What is remembered of each grant beside that, by its number.
    Grant,
    /// A request for contact, by its id.
    Contact,
    /// An approved trial version, by trial and version.
    Trial,
    /// What the register says of a trial, by trial.
    Register,
    /// Which practitioner somebody with an account is, by the account.
    Clinician,
    /// A clinician's answer about a patient and a trial.
    Answer,
    /// A note that is to be looked at, by a random id.
    Note,
    /// Identifiers that a reviewer found in a patient's notes, by the patient's handle.
    Missed,
    /// Somebody to whom data may be disclosed, by a random id.
    Recipient,
    /// A waiver, an authorization or a data use agreement, by a random id.
    Agreement,
    /// The figures of a release before it is made, by a random id.
    Draft,
    /// An answer that is given again to the same request, by person and key.
    Repeat,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::BreakGlass => "break-glass",
            Self::Grant => "grant",
            Self::Contact => "contact",
            Self::Trial => "trial",
            Self::Register => "register",
            Self::Clinician => "clinician",
            Self::Answer => "answer",
            Self::Note => "note",
            Self::Missed => "missed",
            Self::Recipient => "recipient",
            Self::Agreement => "agreement",
            Self::Draft => "draft",
            Self::Repeat => "repeat",
        }
    }
}

/// One kept value.
pub(crate) struct Kept<T> {
    pub(crate) name: String,
    pub(crate) patient: Option<PatientId>,
    pub(crate) at: Timestamp,
    pub(crate) value: T,
}

fn read<T: DeserializeOwned>(item: Item) -> Result<Kept<T>, Error> {
    let value = serde_json::from_slice(&item.bytes).map_err(|_| almoner_vault::Error::Schema)?;
    Ok(Kept { name: item.name, patient: item.patient, at: Timestamp(item.place), value })
}

impl Room {
    /// Keeps a value, in place of one of the same kind and name.
    pub(crate) fn keep<T: Serialize>(&mut self, kind: Kind, kept: &Kept<T>) -> Result<(), Error> {
        let bytes = serde_json::to_vec(&kept.value).map_err(|_| almoner_vault::Error::Schema)?;
        let item = Item { name: kept.name.clone(), patient: kept.patient, place: kept.at.0, bytes };
        Ok(self.vault.put(kind.name(), &item)?)
    }

    pub(crate) fn kept<T: DeserializeOwned>(&self, kind: Kind, name: &str) -> Result<Option<Kept<T>>, Error> {
        self.vault.item(kind.name(), name)?.map(read).transpose()
    }

    /// All of a kind, oldest first.
    pub(crate) fn all_kept<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<Kept<T>>, Error> {
        self.vault.items(kind.name())?.into_iter().map(read).collect()
    }

    /// Those of a kind that are about a person, oldest first.
    pub(crate) fn kept_of<T: DeserializeOwned>(&self, kind: Kind, patient: PatientId) -> Result<Vec<Kept<T>>, Error> {
        self.vault.items_of(kind.name(), patient)?.into_iter().map(read).collect()
    }

    pub(crate) fn forget_before(&mut self, kind: Kind, time: Timestamp) -> Result<(), Error> {
        Ok(self.vault.remove_before(kind.name(), time.0)?)
    }
}
