use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;

use almoner_base::{Clock, ConceptId, FixedClock, Quantity, TenantId, Timestamp};
use almoner_chart::{Approval, Header, Sealed, seal};
use almoner_crypto::{SigningKey, ZoneKeys};
use almoner_facts::{
    AgeYears, Assertion, ChartDraft, Coverage, Demographics, Extractor, Fact, FactKind, PolicyKind, ResourceKind, Span,
};
use almoner_match::Patient;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use super::*;
use crate::ReceiveSummary;
use crate::live::Live;

const MADE: i64 = 1_000_000;

/// A room in a folder of its own, which goes with it, and the key that seals its charts.
struct Opened {
    folder: PathBuf,
    room: Room,
    key: SigningKey,
    _far_side: UnixStream,
}

impl Opened {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("almoner-match-{:016x}", almoner_crypto::random_u64().unwrap()));
        std::fs::create_dir_all(folder.join("keys")).unwrap();
        let (ours, theirs) = UnixStream::pair().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(FixedClock(Timestamp(MADE)));
        let keys = ZoneKeys::create(&folder.join("keys"), None).unwrap();
        let key = SigningKey::generate().unwrap();
        let room = Room::open(&folder, keys, key.public().to_bytes(), clock, ours).unwrap();
        Self { folder, room, key, _far_side: theirs }
    }

    /// Takes a chart for each age; gives the study ids in the same order.
    fn people(&self, ages: &[u8]) -> Vec<StudyId> {
        let ids: Vec<StudyId> = (1..).take(ages.len()).map(StudyId::from_random).collect();
        let charts = ids.iter().zip(ages).map(|(id, age)| self.chart(*id, *age)).collect();
        let kept = self.room.keep(charts, &mut ReceiveSummary::default()).unwrap();
        assert!(kept.refused.is_empty());
        ids
    }

    fn chart(&self, study_id: StudyId, age: u8) -> Sealed<Chart> {
        let draft = ChartDraft {
            policy: PolicyKind::SafeHarbor,
            policy_version: "0".repeat(16),
            demographics: Demographics { age: Some(AgeYears::Years(age)), sex: None },
            facts: Vec::new(),
            notes: Vec::new(),
            coverage: Coverage::default(),
            removed: Vec::new(),
            area: None,
        };
        let header = Header { tenant: TenantId::default(), project: ProjectId::default(), study_id, release: 1 };
        seal(header, draft, &self.key).unwrap()
    }

    /// Takes trials in; says how many are new and how many changed.
    fn took(&self, trials: &[TrialRecord]) -> (u64, u64) {
        let stored = self.room.store_trials(trials).unwrap();
        (stored.new, stored.changed)
    }

    /// Has the current version of a trial approved.
    fn approve(&self, nct_id: NctId) {
        let permit = self.room.permit(Principal::Cli, almoner_policy::Action::ApproveTrial, None).unwrap();
        let version = self.room.trial_versions(&[nct_id]).unwrap().remove(0);
        let approval = Approval { author: version.author.clone(), approver: "dr-lee".to_owned(), signature: vec![1; 64] };
        self.room.approve(&permit, &version, approval).unwrap();
    }

    fn trial(&self, number: u32, status: &str, criteria: &str) -> TrialRecord {
        let nct_id = NctId::parse(&format!("NCT{number:08}")).unwrap();
        let text = format!("Inclusion Criteria:\n\n- {criteria}");
        TrialRecord { overall_status: Some(status.to_owned()), ..TrialRecord::new(nct_id, text) }
    }

    /// Matches all trials; gives the summary and the lines.
    fn run(&self) -> (MatchSummary, Vec<Value>) {
        let mut lines = Vec::new();
        let options = MatchOptions { project: "default".to_owned(), trials: Vec::new(), top: None, text: false };
        let mut line = |line: String| lines.push(serde_json::from_str(&line).unwrap());
        let mut hearing = Hearing { progress: &mut |_| {}, line: &mut line };
        let summary = self.room.match_trials(&options, &mut hearing).unwrap();
        (summary, lines)
    }

    /// What a run keeps: the trial versions, and where a person stands in each.
    fn kept(&self, run: i64, study_id: StudyId) -> (Vec<(String, String)>, Vec<u8>) {
        let connection = self.room.database.connection();
        let study_id = study_id.to_string();
        let (trials, person) = self
            .room
            .database
            .run(async {
                let trials =
                    run_trial::Entity::find().filter(run_trial::Column::Run.eq(run)).order_by_asc(run_trial::Column::Place);
                let person = result::Entity::find_by_id((run, study_id.clone()));
                Ok((trials.all(connection).await?, person.one(connection).await?.unwrap()))
            })
            .unwrap();
        let bound = aad("statuses", "default", &format!("{run}\0{study_id}"));
        let statuses = self.room.store_key.open(&person.sealed, &bound).unwrap();
        let status = |at: usize| statuses[at / 4] >> (at % 4 * 2) & 3;
        let standing = (0..trials.len()).map(status).collect();
        (trials.into_iter().map(|trial| (trial.nct_id, trial.version)).collect(), standing)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let _the_next_test_has_another = std::fs::remove_dir_all(&self.folder);
    }
}

fn hemoglobin(value: f64) -> Fact {
    let concept: ConceptId = almoner_terms::Terms::builtin().by_key("hemoglobin").unwrap();
    Fact {
        kind: FactKind::Measurement,
        concept: Some(concept),
        coding: None,
        value: Some(almoner_facts::Value::Quantity(Quantity { value, unit: "g/dL".to_owned(), comparator: None })),
        days: Span::default(),
        assertion: Assertion::default(),
        course: None,
        source: Source::Resource { kind: ResourceKind::Observation, ordinal: 0 },
        extractor: Extractor::Structured,
        route: None,
    }
}

#[test]
fn a_withdrawn_or_changed_trial_is_matched_in_its_new_version_and_what_an_older_run_said_stays() {
    let opened = Opened::new();
    let ids = opened.people(&[25, 50, 75]);
    let first = opened.trial(1, "RECRUITING", "Age 18 to 60 years");
    let other = opened.trial(2, "RECRUITING", "Age 40 years or older");
    assert_eq!(opened.took(&[first.clone(), other.clone()]), (2, 0));
    let (summary, lines) = opened.run();
    assert_eq!((summary.run, summary.eligible, summary.excluded), (1, 4, 2));
    assert_eq!(lines[0]["counts"]["eligible"], 2);

    let withdrawn = opened.trial(1, "WITHDRAWN", "Age 70 years or older");
    assert_ne!(withdrawn.version(), first.version());
    assert_eq!(opened.took(&[withdrawn.clone(), other.clone()]), (0, 1));
    let (summary, lines) = opened.run();
    assert_eq!((summary.run, summary.eligible, summary.excluded), (2, 3, 3));
    assert_eq!(lines[0]["candidates"][0]["study_id"], ids[2].to_string());
    assert_eq!(lines[0]["versions"]["trial"], withdrawn.version());

    // The first run still says under which versions who stood where: 1 is eligible, 0 excluded.
    let versions =
        |of: &TrialRecord| vec![(of.nct_id.to_string(), of.version()), (other.nct_id.to_string(), other.version())];
    assert_eq!(opened.kept(1, ids[0]), (versions(&first), vec![1, 0]));
    assert_eq!(opened.kept(1, ids[2]), (versions(&first), vec![0, 1]));
    assert_eq!(opened.kept(2, ids[0]), (versions(&withdrawn), vec![0, 0]));
    assert_eq!(opened.kept(2, ids[2]), (versions(&withdrawn), vec![1, 1]));
    let all = opened.room.stored_versions(first.nct_id).unwrap();
    assert_eq!(
        all.iter().map(|one| (one.version.clone(), one.current)).collect::<Vec<_>>(),
        [(withdrawn.version(), true), (first.version(), false)]
    );
    // Only the version that was withdrawn is behind what the pages show; the register's first words come back as they were.
    let live = Live::open(&opened.room).unwrap();
    let matched = live.matched(&ProjectId::default(), first.nct_id).unwrap();
    assert_eq!((matched.run, &matched.trial.trial.version), (2, &withdrawn.version()));
    assert_eq!(opened.took(std::slice::from_ref(&first)), (0, 1));
    live.read_trials(&opened.room).unwrap();
    assert!(live.is_stale(&ProjectId::default(), &matched));
}

#[test]
fn what_the_register_says_beside_the_criteria_takes_no_approval_away() {
    let opened = Opened::new();
    let first = opened.trial(1, "RECRUITING", "Age 18 to 60 years");
    opened.took(std::slice::from_ref(&first));
    opened.approve(first.nct_id);
    let withdrawn = opened.trial(1, "WITHDRAWN", "Age 18 to 60 years");
    let stored = opened.room.store_trials(std::slice::from_ref(&withdrawn)).unwrap();
    assert_eq!((stored.changed, stored.approvals_kept, stored.carried), (1, 1, 0));
    let current = opened.room.stored_versions(first.nct_id).unwrap().remove(0);
    assert_eq!((current.version.clone(), current.approver.as_deref()), (withdrawn.version(), Some("dr-lee")));
    assert_eq!(current.approved_at, Some(MADE));
    // The signature is over the new record: the desk takes it.
    let digest = almoner_crypto::sha256(current.record.as_bytes());
    let signed = Approval::signed_bytes(&digest, first.nct_id, &current.version, &current.author, "dr-lee");
    assert!(opened.room.approval_key.public().verify(&signed, &current.signature).is_ok());
    let other = opened.trial(1, "WITHDRAWN", "Age 18 to 65 years");
    assert_eq!(opened.room.store_trials(std::slice::from_ref(&other)).unwrap().approvals_kept, 0);
}

#[test]
fn the_version_that_was_approved_last_screens_and_one_that_never_was_is_a_preview() {
    let opened = Opened::new();
    opened.people(&[25, 50, 75]);
    let first = opened.trial(1, "RECRUITING", "Age 18 to 60 years");
    opened.took(std::slice::from_ref(&first));
    let (_, lines) = opened.run();
    assert_eq!((&lines[0]["approved"], &lines[0]["counts"]["eligible"]), (&json!(false), &json!(2)));
    opened.approve(first.nct_id);
    let next = opened.trial(1, "RECRUITING", "Age 70 years or older");
    opened.took(std::slice::from_ref(&next));
    let (_, lines) = opened.run();
    assert_eq!((&lines[0]["approved"], &lines[0]["counts"]["eligible"]), (&json!(true), &json!(2)));
    assert_eq!(lines[0]["versions"]["trial"], first.version());
    let live = Live::open(&opened.room).unwrap();
    assert_eq!(live.screening().get(&first.nct_id).unwrap().trial.version, first.version());
    assert_eq!(live.trial(first.nct_id).unwrap().trial.version, next.version());
    assert!(!live.is_stale(&ProjectId::default(), &live.matched(&ProjectId::default(), first.nct_id).unwrap()));
    opened.approve(first.nct_id);
    let (_, lines) = opened.run();
    assert_eq!((&lines[0]["versions"]["trial"], &lines[0]["counts"]["eligible"]), (&json!(next.version()), &json!(1)));
}

#[test]
fn a_persons_words_outlive_a_new_version_of_the_register() {
    let opened = Opened::new();
    let lines = |second: &str| format!("Hemoglobin of at least 10 g/dL\n- {second}");
    let first = opened.trial(1, "RECRUITING", &lines("Sodium above 130 mmol/L"));
    opened.took(std::slice::from_ref(&first));
    let expr = Parser::new(opened.room.terms).parse_trial(&opened.trial(1, "", "Hemoglobin of at least 9 g/dL")).criteria;
    let edit = almoner_trials::Edit { criterion: 0, section: expr[0].section, expr: Some(expr[0].expr.clone()) };
    let removed = almoner_trials::Edit { criterion: 1, section: expr[0].section, expr: None };
    let edited = TrialRecord { edits: vec![edit, removed], ..first.clone() };
    let stored = crate::review::StoredTrial {
        nct_id: first.nct_id,
        version: edited.version(),
        record: serde_json::to_string(&edited).unwrap(),
        author: "a".repeat(32),
        imported: MADE,
        current: true,
        approver: None,
        approved_at: None,
        signature: Vec::new(),
    };
    opened.room.store_version(stored, &first.version(), "the protocol says so").unwrap();
    opened.approve(first.nct_id);
    let stored = opened.room.store_trials(&[opened.trial(1, "RECRUITING", &lines("Sodium above 135 mmol/L"))]).unwrap();
    assert_eq!((stored.carried, stored.approvals_kept, stored.to_look_at.len()), (1, 0, 1));
    assert_eq!((stored.to_look_at[0].base.clone(), stored.to_look_at[0].criteria.clone()), (edited.version(), vec![1]));
    let current = opened.room.stored_versions(first.nct_id).unwrap().remove(0);
    let record: TrialRecord = serde_json::from_str(&current.record).unwrap();
    assert_eq!(record.edits, edited.edits[..1]);
    // Whoever wrote the words is still the author of them, and nobody has approved the new version.
    assert_eq!((current.author, current.approver), ("a".repeat(32), None));
    let made = opened.room.made_versions(first.nct_id).unwrap().remove(&current.version).unwrap();
    assert!(made.base == edited.version() && made.reason.contains("before: 1"), "{}", made.reason);
}

#[test]
fn where_somebody_stands_is_kept_for_more_trials_than_a_byte_holds() {
    let opened = Opened::new();
    let ids = opened.people(&[25, 75]);
    let trials: Vec<TrialRecord> = (1..=9)
        .map(|number| {
            opened.trial(
                number,
                "RECRUITING",
                if number % 3 == 0 { "Hemoglobin of at least 10 g/dL" } else { "Age 60 years or older" },
            )
        })
        .collect();
    opened.room.store_trials(&trials).unwrap();
    opened.run();
    assert_eq!(opened.kept(1, ids[0]).1, [0, 0, 2, 0, 0, 2, 0, 0, 2]);
    assert_eq!(opened.kept(1, ids[1]).1, [1, 1, 2, 1, 1, 2, 1, 1, 2]);
}

#[test]
fn one_new_result_is_put_in_place_and_makes_only_the_trials_stale_that_it_bears_on() {
    let opened = Opened::new();
    let ids = opened.people(&[25, 50, 75]);
    let (by_age, by_lab) = (
        opened.trial(1, "RECRUITING", "Age 18 to 60 years"),
        opened.trial(2, "RECRUITING", "Hemoglobin of at least 10 g/dL"),
    );
    opened.room.store_trials(&[by_age.clone(), by_lab.clone()]).unwrap();
    opened.run();
    let (live, project, terms) = (Live::open(&opened.room).unwrap(), ProjectId::default(), opened.room.terms);
    let stale = |trial: &TrialRecord| live.is_stale(&project, &live.matched(&project, trial.nct_id).unwrap());
    let counts = |trial: &TrialRecord| {
        let snapshot = live.project(&opened.room, &project).unwrap();
        let current = live.trial(trial.nct_id).unwrap();
        snapshot.ranking(&current.trial, 1, &SuppliedAnswers::default(), terms).counts()
    };
    assert_eq!((counts(&by_age).eligible, counts(&by_lab).eligible, counts(&by_lab).potential), (2, 0, 3));
    assert!(!stale(&by_age) && !stale(&by_lab));

    let before = live.project(&opened.room, &project).unwrap();
    let old = before.cohort.patient(before.cohort.number_of(ids[1]).unwrap()).unwrap().clone();
    let new = Patient { facts: vec![hemoglobin(12.0)], chart_version: "newer".to_owned(), ..old };
    live.charts_came(&project, std::slice::from_ref(&new), MADE + 1, terms);
    assert!(!stale(&by_age) && stale(&by_lab));
    let after = live.project(&opened.room, &project).unwrap();
    assert_eq!(
        after.cohort.patient(after.cohort.number_of(ids[1]).unwrap()),
        Some(&new),
        "the chart is there without a reading of all"
    );
    assert_eq!((counts(&by_age).eligible, counts(&by_lab).eligible, counts(&by_lab).potential), (2, 1, 2));
    // Who held the charts of before goes on with them.
    assert_eq!(
        before.ranking(&live.trial(by_lab.nct_id).unwrap().trial, 1, &SuppliedAnswers::default(), terms).counts().eligible,
        0
    );

    // Of somebody new, all charts are read again: the database does not hold what this test only told.
    let stranger = Patient { study_id: StudyId::from_random(99), ..new };
    live.charts_came(&project, &[stranger], MADE + 1, terms);
    assert!(stale(&by_age) && stale(&by_lab));
    assert_eq!(counts(&by_lab).eligible, 0);
}

#[test]
fn of_thousands_of_records_the_corrupt_and_the_repeated_ones_are_told_by_line_and_the_rest_is_matched() {
    let opened = Opened::new();
    opened.people(&[25, 75]);
    let record = |number: u32, age: u32| {
        let text = format!("Inclusion Criteria:\n\n- Age {age} years or older");
        json!({"nct_id": format!("NCT{number:08}"), "criteria_text": text}).to_string()
    };
    let mut lines: Vec<String> = (1..=3_000).map(|number| record(number, 60)).collect();
    lines[1_499] = "{\"nct_id\": \"NCT00001500\", \"criteria_te".to_owned();
    lines[1_999] = record(7, 60);
    lines[2_499] = record(8, 18);
    let path = opened.folder.join("trials.jsonl");
    std::fs::write(&path, lines.join("\n")).unwrap();
    let permit = opened.room.permit(Principal::Cli, almoner_policy::Action::ImportTrial, None).unwrap();
    let summary = opened.room.import_trials(&permit, &[path], &mut |_| {}).unwrap();
    let issues: Vec<(u64, &str)> = summary.issues.iter().map(|(_, issue)| (issue.line, issue.code.0)).collect();
    assert_eq!(issues, [(1_500, "trial-json"), (2_000, "trial-duplicate"), (2_500, "trial-conflict")]);
    assert_eq!((summary.accepted, summary.new, summary.changed), (2_997, 2_997, 0));
    // Of two records of one trial the first stands: age 60, not 18.
    let (matched, _) = opened.run();
    assert_eq!((matched.trials, matched.eligible, matched.excluded), (2_997, 2_997, 2_997));
}
