use super::*;

fn kinds(text: &str) -> Vec<UnusualKind> {
    unusual(text).into_iter().map(|found| found.kind).collect()
}

#[test]
fn what_makes_somebody_known_is_found() {
    assert_eq!(kinds("He is the Mayor of the town."), [UnusualKind::Office]);
    assert_eq!(kinds("Her crash was ON THE NEWS last week; one of quadruplets"), [UnusualKind::News, UnusualKind::Family]);
    assert_eq!(kinds("retired astronaut, Nobel laureate"), [UnusualKind::Occupation, UnusualKind::Distinction]);
}

#[test]
fn parts_of_words_are_not() {
    assert_eq!(kinds("mayoral race; hostages-free; emmylou; jockeying; no acute distress"), [UnusualKind::News]);
}

#[test]
fn the_place_is_that_of_the_words() {
    let text = "é mayor";
    let found = unusual(text);
    assert_eq!(text.get(found[0].start..found[0].end), Some("mayor"));
}
