//! Key -> range: where the rows of a place, or the references of a person, lie in a linear
//! space of `u32`, with ranges that follow each other in the order of the keys.

use std::ops::Range;

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

use super::paged_file::{PagedFile, Section};
use crate::error::StoreError;

/// Keys that share one base in the dense encoding.
const GROUP: usize = 64;
/// A length that is in the list of exceptions.
const EXCEPTION: u8 = u8::MAX;
const DENSE: u32 = 1;
const SPARSE: u32 = 2;

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
struct Header {
    encoding: U32,
    /// Dense: keys from 0 on. Sparse: keys that are present.
    keys: U32,
    exceptions: U32,
    /// The end of the last range.
    total: U32,
}

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
struct Pair {
    key: U32,
    value: U32,
}

/// Collects keys in ascending order with the lengths of their ranges.
#[derive(Debug, Default)]
pub struct DirectoryBuilder {
    entries: Vec<Pair>,
    total: u32,
}

impl DirectoryBuilder {
    /// Adds a key greater than all before; `None` if it is not, or if the space exceeds 32 bits.
    /// A length of 0 is the same as leaving the key out.
    pub fn push(&mut self, key: u32, length: u32) -> Option<()> {
        if length == 0 {
            return Some(());
        }
        if self.entries.last().is_some_and(|last| last.key >= key) {
            return None;
        }
        self.total = self.total.checked_add(length)?;
        self.entries.push(Pair {
            key: U32::new(key),
            value: U32::new(length),
        });
        Some(())
    }

    /// The end of the last range.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.total
    }

    /// The bytes of the smaller encoding.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let keys = self
            .entries
            .last()
            .map_or(0, |e| u64::from(e.key.get()) + 1);
        let long = |e: &&Pair| e.value.get() >= u32::from(EXCEPTION);
        let exceptions = self.entries.iter().filter(long).count() as u64;
        let dense = keys + 4 * keys.div_ceil(GROUP as u64) + 8 * exceptions;
        // 2^32 keys do not fit the header's count, and would be dense only if nearly all exist.
        match u32::try_from(keys) {
            Ok(keys) if dense <= 8 * self.entries.len() as u64 => self.dense(keys),
            _ => self.sparse(),
        }
    }

    fn header(&self, encoding: u32, keys: u32, exceptions: u32) -> Header {
        Header {
            encoding: U32::new(encoding),
            keys: U32::new(keys),
            exceptions: U32::new(exceptions),
            total: U32::new(self.total),
        }
    }

    fn dense(&self, keys: u32) -> Vec<u8> {
        let keys = keys as usize;
        let mut bases = Vec::with_capacity(keys.div_ceil(GROUP));
        let mut lengths = Vec::with_capacity(keys);
        let mut exceptions = Vec::new();
        let mut end = 0_u32;
        for entry in &self.entries {
            let key = entry.key.get() as usize;
            while lengths.len() <= key {
                if lengths.len().is_multiple_of(GROUP) {
                    bases.push(U32::new(end));
                }
                lengths.push(0_u8);
            }
            let length = entry.value.get();
            let short = u8::try_from(length).unwrap_or(EXCEPTION);
            if short == EXCEPTION {
                exceptions.push(*entry);
            }
            if let Some(last) = lengths.last_mut() {
                *last = short;
            }
            end += length;
        }
        let count = u32::try_from(exceptions.len()).unwrap_or(u32::MAX);
        let count_keys = u32::try_from(keys).unwrap_or(u32::MAX);
        let mut out = self.header(DENSE, count_keys, count).as_bytes().to_vec();
        out.extend_from_slice(bases.as_bytes());
        out.extend_from_slice(exceptions.as_bytes());
        out.extend_from_slice(&lengths);
        out
    }

    fn sparse(&self) -> Vec<u8> {
        let count = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let mut out = self.header(SPARSE, count, 0).as_bytes().to_vec();
        let mut end = 0_u32;
        for entry in &self.entries {
            out.extend_from_slice(entry.key.as_bytes());
        }
        for entry in &self.entries {
            end += entry.value.get();
            out.extend_from_slice(U32::new(end).as_bytes());
        }
        out
    }
}

/// A directory in a section of an open file.
#[derive(Debug, Clone, Copy)]
pub struct Directory {
    section: Section,
    dense: bool,
    keys: usize,
    exceptions: usize,
    total: u32,
}

/// A key and its range, never empty.
pub type Entry = (u32, Range<u32>);

impl Directory {
    /// The directory in `section` of `file`, over a space of `total`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if header and size do not fit each other or `total`.
    pub fn open(file: &PagedFile, section: Section, total: u32) -> Result<Self, StoreError> {
        let bytes = file.bytes(section, 0..size_of::<Header>().min(section.len()))?;
        let wrong = || file.damaged("a directory is inconsistent with its size");
        let header = Header::ref_from_bytes(bytes).map_err(|_| wrong())?;
        let directory = Self {
            section,
            dense: header.encoding.get() == DENSE,
            keys: header.keys.get() as usize,
            exceptions: header.exceptions.get() as usize,
            total,
        };
        let known = matches!(header.encoding.get(), DENSE | SPARSE);
        let no_exceptions = directory.dense || directory.exceptions == 0;
        let fits = directory.size() == Some(section.len()) && header.total.get() == total;
        if known && no_exceptions && fits {
            Ok(directory)
        } else {
            Err(wrong())
        }
    }

    fn size(&self) -> Option<usize> {
        let body = if self.dense {
            let bases = self.keys.div_ceil(GROUP).checked_mul(4)?;
            let exceptions = self.exceptions.checked_mul(8)?;
            self.keys.checked_add(bases)?.checked_add(exceptions)?
        } else {
            self.keys.checked_mul(8)?
        };
        body.checked_add(size_of::<Header>())
    }

    /// The range of `key`; `0..0` if it has none.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn range(&self, file: &PagedFile, key: u32) -> Result<Range<u32>, StoreError> {
        if !self.dense {
            let at = self.search(file, 0, |k| k < key)?;
            let found = self.sparse_entry(file, at)?.filter(|(k, _)| *k == key);
            return Ok(found.map_or(0..0, |(_, range)| range));
        }
        let index = key as usize;
        if index >= self.keys {
            return Ok(0..0);
        }
        let group = index / GROUP;
        let lengths = self.lengths(file, group.saturating_mul(GROUP)..index.saturating_add(1))?;
        let Some((&own, before)) = lengths.split_last() else {
            return Ok(0..0);
        };
        if own == 0 {
            return Ok(0..0);
        }
        let mut start: u64 = u64::from(self.base(file, group)?);
        start += before.iter().map(|l| u64::from(*l)).sum::<u64>();
        if before.contains(&EXCEPTION) {
            let first = u32::try_from(group.saturating_mul(GROUP)).unwrap_or(u32::MAX);
            let exceptions = self.exceptions(file)?;
            let from = exceptions.partition_point(|e| e.key.get() < first);
            let excess = exceptions.iter().skip(from);
            start += excess
                .take_while(|e| e.key.get() < key)
                .map(|e| u64::from(e.value.get().saturating_sub(u32::from(EXCEPTION))))
                .sum::<u64>();
        }
        let length = self.length(file, key, own)?;
        self.checked(file, start, length)
    }

    /// The key whose range holds `at`, looking from `hint` on, a key not after it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if there is none.
    pub fn locate(&self, file: &PagedFile, at: u32, hint: u32) -> Result<Entry, StoreError> {
        let found = if self.dense {
            self.locate_dense(file, at, hint)?
        } else {
            let index = self.search(file, self.keys, |end| end <= at)?;
            self.sparse_entry(file, index)?
        };
        found
            .filter(|(_, range)| range.contains(&at))
            .ok_or_else(|| file.damaged(format!("no key of a directory holds position {at}")))
    }

    fn locate_dense(
        &self,
        file: &PagedFile,
        at: u32,
        hint: u32,
    ) -> Result<Option<Entry>, StoreError> {
        let first = hint as usize / GROUP;
        let groups = self.keys.div_ceil(GROUP);
        let bases = self.numbers(file, first.min(groups)..groups)?;
        // The last group that begins at or before the position; nearly always close to the hint.
        let near = bases.iter().take_while(|base| base.get() <= at).count();
        let Some(group) = near.checked_sub(1).and_then(|g| g.checked_add(first)) else {
            return Ok(None);
        };
        let mut start = self.base(file, group)?;
        let from = group.saturating_mul(GROUP);
        let lengths = self.lengths(file, from..from.saturating_add(GROUP).min(self.keys))?;
        for (index, short) in (from..).zip(lengths) {
            let key = u32::try_from(index).unwrap_or(u32::MAX);
            let length = self.length(file, key, *short)?;
            let end = start.saturating_add(length);
            if at < end {
                return self
                    .checked(file, u64::from(start), length)
                    .map(|r| Some((key, r)));
            }
            start = end;
        }
        Ok(None)
    }

    /// The first key at or after `from` that has a range.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn next(&self, file: &PagedFile, from: u32) -> Result<Option<Entry>, StoreError> {
        if !self.dense {
            let index = self.search(file, 0, |key| key < from)?;
            let entry = self.sparse_entry(file, index)?;
            if entry.as_ref().is_some_and(|(key, _)| *key < from) {
                return Err(file.damaged("the keys of a directory are out of order"));
            }
            return Ok(entry);
        }
        let mut index = from as usize;
        while index < self.keys {
            let group_end = (index | (GROUP - 1)).saturating_add(1).min(self.keys);
            let lengths = self.lengths(file, index..group_end)?;
            if let Some(skip) = lengths.iter().position(|l| *l != 0) {
                let key = u32::try_from(index.saturating_add(skip)).unwrap_or(u32::MAX);
                return self.range(file, key).map(|range| Some((key, range)));
            }
            index = group_end;
        }
        Ok(None)
    }

    /// Checks order and sums of the whole directory, calling `each` with every entry.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it contradicts itself.
    pub fn check(
        &self,
        file: &PagedFile,
        mut each: impl FnMut(u32, Range<u32>),
    ) -> Result<(), StoreError> {
        let mut expected = 0_u32;
        let mut from = 0_u32;
        while let Some((key, range)) = self.next(file, from)? {
            if range.start != expected || range.is_empty() {
                return Err(file.damaged(format!(
                    "the directory entry of {key} is {range:?} but should start at {expected}"
                )));
            }
            expected = range.end;
            each(key, range);
            let Some(next) = key.checked_add(1) else {
                break;
            };
            from = next;
        }
        if expected == self.total {
            Ok(())
        } else {
            let total = self.total;
            Err(file.damaged(format!("a directory ends at {expected} instead of {total}")))
        }
    }

    /// Sparse: among the `keys` numbers after the first `skip`, how many are `before`, which is
    /// true of the first ones only.
    fn search(
        &self,
        file: &PagedFile,
        skip: usize,
        before: impl Fn(u32) -> bool,
    ) -> Result<usize, StoreError> {
        let (mut low, mut high) = (0, self.keys);
        while low < high {
            let middle = low.midpoint(high);
            if before(self.base(file, skip.saturating_add(middle))?) {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// Dense: bases.
    fn numbers<'a>(
        &self,
        file: &'a PagedFile,
        range: Range<usize>,
    ) -> Result<&'a [U32], StoreError> {
        let skip = size_of::<Header>() / 4;
        file.items(
            self.section,
            range.start.saturating_add(skip)..range.end.saturating_add(skip),
        )
    }

    /// One of the numbers that follow the header: bases, or keys and then ends.
    fn base(&self, file: &PagedFile, group: usize) -> Result<u32, StoreError> {
        let base: &U32 = file.item(self.section, group.saturating_add(size_of::<Header>() / 4))?;
        Ok(base.get())
    }

    fn exceptions<'a>(&self, file: &'a PagedFile) -> Result<&'a [Pair], StoreError> {
        let from = size_of::<Header>() + 4 * self.keys.div_ceil(GROUP);
        let bytes = file.bytes(self.section, from..from + 8 * self.exceptions)?;
        <[Pair]>::ref_from_bytes(bytes).map_err(|_| file.damaged("a directory is cut off"))
    }

    fn lengths<'a>(&self, file: &'a PagedFile, keys: Range<usize>) -> Result<&'a [u8], StoreError> {
        let before = self.section.len().saturating_sub(self.keys);
        file.bytes(self.section, before + keys.start..before + keys.end)
    }

    fn length(&self, file: &PagedFile, key: u32, short: u8) -> Result<u32, StoreError> {
        if short != EXCEPTION {
            return Ok(u32::from(short));
        }
        let exceptions = self.exceptions(file)?;
        let at = exceptions.binary_search_by_key(&key, |e| e.key.get());
        at.ok()
            .and_then(|at| exceptions.get(at))
            .map(|e| e.value.get())
            .ok_or_else(|| file.damaged(format!("a directory lacks the length of {key}")))
    }

    fn sparse_range(&self, file: &PagedFile, at: usize) -> Result<Range<u32>, StoreError> {
        let ends = self.keys.saturating_add(at);
        let start = match at {
            0 => 0,
            _ => self.base(file, ends.saturating_sub(1))?,
        };
        let end = self.base(file, ends)?;
        let length = end.saturating_sub(start);
        self.checked(file, u64::from(start), length)
    }

    fn sparse_entry(&self, file: &PagedFile, at: usize) -> Result<Option<Entry>, StoreError> {
        if at >= self.keys {
            return Ok(None);
        }
        let key = self.base(file, at)?;
        Ok(Some((key, self.sparse_range(file, at)?)))
    }

    fn checked(&self, file: &PagedFile, start: u64, length: u32) -> Result<Range<u32>, StoreError> {
        let end = start.saturating_add(u64::from(length));
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) if end <= self.total => Ok(start..end),
            _ => Err(file.damaged(format!(
                "a directory points at {start}..{end}, past its end"
            ))),
        }
    }
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
