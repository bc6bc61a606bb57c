//! Criteria to a cohort expression. Whatever can not be said is taken for true where it would have to hold, and for false where it would
//! have to fail, so that the cohort never leaves out anybody whom the trial would take.

use std::collections::BTreeMap;

use almoner_base::ConceptId;
use almoner_eligibility::{Atom, Bound, Criterion, Expr, Node, Section, SexClass, Subject, ValueTest, When, to_text};
use almoner_terms::{Terms, athena};
use serde_json::{Map, Value, json};

use super::Vocabulary;
use crate::TrialRecord;
use crate::interchange::{Exported, Unsaid};

/// A trial as a cohort expression.
#[must_use]
pub fn to_circe(trial: &TrialRecord, criteria: &[Criterion], terms: &Terms, vocabulary: &Vocabulary) -> Exported {
    let mut writer = Writer { terms, vocabulary, at: String::new(), sets: BTreeMap::new(), unsaid: Vec::new() };
    let mut rules = Vec::new();
    for criterion in criteria {
        writer.at = criterion.id.to_string();
        let excludes = criterion.section == Section::Exclusion;
        let said = match excludes {
            false => writer.said(&criterion.expr, Positive),
            true => denied(writer.said(&criterion.expr, Negative)),
        };
        // A rule that nothing is left of would let everybody pass.
        if let Some(group) = said.group() {
            let kind = if excludes { "not: " } else { "" };
            let reads = to_text(&criterion.expr, terms);
            rules.push(json!({ "name": format!("{}. {kind}{reads}", criterion.id), "expression": group }));
        }
    }
    let sets: Vec<Value> = writer.concept_sets();
    let document = json!({
        "cdmVersionRange": ">=5.0.0",
        "Title": trial.nct_id.to_string(),
        "ConceptSets": sets,
        "PrimaryCriteria": {
            "CriteriaList": [{ "VisitOccurrence": {} }],
            "ObservationWindow": { "PriorDays": 0, "PostDays": 0 },
            "PrimaryCriteriaLimit": { "Type": "Last" },
        },
        "QualifiedLimit": { "Type": "First" },
        "ExpressionLimit": { "Type": "First" },
        "InclusionRules": rules,
        "CensoringCriteria": [],
        "CollapseSettings": { "CollapseType": "ERA", "EraPad": 0 },
        "CensorWindow": {},
    });
    Exported { document, unsaid: writer.unsaid }
}

/// Whether what is said must hold or must fail for the patient to stay in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Positive,
    Negative,
}
use Side::{Negative, Positive};

impl Side {
    fn turned(self) -> Self {
        if self == Positive { Negative } else { Positive }
    }
}

/// A part of the cohort's rules.
enum Said {
    /// Holds or fails whoever is asked.
    Fixed(bool),
    /// An event around the index, as an item of `CriteriaList`.
    Event(Value),
    /// A question about the person, as an item of `DemographicCriteriaList`.
    Person(Value),
    /// A group.
    Group(Value),
}

impl Said {
    fn group(self) -> Option<Value> {
        match self {
            Self::Fixed(true) => None,
            // Nobody: at least one of nothing.
            Self::Fixed(false) => Some(group("AT_LEAST", Some(1), Vec::new())),
            Self::Group(value) => Some(value),
            other => Some(group("ALL", None, vec![other])),
        }
    }
}

fn group(kind: &str, count: Option<usize>, parts: Vec<Said>) -> Value {
    let (mut events, mut people, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        match part {
            Said::Event(value) => events.push(value),
            Said::Person(value) => people.push(value),
            Said::Group(value) => groups.push(value),
            Said::Fixed(_) => {}
        }
    }
    let mut group = json!({ "Type": kind, "CriteriaList": events, "DemographicCriteriaList": people, "Groups": groups });
    if let (Some(count), Some(fields)) = (count, group.as_object_mut()) {
        fields.insert("Count".to_owned(), json!(count));
    }
    group
}

/// At least `count` of the parts, with what is fixed reckoned in.
fn at_least(count: usize, parts: Vec<Said>) -> Said {
    let met = parts.iter().filter(|part| matches!(part, Said::Fixed(true))).count();
    let mut open: Vec<Said> = parts.into_iter().filter(|part| !matches!(part, Said::Fixed(_))).collect();
    let wanted = count.saturating_sub(met);
    match (wanted, open.len()) {
        (0, _) => Said::Fixed(true),
        (wanted, left) if wanted > left => Said::Fixed(false),
        (1, 1) => open.pop().unwrap_or(Said::Fixed(false)),
        (wanted, left) if wanted == left => Said::Group(group("ALL", None, open)),
        (1, _) => Said::Group(group("ANY", None, open)),
        (wanted, _) => Said::Group(group("AT_LEAST", Some(wanted), open)),
    }
}

fn denied(said: Said) -> Said {
    match said {
        Said::Fixed(value) => Said::Fixed(!value),
        Said::Event(mut event) if event.pointer("/Occurrence") == Some(&json!({ "Type": 2, "Count": 1 })) => {
            if let Some(fields) = event.as_object_mut() {
                fields.insert("Occurrence".to_owned(), json!({ "Type": 0, "Count": 0 }));
            }
            Said::Event(event)
        }
        other => Said::Group(group("AT_MOST", Some(0), vec![other])),
    }
}

struct Writer<'t> {
    terms: &'t Terms,
    vocabulary: &'t Vocabulary,
    at: String,
    /// Number of each set of concepts.
    sets: BTreeMap<Vec<ConceptId>, usize>,
    unsaid: Vec<Unsaid>,
}

type Why = (&'static str, &'static str);

const OTHER_WINDOW: Why = ("window", "the windows of a cohort count days from its index date");

impl Writer<'_> {
    fn unsaid(&mut self, node: &Node, (code, reason): Why) {
        let what = to_text(node, self.terms);
        self.unsaid.push(Unsaid { at: self.at.clone(), what, code, reason });
    }

    fn said(&mut self, node: &Node, side: Side) -> Said {
        match &node.expr {
            Expr::And(parts) => {
                let parts: Vec<Said> = parts.iter().map(|part| self.said(part, side)).collect();
                at_least(parts.len(), parts)
            }
            Expr::Or(parts) => {
                let parts = parts.iter().map(|part| self.said(part, side)).collect();
                at_least(1, parts)
            }
            Expr::AtLeast { count, of } => {
                let parts = of.iter().map(|part| self.said(part, side)).collect();
                at_least(usize::try_from(*count).unwrap_or(usize::MAX), parts)
            }
            Expr::AtMost { count, of } => {
                let parts: Vec<Said> = of.iter().map(|part| self.said(part, side.turned())).collect();
                if !parts.iter().any(|part| matches!(part, Said::Fixed(_))) {
                    return Said::Group(group("AT_MOST", usize::try_from(*count).ok(), parts));
                }
                denied(at_least(usize::try_from(*count).unwrap_or(usize::MAX).saturating_add(1), parts))
            }
            Expr::Not(part) => denied(self.said(part, side.turned())),
            Expr::IfThen { condition, then } => {
                let parts = vec![denied(self.said(condition, side.turned())), self.said(then, side)];
                at_least(1, parts)
            }
            Expr::Except { base, exception } => {
                let parts = vec![self.said(base, side), denied(self.said(exception, side.turned()))];
                at_least(2, parts)
            }
            Expr::Opaque => self.left(node, side, ("opaque", "the text was not understood")),
            Expr::Atom(atom) => match self.atom(node, atom, side) {
                Ok(said) => said,
                Err(why) => self.left(node, side, why),
            },
        }
    }

    /// What can not be said lets everybody pass.
    fn left(&mut self, node: &Node, side: Side, why: Why) -> Said {
        self.unsaid(node, why);
        Said::Fixed(side == Positive)
    }

    fn atom(&mut self, node: &Node, atom: &Atom, side: Side) -> Result<Said, Why> {
        match atom {
            Atom::Age { low, high } => age(low.as_ref(), high.as_ref()),
            Atom::Sex(class) => {
                let (id, name, code) = match class {
                    SexClass::Female => (8532, "FEMALE", "F"),
                    SexClass::Male => (8507, "MALE", "M"),
                };
                let concept = json!({
                    "CONCEPT_ID": id, "CONCEPT_NAME": name, "CONCEPT_CODE": code, "VOCABULARY_ID": "Gender", "DOMAIN_ID": "Gender",
                });
                Ok(Said::Person(json!({ "Gender": [concept] })))
            }
            Atom::Condition { any_of, when, subject: Subject::Patient } => {
                self.event("ConditionOccurrence", any_of, *when, Map::new())
            }
            Atom::Condition { .. } | Atom::Social { subject: Subject::Family | Subject::Partner | Subject::Donor, .. } => {
                Err(("family", "the common data model keeps no events of other people"))
            }
            Atom::Medication { manner, .. } if !manner.is_any() => {
                Err(("manner", "the common data model keeps no amount of a day, and routes that differ by site"))
            }
            Atom::Medication { any_of, when, .. } => self.event("DrugExposure", any_of, *when, Map::new()),
            Atom::Procedure { any_of, when } => self.event("ProcedureOccurrence", any_of, *when, Map::new()),
            Atom::Social { any_of, when, subject: Subject::Patient } => self.event("Observation", any_of, *when, Map::new()),
            Atom::Allergy { .. } => {
                Err(("allergy", "an allergy is an observation whose value is the substance's class, which differs by site"))
            }
            Atom::Genomic { .. } => {
                Err(("genomic", "the common data model keeps a finding of genes in forms that differ by site"))
            }
            Atom::Stage { .. } => {
                Err(("stage", "the common data model keeps the stage of a cancer in forms that differ by site"))
            }
            Atom::Measurement { values, .. } if !values.is_latest() => {
                Err(("several-values", "a cohort asks of each value by itself"))
            }
            Atom::Measurement { concept, test, when, .. } => self.measurement(node, *concept, test, *when, side),
            Atom::Qualifier { .. } => Err(("qualifier", "an event can not be narrowed by words")),
            Atom::Named { .. } => Err(("no-concept", "the tables hold no concept of this name")),
            Atom::Participation { .. } => Err(("participation", "no domain of the common data model holds it")),
            Atom::Person => Err(("person", "only a person can answer it")),
        }
    }

    /// At least one event of a kind in the window that `when` names.
    fn event(&mut self, kind: &str, any_of: &[ConceptId], when: When, mut fields: Map<String, Value>) -> Result<Said, Why> {
        if any_of.is_empty() {
            return Err(("no-concept", "it asks of no concept"));
        }
        let set = self.set(any_of)?;
        fields.insert("CodesetId".to_owned(), json!(set));
        let event = |start: Value, end: Option<Value>, occurrence: Value| {
            let mut event = json!({
                "Criteria": { (kind): fields },
                "StartWindow": start,
                "Occurrence": occurrence,
                "IgnoreObservationPeriod": true,
            });
            if let (Some(end), Some(fields)) = (end, event.as_object_mut()) {
                fields.insert("EndWindow".to_owned(), end);
            }
            event
        };
        let some = json!({ "Type": 2, "Count": 1 });
        let ongoing = window(Some((0, -1)), None, true);
        Ok(match when {
            When::Ever => Said::Event(event(window(None, Some((0, 1)), false), None, some)),
            When::Within(length) => Said::Event(event(window(Some((length.days, -1)), Some((0, 1)), false), None, some)),
            When::Now => Said::Event(event(window(None, Some((0, 1)), false), Some(ongoing), some)),
            When::Since(length) => Said::Event(event(window(None, Some((length.days, -1)), false), Some(ongoing), some)),
            When::HalfLives(_) | When::Event(_) => return Err(OTHER_WINDOW),
            When::Before(length) => {
                let before = length.days.saturating_add(1);
                let earlier = event(window(None, Some((before, -1)), false), None, some);
                let within = window(Some((length.days, -1)), Some((0, 1)), false);
                let none = event(within, None, json!({ "Type": 0, "Count": 0 }));
                Said::Group(group("ALL", None, vec![Said::Event(earlier), Said::Event(none)]))
            }
        })
    }

    fn measurement(
        &mut self,
        node: &Node,
        concept: ConceptId,
        test: &ValueTest,
        when: When,
        side: Side,
    ) -> Result<Said, Why> {
        if matches!(when, When::Since(_)) {
            return Err(("held-throughout", "a measurement is a moment"));
        }
        if let When::HalfLives(_) | When::Event(_) = when {
            return Err(OTHER_WINDOW);
        }
        // The latest value counts here; a cohort asks for any value. Any is wider than the latest where the value must fit, and
        // narrower where it must not.
        let latest: Why = ("latest-value", "a cohort asks whether any value fits, not the latest");
        let bounded = test.low.is_some() || test.high.is_some();
        if bounded && side == Negative {
            return Err(latest);
        }
        let mut fields = Map::new();
        match test.unit.as_str() {
            "" if bounded => return Err(("unit-missing", "the text names no unit")),
            "[ULN]" => {
                fields.insert("RangeHighRatio".to_owned(), range(test)?);
            }
            "[LLN]" => {
                fields.insert("RangeLowRatio".to_owned(), range(test)?);
            }
            unit if bounded => {
                fields.insert("ValueAsNumber".to_owned(), range(test)?);
                if unit != "1" {
                    fields.insert("Unit".to_owned(), json!([self.vocabulary.unit(unit)]));
                }
            }
            _ => {}
        }
        let when = if when == When::Now { When::Ever } else { when };
        let said = self.event("Measurement", &[concept], when, fields)?;
        if bounded {
            self.unsaid(node, latest);
        }
        Ok(said)
    }

    /// The number of a set of concepts, each with everything below it.
    fn set(&mut self, any_of: &[ConceptId]) -> Result<usize, Why> {
        let mut ids = any_of.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let coded = |id: &ConceptId| self.terms.concept(*id).is_some_and(|concept| !concept.codes.is_empty());
        if !ids.iter().all(coded) {
            return Err(("no-code", "a concept of the tables has no code"));
        }
        let next = self.sets.len();
        Ok(*self.sets.entry(ids).or_insert(next))
    }

    fn concept_sets(&mut self) -> Vec<Value> {
        let mut unknown = Vec::new();
        let mut sets: Vec<(usize, Value)> = Vec::new();
        for (ids, number) in &self.sets {
            let mut items = Vec::new();
            for concept in ids.iter().filter_map(|id| self.terms.concept(*id)) {
                let own = athena::omop_id(concept.id);
                for coding in &concept.codes {
                    let mut written = self.vocabulary.coding(coding);
                    let told = if self.vocabulary.knows(coding) { None } else { own };
                    if let (Some(id), Some(fields)) = (told, written.as_object_mut()) {
                        fields.insert("CONCEPT_ID".to_owned(), json!(id));
                    } else if !self.vocabulary.knows(coding) {
                        unknown.push(format!("{} {}", athena::vocabulary(coding.system), coding.code));
                    }
                    items.push(json!({ "concept": written, "isExcluded": false, "includeDescendants": true, "includeMapped": true }));
                }
            }
            let names: Vec<&str> = ids.iter().filter_map(|id| Some(self.terms.concept(*id)?.name.as_str())).collect();
            sets.push((*number, json!({ "id": number, "name": names.join(" | "), "expression": { "items": items } })));
        }
        sets.sort_by_key(|(number, _)| *number);
        if !unknown.is_empty() {
            unknown.sort_unstable();
            unknown.dedup();
            self.unsaid.push(Unsaid {
                at: "ConceptSets".to_owned(),
                what: unknown.join(", "),
                code: "concept-id",
                reason: "OMOP concept ids are written as 0; name the CONCEPT.csv of an Athena download to have them filled in",
            });
        }
        sets.into_iter().map(|(_, set)| set).collect()
    }
}

/// A window around the index: the days and the direction (-1 before, 1 after) of its ends; none is without end.
fn window(start: Option<(u32, i8)>, end: Option<(u32, i8)>, of_end: bool) -> Value {
    let side = |side: Option<(u32, i8)>, open: i8| match side {
        Some((days, coeff)) => json!({ "Days": days, "Coeff": coeff }),
        None => json!({ "Coeff": open }),
    };
    json!({ "Start": side(start, -1), "End": side(end, 1), "UseIndexEnd": false, "UseEventEnd": of_end })
}

fn range(test: &ValueTest) -> Result<Value, Why> {
    bounds(test.low.as_ref(), test.high.as_ref()).ok_or(("open-interval", "an interval of two ends has both of them in it"))
}

/// A `NumericRange`; none for what it can not say.
fn bounds(low: Option<&Bound>, high: Option<&Bound>) -> Option<Value> {
    match (low, high) {
        (Some(low), None) => Some(json!({ "Value": low.value, "Op": if low.inclusive { "gte" } else { "gt" } })),
        (None, Some(high)) => Some(json!({ "Value": high.value, "Op": if high.inclusive { "lte" } else { "lt" } })),
        (Some(low), Some(high)) if low.inclusive && high.inclusive && low.value.to_bits() == high.value.to_bits() => {
            Some(json!({ "Value": low.value, "Op": "eq" }))
        }
        (Some(low), Some(high)) if low.inclusive && high.inclusive => {
            Some(json!({ "Value": low.value, "Extent": high.value, "Op": "bt" }))
        }
        _ => None,
    }
}

/// Age in whole years at the index: `>= 18` and `< 66` are two questions.
fn age(low: Option<&Bound>, high: Option<&Bound>) -> Result<Said, Why> {
    if low.into_iter().chain(high).any(|bound| bound.value.fract() != 0.0) {
        return Err(("age-fraction", "a cohort counts age in whole years"));
    }
    let parts: Vec<Said> = [(low, None), (None, high)]
        .into_iter()
        .filter_map(|(low, high)| bounds(low, high))
        .map(|mut range| {
            if let Some(value) = range.get_mut("Value") {
                // Whole numbers, which is what readers of the field take.
                let whole = value.as_f64().unwrap_or_default();
                #[expect(clippy::cast_possible_truncation, reason = "an age is a small whole number; a cast saturates")]
                let number = whole as i64;
                *value = json!(number);
            }
            Said::Person(json!({ "Age": range }))
        })
        .collect();
    Ok(at_least(parts.len(), parts))
}
