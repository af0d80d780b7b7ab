//! A province streamed into a store, and how long each part takes.

use truyvet_model::ExternalId;
use truyvet_store::{Commit, Store, StoreError};
use truyvet_synth::{Province, SynthError};

use crate::measure::seconds;

/// Anything that can go wrong while a benchmark runs.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Seconds of each part of a build.
#[derive(Clone, Copy, Debug)]
pub struct Build {
    /// Registering people and places, in order of number, and declaring places.
    pub names_s: f64,
    /// Making the visits and handing them to the writer.
    pub stream_s: f64,
    /// Committing: sorting, packing, writing, syncing.
    pub commit_s: f64,
    /// What was committed.
    pub commit: Commit,
}

/// Makes the visits of `province` and does nothing with them: how many, in how many seconds.
#[must_use]
pub fn generate(province: &Province) -> (u64, f64) {
    seconds(|| {
        let mut count = 0u64;
        province.each_visit(|visit| {
            std::hint::black_box(visit);
            count += 1;
        });
        count
    })
}

/// Streams `province` into the empty store `store`. Store numbers become the province's own,
/// because people and places are registered in order.
///
/// # Errors
/// [`StoreError`]; ids and numbers of a province are always good.
pub fn build(province: &Province, store: &Store) -> Result<Build, Failure> {
    let mut writer = store.writer()?;
    let (named, names_s) = seconds(|| -> Result<(), Failure> {
        for id in province.persons() {
            writer.person(ExternalId::split(&id)?)?;
        }
        for place in province.places() {
            let number = writer.place(ExternalId::split(&place.id)?)?;
            writer.declare_place(number, &place.record())?;
        }
        Ok(())
    });
    named?;
    let (streamed, stream_s) = seconds(|| {
        let mut result = Ok(());
        province.each_visit(|visit| {
            if result.is_ok() {
                result = writer.visit(visit.record());
            }
        });
        for contact in (0..province.spec().days).flat_map(|day| province.contacts(day)) {
            if let (Ok(()), Some(contact)) = (&result, contact.record()) {
                result = writer.contact(contact);
            }
        }
        result
    });
    streamed?;
    let (commit, commit_s) = seconds(|| writer.commit());
    Ok(Build {
        names_s,
        stream_s,
        commit_s,
        commit: commit?,
    })
}

/// A store in memory with a province of `people` people for `days` days, seed 1: what the
/// criterion benches run on.
///
/// # Errors
/// [`SynthError`], [`StoreError`].
pub fn in_memory(people: u32, days: u32) -> Result<(Province, Store), Failure> {
    let spec = truyvet_synth::ProvinceSpec {
        people,
        days,
        ..Default::default()
    };
    let province = Province::new(&spec).map_err(|why: SynthError| Failure::from(why))?;
    let vfs = std::sync::Arc::new(truyvet_store::MemoryVfs::new());
    let made: Result<Store, StoreError> = Store::create_in(vfs, Default::default());
    let store = made?;
    build(&province, &store)?;
    Ok((province, store))
}
