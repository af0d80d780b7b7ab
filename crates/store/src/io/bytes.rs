//! The content of one file, mapped or on the heap, shared cheaply.

use std::ops::Range;
use std::sync::Arc;

/// The content of a file: dereferences to `[u8]`; a clone shares the memory.
#[derive(Clone)]
pub struct Bytes(Inner);

#[derive(Clone)]
enum Inner {
    Heap(Arc<Vec<u8>>),
    Mapped(Arc<memmap2::Mmap>),
}

impl Bytes {
    pub(super) fn mapped(map: memmap2::Mmap) -> Self {
        Self(Inner::Mapped(Arc::new(map)))
    }

    pub(super) fn shared(bytes: Arc<Vec<u8>>) -> Self {
        Self(Inner::Heap(bytes))
    }

    /// Says that a few bytes here and there will be read: the system then reads only the pages
    /// that are touched, not what lies around them. Of no effect where nothing is mapped.
    pub(super) fn expect_scattered(&self) {
        #[cfg(unix)]
        if let Inner::Mapped(map) = &self.0 {
            // Advice: a system that does not take it reads more than it needs.
            map.advise(memmap2::Advice::Random).ok();
        }
    }

    /// Says that a range, inside the file, will be read soon, so that the system begins at once.
    pub fn expect_all(&self, range: Range<usize>) {
        #[cfg(unix)]
        if let Inner::Mapped(map) = &self.0
            && range.start < range.end
            && range.end <= map.len()
        {
            // Advice, too.
            let length = range.end.saturating_sub(range.start);
            map.advise_range(memmap2::Advice::WillNeed, range.start, length)
                .ok();
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::shared(Arc::new(bytes))
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match &self.0 {
            Inner::Heap(bytes) => bytes,
            Inner::Mapped(map) => map,
        }
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({} bytes)", self.len())
    }
}
