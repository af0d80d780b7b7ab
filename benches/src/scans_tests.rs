//! Tests of `scans`: the stream is what it says.

use std::collections::BTreeSet;

use super::*;

#[test]
fn times_run_on_some_are_late_and_some_come_twice() {
    let ids = Ids::new(200, 20);
    let scans: Vec<Scan> = ids.scans().take(100_000).collect();
    assert!(scans.iter().all(|s| s.start < s.end && ids.of(s).is_some()));
    let keys: BTreeSet<_> = scans.iter().map(|s| (s.person, s.place, s.start)).collect();
    let twice = scans.len() - keys.len();
    assert!((700..1_400).contains(&twice), "{twice}");
    let mut latest = 0;
    let late = scans.iter().filter(|scan| {
        let late = scan.start < latest - 3_600;
        latest = latest.max(scan.start);
        late
    });
    let late = late.count();
    assert!((1_500..2_500).contains(&late), "{late}");
    assert!(ids.scans().take(100).eq(scans.into_iter().take(100)));
}
