//! A release before it is made: what would leave, how likely somebody is recognised in it, and a privacy officer's word on it.
//!
//! Drafting lets nothing out and keeps no chart. A refusal stands in the way of that release under that policy version until
//! another draft of it is approved; an approval alone lets nothing out either, since the policy's own conditions stay.

use std::collections::BTreeMap;

use almoner_base::{Date, ProjectId};
use almoner_policy::{Permit, Principal};
use almoner_vault::{PatientId, State};
use serde::{Deserialize, Serialize};

use crate::kept::{Kept, Kind};
use crate::release::{Crossed, Making, policy_named};
use crate::risk::{Measured, RiskEntry};
use crate::{Error, Room};

/// People of whom charts are drafted at most; of more, one in so many is.
const MOST_DRAFTED: usize = 1000;

/// The figures of a draft.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct Drafted {
    /// The project.
    pub(crate) project: String,
    /// The number that the release would have.
    pub(crate) release: u32,
    /// `safe_harbor` or `expert_determination`.
    pub(crate) policy: String,
    /// Content hash of the policy.
    pub(crate) policy_version: String,
    /// The day at which ages would be counted.
    pub(crate) as_of: String,
    /// People who may be in a release.
    pub(crate) patients: u64,
    /// Of how many of them charts were drafted; fewer than all where there are more than 1,000.
    pub(crate) drafted: u64,
    /// Charts that would leave.
    pub(crate) charts: u64,
    /// People without a chart, by coded reason.
    pub(crate) withheld: BTreeMap<String, u64>,
    /// What was removed from text, by category.
    pub(crate) removed: BTreeMap<String, u64>,
    /// The risk, by itself and with all earlier releases; null where not everybody was drafted.
    pub(crate) risk: Option<RiskEntry>,
    /// Who drafted it: a person's id. Another decides.
    #[serde(default)]
    pub(crate) by: Option<String>,
    /// What a privacy officer said of it.
    pub(crate) decision: Option<DraftDecision>,
}

/// A privacy officer's word on a draft.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub(crate) struct DraftDecision {
    /// `approved` or `refused`.
    pub(crate) decision: String,
    /// Whose: a person's id.
    pub(crate) by: String,
    /// When, in milliseconds since 1970 UTC.
    pub(crate) at: i64,
}

impl Room {
    /// Drafts the project's next release under a policy.
    pub(crate) fn draft_release(&mut self, project: &ProjectId, policy_name: &str, as_of: Date) -> Result<Drafted, Error> {
        let policy = policy_named(policy_name)?;
        let permit: Permit = self.permit(Principal::Phi, almoner_policy::Action::ReadVault, None)?;
        let number = self.vault.newest_release(project)?.map_or(0, |release| release.number) + 1;
        let mut withheld: BTreeMap<String, u64> = BTreeMap::new();
        let mut active: Vec<PatientId> = Vec::new();
        for (patient, state) in self.vault.people()? {
            let code = match state {
                State::Active => {
                    active.push(patient);
                    continue;
                }
                State::Deceased => "deceased",
                State::OptedOut => "opted-out",
                State::Merged => "merged",
                State::Shredded => "shredded",
                State::StandIn | State::Thing => continue,
            };
            *withheld.entry(code.to_owned()).or_default() += 1;
        }
        let patients = active.len() as u64;
        let every = active.len().div_ceil(MOST_DRAFTED).max(1);
        let drafted: Vec<PatientId> = active.into_iter().step_by(every).collect();
        let mark = self.vault.mark()?;
        let hospital = self.hospital(&permit, mark)?;
        let mut series = self.series(project)?;
        let reviewed = series.reviewed.clone();
        let making = Making { permit: &permit, project, policy: &policy, number, as_of, sample: false, reviewed };
        let mut found = Crossed::default();
        self.look_at(&making, &hospital, &drafted, &mut found)?;
        for (code, count) in found.withheld {
            *withheld.entry(code.to_owned()).or_default() += count;
        }
        let charts = found.people.len() as u64;
        // The series is a copy: what is only drafted does not stand in it.
        let measured = Measured {
            release: number,
            policy: policy_name,
            as_of: as_of.to_string(),
            recipient: "",
            attestation: None,
            people: found.people,
            unusual: found.unusual,
        };
        let risk = if every == 1 { Some(series.measure(measured)?) } else { None };
        Ok(Drafted {
            project: project.as_str().to_owned(),
            release: number,
            policy: policy_name.to_owned(),
            policy_version: policy.version.clone(),
            as_of: as_of.to_string(),
            patients,
            drafted: drafted.len() as u64,
            charts,
            withheld,
            removed: found.removed,
            risk,
            by: None,
            decision: None,
        })
    }

    /// The newest decided draft of a release under this version of its policy.
    pub(crate) fn decided(&self, project: &ProjectId, release: u32, version: &str) -> Result<Option<Kept<Drafted>>, Error> {
        let of = |draft: &Drafted| {
            draft.project == project.as_str() && draft.release == release && draft.policy_version == version
        };
        let decided = |kept: &Kept<Drafted>| of(&kept.value) && kept.value.decision.is_some();
        let all = self.all_kept::<Drafted>(Kind::Draft)?;
        let at = |kept: &Kept<Drafted>| kept.value.decision.as_ref().map(|decision| decision.at);
        Ok(all.into_iter().filter(decided).max_by_key(at))
    }

    /// Whether a privacy officer stands in the way of a release.
    pub(crate) fn not_refused(&self, project: &ProjectId, release: u32, policy: &almoner_deid::Policy) -> Result<(), Error> {
        let decided = self.decided(project, release, &policy.version)?;
        let refused = |kept: &Kept<Drafted>| kept.value.decision.as_ref().is_some_and(|word| word.decision != "approved");
        if decided.as_ref().is_some_and(refused) { Err(Error::ReleaseRefused) } else { Ok(()) }
    }
}
