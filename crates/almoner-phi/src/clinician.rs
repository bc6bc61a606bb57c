//! A clinician and whom they treat: which practitioner of the records somebody with an account is, possible trials of a
//! patient, and the clinician's answers.
//!
//! Who treats whom is read from the records (`Patient.generalPractitioner`, `Encounter.participant`, `CareTeam.participant`,
//! `EpisodeOfCare.careManager`). That an account belongs to a practitioner is set by an operator, never by the clinician.
//! Possible trials are decided by the same extractor and evaluator as in the research zone, over the de-identified record, with
//! today as `now`, for approved versions that this zone knows.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use almoner_base::{ProjectId, Reason, Verdict};
use almoner_eligibility::{AbsencePolicy, Effect, FactIndex, PatientView, Section, decide_criterion};
use almoner_facts::Timeline;
use almoner_policy::{Action as Asking, Permit, PersonId, Principal};
use almoner_vault::{Mark, PatientId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::Prepared;
use crate::http::Asked;
use crate::ingest::{SHARED, practitioner_key, provider_key};
use crate::kept::Kind;
use crate::record::{Fold, latest};
use crate::release::Hospital;
use crate::{Error, Room};

/// Patients whose cards are kept at hand.
const AT_HAND: usize = 2000;

/// Which practitioner an account belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Clinician {
    /// As it was given: a reference or an identifier.
    pub(crate) practitioner: String,
    /// All keys under which records name them.
    pub(crate) keys: Vec<String>,
}

/// A possible trial of a patient.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Card {
    pub(crate) nct_id: String,
    pub(crate) version: String,
    pub(crate) title: String,
    /// `eligible`, `potential` or `excluded`.
    pub(crate) status: &'static str,
    /// Whether the site's register says that it recruits here; null where it says nothing.
    pub(crate) open_here: Option<bool>,
    pub(crate) criteria: Vec<CardCriterion>,
    /// What was answered last.
    pub(crate) answer: Option<Answered>,
}

/// One criterion of a possible trial.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CardCriterion {
    pub(crate) criterion: u32,
    /// `inclusion` or `exclusion`.
    pub(crate) section: &'static str,
    pub(crate) text: String,
    /// `met`, `not_met` or `unknown`; for an exclusion `met` means that the patient has what excludes.
    pub(crate) verdict: &'static str,
    /// `favours`, `excludes` or `open`.
    pub(crate) effect: &'static str,
    /// Why it is unknown, as codes.
    pub(crate) reasons: Vec<String>,
}

/// A clinician's answer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Answered {
    /// `yes`, `no` or `later`.
    pub(crate) answer: String,
    pub(crate) reason_code: String,
    #[serde(rename = "override")]
    pub(crate) overrides: Vec<Override>,
    /// Of which version.
    pub(crate) version: String,
    /// Milliseconds since 1970 UTC.
    pub(crate) at: i64,
    /// Who: opaque id.
    #[schema(value_type = String)]
    pub(crate) by: PersonId,
}

/// A verdict that a clinician sets against the one that was computed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Override {
    pub(crate) criterion: u32,
    /// `met`, `not_met` or `unknown`.
    pub(crate) verdict: String,
    /// `record-wrong`, `record-outdated`, `known-otherwise`, `criterion-misread` or `other`.
    pub(crate) reason_code: String,
}

/// All answers about one patient and trial, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Answers {
    pub(crate) nct_id: String,
    pub(crate) answers: Vec<Answered>,
}

/// What is kept at hand between requests; ingest waits while the zone serves, so it stays true until it is dropped.
#[derive(Default)]
pub(crate) struct AtHand {
    hospital: Option<(Mark, Arc<Hospital>)>,
    cards: HashMap<PatientId, Arc<Vec<Card>>>,
}

impl AtHand {
    /// Something changed that cards or the hospital rest on.
    pub(crate) fn drop_cards(&mut self) {
        self.cards.clear();
    }
}

impl Room {
    /// The keys under which records name whoever asks; none where the account is nobody's.
    pub(crate) fn providers_of(&self, person: &PersonId) -> Result<Vec<String>, Error> {
        Ok(self.kept::<Clinician>(Kind::Clinician, person.as_str())?.map(|kept| kept.value.keys).unwrap_or_default())
    }

    /// Who treats this patient, as far as it is whoever asks.
    pub(crate) fn treating(&self, asked: &Asked, patient: PatientId) -> Result<Vec<PersonId>, Error> {
        let person = crate::break_glass::person_of(asked)?;
        let providers = self.providers_of(&person)?;
        let treats = !providers.is_empty() && self.vault.is_treated_by(patient, &providers)?;
        Ok(if treats { vec![person] } else { Vec::new() })
    }

    /// All keys of the practitioner who is named by a reference (`Practitioner/7`) or an identifier (`system|value`).
    pub(crate) fn practitioner_keys(&mut self, named: &str) -> Result<Option<Vec<String>>, Error> {
        let permit = self.permit(Principal::Phi, Asking::ReadVault, None)?;
        let Some(shared) = self.vault.person(SHARED)? else { return Ok(None) };
        let deleted = std::collections::BTreeMap::new();
        let fold = Fold { deleted: &deleted, moved: None, before: u64::MAX };
        let mut resources = Vec::new();
        for records in self.vault.read(&permit, &[shared])? {
            resources.extend(latest(records.expose(), fold));
        }
        let parsed: Vec<_> = resources.iter().filter_map(|(_, raw)| almoner_fhir::parse(raw).0).collect();
        let mut keys = BTreeSet::new();
        for resource in &parsed {
            let almoner_fhir::Resource::Practitioner(it) = resource else { continue };
            let own = format!("Practitioner/{}", it.id.as_deref().unwrap_or_default());
            let numbers: Vec<String> = it
                .identifier
                .iter()
                .filter_map(|one| Some(practitioner_key(one.system.as_deref(), one.value.as_deref()?)))
                .collect();
            let by_number = named.split_once('|').map(|(system, value)| practitioner_key(Some(system), value));
            if own == named || by_number.is_some_and(|key| numbers.contains(&key)) {
                keys.insert(own);
                keys.extend(numbers);
            }
        }
        for resource in &parsed {
            let almoner_fhir::Resource::PractitionerRole(it) = resource else { continue };
            let of = it.practitioner.as_ref().and_then(|practitioner| provider_key(&practitioner.target()));
            if of.is_some_and(|of| keys.contains(&of)) {
                keys.insert(format!("PractitionerRole/{}", it.id.as_deref().unwrap_or_default()));
            }
        }
        Ok((!keys.is_empty()).then(|| keys.into_iter().collect()))
    }

    /// Makes an account of a synthetic hospital that of its busiest practitioner. Nothing happens where a patient is not labelled
    /// as test data: in a real hospital an operator says who is who.
    pub(crate) fn link_sample_clinician(&mut self, person: &str) -> Result<(), Error> {
        let permit = self.permit(Principal::Phi, Asking::ReadVault, None)?;
        let hospital = self.hospital_at_hand(&permit)?;
        for (patient, _) in self.vault.people()? {
            for records in self.vault.read(&permit, &[patient])? {
                if !crate::release::is_test_data(&records, &hospital) {
                    return Ok(());
                }
            }
        }
        let Some(shared) = self.vault.person(SHARED)? else { return Ok(()) };
        let mut named = BTreeSet::new();
        for records in self.vault.read(&permit, &[shared])? {
            for record in records.expose() {
                if let Some(almoner_fhir::Resource::Practitioner(it)) = almoner_fhir::parse(&record.bytes).0 {
                    named.insert(format!("Practitioner/{}", it.id.as_deref().unwrap_or_default()));
                }
            }
        }
        let mut busiest: Option<(usize, Clinician)> = None;
        for practitioner in named {
            let Some(keys) = self.practitioner_keys(&practitioner)? else { continue };
            let patients = self.vault.patients_of(&keys)?.len();
            if busiest.as_ref().is_none_or(|(most, _)| patients > *most) {
                busiest = Some((patients, Clinician { practitioner, keys }));
            }
        }
        let Some((_, value)) = busiest else { return Ok(()) };
        let entry = almoner_audit::Entry::by_service(almoner_audit::Role::Phi, almoner_audit::Action::RoleGranted);
        self.vault.log().append(&entry.resources(almoner_audit::ResourceKind::Person))?;
        let at = self.clock.now();
        self.keep(Kind::Clinician, &crate::kept::Kept { name: person.to_owned(), patient: None, at, value })
    }

    /// People and places of the hospital, read once.
    pub(crate) fn hospital_at_hand(&mut self, permit: &Permit) -> Result<Arc<Hospital>, Error> {
        let mark = self.vault.mark()?;
        if let Some((at, hospital)) = &self.at_hand.hospital
            && *at == mark
        {
            return Ok(Arc::clone(hospital));
        }
        let hospital = Arc::new(self.hospital(permit, mark)?);
        self.at_hand.hospital = Some((mark, Arc::clone(&hospital)));
        Ok(hospital)
    }

    /// The possible trials of a patient, the closest first; none of a patient who is not to be considered for research.
    pub(crate) fn cards(&mut self, patient: PatientId) -> Result<Vec<Card>, Error> {
        let trials = self.trials()?;
        let known = match self.at_hand.cards.get(&patient) {
            Some(cards) => Arc::clone(cards),
            None => {
                let cards = Arc::new(match self.prepared_today(patient)? {
                    Some(prepared) => trials.iter().map(|trial| self.card(trial, &prepared)).collect(),
                    None => Vec::new(),
                });
                if self.at_hand.cards.len() >= AT_HAND {
                    self.at_hand.cards.clear();
                }
                self.at_hand.cards.insert(patient, Arc::clone(&cards));
                cards
            }
        };
        let answers = self.kept_of::<Answers>(Kind::Answer, patient)?;
        let mut cards = Vec::with_capacity(known.len());
        for card in known.iter() {
            let open_here = self.register_of(&card.nct_id)?.map(|register| register.open_here);
            let answer = answers.iter().find(|kept| kept.value.nct_id == card.nct_id);
            let answer = answer.and_then(|kept| kept.value.answers.last().cloned());
            if card.status == "excluded" && answer.is_none() || open_here == Some(false) {
                continue;
            }
            cards.push(Card { open_here, answer, ..card.clone() });
        }
        cards.sort_by_key(|card| {
            let open = card.criteria.iter().filter(|criterion| criterion.effect == "open").count();
            (card.status != "eligible", card.status == "excluded", open, card.nct_id.clone())
        });
        Ok(cards)
    }

    /// The de-identified record of a patient as of today, with its facts.
    fn prepared_today(&mut self, patient: PatientId) -> Result<Option<Prepared>, Error> {
        if self.vault.state(patient)? != almoner_vault::State::Active {
            return Ok(None);
        }
        let permit = self.permit(Principal::Phi, Asking::ReadVault, None)?;
        let hospital = self.hospital_at_hand(&permit)?;
        let policy = crate::release::policy_named("expert_determination")?;
        let (today, timeline, project) = (self.clock.now().date(), Timeline::new(0), ProjectId::default());
        let mut prepared = None;
        for records in self.vault.read(&permit, &[patient])? {
            let drafted = self.draft(&permit, &hospital, (&project, &policy), today, (patient, timeline, None), &records)?;
            prepared = drafted.ok().map(|released| Prepared::of(released.draft, self.terms, timeline.day(today)));
        }
        Ok(prepared)
    }

    fn card(&self, trial: &crate::knowledge::Trial, prepared: &Prepared) -> Card {
        let index = FactIndex::new(&prepared.facts);
        let notes: Vec<_> = prepared.draft.notes.iter().map(|note| note.kind).collect();
        let view = PatientView {
            demographics: &prepared.draft.demographics,
            facts: &index,
            coverage: &prepared.draft.coverage,
            notes: &notes,
        };
        let absence = AbsencePolicy::closed_if_covered();
        let (mut excluded, mut open) = (false, false);
        let mut criteria = Vec::with_capacity(trial.criteria.len());
        for criterion in &trial.criteria {
            let decision = decide_criterion(criterion, &view, self.terms, &absence, Some(prepared.now));
            excluded |= decision.effect == Effect::Excludes;
            open |= decision.effect == Effect::Open && !decision.finding.needs_only_a_person();
            let mut reasons: BTreeSet<Reason> = decision.finding.missing.iter().map(|missing| missing.reason).collect();
            if let Verdict::Unknown(reason) = decision.finding.verdict {
                reasons.insert(reason);
            }
            let (from, to) = (criterion.source.start as usize, criterion.source.end as usize);
            let written: String = trial.text.chars().skip(from).take(to.saturating_sub(from)).collect();
            criteria.push(CardCriterion {
                criterion: criterion.id,
                section: match criterion.section {
                    Section::Inclusion => "inclusion",
                    Section::Exclusion => "exclusion",
                },
                text: if written.trim().is_empty() {
                    almoner_eligibility::to_text(&criterion.expr, self.terms)
                } else {
                    written.trim().to_owned()
                },
                verdict: match decision.finding.verdict {
                    Verdict::Met => "met",
                    Verdict::NotMet => "not_met",
                    Verdict::Unknown(_) => "unknown",
                },
                effect: match decision.effect {
                    Effect::Favours => "favours",
                    Effect::Excludes => "excludes",
                    Effect::Open => "open",
                },
                reasons: reasons.iter().map(|reason| code_of(*reason)).collect(),
            });
        }
        Card {
            nct_id: trial.nct_id.to_string(),
            version: trial.version.clone(),
            title: trial.title.clone(),
            status: match (excluded, open) {
                (true, _) => "excluded",
                (false, true) => "potential",
                (false, false) => "eligible",
            },
            open_here: None,
            criteria,
            answer: None,
        }
    }
}

fn code_of(reason: Reason) -> String {
    serde_json::to_value(reason).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
