//! Records into a store, by name.

use std::fmt;

use truyvet_ingest::{ImportFile, ImportOptions, ImportProgress, ImportReport};
use truyvet_model::{Interval, Place, Timestamp};
use truyvet_store::{Commit, Published};

use crate::convert::{AsId, IntoTime};
use crate::error::Error;
use crate::place::PlaceDetails;

/// An end must come after its start (S1).
pub(crate) fn check_end(start: Timestamp, end: Option<Timestamp>) -> Result<(), Error> {
    match end.map(|end| Interval::new(start, end)) {
        Some(Err(why)) => Err(Error::value("end", why)),
        _ => Ok(()),
    }
}

/// Puts records into a store, corrects and forgets them. There is one writer of a store at a time.
///
/// Records come in any order; of several with one key the last counts (S2, S3). They are buffered
/// until [`Self::commit`], which makes them durable and visible, or [`Self::publish`], which also
/// packs them for fast reading. What was not committed when the writer is dropped has not happened.
pub struct Writer {
    store: truyvet_store::Writer,
    half_imported: bool,
}

impl Writer {
    pub(crate) fn new(store: truyvet_store::Writer) -> Self {
        Self {
            store,
            half_imported: false,
        }
    }

    /// Says where the records come from that are added from now on: `qr:company-12`, `bluezone`,
    /// `roster:crystal-martin`; the empty name is no source.
    ///
    /// # Errors
    /// [`Error::is_value`] for a name with control characters or over 256 bytes;
    /// [`Error::is_limit`] over 65,534 sources.
    pub fn set_source(&mut self, name: &str) -> Result<(), Error> {
        self.store.set_source(name)?;
        Ok(())
    }

    /// Adds a visit (S2); without an end it is an open one, whose check-out has not arrived (S4).
    ///
    /// # Errors
    /// [`Error::is_value`] for what is no id or time, or an interval that is empty, reversed or
    /// too long; [`Error::is_damaged`].
    pub fn visit<T: IntoTime>(
        &mut self,
        person: impl AsId,
        place: impl AsId,
        start: T,
        end: Option<T>,
    ) -> Result<(), Error> {
        let person = person.id_parts().map_err(|e| Error::value("person", e))?;
        let place = place.id_parts().map_err(|e| Error::value("place", e))?;
        let start = start.into_time().map_err(|e| Error::value("start", e))?;
        let end = end.map(IntoTime::into_time).transpose();
        let end = end.map_err(|e| Error::value("end", e))?;
        check_end(start, end)?;
        let person = self.store.person(person)?;
        let place = self.store.place(place)?;
        self.visit_numbered(person, place, start, end)
    }

    /// Adds a direct contact of two people (S3), in either order.
    ///
    /// # Errors
    /// As [`Self::visit`]; also if the two are one person.
    pub fn contact<T: IntoTime>(
        &mut self,
        a: impl AsId,
        b: impl AsId,
        start: T,
        end: T,
    ) -> Result<(), Error> {
        let a = a.id_parts().map_err(|e| Error::value("a", e))?;
        let b = b.id_parts().map_err(|e| Error::value("b", e))?;
        let start = start.into_time().map_err(|e| Error::value("start", e))?;
        let end = end.into_time().map_err(|e| Error::value("end", e))?;
        let interval = Interval::new(start, end).map_err(|e| Error::value("end", e))?;
        let a = self.store.person(a)?;
        let b = self.store.person(b)?;
        self.contact_numbered(a, b, interval)
    }

    /// Says what a place is (S5), in place of all that was said of it before. A place never
    /// declared has the kind `unknown`, and so has a parent that never is.
    ///
    /// # Errors
    /// [`Error::is_value`]. A place that is part of itself is an error of [`Self::commit`].
    pub fn place(&mut self, place: impl AsId, details: &PlaceDetails) -> Result<(), Error> {
        let place = place.id_parts().map_err(|e| Error::value("place", e))?;
        let place = self.store.place(place)?;
        let parent = details.parent.as_ref().map(|id| self.store.place(id));
        let declared = Place {
            kind: details.kind.clone(),
            parent: parent.transpose()?,
            unit: details.unit.clone(),
            name: details.name.clone(),
            coordinates: details.coordinates,
            shared: details.shared,
        };
        self.store.declare_place(place, &declared)?;
        Ok(())
    }

    /// Adds the rows of CSV files, in the order given.
    ///
    /// ```
    /// use truyvet::{FileKind, ImportFile, ImportOptions, Input, MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let csv = "person,place,start,end\nAn,canteen,1620432000,1620435600\n";
    /// let bytes = csv.as_bytes().into();
    /// let file = ImportFile {
    ///     kind: FileKind::Visits, // or ImportFile::visits("visits.csv.gz")
    ///     input: Input::Bytes { name: "visits.csv".into(), bytes },
    /// };
    /// let mut writer = store.writer()?;
    /// let report = writer.import(&[file], &ImportOptions::default(), &mut |_| {})?;
    /// assert_eq!(report.rows_taken(), 1);
    /// assert_eq!(writer.publish()?.visits_added, 1);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_import`] for a bad file or, unless they are skipped, a bad row;
    /// [`Error::is_io`]. The writer then cannot commit any more. (With
    /// [`ImportOptions::memory_limit`] what was read before may already be committed: the same
    /// import goes on from there.)
    pub fn import(
        &mut self,
        files: &[ImportFile],
        options: &ImportOptions,
        progress: &mut dyn FnMut(ImportProgress<'_>),
    ) -> Result<ImportReport, Error> {
        let report = truyvet_ingest::import(&mut self.store, files, options, progress);
        self.half_imported |= report.is_err();
        Ok(report?)
    }

    /// Makes everything since the last commit durable, as one: when this returns, a crash or a
    /// power failure loses nothing of it, and every snapshot taken afterwards, in any process,
    /// shows all of it. Without anything to commit the number stays.
    ///
    /// A commit goes to the log, which takes one disk sync; what is large, or the log when it is
    /// full, is published at once. Many small commits therefore need no [`Self::publish`].
    ///
    /// # Errors
    /// [`Error::is_io`], [`Error::is_damaged`]; [`Error::is_value`] for a place that is part of
    /// itself; [`Error::is_import`] after an import that failed. Nothing is committed then, and
    /// the writer is of no more use ([`Error::is_poisoned`]).
    pub fn commit(&mut self) -> Result<Commit, Error> {
        Ok(self.whole()?.commit()?)
    }

    /// Commits, if so many records or so much time have gathered as
    /// [`WriterOptions::group`](crate::WriterOptions::group) says; to be called after records and
    /// from time to time.
    ///
    /// ```
    /// use truyvet::{GroupCommit, MemoryVfs, Options, Store, WriterOptions};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let group = GroupCommit { records: 2, time: std::time::Duration::from_secs(1) };
    /// let options = WriterOptions { group: Some(group), ..WriterOptions::default() };
    /// let mut writer = store.writer_with(options)?;
    /// writer.visit("An", "canteen", 0, Some(60))?;
    /// assert_eq!(writer.commit_if_due()?, None);
    /// writer.visit("An", "canteen", 100, Some(160))?;
    /// assert_eq!(writer.commit_if_due()?.map(|commit| commit.number), Some(1));
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_if_due(&mut self) -> Result<Option<Commit>, Error> {
        Ok(self.whole()?.commit_if_due()?)
    }

    /// Commits, and packs all that the log holds into segments, so that readers need not replay
    /// it; says what came of the records (how many were new, replaced others, changed nothing).
    ///
    /// This happens by itself when the log is full
    /// ([`WriterOptions::publish_at`](crate::WriterOptions::publish_at)).
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn publish(&mut self) -> Result<Published, Error> {
        Ok(self.whole()?.publish()?)
    }

    /// The number of the last commit.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.store.number()
    }

    /// The writer of the floor below, unless an import has left half of its records in it.
    pub(crate) fn whole(&mut self) -> Result<&mut truyvet_store::Writer, Error> {
        if self.half_imported {
            return Err(Error::half_imported());
        }
        Ok(&mut self.store)
    }

    /// The writer of the floor below, also then.
    pub(crate) const fn below(&mut self) -> &mut truyvet_store::Writer {
        &mut self.store
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
