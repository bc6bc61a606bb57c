//! Inputs into the vault: read, filed by person, durable batch by batch.
//!
//! Messages name an input by its number, never by the file's name, which may carry a patient's. An input is known by the
//! digest of its bytes (see `digest`): the same file twice changes nothing, and a run that was killed goes on where it was durable. An input
//! that can not be read, or whose bytes are not those that were digested, stays open and is told; the rest goes on.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use almoner_audit::{Action, Count, Entry, Outcome, Role};
use almoner_base::{Issue, IssueCode, Progress, Severity, Stage};
use almoner_deid::Policy;
use almoner_facts::PolicyKind;
use almoner_fhir::{Deceased, Item, Limits, RawResource, Resource, Subject, Target, read_input};
use almoner_policy::{FieldGroup, Permit};
use almoner_vault::{Batch, IDENTIFIER_AMBIGUOUS, Input, InputState, Prefix, Recognized, State};
use serde::Serialize;

use crate::{Error, Room};
use digest::Running;

mod digest;

/// Bytes gathered before a batch is made durable.
const BATCH: usize = 16 << 20;
/// Bytes between two signs of progress.
const STEP: u64 = 8 << 20;

/// A resource names no patient that anything is known of.
pub const NO_PATIENT: IssueCode = IssueCode("no-patient");
/// The input is no regular file, or can not be opened or read to its end; it stays to be read.
pub const INPUT_UNREADABLE: IssueCode = IssueCode("input-unreadable");
/// The file changed while it was read; it stays to be read.
pub const INPUT_CHANGED: IssueCode = IssueCode("input-changed");

/// Stand-ins: resources that belong to no single person.
pub(crate) const SHARED: &str = "(shared)";
pub(crate) const UNASSIGNED: &str = "(unassigned)";
pub(crate) const QUARANTINE: &str = "(quarantine)";
pub(crate) const DELETED: &str = "(deleted)";

/// Resource types of the hospital rather than of a patient.
const HOSPITAL: &[&str] =
    &["Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "HealthcareService"];

/// What came of an ingest run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IngestSummary {
    /// Inputs by number.
    pub inputs: Vec<InputSummary>,
    /// Files passed over because they are no FHIR by their extension.
    pub passed_over: u64,
    /// Charts that must be withdrawn now.
    pub withdrawals: u64,
    /// Bytes of text read, after decompression.
    pub bytes: u64,
}

/// What came of one input.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InputSummary {
    /// The number that messages name; 0 where the input could not be read, so that it has none.
    pub number: u64,
    /// Whether the same bytes were read before; then nothing changed.
    pub already: bool,
    /// Whether the input was read to its proper end.
    pub complete: bool,
    /// Resources and other records that came.
    pub received: u64,
    /// Resources taken.
    pub accepted: u64,
    /// Of these, with warnings.
    pub warned: u64,
    /// Records set aside.
    pub quarantined: u64,
    /// By resource type: accepted, warned, quarantined.
    pub types: Vec<TypeSummary>,
    /// The first issues.
    pub issues: Vec<Issue>,
    /// How many issues of each code.
    pub codes: Vec<(IssueCode, u64)>,
}

/// Resources of one type.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TypeSummary {
    /// FHIR resource type.
    pub resource_type: String,
    /// Taken.
    pub accepted: u64,
    /// Of these, with warnings.
    pub warned: u64,
    /// Set aside.
    pub quarantined: u64,
}

/// Issues shown of one input; the ledger keeps more.
const ISSUES_SHOWN: usize = 20;

impl Room {
    pub(crate) fn ingest(
        &mut self,
        permit: &Permit,
        paths: &[PathBuf],
        tell: &mut dyn FnMut(Progress),
    ) -> Result<IngestSummary, Error> {
        self.vault
            .log()
            .append(&Entry::by_service(Role::Phi, Action::IngestStarted).count(Count::Inputs, paths.len() as u64))?;
        let mut summary = IngestSummary::default();
        let mut found = Found::default();
        for path in paths {
            found.name(path);
        }
        summary.passed_over = found.passed_over;
        let total = found.files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum();
        let mut meter = Meter { done: 0, told: 0, total, tell };
        // A chart label of the strictest policy is a refusal whatever policy a release follows.
        let refusals = Policy::builtin(PolicyKind::SafeHarbor)?.withhold_chart_labels;
        for file in &found.files {
            match self.ingest_file(permit, file, &refusals, &mut meter) {
                Ok((one, bytes)) => {
                    summary.bytes += bytes;
                    summary.inputs.push(one);
                }
                Err(Error::Io(error)) => found.unreadable.push(error),
                Err(error) => return Err(error),
            }
        }
        summary.inputs.extend(found.unreadable.iter().map(|_| unreadable()));
        self.vault.settle()?;
        summary.withdrawals = self.vault.to_withdraw()?.len() as u64;
        let sum = |count: fn(&InputSummary) -> u64| summary.inputs.iter().map(count).sum::<u64>();
        let whole = summary.inputs.iter().all(|input| input.complete && input.quarantined == 0);
        self.vault.log().append(
            &Entry::by_service(Role::Phi, Action::IngestFinished)
                .outcome(if whole { Outcome::Success } else { Outcome::Partial })
                .count(Count::Inputs, summary.inputs.len() as u64)
                .count(Count::Received, sum(|input| input.received))
                .count(Count::Accepted, sum(|input| input.accepted))
                .count(Count::Warned, sum(|input| input.warned))
                .count(Count::Quarantined, sum(|input| input.quarantined))
                .count(Count::Bytes, summary.bytes),
        )?;
        match found.unreadable.pop() {
            // A mistyped path, for instance: nothing was done at all.
            Some(error) if summary.inputs.iter().all(|input| input.number == 0) => Err(error.into()),
            _ => Ok(summary),
        }
    }

    fn ingest_file(
        &mut self,
        permit: &Permit,
        path: &Path,
        refusals: &[String],
        meter: &mut Meter<'_>,
    ) -> Result<(InputSummary, u64), Error> {
        let fingerprint = digest::fingerprint(&mut open(path)?)?;
        let begun = match self.vault.recognize(permit, &fingerprint, self.clock.now())? {
            Recognized::New(input) => Begun { input, items: 0, prefix: None, digest: None },
            Recognized::Open { input, items, prefix } => Begun { input, items, prefix: Some(prefix), digest: None },
            Recognized::Seen => {
                let digest = digest::of(&mut open(path)?)?;
                match self.vault.begin(permit, &digest, self.clock.now())? {
                    (input, InputState::Open { items }) => {
                        self.vault.fingerprint(input, &fingerprint)?;
                        Begun { input, items, prefix: None, digest: Some(digest) }
                    }
                    (input, InputState::Done) => {
                        meter.add(path.metadata().map_or(0, |metadata| metadata.len()));
                        let summary = self.recall(input)?;
                        return Ok((InputSummary { already: true, ..summary }, 0));
                    }
                }
            }
        };
        self.ingest_begun(permit, path, &begun, refusals, meter)
    }

    fn ingest_begun(
        &mut self,
        permit: &Permit,
        path: &Path,
        begun: &Begun,
        refusals: &[String],
        meter: &mut Meter<'_>,
    ) -> Result<(InputSummary, u64), Error> {
        let (input, mut skip) = (begun.input, begun.items);
        let mut batch = Batch::default();
        let (mut failed, mut ambiguous) = (None, 0);
        let (mut codes, mut issues) = (std::collections::BTreeMap::<IssueCode, u64>::new(), Vec::new());
        let mut note = |found: &[Issue]| {
            for issue in found {
                *codes.entry(issue.code).or_default() += 1;
                if issues.len() < ISSUES_SHOWN {
                    issues.push(issue.clone());
                }
            }
        };
        let broken = Cell::new(false);
        let running = RefCell::new(Running::new(begun.prefix));
        let mut file = Metered { file: open(path)?, meter, running: &running, broken: &broken };
        let vault = &mut self.vault;
        let report = read_input(&mut file, &Limits::default(), &mut |item| {
            // What the reader makes of a text that broke off here is not what the file holds.
            if broken.get() {
                return ControlFlow::Break(());
            }
            // Warnings and later pieces of a record count as no items. Behind the last durable item they are filed again: a
            // piece may be kept twice, and none is lost.
            if skip > 0 {
                skip -= u64::from(is_counted(&item));
                return ControlFlow::Continue(());
            }
            file_item(item, refusals, &mut batch, &mut note);
            if batch.bytes() < BATCH {
                return ControlFlow::Continue(());
            }
            batch.read_so_far(running.borrow().prefix());
            match vault.commit(permit, input, &mut batch) {
                Ok(more) => {
                    ambiguous += more;
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = failed {
            return Err(error.into());
        }
        // What the reader left, where damaged content ended it early, is part of the digest too.
        let rest = std::io::copy(&mut file, &mut std::io::sink());
        let read = running.borrow_mut().digest();
        let open = if broken.get() || rest.is_err() {
            Some(INPUT_UNREADABLE)
        } else if running.borrow().is_other() || begun.digest.is_some_and(|digest| digest != read) {
            self.vault.restart(input)?;
            Some(INPUT_CHANGED)
        } else {
            None
        };
        if let Some(code) = open {
            note(&[of_input(code)]);
        } else {
            note(&report.issues);
            for issue in &report.issues {
                batch.input_issue(issue.clone());
            }
            ambiguous += self.vault.commit(permit, input, &mut batch)?;
            self.vault.digested(input, &read)?;
            self.vault.finish(input, report.complete, self.clock.now())?;
        }
        let mut summary = self.recall(input)?;
        summary.issues = issues;
        if ambiguous > 0 {
            codes.insert(IDENTIFIER_AMBIGUOUS, ambiguous);
        }
        summary.codes = codes.into_iter().collect();
        Ok((summary, report.bytes))
    }

    /// What the ledger says of an input.
    fn recall(&self, input: Input) -> Result<InputSummary, Error> {
        let mut summary = InputSummary::default();
        if let Some(report) = self.vault.ledger_of(input)? {
            summary.number = u64::try_from(report.number).unwrap_or(0);
            summary.complete = report.complete;
            for row in report.rows {
                summary.accepted += row.count.accepted;
                summary.warned += row.count.warned;
                summary.quarantined += row.count.quarantined;
                summary.types.push(TypeSummary {
                    resource_type: row.resource_type,
                    accepted: row.count.accepted,
                    warned: row.count.warned,
                    quarantined: row.count.quarantined,
                });
            }
        }
        summary.received = summary.accepted + summary.quarantined;
        Ok(summary)
    }
}

/// Whether the ledger and a resumed run count this as an item; see [`file_item`].
fn is_counted(item: &Item<'_>) -> bool {
    match item {
        Item::Warning(_) => false,
        Item::Quarantined(bytes) => bytes.piece == 0,
        Item::Resource(_) | Item::Deletion(_) | Item::Export(_) => true,
    }
}

fn of_input(code: IssueCode) -> Issue {
    Issue { code, severity: Severity::Quarantined, path: String::new(), line: 0 }
}

fn unreadable() -> InputSummary {
    let issue = of_input(INPUT_UNREADABLE);
    InputSummary { codes: vec![(issue.code, 1)], issues: vec![issue], ..InputSummary::default() }
}

/// Files one item under the key of whom it belongs to.
fn file_item(item: Item<'_>, refusals: &[String], batch: &mut Batch, note: &mut dyn FnMut(&[Issue])) {
    match item {
        Item::Resource(resource) => file_resource(resource, refusals, batch, note),
        Item::Quarantined(bytes) => {
            batch.record(QUARANTINE, bytes.raw);
            batch.state(QUARANTINE, State::Thing);
            if bytes.piece == 0 {
                note(std::slice::from_ref(&bytes.issue));
                batch.item("(unreadable)", &[bytes.issue]);
                if let Some(key) = refuser(bytes.raw) {
                    batch.state(&key, State::OptedOut);
                }
            }
        }
        Item::Deletion(deletion) => {
            batch.state(DELETED, State::Thing);
            let key = format!("{}/{}", deletion.kind, deletion.id);
            batch.record(DELETED, key.as_bytes());
            if deletion.kind == "Patient" {
                batch.withdraw(&key);
            }
            batch.item("(deletion)", &[]);
        }
        Item::Export(record) => {
            batch.record(SHARED, record.raw);
            batch.state(SHARED, State::Thing);
            batch.item("(export record)", &[]);
        }
        Item::Warning(issue) => {
            note(std::slice::from_ref(&issue));
            batch.input_issue(issue);
        }
    }
}

fn file_resource(mut resource: RawResource<'_>, refusals: &[String], batch: &mut Batch, note: &mut dyn FnMut(&[Issue])) {
    let mut issues = std::mem::take(&mut resource.issues);
    let own = format!("{}/{}", resource.kind, resource.id);
    let is_content = matches!(resource.subject, Subject::Itself) || resource.kind == "Binary";
    let key = match &resource.subject {
        Subject::Itself => {
            if let Some(url) = &resource.full_url {
                batch.alias(url, &own);
            }
            patient(resource.parse().0, &own, refusals, batch);
            own.clone()
        }
        Subject::Patient(target) => match key_of(target) {
            Some(key) => key,
            None => unassigned(&mut issues, resource.line),
        },
        Subject::NotPatient | Subject::None if HOSPITAL.contains(&resource.kind) => SHARED.to_owned(),
        Subject::None if resource.kind == "Binary" => own.clone(),
        Subject::None if resource.kind == "Device" => SHARED.to_owned(),
        Subject::NotPatient | Subject::None => unassigned(&mut issues, resource.line),
    };
    if resource.kind == "Consent" && almoner_deid::refuses_research(resource.raw) {
        batch.state(&key, State::OptedOut);
    }
    if resource.kind == "Binary" || key == SHARED || key == UNASSIGNED {
        batch.state(&key, State::Thing);
    }
    if is_content || key == SHARED || resource.id.is_empty() {
        // These have one owner alone, or no name to be known by.
        match group_of(resource.kind).filter(|_| key != SHARED) {
            Some(group) => batch.record_of(&key, group, resource.raw),
            None => batch.record(&key, resource.raw),
        }
    } else {
        match group_of(resource.kind) {
            Some(group) => batch.resource_of(&key, group, &own, resource.raw),
            None => batch.resource(&key, &own, resource.raw),
        }
    }
    if TREATS.contains(&resource.kind) {
        for provider in providers(resource.parse().0.as_ref()) {
            batch.treated_by(&key, &provider);
        }
    }
    note(&issues);
    batch.item(resource.kind, &issues);
}

fn unassigned(issues: &mut Vec<Issue>, line: u64) -> String {
    issues.push(Issue { code: NO_PATIENT, severity: Severity::Warning, path: String::new(), line });
    UNASSIGNED.to_owned()
}

/// What a Patient resource says of its person: other keys, death, a merge, a refusal of research by its labels.
fn patient(resource: Option<Resource<'_>>, key: &str, refusals: &[String], batch: &mut Batch) {
    let Some(Resource::Patient(patient)) = resource else { return };
    let survivor = patient.replaced_by().find_map(|reference| key_of(&reference.target()));
    match (survivor, patient.deceased()) {
        (Some(survivor), _) => batch.merge(key, &survivor),
        (None, Deceased::Yes) => batch.state(key, State::Deceased),
        (None, _) => batch.state(key, State::Active),
    }
    let mut labels = patient.meta.iter().flat_map(|meta| &meta.security).filter_map(|label| label.code.as_deref());
    if labels.any(|label| refusals.iter().any(|refusal| refusal.eq_ignore_ascii_case(label))) {
        batch.state(key, State::OptedOut);
    }
    // After a merge, since a merged record and its survivor share identifiers, and two persons must not.
    for identifier in &patient.identifier {
        if let Some(value) = &identifier.value {
            batch.alias(&identifier_key(identifier.system.as_deref(), value), key);
            if is_record_number(identifier) {
                batch.alias(&number_key(value), key);
            }
        }
    }
}

/// Longer bytes that can not be read are not searched for a Consent.
const CONSENT_LONGEST: usize = 1 << 20;

/// Whom an unreadable Consent is of: it refuses, since nobody can tell that it does not. Only where its text names one single
/// patient; several could be anybody's, such as in a damaged Bundle.
fn refuser(raw: &[u8]) -> Option<String> {
    if raw.len() > CONSENT_LONGEST {
        return None;
    }
    let text = String::from_utf8_lossy(raw);
    let is_consent = text.split("\"resourceType\"").skip(1).any(|after| {
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        value.is_some_and(|value| value.starts_with("\"Consent\""))
    });
    if !is_consent {
        return None;
    }
    let mut named = text.split("Patient/").skip(1).map(|after| {
        let end = after.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-' || letter == '.'));
        after.get(..end.unwrap_or(after.len())).unwrap_or_default()
    });
    let first = named.next().filter(|id| !id.is_empty())?;
    named.all(|other| other == first).then(|| format!("Patient/{first}"))
}

/// A medical record number by itself, as it stands on a wristband. A number that two people have names neither.
pub(crate) fn number_key(number: &str) -> String {
    format!("Patient?mrn={}", number.trim().to_uppercase())
}

/// Code `MR` of HL7 v2 table 0203.
pub(crate) fn is_record_number(identifier: &almoner_fhir::Identifier<'_>) -> bool {
    identifier.kind.iter().flat_map(|kind| &kind.coding).any(|coding| coding.code.as_deref() == Some("MR"))
}

/// Resource types that name those who care for a patient.
const TREATS: &[&str] = &["Patient", "Encounter", "CareTeam", "EpisodeOfCare"];

/// The keys of those who care for the patient: practitioners and their roles, by reference or by identifier.
fn providers(resource: Option<&Resource<'_>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let add = |reference: &almoner_fhir::Reference<'_>| found.extend(provider_key(&reference.target()));
    match resource {
        Some(Resource::Patient(patient)) => patient.general_practitioner.iter().for_each(add),
        Some(Resource::Encounter(encounter)) => {
            encounter.participant.iter().filter_map(|participant| participant.individual.as_ref()).for_each(add);
        }
        Some(Resource::CareTeam(team)) => {
            team.participant.iter().filter_map(|participant| participant.member.as_ref()).for_each(add);
        }
        Some(Resource::EpisodeOfCare(episode)) => episode.care_manager.iter().for_each(add),
        _ => {}
    }
    found
}

/// The key of a practitioner or a role; none for organizations, relatives and what can not be told.
pub(crate) fn provider_key(target: &Target<'_>) -> Option<String> {
    let of = |kind: &str| kind == "Practitioner" || kind == "PractitionerRole";
    match target {
        Target::Relative { kind, id } | Target::Absolute { kind, id, .. } if of(kind) => Some(format!("{kind}/{id}")),
        Target::Conditional { kind, system, value } if of(kind) => Some(practitioner_key(system.as_deref(), value)),
        Target::Identifier { kind, system, value } if kind.as_deref().is_none_or(of) => {
            Some(practitioner_key(system.as_deref(), value))
        }
        Target::Urn(urn) => Some(urn.to_string()),
        _ => None,
    }
}

/// The key of a practitioner who is named by an identifier, such as an NPI.
pub(crate) fn practitioner_key(system: Option<&str>, value: &str) -> String {
    format!("Practitioner?identifier={}|{value}", system.unwrap_or_default())
}

/// Which part of a record a resource is, so that a part that is not granted is not decrypted. What is in no part is read with
/// all of them or not at all. A Patient's address and numbers lie in one resource with the name.
fn group_of(kind: &str) -> Option<FieldGroup> {
    Some(match kind {
        "Patient" => FieldGroup::Demographics,
        "RelatedPerson" => FieldGroup::Contact,
        "Condition" | "AllergyIntolerance" | "FamilyMemberHistory" => FieldGroup::Conditions,
        "MedicationRequest" | "MedicationStatement" | "MedicationAdministration" | "MedicationDispense" | "Immunization" => {
            FieldGroup::Medications
        }
        "Observation" => FieldGroup::Observations,
        "Procedure" | "Device" | "DeviceUseStatement" => FieldGroup::Procedures,
        "DocumentReference" | "DiagnosticReport" | "Composition" | "Binary" => FieldGroup::Notes,
        _ => return None,
    })
}

/// The key under which a reference's person is filed.
pub(crate) fn key_of(target: &Target<'_>) -> Option<String> {
    Some(match target {
        Target::Relative { kind, id } | Target::Absolute { kind, id, .. } => format!("{kind}/{id}"),
        Target::Urn(urn) => urn.to_string(),
        Target::Conditional { kind, system, value } if kind == "Patient" => identifier_key(system.as_deref(), value),
        Target::Identifier { kind, system, value } if kind.as_deref().is_none_or(|kind| kind == "Patient") => {
            identifier_key(system.as_deref(), value)
        }
        _ => return None,
    })
}

fn identifier_key(system: Option<&str>, value: &str) -> String {
    format!("Patient?identifier={}|{value}", system.unwrap_or_default())
}

/// Opens a regular file; anything else, such as a pipe, could block for ever.
fn open(path: &Path) -> std::io::Result<File> {
    if !path.metadata()?.is_file() {
        return Err(std::io::ErrorKind::InvalidInput.into());
    }
    File::open(path)
}

/// An input as the vault knows it before it is read.
struct Begun {
    input: Input,
    /// Items that are durable.
    items: u64,
    /// What the input must begin with for those to be its own.
    prefix: Option<Prefix>,
    /// Its digest, where that had to be taken before.
    digest: Option<[u8; 32]>,
}

/// What the paths of a run hold.
#[derive(Default)]
struct Found {
    files: Vec<PathBuf>,
    passed_over: u64,
    /// Inputs that can not be read, by why. Their names stay here.
    unreadable: Vec<std::io::Error>,
}

impl Found {
    /// A path that was named: a file or folder, or a link to one.
    fn name(&mut self, path: &Path) {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => self.list(path),
            Ok(metadata) if metadata.is_file() => self.files.push(path.to_owned()),
            Ok(_) => self.unreadable.push(std::io::ErrorKind::InvalidInput.into()),
            Err(error) => self.unreadable.push(error),
        }
    }

    /// The files of a folder, in order of name. Links are not followed: they could lead anywhere, and round in circles.
    fn list(&mut self, folder: &Path) {
        let mut entries = Vec::new();
        match std::fs::read_dir(folder) {
            Ok(listed) => {
                for entry in listed {
                    match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
                        Ok(entry) => entries.push(entry),
                        Err(error) => self.unreadable.push(error),
                    }
                }
            }
            Err(error) => self.unreadable.push(error),
        }
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (path, kind) in entries {
            if kind.is_dir() {
                self.list(&path);
            } else if !is_record(&path) {
                self.passed_over += 1;
            } else if kind.is_file() {
                self.files.push(path);
            } else {
                self.unreadable.push(std::io::ErrorKind::InvalidInput.into());
            }
        }
    }
}

/// Within a folder: `.json`, `.ndjson`, `.jsonl`, `.xml` (which gets a clear refusal), also with `.gz` or `.zst`.
fn is_record(path: &Path) -> bool {
    let extension = |path: &Path| path.extension().map(|extension| extension.to_ascii_lowercase());
    let of = match extension(path) {
        Some(packed) if packed == "gz" || packed == "zst" => path.file_stem().and_then(|stem| extension(Path::new(stem))),
        other => other,
    };
    of.is_some_and(|of| ["json", "ndjson", "jsonl", "xml"].iter().any(|known| of == *known))
}

/// Counts bytes read, for the progress bar.
struct Meter<'a> {
    done: u64,
    told: u64,
    total: u64,
    tell: &'a mut dyn FnMut(Progress),
}

impl Meter<'_> {
    fn add(&mut self, bytes: u64) {
        self.done += bytes;
        if self.done >= self.told + STEP || self.done == self.total {
            self.told = self.done;
            (self.tell)(Progress { stage: Stage::Ingest, done: self.done, total: self.total });
        }
    }
}

/// An input on its way to the reader: counted, digested, and its failure remembered.
struct Metered<'a, 'b> {
    file: File,
    meter: &'a mut Meter<'b>,
    running: &'a RefCell<Running>,
    broken: &'a Cell<bool>,
}

impl Read for Metered<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer).inspect_err(|error| {
            if error.kind() != std::io::ErrorKind::Interrupted {
                self.broken.set(true);
            }
        })?;
        self.running.borrow_mut().update(buffer.get(..read).unwrap_or_default());
        self.meter.add(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
