//! Tests of `limits`: sizes as people write them.

#[test]
fn sizes() {
    for (text, bytes) in [
        ("4GB", 4_000_000_000),
        ("2GiB", 2 << 30),
        ("500 mb", 500_000_000),
        ("64MiB", 64 << 20),
        ("17", 17),
    ] {
        assert_eq!(super::parse_bytes(text), Ok(bytes), "{text}");
    }
    for text in ["", "GB", "4 gigs", "-1", "1.5GB", "99999999999TB"] {
        assert!(super::parse_bytes(text).is_err(), "{text}");
    }
}
