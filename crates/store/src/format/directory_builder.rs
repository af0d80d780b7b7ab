//! Writing a directory: key -> range of a linear space, the ranges in the order of the keys.

use zerocopy::little_endian::U32;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// Keys that share one base in the dense encoding.
pub const GROUP_KEYS: u32 = 64;
pub(super) const GROUP: usize = GROUP_KEYS as usize;
/// A length that is in the list of exceptions.
pub(super) const EXCEPTION: u8 = u8::MAX;
pub(super) const DENSE: u32 = 1;
pub(super) const SPARSE: u32 = 2;

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct Header {
    pub(super) encoding: U32,
    /// Dense: keys from 0 on. Sparse: keys that are present.
    pub(super) keys: U32,
    pub(super) exceptions: U32,
    /// The end of the last range.
    pub(super) total: U32,
}

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(C)]
pub(super) struct Pair {
    pub(super) key: U32,
    pub(super) value: U32,
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
        match self.dense_keys() {
            Some(keys) => self.dense(keys),
            None => self.sparse(),
        }
    }

    /// Whether the dense encoding is the smaller one.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        self.dense_keys().is_some()
    }

    /// The number of keys, present or not, if the dense encoding is the smaller one.
    fn dense_keys(&self) -> Option<u32> {
        let keys = self
            .entries
            .last()
            .map_or(0, |e| u64::from(e.key.get()) + 1);
        let long = |e: &&Pair| e.value.get() >= u32::from(EXCEPTION);
        let exceptions = self.entries.iter().filter(long).count() as u64;
        let dense = keys + 4 * keys.div_ceil(GROUP as u64) + 8 * exceptions;
        // 2^32 keys do not fit the header's count, and would be dense only if nearly all exist.
        let keys = u32::try_from(keys).ok()?;
        (dense <= 8 * self.entries.len() as u64).then_some(keys)
    }

    fn header(&self, encoding: u32, keys: u32, exceptions: u32) -> Header {
        Header {
            encoding: U32::new(encoding),
            keys: U32::new(keys),
            exceptions: U32::new(exceptions),
            total: U32::new(self.total),
        }
    }

    pub(super) fn dense(&self, keys: u32) -> Vec<u8> {
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

    /// The bytes of the sparse encoding, whichever is smaller.
    #[must_use]
    pub fn sparse(&self) -> Vec<u8> {
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
