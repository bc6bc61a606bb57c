//! Which lines are headings, in the forms that the register's trials use.

use almoner_eligibility::Section;

/// What a heading does to the lines below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// Opens a list of its own.
    List {
        /// Which one.
        section: Section,
        /// Whether it is for a part of the participants only.
        partial: bool,
    },
    /// Turns the lines that stand under it into another list.
    Turn(Section),
    /// What stands under it is allowed.
    Allows,
    /// Nothing but a colon.
    Lost,
}

/// Words that may stand before the name of a list.
const BEFORE: &[&str] = &[
    "key",
    "main",
    "major",
    "general",
    "principal",
    "primary",
    "patient",
    "patients",
    "subject",
    "study",
    "protocol",
    "participant",
    "participants",
    "additional",
    "common",
    "other",
    "specific",
    "the",
    "overall",
    "clinical",
    "selected",
    "detailed",
    "list",
    "of",
    "trial",
    "basic",
    "core",
    "partial",
    "brief",
    "summary",
    "abbreviated",
    "step",
    "phase",
];

/// Words that make a list one of a part of the participants.
const PARTS: &[&str] = &[
    "donor",
    "donors",
    "control",
    "controls",
    "cohort",
    "arm",
    "part",
    "group",
    "phase",
    "caregiver",
    "caregivers",
    "partner",
    "partners",
    "sibling",
    "siblings",
    "family",
    "parent",
    "parents",
    "parts",
    "cohorts",
    "groups",
    "arms",
    "mother",
    "mothers",
    "infant",
    "infants",
    "healthy",
    "substudy",
    "sub-study",
    "step",
    "stage",
    "provider",
    "providers",
    "clinician",
    "physician",
    "physicians",
    "staff",
    "volunteers",
    "relatives",
    "couple",
    "couples",
    "randomization",
    "randomisation",
    "re-treatment",
    "extension",
    "carer",
    "carers",
    "teachers",
    "registration",
    "retreatment",
    "transplant",
    "tier",
    "stratum",
    "schools",
];

/// Reads a block of text as a heading. `None` if it is an ordinary line. `bullet`: whether a bullet or number opens it, which a
/// list's name without a colon does not have beside other words.
pub(super) fn read_heading(content: &str, bullet: bool) -> Option<Heading> {
    if content.len() > 160 {
        return None;
    }
    // The register lost the words of some headings and kept their colon.
    if content == ":" {
        return Some(Heading::Lost);
    }
    let colon = content.ends_with(':');
    if !colon && !may_open_a_list(content) && (bullet || !may_close_on_a_list(content)) {
        return None;
    }
    let lower = content.to_lowercase();
    let stripped = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '(');
    let words: Vec<&str> = stripped
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | ':' | ',' | '(' | ')' | '[' | ']'))
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() > 22 {
        return None;
    }
    let mut rest = words.as_slice();
    while let [first, tail @ ..] = rest {
        if !BEFORE.contains(first) || tail.is_empty() {
            break;
        }
        rest = tail;
    }
    let list = |section| {
        // "For all groups" and "volunteers are not eligible for this study if" speak of everyone.
        let everyone = words.iter().any(|word| matches!(*word, "all" | "both"))
            || words.contains(&"eligible") && words.iter().all(|word| *word == "volunteers" || !PARTS.contains(word));
        let partial = !everyone && words.iter().any(|word| PARTS.contains(word));
        Some(Heading::List { section, partial })
    };
    let short = words.len() <= 9;
    match rest {
        ["inclusion" | "inclusions" | "included" | "inclusionary"] => return list(Section::Inclusion),
        ["exclusion" | "exclusions" | "exclusionary"] => return list(Section::Exclusion),
        [
            "inclusion" | "inclusions" | "inclusionary" | "eligibility",
            "criteria" | "criterion" | "criteria-" | "requirements",
            after @ ..,
        ] if colon || short && !reads_on(after) => {
            return list(Section::Inclusion);
        }
        ["exclusion" | "exclusions" | "exclusionary" | "ineligibility", "criteria" | "criterion", after @ ..]
            if colon || short && !reads_on(after) =>
        {
            return list(Section::Exclusion);
        }
        ["reasons" | "reason" | "grounds", "for", "exclusion", ..] if colon || !bullet && short && !says_more(&words) => {
            return list(Section::Exclusion);
        }
        [
            "withdrawal" | "discontinuation" | "stopping" | "termination" | "drop-out" | "dropout",
            "criteria" | "rules",
            ..,
        ] if colon || !bullet && short => {
            // What ends someone's part in a trial is asked of nobody who enters it: its lines hold for a later part of it.
            return Some(Heading::List { section: Section::Exclusion, partial: true });
        }
        ["contraindication" | "contraindications"] if colon => return Some(Heading::Turn(Section::Exclusion)),
        ["not", "eligible"] | ["ineligible"] if colon => return list(Section::Exclusion),
        ["who", "cannot" | "can't" | "can\u{2019}t", "participate" | "join" | "enroll" | "enrol" | "take", ..]
        | ["who", "can" | "may" | "should", "not", "participate" | "join" | "enroll" | "enrol" | "take", ..]
            if colon =>
        {
            return list(Section::Exclusion);
        }
        ["you", "cannot" | "can't" | "can\u{2019}t", "participate" | "join" | "enroll" | "enrol" | "take", ..] if colon => {
            return list(Section::Exclusion);
        }
        ["non-inclusion" | "noninclusion", "criteria", ..] if colon || short => return list(Section::Exclusion),
        ["criteria", "for", "inclusion", ..] if colon || short => return list(Section::Inclusion),
        ["criteria", "for", "exclusion", ..] if colon || short => return list(Section::Exclusion),
        ["disease" | "patient", "characteristics"] | ["characteristics"] if colon => {
            return Some(Heading::List { section: Section::Inclusion, partial: false });
        }
        ["prior", "concurrent", "therapy"] | ["entry", "criteria"] | ["eligibility"] => {
            return Some(Heading::List { section: Section::Inclusion, partial: false });
        }
        ["inclusion", "exclusion", ..] => return list(Section::Inclusion),
        _ => {}
    }
    // "Exclusion Criteria at Visit 2", "Temporary exclusion criteria": a short line that a list's name opens or closes.
    if !bullet && short && !says_more(&words) {
        let named = |name: &[&str]| matches!(name, ["exclusion" | "inclusion", "criteria" | "criterion"]);
        let opens = rest.get(..2).is_some_and(named);
        let closes = words.len().checked_sub(2).and_then(|at| words.get(at..)).is_some_and(named);
        if opens || closes {
            return list(if words.contains(&"exclusion") { Section::Exclusion } else { Section::Inclusion });
        }
    }
    if !colon {
        return None;
    }
    let has = |word: &str| words.contains(&word);
    let negated = has("not") || has("cannot") || has("ineligible") || has("may-not");
    // "The following are NOT exclusionary:", "Patients with these conditions are still eligible:" ask nothing.
    let spares = has("exclusionary") || has("excluded") || has("exclusion") || has("exclusions");
    if has("not") && spares && !has("unless") && !has("if") && !has("who") && (has("are") || has("is") || has("be")) {
        return Some(Heading::Allows);
    }
    if has("eligible") && (has("still") || has("remain") || has("nevertheless")) && !negated {
        return Some(Heading::Allows);
    }
    if has("excluded") || has("exclude") || has("excludes") || has("disallowed") || has("prohibited") || has("ineligible") {
        return if has("not") || has("unless") || has("except") { None } else { Some(Heading::Turn(Section::Exclusion)) };
    }
    if has("eligible") && (has("if") || has("following") || has("study")) {
        let section = if negated { Section::Exclusion } else { Section::Inclusion };
        return list(section);
    }
    match words.as_slice() {
        ["required"] => Some(Heading::Turn(Section::Inclusion)),
        [.., "allowed" | "permitted" | "recommended" | "encouraged"] | ["note" | "notes" | "amended"] if !negated => {
            Some(Heading::Allows)
        }
        [.., "not", "allowed" | "permitted"] => Some(Heading::Turn(Section::Exclusion)),
        ["allowed" | "permitted" | "recommended", ..] if !negated => Some(Heading::Allows),
        _ => None,
    }
}

/// Whether the word of a line that follows those before the name of a list begins such a name. Cheap, and never wrong about a
/// line without a colon that is a heading.
fn may_open_a_list(content: &str) -> bool {
    let stripped = content.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '(');
    let mut words = stripped
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | ':' | ',' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .peekable();
    let is_one_of = |word: &str, list: &[&str]| list.iter().any(|other| word.eq_ignore_ascii_case(other));
    while let Some(word) = words.next() {
        if !word.is_ascii() {
            return true;
        }
        if words.peek().is_none() || !is_one_of(word, BEFORE) {
            return is_one_of(word, OPENING);
        }
    }
    false
}

/// `Part A (Healthy volunteers)`, `Cohort 2`: a part of the trial by its letter or number, and nothing that is asked.
pub(super) fn names_part(content: &str) -> bool {
    let mut words = content.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let part = words.next().is_some_and(|word| {
        ["part", "cohort", "arm", "group", "phase", "stratum", "substudy"].iter().any(|part| word.eq_ignore_ascii_case(part))
    });
    let number =
        words.next().is_some_and(|word| word.len() == 1 || matches!(word, "II" | "III" | "IV" | "10" | "11" | "12"));
    let plain = |word: &str| word.chars().all(char::is_alphabetic);
    let head = content.split(['(', ':', '-', '\u{2013}', '\u{2014}']).next().unwrap_or_default();
    content.len() <= 80
        && part
        && number
        && words.clone().count() <= 8
        && words.all(plain)
        && head.split_whitespace().count() == 2
        && !content.ends_with(['.', ';', ','])
}

/// Whether a line ends in the name of a list.
fn may_close_on_a_list(content: &str) -> bool {
    let mut words = content.split_whitespace().rev();
    let last = words.next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
    let before = words.next().unwrap_or_default();
    (last.eq_ignore_ascii_case("criteria") || last.eq_ignore_ascii_case("criterion"))
        && (before.eq_ignore_ascii_case("exclusion") || before.eq_ignore_ascii_case("inclusion"))
}

/// Whether words around the name of a list say something of it, so that they are a sentence: `Meets none of the exclusion
/// criteria`.
fn says_more(words: &[&str]) -> bool {
    words.iter().any(|word| {
        matches!(
            *word,
            "no" | "not"
                | "none"
                | "any"
                | "one"
                | "without"
                | "absence"
                | "meet"
                | "meets"
                | "meeting"
                | "met"
                | "fulfil"
                | "fulfill"
                | "fulfills"
                | "fulfilling"
                | "satisfy"
                | "satisfies"
                | "satisfying"
                | "fails"
                | "fail"
                | "who"
                | "that"
                | "has"
                | "have"
                | "having"
                | "with"
                | "were"
                | "was"
                | "will"
                | "may"
                | "must"
                | "should"
                | "if"
                | "see"
                | "same"
                | "above"
                | "other"
                | "than"
                | "according"
                | "per"
                | "presence"
                | "apply"
                | "applies"
                | "violation"
                | "from"
                | "due"
                | "every"
                | "each"
        )
    })
}

/// The words that a list's name can begin with where no colon ends it.
const OPENING: &[&str] = &[
    "inclusion",
    "inclusions",
    "included",
    "inclusionary",
    "exclusion",
    "exclusions",
    "exclusionary",
    "eligibility",
    "ineligibility",
    "non-inclusion",
    "noninclusion",
    "criteria",
    "prior",
    "entry",
    "reasons",
    "reason",
    "grounds",
    "withdrawal",
    "discontinuation",
    "stopping",
    "termination",
    "drop-out",
    "dropout",
];

/// Whether a longer line may be one that asks nothing, by its first and last letter and by "visit". Cheap, and never wrong
/// about a line that is one.
fn may_ask_nothing(content: &str) -> bool {
    let bytes = content.as_bytes();
    let last = content.trim_end_matches(|c: char| !c.is_alphanumeric()).as_bytes().last();
    let visits = |at: usize| bytes.get(at..at + 5).is_some_and(|word| word.eq_ignore_ascii_case(b"visit"));
    let first = content.trim_start_matches(|c: char| !c.is_alphanumeric()).as_bytes().first();
    matches!(first, Some(b'p' | b'P'))
        || matches!(last, Some(b'd' | b'D' | b'y' | b'Y'))
        || bytes.windows(2).any(|two| two.iter().all(u8::is_ascii_whitespace))
        || memchr::memchr2_iter(b'v', b'V', bytes).any(visits)
}

/// Whether a line only says that there is nothing to say here, or more elsewhere.
pub(super) fn asks_nothing(content: &str) -> bool {
    if content.len() > 400 || content.len() > 48 && !may_ask_nothing(content) {
        return false;
    }
    let lower = content.to_ascii_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    if bare.contains("please visit") {
        return true;
    }
    let bare = bare.rsplit_once(": ").filter(|(_, rest)| *rest == "not specified").map_or(bare, |(_, rest)| rest);
    matches!(
        bare,
        "not specified"
            | "none"
            | "none specified"
            | "n/a"
            | "not applicable"
            | "see disease characteristics"
            | "see patient characteristics"
            | "see above"
            | "see below"
            | "see general eligibility criteria"
            | "amended"
            | "no restrictions"
            | "note"
            | "na"
            | "any age"
            | "age: any age"
            | "age: - any age"
            | "disease characteristics"
            | "patient characteristics"
            | "further exclusion criteria apply"
    ) || (bare.starts_with("see ") && bare.len() < 40 && bare.ends_with("therapy"))
        || (bare.ends_with(" not specified") && bare.len() < 60)
        || (bare.ends_with("criteria may apply") && bare.len() < 90)
        || bare.starts_with("please contact site")
}

/// Whether the words after "inclusion criteria" make a sentence of it ("... were not met") rather than name a group.
fn reads_on(after: &[&str]) -> bool {
    match after {
        [] => false,
        [first, ..] => !matches!(
            *first,
            "for"
                | "-"
                | "\u{2013}"
                | "of"
                | "are"
                | "include"
                | "includes"
                | "phase"
                | "part"
                | "cohort"
                | "group"
                | "arm"
                | "all"
                | "patients"
                | "subjects"
                | "participants"
                | "1"
                | "2"
                | "i"
                | "ii"
                | "a"
                | "b"
        ),
    }
}
