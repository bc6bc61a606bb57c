//! A cohort expression to criteria. A restriction that has no atom stays as `opaque` beside what it restricts, so that a patient
//! without the thing is decided and one with it is not.

use std::collections::HashMap;

use almoner_base::{Coding, ConceptId};
use almoner_eligibility::{
    Atom, Bound, Criterion, Expr, Manner, Node, Section, SexClass, Subject, TextSpan, Thing, ValueTest, Values, When, Window,
};
use almoner_terms::athena::system;
use almoner_terms::{ConceptKind, Terms};
use serde_json::{Map, Value};

use crate::interchange::{Imported, Unreadable, Unsaid, all, any, below, node};

const NO_COHORT: Unreadable = Unreadable {
    code: "circe-shape",
    message: "not a Circe cohort expression: neither `PrimaryCriteria` nor `InclusionRules` is there",
};

/// Reads one cohort expression, alone or in the `expression` of an ATLAS cohort definition.
///
/// # Errors
/// The document is no cohort expression.
pub fn from_circe(document: &Value, terms: &Terms) -> Result<Imported, Unreadable> {
    let title = ["name", "Title"].iter().find_map(|name| document.get(name)?.as_str()).unwrap_or_default().to_owned();
    let cohort = document.get("expression").filter(|inner| inner.is_object()).unwrap_or(document);
    if cohort.get("PrimaryCriteria").is_none() && cohort.get("InclusionRules").is_none() {
        return Err(NO_COHORT);
    }
    let mut reader = Reader { terms, sets: HashMap::new(), screening: false, unsaid: Vec::new() };
    reader.read_sets(cohort);
    let primary = cohort.get("PrimaryCriteria");
    reader.screening = primary.is_some_and(is_screening);
    let mut criteria: Vec<(String, Node)> = Vec::new();
    if let Some(primary) = primary.filter(|_| !reader.screening) {
        criteria.push(("PrimaryCriteria".to_owned(), reader.primary(primary)));
    }
    if let Some(group) = given(cohort.get("AdditionalCriteria")) {
        criteria.push(("AdditionalCriteria".to_owned(), reader.group(group, "/AdditionalCriteria")));
    }
    for (index, rule) in items(cohort.get("InclusionRules")).enumerate() {
        let at = format!("/InclusionRules/{index}/expression");
        let name = rule.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(group) = given(rule.get("expression")) {
            criteria.push((name, reader.group(group, &at)));
        }
    }
    reader.cohort_time(cohort);
    let (texts, nodes): (Vec<String>, Vec<Node>) = criteria.into_iter().unzip();
    let criterion = |(id, expr)| Criterion { id, section: Section::Inclusion, source: TextSpan { start: 0, end: 0 }, expr };
    Ok(Imported {
        id: title,
        nct_id: document.get("Title").and_then(Value::as_str).and_then(|id| almoner_base::NctId::parse(id.trim()).ok()),
        criteria: (0..).zip(nodes).map(criterion).collect(),
        texts,
        unsaid: reader.unsaid,
    })
}

/// The latest visit, whatever it was: the day of screening.
fn is_screening(primary: &Value) -> bool {
    let limit = primary.pointer("/PrimaryCriteriaLimit/Type").and_then(Value::as_str);
    let mut events = items(primary.get("CriteriaList"));
    let visit = events.next().and_then(|event| event.get("VisitOccurrence")).and_then(Value::as_object);
    limit == Some("Last") && visit.is_some_and(|fields| fields.values().all(says_nothing)) && events.next().is_none()
}

fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn given(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

/// A field that asks nothing: absent, off, or an empty list.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// A set of concepts, as far as the tables hold them.
#[derive(Clone, Default)]
struct Set {
    concepts: Vec<ConceptId>,
    names: Vec<String>,
    /// It asks for less than the concepts and all below them.
    narrower: bool,
}

impl Set {
    /// Whether nothing that the set stands for is a concept or a kind of it, so that taking it out changes nothing.
    fn is_apart_from(&self, taken: ConceptId, terms: &Terms) -> bool {
        let holds = |concept: &ConceptId| terms.descendants(taken).iter().any(|kind| terms.is_a(*kind, *concept));
        // What a name that the tables do not hold stands for is not known.
        self.names.is_empty() && !self.concepts.iter().any(holds)
    }
}

/// When an event must be, and whether that says it all.
#[derive(Clone, Copy)]
struct Asked {
    when: When,
    whole: bool,
}

struct Reader<'t> {
    terms: &'t Terms,
    sets: HashMap<i64, Set>,
    /// The index of the cohort is the day of screening.
    screening: bool,
    unsaid: Vec<Unsaid>,
}

impl Reader<'_> {
    fn say(&mut self, at: &str, what: impl Into<String>, code: &'static str, reason: &'static str) {
        let entry = Unsaid { at: at.to_owned(), what: what.into(), code, reason };
        if !self.unsaid.contains(&entry) {
            self.unsaid.push(entry);
        }
    }

    fn opaque(&mut self, at: &str, what: impl Into<String>, code: &'static str, reason: &'static str) -> Node {
        self.say(at, what, code, reason);
        node(Expr::Opaque)
    }

    fn read_sets(&mut self, cohort: &Value) {
        for (index, entry) in items(cohort.get("ConceptSets")).enumerate() {
            let at = format!("/ConceptSets/{index}");
            let mut set = Set::default();
            let mut excluded: Vec<(Option<ConceptId>, String)> = Vec::new();
            for item in items(entry.pointer("/expression/items")) {
                let concept = item.get("concept").unwrap_or(&Value::Null);
                let text = |name: &str| concept.get(name).and_then(Value::as_str).unwrap_or_default();
                let name = text("CONCEPT_NAME").to_owned();
                let flag = |name: &str| item.get(name).and_then(Value::as_bool).unwrap_or(false);
                let coding = system(text("VOCABULARY_ID")).and_then(|system| Coding::new(system, text("CONCEPT_CODE")));
                let known = coding.as_ref().and_then(|coding| self.terms.by_code(coding.system, &coding.code));
                let known = known.or_else(|| self.terms.by_name(&name));
                match known {
                    _ if flag("isExcluded") => excluded.push((known, name)),
                    Some(id) => {
                        if !flag("includeDescendants") && self.terms.descendants(id).len() > 1 {
                            set.narrower = true;
                            self.say(&at, name, "exact-concept", "a concept always stands for everything below it");
                        }
                        if !set.concepts.contains(&id) {
                            set.concepts.push(id);
                        }
                    }
                    None => {
                        self.say(&at, name.clone(), "no-concept", "the tables hold no concept of this code or name");
                        set.names.push(name.to_lowercase());
                    }
                }
            }
            for (known, name) in excluded {
                if !known.is_some_and(|known| set.is_apart_from(known, self.terms)) {
                    set.narrower = true;
                    let reason = "a set stands for concepts and all below them; none can be taken out";
                    self.say(&at, name, "excluded-concept", reason);
                }
            }
            set.concepts.sort_unstable();
            if let Some(id) = entry.get("id").and_then(Value::as_i64) {
                self.sets.insert(id, set);
            }
        }
    }

    /// The entry events: the patient has one of them.
    fn primary(&mut self, primary: &Value) -> Node {
        let at = "/PrimaryCriteria";
        let list = below(at, "CriteriaList");
        let parts = items(primary.get("CriteriaList")).enumerate();
        let events: Vec<Node> = parts
            .map(|(index, event)| {
                self.criteria(event, &below(&list, &index.to_string()), Asked { when: When::Ever, whole: true })
            })
            .collect();
        let days = |name: &str| primary.pointer(&format!("/ObservationWindow/{name}")).and_then(Value::as_i64).unwrap_or(0);
        let mut parts = vec![any(events)];
        if days("PriorDays") > 0 || days("PostDays") > 0 {
            parts.push(self.opaque(
                at,
                "ObservationWindow",
                "observation-period",
                "days of observation around the event have no atom",
            ));
        }
        all(parts)
    }

    fn group(&mut self, group: &Value, at: &str) -> Node {
        if let Some(before) = self.before(group, at) {
            return before;
        }
        let mut parts = Vec::new();
        for (index, item) in items(group.get("CriteriaList")).enumerate() {
            parts.push(self.counted(item, &format!("{at}/CriteriaList/{index}")));
        }
        for (index, item) in items(group.get("DemographicCriteriaList")).enumerate() {
            parts.push(self.person(item, &format!("{at}/DemographicCriteriaList/{index}")));
        }
        for (index, item) in items(group.get("Groups")).enumerate() {
            parts.push(self.group(item, &format!("{at}/Groups/{index}")));
        }
        // A group of nothing restricts nobody, whatever its type.
        if parts.is_empty() {
            return all(parts);
        }
        let count = group.get("Count").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
        match (group.get("Type").and_then(Value::as_str).unwrap_or("ALL"), count) {
            ("ALL", _) => all(parts),
            ("ANY", _) => any(parts),
            ("AT_LEAST", Some(count)) => node(Expr::AtLeast { count, of: parts }),
            ("AT_MOST", Some(0)) => node(Expr::Not(Box::new(any(parts)))),
            ("AT_MOST", Some(count)) => node(Expr::AtMost { count, of: parts }),
            (kind, _) => self.opaque(at, kind, "group-type", "a group of a type that is not known"),
        }
    }

    /// Two rules about the same events, one before a window and none within it: `before` of the expression language.
    fn before(&mut self, group: &Value, at: &str) -> Option<Node> {
        let list = group.get("CriteriaList")?.as_array()?;
        let empty = |name: &str| items(group.get(name)).next().is_none();
        let [earlier, none] = list.as_slice() else { return None };
        if !self.screening
            || group.get("Type")?.as_str()? != "ALL"
            || !empty("DemographicCriteriaList")
            || !empty("Groups")
            || earlier.get("Criteria")? != none.get("Criteria")?
            || occurrence(earlier) != (2, 1)
            || occurrence(none) != (0, 0)
            || given(earlier.get("EndWindow")).or(given(none.get("EndWindow"))).is_some()
        {
            return None;
        }
        let (None, Some(last)) = ends(earlier.get("StartWindow")?)? else { return None };
        let (Some(first), Some(0)) = ends(none.get("StartWindow")?)? else { return None };
        let days = u32::try_from(first.checked_neg()?).ok()?;
        if last != first - 1 {
            return None;
        }
        let asked = Asked { when: When::Before(Window { days }), whole: true };
        Some(self.criteria(earlier.get("Criteria")?, &format!("{at}/CriteriaList/0/Criteria"), asked))
    }

    /// Events in a window, so many times.
    fn counted(&mut self, item: &Value, at: &str) -> Node {
        let asked = self.window(item, at);
        let criteria = item.get("Criteria").unwrap_or(&Value::Null);
        let mut event = self.criteria(criteria, &below(at, "Criteria"), asked);
        if item.get("RestrictVisit").and_then(Value::as_bool) == Some(true) {
            let visit = self.opaque(at, "RestrictVisit", "restriction", "a restriction of events that has no atom");
            event = all(vec![event, visit]);
        }
        let many = |reader: &mut Self| {
            reader.opaque(
                &below(at, "Occurrence"),
                "Occurrence",
                "occurrence-count",
                "facts are not counted: one or none can be asked",
            )
        };
        match occurrence(item) {
            (2, 1) => event,
            (2, 0) => all(Vec::new()),
            (0 | 1, 0) => node(Expr::Not(Box::new(event))),
            (0 | 2, _) => {
                let count = many(self);
                all(vec![event, count])
            }
            (1, _) => {
                let count = many(self);
                any(vec![node(Expr::Not(Box::new(event))), count])
            }
            _ => many(self),
        }
    }

    /// When events must be. Without the day of screening as index, only "ever" can be read whole.
    fn window(&mut self, item: &Value, at: &str) -> Asked {
        let start = given(item.get("StartWindow"));
        let end = given(item.get("EndWindow"));
        let odd = |window: &Value, of_end: bool| {
            let flag = |name: &str| window.get(name).and_then(Value::as_bool).unwrap_or(false);
            flag("UseIndexEnd") || flag("UseEventEnd") != of_end
        };
        let span = start.and_then(ends);
        let unusual = start.is_some_and(|start| odd(start, false)) || end.is_some_and(|end| odd(end, true));
        let ongoing = end.map(|end| ends(end) == Some((Some(0), None)));
        let days = |days: i64| u32::try_from(days.unsigned_abs()).ok().map(|days| Window { days });
        let whole = |when| Asked { when, whole: true };
        let asked = match (span, ongoing) {
            _ if unusual => None,
            (None | Some((None, None)), None) => Some(whole(When::Ever)),
            _ if !self.screening => None,
            (Some((None, Some(0..))), None) => Some(whole(When::Ever)),
            (Some((Some(first), None | Some(0..))), None) if first <= 0 => {
                days(first).map(|length| whole(When::Within(length)))
            }
            (Some((None, Some(0))), Some(true)) => Some(whole(When::Now)),
            (Some((None, Some(last))), Some(true)) if last < 0 => days(last).map(|length| whole(When::Since(length))),
            (Some((Some(first), Some(last))), None) if first <= 0 && last < 0 => {
                days(first).map(|length| Asked { when: When::Within(length), whole: false })
            }
            _ => None,
        };
        let asked = asked.unwrap_or(Asked { when: When::Ever, whole: false });
        if !asked.whole {
            self.say(
                at,
                "StartWindow, EndWindow",
                "window",
                "a window around another event than screening, or of another form",
            );
        }
        asked
    }

    /// An event that is there, with whatever else is asked of it.
    fn criteria(&mut self, criteria: &Value, at: &str, asked: Asked) -> Node {
        let Some((kind, fields)) = criteria.as_object().and_then(|map| map.iter().find(|(_, value)| value.is_object()))
        else {
            return self.opaque(at, "Criteria", "criteria-shape", "an event of no kind");
        };
        let at = below(at, kind);
        let empty = Map::new();
        let fields = fields.as_object().unwrap_or(&empty);
        let thing = match kind.as_str() {
            "ConditionOccurrence" | "ConditionEra" => Thing::Condition,
            "DrugExposure" | "DrugEra" | "DoseEra" => Thing::Medication,
            "ProcedureOccurrence" | "DeviceExposure" => Thing::Procedure,
            "Measurement" | "Observation" => Thing::Measurement,
            _ => return self.opaque(&at, kind, "event-kind", "events that no fact is about"),
        };
        let Some(set) = fields.get("CodesetId").and_then(Value::as_i64).and_then(|id| self.sets.get(&id).cloned()) else {
            return self.opaque(&at, kind, "any-event", "an event of any concept");
        };
        if set.concepts.is_empty() && set.names.is_empty() {
            return self.opaque(&at, kind, "empty-set", "a set without a concept");
        }
        let mut narrowed = set.narrower || !asked.whole;
        let mut beside = Vec::new();
        for (name, value) in fields {
            match name.as_str() {
                "CodesetId" | "ValueAsNumber" | "Unit" | "RangeHighRatio" | "RangeLowRatio" => {}
                _ if says_nothing(value) => {}
                // The first event is one, and whenever one is asked for, the first will do.
                "First" if asked.when == When::Ever && asked.whole => {}
                "Gender" => beside.push(self.gender(value, &below(&at, name))),
                "CorrelatedCriteria" => {
                    let screening = std::mem::replace(&mut self.screening, false);
                    beside.push(self.group(value, &below(&at, name)));
                    self.screening = screening;
                }
                _ => {
                    narrowed = true;
                    self.say(&below(&at, name), name.clone(), "restriction", "a restriction of events that has no atom");
                }
            }
        }
        let tests = self.tests(fields, &at, &mut narrowed);
        let mut choices: Vec<Node> = self.atoms(thing, &set.concepts, asked.when, &tests);
        for name in &set.names {
            let each = |test: Option<&ValueTest>| Atom::Named {
                kind: thing,
                name: name.clone(),
                test: test.cloned(),
                when: asked.when,
                subject: Subject::Patient,
            };
            let named: Vec<Atom> =
                if tests.is_empty() { vec![each(None)] } else { tests.iter().map(|test| each(Some(test))).collect() };
            choices.push(all(named.into_iter().map(|atom| node(Expr::Atom(atom))).collect()));
        }
        let mut parts = vec![any(choices)];
        parts.append(&mut beside);
        if narrowed {
            parts.push(node(Expr::Opaque));
        }
        all(parts)
    }

    /// The atoms of a set: concepts of one kind together, measurements each for itself.
    fn atoms(&self, thing: Thing, concepts: &[ConceptId], when: When, tests: &[ValueTest]) -> Vec<Node> {
        let mut nodes = Vec::new();
        let (mut conditions, mut drugs, mut procedures, mut social) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for id in concepts.iter().copied() {
            let kind = self.terms.concept(id).map(|concept| concept.kind);
            match (thing, kind) {
                (Thing::Measurement, Some(ConceptKind::Social)) => social.push(id),
                (Thing::Measurement, Some(ConceptKind::Condition)) | (Thing::Condition, _) => conditions.push(id),
                (Thing::Measurement, Some(ConceptKind::Drug | ConceptKind::DrugClass)) | (Thing::Medication, _) => {
                    drugs.push(id)
                }
                (Thing::Measurement, Some(ConceptKind::Procedure | ConceptKind::Device)) | (Thing::Procedure, _) => {
                    procedures.push(id);
                }
                _ => {
                    let open = [ValueTest { low: None, high: None, unit: String::new() }];
                    let tests = if tests.is_empty() { &open } else { tests };
                    let each = tests.iter().map(|test| {
                        node(Expr::Atom(Atom::Measurement { concept: id, test: test.clone(), when, values: Values::Latest }))
                    });
                    nodes.push(all(each.collect()));
                }
            }
        }
        let subject = Subject::Patient;
        let lists = [
            (!conditions.is_empty()).then_some(Atom::Condition { any_of: conditions, when, subject }),
            (!drugs.is_empty()).then_some(Atom::Medication { any_of: drugs, when, manner: Manner::default() }),
            (!procedures.is_empty()).then_some(Atom::Procedure { any_of: procedures, when }),
            (!social.is_empty()).then_some(Atom::Social { any_of: social, when, subject: Subject::Patient }),
        ];
        nodes.extend(lists.into_iter().flatten().map(|atom| node(Expr::Atom(atom))));
        nodes
    }

    /// What is asked of a value.
    fn tests(&mut self, fields: &Map<String, Value>, at: &str, narrowed: &mut bool) -> Vec<ValueTest> {
        let mut tests = Vec::new();
        let units: Vec<&str> = items(fields.get("Unit")).filter_map(|unit| unit.get("CONCEPT_CODE")?.as_str()).collect();
        for (name, own) in [("ValueAsNumber", None), ("RangeHighRatio", Some("[ULN]")), ("RangeLowRatio", Some("[LLN]"))] {
            let Some(range) = given(fields.get(name)) else { continue };
            let unit = own.unwrap_or_else(|| units.first().copied().unwrap_or("1"));
            match interval(range) {
                Some((low, high)) => tests.push(ValueTest { low, high, unit: unit.to_owned() }),
                None => {
                    *narrowed = true;
                    self.say(&below(at, name), name, "range", "a range that is no interval");
                }
            }
        }
        if units.len() > 1 || tests.is_empty() && !units.is_empty() {
            *narrowed = true;
            self.say(&below(at, "Unit"), units.join(", "), "restriction", "several units, or a unit without a value");
        }
        tests
    }

    fn gender(&mut self, value: &Value, at: &str) -> Node {
        let sexes = items(Some(value)).map(|concept| match concept.get("CONCEPT_ID").and_then(Value::as_i64) {
            Some(8532) => Some(SexClass::Female),
            Some(8507) => Some(SexClass::Male),
            _ => None,
        });
        let sexes: Option<Vec<SexClass>> = sexes.collect();
        match sexes {
            Some(sexes) if !sexes.is_empty() => any(sexes.into_iter().map(|sex| node(Expr::Atom(Atom::Sex(sex)))).collect()),
            _ => self.opaque(at, "Gender", "gender", "a gender other than male or female"),
        }
    }

    fn person(&mut self, item: &Value, at: &str) -> Node {
        let mut parts = Vec::new();
        for (name, value) in item.as_object().into_iter().flatten().filter(|(_, value)| !says_nothing(value)) {
            let at = below(at, name);
            parts.push(match name.as_str() {
                "Gender" => self.gender(value, &at),
                "Age" => self.age(value, &at),
                _ => self.opaque(&at, name, "demographic", "a question about the person that has no atom"),
            });
        }
        all(parts)
    }

    /// Age at the index. Of an earlier index only a least age holds on the day of screening as well.
    fn age(&mut self, range: &Value, at: &str) -> Node {
        let Some((low, high)) = interval(range) else {
            return self.opaque(at, "Age", "range", "a range that is no interval");
        };
        if self.screening {
            return node(Expr::Atom(Atom::Age { low, high }));
        }
        let earlier = self.opaque(at, "Age", "window", "an age at another event than screening");
        match low {
            Some(_) => all(vec![node(Expr::Atom(Atom::Age { low, high: None })), earlier]),
            None => earlier,
        }
    }

    /// What says when a person leaves the cohort, or which of several entries counts: nothing of who may enter.
    fn cohort_time(&mut self, cohort: &Value) {
        for name in ["EndStrategy", "CensoringCriteria", "CensorWindow"] {
            if cohort.get(name).is_some_and(|value| !says_nothing(value)) {
                let at = format!("/{name}");
                self.say(&at, name, "cohort-time", "how long a person stays in the cohort; nothing of who enters it");
            }
        }
    }
}

/// The ends of a window in days from the index; none is without end. No answer for a window of another form.
fn ends(window: &Value) -> Option<(Option<i64>, Option<i64>)> {
    let side = |name: &str| {
        let side = window.get(name)?;
        let coeff = side.get("Coeff")?.as_i64()?;
        Some(match given(side.get("Days")) {
            Some(days) => Some(days.as_i64()?.checked_mul(coeff)?),
            None => None,
        })
    };
    let direction = |name: &str| window.get(name)?.get("Coeff")?.as_i64();
    let (start, end) = (side("Start")?, side("End")?);
    // Without days an end lies at the beginning or the end of time, as its direction says.
    let fits = (start.is_some() || direction("Start") == Some(-1)) && (end.is_some() || direction("End") == Some(1));
    fits.then_some((start, end))
}

/// Type (0 exactly, 1 at most, 2 at least) and count; at least one, if nothing is said.
fn occurrence(item: &Value) -> (u64, u64) {
    let part = |name: &str, default| item.pointer(&format!("/Occurrence/{name}")).and_then(Value::as_u64).unwrap_or(default);
    (part("Type", 2), part("Count", 1))
}

fn interval(range: &Value) -> Option<(Option<Bound>, Option<Bound>)> {
    let value = range.get("Value")?.as_f64()?;
    let bound = |value, inclusive| Some(Bound { value, inclusive });
    Some(match range.get("Op")?.as_str()? {
        "gte" => (bound(value, true), None),
        "gt" => (bound(value, false), None),
        "lte" => (None, bound(value, true)),
        "lt" => (None, bound(value, false)),
        "eq" => (bound(value, true), bound(value, true)),
        "bt" => (bound(value, true), bound(range.get("Extent")?.as_f64()?, true)),
        _ => return None,
    })
}
