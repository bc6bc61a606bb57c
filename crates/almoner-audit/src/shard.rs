//! Yearly shards: each year's entries are a log of its own, so that retention and legal holds concern whole logs and nothing
//! is ever cut out of one.
//!
//! A zone's folder holds one folder for each year (UTC), named `2026`, and `holds`. The log of a year is named
//! `<origin>/<year>` in its signatures. Its last entry says that it is closed; the first entry of the next carries its signed
//! size and root ([`crate::Entry::follows`]), so that a year that is missing or exchanged is found. A shard is kept for six
//! years after the year that it covers (45 CFR 164.316(b)(2)(i), 164.528(a)) and for as long as a hold covers it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use almoner_base::{Clock, Timestamp};
use almoner_crypto::{SigningKey, VerifyingKey};

use crate::disk;
use crate::entry::{Action, Count, Entry, OpaqueId, ResourceKind, Role};
use crate::epoch::year_of;
use crate::error::{Defect, DefectCode, Error};
use crate::log::Log;
use crate::note::Checkpoint;
use crate::show::{Filter, read_checkpoint};
use crate::verify::Report;
use crate::witness::WitnessKey;

/// Years after its own that a shard is kept.
pub const RETENTION_YEARS: u16 = 6;
const HOLDS: &str = "holds";

/// The shards of one zone.
#[derive(Clone, Debug)]
pub struct Shards {
    folder: PathBuf,
    origin: String,
}

impl Shards {
    /// The shards in this folder, which is made if it is not there. `origin` is the zone's, without a year.
    ///
    /// # Errors
    /// The disk refused.
    pub fn new(folder: &Path, origin: &str) -> Result<Self, Error> {
        disk::make_folder(&folder.join(HOLDS))?;
        Ok(Self { folder: folder.to_owned(), origin: origin.to_owned() })
    }

    /// The name of a year's log in its signatures.
    #[must_use]
    pub fn origin(&self, year: u16) -> String {
        format!("{}/{year:04}", self.origin)
    }

    /// The folder of a year's log, for [`Log::show`], [`Log::prove`] and the like.
    #[must_use]
    pub fn folder(&self, year: u16) -> PathBuf {
        self.folder.join(format!("{year:04}"))
    }

    /// The years that have a shard, oldest first.
    ///
    /// # Errors
    /// The disk refused.
    pub fn years(&self) -> Result<Vec<u16>, Error> {
        let mut years = Vec::new();
        for item in fs::read_dir(&self.folder)? {
            let name = item?.file_name();
            let name = name.to_string_lossy();
            years.extend(name.parse().ok().filter(|year: &u16| format!("{year:04}") == *name));
        }
        years.sort_unstable();
        Ok(years)
    }

    /// Opens the shard of the present year. Where the newest is of an earlier year, that is closed first and the new one made;
    /// to be called when the zone starts and again when the year has turned. `key` gives the zone's signing key.
    ///
    /// A clock that stands before the newest shard's year does not go back to an older one.
    ///
    /// # Errors
    /// As for [`Log::open`] and [`Log::append`].
    pub fn open(&self, key: impl Fn() -> Result<SigningKey, Error>, clock: &Arc<dyn Clock>) -> Result<Log, Error> {
        let now = year_of(clock.now());
        let newest = self.years()?.last().copied();
        let year = newest.map_or(now, |newest| newest.max(now));
        let folder = self.folder(year);
        let mut follows = None;
        if let Some(before) = newest.filter(|newest| *newest < year) {
            follows = Some((before, self.close(before, key()?, clock)?));
        }
        // A crash while a shard was made leaves a folder without entries, which is made complete here.
        let log = match Log::open(&folder, key()?, &self.origin(year), Arc::clone(clock)) {
            Err(Error::Missing) => Log::create(&folder, key()?, &self.origin(year), Arc::clone(clock))?,
            opened => opened?,
        };
        if log.checkpoint()?.size == 0 {
            let before = follows.or(self.closed_before(year, &key()?.public())?);
            let entry = Entry::by_service(Role::Supervisor, Action::ShardOpened).resources(ResourceKind::Shard);
            let entry = entry.count(Count::Year, u64::from(year));
            log.append(&before.map_or(entry.clone(), |(before, head)| entry.follows(before, &head)))?;
        }
        Ok(log)
    }

    /// Checks every shard as [`Log::verify`] does, and that each follows the one before it. Gives the report of each year.
    ///
    /// # Errors
    /// What differs, each with the year's folder before the file's name.
    pub fn verify(
        &self,
        key: &VerifyingKey,
        trusted: Option<(u16, &Checkpoint)>,
        witnesses: &[WitnessKey],
    ) -> Result<Vec<(u16, Report)>, Vec<Defect>> {
        let unreadable = |_| vec![Defect::new("", None, DefectCode::Unreadable)];
        let (mut reports, mut defects): (Vec<(u16, Report)>, Vec<Defect>) = (Vec::new(), Vec::new());
        let years = self.years().map_err(unreadable)?;
        if let Some((year, _)) = trusted.filter(|(year, _)| !years.contains(year)) {
            defects.push(Defect::new(format!("{year:04}"), None, DefectCode::Missing));
        }
        for year in years {
            let head = trusted.filter(|(of, _)| *of == year).map(|(_, head)| head);
            let (folder, origin) = (self.folder(year), self.origin(year));
            let within = |defect: Defect| Defect { file: format!("{year:04}/{}", defect.file), ..defect };
            match Log::verify_witnessed(&folder, &origin, key, head, witnesses) {
                Err(found) => defects.extend(found.into_iter().map(within)),
                Ok(report) => {
                    let first = Filter { to: Some(1), ..Filter::default() };
                    let first = Log::show(&folder, &origin, key, &first).unwrap_or_default();
                    let said = first.first().and_then(|record| record.entry.follows);
                    // The oldest may follow one that was retired.
                    let before = reports.last().map(|(before, report)| (*before, report.head));
                    if report.head.size > 0
                        && before.is_some()
                        && said.map(|said| (said.year, said.size, said.root))
                            != before.map(|(y, head)| (y, head.size, head.root))
                    {
                        defects.push(within(Defect::new("tile/entries/000", Some(0), DefectCode::Chain)));
                    }
                    reports.push((year, report));
                }
            }
        }
        if defects.is_empty() { Ok(reports) } else { Err(defects) }
    }

    /// Sets a hold on all shards from one year to another (both included), and records it in the open log first.
    ///
    /// # Errors
    /// The log or the disk refused.
    pub fn hold(&self, log: &Log, id: OpaqueId, from: u16, to: u16, by: &Entry) -> Result<(), Error> {
        log.append(
            &by.clone().acting(Action::LegalHoldSet).resource(ResourceKind::Hold, id).count(Count::Year, u64::from(from)),
        )?;
        disk::replace(&self.folder.join(HOLDS), &id.to_string(), format!("{from:04} {to:04}\n").as_bytes())?;
        Ok(())
    }

    /// Lifts a hold, and records it in the open log first. Tells whether there was one.
    ///
    /// # Errors
    /// The log or the disk refused.
    pub fn lift(&self, log: &Log, id: OpaqueId, by: &Entry) -> Result<bool, Error> {
        let path = self.folder.join(HOLDS).join(id.to_string());
        if !path.exists() {
            return Ok(false);
        }
        log.append(&by.clone().acting(Action::LegalHoldLifted).resource(ResourceKind::Hold, id))?;
        fs::remove_file(path)?;
        File::open(self.folder.join(HOLDS))?.sync_all()?;
        Ok(true)
    }

    /// Whether a hold covers a year. A hold that can not be read covers all.
    ///
    /// # Errors
    /// The disk refused.
    pub fn is_held(&self, year: u16) -> Result<bool, Error> {
        for item in fs::read_dir(self.folder.join(HOLDS))? {
            let text = fs::read_to_string(item?.path())?;
            let years = text.trim_end().split_once(' ').and_then(|(from, to)| Some(from.parse().ok()?..=to.parse().ok()?));
            if years.is_none_or(|years: std::ops::RangeInclusive<u16>| years.contains(&year)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Removes the oldest shard, if its retention is over and no hold covers it; the open log records its head first. Gives
    /// the year. The caller then destroys that year's [`crate::EpochKeys`] key.
    ///
    /// # Errors
    /// The shard is damaged, or the log or the disk refused.
    pub fn retire(&self, log: &Log, key: &VerifyingKey, now: Timestamp) -> Result<Option<u16>, Error> {
        let years = self.years()?;
        // The newest is the one that is open.
        let Some((_, rest)) = years.split_last() else { return Ok(None) };
        let Some(year) = rest.first().copied() else { return Ok(None) };
        if year_of(now) <= year + RETENTION_YEARS || self.is_held(year)? {
            return Ok(None);
        }
        let head = read_checkpoint(&self.folder(year), &self.origin(year), key)?;
        let entry = Entry::by_service(Role::Supervisor, Action::ShardRetired).resources(ResourceKind::Shard);
        log.append(&entry.count(Count::Year, u64::from(year)).count(Count::Entries, head.size).follows(year, &head))?;
        fs::remove_dir_all(self.folder(year))?;
        File::open(&self.folder)?.sync_all()?;
        Ok(Some(year))
    }

    fn close(&self, year: u16, key: SigningKey, clock: &Arc<dyn Clock>) -> Result<Checkpoint, Error> {
        let (folder, origin) = (self.folder(year), self.origin(year));
        let log = Log::open(&folder, key, &origin, Arc::clone(clock))?;
        let closed = Filter {
            action: Some(Action::ShardClosed),
            from: log.checkpoint()?.size.saturating_sub(2),
            to: None,
            ..Filter::default()
        };
        let public = log.public();
        // A crash after the closing entry must not close it again.
        if Log::show(&folder, &origin, &public, &closed)?.is_empty() {
            let entry = Entry::by_service(Role::Supervisor, Action::ShardClosed).resources(ResourceKind::Shard);
            log.append(&entry.count(Count::Year, u64::from(year)))?;
        }
        log.close()
    }

    fn closed_before(&self, year: u16, key: &VerifyingKey) -> Result<Option<(u16, Checkpoint)>, Error> {
        let Some(before) = self.years()?.into_iter().rfind(|before| *before < year) else { return Ok(None) };
        Ok(Some((before, read_checkpoint(&self.folder(before), &self.origin(before), key)?)))
    }
}

#[cfg(test)]
mod tests;
