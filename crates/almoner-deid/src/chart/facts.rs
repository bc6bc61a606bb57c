//! Facts and coverage from the listed part of the record.
//!
//! A resource that says nothing usable is counted, never guessed at. Facts are sorted by content before they are numbered,
//! so that neither order nor number tells when a resource was written.

use std::collections::{BTreeMap, HashMap};

use almoner_base::DayRange;
use almoner_facts::{
    Assertion, Course, Experiencer, Extractor, Fact, FactKind, Polarity, ResourceKind, Route, Source, Span, Temporality,
    Value,
};
use almoner_fhir::{CodeableConcept, Observation, ObservationComponent, Patient, Reference, Resource, Target};

use super::coded::{self, Coded};
use super::days::Dates;
use super::dosage::{self, Given, Product};
use super::{Context, Listed, Report, genomic, stage};
use crate::Known;

/// What the structured record says.
#[derive(Default)]
pub(super) struct Drawn {
    pub facts: Vec<Fact>,
    pub encounters: Vec<DayRange>,
}

struct Drawing<'a, 'r> {
    ctx: &'a Context<'a>,
    dates: Dates<'a>,
    report: &'r mut Report,
    drawn: Drawn,
    medications: HashMap<String, Vec<Coded>>,
    devices: HashMap<String, Coded>,
    /// Facts of one resource share its number; numbers are given anew at the end.
    resource: u32,
}

pub(super) fn draw(resources: &[Listed<'_>], patient: &Patient<'_>, ctx: &Context<'_>, report: &mut Report) -> Drawn {
    let birth = patient.birth_date.as_ref().map(|birth| birth.date);
    let life = super::days::life(&ctx.timeline, birth, ctx.as_of);
    let dates = Dates { timeline: &ctx.timeline, birth, life, exact_only: ctx.policy.ends_on_a_secret_day };
    let mut drawing = Drawing {
        ctx,
        dates,
        report,
        drawn: Drawn::default(),
        medications: HashMap::new(),
        devices: HashMap::new(),
        resource: 0,
    };
    for Listed { resource, .. } in resources {
        drawing.index(resource);
    }
    for Listed { resource, .. } in resources {
        drawing.resource += 1;
        let before = drawing.drawn.facts.len() + drawing.drawn.encounters.len();
        drawing.resource(resource);
        drawing.report.resources_used += u32::from(drawing.drawn.facts.len() + drawing.drawn.encounters.len() > before);
    }
    drawing.drawn
}

/// How a resource is meant, in one place.
#[derive(Clone, Copy, Default)]
struct Meant {
    assertion: Assertion,
    course: Option<Course>,
    route: Option<Route>,
}

impl Drawing<'_, '_> {
    /// Medications and devices that other resources point to.
    fn index(&mut self, resource: &Resource<'_>) {
        match resource {
            Resource::Medication(medication) => {
                let drugs = self.ingredients(medication);
                if let Some(id) = medication.id.as_deref() {
                    self.medications.insert(id.to_owned(), drugs);
                }
            }
            Resource::Device(device) => {
                let coded = device.kind.as_ref().and_then(|kind| coded::look_up(self.ctx.terms, kind));
                if let (Some(id), Some(coded)) = (device.id.as_deref(), coded) {
                    self.devices.insert(id.to_owned(), coded);
                }
            }
            _ => {}
        }
    }

    fn ingredients(&self, medication: &almoner_fhir::Medication<'_>) -> Vec<Coded> {
        let named = medication.code.as_ref().map(|code| coded::drugs(self.ctx.terms, code)).unwrap_or_default();
        if named.iter().any(|coded| coded.concept.is_some()) || medication.ingredient.is_empty() {
            return named;
        }
        let items = medication.ingredient.iter().filter_map(|ingredient| ingredient.item_codeable_concept.as_ref());
        let parts: Vec<Coded> = items.flat_map(|item| coded::drugs(self.ctx.terms, item)).collect();
        if parts.is_empty() { named } else { parts }
    }

    fn resource(&mut self, resource: &Resource<'_>) {
        let dates = self.dates;
        match resource {
            Resource::Condition(it) => self.condition(it),
            Resource::Observation(it) => self.observation(it),
            Resource::Procedure(it) => {
                let meant = match it.status.as_deref() {
                    Some("not-done") => negated(),
                    Some("preparation") => planned(),
                    Some("stopped") => Meant { course: Some(Course::Ended), ..Meant::default() },
                    _ => Meant::default(),
                };
                let days = match &it.performed_period {
                    Some(period) => dates.period(period, None),
                    None => dates.at(it.performed_date_time.as_ref(), None),
                };
                self.coded(ResourceKind::Procedure, FactKind::Procedure, it.code.as_ref(), days, meant);
            }
            Resource::AllergyIntolerance(it) => {
                let meant = Meant {
                    assertion: verified(it.verification_status.as_ref()),
                    course: clinical_course(it.clinical_status.as_ref()),
                    route: None,
                };
                let days = match &it.onset_period {
                    Some(period) => dates.period(period, it.recorded_date.as_ref()),
                    None => dates.between(it.onset_date_time.as_ref(), None, it.recorded_date.as_ref()),
                };
                self.coded(ResourceKind::AllergyIntolerance, FactKind::Allergy, it.code.as_ref(), days, meant);
            }
            Resource::Immunization(it) => {
                let meant = if it.status.as_deref() == Some("not-done") { negated() } else { Meant::default() };
                let days = dates.at(it.occurrence_date_time.as_ref(), it.recorded.as_ref());
                self.coded(ResourceKind::Immunization, FactKind::Immunization, it.vaccine_code.as_ref(), days, meant);
            }
            Resource::Device(it) => {
                let ended = it.status.as_deref() == Some("inactive");
                let meant = Meant { course: ended.then_some(Course::Ended), ..Meant::default() };
                self.coded(ResourceKind::Device, FactKind::Device, it.kind.as_ref(), Span::default(), meant);
            }
            Resource::DeviceUseStatement(it) => {
                let days = match &it.timing_period {
                    Some(period) => dates.period(period, it.recorded_on.as_ref()),
                    None => dates.between(it.timing_date_time.as_ref(), None, it.recorded_on.as_ref()),
                };
                let device = it.device.as_ref().and_then(|device| self.devices.get(id_of(device)?.as_str()).cloned());
                let ended = matches!(it.status.as_deref(), Some("completed" | "stopped"));
                let meant = Meant { course: ended.then_some(Course::Ended), ..Meant::default() };
                self.fact(ResourceKind::Device, FactKind::Device, device, None, days, meant);
            }
            Resource::FamilyMemberHistory(it) => {
                let assertion = Assertion { experiencer: Experiencer::Family, ..Assertion::default() };
                let days = Span { recorded: dates.day(it.date.as_ref()), ..Span::default() };
                for condition in &it.condition {
                    let meant = Meant { assertion, ..Meant::default() };
                    self.coded(ResourceKind::FamilyMemberHistory, FactKind::Condition, condition.code.as_ref(), days, meant);
                }
            }
            Resource::ResearchSubject(it) => self.study(it),
            Resource::DiagnosticReport(it) => {
                let days = match &it.effective_period {
                    Some(period) => dates.period(period, it.issued.as_ref()),
                    None => dates.at(it.effective_date_time.as_ref(), it.issued.as_ref()),
                };
                for code in &it.conclusion_code {
                    self.coded(ResourceKind::DiagnosticReport, FactKind::Condition, Some(code), days, Meant::default());
                }
            }
            // An order is a plan of one step. What was done of it is a Procedure or an Observation of its own.
            Resource::ServiceRequest(it) => {
                let meant = if it.do_not_perform == Some(true) { negated() } else { planned() };
                let days = match &it.occurrence_period {
                    Some(period) => dates.period(period, it.authored_on.as_ref()),
                    None => dates.between(it.occurrence_date_time.as_ref(), None, it.authored_on.as_ref()),
                };
                if !matches!(it.status.as_deref(), Some("revoked" | "completed")) {
                    self.coded(ResourceKind::CarePlan, FactKind::Procedure, it.code.as_ref(), days, meant);
                }
            }
            Resource::CarePlan(it) => {
                let days = match &it.period {
                    Some(period) => dates.period(period, it.created.as_ref()),
                    None => Span { recorded: dates.day(it.created.as_ref()), ..Span::default() },
                };
                if matches!(it.status.as_deref(), Some("revoked")) {
                    return;
                }
                for detail in it.activity.iter().filter_map(|activity| activity.detail.as_ref()) {
                    if !matches!(detail.status.as_deref(), Some("cancelled" | "stopped" | "completed" | "entered-in-error"))
                    {
                        self.coded(ResourceKind::CarePlan, FactKind::Procedure, detail.code.as_ref(), days, planned());
                    }
                }
            }
            Resource::Encounter(it) => {
                let happened = !matches!(it.status.as_deref(), Some("planned" | "cancelled"));
                let period = it.period.as_ref().filter(|_| happened);
                let Some(period) = period else { return };
                let start = dates.range(period.start.as_ref()).or_else(|| dates.range(period.end.as_ref()));
                let end = dates.range(period.end.as_ref()).or(start);
                if let (Some(start), Some(end)) = (start, end) {
                    self.drawn.encounters.push(DayRange { earliest: start.earliest, latest: end.latest });
                }
            }
            other => self.medication(other),
        }
    }

    /// That the patient takes or took part in a study, or failed its screening (FHIR R4, ResearchSubjectStatus). Which study stays
    /// behind, since few patients are in one.
    fn study(&mut self, it: &almoner_fhir::ResearchSubject<'_>) {
        let (key, course) = match it.status.as_deref() {
            Some("on-study" | "on-study-intervention" | "on-study-observation" | "follow-up") => {
                ("study-participation", Course::Active)
            }
            Some("off-study") => ("study-participation", Course::Ended),
            Some("ineligible") => ("study-screening-failure", Course::Ended),
            // Candidates, those who are being screened and those who withdrew before registration have not taken part.
            _ => {
                self.report.unusable += 1;
                return;
            }
        };
        let days = it.period.as_ref().map(|period| self.dates.period(period, None)).unwrap_or_default();
        // A status may be older than the end of the period.
        let course = (course != Course::Active || days.end.is_none()).then_some(course);
        let concept = self.ctx.terms.by_key(key);
        let coded = Coded { concept, coding: None, extractor: Extractor::Structured, product: Product::default() };
        let meant = Meant { course, ..Meant::default() };
        self.fact(ResourceKind::ResearchSubject, FactKind::Social, concept.is_some().then_some(coded), None, days, meant);
    }

    fn condition(&mut self, it: &almoner_fhir::Condition<'_>) {
        let dates = self.dates;
        let recorded = it.recorded_date.as_ref();
        let start = match &it.onset_period {
            Some(period) => dates.range(period.start.as_ref()),
            None => dates.range(it.onset_date_time.as_ref()).or_else(|| dates.at_age(it.onset_age.as_ref())),
        };
        let end = match &it.abatement_period {
            Some(period) => dates.range(period.end.as_ref()),
            None => dates.range(it.abatement_date_time.as_ref()).or_else(|| dates.at_age(it.abatement_age.as_ref())),
        };
        let mut course = clinical_course(it.clinical_status.as_ref());
        if course.is_none() && end.is_some() {
            course = Some(Course::Ended);
        }
        let meant = Meant { assertion: verified(it.verification_status.as_ref()), course, route: None };
        let coded = it.code.as_ref().and_then(|code| coded::look_up(self.ctx.terms, code));
        let days = Span { start, end, recorded: dates.day(recorded) };
        let stages = stage::of_condition(self.ctx.terms, coded.as_ref().and_then(|coded| coded.concept), &it.stage);
        self.fact(ResourceKind::Condition, FactKind::Condition, coded, None, days, meant);
        // What was staged may be over; that it had the stage stays so.
        let (days, meant) = (Span { end: None, ..days }, Meant { course: None, ..meant });
        for concept in stages {
            let coded = Coded {
                concept: Some(concept),
                coding: None,
                extractor: Extractor::Structured,
                product: Product::default(),
            };
            self.fact(ResourceKind::Condition, FactKind::Stage, Some(coded), None, days, meant);
        }
    }

    fn observation(&mut self, it: &Observation<'_>) {
        if matches!(it.status.as_deref(), Some("cancelled")) {
            return;
        }
        let dates = self.dates;
        let when = it.effective_date_time.as_ref().or(it.effective_instant.as_ref());
        let days = match &it.effective_period {
            Some(period) => dates.period(period, it.issued.as_ref()),
            None => dates.at(when.or(it.issued.as_ref()), it.issued.as_ref()),
        };
        if let Some(assessed) = genomic::variant(self.ctx.terms, it) {
            let (coded, found) = assessed.map_or((None, false), |(coded, found)| (Some(coded), found));
            let value = Some(Value::Flag(found));
            self.fact(ResourceKind::Observation, FactKind::Genomic, coded, value, days, Meant::default());
            return;
        }
        let mut own = ObservationComponent::default();
        own.code.clone_from(&it.code);
        own.value_quantity.clone_from(&it.value_quantity);
        own.value_codeable_concept.clone_from(&it.value_codeable_concept);
        own.value_string.clone_from(&it.value_string);
        own.value_boolean = it.value_boolean;
        own.value_integer.clone_from(&it.value_integer);
        own.data_absent_reason.clone_from(&it.data_absent_reason);
        let has_value = has_value(&own);
        if has_value || it.component.is_empty() {
            self.component(&own, days);
        }
        for component in &it.component {
            self.component(component, days);
        }
    }

    fn component(&mut self, it: &ObservationComponent<'_>, days: Span) {
        if !has_value(it) && it.data_absent_reason.is_some() {
            self.report.values_dropped += 1;
            return;
        }
        let terms = self.ctx.terms;
        let Some(coded) = it.code.as_ref().and_then(|code| coded::look_up(terms, code)) else {
            self.report.unusable += 1;
            return;
        };
        if let Some(system) = coded.concept.filter(|system| stage::is_stage(terms, Some(*system))) {
            match stage::answered(terms, system, it) {
                Some(stage) => {
                    let coded = Coded { concept: Some(stage), ..coded };
                    self.fact(ResourceKind::Observation, FactKind::Stage, Some(coded), None, days, Meant::default());
                }
                None => self.report.values_dropped += u32::from(has_value(it)),
            }
            return;
        }
        let value = if let Some(quantity) = &it.value_quantity {
            coded::quantity(terms, coded.concept, quantity).unwrap_or(None)
        } else if let Some(answer) = &it.value_codeable_concept {
            coded::answer(terms, answer)
        } else if let Some(integer) = &it.value_integer {
            let value = almoner_base::Quantity { value: integer.value, unit: "1".to_owned(), comparator: None };
            Some(Value::Quantity(value))
        } else if let Some(flag) = it.value_boolean {
            Some(Value::Flag(flag))
        } else {
            it.value_string.as_deref().and_then(|text| coded::text_value(terms, coded.concept, text))
        };
        self.report.values_dropped += u32::from(has_value(it) && value.is_none());
        if genomic::is_marker(terms, coded.concept) && !matches!(value, Some(Value::Flag(_))) {
            // A test for a marker without a plain answer does not say that the marker is there.
            self.report.unusable += 1;
            return;
        }
        // "Tobacco smoking status: never smoker" says the answer, whatever the question's code.
        let social = match value {
            Some(Value::Concept(answer)) => Some(answer).filter(|id| coded::fact_kind(terms, *id) == Some(FactKind::Social)),
            _ => None,
        };
        match social {
            Some(answer) => {
                let coded = Coded { concept: Some(answer), ..coded };
                self.fact(ResourceKind::Observation, FactKind::Social, Some(coded), None, days, Meant::default());
            }
            None => self.fact(ResourceKind::Observation, FactKind::Measurement, Some(coded), value, days, Meant::default()),
        }
    }

    fn medication(&mut self, resource: &Resource<'_>) {
        let dates = self.dates;
        let (kind, drugs, days, meant) = match resource {
            Resource::MedicationRequest(it) => {
                let drugs = self.drugs(it.medication_codeable_concept.as_ref(), it.medication_reference.as_ref(), resource);
                let validity = it.dispense_request.as_ref().and_then(|request| request.validity_period.as_ref());
                let start = validity.and_then(|period| period.start.as_ref()).or(it.authored_on.as_ref());
                let end = validity.and_then(|period| period.end.as_ref());
                let days = dates.between(start, end, it.authored_on.as_ref());
                let course = match (it.status.as_deref(), it.intent.as_deref()) {
                    (_, Some("proposal" | "plan")) | (Some("draft"), _) => Some(Course::Planned),
                    (Some("active" | "on-hold"), _) => Some(Course::Active),
                    (Some("completed" | "stopped" | "cancelled"), _) => Some(Course::Ended),
                    _ => None,
                };
                let meant = if it.do_not_perform == Some(true) { negated() } else { Meant { course, ..Meant::default() } };
                (ResourceKind::MedicationRequest, drugs, days, meant)
            }
            Resource::MedicationStatement(it) => {
                let drugs = self.drugs(it.medication_codeable_concept.as_ref(), it.medication_reference.as_ref(), resource);
                let days = match &it.effective_period {
                    Some(period) => dates.period(period, it.date_asserted.as_ref()),
                    None => dates.between(it.effective_date_time.as_ref(), None, it.date_asserted.as_ref()),
                };
                let meant = match it.status.as_deref() {
                    Some("not-taken") => negated(),
                    Some("intended") => planned(),
                    Some("active" | "on-hold") => Meant { course: Some(Course::Active), ..Meant::default() },
                    Some("completed" | "stopped") => Meant { course: Some(Course::Ended), ..Meant::default() },
                    _ => Meant::default(),
                };
                (ResourceKind::MedicationStatement, drugs, days, meant)
            }
            Resource::MedicationAdministration(it) => {
                let drugs = self.drugs(it.medication_codeable_concept.as_ref(), it.medication_reference.as_ref(), resource);
                let days = match &it.effective_period {
                    Some(period) => dates.period(period, None),
                    None => dates.at(it.effective_date_time.as_ref(), None),
                };
                let meant = if it.status.as_deref() == Some("not-done") { negated() } else { Meant::default() };
                (ResourceKind::MedicationAdministration, drugs, days, meant)
            }
            Resource::MedicationDispense(it) => {
                let drugs = self.drugs(it.medication_codeable_concept.as_ref(), it.medication_reference.as_ref(), resource);
                let days = dates.between(it.when_handed_over.as_ref().or(it.when_prepared.as_ref()), None, None);
                if matches!(it.status.as_deref(), Some("cancelled" | "declined")) {
                    return;
                }
                (ResourceKind::MedicationDispense, drugs, days, Meant::default())
            }
            _ => return,
        };
        if drugs.is_empty() {
            self.report.unusable += 1;
        }
        // A denial is of the drug, however it is given.
        let told = meant.assertion.polarity == Polarity::Affirmed;
        let alone = drugs.len() == 1;
        for drug in drugs {
            let given = if told { given(resource, drug.product, alone) } else { Given::default() };
            let meant = Meant { route: given.route, ..meant };
            self.fact(kind, FactKind::Medication, Some(drug), given.dose.map(Value::Quantity), days, meant);
        }
    }

    /// The drugs of a medication element: coded in place, contained, or another resource of the record.
    fn drugs(
        &self,
        concept: Option<&CodeableConcept<'_>>,
        reference: Option<&Reference<'_>>,
        holder: &Resource<'_>,
    ) -> Vec<Coded> {
        if let Some(concept) = concept {
            return coded::drugs(self.ctx.terms, concept);
        }
        let Some(reference) = reference else { return Vec::new() };
        if let Target::Contained(id) = reference.target() {
            let inside =
                holder.contained().iter().find_map(|contained| match almoner_fhir::parse(contained.raw.as_bytes()).0 {
                    Some(Resource::Medication(medication)) if medication.id.as_deref() == Some(&*id) => {
                        Some(self.ingredients(&medication))
                    }
                    _ => None,
                });
            return inside.unwrap_or_default();
        }
        id_of(reference).and_then(|id| self.medications.get(&id).cloned()).unwrap_or_default()
    }

    fn coded(
        &mut self,
        resource: ResourceKind,
        kind: FactKind,
        code: Option<&CodeableConcept<'_>>,
        days: Span,
        meant: Meant,
    ) {
        let coded = code.and_then(|code| coded::look_up(self.ctx.terms, code));
        self.fact(resource, kind, coded, None, days, meant);
    }

    fn fact(
        &mut self,
        resource: ResourceKind,
        kind: FactKind,
        coded: Option<Coded>,
        value: Option<Value>,
        days: Span,
        meant: Meant,
    ) {
        let Some(coded) = coded else {
            self.report.unusable += 1;
            return;
        };
        self.report.uncoded += u32::from(coded.concept.is_none());
        // A social statement recorded as a finding is one still.
        let own = coded.concept.and_then(|id| coded::fact_kind(self.ctx.terms, id));
        let kind = match (kind, own) {
            (FactKind::Condition | FactKind::Measurement, Some(own @ (FactKind::Social | FactKind::Genomic))) => own,
            _ => kind,
        };
        let (days, assertion) = match coded.concept {
            Some(id) if coded::is_recorded_history(self.ctx.terms, id) => {
                (super::days::at_or_before(days), Assertion { temporality: Temporality::Historical, ..meant.assertion })
            }
            _ => (days, meant.assertion),
        };
        // A status that says what is not so ("HIV negative") denies that.
        let denied = coded.concept.and_then(|id| self.ctx.terms.concept(id)?.denies);
        let assertion = match (denied, assertion.polarity) {
            (Some(_), Polarity::Affirmed) => Assertion { polarity: Polarity::Negated, ..assertion },
            (Some(_), Polarity::Negated | Polarity::Possible) => Assertion { polarity: Polarity::Possible, ..assertion },
            (None, _) => assertion,
        };
        self.drawn.facts.push(Fact {
            kind,
            concept: denied.or(coded.concept),
            coding: coded.coding,
            value,
            days,
            assertion,
            course: meant.course,
            source: Source::Resource { kind: resource, ordinal: self.resource },
            extractor: coded.extractor,
            route: meant.route,
        });
    }
}

fn given(resource: &Resource<'_>, product: Product, alone: bool) -> Given {
    match resource {
        Resource::MedicationRequest(it) => dosage::instructed(&it.dosage_instruction, product, alone),
        Resource::MedicationStatement(it) => dosage::instructed(&it.dosage, product, alone),
        Resource::MedicationDispense(it) => dosage::instructed(&it.dosage_instruction, product, alone),
        Resource::MedicationAdministration(it) => dosage::administered(it.dosage.as_ref(), product, alone),
        _ => Given::default(),
    }
}

fn has_value(it: &ObservationComponent<'_>) -> bool {
    it.value_quantity.is_some()
        || it.value_codeable_concept.is_some()
        || it.value_string.is_some()
        || it.value_boolean.is_some()
        || it.value_integer.is_some()
}

fn negated() -> Meant {
    Meant { assertion: Assertion { polarity: Polarity::Negated, ..Assertion::default() }, ..Meant::default() }
}

fn planned() -> Meant {
    let assertion = Assertion { temporality: Temporality::Hypothetical, ..Assertion::default() };
    Meant { assertion, course: Some(Course::Planned), route: None }
}

fn status_of<'c>(status: Option<&'c CodeableConcept<'_>>) -> Option<&'c str> {
    status?.coding.iter().find_map(|coding| coding.code.as_deref()).or(status?.text.as_deref())
}

/// `verificationStatus` of a Condition or an AllergyIntolerance.
fn verified(status: Option<&CodeableConcept<'_>>) -> Assertion {
    let polarity = match status_of(status) {
        Some("refuted") => Polarity::Negated,
        Some("unconfirmed" | "provisional" | "differential") => Polarity::Possible,
        _ => Polarity::Affirmed,
    };
    Assertion { polarity, ..Assertion::default() }
}

/// `clinicalStatus` of a Condition or an AllergyIntolerance.
fn clinical_course(status: Option<&CodeableConcept<'_>>) -> Option<Course> {
    match status_of(status)? {
        "active" | "recurrence" | "relapse" => Some(Course::Active),
        "remission" => Some(Course::Remission),
        "inactive" | "resolved" => Some(Course::Ended),
        _ => None,
    }
}

/// The logical id that a reference within the record points to.
fn id_of(reference: &Reference<'_>) -> Option<String> {
    match reference.target() {
        Target::Relative { id, .. } | Target::Absolute { id, .. } => Some(id.into_owned()),
        Target::Urn(urn) => Some(urn.trim_start_matches("urn:uuid:").trim_start_matches("urn:oid:").to_owned()),
        _ => None,
    }
}

/// Facts sorted by content, resources numbered by that order within their type.
pub(super) fn in_order(mut facts: Vec<Fact>) -> Vec<Fact> {
    let mut keyed: Vec<(String, Fact)> = facts.drain(..).map(|fact| (content_key(&fact), fact)).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let mut numbers: HashMap<(ResourceKind, u32), u32> = HashMap::new();
    let mut next: BTreeMap<ResourceKind, u32> = BTreeMap::new();
    keyed
        .into_iter()
        .map(|(_, mut fact)| {
            if let Source::Resource { kind, ordinal } = &mut fact.source {
                *ordinal = *numbers.entry((*kind, *ordinal)).or_insert_with(|| {
                    let counter = next.entry(*kind).or_default();
                    let number = *counter;
                    *counter += 1;
                    number
                });
            }
            fact
        })
        .collect()
}

/// Everything that a fact says, without where it came from.
fn content_key(fact: &Fact) -> String {
    let resource = match fact.source {
        Source::Resource { kind, .. } => Some(kind),
        Source::Note { .. } => None,
    };
    let extractor: Extractor = fact.extractor;
    format!(
        "{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}",
        fact.kind,
        resource,
        fact.concept,
        fact.coding,
        fact.value,
        fact.days,
        fact.assertion,
        fact.course,
        extractor,
        fact.route
    )
}

/// Takes away values that could be an identifier rather than a measurement: a known number of the record, a bare whole number
/// of six digits or more, a bare number that reads as a year. Gives how many.
pub(super) fn forget_telling_numbers(facts: &mut [Fact], known: &Known) -> u32 {
    let mut forgotten = 0;
    for fact in facts {
        let Some(Value::Quantity(quantity)) = &fact.value else { continue };
        let bare = matches!(quantity.unit.as_str(), "" | "1" | "?");
        let whole = quantity.value.fract() == 0.0 && quantity.value >= 0.0;
        let long = whole && quantity.value >= 100_000.0;
        let year = whole && (1900.0..=2100.0).contains(&quantity.value);
        let written = format!("{}", quantity.value);
        if (bare && (long || year)) || known.is_number(&written) {
            fact.value = None;
            forgotten += 1;
        }
    }
    forgotten
}
