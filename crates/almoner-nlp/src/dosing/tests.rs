//! Doses as notes and prescriptions write them.

use almoner_base::Comparator;
use almoner_facts::Route;

use super::Dosing;

fn told(text: &str) -> Option<(f64, String)> {
    Dosing::after(text).quantity().map(|quantity| (quantity.value, quantity.unit))
}

#[test]
fn what_is_taken_in_a_day_is_the_dose_by_how_often() {
    for (text, value, unit) in [
        (" 20 mg daily", 20.0, "mg/d"),
        (" 500 mg BID", 1000.0, "mg/d"),
        (" 500mg po b.i.d.", 1000.0, "mg/d"),
        (" 1,000 mg twice a day with meals", 2000.0, "mg/d"),
        (" 20 mg/day", 20.0, "mg/d"),
        (" 40 mg per day in divided doses", 40.0, "mg/d"),
        (": 10 units qhs", 10.0, "[IU]/d"),
        (" 5 mg every other day", 2.5, "mg/d"),
        (" 500 mg q8h", 1500.0, "mg/d"),
        (" 250 mg every 6 hours", 1000.0, "mg/d"),
        (" 15 mg weekly", 15.0, "mg/wk"),
        (" 40 mg SC every 2 weeks", 20.0, "mg/wk"),
        (" 500 mg tablet, 2 tablets twice daily", 2000.0, "mg/d"),
        (" ER 500 mg daily", 500.0, "mg/d"),
        (" 5 mg/kg/day", 5.0, "mg/kg/d"),
        (" (81 mg) daily", 81.0, "mg/d"),
        (" 0.5 mg 3 times a day", 1.5, "mg/d"),
        (" 90 mcg/actuation 2 puffs q4h", 1080.0, "ug/d"),
        (" 25 mcg QD", 25.0, "ug/d"),
    ] {
        assert_eq!(told(text), Some((value, unit.to_owned())), "{text}");
    }
}

#[test]
fn what_is_taken_at_once_is_never_what_is_taken_in_a_day() {
    assert_eq!(told(" 20 mg"), Some((20.0, "mg".to_owned())));
    assert_eq!(told(" 5 mg/kg"), Some((5.0, "mg/kg".to_owned())));
    assert_eq!(told(" 1 g IV x1"), Some((1.0, "g".to_owned())));
}

#[test]
fn what_can_be_meant_in_two_ways_tells_no_amount() {
    for text in [
        " 1 tab daily",
        " 5-10 mg daily",
        " 5/325 mg q6h",
        " 5 to 10 mg daily",
        " 60 mg daily, tapered to 10 mg",
        " 10 mg qam and 5 mg qpm",
        " 20 mg -> 40 mg daily",
        " 250 mg/5 mL twice daily",
        " daily",
        " level 20",
        "",
        " 1/2 tab daily",
    ] {
        assert_eq!(told(text), None, "{text}");
    }
}

#[test]
fn as_needed_is_at_most() {
    let dosing = Dosing::after(" 50 mg PO q6h prn pain");
    let quantity = dosing.quantity().unwrap();
    assert_eq!((quantity.value, quantity.comparator), (200.0, Some(Comparator::LessOrEqual)));
    assert_eq!(dosing.route, Some(Route::Oral));
}

#[test]
fn the_route_is_told_before_or_after() {
    assert_eq!(Dosing::after(" 1 g IV q24h").route, Some(Route::Intravenous));
    assert_eq!(Dosing::after(" HFA 2 puffs prn").route, Some(Route::Inhaled));
    assert_eq!(Dosing::after(" 1 % cream twice daily").route, Some(Route::Topical));
    assert_eq!(Dosing::before("she was started on oral ").route, Some(Route::Oral));
    assert_eq!(Dosing::before("was given 60 mg of ").quantity().map(|dose| dose.value), Some(60.0));
    assert_eq!(Dosing::before("the oral intake of ").route, None);
    assert_eq!(Dosing::before("and ").route, None);
    assert_eq!(Dosing::after(" was stopped; oral intake fine").route, None);
}
