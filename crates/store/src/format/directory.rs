//! Key -> range: where the rows of a place, or the references of a person, lie in a linear
//! space of `u32`, with ranges that follow each other in the order of the keys.

use std::ops::Range;

use zerocopy::FromBytes;
use zerocopy::little_endian::U32;

use super::directory_builder::{DENSE, EXCEPTION, GROUP, Header, Pair, SPARSE};
use super::paged_file::{PagedFile, Section};
use crate::error::StoreError;

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

    pub(super) const fn is_dense(&self) -> bool {
        self.dense
    }

    /// Dense: keys from 0 on, present or not. Sparse: keys present.
    pub(super) const fn key_count(&self) -> usize {
        self.keys
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
        self.range_in_group(file, key).map(|(range, _)| range)
    }

    /// As [`Self::range`], and where the ranges of its group begin: dense, that of the keys with
    /// the same quotient by [`GROUP_KEYS`](super::directory_builder::GROUP_KEYS); sparse, each
    /// key is its own.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    #[inline]
    pub fn range_in_group(
        &self,
        file: &PagedFile,
        key: u32,
    ) -> Result<(Range<u32>, u32), StoreError> {
        if !self.dense {
            let at = self.search(file, 0, |k| k < key)?;
            let found = self.sparse_entry(file, at)?.filter(|(k, _)| *k == key);
            let range = found.map_or(0..0, |(_, range)| range);
            return Ok((range.clone(), range.start));
        }
        let index = key as usize;
        if index >= self.keys {
            return Ok((0..0, 0));
        }
        let group = index / GROUP;
        let lengths = self.lengths(file, group.saturating_mul(GROUP)..index.saturating_add(1))?;
        let Some((&own, before)) = lengths.split_last() else {
            return Ok((0..0, 0));
        };
        if own == 0 {
            return Ok((0..0, 0));
        }
        let base = self.base(file, group)?;
        let mut start: u64 = u64::from(base);
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
        self.checked(file, start, length).map(|range| (range, base))
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
    pub(super) fn search(
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
    pub(super) fn numbers<'a>(
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
    pub(super) fn base(&self, file: &PagedFile, group: usize) -> Result<u32, StoreError> {
        let base: &U32 = file.item(self.section, group.saturating_add(size_of::<Header>() / 4))?;
        Ok(base.get())
    }

    pub(super) fn exceptions<'a>(&self, file: &'a PagedFile) -> Result<&'a [Pair], StoreError> {
        let from = size_of::<Header>() + 4 * self.keys.div_ceil(GROUP);
        let bytes = file.bytes(self.section, from..from + 8 * self.exceptions)?;
        <[Pair]>::ref_from_bytes(bytes).map_err(|_| file.damaged("a directory is cut off"))
    }

    pub(super) fn lengths<'a>(
        &self,
        file: &'a PagedFile,
        keys: Range<usize>,
    ) -> Result<&'a [u8], StoreError> {
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

    #[inline]
    pub(super) fn checked(
        &self,
        file: &PagedFile,
        start: u64,
        length: u32,
    ) -> Result<Range<u32>, StoreError> {
        let end = start.saturating_add(u64::from(length));
        match (u32::try_from(start), u32::try_from(end)) {
            (Ok(start), Ok(end)) if end <= self.total => Ok(start..end),
            _ => Err(past_end(file, start, end)),
        }
    }
}

#[cold]
fn past_end(file: &PagedFile, start: u64, end: u64) -> StoreError {
    file.damaged(format!(
        "a directory points at {start}..{end}, past its end"
    ))
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
