//! `declaration`: health declarations; places in words are looked up among the names of places.

use std::collections::HashMap;

use truyvet_model::id::IdParts;
use truyvet_model::{PersonNo, PlaceNo, Visit};

use super::no_settings::NoSettings;
use crate::error::{IngestError, Reason};
use crate::field;
use crate::importer::{Importer, Last, Refusal};
use crate::mapping::{Cells, Mapping, fold};
use crate::out::Out;
use crate::sink::RecordSink;
use crate::tally::count;

const PERSON: usize = 0;
const TIME: usize = 1;
const SYMPTOMS: usize = 2;
const PLACE_NAME: usize = 3;
const FROM_TIME: usize = 4;
const TO_TIME: usize = 5;

/// Bytes of a name that is kept as it is.
const LONGEST: usize = 512;

/// Reads declarations.
pub(crate) struct Declaration {
    person: Last<PersonNo>,
    /// Folded names; `None` if several places have one.
    names: HashMap<Box<str>, Option<PlaceNo>>,
    with_symptoms: u64,
}

impl Declaration {
    pub(crate) fn new<S: RecordSink>(
        mapping: &Mapping,
        out: &mut Out<'_, S>,
    ) -> Result<Self, IngestError> {
        let NoSettings {} = mapping.settings()?;
        let mut names: HashMap<Box<str>, Option<PlaceNo>> = HashMap::new();
        for number in 0..out.sink.place_count() {
            let place = PlaceNo(number);
            let Some(name) = out.sink.place_details(place)?.name else {
                continue;
            };
            let folded = fold(&name).into_boxed_str();
            if !folded.is_empty() {
                let several = |found: &mut Option<PlaceNo>| *found = None;
                let entry = names.entry(folded).and_modify(several);
                entry.or_insert(Some(place));
            }
        }
        Ok(Self {
            person: Last::default(),
            names,
            with_symptoms: 0,
        })
    }

    /// The place of that name, or one of its own.
    fn place<S: RecordSink>(
        &self,
        name: &str,
        folded: &str,
        out: &mut Out<'_, S>,
    ) -> Result<PlaceNo, IngestError> {
        if let Some(Some(place)) = self.names.get(folded) {
            return Ok(*place);
        }
        out.tally.unresolved(name, folded);
        let place = out.place(IdParts {
            namespace: "unresolved",
            local: folded,
        })?;
        out.describe(place, None, None, Some(name))?;
        Ok(place)
    }
}

impl<S: RecordSink> Importer<S> for Declaration {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let text = cells.field(PERSON);
        let person = self.person.name(text, || cells.person(PERSON))?;
        let declared = cells.time(TIME)?;
        let symptoms = cells.text(SYMPTOMS)?;
        let name = cells.text(PLACE_NAME)?;
        if name.is_empty() {
            out.seen(declared, Some(declared));
        } else {
            let start = cells.time(FROM_TIME)?;
            let end = match cells.time_if_any(TO_TIME)? {
                None => None,
                Some(end) => Some(field::interval(start, end, "to_time")?.end()),
            };
            if name.len() > LONGEST || name.chars().any(char::is_control) {
                let problem = format!(
                    "`{}` is no name of a place: expected at most {LONGEST} bytes without control characters",
                    field::excerpt(name)
                );
                return Err(cells.fault(PLACE_NAME, Reason::BadId, problem).into());
            }
            let folded = match fold(name) {
                folded if folded.is_empty() => name.to_owned(),
                folded => folded,
            };
            let person = self.person.number(&person, text, |id| out.person(id))?;
            let place = self.place(name, &folded, out)?;
            out.set_source(&cells.plan().source);
            out.seen(end.unwrap_or(start), Some(declared));
            out.visit(Visit {
                person,
                place,
                start,
                end,
            })?;
        }
        if !symptoms.is_empty() {
            count(&mut self.with_symptoms);
        }
        Ok(())
    }

    fn flush(
        &mut self,
        _plan: &crate::mapping::Plan,
        out: &mut Out<'_, S>,
        all: bool,
    ) -> Result<(), IngestError> {
        if all && self.with_symptoms > 0 {
            let rows = self.with_symptoms;
            out.tally
                .notes
                .push(format!("{rows} rows declare symptoms"));
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "declaration_tests.rs"]
mod tests;
