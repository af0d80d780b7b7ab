//! Which state a reader sees: the published one, what the log adds to it, or an earlier one (S29).

mod tail;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use truyvet_model::Timestamp;

use crate::error::{Holder, StoreError};
use crate::io::{Probe, Vfs};
use crate::manifest::{Current, Manifest, Settings, StateEntry};
use crate::names::Naming;
use crate::publish::Pending;
use crate::snapshot::{PinNote, Snapshot, is_pin};

pub(crate) use tail::Tail;
use tail::overlay;

/// Commits that can be asked (S29): all from `first` to `last`. A published log makes a new state
/// that begins with the last commit of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The first of them.
    pub first: u64,
    /// The last of them.
    pub last: u64,
    /// When the last one was made, by the writer's clock.
    pub time: Timestamp,
}

/// A process that reads a state of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// Which process.
    pub holder: Holder,
    /// The commit that the state was published with; `None` if that can no longer be told.
    pub number: Option<u64>,
    /// How many commits have been published or logged since.
    pub behind: Option<u64>,
    /// Since when.
    pub since: Timestamp,
    /// The manifest of the state.
    pub(crate) manifest: String,
}

/// Gives snapshots of one store, each opened once.
#[derive(Debug)]
pub(crate) struct Reader {
    vfs: Arc<dyn Vfs>,
    naming: Naming,
    /// What was seen last; later states share its files.
    latest: Mutex<Option<Latest>>,
}

#[derive(Debug, Clone)]
struct Latest {
    base: Snapshot,
    tail: Tail,
    snapshot: Snapshot,
}

impl Reader {
    pub(crate) fn open(vfs: Arc<dyn Vfs>, naming: Naming) -> Result<Self, StoreError> {
        let latest = Latest::read(&vfs, &naming, None)?;
        Ok(Self {
            vfs,
            naming,
            latest: Mutex::new(Some(latest)),
        })
    }

    /// Opens it without keys, whether it needs some or not.
    pub(crate) fn sealed(vfs: &Arc<dyn Vfs>) -> Result<Self, StoreError> {
        let naming = match Self::settings(&**vfs)?.key_check {
            None => Naming::Plain,
            Some(_) => Naming::Sealed,
        };
        Self::open(Arc::clone(vfs), naming)
    }

    /// The settings of the store in `vfs`.
    pub(crate) fn settings(vfs: &dyn Vfs) -> Result<Settings, StoreError> {
        loop {
            let current = Current::read(vfs)?;
            match Manifest::read(vfs, &current.manifest, &current.blake3) {
                Ok(manifest) => return Ok(manifest.settings),
                // A writer may have gone on to the next one.
                Err(_) if Current::read(vfs)? != current => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(crate) const fn vfs(&self) -> &Arc<dyn Vfs> {
        &self.vfs
    }

    pub(crate) const fn naming(&self) -> &Naming {
        &self.naming
    }

    /// The state with every commit that was made before the call, by any process.
    pub(crate) fn current(&self) -> Result<Snapshot, StoreError> {
        Ok(self.latest()?.snapshot)
    }

    /// The published state, without the log.
    pub(crate) fn base(&self) -> Result<Snapshot, StoreError> {
        Ok(self.latest()?.base)
    }

    fn latest(&self) -> Result<Latest, StoreError> {
        let known = self.lock().clone();
        let latest = Latest::read(&self.vfs, &self.naming, known.as_ref())?;
        let mut kept = self.lock();
        let newer = |kept: &Latest| kept.snapshot.number() > latest.snapshot.number();
        if !kept.as_ref().is_some_and(newer) {
            *kept = Some(latest.clone());
        }
        Ok(latest)
    }

    /// Goes on from `base`, which the writer of this process has just published, so that files of
    /// earlier states are not held on to.
    pub(crate) fn follow(&self, base: &Snapshot) {
        *self.lock() = Some(Latest {
            base: base.clone(),
            tail: Tail::default(),
            snapshot: base.clone(),
        });
    }

    /// Holds on to nothing.
    pub(crate) fn let_go(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Latest>> {
        // A panic elsewhere cannot leave half a state here: it is one assignment.
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state of commit `number`, without people who were erased since and records that must
    /// not be kept any more.
    pub(crate) fn as_of(&self, number: u64) -> Result<Snapshot, StoreError> {
        let latest = self.latest()?;
        if number == latest.snapshot.number() {
            return Ok(latest.snapshot);
        }
        let now = latest.base.manifest();
        if number >= now.number && number < latest.snapshot.number() {
            return self.state(&latest.base, &latest.tail, number, now);
        }
        let state = now.history.iter().rfind(|s| s.number <= number);
        let Some(state) = state.filter(|s| number <= s.last) else {
            return Err(StoreError::NotKept {
                number,
                kept: in_words(&kept(&latest.base, &latest.tail)),
            });
        };
        let (base, tail) = self.earlier(state, &latest.base)?;
        self.state(&base, &tail, number, now)
    }

    /// The last commit that was made at `time` or before, of those that are kept.
    pub(crate) fn number_at(&self, time: Timestamp) -> Result<u64, StoreError> {
        let latest = self.latest()?;
        let until = |tail: &Tail| {
            let made = tail.frames.iter().rev().find(|f| f.time <= time.seconds());
            made.map(|frame| frame.number)
        };
        let manifest = latest.base.manifest();
        if manifest.time <= time.seconds() {
            return Ok(until(&latest.tail).unwrap_or(manifest.number));
        }
        for state in manifest.history.iter().rev() {
            if state.time <= time.seconds() {
                return Ok(state.last);
            }
            let earlier = Manifest::read(&*self.vfs, &state.manifest, &state.blake3)?;
            if earlier.time <= time.seconds() {
                let tail = Tail::read(&*self.vfs, &earlier, None)?;
                return Ok(until(&tail).unwrap_or(earlier.number));
            }
        }
        Err(StoreError::NotKept {
            number: 0,
            kept: in_words(&kept(&latest.base, &latest.tail)),
        })
    }

    /// Opens an earlier published state, with the people who are erased now.
    fn earlier(&self, state: &StateEntry, now: &Snapshot) -> Result<(Snapshot, Tail), StoreError> {
        let mut manifest = Manifest::read(&*self.vfs, &state.manifest, &state.blake3)?;
        let tail = Tail::read(&*self.vfs, &manifest, None)?;
        manifest.erasures.clone_from(&now.manifest().erasures);
        let current = Current {
            manifest: state.manifest.clone(),
            blake3: state.blake3,
        };
        let (vfs, pin) = (&self.vfs, now.pin().cloned());
        let base = Snapshot::open(vfs, current, manifest, Some(now), &self.naming, pin)?;
        Ok((base, tail))
    }

    /// `base` with its log up to commit `number`, but without what is not kept by `now`.
    fn state(
        &self,
        base: &Snapshot,
        tail: &Tail,
        number: u64,
        now: &Manifest,
    ) -> Result<Snapshot, StoreError> {
        let mut pending = Pending::new(base, &self.naming);
        tail.replay(&mut pending, number)?;
        let people = pending.people.count();
        let erased: BTreeSet<u32> = now.erased().iter().filter(|n| *n < people).collect();
        pending.erased = erased;
        pending.floor = now.floor;
        let last = tail.last(number);
        let last = last.unwrap_or((base.manifest().number, base.manifest().time));
        overlay(&self.vfs, base, &mut pending, last, &self.naming)
    }

    /// Which commits can be asked, oldest first.
    pub(crate) fn history(&self) -> Result<Vec<Kept>, StoreError> {
        let latest = self.latest()?;
        Ok(kept(&latest.base, &latest.tail))
    }

    /// Who reads which state.
    pub(crate) fn pinned(&self) -> Result<Vec<Pinned>, StoreError> {
        let latest = self.latest()?.snapshot.number();
        pinned(&*self.vfs, latest)
    }
}

impl Latest {
    fn read(vfs: &Arc<dyn Vfs>, naming: &Naming, known: Option<&Self>) -> Result<Self, StoreError> {
        loop {
            let base = Snapshot::published(vfs, known.map(|k| &k.base), naming)?;
            let tail = match Tail::read(&**vfs, base.manifest(), known.map(|k| &k.tail)) {
                Ok(tail) => tail,
                // A writer may have published the log and removed it meanwhile.
                Err(_) if Current::read(&**vfs)? != *base.current() => continue,
                Err(error) => return Err(error),
            };
            let same_base = known.is_some_and(|k| k.base.current() == base.current());
            let same = known.filter(|k| same_base && k.tail.frames.len() == tail.frames.len());
            let snapshot = match (same, tail.last(u64::MAX)) {
                (Some(known), _) => known.snapshot.clone(),
                (None, None) => base.clone(),
                (None, Some(last)) => {
                    let mut pending = Pending::new(&base, naming);
                    tail.replay(&mut pending, u64::MAX)?;
                    overlay(vfs, &base, &mut pending, last, naming)?
                }
            };
            return Ok(Self {
                base,
                tail,
                snapshot,
            });
        }
    }
}

fn kept(base: &Snapshot, tail: &Tail) -> Vec<Kept> {
    let manifest = base.manifest();
    let earlier = manifest.history.iter().map(|s| Kept {
        first: s.number,
        last: s.last,
        time: Timestamp::from_seconds(s.time),
    });
    let (last, time) = tail
        .last(u64::MAX)
        .unwrap_or((manifest.number, manifest.time));
    let now = Kept {
        first: manifest.number,
        last,
        time: Timestamp::from_seconds(time),
    };
    earlier.chain([now]).collect()
}

/// `3 to 17, 20`.
fn in_words(kept: &[Kept]) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for kept in kept {
        match ranges.last_mut() {
            Some(last) if last.1.saturating_add(1) >= kept.first => last.1 = kept.last,
            _ => ranges.push((kept.first, kept.last)),
        }
    }
    let ranges = ranges.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    });
    ranges.collect::<Vec<_>>().join(", ")
}

/// Who reads which state, `latest` being the newest commit.
pub(crate) fn pinned(vfs: &dyn Vfs, latest: u64) -> Result<Vec<Pinned>, StoreError> {
    let mut found = Vec::new();
    for name in vfs.list()?.into_iter().filter(|name| is_pin(name)) {
        let Probe::Held { holder, note } = vfs.probe(&name)? else {
            continue;
        };
        let Some(note) = PinNote::parse(&note) else {
            continue;
        };
        let number = Manifest::number_of(vfs, &note.manifest);
        found.push(Pinned {
            holder,
            number,
            behind: number.map(|number| latest.saturating_sub(number)),
            since: Timestamp::from_seconds(note.since),
            manifest: note.manifest,
        });
    }
    Ok(found)
}
