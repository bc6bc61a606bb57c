//! What stays behind before anything is read: refusals of research, sensitivity labels, merged patients, errors.
//!
//! Labels are codes of HL7's ActCode and Confidentiality vocabularies: PSYTHPN (psychotherapy notes), ETH and 42CFRPart2
//! (42 CFR Part 2), NORESEARCH and OPTOUT (refusal). A label that the policy names holds the resource back, or the chart.

use almoner_fhir::{Coding, Consent, Provision, Resource};

use super::{Context, Listed, Report, Withheld};
use crate::policy::Rule;

/// Keeps what may be read.
pub(super) fn admit(resources: &mut Vec<Listed<'_>>, ctx: &Context<'_>, report: &mut Report) -> Result<(), Withheld> {
    // A record that another was merged into brings that other's Patient too; its own is the one that nothing replaces.
    let replaced = |resource: &Resource<'_>| {
        matches!(resource, Resource::Patient(patient)
            if patient.link.iter().any(|link| link.kind.as_deref() == Some("replaced-by")))
    };
    let own = |resource: &Resource<'_>| matches!(resource, Resource::Patient(_)) && !replaced(resource);
    if resources.iter().any(|one| replaced(&one.resource)) && !resources.iter().any(|one| own(&one.resource)) {
        return Err(Withheld::Merged);
    }
    resources.retain(|one| !replaced(&one.resource));
    for Listed { resource, .. } in resources.iter() {
        let refused = matches!(resource, Resource::Consent(consent) if refuses(consent));
        if refused || labels(resource).any(|label| named(&ctx.policy.withhold_chart_labels, label)) {
            return Err(Withheld::OptedOut);
        }
    }
    resources.retain(|Listed { resource, .. }| {
        if resource.is_entered_in_error() {
            report.entered_in_error += 1;
            return false;
        }
        let held = labels(resource).any(|label| ctx.policy.choices.label(label) == Rule::WithholdResource);
        report.labelled += u32::from(held);
        !held
    });
    let permitted = resources.iter().any(|one| matches!(&one.resource, Resource::Consent(consent) if permits(consent)));
    let needs = |rule: Rule| rule == Rule::WithholdChart || rule == Rule::RequireConsent && !permitted;
    if needs(ctx.policy.choices.consent_silent) {
        return Err(Withheld::NoConsent);
    }
    let minor = resources.iter().any(|one| match &one.resource {
        Resource::Patient(patient) => is_minor(patient, ctx),
        _ => false,
    });
    if minor && needs(ctx.policy.choices.minors) {
        return Err(Withheld::Minor);
    }
    Ok(())
}

/// Whether somebody may be younger than the policy's bound: where the birth date leaves it open, yes.
fn is_minor(patient: &almoner_fhir::Patient<'_>, ctx: &Context<'_>) -> bool {
    let bounds = patient.birth_date.as_ref().and_then(|birth| birth.date.bounds());
    bounds.is_some_and(|(_, last)| ctx.as_of.years_since(last) < i32::from(ctx.policy.choices.minor_below))
}

/// Whether an active Consent permits research.
fn permits(consent: &Consent<'_>) -> bool {
    let codes = |concept: &almoner_fhir::CodeableConcept<'_>| concept.coding.iter().any(is_research);
    let about_research = consent.scope.iter().chain(&consent.category).any(codes);
    let permit = consent.provision.as_ref().is_some_and(|provision| {
        let purpose = provision.purpose.iter().any(is_research) || provision.purpose.is_empty() && about_research;
        provision.kind.as_deref() == Some("permit") && purpose
    });
    consent.status.as_deref() == Some("active") && permit && !refuses(consent)
}

fn named(list: &[String], label: &str) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(label))
}

/// The codes of a resource's security labels.
fn labels<'r>(resource: &'r Resource<'_>) -> impl Iterator<Item = &'r str> {
    let meta = resource.meta().map_or(&[][..], |meta| &meta.security);
    let document = match resource {
        Resource::DocumentReference(document) => document.security_label.as_slice(),
        _ => &[],
    };
    meta.iter().chain(document.iter().flat_map(|label| &label.coding)).filter_map(|coding| coding.code.as_deref())
}

/// Whether a Consent resource refuses research: an active Consent whose provision denies it, for research as its purpose,
/// scope or category. Deny wins over permit. A resource that cannot be read refuses.
#[must_use]
pub fn refuses_research(raw: &[u8]) -> bool {
    match almoner_fhir::parse(raw).0 {
        Some(Resource::Consent(consent)) => refuses(&consent),
        _ => true,
    }
}

const RESEARCH: [&str; 7] = ["research", "HRESCH", "CLINTRCH", "CLINTRCHNPC", "CLINTRCHPC", "BIORCH", "TRANSRCH"];

fn is_research(coding: &Coding<'_>) -> bool {
    coding.code.as_deref().is_some_and(|code| RESEARCH.iter().any(|known| known.eq_ignore_ascii_case(code)))
}

fn refuses(consent: &Consent<'_>) -> bool {
    let codes = |concept: &almoner_fhir::CodeableConcept<'_>, wanted: &dyn Fn(&Coding<'_>) -> bool| {
        concept.coding.iter().any(wanted)
    };
    let about_research = consent.scope.iter().chain(&consent.category).any(|concept| codes(concept, &is_research));
    let opted_out = consent.policy_rule.iter().chain(&consent.category).any(|concept| {
        codes(concept, &|coding| {
            coding.code.as_deref().is_some_and(|code| matches!(code, "OPTOUT" | "OPTOUTE" | "NORESEARCH"))
        })
    });
    match consent.status.as_deref() {
        // A consent to research that was rejected is a refusal; one that is void or not yet made says nothing.
        Some("rejected") => return about_research,
        Some("inactive" | "entered-in-error" | "draft" | "proposed") => return false,
        _ => {}
    }
    let denied = consent.provision.as_ref().is_some_and(|provision| denies(provision, about_research));
    denied || opted_out
}

fn denies(provision: &Provision<'_>, about_research: bool) -> bool {
    let for_research = provision.purpose.iter().any(is_research) || provision.purpose.is_empty() && about_research;
    let here = provision.kind.as_deref() == Some("deny") && for_research;
    here || provision.provision.iter().any(|inner| denies(inner, about_research))
}
