//! Person -> blocks: in which blocks a person has rows, as varints in the order of people.

use std::ops::Range;

use crate::error::StoreError;
use crate::format::directory::Directory;
use crate::format::directory_builder::DirectoryBuilder;
use crate::format::{PagedFile, Section, varint};

/// References encoded: the directory of people, and the bytes it points into.
#[derive(Debug, Default)]
pub(super) struct EncodedRefs {
    pub(super) directory: Vec<u8>,
    pub(super) bytes: Vec<u8>,
}

/// Encodes pairs of person and block, given in ascending order of blocks; repeated pairs count
/// once.
pub(super) fn encode(
    pairs: impl Iterator<Item = (u32, u32)> + Clone,
) -> Result<EncodedRefs, StoreError> {
    let (mut first, mut last, mut count) = (u32::MAX, 0, 0_u64);
    for (person, _) in pairs.clone() {
        first = first.min(person);
        last = last.max(person);
        count += 1;
    }
    if count == 0 {
        let directory = DirectoryBuilder::default().encode();
        return Ok(EncodedRefs {
            directory,
            bytes: Vec::new(),
        });
    }
    let spread = u64::from(last - first);
    if spread < count.saturating_mul(4) {
        dense(pairs, first, last)
    } else {
        sorted(pairs)
    }
}

/// What has been seen of a person: its last block plus 1 (0: none), and the bytes it takes; on
/// the second pass, where its next byte goes.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    after_block: u32,
    bytes: u32,
}

/// The number to be written for `block` after what was seen, or `None` if it was the last one.
fn step(seen: &mut Seen, block: u32) -> Option<u32> {
    let previous = std::mem::replace(&mut seen.after_block, block.saturating_add(1));
    // The first one is the block itself, the others gap - 1, which is block - (previous + 1).
    (previous != seen.after_block).then(|| block.saturating_sub(previous))
}

/// Two passes over an array of all people from `first` to `last`: lengths, then bytes.
fn dense(
    pairs: impl Iterator<Item = (u32, u32)> + Clone,
    first: u32,
    last: u32,
) -> Result<EncodedRefs, StoreError> {
    let mut people = vec![Seen::default(); (last - first) as usize + 1];
    for (person, block) in pairs.clone() {
        if let Some(seen) = people.get_mut((person - first) as usize)
            && let Some(number) = step(seen, block)
        {
            seen.bytes = seen.bytes.saturating_add(varint::length(number));
        }
    }
    let mut directory = DirectoryBuilder::default();
    for (person, seen) in (first..=last).zip(&mut people) {
        let start = directory.total();
        directory.push(person, seen.bytes).ok_or_else(too_many)?;
        *seen = Seen {
            after_block: 0,
            bytes: start,
        };
    }
    let mut bytes = vec![0; directory.total() as usize];
    let mut number_bytes = Vec::with_capacity(5);
    for (person, block) in pairs {
        if let Some(seen) = people.get_mut((person - first) as usize)
            && let Some(number) = step(seen, block)
        {
            number_bytes.clear();
            varint::put(number, &mut number_bytes);
            let places = bytes.iter_mut().skip(seen.bytes as usize);
            for (place, byte) in places.zip(&number_bytes) {
                *place = *byte;
                seen.bytes += 1;
            }
        }
    }
    Ok(EncodedRefs {
        directory: directory.encode(),
        bytes,
    })
}

/// Sorts the pairs: for few rows whose people are far apart.
fn sorted(pairs: impl Iterator<Item = (u32, u32)>) -> Result<EncodedRefs, StoreError> {
    let mut pairs: Vec<(u32, u32)> = pairs.collect();
    pairs.sort_unstable();
    let mut directory = DirectoryBuilder::default();
    let mut bytes = Vec::new();
    for one in pairs.chunk_by(|x, y| x.0 == y.0) {
        let mut seen = Seen::default();
        let start = bytes.len();
        for (_, block) in one {
            if let Some(number) = step(&mut seen, *block) {
                varint::put(number, &mut bytes);
            }
        }
        let length = u32::try_from(bytes.len().saturating_sub(start)).map_err(|_| too_many())?;
        let person = one.first().map_or(0, |(person, _)| *person);
        directory.push(person, length).ok_or_else(too_many)?;
    }
    Ok(EncodedRefs {
        directory: directory.encode(),
        bytes,
    })
}

fn too_many() -> StoreError {
    StoreError::Limit {
        what: "the references of one segment, in bytes,",
        value: 1 << 32,
        limit: u64::from(u32::MAX),
        advice: "commit fewer records at once",
    }
}

/// References in an open file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refs {
    directory: Directory,
    bytes: Section,
}

impl Refs {
    pub(super) fn open(
        file: &PagedFile,
        directory: Section,
        bytes: Section,
        total: u32,
    ) -> Result<Self, StoreError> {
        if bytes.len() != total as usize {
            return Err(file.damaged("the references do not have the length in the header"));
        }
        let directory = Directory::open(file, directory, total)?;
        Ok(Self { directory, bytes })
    }

    /// Bytes that the references of `person` take.
    pub(super) fn len(&self, file: &PagedFile, person: u32) -> Result<u32, StoreError> {
        let Range { start, end } = self.directory.range(file, person)?;
        Ok(end.saturating_sub(start))
    }

    /// Appends the blocks that hold rows of `person`, ascending, each less than `blocks`.
    pub(super) fn blocks_of(
        &self,
        file: &PagedFile,
        person: u32,
        blocks: u32,
        out: &mut Vec<u32>,
    ) -> Result<(), StoreError> {
        let Range { start, end } = self.directory.range(file, person)?;
        if start == end {
            return Ok(());
        }
        let mut bytes = file.bytes(self.bytes, start as usize..end as usize)?;
        let mut next = 0_u32;
        while !bytes.is_empty() {
            let block = varint::take(&mut bytes)
                .and_then(|number| next.checked_add(number))
                .filter(|block| *block < blocks)
                .ok_or_else(|| {
                    file.damaged(format!(
                        "the references at {start}..{end} are no block numbers"
                    ))
                })?;
            out.push(block);
            next = block.saturating_add(1);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "refs_tests.rs"]
mod tests;
