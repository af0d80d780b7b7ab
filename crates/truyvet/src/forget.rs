//! What must go and what can be smaller: erasure, retention, compaction, new keys.

use truyvet_model::{Duration, Kind};
use truyvet_store::{Compaction, Erasure, KeyRing, Published, Purge};

use crate::convert::{AsId, IntoTime};
use crate::error::Error;
use crate::writer::Writer;

impl Writer {
    /// Erases a person under all linked ids: no snapshot taken from now on, of whatever commit,
    /// shows them. What is on disk goes within
    /// [`Options::erase_within`](crate::Options::erase_within), or with [`Self::purge`] at once.
    /// What was appended before is published first. If the id comes again, it is somebody new.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(60))?;
    /// let certificate = writer.erase("An")?;
    /// assert_eq!((certificate.ids, certificate.records), (1, 1));
    /// assert_eq!(store.snapshot()?.person("An")?, None);
    /// writer.purge()?;
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_unknown`] for somebody the store has never heard of; as [`Self::publish`].
    pub fn erase(&mut self, person: impl AsId) -> Result<Erasure, Error> {
        self.whole()?;
        let person = self.known_person(&person, "person")?;
        Ok(self.whole()?.erase(person)?)
    }

    /// Removes from the disk, now, what must go: erased people from every file of every state that
    /// is kept, and records below the floor.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn purge(&mut self) -> Result<Purge, Error> {
        Ok(self.whole()?.purge()?)
    }

    /// Keeps no record that ends at `from` or before: no snapshot shows one from now on, and whole
    /// days that are past leave the disk at once. A lower floor later brings nothing back.
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no time, or one that has not come yet; as
    /// [`Self::publish`].
    pub fn retain(&mut self, from: impl IntoTime) -> Result<Published, Error> {
        let from = from.into_time().map_err(|e| Error::value("from", e))?;
        Ok(self.whole()?.retain(from)?)
    }

    /// Sets how long open visits at places of a kind last at most (S4), past ones too. Takes
    /// effect with the next commit.
    ///
    /// # Errors
    /// [`Error::is_value`] for less than 1 s or more than 366 days.
    pub fn set_dwell(&mut self, kind: &Kind, dwell: Duration) -> Result<(), Error> {
        Ok(self.below().set_dwell(kind, dwell)?)
    }

    /// Merges the segments of every partition into one and removes rows that are replaced, now. A
    /// thread of the writer does what pays by itself, unless
    /// [`WriterOptions::compact`](crate::WriterOptions::compact) is off.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn compact(&mut self) -> Result<Compaction, Error> {
        Ok(self.whole()?.compact()?)
    }

    /// Puts the store under one more key, or makes it pseudonymous in the first place: every id of
    /// a person, in every state that is kept, is replaced by its keyed hash. `keys` are those that
    /// the store had, in their order, and new ones after them ([`KeyRing::followed_by`]). The
    /// store is opened with `keys` from then on, and the writer is of no more use.
    ///
    /// # Errors
    /// [`Error::is_key`] for keys that do not begin with the store's; as [`Self::publish`].
    pub fn rekey(&mut self, keys: &KeyRing) -> Result<Purge, Error> {
        Ok(self.whole()?.rekey(keys)?)
    }
}
