//! The contact view: who was together with whom in a window, worked out person by person on demand.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use truyvet_model::{Duration, Interval, PersonNo};

use super::meetings::Meetings;
use crate::error::Error;
use crate::snapshot::Snapshot;

/// How many neighbours are kept at most, over all lists kept.
const KEPT: usize = 1 << 18;

/// People and who was together with whom, as an undirected graph that petgraph's algorithms take.
///
/// A node is a person's number ([`PersonNo`]; [`Snapshot::person`] and [`Snapshot::person_id`]
/// translate). An edge is there if the two shared a place that is not `shared` (S5), or had a
/// contact, for at least `min_overlap` at a time, by records that meet the window (S8). Its weight
/// is the sum of these overlaps in seconds, as [`Graph::neighbours`](super::Graph::neighbours)
/// lists them.
///
/// No edge is stored: the edges of a node are worked out when an algorithm comes to it, and some
/// are kept in case it comes again. An algorithm that looks at all edges works out all pairs, of
/// which a province has thousands of times as many as people; one that starts at a person looks
/// at what it reaches.
///
/// petgraph's traits leave no room for an error. The first one is kept here, and from then on no
/// node has edges, so that an algorithm ends soon: **ask [`Self::error`] before using what it
/// found.**
pub struct ContactView {
    snapshot: Snapshot,
    window: Interval,
    least: i64,
    /// The people, ascending.
    people: Arc<[u32]>,
    /// Whether only those in `people` are neighbours: where it is not everybody.
    chosen: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    lists: HashMap<u32, List>,
    /// How many neighbours are in `lists`.
    kept: usize,
    error: Option<Arc<Error>>,
}

/// The neighbours of a person, ascending, and the seconds with each.
pub(super) type List = Arc<[(u32, u64)]>;

impl ContactView {
    pub(super) fn new(
        snapshot: Snapshot,
        window: Interval,
        min_overlap: Duration,
        chosen: Option<Vec<u32>>,
    ) -> Self {
        let everybody = || snapshot.store().people().iter().map(|n| n.0).collect();
        Self {
            window,
            least: min_overlap.seconds(),
            chosen: chosen.is_some(),
            people: chosen.unwrap_or_else(everybody).into(),
            snapshot,
            state: Mutex::default(),
        }
    }

    /// The window that records must meet.
    #[must_use]
    pub const fn window(&self) -> Interval {
        self.window
    }

    /// The first error, if there was one; what an algorithm found is incomplete then.
    #[must_use]
    pub fn error(&self) -> Option<Arc<Error>> {
        self.state().error.clone()
    }

    pub(super) const fn people(&self) -> &Arc<[u32]> {
        &self.people
    }

    /// At which place in the list of people a person stands.
    pub(super) fn rank(&self, person: PersonNo) -> Option<usize> {
        // Where nobody is missing, that is the number itself.
        if self.people.get(person.index()) == Some(&person.0) {
            return Some(person.index());
        }
        self.people.binary_search(&person.0).ok()
    }

    /// The neighbours of a person; none of somebody who is not in the view, or after an error.
    pub(super) fn list(&self, person: PersonNo) -> List {
        {
            let state = self.state();
            if let Some(list) = state.lists.get(&person.0) {
                return Arc::clone(list);
            }
            if state.error.is_some() || self.rank(person).is_none() {
                return Arc::default();
            }
        }
        // Not under the lock: other threads may use the view meanwhile.
        let list = self.work_out(person.0);
        let mut state = self.state();
        match list {
            Ok(list) => {
                if state.kept.saturating_add(list.len()) > KEPT {
                    state.lists.clear();
                    state.kept = 0;
                }
                state.kept = state.kept.saturating_add(list.len());
                state.lists.insert(person.0, Arc::clone(&list));
                list
            }
            Err(error) => {
                state.error.get_or_insert(Arc::new(error));
                state.lists.clear();
                Arc::default()
            }
        }
    }

    fn work_out(&self, person: u32) -> Result<List, Error> {
        let snapshot = self.snapshot.store().clone();
        let mut found: Vec<(u32, u64)> = Vec::new();
        for meeting in Meetings::new(snapshot, person, self.window, self.least) {
            let meeting = meeting?;
            if !self.chosen || self.rank(PersonNo(meeting.other)).is_some() {
                found.push((meeting.other, meeting.seconds()));
            }
        }
        found.sort_unstable();
        found.dedup_by(|next, sum| {
            let same = next.0 == sum.0;
            if same {
                sum.1 = sum.1.saturating_add(next.1);
            }
            same
        });
        Ok(found.into())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves nothing half done here: lists are put in whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ContactView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactView")
            .field("snapshot", &self.snapshot)
            .field("window", &self.window)
            .field("people", &self.people.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
