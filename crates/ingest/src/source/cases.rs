//! `cases`: the line list of confirmed cases.

use truyvet_model::CaseRecord;

use super::no_settings::NoSettings;
use crate::error::{IngestError, Reason};
use crate::importer::{Importer, Refusal};
use crate::mapping::{Cells, Mapping};
use crate::out::Out;
use crate::sink::RecordSink;

const PERSON: usize = 0;
const ONSET: usize = 1;
const TESTED: usize = 2;
const ISOLATED: usize = 3;

/// Reads the line list.
pub(crate) struct Cases;

impl Cases {
    pub(crate) fn new(mapping: &Mapping) -> Result<Self, IngestError> {
        let NoSettings {} = mapping.settings()?;
        Ok(Self)
    }
}

impl<S: RecordSink> Importer<S> for Cases {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let person = cells.person(PERSON)?;
        let onset = cells.time_or_date(ONSET)?;
        let Some(tested) = cells.time_or_date(TESTED)? else {
            let problem = "empty: expected the date or time of the sample";
            return Err(cells.fault(TESTED, Reason::Missing, problem).into());
        };
        let isolated = cells.time_or_date(ISOLATED)?;
        let person = out.person(person)?;
        out.seen(tested, None);
        out.declare_case(&CaseRecord {
            person,
            tested,
            onset,
            isolated,
        })?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "cases_tests.rs"]
mod tests;
