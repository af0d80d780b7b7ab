//! External ids to numbers while a writer collects records: one hash table over one byte arena.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashTable;
use roaring::RoaringBitmap;
use truyvet_model::id::IdParts;

use super::naming::{Kept, Naming, StoredName};
use crate::error::StoreError;

/// Bytes before a key in the arena: its length (`u16`), what it is, a filler.
const HEAD: usize = 4;
/// Arena records start at multiples of this, so that a `u32` reaches 16 GiB.
const ALIGN: usize = 4;
/// A key that is `namespace`, a NUL, the id.
const TEXT: u8 = 0;
/// A key that is a pseudonym.
const PSEUDONYM: u8 = 1;

/// What the table keeps of a key.
#[derive(Clone, Copy)]
struct Slot {
    /// Where its record starts in the arena, in units of [`ALIGN`].
    at: u32,
    /// Its number.
    number: u32,
    /// Half of its hash: growing the table and telling keys apart need no look at the arena.
    hash: u32,
}

/// The names a writer has met, and the numbers of the new ones, in order of appearance.
///
/// What is looked up is the id as it came, so that a repeated id costs no keyed hash; only an
/// id met for the first time is turned into what is stored.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    table: Table,
    arena: Arena,
    naming: Naming,
    /// How many numbers the store had when the writer began (or last committed).
    committed: u32,
    /// The arena records of what is stored of the new names, in number order from `committed` on.
    new: Vec<u32>,
    /// Whether the last `intern` added a name.
    added: bool,
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
    /// An interner over a store that has numbered `committed` names and stores them so.
    pub(crate) fn new(committed: u32, naming: Naming) -> Self {
        Self {
            committed,
            naming,
            ..Self::default()
        }
    }

    /// How many names there are, committed and new.
    pub(crate) fn count(&self) -> u32 {
        // `number_next` keeps the sum below u32::MAX.
        self.committed
            .saturating_add(u32::try_from(self.new.len()).unwrap_or(u32::MAX))
    }

    /// Bytes of memory of the names met so far, without the slack of the table.
    pub(crate) fn bytes(&self) -> usize {
        let slots = self.table.slots.len().saturating_mul(size_of::<Slot>());
        self.arena.0.len().saturating_add(slots)
    }

    /// How many names are new.
    pub(crate) fn new_count(&self) -> u32 {
        self.count().saturating_sub(self.committed)
    }

    /// The number of `id`: as met before, else as `older` knows what is stored of it, else the
    /// next new one.
    pub(crate) fn intern(
        &mut self,
        what: &'static str,
        id: IdParts<'_>,
        older: impl FnOnce(&StoredName<'_>) -> Result<Option<u32>, StoreError>,
    ) -> Result<u32, StoreError> {
        self.added = false;
        let hash = self.table.hash_of_text(id);
        let arena = &self.arena;
        let found = self.table.find(hash, |at| arena.is_text(at, id));
        match found {
            Some(number) => Ok(number),
            None => self.insert(what, id, hash, older),
        }
    }

    /// The number of `id`, if it was met here.
    pub(crate) fn find(&self, id: IdParts<'_>) -> Result<Option<u32>, StoreError> {
        let hash = self.table.hash_of_text(id);
        if let Some(number) = self.table.find(hash, |at| self.arena.is_text(at, id)) {
            return Ok(Some(number));
        }
        Ok(match self.naming.kept(id)? {
            Kept::Plain => None,
            Kept::Pseudonym(pseudonym) => self.find_pseudonym(&pseudonym),
        })
    }

    /// Bytes of memory taken.
    pub(crate) fn memory(&self) -> u64 {
        let slots = self
            .table
            .slots
            .capacity()
            .saturating_mul(size_of::<Slot>() + 1);
        let new = self.new.capacity().saturating_mul(size_of::<u32>());
        let bytes = self.arena.0.capacity().saturating_add(slots);
        bytes.saturating_add(new) as u64
    }

    #[cold]
    fn insert(
        &mut self,
        what: &'static str,
        id: IdParts<'_>,
        hash: u32,
        older: impl FnOnce(&StoredName<'_>) -> Result<Option<u32>, StoreError>,
    ) -> Result<u32, StoreError> {
        check(what, id)?;
        let kept = self.naming.kept(id)?;
        let before = self.arena.0.len();
        let at = self.arena.append_text(id)?;
        let number = match kept {
            Kept::Plain => self.number_of_text(at, older),
            Kept::Pseudonym(pseudonym) => self.number_of_pseudonym(&pseudonym, older),
        };
        match number {
            Ok(number) => self.table.insert(Slot { at, number, hash }),
            // Nothing leads to the record.
            Err(_) => self.arena.0.truncate(before),
        }
        number
    }

    fn number_of_text(
        &mut self,
        at: u32,
        older: impl FnOnce(&StoredName<'_>) -> Result<Option<u32>, StoreError>,
    ) -> Result<u32, StoreError> {
        if self.committed > 0 {
            let name = StoredName(self.arena.key(at));
            if let Some(number) = older(&name)? {
                return Ok(number);
            }
        }
        self.number_next(at)
    }

    fn number_of_pseudonym(
        &mut self,
        pseudonym: &[u8],
        older: impl FnOnce(&StoredName<'_>) -> Result<Option<u32>, StoreError>,
    ) -> Result<u32, StoreError> {
        if let Some(number) = self.find_pseudonym(pseudonym) {
            return Ok(number);
        }
        if self.committed > 0
            && let Some(number) = older(&StoredName(pseudonym))?
        {
            return Ok(number);
        }
        if matches!(self.naming, Naming::Sealed) {
            return Err(StoreError::KeyNeeded);
        }
        let at = self.arena.append(PSEUDONYM, pseudonym, &[])?;
        let number = self.number_next(at)?;
        let hash = self.table.hash_of_pseudonym(pseudonym);
        self.table.insert(Slot { at, number, hash });
        Ok(number)
    }

    fn find_pseudonym(&self, pseudonym: &[u8]) -> Option<u32> {
        let hash = self.table.hash_of_pseudonym(pseudonym);
        self.table.find(hash, |at| {
            self.arena.record(at) == Some((PSEUDONYM, pseudonym))
        })
    }

    /// Gives the next number to the name whose stored form is at `at`.
    fn number_next(&mut self, at: u32) -> Result<u32, StoreError> {
        let number = self.count();
        if number == u32::MAX {
            return Err(StoreError::Limit {
                what: "the number of names in a store",
                value: u64::from(u32::MAX) + 1,
                limit: u64::from(u32::MAX),
                advice: "split the data over several stores",
            });
        }
        self.new.push(at);
        self.added = true;
        Ok(number)
    }

    /// Adds a name that a log holds as `stored`, with the next number. An empty one was erased:
    /// it takes a number and is never found.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if it is no name, or there already; [`StoreError::Limit`].
    pub(crate) fn replay(&mut self, stored: &[u8]) -> Result<u32, StoreError> {
        self.added = false;
        let pseudonymous = self.naming.is_pseudonymous();
        let twice = || StoreError::damaged("log", "it holds a name that is there already");
        if stored.is_empty() {
            let at = self.arena.append(TEXT, &[], &[])?;
            return self.number_next(at);
        }
        let id = StoredName(stored).external_id(pseudonymous);
        let id = id.ok_or_else(|| StoreError::damaged("log", "it holds a name that is none"))?;
        let (kind, hash) = if pseudonymous {
            if self.find_pseudonym(stored).is_some() {
                return Err(twice());
            }
            (PSEUDONYM, self.table.hash_of_pseudonym(stored))
        } else {
            let id = IdParts {
                namespace: id.namespace(),
                local: id.local(),
            };
            let hash = self.table.hash_of_text(id);
            let arena = &self.arena;
            if self.table.find(hash, |at| arena.is_text(at, id)).is_some() {
                return Err(twice());
            }
            (TEXT, hash)
        };
        let at = self.arena.append(kind, stored, &[])?;
        let number = self.number_next(at)?;
        self.table.insert(Slot { at, number, hash });
        Ok(number)
    }

    /// What is stored of the name that the last [`Self::intern`] or [`Self::replay`] added; `None`
    /// if it knew the name.
    pub(crate) fn last_new(&self) -> Option<&[u8]> {
        let last = self.new.last().filter(|_| self.added)?;
        Some(self.arena.key(*last))
    }

    /// What is stored of the new names, in number order; nothing of those forgotten.
    pub(crate) fn new_names(&self) -> impl Iterator<Item = StoredName<'_>> + Clone {
        self.new.iter().map(|&at| StoredName(self.arena.key(at)))
    }

    /// Everything up to here is committed now; numbers stay as they are.
    pub(crate) fn mark_committed(&mut self) {
        self.committed = self.count();
        self.new.clear();
        self.added = false;
    }

    /// Forgets the names of these numbers: the numbers stay taken, the names get new ones from
    /// now on (if the caller's `older` does not know them, either) and are overwritten here.
    pub(crate) fn forget(&mut self, numbers: &RoaringBitmap) {
        let arena = &mut self.arena;
        self.table.slots.retain(|slot| {
            let stays = !numbers.contains(slot.number);
            if !stays {
                arena.wipe(slot.at);
            }
            stays
        });
        self.added = false;
    }
}

impl Table {
    fn hash_of_text(&self, id: IdParts<'_>) -> u32 {
        let mut state = self.hasher.build_hasher();
        state.write(id.namespace.as_bytes());
        state.write(id.local.as_bytes());
        high_half(state.finish())
    }

    fn hash_of_pseudonym(&self, pseudonym: &[u8]) -> u32 {
        let mut state = self.hasher.build_hasher();
        state.write(pseudonym);
        high_half(state.finish())
    }

    /// The number in the slot of that hash whose record is the one meant.
    fn find(&self, hash: u32, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        self.slots
            .find(spread(hash), |slot| slot.hash == hash && is_it(slot.at))
            .map(|slot| slot.number)
    }

    fn insert(&mut self, slot: Slot) {
        self.slots
            .insert_unique(spread(slot.hash), slot, |slot| spread(slot.hash));
    }
}

const fn high_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// A hash for the table, which takes its position from the low bits and seven more from the top.
const fn spread(hash: u32) -> u64 {
    (hash as u64) << 32 | hash as u64
}

/// Keys, one after the other.
#[derive(Default)]
struct Arena(Vec<u8>);

impl std::fmt::Debug for Arena {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Arena({} bytes)", self.0.len())
    }
}

impl Arena {
    fn append_text(&mut self, id: IdParts<'_>) -> Result<u32, StoreError> {
        self.append(TEXT, id.namespace.as_bytes(), id.local.as_bytes())
    }

    /// A record of `kind`; of two texts with a NUL between them, if there is a second.
    fn append(&mut self, kind: u8, first: &[u8], second: &[u8]) -> Result<u32, StoreError> {
        let full = || StoreError::Limit {
            what: "the size of the names of one commit",
            value: (u64::from(u32::MAX) + 1) * ALIGN as u64,
            limit: u64::from(u32::MAX) * ALIGN as u64,
            advice: "commit more often",
        };
        let Self(bytes) = self;
        let at = u32::try_from(bytes.len() / ALIGN).map_err(|_| full())?;
        let between = usize::from(!second.is_empty());
        let length = first
            .len()
            .saturating_add(between)
            .saturating_add(second.len());
        let [low, high] = u16::try_from(length).map_err(|_| full())?.to_le_bytes();
        bytes.extend_from_slice(&[low, high, kind, 0]);
        bytes.extend_from_slice(first);
        if between > 0 {
            bytes.push(0);
            bytes.extend_from_slice(second);
        }
        let padded = bytes.len().next_multiple_of(ALIGN);
        bytes.resize(padded, 0);
        Ok(at)
    }

    /// The record at `at`; `None` cannot happen for positions that `append` gave.
    fn record(&self, at: u32) -> Option<(u8, &[u8])> {
        let record = self.0.get((at as usize).checked_mul(ALIGN)?..)?;
        let (&[low, high, kind, _], rest) = record.split_first_chunk::<HEAD>()?;
        let key = rest.get(..usize::from(u16::from_le_bytes([low, high])))?;
        Some((kind, key))
    }

    fn key(&self, at: u32) -> &[u8] {
        self.record(at).map_or(&[], |(_, key)| key)
    }

    /// Whether the record at `at` is the text of `id`.
    fn is_text(&self, at: u32, id: IdParts<'_>) -> bool {
        let Some((TEXT, key)) = self.record(at) else {
            return false;
        };
        let rest = key.strip_prefix(id.namespace.as_bytes());
        let local = rest.and_then(|rest| rest.strip_prefix(&[0]));
        local == Some(id.local.as_bytes())
    }

    /// Overwrites the record at `at`, which has no key then.
    fn wipe(&mut self, at: u32) {
        let length = HEAD.saturating_add(self.key(at).len());
        let start = (at as usize).saturating_mul(ALIGN);
        if let Some(record) = self.0.get_mut(start..start.saturating_add(length)) {
            record.fill(0);
        }
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

#[cfg(test)]
#[path = "intern_tests.rs"]
mod tests;
