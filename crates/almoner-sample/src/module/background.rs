//! What everybody has: vital signs, routine blood tests, vaccines, allergies, relatives, tobacco, everyday diseases.

use almoner_base::Date;

use crate::chart::{Class, Entry, Life, Mode, Part, Profile, Smoking, Standing, When};
use crate::concept as c;
use crate::concept::Concept;
use crate::rng;

/// Fills in the rest of a life after its main disease was written.
pub fn live(life: &mut Life) {
    vitals(life);
    if life.age() >= 1 {
        blood_tests(life);
    }
    if life.age() >= 16 {
        tobacco(life);
        if !life.has(&c::PREGNANT) {
            everyday(life);
        }
    }
    vaccines(life);
    rare(life);
    relatives(life);
    if life.age() >= 12 {
        denials(life);
    }
    if life.chart.person.death.is_some() {
        let days = life.rng.range(1, 6);
        let date = life.days_ago(days);
        life.admitted(date, days, &c::SEPSIS);
        if !life.has(&c::SEPSIS) {
            life.problem(&c::SEPSIS, date);
        }
    }
}

fn vitals(life: &mut Life) {
    let age = life.age();
    let female = life.female();
    let child = age < 16;
    let height = if child {
        50.0 + f64::from(age) * 7.0
    } else if female {
        life.rng.decimal(152.0, 174.0, 0)
    } else {
        life.rng.decimal(164.0, 190.0, 0)
    };
    let bmi = match life.chart.measures.iter().rev().find(|m| m.concept.key == c::BODY_MASS_INDEX.key).map(|m| &m.value) {
        Some(crate::chart::Value::Number(bmi)) => *bmi,
        _ if life.has(&c::OBESITY) => life.rng.decimal(31.0, 43.0, 1),
        _ => life.rng.decimal(if child { 13.0 } else { 20.0 }, if child { 19.0 } else { 33.0 }, 1),
    };
    let has_bmi = life.chart.measures.iter().any(|m| m.concept.key == c::BODY_MASS_INDEX.key);
    let has_pressure = life.chart.measures.iter().any(|m| m.concept.key == c::SYSTOLIC_BP.key)
        || (life.is(Profile::Sparse) && life.has(&c::HYPERTENSION));
    let base = if child {
        95.0
    } else if life.has(&c::HYPERTENSION) {
        136.0
    } else {
        120.0
    };
    let dates: Vec<Date> = life
        .chart
        .visits
        .iter()
        .filter(|v| v.class == Class::Ambulatory || v.class == Class::Inpatient)
        .map(|v| v.date)
        .collect();
    for date in dates {
        let weight = rng::round(bmi * (height / 100.0) * (height / 100.0) + life.rng.decimal(-1.0, 1.0, 1), 1);
        life.measure(&c::BODY_HEIGHT, height, date);
        life.measure(&c::BODY_WEIGHT, weight, date);
        if !has_bmi {
            life.measure(&c::BODY_MASS_INDEX, weight / (height / 100.0) / (height / 100.0), date);
        }
        if !has_pressure {
            let (high, low) = (life.rng.decimal(base - 12.0, base + 14.0, 0), life.rng.decimal(62.0, 84.0, 0));
            life.measure(&c::SYSTOLIC_BP, high, date);
            life.measure(&c::DIASTOLIC_BP, low, date);
        }
        let (rate, heat, air) =
            (life.rng.decimal(58.0, 96.0, 0), life.rng.decimal(36.2, 37.4, 1), life.rng.decimal(93.0, 99.0, 0));
        life.measure(&c::HEART_RATE, rate, date);
        life.measure(&c::TEMPERATURE, heat, date);
        if life.rng.chance(60) {
            life.measure(&c::SPO2, air, date);
        }
    }
}

/// Tests that a yearly check brings; none that the main disease already has.
fn blood_tests(life: &mut Life) {
    let routine: [(&'static Concept, f64, f64); 11] = [
        (&c::HEMOGLOBIN, 12.4, 15.6),
        (&c::PLATELETS, 170.0, 360.0),
        (&c::WBC, 4.6, 9.8),
        (&c::ANC, 2.2, 6.4),
        (&c::CREATININE, 0.6, 1.1),
        (&c::EGFR, 68.0, 112.0),
        (&c::POTASSIUM, 3.7, 4.9),
        (&c::SODIUM, 136.0, 143.0),
        (&c::ALT, 10.0, 38.0),
        (&c::AST, 12.0, 36.0),
        (&c::BILIRUBIN_TOTAL, 0.3, 1.1),
    ];
    let sparse = life.is(Profile::Sparse);
    for (what, low, high) in routine {
        let known = has_result(life, what);
        if known || (sparse && life.rng.chance(50)) {
            continue;
        }
        let mut target = life.rng.decimal(low, high, 2);
        if life.age() > 80 && what.key == c::EGFR.key {
            target = life.rng.decimal(50.0, 75.0, 0);
        }
        life.track(what, target, (high - low) / 8.0);
    }
    if life.age() >= 40 && !has_result(life, &c::LDL_CHOLESTEROL) && life.rng.chance(60) {
        let target = life.rng.decimal(70.0, 150.0, 0);
        life.track(&c::LDL_CHOLESTEROL, target, 15.0);
        let (good, fat) = (life.rng.decimal(34.0, 72.0, 0), life.rng.decimal(70.0, 260.0, 0));
        life.track(&c::HDL_CHOLESTEROL, good, 4.0);
        life.track(&c::TRIGLYCERIDES, fat, 20.0);
    }
    if life.age() >= 18
        && !has_result(life, &c::HBA1C)
        && life.rng.chance(20)
        && !life.has(&c::TYPE_2_DIABETES)
        && !life.has(&c::TYPE_1_DIABETES)
    {
        let target = life.rng.decimal(4.9, 6.2, 1);
        life.track(&c::HBA1C, target, 0.2);
    }
    // One result in some charts belongs to somebody else and was marked so.
    if life.rng.chance(6) {
        let date = life.days_ago(40);
        life.measure(&c::POTASSIUM, 6.9, date);
        if let Some(wrong) = life.chart.measures.last_mut() {
            wrong.error = true;
        }
    }
}

/// Whether the main disease brought the result, or left it out on purpose.
fn has_result(life: &Life, what: &Concept) -> bool {
    life.missed.contains(&what.key) || life.chart.measures.iter().any(|m| m.concept.key == what.key)
}

fn tobacco(life: &mut Life) {
    if life.chart.pack_years.is_none() {
        life.chart.smoking = match life.rng.below(100) {
            0..60 => Smoking::Never,
            60..85 => Smoking::Former,
            _ => Smoking::Current,
        };
        if life.chart.smoking != Smoking::Never {
            let years = life.rng.range(3, 30.min(life.age() - 13).max(3));
            life.chart.pack_years = Some(years);
        }
    }
}

fn everyday(life: &mut Life) {
    let age = u32::try_from(life.age()).unwrap_or(0);
    let typical = life.is(Profile::Typical);
    let common: [(&'static Concept, &'static Concept, u32); 6] = [
        (&c::HYPERTENSION, if age % 5 == 0 { &c::HYDROCHLOROTHIAZIDE } else { &c::LISINOPRIL }, age / 2),
        (&c::HYPERLIPIDEMIA, if age % 7 == 0 { &c::SIMVASTATIN } else { &c::ATORVASTATIN }, age / 3),
        (&c::GERD, &c::OMEPRAZOLE, 12),
        (&c::OSTEOARTHRITIS, if age % 2 == 0 { &c::ACETAMINOPHEN } else { &c::IBUPROFEN }, age / 4),
        (&c::ALLERGIC_RHINITIS, &c::FLUTICASONE, 8),
        (&c::GOUT, &c::ALLOPURINOL, age / 16),
    ];
    for (what, drug, percent) in common {
        if life.has(what) || !life.rng.chance(percent) || (typical && drug.key == c::FLUTICASONE.key) {
            continue;
        }
        let onset = life.years_ago(1, 12);
        life.problem(what, onset);
        if life.rng.chance(75) && !life.chart.courses.iter().any(|known| known.concept.key == drug.key) {
            life.takes(drug, onset);
        }
    }
    if age > 30 && life.rng.chance(18) {
        let operation = [&c::APPENDECTOMY, &c::CHOLECYSTECTOMY, &c::KNEE_REPLACEMENT];
        let (date, at) = (life.years_ago(2, 20), life.rng.index(3));
        if let Some(operation) = operation.get(at) {
            life.done(operation, date);
        }
    }
    if age >= 45 && life.rng.chance(45) {
        let date = life.years_ago(1, 9);
        life.done(&c::COLONOSCOPY, date);
    }
    if life.rng.chance(25) {
        let allergy = [&c::PENICILLIN_ALLERGY, &c::SULFA_ALLERGY, &c::PEANUT_ALLERGY];
        let (date, at, id) = (life.years_ago(1, 15), life.rng.index(3), life.rng.uuid());
        if let Some(concept) = allergy.get(at) {
            life.chart.allergies.push(Entry { id, concept, when: When::Day(date) });
        }
    }
    if !life.female() && age > 60 && life.rng.chance(25) {
        let onset = life.years_ago(1, 10);
        life.problem(&c::BENIGN_PROSTATIC_HYPERPLASIA, onset);
    }
}

/// Diseases whose names are also names of people, and diagnoses that were considered and dropped.
fn rare(life: &mut Life) {
    if life.is(Profile::Typical) || life.age() < 18 {
        return;
    }
    let onset = life.years_ago(1, 8);
    match life.rng.below(50) {
        0 if life.age() > 55 => {
            life.problem(&c::PARKINSONS_DISEASE, onset);
        }
        1 | 2 => life.past(&c::BELLS_PALSY, onset, 60),
        3 => {
            life.problem(&c::GRAVES_DISEASE, onset);
        }
        4 => {
            life.problem(&c::CROHNS_DISEASE, onset);
        }
        5 | 6 => life.problem(&c::WILSONS_DISEASE, onset).standing = Standing::Refuted,
        7 => life.problem(&c::HODGKIN_LYMPHOMA, onset).standing = Standing::Refuted,
        8 => life.problem(&c::TYPE_1_DIABETES, onset).standing = Standing::EnteredInError,
        _ => {}
    }
}

fn vaccines(life: &mut Life) {
    let birth = life.chart.person.birth;
    let age = life.chart.person.age_on(life.chart.last);
    if age < 2 {
        let id = life.rng.uuid();
        life.chart.vaccines.push(Entry { id, concept: &c::HEPATITIS_B_VACCINE, when: When::Day(birth) });
        return;
    }
    if !life.chart.person.physician.is_multiple_of(3) {
        let shots: Vec<Date> = life.chart.visits.iter().filter(|v| v.date.month() >= 9).map(|v| v.date).collect();
        for date in shots {
            let id = life.rng.uuid();
            life.chart.vaccines.push(Entry { id, concept: &c::INFLUENZA_VACCINE, when: When::Day(date) });
        }
    }
    let old: [(&'static Concept, i32); 3] =
        [(&c::TDAP_VACCINE, 20), (&c::ZOSTER_VACCINE, 52), (&c::PNEUMOCOCCAL_VACCINE, 66)];
    for (concept, from) in old {
        if age > from && life.rng.chance(60) {
            let date = life.years_ago(1, 2.max((age - from).min(9)));
            let id = life.rng.uuid();
            life.chart.vaccines.push(Entry { id, concept, when: When::Day(date) });
        }
    }
}

fn relatives(life: &mut Life) {
    let all: [&'static Concept; 8] = [
        &c::TYPE_2_DIABETES,
        &c::HYPERTENSION,
        &c::BREAST_CANCER,
        &c::COLORECTAL_CANCER,
        &c::MYOCARDIAL_INFARCTION,
        &c::ALZHEIMERS_DISEASE,
        &c::ISCHEMIC_STROKE,
        &c::PARKINSONS_DISEASE,
    ];
    for _ in 0..life.rng.below(4) {
        let relation = life.rng.pick(&["mother", "father", "sister", "brother"]);
        if let Some(what) = all.get(life.rng.index(all.len())) {
            life.chart.family.push((relation, what));
        }
    }
}

/// What notes deny: most of what clinicians write of diseases is that they are not there.
fn denials(life: &mut Life) {
    let all: [&'static Concept; 10] = [
        &c::MYOCARDIAL_INFARCTION,
        &c::ISCHEMIC_STROKE,
        &c::ACUTE_PANCREATITIS,
        &c::GASTROINTESTINAL_HEMORRHAGE,
        &c::HEPATITIS_B,
        &c::HIV_INFECTION,
        &c::PULMONARY_EMBOLISM,
        &c::EPILEPSY,
        &c::ASTHMA,
        &c::TYPE_1_DIABETES,
    ];
    let percent = if life.is(Profile::Sparse) { 10 } else { 35 };
    for what in all {
        if life.has(what) || !life.rng.chance(percent) {
            continue;
        }
        let before =
            life.rng.pick(&["No history of ", "Denies any history of ", "No prior ", "Never had ", "Negative for "]);
        let name = life.rng.pick(what.said);
        life.say(what.key, Part::History, Mode::Negated, (before, name, "."));
    }
}
