//! Work on parts of an answer, done by as many threads as may be used.

use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::error::Error;

/// Rows of one part: enough that handing parts out takes no time, few enough for a near cache.
pub(crate) const PART: usize = 1 << 13;

/// A piece of work.
pub(crate) type Job<'a> = Box<dyn FnOnce() -> Result<(), Error> + Send + 'a>;

/// Does all the work, begun in this order; which thread does what is left to chance.
///
/// # Errors
/// One of those of the work; what has not begun by then is left undone.
pub(crate) fn work(jobs: Vec<Job<'_>>, threads: usize) -> Result<(), Error> {
    let threads = threads.min(jobs.len());
    if threads < 2 {
        return jobs.into_iter().try_for_each(|job| job());
    }
    let left = Mutex::new(jobs.into_iter());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || {
        while let Some(job) = next() {
            if let Err(error) = job() {
                while next().is_some() {}
                return Err(error);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        let mine = run();
        others
            .into_iter()
            .fold(mine, |so_far, other| match other.join() {
                Ok(done) => so_far.and(done),
                Err(panic) => std::panic::resume_unwind(panic),
            })
    })
}

#[cfg(test)]
#[path = "jobs_tests.rs"]
mod tests;
