//! Mood, nerves, memory, dependence.

use crate::chart::{Label, Life, Mode, Part, Profile};
use crate::concept as c;

pub fn depression(life: &mut Life) {
    let onset = life.years_ago(1, 8);
    life.problem(&c::MAJOR_DEPRESSIVE_DISORDER, onset);
    let typical = life.fits();
    let score = if typical { life.rng.decimal(16.0, 25.0, 0) } else { life.rng.decimal(3.0, 25.0, 0) };
    life.track_or_miss(&c::PHQ_9, score, 3.0);
    let start = life.days_ago(150);
    let drug = life.rng.pick(&[&c::SERTRALINE, &c::FLUOXETINE, &c::VENLAFAXINE, &c::BUPROPION]);
    life.takes(drug, start);
    let before = life.years_ago(1, 3);
    life.took(&c::ESCITALOPRAM, before, 120);
    if life.is(Profile::Excluded) {
        if life.rng.chance(30) {
            life.problem(&c::SCHIZOPHRENIA, onset);
        } else if life.rng.chance(50) {
            life.problem(&c::BIPOLAR_DISORDER, onset);
            life.takes(&c::LITHIUM, onset);
        } else {
            life.problem(&c::ALCOHOL_USE_DISORDER, onset).label = Some(Label::Part2);
        }
    }
    if typical || life.rng.chance(50) {
        life.say("suicidal-ideation", Part::History, Mode::Negated, ("Denies ", "suicidal ideation", ", plan or intent."));
    } else {
        life.say(
            "suicidal-ideation",
            Part::History,
            Mode::Historical,
            ("Had passive ", "suicidal ideation", " last winter, none now."),
        );
    }
    if life.rng.chance(50) {
        life.problem(&c::GENERALIZED_ANXIETY_DISORDER, onset);
    }
}

pub fn epilepsy(life: &mut Life) {
    let onset = life.years_ago(3, 15);
    life.problem(&c::EPILEPSY, onset);
    let start = life.years_ago(1, 3);
    life.takes(&c::LEVETIRACETAM, start);
    let typical = life.fits();
    if typical || life.rng.chance(50) {
        let drug = life.rng.pick(&[&c::LAMOTRIGINE, &c::CARBAMAZEPINE]);
        life.takes(drug, start);
    }
    let count = if typical { life.rng.range(4, 12) } else { life.rng.range(0, 12) };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "seizure-frequency",
            Part::History,
            ("", &format!("{count} focal seizures"), " over the past 28 days per diary."),
            f64::from(count),
            "{count}",
        );
    }
    if life.is(Profile::Excluded) {
        let date = life.days_ago(110);
        life.say(
            "status-epilepticus",
            Part::History,
            Mode::Affirmed,
            ("Admitted for ", "status epilepticus", " about 3 months ago."),
        );
        life.admitted(date, 4, &c::EPILEPSY);
    }
}

pub fn migraine(life: &mut Life) {
    let onset = life.years_ago(2, 14);
    life.problem(&c::MIGRAINE, onset);
    let typical = life.fits();
    let days = if typical { life.rng.range(5, 13) } else { life.rng.range(1, 22) };
    if !life.is(Profile::Sparse) {
        life.say_value(
            "monthly-migraine-days",
            Part::History,
            ("Averages ", &format!("{days} migraine days per month"), " over the last 3 months."),
            f64::from(days),
            "d",
        );
    }
    let start = life.years_ago(1, 2);
    life.takes(&c::SUMATRIPTAN, start);
    let drug = life.rng.pick(&[&c::TOPIRAMATE, &c::PROPRANOLOL]);
    life.took(drug, start, 120);
    if life.is(Profile::Excluded) {
        let recent = life.days_ago(60);
        life.takes(&c::ERENUMAB, recent);
    }
}

pub fn dementia(life: &mut Life) {
    let onset = life.years_ago(1, 5);
    life.problem(&c::ALZHEIMERS_DISEASE, onset);
    let typical = life.fits();
    let score = if typical { life.rng.decimal(20.0, 26.0, 0) } else { life.rng.decimal(8.0, 28.0, 0) };
    life.track_or_miss(&c::MMSE, score, 2.0);
    let start = life.days_ago(260);
    life.takes(&c::DONEPEZIL, start);
    if life.rng.chance(40) {
        life.takes(&c::MEMANTINE, start);
    }
    if life.is(Profile::Excluded) {
        if life.rng.chance(50) {
            life.takes(&c::APIXABAN, start);
            life.problem(&c::ATRIAL_FIBRILLATION, start);
        } else {
            let date = life.days_ago(250);
            life.problem(&c::ISCHEMIC_STROKE, date);
        }
    }
    life.say("amyloid-pet", Part::Findings, Mode::Affirmed, ("", "Amyloid PET positive", " last year."));
}

pub fn alcohol(life: &mut Life) {
    let onset = life.years_ago(2, 10);
    life.problem(&c::ALCOHOL_USE_DISORDER, onset).label = Some(Label::Part2);
    if life.rng.chance(60) {
        let start = life.days_ago(90);
        life.takes(&c::NALTREXONE, start);
        if let Some(course) = life.chart.courses.last_mut() {
            course.label = Some(Label::Part2);
        }
    }
    let drinks = life.rng.range(20, 60);
    life.say_value(
        "alcohol-use",
        Part::Social,
        ("Drinks about ", &format!("{drinks} standard drinks per week"), "."),
        f64::from(drinks),
        "/wk",
    );
}
