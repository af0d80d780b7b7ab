//! New files in memory over a folder that is only read: how a log is replayed without a trace.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Bytes, MemoryVfs, Probe, Vfs, VfsLock, VfsWrite};
use crate::error::StoreError;

/// A folder whose new files are in memory and whose other files are those of a base. A file in
/// memory hides one of its name in the base, which is never written.
#[derive(Debug, Clone)]
pub struct OverlayVfs {
    top: MemoryVfs,
    base: Arc<dyn Vfs>,
}

impl OverlayVfs {
    /// An empty overlay over `base`.
    #[must_use]
    pub fn new(base: Arc<dyn Vfs>) -> Self {
        let top = MemoryVfs::new();
        top.make();
        Self { top, base }
    }

    /// The files that are in memory; a clone is the same folder.
    #[must_use]
    pub fn memory(&self) -> &MemoryVfs {
        &self.top
    }

    /// Where a file of that name is to be read.
    fn of(&self, name: &str) -> &dyn Vfs {
        if self.top.has(name) {
            &self.top
        } else {
            &*self.base
        }
    }

    /// The memory, if that is where the file is.
    fn in_memory(&self, action: &'static str, name: &str) -> Result<&MemoryVfs, StoreError> {
        if self.top.has(name) {
            return Ok(&self.top);
        }
        let kind = if self.base.exists(name)? {
            std::io::ErrorKind::ReadOnlyFilesystem
        } else {
            std::io::ErrorKind::NotFound
        };
        Err(StoreError::io(action, name, kind.into()))
    }
}

impl Vfs for OverlayVfs {
    fn location(&self) -> String {
        self.base.location()
    }

    fn create_dir(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn dir_exists(&self) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn exists(&self, name: &str) -> Result<bool, StoreError> {
        self.of(name).exists(name)
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let mut names: BTreeSet<String> = self.top.list()?.into_iter().collect();
        names.extend(self.base.list()?);
        Ok(names.into_iter().collect())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.of(name).read(name)
    }

    fn open_read(&self, name: &str) -> Result<Bytes, StoreError> {
        self.of(name).open_read(name)
    }

    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        self.top.create_write(name)
    }

    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        self.in_memory("add to", name)?.open_append(name)
    }

    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError> {
        self.of(name).read_from(name, offset)
    }

    fn length(&self, name: &str) -> Result<u64, StoreError> {
        self.of(name).length(name)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.in_memory("rename", from)?.rename(from, to)
    }

    /// Removing a file in memory shows the one of its name in the base again, if there is one.
    fn remove(&self, name: &str) -> Result<(), StoreError> {
        if !self.exists(name)? {
            return Ok(());
        }
        self.in_memory("remove", name)?.remove(name)
    }

    fn sync_dir(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn lock(&self, name: &str, _: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        let kind = std::io::ErrorKind::ReadOnlyFilesystem;
        Err(StoreError::io("lock", name, kind.into()))
    }

    fn probe(&self, name: &str) -> Result<Probe, StoreError> {
        self.base.probe(name)
    }

    fn now(&self) -> i64 {
        self.base.now()
    }
}

#[cfg(test)]
#[path = "overlay_tests.rs"]
mod tests;
