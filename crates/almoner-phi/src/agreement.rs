//! What a contact, a limited data set or a disclosure rests on, put on record by a privacy officer: waivers of the IRB,
//! authorizations, data use agreements, and the register of recipients.

use almoner_base::ProjectId;
use almoner_vault::PatientId;
use serde::{Deserialize, Serialize};

use crate::kept::Kind;
use crate::{Error, Room};

/// What was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AgreementKind {
    /// A waiver or alteration of authorization by the IRB (45 CFR 164.512(i)(1)(i)).
    IrbWaiver,
    /// A patient's authorization (45 CFR 164.508).
    Authorization,
    /// A data use agreement (45 CFR 164.514(e)(4)).
    DataUseAgreement,
}

/// An agreement on record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Agreement {
    pub(crate) kind: AgreementKind,
    pub(crate) project: String,
    /// The trial, where it is for one alone.
    pub(crate) nct_id: Option<String>,
    /// The number or title under which the institution keeps it.
    pub(crate) reference: String,
    /// The last day, in days since 1970-01-01.
    pub(crate) expires: i32,
    /// The recipient, of a data use agreement.
    pub(crate) recipient: Option<String>,
}

/// Somebody to whom data may be disclosed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RecipientRecord {
    pub(crate) name: String,
    pub(crate) address: Option<String>,
}

impl Room {
    pub(crate) fn has_waiver(&self, project: &ProjectId, trial: &str) -> Result<bool, Error> {
        let all = self.all_kept::<Agreement>(Kind::Agreement)?;
        Ok(all.iter().any(|kept| self.holds(&kept.value, AgreementKind::IrbWaiver, project, trial)))
    }

    pub(crate) fn has_authorization(&self, project: &ProjectId, trial: &str, patient: PatientId) -> Result<bool, Error> {
        let own = self.kept_of::<Agreement>(Kind::Agreement, patient)?;
        Ok(own.iter().any(|kept| self.holds(&kept.value, AgreementKind::Authorization, project, trial)))
    }

    fn holds(&self, agreement: &Agreement, kind: AgreementKind, project: &ProjectId, trial: &str) -> bool {
        agreement.kind == kind
            && agreement.project == project.as_str()
            && agreement.nct_id.as_deref().is_none_or(|only| only == trial)
            && self.clock.now().date().days_since_1970() <= agreement.expires
    }
}
