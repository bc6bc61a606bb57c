//! Reading entries back for people.

use std::fs;
use std::path::Path;

use almoner_crypto::VerifyingKey;

use crate::entry::{Action, Actor, Decision, Outcome, Record};
use crate::error::{Defect, DefectCode, Error};
use crate::layout::{self, CHECKPOINT, Kind, TAILS, WIDTH};
use crate::note::Checkpoint;
use crate::tail::{self, Next};

/// Which entries to show. The default is all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From this index on.
    pub from: u64,
    /// Below this index.
    pub to: Option<u64>,
    /// Of this actor alone.
    pub actor: Option<Actor>,
    /// Of this action alone.
    pub action: Option<Action>,
    /// With this decision alone.
    pub decision: Option<Decision>,
    /// With this outcome alone.
    pub outcome: Option<Outcome>,
}

impl Filter {
    fn admits(&self, record: &Record) -> bool {
        record.index >= self.from
            && self.to.is_none_or(|to| record.index < to)
            && self.actor.is_none_or(|actor| record.entry.actor() == actor)
            && self.action.is_none_or(|action| record.entry.action() == action)
            && self.decision.is_none_or(|decision| record.entry.decided() == decision)
            && self.outcome.is_none_or(|outcome| record.entry.outcome == outcome)
    }
}

pub(crate) fn show(folder: &Path, origin: &str, key: &VerifyingKey, filter: &Filter) -> Result<Vec<Record>, Error> {
    let checkpoint = read_checkpoint(folder, origin, key)?;
    let mut records = Vec::new();
    for tile in layout::tiles(Kind::Entries, checkpoint.size) {
        let first = tile.number * WIDTH;
        if first + tile.width <= filter.from || filter.to.is_some_and(|to| first >= to) {
            continue;
        }
        let path = tile.path();
        let damaged = |at| Error::Damaged(Defect::new(path.clone(), at, DefectCode::Unreadable));
        let bundle = fs::read(folder.join(&path))?;
        for (place, entry) in tail::entries(&bundle).ok_or_else(|| damaged(None))? {
            records.push(Record::decode(entry).ok_or_else(|| damaged(Some(place as u64)))?);
        }
    }
    for bytes in read_tails(folder, origin, key)? {
        let mut at = 0;
        // A torn or damaged end shows nothing here; a verification reports it.
        while let Next::Commit(commit, end) = tail::read_commit(&bytes, at, origin, key) {
            let decoded = commit.entries.iter().filter_map(|(_, entry)| Record::decode(entry));
            records.extend(decoded.filter(|record| record.index >= checkpoint.size));
            at = end;
        }
    }
    records.retain(|record| filter.admits(record));
    Ok(records)
}

/// The tails in the order in which they were written; logs of before have one.
fn read_tails(folder: &Path, origin: &str, key: &VerifyingKey) -> Result<Vec<Vec<u8>>, Error> {
    let mut tails = Vec::new();
    for name in TAILS {
        match fs::read(folder.join(name)) {
            Ok(bytes) => tails.push((name, bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    if tail::order(&tails, origin, key) {
        tails.reverse();
    }
    Ok(tails.into_iter().map(|(_, bytes)| bytes).collect())
}

pub(crate) fn read_checkpoint(folder: &Path, origin: &str, key: &VerifyingKey) -> Result<Checkpoint, Error> {
    check_note(&read_note(folder)?, origin, key)
}

/// The note that holds the newest checkpoint. Whoever has the log open may replace it at any time: it is read once.
pub(crate) fn read_note(folder: &Path) -> Result<Vec<u8>, Error> {
    fs::read(folder.join(CHECKPOINT)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::Missing,
        _ => Error::Io(error),
    })
}

/// The checkpoint in a note, if the log's key signed it.
pub(crate) fn check_note(note: &[u8], origin: &str, key: &VerifyingKey) -> Result<Checkpoint, Error> {
    Checkpoint::read(note, origin, key).ok_or_else(|| Error::Damaged(Defect::new(CHECKPOINT, None, DefectCode::Signature)))
}
