//! What may be given where an id, a time or an interval is wanted: the short forms.

use std::ops::{Range, RangeFrom};

use truyvet_model::id::IdParts;
use truyvet_model::{ExternalId, IdError, Interval, TimeError, Timestamp};

use crate::error::Error;

/// An id, or text that is read as one: `"An"`, `"cccd:034201"`, a `String`, an [`ExternalId`].
pub trait AsId {
    /// The id in its two parts.
    ///
    /// # Errors
    /// [`IdError`] for text that is no id.
    fn id_parts(&self) -> Result<IdParts<'_>, IdError>;
}

impl AsId for str {
    fn id_parts(&self) -> Result<IdParts<'_>, IdError> {
        ExternalId::split(self)
    }
}

impl AsId for String {
    fn id_parts(&self) -> Result<IdParts<'_>, IdError> {
        ExternalId::split(self)
    }
}

impl AsId for ExternalId {
    fn id_parts(&self) -> Result<IdParts<'_>, IdError> {
        Ok(IdParts {
            namespace: self.namespace(),
            local: self.local(),
        })
    }
}

impl AsId for IdParts<'_> {
    fn id_parts(&self) -> Result<IdParts<'_>, IdError> {
        Ok(*self)
    }
}

impl<T: AsId + ?Sized> AsId for &T {
    fn id_parts(&self) -> Result<IdParts<'_>, IdError> {
        (**self).id_parts()
    }
}

/// The id as a value of its own.
pub(crate) fn external_id(id: &impl AsId) -> Result<ExternalId, IdError> {
    let parts = id.id_parts()?;
    ExternalId::new(parts.namespace, parts.local)
}

/// A time: a [`Timestamp`], whole seconds since 1970, or text as [`Timestamp::parse`] reads it
/// (RFC 3339 with an offset, or seconds) or `inf`.
pub trait IntoTime {
    /// The time.
    ///
    /// # Errors
    /// [`TimeError`] for what is no time (S1).
    fn into_time(self) -> Result<Timestamp, TimeError>;
}

impl IntoTime for Timestamp {
    fn into_time(self) -> Result<Timestamp, TimeError> {
        Ok(self)
    }
}

impl IntoTime for i64 {
    fn into_time(self) -> Result<Timestamp, TimeError> {
        Timestamp::new(self)
    }
}

impl IntoTime for &str {
    fn into_time(self) -> Result<Timestamp, TimeError> {
        match self.trim() {
            "inf" => Ok(Timestamp::FOREVER),
            text => Timestamp::parse(text),
        }
    }
}

/// An interval `[start, end)`: an [`Interval`], `start..end`, or `start..` without end.
pub trait IntoInterval {
    /// The interval.
    ///
    /// # Errors
    /// An [`Error`] for what is no time, or an interval that is empty or reversed (S28).
    fn into_interval(self) -> Result<Interval, Error>;
}

impl IntoInterval for Interval {
    fn into_interval(self) -> Result<Interval, Error> {
        Ok(self)
    }
}

impl<T: IntoTime> IntoInterval for Range<T> {
    fn into_interval(self) -> Result<Interval, Error> {
        let (start, end) = (self.start.into_time()?, self.end.into_time()?);
        Ok(Interval::new(start, end)?)
    }
}

impl<T: IntoTime> IntoInterval for RangeFrom<T> {
    fn into_interval(self) -> Result<Interval, Error> {
        let start = self.start.into_time()?;
        Ok(Interval::new(start, Timestamp::FOREVER)?)
    }
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
