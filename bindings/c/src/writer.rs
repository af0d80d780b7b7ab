//! The writer of a store: begun, committed, published, given back.

use std::sync::{Mutex, TryLockError};
use std::time::Duration;

use truyvet::{Commit, GroupCommit, LineParser, Published, Writer, WriterOptions};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Report};
use crate::status::tv_status;
use crate::store::{StoreObject, tv_store};

/// Puts records into a store. There is one writer of a store at a time, and one thread at a time
/// may use it: another one gets TV_BUSY. It may pass from thread to thread.
pub struct tv_writer(());

/// What a writer works with.
pub(crate) struct Work {
    pub(crate) writer: Writer,
    pub(crate) lines: LineParser,
}

/// What stands behind it; nothing once it was stopped in the middle of something.
pub(crate) struct WriterObject(Mutex<Option<Work>>);

impl Handled for WriterObject {
    const NAME: &'static str = "tv_writer";
}

/// Does something with a writer, for one thread at a time.
///
/// # Errors
/// [`Fault`] for a handle that is none, in use, or of no more use; and what `act` gives.
pub(crate) fn with<R>(
    writer: *const tv_writer,
    act: impl FnOnce(&mut Work) -> Result<R, Fault>,
) -> Result<R, Fault> {
    with_whole(writer, |work| match work {
        Some(work) => act(work),
        None => Err(Fault::poisoned("was stopped before")),
    })
}

/// [`with`], for what may do away with the writer.
pub(crate) fn with_whole<R>(
    writer: *const tv_writer,
    act: impl FnOnce(&mut Option<Work>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let object = handles::get::<WriterObject, _>(writer)?;
    let locked = object.0.try_lock();
    match locked {
        Ok(mut work) => act(&mut work),
        Err(TryLockError::WouldBlock) => Err(Fault::busy(WriterObject::NAME)),
        // A defect while it was in use: what it holds is not to be trusted.
        Err(TryLockError::Poisoned(_)) => Err(Fault::poisoned("met a defect before")),
    }
}

/// How a writer works. Zeros (beside struct_size) are what is usual.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_writer_options {
    /// sizeof(tv_writer_options).
    pub struct_size: usize,
    /// How many records the log holds before they are published as segments; 0 is 65,536.
    pub publish_at: u64,
    /// tv_writer_commit_if_due commits at so many records; 0 is never.
    pub group_records: u64,
    /// and at so many milliseconds after the first of them; needs group_records.
    pub group_ms: u64,
    /// Not 0: no thread of the writer merges segments.
    pub no_compaction: u32,
    /// Unused; 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_writer_options {
    const NAME: &'static str = "tv_writer_options";
}

/// What a commit did.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_commit {
    /// sizeof(tv_commit), set by the caller.
    pub struct_size: usize,
    /// The number of the commit; that of the one before if there was nothing to commit.
    pub number: u64,
    /// Records, retractions, links and descriptions in it; of a publication, 0.
    pub records: u64,
    /// Not 0 if there was a publication; the numbers below are of it.
    pub published: u32,
    /// Unused; 0.
    pub reserved: u32,
    /// Visits with a new key.
    pub visits_added: u64,
    /// Visits that replaced a published one (S2).
    pub visits_replaced: u64,
    /// Visits that were there already, the same.
    pub visits_unchanged: u64,
    /// Published visits that were retracted.
    pub visits_retracted: u64,
    /// Contacts with a new key.
    pub contacts_added: u64,
    /// Contacts that replaced a published one (S3).
    pub contacts_replaced: u64,
    /// Contacts that were there already, the same.
    pub contacts_unchanged: u64,
    /// Published contacts that were retracted.
    pub contacts_retracted: u64,
    /// Records of erased people that went.
    pub records_erased: u64,
    /// Records that went because they end at the floor or before.
    pub records_expired: u64,
    /// People that are new.
    pub people_added: u64,
    /// Places that are new.
    pub places_added: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_commit {
    const NAME: &'static str = "tv_commit";
}

/// A commit, or a publication by itself, as C shows it.
pub(crate) fn commit_of(number: u64, records: u64, published: Option<Published>) -> tv_commit {
    let counted = published.unwrap_or_default();
    tv_commit {
        struct_size: 0,
        number,
        records,
        published: u32::from(published.is_some()),
        reserved: 0,
        visits_added: counted.visits_added,
        visits_replaced: counted.visits_replaced,
        visits_unchanged: counted.visits_unchanged,
        visits_retracted: counted.visits_retracted,
        contacts_added: counted.contacts_added,
        contacts_replaced: counted.contacts_replaced,
        contacts_unchanged: counted.contacts_unchanged,
        contacts_retracted: counted.contacts_retracted,
        records_erased: counted.records_erased,
        records_expired: counted.records_expired,
        people_added: counted.people_added,
        places_added: counted.places_added,
    }
}

fn committed(commit: &Commit) -> tv_commit {
    commit_of(commit.number, commit.records, commit.published)
}

/// The writer of the store; nobody else, in any process, can have one until it is freed. `options`
/// may be null.
///
/// Owner: the caller frees *writer with tv_writer_free. Threads: any. Errors: TV_LOCKED (naming
/// the process that writes), TV_TRACING_ONLY, TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_writer(
    store: *const tv_store,
    options: *const tv_writer_options,
    writer: *mut *mut tv_writer,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(writer, error, || {
            let store = handles::get::<StoreObject, _>(store)?;
            let mut how = WriterOptions::default();
            if let Some(given) = lift::read(options)? {
                how.compact = given.no_compaction == 0;
                if given.publish_at > 0 {
                    how.publish_at = given.publish_at;
                }
                how.group = (given.group_records > 0).then(|| GroupCommit {
                    records: given.group_records,
                    time: Duration::from_millis(given.group_ms),
                });
            }
            let work = Work {
                writer: store.0.writer_with(how)?,
                lines: LineParser::new("line", None),
            };
            Ok(WriterObject(Mutex::new(Some(work))))
        })
    }
}

/// Makes everything since the last commit durable, as one: when this returns TV_OK, a crash or a
/// power failure loses nothing of it, and every later snapshot shows it. `commit` may be null.
///
/// Threads: one at a time. Errors: TV_IO, TV_DAMAGED, TV_VALUE (a place that is part of itself),
/// TV_IMPORT, TV_POISONED, TV_BUSY, TV_HANDLE, TV_ARGUMENT. After an error of the engine nothing
/// is committed, and the writer is of no more use.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_commit(
    writer: *mut tv_writer,
    commit: *mut tv_commit,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(commit)?;
            let done = with(writer, |work| Ok(work.writer.commit()?))?;
            report.fill(&committed(&done));
            Ok(tv_status::TV_OK)
        })
    }
}

/// Commits if so many records or so much time have gathered as the options of the writer say;
/// TV_END if not yet. `commit` may be null.
///
/// Threads: one at a time. Errors: as tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_commit_if_due(
    writer: *mut tv_writer,
    commit: *mut tv_commit,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(commit)?;
            match with(writer, |work| Ok(work.writer.commit_if_due()?))? {
                Some(done) => {
                    report.fill(&committed(&done));
                    Ok(tv_status::TV_OK)
                }
                None => Ok(tv_status::TV_END),
            }
        })
    }
}

/// Commits, and packs all that the log holds into segments. `commit` may be null.
///
/// Threads: one at a time. Errors: as tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_publish(
    writer: *mut tv_writer,
    commit: *mut tv_commit,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(commit)?;
            let done = with(writer, |work| Ok(work.writer.publish()?))?;
            report.fill(&commit_of(done.number, 0, Some(done)));
            Ok(tv_status::TV_OK)
        })
    }
}

/// Gives the store back to the next writer. What was not committed has not happened. Null is
/// nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_writer_free(writer: *mut tv_writer) -> tv_status {
    gate::release::<WriterObject, _>(writer)
}
