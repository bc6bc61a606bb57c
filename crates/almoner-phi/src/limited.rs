//! Limited data sets, 45 CFR 164.514(e): made for one recipient under a data use agreement on record, and written to a file of
//! their own in the outbox of this zone. None of it passes the airlock.
//!
//! Dates, towns, states and ZIP codes stay; what (e)(2) lists goes. People have other study IDs than in charts: whoever held both
//! could tell from a date where day 0 of a chart lies. A limited data set is exempt from the accounting of disclosures
//! (164.528(a)(1)(viii)); the log has one entry for the whole of it, before the file is there.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use almoner_audit::{Action, Count, Entry, Field, OpaqueId, Role, Version};
use almoner_base::{Date, ProjectId};
use almoner_deid::{
    Context, DataUseAgreement, LimitedDataSetPolicy, LimitedDraft, NoLimitedDraft, Policy, RawRef, Refusal, Surrogates,
    limited_data_set,
};
use almoner_facts::PolicyKind;
use almoner_policy::Principal;
use almoner_vault::State;
use serde_json::{Value, json};

use crate::agreement::{Agreement, AgreementKind, RecipientRecord};
use crate::kept::{Kept, Kind};
use crate::record::{Fold, latest};
use crate::release::{ReleaseOptions, ReleaseSummary};
use crate::{Error, Room};

/// The policy's name in options.
pub(crate) const POLICY: &str = "limited_data_set";
/// People in one step.
const BATCH: usize = 64;

/// Under which agreement, and for whom.
struct Basis {
    agreement: String,
    recipient: OpaqueId,
    paper: DataUseAgreement,
}

impl Room {
    /// As the command line asks for it: the recipient is named by id or by name in the register.
    pub(crate) fn limited_data_set(&mut self, options: &ReleaseOptions) -> Result<ReleaseSummary, Error> {
        let project = ProjectId::new(&options.project)?;
        let recipient = options.recipient.as_deref().unwrap_or_default();
        self.make_limited(&project, recipient, &Entry::by_service(Role::Phi, Action::DisclosureMade))
    }

    /// Makes the file. `entry` says who asked for it.
    pub(crate) fn make_limited(
        &mut self,
        project: &ProjectId,
        recipient: &str,
        entry: &Entry,
    ) -> Result<ReleaseSummary, Error> {
        let basis = self.basis(project, recipient)?;
        let policy = LimitedDataSetPolicy::builtin()?;
        let permit = self.permit(Principal::Phi, almoner_policy::Action::ReadVault, None)?;
        self.vault.settle()?;
        let hospital = self.hospital(&permit, self.vault.mark()?)?;
        let today = self.clock.now().date();
        let own = ProjectId::new(&format!("{}-limited", project.as_str()))?;
        let like = Policy::builtin(PolicyKind::ExpertDetermination)?;
        let mut summary = ReleaseSummary {
            made: true,
            policy: POLICY.to_owned(),
            policy_version: policy.version.clone(),
            as_of: today.to_string(),
            ..ReleaseSummary::default()
        };
        let mut open = Vec::new();
        for (patient, state) in self.vault.people()? {
            let code = match state {
                State::Active => {
                    open.push(patient);
                    continue;
                }
                State::Deceased => "deceased",
                State::OptedOut => "opted-out",
                State::Merged => "merged",
                State::Shredded => "shredded",
                State::StandIn | State::Thing => continue,
            };
            *summary.withheld.entry(code.to_owned()).or_default() += 1;
        }
        let name = format!("limited-{}.ndjson", OpaqueId::random()?);
        let outbox = self.folder.join("outbox");
        DirBuilder::new().recursive(true).mode(0o700).create(&outbox)?;
        let unfinished = outbox.join(format!("{name}.part"));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        let mut out = BufWriter::new(file);
        let head = json!({
            "rule": "45 CFR 164.514(e)", "policy_version": policy.version, "agreement": basis.agreement,
            "recipient": basis.recipient.to_string(), "made": today.to_string(),
        });
        writeln!(out, "{head}")?;
        for some in open.chunks(BATCH) {
            for (patient, records) in some.iter().zip(self.vault.read(&permit, some)?) {
                let member = self.vault.member(&permit, &own, *patient)?;
                let moved = self.vault.moved_away(*patient)?;
                let fold = Fold { deleted: &hospital.deleted, moved: Some(&moved), before: hospital.before };
                let resources = self.with_contents(&permit, &hospital, latest(records.expose(), fold), fold)?;
                let (reviewed, withheld) = self.reviewed_of(*patient, &hospital.shared)?;
                if withheld {
                    *summary.withheld.entry("review-withheld".to_owned()).or_default() += 1;
                    continue;
                }
                let refs: Vec<RawRef<'_>> = resources.iter().map(|(kind, raw)| RawRef { kind, raw }).collect();
                let surrogates = Surrogates::new(|data| member.surrogates.mac(data));
                let context = Context {
                    policy: &like,
                    timeline: member.timeline,
                    as_of: today,
                    next_release: today,
                    shared: reviewed.as_ref().unwrap_or(&hospital.shared),
                    exported: &[],
                    terms: self.terms,
                    engine: &self.engine,
                    surrogates: Some(&surrogates),
                };
                let under = (Some(&basis.paper), basis.paper.recipient.as_str(), today);
                match limited_data_set(&refs, &context, &policy, under) {
                    Ok(draft) => {
                        summary.charts += 1;
                        writeln!(out, "{}", line(&member.study_id.to_string(), &draft))?;
                    }
                    Err(NoLimitedDraft::Withheld(why)) => {
                        *summary.withheld.entry(why.code().to_owned()).or_default() += 1;
                    }
                    Err(NoLimitedDraft::Refused(refusal)) => return Err(Error::Attestation(refusal)),
                    Err(NoLimitedDraft::Policy(error)) => return Err(error.into()),
                }
            }
        }
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        let fields = [
            Field::BirthDate,
            Field::Sex,
            Field::Address,
            Field::Conditions,
            Field::Medications,
            Field::Laboratory,
            Field::VitalSigns,
            Field::Procedures,
            Field::Allergies,
            Field::Notes,
        ];
        let entry = entry
            .clone()
            .purpose(almoner_audit::Purpose::Hresch)
            .project(self.opaque_project(project))
            .recipient(basis.recipient)
            .fields(&fields)
            .version(Version::Deidentification, &policy.version)
            .version(Version::DataUseAgreement, &basis.agreement)
            .count(Count::Charts, summary.charts)
            .count(Count::Withheld, summary.withheld.values().sum());
        // In the log before the file is there under its name.
        self.vault.log().append(&entry)?;
        std::fs::rename(&unfinished, outbox.join(&name))?;
        summary.file = Some(format!("outbox/{name}"));
        Ok(summary)
    }

    /// The agreement with this recipient that holds today.
    fn basis(&self, project: &ProjectId, recipient: &str) -> Result<Basis, Error> {
        let missing = || Error::Attestation(Refusal::AgreementMissing);
        let register: BTreeMap<String, String> = self
            .all_kept::<RecipientRecord>(Kind::Recipient)?
            .into_iter()
            .map(|kept| (kept.name, kept.value.name))
            .collect();
        let is_meant = |id: &String, name: &String| id == recipient || name.eq_ignore_ascii_case(recipient.trim());
        let (id, name) = register.iter().find(|(id, name)| is_meant(id, name)).ok_or_else(missing)?;
        let today = self.clock.now().date();
        let of = |kept: &Kept<Agreement>| {
            let agreement = &kept.value;
            agreement.kind == AgreementKind::DataUseAgreement
                && agreement.project == project.as_str()
                && agreement.recipient.as_deref() == Some(id.as_str())
        };
        let mut all: Vec<_> = self.all_kept::<Agreement>(Kind::Agreement)?.into_iter().filter(of).collect();
        all.sort_by_key(|kept| kept.value.expires);
        let kept = all.pop().ok_or_else(missing)?;
        let paper = DataUseAgreement {
            who: kept.value.reference.clone(),
            recipient: name.clone(),
            purpose: "research".to_owned(),
            date: kept.at.date().to_string(),
            expires: Date::from_days_since_1970(kept.value.expires).to_string(),
        };
        DataUseAgreement::check(Some(&paper), name, today).map_err(Error::Attestation)?;
        Ok(Basis { agreement: kept.name, recipient: OpaqueId::parse(id).ok_or_else(missing)?, paper })
    }
}

fn line(study_id: &str, draft: &LimitedDraft) -> Value {
    let span = |days: Option<(Date, Date)>| days.map(|(first, last)| [first.to_string(), last.to_string()]);
    let facts: Vec<Value> = draft
        .facts()
        .map(|fact| {
            json!({
                "kind": fact.kind, "coding": fact.coding, "value": fact.value, "assertion": fact.assertion,
                "start": span(fact.start), "end": span(fact.end),
            })
        })
        .collect();
    let notes: Vec<Value> = draft.notes().map(|(day, text)| json!({ "date": span(day), "text": text })).collect();
    json!({
        "study_id": study_id, "sex": draft.sex(), "birth_date": draft.birth_date.map(|day| day.to_string()),
        "city": draft.city, "state": draft.state, "postal_code": draft.postal_code, "facts": facts, "notes": notes,
    })
}
