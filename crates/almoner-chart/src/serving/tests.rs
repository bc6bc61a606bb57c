use std::os::unix::net::UnixStream;

use almoner_base::{NctId, ProjectId, StudyId};

use super::{ContactCode, ContactId, ContactOutcome, ContactReason, ContactRequest, ContactState, told};
use crate::{Channel, ToPhi, ToResearch};

fn request() -> ContactRequest {
    ContactRequest {
        contact: ContactId::from_bytes([7; 16]),
        project: ProjectId::default(),
        study_id: StudyId::from_random(5),
        nct_id: NctId::parse("NCT99000001").unwrap(),
        version: "v".to_owned(),
        irb_number: "2026-17".to_owned(),
        reason: ContactReason::Eligible,
    }
}

#[test]
fn small_counts_are_not_told() {
    assert_eq!(told(0), Some(0));
    for count in 1..=10 {
        assert_eq!(told(count), None);
    }
    assert_eq!(told(11), Some(11));
}

#[test]
fn ids_and_codes_read_what_they_write() {
    let id = ContactId::from_bytes([0xab; 16]);
    assert_eq!(ContactId::parse(&id.to_string()), Some(id));
    assert_eq!(ContactId::parse("AB"), None);
    for code in ContactCode::ALL {
        assert_eq!(ContactCode::from_code(code.code()), Some(*code));
    }
    for state in ContactState::ALL {
        assert_eq!(ContactState::from_code(state.code()), Some(*state));
    }
}

#[test]
fn one_thread_reads_while_another_writes() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let mut research: Channel<UnixStream, ToPhi, ToResearch> = Channel::new(ours);
    let mut reads: Channel<UnixStream, ToResearch, ToPhi> = Channel::new(theirs);
    let mut writes = reads.try_clone().unwrap();
    let reader = std::thread::spawn(move || match reads.receive().unwrap() {
        ToPhi::Contact(request) => request.contact,
        _ => ContactId::from_bytes([0; 16]),
    });
    let outcome = ContactOutcome { contact: ContactId::from_bytes([9; 16]), state: ContactState::Agreed, code: None };
    writes.send(&ToResearch::Contact(outcome)).unwrap();
    let ToResearch::Contact(heard) = research.receive().unwrap() else { panic!("another message") };
    assert_eq!(heard, outcome);
    research.send(&ToPhi::Contact(request())).unwrap();
    assert_eq!(reader.join().unwrap(), request().contact);
}
