//! A few scoped threads over a list of jobs; results come back in the order of the jobs.

use std::sync::{Mutex, PoisonError};

use crate::error::StoreError;

/// Partitions that are sorted or encoded at the same time. Each needs memory of about twice its
/// rows, so there are two, however many cores there are.
const THREADS: usize = 2;

/// Runs `job` on every item; the first error (in the order of items) is the result.
pub(super) fn each<T, R>(
    items: Vec<T>,
    job: impl Fn(T) -> Result<R, StoreError> + Sync,
) -> Result<Vec<R>, StoreError>
where
    T: Send,
    R: Send,
{
    if items.len() < 2 {
        return items.into_iter().map(job).collect();
    }
    let queue = Mutex::new(items.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            // A panic of a job ends the scope below with a panic, so no lock is used after one.
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((i, item)) = next else { return };
            let result = job(item);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((i, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..THREADS {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}
