//! The clinical places of a template: lists of problems and drugs, results, statements, denials.
//!
//! Protected problems (42 CFR part 2) are named only in the notes of the program itself.

use crate::chart::{Course, Measure, Mode, Part, Problem, Smoking, Standing, Value};
use crate::note::render::Render;
use crate::text::{Category, Keep};

/// Words that are names elsewhere and must stay here.
const EPONYMS: &[(&str, &str, &str)] = &[
    ("", "Foley", " catheter draining clear urine."),
    ("", "Murphy", " sign negative."),
    ("No ", "Babinski", " sign."),
    ("", "Romberg", " negative."),
    ("", "Bell", "'s palsy was considered and is unlikely."),
    ("No evidence of ", "Parkinson disease", "; gait is normal."),
    ("Work-up for ", "Wilson disease", " was negative."),
    ("No ", "Graves", " ophthalmopathy."),
    ("", "Hodgkin lymphoma", " was excluded by biopsy years ago."),
    ("No signs of ", "Cushing syndrome", "."),
    ("", "Down syndrome", " screening was declined."),
    ("", "Barrett esophagus", " not seen."),
    ("No ", "Homans", " sign."),
    ("", "Glasgow", " coma scale 15."),
    ("", "Hope", "fully ready for discharge soon."),
    ("", "Addison disease", " unlikely with normal sodium."),
    ("", "Raynaud phenomenon", " in cold weather, mild."),
    ("", "Allen", " test normal on the left."),
    ("", "Braden", " score 19."),
    ("", "Jackson-Pratt", " drain removed."),
];

/// Everyday words that are names elsewhere.
const EVERYDAY: &[(&str, &str, &str)] = &[
    ("We ", "hope", " that the rash settles by itself."),
    ("The cream ", "may", " be stopped."),
    ("Skin with a ", "brown", " discoloration over the shin."),
    ("A ", "young", " grandchild had a cold."),
    ("He or she ", "will", " call with home readings."),
    ("Diet plan: ", "rice", " and vegetables."),
    ("Wants to ", "grant", " consent for the release of records later."),
    ("Walks up the ", "hill", " behind the house."),
];

impl Render<'_> {
    /// Fills a clinical place; an unknown name leaves nothing behind.
    pub fn clinical(&mut self, place: &str) {
        match place {
            "reason" => self.reason(),
            "pmh" => self.problems(", ", 4, false),
            "problems_list" => self.problems("\n", 12, true),
            "labelled_problems" => self.labelled(),
            "meds_list" => self.drugs("\n", 14, true),
            "meds_line" => self.drugs(", ", 8, false),
            "one_med" => self.one_drug(),
            "one_lab" => self.one_lab(),
            "procedures_list" => self.procedures("\n", true),
            "procedures_line" => self.procedures(" ", false),
            "allergies" => self.allergies(),
            "vitals" => self.vitals(),
            "labs" => self.labs("; "),
            "labs_list" => self.labs("\n"),
            "family" => self.family(),
            "social" => self.social(),
            "negatives" => self.said(Part::History, true),
            "said_history" => self.said(Part::History, false),
            "said_social" => self.said(Part::Social, false),
            "said_findings" => self.said(Part::Findings, false),
            "said_plan" => self.said(Part::Plan, false),
            "plan" => self.plan(),
            "eponym" => self.eponym(EPONYMS),
            "hope" => self.eponym(EVERYDAY),
            _ => {}
        }
    }

    fn known(&self) -> Vec<&'_ Problem> {
        let date = self.setting.date;
        let told = |p: &&Problem| p.standing == Standing::Confirmed && p.label.is_none() && p.onset.date() <= date;
        self.chart.problems.iter().filter(told).collect()
    }

    fn reason(&mut self) {
        let reason = self.chart.visits.get(self.setting.visit).and_then(|v| v.reason);
        match reason {
            Some(reason) => self.keep(Keep::Clinical, &reason.text.to_lowercase()),
            None => {
                let words = self.rng.pick(&[
                    "routine follow-up",
                    "medication review",
                    "fatigue",
                    "cough",
                    "back pain",
                    "review of results",
                ]);
                self.plain(words);
            }
        }
    }

    fn problems(&mut self, between: &str, most: usize, dated: bool) {
        let chart = self.chart;
        let keys: Vec<&str> = self.known().iter().map(|p| p.id.as_str()).collect();
        let all: Vec<&Problem> = chart.problems.iter().filter(|p| keys.contains(&p.id.as_str())).take(most).collect();
        if all.is_empty() {
            self.plain("no chronic conditions");
        }
        let numbered = dated && self.rng.chance(50);
        for (at, problem) in all.iter().enumerate() {
            if at > 0 {
                self.plain(between);
            }
            if dated {
                self.plain(&if numbered { format!("{}. ", at + 1) } else { "- ".to_owned() });
            }
            let name = self.rng.pick(problem.concept.said);
            let over = problem.end.is_some_and(|end| end <= self.setting.date);
            if over {
                let word = self.rng.pick(&["History of ", "Status post ", "H/o "]);
                self.plain(word);
            }
            self.state(problem.concept.key, name, if over { Mode::Historical } else { Mode::Affirmed }, None);
            if let Some(stage) = problem.stage {
                self.plain(", ");
                self.keep(Keep::Clinical, stage);
            }
            if dated {
                self.onset(problem);
            }
        }
    }

    /// Since when: a date, a year (which may stay) or nothing.
    fn onset(&mut self, problem: &Problem) {
        let date = problem.onset.date();
        match self.rng.below(4) {
            0 => {
                self.plain(", diagnosed ");
                self.date(date);
            }
            1 => {
                self.plain(", since ");
                self.keep(Keep::Allowed, &date.year().to_string());
            }
            2 => {
                let years = self.setting.date.years_since(date);
                if years > 1 {
                    self.plain(&format!(", for {years} years"));
                }
            }
            _ => {}
        }
    }

    fn labelled(&mut self) {
        let chart = self.chart;
        for problem in chart.problems.iter().filter(|p| p.label == Some(crate::chart::Label::Part2)) {
            let name = self.rng.pick(problem.concept.said);
            self.plain("In treatment for ");
            self.state(problem.concept.key, name, Mode::Affirmed, None);
            self.plain(". ");
        }
    }

    fn current(&self) -> impl Iterator<Item = &'_ Course> {
        let date = self.setting.date;
        self.chart
            .courses
            .iter()
            .filter(move |d| d.label.is_none() && d.start <= date && d.stop.is_none_or(|stop| stop >= date))
    }

    fn drugs(&mut self, between: &str, most: usize, listed: bool) {
        let all: Vec<(&'static crate::concept::Concept, String)> =
            self.current().take(most).map(|d| (d.concept, d.dose.clone())).collect();
        if all.is_empty() {
            self.plain("none");
        }
        for (at, (concept, dose)) in all.iter().enumerate() {
            if at > 0 {
                self.plain(between);
            }
            if listed {
                self.plain("- ");
            }
            let name = self.rng.pick(concept.said);
            self.state(concept.key, name, Mode::Affirmed, None);
            self.plain(" ");
            self.keep(Keep::Value, dose);
        }
    }

    fn one_drug(&mut self) {
        let first = self.current().next().map(|d| d.concept);
        match first {
            Some(concept) => self.keep(Keep::Clinical, concept.text),
            None => self.keep(Keep::Clinical, "ibuprofen"),
        }
    }

    fn one_lab(&mut self) {
        let words = self.rng.pick(&["potassium", "cholesterol", "blood sugar", "blood count"]);
        self.keep(Keep::Clinical, words);
    }

    fn procedures(&mut self, between: &str, listed: bool) {
        let chart = self.chart;
        let date = self.setting.date;
        let mut any = false;
        for entry in chart.procedures.iter().filter(|p| p.when.date() <= date) {
            if any {
                self.plain(between);
            }
            any = true;
            self.plain(if listed { "- " } else { "Had " });
            let name = self.rng.pick(entry.concept.said);
            self.state(entry.concept.key, name, Mode::Historical, None);
            if self.rng.chance(50) {
                self.plain(", ");
                self.keep(Keep::Allowed, &entry.when.date().year().to_string());
            } else {
                self.plain(" on ");
                self.date(entry.when.date());
            }
            if !listed {
                self.plain(".");
            }
        }
        if !any && listed {
            self.plain("None");
        }
    }

    fn allergies(&mut self) {
        let chart = self.chart;
        if chart.allergies.is_empty() {
            let words = self.rng.pick(&["NKDA", "no known drug allergies"]);
            return self.plain(words);
        }
        for (at, entry) in chart.allergies.iter().enumerate() {
            self.plain(if at > 0 { ", " } else { "" });
            let name = self.rng.pick(entry.concept.said);
            self.keep(Keep::Clinical, name);
            let reaction = self.rng.pick(&[" (rash)", " (hives)", " (anaphylaxis)", ""]);
            self.plain(reaction);
        }
    }

    fn vitals(&mut self) {
        let chart = self.chart;
        let today: Vec<&Measure> = chart.measures.iter().filter(|m| m.date == self.setting.date && !m.error).collect();
        let number = |key: &str| {
            today.iter().find(|m| m.concept.key == key).and_then(|m| match m.value {
                Value::Number(number) => Some(number),
                _ => None,
            })
        };
        if let (Some(high), Some(low)) = (number("systolic-bp"), number("diastolic-bp")) {
            self.plain("BP ");
            self.keep(Keep::Value, &format!("{high:.0}/{low:.0}"));
        } else {
            self.plain("Vital signs stable");
        }
        let rest: [(&str, &str, &'static str, usize, &str); 4] = [
            ("heart-rate", ", HR ", "heart-rate", 0, ""),
            ("temperature", ", T ", "temperature", 1, " C"),
            ("spo2", ", SpO2 ", "spo2", 0, "%"),
            ("body-mass-index", ", BMI ", "body-mass-index", 1, ""),
        ];
        for (key, before, concept, places, after) in rest {
            let Some(value) = number(key) else { continue };
            self.plain(before);
            self.state(concept, &format!("{value:.places$}{after}"), Mode::Affirmed, Some((value, unit_of(concept))));
        }
    }

    fn labs(&mut self, between: &str) {
        let chart = self.chart;
        let date = self.setting.date;
        let mut latest: Vec<&Measure> = Vec::new();
        for measure in chart.measures.iter().filter(|m| !m.error && m.date <= date) {
            if is_vital(measure.concept.key) {
                continue;
            }
            match latest.iter_mut().find(|known| known.concept.key == measure.concept.key) {
                Some(known) if known.date <= measure.date => *known = measure,
                Some(_) => {}
                None => latest.push(measure),
            }
        }
        if latest.is_empty() {
            return self.plain("No recent results");
        }
        for (at, measure) in latest.iter().take(14).enumerate() {
            if at > 0 {
                self.plain(between);
            }
            let name = self.rng.pick(measure.concept.said);
            let places = usize::from(measure.concept.places);
            let (number, words) = match measure.value {
                Value::Number(number) => (number, format!("{number:.places$}")),
                Value::LessThan(number) => (number, format!("<{number:.places$}")),
                Value::Words(words) => (0.0, words.to_owned()),
            };
            let unit = spoken(measure.concept.unit);
            let glue = self.rng.pick(&[" ", ": ", " of ", " was "]);
            let mention = format!("{name}{glue}{words}{unit}");
            let value = matches!(measure.value, Value::Number(_)).then_some((number, measure.concept.unit));
            self.state(measure.concept.key, &mention, Mode::Affirmed, value);
            if measure.date != date && self.rng.chance(40) {
                self.plain(" (");
                self.date(measure.date);
                self.plain(")");
            }
        }
    }

    fn family(&mut self) {
        let chart = self.chart;
        if chart.family.is_empty() {
            self.plain("Noncontributory.");
        }
        for (relation, what) in &chart.family {
            let name = self.rng.pick(what.said);
            if self.rng.chance(50) {
                self.plain(&format!(
                    "{}{} had ",
                    relation.get(..1).unwrap_or_default().to_uppercase(),
                    relation.get(1..).unwrap_or_default()
                ));
                self.state(what.key, name, Mode::Family, None);
                self.plain(". ");
            } else {
                self.plain("Positive for ");
                self.state(what.key, name, Mode::Family, None);
                self.plain(&format!(" in {relation}. "));
            }
        }
        if self.rng.chance(15) {
            let relation = self.rng.pick(&["Mother", "Father", "Grandmother", "An aunt"]);
            self.plain(relation);
            self.plain(" lived to ");
            let age = self.rng.range(90, 104).to_string();
            self.phi(Category::AgeOver89, &age);
            self.plain(". ");
        }
        self.said(Part::Family, false);
    }

    fn social(&mut self) {
        let chart = self.chart;
        if chart.person.age_on(self.setting.date) < 14 {
            return self.plain("Lives with parents.");
        }
        match chart.smoking {
            Smoking::Never => {
                let name = self.rng.pick(&["Never smoker", "Never smoked", "Lifelong nonsmoker"]);
                self.state("smoker-never", name, Mode::Affirmed, None);
            }
            Smoking::Former => self.state("smoker-former", "Former smoker", Mode::Affirmed, None),
            Smoking::Current => {
                let name = self.rng.pick(&["Current smoker", "Smokes one pack per day", "Active smoker"]);
                self.state("smoker-current", name, Mode::Affirmed, None);
            }
        }
        if let Some(years) = chart.pack_years.filter(|years| *years > 0) {
            self.plain(", ");
            self.state(
                "pack-years",
                &format!("{years} pack-years"),
                Mode::Affirmed,
                Some((f64::from(years), "{pack-years}")),
            );
        }
        self.plain(". ");
    }

    fn said(&mut self, part: Part, denials: bool) {
        let chart = self.chart;
        let date = self.setting.date;
        for said in chart.said.iter().filter(|s| s.part == part && s.since <= date) {
            let denial = part == Part::History && said.mode == Mode::Negated;
            if denial != denials {
                continue;
            }
            self.plain(&said.before);
            self.state(said.key, &said.mention, said.mode, said.value);
            self.plain(&said.after);
            self.plain(" ");
        }
    }

    fn plan(&mut self) {
        let names: Vec<&'static crate::concept::Concept> =
            self.known().iter().filter(|p| p.end.is_none()).take(3).map(|p| p.concept).collect();
        for (at, concept) in names.iter().enumerate() {
            let lead = self.rng.pick(&["", "For ", "Regarding "]);
            self.plain(lead);
            let name = self.rng.pick(concept.said);
            self.keep(Keep::Clinical, name);
            let tail = self.rng.pick(&[
                ": continue current treatment. ",
                ", stable, no change. ",
                " - recheck labs at next visit. ",
                ": discussed options. ",
            ]);
            self.plain(tail);
            if at == 0 && self.rng.chance(30) {
                let words = self.rng.pick(&["Possible ", "Rule out ", "Cannot exclude "]);
                self.plain(words);
                self.state("pneumonia", "pneumonia", Mode::Possible, None);
                self.plain("; chest film if cough persists. ");
            }
        }
        if self.rng.chance(30) {
            self.plain("Return if ");
            self.state("fever", "fever", Mode::Hypothetical, None);
            self.plain(" develops. ");
        }
    }

    fn eponym(&mut self, bank: &[(&str, &str, &str)]) {
        let at = self.rng.index(bank.len());
        if let Some((before, word, after)) = bank.get(at) {
            self.plain(before);
            self.keep(Keep::Eponym, word);
            self.plain(after);
        }
    }
}

fn is_vital(key: &str) -> bool {
    matches!(
        key,
        "body-mass-index"
            | "body-weight"
            | "body-height"
            | "systolic-bp"
            | "diastolic-bp"
            | "heart-rate"
            | "temperature"
            | "spo2"
    )
}

fn unit_of(key: &str) -> &'static str {
    match key {
        "heart-rate" => "/min",
        "temperature" => "Cel",
        "spo2" => "%",
        "body-mass-index" => "kg/m2",
        _ if is_vital(key) => "mm",
        _ => "",
    }
}

/// A UCUM unit as people write it.
fn spoken(unit: &str) -> String {
    match unit {
        "%" => "%".to_owned(),
        "{INR}" | "{score}" => String::new(),
        "mL/min/{1.73_m2}" => " mL/min/1.73m2".to_owned(),
        "10*3/uL" => " K/uL".to_owned(),
        "m[IU]/L" => " mIU/L".to_owned(),
        "[IU]/mL" => " IU/mL".to_owned(),
        "{copies}/mL" => " copies/mL".to_owned(),
        "/uL" => " cells/uL".to_owned(),
        other => format!(" {other}"),
    }
}
