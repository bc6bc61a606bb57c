//! The types of the expression language. `docs/reference/eligibility.md` documents the JSON form.

use almoner_base::ConceptId;
use almoner_facts::Route;
use serde::{Deserialize, Serialize};

/// Characters `start..end` (Unicode scalar values, `end` exclusive) of the trial's eligibility text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextSpan {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

/// Which list a criterion stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// Must hold.
    Inclusion,
    /// Must not hold. The expression says what excludes.
    Exclusion,
}

/// One criterion of a trial. For an exclusion, `Met` means that the patient has what excludes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// Position in the trial, from 0; stable within a trial version.
    pub id: u32,
    /// Inclusion or exclusion.
    pub section: Section,
    /// Where it stands in the eligibility text.
    pub source: TextSpan,
    /// What it asks.
    pub expr: Node,
}

/// How a node was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A closed form of the grammar, such as an age range.
    Grammar,
    /// Grammar around a term of the dictionary.
    Terminology,
    /// A structured field of the trial record.
    Field,
    /// A person's edit.
    Person,
    /// Not understood.
    None,
}

/// A node of the tree, with the text it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// What it asks.
    pub expr: Expr,
    /// The text it came from.
    pub source: TextSpan,
    /// How it was understood.
    pub method: Method,
}

/// A question about a patient, or a combination of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expr {
    /// All hold. An empty list holds.
    And(Vec<Node>),
    /// At least one holds. An empty list does not hold.
    Or(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// At least `count` of the parts hold.
    AtLeast {
        /// How many.
        count: u32,
        /// The parts.
        of: Vec<Node>,
    },
    /// At most `count` of the parts hold: `Not(AtLeast { count + 1 })`.
    AtMost {
        /// How many.
        count: u32,
        /// The parts.
        of: Vec<Node>,
    },
    /// If the condition holds, the consequence must: `Or(Not(condition), consequence)`.
    IfThen {
        /// The condition.
        condition: Box<Node>,
        /// What must then hold.
        then: Box<Node>,
    },
    /// The base holds and the exception does not: `And(base, Not(exception))`.
    Except {
        /// The general statement.
        base: Box<Node>,
        /// What is exempt from it.
        exception: Box<Node>,
    },
    /// One question.
    Atom(Atom),
    /// Text that was not understood. Always `Unknown(Opaque)`.
    Opaque,
}

/// Whom a question is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The patient.
    #[default]
    Patient,
    /// A blood relative.
    Family,
    /// Who the patient has sex or a child with. No chart holds other people, so a person must ask.
    Partner,
    /// Who gives an organ, blood or cells to the patient; a person must ask.
    Donor,
}

impl Subject {
    /// Its word in the readable form; empty for the patient.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Patient => "",
            Self::Family => "family",
            Self::Partner => "partner",
            Self::Donor => "donor",
        }
    }

    /// Whether it is the patient.
    #[must_use]
    pub fn is_patient(&self) -> bool {
        *self == Self::Patient
    }
}

/// Sexes that a trial enrols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SexClass {
    /// Female only.
    Female,
    /// Male only.
    Male,
}

/// One end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// The value.
    pub value: f64,
    /// Whether the value itself belongs to the interval.
    pub inclusive: bool,
}

/// When a fact must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At any time, now or before ("history of").
    #[default]
    Ever,
    /// Now: not ended, not in remission ("active", "current", present tense).
    Now,
    /// Within the window before now.
    Within(Window),
    /// Not within the window, but before it ("more than 6 months ago").
    Before(Window),
    /// Now, and since before the window began ("for at least 6 months").
    Since(Window),
    /// Of a drug: within the window before now or so many of its half-lives, whichever is longer.
    HalfLives(HalfLives),
    /// So long before or after something else that happened to the patient ("within 2 weeks before the stroke").
    Event(EventWindow),
}

/// A time before now that is counted in half-lives of the drug that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HalfLives {
    /// How many half-lives.
    pub count: u32,
    /// Days that it lasts at least; 0 where none are named.
    pub days: u32,
}

/// A time that counts from an event in the patient's own record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventWindow {
    /// From what.
    pub event: Anchor,
    /// On which side of it.
    pub order: Order,
    /// Days between that there are at least.
    #[serde(default)]
    pub least: u32,
    /// Days between that there are at most; any number where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
}

/// What a window counts from, other than screening, enrolment and the first dose, which are all now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Anchor {
    /// That it happened, or something below it in the hierarchy.
    Concept(ConceptId),
    /// Another point in time.
    Milestone(Milestone),
}

/// Points in time that no concept stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Milestone {
    /// The diagnosis of the disease that the trial is about; which of the patient's it is, the criterion does not say.
    Diagnosis,
}

/// On which side of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Not after it.
    Before,
    /// Not before it.
    After,
    /// On either side.
    Around,
}

impl Order {
    /// All of them, with their words in the readable form.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Before, "before"), (Self::After, "after"), (Self::Around, "of")];
}

/// A length of time that ends at screening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Days; a week is 7, a month 30, a year 365.
    pub days: u32,
}

/// What is asked of a measured value. Bounds are in `unit` (UCUM), or in multiples of the upper or lower limit of normal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueTest {
    /// Lower end; none if open.
    pub low: Option<Bound>,
    /// Upper end; none if open.
    pub high: Option<Bound>,
    /// UCUM unit of the bounds; `[ULN]` or `[LLN]` for multiples of the limits of normal; `1` for scores and bare numbers;
    /// empty where the text names none.
    pub unit: String,
}

/// Which of the values of a measurement are asked, of those in the time that is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Values {
    /// The latest.
    #[default]
    Latest,
    /// Any of them.
    Any,
    /// Each of them.
    All,
    /// The lowest.
    Lowest,
    /// The highest.
    Highest,
    /// The mean of the last so many; of all where it is 0.
    Mean(u32),
    /// As many, of different days.
    AtLeast(u32),
}

impl Values {
    /// Whether nothing but the latest is asked.
    #[must_use]
    pub fn is_latest(&self) -> bool {
        *self == Self::Latest
    }
}

/// How a drug is taken, as far as a question asks for it; nothing where it does not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manner {
    /// In which dose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dose: Option<Box<DoseTest>>,
    /// By any of these ways; by any way where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<Route>,
    /// In a dose that did not change in the time that is asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stable: bool,
}

impl Manner {
    /// Whether nothing is asked.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.dose.is_none() && self.routes.is_empty() && !self.stable
    }
}

/// What is asked of the amount of a drug that is taken in a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoseTest {
    /// Lower end; none if open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Bound>,
    /// Upper end; none if open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Bound>,
    /// UCUM unit of the bounds: `mg/d`, `[IU]/d`, `mg/wk`, `mg/kg/d`.
    pub unit: String,
    /// The drug whose dose is meant where others may be taken in doses that act alike ("prednisone or equivalent").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equivalent_to: Option<ConceptId>,
}

/// What a qualifier says of the thing that it stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// `severe`, `mild to moderate`.
    Severity,
    /// `uncontrolled`, `stable`, `decompensated`.
    Control,
    /// `acute`, `chronic`, `recurrent`, `newly diagnosed`.
    Course,
    /// `symptomatic`, `asymptomatic`, `latent`.
    Symptoms,
    /// `metastatic`, `locally advanced`, `unresectable`.
    Extent,
    /// `grade 3 or higher`, and a stage of anything but a cancer.
    Stage,
    /// `of the central nervous system`, `to the pelvis`.
    Site,
    /// `bilateral`, `left`.
    Side,
    /// `drug-induced`, `congenital`, `due to diabetes`.
    Cause,
    /// `treated`, `refractory`, `requiring systemic therapy`.
    Treatment,
    /// `oral`, `intravenous`.
    Route,
    /// `10 mg per day`, `a stable dose`.
    Dose,
    /// `regular`, `daily`, `more than once a month`.
    Frequency,
    /// `adjuvant`, `elective`, `for breast cancer`.
    Setting,
    /// `at screening`, `during the study`.
    Time,
    /// `within 4 weeks before surgery`, `during pregnancy`: before, after or during an event that the record of the trial does
    /// not date.
    Window,
    /// `for more than 21 days`: how long it lasts or was given.
    Duration,
    /// `that prolong the QT interval`: what it does.
    Effect,
    /// `or 5 half-lives, whichever is longer`: a window that is counted in half-lives of a drug.
    HalfLives,
    /// `recovered`, `resolved to grade 1`.
    Recovery,
    /// `confirmed by biopsy`.
    Confirmation,
    /// `cohort B`, `donors`: the part of the trial that a line is for.
    Cohort,
    /// `of 20/40 or better`: a value of something that the tables do not hold, or in a unit of its own.
    Value,
    /// `with psychotic features`: something that goes with it.
    Association,
    /// `that has progressed after therapy`: a clause about it.
    Clause,
    /// `as defined by the WHO`, `(any grade)`: how the text defines it further.
    Definition,
    /// `and` where both or either may be meant: which of two readings is right.
    Reading,
    /// `allowed if stable`: who is let in all the same.
    Permission,
    /// `unless treated curatively`: what is spared, in words.
    Exception,
    /// `if creatinine is borderline`: when it is asked, in words.
    #[serde(rename = "if-so")]
    Condition,
    /// `other`: not the one that the trial is about.
    Other,
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 31] = [
        Self::Severity,
        Self::Control,
        Self::Course,
        Self::Symptoms,
        Self::Extent,
        Self::Stage,
        Self::Site,
        Self::Side,
        Self::Cause,
        Self::Treatment,
        Self::Route,
        Self::Dose,
        Self::Frequency,
        Self::Setting,
        Self::Time,
        Self::Window,
        Self::Duration,
        Self::Effect,
        Self::HalfLives,
        Self::Recovery,
        Self::Confirmation,
        Self::Cohort,
        Self::Value,
        Self::Association,
        Self::Clause,
        Self::Definition,
        Self::Reading,
        Self::Permission,
        Self::Exception,
        Self::Condition,
        Self::Other,
    ];

    /// Whether the aspect only says where words stand that nothing was read from: a clause, an exception, a time or a value left in
    /// words. What bears one is understood in part, however well the rest is.
    #[must_use]
    pub fn is_left_in_words(self) -> bool {
        matches!(
            self,
            Self::Time
                | Self::Value
                | Self::Association
                | Self::Clause
                | Self::Definition
                | Self::Reading
                | Self::Permission
                | Self::Exception
                | Self::Condition
        )
    }

    /// Its name, as in the JSON form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Severity => "severity",
            Self::Control => "control",
            Self::Course => "course",
            Self::Symptoms => "symptoms",
            Self::Extent => "extent",
            Self::Stage => "stage",
            Self::Site => "site",
            Self::Side => "side",
            Self::Cause => "cause",
            Self::Treatment => "treatment",
            Self::Route => "route",
            Self::Dose => "dose",
            Self::Frequency => "frequency",
            Self::Setting => "setting",
            Self::Time => "time",
            Self::Window => "window",
            Self::Duration => "duration",
            Self::Effect => "effect",
            Self::HalfLives => "half-lives",
            Self::Recovery => "recovery",
            Self::Confirmation => "confirmation",
            Self::Cohort => "cohort",
            Self::Value => "value",
            Self::Association => "association",
            Self::Clause => "clause",
            Self::Definition => "definition",
            Self::Reading => "reading",
            Self::Permission => "permission",
            Self::Exception => "exception",
            Self::Condition => "if-so",
            Self::Other => "other",
        }
    }
}

/// What kind of thing a name stands for that the tables do not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
    /// A disease, finding or symptom.
    Condition,
    /// A drug, vaccine or class of drugs.
    Medication,
    /// A procedure or device.
    Procedure,
    /// A test or a score.
    Measurement,
    /// What somebody is allergic to.
    Allergy,
    /// A gene, or an alteration of one.
    Genomic,
}

impl Thing {
    /// Its name, as in the JSON form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Medication => "medication",
            Self::Procedure => "procedure",
            Self::Measurement => "measurement",
            Self::Allergy => "allergy",
            Self::Genomic => "genomic",
        }
    }
}

impl Atom {
    /// Of which time it asks, where it asks of a time.
    #[must_use]
    pub fn when(&self) -> Option<When> {
        self.clone().when_mut().copied()
    }

    /// The same, to be changed.
    pub fn when_mut(&mut self) -> Option<&mut When> {
        match self {
            Self::Condition { when, .. }
            | Self::Medication { when, .. }
            | Self::Procedure { when, .. }
            | Self::Measurement { when, .. }
            | Self::Social { when, .. }
            | Self::Genomic { when, .. }
            | Self::Named { when, .. }
            | Self::Participation { when } => Some(when),
            _ => None,
        }
    }

    /// Whether no record answers it, whoever is asked: consent and judgement, other trials, and people who are not the patient.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        let other = |subject: &Subject| matches!(subject, Subject::Partner | Subject::Donor);
        match self {
            Self::Participation { .. } | Self::Person => true,
            Self::Condition { subject, .. } | Self::Social { subject, .. } | Self::Named { subject, .. } => other(subject),
            _ => false,
        }
    }
}

/// A question that one kind of record answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Atom {
    /// Age in years at screening; a bound in months or weeks is written as a fraction of a year.
    Age {
        /// Youngest.
        low: Option<Bound>,
        /// Oldest.
        high: Option<Bound>,
    },
    /// Recorded sex.
    Sex(SexClass),
    /// The patient (or a relative) has or had the condition, or one below it in the hierarchy.
    Condition {
        /// Any of these.
        any_of: Vec<ConceptId>,
        /// When.
        when: When,
        /// Whose.
        subject: Subject,
    },
    /// A drug or a member of the class was taken.
    Medication {
        /// Any of these.
        any_of: Vec<ConceptId>,
        /// When.
        when: When,
        /// How it was taken.
        #[serde(flatten)]
        manner: Manner,
    },
    /// The procedure was done, or the device is there.
    Procedure {
        /// Any of these.
        any_of: Vec<ConceptId>,
        /// When.
        when: When,
    },
    /// A measurement or score passes the test.
    Measurement {
        /// Which measurement.
        concept: ConceptId,
        /// What is asked of its value.
        test: ValueTest,
        /// How old it may be; `Ever` for no limit.
        when: When,
        /// Which of its values.
        #[serde(default, skip_serializing_if = "Values::is_latest")]
        values: Values,
    },
    /// An allergy or intolerance to the substance or class.
    Allergy {
        /// Any of these.
        any_of: Vec<ConceptId>,
    },
    /// A statement about the person's life: smoking, alcohol, pregnancy, lactation.
    Social {
        /// Any of these.
        any_of: Vec<ConceptId>,
        /// When.
        when: When,
        /// Whose.
        #[serde(default, skip_serializing_if = "Subject::is_patient")]
        subject: Subject,
    },
    /// An alteration of a gene or chromosome, or a marker of a tumor, or one below it in the hierarchy, was found. What was found not
    /// to be there is denied; silence says nothing, since nobody tests every gene.
    Genomic {
        /// Any of these.
        any_of: Vec<ConceptId>,
        /// When.
        when: When,
    },
    /// The latest statement of the stage of the patient's cancer is one of these, or below it in the hierarchy. Stages of one system
    /// exclude each other; a stage that is wider than what is asked leaves it open, and so does silence.
    Stage {
        /// Any of these.
        any_of: Vec<ConceptId>,
    },
    /// What is asked of the thing beside it and what facts do not hold: how severe, of which cause, in what dose. It never
    /// holds of itself: it stands in a conjunction with what it narrows, so that a patient without the thing is decided and a
    /// patient with it is not, for want of data.
    Qualifier {
        /// Of what kind.
        aspect: Aspect,
        /// The words of it, in lower case; empty where the concepts say it all.
        value: String,
        /// What it refers to, such as the cause or the drug that is required; empty for none.
        any_of: Vec<ConceptId>,
    },
    /// A thing under the name that the text gives it, because the tables hold no concept of it, or because the words around
    /// a name that they hold may make something else of it. Facts are about concepts, so it is always unknown for want of
    /// data; what kind of thing is asked, of whom and of which time is known all the same.
    Named {
        /// What kind of thing it is.
        kind: Thing,
        /// Its name, in lower case.
        name: String,
        /// What is asked of its value, if anything is; the unit as the tables spell it, empty where they do not know it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        test: Option<ValueTest>,
        /// When.
        when: When,
        /// Whose.
        subject: Subject,
    },
    /// The patient takes or took part in another trial. It is for a person to ask, who is shown what parts in studies are on record; of
    /// those who are known to be enrolled in another trial it is known to hold.
    Participation {
        /// When.
        when: When,
    },
    /// Only a person can answer: consent, willingness, ability to comply, the investigator's judgement, logistics.
    Person,
}
