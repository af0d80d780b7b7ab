//! Tests of `varint`.

use proptest::prelude::*;

use super::*;

#[test]
fn known_bytes() {
    let mut out = Vec::new();
    for value in [0, 127, 128, 300, u32::MAX] {
        put(value, &mut out);
    }
    let expected = [
        0x00, 0x7f, 0x80, 0x01, 0xac, 0x02, 0xff, 0xff, 0xff, 0xff, 0x0f,
    ];
    assert_eq!(out, expected);
}

#[test]
fn refuses_what_ends_early_or_is_too_large() {
    for bytes in [
        &[][..],
        &[0x80],
        &[0xff, 0xff, 0xff, 0xff, 0x1f],
        &[0x80, 0x80, 0x80, 0x80, 0x80, 0x00],
    ] {
        assert_eq!(take(&mut &*bytes), None, "{bytes:?}");
    }
}

proptest! {
    #[test]
    fn round_trip(values in prop::collection::vec(prop::num::u32::ANY.prop_flat_map(|v| (0..32u32).prop_map(move |s| v >> s)), 0..50)) {
        let mut out = Vec::new();
        for &value in &values {
            let before = out.len();
            put(value, &mut out);
            prop_assert_eq!(out.len() - before, length(value) as usize);
        }
        let mut rest = &out[..];
        for &value in &values {
            prop_assert_eq!(take(&mut rest), Some(value));
        }
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn any_bytes_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
        let mut rest = &bytes[..];
        while take(&mut rest).is_some() {}
    }
}
