//! What a writer and its compactor share: the published state, and the one way to replace it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::StoreError;
use crate::io::{Probe, Vfs};
use crate::log::LogWriter;
use crate::manifest::{CURRENT, Current, Manifest, StateEntry, TEMPORARY};
use crate::names::Naming;
use crate::publish::Output;
use crate::reader::{Reader, pinned};
use crate::snapshot::{Snapshot, is_pin};

/// The lock file of the one writer.
pub(crate) const LOCK: &str = "LOCK";

/// An earlier state is kept one an hour when it is older than this, in seconds.
const EVERY_STATE_FOR: i64 = 3600;

/// What a writer and its compactor share.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) vfs: Arc<dyn Vfs>,
    pub(crate) naming: Naming,
    /// That of the store whose writer this is: it follows what is published.
    pub(crate) reader: Arc<Reader>,
    published: Mutex<Published>,
    /// Why nothing may be written any more.
    failed: Mutex<Option<String>>,
}

/// The published state; whoever holds it may replace it.
#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) base: Snapshot,
    /// The files of kept manifests, by manifest.
    kept: BTreeMap<String, Vec<String>>,
}

impl Core {
    pub(crate) fn new(reader: &Arc<Reader>, base: Snapshot) -> Self {
        Self {
            vfs: Arc::clone(reader.vfs()),
            naming: reader.naming().clone(),
            reader: Arc::clone(reader),
            published: Mutex::new(Published {
                base,
                kept: BTreeMap::new(),
            }),
            failed: Mutex::new(None),
        }
    }

    /// Whether nobody is replacing the published state just now.
    pub(crate) fn is_free(&self) -> bool {
        self.published.try_lock().is_ok()
    }

    /// Notes a failure of the compactor, after which the state on disk is not known here.
    pub(crate) fn fail(&self, error: &StoreError) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get_or_insert_with(|| error.to_string());
    }

    /// The failure, if there was one.
    pub(crate) fn failure(&self) -> Option<String> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.clone()
    }

    /// Whether there was a failure.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure().is_some()
    }

    /// The published state, to be read or replaced by nobody else meanwhile.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Published> {
        // Whatever panicked had not switched yet, or had switched and is found on disk.
        self.published
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Published {
    /// Makes `manifest` the published state. With `fresh_log`, it starts a log of its own, and
    /// that is returned; else it goes on with the log that it names.
    ///
    /// Until `CURRENT` is switched a failure leaves nothing; after it the new state counts.
    pub(crate) fn switch(
        &mut self,
        core: &Core,
        output: &Output<'_>,
        mut manifest: Manifest,
        fresh_log: bool,
        naming: &Naming,
    ) -> Result<Option<LogWriter>, StoreError> {
        let vfs = &*core.vfs;
        let written = (|| {
            let log = if fresh_log {
                manifest.log = output.name("log");
                output.note(&manifest.log);
                Some(LogWriter::create(vfs, &manifest.log, manifest.number)?)
            } else {
                None
            };
            manifest.sequence = output.sequence();
            output.note(&manifest.name());
            let current = manifest.write(vfs)?;
            Ok((log, current))
        })();
        let (log, current) = written.inspect_err(|_| output.undo())?;
        // From here on the new state may be the current one, so nothing is removed.
        current.switch(vfs)?;
        let base = &self.base;
        self.base = Snapshot::published(&core.vfs, Some(base), naming)?;
        core.reader.follow(&self.base);
        Ok(log)
    }

    /// The history of the state that follows this one, whose last commit was `last` at `time`.
    pub(crate) fn history(&self, last: u64, time: i64) -> Vec<StateEntry> {
        let manifest = self.base.manifest();
        let mut history = manifest.history.clone();
        let keep = i64::from(manifest.settings.history_s);
        if keep == 0 {
            return Vec::new();
        }
        history.push(StateEntry {
            number: manifest.number,
            last,
            time,
            manifest: self.base.current().manifest.clone(),
            blake3: self.base.current().blake3,
            log: manifest.log.clone(),
        });
        thinned(history, keep, time)
    }

    /// Removes every file that no state needs and nobody reads.
    ///
    /// A file that cannot be removed is tried again next time.
    pub(crate) fn collect(&mut self, vfs: &dyn Vfs) -> Result<(), StoreError> {
        let mut needed: BTreeSet<String> = [CURRENT, LOCK].map(str::to_owned).into();
        let manifest = self.base.manifest();
        needed.extend(files_of(manifest));
        needed.insert(self.base.current().manifest.clone());
        let names: BTreeSet<&String> = manifest.history.iter().map(|s| &s.manifest).collect();
        self.kept.retain(|name, _| names.contains(name));
        for state in &manifest.history {
            if !self.kept.contains_key(&state.manifest) {
                let kept = Manifest::read(vfs, &state.manifest, &state.blake3)?;
                self.kept
                    .insert(state.manifest.clone(), files_of(&kept).collect());
            }
            needed.insert(state.manifest.clone());
        }
        needed.extend(self.kept.values().flatten().cloned());
        for pin in pinned(vfs, manifest.number)? {
            if needed.insert(pin.manifest.clone()) {
                needed.extend(Manifest::files_unsealed(vfs, &pin.manifest));
            }
        }
        for name in vfs.list()? {
            let stale_pin = || matches!(vfs.probe(&name), Ok(Probe::Free));
            let ours = if is_pin(&name) {
                stale_pin()
            } else {
                is_ours(&name) && !needed.contains(&name)
            };
            if ours {
                vfs.remove(&name)?;
            }
        }
        Ok(())
    }
}

/// The files of one state, its log with them.
fn files_of(manifest: &Manifest) -> impl Iterator<Item = String> + '_ {
    let files = manifest.files().map(|f| f.name.clone());
    files.chain([manifest.log.clone()])
}

/// Whether a store could have made a file of that name; nothing else is ever removed.
fn is_ours(name: &str) -> bool {
    const KINDS: [&str; 8] = [
        "manifest", "segment", "deleted", "ids", "places", "links", "register", "log",
    ];
    let numbered = name.split_once('-').is_some_and(|(kind, number)| {
        KINDS.contains(&kind) && number.bytes().all(|b| b.is_ascii_digit())
    });
    numbered || name == TEMPORARY || name == "log.tmp"
}

/// Drops states that were superseded too long ago, and keeps one an hour of those that are not
/// quite new.
fn thinned(history: Vec<StateEntry>, keep: i64, now: i64) -> Vec<StateEntry> {
    let ends: Vec<i64> = history
        .iter()
        .skip(1)
        .map(|s| s.time)
        .chain([now])
        .collect();
    let oldest = now.saturating_sub(keep);
    let recent = now.saturating_sub(EVERY_STATE_FOR);
    let hours: Vec<i64> = history
        .iter()
        .map(|s| s.time.div_euclid(EVERY_STATE_FOR))
        .collect();
    let next_hours = hours.iter().skip(1).copied().map(Some).chain([None]);
    let all = history
        .into_iter()
        .zip(ends)
        .zip(hours.iter().zip(next_hours));
    all.filter(|((state, end), (hour, next))| {
        let last_of_hour = *next != Some(**hour);
        *end >= oldest && (state.time >= recent || last_of_hour)
    })
    .map(|((state, _), _)| state)
    .collect()
}

/// Creates an empty store: its log, its manifest, `CURRENT`.
pub(crate) fn create(vfs: &dyn Vfs, manifest: &Manifest) -> Result<(), StoreError> {
    LogWriter::create(vfs, &manifest.log, manifest.number)?;
    let current: Current = manifest.write(vfs)?;
    current.switch(vfs)
}

#[cfg(test)]
#[path = "core_tests.rs"]
mod tests;
