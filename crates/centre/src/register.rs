//! What a snapshot knows of units: which there are, who lives where, where places lie.

use std::collections::BTreeMap;

use truyvet_model::{PersonNo, PlaceNo};
use truyvet_store::{Snapshot, UnitNo};
use truyvet_trace::unit_of;

use crate::column::tally;
use crate::error::CentreError;
use crate::units::{At, UnitTree};

/// The units of a snapshot, and who and what belongs to which. Whoever has no home unit, and
/// whatever lies in none, belongs to everything.
#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) units: UnitTree,
    /// Everybody, each once (S6).
    pub(crate) people: Vec<PersonNo>,
    /// By number of the person: the home unit.
    home: Vec<At>,
    /// By number of the person: doses of vaccine.
    doses: Vec<Option<u8>>,
    /// By number of the place: the unit; `None` for another id of a place.
    places: Vec<Option<At>>,
}

/// Names, each with a number in order of appearance.
#[derive(Default)]
struct Interned {
    numbers: BTreeMap<String, usize>,
}

impl Interned {
    fn number(&mut self, name: String) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(name).or_insert(next)
    }
}

/// The unit of that number; everything where there is none.
fn nth(ats: &[At], number: Option<usize>) -> At {
    number.and_then(|n| ats.get(n)).copied().unwrap_or(0)
}

impl Register {
    /// Reads the register and the place table once.
    pub(crate) fn read(snapshot: &Snapshot) -> Result<Self, CentreError> {
        let people = snapshot.people();
        let count = snapshot.person_count() as usize;
        let homes = snapshot.homes()?;
        let (mut doses, mut home) = (vec![None; count], vec![None; count]);
        let mut lived_in = vec![false; homes.units().len()];
        for &person in &people {
            let unit = homes.unit(person).map(UnitNo::index);
            if let Some(used) = unit.and_then(|unit| lived_in.get_mut(unit)) {
                *used = true;
            }
            if let Some(cell) = home.get_mut(person.index()) {
                *cell = unit;
            }
            if let Some(cell) = doses.get_mut(person.index()) {
                *cell = homes.doses(person);
            }
        }
        let mut names = Interned::default();
        let mut places = Vec::new();
        for place in (0..snapshot.place_count()).map(PlaceNo) {
            let counts = snapshot.canonical_place(place) == place;
            let unit = if counts {
                unit_of(snapshot, place)?
            } else {
                None
            };
            places.push(counts.then(|| unit.map(|path| names.number(path))));
        }
        // Nobody lives any more in a unit that is only left over.
        let lived_in = homes
            .units()
            .iter()
            .zip(&lived_in)
            .filter(|(_, used)| **used);
        let named = lived_in.map(|(path, _)| path).chain(names.numbers.keys());
        let declared = snapshot.units()?;
        let declared = declared.into_iter().map(|unit| (unit.path, unit.details));
        let units = UnitTree::new(declared, named.map(String::as_str));
        let find = |path: &String| units.find(path).unwrap_or(0);
        let home_at: Vec<At> = homes.units().iter().map(find).collect();
        let mut place_at = vec![0; names.numbers.len()];
        for (path, number) in &names.numbers {
            if let Some(cell) = place_at.get_mut(*number) {
                *cell = find(path);
            }
        }
        Ok(Self {
            people,
            home: home.into_iter().map(|unit| nth(&home_at, unit)).collect(),
            doses,
            places: places
                .into_iter()
                .map(|unit| unit.map(|unit| nth(&place_at, unit)))
                .collect(),
            units,
        })
    }

    /// The home unit of a person.
    pub(crate) fn home(&self, person: PersonNo) -> At {
        self.home.get(person.index()).copied().unwrap_or(0)
    }

    /// Doses of vaccine, if the register says.
    pub(crate) fn doses(&self, person: PersonNo) -> Option<u8> {
        self.doses.get(person.index()).copied().flatten()
    }

    /// The unit of a place, under the number that visits are read by.
    pub(crate) fn unit_of(&self, place: u32) -> At {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        self.places.get(place).copied().flatten().unwrap_or(0)
    }

    /// How many of these people live in each very unit.
    pub(crate) fn by_home(&self, people: impl IntoIterator<Item = PersonNo>) -> Vec<u64> {
        tally(
            self.units.len(),
            people.into_iter().map(|person| self.home(person)),
        )
    }

    /// How many places lie in each very unit.
    pub(crate) fn places(&self) -> Vec<u64> {
        tally(self.units.len(), self.places.iter().copied().flatten())
    }
}
