//! What happens to people: one module per disease, each patient living through one as the main matter and some others.

mod background;

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

const COHORTS: &[Cohort] = &[cohort("healthy", 19, 80, None, |_| {})];

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
    let very_old = plain && high >= 85 && rng.chance(20);
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
