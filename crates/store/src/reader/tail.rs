//! Commits that are only in the log, as a snapshot: published to memory, on top of the state on disk.

use std::sync::Arc;

use crate::error::StoreError;
use crate::io::{OverlayVfs, Vfs};
use crate::log::{LogEnd, ops, read_log};
use crate::manifest::Manifest;
use crate::names::Naming;
use crate::publish::{Output, Pending, build};
use crate::snapshot::{Snapshot, missing};

/// One commit of a log.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) number: u64,
    pub(crate) time: i64,
    payload: Arc<[u8]>,
}

/// The commits of a log as far as it was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tail {
    /// The log.
    pub(crate) name: String,
    pub(crate) frames: Vec<Frame>,
    pub(crate) end: Option<LogEnd>,
}

impl Tail {
    /// The tail of the log that follows `manifest`; `known` is what was read of it before.
    pub(crate) fn read(
        vfs: &dyn Vfs,
        manifest: &Manifest,
        known: Option<&Self>,
    ) -> Result<Self, StoreError> {
        let known = known.filter(|k| k.name == manifest.log);
        let mut tail = known.cloned().unwrap_or_default();
        tail.name.clone_from(&manifest.log);
        let from = tail.end.take();
        let mut expected = tail.frames.last().map_or(manifest.number, |f| f.number);
        let frames = &mut tail.frames;
        let end = read_log(vfs, &manifest.log, from.as_ref(), |commit| {
            expected = expected.saturating_add(1);
            if commit.number != expected {
                let what = format!("commit {} stands where {expected} should", commit.number);
                return Err(StoreError::damaged(&manifest.log, what));
            }
            frames.push(Frame {
                number: commit.number,
                time: commit.time,
                payload: commit.payload.into(),
            });
            Ok(())
        });
        let end = end.map_err(|error| missing(&manifest.log, error))?;
        if end.number != expected {
            // Only a log without a commit comes here: what it says it follows was not compared yet.
            let what = format!("it follows commit {} instead of {expected}", end.number);
            return Err(StoreError::damaged(&manifest.log, what));
        }
        tail.end = Some(end);
        Ok(tail)
    }

    /// Adds its commits up to number `last` to `pending`.
    pub(crate) fn replay(&self, pending: &mut Pending, last: u64) -> Result<(), StoreError> {
        for frame in self.frames.iter().take_while(|f| f.number <= last) {
            let damaged = |what: &str| {
                let what = format!("commit {}: {what}", frame.number);
                StoreError::damaged(&self.name, what)
            };
            for op in ops(&frame.payload) {
                let op = op.map_err(|_| damaged("it is unreadable"))?;
                pending.apply(&op).map_err(damaged)?;
            }
            pending.commit(frame.time);
        }
        Ok(())
    }

    /// Number and time of the last commit up to `last`.
    pub(crate) fn last(&self, last: u64) -> Option<(u64, i64)> {
        let frames = self.frames.iter().rev();
        let mut kept = frames.filter(|f| f.number <= last);
        kept.next().map(|f| (f.number, f.time))
    }
}

/// What is laid over a state on disk: `pending`, published to memory.
pub(crate) fn overlay(
    vfs: &Arc<dyn Vfs>,
    base: &Snapshot,
    pending: &mut Pending,
    (number, time): (u64, i64),
    naming: &Naming,
) -> Result<Snapshot, StoreError> {
    let overlay: Arc<dyn Vfs> = Arc::new(OverlayVfs::new(Arc::clone(vfs)));
    let output = Output::new(&*overlay, base.manifest());
    let state = build(&output, base, pending, number, time)?;
    let (current, pin) = (base.current().clone(), base.pin().cloned());
    Snapshot::open(&overlay, current, state.manifest, Some(base), naming, pin)
}
