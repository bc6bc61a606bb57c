use almoner_policy::{Action, Permit, Principal, Purpose, Zone};

fn main() {
    let _ = Permit {
        principal: Principal::Cli,
        action: Action::ReadVault,
        zone: Zone::Phi,
        tenant: Default::default(),
        project: None,
        purpose: Purpose::Hresch,
        version: "".into(),
        policies: Vec::new(),
    };
}
