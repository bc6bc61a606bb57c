//! The review of de-identification: notes that a privacy officer reads beside what was found in them, and what becomes of what
//! they find missed.
//!
//! A sample holds notes drawn at random, which say how good de-identification is, and those of which least is certain (most
//! words outside the safe vocabulary are left), which say where it fails. What a reviewer marks as missed is taken for the
//! patient's own from then on, so that it is found in every later chart; charts that hold it are withdrawn at once. The text
//! itself is not copied: it is read from the vault each time.

use std::collections::{BTreeMap, BTreeSet};

use almoner_audit::{Action as Logged, Count, Decision, Entry, Role};
use almoner_deid::{Category, Form, Known, PhiSpan, redact};
use almoner_policy::{Action as Asking, FieldGroup, Principal, Set};
use almoner_vault::{PatientId, State};
use serde::{Deserialize, Serialize};

use crate::kept::{Kept, Kind};
use crate::shown::notes_of;
use crate::{Error, Room};

/// Notes in a sample at most.
const MOST: usize = 100;
/// For each note that is kept, so many are looked at.
const LOOKED_AT: usize = 3;

/// A note that is to be looked at, or was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SampledNote {
    /// Resource and number within it.
    pub(crate) at: String,
    /// `random` or `least_certain`.
    pub(crate) drawn: String,
    /// Identifiers found, by category.
    pub(crate) counts: BTreeMap<String, u64>,
    /// Words that are left and lie outside the safe vocabulary.
    pub(crate) uncertain: u64,
    /// Words of the note.
    pub(crate) words: u64,
    pub(crate) decision: Option<Reviewed>,
}

/// What a reviewer decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reviewed {
    /// `pass` or `withhold`.
    pub(crate) decision: String,
    pub(crate) misses: u64,
    pub(crate) at: i64,
}

/// What reviewers found missed in a patient's notes, and whether the patient's charts stay here.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Missed {
    found: BTreeSet<(Category, String)>,
    withheld_for: BTreeSet<String>,
}

/// A note as it was written, what was found in it, and what would leave.
pub(crate) struct ReadNote {
    pub(crate) text: String,
    pub(crate) spans: Vec<PhiSpan>,
    pub(crate) redacted: String,
    pub(crate) uncertain: u64,
}

impl Room {
    /// Draws a sample of so many notes; gives how many there are.
    pub(crate) fn draw_notes(&mut self, wanted: usize) -> Result<usize, Error> {
        let wanted = wanted.clamp(1, MOST);
        let active = self.vault.people()?.into_iter().filter(|(_, state)| *state == State::Active);
        let mut people: Vec<PatientId> = active.map(|(patient, _)| patient).collect();
        let known: BTreeSet<String> =
            self.all_kept::<SampledNote>(Kind::Note)?.into_iter().map(|kept| kept.value.at).collect();
        let mut looked_at = Vec::new();
        while looked_at.len() < wanted * LOOKED_AT && !people.is_empty() {
            let at = usize::try_from(almoner_crypto::random_below(people.len() as u64)?).unwrap_or(0);
            let patient = people.swap_remove(at.min(people.len() - 1));
            let resources = self.resources_of(patient, Set::all())?;
            let mut notes = notes_of(resources.expose(), &|labels| labels.is_empty());
            notes.retain(|note| !known.contains(&note.at));
            if notes.is_empty() {
                continue;
            }
            // One note of a person, so that nobody with many notes makes up the sample.
            let at = usize::try_from(almoner_crypto::random_below(notes.len() as u64)?).unwrap_or(0);
            let note = notes.swap_remove(at.min(notes.len() - 1));
            let own = self.known_of(patient, resources.expose())?;
            let read = self.read_text(note.text, &own)?;
            looked_at.push((patient, note.at, read));
        }
        // The first half as drawn, the other half of those left by how little is certain.
        let random = wanted.div_ceil(2).min(looked_at.len());
        let mut rest = looked_at.split_off(random);
        rest.sort_by_key(|(_, _, read)| std::cmp::Reverse(read.uncertain));
        rest.truncate(wanted - random.min(wanted));
        let drawn =
            looked_at.into_iter().map(|note| ("random", note)).chain(rest.into_iter().map(|note| ("least_certain", note)));
        let now = self.clock.now();
        let mut count = 0;
        for (how, (patient, at, read)) in drawn.collect::<Vec<_>>() {
            let mut counts = BTreeMap::new();
            for span in &read.spans {
                *counts.entry(span.category.name().to_owned()).or_default() += 1;
            }
            let value = SampledNote {
                at,
                drawn: how.to_owned(),
                counts,
                uncertain: read.uncertain,
                words: read.text.split_whitespace().count() as u64,
                decision: None,
            };
            let name = almoner_audit::OpaqueId::random()?.to_string();
            self.keep(Kind::Note, &Kept { name, patient: Some(patient), at: now, value })?;
            count += 1;
        }
        Ok(count)
    }

    /// A sampled note, read anew; none where it is gone from the record.
    pub(crate) fn read_sampled(&mut self, patient: PatientId, at: &str) -> Result<Option<ReadNote>, Error> {
        let resources = self.resources_of(patient, Set::<FieldGroup>::all())?;
        let notes = notes_of(resources.expose(), &|labels| labels.is_empty());
        let Some(note) = notes.into_iter().find(|note| note.at == at) else { return Ok(None) };
        let own = self.known_of(patient, resources.expose())?;
        self.read_text(note.text, &own).map(Some)
    }

    /// What is known of a patient: from the record, and from reviews.
    fn known_of(&self, patient: PatientId, resources: &[(String, Vec<u8>)]) -> Result<Known, Error> {
        let mut known = Known::new();
        for (_, raw) in resources {
            if let (Some(resource), _) = almoner_fhir::parse(raw) {
                known.add(&almoner_fhir::identity(&resource));
            }
        }
        for kept in self.kept_of::<Missed>(Kind::Missed, patient)? {
            kept.value.add_to(&mut known);
        }
        Ok(known)
    }

    /// What is found in a text with what is known of the patient, and with the hospital's own names.
    fn read_text(&mut self, text: String, own: &Known) -> Result<ReadNote, Error> {
        let permit = self.permit(Principal::Phi, Asking::ReadVault, None)?;
        let hospital = self.hospital_at_hand(&permit)?;
        let strict = redact(&self.engine, &text, own, Form::SafeVocabulary);
        let mut spans = strict.spans;
        for span in redact(&self.engine, &text, &hospital.shared, Form::Tags).spans {
            if spans.iter().all(|other| span.end <= other.start || other.end <= span.start) {
                spans.push(span);
            }
        }
        spans.sort_by_key(|span| span.start);
        Ok(ReadNote { redacted: tagged(&text, &spans), uncertain: strict.unlisted.len() as u64, spans, text })
    }

    /// Keeps what a reviewer found. Charts that hold what was missed, or that are withheld, are withdrawn.
    pub(crate) fn decide_note(
        &mut self,
        kept: &mut Kept<SampledNote>,
        patient: PatientId,
        withhold: bool,
        misses: &[(Category, String)],
    ) -> Result<u64, Error> {
        let now = self.clock.now();
        let handle = self.vault.handle(patient);
        let mut missed = self.kept::<Missed>(Kind::Missed, &handle)?.map(|kept| kept.value).unwrap_or_default();
        missed.found.extend(misses.iter().cloned());
        if withhold {
            missed.withheld_for.insert(kept.name.clone());
        } else {
            missed.withheld_for.remove(&kept.name);
        }
        self.keep(Kind::Missed, &Kept { name: handle, patient: Some(patient), at: now, value: missed })?;
        kept.value.decision = Some(Reviewed {
            decision: if withhold { "withhold" } else { "pass" }.to_owned(),
            misses: misses.len() as u64,
            at: now.0,
        });
        self.keep(Kind::Note, kept)?;
        // A miss is a finding about the release: it stands in the log as a measurement that did not pass.
        let measured = Entry::by_service(Role::Phi, Logged::RiskComputed)
            .count(Count::Notes, 1)
            .count(Count::Redactions, kept.value.counts.values().sum::<u64>())
            .count(Count::Withheld, misses.len() as u64);
        let measured = if misses.is_empty() { measured } else { measured.decision(Decision::Deny) };
        self.vault.log().append(&measured)?;
        self.at_hand.drop_cards();
        if !withhold && misses.is_empty() {
            return Ok(0);
        }
        self.withdraw_charts_of(patient)
    }

    /// Holds a patient's charts back for a note in which something missed would be missed again.
    pub(crate) fn hold_note(&mut self, kept: &mut Kept<SampledNote>, patient: PatientId) -> Result<u64, Error> {
        let handle = self.vault.handle(patient);
        let mut missed = self.kept::<Missed>(Kind::Missed, &handle)?.map(|kept| kept.value).unwrap_or_default();
        missed.withheld_for.insert(kept.name.clone());
        self.keep(Kind::Missed, &Kept { name: handle, patient: Some(patient), at: self.clock.now(), value: missed })?;
        if let Some(decision) = &mut kept.value.decision {
            "withhold".clone_into(&mut decision.decision);
        }
        self.keep(Kind::Note, kept)?;
        self.withdraw_charts_of(patient)
    }

    fn withdraw_charts_of(&mut self, patient: PatientId) -> Result<u64, Error> {
        for row in self.vault.same_person(patient)? {
            for project in self.vault.projects_of(row)? {
                self.vault.hold_back(&project, &[row])?;
            }
        }
        // Where the other zone does not answer now, the chart goes when it does.
        Ok(if self.airlock.is_attended() { self.withdraw().unwrap_or(0) } else { 0 })
    }

    /// What reviews found of a patient: identifiers beyond the record's own, and whether charts stay here.
    pub(crate) fn reviewed_of(&self, patient: PatientId, shared: &Known) -> Result<(Option<Known>, bool), Error> {
        let kept = self.kept_of::<Missed>(Kind::Missed, patient)?;
        let withheld = kept.iter().any(|kept| !kept.value.withheld_for.is_empty());
        if kept.iter().all(|kept| kept.value.found.is_empty()) {
            return Ok((None, withheld));
        }
        let mut known = shared.clone();
        kept.iter().for_each(|kept| kept.value.add_to(&mut known));
        Ok((Some(known), withheld))
    }
}

impl Missed {
    fn add_to(&self, known: &mut Known) {
        for (category, text) in &self.found {
            known.add_marked(text, *category);
            match category {
                Category::Name => known.add_name(text),
                Category::Geo => known.add_place(text),
                Category::Date | Category::AgeOver89 => known.add_date(text),
                Category::Phone | Category::Fax | Category::Email | Category::Url => known.add_contact(text),
                other if text.bytes().any(|byte| byte.is_ascii_digit()) => known.add_number(text, *other),
                _ => known.add_name(text),
            }
        }
    }
}

/// The text with each span as its category in brackets.
fn tagged(text: &str, spans: &[PhiSpan]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut spans = spans.iter().peekable();
    for (at, letter) in text.chars().enumerate() {
        while spans.peek().is_some_and(|span| span.end <= at) {
            spans.next();
        }
        match spans.peek() {
            Some(span) if span.start == at => {
                out.push('[');
                out.push_str(span.category.name());
                out.push(']');
            }
            Some(span) if span.start < at => {}
            _ => out.push(letter),
        }
    }
    out
}
