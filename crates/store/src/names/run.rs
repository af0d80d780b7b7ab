//! One `ids` file: the names that one commit added, people and places apart.

use std::sync::Arc;

use zerocopy::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::IDS_VERSION;
use super::group::Group;
use super::naming::StoredName;
use crate::error::StoreError;
use crate::format::paged::{FileKind, PagedWriter, Sealed};
use crate::format::paged_file::{PagedFile, Section};
use crate::io::Vfs;

/// The section that says which numbers the file holds.
const HEADER: u32 = 1;
/// The sections of people start here, those of places at [`PLACES`].
pub(super) const PEOPLE: u32 = 16;
pub(super) const PLACES: u32 = 32;
const HASHES: u32 = 0;
const NUMBERS: u32 = 1;
const BASES: u32 = 2;
const ENDS: u32 = 3;
const HEAP: u32 = 4;

/// Names that share one base in the heap: 32 names of at most 1,025 bytes end within a `u16`.
const GROUP: usize = 32;

/// The flag in the header that says that people are stored as pseudonyms.
const PSEUDONYMS: u32 = 1;

/// Content of the header section.
#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, Clone, Copy)]
#[repr(C)]
struct Header {
    first_person: U32,
    people: U32,
    first_place: U32,
    places: U32,
    people_hashes: U32,
    places_hashes: U32,
    flags: U32,
    reserved: U32,
}

/// New names of one sort, in number order.
pub(crate) struct NewNames<I> {
    /// The number of the first.
    pub(crate) first: u32,
    /// How many there are.
    pub(crate) count: u32,
    /// What is stored of each; an empty one was erased.
    pub(crate) names: I,
    /// Whether they are pseudonyms.
    pub(crate) pseudonyms: bool,
}

/// The hash that names are found by: the first 8 bytes of BLAKE3 of what is stored.
pub(super) fn hash(stored: &[u8]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(stored).as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Writes the ids file of one commit.
pub(crate) fn write_run<P, L>(
    vfs: &dyn Vfs,
    name: &str,
    people: &NewNames<P>,
    places: &NewNames<L>,
) -> Result<Sealed, StoreError>
where
    P: Iterator<Item: AsRef<[u8]>> + Clone,
    L: Iterator<Item: AsRef<[u8]>> + Clone,
{
    let mut file = PagedWriter::create(vfs, name, FileKind::IDS, IDS_VERSION)?;
    let flags = if people.pseudonyms { PSEUDONYMS } else { 0 };
    let header = Header {
        first_person: U32::new(people.first),
        people: U32::new(people.count),
        first_place: U32::new(places.first),
        places: U32::new(places.count),
        people_hashes: U32::new(hashed(people)),
        places_hashes: U32::new(hashed(places)),
        flags: U32::new(flags),
        reserved: U32::ZERO,
    };
    file.section(HEADER)?;
    file.write(header.as_bytes())?;
    write_names(&mut file, PEOPLE, people)?;
    write_names(&mut file, PLACES, places)?;
    file.finish()
}

/// How many names can be found: all but the erased ones.
fn hashed<I: Iterator<Item: AsRef<[u8]>> + Clone>(new: &NewNames<I>) -> u32 {
    let there = new.names.clone().filter(|n| !n.as_ref().is_empty());
    u32::try_from(there.count()).unwrap_or(u32::MAX)
}

fn write_names<I>(
    file: &mut PagedWriter,
    sections: u32,
    new: &NewNames<I>,
) -> Result<(), StoreError>
where
    I: Iterator<Item: AsRef<[u8]>> + Clone,
{
    let mut hashes: Vec<(u64, u32)> = Vec::with_capacity(new.count as usize);
    for (number, name) in (new.first..).zip(new.names.clone()) {
        if !name.as_ref().is_empty() {
            hashes.push((hash(name.as_ref()), number));
        }
    }
    hashes.sort_unstable();
    file.section(sections | HASHES)?;
    for &(hash, _) in &hashes {
        file.write(&hash.to_le_bytes())?;
    }
    file.section(sections | NUMBERS)?;
    for &(_, number) in &hashes {
        file.write(&number.to_le_bytes())?;
    }
    drop(hashes);
    file.section(sections | BASES)?;
    let mut position = 0_u64;
    for (i, name) in new.names.clone().enumerate() {
        if i.is_multiple_of(GROUP) {
            file.write(&position.to_le_bytes())?;
        }
        position = position.saturating_add(name.as_ref().len() as u64);
    }
    file.section(sections | ENDS)?;
    let mut end = 0_usize;
    for (i, name) in new.names.clone().enumerate() {
        end = if i.is_multiple_of(GROUP) { 0 } else { end };
        end = end.saturating_add(name.as_ref().len());
        // 32 names of at most ExternalId::MAX_LEN + 1 bytes stay below 65,536.
        let end = u16::try_from(end).unwrap_or(u16::MAX);
        file.write(&end.to_le_bytes())?;
    }
    file.section(sections | HEAP)?;
    for name in new.names.clone() {
        file.write(name.as_ref())?;
    }
    Ok(())
}

/// An open ids file.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) file: Arc<PagedFile>,
    pub(super) people: Table,
    pub(super) places: Table,
    /// Whether people are stored as pseudonyms.
    pub(super) pseudonyms: bool,
}

/// The names of one sort in an ids file.
#[derive(Debug, Clone)]
pub(super) struct Table {
    file: Arc<PagedFile>,
    pub(super) first: u32,
    pub(super) count: u32,
    /// How many of them can be found: the others were erased.
    pub(super) hashed: u32,
    hashes: Section,
    numbers: Section,
    bases: Section,
    ends: Section,
    heap: Section,
}

impl Run {
    /// Opens the ids file `name`.
    pub(super) fn open(
        vfs: &dyn Vfs,
        name: &str,
        expect: Option<&Sealed>,
    ) -> Result<Self, StoreError> {
        let file = PagedFile::open(vfs, name, FileKind::IDS, IDS_VERSION, expect)?;
        let file = Arc::new(file);
        let header: Header = *file.item(file.section(HEADER)?, 0)?;
        let flags = header.flags.get();
        if flags > PSEUDONYMS || header.reserved.get() != 0 {
            return Err(file.damaged(format!("its header has unknown flags ({flags})")));
        }
        let table = |sections, first: U32, count: U32, hashed: U32| {
            Table::open(&file, sections, first.get(), count.get(), hashed.get())
        };
        let Header {
            first_person,
            people,
            people_hashes,
            ..
        } = header;
        let people = table(PEOPLE, first_person, people, people_hashes)?;
        let Header {
            first_place,
            places,
            places_hashes,
            ..
        } = header;
        let places = table(PLACES, first_place, places, places_hashes)?;
        Ok(Self {
            file,
            people,
            places,
            pseudonyms: flags == PSEUDONYMS,
        })
    }
}

impl Run {
    /// The names of people, or else those of places.
    pub(super) const fn table(&self, people: bool) -> &Table {
        if people { &self.people } else { &self.places }
    }
}

impl Table {
    fn open(
        file: &Arc<PagedFile>,
        sections: u32,
        first: u32,
        count: u32,
        hashed: u32,
    ) -> Result<Self, StoreError> {
        let (n, found) = (count as usize, hashed as usize);
        let table = Self {
            first,
            count,
            hashed,
            hashes: file.section(sections | HASHES)?,
            numbers: file.section(sections | NUMBERS)?,
            bases: file.section(sections | BASES)?,
            ends: file.section(sections | ENDS)?,
            heap: file.section(sections | HEAP)?,
            file: Arc::clone(file),
        };
        let fits = first.checked_add(count).is_some()
            && hashed <= count
            && table.hashes.len() == found.saturating_mul(8)
            && table.numbers.len() == found.saturating_mul(4)
            && table.bases.len() == n.div_ceil(GROUP).saturating_mul(8)
            && table.ends.len() == n.saturating_mul(2);
        if fits {
            Ok(table)
        } else {
            Err(file.damaged(format!("its sections do not fit {count} names")))
        }
    }

    /// Damage to the file that it is in.
    pub(super) fn damaged(&self, what: String) -> StoreError {
        self.file.damaged(what)
    }

    /// The hash at `position` of the sorted hashes.
    pub(super) fn hash_at(&self, position: usize) -> Result<u64, StoreError> {
        Ok(self.file.item::<U64>(self.hashes, position)?.get())
    }

    /// The number whose hash is at `position`, checked to be one of this file.
    pub(super) fn number_at(&self, position: usize) -> Result<u32, StoreError> {
        let number = self.file.item::<U32>(self.numbers, position)?.get();
        if number
            .checked_sub(self.first)
            .is_some_and(|i| i < self.count)
        {
            Ok(number)
        } else {
            Err(self.file.damaged(format!(
                "entry {position} of its hashes names number {number}, which is not in it"
            )))
        }
    }

    /// What is stored of the name of a number of this file; nothing of an erased one.
    pub(super) fn name(&self, number: u32) -> Result<StoredName<'_>, StoreError> {
        let i = number.wrapping_sub(self.first) as usize;
        let wrong = || {
            self.file
                .damaged(format!("the name of number {number} is unreadable"))
        };
        let base = self.file.item::<U64>(self.bases, i / GROUP)?.get();
        let base = usize::try_from(base).map_err(|_| wrong())?;
        let end = |i: usize| -> Result<usize, StoreError> {
            let end = self.file.item::<U16>(self.ends, i)?.get();
            base.checked_add(usize::from(end)).ok_or_else(wrong)
        };
        let start = match i.checked_sub(1) {
            Some(before) if !i.is_multiple_of(GROUP) => end(before)?,
            _ => base,
        };
        let bytes = self.file.bytes(self.heap, start..end(i)?)?;
        Ok(StoredName(bytes))
    }

    /// The names around a number of this file that share a base in the heap.
    pub(super) fn group(&self, number: u32) -> Result<Group<'_>, StoreError> {
        let start = number.wrapping_sub(self.first) as usize / GROUP * GROUP;
        let stop = start.saturating_add(GROUP).min(self.count as usize);
        let ends = self.file.items::<U16>(self.ends, start..stop)?;
        let base = self.file.item::<U64>(self.bases, start / GROUP)?.get();
        let base = usize::try_from(base).unwrap_or(usize::MAX);
        let length = ends.last().map_or(0, |end| usize::from(end.get()));
        let heap = self
            .file
            .bytes(self.heap, base..base.saturating_add(length))?;
        // `start` is below `count`, a u32.
        let first = u32::try_from(start).unwrap_or(u32::MAX);
        Ok(Group {
            first: self.first.saturating_add(first),
            ends,
            heap,
        })
    }

    /// The number of a stored name, by its hash; one that `skip` names is none.
    pub(super) fn find(
        &self,
        hash: u64,
        name: StoredName<'_>,
        skip: impl Fn(u32) -> bool,
    ) -> Result<Option<u32>, StoreError> {
        let mut position = self.lower_bound(hash)?;
        while position < self.hashed as usize && self.hash_at(position)? == hash {
            let number = self.number_at(position)?;
            if self.name(number)? == name && !skip(number) {
                return Ok(Some(number));
            }
            position = position.saturating_add(1);
        }
        Ok(None)
    }

    /// The first position whose hash is not below `hash`. Hashes are evenly spread, so the
    /// search starts where the hash should be and widens from there.
    fn lower_bound(&self, hash: u64) -> Result<usize, StoreError> {
        let count = self.hashed as usize;
        let guess = (u128::from(hash) * u128::from(self.hashed)) >> 64;
        let guess = usize::try_from(guess).unwrap_or(0).min(count);
        // Everything before `low` is below `hash`; `high` and what follows it are not.
        let (mut low, mut high) = (0, count);
        let mut step = 32_usize;
        let mut probe = guess;
        while probe < count && self.hash_at(probe)? < hash {
            low = probe.saturating_add(1);
            probe = probe.saturating_add(step);
            step = step.saturating_mul(2);
        }
        high = high.min(probe);
        step = 32;
        let mut probe = high.min(guess);
        while let Some(before) = probe.checked_sub(step.min(probe)).filter(|b| *b > low) {
            if self.hash_at(before)? < hash {
                low = before.saturating_add(1);
                break;
            }
            high = before;
            probe = before;
            step = step.saturating_mul(2);
        }
        while low < high {
            let middle = low.midpoint(high);
            if self.hash_at(middle)? < hash {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// Bytes of its sections.
    pub(super) fn bytes(&self) -> u64 {
        let sections = [self.hashes, self.numbers, self.bases, self.ends, self.heap];
        sections.iter().map(|s| s.len() as u64).sum()
    }

    /// Bytes of the heap of names.
    pub(super) fn heap_len(&self) -> usize {
        self.heap.len()
    }

    /// Where the name of the last number ends in the heap.
    pub(super) fn heap_end(&self) -> Result<usize, StoreError> {
        let Some(last) = (self.count as usize).checked_sub(1) else {
            return Ok(0);
        };
        let base = self.file.item::<U64>(self.bases, last / GROUP)?.get();
        let end = self.file.item::<U16>(self.ends, last)?.get();
        Ok(usize::try_from(base)
            .unwrap_or(usize::MAX)
            .saturating_add(usize::from(end)))
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
