//! Who was infectious after a hop: in the earlier answer, and now.

use truyvet_model::IntervalSet;

use crate::history::Changes;

/// I-sets after one hop after the other, of the earlier answer and of the one that is being made.
/// They differ for people who are *expanded* only.
pub(super) struct Sets<'a> {
    /// The cases, then what each hop of the earlier answer changed; as far as hops are read.
    lists: Vec<(u32, &'a [(u32, IntervalSet)])>,
    unread: std::slice::Iter<'a, Changes>,
    /// By person: 0, or 1 + the position of the latest set in all lists, one after the other.
    at: Vec<u32>,
    /// By person: 0, or 1 + the position in `now`.
    slot: Vec<u32>,
    now: Vec<Option<IntervalSet>>,
}

impl<'a> Sets<'a> {
    /// After no hop: `I_0` of the cases.
    pub(super) fn new(
        people: u32,
        cases: &'a [(u32, IntervalSet)],
        history: &'a [Changes],
    ) -> Self {
        let mut sets = Self {
            lists: Vec::new(),
            unread: history.iter(),
            at: vec![0; people as usize],
            slot: vec![0; people as usize],
            now: Vec::new(),
        };
        sets.read(cases);
        sets
    }

    fn read(&mut self, list: &'a [(u32, IntervalSet)]) {
        let first = self.end();
        for (position, (person, _)) in (first..).zip(list) {
            if let Some(at) = self.at.get_mut(*person as usize) {
                *at = position.saturating_add(1);
            }
        }
        self.lists.push((first, list));
    }

    fn end(&self) -> u32 {
        let last = self.lists.last();
        last.map_or(0, |(first, list)| {
            first.saturating_add(u32::try_from(list.len()).unwrap_or(u32::MAX))
        })
    }

    /// Goes on to the next hop of the earlier answer.
    pub(super) fn advance(&mut self) {
        let next = self.unread.next();
        self.read(next.map_or(&[], Vec::as_slice));
    }

    /// How many sets the last hop of the earlier answer changed.
    pub(super) fn changed_before(&self) -> usize {
        self.lists.last().map_or(0, |(_, list)| list.len())
    }

    /// Whether the last hop of the earlier answer changed that of `person`.
    pub(super) fn did_change_before(&self, person: u32) -> bool {
        let first = self.lists.last().map_or(u32::MAX, |(first, _)| *first);
        self.at.get(person as usize).is_some_and(|&at| at > first)
    }

    /// That of `person` in the earlier answer; `None` if empty.
    #[inline]
    pub(super) fn before(&self, person: u32) -> Option<&'a IntervalSet> {
        let position = self.at.get(person as usize)?.checked_sub(1)?;
        // A trace can take a hundred thousand hops, when two people infect each other again and
        // again through one long meeting.
        let after = self.lists.partition_point(|(first, _)| *first <= position);
        let (first, list) = self.lists.get(after.checked_sub(1)?)?;
        list.get(position.saturating_sub(*first) as usize)
            .map(|(_, set)| set)
    }

    /// That of `person` now; `None` if empty.
    #[inline]
    pub(super) fn now(&self, person: u32) -> Option<&IntervalSet> {
        match self.slot(person) {
            Some(slot) => self.now.get(slot)?.as_ref(),
            None => self.before(person),
        }
    }

    /// Where `person` stands among the expanded, in the order of [`Self::expand`].
    #[inline]
    pub(super) fn slot(&self, person: u32) -> Option<usize> {
        let slot = self.slot.get(person as usize)?.checked_sub(1)?;
        Some(slot as usize)
    }

    /// From now on the two may differ for `person`.
    pub(super) fn expand(&mut self, person: u32) {
        self.now.push(self.before(person).cloned());
        let count = u32::try_from(self.now.len()).unwrap_or(u32::MAX);
        if let Some(slot) = self.slot.get_mut(person as usize) {
            *slot = count;
        }
    }

    /// Replaces the set of somebody expanded.
    pub(super) fn set(&mut self, slot: usize, set: IntervalSet) {
        if let Some(now) = self.now.get_mut(slot) {
            *now = Some(set);
        }
    }
}
