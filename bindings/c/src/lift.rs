//! What C gives, as values: texts, arrays, structs that may grow, and places for results.

use std::ffi::{CStr, c_char};
use std::mem::{MaybeUninit, size_of};

use truyvet::{Duration, Interval, Timestamp};

use crate::fault::Fault;

/// A text: UTF-8 of `len` bytes, or up to its NUL if `len` is TV_NUL. With `data` null there is
/// none. This struct never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct tv_text {
    /// The first byte. It need not end in a NUL; texts that truyvet gives do.
    pub data: *const c_char,
    /// Bytes, the NUL not counted.
    pub len: usize,
}

impl tv_text {
    /// No text.
    pub(crate) const NONE: Self = Self {
        data: std::ptr::null(),
        len: 0,
    };

    /// A text that ends in a NUL, which is not counted.
    pub(crate) fn ended(text: &str) -> Self {
        Self {
            data: text.as_ptr().cast(),
            len: text.len().saturating_sub(1),
        }
    }
}

/// The length of a text that ends in a NUL.
const NUL: usize = usize::MAX;

/// `text` if there is one.
///
/// # Safety
/// `data` is null, or begins `len` bytes that can be read, or with TV_NUL a text with a NUL.
pub(crate) unsafe fn text_or_none<'c>(
    data: *const c_char,
    len: usize,
    field: &str,
) -> Result<Option<&'c str>, Fault> {
    if data.is_null() {
        if len == 0 || len == NUL {
            return Ok(None);
        }
        return Err(Fault::argument(field, "null, and not of length 0"));
    }
    let bytes = if len == NUL {
        // SAFETY: the caller says that it has a NUL.
        unsafe { CStr::from_ptr(data) }.to_bytes()
    } else {
        // SAFETY: the caller says that so many bytes can be read.
        unsafe { array(data.cast::<u8>(), len, field) }?
    };
    if bytes.is_ascii() {
        // Most ids are, and that is seen sooner.
        // SAFETY: ASCII is UTF-8.
        return Ok(Some(unsafe { std::str::from_utf8_unchecked(bytes) }));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let problem = format!("not UTF-8 from byte {at} on: give text in UTF-8");
            Err(Fault::argument(field, &problem))
        }
    }
}

/// A text that must be there; it may be empty.
///
/// # Safety
/// As [`text_or_none`].
pub(crate) unsafe fn text<'c>(
    data: *const c_char,
    len: usize,
    field: &str,
) -> Result<&'c str, Fault> {
    // SAFETY: the caller's promise is the same.
    let text = unsafe { text_or_none(data, len, field) }?;
    text.ok_or_else(|| Fault::argument(field, "null: give a text"))
}

/// The elements of an array.
///
/// # Safety
/// `first` is null, or begins `count` elements that can be read while `'c` lasts.
pub(crate) unsafe fn array<'c, T>(
    first: *const T,
    count: usize,
    field: &str,
) -> Result<&'c [T], Fault> {
    if count == 0 {
        return Ok(&[]);
    }
    if first.is_null() {
        return Err(Fault::argument(field, "null, and its count is not 0"));
    }
    let most = isize::MAX.unsigned_abs() / size_of::<T>().max(1);
    if !first.is_aligned() || count > most {
        return Err(Fault::argument(field, "no array: misaligned, or too long"));
    }
    // SAFETY: not null, aligned, of a length that fits; the caller says that it can be read.
    Ok(unsafe { std::slice::from_raw_parts(first, count) })
}

/// A struct that begins with its own size, so that a later version can have more fields: what an
/// older caller does not give is zero, and what a newer one gives must be zero.
///
/// # Safety
/// It is `repr(C)`, its first field is `struct_size: usize`, and all zeros are a value of it.
pub(crate) unsafe trait Grows: Copy {
    /// As C calls it.
    const NAME: &'static str;
    /// Its size in the first version.
    const LEAST: usize = size_of::<Self>();
}

/// A size above this is no size but memory that nobody set.
const LARGEST: usize = 4096;

/// # Safety
/// `from` begins with its size.
unsafe fn size_given<T: Grows>(from: *const T) -> Result<usize, Fault> {
    if !from.is_aligned() {
        return Err(Fault::argument(T::NAME, "misaligned"));
    }
    // SAFETY: aligned; the caller says that it begins with its size.
    let given = unsafe { from.cast::<usize>().read() };
    if (T::LEAST..=LARGEST).contains(&given) {
        return Ok(given);
    }
    let problem = format!(
        "struct_size is {given}: set it to sizeof({}), which is {} here",
        T::NAME,
        size_of::<T>()
    );
    Err(Fault::argument(T::NAME, &problem))
}

/// A struct, if there is one.
///
/// # Safety
/// `from` is null, or begins as many bytes that can be read as its `struct_size` says.
pub(crate) unsafe fn read<T: Grows>(from: *const T) -> Result<Option<T>, Fault> {
    if from.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller says that it begins with its size.
    let given = unsafe { size_given(from) }?;
    let known = given.min(size_of::<T>());
    let mut value = MaybeUninit::<T>::zeroed();
    // SAFETY: `known` bytes can be read and fit; all zeros with some bytes replaced by those of a
    // caller who set this struct is a value, because its fields are numbers and pointers.
    let value = unsafe {
        std::ptr::copy_nonoverlapping(from.cast::<u8>(), value.as_mut_ptr().cast::<u8>(), known);
        value.assume_init()
    };
    // SAFETY: as many bytes as it says can be read.
    let beyond = unsafe { array(from.cast::<u8>().add(known), given - known, T::NAME) }?;
    if beyond.iter().any(|byte| *byte != 0) {
        let problem = "it sets fields that this library does not know: use the library that the \
                       header belongs to, or a newer one";
        return Err(Fault::argument(T::NAME, problem));
    }
    Ok(Some(value))
}

/// A struct that must be there.
///
/// # Safety
/// As [`read`].
pub(crate) unsafe fn given<T: Grows>(from: *const T) -> Result<T, Fault> {
    // SAFETY: the caller's promise is the same.
    let value = unsafe { read(from) }?;
    value.ok_or_else(|| Fault::argument(T::NAME, "null: give one"))
}

/// A place for a struct that a call fills, looked at before anything is done.
pub(crate) struct Report<T> {
    place: *mut T,
    given: usize,
}

impl<T: Grows> Report<T> {
    /// The place, or none: then nothing is wanted.
    ///
    /// # Safety
    /// `place` is null, or begins as many bytes that can be written as its `struct_size` says, for
    /// as long as this lives.
    pub(crate) unsafe fn at(place: *mut T) -> Result<Self, Fault> {
        let given = if place.is_null() {
            0
        } else {
            // SAFETY: the caller says that it begins with its size.
            unsafe { size_given(place) }?
        };
        Ok(Self { place, given })
    }

    /// Fills it, as far as the caller knows the struct; the size stays.
    pub(crate) fn fill(&self, value: &T) {
        if self.place.is_null() {
            return;
        }
        let known = self.given.min(size_of::<T>());
        let head = size_of::<usize>();
        let to = self.place.cast::<u8>();
        // SAFETY: who made this said that `given` bytes can be written, and both are at least as
        // large as the size at their head.
        unsafe {
            std::ptr::copy_nonoverlapping(
                std::ptr::from_ref(value).cast::<u8>().add(head),
                to.add(head),
                known.saturating_sub(head),
            );
            std::ptr::write_bytes(to.add(known), 0, self.given.saturating_sub(known));
        }
    }
}

/// A place for one result.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// The place, which must be there.
    ///
    /// # Safety
    /// `place` is null, or can be written for as long as this lives.
    pub(crate) unsafe fn at(place: *mut T, field: &str) -> Result<Self, Fault> {
        if place.is_null() {
            return Err(Fault::argument(
                field,
                "null: give the address of a place for it",
            ));
        }
        if !place.is_aligned() {
            return Err(Fault::argument(field, "misaligned"));
        }
        Ok(Self(place))
    }

    /// Fills it.
    pub(crate) fn fill(&self, value: T) {
        // SAFETY: who made this said that it can be written, and it is aligned and not null. What
        // stands there may never have been set, so it is not dropped.
        unsafe { self.0.write(value) };
    }
}

/// A time; TV_FOREVER is without end, and TV_OPEN the beginning of all time that can be stored.
pub(crate) fn time(seconds: i64, field: &'static str) -> Result<Timestamp, Fault> {
    match seconds {
        i64::MAX => Ok(Timestamp::FOREVER),
        i64::MIN => Ok(Timestamp::MIN),
        seconds => {
            let time = Timestamp::new(seconds);
            time.map_err(|error| Fault::value(field, &error.to_string()))
        }
    }
}

/// A time, if it is not TV_OPEN.
pub(crate) fn time_or_none(seconds: i64, field: &'static str) -> Result<Option<Timestamp>, Fault> {
    match seconds {
        i64::MIN => Ok(None),
        seconds => time(seconds, field).map(Some),
    }
}

/// An interval.
pub(crate) fn interval(start: i64, end: i64, field: &'static str) -> Result<Interval, Fault> {
    let interval = Interval::new(time(start, field)?, time(end, field)?);
    interval.map_err(|error| Fault::value(field, &error.to_string()))
}

/// A length of time; TV_FOREVER is without end.
pub(crate) fn length(seconds: i64, field: &'static str) -> Result<Duration, Fault> {
    Duration::new(seconds).map_err(|error| Fault::value(field, &error.to_string()))
}

#[cfg(test)]
#[path = "lift_tests.rs"]
mod tests;
