//! Notes and reports as redacted text on the patient's timeline.

use std::collections::HashMap;

use almoner_base::{Date, DayRange};
use almoner_facts::{AgeYears, Demographics, Note, NoteKind};
use almoner_fhir::{Attachment, CodeableConcept, DateTime, Patient, Resource, Section, attachment_text};

use super::{Context, Listed, Report, days};
use crate::Known;
use crate::known::words_of;
use crate::output::{Output, Writing, in_chart};
use crate::text::lexicon::HashIndex;
use crate::text::token::word_hash;
use crate::text::{OnTimeline, Request, redact_request};

/// A text of the record that may become a note.
struct Written<'a> {
    kind: NoteKind,
    date: Option<&'a DateTime<'a>>,
    text: String,
}

/// The notes with tags, and in the same order what is to be written instead under the policy; nothing where that is tags.
pub(super) fn redacted(
    resources: &[Listed<'_>],
    (patient, demographics): (&Patient<'_>, &Demographics),
    known: &Known,
    ctx: &Context<'_>,
    report: &mut Report,
) -> (Vec<Note>, Vec<String>) {
    let life = days::life(&ctx.timeline, patient.birth_date.as_ref().map(|birth| birth.date), ctx.as_of);
    let written = written(resources, report);
    let lists = [known, ctx.shared];
    // First every text by itself; what is surely a name in one is then looked for in all.
    let mut spread = HashIndex::default();
    let mut first = Vec::with_capacity(written.len());
    for item in &written {
        let (redacted, names) =
            redact_request(ctx.engine, &item.text, &request(item, (demographics, life), &lists, ctx, &HashIndex::default()));
        spread.extend(names.into_iter().map(|name| (name, ())));
        first.push(redacted);
    }
    let mut notes: Vec<(Note, usize)> = Vec::with_capacity(written.len());
    let nowhere = HashIndex::default();
    let mut asked = Vec::with_capacity(written.len());
    for (at, (item, redacted)) in written.iter().zip(first).enumerate() {
        let named_elsewhere = words_of(&redacted.text).any(|word| spread.contains_key(&word_hash(&word)));
        let request = request(item, (demographics, life), &lists, ctx, if named_elsewhere { &spread } else { &nowhere });
        let redacted = if named_elsewhere { redact_request(ctx.engine, &item.text, &request).0 } else { redacted };
        asked.push(request);
        for span in &redacted.spans {
            *report.removed.entry(span.category).or_default() += 1;
        }
        report.unlisted_words += u32::try_from(redacted.unlisted.len()).unwrap_or(u32::MAX);
        let day = item.date.and_then(|date| days::placed(&ctx.timeline, life, date.date));
        if !redacted.text.trim().is_empty() {
            notes.push((Note { kind: item.kind, day, text: redacted.text }, at));
        }
    }
    // The same text twice (a report and its document) is one note.
    notes.sort_by(|(a, _), (b, _)| (a.kind, &a.text, a.day).cmp(&(b.kind, &b.text, b.day)));
    notes.dedup_by(|(a, _), (b, _)| a == b);
    report.notes = u32::try_from(notes.len()).unwrap_or(u32::MAX);
    let otherwise = |output: Output<'_>| -> Vec<String> {
        let texts = || notes.iter().filter_map(|(_, at)| Some((written.get(*at)?.text.as_str(), asked.get(*at)?)));
        in_chart(ctx.engine, texts, output)
    };
    let otherwise = match (ctx.policy.writing, ctx.surrogates) {
        (Writing::Surrogates, Some(surrogates)) => otherwise(Output::Surrogates(surrogates)),
        (Writing::Masks, _) => otherwise(Output::Masks),
        _ => Vec::new(),
    };
    (notes.into_iter().map(|(note, _)| note).collect(), otherwise)
}

fn request<'a>(
    item: &Written<'_>,
    (demographics, life): (&Demographics, DayRange),
    known: &'a [&'a Known],
    ctx: &Context<'_>,
    spread: &'a HashIndex<()>,
) -> Request<'a> {
    let day: Option<Date> =
        item.date.filter(|date| date.date.day.is_some()).and_then(|date| date.date.bounds()).map(|(day, _)| day);
    let dates = OnTimeline {
        timeline: ctx.timeline,
        written: day,
        life,
        ninety_or_older: demographics.age == Some(AgeYears::NinetyOrOlder),
    };
    Request { known, form: ctx.policy.text, dates: Some(dates), spread }
}

fn written<'r>(resources: &'r [Listed<'r>], report: &mut Report) -> Vec<Written<'r>> {
    let binaries: HashMap<&str, (Option<&str>, &str)> = resources
        .iter()
        .filter_map(|one| match &one.resource {
            Resource::Binary(it) => Some((it.id.as_deref()?, (it.content_type.as_deref(), it.data.as_deref()?))),
            _ => None,
        })
        .collect();
    let mut out = Vec::new();
    for Listed { resource, prose } in resources {
        let date = date_of(resource);
        let mut kind = NoteKind::Other;
        match resource {
            Resource::DocumentReference(it) => {
                let kind = note_kind(it.kind.as_ref());
                for attachment in it.content.iter().filter_map(|content| content.attachment.as_ref()) {
                    read(attachment, &binaries, kind, date, &mut out, report);
                }
            }
            Resource::DiagnosticReport(it) => {
                kind = NoteKind::Report;
                for attachment in &it.presented_form {
                    read(attachment, &binaries, kind, date, &mut out, report);
                }
            }
            Resource::Composition(it) => {
                let mut text = String::new();
                it.section.iter().for_each(|section| section_text(section, 0, &mut text));
                out.push(Written { kind: note_kind(it.kind.as_ref()), date, text });
            }
            _ => {}
        }
        // What a system has made of the other elements says nothing more, and would lose what they say of it ("refuted").
        let more = resource.narrative().filter(|narrative| narrative.status.as_deref() == Some("additional"));
        let more = more.and_then(|narrative| narrative.div.as_deref()).map(almoner_fhir::narrative_text);
        let prose = prose.iter().filter(|text| is_prose(text)).cloned();
        out.extend(prose.chain(more).map(|text| Written { kind, date, text }));
    }
    out.retain(|written| !written.text.trim().is_empty());
    out
}

/// A value or a single word is no text: results are read where they stand, and a lone word says nothing of what it is about.
fn is_prose(text: &str) -> bool {
    text.split_whitespace().nth(2).is_some()
}

/// Sections nest; deeper ones than a document has are left out.
fn section_text(section: &Section<'_>, depth: u32, out: &mut String) {
    if depth > 4 {
        return;
    }
    if let Some(div) = section.text.as_ref().and_then(|text| text.div.as_deref()) {
        // The title is dropped as a text of its own; a heading that the vocabulary of sections knows is worth its line.
        if let Some(title) = section.title.as_deref() {
            out.push_str(title);
            out.push_str(":\n");
        }
        out.push_str(almoner_fhir::narrative_text(div).trim());
        out.push_str("\n\n");
    }
    section.section.iter().for_each(|inner| section_text(inner, depth + 1, out));
}

/// When what a resource says was said.
fn date_of<'r>(resource: &'r Resource<'r>) -> Option<&'r DateTime<'r>> {
    let start = |period: &'r Option<almoner_fhir::Period<'r>>| period.as_ref().and_then(|period| period.start.as_ref());
    match resource {
        Resource::DocumentReference(it) => it.date.as_ref().or_else(|| it.context.as_ref()?.period.as_ref()?.start.as_ref()),
        Resource::DiagnosticReport(it) => {
            it.effective_date_time.as_ref().or(start(&it.effective_period)).or(it.issued.as_ref())
        }
        Resource::Composition(it) => it.date.as_ref(),
        Resource::Condition(it) => it.recorded_date.as_ref().or(it.onset_date_time.as_ref()),
        Resource::Observation(it) => it.effective_date_time.as_ref().or(start(&it.effective_period)).or(it.issued.as_ref()),
        Resource::Procedure(it) => it.performed_date_time.as_ref().or(start(&it.performed_period)),
        Resource::AllergyIntolerance(it) => it.recorded_date.as_ref(),
        Resource::MedicationRequest(it) => it.authored_on.as_ref(),
        Resource::MedicationStatement(it) => it.date_asserted.as_ref().or(it.effective_date_time.as_ref()),
        Resource::MedicationAdministration(it) => it.effective_date_time.as_ref().or(start(&it.effective_period)),
        Resource::MedicationDispense(it) => it.when_handed_over.as_ref(),
        Resource::Immunization(it) => it.occurrence_date_time.as_ref(),
        Resource::CarePlan(it) => it.created.as_ref().or(start(&it.period)),
        Resource::ClinicalImpression(it) => it.date.as_ref().or(it.effective_date_time.as_ref()),
        Resource::FamilyMemberHistory(it) => it.date.as_ref(),
        Resource::DeviceUseStatement(it) => it.recorded_on.as_ref(),
        Resource::Encounter(it) => start(&it.period),
        Resource::ImagingStudy(it) => it.started.as_ref(),
        _ => None,
    }
}

/// Text inline or in a Binary of the record. An address elsewhere is never fetched.
fn read<'r>(
    attachment: &'r Attachment<'r>,
    binaries: &HashMap<&str, (Option<&str>, &str)>,
    kind: NoteKind,
    date: Option<&'r DateTime<'r>>,
    out: &mut Vec<Written<'r>>,
    report: &mut Report,
) {
    let own_type = attachment.content_type.as_deref();
    let source = match (attachment.data.as_deref(), attachment.url.as_deref()) {
        (Some(data), _) => Some((own_type, data)),
        (None, Some(url)) => {
            let id = url.rsplit('/').next().unwrap_or(url).trim_start_matches("urn:uuid:");
            let named = url.contains("Binary/") || url.starts_with("urn:uuid:");
            binaries.get(id).filter(|_| named).map(|(kind, data)| (own_type.or(*kind), *data))
        }
        (None, None) => None,
    };
    match source.map(|(content_type, data)| attachment_text(content_type, data)) {
        Some(Ok(text)) => out.push(Written { kind, date, text }),
        Some(Err(_)) | None => report.attachments_unread += 1,
    }
}

/// The kind of document by its LOINC type.
fn note_kind(kind: Option<&CodeableConcept<'_>>) -> NoteKind {
    let codes = kind.into_iter().flat_map(|kind| &kind.coding).filter_map(|coding| coding.code.as_deref());
    let of = |code: &str| {
        Some(match code {
            "34117-2" | "11492-6" | "47039-3" | "51849-8" => NoteKind::HistoryAndPhysical,
            "11506-3" | "18733-6" | "34109-9" | "51847-2" | "34131-3" => NoteKind::Progress,
            "18842-5" | "28655-9" | "11490-0" | "34105-7" => NoteKind::Discharge,
            "11488-4" | "34104-0" | "34099-2" | "34100-8" => NoteKind::Consult,
            "11502-2" | "11526-1" | "18748-4" | "27898-6" | "60568-3" | "18726-0" => NoteKind::Report,
            _ => return None,
        })
    };
    codes.filter_map(of).next().unwrap_or_default()
}
