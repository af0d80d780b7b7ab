//! Shares a row of work items among scoped threads.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::budget::Watch;
use crate::error::TraceError;

/// Calls `work` for ranges that together make up `0..count`, each of at most `grain` items, on one
/// thread per entry of `scratch`; with a single range or a single entry, on this thread. Which
/// entry gets which range is left to chance.
///
/// # Errors
/// The first error of any thread; the others stop at their next range. [`TraceError::Exceeded`] if
/// `watch` says so.
pub fn share<S: Send>(
    scratch: &mut [S],
    count: usize,
    grain: usize,
    watch: &Watch,
    work: impl Fn(Range<usize>, &mut S) -> Result<(), TraceError> + Sync,
) -> Result<(), TraceError> {
    let grain = grain.max(1);
    let next = AtomicUsize::new(0);
    let run = |own: &mut S| -> Result<(), TraceError> {
        loop {
            let start = next.fetch_add(grain, Ordering::Relaxed);
            if start >= count {
                return Ok(());
            }
            let range = start..start.saturating_add(grain).min(count);
            let done = watch
                .check()
                .map_err(TraceError::from)
                .and_then(|()| work(range, own));
            if done.is_err() {
                next.store(count, Ordering::Relaxed);
                return done;
            }
        }
    };
    match scratch {
        [] => Ok(()),
        [own, ..] if count <= grain => run(own),
        [own] => run(own),
        [own, others @ ..] => std::thread::scope(|scope| {
            let handles: Vec<_> = others
                .iter_mut()
                .map(|other| scope.spawn(|| run(other)))
                .collect();
            let mine = run(own);
            handles
                .into_iter()
                .fold(mine, |so_far, handle| match handle.join() {
                    Ok(result) => so_far.and(result),
                    Err(panic) => std::panic::resume_unwind(panic),
                })
        }),
    }
}

#[cfg(test)]
#[path = "parallel_tests.rs"]
mod tests;
