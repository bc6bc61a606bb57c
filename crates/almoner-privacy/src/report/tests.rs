use almoner_facts::Sex;

use super::*;

fn people(ages: &[u8]) -> Vec<Demographics> {
    ages.iter().map(|age| Demographics { age: Some(AgeYears::Years(*age)), sex: Some(Sex::Female) }).collect()
}

#[test]
fn eleven_alike_pass_one_of_ten_does_not() {
    let mut ages = vec![40; 30];
    ages.extend([50; 30]);
    assert!(assess(&of_demographics(&people(&ages)).unwrap(), &Thresholds::default()).unwrap().passes());
    ages.extend([60; 10]);
    let report = assess(&of_demographics(&people(&ages)).unwrap(), &Thresholds::default()).unwrap();
    assert_eq!(report.failures, [Failure::Prosecutor]);
    assert_eq!((report.k, report.classes, report.rows), (10, 3, 70));
}

#[test]
fn classes_of_eleven_fail_the_marketer() {
    let ages: Vec<u8> = (0..5).flat_map(|age| [30 + age; 11]).collect();
    let report = assess(&of_demographics(&people(&ages)).unwrap(), &Thresholds::default()).unwrap();
    assert_eq!(report.failures, [Failure::Marketer], "one in eleven is more than one in twenty");
}

#[test]
fn a_sensitive_column_must_stay_diverse() {
    let table = Table::new(vec![Column::new("q", ["a"; 40]), Column::new("s", ["x"; 40])]).unwrap();
    let thresholds = Thresholds {
        quasi_identifiers: vec!["q".into()],
        sensitive: vec!["s".into()],
        min_l: Some(2),
        ..Thresholds::default()
    };
    assert_eq!(assess(&table, &thresholds).unwrap().failures, [Failure::Diversity]);
}

#[test]
fn what_two_releases_tell_together_is_more_than_each_alone() {
    // Forty people of 50; in the second release, three of them are 51: alone each release hides everybody, together three stand out.
    let ids: Vec<String> = (0..40).map(|id| id.to_string()).collect();
    let first = of_demographics(&people(&[50; 40])).unwrap();
    let mut later = vec![51; 3];
    later.extend([50; 37]);
    let second = of_demographics(&people(&later)).unwrap();
    let (table, quasi_identifiers) = joint(&[(&ids, &first), (&ids, &second)]).unwrap();
    let report = assess(&table, &Thresholds { quasi_identifiers, ..Thresholds::default() }).unwrap();
    assert_eq!((report.k, report.failures.as_slice()), (3, [Failure::Prosecutor].as_slice()));
}

#[test]
fn who_left_stands_out_too() {
    let ids: Vec<String> = (0..40).map(|id| id.to_string()).collect();
    let first = of_demographics(&people(&[50; 40])).unwrap();
    let second = of_demographics(&people(&[50; 39])).unwrap();
    let (table, quasi_identifiers) = joint(&[(&ids, &first), (&ids[1..], &second)]).unwrap();
    assert_eq!(assess(&table, &Thresholds { quasi_identifiers, ..Thresholds::default() }).unwrap().k, 1);
}
