//! Linked ids that recorded one thing twice: of several records with one key one is shown (S6).
//!
//! Records stay under the ids they were recorded with, so that a link can be undone exactly. What
//! is shown of several with one key does not depend on when they came or were linked: a closed
//! visit before an open one, then the one that ends last, then the one of the lowest numbers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;
use truyvet_model::{Interval, PersonNo, PlaceNo};

use super::partition::Partition;
use super::pending::LinkChange;
use super::people::People;
use crate::error::StoreError;
use crate::links::Links;
use crate::names::Which;
use crate::segment::{NumberedContact, NumberedVisit, PackedVisit, Segment};
use crate::snapshot::Snapshot;

type Numbers = HashSet<u32, foldhash::fast::RandomState>;

/// The links of the next state, and what changes with them.
#[derive(Debug)]
pub(super) struct Relinked {
    pub(super) links: Links,
    /// Whether they are others than before.
    pub(super) changed: bool,
    /// Recorded numbers of people whose records may be shown otherwise.
    people: Numbers,
}

impl Relinked {
    /// Applies changes in order. Nobody in `erased` stays linked.
    pub(super) fn new(
        base: &Snapshot,
        changes: &[LinkChange],
        erased: &BTreeSet<u32>,
    ) -> Result<Self, StoreError> {
        let before = base.links();
        let of = |which: Which| {
            let changes = changes.iter().filter(move |c| c.which == which);
            changes.map(|c| (c.linked, c.pair))
        };
        let people = before.people.changed(of(Which::Person));
        let gone = |e: &&(u32, u32)| erased.contains(&e.0) || erased.contains(&e.1);
        let cut = people.edges().iter().filter(gone).map(|pair| LinkChange {
            which: Which::Person,
            linked: false,
            pair: *pair,
        });
        // Whom an erased person linked, in a state of the past, are no longer linked.
        let all: Vec<LinkChange> = changes.iter().copied().chain(cut).collect();
        let cut = all.iter().skip(changes.len());
        let links = Links {
            people: people.changed(cut.map(|c| (c.linked, c.pair))),
            places: before.places.changed(of(Which::Place)),
        };
        let changed = links.people.edges() != before.people.edges()
            || links.places.edges() != before.places.edges();
        let mut relinked = Self {
            links,
            changed,
            people: Numbers::default(),
        };
        if changed {
            relinked.find_people(base, &all)?;
        }
        Ok(relinked)
    }

    /// Everybody in a group of people that a change touches, before or after it, and everybody
    /// who was at a place of such a group of places.
    fn find_people(&mut self, base: &Snapshot, changes: &[LinkChange]) -> Result<(), StoreError> {
        let (mut people, mut places) = (Numbers::default(), Numbers::default());
        for change in changes {
            let (before, after, set) = match change.which {
                Which::Person => (&base.links().people, &self.links.people, &mut people),
                Which::Place => (&base.links().places, &self.links.places, &mut places),
            };
            for number in [change.pair.0, change.pair.1] {
                for aliases in [before, after] {
                    let group = aliases.members(aliases.canonical(number));
                    set.extend(group.iter().copied());
                }
            }
        }
        let mut visits = Vec::new();
        for segment in base.segments() {
            for &place in &places {
                segment.raw_place_visits(PlaceNo(place), Interval::ALWAYS, &mut visits)?;
            }
            people.extend(visits.drain(..).map(|v| v.visit.person));
        }
        // Of whom one id was there, all ids are compared.
        for person in &people {
            for aliases in [&base.links().people, &self.links.people] {
                let group = aliases.members(aliases.canonical(*person));
                self.people.extend(group.iter().copied());
            }
        }
        Ok(())
    }

    /// The people of [`Self::find_people`] by the numbers they have now.
    pub(super) fn canonical(&self) -> People {
        let mut people = People::default();
        for number in &self.people {
            people.insert(self.links.people.canonical(*number));
        }
        people
    }
}

fn ordered((a, b): (u32, u32)) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// Marks in all partitions which rows are hidden and which show again. Segments in `dropped` are
/// not looked at.
pub(super) fn shadow(
    base: &Snapshot,
    relinked: &Relinked,
    dropped: &BTreeSet<usize>,
    partitions: &mut BTreeMap<i64, Partition>,
) -> Result<(), StoreError> {
    let links = &relinked.links;
    if links.is_empty() && base.links().is_empty() {
        return Ok(());
    }
    let mut starts: BTreeSet<i64> = partitions.keys().copied().collect();
    if relinked.changed {
        starts.extend(base.manifest().segments.iter().map(|s| s.partition_start));
    }
    for start in starts {
        let partition = partitions
            .entry(start)
            .or_insert_with(|| Partition::new(start));
        let people = affected(relinked, partition);
        if !people.is_empty() {
            let older = base.segments_at(start).filter(|at| !dropped.contains(at));
            let older = older.filter_map(|at| Some((at, base.segments().get(at)?)));
            let older: Vec<(usize, &Segment)> = older.collect();
            visits(&older, links, &people, partition)?;
            contacts(&older, links, &people, partition)?;
        }
    }
    Ok(())
}

/// Recorded numbers of everybody whose records in a partition may be shown otherwise.
fn affected(relinked: &Relinked, partition: &Partition) -> Numbers {
    let links = &relinked.links;
    let several = |person: u32| links.people.members(links.people.canonical(person)).len() > 1;
    let mut found = relinked.people.clone();
    let mut touched = |person: u32, place: Option<u32>| {
        let at_linked = |p: u32| links.places.members(links.places.canonical(p)).len() > 1;
        if several(person) || place.is_some_and(at_linked) {
            let canonical = links.people.canonical(person);
            found.extend(links.people.members(canonical).iter().copied());
        }
    };
    for visit in &partition.visits {
        touched(visit.person, Some(visit.place));
    }
    for contact in &partition.contacts {
        touched(contact.a, None);
        touched(contact.b, None);
    }
    for gone in partition.gone.values() {
        for (person, place) in gone.touched.iter().flatten() {
            touched(*person, *place);
        }
    }
    found
}

/// Where a record lies: in an older segment, or at a position of the partition's new ones.
enum At<O> {
    Older(usize, O),
    New(u32),
}

/// A record to be compared with others of its key; the least of them is shown.
struct Candidate<O> {
    key: (u32, i64, u32),
    rank: (bool, Reverse<i64>, u32, u32),
    at: At<O>,
}

fn visits(
    older: &[(usize, &Segment)],
    links: &Links,
    people: &Numbers,
    partition: &mut Partition,
) -> Result<(), StoreError> {
    let mut all: Vec<Candidate<NumberedVisit>> = Vec::new();
    let mut found = Vec::new();
    for &(at, segment) in older {
        visits_of(segment, people, &mut found)?;
        let gone = partition.gone.get(&at).map(|g| &g.visits);
        for old in found.drain(..) {
            if gone.is_some_and(|g| g.contains(old.row)) {
                continue;
            }
            let (visit, place) = (old.visit, old.place);
            all.push(Candidate {
                key: key(links, place, visit.start, visit.person),
                rank: (visit.open, Reverse(visit.end), visit.person, place),
                at: At::Older(at, old),
            });
        }
    }
    for (row, visit) in (0..).zip(&partition.visits) {
        if people.contains(&visit.person) {
            let start = partition.start.saturating_add(i64::from(visit.start));
            let end = start.saturating_add(i64::from(visit.duration()));
            let PackedVisit { person, place, .. } = *visit;
            all.push(Candidate {
                key: key(links, place, start, person),
                rank: (visit.is_open(), Reverse(end), person, place),
                at: At::New(row),
            });
        }
    }
    all.sort_unstable_by_key(|c| (c.key, c.rank));
    let mut last = None;
    for candidate in all {
        let hidden = last.replace(candidate.key) == Some(candidate.key);
        match candidate.at {
            At::New(row) if hidden => {
                partition.hidden_visits.insert(row);
            }
            At::New(_) => {}
            At::Older(at, old) if old.hidden != hidden => {
                if let Some((_, segment)) = older.iter().find(|(n, _)| *n == at) {
                    partition.gone(at, segment).set_hidden(&old, hidden);
                }
            }
            At::Older(..) => {}
        }
    }
    Ok(())
}

fn contacts(
    older: &[(usize, &Segment)],
    links: &Links,
    people: &Numbers,
    partition: &mut Partition,
) -> Result<(), StoreError> {
    let mut all: Vec<Candidate<NumberedContact>> = Vec::new();
    let pair = |a: u32, b: u32| ordered((links.people.canonical(a), links.people.canonical(b)));
    for &(at, segment) in older {
        let gone = partition.gone.get(&at).map(|g| &g.contacts);
        for old in contacts_of(segment, people)? {
            if gone.is_none_or(|g| !g.contains(old.row)) {
                let (a, b) = pair(old.a, old.b);
                all.push(Candidate {
                    key: (a, old.start, b),
                    rank: (false, Reverse(old.end), old.a, old.b),
                    at: At::Older(at, old),
                });
            }
        }
    }
    for (row, contact) in (0..).zip(&partition.contacts) {
        if people.contains(&contact.a) || people.contains(&contact.b) {
            let start = partition.start.saturating_add(i64::from(contact.start));
            let end = start.saturating_add(i64::from(contact.duration));
            let (a, b) = pair(contact.a, contact.b);
            all.push(Candidate {
                key: (a, start, b),
                rank: (false, Reverse(end), contact.a, contact.b),
                at: At::New(row),
            });
        }
    }
    all.sort_unstable_by_key(|c| (c.key, c.rank));
    let mut last = None;
    for candidate in all {
        // What one person's two ids recorded of each other is no contact (S3).
        let itself = candidate.key.0 == candidate.key.2;
        let hidden = last.replace(candidate.key) == Some(candidate.key) || itself;
        match candidate.at {
            At::New(row) if hidden => {
                partition.hidden_contacts.insert(row);
            }
            At::New(_) => {}
            At::Older(at, old) if old.hidden != hidden => {
                if let Some((_, segment)) = older.iter().find(|(n, _)| *n == at) {
                    partition.gone(at, segment).set_contact_hidden(&old, hidden);
                }
            }
            At::Older(..) => {}
        }
    }
    Ok(())
}

fn key(links: &Links, place: u32, start: i64, person: u32) -> (u32, i64, u32) {
    let place = links.places.canonical(place);
    (place, start, links.people.canonical(person))
}

/// How many people, per row of a segment, are cheaper to look up than to scan for.
const ROWS_PER_LOOKUP: usize = 64;

fn visits_of(
    segment: &Segment,
    people: &Numbers,
    out: &mut Vec<NumberedVisit>,
) -> Result<(), StoreError> {
    if people.len().saturating_mul(ROWS_PER_LOOKUP) >= segment.visit_count() as usize {
        return segment.raw_visits(|v| {
            if !v.deleted && people.contains(&v.visit.person) {
                out.push(v);
            }
        });
    }
    for &person in people {
        segment.raw_person_visits(PersonNo(person), out)?;
    }
    Ok(())
}

fn contacts_of(segment: &Segment, people: &Numbers) -> Result<Vec<NumberedContact>, StoreError> {
    let mut found = Vec::new();
    if people.len().saturating_mul(ROWS_PER_LOOKUP) >= segment.contact_count() as usize {
        segment.raw_contacts(|c| {
            if !c.deleted && (people.contains(&c.a) || people.contains(&c.b)) {
                found.push(c);
            }
        })?;
        return Ok(found);
    }
    for &person in people {
        segment.raw_person_contacts(PersonNo(person), Interval::ALWAYS, &mut found)?;
    }
    // A contact of two of them was found twice.
    found.sort_unstable_by_key(|c| c.row);
    found.dedup_by_key(|c| c.row);
    Ok(found)
}
