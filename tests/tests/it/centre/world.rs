//! Small random worlds: people with homes, places, records, cases, units; and stores of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use truyvet::{
    CaseRecord, ExternalId, Kind, MemoryVfs, Options, PersonDetails, PlaceDetails, Snapshot, Store,
    Timestamp, UnitDetails,
};

pub(crate) const DAY: i64 = 86_400;

const T0: i64 = 1_620_000_000;

/// Homes and places are in these, or in none.
const UNITS: [&str; 7] = [
    "1/11/111", "1/11/112", "1/11/113", "1/12/121", "1/12", "2/21/211", "2/22/221",
];

/// Sources of records; the first is none.
pub(crate) const SOURCES: [&str; 3] = ["", "qr", "roster"];

#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) person: usize,
    pub(crate) place: usize,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) source: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) source: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) person: usize,
    pub(crate) tested: i64,
    pub(crate) isolated: Option<i64>,
}

/// Everything by number.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) at: i64,
    pub(crate) days: u32,
    /// Home and doses.
    pub(crate) people: Vec<(Option<&'static str>, Option<u8>)>,
    /// Own unit, and the place it is part of; the last one is a place of quarantine.
    pub(crate) places: Vec<(Option<&'static str>, Option<usize>)>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) cases: Vec<Case>,
    /// Declared units with their population.
    pub(crate) units: Vec<(&'static str, u64)>,
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n as u64).unwrap()
    }

    fn time(&mut self) -> i64 {
        T0 + i64::try_from(self.below(10 * 96)).unwrap() * 900
    }

    fn length(&mut self) -> i64 {
        i64::try_from(1 + self.below(8)).unwrap() * 900
    }

    fn unit(&mut self) -> Option<&'static str> {
        UNITS.get(self.below(UNITS.len() + 1)).copied()
    }
}

pub(crate) fn person(number: usize) -> String {
    format!("p{number:03}")
}

pub(crate) fn number(id: &str) -> usize {
    id[1..].parse().unwrap()
}

fn place(number: usize) -> String {
    format!("place{number:02}")
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut draws = Draws(seed);
        let count = 40 + draws.below(60);
        let mut world = Self {
            at: T0 + i64::try_from(5 + draws.below(5)).unwrap() * DAY,
            days: u32::try_from(2 + draws.below(6)).unwrap(),
            people: (0..count)
                .map(|_| {
                    (
                        draws.unit(),
                        [None, Some(0), Some(1), Some(2)][draws.below(4)],
                    )
                })
                .collect(),
            places: (0..12)
                .map(|n| {
                    (
                        draws.unit(),
                        Some(draws.below(12)).filter(|above| *above < n),
                    )
                })
                .collect(),
            visits: Vec::new(),
            contacts: Vec::new(),
            cases: Vec::new(),
            // Always there, so that questions about them are none of unknown units.
            units: vec![("1/11/111", 4000), ("1/11/112", 900), ("2", 100_000)],
        };
        world.add_records(&mut draws);
        world.add_cases(&mut draws);
        world
    }

    /// Visits and contacts, of one key each.
    fn add_records(&mut self, draws: &mut Draws) {
        let count = self.people.len();
        let mut keys = BTreeSet::new();
        for _ in 0..250 {
            let (start, length) = (draws.time(), draws.length());
            let (person, place) = (draws.below(count), draws.below(12));
            let source = draws.below(SOURCES.len());
            if keys.insert((person, place, start)) {
                self.visits.push(Visit {
                    person,
                    place,
                    start,
                    end: start + length,
                    source,
                });
            }
        }
        for _ in 0..20 {
            let (a, b, start) = (draws.below(count), draws.below(count), draws.time());
            let source = draws.below(SOURCES.len());
            let (a, b) = (a.min(b), a.max(b));
            if a != b && keys.insert((a, 1000 + b, start)) {
                let end = start + draws.length();
                self.contacts.push(Contact {
                    a,
                    b,
                    start,
                    end,
                    source,
                });
            }
        }
    }

    fn add_cases(&mut self, draws: &mut Draws) {
        let count = self.people.len();
        let mut keys = BTreeSet::new();
        for _ in 0..1 + draws.below(12) {
            let (person, tested) = (draws.below(count), draws.time());
            let isolated = [None, Some(tested - 3 * DAY), Some(tested + DAY)][draws.below(3)];
            if keys.insert((person, tested)) {
                self.cases.push(Case {
                    person,
                    tested,
                    isolated,
                });
            }
        }
    }

    /// The unit of a place: its own, else that of what it is part of.
    pub(crate) fn unit_of(&self, place: usize) -> Option<&'static str> {
        let (own, above) = self.places[place];
        own.or_else(|| above.and_then(|above| self.unit_of(above)))
    }

    /// A store of it: the register in one commit, the records in the next.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let vfs = Arc::new(MemoryVfs::new());
        self.write_register(vfs.clone());
        let store = Store::open_in(vfs).unwrap();
        let mut writer = store.writer().unwrap();
        for (number, (unit, above)) in self.places.iter().enumerate() {
            let kind = if number == 11 { "quarantine" } else { "market" };
            let details = PlaceDetails {
                kind: Kind::new(kind).unwrap(),
                unit: unit.map(str::to_owned),
                parent: above.map(|above| place(above).parse().unwrap()),
                ..PlaceDetails::default()
            };
            writer.place(place(number), &details).unwrap();
        }
        // Records without a source first: a source, once set, stays.
        for (source, name) in SOURCES.iter().enumerate() {
            if source > 0 {
                writer.set_source(name).unwrap();
            }
            for visit in self.visits.iter().filter(|visit| visit.source == source) {
                let (person, place) = (person(visit.person), place(visit.place));
                writer
                    .visit(person, place, visit.start, Some(visit.end))
                    .unwrap();
            }
            for contact in self
                .contacts
                .iter()
                .filter(|contact| contact.source == source)
            {
                let (a, b) = (person(contact.a), person(contact.b));
                writer.contact(a, b, contact.start, contact.end).unwrap();
            }
        }
        writer.commit().unwrap();
        store.snapshot().unwrap()
    }

    fn write_register(&self, vfs: Arc<MemoryVfs>) {
        let store = truyvet_store::Store::create_in(vfs, Options::default()).unwrap();
        let mut writer = store.writer().unwrap();
        for (number, (unit, doses)) in self.people.iter().enumerate() {
            let id: ExternalId = person(number).parse().unwrap();
            let unit = unit.map(str::to_owned);
            let details = PersonDetails {
                unit,
                doses: *doses,
            };
            let number = writer.person(&id).unwrap();
            writer.declare_person(number, &details).unwrap();
        }
        for (path, population) in &self.units {
            let population = Some(*population);
            let details = UnitDetails {
                population,
                ..UnitDetails::default()
            };
            writer.declare_unit(path, &details).unwrap();
        }
        for case in &self.cases {
            let id: ExternalId = person(case.person).parse().unwrap();
            let case = CaseRecord {
                person: writer.person(&id).unwrap(),
                tested: Timestamp::from_seconds(case.tested),
                onset: None,
                isolated: case.isolated.map(Timestamp::from_seconds),
            };
            writer.declare_case(&case).unwrap();
        }
        writer.commit().unwrap();
    }
}
