//! A store: created or opened, read by snapshots, written by one writer.

use std::path::Path;
use std::sync::Arc;

use truyvet_store::{DiskVfs, Options, Progress, VerifyReport, Vfs};

use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::writer::Writer;

/// A store of visits, contacts and places: a folder. A clone is the same store.
#[derive(Clone, Debug)]
pub struct Store {
    store: truyvet_store::Store,
}

impl Store {
    /// Makes an empty store in the folder `path`, which is created if it is not there.
    ///
    /// # Errors
    /// [`Error::is_existing`] if there is a store already, [`Error::is_value`] for options out of
    /// range, [`Error::is_io`].
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, Error> {
        let store = truyvet_store::Store::create(path, options)?;
        Ok(Self { store })
    }

    /// Opens the store in the folder `path`.
    ///
    /// # Errors
    /// [`Error::is_not_a_store`], [`Error::is_damaged`], [`Error::is_io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let store = truyvet_store::Store::open(path)?;
        Ok(Self { store })
    }

    /// Opens the store in the folder `path`, or makes one if nothing is there or the folder is
    /// empty.
    ///
    /// # Errors
    /// As [`Self::open`] and [`Self::create`].
    pub fn open_or_create(path: impl AsRef<Path>, options: Options) -> Result<Self, Error> {
        let path = path.as_ref();
        let nothing = match path.read_dir() {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        };
        if nothing {
            Self::create(path, options)
        } else {
            Self::open(path)
        }
    }

    /// As [`Self::create`], in any kind of folder, such as
    /// [`MemoryVfs`](crate::MemoryVfs).
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_in(vfs: Arc<dyn Vfs>, options: Options) -> Result<Self, Error> {
        let store = truyvet_store::Store::create_in(vfs, options)?;
        Ok(Self { store })
    }

    /// As [`Self::open`], in any kind of folder.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_in(vfs: Arc<dyn Vfs>) -> Result<Self, Error> {
        let store = truyvet_store::Store::open_in(vfs)?;
        Ok(Self { store })
    }

    /// Checks the store in the folder `path`: all that [`Snapshot::verify`] checks or, if damage
    /// keeps the store from being opened, which of its files are damaged.
    ///
    /// # Errors
    /// [`Error::is_not_a_store`], [`Error::is_io`]; damage is a finding and not an error.
    pub fn verify(
        path: impl AsRef<Path>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<VerifyReport, Error> {
        let vfs: Arc<dyn Vfs> = Arc::new(DiskVfs::new(path.as_ref()));
        Ok(truyvet_store::verify(&vfs, progress)?)
    }

    /// The latest committed state.
    ///
    /// # Errors
    /// [`Error::is_damaged`], [`Error::is_io`].
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        Ok(Snapshot::new(self.store.snapshot()?))
    }

    /// The writer; nobody else, in any process, can have one until it is dropped.
    ///
    /// # Errors
    /// [`Error::is_locked`], [`Error::is_damaged`], [`Error::is_io`].
    pub fn writer(&self) -> Result<Writer, Error> {
        Ok(Writer::new(self.store.writer()?))
    }
}
