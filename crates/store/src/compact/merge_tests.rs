//! Which segments are worth merging.

use super::*;

#[test]
fn small_segments_are_merged_before_large_ones() {
    let sizes = |rows: &[u64]| -> Vec<(usize, u64)> { rows.iter().copied().enumerate().collect() };
    assert_eq!(tier(&sizes(&[1, 1, 1, 2, 100, 1000])), [0, 1, 2, 3]);
    assert_eq!(tier(&sizes(&[10, 10, 30, 90])), [0, 1, 2, 3]);
    assert_eq!(tier(&sizes(&[5, 900])), [0, 1]);
    assert_eq!(smallest(&sizes(&[1, 2, 3, 4]), 6), [0, 1, 2]);
    assert_eq!(smallest(&sizes(&[7]), 6), [0_usize; 0]);
}
