//! What stands before a named thing and says how it is meant: when, whose, or that it is an allergy.

use std::sync::OnceLock;

use almoner_eligibility::{SexClass, Subject, When};
use almoner_terms::WordMap;

use super::Cursor;
use super::words::is_lead;
use crate::lex::Kind;

const FAMILY: &[&[&str]] = &[
    &["family", "history", "of"],
    &["a", "family", "history", "of"],
    &["familial", "history", "of"],
    &["first", "degree", "relative", "with"],
    &["first", "degree", "relatives", "with"],
    &["first-degree", "relative", "with"],
    &["first-degree", "relatives", "with"],
    &["first", "degree", "family", "member", "with"],
    &["first-degree", "family", "member", "with"],
    &["parent", "or", "sibling", "with"],
    &["parents", "or", "siblings", "with"],
    &["parent", "with"],
    &["sibling", "with"],
    &["father", "with"],
    &["brother", "with"],
    &["sister", "with"],
    &["father", "or", "brother", "with"],
    &["mother", "or", "sister", "with"],
    &["brother", "or", "sister", "with"],
    &["maternal", "history", "of"],
    &["paternal", "history", "of"],
    &["history", "of", "a", "first", "degree", "relative", "with"],
];
const EITHER: &[&[&str]] = &[
    &["personal", "or", "family", "history", "of"],
    &["family", "or", "personal", "history", "of"],
    &["personal", "or", "familial", "history", "of"],
    &["personal", "and/or", "family", "history", "of"],
    &["family", "and/or", "personal", "history", "of"],
    &["personal", "and", "family", "history", "of"],
    &["personal", "history", "or", "family", "history", "of"],
    &["personal", "or", "first-degree", "family", "history", "of"],
];
const EPISODE: &[&[&str]] = &[
    &["at", "least", "one", "episode", "of"],
    &["at", "least", "one", "prior"],
    &["at", "least", "one", "previous"],
    &["one", "or", "more", "episodes", "of"],
    &["one", "or", "more", "prior"],
    &["history", "of", "at", "least", "one", "episode", "of"],
    &["history", "of", "one", "or", "more", "episodes", "of"],
    &["any", "prior", "episode", "of"],
    &["any", "history", "of"],
    &["any", "prior", "history", "of"],
    &["any", "past", "history", "of"],
];
const EVER: &[&[&str]] = &[
    &["prior", "history", "of"],
    &["past", "history", "of"],
    &["previous", "history", "of"],
    &["medical", "history", "of"],
    &["personal", "history", "of"],
    &["past", "medical", "history", "of"],
    &["history", "or", "presence", "of"],
    &["history", "or", "current", "diagnosis", "of"],
    &["history", "or", "evidence", "of"],
    &["past", "or", "present", "history", "of"],
    &["past", "or", "current", "history", "of"],
    &["current", "or", "past", "history", "of"],
    &["history", "or", "current", "evidence", "of"],
    &["current", "or", "prior", "history", "of"],
    &["current", "or", "previous", "history", "of"],
    &["evidence", "or", "history", "of"],
    &["presence", "or", "history", "of"],
    &["presence", "of", "or", "history", "of"],
    &["current", "or", "past"],
    &["current", "or", "prior"],
    &["current", "or", "previous"],
    &["past", "or", "current"],
    &["prior", "or", "current"],
    &["previous", "or", "current"],
    &["past", "or", "present"],
    &["prior", "or", "concurrent"],
    &["history", "or", "active", "presence", "of"],
    &["history", "or", "current", "presence", "of"],
    &["history", "and/or", "presence", "of"],
    &["current", "or", "history", "of"],
    &["current", "or", "a", "history", "of"],
    &["presence", "or", "a", "history", "of"],
    &["known", "or", "history", "of"],
    &["clinical", "history", "of"],
    &["documented", "history", "of"],
    &["known", "history", "of"],
    &["confirmed", "history", "of"],
    &["a", "history", "of"],
    &["history", "of", "a"],
    &["history", "of", "any"],
    &["history", "of"],
    &["prior", "diagnosis", "of"],
    &["previous", "diagnosis", "of"],
    &["previously", "diagnosed", "with"],
    &["prior"],
    &["previous"],
    &["previously"],
    &["past"],
    &["ever"],
    &["have", "had"],
    &["has", "had"],
    &["had"],
];
const DIAGNOSED: &[&[&str]] =
    &[&["diagnosed", "with"], &["diagnosed", "as", "having"], &["diagnosed", "as"], &["diagnosis", "of"], &["diagnosed"]];
const NOW: &[&[&str]] = &[
    &["current", "evidence", "of"],
    &["current", "diagnosis", "of"],
    &["clinical", "diagnosis", "of"],
    &["clinical", "diagnosis"],
    &["clinical", "evidence", "of"],
    &["radiographic", "evidence", "of"],
    &["radiologic", "evidence", "of"],
    &["radiological", "evidence", "of"],
    &["laboratory", "evidence", "of"],
    &["serologic", "evidence", "of"],
    &["serological", "evidence", "of"],
    &["histologic", "evidence", "of"],
    &["objective", "evidence", "of"],
    &["imaging", "evidence", "of"],
    &["known", "to", "have"],
    &["known", "to", "be"],
    &["presenting", "with"],
    &["presents", "with"],
    &["present", "with"],
    &["presented", "with"],
    &["reports"],
    &["report"],
    &["reporting"],
    &["shows"],
    &["show"],
    &["showing"],
    &["exhibits"],
    &["exhibiting"],
    &["experiencing"],
    &["suffers", "from"],
    &["found", "to", "have"],
    &["seropositive", "for"],
    &["established", "diagnosis", "of"],
    &["current"],
    &["currently", "have"],
    &["currently"],
    &["active"],
    &["ongoing"],
    &["presently"],
    &["actively"],
    &["concurrent"],
    &["concomitant"],
];
const TAKING: &[&[&str]] = &[
    &["use", "of"],
    &["usage", "of"],
    &["receiving"],
    &["taking"],
    &["using"],
    &["on"],
    &["being", "treated", "with"],
    &["treatment", "with"],
    &["therapy", "with"],
    &["undergoing"],
    &["chronic", "use", "of"],
    &["intake", "of"],
    &["need", "not"],
    &["requiring"],
    &["in", "need", "of"],
    &["dependent", "on"],
];
const TOOK: &[&[&str]] = &[
    &["have", "received"],
    &["has", "received"],
    &["had", "received"],
    &["received"],
    &["been", "treated", "with"],
    &["treated", "with"],
    &["prior", "treatment", "with"],
    &["previous", "treatment", "with"],
    &["prior", "therapy", "with"],
    &["prior", "use", "of"],
    &["prior", "exposure", "to"],
    &["previous", "exposure", "to"],
    &["past", "exposure", "to"],
    &["preceding", "treatment", "with"],
    &["previous", "use", "of"],
    &["previous", "therapy", "with"],
    &["receipt", "of"],
    &["administration", "of"],
    &["have", "taken"],
    &["has", "taken"],
    &["taken"],
    &["have", "undergone"],
    &["has", "undergone"],
    &["undergone"],
    &["underwent"],
    &["have", "used"],
    &["used"],
];
/// What somebody may have to a substance.
const ALLERGY: &[&[&str]] = &[
    &["allergic", "reaction"],
    &["allergic", "reactions"],
    &["anaphylactic", "reaction"],
    &["anaphylactic", "reactions"],
    &["hypersensitivity", "reaction"],
    &["hypersensitivity", "reactions"],
    &["adverse", "reaction"],
    &["adverse", "reactions"],
    &["allergy", "known"],
    &["allergies", "known"],
    &["allergy"],
    &["allergies"],
    &["allergic"],
    &["anaphylaxis"],
    &["hypersensitivity"],
    &["hypersensitivities"],
    &["hypersensitive"],
    &["intolerance"],
    &["intolerances"],
    &["intolerant"],
    &["sensitivity"],
    &["sensitive"],
    &["reaction"],
    &["reactions"],
];
const BOTH: &[&[&str]] = &[
    &["both", "sexes"],
    &["either", "sex"],
    &["both", "genders"],
    &["either", "gender"],
    &["of", "either", "sex"],
    &["of", "either", "gender"],
    &["of", "both", "sexes"],
    &["of", "both", "genders"],
    &["any", "gender"],
    &["all", "genders"],
    &["any", "race"],
    &["of", "any", "race"],
    &["all", "races"],
    &["of", "all", "races"],
    &["any", "race", "or", "ethnicity"],
    &["any", "ethnic", "group"],
    &["of", "any", "ethnic", "group"],
    &["of", "any", "ethnicity"],
];
const CONFIRMED: &[&[&str]] = &[
    &["biopsy", "proven"],
    &["biopsy", "confirmed"],
    &["histologically", "or", "cytologically"],
    &["cytologically", "or", "histologically"],
    &["histologically", "and/or", "cytologically"],
    &["histologic", "or", "cytologic"],
    &["histological", "or", "cytological"],
    &["cytological", "or", "histological"],
    &["pathologically", "or", "cytologically"],
    &["histologically", "or", "pathologically"],
    &["histologically", "and", "cytologically"],
    &["clinically", "or", "histologically"],
    &["known", "or", "suspected"],
    &["confirmed", "or", "suspected"],
];

/// Words before a history, evidence or a diagnosis.
const ADJECTIVES: &[&str] = &[
    "any",
    "a",
    "an",
    "current",
    "past",
    "prior",
    "previous",
    "known",
    "active",
    "clinical",
    "documented",
    "medical",
    "personal",
    "present",
    "significant",
    "the",
    "radiographic",
    "confirmed",
    "suspected",
    "recent",
    "remote",
    "established",
    "laboratory",
];

/// Verbs before the criteria of a diagnosis.
pub(super) const MEETS: &[&str] = &[
    "meet",
    "meets",
    "meeting",
    "met",
    "fulfil",
    "fulfill",
    "fulfills",
    "fulfilling",
    "satisfy",
    "satisfies",
    "satisfying",
];

/// How a list of named things is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Lead {
    pub when: Option<When>,
    pub family: bool,
    /// Whether the patient's own history is meant beside the family's.
    pub own_too: bool,
    pub allergy: bool,
    pub sex: Option<SexClass>,
    /// Whether adults are meant.
    pub adult: bool,
    /// Whether women are meant only if they are not pregnant.
    pub not_pregnant: bool,
    /// Whether anything was said at all, so that the things after it do not continue what stood before.
    pub given: bool,
    /// Whether a verb of taking or receiving stood here, which only drugs and procedures follow.
    pub taken: bool,
}

impl Lead {
    pub fn subject(self) -> Subject {
        if self.family { Subject::Family } else { Subject::Patient }
    }
}

/// Takes what leads to a named thing, if it comes next: one phrase, or several that are joined, such as `prior or concurrent`,
/// `have received or are receiving`, `allergy to or intolerance of`. What was and what is, together, is what ever was.
pub(super) fn lead(cursor: &mut Cursor<'_, '_>, lead: &mut Lead) -> bool {
    if !phrase(cursor, lead) {
        return false;
    }
    loop {
        let mut probe = cursor.clone();
        let comma = probe.eat_sign(',');
        if !(probe.eat_any(&[&["or"], &["and"], &["and/or"]]) || probe.eat_sign('/')) {
            return true;
        }
        while probe.word().is_some_and(|word| is_lead(word) || matches!(word, "in" | "need")) {
            probe.at += 1;
        }
        let before = Lead { when: None, taken: false, allergy: false, ..*lead };
        let mut other = before;
        let joins = phrase(&mut probe, &mut other)
            && Lead { when: None, taken: false, allergy: false, given: lead.given, ..other } == before
            && (other.when.is_some() || other.taken || other.allergy)
            && (lead.when.is_some() || lead.taken || lead.allergy);
        if !joins {
            return true;
        }
        if comma {
            probe.eat_sign(',');
        }
        lead.when = match (lead.when, other.when) {
            (Some(one), Some(two)) if one != two => Some(When::Ever),
            (one, two) => one.or(two),
        };
        lead.taken |= other.taken;
        lead.allergy |= other.allergy;
        cursor.at = probe.at;
    }
}

/// Whether a phrase that leads to a name may begin with a word: most words are none, and are told by one look.
fn begins(word: &str) -> bool {
    static FIRST: OnceLock<WordMap<&'static str, ()>> = OnceLock::new();
    const OTHERS: &[&str] = &[
        "adult",
        "adults",
        "men",
        "male",
        "males",
        "man",
        "boys",
        "women",
        "woman",
        "female",
        "females",
        "girls",
        "any",
        "a",
        "an",
        "current",
        "past",
        "prior",
        "previous",
        "known",
        "active",
        "clinical",
        "documented",
        "medical",
        "personal",
        "present",
        "significant",
        "the",
        "radiographic",
        "confirmed",
        "history",
        "histories",
        "evidence",
        "presence",
        "diagnosis",
        "diagnoses",
        "signs",
        "sign",
        "symptoms",
        "symptom",
        "documentation",
        "manifestations",
        "episode",
        "episodes",
        "suspected",
        "presumed",
        "established",
        "proven",
        "use",
        "usage",
        "exposure",
        "treatment",
        "therapy",
        "intake",
        "receipt",
        "administration",
        "ingestion",
        "recent",
        "chronic",
        "regular",
        "concurrent",
        "concomitant",
        "ongoing",
    ];
    let lists = [FAMILY, EITHER, EPISODE, EVER, DIAGNOSED, NOW, TAKING, TOOK, ALLERGY, BOTH, CONFIRMED];
    let first = FIRST.get_or_init(|| {
        let phrases = lists.iter().flat_map(|list| list.iter()).filter_map(|phrase| phrase.first().copied());
        phrases.chain(OTHERS.iter().chain(MEETS).copied()).map(|word| (word, ())).collect()
    });
    first.contains_key(word)
}

/// Takes `hypersensitivity, intolerance or known allergy to`.
fn allergic(cursor: &mut Cursor<'_, '_>) -> bool {
    let mark = cursor.at;
    while cursor.eat_any(ALLERGY) {
        if cursor.eat_any(&[&["to"], &["against"]]) {
            return true;
        }
        if cursor.eat(&["of"]) {
            let noun = cursor.tokens.get(cursor.at - 2).map(|token| cursor.lexed.word(token));
            if matches!(noun, Some("intolerant" | "intolerance")) {
                return true;
            }
            break;
        }
        let apart = cursor.eat_sign(',') || cursor.eat_sign('/');
        if !cursor.eat_any(&[&["or"], &["and"], &["and/or"]]) && !apart {
            break;
        }
        cursor.eat_any(&[
            &["known"],
            &["suspected"],
            &["severe"],
            &["serious"],
            &["documented"],
            &["prior"],
            &["a"],
            &["an"],
        ]);
    }
    cursor.at = mark;
    false
}

/// Takes one phrase that leads to a named thing, if one comes next.
fn phrase(cursor: &mut Cursor<'_, '_>, lead: &mut Lead) -> bool {
    let next = cursor.token().filter(|token| matches!(token.kind, Kind::Word | Kind::Named(..)));
    if !next.is_some_and(|token| begins(cursor.lexed.word(token))) {
        return false;
    }
    let mark = cursor.at;
    if cursor.eat_any(CONFIRMED) || confirmed(cursor) {
        return true;
    }
    if let Some(when) = nouns_of(cursor) {
        lead.when = Some(when);
        lead.given = true;
        return true;
    }
    if let Some(when) = taking_of(cursor) {
        (lead.taken, lead.given, lead.when) = (true, true, Some(when));
        return true;
    }
    if matches!(cursor.word(), Some(word) if MEETS.contains(&word)) && meets(cursor) {
        lead.when = lead.when.or(Some(When::Now));
        lead.given = true;
        return true;
    }
    if cursor.eat_any(EITHER) {
        (lead.family, lead.own_too, lead.when) = (true, true, Some(When::Ever));
    } else if cursor.eat_any(EPISODE) {
        lead.when = Some(When::Ever);
    } else if cursor.eat_any(FAMILY) {
        (lead.family, lead.own_too, lead.when) = (true, false, Some(When::Ever));
    } else if allergic(cursor) {
        lead.allergy = true;
        cursor.eat_any(&[
            &["any", "of", "the", "components", "of"],
            &["any", "components", "of"],
            &["any", "component", "of"],
            &["the", "components", "of"],
            &["components", "of"],
            &["any", "of", "the", "ingredients", "of"],
            &["one", "of"],
            &["drugs", "such", "as"],
        ]);
    } else if cursor.eat_any(TOOK) {
        // "is receiving" beats what stood before; "has received" looks back.
        (lead.taken, lead.when) = (true, Some(When::Ever));
    } else if cursor.eat_any(TAKING) {
        lead.taken = true;
        lead.when = lead.when.or(Some(When::Now));
    } else if cursor.eat_any(EVER) {
        lead.when = Some(When::Ever);
    } else if cursor.eat_any(DIAGNOSED) {
        lead.when = lead.when.or(Some(When::Ever));
    } else if cursor.eat_any(NOW) {
        lead.when = Some(When::Now);
    } else if cursor.eat_any(&[&["adult"], &["adults"]]) {
        lead.adult = true;
    } else if cursor.eat_any(BOTH) {
        // Everyone is meant: said, and no condition.
    } else if cursor.eat_any(&[
        &["men", "or", "non-pregnant", "women"],
        &["men", "and", "non-pregnant", "women"],
        &["men", "or", "nonpregnant", "women"],
        &["men", "and", "nonpregnant", "women"],
        &["male", "and", "non-pregnant", "female"],
        &["male", "or", "non-pregnant", "female"],
        &["male", "and", "non-pregnant", "females"],
        &["males", "and", "non-pregnant", "females"],
        &["males", "or", "non-pregnant", "females"],
        &["male", "or", "non-pregnant", "females"],
        &["male", "and", "nonpregnant", "female"],
        &["males", "and", "nonpregnant", "females"],
    ]) {
        lead.not_pregnant = true;
    } else if lead.sex.is_none()
        && let Some(sex) = sex(cursor)
    {
        if !other_sex(cursor, sex) {
            lead.sex = Some(sex);
        }
    } else {
        cursor.at = mark;
        return false;
    }
    lead.given = true;
    true
}

/// `Documented or suspected`, `confirmed and/or presumed`: however sure it is.
fn confirmed(cursor: &mut Cursor<'_, '_>) -> bool {
    let sure = |word: Option<&str>| {
        word.is_some_and(|word| {
            matches!(
                word,
                "known" | "suspected" | "documented" | "confirmed" | "proven" | "presumed" | "established" | "diagnosed"
            )
        })
    };
    let mut probe = cursor.clone();
    let first = sure(probe.word());
    probe.at += 1;
    let joined = probe.eat_any(&[&["or"], &["and/or"], &["or", "highly"]]) || probe.eat_sign('/');
    let fits = first && joined && sure(probe.word());
    if fits {
        cursor.at = probe.at + 1;
    }
    fits
}

/// `Meets DSM-5 criteria for`, `fulfilling the criteria of`: the diagnosis that the criteria make.
fn meets(cursor: &mut Cursor<'_, '_>) -> bool {
    let mut probe = cursor.clone();
    probe.at += 1;
    for _ in 0..6 {
        let Some(word) = probe.word() else { return false };
        probe.at += 1;
        if matches!(word, "criteria" | "criterion") {
            let mut after = probe.clone();
            if after.eat_any(&[
                &["for", "a", "diagnosis", "of"],
                &["for", "the", "diagnosis", "of"],
                &["for", "diagnosis", "of"],
                &["for", "current"],
                &["for"],
                &["of"],
            ]) {
                cursor.at = after.at;
                return true;
            }
            return false;
        }
        let names_criteria =
            matches!(word, "the" | "full" | "current" | "diagnostic" | "clinical" | "research" | "standard")
                || ["dsm", "icd", "acr", "eular", "rome", "mcdonald"].iter().any(|start| word.starts_with(start))
                || matches!(
                    word,
                    "iv" | "v" | "tr" | "iv-tr" | "international" | "consensus" | "classification" | "revised"
                );
        if !names_criteria {
            return false;
        }
    }
    false
}

/// `Current use or prior exposure to`, `treatment with, or intake of`: several nouns of taking that lead to one name.
fn taking_of(cursor: &mut Cursor<'_, '_>) -> Option<When> {
    let mut probe = cursor.clone();
    let (mut nouns, mut ever, mut now) = (0, false, false);
    loop {
        while let Some(word) = probe.word() {
            match word {
                "prior" | "previous" | "past" | "recent" => ever = true,
                "current" | "concurrent" | "concomitant" | "ongoing" | "present" => now = true,
                "any" | "a" | "the" | "chronic" | "regular" => {}
                _ => break,
            }
            probe.at += 1;
        }
        let noun = matches!(
            probe.word()?,
            "use" | "usage" | "exposure" | "treatment" | "therapy" | "intake" | "receipt" | "administration" | "ingestion"
        );
        if !noun {
            return None;
        }
        probe.at += 1;
        nouns += 1;
        let leads = probe.eat_any(&[&["of"], &["with"], &["to"]]);
        let mut joint = probe.clone();
        let comma = joint.eat_sign(',');
        if joint.eat_any(&[&["or"], &["and"], &["and/or"]]) {
            probe.at = joint.at;
            continue;
        }
        if !leads || comma || nouns < 2 {
            return None;
        }
        cursor.at = probe.at;
        return Some(if ever || !now { When::Ever } else { When::Now });
    }
}

/// `Current evidence, or any prior history, of`, `signs and symptoms of`: several nouns that lead to one name.
fn nouns_of(cursor: &mut Cursor<'_, '_>) -> Option<When> {
    let mut probe = cursor.clone();
    let (mut nouns, mut ever, mut joined_adjectives) = (0, false, false);
    loop {
        let mut word = probe.word()?;
        while ADJECTIVES.contains(&word) {
            ever |= matches!(word, "past" | "prior" | "previous");
            probe.at += 1;
            let mut joint = probe.clone();
            joint.eat_sign(',');
            if (joint.eat_any(&[&["or"], &["and"], &["and/or"]]) || joint.eat_sign('/'))
                && joint.word().is_some_and(|word| ADJECTIVES.contains(&word))
            {
                joined_adjectives = true;
                probe.at = joint.at;
            }
            word = probe.word()?;
        }
        if !matches!(
            word,
            "history"
                | "histories"
                | "evidence"
                | "presence"
                | "diagnosis"
                | "diagnoses"
                | "signs"
                | "sign"
                | "symptoms"
                | "symptom"
                | "documentation"
                | "manifestations"
                | "episode"
                | "episodes"
        ) {
            return None;
        }
        ever |= matches!(word, "history" | "histories" | "episode" | "episodes");
        nouns += 1;
        probe.at += 1;
        if nouns > 1 {
            probe.eat_sign(',');
            if probe.eat_any(&[&["of"], &["for"]]) {
                probe.eat_any(&[&["a"], &["an"], &["any"]]);
                cursor.at = probe.at;
                return Some(if ever { When::Ever } else { When::Now });
            }
        }
        let of = nouns == 1 && probe.eat(&["of"]);
        if of && joined_adjectives {
            probe.eat_any(&[&["a"], &["an"], &["any"]]);
            cursor.at = probe.at;
            return Some(if ever { When::Ever } else { When::Now });
        }
        let comma = probe.eat_sign(',');
        let joined = probe.eat_any(&[&["or"], &["and"], &["and/or"]]) || probe.eat_sign('/');
        if !(joined || comma && nouns == 1 && !of) {
            return None;
        }
    }
}

pub(super) fn sex(cursor: &mut Cursor<'_, '_>) -> Option<SexClass> {
    let sex = match cursor.word()? {
        "female" | "females" | "women" | "woman" | "girls" => SexClass::Female,
        "male" | "males" | "men" | "man" | "boys" => SexClass::Male,
        _ => return None,
    };
    cursor.at += 1;
    Some(sex)
}

/// `male and female`, `male/female`: everyone is meant.
pub(super) fn other_sex(cursor: &mut Cursor<'_, '_>, first: SexClass) -> bool {
    let mark = cursor.at;
    cursor.eat(&["patients"]);
    let joined = cursor.eat_sign('/')
        || cursor.eat_sign('&')
        || cursor.eat_sign(',')
        || cursor.eat(&["and/or"])
        || cursor.eat(&["and"])
        || cursor.eat(&["or"]);
    if joined && sex(cursor).is_some_and(|second| second != first) {
        return true;
    }
    cursor.at = mark;
    false
}
