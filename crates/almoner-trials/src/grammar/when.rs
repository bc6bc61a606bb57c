//! Windows of time that end at screening.

use almoner_eligibility::{When, Window};

use super::words::is_anchor;
use super::{Cursor, value};
use crate::lex::{Compare, Kind};

/// Reads a window at the cursor: `within 6 months prior to screening`, `in the past 4 weeks`, `more than 3 months ago`.
/// `None`, with the cursor where it was, for anything whose anchor is not screening.
pub(super) fn window(cursor: &mut Cursor<'_, '_>) -> Option<When> {
    let mark = cursor.at;
    let read = read_window(cursor);
    if read.is_none() {
        cursor.at = mark;
    }
    read
}

/// Reads `at least 4 weeks since`.
pub(super) fn elapsed(cursor: &mut Cursor<'_, '_>) -> Option<(Compare, Window)> {
    let compare = value::comparison(cursor)?;
    let days = duration(cursor)?;
    let since = cursor.eat_any(&[&["since"], &["after"], &["from"], &["beyond"]]);
    since.then_some((compare, Window { days }))
}

fn read_window(cursor: &mut Cursor<'_, '_>) -> Option<When> {
    cursor.eat_sign(',');
    let within = cursor.eat(&["within"])
        || cursor.eat(&["in"])
        || cursor.eat(&["during"])
        || cursor.eat(&["over"])
        || cursor.eat(&["for"]) && matches!(cursor.word(), Some("the"))
        || cursor.eat(&["w/in"]);
    if within {
        let inside = cursor.tokens.get(cursor.at - 1).map(|token| cursor.lexed.word(token)) == Some("within");
        cursor.eat(&["the"]);
        cursor.eat(&["a"]);
        let past = cursor.eat_any(&[&["past"], &["last"], &["previous"], &["prior"], &["preceding"], &["most", "recent"]]);
        let days = duration(cursor).or_else(|| past.then(|| unit_days(cursor)).flatten())?;
        let anchored = anchor(cursor)?;
        return (inside || past || anchored == Anchor::Before).then_some(When::Within(Window { days }));
    }
    let compare = value::comparison(cursor)?;
    let days = duration(cursor)?;
    let anchored = if cursor.eat(&["ago"]) || cursor.eat(&["earlier"]) || cursor.eat(&["previously"]) {
        Anchor::Before
    } else {
        anchor(cursor)?
    };
    if anchored != Anchor::Before {
        return None;
    }
    match compare {
        Compare::Less | Compare::LessOrEqual => Some(When::Within(Window { days })),
        Compare::Greater | Compare::GreaterOrEqual => Some(When::Before(Window { days })),
        Compare::Equal => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Anchor {
    /// None is named.
    Bare,
    /// Before screening.
    Before,
}

/// Reads what a window counts from. `None` for anything but screening, enrolment or the first dose.
fn anchor(cursor: &mut Cursor<'_, '_>) -> Option<Anchor> {
    let before = cursor.eat_any(&[
        &["prior", "to"],
        &["before"],
        &["preceding"],
        &["of"],
        &["from"],
        &["previous", "to"],
        &["prior"],
        &["pre"],
    ]);
    if !before {
        // "within 3 months after transplant" counts from something else.
        let elsewhere =
            matches!(cursor.word(), Some("after" | "following" | "since" | "post" | "prior" | "apart" | "during"));
        return (!elsewhere).then_some(Anchor::Bare);
    }
    let start = cursor.at;
    loop {
        match cursor.kind() {
            Some(Kind::Word) if cursor.word().is_some_and(is_anchor) => cursor.at += 1,
            Some(Kind::Number(_)) if cursor.at > start && matches!(previous(cursor), Some("day" | "visit" | "period")) => {
                cursor.at += 1
            }
            Some(Kind::Sign('-' | '/')) if cursor.at > start && cursor.word_at(1).is_some_and(is_anchor) => cursor.at += 1,
            Some(Kind::Word)
                if matches!(cursor.word(), Some("or" | "and"))
                    && cursor.at > start
                    && cursor.word_at(1).is_some_and(is_anchor) =>
            {
                cursor.at += 1
            }
            _ => break,
        }
    }
    // "prior" alone looks back from now; "prior to" must say from what.
    let bare_prior = cursor.at == start && previous(cursor) == Some("prior");
    (cursor.at > start || bare_prior).then_some(Anchor::Before)
}

fn previous<'g>(cursor: &Cursor<'g, '_>) -> Option<&'g str> {
    cursor.tokens.get(cursor.at.checked_sub(1)?).map(|token| cursor.lexed.word(token))
}

/// `6 months`, `6-months`, `six (6) months`, as days.
fn duration(cursor: &mut Cursor<'_, '_>) -> Option<u32> {
    let number = match value::quantity_number(cursor)? {
        number if (0.0..=1000.0).contains(&number) => number,
        _ => return None,
    };
    if matches!(cursor.kind(), Some(Kind::Group(_))) {
        cursor.at += 1;
    }
    cursor.eat_sign('-');
    let days = unit_days(cursor)?;
    days_of(number * f64::from(days) / if days == 0 { 0.0 } else { 1.0 }, number)
}

fn days_of(days: f64, number: f64) -> Option<u32> {
    // Hours count as the days that they touch.
    let days = if days.is_nan() { (number / 24.0).ceil() } else { days.round() };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 365,000 by the check in `duration`"
    )]
    (0.0..=400_000.0).contains(&days).then_some(days as u32)
}

/// Days of a unit of time; 0 for hours.
fn unit_days(cursor: &mut Cursor<'_, '_>) -> Option<u32> {
    let days = match cursor.word()? {
        "hour" | "hours" | "hrs" | "hr" | "h" => 0,
        "day" | "days" | "d" => 1,
        "week" | "weeks" | "wk" | "wks" => 7,
        "month" | "months" | "mo" | "mos" | "months'" => 30,
        "year" | "years" | "yr" | "yrs" => 365,
        _ => return None,
    };
    cursor.at += 1;
    Some(days)
}
