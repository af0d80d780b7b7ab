//! A province streamed into a store, and how long each part takes.

use truyvet_model::ExternalId;
use truyvet_store::{Published, Store, StoreError, Writer, WriterOptions};
use truyvet_synth::{Province, SynthError};

use crate::measure::{anonymous_memory, seconds};

/// Anything that can go wrong while a benchmark runs.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Seconds of each part of a build.
#[derive(Clone, Copy, Debug, Default)]
pub struct Build {
    /// Registering people and places, in order of number, and declaring places.
    pub names_s: f64,
    /// Making the visits and handing them to the writer.
    pub stream_s: f64,
    /// Publishing: sorting, packing, writing, syncing.
    pub publish_s: f64,
    /// Merging what was published in parts.
    pub compact_s: f64,
    /// How many publications.
    pub chunks: u64,
    /// Visits that were published.
    pub visits: u64,
}

impl Build {
    fn publish(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let (published, took) = seconds(|| writer.publish());
        let Published { visits_added, .. } = published?;
        self.publish_s += took;
        self.chunks += 1;
        self.visits = self.visits.saturating_add(visits_added);
        Ok(())
    }
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
    build_within(province, store, None)
}

/// Of the memory that is left when names are registered, one part in so many is for rows that
/// wait for their publication. The rest is for sorting and packing them, for mapped files of what
/// was published before, and for merging the days that two publications share.
pub const ROWS_SHARE: u64 = 3;

/// As [`build`], published in parts so that the process stays below `limit` bytes. A part is a
/// day at least.
///
/// # Errors
/// As [`build`]; a limit that the names alone use up.
pub fn build_within(
    province: &Province,
    store: &Store,
    limit: Option<u64>,
) -> Result<Build, Failure> {
    // Days that two parts share are merged once, at the end, not while memory is full of rows.
    let mut writer = store.writer_with(WriterOptions {
        compact: limit.is_none(),
        ..WriterOptions::default()
    })?;
    let (named, names_s) = seconds(|| names(province, &mut writer));
    named?;
    let mut build = Build {
        names_s,
        ..Build::default()
    };
    let rows = limit.map(|limit| rows_within(limit, &writer)).transpose()?;
    let mut before = writer.buffered_bytes() as u64;
    for day in 0..province.spec().days {
        let (streamed, took) = seconds(|| stream(province, day, &mut writer));
        streamed?;
        build.stream_s += took;
        let buffered = writer.buffered_bytes() as u64;
        // The day to come is about as large as this one.
        let next = buffered.saturating_add(buffered.saturating_sub(before));
        before = buffered;
        if rows.is_some_and(|(names, most)| next.saturating_sub(names) > most) {
            build.publish(&mut writer)?;
            before = writer.buffered_bytes() as u64;
        }
    }
    build.publish(&mut writer)?;
    if build.chunks > 1 {
        let (compacted, took) = seconds(|| writer.compact());
        compacted?;
        build.compact_s = took;
    }
    Ok(build)
}

fn names(province: &Province, writer: &mut Writer) -> Result<(), Failure> {
    for id in province.persons() {
        writer.person(ExternalId::split(&id)?)?;
    }
    for place in province.places() {
        let number = writer.place(ExternalId::split(&place.id)?)?;
        writer.declare_place(number, &place.record())?;
    }
    Ok(())
}

/// How many bytes the names take, and how many rows may wait beside them.
fn rows_within(limit: u64, writer: &Writer) -> Result<(u64, u64), Failure> {
    let names = writer.buffered_bytes() as u64;
    let taken = anonymous_memory().unwrap_or(names);
    match limit.checked_sub(taken) {
        Some(left) => Ok((names, left / ROWS_SHARE)),
        None => Err(format!("names alone take {taken} bytes; allow more than {limit}").into()),
    }
}

fn stream(province: &Province, day: u32, writer: &mut Writer) -> Result<(), StoreError> {
    let mut result = Ok(());
    province.each_visit_on(day, |visit| {
        if result.is_ok() {
            result = writer.visit(visit.record());
        }
    });
    for contact in province.contacts(day).filter_map(|c| c.record()) {
        if result.is_ok() {
            result = writer.contact(contact);
        }
    }
    result
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
