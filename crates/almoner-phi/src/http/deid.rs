//! The review of de-identification, for privacy officers.

use std::collections::BTreeMap;

use almoner_audit::{Action as Logged, Count, Entry, Field, ResourceKind};
use almoner_deid::Category;
use almoner_identity::http::{Json, Path, Problem};
use almoner_policy::{Action, FieldGroup, Permit, PhiRoute, Set};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::exports::Cells;
use super::{Asked, Change, Served};
use crate::Room;
use crate::kept::{Kept, Kind};
use crate::review::SampledNote;

/// The notes of the sample.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeidNotes {
    items: Vec<DeidItem>,
    /// Always null: the sample is told whole.
    next: Option<String>,
    total: u64,
    summary: DeidSummary,
}

/// What the reviews say so far.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeidSummary {
    /// Notes drawn at random that were reviewed.
    reviewed: u64,
    /// Of these, with something missed.
    with_misses: u64,
    /// Identifiers that reviewers found missed, in all notes.
    misses: u64,
    /// Identifiers that were removed in the reviewed notes.
    removed: u64,
    /// The share of notes with a miss that is not exceeded with 95 % confidence (Wilson; 3/n where none was found), from the notes
    /// drawn at random alone.
    note_leak_at_most: Option<f64>,
}

/// A note of the sample.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeidItem {
    note: String,
    /// `random` or `least_certain`.
    drawn: String,
    /// Identifiers found, by category.
    counts: BTreeMap<String, u64>,
    /// Words that are left and lie outside the safe vocabulary: where something may have been missed.
    uncertain_words: u64,
    words: u64,
    /// `uncertain_words` as a share of the words that are left.
    residual_risk: f64,
    /// `pass`, `withhold`, or null.
    decision: Option<String>,
    misses: u64,
}

/// A note as it was written beside what was found in it.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeidNote {
    #[serde(flatten)]
    item: DeidItem,
    text: String,
    /// In ascending order, not overlapping; offsets count Unicode scalar values.
    spans: Vec<DeidSpan>,
    redacted: String,
}

/// An identifier in a text.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeidSpan {
    start: usize,
    end: usize,
    /// `NAME`, `GEO`, `DATE`, ...
    category: String,
}

/// How many notes to draw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeidDraw {
    /// 1 to 100.
    notes: u32,
}

/// How many were drawn.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeidDrawn {
    notes: usize,
}

/// What a reviewer decides.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeidDecision {
    /// `pass` or `withhold`.
    decision: String,
    /// What was missed; taken for the patient's own from now on.
    #[serde(default)]
    misses: Vec<DeidSpan>,
}

/// That a decision is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeidDecided {
    decision: String,
    misses: usize,
    /// Of these, not found again though they are known now, such as clinical words; the chart stays here then, whatever was decided.
    not_found_again: usize,
    /// Charts that were withdrawn by now.
    withdrawn: u64,
}

/// The longest identifier that a reviewer can mark, in characters.
const LONGEST: usize = 200;

/// The notes of the sample under review.
#[utoipa::path(get, path = "/phi/v1/deid", tag = "deid", responses((status = 200, body = DeidNotes)))]
pub(crate) async fn list(State(served): State<Served>, asked: Asked) -> Result<Json<DeidNotes>, Problem> {
    served.read(PhiRoute::DeidList, asked, Room::deid_notes).await
}

/// Draws notes for review: at random, and those of which least is certain.
#[utoipa::path(post, path = "/phi/v1/deid", tag = "deid", request_body = DeidDraw, responses((status = 200, body = DeidDrawn)))]
pub(crate) async fn draw(
    State(served): State<Served>,
    asked: Asked,
    change: Change<DeidDraw>,
) -> Result<Json<Value>, Problem> {
    served
        .change(PhiRoute::DeidDraw, asked, change, |room, asked, body| {
            let mut permit = room.ask(asked, Action::ReviewDeid, |request| request)?;
            let entry = room.deid_entry(asked, &permit, Logged::IdentifiedShown)?;
            room.record(&mut permit, &[entry.count(Count::Notes, u64::from(body.notes))])?;
            let wanted = usize::try_from(body.notes).unwrap_or(usize::MAX);
            Ok(DeidDrawn { notes: room.draw_notes(wanted)? })
        })
        .await
}

/// A note as it was written beside what was found in it.
#[utoipa::path(get, path = "/phi/v1/deid/{note}", tag = "deid", params(("note" = String, Path)), responses((status = 200, body = DeidNote)))]
pub(crate) async fn show(
    State(served): State<Served>,
    asked: Asked,
    Path(note): Path<String>,
) -> Result<Json<DeidNote>, Problem> {
    served.read(PhiRoute::DeidReview, asked, move |room, asked| room.deid_note(asked, &note)).await
}

/// Records what a reviewer found missed, and whether the charts stay here.
#[utoipa::path(post, path = "/phi/v1/deid/{note}", tag = "deid", params(("note" = String, Path)), request_body = DeidDecision, responses((status = 200, body = DeidDecided)))]
pub(crate) async fn decide(
    State(served): State<Served>,
    asked: Asked,
    Path(note): Path<String>,
    change: Change<DeidDecision>,
) -> Result<Json<Value>, Problem> {
    served.change(PhiRoute::DeidDecide, asked, change, move |room, asked, body| room.decide_deid(asked, &note, body)).await
}

impl DeidNotes {
    /// The notes.
    pub(super) fn into_items(self) -> Vec<DeidItem> {
        self.items
    }
}

impl DeidItem {
    /// As cells of a line.
    pub(super) fn cells(&self) -> Cells {
        vec![
            ("note", self.note.clone()),
            ("drawn", self.drawn.clone()),
            ("found", self.counts.values().sum::<u64>().to_string()),
            ("uncertain_words", self.uncertain_words.to_string()),
            ("words", self.words.to_string()),
            ("residual_risk", self.residual_risk.to_string()),
            ("decision", self.decision.clone().unwrap_or_default()),
            ("misses", self.misses.to_string()),
        ]
    }
}

impl Room {
    /// An entry with the reason, where one was given: at night the policies want it.
    fn deid_entry(&self, asked: &Asked, permit: &Permit, action: Logged) -> Result<Entry, Problem> {
        let entry = self.entry_by(asked, permit, action);
        Ok(match &asked.words {
            Some(words) => entry.justification(self.keep_words(words)?),
            None => entry,
        })
    }

    pub(super) fn deid_notes(&mut self, asked: &Asked) -> Result<DeidNotes, Problem> {
        let mut permit = self.ask(asked, Action::ReviewDeid, |request| request.rows(200))?;
        let notes = permit.limit(self.all_kept::<SampledNote>(Kind::Note)?).into_rows();
        // No text and nobody is shown here.
        let entry = self.deid_entry(asked, &permit, Logged::IdentifiedShown)?.count(Count::Notes, notes.len() as u64);
        self.record(&mut permit, &[entry])?;
        let mut items: Vec<DeidItem> = notes.iter().map(|kept| item(&kept.name, &kept.value)).collect();
        items.sort_by(|a, b| {
            (a.decision.is_some(), b.residual_risk)
                .partial_cmp(&(b.decision.is_some(), a.residual_risk))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let total = items.len() as u64;
        let summary = summary(notes.iter().map(|kept| &kept.value));
        Ok(DeidNotes { items, next: None, total, summary })
    }

    fn sampled(&self, name: &str) -> Result<(Kept<SampledNote>, almoner_vault::PatientId), Problem> {
        let kept = self.kept::<SampledNote>(Kind::Note, name)?.ok_or_else(Problem::not_found)?;
        let patient = kept.patient.ok_or_else(Problem::not_found)?;
        Ok((kept, patient))
    }

    fn deid_note(&mut self, asked: &Asked, name: &str) -> Result<DeidNote, Problem> {
        let fields: Set<FieldGroup> = [FieldGroup::Notes].into();
        let mut permit = self.ask(asked, Action::ReviewDeid, |request| request.fields(fields).rows(1))?;
        let (kept, patient) = self.sampled(name)?;
        let entry = self
            .deid_entry(asked, &permit, Logged::IdentifiedShown)?
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .fields(&[Field::Notes])
            .count(Count::Notes, 1);
        self.record(&mut permit, &[entry])?;
        let read = self
            .read_sampled(patient, &kept.value.at)?
            .ok_or_else(|| Problem::new(StatusCode::GONE, "note-gone", "the note has left the record since it was drawn"))?;
        let spans = read.spans.iter().map(|span| DeidSpan {
            start: span.start,
            end: span.end,
            category: span.category.name().to_owned(),
        });
        Ok(DeidNote { item: item(name, &kept.value), spans: spans.collect(), redacted: read.redacted, text: read.text })
    }

    fn decide_deid(&mut self, asked: &Asked, name: &str, body: &DeidDecision) -> Result<DeidDecided, Problem> {
        let fields: Set<FieldGroup> = [FieldGroup::Notes].into();
        let mut permit = self.ask(asked, Action::ReviewDeid, |request| request.fields(fields).rows(1))?;
        let (mut kept, patient) = self.sampled(name)?;
        let withhold = match body.decision.as_str() {
            "pass" => false,
            "withhold" => true,
            _ => return Err(Problem::unusable("decision", "`decision` is not `pass` or `withhold`")),
        };
        let entry = self
            .deid_entry(asked, &permit, Logged::CandidateReviewed)?
            .resource(ResourceKind::Patient, self.vault.opaque_patient(patient))
            .fields(&[Field::Notes])
            .count(Count::Redactions, body.misses.len() as u64);
        self.record(&mut permit, &[entry])?;
        let read = self.read_sampled(patient, &kept.value.at)?.ok_or_else(Problem::not_found)?;
        let wrong = || Problem::unusable("misses", "a span is empty, too long, outside the text, or of no known category");
        let mut misses = Vec::with_capacity(body.misses.len());
        for span in &body.misses {
            let category = Category::from_name(&span.category).ok_or_else(wrong)?;
            let length =
                span.end.checked_sub(span.start).filter(|length| (1..=LONGEST).contains(length)).ok_or_else(wrong)?;
            let text: String = read.text.chars().skip(span.start).take(length).collect();
            if text.chars().count() != length || text.trim().is_empty() {
                return Err(wrong());
            }
            misses.push((category, text.trim().to_owned()));
        }
        let mut withdrawn = self.decide_note(&mut kept, patient, withhold, &misses)?;
        let spans = self.read_sampled(patient, &kept.value.at)?.map(|read| read.spans).unwrap_or_default();
        let found = |miss: &&DeidSpan| spans.iter().any(|span| span.start <= miss.start && miss.end <= span.end);
        let not_found_again = body.misses.len() - body.misses.iter().filter(found).count();
        if not_found_again > 0 && !withhold {
            withdrawn += self.hold_note(&mut kept, patient)?;
        }
        let decision = if withhold || not_found_again > 0 { "withhold" } else { "pass" };
        Ok(DeidDecided { decision: decision.to_owned(), misses: misses.len(), not_found_again, withdrawn })
    }
}

fn item(name: &str, note: &SampledNote) -> DeidItem {
    let left = note.words.saturating_sub(note.counts.values().sum());
    #[expect(clippy::cast_precision_loss, reason = "words of one note")]
    let residual_risk = if left == 0 { 0.0 } else { note.uncertain as f64 / left as f64 };
    DeidItem {
        note: name.to_owned(),
        drawn: note.drawn.clone(),
        counts: note.counts.clone(),
        uncertain_words: note.uncertain,
        words: note.words,
        residual_risk: residual_risk.min(1.0),
        decision: note.decision.as_ref().map(|decision| decision.decision.clone()),
        misses: note.decision.as_ref().map_or(0, |decision| decision.misses),
    }
}

fn summary<'n>(notes: impl Iterator<Item = &'n SampledNote>) -> DeidSummary {
    let (mut reviewed, mut with_misses, mut misses, mut removed) = (0_u64, 0_u64, 0, 0);
    for note in notes {
        let Some(decision) = &note.decision else { continue };
        misses += decision.misses;
        removed += note.counts.values().sum::<u64>();
        if note.drawn == "random" {
            reviewed += 1;
            with_misses += u64::from(decision.misses > 0);
        }
    }
    DeidSummary { reviewed, with_misses, misses, removed, note_leak_at_most: at_most(with_misses, reviewed) }
}

/// The upper end of the 95 % interval of a share (E. B. Wilson, 1927); 3/n where nothing was found (the rule of three).
fn at_most(found: u64, of: u64) -> Option<f64> {
    if of == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "at most some hundred notes")]
    let (share, n) = (found as f64 / of as f64, of as f64);
    if found == 0 {
        return Some((3.0 / n).min(1.0));
    }
    let z = 1.959_964;
    let middle = share + z * z / (2.0 * n);
    let half = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Some(((middle + half) / (1.0 + z * z / n)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::at_most;

    #[test]
    fn the_bound_is_that_of_the_textbook() {
        assert_eq!(at_most(0, 0), None);
        assert_eq!(at_most(0, 300), Some(0.01));
        // 10 of 100: Wilson gives 0.0552 to 0.1744 (Newcombe 1998, table I method 3).
        let bound = at_most(10, 100).unwrap();
        assert!((bound - 0.1744).abs() < 0.0001, "{bound}");
    }
}
