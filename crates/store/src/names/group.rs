//! Neighbouring names of an ids file, found together.

use zerocopy::little_endian::U16;

/// Neighbouring names as they are stored: what [`Table::group`](super::run::Table::group) gives.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Group<'n> {
    /// The number of the first.
    pub(super) first: u32,
    /// Where each ends in `heap`.
    pub(super) ends: &'n [U16],
    pub(super) heap: &'n [u8],
}

impl<'n> Group<'n> {
    /// What is stored of the name of a number, if the group has it.
    pub(super) fn name(&self, number: u32) -> Option<&'n [u8]> {
        let at = number.wrapping_sub(self.first) as usize;
        let end = usize::from(self.ends.get(at)?.get());
        let start = match at.checked_sub(1) {
            Some(before) => usize::from(self.ends.get(before)?.get()),
            None => 0,
        };
        self.heap.get(start..end)
    }

    /// Whether all names are text of usual characters with one NUL each and no `:`.
    pub(super) fn is_usual(&self) -> bool {
        let (mut odd, mut nuls) = (0_usize, 0_usize);
        for &byte in self.heap {
            odd |= usize::from(byte == b':' || !matches!(byte, 0 | b' '..=b'~'));
            nuls = nuls.wrapping_add(usize::from(byte == 0));
        }
        odd == 0 && nuls == self.ends.len()
    }
}
