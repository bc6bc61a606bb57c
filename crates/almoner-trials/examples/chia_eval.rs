//! Scores the parser on eligibility text with annotated entities and relations, in brat's form as Chia has them:
//! `cargo run --release -p almoner-trials --example chia_eval -- FOLDER [errors]`.
//!
//! An entity of the text is found where a question of the same kind stands on text that overlaps it (relaxed spans, as in
//! Kury et al. 2020); a question on no entity of its kind is invented. The set marks an allergy as a condition and its substance as
//! a drug, and "therapy", "treatment" and "vaccination" as procedures, whatever is given, and so they are taken here. Of what was
//! found: whether it is denied where the text denies it, and whether its interval holds the numbers and the direction of the value
//! that the text gives it. The text denies an entity where the set marks a negation of it or of a scope that holds it; the tree
//! denies what stands under a `Not`, and what an exception spares. With `errors`, what was missed, invented or taken otherwise is
//! listed, with what stands there instead.
//!
//! Logic is scored on pairs of entities of these kinds that the set joins by a mark of its own: `* OR`, or a relation `AND`. A
//! scope that is joined stands for the entities within it. Right is a pair whose lowest common connective in the parsed tree is
//! the one marked (Yuan et al. 2019 score Criteria2Query's "logic detection" as the accuracy of and against or). Two that are
//! each denied by themselves are turned by De Morgan, since `no A or B` is marked as an or of A and B; an exception is an and;
//! criteria of their own are joined by and where they include, by or where they exclude; a question that is met by any of
//! several concepts is an or of them. What the parser leaves open ("A and B" that may mean both or either) is wrong. Left out,
//! and counted, are pairs of which one is not read or only named, that one name reads together, and that a condition (if,
//! then) or a count (two of three) joins; pairs that the set joins both ways are not counted at all.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example measures and prints")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use almoner_base::ConceptId;
use almoner_eligibility::{Aspect, Atom, Bound, Expr, Node, Thing, ValueTest};
use almoner_terms::{ConceptKind, Terms};
use almoner_trials::Parser;

/// The kinds that both sides know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Condition,
    Drug,
    Procedure,
    Measurement,
    Person,
    /// Ours alone: a condition and a drug to the set.
    Allergy,
}

#[derive(Clone)]
struct Asked {
    kind: Kind,
    /// Characters of the file.
    span: (usize, usize),
    denied: bool,
    bounds: Option<(Option<Bound>, Option<Bound>)>,
    /// Named as something that the words are about, without a reading of what they say of it.
    only_named: bool,
    /// Met by any of several concepts.
    several: bool,
    /// From the root to the question.
    path: Vec<Step>,
}

/// A connective above a question, by the number of its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    node: usize,
    join: Join,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    And,
    Or,
    Not,
    /// Both or either.
    Open,
    /// If-then, and counts of more than one and less than all.
    Other,
}

/// Pairs by what the set marks: right, and all; and those that are left out.
#[derive(Default)]
struct Logic {
    or: (u32, u32),
    and: (u32, u32),
    unread: u32,
    together: u32,
    other: u32,
}

struct Marked {
    kind: Option<Kind>,
    spans: Vec<(usize, usize)>,
    text: String,
    label: String,
}

impl Marked {
    /// Whether another stands within this one.
    fn holds(&self, inner: &Marked) -> bool {
        inner.spans.iter().all(|span| self.spans.iter().any(|outer| outer.0 <= span.0 && span.1 <= outer.1))
    }
}

#[derive(Default)]
struct Tally {
    found: u32,
    marked: u32,
    asked: u32,
    right: u32,
}

impl Tally {
    fn f1(&self) -> (f64, f64, f64) {
        let part = |a: u32, b: u32| if b == 0 { 0.0 } else { f64::from(a) / f64::from(b) };
        let (precision, recall) = (part(self.right, self.asked), part(self.found, self.marked));
        let sum = precision + recall;
        (precision, recall, if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
    }
}

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: chia_eval FOLDER");
        return ExitCode::from(2);
    };
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("cannot read the folder");
        return ExitCode::from(4);
    };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .collect();
    paths.sort();
    let lists = std::env::args().nth(2).is_some_and(|word| word == "errors");
    let mut parser = Parser::new(Terms::builtin());
    let mut kinds: BTreeMap<Kind, Tally> = BTreeMap::new();
    let (mut negation, mut value) = ((0_u32, 0_u32), (0_u32, 0_u32));
    let mut logic = Logic::default();
    for path in &paths {
        let (Ok(text), Ok(marks)) = (std::fs::read_to_string(path), std::fs::read_to_string(path.with_extension("ann")))
        else {
            continue;
        };
        let excludes = path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("_exc"));
        let heading = if excludes { "Exclusion Criteria:\n\n" } else { "Inclusion Criteria:\n\n" };
        let parsed = parser.parse_eligibility(&format!("{heading}{text}"));
        let mut walk = Walk { shift: heading.len(), path: Vec::new(), nodes: 0, out: Vec::new() };
        walk.under(if excludes { Join::Or } else { Join::And }, |walk| {
            parsed.criteria.iter().for_each(|criterion| walk.questions(&criterion.expr, (false, false)));
        });
        let mut asked = walk.out;
        as_the_set_marks(&text, &mut asked);
        let (entities, relations, groups) = read(&marks);
        let overlaps = |a: (usize, usize), b: (usize, usize)| a.0 < b.1 && b.0 < a.1;
        let characters: Vec<char> = if lists { text.chars().collect() } else { Vec::new() };
        let slice = |span: (usize, usize)| -> String {
            characters
                .get(span.0..span.1.min(characters.len()))
                .unwrap_or_default()
                .iter()
                .collect::<String>()
                .replace(['\r', '\n'], " ")
        };
        let mut leaves = Vec::new();
        if lists {
            parsed.criteria.iter().for_each(|criterion| leaves_of(&criterion.expr, heading.len(), &mut leaves));
        }
        let line_of = |at: usize| {
            let from = characters.iter().take(at).rposition(|c| *c == '\n').map_or(0, |at| at + 1);
            let len = characters
                .iter()
                .skip(from)
                .position(|c| *c == '\n')
                .unwrap_or(characters.len() - from.min(characters.len()));
            slice((from, from + len))
        };
        for kind in [Kind::Condition, Kind::Drug, Kind::Procedure, Kind::Measurement, Kind::Person] {
            let tally = kinds.entry(kind).or_default();
            for entity in entities.values().filter(|entity| entity.kind == Some(kind)) {
                tally.marked += 1;
                let found =
                    asked.iter().any(|one| one.kind == kind && entity.spans.iter().any(|span| overlaps(*span, one.span)));
                tally.found += u32::from(found);
                if lists
                    && !found
                    && let Some(first) = entity.spans.first()
                {
                    let there: Vec<String> = leaves
                        .iter()
                        .filter(|leaf| overlaps(leaf.1, *first))
                        .map(|leaf| format!("{}:{}", leaf.0, slice(leaf.1)))
                        .collect();
                    println!("missed\t{kind:?}\t{}\t{}\t{}", entity.text, there.join(" || "), line_of(first.0));
                }
            }
            let mut seen = BTreeSet::new();
            for one in asked.iter().filter(|one| one.kind == kind && seen.insert(one.span)) {
                tally.asked += 1;
                let right = entities
                    .values()
                    .any(|entity| entity.kind == Some(kind) && entity.spans.iter().any(|span| overlaps(*span, one.span)));
                tally.right += u32::from(right);
                if lists && !right {
                    let there: Vec<String> = entities
                        .values()
                        .filter(|entity| entity.spans.iter().any(|span| overlaps(*span, one.span)))
                        .map(|entity| format!("{}:{}", entity.label, entity.text))
                        .collect();
                    println!("invented\t{kind:?}\t{}\t{}\t{}", slice(one.span), there.join(" || "), line_of(one.span.0));
                }
            }
        }
        for (name, entity) in &entities {
            let Some(kind) = entity.kind else { continue };
            let ours: Vec<&Asked> = asked
                .iter()
                .filter(|one| {
                    one.kind == kind && !one.only_named && entity.spans.iter().any(|span| overlaps(*span, one.span))
                })
                .collect();
            let Some(first) = ours.first() else { continue };
            let denials = relations.iter().filter(|(relation, from, _)| {
                let scope = || entities.get(from).is_some_and(|scope| scope.label == "Scope" && scope.holds(entity));
                relation == "Has_negation" && (from == name || scope())
            });
            let denied = denials.map(|(_, from, _)| from).collect::<BTreeSet<_>>().len() % 2 == 1;
            negation.1 += 1;
            negation.0 += u32::from(denied == first.denied);
            if lists && denied != first.denied {
                println!("negation\t{kind:?}\t{}\tmarked {denied}\t{}", entity.text, line_of(first.span.0));
            }
            let given: Vec<&Marked> = relations
                .iter()
                .filter(|(relation, from, _)| relation == "Has_value" && from == name)
                .filter_map(|(_, _, to)| entities.get(to))
                .collect();
            if let [given] = given.as_slice()
                && matches!(kind, Kind::Measurement | Kind::Person)
                && numbers(&given.text).next().is_some()
            {
                value.1 += 1;
                let bounds = || ours.iter().filter_map(|one| one.bounds);
                let right = bounds().any(|bounds| holds(bounds, &given.text))
                    || holds_outside(
                        asked
                            .iter()
                            .filter(|one| one.kind == kind && given.spans.iter().any(|span| overlaps(*span, one.span)))
                            .chain(ours.iter().copied())
                            .filter_map(|one| one.bounds),
                        &given.text,
                    );
                value.0 += u32::from(right);
                if lists && !right {
                    println!("value\t{kind:?}\t{}\t{}\t{}", entity.text, given.text, line_of(first.span.0));
                }
            }
        }
        for ((one, other), or) in joined(&entities, &relations, &groups) {
            let (Some(a), Some(b)) = (entities.get(&one), entities.get(&other)) else { continue };
            let (Some(ours), Some(others)) = (best(a, &asked), best(b, &asked)) else {
                logic.unread += 1;
                continue;
            };
            let together = ours.span == others.span && ours.path == others.path;
            if together && !ours.several {
                logic.together += 1;
                continue;
            }
            let join = if together { Join::Or } else { join_of(ours, others) };
            if matches!(join, Join::Other | Join::Not) {
                logic.other += 1;
                continue;
            }
            let tally = if or { &mut logic.or } else { &mut logic.and };
            let right = (join == Join::Or) == or;
            tally.1 += 1;
            tally.0 += u32::from(right);
            if lists && !right {
                let marked = if or { "or" } else { "and" };
                println!("logic\t{marked}\t{} || {}\t{join:?}\t{}", a.text, b.text, line_of(ours.span.0));
            }
        }
    }
    let mut all = Tally::default();
    for (kind, tally) in &kinds {
        let (precision, recall, f1) = tally.f1();
        println!(
            "{:<12} precision {precision:.3} recall {recall:.3} f1 {f1:.3} (marked {})",
            format!("{kind:?}"),
            tally.marked
        );
        all.found += tally.found;
        all.marked += tally.marked;
        all.asked += tally.asked;
        all.right += tally.right;
    }
    let (precision, recall, f1) = all.f1();
    println!("all          precision {precision:.3} recall {recall:.3} f1 {f1:.3} (marked {})", all.marked);
    let share = |(right, of): (u32, u32)| f64::from(right) / f64::from(of.max(1));
    println!("negation     accuracy {:.3} of {}", share(negation), negation.1);
    let pairs = (logic.or.0 + logic.and.0, logic.or.1 + logic.and.1);
    println!(
        "logic        accuracy {:.3} of {} (or {:.3} of {}, and {:.3} of {}; left out: not read {}, one question {}, other {})",
        share(pairs),
        pairs.1,
        share(logic.or),
        logic.or.1,
        share(logic.and),
        logic.and.1,
        logic.unread,
        logic.together,
        logic.other
    );
    println!("value        right {:.3} of {}", share(value), value.1);
    ExitCode::SUCCESS
}

/// The question that reads an entity: of those of its kind, the one with most of its text and least else.
fn best<'a>(entity: &Marked, asked: &'a [Asked]) -> Option<&'a Asked> {
    let shared = |one: &Asked| -> usize {
        entity.spans.iter().map(|span| span.1.min(one.span.1).saturating_sub(span.0.max(one.span.0))).sum()
    };
    asked
        .iter()
        .filter(|one| Some(one.kind) == entity.kind && !one.only_named && shared(one) > 0)
        .max_by_key(|one| (shared(one), std::cmp::Reverse(one.span.1 - one.span.0)))
}

/// A walk over a tree of criteria that collects its questions.
struct Walk {
    shift: usize,
    path: Vec<Step>,
    nodes: usize,
    out: Vec<Asked>,
}

impl Walk {
    fn under(&mut self, join: Join, see: impl FnOnce(&mut Walk)) {
        self.nodes += 1;
        self.path.push(Step { node: self.nodes, join });
        see(self);
        self.path.pop();
    }

    fn questions(&mut self, node: &Node, (denied, only_named): (bool, bool)) {
        let all = |walk: &mut Walk, parts: &[Node], only_named| {
            parts.iter().for_each(|part| walk.questions(part, (denied, only_named)));
        };
        match &node.expr {
            Expr::AtLeast { count: 0, of } => self.under(Join::Other, |walk| all(walk, of, true)),
            // The second part asks again what the first does.
            Expr::And(parts) if parts.iter().any(is_open) => self.under(Join::Open, |walk| {
                let first = parts.iter().find_map(|part| if let Expr::Or(parts) = &part.expr { Some(parts) } else { None });
                all(walk, first.map_or(&[], Vec::as_slice), only_named);
            }),
            Expr::And(parts) => self.under(Join::And, |walk| all(walk, parts, only_named)),
            Expr::Or(parts) | Expr::AtLeast { count: 1, of: parts } => {
                self.under(Join::Or, |walk| all(walk, parts, only_named));
            }
            Expr::AtLeast { count, of } => {
                let join = if *count as usize == of.len() { Join::And } else { Join::Other };
                self.under(join, |walk| all(walk, of, only_named));
            }
            Expr::AtMost { of, .. } => self.under(Join::Other, |walk| all(walk, of, only_named)),
            Expr::Not(part) => self.under(Join::Not, |walk| walk.questions(part, (!denied, only_named))),
            Expr::IfThen { condition: a, then: b } => self.under(Join::Other, |walk| {
                walk.questions(a, (denied, only_named));
                walk.questions(b, (denied, only_named));
            }),
            // What is spared must not be there: the same as the base and not the exception.
            Expr::Except { base: a, exception: b } => self.under(Join::And, |walk| {
                walk.questions(a, (denied, only_named));
                walk.under(Join::Not, |walk| walk.questions(b, (!denied, only_named)));
            }),
            Expr::Opaque => {}
            Expr::Atom(atom) => self.question(node, atom, (denied, only_named)),
        }
    }

    fn question(&mut self, node: &Node, atom: &Atom, (denied, only_named): (bool, bool)) {
        let at = |at: u32| (at as usize).saturating_sub(self.shift);
        let span = (at(node.source.start), at(node.source.end));
        let path = self.path.clone();
        let several = match atom {
            Atom::Condition { any_of, .. }
            | Atom::Medication { any_of, .. }
            | Atom::Procedure { any_of, .. }
            | Atom::Social { any_of, .. }
            | Atom::Genomic { any_of, .. }
            | Atom::Allergy { any_of } => any_of.len() > 1,
            _ => false,
        };
        let bounds = |test: &ValueTest| Some((test.low, test.high));
        let (kind, bounds) = match atom {
            Atom::Age { low, high } => (Kind::Person, Some((*low, *high))),
            Atom::Sex(_) => (Kind::Person, None),
            Atom::Condition { .. } | Atom::Social { .. } => (Kind::Condition, None),
            Atom::Allergy { .. } => (Kind::Allergy, None),
            Atom::Medication { .. } => (Kind::Drug, None),
            Atom::Procedure { .. } => (Kind::Procedure, None),
            Atom::Genomic { .. } => (Kind::Measurement, None),
            Atom::Measurement { test, .. } => (Kind::Measurement, bounds(test)),
            Atom::Named { kind, test, .. } => {
                let kind = match kind {
                    Thing::Condition => Kind::Condition,
                    Thing::Allergy => Kind::Allergy,
                    Thing::Medication => Kind::Drug,
                    Thing::Procedure => Kind::Procedure,
                    Thing::Measurement | Thing::Genomic => Kind::Measurement,
                };
                (kind, test.as_ref().and_then(bounds))
            }
            Atom::Qualifier { any_of, .. } => {
                let kinds = any_of.iter().filter_map(|concept| kind_of(*concept));
                let named =
                    |kind| Asked { kind, span, denied, bounds: None, only_named: true, several: false, path: path.clone() };
                self.out.extend(kinds.map(named));
                return;
            }
            // The set marks a stage as what narrows a condition, and that is not scored.
            Atom::Stage { .. } | Atom::Participation { .. } | Atom::Person => return,
        };
        self.out.push(Asked { kind, span, denied, bounds, only_named, several, path });
    }
}

/// Whether a node leaves open whether both of two things are meant or either.
fn is_open(node: &Node) -> bool {
    let Expr::Or(parts) = &node.expr else { return false };
    parts.iter().any(|part| matches!(&part.expr, Expr::Atom(Atom::Qualifier { aspect: Aspect::Reading, .. })))
}

/// What joins two questions: the lowest connective above both, turned where each is denied below it.
fn join_of(a: &Asked, b: &Asked) -> Join {
    let common = a.path.iter().zip(&b.path).take_while(|(a, b)| a == b).count();
    let join = a.path.get(..common).and_then(<[Step]>::last).map_or(Join::Other, |step| step.join);
    let denied = |one: &Asked| one.path.iter().skip(common).filter(|step| step.join == Join::Not).count() % 2 == 1;
    match join {
        Join::And if denied(a) && denied(b) => Join::Or,
        Join::Or if denied(a) && denied(b) => Join::And,
        join => join,
    }
}

/// The pairs of entities that the set joins, with whether by or; none that it joins both ways.
fn joined(
    entities: &BTreeMap<String, Marked>,
    relations: &[Relation],
    groups: &[Vec<String>],
) -> BTreeMap<(String, String), bool> {
    let within = |name: &String| -> Vec<String> {
        let Some(entity) = entities.get(name) else { return Vec::new() };
        if entity.kind.is_some() {
            return vec![name.clone()];
        }
        if entity.label != "Scope" {
            return Vec::new();
        }
        entities
            .iter()
            .filter(|(_, inner)| inner.kind.is_some() && entity.holds(inner))
            .map(|(name, _)| name.clone())
            .collect()
    };
    let mut pairs: BTreeMap<(String, String), BTreeSet<bool>> = BTreeMap::new();
    let mut join = |a: &String, b: &String, or: bool| {
        let (left, right) = (within(a), within(b));
        for one in left.iter().filter(|one| !right.contains(one)) {
            for other in right.iter().filter(|other| !left.contains(other)) {
                let pair = if one < other { (one.clone(), other.clone()) } else { (other.clone(), one.clone()) };
                pairs.entry(pair).or_default().insert(or);
            }
        }
    };
    for group in groups {
        for (at, one) in group.iter().enumerate() {
            group.iter().skip(at + 1).for_each(|other| join(one, other, true));
        }
    }
    relations.iter().filter(|(relation, ..)| relation == "AND").for_each(|(_, from, to)| join(from, to, false));
    pairs.into_iter().filter_map(|(pair, ways)| Some((pair, *ways.first()?)).filter(|_| ways.len() == 1)).collect()
}

/// Gives allergies and therapies the kinds that the set gives them.
fn as_the_set_marks(text: &str, asked: &mut Vec<Asked>) {
    let characters: Vec<char> = text.chars().collect();
    let words = |one: &Asked| -> String {
        let span = one.span.0..one.span.1.min(characters.len());
        characters.get(span).unwrap_or_default().iter().collect::<String>().to_lowercase()
    };
    let mut more = Vec::new();
    for one in asked.iter_mut() {
        match one.kind {
            Kind::Allergy => {
                one.kind = Kind::Drug;
                let says = words(one);
                if ["allerg", "sensitiv", "intoleran", "reaction", "anaphyla"].iter().any(|word| says.contains(word)) {
                    more.push(Asked { kind: Kind::Condition, ..one.clone() });
                }
            }
            Kind::Drug => {
                let says = words(one);
                let last = says.trim_end_matches(|c: char| !c.is_alphanumeric());
                if ["therapy", "therapies", "treatment", "treatments", "vaccination", "vaccinations"]
                    .iter()
                    .any(|word| last.ends_with(word))
                {
                    one.kind = Kind::Procedure;
                }
            }
            _ => {}
        }
    }
    asked.extend(more);
}

/// What stands where, for a reader of errors.
fn leaves_of(node: &Node, shift: usize, out: &mut Vec<(String, (usize, usize))>) {
    match &node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. }
            if !parts.is_empty() =>
        {
            parts.iter().for_each(|part| leaves_of(part, shift, out))
        }
        Expr::Not(part) => leaves_of(part, shift, out),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            leaves_of(a, shift, out);
            leaves_of(b, shift, out);
        }
        _ => {
            let at = |at: u32| (at as usize).saturating_sub(shift);
            let name = match &node.expr {
                Expr::Atom(Atom::Named { kind, .. }) => format!("named-{kind:?}"),
                Expr::Atom(Atom::Qualifier { aspect, .. }) => format!("q-{aspect:?}"),
                Expr::Atom(atom) => format!("{atom:?}").split([' ', '(', '{']).next().unwrap_or_default().to_owned(),
                Expr::Opaque => "opaque".to_owned(),
                _ => "always".to_owned(),
            };
            out.push((name, (at(node.source.start), at(node.source.end))));
        }
    }
}

/// The kind of a concept that words hold which are said of something else.
fn kind_of(concept: ConceptId) -> Option<Kind> {
    Terms::builtin().concept(concept).and_then(|concept| match concept.kind {
        ConceptKind::Condition | ConceptKind::Social => Some(Kind::Condition),
        ConceptKind::Drug | ConceptKind::DrugClass => Some(Kind::Drug),
        ConceptKind::Procedure | ConceptKind::Device => Some(Kind::Procedure),
        ConceptKind::Measurement | ConceptKind::Score | ConceptKind::Genomic => Some(Kind::Measurement),
        ConceptKind::Allergen | ConceptKind::Stage => None,
    })
}

type Relation = (String, String, String);

/// Entities by name, relations between two of them, and groups that an or joins.
fn read(marks: &str) -> (BTreeMap<String, Marked>, Vec<Relation>, Vec<Vec<String>>) {
    let (mut entities, mut relations, mut groups) = (BTreeMap::new(), Vec::new(), Vec::new());
    for line in marks.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, what, rest @ ..] = columns.as_slice() else { continue };
        let mut words = what.split([' ', ';']);
        let label = words.next().unwrap_or_default();
        if name.starts_with('T') {
            let kind = match label {
                "Condition" => Some(Kind::Condition),
                "Drug" => Some(Kind::Drug),
                "Procedure" | "Device" => Some(Kind::Procedure),
                "Measurement" => Some(Kind::Measurement),
                "Person" => Some(Kind::Person),
                _ => None,
            };
            let offsets: Vec<usize> = words.filter_map(|word| word.parse().ok()).collect();
            let spans = offsets.chunks_exact(2).filter_map(|two| Some((*two.first()?, *two.last()?))).collect();
            entities.insert((*name).to_owned(), Marked { kind, spans, text: rest.join(" "), label: label.to_owned() });
        } else if name.starts_with('R') {
            let argument = |word: Option<&str>| word.and_then(|word| word.split_once(':')).map(|(_, name)| name.to_owned());
            if let (Some(from), Some(to)) = (argument(words.next()), argument(words.next())) {
                relations.push((label.to_owned(), from, to));
            }
        } else if *name == "*" && label == "OR" {
            groups.push(words.map(str::to_owned).collect());
        }
    }
    (entities, relations, groups)
}

/// The numbers of a written value, without those of its unit: the 2 of `kg/m2`, the 1.73 of `mL/min/1.73 m2`.
fn numbers(text: &str) -> impl Iterator<Item = f64> + '_ {
    let mut before = ' ';
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() {
            before = if first.is_whitespace() && before == '/' { '/' } else { first };
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let word = word.trim_matches(['.', ',']);
        // A comma before anything but three digits is that of decimals.
        let thousands = word.split(',').skip(1).all(|part| part.split('.').next().is_some_and(|part| part.len() == 3));
        let plain = if thousands { word.replace(',', "") } else { word.replace(',', ".") };
        let of_unit =
            before.is_alphabetic() && before != 'x' && before != 'X' || before == '^' || before == '/' && word == "1.73";
        found.extend(plain.parse::<f64>().ok().filter(|_| !of_unit));
        before = '0';
        rest = after;
    }
    found.into_iter()
}

/// Whether intervals lie outside two numbers, as in `< 45 or > 55`.
fn holds_outside(bounds: impl Iterator<Item = (Option<Bound>, Option<Bound>)>, text: &str) -> bool {
    let found: Vec<f64> = numbers(text).collect();
    let [first, last] = found.as_slice() else { return false };
    let bounds: Vec<_> = bounds.collect();
    let near =
        |bound: Option<Bound>, number: f64| bound.is_some_and(|bound| (bound.value - number).abs() <= 1e-6 * number.abs());
    text.contains(" or ")
        && first < last
        && bounds.iter().any(|bounds| near(bounds.1, *first))
        && bounds.iter().any(|bounds| near(bounds.0, *last))
}

/// Whether an interval has the numbers of a written value as its ends, with the direction that the words give.
fn holds((low, high): (Option<Bound>, Option<Bound>), text: &str) -> bool {
    let lower = text.to_lowercase();
    let near = |bound: Option<Bound>, number: f64| {
        bound.is_some_and(|bound| (bound.value - number).abs() <= 1e-6 * number.abs().max(1.0))
    };
    let found: Vec<f64> = numbers(text).collect();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let up = says(&[
        ">",
        "≥",
        "at least",
        "greater",
        "more than",
        "above",
        "over",
        "older",
        "or higher",
        "minimum",
        "exceed",
        "not less",
        "no less",
    ]);
    let down = says(&[
        "<",
        "≤",
        "less than",
        "below",
        "under",
        "younger",
        "at most",
        "up to",
        "no more",
        "not more",
        "maximum",
        "or lower",
        "no greater",
        "not greater",
    ]);
    match found.as_slice() {
        [one] => {
            let scaled = [*one, one / 12.0, one * 1e3, one * 1e9];
            let upward = up && !says(&["no more", "not more", "no greater", "not greater", "not exceed"]);
            let ours = |bound| scaled.iter().any(|number| near(bound, *number));
            match (upward, down) {
                (true, false) => ours(low),
                (false, true) => ours(high),
                _ => ours(low) || ours(high),
            }
        }
        [first, .., last] => near(low, *first) && near(high, *last) || near(low, *first) || near(high, *last),
        [] => false,
    }
}
