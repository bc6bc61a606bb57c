use super::*;

#[test]
fn a_set_holds_what_was_put_into_it() {
    let set = Set::from([Role::Auditor, Role::Coordinator, Role::Auditor]);
    assert_eq!(set.iter().collect::<Vec<_>>(), [Role::Coordinator, Role::Auditor]);
    assert_eq!(set.len(), 2);
    assert!(!set.contains(Role::Patient));
    assert_eq!(set.intersection([Role::Auditor].into()), [Role::Auditor].into());
    assert_eq!(Set::<Role>::all().len(), Role::ALL.len());
}

#[test]
fn an_opaque_id_has_no_room_for_a_sentence() {
    assert_eq!(PersonId::new("p-7f3a").unwrap().as_str(), "p-7f3a");
    for text in ["", "two words", "Ä", "a\n", &"x".repeat(65)] {
        assert_eq!(PersonId::new(text), Err(NotOpaque), "{text:?}");
    }
}

#[test]
fn names_are_read_back() {
    for role in Role::ALL {
        assert_eq!(Role::from_name(role.name()), Some(*role));
    }
    assert_eq!(Role::from_name("root"), None);
}
