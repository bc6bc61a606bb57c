//! The closed registries that entries are made of. Codes are stored as numbers and never reused: a new meaning gets a new
//! number, and one that is no longer written stays, so that old logs can be read.

use minicbor::{Decode, Encode};
use serde::Serialize;

/// A registry: its codes as they are stored, its names as they are shown.
macro_rules! registry {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry_doc:meta])* $code:literal $entry:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
        #[cbor(index_only)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$entry_doc])* #[n($code)] $entry,)*
        }

        impl $name {
            /// All codes of the registry.
            pub const ALL: &[Self] = &[$(Self::$entry),*];

            /// The number that is stored.
            #[must_use]
            pub fn code(self) -> u16 {
                match self {
                    $(Self::$entry => $code,)*
                }
            }

            /// The code with this name, as it is shown: `sign_in_failed`.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| is_snake_of(name, &format!("{code:?}")))
            }
        }
    };
}

/// Whether `name` is `camel` in snake case, spelled as serde does.
fn is_snake_of(name: &str, camel: &str) -> bool {
    let mut snake = String::with_capacity(camel.len() + 8);
    for (at, letter) in camel.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake == name
}

registry! {
    /// The role that a service has.
    Role {
        /// The process without data that starts the others.
        0 Supervisor,
        /// The PHI zone.
        1 Phi,
        /// The research zone.
        2 Research,
        /// The command line.
        3 Cli,
    }
}

registry! {
    /// What was done.
    Action {
        /// A zone began to serve.
        0 RoleStarted,
        /// A zone ended in order.
        1 RoleStopped,
        /// A zone was started without the kernel's sandbox, as its operator asked.
        2 UnsandboxedStart,
        /// Opening the log found a commit that a crash had cut, and removed it.
        3 RecoveredTornWrite,
        /// A request was refused by policy.
        4 PolicyRefused,
        /// A zone was started with a clock that stands still, as its operator asked.
        5 FixedClock,
        /// An ingest run began.
        10 IngestStarted,
        /// An ingest run ended.
        11 IngestFinished,
        /// Identified records were read from the vault.
        12 VaultRead,
        /// A patient's key was destroyed.
        13 Shredded,
        /// A patient's records were de-identified.
        14 Deidentified,
        /// A text given on the command line was de-identified.
        15 TextDeidentified,
        /// Identified records were shown to a person.
        16 IdentifiedShown,
        /// A patient's consent, opt-out or restriction was applied.
        17 ConsentApplied,
        /// A chart was sealed for the research zone.
        20 ChartSealed,
        /// A sealed chart was verified and stored.
        21 ChartReceived,
        /// A chart was read.
        22 ChartRead,
        /// A chart and all that rests on it was removed.
        23 Retracted,
        /// A release of charts was made.
        24 ReleaseMade,
        /// A sealed chart was refused by the research zone.
        25 ChartRefused,
        /// A chart was held back in the PHI zone.
        26 ChartWithheld,
        /// The re-identification risk of a release or dataset was computed.
        27 RiskComputed,
        /// An expert's attestation was put on record.
        28 AttestationRecorded,
        /// A data use agreement was put on record.
        29 DataUseAgreementRecorded,
        /// Trials were imported.
        30 TrialImported,
        /// A trial version was approved.
        31 TrialApproved,
        /// Trials were matched.
        32 MatchRun,
        /// Results left the product.
        33 Exported,
        /// A candidate was looked at and judged by a person.
        34 CandidateReviewed,
        /// A second person read what the first had judged, without seeing the judgement.
        35 SecondRead,
        /// A person set a verdict against the one that was computed.
        36 VerdictOverridden,
        /// Trials, their versions or the site's register were read by a person.
        37 TrialsRead,
        /// Candidates, verdicts, funnels or decisions were read by a person.
        38 ResultsRead,
        /// A person asked what would become of the candidates under other criteria.
        39 WhatIfAsked,
        /// A question was put to the recency desk.
        40 DeskAsked,
        /// The recency desk answered.
        41 DeskAnswered,
        /// A candidate was put forward for contact.
        42 ContactRequested,
        /// A contact request was approved.
        43 ContactApproved,
        /// A contact request was refused.
        44 ContactRefused,
        /// The patient was contacted.
        45 ContactMade,
        /// A contact request was withdrawn.
        46 ContactWithdrawn,
        /// A person put other criteria in place of what the parser understood, as a new version.
        47 TrialEdited,
        /// What the site says of a trial was changed.
        48 RegisterChanged,
        /// A person took back what they had just decided about a candidate.
        49 DecisionUndone,
        /// A key-encryption key was used to open a zone's key.
        50 KeyOpened,
        /// A key was replaced by a new one.
        51 KeyRotated,
        /// A policy, attestation or configuration was put in force.
        52 ConfigurationChanged,
        /// A key was wrapped under a key-encryption key.
        53 KeyWrapped,
        /// A key was unwrapped by a key-encryption key.
        54 KeyUnwrapped,
        /// A key was destroyed.
        55 KeyDestroyed,
        /// Authorization policies were put in force.
        56 PolicyChanged,
        /// The authorization policies were read by a person.
        57 PoliciesRead,
        /// A person asked why somebody is or would be refused.
        58 AccessExplained,
        /// A person asked how the system or an ingest stands.
        59 StatusRead,
        /// A person signed in.
        60 SignedIn,
        /// A sign-in failed.
        61 SignInFailed,
        /// A person or a source was locked out after failed sign-ins.
        62 LockedOut,
        /// A person signed out.
        63 SignedOut,
        /// A session was ended by somebody else than its person.
        64 SessionRevoked,
        /// A person proved again who they are, for an action that asks for it.
        65 SteppedUp,
        /// Such a proof failed.
        66 StepUpFailed,
        /// A one-time enrolment link was made.
        67 EnrolmentLinkMade,
        /// A one-time enrolment link was used.
        68 EnrolmentLinkUsed,
        /// A credential was added.
        69 CredentialAdded,
        /// A credential was removed.
        70 CredentialRemoved,
        /// A recovery code was used.
        71 RecoveryCodeUsed,
        /// A role was granted to a person.
        72 RoleGranted,
        /// A role was taken from a person.
        73 RoleRevoked,
        /// A token for a program or a service was made.
        74 TokenMinted,
        /// A token was refused.
        75 TokenRefused,
        /// A session ended since nobody used it, or its time was over.
        76 SessionExpired,
        /// A person's account was made.
        77 AccountOpened,
        /// A person's account was closed.
        78 AccountClosed,
        /// Break-glass access was asked for.
        80 BreakGlassRequested,
        /// Break-glass access was granted.
        81 BreakGlassGranted,
        /// Break-glass access began; nothing was shown before.
        82 BreakGlassStarted,
        /// Break-glass access was ended by its person.
        83 BreakGlassStopped,
        /// A privacy officer reviewed a use of break-glass access.
        84 BreakGlassReviewed,
        /// Break-glass access ran out.
        85 BreakGlassExpired,
        /// A person's eligibility was suspended since a use was not reviewed in time.
        86 BreakGlassSuspended,
        /// Break-glass access was refused.
        87 BreakGlassRefused,
        /// A rule over the log found something, and a task was opened.
        90 AlertOpened,
        /// An alert got an owner.
        91 AlertAssigned,
        /// An alert was closed.
        92 AlertClosed,
        /// A periodic review was recorded.
        93 ReviewRecorded,
        /// An incident was opened.
        94 IncidentOpened,
        /// Entries of the log were read by a person.
        100 AuditRead,
        /// Entries of the log left the product.
        101 AuditExported,
        /// An accounting of disclosures was made for a patient (45 CFR 164.528).
        102 AccountingMade,
        /// Protected health information was disclosed outside.
        103 DisclosureMade,
        /// A legal hold was set on shards of the log.
        110 LegalHoldSet,
        /// A legal hold was lifted.
        111 LegalHoldLifted,
        /// A shard of the log was closed, and the next one begun.
        112 ShardClosed,
        /// A shard whose retention is over was removed.
        113 ShardRetired,
        /// A shard was copied to write-once storage.
        114 ShardCopied,
        /// The clock stood behind the entry before, or far ahead of it.
        115 ClockStepped,
        /// A configured witness did not cosign.
        116 WitnessMissing,
        /// A witness that was missing cosigned again.
        117 WitnessReturned,
        /// A shard of the log was begun.
        118 ShardOpened,
    }
}

registry! {
    /// The kind of a resource.
    ResourceKind {
        /// A patient in the PHI zone.
        0 Patient,
        /// A chart in the research zone.
        1 Chart,
        /// A trial.
        2 Trial,
        /// An input of an ingest run.
        3 Input,
        /// An ingest, release or match run.
        4 Run,
        /// A research project.
        5 Project,
        /// A key.
        6 Key,
        /// The log itself.
        7 Log,
        /// A policy or an attestation.
        8 Policy,
        /// A person who uses the product.
        9 Person,
        /// A session of a person.
        10 Session,
        /// A credential of a person.
        11 Credential,
        /// A role that persons hold.
        12 PersonRole,
        /// A token of a program or service.
        13 Token,
        /// A grant of break-glass access.
        14 Grant,
        /// An alert and its task.
        15 Alert,
        /// A periodic review.
        16 Review,
        /// A shard of the log.
        17 Shard,
        /// A legal hold.
        18 Hold,
        /// A model.
        19 Model,
        /// A disclosure outside.
        20 Disclosure,
        /// An agreement or attestation on record.
        21 Agreement,
        /// A request to contact a patient.
        22 ContactRequest,
        /// A consent, opt-out or restriction.
        23 Consent,
        /// A release or dataset.
        24 Dataset,
        /// A witness of the log.
        25 Witness,
    }
}

registry! {
    /// What policy said.
    Decision {
        /// Allowed.
        0 Permit,
        /// Refused.
        1 Deny,
    }
}

registry! {
    /// How it ended.
    Outcome {
        /// Done.
        0 Success,
        /// Not done.
        1 Failure,
        /// Done in part: some of the input was set aside.
        2 Partial,
    }
}

registry! {
    /// How a person or service proved who they are; the words of RFC 8176 (`amr`) where it has one.
    AuthMethod {
        /// A password (`pwd`).
        0 Password,
        /// A one-time code (`otp`).
        1 Otp,
        /// A passkey (`hwk` or `swk` with user presence).
        2 Passkey,
        /// The identity provider of the organization (`fed`).
        3 Oidc,
        /// A recovery code.
        4 RecoveryCode,
        /// A client certificate over TLS.
        5 MutualTls,
        /// A signed token.
        6 Token,
        /// A one-time enrolment link.
        7 EnrolmentLink,
    }
}

registry! {
    /// Where a request came from.
    NetworkZone {
        /// The same machine.
        0 Host,
        /// Between the product's own services.
        1 Services,
        /// The clinical network.
        2 Clinical,
        /// Another network of the organization.
        3 Organization,
        /// The organization's network from outside.
        4 Vpn,
        /// Any other network.
        5 Outside,
    }
}

registry! {
    /// The steps of a break-glass access.
    Phase {
        /// Asked for.
        0 Requested,
        /// Granted, not yet used.
        1 Granted,
        /// In use.
        2 Active,
        /// Ended by its person.
        3 Stopped,
        /// Ended by its time.
        4 Expired,
        /// Reviewed.
        5 Reviewed,
        /// Not reviewed in time.
        6 Suspended,
    }
}

registry! {
    /// Why, where one of these says it: for break-glass access, for a review's finding, for a refusal.
    Reason {
        /// Break-glass: emergency treatment.
        0 EmergencyTreatment,
        /// Break-glass: a danger to the patient's safety.
        1 PatientSafety,
        /// Break-glass: on duty for a colleague who is away.
        2 CoverageDuty,
        /// Break-glass: the patient can not consent or be asked.
        3 PatientUnable,
        /// Break-glass: another reason, told in the justification.
        4 OtherReason,
        /// Finding of a review: justified.
        20 Justified,
        /// Finding of a review: not justified.
        21 Unjustified,
        /// Finding of a review: handed to a higher place.
        22 Escalated,
        /// Finding of a review: nothing to object to.
        23 NothingFound,
        /// Finding of a review: something to put right.
        24 CorrectionNeeded,
        /// Closing of an alert: it was none.
        25 FalseAlarm,
        /// Refused: no such person, or a wrong secret.
        40 WrongCredential,
        /// Refused: locked out.
        41 Locked,
        /// Refused: expired.
        42 Expired,
        /// Refused: used before.
        43 Replayed,
        /// Refused: not for this audience, method, path or field.
        44 OutOfScope,
        /// Refused: a stronger or newer proof of identity is needed.
        45 StepUpNeeded,
        /// Refused: not from this network zone or device.
        46 WrongPlace,
        /// Refused: no purpose of use.
        47 NoPurpose,
        /// Refused: not assigned to this study or site.
        48 NotAssigned,
        /// Refused: an agreement, attestation or consent is missing.
        49 NoAgreement,
    }
}

registry! {
    /// What a number counts.
    Count {
        /// Input files.
        0 Inputs,
        /// Records received.
        1 Received,
        /// Records accepted.
        2 Accepted,
        /// Records accepted with warnings.
        3 Warned,
        /// Records set aside.
        4 Quarantined,
        /// Patients.
        5 Patients,
        /// Charts.
        6 Charts,
        /// Notes.
        7 Notes,
        /// Facts.
        8 Facts,
        /// Trials.
        9 Trials,
        /// Candidates.
        10 Candidates,
        /// Bytes.
        11 Bytes,
        /// Spans that were removed from text.
        12 Redactions,
        /// Rows that left the product.
        13 Rows,
        /// Charts held back.
        14 Withheld,
        /// Questions.
        15 Questions,
        /// Retractions.
        16 Retractions,
        /// The number of a criterion in its trial.
        17 Criterion,
        /// What the recency desk told: 0 met, 1 not met, 2 unknown, 3 refused by policy, 4 not approved, 5 nobody.
        18 DeskOutcome,
        /// A time span in milliseconds.
        19 Milliseconds,
        /// When something is due, in milliseconds since 1970.
        20 DueAt,
        /// Entries of a log.
        21 Entries,
        /// Failed attempts.
        22 Attempts,
        /// Keys.
        23 Keys,
        /// Disclosures.
        24 Disclosures,
        /// The year of a shard or an epoch.
        25 Year,
        /// The first entry that a review covers.
        26 FromEntry,
        /// The entry before which a review ends.
        27 ToEntry,
    }
}

registry! {
    /// What a version is the version of.
    Version {
        /// The authorization policies.
        0 Policy,
        /// The de-identification policy.
        1 Deidentification,
        /// The attestation of an expert.
        2 Attestation,
        /// The concept tables.
        3 Terms,
        /// The extractor of facts.
        4 Extractor,
        /// The parser of criteria.
        5 Parser,
        /// A trial's text and criteria.
        6 Trial,
        /// A chart.
        7 Chart,
        /// The program.
        8 Build,
        /// The rules of alerts.
        9 AlertRules,
        /// The configuration.
        10 Configuration,
        /// A risk report.
        11 RiskReport,
        /// A data use agreement.
        12 DataUseAgreement,
    }
}

registry! {
    /// A data element that was read, shown or disclosed; never its value. The groups follow FHIR R4 resources and, for what
    /// identifies a person, the identifiers of 45 CFR 164.514(b)(2).
    Field {
        /// `Patient.name`.
        0 Name,
        /// `Patient.identifier`: medical record numbers.
        1 RecordNumber,
        /// `Patient.identifier`: social security numbers and other government numbers.
        2 GovernmentNumber,
        /// `Patient.birthDate`.
        3 BirthDate,
        /// `Patient.address`.
        4 Address,
        /// `Patient.telecom`.
        5 Telecom,
        /// `Patient.contact`, `RelatedPerson`.
        6 Relatives,
        /// `Patient.photo`.
        7 Photo,
        /// `Patient.deceased`.
        8 Death,
        /// Sex and gender.
        9 Sex,
        /// Race and ethnicity.
        10 Ethnicity,
        /// Languages.
        11 Language,
        /// Marital status.
        12 MaritalStatus,
        /// `Coverage`, `Claim`: health plan numbers and accounts.
        13 Coverage,
        /// `Practitioner`, `Organization`: who cares for the patient.
        14 CareTeam,
        /// Age, as years or a group.
        15 Age,
        /// `Encounter`.
        20 Encounters,
        /// `Condition`.
        21 Conditions,
        /// `Observation`: laboratory.
        22 Laboratory,
        /// `Observation`: vital signs.
        23 VitalSigns,
        /// `Observation`: social history.
        24 SocialHistory,
        /// `FamilyMemberHistory`.
        25 FamilyHistory,
        /// `MedicationRequest`, `MedicationStatement`, `MedicationAdministration`.
        26 Medications,
        /// `AllergyIntolerance`.
        27 Allergies,
        /// `Procedure`.
        28 Procedures,
        /// `Immunization`.
        29 Immunizations,
        /// `Device`.
        30 Devices,
        /// `DiagnosticReport`.
        31 Reports,
        /// `ImagingStudy`, `Media`.
        32 Imaging,
        /// `DocumentReference`: notes.
        33 Notes,
        /// `CarePlan`, `Goal`, `ServiceRequest`.
        34 Plans,
        /// `QuestionnaireResponse`.
        35 Questionnaires,
        /// `Consent`.
        36 Consents,
        /// Psychotherapy notes (45 CFR 164.501).
        40 PsychotherapyNotes,
        /// Substance use disorder records (42 CFR Part 2).
        41 SubstanceUse,
        /// HIV status.
        42 Hiv,
        /// Genetic information (45 CFR 160.103).
        43 Genetic,
        /// Reproductive health care.
        44 ReproductiveHealth,
        /// The link between a study ID and a patient.
        50 Crosswalk,
        /// The epoch of a patient in a project.
        51 Epoch,
        /// Facts of a chart.
        52 Facts,
        /// Redacted notes of a chart.
        53 RedactedNotes,
        /// Verdicts and their evidence.
        54 Verdicts,
    }
}

/// Why the request was made: codes of HL7 v3 PurposeOfUse, with the code system's own spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode, Serialize)]
#[cbor(index_only)]
#[serde(rename_all = "UPPERCASE")]
pub enum Purpose {
    /// Healthcare research.
    #[n(0)]
    Hresch,
    /// Treatment.
    #[n(1)]
    Treat,
    /// Healthcare operations.
    #[n(2)]
    Hoperat,
    /// Clinical trial research.
    #[n(3)]
    Clintrch,
    /// Emergency treatment.
    #[n(4)]
    Etreat,
    /// Health compliance.
    #[n(5)]
    Hcompl,
    /// Public health.
    #[n(6)]
    Pubhlth,
    /// The patient's own request.
    #[n(7)]
    Patrqt,
    /// System administration.
    #[n(8)]
    Hsysadmin,
}

impl Purpose {
    /// The purpose with this HL7 v3 code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "HRESCH" => Self::Hresch,
            "TREAT" => Self::Treat,
            "HOPERAT" => Self::Hoperat,
            "CLINTRCH" => Self::Clintrch,
            "ETREAT" => Self::Etreat,
            "HCOMPL" => Self::Hcompl,
            "PUBHLTH" => Self::Pubhlth,
            "PATRQT" => Self::Patrqt,
            "HSYSADMIN" => Self::Hsysadmin,
            _ => return None,
        })
    }
}
