//! Words by which text that was not understood is told apart: what only a person can promise, what a note is silent about as a
//! rule, and what narrows nothing. Stems of lower-case words, from reading criteria; no word decides by itself.

use crate::tokens;

pub(super) fn is_about_women(word: &str) -> bool {
    ["pregnan", "lactat", "nursing", "breast", "childbearing", "contracep"].iter().any(|stem| word.starts_with(stem))
}

/// Consent, willingness and cooperation: what a patient can promise.
pub(super) fn is_about_cooperation(text: &str) -> bool {
    let stems = [
        "consent",
        "assent",
        "willing",
        "unwilling",
        "comply",
        "complian",
        "complet",
        "cooperat",
        "refus",
        "adher",
        "attend",
    ];
    let stems = stems.iter().filter(|stem| **stem != "complet");
    let words: Vec<String> = tokens::words(text).collect();
    let mut stems = stems;
    stems.any(|stem| words.iter().any(|word| word.starts_with(stem)))
}

/// Insurance, distance, follow-up: what a patient arranges, and a note tells where the patient promises.
pub(super) fn is_arranging(word: &str) -> bool {
    ["insur", "geograph", "follow", "monitor", "relocat", "transport", "telephon"].iter().any(|stem| word.starts_with(stem))
}

/// Taking part in a trial: a full note tells it.
pub(super) fn is_about_other_trials(text: &str) -> bool {
    let words: Vec<String> = tokens::words(text).collect();
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    has(&["participat", "enrol"]) && has(&["trial", "study", "studies", "research"])
}

/// What a patient must be able to do.
pub(super) fn is_about_ability(text: &str) -> bool {
    const STEMS: &[&str] = &["ability", "able", "capable", "inability", "unable", "incapable"];
    tokens::words(text).take(4).any(|word| STEMS.contains(&word.as_str()))
}

/// What a note is silent about as a rule, so that silence says nothing: pregnancy and contraception, body measures, the stage and
/// tissue of the disease itself, how the study is run, and the judgement of the people who run it.
pub(super) fn is_never_closed(text: &str) -> bool {
    const STEMS: &[&str] = &[
        "pregnan",
        "lactat",
        "nursing",
        "breast",
        "childbear",
        "contracep",
        "eligib",
        "bmi",
        "weight",
        "score",
        "stage",
        "staging",
        "histolog",
        "resectab",
        "unresectab",
        "inoperab",
        "language",
        "english",
        "speak",
        "spoken",
        "surgeon",
        "discharge",
        "sample",
        "approval",
    ];
    let own_criteria = ["inclusion criteri", "exclusion criteri", "selection criteri"];
    let lower = text.to_lowercase();
    own_criteria.iter().any(|words| lower.contains(words))
        || tokens::words(text).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// An operation or an irradiation at any time in the past: "previous", "prior", "history of", and no count of days or years.
pub(super) fn is_past_operation(text: &str) -> bool {
    const PAST: &[&str] = &["previous", "previou", "previously", "prior", "past", "history"];
    const RECENT: &[&str] = &["day", "week", "month", "year", "hour", "recent", "recently", "last", "planned", "scheduled"];
    let words: Vec<String> = tokens::words(text).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(PAST)
        && !has(RECENT)
        && words.iter().any(|word| {
            is_operation(word) || ["radiothera", "radiation", "irradiat"].iter().any(|stem| word.starts_with(stem))
        })
}

/// Whether a note tells what the patient had before, or that there was nothing.
pub(super) fn tells_past_history(note: &str) -> bool {
    const TELLS: &[&str] = &[
        "medical history",
        "surgical history",
        "history is",
        "past history",
        "medical problems",
        "health problems",
        "surgeries",
        "operations",
        "previously healthy",
        "generally healthy",
        "otherwise healthy",
        "pmh",
        "psh",
    ];
    let note = note.to_lowercase();
    TELLS.iter().any(|words| note.contains(words))
}

/// Whether a line is about another cause or diagnosis than the one under study, which the line itself does not tell: "other known
/// etiology", "pathology other than". What is given "for another cause" is about the giving.
pub(super) fn is_about_another_cause(text: &str) -> bool {
    const CAUSES: &[&str] = &["cause", "etiolog", "aetiolog", "patholog", "diagnosi", "diagnose", "explanation"];
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let is_cause = |word: &&str| CAUSES.iter().any(|stem| word.starts_with(stem));
    words.iter().enumerate().any(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let after = || words.iter().skip(at + 1).take(3);
        match *word {
            "other" if words.get(at + 1) == Some(&"than") => before.is_some_and(is_cause),
            "other" | "another" | "alternative" => before != Some(&"for") && after().any(is_cause),
            _ => false,
        }
    })
}

/// An operation that is arranged: whoever is to undergo it, a note says so.
pub(super) fn is_arranged_operation(text: &str) -> bool {
    const ARRANGED: &[&str] = &["undergo", "undergoing", "elective", "scheduled", "awaiting"];
    let words: Vec<String> = tokens::words(text).collect();
    words.iter().any(|word| ARRANGED.contains(&word.as_str())) && words.iter().any(|word| is_operation(word))
}

fn is_operation(word: &str) -> bool {
    const OPERATIONS: &[&str] = &[
        "surg",
        "operation",
        "repair",
        "resection",
        "replacement",
        "transplant",
        "revasculari",
        "bypass",
        "delivery",
        "cesarean",
    ];
    const ENDINGS: &[&str] = &["ectomy", "plasty", "otomy", "ostomy"];
    OPERATIONS.iter().any(|stem| word.starts_with(stem)) || ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// Whether a person decides, case by case.
pub(super) fn is_left_to_judgement(text: &str) -> bool {
    const STEMS: &[&str] = &["investigator", "opinion", "judg", "physician"];
    tokens::words(text).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// Words that do not narrow what they stand beside.
pub(super) fn is_neutral(word: &str) -> bool {
    const NEUTRAL: &[&str] = &[
        "clinical",
        "clinically",
        "confirmed",
        "current",
        "currently",
        "diagnosed",
        "diagnosi",
        "diagnosis",
        "documented",
        "established",
        "evidence",
        "known",
        "patient",
        "people",
        "person",
        "participant",
        "presence",
        "present",
        "presented",
        "presenting",
        "subject",
        "typical",
        "volunteer",
        "adult",
        "suffering",
        "admitted",
        "history",
        "individual",
    ];
    NEUTRAL.contains(&word)
}

/// Words that stand in criteria and in notes alike and are about nothing in particular.
pub(super) fn is_general(word: &str) -> bool {
    const GENERAL: &[&str] = &[
        "abnormal",
        "active",
        "acute",
        "admission",
        "adult",
        "age",
        "agent",
        "aged",
        "allowed",
        "associated",
        "baseline",
        "care",
        "cause",
        "chronic",
        "clinical",
        "clinically",
        "condition",
        "confirmed",
        "current",
        "currently",
        "daily",
        "date",
        "day",
        "defined",
        "diagnosed",
        "diagnosi",
        "diagnosis",
        "disease",
        "disorder",
        "documented",
        "due",
        "enrollment",
        "enrolment",
        "evidence",
        "excluded",
        "exclusion",
        "female",
        "following",
        "general",
        "given",
        "health",
        "healthy",
        "history",
        "hospital",
        "hour",
        "including",
        "individual",
        "known",
        "last",
        "least",
        "level",
        "longer",
        "male",
        "man",
        "medical",
        "medication",
        "moderate",
        "month",
        "new",
        "normal",
        "old",
        "participant",
        "participation",
        "past",
        "patient",
        "people",
        "period",
        "physical",
        "physician",
        "presence",
        "present",
        "previou",
        "previous",
        "previously",
        "prior",
        "procedure",
        "receive",
        "received",
        "recent",
        "related",
        "require",
        "required",
        "requiring",
        "result",
        "screening",
        "serious",
        "severe",
        "sign",
        "significant",
        "state",
        "study",
        "subject",
        "suspected",
        "symptom",
        "take",
        "taking",
        "therapy",
        "time",
        "treated",
        "treatment",
        "trial",
        "two",
        "unknown",
        "use",
        "used",
        "using",
        "visit",
        "week",
        "woman",
        "women",
        "men",
        "year",
        "first",
        "three",
        "less",
        "greater",
        "fewer",
        "onset",
    ];
    GENERAL.contains(&word)
}

/// What a patient fails to do while the study runs.
pub(super) fn is_of_the_study(text: &str) -> bool {
    const DOES: &[&str] = &["attend", "complete", "pass", "perform", "provide", "undergo"];
    let mut words = tokens::words(text);
    words.next().is_some_and(|word| word == "failure") && words.next().is_some_and(|word| DOES.contains(&word.as_str()))
}

/// Whether a text goes on with what an examination shows.
pub(super) fn shows(text: &str) -> bool {
    ["show", "reveal", "demonstrat", "indicat"].iter().any(|stem| text.starts_with(stem))
}

/// Whether a line begins with results of the laboratory.
pub(super) fn is_about_results(text: &str) -> bool {
    const STEMS: &[&str] = &["lab", "laborator", "count", "value"];
    tokens::words(text).take(6).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// Whether a line is about what is behind the symptoms, or about a diagnosis in place of the one.
pub(super) fn asks_for_the_cause(text: &str) -> bool {
    let words: Vec<String> = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    has(&["cause", "etiolog", "aetiolog"]) && !has(&["caused"])
        || has(&["diagnosis"]) && has(&["other", "another", "alternative"])
}

/// Words that turn a line around, or leave a choice that what is named does not settle.
pub(super) const DENIES: &[&str] =
    &["no", "not", "non", "without", "absence", "free", "never", "except", "other", "than", "or"];

/// How a patient came and what they came with, which a note of that visit tells by being one.
pub(super) fn is_of_presenting(word: &str) -> bool {
    const PRESENTING: &[&str] = &[
        "department",
        "emergency",
        "er",
        "experience",
        "experiencing",
        "feature",
        "hospitalized",
        "including",
        "presentation",
        "referred",
        "sign",
        "suspected",
        "suspicion",
        "symptom",
        "such",
    ];
    PRESENTING.contains(&word)
}

/// Of a disease that is suggested by what the patient has now: that it is active.
pub(super) fn is_of_now(word: &str) -> bool {
    const NOW: &[&str] = &["active", "acute", "episode", "exacerbation", "attack", "flare", "symptomatic"];
    NOW.contains(&word)
}

/// What stands behind the name of a disease and adds nothing to it.
pub(super) fn is_of_state(word: &str) -> bool {
    ["condition", "disease", "disorder", "state", "status", "syndrome"].contains(&word)
}
