//! Commits against a naive model of S2 to S5: any records, any split, any partition width.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::naive::{Record, add, data, model, record, rows, store, without_compaction};
use crate::Store;
use crate::io::MemoryVfs;

fn check(records: &[Record], cuts: &[usize], width: u32) {
    let vfs = MemoryVfs::new();
    let store = store(&vfs, width, records, cuts);
    let snapshot = store.snapshot().unwrap();
    let expected = model(records);
    assert_eq!(rows(&snapshot).unwrap(), expected, "rows");
    let spans = expected.visits.iter().map(|(k, v)| (k.2, v.0));
    let spans: Vec<_> = spans
        .chain(expected.contacts.iter().map(|(k, e)| (k.2, *e)))
        .collect();
    let hull = spans
        .iter()
        .map(|s| s.0)
        .min()
        .zip(spans.iter().map(|s| s.1).max());
    let range = snapshot
        .time_range()
        .map(|r| (r.start().seconds(), r.end().seconds()));
    assert_eq!(range, hull, "time range");
    let stats = snapshot.stats().unwrap();
    assert_eq!(stats.visits, expected.visits.len() as u64);
    let open = expected.visits.values().filter(|v| v.1).count();
    assert_eq!(stats.open_visits, open as u64);
    assert_eq!(stats.contacts, expected.contacts.len() as u64);
    let report = snapshot.verify(&mut |_| {});
    assert!(report.is_sound(), "{:?}", report.findings);

    let again = Store::open_in(Arc::new(vfs.clone())).unwrap();
    assert_eq!(
        rows(&again.snapshot().unwrap()).unwrap(),
        expected,
        "opened again"
    );
    // Importing the final state again changes nothing (S2). Superseded records are left out:
    // alone in a commit, an earlier record would be the later one.
    let mut last = records.to_vec();
    last.reverse();
    let mut seen = std::collections::BTreeSet::new();
    last.retain(|r| {
        seen.insert(match *r {
            Record::Visit(p, l, s, _) => (0, p, l, s),
            Record::Contact(a, b, s, _) => (1, a.min(b), a.max(b), s),
            Record::Declare(l, _) => (2, l, 0, 0),
        })
    });
    let before = data(&vfs);
    let mut writer = again.writer_with(without_compaction()).unwrap();
    for record in &last {
        add(&mut writer, record).unwrap();
    }
    let commit = writer.publish().unwrap();
    assert_eq!(commit.number, snapshot.number(), "{commit:?}");
    assert_eq!((commit.visits_added, commit.visits_replaced), (0, 0));
    assert_eq!(data(&vfs), before, "files");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn live_rows_are_those_of_the_model(
        records in prop::collection::vec(record(), 0..40),
        cuts in prop::collection::vec(0_usize..40, 0..5),
        width in prop_oneof![Just(10_u32), Just(7), Just(86_400)],
    ) {
        check(&records, &cuts, width);
    }
}

#[test]
fn a_check_out_closes_and_a_next_visit_shortens() {
    use Record::{Declare, Visit};
    let records = [
        Visit(0, 0, 0, None),
        Visit(0, 1, 5, None),
        Declare(1, 2),
        Visit(0, 1, 5, Some(9)),
        Visit(0, 2, 2, Some(3)),
    ];
    for cuts in [&[][..], &[1], &[2], &[1, 2, 3, 4]] {
        check(&records, cuts, 10);
    }
}

#[test]
fn a_kind_of_another_dwell_moves_older_open_visits_both_ways() {
    use Record::{Declare, Visit};
    let records = [
        Visit(0, 0, 0, None),
        Visit(1, 0, 3, None),
        Visit(0, 1, 11, Some(12)),
        Declare(0, 1),
        Declare(0, 2),
        Visit(1, 1, 13, None),
    ];
    for cuts in [&[][..], &[3], &[3, 4], &[1, 2, 3, 4, 5]] {
        check(&records, cuts, 10);
    }
}

#[test]
fn few_people_are_looked_up_in_a_large_segment() {
    let mut records: Vec<Record> = (0..6000_i64)
        .map(|i| {
            let person = u8::try_from(i % 200).unwrap();
            Record::Visit(person, u8::try_from(i % 7).unwrap(), i, Some(i + 5))
        })
        .collect();
    records.push(Record::Visit(3, 0, 100, None));
    records.push(Record::Visit(3, 1, 101, None));
    records.push(Record::Visit(250, 1, 102, None));
    check(&records, &[6000, 6001], 86_400);
    check(&records, &[6000, 6001], 50);
}
