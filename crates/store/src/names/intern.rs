//! External ids to numbers while a writer collects records: one hash table over one byte arena.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use truyvet_model::id::IdParts;

use crate::error::StoreError;

/// Bytes before the two texts of an arena record: their lengths, two `u16`.
const HEAD: usize = 4;
/// Arena records start at multiples of this, so that a `u32` reaches 16 GiB.
const ALIGN: usize = 4;

/// What the table keeps of a name.
#[derive(Clone, Copy)]
struct Slot {
    /// Where its record starts in the arena, in units of [`ALIGN`].
    at: u32,
    /// Its number.
    number: u32,
}

/// The names a writer has met, and the numbers of the new ones, in order of appearance.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    table: Table,
    arena: Vec<u8>,
    /// How many numbers the store had when the writer began (or last committed).
    committed: u32,
    /// The arena records of the new names, in number order from `committed` on.
    new: Vec<u32>,
}

/// The table proper; a type of its own because `HashTable` has no `Default` hasher to carry.
#[derive(Default)]
struct Table {
    slots: HashTable<Slot>,
    hasher: foldhash::fast::RandomState,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table({} names)", self.slots.len())
    }
}

impl Interner {
    /// An interner over a store that has numbered `committed` names.
    pub(crate) fn new(committed: u32) -> Self {
        Self {
            committed,
            ..Self::default()
        }
    }

    /// How many names there are, committed and new.
    pub(crate) fn count(&self) -> u32 {
        // `intern` keeps the sum below u32::MAX.
        self.committed
            .saturating_add(u32::try_from(self.new.len()).unwrap_or(u32::MAX))
    }

    /// How many names are new.
    pub(crate) fn new_count(&self) -> u32 {
        self.count().saturating_sub(self.committed)
    }

    /// The number of `id`: as met before, else as `older` knows it, else the next new one.
    pub(crate) fn intern(
        &mut self,
        what: &'static str,
        id: IdParts<'_>,
        older: impl FnOnce() -> Result<Option<u32>, StoreError>,
    ) -> Result<u32, StoreError> {
        let hash = hash(&self.table.hasher, id);
        let arena = &self.arena;
        if let Some(slot) = self
            .table
            .slots
            .find(hash, |slot| is_at(arena, slot.at, id))
        {
            return Ok(slot.number);
        }
        self.insert(what, id, hash, older)
    }

    #[cold]
    fn insert(
        &mut self,
        what: &'static str,
        id: IdParts<'_>,
        hash_of_id: u64,
        older: impl FnOnce() -> Result<Option<u32>, StoreError>,
    ) -> Result<u32, StoreError> {
        check(what, id)?;
        let known = if self.committed == 0 { None } else { older()? };
        let number = match known {
            Some(number) => number,
            None if self.count() == u32::MAX => {
                return Err(StoreError::Limit {
                    what: "the number of names in a store",
                    value: u64::from(u32::MAX) + 1,
                    limit: u64::from(u32::MAX),
                    advice: "split the data over several stores",
                });
            }
            None => self.count(),
        };
        let at = self.append(id)?;
        if known.is_none() {
            self.new.push(at);
        }
        let Self { table, arena, .. } = self;
        let Table { slots, hasher } = table;
        slots.insert_unique(hash_of_id, Slot { at, number }, |slot| {
            parts_at(arena, slot.at).map_or(0, |id| hash(hasher, id))
        });
        Ok(number)
    }

    fn append(&mut self, id: IdParts<'_>) -> Result<u32, StoreError> {
        let full = || StoreError::Limit {
            what: "the size of the names of one commit",
            value: (u64::from(u32::MAX) + 1) * ALIGN as u64,
            limit: u64::from(u32::MAX) * ALIGN as u64,
            advice: "commit more often",
        };
        let at = u32::try_from(self.arena.len() / ALIGN).map_err(|_| full())?;
        let length = |text: &str| u16::try_from(text.len()).map_err(|_| full());
        self.arena
            .extend_from_slice(&length(id.namespace)?.to_le_bytes());
        self.arena
            .extend_from_slice(&length(id.local)?.to_le_bytes());
        self.arena.extend_from_slice(id.namespace.as_bytes());
        self.arena.extend_from_slice(id.local.as_bytes());
        let padded = self.arena.len().next_multiple_of(ALIGN);
        self.arena.resize(padded, 0);
        Ok(at)
    }

    /// The new names in number order.
    pub(crate) fn new_names(&self) -> impl Iterator<Item = IdParts<'_>> + Clone {
        self.new.iter().filter_map(|&at| parts_at(&self.arena, at))
    }

    /// Everything up to here is committed now; numbers stay as they are.
    pub(crate) fn mark_committed(&mut self) {
        self.committed = self.count();
        self.new.clear();
    }
}

/// An id given by its parts must obey what `ExternalId` obeys; only new names are looked at.
fn check(what: &'static str, id: IdParts<'_>) -> Result<(), StoreError> {
    truyvet_model::ExternalId::new(id.namespace, id.local)
        .map(drop)
        .map_err(|error| StoreError::Record {
            record: what,
            field: "id",
            value: format!("not usable ({error})"),
            expected: "namespace:id or id, without control characters, of at most 1024 bytes"
                .to_owned(),
        })
}

fn hash(hasher: &foldhash::fast::RandomState, id: IdParts<'_>) -> u64 {
    let mut state = hasher.build_hasher();
    state.write(id.namespace.as_bytes());
    state.write(id.local.as_bytes());
    state.finish()
}

/// Whether the record at `at` is `id`.
fn is_at(arena: &[u8], at: u32, id: IdParts<'_>) -> bool {
    texts_at(arena, at) == Some((id.namespace.as_bytes(), id.local.as_bytes()))
}

/// The record at `at`; `None` cannot happen for positions that `append` gave.
fn parts_at(arena: &[u8], at: u32) -> Option<IdParts<'_>> {
    let (namespace, local) = texts_at(arena, at)?;
    Some(IdParts {
        namespace: std::str::from_utf8(namespace).ok()?,
        local: std::str::from_utf8(local).ok()?,
    })
}

fn texts_at(arena: &[u8], at: u32) -> Option<(&[u8], &[u8])> {
    let record = arena.get((at as usize).checked_mul(ALIGN)?..)?;
    let (&[n0, n1, l0, l1], texts) = record.split_first_chunk::<HEAD>()?;
    let namespace_len = usize::from(u16::from_le_bytes([n0, n1]));
    let local_len = usize::from(u16::from_le_bytes([l0, l1]));
    let (namespace, rest) = texts.split_at_checked(namespace_len)?;
    Some((namespace, rest.get(..local_len)?))
}

#[cfg(test)]
#[path = "intern_tests.rs"]
mod tests;
