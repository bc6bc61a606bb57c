//! Releases and withdrawals: what crosses the wall, and when it counts as crossed.
//!
//! A chart is marked as sent before it is sent and as delivered after the far side has said that it is durable. Whatever
//! dies in between is sent again, and the far side takes the same chart for the same person: nothing is lost or doubled.

use std::collections::{BTreeMap, BTreeSet};

use almoner_audit::{Action, Count, Entry, Version};
use almoner_base::{Date, PartialDate, Phi, Progress, ProjectId, Stage, StudyId};
use almoner_chart::{Chart, Header, Retract, RetractReason, Sealed, ToPhi, ToResearch, seal};
use almoner_crypto::DataKey;
use almoner_deid::{
    Attestation, Context, Known, Policy, RawRef, Refusal, ReleaseTerms, Released, RiskReport, Surrogates, Withheld,
    deidentify,
};
use almoner_facts::{PolicyKind, ResourceKind, Timeline};
use almoner_policy::{Permit, Principal};
use almoner_vault::{Crossing, Mark, PatientId, Record, Release, State};
use serde::{Deserialize, Serialize};

use crate::ingest::{DELETED, SHARED};
use crate::record::{Fold, deletions, latest, references};
use crate::risk::{Measured, Person, RiskEntry, kinds};
use crate::{Error, Room};

/// Persons in one step across the wall.
const BATCH: usize = 64;
/// Bytes of charts that are kept between their measurement and their leaving; what is beyond is made again.
const MOST_KEPT: usize = 256 << 20;
/// Days between releases of Safe Harbor charts.
const SAFE_HARBOR_DAYS: i32 = 365;

/// What to release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseOptions {
    /// Project.
    pub project: String,
    /// `safe_harbor` or `expert_determination`.
    pub policy: String,
    /// The attestation's JSON, where the policy needs one.
    pub attestation: Option<String>,
    /// The day at which ages are counted; today if absent.
    pub as_of: Option<String>,
    /// Who is to have it; an attestation names them.
    #[serde(default)]
    pub recipient: Option<String>,
    /// Only make a first release, or go on with a broken one; do nothing where one is complete.
    pub first_only: bool,
}

/// What came of a release.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReleaseSummary {
    /// Its number; 0 if there is none.
    pub release: u32,
    /// Whether this run made or completed it.
    pub made: bool,
    /// Its policy.
    pub policy: String,
    /// Content hash of the policy.
    pub policy_version: String,
    /// The day at which ages are counted.
    pub as_of: String,
    /// Whether the attestation is the sample hospital's.
    pub sample_attestation: bool,
    /// Charts that crossed in this run.
    pub charts: u64,
    /// Persons without a chart, by coded reason; for the operator inside the institution.
    pub withheld: BTreeMap<String, u64>,
    /// What was removed from text, by category.
    pub removed: BTreeMap<String, u64>,
    /// Charts withdrawn in this run.
    pub withdrawn: u64,
    /// Patients whom resources name and of whom no Patient resource came.
    pub unresolved: u64,
    /// The file that a limited data set was written to, within the zone's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// One release on its way.
pub(crate) struct Making<'a> {
    pub(crate) permit: &'a Permit,
    pub(crate) project: &'a ProjectId,
    pub(crate) policy: &'a Policy,
    pub(crate) number: u32,
    pub(crate) as_of: Date,
    /// Whether only people who are labelled as test data may be in it.
    pub(crate) sample: bool,
    /// Unusual characteristics that a person let pass.
    pub(crate) reviewed: BTreeSet<(String, String)>,
}

/// A chart that may leave.
pub(crate) struct Made {
    chart: Sealed<Chart>,
    removed: Vec<(String, u32)>,
    person: Person,
}

/// A chart that may not: a code, and of an unusual characteristic the study id and the kinds.
struct Stays {
    code: &'static str,
    unusual: Option<(String, Vec<String>)>,
}

impl Stays {
    fn because(code: &'static str) -> Self {
        Self { code, unusual: None }
    }
}

/// What was made of people: those with a chart, and the unusual characteristics that kept others.
#[derive(Default)]
pub(crate) struct Crossed {
    pub(crate) people: Vec<Person>,
    pub(crate) unusual: BTreeMap<String, Vec<String>>,
    /// Persons without a chart, by code; only where nothing crosses.
    pub(crate) withheld: BTreeMap<&'static str, u64>,
    /// What was removed from text, by category; only where nothing crosses.
    pub(crate) removed: BTreeMap<String, u64>,
    /// Charts that were made to be measured and have not crossed yet, while there is room for them.
    made: BTreeMap<PatientId, Made>,
    bytes: usize,
}

/// Everything of the hospital that de-identification needs beside the person's own record.
pub(crate) struct Hospital {
    pub(crate) shared: Known,
    pub(crate) deleted: BTreeMap<String, u64>,
    /// What the release rests on.
    pub(crate) before: u64,
    medications: BTreeMap<String, Vec<u8>>,
    exported: Vec<ResourceKind>,
}

impl Room {
    pub(crate) fn release(
        &mut self,
        options: &ReleaseOptions,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<ReleaseSummary, Error> {
        let project = ProjectId::new(&options.project)?;
        let seal_permit = self.permit(Principal::Phi, almoner_policy::Action::SealChart, Some(&project))?;
        let read_permit = self.permit(Principal::Phi, almoner_policy::Action::ReadVault, None)?;
        self.vault.settle()?;
        let withdrawn = self.withdraw()?;
        let newest = self.vault.newest_release(&project)?;
        if let (true, Some(release)) = (options.first_only, newest.as_ref().filter(|release| release.complete)) {
            return Ok(ReleaseSummary { withdrawn, ..summary_of(release) });
        }
        let (release, policy, made) = match newest {
            Some(release) if !release.complete => {
                let policy = self.resumed(&project, &release, options)?;
                (release, policy, BTreeMap::new())
            }
            newest => self.new_release((&seal_permit, &read_permit), &project, options, newest.as_ref())?,
        };
        let mut summary = ReleaseSummary { made: true, withdrawn, ..summary_of(&release) };
        let rests_on = self.vault.rests_on(&project, release.number)?;
        let hospital = self.hospital(&read_permit, rests_on)?;
        let delivered: BTreeSet<PatientId> = self.vault.delivered(&project, release.number)?.into_iter().collect();
        let mut open = Vec::new();
        for (patient, state) in self.vault.people()? {
            match state {
                State::Active if !delivered.contains(&patient) => open.push(patient),
                State::Active | State::StandIn | State::Thing => {}
                State::Deceased => *summary.withheld.entry("deceased".to_owned()).or_default() += 1,
                State::OptedOut => *summary.withheld.entry("opted-out".to_owned()).or_default() += 1,
                State::Merged => *summary.withheld.entry("merged".to_owned()).or_default() += 1,
                State::Shredded => *summary.withheld.entry("shredded".to_owned()).or_default() += 1,
            }
        }
        summary.unresolved = self.vault.unresolved()?;
        let total = open.len() as u64;
        let mut series = self.series(&project)?;
        let making = Making {
            permit: &read_permit,
            project: &project,
            policy: &policy,
            number: release.number,
            as_of: release.as_of,
            sample: summary.sample_attestation,
            reviewed: series.reviewed.clone(),
        };
        let gated = series.passed(release.number).is_some();
        let mut crossed = Crossed { made, ..Crossed::default() };
        if !gated && !delivered.is_empty() {
            // A run that broke off had them measured in vain.
            let before: Vec<PatientId> = delivered.iter().copied().collect();
            self.look_at(&making, &hospital, &before, &mut crossed)?;
            crossed.made.clear();
        }
        for patients in open.chunks(BATCH) {
            self.cross(&making, &hospital, patients, &mut crossed, &mut summary)?;
            let done = summary.charts + summary.withheld.values().sum::<u64>();
            tell(Progress { stage: Stage::Deidentify, done: done.min(total), total });
        }
        summary.withdrawn += self.withdraw()?;
        if !gated {
            let entry = series.measure(Measured {
                release: release.number,
                policy: &release.policy,
                as_of: release.as_of.to_string(),
                recipient: options.recipient.as_deref().unwrap_or_default(),
                attestation: None,
                people: crossed.people,
                unusual: crossed.unusual,
            })?;
            self.log_risk(&project, &entry)?;
            self.keep_series(&project, &series)?;
        }
        self.vault.complete_release(&project, release.number)?;
        self.vault.log().append(
            &Entry::by_service(almoner_audit::Role::Phi, Action::ReleaseMade)
                .project(self.opaque_project(&project))
                .version(Version::Deidentification, &policy.version)
                .count(Count::Charts, summary.charts)
                .count(Count::Withheld, summary.withheld.values().sum()),
        )?;
        Ok(summary)
    }

    /// The policy of a release that was broken off, if it may go on: the same policy in the same version, and an attestation
    /// that still holds.
    fn resumed(&self, project: &ProjectId, release: &Release, options: &ReleaseOptions) -> Result<Policy, Error> {
        let policy = policy_named(&release.policy)?;
        let same = options.first_only || options.policy == release.policy;
        if !same || policy.version != release.policy_version {
            return Err(Error::Interrupted { policy: policy.kind });
        }
        if policy.needs_attestation {
            let name = name_of(project, release.number);
            let series = self.series(project)?;
            let entry = series.passed(release.number);
            let recipient = entry.map(|entry| entry.recipient.as_str()).unwrap_or_default();
            let risk = entry.map(|entry| report_of(&name, entry));
            let terms = ReleaseTerms { recipient, release: &name, risk: risk.as_ref() };
            self.attested(&release.attestation, &policy, &terms, release.as_of)?;
        }
        Ok(policy)
    }

    /// Whether an attestation covers a release: on the day that it speaks for, and today.
    fn attested(&self, text: &str, policy: &Policy, terms: &ReleaseTerms<'_>, as_of: Date) -> Result<(), Error> {
        let attestation = Attestation::from_json(text)?;
        attestation.check(policy, terms, as_of).map_err(Error::Attestation)?;
        attestation.check(policy, terms, self.clock.now().date()).map_err(Error::Attestation)
    }

    fn new_release(
        &mut self,
        (permit, read): (&Permit, &Permit),
        project: &ProjectId,
        options: &ReleaseOptions,
        newest: Option<&Release>,
    ) -> Result<(Release, Policy, BTreeMap<PatientId, Made>), Error> {
        let policy = policy_named(&options.policy)?;
        let as_of = match &options.as_of {
            Some(text) => {
                let date = PartialDate::parse_fhir(text).filter(|date| date.day.is_some()).and_then(PartialDate::bounds);
                date.ok_or(Error::AsOf)?.0
            }
            None => self.clock.now().date(),
        };
        let today = self.clock.now().date();
        if as_of > today {
            return Err(Error::AsOfFuture);
        }
        if let (PolicyKind::SafeHarbor, Some(before)) = (policy.kind, newest) {
            // A year must lie between the days that the charts speak for, and between the days on which they are made.
            let since = |day: Date, before: Date| day.days_since_1970() - before.days_since_1970();
            let days = SAFE_HARBOR_DAYS - since(as_of, before.as_of).min(since(today, before.made.date()));
            if days > 0 {
                return Err(Error::TooSoon { days });
            }
        }
        let number = newest.map_or(0, |release| release.number) + 1;
        self.not_refused(project, number, &policy)?;
        let mut made = BTreeMap::new();
        if policy.needs_attestation {
            let name = name_of(project, number);
            let text = options.attestation.as_deref().ok_or(Error::Attestation(Refusal::AttestationMissing))?;
            let recipient = options.recipient.as_deref().unwrap_or_default();
            let mut terms = ReleaseTerms { recipient, release: &name, risk: None };
            let measured;
            match self.attested(text, &policy, &terms, as_of) {
                // Everything else holds, so the risk is worth measuring.
                Err(Error::Attestation(Refusal::RiskReportMissing)) => {
                    let attestation = Attestation::from_json(text)?;
                    let (entry, charts) =
                        self.gate(read, project, (&policy, &options.policy), (number, as_of), &attestation, recipient)?;
                    made = charts;
                    measured = report_of(&name, &entry);
                    terms.risk = Some(&measured);
                    self.attested(text, &policy, &terms, as_of)?;
                }
                other => other?,
            }
        }
        let release = Release {
            number,
            policy: options.policy.clone(),
            policy_version: policy.version.clone(),
            as_of,
            made: self.clock.now(),
            attestation: options.attestation.clone().unwrap_or_default(),
            complete: false,
        };
        self.vault.begin_release(permit, project, &release)?;
        Ok((release, policy, made))
    }

    /// Reads what is shared: people and places of the hospital, medications, deletions, the completeness ledger.
    pub(crate) fn hospital(&mut self, permit: &Permit, rests_on: Mark) -> Result<Hospital, Error> {
        let before = rests_on.records;
        let deleted = deletions(&self.stand_in(permit, DELETED)?, before);
        let shared = latest(&self.stand_in(permit, SHARED)?, Fold { deleted: &deleted, moved: None, before });
        let mut known = Known::shared();
        let mut medications = BTreeMap::new();
        for (kind, raw) in shared {
            if let (Some(resource), _) = almoner_fhir::parse(&raw) {
                known.add(&almoner_fhir::identity(&resource));
                if let (almoner_fhir::Resource::Medication(_), Some(id)) = (&resource, resource.id()) {
                    medications.insert(format!("{kind}/{id}"), raw.clone());
                }
            }
        }
        let mut exported = BTreeSet::new();
        for report in self.vault.ledger()?.into_iter().filter(|report| report.number <= rests_on.inputs) {
            exported.extend(
                report.rows.iter().filter(|row| row.count.accepted > 0).filter_map(|row| kind_of(&row.resource_type)),
            );
        }
        Ok(Hospital { shared: known, deleted, before, medications, exported: exported.into_iter().collect() })
    }

    /// A record with the medications and contents that it points to.
    pub(crate) fn with_contents(
        &mut self,
        permit: &Permit,
        hospital: &Hospital,
        mut resources: Vec<(String, Vec<u8>)>,
        fold: Fold<'_>,
    ) -> Result<Vec<(String, Vec<u8>)>, Error> {
        for reference in references(&resources, "Medication/") {
            if let Some(raw) = hospital.medications.get(&reference) {
                resources.push(("Medication".to_owned(), raw.clone()));
            }
        }
        for reference in references(&resources, "Binary/") {
            resources.extend(latest(&self.stand_in(permit, &reference)?, Fold { moved: None, ..fold }));
        }
        Ok(resources)
    }

    fn stand_in(&mut self, permit: &Permit, key: &str) -> Result<Vec<Record>, Error> {
        let Some(patient) = self.vault.person(key)? else { return Ok(Vec::new()) };
        Ok(self.vault.read(permit, &[patient])?.into_iter().flat_map(Phi::into_exposed).collect())
    }

    /// De-identifies one person's record.
    pub(crate) fn draft(
        &mut self,
        permit: &Permit,
        hospital: &Hospital,
        (project, policy): (&ProjectId, &Policy),
        as_of: Date,
        (patient, timeline, surrogates): (PatientId, Timeline, Option<&DataKey>),
        records: &Phi<Vec<Record>>,
    ) -> Result<Result<Released, Withheld>, Error> {
        let moved = self.vault.moved_away(patient)?;
        let fold = Fold { deleted: &hospital.deleted, moved: Some(&moved), before: hospital.before };
        let resources = self.with_contents(permit, hospital, latest(records.expose(), fold), fold)?;
        let as_of = match policy.ends_on_a_secret_day {
            true => Date::from_days_since_1970(as_of.days_since_1970() - self.vault.days_held_back(project, patient)),
            false => as_of,
        };
        let (reviewed, _) = self.reviewed_of(patient, &hospital.shared)?;
        let surrogates = surrogates.map(|key| Surrogates::new(|data| key.mac(data)));
        let refs: Vec<RawRef<'_>> = resources.iter().map(|(kind, raw)| RawRef { kind, raw }).collect();
        let context = Context {
            policy,
            timeline,
            as_of,
            next_release: Date::from_days_since_1970(as_of.days_since_1970() + SAFE_HARBOR_DAYS),
            shared: reviewed.as_ref().unwrap_or(&hospital.shared),
            exported: &hospital.exported,
            terms: self.terms,
            engine: &self.engine,
            surrogates: surrogates.as_ref(),
        };
        Ok(deidentify(&refs, &context))
    }

    /// Measures a release before it is made, and keeps what was found whether or not it passes.
    fn gate(
        &mut self,
        permit: &Permit,
        project: &ProjectId,
        (policy, policy_name): (&Policy, &str),
        (number, as_of): (u32, Date),
        attestation: &Attestation,
        recipient: &str,
    ) -> Result<(RiskEntry, BTreeMap<PatientId, Made>), Error> {
        let mark = self.vault.mark()?;
        let hospital = self.hospital(permit, mark)?;
        let mut series = self.series(project)?;
        let reviewed = series.reviewed.clone();
        let making = Making { permit, project, policy, number, as_of, sample: false, reviewed };
        let active = self.vault.people()?.into_iter().filter(|(_, state)| *state == State::Active);
        let patients: Vec<PatientId> = active.map(|(patient, _)| patient).collect();
        let mut found = Crossed::default();
        self.look_at(&making, &hospital, &patients, &mut found)?;
        let entry = series.measure(Measured {
            release: number,
            policy: policy_name,
            as_of: as_of.to_string(),
            recipient,
            attestation: Some(attestation),
            people: found.people,
            unusual: found.unusual,
        })?;
        self.log_risk(project, &entry)?;
        self.keep_series(project, &series)?;
        Ok((entry, found.made))
    }

    /// Makes charts to look at them; none leaves. They are kept for when they may, so that none is made twice.
    pub(crate) fn look_at(
        &mut self,
        making: &Making<'_>,
        hospital: &Hospital,
        patients: &[PatientId],
        found: &mut Crossed,
    ) -> Result<(), Error> {
        for some in patients.chunks(BATCH) {
            for (patient, records) in some.iter().zip(self.vault.read(making.permit, some)?) {
                match self.chart_of(making, hospital, *patient, &records)? {
                    Ok(made) => {
                        for (what, count) in &made.removed {
                            *found.removed.entry(what.clone()).or_default() += u64::from(*count);
                        }
                        found.people.push(made.person.clone());
                        let bytes = made.chart.size();
                        if found.bytes + bytes <= MOST_KEPT {
                            found.bytes += bytes;
                            found.made.insert(*patient, made);
                        }
                    }
                    Err(stays) => {
                        *found.withheld.entry(stays.code).or_default() += 1;
                        found.unusual.extend(stays.unusual);
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the chart of one person, or says why it stays behind.
    fn chart_of(
        &mut self,
        making: &Making<'_>,
        hospital: &Hospital,
        patient: PatientId,
        records: &Phi<Vec<Record>>,
    ) -> Result<Result<Made, Stays>, Error> {
        let member = self.vault.member(making.permit, making.project, patient)?;
        if making.sample && !is_test_data(records, hospital) {
            return Ok(Err(Stays::because("sample-attestation")));
        }
        if self.reviewed_of(patient, &hospital.shared)?.1 {
            return Ok(Err(Stays::because("review-withheld")));
        }
        let rule = (making.project, making.policy);
        let whose = (patient, member.timeline, Some(&member.surrogates));
        let released = match self.draft(making.permit, hospital, rule, making.as_of, whose, records)? {
            Ok(released) => released,
            Err(withheld) => return Ok(Err(Stays::because(withheld.code()))),
        };
        let id = member.study_id.to_string();
        let mut unusual = kinds(released.draft.notes.iter().map(|note| note.text.as_str()));
        unusual.retain(|kind| !making.reviewed.contains(&(id.clone(), kind.clone())));
        if !unusual.is_empty() {
            let unusual = Some((id, unusual.into_iter().collect()));
            return Ok(Err(Stays { code: "unusual-characteristic", unusual }));
        }
        let header = Header {
            tenant: self.tenant.clone(),
            project: making.project.clone(),
            study_id: member.study_id,
            release: making.number,
        };
        let removed = released.report.tallies().into_iter().map(|tally| (tally.what, tally.count)).collect();
        let area = released.draft.area.as_ref().map(|area| area.value().to_owned());
        let person = Person { id, demographics: released.draft.demographics, area };
        Ok(match seal(header, released.draft, &self.seal_key) {
            Ok(chart) => Ok(Made { chart, removed, person }),
            Err(almoner_chart::Error::Identifier(_)) => Err(Stays::because("structured-identifier")),
            Err(error) => return Err(error.into()),
        })
    }

    fn cross(
        &mut self,
        making: &Making<'_>,
        hospital: &Hospital,
        patients: &[PatientId],
        crossed: &mut Crossed,
        summary: &mut ReleaseSummary,
    ) -> Result<(), Error> {
        let Making { permit, project, policy, number, .. } = *making;
        let mut sealed = Vec::new();
        let mut sent = Vec::new();
        let mut people = Vec::new();
        let mut held = Vec::new();
        let mut entries = Vec::new();
        let unmade: Vec<PatientId> =
            patients.iter().copied().filter(|patient| !crossed.made.contains_key(patient)).collect();
        let mut charts: BTreeMap<PatientId, Result<Made, Stays>> = BTreeMap::new();
        for (patient, records) in unmade.iter().zip(self.vault.read(permit, &unmade)?) {
            charts.insert(*patient, self.chart_of(making, hospital, *patient, &records)?);
        }
        for patient in patients {
            let chart = crossed.made.remove(patient).map(Ok).or_else(|| charts.remove(patient));
            let Some(chart) = chart else { continue };
            match chart {
                Ok(made) => {
                    for (what, count) in made.removed {
                        *summary.removed.entry(what).or_default() += u64::from(count);
                    }
                    sealed.push(made.chart);
                    sent.push(*patient);
                    people.push((*patient, made.person));
                    entries.push(
                        self.vault
                            .entry(permit, Action::ChartSealed, *patient)
                            .project(self.opaque_project(project))
                            .version(Version::Deidentification, &policy.version),
                    );
                }
                Err(stays) => {
                    held.push((*patient, stays.code.to_owned()));
                    crossed.unusual.extend(stays.unusual);
                }
            }
        }
        // In the log before any chart leaves.
        self.vault.log().append_batch(&entries)?;
        self.vault.crossed(project, &sent, Crossing::Sent, number)?;
        self.airlock.send(&ToResearch::Charts(sealed))?;
        let ToPhi::Committed(refused) = self.airlock.receive()? else { return Err(Error::Protocol) };
        for refusal in &refused {
            if let Some(patient) = sent.get(refusal.at as usize) {
                held.push((*patient, format!("refused-{}", refusal.code)));
            }
        }
        let held_ids: Vec<PatientId> = held.iter().map(|(patient, _)| *patient).collect();
        sent.retain(|patient| !held_ids.contains(patient));
        self.vault.crossed(project, &sent, Crossing::Delivered, number)?;
        self.vault.hold_back(project, &held_ids)?;
        let withheld: Vec<Entry> = held
            .iter()
            .map(|(patient, _)| {
                let entry = self.vault.entry(permit, Action::ChartWithheld, *patient);
                entry.project(self.opaque_project(project)).version(Version::Deidentification, &policy.version)
            })
            .collect();
        self.vault.log().append_batch(&withheld)?;
        let delivered = people.into_iter().filter(|(patient, _)| !held_ids.contains(patient));
        crossed.people.extend(delivered.map(|(_, person)| person));
        summary.charts += sent.len() as u64;
        for (_, code) in held {
            *summary.withheld.entry(code).or_default() += 1;
        }
        Ok(())
    }

    /// Withdraws what the far side must not hold any more; gives how many charts.
    pub(crate) fn withdraw(&mut self) -> Result<u64, Error> {
        let mut by_project: BTreeMap<ProjectId, Vec<(PatientId, State)>> = BTreeMap::new();
        for (project, patient, state) in self.vault.to_withdraw()? {
            by_project.entry(project).or_default().push((patient, state));
        }
        let mut withdrawn = 0;
        for (project, people) in by_project {
            let permit = self.permit(Principal::Phi, almoner_policy::Action::ReadVault, None)?;
            self.permit(Principal::Phi, almoner_policy::Action::RetractChart, Some(&project))?;
            for some in people.chunks(500) {
                let mut retracts = Vec::with_capacity(some.len());
                let mut entries = Vec::with_capacity(some.len());
                for (patient, state) in some {
                    let entry = self.vault.entry(&permit, Action::Retracted, *patient);
                    entries.push(entry.project(self.opaque_project(&project)));
                    let study_id = self.vault.member(&permit, &project, *patient)?.study_id;
                    retracts.push(Retract { project: project.clone(), study_id, reason: reason_of(*state) });
                }
                self.send_retracts(retracts, &entries)?;
                let ids: Vec<PatientId> = some.iter().map(|(patient, _)| *patient).collect();
                self.vault.crossed(&project, &ids, Crossing::None, 0)?;
                withdrawn += some.len() as u64;
            }
        }
        Ok(withdrawn)
    }

    /// Sends withdrawals, in the log before they leave.
    fn send_retracts(&mut self, retracts: Vec<Retract>, entries: &[Entry]) -> Result<(), Error> {
        self.vault.log().append_batch(entries)?;
        self.airlock.send(&ToResearch::Retract(retracts))?;
        match self.airlock.receive()? {
            ToPhi::Committed(_) => Ok(()),
            _ => Err(Error::Protocol),
        }
    }

    /// Withdraws a person's charts of every project, then destroys the key.
    pub(crate) fn shred(&mut self, project: &ProjectId, study_id: StudyId) -> Result<u64, Error> {
        let permit = self.permit(Principal::Phi, almoner_policy::Action::ShredPatient, None)?;
        let read = self.permit(Principal::Phi, almoner_policy::Action::ReadVault, None)?;
        // What is to be withdrawn for another reason goes first: the crosswalk that names it may be part of what is destroyed.
        self.withdraw()?;
        let patient = self.vault.patient_of(project, study_id)?.ok_or(Error::NoSuchStudyId)?;
        let mut retracts = Vec::new();
        let mut entries = Vec::new();
        // Records that were merged are one person, whichever of their ids was given.
        for row in self.vault.same_person(patient)? {
            for project in self.vault.projects_of(row)? {
                self.permit(Principal::Phi, almoner_policy::Action::RetractChart, Some(&project))?;
                let study_id = self.vault.member(&read, &project, row)?.study_id;
                let entry = self.vault.entry(&permit, Action::Retracted, row);
                entries.push(entry.project(self.opaque_project(&project)));
                self.forget_risk_of(&project, study_id)?;
                retracts.push(Retract { project, study_id, reason: RetractReason::Shred });
            }
        }
        let withdrawn = retracts.len() as u64;
        self.send_retracts(retracts, &entries)?;
        // Notes that lie in resources of their own go with the person whose documents point to them.
        let mut contents = BTreeSet::new();
        let everything = Fold { deleted: &BTreeMap::new(), moved: None, before: u64::MAX };
        for records in self.vault.read(&read, &[patient])? {
            contents.extend(references(&latest(records.expose(), everything), "Binary/"));
        }
        for content in contents {
            if let Some(stand_in) = self.vault.person(&content)? {
                self.vault.shred(&permit, stand_in)?;
            }
        }
        self.vault.shred(&permit, patient)?;
        Ok(withdrawn)
    }
}

/// What an attestation and a risk report call a release.
fn name_of(project: &ProjectId, number: u32) -> String {
    format!("{}-{number}", project.as_str())
}

fn report_of(release: &str, entry: &RiskEntry) -> RiskReport {
    RiskReport {
        release: release.to_owned(),
        max_prosecutor: entry.alone.prosecutor.max(entry.joint.prosecutor),
        marketer: entry.alone.marketer.max(entry.joint.marketer),
        passed: entry.passed,
    }
}

pub(crate) fn policy_named(name: &str) -> Result<Policy, Error> {
    let kind = match name {
        "safe_harbor" => PolicyKind::SafeHarbor,
        "expert_determination" => PolicyKind::ExpertDetermination,
        _ => return Err(Error::NoSuchPolicy),
    };
    Ok(Policy::builtin(kind)?)
}

fn summary_of(release: &Release) -> ReleaseSummary {
    ReleaseSummary {
        release: release.number,
        policy: release.policy.clone(),
        policy_version: release.policy_version.clone(),
        as_of: release.as_of.to_string(),
        sample_attestation: Attestation::from_json(&release.attestation).is_ok_and(|attestation| attestation.sample),
        ..ReleaseSummary::default()
    }
}

/// Whether the record's Patient is labelled as test health data (HL7 v3 ActReason `HTEST`): a sample attestation, which no
/// expert gave, covers nobody else.
pub(crate) fn is_test_data(records: &Phi<Vec<Record>>, hospital: &Hospital) -> bool {
    let fold = Fold { deleted: &hospital.deleted, moved: None, before: hospital.before };
    latest(records.expose(), fold).iter().any(|(_, raw)| match almoner_fhir::parse(raw).0 {
        Some(almoner_fhir::Resource::Patient(patient)) => {
            patient.meta.iter().flat_map(|meta| &meta.security).any(|label| label.code.as_deref() == Some("HTEST"))
        }
        _ => false,
    })
}

fn reason_of(state: State) -> RetractReason {
    match state {
        State::Deceased => RetractReason::Death,
        State::OptedOut => RetractReason::OptOut,
        State::Merged => RetractReason::Merge,
        State::Shredded => RetractReason::Shred,
        State::Active | State::StandIn | State::Thing => RetractReason::Withheld,
    }
}

/// The resource type of a ledger row, where facts come from it.
fn kind_of(resource_type: &str) -> Option<ResourceKind> {
    use ResourceKind as Kind;
    Some(match resource_type {
        "AllergyIntolerance" => Kind::AllergyIntolerance,
        "CarePlan" => Kind::CarePlan,
        "Condition" => Kind::Condition,
        "Device" => Kind::Device,
        "DiagnosticReport" => Kind::DiagnosticReport,
        "DocumentReference" => Kind::DocumentReference,
        "Encounter" => Kind::Encounter,
        "FamilyMemberHistory" => Kind::FamilyMemberHistory,
        "Immunization" => Kind::Immunization,
        "MedicationAdministration" => Kind::MedicationAdministration,
        "MedicationDispense" => Kind::MedicationDispense,
        "MedicationRequest" => Kind::MedicationRequest,
        "MedicationStatement" => Kind::MedicationStatement,
        "Observation" => Kind::Observation,
        "Patient" => Kind::Patient,
        "Procedure" => Kind::Procedure,
        "ResearchSubject" => Kind::ResearchSubject,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
