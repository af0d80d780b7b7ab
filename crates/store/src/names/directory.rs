//! All id runs of a snapshot: name to number and back.

use truyvet_model::ExternalId;
use truyvet_model::id::IdParts;

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
    runs: Vec<Run>,
    people: u32,
    places: u32,
}

impl Names {
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
        self.people = self.people.saturating_add(run.people.count);
        self.places = self.places.saturating_add(run.places.count);
        self.runs.push(run);
        Ok(())
    }

    /// How many there are.
    pub(crate) const fn count(&self, which: Which) -> u32 {
        match which {
            Which::Person => self.people,
            Which::Place => self.places,
        }
    }

    fn tables(&self, which: Which) -> impl DoubleEndedIterator<Item = &Table> {
        self.runs.iter().map(move |run| match which {
            Which::Person => &run.people,
            Which::Place => &run.places,
        })
    }

    /// The number of a name.
    pub(crate) fn find(&self, which: Which, id: IdParts<'_>) -> Result<Option<u32>, StoreError> {
        if self.runs.is_empty() {
            return Ok(None);
        }
        let hash = hash(id.namespace, id.local);
        for table in self.tables(which) {
            if let Some(number) = table.find(hash, id)? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// The name of a number.
    pub(crate) fn name(&self, which: Which, number: u32) -> Result<ExternalId, StoreError> {
        let at = self.runs.partition_point(|run| match which {
            Which::Person => run.people.first <= number,
            Which::Place => run.places.first <= number,
        });
        // Of several runs that start at one number, only the last is not empty.
        let run = at.checked_sub(1).and_then(|i| self.runs.get(i));
        let table = run.map(|run| match which {
            Which::Person => &run.people,
            Which::Place => &run.places,
        });
        match table.filter(|t| number.wrapping_sub(t.first) < t.count) {
            Some(table) => table.external_id(number),
            None => Err(StoreError::UnknownNumber {
                field: which.name(),
                value: u64::from(number),
                count: u64::from(self.count(which)),
            }),
        }
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

    /// Checks the run in file `name` (as the manifest seals it) against itself and the runs
    /// before it.
    pub(crate) fn verify(&self, name: &str, sealed: &Sealed, finding: &mut dyn FnMut(String)) {
        let Some(at) = self.runs.iter().position(|r| r.file.name() == name) else {
            return finding("it is not open".to_owned());
        };
        let Some(run) = self.runs.get(at) else { return };
        run.file.verify(Some(sealed), finding);
        for (which, table) in [(Which::Person, &run.people), (Which::Place, &run.places)] {
            if let Err(error) = self.verify_table(which, table, at, finding) {
                finding(error.to_string());
            }
        }
    }

    fn verify_table(
        &self,
        which: Which,
        table: &Table,
        at: usize,
        finding: &mut dyn FnMut(String),
    ) -> Result<(), StoreError> {
        let word = which.name();
        let mut before = 0_u64;
        let mut seen = vec![false; table.count as usize];
        for position in 0..table.count as usize {
            let found = table.hash_at(position)?;
            let number = table.number_at(position)?;
            let id = table.name(number)?;
            if found < before {
                finding(format!(
                    "the {word} hashes are not in order at entry {position}"
                ));
            }
            before = found;
            if found != hash(id.namespace, id.local) {
                finding(format!(
                    "the hash of {word} {number} is not that of its name"
                ));
            }
            let seen = seen.get_mut(number.wrapping_sub(table.first) as usize);
            if seen.is_none_or(|seen| std::mem::replace(seen, true)) {
                finding(format!("{word} {number} is in the hashes twice"));
            }
            table.external_id(number)?;
            if table.find(found, id)? != Some(number) {
                finding(format!("the name of {word} {number} finds another number"));
            }
            for older in self.tables(which).take(at) {
                if older.find(found, id)?.is_some() {
                    finding(format!(
                        "the name of {word} {number} is in an older file, too"
                    ));
                }
            }
        }
        if table.heap_end()? != table.heap_len() {
            finding(format!("the {word} names do not fill their section"));
        }
        Ok(())
    }
}
