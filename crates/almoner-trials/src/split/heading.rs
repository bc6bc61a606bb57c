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

/// Reads a block of text as a heading. `None` if it is an ordinary line.
pub(super) fn read_heading(content: &str) -> Option<Heading> {
    if content.len() > 160 {
        return None;
    }
    let colon = content.ends_with(':');
    let lower = content.to_lowercase();
    let stripped = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '(');
    let words: Vec<&str> = stripped
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | ':' | ',' | '(' | ')'))
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
    // "For all groups" and "volunteers are not eligible for this study if" speak of everyone.
    let everyone = words.iter().any(|word| matches!(*word, "all" | "both"))
        || words.contains(&"eligible") && words.iter().all(|word| *word == "volunteers" || !PARTS.contains(word));
    let partial = !everyone && words.iter().any(|word| PARTS.contains(word));
    let list = |section| Some(Heading::List { section, partial });
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
    if !colon {
        return None;
    }
    let has = |word: &str| words.contains(&word);
    let negated = has("not") || has("cannot") || has("ineligible") || has("may-not");
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

/// Whether a line only says that there is nothing to say here, or more elsewhere.
pub(super) fn asks_nothing(content: &str) -> bool {
    if content.len() > 400 {
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
