//! Tests of `jobs`: all work is done, and an error ends it.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

#[test]
fn all_of_it_is_done_by_any_number_of_threads() {
    for threads in [0, 1, 2, 5, 100] {
        let done = AtomicUsize::new(0);
        let jobs = (0..50_usize).map(|n| -> Job<'_> {
            let done = &done;
            Box::new(move || {
                done.fetch_add(n, Ordering::Relaxed);
                Ok(())
            })
        });
        work(jobs.collect(), threads).unwrap();
        assert_eq!(done.into_inner(), 49 * 50 / 2, "{threads} threads");
    }
}

#[test]
fn an_error_is_told_and_ends_the_rest() {
    for threads in [1, 3] {
        let done = AtomicUsize::new(0);
        let jobs = (0..1000_usize).map(|n| -> Job<'_> {
            let done = &done;
            Box::new(move || {
                if n == 3 {
                    return Err(Error::unknown("a"));
                }
                thread::sleep(std::time::Duration::from_micros(100));
                done.fetch_add(1, Ordering::Relaxed);
                Ok(())
            })
        });
        assert!(work(jobs.collect(), threads).is_err());
        assert!(done.into_inner() < 999, "{threads} threads");
    }
}
