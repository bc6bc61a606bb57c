//! Criteria that name two ways to be meant, each with its own limit: of two sexes, of two ages, or on either side of a range.

use std::ops::Range;

use almoner_eligibility::{Atom, Bound, Expr, Method, Node, SexClass, Subject};

use super::chunk::sex_atom;
use super::sums::sex_of;
use super::value::{self, Interval, Units};
use super::{Cursor, Grammar, words};
use crate::lex::{Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// `Men aged 45 or older, or women aged 55 or older`, `Postmenopausal women or men over 50`: each sex with what is asked of
    /// it. Opaque where the text does not show what belongs to which.
    pub(super) fn of_two_sexes(&self, range: &Range<usize>) -> Option<Node> {
        let sexes: Vec<(usize, SexClass)> = range
            .clone()
            .filter(|at| self.tokens.get(*at).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Named(..))))
            .filter_map(|at| Some((at, sex_of(self.word(at).rsplit(' ').next().unwrap_or_default())?)))
            .collect();
        let [(first, one), (second, two)] = sexes.as_slice() else { return None };
        if one == two {
            return None;
        }
        let mut joint = *second;
        while joint > first + 1 && self.describes(joint - 1) {
            joint -= 1;
        }
        // A comma may stand beside the word that joins.
        let joint = joint.checked_sub(1).filter(|at| at > first && self.joins(*at))?;
        let (before, after) = (self.trim(range.start..joint), self.trim(joint + 1..range.end));
        let asks = |at: usize| {
            matches!(
                self.word(at),
                "must"
                    | "should"
                    | "agree"
                    | "agrees"
                    | "agreeing"
                    | "will"
                    | "willing"
                    | "required"
                    | "use"
                    | "using"
                    | "practice"
                    | "if"
                    | "unless"
                    | "except"
                    | "partner"
                    | "partners"
                    | "between"
                    | "cohort"
                    | "group"
                    | "ratio"
            )
        };
        if range.clone().any(asks) || !(before.start..*first).all(|at| self.describes(at)) {
            return None;
        }
        let (own, other) = (self.trim(first + 1..before.end), self.trim(second + 1..after.end));
        let menopausal = |mut range: Range<usize>| range.any(|at| self.word(at).contains("menopausal"));
        // "Non-pregnant women or men aged 18": the age may be asked of both.
        let expecting =
            |at: usize| ["pregnan", "lactat", "feeding", "nursing"].iter().any(|part| self.word(at).contains(part));
        if own.is_empty() && !other.is_empty() && (before.start..*first).any(expecting) {
            return Some(self.opaque(range));
        }
        // "Men and women aged 18 to 75": what follows is asked of both.
        if own.is_empty() && !menopausal(before.start..first + 1) {
            return None;
        }
        let bare = other.is_empty() && !menopausal(after.start..second + 1);
        if bare && self.aged(&own).is_none() {
            return None;
        }
        let goes_on = |range: &Range<usize>| {
            range.clone().any(|at| {
                matches!(
                    self.word(at),
                    "with" | "who" | "without" | "having" | "on" | "taking" | "that" | "and" | "undergoing"
                ) || matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign(',')))
            })
        };
        // What follows the second may be asked of both.
        if goes_on(&other) && !goes_on(&own) {
            return Some(self.opaque(range));
        }
        let one = self.of_a_sex(&before, *first, *one, &own);
        let two = self.of_a_sex(&after, *second, *two, &other);
        Some(self.node(Expr::Or(vec![one, two]), range, Method::Grammar))
    }

    /// One sex, what describes it, and what is asked of it.
    fn of_a_sex(&self, range: &Range<usize>, at: usize, sex: SexClass, asked: &Range<usize>) -> Node {
        let place = at..at + 1;
        let described = (range.start..at + 1).any(|at| self.word(at).contains("menopausal"));
        let mut parts = vec![self.node(sex_atom(sex), &place, Method::Grammar)];
        if described {
            let state = self.list(&(range.start..at + 1), super::Sense::Denied);
            parts.push(match state.expr {
                Expr::And(_) | Expr::Or(_) | Expr::IfThen { .. } | Expr::Opaque => match self.terms.by_key("postmenopausal")
                {
                    Some(concept) if !(range.start..at).any(|at| self.word(at).starts_with("pre")) => self.node(
                        Expr::Atom(Atom::Social {
                            any_of: vec![concept],
                            when: almoner_eligibility::When::Now,
                            subject: Subject::Patient,
                        }),
                        &(range.start..at + 1),
                        Method::Terminology,
                    ),
                    _ => self.opaque(&(range.start..at + 1)),
                },
                _ => state,
            });
        }
        if !asked.is_empty() {
            parts.push(self.aged(asked).unwrap_or_else(|| self.statement(asked)));
        }
        if parts.len() == 1
            && let Some(only) = parts.pop()
        {
            return only;
        }
        self.node(Expr::And(parts), range, Method::Grammar)
    }

    /// Whether a word only describes the people after it.
    fn describes(&self, at: usize) -> bool {
        let word = self.word(at);
        let named =
            matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Named(_, almoner_terms::ConceptKind::Social)));
        named
            || word.contains("menopausal")
            || matches!(
                word,
                "adult" | "healthy" | "in" | "for" | "the" | "eligible" | "either" | "all" | "is" | "are" | "be"
            )
            || words::is_lead(word) && !matches!(word, "or" | "and")
    }

    fn joins(&self, at: usize) -> bool {
        matches!(self.tokens.get(at).map(|token| token.kind), Some(Kind::Sign(',' | ';' | '/')))
            || matches!(self.word(at), "or" | "and" | "and/or")
    }

    /// An age where one is expected: `>= 45 years`, `over 50`, `(age 40-70)`, `aged 18 to 65`.
    fn aged(&self, range: &Range<usize>) -> Option<Node> {
        if let (Some(Kind::Group(number)), 1) = (self.tokens.get(range.start).map(|token| token.kind), range.len()) {
            let inner = self.groups.get(size(number))?.clone();
            let within = Grammar { tokens: &self.lexed.tokens, groups: &[], ..*self };
            let mut node = within.aged(&inner)?;
            node.source = self.span(range);
            return Some(node);
        }
        let mut cursor = self.cursor(range);
        let interval = self.years(&mut cursor)?;
        cursor.done().then(|| self.age_node(&interval, range))
    }

    /// Years of age as an interval.
    fn years(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Interval> {
        let mut named = false;
        while matches!(cursor.word(), Some("age" | "ages" | "aged" | "of" | "is" | "are" | "who" | "at" | "must" | "be"))
            && value::comparison(&mut cursor.clone()).is_none()
        {
            named |= matches!(cursor.word(), Some("age" | "ages" | "aged"));
            cursor.at += 1;
        }
        let interval = value::interval(cursor, Units::Age)?;
        let years = interval.unit == "a"
            || interval.unit.is_empty()
                && cursor.eat_any(&[&["years", "old"], &["years", "of", "age"], &["years"], &["old"]])
            || named
            || interval.unit.is_empty();
        cursor.eat_any(&[&["of", "age"], &["old"], &["inclusive"]]);
        let of_adults = |bound: Option<Bound>| bound.is_none_or(|bound| (5.0..=110.0).contains(&bound.value));
        (years && of_adults(interval.low) && of_adults(interval.high)).then_some(interval)
    }

    fn age_node(&self, interval: &Interval, range: &Range<usize>) -> Node {
        self.node(Expr::Atom(Atom::Age { low: interval.low, high: interval.high }), range, Method::Grammar)
    }

    /// `Age > 65, or age 18 to 64 with diabetes`: the second age holds for those with what follows it.
    pub(super) fn of_two_ages(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) {
            cursor.at += 1;
        }
        let named = matches!(cursor.word(), Some("age" | "ages" | "aged"));
        let start = cursor.at;
        let first = self.years(&mut cursor).filter(|interval| named || interval.unit == "a")?;
        let one = self.age_node(&first, &(start..cursor.at));
        cursor.eat_sign(',');
        if !cursor.eat_any(&[&["or"]]) {
            return None;
        }
        while cursor.word().is_some_and(words::is_lead) {
            cursor.at += 1;
        }
        let second = cursor.at;
        let interval = self.years(&mut cursor)?;
        let two = self.age_node(&interval, &(second..cursor.at));
        cursor.eat_sign(',');
        if !cursor.eat_any(&[
            &["with"],
            &["and", "with"],
            &["who", "have"],
            &["and", "have"],
            &["if"],
            &["and"],
            &["having"],
        ]) {
            return None;
        }
        let rest = self.trim(cursor.at..range.end);
        if rest.is_empty() {
            return None;
        }
        let asked = self.statement(&rest);
        let both = self.node(Expr::And(vec![two, asked]), &(second..range.end), Method::Grammar);
        Some(self.node(Expr::Or(vec![one, both]), range, Method::Grammar))
    }

    /// `Age outside 18 to 65 years`: below or above.
    pub(super) fn outside_ages(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        if !cursor.eat_any(&[&["age"], &["aged"], &["ages"]]) || !outside(&mut cursor) {
            return None;
        }
        let mark = cursor.at;
        let interval = value::interval(&mut cursor, Units::Age).or_else(|| {
            cursor.at = mark;
            value::between(&mut cursor, Units::Age)
        })?;
        cursor.eat_any(&[&["years", "old"], &["years", "of", "age"], &["years"], &["old"], &["of", "age"]]);
        let (Some(low), Some(high)) = (interval.low, interval.high) else { return None };
        if !cursor.done() || high.value < 5.0 {
            return None;
        }
        let below = self.node(Expr::Atom(Atom::Age { low: None, high: Some(turned(low)) }), range, Method::Grammar);
        let above = self.node(Expr::Atom(Atom::Age { low: Some(turned(high)), high: None }), range, Method::Grammar);
        Some(self.node(Expr::Or(vec![below, above]), range, Method::Grammar))
    }

    /// Whether words put a value outside a range, so that a reading of its numbers as the range would turn it round.
    pub(super) fn says_outside(&self, range: &Range<usize>) -> bool {
        range.clone().any(|at| {
            let mut cursor = self.cursor(&(at..range.end));
            outside(&mut cursor) && matches!(cursor.kind(), Some(Kind::Number(_) | Kind::Group(_)))
        })
    }

    /// `Women who are not breastfeeding`: who is meant, and what they must not have.
    pub(super) fn who_are_not(&self, range: &Range<usize>) -> Option<Node> {
        let mut cursor = self.cursor(range);
        while cursor.word().is_some_and(words::is_lead) && !matches!(cursor.word(), Some("who" | "that")) {
            cursor.at += 1;
        }
        let place = cursor.at..cursor.at + 1;
        let sex = super::lead::sex(&mut cursor)?;
        if !cursor.eat_any(&[&["who"], &["that"]]) || !cursor.eat_any(&[&["are"], &["do"], &["have"], &["is"]]) {
            return None;
        }
        if !cursor.eat(&["not"]) {
            return None;
        }
        cursor.eat_any(&[&["currently"], &["have"]]);
        let rest = cursor.at..range.end;
        let bare =
            !rest.clone().any(|at| matches!(self.word(at), "must" | "should" | "will" | "and" | "unless" | "except" | "if"));
        if rest.is_empty() || !bare {
            return None;
        }
        let asked = self.list(&rest, super::Sense::Denied);
        if asked.expr == Expr::Opaque {
            return None;
        }
        let who = self.node(sex_atom(sex), &place, Method::Grammar);
        let not = self.node(Expr::Not(Box::new(asked)), range, Method::Grammar);
        Some(self.node(Expr::And(vec![who, not]), range, Method::Grammar))
    }

    /// `First-degree relative with X`: which relatives are meant is asked beside the history of the family, which records hold
    /// without it.
    pub(super) fn name_relatives(&self, node: &mut Node) {
        let relative = |at: usize| {
            matches!(
                self.word(at),
                "first-degree"
                    | "second-degree"
                    | "first"
                    | "second"
                    | "degree"
                    | "parent"
                    | "parents"
                    | "sibling"
                    | "siblings"
                    | "father"
                    | "maternal"
                    | "paternal"
                    | "mother"
                    | "brother"
                    | "sister"
                    | "relative"
                    | "relatives"
            )
        };
        let mut all = 0..self.tokens.len();
        let whom =
            |at: usize| relative(at) && !matches!(self.word(at), "first" | "second" | "degree" | "relative" | "relatives");
        let degree = |at: usize| self.is_word(at + 1, "degree") && matches!(self.word(at), "first" | "second");
        let Some(start) = all.find(|at| whom(*at) || degree(*at)) else { return };
        let mut end = start + 1;
        while relative(end) || matches!(self.word(end), "or" | "and" | "/") && relative(end + 1) {
            end += 1;
        }
        let words: Vec<&str> = (start..end).map(|at| self.word(at)).collect();
        let qualifier =
            Atom::Qualifier { aspect: almoner_eligibility::Aspect::Other, value: words.join(" "), any_of: Vec::new() };
        let qualifier = self.node(Expr::Atom(qualifier), &(start..end), Method::Grammar);
        beside_family(node, &qualifier);
    }

    /// `Non-diabetic`, `Nondiabetic subjects`: a state of which the name itself denies the disease.
    pub(super) fn denied_by_its_name(&self, range: &Range<usize>) -> Option<Node> {
        let told = range.clone().filter(|at| !words::is_lead(self.word(*at)) && sex_of(self.word(*at)).is_none());
        let words: Vec<usize> = told.take(4).collect();
        let denied = match words.as_slice() {
            [one] => self.word(*one).strip_prefix("non")?.trim_start_matches('-'),
            [non, dash, one]
                if self.is_word(*non, "non")
                    && matches!(self.tokens.get(*dash).map(|token| token.kind), Some(Kind::Sign('-'))) =>
            {
                self.word(*one)
            }
            _ => return None,
        };
        if !matches!(denied, "diabetic" | "diabetics" | "asthmatic" | "asthmatics" | "hypertensive" | "hypertensives") {
            return None;
        }
        let key = match denied.get(..4) {
            Some("diab") => "diabetes mellitus",
            Some("asth") => "asthma",
            _ => "hypertension",
        };
        let any_of = vec![self.terms.by_name(key)?];
        let atom =
            Atom::Condition { any_of, when: almoner_eligibility::When::Now, subject: almoner_eligibility::Subject::Patient };
        let asked = self.node(Expr::Atom(atom), range, Method::Terminology);
        Some(self.node(Expr::Not(Box::new(asked)), range, Method::Grammar))
    }
}

/// Puts a question beside each that is asked of the family.
fn beside_family(node: &mut Node, qualifier: &Node) {
    use almoner_eligibility::Subject::Family;
    match &mut node.expr {
        Expr::And(parts) | Expr::Or(parts) | Expr::AtLeast { of: parts, .. } | Expr::AtMost { of: parts, .. } => {
            parts.iter_mut().for_each(|part| beside_family(part, qualifier));
        }
        Expr::Not(part) => beside_family(part, qualifier),
        Expr::IfThen { condition: a, then: b } | Expr::Except { base: a, exception: b } => {
            beside_family(a, qualifier);
            beside_family(b, qualifier);
        }
        Expr::Atom(Atom::Condition { subject: Family, .. } | Atom::Named { subject: Family, .. }) => {
            let asked = node.clone();
            node.expr = Expr::And(vec![asked, qualifier.clone()]);
            node.method = Method::Grammar;
        }
        Expr::Atom(_) | Expr::Opaque => {}
    }
}

/// The limit of what lies beyond a bound.
pub(super) fn turned(bound: Bound) -> Bound {
    Bound { value: bound.value, inclusive: !bound.inclusive }
}

/// Takes words that put a value outside a range, and the name of the range: `outside of the normal range of`.
pub(super) fn outside(cursor: &mut Cursor<'_, '_>) -> bool {
    let mark = cursor.at;
    while matches!(cursor.word(), Some("is" | "are" | "was" | "be" | "falls" | "falling" | "values" | "value")) {
        cursor.at += 1;
    }
    let said = cursor.eat_any(&[
        &["outside", "of"],
        &["outside"],
        &["out", "of", "range"],
        &["out", "of", "the", "range"],
        &["out", "of", "the", "normal"],
        &["out", "of", "normal"],
        &["not", "between"],
        &["not", "within"],
        &["not", "in", "the", "range"],
        &["not", "in", "range"],
        &["other", "than", "between"],
    ]);
    if !said {
        cursor.at = mark;
        return false;
    }
    while cursor.eat_any(&[
        &["the"],
        &["a"],
        &["normal"],
        &["reference"],
        &["laboratory"],
        &["range"],
        &["ranges"],
        &["limits"],
        &["limit"],
        &["interval"],
        &["values"],
        &["of"],
        &["from"],
    ]) || cursor.eat_sign(':')
    {}
    true
}
