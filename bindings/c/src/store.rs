//! A store: created, opened, looked at as a whole.

use std::ffi::c_char;

use truyvet::{Duration, KeyRing, Options, Store};

use crate::error::tv_error;
use crate::fault::Fault;
use crate::gate;
use crate::handles::{self, Handled};
use crate::lift::{self, Grows, Out, tv_text};
use crate::status::tv_status;

/// A store of visits, contacts and places: a folder. Any number of threads may use it at once.
pub struct tv_store(());

/// What stands behind it.
pub(crate) struct StoreObject(pub(crate) Store);

impl Handled for StoreObject {
    const NAME: &'static str = "tv_store";
}

/// How a store is made. Zeros (beside struct_size) are what is usual.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_create_options {
    /// sizeof(tv_create_options).
    pub struct_size: usize,
    /// Seconds that one partition spans; 0 is a day.
    pub partition_s: i64,
    /// For how many seconds earlier states can be asked (S29); 0 is 14 days, -1 is not at all.
    pub history_s: i64,
    /// For how many seconds after its end a partition expects records; 0 is 7 days, -1 none.
    pub lateness_s: i64,
    /// After how many seconds nothing of an erased person may be left on disk; 0 is a day, -1 is
    /// at once.
    pub erase_within_s: i64,
    /// Not 0: every question must begin at a person, whoever opens the store, for good.
    pub tracing_only: u32,
    /// Unused; 0.
    pub reserved: u32,
    /// The text of a key file, to make the store pseudonymous; no text for plain ids.
    pub keys: tv_text,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_create_options {
    const NAME: &'static str = "tv_create_options";
}

/// How a store is opened. Zeros (beside struct_size) are what is usual.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_open_options {
    /// sizeof(tv_open_options).
    pub struct_size: usize,
    /// The text of the key file of a pseudonymous store; no text to open it without.
    pub keys: tv_text,
    /// Not 0: for tracing only; nothing can be listed or written.
    pub tracing_only: u32,
    /// Unused; 0.
    pub reserved: u32,
}

// SAFETY: `repr(C)`, begins with its size, numbers and pointers only.
unsafe impl Grows for tv_open_options {
    const NAME: &'static str = "tv_open_options";
}

/// Commits that can be asked (S29): all from first to last. Never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_kept {
    /// The first of them.
    pub first: u64,
    /// The last of them.
    pub last: u64,
    /// When the last one was made, by the writer's clock.
    pub time: i64,
}

/// The keys of a key file, if there is one.
///
/// # Safety
/// As [`lift::text_or_none`] says of the text.
pub(crate) unsafe fn keys(text: tv_text) -> Result<Option<KeyRing>, Fault> {
    // SAFETY: the caller's promise is the same.
    let text = unsafe { lift::text_or_none(text.data, text.len, "keys") }?;
    let keys = text.map(KeyRing::parse).transpose();
    keys.map_err(|error| truyvet::Error::from(error).into())
}

/// 0 is `usual`, -1 nothing at all.
fn length_or(seconds: i64, usual: Duration, field: &'static str) -> Result<Duration, Fault> {
    match seconds {
        0 => Ok(usual),
        -1 => Ok(Duration::ZERO),
        seconds => lift::length(seconds, field),
    }
}

/// # Safety
/// As the head of truyvet.h says of pointers.
unsafe fn create_options(options: *const tv_create_options) -> Result<Options, Fault> {
    let usual = Options::default();
    // SAFETY: the caller's promise is the same.
    let Some(given) = unsafe { lift::read(options) }? else {
        return Ok(usual);
    };
    Ok(Options {
        partition: length_or(given.partition_s, usual.partition, "partition_s")?,
        history: length_or(given.history_s, usual.history, "history_s")?,
        lateness: length_or(given.lateness_s, usual.lateness, "lateness_s")?,
        erase_within: length_or(given.erase_within_s, usual.erase_within, "erase_within_s")?,
        listing: given.tracing_only == 0,
        // SAFETY: the caller's promise is the same.
        keys: unsafe { keys(given.keys) }?,
        ..usual
    })
}

/// Makes an empty store in a folder, which is created if it is not there. `options` may be null.
///
/// Owner: the caller frees *store with tv_store_free. Threads: any. Errors: TV_EXISTS, TV_VALUE,
/// TV_KEY, TV_IO, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_create(
    path: *const c_char,
    path_len: usize,
    options: *const tv_create_options,
    store: *mut *mut tv_store,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(store, error, || {
            let path = lift::text(path, path_len, "path")?;
            let options = create_options(options)?;
            Ok(StoreObject(Store::create(path, options)?))
        })
    }
}

/// Opens the store in a folder. `options` may be null.
///
/// Owner: the caller frees *store with tv_store_free. Threads: any. Errors: TV_NOT_A_STORE,
/// TV_DAMAGED, TV_VERSION, TV_KEY, TV_IO, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_open(
    path: *const c_char,
    path_len: usize,
    options: *const tv_open_options,
    store: *mut *mut tv_store,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::make(store, error, || {
            let path = lift::text(path, path_len, "path")?;
            let options = lift::read(options)?;
            let keys = options.map(|options| keys(options.keys)).transpose()?;
            let opened = match keys.flatten() {
                Some(keys) => Store::open_with(path, keys)?,
                None => Store::open(path)?,
            };
            let narrow = options.is_some_and(|options| options.tracing_only != 0);
            let opened = if narrow { opened.for_tracing() } else { opened };
            Ok(StoreObject(opened))
        })
    }
}

/// Which commits can still be asked (S29), oldest first: as many as fit into `kept`, which has
/// room for `room` of them, and in *count how many there are. `kept` may be null if `room` is 0.
///
/// Threads: any. Errors: TV_DAMAGED, TV_IO, TV_HANDLE, TV_ARGUMENT.
///
/// # Safety
/// Pointers are as the head of this header says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn tv_store_history(
    store: *const tv_store,
    kept: *mut tv_kept,
    room: usize,
    count: *mut usize,
    error: *mut *mut tv_error,
) -> tv_status {
    // SAFETY: the caller keeps what the head of truyvet.h says of pointers.
    unsafe {
        gate::enter(error, || {
            let count = Out::at(count, "count")?;
            let store = handles::get::<StoreObject, _>(store)?;
            let history = store.0.history()?;
            for (at, states) in history.iter().take(room).enumerate() {
                let place = Out::at(kept.wrapping_add(at), "kept")?;
                place.fill(tv_kept {
                    first: states.first,
                    last: states.last,
                    time: states.time.seconds(),
                });
            }
            count.fill(history.len());
            Ok(tv_status::TV_OK)
        })
    }
}

/// Frees the handle. Snapshots and writers of the store go on. Null is nothing to free.
///
/// Threads: any. Returns TV_OK, or TV_HANDLE.
///
/// # Safety
/// There is nothing to keep: a wrong handle is told apart.
#[unsafe(no_mangle)]
pub extern "C" fn tv_store_free(store: *mut tv_store) -> tv_status {
    gate::release::<StoreObject, _>(store)
}
