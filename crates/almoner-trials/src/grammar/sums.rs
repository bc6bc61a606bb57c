//! Statements that are a sum of plain questions: values in a row, whose age and sex, what holds for one sex only.

use std::ops::Range;

use almoner_eligibility::{Atom, Expr, Method, Node, Section, SexClass};

use super::{Grammar, words};
use crate::lex::Kind;

/// Fewest tokens of a part that is read for its values alone.
const SHORTEST: usize = 3;

impl Grammar<'_, '_> {
    /// `If female, is lactating`: asked of one sex.
    pub(super) fn if_of_sex(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        if !cursor.eat_any(&[&["if"], &["when"]]) {
            return None;
        }
        cursor.eat_any(&[&["the"], &["a"]]);
        cursor.eat_any(&[&["patient", "is"], &["subject", "is"], &["participant", "is"], &["patient"], &["subject"]]);
        let place = cursor.at..cursor.at + 1;
        let sex = sex_of(cursor.word()?)?;
        cursor.at += 1;
        let comma = cursor.eat_sign(',') || cursor.eat_sign(':') || cursor.eat_sign(';');
        if !comma && !cursor.word().is_some_and(|word| matches!(word, "must" | "is" | "has" | "not" | "patient" | "subject"))
        {
            return None;
        }
        let rest = self.trim(cursor.at..range.end);
        if rest.is_empty() {
            return None;
        }
        let asked = self.statement(&rest);
        let sex = self.node(Expr::Atom(Atom::Sex(sex)), &place, Method::Grammar);
        let expr = match self.section {
            Section::Inclusion => Expr::IfThen { condition: Box::new(sex), then: Box::new(asked) },
            Section::Exclusion => Expr::And(vec![sex, asked]),
        };
        Some(self.node(expr, range, Method::Grammar))
    }

    /// `Sex: women only`, `Age: adult`: a field of the register in words.
    pub(super) fn field(&self, range: &Range<usize>) -> Option<Node> {
        let (first, rest) = (self.word(range.start), self.trim(range.start + 1..range.end));
        let only = |at: usize| rest.len() == 1 || rest.len() == 2 && self.is_word(at + 1, "only");
        let expr = match first {
            "sex" | "gender" if only(rest.start) => Expr::Atom(Atom::Sex(sex_of(self.word(rest.start))?)),
            "age" | "ages" if rest.len() == 1 && matches!(self.word(rest.start), "adult" | "adults") => {
                super::chunk::adult_atom()
            }
            _ => return None,
        };
        let inclusion = self.section == Section::Inclusion;
        inclusion.then(|| self.node(expr, range, Method::Grammar))
    }

    /// `If receiving corticosteroids, must be on a stable dose`: asked of those for whom the first holds.
    pub(super) fn if_then(&self, range: &Range<usize>) -> Option<Node> {
        if !matches!(self.word(range.start), "if" | "when") || self.section == Section::Exclusion {
            return None;
        }
        let commas = range.clone().skip(2).filter(|at| {
            matches!(self.tokens.get(*at).map(|token| token.kind), Some(Kind::Sign(',' | ':'))) || self.is_word(*at, "then")
        });
        let commas: Vec<usize> = commas.take(4).collect();
        for comma in commas.iter().copied() {
            let (case, rest) = (self.trim(range.start + 1..comma), self.trim(comma + 1..range.end));
            // Another comma may part the members of a list.
            let demands = commas.len() == 1
                || matches!(
                    self.word(rest.start),
                    "must"
                        | "should"
                        | "has"
                        | "have"
                        | "no"
                        | "not"
                        | "they"
                        | "the"
                        | "patient"
                        | "patients"
                        | "subject"
                        | "subjects"
                        | "participant"
                        | "participants"
                        | "she"
                        | "he"
                        | "will"
                        | "be"
                        | "at"
                        | "negative"
                        | "willing"
                        | "agree"
                        | "agrees"
                );
            if case.is_empty() || rest.is_empty() || !demands {
                continue;
            }
            let condition = self.statement(&case);
            if condition.expr == Expr::Opaque {
                continue;
            }
            // "If female and fertile": both, where the same words as a statement would ask the second of the first.
            let condition = match condition.expr {
                Expr::IfThen { condition: a, then: b } => self.node(Expr::And(vec![*a, *b]), &case, Method::Grammar),
                _ => condition,
            };
            let then = self.statement(&rest);
            let expr = Expr::IfThen { condition: Box::new(condition), then: Box::new(then) };
            return Some(self.node(expr, range, Method::Grammar));
        }
        None
    }

    /// `Patients will be excluded if they have an active infection`.
    pub(super) fn excluded_if(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) && !matches!(cursor.word(), Some("will" | "are" | "is" | "must")) {
            cursor.at += 1;
        }
        let says = cursor.eat_any(&[
            &["will", "be", "excluded"],
            &["will", "not", "be", "eligible"],
            &["are", "excluded"],
            &["is", "excluded"],
            &["are", "not", "eligible"],
            &["must", "be", "excluded"],
        ]);
        cursor.eat_any(&[
            &["from", "the", "study"],
            &["from", "this", "study"],
            &["from", "participation"],
            &["for", "the", "study"],
        ]);
        let opens = cursor.eat_any(&[&["if"], &["when"], &["in", "case", "of"], &["for"]]);
        cursor.eat_any(&[&["they"], &["the", "patient"], &["the", "subject"], &["the", "participant"]]);
        let rest = self.trim(cursor.at..range.end);
        if !says
            || !opens
            || rest.is_empty()
            || rest.clone().any(|at| matches!(self.word(at), "following" | "unless" | "except"))
        {
            return None;
        }
        let asked = self.list(&rest, super::Sense::Denied);
        if self.section == Section::Exclusion || asked.expr == Expr::Opaque {
            return Some(asked);
        }
        Some(self.node(Expr::Not(Box::new(asked)), range, Method::Grammar))
    }

    /// `Prior tamoxifen allowed if disease free for 6 months`: with the one, the other is asked.
    pub(super) fn allowed_if(&self, range: &Range<usize>) -> Option<Node> {
        let allows = range
            .clone()
            .skip(1)
            .find(|at| matches!(self.word(*at), "allowed" | "permitted" | "acceptable" | "permissible" | "eligible"))?;
        let mut cursor = self.cursor(&(allows + 1..range.end));
        cursor.eat_sign(',');
        cursor.eat_any(&[&["only"]]);
        let opens = cursor.eat_any(&[
            &["if"],
            &["provided", "that"],
            &["provided"],
            &["as", "long", "as"],
            &["so", "long", "as"],
            &["when"],
        ]);
        let mut end = allows;
        while end > range.start
            && matches!(self.word(end - 1), "is" | "are" | "be" | "will" | "may" | "only" | "considered" | "also" | ",")
        {
            end -= 1;
        }
        let (thing, case) = (range.start..end, self.trim(cursor.at..range.end));
        let denied = |at: usize| matches!(self.word(at), "not" | "no" | "without" | "unless" | "except" | "other");
        // In a list of exclusions it says who is not meant.
        if self.section == Section::Exclusion || !opens || thing.is_empty() || case.is_empty() || thing.clone().any(denied) {
            return None;
        }
        let base = self.list(&thing, super::Sense::Denied);
        if base.expr == Expr::Opaque {
            return None;
        }
        let asked = self.statement(&case);
        let expr = Expr::IfThen { condition: Box::new(base), then: Box::new(asked) };
        Some(self.node(expr, range, Method::Grammar))
    }

    /// `Pregnant women`: the sex is asked with the state.
    pub(super) fn name_sex(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::And(parts) if parts.iter().any(|part| matches!(part.expr, Expr::Atom(Atom::Sex(_)))) => {}
            Expr::And(parts) | Expr::Or(parts) => parts.iter_mut().for_each(|part| self.name_sex(part)),
            Expr::Not(part) => self.name_sex(part),
            // "Women must not be pregnant" asks the sex already.
            Expr::IfThen { condition, .. } if matches!(condition.expr, Expr::Atom(Atom::Sex(_))) => {}
            Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
                self.name_sex(a);
                self.name_sex(b);
            }
            Expr::Atom(Atom::Social { any_of, .. }) => {
                let bears = any_of.iter().any(|concept| {
                    self.terms.concept(*concept).is_some_and(|concept| {
                        matches!(
                            concept.key.as_str(),
                            "pregnant" | "breastfeeding" | "childbearing-potential" | "postmenopausal"
                        )
                    })
                });
                let start = self.lexed.tokens.partition_point(|token| token.start < node.source.start);
                let end = self.lexed.tokens.partition_point(|token| token.end <= node.source.end);
                let said = self
                    .lexed
                    .tokens
                    .get(start..end)
                    .unwrap_or_default()
                    .iter()
                    .find(|token| self.lexed.word(token).split(' ').any(|word| sex_of(word) == Some(SexClass::Female)));
                let (true, Some(said)) = (bears, said) else { return };
                let source = almoner_eligibility::TextSpan { start: said.start, end: said.end };
                let sex = Node { expr: Expr::Atom(Atom::Sex(SexClass::Female)), source, method: Method::Grammar };
                let state = node.clone();
                node.expr = Expr::And(vec![sex, state]);
            }
            _ => {}
        }
    }

    /// `Adequate renal function, defined as creatinine <= 1.5 x ULN`: the values say what is adequate.
    pub(super) fn adequate_as(&self, range: &Range<usize>) -> Option<Node> {
        let cut = range.clone().skip(2).take(12).find(|at| {
            matches!(self.word(*at), "defined" | "evidenced" | "indicated" | "demonstrated" | "i.e" | "including" | "based")
                || self.is_word(*at, "with") && self.word(*at + 1) != "or"
                || self.is_word(*at, "as") && matches!(self.word(*at + 1), "defined" | "evidenced" | "indicated" | "shown")
                || self.tokens.get(*at).is_some_and(|token| matches!(token.kind, Kind::Sign(':')))
        })?;
        if !self.names_function(&self.trim(range.start..cut), true) {
            return None;
        }
        let mut cursor = self.cursor(&(cut..range.end));
        cursor.eat_sign(':');
        cursor.eat_any(&[&["as"]]);
        cursor.eat_any(&[
            &["defined", "as"],
            &["defined", "by"],
            &["evidenced", "by"],
            &["indicated", "by"],
            &["demonstrated", "by"],
            &["shown", "by"],
            &["based", "on"],
            &["i.e"],
            &["including"],
            &["with"],
        ]);
        cursor.eat_any(&[&["the", "following"], &["all", "of", "the", "following"], &["any", "of", "the", "following"]]);
        while cursor.eat_sign(':') || cursor.eat_sign(',') || cursor.eat_sign('-') {}
        let rest = self.trim(cursor.at..range.end);
        self.measures(&rest).or_else(|| self.values_in_a_row(&rest, false))
    }

    /// Values, ages and sexes that a statement of inclusion asks, one after the other: `WBC at least 3,000 platelets at least
    /// 100,000`, `Female outpatients aged 18 to 70`. With `more`, words beside them stay opaque.
    pub(super) fn values_in_a_row(&self, range: &Range<usize>, more: bool) -> Option<Node> {
        let exclusion = self.section == Section::Exclusion;
        let range = &self.without_welcome(range);
        if range.len() < SHORTEST || !self.may_hold_values(range) || exclusion && self.lists(range) {
            return None;
        }
        let (mut parts, mut sexes) = (Vec::new(), Vec::new());
        let mut left: Vec<Range<usize>> = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let mut cursor = self.cursor(&(at..range.end));
            if let Some(node) = self.age(&mut cursor).or_else(|| self.measure(&mut cursor)).filter(|_| cursor.at > at) {
                // An age whose unit was read goes on with any word; "age > 2 hours" is cut.
                let is_age = matches!(node.expr, Expr::Atom(Atom::Age { .. }))
                    && matches!(
                        self.word(cursor.at.saturating_sub(1)),
                        "years" | "year" | "yrs" | "old" | "age" | "older" | "months" | "above" | "over" | "inclusive"
                    );
                parts.push(node);
                at = cursor.at;
                // "Hemoglobin > 9 apples", "100 x 10 to the 9th": a unit that was not read makes the value another one.
                let cut = self.tokens.get(at).filter(|_| at < range.end).is_some_and(|next| match next.kind {
                    Kind::Word => {
                        let word = self.lexed.word(next);
                        !is_age && !names_people(word) && sex_of(word).is_none() && !leads_on(word)
                    }
                    Kind::Number(_) | Kind::Compare(_) => true,
                    Kind::Sign(sign) => !matches!(sign, ',' | ';' | '.' | '-'),
                    Kind::Named(..) | Kind::Group(_) => false,
                });
                if cut {
                    return None;
                }
                continue;
            }
            let token = self.tokens.get(at)?;
            let word = self.lexed.word(token);
            if let Some(end) = self.both_sexes(at, range.end) {
                at = end;
                continue;
            }
            if turns(word) {
                return None;
            }
            match token.kind {
                Kind::Word if sex_of(word).is_some() => sexes.extend(sex_of(word).map(|sex| (sex, at))),
                Kind::Word if names_people(word) => {}
                Kind::Sign(',' | ';' | '-' | ':' | '.' | '/') => {}
                Kind::Group(number) if self.empty_group(number) => {}
                _ => match left.last_mut() {
                    Some(last) if last.end == at => last.end = at + 1,
                    _ => left.push(at..at + 1),
                },
            }
            at += 1;
        }
        if exclusion && (parts.len() != 1 || left.is_empty() || !more) {
            return None;
        }
        if parts.is_empty() || parts.len() + sexes.len() < 2 && left.is_empty() && !more || !left.is_empty() && !more {
            return None;
        }
        // Both sexes ask nothing; beside words that were not read, a sex may be another person's.
        if let [(sex, at)] = sexes.as_slice()
            && left.is_empty()
        {
            parts.push(self.node(Expr::Atom(Atom::Sex(*sex)), &(*at..*at + 1), Method::Grammar));
        }
        parts.extend(left.iter().map(|range| self.opaque(range)));
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(self.node(Expr::And(parts), range, Method::Grammar))
    }

    /// Where `male or female`, `men and women`, `either gender` ends, which asks nothing.
    fn both_sexes(&self, at: usize, end: usize) -> Option<usize> {
        let gender = |at: usize| matches!(self.word(at), "gender" | "genders" | "sex" | "sexes");
        if matches!(self.word(at), "either" | "both" | "any" | "all") && at + 1 < end && gender(at + 1) {
            return Some(at + 2);
        }
        let first = sex_of(self.word(at))?;
        let joined = matches!(self.word(at + 1), "or" | "and" | "and/or" | "/");
        let second = sex_of(self.word(at + 2))?;
        (joined && first != second && at + 2 < end).then_some(at + 3)
    }

    /// Words without `are eligible` or `will be included` at their end, which every inclusion says.
    fn without_welcome(&self, range: &Range<usize>) -> Range<usize> {
        const WELCOMES: &[&[&str]] = &[
            &["are", "eligible"],
            &["is", "eligible"],
            &["will", "be", "eligible"],
            &["will", "be", "included"],
            &["will", "be", "enrolled"],
            &["are", "included"],
            &["can", "be", "included"],
            &["may", "be", "included"],
        ];
        if self.section != Section::Inclusion {
            return range.clone();
        }
        let ends = |words: &&&[&str]| {
            range.end.checked_sub(words.len()).is_some_and(|start| {
                start > range.start && words.iter().enumerate().all(|(at, word)| self.is_word(start + at, word))
            })
        };
        match WELCOMES.iter().find(ends) {
            Some(words) => range.start..range.end - words.len(),
            None => range.clone(),
        }
    }

    /// Whether words may list several things that exclude, each by itself, or speak of a change.
    fn lists(&self, range: &Range<usize>) -> bool {
        range.clone().any(|at| {
            matches!(
                self.tokens.get(at).map(|token| token.kind),
                Some(Kind::Sign(',' | ';' | '/' | ':' | '.' | '+' | '-') | Kind::Group(_))
            ) || matches!(
                self.word(at),
                "and"
                    | "as"
                    | "plus"
                    | "but"
                    | "elevation"
                    | "elevated"
                    | "decline"
                    | "drop"
                    | "rise"
                    | "fall"
                    | "loss"
                    | "gain"
                    | "difference"
                    | "improvement"
                    | "variation"
                    | "risk"
                    | "cannot"
                    | "unable"
                    | "failure"
                    | "infants"
                    | "fetal"
                    | "fetus"
                    | "spouse"
            )
        })
    }

    /// Gives the opaque parts of a line the values that they ask for: each of them in an inclusion; in an exclusion the one
    /// value of a part that lists nothing, beside the rest.
    pub(super) fn read_values(&self, node: &mut Node) {
        match &mut node.expr {
            Expr::Opaque => {
                let start = self.tokens.partition_point(|token| token.start < node.source.start);
                let end = self.tokens.partition_point(|token| token.end <= node.source.end);
                // A part that a word joins to another one may be an alternative.
                let joined =
                    start > 0 && matches!(self.word(start - 1), "or" | "and/or" | "if" | "unless" | "except" | "not" | "no");
                if !joined
                    && start < end
                    && let Some(mut read) = self.values_in_a_row(&(start..end), true)
                {
                    read.source = node.source;
                    *node = read;
                }
            }
            Expr::And(parts) => {
                let shown = |part: &Node| matches!(part.expr, Expr::Opaque | Expr::AtLeast { count: 0, .. });
                if self.section == Section::Exclusion && !parts.iter().all(shown) {
                    return;
                }
                let mut read = Vec::new();
                for part in parts.iter_mut().filter(|part| part.expr == Expr::Opaque) {
                    self.read_values(part);
                    read.extend((part.expr != Expr::Opaque).then_some(part.source));
                }
                // What is asked need not be shown as well.
                parts.retain(|part| {
                    !matches!(part.expr, Expr::AtLeast { count: 0, .. })
                        || !read.iter().any(|span| span.start < part.source.end && part.source.start < span.end)
                });
                if parts.len() == 1
                    && let Some(only) = parts.pop()
                {
                    *node = Node { source: node.source, ..only };
                }
            }
            _ => {}
        }
    }
}

pub(super) fn sex_of(word: &str) -> Option<SexClass> {
    match word {
        "women" | "woman" | "female" | "females" | "girls" => Some(SexClass::Female),
        "men" | "man" | "male" | "males" | "boys" => Some(SexClass::Male),
        _ => None,
    }
}

fn names_people(word: &str) -> bool {
    words::is_lead(word)
        || matches!(
            word,
            "and"
                | "adult"
                | "adults"
                | "outpatients"
                | "inpatients"
                | "outpatient"
                | "in"
                | "aged"
                | "human"
                | "both"
                | "only"
                | "gender"
                | "sex"
                | "inclusive"
                | "participation"
        )
}

/// Words with which a statement goes on after a value.
fn leads_on(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "with"
            | "at"
            | "within"
            | "undergoing"
            | "having"
            | "diagnosed"
            | "on"
            | "by"
            | "admitted"
            | "scheduled"
            | "receiving"
            | "suffering"
            | "presenting"
            | "weighing"
    )
}

/// Words that make a value another's, an alternative, a case, or one of another time.
fn turns(word: &str) -> bool {
    matches!(
        word,
        "or" | "and/or"
            | "no"
            | "not"
            | "none"
            | "neither"
            | "nor"
            | "if"
            | "unless"
            | "except"
            | "excluding"
            | "excluded"
            | "exclude"
            | "ineligible"
            | "without"
            | "other"
            | "than"
            | "when"
            | "for"
            | "allowed"
            | "permitted"
            | "eligible"
            | "acceptable"
            | "may"
            | "might"
            | "can"
            | "could"
            | "will"
            | "history"
            | "previous"
            | "previously"
            | "prior"
            | "before"
            | "after"
            | "until"
            | "diagnosis"
            | "onset"
            | "presentation"
            | "birth"
            | "born"
            | "gestation"
            | "gestational"
            | "mental"
            | "donor"
            | "donors"
            | "partner"
            | "partners"
            | "mother"
            | "mothers"
            | "father"
            | "parent"
            | "parents"
            | "child"
            | "sibling"
            | "siblings"
            | "relative"
            | "relatives"
            | "caregiver"
            | "family"
            | "cohort"
            | "cohorts"
            | "arm"
            | "group"
            | "part"
            | "phase"
            | "following"
            | "either"
            | "least"
            | "one"
            | "any"
            | "stratum"
            | "normal"
            | "change"
            | "decrease"
            | "increase"
            | "reduction"
            | "times"
            | "who"
            | "should"
    )
}
