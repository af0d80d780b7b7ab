//! `travel`: trips; the vehicle is a place in which people are together.

use truyvet_model::id::IdParts;
use truyvet_model::{ExternalId, Kind, PersonNo, Visit};

use crate::error::{IngestError, Reason};
use crate::field::{self, excerpt};
use crate::importer::{Importer, Last, Refusal};
use crate::mapping::{Cells, Mapping};
use crate::out::Out;
use crate::sink::RecordSink;

const PERSON: usize = 0;
const VEHICLE: usize = 1;
const ROUTE: usize = 2;
const KIND: usize = 3;
const FROM_TIME: usize = 4;
const TO_TIME: usize = 5;
const REPORTED: usize = 8;

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Settings {
    kind: Option<Kind>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kind: Kind::new("bus").ok(),
        }
    }
}

/// Reads trips.
pub(crate) struct Travel {
    kind: Kind,
    person: Last<PersonNo>,
}

impl Travel {
    pub(crate) fn new(mapping: &Mapping) -> Result<Self, IngestError> {
        let settings: Settings = mapping.settings()?;
        Ok(Self {
            kind: settings.kind.unwrap_or_default(),
            person: Last::default(),
        })
    }

    fn kind(&self, cells: Cells<'_>) -> Result<Kind, Refusal> {
        match cells.word(KIND)? {
            "" => Ok(self.kind.clone()),
            word => Kind::new(&word.to_lowercase()).map_err(|_| {
                let problem = format!(
                    "`{}` is no kind of vehicle: expected bus, train, flight, or a word of [values.kind]",
                    excerpt(word)
                );
                cells.fault(KIND, Reason::BadKind, problem).into()
            }),
        }
    }
}

impl<S: RecordSink> Importer<S> for Travel {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let text = cells.field(PERSON);
        let person = self.person.name(text, || cells.person(PERSON))?;
        let start = cells.time(FROM_TIME)?;
        let end = match cells.time_if_any(TO_TIME)? {
            None => None,
            Some(end) => Some(field::interval(start, end, "to_time")?.end()),
        };
        let kind = self.kind(cells)?;
        let route = cells.text(ROUTE)?;
        let reported = cells.time_if_any(REPORTED)?;
        let departure;
        let vehicle = if cells.is_empty(VEHICLE) {
            if route.is_empty() {
                let problem = "empty, and so is the route: expected one of them";
                return Err(cells.fault(VEHICLE, Reason::Missing, problem).into());
            }
            departure = format!("{route}@{start}");
            let checked = ExternalId::new("route", &departure);
            checked.map_err(|e| cells.fault(ROUTE, Reason::BadId, e.to_string()))?;
            IdParts {
                namespace: "route",
                local: &departure,
            }
        } else {
            let mut vehicle = cells.place(VEHICLE)?;
            if vehicle.namespace.is_empty() && !cells.field(VEHICLE).starts_with(b":") {
                vehicle.namespace = "vehicle";
            }
            vehicle
        };
        let person = self.person.number(&person, text, |id| out.person(id))?;
        let place = out.place(vehicle)?;
        out.describe(
            place,
            Some(&kind),
            None,
            (!route.is_empty()).then_some(route),
        )?;
        out.set_source(&cells.plan().source);
        out.seen(end.unwrap_or(start), reported);
        out.visit(Visit {
            person,
            place,
            start,
            end,
        })?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "travel_tests.rs"]
mod tests;
