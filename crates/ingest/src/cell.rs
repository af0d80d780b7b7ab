//! One column of an Arrow batch, looked at once, so that its cells are cheap to read as text.

use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, Int32Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
    UInt32Array,
};
use arrow_schema::{DataType, TimeUnit};

use crate::table::Code;

pub(crate) const fn is_time(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64
    )
}

pub(crate) fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(keys, values) => keys.is_integer() && is_readable(values),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::Boolean
        | DataType::Float32
        | DataType::Float64
        | DataType::Null => true,
        kind => kind.is_integer() || is_time(kind),
    }
}

/// Texts, each held once, and which of them a row has.
pub(crate) struct Dictionary {
    array: ArrayRef,
    keys: Keys,
    values: Box<Cells>,
    /// How many texts there are: what another program made may point beyond.
    count: u32,
    /// No two dictionaries of a process have one number.
    number: u32,
}

/// The usual keys are read without asking for their type row by row.
enum Keys {
    Signed(Int32Array),
    Unsigned(UInt32Array),
    Other,
}

impl Dictionary {
    fn new(array: &ArrayRef) -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let dictionary = array.as_any_dictionary_opt()?;
        let keys = dictionary.keys();
        Some(Self {
            array: ArrayRef::clone(array),
            keys: match keys.data_type() {
                DataType::Int32 => Keys::Signed(keys.as_primitive().clone()),
                DataType::UInt32 => Keys::Unsigned(keys.as_primitive().clone()),
                _ => Keys::Other,
            },
            values: Box::new(Cells::new(Some(dictionary.values()))),
            count: u32::try_from(dictionary.values().len()).unwrap_or(u32::MAX),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
        })
    }

    /// Which of its texts a row has.
    #[inline]
    fn key(&self, at: usize) -> Option<u32> {
        let key = match &self.keys {
            Keys::Signed(keys) if keys.is_valid(at) => u32::try_from(keys.value(at)).ok(),
            Keys::Unsigned(keys) if keys.is_valid(at) => Some(keys.value(at)),
            Keys::Other => {
                let keys = self.array.as_any_dictionary_opt()?.keys();
                let key = keys.is_valid(at).then(|| integer(keys, at)).flatten();
                u32::try_from(key?).ok()
            }
            _ => None,
        };
        key.filter(|key| *key < self.count)
    }

    fn values(&self) -> Option<&ArrayRef> {
        Some(self.array.as_any_dictionary_opt()?.values())
    }
}

/// The cells of one column of a batch.
pub(crate) enum Cells {
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    /// Instants or local times, in parts of a second.
    Times {
        values: Int64Array,
        per_second: i64,
        zoned: bool,
    },
    Integers(Int64Array),
    Dictionary(Dictionary),
    /// Anything else that can be read.
    Other(ArrayRef),
    /// There is no such column.
    Nothing,
}

impl Cells {
    pub(crate) fn new(array: Option<&ArrayRef>) -> Self {
        let Some(array) = array else {
            return Self::Nothing;
        };
        match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string().clone()),
            DataType::LargeUtf8 => Self::LargeText(array.as_string().clone()),
            DataType::Utf8View => Self::TextView(array.as_string_view().clone()),
            DataType::Int64 => Self::Integers(array.as_primitive().clone()),
            DataType::Timestamp(unit, zone) => {
                let (values, per_second) = ticks(array, *unit);
                let zoned = zone.is_some();
                Self::Times {
                    values,
                    per_second,
                    zoned,
                }
            }
            DataType::Dictionary(..) => {
                Dictionary::new(array).map_or(Self::Nothing, Self::Dictionary)
            }
            _ => Self::Other(array.clone()),
        }
    }

    /// Takes over the number of the dictionary of the batch before, if it is the same one.
    pub(crate) fn goes_on(&mut self, before: &Self) {
        if let (Self::Dictionary(own), Self::Dictionary(before)) = (self, before)
            && let (Some(values), Some(earlier)) = (own.values(), before.values())
            && values.to_data().ptr_eq(&earlier.to_data())
        {
            own.number = before.number;
        }
    }

    /// Where the text of a row stands in a dictionary.
    #[inline]
    pub(crate) fn code(&self, at: usize) -> Option<Code> {
        let Self::Dictionary(dictionary) = self else {
            return None;
        };
        Some(Code {
            dictionary: dictionary.number,
            key: dictionary.key(at)?,
        })
    }

    /// The value as a CSV file would hold it: nothing for none, times as seconds or, without a
    /// zone, as local times.
    #[inline]
    pub(crate) fn write(&self, at: usize, out: &mut Vec<u8>) {
        match self {
            Self::Text(array) if array.is_valid(at) => {
                out.extend_from_slice(array.value(at).as_bytes());
            }
            Self::LargeText(array) if array.is_valid(at) => {
                out.extend_from_slice(array.value(at).as_bytes());
            }
            Self::TextView(array) if array.is_valid(at) => {
                out.extend_from_slice(array.value(at).as_bytes());
            }
            Self::Integers(array) if array.is_valid(at) => digits(array.value(at), out),
            Self::Times {
                values,
                per_second,
                zoned,
            } if values.is_valid(at) => {
                // Fractions are dropped towards the past.
                let seconds = values.value(at).div_euclid(*per_second);
                if *zoned {
                    digits(seconds, out);
                } else {
                    write_local(seconds, out, true);
                }
            }
            Self::Dictionary(dictionary) => {
                if let Some(key) = dictionary.key(at) {
                    dictionary.values.write(key as usize, out);
                }
            }
            Self::Other(array) if array.is_valid(at) => write_other(array, at, out),
            _ => {}
        }
    }
}

/// The numbers of a column of times, and how many of them make a second.
fn ticks(array: &ArrayRef, unit: TimeUnit) -> (Int64Array, i64) {
    match unit {
        TimeUnit::Second => {
            let array = array.as_primitive::<TimestampSecondType>();
            (array.reinterpret_cast(), 1)
        }
        TimeUnit::Millisecond => {
            let array = array.as_primitive::<TimestampMillisecondType>();
            (array.reinterpret_cast(), 1_000)
        }
        TimeUnit::Microsecond => {
            let array = array.as_primitive::<TimestampMicrosecondType>();
            (array.reinterpret_cast(), 1_000_000)
        }
        TimeUnit::Nanosecond => {
            let array = array.as_primitive::<TimestampNanosecondType>();
            (array.reinterpret_cast(), 1_000_000_000)
        }
    }
}

/// A whole number: several times faster than formatting, which is felt at millions of times.
fn digits(number: i64, out: &mut Vec<u8>) {
    let mut text = [0u8; 20];
    let mut rest = number.unsigned_abs();
    let mut length = 0usize;
    for digit in text.iter_mut().rev() {
        *digit = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or(0));
        length = length.saturating_add(1);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    let start = text.len().saturating_sub(length);
    out.extend_from_slice(text.get(start..).unwrap_or_default());
}

#[cold]
fn write_other(array: &ArrayRef, at: usize, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = match array.data_type() {
        DataType::Binary => out.write_all(array.as_binary::<i32>().value(at)),
        DataType::LargeBinary => out.write_all(array.as_binary::<i64>().value(at)),
        DataType::Boolean => write!(out, "{}", array.as_boolean().value(at)),
        DataType::Float32 => write!(out, "{}", array.as_primitive::<Float32Type>().value(at)),
        DataType::Float64 => write!(out, "{}", array.as_primitive::<Float64Type>().value(at)),
        DataType::Date32 => {
            let days = array.as_primitive::<arrow_array::types::Date32Type>();
            let seconds = i64::from(days.value(at)).saturating_mul(86_400);
            write_local(seconds, out, false);
            Ok(())
        }
        DataType::Date64 => {
            let milliseconds = array.as_primitive::<arrow_array::types::Date64Type>();
            write_local(milliseconds.value(at).div_euclid(1000), out, false);
            Ok(())
        }
        _ => match integer(array, at) {
            Some(number) => write!(out, "{number}"),
            None => Ok(()),
        },
    };
}

fn integer(array: &dyn Array, at: usize) -> Option<i128> {
    Some(match array.data_type() {
        DataType::Int8 => array.as_primitive::<Int8Type>().value(at).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(at).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(at).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(at).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(at).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(at).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(at).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(at).into(),
        _ => return None,
    })
}

/// `2021-05-08T07:00:00` or `2021-05-08`: a time of day, of whatever zone.
fn write_local(seconds: i64, out: &mut Vec<u8>, with_time: bool) {
    // Writing to memory cannot fail.
    let _ = match jiff::Timestamp::from_second(seconds) {
        // No such year: the reader of times says what is wrong with it.
        Err(_) => write!(out, "{seconds}"),
        Ok(instant) => {
            let local = instant.to_zoned(jiff::tz::TimeZone::UTC).datetime();
            if with_time {
                write!(out, "{local}")
            } else {
                write!(out, "{}", local.date())
            }
        }
    };
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
