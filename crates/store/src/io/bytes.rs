//! The content of one file, mapped or on the heap, shared cheaply.

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
