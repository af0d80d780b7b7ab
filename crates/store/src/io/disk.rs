//! A folder on disk: mapped or read to the heap, sealed read-only. The only unsafe room.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Bytes, Probe, Vfs, VfsLock, VfsWrite};
use crate::error::{Holder, StoreError};

/// How often a lock is tried: a probe by another process holds it for an instant.
const LOCK_TRIES: u32 = 4;
/// The pause between two tries.
const LOCK_PAUSE: Duration = Duration::from_millis(1);

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

    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        let path = self.path(name);
        let file = OpenOptions::new()
            .append(true)
            .open(&path)
            .map_err(|e| self.failed("open", name, e))?;
        Ok(Box::new(DiskWrite { file, path }))
    }

    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        File::open(self.path(name))
            .and_then(|mut file| {
                file.seek(SeekFrom::Start(offset))?;
                file.read_to_end(&mut bytes)
            })
            .map_err(|e| self.failed("read", name, e))?;
        Ok(bytes)
    }

    fn length(&self, name: &str) -> Result<u64, StoreError> {
        std::fs::metadata(self.path(name))
            .map(|meta| meta.len())
            .map_err(|e| self.failed("measure", name, e))
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

    fn lock(&self, name: &str, note: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        let mut tries = 0_u32;
        loop {
            let mut file =
                open_lock(&self.path(name)).map_err(|e| self.failed("open the lock", name, e))?;
            tries = tries.saturating_add(1);
            match file.try_lock() {
                // Somebody can have removed the file as a stale one before it was locked.
                Ok(()) if !is_still_at(&file, &self.path(name)) => {}
                Ok(()) => {
                    // Nobody maps the lock file, so it alone may be rewritten.
                    file.set_len(0)
                        .and_then(|()| file.write_all(super::lock_text(note).as_bytes()))
                        .map_err(|e| self.failed("write", name, e))?;
                    return Ok(Box::new(DiskLock { _file: file }));
                }
                Err(TryLockError::WouldBlock) if tries >= LOCK_TRIES => {
                    return Err(StoreError::Locked {
                        path: self.location(),
                        holder: match held(&mut file) {
                            Probe::Held { holder, .. } => holder,
                            Probe::Free => Holder::Unknown,
                        },
                    });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(e)) => return Err(self.failed("lock", name, e)),
            }
        }
    }

    fn probe(&self, name: &str) -> Result<Probe, StoreError> {
        let mut file = match File::open(self.path(name)) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Probe::Free),
            Err(e) => return Err(self.failed("open the lock", name, e)),
        };
        // A shared lock is refused only while somebody holds the exclusive one, and goes with
        // the file.
        match file.try_lock_shared() {
            Ok(()) => Ok(Probe::Free),
            Err(TryLockError::WouldBlock) => Ok(held(&mut file)),
            Err(TryLockError::Error(e)) => Err(self.failed("probe", name, e)),
        }
    }
}

/// Random bytes from the operating system.
pub(crate) fn random() -> Result<[u8; 32], StoreError> {
    let mut bytes = [0; 32];
    let source = "/dev/urandom";
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(|e| StoreError::io("draw random bytes from", source, e))?;
    Ok(bytes)
}

fn open_lock(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What the holder of the lock wrote into its file.
fn held(file: &mut File) -> Probe {
    let mut text = Vec::new();
    // What cannot be read leaves the holder unknown.
    let _ = file.read_to_end(&mut text);
    Probe::held(&String::from_utf8_lossy(&text))
}

/// Whether `path` still leads to the open `file`.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_still_at(_: &File, _: &Path) -> bool {
    true
}

fn map(path: &Path) -> std::io::Result<Bytes> {
    let file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        // An empty mapping is refused by some systems.
        return Ok(Bytes::from(Vec::new()));
    }
    // The bytes are only ever read as plain integers, with checksums and bounds checks, so even a
    // foreign process that changes them breaks no invariant of a type. A foreign truncation ends
    // the process with SIGBUS; `ReadMode::Heap` is there for disks where that can happen.
    #[expect(unsafe_code, reason = "mapping a file is the point of this room")]
    // SAFETY: files of a store are written once, sealed read-only and never truncated or
    // rewritten, only unlinked, which leaves a mapping intact.
    let map = unsafe { memmap2::Mmap::map(&file)? };
    let bytes = Bytes::mapped(map);
    // Before the first byte is read: the system would read up to megabytes around it.
    bytes.expect_scattered();
    Ok(bytes)
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

    fn sync(&mut self) -> Result<(), StoreError> {
        self.file.sync_data().map_err(|e| self.failed("sync", e))
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
