//! Records into a store, by name.

use std::fmt;

use truyvet_ingest::{ImportFile, ImportOptions, ImportProgress, ImportReport};
use truyvet_model::{Contact, Interval, Place, Visit};
use truyvet_store::Commit;

use crate::convert::{AsId, IntoTime};
use crate::error::Error;
use crate::place::PlaceDetails;

/// Puts records into a store, as one commit. There is one writer of a store at a time.
///
/// Records come in any order; of several with one key the last counts (S2, S3). Dropped without
/// [`Self::commit`], nothing has happened.
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
        if let Some(end) = end {
            Interval::new(start, end).map_err(|e| Error::value("end", e))?;
        }
        let person = self.store.person(person)?;
        let place = self.store.place(place)?;
        self.store.visit(Visit {
            person,
            place,
            start,
            end,
        })?;
        Ok(())
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
        self.store.contact(Contact { a, b, interval })?;
        Ok(())
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
    /// assert_eq!(writer.commit()?.visits_added, 1);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_import`] for a bad file or, unless they are skipped, a bad row;
    /// [`Error::is_io`]. The writer then cannot commit any more.
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

    /// Makes everything since the last commit one new snapshot, atomically and durably; if
    /// nothing changes, the snapshot stays.
    ///
    /// # Errors
    /// [`Error::is_io`], [`Error::is_damaged`]; [`Error::is_value`] for a place that is part of
    /// itself; [`Error::is_import`] after an import that failed. Nothing is committed then, and
    /// the writer is of no more use.
    pub fn commit(&mut self) -> Result<Commit, Error> {
        if self.half_imported {
            return Err(Error::half_imported());
        }
        Ok(self.store.commit()?)
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
