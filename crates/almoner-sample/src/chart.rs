//! The truth about a made-up patient: what happened and when. Resources, notes and gold files are written from it.

use almoner_base::Date;

use crate::concept::Concept;
use crate::hospital;
use crate::person::{Person, Sex};
use crate::rng::{self, Rng};

/// How a patient of a cohort is meant to stand towards the trial of the same disease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Values and history as trials ask for.
    Typical,
    /// Something that excludes.
    Excluded,
    /// Results missing or old.
    Sparse,
    /// Whatever chance brings.
    Plain,
}

/// A date as precise as the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A day.
    Day(Date),
    /// A month.
    Month(Date),
    /// A year.
    Year(Date),
}

impl When {
    /// The day it truly was.
    pub fn date(self) -> Date {
        match self {
            Self::Day(date) | Self::Month(date) | Self::Year(date) => date,
        }
    }

    /// In FHIR's form.
    pub fn fhir(self) -> String {
        match self {
            Self::Day(date) => date.to_string(),
            Self::Month(date) => format!("{:04}-{:02}", date.year(), date.month()),
            Self::Year(date) => format!("{:04}", date.year()),
        }
    }
}

/// What kind of encounter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Office visit.
    Ambulatory,
    /// Hospital stay.
    Inpatient,
    /// Emergency department.
    Emergency,
    /// Telephone or video.
    Virtual,
}

/// An encounter.
#[derive(Debug)]
pub struct Visit {
    /// FHIR id.
    pub id: String,
    /// First day.
    pub date: Date,
    /// Last day.
    pub end: Date,
    /// Kind.
    pub class: Class,
    /// Why.
    pub reason: Option<&'static Concept>,
    /// Who saw the patient: a position in the hospital's list, taken modulo its length.
    pub practitioner: u32,
}

/// How sure a condition is, or how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Confirmed.
    Confirmed,
    /// Considered and ruled out.
    Refuted,
    /// Written into the wrong chart.
    EnteredInError,
}

/// Labels of segments that the law or the patient protects beyond HIPAA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Substance use disorder records of a part 2 program (42 CFR part 2).
    Part2,
    /// Psychotherapy notes (45 CFR 164.501).
    Psychotherapy,
    /// HIV.
    Hiv,
}

/// A condition of the patient.
#[derive(Debug)]
pub struct Problem {
    /// FHIR id.
    pub id: String,
    /// What.
    pub concept: &'static Concept,
    /// When it began.
    pub onset: When,
    /// When it ended.
    pub end: Option<Date>,
    /// How sure.
    pub standing: Standing,
    /// Protection.
    pub label: Option<Label>,
    /// `Condition.stage`, such as `Stage IV`.
    pub stage: Option<&'static str>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number in the concept's unit.
    Number(f64),
    /// A number that the method can not tell from less: `<20`.
    LessThan(f64),
    /// Words, such as `positive`.
    Words(&'static str),
}

/// A measurement.
#[derive(Debug)]
pub struct Measure {
    /// FHIR id.
    pub id: String,
    /// What.
    pub concept: &'static Concept,
    /// How much.
    pub value: Value,
    /// When.
    pub date: Date,
    /// Position of the visit.
    pub visit: Option<usize>,
    /// Whether it was entered in error.
    pub error: bool,
}

/// A drug the patient takes or took.
#[derive(Debug)]
pub struct Course {
    /// FHIR id.
    pub id: String,
    /// What.
    pub concept: &'static Concept,
    /// Dose as written.
    pub dose: String,
    /// First day.
    pub start: Date,
    /// Last day, if it was stopped.
    pub stop: Option<Date>,
    /// Protection.
    pub label: Option<Label>,
}

/// A procedure, device, vaccine or allergy.
#[derive(Debug)]
pub struct Entry {
    /// FHIR id.
    pub id: String,
    /// What.
    pub concept: &'static Concept,
    /// When.
    pub when: When,
}

/// How a statement of a note is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is so.
    Affirmed,
    /// It is not so.
    Negated,
    /// It may be so.
    Possible,
    /// It was so.
    Historical,
    /// It is so of a relative.
    Family,
    /// It might come.
    Hypothetical,
}

/// Which part of a note a statement belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// History of present illness or past history.
    History,
    /// Social history.
    Social,
    /// Family history.
    Family,
    /// Findings.
    Findings,
    /// Assessment and plan.
    Plan,
}

/// Something that only notes say.
#[derive(Debug)]
pub struct Said {
    /// The concept's key.
    pub key: &'static str,
    /// Words before the mention.
    pub before: String,
    /// The mention itself.
    pub mention: String,
    /// Words after.
    pub after: String,
    /// The number in it.
    pub value: Option<(f64, &'static str)>,
    /// How it is meant.
    pub mode: Mode,
    /// Where it stands.
    pub part: Part,
    /// From when on notes say it.
    pub since: Date,
}

/// Tobacco.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smoking {
    /// Never.
    Never,
    /// Stopped.
    Former,
    /// Still.
    Current,
}

/// A patient's record.
#[derive(Debug)]
pub struct Chart {
    pub person: Person,
    pub profile: Profile,
    pub cohort: &'static str,
    pub visits: Vec<Visit>,
    pub problems: Vec<Problem>,
    pub measures: Vec<Measure>,
    pub courses: Vec<Course>,
    pub procedures: Vec<Entry>,
    pub devices: Vec<Entry>,
    pub vaccines: Vec<Entry>,
    pub allergies: Vec<Entry>,
    pub family: Vec<(&'static str, &'static Concept)>,
    pub said: Vec<Said>,
    pub smoking: Smoking,
    pub pack_years: Option<i32>,
    /// The last day on which anything clinical can have happened: death or the anchor.
    pub last: Date,
}

/// A chart being written by the disease modules.
pub struct Life {
    /// The patient's own stream of chance.
    pub rng: Rng,
    /// What is written so far.
    pub chart: Chart,
    /// Keys of the measurements that a sparse chart lacks on purpose.
    pub missed: Vec<&'static str>,
}

impl Life {
    /// A chart with regular visits and nothing else.
    pub fn new(mut rng: Rng, person: Person, profile: Profile, cohort: &'static str) -> Self {
        let last = person.death.unwrap_or(crate::anchor());
        let doctor = person.physician;
        let mut chart = Chart {
            person,
            profile,
            cohort,
            visits: Vec::new(),
            problems: Vec::new(),
            measures: Vec::new(),
            courses: Vec::new(),
            procedures: Vec::new(),
            devices: Vec::new(),
            vaccines: Vec::new(),
            allergies: Vec::new(),
            family: Vec::new(),
            said: Vec::new(),
            smoking: Smoking::Never,
            pack_years: None,
            last,
        };
        let mut back = rng.range(3, 45);
        let birth = chart.person.birth.days_since_1970();
        for _ in 0..rng.range(6, 11) {
            let day = last.days_since_1970() - back;
            if day <= birth {
                break;
            }
            let date = Date::from_days_since_1970(day);
            let class = match rng.below(100) {
                0..8 => Class::Virtual,
                8..13 => Class::Emergency,
                _ => Class::Ambulatory,
            };
            chart.visits.push(Visit { id: rng.uuid(), date, end: date, class, reason: None, practitioner: doctor });
            back += rng.range(45, 190);
        }
        if chart.visits.is_empty() {
            chart.visits.push(Visit {
                id: rng.uuid(),
                date: last,
                end: last,
                class: Class::Inpatient,
                reason: None,
                practitioner: doctor,
            });
        }
        chart.visits.reverse();
        Self { rng, chart, missed: Vec::new() }
    }

    /// Whether the patient is a woman.
    pub fn female(&self) -> bool {
        self.chart.person.sex == Sex::Female
    }

    /// Age on the last day.
    pub fn age(&self) -> i32 {
        self.chart.person.age_on(self.chart.last)
    }

    /// Whether this patient's profile is the given one.
    pub fn is(&self, profile: Profile) -> bool {
        self.chart.profile == profile
    }

    /// Whether what is known of the patient is as trials ask for; in a sparse chart less is known.
    pub fn fits(&self) -> bool {
        matches!(self.chart.profile, Profile::Typical | Profile::Sparse)
    }

    /// A day so many days before the last, never before birth.
    pub fn days_ago(&self, days: i32) -> Date {
        let birth = self.chart.person.birth.days_since_1970();
        Date::from_days_since_1970((self.chart.last.days_since_1970() - days).max(birth))
    }

    /// A day between `low` and `high` years before the last.
    pub fn years_ago(&mut self, low: i32, high: i32) -> Date {
        let days = self.rng.range(low * 365, high * 365);
        self.days_ago(days)
    }

    /// An active condition. One in four onsets is known by its month or year only.
    pub fn problem(&mut self, concept: &'static Concept, onset: Date) -> &mut Problem {
        let onset = match self.rng.below(8) {
            0 => When::Year(onset),
            1 => When::Month(onset),
            _ => When::Day(onset),
        };
        let id = self.rng.uuid();
        let problem = Problem { id, concept, onset, end: None, standing: Standing::Confirmed, label: None, stage: None };
        self.chart.problems.push(problem);
        let at = self.chart.problems.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "pushed just above")]
        &mut self.chart.problems[at]
    }

    /// A condition that came and went.
    pub fn past(&mut self, concept: &'static Concept, onset: Date, days: i32) {
        let end = Date::from_days_since_1970((onset.days_since_1970() + days).min(self.chart.last.days_since_1970()));
        let problem = self.problem(concept, onset);
        problem.onset = When::Day(onset);
        problem.end = Some(end);
    }

    /// Whether the chart has the condition.
    pub fn has(&self, concept: &Concept) -> bool {
        self.chart.problems.iter().any(|p| p.concept.key == concept.key)
    }

    /// One result.
    pub fn measure(&mut self, concept: &'static Concept, value: f64, date: Date) {
        let (id, value) = (self.rng.uuid(), Value::Number(rng::round(value, concept.places)));
        let visit = self.chart.visits.iter().position(|v| v.date == date);
        self.chart.measures.push(Measure { id, concept, value, date, visit, error: false });
    }

    /// One result in words.
    pub fn found(&mut self, concept: &'static Concept, words: &'static str, date: Date) {
        let id = self.rng.uuid();
        let visit = self.chart.visits.iter().position(|v| v.date == date);
        self.chart.measures.push(Measure { id, concept, value: Value::Words(words), date, visit, error: false });
    }

    /// A result at each of the last visits, the last one being `target`.
    pub fn track(&mut self, concept: &'static Concept, target: f64, spread: f64) {
        let dates: Vec<Date> = self.chart.visits.iter().rev().take(4).map(|v| v.date).collect();
        for (back, date) in dates.into_iter().enumerate() {
            let value = if back == 0 { target } else { target + self.rng.decimal(-spread, spread, 3) };
            self.measure(concept, value.max(0.0), date);
        }
    }

    /// Like [`Life::track`], but in a sparse chart there may be only one result, more than a year old, or none.
    pub fn track_or_miss(&mut self, concept: &'static Concept, target: f64, spread: f64) {
        if !self.is(Profile::Sparse) {
            return self.track(concept, target, spread);
        }
        self.missed.push(concept.key);
        let old = self.days_ago(500);
        let before = self.chart.visits.iter().rev().map(|v| v.date).find(|date| *date <= old);
        if let Some(date) = before.filter(|_| self.rng.chance(40)) {
            self.measure(concept, target, date);
        }
    }

    /// A drug that is still taken.
    pub fn takes(&mut self, concept: &'static Concept, start: Date) {
        self.course(concept, start, None);
    }

    /// A drug that was stopped.
    pub fn took(&mut self, concept: &'static Concept, start: Date, days: i32) {
        let stop = Date::from_days_since_1970((start.days_since_1970() + days).min(self.chart.last.days_since_1970()));
        self.course(concept, start, Some(stop));
    }

    fn course(&mut self, concept: &'static Concept, start: Date, stop: Option<Date>) {
        let doses: Vec<&str> = concept.unit.split(';').collect();
        let dose = self.rng.pick(&doses).to_owned();
        let id = self.rng.uuid();
        self.chart.courses.push(Course { id, concept, dose, start, stop, label: None });
    }

    /// A procedure.
    pub fn done(&mut self, concept: &'static Concept, date: Date) {
        let when = if self.rng.chance(15) { When::Year(date) } else { When::Day(date) };
        let id = self.rng.uuid();
        self.chart.procedures.push(Entry { id, concept, when });
    }

    /// A device in or on the patient.
    pub fn wears(&mut self, concept: &'static Concept, date: Date) {
        let id = self.rng.uuid();
        self.chart.devices.push(Entry { id, concept, when: When::Day(date) });
    }

    /// A hospital stay.
    pub fn admitted(&mut self, date: Date, days: i32, reason: &'static Concept) {
        let last = self.chart.last.days_since_1970();
        let end = Date::from_days_since_1970((date.days_since_1970() + days).min(last));
        let (id, practitioner) = (self.rng.uuid(), hospital::physician(&mut self.rng));
        self.chart.visits.push(Visit { id, date, end, class: Class::Inpatient, reason: Some(reason), practitioner });
    }

    /// Something that only notes say, from the first visit on.
    pub fn say(&mut self, key: &'static str, part: Part, mode: Mode, words: (&str, &str, &str)) -> &mut Said {
        let since = self.chart.visits.iter().map(|v| v.date).min().unwrap_or(self.chart.last);
        let (before, mention, after) = (words.0.to_owned(), words.1.to_owned(), words.2.to_owned());
        self.chart.said.push(Said { key, before, mention, after, value: None, mode, part, since });
        let at = self.chart.said.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "pushed just above")]
        &mut self.chart.said[at]
    }

    /// A number that only notes give.
    pub fn say_value(&mut self, key: &'static str, part: Part, words: (&str, &str, &str), value: f64, unit: &'static str) {
        self.say(key, part, Mode::Affirmed, words).value = Some((value, unit));
    }
}
