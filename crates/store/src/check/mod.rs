//! Looks for records that cannot be right, or that are late: the quality of the data, not of the files.

mod options;

mod report;

mod ground;

mod person;

mod survey;

#[cfg(test)]
mod naive;

use std::ops::Range;

use crate::error::StoreError;
use crate::snapshot::Snapshot;
use ground::Ground;
use person::{Look, Row};
use survey::Survey;

pub use options::CheckOptions;
pub use report::{
    CheckProgress, CheckReport, Found, LongContact, LongVisit, OpenVisit, OpenVisits, Overlap,
    SharedPlace, SourceReport, Stay, Travel,
};

impl Snapshot {
    /// Looks at every record and reports what cannot be right (one person in two places, places
    /// too far apart), what looks wrong (very long visits), and what is late (open visits by
    /// age, sources gone quiet). Nothing is changed or hidden.
    ///
    /// Reads the visits once to count them and once for each share of the people whose stays fit
    /// [`CheckOptions::memory`]. The report is the same whatever that is.
    ///
    /// ```
    /// # use truyvet_store::{CheckOptions, MemoryVfs, Options, Store};
    /// # let store = Store::create_in(std::sync::Arc::new(MemoryVfs::new()), Options::default())?;
    /// let report = store.snapshot()?.check(&CheckOptions::default(), &mut |_| ())?;
    /// assert_eq!(report.overlaps.count, 0);
    /// # Ok::<(), truyvet_store::StoreError>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Record`] for options that make no sense, [`StoreError::Damaged`].
    pub fn check(
        &self,
        options: &CheckOptions,
        progress: &mut dyn FnMut(CheckProgress),
    ) -> Result<CheckReport, StoreError> {
        options.refuse_bad()?;
        let ground = Ground::of(self)?;
        let survey = Survey::of(self, options)?;
        let (visits, contacts) = (survey.visits, survey.contacts);
        let (surveyed, by_person) = survey.finish();
        let mut look = Look::new(self, &ground, options);
        let mut rows = Vec::new();
        let mut from = 0;
        while from < self.person_count() {
            let share = share(&by_person, from, options.memory);
            gather(self, &share, &by_person, &mut rows)?;
            let mut rest = rows.as_mut_slice();
            for person in share.clone() {
                let count = count_of(&by_person, person);
                let Some((own, others)) = std::mem::take(&mut rest).split_at_mut_checked(count)
                else {
                    break;
                };
                own.sort_unstable_by_key(Row::key);
                look.person(person, own)?;
                rest = others;
            }
            from = share.end;
            progress(CheckProgress {
                people_done: from,
                people_total: self.person_count(),
            });
        }
        Ok(CheckReport {
            visits,
            contacts,
            overlaps: look.overlaps,
            travels: look.travels,
            open: surveyed.open,
            long_visits: surveyed.long_visits,
            long_contacts: surveyed.long_contacts,
            shared: surveyed.shared,
            sources: surveyed.sources,
        })
    }
}

fn count_of(by_person: &[u32], person: u32) -> usize {
    by_person.get(person as usize).copied().unwrap_or(0) as usize
}

/// The people from `from` on whose stays fit the memory, at least one.
fn share(by_person: &[u32], from: u32, memory: usize) -> Range<u32> {
    let mut bytes = 0_usize;
    let mut end = from;
    for count in by_person.iter().skip(from as usize) {
        let stays = (*count as usize).saturating_mul(size_of::<Row>());
        // And where the person's stays go.
        bytes = bytes
            .saturating_add(stays)
            .saturating_add(size_of::<usize>());
        if bytes > memory && end > from {
            break;
        }
        end = end.saturating_add(1);
    }
    from..end
}

/// All stays of the people, person after person.
fn gather(
    snapshot: &Snapshot,
    people: &Range<u32>,
    by_person: &[u32],
    rows: &mut Vec<Row>,
) -> Result<(), StoreError> {
    let mut next = Vec::with_capacity(people.len());
    let mut total = 0_usize;
    for person in people.clone() {
        next.push(total);
        total = total.saturating_add(count_of(by_person, person));
    }
    rows.clear();
    rows.resize(total, Row::default());
    if total == 0 {
        return Ok(());
    }
    for segment in snapshot.segments() {
        segment.each_visit_of(people, |place, visit| {
            let index = visit.person.wrapping_sub(people.start) as usize;
            let Some(at) = next.get_mut(index) else {
                return;
            };
            if let Some(row) = rows.get_mut(*at) {
                *row = Row::new(place, visit);
            }
            *at = at.saturating_add(1);
        })?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
