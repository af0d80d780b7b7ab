//! Tests of `bitpack`.

use proptest::prelude::*;

use super::*;

fn column(values: &[u32]) -> Column {
    let mut out = [0; BLOCK];
    out.iter_mut()
        .zip(values.iter().cycle())
        .for_each(|(o, v)| *o = *v);
    out
}

fn round_trip(width: u8, base: u32, values: &Column) {
    let mut packed = vec![0xaa];
    pack(width, base, values, &mut packed);
    assert_eq!(packed.len(), 1 + packed_len(width));
    let mut back = [7; BLOCK];
    unpack(width, base, &packed[1..], &mut back).unwrap();
    assert_eq!(&back, values);
}

#[test]
fn extremes_of_every_width() {
    for width in 0..=32 {
        let largest = u32::MAX.checked_shr(32 - u32::from(width)).unwrap_or(0);
        assert_eq!(width_of(largest), width);
        round_trip(width, 0, &column(&[0, largest]));
        round_trip(width, 0, &column(&[largest]));
        round_trip(
            width,
            u32::MAX - largest,
            &column(&[u32::MAX, u32::MAX - largest]),
        );
    }
}

#[test]
fn known_layout() {
    // Row r lies in lane r % 4: with 32 bits a value, that is the plain order.
    let mut values = [0; BLOCK];
    (0..).zip(&mut values).for_each(|(i, v)| *v = i);
    let mut packed = Vec::new();
    pack(32, 0, &values, &mut packed);
    let plain: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    assert_eq!(packed, plain);
    // One bit: rows 0, 4, 8 … are the bits of the first word, lowest first.
    let mut values = [0; BLOCK];
    values[0] = 1;
    values[4] = 1;
    values[5] = 1;
    let mut packed = Vec::new();
    pack(1, 0, &values, &mut packed);
    assert_eq!(packed, [3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

/// Fast, plain and one by one give the same, for any bytes.
fn agree(width: u8, base: u32, packed: &[u8]) {
    let (mut fast, mut plain) = ([7; BLOCK], [9; BLOCK]);
    let unpacked = unpack(width, base, packed, &mut fast);
    if width > 0 {
        assert_eq!(unpack_any(width, base, packed, &mut plain), unpacked);
        assert!(unpacked.is_none() || fast == plain);
    }
    for (row, value) in fast.iter().enumerate() {
        assert_eq!(cell(width, base, packed, row), unpacked.map(|()| *value));
    }
    assert_eq!(cell(width, base, packed, BLOCK), None);
}

proptest! {
    #[test]
    fn fast_is_plain_is_one_by_one(
        bytes in prop::collection::vec(any::<u8>(), 16 * 32 + 1),
        base: u32,
    ) {
        for width in 0..=33 {
            for length in [packed_len(width), packed_len(width) + 1] {
                agree(width, base, &bytes[..length.min(bytes.len())]);
            }
        }
    }
}

#[test]
fn refuses_other_lengths_and_widths() {
    let mut out = [0; BLOCK];
    assert_eq!(unpack(33, 0, &[0; 33 * 16], &mut out), None);
    assert_eq!(unpack(3, 0, &[0; 47], &mut out), None);
    assert_eq!(unpack(3, 0, &[0; 64], &mut out), None);
    assert_eq!(unpack(0, 0, &[0], &mut out), None);
}

proptest! {
    #[test]
    fn random_blocks(width in 0_u8..=32, base: u32, values in prop::collection::vec(any::<u32>(), BLOCK)) {
        let mask = u32::MAX.checked_shr(32 - u32::from(width)).unwrap_or(0);
        let values: Vec<u32> = values.iter().map(|v| (v & mask).wrapping_add(base)).collect();
        round_trip(width, base, &column(&values));
    }
}
