//! A folder in memory whose clock the test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use truyvet_store::io::{Bytes, VfsLock, VfsWrite};
use truyvet_store::{MemoryVfs, Probe, StoreError, Vfs};

/// A folder in memory and its clock; a clone is the same folder and the same clock.
#[derive(Debug, Clone)]
pub(super) struct ClockVfs {
    pub(super) files: MemoryVfs,
    now: Arc<AtomicI64>,
}

impl ClockVfs {
    pub(super) fn new(now: i64) -> Self {
        Self {
            files: MemoryVfs::new(),
            now: Arc::new(AtomicI64::new(now)),
        }
    }

    pub(super) fn tick(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Vfs for ClockVfs {
    fn location(&self) -> String {
        self.files.location()
    }
    fn create_dir(&self) -> Result<(), StoreError> {
        self.files.create_dir()
    }
    fn dir_exists(&self) -> Result<bool, StoreError> {
        self.files.dir_exists()
    }
    fn exists(&self, name: &str) -> Result<bool, StoreError> {
        self.files.exists(name)
    }
    fn list(&self) -> Result<Vec<String>, StoreError> {
        self.files.list()
    }
    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.files.read(name)
    }
    fn open_read(&self, name: &str) -> Result<Bytes, StoreError> {
        self.files.open_read(name)
    }
    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        self.files.create_write(name)
    }
    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        self.files.open_append(name)
    }
    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError> {
        self.files.read_from(name, offset)
    }
    fn length(&self, name: &str) -> Result<u64, StoreError> {
        self.files.length(name)
    }
    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        self.files.rename(from, to)
    }
    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.files.remove(name)
    }
    fn sync_dir(&self) -> Result<(), StoreError> {
        self.files.sync_dir()
    }
    fn lock(&self, name: &str, note: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        self.files.lock(name, note)
    }
    fn probe(&self, name: &str) -> Result<Probe, StoreError> {
        self.files.probe(name)
    }
    fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }
}
