//! Reads many ids one after the other: what neighbours share is looked up once for all of them.

use super::directory::{Names, Which};
use super::group::Group;
use crate::error::StoreError;

/// Reads ids by number; fastest where the numbers ascend.
///
/// What it gives is what [`Snapshot::write_person_id`](crate::Snapshot::write_person_id) writes.
#[derive(Debug)]
pub struct IdReader<'n> {
    names: &'n Names,
    which: Which,
    group: Group<'n>,
    /// Whether every name of the group is written as it is stored, but for its NUL.
    usual: bool,
    /// Where the NUL of the last usual name was: that of the next is mostly there, too.
    nul: usize,
    /// Whether somebody was erased.
    erasures: bool,
    text: String,
}

/// An id as it is written, without a copy of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct WrittenId<'a> {
    bytes: &'a [u8],
    /// Where a `:` stands instead of what `bytes` has there.
    colon: Option<usize>,
}

impl std::fmt::Debug for WrittenId<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WrittenId(…)")
    }
}

impl WrittenId<'_> {
    /// How many bytes it has.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "no id is empty")]
    #[inline]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Writes it to `out`, which has as many bytes; otherwise nothing is written.
    #[inline]
    pub fn copy_to(&self, out: &mut [u8]) {
        if out.len() == self.bytes.len() {
            out.copy_from_slice(self.bytes);
            if let Some(byte) = self.colon.and_then(|at| out.get_mut(at)) {
                *byte = b':';
            }
        }
    }
}

impl<'n> IdReader<'n> {
    pub(crate) fn new(names: &'n Names, which: Which) -> Self {
        Self {
            names,
            which,
            group: Group::default(),
            usual: false,
            nul: 0,
            erasures: names.has_erasures(),
            text: String::new(),
        }
    }

    /// The id of a number.
    ///
    /// # Errors
    /// [`StoreError::UnknownNumber`], [`StoreError::Damaged`]; `Erased` for a person who was.
    #[inline]
    pub fn id(&mut self, number: u32) -> Result<WrittenId<'_>, StoreError> {
        if self.erasures && self.names.is_erased(self.which, number) {
            return Err(StoreError::Erased { number });
        }
        let stored = match self.group.name(number) {
            Some(stored) => Some(stored),
            None => self.turn_to(number)?,
        };
        if self.usual
            && let Some(stored) = stored
            && let Some(nul) = self.nul_of(stored)
        {
            // Of the default namespace only the id itself is written.
            return Ok(match nul {
                0 => WrittenId {
                    bytes: stored.get(1..).unwrap_or_default(),
                    colon: None,
                },
                _ => WrittenId {
                    bytes: stored,
                    colon: Some(nul),
                },
            });
        }
        self.unusual(number)
    }

    #[cold]
    fn unusual(&mut self, number: u32) -> Result<WrittenId<'_>, StoreError> {
        self.text.clear();
        self.names.write_name(self.which, number, &mut self.text)?;
        Ok(WrittenId {
            bytes: self.text.as_bytes(),
            colon: None,
        })
    }

    /// Bytes that order ids as [`ExternalId`](truyvet_model::ExternalId) does: by namespace, then
    /// by themselves.
    ///
    /// # Errors
    /// As [`Self::id`].
    pub fn sort_key(&self, number: u32) -> Result<&'n [u8], StoreError> {
        self.names.stored_name(self.which, number)
    }

    /// Goes to the neighbours of a number; what is stored of its name, if that is sound.
    fn turn_to(&mut self, number: u32) -> Result<Option<&'n [u8]>, StoreError> {
        self.group = self.names.group(self.which, number)?;
        self.usual = !self.names.are_pseudonyms(self.which) && self.group.is_usual();
        Ok(self.group.name(number))
    }

    /// Where the NUL of a usual name is, if that is all there is to it.
    #[inline]
    fn nul_of(&mut self, stored: &[u8]) -> Option<usize> {
        if stored.get(self.nul) != Some(&0) {
            self.nul = stored.iter().position(|&byte| byte == 0)?;
        }
        let whole = stored.len() <= truyvet_model::ExternalId::MAX_LEN
            && self.nul.saturating_add(1) < stored.len();
        whole.then_some(self.nul)
    }
}

#[cfg(test)]
#[path = "id_reader_tests.rs"]
mod tests;
