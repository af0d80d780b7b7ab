//! The one seam to the outside: a folder of named files, on disk or in memory.
//!
//! A [`Vfs`] *is* the folder of one store: names are plain file names without separators. The
//! clock and the system's random bytes are in this room, too.

mod bytes;

mod disk;

mod memory;

mod overlay;

pub use bytes::Bytes;
pub(crate) use disk::random;
pub use disk::{DiskVfs, ReadMode};
pub use memory::MemoryVfs;
pub use overlay::OverlayVfs;

use crate::error::{Holder, StoreError};

/// The folder of one store.
///
/// Files are written once from beginning to end, sealed, and from then on only read, renamed or
/// removed; no implementation ever truncates or rewrites a file that somebody may have mapped. Two
/// sorts are never mapped and may change: a log, which is only added to ([`Self::open_append`],
/// [`Self::read_from`]), and the files of locks.
///
/// On disk the folder has mode `0700`, a sealed file `0400`, a file being written, a log that goes
/// on, and a lock `0600`.
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

    /// An existing file, to go on writing at its end: for logs, which nobody maps.
    ///
    /// # Errors
    /// [`StoreError::Io`], with `ErrorKind::NotFound` inside if there is no such file.
    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError>;

    /// The content from byte `offset` to the end as it is now; nothing if that lies beyond the
    /// end. For logs: it is read, not mapped, so the file may grow meanwhile.
    ///
    /// # Errors
    /// As [`Self::read`].
    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError>;

    /// Bytes in the file as it is now.
    ///
    /// # Errors
    /// As [`Self::read`].
    fn length(&self, name: &str) -> Result<u64, StoreError>;

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

    /// Takes the exclusive lock of that name; it is released when the result is dropped or the
    /// process ends. The file holds two lines: the process id of the last holder, and `note`
    /// (what the holder wants others to know; without a line end).
    ///
    /// # Errors
    /// [`StoreError::Locked`] if somebody else (or another lock of this process) holds it;
    /// [`StoreError::Io`], as in a folder that may only be read.
    fn lock(&self, name: &str, note: &str) -> Result<Box<dyn VfsLock>, StoreError>;

    /// Whether somebody holds the lock of that name, without taking it. A file that is not there
    /// is free.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn probe(&self, name: &str) -> Result<Probe, StoreError>;

    /// Seconds since the Unix epoch: the system's clock, unless the folder brings its own.
    fn now(&self) -> i64 {
        system_now()
    }
}

/// What [`Vfs::probe`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// Nobody holds the lock.
    Free,
    /// Somebody does.
    Held {
        /// Who.
        holder: Holder,
        /// What the holder wrote into it.
        note: String,
    },
}

impl Probe {
    /// A held lock, from the content of its file.
    fn held(text: &str) -> Self {
        let (process, note) = text.split_once('\n').unwrap_or((text, ""));
        Self::Held {
            holder: process
                .trim()
                .parse()
                .map_or(Holder::Unknown, Holder::Process),
            note: note.strip_suffix('\n').unwrap_or(note).to_owned(),
        }
    }
}

/// The content of a lock file.
fn lock_text(note: &str) -> String {
    format!("{}\n{note}\n", std::process::id())
}

#[expect(clippy::disallowed_methods, reason = "this is the clock's one room")]
fn system_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // A clock before 1970 is broken; 0 stands for it.
    since.map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX))
}

/// A file being written; dropped unsealed, its content is worthless and should be removed.
pub trait VfsWrite: Send + std::fmt::Debug {
    /// Adds `bytes` at the end.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError>;

    /// Makes the content so far durable; the file can be added to after that. (The name of a new
    /// file is durable after [`Vfs::sync_dir`].)
    ///
    /// # Errors
    /// [`StoreError::Io`]; what was added since the last success may then be lost or not, and
    /// nothing more should be added.
    fn sync(&mut self) -> Result<(), StoreError>;

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
