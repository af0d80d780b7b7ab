//! Tests of percentiles and of reading memory figures.
use super::*;

#[test]
fn percentiles_are_samples_by_nearest_rank() {
    let samples: Vec<f64> = (1..=200).rev().map(f64::from).collect();
    assert_eq!(percentile(&samples, 50), 100.0);
    assert_eq!(percentile(&samples, 95), 190.0);
    assert_eq!(percentile(&samples, 100), 200.0);
    assert_eq!(percentile(&[7.0], 50), 7.0);
    assert_eq!(percentile(&[], 50), 0.0);
}

#[test]
fn memory_is_read_where_there_is_proc() {
    if std::path::Path::new("/proc/self/status").exists() {
        assert!(peak_memory().unwrap() > 100_000);
    } else {
        assert_eq!(peak_memory(), None);
    }
}

#[test]
fn sizes_are_numbers_with_units() {
    assert_eq!(parse_size("4GB"), Ok(4_000_000_000));
    assert_eq!(parse_size("512MiB"), Ok(512 << 20));
    assert_eq!(parse_size("12"), Ok(12));
    for bad in ["", "GB", "4 apples", "4.5GB", "99999999999GB"] {
        assert!(parse_size(bad).is_err(), "{bad}");
    }
}
