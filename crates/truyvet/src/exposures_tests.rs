//! Rows in their orders, read from the first one on or from any other.

use std::sync::Arc;

use super::RowOrder;
use crate::{ExposureRow, MemoryVfs, Options, Rate, Rates, Store, Trace};

fn trace() -> Trace {
    let store = Store::create_in(Arc::new(MemoryVfs::new()), Options::default()).unwrap();
    let mut writer = store.writer().unwrap();
    writer.visit("An", "canteen", 0, Some(3600)).unwrap();
    for n in 1..9 {
        // The longer somebody stays, the higher is the risk, and the later the name.
        writer
            .visit(format!("p{n}"), "canteen", 0, Some(60 * n))
            .unwrap();
    }
    writer.commit().unwrap();
    let rates = Rates {
        otherwise: Rate::from_millionths(500_000),
        ..Rates::default()
    };
    let snapshot = store.snapshot().unwrap();
    snapshot
        .trace()
        .case("An", 0..3600)
        .risk(rates)
        .ask()
        .unwrap()
}

fn people(rows: impl Iterator<Item = Result<ExposureRow, crate::Error>>) -> Vec<String> {
    rows.map(|row| row.unwrap().person.to_string()).collect()
}

#[test]
fn rows_can_be_read_from_any_one_on() {
    let trace = trace();
    for order in [RowOrder::Level, RowOrder::Risk] {
        let all = people(trace.exposures_by(order));
        assert_eq!(all.len(), 8);
        for skipped in 0..10 {
            let rest = people(trace.exposures_by(order).skip(skipped));
            assert_eq!(rest, all.get(skipped..).unwrap_or_default());
        }
        let mut rows = trace.exposures_by(order);
        assert_eq!(rows.nth(6).unwrap().unwrap().person.to_string(), all[6]);
        assert_eq!(rows.size_hint().1, Some(1));
        assert!(rows.nth(1).is_none());
        assert!(rows.next().is_none());
    }
    assert_eq!(people(trace.exposures())[0], "p1");
    assert_eq!(people(trace.exposures_by(RowOrder::Risk))[0], "p8");
}
