//! A store: created or opened, read by snapshots, written by one writer.

use std::path::Path;
use std::sync::Arc;

use truyvet_store::{
    DiskVfs, Kept, KeyRing, Options, Pinned, Progress, VerifyReport, Vfs, WriterOptions,
};

use crate::convert::IntoTime;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::writer::Writer;

/// A store of visits, contacts and places: a folder. A clone is the same store.
#[derive(Clone, Debug)]
pub struct Store {
    store: truyvet_store::Store,
    /// Whether it neither lists nor writes.
    tracing_only: bool,
}

impl Store {
    /// Makes an empty store in the folder `path`, which is created if it is not there.
    ///
    /// # Errors
    /// [`Error::is_existing`] if there is a store already, [`Error::is_value`] for options out of
    /// range, [`Error::is_io`].
    pub fn create(path: impl AsRef<Path>, options: Options) -> Result<Self, Error> {
        let store = truyvet_store::Store::create(path, options)?;
        Ok(Self::whole(store))
    }

    /// Opens the store in the folder `path`. A pseudonymous one can be read without its keys, but
    /// nobody's id can be looked up in it; see [`Self::open_with`].
    ///
    /// # Errors
    /// [`Error::is_not_a_store`], [`Error::is_damaged`], [`Error::is_version`], [`Error::is_io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let store = truyvet_store::Store::open(path)?;
        Ok(Self::whole(store))
    }

    /// Opens a pseudonymous store: one that keeps only a keyed hash of people's ids.
    ///
    /// ```
    /// use truyvet::{KeyRing, Options, Store};
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("s");
    /// let keys = KeyRing::generate()?; // or KeyRing::parse(&text), kept outside the store
    /// Store::create(&path, Options { keys: Some(keys.clone()), ..Options::default() })?;
    /// assert!(Store::open_with(&path, KeyRing::generate()?).unwrap_err().is_key());
    ///
    /// let store = Store::open_with(&path, keys)?;
    /// let mut writer = store.writer()?;
    /// writer.visit("cccd:034201", "canteen", 0, Some(60))?;
    /// writer.commit()?;
    /// let snapshot = store.snapshot()?;
    /// let person = snapshot.person("cccd:034201")?.expect("somebody known");
    /// assert_eq!(snapshot.person_id(person)?.namespace(), "pseudonym");
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::open`]; [`Error::is_key`] for other keys than the store's, or a store that is
    /// not pseudonymous.
    pub fn open_with(path: impl AsRef<Path>, keys: KeyRing) -> Result<Self, Error> {
        let store = truyvet_store::Store::open_with(path, keys)?;
        Ok(Self::whole(store))
    }

    /// Opens the store in the folder `path`, with the keys of `options` if it has any, or makes one if nothing is there or the folder is
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
        } else if let Some(keys) = options.keys {
            Self::open_with(path, keys)
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
        Ok(Self::whole(store))
    }

    /// As [`Self::open`], in any kind of folder.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_in(vfs: Arc<dyn Vfs>) -> Result<Self, Error> {
        let store = truyvet_store::Store::open_in(vfs)?;
        Ok(Self::whole(store))
    }

    /// As [`Self::open_with`], in any kind of folder.
    ///
    /// # Errors
    /// As [`Self::open_with`].
    pub fn open_in_with(vfs: Arc<dyn Vfs>, keys: KeyRing) -> Result<Self, Error> {
        let store = truyvet_store::Store::open_in_with(vfs, keys)?;
        Ok(Self::whole(store))
    }

    /// Opens the store in the folder `path` for tracing only: [`Self::open`] and then
    /// [`Self::for_tracing`].
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_for_tracing(path: impl AsRef<Path>) -> Result<Self, Error> {
        Ok(Self::open(path)?.for_tracing())
    }

    /// The same store for tracing only, for the part of a program that answers questions about
    /// people: every question must begin at a person, and nothing can be written. Who was at a
    /// place, and the contacts of everybody, cannot be asked. There is no way back from it.
    ///
    /// ```
    /// use truyvet::{Interval, MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// # let mut writer = store.writer()?;
    /// # writer.visit("An", "canteen", 0, Some(60))?;
    /// # writer.commit()?;
    /// # drop(writer);
    /// let store = store.for_tracing();
    /// let graph = store.snapshot()?.graph();
    /// assert_eq!(graph.visits_of("An", Interval::ALWAYS)?.count(), 1);
    /// assert!(graph.visitors_of("canteen", Interval::ALWAYS).unwrap_err().is_tracing_only());
    /// assert!(store.writer().unwrap_err().is_tracing_only());
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// It narrows what a program can do by mistake or beyond its task, not what is on disk: who may
    /// read the files may open them otherwise. `docs/graph.md` says more.
    #[must_use]
    pub fn for_tracing(self) -> Self {
        Self {
            tracing_only: true,
            ..self
        }
    }

    const fn whole(store: truyvet_store::Store) -> Self {
        Self {
            store,
            tracing_only: false,
        }
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

    /// The newest state: every commit that returned before this call, in any process, is in it.
    /// It keeps no writer waiting.
    ///
    /// # Errors
    /// [`Error::is_damaged`], [`Error::is_io`].
    pub fn snapshot(&self) -> Result<Snapshot, Error> {
        Ok(Snapshot::new(self.store.snapshot()?, self.tracing_only))
    }

    /// The state after commit `number` (S29): what was known then, but without people erased
    /// since and records no longer kept.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(60))?;
    /// let friday = writer.commit()?.number;
    /// writer.visit("Bình", "canteen", 30, Some(90))?; // arrives late
    /// writer.commit()?;
    /// assert_eq!(store.snapshot_as_of(friday)?.person("Bình")?, None);
    /// assert!(store.snapshot()?.person("Bình")?.is_some());
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_not_kept`] for a commit that is not among [`Self::history`];
    /// [`Error::is_damaged`], [`Error::is_io`].
    pub fn snapshot_as_of(&self, number: u64) -> Result<Snapshot, Error> {
        let state = self.store.snapshot_as_of(number)?;
        Ok(Snapshot::new(state, self.tracing_only))
    }

    /// The state at a time, by the clock of the machine that wrote it.
    ///
    /// # Errors
    /// As [`Self::snapshot_as_of`]; [`Error::is_value`] for what is no time.
    pub fn snapshot_at(&self, time: impl IntoTime) -> Result<Snapshot, Error> {
        let time = time.into_time().map_err(|e| Error::value("time", e))?;
        let state = self.store.snapshot_at(time)?;
        Ok(Snapshot::new(state, self.tracing_only))
    }

    /// Which commits can still be asked, oldest first.
    ///
    /// # Errors
    /// [`Error::is_damaged`], [`Error::is_io`].
    pub fn history(&self) -> Result<Vec<Kept>, Error> {
        Ok(self.store.history()?)
    }

    /// The number of the commit that was last published; those after it are only in the log, which
    /// readers replay.
    ///
    /// # Errors
    /// As [`Self::history`].
    pub fn published(&self) -> Result<u64, Error> {
        Ok(self.store.published()?)
    }

    /// Which processes read which state, and how far that is behind the newest. What they read
    /// stays on disk until they have done.
    ///
    /// # Errors
    /// As [`Self::history`].
    pub fn snapshot_lag(&self) -> Result<Vec<Pinned>, Error> {
        Ok(self.store.snapshot_lag()?)
    }

    /// The writer; nobody else, in any process, can have one until it is dropped.
    ///
    /// # Errors
    /// [`Error::is_locked`] naming the process that writes; [`Error::is_key`] for a pseudonymous
    /// store that was opened without its keys; [`Error::is_tracing_only`] for one that was opened
    /// for that; [`Error::is_damaged`], [`Error::is_io`].
    pub fn writer(&self) -> Result<Writer, Error> {
        self.writer_with(WriterOptions::default())
    }

    /// As [`Self::writer`], with options.
    ///
    /// # Errors
    /// As [`Self::writer`].
    pub fn writer_with(&self, options: WriterOptions) -> Result<Writer, Error> {
        if self.tracing_only {
            return Err(Error::tracing_only("writer", false));
        }
        Ok(Writer::new(self.store.writer_with(options)?))
    }
}
