//! What was recorded wrong, and what must go: retractions, links, erasure, retention, new keys.

use std::ffi::c_char;

use truyvet::Kind;

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::lift::{self, Grows, Report, tv_text};
use crate::status::tv_status;
use crate::store::keys;
use crate::writer::{Work, commit_of, tv_commit, tv_writer, with};

/// The certificate of an erasure (S33). It names nobody.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_erasure {
    /// sizeof(tv_erasure), set by the caller.
    pub struct_size: usize,
    /// The commit from which on no snapshot shows the person.
    pub number: u64,
    /// How many ids the person had.
    pub ids: u64,
    /// How many visits and contacts went.
    pub records: u64,
    /// When nothing of the person may be left on disk, in seconds since 1970.
    pub due: i64,
    /// How many processes still read a state from before.
    pub pinned: u64,
    /// Not 0 if nothing is left, but for what these processes hold.
    pub done: u32,
    /// Unused; 0.
    pub reserved: u32,
    /// How many rows of registers went: of people, and of their cases.
    pub register_rows: u64,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_erasure {
    const NAME: &'static str = "tv_erasure";
}

/// Which two ids a link or an unlink is about.
#[derive(Clone, Copy)]
struct Pair<'c> {
    a: &'c str,
    b: &'c str,
}

/// # Safety
/// As the head of truyvet.h says of pointers.
unsafe fn pair(
    writer: *mut tv_writer,
    (a, a_len): (*const c_char, usize),
    (b, b_len): (*const c_char, usize),
    error: *mut *mut tv_error,
    act: impl FnOnce(&mut Work, Pair<'_>) -> Result<(), Fault>,
) -> tv_status {
    // SAFETY: the caller's promise is the same.
    unsafe {
        gate::enter(error, || {
            let a = lift::text(a, a_len, "a")?;
            let b = lift::text(b, b_len, "b")?;
            with(writer, |work| act(work, Pair { a, b }))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Takes back a visit (S2): of that person, under whatever linked id, at that place, with that
/// start. One that is not there is no error.
///
/// Threads: one at a time. Errors: TV_VALUE, TV_UNKNOWN, TV_KEY, TV_DAMAGED, TV_POISONED, TV_BUSY,
/// TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_retract_visit(
    writer: *mut tv_writer,
    person: *const c_char,
    person_len: usize,
    place: *const c_char,
    place_len: usize,
    start: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let person = lift::text(person, person_len, "person")?;
            let place = lift::text(place, place_len, "place")?;
            let start = lift::time(start, "start")?;
            with(writer, |work| {
                Ok(work.writer.retract_visit(person, place, start)?)
            })?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Takes back a contact (S3), as tv_writer_retract_visit does a visit.
///
/// Threads: one at a time. Errors: as tv_writer_retract_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_retract_contact(
    writer: *mut tv_writer,
    a: *const c_char,
    a_len: usize,
    b: *const c_char,
    b_len: usize,
    start: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        pair(writer, (a, a_len), (b, b_len), error, |work, ids| {
            let start = lift::time(start, "start")?;
            Ok(work.writer.retract_contact(ids.a, ids.b, start)?)
        })
    }
}

/// Says that two ids are one person (S6), for past and future records.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_link(
    writer: *mut tv_writer,
    a: *const c_char,
    a_len: usize,
    b: *const c_char,
    b_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        pair(writer, (a, a_len), (b, b_len), error, |work, ids| {
            Ok(work.writer.link(ids.a, ids.b)?)
        })
    }
}

/// Undoes tv_writer_link of the same two ids.
///
/// Threads: one at a time. Errors: TV_UNKNOWN; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_unlink(
    writer: *mut tv_writer,
    a: *const c_char,
    a_len: usize,
    b: *const c_char,
    b_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        pair(writer, (a, a_len), (b, b_len), error, |work, ids| {
            Ok(work.writer.unlink(ids.a, ids.b)?)
        })
    }
}

/// Says that two ids are one place, as tv_writer_link does of people.
///
/// Threads: one at a time. Errors: as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_link_places(
    writer: *mut tv_writer,
    a: *const c_char,
    a_len: usize,
    b: *const c_char,
    b_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        pair(writer, (a, a_len), (b, b_len), error, |work, ids| {
            Ok(work.writer.link_places(ids.a, ids.b)?)
        })
    }
}

/// Undoes tv_writer_link_places of the same two ids.
///
/// Threads: one at a time. Errors: TV_UNKNOWN; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_unlink_places(
    writer: *mut tv_writer,
    a: *const c_char,
    a_len: usize,
    b: *const c_char,
    b_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        pair(writer, (a, a_len), (b, b_len), error, |work, ids| {
            Ok(work.writer.unlink_places(ids.a, ids.b)?)
        })
    }
}

/// Erases a person under all linked ids (S33): no snapshot taken from now on, of whatever commit,
/// shows them. What was appended before is published first. `certificate` may be null.
///
/// Threads: one at a time. Errors: TV_UNKNOWN; as tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_erase(
    writer: *mut tv_writer,
    person: *const c_char,
    person_len: usize,
    certificate: *mut tv_erasure,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(certificate)?;
            let person = lift::text(person, person_len, "person")?;
            let erased = with(writer, |work| Ok(work.writer.erase(person)?))?;
            report.fill(&tv_erasure {
                struct_size: 0,
                number: erased.number,
                ids: erased.ids,
                records: erased.records,
                due: erased.due.seconds(),
                pinned: u64::try_from(erased.pinned.len()).unwrap_or(u64::MAX),
                done: u32::from(erased.done),
                reserved: 0,
                register_rows: erased.register_rows,
            });
            Ok(tv_status::TV_OK)
        })
    }
}

/// Removes from the disk, now, what must go: erased people from every file of every state that is
/// kept, and records below the floor.
///
/// Threads: one at a time. Errors: as tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_purge(
    writer: *mut tv_writer,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            with(writer, |work| Ok(work.writer.purge()?))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Keeps no record that ends at `from` or before (S34). A lower floor later brings nothing back.
/// `commit` may be null.
///
/// Threads: one at a time. Errors: TV_VALUE for a time that has not come yet; as tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_retain(
    writer: *mut tv_writer,
    from: i64,
    commit: *mut tv_commit,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let report = Report::at(commit)?;
            let from = lift::time(from, "from")?;
            let done = with(writer, |work| Ok(work.writer.retain(from)?))?;
            report.fill(&commit_of(done.number, 0, Some(done)));
            Ok(tv_status::TV_OK)
        })
    }
}

/// Merges the segments of every partition into one and removes rows that are replaced, now.
///
/// Threads: one at a time. Errors: as tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_compact(
    writer: *mut tv_writer,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            with(writer, |work| Ok(work.writer.compact()?))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Sets how long open visits at places of a kind last at most (S4), past ones, too. It takes effect
/// with the next commit.
///
/// Threads: one at a time. Errors: TV_VALUE for what is no kind, less than 1 s or more than 366
/// days; as tv_writer_visit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_dwell(
    writer: *mut tv_writer,
    kind: *const c_char,
    kind_len: usize,
    dwell_s: i64,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let kind = Kind::new(lift::text(kind, kind_len, "kind")?);
            let kind = kind.map_err(|error| Fault::value("kind", &error.to_string()))?;
            let dwell = lift::length(dwell_s, "dwell")?;
            with(writer, |work| Ok(work.writer.set_dwell(&kind, dwell)?))?;
            Ok(tv_status::TV_OK)
        })
    }
}

/// Puts the store under one more key, or makes it pseudonymous in the first place: every id of a
/// person, in every state that is kept, is replaced by its keyed hash. `keys` is the text of a key
/// file with the keys that the store has, in their order, and new ones after them. The store is
/// opened with `keys` from then on, and the writer is of no more use: free it.
///
/// Threads: one at a time. Errors: TV_KEY for keys that do not begin with the store's; as
/// tv_writer_commit.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_writer_rekey(
    writer: *mut tv_writer,
    keys: *const c_char,
    keys_len: usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let given = tv_text {
                data: keys,
                len: keys_len,
            };
            let keys = self::keys(given)?;
            let keys = keys.ok_or_else(|| Fault::argument("keys", "null: give a text"))?;
            with(writer, |work| Ok(work.writer.rekey(&keys)?))?;
            Ok(tv_status::TV_OK)
        })
    }
}
