//! Blocks of 128 integers in as many bits each as the largest needs.
//!
//! The layout is vertical: row `r` lies in lane `r % 4`, and the 32-bit words of the four lanes
//! alternate, so that one vector instruction works on four rows. Width and row are constants of
//! the compiled code, so every shift is one, too; plain safe code then becomes vector code. It is
//! compiled twice, for any processor and for those with AVX2, which is looked up once.

use multiversion::multiversion;

/// Rows in a block.
pub const BLOCK: usize = BLOCK_ROWS as usize;

/// Rows in a block, as row numbers count.
pub const BLOCK_ROWS: u32 = 128;

/// The values of one column of a block.
pub type Column = [u32; BLOCK];

const LANES: usize = 4;
const ROWS: usize = BLOCK / LANES;
type Lanes = [u32; LANES];
/// One 32-bit word of each lane, as stored.
type Stored = [u8; 16];

/// Bytes of a packed column of that width.
#[must_use]
pub const fn packed_len(width: u8) -> usize {
    16 * width as usize
}

/// Bits that hold `largest`.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "at most 32")]
pub const fn width_of(largest: u32) -> u8 {
    (u32::BITS - largest.leading_zeros()) as u8
}

/// Appends `values - base`, packed to `width` bits, which must hold them all.
pub fn pack(width: u8, base: u32, values: &Column, out: &mut Vec<u8>) {
    let (rows, _) = values.as_chunks::<LANES>();
    let mut word: [u64; LANES] = [0; LANES];
    let mut filled = 0_u32;
    for row in rows {
        for (lane, value) in word.iter_mut().zip(row) {
            *lane |= u64::from(value.wrapping_sub(base)) << filled;
        }
        filled += u32::from(width);
        if filled >= u32::BITS {
            for lane in &mut word {
                out.extend_from_slice(&low_word(*lane).to_le_bytes());
                *lane >>= u32::BITS;
            }
            filled -= u32::BITS;
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is meant")]
const fn low_word(value: u64) -> u32 {
    value as u32
}

/// Unpacks a column of `width` bits, adding `base` (wrapping) to every value. `None` if `width`
/// is over 32 or `packed` does not have exactly [`packed_len`] bytes.
#[inline]
pub fn unpack(width: u8, base: u32, packed: &[u8], out: &mut Column) -> Option<()> {
    if width == 0 && packed.is_empty() {
        out.fill(base);
        return Some(());
    }
    unpack_fast(width, base, packed, out)
}

/// What the processor does fastest. AVX-512 gains nothing: four lanes fill no wider vector.
#[multiversion(targets("x86_64+avx2"))]
fn unpack_fast(width: u8, base: u32, packed: &[u8], out: &mut Column) -> Option<()> {
    unpack_any(width, base, packed, out)
}

/// The one text of which both versions are made.
#[inline(always)]
fn unpack_any(width: u8, base: u32, packed: &[u8], out: &mut Column) -> Option<()> {
    macro_rules! by_width {
        ($($width:literal)*) => {
            match width {
                $($width => unpack_width::<$width>(base, exactly(packed)?, lanes(out)?),)*
                _ => return None,
            }
        };
    }
    by_width!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
    Some(())
}

/// The value of one row of a column of `width` bits, as [`unpack`] gives it: reads at most eight
/// bytes. `None` also if there is no such row.
#[inline]
#[must_use]
pub fn cell(width: u8, base: u32, packed: &[u8], row: usize) -> Option<u32> {
    if width > 32 || packed.len() != packed_len(width) || row >= BLOCK {
        return None;
    }
    if width == 0 {
        return Some(base);
    }
    let (words, _) = packed.as_chunks::<4>();
    let bit = row / LANES * usize::from(width);
    let at = bit / 32 * LANES + row % LANES;
    let word = |at: usize| {
        words
            .get(at)
            .map(|word| u64::from(u32::from_le_bytes(*word)))
    };
    // The next word is missing only where no bit of it is needed.
    let both = word(at)? | word(at + LANES).unwrap_or(0) << 32;
    let value = low_word(both >> (bit % 32)) & (u32::MAX >> (32 - u32::from(width)));
    Some(value.wrapping_add(base))
}

#[inline(always)]
fn exactly<const W: usize>(packed: &[u8]) -> Option<&[Stored; W]> {
    let (words, rest) = packed.as_chunks::<16>();
    words.try_into().ok().filter(|_| rest.is_empty())
}

#[inline(always)]
fn lanes(out: &mut Column) -> Option<&mut [Lanes; ROWS]> {
    out.as_chunks_mut::<LANES>().0.try_into().ok()
}

#[inline(always)]
fn unpack_width<const W: usize>(base: u32, packed: &[Stored; W], out: &mut [Lanes; ROWS]) {
    macro_rules! rows {
        ($($row:literal)*) => { $( row::<W, $row>(base, packed, out); )* };
    }
    rows!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31);
}

/// Unpacks the four values of row `R` of the lanes.
#[expect(
    clippy::indexing_slicing,
    reason = "constants: R < 32, so R * W / 32 < W, and the next word is read only if bits of it are needed"
)]
#[inline(always)]
fn row<const W: usize, const R: usize>(base: u32, packed: &[Stored; W], out: &mut [Lanes; ROWS]) {
    let word = R * W / 32;
    let shift = R * W % 32;
    let mask = u32::MAX >> (32 - W);
    let first = load(&packed[word]);
    let mut values = first.map(|v| v >> shift);
    if shift + W > 32 {
        let next = load(&packed[word + 1]);
        for (value, next) in values.iter_mut().zip(next) {
            *value |= next << (32 - shift);
        }
    }
    out[R] = values.map(|v| (v & mask).wrapping_add(base));
}

#[inline(always)]
fn load(stored: &Stored) -> Lanes {
    let (words, _) = stored.as_chunks::<4>();
    let mut lanes = [0; LANES];
    for (lane, word) in lanes.iter_mut().zip(words) {
        *lane = u32::from_le_bytes(*word);
    }
    lanes
}

#[cfg(test)]
#[path = "bitpack_tests.rs"]
mod tests;
