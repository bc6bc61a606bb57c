//! An operator's own vocabularies: read from an Athena download inside this zone, kept in its folder, in force from the next start.
//!
//! Each zone reads the download itself: nothing about concepts passes between the zones but their numbers.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Write};
use std::path::Path;

use almoner_audit::{Action as Logged, Count, Entry, Role, Version};
use almoner_policy::Action;
use almoner_terms::{Terms, athena};
use serde_json::{Value, json};

use crate::{Error, Room, to_value};

/// The table in the zone's folder.
const TABLE: &str = "terms.tsv";

/// The terms of this zone: the built-in tables, and the operator's beside them.
pub(crate) fn in_force(folder: &Path) -> Result<&'static Terms, Error> {
    match std::fs::read_to_string(folder.join(TABLE)) {
        // A process has one vocabulary from its start to its end.
        Ok(text) => Ok(Box::leak(Box::new(Terms::builtin().extended(TABLE, &text)?))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Terms::builtin()),
        Err(error) => Err(error.into()),
    }
}

impl Room {
    /// Reads a download, or takes the present one out of force.
    pub(crate) fn import_terms(&self, folder: Option<&Path>, vocabularies: &[String]) -> Result<Value, Error> {
        self.permit_operator(Action::ImportTerms)?;
        let entry = Entry::by_service(Role::Phi, Logged::ConfigurationChanged);
        let table = self.folder.join(TABLE);
        let Some(folder) = folder else {
            self.vault.log().append(&entry.version(Version::Terms, Terms::builtin().version()))?;
            return match std::fs::remove_file(&table) {
                Ok(()) => Ok(json!({ "removed": true })),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(json!({ "removed": false })),
                Err(error) => Err(error.into()),
            };
        };
        let open =
            |file: athena::File| File::open(folder.join(file.name())).map(|file| BufReader::with_capacity(1 << 20, file));
        let overlay = athena::import_from(Terms::builtin(), open, vocabularies)?;
        let version = Terms::builtin().extended(TABLE, &overlay.table)?.version().to_owned();
        let beside = self.folder.join("terms.tsv.new");
        let mut file = File::create(&beside)?;
        file.write_all(overlay.table.as_bytes())?;
        file.sync_all()?;
        self.vault
            .log()
            .append(&entry.version(Version::Terms, &version).count(Count::Inputs, overlay.report.rows.len() as u64))?;
        std::fs::rename(&beside, &table)?;
        let mut told = to_value(overlay.report);
        if let Some(told) = told.as_object_mut() {
            told.insert("terms".to_owned(), version.into());
        }
        Ok(told)
    }
}
