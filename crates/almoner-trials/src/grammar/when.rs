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

/// Reads `at the time of signing the consent`, `on the day of inclusion`: the moment of screening. False, with the cursor where
/// it was, for any other moment.
pub(super) fn moment(cursor: &mut Cursor<'_, '_>) -> bool {
    let mark = cursor.at;
    cursor.eat_sign(',');
    if !(cursor.eat(&["at"]) || cursor.eat(&["on"]) || cursor.eat(&["upon"]) || cursor.eat(&["as", "of"])) {
        cursor.at = mark;
        return false;
    }
    let start = cursor.at;
    loop {
        match cursor.kind() {
            Some(Kind::Word)
                if cursor.word().is_some_and(|word| {
                    is_anchor(word)
                        || matches!(
                            word,
                            "form"
                                | "obtaining"
                                | "giving"
                                | "providing"
                                | "an"
                                | "their"
                                | "his"
                                | "her"
                                | "icf"
                                | "document"
                                | "written"
                                | "inform"
                                | "assent"
                                | "moment"
                        )
                }) =>
            {
                cursor.at += 1;
            }
            Some(Kind::Number(_)) if matches!(previous(cursor), Some("day" | "visit" | "period")) => cursor.at += 1,
            // "At screening or baseline", "at screening and prior to randomization".
            Some(Kind::Word)
                if cursor.at > start && matches!(cursor.word(), Some("and" | "or" | "and/or")) && anchors_on(cursor) =>
            {
                cursor.at += 1;
                cursor.eat_any(&[&["prior", "to"], &["before"]]);
            }
            _ => break,
        }
    }
    let anchored = cursor.at > start
        && previous(cursor).is_some_and(|word| !matches!(word, "the" | "a" | "of" | "time" | "to" | "first" | "initial"));
    let ends = cursor.done()
        || matches!(cursor.kind(), Some(Kind::Sign(',' | ';' | '.') | Kind::Group(_)))
        || matches!(cursor.word(), Some("and" | "or" | "with" | "who"));
    if !(anchored && ends) {
        cursor.at = mark;
    }
    anchored && ends
}

/// Whether another moment of the trial stands after the connector at the cursor.
fn anchors_on(cursor: &Cursor<'_, '_>) -> bool {
    let mut probe = cursor.clone();
    probe.at += 1;
    probe.eat_any(&[&["prior", "to"], &["before"], &["at"]]);
    probe.eat_any(&[&["the", "time", "of"], &["time", "of"], &["the"]]);
    matches!(
        probe.word(),
        Some(
            "screening"
                | "baseline"
                | "randomization"
                | "randomisation"
                | "enrollment"
                | "enrolment"
                | "visit"
                | "visits"
                | "entry"
                | "inclusion"
                | "registration"
                | "study"
                | "dosing"
        )
    )
}

/// Reads `prior to study entry`, `before randomization` without a length of time: at any time before screening.
pub(super) fn earlier(cursor: &mut Cursor<'_, '_>) -> bool {
    let mark = cursor.at;
    cursor.eat_any(&[&["at", "any", "time"], &["any", "time"], &["anytime"]]);
    let before = cursor.eat_any(&[&["prior", "to"], &["before"], &["preceding"], &["previous", "to"]]);
    let start = cursor.at;
    while cursor.word().is_some_and(is_anchor) || cursor.at > start && matches!(cursor.kind(), Some(Kind::Number(_))) {
        cursor.at += 1;
    }
    let last = previous(cursor).is_some_and(|word| {
        matches!(
            word,
            "entry"
                | "screening"
                | "randomization"
                | "randomisation"
                | "enrollment"
                | "enrolment"
                | "baseline"
                | "registration"
                | "inclusion"
                | "consent"
                | "study"
                | "trial"
                | "visit"
                | "enrolling"
                | "participation"
        )
    });
    let ends = cursor.done()
        || matches!(cursor.kind(), Some(Kind::Sign(',' | ';' | '.') | Kind::Group(_)))
        || matches!(cursor.word(), Some("and" | "or"));
    if !(before && cursor.at > start && last && ends) {
        cursor.at = mark;
        return false;
    }
    true
}

/// Reads how long something has lasted: `for at least 6 months`, `diagnosed at least 6 months before screening`. `None`, with
/// the cursor where it was, where the words may mean a length of use within some other time.
pub(super) fn lasting(cursor: &mut Cursor<'_, '_>) -> Option<When> {
    let mark = cursor.at;
    let read = read_lasting(cursor);
    if read.is_none() {
        cursor.at = mark;
    }
    read
}

fn read_lasting(cursor: &mut Cursor<'_, '_>) -> Option<When> {
    cursor.eat_sign(',');
    let told = cursor.eat_any(&[
        &["first", "diagnosed"],
        &["initially", "diagnosed"],
        &["diagnosed"],
        &["with", "a", "diagnosis"],
        &["with", "diagnosis"],
        &["documented"],
        &["established"],
        &["with", "onset"],
        &["known"],
        &["present"],
    ]);
    let spans =
        cursor.eat_any(&[&["for"], &["lasting"], &["of"], &["with", "a", "duration", "of"], &["with", "duration", "of"]]);
    // "Hepatitis C infection > 6 months".
    let bare = !told && !spans && matches!(cursor.kind(), Some(Kind::Compare(Compare::Greater | Compare::GreaterOrEqual)));
    if !told && !spans && !bare {
        return None;
    }
    cursor.eat_any(&[&["a", "period", "of"], &["a", "duration", "of"]]);
    let minimum = cursor.eat_any(&[&["a", "minimum", "of"], &["longer", "than"], &["a", "minimum"]]);
    let compare = if minimum { Some(Compare::GreaterOrEqual) } else { value::comparison(cursor) };
    let days = duration(cursor)?;
    let more =
        cursor.eat_any(&[&["or", "more"], &["or", "longer"], &["or", "greater"], &["and", "longer"], &["or", "over"]]);
    let long = more || matches!(compare, Some(Compare::Greater | Compare::GreaterOrEqual));
    cursor.eat_any(&[&["duration"], &["in", "duration"]]);
    if !long {
        return None;
    }
    let ago = cursor.eat_any(&[&["ago"], &["earlier"], &["previously"]]);
    let mark = cursor.at;
    let before = cursor.clone().eat_any(&[&["prior"], &["before"], &["preceding"], &["previous"]]);
    let anchored = before && anchor(cursor) == Some(Anchor::Before);
    if before && !anchored {
        return None;
    }
    if !anchored {
        cursor.at = mark;
    }
    // "diagnosed 6 months" without an end says nothing that is understood; "for more than 14 days in the past year" is a
    // length of use within a window.
    let ends = cursor.done()
        || matches!(cursor.kind(), Some(Kind::Sign(',' | ';' | '.')))
        || matches!(cursor.word(), Some("and" | "or"));
    if bare && (ago || before || !ends) {
        return None;
    }
    let counts = spans || ago || anchored || bare;
    let within = cursor.clone().eat_any(&[
        &["in"],
        &["within"],
        &["during"],
        &["over"],
        &["after"],
        &["following"],
        &["at"],
        &["per"],
    ]);
    (counts && !within).then_some(When::Since(Window { days }))
}

/// Reads `or 5 half-lives, whichever is longer` after a window; the answer is how many, and whether the longer of both counts.
pub(super) fn or_half_lives(cursor: &mut Cursor<'_, '_>) -> Option<(u32, bool)> {
    let mark = cursor.at;
    let read = read_half_lives(cursor);
    if read.is_none() {
        cursor.at = mark;
    }
    read
}

fn read_half_lives(cursor: &mut Cursor<'_, '_>) -> Option<(u32, bool)> {
    cursor.eat_sign(',');
    if !cursor.eat(&["or"]) {
        return None;
    }
    cursor.eat_any(&[&["within"], &["at", "least"], &["for", "at", "least"], &["less", "than"], &["fewer", "than"]]);
    let count = value::quantity_number(cursor).filter(|count| (1.0..=20.0).contains(count) && count.fract() == 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 to 20")]
    let count = count as u32;
    if matches!(cursor.kind(), Some(Kind::Group(_))) {
        cursor.at += 1;
    }
    cursor.eat_any(&[&["times", "the"], &["drug"], &["elimination"]]);
    if !cursor.eat_any(&[&["half-lives"], &["half-life"], &["half", "lives"], &["half-lifes"]]) {
        return None;
    }
    cursor.eat_any(&[
        &["of", "the", "drug"],
        &["of", "the", "agent"],
        &["of", "the", "respective", "drug"],
        &["of", "that", "drug"],
        &["of", "the", "medication"],
    ]);
    let mark = cursor.at;
    if anchor(cursor) != Some(Anchor::Before) {
        cursor.at = mark;
    }
    let mark = cursor.at;
    if let Some(group) = cursor.token().filter(|token| matches!(token.kind, Kind::Group(_))) {
        cursor.at += 1;
        let written = cursor.lexed.word(group);
        let longer = ["longer", "longest", "greater"].iter().any(|word| written.contains(word));
        let shorter = ["shorter", "shortest"].iter().any(|word| written.contains(word));
        return (longer != shorter).then_some((count, longer));
    }
    cursor.eat_sign(',');
    if cursor.eat(&["whichever", "is"]) || cursor.eat(&["whichever"]) {
        cursor.eat(&["the"]);
        let longer = cursor.eat_any(&[&["longer"], &["longest"], &["greater"]]);
        if longer || cursor.eat_any(&[&["shorter"], &["shortest"]]) {
            let mark = cursor.at;
            if anchor(cursor) != Some(Anchor::Before) {
                cursor.at = mark;
            }
            return Some((count, longer));
        }
        return None;
    }
    cursor.at = mark;
    Some((count, true))
}

/// Reads `at least 4 weeks since`.
pub(super) fn elapsed(cursor: &mut Cursor<'_, '_>) -> Option<(Compare, Window)> {
    let compare = value::comparison(cursor)?;
    let days = duration(cursor)?;
    if matches!(cursor.kind(), Some(Kind::Group(_))) {
        cursor.at += 1;
    }
    let passed = cursor.eat_any(&[
        &["must", "have", "elapsed"],
        &["should", "have", "elapsed"],
        &["must", "elapse"],
        &["must", "have", "passed"],
        &["have", "elapsed"],
        &["has", "elapsed"],
        &["have", "passed"],
        &["elapsed"],
    ]);
    let since = cursor.eat_any(&[&["since"], &["after"], &["from"], &["beyond"]])
        || cursor.eat_any(&[&["post"], &["following"], &["out", "from"]]);
    if passed && since {
        cursor.eat_any(&[&["the", "date", "of"], &["date", "of"]]);
        cursor.eat_any(&[&["the", "last", "dose", "of"], &["last", "dose", "of"], &["last", "receiving"]]);
    }
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
        let counted = duration(cursor);
        // "in the year before randomization"
        let days = counted.or_else(|| unit_days(cursor))?;
        let anchored = anchor(cursor)?;
        if counted.is_none() && !past && anchored != Anchor::Before {
            return None;
        }
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
            // "Study vaccination", "the start of protocol therapy".
            Some(Kind::Word | Kind::Named(..)) if of_the_trial(cursor, start) => cursor.at += 1,
            Some(Kind::Named(concept, _)) if is_study_drug(cursor, concept) => cursor.at += 1,
            // "Before the first dose of decitabine": of the drug that the trial is about.
            Some(Kind::Named(_, almoner_terms::ConceptKind::Drug)) if doses(cursor, start) => cursor.at += 1,
            Some(Kind::Word) if doses(cursor, start) && ends_there(cursor) => cursor.at += 1,
            Some(Kind::Number(_))
                if cursor.at > start && matches!(previous(cursor), Some("day" | "visit" | "period" | "cycle")) =>
            {
                cursor.at += 1
            }
            Some(Kind::Sign(',')) if previous_is_number(cursor) && matches!(cursor.word_at(1), Some("day" | "cycle")) => {
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

/// Whether the token at the cursor is a treatment of which the words before it, from `start` on, say that it is the trial's.
fn of_the_trial(cursor: &Cursor<'_, '_>, start: usize) -> bool {
    let Some(token) = cursor.token() else { return false };
    let given = matches!(
        cursor.lexed.word(token),
        "therapy"
            | "vaccination"
            | "vaccine"
            | "immunization"
            | "immunisation"
            | "infusion"
            | "injection"
            | "intervention"
            | "c1d1"
    );
    let words = cursor.tokens.get(start..cursor.at).unwrap_or_default();
    let own = |word: &str| {
        matches!(
            word,
            "study"
                | "protocol"
                | "trial"
                | "first"
                | "start"
                | "starting"
                | "initiation"
                | "initiating"
                | "beginning"
                | "commencement"
                | "commencing"
        )
    };
    given && (words.iter().any(|token| own(cursor.lexed.word(token))) || cursor.lexed.word(token) == "c1d1")
}

fn previous_is_number(cursor: &Cursor<'_, '_>) -> bool {
    let before = cursor.at.checked_sub(1).and_then(|at| cursor.tokens.get(at));
    before.is_some_and(|token| matches!(token.kind, Kind::Number(_)))
}

/// Whether the words before the cursor, from `start` on, are those of a first dose of something.
fn doses(cursor: &Cursor<'_, '_>, start: usize) -> bool {
    let words = cursor.tokens.get(start..cursor.at).unwrap_or_default();
    let has = |wanted: &[&str]| words.iter().any(|token| wanted.contains(&cursor.lexed.word(token)));
    let begins = has(&["first", "dose", "start", "starting", "initiation", "initiating", "day"]);
    begins && matches!(previous(cursor), Some("of" | "with" | "starting" | "initiating" | "receiving"))
}

/// Whether a statement or a member of a list ends after the token at the cursor.
fn ends_there(cursor: &Cursor<'_, '_>) -> bool {
    let mut next = cursor.clone();
    next.at += 1;
    next.done() || matches!(next.kind(), Some(Kind::Sign(',' | ';' | '.'))) || matches!(next.word(), Some("and" | "or"))
}

fn is_study_drug(cursor: &Cursor<'_, '_>, concept: almoner_base::ConceptId) -> bool {
    cursor
        .terms
        .concept(concept)
        .is_some_and(|concept| matches!(concept.key.as_str(), "study-drug" | "investigational-drug"))
}

fn previous<'g>(cursor: &Cursor<'g, '_>) -> Option<&'g str> {
    cursor.tokens.get(cursor.at.checked_sub(1)?).map(|token| cursor.lexed.word(token))
}

/// `6 months`, `6-months`, `six (6) months`, as days.
pub(super) fn duration(cursor: &mut Cursor<'_, '_>) -> Option<u32> {
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
