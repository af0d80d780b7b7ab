//! Visits and contacts as they are: the plain kinds of files.

use truyvet_model::{Contact, PersonNo, PlaceNo, Visit};

use crate::field;
use crate::importer::{Coded, Importer, Refusal};
use crate::mapping::Cells;
use crate::out::Out;
use crate::sink::RecordSink;

/// Visits (S2, S4): `person,place,start,end,source`.
#[derive(Default)]
pub(crate) struct Visits {
    person: Coded<PersonNo>,
    place: Coded<PlaceNo>,
}

impl<S: RecordSink> Importer<S> for Visits {
    #[inline]
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let (person_text, place_text) = (cells.field(0), cells.field(1));
        let person = self
            .person
            .name(person_text, cells.code(0), || cells.person(0))?;
        let place = self
            .place
            .name(place_text, cells.code(1), || cells.place(1))?;
        let start = cells.time(2)?;
        let end = match cells.time_if_any(3)? {
            None => None,
            Some(end) => Some(field::interval(start, end, "end")?.end()),
        };
        let source = field::source(cells.field(4), "source")?;
        let person = self
            .person
            .number(&person, person_text, cells.code(0), |id| out.person(id))?;
        let place = self
            .place
            .number(&place, place_text, cells.code(1), |id| out.place(id))?;
        tell(source, cells, out);
        out.seen(end.unwrap_or(start), None);
        out.visit(Visit {
            person,
            place,
            start,
            end,
        })?;
        Ok(())
    }
}

/// Contacts (S3): `a,b,start,end,source`.
#[derive(Default)]
pub(crate) struct Contacts {
    a: Coded<PersonNo>,
    b: Coded<PersonNo>,
}

impl<S: RecordSink> Importer<S> for Contacts {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let (a_text, b_text) = (cells.field(0), cells.field(1));
        let a = self.a.name(a_text, cells.code(0), || cells.person(0))?;
        let b = self.b.name(b_text, cells.code(1), || cells.person(1))?;
        let (start, end) = (cells.time(2)?, cells.time(3)?);
        let interval = field::interval(start, end, "end")?;
        // `An` and `:An` are one person.
        if cells.person(0)? == cells.person(1)? {
            return Err(field::self_contact(field::text(b_text, "b")?).into());
        }
        let source = field::source(cells.field(4), "source")?;
        let a = self
            .a
            .number(&a, a_text, cells.code(0), |id| out.person(id))?;
        let b = self
            .b
            .number(&b, b_text, cells.code(1), |id| out.person(id))?;
        tell(source, cells, out);
        out.seen(end, None);
        out.contact(Contact { a, b, interval })?;
        Ok(())
    }
}

/// The source of a row, else that of the file.
#[inline]
fn tell<S: RecordSink>(source: &str, cells: Cells<'_>, out: &mut Out<'_, S>) {
    if source.is_empty() {
        out.set_source(&cells.plan().source);
    } else {
        out.set_source(source);
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
