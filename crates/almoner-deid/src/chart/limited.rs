//! Limited data sets, 45 CFR 164.514(e): dates, towns, states and ZIP codes stay; names, streets, numbers and the rest of
//! (e)(2) go, as in every other chart.
//!
//! The type is its own and gives out no [`ChartDraft`]: the seal of the research zone takes those alone, so that days which
//! are dates can not come among days which are not.

use almoner_base::{Coding, Date, Day, DayRange};
use almoner_facts::{Assertion, ChartDraft, FactKind, PolicyKind, Sex, Timeline, Value};
use almoner_fhir::Resource;

use super::{Context, RawRef, Withheld, deidentify};
use crate::policy::{DataUseAgreement, LimitedDataSetPolicy, Refusal};
use crate::{Error, Policy};

/// One patient's part of a limited data set.
#[derive(Clone, Debug, PartialEq)]
pub struct LimitedDraft {
    chart: ChartDraft,
    /// Content hash of the policy.
    pub policy_version: String,
    /// Birth date, where the record has a full one.
    pub birth_date: Option<Date>,
    /// Town or city.
    pub city: Option<String>,
    /// State.
    pub state: Option<String>,
    /// ZIP code.
    pub postal_code: Option<String>,
}

/// A fact with its dates: first and last day on which it can have begun, and ended.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedFact {
    /// What kind of statement.
    pub kind: FactKind,
    /// The record's code.
    pub coding: Option<Coding>,
    /// What was measured.
    pub value: Option<Value>,
    /// How it is meant.
    pub assertion: Assertion,
    /// When it began.
    pub start: Option<(Date, Date)>,
    /// When it ended.
    pub end: Option<(Date, Date)>,
}

/// Why there is no limited data set of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLimitedDraft {
    /// The agreement does not cover it.
    Refused(Refusal),
    /// The record stays behind.
    Withheld(Withheld),
    /// A policy file can not be read.
    Policy(Error),
}

/// Day 0 of a calendar.
const CALENDAR: i32 = 0;

/// Makes one patient's part of a limited data set for this recipient. Of the context's policy only what people chose counts; its
/// timeline is not used.
///
/// # Errors
/// There is no agreement in force with the recipient on the day `today`, or the record must stay behind.
pub fn limited_data_set(
    record: &[RawRef<'_>],
    ctx: &Context<'_>,
    policy: &LimitedDataSetPolicy,
    (agreement, recipient, today): (Option<&DataUseAgreement>, &str, Date),
) -> Result<LimitedDraft, NoLimitedDraft> {
    DataUseAgreement::check(agreement, recipient, today).map_err(NoLimitedDraft::Refused)?;
    let mut like = Policy::builtin(PolicyKind::ExpertDetermination).map_err(NoLimitedDraft::Policy)?;
    like.writing = policy.writing;
    like.choices.clone_from(&ctx.policy.choices);
    like.withhold_chart_labels.clone_from(&ctx.policy.withhold_chart_labels);
    let ctx = Context { policy: &like, timeline: Timeline::new(CALENDAR), ..*ctx };
    let released = deidentify(record, &ctx).map_err(NoLimitedDraft::Withheld)?;
    let mut draft = LimitedDraft {
        chart: released.draft,
        policy_version: policy.version.clone(),
        birth_date: None,
        city: None,
        state: None,
        postal_code: None,
    };
    for reference in record {
        let (Some(Resource::Patient(patient)), _) = almoner_fhir::parse(reference.raw) else { continue };
        let birth = patient.birth_date.as_ref().map(|birth| birth.date).filter(|date| date.day.is_some());
        draft.birth_date = birth.and_then(almoner_base::PartialDate::bounds).map(|(day, _)| day);
        if let Some(address) = patient.address.first() {
            let own = |text: &Option<almoner_fhir::Text<'_>>| text.as_deref().map(str::to_owned);
            draft.city = own(&address.city);
            draft.state = own(&address.state);
            draft.postal_code = own(&address.postal_code);
        }
    }
    Ok(draft)
}

fn dates(range: DayRange) -> (Date, Date) {
    let date = |day: Day| Date::from_days_since_1970(day.0);
    (date(range.earliest), date(range.latest))
}

impl LimitedDraft {
    /// Recorded administrative gender.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.chart.demographics.sex
    }

    /// Facts with their dates.
    pub fn facts(&self) -> impl Iterator<Item = DatedFact> + '_ {
        self.chart.facts.iter().map(|fact| DatedFact {
            kind: fact.kind,
            coding: fact.coding.clone(),
            value: fact.value.clone(),
            assertion: fact.assertion,
            start: fact.days.start.map(dates),
            end: fact.days.end.map(dates),
        })
    }

    /// Redacted notes with their dates; a date in a text stands as `[2020-01-11]`, a range as `[2019-01-02..2019-12-27]`.
    pub fn notes(&self) -> impl Iterator<Item = (Option<(Date, Date)>, String)> + '_ {
        self.chart.notes.iter().map(|note| (note.day.map(dates), dated(&note.text)))
    }
}

/// `[DAY 18272]` as `[2020-01-11]`.
fn dated(text: &str) -> String {
    let date = |day: &str| day.trim().parse::<i32>().ok().map(Date::from_days_since_1970);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[DAY ") {
        out.push_str(before);
        let Some((days, after)) = after.split_once(']') else { break };
        let (first, last) = days.split_once("..").unwrap_or((days, days));
        match (date(first), date(last)) {
            (Some(first), Some(last)) if first == last => out.push_str(&format!("[{first}]")),
            (Some(first), Some(last)) => out.push_str(&format!("[{first}..{last}]")),
            _ => out.push_str("[DATE]"),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
