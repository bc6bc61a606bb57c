//! What the tests of this crate share.

use std::path::PathBuf;
use std::sync::Arc;

use almoner_audit::Log;
use almoner_base::{FixedClock, Phi, ProjectId, Secret, TenantId, Timestamp};
use almoner_crypto::ZoneKeys;
use almoner_policy::{Action, Permit, Policies, Principal, Purpose, Request, Zone};

use crate::{Batch, Input, InputState, PatientId, Vault};

pub(crate) const NOW: Timestamp = Timestamp(1_767_225_600_000);

/// A folder with a vault's files that goes away with the test.
pub(crate) struct Place(pub(crate) PathBuf, Option<Postgres>);

/// A database of its own on the server that `ALMONER_TEST_POSTGRES` names; without that, tests run on SQLite.
struct Postgres {
    server: Secret<String>,
    name: String,
}

impl Postgres {
    fn new() -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the test set-up says where its counterpart is")]
        let server = std::env::var("ALMONER_TEST_POSTGRES").ok()?;
        let name = format!("vault_{:016x}", almoner_crypto::random_u64().unwrap());
        let own = Self { server: Secret::new(server), name };
        own.ask(&format!("CREATE DATABASE {}", own.name));
        Some(own)
    }

    fn ask(&self, sql: &str) {
        struct Nothing;
        impl sea_orm_migration::MigratorTrait for Nothing {
            fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
                Vec::new()
            }
        }
        let url = Secret::new(format!("{}/postgres", self.server.expose()));
        let database = almoner_store::Database::connect::<Nothing>(&url).unwrap();
        database.run(async { sea_orm::ConnectionTrait::execute_unprepared(database.connection(), sql).await }).unwrap();
    }

    fn url(&self) -> Secret<String> {
        Secret::new(format!("{}/{}", self.server.expose(), self.name))
    }

    /// Makes one database a copy of another.
    fn copy(&self, from: &str, to: &str) {
        self.ask(&format!("DROP DATABASE IF EXISTS {to} WITH (FORCE)"));
        self.ask(&format!("CREATE DATABASE {to} TEMPLATE {from}"));
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.ask(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        self.ask(&format!("DROP DATABASE IF EXISTS {}_copy WITH (FORCE)", self.name));
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("almoner-vault-{:016x}", almoner_crypto::random_u64().unwrap()));
        std::fs::create_dir_all(path.join("keys")).unwrap();
        ZoneKeys::create(&path.join("keys"), None).unwrap();
        let key = ZoneKeys::open(&path.join("keys"), None).unwrap().signing_key("audit").unwrap();
        drop(Log::create(&path.join("audit"), key, "test/vault", Arc::new(FixedClock(NOW))).unwrap());
        Self(path, Postgres::new())
    }

    pub(crate) fn open(&self) -> Vault {
        self.try_open().unwrap()
    }

    pub(crate) fn try_open(&self) -> Result<Vault, crate::Error> {
        let keys = ZoneKeys::open(&self.0.join("keys"), None).unwrap();
        let key = keys.signing_key("audit").unwrap();
        let log = Log::open(&self.0.join("audit"), key, "test/vault", Arc::new(FixedClock(NOW))).unwrap();
        match &self.1 {
            Some(postgres) => Vault::open_on(&postgres.url(), &self.0, TenantId::default(), keys, log),
            None => Vault::open(&self.0, TenantId::default(), keys, log),
        }
    }

    /// Every byte of every file: database and its log, packs, wrapped keys, tombstones, key folder, audit log.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let (mut all, mut folders) = (Vec::new(), vec![self.0.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    all.extend(std::fs::read(path).unwrap());
                }
            }
        }
        all
    }

    /// How many entries of the log have this action.
    pub(crate) fn entries(&self, action: almoner_audit::Action) -> usize {
        let key = ZoneKeys::open(&self.0.join("keys"), None).unwrap().signing_key("audit").unwrap();
        let shown =
            Log::show(&self.0.join("audit"), "test/vault", &key.public(), &almoner_audit::Filter::default()).unwrap();
        shown.iter().filter(|shown| shown.entry.action() == action).count()
    }

    /// A copy of the vault's files (the log is not among them: it is never restored).
    pub(crate) fn copy(&self) -> Vec<(PathBuf, Vec<u8>)> {
        if let Some(postgres) = &self.1 {
            postgres.copy(&postgres.name, &format!("{}_copy", postgres.name));
        }
        self.files()
    }

    /// Whether the tables lie in the folder.
    pub(crate) fn is_sqlite(&self) -> bool {
        self.1.is_none()
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let all = files(self.0.clone()).chain(files(self.0.join("packs"))).filter(|path| path.is_file());
        all.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
    }

    /// Puts a copy in place of what is there.
    pub(crate) fn restore(&self, copy: &[(PathBuf, Vec<u8>)]) {
        if let Some(postgres) = &self.1 {
            postgres.copy(&format!("{}_copy", postgres.name), &postgres.name);
        }
        for (path, _) in self.files() {
            std::fs::remove_file(path).unwrap();
        }
        for (path, bytes) in copy {
            std::fs::write(path, bytes).unwrap();
        }
    }

    pub(crate) fn pack(&self) -> PathBuf {
        self.0.join("packs/000001.pack")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// A permit for this action, of whoever may do it.
pub(crate) fn permit(action: Action) -> Permit {
    let request = match action {
        Action::RotateKeys | Action::ReadHealth => {
            Request::new(Principal::Cli, action, Zone::Phi).purpose(Purpose::Hsysadmin)
        }
        _ => Request::new(Principal::Phi, action, Zone::Phi).purpose(Purpose::Clintrch).project(ProjectId::default()),
    };
    Policies::builtin().unwrap().authorize(&request).unwrap()
}

/// Ingests one input: what `fill` puts into a batch.
pub(crate) fn take(vault: &mut Vault, digest: u8, fill: impl FnOnce(&mut Batch)) -> Input {
    let ingest = permit(Action::IngestRecords);
    let (input, state) = vault.begin(&ingest, &[digest; 32], NOW).unwrap();
    assert_eq!(state, InputState::Open { items: 0 });
    let mut batch = Batch::default();
    fill(&mut batch);
    vault.commit(&ingest, input, &mut batch).unwrap();
    vault.finish(input, true, NOW).unwrap();
    input
}

pub(crate) fn person(vault: &Vault, key: &str) -> PatientId {
    vault.person(key).unwrap().unwrap()
}

/// A person's records as text, oldest first.
pub(crate) fn records(vault: &mut Vault, key: &str) -> Vec<String> {
    let patient = person(vault, key);
    let read = vault.read(&permit(Action::ReadVault), &[patient]).unwrap();
    read.into_iter().flat_map(Phi::into_exposed).map(|record| String::from_utf8(record.bytes).unwrap()).collect()
}
