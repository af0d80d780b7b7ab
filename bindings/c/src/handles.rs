//! The table of live handles: a handle is a place in it and how often that place was used before.
//!
//! C holds the number as if it were a pointer. It is never followed: it is looked up here, so that
//! a handle that is null, was freed, is of another type or was never given is told apart.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::fault::Fault;

/// What a handle can stand for.
pub(crate) trait Handled: Any + Send + Sync {
    /// The type as C calls it.
    const NAME: &'static str;
}

/// What stands in a place, whatever it is.
struct Held {
    value: Arc<dyn Any + Send + Sync>,
    name: &'static str,
}

#[derive(Default)]
struct Slot {
    /// How often the place was taken.
    generation: usize,
    held: Option<Held>,
}

/// Bits of a handle that number the place; above them is the generation, below them zeros.
const INDEX_BITS: u32 = if usize::BITS > 32 { 24 } else { 16 };
const LOW_BITS: u32 = 4;
const MOST: usize = 1 << INDEX_BITS;
const GENERATIONS: usize = usize::MAX >> (INDEX_BITS + LOW_BITS);

/// Places in the first chunk; each chunk has twice as many as the one before.
const FIRST: usize = 64;
const CHUNKS: usize = (INDEX_BITS as usize) - 5;

type Chunk = Box<[Mutex<Slot>]>;

/// Places are made in chunks that never move, so that looking one up takes the lock of that place
/// alone.
static TABLE: [OnceLock<Chunk>; CHUNKS] = [const { OnceLock::new() }; CHUNKS];

/// Places that are free, and how many there are in all.
static FREE: Mutex<(Vec<usize>, usize)> = Mutex::new((Vec::new(), 0));

/// A lock that a panic left behind is as good as any: every change under it is one assignment.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// In which chunk a place is, and where there: each chunk begins at a power of two, counted from
/// [`FIRST`].
const fn place(index: usize) -> (usize, usize) {
    let number = index.wrapping_add(FIRST);
    let highest = number.ilog2();
    let chunk = highest.wrapping_sub(FIRST.ilog2());
    (chunk as usize, number ^ (1 << highest))
}

fn slot(index: usize) -> Option<&'static Mutex<Slot>> {
    let (chunk, at) = place(index);
    TABLE.get(chunk)?.get()?.get(at)
}

/// A slot that may not be there yet.
fn slot_or_new(index: usize) -> Option<&'static Mutex<Slot>> {
    let (chunk, at) = place(index);
    let made = TABLE.get(chunk)?.get_or_init(|| {
        let places = FIRST << chunk;
        (0..places).map(|_| Mutex::default()).collect()
    });
    made.get(at)
}

fn split(handle: usize) -> Option<(usize, usize)> {
    let low = handle & ((1 << LOW_BITS) - 1);
    let generation = handle >> (INDEX_BITS + LOW_BITS);
    if low != 0 || generation == 0 {
        return None;
    }
    Some(((handle >> LOW_BITS) & (MOST - 1), generation))
}

/// Puts a value in and gives its handle; `T` is the opaque type of C.
///
/// # Errors
/// A [`Fault`] if there are 16 million handles already.
pub(crate) fn put<V: Handled, T>(value: V) -> Result<*mut T, Fault> {
    let index = {
        let mut free = locked(&FREE);
        match free.0.pop() {
            Some(index) => index,
            None if free.1 < MOST => {
                free.1 += 1;
                free.1 - 1
            }
            None => return Err(Fault::handle(V::NAME, "too many handles: free some")),
        }
    };
    let slot = slot_or_new(index).ok_or_else(|| Fault::handle(V::NAME, "no place for it"))?;
    let mut slot = locked(slot);
    slot.generation = slot.generation % GENERATIONS + 1;
    slot.held = Some(Held {
        value: Arc::new(value),
        name: V::NAME,
    });
    let number = (slot.generation << (INDEX_BITS + LOW_BITS)) | (index << LOW_BITS);
    Ok(std::ptr::without_provenance_mut(number))
}

/// What a handle stands for. It stays alive while the caller has it, whoever frees the handle.
///
/// # Errors
/// A [`Fault`] for a handle that is null, freed, or of another type.
pub(crate) fn get<V: Handled, T>(handle: *const T) -> Result<Arc<V>, Fault> {
    let (index, generation) = split(handle.addr()).ok_or_else(|| no_handle::<V>(handle.addr()))?;
    let slot = slot(index).ok_or_else(|| no_handle::<V>(handle.addr()))?;
    let slot = locked(slot);
    let held = slot.held.as_ref().filter(|_| slot.generation == generation);
    let held = held.ok_or_else(|| no_handle::<V>(handle.addr()))?;
    let (value, name) = (Arc::clone(&held.value), held.name);
    drop(slot);
    value.downcast().map_err(|_| other_type::<V>(name))
}

#[cold]
fn no_handle<V: Handled>(handle: usize) -> Fault {
    let problem = if handle == 0 {
        "it is null"
    } else {
        "it was freed, or is no handle"
    };
    Fault::handle(V::NAME, problem)
}

#[cold]
fn other_type<V: Handled>(name: &str) -> Fault {
    Fault::handle(V::NAME, &format!("it is a {name}"))
}

/// Takes a handle back; null is nothing to take back.
///
/// # Errors
/// As [`get`], but for null.
pub(crate) fn free<V: Handled, T>(handle: *const T) -> Result<(), Fault> {
    if handle.is_null() {
        return Ok(());
    }
    // It must be of that type.
    let value = get::<V, T>(handle)?;
    let (index, generation) = split(handle.addr()).ok_or_else(|| no_handle::<V>(handle.addr()))?;
    let held = {
        let slot = slot(index).ok_or_else(|| no_handle::<V>(handle.addr()))?;
        let mut slot = locked(slot);
        if slot.generation != generation || slot.held.is_none() {
            return Err(no_handle::<V>(handle.addr()));
        }
        slot.held.take()
    };
    // What is dropped may take its time, so no lock is held.
    drop(held);
    drop(value);
    locked(&FREE).0.push(index);
    Ok(())
}

#[cfg(test)]
#[path = "handles_tests.rs"]
mod tests;
