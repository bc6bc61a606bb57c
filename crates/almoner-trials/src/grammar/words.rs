//! The closed lists of words that the grammar knows besides the dictionary, by what they do to a statement.

/// Words with which statements of eligibility begin, written with a capital.
pub(super) fn begins_statements(word: &str) -> bool {
    matches!(
        word,
        "patients"
            | "patient"
            | "subjects"
            | "subject"
            | "participants"
            | "history"
            | "known"
            | "pregnant"
            | "pregnancy"
            | "prior"
            | "previous"
            | "active"
            | "no"
            | "any"
            | "use"
            | "must"
            | "women"
            | "females"
            | "males"
            | "presence"
            | "evidence"
            | "diagnosis"
            | "uncontrolled"
            | "severe"
            | "serious"
            | "concurrent"
            | "significant"
            | "clinically"
            | "treatment"
            | "inability"
            | "unable"
            | "received"
            | "receiving"
            | "currently"
            | "current"
            | "written"
            | "signed"
            | "informed"
            | "ability"
            | "willing"
            | "able"
            | "adequate"
            | "bidimensionally"
            | "measurable"
            | "histologically"
            | "participation"
            | "age"
            | "aged"
            | "hypersensitivity"
            | "allergy"
            | "contraindication"
            | "recent"
            | "refusal"
            | "life"
            | "lactating"
            | "breastfeeding"
            | "major"
            | "concomitant"
            | "documented"
            | "suspected"
            | "unstable"
            | "alcohol"
            | "drug"
            | "having"
            | "planned"
            | "patients'"
            | "recovered"
            | "absence"
    )
}

/// Words that lean on what follows them, so that no statement ends with one.
pub(super) fn leans_on(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "to"
            | "in"
            | "for"
            | "at"
            | "on"
            | "than"
            | "no"
            | "not"
            | "without"
            | "within"
            | "during"
            | "after"
            | "before"
            | "prior"
            | "per"
            | "via"
            | "into"
            | "other"
            | "including"
            | "include"
            | "excluding"
            | "except"
            | "unless"
            | "if"
            | "when"
            | "while"
            | "receiving"
            | "taking"
            | "between"
            | "under"
            | "over"
            | "and/or"
            | "using"
            | "each"
            | "every"
            | "this"
            | "these"
            | "newly"
            | "current"
            | "either"
            | "both"
            | "neither"
            | "against"
            | "since"
            | "until"
            | "their"
            | "its"
            | "such"
            | "which"
            | "step"
            | "part"
            | "phase"
            | "arm"
            | "cohort"
            | "group"
            | "see"
            | "center"
            | "the"
    )
}

/// Words that carry no condition of their own around a statement about a patient.
pub(super) fn is_filler(word: &str) -> bool {
    if word.ends_with("-confirmed") || word.ends_with("-proven") || word.ends_with("-documented") {
        return true;
    }
    matches!(
        word,
        "a" | "an"
            | "the"
            | "any"
            | "patient"
            | "patients"
            | "patient's"
            | "subject"
            | "subjects"
            | "participant"
            | "participants"
            | "individual"
            | "individuals"
            | "person"
            | "persons"
            | "people"
            | "candidate"
            | "candidates"
            | "volunteer"
            | "volunteers"
            | "must"
            | "should"
            | "have"
            | "has"
            | "had"
            | "having"
            | "is"
            | "are"
            | "be"
            | "been"
            | "being"
            | "was"
            | "who"
            | "with"
            | "known"
            | "documented"
            | "confirmed"
            | "diagnosis"
            | "diagnoses"
            | "diagnosed"
            | "evidence"
            | "presence"
            | "of"
            | "established"
            | "proven"
            | "histologically"
            | "cytologically"
            | "pathologically"
            | "histological"
            | "cytological"
            | "pathological"
            | "histopathologically"
            | "biopsy-proven"
            | "laboratory"
            | "medical"
            | "medically"
            | "suffering"
            | "from"
            | "as"
            | "by"
            | "that"
            | "those"
            | "all"
            | "study"
            | "clinical"
            | "clinically"
            | "radiologically"
            | "radiographically"
            | "microscopically"
            | "verified"
            | "patient(s)"
            | "confirmation"
            | "persons'"
            | "existing"
            | "pre-existing"
            | "preexisting"
            | "underlying"
            | "concomitant"
            | "coexisting"
            | "co-existing"
            | "concurrent"
            | "whose"
            | "you"
            | "your"
            | "he"
            | "she"
            | "they"
            | "it"
            | "child"
            | "if"
            | "either"
            | "both"
            | "also"
            | "already"
            | "will"
            | "case"
            | "cases"
            | "subject's"
            | "baseline"
            | "screening"
            | "dsm-iv"
            | "dsm-iv-tr"
            | "dsm-v"
            | "dsm-5"
            | "dsm-iii-r"
    )
}

/// Fillers that may stand before a named thing; `other` and quantifiers may not be dropped there.
pub(super) fn is_lead(word: &str) -> bool {
    is_filler(word)
        && !matches!(
            word,
            "if" | "child"
                | "clinically"
                | "clinical"
                | "either"
                | "both"
                | "screening"
                | "study"
                | "laboratory"
                | "as"
                | "by"
                | "that"
        )
}

/// Words after a condition that add nothing.
pub(super) fn trails_condition(word: &str) -> bool {
    matches!(
        word,
        "disease"
            | "diseases"
            | "disorder"
            | "disorders"
            | "condition"
            | "conditions"
            | "patients"
            | "patient"
            | "subjects"
            | "women"
            | "females"
            | "female"
            | "mellitus"
            | "etc"
            | "diagnosis"
            | "syndrome"
            | "participants"
            | "individuals"
            | "infection"
            | "presentation"
            | "woman"
            | "mother"
            | "mothers"
            | "volunteers"
    )
}

/// Words after a drug or a procedure that add nothing.
pub(super) fn trails_treatment(word: &str) -> bool {
    matches!(
        word,
        "therapy"
            | "therapies"
            | "treatment"
            | "treatments"
            | "use"
            | "medication"
            | "medications"
            | "drugs"
            | "drug"
            | "agents"
            | "agent"
            | "products"
            | "product"
            | "preparations"
            | "preparation"
            | "etc"
            | "consumption"
            | "intake"
            | "usage"
            | "ingestion"
    )
}

/// Words that narrow what stands after them: the narrower statement holds only where the wider does.
pub(super) fn is_narrowing(word: &str) -> bool {
    const LISTED: &[&str] = &[
        "severe",
        "mild",
        "moderate",
        "uncontrolled",
        "unstable",
        "stable",
        "acute",
        "chronic",
        "symptomatic",
        "asymptomatic",
        "metastatic",
        "recurrent",
        "relapsed",
        "refractory",
        "advanced",
        "locally",
        "early",
        "late",
        "significant",
        "serious",
        "major",
        "minor",
        "newly",
        "new",
        "untreated",
        "treated",
        "poorly",
        "controlled",
        "decompensated",
        "compensated",
        "invasive",
        "primary",
        "secondary",
        "bilateral",
        "unilateral",
        "left",
        "right",
        "congenital",
        "inherited",
        "hereditary",
        "systemic",
        "local",
        "localized",
        "persistent",
        "recent",
        "overt",
        "progressive",
        "unresectable",
        "resectable",
        "inoperable",
        "measurable",
        "end-stage",
        "moderate-to-severe",
        "mild-to-moderate",
        "life-threatening",
        "complicated",
        "uncomplicated",
        "extensive",
        "limited",
        "diffuse",
        "focal",
        "pediatric",
        "juvenile",
        "childhood",
        "idiopathic",
        "essential",
        "stage",
        "grade",
        "untreated",
        "inadequately",
        "well-controlled",
        "poorly-controlled",
        "drug-induced",
        "steroid-dependent",
        "insulin-dependent",
        "medically",
        "intermittent",
        "frequent",
        "large",
        "small",
        "long-term",
        "longstanding",
        "high-risk",
        "low-risk",
        "ischemic",
        "hemorrhagic",
        "high-dose",
        "low-dose",
        "oral",
        "intravenous",
        "inhaled",
        "topical",
        "transdermal",
        "parenteral",
        "subcutaneous",
        "intramuscular",
        "nasal",
        "regular",
        "daily",
        "heavy",
        "gross",
        "frank",
        "massive",
        "very",
        "moderately",
        "severely",
        "mildly",
        "newly-diagnosed",
        "treatment-resistant",
        "treatment-refractory",
        "hormone-refractory",
        "surgical",
        "surgically",
        "chronically",
        "acutely",
        "highly",
        "elective",
        "emergency",
        "open",
        "de",
        "novo",
        "relapsing",
        "other",
        "another",
    ];
    LISTED.contains(&word)
}

/// Words that begin a narrowing phrase after a named thing.
pub(super) fn opens_narrowing(word: &str) -> bool {
    matches!(
        word,
        "requiring"
            | "required"
            | "requires"
            | "treated"
            | "with"
            | "without"
            | "due"
            | "secondary"
            | "that"
            | "which"
            | "whose"
            | "who"
            | "in"
            | "as"
            | "by"
            | "based"
            | "confirmed"
            | "documented"
            | "defined"
            | "despite"
            | "involving"
            | "causing"
            | "affecting"
            | "resulting"
            | "associated"
            | "at"
            | "of"
            | "from"
            | "during"
            | "while"
            | "since"
            | "using"
            | "on"
            | "for"
            | "within"
            | "after"
            | "before"
            | "prior"
            | "following"
            | "diagnosed"
            | "caused"
            | "related"
            | "whether"
            | "where"
            | "when"
            | "under"
            | "according"
            | "per"
            | "not"
            | "managed"
            | "receiving"
            | "having"
            | "stage"
            | "grade"
            | "class"
            | "type"
            | "including"
            | "necessitating"
            | "leading"
            | "interfering"
            | "has"
            | "have"
            | "is"
            | "are"
            | "was"
            | "to"
            | "determined"
            | "between"
            | "currently"
            | "that's"
            | "assessed"
            | "measured"
            | "demonstrated"
            | "proven"
            | "characterized"
            | "manifested"
            | "over"
    )
}

/// Words that, after a comma, go on about the member before it rather than begin another.
pub(super) fn qualifies(word: &str) -> bool {
    matches!(
        word,
        "which"
            | "that"
            | "who"
            | "whose"
            | "not"
            | "requiring"
            | "required"
            | "treated"
            | "defined"
            | "due"
            | "secondary"
            | "despite"
            | "without"
            | "based"
            | "documented"
            | "confirmed"
            | "as"
            | "in"
            | "if"
            | "where"
            | "when"
            | "resulting"
            | "caused"
            | "controlled"
            | "at"
            | "on"
            | "by"
            | "for"
            | "since"
            | "during"
            | "after"
            | "before"
            | "with"
            | "but"
            | "because"
            | "unresponsive"
            | "even"
            | "regardless"
            | "stable"
            | "using"
            | "so"
            | "although"
    )
}

/// Words that turn a statement around, make it hypothetical, or move it to another person: with one of these before it, a
/// named thing is not what the sentence says of the patient.
pub(super) fn moves_meaning(word: &str) -> bool {
    matches!(
        word,
        "risk"
            | "prevention"
            | "prophylaxis"
            | "candidate"
            | "scheduled"
            | "planned"
            | "planning"
            | "plan"
            | "plans"
            | "anticipated"
            | "suspected"
            | "possible"
            | "probable"
            | "suspicion"
            | "exposure"
            | "exposed"
            | "contraindication"
            | "contraindications"
            | "contraindicated"
            | "response"
            | "failure"
            | "failed"
            | "resistant"
            | "resistance"
            | "naive"
            | "donor"
            | "partner"
            | "mother"
            | "maternal"
            | "father"
            | "parent"
            | "sibling"
            | "test"
            | "tests"
            | "testing"
            | "vaccination"
            | "vaccine"
            | "vaccinated"
            | "indication"
            | "eligible"
            | "need"
            | "needs"
            | "requirement"
            | "require"
            | "intolerant"
            | "unable"
            | "able"
            | "ability"
            | "except"
            | "unless"
            | "if"
            | "than"
            | "score"
            | "symptoms"
            | "relative"
            | "relatives"
            | "offspring"
    )
}

/// Nouns that a list may share at its end: in "alcohol or drug abuse" the first member is not alcohol.
pub(super) fn is_shared_head(word: &str) -> bool {
    matches!(
        word,
        "disease"
            | "diseases"
            | "disorder"
            | "disorders"
            | "cancer"
            | "cancers"
            | "carcinoma"
            | "tumor"
            | "tumors"
            | "infection"
            | "infections"
            | "transplant"
            | "transplantation"
            | "surgery"
            | "abuse"
            | "use"
            | "misuse"
            | "addiction"
            | "dependence"
            | "dependency"
            | "dependent"
            | "test"
            | "tests"
            | "testing"
            | "therapy"
            | "therapies"
            | "treatment"
            | "treatments"
            | "failure"
            | "medication"
            | "medications"
            | "inhibitors"
            | "agents"
            | "drugs"
            | "impairment"
            | "dysfunction"
            | "insufficiency"
            | "abnormalities"
            | "abnormality"
            | "metastases"
            | "metastasis"
            | "vaccine"
            | "vaccination"
            | "exposure"
            | "intolerance"
            | "allergy"
            | "procedure"
            | "procedures"
            | "involvement"
            | "toxicity"
            | "bleeding"
            | "injury"
            | "complications"
            | "problems"
            | "symptoms"
            | "illness"
            | "condition"
            | "conditions"
            | "event"
            | "events"
            | "positive"
            | "negative"
            | "status"
    )
}

/// Those of the shared heads that only say again that something is a disease.
pub(super) fn is_disease_head(word: &str) -> bool {
    matches!(
        word,
        "disease"
            | "diseases"
            | "disorder"
            | "disorders"
            | "cancer"
            | "cancers"
            | "carcinoma"
            | "tumor"
            | "tumors"
            | "infection"
            | "infections"
            | "failure"
            | "impairment"
            | "dysfunction"
            | "insufficiency"
            | "injury"
            | "illness"
            | "bleeding"
    )
}

/// Anchors of a window that all mean the moment of screening, as far as records can tell.
pub(super) fn is_anchor(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "of"
            | "to"
            | "into"
            | "at"
            | "on"
            | "this"
            | "study"
            | "trial"
            | "protocol"
            | "entry"
            | "screening"
            | "visit"
            | "visits"
            | "first"
            | "dose"
            | "dosing"
            | "start"
            | "starting"
            | "initiation"
            | "beginning"
            | "randomization"
            | "randomisation"
            | "enrollment"
            | "enrolment"
            | "enrolling"
            | "entering"
            | "baseline"
            | "registration"
            | "inclusion"
            | "informed"
            | "consent"
            | "signing"
            | "administration"
            | "day"
            | "participation"
            | "time"
            | "date"
            | "drug"
            | "medication"
            | "investigational"
            | "product"
            | "recruitment"
            | "initial"
            | "period"
            | "receiving"
            | "treatment"
            | "signature"
            | "enroll"
            | "enrolled"
            | "randomized"
            | "commencement"
            | "commencing"
            | "joining"
            | "eligibility"
            | "assessment"
            | "evaluation"
            | "cycle"
            | "screen"
            | "consenting"
            | "allocation"
            | "assignment"
            | "imp"
            | "ip"
    )
}

/// Whether the words of a heading or a label say that what follows is for every part of the trial: `All cohorts`, `For both
/// groups`.
pub(crate) fn is_for_everyone<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let words: Vec<&str> = words.take(8).collect();
    let words = match words.as_slice() {
        ["for" | "in", rest @ ..] => rest,
        all => all,
    };
    let [first, rest @ ..] = words else { return false };
    let whom = |word: &&str| {
        matches!(
            *word,
            "cohorts"
                | "groups"
                | "arms"
                | "parts"
                | "phases"
                | "strata"
                | "participants"
                | "patients"
                | "subjects"
                | "volunteers"
                | "individuals"
                | "stages"
        )
    };
    matches!(*first, "all" | "both")
        && rest.iter().any(whom)
        && rest
            .iter()
            .all(|word| whom(word) || matches!(*word, "of" | "the" | "study" | "trial" | "treatment" | "in" | "and"))
}

/// Whether the words of a heading or a label name a cohort, an arm, a phase or the donors of a trial rather than a state of the
/// patient.
pub(crate) fn names_a_part<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let words: Vec<&str> = words.take(13).collect();
    let part = |word: &&str| {
        matches!(
            *word,
            "cohort"
                | "cohorts"
                | "arm"
                | "arms"
                | "group"
                | "groups"
                | "part"
                | "parts"
                | "phase"
                | "phases"
                | "step"
                | "stratum"
                | "strata"
                | "track"
                | "substudy"
                | "sub-study"
                | "donor"
                | "donors"
                | "recipient"
                | "recipients"
                | "control"
                | "controls"
        )
    };
    let healthy = matches!(words.first(), Some(&"healthy"))
        && words.len() <= 4
        && words.iter().any(|word| {
            matches!(*word, "volunteers" | "subjects" | "participants" | "controls" | "children" | "adults" | "infants")
        });
    words.len() <= 12 && (words.iter().any(part) || healthy)
}
