//! An operator's own vocabularies: read from an Athena download, or from a table in the form of ours, inside this zone, kept in its
//! folder, in force from the next start.
//!
//! Each zone reads the files itself: nothing about concepts passes between the zones but their numbers.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Write};
use std::path::Path;

use almoner_audit::{Action as Logged, Count, Entry, Role, Version};
use almoner_policy::Action;
use almoner_terms::{Terms, athena};
use serde_json::{Value, json};

use crate::{Error, Room, to_value};

/// What was read from a download, in the zone's folder.
const TABLE: &str = "terms.tsv";
/// The operator's own table there, which has the last word.
const OWN: &str = "terms-own.tsv";

/// The terms of this zone: the built-in tables, and the operator's beside them.
pub(crate) fn in_force(folder: &Path) -> Result<&'static Terms, Error> {
    let mut terms = None;
    for table in [TABLE, OWN] {
        match std::fs::read_to_string(folder.join(table)) {
            Ok(text) => terms = Some(terms.as_ref().unwrap_or(Terms::builtin()).extended(table, &text)?),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    // A process has one vocabulary from its start to its end.
    Ok(terms.map_or(Terms::builtin(), |terms| Box::leak(Box::new(terms))))
}

impl Room {
    /// Reads a download, or a table where the path is that of a file; or takes what is in force out of it.
    pub(crate) fn import_terms(&self, path: Option<&Path>, vocabularies: &[String]) -> Result<Value, Error> {
        self.permit_operator(Action::ImportTerms)?;
        let entry = Entry::by_service(Role::Research, Logged::ConfigurationChanged);
        let Some(path) = path else {
            self.log.append(&entry.version(Version::Terms, Terms::builtin().version()))?;
            let mut removed = false;
            for table in [TABLE, OWN] {
                match std::fs::remove_file(self.folder.join(table)) {
                    Ok(()) => removed = true,
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
            return Ok(json!({ "removed": removed }));
        };
        let (table, text, mut told, inputs) = if path.is_file() {
            let text = std::fs::read_to_string(path)?;
            let rows = self.terms.rows_of(OWN, &text)?;
            (OWN, text, to_value(rows), 1)
        } else {
            let open =
                |file: athena::File| File::open(path.join(file.name())).map(|file| BufReader::with_capacity(1 << 20, file));
            let overlay = athena::import_from(Terms::builtin(), open, vocabularies)?;
            let inputs = overlay.report.rows.len() as u64;
            (TABLE, overlay.table, to_value(overlay.report), inputs)
        };
        let version = Terms::builtin().extended(table, &text)?.version().to_owned();
        let beside = self.folder.join("terms.tsv.new");
        let mut file = File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        self.log.append(&entry.version(Version::Terms, &version).count(Count::Inputs, inputs))?;
        std::fs::rename(&beside, self.folder.join(table))?;
        if let Some(told) = told.as_object_mut() {
            told.insert("terms".to_owned(), version.into());
        }
        Ok(told)
    }
}
