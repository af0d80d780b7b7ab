//! A folder in memory: for tests, and for stores that need not outlive the process.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Bytes, Probe, Vfs, VfsLock, VfsWrite, lock_text};
use crate::error::{Holder, StoreError};

/// A folder in memory; a clone is the same folder.
#[derive(Debug, Clone, Default)]
pub struct MemoryVfs(Arc<Mutex<Folder>>);

/// The content of a file. What is open for reading shares the bytes as they were; adding to the
/// file copies them if somebody does.
#[derive(Debug, Clone, Default)]
struct File(Arc<Mutex<Arc<Vec<u8>>>>);

impl File {
    fn new(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Arc::new(bytes))))
    }

    fn content(&self) -> MutexGuard<'_, Arc<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shared(&self) -> Arc<Vec<u8>> {
        Arc::clone(&self.content())
    }
}

#[derive(Debug, Default)]
struct Folder {
    exists: bool,
    files: BTreeMap<String, File>,
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
        let copy = |(name, file): (&String, &File)| (name.clone(), file.shared().to_vec());
        folder.files.iter().map(copy).collect()
    }

    /// The content of one file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.file(name).map(|file| file.shared().to_vec())
    }

    /// Puts a file there, in place of any of that name; what was opened before keeps the old
    /// content. For tests that damage a store, and for a copy of a folder.
    pub fn put(&self, name: &str, bytes: Vec<u8>) {
        let mut folder = self.folder();
        folder.exists = true;
        folder.files.insert(name.to_owned(), File::new(bytes));
    }

    /// Makes the folder exist.
    pub(super) fn make(&self) {
        self.folder().exists = true;
    }

    /// Whether there is a file of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.folder().files.contains_key(name)
    }

    fn file(&self, name: &str) -> Option<File> {
        self.folder().files.get(name).cloned()
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
        self.file(name)
            .map(|file| Bytes::shared(file.shared()))
            .ok_or_else(|| missing("map", name))
    }

    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        let mut folder = self.folder();
        if !folder.exists {
            return Err(missing("create", name));
        }
        let file = File::default();
        folder.files.insert(name.to_owned(), file.clone());
        Ok(Box::new(MemoryWrite { file }))
    }

    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        let file = self.file(name).ok_or_else(|| missing("open", name))?;
        Ok(Box::new(MemoryWrite { file }))
    }

    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError> {
        let file = self.file(name).ok_or_else(|| missing("read", name))?;
        let bytes = file.content();
        let rest = usize::try_from(offset).ok().and_then(|o| bytes.get(o..));
        Ok(rest.unwrap_or_default().to_vec())
    }

    fn length(&self, name: &str) -> Result<u64, StoreError> {
        let file = self.file(name).ok_or_else(|| missing("measure", name))?;
        let bytes = file.content();
        Ok(bytes.len() as u64)
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

    fn lock(&self, name: &str, note: &str) -> Result<Box<dyn VfsLock>, StoreError> {
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
        let text = File::new(lock_text(note).into_bytes());
        folder.files.insert(name.to_owned(), text);
        Ok(Box::new(MemoryLock {
            vfs: self.clone(),
            name: name.to_owned(),
        }))
    }

    fn probe(&self, name: &str) -> Result<Probe, StoreError> {
        if !self.folder().locks.contains(name) {
            return Ok(Probe::Free);
        }
        let text = self.get(name).unwrap_or_default();
        Ok(Probe::held(&String::from_utf8_lossy(&text)))
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

/// What is added is seen at once, as on disk.
#[derive(Debug)]
struct MemoryWrite {
    file: File,
}

impl VfsWrite for MemoryWrite {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        Arc::make_mut(&mut *self.file.content()).extend_from_slice(bytes);
        Ok(())
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn seal(self: Box<Self>) -> Result<(), StoreError> {
        Ok(())
    }
}
