//! Unsigned integers in as few bytes as they need: LEB128, seven bits a byte, lowest first.

/// Appends `value`.
pub fn put(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(low_bits(value) | 0x80);
        value >>= 7;
    }
    out.push(low_bits(value));
}

/// How many bytes [`put`] takes for `value`: 1 to 5.
#[must_use]
pub const fn length(value: u32) -> u32 {
    let bits = u32::BITS - (value | 1).leading_zeros();
    bits.div_ceil(7)
}

/// Takes one integer from the front of `bytes`; `None` if they end early or it exceeds 32 bits.
pub fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    let mut shift = 0_u32;
    loop {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u32::from(byte & 0x7f);
        if shift == 28 && bits > 0x0f {
            return None;
        }
        value |= bits << shift;
        if byte < 0x80 {
            return Some(value);
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
}

const fn low_bits(value: u32) -> u8 {
    (value & 0x7f) as u8
}

#[cfg(test)]
#[path = "varint_tests.rs"]
mod tests;
