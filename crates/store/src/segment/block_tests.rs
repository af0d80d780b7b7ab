//! Tests of `block`.

use super::*;

#[test]
fn bits_are_listed_from_the_lowest() {
    assert_eq!(ones(1 | 1 << 5 | 1 << 127).collect::<Vec<_>>(), [0, 5, 127]);
    assert_eq!(ones(u128::MAX).count(), 128);
    assert_eq!(ones(0).count(), 0);
}
