//! Everything that is recorded, as maps; S2, S3, S4, S6 and the floor word by word.

use std::collections::{BTreeMap, BTreeSet};

/// Kinds of places, with dwells so short that they end before, at and after next visits.
pub(crate) const KINDS: [(&str, i64); 4] = [("unknown", 7), ("bus", 3), ("line", 20), ("shop", 7)];

/// (person, place, start), numbers as recorded.
pub(super) type VisitKey = (u32, u32, i64);
/// (a, b, start), a below b.
pub(super) type ContactKey = (u32, u32, i64);
pub(super) type Edge = (u32, u32);
/// (tested, person).
pub(super) type CaseKey = (i64, u32);
/// Onset, isolated.
pub(super) type Dates = (Option<i64>, Option<i64>);

/// One thing that is appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    Person(String),
    Place(String),
    Visit(VisitKey, Option<i64>, u8),
    Contact(ContactKey, i64, u8),
    RetractVisit(VisitKey),
    RetractContact(ContactKey),
    LinkPeople(bool, Edge),
    LinkPlaces(bool, Edge),
    Declare(u32, u8),
    Dwell(u8, i64),
    Home(u32, Option<u8>, Option<u8>),
    Unit(u8, u64),
    Case(CaseKey, Dates),
    RetractCase(CaseKey),
}

/// One state. Of what expired and who was erased nothing is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) people: Vec<String>,
    pub(super) places: Vec<String>,
    /// End (none: open) and source.
    pub(super) visits: BTreeMap<VisitKey, (Option<i64>, u8)>,
    pub(super) contacts: BTreeMap<ContactKey, (i64, u8)>,
    pub(super) people_links: BTreeSet<Edge>,
    pub(super) place_links: BTreeSet<Edge>,
    /// Kinds of places that were declared.
    pub(super) kinds: BTreeMap<u32, u8>,
    pub(super) dwell: [i64; 4],
    /// Home unit and doses, where one of them is known.
    pub(super) homes: BTreeMap<u32, (Option<u8>, Option<u8>)>,
    /// Population by unit.
    pub(super) units: BTreeMap<u8, u64>,
    pub(super) cases: BTreeMap<CaseKey, Dates>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            people: Vec::new(),
            places: Vec::new(),
            visits: BTreeMap::new(),
            contacts: BTreeMap::new(),
            people_links: BTreeSet::new(),
            place_links: BTreeSet::new(),
            kinds: BTreeMap::new(),
            dwell: KINDS.map(|(_, dwell)| dwell),
            homes: BTreeMap::new(),
            units: BTreeMap::new(),
            cases: BTreeMap::new(),
        }
    }
}

pub(super) fn ordered((a, b): Edge) -> Edge {
    (a.min(b), a.max(b))
}

/// The lowest number of the group of `number`.
pub(super) fn canonical(edges: &BTreeSet<Edge>, number: u32) -> u32 {
    group(edges, number).first().copied().unwrap_or(number)
}

/// Everybody whom links connect with `number`.
pub(super) fn group(edges: &BTreeSet<Edge>, number: u32) -> BTreeSet<u32> {
    let mut found = BTreeSet::from([number]);
    loop {
        let before = found.len();
        for (a, b) in edges {
            if found.contains(a) || found.contains(b) {
                found.extend([a, b]);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

impl Facts {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Person(name) => self.people.push(name.clone()),
            Change::Place(name) => self.places.push(name.clone()),
            Change::Visit(key, end, source) => {
                self.visits.insert(*key, (*end, *source));
            }
            Change::Contact(key, end, source) => {
                self.contacts.insert(*key, (*end, *source));
            }
            Change::RetractVisit(key) => {
                self.visits.remove(key);
            }
            Change::RetractContact(key) => {
                self.contacts.remove(key);
            }
            Change::LinkPeople(linked, edge) => relink(&mut self.people_links, *linked, *edge),
            Change::LinkPlaces(linked, edge) => relink(&mut self.place_links, *linked, *edge),
            // A place is of the first kind unless it is declared.
            Change::Declare(place, 0) => {
                self.kinds.remove(place);
            }
            Change::Declare(place, kind) => {
                self.kinds.insert(*place, *kind);
            }
            Change::Dwell(kind, dwell) => self.dwell[usize::from(*kind)] = *dwell,
            Change::Home(person, None, None) => {
                self.homes.remove(person);
            }
            Change::Home(person, unit, doses) => {
                self.homes.insert(*person, (*unit, *doses));
            }
            Change::Unit(unit, population) => {
                self.units.insert(*unit, *population);
            }
            Change::Case(key, dates) => {
                self.cases.insert(*key, *dates);
            }
            Change::RetractCase(key) => {
                self.cases.remove(key);
            }
        }
    }

    /// These facts with more of them; people in `erased` stay out. What ends at `floor` or before
    /// is as if it had never come, but for the record that it replaces.
    pub(super) fn after<'a>(
        &self,
        changes: impl IntoIterator<Item = &'a Change>,
        floor: Option<i64>,
        erased: &BTreeSet<u32>,
    ) -> Self {
        let mut next = self.clone();
        changes.into_iter().for_each(|change| next.apply(change));
        next.erase(erased);
        let Some(floor) = floor else {
            return next;
        };
        let late: Vec<VisitKey> = next
            .visits
            .iter()
            .filter(|(key, value)| {
                let end = value.0.unwrap_or_else(|| key.2 + next.dwell_at(key.1));
                self.visits.get(key) != Some(value) && end <= floor
            })
            .map(|(key, _)| *key)
            .collect();
        next.visits.retain(|key, _| !late.contains(key));
        next.expire(floor);
        next
    }

    /// Takes out what ends at `floor` or before.
    pub(super) fn expire(&mut self, floor: i64) {
        let ends: BTreeMap<VisitKey, i64> = self
            .visits
            .keys()
            .map(|key| (*key, self.end_of(key)))
            .collect();
        self.visits.retain(|key, _| ends[key] > floor);
        self.contacts.retain(|_, (end, _)| *end > floor);
        self.cases.retain(|(tested, _), (onset, isolated)| {
            // Nobody is infectious for longer than 14 days after onset or test, nor in isolation.
            let over = onset.unwrap_or(*tested).saturating_add(14 * 86_400);
            let over = isolated.map_or(over, |isolated| isolated.min(over));
            let dates = [Some(*tested), *onset, *isolated, Some(over)];
            dates.into_iter().flatten().any(|date| date > floor)
        });
    }

    /// Takes out people, as if they had never been; their numbers stay taken.
    pub(super) fn erase(&mut self, erased: &BTreeSet<u32>) {
        self.visits.retain(|key, _| !erased.contains(&key.0));
        self.contacts
            .retain(|key, _| !erased.contains(&key.0) && !erased.contains(&key.1));
        self.homes.retain(|person, _| !erased.contains(person));
        self.cases.retain(|key, _| !erased.contains(&key.1));
        self.people_links
            .retain(|edge| !erased.contains(&edge.0) && !erased.contains(&edge.1));
    }

    pub(super) fn dwell_at(&self, place: u32) -> i64 {
        let place = canonical(&self.place_links, place);
        let kind = self.kinds.get(&place).copied().unwrap_or(0);
        self.dwell[usize::from(kind)]
    }

    /// The effective end of a visit (S4).
    pub(super) fn end_of(&self, key: &VisitKey) -> i64 {
        if let Some(end) = self.visits[key].0 {
            return end;
        }
        let who = group(&self.people_links, key.0);
        let next = self
            .visits
            .keys()
            .filter(|k| who.contains(&k.0) && k.2 > key.2);
        let dwell = key.2 + self.dwell_at(key.1);
        next.map(|k| k.2)
            .min()
            .map_or(dwell, |next| next.min(dwell))
    }

    /// The number of a person who is not erased.
    pub(super) fn person(&self, name: &str, erased: &BTreeSet<u32>) -> Option<u32> {
        let mut all = (0..).zip(&self.people);
        let mut found = all
            .by_ref()
            .filter(|(n, p)| *p == name && !erased.contains(n));
        found.next().map(|(n, _)| n)
    }

    pub(super) fn place(&self, name: &str) -> Option<u32> {
        let at = self.places.iter().position(|p| p == name)?;
        u32::try_from(at).ok()
    }
}

fn relink(edges: &mut BTreeSet<Edge>, linked: bool, edge: Edge) {
    if linked {
        edges.insert(ordered(edge));
    } else {
        edges.remove(&ordered(edge));
    }
}
