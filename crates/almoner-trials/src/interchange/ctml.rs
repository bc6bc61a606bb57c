//! CTML, the trial language of matchengine (Dana-Farber Cancer Institute): trees of `and` and `or` over `clinical` and `genomic`
//! clauses, at steps, arms and dose levels, each open or suspended.
//!
//! A patient fits where one open level's tree holds. In a clinical clause each element stands for itself, so `!` denies that element;
//! a genomic clause is about one alteration, so `!` at any element denies that there is such an alteration. Genes are no concepts
//! of the tables: a genomic clause becomes one `genomic` name that holds all its elements, unknown until records of genes are read.

use almoner_base::{ConceptId, NctId};
use almoner_eligibility::{
    Atom, Bound, Criterion, Expr, Node, Section, SexClass, Subject, TextSpan, Thing, ValueTest, Values, When,
};
use almoner_terms::{ConceptKind, Terms};
use serde_json::{Map, Value};

use super::{Imported, Unreadable, Unsaid, all, any, below, node};

const NO_TRIAL: Unreadable =
    Unreadable { code: "ctml-shape", message: "not a CTML trial: neither `treatment_list` nor `match` is there" };

/// Reads one CTML trial.
///
/// # Errors
/// The document is no CTML trial.
pub fn from_ctml(document: &Value, terms: &Terms) -> Result<Imported, Unreadable> {
    let trial = document.as_object().ok_or(NO_TRIAL)?;
    if !trial.contains_key("treatment_list") && !trial.contains_key("match") {
        return Err(NO_TRIAL);
    }
    let mut reader = Reader { terms, unsaid: Vec::new(), trees: Vec::new(), suspended: 0 };
    reader.levels(document, "", "trial", false);
    let text = |name: &str| trial.get(name).and_then(Value::as_str);
    let expr = match reader.trees.len() {
        // No level asks anything, and none is closed: nothing is said of who fits.
        0 if reader.suspended == 0 => {
            reader.say("", "match", "no-criteria", "no level of the trial says who fits");
            node(Expr::Opaque)
        }
        _ => any(std::mem::take(&mut reader.trees)),
    };
    Ok(Imported {
        id: text("protocol_no").or_else(|| text("nct_id")).unwrap_or_default().to_owned(),
        nct_id: text("nct_id").and_then(|id| NctId::parse(id.trim()).ok()),
        criteria: vec![Criterion { id: 0, section: Section::Inclusion, source: TextSpan { start: 0, end: 0 }, expr }],
        texts: vec!["the match trees of the open steps, arms and dose levels".to_owned()],
        unsaid: reader.unsaid,
    })
}

struct Reader<'t> {
    terms: &'t Terms,
    unsaid: Vec<Unsaid>,
    /// The trees of open levels.
    trees: Vec<Node>,
    suspended: usize,
}

/// Negated or not, and the value without its mark.
fn negation(value: &str) -> (bool, &str) {
    match value.strip_prefix('!') {
        Some(rest) => (true, rest.trim()),
        None => (false, value.trim()),
    }
}

fn is_yes(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|text| text.trim().eq_ignore_ascii_case("y"))
}

impl Reader<'_> {
    fn say(&mut self, at: &str, what: impl Into<String>, code: &'static str, reason: &'static str) {
        self.unsaid.push(Unsaid { at: at.to_owned(), what: what.into(), code, reason });
    }

    /// Looks for match trees at every level.
    fn levels(&mut self, value: &Value, at: &str, level: &str, closed: bool) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.levels(item, &below(at, &index.to_string()), level, closed);
                }
            }
            Value::Object(map) => {
                let closed = closed || is_closed(map, level);
                for (name, inner) in map {
                    let at = below(at, name);
                    if name == "match" {
                        self.tree(inner, &at, closed);
                    } else if matches!(name.as_str(), "treatment_list" | "step" | "arm" | "dose_level") {
                        self.levels(inner, &at, name, closed);
                    }
                }
            }
            _ => {}
        }
    }

    fn tree(&mut self, value: &Value, at: &str, closed: bool) {
        if closed {
            self.suspended += 1;
            self.say(at, "match", "level-suspended", "the step, arm or dose level is closed, so nobody fits by it");
            return;
        }
        let tree = self.combination(value, at);
        self.trees.push(tree);
    }

    /// A list of items, or an object of operators and clauses: all of them hold.
    fn combination(&mut self, value: &Value, at: &str) -> Node {
        let parts = self.parts(value, at);
        all(parts)
    }

    fn parts(&mut self, value: &Value, at: &str) -> Vec<Node> {
        match value {
            Value::Array(items) => {
                let each = items.iter().enumerate();
                each.map(|(index, item)| self.combination(item, &below(at, &index.to_string()))).collect()
            }
            Value::Object(map) => map.iter().map(|(name, inner)| self.member(name, inner, &below(at, name))).collect(),
            _ => {
                self.say(at, value.to_string(), "clause-shape", "neither an operator nor a clause");
                vec![node(Expr::Opaque)]
            }
        }
    }

    fn member(&mut self, name: &str, value: &Value, at: &str) -> Node {
        match (name, value) {
            // Curators number operators that stand beside each other: `and`, `and2`.
            (name, _) if name.starts_with("and") => self.combination(value, at),
            (name, _) if name.starts_with("or") => {
                let parts = self.parts(value, at);
                any(parts)
            }
            ("clinical", Value::Object(clause)) => self.clinical(clause, at),
            ("genomic", Value::Object(clause)) => self.genomic(clause, at),
            _ => {
                self.say(at, name, "clause-kind", "a clause that is neither clinical nor genomic");
                node(Expr::Opaque)
            }
        }
    }

    fn clinical(&mut self, clause: &Map<String, Value>, at: &str) -> Node {
        let parts = clause.iter().map(|(name, value)| self.element(name, value, &below(at, name))).collect();
        all(parts)
    }

    fn element(&mut self, name: &str, value: &Value, at: &str) -> Node {
        let written = written(value);
        let (negated, text) = negation(&written);
        let key = name.to_ascii_lowercase();
        let atom = |atom| node(Expr::Atom(atom));
        let said = match key.as_str() {
            "age_numerical" => interval(text).map(|(low, high)| atom(age(low, high))),
            "gender" if text.eq_ignore_ascii_case("male") => Some(atom(Atom::Sex(SexClass::Male))),
            "gender" if text.eq_ignore_ascii_case("female") => Some(atom(Atom::Sex(SexClass::Female))),
            "oncotree_primary_diagnosis" => Some(self.diagnosis(text, at)),
            "tmb_numerical" => interval(text).map(|(low, high)| atom(self.burden(low, high))),
            "her2_status" | "er_status" | "pr_status" | "mmr_status" | "ms_status" => {
                Some(atom(named(Thing::Measurement, &format!("{} {text}", key.replace('_', " ")), When::Ever)))
            }
            _ => None,
        };
        let said = match said {
            Some(said) => said,
            None => {
                self.say(at, written.clone(), "clinical-element", "an element, or a value of it, that has no atom");
                return node(Expr::Opaque);
            }
        };
        if negated { node(Expr::Not(Box::new(said))) } else { said }
    }

    /// Mutations in each megabase.
    fn burden(&self, low: Option<Bound>, high: Option<Bound>) -> Atom {
        let when = When::Ever;
        match self.terms.by_key("tumor-mutational-burden") {
            Some(concept) => Atom::Measurement {
                concept,
                test: ValueTest { low, high, unit: "1".to_owned() },
                when,
                values: Values::Latest,
            },
            None => Atom::Named {
                kind: Thing::Measurement,
                name: "tumor mutational burden".to_owned(),
                test: Some(ValueTest { low, high, unit: String::new() }),
                when,
                subject: Subject::Patient,
            },
        }
    }

    /// A diagnosis by its OncoTree name; the tables' concept stands for everything below it, as OncoTree's does. A tissue of OncoTree
    /// is every tumor of it: its cancers are some of these, and who has none of them may have another.
    fn diagnosis(&mut self, name: &str, at: &str) -> Node {
        let plain = match name {
            "_SOLID_" => "solid tumor",
            "_LIQUID_" => "hematologic malignancy",
            other => other,
        };
        let condition = |any_of| node(Expr::Atom(Atom::Condition { any_of, when: When::Now, subject: Subject::Patient }));
        if let Some(concept) = self.condition(plain) {
            return condition(vec![concept]);
        }
        let cancers: Vec<ConceptId> =
            plain.split('/').filter_map(|tissue| self.condition(&format!("{} cancer", tissue.trim()))).collect();
        if cancers.is_empty() {
            return node(Expr::Atom(named(Thing::Condition, plain, When::Now)));
        }
        self.say(at, name, "tissue", "every tumor of a tissue; only its cancers are a concept");
        any(vec![condition(cancers), node(Expr::Atom(named(Thing::Condition, plain, When::Now)))])
    }

    fn condition(&self, name: &str) -> Option<ConceptId> {
        let is_condition = |id: &ConceptId| self.terms.concept(*id).is_some_and(|one| one.kind == ConceptKind::Condition);
        self.terms.by_name(name).filter(is_condition)
    }

    fn genomic(&mut self, clause: &Map<String, Value>, at: &str) -> Node {
        let mut negated = false;
        let mut words = Vec::new();
        // The gene stands first whatever the order of the file.
        let first = |name: &&String| usize::from(!name.eq_ignore_ascii_case("hugo_symbol"));
        let mut names: Vec<&String> = clause.keys().collect();
        names.sort_by_key(|name| (first(name), (*name).clone()));
        for name in names {
            let Some(value) = clause.get(name) else { continue };
            let written = written(value);
            let (denied, text) = negation(&written);
            negated |= denied;
            match name.to_ascii_lowercase().as_str() {
                // Curators write `None` where a signature has no gene.
                "hugo_symbol" if text.eq_ignore_ascii_case("none") => {}
                // Derived from the genes for display; it asks nothing further.
                "display_name" => {}
                "hugo_symbol" | "variant_category" => words.push(text.to_owned()),
                "protein_change" => words.push(format!("protein {text}")),
                "wildcard_protein_change" => words.push(format!("protein {text}*")),
                key => words.push(format!("{} {text}", key.replace('_', " "))),
            }
        }
        if words.is_empty() {
            self.say(at, "genomic", "clause-empty", "a genomic clause that names nothing");
            return node(Expr::Opaque);
        }
        let atom = self.altered(clause).unwrap_or_else(|| named(Thing::Genomic, &words.join(", "), When::Ever));
        let said = node(Expr::Atom(atom));
        if negated { node(Expr::Not(Box::new(said))) } else { said }
    }

    /// The concept of a clause that names no more than a gene, the kind of its change, and the change.
    fn altered(&self, clause: &Map<String, Value>) -> Option<Atom> {
        let (mut gene, mut kind, mut change) = (None, None, None);
        for (name, value) in clause {
            let text = negation(value.as_str()?).1.trim();
            match name.to_ascii_lowercase().as_str() {
                "hugo_symbol" => gene = Some(text.to_ascii_lowercase()),
                "variant_category" => kind = Some(text),
                "protein_change" | "wildcard_protein_change" => {
                    change = Some(text.trim_start_matches("p.").to_ascii_lowercase())
                }
                "display_name" => {}
                _ => return None,
            }
        }
        let gene = gene?;
        let ending = match (change, kind) {
            (Some(change), None | Some("Mutation" | "Any Variation")) => change,
            (None, Some("Mutation")) => "mutation".to_owned(),
            (None, Some("Structural Variation")) => "rearrangement".to_owned(),
            (None, None | Some("Any Variation")) => "alteration".to_owned(),
            _ => return None,
        };
        let concept = self.terms.by_key(&format!("{gene}-{ending}"))?;
        Some(Atom::Genomic { any_of: vec![concept], when: When::Ever })
    }
}

fn is_closed(map: &Map<String, Value>, level: &str) -> bool {
    match level {
        "step" => match map.get("arm") {
            Some(Value::Array(arms)) if !arms.is_empty() => arms.iter().all(|arm| is_yes(arm.get("arm_suspended"))),
            _ => false,
        },
        "arm" => is_yes(map.get("arm_suspended")),
        "dose_level" => is_yes(map.get("level_suspended")),
        _ => false,
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn named(kind: Thing, name: &str, when: When) -> Atom {
    Atom::Named { kind, name: name.to_lowercase(), test: None, when, subject: Subject::Patient }
}

/// An age. CTML compares the day of birth: `>18` holds from the day after the eighteenth birthday on, where a whole number of years
/// stands for the year after it. Such a bound is moved by that day, which leaves it open in the year that it falls into.
fn age(low: Option<Bound>, high: Option<Bound>) -> Atom {
    /// A day, in years, rounded up.
    const DAY: f64 = 0.003;
    let is_whole = |bound: &Bound| bound.value.fract() == 0.0;
    let moved = |bound: Bound, inclusive| Bound { value: bound.value + DAY, inclusive };
    let low = low.map(|bound| if !bound.inclusive && is_whole(&bound) { moved(bound, true) } else { bound });
    let high = high.map(|bound| if bound.inclusive && is_whole(&bound) { moved(bound, false) } else { bound });
    Atom::Age { low, high }
}

/// `>=18`, `<40`, `==40`.
fn interval(text: &str) -> Option<(Option<Bound>, Option<Bound>)> {
    let (operator, number) =
        ["==", ">=", "<=", "=", ">", "<"].into_iter().find_map(|operator| Some((operator, text.strip_prefix(operator)?)))?;
    let value: f64 = number.trim().parse().ok().filter(|value: &f64| value.is_finite())?;
    let bound = |inclusive| Some(Bound { value, inclusive });
    Some(match operator {
        ">=" => (bound(true), None),
        ">" => (bound(false), None),
        "<=" => (None, bound(true)),
        "<" => (None, bound(false)),
        _ => (bound(true), bound(true)),
    })
}
