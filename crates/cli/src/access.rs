//! How a store is reached: its path and keys, the state to look at, and how a new one is made.

use std::fs;
use std::path::{Path, PathBuf};

use truyvet::{
    Duration, KeyRing, Kind, Options, Snapshot, Store, Timestamp, Writer, WriterOptions,
};

use crate::case::parse_lag;
use crate::exit::Failure;

/// The keys of a pseudonymous store.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct KeyArgs {
    /// The keys of a pseudonymous store, as `truyvet key generate` writes them
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The keys, if a file of them is named.
    ///
    /// # Errors
    /// [`Failure`] for a file that cannot be read or holds none.
    pub(crate) fn keys(&self) -> Result<Option<KeyRing>, Failure> {
        self.key_file.as_deref().map(read_keys).transpose()
    }

    /// Opens the store, with the keys if a file of them is named.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn open(&self, store: &Path) -> Result<Store, Failure> {
        match self.keys()? {
            Some(keys) => Ok(Store::open_with(store, keys)?),
            None => Ok(Store::open(store)?),
        }
    }

    /// Opens the store to write one thing, without a thread that merges segments meanwhile.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn correct(&self, store: &Path) -> Result<(Store, Writer), Failure> {
        let store = self.open(store)?;
        let options = WriterOptions {
            compact: false,
            ..WriterOptions::default()
        };
        let writer = store.writer_with(options)?;
        Ok((store, writer))
    }
}

/// Reads a key file.
///
/// # Errors
/// [`Failure`] naming the file, never what is in it.
pub(crate) fn read_keys(path: &Path) -> Result<KeyRing, Failure> {
    let text = fs::read_to_string(path).map_err(|why| Failure::file("read", path, &why))?;
    KeyRing::parse(&text).map_err(|why| Failure::Usage(format!("{}: {why}", path.display())))
}

/// Which state is looked at, and the keys for it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options")]
pub(crate) struct LookArgs {
    /// Look at an earlier state: commit number N, or what was known at TIME
    ///
    /// `truyvet history` lists what can be asked. People erased since are not in it.
    #[arg(long, value_name = "N|TIME", value_parser = parse_as_of)]
    as_of: Option<AsOf>,
    #[command(flatten)]
    key: KeyArgs,
}

/// An earlier state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AsOf {
    /// After that commit.
    Commit(u64),
    /// At that time.
    Time(Timestamp),
}

impl AsOf {
    /// The snapshot of an earlier state, or the newest.
    ///
    /// # Errors
    /// [`Failure`]; a state that is not kept is wrong use.
    pub(crate) fn of(as_of: Option<Self>, store: &Store) -> Result<Snapshot, Failure> {
        Ok(match as_of {
            None => store.snapshot()?,
            Some(Self::Commit(number)) => store.snapshot_as_of(number)?,
            Some(Self::Time(time)) => store.snapshot_at(time)?,
        })
    }
}

/// Reads `N` (digits alone) or a time with an offset.
pub(crate) fn parse_as_of(text: &str) -> Result<AsOf, String> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let number = text
            .parse()
            .map_err(|_| format!("commit {text} is far too large"));
        return number.map(AsOf::Commit);
    }
    let time = Timestamp::parse(text).map_err(|why| format!("{why}, or the number of a commit"));
    time.map(AsOf::Time)
}

impl LookArgs {
    /// Opens the store and takes the snapshot.
    ///
    /// # Errors
    /// [`Failure`]; a state that is not kept is wrong use.
    pub(crate) fn snapshot(&self, store: &Path) -> Result<(Store, Snapshot), Failure> {
        let store = self.open(store)?;
        let snapshot = AsOf::of(self.as_of, &store)?;
        Ok((store, snapshot))
    }

    /// Opens the store.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn open(&self, store: &Path) -> Result<Store, Failure> {
        self.key.open(store)
    }

    /// Whether an earlier state was asked for.
    pub(crate) const fn is_earlier(&self) -> bool {
        self.as_of.is_some()
    }
}

/// How a store is made, if there is none.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "A new store")]
pub(crate) struct NewArgs {
    /// How long earlier states can be asked (0s: not at all) [default: 2w]
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse)]
    history: Option<Duration>,
    /// How long after its end a day still expects records; then it is packed for good [default: 1w]
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse)]
    lateness: Option<Duration>,
    /// How soon nothing of an erased person may be left on disk [default: 1d]
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse)]
    erase_within: Option<Duration>,
    /// How much time one file of records spans [default: 1d]
    #[arg(long, value_name = "LENGTH", value_parser = Duration::parse)]
    partition: Option<Duration>,
    /// Make it for tracing only: nobody can list who was at a place, for good
    #[arg(long)]
    no_listing: bool,
    /// How long an open visit at a place of that kind lasts at most; repeatable, also later
    /// (market=3h)
    #[arg(long = "dwell", value_name = "KIND=LENGTH", value_parser = parse_lag)]
    dwells: Vec<(Kind, Duration)>,
}

/// A store that was opened, or made for this.
pub(crate) struct Target {
    /// The store.
    pub(crate) store: Store,
    /// What was made for it.
    pub(crate) made: Option<Made>,
    /// Dwells that are to be set in a store that was there before.
    dwells: Vec<(Kind, Duration)>,
}

impl Target {
    /// Its writer, with the dwells set.
    ///
    /// # Errors
    /// [`Failure`].
    pub(crate) fn writer(&self, options: WriterOptions) -> Result<Writer, Failure> {
        let mut writer = self.store.writer_with(options)?;
        for (kind, dwell) in &self.dwells {
            writer.set_dwell(kind, *dwell)?;
        }
        Ok(writer)
    }

    /// Takes a store away again that was made for what has failed.
    pub(crate) fn undo(&self) {
        if let Some(made) = &self.made {
            made.undo(&self.store);
        }
    }
}

impl NewArgs {
    /// Opens the store at `path`; makes one where there is nothing or an empty folder.
    ///
    /// # Errors
    /// [`Failure`]; wrong use if an option for a new store is given for an old one.
    pub(crate) fn open(&self, path: &Path, key: &KeyArgs) -> Result<Target, Failure> {
        let empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        if path.exists() && !empty {
            let store = key.open(path)?;
            if let Some(option) = self.only_for_new() {
                return Err(Failure::Usage(format!(
                    "{option} is chosen when a store is made, and {} is there already: leave it out",
                    path.display()
                )));
            }
            return Ok(Target {
                store,
                made: None,
                dwells: self.dwells.clone(),
            });
        }
        let options = self.options(key.keys()?);
        let made = Made {
            store: path.to_owned(),
            folders: path
                .ancestors()
                .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
                .map(Path::to_owned)
                .collect(),
        };
        match Store::create(path, options) {
            Ok(store) => Ok(Target {
                store,
                made: Some(made),
                dwells: Vec::new(),
            }),
            Err(why) => {
                made.remove_folders();
                Err(why.into())
            }
        }
    }

    fn only_for_new(&self) -> Option<&'static str> {
        let given = [
            ("--history", self.history),
            ("--lateness", self.lateness),
            ("--erase-within", self.erase_within),
            ("--partition", self.partition),
        ];
        let mut given = given.into_iter();
        let first = given.find(|(_, value)| value.is_some());
        let listing = self.no_listing.then_some("--no-listing");
        first.map(|(name, _)| name).or(listing)
    }

    fn options(&self, keys: Option<KeyRing>) -> Options {
        let default = Options::default();
        Options {
            partition: self.partition.unwrap_or(default.partition),
            dwell: self.dwells.iter().cloned().collect(),
            history: self.history.unwrap_or(default.history),
            lateness: self.lateness.unwrap_or(default.lateness),
            erase_within: self.erase_within.unwrap_or(default.erase_within),
            listing: !self.no_listing,
            keys,
        }
    }
}

/// A store that was made, so that it can be unmade.
#[derive(Debug)]
pub(crate) struct Made {
    store: PathBuf,
    /// The folders that were not there, the store's first, then those above it.
    folders: Vec<PathBuf>,
}

impl Made {
    /// Removes the store again, unless something was stored, or somebody else uses it meanwhile.
    ///
    /// What cannot be removed is left: the failure that led here is what the user must hear.
    fn undo(&self, store: &Store) {
        // Holding the writer's place keeps others out while the files go.
        let Ok(_writer) = store.writer() else { return };
        let used = |snapshot: Snapshot| snapshot.number() > 0;
        if store.snapshot().is_ok_and(used) {
            return;
        }
        for entry in fs::read_dir(&self.store).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
        self.remove_folders();
    }

    fn remove_folders(&self) {
        for folder in &self.folders {
            let _ = fs::remove_dir(folder);
        }
    }
}
