//! Integers of a log's operations in as few bytes as they need, most as the distance to the last.

/// The longest encoding of a `u64`.
const LONGEST: usize = 10;

/// A small buffer that one operation is put together in.
pub(super) struct Piece {
    bytes: [u8; Self::SIZE],
    length: usize,
}

impl Piece {
    /// A tag and five integers.
    const SIZE: usize = 1 + 5 * LONGEST;

    pub(super) fn new(tag: u8) -> Self {
        let mut piece = Self {
            bytes: [0; Self::SIZE],
            length: 0,
        };
        piece.byte(tag);
        piece
    }

    fn byte(&mut self, byte: u8) {
        // The size is that of the longest operation, so the place is always there.
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length = self.length.wrapping_add(1);
        }
    }

    /// LEB128: seven bits a byte, lowest first.
    pub(super) fn unsigned(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.byte((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.byte((value & 0x7f) as u8);
    }

    /// The distance from `before`, wrapping, its sign in the lowest bit.
    pub(super) fn distance_u32(&mut self, value: u32, before: u32) {
        let distance = value.wrapping_sub(before).cast_signed();
        let folded = (distance << 1) ^ (distance >> 31);
        self.unsigned(u64::from(folded.cast_unsigned()));
    }

    /// The same of 64 bits.
    pub(super) fn distance_i64(&mut self, value: i64, before: i64) {
        let distance = value.wrapping_sub(before);
        let folded = (distance << 1) ^ (distance >> 63);
        self.unsigned(folded.cast_unsigned());
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Takes an integer that [`Piece::unsigned`] wrote; `None` if the bytes end early, it exceeds 64
/// bits, or there is a shorter way to write it.
pub(super) fn unsigned(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for place in 0..LONGEST {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        let last = place.saturating_add(1) == LONGEST;
        if last && byte > 1 {
            return None;
        }
        value |= bits << place.saturating_mul(7);
        if byte < 0x80 {
            return (byte != 0 || place == 0).then_some(value);
        }
    }
    None
}

/// Takes what [`Piece::distance_u32`] wrote.
pub(super) fn after_u32(bytes: &mut &[u8], before: u32) -> Option<u32> {
    let folded = u32::try_from(unsigned(bytes)?).ok()?;
    let distance = (folded >> 1) ^ (folded & 1).wrapping_neg();
    Some(before.wrapping_add(distance))
}

/// Takes what [`Piece::distance_i64`] wrote.
pub(super) fn after_i64(bytes: &mut &[u8], before: i64) -> Option<i64> {
    let folded = unsigned(bytes)?;
    let distance = (folded >> 1) ^ (folded & 1).wrapping_neg();
    Some(before.wrapping_add(distance.cast_signed()))
}
