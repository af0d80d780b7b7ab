//! Walking the entries of a directory in order, each at the cost of reading its bytes.

use std::ops::Range;

use zerocopy::little_endian::U32;

use super::directory::Directory;
use super::directory_builder::{EXCEPTION, GROUP, GROUP_KEYS, Pair};
use super::paged_file::PagedFile;
use crate::error::StoreError;

/// The entries of a directory whose keys lie in a range, ascending: what [`Directory::range`]
/// gives for each, without adding up lengths again for every key.
#[derive(Debug, Clone)]
pub struct Keys<'a> {
    file: &'a PagedFile,
    directory: Directory,
    /// Entries of keys before this one are skipped.
    from: u32,
    /// The entry; plain numbers, because moving them through a `Result` costs more than all the
    /// rest.
    key: u32,
    start: u32,
    end: u32,
    rest: Rest<'a>,
}

/// What has not been walked.
#[derive(Debug, Clone)]
enum Rest<'a> {
    Dense {
        /// The key of the first of `lengths`.
        key: u32,
        /// Where the next range starts.
        start: u64,
        lengths: &'a [u8],
        /// Of the groups that have not begun.
        bases: &'a [U32],
        exceptions: &'a [Pair],
    },
    Sparse {
        keys: &'a [U32],
        ends: &'a [U32],
        start: u32,
    },
}

impl Directory {
    /// The entries of `keys`, ascending.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    pub fn keys<'a>(&self, file: &'a PagedFile, keys: Range<u32>) -> Result<Keys<'a>, StoreError> {
        let rest = if self.is_dense() {
            let first = keys.start as usize / GROUP;
            let end = (keys.end as usize).min(self.key_count());
            let from = first.saturating_mul(GROUP).min(end);
            let exceptions = self.exceptions(file)?;
            let passed = u32::try_from(from).unwrap_or(u32::MAX);
            let skip = exceptions.partition_point(|e| e.key.get() < passed);
            let groups = if from < end {
                first..end.div_ceil(GROUP)
            } else {
                0..0
            };
            Rest::Dense {
                key: passed,
                start: 0,
                lengths: self.lengths(file, from..end)?,
                bases: self.numbers(file, groups)?,
                exceptions: exceptions.get(skip..).unwrap_or_default(),
            }
        } else {
            let from = self.search(file, 0, |key| key < keys.start)?;
            let to = self.search(file, 0, |key| key < keys.end)?.max(from);
            let ends = self.key_count();
            let start = match from.checked_sub(1) {
                Some(before) => self.base(file, ends.saturating_add(before))?,
                None => 0,
            };
            Rest::Sparse {
                keys: self.numbers(file, from..to)?,
                ends: self.numbers(file, ends.saturating_add(from)..ends.saturating_add(to))?,
                start,
            }
        };
        Ok(Keys {
            file,
            directory: *self,
            from: keys.start,
            key: 0,
            start: 0,
            end: 0,
            rest,
        })
    }
}

impl Keys<'_> {
    /// The key of the entry.
    #[must_use]
    #[inline]
    pub const fn key(&self) -> u32 {
        self.key
    }

    /// Its range.
    #[must_use]
    #[inline]
    pub const fn range(&self) -> Range<u32> {
        self.start..self.end
    }

    /// Goes to the next entry, at the beginning to the first; `false` if there is none.
    ///
    /// # Errors
    /// [`StoreError::Damaged`].
    #[inline]
    pub fn advance(&mut self) -> Result<bool, StoreError> {
        let (file, directory) = (self.file, self.directory);
        let Rest::Dense {
            key,
            start,
            lengths,
            bases,
            exceptions,
        } = &mut self.rest
        else {
            return self.advance_sparse();
        };
        while let Some((&short, rest)) = lengths.split_first() {
            let own = *key;
            if own.is_multiple_of(GROUP_KEYS)
                && let Some((base, rest)) = bases.split_first()
            {
                *start = u64::from(base.get());
                *bases = rest;
            }
            (*lengths, *key) = (rest, own.saturating_add(1));
            if short == 0 {
                continue;
            }
            let mut length = u32::from(short);
            if short == EXCEPTION {
                length = exception(exceptions, own).ok_or_else(|| lacks(file, own))?;
            }
            let range = directory.checked(file, *start, length)?;
            *start = start.saturating_add(u64::from(length));
            if own >= self.from && !range.is_empty() {
                (self.key, self.start, self.end) = (own, range.start, range.end);
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[inline(never)]
    fn advance_sparse(&mut self) -> Result<bool, StoreError> {
        let (file, directory) = (self.file, self.directory);
        let Rest::Sparse { keys, ends, start } = &mut self.rest else {
            return Ok(false);
        };
        let (Some((key, later)), Some((end, later_ends))) =
            (keys.split_first(), ends.split_first())
        else {
            return Ok(false);
        };
        let (first, end) = (*start, end.get());
        if end <= first || later.first().is_some_and(|next| next <= key) {
            return Err(file.damaged("the keys of a directory are out of order"));
        }
        (*keys, *ends, *start) = (later, later_ends, end);
        let range = directory.checked(file, u64::from(first), end - first)?;
        (self.key, self.start, self.end) = (key.get(), range.start, range.end);
        Ok(true)
    }
}

/// The length of `key` among the exceptions, of which those before it are dropped.
#[cold]
#[inline(never)]
fn exception(exceptions: &mut &[Pair], key: u32) -> Option<u32> {
    while let Some((first, rest)) = exceptions.split_first() {
        if first.key.get() >= key {
            return (first.key.get() == key).then(|| first.value.get());
        }
        *exceptions = rest;
    }
    None
}

#[cold]
fn lacks(file: &PagedFile, key: u32) -> StoreError {
    file.damaged(format!("a directory lacks the length of {key}"))
}

#[cfg(test)]
#[path = "directory_keys_tests.rs"]
mod tests;
