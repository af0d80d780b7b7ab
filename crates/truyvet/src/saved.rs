//! Answers in files: saved with all that chains and a re-trace need, and opened again.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use truyvet_model::{Exposures, Question};
use truyvet_store::StoreError;
use truyvet_trace::Saved;

use crate::diff::{Difference, same_question};
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::trace::Trace;

impl Trace {
    /// Saves the answer in a file, which is complete or not there, and which only its owner can
    /// read. It holds the question, the number of the snapshot, the rows with their witnesses and
    /// who was infectious when; people and places by number, and the ids that the question names.
    ///
    /// It is a copy outside the store: erasing somebody there takes nothing out of it.
    ///
    /// ```
    /// use truyvet::{MemoryVfs, Options, Store};
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let file = folder.path().join("friday.answer");
    /// let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let mut writer = store.writer()?;
    /// writer.visit("An", "canteen", 0, Some(60))?;
    /// writer.visit("Bình", "canteen", 30, Some(90))?;
    /// writer.commit()?;
    /// store.snapshot()?.trace().case("An", 0..).forward()?.save(&file)?;
    ///
    /// writer.visit("Chi", "canteen", 40, Some(50))?; // arrives late
    /// writer.commit()?;
    /// let friday = store.open_trace(&file)?;
    /// assert_eq!(friday.len(), 1);
    /// assert_eq!(store.snapshot()?.retrace(friday)?.trace.len(), 2);
    /// # Ok::<(), truyvet::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::is_io`]; [`Error::is_saved`] for an answer of more than 2 GiB.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let bytes = self.answer().to_bytes();
        let bytes = bytes.map_err(|why| Error::saved(path, why))?;
        write(path, &bytes).map_err(|why| io_error("write to", path, why))
    }
}

impl Store {
    /// Opens an answer that [`Trace::save`] saved, on the snapshot that was asked.
    ///
    /// # Errors
    /// As [`SavedTrace::open`] and [`SavedTrace::on`]; [`Error::is_not_kept`] if the store does not
    /// keep that snapshot any more ([`SavedTrace::question`] can be asked again).
    pub fn open_trace(&self, path: impl AsRef<Path>) -> Result<Trace, Error> {
        let saved = SavedTrace::open(path)?;
        let snapshot = self.snapshot_as_of(saved.snapshot_number())?;
        saved.on(&snapshot)
    }
}

/// A saved answer that was opened without its store: rows by number.
#[derive(Clone, Debug)]
pub struct SavedTrace {
    path: PathBuf,
    saved: Saved,
}

impl SavedTrace {
    /// Opens a file that [`Trace::save`] wrote.
    ///
    /// # Errors
    /// [`Error::is_io`]; [`Error::is_saved`] if it is anything else, was damaged, or was written by
    /// a truyvet that lays bytes out otherwise.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = fs::read(path).map_err(|why| io_error("read", path, why))?;
        let saved = Saved::from_bytes(&bytes).map_err(|why| Error::saved(path, why))?;
        Ok(Self {
            path: path.to_owned(),
            saved,
        })
    }

    /// The file, as it was named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The question, as it was asked.
    #[must_use]
    pub fn question(&self) -> &Question {
        self.saved.question()
    }

    /// The number of the snapshot that was asked.
    #[must_use]
    pub fn snapshot_number(&self) -> u64 {
        self.saved.snapshot_number()
    }

    /// The rows, as [`Trace::columns`].
    #[must_use]
    pub fn columns(&self) -> &Exposures {
        self.saved.exposures()
    }

    /// The answer, on the snapshot that was asked.
    ///
    /// # Errors
    /// [`Error::is_saved`] for any other snapshot, or if people were erased or records have
    /// expired since; [`Error::is_damaged`], [`Error::is_io`].
    pub fn on(self, snapshot: &Snapshot) -> Result<Trace, Error> {
        let checked = self.saved.check(snapshot.store());
        checked.map_err(|why| Error::saved(&self.path, why))?;
        let answer = self.saved.on(snapshot.store())?;
        let options = snapshot.tracer().options().clone();
        Ok(Trace::new(snapshot.clone(), answer, options))
    }

    /// Whether both answer one question, as far as a difference needs it (S30): cases, isolation,
    /// closures, splits and risk may be others.
    ///
    /// # Errors
    /// [`Error::is_question`] that names the first word in which they differ.
    pub fn same_question(&self, after: &Self) -> Result<(), Error> {
        same_question(self.question(), after.question())
    }

    /// What changed from this answer to `after` (S30), both of `store`, which names their people.
    ///
    /// ```no_run
    /// # fn run(store: truyvet::Store) -> Result<(), truyvet::Error> {
    /// use truyvet::{Change, SavedTrace};
    /// let (friday, monday) = (SavedTrace::open("friday")?, SavedTrace::open("monday")?);
    /// println!("{} more to call", friday.difference(monday, &store)?.count(Change::New));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`Self::same_question`] if the questions differ, [`Error::is_saved`] if the stores do
    /// and as [`Self::on`], [`Error::is_not_kept`] if the store does not keep a snapshot that was
    /// asked any more.
    pub fn difference(self, after: Self, store: &Store) -> Result<Difference, Error> {
        self.same_question(&after)?;
        let on = |saved: Self| {
            let then = store.snapshot_as_of(saved.snapshot_number())?;
            saved.on(&then)
        };
        on(self)?.difference(&on(after)?)
    }
}

fn io_error(action: &'static str, path: &Path, why: io::Error) -> Error {
    StoreError::io(action, path.display().to_string(), why).into()
}

/// Writes a whole file beside `path`, and puts it there.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link: what it points at is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let Some(name) = path.file_name() else {
        return Err(io::ErrorKind::IsADirectory.into());
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary = folder.join(temporary);
    let done = fill(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
    if done.is_err() {
        // What matters is why it was not written.
        drop(fs::remove_file(&temporary));
        return done;
    }
    // Some file systems cannot sync a folder; the file itself is there.
    drop(File::open(folder).and_then(|folder| folder.sync_all()));
    Ok(())
}

fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
#[path = "saved_tests.rs"]
mod tests;
