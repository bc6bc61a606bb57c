//! A ranking is the same list as a match, page by page; and what it supposes is what a match of the other criteria says.

use almoner_base::NctId;
use almoner_eligibility::AbsencePolicy;
use almoner_match::{Change, Cohort, Ranking, Screen, Status, SuppliedAnswers, Trial, Wanted, match_trial};
use almoner_terms::Terms;

use crate::made::{Numbers, criteria, patient};

fn cohort(numbers: &mut Numbers, patients: u32) -> Cohort {
    Cohort::new((0..patients).map(|_| patient(numbers)))
}

#[test]
fn pages_of_any_size_are_the_list_of_a_match() {
    let mut numbers = Numbers(11);
    for _ in 0..20 {
        let (cohort, criteria) = (cohort(&mut numbers, 200), criteria(&mut numbers, 5));
        let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
        let trial = Trial { nct_id: NctId::parse("NCT00000002").unwrap(), version: "v".to_owned(), criteria };
        let matched = match_trial(&mut screen, &trial, usize::MAX);
        let ranking = Ranking::new(&mut screen, &trial.criteria, &SuppliedAnswers::default());
        assert_eq!(
            (ranking.counts(), ranking.criteria(), ranking.funnel()),
            (matched.counts, matched.criteria, matched.funnel)
        );
        let wanted = Wanted { statuses: vec![Status::Eligible, Status::Potential], only: None };
        let mut listed = Vec::new();
        loop {
            let (page, total) = ranking.page(&wanted, listed.len() as u64, 7);
            assert_eq!(total, matched.list.len() as u64);
            if page.is_empty() {
                break;
            }
            listed.extend(page);
        }
        assert_eq!(listed.len(), matched.list.len());
        for (place, candidate) in listed.iter().zip(&matched.list) {
            assert_eq!(cohort.patient(place.number).unwrap().study_id, candidate.study_id);
            assert_eq!((place.rank, place.status), (u64::from(candidate.rank), candidate.status));
            assert_eq!(place.score.to_bits(), candidate.score.to_bits());
            assert_eq!(ranking.place_of(place.number), Some(*place));
            assert_eq!(ranking.open(place.number), (candidate.missing.clone(), candidate.person_only.clone()));
        }
        let (everybody, total) = ranking.page(&Wanted::default(), 0, usize::MAX);
        assert_eq!((everybody.len(), total), (200, 200));
        let excluded = everybody.iter().filter(|place| place.status == Status::Excluded).count() as u64;
        assert_eq!(excluded, matched.counts.excluded);
        if let [first, second, ..] = everybody.as_slice() {
            assert_eq!(ranking.beside(*first), (None, Some(*second)));
            assert_eq!(ranking.beside(*second).0, Some(*first));
        }
        let some = cohort.everybody().iter().filter(|number| number % 3 == 0).collect();
        let wanted = Wanted { statuses: Vec::new(), only: Some(some) };
        let (page, total) = ranking.page(&wanted, 10, 20);
        assert_eq!((total, page.len()), (67, 20));
        let expected: Vec<_> = everybody.iter().filter(|place| place.number % 3 == 0).skip(10).take(20).collect();
        assert_eq!(page.iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_is_supposed_is_what_a_match_of_the_other_criteria_says() {
    let mut numbers = Numbers(12);
    for _ in 0..20 {
        let (cohort, criteria, others) = (cohort(&mut numbers, 300), criteria(&mut numbers, 5), criteria(&mut numbers, 5));
        let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
        let ranking = Ranking::new(&mut screen, &criteria, &SuppliedAnswers::default());
        let same = ranking.suppose(&mut screen, &Change::default());
        assert_eq!((same.funnel, same.candidates), (ranking.funnel(), ranking.candidates()));
        let replaced = vec![others[2].clone()];
        let change = Change { order: vec![4, 2], dropped: vec![1], replaced: replaced.clone() };
        let supposed = ranking.suppose(&mut screen, &change);
        let rows: Vec<u32> = supposed.funnel.rows.iter().map(|row| row.criterion).collect();
        assert_eq!(rows, [4, 2, 0, 3]);
        let after = [criteria[4].clone(), replaced[0].clone(), criteria[0].clone(), criteria[3].clone()];
        let expected = Ranking::new(&mut screen, &after, &SuppliedAnswers::default());
        assert_eq!(supposed.candidates, expected.candidates());
        assert_eq!(supposed.funnel.counts, ranking.compared(&expected).after);
        // What both tell is the same group, told to within ten.
        for (supposed, exact) in supposed.funnel.rows.iter().zip(expected.funnel().rows) {
            let (Some(supposed), Some(exact)) = (supposed.remaining, exact.remaining) else { continue };
            assert!(supposed.abs_diff(exact) <= 10);
        }
    }
}

#[test]
fn nobody_is_named_who_would_come_or_go_with_fewer_than_ten_others() {
    let mut numbers = Numbers(13);
    let mut told = (0, 0);
    for _ in 0..60 {
        let size = 20 + numbers.below(200);
        let cohort = cohort(&mut numbers, size);
        let mut screen = Screen::new(&cohort, Terms::builtin(), AbsencePolicy::closed_if_covered());
        let mut ranking = || Ranking::new(&mut screen, &criteria(&mut numbers, 3), &SuppliedAnswers::default());
        let (before, after) = (ranking(), ranking());
        let compared = before.compared(&after);
        let entering = after.candidates() - before.candidates();
        let leaving = before.candidates() - after.candidates();
        for (movement, who) in [(compared.entering, entering), (compared.leaving, leaving)] {
            let small = (1..=10).contains(&who.len());
            assert_eq!(movement.count.is_none(), small, "{} patients", who.len());
            assert_eq!(movement.named, if small { roaring::RoaringBitmap::new() } else { who });
            told = (told.0 + u32::from(small), told.1 + u32::from(!small));
        }
    }
    assert!(told.0 > 5 && told.1 > 5, "{told:?}");
}
