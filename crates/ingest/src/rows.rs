//! Rows to records: what the columns of visits, contacts and places mean.
//!
//! A row is checked in full before any of its names is given a number, so that a rejected row
//! leaves nothing behind.

use truyvet_model::id::IdParts;
use truyvet_model::{Contact, PersonNo, Place, PlaceNo, TimeZone, Visit};
use truyvet_store::StoreError;

use crate::field::{self, Fault};
use crate::report::FileKind;
use crate::sink::RecordSink;
use crate::table::{Column, Row, optional, required};

/// Why a row did not become a record.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The row is at fault.
    Row(Fault),
    /// The store is; nothing can go on.
    Store(StoreError),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Row(fault)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What holds for all rows of a file.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    /// The zone of local times.
    pub(crate) zone: Option<&'c TimeZone>,
    /// The source of rows that name none; empty is none.
    pub(crate) source: &'c str,
}

/// The source that the sink was told last.
#[derive(Default)]
struct Source(Option<String>);

impl Source {
    /// Tells the sink the source of a row.
    #[inline]
    fn tell<S: RecordSink>(
        &mut self,
        given: &str,
        context: Context<'_>,
        sink: &mut S,
    ) -> Result<(), StoreError> {
        let name = if given.is_empty() {
            context.source
        } else {
            given
        };
        if self.0.as_deref() == Some(name) {
            return Ok(());
        }
        sink.set_source(name)?;
        self.0 = Some(name.to_owned());
        Ok(())
    }
}

/// Makes records of the rows of one kind of file.
pub(crate) trait RowReader: Default {
    /// What the rows are.
    const KIND: FileKind;
    /// The columns, in the order in which [`Row::field`] numbers them.
    const COLUMNS: &'static [Column];
    /// Reads one row.
    fn take<S: RecordSink>(
        &mut self,
        row: Row<'_>,
        context: Context<'_>,
        sink: &mut S,
    ) -> Result<(), Refusal>;
}

/// The last name of a column and its number: files are often sorted by one of them.
struct Last<N> {
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
enum Name<'r, N> {
    Known(N),
    Other(IdParts<'r>),
}

impl<N: Copy> Last<N> {
    #[inline]
    fn name<'r>(&self, text: &'r [u8], field: &'static str) -> Result<Name<'r, N>, Fault> {
        match self.number {
            Some(number) if self.text == text => Ok(Name::Known(number)),
            _ => field::id(text, field).map(Name::Other),
        }
    }

    #[inline]
    fn number(
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

/// Visits (S2, S4).
#[derive(Default)]
pub(crate) struct Visits {
    person: Last<PersonNo>,
    place: Last<PlaceNo>,
    source: Source,
}

impl RowReader for Visits {
    const KIND: FileKind = FileKind::Visits;
    const COLUMNS: &'static [Column] = &[
        required("person"),
        required("place"),
        required("start"),
        required("end"),
        optional("source"),
    ];

    #[inline]
    fn take<S: RecordSink>(
        &mut self,
        row: Row<'_>,
        context: Context<'_>,
        sink: &mut S,
    ) -> Result<(), Refusal> {
        let (person_text, place_text, end_text) = (row.field(0), row.field(1), row.field(3));
        let person = self.person.name(person_text, "person")?;
        let place = self.place.name(place_text, "place")?;
        let start = field::time(row.field(2), "start", context.zone)?;
        let end = if end_text.trim_ascii().is_empty() {
            None
        } else {
            let end = field::time(end_text, "end", context.zone)?;
            Some(field::interval(start, end, "end")?.end())
        };
        let source = field::source(row.field(4), "source")?;
        let person = self
            .person
            .number(&person, person_text, |id| sink.person(id))?;
        let place = self.place.number(&place, place_text, |id| sink.place(id))?;
        self.source.tell(source, context, sink)?;
        sink.visit(Visit {
            person,
            place,
            start,
            end,
        })?;
        Ok(())
    }
}

/// Contacts (S3).
#[derive(Default)]
pub(crate) struct Contacts {
    a: Last<PersonNo>,
    b: Last<PersonNo>,
    source: Source,
}

impl RowReader for Contacts {
    const KIND: FileKind = FileKind::Contacts;
    const COLUMNS: &'static [Column] = &[
        required("a"),
        required("b"),
        required("start"),
        required("end"),
        optional("source"),
    ];

    fn take<S: RecordSink>(
        &mut self,
        row: Row<'_>,
        context: Context<'_>,
        sink: &mut S,
    ) -> Result<(), Refusal> {
        let (a_text, b_text) = (row.field(0), row.field(1));
        let a = self.a.name(a_text, "a")?;
        let b = self.b.name(b_text, "b")?;
        let start = field::time(row.field(2), "start", context.zone)?;
        let end = field::time(row.field(3), "end", context.zone)?;
        let interval = field::interval(start, end, "end")?;
        // `An` and `:An` are one person.
        if field::id(a_text, "a")? == field::id(b_text, "b")? {
            return Err(field::self_contact(field::text(b_text, "b")?).into());
        }
        let source = field::source(row.field(4), "source")?;
        let a = self.a.number(&a, a_text, |id| sink.person(id))?;
        let b = self.b.number(&b, b_text, |id| sink.person(id))?;
        self.source.tell(source, context, sink)?;
        sink.contact(Contact { a, b, interval })?;
        Ok(())
    }
}

/// Places (S5).
#[derive(Default)]
pub(crate) struct Places {
    parent: Last<PlaceNo>,
}

impl RowReader for Places {
    const KIND: FileKind = FileKind::Places;
    const COLUMNS: &'static [Column] = &[
        required("place"),
        optional("kind"),
        optional("parent"),
        optional("unit"),
        optional("name"),
        optional("lat"),
        optional("lon"),
        optional("shared"),
    ];

    fn take<S: RecordSink>(
        &mut self,
        row: Row<'_>,
        _context: Context<'_>,
        sink: &mut S,
    ) -> Result<(), Refusal> {
        let place = field::id(row.field(0), "place")?;
        let kind = field::kind(row.field(1), "kind")?;
        let parent_text = row.field(2);
        let parent = if parent_text.is_empty() {
            None
        } else {
            Some(self.parent.name(parent_text, "parent")?)
        };
        if parent.is_some() && field::id(parent_text, "parent")? == place {
            return Err(field::own_parent(field::text(parent_text, "parent")?).into());
        }
        let unit = field::words(row.field(3), "unit")?;
        let name = field::words(row.field(4), "name")?;
        let coordinates = field::coordinates(row.field(5), row.field(6))?;
        let shared = field::flag(row.field(7), "shared")?;
        let place = sink.place(place)?;
        let parent = match parent {
            Some(parent) => Some(
                self.parent
                    .number(&parent, parent_text, |id| sink.place(id))?,
            ),
            None => None,
        };
        let details = Place {
            kind,
            parent,
            unit,
            name,
            coordinates,
            shared,
        };
        sink.declare_place(place, &details)?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
