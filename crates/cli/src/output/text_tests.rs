//! Checks of `text`.

use super::{bytes, counted, grouped, three_digits, width};

#[test]
fn numbers_are_grouped() {
    for (number, text) in [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (155_000_000, "155,000,000"),
    ] {
        assert_eq!(grouped(number), text);
    }
    assert_eq!(counted(1, "row", "rows"), "1 row");
    assert_eq!(counted(1200, "row", "rows"), "1,200 rows");
}

#[test]
fn bytes_are_rounded() {
    for (count, text) in [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (1_500_000, "1.4 MiB"),
        (1 << 41, "2.0 TiB"),
    ] {
        assert_eq!(bytes(count), text);
    }
}

#[test]
fn accents_take_no_column() {
    assert_eq!(width("Bình"), 4);
    assert_eq!(width("Bi\u{300}nh"), 4);
}

#[test]
fn three_digits_of_any_size() {
    let shown = [
        1234.0, 12.34, 1.0, 0.631, 0.0456, 0.00412, 0.000_412, 4.12e-9, 0.0,
    ];
    assert_eq!(
        shown.map(three_digits),
        [
            "1234", "12.3", "1.00", "0.631", "0.0456", "0.00412", "0.000412", "4.1e-9", "0"
        ]
    );
}
