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
    #[inline]
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
        let mut nuls = 0_usize;
        // Counted in bytes, many at once: no part has more than a byte can count.
        for part in self.heap.chunks(128) {
            let (mut odd, mut here) = (0_u8, 0_u8);
            for &byte in part {
                let nul = u8::from(byte == 0);
                let strange = u8::from(byte.wrapping_sub(b' ') > b'~' - b' ');
                odd |= u8::from(byte == b':') | (strange & (nul ^ 1));
                here = here.wrapping_add(nul);
            }
            if odd != 0 {
                return false;
            }
            nuls = nuls.saturating_add(here.into());
        }
        nuls == self.ends.len()
    }
}
