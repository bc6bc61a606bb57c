//! Yearly shards: each year's entries are a log of its own, so that retention and legal holds concern whole logs and nothing
//! is ever cut out of one.
//!
//! A zone's folder holds one folder for each year (UTC), named `2026`, and `holds` where there is a hold. The log of a year is
//! named `<origin>/<year>` in its signatures. Its last entry says that it is closed; the first entry of the next carries its
//! signed size and root ([`crate::Entry::follows`]), so that a year that is missing or exchanged is found. A shard is kept for
//! six years after the year that it covers (45 CFR 164.316(b)(2)(i), 164.528(a)) and for as long as a hold covers it.
//!
//! In its leaf an entry has its place within the year's log, which is what proofs are about. Everywhere else it is known by
//! its place among all entries that the zone ever had: the first entry of a shard tells how many came before.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use almoner_base::{Clock, Timestamp};
use almoner_crypto::{SigningKey, VerifyingKey};

use crate::disk;
use crate::entry::{Action, Count, Entry, OpaqueId, Record, ResourceKind, Role, Service};
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
    /// How many entries came before each year's first, where it was read.
    bases: Arc<Mutex<BTreeMap<u16, u64>>>,
}

impl Shards {
    /// The shards in this folder. `origin` is the zone's, without a year.
    #[must_use]
    pub fn new(folder: &Path, origin: &str) -> Self {
        Self { folder: folder.to_owned(), origin: origin.to_owned(), bases: Arc::default() }
    }

    /// The name of a year's log in its signatures.
    #[must_use]
    pub fn origin(&self, year: u16) -> String {
        format!("{}/{year:04}", self.origin)
    }

    /// The year whose log has this name in its signatures, if it is of these shards.
    #[must_use]
    pub fn year_of_origin(&self, origin: &str) -> Option<u16> {
        let year = origin.strip_prefix(&self.origin)?.strip_prefix('/')?.parse().ok()?;
        (self.origin(year) == origin).then_some(year)
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
        if !self.folder.exists() {
            return Ok(years);
        }
        for item in fs::read_dir(&self.folder)? {
            let name = item?.file_name();
            let name = name.to_string_lossy();
            years.extend(name.parse().ok().filter(|year: &u16| format!("{year:04}") == *name));
        }
        years.sort_unstable();
        Ok(years)
    }

    /// Opens the shard of the present year. Where the newest is of an earlier year, that is closed first and the new one made;
    /// to be called when the zone starts; [`Log::tick`] does the same when the year turns. `key` gives the zone's signing key;
    /// `service` writes.
    ///
    /// A clock that stands before the newest shard's year does not go back to an older one.
    ///
    /// # Errors
    /// As for [`Log::open`] and [`Log::append`].
    pub fn open(
        &self,
        key: &impl Fn() -> Result<SigningKey, Error>,
        clock: &Arc<dyn Clock>,
        service: Service,
    ) -> Result<Log, Error> {
        let now = year_of(clock.now());
        let newest = self.years()?.last().copied();
        let year = newest.map_or(now, |newest| newest.max(now));
        disk::make_folder(&self.folder)?;
        if let Some(before) = newest.filter(|newest| *newest < year) {
            self.close(before, key, clock, service)?;
        }
        let log = self.complete(year, key, clock, service)?;
        let base = self.begin(&log, year)?;
        Ok(log.in_shards(self.clone(), year, base))
    }

    /// Opens a year's log. A crash while it was made leaves a folder without entries, which is made complete here.
    fn complete(
        &self,
        year: u16,
        key: &impl Fn() -> Result<SigningKey, Error>,
        clock: &Arc<dyn Clock>,
        service: Service,
    ) -> Result<Log, Error> {
        let (folder, origin) = (self.folder(year), self.origin(year));
        match Log::open(&folder, key()?, &origin, Arc::clone(clock)) {
            Err(Error::Missing) => Log::create(&folder, key()?, &origin, Arc::clone(clock)),
            opened => opened,
        }
        .map(|log| log.written_by(service))
    }

    /// Writes what a shard begins with, if it is not there; gives how many entries came before.
    fn begin(&self, log: &Log, year: u16) -> Result<u64, Error> {
        log.checkpoint()?;
        let public = log.public();
        if self.opened(year, &public)?.is_none() {
            let mut entry = self.opening(year, 0);
            if let Some(before) = self.years()?.into_iter().rfind(|before| *before < year) {
                let head = self.head_of(before, &public)?;
                entry = self.opening(year, self.base(before, &public)? + head.size).follows(before, &head);
            }
            log.append(&entry)?;
            log.checkpoint()?;
        }
        self.base(year, &public)
    }

    /// The first entry of a shard that comes after so many entries.
    pub(crate) fn opening(&self, year: u16, base: u64) -> Entry {
        let entry = Entry::by_service(Role::Supervisor, Action::ShardOpened).resources(ResourceKind::Shard);
        entry.count(Count::Year, u64::from(year)).count(Count::Entries, base)
    }

    /// The last entry of a shard.
    pub(crate) fn closing(&self, year: u16) -> Entry {
        let entry = Entry::by_service(Role::Supervisor, Action::ShardClosed).resources(ResourceKind::Shard);
        entry.count(Count::Year, u64::from(year))
    }

    /// How many entries came before a year's first.
    fn base(&self, year: u16, key: &VerifyingKey) -> Result<u64, Error> {
        let mut bases = self.bases.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(base) = bases.get(&year) {
            return Ok(*base);
        }
        let base = self.opened(year, key)?.ok_or(Error::Missing)?.counted(Count::Entries);
        bases.insert(year, base);
        Ok(base)
    }

    /// What a shard begins with. Only a write that a crash cut can have been recorded before it.
    fn opened(&self, year: u16, key: &VerifyingKey) -> Result<Option<Entry>, Error> {
        let first = Filter { to: Some(4), action: Some(Action::ShardOpened), ..Filter::default() };
        let first = Log::show(&self.folder(year), &self.origin(year), key, &first)?;
        Ok(first.into_iter().next().map(|record| record.entry))
    }

    /// The entries that a filter lets through, in order, from the files of all years. Signatures are checked, the whole trees
    /// are not: that is what [`Shards::verify`] is for.
    ///
    /// # Errors
    /// There is no log, or one is damaged.
    pub fn show(&self, key: &VerifyingKey, filter: &Filter) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        let years = self.bases(key)?;
        for (at, (year, base)) in years.iter().enumerate() {
            let ends = years.get(at + 1).is_some_and(|(_, next)| *next <= filter.from);
            if ends || filter.to.is_some_and(|to| to <= *base) {
                continue;
            }
            let within =
                Filter { from: filter.from.saturating_sub(*base), to: filter.to.map(|to| to - base), ..filter.clone() };
            let found = Log::show(&self.folder(*year), &self.origin(*year), key, &within)?;
            records.extend(found.into_iter().map(|record| Record { index: base + record.index, ..record }));
        }
        Ok(records)
    }

    /// The place of the oldest entry among all.
    ///
    /// # Errors
    /// There is no log, or it is damaged.
    pub fn first(&self, key: &VerifyingKey) -> Result<u64, Error> {
        Ok(self.bases(key)?.first().map_or(0, |(_, base)| *base))
    }

    /// The year that has an entry, and the entry's place in that year's log.
    ///
    /// # Errors
    /// No year has it, or a log is damaged.
    pub fn find(&self, key: &VerifyingKey, index: u64) -> Result<(u16, u64), Error> {
        let found = self.bases(key)?.into_iter().rfind(|(_, base)| *base <= index);
        found.map(|(year, base)| (year, index - base)).ok_or(Error::NoEntry(index))
    }

    /// The newest signed head of a year's log.
    ///
    /// # Errors
    /// The year has none, or it is damaged.
    pub fn head_of(&self, year: u16, key: &VerifyingKey) -> Result<Checkpoint, Error> {
        read_checkpoint(&self.folder(year), &self.origin(year), key)
    }

    /// A signed head of one of these logs that was kept elsewhere, and its year.
    #[must_use]
    pub fn read_head(&self, note: &[u8], key: &VerifyingKey) -> Option<(u16, Checkpoint)> {
        let origin = std::str::from_utf8(note).ok()?.lines().next()?;
        Some((self.year_of_origin(origin)?, Checkpoint::read(note, origin, key)?))
    }

    /// The years that have entries, each with how many came before.
    fn bases(&self, key: &VerifyingKey) -> Result<Vec<(u16, u64)>, Error> {
        let years = self.years()?;
        if years.is_empty() {
            return Err(Error::Missing);
        }
        let mut bases = Vec::new();
        for year in years {
            match self.base(year, key) {
                Ok(base) => bases.push((year, base)),
                // Whoever has the log open may be making the next shard.
                Err(Error::Missing) if !bases.is_empty() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(bases)
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
        defects.extend(self.strays().map_err(unreadable)?);
        let mut before: Option<(u16, Checkpoint, u64)> = None;
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
                    let first = self.opened(year, key).ok().flatten();
                    let said = first.as_ref().and_then(|entry| entry.follows);
                    let said = said.map(|said| (said.year, said.size, said.root));
                    let base = first.map_or(0, |entry| entry.counted(Count::Entries));
                    // The oldest may follow one that was retired.
                    if report.head.size > 0
                        && let Some((before, head, next)) = before
                        && (said != Some((before, head.size, head.root)) || base != next)
                    {
                        defects.push(within(Defect::new("tile/entries/000", Some(0), DefectCode::Chain)));
                    }
                    before = Some((year, report.head, base + report.head.size));
                    reports.push((year, report));
                }
            }
        }
        if defects.is_empty() { Ok(reports) } else { Err(defects) }
    }

    /// What lies in the folder and is neither a year nor the holds.
    fn strays(&self) -> Result<Vec<Defect>, Error> {
        let mut strays = Vec::new();
        for item in fs::read_dir(&self.folder)? {
            let item = item?;
            let name = item.file_name().to_string_lossy().into_owned();
            let year = name.parse().is_ok_and(|year: u16| format!("{year:04}") == name);
            if !item.file_type()?.is_dir() || !(year || name == HOLDS) {
                strays.push(Defect::new(name, None, DefectCode::Unexpected));
            }
        }
        Ok(strays)
    }

    /// Sets a hold on all shards from one year to another (both included), and records it in the open log first.
    ///
    /// # Errors
    /// The log or the disk refused.
    pub fn hold(&self, log: &Log, id: OpaqueId, from: u16, to: u16, by: &Entry) -> Result<(), Error> {
        log.append(
            &by.clone().acting(Action::LegalHoldSet).resource(ResourceKind::Hold, id).count(Count::Year, u64::from(from)),
        )?;
        disk::make_folder(&self.folder.join(HOLDS))?;
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

    /// The holds, each with the years that it covers; all years where it can not be read.
    ///
    /// # Errors
    /// The disk refused.
    pub fn holds(&self) -> Result<Vec<(String, RangeInclusive<u16>)>, Error> {
        let mut holds = Vec::new();
        if !self.folder.join(HOLDS).exists() {
            return Ok(holds);
        }
        for item in fs::read_dir(self.folder.join(HOLDS))? {
            let item = item?;
            let text = fs::read_to_string(item.path())?;
            let years = text.trim_end().split_once(' ').and_then(|(from, to)| Some(from.parse().ok()?..=to.parse().ok()?));
            holds.push((item.file_name().to_string_lossy().into_owned(), years.unwrap_or(0..=u16::MAX)));
        }
        holds.sort_by(|(before, _), (after, _)| before.cmp(after));
        Ok(holds)
    }

    /// Whether a hold covers a year. A hold that can not be read covers all.
    ///
    /// # Errors
    /// The disk refused.
    pub fn is_held(&self, year: u16) -> Result<bool, Error> {
        Ok(self.holds()?.iter().any(|(_, years)| years.contains(&year)))
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

    fn close(
        &self,
        year: u16,
        key: &impl Fn() -> Result<SigningKey, Error>,
        clock: &Arc<dyn Clock>,
        service: Service,
    ) -> Result<(), Error> {
        let (folder, origin) = (self.folder(year), self.origin(year));
        let log = self.complete(year, key, clock, service)?;
        self.begin(&log, year)?;
        let closed = Filter {
            action: Some(Action::ShardClosed),
            from: log.checkpoint()?.size.saturating_sub(2),
            to: None,
            ..Filter::default()
        };
        let public = log.public();
        // A crash after the closing entry must not close it again.
        if Log::show(&folder, &origin, &public, &closed)?.is_empty() {
            log.append(&self.closing(year))?;
        }
        log.close().map(drop)
    }
}

#[cfg(test)]
mod tests;
