//! Tests of telling: what is told is what the truth and the registers have in files.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::*;
use crate::course::OutbreakSpec;
use crate::dirt::Dirt;
use crate::generate::FileFormat;
use crate::preset::Preset;
use crate::province::Province;

/// Writes down what it is told, as the rows of files with times in seconds.
#[derive(Default)]
struct Lines {
    places: Vec<String>,
    units: BTreeSet<String>,
    people: Vec<String>,
    cases: Vec<u32>,
    visits: String,
    contacts: String,
    days: u32,
}

impl Receiver for Lines {
    type Error = SynthError;

    fn unit(&mut self, unit: &SynthUnit) -> Result<(), SynthError> {
        let above = unit.path.rsplit_once('/').map(|(above, _)| above);
        assert!(
            above.is_none_or(|above| self.units.contains(above)),
            "{unit:?}"
        );
        assert!(self.units.insert(unit.path.clone()), "{unit:?}");
        Ok(())
    }
    fn place(&mut self, place: &SynthPlace, parent: Option<&str>) -> Result<(), SynthError> {
        assert_eq!(place.parent.is_some(), parent.is_some());
        assert_eq!(place.number as usize, self.places.len());
        assert!(self.units.contains(&place.unit), "{place:?}");
        self.places.push(place.id.clone());
        Ok(())
    }
    fn person(&mut self, person: &SynthPerson<'_>) -> Result<(), SynthError> {
        assert_eq!(person.number as usize, self.people.len());
        assert!(
            self.units.contains(person.unit) && person.doses <= 2,
            "{person:?}"
        );
        let SynthPerson {
            id, unit, doses, ..
        } = person;
        self.people.push(format!("{id},,{unit},{doses}"));
        Ok(())
    }
    fn case(&mut self, case: &Infection) -> Result<(), SynthError> {
        self.cases.push(case.person);
        Ok(())
    }
    fn visit(&mut self, visit: &SynthVisit) -> Result<(), SynthError> {
        let id = Province::person_id(visit.person);
        let place = &self.places[visit.place as usize];
        writeln!(self.visits, "{id},{place},{},{}", visit.start, visit.end).unwrap();
        Ok(())
    }
    fn contact(&mut self, met: &SynthContact) -> Result<(), SynthError> {
        let (a, b) = (Province::person_id(met.a), Province::person_id(met.b));
        writeln!(self.contacts, "{a},{b},{},{}", met.start, met.end).unwrap();
        Ok(())
    }
    fn day_is_over(&mut self, day: u32) -> Result<(), SynthError> {
        assert_eq!(day, self.days);
        self.days += 1;
        Ok(())
    }
}

/// The rows of a file with the last two cells, which are times, as seconds.
fn rows(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let mut out = String::new();
    for line in text.lines().skip(1) {
        let mut cells = line.rsplitn(3, ',');
        let mut time = || {
            truyvet_model::Timestamp::parse(cells.next().unwrap())
                .unwrap()
                .seconds()
        };
        let (end, start) = (time(), time());
        writeln!(out, "{},{start},{end}", cells.next().unwrap()).unwrap();
    }
    out
}

#[test]
fn what_is_told_is_what_is_written() {
    let preset = *Preset::named("binh-duong").unwrap();
    let order = Order {
        preset,
        spec: preset.spec(3_000, 4, 1),
        format: FileFormat::Csv,
        dirt: Dirt::NONE,
        outbreak: OutbreakSpec {
            seeds: 40,
            ..OutbreakSpec::default()
        },
    };
    let dir = tempfile::tempdir().unwrap();
    let made = order.write(dir.path(), &mut |_| {}).unwrap();
    let mut lines = Lines::default();
    let infections = dir.path().join("told.csv");
    let told = order
        .tell(&mut lines, Some(&infections), &mut |_| {})
        .unwrap();

    let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    assert!(lines.visits == rows(&dir.path().join("truth/visits.csv")));
    assert!(lines.contacts == rows(&dir.path().join("truth/contacts.csv")));
    assert_eq!(read("told.csv"), read("truth/infections.csv"));
    let people = read("people.csv");
    assert!(
        people
            .lines()
            .skip(1)
            .eq(lines.people.iter().map(String::as_str))
    );
    let cases = read("cases.csv");
    let cases: Vec<&str> = cases.lines().skip(1).map(|row| &row[..8]).collect();
    assert!(!lines.cases.is_empty(), "{cases:?}");
    assert!(
        cases
            .iter()
            .copied()
            .eq(lines.cases.iter().map(|n| Province::person_id(*n)))
    );

    let of = |name: &str| {
        let file = made.files.iter().find(|file| file.path.ends_with(name));
        file.unwrap().rows
    };
    let expected = Told {
        places: made.places,
        visits: of("truth/visits.csv"),
        contacts: of("truth/contacts.csv"),
        cases: of("cases.csv"),
        infections: made.infections,
    };
    assert_eq!((told, lines.days), (expected, 4));
}
