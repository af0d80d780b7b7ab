//! Does to a folder that may be damaged all that can be done to a store.

use std::sync::Arc;

use truyvet::{Error, Hops};
use truyvet_model::PersonNo;
use truyvet_store::{Finding, Snapshot, Store, StoreError, Vfs, verify};

use super::look::{self, Seen};
use super::seed::{DAY, contact, id, plain, visit};
use crate::crash::CrashVfs;

/// What a store showed.
#[derive(Debug)]
pub(super) struct Shown {
    /// Everything in it, if all could be read.
    pub(super) seen: Option<Seen>,
    /// What `verify` found.
    findings: Vec<Finding>,
}

impl Shown {
    /// Whether `verify` found nothing.
    pub(super) const fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// Stops unless `verify` found nothing.
    #[track_caller]
    pub(super) fn must_be_sound(&self, why: &str) {
        assert!(self.is_sound(), "{why}: {:?}", self.findings);
    }
}

/// Reads everything, in every way; `None` if the store does not open.
pub(super) fn read(vfs: &CrashVfs) -> Option<Shown> {
    let folder: Arc<dyn Vfs> = Arc::new(vfs.clone());
    let report = verify(&folder, &mut |_| ());
    let store = match Store::open_in(folder) {
        Ok(store) => store,
        Err(error) => {
            let is_sound = report.is_ok_and(|report| report.is_sound());
            assert!(
                !is_sound,
                "it does not open and verify finds nothing: {error}"
            );
            return None;
        }
    };
    let snapshot = store.snapshot().ok()?;
    let findings = snapshot.verify(&mut |_| ()).findings;
    let is_sound = findings.is_empty();
    let seen = look::everything(&snapshot);
    if is_sound {
        let text = seen.as_ref().err().map(ToString::to_string);
        assert_eq!(text, None, "verify finds nothing and it cannot be read");
        let agrees = seen.as_ref().is_ok_and(Seen::agrees);
        assert!(
            agrees,
            "by place and by person differ and verify finds nothing: {seen:#?}"
        );
    }
    read_history(&store);
    let traced = trace(vfs, &snapshot);
    if let (true, Err(error)) = (is_sound, traced) {
        assert!(
            error.is_question(),
            "a sound store cannot be traced: {error}"
        );
    }
    Some(Shown {
        seen: seen.ok(),
        findings,
    })
}

/// Earlier states may be unreadable.
fn read_history(store: &Store) {
    for kept in store.history().unwrap_or_default().iter().take(8) {
        for number in [kept.first, kept.last] {
            let earlier = store.snapshot_as_of(number);
            let _ = earlier.and_then(|snapshot| look::everything(&snapshot));
        }
    }
}

/// A trace of everybody from the first person who is not erased, with the chains.
fn trace(vfs: &CrashVfs, snapshot: &Snapshot) -> Result<(), Error> {
    let ids = (0..snapshot.person_count()).map(|n| snapshot.person_id(PersonNo(n)));
    let mut there = ids.skip_while(|id| matches!(id, Err(StoreError::Erased { .. })));
    let Some(case) = there.next().transpose()? else {
        return Ok(());
    };
    let store = truyvet::Store::open_in(Arc::new(vfs.clone()))?;
    let trace = store
        .snapshot()?
        .trace()
        .case(&case, 0_i64..)
        .hops(Hops::All)
        .threads(1);
    let trace = trace.forward()?;
    for row in trace.exposures().take(8) {
        trace.chain(&row?.person)?;
    }
    Ok(())
}

/// Writes to it what any store must take: appends, commits, publishes, compacts.
pub(super) fn write(vfs: &CrashVfs) -> Result<(), StoreError> {
    let store = Store::open_in(Arc::new(vfs.clone()))?;
    let mut writer = store.writer_with(plain())?;
    let before = store.snapshot()?.number();
    let (Ok(person), Ok(other), Ok(place)) = (id('p', 0), id('n', 0), id('q', 0)) else {
        return Ok(());
    };
    let (person, other) = (writer.person(&person)?, writer.person(&other)?);
    let place = writer.place(&place)?;
    visit(&mut writer, person.0, place.0, 100, Some(650))?;
    visit(&mut writer, other.0, place.0, DAY + 1, None)?;
    contact(&mut writer, person.0, other.0, DAY, 9)?;
    let number = writer.commit()?.number;
    assert!(number > before, "commit {number} after {before}");
    writer.publish()?;
    writer.link_people(person, other)?;
    writer.publish()?;
    writer.compact()?;
    writer.erase(other)?;
    writer.purge()?;
    Ok(())
}
