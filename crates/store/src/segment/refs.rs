//! Person -> blocks: in which blocks a person has rows, as varints in the order of people.

use std::ops::Range;

use crate::error::StoreError;
use crate::format::directory::Directory;
use crate::format::directory_builder::{DirectoryBuilder, GROUP_KEYS as GROUP};
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
    let spread = u64::from(last.saturating_sub(first));
    if spread < count.saturating_mul(4) {
        lists_of_near(pairs, first, last).encode()
    } else {
        lists_of_far(pairs).encode()
    }
}

/// The distinct blocks of each person, ascending, person after person.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lists {
    /// Each person with the number of its blocks, ascending.
    people: Vec<(u32, u32)>,
    blocks: Vec<u32>,
}

/// What has been seen of a person: its last block plus 1 (0: none), and how many blocks; on the
/// second pass, where its next one goes.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    after_block: u32,
    count: u32,
}

impl Seen {
    /// Whether `block` is another one than the last.
    fn is_new(&mut self, block: u32) -> bool {
        let after = block.saturating_add(1);
        std::mem::replace(&mut self.after_block, after) != after
    }
}

/// Two passes over an array of all people from `first` to `last`: counts, then blocks.
fn lists_of_near(pairs: impl Iterator<Item = (u32, u32)> + Clone, first: u32, last: u32) -> Lists {
    let mut seen = vec![Seen::default(); (last - first) as usize + 1];
    for (person, block) in pairs.clone() {
        if let Some(seen) = seen.get_mut((person - first) as usize)
            && seen.is_new(block)
        {
            seen.count += 1;
        }
    }
    let (mut people, mut end) = (Vec::new(), 0_u32);
    for (person, seen) in (first..=last).zip(&mut seen) {
        if seen.count > 0 {
            people.push((person, seen.count));
        }
        // At most two people for each of 2^31 rows.
        let start = end;
        end = end.saturating_add(seen.count);
        *seen = Seen {
            after_block: 0,
            count: start,
        };
    }
    let mut blocks = vec![0; end as usize];
    for (person, block) in pairs {
        if let Some(seen) = seen.get_mut((person - first) as usize)
            && seen.is_new(block)
            && let Some(cell) = blocks.get_mut(seen.count as usize)
        {
            *cell = block;
            seen.count += 1;
        }
    }
    Lists { people, blocks }
}

/// Sorts the pairs: for few rows whose people are far apart.
fn lists_of_far(pairs: impl Iterator<Item = (u32, u32)>) -> Lists {
    let mut pairs: Vec<(u32, u32)> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut people: Vec<(u32, u32)> = Vec::new();
    for (person, _) in &pairs {
        match people.last_mut().filter(|last| last.0 == *person) {
            Some((_, count)) => *count += 1,
            None => people.push((*person, 1)),
        }
    }
    let blocks = pairs.into_iter().map(|(_, block)| block).collect();
    Lists { people, blocks }
}

impl Lists {
    fn encode(&self) -> Result<EncodedRefs, StoreError> {
        let (directory, bytes) = self.emit(true)?;
        if directory.is_dense() {
            let directory = directory.encode();
            return Ok(EncodedRefs { directory, bytes });
        }
        let (directory, bytes) = self.emit(false)?;
        let directory = directory.sparse();
        Ok(EncodedRefs { directory, bytes })
    }

    /// `grouped`: the first block of a person counts from the first block of the first person of
    /// its group, who mostly lives nearby.
    fn emit(&self, grouped: bool) -> Result<(DirectoryBuilder, Vec<u8>), StoreError> {
        let mut directory = DirectoryBuilder::default();
        let mut bytes = Vec::with_capacity(self.blocks.len().saturating_mul(2));
        let mut leader: Option<(u32, u32)> = None;
        let mut rest = self.blocks.as_slice();
        for (person, count) in &self.people {
            let (blocks, later) = rest.split_at(rest.len().min(*count as usize));
            rest = later;
            let Some((&first, others)) = blocks.split_first() else {
                continue;
            };
            let (start, group) = (bytes.len(), person / GROUP);
            if let Some((_, near)) = leader.filter(|leader| grouped && leader.0 == group) {
                varint::put(fold(first.wrapping_sub(near)), &mut bytes);
            } else {
                leader = Some((group, first));
                varint::put(first, &mut bytes);
            }
            let mut next = first.saturating_add(1);
            for block in others {
                varint::put(block.saturating_sub(next), &mut bytes);
                next = block.saturating_add(1);
            }
            let length = u32::try_from(bytes.len().saturating_sub(start));
            let length = length.map_err(|_| too_many())?;
            directory.push(*person, length).ok_or_else(too_many)?;
        }
        Ok((directory, bytes))
    }
}

/// A difference modulo 2^32 as a number that is small if the difference is near 0: 0, -1, 1, -2
/// … become 0, 1, 2, 3 ….
const fn fold(difference: u32) -> u32 {
    difference << 1 ^ 0_u32.wrapping_sub(difference >> 31)
}

/// What [`fold`] was made of.
const fn unfold(folded: u32) -> u32 {
    folded >> 1 ^ 0_u32.wrapping_sub(folded & 1)
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
        let (Range { start, end }, group) = self.directory.range_in_group(file, person)?;
        if start == end {
            return Ok(());
        }
        let wrong = || {
            file.damaged(format!(
                "the references at {start}..{end} are no block numbers"
            ))
        };
        let mut bytes = file.bytes(self.bytes, start as usize..end as usize)?;
        let mut block = varint::take(&mut bytes).ok_or_else(wrong)?;
        if group < start {
            let mut leader = file.bytes(self.bytes, group as usize..start as usize)?;
            let near = varint::take(&mut leader).ok_or_else(wrong)?;
            block = near.wrapping_add(unfold(block));
        }
        loop {
            if block >= blocks {
                return Err(wrong());
            }
            out.push(block);
            if bytes.is_empty() {
                return Ok(());
            }
            let gap = varint::take(&mut bytes).ok_or_else(wrong)?;
            // Block numbers are far below 2^32.
            block = block.saturating_add(1).saturating_add(gap);
        }
    }
}

#[cfg(test)]
#[path = "refs_tests.rs"]
mod tests;
