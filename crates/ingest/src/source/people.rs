//! `people`: the registry of people: their ids, home units and doses of vaccine.

use truyvet_model::PersonDetails;
use truyvet_model::id::IdParts;
use truyvet_model::{ExternalId, PersonNo};

use super::no_settings::NoSettings;
use super::units::Units;
use crate::error::{IngestError, Reason};
use crate::field;
use crate::importer::{Importer, Refusal};
use crate::input::Input;
use crate::mapping::{Cells, Mapping};
use crate::out::Out;
use crate::sink::RecordSink;

const PERSON: usize = 0;
const OTHER_IDS: usize = 1;
const UNIT: usize = 2;
const DOSES: usize = 3;

/// Reads the registry.
pub(crate) struct People {
    units: Option<Units>,
}

impl People {
    pub(crate) fn new<S: RecordSink>(
        mapping: &Mapping,
        units: Option<&Input>,
        out: &mut Out<'_, S>,
    ) -> Result<Self, IngestError> {
        let NoSettings {} = mapping.settings()?;
        let units = units.map(Units::read).transpose()?;
        if let Some(units) = &units {
            units.declare(out)?;
        }
        Ok(Self { units })
    }
}

impl<S: RecordSink> Importer<S> for People {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let person = cells.person(PERSON)?;
        let mut others: Vec<IdParts<'_>> = Vec::new();
        for text in cells.text(OTHER_IDS)?.split(';').map(str::trim) {
            if text.is_empty() {
                continue;
            }
            let mut parts = ExternalId::split(text)
                .map_err(|e| cells.fault(OTHER_IDS, Reason::BadId, e.to_string()))?;
            if parts.namespace.is_empty() && !text.starts_with(':') {
                parts.namespace = cells.person_namespace();
            }
            if parts != person && !others.contains(&parts) {
                others.push(parts);
            }
        }
        let unit = field::words(cells.field(UNIT), "unit")?;
        if unit
            .as_ref()
            .is_some_and(|unit| unit.split('/').any(str::is_empty))
        {
            let problem = "a part of the path is empty: expected a path such as 24/213/07213";
            return Err(cells.fault(UNIT, Reason::BadWord, problem).into());
        }
        let doses: Option<u8> = cells.number(DOSES, "a number of doses from 0 to 254")?;
        if doses == Some(u8::MAX) {
            let problem = "255: expected a number of doses from 0 to 254";
            return Err(cells.fault(DOSES, Reason::BadNumber, problem).into());
        }
        let number = out.person(person)?;
        let others: Vec<PersonNo> =
            (others.into_iter().map(|id| out.person(id))).collect::<Result<_, _>>()?;
        for other in others {
            out.link(number, other)?;
        }
        let unit = match (&self.units, unit) {
            (Some(units), Some(unit)) => Some(units.resolve(unit, out)),
            (_, unit) => unit,
        };
        let details = PersonDetails { unit, doses };
        if details != PersonDetails::default() {
            out.declare_person(number, &details)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
