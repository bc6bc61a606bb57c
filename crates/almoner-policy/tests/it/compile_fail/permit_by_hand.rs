use almoner_policy::{Action, Permit};

fn with(permit: Permit) -> Permit {
    Permit { action: Action::ReadVault, ..permit }
}

fn main() {}
