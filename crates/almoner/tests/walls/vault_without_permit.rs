//! The vault gives nothing to who holds no permit.

fn read(vault: &mut almoner_vault::Vault, patient: almoner_vault::PatientId) {
    let _records = vault.read(&[patient]);
}

fn main() {
    let _read = read;
}
