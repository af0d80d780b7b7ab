//! The truth of a province straight into a new store, day by day.

use std::path::Path;

use truyvet::{
    Interval, Options, PersonDetails, PersonNo, PlaceDetails, PlaceNo, Store, Timestamp,
    UnitDetails, Writer, WriterOptions,
};
use truyvet_synth::{
    Infection, Province, Receiver, SynthContact, SynthPerson, SynthPlace, SynthUnit, SynthVisit,
};

use crate::exit::Failure;

/// The sources that records get (S32): nobody collects all visits, but phones do notice contacts.
const VISITS: &str = "truth";
const CONTACTS: &str = "bluezone";

/// So many records wait for their publication at most, but for those of a day: 20 bytes each, and
/// as much again while the largest partition is sorted and packed.
const MOST_WAITING: u64 = 12_000_000;

/// A new store, and the numbers that it gave.
pub(super) struct IntoStore {
    writer: Writer,
    people: Vec<PersonNo>,
    places: Vec<PlaceNo>,
    source: &'static str,
    waiting: u64,
    /// Records of the day at hand.
    today: u64,
}

impl IntoStore {
    /// Makes the store.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be made.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        let store = Store::create(path, Options::default())?;
        // Merging would take memory at the same time; it is done once, at the end.
        let options = WriterOptions {
            compact: false,
            ..WriterOptions::default()
        };
        Ok(Self {
            writer: store.writer_with(options)?,
            people: Vec::new(),
            places: Vec::new(),
            source: "",
            waiting: 0,
            today: 0,
        })
    }

    /// Publishes the rest, and merges what days have in common.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be written.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.writer.publish()?;
        self.writer.compact()?;
        Ok(())
    }

    fn from(&mut self, source: &'static str) -> Result<(), Failure> {
        if self.source != source {
            self.writer.set_source(source)?;
            self.source = source;
        }
        self.today += 1;
        Ok(())
    }

    fn known(&self, number: u32) -> Result<PersonNo, Failure> {
        let found = self.people.get(number as usize).copied();
        found.ok_or_else(|| Failure::Io(format!("person {number} comes before the register")))
    }
}

impl Receiver for IntoStore {
    type Error = Failure;

    fn unit(&mut self, unit: &SynthUnit) -> Result<(), Failure> {
        let details = UnitDetails {
            name: Some(unit.name.clone()),
            level: unit.level.parse().ok(),
            population: Some(unit.population.into()),
        };
        self.writer.unit(&unit.path, &details)?;
        Ok(())
    }

    fn place(&mut self, place: &SynthPlace, parent: Option<&str>) -> Result<(), Failure> {
        let record = place.record();
        let parent = parent.map(str::parse).transpose();
        let details = PlaceDetails {
            kind: record.kind,
            parent: parent.map_err(truyvet::Error::from)?,
            unit: record.unit,
            name: record.name,
            coordinates: record.coordinates,
            shared: record.shared,
        };
        self.places.push(self.writer.place_number(&place.id)?);
        self.writer.place(&place.id, &details)?;
        Ok(())
    }

    fn person(&mut self, person: &SynthPerson<'_>) -> Result<(), Failure> {
        self.people.push(self.writer.person_number(person.id)?);
        let details = PersonDetails {
            unit: Some(person.unit.to_owned()),
            doses: Some(person.doses),
        };
        self.writer.register_person(person.id, &details)?;
        Ok(())
    }

    fn case(&mut self, case: &Infection) -> Result<(), Failure> {
        let Some(tested) = case.tested else {
            return Ok(());
        };
        let id = Province::person_id(case.person);
        self.writer.case(&id, tested, case.onset, case.isolated)?;
        Ok(())
    }

    fn visit(&mut self, visit: &SynthVisit) -> Result<(), Failure> {
        self.from(VISITS)?;
        let person = self.known(visit.person)?;
        let place = self.places.get(visit.place as usize).copied();
        let place = place.ok_or_else(|| {
            Failure::Io(format!("place {} comes before the register", visit.place))
        })?;
        let (start, end) = (visit.start, visit.end);
        let (start, end) = (Timestamp::from_seconds(start), Timestamp::from_seconds(end));
        self.writer
            .visit_numbered(person, place, start, Some(end))?;
        Ok(())
    }

    fn contact(&mut self, contact: &SynthContact) -> Result<(), Failure> {
        self.from(CONTACTS)?;
        let (a, b) = (self.known(contact.a)?, self.known(contact.b)?);
        let (start, end) = (contact.start, contact.end);
        let (start, end) = (Timestamp::from_seconds(start), Timestamp::from_seconds(end));
        let interval = Interval::new(start, end).map_err(truyvet::Error::from)?;
        self.writer.contact_numbered(a, b, interval)?;
        Ok(())
    }

    fn day_is_over(&mut self, _day: u32) -> Result<(), Failure> {
        self.waiting += self.today;
        // The day to come is about as large as this one.
        if self.waiting + self.today > MOST_WAITING {
            self.writer.publish()?;
            self.waiting = 0;
        }
        self.today = 0;
        Ok(())
    }
}
