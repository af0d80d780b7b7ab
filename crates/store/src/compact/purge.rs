//! Removing for good what must go, from the current state and from every one that is kept.

use roaring::RoaringBitmap;

use super::rewrite::{Rekey, Rewriter, Rules};
use crate::core::{Core, Published};
use crate::error::StoreError;
use crate::manifest::{Current, Manifest, StateEntry};
use crate::names::KeyRing;
use crate::publish::{Output, Pending, build};
use crate::snapshot::Snapshot;

/// What a purge did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Purge {
    /// Rows that went from segments, counted once per file.
    pub rows: u64,
    /// Files written anew.
    pub files: u64,
    /// Kept states that were written anew.
    pub states: u64,
}

/// Whether something must be gone soon: half of the time that an erasure gives has passed.
pub(crate) fn overdue(manifest: &Manifest, now: i64) -> bool {
    let pending = manifest.erasures.iter().filter(|e| !e.done);
    let mut soon = pending.map(|e| e.time.midpoint(e.due));
    soon.any(|soon| soon <= now)
}

/// Writes every file anew that holds erased people or records below the floor; with `rekey`,
/// people's names as well.
pub(crate) fn purge(
    core: &Core,
    published: &mut Published,
    rekey: Option<&KeyRing>,
) -> Result<Purge, StoreError> {
    let vfs = &*core.vfs;
    let manifest = published.base.manifest().clone();
    let waiting = manifest.erasures.iter().filter(|e| !e.done);
    let erased: RoaringBitmap = waiting.flat_map(|e| e.people.iter().copied()).collect();
    let rekey = rekey.map(|keys| Rekey::new(core, keys)).transpose()?;
    let rules = Rules {
        erased,
        floor: manifest.floor,
        rekey,
    };
    if rules.erased.is_empty() && rules.floor.is_none() && rules.rekey.is_none() {
        published.collect(vfs)?;
        return Ok(Purge::default());
    }
    let output = Output::new(vfs, &manifest);
    let rewritten = rewrite(core, &output, &rules, manifest).inspect_err(|_| output.undo())?;
    let (manifest, done, changed) = rewritten;
    if changed {
        let naming = match &rules.rekey {
            Some(rekey) => rekey.naming(),
            None => core.naming.clone(),
        };
        published.switch(core, &output, manifest, false, &naming)?;
        if rules.rekey.is_some() {
            // It has the old keys.
            core.reader.let_go();
        }
    } else {
        output.undo();
    }
    published.collect(vfs)?;
    Ok(done)
}

fn rewrite(
    core: &Core,
    output: &Output<'_>,
    rules: &Rules<'_>,
    mut manifest: Manifest,
) -> Result<(Manifest, Purge, bool), StoreError> {
    let mut rewriter = Rewriter::new(output, rules);
    let mut states = 0;
    let mut history = Vec::new();
    for state in &manifest.history {
        let (state, changed) = kept(core, &mut rewriter, output, state)?;
        states += u64::from(changed);
        history.push(state);
    }
    let mut changed = states > 0;
    manifest.history = history;
    changed |= rewriter.state(&mut manifest)?;
    for erasure in manifest.erasures.iter_mut().filter(|e| !e.done) {
        erasure.done = true;
        changed = true;
    }
    let done = Purge {
        rows: rewriter.rows,
        files: rewriter.files,
        states,
    };
    Ok((manifest, done, changed))
}

/// Rewrites one kept state, with the log that followed it.
fn kept(
    core: &Core,
    rewriter: &mut Rewriter<'_>,
    output: &Output<'_>,
    state: &StateEntry,
) -> Result<(StateEntry, bool), StoreError> {
    let rules = rewriter.rules;
    let manifest = Manifest::read(output.vfs, &state.manifest, &state.blake3)?;
    let (mut manifest, mut changed) = without_them(core, output, rules, state, manifest)?;
    changed |= rewriter.state(&mut manifest)?;
    // Of a log it is not known what it holds, so it is written anew if anything can be in it.
    let in_log = !rules.erased.is_empty() || rules.rekey.is_some() || rules.floor.is_some();
    if in_log && state.last > state.number {
        manifest.log = rewriter.log(&manifest)?;
        changed = true;
    }
    if !changed {
        return Ok((state.clone(), false));
    }
    manifest.history.clear();
    manifest.sequence = output.sequence();
    output.note(&manifest.name());
    let current = manifest.write(output.vfs)?;
    let state = StateEntry {
        manifest: current.manifest,
        blake3: current.blake3,
        log: manifest.log,
        ..state.clone()
    };
    Ok((state, true))
}

/// Where ids were linked, what must go may have hidden what stays, or ended an open visit of it:
/// the state is worked out anew before anything is removed. Says whether it is another one.
fn without_them(
    core: &Core,
    output: &Output<'_>,
    rules: &Rules<'_>,
    state: &StateEntry,
    manifest: Manifest,
) -> Result<(Manifest, bool), StoreError> {
    if manifest.links.is_none() {
        return Ok((manifest, false));
    }
    let current = Current {
        manifest: state.manifest.clone(),
        blake3: state.blake3,
    };
    let erasures = manifest.erasures.clone();
    let people = manifest.people;
    let (number, time) = (manifest.number, manifest.time);
    let base = Snapshot::open(&core.vfs, current, manifest, None, &core.naming, None)?;
    let mut pending = Pending::new(&base, &core.naming);
    pending.erased = rules.erased.iter().filter(|n| *n < people).collect();
    pending.floor = rules.floor;
    let next = build(output, &base, &mut pending, number, time)?;
    let mut manifest = next.manifest;
    manifest.erasures = erasures;
    Ok((manifest, next.changed))
}
