use super::*;

fn likeliest(note: &str) -> Option<&'static str> {
    let terms = Terms::builtin();
    let patient = NotePatient::read(terms, note);
    suspected(terms, &patient).first().and_then(|one| one.names.first().copied())
}

#[test]
fn findings_without_a_name_lead_to_the_disease() {
    let note = "A 24-year-old man has a sore throat, swollen posterior cervical lymph nodes and splenomegaly. Monospot is positive.";
    assert_eq!(likeliest(note), Some("ebv-infection"));
    let note = "A 61-year-old woman noticed a resting tremor of her left hand. She has cogwheel rigidity and bradykinesia.";
    assert_eq!(likeliest(note), Some("parkinsons-disease"));
}

#[test]
fn what_a_note_denies_leads_nowhere() {
    assert_eq!(likeliest("A 61-year-old woman has no resting tremor, cogwheel rigidity or bradykinesia."), None);
    assert_eq!(likeliest(""), None);
}

#[test]
fn a_disease_of_one_sex_or_age_is_not_suspected_in_another() {
    let note = "A 30-year-old man has pelvic pain, a missed period and an adnexal mass.";
    let terms = Terms::builtin();
    let patient = NotePatient::read(terms, note);
    assert!(suspected(terms, &patient).iter().all(|one| one.names.first() != Some(&"ectopic-pregnancy")));
}

#[test]
fn every_line_of_the_table_is_read_and_no_disease_stands_twice() {
    let read = table();
    assert!(read.diseases.len() >= 400);
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    assert!(lines.clone().all(|line| line.starts_with("finding\t") || line.starts_with("disease\t")));
    assert_eq!(lines.filter(|line| line.starts_with("disease\t")).count(), read.diseases.len());
    let keys: BTreeSet<&str> = read.diseases.iter().map(|disease| disease.key).collect();
    assert_eq!(keys.len(), read.diseases.len());
    let named: Vec<_> = read.by_name.iter().filter(|(_, number)| read.holders.get(**number) == Some(&0)).collect();
    assert!(named.is_empty(), "findings of no disease: {named:?}");
}
