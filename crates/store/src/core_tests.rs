//! Which earlier states are kept, and which files are ours to remove.

use super::*;

fn state(number: u64, time: i64) -> StateEntry {
    StateEntry {
        number,
        last: number,
        time,
        manifest: Manifest::file_name(number),
        blake3: [0; 32],
        log: Manifest::log_name(number),
    }
}

#[test]
fn s29_one_state_an_hour_is_kept_of_those_that_are_not_quite_new() {
    const HOUR: i64 = 3600;
    let now = 100 * HOUR;
    // Every ten minutes, for a hundred hours.
    let all: Vec<StateEntry> = (0..=600)
        .map(|n| state(n, i64::try_from(n).unwrap() * 600))
        .collect();
    let kept = thinned(all.clone(), 10 * HOUR, now);
    let times: Vec<i64> = kept.iter().map(|s| s.time).collect();
    let recent = times.iter().filter(|t| **t >= now - HOUR).count();
    assert_eq!(recent, 7, "all of the last hour");
    for hour in 91..99 {
        let of_hour: Vec<i64> = times
            .iter()
            .filter(|t| *t / HOUR == hour)
            .copied()
            .collect();
        assert_eq!(of_hour, [hour * HOUR + 3000], "the last of hour {hour}");
    }
    // What was superseded longer ago than history reaches is gone, what was current then is not.
    assert!(
        times[0] <= now - 10 * HOUR && times[1] > now - 10 * HOUR,
        "{times:?}"
    );
    // Thinning again changes nothing.
    assert_eq!(thinned(kept.clone(), 10 * HOUR, now), kept);
}

#[test]
fn only_files_that_a_store_makes_are_removed() {
    for name in [
        "segment-000012",
        "log-000001",
        "manifest-123456789",
        "CURRENT.tmp",
        "log.tmp",
    ] {
        assert!(is_ours(name), "{name}");
    }
    for name in [
        "CURRENT",
        "LOCK",
        "notes.txt",
        "segment-final",
        "my-000001",
        "log",
    ] {
        assert!(!is_ours(name), "{name}");
    }
}
