//! An attacker who holds successive releases, knows the day of each, and wants to place a patient's days in the calendar.
//!
//! The bound and its derivation are in docs/concepts/time.md.

use almoner_base::Date;
use almoner_facts::{ChartDraft, PolicyKind, Timeline};
use serde_json::{Value as Json, json};

use super::tests::{draft_of, patient, snomed};

const RELEASES: [(i32, u8, u8); 3] = [(2024, 6, 1), (2025, 6, 1), (2026, 9, 30)];
/// The days before a release on which a chart can end.
const SPAN: i32 = 365;

fn day(offset: i32) -> Date {
    let (year, month, day) = RELEASES[0];
    Date::from_days_since_1970(Date::new(year, month, day).unwrap().days_since_1970() + offset)
}

/// A patient seen every week up to the last release: nothing hides when the record ends. All dates lie `shift` days later.
fn record(shift: i32) -> Vec<Json> {
    let date = |offset: i32| day(offset + shift).to_string();
    let mut born = patient();
    born["birthDate"] = json!(date(-22_000));
    let mut all = vec![born];
    for week in -60..130 {
        let (on, later) = (date(7 * week), date(7 * week + 90));
        all.push(
            json!({"resourceType":"Encounter","id":format!("e{week}"),"status":"finished","period":{"start":on,"end":on}}),
        );
        if week % 9 == 0 {
            all.push(
                json!({"resourceType":"Condition","id":format!("c{week}"),"code":snomed("44054006","x"),"onsetDateTime":on,
                "abatementDateTime":later,"recordedDate":on}),
            );
            all.push(json!({"resourceType":"MedicationRequest","id":format!("m{week}"),"status":"active","intent":"order","authoredOn":on,
                "medicationCodeableConcept":{"text":"lisinopril 10 MG Oral Tablet"},
                "dispenseRequest":{"validityPeriod":{"start":on,"end":later}}}));
            let note = super::tests::base64(&format!("Seen {on}, hypertension. Back on {later}."));
            all.push(json!({"resourceType":"DocumentReference","id":format!("d{week}"),"status":"current","date":on,
                "content":[{"attachment":{"contentType":"text/plain","data":note}}]}));
        }
    }
    all
}

/// What the attacker sees if the person's charts end `held` days before each release.
fn seen(kind: PolicyKind, shift: i32, held: i32) -> Vec<ChartDraft> {
    let record = record(shift);
    let timeline = Timeline::new(day(-9_999 + shift).days_since_1970());
    let releases = RELEASES.iter().map(|(year, month, day)| Date::new(*year, *month, *day).unwrap());
    releases
        .map(|release| {
            // At each release the record holds what had come by then.
            let had_come = |resource: &Json| {
                let on = ["date", "authoredOn", "recordedDate"].iter().find_map(|key| resource[*key].as_str());
                let on = on.or(resource["period"]["start"].as_str()).unwrap_or_default().to_owned();
                on <= release.to_string()
            };
            let come: Vec<Json> = record.iter().filter(|resource| had_come(resource)).cloned().collect();
            let as_of = Date::from_days_since_1970(release.days_since_1970() - held);
            draft_of(kind, timeline, as_of, &come)
        })
        .collect()
}

/// The calendar days on which the chart's last day can lie, in the attacker's eyes: those of the hypotheses under which the
/// charts would be what they are. A hypothesis is a number of days held back, with the whole life shifted to fit.
#[test]
fn under_safe_harbor_every_day_of_a_year_stays_as_likely_as_before() {
    let truth = seen(PolicyKind::SafeHarbor, 0, 180);
    assert!(truth.iter().all(|chart| chart.facts.len() > 4 && !chart.coverage.encounters.is_empty()));
    assert!(truth[0].facts.len() < truth[2].facts.len(), "the releases differ, and the attacker may compare them");
    for held in (0..SPAN).step_by(52).chain([SPAN - 1]) {
        let other = seen(PolicyKind::SafeHarbor, 180 - held, held);
        assert_eq!(other, truth, "{held} days held back can be told from 180");
    }
    // All 365 hypotheses explain the charts, each with the likelihood of the prior: no window of w days has more than w/365.
}

#[test]
fn the_attacker_would_notice_a_chart_that_ends_with_its_release() {
    // The expert's policy holds nothing back: a record of weekly visits shows by its end where it lies, and the expert is told.
    let truth = seen(PolicyKind::ExpertDetermination, 0, 0);
    let moved = seen(PolicyKind::ExpertDetermination, 40, 0);
    assert_ne!(truth, moved);
}

#[test]
fn a_partial_date_has_no_place_where_charts_end_on_a_secret_day() {
    let vague =
        json!({"resourceType":"Condition","code":snomed("44054006","x"),"onsetDateTime":"2015","recordedDate":"2016-03"});
    let note = json!({"resourceType":"DocumentReference","status":"current","date":"2020-01-11",
        "content":[{"attachment":{"contentType":"text/plain","data":super::tests::base64("Hypertension since 2015, seen 2020-01-11.")}}]});
    let as_of = Date::new(2024, 1, 1).unwrap();
    let draft = draft_of(PolicyKind::SafeHarbor, Timeline::new(9_000), as_of, &[patient(), vague, note]);
    assert_eq!(draft.facts[0].days, almoner_facts::Span::default());
    assert!(!draft.notes[0].text.contains(".."), "{}", draft.notes[0].text);
}
