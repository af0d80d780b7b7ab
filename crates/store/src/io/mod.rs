//! The one seam to the outside: a folder of named files, on disk or in memory.
//!
//! A [`Vfs`] *is* the folder of one store: names are plain file names without separators.

mod bytes;

mod disk;

mod memory;

pub use bytes::Bytes;
pub use disk::{DiskVfs, ReadMode};
pub use memory::MemoryVfs;

use crate::error::StoreError;

/// The folder of one store.
///
/// Files are written once from beginning to end, sealed, and from then on only read, renamed or
/// removed; no implementation ever truncates or rewrites a file that somebody may have mapped.
pub trait Vfs: Send + Sync + std::fmt::Debug {
    /// How the folder is called in messages: its path, or `memory`.
    fn location(&self) -> String;

    /// Creates the folder (and its parents), readable by its owner only; an existing one stays.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn create_dir(&self) -> Result<(), StoreError>;

    /// Whether the folder itself exists.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn dir_exists(&self) -> Result<bool, StoreError>;

    /// Whether there is a file of that name.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn exists(&self, name: &str) -> Result<bool, StoreError>;

    /// The names of all files, sorted.
    ///
    /// # Errors
    /// [`StoreError::Io`], also if the folder does not exist.
    fn list(&self) -> Result<Vec<String>, StoreError>;

    /// The whole content of a small file.
    ///
    /// # Errors
    /// [`StoreError::Io`], with `ErrorKind::NotFound` inside if there is no such file.
    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError>;

    /// The content of a file of any size, mapped where possible. It stays readable after the
    /// file is removed.
    ///
    /// # Errors
    /// As [`Self::read`].
    fn open_read(&self, name: &str) -> Result<Bytes, StoreError>;

    /// A new, empty file. A file of that name that is there already is removed first (a mapping
    /// of it stays valid).
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError>;

    /// Gives `from` the name `to`, atomically, in place of any file of that name. Durable after
    /// [`Self::sync_dir`].
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError>;

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn remove(&self, name: &str) -> Result<(), StoreError>;

    /// Makes creations, renames and removals so far durable.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn sync_dir(&self) -> Result<(), StoreError>;

    /// Takes the exclusive lock of that name without waiting; it is released when the result is
    /// dropped or the process ends. The file holds the process id of the last holder.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if somebody else (or another lock of this process) holds it;
    /// [`StoreError::Io`].
    fn lock(&self, name: &str) -> Result<Box<dyn VfsLock>, StoreError>;
}

/// A file being written; dropped unsealed, its content is worthless and should be removed.
pub trait VfsWrite: Send + std::fmt::Debug {
    /// Adds `bytes` at the end.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError>;

    /// Makes the content durable and the file read-only.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn seal(self: Box<Self>) -> Result<(), StoreError>;
}

/// A lock that is held; dropping it releases it.
pub trait VfsLock: Send + Sync + std::fmt::Debug {}

/// Writes a whole small file and seals it.
///
/// # Errors
/// As [`Vfs::create_write`].
pub fn write_file(vfs: &dyn Vfs, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = vfs.create_write(name)?;
    file.append(bytes)?;
    file.seal()
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
