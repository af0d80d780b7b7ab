//! Segments that are cut.

use super::*;

#[test]
fn rows_over_the_limit_go_to_the_next_segment() {
    let mut items = vec![1, 2, 3, 4, 5];
    assert_eq!(split_front(&mut items, 2), [1, 2]);
    assert_eq!(split_front(&mut items, 3), [3, 4, 5]);
    assert!(items.is_empty());
}

#[test]
fn hidden_rows_go_with_their_segment() {
    let mut rows: RoaringBitmap = [0, 7, MAX_ROWS - 1, MAX_ROWS, MAX_ROWS + 5].into();
    assert_eq!(split_rows(&mut rows), [0, 7, MAX_ROWS - 1].into());
    assert_eq!(rows, [0, 5].into());
}
