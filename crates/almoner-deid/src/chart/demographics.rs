//! Age and sex, as far as a chart may tell. 45 CFR 164.514(b)(2)(i)(C).

use almoner_base::{Date, PartialDate};
use almoner_facts::{AgeYears, Area, Demographics, Sex};
use almoner_fhir::{Address, Patient};

use super::Context;

/// The oldest age that a record can mean; beyond it the birth date is wrong.
const OLDEST: i32 = 130;

pub(super) fn of(patient: &Patient<'_>, ctx: &Context<'_>) -> Demographics {
    let sex = match patient.gender.as_deref() {
        Some("female") => Some(Sex::Female),
        Some("male") => Some(Sex::Male),
        Some("other") => Some(Sex::Other),
        _ => None,
    };
    Demographics { age: patient.birth_date.as_ref().and_then(|birth| age(birth.date, ctx)), sex }
}

/// Where the patient lives: the home address, or the first that is no former one.
pub(super) fn area(patient: &Patient<'_>, ctx: &Context<'_>) -> Option<Area> {
    let uses = |wanted: &'static str| move |address: &&Address<'_>| address.use_.as_deref() == Some(wanted);
    let now = |address: &&Address<'_>| !matches!(address.use_.as_deref(), Some("old" | "temp" | "billing" | "work"));
    let home = patient.address.iter().find(uses("home")).or_else(|| patient.address.iter().find(now))?;
    crate::area(ctx.policy.places, home.state.as_deref(), home.postal_code.as_deref())
}

/// Whole years at `as_of`. A birth date without a day leaves the age open unless every day it can mean gives the same one;
/// who could be 90 before the next release is in the class of 90 or older.
fn age(birth: PartialDate, ctx: &Context<'_>) -> Option<AgeYears> {
    let (first, last) = birth.bounds()?;
    let years = |on: Date, born: Date| match ctx.policy.ends_on_a_secret_day {
        // By mean years, so that no leap day tells where in the calendar the interval lies.
        true => (on.days_since_1970() - born.days_since_1970()).saturating_mul(400).div_euclid(146_097),
        false => on.years_since(born),
    };
    let (oldest, youngest) = (years(ctx.as_of, first), years(ctx.as_of, last));
    if !(0..=OLDEST).contains(&oldest) || youngest < 0 {
        return None;
    }
    if years(later(ctx), first) >= 90 {
        return Some(AgeYears::NinetyOrOlder);
    }
    let known = oldest == youngest && oldest <= i32::from(ctx.policy.oldest_age());
    known.then(|| u8::try_from(oldest).ok().map(AgeYears::Years))?
}

fn later(ctx: &Context<'_>) -> Date {
    ctx.next_release.max(ctx.as_of)
}
