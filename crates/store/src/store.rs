//! A store: a folder that is created or opened, read by snapshots, written by one writer.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::error::StoreError;
use crate::io::{DiskVfs, Vfs};
use crate::manifest::{CURRENT, Manifest, Options, Settings};
use crate::snapshot::Snapshot;
use crate::writer::Writer;

/// A store. A clone is the same store.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    vfs: Arc<dyn Vfs>,
    /// The latest snapshot that was opened.
    latest: RwLock<Snapshot>,
}

impl Store {
    /// Makes an empty store in the folder `path`, which is created if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a store already, [`StoreError::Record`] for options out
    /// of range, [`StoreError::Io`].
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, StoreError> {
        Self::create_in(Arc::new(DiskVfs::new(path.as_ref())), options)
    }

    /// Opens the store in the folder `path`.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`], [`StoreError::Damaged`], [`StoreError::UnknownVersion`],
    /// [`StoreError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_in(Arc::new(DiskVfs::new(path.as_ref())))
    }

    /// As [`Self::create`], in any folder.
    ///
    /// # Errors
    /// As [`Self::create`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "options are given away at every door, so that they can be written in place"
    )]
    pub fn create_in(vfs: Arc<dyn Vfs>, options: Options) -> Result<Self, StoreError> {
        let settings = Settings::new(&options)?;
        vfs.create_dir()?;
        // The first manifest alone is what an interrupted creation leaves.
        let first = Manifest::file_name(0);
        let taken =
            |name: &String| name == CURRENT || (name.starts_with("manifest-") && *name != first);
        if vfs.list()?.iter().any(taken) {
            return Err(StoreError::Exists {
                path: vfs.location(),
            });
        }
        let current = Manifest::empty(settings).write(&*vfs)?;
        current.switch(&*vfs)?;
        Self::open_in(vfs)
    }

    /// As [`Self::open`], in any folder.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_in(vfs: Arc<dyn Vfs>) -> Result<Self, StoreError> {
        let latest = RwLock::new(Snapshot::load(&vfs, None)?);
        Ok(Self(Arc::new(Inner { vfs, latest })))
    }

    /// The current snapshot, also of commits that other processes made.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let known = self.latest();
        let snapshot = Snapshot::load(&self.0.vfs, Some(&known))?;
        if snapshot.number() > known.number() {
            // A panic elsewhere cannot leave half a snapshot here: it is one assignment.
            *self
                .0
                .latest
                .write()
                .unwrap_or_else(PoisonError::into_inner) = snapshot.clone();
        }
        Ok(snapshot)
    }

    /// The writer; nobody else, in any process, can have one until it is dropped.
    ///
    /// # Errors
    /// [`StoreError::Locked`], and as [`Self::open`].
    pub fn writer(&self) -> Result<Writer, StoreError> {
        Writer::open(&self.0.vfs, &self.latest())
    }

    fn latest(&self) -> Snapshot {
        let latest = self.0.latest.read().unwrap_or_else(PoisonError::into_inner);
        latest.clone()
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
