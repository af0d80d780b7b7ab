//! What must go: erasing people, a floor in time, and the proof of it.

use std::collections::BTreeSet;

use truyvet_model::{PersonNo, Timestamp};

use super::Writer;
use crate::compact::{Purge, purge};
use crate::error::StoreError;
use crate::names::KeyRing;
use crate::publish::Published;
use crate::reader::{Pinned, pinned};

/// The certificate of an erasure. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erasure {
    /// The commit from which on no snapshot shows the person.
    pub number: u64,
    /// How many ids the person had.
    pub ids: u64,
    /// How many visits and contacts went.
    pub records: u64,
    /// How many rows of registers went (S35, S36): one for each id of which home or doses were
    /// known, and one for each confirmed case.
    pub register_rows: u64,
    /// When nothing of the person may be left on disk.
    pub due: Timestamp,
    /// Whether nothing is left, but for what `pinned` holds.
    pub done: bool,
    /// Processes that still read a state from before.
    pub pinned: Vec<Pinned>,
}

impl Writer {
    /// Erases a person with all linked ids: every snapshot taken from now on, of whatever commit
    /// ([`Store::snapshot_as_of`](crate::Store::snapshot_as_of)), is without them. What is on disk goes
    /// within [`Options::erase_within`](crate::Options::erase_within), by the compactor or
    /// [`Self::purge`]. If the id is met again, it is somebody new.
    ///
    /// What was appended before is published first.
    ///
    /// # Errors
    /// As [`Self::publish`]; [`StoreError::UnknownNumber`]; [`StoreError::Erased`].
    pub fn erase(&mut self, person: PersonNo) -> Result<Erasure, StoreError> {
        self.publish()?;
        let count = self.person_count();
        if person.0 >= count {
            return Err(StoreError::UnknownNumber {
                field: "person",
                value: u64::from(person.0),
                count: u64::from(count),
            });
        }
        let before = self.core.lock().base.manifest().erased();
        if before.contains(person.0) {
            return Err(StoreError::Erased { number: person.0 });
        }
        let members = self.linked_people(person);
        let people: BTreeSet<u32> = members.iter().map(|p| p.0).collect();
        self.pending
            .people
            .forget(&people.iter().copied().collect());
        self.pending.erased = people;
        self.past_the_log();
        let published = self.publish()?;
        self.links = None;
        let core = self.core.lock();
        let entry = core.base.manifest().erasures.last();
        let due = entry.map_or(0, |e| e.due);
        drop(core);
        Ok(Erasure {
            number: published.number,
            ids: members.len() as u64,
            records: published.records_erased,
            register_rows: (published.people_changed).saturating_add(published.cases_removed),
            due: Timestamp::from_seconds(due),
            done: false,
            pinned: self.older_pins()?,
        })
    }

    /// Keeps no record that ends at `from` or before, from now on: no snapshot shows one, and
    /// whole days that are past are dropped from the disk at once, with what earlier states had
    /// of them. Lowering the floor brings nothing back. What was appended before is published
    /// first.
    ///
    /// # Errors
    /// As [`Self::publish`]; [`StoreError::Record`] for a time that has not come yet.
    pub fn retain(&mut self, from: Timestamp) -> Result<Published, StoreError> {
        // What was appended before is judged by what was recorded, not by what will be kept of it.
        self.publish()?;
        let now = self.now();
        if from.seconds() > now {
            return Err(StoreError::Record {
                record: "retain",
                field: "from",
                value: from.to_string(),
                expected: format!(
                    "a time that has come (now is {})",
                    Timestamp::from_seconds(now)
                ),
            });
        }
        self.pending.floor = Some(from.seconds());
        self.past_the_log();
        let published = self.publish()?;
        self.purge()?;
        Ok(published)
    }

    /// Removes from the disk what must go: erased people from every file of every kept state, and
    /// records below the floor.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn purge(&mut self) -> Result<Purge, StoreError> {
        self.usable()?;
        let core = std::sync::Arc::clone(&self.core);
        let done = purge(&core, &mut core.lock(), None);
        self.check(done)
    }

    /// Makes the store pseudonymous, or puts it under one more key: every id of a person in every
    /// kept state is replaced by its keyed hash. From then on the store is opened with `keys`,
    /// which must be the keys it had, in order, and new ones after them.
    ///
    /// # Errors
    /// As [`Self::publish`]; [`StoreError::WrongKey`].
    pub fn rekey(&mut self, keys: &KeyRing) -> Result<Purge, StoreError> {
        self.publish()?;
        let core = std::sync::Arc::clone(&self.core);
        let mut published = core.lock();
        let done = purge(&core, &mut published, Some(keys));
        // The names in memory are those of the old keys, the compactor's as well.
        let cause = "the keys of the store were changed".to_owned();
        core.fail(&StoreError::Poisoned {
            cause: cause.clone(),
        });
        self.failed = Some(cause);
        done
    }

    /// Processes that read a state other than the newest.
    fn older_pins(&self) -> Result<Vec<Pinned>, StoreError> {
        let core = self.core.lock();
        let current = &core.base.current().manifest;
        let mut pins = pinned(&*self.core.vfs, self.number)?;
        pins.retain(|pin| pin.manifest != *current);
        Ok(pins)
    }
}
