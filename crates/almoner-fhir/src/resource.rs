//! One resource, typed: which structure its raw bytes become.

use almoner_base::{Issue, IssueCode, Severity};

use crate::codes;
use crate::kinds::{Kind, kind_of};
use crate::model::*;
use crate::screen;
use crate::tolerant::{Cx, Element};

macro_rules! resource_types {
    ($($name:ident)*) => {
        /// A resource of one of the types that are read.
        #[derive(Clone)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each variant is the FHIR type of its name")]
        pub enum Resource<'a> {
            $($name(Box<$name<'a>>),)*
            /// Any other type: the raw bytes are all there is.
            Other(&'static str),
        }

        impl<'a> Resource<'a> {
            /// `resourceType`, as FHIR spells it.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                    Self::Other(kind) => kind,
                }
            }

            /// The resource's logical id.
            #[must_use]
            pub fn id(&self) -> Option<&str> {
                match self {
                    $(Self::$name(resource) => resource.id.as_deref(),)*
                    Self::Other(_) => None,
                }
            }

            /// What the server says about the resource, with its security labels.
            #[must_use]
            pub fn meta(&self) -> Option<&Meta<'a>> {
                match self {
                    $(Self::$name(resource) => resource.meta.as_ref(),)*
                    Self::Other(_) => None,
                }
            }

            /// The extensions of the resource itself.
            #[must_use]
            pub fn extension(&self) -> &[Extension<'a>] {
                match self {
                    $(Self::$name(resource) => &resource.extension,)*
                    Self::Other(_) => &[],
                }
            }

            /// The resource as prose.
            #[must_use]
            pub fn narrative(&self) -> Option<&Narrative<'a>> {
                match self {
                    $(Self::$name(resource) => resource.text.as_ref(),)*
                    Self::Other(_) => None,
                }
            }

            /// The resources inside this one.
            #[must_use]
            pub fn contained(&self) -> &[Contained<'a>] {
                match self {
                    $(Self::$name(resource) => &resource.contained,)*
                    Self::Other(_) => &[],
                }
            }
        }

        fn read_as<'a>(kind: &'static str, cx: &mut Cx, text: &'a str) -> serde_json::Result<Option<Resource<'a>>> {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let resource = match kind {
                $(stringify!($name) => $name::read(cx, &mut deserializer)?.map(|resource| Resource::$name(Box::new(resource))),)*
                _ => {
                    serde::de::Deserialize::deserialize(&mut deserializer).map(|_: serde::de::IgnoredAny| ())?;
                    Some(Resource::Other(kind))
                }
            };
            deserializer.end()?;
            Ok(resource)
        }
    };
}

resource_types! {
    Patient RelatedPerson Person Practitioner PractitionerRole Organization Location Encounter EpisodeOfCare Coverage
    ResearchSubject Condition Observation Procedure AllergyIntolerance Device DeviceUseStatement FamilyMemberHistory CarePlan
    CareTeam Goal ServiceRequest Specimen Flag ImagingStudy Media MedicationRequest MedicationStatement
    MedicationAdministration MedicationDispense Medication Immunization DiagnosticReport DocumentReference Binary Composition
    Consent QuestionnaireResponse ClinicalImpression
}

/// Reads one resource from its raw bytes. What cannot be used is absent and has an [`Issue`] with its path (line 0: the
/// reader of the input knows the line). `None` if the resource as a whole must not be used; the last issue says why.
#[must_use]
pub fn parse(raw: &[u8]) -> (Option<Resource<'_>>, Vec<Issue>) {
    let refuse = |code: IssueCode| (None, vec![quarantine(code)]);
    let checked = std::str::from_utf8(raw).map_err(|_| codes::ENCODING_NOT_UTF8).and_then(|text| {
        screen::content(text)?;
        Ok((text, screen::resource_type(text)?))
    });
    let (text, name) = match checked {
        Ok(checked) => checked,
        Err(code) => return refuse(code),
    };
    let (kind, issue) = match kind_of(&name) {
        Kind::R4(kind) => (kind, None),
        Kind::R5(kind) => (kind, Some(codes::RESOURCE_TYPE_R5)),
        Kind::WrongCase(kind) => (kind, Some(codes::RESOURCE_TYPE_CASE)),
        Kind::Unknown => return refuse(codes::RESOURCE_TYPE_UNKNOWN),
    };
    let (resource, mut issues) = parse_checked(kind, text);
    if let Some(code) = issue {
        issues.insert(0, Issue { code, severity: Severity::Warning, path: kind.to_owned(), line: 0 });
    }
    (resource, issues)
}

/// Reads a resource whose type is known and whose content was screened.
pub(crate) fn parse_checked<'a>(kind: &'static str, text: &'a str) -> (Option<Resource<'a>>, Vec<Issue>) {
    let mut cx = Cx::new(kind);
    let read = read_as(kind, &mut cx, text);
    let (usable, mut issues) = cx.finish();
    match read {
        Ok(Some(resource)) if usable => (Some(resource), issues),
        Ok(Some(_)) => (None, issues),
        Ok(None) => (None, vec![quarantine(codes::JSON_NOT_OBJECT)]),
        Err(error) => {
            issues.push(quarantine(screen::failure(text, &error)));
            (None, issues)
        }
    }
}

fn quarantine(code: IssueCode) -> Issue {
    Issue { code, severity: Severity::Quarantined, path: String::new(), line: 0 }
}

impl Resource<'_> {
    /// Whether the record says of itself that it was made by mistake. It must then not be used for care or research
    /// (FHIR R4, `status` or `verificationStatus` of `entered-in-error`).
    #[must_use]
    pub fn is_entered_in_error(&self) -> bool {
        let wrong = |status: Option<&str>| status == Some("entered-in-error");
        let coded = |status: Option<&CodeableConcept<'_>>| {
            status.is_some_and(|concept| concept.coding.iter().any(|coding| wrong(coding.code.as_deref())))
        };
        match self {
            Self::Condition(it) => coded(it.verification_status.as_ref()),
            Self::AllergyIntolerance(it) => coded(it.verification_status.as_ref()),
            Self::Goal(it) => wrong(it.lifecycle_status.as_deref()),
            Self::DocumentReference(it) => wrong(it.status.as_deref()) || wrong(it.doc_status.as_deref()),
            Self::Encounter(it) => wrong(it.status.as_deref()),
            Self::EpisodeOfCare(it) => wrong(it.status.as_deref()),
            Self::Coverage(it) => wrong(it.status.as_deref()),
            Self::Observation(it) => wrong(it.status.as_deref()),
            Self::Procedure(it) => wrong(it.status.as_deref()),
            Self::Device(it) => wrong(it.status.as_deref()),
            Self::DeviceUseStatement(it) => wrong(it.status.as_deref()),
            Self::FamilyMemberHistory(it) => wrong(it.status.as_deref()),
            Self::CarePlan(it) => wrong(it.status.as_deref()),
            Self::CareTeam(it) => wrong(it.status.as_deref()),
            Self::ServiceRequest(it) => wrong(it.status.as_deref()),
            Self::Specimen(it) => wrong(it.status.as_deref()),
            Self::Flag(it) => wrong(it.status.as_deref()),
            Self::ImagingStudy(it) => wrong(it.status.as_deref()),
            Self::Media(it) => wrong(it.status.as_deref()),
            Self::MedicationRequest(it) => wrong(it.status.as_deref()),
            Self::MedicationStatement(it) => wrong(it.status.as_deref()),
            Self::MedicationAdministration(it) => wrong(it.status.as_deref()),
            Self::MedicationDispense(it) => wrong(it.status.as_deref()),
            Self::Medication(it) => wrong(it.status.as_deref()),
            Self::Immunization(it) => wrong(it.status.as_deref()),
            Self::DiagnosticReport(it) => wrong(it.status.as_deref()),
            Self::Composition(it) => wrong(it.status.as_deref()),
            Self::Consent(it) => wrong(it.status.as_deref()),
            Self::QuestionnaireResponse(it) => wrong(it.status.as_deref()),
            Self::ClinicalImpression(it) => wrong(it.status.as_deref()),
            Self::Patient(_)
            | Self::RelatedPerson(_)
            | Self::Person(_)
            | Self::Practitioner(_)
            | Self::PractitionerRole(_)
            | Self::Organization(_)
            | Self::Location(_)
            | Self::ResearchSubject(_)
            | Self::Binary(_)
            | Self::Other(_) => false,
        }
    }
}

#[cfg(test)]
mod tests;
