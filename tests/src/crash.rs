//! A folder in memory that fails on demand and shows what power loss leaves of it.
//!
//! [`CrashVfs`] counts what is done to it: creations, appends, syncs, renames … It can stop after
//! any of these, as if the process were killed, or let one of them fail and go on. Then
//! [`CrashVfs::after_crash`] gives the folder as the next process may find it: what was synced is
//! there, and of the rest each piece is kept, lost or torn on its own.
#![forbid(unsafe_code)]

mod chance;

mod disk;

mod operation;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use truyvet_store::io::{Bytes, VfsLock, VfsWrite};
use truyvet_store::{Holder, Probe, StoreError, Vfs};

use disk::Disk;
use operation::{crashed, missing};

pub use operation::{Action, Fault, Operation};

/// What the clock says: 8 May 2021.
const NOW: i64 = 1_620_432_000;

/// The folder; a clone is the same folder.
#[derive(Debug, Clone, Default)]
pub struct CrashVfs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    disk: Disk,
    operations: Vec<Operation>,
    stop_after: Option<usize>,
    stopped: bool,
    fail_at: Option<(usize, Fault)>,
}

impl CrashVfs {
    /// A folder that does not exist yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every operation that was begun so far, in order, a failed one included.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        self.state().operations.clone()
    }

    /// Lets the first `count` operations from the making of this folder be done, and no more:
    /// every later call fails, reading included, as if the process were gone.
    pub fn stop_after(&self, count: usize) {
        self.state().stop_after = Some(count);
    }

    /// Whether a call failed because of [`Self::stop_after`].
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    /// Makes the operation of that number (from 1, from the making of this folder) fail, and no
    /// other.
    pub fn fail_at(&self, number: usize, fault: Fault) {
        self.state().fail_at = Some((number, fault));
    }

    /// The folder as it may be after power loss now. Seed 0 loses everything that was not synced
    /// and seed 1 nothing; any other seed draws the fate of each append and of each change of a
    /// name. No locks are held, and operations count from 0 again.
    #[must_use]
    pub fn after_crash(&self, seed: u64) -> Self {
        let state = State {
            disk: self.state().disk.after_crash(seed),
            ..State::default()
        };
        Self(Arc::new(Mutex::new(state)))
    }

    fn written(&self, name: &str, file: usize) -> CrashWrite {
        CrashWrite {
            vfs: self.clone(),
            name: name.to_owned(),
            file,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves a whole state: a failed assertion is reported by its test.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, if the process is not taken to be gone.
    fn running(
        &self,
        action: &'static str,
        name: &str,
    ) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state();
        if state.stopped {
            return Err(crashed(action, name));
        }
        Ok(state)
    }

    /// Begins an operation: the state to do it to, and how it fails if it is to.
    fn begin(&self, action: Action, name: &str, bytes: usize) -> Result<Begun<'_>, StoreError> {
        let verb = action.verb();
        let mut state = self.running(verb, name)?;
        if state.stop_after == Some(state.operations.len()) {
            state.stopped = true;
            return Err(crashed(verb, name));
        }
        state.operations.push(Operation {
            action,
            name: name.to_owned(),
            bytes,
        });
        let number = state.operations.len();
        let fault = state.fail_at.filter(|(at, _)| *at == number);
        Ok((state, fault.map(|(_, fault)| fault)))
    }

    /// As [`Self::begin`], where a failed operation does nothing.
    fn whole(&self, action: Action, name: &str) -> Result<MutexGuard<'_, State>, StoreError> {
        match self.begin(action, name, 0)? {
            (state, None) => Ok(state),
            (_, Some(fault)) => Err(fault.error(action.verb(), name)),
        }
    }

    /// As [`Self::whole`], in a folder that has to exist.
    fn inside(&self, action: Action, name: &str) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.whole(action, name)?;
        if state.disk.exists {
            Ok(state)
        } else {
            Err(missing(action.verb(), name))
        }
    }
}

type Begun<'a> = (MutexGuard<'a, State>, Option<Fault>);

impl Vfs for CrashVfs {
    fn location(&self) -> String {
        "crash test".to_owned()
    }

    fn create_dir(&self) -> Result<(), StoreError> {
        self.whole(Action::CreateDir, "")?.disk.exists = true;
        Ok(())
    }

    fn dir_exists(&self) -> Result<bool, StoreError> {
        Ok(self.running("look for", "")?.disk.exists)
    }

    fn exists(&self, name: &str) -> Result<bool, StoreError> {
        Ok(self.running("look for", name)?.disk.file(name).is_some())
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let state = self.running("list", "")?;
        if !state.disk.exists {
            return Err(missing("list", ""));
        }
        Ok(state.disk.names())
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let state = self.running("read", name)?;
        let file = state.disk.file(name);
        let file = file.ok_or_else(|| missing("read", name))?;
        Ok(state.disk.content(file))
    }

    fn open_read(&self, name: &str) -> Result<Bytes, StoreError> {
        self.read(name).map(Bytes::from)
    }

    fn create_write(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        let file = self.inside(Action::Create, name)?.disk.create(name);
        Ok(Box::new(self.written(name, file)))
    }

    fn open_append(&self, name: &str) -> Result<Box<dyn VfsWrite>, StoreError> {
        let state = self.running("open", name)?;
        let file = state.disk.file(name);
        let file = file.ok_or_else(|| missing("open", name))?;
        Ok(Box::new(self.written(name, file)))
    }

    fn read_from(&self, name: &str, offset: u64) -> Result<Vec<u8>, StoreError> {
        let mut bytes = self.read(name)?;
        let from = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(bytes.split_off(from.min(bytes.len())))
    }

    fn length(&self, name: &str) -> Result<u64, StoreError> {
        Ok(self.read(name)?.len() as u64)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), StoreError> {
        let done = self.whole(Action::Rename, to)?.disk.rename(from, to);
        done.then_some(()).ok_or_else(|| missing("rename", from))
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        self.whole(Action::Remove, name)?.disk.remove(name);
        Ok(())
    }

    fn sync_dir(&self) -> Result<(), StoreError> {
        self.inside(Action::SyncDir, "")?.disk.sync_dir();
        Ok(())
    }

    fn lock(&self, name: &str, note: &str) -> Result<Box<dyn VfsLock>, StoreError> {
        let mut state = self.inside(Action::Lock, name)?;
        let held = !state.disk.locks.insert(name.to_owned());
        let process = std::process::id();
        if held {
            return Err(StoreError::Locked {
                path: self.location(),
                holder: Holder::Process(process),
            });
        }
        let file = state.disk.file(name);
        let file = file.unwrap_or_else(|| state.disk.create(name));
        state.disk.truncate(file);
        let text = format!("{process}\n{note}\n");
        state.disk.append(file, text.as_bytes());
        Ok(Box::new(CrashLock {
            vfs: self.clone(),
            name: name.to_owned(),
        }))
    }

    fn probe(&self, name: &str) -> Result<Probe, StoreError> {
        let state = self.running("probe", name)?;
        if !state.disk.locks.contains(name) {
            return Ok(Probe::Free);
        }
        let text = state.disk.file(name).map(|file| state.disk.content(file));
        let text = String::from_utf8(text.unwrap_or_default()).unwrap_or_default();
        let (_, note) = text.split_once('\n').unwrap_or_default();
        Ok(Probe::Held {
            holder: Holder::Process(std::process::id()),
            note: note.strip_suffix('\n').unwrap_or(note).to_owned(),
        })
    }

    /// Always the same instant, so that a history repeats to the byte.
    fn now(&self) -> i64 {
        NOW
    }
}

#[derive(Debug)]
struct CrashLock {
    vfs: CrashVfs,
    name: String,
}

impl VfsLock for CrashLock {}

impl Drop for CrashLock {
    fn drop(&mut self) {
        self.vfs.state().disk.locks.remove(&self.name);
    }
}

/// An open file: it stays the same one when its name goes to another.
#[derive(Debug)]
struct CrashWrite {
    vfs: CrashVfs,
    name: String,
    file: usize,
}

impl CrashWrite {
    fn made_durable(&self, action: Action) -> Result<(), StoreError> {
        let (mut state, fault) = self.vfs.begin(action, &self.name, 0)?;
        let Some(fault) = fault else {
            state.disk.sync(self.file);
            return Ok(());
        };
        if fault == Fault::IoForgotten {
            state.disk.forget(self.file);
        }
        Err(fault.error(action.verb(), &self.name))
    }
}

impl VfsWrite for CrashWrite {
    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let (mut state, fault) = self.vfs.begin(Action::Append, &self.name, bytes.len())?;
        let Some(fault) = fault else {
            state.disk.append(self.file, bytes);
            return Ok(());
        };
        if fault == Fault::NoSpace {
            let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
            state.disk.append(self.file, half);
        }
        Err(fault.error("write", &self.name))
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        self.made_durable(Action::Sync)
    }

    fn seal(self: Box<Self>) -> Result<(), StoreError> {
        self.made_durable(Action::Seal)
    }
}

#[cfg(test)]
#[path = "crash_tests.rs"]
mod tests;
