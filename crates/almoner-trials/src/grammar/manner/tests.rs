//! Phrases of doses and routes.

use almoner_facts::Route;
use almoner_terms::Terms;

use super::{Equivalent, dose, routes};

fn told(text: &str) -> Option<String> {
    let told = dose(Terms::builtin(), text)?;
    let end = |bound: Option<almoner_eligibility::Bound>, closed: &str, open: &str| {
        bound.map_or_else(String::new, |bound| format!("{}{} ", if bound.inclusive { closed } else { open }, bound.value))
    };
    let like = match told.equivalent {
        Some(Equivalent::Own) => " or equivalent",
        Some(Equivalent::Of(_)) => " as another",
        None => "",
    };
    Some(format!("{}{}{}{like}", end(told.low, ">=", ">"), end(told.high, "<=", "<"), told.unit))
}

#[test]
fn an_amount_in_a_time_is_a_dose() {
    for (text, expected) in [
        ("> 325 mg / day", ">325 mg/d"),
        ("greater than 325 mg/day", ">325 mg/d"),
        ("at a dose of >= 1,500 mg per day", ">=1500 mg/d"),
        ("at least 1000 mg per day", ">=1000 mg/d"),
        ("30 mg / day or less", "<=30 mg/d"),
        ("500 mg to 2000 mg daily", ">=500 <=2000 mg/d"),
        ("10 - 20 mg weekly", ">=10 <=20 mg/wk"),
        ("up to 2.5 mg daily", "<=2.5 mg/d"),
        (">= 0.25 mg / kg / day", ">=0.25 mg/kg/d"),
        ("> 1000 units per day", ">1000 [IU]/d"),
        ("> 100 mg bid", ">200 mg/d"),
        ("> 10 mg / day or equivalent", ">10 mg/d or equivalent"),
        ("> 10 mg / day of prednisone or its equivalent", ">10 mg/d as another"),
        ("> 10 mg daily prednisone equivalents", ">10 mg/d as another"),
    ] {
        assert_eq!(told(text).as_deref(), Some(expected), "{text}");
    }
    // No time, one amount without a comparison, words that say more, a volume.
    for text in
        ["> 325 mg", "20 mg daily", "> 10 mg / day for 4 weeks", "> 500 ml / day", "high-dose", "> mg / day", "1 / day", ""]
    {
        assert_eq!(told(text), None, "{text}");
    }
}

#[test]
fn routes_are_taken_where_every_word_is_one() {
    assert_eq!(routes("oral or intravenous"), Some(vec![Route::Oral, Route::Intravenous]));
    assert_eq!(routes("iv"), Some(vec![Route::Intravenous]));
    assert_eq!(routes("oral or experimental"), None);
    assert_eq!(routes(""), None);
}
