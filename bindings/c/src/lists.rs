//! Lists that are read one by one: chains, sites, misses, findings; and texts that such rows show.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};

use truyvet::ExternalId;

use crate::fault::Fault;
use crate::lift::tv_text;

/// A list and how far it was read. Its texts live as long as it does.
pub(crate) struct List<T> {
    items: Vec<T>,
    next: AtomicUsize,
}

impl<T> List<T> {
    pub(crate) const fn new(items: Vec<T>) -> Self {
        Self {
            items,
            next: AtomicUsize::new(0),
        }
    }

    /// The next one. Threads that read one list share it out.
    pub(crate) fn next(&self) -> Option<&T> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let item = self.items.get(at);
        if item.is_none() {
            self.next.store(self.items.len(), Ordering::Relaxed);
        }
        item
    }

    /// How many there are, as C counts.
    pub(crate) fn count(&self) -> u64 {
        u64::try_from(self.items.len()).unwrap_or(u64::MAX)
    }
}

/// What is behind a lock, for one thread at a time. A reading that met a defect goes on after it.
///
/// # Errors
/// [`Fault::busy`] if it is in use.
pub(crate) fn turn<'l, T>(lock: &'l Mutex<T>, name: &str) -> Result<MutexGuard<'l, T>, Fault> {
    match lock.try_lock() {
        Ok(held) => Ok(held),
        Err(TryLockError::WouldBlock) => Err(Fault::busy(name)),
        Err(TryLockError::Poisoned(broken)) => Ok(broken.into_inner()),
    }
}

/// The texts of one row, each with a NUL, in memory that the next row uses again.
#[derive(Default)]
pub(crate) struct Line(String);

impl Line {
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Where a text begins, and its length without its NUL.
    pub(crate) fn add(&mut self, id: &ExternalId) -> (usize, usize) {
        let start = self.0.len();
        // What Display would write; but its machinery takes longer than all else that a row costs.
        if !id.namespace().is_empty() || id.local().contains(':') {
            self.0.push_str(id.namespace());
            self.0.push(':');
        }
        self.0.push_str(id.local());
        self.0.push('\0');
        let len = self.0.len().saturating_sub(start).saturating_sub(1);
        (start, len)
    }

    /// A text of the row, once all of them are added.
    pub(crate) fn show(&self, (start, len): (usize, usize)) -> tv_text {
        tv_text {
            data: self.0.as_ptr().wrapping_add(start).cast(),
            len,
        }
    }
}

/// A text of its own that ends in a NUL.
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn new(text: &str) -> Self {
        Self(format!("{text}\0"))
    }

    pub(crate) fn of(id: &ExternalId) -> Self {
        Self(format!("{id}\0"))
    }

    pub(crate) fn show(&self) -> tv_text {
        tv_text::ended(&self.0)
    }

    /// The text, or none.
    pub(crate) fn show_or_none(text: Option<&Self>) -> tv_text {
        text.map_or(tv_text::NONE, Self::show)
    }
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
