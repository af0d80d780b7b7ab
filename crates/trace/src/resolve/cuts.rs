//! What is cut out of records: isolation of people (S18), closures of places.

use std::collections::{BTreeMap, HashMap};

use truyvet_model::{Interval, IntervalSet, Question, Timestamp};
use truyvet_store::Snapshot;

use super::names::Names;
use super::sites::line;
use crate::error::TraceError;

/// Which time does not exist for whom and where. In recorded time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cuts {
    persons: HashMap<u32, IntervalSet>,
    places: HashMap<u32, IntervalSet>,
}

impl Cuts {
    pub(super) fn new(snapshot: &Snapshot, question: &Question) -> Result<Self, TraceError> {
        let names = Names(snapshot);
        let mut persons: HashMap<u32, IntervalSet> = HashMap::new();
        for isolation in &question.isolation {
            let person = names.person("isolation", &isolation.person)?;
            persons.entry(person).or_default().insert(isolation.during);
        }
        let mut closed: BTreeMap<u32, IntervalSet> = BTreeMap::new();
        for closure in &question.closures {
            let place = names.place("closures", &closure.place)?;
            closed.entry(place).or_default().insert(closure.during);
        }
        let places = below(snapshot, &closed)?;
        Ok(Self { persons, places })
    }

    /// Whether nothing is cut.
    pub(crate) fn is_empty(&self) -> bool {
        self.persons.is_empty() && self.places.is_empty()
    }

    /// When `person` is isolated.
    pub(crate) fn isolation(&self, person: u32) -> Option<&IntervalSet> {
        self.persons.get(&person)
    }

    /// Calls `each` with what is left of `[start, end)` at `place`, or of a contact if there is
    /// none, of the people involved.
    pub(crate) fn pieces(
        &self,
        place: Option<u32>,
        persons: &[u32],
        (start, end): (i64, i64),
        mut each: impl FnMut(i64, i64),
    ) {
        let of_people = persons.iter().filter_map(|person| self.persons.get(person));
        let mut cut: Option<IntervalSet> = None;
        for set in of_people.chain(place.and_then(|place| self.places.get(&place))) {
            cut = Some(cut.map_or_else(|| set.clone(), |cut| cut.union(set)));
        }
        let Some(cut) = cut else {
            return each(start, end);
        };
        let whole = Interval::checked(Timestamp::from_seconds(start), Timestamp::from_seconds(end));
        let Some(whole) = whole else { return };
        let mut from = start;
        for gone in cut.clip(whole) {
            if from < gone.start().seconds() {
                each(from, gone.start().seconds());
            }
            from = gone.end().seconds();
        }
        if from < end {
            each(from, end);
        }
    }
}

/// For every place that is closed or part of a closed one: when.
fn below(
    snapshot: &Snapshot,
    closed: &BTreeMap<u32, IntervalSet>,
) -> Result<HashMap<u32, IntervalSet>, TraceError> {
    let mut places: HashMap<u32, IntervalSet> = HashMap::new();
    if closed.is_empty() {
        return Ok(places);
    }
    for place in 0..snapshot.place_count() {
        for at in line(snapshot, place) {
            if let Some(set) = closed.get(&at?) {
                let all = places.entry(place).or_default();
                *all = all.union(set);
            }
        }
    }
    Ok(places)
}
