//! A folder on disk: mapped or read to the heap, sealed read-only. The only unsafe room.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{Bytes, Vfs, VfsLock, VfsWrite};
use crate::error::{Holder, StoreError};

/// How [`DiskVfs`] reads large files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReadMode {
    /// Mapped: pages come as they are touched and belong to the system's cache.
    #[default]
    Mapped,
    /// Read whole to the heap: for network disks, where a mapping can fail under the reader.
    Heap,
}

/// A folder on disk.
#[derive(Debug, Clone)]
pub struct DiskVfs {
    folder: PathBuf,
    mode: ReadMode,
}

impl DiskVfs {
    /// The folder at `path`, which need not exist yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            folder: path.into(),
            mode: ReadMode::default(),
        }
    }

    /// The same folder, read in that mode.
    #[must_use]
    pub fn read_mode(self, mode: ReadMode) -> Self {
        Self { mode, ..self }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn failed(&self, action: &'static str, name: &str, source: std::io::Error) -> StoreError {
        StoreError::io(action, self.path(name).display().to_string(), source)
    }
}

impl Vfs for DiskVfs {
    fn location(&self) -> String {
        self.folder.display().to_string()
    }

    fn create_dir(&self) -> Result<(), StoreError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(&self.folder)
            .map_err(|e| StoreError::io("create the folder", self.location(), e))
    }

    fn dir_exists(&self) -> Result<bool, StoreError> {
        match std::fs::metadata(&self.folder) {
            Ok(meta) => Ok(meta.is_dir()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            Err(e) => Err(StoreError::io("look for", self.location(), e)),
        }
    }

    fn exists(&self, name: &str) -> Result<bool, StoreError> {
        self.path(name)
            .try_exists()
            .map_err(|e| self.failed("look for", name, e))
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let failed = |e| StoreError::io("list", self.location(), e);
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_type().map_err(failed)?.is_file() {
                names.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        std::fs::read(self.path(name)).map_err(|e| self.failed("read", name, e))
    }

    fn open_read(&self, name: &str) -> Result<Bytes, StoreError> {
        match self.mode {
            ReadMode::Heap => self.read(name).map(Bytes::from),
            ReadMode::Mapped => map(&self.path(name)).map_err(|e| self.failed("map", name, e)),
        }
    }

    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        self.remove(name)?;
        let path = self.path(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&path)
            .map_err(|e| self.failed("create", name, e))?;
        Ok(Box::new(DiskWrite { file, path }))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        std::fs::rename(self.path(from), self.path(to)).map_err(|e| self.failed("rename", from, e))
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        match std::fs::remove_file(self.path(name)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(self.failed("remove", name, e)),
            _ => Ok(()),
        }
    }

    fn sync_dir(&self) -> Result<(), StoreError> {
        // Elsewhere a folder cannot be opened for syncing; renames are durable without it.
        #[cfg(unix)]
        File::open(&self.folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| StoreError::io("sync", self.location(), e))?;
        Ok(())
    }

    fn lock(&self, name: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options
            .open(self.path(name))
            .map_err(|e| self.failed("open the lock", name, e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked {
                    path: self.location(),
                    holder: holder(&mut file),
                });
            }
            Err(TryLockError::Error(e)) => return Err(self.failed("lock", name, e)),
        }
        // Nobody maps the lock file, so it alone may be rewritten.
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(|e| self.failed("write", name, e))?;
        Ok(Box::new(DiskLock { _file: file }))
    }
}

fn holder(file: &mut File) -> Holder {
    let mut text = String::new();
    file.read_to_string(&mut text)
        .ok()
        .and_then(|_| text.trim().parse().ok())
        .map_or(Holder::Unknown, Holder::Process)
}

fn map(path: &Path) -> std::io::Result<Bytes> {
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        // An empty mapping is refused by some systems.
        return Ok(Bytes::from(Vec::new()));
    }
    #[expect(unsafe_code, reason = "mapping a file is the point of this room")]
    // SAFETY: files of a store are written once, sealed read-only and never truncated or
    // rewritten, only unlinked, which leaves a mapping intact. The bytes are only ever read as
    // plain integers, with checksums and bounds checks, so even a foreign process that changes
    // them breaks no invariant of a type. A foreign truncation ends the process with SIGBUS;
    // `ReadMode::Heap` is there for disks where that can happen.
    let map = unsafe { memmap2::Mmap::map(&file)? };
    Ok(Bytes::mapped(map))
}

#[derive(Debug)]
struct DiskLock {
    _file: File,
}

impl VfsLock for DiskLock {}

#[derive(Debug)]
struct DiskWrite {
    file: File,
    path: PathBuf,
}

impl DiskWrite {
    fn failed(&self, action: &'static str, source: std::io::Error) -> StoreError {
        StoreError::io(action, self.path.display().to_string(), source)
    }
}

impl VfsWrite for DiskWrite {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file
            .write_all(bytes)
            .map_err(|e| self.failed("write", e))
    }

    fn seal(self: Box<Self>) -> Result<(), StoreError> {
        #[cfg(unix)]
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o400);
        #[cfg(unix)]
        self.file
            .set_permissions(permissions)
            .map_err(|e| self.failed("seal", e))?;
        self.file.sync_all().map_err(|e| self.failed("sync", e))
    }
}
