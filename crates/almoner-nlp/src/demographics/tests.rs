use super::*;

fn read(text: &str) -> (Option<f64>, Option<Sex>) {
    demographics(text).map_or((None, None), |found| (found.age, found.sex))
}

#[test]
fn age_and_sex_are_read_in_their_common_forms() {
    let cases = [
        ("A 58-year-old African-American woman presents.", 58.0, Sex::Female),
        ("47 yo M with cough", 47.0, Sex::Male),
        ("66yo female with asthma", 66.0, Sex::Female),
        ("An 85 y/o man fell.", 85.0, Sex::Male),
        ("Pat is a 33 year-old nonhispanic white female.", 33.0, Sex::Female),
        ("Seen: 52F, headache", 52.0, Sex::Female),
        ("Age: 61, sex: male", 61.0, Sex::Male),
        ("A four year old boy wheezes.", 4.0, Sex::Male),
        ("A [AGE_OVER_89]-year-old lady fell.", 90.0, Sex::Female),
        ("A 21-year-old college student undergoes colonoscopy. He is well.", 21.0, Sex::Male),
    ];
    for (text, age, sex) in cases {
        assert_eq!(read(text), (Some(age), Some(sex)), "{text}");
    }
}

#[test]
fn months_and_weeks_are_fractions_of_a_year() {
    assert_eq!(read("A 3-month-old boy"), (Some(0.25), Some(Sex::Male)));
    let (age, _) = read("A 2 week old girl");
    assert!((age.unwrap() - 14.0 / 365.25).abs() < 1e-9);
}

#[test]
fn relatives_are_not_the_patient() {
    assert_eq!(read("His 60-year-old mother came along."), (None, Some(Sex::Male)));
    assert_eq!(read("Lives with a 30-year-old brother."), (None, None));
}

#[test]
fn pronouns_that_disagree_tell_nothing() {
    assert_eq!(read("She says that he fell."), (None, None));
}
