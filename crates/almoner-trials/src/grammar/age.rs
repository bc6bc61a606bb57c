//! Ages: in years, months, weeks or days, with a bound on either side, in signs or words.

use almoner_eligibility::{Atom, Bound, Expr, Method, Node};

use super::value::{self, Interval, Units};
use super::{Cursor, Grammar, when};
use crate::lex::{Kind, size};

impl<'g, 'a> Grammar<'g, 'a> {
    /// Reads an age at the cursor.
    pub(super) fn age(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let start = cursor.at;
        let opens = cursor.token().is_some_and(|token| {
            matches!(
                self.lexed.word(token),
                "m" | "children"
                    | "child"
                    | "adolescents"
                    | "adolescent"
                    | "youth"
                    | "youths"
                    | "boys"
                    | "girls"
                    | "infants"
                    | "pediatric"
                    | "age"
                    | "ages"
                    | "aged"
                    | "maximum"
                    | "minimum"
            )
        });
        if !opens && !value::may_begin(cursor) {
            return None;
        }
        if let Some(node) = self.age_between_signs(cursor) {
            return Some(node);
        }
        let mut probe = cursor.clone();
        // "Children aged 7 to 17 years", "M/F ages 21-50".
        let mut young = probe.eat(&["m"]) && (probe.eat_sign('/') && probe.eat(&["f"]));
        while matches!(
            probe.word(),
            Some(
                "children"
                    | "child"
                    | "adolescents"
                    | "adolescent"
                    | "youth"
                    | "youths"
                    | "boys"
                    | "girls"
                    | "infants"
                    | "pediatric"
            )
        ) {
            young = true;
            probe.at += 1;
            probe.eat_any(&[&["patients"], &["subjects"], &["participants"]]);
            let mut other = probe.clone();
            let joined = other.eat_any(&[&["and"], &["or"], &["and/or"]]) || other.eat_sign('/');
            if joined
                && matches!(other.word(), Some("adolescents" | "adolescent" | "adults" | "girls" | "youth" | "children"))
            {
                other.at += usize::from(other.word() == Some("adults"));
                probe.at = other.at;
            }
        }
        if !young {
            probe.at = start;
        }
        // "between the ages of 18 and 55"
        let between = probe.eat_any(&[
            &["between", "the", "ages", "of"],
            &["between", "ages"],
            &["between", "age"],
            &["between", "the", "age", "of"],
        ]);
        let mut least = cursor.clone();
        let most = least.eat_any(&[
            &["maximum", "age", "of"],
            &["maximum", "age", "is"],
            &["maximum", "age"],
            &["upper", "age", "limit", "of"],
            &["upper", "age", "limit", "is"],
            &["upper", "age", "limit"],
        ]);
        if most || least.eat_any(&[&["minimum", "age", "of"], &["minimum", "age", "is"], &["minimum", "age"]]) {
            least.eat_sign(':');
            let age = value::interval(&mut least.clone(), Units::Age);
            if age.is_none()
                && let Some(years) = value::quantity(&mut least, Units::Age)
                && (5.0..=100.0).contains(&years.value)
            {
                least.eat_any(&[&["old"], &["of", "age"]]);
                let bound = Some(Bound { value: years.value, inclusive: true });
                let (low, high) = if most { (None, bound) } else { (bound, None) };
                cursor.at = least.at;
                return Some(self.node(Expr::Atom(Atom::Age { low, high }), &(start..cursor.at), Method::Grammar));
            }
        }
        let mut named = between;
        while let Some(word) = probe.word() {
            if value::comparison(&mut probe.clone()).is_some() {
                break;
            }
            match word {
                "age" | "ages" | "aged" => named = true,
                "of" | "is" | "are" | "at" | "be" | "must" | "range" | "limits" | "enrollment" | "enrolment"
                | "screening" | "entry" | "study" | "time" | "the" | "consent" | "between" | "from" | "patients"
                | "subjects" | "inclusion" | "minimum" | "in" | "limit" | "group" | "participants" | "with" | "an"
                | "have" | "who" | "requirement" | "requirements"
                    if named && word != "between" && word != "from" && word != "minimum" => {}
                _ => break,
            }
            probe.at += 1;
        }
        while named && (probe.eat_sign(':') || probe.eat_sign('-') || probe.eat_sign(',')) {}
        // "Age 18 years" alone does not say which side.
        // "Ages of 18 and 65".
        let plural = (start..probe.at).any(|at| self.is_word(at, "ages"));
        let interval = if between {
            value::between(&mut probe, Units::Age)?
        } else {
            let mark = probe.at;
            match value::interval(&mut probe, Units::Age) {
                Some(interval) => interval,
                None if plural || named => {
                    probe.at = mark;
                    value::between(&mut probe, Units::Age).filter(|interval| plural || interval.unit == "a")?
                }
                None => return None,
            }
        };
        let mut interval = interval;
        // "Age greater than 2 hours" is not counted in years.
        if matches!(probe.word(), Some("hours" | "hour" | "hrs" | "h" | "minutes" | "decades")) {
            return None;
        }
        // "80 or more years old", "18+ years".
        if interval.unit.is_empty() && probe.eat_any(&[&["years", "old"], &["years", "of", "age"], &["years"], &["yrs"]]) {
            "a".clone_into(&mut interval.unit);
        }
        let mut said = named || young && interval.unit == "a";
        loop {
            if probe.eat(&["years", "old"])
                || probe.eat(&["old"])
                || probe.eat(&["years", "of", "age"])
                || probe.eat(&["of", "age"])
                || probe.eat(&["at", "least", "old"])
            {
                said = true;
            } else if probe.eat(&["inclusive"])
                || probe.eat(&["inclusively"])
                || probe.eat_sign(',') && probe.eat(&["inclusive"])
            {
            } else if matches!(probe.kind(), Some(Kind::Group(number)) if self.group_opens(number, &["inclusive", "including", "both", "at", "years", "chronological", "age"]))
            {
                probe.at += 1;
            } else if when::moment(&mut probe) {
            } else {
                break;
            }
        }
        let text = self
            .lexed
            .text
            .get(self.tokens.get(start).map_or(0, |token| size(token.start))..probe.before_end().unwrap_or(0))
            .unwrap_or_default()
            .to_ascii_lowercase();
        said = said
            || ["the age of ", "old", "of age", "of-age", "y/o", "yo", "year-old", "older", "younger", "aged"]
                .iter()
                .any(|sign| text.contains(sign));
        // `>= 18 years` as a whole criterion is an age; within a longer one it may be a length of time.
        let plain = |at: usize| {
            super::words::is_lead(self.word(at))
                || matches!(
                    self.word(at),
                    "male"
                        | "female"
                        | "males"
                        | "females"
                        | "men"
                        | "women"
                        | "or"
                        | "and"
                        | "adult"
                        | "adults"
                        | "/"
                        | ","
                )
        };
        let whole = (0..start).all(plain)
            && probe.done()
            && interval.unit == "a"
            && (interval.low.is_some_and(|low| low.value >= 5.0) || interval.high.is_some_and(|high| high.value >= 10.0));
        // "18 and over" stands alone.
        let over = (text.ends_with(" and over") || text.ends_with(" or over"))
            && interval.low.is_some_and(|low| low.value >= 12.0)
            && (0..start).all(plain)
            && probe.done();
        // "Under 18" stands alone.
        let bare = interval.unit.is_empty()
            && ["under ", "over ", "younger ", "older "].iter().any(|word| text.starts_with(word))
            && interval.low.or(interval.high).is_some_and(|bound| (12.0..=100.0).contains(&bound.value))
            && (0..start).all(plain)
            && probe.done();
        let over = over || bare;
        said |= over;
        let years = interval.unit == "a"
            || (interval.unit.is_empty() && (named || over || text.contains("than age") || text.contains("the age of")));
        if !(years && (said || whole)) || !sane_age(&interval) {
            return None;
        }
        let second = beyond(&mut probe, &interval);
        cursor.at = probe.at;
        let range = start..cursor.at;
        let node = |interval: &Interval| {
            self.node(Expr::Atom(Atom::Age { low: interval.low, high: interval.high }), &range, Method::Grammar)
        };
        Some(match second {
            Some(second) => self.node(Expr::Or(vec![node(&interval), node(&second)]), &range, Method::Grammar),
            None => node(&interval),
        })
    }

    /// `18 <= age <= 70`.
    fn age_between_signs(&self, cursor: &mut Cursor<'g, 'a>) -> Option<Node> {
        let mut probe = cursor.clone();
        let start = probe.at;
        let interval = value::around(&mut probe, Units::Age, |cursor| cursor.eat(&["age"]).then_some(()))?.0;
        probe.eat_any(&[&["years", "old"], &["years", "of", "age"], &["years"], &["old"], &["yrs"]]);
        if !sane_age(&interval) || !matches!(interval.unit.as_str(), "" | "a") {
            return None;
        }
        cursor.at = probe.at;
        Some(self.node(
            Expr::Atom(Atom::Age { low: interval.low, high: interval.high }),
            &(start..cursor.at),
            Method::Grammar,
        ))
    }
}

/// `or > 65 years` after `age < 18`: the ages on the other side.
fn beyond(cursor: &mut Cursor<'_, '_>, first: &Interval) -> Option<Interval> {
    let mut probe = cursor.clone();
    probe.eat_sign(',');
    if !probe.eat(&["or"]) || value::comparison(&mut probe.clone()).is_none() {
        return None;
    }
    let second = value::interval(&mut probe, Units::Age)?;
    let apart = match (first.low, first.high, second.low, second.high) {
        (None, Some(high), Some(low), None) | (Some(low), None, None, Some(high)) => high.value < low.value,
        _ => false,
    };
    if !apart || !sane_age(&second) || !matches!(second.unit.as_str(), "" | "a") {
        return None;
    }
    let _ = probe.eat_any(&[&["years", "old"], &["years", "of", "age"], &["years"], &["old"], &["yrs"]])
        || probe.eat(&["of", "age"]);
    cursor.at = probe.at;
    Some(second)
}

fn sane_age(interval: &Interval) -> bool {
    let sane = |bound: Option<Bound>| bound.is_none_or(|bound| (0.0..=130.0).contains(&bound.value));
    sane(interval.low) && sane(interval.high)
}
