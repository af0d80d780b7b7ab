//! The thread of a writer that compacts while records are appended.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::merge::{Effort, rest, step};
use super::purge::{overdue, purge};
use crate::core::Core;
use crate::error::StoreError;

/// Days get sealed and deadlines pass without anybody appending, so it looks so often.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The compactor of one writer; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Compactor {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    wanted: bool,
    stopped: bool,
}

impl Compactor {
    /// Starts it.
    pub(crate) fn start(core: Arc<Core>) -> Result<Self, StoreError> {
        let signal = Arc::new(Signal::default());
        let heard = Arc::clone(&signal);
        let thread = std::thread::Builder::new()
            .name("truyvet-compactor".to_owned())
            .spawn(move || run(&core, &heard))
            .map_err(|error| StoreError::io("start", "the compactor's thread", error))?;
        Ok(Self {
            signal,
            thread: Some(thread),
        })
    }

    /// Tells it that there may be work.
    pub(crate) fn wake(&self) {
        self.signal.set(|state| state.wanted = true);
    }
}

impl Drop for Compactor {
    fn drop(&mut self) {
        self.signal.set(|state| state.stopped = true);
        if let Some(thread) = self.thread.take() {
            // A panic there has been told of already, and the state on disk is whole.
            drop(thread.join());
        }
    }
}

impl Signal {
    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Waits until there may be work, at most so long; whether to go on at all.
    fn wait(&self, time: Duration, for_work: bool) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = |s: &mut State| !(s.stopped || for_work && s.wanted);
        let waited = self.changed.wait_timeout_while(state, time, idle);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if for_work {
            state.wanted = false;
        }
        !state.stopped
    }
}

fn run(core: &Core, signal: &Signal) {
    while signal.wait(LOOK_EVERY, true) {
        loop {
            let began = Instant::now();
            match work(core) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    core.fail(&error);
                    return;
                }
            }
            if !signal.wait(rest(began.elapsed()), false) {
                return;
            }
        }
    }
}

/// Does one job; whether there was one.
fn work(core: &Core) -> Result<bool, StoreError> {
    let mut published = core.lock();
    if core.has_failed() {
        return Ok(false);
    }
    if overdue(published.base.manifest(), core.vfs.now()) {
        purge(core, &mut published, None)?;
        return Ok(true);
    }
    Ok(step(core, &mut published, Effort::Usual)?.is_some())
}
