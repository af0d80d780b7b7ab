//! A folder in memory: for tests, and for stores that need not outlive the process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Bytes, Vfs, VfsLock, VfsWrite};
use crate::error::{Holder, StoreError};

/// A folder in memory; a clone is the same folder.
#[derive(Debug, Clone, Default)]
pub struct MemoryVfs(Arc<Mutex<Folder>>);

#[derive(Debug, Default)]
struct Folder {
    exists: bool,
    files: BTreeMap<String, Arc<Vec<u8>>>,
    locks: BTreeSet<String>,
}

impl MemoryVfs {
    /// A folder that does not exist yet, as on disk: see [`Vfs::create_dir`].
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every file with its content, by name.
    #[must_use]
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let folder = self.folder();
        let copy = |(name, bytes): (&String, &Arc<Vec<u8>>)| (name.clone(), bytes.to_vec());
        folder.files.iter().map(copy).collect()
    }

    /// The content of one file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.folder().files.get(name).map(|bytes| bytes.to_vec())
    }

    /// Puts a file there, in place of any of that name; what was opened before keeps the old
    /// content. For tests that damage a store, and for a copy of a folder.
    pub fn put(&self, name: &str, bytes: Vec<u8>) {
        let mut folder = self.folder();
        folder.exists = true;
        folder.files.insert(name.to_owned(), Arc::new(bytes));
    }

    fn folder(&self) -> MutexGuard<'_, Folder> {
        // A panic elsewhere leaves the maps whole: each change is one insertion or removal.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn missing(action: &'static str, name: &str) -> StoreError {
    StoreError::io(action, name, std::io::ErrorKind::NotFound.into())
}

impl Vfs for MemoryVfs {
    fn location(&self) -> String {
        "memory".to_owned()
    }

    fn create_dir(&self) -> Result<(), StoreError> {
        self.folder().exists = true;
        Ok(())
    }

    fn dir_exists(&self) -> Result<bool, StoreError> {
        Ok(self.folder().exists)
    }

    fn exists(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.folder().files.contains_key(name))
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let folder = self.folder();
        if !folder.exists {
            return Err(missing("list", "memory"));
        }
        Ok(folder.files.keys().cloned().collect())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        self.get(name).ok_or_else(|| missing("read", name))
    }

    fn open_read(&self, name: &str) -> Result<Bytes, StoreError> {
        let shared = self.folder().files.get(name).map(Arc::clone);
        shared
            .map(Bytes::shared)
            .ok_or_else(|| missing("map", name))
    }

    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        let mut folder = self.folder();
        if !folder.exists {
            return Err(missing("create", name));
        }
        folder.files.insert(name.to_owned(), Arc::default());
        Ok(Box::new(MemoryWrite {
            vfs: self.clone(),
            name: name.to_owned(),
            bytes: Vec::new(),
        }))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let mut folder = self.folder();
        let bytes = folder
            .files
            .remove(from)
            .ok_or_else(|| missing("rename", from))?;
        folder.files.insert(to.to_owned(), bytes);
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.folder().files.remove(name);
        Ok(())
    }

    fn sync_dir(&self) -> Result<(), StoreError> {
        if self.folder().exists {
            Ok(())
        } else {
            Err(missing("sync", "memory"))
        }
    }

    fn lock(&self, name: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        let mut folder = self.folder();
        if !folder.exists {
            return Err(missing("open the lock", name));
        }
        if !folder.locks.insert(name.to_owned()) {
            return Err(StoreError::Locked {
                path: self.location(),
                holder: Holder::Process(std::process::id()),
            });
        }
        let pid = format!("{}\n", std::process::id()).into_bytes();
        folder.files.insert(name.to_owned(), Arc::new(pid));
        Ok(Box::new(MemoryLock {
            vfs: self.clone(),
            name: name.to_owned(),
        }))
    }
}

#[derive(Debug)]
struct MemoryLock {
    vfs: MemoryVfs,
    name: String,
}

impl VfsLock for MemoryLock {}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.vfs.folder().locks.remove(&self.name);
    }
}

/// Content appears under its name when it is sealed; a half-written file is seen as empty.
#[derive(Debug)]
struct MemoryWrite {
    vfs: MemoryVfs,
    name: String,
    bytes: Vec<u8>,
}

impl VfsWrite for MemoryWrite {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn seal(self: Box<Self>) -> Result<(), StoreError> {
        self.vfs.put(&self.name, self.bytes);
        Ok(())
    }
}
