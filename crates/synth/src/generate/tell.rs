//! A preset told record by record to whoever keeps it: into a store, without files between.

use std::path::Path;

use super::phones::Noticed;
use super::registry::{SynthPerson, SynthUnit, all_units, each_person, known_cases};
use super::truth;
use super::world::World;
use super::{Order, Step};
use crate::course::Infection;
use crate::place::SynthPlace;
use crate::record::{SynthContact, SynthVisit};
use crate::spec::SynthError;

/// Keeps what [`Order::tell`] tells. People and places come before the records that name them,
/// numbered from 0 in the order in which they come.
pub trait Receiver {
    /// What can go wrong.
    type Error: From<SynthError>;

    /// A unit; those above it came before.
    ///
    /// # Errors
    /// As the receiver has them; the telling ends. So with all others here.
    fn unit(&mut self, unit: &SynthUnit) -> Result<(), Self::Error>;

    /// A place, and the id of the one it is part of, which may come later.
    ///
    /// # Errors
    /// The receiver's.
    fn place(&mut self, place: &SynthPlace, parent: Option<&str>) -> Result<(), Self::Error>;

    /// Somebody.
    ///
    /// # Errors
    /// The receiver's.
    fn person(&mut self, person: &SynthPerson<'_>) -> Result<(), Self::Error>;

    /// Somebody who was tested within the days, with the midnight before the first symptoms.
    ///
    /// # Errors
    /// The receiver's.
    fn case(&mut self, case: &Infection) -> Result<(), Self::Error>;

    /// A visit as it was.
    ///
    /// # Errors
    /// The receiver's.
    fn visit(&mut self, visit: &SynthVisit) -> Result<(), Self::Error>;

    /// Two people who met, each with the Bluetooth app.
    ///
    /// # Errors
    /// The receiver's.
    fn contact(&mut self, contact: &SynthContact) -> Result<(), Self::Error>;

    /// All that begins on that day has been told, and nothing of earlier days comes any more.
    ///
    /// # Errors
    /// The receiver's.
    fn day_is_over(&mut self, day: u32) -> Result<(), Self::Error>;
}

/// What [`Order::tell`] told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Places.
    pub places: u32,
    /// Visits.
    pub visits: u64,
    /// Contacts.
    pub contacts: u64,
    /// Cases known within the days.
    pub cases: u64,
    /// Infections, those brought in included.
    pub infections: u64,
}

impl Order {
    /// Makes the province and tells the truth of it, whatever the dirt and the format of this
    /// order: units, places, people, cases, then day by day visits and contacts. With
    /// `infections`, a file of everybody infected as in `truth/infections.csv` is written there.
    ///
    /// # Errors
    /// The receiver's; [`SynthError::Spec`] for a field out of range, [`SynthError::Write`].
    pub fn tell<R: Receiver>(
        &self,
        receiver: &mut R,
        infections: Option<&Path>,
        progress: &mut dyn FnMut(Step),
    ) -> Result<Told, R::Error> {
        self.settle(progress, |world, progress| {
            if let Some(path) = infections {
                truth::infections(world, path)?;
            }
            tell(world, receiver, progress)
        })
    }
}

fn tell<R: Receiver>(
    world: &World<'_>,
    receiver: &mut R,
    progress: &mut dyn FnMut(Step),
) -> Result<Told, R::Error> {
    let mut told = Told {
        places: world.province.place_count(),
        infections: world.outbreak.infections().len() as u64,
        ..Told::default()
    };
    for unit in all_units(world) {
        receiver.unit(&unit)?;
    }
    for place in world.province.places() {
        receiver.place(&place, place.parent.map(|parent| world.id(parent)))?;
    }
    each_person(world, |person| receiver.person(person))?;
    for case in known_cases(world) {
        told.cases += 1;
        receiver.case(&case)?;
    }
    let mut noticed = Noticed::new(world);
    for day in 0..world.province.spec().days {
        truth::each_visit(world, day, |visit| {
            told.visits += 1;
            receiver.visit(visit)
        })?;
        noticed.next_day(world, |meeting| {
            told.contacts += 1;
            receiver.contact(&SynthContact {
                a: meeting.a,
                b: meeting.b,
                start: meeting.start,
                end: meeting.end,
            })
        })?;
        receiver.day_is_over(day)?;
        progress(Step::Writing(day + 1));
    }
    Ok(told)
}

#[cfg(test)]
#[path = "tell_tests.rs"]
mod tests;
