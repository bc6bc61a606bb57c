//! Comparisons, ranges and their units.

use almoner_eligibility::Bound;
use almoner_terms::Terms;

use super::Cursor;
use crate::lex::{Compare, Kind, size};

/// An interval as read, with the unit that its numbers carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Interval {
    pub low: Option<Bound>,
    pub high: Option<Bound>,
    /// UCUM code, `[ULN]`, `[LLN]`; empty where none is written.
    pub unit: String,
}

/// The units that may follow a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    /// Measured amounts.
    Amount,
    /// Years, months, weeks, days: numbers are turned into years.
    Age,
}

/// Reads an interval: `>= 9 g/dL`, `between 5 and 10 %`, `18 to 65 years`, `2.5 x ULN or less`, `> 7 and < 10 mg`.
pub(super) fn interval(cursor: &mut Cursor<'_, '_>, units: Units) -> Option<Interval> {
    if !may_begin(cursor) {
        return None;
    }
    let between = cursor.eat_any(&[
        &["in", "the", "range", "of"],
        &["in", "the", "range", "from"],
        &["in", "the", "range"],
        &["in", "range"],
        &["within", "the", "range", "of"],
        &["ranging", "between"],
        &["ranging", "from"],
        &["range", "of"],
        &["range", "from"],
        &["range"],
        &["between"],
        &["from"],
    ]);
    let compare = if between { None } else { comparison(cursor) };
    let first = quantity(cursor, units)?;
    if let Some(compare) = compare {
        let mut interval = bound(compare, &first);
        let mark = cursor.at;
        // "BMI = 18 - 30".
        if compare == Compare::Equal && (cursor.eat_sign('-') || cursor.eat(&["to"])) {
            if let Some(second) = quantity(cursor, units) {
                return range(&first, &second, None);
            }
            cursor.at = mark;
        }
        let joined = cursor.eat(&["and"])
            || cursor.eat_sign('&')
            || cursor.eat(&["but"])
            || cursor.eat(&["to"])
            || cursor.eat_sign('-')
            || cursor.eat_sign(',') | cursor.eat(&["and"]);
        let second = comparison(cursor).and_then(|compare| Some((compare, quantity(cursor, units)?)));
        match second {
            Some((compare, second)) if joined && opposite(&interval, compare) => {
                if first.unit.is_empty() && units == Units::Age && !second.unit.is_empty() {
                    interval = bound(compare_of(&interval), &Quantity { value: first.value / second.scale, ..first });
                }
                merge(&mut interval, bound(compare, &second))?;
            }
            _ => {
                cursor.at = mark;
                trailing_direction(cursor, compare, &first, &mut interval);
            }
        }
        return Some(interval);
    }
    let mark = cursor.at;
    let joined = if between {
        cursor.eat(&["and"]) || cursor.eat(&["to"]) || cursor.eat_sign('-') || cursor.eat(&["through"])
    } else {
        cursor.eat_sign('-')
            || cursor.eat(&["to"])
            || cursor.eat(&["through"])
            || cursor.eat(&["thru"])
            || cursor.eat(&["until"])
    };
    if joined {
        let strict = comparison(cursor);
        if let Some(second) = quantity(cursor, units) {
            return range(&first, &second, strict);
        }
    }
    cursor.at = mark;
    if between {
        return None;
    }
    if let Some(compare) = direction(cursor) {
        return Some(bound(compare, &first));
    }
    if cursor.eat_sign('+') {
        return Some(bound(Compare::GreaterOrEqual, &first));
    }
    None
}

/// Whether an interval can begin at the cursor: one look that tells for most words.
pub(super) fn may_begin(cursor: &Cursor<'_, '_>) -> bool {
    match cursor.kind() {
        Some(Kind::Number(_) | Kind::Compare(_)) => true,
        Some(Kind::Word | Kind::Named(..)) => {
            let word = cursor.token().map_or("", |token| cursor.lexed.word(token));
            begins_interval(word) || begins_comparison(word) || spelled(word).is_some()
        }
        _ => false,
    }
}

/// Whether a word is the first of an interval that begins with no number and no comparison.
fn begins_interval(word: &str) -> bool {
    matches!(
        word,
        "in" | "within"
            | "ranging"
            | "range"
            | "between"
            | "from"
            | "the"
            | "birth"
            | "twice"
            | "double"
            | "triple"
            | "institutional"
            | "institution's"
            | "laboratory"
            | "local"
            | "of"
            | "institution"
            | "respective"
            | "age-adjusted"
            | "lab"
            | "age-appropriate"
            | "uln"
            | "unl"
            | "ulns"
            | "iuln"
            | "ulnr"
            | "ulrr"
            | "lln"
            | "lnl"
            | "upper"
            | "lower"
    )
}

/// Reads what follows "between": `18 and 65 years`.
pub(super) fn between(cursor: &mut Cursor<'_, '_>, units: Units) -> Option<Interval> {
    let first = quantity(cursor, units)?;
    let joined = cursor.eat(&["and"]) || cursor.eat(&["to"]) || cursor.eat_sign('-') || cursor.eat(&["through"]);
    let second = if joined { quantity(cursor, units)? } else { return None };
    range(&first, &second, None)
}

/// Reads what stands between two bounds, or after one: `18 <= age <= 70`, `20 < BMI < 35 kg/m2`. `name` reads what they bound.
pub(super) fn around<'g, 'a, T>(
    cursor: &mut Cursor<'g, 'a>,
    units: Units,
    name: impl FnOnce(&mut Cursor<'g, 'a>) -> Option<T>,
) -> Option<(Interval, T)> {
    let first = quantity(cursor, units)?;
    let Some(Kind::Compare(compare)) = cursor.kind() else { return None };
    cursor.at += 1;
    let named = name(cursor)?;
    let turned = match compare {
        Compare::Less => Compare::Greater,
        Compare::LessOrEqual => Compare::GreaterOrEqual,
        Compare::Greater => Compare::Less,
        Compare::GreaterOrEqual => Compare::LessOrEqual,
        Compare::Equal => return None,
    };
    let mut interval = bound(turned, &first);
    let mark = cursor.at;
    match comparison(cursor).and_then(|compare| Some((compare, quantity(cursor, units)?))) {
        Some((compare, second)) if opposite(&interval, compare) => merge(&mut interval, bound(compare, &second))?,
        _ => cursor.at = mark,
    }
    Some((interval, named))
}

/// One end of an interval, or a bare number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    pub value: f64,
    pub unit: String,
    /// What the number was divided by to come to years.
    scale: f64,
}

fn range(first: &Quantity, second: &Quantity, strict: Option<Compare>) -> Option<Interval> {
    let unit = if second.unit.is_empty() { first.unit.clone() } else { second.unit.clone() };
    if !first.unit.is_empty() && !second.unit.is_empty() && first.unit != second.unit {
        return None;
    }
    // `18 to 65 years`: the unit of the second number is that of the first.
    let low = if first.unit.is_empty() { first.value / second.scale } else { first.value };
    let inclusive = !matches!(strict, Some(Compare::Less));
    if matches!(strict, Some(Compare::Greater | Compare::GreaterOrEqual)) || low > second.value {
        return None;
    }
    Some(Interval {
        low: Some(Bound { value: low, inclusive: true }),
        high: Some(Bound { value: second.value, inclusive }),
        unit,
    })
}

fn bound(compare: Compare, quantity: &Quantity) -> Interval {
    let bound = |inclusive| Some(Bound { value: quantity.value, inclusive });
    let (low, high) = match compare {
        Compare::Less => (None, bound(false)),
        Compare::LessOrEqual => (None, bound(true)),
        Compare::Equal => (bound(true), bound(true)),
        Compare::GreaterOrEqual => (bound(true), None),
        Compare::Greater => (bound(false), None),
    };
    Interval { low, high, unit: quantity.unit.clone() }
}

fn compare_of(interval: &Interval) -> Compare {
    match (interval.low, interval.high) {
        (Some(low), _) if low.inclusive => Compare::GreaterOrEqual,
        (Some(_), _) => Compare::Greater,
        (_, Some(high)) if high.inclusive => Compare::LessOrEqual,
        _ => Compare::Less,
    }
}

fn opposite(interval: &Interval, compare: Compare) -> bool {
    match compare {
        Compare::Less | Compare::LessOrEqual => interval.low.is_some() && interval.high.is_none(),
        Compare::Greater | Compare::GreaterOrEqual => interval.high.is_some() && interval.low.is_none(),
        Compare::Equal => false,
    }
}

fn merge(interval: &mut Interval, other: Interval) -> Option<()> {
    if interval.unit.is_empty() {
        interval.unit = other.unit;
    } else if !other.unit.is_empty() && interval.unit != other.unit {
        return None;
    }
    interval.low = interval.low.or(other.low);
    interval.high = interval.high.or(other.high);
    match (interval.low, interval.high) {
        (Some(low), Some(high)) if low.value > high.value => None,
        _ => Some(()),
    }
}

/// `> 18 years or older` says the same thing twice, loosely: the wider reading holds.
fn trailing_direction(cursor: &mut Cursor<'_, '_>, compare: Compare, first: &Quantity, interval: &mut Interval) {
    let mark = cursor.at;
    match (direction(cursor), compare) {
        (Some(Compare::GreaterOrEqual), Compare::Greater | Compare::GreaterOrEqual) => {
            *interval = bound(Compare::GreaterOrEqual, first)
        }
        (Some(Compare::LessOrEqual), Compare::Less | Compare::LessOrEqual) => *interval = bound(Compare::LessOrEqual, first),
        (Some(direction), Compare::Equal) => *interval = bound(direction, first),
        _ => cursor.at = mark,
    }
}

/// `or older`, `and above`, `or less`.
fn direction(cursor: &mut Cursor<'_, '_>) -> Option<Compare> {
    let mark = cursor.at;
    cursor.eat_sign(',');
    if cursor.eat(&["or"]) || cursor.eat(&["and"]) {
        let up = ["more", "greater", "above", "higher", "over", "older", "up", "upwards", "elder", "beyond", "better"];
        let down = ["less", "below", "lower", "fewer", "under", "younger"];
        for (words, compare) in [(&up[..], Compare::GreaterOrEqual), (&down[..], Compare::LessOrEqual)] {
            if words.iter().any(|word| cursor.eat(&[word])) {
                cursor.eat(&["than"]);
                return Some(compare);
            }
        }
    }
    cursor.at = mark;
    None
}

/// Comparisons in words.
const PHRASES: &[(&[&str], Compare)] = &[
    (&["greater", "than", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["greater", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["greater", "or", "equal", "than"], Compare::GreaterOrEqual),
    (&["more", "than", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["higher", "than", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "greater", "than"], Compare::GreaterOrEqual),
    (&["equal", "or", "greater", "than"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "more", "than"], Compare::GreaterOrEqual),
    (&["equal", "or", "more", "than"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "above"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "higher", "than"], Compare::GreaterOrEqual),
    (&["equal", "or", "higher", "than"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "lower", "than"], Compare::LessOrEqual),
    (&["equal", "or", "lower", "than"], Compare::LessOrEqual),
    (&["more", "or", "equal", "than"], Compare::GreaterOrEqual),
    (&["higher", "or", "equal", "than"], Compare::GreaterOrEqual),
    (&["lower", "or", "equal", "to"], Compare::LessOrEqual),
    (&["lower", "or", "equal", "than"], Compare::LessOrEqual),
    (&["superior", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["inferior", "or", "equal", "to"], Compare::LessOrEqual),
    (&["less", "than", "or", "equal", "to"], Compare::LessOrEqual),
    (&["less", "or", "equal", "to"], Compare::LessOrEqual),
    (&["less", "or", "equal", "than"], Compare::LessOrEqual),
    (&["lower", "than", "or", "equal", "to"], Compare::LessOrEqual),
    (&["equal", "to", "or", "less", "than"], Compare::LessOrEqual),
    (&["equal", "or", "less", "than"], Compare::LessOrEqual),
    (&["equal", "to", "or", "below"], Compare::LessOrEqual),
    (&["no", "greater", "than"], Compare::LessOrEqual),
    (&["not", "greater", "than"], Compare::LessOrEqual),
    (&["no", "more", "than"], Compare::LessOrEqual),
    (&["not", "more", "than"], Compare::LessOrEqual),
    (&["no", "higher", "than"], Compare::LessOrEqual),
    (&["not", "exceeding"], Compare::LessOrEqual),
    (&["not", "to", "exceed"], Compare::LessOrEqual),
    (&["not", "exceed"], Compare::LessOrEqual),
    (&["at", "most"], Compare::LessOrEqual),
    (&["up", "to"], Compare::LessOrEqual),
    (&["maximum", "of"], Compare::LessOrEqual),
    (&["no", "less", "than"], Compare::GreaterOrEqual),
    (&["not", "less", "than"], Compare::GreaterOrEqual),
    (&["no", "lower", "than"], Compare::GreaterOrEqual),
    (&["no", "younger", "than"], Compare::GreaterOrEqual),
    (&["no", "older", "than"], Compare::LessOrEqual),
    (&["not", "older", "than"], Compare::LessOrEqual),
    (&["at", "least"], Compare::GreaterOrEqual),
    (&["at", "lest"], Compare::GreaterOrEqual),
    (&["minimum", "of"], Compare::GreaterOrEqual),
    (&["greater", "than"], Compare::Greater),
    (&["greater", "that"], Compare::Greater),
    (&["more", "than"], Compare::Greater),
    (&["higher", "than"], Compare::Greater),
    (&["older", "than"], Compare::Greater),
    (&["equal", "or", "superior", "to"], Compare::GreaterOrEqual),
    (&["equal", "or", "older", "than"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "older", "than"], Compare::GreaterOrEqual),
    (&["older", "than", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["higher", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["equal", "or", "above"], Compare::GreaterOrEqual),
    (&["equal", "or", "over"], Compare::GreaterOrEqual),
    (&["superior", "to"], Compare::Greater),
    (&["younger", "than", "or", "equal", "to"], Compare::LessOrEqual),
    (&["equal", "or", "below"], Compare::LessOrEqual),
    (&["inferior", "to"], Compare::Less),
    (&["younger", "than", "age"], Compare::Less),
    (&["older", "than", "age"], Compare::Greater),
    (&["less", "than", "age"], Compare::Less),
    (&["greater", "than", "age"], Compare::Greater),
    (&["younger", "than", "the", "age", "of"], Compare::Less),
    (&["older", "than", "the", "age", "of"], Compare::Greater),
    (&["at", "least", "age"], Compare::GreaterOrEqual),
    (&["over", "age"], Compare::Greater),
    (&["above", "age"], Compare::Greater),
    (&["under", "age"], Compare::Less),
    (&["below", "age"], Compare::Less),
    (&["over", "the", "age", "of"], Compare::Greater),
    (&["above", "the", "age", "of"], Compare::Greater),
    (&["under", "the", "age", "of"], Compare::Less),
    (&["below", "the", "age", "of"], Compare::Less),
    (&["in", "excess", "of"], Compare::Greater),
    (&["less", "than"], Compare::Less),
    (&["lower", "than"], Compare::Less),
    (&["fewer", "than"], Compare::Less),
    (&["younger", "than"], Compare::Less),
    (&["above"], Compare::Greater),
    (&["over"], Compare::Greater),
    (&["exceeding"], Compare::Greater),
    (&["exceeds"], Compare::Greater),
    (&["below"], Compare::Less),
    (&["under"], Compare::Less),
    (&["greater", "than", "or", "equal"], Compare::GreaterOrEqual),
    (&["greater", "than", "and", "equal", "to"], Compare::GreaterOrEqual),
    (&["less", "than", "or", "equal"], Compare::LessOrEqual),
    (&["less", "than", "and", "equal", "to"], Compare::LessOrEqual),
    (&["greater", "or", "equal"], Compare::GreaterOrEqual),
    (&["less", "or", "equal"], Compare::LessOrEqual),
    (&["equal", "to", "or", "greater"], Compare::GreaterOrEqual),
    (&["equal", "to", "or", "less"], Compare::LessOrEqual),
    (&["below", "or", "equal", "to"], Compare::LessOrEqual),
    (&["under", "or", "equal", "to"], Compare::LessOrEqual),
    (&["above", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["over", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["more", "or", "equal", "to"], Compare::GreaterOrEqual),
    (&["at", "or", "above"], Compare::GreaterOrEqual),
    (&["at", "or", "below"], Compare::LessOrEqual),
    (&["larger", "than"], Compare::Greater),
    (&["bigger", "than"], Compare::Greater),
    (&["better", "than"], Compare::Greater),
    (&["smaller", "than"], Compare::Less),
    (&["a", "minimum", "of"], Compare::GreaterOrEqual),
    (&["a", "maximum", "of"], Compare::LessOrEqual),
    (&["no", "larger", "than"], Compare::LessOrEqual),
    (&["not", "lower", "than"], Compare::GreaterOrEqual),
    (&["not", "higher", "than"], Compare::LessOrEqual),
    (&["no", "greater"], Compare::LessOrEqual),
    (&["equal", "to"], Compare::Equal),
];

/// Whether a word is the first of a comparison in words.
fn begins_comparison(word: &str) -> bool {
    matches!(
        word,
        "greater"
            | "more"
            | "higher"
            | "equal"
            | "lower"
            | "superior"
            | "inferior"
            | "less"
            | "no"
            | "not"
            | "at"
            | "up"
            | "maximum"
            | "minimum"
            | "older"
            | "younger"
            | "over"
            | "above"
            | "under"
            | "below"
            | "in"
            | "fewer"
            | "exceeding"
            | "exceeds"
            | "larger"
            | "bigger"
            | "better"
            | "smaller"
            | "a"
    )
}

/// Reads a comparison in signs or words.
pub(super) fn comparison(cursor: &mut Cursor<'_, '_>) -> Option<Compare> {
    if let Some(Kind::Compare(compare)) = cursor.kind() {
        cursor.at += 1;
        cursor.eat(&["to"]);
        return Some(compare);
    }
    let negated = cursor.at;
    if cursor.eat(&["not"]) {
        if let Some(Kind::Compare(compare)) = cursor.kind() {
            cursor.at += 1;
            return match compare {
                Compare::Greater => Some(Compare::LessOrEqual),
                Compare::Less => Some(Compare::GreaterOrEqual),
                _ => None,
            };
        }
        cursor.at = negated;
    }
    let first = cursor.word()?;
    if !begins_comparison(first) {
        return None;
    }
    // "Greater than/equal to".
    let slashed = cursor.at;
    if matches!(first, "greater" | "less" | "more" | "lower" | "higher") {
        cursor.at += 1;
        if cursor.eat(&["than"])
            && cursor.eat_sign('/')
            && (cursor.eat(&["equal", "to"]) || cursor.eat(&["or", "equal", "to"]))
        {
            let up = matches!(first, "greater" | "more" | "higher");
            return Some(if up { Compare::GreaterOrEqual } else { Compare::LessOrEqual });
        }
        cursor.at = slashed;
    }
    // The longest phrase counts: "above or equal to" is not "above".
    let fits = PHRASES.iter().filter(|(phrase, _)| phrase.first() == Some(&first) && cursor.clone().eat(phrase));
    fits.max_by_key(|(phrase, _)| phrase.len()).map(|(phrase, compare)| {
        cursor.eat(phrase);
        *compare
    })
}

/// Reads a number and its unit.
pub(super) fn quantity(cursor: &mut Cursor<'_, '_>, units: Units) -> Option<Quantity> {
    cursor.eat(&["the"]);
    let mark = cursor.at;
    if units == Units::Amount {
        // `> ULN` and `below the lower limit of normal` have no number: it is 1.
        if let Some(unit) = limit_of_normal(cursor) {
            return Some(Quantity { value: 1.0, unit: unit.to_owned(), scale: 1.0 });
        }
        cursor.at = mark;
    }
    let value = match cursor.kind()? {
        Kind::Number(value) if value.is_finite() => value,
        Kind::Word if units == Units::Amount && matches!(cursor.word(), Some("twice" | "double" | "triple")) => {
            // "Twice the upper limit of normal".
            let times = if cursor.word() == Some("triple") { 3.0 } else { 2.0 };
            cursor.at += 1;
            let unit = limit_of_normal(cursor).or_else(|| cursor.eat(&["normal"]).then_some("[ULN]"))?.to_owned();
            return Some(Quantity { value: times, unit, scale: 1.0 });
        }
        Kind::Word if units == Units::Age && cursor.word() == Some("birth") => {
            cursor.at += 1;
            return Some(Quantity { value: 0.0, unit: "a".to_owned(), scale: 1.0 });
        }
        Kind::Word => f64::from(spelled(cursor.word()?)?),
        _ => return None,
    };
    cursor.at += 1;
    if units == Units::Age {
        let mark = cursor.at;
        cursor.eat_sign('-');
        let scale = match cursor.word() {
            Some(
                "year" | "years" | "yr" | "yrs" | "y" | "yo" | "years-of-age" | "year-old" | "years-old" | "y.o" | "yr-old",
            ) => 1.0,
            Some("month" | "months" | "mo" | "mos" | "months-old" | "month-old") => 12.0,
            Some("week" | "weeks" | "wk" | "wks") => 365.0 / 7.0,
            Some("day" | "days") => 365.0,
            _ => {
                cursor.at = mark;
                return Some(Quantity { value, unit: String::new(), scale: 1.0 });
            }
        };
        cursor.at += 1;
        cursor.eat_sign('.');
        let _ = cursor.eat(&["old"]) || cursor.eat(&["of", "age"]) || cursor.eat_sign('/') && cursor.eat(&["o"]);
        return Some(Quantity { value: value / scale, unit: "a".to_owned(), scale });
    }
    // Of a whole number of weeks that a pregnancy may last.
    let value = if value.fract() == 0.0 && (4.0..45.0).contains(&value) { value + sevenths(cursor) } else { value };
    let unit = amount_unit(cursor);
    let days = if unit == "wk" { days_beside_weeks(cursor) } else { 0.0 };
    Some(Quantity { value: value + days / 7.0, unit, scale: 1.0 })
}

/// `28 6/7 weeks`: the days of a week, as obstetricians write them.
fn sevenths(cursor: &mut Cursor<'_, '_>) -> f64 {
    let mark = cursor.at;
    if let Some(Kind::Number(days)) = cursor.kind()
        && (0.0..7.0).contains(&days)
    {
        cursor.at += 1;
        if cursor.eat_sign('/') && cursor.kind() == Some(Kind::Number(7.0)) {
            cursor.at += 1;
            return days / 7.0;
        }
    }
    cursor.at = mark;
    0.0
}

/// `35 weeks, 6 days`, `23 weeks and 6 days`: the days, at most six.
fn days_beside_weeks(cursor: &mut Cursor<'_, '_>) -> f64 {
    let mark = cursor.at;
    let _ = cursor.eat_sign(',');
    let _ = cursor.eat(&["and"]);
    if let Some(Kind::Number(days)) = cursor.kind()
        && (0.0..7.0).contains(&days)
    {
        cursor.at += 1;
        if cursor.eat(&["days"]) || cursor.eat(&["day"]) {
            return days;
        }
    }
    cursor.at = mark;
    0.0
}

pub(super) fn spelled(word: &str) -> Option<u8> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "twenty" => 20,
        "twenty-one" => 21,
        "thirty" => 30,
        "forty" => 40,
        "forty-five" => 45,
        "fifty" => 50,
        "fifty-five" => 55,
        "sixty" => 60,
        "sixty-five" => 65,
        "seventy" => 70,
        "seventy-five" => 75,
        "eighty" => 80,
        _ => return None,
    })
}

/// Reads the unit after a number: `x ULN`, `times the upper limit of normal`, or a unit of the tables. Empty if there is none.
fn amount_unit(cursor: &mut Cursor<'_, '_>) -> String {
    let mark = cursor.at;
    let times = cursor.eat(&["x"])
        || cursor.eat(&["times"])
        || cursor.eat(&["xs"])
        || cursor.eat_sign('*')
        || cursor.eat(&["fold"])
        || cursor.eat_sign('-') && cursor.eat(&["fold"]);
    if let Some(limit) = limit_of_normal(cursor) {
        return limit.to_owned();
    }
    cursor.at = mark;
    if cursor.word() == Some("xuln") {
        cursor.at += 1;
        return "[ULN]".to_owned();
    }
    let _ = times;
    let Some(end) = cursor.before_end() else { return String::new() };
    let rest = cursor.lexed.text.get(end..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start().len();
    // A bracket ends the unit, but for `kg/m(2)`.
    let bracket =
        rest.match_indices(['(', '[']).map(|(at, _)| at).find(|at| !matches!(rest.get(*at..at + 3), Some("(2)" | "(3)")));
    let spelled = rest.get(..bracket.unwrap_or(rest.len())).unwrap_or_default().trim();
    let Some((unit, length)) = cursor.terms.leading_unit(spelled) else { return String::new() };
    let stop = end + blanks + length;
    let unit = unit.to_owned();
    while cursor.token().is_some_and(|token| size(token.end) <= stop) {
        cursor.at += 1;
    }
    // A unit that ends inside a token is no unit of this text.
    if cursor.token().is_some_and(|token| size(token.start) < stop) {
        cursor.at = mark;
        return String::new();
    }
    unit
}

/// `ULN`, `the institutional upper limit of normal (ULN)`, `upper normal limit`, `LLN`.
pub(super) fn limit_of_normal(cursor: &mut Cursor<'_, '_>) -> Option<&'static str> {
    let mark = cursor.at;
    while matches!(
        cursor.word(),
        Some(
            "the"
                | "institutional"
                | "institution's"
                | "laboratory"
                | "local"
                | "of"
                | "institution"
                | "respective"
                | "age-adjusted"
                | "lab"
                | "age-appropriate"
        )
    ) {
        cursor.at += 1;
    }
    let code = match cursor.word() {
        Some("uln" | "unl" | "ulns" | "iuln" | "ulnr" | "ulrr") => {
            cursor.at += 1;
            "[ULN]"
        }
        Some("lln" | "lnl") => {
            cursor.at += 1;
            "[LLN]"
        }
        Some(side @ ("upper" | "lower")) => {
            let code = if side == "upper" { "[ULN]" } else { "[LLN]" };
            cursor.at += 1;
            cursor.eat(&["institutional"]);
            let phrases: &[&[&str]] = &[
                &["limits", "of", "the", "normal", "range"],
                &["limit", "of", "the", "normal", "range"],
                &["limit", "of", "normal", "range"],
                &["limit", "of", "the", "normal"],
                &["limits", "of", "normal"],
                &["limit", "of", "normal"],
                &["limit", "or", "normal"],
                &["limit", "normal"],
                &["normal", "limit"],
                &["normal", "limits"],
                &["normal", "value"],
                &["limit", "of", "reference", "range"],
                &["limit", "of", "the", "reference", "range"],
                &["normal", "range"],
                &["normal", "level"],
                &["normal", "levels"],
                &["institution", "limit", "for", "normal"],
                &["institutional", "limit", "for", "normal"],
                &["limit", "for", "normal"],
                &["limits", "for", "normal"],
                &["limit", "of", "the", "laboratory", "reference", "range"],
                &["limits", "of", "the", "laboratory", "reference", "range"],
                &["limit", "of", "laboratory", "normal"],
                &["limits", "of", "the", "reference", "range"],
                &["limit", "of", "the", "laboratory", "normal", "range"],
                &["reference", "limit"],
                &["reference", "range"],
            ];
            if !phrases.iter().any(|phrase| cursor.eat(phrase)) {
                cursor.at = mark;
                return None;
            }
            code
        }
        _ => {
            cursor.at = mark;
            return None;
        }
    };
    let tail = cursor.at;
    if cursor.eat(&["for"])
        && (cursor.eat(&["age"]) || cursor.eat(&["the", "laboratory"]) || cursor.eat(&["the", "institution"]))
    {
        return Some(code);
    }
    cursor.at = tail;
    Some(code)
}

/// Whether numbers in `unit` can be compared with values of the concept.
pub(super) fn fits(terms: &Terms, concept: almoner_base::ConceptId, unit: &str) -> bool {
    if unit.is_empty() {
        return true;
    }
    let Some(known) = terms.concept(concept) else { return false };
    if matches!(unit, "[ULN]" | "[LLN]") {
        return true;
    }
    known.unit.as_deref().is_some_and(|own| terms.convert(Some(concept), 1.0, unit, own).is_some())
}

/// Reads a number in digits or words.
pub(super) fn quantity_number(cursor: &mut Cursor<'_, '_>) -> Option<f64> {
    let value = match cursor.kind()? {
        Kind::Number(value) if value.is_finite() => value,
        Kind::Word => f64::from(spelled(cursor.word()?)?),
        _ => return None,
    };
    cursor.at += 1;
    Some(value)
}

#[cfg(test)]
mod tests;
