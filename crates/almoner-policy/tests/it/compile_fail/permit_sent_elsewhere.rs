use almoner_policy::{FieldGroup, Granted, Permit};

fn send<T: serde::Serialize>(_: &T) {}

fn copy<T: Clone>(_: &T) {}

fn outlive(permit: Permit) -> Option<Granted<'static>> {
    permit.field(FieldGroup::Notes)
}

fn misuse(permit: &Permit) {
    send(permit);
    copy(permit);
}

fn main() {}
