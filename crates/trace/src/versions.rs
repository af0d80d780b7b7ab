//! I-sets looked up by person and hop, for those who look up everybody (S9, S12).

use truyvet_model::IntervalSet;

use crate::history::ISets;

/// The I-sets of everybody by person, and from which hop on each is valid.
pub(crate) struct Versions<'a> {
    /// Everybody who has one.
    pub people: Vec<u32>,
    /// Where the hull of all of them starts.
    pub start: i64,
    /// Its end.
    pub end: i64,
    /// Where the versions of each person begin; those of the next begin where they end.
    first: Vec<u32>,
    list: Vec<(u32, Option<&'a IntervalSet>)>,
}

impl<'a> Versions<'a> {
    /// Of `people` numbered people.
    pub(crate) fn new(sets: &ISets<'a>, people: usize) -> Self {
        let resolved = sets.resolved;
        let cases = resolved.cases.iter().map(|(person, set)| (0, *person, set));
        let later = (1u32..).zip(sets.history);
        let changed = |(hop, changes): (u32, &'a Vec<(u32, IntervalSet)>)| {
            changes.iter().map(move |(person, set)| (hop, *person, set))
        };
        let all = || cases.clone().chain(later.clone().flat_map(changed));
        let mut first = vec![0u32; people.saturating_add(1)];
        let (mut start, mut end) = (i64::MAX, i64::MIN);
        for (_, person, set) in all() {
            if let Some(hull) = set.hull() {
                start = start.min(hull.start().seconds());
                end = end.max(hull.end().seconds());
            }
            if let Some(count) = first.get_mut(person as usize) {
                *count = count.saturating_add(1);
            }
        }
        let mut infectious = Vec::new();
        let mut sum = 0u32;
        for (person, count) in (0u32..).zip(&mut first) {
            if *count > 0 {
                infectious.push(person);
            }
            let own = std::mem::replace(count, sum);
            sum = sum.saturating_add(own);
        }
        let mut list = vec![(0, None); sum as usize];
        let mut next = first.clone();
        for (hop, person, set) in all() {
            if let Some(at) = next.get_mut(person as usize) {
                if let Some(version) = list.get_mut(*at as usize) {
                    *version = (hop, Some(set));
                }
                *at = at.saturating_add(1);
            }
        }
        Self {
            people: infectious,
            start,
            end,
            first,
            list,
        }
    }

    /// How much memory they take.
    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.people.len().saturating_add(self.first.len());
        let numbers = numbers.saturating_mul(size_of::<u32>());
        numbers.saturating_add(size_of_val(self.list.as_slice()))
    }

    fn of(&self, person: u32) -> &[(u32, Option<&'a IntervalSet>)] {
        let person = person as usize;
        let ends = self.first.get(person..=person.saturating_add(1));
        match ends {
            Some(&[from, to]) => self.list.get(from as usize..to as usize),
            _ => None,
        }
        .unwrap_or_default()
    }

    /// Whether `person` is infectious at any time by any hop.
    pub(crate) fn any(&self, person: u32) -> bool {
        !self.of(person).is_empty()
    }

    /// `I_hop` of `person`; `None` if empty.
    pub(crate) fn at(&self, person: u32, hop: u32) -> Option<&'a IntervalSet> {
        let versions = self.of(person);
        versions
            .iter()
            .rev()
            .find(|version| version.0 <= hop)
            .and_then(|version| version.1)
    }
}
