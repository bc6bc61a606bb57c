//! A record as FHIR R4 `AuditEvent`, in the patterns of IHE Basic Audit Log Patterns (BALP 1.1).
//!
//! A disclosure of one patient's data to a recipient claims the BALP profile *Privacy Disclosure at Source*. The other profiles
//! of BALP are for requests to a FHIR REST server, which the recorded actions are not; their events use the same codes for
//! agents and entities and claim no profile. What a record does not hold (such as the recipient's network) is marked with
//! the extension `data-absent-reason` where a profile asks for it, and left out elsewhere.
//!
//! Persons and patients appear as logical references: an identifier that is an opaque id under a system of this product. The
//! systems are URNs beginning with `urn:almoner:`. The last entity names the entry in the tamper-evident log.

use serde_json::{Map, Value, json};

use super::name_of;
use crate::entry::{
    Action, Actor, Decision, Entry, OpaqueId, Outcome, Phase, Purpose, Record, Resource, ResourceKind, Role,
};

const DCM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const ENTITY_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const OBJECT_ROLE: &str = "http://terminology.hl7.org/CodeSystem/object-role";
const LIFECYCLE: &str = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
const DISCLOSURE: &str = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PrivacyDisclosure.Source";

/// The record as a resource. `origin` is the log's.
#[must_use]
pub fn audit_event(record: &Record, origin: &str) -> Value {
    let entry = &record.entry;
    let disclosure = is_disclosure(entry);
    let mut event = Map::new();
    event.insert("resourceType".to_owned(), json!("AuditEvent"));
    if let Some(id) = record.id {
        event.insert("id".to_owned(), json!(id.to_string()));
    }
    if disclosure {
        event.insert("meta".to_owned(), json!({ "profile": [DISCLOSURE] }));
    }
    let (kind, subtype) = type_of(entry.action);
    event.insert("type".to_owned(), dcm(kind));
    event.insert("subtype".to_owned(), Value::Array(subtypes(entry, subtype)));
    event.insert("action".to_owned(), json!(action_code(entry.action)));
    event.insert("recorded".to_owned(), json!(record.time.to_rfc3339()));
    event.insert("outcome".to_owned(), json!(outcome(entry)));
    if let Some(reason) = entry.reason {
        event.insert("outcomeDesc".to_owned(), json!(name_of(reason)));
    }
    let purposes = purposes(entry);
    if !purposes.is_empty() {
        event.insert("purposeOfEvent".to_owned(), json!(purposes));
    }
    event.insert("agent".to_owned(), Value::Array(agents(record, origin, disclosure)));
    event.insert(
        "source".to_owned(),
        json!({
            "site": origin,
            "observer": observer(origin),
            "type": [source_type(record)],
        }),
    );
    event.insert("entity".to_owned(), Value::Array(entities(record, origin)));
    Value::Object(event)
}

fn is_disclosure(entry: &Entry) -> bool {
    let patient = entry.resource.is_some_and(|resource| resource.kind == ResourceKind::Patient && resource.id.is_some());
    entry.action == Action::DisclosureMade && entry.decision == Decision::Permit && patient && entry.recipient.is_some()
}

/// A concept of the DICOM Controlled Terminology (PS3.16, annex D).
#[derive(Clone, Copy)]
struct Dcm(&'static str, &'static str);

const APPLICATION_ACTIVITY: Dcm = Dcm("110100", "Application Activity");
const AUDIT_LOG_USED: Dcm = Dcm("110101", "Audit Log Used");
const EXPORT: Dcm = Dcm("110106", "Export");
const IMPORT: Dcm = Dcm("110107", "Import");
const PATIENT_RECORD: Dcm = Dcm("110110", "Patient Record");
const QUERY: Dcm = Dcm("110112", "Query");
const SECURITY_ALERT: Dcm = Dcm("110113", "Security Alert");
const USER_AUTHENTICATION: Dcm = Dcm("110114", "User Authentication");
const APPLICATION_START: Dcm = Dcm("110120", "Application Start");
const APPLICATION_STOP: Dcm = Dcm("110121", "Application Stop");
const LOGIN: Dcm = Dcm("110122", "Login");
const LOGOUT: Dcm = Dcm("110123", "Logout");
const EMERGENCY_OVERRIDE_STARTED: Dcm = Dcm("110127", "Emergency Override Started");
const EMERGENCY_OVERRIDE_STOPPED: Dcm = Dcm("110138", "Emergency Override Stopped");
const SECURITY_CONFIGURATION: Dcm = Dcm("110129", "Security Configuration");
const RESTRICTED_FUNCTION: Dcm = Dcm("110132", "Use of Restricted Function");
const SECURITY_ROLES_CHANGED: Dcm = Dcm("110136", "Security Roles Changed");
const USER_SECURITY_CHANGED: Dcm = Dcm("110137", "User security Attributes Changed");
const APPLICATION: Dcm = Dcm("110150", "Application");
const DESTINATION_ROLE_ID: Dcm = Dcm("110152", "Destination Role ID");
const SOURCE_ROLE_ID: Dcm = Dcm("110153", "Source Role ID");

fn dcm(concept: Dcm) -> Value {
    coding(DCM, concept.0, concept.1)
}

fn coding(system: &str, code: &str, display: &str) -> Value {
    json!({ "system": system, "code": code, "display": display })
}

fn concept(coding: &Value) -> Value {
    json!({ "coding": [coding] })
}

/// `AuditEvent.type` of the action, and a DICOM subtype where one fits.
fn type_of(action: Action) -> (Dcm, Option<Dcm>) {
    use Action as A;
    match action {
        A::RoleStarted => (APPLICATION_ACTIVITY, Some(APPLICATION_START)),
        A::RoleStopped => (APPLICATION_ACTIVITY, Some(APPLICATION_STOP)),
        A::SignedIn | A::SignInFailed => (USER_AUTHENTICATION, Some(LOGIN)),
        A::SignedOut | A::SessionExpired | A::SessionRevoked => (USER_AUTHENTICATION, Some(LOGOUT)),
        A::SteppedUp
        | A::StepUpFailed
        | A::LockedOut
        | A::RecoveryCodeUsed
        | A::EnrolmentLinkUsed
        | A::TokenMinted
        | A::TokenRefused => (USER_AUTHENTICATION, None),
        A::EnrolmentLinkMade | A::CredentialAdded | A::CredentialRemoved | A::AccountOpened | A::AccountClosed => {
            (SECURITY_ALERT, Some(USER_SECURITY_CHANGED))
        }
        A::RoleGranted | A::RoleRevoked => (SECURITY_ALERT, Some(SECURITY_ROLES_CHANGED)),
        A::PolicyChanged | A::ConfigurationChanged | A::UnsandboxedStart => (SECURITY_ALERT, Some(SECURITY_CONFIGURATION)),
        A::PolicyRefused | A::BreakGlassRefused => (SECURITY_ALERT, Some(RESTRICTED_FUNCTION)),
        A::BreakGlassRequested | A::BreakGlassGranted | A::BreakGlassStarted => {
            (SECURITY_ALERT, Some(EMERGENCY_OVERRIDE_STARTED))
        }
        A::BreakGlassStopped | A::BreakGlassExpired => (SECURITY_ALERT, Some(EMERGENCY_OVERRIDE_STOPPED)),
        A::AuditRead | A::ReviewRecorded | A::BreakGlassReviewed | A::AccountingMade => (AUDIT_LOG_USED, None),
        A::Exported | A::AuditExported | A::DisclosureMade | A::ReleaseMade | A::ChartSealed | A::ShardCopied => {
            (EXPORT, None)
        }
        A::IngestStarted | A::IngestFinished | A::TrialImported | A::ChartReceived => (IMPORT, None),
        A::VaultRead
        | A::Shredded
        | A::Deidentified
        | A::TextDeidentified
        | A::IdentifiedShown
        | A::ConsentApplied
        | A::ChartRead
        | A::Retracted
        | A::ChartRefused
        | A::ChartWithheld
        | A::CandidateReviewed
        | A::DecisionUndone
        | A::ResultsRead
        | A::SecondRead
        | A::VerdictOverridden => (PATIENT_RECORD, None),
        A::MatchRun | A::WhatIfAsked | A::TrialsRead | A::DeskAsked | A::DeskAnswered | A::RiskComputed => (QUERY, None),
        A::RecoveredTornWrite
        | A::FixedClock
        | A::BreakGlassSuspended
        | A::AlertOpened
        | A::AlertAssigned
        | A::AlertClosed
        | A::IncidentOpened
        | A::ClockStepped
        | A::WitnessMissing
        | A::WitnessReturned
        | A::KeyOpened
        | A::KeyRotated
        | A::KeyWrapped
        | A::KeyUnwrapped
        | A::KeyDestroyed => (SECURITY_ALERT, None),
        _ => (APPLICATION_ACTIVITY, None),
    }
}

fn subtypes(entry: &Entry, dicom: Option<Dcm>) -> Vec<Value> {
    let own = json!({ "system": "urn:almoner:audit:action", "code": name_of(entry.action) });
    let disclose = || coding(LIFECYCLE, "disclose", "Disclose Record Lifecycle Event");
    let standard = dicom.map(dcm).or_else(|| is_disclosure(entry).then(disclose));
    standard.into_iter().chain([own]).collect()
}

/// `AuditEvent.action`: create, read, update, delete or execute.
fn action_code(action: Action) -> &'static str {
    use Action as A;
    match action {
        A::IngestStarted
        | A::IngestFinished
        | A::ChartReceived
        | A::TrialImported
        | A::AccountOpened
        | A::CredentialAdded
        | A::AttestationRecorded
        | A::DataUseAgreementRecorded
        | A::ReviewRecorded
        | A::AlertOpened
        | A::IncidentOpened => "C",
        A::VaultRead
        | A::IdentifiedShown
        | A::ChartRead
        | A::Exported
        | A::DisclosureMade
        | A::AuditRead
        | A::AuditExported
        | A::AccountingMade
        | A::SecondRead => "R",
        A::ConfigurationChanged
        | A::PolicyChanged
        | A::RoleGranted
        | A::RoleRevoked
        | A::KeyRotated
        | A::ConsentApplied
        | A::VerdictOverridden
        | A::AlertAssigned
        | A::AlertClosed => "U",
        A::Shredded | A::Retracted | A::KeyDestroyed | A::CredentialRemoved | A::AccountClosed | A::ShardRetired => "D",
        _ => "E",
    }
}

/// `AuditEvent.outcome`: 0 success, 4 minor failure, 8 serious failure.
fn outcome(entry: &Entry) -> &'static str {
    match (entry.decision, entry.outcome) {
        (Decision::Deny, _) | (_, Outcome::Failure) => "8",
        (Decision::Permit, Outcome::Partial) => "4",
        (Decision::Permit, Outcome::Success) => "0",
    }
}

fn purposes(entry: &Entry) -> Vec<Value> {
    let stated = entry.purpose.map(|purpose| {
        let (code, display) = match purpose {
            Purpose::Hresch => ("HRESCH", "healthcare research"),
            Purpose::Treat => ("TREAT", "treatment"),
            Purpose::Hoperat => ("HOPERAT", "healthcare operations"),
            Purpose::Clintrch => ("CLINTRCH", "clinical trial research"),
            Purpose::Etreat => ("ETREAT", "Emergency Treatment"),
            Purpose::Hcompl => ("HCOMPL", "health compliance"),
            Purpose::Pubhlth => ("PUBHLTH", "public health"),
            Purpose::Patrqt => ("PATRQT", "patient requested"),
            Purpose::Hsysadmin => ("HSYSADMIN", "health system administration"),
        };
        concept(&coding(ACT_REASON, code, display))
    });
    let glass = entry.break_glass.filter(|access| access.phase != Phase::Reviewed);
    let broken = glass.map(|_| concept(&coding(ACT_REASON, "BTG", "break the glass")));
    stated.into_iter().chain(broken).collect()
}

fn agents(record: &Record, origin: &str, disclosure: bool) -> Vec<Value> {
    let entry = &record.entry;
    let mut agents = Vec::new();
    let mut actor = agent(entry.actor, entry.epoch, true);
    if let Some(object) = actor.as_object_mut() {
        if !entry.policies.as_slice().is_empty() {
            let policies: Vec<String> =
                entry.policies.as_slice().iter().map(|policy| format!("urn:almoner:policy:{policy:016x}")).collect();
            object.insert("policy".to_owned(), json!(policies));
        }
        if let Some(source) = entry.source {
            // 5 is a URI; the address itself is not in the log.
            let address = format!("{}:{source}", system("source", entry.epoch));
            object.insert("network".to_owned(), json!({ "address": address, "type": "5" }));
        }
    }
    agents.push(actor);
    agents.extend(entry.on_behalf_of.map(|actor| agent(actor, entry.epoch, false)));
    if let (true, Some(recipient)) = (disclosure, entry.recipient) {
        agents.push(json!({
            "type": concept(&dcm(SOURCE_ROLE_ID)),
            "who": observer(origin),
            "requestor": false,
            "network": { "address": format!("urn:almoner:audit:log:{origin}"), "type": "5" },
        }));
        agents.push(json!({
            "type": concept(&dcm(DESTINATION_ROLE_ID)),
            "who": identifier(&system("recipient", entry.epoch), recipient),
            "requestor": false,
            "network": {
                "extension": [{
                    "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                    "valueCode": "unknown",
                }],
            },
        }));
    }
    agents
}

fn agent(actor: Actor, epoch: Option<u16>, requestor: bool) -> Value {
    match actor {
        Actor::Service(role) => json!({
            "type": concept(&dcm(APPLICATION)),
            "who": { "identifier": { "system": "urn:almoner:audit:service", "value": name_of(role) } },
            "requestor": requestor,
        }),
        Actor::Person(id) => json!({
            "type": concept(&coding(
                "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                "IRCP",
                "information recipient",
            )),
            "who": identifier(&system("person", epoch), id),
            "requestor": requestor,
        }),
    }
}

/// The system of opaque ids. They have a meaning within one epoch only.
fn system(of: &str, epoch: Option<u16>) -> String {
    epoch.map_or_else(|| format!("urn:almoner:audit:{of}"), |year| format!("urn:almoner:audit:{of}:{year}"))
}

fn identifier(system: &str, id: OpaqueId) -> Value {
    json!({ "identifier": { "system": system, "value": id.to_string() } })
}

fn observer(origin: &str) -> Value {
    json!({ "type": "Device", "identifier": { "system": "urn:almoner:audit:origin", "value": origin } })
}

fn source_type(record: &Record) -> Value {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/security-source-type";
    match record.service.map(|service| service.role) {
        Some(Role::Cli) => coding(SYSTEM, "1", "User Device"),
        _ => coding(SYSTEM, "4", "Application Server"),
    }
}

fn entities(record: &Record, origin: &str) -> Vec<Value> {
    let entry = &record.entry;
    let mut entities: Vec<Value> = entry.resource.into_iter().map(|resource| entity(resource, entry.epoch)).collect();
    if let Some(trial) = entry.trial {
        entities.push(json!({
            "what": { "identifier": { "system": "http://clinicaltrials.gov", "value": trial.to_string() } },
            "type": coding(ENTITY_TYPE, "2", "System Object"),
            "role": coding(OBJECT_ROLE, "4", "Domain Resource"),
        }));
    }
    if let Some(request) = entry.request {
        entities.push(json!({
            "what": { "identifier": { "value": request.to_string() } },
            "type": { "system": "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "code": "XrequestId" },
        }));
    }
    let detail = |kind: &str, value: String| json!({ "type": kind, "valueString": value });
    let fields = entry.fields.as_slice().iter().map(|field| detail("field", name_of(field)));
    let counts = entry.counts.iter().map(|(count, number)| detail(&name_of(count), number.to_string()));
    let versions = entry.versions.iter().map(|(of, hash)| detail(&name_of(of), format!("{hash:016x}")));
    let details: Vec<Value> = fields.chain(counts).chain(versions).collect();
    let mut log = json!({
        "what": { "identifier": { "system": format!("urn:almoner:audit:log:{origin}"), "value": record.index.to_string() } },
        "type": coding(ENTITY_TYPE, "2", "System Object"),
        "role": coding(OBJECT_ROLE, "3", "Report"),
    });
    if let Some(object) = log.as_object_mut().filter(|_| !details.is_empty()) {
        object.insert("detail".to_owned(), Value::Array(details));
    }
    entities.push(log);
    entities
}

fn entity(resource: Resource, epoch: Option<u16>) -> Value {
    let kind = name_of(resource.kind);
    let (kind_of, role) = match resource.kind {
        ResourceKind::Patient => (coding(ENTITY_TYPE, "1", "Person"), coding(OBJECT_ROLE, "1", "Patient")),
        ResourceKind::Person => (coding(ENTITY_TYPE, "1", "Person"), coding(OBJECT_ROLE, "6", "User")),
        ResourceKind::Run => (coding(ENTITY_TYPE, "2", "System Object"), coding(OBJECT_ROLE, "20", "Job")),
        ResourceKind::Key
        | ResourceKind::Policy
        | ResourceKind::Credential
        | ResourceKind::Token
        | ResourceKind::Session => {
            (coding(ENTITY_TYPE, "2", "System Object"), coding(OBJECT_ROLE, "13", "Security Resource"))
        }
        _ => (coding(ENTITY_TYPE, "2", "System Object"), coding(OBJECT_ROLE, "4", "Domain Resource")),
    };
    let mut entity = json!({ "type": kind_of, "role": role });
    let what = resource.id.map(|id| identifier(&system(&kind, epoch), id));
    if let (Some(object), Some(mut what)) = (entity.as_object_mut(), what) {
        if let (ResourceKind::Patient, Some(reference)) = (resource.kind, what.as_object_mut()) {
            reference.insert("type".to_owned(), json!("Patient"));
        }
        object.insert("what".to_owned(), what);
    }
    if let Some(object) = entity.as_object_mut() {
        object.insert("name".to_owned(), json!(kind));
    }
    entity
}
