//! Rows are zeros, apart from each other, and in one cache line each.

use super::*;

#[test]
fn rows_lie_in_one_line_and_not_in_each_other() {
    let mut table = Zeros::<u64, 2>::new(1000);
    assert_eq!(table.len(), 1000);
    for row in 0..1000 {
        let found = table.get_mut(row).unwrap();
        assert_eq!(*found, [[0; 2]; 2]);
        let from = found.as_ptr().addr();
        assert_eq!(
            from / LINE,
            (from + 31) / LINE,
            "row {row} lies in two lines"
        );
        *found = [[row as u64; 2]; 2];
    }
    assert!((0..1000).all(|row| table.get(row) == Some(&[[row as u64; 2]; 2])));
    table.clear();
    assert!((0..1000).all(|row| table.get(row) == Some(&[[0; 2]; 2])));
}

#[test]
fn an_empty_table_has_no_rows() {
    assert_eq!(Zeros::<u64, 4>::default().get(0), None);
    assert_eq!(Zeros::<u64, 4>::default().len(), 0);
}
