//! `places`: the registry of places (S5).

use truyvet_model::{Place, PlaceNo};

use super::no_settings::NoSettings;
use super::units::Units;
use crate::error::IngestError;
use crate::field;
use crate::importer::{Importer, Last, Refusal};
use crate::input::Input;
use crate::mapping::{Cells, Mapping};
use crate::out::Out;
use crate::sink::RecordSink;

/// Reads `place,kind,parent,unit,name,lat,lon,shared`.
pub(crate) struct Places {
    parent: Last<PlaceNo>,
    units: Option<Units>,
}

impl Places {
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
        Ok(Self {
            parent: Last::default(),
            units,
        })
    }
}

impl<S: RecordSink> Importer<S> for Places {
    fn take(&mut self, cells: Cells<'_>, out: &mut Out<'_, S>) -> Result<(), Refusal> {
        let place = cells.place(0)?;
        let kind = field::kind(cells.word(1)?.as_bytes(), "kind")?;
        let parent_text = cells.field(2);
        let parent = if parent_text.is_empty() {
            None
        } else {
            Some(self.parent.name(parent_text, || cells.place(2))?)
        };
        if parent.is_some() && cells.place(2)? == place {
            return Err(field::own_parent(field::text(parent_text, "parent")?).into());
        }
        let unit = field::words(cells.field(3), "unit")?;
        let name = field::words(cells.field(4), "name")?;
        let coordinates = field::coordinates(cells.field(5), cells.field(6))?;
        let shared = field::flag(cells.word(7)?.as_bytes(), "shared")?;
        let place = out.place(place)?;
        let parent = match parent {
            Some(parent) => Some(
                self.parent
                    .number(&parent, parent_text, |id| out.place(id))?,
            ),
            None => None,
        };
        let unit = match (&self.units, unit) {
            (Some(units), Some(unit)) => Some(units.resolve(unit, out)),
            (_, unit) => unit,
        };
        let details = Place {
            kind,
            parent,
            unit,
            name,
            coordinates,
            shared,
        };
        out.declare_place(place, &details)?;
        Ok(())
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
