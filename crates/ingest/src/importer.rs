//! What every source is: something that takes rows and makes records, now or when it has seen more.

use truyvet_model::id::IdParts;
use truyvet_store::StoreError;

use crate::error::IngestError;
use crate::field::Fault;
use crate::mapping::{Cells, Plan};
use crate::out::Out;
use crate::sink::RecordSink;
use crate::table::Code;

/// Why a row did not become a record.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The row is at fault.
    Row(Fault),
    /// The store is, or the files beside; nothing can go on.
    Stop(IngestError),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Row(fault)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Stop(error.into())
    }
}

impl From<IngestError> for Refusal {
    fn from(error: IngestError) -> Self {
        Self::Stop(error)
    }
}

/// Makes records of the rows of one kind of file.
///
/// A row is checked in full before any of its names is given a number, so that a rejected row
/// leaves nothing behind.
pub(crate) trait Importer<S: RecordSink> {
    /// Reads one row.
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal>;

    /// Whether what a row means depends on others: such files are read from their beginning, and
    /// all together.
    fn holds(&self) -> bool {
        false
    }

    /// Whether [`Importer::flush`] should be called now.
    fn is_full(&self) -> bool {
        false
    }

    /// Makes records of the rows that wait; of `all`, or of those nothing more is expected for.
    fn flush(&mut self, plan: &Plan, out: &mut Out<'_, S>, all: bool) -> Result<(), IngestError> {
        let _ = (plan, out, all);
        Ok(())
    }
}

/// The last name of a column and its number: files are often sorted by one of them.
pub(crate) struct Last<N> {
    text: Vec<u8>,
    number: Option<N>,
}

impl<N> Default for Last<N> {
    fn default() -> Self {
        Self {
            text: Vec::new(),
            number: None,
        }
    }
}

/// A name on the way to its number.
pub(crate) enum Name<'r, N> {
    Known(N),
    Other(IdParts<'r>),
}

impl<N: Copy> Last<N> {
    #[inline]
    pub(crate) fn name<'r>(
        &self,
        text: &'r [u8],
        split: impl FnOnce() -> Result<IdParts<'r>, Fault>,
    ) -> Result<Name<'r, N>, Fault> {
        match self.number {
            Some(number) if self.text == text => Ok(Name::Known(number)),
            _ => split().map(Name::Other),
        }
    }

    #[inline]
    pub(crate) fn number(
        &mut self,
        name: &Name<'_, N>,
        text: &[u8],
        give: impl FnOnce(IdParts<'_>) -> Result<N, StoreError>,
    ) -> Result<N, StoreError> {
        match name {
            Name::Known(number) => Ok(*number),
            Name::Other(parts) => {
                let number = give(*parts)?;
                self.text.clear();
                self.text.extend_from_slice(text);
                self.number = Some(number);
                Ok(number)
            }
        }
    }
}

/// Numbers of names by where these stand in a dictionary, so that each is looked up once; names of
/// no dictionary as [`Last`] has them.
pub(crate) struct Coded<N> {
    last: Last<N>,
    /// By key: of which dictionary, and the number.
    numbers: Vec<Option<(u32, N)>>,
}

impl<N> Default for Coded<N> {
    fn default() -> Self {
        Self {
            last: Last::default(),
            numbers: Vec::new(),
        }
    }
}

impl<N: Copy> Coded<N> {
    #[inline]
    pub(crate) fn name<'r>(
        &self,
        text: &'r [u8],
        code: Option<Code>,
        split: impl FnOnce() -> Result<IdParts<'r>, Fault>,
    ) -> Result<Name<'r, N>, Fault> {
        let Some(code) = code else {
            return self.last.name(text, split);
        };
        match self.numbers.get(code.key as usize) {
            Some(&Some((dictionary, number))) if dictionary == code.dictionary => {
                Ok(Name::Known(number))
            }
            _ => split().map(Name::Other),
        }
    }

    #[inline]
    pub(crate) fn number(
        &mut self,
        name: &Name<'_, N>,
        text: &[u8],
        code: Option<Code>,
        give: impl FnOnce(IdParts<'_>) -> Result<N, StoreError>,
    ) -> Result<N, StoreError> {
        let (Some(code), Name::Other(parts)) = (code, name) else {
            return self.last.number(name, text, give);
        };
        let number = give(*parts)?;
        let key = code.key as usize;
        if self.numbers.len() <= key {
            self.numbers.resize(key.saturating_add(1), None);
        }
        if let Some(known) = self.numbers.get_mut(key) {
            *known = Some((code.dictionary, number));
        }
        Ok(number)
    }
}
