//! Everything that a snapshot shows, through every way of reading it, as comparable text.

use std::collections::BTreeSet;

use truyvet_model::{Interval, PersonNo, PlaceNo};
use truyvet_store::{Segment, Snapshot, SourceNo, StoreError, VisitBlock};

/// What a snapshot shows. Which segment a row is in is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// Commit, people, places, kinds, sources, counts.
    pub(super) about: Vec<String>,
    /// Visits, by place.
    pub(super) visits: BTreeSet<String>,
    /// Contacts.
    pub(super) contacts: BTreeSet<String>,
    /// Visits again, by person.
    visits_of: BTreeSet<String>,
}

impl Seen {
    /// Whether the ways of reading say the same.
    pub(super) fn agrees(&self) -> bool {
        self.visits == self.visits_of
    }

    /// Whether every record has a source that has a name, or none.
    pub(super) fn names_its_sources(&self) -> bool {
        let rows = self.visits.iter().chain(&self.contacts);
        let named = |row: &String| row.contains("\"#0\"") || !row.contains("\"#");
        rows.into_iter().all(named)
    }
}

/// Reads all of it.
pub(super) fn everything(snapshot: &Snapshot) -> Result<Seen, StoreError> {
    let mut seen = Seen {
        about: about(snapshot)?,
        visits: BTreeSet::new(),
        contacts: BTreeSet::new(),
        visits_of: BTreeSet::new(),
    };
    let people = people(snapshot)?;
    for segment in snapshot.segments() {
        by_place(snapshot, segment, &mut seen)?;
        for &person in &people {
            by_person(snapshot, segment, person, &mut seen)?;
        }
    }
    Ok(seen)
}

fn about(snapshot: &Snapshot) -> Result<Vec<String>, StoreError> {
    let mut about = vec![
        format!("{} {:?}", snapshot.number(), snapshot.time_range()),
        format!("{:?} {:?}", snapshot.kinds(), snapshot.floor()),
        format!("{:?}", snapshot.sources()),
    ];
    for n in 0..snapshot.person_count() {
        about.push(match snapshot.person_id(PersonNo(n)) {
            Ok(id) => format!(
                "{id} {:?} {:?}",
                snapshot.person(&id)?,
                snapshot.person_ids(PersonNo(n))?
            ),
            Err(StoreError::Erased { number }) => format!("{number} erased"),
            Err(error) => return Err(error),
        });
    }
    for n in (0..snapshot.place_count()).map(PlaceNo) {
        let id = snapshot.place_id(n)?;
        let (found, record) = (snapshot.place(&id)?, snapshot.place_record(n)?);
        let hot = (snapshot.kind_of(n)?, snapshot.is_shared(n)?);
        about.push(format!("{id} {found:?} {record:?} {hot:?}"));
    }
    let homes = snapshot.homes()?;
    for n in (0..snapshot.person_count()).map(PersonNo) {
        let unit = homes
            .unit(n)
            .and_then(|unit| homes.units().get(unit.index()));
        let details = match snapshot.person_details(n) {
            Err(StoreError::Erased { .. }) => None,
            details => Some(details?),
        };
        about.push(format!("{unit:?} {:?} {details:?}", homes.doses(n)));
    }
    about.push(format!("{:?}", snapshot.units()?));
    about.push(format!("{:?}", snapshot.cases()?));
    let stats = snapshot.stats()?;
    about.push(format!(
        "{} {} {}",
        stats.visits, stats.open_visits, stats.contacts
    ));
    Ok(about)
}

/// The people who are not erased, linked ids (S6) once.
fn people(snapshot: &Snapshot) -> Result<BTreeSet<u32>, StoreError> {
    let mut people = BTreeSet::new();
    for n in 0..snapshot.person_count() {
        match snapshot.person_id(PersonNo(n)) {
            Ok(id) => people.extend(snapshot.person(&id)?.map(|n| n.0)),
            Err(StoreError::Erased { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(people)
}

fn source(snapshot: &Snapshot, number: SourceNo) -> String {
    let at = usize::from(number.0).checked_sub(1);
    let name = at.and_then(|at| snapshot.sources().get(at).map(ToString::to_string));
    name.unwrap_or_else(|| format!("#{}", number.0))
}

fn by_place(snapshot: &Snapshot, segment: &Segment, seen: &mut Seen) -> Result<(), StoreError> {
    let count = snapshot.place_count();
    segment.each_place(0..count, Interval::ALWAYS, |place, rows| {
        for v in rows {
            let source = source(snapshot, v.source);
            let row = (place, v.person, v.start, v.end, v.open, source);
            seen.visits.insert(format!("{row:?}"));
        }
    })?;
    let mut rows = Vec::new();
    for place in (0..count).map(PlaceNo) {
        rows.clear();
        segment.visits_at(place, Interval::ALWAYS, &mut rows)?;
    }
    Ok(())
}

fn by_person(
    snapshot: &Snapshot,
    segment: &Segment,
    person: u32,
    seen: &mut Seen,
) -> Result<(), StoreError> {
    let (mut blocks, mut rows) = (Vec::new(), Vec::new());
    segment.visit_refs(PersonNo(person), &mut blocks)?;
    let mut scratch = VisitBlock::default();
    for block in blocks {
        segment.visits_in_block(block, &[person], &mut scratch, &mut rows)?;
    }
    for placed in rows {
        let v = placed.visit;
        let source = source(snapshot, v.source);
        let row = (placed.place, v.person, v.start, v.end, v.open, source);
        seen.visits_of.insert(format!("{row:?}"));
    }
    let mut rows = Vec::new();
    segment.contacts_of(PersonNo(person), Interval::ALWAYS, &mut rows)?;
    for c in rows {
        let pair = (person.min(c.other), person.max(c.other));
        let row = (pair, c.start, c.end, source(snapshot, c.source));
        seen.contacts.insert(format!("{row:?}"));
    }
    Ok(())
}
