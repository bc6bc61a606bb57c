//! Drugs that were tried and are over: "failed sertraline and venlafaxine", "inadequate response to methotrexate", "four prior lines
//! of therapy including bortezomib, lenalidomide and daratumumab".

use std::sync::OnceLock;

use regex::Regex;

use super::{Place, Reading, is_one_of};

/// What stands before drugs that are over.
const OVER: &[&str] = &[
    "failed",
    "inadequate response to",
    "insufficient response to",
    "incomplete response to",
    "poor response to",
    "did not respond to",
    "progressed on",
    "progressed through",
    "progression on",
    "relapsed on",
    "lines of therapy including",
    "lines of therapy with",
    "lines of treatment including",
    "lines of treatment with",
    "prior therapies include",
    "prior therapies including",
    "prior therapy included",
    "prior therapy with",
    "prior treatment with",
    "prior treatments include",
    "prior treatments included",
    "previous treatment with",
    "previous treatments include",
    "previous therapies include",
    "previously treated with",
    "previously received",
    "pretreated with",
];

/// Words after which a list of what is over goes on to what is taken now.
const NOW: &[&str] = &[
    "currently",
    "now",
    "on",
    "takes",
    "taking",
    "start",
    "started",
    "starting",
    "then",
    "switched",
    "continue",
    "continues",
    "is",
    "today",
];

/// How far back a list may begin, in bytes.
const REACH: usize = 160;

/// Whether a list of drugs that are over reaches a mention.
pub(super) fn is_over(reading: &Reading<'_>, place: &Place<'_>) -> bool {
    let before = reading.before(place, REACH);
    let clause = before.rsplit([';', '\n']).next().unwrap_or_default();
    let begun = pattern().find_iter(clause).last().map(|found| found.end());
    begun.and_then(|at| clause.get(at..)).is_some_and(|list| {
        !list.split(|c: char| !c.is_ascii_alphabetic()).any(|word| is_one_of(word, NOW) || word.eq_ignore_ascii_case("to"))
    })
}

fn pattern() -> &'static Regex {
    static PATTERN: OnceLock<Regex> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "made of constant words; the tests of extraction compile it")]
    PATTERN.get_or_init(|| Regex::new(&format!(r"(?i-u)\b(?:{})(?:[ :]|$)", OVER.join("|"))).expect("a valid pattern"))
}
