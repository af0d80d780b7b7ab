//! Texts of a column one after the other in memory, written part by part by several threads.

use arrow_array::StringArray;
use arrow_buffer::OffsetBuffer;
use arrow_schema::ArrowError;

use super::fault::failed;
use crate::error::Error;
use crate::jobs::{Job, PART, work};

/// Texts, and where each ends.
#[derive(Debug)]
pub(super) struct Strings {
    /// A 0, then where each ends: in its part until there is room for them, then among all.
    ends: Vec<i32>,
    bytes: Vec<u8>,
}

/// Neighbouring texts to be written.
#[derive(Debug)]
pub(super) struct Room<'a> {
    left: &'a mut [u8],
}

impl<'a> Room<'a> {
    /// The room of the next text, of that many bytes.
    #[inline]
    pub(super) fn next(&mut self, length: usize) -> &'a mut [u8] {
        let all = std::mem::take(&mut self.left);
        let (text, after) = all.split_at_mut(length.min(all.len()));
        self.left = after;
        text
    }
}

impl Strings {
    /// That many texts, of which nothing is known yet.
    pub(super) fn new(count: usize) -> Self {
        Self {
            ends: vec![0; count.saturating_add(1)],
            bytes: Vec::new(),
        }
    }

    /// Cuts the ends into parts with so many texts: first they are written there.
    pub(super) fn ends(
        &mut self,
        counts: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = &mut [i32]> {
        let mut left = self.ends.get_mut(1..).unwrap_or_default();
        counts.map(move |count| {
            let all = std::mem::take(&mut left);
            let (here, after) = all.split_at_mut(count.min(all.len()));
            left = after;
            here
        })
    }

    /// Makes room for texts whose ends are known, part by part.
    pub(super) fn rooms(&mut self, counts: &[usize]) -> Result<Vec<Room<'_>>, Error> {
        let mut base = 0_i32;
        let mut lengths = Vec::with_capacity(counts.len());
        for ends in self.ends(counts.iter().copied()) {
            let length = ends.last().copied().unwrap_or_default();
            for end in ends {
                *end = end.checked_add(base).ok_or_else(too_much)?;
            }
            base = base.checked_add(length).ok_or_else(too_much)?;
            lengths.push(usize::try_from(length).unwrap_or_default());
        }
        self.bytes = vec![0; lengths.iter().sum()];
        let mut all = Room {
            left: &mut self.bytes,
        };
        let rooms = lengths.into_iter().map(|length| Room {
            left: all.next(length),
        });
        Ok(rooms.collect())
    }

    #[inline]
    fn text(&self, at: usize) -> &[u8] {
        let end = |at: usize| usize::try_from(*self.ends.get(at)?).ok();
        let range = end(at).zip(end(at.saturating_add(1)));
        range
            .and_then(|(start, end)| self.bytes.get(start..end))
            .unwrap_or_default()
    }

    /// The texts that `rows` names, one for each of them.
    pub(super) fn picked(self, rows: &[i32], threads: usize) -> Result<Self, Error> {
        let as_they_are = rows.len().saturating_add(1) == self.ends.len()
            && (0_i32..).zip(rows).all(|(at, row)| at == *row);
        if as_they_are {
            return Ok(self);
        }
        let from = &self;
        let text = |row: &i32| from.text(usize::try_from(*row).unwrap_or(usize::MAX));
        let mut picked = Self::new(rows.len());
        let counts: Vec<usize> = rows.chunks(PART).map(<[i32]>::len).collect();
        let parts = rows.chunks(PART).zip(picked.ends(counts.iter().copied()));
        let measure = parts.map(|(rows, ends)| -> Job<'_> {
            Box::new(move || {
                let mut end = 0_usize;
                for (slot, row) in ends.iter_mut().zip(rows) {
                    end = end.saturating_add(text(row).len());
                    *slot = to_end(end)?;
                }
                Ok(())
            })
        });
        work(measure.collect(), threads)?;
        let rooms = picked.rooms(&counts)?;
        let write = rows
            .chunks(PART)
            .zip(rooms)
            .map(|(rows, mut room)| -> Job<'_> {
                Box::new(move || {
                    for text in rows.iter().map(text) {
                        room.next(text.len()).copy_from_slice(text);
                    }
                    Ok(())
                })
            });
        work(write.collect(), threads)?;
        Ok(picked)
    }

    /// The column.
    pub(super) fn array(self) -> Result<StringArray, Error> {
        // They never fall: each is the one before and a length.
        let offsets = OffsetBuffer::new(self.ends.into());
        StringArray::try_new(offsets, self.bytes.into(), None).map_err(failed)
    }
}

/// Where a text ends.
pub(super) fn to_end(end: usize) -> Result<i32, Error> {
    i32::try_from(end).map_err(|_| too_much())
}

#[cold]
fn too_much() -> Error {
    let what = "the ids of these rows are more than 2 GiB: ask for fewer rows";
    failed(ArrowError::ComputeError(what.to_owned()))
}
