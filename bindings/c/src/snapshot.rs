//! One committed state of a store: counted, and its people looked up.

use std::ffi::c_char;

use truyvet::{Snapshot, Timestamp};

use crate::error::tv_error;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Out, Report};
use crate::status::tv_status;
use crate::store::{StoreObject, tv_store};

/// One committed state of a store (S7): later commits do not change it. Any number of threads may
/// use it at once. It keeps working memory for the next trace, so keep it for several questions.
pub struct tv_snapshot(());

/// What stands behind it.
pub(crate) struct SnapshotObject(pub(crate) Snapshot);

impl Handled for SnapshotObject {
    const NAME: &'static str = "tv_snapshot";
}

/// What a snapshot holds, counted.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_stats {
    /// sizeof(tv_stats), set by the caller.
    pub struct_size: usize,
    /// The number of the commit.
    pub number: u64,
    /// People with a number.
    pub people: u64,
    /// Places with a number.
    pub places: u64,
    /// Visits that are not replaced.
    pub visits: u64,
    /// Of these, open ones (S4).
    pub open_visits: u64,
    /// Contacts that are not replaced.
    pub contacts: u64,
    /// Rows on disk that a later record replaced.
    pub replaced_rows: u64,
    /// Segments.
    pub segments: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// The start of the first record; TV_FOREVER if there are no records.
    pub first: i64,
    /// The end of the last record; TV_FOREVER if there are no records.
    pub last: i64,
    /// Confirmed cases of the register (S36).
    pub cases: u64,
    /// Units that were declared, or that somebody lives in (S35).
    pub units: u64,
    /// When the commit was made, by the writer's clock.
    pub committed: i64,
    /// No record that ends then or before is shown (S34); TV_OPEN if there is no such floor.
    pub floor: i64,
    /// Links between ids of people (S6).
    pub links: u64,
    /// Links between ids of places.
    pub place_links: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_stats {
    const NAME: &'static str = "tv_stats";
    const LEAST: usize = std::mem::offset_of!(tv_stats, cases);
}

/// The newest state: every commit that returned before this call, in any process, is in it.
///
/// Owner: the caller frees *snapshot with tv_snapshot_free. Threads: any. Errors: TV_DAMAGED,
/// TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_snapshot(
    store: *const tv_store,
    snapshot: *mut *mut tv_snapshot,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(snapshot, error, || {
            let store = handles::get::<StoreObject, _>(store)?;
            Ok(SnapshotObject(store.0.snapshot()?))
        })
    }
}

/// The state after commit `number` (S29): what was known then, but without people erased since and
/// records no longer kept.
///
/// Owner: the caller frees *snapshot with tv_snapshot_free. Threads: any. Errors: TV_NOT_KEPT, and
/// those of tv_store_snapshot.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_snapshot_as_of(
    store: *const tv_store,
    number: u64,
    snapshot: *mut *mut tv_snapshot,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(snapshot, error, || {
            let store = handles::get::<StoreObject, _>(store)?;
            Ok(SnapshotObject(store.0.snapshot_as_of(number)?))
        })
    }
}

/// The state at a time, in seconds since 1970, by the clock of the machine that wrote it (S29).
///
/// Owner: the caller frees *snapshot with tv_snapshot_free. Threads: any. Errors: TV_NOT_KEPT,
/// TV_VALUE, and those of tv_store_snapshot.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_snapshot_at(
    store: *const tv_store,
    time: i64,
    snapshot: *mut *mut tv_snapshot,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(snapshot, error, || {
            let store = handles::get::<StoreObject, _>(store)?;
            let time = lift::time(time, "time")?;
            Ok(SnapshotObject(store.0.snapshot_at(time)?))
        })
    }
}

/// What the snapshot holds, counted. Set stats->struct_size first.
///
/// Threads: any. Errors: TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_stats(
    snapshot: *const tv_snapshot,
    stats: *mut tv_stats,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(stats)?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let counted = snapshot.0.stats()?;
            let range = counted.time_range;
            let (links, place_links) = snapshot.0.link_counts();
            let many = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            report.fill(&tv_stats {
                struct_size: 0,
                number: counted.number,
                people: counted.people,
                places: counted.places,
                visits: counted.visits,
                open_visits: counted.open_visits,
                contacts: counted.contacts,
                replaced_rows: counted.replaced_rows,
                segments: counted.segments,
                bytes: counted.bytes.total(),
                first: range.map_or(i64::MAX, |range| range.start().seconds()),
                last: range.map_or(i64::MAX, |range| range.end().seconds()),
                cases: counted.cases,
                units: counted.units,
                committed: snapshot.0.committed_at().seconds(),
                floor: snapshot.0.floor().map_or(i64::MIN, Timestamp::seconds),
                links: many(links),
                place_links: many(place_links),
            });
            Ok(tv_status::TV_OK)
        })
    }
}

/// Whether the store knows somebody by that id (S6): *known is 1 or 0.
///
/// Threads: any. Errors: TV_VALUE, TV_KEY, TV_DAMAGED, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_snapshot_knows(
    snapshot: *const tv_snapshot,
    person: *const c_char,
    person_len: usize,
    known: *mut u32,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let known = Out::at(known, "known")?;
            let snapshot = handles::get::<SnapshotObject, _>(snapshot)?;
            let person = snapshot
                .0
                .person(lift::text(person, person_len, "person")?)?;
            known.fill(u32::from(person.is_some()));
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the handle. Answers of the snapshot go on. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_snapshot_free(snapshot: *mut tv_snapshot) -> tv_status {
    gate::release::<SnapshotObject, _>(snapshot)
}
