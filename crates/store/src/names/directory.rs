//! All id runs of a snapshot: name to number and back.

use std::sync::Arc;

use roaring::RoaringBitmap;
use truyvet_model::ExternalId;
use truyvet_model::id::IdParts;

use super::group::Group;
use super::naming::{Kept, Naming, StoredName, plain};
use super::run::{Run, Table, hash};
use crate::error::StoreError;
use crate::format::paged::Sealed;
use crate::io::Vfs;

/// Names of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// People.
    Person,
    /// Places.
    Place,
}

impl Which {
    /// `person` or `place`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
        }
    }
}

/// The id runs of one snapshot, by commit; numbers run on from one to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(super) runs: Vec<Run>,
    people: u32,
    places: u32,
    naming: Naming,
    erased: Arc<RoaringBitmap>,
}

impl Names {
    /// No names yet, of a store that names people so.
    pub(crate) fn new(naming: Naming) -> Self {
        Self {
            naming,
            ..Self::default()
        }
    }

    /// The same names, but of people that were erased: those numbers are never found and have no
    /// name.
    #[must_use]
    pub(crate) fn with_erased(self, erased: Arc<RoaringBitmap>) -> Self {
        Self { erased, ..self }
    }

    /// Adds the next run. Files opened before are shared, so that no page is checked twice.
    pub(crate) fn add(
        &mut self,
        vfs: &dyn Vfs,
        name: &str,
        expect: &Sealed,
        known: Option<&Self>,
    ) -> Result<(), StoreError> {
        let shared = known.and_then(|k| k.runs.iter().find(|r| r.file.name() == name));
        let run = match shared {
            Some(run) if run.file.tail_crc() == expect.tail_crc => run.clone(),
            _ => Run::open(vfs, name, Some(expect))?,
        };
        if run.people.first != self.people || run.places.first != self.places {
            return Err(run
                .file
                .damaged("its numbers do not follow those before it"));
        }
        if run.pseudonyms != self.naming.is_pseudonymous() && run.people.count > 0 {
            let what = if run.pseudonyms {
                "its people are pseudonyms, but the store's are not"
            } else {
                "its people are not pseudonyms, as the store's are"
            };
            return Err(run.file.damaged(what));
        }
        self.people = self.people.saturating_add(run.people.count);
        self.places = self.places.saturating_add(run.places.count);
        self.runs.push(run);
        Ok(())
    }

    /// How many there are, erased ones included.
    pub(crate) const fn count(&self, which: Which) -> u32 {
        match which {
            Which::Person => self.people,
            Which::Place => self.places,
        }
    }

    pub(super) fn tables(&self, which: Which) -> impl DoubleEndedIterator<Item = &Table> {
        let people = which == Which::Person;
        self.runs.iter().map(move |run| run.table(people))
    }

    /// The number of an id.
    ///
    /// # Errors
    /// [`StoreError::KeyNeeded`] for the id of a person in a store without its keys;
    /// [`StoreError::Record`] for `pseudonym:` with no pseudonym after it.
    pub(crate) fn find(&self, which: Which, id: IdParts<'_>) -> Result<Option<u32>, StoreError> {
        let kept = match which {
            Which::Person => self.naming.kept(id)?,
            Which::Place => Kept::Plain,
        };
        if self.runs.is_empty() {
            return Ok(None);
        }
        match kept {
            Kept::Plain => self.find_stored(which, &StoredName(&plain(id))),
            Kept::Pseudonym(bytes) => self.find_stored(which, &StoredName(&bytes)),
        }
    }

    /// The number of a stored name.
    pub(crate) fn find_stored(
        &self,
        which: Which,
        name: &StoredName<'_>,
    ) -> Result<Option<u32>, StoreError> {
        let hash = hash(name.0);
        for table in self.tables(which) {
            let found = table.find(hash, *name, |n| self.is_erased(which, n))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Whether that number is an erased person's.
    pub(crate) fn is_erased(&self, which: Which, number: u32) -> bool {
        which == Which::Person && self.erased.contains(number)
    }

    /// Whether any person was erased.
    pub(super) fn has_erasures(&self) -> bool {
        !self.erased.is_empty()
    }

    /// Whether what is stored of these names is a pseudonym.
    pub(super) fn are_pseudonyms(&self, which: Which) -> bool {
        which == Which::Person && self.naming.is_pseudonymous()
    }

    /// The id of a number: of a person in a pseudonymous store, its pseudonym.
    ///
    /// # Errors
    /// [`StoreError::Erased`], [`StoreError::UnknownNumber`], [`StoreError::Damaged`].
    pub(crate) fn name(&self, which: Which, number: u32) -> Result<ExternalId, StoreError> {
        let (table, name) = self.stored(which, number)?;
        let id = name.external_id(self.are_pseudonyms(which));
        id.ok_or_else(|| no_id(table, which, number))
    }

    /// Adds the name of a number to `out`, without making an id of it.
    pub(crate) fn write_name(
        &self,
        which: Which,
        number: u32,
        out: &mut String,
    ) -> Result<(), StoreError> {
        let (table, name) = self.stored(which, number)?;
        let written = name.write(self.are_pseudonyms(which), out);
        written.ok_or_else(|| no_id(table, which, number))
    }

    /// What is stored of the name of a number.
    pub(super) fn stored_name(&self, which: Which, number: u32) -> Result<&[u8], StoreError> {
        self.stored(which, number).map(|(_, name)| name.0)
    }

    /// The names around a number.
    pub(super) fn group(&self, which: Which, number: u32) -> Result<Group<'_>, StoreError> {
        self.table_of(which, number)?.group(number)
    }

    fn stored(&self, which: Which, number: u32) -> Result<(&Table, StoredName<'_>), StoreError> {
        let table = self.table_of(which, number)?;
        if self.is_erased(which, number) {
            return Err(StoreError::Erased { number });
        }
        Ok((table, table.name(number)?))
    }

    fn table_of(&self, which: Which, number: u32) -> Result<&Table, StoreError> {
        let at = self.runs.partition_point(|run| match which {
            Which::Person => run.people.first <= number,
            Which::Place => run.places.first <= number,
        });
        // Of several runs that start at one number, only the last is not empty.
        let run = at.checked_sub(1).and_then(|i| self.runs.get(i));
        run.map(|run| run.table(which == Which::Person))
            .filter(|t| number.wrapping_sub(t.first) < t.count)
            .ok_or_else(|| StoreError::UnknownNumber {
                field: which.name(),
                value: u64::from(number),
                count: u64::from(self.count(which)),
            })
    }

    /// Bytes of names and what finds them.
    pub(crate) fn bytes(&self) -> u64 {
        let of_run = |r: &Run| r.people.bytes().saturating_add(r.places.bytes());
        self.runs.iter().map(of_run).sum()
    }

    /// Bytes of padding, checksums and footers.
    pub(crate) fn overhead(&self) -> u64 {
        self.runs.iter().map(|r| r.file.overhead() as u64).sum()
    }
}

#[cold]
fn no_id(table: &Table, which: Which, number: u32) -> StoreError {
    let word = which.name();
    table.damaged(format!("the name of {word} {number} is no id"))
}

#[cfg(test)]
#[path = "directory_tests.rs"]
pub(in crate::names) mod tests;
