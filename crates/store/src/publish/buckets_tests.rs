//! Buckets: every row in its partition, in order of arrival.

use super::*;

fn visit(person: u32) -> PackedVisit {
    PackedVisit::new(7, person, 0, 60, false).unwrap()
}

#[test]
fn partitions_start_at_multiples_of_the_width_before_the_epoch_too() {
    for (start, width, expected) in [
        (0, 10, 0),
        (9, 10, 0),
        (10, 10, 10),
        (-1, 10, -10),
        (-10, 10, -10),
        (1_620_432_000, 86_400, 1_620_432_000),
        (-377_705_023_201, 86_400, -377_705_023_201),
        (-377_704_944_001, 86_400, -377_705_023_201),
        (-377_704_944_000, 86_400, -377_704_944_000),
    ] {
        assert_eq!(partition_start(start, width), expected, "{start}");
    }
}

#[test]
fn rows_keep_their_order_within_a_partition() {
    let mut buckets = Buckets::new(10);
    for (person, start) in (0_u32..).zip([5, 25, -3, 9, 25, 0, -10]) {
        buckets.visit(start, visit(person));
    }
    let sorted: Vec<(i64, Vec<(u32, u32)>)> = buckets
        .into_sorted()
        .into_iter()
        .map(|b| {
            let rows = b.visits.into_rows();
            (b.start, rows.iter().map(|r| (r.person, r.start)).collect())
        })
        .collect();
    let expected = vec![
        (-10, vec![(2, 7), (6, 0)]),
        (0, vec![(0, 5), (3, 9), (5, 0)]),
        (20, vec![(1, 5), (4, 5)]),
    ];
    assert_eq!(sorted, expected);
}

#[test]
fn the_first_partition_of_all_is_a_short_one() {
    let mut buckets = Buckets::new(86_400);
    let first = Timestamp::MIN.seconds();
    let next = -377_704_944_000;
    for (person, start) in (0_u32..).zip([first, next, next - 1, first + 1]) {
        buckets.visit(start, visit(person));
    }
    let starts: Vec<(i64, usize)> = buckets
        .into_sorted()
        .into_iter()
        .map(|b| (b.start, b.visits.into_rows().len()))
        .collect();
    assert_eq!(starts, [(first, 3), (next, 1)]);
}

#[test]
fn chunks_come_back_whole() {
    let mut buckets = Buckets::new(86_400);
    let many = u32::try_from(CHUNK_ROWS * 2 + 5).unwrap();
    for person in 0..many {
        buckets.visit(i64::from(person % 86_400), visit(person));
    }
    let bucket = buckets.into_sorted().pop().unwrap();
    let rows = bucket.visits.into_rows();
    assert!(rows.iter().map(|r| r.person).eq(0..many));
}
