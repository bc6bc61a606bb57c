use super::*;
use crate::Record;
use crate::testing::{Folder, ORIGIN, create, public, verify};
use almoner_base::Secret;
use almoner_crypto::DataKey;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

struct Zone {
    folder: Folder,
    kept: Folder,
    log: Log,
    words: Justifications,
    oversight: Oversight,
}

impl Zone {
    fn new() -> Self {
        let (folder, kept) = (Folder::new(), Folder::new());
        let log = create(&folder.0);
        let words = Justifications::open(&kept.0, &DataKey::from_secret(Secret::new([3; 32]))).unwrap();
        log.append(&Entry::by_service(Role::Phi, Action::BreakGlassGranted)).unwrap();
        let oversight = Oversight::new(Rules::compiled_in().unwrap(), Role::Phi);
        Self { folder, kept, log, words, oversight }
    }

    fn asked(&self, duty: &Duty) -> Result<Value, DutyError> {
        let (log, words, oversight) = (&self.log, &self.words, &self.oversight);
        let duties = Duties { log, role: Role::Phi, oversight, words, now: NOW };
        duties.carry_out(duty, |name| (name == "ann").then(ann))
    }

    fn alerts(&self) -> Value {
        self.asked(&Duty::Alerts { rules: None }).unwrap()
    }

    fn last(&self) -> Record {
        self.log.checkpoint().unwrap();
        Log::show(&self.folder.0, ORIGIN, &public(), &Filter::default()).unwrap().pop().unwrap()
    }
}

fn ann() -> OpaqueId {
    OpaqueId::from_bytes([7; 16])
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn review(finding: &str, words: Option<&str>, to: Option<u64>) -> Duty {
    let words = words.map(|words| Words::new(text(words)));
    Duty::Review { from: 0, to, read: None, by: text("ann"), finding: text(finding), words, rules: None }
}

#[test]
fn an_alert_opens_one_task_however_often_it_is_looked_for() {
    let zone = Zone::new();
    let first = zone.alerts();
    assert_eq!(first["opened"], 1, "{first}");
    assert_eq!(first["tasks"][0]["rule"], "break_glass");
    assert_eq!(first["tasks"][0]["owner"], "privacy_officer");
    assert_eq!(zone.alerts()["opened"], 0);
}

#[test]
fn a_task_is_handed_over_and_closed_in_the_name_of_a_person() {
    let zone = Zone::new();
    let id = zone.alerts()["tasks"][0]["id"].as_str().unwrap().to_owned();
    zone.asked(&Duty::Assign { task: id.clone(), to: text("ann") }).unwrap();
    assert_eq!(zone.alerts()["tasks"][0]["state"]["assigned"], ann().to_string());
    let close =
        |finding: &str, by: &str| Duty::Close { task: id.clone(), by: text(by), finding: text(finding), words: None };
    assert!(matches!(zone.asked(&close("fine", "ann")), Err(DutyError::Task(TaskError::Finding))));
    assert!(matches!(zone.asked(&close("justified", "bob")), Err(DutyError::NoPerson)));
    zone.asked(&close("justified", "ann")).unwrap();
    let closed = zone.last().entry;
    // Nobody signed in here, and the log does not say so.
    assert_eq!(closed.actor(), Actor::Service(Role::Cli));
    assert_eq!(closed.on_behalf_of, Some(Actor::Person(ann())));
    assert_eq!(zone.alerts()["tasks"][0]["state"]["closed"]["finding"], "justified");
    assert!(matches!(zone.asked(&close("justified", "ann")), Err(DutyError::Task(TaskError::Closed))));
    let unknown = Duty::Assign { task: "00".repeat(16), to: text("ann") };
    assert!(matches!(zone.asked(&unknown), Err(DutyError::NoTask)));
}

#[test]
fn an_export_is_in_the_log_before_it_is_made() {
    let zone = Zone::new();
    let answer = zone.asked(&Duty::Export { from: 0, to: None }).unwrap();
    assert_eq!((&answer["from"], &answer["to"]), (&json!(0), &json!(1)));
    assert_eq!(zone.last().entry.action(), Action::AuditExported);
    for (from, to) in [(2, None), (0, Some(9)), (1, Some(1))] {
        assert!(matches!(zone.asked(&Duty::Export { from, to }), Err(DutyError::Range)), "{from} {to:?}");
    }
}

#[test]
fn a_review_that_found_something_has_its_words_beside_the_log() {
    let zone = Zone::new();
    zone.asked(&review("nothing_found", None, None)).unwrap();
    let refused = zone.asked(&review("escalated", None, None));
    assert!(matches!(refused, Err(DutyError::Review(ReviewError::Words))));
    let refused = zone.asked(&review("nothing_found", Some("words"), Some(99)));
    assert!(matches!(refused, Err(DutyError::Review(ReviewError::Scope))));
    assert_eq!(std::fs::read_dir(&zone.kept.0).unwrap().count(), 0, "words of what was refused are not kept");
    zone.asked(&review("escalated", Some("asked the ward"), None)).unwrap();
    let kept = zone.last().entry.justification.unwrap();
    assert_eq!(zone.words.read(kept).unwrap().unwrap().expose(), "asked the ward");
}

#[test]
fn a_clock_that_was_set_back_is_recorded_once() {
    let zone = Zone::new();
    let note = |millis| note_clock(&zone.log, Role::Phi, Timestamp(NOW.0 - millis)).unwrap();
    note(0);
    note(1000);
    assert_eq!(zone.last().entry.action(), Action::BreakGlassGranted);
    note(5000);
    assert_eq!(zone.last().entry.action(), Action::ClockStepped);
    verify(&zone.folder.0).unwrap();
}

#[test]
fn words_are_not_shown_by_debug() {
    assert!(!format!("{:?}", review("escalated", Some("asked the ward"), None)).contains("ward"));
}
