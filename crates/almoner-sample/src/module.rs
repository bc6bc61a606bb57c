//! What happens to people: one module per disease, each patient living through one as the main matter and some others.

mod background;
mod body;
mod cancer;
mod heart;
mod mind;

use almoner_base::Date;

use crate::chart::{Chart, Life, Profile};
use crate::person::{Person, Sex};
use crate::rng::Rng;

/// A disease that patients are made for.
struct Cohort {
    name: &'static str,
    ages: (i32, i32),
    sex: Option<Sex>,
    live: fn(&mut Life),
}

const fn cohort(name: &'static str, low: i32, high: i32, sex: Option<Sex>, live: fn(&mut Life)) -> Cohort {
    Cohort { name, ages: (low, high), sex, live }
}

#[rustfmt::skip]
const COHORTS: &[Cohort] = &[
    cohort("type-2-diabetes", 34, 72, None, heart::diabetes),
    cohort("lung-cancer", 48, 79, None, cancer::lung),
    cohort("hypertension", 45, 80, None, heart::hypertension),
    cohort("breast-cancer", 36, 74, Some(Sex::Female), cancer::breast),
    cohort("heart-failure", 50, 84, None, heart::heart_failure),
    cohort("depression", 19, 63, None, mind::depression),
    cohort("copd", 50, 79, None, body::copd),
    cohort("prostate-cancer", 56, 84, Some(Sex::Male), cancer::prostate),
    cohort("chronic-kidney-disease", 44, 84, None, heart::kidney),
    cohort("rheumatoid-arthritis", 30, 72, None, body::arthritis),
    cohort("healthy", 19, 80, None, |_| {}),
    cohort("myocardial-infarction", 46, 79, None, heart::infarction),
    cohort("asthma", 18, 68, None, body::asthma),
    cohort("alzheimers-disease", 62, 86, None, mind::dementia),
    cohort("colon-cancer", 44, 78, None, cancer::colorectal),
    cohort("ischemic-stroke", 48, 84, None, heart::stroke),
    cohort("pregnancy", 19, 42, Some(Sex::Female), body::pregnancy),
    cohort("hepatitis-c", 28, 68, None, body::hepatitis_c),
    cohort("migraine", 19, 60, None, mind::migraine),
    cohort("cirrhosis", 38, 70, None, body::cirrhosis),
    cohort("osteoporosis", 58, 85, Some(Sex::Female), body::osteoporosis),
    cohort("hiv", 24, 66, None, body::hiv),
    cohort("epilepsy", 18, 64, None, mind::epilepsy),
    cohort("psoriasis", 22, 70, None, body::psoriasis),
    cohort("obesity", 21, 66, None, body::obesity),
    cohort("newborn", 0, 0, None, body::newborn),
    cohort("atrial-fibrillation", 56, 88, None, heart::fibrillation),
    cohort("alcohol-use-disorder", 24, 64, None, mind::alcohol),
    cohort("anemia", 20, 76, None, body::anemia),
    cohort("hypothyroidism", 28, 88, None, body::hypothyroidism),
    cohort("sepsis", 40, 90, None, body::sepsis),
    cohort("hepatitis-b", 26, 68, None, body::hepatitis_b),
    cohort("type-1-diabetes", 8, 50, None, heart::type_1_diabetes),
];

/// The chart of the `index`-th patient. Cohorts and profiles take turns, so that any 200 patients hold some of each.
pub fn live(seed: u64, index: u32) -> Chart {
    let mut rng = Rng::new(seed, "patient", u64::from(index));
    let at = index as usize;
    let cohort = COHORTS.get(at % COHORTS.len()).unwrap_or(&FIRST);
    let profile = match at / COHORTS.len() % 6 {
        0 | 3 => Profile::Typical,
        1 => Profile::Excluded,
        2 => Profile::Sparse,
        _ => Profile::Plain,
    };
    let sex = cohort.sex.unwrap_or(if rng.chance(51) { Sex::Female } else { Sex::Male });
    let plain = profile == Profile::Plain;
    let (low, high) = cohort.ages;
    let very_old = plain && high >= 84 && rng.chance(50);
    let age = if very_old { rng.range(90, 103) } else { rng.range(low, high) };
    let died = plain && age > 55 && rng.chance(30);
    let last = if died { crate::anchor().days_since_1970() - rng.range(20, 700) } else { crate::anchor().days_since_1970() };
    let birth = Date::from_days_since_1970(last - age * 365 - age / 4 - rng.range(1, 364));
    let death = died.then(|| Date::from_days_since_1970(last));
    let mut person = Person::new(&mut rng, sex, birth, death);
    if index % 67 == 13 {
        person.old_mrn = Some(rng.digits(8));
    }
    let mut life = Life::new(rng, person, profile, cohort.name);
    (cohort.live)(&mut life);
    background::live(&mut life);
    life.chart
}

const FIRST: Cohort = cohort("healthy", 19, 80, None, |_| {});
