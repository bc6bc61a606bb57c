use super::*;
use almoner_facts::{AgeYears, Sex};

fn people(ages: &[(u8, usize)]) -> Vec<Person> {
    let mut all = Vec::new();
    for (age, count) in ages {
        for _ in 0..*count {
            let demographics = Demographics { age: Some(AgeYears::Years(*age)), sex: Some(Sex::Female) };
            all.push(Person { id: format!("id-{}", all.len()), demographics, area: None });
        }
    }
    all
}

fn attestation(thresholds: &[&str]) -> Attestation {
    let json = serde_json::json!({
        "who": "A. Expert", "qualification": "statistician", "method": "k-anonymity", "issued": "2026-01-01",
        "expires": "2027-01-01", "quasi_identifiers": ["age", "sex"], "thresholds": thresholds,
        "recipient": "The Trials Office", "policy": "p", "release": "default-1"
    });
    Attestation::from_json(&json.to_string()).unwrap()
}

fn measured(release: u32, attestation: Option<&Attestation>, people: Vec<Person>) -> Measured<'_> {
    Measured {
        release,
        policy: "expert_determination",
        as_of: "2026-11-01".to_owned(),
        recipient: "The Trials Office",
        attestation,
        people,
        unusual: BTreeMap::new(),
    }
}

#[test]
fn classes_of_eleven_pass_and_one_of_ten_is_refused_and_kept_as_refused() {
    let attestation = attestation(&["prosecutor 1/11", "marketer: 0.1"]);
    let mut series = Series::default();
    let refused = series.measure(measured(1, Some(&attestation), people(&[(50, 11), (51, 10)]))).unwrap();
    assert!(!refused.passed && !refused.made);
    assert_eq!((refused.alone.k, refused.alone.prosecutor), (10, 0.1));
    let made = series.measure(measured(1, Some(&attestation), people(&[(50, 11), (51, 11)]))).unwrap();
    assert!(made.passed && made.made);
    assert_eq!(made.joint, made.alone, "there is no earlier release");
    assert_eq!(series.entries().len(), 2);
    assert_eq!(series.passed(1).map(|entry| entry.alone.k), Some(11));
}

#[test]
fn whose_age_went_up_between_two_releases_counts() {
    let attestation = attestation(&["prosecutor 1/11"]);
    let mut series = Series::default();
    assert!(series.measure(measured(1, Some(&attestation), people(&[(50, 40)]))).unwrap().passed);
    // Three of them had their birthday: each release by itself has classes of at least 11 only if they are not looked at
    // together.
    let later = people(&[(51, 37), (50, 3)]);
    let mut mixed = later;
    mixed.extend(people(&[(50, 20)]).into_iter().map(|mut person| {
        person.id.push_str("-new");
        person
    }));
    let entry = series.measure(measured(2, Some(&attestation), mixed)).unwrap();
    assert_eq!((entry.alone.k, entry.joint.k), (23, 3), "three of 50 in both");
    assert!(!entry.passed);
}

#[test]
fn a_threshold_that_is_not_known_and_a_gap_in_the_series_refuse() {
    let mut series = Series::default();
    for thresholds in [&["none"][..], &["prosecutor 0"], &["prosecutor x"], &["charm 0.1"]] {
        let attestation = attestation(thresholds);
        assert!(series.measure(measured(1, Some(&attestation), people(&[(50, 11)]))).is_err(), "{thresholds:?}");
    }
    assert!(series.measure(measured(2, None, people(&[(50, 11)]))).is_err(), "release 1 was never measured");
    let mut unknown = attestation(&["prosecutor 1/11"]);
    unknown.quasi_identifiers.push("shoe size".to_owned());
    assert!(series.measure(measured(1, Some(&unknown), people(&[(50, 11)]))).is_err());
}

#[test]
fn an_attestation_can_be_stricter_than_one_in_eleven_and_never_laxer() {
    assert_eq!(thresholds(&attestation(&["k_anonymity: 20"])).unwrap().max_prosecutor, 0.05);
    assert_eq!(thresholds(&attestation(&["prosecutor 0.5"])).unwrap().max_prosecutor, 1.0 / 11.0);
}

#[test]
fn an_office_held_is_found_and_a_diagnosis_is_not() {
    assert_eq!(kinds(["She is the mayor of the town."]), BTreeSet::from(["office".to_owned()]));
    assert!(kinds(["Type 2 diabetes, on metformin."]).is_empty());
}

#[test]
fn an_area_that_charts_tell_is_weighed_and_an_expert_who_did_not_name_it_covers_none() {
    let mut people = people(&[(50, 40)]);
    people.iter_mut().enumerate().for_each(|(at, person)| person.area = Some(if at < 30 { "MA" } else { "VT" }.to_owned()));
    let mut series = Series::default();
    let entry = series.measure(measured(1, None, people.clone())).unwrap();
    assert_eq!((entry.alone.k, entry.passed), (10, false), "ten people of one age in one state");
    assert!(entry.quasi_identifiers.iter().any(|name| name == "area"), "{entry:?}");
    let paper = attestation(&["prosecutor 1/11"]);
    let refused = series.measure(measured(2, Some(&paper), people));
    assert!(matches!(refused, Err(Error::Attestation(Refusal::AttestationIncomplete))));
}
