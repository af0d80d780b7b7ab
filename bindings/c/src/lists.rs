//! Lists that are read one by one: chains, sites, misses, findings.

use std::sync::atomic::{AtomicUsize, Ordering};

use truyvet::ExternalId;

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

    pub(crate) fn len(&self) -> usize {
        self.items.len()
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
