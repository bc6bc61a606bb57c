//! What a heading means for the lines below it.
//!
//! `Any of the following:` joins them by or, `Hepatic:` only labels them, `For women:` makes them conditional. A heading that
//! is none of these stands in the tree as what it says itself, placed so that it never decides what its lines would not.

use almoner_eligibility::{Aspect, Atom, Expr, Method, Node, Section, TextSpan, Thing, When};

use super::{Parser, Piece, PieceKind};
use crate::grammar::{both_or_either, is_for_everyone, names_a_part as names_a_part_in, recall, window_in};
use crate::normal::Normal;
use crate::split::names_its_line;

/// The criteria of a text, in order.
pub(super) fn criteria(parser: &mut Parser<'_>, text: &str, pieces: &[Piece]) -> Vec<(Section, Node)> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    let mut roots = Vec::new();
    let mut list = None;
    for (at, piece) in pieces.iter().enumerate() {
        match piece.kind {
            PieceKind::Heading => list = Some(at),
            PieceKind::Filler | PieceKind::Note => {}
            PieceKind::SubHeading | PieceKind::Criterion => {
                let parent = piece.parent.and_then(|parent| usize::try_from(parent).ok());
                match parent.and_then(|parent| below.get_mut(parent)) {
                    Some(children) => children.push(at),
                    None => roots.push((at, list)),
                }
            }
        }
    }
    let mut outline = Outline { parser, text, pieces, below };
    let mut out: Vec<(Section, Node)> = Vec::new();
    let mut open = false;
    for (root, list) in roots {
        let Some(piece) = pieces.get(root) else { continue };
        let mut nodes = outline.read(root);
        let content = text.get(piece.bytes.clone()).unwrap_or_default();
        if piece.section == Section::Inclusion
            && (open || begins_with_or(content))
            && let [(Section::Inclusion, _)] = nodes.as_slice()
            && let Some((Section::Inclusion, before)) = out.last_mut()
        {
            nodes.into_iter().for_each(|(_, node)| join_or(before, node));
            open = ends_with_or(content);
            continue;
        }
        open = ends_with_or(content);
        if piece.partial
            && let Some(head) = list.and_then(|list| pieces.get(list))
        {
            nodes = nodes
                .into_iter()
                .map(|(section, node)| (section, conditional(section, part_of_the_trial(text, head), node)))
                .collect();
        }
        out.extend(nodes);
    }
    out
}

struct Outline<'p, 't, 'a> {
    parser: &'p mut Parser<'t>,
    text: &'a str,
    pieces: &'a [Piece],
    below: Vec<Vec<usize>>,
}

/// How a heading joins what stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joins {
    /// It only names the topic.
    Label,
    Any,
    All,
    AtLeast(u32),
    None,
    /// Its lines exclude, each alone; it may say within what time.
    Excludes,
    /// It holds for some patients only.
    Condition,
    /// Its own words say something, and the lines are cases of it.
    Cases,
    /// Its own words say something that bears on the lines in a way that is not understood.
    Unclear,
}

impl Outline<'_, '_, '_> {
    /// The criteria that a piece and those under it make.
    fn read(&mut self, at: usize) -> Vec<(Section, Node)> {
        let Some(piece) = self.pieces.get(at) else { return Vec::new() };
        let children = self.below.get(at).cloned().unwrap_or_default();
        let content = self.text.get(piece.bytes.clone()).unwrap_or_default();
        if children.is_empty() {
            if piece.kind == PieceKind::SubHeading {
                // A heading over nothing: a label says nothing, anything else may be a criterion.
                return if reads_as_label(content)
                    || stands_alone(content)
                    || spares(content)
                    || announces(content, piece.section)
                {
                    Vec::new()
                } else if names_a_part(content) && content.trim_end().ends_with(':') {
                    vec![(piece.section, part_of_the_trial(self.text, piece))]
                } else {
                    vec![(piece.section, self.leaf(piece))]
                };
            }
            return vec![(piece.section, self.leaf(piece))];
        }
        if let [only] = children.as_slice()
            && let Some(child) = self.pieces.get(*only)
            && self.below.get(*only).is_none_or(Vec::is_empty)
            && names_its_line(content)
        {
            let joined = Piece {
                bytes: piece.bytes.start..child.bytes.end,
                source: TextSpan { start: piece.source.start, end: child.source.end },
                ..child.clone()
            };
            return vec![(child.section, self.leaf(&joined))];
        }
        let any_line = children
            .iter()
            .rev()
            .nth(1)
            .and_then(|child| self.pieces.get(*child))
            .and_then(|piece| self.text.get(piece.bytes.clone()))
            .is_some_and(ends_with_or);
        let read: Vec<(Section, Node)> = children.iter().flat_map(|child| self.read(*child)).collect();
        if read.is_empty() {
            return Vec::new();
        }
        // Lines that a heading turns into the other list ("Excluded:") keep their own section.
        let section = read.first().map_or(piece.section, |(section, _)| *section);
        let turned = section != piece.section || read.iter().any(|(other, _)| *other != section);
        // "Allowed:" over lines that ask nothing.
        if is_permission(content) {
            let nothing = if section == Section::Inclusion { Expr::And(Vec::new()) } else { Expr::Or(Vec::new()) };
            return read.into_iter().map(|(section, node)| (section, Node { expr: nothing.clone(), ..node })).collect();
        }
        let unclear = piece.kind == PieceKind::Criterion && !reads_as_label(content);
        let when = window_in(self.parser.terms, &Normal::new(content, 0).text);
        let joins = if unclear { Joins::Unclear } else { joins(content, section, when.is_some()) };
        let mut read = read;
        // "Any of the following within 6 months:" hands its window down.
        if let Some(when) = when
            && !matches!(joins, Joins::Unclear | Joins::Cases | Joins::Condition)
        {
            read.iter_mut().for_each(|(_, node)| recall(node, when));
        }
        if joins == Joins::Excludes {
            return read;
        }
        let joins = match joins {
            Joins::Label | Joins::All | Joins::Any if any_line && section == Section::Inclusion => Joins::Any,
            other => other,
        };
        if matches!(joins, Joins::Label) || turned && !matches!(joins, Joins::Condition) {
            return read;
        }
        let head = TextSpan { start: piece.source.start, end: piece.source.end };
        let end = read.iter().map(|(_, node)| node.source.end).max().unwrap_or(head.end);
        let whole = TextSpan { start: head.start, end: end.max(head.end) };
        if joins == Joins::Condition {
            let condition = if names_a_part(content) { part_of_the_trial(self.text, piece) } else { opaque(head) };
            return read
                .into_iter()
                .map(|(section, node)| (section, conditional(section, condition.clone(), node)))
                .collect();
        }
        let mut nodes: Vec<Node> = read.into_iter().map(|(_, node)| node).collect();
        let lower = content.to_ascii_lowercase();
        let looks_back = joins == Joins::None && lower.split_whitespace().any(|word| matches!(word, "prior" | "previous"));
        if looks_back || lower.contains("history of") {
            nodes.iter_mut().for_each(|node| recall(node, When::Ever));
        }
        if nodes.iter().all(|node| node.expr == Expr::Opaque) {
            return vec![(section, opaque(whole))];
        }
        let expr = match joins {
            Joins::Any => Expr::Or(nodes),
            Joins::All => Expr::And(nodes),
            Joins::AtLeast(count) => Expr::AtLeast { count, of: nodes },
            Joins::None if section == Section::Inclusion => {
                // A line that denies again under a denial says it twice, or takes it back.
                for node in nodes.iter_mut().filter(|node| matches!(node.expr, Expr::Not(_))) {
                    *node = opaque(node.source);
                }
                let any = Node { expr: Expr::Or(nodes), source: whole, method: Method::Grammar };
                Expr::Not(Box::new(any))
            }
            Joins::None => Expr::Opaque,
            Joins::Cases if section == Section::Exclusion => {
                nodes.insert(0, self.leaf(piece));
                Expr::Or(nodes)
            }
            Joins::Unclear | Joins::Cases | Joins::Label | Joins::Condition | Joins::Excludes => {
                let own = self.leaf(piece);
                let lines = if piece.depth > 1 {
                    // An open reading holds its lines twice; within another it would hold them four times, and so on.
                    opaque(whole)
                } else if section == Section::Exclusion {
                    nodes.push(opaque(head));
                    Node { expr: Expr::Or(nodes), source: whole, method: Method::Grammar }
                } else if nodes.len() == 1 {
                    let mut lines = nodes;
                    lines.push(opaque(head));
                    Node { expr: Expr::Or(lines), source: whole, method: Method::Grammar }
                } else {
                    nodes.push(opaque(head));
                    both_or_either(nodes, head, whole)
                };
                Expr::And(vec![own, lines])
            }
        };
        let method = if expr == Expr::Opaque { Method::None } else { Method::Grammar };
        vec![(section, Node { expr, source: whole, method })]
    }

    fn leaf(&mut self, piece: &Piece) -> Node {
        self.parser.node(self.text, piece, self.listed_kind(piece))
    }

    /// What kind of things the headings over a line list: `Concurrent medication:`.
    fn listed_kind(&self, piece: &Piece) -> Option<Thing> {
        let mut parent = piece.parent;
        for _ in 0..4 {
            let head = self.pieces.get(usize::try_from(parent?).ok()?)?;
            let content = self.text.get(head.bytes.clone()).unwrap_or_default();
            if content.len() > 160 {
                parent = head.parent;
                continue;
            }
            let content = content.to_ascii_lowercase();
            let words: Vec<&str> = content.split(|c: char| !c.is_alphanumeric()).collect();
            let has = |listed: &[&str]| words.iter().any(|word| listed.contains(word));
            if has(&["medication", "medications", "drug", "drugs", "agents", "medicines", "therapies"]) {
                return Some(Thing::Medication);
            }
            if has(&[
                "condition",
                "conditions",
                "symptom",
                "symptoms",
                "disease",
                "diseases",
                "disorders",
                "infections",
                "diagnoses",
            ]) {
                return Some(Thing::Condition);
            }
            if has(&["procedure", "procedures", "surgeries", "operations"]) {
                return Some(Thing::Procedure);
            }
            parent = head.parent;
        }
        None
    }
}

/// `Creatinine normal OR`: the next line is another way to meet this one.
fn ends_with_or(content: &str) -> bool {
    content
        .split_whitespace()
        .next_back()
        .is_some_and(|word| word.trim_end_matches([',', ':', ';', '.']).eq_ignore_ascii_case("or"))
}

fn begins_with_or(content: &str) -> bool {
    content.split_whitespace().next().is_some_and(|word| word.trim_end_matches([',', ':']).eq_ignore_ascii_case("or"))
}

fn join_or(before: &mut Node, node: Node) {
    let source = TextSpan { start: before.source.start, end: node.source.end.max(before.source.end) };
    let first = std::mem::replace(before, opaque(source));
    if first.expr == Expr::Opaque && node.expr == Expr::Opaque {
        return;
    }
    *before = Node { expr: Expr::Or(vec![first, node]), source, method: Method::Grammar };
}

fn opaque(source: TextSpan) -> Node {
    Node { expr: Expr::Opaque, source, method: Method::None }
}

/// `Allowed:`, `The following are permitted:`.
fn is_permission(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let allows = |word: &&str| matches!(*word, "allowed" | "permitted" | "acceptable");
    words.iter().any(allows)
        && words.iter().all(|word| {
            allows(word)
                || matches!(
                    *word,
                    "the"
                        | "following"
                        | "are"
                        | "is"
                        | "medications"
                        | "treatments"
                        | "therapies"
                        | "drugs"
                        | "concomitant"
                        | "concurrent"
                        | "also"
                )
        })
}

/// Whether a heading names a cohort, an arm, a phase or the donors of a trial rather than a state of the patient.
fn names_a_part(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    names_a_part_in(lower.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|word| !word.is_empty()))
}

/// That the patient is considered for the part of the trial that a heading names: the trial decides, not the record.
fn part_of_the_trial(text: &str, head: &Piece) -> Node {
    let words = text.get(head.bytes.clone()).unwrap_or_default().to_lowercase();
    let value = words.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches(':').to_owned();
    let atom = Atom::Qualifier { aspect: Aspect::Cohort, value, any_of: Vec::new() };
    Node { expr: Expr::Atom(atom), source: head.source, method: Method::Grammar }
}

/// A criterion that counts only where a condition holds.
fn conditional(section: Section, condition: Node, node: Node) -> Node {
    let source = node.source;
    if node.expr == Expr::Opaque {
        return node;
    }
    let expr = match section {
        Section::Inclusion => Expr::IfThen { condition: Box::new(condition), then: Box::new(node) },
        Section::Exclusion => Expr::And(vec![condition, node]),
    };
    Node { expr, source, method: Method::Grammar }
}

/// Words of headings that say nothing about a patient.
const NEUTRAL: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "with",
    "have",
    "has",
    "had",
    "having",
    "must",
    "should",
    "be",
    "is",
    "are",
    "who",
    "patients",
    "patient",
    "subjects",
    "subject",
    "participants",
    "participant",
    "individuals",
    "meet",
    "meets",
    "meeting",
    "met",
    "criteria",
    "criterion",
    "conditions",
    "condition",
    "following",
    "history",
    "known",
    "documented",
    "presence",
    "evidence",
    "or",
    "and",
    "to",
    "these",
    "will",
    "as",
    "by",
    "in",
    "follows",
    "current",
    "medical",
    "diagnosis",
    "diagnosed",
    "diseases",
    "disorders",
    "defined",
    "requirements",
    "at",
    "time",
    "fulfill",
    "fulfil",
    "satisfy",
    "eligible",
    "eligibility",
    "study",
    "for",
    "this",
    "if",
    "they",
    "disease",
    "below",
    "listed",
    "also",
    "been",
    "factors",
    "characteristics",
    "individual",
    "it",
    "shown",
    "demonstrated",
    "symptoms",
    "on",
    "entry",
    "screening",
    "shall",
    "exhibit",
    "present",
    "signs",
    "signs/symptoms",
    "problems",
    "abnormalities",
    "diagnoses",
    "situations",
    "items",
    "men",
    "women",
    "male",
    "female",
    "volunteers",
    "candidates",
    "people",
    "adults",
    "entered",
    "enrolled",
    "included",
    "participate",
    "order",
    "inclusion",
    "entering",
    "considered",
    "qualify",
    "may",
    "can",
];

/// Reads a heading that stands over lines.
/// `timed`: whether it names a window that counts from the screening, which is handed down to its lines.
fn joins(content: &str, section: Section, timed: bool) -> Joins {
    let lower = content.to_ascii_lowercase().replace("one (1)", "one").replace("two (2)", "two");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').filter(|word| !word.is_empty()).collect();
    let has = |word: &str| words.contains(&word);
    let joined = words.join(" ");
    let phrase = |phrase: &str| {
        joined.match_indices(phrase).any(|(at, _)| {
            let begins = at == 0 || joined.as_bytes().get(at - 1) == Some(&b' ');
            begins && matches!(joined.as_bytes().get(at + phrase.len()), None | Some(b' '))
        })
    };
    let denies = [
        "no",
        "not",
        "without",
        "none",
        "never",
        "cannot",
        "neither",
        "except",
        "unless",
        "excluding",
        "free",
        "absence",
        "negative",
    ]
    .iter()
    .any(|word| has(word));
    let number = |word: &str| match word {
        "two" | "2" => Some(2),
        "three" | "3" => Some(3),
        "four" | "4" => Some(4),
        "five" | "5" => Some(5),
        _ => None,
    };
    let many = words.windows(3).find_map(|three| match three {
        ["at", "least", count] => number(count),
        [count, "or", "more"] => number(count),
        [count, "of", "the"] => number(count),
        _ => None,
    });
    let one = [
        "any of",
        "any one of",
        "one of",
        "1 of",
        "one or more",
        "at least one",
        "at least 1",
        "any one or more",
        "either",
        "either of",
        "one or more of",
        "any",
        "1 or more",
        "1 or more of",
    ];
    let any = one.iter().any(|one| phrase(one));
    let all = [
        "all of",
        "each of",
        "both",
        "both of",
        "all the following",
        "all",
        "meet the following",
        "meet the following criteria",
        "have the following",
        "following criteria must be met",
        "following requirements",
    ]
    .iter()
    .any(|all| phrase(all));
    let used = [
        "any", "one", "1", "more", "least", "either", "all", "each", "both", "two", "2", "three", "3", "four", "4", "five",
        "5",
    ];
    let of_window =
        |word: &str| timed && (TIME.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 2);
    let plain = words.iter().all(|word| NEUTRAL.contains(word) || used.contains(word) || of_window(word));
    let conditional = matches!(
        words.first(),
        Some(
            &("if"
                | "for"
                | "in"
                | "when"
                | "among"
                | "during"
                | "cohort"
                | "arm"
                | "part"
                | "group"
                | "phase"
                | "women"
                | "females"
                | "men"
                | "males"
                | "female"
                | "male"
                | "stratum"
                | "healthy"
                | "control"
                | "controls"
                | "donor"
                | "donors"
                | "children"
                | "adults"
                | "infants"
                | "pediatric"
                | "adolescents"
                | "step"
                | "additional")
        )
    ) || ["childbearing", "cohort", "arm", "cohorts", "donor", "donors", "controls", "group", "substudy"]
        .iter()
        .any(|word| has(word));
    let exclusive = has("exactly") || has("only") || has("most");
    let excludes = ["excluded", "exclude", "excludes", "disallowed", "prohibited", "required"].iter().any(|word| has(word));
    let counted = words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let counts_time = counted
        && ["week", "weeks", "day", "days", "month", "months", "year", "years", "hours"].iter().any(|unit| has(unit));
    if excludes && !denies && (counts_time || !counted) && words.len() <= 14 {
        return Joins::Excludes;
    }
    if matches!(words.as_slice(), ["contraindication" | "contraindications"]) {
        return Joins::Excludes;
    }
    // "Patients may not have:" over what excludes.
    let forbids = ["may not", "must not", "should not", "cannot", "can not"].iter().any(|words| phrase(words));
    if forbids && plain_denial(&words, of_window) && words.len() <= 16 && section == Section::Exclusion {
        return Joins::Excludes;
    }
    if denies {
        return if plain_denial(&words, of_window) { Joins::None } else { Joins::Unclear };
    }
    if is_for_everyone(words.iter().copied()) {
        return Joins::Label;
    }
    if names_a_part(content) && words.len() <= 8 {
        return Joins::Condition;
    }
    if exclusive {
        return Joins::Unclear;
    }
    match (plain, many, any, all) {
        (true, Some(count), _, _) => return Joins::AtLeast(count),
        (true, None, true, false) => return Joins::Any,
        (true, None, false, true) => return Joins::All,
        (true, None, true, true) => return Joins::Unclear,
        // "Within the last 6 months:" says when, and nothing else.
        (true, None, false, false) if timed => return Joins::Label,
        _ => {}
    }
    if conditional {
        return Joins::Condition;
    }
    if reads_as_label(content) {
        return Joins::Label;
    }
    let cases =
        ["including", "includes", "include", "such", "e.g", "limited", "namely", "like"].iter().any(|word| has(word));
    if cases { Joins::Cases } else { Joins::Unclear }
}

/// Words of the window that a heading names.
const TIME: &[&str] = &[
    "within",
    "during",
    "last",
    "past",
    "previous",
    "prior",
    "preceding",
    "before",
    "from",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "years",
    "three",
    "six",
    "twelve",
    "screening",
    "enrollment",
    "enrolment",
    "randomization",
    "randomisation",
    "baseline",
    "visit",
    "start",
    "treatment",
    "first",
    "dose",
    "drug",
    "registration",
    "consent",
    "informed",
    "signing",
];

fn plain_denial(words: &[&str], of_window: impl Fn(&str) -> bool) -> bool {
    let denials = [
        "no",
        "not",
        "without",
        "none",
        "any",
        "one",
        "either",
        "more",
        "absence",
        "free",
        "do",
        "does",
        "use",
        "concurrent",
        "concomitant",
        "currently",
        "taking",
        "receiving",
        "using",
        "on",
        "treatment",
        "treated",
        "therapy",
        "medication",
        "medications",
        "drug",
        "drugs",
        "agents",
        "prior",
        "previous",
    ];
    words.iter().all(|word| NEUTRAL.contains(word) || denials.contains(word) || of_window(word))
        && words.iter().filter(|word| matches!(**word, "no" | "not" | "without" | "none" | "absence")).count() == 1
}

/// `Patients with the following conditions are excluded:` over nothing: the lines after it stand beside it.
fn announces(content: &str, section: Section) -> bool {
    let lower = content.to_ascii_lowercase();
    lower.trim_end().ends_with(':')
        && lower.contains("following")
        && match joins(content, section, false) {
            Joins::Excludes => true,
            Joins::All => section == Section::Inclusion,
            Joins::Any => section == Section::Exclusion,
            _ => false,
        }
}

/// `The following are not exclusionary:`, `Patients with these are still eligible:` over lines that ask nothing.
fn spares(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    lower.ends_with(':')
        && ["not exclusionary", "not excluded", "not exclusions", "still eligible", "remain eligible"]
            .iter()
            .any(|words| lower.contains(words))
}

/// A heading such as `Excluded within 30 days:` or `Note:` whose lines stand elsewhere in the text: it asks nothing by itself.
fn stands_alone(content: &str) -> bool {
    let lower = content.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.clone().count() <= 8
        && matches!(
            words.next(),
            Some(
                "note"
                    | "excluded"
                    | "allowed"
                    | "recommended"
                    | "discouraged"
                    | "amended"
                    | "donor"
                    | "donors"
                    | "controls"
            )
        )
}

/// Topics that headings name.
fn reads_as_label(content: &str) -> bool {
    const TOPICS: &[&str] = &[
        "hematopoietic",
        "hepatic",
        "renal",
        "cardiovascular",
        "pulmonary",
        "other",
        "biologic",
        "therapy",
        "chemotherapy",
        "endocrine",
        "radiotherapy",
        "surgery",
        "age",
        "sex",
        "gender",
        "performance",
        "status",
        "life",
        "expectancy",
        "menopausal",
        "hormone",
        "receptor",
        "immunologic",
        "neurologic",
        "neurological",
        "gastrointestinal",
        "metabolic",
        "hematologic",
        "hematological",
        "haematological",
        "haematologic",
        "hematology",
        "haematology",
        "liver",
        "kidney",
        "cardiac",
        "respiratory",
        "function",
        "functions",
        "organ",
        "marrow",
        "bone",
        "adequate",
        "laboratory",
        "values",
        "tests",
        "test",
        "general",
        "medication",
        "medications",
        "concurrent",
        "prior",
        "concomitant",
        "co-existing",
        "coexisting",
        "treatment",
        "treatments",
        "procedure",
        "therapies",
        "risk",
        "behavior",
        "psychiatric",
        "coagulation",
        "chemistry",
        "parameters",
        "results",
        "infection",
        "infections",
        "blood",
        "counts",
        "normal",
        "acceptable",
        "type",
        "and",
        "target",
        "informed",
        "consent",
        "biochemistry",
        "biochemical",
        "previous",
        "procedures",
        "allergies",
        "pregnancy",
        "contraception",
        "exclusions",
        "exclusion",
        "inclusion",
        "inclusions",
        "required",
        "main",
        "key",
        "baseline",
        "system",
        "reproductive",
        "demographics",
        "lab",
        "labs",
        "safety",
        "vital",
        "signs",
        "imaging",
        "findings",
        "renal/hepatic",
        "adequate",
        "protocol",
        "entry",
        "major",
        "related",
        "sufficient",
        "satisfactory",
        "dermatologic",
        "ocular",
        "weight",
        "ethical",
        "administrative",
        "lifestyle",
        "habits",
        "compliance",
        "hepatobiliary",
        "oncologic",
        "musculoskeletal",
        "genitourinary",
        "endocrinology",
        "endocrinologic",
        "hematopoetic",
        "initial",
        "limits",
        "within",
        "evidenced",
        "parameter",
        "reserve",
        "indicated",
        "met",
        "data",
        "studies",
        "measurements",
        "level",
        "levels",
        "serology",
        "serum",
        "ophthalmic",
        "amended",
        "postinduction",
        "induction",
    ];
    let lower = content.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '-').filter(|word| !word.is_empty()).collect();
    let neutral = |word: &&str| TOPICS.contains(word) || (NEUTRAL.contains(word) && !matches!(*word, "history" | "or"));
    words.len() <= 14 && words.iter().all(neutral)
}
