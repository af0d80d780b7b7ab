//! A store: a folder that is created or opened, read by snapshots, written by one writer.

use std::path::Path;
use std::sync::Arc;

use truyvet_model::Timestamp;

use crate::error::StoreError;
use crate::io::{DiskVfs, Vfs};
use crate::manifest::{CURRENT, Manifest, Options, Settings};
use crate::names::{KeyRing, Naming};
use crate::reader::{Kept, Pinned, Reader};
use crate::snapshot::Snapshot;
use crate::writer::{Writer, WriterOptions};

/// A store. A clone is the same store.
#[derive(Debug, Clone)]
pub struct Store(Arc<Reader>);

impl Store {
    /// Makes an empty store in the folder `path`, which is created if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if there is a store already, [`StoreError::Record`] for options out
    /// of range, [`StoreError::Io`].
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, StoreError> {
        Self::create_in(Arc::new(DiskVfs::new(path.as_ref())), options)
    }

    /// Opens the store in the folder `path`. A pseudonymous one can be read so, but no id of a
    /// person can be looked up.
    ///
    /// # Errors
    /// [`StoreError::NotAStore`], [`StoreError::Damaged`], [`StoreError::UnknownVersion`],
    /// [`StoreError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_in(Arc::new(DiskVfs::new(path.as_ref())))
    }

    /// Opens a pseudonymous store with its keys.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError::WrongKey`], also if the store is not pseudonymous.
    pub fn open_with(path: impl AsRef<Path>, keys: KeyRing) -> Result<Self, StoreError> {
        Self::open_in_with(Arc::new(DiskVfs::new(path.as_ref())), keys)
    }

    /// As [`Self::create`], in any folder.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_in(vfs: Arc<dyn Vfs>, options: Options) -> Result<Self, StoreError> {
        let settings = Settings::new(&options)?;
        vfs.create_dir()?;
        let first = Manifest::empty(settings, vfs.now());
        // What an interrupted creation leaves.
        let left = [first.name(), first.log.clone()];
        let taken = |name: &String| {
            let ours = name.starts_with("manifest-") || name.starts_with("log-");
            name == CURRENT || ours && !left.contains(name)
        };
        if vfs.list()?.iter().any(taken) {
            return Err(StoreError::Exists {
                path: vfs.location(),
            });
        }
        crate::core::create(&*vfs, &first)?;
        match options.keys {
            Some(keys) => Self::open_in_with(vfs, keys),
            None => Self::open_in(vfs),
        }
    }

    /// As [`Self::open`], in any folder.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "folders are given away at every door"
    )]
    pub fn open_in(vfs: Arc<dyn Vfs>) -> Result<Self, StoreError> {
        Ok(Self(Arc::new(Reader::sealed(&vfs)?)))
    }

    /// As [`Self::open_with`], in any folder.
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn open_in_with(vfs: Arc<dyn Vfs>, keys: KeyRing) -> Result<Self, StoreError> {
        let settings = Reader::settings(&*vfs)?;
        if settings.key_check.as_deref() != Some(&keys.check_text()) {
            return Err(StoreError::WrongKey {
                path: vfs.location(),
                pseudonymous: settings.key_check.is_some(),
            });
        }
        let naming = Naming::Pseudonymous(Arc::new(keys));
        Ok(Self(Arc::new(Reader::open(vfs, naming)?)))
    }

    /// The newest state: every commit that returned before this call, by any process, is in it.
    /// Later ones do not change it, and it keeps nobody waiting.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        self.0.current()
    }

    /// The state after commit `number` (S29), but without people who were erased since and
    /// records that are not kept any more.
    ///
    /// # Errors
    /// [`StoreError::NotKept`]; as [`Self::open`].
    pub fn snapshot_as_of(&self, number: u64) -> Result<Snapshot, StoreError> {
        self.0.as_of(number)
    }

    /// The state at a time, by the writer's clock: that of the last commit until then.
    ///
    /// # Errors
    /// [`StoreError::NotKept`] with the first commit's number for a time before it; as
    /// [`Self::snapshot_as_of`].
    pub fn snapshot_at(&self, time: Timestamp) -> Result<Snapshot, StoreError> {
        self.0.as_of(self.0.number_at(time)?)
    }

    /// Which commits can be asked by [`Self::snapshot_as_of`], oldest first.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn history(&self) -> Result<Vec<Kept>, StoreError> {
        self.0.history()
    }

    /// The number of the commit that was last published; those after it are only in the log.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn published(&self) -> Result<u64, StoreError> {
        Ok(self.0.base()?.number())
    }

    /// Which processes read which state, and how far it is behind. One that was killed is not in
    /// the list.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn snapshot_lag(&self) -> Result<Vec<Pinned>, StoreError> {
        self.0.pinned()
    }

    /// The writer; nobody else, in any process, can have one until it is dropped. What a writer
    /// that was killed had committed is there.
    ///
    /// # Errors
    /// [`StoreError::Locked`], which names the process that has it, and as [`Self::open`].
    pub fn writer(&self) -> Result<Writer, StoreError> {
        self.writer_with(WriterOptions::default())
    }

    /// As [`Self::writer`], with options.
    ///
    /// # Errors
    /// As [`Self::writer`].
    pub fn writer_with(&self, options: WriterOptions) -> Result<Writer, StoreError> {
        Writer::open(&self.0, options)
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
