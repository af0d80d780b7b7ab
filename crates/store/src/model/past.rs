//! Every state that there was, by the model: published ones, and the commits that followed each.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Change, ContactKey, Facts, VisitKey};
use super::view::View;
use crate::publish::Published;

/// A published state, and the commits in the log that followed it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) number: u64,
    pub(super) time: i64,
    pub(super) base: Facts,
    pub(super) log: Vec<(u64, i64, Vec<Change>)>,
}

impl Entry {
    /// Its last commit.
    pub(super) fn last(&self) -> (u64, i64) {
        let last = self.log.last();
        last.map_or((self.number, self.time), |(number, time, _)| {
            (*number, *time)
        })
    }

    fn changes(&self, until: u64) -> impl Iterator<Item = &Change> {
        let log = self
            .log
            .iter()
            .take_while(move |(number, ..)| *number <= until);
        log.flat_map(|(_, _, changes)| changes)
    }
}

/// All that was committed, and what was appended since.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub(super) entries: Vec<Entry>,
    pub(super) pending: Vec<Change>,
    /// What is pending cannot go to the log.
    pub(super) past_the_log: bool,
    pub(super) erased: BTreeSet<u32>,
    pub(super) floor: Option<i64>,
}

impl Past {
    pub(super) fn new(now: i64) -> Self {
        Self {
            entries: vec![Entry {
                number: 0,
                time: now,
                base: Facts::default(),
                log: Vec::new(),
            }],
            pending: Vec::new(),
            past_the_log: false,
            erased: BTreeSet::new(),
            floor: None,
        }
    }

    pub(super) fn current(&self) -> &Entry {
        self.entries.last().unwrap()
    }

    pub(super) fn number(&self) -> u64 {
        self.current().last().0
    }

    /// The state of a commit, as it may be known now.
    pub(super) fn as_of(&self, number: u64) -> Option<Facts> {
        let entry = self.entries.iter().rfind(|e| e.number <= number)?;
        let kept = number <= entry.last().0;
        kept.then(|| {
            entry
                .base
                .after(entry.changes(number), self.floor, &self.erased)
        })
    }

    pub(super) fn view_as_of(&self, number: u64) -> Option<View> {
        let erased = self.erased.clone();
        Some(self.as_of(number)?.view(&erased))
    }

    /// The names, links and records with what is not committed yet; nothing has expired.
    pub(super) fn appended(&self) -> Facts {
        let entry = self.current();
        let all = entry.changes(u64::MAX).chain(&self.pending);
        entry.base.after(all, None, &self.erased)
    }

    /// What is pending is in the log now.
    pub(super) fn log(&mut self, number: u64, time: i64) {
        let changes = std::mem::take(&mut self.pending);
        let entry = self.entries.last_mut().unwrap();
        entry.log.push((number, time, changes));
    }

    /// Everything is published now, by a commit of that number.
    pub(super) fn publish(&mut self, number: u64, time: i64) {
        let last = self.current().last();
        let all: Vec<Change> = self.current().changes(u64::MAX).cloned().collect();
        let all = all.iter().chain(&self.pending);
        let base = self.current().base.after(all, self.floor, &self.erased);
        self.pending.clear();
        self.past_the_log = false;
        if self.current().log.is_empty() && number == last.0 {
            assert_eq!(base, self.current().base, "something changed after all");
            return;
        }
        let time = if number == last.0 { last.1 } else { time };
        self.entries.push(Entry {
            number,
            time,
            base,
            log: Vec::new(),
        });
    }

    /// What the next publication must count.
    pub(super) fn tally(&self) -> Published {
        let entry = self.current();
        let mut visits: BTreeMap<VisitKey, (u64, Option<_>)> = BTreeMap::new();
        let mut contacts: BTreeMap<ContactKey, (u64, Option<_>)> = BTreeMap::new();
        for change in entry.changes(u64::MAX).chain(&self.pending) {
            match change {
                Change::Visit(key, end, source) => note(&mut visits, key, Some((*end, *source))),
                Change::RetractVisit(key) => note(&mut visits, key, None),
                Change::Contact(key, end, source) => {
                    note(&mut contacts, key, Some((*end, *source)));
                }
                Change::RetractContact(key) => note(&mut contacts, key, None),
                _ => {}
            }
        }
        let v = count(&visits, &entry.base.visits);
        let c = count(&contacts, &entry.base.contacts);
        let mut counted = Published::default();
        (counted.visits_added, counted.visits_replaced) = (v[0], v[1]);
        (counted.visits_unchanged, counted.visits_retracted) = (v[2], v[3]);
        counted.visits_superseded = v[4];
        (counted.contacts_added, counted.contacts_replaced) = (c[0], c[1]);
        (counted.contacts_unchanged, counted.contacts_retracted) = (c[2], c[3]);
        counted.contacts_superseded = c[4];
        counted
    }

    /// Erases people from every state; says how many current records go.
    pub(super) fn erase(&mut self, people: &BTreeSet<u32>) -> u64 {
        let before = self.current().base.clone();
        self.erased.extend(people);
        for entry in &mut self.entries {
            entry.base.erase(people);
        }
        let after = &self.current().base;
        let gone = before.visits.len() - after.visits.len() + before.contacts.len();
        (gone - after.contacts.len()) as u64
    }

    /// Raises the floor in every state; says how many current records go.
    pub(super) fn retain(&mut self, floor: i64) -> u64 {
        let before = self.current().base.clone();
        let floor = self.floor.map_or(floor, |old| old.max(floor));
        self.floor = Some(floor);
        for entry in &mut self.entries {
            entry.base.expire(floor);
        }
        let after = &self.current().base;
        let gone = before.visits.len() - after.visits.len() + before.contacts.len();
        (gone - after.contacts.len()) as u64
    }
}

fn note<K: Ord + Copy, V>(all: &mut BTreeMap<K, (u64, Option<V>)>, key: &K, value: Option<V>) {
    let entry = all.entry(*key).or_insert((0, None));
    *entry = (entry.0 + 1, value);
}

/// Added, replaced, unchanged, retracted, superseded.
fn count<K: Ord, V: PartialEq>(
    new: &BTreeMap<K, (u64, Option<V>)>,
    old: &BTreeMap<K, V>,
) -> [u64; 5] {
    let mut counts = [0; 5];
    for (key, (times, value)) in new {
        counts[4] += times - 1;
        match (value, old.get(key)) {
            (Some(new), Some(old)) if new == old => counts[2] += 1,
            (Some(_), Some(_)) => counts[1] += 1,
            (Some(_), None) => counts[0] += 1,
            (None, Some(_)) => counts[3] += 1,
            (None, None) => {}
        }
    }
    counts
}
